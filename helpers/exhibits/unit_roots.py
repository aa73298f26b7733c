"""What the page *Unit roots* shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from helpers.exhibits.base import PALETTE, Figure, Table, draw, figure, styled
from helpers.methods.unit_roots import (
    LIBRARY,
    MEMORY,
    REPLICATIONS,
    RHOS,
    TESTS,
    TRENDS,
    LagReadings,
    Outcome,
)
from helpers.vocabulary import LABELS
from helpers.words import fixed, listed, p_value, percent

CHOSEN = {"ADF": 1, "PP": 1, "DF-GLS": 1, "KPSS": 1}
LAG_CAPTION = "ADF t statistics of {transform} with {terms}, 2004–2018 (no unit)"
LAG_NOTE = (
    "* rejects a unit root at 5% by the critical value simulated for this sample size and lag "
    "({criticals}; AIC {by_aic}). † rejects only by the library's asymptotic p-value."
)
CRITICAL_CAPTION = "Dickey–Fuller critical values at 5% without lags (no unit)"
BATTERY_CAPTION = "Four tests with {terms}, one lag or bandwidth one, 2004–2018 (no unit)"
BATTERY_NOTE = (
    "* rejects at 5%; † only by the library's asymptotic p-value. ADF, PP and DF-GLS reject a unit "
    "root; KPSS rejects stationarity. p simulated for n = 15."
)
POWER_CAPTION = (
    "Share of rejections at 5%, n = 15, by the autocorrelation ρ of the series (percent)"
)
POWER_NOTE = "{replications} series each; Monte Carlo standard error at most {error} points."
MEMORY_CAPTION = (
    "How often a true unit root is rejected at 5%, n = 15, when yearly changes have the "
    "autocorrelation φ (percent)"
)
MEMORY_NOTE = "Critical values right for φ = {zero}. " + POWER_NOTE
FIGURE_CAPTION = "Power of four unit-root tests at n = 15, 5% level (percent)"
FIGURE_ALT = (
    "Line chart of the share of samples in which a unit root is rejected, falling from left, where "
    "the series is white noise, to right, where it has a unit root. {curves}"
)
FIGURE_CURVE = (
    "{label}: {left:.0f} percent at ρ = 0, {middle:.0f} percent at ρ = 0.8, "
    "{right:.0f} percent at ρ = 1."
)
TRANSFORMS = ("levels", "logarithms", "first differences")


def _mark(rejects: bool, only_asymptotically: bool) -> str:
    if rejects:
        return " *"
    return " †" if only_asymptotically else ""


def _cell(outcome: Outcome) -> str:
    library = outcome.test != "KPSS" and outcome.rejects_asymptotically
    return fixed(outcome.statistic, 2) + _mark(outcome.rejects, library)


def _aic_cell(outcome: Outcome, critical: float) -> str:
    mark = _mark(outcome.statistic < critical, outcome.rejects_asymptotically)
    return f"{fixed(outcome.statistic, 2)}{mark} ({outcome.lags})"


def _rate(share: float) -> str:
    """A rejection rate in percent, with a decimal where it is small."""
    return percent(share, 0 if share > 0.1 else 1)


def lag_table(found: LagReadings, trend: str = "ct", transform: str = "levels") -> Table:
    """ADF statistics by series and lag, and with the lag the library chooses.

    Parameters
    ----------
    found : LagReadings
        Of the series transformed.
    trend : {"c", "ct"}
        Terms in the test regression.
    transform : {"levels", "logarithms", "first differences"}
        What was tested.

    Returns
    -------
    Table
        One row per series.

    Raises
    ------
    ValueError
        On an unknown transform.
    """
    if transform not in TRANSFORMS:
        raise ValueError(f"unknown transform {transform!r}; valid: {', '.join(TRANSFORMS)}")
    cells = found.by_lag.map(_cell)
    cells.columns = [f"{lag} lag{'' if lag == 1 else 's'}" for lag in cells]
    cells["AIC (lags)"] = [
        _aic_cell(found.chosen[name], found.chosen_criticals[name]) for name in cells.index
    ]
    cells.index = [LABELS[name] for name in cells.index]
    criticals = listed(fixed(critical, 2) for critical in found.criticals)
    by_aic = listed({fixed(critical, 2) for critical in found.chosen_criticals.values()})
    return Table(
        cells.rename_axis("Series"),
        caption=LAG_CAPTION.format(transform=transform, terms=TRENDS[trend]),
        name=f"tab-adf-{trend}-{transform.split()[-1]}",
        note=LAG_NOTE.format(criticals=criticals, by_aic=by_aic),
    )


def critical_table(criticals: pd.DataFrame) -> Table:
    """Critical values at 5%, and the true size of the asymptotic one.

    Parameters
    ----------
    criticals : DataFrame
        From `helpers.methods.unit_roots.dickey_fuller_criticals`.

    Returns
    -------
    Table
        One row per trend: the asymptotic value, MacKinnon's at n = 15, the simulated one.
    """
    rows = {}
    for trend, row in criticals.iterrows():
        rows[TRENDS[str(trend)]] = {
            "Asymptotic": fixed(row["asymptotic"], 3),
            "MacKinnon, n = 15": fixed(row["mackinnon"], 3),
            "Simulated, n = 15": fixed(row["simulated"], 2),
            "Size of the asymptotic": f"{percent(row['size'], 1)} ± {percent(row['error'], 1)}",
        }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Regression with"),
        caption=CRITICAL_CAPTION,
        name="tab-df-critical",
        note="± one Monte Carlo standard error.",
    )


def battery_table(frame: pd.DataFrame, trend: str = "ct") -> Table:
    """The four tests on each series at lag or bandwidth one, with their simulated p-values.

    Parameters
    ----------
    frame : DataFrame
        One column per series.
    trend : {"c", "ct"}
        Terms in the test regressions.

    Returns
    -------
    Table
        Series by tests.

    Examples
    --------
    >>> from helpers import data
    >>> list(battery_table(data.load("paper")).frame.columns)
    ['ADF', 'PP', 'DF-GLS', 'KPSS']
    """
    cells = {}
    for name in frame:
        found = {test: LIBRARY[test](frame[name], CHOSEN[test], trend) for test in TESTS}
        cells[LABELS[str(name)]] = {
            test: f"{_cell(outcome)} (p {p_value(outcome.p)})" for test, outcome in found.items()
        }
    return Table(
        pd.DataFrame(cells).T.rename_axis("Series"),
        caption=BATTERY_CAPTION.format(terms=TRENDS[trend]),
        name=f"tab-battery-{trend}",
        note=BATTERY_NOTE,
    )


def power_table(
    curves: Mapping[str, Mapping[float, tuple[float, float]]],
    stationarity: Mapping[float, tuple[float, float]],
    rhos: Sequence[float] = (1.0, 0.8, 0.5, 0.0),
) -> Table:
    """Rejection rates of the four tests with trend, and of ADF with a constant.

    Parameters
    ----------
    curves : mapping of mapping
        From `helpers.methods.unit_roots.unit_root_powers`.
    stationarity : mapping of float to (float, float)
        Rejections of stationarity by KPSS.
    rhos : sequence of float
        Autocorrelations that are shown.

    Returns
    -------
    Table
        Tests by autocorrelation.
    """
    shown = {**curves, "KPSS, trend (rejects stationarity)": stationarity}
    rows = {
        label: {f"ρ = {rho:g}": _rate(rates[rho][0]) for rho in rhos}
        for label, rates in shown.items()
    }
    worst = max(error for rates in curves.values() for _, error in rates.values())
    return Table(
        pd.DataFrame(rows).T.rename_axis("Test"),
        caption=POWER_CAPTION,
        name="tab-unit-root-power",
        note=POWER_NOTE.format(replications=fixed(REPLICATIONS, 0), error=fixed(100 * worst, 1)),
    )


def memory_table(rates: pd.DataFrame) -> Table:
    """`memory_sizes` as a table.

    Parameters
    ----------
    rates : DataFrame
        From `helpers.methods.unit_roots.memory_sizes`.

    Returns
    -------
    Table
        Tests by autocorrelation of the yearly changes.
    """
    errors = np.sqrt(rates * (1 - rates) / REPLICATIONS)
    shown = rates.map(_rate)
    shown.columns = [f"φ = {fixed(rho, 1)}" for rho in MEMORY]
    return Table(
        shown.rename_axis("Test, with trend"),
        caption=MEMORY_CAPTION,
        name="tab-unit-root-memory",
        note=MEMORY_NOTE.format(
            zero=fixed(0, 1),
            replications=fixed(REPLICATIONS, 0),
            error=fixed(100 * float(errors.max().max()), 1),
        ),
    )


USUAL = (0.8, 1.0)  # autocorrelations that are usual for yearly levels
SIZE_LABEL = (0.01, 6)  # where the words for the size stand: ρ and percent
USUAL_LABEL = (0.9, 62)
LEGEND_CORNER = (0.78, 1.0)  # of the axes


def _power_curves(axes: Any, rates: dict[str, list[float]]) -> None:
    """Draw power curves in percent over `RHOS`, with the size and the usual range marked."""
    for label, values in rates.items():
        axes.plot(RHOS, values, label=label)
    axes.axhline(5, color=PALETTE[4], lw=0.8, ls=":", marker="")
    axes.text(*SIZE_LABEL, "size 5%", va="bottom", color=PALETTE[4])
    axes.axvspan(*USUAL, color=PALETTE[5], alpha=0.12, lw=0)
    axes.text(*USUAL_LABEL, "usual for\nyearly levels", ha="center", color=PALETTE[5])
    axes.set_xlabel("autocorrelation ρ of the series (1 is a unit root)")
    axes.set_ylabel("unit root rejected, percent of samples")
    axes.set_ylim(0, 100)
    axes.set_xlim(0, 1)
    axes.legend(loc="upper right", bbox_to_anchor=LEGEND_CORNER)


@styled
def power_figure(powers: Mapping[str, Mapping[float, tuple[float, float]]]) -> Figure:
    """Power of the unit-root tests at n = 15 against the autocorrelation of the series.

    Parameters
    ----------
    powers : mapping of mapping
        From `helpers.methods.unit_roots.unit_root_powers`.

    Returns
    -------
    Figure
        One curve per entry of `CURVES`.

    Examples
    --------
    >>> from helpers.methods import unit_roots
    >>> power_figure(unit_roots.unit_root_powers()).name
    'fig-unit-root-power'
    """
    rates = {label: [100 * found[rho][0] for rho in RHOS] for label, found in powers.items()}
    drawing, axes = draw(7, 4)
    _power_curves(axes, rates)
    at = RHOS.index(0.8)
    curves = " ".join(
        FIGURE_CURVE.format(label=label, left=values[0], middle=values[at], right=values[-1])
        for label, values in rates.items()
    )
    cells = {
        label: [fixed(value, 0 if value > 10 else 1) for value in values]
        for label, values in rates.items()
    }
    return figure(
        drawing,
        alt=FIGURE_ALT.format(curves=curves),
        caption=FIGURE_CAPTION,
        name="fig-unit-root-power",
        behind=pd.DataFrame(cells, index=pd.Index([f"{rho:g}" for rho in RHOS], name="ρ")),
    )
