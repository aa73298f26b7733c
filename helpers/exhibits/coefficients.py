"""What the page *Reading a coefficient* shows: a slope held fixed, and the splice of turnover."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.exhibits.base import (
    INK,
    PALETTE,
    Figure,
    Table,
    beside,
    column,
    draw_column,
    figure,
)
from helpers.vocabulary import LABELS, SCALE, TRILLION, spoken
from helpers.words import fixed, p_value

if TYPE_CHECKING:
    from statsmodels.regression.linear_model import RegressionResultsWrapper as Results

FARTHEST = 3  # points that are named
ADDED_ALT = (
    "Two scatter plots. Above: {label} against GDP, correlation {alone}, with its line. Below, the "
    "same after the other variables were taken out of both: correlation {partial}, slope {slope} "
    "in the units of the table."
)
SPLICE_ALT = (
    "E-commerce turnover from {first} to {last} in trillion yuan, drawn in two pieces with a gap "
    "after {seam}, and published totals beside it; the totals are {least} to {most} above the "
    "pieces in the three years before the gap."
)
SEAM = 2016  # the last year before turnover changes its source
BEFORE = 3  # years before the seam that the description compares


def _line(axes: Axes, x: pd.Series, y: pd.Series) -> None:
    """A scatter with its least-squares line."""
    slope, constant = np.polyfit(x, y, 1)
    ends = np.array([x.min(), x.max()])
    axes.plot(x, y, "o", color=PALETTE[0])
    axes.plot(ends, constant + slope * ends, "--", marker="", color=PALETTE[1])
    axes.margins(x=0.1, y=0.16)


@column
def added_variable(frame: pd.DataFrame, left: pd.DataFrame) -> Figure:
    """A regressor against GDP alone, and what the other regressors leave of both.

    Parameters
    ----------
    frame : DataFrame
        The sample: ``gdp``, 100 million yuan, and the regressor, by year.
    left : DataFrame
        Residuals of ``gdp`` and of one regressor on the others, in the same units.

    Returns
    -------
    Figure
        Two panels; the slope of the lower one is the coefficient of the joint regression.
    """
    name = next(label for label in left if label != "gdp")
    size, noun = SCALE[name]
    drawing, (above, below) = draw_column(height=[250, 280])
    _line(above, frame[name] / size, frame["gdp"] / TRILLION)
    above.set_title(f"Alone: r = {fixed(frame[name].corr(frame['gdp']), 2)}")
    x, y = left[name] / size, left["gdp"] / TRILLION
    _line(below, x, y)
    below.set_title(f"Others held fixed: r = {fixed(left[name].corr(left['gdp']), 2)}")
    for year in x.abs().nlargest(FARTHEST).index:
        below.annotate(
            str(year), (x[year], y[year]), (0, 7), textcoords="offset points", ha="center"
        )
    above.set(ylabel="GDP, trillion yuan")
    below.set(xlabel=f"{LABELS[name]}, {noun}", ylabel="left of GDP")
    slope = np.polyfit(left[name], left["gdp"], 1)[0]
    behind = pd.DataFrame(
        {
            LABELS[name]: frame[name].map(lambda value: fixed(value, 1)),
            "GDP": frame["gdp"].map(lambda value: fixed(value, 2)),
            "Left of it": left[name].map(lambda value: fixed(value, 1)),
            "Left of GDP": left["gdp"].map(lambda value: fixed(value, 1)),
        }
    )
    return figure(
        drawing,
        alt=ADDED_ALT.format(
            label=LABELS[name].lower(),
            alone=fixed(frame[name].corr(frame["gdp"]), 3),
            partial=fixed(left[name].corr(left["gdp"]), 3),
            slope=fixed(slope, 4),
        ),
        caption=f"{LABELS[name]} and GDP, alone and with the others held fixed",
        name="fig-added-variable",
        behind=behind.rename(index=str).rename_axis("Year"),
    )


@column
def splice_figure(stored: pd.Series, totals: pd.Series) -> Figure:
    """Turnover as the paper used it, broken where it was joined, and published totals.

    Parameters
    ----------
    stored : Series
        100 million yuan by year.
    totals : Series
        The same, with published totals where there are any.

    Returns
    -------
    Figure
        One panel; the line has a gap after 2016.
    """
    drawing, axes = draw_column(height=320)
    years = stored.index
    [line] = axes.plot(totals / TRILLION, ":", color=PALETTE[1], marker="s", fillstyle="none")
    beside(line, "published totals", list(years).index(SEAM), (-10, 6))
    for piece in (stored.loc[:SEAM], stored.loc[SEAM + 1 :]):
        [line] = axes.plot(piece / TRILLION, "-", color=PALETTE[0], marker="o")
    axes.axvline(SEAM + 0.5, color=INK, linestyle="--", linewidth=1)
    axes.text(SEAM + 0.3, 1, "joined here", color=INK, ha="right")
    axes.text(2005, 8, "as recovered", color=PALETTE[0])
    axes.set(title="E-commerce turnover, trillion yuan", xticks=[years[0], 2011, years[-1]])
    gaps = (totals / stored - 1).loc[SEAM - BEFORE + 1 : SEAM]
    return figure(
        drawing,
        alt=SPLICE_ALT.format(
            first=years[0],
            last=years[-1],
            seam=SEAM,
            least=f"{gaps.min():.0%}",
            most=f"{gaps.max():.0%}",
        ),
        caption="Two sources under one name: the series of turnover has a seam",
        name="fig-seam",
        behind=pd.DataFrame({"As recovered": stored, "With published totals": totals})
        .map(lambda value: fixed(value / TRILLION, 2))
        .rename(index=str)
        .rename_axis("Year"),
    )


def first_out(fit: Results) -> str:
    """The variable that backward elimination drops first.

    Parameters
    ----------
    fit : statsmodels RegressionResults
        Regressors are series of the book; a dummy is not on trial.

    Returns
    -------
    str
        As it is called in a sentence.

    Raises
    ------
    ValueError
        If the fit has no such regressor.
    """
    return spoken(str(fit.pvalues[[name for name in fit.pvalues.index if name in LABELS]].idxmax()))


def splice_table(variants: Mapping[str, Results]) -> Table:
    """The coefficient of turnover under each repair of its series.

    Parameters
    ----------
    variants : mapping of str to RegressionResults
        By name; regressors ``ecommerce``, ``domains``, ``users`` and ``shoppers``.

    Returns
    -------
    Table
        One row a variant.
    """
    rows = {}
    for name, fit in variants.items():
        low, high = fit.conf_int().loc["ecommerce"]
        rows[name] = {
            "E-commerce": fixed(fit.params["ecommerce"], 3),
            "95% interval": f"{fixed(low, 2)} to {fixed(high, 2)}",
            "p": p_value(fit.pvalues["ecommerce"]),
            "Domain names": fixed(fit.params["domains"], 2),
            "Leaves first": first_out(fit),
        }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index").rename_axis("Turnover"),
        caption="The coefficient of turnover in Table 2 rests on how the seam is treated",
        name="tab-seam",
        note="In yuan of GDP per yuan of turnover.",
    )
