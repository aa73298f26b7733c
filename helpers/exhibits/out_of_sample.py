"""What the page *Out of sample* shows: the forecast, what happened, and the rivals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from helpers.exhibits.base import INK, PALETTE, Figure, Table, beside, column, draw_column, figure
from helpers.vocabulary import TRILLION
from helpers.words import fixed, listed, percent

SHOWN_FROM = 2012  # the first year of the figure
METHODS = {
    "Table 4": "Table 4",
    "curve": "Curve in time",
    "line": "Line in time",
    "walk": "Walk with drift",
}


def _signed(share: float) -> str:
    """A share as a percentage with its sign."""
    return ("+" if share > 0 else "") + percent(share, 1)


def _draw_lines(axes: Axes, gdp: pd.Series, forecast: pd.DataFrame, first: pd.Series) -> Line2D:
    """Sample, interval, first prints and, handed back, the line of the forecast."""
    low, high = forecast["obs_ci_lower"] / TRILLION, forecast["obs_ci_upper"] / TRILLION
    axes.fill_between(forecast.index, low, high, color=PALETTE[5], alpha=0.25, linewidth=0)
    axes.plot(gdp.index, gdp / TRILLION, "o", color=INK, markersize=5)
    mean = forecast["mean"] / TRILLION
    [line] = axes.plot(forecast.index, mean, color=PALETTE[0], marker="", linewidth=2)
    axes.plot(first.index, first / TRILLION, "D", color=PALETTE[1], markersize=6)
    for words, series, place, shift, colour in (
        ("first prints", first, -2, (-8, 12), PALETTE[1]),
        ("the sample", gdp, 1, (10, -14), INK),
    ):
        axes.annotate(
            words,
            (series.index[place], series.iloc[place] / TRILLION),
            shift,
            textcoords="offset points",
            ha="right" if shift[0] < 0 else "left",
            color=colour,
        )
    return line


def _mark_gaps(axes: Axes, mean: pd.Series, first: pd.Series, known: pd.Series) -> None:
    """The first and the last gap in words, and an arrow across the last."""
    last = known.index[-1]
    for year, shift, side in ((known.index[0], (-8, 10), "right"), (last, (8, 0), "left")):
        axes.annotate(
            _signed(known[year]),
            (year, (first[year] + mean[year]) / 2),
            shift,
            textcoords="offset points",
            ha=side,
            va="center",
        )
    arrow = {"arrowstyle": "<->", "color": INK, "shrinkA": 4, "shrinkB": 0}
    axes.annotate("", (last, mean[last]), (last, first[last]), arrowprops=arrow)


def _behind(forecast: pd.DataFrame, first: pd.Series, gap: pd.Series) -> pd.DataFrame:
    """The numbers that the figure draws, as text."""
    return pd.DataFrame(
        {
            "Table 4": [fixed(value / TRILLION, 1) for value in forecast["mean"]],
            "First print": [
                "not found" if np.isnan(value) else fixed(value / TRILLION, 1)
                for value in first.reindex(forecast.index)
            ],
            "Gap": [
                "" if np.isnan(value) else _signed(value) for value in gap.reindex(forecast.index)
            ],
        },
        index=pd.Index(forecast.index.astype(str), name="Year (trillion yuan)"),
    )


@column
def forecast_figure(
    gdp: pd.Series, forecast: pd.DataFrame, first: pd.Series, gap: pd.Series
) -> Figure:
    """Sample, forecast and outcomes, with an arrow across the last gap.

    Parameters
    ----------
    gdp : Series
        The paper's GDP by year, 100 million yuan.
    forecast : DataFrame
        ``summary_frame`` of a prediction, by year.
    first : Series
        First prints of GDP by year.
    gap : Series
        Forecast over first print, less one.

    Returns
    -------
    Figure
        Trillion yuan.
    """
    drawing, axes = draw_column(height=360)
    line = _draw_lines(axes, gdp.loc[SHOWN_FROM:], forecast, first)
    beside(line, "Table 4", place=len(forecast) // 2, shift=(10, -18))
    known = gap.dropna()
    last = int(known.index[-1])
    _mark_gaps(axes, forecast["mean"] / TRILLION, first / TRILLION, known)
    axes.set(title="GDP, trillion yuan", xlim=(SHOWN_FROM - 0.5, last + 2.2))
    return figure(
        drawing,
        alt=f"GDP of the sample as dots, rising to {fixed(gdp.iloc[-1] / TRILLION, 1)} trillion "
        f"yuan, then the line of Table 4 and the first prints. The gap is "
        f"{_signed(gap[known.index[0]])} in {known.index[0]} and {_signed(gap[last])} in {last}.",
        caption=f"From {_signed(gap[known.index[0]])} to {_signed(gap[last])}: the equation bends "
        "where users saturate, GDP does not (grey: its 95% interval)",
        name="fig-out-of-sample",
        behind=_behind(forecast, first, gap),
    )


def rmse_table(errors: pd.DataFrame) -> Table:
    """Root mean squared errors with their rank.

    Parameters
    ----------
    errors : DataFrame
        Methods by vintages, 100 million yuan.

    Returns
    -------
    Table
        One row per method, trillion yuan, the rank in brackets.
    """
    rank = errors.rank().astype(int)
    shown = pd.DataFrame(
        {
            name.capitalize(): [
                f"{fixed(value / TRILLION, 1)}\u00a0({place})"
                for value, place in zip(errors[name], rank[name], strict=True)
            ]
            for name in errors
        },
        index=pd.Index([METHODS[name] for name in errors.index], name="Forecast by"),
    )
    best = listed(dict.fromkeys(METHODS[name].lower() for name in errors.idxmin()))
    return Table(
        shown,
        caption=f"The smallest error is that of the {best} (trillion yuan; rank in brackets)",
        name="tab-rmse",
        note="Root of the mean squared error over 2019 to 2024, the same years for all. First "
        "prints: without 2020. Today: GDP after the 5th census. Refitted: fitted to the past of "
        "that vintage, too, which begins in 2005.",
    )
