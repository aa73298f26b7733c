"""Standard errors when neighbouring errors are alike: estimators, and how often each is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize, stats
from statsmodels.stats.stattools import durbin_watson

from helpers.methods import simulation
from helpers.methods.errors_tests import tail_of_quadratic_form
from helpers.methods.ols import LEVEL

SHORT_LAG = 1
RHOS = (0.0, 0.5, 0.9)
REPLICATIONS = 40_000
SEED = 2018
NEAR_ONE = 0.999  # all but a random walk
LOWEST_RHO = -0.99  # where the search for an autocorrelation begins
ROUNDS = 20  # of generalised least squares: estimate of rho, fit, and again
GLS = "gls"
Variance = Callable[[np.ndarray, np.ndarray, int, int], np.ndarray]


def newey_west_lag(n: int) -> int:
    """The lag that Lazarus, Lewis, Stock and Watson advise, ``1.3 √n`` (``lazarus2018``).

    Parameters
    ----------
    n : int
        Observations.

    Returns
    -------
    int

    Examples
    --------
    >>> newey_west_lag(15)
    5
    """
    return round(1.3 * np.sqrt(n))


def ewc_terms(n: int) -> int:
    """The number of cosine terms that they advise, ``0.4 n^(2/3)``.

    It is also the number of degrees of freedom of the t distribution.

    Parameters
    ----------
    n : int
        Observations.

    Returns
    -------
    int

    Examples
    --------
    >>> ewc_terms(15)
    2
    """
    return max(1, int(0.4 * n ** (2 / 3)))


@dataclass(frozen=True)
class Method:
    """An estimator of standard errors.

    Attributes
    ----------
    label : str
        As the tables name it.
    variance : callable, optional
        ``(scores (n, R), leverage (n,), n, k) -> (R,)``; None for the classical one.
    critical : callable
        ``(n, k)`` to the critical value of a nominal 95% interval.
    """

    label: str
    variance: Variance | None
    critical: Callable[[int, int], float]


def _hc(power: int, corrected: bool = False) -> Variance:
    """White's estimator, squared residuals divided by a power of one less the leverage."""

    def variance(z: np.ndarray, leverage: np.ndarray, n: int, k: int) -> np.ndarray:
        weights = 1 / (1 - leverage[:, None]) ** power
        return (z**2 * weights).sum(axis=0) * (n / (n - k) if corrected else 1)

    return variance


def _newey_west(lag: int | Callable[[int], int]) -> Variance:
    """Newey and West's estimator with Bartlett weights, times n / (n - k)."""

    def variance(z: np.ndarray, leverage: np.ndarray, n: int, k: int) -> np.ndarray:
        most = lag(n) if callable(lag) else lag
        total = (z**2).sum(axis=0)
        for step in range(1, most + 1):
            total = total + 2 * (1 - step / (most + 1)) * (z[step:] * z[:-step]).sum(axis=0)
        return total * n / (n - k)

    return variance


def equal_weighted_cosine(z: np.ndarray, terms: int) -> np.ndarray:
    """Long-run variance of scores, times n, from equally weighted cosine transforms.

    Parameters
    ----------
    z : ndarray, shape (n, replications)
        Scores; they sum to zero over the years when a constant was fitted.
    terms : int
        Number of cosines; also the degrees of freedom of the t distribution to use.

    Returns
    -------
    ndarray, shape (replications,)

    Notes
    -----
    Source: Lazarus, Lewis, Stock and Watson (2018), ``lazarus2018``. With all n - 1 terms it is
    White's estimator times n / (n - 1).

    Examples
    --------
    >>> z = np.array([[1.0], [-2.0], [1.0]])
    >>> bool(np.isclose(equal_weighted_cosine(z, 2), 6 * 3 / 2))
    True
    """
    n = len(z)
    angles = np.pi * np.outer(np.arange(1, terms + 1), np.arange(n) + 0.5) / n
    cosines = np.sqrt(2 / n) * np.cos(angles)
    return n * ((cosines @ z) ** 2).mean(axis=0)


def _ewc(z: np.ndarray, leverage: np.ndarray, n: int, k: int) -> np.ndarray:
    """The cosine estimator with the advised number of terms."""
    return equal_weighted_cosine(z, ewc_terms(n))


def _student(n: int, k: int) -> float:
    """Critical value of t with the degrees of freedom of the regression."""
    return float(stats.t.isf(LEVEL / 2, n - k))


METHODS = {
    "ols": Method("OLS", None, _student),
    "hc0": Method("HC0", _hc(0), _student),
    "hc1": Method("HC1", _hc(0, corrected=True), _student),
    "hc2": Method("HC2", _hc(1), _student),
    "hc3": Method("HC3", _hc(2), _student),
    "nw_short": Method(f"Newey–West, {SHORT_LAG} lag", _newey_west(SHORT_LAG), _student),
    "nw": Method("Newey–West, 5 lags", _newey_west(newey_west_lag), _student),
    "ewc": Method("EWC", _ewc, lambda n, k: float(stats.t.isf(LEVEL / 2, ewc_terms(n)))),
}


def _projection(exog: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of (X'X)⁻¹X' for the slopes, the residual maker and the leverages."""
    exog = np.asarray(exog, dtype=float)
    scale = np.abs(exog).max(axis=0)  # against rounding
    rows = np.linalg.pinv(exog / scale) / scale[:, None]
    hat = exog @ rows
    return rows[1:], np.eye(len(exog)) - hat, np.diag(hat)


def standard_errors(exog: np.ndarray, resid: np.ndarray, method: str) -> np.ndarray:
    """Standard errors of all slopes for many samples with the same regressors.

    Parameters
    ----------
    exog : ndarray, shape (n, k)
        Regressors, the constant first.
    resid : ndarray, shape (n, replications)
        Least squares residuals.
    method : str
        A key of `METHODS`.

    Returns
    -------
    ndarray, shape (k - 1, replications)

    Raises
    ------
    ValueError
        If the method is unknown.

    Notes
    -----
    A slope is ``Σ a_t y_t`` with a row a of (X'X)⁻¹X', so that every sandwich estimator of its
    variance is a long-run variance of the scalar scores ``a_t e_t``.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> fit = ols.ols(data.load("paper"), "table4")
    >>> resid = fit.resid.to_numpy()[:, None]
    >>> standard_errors(fit.model.exog, resid, "ols")[:, 0].round(4).tolist()
    [0.5264, 0.6712]
    """
    if method not in METHODS:
        raise ValueError(f"unknown method {method!r}; valid: {', '.join(METHODS)}")
    rows, _, leverage = _projection(exog)
    n, k = np.shape(exog)
    variance = METHODS[method].variance
    if variance is None:
        return np.sqrt((resid**2).sum(axis=0) / (n - k)) * np.sqrt((rows**2).sum(axis=1))[:, None]
    return np.sqrt(np.stack([variance(row[:, None] * resid, leverage, n, k) for row in rows]))


def _autocorrelations(n: int, rho: float) -> np.ndarray:
    """Correlation matrix of n values of an AR(1)."""
    years = np.arange(n)
    return rho ** np.abs(np.subtract.outer(years, years))


def chance_below(result: Any, rho: float) -> float:
    """Exact probability of a Durbin-Watson statistic below the observed one when errors are AR(1).

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `ols.ols`.
    rho : float
        Autocorrelation of the errors, between -1 and 1.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If rho does not lie strictly between -1 and 1.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> fit = ols.ols(data.load("paper"), "table4")
    >>> chance_below(fit, 0.0) < chance_below(fit, 0.5)
    True
    """
    if not -1 < rho < 1:
        raise ValueError(f"rho must lie strictly between -1 and 1, not {rho}")
    return _durbin_watson_p_under(durbin_watson(result.resid), result.model.exog, rho)


def _durbin_watson_p_under(d: float, exog: np.ndarray, rho: float) -> float:
    """Exact probability of a Durbin-Watson statistic below d when errors are AR(1)."""
    n, k = exog.shape
    difference = np.diff(np.eye(n), axis=0)
    q = np.linalg.qr(exog, mode="complete")[0][:, k:]
    form = q.T @ (difference.T @ difference - d * np.eye(n)) @ q
    root = np.linalg.cholesky(q.T @ _autocorrelations(n, rho) @ q)
    return 1 - tail_of_quadratic_form(np.linalg.eigvalsh(root.T @ form @ root))


def typical_rho(result: Any, chance: float = 0.5) -> float:
    """The error autocorrelation under which the observed Durbin-Watson is a given quantile.

    With ``chance`` one half this is the median-unbiased estimate, which corrects the downward bias
    of the residuals' autocorrelation; with 0.95 and 0.05 the ends of a 90% interval.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `ols.ols`.
    chance : float
        Probability of a statistic below the observed one.

    Returns
    -------
    float
        Between `LOWEST_RHO` and `NEAR_ONE`; an end of that range when no autocorrelation inside
        gives the chance.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> fit = ols.ols(data.load("paper"), "table4")
    >>> typical_rho(fit, 0.05) < typical_rho(fit) <= typical_rho(fit, 0.95)
    True
    """
    d, exog = durbin_watson(result.resid), result.model.exog

    def miss(rho: float) -> float:
        return _durbin_watson_p_under(d, exog, rho) - chance

    low, high = LOWEST_RHO, NEAR_ONE
    if miss(low) > 0:
        return low
    return high if miss(high) < 0 else float(optimize.brentq(miss, low, high, xtol=1e-6))


def batched_gls(
    y: np.ndarray, exog: np.ndarray, rounds: int = ROUNDS
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Generalised least squares with AR(1) errors for many samples on one design.

    Parameters
    ----------
    y : ndarray, shape (n, replications)
        Dependent variable.
    exog : ndarray, shape (n, k)
        Regressors, the constant first.
    rounds : int
        How often the autocorrelation is estimated again, at least 1.

    Returns
    -------
    (ndarray, ndarray, ndarray)
        Slopes and their t values, each (k - 1, replications), and the autocorrelation,
        (replications,).

    Notes
    -----
    As ``GLSAR.iterative_fit`` of statsmodels, after Cochrane and Orcutt (1949),
    ``cochraneorcutt1949``: the first year is lost, and rho is Yule and Walker's estimate from
    n and n - 1 products.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> fit = ols.ols(data.load("paper"), "table4")
    >>> _, t, rho = batched_gls(fit.model.endog[:, None], fit.model.exog)
    >>> t[:, 0].round(1).tolist(), rho.round(1).tolist()
    ([4.3, 8.6], [0.4])
    """
    n = len(exog)
    spread = exog[:, 1:].std(axis=0)  # slopes of scaled regressors lose fewer digits
    x = ((exog[:, 1:] - exog[:, 1:].mean(axis=0)) / spread).T[:, :, None]
    fit = simulation.batched_ols(y, np.broadcast_to(x, (*x.shape[:2], y.shape[1])))
    rho = np.zeros(y.shape[1])
    for _ in range(rounds):
        e = y - np.einsum("jnr,jr->nr", np.broadcast_to(x, (*x.shape[:2], 1)), fit.b[1:])
        e = e - e.mean(axis=0)
        rho = (e[1:] * e[:-1]).sum(axis=0) / (n - 1) / ((e**2).sum(axis=0) / n)
        fit = simulation.batched_ols(y[1:] - rho * y[:-1], x[:, 1:] - rho * x[:, :-1])
    return fit.b[1:] / spread[:, None], fit.t[1:], rho


def _rejections(exog: np.ndarray, rho: float) -> simulation.Experiment:
    """Whether each method finds slopes that are zero significant, when errors are AR(1)."""
    (n, k), (rows, maker, _) = exog.shape, _projection(exog)

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        u = simulation.autoregressions(rng, 1, n, size, rho)[0]
        b, e = np.abs(rows @ u), maker @ u
        found = {
            method: b > described.critical(n, k) * standard_errors(exog, e, method)
            for method, described in METHODS.items()
        }
        return found | {GLS: np.abs(batched_gls(u, exog)[1]) > _student(n - 1, k)}

    return experiment


def false_rejections(
    result: Any,
    rhos: Sequence[float] = RHOS,
    replications: int = REPLICATIONS,
    seed: int = SEED,
) -> pd.DataFrame:
    """How often each method calls a slope of zero significant at 5%, for AR(1) errors.

    Parameters
    ----------
    result : statsmodels RegressionResults
        Its regressors are held fixed. True slopes do not matter: every estimate moves with them.
    rhos : sequence of float
        Autocorrelations of the errors.
    replications, seed : int
        Samples per rho, and seed.

    Returns
    -------
    DataFrame
        Index (method, regressor), the methods of `METHODS` and `GLS`; one column a rho, shares.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> fit = ols.ols(data.load("paper"), "table4")
    >>> found = false_rejections(fit, rhos=(0.0,), replications=2000)
    >>> bool(abs(found.loc[("ols", "users"), 0.0] - 0.05) < 0.03)
    True
    """
    names = list(result.params.index[1:])
    rates: dict[tuple[str, str], dict[float, float]] = {}
    for place, rho in enumerate(rhos):
        drawn = simulation.simulate(_rejections(result.model.exog, rho), replications, seed + place)
        for method, hits in drawn.items():
            for name, hit in zip(names, hits, strict=True):
                rates.setdefault((method, name), {})[rho] = float(np.mean(hit))
    return pd.DataFrame.from_dict(rates, orient="index")


def _t_under(
    result: Any, rho: float, replications: int, seed: int, method: str = "ols"
) -> np.ndarray:
    """|t| of every slope when errors are AR(1) and slopes zero (slopes × replications)."""
    exog = result.model.exog
    rows, maker, _ = _projection(exog)

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        u = simulation.autoregressions(rng, 1, len(exog), size, rho)[0]
        if method == GLS:
            return {"t": np.abs(batched_gls(u, exog)[1])}
        return {"t": np.abs(rows @ u) / standard_errors(exog, maker @ u, method)}

    return simulation.simulate(experiment, replications, seed + 500)["t"]


def chance_of_t(
    result: Any,
    rho: float,
    observed: Sequence[float] | None = None,
    method: str = "ols",
    replications: int = REPLICATIONS,
    seed: int = SEED,
) -> pd.Series:
    """How often |t| reaches an observed one when errors are AR(1) and slopes are zero.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `ols.ols`; its regressors are held fixed.
    rho : float
        Autocorrelation of the errors, between -1 and 1; `NEAR_ONE` for all but a random walk.
    observed : sequence of float, optional
        t value of each slope; those of ``result`` by default.
    method : str
        How t is made: a key of `METHODS`, or `GLS`.
    replications, seed : int
        Samples and their seed.

    Returns
    -------
    Series
        Per slope, a share.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> found = chance_of_t(ols.ols(data.load("paper"), "table4"), NEAR_ONE, replications=4000)
    >>> bool((found < 0.05).all())
    True
    """
    seen = np.abs(result.tvalues.iloc[1:] if observed is None else observed)
    reached = _t_under(result, rho, replications, seed, method) >= np.asarray(seen)[:, None]
    return pd.Series(reached.mean(axis=1), index=result.params.index[1:])
