"""Collinearity: how much of each regressor the others already tell, and what that costs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import optimize
from statsmodels.stats.outliers_influence import variance_inflation_factor

from helpers.methods import coefficients, ols

HIGH_INDEX, HIGH_SHARE = 30, 0.5  # the rules of Belsley, Kuh and Welsch
MOST_YEARS = 1e5  # no sample size beyond is looked for
Regressors = str | Sequence[str]  # a specification of `models`, or column names


def names_of(regressors: Regressors) -> list[str]:
    """The columns of a specification, or those named.

    Parameters
    ----------
    regressors : str or sequence of str
        A key of `helpers.methods.ols.SPECIFICATIONS`, or names.

    Returns
    -------
    list of str
    """
    return list(ols.SPECIFICATIONS[regressors] if isinstance(regressors, str) else regressors)


def vif(frame: pd.DataFrame, regressors: Regressors = "table2") -> pd.Series:
    """Variance inflation factors, ``1 / (1 - R²)`` of each regressor on the others and a constant.

    Parameters
    ----------
    frame : DataFrame
        One column per regressor.
    regressors : str or sequence of str
        A specification or column names; at least two.

    Returns
    -------
    Series
        At least 1; indexed by regressor.

    Raises
    ------
    ValueError
        With fewer than two regressors, or if one is constant or an exact combination of the others.

    Examples
    --------
    >>> from helpers import data
    >>> vif(data.load("paper"), "table4").round(2).to_dict()
    {'users': 10.92, 'shoppers': 10.92}
    """
    names = names_of(regressors)
    if len(names) < 2:
        raise ValueError("collinearity needs at least two regressors")
    x = frame[names].astype(float)
    _refuse_singular(x)
    design = np.column_stack([np.ones(len(x)), (x - x.mean()) / x.std()])
    return pd.Series(
        [
            variance_inflation_factor(design, place, standardize=False)
            for place in range(1, design.shape[1])
        ],
        index=names,
        name="vif",
    )


def _refuse_singular(x: pd.DataFrame) -> None:
    """Raise if a regressor is constant or an exact combination of the others."""
    constant = [str(name) for name in x.columns if x[name].nunique() == 1]
    if constant:
        raise ValueError(f"{constant[0]} does not vary")
    scaled = ((x - x.mean()) / x.std()).to_numpy()
    if np.linalg.matrix_rank(scaled) < scaled.shape[1]:
        names = ", ".join(map(str, x.columns))
        raise ValueError(f"{names} are exactly collinear: no regression can tell them apart")


def cost(
    frame: pd.DataFrame,
    regressors: Regressors = "table2",
    dependent: str = "gdp",
    wanted: float = coefficients.WANTED,
) -> pd.DataFrame:
    """What collinearity costs each coefficient in power.

    Parameters
    ----------
    frame, regressors, dependent
        As for `helpers.methods.ols.ols`.
    wanted : float
        Power, between 0.05 and 1.

    Returns
    -------
    DataFrame
        Per regressor: ``vif``; ``power`` of the t test at 5% if the estimate were the truth;
        ``power_alone``, the same with the standard error that uncorrelated regressors would give;
        ``years``, the sample size for power ``wanted`` if the years to come were like these (same
        spread, same correlations, independent errors).

    Examples
    --------
    >>> from helpers import data
    >>> found = cost(data.load("paper"))
    >>> bool((found["power"] <= found["power_alone"]).all())
    True
    """
    fit, factors = ols.ols(frame, regressors, dependent), vif(frame, regressors)
    rows, df = {}, int(fit.df_resid)
    for name in factors.index:
        effect, error = fit.params[name], fit.bse[name]
        rows[name] = {
            "vif": factors[name],
            "power": coefficients.t_power(effect, error, df),
            "power_alone": coefficients.t_power(effect, error / np.sqrt(factors[name]), df),
            "years": _years_for_power(effect, error, fit.nobs, len(fit.params), wanted),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _years_for_power(effect: float, error: float, n: float, k: int, wanted: float) -> float:
    """Sample size for a power; error: the standard error at n, k: number of coefficients."""

    def shortfall(years: float) -> float:
        power = coefficients.t_power(effect, error * np.sqrt(n / years), int(years) - k)
        return power - wanted

    enough = shortfall(n) >= 0
    years = n if enough else optimize.brentq(shortfall, n, MOST_YEARS, xtol=0.5)
    return float(np.ceil(years))
