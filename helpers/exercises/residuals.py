"""Exercises of the page on residuals."""

from __future__ import annotations

from statsmodels.stats.stattools import durbin_watson

from helpers import data
from helpers.exercises import question
from helpers.methods import ols, residuals


def _exact_p(table: str) -> float:
    fit = ols.ols(data.load("paper"), table)
    return residuals.durbin_watson_p(durbin_watson(fit.resid), fit.model.exog)


@question(
    "residuals-1",
    hint="Use residuals.durbin_watson_p with the statistic and the design of Table 3.",
    tolerance=0.0001,
    mistakes=[
        (lambda: _exact_p("table4"), "That is Table 4."),
        (lambda: _exact_p("table2"), "That is Table 2."),
    ],
)
def exact_p_of_table_3() -> float:
    """Exact lower-tail probability of the Durbin-Watson statistic of Table 3.

    Returns
    -------
    float
        Between 0 and 1.
    """
    return _exact_p("table3")


def _columns(regressors: int) -> int:
    return (regressors + 1) * (regressors + 2) // 2


@question(
    "residuals-2",
    hint="A constant, the four regressors, their squares, and one product for each pair.",
    mistakes=[
        (lambda: _columns(4) - 1, "Count the constant too."),
        (lambda: 1 + 4 + 4, "There are cross products too, one for each pair."),
    ],
)
def coefficients_of_white() -> int:
    """Coefficients of White's auxiliary regression with four regressors.

    Returns
    -------
    int
        The constant among them.
    """
    return _columns(len(ols.SPECIFICATIONS["table2"]))
