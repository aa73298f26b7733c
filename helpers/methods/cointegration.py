"""Cointegration tests on 15 points: kernels, null distributions at this length, power."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd
from statsmodels.tools.sm_exceptions import ValueWarning
from statsmodels.tsa import stattools
from statsmodels.tsa.ardl import UECM
from statsmodels.tsa.vector_ar.vecm import coint_johansen

from helpers import data
from helpers.data.simulated import stored
from helpers.memory import remembered
from helpers.methods import ols, simulation, unit_roots

LAGS = (0, 1, 2, 3)
SEARCH = (0, 1, 2)
N = len(data.YEARS)
REPLICATIONS = 20_000  # Monte Carlo error of a 5% rate: 0.15 points
FEW = 4_096  # for kernels that solve eigenvalue problems: 0.34 points
SEED = 1987
REGRESSORS = ols.SPECIFICATIONS["table4"]
LONG = 200  # years at which a planted system should be read correctly
BURN_IN = 40  # years after which an AR(2) with roots inside 0.9 has forgotten its start to 1.5%
UNIT_EIGENVALUE = 1 - 1e-8
EVERY, NONE, SOME = "at every lag", "at no lag", "at some lags only"


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
        In the unit of the dependent series.
    """
    x = list(system[1:])
    if trend == "ct":
        x.append(np.arange(system.shape[1]))
    return cast(np.ndarray, simulation.batched_ols(system[0], x, residuals=True).resid)


def engle_granger_statistics(
    system: np.ndarray, lags: Sequence[int] = SEARCH, trend: str = "c"
) -> np.ndarray:
    """Engle-Granger statistics of many systems at several lags.

    Parameters
    ----------
    system, trend
        As for `residuals`.
    lags : sequence of int
        Lagged changes of the residual in the second regression.

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
    return np.array([unit_roots.adf_statistics(errors, lag, "n") for lag in lags])


def phillips_ouliaris_statistics(
    system: np.ndarray, bandwidth: int = 1, trend: str = "c"
) -> np.ndarray:
    """Phillips-Ouliaris Z-t statistics of many systems.

    Parameters
    ----------
    system, trend
        As for `residuals`.
    bandwidth : int
        Of the Bartlett kernel.

    Returns
    -------
    ndarray, shape (replications,)
        Equal to arch's with a Bartlett kernel.
    """
    u = residuals(system, trend)
    n = len(u)
    square = np.einsum("tr,tr->r", u[:-1], u[:-1])
    alpha = np.einsum("tr,tr->r", u[1:], u[:-1]) / square
    k = u[1:] - alpha * u[:-1]
    scale = (n - 1) / n
    short, long = np.einsum("tr,tr->r", k, k) / (n - 1), unit_roots.long_run_variance(k, bandwidth)
    z = alpha - 1 - n * scale * (long - short) / 2 / square
    return z / np.sqrt(scale * long / square)


def _centred(values: np.ndarray) -> np.ndarray:
    return values - values.mean(axis=1, keepdims=True)


def johansen_statistics(system: np.ndarray, lags: int = 1) -> np.ndarray:
    """Johansen's trace statistic for "no cointegration", unrestricted constant.

    Parameters
    ----------
    system : ndarray, shape (m, n, replications)
        The series, in any order.
    lags : int
        Lagged changes.

    Returns
    -------
    ndarray, shape (replications,)
        Equal to statsmodels' ``coint_johansen(det_order=0)``; NaN where the degrees of freedom
        force a canonical correlation of one.
    """
    series = np.moveaxis(np.asarray(system, dtype=float), [0, 1, 2], [2, 1, 0])
    series = series / series.std(axis=1, keepdims=True)
    change = np.diff(series, axis=1)
    rows = change.shape[1] - lags
    now, level = _centred(change[:, lags:]), _centred(series[:, 1 : rows + 1])
    if lags:
        past = [change[:, lags - j : change.shape[1] - j] for j in range(1, lags + 1)]
        q = np.linalg.qr(_centred(np.concatenate(past, axis=2))).Q
        now, level = (values - q @ (q.transpose(0, 2, 1) @ values) for values in (now, level))
    a, b = np.linalg.qr(now).Q, np.linalg.qr(level).Q
    squared = np.linalg.svd(a.transpose(0, 2, 1) @ b, compute_uv=False) ** 2
    forced = squared[:, 0] >= UNIT_EIGENVALUE
    with np.errstate(divide="ignore", invalid="ignore"):
        trace = -rows * np.log1p(-squared).sum(axis=1)
    return np.where(forced, np.nan, trace)


def bounds_statistics(system: np.ndarray) -> np.ndarray:
    """F statistics of the bounds test in ARDL(1, 1, ..., 1) with constant.

    Parameters
    ----------
    system : ndarray, shape (m, n, replications)
        Dependent series first.

    Returns
    -------
    ndarray, shape (replications,)
        Equal to statsmodels' ``UECM(y, 1, x, 1).fit().bounds_test(case=3)``.
    """
    change = np.diff(system, axis=1)
    levels = list(system[:, :-1])
    full = simulation.batched_ols(change[0], [*levels, *change[1:]])
    without = simulation.batched_ols(change[0], list(change[1:]))
    return (without.ssr - full.ssr) / len(levels) / (full.ssr / full.df)


def spurious(
    rng: np.random.Generator,
    size: int,
    m: int = 3,
    n: int = N,
    drift: float | Sequence[float] = 0.0,
    rho: float = 0.0,
) -> np.ndarray:
    """Independent random walks: no cointegration.

    Parameters
    ----------
    rng : Generator
        Source of the draws.
    size, m, n : int
        Systems, series in each, years.
    drift : float or sequence of float
        Mean increment in standard deviations of an increment; one value or one per series.
    rho : float
        Autocorrelation of the increments.

    Returns
    -------
    ndarray, shape (m, n, size)
        The walks.
    """
    return simulation.random_walks(rng, m, n, size, drift=drift, rho=rho)


def cointegrated(
    rng: np.random.Generator,
    size: int,
    m: int = 3,
    n: int = N,
    drift: float | Sequence[float] = 0.0,
    rho: float = 0.0,
) -> np.ndarray:
    """Random walks, and first their sum plus an AR(1) error: truly cointegrated.

    Parameters
    ----------
    rng, size, m, n, drift
        As for `spurious`; the drift is that of the walks.
    rho : float
        Autocorrelation of the equilibrium error, whose variance is one.

    Returns
    -------
    ndarray, shape (m, n, size)
        The dependent series first.

    Examples
    --------
    >>> cointegrated(np.random.default_rng(1), 4, rho=0.5).shape
    (3, 15, 4)
    """
    walks = simulation.random_walks(rng, m - 1, n, size, drift=drift)
    error = simulation.autoregressions(rng, 1, n, size, rho=rho)
    return np.concatenate([walks.sum(axis=0, keepdims=True) + error, walks])


def twice_integrated(
    rng: np.random.Generator,
    size: int,
    m: int = 3,
    n: int = N,
    drift: float | Sequence[float] = 0.0,
    rho: float = 0.0,
) -> np.ndarray:
    """Running sums of independent random walks: unrelated, and still not stationary in differences.

    Parameters
    ----------
    rng, size, m, n, drift, rho
        As for `spurious`, for the walks that are summed.

    Returns
    -------
    ndarray, shape (m, n, size)
        Series that are integrated of order two.

    Examples
    --------
    >>> twice_integrated(np.random.default_rng(1), 4).shape
    (3, 15, 4)
    """
    return np.cumsum(simulation.random_walks(rng, m, n, size, drift=drift, rho=rho), axis=1)


PLANTS: dict[str, Callable[..., np.ndarray]] = {
    "spurious": spurious,
    "cointegrated": cointegrated,
    "twice integrated": twice_integrated,
}


def waving(
    rng: np.random.Generator,
    size: int,
    m: int = 3,
    n: int = N,
    wave: tuple[float, float] = (0.0, 0.0),
) -> np.ndarray:
    """As `cointegrated`, with an AR(2) equilibrium error.

    Parameters
    ----------
    rng, size, m, n
        As for `spurious`.
    wave : (float, float)
        Coefficients of the error ``e_t = wave[0] e_{t-1} + wave[1] e_{t-2} + shock``.

    Returns
    -------
    ndarray, shape (m, n, size)
        The dependent series first.

    Examples
    --------
    >>> waving(np.random.default_rng(1), 4, wave=(0.5, -0.6)).shape
    (3, 15, 4)
    """
    walks = simulation.random_walks(rng, m - 1, n, size)
    error = rng.standard_normal((n + BURN_IN, size))
    for t in range(2, len(error)):
        error[t] += wave[0] * error[t - 1] + wave[1] * error[t - 2]
    return np.concatenate([walks.sum(axis=0, keepdims=True) + error[None, BURN_IN:], walks])


def planted(kind: str, n: int = N, seed: int = SEED, **options: Any) -> pd.DataFrame:
    """One system with a known answer.

    Parameters
    ----------
    kind : {"spurious", "cointegrated", "twice integrated"}
        Independent walks, a true equilibrium relation with unit coefficients, or independent
        running sums of walks.
    n, seed : int
        Length and seed.
    **options
        drift and rho of `spurious` or `cointegrated`.

    Returns
    -------
    DataFrame
        Columns y, x1, x2.

    Raises
    ------
    ValueError
        On an unknown kind.

    Examples
    --------
    >>> planted("spurious").shape
    (15, 3)
    """
    if kind not in PLANTS:
        raise ValueError(f"unknown kind {kind!r}; valid: {', '.join(PLANTS)}")
    drawn = PLANTS[kind](np.random.default_rng(seed), 1, n=n, **options)[:, :, 0]
    return pd.DataFrame(drawn.T, columns=["y", "x1", "x2"])


@dataclass(frozen=True)
class EngleGranger:
    """One Engle-Granger test.

    Attributes
    ----------
    lags : int
        Lagged changes in the second regression.
    statistic : float
        The t statistic of the lagged residual.
    rows, df : int
        Rows and degrees of freedom of the second regression.
    critical : float
        MacKinnon's 5% value at the number of years.
    p_asymptotic : float
        The library's p-value; NaN where rows were left out.
    level, vif : float
        Coefficient of the lagged residual, and the variance inflation factor of that coefficient.
    left : float
        First autocorrelation of the errors of the second regression.
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


def system_of(frame: pd.DataFrame, dependent: str, regressors: Sequence[str]) -> np.ndarray:
    """Columns of a frame as an array (m, n), the dependent series first; refuses gaps.

    Parameters
    ----------
    frame : DataFrame
        One row a year.
    dependent : str
    regressors : sequence of str

    Returns
    -------
    ndarray
        Of shape (1 + regressors, years).

    Raises
    ------
    ValueError
        If a column is missing or has gaps.
    """
    names = [dependent, *regressors]
    missing = [name for name in names if name not in frame]
    if missing:
        known = ", ".join(map(str, frame.columns))
        raise ValueError(f"unknown column {', '.join(missing)}; the frame has {known}")
    values = frame[names].to_numpy(dtype=float).T
    if not np.isfinite(values).all():
        raise ValueError("a cointegration test needs series without gaps")
    return values


def _asymptotic_p(system: np.ndarray, lags: int, trend: str) -> float:
    """The library's p-value of the Engle-Granger test of one system (m, n)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        found = stattools.coint(system[0], system[1:].T, trend=trend, maxlag=lags, autolag=None)
    return float(found[1])


def engle_granger(
    frame: pd.DataFrame,
    lags: int = 0,
    trend: str = "c",
    dependent: str = "gdp",
    regressors: Sequence[str] = REGRESSORS,
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
    dependent : str
        Left-hand side of the first step.
    regressors : sequence of str
        Its right-hand side.
    start : int, optional
        Leave out as many rows as this many lags would, so that several lags are compared on the
        same rows.

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
    system = system_of(frame, dependent, regressors)
    n = system.shape[1]
    errors = residuals(system[:, :, None], trend)
    fit = unit_roots.dickey_fuller(errors, lags, "n", start=start or 0)
    left = cast(np.ndarray, fit.resid)[:, 0]
    return EngleGranger(
        lags=lags,
        statistic=float(fit.t[0, 0]),
        rows=fit.n,
        df=fit.df,
        critical=unit_roots.critical_value(n, trend, len(system)),
        p_asymptotic=_asymptotic_p(system, lags, trend) if start is None else np.nan,
        level=float(fit.b[0, 0]),
        vif=float(fit.vif[0, 0]),
        left=float(left[1:] @ left[:-1] / (left @ left)),
    )


def reading(
    frame: pd.DataFrame,
    lags: Sequence[int] = SEARCH,
    trend: str = "c",
    dependent: str = "gdp",
    regressors: Sequence[str] = REGRESSORS,
) -> str:
    """Whether Engle-Granger finds cointegration at every lag, at no lag, or only at some.

    Parameters
    ----------
    frame, trend, dependent, regressors
        As for `engle_granger`.
    lags : sequence of int
        Lags that are tried.

    Returns
    -------
    str
        `EVERY`, `NONE` or `SOME`: a verdict that does not depend on the choice of one lag.

    Examples
    --------
    >>> reading(data.load("paper"))
    'at some lags only'
    """
    found = [engle_granger(frame, lag, trend, dependent, regressors).rejects for lag in lags]
    return EVERY if all(found) else SOME if any(found) else NONE


def residual_autocorrelations(
    frame: pd.DataFrame,
    lags: int = 3,
    dependent: str = "gdp",
    regressors: Sequence[str] = REGRESSORS,
) -> list[float]:
    """First autocorrelations of the residual of the levels regression.

    Parameters
    ----------
    frame, dependent, regressors
        As for `engle_granger`.
    lags : int
        How many.

    Returns
    -------
    list of float
        At lags 1, 2, and so on.

    Examples
    --------
    >>> len(residual_autocorrelations(data.load("paper")))
    3
    """
    u = residuals(system_of(frame, dependent, regressors)[:, :, None])[:, 0]
    return [float(u[lag:] @ u[:-lag] / (u @ u)) for lag in range(1, lags + 1)]


KERNELS: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
    "Engle-Granger": lambda system, lags: engle_granger_statistics(system, LAGS),
    "AIC": lambda system, lags: unit_roots.adf_aic_statistics(
        residuals(system), "n", longest=max(SEARCH)
    ),
    "Phillips-Ouliaris": phillips_ouliaris_statistics,
    "Johansen": johansen_statistics,
    "bounds": lambda system, lags: bounds_statistics(system),
}
LAGGED = ("Phillips-Ouliaris", "Johansen")  # kernels that compute one lag or bandwidth at a time
UPPER = ("Johansen", "bounds")  # kernels whose large statistics reject


def simulated_null(
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
        "Engle-Granger" gives one row per lag of `LAGS`; "AIC" the Engle-Granger statistic at the
        lag of `SEARCH` that AIC chooses.
    m, n : int
        Series and years.
    drift, rho
        As for `spurious` and `cointegrated`.
    lags : int
        Lag of Johansen, bandwidth of Phillips-Ouliaris; the others do not use it.
    replications : int, optional
        `REPLICATIONS` by default, `FEW` for Johansen.
    seed : int
        Of the simulation.

    Returns
    -------
    ndarray, shape (replications,) or (len(LAGS), replications)
        Read-only; computed once per set of arguments.

    Raises
    ------
    ValueError
        On an unknown statistic.
    """
    if statistic not in KERNELS:
        raise ValueError(f"unknown statistic {statistic!r}; valid: {', '.join(KERNELS)}")
    count = replications or (FEW if statistic == "Johansen" else REPLICATIONS)
    used = lags if statistic in LAGGED else 0
    return _simulated(kind, statistic, m, n, drift, rho, used, count, seed)


@remembered
def _simulated(
    kind: str,
    statistic: str,
    m: int,
    n: int,
    drift: tuple[float, ...] | float,
    rho: float,
    lags: int,
    replications: int,
    seed: int,
) -> np.ndarray:
    """`simulated_null` with every argument in its place, so that equal questions are asked once."""

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        system = PLANTS[kind](rng, size, m, n, drift=drift, rho=rho)
        return {"statistic": KERNELS[statistic](system, lags)}

    return simulation.simulate(experiment, replications, seed, chunk=2048)["statistic"]


def calibrated_drift(
    frame: pd.DataFrame, dependent: str = "gdp", regressors: Sequence[str] = REGRESSORS
) -> tuple[float, ...]:
    """Mean over standard deviation of the yearly change of each series.

    Parameters
    ----------
    frame : DataFrame
        The observed data, one row per year.
    dependent : str
        First series.
    regressors : sequence of str
        The other series.

    Returns
    -------
    tuple of float
        One drift per series: with it `spurious` grows as the sample does.

    Examples
    --------
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
        One row per null of `NULLS`; columns ``lag 0``, ``lag 1``, ``lag 2``, ``AIC``, ``any``
        (rejection rates at MacKinnon's 5% value), ``spread`` (statistics of lags 0 to 2 at least
        as far apart as observed) and ``best`` (the most negative of them at least as low as
        observed).

    Examples
    --------
    >>> rates = search_rates(data.load("paper"))
    >>> bool((rates["any"] > rates["lag 0"]).all())
    True
    """
    observed = np.array([engle_granger(frame, lag).statistic for lag in SEARCH])
    critical = unit_roots.critical_value(N, "c", 3)
    rows = {}
    for label, (drifting, rho) in NULLS.items():
        drift = calibrated_drift(frame) if drifting else 0.0
        drawn = simulated_null("spurious", "Engle-Granger", drift=drift, rho=rho)[: len(SEARCH)]
        chosen = simulated_null("spurious", "AIC", drift=drift, rho=rho)
        single = {
            f"lag {lag}": np.mean(drawn[place] < critical) for place, lag in enumerate(SEARCH)
        }
        rows[label] = single | {
            "AIC": np.mean(chosen < critical),
            "any": np.mean(drawn.min(axis=0) < critical),
            "spread": np.mean(np.ptp(drawn, axis=0) >= np.ptp(observed)),
            "best": np.mean(drawn.min(axis=0) <= observed.min()),
        }
    return pd.DataFrame(rows).T


def fitted_wave(frame: pd.DataFrame) -> tuple[float, float]:
    """AR(2) coefficients of the residual of the levels regression.

    Parameters
    ----------
    frame : DataFrame
        The observed data.

    Returns
    -------
    (float, float)
        From the Engle-Granger regression with one lag.

    Examples
    --------
    >>> one, two = fitted_wave(data.load("paper"))
    >>> one**2 + 4 * two < 0  # complex roots: a cycle
    True
    """
    fit = unit_roots.dickey_fuller(
        residuals(system_of(frame, "gdp", REGRESSORS)[:, :, None]), 1, "n"
    )
    level, change = (float(value) for value in fit.b[:, 0])
    return 1 + level + change, -change


def pattern_rates(frame: pd.DataFrame, rhos: Sequence[float] = (0.8, 0.5, 0.0)) -> dict[str, float]:
    """How often the observed pattern of verdicts comes about, with and without cointegration.

    Parameters
    ----------
    frame : DataFrame
        The observed data; only which lags of `SEARCH` reject at MacKinnon's 5% value is used.
    rhos : sequence of float
        Autocorrelation of the equilibrium error where there is cointegration.

    Returns
    -------
    dict of float
        Shares of simulated systems of three series and 15 years: ``spurious`` (walks without
        drift), one entry per rho, e.g. ``0.5``, and ``wave`` (cointegrated with an error that has
        the AR(2) coefficients of the observed residual, which favours cointegration by
        construction). Their ratio is the weight of the evidence: the factor by which the pattern
        should change the odds.

    Examples
    --------
    >>> rates = pattern_rates(data.load("paper"))
    >>> 1 < rates["0.5"] / rates["spurious"] < 4
    True
    """
    critical = unit_roots.critical_value(N, "c", 3)
    observed = np.array([engle_granger(frame, lag).rejects for lag in SEARCH])[:, None]
    wave = fitted_wave(frame)

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        return {"statistic": engle_granger_statistics(waving(rng, size, wave=wave))}

    systems = {
        "spurious": simulated_null("spurious", "Engle-Granger"),
        "wave": simulation.simulate(experiment, REPLICATIONS, SEED + 2, chunk=2048)["statistic"],
    }
    systems |= {
        f"{rho:.1f}": simulated_null("cointegrated", "Engle-Granger", rho=rho, seed=SEED + 1)
        for rho in rhos
    }
    return {
        label: float(np.mean(((drawn[: len(SEARCH)] < critical) == observed).all(axis=0)))
        for label, drawn in systems.items()
    }


def increment_autocorrelations(
    frame: pd.DataFrame, names: Sequence[str] = ("gdp", *REGRESSORS)
) -> pd.Series:
    """First autocorrelation of the yearly changes of each series.

    Parameters
    ----------
    frame : DataFrame
        One row per year.
    names : sequence of str
        Columns.

    Returns
    -------
    Series
        One value per column.

    Examples
    --------
    >>> bool((increment_autocorrelations(data.load("paper")) > 0.3).all())
    True
    """
    return frame[list(names)].diff().dropna().apply(lambda change: change.autocorr(1))


def phillips_ouliaris_test(
    frame: pd.DataFrame,
    bandwidth: int | None = 1,
    dependent: str = "gdp",
    regressors: Sequence[str] = REGRESSORS,
) -> dict[str, Any]:
    """Phillips-Ouliaris Z-t (arch).

    Parameters
    ----------
    frame, dependent, regressors
        As for `engle_granger`.
    bandwidth : int or None
        Of the Bartlett kernel; None lets arch choose.

    Returns
    -------
    dict
        bandwidth, statistic, p_asymptotic, p (simulated at n, independent walks; NaN for the
        automatic bandwidth) and ``outside``: whether arch warns that its table does not reach down
        to this sample size.

    Examples
    --------
    >>> phillips_ouliaris_test(data.load("paper"))["outside"]
    True
    """
    from arch.unitroot.cointegration import CriticalValueWarning, phillips_ouliaris

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = phillips_ouliaris(
            frame[dependent],
            frame[list(regressors)],
            trend="c",
            test_type="Zt",
            bandwidth=bandwidth,
        )
        p_asymptotic = found.pvalue
        _ = found.critical_values  # looking them up is what may warn
    p = np.nan
    if bandwidth is not None:
        m, n = 1 + len(regressors), len(frame)
        null = simulated_null("spurious", "Phillips-Ouliaris", m=m, n=n, lags=bandwidth)
        p = float(np.mean(null <= found.stat))
    return {
        "bandwidth": float(found.bandwidth),
        "statistic": float(found.stat),
        "p_asymptotic": float(p_asymptotic),
        "outside": any(issubclass(warning.category, CriticalValueWarning) for warning in caught),
        "p": p,
    }


def _johansen_counts(m: int, n: int, lags: int) -> dict[str, int]:
    """Rows, coefficients and forced unit correlations of Johansen's test, m series, n years."""
    rows = n - 1 - lags
    left = rows - 1 - m * lags
    return {
        "variables": m,
        "lags": lags,
        "rows": rows,
        "coefficients": 1 + m + m * lags,
        "forced": min(m, max(0, 2 * m - left)),
    }


def johansen(frame: pd.DataFrame, lags: int = 1) -> dict[str, Any]:
    """Johansen's trace test of no cointegration among all columns (statsmodels).

    Parameters
    ----------
    frame : DataFrame
        One column per series.
    lags : int
        Lagged changes.

    Returns
    -------
    dict
        variables, lags, rows, coefficients (per equation of the vector error correction, rank m),
        forced (canonical correlations that are one by counting alone), trace, critical (asymptotic
        5%), rank (asymptotic), size (how often the asymptotic value rejects under independent walks
        of this length) and p (simulated). The last five are NaN where correlations are forced.

    Examples
    --------
    >>> johansen(data.load("paper"), lags=1)["forced"]
    3
    """
    m, n = frame.shape[1], len(frame)
    counts = _johansen_counts(m, n, lags)
    if counts["forced"]:
        return counts | dict.fromkeys(("trace", "critical", "rank", "size", "p"), np.nan)
    found = coint_johansen(frame.to_numpy(dtype=float), 0, lags)
    above = found.lr1 > found.cvt[:, 1]
    null = simulated_null("spurious", "Johansen", m=m, n=n, lags=lags)
    return counts | {
        "trace": float(found.lr1[0]),
        "critical": float(found.cvt[0, 1]),
        "rank": int(m if above.all() else np.argmin(above)),
        "size": float(np.mean(null > found.cvt[0, 1])),
        "p": float(np.mean(null >= found.lr1[0])),
    }


def _bounds_reading(statistic: float, lower: float, upper: float) -> str:
    if statistic > upper:
        return "cointegrated"
    return "inconclusive" if statistic > lower else "no cointegration shown"


def bounds_test(
    frame: pd.DataFrame,
    dependent: str = "gdp",
    regressors: Sequence[str] = REGRESSORS,
    replications: int = REPLICATIONS,
    seed: int = SEED,
) -> dict[str, Any]:
    """Bounds test in ARDL(1, 1, ..., 1) (statsmodels), with bounds simulated for this sample size.

    Parameters
    ----------
    frame, dependent, regressors
        As for `engle_granger`.
    replications, seed : int
        Of the simulation of the bounds.

    Returns
    -------
    dict
        rows, coefficients, df, statistic, lower and upper (5% bounds simulated at n),
        lower_asymptotic, upper_asymptotic, reading ("cointegrated", "inconclusive" or "no
        cointegration shown").

    Examples
    --------
    >>> from helpers.methods import ols
    >>> found = bounds_test(data.load("paper"), regressors=ols.REGRESSORS)
    >>> found["coefficients"], found["rows"]
    (10, 14)
    """
    plain = frame[[dependent, *regressors]].reset_index(drop=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ValueWarning)
        fit = UECM(plain[dependent], 1, plain[list(regressors)], 1, trend="c").fit()
        exact = fit.bounds_test(case=3, asymptotic=False, nsim=replications, rng=seed)
        loose = fit.bounds_test(case=3)
    statistic = float(exact.statistic)
    lower, upper = (float(value) for value in exact.critical_values.loc[95.0])
    asymptotic = loose.critical_values.loc[95.0]
    return {
        "rows": int(fit.nobs),
        "coefficients": len(fit.params),
        "df": int(fit.nobs) - len(fit.params),
        "statistic": statistic,
        "lower": lower,
        "upper": upper,
        "lower_asymptotic": float(asymptotic.iloc[0]),
        "upper_asymptotic": float(asymptotic.iloc[1]),
        "reading": _bounds_reading(statistic, lower, upper),
    }


def dynamic_ols(
    frame: pd.DataFrame,
    lags: int = 1,
    leads: int = 1,
    dependent: str = "gdp",
    regressors: Sequence[str] = REGRESSORS,
) -> Any:
    """Dynamic OLS (arch), standard errors adjusted for degrees of freedom.

    Parameters
    ----------
    frame, dependent, regressors
        As for `engle_granger`.
    lags, leads : int
        Lags and leads of the changes of the regressors.

    Returns
    -------
    arch DynamicOLSResults
        ``params``, ``std_errors`` and ``tvalues`` of the levels, ``full_params`` of all terms.

    Examples
    --------
    >>> len(dynamic_ols(data.load("paper")).full_params), len(dynamic_ols(data.load("paper")).resid)
    (9, 12)
    """
    from arch.unitroot.cointegration import DynamicOLS  # slow to import, and needed here only

    model = DynamicOLS(
        frame[dependent],
        frame[list(regressors)],
        trend="c",
        lags=lags,
        leads=leads,
        max_lag=lags,
        max_lead=leads,
    )
    return model.fit(df_adjust=True)


def fully_modified_ols(
    frame: pd.DataFrame, dependent: str = "gdp", regressors: Sequence[str] = REGRESSORS
) -> Any:
    """Fully modified OLS (arch), standard errors adjusted for degrees of freedom.

    Parameters
    ----------
    frame, dependent, regressors
        As for `engle_granger`.

    Returns
    -------
    arch CointegrationAnalysisResults
        ``params``, ``std_errors`` and ``tvalues``.
    """
    from arch.unitroot.cointegration import FullyModifiedOLS  # slow to import, and needed here only

    model = FullyModifiedOLS(frame[dependent], frame[list(regressors)], trend="c")
    return model.fit(df_adjust=True)


def _static_ols(
    frame: pd.DataFrame, dependent: str = "gdp", regressors: Sequence[str] = REGRESSORS
) -> Any:
    return ols.ols(frame, regressors, dependent)


ESTIMATORS: dict[str, Callable[..., Any]] = {
    "OLS": _static_ols,
    "FMOLS": fully_modified_ols,
    "DOLS": functools.partial(dynamic_ols, lags=0, leads=0),
    "DOLS, 1 lag": functools.partial(dynamic_ols, lags=1, leads=0),
    "DOLS, 1 lead": functools.partial(dynamic_ols, lags=0, leads=1),
    "DOLS, 1 lag, 1 lead": functools.partial(dynamic_ols, lags=1, leads=1),
}


@stored()
def false_alarms(
    estimator: str, replications: int = 200, rho: float = 0.5, seed: int = SEED
) -> list[float]:
    """How often |t| > 1.96 rejects the true coefficient of a cointegrated system of 15 years.

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
    list of float
        Rate and Monte Carlo standard error; a test of the right size gives 5%.

    Examples
    --------
    >>> false_alarms("OLS", replications=50)[0] > 0.05
    True
    """
    systems = cointegrated(np.random.default_rng(seed), replications, rho=rho)
    if estimator == "OLS":
        fit = simulation.batched_ols(systems[0], systems[1:])
        return list(simulation.share(np.abs((fit.b[1] - 1) / fit.se[1]) > 1.96))
    estimate = ESTIMATORS[estimator]
    hits = []
    for each in np.moveaxis(systems, 2, 0):
        frame = pd.DataFrame(each.T, columns=["y", "x1", "x2"])
        fit = estimate(frame, dependent="y", regressors=("x1", "x2"))
        hits.append(abs((fit.params["x1"] - 1) / fit.std_errors["x1"]) > 1.96)
    return list(simulation.share(np.array(hits)))


@dataclass(frozen=True)
class CointegrationTest:
    """A test of no cointegration at one lag, and its simulated distribution.

    Attributes
    ----------
    label : str
        As the tables name it.
    kernel : str
        A key of `KERNELS`.
    lags : int
        Lagged changes, or bandwidth; without meaning for the bounds test.
    regressors : tuple of str
        The series beside GDP.
    """

    __test__ = False  # not a test of pytest's
    label: str
    kernel: str
    lags: int = 0
    regressors: tuple[str, ...] = REGRESSORS

    @property
    def variables(self) -> int:
        """Number of series."""
        return 1 + len(self.regressors)

    @property
    def upper(self) -> bool:
        """Whether large statistics reject."""
        return self.kernel in UPPER

    def simulated(self, kind: str, **options: Any) -> np.ndarray:
        """Statistics of this test in simulated systems of so many series.

        Parameters
        ----------
        kind : str
            A key of `PLANTS`.
        **options
            drift, rho and seed of `simulated_null`.

        Returns
        -------
        ndarray, shape (replications,)
            Read-only.
        """
        drawn = simulated_null(kind, self.kernel, m=self.variables, lags=self.lags, **options)
        return drawn[self.lags] if self.kernel == "Engle-Granger" else drawn

    def rejects(self, statistic: Any, critical: float) -> Any:
        """Whether "no cointegration" falls.

        Parameters
        ----------
        statistic : float or ndarray
            One statistic or many.
        critical : float
            Critical value.

        Returns
        -------
        bool or ndarray of bool
            One verdict per statistic.
        """
        return statistic > critical if self.upper else statistic < critical

    def p_value(self, statistic: float, drift: tuple[float, ...] | float = 0.0) -> float:
        """Share of unrelated walks of 15 years at least as extreme as a statistic.

        Parameters
        ----------
        statistic : float
            The observed value.
        drift : float or tuple of float
            Of the walks, see `spurious`.

        Returns
        -------
        float
            Between 0 and 1.
        """
        null = self.simulated("spurious", drift=drift)
        return float(np.mean(null >= statistic if self.upper else null <= statistic))


TESTS = (
    CointegrationTest("Engle–Granger, 0 lags", "Engle-Granger", 0),
    CointegrationTest("Engle–Granger, 1 lag", "Engle-Granger", 1),
    CointegrationTest("Engle–Granger, 2 lags", "Engle-Granger", 2),
    CointegrationTest("Phillips–Ouliaris, bandwidth 0", "Phillips-Ouliaris", 0),
    CointegrationTest("Phillips–Ouliaris, bandwidth 2", "Phillips-Ouliaris", 2),
    CointegrationTest("Johansen, 3 series, 0 lags", "Johansen", 0),
    CointegrationTest("Johansen, 3 series, 1 lag", "Johansen", 1),
    CointegrationTest("Johansen, 5 series, 0 lags", "Johansen", 0, ols.REGRESSORS),
    CointegrationTest("Johansen, 5 series, 1 lag", "Johansen", 1, ols.REGRESSORS),
    CointegrationTest("Bounds, 3 series", "bounds"),
    CointegrationTest("Bounds, 5 series", "bounds", regressors=ols.REGRESSORS),
)
POWERED = {
    test.label: test
    for test in (
        CointegrationTest("Engle–Granger, 0 lags", "Engle-Granger", 0),
        CointegrationTest("Engle–Granger, 1 lag", "Engle-Granger", 1),
        CointegrationTest("Phillips–Ouliaris, bandwidth 1", "Phillips-Ouliaris", 1),
        CointegrationTest("Johansen trace, 1 lag", "Johansen", 1),
        CointegrationTest("Bounds test", "bounds"),
    )
}
POWER_RHOS = (unit_roots.HIGH, unit_roots.MIDDLE, 0.0)


class Observed(NamedTuple):
    """What a test says of the data by the textbook: statistic, counts, critical value, verdict."""

    statistic: float
    rows: int
    coefficients: int
    critical: float
    rejects: bool


def _observed_engle_granger(test: CointegrationTest, frame: pd.DataFrame) -> Observed:
    found = engle_granger(frame, test.lags, regressors=test.regressors)
    critical = unit_roots.critical_value(trend="c", variables=test.variables)
    rejects = found.statistic < critical
    return Observed(found.statistic, found.rows, found.rows - found.df, critical, rejects)


def _observed_phillips_ouliaris(test: CointegrationTest, frame: pd.DataFrame) -> Observed:
    found = phillips_ouliaris_test(frame, test.lags, regressors=test.regressors)
    critical = unit_roots.critical_value(trend="c", variables=test.variables)
    rejects = found["p_asymptotic"] < 0.05
    return Observed(found["statistic"], len(frame) - 1, 1, critical, rejects)


def _observed_johansen(test: CointegrationTest, frame: pd.DataFrame) -> Observed:
    found = johansen(frame[["gdp", *test.regressors]], test.lags)
    trace, critical = found["trace"], found["critical"]
    return Observed(trace, found["rows"], found["coefficients"], critical, trace > critical)


def _observed_bounds(test: CointegrationTest, frame: pd.DataFrame) -> Observed:
    found = bounds_test(frame, regressors=test.regressors)
    statistic, critical = found["statistic"], found["upper_asymptotic"]
    return Observed(statistic, found["rows"], found["coefficients"], critical, statistic > critical)


OBSERVED: dict[str, Callable[[CointegrationTest, pd.DataFrame], Observed]] = {
    "Engle-Granger": _observed_engle_granger,
    "Phillips-Ouliaris": _observed_phillips_ouliaris,
    "Johansen": _observed_johansen,
    "bounds": _observed_bounds,
}


def other_tests(frame: pd.DataFrame) -> pd.DataFrame:
    """What each of `TESTS` says by the textbook, and by simulation at n = 15.

    Parameters
    ----------
    frame : DataFrame
        The five series of the paper.

    Returns
    -------
    DataFrame
        Index test; columns statistic, rows, coefficients, textbook (bool), size (of the textbook
        value), p (simulated at n = 15). NaN where the statistic is not defined.

    Examples
    --------
    >>> bool(other_tests(data.load("paper")).loc["Johansen, 3 series, 1 lag", "textbook"])
    True
    """
    rows = {}
    for test in TESTS:
        seen = OBSERVED[test.kernel](test, frame)
        true_size = p = np.nan
        if np.isfinite(seen.statistic):
            true_size = float(np.mean(test.rejects(test.simulated("spurious"), seen.critical)))
            p = test.p_value(seen.statistic)
        rows[test.label] = {
            "statistic": seen.statistic,
            "rows": seen.rows,
            "coefficients": seen.coefficients,
            "textbook": seen.rejects,
            "size": true_size,
            "p": p,
        }
    return pd.DataFrame(rows).T


def drift_p_values(frame: pd.DataFrame) -> pd.Series:
    """The p-values of `other_tests` if the independent walks drift as the sample's series do.

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
    drifts = {
        regressors: calibrated_drift(frame, regressors=regressors)
        for regressors in (REGRESSORS, ols.REGRESSORS)
    }
    statistic = other_tests(frame)["statistic"].dropna().astype(float)
    return pd.Series(
        {
            test.label: test.p_value(statistic[test.label], drifts[test.regressors])
            for test in TESTS
            if test.label in statistic
        }
    )


def cointegration_power(
    test: str, rhos: Sequence[float] = POWER_RHOS
) -> dict[float, tuple[float, float]]:
    """Power of one of `POWERED` at n = 15 with three series, at its own 5% value at n = 15.

    Parameters
    ----------
    test : str
        A key of `POWERED`.
    rhos : sequence of float
        Autocorrelation of the equilibrium error, of variance one; increments of the regressors have
        variance one too.

    Returns
    -------
    dict
        Per rho the rejection rate and its Monte Carlo standard error. Engle-Granger without lags
        uses MacKinnon's value, the others the simulated one.

    Examples
    --------
    >>> 0.09 < cointegration_power("Engle–Granger, 0 lags")[0.5][0] < 0.16
    True
    """
    asked = POWERED[test]
    if asked.kernel == "Engle-Granger" and asked.lags == 0:
        critical = unit_roots.critical_value(N, "c", asked.variables)
    else:
        null = asked.simulated("spurious")
        critical = float(np.quantile(null, 0.95 if asked.upper else 0.05))
    rates = {}
    for rho in rhos:
        drawn = asked.simulated("cointegrated", rho=rho, seed=SEED + 1)
        rates[rho] = simulation.share(asked.rejects(drawn, critical))
    return rates


def cointegration_size(critical: float, lags: int = 0) -> tuple[float, float]:
    """Rejection rate of Engle-Granger with three independent walks of 15 years.

    Parameters
    ----------
    critical : float
        Critical value; the test rejects below it.
    lags : int
        Lagged changes of the residual.

    Returns
    -------
    (float, float)
        The rate and its Monte Carlo standard error.

    Examples
    --------
    >>> from helpers.methods import unit_roots
    >>> cointegration_size(unit_roots.critical_value(trend="c", variables=3))[0] > 0.1
    True
    """
    return simulation.share(simulated_null("spurious", "Engle-Granger")[lags] < critical)


CHOICES = {
    "GDP on the others": ("gdp", "c", False),
    "GDP, with trend": ("gdp", "ct", False),
    "GDP, logarithms": ("gdp", "c", True),
    "Users on the others": ("users", "c", False),
    "Shoppers on the others": ("shoppers", "c", False),
}


def choices(frame: pd.DataFrame) -> dict[str, list[EngleGranger]]:
    """The same test on the same three series under other equally defensible set-ups.

    Parameters
    ----------
    frame : DataFrame
        One row per year.

    Returns
    -------
    dict of list of EngleGranger
        Per set-up of `CHOICES` the test at each lag of `LAGS`.
    """
    names = ("gdp", *REGRESSORS)
    found = {}
    for label, (dependent, trend, logs) in CHOICES.items():
        used = np.log(frame[list(names)]) if logs else frame
        others = [name for name in names if name != dependent]
        found[label] = [engle_granger(used, lag, trend, dependent, others) for lag in LAGS]
    return found


LABEL_TOP, LABEL_STEP = 17.2, 1.6  # percent: label without lags, and how far each lag stands below
REGION_TOP, REGION_GAP = 17.7, 0.1  # where the words for the region of rejection stand


def by_lag(frame: pd.DataFrame) -> dict[int, EngleGranger]:
    """The Engle-Granger test of the Table 4 model with each lag of `LAGS`.

    Parameters
    ----------
    frame : DataFrame
        One row per year.

    Returns
    -------
    dict of int to EngleGranger
    """
    return {lag: engle_granger(frame, lag) for lag in LAGS}


def cointegration_powers() -> dict[str, dict[float, tuple[float, float]]]:
    """Power of every test of `POWERED`, see `cointegration_power`.

    Returns
    -------
    dict of dict
        By test and autocorrelation of the equilibrium error: rate and Monte Carlo error.
    """
    return {test: cointegration_power(test) for test in POWERED}


def false_alarm_rates(
    simulate: Sequence[str] = ("OLS", "FMOLS", "DOLS, 1 lag, 1 lead"),
) -> dict[str, list[float]]:
    """How often some estimators reject a true coefficient, see `false_alarms`.

    Parameters
    ----------
    simulate : sequence of str
        Keys of `ESTIMATORS`.

    Returns
    -------
    dict of list of float
        Rate and Monte Carlo error by estimator.
    """
    return {label: false_alarms(label) for label in simulate}
