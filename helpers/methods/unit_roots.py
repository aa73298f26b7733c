"""Unit-root tests on 15 points: four tests, their critical values at this length, their power."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd
from statsmodels.tools.sm_exceptions import InterpolationWarning
from statsmodels.tsa import stattools
from statsmodels.tsa.adfvalues import mackinnoncrit, tau_2010s

from helpers import data
from helpers.memory import remembered
from helpers.methods import simulation

TRENDS = {"c": "constant", "ct": "constant and trend"}
LEVELS = (0.01, 0.05, 0.10)
N = len(data.YEARS)
REPLICATIONS = 20_000  # Monte Carlo error of a 5% rate: 0.15 points
SEED = 2018
# Local alternatives of Elliott, Rothenberg and Stock, also arch's.
GLS_DISTANCE = {"c": -7.0, "ct": -13.5}
LAGS = (0, 1, 2, 3)
HIGH, MIDDLE = 0.8, 0.5  # autocorrelations that the pages quote
RHOS = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
CURVES = {
    "ADF, constant": ("ADF", 0, "c"),
    "ADF, trend": ("ADF", 0, "ct"),
    "PP, trend": ("PP", 1, "ct"),
    "DF-GLS, trend": ("DF-GLS", 0, "ct"),
}
BY_AIC = "ADF by AIC"


def _check_trend(trend: str) -> None:
    if trend not in TRENDS:
        raise ValueError(f"unknown trend {trend!r}; valid: {', '.join(TRENDS)}")


def critical_value(
    n: float = np.inf, trend: str = "c", variables: int = 1, level: float = 0.05
) -> float:
    """MacKinnon's critical value of the (residual-based) Dickey-Fuller t test at sample size n.

    Parameters
    ----------
    n : float
        Observations; infinity for the asymptotic value.
    trend : {"c", "ct"}
        Constant, or constant and trend.
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
    Source: the response surface b0 + b1/T + b2/T² + b3/T³ of MacKinnon (2010), `mackinnon2010` in
    references.bib.

    Examples
    --------
    >>> round(critical_value(15), 4), round(critical_value(15, variables=3), 3)
    (-3.0849, -4.351)
    """
    _check_trend(trend)
    if level not in LEVELS:
        raise ValueError(
            f"no critical value at level {level}; valid: {', '.join(map(str, LEVELS))}"
        )
    return float(mackinnoncrit(N=variables, regression=trend, nobs=n)[LEVELS.index(level)])


def response_surface(trend: str = "c", variables: int = 1, level: float = 0.05) -> list[float]:
    """MacKinnon's coefficients b0, b1, b2, b3 behind `critical_value`, as statsmodels holds them.

    Parameters
    ----------
    trend, variables, level
        As for `critical_value`.

    Returns
    -------
    list of float
        Four coefficients.

    Raises
    ------
    ValueError
        On an unknown trend or level.

    Examples
    --------
    >>> response_surface()
    [-2.86154, -2.8903, -4.234, -40.04]
    """
    _check_trend(trend)
    return tau_2010s[trend][variables - 1, LEVELS.index(level)].tolist()


def dickey_fuller(series: np.ndarray, lags: int, trend: str, start: int = 0) -> simulation.Fit:
    """Dickey-Fuller regressions of the change on the lagged level, lagged changes and the trend.

    Parameters
    ----------
    series : ndarray, shape (n, replications)
        One series per column.
    lags, trend
        As for `adf_statistics`.
    start : int
        Leave out as many rows as this many lags would.

    Returns
    -------
    simulation.Fit
        With residuals; the level is the first regressor, after the constant if there is one.

    Examples
    --------
    >>> walks = simulation.random_walks(np.random.default_rng(1), 1, 15, 4)[0]
    >>> dickey_fuller(walks, 0, "c", start=2).n
    12
    """
    change = np.diff(series, axis=0)
    first = max(lags, start)
    rows = len(change) - first
    x = [series[first:-1], *(change[first - lag : len(change) - lag] for lag in range(1, lags + 1))]
    if trend == "ct":
        x.append(np.arange(rows))
    return simulation.batched_ols(change[first:], x, intercept=trend != "n", residuals=True)


def adf_statistics(series: np.ndarray, lags: int = 0, trend: str = "c") -> np.ndarray:
    """Augmented Dickey-Fuller t statistics of many series.

    Parameters
    ----------
    series : ndarray, shape (n, replications)
        One series per column.
    lags : int
        Lagged changes in the regression.
    trend : {"c", "ct", "n"}
        Constant, constant and trend, or neither (for residuals).

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


def longest_lag(n: int, trend: str) -> int:
    """The longest lag that ``adfuller`` tries when asked to choose.

    Parameters
    ----------
    n : int
        Observations.
    trend : {"n", "c", "ct"}
        Neither constant nor trend, constant, or constant and trend.

    Returns
    -------
    int
        Schwert's rule ``12 (n / 100)^(1/4)``, rounded up, capped by the degrees of freedom.

    Examples
    --------
    >>> longest_lag(15, "c"), longest_lag(15, "ct")
    (5, 4)
    """
    terms = {"n": 0, "c": 1, "ct": 2}[trend]
    return min(int(np.ceil(12 * (n / 100) ** 0.25)), n // 2 - terms - 1)


def aic_lags(series: np.ndarray, trend: str = "c", longest: int | None = None) -> np.ndarray:
    """The lag that minimises Akaike's criterion on the sample that the longest lag leaves.

    Parameters
    ----------
    series : ndarray, shape (n, replications)
        One series per column.
    trend : {"c", "ct", "n"}
        As for `adf_statistics`.
    longest : int, optional
        Longest lag tried; `longest_lag` by default.

    Returns
    -------
    ndarray of int, shape (replications,)
    """
    longest = longest_lag(len(series), trend) if longest is None else longest
    criteria = []
    for lags in range(longest + 1):
        fit = dickey_fuller(series, lags, trend, start=longest)
        criteria.append(fit.n * np.log(fit.ssr) + 2 * len(fit.b))
    return np.argmin(criteria, axis=0)


def adf_aic_statistics(
    series: np.ndarray, trend: str = "c", longest: int | None = None
) -> np.ndarray:
    """ADF t statistics with the lag chosen by Akaike's criterion.

    Parameters
    ----------
    series, trend, longest
        As for `aic_lags`.

    Returns
    -------
    ndarray, shape (replications,)
        Equal to the default of statsmodels' ``adfuller``.
    """
    longest = longest_lag(len(series), trend) if longest is None else longest
    each = np.array([adf_statistics(series, lags, trend) for lags in range(longest + 1)])
    return np.take_along_axis(each, aic_lags(series, trend, longest)[None], axis=0)[0]


def long_run_variance(errors: np.ndarray, lags: int) -> np.ndarray:
    """Bartlett (Newey-West) long-run variance of each column.

    Parameters
    ----------
    errors : ndarray, shape (n, replications)
        Not demeaned here.
    lags : int
        Bandwidth.

    Returns
    -------
    ndarray, shape (replications,)
        Divided by the number of rows.
    """
    n = len(errors)
    total = np.einsum("tr,tr->r", errors, errors)
    for lag in range(1, lags + 1):
        total = total + 2 * (1 - lag / (lags + 1)) * np.einsum(
            "tr,tr->r", errors[lag:], errors[:-lag]
        )
    return total / n


def phillips_perron_statistics(series: np.ndarray, lags: int = 1, trend: str = "c") -> np.ndarray:
    """Phillips-Perron Z-tau statistics of many series.

    Parameters
    ----------
    series, trend
        As for `adf_statistics`.
    lags : int
        Bandwidth.

    Returns
    -------
    ndarray, shape (replications,)
        Equal to arch's ``PhillipsPerron``.
    """
    fit = dickey_fuller(series, 0, trend)
    place = 0 if trend == "n" else 1
    variance = fit.ssr / fit.df
    short, long = fit.ssr / fit.n, long_run_variance(cast(np.ndarray, fit.resid), lags)
    correction = 0.5 * (long - short) / np.sqrt(long) * fit.n * fit.se[place] / np.sqrt(variance)
    return np.sqrt(short / long) * fit.t[place] - correction


def dfgls_statistics(series: np.ndarray, lags: int = 0, trend: str = "ct") -> np.ndarray:
    """DF-GLS t statistics of many series.

    Parameters
    ----------
    series, lags
        As for `adf_statistics`.
    trend : {"c", "ct"}
        What the generalised least squares remove.

    Returns
    -------
    ndarray, shape (replications,)
        Equal to arch's ``DFGLS``.
    """
    n = len(series)
    terms = np.column_stack([np.ones(n), np.arange(1, n + 1)] if trend == "ct" else [np.ones(n)])

    def quasi(values: np.ndarray) -> np.ndarray:
        changed = np.array(values, dtype=float)
        changed[1:] -= (1 + GLS_DISTANCE[trend] / n) * values[:-1]
        return changed

    detrended = series - terms @ (np.linalg.pinv(quasi(terms)) @ quasi(series))
    return adf_statistics(detrended, lags, "n")


def kpss_statistics(series: np.ndarray, lags: int = 1, trend: str = "c") -> np.ndarray:
    """KPSS statistics of many series.

    Parameters
    ----------
    series : ndarray, shape (n, replications)
        One series per column.
    lags : int
        Bandwidth.
    trend : {"c", "ct"}
        Constant, or constant and trend.

    Returns
    -------
    ndarray, shape (replications,)
        Equal to statsmodels' ``kpss``.
    """
    n = len(series)
    terms = np.column_stack([np.ones(n), np.arange(n)] if trend == "ct" else [np.ones(n)])
    errors = series - terms @ (np.linalg.pinv(terms) @ series)
    sums = np.cumsum(errors, axis=0)
    return np.einsum("tr,tr->r", sums, sums) / n**2 / long_run_variance(errors, lags)


@dataclass(frozen=True)
class UnitRootTest:
    """A unit-root or stationarity test.

    Attributes
    ----------
    kernel : callable
        ``kernel(series, lags, trend)``, batched, as `adf_statistics`.
    null : {"unit root", "stationarity"}
        Null hypothesis.
    upper : bool
        Whether large statistics reject; small ones do otherwise.
    """

    __test__ = False  # not a test of pytest's
    kernel: Callable[[np.ndarray, int, str], np.ndarray]
    null: str
    upper: bool = False

    def rejects(self, statistic: Any, critical: float) -> Any:
        """Whether the null falls.

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


TESTS = {
    "ADF": UnitRootTest(adf_statistics, "unit root"),
    "PP": UnitRootTest(phillips_perron_statistics, "unit root"),
    "DF-GLS": UnitRootTest(dfgls_statistics, "unit root"),
    "KPSS": UnitRootTest(kpss_statistics, "stationarity", upper=True),
}


def _test(name: str) -> UnitRootTest:
    if name not in TESTS:
        raise ValueError(f"unknown test {name!r}; valid: {', '.join(TESTS)}")
    return TESTS[name]


def unit_root_statistics(test: str, series: np.ndarray, lags: int, trend: str) -> np.ndarray:
    """The statistic of one of `TESTS` for many series.

    Parameters
    ----------
    test : str
        A key of `TESTS`.
    series : ndarray, shape (n, replications)
        One series per column.
    lags : int
        Lagged changes, or bandwidth for PP and KPSS.
    trend : {"c", "ct"}
        Constant, or constant and trend.

    Returns
    -------
    ndarray, shape (replications,)
        One statistic per column.

    Raises
    ------
    ValueError
        On an unknown test or trend.
    """
    _check_trend(trend)
    return _test(test).kernel(np.asarray(series, dtype=float), lags, trend)


@remembered
def null_distribution(
    test: str, lags: int, trend: str, n: int = N, replications: int = REPLICATIONS, seed: int = SEED
) -> np.ndarray:
    """Simulated statistics under the test's own null hypothesis at sample size n, sorted.

    Parameters
    ----------
    test : str
        One of `TESTS`, or `BY_AIC` (then ``lags`` is ignored).
    lags : int
        Lagged changes, or bandwidth for PP and KPSS.
    trend : {"c", "ct"}
        Terms in the test regression.
    n, replications, seed : int
        Sample size, number of simulated series, seed.

    Returns
    -------
    ndarray, shape (replications,)
        Ascending; read-only.

    Notes
    -----
    The null is a Gaussian random walk without drift, for KPSS white noise. With a trend in the
    regression the statistics do not depend on drift or level; with a constant alone they do not
    depend on the level but do depend on drift.

    Examples
    --------
    >>> abs(float(np.quantile(null_distribution("ADF", 0, "c"), 0.05)) - critical_value(15)) < 0.1
    True
    """
    _check_trend(trend)

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        noise = rng.standard_normal((n, size))
        if test == BY_AIC:
            return {"statistic": adf_aic_statistics(np.cumsum(noise, axis=0), trend)}
        series = noise if _test(test).null == "stationarity" else np.cumsum(noise, axis=0)
        return {"statistic": unit_root_statistics(test, series, lags, trend)}

    return np.sort(simulation.simulate(experiment, replications, seed)["statistic"])


def _upper(test: str) -> bool:
    """Whether large statistics of a test, or of ADF with the lag chosen by AIC, reject."""
    return test != BY_AIC and _test(test).upper


def simulated_critical(test: str, lags: int, trend: str, level: float = 0.05, n: int = N) -> float:
    """Critical value of a test at sample size n, from `null_distribution`.

    Parameters
    ----------
    test, lags, trend, n
        As for `null_distribution`.
    level : float
        Size of the test.

    Returns
    -------
    float
        Upper quantile for KPSS, lower for the others.

    Examples
    --------
    >>> long, none = (simulated_critical("ADF", lags, "ct") for lags in (3, 0))
    >>> long < none < critical_value(trend="ct")
    True
    """
    drawn = null_distribution(test, lags, trend, n)
    return float(np.quantile(drawn, 1 - level if _upper(test) else level))


def simulated_p_value(statistic: float, test: str, lags: int, trend: str, n: int = N) -> float:
    """Share of simulated null statistics at least as extreme as the one observed.

    Parameters
    ----------
    statistic : float
        The observed value.
    test, lags, trend, n
        As for `null_distribution`.

    Returns
    -------
    float
        Between 0 and 1.
    """
    drawn = null_distribution(test, lags, trend, n)
    return float(np.mean(drawn >= statistic) if _upper(test) else np.mean(drawn <= statistic))


def _ar1(rng: np.random.Generator, n: int, size: int, rho: float) -> np.ndarray:
    """AR(1) series, shape (n, size): stationary for rho below 1, a random walk for 1."""
    if rho == 1:
        return simulation.random_walks(rng, 1, n, size)[0]
    return simulation.autoregressions(rng, 1, n, size, rho=rho)[0]


@remembered
def unit_root_power(
    test: str,
    lags: int,
    trend: str,
    rhos: tuple[float, ...] = RHOS,
    n: int = N,
    replications: int = REPLICATIONS,
    seed: int = SEED + 1,
) -> dict[float, tuple[float, float]]:
    """Rejection rates at the 5% level when the series is an AR(1) around its constant or trend.

    Parameters
    ----------
    test, lags, trend, n, replications, seed
        As for `null_distribution`.
    rhos : tuple of float
        Autoregressive coefficients; below 1 the series starts from its stationary distribution,
        1 is a random walk.

    Returns
    -------
    dict
        Per rho the rejection rate and its Monte Carlo standard error. ADF without lags uses
        MacKinnon's value at n, the others their simulated critical value.

    Examples
    --------
    >>> rate, error = unit_root_power("ADF", 0, "c", rhos=(0.5,))[0.5]
    >>> 0.15 < rate < 0.30
    True
    """
    _check_trend(trend)
    if test == "ADF" and lags == 0:
        critical = critical_value(n, trend)
    else:
        critical = simulated_critical(test, lags, trend, n=n)
    rejects = _test(test).rejects

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        return {
            str(rho): rejects(
                unit_root_statistics(test, _ar1(rng, n, size, rho), lags, trend), critical
            )
            for rho in rhos
        }

    hits = simulation.simulate(experiment, replications, seed)
    return {rho: simulation.share(hits[str(rho)]) for rho in rhos}


def unit_root_size(critical: float, trend: str, n: int = N) -> tuple[float, float]:
    """Rejection rate of the Dickey-Fuller test without lags under a random walk.

    Parameters
    ----------
    critical : float
        Critical value; the test rejects below it.
    trend : {"c", "ct"}
        Constant, or constant and trend.
    n : int
        Sample size.

    Returns
    -------
    (float, float)
        The rate and its Monte Carlo standard error.

    Examples
    --------
    >>> unit_root_size(critical_value(trend="c"), "c")[0] > 0.06
    True
    """
    return simulation.share(null_distribution("ADF", 0, trend, n) < critical)


# Autocorrelations of the yearly changes; all of the sample's are positive.
MEMORY = (-0.5, 0.0, 0.5, 0.8)
REMEMBERED = {
    "ADF, 0 lags": ("ADF", 0),
    "ADF, 1 lag": ("ADF", 1),
    "PP, bandwidth 1": ("PP", 1),
    "DF-GLS, 1 lag": ("DF-GLS", 1),
}


@remembered
def memory_sizes(
    trend: str = "ct", n: int = N, replications: int = REPLICATIONS, seed: int = SEED + 2
) -> pd.DataFrame:
    """How often a true unit root is rejected at 5% when the yearly changes are autocorrelated.

    Parameters
    ----------
    trend, n, replications, seed
        As for `null_distribution`.

    Returns
    -------
    DataFrame
        Rows `REMEMBERED`, columns `MEMORY`: rejection rates at the critical value simulated for
        changes without memory.

    Examples
    --------
    >>> rates = memory_sizes(replications=2_000)
    >>> bool(rates.loc["PP, bandwidth 1", -0.5] > 0.2)
    True
    """
    _check_trend(trend)
    critical = {
        label: simulated_critical(test, lags, trend, n=n)
        for label, (test, lags) in REMEMBERED.items()
    }

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        hits: dict[str, np.ndarray] = {}
        for rho in MEMORY:
            series = simulation.random_walks(rng, 1, n, size, rho=rho)[0]
            hits |= {
                f"{label} {rho}": unit_root_statistics(test, series, lags, trend) < critical[label]
                for label, (test, lags) in REMEMBERED.items()
            }
        return hits

    drawn = simulation.simulate(experiment, replications, seed)
    rates = {
        rho: {label: simulation.share(drawn[f"{label} {rho}"])[0] for label in REMEMBERED}
        for rho in MEMORY
    }
    return pd.DataFrame(rates)


@dataclass(frozen=True)
class Outcome:
    """One test on one series.

    Attributes
    ----------
    test : str
        A key of `TESTS`.
    trend : {"c", "ct"}
        Terms in the test regression.
    lags : int
        Lagged changes, or bandwidth.
    rows, coefficients : int
        What the test regression uses.
    statistic : float
        Without unit.
    p_asymptotic : float
        The library's p-value, which does not depend on the sample size.
    clipped : bool
        Whether the statistic lies outside the library's table, so that the p-value is a bound.
    """

    test: str
    trend: str
    lags: int
    rows: int
    coefficients: int
    statistic: float
    p_asymptotic: float
    clipped: bool = False

    @property
    def critical(self) -> float:
        """Simulated 5% critical value for this many observations and lags."""
        return simulated_critical(self.test, self.lags, self.trend, n=self.observations)

    @property
    def observations(self) -> int:
        """Length of the series: the rows of the test regression, and those lost to lags."""
        if self.test == "KPSS":
            return self.rows
        lost = self.lags if self.test in ("ADF", "DF-GLS") else 0
        return self.rows + 1 + lost

    @property
    def p(self) -> float:
        """Simulated p-value at this sample size."""
        return simulated_p_value(
            self.statistic, self.test, self.lags, self.trend, self.observations
        )

    @property
    def rejects(self) -> bool:
        """Verdict at 5% by the simulated critical value."""
        return bool(TESTS[self.test].rejects(self.statistic, self.critical))

    @property
    def rejects_asymptotically(self) -> bool:
        """Verdict at 5% by the library's p-value."""
        return self.p_asymptotic < 0.05


def _values(series: Sequence[float] | pd.Series | np.ndarray) -> np.ndarray:
    values = np.asarray(series, dtype=float)
    if values.ndim != 1 or not np.isfinite(values).all():
        raise ValueError("a unit-root test needs one series without gaps")
    return values


def adf(
    series: Sequence[float] | pd.Series | np.ndarray, lags: int | None = 0, trend: str = "c"
) -> Outcome:
    """Augmented Dickey-Fuller test (statsmodels).

    Parameters
    ----------
    series : sequence of float
        One series, without gaps.
    lags : int or None
        Lagged changes; with None Akaike's criterion chooses, as the library does by default.
    trend : {"c", "ct"}
        Constant, or constant and trend.

    Returns
    -------
    Outcome
        Statistic, asymptotic p-value and counts.

    Raises
    ------
    ValueError
        If the series has gaps or the trend is unknown.

    Examples
    --------
    >>> adf(data.load("paper")["gdp"], lags=None).lags
    5
    """
    _check_trend(trend)
    found = stattools.adfuller(
        _values(series),
        maxlag=lags,
        regression=trend,
        autolag="AIC" if lags is None else None,
        result_object=True,
    )
    return Outcome(
        "ADF",
        trend,
        int(found.lags),
        int(found.nobs),
        1 + int(found.lags) + len(trend),
        float(found.statistic),
        float(found.pvalue),
    )


def phillips_perron(
    series: Sequence[float] | pd.Series | np.ndarray, lags: int = 1, trend: str = "c"
) -> Outcome:
    """Phillips-Perron test (arch).

    Parameters
    ----------
    series, trend
        As for `adf`.
    lags : int
        Bandwidth.

    Returns
    -------
    Outcome
        Statistic, asymptotic p-value and counts.
    """
    _check_trend(trend)
    from arch.unitroot import PhillipsPerron  # slow to import, and needed here only

    found = PhillipsPerron(_values(series), lags=lags, trend="ct" if trend == "ct" else "c")
    return Outcome(
        "PP", trend, lags, int(found.nobs), 1 + len(trend), float(found.stat), float(found.pvalue)
    )


def dfgls(
    series: Sequence[float] | pd.Series | np.ndarray, lags: int = 0, trend: str = "ct"
) -> Outcome:
    """DF-GLS test (arch).

    Parameters
    ----------
    series, trend
        As for `adf`.
    lags : int
        Lagged changes.

    Returns
    -------
    Outcome
        Statistic, asymptotic p-value and counts.
    """
    _check_trend(trend)
    from arch.unitroot import DFGLS  # slow to import, and needed here only

    found = DFGLS(_values(series), lags=lags, trend="ct" if trend == "ct" else "c")
    return Outcome(
        "DF-GLS", trend, lags, int(found.nobs), 1 + lags, float(found.stat), float(found.pvalue)
    )


def kpss(
    series: Sequence[float] | pd.Series | np.ndarray, lags: int = 1, trend: str = "c"
) -> Outcome:
    """KPSS test (statsmodels), whose null is stationarity.

    Parameters
    ----------
    series, trend
        As for `adf`.
    lags : int
        Bandwidth.

    Returns
    -------
    Outcome
        Statistic, asymptotic p-value and counts.

    Examples
    --------
    >>> kpss(data.load("paper")["gdp"], lags=0).clipped
    True
    """
    _check_trend(trend)
    values = _values(series)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = stattools.kpss(values, regression=trend, nlags=lags, result_object=True)
    clipped = any(issubclass(warning.category, InterpolationWarning) for warning in caught)
    return Outcome(
        "KPSS",
        trend,
        lags,
        len(values),
        len(trend),
        float(found.statistic),
        float(found.pvalue),
        clipped,
    )


LIBRARY: dict[str, Callable[..., Outcome]] = {
    "ADF": adf,
    "PP": phillips_perron,
    "DF-GLS": dfgls,
    "KPSS": kpss,
}


def readings_by_lag(
    frame: pd.DataFrame, test: str = "ADF", trend: str = "ct", lags: Sequence[int] = LAGS
) -> pd.DataFrame:
    """Outcomes of one test per series and lag.

    Parameters
    ----------
    frame : DataFrame
        One column per series.
    test : str
        A key of `LIBRARY`.
    trend : {"c", "ct"}
        Terms in the test regression.
    lags : sequence of int
        Lagged changes or bandwidths.

    Returns
    -------
    DataFrame
        Rows series, columns lags, cells `Outcome`.

    Examples
    --------
    >>> readings_by_lag(data.load("paper")).loc["gdp", 0].rows
    14
    """
    return pd.DataFrame(
        {lag: {name: LIBRARY[test](frame[name], lag, trend) for name in frame} for lag in lags}
    )


def lag_sensitive(found: pd.DataFrame, by: str = "rejects") -> list[str]:
    """Series whose verdict at the 5% level is not the same at every lag.

    Parameters
    ----------
    found : DataFrame
        From `readings_by_lag`.
    by : {"rejects", "rejects_asymptotically"}
        Simulated critical values, or the library's p-values.

    Returns
    -------
    list of str
        Row labels of ``found``.

    Examples
    --------
    >>> lag_sensitive(readings_by_lag(data.load("paper")), by="rejects_asymptotically")
    ['ecommerce', 'users']
    """
    return [
        name
        for name in found.index
        if len({getattr(outcome, by) for outcome in found.loc[name]}) > 1
    ]


@dataclass(frozen=True)
class LagReadings:
    """ADF tests of several series with every lag, and with the lag that AIC chooses.

    Parameters
    ----------
    by_lag : DataFrame of Outcome
        Series by lag.
    chosen : dict of str to Outcome
        By series.
    chosen_criticals : dict of str to float
        Simulated critical value of each chosen test.
    criticals : list of float
        Simulated critical values by lag.
    """

    by_lag: pd.DataFrame
    chosen: dict[str, Outcome]
    chosen_criticals: dict[str, float]
    criticals: list[float]


def lag_readings(frame: pd.DataFrame, trend: str = "ct") -> LagReadings:
    """ADF tests of every column with the lags of `LAGS` and with the lag of AIC.

    Parameters
    ----------
    frame : DataFrame
        One column per series.
    trend : {"c", "ct"}
        Terms in the test regression.

    Returns
    -------
    LagReadings
    """
    chosen = {str(name): adf(frame[name], None, trend) for name in frame}
    n = len(frame)
    return LagReadings(
        readings_by_lag(frame, "ADF", trend),
        chosen,
        {
            name: simulated_critical(BY_AIC, 0, trend, n=outcome.observations)
            for name, outcome in chosen.items()
        },
        [simulated_critical("ADF", lag, trend, n=n) for lag in LAGS],
    )


def dickey_fuller_criticals() -> pd.DataFrame:
    """Critical values of the Dickey-Fuller test at 5% without lags, and the size of the first.

    Returns
    -------
    DataFrame
        Index the trend; asymptotic, mackinnon (at n = 15), simulated, size and its error.
    """
    rows = {}
    for trend in TRENDS:
        asymptotic = critical_value(trend=trend)
        rate, error = unit_root_size(asymptotic, trend)
        rows[trend] = {
            "asymptotic": asymptotic,
            "mackinnon": critical_value(N, trend),
            "simulated": simulated_critical("ADF", 0, trend),
            "size": rate,
            "error": error,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def unit_root_powers() -> dict[str, dict[float, tuple[float, float]]]:
    """Power of the tests of `CURVES` by the autocorrelation of the series.

    Returns
    -------
    dict of dict
        By test and autocorrelation: rate and Monte Carlo error.
    """
    return {label: unit_root_power(*arguments) for label, arguments in CURVES.items()}
