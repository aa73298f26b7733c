"""Exercises of the page on robust inference."""

from __future__ import annotations

from scipy import stats

from helpers import data
from helpers.exercises import question
from helpers.methods import ols, robust


@question(
    "robust-1",
    hint=(
        "EWC at n = 15 averages 0.4 n^(2/3) cosine terms, rounded down, "
        "and takes its critical value from t with as many degrees of freedom."
    ),
    tolerance=0.001,
    mistakes=[
        (
            lambda: float(stats.t.isf(0.025, 12)),
            "That has the degrees of freedom of the regression.",
        ),
        (lambda: float(stats.t.isf(0.05, 2)), "The test is two-sided."),
    ],
)
def critical_value_of_ewc() -> float:
    """Two-sided 5% critical value of EWC at n = 15."""
    return robust.METHODS["ewc"].critical(15, 3)


def _error(method: str) -> float:
    """Standard error of shoppers in Table 4."""
    fit = ols.ols(data.load("paper"), "table4")
    resid = fit.resid.to_numpy()[:, None]
    return float(robust.standard_errors(fit.model.exog, resid, method)[1, 0])


@question(
    "robust-2",
    hint=(
        "Take both standard errors of shoppers from the table "
        "and divide the one with more lags by the one with one lag."
    ),
    tolerance=0.006,
    mistakes=[
        (lambda: _error("nw_short") / _error("nw"), "That is the other way round."),
        (lambda: _error("nw") / _error("ols"), "That compares with OLS, not with one lag."),
    ],
)
def change_of_newey_west() -> float:
    """Newey-West standard error of shoppers: advised lags over one lag."""
    return _error("nw") / _error("nw_short")
