"""Exercises of the page on long-run relations."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from helpers import data
from helpers.exercises import question
from helpers.methods import long_run, ols


def _dickey_fuller(lags: int) -> float:
    """Statistic of log users beside a line."""
    series = np.log(data.load("paper")["users"]).to_numpy()[:, None]
    return float(long_run.adf_statistics(series, lags, "ct")[0])


@question(
    "long-run-1",
    hint='adfuller(np.log(paper["users"]), 2, "ct", autolag=None)[0]',
    tolerance=0.06,
    mistakes=[
        (lambda: _dickey_fuller(1), "That is with one lag."),
        (lambda: _dickey_fuller(0), "That is without a lag."),
    ],
)
def log_users_with_two_lags() -> float:
    """Dickey-Fuller statistic of the logarithm of users beside a line, two lags.

    Returns
    -------
    float
        Far from all others: twelve rows feed five coefficients.
    """
    return _dickey_fuller(2)


@question(
    "long-run-2",
    hint="Count the coefficients of the equation and the rows that one lag leaves.",
    mistakes=[
        (lambda: len(long_run.data.YEARS) - 10, "The first year is lost to the lag."),
        (lambda: 14 - 6, "That has two regressors; the paper's full model has four."),
    ],
)
def degrees_of_freedom_of_the_full_ardl() -> int:
    """Degrees of freedom of GDP on its last value and four regressors, now and a year ago.

    Returns
    -------
    int
        Rows less coefficients.
    """
    rows, regressors = len(data.YEARS) - 1, len(ols.REGRESSORS)
    return rows - (1 + 1 + 2 * regressors)


def _precedence(frame: pd.DataFrame, predicted: str, other: str) -> float:
    """P of Toda and Yamamoto's test."""
    system = long_run.system_of(frame, predicted, (other,))[:, :, None]
    f = long_run.toda_yamamoto_statistics(system)[0]
    return float(stats.f.sf(f, 1, len(frame) - 7))


@question(
    "long-run-3",
    hint='helps("gdp", "ecommerce", paper)',
    tolerance=0.006,
    mistakes=[
        (
            lambda: _precedence(np.log(data.load("paper")), "gdp", "ecommerce"),
            "That is in logarithms.",
        ),
        (
            lambda: _precedence(data.load("paper"), "ecommerce", "gdp"),
            "That asks whether GDP helps e-commerce.",
        ),
    ],
)
def turnover_before_gdp_in_levels() -> float:
    """P of the test that e-commerce helps to predict GDP, in yuan instead of logarithms.

    Returns
    -------
    float
        Between 0 and 1.
    """
    return _precedence(data.load("paper"), "gdp", "ecommerce")
