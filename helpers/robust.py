"""Robust standard errors at n = 15: what each estimator gives for these data, and how often its interval covers the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from arch.bootstrap import StationaryBootstrap
from scipy import optimize, stats
from statsmodels.stats.stattools import durbin_watson

from helpers import diagnostics, prose, simulation
from helpers.exhibits import PALETTE, Figure, Table, draw, figure, styled
from helpers.tables import LABELS

LEVEL = 0.05
SHORT_LAG = 1
RHOS = (0.0, 0.3, 0.5, 0.7, 0.9)
REPLICATIONS = 40_000
OUTER, INNER = 2_000, 399  # bootstrap: samples, and resamples of each
DRAWS = 4_999  # resamples of the data themselves
SEED = 2018
NEAR_ONE = 0.999  # all but a random walk
BOOTSTRAP = "bootstrap"
# Kiefer and Vogelsang (2005), Bartlett kernel, two-sided 5%: the critical value as a cubic in b.
_FIXED_B = (1.9600, 2.9694, 0.4160, -0.5324)


def newey_west_lag(n: int) -> int:
    """The lag that Lazarus, Lewis, Stock and Watson advise, ``1.3 √n`` (``lazarus2018``).

    >>> newey_west_lag(15)
    5
    """
    return round(1.3 * np.sqrt(n))


def ewc_terms(n: int) -> int:
    """The number of cosine terms they advise, ``0.4 n^(2/3)``; also the degrees of freedom of the t distribution.

    >>> ewc_terms(15)
    2
    """
    return max(1, int(0.4 * n ** (2 / 3)))


def block_length(n: int) -> int:
    """Mean block length of the stationary bootstrap, ``n^(1/3)`` rounded up.

    >>> block_length(15)
    3
    """
    return int(np.ceil(n ** (1 / 3)))


def fixed_b_critical(lag: int, n: int) -> float:
    """Two-sided 5% critical value of a t statistic with a Bartlett kernel whose bandwidth is a fixed share of n.

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
    """An estimator of standard errors: its name, variances from scores, and its critical value."""

    label: str
    variance: Callable  # (scores (n, R), leverage (n,), n, k) -> (R,)
    critical: Callable  # (n, k) -> float


def _hc(power: int, corrected: bool = False):
    def variance(z, leverage, n, k):
        weights = 1 / (1 - leverage[:, None]) ** power
        return (z**2 * weights).sum(axis=0) * (n / (n - k) if corrected else 1)

    return variance


def _newey_west(lag):
    def variance(z, leverage, n, k):
        most = lag(n) if callable(lag) else lag
        total = (z**2).sum(axis=0)
        for step in range(1, most + 1):
            total = total + 2 * (1 - step / (most + 1)) * (z[step:] * z[:-step]).sum(axis=0)
        return total * n / (n - k)

    return variance


def equal_weighted_cosine(z: np.ndarray, terms: int) -> np.ndarray:
    """Long-run variance of scores, times n, from their first cosine transforms, each weighted alike.

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
    Source: Lazarus, Lewis, Stock and Watson (2018), ``lazarus2018``. With all n - 1 terms it is White's estimator
    times n / (n - 1).

    Examples
    --------
    >>> z = np.array([[1.0], [-2.0], [1.0]])
    >>> bool(np.isclose(equal_weighted_cosine(z, 2), 6 * 3 / 2))
    True
    """
    n = len(z)
    cosines = np.sqrt(2 / n) * np.cos(
        np.pi * np.outer(np.arange(1, terms + 1), np.arange(n) + 0.5) / n
    )
    return n * ((cosines @ z) ** 2).mean(axis=0)


def _ewc(z, leverage, n, k):
    return equal_weighted_cosine(z, ewc_terms(n))


def _student(n, k):
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


def _projection(exog: np.ndarray):
    """Rows of (X'X)⁻¹X' for the slopes, the residual maker and the leverages; columns scaled against rounding."""
    exog = np.asarray(exog, dtype=float)
    scale = np.abs(exog).max(axis=0)
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
    A slope is ``Σ a_t y_t`` with a row a of (X'X)⁻¹X', so that every sandwich estimator of its variance is a
    long-run variance of the scalar scores ``a_t e_t``.

    Examples
    --------
    >>> from helpers import data, models
    >>> fit = models.ols(data.load("paper"), "table4")
    >>> standard_errors(fit.model.exog, fit.resid.to_numpy()[:, None], "ols")[:, 0].round(4).tolist()
    [0.5264, 0.6712]
    """
    if method not in METHODS:
        raise ValueError(f"unknown method {method!r}; valid: {', '.join(METHODS)}")
    rows, _, leverage = _projection(exog)
    n, k = np.shape(exog)
    if method == "ols":
        return np.sqrt((resid**2).sum(axis=0) / (n - k)) * np.sqrt((rows**2).sum(axis=1))[:, None]
    return np.sqrt(
        np.stack([METHODS[method].variance(row[:, None] * resid, leverage, n, k) for row in rows])
    )


def bootstrap_intervals(result, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Percentile intervals of the stationary bootstrap of whole years, by arch.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.
    draws, seed : int
        Resamples and their seed.

    Returns
    -------
    DataFrame
        Index: regressors; ``standard_error`` (standard deviation over resamples), ``low``, ``high`` (95%).

    Notes
    -----
    Source: Politis and Romano (1994), ``politisromano1994``.

    Examples
    --------
    >>> from helpers import data, models
    >>> found = bootstrap_intervals(models.ols(data.load("paper"), "table4"), draws=200)
    >>> bool((found["low"] < found["high"]).all())
    True
    """
    y, exog = result.model.endog, result.model.exog
    scale = np.abs(exog).max(axis=0)
    sampler = StationaryBootstrap(block_length(len(y)), y, exog / scale, seed=seed)
    b = (
        sampler.apply(
            lambda dependent, regressors: np.linalg.lstsq(regressors, dependent, rcond=None)[0],
            draws,
        )
        / scale
    )
    low, high = np.quantile(b, [LEVEL / 2, 1 - LEVEL / 2], axis=0)
    return pd.DataFrame(
        {"standard_error": b.std(axis=0, ddof=1), "low": low, "high": high},
        index=result.params.index,
    ).drop(index="constant")


def intervals(result, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Standard error, critical value and 95% interval of every slope by every method.

    Returns
    -------
    DataFrame
        Index (method, regressor); ``standard_error``, ``critical`` (NaN for the bootstrap), ``low``, ``high``.

    Examples
    --------
    >>> from helpers import data, models
    >>> found = intervals(models.ols(data.load("paper"), "table4"), draws=200)
    >>> round(float(found.loc[("ewc", "users"), "critical"]), 3)
    4.303
    """
    names = result.params.index.drop("constant")
    n, k = result.model.exog.shape
    resid, rows = np.asarray(result.resid)[:, None], {}
    for method, described in METHODS.items():
        errors, critical = (
            standard_errors(result.model.exog, resid, method)[:, 0],
            described.critical(n, k),
        )
        for name, error in zip(names, errors):
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
    """Index sets of the stationary bootstrap, shape (size, n): go on to the next year, or jump with probability 1 / length."""
    jumps, starts = rng.random((size, n)) < 1 / length, rng.integers(0, n, (size, n))
    index = starts.copy()
    for t in range(1, n):
        index[:, t] = np.where(jumps[:, t], starts[:, t], (index[:, t - 1] + 1) % n)
    return index


def coverage(
    result,
    rhos=RHOS,
    replications: int = REPLICATIONS,
    outer: int = OUTER,
    seed: int = SEED,
    bootstrap: bool = True,
) -> pd.DataFrame:
    """How often each nominal 95% interval covers the true slope, for AR(1) errors on this design.

    Parameters
    ----------
    result : statsmodels RegressionResults
        Its regressors are held fixed. The slopes' true values do not matter: every interval moves with them.
    rhos : sequence of float
        Autocorrelations of the errors.
    replications, outer, seed : int
        Samples per rho, samples for the bootstrap (with `INNER` resamples each), seed.
    bootstrap : bool
        Leave the bootstrap out when False.

    Returns
    -------
    DataFrame
        Index (method, rho, regressor); ``coverage``, its Monte Carlo ``error``, and ``length``, the mean length of the
        interval over that of an interval of the right coverage (the exact one for the known rho).

    Examples
    --------
    >>> from helpers import data, models
    >>> found = coverage(models.ols(data.load("paper"), "table4"), rhos=(0.0,), replications=2000, bootstrap=False)
    >>> bool(abs(found.loc[("ols", 0.0, "users"), "coverage"] - 0.95) < 0.03)
    True
    """
    exog, names = result.model.exog, list(result.params.index.drop("constant"))
    (n, k), (rows, maker, _) = exog.shape, _projection(exog)
    parts = []
    for place, rho in enumerate(rhos):
        correlation = rho ** np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
        right = (
            2
            * stats.norm.isf(LEVEL / 2)
            * np.sqrt(np.einsum("jn,nm,jm->j", rows, correlation, rows))
        )

        def experiment(rng, size, rho=rho):
            u = simulation.autoregressions(rng, 1, n, size, rho)[0]
            b, e, found = rows @ u, maker @ u, {}
            for method, described in METHODS.items():
                half = described.critical(n, k) * standard_errors(exog, e, method)
                found[f"{method} hit"], found[f"{method} length"] = np.abs(b) <= half, 2 * half
            return found

        drawn = simulation.simulate(experiment, replications, seed + place)
        if bootstrap:
            drawn |= simulation.simulate(
                _bootstrap_experiment(exog, rho), outer, seed + 50 + place, chunk=100
            )
        for method in [*METHODS, *([BOOTSTRAP] if bootstrap else [])]:
            for column, name in enumerate(names):
                rate, error = simulation.share(drawn[f"{method} hit"][column])
                parts.append(
                    {
                        "method": method,
                        "rho": rho,
                        "regressor": name,
                        "coverage": rate,
                        "error": error,
                        "length": float(
                            np.median(drawn[f"{method} length"][column]) / right[column]
                        ),
                    }
                )
    return pd.DataFrame(parts).set_index(["method", "rho", "regressor"])


def _bootstrap_experiment(exog: np.ndarray, rho: float):
    n = len(exog)
    scaled = np.column_stack(
        [np.ones(n), (exog[:, 1:] - exog[:, 1:].mean(axis=0)) / exog[:, 1:].std(axis=0)]
    )
    spread = exog[:, 1:].std(axis=0)

    def experiment(rng, size):
        u = simulation.autoregressions(rng, 1, n, size, rho)[0]
        # One set of resamples serves all samples of a chunk, so that each regression matrix is inverted once.
        index = _stationary_indices(rng, n, block_length(n), INNER)
        solve = np.linalg.pinv(scaled[index])[:, 1:] / spread[:, None]
        b = np.einsum("bjn,bnr->bjr", solve, u[index])
        low, high = np.quantile(b, [LEVEL / 2, 1 - LEVEL / 2], axis=0)
        return {f"{BOOTSTRAP} hit": (low <= 0) & (high >= 0), f"{BOOTSTRAP} length": high - low}

    return experiment


def chance_below(result, rho: float) -> float:
    """Exact probability of a Durbin-Watson statistic below the observed one when errors are AR(1).

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.
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
    >>> from helpers import data, models
    >>> fit = models.ols(data.load("paper"), "table4")
    >>> chance_below(fit, 0.0) < chance_below(fit, 0.5)
    True
    """
    if not -1 < rho < 1:
        raise ValueError(f"rho must lie strictly between -1 and 1, not {rho}")
    return _durbin_watson_p_under(durbin_watson(result.resid), result.model.exog, rho)


def _durbin_watson_p_under(d: float, exog: np.ndarray, rho: float) -> float:
    n, k = exog.shape
    difference = np.diff(np.eye(n), axis=0)
    q = np.linalg.qr(exog, mode="complete")[0][:, k:]
    form = q.T @ (difference.T @ difference - d * np.eye(n)) @ q
    root = np.linalg.cholesky(
        q.T @ (rho ** np.abs(np.subtract.outer(np.arange(n), np.arange(n)))) @ q
    )
    return 1 - diagnostics._tail_of_quadratic_form(np.linalg.eigvalsh(root.T @ form @ root))


def typical_rho(result, chance: float = 0.5) -> float:
    """The error autocorrelation under which the observed Durbin-Watson statistic is a given quantile.

    With ``chance`` one half this is the median-unbiased estimate, which corrects the downward bias of the residuals'
    autocorrelation; with 0.95 and 0.05 the ends of a 90% interval.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.
    chance : float
        Probability of a statistic below the observed one.

    Returns
    -------
    float
        Between -0.99 and `NEAR_ONE`; an end of that range when no autocorrelation inside gives the chance.

    Examples
    --------
    >>> from helpers import data, models
    >>> fit = models.ols(data.load("paper"), "table4")
    >>> typical_rho(fit, 0.05) < typical_rho(fit) <= typical_rho(fit, 0.95)
    True
    """
    d, exog = durbin_watson(result.resid), result.model.exog

    def miss(rho):
        return _durbin_watson_p_under(d, exog, rho) - chance

    low, high = -0.99, NEAR_ONE
    if miss(low) > 0:
        return low
    return high if miss(high) < 0 else float(optimize.brentq(miss, low, high, xtol=1e-6))


def _t_under(result, rho: float, replications: int, seed: int) -> np.ndarray:
    """|t| of every slope, least squares, when errors are AR(1) and slopes are zero; slopes × replications."""
    exog = result.model.exog
    rows, maker, _ = _projection(exog)

    def experiment(rng, size):
        u = simulation.autoregressions(rng, 1, len(exog), size, rho)[0]
        return {"t": np.abs(rows @ u) / standard_errors(exog, maker @ u, "ols")}

    return simulation.simulate(experiment, replications, seed + 500)["t"]


def critical_under(
    result, rho: float, alpha: float = LEVEL, replications: int = REPLICATIONS, seed: int = SEED
) -> pd.Series:
    """The |t| of least squares that only a share alpha of samples exceeds when errors are AR(1) and slopes are zero.

    Examples
    --------
    >>> from helpers import data, models
    >>> found = critical_under(models.ols(data.load("paper"), "table4"), 0.0, replications=4000)
    >>> bool((abs(found - 2.18) < 0.2).all())
    True
    """
    t = _t_under(result, rho, replications, seed)
    return pd.Series(np.quantile(t, 1 - alpha, axis=1), index=result.params.index.drop("constant"))


def chance_of_t(
    result, rho: float, replications: int = REPLICATIONS, seed: int = SEED
) -> pd.Series:
    """How often the |t| of least squares reaches the observed one when errors are AR(1), slopes zero and regressors fixed.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.
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
    >>> from helpers import data, models
    >>> found = chance_of_t(models.ols(data.load("paper"), "table4"), NEAR_ONE, replications=4000)
    >>> bool((found < 0.05).all())
    True
    """
    observed = result.tvalues.drop("constant").abs()
    return pd.Series(
        (_t_under(result, rho, replications, seed) >= observed.to_numpy()[:, None]).mean(axis=1),
        index=observed.index,
    )


def label(method: str) -> str:
    """A method's name, bootstrap included.

    >>> label("ewc"), label("bootstrap")
    ('EWC', 'Stationary bootstrap')
    """
    return "Stationary bootstrap" if method == BOOTSTRAP else METHODS[method].label


def intervals_table(result, name: str, found: pd.DataFrame | None = None) -> Table:
    """Standard errors, critical values and intervals of one slope."""
    found = intervals(result) if found is None else found
    rows = found.xs(name, level=1)
    shown = pd.DataFrame(
        {
            "Standard error": rows["standard_error"].map(lambda value: prose.fixed(value, 3)),
            "Critical value": rows["critical"].map(
                lambda value: "–" if np.isnan(value) else prose.fixed(value, 3)
            ),
            "95% interval": [
                f"{prose.fixed(low, 2)} to {prose.fixed(high, 2)}"
                for low, high in zip(rows["low"], rows["high"])
            ],
        }
    )
    return Table(
        shown.rename(index=label).rename_axis("Method"),
        caption=f"{LABELS[name]} in Table 4: standard errors and nominal 95% intervals by method (100 million yuan per 10,000 persons)",
        name=f"tab-intervals-{name}",
        note=f"Coefficient {prose.fixed(result.params[name], 4)}. Bootstrap: percentiles of {prose.fixed(DRAWS, 0)} resamples with blocks of {block_length(int(result.nobs))} years on average.",
    )


def coverage_table(found: pd.DataFrame, name: str) -> Table:
    """Simulated coverage of one slope by method and autocorrelation."""
    rates = found["coverage"].xs(name, level=2).unstack("rho")
    order = [method for method in [*METHODS, BOOTSTRAP] if method in rates.index]
    shown = rates.loc[order].map(prose.percent).rename(index=label).rename_axis("Method")
    shown.columns = [f"ρ = {prose.fixed(rho, 1)}" for rho in rates.columns]
    error = found["error"].xs(name, level=2).unstack("rho")
    most = error.drop(index=BOOTSTRAP, errors="ignore").max().max()
    note = f"Should be 95%. Monte Carlo error at most {prose.percent(most, 1)}"
    note += (
        f", for the bootstrap {prose.percent(error.loc[BOOTSTRAP].max(), 1)}."
        if BOOTSTRAP in error.index
        else "."
    )
    return Table(
        shown,
        caption=f"Coverage of nominal 95% intervals for {LABELS[name]}, AR(1) errors with autocorrelation ρ, this design",
        name=f"tab-coverage-{name}",
        note=note,
    )


def lengths_table(found: pd.DataFrame, name: str) -> Table:
    """Median length of the intervals by method and autocorrelation."""
    lengths = found["length"].xs(name, level=2).unstack("rho")
    order = [method for method in [*METHODS, BOOTSTRAP] if method in lengths.index]
    shown = (
        lengths.loc[order]
        .map(lambda value: prose.fixed(value, 2))
        .rename(index=label)
        .rename_axis("Method")
    )
    shown.columns = [f"ρ = {prose.fixed(rho, 1)}" for rho in lengths.columns]
    return Table(
        shown,
        caption=f"Median length of the intervals for {LABELS[name]}; 1 is the interval one would use if ρ and the variance were known",
        name=f"tab-lengths-{name}",
    )


@styled
def coverage_figure(found: pd.DataFrame, name: str, rhos=(0.0, 0.5, 0.9)) -> Figure:
    """Coverage of every method's interval at several autocorrelations.

    Parameters
    ----------
    found : DataFrame
        From `coverage`.
    name : str
        The regressor.
    rhos : sequence of float
        Autocorrelations to draw; in ``found``.

    Returns
    -------
    Figure

    Examples
    --------
    >>> from helpers import data, models
    >>> found = coverage(models.ols(data.load("paper"), "table4"), rhos=(0.0, 0.5), replications=500, bootstrap=False)
    >>> coverage_figure(found, "users", (0.0, 0.5)).name
    'fig-coverage'
    """
    rates = found["coverage"].xs(name, level=2).unstack("rho")[list(rhos)]
    methods = [method for method in [*METHODS, BOOTSTRAP] if method in rates.index]
    drawing, axes = draw(7, 4.3)
    at = np.arange(len(methods))
    axes.axvline(100 * (1 - LEVEL), color=PALETTE[5], ls="--", lw=1, marker="")
    axes.hlines(
        at,
        100 * rates.loc[methods].min(axis=1),
        100 * rates.loc[methods].max(axis=1),
        color=PALETTE[5],
        lw=0.8,
    )
    for rho, colour, marker in zip(rhos, PALETTE, "os^D"):
        axes.plot(100 * rates.loc[methods, rho], at, marker, color=colour, ls="none", ms=7)
        axes.annotate(
            f"ρ = {prose.fixed(rho, 1)}",
            (100 * rates.loc[methods[0], rho], 0),
            xytext=(0, 9),
            textcoords="offset points",
            ha="center",
            color=colour,
        )
    axes.set_yticks(at, [label(method) for method in methods])
    axes.set(ylim=(len(methods) - 0.5, -1.0), xlabel="coverage of the nominal 95% interval, %")
    alt = (
        f"Dot plot of the coverage of nominal 95% intervals for {LABELS[name]}, one row per method, at autocorrelations {prose.listed(prose.fixed(rho, 1) for rho in rhos)}. "
        + "; ".join(
            f"{label(method)}: {prose.listed(prose.percent(rates.loc[method, rho]) for rho in rhos)}"
            for method in methods
        )
        + "."
    )
    behind = rates.loc[methods].map(prose.percent).rename(index=label).rename_axis("Method")
    behind.columns = [f"ρ = {prose.fixed(rho, 1)}" for rho in rhos]
    return figure(
        drawing,
        alt=alt,
        caption=f"Coverage of nominal 95% intervals for {LABELS[name]} on this design, AR(1) errors with autocorrelation ρ",
        name="fig-coverage",
        behind=behind,
    )
