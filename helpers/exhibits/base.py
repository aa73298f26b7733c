"""Tables and figures as readers meet them: captioned, fit for a screen reader and for a phone."""

from __future__ import annotations

import functools
import html
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.style
import pandas as pd
from matplotlib.figure import Figure as MplFigure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from helpers.words import fixed

STYLE = Path(__file__).with_name("book.mplstyle")
COLUMN_STYLE = Path(__file__).with_name("column.mplstyle")
COLUMN = 480  # units; how wide a drawing in the form of a column is
SMALLEST = 16.5  # units; in a phone's column of 328 pixels they display at 11
# Colours of book.mplstyle become CSS variables, so that one drawing serves light, dark and print.
INK = "#1a1a1a"
NUMBER = re.compile(r"[<>≈]?[-−+]?[\d,.]+(?: ?%| ×)?(?: ✗)?")  # set flush right
MISSING = "—"  # stands for a number that is not there
LONG = 40  # characters; a cell with more takes a card's whole width
# What fits side by side on a phone: so many columns, that of the row headers included, whose
# longest words have so many characters together.
NARROW, LINE = 4, 36
BREAK = re.compile(r"[\s\-\u2010\u2013/]+")  # where a browser breaks a line
TABLE = (
    '<div class="exhibit" id="{name}"><div class="table-box"{scrolls}>'
    '<table class="exhibit-table{cards}"{role}{filters}><caption>{caption}</caption>'
    "<thead{group}>{head}</thead>\n<tbody{group}>\n{rows}\n</tbody></table></div>{note}</div>"
)
# What may scroll on some screen: a table that a phone shows as cards, and a drawing that is not in
# the form of a column.
SCROLLS = ' role="region" tabindex="0" aria-label="{caption}"'
FIGURE = (
    '<figure class="exhibit" id="{name}">'
    '<div class="figure-box{form}"{scrolls}>{drawing}</div>'
    "<figcaption>{caption}</figcaption>"
    "<details><summary>Data behind this figure</summary>{behind}</details></figure>"
)
PALETTE = ("#0060a8", "#b34700", "#00734f", "#8a3b80", "#6b5b00", "#4d4d4d")


def _slug(name: str) -> str:
    if not re.fullmatch(r"(fig|tab)-[a-z0-9-]+", name):
        raise ValueError(f"an exhibit is named fig-… or tab-… in lower case, not {name!r}")
    return name


def _longest(text: str) -> int:
    """Characters of the longest part of a text that stays on one line; a number is one part."""
    return len(text) if NUMBER.fullmatch(text) else max(map(len, BREAK.split(text)))


def _role(role: str, cards: bool) -> str:
    """The role of an element, said where a style sheet takes its display as a table away."""
    return f' role="{role}"' if cards else ""


def _label(column: object, cards: bool) -> str:
    """What a card writes before a cell."""
    return f' data-label="{html.escape(str(column))}"' if cards and column != "" else ""


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
    addresses : dict
        Where a cell with this text leads: ``results.ipynb``, a page beside this one.

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
    addresses: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.caption.strip():
            raise ValueError("a table needs a caption")
        _slug(self.name)

    def __repr__(self) -> str:
        return f"{self.caption}\n{self.frame.to_string()}" + (f"\n{self.note}" if self.note else "")

    @property
    def cards(self) -> bool:
        """Whether a phone shows each row as a card.

        Returns
        -------
        bool
            With more than four columns, that of the row headers included, or if the longest words
            of fewer do not fit into one line.

        Examples
        --------
        >>> frame = pd.DataFrame([["1"] * 4], index=["users"], columns=list("abcd"))
        >>> Table(frame, caption="Five columns", name="tab-a").cards
        True
        >>> Table(frame[["a", "b", "c"]], caption="Four columns", name="tab-a").cards
        False
        >>> wordy = frame[["a"]].replace("1", "recovery/candidates_of_electronic_commerce.csv")
        >>> Table(wordy, caption="Two wide columns", name="tab-a").cards
        True
        """
        columns = [[str(self.frame.index.name or ""), *map(str, self.frame.index)]]
        for place, column in enumerate(self.frame.columns):
            columns.append([str(column), *map(str, self.frame.iloc[:, place])])
        return len(columns) > NARROW or sum(max(map(_longest, one)) for one in columns) > LINE

    def _is_numeric(self, place: int) -> bool:
        """Whether most cells of a column are numbers."""
        shown = [str(cell) for cell in self.frame.iloc[:, place] if cell not in (None, "", MISSING)]
        return 2 * sum(bool(NUMBER.fullmatch(text)) for text in shown) > len(shown)

    def _head(self, numeric: list[bool], cards: bool) -> str:
        """Column headers, those of numbers set flush right."""
        role, corner = _role("columnheader", cards), html.escape(str(self.frame.index.name or ""))
        empty = f"<td{_role('cell', cards)}></td>"
        cells = [f'<th scope="col"{role}>{corner}</th>' if corner else empty]
        for column, is_numeric in zip(self.frame.columns, numeric, strict=True):
            flush_right = ' class="number"' if is_numeric else ""
            cells.append(f'<th scope="col"{flush_right}{role}>{html.escape(str(column))}</th>')
        return f"<tr{_role('row', cards)}>{''.join(cells)}</tr>"

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

    def _cell(self, row: int, column: int, is_numeric: bool, cards: bool) -> str:
        """A cell with its classes and, for a card, the name of its column."""
        cell = self.frame.iat[row, column]
        text = "" if cell is None else str(cell)
        classes = self._classes(text, row, column, is_numeric)
        kind = f' class="{" ".join(classes)}"' if classes else ""
        said = _role("cell", cards) + _label(self.frame.columns[column], cards)
        return f"<td{kind}{said}>{self._linked(text)}</td>"

    def _linked(self, text: str) -> str:
        """A cell's text, as a link if it leads anywhere."""
        shown = html.escape(text)
        if text in self.addresses:
            shown = f'<a href="{html.escape(self.addresses[text])}">{shown}</a>'
        return shown

    def _row(self, row: int, numeric: list[bool], cards: bool) -> str:
        """A row with its header and, if other pages link to it, its anchor."""
        label = self.frame.index[row]
        body = "".join(self._cell(row, *column, cards) for column in enumerate(numeric))
        anchor = f' id="{html.escape(self.links[label])}"' if label in self.links else ""
        said = _role("rowheader", cards) + _label(self.frame.index.name or "", cards)
        header = f'<th scope="row"{said}>{self._linked(str(label))}</th>'
        return f"<tr{_role('row', cards)}{anchor}>{header}{body}</tr>"

    def _repr_html_(self) -> str:
        height, width = self.frame.shape
        numeric = [self._is_numeric(place) for place in range(width)]
        caption, cards = html.escape(self.caption), self.cards
        filters = f' data-filters="{html.escape("|".join(self.filters))}"' if self.filters else ""
        return TABLE.format(
            name=self.name,
            caption=caption,
            scrolls=SCROLLS.format(caption=caption) if cards else "",
            cards=" cards" if cards else "",
            role=_role("table", cards),
            group=_role("rowgroup", cards),
            filters=filters,
            head=self._head(numeric, cards),
            rows="\n".join(self._row(row, numeric, cards) for row in range(height)),
            note=f'<p class="exhibit-note">{html.escape(self.note)}</p>' if self.note else "",
        )


def verdict_marks(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """CSS classes for a `Table` whose columns hold verdicts.

    Parameters
    ----------
    frame : DataFrame
        Of the table.
    *columns : str
        Those that hold verdicts.

    Returns
    -------
    DataFrame
        Of the same shape.

    Examples
    --------
    >>> verdict_marks(pd.DataFrame({"Verdict": ["not found"]}), "Verdict").iat[0, 0]
    'verdict-not-found'
    """
    marks = pd.DataFrame("", index=frame.index, columns=frame.columns)
    for column in columns:
        marks[column] = "verdict-" + frame[column].str.replace(" ", "-")
    return marks


def by_rows(rows: Mapping[str, Mapping[str, Any]], name: str | None = None) -> pd.DataFrame:
    """A frame from its rows.

    Parameters
    ----------
    rows : mapping
        Label of a row: its cells by column.
    name : str, optional
        What the labels are.

    Returns
    -------
    DataFrame

    Examples
    --------
    >>> by_rows({"GDP": {"n": "15"}}, "Series").index.name
    'Series'
    """
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(name)


def as_text(values: pd.Series, decimals: int) -> pd.Series:
    """Numbers as readers see them, for the data behind a figure; what is missing stays empty.

    Parameters
    ----------
    values : Series
        Numbers.
    decimals : int
        How many digits follow the point.

    Returns
    -------
    Series of str

    Examples
    --------
    >>> as_text(pd.Series([1.25, float("nan")]), 1).tolist()
    ['1.2', '']
    """
    return values.map(lambda value: "" if pd.isna(value) else fixed(value, decimals))


def by_year(frame: pd.DataFrame) -> pd.DataFrame:
    """Years as text, for the data behind a figure.

    Parameters
    ----------
    frame : DataFrame
        One row a year.

    Returns
    -------
    DataFrame

    Examples
    --------
    >>> by_year(pd.DataFrame({"users": [1]}, index=[2004])).index
    Index(['2004'], dtype='str', name='Year')
    """
    return frame.rename(index=str).rename_axis("Year")


def _within(styles: list[Path], function: Callable[..., Figure]) -> Callable[..., Figure]:
    """A function that draws in these styles."""

    @functools.wraps(function)
    def call(*arguments: Any, **named: Any) -> Figure:
        with matplotlib.style.context(styles):
            return function(*arguments, **named)

    return call


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
    return _within([STYLE], function)


def column(function: Callable[..., Figure]) -> Callable[..., Figure]:
    """Let a function draw for a column of 480 units, with type that a phone can show.

    Parameters
    ----------
    function : callable
        It calls `draw_column` and `figure`.

    Returns
    -------
    callable
        The same function.

    Examples
    --------
    >>> @column
    ... def rising():
    ...     drawing, (above, below) = draw_column(height=200, panels=2)
    ...     for axes in (above, below):
    ...         [line] = axes.plot([2004, 2018], [3, 4], color=PALETTE[0])
    ...         _ = beside(line, "GDP")
    ...     alt, behind = "Two lines that rise from 3 to 4.", pd.DataFrame({"y": [3, 4]})
    ...     return figure(drawing, alt=alt, caption="Lines", name="fig-lines", behind=behind)
    >>> shown = rising()
    >>> shown.is_column, re.findall('viewBox="[^"]*"', shown.svg[0])
    (True, ['viewBox="0 0 480 400"'])
    >>> min(type_sizes(shown.svg[0]))
    16.5
    """
    return _within([STYLE, COLUMN_STYLE], function)


def draw_column(
    height: float | Sequence[float] = 300, panels: int = 1, **options: Any
) -> tuple[MplFigure, Any]:
    """Axes stacked in one drawing 480 units wide; call it inside a function of `column`.

    Parameters
    ----------
    height : float or sequence of float
        Of each panel, in units of which the column has 480; a sequence says it panel by panel.
    panels : int
        How many stand one above the other; ignored if ``height`` is a sequence.
    **options
        As for ``matplotlib.figure.Figure.subplots``.

    Returns
    -------
    (matplotlib Figure, Axes or array of Axes)
        The figure is not registered with pyplot, so nothing has to be closed.

    Examples
    --------
    >>> drawing, axes = draw_column(height=[300, 120], sharex=True)
    >>> (drawing.get_size_inches() * 72).round().tolist(), len(axes)
    ([480.0, 420.0], 2)
    """
    heights = list(height) if isinstance(height, Sequence) else [height] * panels
    return draw(COLUMN / 72, sum(heights) / 72, len(heights), height_ratios=heights, **options)


def beside(line: Line2D, words: str, place: int = -1, shift: tuple[float, float] = (8, 0)) -> Text:
    """Name a line beside one of its points, in its colour, instead of in a legend.

    Parameters
    ----------
    line : matplotlib Line2D
        As ``Axes.plot`` returns it.
    words : str
        The name.
    place : int
        Which of its points; the last by default.
    shift : (float, float)
        From the point, in units; to the left of it the words end there.

    Returns
    -------
    matplotlib Text
    """
    axes: Any = line.axes
    points: Any = line.get_xydata()
    return axes.annotate(
        words,
        points[place],
        shift,
        textcoords="offset points",
        color=line.get_color(),
        ha="right" if shift[0] < 0 else "left",
        va="center",
        annotation_clip=False,
    )


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


def type_sizes(svg: str) -> list[float]:
    """Sizes of type in a drawing.

    Parameters
    ----------
    svg : str
        As a `Figure` holds it.

    Returns
    -------
    list of float
        In units of the drawing, in its order.

    Examples
    --------
    >>> type_sizes('<text style="font-size: 16.5px; fill: red">a</text>')
    [16.5]
    """
    return [float(size) for size in re.findall(r"font-size: ([\d.]+)px", svg)]


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
        Without alternative text or caption, if the name is not ``fig-…``, or if a drawing in the
        form of a column has type that a phone shows too small.
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
        sizes = [size for drawing in self.svg for size in type_sizes(drawing)]
        if self.is_column and min(sizes, default=SMALLEST) < SMALLEST:
            raise ValueError(f"{self.name}: type of a column is {SMALLEST} units or more")

    def __repr__(self) -> str:
        return f"{self.caption}\n{self.alt}"

    @property
    def is_column(self) -> bool:
        """Whether it is drawn for a column of 480 units, as `draw_column` does.

        Returns
        -------
        bool
        """
        return all(f'viewBox="0 0 {COLUMN} ' in drawing for drawing in self.svg)

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
        form = " column" if self.is_column else " panels" if others else ""
        return FIGURE.format(
            name=self.name,
            form=form,
            scrolls="" if self.is_column else SCROLLS.format(caption=caption),
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
