"""What the page *Data* shows: the values, where they come from, and the five series."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from helpers.exhibits.base import (
    PALETTE,
    Figure,
    Table,
    by_year,
    column,
    draw_column,
    figure,
)
from helpers.exhibits.results import UNITS
from helpers.vocabulary import LABELS, SCALE, SERIES, UNSURE
from helpers.words import count, fixed, listed, year_spans


def full(value: float) -> str:
    """A value with every digit it has.

    Parameters
    ----------
    value : float

    Returns
    -------
    str

    Examples
    --------
    >>> full(5531.0), full(1681.84)
    ('5,531', '1,681.84')
    """
    return f"{value:,.10g}"


def values_table(frame: pd.DataFrame) -> Table:
    """The recovered data set, as used.

    Parameters
    ----------
    frame : DataFrame
        The five series by year.

    Returns
    -------
    Table
        One row per year.

    Examples
    --------
    >>> from helpers import data
    >>> values_table(data.load("paper")).frame.shape
    (15, 5)
    """
    frame = frame.map(full)
    shown = frame.rename(columns=LABELS, index=str).rename_axis("Year")
    return Table(shown, caption=f"The recovered data set ({UNITS})", name="tab-values")


def doubtful_table(tidy: pd.DataFrame) -> Table:
    """The values that are fitted to the printed tables, or whose source was not seen.

    Parameters
    ----------
    tidy : DataFrame
        The data set, one row per value.

    Returns
    -------
    Table
        One row a series and status.

    Examples
    --------
    >>> from helpers import data
    >>> doubtful_table(data.load("paper", form="tidy")).frame.shape[1]
    3
    """
    doubtful = tidy[tidy["status"].isin(UNSURE)]
    rows = [
        {
            "Series": LABELS[str(name)],
            "Status": status,
            "Years": year_spans(sorted(of_series["year"])),
        }
        for (name, status), of_series in doubtful.groupby(["series", "status"], sort=False)
    ]
    return Table(
        pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="No.")),
        caption=f"{len(doubtful)} of {len(tidy)} values are doubtful",
        name="tab-doubtful",
    )


def definitions_table(known: pd.DataFrame) -> Table:
    """What the five series count and where their definitions change.

    Parameters
    ----------
    known : DataFrame
        From `helpers.data.series`.

    Returns
    -------
    Table
        One row per series.

    Examples
    --------
    >>> from helpers import data
    >>> definitions_table(data.series()).frame.loc["GDP", "Symbol"]
    'Y'
    """
    known = known.loc[list(SERIES)]
    frame = pd.DataFrame(
        {
            "Symbol": known["symbol"].to_list(),
            "Chinese": known["label_zh"].to_list(),
            "Unit": known["unit"].to_list(),
            "What it counts": known["definition"].to_list(),
            "Where it breaks": known["breaks"].to_list(),
        },
        index=pd.Index([LABELS[name] for name in known.index], name="Series"),
    )
    return Table(
        frame, caption="The five series: unit, definition and breaks", name="tab-definitions"
    )


# Full GDP series, one per revision; the labels are those of data/observations.csv.
GDP_VINTAGES = {
    "CSY2010-14": "after the 2nd census",
    "CSY2015": "after the 3rd census",
    "CSY2016-18": "research counted",
    "CSY2019": "the paper's",
    "post-4th census": "after the 4th census",
    "post-5th census": "after the 5th census",
}
THE_PAPERS = "CSY2019"
SERIES_ALT = (
    "Five line charts, {first} to {last}: {changes}. "
    "All rise nearly every year except domain names, which fall in {falls}."
)
VINTAGES_ALT = (
    "Line chart of GDP 2004 to 2018 in {number} vintages, in per cent above the 2019 yearbook's. "
    "The lowest, {lowest}, is {low}% in {low_year}; the highest, {highest}, is {high}% "
    "in {high_year}."
)


def _draw_series(axes: Axes, levels: pd.Series, unsure: list[int], colour: str) -> None:
    """A line with dots, hollow where the value is unsure."""
    axes.plot(levels.index, levels, "-", marker="", color=colour)
    axes.plot(levels.drop(unsure), "o", color=colour, ls="none", ms=4.5)
    axes.plot(levels[unsure], "o", color=colour, ls="none", ms=4.5, mfc="none")
    axes.set_ylim(0)
    axes.set_xticks([2004, 2011, 2018])


def _series_in_words(frame: pd.DataFrame) -> str:
    changes = []
    for name in SERIES:
        divisor, unit = SCALE[name]
        first, last = (fixed(frame[name].iloc[end] / divisor, 1) for end in (0, -1))
        changes.append(f"{LABELS[name]} from {first} to {last} {unit}")
    falls = frame.index[frame["domains"].diff() < 0]
    return SERIES_ALT.format(
        first=frame.index[0],
        last=frame.index[-1],
        changes=listed(changes),
        falls=listed(str(year) for year in falls),
    )


@column
def series_figure(frame: pd.DataFrame, status: pd.Series) -> Figure:
    """The five series of the paper's data set.

    Parameters
    ----------
    frame : DataFrame
        The five series by year.
    status : Series
        Status of each value, by series and year.

    Returns
    -------
    Figure
        Values of status fitted or unverified are hollow.
    """
    drawing, panels = draw_column(height=135, panels=len(SERIES), sharex=True)
    for axes, name, colour in zip(panels, SERIES, PALETTE, strict=False):
        divisor, unit = SCALE[name]
        unsure = [year for year in frame.index if status.get((name, year)) in UNSURE]
        _draw_series(axes, frame[name] / divisor, unsure, colour)
        axes.set_title(f"{LABELS[name]}, {unit}")
    behind = pd.DataFrame(
        {LABELS[name]: [full(value) for value in frame[name]] for name in SERIES},
        index=frame.index,
    )
    rising = int((frame[list(SERIES)].diff().iloc[1:] > 0).all().sum())
    return figure(
        drawing,
        alt=_series_in_words(frame),
        caption=f"Of five series {count(rising)} only rise (hollow: fitted, or source not seen)",
        name="fig-series",
        behind=by_year(behind),
    )


def _vintages_in_words(gap: pd.DataFrame) -> str:
    low, high = gap.stack().idxmin(), gap.stack().idxmax()
    return VINTAGES_ALT.format(
        number=len(GDP_VINTAGES),
        lowest=GDP_VINTAGES[low[1]],
        low=fixed(gap.loc[low], 1),
        low_year=low[0],
        highest=GDP_VINTAGES[high[1]],
        high=fixed(gap.loc[high], 1),
        high_year=high[0],
    )


@column
def vintages_figure(every: pd.DataFrame) -> Figure:
    """GDP in each vintage, as a difference from the one that the paper used.

    Parameters
    ----------
    every : DataFrame
        Vintages of GDP by year, from `helpers.data.vintages`.

    Returns
    -------
    Figure
        In per cent of the 2019 yearbook's values.

    Examples
    --------
    >>> from helpers import data
    >>> vintages_figure(data.vintages("gdp")).name
    'fig-vintages'
    """
    every = every.loc[2004:2018, list(GDP_VINTAGES)]
    gap = 100 * (every.div(every[THE_PAPERS], axis=0) - 1)
    drawing, axes = draw_column(height=360)
    looks = zip(GDP_VINTAGES.items(), PALETTE, "os^Dvx", strict=True)
    for (code, label), colour, marker in looks:
        line = gap[code].dropna()
        axes.plot(line.index, line, marker=marker, color=colour)
        axes.annotate(
            label,
            (line.index[-1], line.iloc[-1]),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=colour,
        )
    axes.set(xlim=(2003.5, 2025), xticks=[2004, 2011, 2018])
    axes.set_title("GDP, % above the paper's vintage")
    shown = every.map(lambda value: "" if pd.isna(value) else fixed(value, 1))
    return figure(
        drawing,
        alt=_vintages_in_words(gap),
        caption="Every census raised the past: GDP by vintage, beside the paper's",
        name="fig-vintages",
        behind=by_year(shown.rename(columns=GDP_VINTAGES)),
    )
