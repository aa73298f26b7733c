"""What the page *Data* shows: the values, where they come from, and the five series."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from helpers.exhibits.base import (
    PALETTE,
    Figure,
    Table,
    by_rows,
    by_year,
    draw,
    figure,
    styled,
)
from helpers.exhibits.results import UNITS
from helpers.vocabulary import LABELS, SCALE, SERIES, UNSURE
from helpers.words import fixed, listed, year_spans


def _full(value: float) -> str:
    """A value with every digit it has."""
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
    frame = frame.map(_full)
    shown = frame.rename(columns=LABELS, index=str).rename_axis("Year")
    return Table(shown, caption=f"The recovered data set ({UNITS})", name="tab-values")


def biographies_table(tidy: pd.DataFrame, series: str) -> Table:
    """Where each value of one series of the paper's data set comes from.

    Parameters
    ----------
    tidy : DataFrame
        The data set, one row per value.
    series : str
        Whose values.

    Returns
    -------
    Table
        One row per year.

    Examples
    --------
    >>> from helpers import data
    >>> biographies_table(data.load("paper", form="tidy"), "users").frame.loc["2018", "Status"]
    'fitted'
    """
    tidy = tidy[tidy["series"] == series]
    published = ["" if pd.isna(value) else _full(value) for value in tidy["published_value"]]
    frame = pd.DataFrame(
        {
            "Value": [_full(value) for value in tidy["value"]],
            "Published": published,
            "Status": tidy["status"].to_list(),
            "Where it comes from": tidy["note"].to_list(),
        },
        index=pd.Index(tidy["year"].astype(str), name="Year"),
    )
    return Table(
        frame,
        caption=f"{LABELS[series]}: where each value comes from ({tidy['unit'].iloc[0]})",
        name=f"tab-biography-{series}",
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


def datasets_table(datasets: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]]) -> Table:
    """The named data sets: years, GDP vintage and gaps.

    Parameters
    ----------
    datasets : mapping of (DataFrame, DataFrame)
        Each data set, wide and with one row per value.

    Returns
    -------
    Table
        One row per data set.
    """
    rows = {}
    for name, (wide, tidy) in datasets.items():
        gaps = [
            f"{LABELS[column]} {year_spans(list(wide.index[wide[column].isna()]))}"
            for column in wide
            if wide[column].isna().any()
        ]
        gdp = tidy.loc[tidy["series"] == "gdp", "vintage"].drop_duplicates()
        rows[name] = {
            "Years": f"{wide.index[0]}–{wide.index[-1]}",
            "GDP": listed(gdp),
            "Never counted": "; ".join(gaps) or "nothing",
        }
    return Table(
        by_rows(rows, "Data set"),
        caption="Named data sets that helpers.data.load returns",
        name="tab-datasets",
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
    axes.set_xticks(range(2004, 2019, 4))


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


@styled
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
    drawing, grid = draw(7, 6.2, 3, 2)
    *panels, corner = grid.flat
    for axes, name, colour in zip(panels, SERIES, PALETTE, strict=False):
        divisor, unit = SCALE[name]
        unsure = [year for year in frame.index if status.get((name, year)) in UNSURE]
        _draw_series(axes, frame[name] / divisor, unsure, colour)
        axes.set_title(f"{LABELS[name]}, {unit}")
    corner.axis("off")
    legend = "Hollow: source not seen,\nor fitted to the printed tables."
    corner.text(0, 0.8, legend, transform=corner.transAxes, va="top")
    behind = pd.DataFrame(
        {LABELS[name]: [f"{value:,.10g}" for value in frame[name]] for name in SERIES},
        index=frame.index,
    )
    return figure(
        drawing,
        alt=_series_in_words(frame),
        caption="The five series of the recovered data set",
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


@styled
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
    drawing, axes = draw(7, 3.8)
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
    axes.set_xlim(2003.5, 2022.5)
    axes.set_xticks(range(2004, 2019, 2))
    axes.set_ylabel("% above the paper's vintage")
    shown = every.map(lambda value: "" if pd.isna(value) else fixed(value, 1))
    return figure(
        drawing,
        alt=_vintages_in_words(gap),
        caption="One country, one year, six answers: GDP by vintage against the paper's",
        name="fig-vintages",
        behind=by_year(shown.rename(columns=GDP_VINTAGES)),
    )
