"""What the page *Correlation* shows: Table 1, and levels beside growth."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Drawing

from helpers import data
from helpers.exhibits.base import (
    PALETTE,
    Figure,
    Table,
    as_text,
    by_year,
    draw,
    figure,
    styled,
)
from helpers.exhibits.scorecard import MARK, card_of, verdict_note
from helpers.methods import ols
from helpers.vocabulary import LABELS, SCALE, TRILLION
from helpers.words import fixed, true_minus

TABLE1_CAPTION = (
    "Table 1: correlations in levels, 2004–2018; above the diagonal computed here, "
    "below it as the paper prints them"
)


def table1(card: pd.DataFrame) -> Table:
    """Table 1: correlations, computed at the printed precision.

    Parameters
    ----------
    card : DataFrame
        From `helpers.claims.reproduction.scorecard`.

    Returns
    -------
    Table
        Upper triangle computed, lower triangle as printed.

    Examples
    --------
    >>> from helpers.claims import reproduction
    >>> table1(reproduction.scorecard()).frame.loc["GDP", "E-commerce"]
    '0.945'
    """
    cells = card_of(card, 1)
    names = [LABELS[name] for name in data.SERIES]
    frame = pd.DataFrame("1", index=names, columns=names)
    marks = pd.DataFrame("", index=names, columns=names)
    for _, cell in cells.iterrows():
        row, column = LABELS[cell["row"]], LABELS[cell["column"]]
        frame.loc[row, column] = true_minus(cell["at_precision"])
        frame.loc[column, row] = true_minus(cell["printed"])
        marks.loc[row, column] = MARK[cell["verdict"]]
    return Table(
        frame, caption=TABLE1_CAPTION, name="tab-table1", note=verdict_note(cells), marks=marks
    )


def levels_and_growth_table(
    parts: Mapping[str, pd.DataFrame], needed: Mapping[str, float]
) -> Table:
    """Correlations with GDP in levels and in log growth, and the value that a test at 5% asks for.

    Parameters
    ----------
    parts : mapping of DataFrame
        The series in levels and in growth.
    needed : mapping of str to float
        Correlation significant at 5% if years were independent.

    Returns
    -------
    Table
        One row per regressor, and one for the critical value of independent years.
    """
    rows = {
        LABELS[name]: [fixed(part[name].corr(part["gdp"]), 3) for part in parts.values()]
        for name in ols.REGRESSORS
    }
    rows["needed at 5%, if independent"] = [fixed(needed[name], 3) for name in parts]
    shown = pd.DataFrame(rows, index=list(parts)).T.rename_axis("Correlation with GDP")
    return Table(
        shown,
        caption="Correlation with GDP in levels and in yearly log growth",
        name="tab-levels-growth",
    )


LEVELS_ALT = (
    "Two scatter plots of GDP against {name}. In levels the {years} years lie close to a line, "
    "correlation {in_levels}. In yearly growth the {points} points scatter, "
    "correlation {in_growth}."
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
def levels_and_growth_figure(frame: pd.DataFrame, x: str = "shoppers") -> Figure:
    """GDP against one regressor, in levels and in growth rates.

    Parameters
    ----------
    frame : DataFrame
        The five series by year.
    x : str
        Which series is set against GDP.

    Returns
    -------
    Figure
        Two panels; growth is log growth in per cent.

    Examples
    --------
    >>> from helpers import data
    >>> levels_and_growth_figure(data.load("paper")).name
    'fig-levels-growth-shoppers'
    """
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
