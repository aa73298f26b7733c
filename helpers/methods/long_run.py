"""Long-run relations on 15 points: unit roots, cointegration, adjustment, precedence; their power.

Every test comes as a kernel for many series at once, so that its size and its power at this length
can be simulated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import RegressionResultsWrapper
from statsmodels.tsa.adfvalues import mackinnoncrit

from helpers import data
from helpers.memory import remembered
from helpers.methods import ols, simulation

N = len(data.YEARS)
LAGS = (0, 1, 2)
SEARCH = LAGS  # that an analyst tries before one is reported
FIXED = 1  # the lag that the page fixes beforehand
REPLICATIONS = 20_000  # Monte Carlo error of a 5% rate: 0.15 points
SEED = 1987
REGRESSORS = ols.SPECIFICATIONS["table4"]
TRENDS = {"c": "constant", "ct": "line", "ctt": "curve"}
LEVELS = (0.01, 0.05, 0.10)
RHOS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)
EVERY, NONE, SOME = "at every lag", "at no lag", "at some lags only"
Kernel = Callable[[np.ndarray], np.ndarray]


def critical_value(
    n: float = np.inf, trend: str = "c", variables: int = 1, level: float = 0.05
) -> float:
    """MacKinnon's critical value of the (residual-based) Dickey-Fuller t test at sample size n.

    Parameters
    ----------
    n : float
        Observations; infinity for the asymptotic value.
    trend : {"c", "ct", "ctt"}
        Constant; constant and line; constant, line and square.
    variables : int
        1 for a unit-root test, more for a cointegration test between so many variables.
    level : {0.01, 0.05, 0.10}
        Size of the test.

    Returns
    -------
    float
        Reject below it.

    Raises
    ------
    ValueError
        On an unknown trend or level.

    Notes
    -----
    Source: the response surface b0 + b1/T + b2/T² + b3/T³ of MacKinnon (2010), ``mackinnon2010``.

    Examples
    --------
    >>> round(critical_value(15), 4), round(critical_value(15, variables=3), 3)
    (-3.0849, -4.351)
    """
    if trend not in TRENDS:
        raise ValueError(f"unknown trend {trend!r}; valid: {', '.join(TRENDS)}")
    if level not in LEVELS:
        valid = ", ".join(map(str, LEVELS))
        raise ValueError(f"no critical value at level {level}; valid: {valid}")
    return float(mackinnoncrit(N=variables, regression=trend, nobs=n)[LEVELS.index(level)])


def dickey_fuller(series: np.ndarray, lags: int, trend: str) -> simulation.Fit:
    """Dickey-Fuller regressions of the change on the lagged level, lagged changes and the trend.

    Parameters
    ----------
    series : ndarray, shape (n, replications)
        One series per column.
    lags : int
        Lagged changes in the regression.
    trend : {"n", "c", "ct", "ctt"}
        Nothing (for residuals), constant, and line, and square.

    Returns
    -------
    simulation.Fit
        The level is the first regressor, after the constant if there is one.

    Examples
    --------
    >>> walks = simulation.random_walks(np.random.default_rng(1), 1, 15, 4)[0]
    >>> dickey_fuller(walks, 2, "c").n
    12
    """
    change = np.diff(series, axis=0)
    rows = len(change) - lags
    x = [series[lags:-1], *(change[lags - lag : len(change) - lag] for lag in range(1, lags + 1))]
    year = np.arange(rows) - (rows - 1) / 2
    x += [year**power for power in range(1, trend.count("t") + 1)]
    return simulation.batched_ols(change[lags:], x, intercept=trend != "n")


def adf_statistics(series: np.ndarray, lags: int = 0, trend: str = "c") -> np.ndarray:
    """Augmented Dickey-Fuller t statistics of many series.

    Parameters
    ----------
    series, lags, trend
        As for `dickey_fuller`.

    Returns
    -------
    ndarray, shape (replications,)
        Equal to statsmodels' ``adfuller(autolag=None)``.

    Examples
    --------
    >>> walks = simulation.random_walks(np.random.default_rng(1), 1, 15, 4)[0]
    >>> adf_statistics(walks, lags=1).shape
    (4,)
    """
    return dickey_fuller(series, lags, trend).t[0 if trend == "n" else 1]


@remembered
def unit_root_null(
    lags: int = FIXED,
    trend: str = "ct",
    n: int = N,
    replications: int = REPLICATIONS,
    seed: int = SEED,
) -> np.ndarray:
    """Statistics of the Dickey-Fuller test of random walks without drift, ascending.

    Parameters
    ----------
    lags, trend
        As for `dickey_fuller`.
    n, replications, seed : int
        Years, simulated series, seed.

    Returns
    -------
    ndarray, shape (replications,)
        Beside a line or a curve they do not depend on drift.

    Examples
    --------
    >>> abs(float(np.quantile(unit_root_null(0, "c"), 0.05)) - critical_value(15)) < 0.1
    True
    """

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        walks = np.cumsum(rng.standard_normal((n, size)), axis=0)
        return {"t": adf_statistics(walks, lags, trend)}

    return np.sort(simulation.simulate(experiment, replications, seed)["t"])


def unit_root_limit(lags: int = FIXED, trend: str = "ct", level: float = 0.05) -> float:
    """Critical value of the Dickey-Fuller test at n = 15 with these lags, simulated.

    Parameters
    ----------
    lags, trend
        As for `dickey_fuller`.
    level : float
        Size of the test.

    Returns
    -------
    float
        Reject below it.

    Examples
    --------
    >>> unit_root_limit(1, "ctt") < unit_root_limit(1, "ct") < critical_value(trend="ct")
    True
    """
    return float(np.quantile(unit_root_null(lags, trend), level))


@remembered
def unit_root_power(
    trend: str = "ct",
    lags: int = FIXED,
    rhos: tuple[float, ...] = RHOS,
    replications: int = REPLICATIONS,
    seed: int = SEED + 1,
) -> dict[float, float]:
    """How often the Dickey-Fuller test at 5% finds a series that returns to its trend.

    Parameters
    ----------
    trend, lags
        As for `dickey_fuller`; the limit is that of `unit_root_limit`.
    rhos : tuple of float
        How much of a miss is left a year later; 1 is a random walk.
    replications, seed : int
        Of the simulation.

    Returns
    -------
    dict of float
        Share of samples by rho.

    Examples
    --------
    >>> 0.03 < unit_root_power(rhos=(1.0,))[1.0] < 0.07
    True
    """
    limit = unit_root_limit(lags, trend)

    def drawn(rng: np.random.Generator, size: int, rho: float) -> np.ndarray:
        if rho == 1:
            return simulation.random_walks(rng, 1, N, size)[0]
        return simulation.autoregressions(rng, 1, N, size, rho=rho)[0]

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        return {
            str(rho): adf_statistics(drawn(rng, size, rho), lags, trend) < limit for rho in rhos
        }

    hits = simulation.simulate(experiment, replications, seed)
    return {rho: float(hits[str(rho)].mean()) for rho in rhos}


def equilibrium_errors(system: np.ndarray, trend: str = "c") -> np.ndarray:
    """Residuals of the first series on the others, for many systems.

    Parameters
    ----------
    system : ndarray, shape (m, n, replications)
        Dependent series first.
    trend : {"c", "ct"}
        Constant, or constant and line, in the regression of levels.

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
        As for `equilibrium_errors`.
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
    errors = equilibrium_errors(system, trend)
    return np.array([adf_statistics(errors, lag, "n") for lag in lags])


def adjustment_statistics(system: np.ndarray) -> np.ndarray:
    """T of the return in y on its own last value and today's x, for many systems.

    Parameters
    ----------
    system : ndarray, shape (m, n, replications)
        Dependent series first.

    Returns
    -------
    ndarray, shape (replications,)
        The coefficient of last year's y less one, over its standard error.

    Notes
    -----
    The ARDL model with one lag of y and none of x. Very negative values speak for a relation in
    levels; their distribution is not Student's. Source: Banerjee, Dolado and Mestre (1998),
    ``bdm1998``.

    Examples
    --------
    >>> adjustment_statistics(simulation.random_walks(np.random.default_rng(1), 3, 15, 4)).shape
    (4,)
    """
    fit = simulation.batched_ols(np.diff(system[0], axis=0), [system[0, :-1], *system[1:, 1:]])
    return fit.t[1]


def toda_yamamoto_statistics(system: np.ndarray) -> np.ndarray:
    """F (t²) that last year's second series helps to predict the first, for many pairs.

    Parameters
    ----------
    system : ndarray, shape (2, n, replications)
        First the series that is predicted.

    Returns
    -------
    ndarray, shape (replications,)
        With 1 and n - 7 degrees of freedom in a long sample.

    Notes
    -----
    One lag, and one more that is not tested, so that series with unit roots are allowed. Source:
    Toda and Yamamoto (1995), ``todayamamoto1995``.

    Examples
    --------
    >>> toda_yamamoto_statistics(simulation.random_walks(np.random.default_rng(1), 2, 15, 4)).shape
    (4,)
    """
    y, x = system
    fit = simulation.batched_ols(y[2:], [x[1:-1], x[:-2], y[1:-1], y[:-2]])
    return fit.t[1] ** 2


def unrelated(
    rng: np.random.Generator,
    size: int,
    m: int = 3,
    n: int = N,
    drift: float | Sequence[float] = 0.0,
    rho: float = 0.0,
) -> np.ndarray:
    """Independent random walks: no long-run relation.

    Parameters
    ----------
    rng : Generator
        Source of the draws.
    size, m, n : int
        Systems, series in each, years.
    drift : float or sequence of float
        Mean change in standard deviations of a change; one value or one per series.
    rho : float
        Autocorrelation of the changes.

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
        As for `unrelated`; the drift is that of the walks.
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


PLANTS: dict[str, Callable[..., np.ndarray]] = {
    "unrelated": unrelated,
    "cointegrated": cointegrated,
}
KERNELS: dict[str, Kernel] = {
    "Engle-Granger": engle_granger_statistics,
    "Toda-Yamamoto": toda_yamamoto_statistics,
}


@remembered
def simulated_systems(
    kind: str,
    statistic: str,
    m: int = 3,
    drift: tuple[float, ...] | float = 0.0,
    rho: float = 0.0,
    replications: int = REPLICATIONS,
    seed: int = SEED,
) -> np.ndarray:
    """Statistics of one test in simulated systems of 15 years.

    Parameters
    ----------
    kind : {"unrelated", "cointegrated"}
        See `PLANTS`.
    statistic : {"Engle-Granger", "Toda-Yamamoto"}
        See `KERNELS`; "Engle-Granger" gives one row per lag of `SEARCH`.
    m : int
        Series in a system.
    drift, rho
        As for `unrelated` and `cointegrated`.
    replications, seed : int
        Of the simulation.

    Returns
    -------
    ndarray, shape (replications,) or (len(SEARCH), replications)
        Computed once per set of arguments.

    Raises
    ------
    ValueError
        On an unknown statistic or kind.

    Examples
    --------
    >>> simulated_systems("unrelated", "Engle-Granger", replications=100).shape
    (3, 100)
    """
    for name, known in ((statistic, KERNELS), (kind, PLANTS)):
        if name not in known:
            raise ValueError(f"unknown {name!r}; valid: {', '.join(known)}")

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        return {"t": KERNELS[statistic](PLANTS[kind](rng, size, m, N, drift=drift, rho=rho))}

    return simulation.simulate(experiment, replications, seed, chunk=2048)["t"]


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
    """

    lags: int
    statistic: float
    rows: int
    df: int
    critical: float

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


def engle_granger(
    frame: pd.DataFrame,
    lags: int = 0,
    trend: str = "c",
    dependent: str = "gdp",
    regressors: Sequence[str] = REGRESSORS,
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
    fit = dickey_fuller(equilibrium_errors(system[:, :, None], trend), lags, "n")
    return EngleGranger(
        lags=lags,
        statistic=float(fit.t[0, 0]),
        rows=fit.n,
        df=fit.df,
        critical=critical_value(system.shape[1], trend, len(system)),
    )


def reading(frame: pd.DataFrame, lags: Sequence[int] = SEARCH) -> str:
    """Whether Engle-Granger finds Table 4 cointegrated at every lag, at no lag, or only at some.

    Parameters
    ----------
    frame : DataFrame
        One row per year.
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
    found = [engle_granger(frame, lag).rejects for lag in lags]
    return EVERY if all(found) else SOME if any(found) else NONE


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
        One drift per series: with it `unrelated` grows as the sample does.

    Examples
    --------
    >>> all(value > 1 for value in calibrated_drift(data.load("paper")))
    True
    """
    change = frame[[dependent, *regressors]].diff().dropna()
    return tuple(float(value) for value in change.mean() / change.std())


def precedence_size(
    frame: pd.DataFrame, dependent: str, other: str, rho: float = 0.0, level: float = 0.05
) -> float:
    """How often Toda and Yamamoto's test rejects between two unrelated walks that grow as these do.

    Parameters
    ----------
    frame : DataFrame
        The observed data, as the test takes them.
    dependent, other : str
        The series that is predicted, and the one that may help; only their drifts are used.
    rho : float
        Autocorrelation of the changes.
    level : float
        Of the test by the F distribution.

    Returns
    -------
    float
        Share of samples.

    Examples
    --------
    >>> precedence_size(np.log(data.load("paper")), "gdp", "users") > 0.05
    True
    """
    drift = calibrated_drift(frame, dependent, (other,))
    drawn = simulated_systems("unrelated", "Toda-Yamamoto", m=2, drift=drift, rho=rho)
    return float((drawn > simulation.critical_f(1, N - 7, level)).mean())


def search_rates(frame: pd.DataFrame) -> dict[str, float]:
    """What a search over lags finds where there is nothing to find.

    Parameters
    ----------
    frame : DataFrame
        The observed data: their drifts, and the statistic to be matched.

    Returns
    -------
    dict of float
        Shares of unrelated systems with the sample's drifts: ``any``, in which some lag of
        `SEARCH` rejects at MacKinnon's 5% value; ``best``, in which the most negative statistic is
        at least as low as that of the data.

    Examples
    --------
    >>> rates = search_rates(data.load("paper"))
    >>> 0.05 < rates["any"] and rates["best"] < rates["any"]
    True
    """
    observed = min(engle_granger(frame, lag).statistic for lag in SEARCH)
    drift = calibrated_drift(frame)
    lowest = simulated_systems("unrelated", "Engle-Granger", drift=drift).min(axis=0)
    critical = critical_value(N, "c", 1 + len(REGRESSORS))
    return {"any": float((lowest < critical).mean()), "best": float((lowest <= observed).mean())}


def cointegration_power(rho: float = 0.5, lags: int = FIXED) -> float:
    """How often Engle-Granger at 5% finds three series of 15 years that are truly cointegrated.

    Parameters
    ----------
    rho : float
        How much of an equilibrium error is left a year later.
    lags : int
        One of `SEARCH`.

    Returns
    -------
    float
        Share of samples, at the limit that unrelated walks give.

    Examples
    --------
    >>> 0.09 < cointegration_power(0.5, lags=0) < 0.16
    True
    """
    place = SEARCH.index(lags)
    limit = np.quantile(simulated_systems("unrelated", "Engle-Granger")[place], 0.05)
    drawn = simulated_systems("cointegrated", "Engle-Granger", rho=rho, seed=SEED + 1)
    return float((drawn[place] < limit).mean())


def adjustment_under(
    result: RegressionResultsWrapper,
    rho: float | None = None,
    replications: int = REPLICATIONS,
    seed: int = SEED + 2,
) -> np.ndarray:
    """T of the return when GDP only wanders, or when a fit is true, beside the sample's regressors.

    Parameters
    ----------
    result : statsmodels RegressionResults
        Whose regressors are held fixed, the constant first.
    rho : float, optional
        If given, its fitted values are the truth, and rho of an error is left a year later. If not,
        the dependent series is a random walk with the sample's mean change, and no relation holds.
    replications, seed : int
        Of the simulation.

    Returns
    -------
    ndarray, shape (replications,)

    Examples
    --------
    >>> fit = ols.ols(data.load("paper"), "table4")
    >>> bool(np.median(adjustment_under(fit, 0.5)) < np.median(adjustment_under(fit)))
    True
    """
    y, exog = np.asarray(result.model.endog), np.asarray(result.model.exog)
    x = (exog[:, 1:] / exog[:, 1:].std(axis=0)).T[:, :, None]
    change, unit = np.diff(y), np.sqrt(result.mse_resid)

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        if rho is None:
            drift = change.mean() / change.std(ddof=1)
            drawn = simulation.random_walks(rng, 1, len(y), size, drift=drift)
        else:
            error = simulation.autoregressions(rng, 1, len(y), size, rho=rho)
            drawn = np.asarray(result.fittedvalues)[:, None] / unit + error
        system = np.concatenate([drawn, np.broadcast_to(x, (*x.shape[:2], size))])
        return {"t": adjustment_statistics(system)}

    return simulation.simulate(experiment, replications, seed)["t"]
