"""Build the book: check the data, execute every notebook afresh, make the site, then put it in place.

    python -m tools.book            fresh: every notebook is executed
    python -m tools.book --draft    executes only what changed (notebook, helpers, data or lock)

The finished site replaces `_build/html` in one step; after any error the previous site stands untouched.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import yaml

from helpers import data, paths
from tools import finish, launch, site_files
from tools.execute import Executed, ExecutionError, execute_all

STAGE = paths.BUILD / "stage"
WORK = paths.BUILD / "work"
RESULTS = paths.BUILD / "results"
SITE = paths.BUILD / "html"


class BuildError(RuntimeError):
    """The site could not be built."""


def notebook_files(root: Path = paths.ROOT) -> list[Path]:
    """Notebooks that the table of contents names, in its order."""
    names: list[str] = []

    def collect(entry):
        if isinstance(entry, dict):
            for key, value in entry.items():
                if key in ("file", "root"):
                    names.append(value)
                else:
                    collect(value)
        elif isinstance(entry, list):
            for item in entry:
                collect(item)

    collect(yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8")))
    files = [root / f"{name}.ipynb" for name in names if name.startswith("notebooks/")]
    for path in files:
        if not path.exists():
            raise BuildError(f"_toc.yml names {path.relative_to(root)}, which does not exist")
    return files


def key(notebook: Path, root: Path = paths.ROOT) -> str:
    """What a notebook's results depend on: its own code, all helpers, all data, the lock and the Python version.

    jupyter-cache keys on the notebook's code alone and would serve results of an older helper or data file.
    """
    digest = hashlib.sha256(sys.version.encode())
    source = nbformat.read(notebook, as_version=4)
    for cell in source.cells:
        digest.update(
            f"{cell.cell_type}\0{cell.source}\0{sorted(cell.metadata.get('tags', []))}\0".encode()
        )
    inputs = [
        path
        for folder in ("helpers", "data")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    for path in [*inputs, root / "requirements.txt"]:
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def run_notebooks(
    notebooks: list[Path], draft: bool, root: Path = paths.ROOT, results: Path = RESULTS
) -> list[Executed]:
    """Execute notebooks; in a draft, take unchanged ones from the results of an earlier run.

    Parameters
    ----------
    notebooks : list of Path
        Files to execute.
    draft : bool
        False executes every one of them.
    root : Path
        Tree that holds ``helpers``, ``data`` and ``requirements.txt``.
    results : Path
        Folder of stored results, one per notebook, named after its `key`.

    Returns
    -------
    list of Executed
        ``seconds`` is 0 for a notebook that was not executed.
    """
    kept: dict[Path, Executed] = {}
    if draft:
        for path in notebooks:
            stored = results / f"{path.stem}-{key(path, root)[:24]}.ipynb"
            if stored.exists():
                kept[path] = Executed(path, nbformat.read(stored, as_version=4), 0.0)
    waiting = [path for path in notebooks if path not in kept]
    if waiting:
        print(
            f"executing {len(waiting)} notebook{'s' * (len(waiting) > 1)}"
            + (f", {len(kept)} unchanged" if kept else ""),
            flush=True,
        )
    fresh = {
        result.path: result
        for result in execute_all(waiting, root=root, progress=lambda line: print(line, flush=True))
    }
    results.mkdir(parents=True, exist_ok=True)
    for path, result in fresh.items():
        for old in results.glob(f"{path.stem}-*.ipynb"):
            old.unlink()
        nbformat.write(result.notebook, results / f"{path.stem}-{key(path, root)[:24]}.ipynb")
    return [kept.get(path) or fresh[path] for path in notebooks]


def folded(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy whose code the site folds away; the notebook itself stays as its author wrote it.

    Examples
    --------
    >>> cell = nbformat.v4.new_code_cell("1 + 1")
    >>> folded(nbformat.v4.new_notebook(cells=[cell])).cells[0].metadata["tags"], cell.metadata
    (['hide-input'], {})
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "code" and not {
            "hide-input",
            "hide-cell",
            "remove-input",
            "remove-cell",
        } & set(tags):
            cell.metadata["tags"] = [*tags, "hide-input"]
    return notebook


def stage(executed: list[Executed], root: Path = paths.ROOT) -> None:
    """Lay out what Sphinx reads: configuration, prose and executed notebooks, nothing else.

    Files are rewritten only when they change, so that Sphinx re-reads only those.
    """
    wanted: dict[Path, bytes] = {}
    for name in ("_config.yml", "_toc.yml"):
        wanted[STAGE / name] = (root / name).read_bytes()
    for path in sorted((root / "book").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            wanted[STAGE / path.relative_to(root)] = path.read_bytes()
    for result in executed:
        wanted[STAGE / "notebooks" / result.path.name] = nbformat.writes(
            folded(result.notebook)
        ).encode()
    for path in [path for path in STAGE.rglob("*") if path.is_file()] if STAGE.exists() else []:
        if path not in wanted and "__pycache__" not in path.parts:
            path.unlink()
    for path, content in wanted.items():
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def sphinx(draft: bool) -> Path:
    """Run Jupyter Book on the staged tree, warnings as errors; return the folder of the new site."""
    if not draft:
        shutil.rmtree(WORK, ignore_errors=True)
    command = [
        sys.executable,
        "-c",
        "from jupyter_book.cli.main import main; main()",
        "build",
        str(STAGE),
        "--path-output",
        str(WORK),
        "-W",
        "--keep-going",
        "-q",
    ]
    if not draft:
        command.append("--all")
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(paths.ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(
            os.pathsep
        )
    }
    done = subprocess.run(command, env=environment, text=True, capture_output=True)
    if done.returncode:
        raise BuildError(
            f"Jupyter Book stopped (a warning counts as an error):\n{done.stdout}{done.stderr}"
        )
    built = WORK / "_build" / "html"
    if not (built / "index.html").exists():
        raise BuildError("Jupyter Book ended without an error and without a site")
    # A warm build of Sphinx does not copy static files again.
    shutil.copytree(STAGE / "book" / "_static", built / "_static", dirs_exist_ok=True)
    return built


def put_in_place(built: Path, executed: list[Executed]) -> None:
    """Replace the previous site by the new one in one step."""
    new, old = SITE.with_name("html.new"), SITE.with_name("html.old")
    for folder in (new, old):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(built, new)
    config = yaml.safe_load((paths.ROOT / "_config.yml").read_text(encoding="utf-8"))
    finish.finish(new, title=config["title"], address=config["html"].get("baseurl", ""))
    site_files.write(new)
    launch.write(new, executed)
    if SITE.exists():
        SITE.replace(old)
    new.replace(SITE)
    shutil.rmtree(old, ignore_errors=True)


def build(draft: bool = False) -> None:
    """Everything, in order; any error leaves the previous site as it was.

    Raises
    ------
    DataError, ExecutionError, BuildError, LaunchError
    """
    started = time.perf_counter()
    data.check()
    executed = run_notebooks(notebook_files(), draft)
    if not draft:
        shutil.rmtree(STAGE, ignore_errors=True)
    stage(executed)
    put_in_place(sphinx(draft), executed)
    print(
        f"built {len(list(SITE.rglob('*.html')))} pages in {time.perf_counter() - started:.0f} s; open _build/html/index.html"
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.book", description="Build the book into _build/html."
    )
    parser.add_argument(
        "--draft",
        action="store_true",
        help="execute only notebooks whose code, helpers, data or lock changed",
    )
    try:
        build(parser.parse_args(arguments).draft)
    except (data.DataError, ExecutionError, BuildError, launch.LaunchError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
