"""Exercises of the chapter on cointegration."""

from __future__ import annotations

from helpers import data
from helpers.exercises import question
from helpers.methods import cointegration, ols


@question(
    "cointegration-1",
    hint=(
        "Look up Engle–Granger without lags at ρ = 0.5 in the table of power; an answer within two "
        "of the simulated rate counts."
    ),
    tolerance=2,
    mistakes=[
        (lambda: 100, "That would be a test that never misses."),
        (lambda: 5, "That is the rate of false alarms, not the power."),
    ],
)
def found_in_a_hundred() -> float:
    """Of 100 truly cointegrated samples with ρ = 0.5, the number that Engle-Granger finds.

    Returns
    -------
    float
        Without lags, at n = 15.
    """
    return 100 * cointegration.cointegration_power("Engle–Granger, 0 lags")[0.5][0]


def _bounds_test() -> dict:
    return cointegration.bounds_test(data.load("paper"), regressors=ols.REGRESSORS)


@question(
    "cointegration-2",
    hint=(
        "Count the constant, the five lagged levels and the four current changes; then count the "
        "rows that remain after one lag."
    ),
    mistakes=[
        (
            lambda: len(data.load("paper")) - _bounds_test()["coefficients"],
            "The first year is lost to the lag.",
        )
    ],
)
def degrees_of_freedom_of_the_bounds_test() -> int:
    """Degrees of freedom that ARDL(1, 1, 1, 1, 1) leaves of 15 years.

    Returns
    -------
    int
        Rows less coefficients.
    """
    return _bounds_test()["df"]
