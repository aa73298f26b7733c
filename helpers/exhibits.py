"""Tables and figures as readers meet them: captioned, fit for a screen reader and for a phone.

Both classes show themselves in a notebook (``_repr_html_``) and in plain text (``repr``).
Both refuse to exist without a caption, and a figure without alternative text.
"""

from __future__ import annotations

import functools
import html
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.style
import pandas as pd
from matplotlib.figure import Figure as MplFigure

STYLE = Path(__file__).with_name("book.mplstyle")
# Colours of book.mplstyle become CSS variables, so that one drawing serves light, dark and print.
INK = "#1a1a1a"
NUMBER = re.compile(r"[<>≈]?[-−+]?[\d,.]+(?: ?%| ×)?(?: ✗)?")  # set flush right
MISSING = "—"  # stands for a number that is not there
LONG = 40  # characters; on a phone, a cell with more keeps a width to be read in
TABLE = (
    '<div class="exhibit" id="{name}">'
    '<div class="table-box" role="region" tabindex="0" aria-label="{caption}">'
    '<table class="exhibit-table"{filters}><caption>{caption}</caption>'
    "<thead>{head}</thead>\n<tbody>\n{rows}\n</tbody></table></div>{note}</div>"
)
FIGURE = (
    '<figure class="exhibit" id="{name}">'
    '<div class="figure-box{panels}" role="region" tabindex="0" aria-label="{caption}">'
    "{drawing}</div><figcaption>{caption}</figcaption>"
    "<details><summary>Data behind this figure</summary>{behind}</details></figure>"
)
PALETTE = ("#0060a8", "#b34700", "#00734f", "#8a3b80", "#6b5b00", "#4d4d4d")


def _slug(name: str) -> str:
    if not re.fullmatch(r"(fig|tab)-[a-z0-9-]+", name):
        raise ValueError(f"an exhibit is named fig-… or tab-… in lower case, not {name!r}")
    return name


@dataclass(frozen=True)
class Table:
    """A captioned table.

    Parameters
    ----------
    frame : DataFrame
        Cells already formatted as text (other types are shown by ``str``); the index holds the row
        headers.
    caption : str
        One line; say the units.
    name : str
        ``tab-…``, the anchor other pages link to.
    note : str
        A line under the table.
    marks : DataFrame, optional
        CSS class per cell, same shape as ``frame``; for verdicts and statuses, whose words stand in
        the cell too.
    filters : tuple of str
        Columns for which a page with JavaScript offers a filter.
    links : dict
        Anchor per row label, for rows that other pages link to.

    Raises
    ------
    ValueError
        Without a caption, or if the name is not ``tab-…``.

    Examples
    --------
    >>> frame = pd.DataFrame({"t": ["8.24"]}, index=["users"])
    >>> print(Table(frame, caption="A table", name="tab-a"))
    A table
            t
    users  8.24
    """

    frame: pd.DataFrame
    caption: str
    name: str
    note: str = ""
    marks: pd.DataFrame | None = None
    filters: tuple[str, ...] = ()
    links: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.caption.strip():
            raise ValueError("a table needs a caption")
        _slug(self.name)

    def __repr__(self) -> str:
        return f"{self.caption}\n{self.frame.to_string()}" + (f"\n{self.note}" if self.note else "")

    def _is_numeric(self, place: int) -> bool:
        """Whether most cells of a column are numbers."""
        shown = [str(cell) for cell in self.frame.iloc[:, place] if cell not in (None, "", MISSING)]
        return 2 * sum(bool(NUMBER.fullmatch(text)) for text in shown) > len(shown)

    def _head(self, numeric: list[bool]) -> str:
        """Column headers, those of numbers set flush right."""
        corner = html.escape(str(self.frame.index.name or ""))
        cells = [f'<th scope="col">{corner}</th>' if corner else "<td></td>"]
        for column, is_numeric in zip(self.frame.columns, numeric, strict=True):
            flush_right = ' class="number"' if is_numeric else ""
            cells.append(f'<th scope="col"{flush_right}>{html.escape(str(column))}</th>')
        return f"<tr>{''.join(cells)}</tr>"

    def _classes(self, text: str, row: int, column: int, is_numeric: bool) -> list[str]:
        """CSS classes of a cell."""
        classes = []
        if NUMBER.fullmatch(text) or (is_numeric and text == MISSING):
            classes.append("number")
        elif len(text) > LONG:
            classes.append("long")
        if self.marks is not None and self.marks.iat[row, column]:
            classes.append(str(self.marks.iat[row, column]))
        return classes

    def _row(self, row: int, numeric: list[bool]) -> str:
        """A row with its header and, if other pages link to it, its anchor."""
        label, body = self.frame.index[row], []
        for column, is_numeric in enumerate(numeric):
            cell = self.frame.iat[row, column]
            text = "" if cell is None else str(cell)
            classes = self._classes(text, row, column, is_numeric)
            kind = f' class="{" ".join(classes)}"' if classes else ""
            body.append(f"<td{kind}>{html.escape(text)}</td>")
        anchor = f' id="{html.escape(self.links[label])}"' if label in self.links else ""
        header = f'<th scope="row">{html.escape(str(label))}</th>'
        return f"<tr{anchor}>{header}{''.join(body)}</tr>"

    def _repr_html_(self) -> str:
        height, width = self.frame.shape
        numeric = [self._is_numeric(place) for place in range(width)]
        rows = "\n".join(self._row(row, numeric) for row in range(height))
        filters = f' data-filters="{html.escape("|".join(self.filters))}"' if self.filters else ""
        return TABLE.format(
            name=self.name,
            caption=html.escape(self.caption),
            filters=filters,
            head=self._head(numeric),
            rows=rows,
            note=f'<p class="exhibit-note">{html.escape(self.note)}</p>' if self.note else "",
        )


def styled(function: Callable[..., Figure]) -> Callable[..., Figure]:
    """Let a function draw in the book's style, and leave matplotlib as it found it.

    Parameters
    ----------
    function : callable
        It calls `draw` and `figure`.

    Returns
    -------
    callable
        The same function.

    Examples
    --------
    >>> before = matplotlib.rcParams["axes.facecolor"]
    >>> styled(lambda: matplotlib.rcParams["axes.facecolor"])(), before
    ('none', 'white')
    >>> matplotlib.rcParams["axes.facecolor"] == before
    True
    """

    @functools.wraps(function)
    def call(*arguments: Any, **named: Any) -> Figure:
        with matplotlib.style.context(STYLE):
            return function(*arguments, **named)

    return call


def draw(
    width: float = 7.0, height: float = 3.8, rows: int = 1, columns: int = 1, **options: Any
) -> tuple[MplFigure, Any]:
    """Axes of a drawing; call it inside a function that is `styled`.

    Parameters
    ----------
    width, height : float
        Of the drawing, in inches.
    rows, columns : int
        Of the grid of axes.
    **options
        As for ``matplotlib.figure.Figure.subplots``.

    Returns
    -------
    (matplotlib Figure, Axes or array of Axes)
        The figure is not registered with pyplot, so nothing has to be closed.

    Examples
    --------
    >>> drawing, axes = draw(7, 3)
    >>> drawing.axes == [axes]
    True
    """
    figure = MplFigure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(rows, columns, **options)


def _rounded(tag: str) -> str:
    """Coordinates within a tag, to a hundredth."""
    tag = re.sub(r"\d+\.\d+", lambda match: f"{float(match[0]):.2f}".rstrip("0").rstrip("."), tag)
    return re.sub(r"-0(?=[\s,)\"])", "0", tag)


def _saved(figure: MplFigure, name: str) -> str:
    """The drawing as matplotlib writes it, without prologue, metadata and comments."""
    buffer = io.StringIO()
    unsaid = {"Date": None, "Creator": None, "Format": None, "Type": None}
    with matplotlib.rc_context({"svg.hashsalt": name}):
        figure.savefig(buffer, format="svg", transparent=True, metadata=unsaid)
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.S)
    return re.sub(r"<!--.*?-->\s*", "", text, flags=re.S)


def _numbered(text: str, name: str) -> str:
    """Number the ids that are referred to, and drop the others.

    Matplotlib names clip paths after a hash of the layout, whose last bits differ between runs.
    """
    referred = dict.fromkeys(re.findall(r'(?:url\(#|href="#)([\w-]+)', text))
    ids = {old: f"{name}-{number}" for number, old in enumerate(referred, 1)}

    def renamed(match: re.Match) -> str:
        return f' id="{ids[match[1]]}"' if match[1] in ids else ""

    text = re.sub(r' id="([^"]+)"', renamed, text)
    return re.sub(r'(url\(#|href="#)([\w-]+)', lambda match: match[1] + ids[match[2]], text)


def _coloured_by_page(text: str) -> str:
    """Colours as CSS variables, so that they follow the page."""
    text = text.replace(INK, "currentColor")
    for number, colour in enumerate(PALETTE, 1):
        text = text.replace(colour, f"var(--series-{number}, {colour})")
    return text


def _svg(figure: MplFigure, name: str) -> str:
    """The drawing as inline SVG.

    Text stays text, and colours follow the page. Coordinates, not labels, are rounded to a
    hundredth, which makes the stored output equal on machines whose arithmetic differs in the last
    bits.
    """
    text = re.sub(r"<[^>]*>", lambda tag: _rounded(tag[0]), _saved(figure, name))
    text = _coloured_by_page(_numbered(text, name))
    text = re.sub(r"font: ([\d.]+)px [^;\"]*", r"font-size: \1px", text)
    for size in ("width", "height"):
        text = re.sub(rf'(<svg[^>]*?) {size}="[^"]*"', r"\1", text, count=1)
    return re.sub(r">\s+<", "><", text).strip()


@dataclass(frozen=True)
class Figure:
    """A captioned drawing with alternative text and the data behind it.

    Parameters
    ----------
    svg : tuple of str
        Inline SVG, one per panel; `figure` makes them from matplotlib. Panels stand side by side
        where there is room.
    alt : str
        What the drawing shows, all panels, with its computed values.
    caption : str
        One line.
    name : str
        ``fig-…``, the anchor other pages link to.
    behind : DataFrame
        The numbers drawn.

    Raises
    ------
    ValueError
        Without alternative text or caption, or if the name is not ``fig-…``.
    """

    svg: tuple[str, ...]
    alt: str
    caption: str
    name: str
    behind: pd.DataFrame

    def __post_init__(self) -> None:
        if len(self.alt.strip()) < 20:
            raise ValueError("a figure needs alternative text that says what it shows")
        if not self.caption.strip():
            raise ValueError("a figure needs a caption")
        _slug(self.name)

    def __repr__(self) -> str:
        return f"{self.caption}\n{self.alt}"

    def _repr_html_(self) -> str:
        alt, caption = html.escape(self.alt), html.escape(self.caption)
        first, *others = self.svg
        panels = [first.replace("<svg", f'<svg role="img" aria-label="{alt}"', 1)]
        panels += [panel.replace("<svg", '<svg aria-hidden="true"', 1) for panel in others]
        behind = Table(
            self.behind,
            caption=f"Data behind: {self.caption}",
            name=self.name.replace("fig-", "tab-data-", 1),
        )
        return FIGURE.format(
            name=self.name,
            panels=" panels" if others else "",
            caption=caption,
            drawing="".join(panels),
            behind=behind._repr_html_(),
        )


def figure(*drawings: MplFigure, alt: str, caption: str, name: str, behind: pd.DataFrame) -> Figure:
    """Turn matplotlib figures, one per panel, into an exhibit of the book.

    Parameters
    ----------
    *drawings : matplotlib Figure
        From `draw`.
    alt, caption, name, behind
        As for `Figure`.

    Returns
    -------
    Figure
        Its panels in the order of the drawings.

    Raises
    ------
    ValueError
        Without alternative text or caption, or if the name is not ``fig-…``.

    Examples
    --------
    >>> drawing, axes = draw()
    >>> _ = axes.plot([1, 2], [3, 4])
    >>> alt, behind = "A line that rises from 3 to 4.", pd.DataFrame({"y": [3, 4]})
    >>> shown = figure(drawing, alt=alt, caption="A line", name="fig-line", behind=behind)
    >>> 'role="img"' in shown._repr_html_()
    True
    """
    names = [name, *(f"{name}-{number}" for number in range(2, len(drawings) + 1))]
    pairs = zip(drawings, names, strict=True)
    panels = tuple(_svg(drawing, _slug(part)) for drawing, part in pairs)
    return Figure(panels, alt, caption, name, behind)
