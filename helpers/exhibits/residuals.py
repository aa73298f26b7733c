"""What the page *Residuals* shows: each test, its size and its power on this design."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from helpers.exhibits.base import INK, PALETTE, Figure, Table, draw, figure, styled
from helpers.methods.residuals import (
    EXACT_HEIGHT,
    HIGH_HEIGHT,
    LEVEL,
    LOW_HEIGHT,
    OBSERVED_HEIGHT,
    TESTS,
    DurbinWatsonNull,
)
from helpers.words import fixed, listed, p_value, percent, simulated_p

BATTERY_CAPTION = "Residual tests of the regression of {dependent} on {regressors}"
BATTERY_NOTE = (
    "Simulated: share of samples with independent normal errors on this design that look at least "
    "as bad. A dash: no degrees of freedom for the test."
)
SIZES_CAPTION = "How often each test rejects when nothing is wrong, on this design"
SIZES_NOTE = (
    "Monte Carlo error of a rate: at most {error}. "
    "Durbin–Watson: the exact critical value, so its size is exact."
)
POWERS_CAPTION = (
    "How often each test finds each fault at n = 15, every test held to 5% size on this design"
)
POWERS_NOTE = (
    "Curvature and break are as large as the noise (root mean square); "
    "fat tails: t with three degrees of freedom."
)
OUTCOMES_CAPTION = (
    "What the Durbin–Watson bounds decide on this design, and what the exact test decides"
)
OUTCOMES_TITLES = {
    "reject": "Below d_L: reject",
    "inconclusive": "Between: no decision",
    "accept": "Above d_U: accept",
    "exact": "Exact test rejects",
}
DISTRIBUTION_CAPTION = (
    "Durbin–Watson on this design: bounds, exact distribution and the observed value"
)
DISTRIBUTION_ALT = (
    "Distribution of the Durbin–Watson statistic under independent errors on this design, "
    "by simulation (bars) and exactly (line). "
    "The band from {low} to {high} is where the bounds decide nothing; "
    "the exact critical value is {exact}. "
    "The observed {d} lies inside the band and has an exact p-value of {p}."
)
CURVES_CAPTION = "Power of the autocorrelation tests on this design, nominal level 5%"
CURVES_ALT = "Rejection rates against the autocorrelation of the errors. {curves}."
CURVE_WORDS = "{label}: {none} at zero, {middle} at 0.45, {largest} at {rho}"
CURVE_LABELS = {
    "dw": "exact Durbin–Watson",
    "bg1": "Breusch–Godfrey, 1 lag",
    "bg2": "Breusch–Godfrey, 2 lags",
    "bounds": "Durbin–Watson by d_L",
}


def _or_none(value: float, form: Callable[..., str], *options: int) -> str:
    """A value in words, a dash for NaN."""
    return "–" if np.isnan(value) else form(value, *options)


def _by_test(columns: Mapping[str, list[str]], names: pd.Index) -> pd.DataFrame:
    """Cells with the tests' labels for row headers."""
    labels = pd.Index([TESTS[name].label for name in names], name="Test")
    return pd.DataFrame(columns, index=labels)


def battery_table(found: pd.DataFrame, dependent: str, regressors: Sequence[str]) -> Table:
    """`battery` as a table.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.residuals.battery`.
    dependent : str
        What the fit explains.
    regressors : sequence of str
        By what.

    Returns
    -------
    Table
        One row per test.
    """
    cells = {
        "Looks for": [TESTS[name].against for name in found.index],
        "Statistic": [_or_none(value, fixed, 2) for value in found["statistic"]],
        "p, textbook": [_or_none(value, p_value) for value in found["p_textbook"]],
        "p, simulated": [_or_none(value, simulated_p) for value in found["p_simulated"]],
    }
    return Table(
        _by_test(cells, found.index),
        caption=BATTERY_CAPTION.format(
            dependent=dependent.upper(),
            regressors=listed(regressors),
        ),
        name="tab-battery",
        note=BATTERY_NOTE,
    )


def sizes_table(found: pd.DataFrame) -> Table:
    """`sizes` as a table.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.residuals.sizes`.

    Returns
    -------
    Table
        One row per test.
    """
    cells = {
        "Textbook critical value": [_or_none(value, fixed, 2) for value in found["critical"]],
        "Rejects at nominal 5%": [_or_none(value, percent, 1) for value in found["size"]],
        "Critical value for 5% here": [_or_none(value, fixed, 2) for value in found["exact"]],
    }
    return Table(
        _by_test(cells, found.index),
        caption=SIZES_CAPTION,
        name="tab-sizes",
        note=SIZES_NOTE.format(error=percent(found["error"].max(), 1)),
    )


def powers_table(found: pd.DataFrame) -> Table:
    """`powers` as a table.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.residuals.powers`.

    Returns
    -------
    Table
        Tests by faults.
    """
    cells = {fault: [_or_none(value, percent) for value in found[fault]] for fault in found}
    return Table(
        _by_test(cells, found.index),
        caption=POWERS_CAPTION,
        name="tab-powers",
        note=POWERS_NOTE,
    )


def outcomes_table(found: pd.DataFrame) -> Table:
    """`bounds_outcomes` as a table.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.residuals.bounds_outcomes`.

    Returns
    -------
    Table
        One row per autocorrelation.
    """
    shown = found.map(percent)
    shown.index = pd.Index([fixed(value, 1) for value in found.index], name="Autocorrelation")
    return Table(
        shown.rename(columns=OUTCOMES_TITLES),
        caption=OUTCOMES_CAPTION,
        name="tab-bounds-outcomes",
    )


FIGURE_HEIGHT = 1.32
BELOW_LABEL = 0.02  # a line ends so far below its label
LABEL_GAP = 4  # points between a value and its label


def _label_value(
    axes: Any, words: str, place: tuple[float, float], side: str, **style: Any
) -> None:
    """Label a value, from its left (``right`` aligned) or its right (``left`` aligned)."""
    axes.annotate(
        words,
        place,
        ha=side,
        xytext=(LABEL_GAP if side == "left" else -LABEL_GAP, 0),
        textcoords="offset points",
        **style,
    )


def _draw_distribution(axes: Any, edges: np.ndarray, drawn: np.ndarray, exact: np.ndarray) -> None:
    """Shares of d by simulation as bars, and exactly as a line."""
    axes.stairs(drawn, edges, fill=True, color=PALETTE[0], alpha=0.22)
    axes.plot((edges[1:] + edges[:-1]) / 2, exact, "-", marker="", color=PALETTE[0])


def _draw_values(axes: Any, top: float, d: float, exact: float) -> None:
    """Lines at the observed d and at the exact 5% point."""
    seen, point = f"observed {fixed(d, 2)}", f"exact 5% point {fixed(exact, 2)}"
    for value, colour, line, words, height, side in (
        (d, PALETTE[1], "-", seen, OBSERVED_HEIGHT, "right"),
        (exact, PALETTE[2], "--", point, EXACT_HEIGHT, "left"),
    ):
        end = top * (height - BELOW_LABEL)
        axes.plot([value, value], [0, end], line, marker="", color=colour)
        _label_value(axes, words, (value, top * height), side, va="center", color=colour)


@styled
def durbin_watson_figure(null: DurbinWatsonNull) -> Figure:
    """The null distribution of d on this design, with bounds, exact 5% point and the statistic.

    Parameters
    ----------
    null : DurbinWatsonNull
        Of the fit that is looked at.

    Returns
    -------
    Figure
        Shares of samples per tenth of d.
    """
    low, high, edges = null.low, null.high, null.edges
    share, exact_share = null.simulated_shares, null.exact_shares
    top = share.max()
    drawing, axes = draw(7, 3.8)
    _draw_distribution(axes, edges, share, exact_share)
    axes.axvspan(low, high, color=PALETTE[4], alpha=0.15, lw=0)
    _draw_values(axes, top, null.d, null.exact)
    _label_value(axes, f"d_L = {fixed(low, 2)}", (low, top * LOW_HEIGHT), "right", color=INK)
    _label_value(axes, f"d_U = {fixed(high, 2)}", (high, top * HIGH_HEIGHT), "left", color=INK)
    axes.set(
        xlabel="Durbin–Watson statistic",
        ylabel="share of samples",
        ylim=(0, top * FIGURE_HEIGHT),
    )
    alt = DISTRIBUTION_ALT.format(
        low=fixed(low, 2),
        high=fixed(high, 2),
        exact=fixed(null.exact, 2),
        d=fixed(null.d, 2),
        p=p_value(null.p),
    )
    ranges = [f"{left:.1f}–{right:.1f}" for left, right in itertools.pairwise(edges)]
    behind = pd.DataFrame(
        {
            "Exact share": [fixed(value, 4) for value in exact_share],
            "Simulated share": [fixed(value, 4) for value in share],
        },
        index=pd.Index(ranges, name="d"),
    )
    return figure(
        drawing,
        alt=alt,
        caption=DISTRIBUTION_CAPTION,
        name="fig-durbin-watson",
        behind=behind,
    )


CURVE_STYLES = tuple(zip(PALETTE[:4], ("-", "--", "-.", ":"), "os^D", strict=True))
CURVE_LABEL_GAP = 0.025  # between the end of a curve and its label, in units of rho
CURVE_LABEL_STEP = 4.5  # percent between two labels at least
CURVE_LIMITS = (-0.02, 1.42)  # room for the labels at the right


def _draw_power_curves(axes: Any, rates: pd.DataFrame) -> None:
    """Curves in percent over rho, labelled at their right ends from the lowest up."""
    # At most as many curves as there are styles.
    styles = dict(zip(rates.columns, CURVE_STYLES, strict=False))
    last = rates.iloc[-1]
    height = -np.inf
    for name in last.sort_values().index:
        colour, line, marker = styles[name]
        axes.plot(rates.index, 100 * rates[name], line, marker=marker, color=colour)
        height = max(100 * last[name], height + CURVE_LABEL_STEP)
        place = (rates.index[-1] + CURVE_LABEL_GAP, height)
        axes.annotate(CURVE_LABELS[name], place, va="center", color=colour)
    axes.axhline(100 * LEVEL, color=PALETTE[5], lw=0.8, ls="--", marker="")
    axes.set(
        xlabel="autocorrelation of the errors",
        ylabel="samples in which the test rejects, %",
        xlim=CURVE_LIMITS,
        ylim=(0, None),
    )
    axes.set_xticks([0, 0.3, 0.6, 0.9])


@styled
def power_curves(rates: pd.DataFrame) -> Figure:
    """Power of the autocorrelation tests against AR(1) errors, at their textbook critical values.

    Parameters
    ----------
    rates : DataFrame
        From `helpers.methods.residuals.autocorrelation_powers`, at most four tests, with ρ = 0.45.

    Returns
    -------
    Figure
        Rejection rates in percent.
    """
    drawing, axes = draw(7, 3.8)
    _draw_power_curves(axes, rates)
    shown = rates.map(percent)
    curves = "; ".join(
        CURVE_WORDS.format(
            label=CURVE_LABELS[name],
            none=shown[name].iloc[0],
            middle=shown.loc[0.45, name],
            largest=shown[name].iloc[-1],
            rho=fixed(rates.index[-1], 1),
        )
        for name in shown.columns
    )
    behind = shown.rename(columns=CURVE_LABELS)
    behind.index = pd.Index([fixed(value, 2) for value in rates.index], name="Autocorrelation")
    return figure(
        drawing,
        alt=CURVES_ALT.format(curves=curves),
        caption=CURVES_CAPTION,
        name="fig-power-curves",
        behind=behind,
    )
