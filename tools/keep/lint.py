"""Find numbers typed into prose: a number is computed there, or comes from the ledger.

    python -m tools.keep.lint                every page of book/, every Markdown cell of notebooks/
    python -m tools.keep.lint --crowded      and each sentence with more than two numbers

What a reader takes for prose is searched; code, formulas, addresses and the arguments of roles are
not. Of what is left, `ALLOWED` lists the numbers that name something (a year, a table, a unit)
instead of stating a result.
"""

from __future__ import annotations

import ast
import re
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from markdown_it.token import Token

from helpers import paths
from tools.build import expressions, myst

_YEAR = r"(?:19\d\d|20\d\d|2100)"
_PLACES = (
    "table|figure|section|chapter|part|panel|check|equation|exercise|question|step|lesson|week|"
    "model|problem|countermeasure|unit|appendix|line|row|column|page"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_COUNTED = (
    r"(?:%|per cent|percent|yuan|persons|people|names|users|shoppers|observations|"
    r"hundred|thousand|million|billion|trillion)"
)

# Name, what it matches, why such a number may be typed. A match is taken out of the text before the
# search.
ALLOWED: tuple[tuple[str, str, str], ...] = (
    (
        "date",
        rf"\b\d{{1,2}} (?:{_MONTHS})\b|\b(?:{_MONTHS}) \d{{1,2}}(?=,? {_YEAR})",
        "a day is a name, like its month",
    ),
    (
        "year",
        rf"(?<![\d.,])\b{_YEAR}(?:s\b|\b)(?:[-–/]\d\d\b)?(?![.,]?\d|\s?{_COUNTED})",
        "years 1900 to 2100 name the observations",
    ),
    (
        "place",
        rf"\b(?i:{_PLACES})s?\s+\d+(?:\.\d+)*(?:(?:,| to| and| or|, and|[-–])\s*\d+(?:\.\d+)*)*",
        "a place in the paper or in this book",
    ),
    ("counter", r"(?m)^\s*\*\*\d+\.?\*\*", "the counter of a paragraph"),
    ("heading", r"(?m)^#+\s+(?:\d+[.)]|\d+(?:\.\d+)+\.?)(?=\s)", "the number of a heading"),
    (
        "minutes",
        r"\*\*Time\*\*\s+\d+(?:(?: to |[-–])\d+)? minutes?\b",
        "how long a page takes, in its opening box",
    ),
    ("ordinal", r"\b\d{1,2}(?:st|nd|rd|th)\b", "which census, report or congress is meant"),
    ("sample", r"\bn\s?=\s?15\b", "the name of this sample size throughout the book"),
    (
        "level",
        r"(?<!by )(?<![\d.,])\b(?:5|95)%(?!\w)|\b(?:at|the|a|nominal) (?:1|10|90|99)%(?!\w)|"
        r"\b(?:1|10|90|99)%(?=[ -](?:level|test|critical|size|significance|confidence|prediction|"
        r"interval|quantile|band))",
        "a conventional level of significance or confidence, by name",
    ),
    (
        "alpha",
        r"\balpha = 0?\.\d+(?: instead of 0?\.\d+)?",
        "a level that the reader is asked to set",
    ),
    ("bounds", r"\bbetween (?:0|[-−]1) and 1\b", "the range of a share or a correlation"),
    (
        "order",
        r"\b(?:AR|MA|ARMA|ARIMA|ARDL|ADL|VAR|VECM|I|AIC|DOLS)\(\s*\d+(?:,\s*\d+)*\s*\)",
        "the order of a process is part of its name",
    ),
    (
        "unit",
        r"\b100 million(?= yuan)|\b10,000 (?:persons|names|subscriptions|people|domain names)\b",
        "the units of the data are called so",
    ),
    ("version", r"\bPython 3\.\d+(?: to 3\.\d+)?", "a version of Python is its name"),
    ("name", r"\b[23]SLS\b|\b100EC\b", "proper names that begin with a digit"),
)

# Directives whose content is no prose.
VERBATIM = frozenset(
    [
        "bibliography",
        "code",
        "code-block",
        "code-cell",
        "contents",
        "glue",
        "graphviz",
        "image",
        "include",
        "literalinclude",
        "math",
        "mermaid",
        "tableofcontents",
        "toctree",
    ]
)
COMPUTED = re.compile(r"\{(?:eval|glue:text|quoted)\}`")  # a number that a sentence takes
AT_MOST = 2  # of them in a sentence
FORMATTERS = frozenset(("fixed", "percent", "p_value", "count"))  # of helpers.words
NUMBER = re.compile(
    r"(?<![\w])[-−+]?(?:\d[\d.,]*\d|\d)(?:\s?%|\s?(?:thousand|million|billion|trillion)\b)?"
)
# A span that holds a number and nothing else, and the number that a formula ends in.
BARE = re.compile(r"[\s\\+−-]*\d[\d.,\s]*(?:\\?%)?\s*")
RESULT = re.compile(r"(?:=|<|>|≈|\\approx|\\le|\\ge)\s*([-−]?\d+\.\d+)\s*$")
ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Typed:
    """A number that somebody typed.

    Attributes
    ----------
    file : str
        The page, from the root of the project.
    line : int
        Of the page or the cell; the first is 1.
    number : str
        As it is typed.
    cell : int, optional
        Of a notebook; the first is 1.
    """

    file: str
    line: int
    number: str
    cell: int | None = None

    def __str__(self) -> str:
        cell = "" if self.cell is None else f", cell {self.cell}"
        place = f"{self.file}{cell}, line {self.line}"
        return f"{place}: {self.number} is typed; use {{eval}}, or quote it from the ledger"


def _blanked(match: re.Match[str]) -> str:
    """Spaces instead of what was found; lines stay."""
    return re.sub(r"[^\n]", " ", match[0])


def _dressed(inside: str, formula: bool = False) -> str:
    """What a reader takes for prose of a span of code or a formula: nothing but a bare number."""
    if BARE.fullmatch(inside):
        return f" {inside} "
    # A decimal fraction that a formula ends in is a result: $r = 0.9$.
    result = RESULT.search(inside) if formula else None
    return f" {result[1]} " if result else " "


def _read(token: Token) -> str:
    """A run of words as it is read, without code, formulas, roles and addresses."""
    said = []
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            said.append("\n")
        elif child.type in ("code_inline", "math_inline"):
            said.append(_dressed(child.content, formula=child.type == "math_inline"))
        elif child.type == "text":
            said.append(ADDRESS.sub(_blanked, child.content))
        elif child.type in ("strong_open", "strong_close"):
            said.append(child.markup)
        elif child.type == "image":
            said.append(child.content)
        else:
            said.append(" ")
    return "".join(said)


def prose(text: str) -> Iterator[tuple[int, str]]:
    r"""What a reader takes for prose, a run of words at a time.

    Parameters
    ----------
    text : str
        MyST Markdown.

    Yields
    ------
    (int, str)
        Line on which it begins, the first being 1, and the words.

    Examples
    --------
    >>> list(prose("# Head\n\nA `span`.\n\n```{note} Box\nInside.\n```"))
    [(1, '# Head'), (3, 'A  .'), (5, 'Box'), (6, 'Inside.')]
    """
    for block in myst.blocks(text):
        if block.kind == "directive" and block.name not in VERBATIM:
            if block.title and block.name not in ("figure", "grid"):
                opening = block.first - len(block.options or {})
                yield from ((opening, words) for _, words in prose(block.title))
            yield from ((block.first + line, words) for line, words in prose(_body(block)))
        elif block.kind == "prose":
            for token, mark in myst.paragraphs(_body(block)):
                yield block.first + (token.map or [0])[0] + 1, mark + _read(token)


def _body(block: myst.Block) -> str:
    return textwrap.dedent("\n".join(block.lines))


def numbers(text: str) -> list[tuple[int, str]]:
    r"""Typed numbers of a Markdown text, each with its line (the first is 1).

    Parameters
    ----------
    text : str
        MyST Markdown.

    Returns
    -------
    list of (int, str)
        In reading order; empty when every number is glued, quoted from the ledger, or on the list
        `ALLOWED`.

    Examples
    --------
    >>> numbers("In 2010 turnover was {quoted}`c3-02`, see Table 4.")
    []
    >>> numbers("A heading\n\nTurnover was 4.8 trillion yuan.")
    [(3, '4.8 trillion')]
    """
    found = []
    for first, words in prose(text):
        for _, pattern, _ in ALLOWED:
            words = re.sub(pattern, _blanked, words)
        found += [
            (first + words.count("\n", 0, match.start()), match[0])
            for match in NUMBER.finditer(words)
        ]
    return found


def _called(call: ast.Call) -> str:
    """Name of the function that is called."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _literal(part: ast.expr) -> list[tuple[int, str]]:
    """Line and number of what an expression states as it stands, or only formats."""
    if isinstance(part, ast.FormattedValue):
        part = part.value
    # The first argument of a formatter is what it formats; the rest are decimals.
    if isinstance(part, ast.Call) and part.args and _called(part) in FORMATTERS:
        part = part.args[0]
    if isinstance(part, ast.UnaryOp):
        part = part.operand
    if not isinstance(part, ast.Constant) or isinstance(part.value, bool):
        return []
    if isinstance(part.value, str):
        return [(part.lineno, number) for _, number in numbers(part.value)]
    return [(part.lineno, str(part.value))] if isinstance(part.value, (int, float)) else []


def published(code: str) -> list[tuple[int, str]]:
    """Numbers typed into a call of `helpers.exhibits.glue.publish`: prose in disguise.

    Parameters
    ----------
    code : str
        A code cell.

    Returns
    -------
    list of (int, str)
        Line and number of each literal that is published as it stands, or only formatted.

    Examples
    --------
    >>> published('prose.publish(share=prose.percent(0.335, 1))')
    [(1, '0.335')]
    >>> published('prose.publish(share=prose.percent(growth, 1))')
    []
    """
    try:
        tree = ast.parse(re.sub(r"(?m)^\s*[%!].*$", "", code))
    except SyntaxError:
        return []  # executing the notebook reports it, with its line
    found: list[tuple[int, str]] = []
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) == "publish"
    ]
    for value in (keyword.value for call in calls for keyword in call.keywords):
        for part in value.values if isinstance(value, ast.JoinedStr) else [value]:
            found += _literal(part)
    return sorted(found)


def evaluated(text: str) -> list[tuple[int, str]]:
    """Numbers typed into expressions of sentences, which would reach the prose in disguise.

    Parameters
    ----------
    text : str
        MyST Markdown.

    Returns
    -------
    list of (int, str)
        Line of the text and number of each literal that an expression only formats.

    Examples
    --------
    >>> evaluated("R² is {eval}`fixed(0.9966, 4)`.")
    [(1, '0.9966')]
    >>> evaluated("R² is {eval}`fixed(fit.rsquared, 4)`.")
    []
    """
    found: list[tuple[int, str]] = []
    for expression in expressions.found(text):
        line = text.count("\n", 0, text.index(expression)) + 1
        try:
            tree = ast.parse(re.sub(r"^[a-z-]+:\s*", "", expression), mode="eval")
        except SyntaxError:
            continue  # executing the notebook reports it, with its cell
        found += [(line, number) for _, number in _literal(tree.body)]
    return found


def crowded(text: str) -> list[tuple[int, str]]:
    """Sentences with more than two computed or quoted numbers: nobody keeps the third in mind.

    Parameters
    ----------
    text : str
        MyST Markdown; one sentence a line, so that a line is what is counted.

    Returns
    -------
    list of (int, str)
        Line and its first words.

    Examples
    --------
    >>> crowded("From {eval}`a` to {eval}`b`. Then {eval}`c`, {eval}`d` and {eval}`e`.")
    [(1, 'Then {eval}`c`, {eval}`d` and {eval}`e`.')]
    """
    return [
        (number, sentence[:60])
        for number, line in enumerate(text.split("\n"), 1)
        for sentence in re.split(r"(?<=[.?!])\s+", line)
        if not line.startswith("|") and len(COMPUTED.findall(sentence)) > AT_MOST
    ]


def _in_prose(text: str) -> list[tuple[int, str]]:
    """Numbers typed as prose, and those typed into the expressions of its sentences."""
    return sorted(numbers(text) + evaluated(text))


def warnings(path: Path, root: Path = paths.ROOT) -> list[str]:
    """What a page should mend, without failing: its crowded sentences, one line each.

    Parameters
    ----------
    path : Path
        A ``.md`` or ``.ipynb`` file below ``root``.
    root : Path
        What the reported file names start from.

    Returns
    -------
    list of str
    """
    name = path.relative_to(root).as_posix()
    if path.suffix == ".md":
        texts = {name: path.read_text(encoding="utf-8")}
    else:
        cells = enumerate(nbformat.read(path, as_version=4).cells, 1)
        texts = {f"{name}, cell {n}": one.source for n, one in cells if one.cell_type == "markdown"}
    return [
        f"{place}, line {line}: more than {AT_MOST} numbers in a sentence: {words}"
        for place, text in texts.items()
        for line, words in crowded(text)
    ]


def page(path: Path, root: Path = paths.ROOT) -> list[Typed]:
    """Typed numbers of one page, Markdown or notebook.

    Parameters
    ----------
    path : Path
        A ``.md`` or ``.ipynb`` file below ``root``.
    root : Path
        What the reported file names start from.

    Returns
    -------
    list of Typed
        With the number of the cell (the first is 1) for a notebook.
    """
    name = path.relative_to(root).as_posix()
    if path.suffix == ".md":
        text = path.read_text(encoding="utf-8")
        return [Typed(name, line, number) for line, number in _in_prose(text)]
    search = {"markdown": _in_prose, "code": published}
    cells = enumerate(nbformat.read(path, as_version=4).cells, 1)
    return [
        Typed(name, line, number, place)
        for place, cell in cells
        if cell.cell_type in search
        for line, number in search[cell.cell_type](cell.source)
    ]


def pages(root: Path = paths.ROOT) -> list[Path]:
    """Every page of the book, whether or not ``_toc.yml`` names it.

    Parameters
    ----------
    root : Path
        The project.

    Returns
    -------
    list of Path
    """
    return sorted([*(root / "book").rglob("*.md"), *(root / "notebooks").glob("*.ipynb")])


def typed(root: Path = paths.ROOT) -> list[Typed]:
    """Typed numbers of all pages, in the order of the files.

    Parameters
    ----------
    root : Path
        The project.

    Returns
    -------
    list of Typed
    """
    return [found for path in pages(root) for found in page(path, root)]


def main() -> int:
    """Name every typed number, and warn of crowded sentences.

    ``--crowded`` names these too; without it they are counted.

    Returns
    -------
    int
        Exit code: 1 if a number is typed.
    """
    found = typed()
    crowds = [line for path in pages() for line in warnings(path)]
    if "--crowded" in sys.argv:
        print("\n".join(crowds))
    elif crowds:
        print(f"{len(crowds)} sentences hold more than {AT_MOST} numbers: lint --crowded")
    for one in found:
        print(one, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
