"""What the page *Robust inference* shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from helpers.exhibits.base import PALETTE, Figure, Table, draw, figure, styled
from helpers.methods.robust import (
    BOOTSTRAP,
    DRAWS,
    LEVEL,
    METHODS,
    NAMES,
)
from helpers.vocabulary import LABELS
from helpers.words import fixed, listed, percent


def _by_rho(found: pd.DataFrame, column: str, name: str) -> pd.DataFrame:
    """One column of `coverage` for one slope: methods in their order × autocorrelations."""
    values = found[column].xs(name, level=2).unstack("rho")
    return values.loc[[method for method in [*METHODS, BOOTSTRAP] if method in values.index]]


def _labelled(shown: pd.DataFrame) -> pd.DataFrame:
    """Formatted cells of `_by_rho` with the names that a reader sees."""
    shown = shown.rename(index=NAMES).rename_axis("Method")
    shown.columns = [f"ρ = {fixed(rho, 1)}" for rho in shown.columns]
    return shown


INTERVALS_CAPTION = (
    "{slope} in Table 4: standard errors and nominal 95% intervals by method "
    "(100 million yuan per 10,000 persons)"
)
INTERVALS_NOTE = (
    "Coefficient {coefficient}. Bootstrap: percentiles of {draws} resamples "
    "with blocks of {years} years on average."
)


def intervals_table(found: pd.DataFrame, name: str, coefficient: float, years: int) -> Table:
    """Standard errors, critical values and intervals of one slope.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.robust.robust_intervals`.
    name : str
        The regressor.
    coefficient : float
        Its estimate.
    years : int
        Mean length of the blocks that the bootstrap draws.

    Returns
    -------
    Table
    """
    rows = found.xs(name, level=1)
    critical = ["–" if np.isnan(value) else fixed(value, 3) for value in rows["critical"]]
    limits = [
        f"{fixed(low, 2)} to {fixed(high, 2)}"
        for low, high in zip(rows["low"], rows["high"], strict=True)
    ]
    shown = pd.DataFrame(
        {
            "Standard error": [fixed(value, 3) for value in rows["standard_error"]],
            "Critical value": critical,
            "95% interval": limits,
        },
        index=rows.index,
    )
    note = INTERVALS_NOTE.format(
        coefficient=fixed(coefficient, 4),
        draws=fixed(DRAWS, 0),
        years=years,
    )
    return Table(
        shown.rename(index=NAMES).rename_axis("Method"),
        caption=INTERVALS_CAPTION.format(slope=LABELS[name]),
        name=f"tab-intervals-{name}",
        note=note,
    )


COVERAGE_CAPTION = (
    "Coverage of nominal 95% intervals for {slope}, AR(1) errors with autocorrelation ρ, "
    "this design"
)


def coverage_table(found: pd.DataFrame, name: str) -> Table:
    """Simulated coverage of one slope by method and autocorrelation.

    Parameters
    ----------
    found : DataFrame
        From `coverage`.
    name : str
        The regressor.

    Returns
    -------
    Table
        Percent.
    """
    error = _by_rho(found, "error", name)
    most = error.drop(index=BOOTSTRAP, errors="ignore").max().max()
    note = f"Should be 95%. Monte Carlo error at most {percent(most, 1)}"
    if BOOTSTRAP in error.index:
        note += f", for the bootstrap {percent(error.loc[BOOTSTRAP].max(), 1)}"
    return Table(
        _labelled(_by_rho(found, "coverage", name).map(percent)),
        caption=COVERAGE_CAPTION.format(slope=LABELS[name]),
        name=f"tab-coverage-{name}",
        note=f"{note}.",
    )


LENGTHS_CAPTION = (
    "Median length of the intervals for {slope}; "
    "1 is the interval one would use if ρ and the variance were known"
)


def lengths_table(found: pd.DataFrame, name: str) -> Table:
    """Median length of the intervals by method and autocorrelation.

    Parameters
    ----------
    found : DataFrame
        From `coverage`.
    name : str
        The regressor.

    Returns
    -------
    Table
    """
    lengths = _by_rho(found, "length", name)
    return Table(
        _labelled(lengths.map(lambda value: fixed(value, 2))),
        caption=LENGTHS_CAPTION.format(slope=LABELS[name]),
        name=f"tab-lengths-{name}",
    )


FIGURE_CAPTION = (
    "Coverage of nominal 95% intervals for {slope} on this design, "
    "AR(1) errors with autocorrelation ρ"
)
FIGURE_ALT = (
    "Dot plot of the coverage of nominal 95% intervals for {slope}, one row per method, "
    "at autocorrelations {rhos}. {rates}."
)


def _draw_coverage(axes: Any, rates: pd.DataFrame) -> None:
    """One row per method, one mark per autocorrelation, and a line at the nominal coverage."""
    percent, at = 100 * rates, np.arange(len(rates))
    axes.axvline(100 * (1 - LEVEL), color=PALETTE[5], ls="--", lw=1, marker="")
    axes.hlines(at, percent.min(axis=1), percent.max(axis=1), color=PALETTE[5], lw=0.8)
    # As many colours and marks as there are autocorrelations.
    for rho, colour, marker in zip(rates.columns, PALETTE, "os^D", strict=False):
        axes.plot(percent[rho], at, marker, color=colour, ls="none", ms=7)
        axes.annotate(
            f"ρ = {fixed(rho, 1)}",
            (percent[rho].iloc[0], 0),
            xytext=(0, 9),
            textcoords="offset points",
            ha="center",
            color=colour,
        )
    axes.set_yticks(at, [NAMES[method] for method in rates.index])
    axes.set(ylim=(len(rates) - 0.5, -1.0), xlabel="coverage of the nominal 95% interval, %")


@styled
def coverage_figure(
    found: pd.DataFrame, name: str, rhos: Sequence[float] = (0.0, 0.5, 0.9)
) -> Figure:
    """Coverage of every method's interval at several autocorrelations.

    Parameters
    ----------
    found : DataFrame
        From `coverage`.
    name : str
        The regressor.
    rhos : sequence of float
        Autocorrelations to draw, at most four; in ``found``.

    Returns
    -------
    Figure

    Examples
    --------
    >>> from helpers.methods.robust import coverage
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> fit = ols.ols(data.load("paper"), "table4")
    >>> found = coverage(fit, rhos=(0.0, 0.5), replications=500, bootstrap=False)
    >>> coverage_figure(found, "users", (0.0, 0.5)).name
    'fig-coverage'
    """
    rates = _by_rho(found, "coverage", name)[list(rhos)]
    drawing, axes = draw(7, 4.3)
    _draw_coverage(axes, rates)
    by_method = [
        f"{NAMES[method]}: {listed(percent(rate) for rate in rates.loc[method])}"
        for method in rates.index
    ]
    alt = FIGURE_ALT.format(
        slope=LABELS[name],
        rhos=listed(fixed(rho, 1) for rho in rhos),
        rates="; ".join(by_method),
    )
    return figure(
        drawing,
        alt=alt,
        caption=FIGURE_CAPTION.format(slope=LABELS[name]),
        name="fig-coverage",
        behind=_labelled(rates.map(percent)),
    )
