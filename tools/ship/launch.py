"""Notebooks in a form that runs alone: with a release archive beside them, or in the cloud.

The cloud is Colab, Binder or a JupyterHub.

Each notebook of the table of contents loses its outputs and what only this book's builder
understands: roles and directives become plain Markdown, glued values the values of the published
run. A first cell finds the code and data, or says what is missing. Cells and directives with
solutions are left out.
"""

from __future__ import annotations

import ast
import copy
import functools
import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import urljoin

import nbformat
import yaml
from markdown_it.token import Token
from pybtex.database import Entry, parse_file
from pybtex.plugin import find_plugin

from helpers import paths
from tools.build import expressions, memo, myst, site_files
from tools.build.execute import Executed
from tools.keep import notebooks

SETUP = Path(__file__).with_name("setup_cell.py")
FOLDER = Path("downloads") / "notebooks"  # within the site
SOLUTION = re.compile(r"solution|answer-key|instructor", re.I)
ARCHIVE = "ecommerce-gdp.zip"  # in the folder above the notebooks
BESIDE = f"Code and data are in [{ARCHIVE}](../{ARCHIVE}): keep it beside this notebook."
CAPTION = re.compile(
    r'<span class="exhibit-number">([^<]*)\.</span>\s*(.*?)</(?:fig)?caption>', re.S
)
# Where a link leads: to another notebook, or to a page that is none.
TO_PAGE = re.compile(r"(?:\.\./)?(?:book/)?[\w-]+\.md(?:#.*)?")
TO_NOTEBOOK = re.compile(r"(?:\.\./)?(?:notebooks/)?([\w-]+\.ipynb)(?:#.*)?")
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
    """Address of the repository in ``_config.yml``, without a slash at its end.

    Parameters
    ----------
    root : Path
        The project.

    Returns
    -------
    str
        Empty if none is set.
    """
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    return str((config.get("repository") or {}).get("url") or "").strip().rstrip("/")


def is_solution(cell: nbformat.NotebookNode) -> bool:
    """Whether a tag of the cell says that it holds a solution.

    Parameters
    ----------
    cell : NotebookNode
        Of a notebook.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_solution(nbformat.v4.new_code_cell("43394", metadata={"tags": ["solution"]}))
    True
    """
    return any(SOLUTION.search(tag) for tag in cell.metadata.get("tags", []))


def glued(executed: Iterable[Executed]) -> dict[str, dict[str, str]]:
    """Values that each notebook publishes for sentences.

    Parameters
    ----------
    executed : iterable of Executed
        The notebooks with their outputs.

    Returns
    -------
    dict of str to dict of str to str
        By the notebook's name and the value's.
    """
    found: dict[str, dict[str, str]] = {}
    for one in executed:
        values = found.setdefault(one.path.stem, {})
        outputs = (output for cell in one.notebook.cells for output in cell.get("outputs", []))
        for output in outputs:
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            data = output.get("data", {})
            text = next((data[kind] for kind in data if kind.endswith("text/plain")), None)
            if name and isinstance(text, str) and text[:1] in "'\"":
                values[name] = str(ast.literal_eval(text))
    return found


def exhibits(site: Path) -> dict[str, tuple[str, str, str]]:
    """Page, number and caption of every exhibit of the built site, by its anchor.

    Parameters
    ----------
    site : Path
        Root of the site.

    Returns
    -------
    dict of str to (str, str, str)
    """
    found: dict[str, tuple[str, str, str]] = {}
    for page in sorted(site.rglob("*.html")):
        for piece in page.read_text(encoding="utf-8").split('class="exhibit" id="')[1:]:
            caption = CAPTION.search(piece)
            if caption:
                words = html.unescape(re.sub(r"<[^>]*>", "", caption[2])).strip()
                found.setdefault(piece.partition('"')[0], (page.stem, caption[1], words))
    return found


def _without_braces(text: str) -> str:
    """A field of BibTeX as it is read."""
    return text.replace("{", "").replace("}", "")


def _authors(entry: Entry) -> str:
    """Who is cited: at most two names, else the organization or the title."""
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [
        _without_braces(" ".join([*person.prelast_names, *person.last_names])) for person in people
    ]
    if len(names) > 2:
        return f"{names[0]} et al."
    instead = entry.fields.get("organization", entry.fields.get("title", ""))
    return " and ".join(names) or _without_braces(instead)


def _trimmed(lines: list[str]) -> list[str]:
    """Lines without empty ones at the beginning and the end."""
    filled = [place for place, line in enumerate(lines) if line.strip()]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def _boxed(heading: str, lines: list[str]) -> list[str]:
    """A quotation with a heading in bold, the plain form of a box."""
    return [f"> **{heading}**", ">", *(f"> {line}".rstrip() for line in lines)]


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

    @functools.cached_property
    def _entries(self) -> Mapping[str, Entry]:
        """The works that may be cited, by their keys; read at the first citation."""
        return parse_file(str(self.books), "bibtex").entries

    @functools.cached_property
    def _ledger(self) -> dict[str, dict]:
        """Every claim with its verdict, fetched at the first claim."""
        return {row["id"]: row for row in json.loads(site_files.claims())}

    def _fail(self, what: str) -> LaunchError:
        """An error that names the page."""
        return LaunchError(f"{self.name}.ipynb: {what}")

    def _glue(self, text: str) -> str:
        """A glued value of this notebook or, as ``place::key``, of another."""
        place, _, rest = text.rpartition("::")
        key = rest.split(":")[0]
        source = Path(place).stem if place else self.name
        try:
            return self.values[source][key]
        except KeyError:
            raise self._fail(f"no value {key!r} from {source}.ipynb") from None

    def _claim(self, text: str) -> str:
        """The verdicts on claims, each once with its number, linked to the page of claims."""
        found = Counter(self._row(claim)["verdict"] for claim in text.split(", "))
        words = (f"{verdict} ({n})" if n > 1 else verdict for verdict, n in found.items())
        return " ".join(f"[*{word}*](claims.ipynb)" for word in words)

    def _quoted(self, text: str) -> str:
        """What a claim quotes from the paper."""
        return f"*{self._row(text)['quoted']}*"

    def _row(self, text: str) -> dict:
        """One claim of the ledger."""
        if text not in self._ledger:
            raise self._fail(f"no claim {text!r}")
        return self._ledger[text]

    def _exhibit(self, text: str) -> str:
        """Number and caption of an exhibit, linked if it is on another page."""
        if text not in self.shown:
            raise self._fail(f"no exhibit {text!r} in the site")
        page, number, caption = self.shown[text]
        label = number if page == self.name else f"[{number}]({page}.ipynb)"
        return f"{label} (“{caption}”)"

    def _cite(self, text: str, inside: bool) -> str:
        """Author and year of each work, all inside of parentheses or the year alone."""
        parts = []
        for key in re.split(r"\s*,\s*", text.strip()):
            if key not in self._entries:
                raise self._fail(f"no work {key!r} in {self.books.name}")
            if key not in self.cited:
                self.cited.append(key)
            entry = self._entries[key]
            who, year = _authors(entry), entry.fields.get("year", "n.d.")
            parts.append(f"{who}, {year}" if inside else f"{who} ({year})")
        return f"({'; '.join(parts)})" if inside else " and ".join(parts)

    def role(self, name: str, text: str) -> str:
        """Plain text for one role.

        Parameters
        ----------
        name, text : str
            Of the role, and what stands in it.

        Returns
        -------
        str

        Raises
        ------
        LaunchError
            If the role, or what it names, is not known.
        """
        text = text.strip()
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
        if name not in known:
            raise self._fail(f"the role {{{name}}} has no form outside the book")
        return known[name]()

    def _block(self, block: myst.Block) -> list[str]:
        """Plain lines for one directive."""
        name, title, options = block.name, block.title, block.options or {}
        inner = _trimmed(self._lines("\n".join(block.lines)))
        if SOLUTION.search(name) or name == "exercise-end":
            return []
        if name in ("exercise", "exercise-start"):
            label = f" (`{options['label']}`)" if options.get("label") else ""
            lines = _boxed("Exercise" + (f" {title}" if title else ""), inner)
            return [lines[0] + label, *lines[1:]]
        if name in BOXES:
            return _boxed(self.inline(title or name.rpartition(":")[2].capitalize()), inner)
        if name in ("table", "dropdown"):
            return [f"**{self.inline(title)}**", "", *inner]
        if name == "math":
            return ["$$", *block.lines, "$$"]
        if name in ("code-block", "code", "sourcecode"):
            return [f"```{title}", *block.lines, "```"]
        raise self._fail(f"the directive {{{name}}} has no form outside the book")

    def inline(self, text: str) -> str:
        """One paragraph or line: roles, and links to pages that are no notebooks.

        Parameters
        ----------
        text : str
            Markdown.

        Returns
        -------
        str
        """
        return myst.replaced(text, self._span)

    def _span(self, source: str, token: Token) -> str | None:
        """A role, or a link, as any notebook reader shows it."""
        if token.type == "myst_role":
            return self.role(token.meta["name"], token.content)
        if token.type != "link_open":
            return None
        target = str(token.attrs["href"])
        label, _, _ = source.removeprefix("[").rpartition("](")
        if TO_PAGE.fullmatch(target):
            return self.inline(label)
        notebook = TO_NOTEBOOK.fullmatch(target)
        return f"[{self.inline(label)}]({notebook[1]})" if notebook else None

    def _lines(self, text: str) -> list[str]:
        """Markdown, line by line, without roles and directives."""
        out: list[str] = []
        for block in myst.blocks(text):
            if not block.closed:
                raise self._fail(f"{block.name or 'a block of code'} does not end")
            if block.kind == "directive":
                out.extend(self._block(block))
            elif block.kind == "code":
                out.extend(block.lines)
            elif block.lines:
                out.extend(self.inline("\n".join(block.lines)).split("\n"))
        return out

    def markdown(self, text: str) -> str:
        """Markdown without roles and directives.

        Parameters
        ----------
        text : str
            A Markdown cell.

        Returns
        -------
        str

        Raises
        ------
        LaunchError
            If something has no form outside the book.
        """
        plain = "\n".join(self._lines(text))
        return re.sub(r"\n{3,}", "\n\n", plain).strip()

    def references(self) -> str:
        """The works cited so far, one line each.

        Returns
        -------
        str
            Empty if there are none.
        """
        if not self.cited:
            return ""
        style = find_plugin("pybtex.style.formatting", "unsrt")()
        backend = find_plugin("pybtex.backends", "markdown")()
        # The backend guards every full stop and hyphen, which Markdown in the middle of a line does
        # not need.
        works = (
            re.sub(r"\\([.()-])", r"\1", one.text.render(backend))
            for one in style.format_entries([self._entries[key] for key in self.cited])
        )
        lines = [f"- {' '.join(work.split())}" for work in works]
        return "## Works cited\n\n" + "\n".join(lines)


def address(root: Path = paths.ROOT) -> str:
    """Where the public archive can be fetched.

    Parameters
    ----------
    root : Path
        The project.

    Returns
    -------
    str
        In the site whose address ``_config.yml`` names, else on the branch of the notebooks; empty
        if it names neither.
    """
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    if site := str((config.get("html") or {}).get("baseurl") or "").strip():
        return urljoin(site, f"downloads/{ARCHIVE}")
    there = repository(root)
    return there and f"{there}/raw/{paths.BRANCH}/{ARCHIVE}"


def setup_cell(root: Path = paths.ROOT) -> nbformat.NotebookNode:
    """The first cell of every notebook.

    Parameters
    ----------
    root : Path
        The project.

    Returns
    -------
    NotebookNode
    """
    source = SETUP.read_text(encoding="utf-8").strip()
    source = source.replace('ADDRESS = ""', f"ADDRESS = {json.dumps(address(root))}")
    return nbformat.v4.new_code_cell(source, metadata={"tags": ["setup"]})


def _converted(cell: nbformat.NotebookNode, plain: Plain) -> nbformat.NotebookNode | None:
    """The launch form of one cell; None if nothing is left of it."""
    if is_solution(cell):
        return None
    if cell.cell_type == "markdown":
        source = expressions.filled(cell.source, expressions.values(cell.metadata))
        text = plain.markdown(source)
        return nbformat.v4.new_markdown_cell(text) if text else None
    if cell.cell_type == "code":
        hidden = notebooks.FOLDED & set(cell.metadata.get("tags", []))
        metadata = {"jupyter": {"source_hidden": True}} if hidden else {}
        return nbformat.v4.new_code_cell(cell.source, metadata=metadata)
    return None


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

    Returns
    -------
    NotebookNode

    Raises
    ------
    LaunchError
        If something of the page has no form outside the book.
    """
    plain = Plain(one.path.stem, values, shown, root / "book" / "references.bib")
    converted = (_converted(cell, plain) for cell in one.notebook.cells)
    cells = [cell for cell in converted if cell is not None]
    place = 1 if cells and cells[0].cell_type == "markdown" else 0
    cells[place:place] = [nbformat.v4.new_markdown_cell(BESIDE), copy.deepcopy(first)]
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
    around = json.dumps([values, shown, first.source]).encode()
    books = (root / "book" / "references.bib").read_bytes()
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for one in executed:

        def make(one: Executed = one) -> bytes:
            notebook = convert(one, values, shown, first, root)
            nbformat.validate(notebook)
            return (nbformat.writes(notebook, indent=1, ensure_ascii=False) + "\n").encode()

        told = [[cell.cell_type, cell.metadata, cell.source] for cell in one.notebook.cells]
        parts = (one.path.stem, json.dumps(told), around, books, site_files.claims())
        (target / one.path.name).write_bytes(memo.kept("launch", parts, make))
    return [target / one.path.name for one in executed]
