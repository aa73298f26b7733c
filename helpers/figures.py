"""Figures of the replication chapters, each with alternative text and the data behind it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from helpers import compare, data, published
from helpers.exhibits import PALETTE, Figure, as_text, by_year, draw, figure, styled
from helpers.prose import fixed, listed
from helpers.tables import LABELS, place

MOST_LABELS = 6  # more labels would cover the dots
SPREAD = 0.28  # dots of a row stand so far above and below it; fixed, not drawn by chance
TRILLION = 10_000  # 100 million yuan in a trillion yuan
MILLION = 100  # 10,000 persons or names in a million
SCALE = {
    "gdp": (TRILLION, "trillion yuan"),
    "ecommerce": (TRILLION, "trillion yuan"),
    "domains": (MILLION, "million names"),
    "users": (MILLION, "million persons"),
    "shoppers": (MILLION, "million persons"),
}
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

MISFITS_ALT = (
    "Dot plot of {numbers} printed numbers in four rows, one per table. "
    "{same} dots lie inside the shaded band from −1 to 1, where the printed digits are reproduced. "
)
SERIES_ALT = (
    "Five line charts, {first} to {last}: {changes}. "
    "All rise nearly every year except domain names, which fall in {falls}."
)
VINTAGES_ALT = (
    "Line chart of GDP 2004 to 2018 in {number} vintages, in per cent above the 2019 yearbook's. "
    "The lowest, {lowest}, is {low}% in {low_year}; the highest, {highest}, is {high}% "
    "in {high_year}."
)
LEVELS_ALT = (
    "Two scatter plots of GDP against {name}. In levels the {years} years lie close to a line, "
    "correlation {in_levels}. In yearly growth the {points} points scatter, "
    "correlation {in_growth}."
)


def _heights(card: pd.DataFrame) -> pd.Series:
    """Height of each printed number: its table's row, spread out in the order of the table."""
    rows = [
        pd.Series(number + np.linspace(-SPREAD, SPREAD, len(cells)), index=cells.index)
        for number, cells in card.groupby("table")
    ]
    return pd.concat(rows)


def _draw_misfits(axes: Axes, card: pd.DataFrame, distance: pd.Series) -> None:
    """Dots for the numbers that are reproduced, labelled diamonds for the others."""
    heights, missed = _heights(card), card["verdict"] != compare.REPRODUCED
    for number in published.TABLES:
        cells = card.index[(card["table"] == number) & ~missed]
        axes.plot(distance[cells], heights[cells], "o", color=PALETTE[0], ms=4, alpha=0.8)
    for cell, value in distance[missed].items():
        axes.plot(value, heights[cell], "D", color=PALETTE[1], ms=7)
        if missed.sum() <= MOST_LABELS:
            axes.annotate(
                f"{place(card.loc[cell])}, {card.loc[cell, 'verdict']}",
                (value, heights[cell]),
                xytext=(0, 9),
                textcoords="offset points",
                ha="center",
                color=PALETTE[1],
            )


def _misfits_in_words(card: pd.DataFrame, distance: pd.Series) -> str:
    same = compare.counts(card)[compare.REPRODUCED]
    missed = card[card["verdict"] != compare.REPRODUCED]
    outside = [
        f"{place(row)} of Table {row['table']} lies at {fixed(distance[cell], 1)}."
        for cell, row in missed.iterrows()
    ]
    return MISFITS_ALT.format(numbers=len(card), same=same) + " ".join(outside)


@styled
def misfits(card: pd.DataFrame | None = None) -> Figure:
    """How far each computed value lies from its printed number.

    Parameters
    ----------
    card : DataFrame, optional
        From `compare.scorecard`.

    Returns
    -------
    Figure
        In half units of the last printed digit: inside the band of ±1 the printed digits are
        reproduced.

    Examples
    --------
    >>> misfits().name
    'fig-misfits'
    """
    card = compare.scorecard() if card is None else card
    half = 0.5 * 10.0 ** -card["decimals"].astype(float)
    distance = (card["computed"] - card["printed"].astype(float)) / half
    drawing, axes = draw(7, 3.2)
    axes.axvspan(-1, 1, color=PALETTE[2], alpha=0.14, lw=0)
    _draw_misfits(axes, card, distance)
    axes.set_yticks(list(published.TABLES), [f"Table {number}" for number in published.TABLES])
    axes.set_ylim(4.75, 0.4)
    axes.set_xlim(-3.2, max(3.2, float(distance.max()) + 1.6))
    axes.set_xlabel("computed minus printed, in half units of the last printed digit")
    pairs = zip(card["computed"], card["decimals"], strict=True)
    columns = {
        "Printed": card["printed"],
        "Computed": [fixed(value, decimals + 3) for value, decimals in pairs],
        "Half units": as_text(distance, 2),
    }
    return figure(
        drawing,
        alt=_misfits_in_words(card, distance),
        caption="Computed against printed: all numbers of the four tables",
        name="fig-misfits",
        behind=pd.DataFrame(columns).rename_axis("Cell"),
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
    for name in data.SERIES:
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
def series(frame: pd.DataFrame | None = None) -> Figure:
    """The five series of the paper's data set.

    Parameters
    ----------
    frame : DataFrame, optional
        The paper's data set, wide.

    Returns
    -------
    Figure
        Values of status fitted or unverified are hollow.

    Examples
    --------
    >>> series().name
    'fig-series'
    """
    frame = data.load("paper") if frame is None else frame
    status = data.load("paper", form="tidy").set_index(["series", "year"])["status"]
    drawing, grid = draw(7, 6.2, 3, 2)
    *panels, corner = grid.flat
    for axes, name, colour in zip(panels, data.SERIES, PALETTE, strict=False):
        divisor, unit = SCALE[name]
        unsure = [
            year for year in frame.index if status.get((name, year)) in ("fitted", "unverified")
        ]
        _draw_series(axes, frame[name] / divisor, unsure, colour)
        axes.set_title(f"{LABELS[name]}, {unit}")
    corner.axis("off")
    legend = "Hollow: source not seen,\nor fitted to the printed tables."
    corner.text(0, 0.8, legend, transform=corner.transAxes, va="top")
    behind = pd.DataFrame(
        {LABELS[name]: [f"{value:,.10g}" for value in frame[name]] for name in data.SERIES},
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
def vintages() -> Figure:
    """GDP in each vintage, as a difference from the one that the paper used.

    Returns
    -------
    Figure
        In per cent of the 2019 yearbook's values.

    Examples
    --------
    >>> vintages().name
    'fig-vintages'
    """
    every = data.vintages("gdp").loc[2004:2018, list(GDP_VINTAGES)]
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


def _scatter(pair: pd.DataFrame, title: str, gdp: str, other: str) -> Drawing:
    """GDP against another series, first and last year named."""
    x = next(name for name in pair if name != "gdp")
    drawing, axes = draw(3.6, 3.2)
    axes.plot(pair[x], pair["gdp"], "o", color=PALETTE[0])
    for year in (pair.index[0], pair.index[-1]):
        axes.annotate(
            str(year),
            (pair.loc[year, x], pair.loc[year, "gdp"]),
            xytext=(5, -11),
            textcoords="offset points",
        )
    axes.set_ylabel(f"GDP, {gdp}")
    axes.set_xlabel(f"{LABELS[x]}, {other}")
    axes.set_title(title)
    axes.margins(0.14)
    return drawing


@styled
def levels_and_growth_figure(x: str = "shoppers", frame: pd.DataFrame | None = None) -> Figure:
    """GDP against one regressor, in levels and in growth rates.

    Parameters
    ----------
    x : str
        A series other than gdp.
    frame : DataFrame, optional
        The paper's data set, wide.

    Returns
    -------
    Figure
        Two panels; growth is log growth in per cent.

    Examples
    --------
    >>> levels_and_growth_figure().name
    'fig-levels-growth-shoppers'
    """
    frame = data.load("paper") if frame is None else frame
    pair = frame[["gdp", x]]
    growth = 100 * np.log(pair).diff().dropna()
    in_levels, in_growth = (fixed(part.corr().iloc[0, 1], 3) for part in (pair, growth))
    divisor, unit = SCALE[x]
    rate, scaled = "log growth, %", pair / [TRILLION, divisor]
    levels = _scatter(scaled, f"Levels: r = {in_levels}", "trillion yuan", unit)
    rates = _scatter(growth, f"Growth: r = {in_growth}", rate, rate)
    alt = LEVELS_ALT.format(
        name=LABELS[x].lower(),
        years=len(pair),
        in_levels=in_levels,
        points=len(growth),
        in_growth=in_growth,
    )
    columns = {
        "GDP": as_text(pair["gdp"], 1),
        LABELS[x]: as_text(pair[x], 0),
        "GDP growth, %": as_text(growth["gdp"], 1),
        "Growth, %": as_text(growth[x], 1),
    }
    return figure(
        levels,
        rates,
        alt=alt,
        caption=f"GDP and {LABELS[x].lower()}: levels beside growth, 2004–2018",
        name=f"fig-levels-growth-{x}",
        behind=by_year(pd.DataFrame(columns).fillna("")),
    )
