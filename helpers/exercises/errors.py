"""Exercises of the page on errors that are not independent."""

from __future__ import annotations

import statsmodels.api as sm
from statsmodels.stats.stattools import durbin_watson

from helpers import data
from helpers.exercises import question
from helpers.methods import errors, ols
from helpers.methods.errors_tests import durbin_watson_p


def _exact_p(table: str) -> float:
    """Exact p-value of the Durbin-Watson statistic of a table's regression."""
    fit = ols.ols(data.load("paper"), table)
    return durbin_watson_p(durbin_watson(fit.resid), fit.model.exog)


@question(
    "errors-1",
    hint="Fit sm.OLS with the three regressors and a constant; the second number is the answer.",
    tolerance=0.0007,
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
        Between 0 and 1; the page simulates it.
    """
    return _exact_p("table3")


def _t_of_turnover(rounds: int) -> float:
    """T of e-commerce in Table 3 by GLS."""
    frame = data.load("paper")
    x = sm.add_constant(frame[list(ols.SPECIFICATIONS["table3"])])
    fit = sm.GLSAR(frame["gdp"], x, rho=1).iterative_fit(maxiter=rounds)
    return float(fit.tvalues["ecommerce"])


@question(
    "errors-2",
    hint='gls(sm.add_constant(paper[["ecommerce", "users", "shoppers"]])) returns fit and rho.',
    tolerance=0.01,
    mistakes=[
        (
            lambda: float(ols.ols(data.load("paper"), "table3").tvalues["ecommerce"]),
            "That is least squares; the page's gls allows for the autocorrelation.",
        )
    ],
)
def turnover_by_gls() -> float:
    """T of e-commerce in the regression of Table 3, by GLS.

    Returns
    -------
    float
        After as many rounds as it takes.
    """
    return _t_of_turnover(50)


def _error(method: str) -> float:
    """Standard error of shoppers in Table 4."""
    fit = ols.ols(data.load("paper"), "table4")
    resid = fit.resid.to_numpy()[:, None]
    return float(errors.standard_errors(fit.model.exog, resid, method)[1, 0])


@question(
    "errors-3",
    hint="Divide the standard error of shoppers with five lags by the one with one lag.",
    tolerance=0.006,
    mistakes=[
        (lambda: _error("nw_short") / _error("nw"), "That is the other way round."),
        (lambda: _error("nw") / _error("ols"), "That compares with OLS, not with one lag."),
    ],
)
def change_of_newey_west() -> float:
    """Newey-West standard error of shoppers: five lags over one.

    Returns
    -------
    float
        A factor.
    """
    return _error("nw") / _error("nw_short")
