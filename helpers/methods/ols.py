"""The paper's regressions: ordinary least squares and backward elimination, through statsmodels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from statsmodels.regression.linear_model import RegressionResultsWrapper
from statsmodels.stats.stattools import durbin_watson

LEVEL = 0.05  # of every test in the book; intervals cover the rest
REGRESSORS = ("ecommerce", "domains", "users", "shoppers")
SPECIFICATIONS = {
    "table2": REGRESSORS,
    "table3": ("ecommerce", "users", "shoppers"),
    "table4": ("users", "shoppers"),
}


def _names(regressors: str | Sequence[str]) -> list[str]:
    """Column names of a specification, or the names as they are given."""
    if not isinstance(regressors, str):
        return list(regressors)
    if regressors not in SPECIFICATIONS:
        raise ValueError(
            f"unknown specification {regressors!r}; valid: {', '.join(SPECIFICATIONS)}"
        )
    return list(SPECIFICATIONS[regressors])


def _refuse_unknown(frame: pd.DataFrame, names: list[str]) -> None:
    unknown = [name for name in names if name not in frame.columns]
    if unknown:
        known = ", ".join(map(str, frame.columns))
        raise ValueError(f"unknown column {', '.join(unknown)}; the frame has {known}")


def _refuse_gaps(frame: pd.DataFrame, names: list[str]) -> None:
    gaps = [f"{name} of {index}" for name in names for index in frame.index[frame[name].isna()]]
    if gaps:
        others = f" and {len(gaps) - 1} more" if len(gaps) > 1 else ""
        raise ValueError(f"no value for {gaps[0]}{others}")


def ols(
    frame: pd.DataFrame, regressors: str | Sequence[str] = "table2", dependent: str = "gdp"
) -> RegressionResultsWrapper:
    """Ordinary least squares with a constant.

    Parameters
    ----------
    frame : DataFrame
        One row per year, one column per series, no NaN in the columns used.
    regressors : str or sequence of str
        The name of a specification in `SPECIFICATIONS`, or column names.
    dependent : str
        Column on the left-hand side.

    Returns
    -------
    statsmodels RegressionResults
        The constant comes first and is called ``constant``.

    Raises
    ------
    ValueError
        On an unknown specification or column, on NaN, and without degrees of freedom.

    Notes
    -----
    Source: the model of the paper's section 4.1. Solved through the singular value decomposition
    of the regressors (statsmodels' default), which reproduces NIST's certified values for the
    collinear Longley data; its QR path loses half the digits of the standard errors there.

    Examples
    --------
    >>> from helpers import data
    >>> round(float(ols(data.load("paper"), "table4").params["users"]), 4)
    4.3394
    """
    names = _names(regressors)
    _refuse_unknown(frame, [dependent, *names])
    y, x = frame[dependent].astype(float), frame[names].astype(float)
    _refuse_gaps(frame, [dependent, *names])
    if len(y) <= len(names) + 1:
        raise ValueError(
            f"{len(y)} rows leave no degree of freedom for {len(names)} regressors and a constant"
        )
    x.insert(0, "constant", 1.0)
    return sm.OLS(y, x).fit()


def information_criteria(result: RegressionResultsWrapper) -> dict[str, float]:
    """Akaike, Schwarz and Hannan-Quinn criteria per observation, as EViews prints them.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `ols`.

    Returns
    -------
    dict of float
        ``aic``, ``sc`` and ``hq``.

    Notes
    -----
    ``-2 l / n`` plus ``2 k / n``, ``k log(n) / n`` and ``2 k log(log n) / n``, with l the Gaussian
    log likelihood and k the number of coefficients.

    Examples
    --------
    >>> from helpers import data
    >>> criteria = information_criteria(ols(data.load("paper"), "table4"))
    >>> sorted(criteria) == ["aic", "hq", "sc"] and bool(criteria["aic"] < criteria["sc"])
    True
    """
    n, k = result.nobs, len(result.params)
    fit = -2 * result.llf / n
    return {
        "aic": fit + 2 * k / n,
        "sc": fit + k * np.log(n) / n,
        "hq": fit + 2 * k * np.log(np.log(n)) / n,
    }


def summary_statistics(result: RegressionResultsWrapper) -> dict[str, float]:
    """The block that EViews prints under a regression, unrounded.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `ols`.

    Returns
    -------
    dict of float
        r2, adjusted_r2, se (S.E. of regression), ssr, llf, f, p_f, dw, aic, sc, hq, mean and sd of
        the dependent variable (sd with n - 1), n and df.

    Examples
    --------
    >>> from helpers import data
    >>> int(summary_statistics(ols(data.load("paper"), "table4"))["df"])
    12
    """
    y = result.model.endog
    return {
        "r2": result.rsquared,
        "adjusted_r2": result.rsquared_adj,
        "se": np.sqrt(result.mse_resid),
        "ssr": result.ssr,
        "llf": result.llf,
        "f": result.fvalue,
        "p_f": result.f_pvalue,
        "dw": durbin_watson(result.resid),
        **information_criteria(result),
        "mean": y.mean(),
        "sd": y.std(ddof=1),
        "n": result.nobs,
        "df": result.df_resid,
    }


@dataclass(frozen=True)
class Step:
    """One step of backward elimination: the fit, and what leaves it.

    Attributes
    ----------
    result : statsmodels RegressionResults
        The regression of this step.
    dropped : str or None
        Regressor that leaves; None in the last step.
    p_value : float or None
        Its two-sided p-value.
    """

    result: RegressionResultsWrapper
    dropped: str | None
    p_value: float | None

    @property
    def regressors(self) -> list[str]:
        """Names of the regressors of this step, without the constant."""
        return [name for name in self.result.params.index if name != "constant"]


def backward_elimination(
    frame: pd.DataFrame,
    candidates: Sequence[str] = REGRESSORS,
    alpha: float = 0.05,
    dependent: str = "gdp",
) -> list[Step]:
    """Drop the least significant regressor until every p-value is below alpha.

    Parameters
    ----------
    frame : DataFrame
        As for `ols`.
    candidates : sequence of str
        Regressors to start from.
    alpha : float
        A regressor leaves while its two-sided p-value is at least alpha; between 0 and 1.
    dependent : str
        Left-hand side.

    Returns
    -------
    list of Step
        The whole path; the last step has ``dropped`` None. The path ends with the constant alone
        if nothing survives.

    Raises
    ------
    ValueError
        If alpha does not lie strictly between 0 and 1, and as `ols` does.

    Notes
    -----
    Source: the paper's section 4.3 ("backward screening"), which goes from Table 2 over Table 3 to
    Table 4.

    Examples
    --------
    >>> from helpers import data
    >>> [step.dropped for step in backward_elimination(data.load("paper"))]
    ['domains', 'ecommerce', None]
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie strictly between 0 and 1, not {alpha}")
    remaining = list(candidates)
    path: list[Step] = []
    while True:
        result = ols(frame, remaining, dependent)
        p_values = result.pvalues.drop("constant")
        if p_values.empty or p_values.max() < alpha:
            return [*path, Step(result, None, None)]
        dropped = p_values.idxmax()
        path.append(Step(result, dropped, float(p_values[dropped])))
        remaining.remove(dropped)


def log_growth(frame: pd.DataFrame) -> pd.DataFrame:
    """Yearly log growth of every column, one row less.

    Parameters
    ----------
    frame : DataFrame, shape (n, columns)
        One row per year, positive values.

    Returns
    -------
    DataFrame, shape (n - 1, columns)
        Differences of natural logarithms.

    Examples
    --------
    >>> from helpers import data
    >>> log_growth(data.load("paper")).shape
    (14, 5)
    """
    return np.log(frame).diff().dropna()


def critical_correlation(n: int, level: float = 0.05) -> float:
    """Smallest correlation of n independent pairs that a two-sided t-test calls significant.

    Parameters
    ----------
    n : int
        Observations, at least 3.
    level : float
        Size of the test.

    Returns
    -------
    float
        ``t / sqrt(n - 2 + t^2)`` with t the upper quantile at n - 2 degrees of freedom.

    Examples
    --------
    >>> round(critical_correlation(15), 3)
    0.514
    """
    t = stats.t.isf(level / 2, n - 2)
    return float(t / np.sqrt(n - 2 + t * t))
