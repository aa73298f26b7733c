"""What the page *Are the errors independent?* shows: residuals, tests, slopes, false alarms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helpers.exhibits.base import (
    INK,
    PALETTE,
    Figure,
    Table,
    as_text,
    by_rows,
    by_year,
    column,
    draw_column,
    figure,
)
from helpers.methods.errors import GLS, METHODS
from helpers.methods.errors_tests import TESTS
from helpers.methods.ols import LEVEL
from helpers.vocabulary import TRILLION, spoken
from helpers.words import count, fixed, listed, percent, sentence_case, simulated_p

if TYPE_CHECKING:
    from statsmodels.regression.linear_model import RegressionResultsWrapper

RESIDUALS_ALT = (
    "Bars by year, what each equation misses of GDP. {equations}. "
    "Neighbouring years often lie on the same side."
)
SIZES_ALT = (
    "Dots: how often each method finds a slope significant that is zero, for three "
    "autocorrelations of the errors; a line marks {level}. {methods}."
)
SHOWN = ("ols", "hc3", "nw_short", "nw", "ewc", GLS)
NAMES = {**{key: method.label for key, method in METHODS.items()}, GLS: "GLS"}
MARKS = ("o", "^", "s")
PAIR = ("users", "shoppers")


def _turns(residuals: pd.Series) -> int:
    """How often the sign changes from one year to the next."""
    return int((np.diff(np.sign(residuals)) != 0).sum())


@column
def residuals_figure(residuals: Mapping[str, pd.Series]) -> Figure:
    """What each equation misses, year by year.

    Parameters
    ----------
    residuals : mapping of str to Series
        By equation, in words: GDP less fitted GDP in 100 million yuan, indexed by year.

    Returns
    -------
    Figure
        One panel an equation, in trillion yuan.
    """
    drawing, panels = draw_column(height=185, panels=len(residuals), sharex=True, sharey=True)
    said, turns = [], []
    for axes, (name, values), colour in zip(panels, residuals.items(), PALETTE, strict=False):
        axes.bar(values.index, values / TRILLION, color=colour)
        axes.axhline(0, color=INK, linewidth=1)
        axes.set_title(sentence_case(name))
        turns.append(_turns(values))
        largest = values.abs().idxmax()
        said.append(
            f"{sentence_case(name)}: {count(turns[-1])} changes of side, the largest miss "
            f"{fixed(values[largest] / TRILLION, 1)} trillion yuan in {largest}"
        )
    years = next(iter(residuals.values())).index
    panels[-1].set(xticks=[years[0], years[len(years) // 2], years[-1]])
    behind = pd.DataFrame(residuals).apply(lambda each: as_text(each / TRILLION, 2))
    return figure(
        drawing,
        alt=RESIDUALS_ALT.format(equations=". ".join(said)),
        caption=f"From one year to the next the miss changes sides {count(turns[0])} times in "
        f"{count(len(years) - 1)} (trillion yuan)",
        name="fig-residuals",
        behind=by_year(behind),
    )


def rejecting(number: int) -> str:
    """How many tests reject, as the end of a sentence.

    Parameters
    ----------
    number : int
        At least 0.

    Returns
    -------
    str

    Examples
    --------
    >>> rejecting(0), rejecting(1), rejecting(2)
    ('none rejects', 'one rejects', 'two reject')
    """
    return f"{count(number) if number else 'none'} reject{'s' if number < 2 else ''}"


def _or_none(value: float, decimals: int = 0) -> str:
    """A share in per cent, a dash for NaN."""
    return "–" if np.isnan(value) else percent(value, decimals)


def battery_table(found: pd.DataFrame, sizes: pd.DataFrame, power: pd.Series) -> Table:
    """Ten tests of residuals: what each says, its false alarms, and what it would find.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.errors_tests.battery`.
    sizes : DataFrame
        From `helpers.methods.errors_tests.sizes`.
    power : Series
        Share of samples in which each test finds a fault, at its exact critical value.

    Returns
    -------
    Table
        One row a test.
    """
    rows = {
        TESTS[name].label: {
            "p": simulated_p(found.loc[name, "p_simulated"]),
            "False alarms": _or_none(sizes.loc[name, "size"]),
            "Finds": _or_none(power[name]),
        }
        for name in found.index
    }
    low = int((found["p_simulated"] < LEVEL).sum())
    return Table(
        by_rows(rows, "Test"),
        caption=f"{sentence_case(count(len(found)))} tests of the residuals of Table 4: "
        f"{rejecting(low)} at {percent(LEVEL)}",
        name="tab-battery",
        note="p: simulated on this design. False alarms: with sound errors, at the textbook's "
        "limit. Finds: samples with errors whose autocorrelation is one half that the test "
        f"finds, when false alarms are held at {percent(LEVEL)}.",
    )


def gls_table(fits: Mapping[tuple[str, str], RegressionResultsWrapper]) -> Table:
    """Slopes of users and shoppers, by estimator and trend.

    Parameters
    ----------
    fits : mapping of (str, str) to RegressionResults
        By trend and by estimator, in words; GLS is the last estimator.

    Returns
    -------
    Table
        One row a fit: slopes with their t values.
    """
    rows, kept = {}, []
    for (trend, estimator), fit in fits.items():
        rows[f"{sentence_case(trend)}, {estimator}"] = {
            sentence_case(spoken(name).split()[-1]): f"{fixed(fit.params[name], 2)} "
            f"({fixed(fit.tvalues[name], 1)})"
            for name in PAIR
        }
        if estimator == NAMES[GLS]:
            stay = [spoken(name) for name in PAIR if fit.pvalues[name] < LEVEL]
            kept.append(f"{listed(stay)} ({trend})")
    return Table(
        by_rows(rows, "Equation"),
        caption=f"Significant by GLS: {'; '.join(kept)}",
        name="tab-gls",
        note="Slopes in 100 million yuan per 10,000 persons, t values in brackets.",
    )


@column
def false_rejections_figure(rates: pd.DataFrame, slope: str = "users") -> Figure:
    """How often each method is wrong about a slope that is zero.

    Parameters
    ----------
    rates : DataFrame
        From `helpers.methods.errors.false_rejections`, at most three autocorrelations.
    slope : str
        The regressor that is looked at.

    Returns
    -------
    Figure
        One row a method.
    """
    shown = rates.xs(slope, level=1).loc[list(SHOWN)]
    drawing, axes = draw_column(height=400)
    places = range(len(shown))
    for rho, mark, colour in zip(shown, MARKS, PALETTE, strict=False):
        label = f"{fixed(rho, 1)}" if rho else "none"
        axes.plot(100 * shown[rho], places, mark, color=colour, linestyle="", label=label)
    axes.axvline(100 * LEVEL, color=INK, linestyle=":", marker="", linewidth=1)
    axes.set(
        yticks=places,
        yticklabels=[NAMES[name] for name in shown.index],
        ylim=(len(shown) - 0.5, -0.5),
        xlim=(0, None),
        xlabel="zero found significant, % of samples",
    )
    axes.legend(
        title="autocorrelation of the errors",
        ncols=3,
        loc="lower center",
        bbox_to_anchor=(0.3, 1.0),
        handletextpad=0.1,
        columnspacing=1,
    )
    text = shown.map(percent)
    said = [f"{NAMES[name]}: {listed(text.loc[name])}" for name in shown.index]
    middle = shown.columns[len(shown.columns) // 2]
    best = shown[middle].idxmin()
    behind = text.rename(index=NAMES, columns=lambda rho: f"ρ = {fixed(rho, 1)}")
    return figure(
        drawing,
        alt=SIZES_ALT.format(level=percent(LEVEL), methods="; ".join(said)),
        caption=f"With an autocorrelation of {fixed(middle, 1)} every method finds a slope of zero "
        f"significant too often: {percent(shown[middle].min())} ({NAMES[best]}) to "
        f"{percent(shown[middle].max())}"
        if shown[middle].min() > LEVEL
        else "How often each method finds a slope of zero significant",
        name="fig-false-rejections",
        behind=behind.rename_axis("Method"),
    )
