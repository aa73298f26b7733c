"""The table of contents, read once for everything that walks through the book in order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from helpers import paths

#: Pages, as ``_toc.yml`` names them, whose figures are not yet drawn for a phone: they scroll
#: sideways or have type below 11 pixels there. A page whose figures are redrawn with
#: `helpers.exhibits.base.column` leaves the list; tables never are an excuse to be on it.
WAITING: frozenset[str] = frozenset(
    {
        "notebooks/audit",
        "notebooks/coefficients",
        "notebooks/cointegration",
        "notebooks/collinearity",
        "notebooks/data",
        "notebooks/influence",
        "notebooks/out-of-sample",
        "notebooks/panel",
        "notebooks/printed-tables",
        "notebooks/recovery",
        "notebooks/residuals",
        "notebooks/robust",
        "notebooks/scorecard",
        "notebooks/selection",
        "notebooks/sensitivity",
        "notebooks/situation",
        "notebooks/specification-curve",
        "notebooks/theory",
        "notebooks/unit-roots",
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
