"""Notebooks in a form that runs alone: with a release archive beside them, or on Colab, Binder and JupyterHub.

Each notebook of the table of contents loses its outputs and what only this book's builder understands: roles and directives
become plain Markdown, glued values the values of the published run. A first cell finds the code and data, or says what is missing.
Cells and directives with solutions are left out.
"""

from __future__ import annotations

import ast
import copy
import functools
import html
import importlib.metadata
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import nbformat
import yaml
from pybtex.database import BibliographyData, parse_file
from pybtex.plugin import find_plugin

from helpers import claims, paths
from tools import notebooks
from tools.execute import Executed

SETUP = Path(__file__).with_name("setup_cell.py")
BRANCH = "launch"  # of the repository; the workflow of the pages pushes these notebooks there
FOLDER = Path("downloads") / "notebooks"  # within the site
SOLUTION = re.compile(r"solution|answer-key|instructor", re.I)
FENCE = re.compile(
    r"(?P<indent>[ ]*)(?P<fence>`{3,}|:{3,})\{(?P<name>[\w:.-]+)\}[ ]*(?P<title>.*)$"
)
ROLE = re.compile(r"\{(?P<name>[\w:.-]+)\}(?P<ticks>`+)(?P<text>.+?)(?P=ticks)(?!`)", re.S)
BOXES = frozenset(
    [
        "admonition",
        "note",
        "tip",
        "important",
        "warning",
        "caution",
        "attention",
        "hint",
        "danger",
        "error",
        "seealso",
        "topic",
        "prf:theorem",
        "prf:definition",
        "prf:example",
        "prf:remark",
        "prf:algorithm",
    ]
)


class LaunchError(RuntimeError):
    """A page holds something that has no form outside the book."""


def repository(root: Path = paths.ROOT) -> str:
    """Address of the repository in ``_config.yml``, without a slash at its end; empty if none is set."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    return str((config.get("repository") or {}).get("url") or "").strip().rstrip("/")


def is_solution(cell: nbformat.NotebookNode) -> bool:
    """Whether a tag of the cell says that it holds a solution.

    >>> is_solution(nbformat.v4.new_code_cell("43394", metadata={"tags": ["solution"]}))
    True
    """
    return any(SOLUTION.search(tag) for tag in cell.metadata.get("tags", []))


def glued(executed: Iterable[Executed]) -> dict[str, dict[str, str]]:
    """Values that each notebook publishes for sentences, by the notebook's name and the value's."""
    found: dict[str, dict[str, str]] = {}
    for one in executed:
        values = found.setdefault(one.path.stem, {})
        for cell in one.notebook.cells:
            for output in cell.get("outputs", []):
                name = output.get("metadata", {}).get("scrapbook", {}).get("name")
                text = next(
                    (
                        value
                        for kind, value in output.get("data", {}).items()
                        if kind.endswith("text/plain")
                    ),
                    None,
                )
                if name and isinstance(text, str) and text[:1] in "'\"":
                    values[name] = str(ast.literal_eval(text))
    return found


def exhibits(site: Path) -> dict[str, tuple[str, str, str]]:
    """Page, number and caption of every exhibit of the built site, by its anchor."""
    found: dict[str, tuple[str, str, str]] = {}
    for page in sorted(site.rglob("*.html")):
        for piece in page.read_text(encoding="utf-8").split('class="exhibit" id="')[1:]:
            caption = re.search(
                r'<span class="exhibit-number">([^<]*)\.</span>\s*(.*?)</(?:fig)?caption>',
                piece,
                flags=re.S,
            )
            if caption:
                found.setdefault(
                    piece.partition('"')[0],
                    (
                        page.stem,
                        caption[1],
                        html.unescape(re.sub(r"<[^>]*>", "", caption[2])).strip(),
                    ),
                )
    return found


@functools.lru_cache(maxsize=1)
def _bibliography(path: Path) -> BibliographyData:
    return parse_file(str(path), "bibtex")


@functools.lru_cache(maxsize=1)
def _ledger():
    return claims.ledger()


def _authors(entry) -> str:
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [
        " ".join([*person.prelast_names, *person.last_names]).replace("{", "").replace("}", "")
        for person in people
    ]
    if len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(names) or entry.fields.get(
        "organization", entry.fields.get("title", "")
    ).replace("{", "").replace("}", "")


class Plain:
    """Turn the Markdown of one notebook into what any notebook reader shows.

    Parameters
    ----------
    name : str
        Of the notebook, without suffix.
    values : dict
        From `glued`.
    shown : dict
        From `exhibits`.
    books : Path
        The bibliography.
    """

    def __init__(
        self,
        name: str,
        values: dict[str, dict[str, str]],
        shown: dict[str, tuple[str, str, str]],
        books: Path = paths.BOOK / "references.bib",
    ):
        self.name, self.values, self.shown, self.books = name, values, shown, books
        self.cited: list[str] = []

    def _fail(self, what: str) -> LaunchError:
        return LaunchError(f"{self.name}.ipynb: {what}")

    def _glue(self, text: str) -> str:
        place, _, rest = text.rpartition("::")
        key = rest.split(":")[0]
        source = Path(place).stem if place else self.name
        try:
            return self.values[source][key]
        except KeyError:
            raise self._fail(f"no value {key!r} from {source}.ipynb") from None

    def _claim(self, text: str) -> str:
        return f"[*{self._row(text)['verdict']}*](claims.ipynb)"

    def _quoted(self, text: str) -> str:
        return f"*{self._row(text)['quoted']}*"

    def _row(self, text: str):
        ledger = _ledger()
        if text not in ledger.index:
            raise self._fail(f"no claim {text!r}")
        return ledger.loc[text]

    def _exhibit(self, text: str) -> str:
        if text not in self.shown:
            raise self._fail(f"no exhibit {text!r} in the site")
        page, number, caption = self.shown[text]
        label = number if page == self.name else f"[{number}]({page}.ipynb)"
        return f"{label} (“{caption}”)"

    def _cite(self, text: str, inside: bool) -> str:
        entries = _bibliography(self.books).entries
        parts = []
        for key in re.split(r"\s*,\s*", text.strip()):
            if key not in entries:
                raise self._fail(f"no work {key!r} in {self.books.name}")
            if key not in self.cited:
                self.cited.append(key)
            year = entries[key].fields.get("year", "n.d.")
            parts.append(
                f"{_authors(entries[key])}, {year}"
                if inside
                else f"{_authors(entries[key])} ({year})"
            )
        return f"({'; '.join(parts)})" if inside else " and ".join(parts)

    def role(self, match: re.Match) -> str:
        """Plain text for one role."""
        text = match["text"].strip()
        label = re.sub(r"\s*<[^<>]*>$", "", text)
        known: dict[str, Callable[[], str]] = {
            "glue:text": lambda: self._glue(text),
            "claim": lambda: self._claim(text),
            "quoted": lambda: self._quoted(text),
            "exhibit": lambda: self._exhibit(text),
            "cite:t": lambda: self._cite(text, False),
            "cite:p": lambda: self._cite(text, True),
            "cite": lambda: self._cite(text, True),
            "term": lambda: label,
            "abbr": lambda: label,
            "sub": lambda: f"<sub>{text}</sub>",
            "sup": lambda: f"<sup>{text}</sup>",
            "math": lambda: f"${text}$",
            "kbd": lambda: f"`{text}`",
        }
        if match["name"] not in known:
            raise self._fail(f"the role {{{match['name']}}} has no form outside the book")
        return known[match["name"]]()

    def _block(self, name: str, title: str, body: list[str]) -> list[str]:
        options = {}
        while body and (option := re.match(r":([\w-]+):\s*(.*)$", body[0].strip())):
            options[option[1]] = option[2]
            body = body[1:]
        inner = self._lines(body)
        while inner and not inner[0].strip():
            inner = inner[1:]
        while inner and not inner[-1].strip():
            inner = inner[:-1]
        if SOLUTION.search(name):
            return []
        if name in ("exercise", "exercise-start", "exercise-end"):
            label = options.get("label", "")
            heading = (
                "**Exercise"
                + (f" {title}" if title else "")
                + "**"
                + (f" (`{label}`)" if label else "")
            )
            return (
                [f"> {heading}", ">", *(f"> {line}".rstrip() for line in inner)]
                if name != "exercise-end"
                else []
            )
        if name in BOXES:
            heading = title or name.rpartition(":")[2].capitalize()
            return [f"> **{self.inline(heading)}**", ">", *(f"> {line}".rstrip() for line in inner)]
        if name == "table":
            return [f"**{self.inline(title)}**", "", *inner]
        if name == "math":
            return ["$$", *body, "$$"]
        if name in ("code-block", "code", "sourcecode"):
            return [f"```{title}", *body, "```"]
        if name == "dropdown":
            return [f"**{self.inline(title)}**", "", *inner]
        raise self._fail(f"the directive {{{name}}} has no form outside the book")

    def inline(self, text: str) -> str:
        """One paragraph or line: roles, and links to pages that are no notebooks."""
        # Code that stands for itself stays as it is; a role is code with a name before it.
        text = ROLE.sub(self.role, text)
        text = re.sub(r"\[([^\]]*)\]\((?:\.\./)?(?:book/)?[\w-]+\.md(?:#[^)]*)?\)", r"\1", text)
        return re.sub(r"\]\((?:\.\./)?(?:notebooks/)?([\w-]+\.ipynb)(?:#[^)]*)?\)", r"](\1)", text)

    def _lines(self, lines: list[str]) -> list[str]:
        out: list[str] = []
        prose: list[str] = []

        def flush():
            if prose:
                out.extend(self.inline("\n".join(prose)).split("\n"))
                prose.clear()

        place = 0
        while place < len(lines):
            line = lines[place]
            start = FENCE.match(line)
            plain = re.match(r"\s*(`{3,}|~{3,})", line)
            if start or plain:
                fence = start["fence"] if start else plain[1]
                # A fence may hold shorter ones, and of colons as long as its own.
                depth, end = 1, place + 1
                while end < len(lines):
                    bare = lines[end].strip()
                    if bare == fence:
                        depth -= 1
                        if depth == 0:
                            break
                    elif start and fence[0] == ":" and bare.startswith(fence + "{"):
                        depth += 1
                    end += 1
                else:
                    raise self._fail(f"{line.strip()} does not end")
                flush()
                body = lines[place + 1 : end]
                out.extend(
                    self._block(start["name"], start["title"].strip(), body)
                    if start
                    else lines[place : end + 1]
                )
                place = end + 1
                continue
            if not re.match(r"(\([\w:-]+\)=|%.*|\+\+\+.*)$", line.strip()):
                prose.append(line)
            place += 1
        flush()
        return out

    def markdown(self, text: str) -> str:
        """Markdown without roles and directives.

        Raises
        ------
        LaunchError
            If something has no form outside the book.
        """
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines(text.split("\n")))).strip()

    def references(self) -> str:
        """The works cited so far, one line each; empty if there are none."""
        if not self.cited:
            return ""
        entries = _bibliography(self.books).entries
        style, backend = (
            find_plugin("pybtex.style.formatting", "unsrt")(),
            find_plugin("pybtex.backends", "markdown")(),
        )
        # The backend guards every full stop and hyphen, which Markdown in the middle of a line does not need.
        works = (
            re.sub(r"\\([.()-])", r"\1", one.text.render(backend))
            for one in style.format_entries([entries[key] for key in self.cited])
        )
        lines = [f"- {' '.join(work.split())}" for work in works]
        return "## Works cited\n\n" + "\n".join(lines)


def packages(root: Path = paths.ROOT) -> dict[str, list[str]]:
    """What the helpers import from elsewhere: by module, the package, the oldest version that will do, and the version of the lock.

    Raises
    ------
    LaunchError
        If the lock does not name such a package.
    """
    modules = set()
    for path in sorted((root / "helpers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module]
                if isinstance(node, ast.ImportFrom) and node.module and not node.level
                else []
            )
            modules |= {name.split(".")[0] for name in names}
    plain = lambda name: re.sub(r"[-_.]+", "-", name).lower()
    locked = dict(
        re.findall(
            r"(?m)^([a-z0-9._-]+)==([^\s;\\]+)",
            (root / "requirements.txt").read_text(encoding="utf-8"),
        )
    )
    oldest = {
        plain(name): bound
        for name, bound in re.findall(
            r"(?m)^([A-Za-z0-9_-]+)>=([\d.]+)",
            (root / "requirements.in").read_text(encoding="utf-8"),
        )
    }
    known = importlib.metadata.packages_distributions()
    found = {}
    for module in sorted(
        modules - set(sys.stdlib_module_names) - {"helpers", "tools", "IPython"}
    ):  # the notebook itself runs in IPython
        package = plain(known.get(module, [module])[0])
        if package not in locked:
            raise LaunchError(f"helpers import {module}, which requirements.txt does not name")
        found[module] = [package, oldest.get(package, ""), locked[package]]
    return found


def setup_cell(root: Path = paths.ROOT) -> nbformat.NotebookNode:
    """The first cell of every notebook, folded away."""
    needed = ",\n    ".join(f"{module!r}: {entry!r}" for module, entry in packages(root).items())
    source = SETUP.read_text(encoding="utf-8").strip()
    source = source.replace(
        'REPOSITORY, BRANCH = "", ""',
        f"REPOSITORY, BRANCH = {repository(root)!r}, {BRANCH if repository(root) else ''!r}",
    )
    source = source.replace("PACKAGES = {}", f"PACKAGES = {{\n    {needed},\n}}")
    return nbformat.v4.new_code_cell(
        source, metadata={"tags": ["setup"], "cellView": "form", "jupyter": {"source_hidden": True}}
    )


def convert(
    one: Executed,
    values: dict[str, dict[str, str]],
    shown: dict[str, tuple[str, str, str]],
    first: nbformat.NotebookNode,
    root: Path = paths.ROOT,
) -> nbformat.NotebookNode:
    """The launch form of one notebook, without outputs.

    Parameters
    ----------
    one : Executed
        The notebook.
    values, shown : dict
        From `glued` and `exhibits`.
    first : NotebookNode
        From `setup_cell`; it stands below the title.
    root : Path
        The project.

    Raises
    ------
    LaunchError
        If something of the page has no form outside the book.
    """
    plain = Plain(one.path.stem, values, shown, root / "book" / "references.bib")
    cells: list[nbformat.NotebookNode] = []
    for cell in one.notebook.cells:
        if is_solution(cell):
            continue
        if cell.cell_type == "markdown":
            if text := plain.markdown(cell.source):
                cells.append(nbformat.v4.new_markdown_cell(text))
        elif cell.cell_type == "code":
            hidden = {"remove-cell", "remove-input", "hide-cell"} & set(
                cell.metadata.get("tags", [])
            )
            cells.append(
                nbformat.v4.new_code_cell(
                    cell.source, metadata={"jupyter": {"source_hidden": True}} if hidden else {}
                )
            )
    cells.insert(1 if cells and cells[0].cell_type == "markdown" else 0, copy.deepcopy(first))
    if works := plain.references():
        cells.append(nbformat.v4.new_markdown_cell(works))
    notebook = nbformat.v4.new_notebook(
        cells=cells,
        metadata={"kernelspec": notebooks.KERNELSPEC, "language_info": {"name": "python"}},
    )
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    return notebook


def write(folder: Path, executed: list[Executed], root: Path = paths.ROOT) -> list[Path]:
    """Write the launch form of every notebook into the site.

    Parameters
    ----------
    folder : Path
        Root of the built site, which knows the numbers of the exhibits.
    executed : list of Executed
        The notebooks with their outputs.
    root : Path
        The project.

    Returns
    -------
    list of Path

    Raises
    ------
    LaunchError
        If a page holds something that has no form outside the book.
    """
    values, shown, first = glued(executed), exhibits(folder), setup_cell(root)
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for one in executed:
        notebook = convert(one, values, shown, first, root)
        nbformat.validate(notebook)
        path = target / one.path.name
        path.write_text(
            nbformat.writes(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        written.append(path)
    return written
