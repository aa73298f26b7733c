"""Exercises of the chapter on unit roots."""

from __future__ import annotations

from helpers import data
from helpers.exercises import question
from helpers.methods import unit_roots


@question(
    "unit-roots-1",
    hint="Put T = 15 into b0 + b1/T + b2/T² + b3/T³ with the four coefficients of the table.",
    tolerance=0.0006,
    mistakes=[
        (
            lambda: unit_roots.critical_value(),
            "That is the first coefficient alone: the value for an infinite sample.",
        )
    ],
)
def mackinnon_at_fifteen() -> float:
    """MacKinnon's 5% value with a constant at n = 15.

    Returns
    -------
    float
        Of the Dickey-Fuller t statistic.
    """
    return unit_roots.critical_value(unit_roots.N)


@question(
    "unit-roots-2",
    hint='Run unit_roots.adf(paper["gdp"], lags=None) and look at its rows and its coefficients.',
    mistakes=[
        (
            lambda: unit_roots.adf(data.load("paper")["gdp"], None).rows,
            "Those are the rows; the coefficients must be paid for.",
        )
    ],
)
def degrees_of_freedom_after_aic() -> int:
    """Degrees of freedom of the ADF regression of GDP at the lag that AIC chooses.

    Returns
    -------
    int
        Rows less coefficients, the constant among them.
    """
    found = unit_roots.adf(data.load("paper")["gdp"], None)
    return found.rows - found.coefficients
