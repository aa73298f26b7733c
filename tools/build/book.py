"""Build the book: check the data, execute every notebook afresh, make the site, put it in place.

    python -m tools.build.book            fresh: every notebook is executed
    python -m tools.build.book --draft    executes only notebooks behind which something changed

The finished site replaces `_build/html` in one step; after any error the previous site stands
untouched.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import json
import re
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import nbformat
import yaml

from helpers import data, paths
from tools.build import bundle, contents, expressions, finish, memo, render, site_files
from tools.build.execute import Executed, ExecutionError, execute_all
from tools.keep.notebooks import FOLDED
from tools.ship import archive, launch, release

STAGE = paths.BUILD / "stage"
WORK = paths.BUILD / "work"
RESULTS = paths.BUILD / "results"
SITE = paths.SITE


SPENT = "{} executing, {} in Jupyter Book, {} finishing"
OPEN = "open _build/html/index.html"
# A table's link to another page: JupyterLab opens the notebook, the site shows the page.
TO_NOTEBOOK = re.compile(r'(<a href="[\w-]+)\.ipynb(["#])')


class BuildError(RuntimeError):
    """The table of contents names what does not exist, or the time of the release is no time."""


ERRORS = (
    data.DataError,
    ExecutionError,
    expressions.ExpressionError,
    BuildError,
    render.RenderError,
    bundle.BundleError,
    launch.LaunchError,
)


def notebook_files(root: Path = paths.ROOT) -> list[Path]:
    """Notebooks that the table of contents names, in its order.

    Parameters
    ----------
    root : Path
        Tree that holds ``_toc.yml``.

    Returns
    -------
    list of Path
        All of them exist.

    Raises
    ------
    BuildError
        If the table of contents names a notebook that does not exist.
    """
    names = [page.name for page in contents.pages(root)]
    files = [root / f"{name}.ipynb" for name in names if name.startswith("notebooks/")]
    for path in files:
        if not path.exists():
            raise BuildError(f"_toc.yml names {path.relative_to(root)}, which does not exist")
    return files


def key(notebook: Path, root: Path = paths.ROOT) -> str:
    """What the results of a notebook depend on, its imports apart.

    jupyter-cache keys on the notebook's code alone and would serve results of older data.

    Parameters
    ----------
    notebook : Path
        The notebook.
    root : Path
        Tree that holds ``helpers``, ``data`` and ``requirements.txt``.

    Returns
    -------
    str
        A digest of its cells, what pages of prose ask of it, all data, the lock, the Python
        version, and whatever in ``helpers`` is no module.
    """
    return keys([notebook], root)[notebook]


def keys(notebooks: Sequence[Path], root: Path = paths.ROOT) -> dict[Path, str]:
    """The `key` of several notebooks.

    Parameters
    ----------
    notebooks : sequence of Path
        The notebooks.
    root : Path
        As for `key`.

    Returns
    -------
    dict of Path to str
    """
    others = [path for path in sorted((root / "helpers").rglob("*.*")) if "py" not in path.suffix]
    common, asked = memo.of_files(root / "data", *others, root=root), expressions.asked(root)
    found = {}
    for path in notebooks:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        kept = [[cell["cell_type"], cell["metadata"].get("tags"), cell["source"]] for cell in cells]
        own = json.dumps([kept, asked.get(path.stem, [])])
        found[path] = memo.digest(sys.version, common, own)
    return found


def _modules(root: Path) -> dict[str, str]:
    """Digest of each module."""
    files = (root / "helpers").rglob("*.py")
    return {file.relative_to(root).as_posix(): memo.digest(file.read_bytes()) for file in files}


def _kept(path: Path, current: str, modules: dict[str, str], results: Path) -> Executed | None:
    """The stored result of a notebook, if nothing that it depends on has changed since."""
    stored, record = results / path.name, results / f"{path.stem}.json"
    if not (stored.exists() and record.exists()):
        return None
    known = json.loads(record.read_text(encoding="utf-8"))
    imported = known["imported"]
    if known["key"] != current or any(modules.get(file) != imported[file] for file in imported):
        return None
    return Executed(path, nbformat.read(stored, as_version=4), 0.0, tuple(imported))


def _keep(result: Executed, known: str, modules: dict[str, str], results: Path) -> None:
    """Store the result of a notebook with what it depends on."""
    results.mkdir(parents=True, exist_ok=True)
    imported = {file: modules.get(file, "") for file in result.imported}
    record = {"key": known, "imported": imported}
    nbformat.write(result.notebook, results / result.path.name)
    (results / f"{result.path.stem}.json").write_text(json.dumps(record, indent=1), "utf-8")


def run_notebooks(
    notebooks: list[Path], draft: bool, root: Path = paths.ROOT, results: Path = RESULTS
) -> list[Executed]:
    """Execute notebooks; in a draft, take those from an earlier run that nothing has touched.

    Parameters
    ----------
    notebooks : list of Path
        Files to execute.
    draft : bool
        False executes every one of them.
    root : Path
        Tree that holds ``helpers``, ``data`` and ``requirements.txt``.
    results : Path
        Folder of stored results: the executed notebook, and its `key` with the digest of each
        module that it imported.

    Returns
    -------
    list of Executed
        ``seconds`` is 0 for a notebook that was not executed.
    """
    # Taken before anything is executed: what is edited while notebooks run counts as changed.
    current, modules = keys(notebooks, root), _modules(root)
    asked = notebooks if draft else []
    held = {path: _kept(path, current[path], modules, results) for path in asked}
    kept = {path: result for path, result in held.items() if result is not None}
    waiting = [path for path in notebooks if path not in kept]
    if waiting:
        unchanged = f", {len(kept)} unchanged" if kept else ""
        plural = "s" * (len(waiting) > 1)
        print(f"executing {len(waiting)} notebook{plural}{unchanged}", flush=True)
    done = execute_all(waiting, root=root, progress=lambda line: print(line, flush=True))
    for result in done:
        _keep(result, current[result.path], modules, results)
    fresh = {result.path: result for result in done}
    return [kept.get(path) or fresh[path] for path in notebooks]


def for_site(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy as the site shows it; the notebook itself stays as its author wrote it.

    Expressions in sentences become their values, and tables lead to pages. On a page that does not
    register a ``key`` number all code is folded; on one that does, only the cells that a tag folds.

    Parameters
    ----------
    notebook : NotebookNode
        As executed.

    Returns
    -------
    NotebookNode

    Examples
    --------
    >>> cell = nbformat.v4.new_code_cell("1 + 1")
    >>> notebook = nbformat.v4.new_notebook(cells=[cell])
    >>> for_site(notebook).cells[0].metadata["tags"], cell.metadata
    (['hide-input'], {})
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if page := output.get("data", {}).get("text/html"):
                output["data"]["text/html"] = TO_NOTEBOOK.sub(r"\1.html\2", page)
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "markdown":
            cell.source = expressions.filled(cell.source, expressions.values(cell.metadata))
        elif "key" not in notebook.metadata and not FOLDED & set(tags):
            cell.metadata["tags"] = [*tags, "hide-input"]
    return notebook


def published(executed: list[Executed]) -> dict[str, dict[str, str]]:
    """What pages of prose take from notebooks.

    Parameters
    ----------
    executed : list of Executed
        The notebooks of the book.

    Returns
    -------
    dict of str to dict of str to str
        Text by notebook and expression; a notebook that nobody asks has none.
    """
    return {one.path.stem: expressions.values(one.notebook.metadata) for one in executed}


def _shown(executed: list[Executed]) -> list[str]:
    """HTML of everything that notebooks show."""
    cells = (cell for one in executed for cell in one.notebook.cells)
    outputs = (output for cell in cells for output in cell.get("outputs", []))
    return [
        output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})
    ]


def _wanted(executed: list[Executed], root: Path) -> dict[Path, bytes]:
    """Content of every file that Sphinx reads, by its place."""
    book = [path for path in sorted((root / "book").rglob("*")) if path.is_file()]
    kept = [path for path in book if "__pycache__" not in path.parts]
    sources = [root / "_config.yml", root / "_toc.yml", *kept]
    wanted = {STAGE / path.relative_to(root): path.read_bytes() for path in sources}
    texts, outputs = published(executed), _shown(executed)
    for path in (path for path in kept if path.suffix == ".md"):
        text = path.read_text(encoding="utf-8")
        page = expressions.prose(text, path.name, texts, outputs)
        wanted[STAGE / path.relative_to(root)] = page.encode()
    wanted[STAGE / "claims.json"] = site_files.claims()
    for result in executed:
        content = nbformat.writes(for_site(result.notebook)).encode()
        wanted[STAGE / "notebooks" / result.path.name] = content
    asked = {name: values for name, values in texts.items() if values}
    expressions.FILE.parent.mkdir(parents=True, exist_ok=True)
    expressions.FILE.write_text(json.dumps(asked, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return wanted


def stage(executed: list[Executed], root: Path = paths.ROOT) -> None:
    """Lay out what Sphinx reads: configuration, prose and executed notebooks, nothing else.

    Files are rewritten only when they change, so that Sphinx re-reads only those.

    Parameters
    ----------
    executed : list of Executed
        The notebooks of the book.
    root : Path
        Tree that holds configuration and prose.
    """
    wanted = _wanted(executed, root)
    for path in [path for path in STAGE.rglob("*") if path.is_file()]:
        if path not in wanted and "__pycache__" not in path.parts:
            path.unlink()
    for path, content in wanted.items():
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def student_archive(draft: bool) -> bytes:
    """The public edition; a draft takes that of the previous site, if there is one.

    Parameters
    ----------
    draft : bool
        False packs it anew.

    Returns
    -------
    bytes
    """
    previous = SITE / archive.DOWNLOADS / launch.ARCHIVE
    if draft and previous.exists():
        return previous.read_bytes()
    try:
        return archive.packed(archive.student(), archive.NAME, release.timestamp())
    except ValueError as error:
        raise BuildError(str(error)) from None


def put_in_place(built: Path, executed: list[Executed], packed: bytes) -> None:
    """Replace the previous site by the new one in one step.

    Parameters
    ----------
    built : Path
        Folder of the new site as Sphinx left it.
    executed : list of Executed
        The notebooks, for their downloads.
    packed : bytes
        From `student_archive`.
    """
    new, old = SITE.with_name("html.new"), SITE.with_name("html.old")
    for folder in (new, old):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(built, new)
    # A warm build of Sphinx does not copy static files again.
    shutil.copytree(STAGE / "book" / "_static", new / "_static", dirs_exist_ok=True)
    config = yaml.safe_load((paths.ROOT / "_config.yml").read_text(encoding="utf-8"))
    finish.finish(new, title=config["title"], address=config["html"].get("baseurl", ""))
    site_files.write(new)
    launch.write(new, executed)
    archive.offer(packed, launch.ARCHIVE, new)
    if SITE.exists():
        SITE.replace(old)
    new.replace(SITE)
    shutil.rmtree(old, ignore_errors=True)


def same_renderer() -> bool:
    """Whether pages were last rendered by this code; if not, none of them may be kept.

    Returns
    -------
    bool
        After a fresh build, which forgets, False.
    """
    noted = memo.FOLDER / "renderer"
    now = memo.of_files(paths.BOOK / "_ext", paths.ROOT / "tools" / "build")
    same = noted.exists() and noted.read_text(encoding="utf-8") == now
    noted.parent.mkdir(parents=True, exist_ok=True)
    noted.write_text(now, encoding="utf-8")
    return same


def build(draft: bool = False) -> None:
    """Everything, in order; any error leaves the previous site as it was.

    Parameters
    ----------
    draft : bool
        True executes and builds only what has changed.

    Raises
    ------
    DataError, ExecutionError, BuildError, RenderError, BundleError, LaunchError
        From the step that failed.
    """
    laps = [time.perf_counter()]
    with render.Renderer(STAGE, WORK) as renderer:
        data.check_all()
        if not draft:
            memo.forget()
            for folder in (STAGE, WORK):
                shutil.rmtree(folder, ignore_errors=True)
        executed = run_notebooks(notebook_files(), draft)
        stage(executed)
        laps.append(time.perf_counter())
        renderer.begin(fresh=not same_renderer())
        packed = student_archive(draft)
        built = renderer.end()
    laps.append(time.perf_counter())
    put_in_place(built, executed, packed)
    laps.append(time.perf_counter())
    parts = [f"{after - before:.1f}" for before, after in itertools.pairwise(laps)]
    count, seconds = len(list(SITE.rglob("*.html"))), laps[-1] - laps[0]
    print(f"built {count} pages in {seconds:.0f} s ({SPENT.format(*parts)}); {OPEN}")


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : list of str, optional
        The command line by default.

    Returns
    -------
    int
        Exit code: 1 with what went wrong.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tools.build.book", description="Build the book into _build/html."
    )
    parser.add_argument(
        "--draft",
        action="store_true",
        help="execute only notebooks that something they use has changed",
    )
    try:
        build(parser.parse_args(arguments).draft)
    except ERRORS as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
