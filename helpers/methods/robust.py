"""Robust standard errors at n = 15: each estimator for these data, and its interval's coverage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize, stats
from statsmodels.stats.stattools import durbin_watson

from helpers.methods import residuals, simulation
from helpers.methods.ols import LEVEL

SHORT_LAG = 1
RHOS = (0.0, 0.3, 0.5, 0.7, 0.9)
REPLICATIONS = 40_000
OUTER, INNER = 2_000, 399  # bootstrap: samples, and resamples of each
DRAWS = 4_999  # resamples of the data themselves
SEED = 2018
NEAR_ONE = 0.999  # all but a random walk
LOWEST_RHO = -0.99  # where the search for an autocorrelation begins
BOOTSTRAP = "bootstrap"
# Kiefer and Vogelsang (2005), Bartlett kernel, two-sided 5%: the critical value as a cubic in b.
_FIXED_B = (1.9600, 2.9694, 0.4160, -0.5324)
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


def block_length(n: int) -> int:
    """Mean block length of the stationary bootstrap, ``n^(1/3)`` rounded up.

    Parameters
    ----------
    n : int
        Observations.

    Returns
    -------
    int

    Examples
    --------
    >>> block_length(15)
    3
    """
    return int(np.ceil(n ** (1 / 3)))


def fixed_b_critical(lag: int, n: int) -> float:
    """Two-sided 5% critical value of t with a Bartlett kernel of fixed relative bandwidth.

    Parameters
    ----------
    lag : int
        Largest lag with a weight, as in Newey and West; the bandwidth is one more.
    n : int
        Observations.

    Returns
    -------
    float
        1.96 for bandwidth zero, 4.81 when the bandwidth is the sample.

    Raises
    ------
    ValueError
        If the lag does not lie between 0 and n - 1.

    Notes
    -----
    Source: Kiefer and Vogelsang (2005), Table 1, ``kiefervogelsang2005``.

    Examples
    --------
    >>> round(fixed_b_critical(14, 15), 2)
    4.81
    """
    if not 0 <= lag < n:
        raise ValueError(f"a lag lies between 0 and n - 1 = {n - 1}, not at {lag}")
    b = (lag + 1) / n
    return float(sum(coefficient * b**power for power, coefficient in enumerate(_FIXED_B)))


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
    "fixed_b": Method(
        "5 lags, fixed-b value",
        _newey_west(newey_west_lag),
        lambda n, k: fixed_b_critical(newey_west_lag(n), n),
    ),
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


def bootstrap_intervals(result: Any, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Percentile intervals of the stationary bootstrap of whole years, by arch.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `ols.ols`.
    draws, seed : int
        Resamples and their seed.

    Returns
    -------
    DataFrame
        Index: regressors; ``standard_error`` (standard deviation over resamples), ``low``, ``high``
        (95%).

    Notes
    -----
    Source: Politis and Romano (1994), ``politisromano1994``.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> found = bootstrap_intervals(ols.ols(data.load("paper"), "table4"), draws=200)
    >>> bool((found["low"] < found["high"]).all())
    True
    """
    y, exog = result.model.endog, result.model.exog
    scale = np.abs(exog).max(axis=0)
    from arch.bootstrap import StationaryBootstrap  # slow to import, and needed here only

    sampler = StationaryBootstrap(block_length(len(y)), y, exog / scale, seed=seed)

    def coefficients(dependent: np.ndarray, regressors: np.ndarray) -> np.ndarray:
        return np.linalg.lstsq(regressors, dependent, rcond=None)[0]

    b = sampler.apply(coefficients, draws) / scale
    low, high = np.quantile(b, [LEVEL / 2, 1 - LEVEL / 2], axis=0)
    found = pd.DataFrame(
        {"standard_error": b.std(axis=0, ddof=1), "low": low, "high": high},
        index=result.params.index,
    )
    return found.drop(index="constant")


def robust_intervals(result: Any, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Standard error, critical value and 95% interval of every slope by every method.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `ols.ols`.
    draws, seed : int
        As for `bootstrap_intervals`.

    Returns
    -------
    DataFrame
        Index (method, regressor); ``standard_error``, ``critical`` (NaN for the bootstrap),
        ``low``, ``high``.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> found = robust_intervals(ols.ols(data.load("paper"), "table4"), draws=200)
    >>> round(float(found.loc[("ewc", "users"), "critical"]), 3)
    4.303
    """
    names = result.params.index.drop("constant")
    n, k = result.model.exog.shape
    resid, rows = np.asarray(result.resid)[:, None], {}
    for method, described in METHODS.items():
        errors = standard_errors(result.model.exog, resid, method)[:, 0]
        critical = described.critical(n, k)
        for name, error in zip(names, errors, strict=True):
            rows[method, name] = {
                "standard_error": error,
                "critical": critical,
                "low": result.params[name] - critical * error,
                "high": result.params[name] + critical * error,
            }
    for name, row in bootstrap_intervals(result, draws, seed).iterrows():
        rows[BOOTSTRAP, name] = {
            "standard_error": row["standard_error"],
            "critical": np.nan,
            "low": row["low"],
            "high": row["high"],
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _stationary_indices(rng: np.random.Generator, n: int, length: int, size: int) -> np.ndarray:
    """Index sets of the stationary bootstrap, shape (size, n).

    Each year goes on to the next, or jumps with probability 1 / length.
    """
    jumps, starts = rng.random((size, n)) < 1 / length, rng.integers(0, n, (size, n))
    index = starts.copy()
    for t in range(1, n):
        index[:, t] = np.where(jumps[:, t], starts[:, t], (index[:, t - 1] + 1) % n)
    return index


def _autocorrelations(n: int, rho: float) -> np.ndarray:
    """Correlation matrix of n values of an AR(1)."""
    years = np.arange(n)
    return rho ** np.abs(np.subtract.outer(years, years))


def _right_lengths(exog: np.ndarray, rho: float) -> np.ndarray:
    """Length of each slope's exact 95% interval if rho and the variance of one were known."""
    rows = _projection(exog)[0]
    correlation = _autocorrelations(len(exog), rho)
    z = stats.norm.isf(LEVEL / 2)
    return 2 * z * np.sqrt(np.einsum("jn,nm,jm->j", rows, correlation, rows))


def _coverage_experiment(exog: np.ndarray, rho: float) -> simulation.Experiment:
    """Whether the interval of each method in `METHODS` covers slopes of zero, and its length."""
    (n, k), (rows, maker, _) = exog.shape, _projection(exog)

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        u = simulation.autoregressions(rng, 1, n, size, rho)[0]
        b, e, found = rows @ u, maker @ u, {}
        for method, described in METHODS.items():
            half = described.critical(n, k) * standard_errors(exog, e, method)
            found[f"{method} hit"], found[f"{method} length"] = np.abs(b) <= half, 2 * half
        return found

    return experiment


def _bootstrap_experiment(exog: np.ndarray, rho: float) -> simulation.Experiment:
    """Whether the bootstrap interval covers slopes of zero, and its length."""
    n, slopes = len(exog), exog[:, 1:]
    spread = slopes.std(axis=0)
    scaled = np.column_stack([np.ones(n), (slopes - slopes.mean(axis=0)) / spread])

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        u = simulation.autoregressions(rng, 1, n, size, rho)[0]
        # One set of resamples serves all samples of a chunk, so that each regression matrix is
        # inverted once.
        index = _stationary_indices(rng, n, block_length(n), INNER)
        solve = np.linalg.pinv(scaled[index])[:, 1:] / spread[:, None]
        b = np.einsum("bjn,bnr->bjr", solve, u[index])
        low, high = np.quantile(b, [LEVEL / 2, 1 - LEVEL / 2], axis=0)
        return {f"{BOOTSTRAP} hit": (low <= 0) & (high >= 0), f"{BOOTSTRAP} length": high - low}

    return experiment


def coverage(
    result: Any,
    rhos: Sequence[float] = RHOS,
    replications: int = REPLICATIONS,
    outer: int = OUTER,
    seed: int = SEED,
    bootstrap: bool = True,
) -> pd.DataFrame:
    """How often each nominal 95% interval covers the true slope, for AR(1) errors on this design.

    Parameters
    ----------
    result : statsmodels RegressionResults
        Its regressors are held fixed. The slopes' true values do not matter: every interval moves
        with them.
    rhos : sequence of float
        Autocorrelations of the errors.
    replications, outer, seed : int
        Samples per rho, samples for the bootstrap (with `INNER` resamples each), seed.
    bootstrap : bool
        Leave the bootstrap out when False.

    Returns
    -------
    DataFrame
        Index (method, rho, regressor); ``coverage``, its Monte Carlo ``error``, and ``length``, the
        median length of the interval over that of an interval of the right coverage (the exact one
        for the known rho).

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> fit = ols.ols(data.load("paper"), "table4")
    >>> found = coverage(fit, rhos=(0.0,), replications=2000, bootstrap=False)
    >>> bool(abs(found.loc[("ols", 0.0, "users"), "coverage"] - 0.95) < 0.03)
    True
    """
    exog, names = result.model.exog, list(result.params.index.drop("constant"))
    parts = []
    for place, rho in enumerate(rhos):
        drawn = simulation.simulate(_coverage_experiment(exog, rho), replications, seed + place)
        methods = list(METHODS)
        if bootstrap:
            experiment = _bootstrap_experiment(exog, rho)
            drawn |= simulation.simulate(experiment, outer, seed + 50 + place, chunk=100)
            methods.append(BOOTSTRAP)
        right = _right_lengths(exog, rho)
        for method in methods:
            for column, name in enumerate(names):
                rate, error = simulation.share(drawn[f"{method} hit"][column])
                length = float(np.median(drawn[f"{method} length"][column]) / right[column])
                parts.append((method, rho, name, rate, error, length))
    columns = ["method", "rho", "regressor", "coverage", "error", "length"]
    return pd.DataFrame(parts, columns=columns).set_index(columns[:3])


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
    return 1 - residuals.tail_of_quadratic_form(np.linalg.eigvalsh(root.T @ form @ root))


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


def _t_under(result: Any, rho: float, replications: int, seed: int) -> np.ndarray:
    """|t| of every slope when errors are AR(1) and slopes zero (slopes × replications)."""
    exog = result.model.exog
    rows, maker, _ = _projection(exog)

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        u = simulation.autoregressions(rng, 1, len(exog), size, rho)[0]
        return {"t": np.abs(rows @ u) / standard_errors(exog, maker @ u, "ols")}

    return simulation.simulate(experiment, replications, seed + 500)["t"]


def critical_under(
    result: Any,
    rho: float,
    alpha: float = LEVEL,
    replications: int = REPLICATIONS,
    seed: int = SEED,
) -> pd.Series:
    """Critical value of the |t| of least squares when errors are AR(1) and slopes are zero.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `ols.ols`; its regressors are held fixed.
    rho : float
        Autocorrelation of the errors, between -1 and 1.
    alpha : float
        Share of samples that exceed the value.
    replications, seed : int
        Samples and their seed.

    Returns
    -------
    Series
        Per slope.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> found = critical_under(ols.ols(data.load("paper"), "table4"), 0.0, replications=4000)
    >>> bool((abs(found - 2.18) < 0.2).all())
    True
    """
    t = _t_under(result, rho, replications, seed)
    return pd.Series(np.quantile(t, 1 - alpha, axis=1), index=result.params.index.drop("constant"))


def chance_of_t(
    result: Any, rho: float, replications: int = REPLICATIONS, seed: int = SEED
) -> pd.Series:
    """How often |t| reaches the observed one when errors are AR(1) and slopes are zero.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `ols.ols`; its regressors are held fixed.
    rho : float
        Autocorrelation of the errors, between -1 and 1; `NEAR_ONE` for all but a random walk.
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
    observed = result.tvalues.drop("constant").abs()
    reached = _t_under(result, rho, replications, seed) >= observed.to_numpy()[:, None]
    return pd.Series(reached.mean(axis=1), index=observed.index)


#: Names of all methods, the bootstrap included.
NAMES = {
    **{key: method.label for key, method in METHODS.items()},
    BOOTSTRAP: "Stationary bootstrap",
}
