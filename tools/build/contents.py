"""The table of contents, read once for everything that walks through the book in order."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from helpers import paths
from tools.build import myst

BOX = re.compile(r"\*\*(You will learn|Time|Before this page)\*\* (.*)")
MINUTES = re.compile(r"(\d+) minutes")
FIRST = 5  # minutes for the first page, which has no box
#: The pages that carry the argument, in the order in which they are read.
ROUTE = (
    "book/index",
    "notebooks/data",
    "notebooks/results",
    "notebooks/trend",
    "notebooks/spurious",
    "notebooks/coefficients",
    "notebooks/selection",
    "notebooks/specification-curve",
    "notebooks/out-of-sample",
    "notebooks/panel",
    "notebooks/identification",
    "notebooks/verdict",
)

#: Pages, as ``_toc.yml`` names them, whose figures are not yet drawn for a phone: they scroll
#: sideways or have type below 11 pixels there. A page whose figures are redrawn with
#: `helpers.exhibits.base.column` leaves the list; tables never are an excuse to be on it.
WAITING: frozenset[str] = frozenset(
    {
        "notebooks/scorecard",
    }
)


@dataclass(frozen=True)
class Page:
    """A page of the book.

    Attributes
    ----------
    name : str
        Its path without suffix, as ``_toc.yml`` gives it.
    part : str
        The caption of its part; empty for the first page.
    depth : int
        0 for a chapter, 1 for a page below one.
    """

    name: str
    part: str = ""
    depth: int = 0

    @property
    def slug(self) -> str:
        """The name as one word.

        Returns
        -------
        str

        Examples
        --------
        >>> Page("notebooks/data").slug
        'notebooks-data'
        """
        return self.name.replace("/", "-")


def pages(root: Path = paths.ROOT) -> list[Page]:
    """Every page that ``_toc.yml`` names, in its order.

    Parameters
    ----------
    root : Path
        The project.

    Returns
    -------
    list of Page

    Examples
    --------
    >>> [page.name for page in pages()][:2]
    ['book/index', 'book/introduction']
    """
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    found = [Page(toc["root"])]

    def collect(entries: list[dict], part: str, depth: int) -> None:
        for entry in entries:
            found.append(Page(entry["file"], part, depth))
            collect(entry.get("sections", []), part, depth + 1)

    for part in toc.get("parts", [toc]):
        collect(part.get("chapters", []), part.get("caption", ""), 0)
    return found


def source_of(name: str, root: Path = paths.ROOT) -> Path:
    """File of a page.

    Parameters
    ----------
    name : str
        As ``_toc.yml`` has it.
    root : Path
        The project.

    Returns
    -------
    Path

    Raises
    ------
    FileNotFoundError
        If there is none.

    Examples
    --------
    >>> source_of("notebooks/data").name
    'data.ipynb'
    """
    for suffix in (".ipynb", ".md"):
        if (path := root / f"{name}{suffix}").exists():
            return path
    raise FileNotFoundError(f"no page {name}")


def opening(source: Path) -> dict[str, str]:
    """Title of a page and what its opening box says.

    Parameters
    ----------
    source : Path
        Markdown or notebook.

    Returns
    -------
    dict of str to str
        Keys title, You will learn, Time, Before this page.

    Raises
    ------
    ValueError
        If the page has no such box.
    """
    text = source.read_text(encoding="utf-8")
    if source.suffix == ".ipynb":
        text = "".join(json.loads(text)["cells"][0]["source"])
    found: dict[str, str] = {}
    for block in myst.blocks(text):
        for words, mark in myst.paragraphs("\n".join(block.lines)):
            if block.kind == "prose" and mark == "# ":
                found.setdefault("title", words.content)
            elif block.title == "On this page" and (line := BOX.match(words.content)):
                found[line[1]] = line[2]
    if len(found) != 4:
        wanted = "a box that says what is learnt and how long it takes"
        raise ValueError(f"{source.name} does not open with {wanted}")
    return found


def minutes(name: str, root: Path = paths.ROOT) -> int:
    """How long a page takes, by its opening box.

    Parameters
    ----------
    name : str
        As ``_toc.yml`` has it.
    root : Path
        The project.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If the box does not say.

    Examples
    --------
    >>> minutes("notebooks/data") > 0
    True
    """
    said = MINUTES.search(opening(source_of(name, root))["Time"])
    if said is None:
        raise ValueError(f"{name} does not say how many minutes it takes")
    return int(said[1])
