"""Cointegration tests on 15 points, and why one data set gives three answers.

Each test comes from statsmodels or arch; batched kernels compute the same statistics for thousands of simulated systems, which
gives their size, their power and the price of looking at more than one lag. Systems are arrays (m, n, replications), the
dependent series first.
"""

from __future__ import annotations

import functools
import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from arch.unitroot.cointegration import (
    CriticalValueWarning,
    DynamicOLS,
    FullyModifiedOLS,
    phillips_ouliaris,
)
from statsmodels.tools.sm_exceptions import ValueWarning
from statsmodels.tsa import stattools
from statsmodels.tsa.ardl import UECM
from statsmodels.tsa.vector_ar.vecm import coint_johansen

from helpers import data, models, prose, simulation, unitroots
from helpers.exhibits import PALETTE, Figure, Table, draw, figure, styled
from helpers.tables import LABELS

LAGS = (0, 1, 2, 3)
SEARCH = (0, 1, 2)
N = len(data.YEARS)
REPLICATIONS = 20_000  # Monte Carlo error of a 5% rate: 0.15 points
FEW = 4_096  # for kernels that solve eigenvalue problems: 0.34 points
SEED = 1987
REGRESSORS = models.SPECIFICATIONS["table4"]
LONG = 200  # years at which a planted system should be read correctly
BURN_IN = 40  # years after which an AR(2) with roots inside 0.9 has forgotten its start to 1.5%
UNIT_EIGENVALUE = 1 - 1e-8
EVERY, NONE, SOME = "at every lag", "at no lag", "at some lags only"


# --- kernels ---------------------------------------------------------------------------------------------------------


def residuals(system: np.ndarray, trend: str = "c") -> np.ndarray:
    """Residuals of the first series on the others, for many systems.

    Parameters
    ----------
    system : ndarray, shape (m, n, replications)
        Dependent series first.
    trend : {"c", "ct"}
        Constant, or constant and trend, in the cointegrating regression.

    Returns
    -------
    ndarray, shape (n, replications)
    """
    x = list(system[1:])
    if trend == "ct":
        x.append(np.arange(system.shape[1]))
    return simulation.batched_ols(system[0], x, residuals=True).resid


def engle_granger_statistics(system: np.ndarray, lags=SEARCH, trend: str = "c") -> np.ndarray:
    """Engle-Granger statistics of many systems at several lags.

    Returns
    -------
    ndarray, shape (len(lags), replications)
        Equal to statsmodels' ``coint(autolag=None)``.

    Examples
    --------
    >>> system = simulation.random_walks(np.random.default_rng(1), 3, 15, 4)
    >>> engle_granger_statistics(system).shape
    (3, 4)
    """
    errors = residuals(system, trend)
    return np.array([unitroots.adf_statistics(errors, lag, "n") for lag in lags])


def phillips_ouliaris_statistics(
    system: np.ndarray, bandwidth: int = 1, trend: str = "c"
) -> np.ndarray:
    """Phillips-Ouliaris Z-t statistics of many systems, shape (replications,), equal to arch's with a Bartlett kernel."""
    u = residuals(system, trend)
    n = len(u)
    square = np.einsum("tr,tr->r", u[:-1], u[:-1])
    alpha = np.einsum("tr,tr->r", u[1:], u[:-1]) / square
    k = u[1:] - alpha * u[:-1]
    scale = (n - 1) / n
    short, long = np.einsum("tr,tr->r", k, k) / (n - 1), unitroots.long_run_variance(k, bandwidth)
    z = alpha - 1 - n * scale * (long - short) / 2 / square
    return z / np.sqrt(scale * long / square)


def _centred(values: np.ndarray) -> np.ndarray:
    return values - values.mean(axis=1, keepdims=True)


def johansen_statistics(system: np.ndarray, lags: int = 1) -> np.ndarray:
    """Johansen's trace statistic for "no cointegration", unrestricted constant, equal to statsmodels' ``coint_johansen(det_order=0)``.

    Parameters
    ----------
    system : ndarray, shape (m, n, replications)
        The series, in any order.
    lags : int
        Lagged changes.

    Returns
    -------
    ndarray, shape (replications,)
        NaN where the degrees of freedom force a canonical correlation of one.
    """
    series = np.moveaxis(np.asarray(system, dtype=float), [0, 1, 2], [2, 1, 0])
    series = series / series.std(axis=1, keepdims=True)
    change = np.diff(series, axis=1)
    rows = change.shape[1] - lags
    now, level = _centred(change[:, lags:]), _centred(series[:, 1 : rows + 1])
    if lags:
        past = _centred(
            np.concatenate(
                [change[:, lags - j : change.shape[1] - j] for j in range(1, lags + 1)], axis=2
            )
        )
        q = np.linalg.qr(past).Q
        now, level = (values - q @ (q.transpose(0, 2, 1) @ values) for values in (now, level))
    a, b = np.linalg.qr(now).Q, np.linalg.qr(level).Q
    squared = np.linalg.svd(a.transpose(0, 2, 1) @ b, compute_uv=False) ** 2
    forced = squared[:, 0] >= UNIT_EIGENVALUE
    with np.errstate(divide="ignore", invalid="ignore"):
        trace = -rows * np.log1p(-squared).sum(axis=1)
    return np.where(forced, np.nan, trace)


def bounds_statistics(system: np.ndarray) -> np.ndarray:
    """F statistics of the bounds test in ARDL(1, 1, ..., 1) with constant, equal to ``UECM(y, 1, x, 1).fit().bounds_test(case=3)``."""
    change = np.diff(system, axis=1)
    levels = list(system[:, :-1])
    full = simulation.batched_ols(change[0], [*levels, *change[1:]])
    without = simulation.batched_ols(change[0], list(change[1:]))
    return (without.ssr - full.ssr) / len(levels) / (full.ssr / full.df)


def spurious(
    rng: np.random.Generator, size: int, m: int = 3, n: int = N, drift=0.0, rho: float = 0.0
) -> np.ndarray:
    """Independent random walks: no cointegration. ``drift`` is in standard deviations of an increment, ``rho`` their autocorrelation."""
    return simulation.random_walks(rng, m, n, size, drift=drift, rho=rho)


def cointegrated(
    rng: np.random.Generator, size: int, m: int = 3, n: int = N, drift=0.0, rho: float = 0.0
) -> np.ndarray:
    """Random walks and their sum plus an AR(1) error with autocorrelation rho and variance one: truly cointegrated.

    >>> cointegrated(np.random.default_rng(1), 4, rho=0.5).shape
    (3, 15, 4)
    """
    walks = simulation.random_walks(rng, m - 1, n, size, drift=drift)
    error = simulation.autoregressions(rng, 1, n, size, rho=rho)
    return np.concatenate([walks.sum(axis=0, keepdims=True) + error, walks])


def twice_integrated(
    rng: np.random.Generator, size: int, m: int = 3, n: int = N, drift=0.0, rho: float = 0.0
) -> np.ndarray:
    """Running sums of independent random walks: nothing is related, and one difference does not make the series stationary.

    >>> twice_integrated(np.random.default_rng(1), 4).shape
    (3, 15, 4)
    """
    return np.cumsum(simulation.random_walks(rng, m, n, size, drift=drift, rho=rho), axis=1)


PLANTS = {"spurious": spurious, "cointegrated": cointegrated, "twice integrated": twice_integrated}


def waving(
    rng: np.random.Generator,
    size: int,
    m: int = 3,
    n: int = N,
    wave: tuple[float, float] = (0.0, 0.0),
) -> np.ndarray:
    """As `cointegrated`, with an AR(2) error ``e_t = wave[0] e_{t-1} + wave[1] e_{t-2} + shock``.

    >>> waving(np.random.default_rng(1), 4, wave=(0.5, -0.6)).shape
    (3, 15, 4)
    """
    walks = simulation.random_walks(rng, m - 1, n, size)
    error = rng.standard_normal((n + BURN_IN, size))
    for t in range(2, len(error)):
        error[t] += wave[0] * error[t - 1] + wave[1] * error[t - 2]
    return np.concatenate([walks.sum(axis=0, keepdims=True) + error[None, BURN_IN:], walks])


def planted(kind: str, n: int = N, seed: int = SEED, **options) -> pd.DataFrame:
    """One system with a known answer.

    Parameters
    ----------
    kind : {"spurious", "cointegrated", "twice integrated"}
        Independent walks, a true equilibrium relation with unit coefficients, or independent running sums of walks.
    n, seed : int
        Length and seed.
    **options
        drift and rho of `spurious` or `cointegrated`.

    Returns
    -------
    DataFrame
        Columns y, x1, x2.

    Examples
    --------
    >>> planted("spurious").shape
    (15, 3)
    """
    if kind not in PLANTS:
        raise ValueError(f"unknown kind {kind!r}; valid: {', '.join(PLANTS)}")
    drawn = PLANTS[kind](np.random.default_rng(seed), 1, n=n, **options)[:, :, 0]
    return pd.DataFrame(drawn.T, columns=["y", "x1", "x2"])


# --- the tests on one system -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EngleGranger:
    """One Engle-Granger test.

    ``rows`` and ``df`` are those of the second regression; ``level`` is its coefficient of the lagged residual and ``vif``
    the variance inflation of that coefficient; ``left`` is the first autocorrelation of its errors.
    """

    lags: int
    statistic: float
    rows: int
    df: int
    critical: float
    p_asymptotic: float
    level: float
    vif: float
    left: float

    @property
    def error(self) -> float:
        """Standard error of ``level``."""
        return self.level / self.statistic

    @property
    def rejects(self) -> bool:
        """Whether "no cointegration" falls at 5%."""
        return self.statistic < self.critical


def _system(frame: pd.DataFrame, dependent: str, regressors) -> np.ndarray:
    names = [dependent, *regressors]
    missing = [name for name in names if name not in frame]
    if missing:
        raise ValueError(
            f"unknown column {', '.join(missing)}; the frame has {', '.join(map(str, frame.columns))}"
        )
    values = frame[names].to_numpy(dtype=float).T
    if not np.isfinite(values).all():
        raise ValueError("a cointegration test needs series without gaps")
    return values


def engle_granger(
    frame: pd.DataFrame,
    lags: int = 0,
    trend: str = "c",
    dependent: str = "gdp",
    regressors=REGRESSORS,
    start: int | None = None,
) -> EngleGranger:
    """Engle and Granger's two-step test.

    Parameters
    ----------
    frame : DataFrame
        One row per year.
    lags : int
        Lagged changes of the residual in the second step.
    trend : {"c", "ct"}
        Terms in the first step.
    dependent, regressors
        Columns of the first step.
    start : int, optional
        Leave out as many rows as this many lags would, so that several lags are compared on the same rows.

    Returns
    -------
    EngleGranger
        ``critical`` is MacKinnon's 5% value at the number of years.

    Raises
    ------
    ValueError
        On an unknown column, a gap, or too few rows.

    Examples
    --------
    >>> [round(engle_granger(data.load("paper"), lags).statistic, 1) for lags in (0, 1, 2)]
    [-2.8, -5.3, -3.0]
    """
    system = _system(frame, dependent, regressors)
    n = system.shape[1]
    errors = residuals(system[:, :, None], trend)
    fit = unitroots.dickey_fuller(errors, lags, "n", start=start or 0)
    left = fit.resid[:, 0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        p = (
            stattools.coint(system[0], system[1:].T, trend=trend, maxlag=lags, autolag=None)[1]
            if start is None
            else np.nan
        )
    return EngleGranger(
        lags,
        float(fit.t[0, 0]),
        fit.n,
        fit.df,
        unitroots.critical_value(n, trend, len(system)),
        float(p),
        float(fit.b[0, 0]),
        float(fit.vif[0, 0]),
        float(left[1:] @ left[:-1] / (left @ left)),
    )


def reading(
    frame: pd.DataFrame,
    lags=SEARCH,
    trend: str = "c",
    dependent: str = "gdp",
    regressors=REGRESSORS,
) -> str:
    """Whether Engle-Granger finds cointegration at every lag, at no lag, or only at some: the verdict that a lag cannot choose.

    >>> reading(data.load("paper"))
    'at some lags only'
    """
    found = [engle_granger(frame, lag, trend, dependent, regressors).rejects for lag in lags]
    return EVERY if all(found) else SOME if any(found) else NONE


def residual_autocorrelations(
    frame: pd.DataFrame, lags: int = 3, dependent: str = "gdp", regressors=REGRESSORS
) -> list[float]:
    """First autocorrelations of the residual of the levels regression.

    >>> len(residual_autocorrelations(data.load("paper")))
    3
    """
    u = residuals(_system(frame, dependent, regressors)[:, :, None])[:, 0]
    return [float(u[lag:] @ u[:-lag] / (u @ u)) for lag in range(1, lags + 1)]


@functools.cache
def simulated(
    kind: str,
    statistic: str,
    m: int = 3,
    n: int = N,
    drift: tuple[float, ...] | float = 0.0,
    rho: float = 0.0,
    lags: int = 1,
    replications: int | None = None,
    seed: int = SEED,
) -> np.ndarray:
    """Statistics of one test in simulated systems.

    Parameters
    ----------
    kind : {"spurious", "cointegrated", "twice integrated"}
        See `PLANTS`.
    statistic : {"Engle-Granger", "Phillips-Ouliaris", "Johansen", "bounds", "AIC"}
        "Engle-Granger" gives one row per lag of `LAGS`; "AIC" the Engle-Granger statistic at the lag chosen by AIC among them.
    m, n : int
        Series and years.
    drift, rho
        As for `spurious` and `cointegrated`.
    lags : int
        Lag of Johansen, bandwidth of Phillips-Ouliaris.
    replications, seed : int
        `REPLICATIONS` by default, `FEW` for Johansen.

    Returns
    -------
    ndarray, shape (replications,) or (len(LAGS), replications)
    """

    def experiment(rng, size):
        system = PLANTS[kind](rng, size, m, n, drift=drift, rho=rho)
        return {"statistic": KERNELS[statistic](system, lags)}

    if statistic not in KERNELS:
        raise ValueError(f"unknown statistic {statistic!r}; valid: {', '.join(KERNELS)}")
    count = replications or (FEW if statistic == "Johansen" else REPLICATIONS)
    return simulation.simulate(experiment, count, seed, chunk=2048)["statistic"]


KERNELS = {
    "Engle-Granger": lambda system, lags: engle_granger_statistics(system, LAGS),
    "AIC": lambda system, lags: unitroots.adf_aic_statistics(
        residuals(system), "n", longest=max(SEARCH)
    ),
    "Phillips-Ouliaris": phillips_ouliaris_statistics,
    "Johansen": johansen_statistics,
    "bounds": lambda system, lags: bounds_statistics(system),
}


def calibrated_drift(
    frame: pd.DataFrame, dependent: str = "gdp", regressors=REGRESSORS
) -> tuple[float, ...]:
    """Mean over standard deviation of the yearly change of each series: the drift that `spurious` needs to look like the sample.

    >>> all(value > 1 for value in calibrated_drift(data.load("paper")))
    True
    """
    change = frame[[dependent, *regressors]].diff().dropna()
    return tuple(float(value) for value in change.mean() / change.std())


NULLS = {
    "walks without drift": (False, 0.0),
    "walks with the sample's drift": (True, 0.0),
    "the same, increments AR(0.5)": (True, 0.5),
    "the same, increments AR(0.8)": (True, 0.8),
}


def search_rates(frame: pd.DataFrame) -> pd.DataFrame:
    """What a search over lags finds where there is nothing to find.

    Parameters
    ----------
    frame : DataFrame
        The observed data; they set the drift and the spread and statistic to be matched.

    Returns
    -------
    DataFrame
        One row per null of `NULLS`; columns ``lag 0``, ``lag 1``, ``lag 2``, ``AIC``, ``any`` (rejection rates at MacKinnon's 5%
        value), ``spread`` (statistics of lags 0 to 2 at least as far apart as observed) and ``best`` (the most negative of
        them at least as low as observed).

    Examples
    --------
    >>> rates = search_rates(data.load("paper"))
    >>> bool((rates["any"] > rates["lag 0"]).all())
    True
    """
    observed = np.array([engle_granger(frame, lag).statistic for lag in SEARCH])
    critical = unitroots.critical_value(N, "c", 3)
    rows = {}
    for label, (drifting, rho) in NULLS.items():
        drift = calibrated_drift(frame) if drifting else 0.0
        drawn = simulated("spurious", "Engle-Granger", drift=drift, rho=rho)[: len(SEARCH)]
        chosen = simulated("spurious", "AIC", drift=drift, rho=rho)
        rows[label] = {
            f"lag {lag}": np.mean(drawn[place] < critical) for place, lag in enumerate(SEARCH)
        }
        rows[label] |= {
            "AIC": np.mean(chosen < critical),
            "any": np.mean(drawn.min(axis=0) < critical),
            "spread": np.mean(np.ptp(drawn, axis=0) >= np.ptp(observed)),
            "best": np.mean(drawn.min(axis=0) <= observed.min()),
        }
    return pd.DataFrame(rows).T


def fitted_wave(frame: pd.DataFrame) -> tuple[float, float]:
    """AR(2) coefficients of the residual of the levels regression, from the Engle-Granger regression with one lag.

    >>> one, two = fitted_wave(data.load("paper"))
    >>> one**2 + 4 * two < 0  # complex roots: a cycle
    True
    """
    fit = unitroots.dickey_fuller(residuals(_system(frame, "gdp", REGRESSORS)[:, :, None]), 1, "n")
    level, change = (float(value) for value in fit.b[:, 0])
    return 1 + level + change, -change


def pattern_rates(frame: pd.DataFrame, rhos=(0.8, 0.5, 0.0)) -> dict[str, float]:
    """How often the observed pattern of verdicts over the lags of `SEARCH` comes about, with and without cointegration.

    Parameters
    ----------
    frame : DataFrame
        The observed data; only which lags reject at MacKinnon's 5% value is used.
    rhos : sequence of float
        Autocorrelation of the equilibrium error where there is cointegration.

    Returns
    -------
    dict
        ``spurious`` (walks without drift), one entry per rho, e.g. ``0.5``, and ``wave`` (cointegrated with an error that has
        the AR(2) coefficients of the observed residual, which favours cointegration by construction): shares of simulated
        systems of three series and 15 years. Their ratio is the weight of the evidence: by what factor the pattern should move anyone's odds.

    Examples
    --------
    >>> rates = pattern_rates(data.load("paper"))
    >>> 1 < rates["0.5"] / rates["spurious"] < 4
    True
    """
    critical = unitroots.critical_value(N, "c", 3)
    observed = np.array([engle_granger(frame, lag).rejects for lag in SEARCH])[:, None]
    wave = fitted_wave(frame)

    def experiment(rng, size):
        return {"statistic": engle_granger_statistics(waving(rng, size, wave=wave))}

    systems = {
        "spurious": simulated("spurious", "Engle-Granger"),
        "wave": simulation.simulate(experiment, REPLICATIONS, SEED + 2, chunk=2048)["statistic"],
    }
    systems |= {
        f"{rho:.1f}": simulated("cointegrated", "Engle-Granger", rho=rho, seed=SEED + 1)
        for rho in rhos
    }
    return {
        label: float(np.mean(((drawn[: len(SEARCH)] < critical) == observed).all(axis=0)))
        for label, drawn in systems.items()
    }


def increment_autocorrelations(frame: pd.DataFrame, names=("gdp", *REGRESSORS)) -> pd.Series:
    """First autocorrelation of the yearly changes of each series.

    >>> bool((increment_autocorrelations(data.load("paper")) > 0.3).all())
    True
    """
    return frame[list(names)].diff().dropna().apply(lambda change: change.autocorr(1))


# --- libraries' other tests ------------------------------------------------------------------------------------------


def phillips_ouliaris_test(
    frame: pd.DataFrame, bandwidth: int | None = 1, dependent: str = "gdp", regressors=REGRESSORS
) -> dict:
    """Phillips-Ouliaris Z-t (arch).

    Returns
    -------
    dict
        bandwidth, statistic, p_asymptotic, p (simulated at n, independent walks; NaN for the automatic bandwidth) and
        ``outside``: whether arch warns that its table does not reach down to this sample size.

    Examples
    --------
    >>> phillips_ouliaris_test(data.load("paper"))["outside"]
    True
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = phillips_ouliaris(
            frame[dependent],
            frame[list(regressors)],
            trend="c",
            test_type="Zt",
            bandwidth=bandwidth,
        )
        p = found.pvalue
        found.critical_values
    outside = any(issubclass(warning.category, CriticalValueWarning) for warning in caught)
    null = (
        simulated(
            "spurious", "Phillips-Ouliaris", m=1 + len(regressors), n=len(frame), lags=bandwidth
        )
        if bandwidth is not None
        else None
    )
    return {
        "bandwidth": float(found.bandwidth),
        "statistic": float(found.stat),
        "p_asymptotic": float(p),
        "outside": outside,
        "p": np.nan if null is None else float(np.mean(null <= found.stat)),
    }


def johansen(frame: pd.DataFrame, lags: int = 1) -> dict:
    """Johansen's trace test of no cointegration among all columns (statsmodels), with its degrees of freedom counted.

    Returns
    -------
    dict
        variables, lags, rows, coefficients (per equation of the vector error correction, rank m), forced (canonical
        correlations that are one by counting alone), trace, critical (asymptotic 5%), rank (asymptotic), size (how often
        the asymptotic value rejects under independent walks of this length) and p (simulated).

    Examples
    --------
    >>> johansen(data.load("paper"), lags=1)["forced"]
    3
    """
    m, n = frame.shape[1], len(frame)
    rows = n - 1 - lags
    left = rows - 1 - m * lags
    count = {
        "variables": m,
        "lags": lags,
        "rows": rows,
        "coefficients": 1 + m + m * lags,
        "forced": min(m, max(0, 2 * m - left)),
    }
    if count["forced"]:
        return count | {
            "trace": np.nan,
            "critical": np.nan,
            "rank": np.nan,
            "size": np.nan,
            "p": np.nan,
        }
    found = coint_johansen(frame.to_numpy(dtype=float), 0, lags)
    above = found.lr1 > found.cvt[:, 1]
    null = simulated("spurious", "Johansen", m=m, n=n, lags=lags)
    return count | {
        "trace": float(found.lr1[0]),
        "critical": float(found.cvt[0, 1]),
        "rank": int(m if above.all() else np.argmin(above)),
        "size": float(np.mean(null > found.cvt[0, 1])),
        "p": float(np.mean(null >= found.lr1[0])),
    }


def bounds_test(
    frame: pd.DataFrame,
    dependent: str = "gdp",
    regressors=REGRESSORS,
    replications: int = REPLICATIONS,
    seed: int = SEED,
) -> dict:
    """Bounds test in ARDL(1, 1, ..., 1) (statsmodels), with bounds simulated for this sample size.

    Returns
    -------
    dict
        rows, coefficients, df, statistic, lower and upper (5% bounds simulated at n), lower_asymptotic, upper_asymptotic,
        reading ("cointegrated", "inconclusive" or "no cointegration shown").

    Examples
    --------
    >>> found = bounds_test(data.load("paper"), regressors=models.REGRESSORS)
    >>> found["coefficients"], found["rows"]
    (10, 14)
    """
    plain = frame[[dependent, *regressors]].reset_index(drop=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ValueWarning)
        fit = UECM(plain[dependent], 1, plain[list(regressors)], 1, trend="c").fit()
        exact = fit.bounds_test(case=3, asymptotic=False, nsim=replications, rng=seed)
        loose = fit.bounds_test(case=3)
    lower, upper = (float(value) for value in exact.critical_values.loc[95.0])
    statistic = float(exact.statistic)
    verdict = (
        "cointegrated"
        if statistic > upper
        else "inconclusive"
        if statistic > lower
        else "no cointegration shown"
    )
    return {
        "rows": int(fit.nobs),
        "coefficients": len(fit.params),
        "df": int(fit.nobs) - len(fit.params),
        "statistic": statistic,
        "lower": lower,
        "upper": upper,
        "lower_asymptotic": float(loose.critical_values.loc[95.0].iloc[0]),
        "upper_asymptotic": float(loose.critical_values.loc[95.0].iloc[1]),
        "reading": verdict,
    }


def dynamic_ols(
    frame: pd.DataFrame,
    lags: int = 1,
    leads: int = 1,
    dependent: str = "gdp",
    regressors=REGRESSORS,
):
    """Dynamic OLS with so many lags and leads of the changes (arch), standard errors adjusted for degrees of freedom.

    >>> len(dynamic_ols(data.load("paper")).full_params), len(dynamic_ols(data.load("paper")).resid)
    (9, 12)
    """
    return DynamicOLS(
        frame[dependent],
        frame[list(regressors)],
        trend="c",
        lags=lags,
        leads=leads,
        max_lag=lags,
        max_lead=leads,
    ).fit(df_adjust=True)


def fully_modified_ols(frame: pd.DataFrame, dependent: str = "gdp", regressors=REGRESSORS):
    """Fully modified OLS (arch), standard errors adjusted for degrees of freedom."""
    return FullyModifiedOLS(frame[dependent], frame[list(regressors)], trend="c").fit(
        df_adjust=True
    )


ESTIMATORS = {
    "OLS": lambda frame, **names: models.ols(
        frame, names.get("regressors", REGRESSORS), names.get("dependent", "gdp")
    ),
    "FMOLS": fully_modified_ols,
    "DOLS": functools.partial(dynamic_ols, lags=0, leads=0),
    "DOLS, 1 lag": functools.partial(dynamic_ols, lags=1, leads=0),
    "DOLS, 1 lead": functools.partial(dynamic_ols, lags=0, leads=1),
    "DOLS, 1 lag, 1 lead": functools.partial(dynamic_ols, lags=1, leads=1),
}


@functools.cache
def false_alarms(
    estimator: str, replications: int = 200, rho: float = 0.5, seed: int = SEED
) -> tuple[float, float]:
    """How often |t| > 1.96 rejects a coefficient's true value in a truly cointegrated system of 15 years.

    Parameters
    ----------
    estimator : str
        One of `ESTIMATORS`.
    replications, seed : int
        Number of systems and seed.
    rho : float
        Autocorrelation of the equilibrium error.

    Returns
    -------
    (float, float)
        Rate and Monte Carlo standard error; a test of the right size gives 5%.

    Examples
    --------
    >>> false_alarms("OLS", replications=50)[0] > 0.05
    True
    """
    systems = cointegrated(np.random.default_rng(seed), replications, rho=rho)
    if estimator == "OLS":
        fit = simulation.batched_ols(systems[0], systems[1:])
        return simulation.share(np.abs((fit.b[1] - 1) / fit.se[1]) > 1.96)
    hits = []
    for each in np.moveaxis(systems, 2, 0):
        fit = ESTIMATORS[estimator](
            pd.DataFrame(each.T, columns=["y", "x1", "x2"]), dependent="y", regressors=("x1", "x2")
        )
        hits.append(abs((fit.params["x1"] - 1) / fit.std_errors["x1"]) > 1.96)
    return simulation.share(np.array(hits))


# --- exhibits --------------------------------------------------------------------------------------------------------


def lag_table(frame: pd.DataFrame) -> Table:
    """The Engle-Granger test of the Table 4 model, lag by lag, taken apart.

    >>> lag_table(data.load("paper")).frame.shape
    (4, 6)
    """
    rows = {}
    for lag in LAGS:
        found = engle_granger(frame, lag)
        rows[str(lag)] = {
            "Statistic": prose.fixed(found.statistic, 2) + (" *" if found.rejects else ""),
            "Coefficient": prose.fixed(found.level, 2),
            "Standard error": prose.fixed(found.error, 2),
            "Its VIF": prose.fixed(found.vif, 1),
            "Rows − coefficients": f"{found.rows} − {found.rows - found.df}",
            "Left in errors": prose.fixed(found.left, 2),
        }
    critical = prose.fixed(unitroots.critical_value(len(frame), "c", 1 + len(REGRESSORS)), 2)
    note = f"* rejects no cointegration at 5% (MacKinnon, n = 15: {critical}). Left in errors: their first autocorrelation."
    return Table(
        pd.DataFrame(rows).T.rename_axis("Lags"),
        caption="Engle–Granger on GDP, users and shoppers: the residual's regression (no unit)",
        name="tab-eg-lags",
        note=note,
    )


CHOICES = {
    "GDP on the others": ("gdp", "c", False),
    "GDP, with trend": ("gdp", "ct", False),
    "GDP, logarithms": ("gdp", "c", True),
    "Users on the others": ("users", "c", False),
    "Shoppers on the others": ("shoppers", "c", False),
}


def choices(frame: pd.DataFrame) -> dict[str, list[EngleGranger]]:
    """The same test on the same three series under other equally defensible set-ups, at each lag of `LAGS`."""
    names = ("gdp", *REGRESSORS)
    found = {}
    for label, (dependent, trend, logs) in CHOICES.items():
        used = np.log(frame[list(names)]) if logs else frame
        others = [name for name in names if name != dependent]
        found[label] = [engle_granger(used, lag, trend, dependent, others) for lag in LAGS]
    return found


def choices_table(frame: pd.DataFrame) -> Table:
    """`choices` as a table.

    >>> choices_table(data.load("paper")).frame.columns[0]
    '0 lags'
    """
    cells = {
        label: {
            f"{test.lags} lag{'' if test.lags == 1 else 's'}": prose.fixed(test.statistic, 2)
            + (" *" if test.rejects else "")
            for test in tests
        }
        for label, tests in choices(frame).items()
    }
    levels = prose.listed(
        f"{prose.fixed(unitroots.critical_value(N, trend, 3), 2)} with {unitroots.TRENDS[trend]}"
        for trend in unitroots.TRENDS
    )
    return Table(
        pd.DataFrame(cells).T.rename_axis("Regression"),
        caption="Engle–Granger statistics of the same three series (no unit)",
        name="tab-eg-choices",
        note=f"* rejects no cointegration at 5% by MacKinnon's value at n = 15: {levels}.",
    )


def search_table(frame: pd.DataFrame) -> Table:
    """`search_rates` as a table."""
    rates = search_rates(frame)
    titles = {
        "lag 0": "0 lags",
        "lag 1": "1 lag",
        "AIC": "Lag by AIC",
        "any": "Any of 0–2",
        "spread": "Spread as wide",
        "best": "Best as low",
    }
    cells = pd.DataFrame(
        {
            title: [prose.percent(value, 1) for value in rates[column]]
            for column, title in titles.items()
        },
        index=pd.Index(rates.index, name="True state: no cointegration"),
    )
    error = np.sqrt(rates.max().max() * (1 - rates.max().max()) / REPLICATIONS)
    return Table(
        cells,
        caption="How often Engle–Granger finds cointegration between unrelated series at n = 15 (percent of samples)",
        name="tab-eg-search",
        note=f"{prose.fixed(REPLICATIONS, 0)} systems a row; Monte Carlo standard error at most {prose.fixed(100 * error, 1)} points. The last two columns compare with the observed statistics at lags 0 to 2.",
    )


def other_tests(frame: pd.DataFrame) -> pd.DataFrame:
    """Every test of the page on the Table 4 series (and Johansen and bounds on all five): what the textbook says and what n = 15 says.

    Returns
    -------
    DataFrame
        Index test; columns statistic, rows, coefficients, textbook (bool), size (of the textbook value), p (simulated at n = 15).

    Examples
    --------
    >>> bool(other_tests(data.load("paper")).loc["Johansen, 3 series, 1 lag", "textbook"])
    True
    """
    three = frame[["gdp", *REGRESSORS]]
    rows = {}
    null = simulated("spurious", "Engle-Granger")
    textbook = unitroots.critical_value(trend="c", variables=3)
    for lag in SEARCH:
        found = engle_granger(frame, lag)
        rows[f"Engle–Granger, {lag} lag{'' if lag == 1 else 's'}"] = (
            found.statistic,
            found.rows,
            found.rows - found.df,
            found.statistic < textbook,
            np.mean(null[lag] < textbook),
            np.mean(null[lag] <= found.statistic),
        )
    for bandwidth in (0, 2):
        found = phillips_ouliaris_test(frame, bandwidth)
        drawn = simulated("spurious", "Phillips-Ouliaris", lags=bandwidth)
        rows[f"Phillips–Ouliaris, bandwidth {bandwidth}"] = (
            found["statistic"],
            len(frame) - 1,
            1,
            found["p_asymptotic"] < 0.05,
            np.mean(drawn < textbook),
            found["p"],
        )
    for used in (three, frame):
        for lag in (0, 1):
            found = johansen(used, lag)
            rows[f"Johansen, {found['variables']} series, {lag} lag{'' if lag == 1 else 's'}"] = (
                found["trace"],
                found["rows"],
                found["coefficients"],
                found["trace"] > found["critical"],
                found["size"],
                found["p"],
            )
    for regressors in (REGRESSORS, models.REGRESSORS):
        found = bounds_test(frame, regressors=regressors)
        drawn = simulated("spurious", "bounds", m=1 + len(regressors))
        rows[f"Bounds, {1 + len(regressors)} series"] = (
            found["statistic"],
            found["rows"],
            found["coefficients"],
            found["statistic"] > found["upper_asymptotic"],
            np.mean(drawn > found["upper_asymptotic"]),
            np.mean(drawn >= found["statistic"]),
        )
    return pd.DataFrame(
        rows, index=["statistic", "rows", "coefficients", "textbook", "size", "p"]
    ).T


def drift_p_values(frame: pd.DataFrame) -> pd.Series:
    """The p-values of `other_tests` with independent walks that drift as the sample's series do, in place of walks without drift.

    Parameters
    ----------
    frame : DataFrame
        The observed data.

    Returns
    -------
    Series
        Index: the tests of `other_tests` whose statistic is defined.

    Examples
    --------
    >>> drift_p_values(data.load("paper"))["Engle–Granger, 1 lag"] < 0.05
    np.True_
    """
    three, five = calibrated_drift(frame), calibrated_drift(frame, regressors=models.REGRESSORS)
    engle_granger_null = simulated("spurious", "Engle-Granger", drift=three)
    low = {
        f"Engle–Granger, {lag} lag{'' if lag == 1 else 's'}": engle_granger_null[lag]
        for lag in SEARCH
    }
    low |= {
        f"Phillips–Ouliaris, bandwidth {bandwidth}": simulated(
            "spurious", "Phillips-Ouliaris", drift=three, lags=bandwidth
        )
        for bandwidth in (0, 2)
    }
    high = {
        "Johansen, 3 series, 0 lags": simulated("spurious", "Johansen", drift=three, lags=0),
        "Johansen, 3 series, 1 lag": simulated("spurious", "Johansen", drift=three, lags=1),
        "Johansen, 5 series, 0 lags": simulated("spurious", "Johansen", m=5, drift=five, lags=0),
        "Bounds, 3 series": simulated("spurious", "bounds", drift=three),
        "Bounds, 5 series": simulated("spurious", "bounds", m=5, drift=five),
    }
    statistic = other_tests(frame)["statistic"].dropna().astype(float)
    return pd.Series(
        {
            name: np.mean(low[name] <= value if name in low else high[name] >= value)
            for name, value in statistic.items()
        }
    )


def other_tests_table(found: pd.DataFrame) -> Table:
    """`other_tests` as a table."""
    known = found["statistic"].notna()
    cells = pd.DataFrame(
        {
            "Statistic": [
                prose.fixed(value, 2) if ok else "not defined"
                for value, ok in zip(found["statistic"], known)
            ],
            "Rows − coefficients": [
                f"{rows:.0f} − {coefficients:.0f}"
                for rows, coefficients in zip(found["rows"], found["coefficients"])
            ],
            "Textbook verdict, 5%": [
                "rejects" if value else "does not" if ok else "—"
                for value, ok in zip(found["textbook"], known)
            ],
            "Its true size": [
                prose.percent(value, 0) if ok else "—" for value, ok in zip(found["size"], known)
            ],
            "p at n = 15": [
                prose.p_value(value) if ok else "—" for value, ok in zip(found["p"], known)
            ],
        },
        index=pd.Index(found.index, name="Test"),
    )
    return Table(
        cells,
        caption=f"{prose.count(len(found)).capitalize()} tests of no cointegration, 2004–2018 (statistics without unit; sizes in percent)",
        name="tab-coint-tests",
        note="Coefficients are those of one equation. Size and p from simulated independent walks without drift or memory of changes.",
    )


POWERED = {
    "Engle–Granger, 0 lags": ("Engle-Granger", 0),
    "Engle–Granger, 1 lag": ("Engle-Granger", 1),
    "Phillips–Ouliaris, bandwidth 1": ("Phillips-Ouliaris", None),
    "Johansen trace, 1 lag": ("Johansen", None),
    "Bounds test": ("bounds", None),
}
UPPER = ("Johansen", "bounds")
POWER_RHOS = (unitroots.HIGH, unitroots.MIDDLE, 0.0)


def _drawn(kind: str, statistic: str, place: int | None, **options) -> np.ndarray:
    drawn = simulated(kind, statistic, **options)
    return drawn if place is None else drawn[place]


def power(test: str, rhos=POWER_RHOS) -> dict[float, tuple[float, float]]:
    """Power of one of `POWERED` at n = 15 with three series, at its own 5% value at n = 15.

    Parameters
    ----------
    test : str
        A key of `POWERED`.
    rhos : sequence of float
        Autocorrelation of the equilibrium error, of variance one; increments of the regressors have variance one too.

    Returns
    -------
    dict
        Per rho the rejection rate and its Monte Carlo standard error. Engle-Granger without lags uses MacKinnon's value, the
        others the simulated one.

    Examples
    --------
    >>> 0.09 < power("Engle–Granger, 0 lags")[0.5][0] < 0.16
    True
    """
    statistic, place = POWERED[test]
    upper = statistic in UPPER
    critical = (
        unitroots.critical_value(N, "c", 3)
        if place == 0
        else np.quantile(_drawn("spurious", statistic, place), 0.95 if upper else 0.05)
    )
    rates = {}
    for rho in rhos:
        drawn = _drawn("cointegrated", statistic, place, rho=rho, seed=SEED + 1)
        rates[rho] = simulation.share(drawn > critical if upper else drawn < critical)
    return rates


def size(critical: float, lags: int = 0) -> tuple[float, float]:
    """Rejection rate of Engle-Granger with three independent walks of 15 years for a given critical value, and its error.

    >>> size(unitroots.critical_value(trend="c", variables=3))[0] > 0.1
    True
    """
    return simulation.share(simulated("spurious", "Engle-Granger")[lags] < critical)


def power_table() -> Table:
    """Power of five tests at n = 15."""
    rows = {
        test: {
            f"ρ = {rho:g}": prose.percent(rate, 0 if rate > 0.1 else 1)
            for rho, (rate, _) in power(test).items()
        }
        for test in POWERED
    }
    worst = max(error for test in POWERED for _, error in power(test).values())
    return Table(
        pd.DataFrame(rows).T.rename_axis("Test"),
        caption="How often a true cointegrating relation of three series is found at n = 15, 5% level (percent of samples)",
        name="tab-coint-power",
        note=f"ρ is the autocorrelation of the equilibrium error. Each test at a critical value that is right for n = 15. Monte Carlo standard error at most {prose.fixed(100 * worst, 1)} points.",
    )


def estimators_table(
    frame: pd.DataFrame, simulate=("OLS", "FMOLS", "DOLS, 1 lag, 1 lead")
) -> Table:
    """Coefficients of the Table 4 model by cointegrating regressions, with rows and coefficients counted.

    Parameters
    ----------
    frame : DataFrame
        One row per year.
    simulate : sequence of str
        Estimators whose false-alarm rate is simulated, see `false_alarms`.
    """
    rows = {}
    for label, estimate in ESTIMATORS.items():
        fit = estimate(frame)
        used = len(fit.resid)
        counted = len(getattr(fit, "full_params", fit.params))
        rows[label] = {
            name: f"{prose.fixed(fit.params[key], 2)} (t {prose.fixed(fit.tvalues[key], 1)})"
            for key, name in ((key, LABELS[key]) for key in REGRESSORS)
        }
        rows[label] |= {
            "Rows − coefficients": f"{used} − {counted}",
            "False alarms of |t| > 1.96": "",
        }
        if label in simulate:
            rate, error = false_alarms(label)
            rows[label]["False alarms of |t| > 1.96"] = (
                f"{prose.percent(rate)} ± {prose.percent(error)}"
            )
    return Table(
        pd.DataFrame(rows).T.rename_axis("Estimator"),
        caption="The Table 4 coefficients by four families of estimators (100 million yuan per 10,000 persons)",
        name="tab-dols",
        note="False alarms: share of truly cointegrated samples of 15 years (error autocorrelation 0.5) in which the true value is rejected; nominal 5%, ± one Monte Carlo standard error.",
    )


@styled
def residual_figure(frame: pd.DataFrame) -> Figure:
    """The residual of the Table 4 regression year by year.

    >>> residual_figure(data.load("paper")).name
    'fig-eg-residual'
    """
    names = ["gdp", *REGRESSORS]
    values = residuals(frame[names].to_numpy(dtype=float).T[:, :, None])[:, 0] / 10_000
    drawing, axes = draw(7, 3.2)
    axes.axhline(0, color=PALETTE[5], lw=0.8, ls="-", marker="")
    axes.plot(frame.index, values, color=PALETTE[0])
    for year in (int(frame.index[np.argmax(values)]), int(frame.index[np.argmin(values)])):
        value = values[list(frame.index).index(year)]
        axes.annotate(
            f"{year}: {prose.fixed(value, 1)}",
            (year, value),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
        )
    axes.set_ylabel("trillion yuan")
    axes.set_xticks(range(2004, 2019, 2))
    crossings = int(np.sum(np.diff(np.sign(values)) != 0))
    alt = f"Line chart of the residual of GDP on users and shoppers, 2004 to 2018, in trillion yuan: it swings like a wave between {prose.fixed(values.min(), 1)} and {prose.fixed(values.max(), 1)} and crosses zero {crossings} times."
    behind = pd.DataFrame(
        {"Residual (trillion yuan)": [prose.fixed(value, 2) for value in values]},
        index=pd.Index(frame.index.astype(str), name="Year"),
    )
    return figure(
        drawing,
        alt=alt,
        caption="Residual of the Table 4 regression, recovered data (trillion yuan)",
        name="fig-eg-residual",
        behind=behind,
    )


@styled
def null_figure(frame: pd.DataFrame) -> Figure:
    """Distribution of the Engle-Granger statistic between unrelated walks, per lag, and where the data fall.

    >>> null_figure(data.load("paper")).name
    'fig-eg-null'
    """
    bins = np.arange(-7.0, 1.01, 0.25)
    drawn = simulated("spurious", "Engle-Granger")
    drawing, axes = draw(7, 3.8)
    shares, words = {}, []
    for lag, colour, line in zip(SEARCH, PALETTE, ("-", "--", "-.")):
        counts = np.histogram(drawn[lag], bins)[0] / drawn.shape[1] * 100
        observed = engle_granger(frame, lag).statistic
        axes.stairs(counts, bins, color=colour, ls=line, lw=1.5)
        top = 17.2 - 1.6 * lag
        axes.plot([observed, observed], [0, top], color=colour, ls=line, marker="")
        axes.text(
            observed + (0.06 if lag != 2 else -0.06),
            top,
            f"{lag} lag{'' if lag == 1 else 's'}: {prose.fixed(observed, 2)}",
            color=colour,
            va="top",
            ha="left" if lag != 2 else "right",
        )
        shares[f"{lag} lag{'' if lag == 1 else 's'}"] = [prose.fixed(value, 1) for value in counts]
        words.append(
            f"With {lag} lag{'' if lag == 1 else 's'} the data give {prose.fixed(observed, 2)}, and {prose.percent(np.mean(drawn[lag] <= observed), 1)} of the unrelated systems lie at or below that."
        )
    critical = unitroots.critical_value(N, "c", 3)
    axes.axvspan(bins[0], critical, color=PALETTE[5], alpha=0.12, lw=0)
    axes.text(bins[0] + 0.1, 17.7, "rejects at 5%\n(MacKinnon, n = 15)", color=PALETTE[5], va="top")
    axes.set_ylim(0, 18)
    axes.set_xlim(bins[0], bins[-1])
    axes.set_xlabel("Engle–Granger statistic")
    axes.set_ylabel("percent of unrelated systems")
    alt = (
        "Three outlined histograms of the Engle-Granger statistic between three unrelated random walks of 15 years, with the statistics of the data as vertical lines. "
        + " ".join(words)
    )
    behind = pd.DataFrame(
        shares,
        index=pd.Index(
            [
                f"{prose.fixed(low, 2)} to {prose.fixed(high, 2)}"
                for low, high in zip(bins, bins[1:])
            ],
            name="Statistic (percent of systems)",
        ),
    )
    return figure(
        drawing,
        alt=alt,
        caption="Engle–Granger between unrelated walks at n = 15 (percent of systems per quarter unit), and the data's three answers",
        name="fig-eg-null",
        behind=behind,
    )
