"""What the page *Which trend?* shows: two trends over GDP, eleven equations, slopes by trend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helpers.exhibits.base import INK, PALETTE, Figure, Table, column, draw_column, figure
from helpers.vocabulary import LABELS, TRILLION, spoken
from helpers.words import fixed, listed

if TYPE_CHECKING:
    from statsmodels.regression.linear_model import RegressionResultsWrapper

TRENDS = {0: "no trend", 1: "straight line", 2: "curve"}
TRENDS_ALT = (
    "Above, GDP, {first} to {last}, as dots, with a straight line and a curve in time, each with a "
    "band. Below, what each misses. "
    "The largest miss of the line is {line} trillion yuan, that of the curve {curve}."
)
SLOPES_ALT = (
    "Two panels, Internet users and online shoppers, each with three slopes and their 95% "
    "intervals: {slopes}."
)


@column
def trends_figure(gdp: pd.Series, bands: Mapping[str, pd.DataFrame]) -> Figure:
    """GDP under two trends, each with its band.

    Parameters
    ----------
    gdp : Series
        In 100 million yuan, indexed by year.
    bands : mapping of str to DataFrame
        By trend: the summary frame of statsmodels' predictions (``mean``, ``mean_ci_lower``,
        ``mean_ci_upper``), indexed by year.

    Returns
    -------
    Figure
        GDP above, what each trend misses below; in trillion yuan.
    """
    drawing, (top, bottom) = draw_column(height=[320, 190], sharex=True)
    top.plot(gdp / TRILLION, "o", color=INK, linestyle="", zorder=3)
    bottom.axhline(0, color=INK, linewidth=1)
    lines = [("● GDP", INK)]
    for (name, band), colour, style in zip(bands.items(), PALETTE, ("--", "-"), strict=False):
        low, high = band["mean_ci_lower"] / TRILLION, band["mean_ci_upper"] / TRILLION
        top.fill_between(band.index, low, high, color=colour, alpha=0.2, linewidth=0)
        top.plot(band["mean"] / TRILLION, style, color=colour, marker="")
        bottom.plot((gdp - band["mean"]) / TRILLION, style, color=colour, marker="o")
        lines.append((f"{'- -' if style == '--' else '—'} {name}", colour))
    for row, (words, colour) in enumerate(lines):
        top.text(0.02, 0.97 - 0.1 * row, words, transform=top.transAxes, color=colour, va="top")
    top.set_title("GDP and two trends")
    bottom.set_title("What each trend misses")
    bottom.set(xticks=[gdp.index[0], 2011, gdp.index[-1]])
    missed = [abs(gdp - band["mean"]).max() / TRILLION for band in bands.values()]
    behind = pd.DataFrame({"GDP": gdp} | {name: band["mean"] for name, band in bands.items()}).map(
        lambda value: fixed(value / TRILLION, 2)
    )
    return figure(
        drawing,
        alt=TRENDS_ALT.format(
            first=gdp.index[0],
            last=gdp.index[-1],
            line=fixed(missed[0], 1),
            curve=fixed(missed[1], 1),
        ),
        caption="A curve in time runs through GDP; a straight line is off in the middle and at "
        "both ends (trillion yuan, bands 95%)",
        name="fig-trends",
        behind=behind.rename(index=str).rename_axis("Year"),
    )


def grid_table(grid: pd.DataFrame) -> Table:
    """Every equation tried: its fit, and what the t values of users and shoppers are.

    Parameters
    ----------
    grid : DataFrame
        Index (regressors, degree of the trend); columns ``t users``, ``t shoppers``, ``R²``,
        ``BIC``.

    Returns
    -------
    Table
        One row an equation.

    Examples
    --------
    >>> index = pd.MultiIndex.from_tuples([("users", 2)])
    >>> row = pd.DataFrame([[2.2, np.nan, 0.998, 329.3]], index)
    >>> row.columns = ["t users", "t shoppers", "R²", "BIC"]
    >>> grid_table(row).frame.iloc[0].tolist()
    ['0.9980', '329.3', '2.20', '–']
    """
    digits = {"R²": 4, "BIC": 1, "t users": 2, "t shoppers": 2}
    frame = pd.DataFrame(
        {
            name: [fixed(value, places) if np.isfinite(value) else "–" for value in grid[name]]
            for name, places in digits.items()
        },
        index=[f"{names or 'the year alone'}; {TRENDS[degree]}" for names, degree in grid.index],
    )
    best = grid["BIC"].to_numpy().argmin()
    return Table(
        frame.rename_axis("GDP on"),
        caption="What Table 4 leaves hangs on the trend: all equations that were fitted",
        name="tab-trends",
        note=f"Smallest BIC: {frame.index[best]}.",
    )


@column
def slopes_figure(fits: Mapping[int, RegressionResultsWrapper]) -> Figure:
    """Slopes of users and shoppers beside no trend, a line and a curve, with 95% intervals.

    Parameters
    ----------
    fits : mapping of int to RegressionResults
        By degree of the trend; regressors ``users`` and ``shoppers``.

    Returns
    -------
    Figure
        Two panels, one below the other.
    """
    drawing, panels = draw_column(height=[190, 215])
    rows, said = {}, []
    for axes, name, colour in zip(panels, ("users", "shoppers"), PALETTE, strict=False):
        axes.axvline(0, color=INK, linewidth=1)
        for place, (degree, fit) in enumerate(fits.items()):
            low, high = fit.conf_int().loc[name]
            slope = fit.params[name]
            axes.plot([low, high], [place, place], "-", color=colour, marker="")
            axes.plot(slope, place, "o", color=colour)
            rows[f"{LABELS[name]}, {TRENDS[degree]}"] = {
                "Slope": fixed(slope, 2),
                "From": fixed(low, 2),
                "To": fixed(high, 2),
            }
            said.append(f"{spoken(name)} with {TRENDS[degree]} {fixed(slope, 1)}")
        axes.set(
            yticks=range(len(fits)),
            yticklabels=[TRENDS[degree] for degree in fits],
            title=LABELS[name],
        )
        axes.set_ylim(len(fits) - 0.5, -0.5)
        axes.grid(axis="y", visible=False)
    panels[-1].set_xlabel("yuan of GDP, ten thousands per person")
    return figure(
        drawing,
        alt=SLOPES_ALT.format(slopes=listed(said)),
        caption="The freer the trend, the less Table 4 says of either variable (intervals 95%)",
        name="fig-slopes",
        behind=pd.DataFrame(rows).T.rename_axis("Slope of"),
    )
