"""Tables and figures as the reader meets them: captioned, readable by a screen reader, light or dark, on a phone.

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
        Cells already formatted as text (other types are shown by ``str``); the index holds the row headers.
    caption : str
        One line; say the units.
    name : str
        ``tab-…``, the anchor other pages link to.
    note : str
        A line under the table.
    marks : DataFrame, optional
        CSS class per cell, same shape as ``frame``; for verdicts and statuses, whose words stand in the cell too.
    filters : tuple of str
        Columns for which a page with JavaScript offers a filter.
    links : dict
        Anchor per row label, for rows that other pages link to.

    Examples
    --------
    >>> print(Table(pd.DataFrame({"t": ["8.24"]}, index=["users"]), caption="A table", name="tab-a"))
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

    def __post_init__(self):
        if not self.caption.strip():
            raise ValueError("a table needs a caption")
        _slug(self.name)

    def __repr__(self) -> str:
        return f"{self.caption}\n{self.frame.to_string()}" + (f"\n{self.note}" if self.note else "")

    def _numeric(self, place: int) -> bool:
        """Are most cells of a column numbers?"""
        shown = [str(cell) for cell in self.frame.iloc[:, place] if cell not in (None, "", MISSING)]
        return 2 * sum(bool(NUMBER.fullmatch(text)) for text in shown) > len(shown)

    def _repr_html_(self) -> str:
        escape = html.escape
        corner = escape(str(self.frame.index.name or ""))
        first = f'<th scope="col">{corner}</th>' if corner else "<td></td>"
        numeric = [self._numeric(place) for place in range(self.frame.shape[1])]
        flush_right = (' class="number"' if flush else "" for flush in numeric)
        head = first + "".join(
            f'<th scope="col"{flush}>{escape(str(column))}</th>'
            for column, flush in zip(self.frame.columns, flush_right)
        )
        rows = []
        for position, (label, cells) in enumerate(
            zip(self.frame.index, self.frame.itertuples(index=False))
        ):
            body = []
            for place, cell in enumerate(cells):
                text = "" if cell is None else str(cell)
                classes = (
                    ["number"]
                    if NUMBER.fullmatch(text) or (numeric[place] and text == MISSING)
                    else ["long"]
                    if len(text) > LONG
                    else []
                )
                if self.marks is not None and self.marks.iat[position, place]:
                    classes.append(str(self.marks.iat[position, place]))
                kind = f' class="{" ".join(classes)}"' if classes else ""
                body.append(f"<td{kind}>{escape(text)}</td>")
            anchor = f' id="{escape(self.links[label])}"' if label in self.links else ""
            rows.append(
                f'<tr{anchor}><th scope="row">{escape(str(label))}</th>{"".join(body)}</tr>'
            )
        filters = f' data-filters="{escape("|".join(self.filters))}"' if self.filters else ""
        note = f'<p class="exhibit-note">{escape(self.note)}</p>' if self.note else ""
        return (
            f'<div class="exhibit" id="{self.name}"><div class="table-box" role="region" tabindex="0" aria-label="{escape(self.caption)}">'
            f'<table class="exhibit-table"{filters}><caption>{escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n"
            + "\n".join(rows)
            + f"\n</tbody></table></div>{note}</div>"
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
    >>> size = matplotlib.rcParams["font.size"]
    >>> styled(lambda: matplotlib.rcParams["font.size"])() == size
    False
    >>> matplotlib.rcParams["font.size"] == size
    True
    """

    @functools.wraps(function)
    def call(*arguments, **named) -> Figure:
        with matplotlib.style.context(STYLE):
            return function(*arguments, **named)

    return call


def draw(width: float = 7.0, height: float = 3.8, rows: int = 1, columns: int = 1, **options):
    """Axes of a drawing; call it inside a function that is `styled`.

    Returns
    -------
    (matplotlib Figure, Axes or array of Axes)
        The figure is not registered with pyplot, so nothing has to be closed.
    """
    figure = MplFigure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(rows, columns, **options)


def _rounded(tag: str) -> str:
    tag = re.sub(r"\d+\.\d+", lambda match: f"{float(match[0]):.2f}".rstrip("0").rstrip("."), tag)
    return re.sub(r"-0(?=[\s,)\"])", "0", tag)


def _svg(figure: MplFigure, name: str) -> str:
    """The drawing as inline SVG: text stays text, colours follow the page, coordinates, not labels, rounded to a hundredth.

    Rounding makes the stored output equal on machines whose arithmetic differs in the last bits.
    """
    buffer = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": name}):
        figure.savefig(
            buffer,
            format="svg",
            transparent=True,
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.S)
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.S)
    text = re.sub(r"<[^>]*>", lambda tag: _rounded(tag[0]), text)
    # Matplotlib names clip paths after a hash of the layout, whose last bits differ between runs: number them instead.
    ids = {
        old: f"{name}-{number}"
        for number, old in enumerate(
            dict.fromkeys(re.findall(r'(?:url\(#|href="#)([\w-]+)', text)), 1
        )
    }
    text = re.sub(
        r' id="([^"]+)"', lambda match: f' id="{ids[match[1]]}"' if match[1] in ids else "", text
    )
    text = re.sub(r'(url\(#|href="#)([\w-]+)', lambda match: match[1] + ids[match[2]], text)
    text = text.replace(INK, "currentColor")
    for number, colour in enumerate(PALETTE, 1):
        text = text.replace(colour, f"var(--series-{number}, {colour})")
    text = re.sub(r"font: ([\d.]+)px [^;\"]*", r"font-size: \1px", text)
    text = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", text, count=1)
    text = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", text, count=1)
    return re.sub(r">\s+<", "><", text).strip()


@dataclass(frozen=True)
class Figure:
    """A captioned drawing with alternative text and the data behind it.

    Parameters
    ----------
    svg : tuple of str
        Inline SVG, one per panel; `figure` makes them from matplotlib. Panels stand side by side where there is room.
    alt : str
        What the drawing shows, all panels, with its computed values.
    caption : str
        One line.
    name : str
        ``fig-…``, the anchor other pages link to.
    behind : DataFrame
        The numbers drawn.
    """

    svg: tuple[str, ...]
    alt: str
    caption: str
    name: str
    behind: pd.DataFrame

    def __post_init__(self):
        if len(self.alt.strip()) < 20:
            raise ValueError("a figure needs alternative text that says what it shows")
        if not self.caption.strip():
            raise ValueError("a figure needs a caption")
        _slug(self.name)

    def __repr__(self) -> str:
        return f"{self.caption}\n{self.alt}"

    def _repr_html_(self) -> str:
        alt = html.escape(self.alt, quote=True)
        first, *others = self.svg
        drawing = first.replace("<svg", f'<svg role="img" aria-label="{alt}"', 1) + "".join(
            panel.replace("<svg", '<svg aria-hidden="true"', 1) for panel in others
        )
        panels = " panels" if others else ""
        behind = Table(
            self.behind,
            caption=f"Data behind: {self.caption}",
            name=self.name.replace("fig-", "tab-data-", 1),
        )
        return (
            f'<figure class="exhibit" id="{self.name}"><div class="figure-box{panels}" role="region" tabindex="0" aria-label="{html.escape(self.caption, quote=True)}">{drawing}</div>'
            f"<figcaption>{html.escape(self.caption)}</figcaption>"
            f"<details><summary>Data behind this figure</summary>{behind._repr_html_()}</details></figure>"
        )


def figure(*drawings: MplFigure, alt: str, caption: str, name: str, behind: pd.DataFrame) -> Figure:
    """Turn matplotlib figures, one per panel, into an exhibit of the book.

    Raises
    ------
    ValueError
        Without alternative text or caption, or if the name is not ``fig-…``.

    Examples
    --------
    >>> drawing, axes = draw()
    >>> _ = axes.plot([1, 2], [3, 4])
    >>> shown = figure(drawing, alt="A line that rises from 3 to 4.", caption="A line", name="fig-line", behind=pd.DataFrame({"y": [3, 4]}))
    >>> 'role="img"' in shown._repr_html_()
    True
    """
    names = [name, *(f"{name}-{number}" for number in range(2, len(drawings) + 1))]
    return Figure(
        tuple(_svg(drawing, _slug(part)) for drawing, part in zip(drawings, names)),
        alt,
        caption,
        name,
        behind,
    )
