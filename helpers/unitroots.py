"""Unit-root tests on 15 points: four tests, their critical values at this length, and their power.

A test statistic comes from statsmodels or arch (`adf`, `phillips_perron`, `dfgls`, `kpss`); its distribution at n = 15 comes from
batched kernels that compute the same statistic for thousands of simulated series at once (`statistics`).
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from arch.unitroot import DFGLS, PhillipsPerron
from statsmodels.tools.sm_exceptions import InterpolationWarning
from statsmodels.tsa import stattools
from statsmodels.tsa.adfvalues import mackinnoncrit, tau_2010s

from helpers import data, prose, simulation
from helpers.exhibits import PALETTE, Figure, Table, draw, figure, styled
from helpers.tables import LABELS

TRENDS = {"c": "constant", "ct": "constant and trend"}
LEVELS = (0.01, 0.05, 0.10)
N = len(data.YEARS)
REPLICATIONS = 20_000  # Monte Carlo error of a 5% rate: 0.15 points
SEED = 2018
GLS_DISTANCE = {
    "c": -7.0,
    "ct": -13.5,
}  # Elliott, Rothenberg and Stock's local alternatives, also arch's
LAGS = (0, 1, 2, 3)
HIGH, MIDDLE = 0.8, 0.5  # autocorrelations that the pages quote
RHOS = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


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
    Source: the response surface b0 + b1/T + b2/T² + b3/T³ of MacKinnon (2010), `mackinnon2010` in references.bib.

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

    >>> response_surface()
    [-2.86154, -2.8903, -4.234, -40.04]
    """
    _check_trend(trend)
    return tau_2010s[trend][variables - 1, LEVELS.index(level)].tolist()


# --- kernels: the same statistic for many series at once, replication last -------------------------------------------


def dickey_fuller(series: np.ndarray, lags: int, trend: str, start: int = 0):
    """The Dickey-Fuller regressions of the change on the lagged level, lagged changes and the trend.

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
    """The longest lag that ``adfuller`` tries when asked to choose: Schwert's rule, capped by the degrees of freedom.

    >>> longest_lag(15, "c"), longest_lag(15, "ct")
    (5, 4)
    """
    terms = {"n": 0, "c": 1, "ct": 2}[trend]
    return min(int(np.ceil(12 * (n / 100) ** 0.25)), n // 2 - terms - 1)


def aic_lags(series: np.ndarray, trend: str = "c", longest: int | None = None) -> np.ndarray:
    """The lag that minimises Akaike's criterion, compared on the sample that the longest lag leaves.

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
    """ADF t statistics with the lag chosen by Akaike's criterion, equal to statsmodels' ``adfuller`` default."""
    longest = longest_lag(len(series), trend) if longest is None else longest
    each = np.array([adf_statistics(series, lags, trend) for lags in range(longest + 1)])
    return np.take_along_axis(each, aic_lags(series, trend, longest)[None], axis=0)[0]


def long_run_variance(errors: np.ndarray, lags: int) -> np.ndarray:
    """Bartlett (Newey-West) long-run variance of each column, not demeaned, divided by the number of rows."""
    n = len(errors)
    total = np.einsum("tr,tr->r", errors, errors)
    for lag in range(1, lags + 1):
        total = total + 2 * (1 - lag / (lags + 1)) * np.einsum(
            "tr,tr->r", errors[lag:], errors[:-lag]
        )
    return total / n


def phillips_perron_statistics(series: np.ndarray, lags: int = 1, trend: str = "c") -> np.ndarray:
    """Phillips-Perron Z-tau statistics, equal to arch's ``PhillipsPerron``; arguments as for `adf_statistics`, lags is the bandwidth."""
    fit = dickey_fuller(series, 0, trend)
    place = 0 if trend == "n" else 1
    variance = fit.ssr / fit.df
    short, long = fit.ssr / fit.n, long_run_variance(fit.resid, lags)
    correction = 0.5 * (long - short) / np.sqrt(long) * fit.n * fit.se[place] / np.sqrt(variance)
    return np.sqrt(short / long) * fit.t[place] - correction


def dfgls_statistics(series: np.ndarray, lags: int = 0, trend: str = "ct") -> np.ndarray:
    """DF-GLS t statistics, equal to arch's ``DFGLS``; arguments as for `adf_statistics`."""
    n = len(series)
    terms = np.column_stack([np.ones(n), np.arange(1, n + 1)] if trend == "ct" else [np.ones(n)])

    def quasi(values):
        changed = np.array(values, dtype=float)
        changed[1:] -= (1 + GLS_DISTANCE[trend] / n) * values[:-1]
        return changed

    detrended = series - terms @ (np.linalg.pinv(quasi(terms)) @ quasi(series))
    return adf_statistics(detrended, lags, "n")


def kpss_statistics(series: np.ndarray, lags: int = 1, trend: str = "c") -> np.ndarray:
    """KPSS statistics, equal to statsmodels' ``kpss``; arguments as for `adf_statistics`, lags is the bandwidth."""
    n = len(series)
    terms = np.column_stack([np.ones(n), np.arange(n)] if trend == "ct" else [np.ones(n)])
    errors = series - terms @ (np.linalg.pinv(terms) @ series)
    sums = np.cumsum(errors, axis=0)
    return np.einsum("tr,tr->r", sums, sums) / n**2 / long_run_variance(errors, lags)


@dataclass(frozen=True)
class Test:
    """A test: its batched kernel, its null hypothesis, and on which side it rejects."""

    __test__ = False  # not a test of pytest's
    kernel: Callable
    null: str
    upper: bool = False

    def rejects(self, statistic, critical):
        """Whether the null falls."""
        return statistic > critical if self.upper else statistic < critical


TESTS = {
    "ADF": Test(adf_statistics, "unit root"),
    "PP": Test(phillips_perron_statistics, "unit root"),
    "DF-GLS": Test(dfgls_statistics, "unit root"),
    "KPSS": Test(kpss_statistics, "stationarity", upper=True),
}


def _test(name: str) -> Test:
    if name not in TESTS:
        raise ValueError(f"unknown test {name!r}; valid: {', '.join(TESTS)}")
    return TESTS[name]


def statistics(test: str, series: np.ndarray, lags: int, trend: str) -> np.ndarray:
    """The statistic of one of `TESTS` for each column of ``series``, shape (n, replications)."""
    _check_trend(trend)
    return _test(test).kernel(np.asarray(series, dtype=float), lags, trend)


# --- what the statistics do at n = 15 --------------------------------------------------------------------------------


@functools.cache
def null_distribution(
    test: str, lags: int, trend: str, n: int = N, replications: int = REPLICATIONS, seed: int = SEED
) -> np.ndarray:
    """Simulated statistics under the test's own null hypothesis at sample size n, sorted.

    Parameters
    ----------
    test : str
        One of `TESTS`, or "ADF by AIC" (then ``lags`` is ignored).
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
    The null is a Gaussian random walk without drift, for KPSS white noise. With a trend in the regression the statistics
    do not depend on drift or level; with a constant alone they do not depend on the level but do depend on drift.

    Examples
    --------
    >>> abs(float(np.quantile(null_distribution("ADF", 0, "c"), 0.05)) - critical_value(15)) < 0.1
    True
    """
    _check_trend(trend)

    def experiment(rng, size):
        noise = rng.standard_normal((n, size))
        if test == "ADF by AIC":
            return {"statistic": adf_aic_statistics(np.cumsum(noise, axis=0), trend)}
        series = noise if _test(test).null == "stationarity" else np.cumsum(noise, axis=0)
        return {"statistic": statistics(test, series, lags, trend)}

    drawn = np.sort(simulation.simulate(experiment, replications, seed)["statistic"])
    drawn.flags.writeable = False
    return drawn


def simulated_critical(test: str, lags: int, trend: str, level: float = 0.05, n: int = N) -> float:
    """Critical value of a test at sample size n, from `null_distribution`.

    >>> simulated_critical("ADF", 3, "ct") < simulated_critical("ADF", 0, "ct") < critical_value(trend="ct")
    True
    """
    upper = test != "ADF by AIC" and _test(test).upper
    return float(
        np.quantile(null_distribution(test, lags, trend, n), 1 - level if upper else level)
    )


def simulated_p_value(statistic: float, test: str, lags: int, trend: str, n: int = N) -> float:
    """Share of simulated null statistics at least as extreme as the one observed."""
    drawn = null_distribution(test, lags, trend, n)
    upper = test != "ADF by AIC" and _test(test).upper
    return float(np.mean(drawn >= statistic) if upper else np.mean(drawn <= statistic))


@functools.cache
def power(
    test: str,
    lags: int,
    trend: str,
    rhos: tuple[float, ...] = RHOS,
    n: int = N,
    replications: int = REPLICATIONS,
    seed: int = SEED + 1,
) -> dict[float, tuple[float, float]]:
    """How often a test rejects at the 5% level when the series is an AR(1) around its constant or trend.

    Parameters
    ----------
    test, lags, trend, n, replications, seed
        As for `null_distribution`.
    rhos : tuple of float
        Autoregressive coefficients; below 1 the series starts from its stationary distribution, 1 is a random walk.

    Returns
    -------
    dict
        Per rho the rejection rate and its Monte Carlo standard error. ADF without lags uses MacKinnon's value at n, the
        others their simulated critical value.

    Examples
    --------
    >>> rate, error = power("ADF", 0, "c", rhos=(0.5,))[0.5]
    >>> 0.15 < rate < 0.30
    True
    """
    _check_trend(trend)
    critical = (
        critical_value(n, trend)
        if test == "ADF" and lags == 0
        else simulated_critical(test, lags, trend, n=n)
    )

    def experiment(rng, size):
        hits = {}
        for rho in rhos:
            make = (
                simulation.random_walks
                if rho == 1
                else functools.partial(simulation.autoregressions, rho=rho)
            )
            hits[rho] = _test(test).rejects(
                statistics(test, make(rng, 1, n, size)[0], lags, trend), critical
            )
        return hits

    return {
        rho: simulation.share(hits)
        for rho, hits in simulation.simulate(experiment, replications, seed).items()
    }


def size(critical: float, trend: str, n: int = N) -> tuple[float, float]:
    """Rejection rate of the Dickey-Fuller test without lags under a random walk, for a given critical value, and its error.

    >>> size(critical_value(trend="c"), "c")[0] > 0.06
    True
    """
    return simulation.share(null_distribution("ADF", 0, trend, n) < critical)


MEMORY = (
    -0.5,
    0.0,
    0.5,
    0.8,
)  # autocorrelation of the yearly changes; all of the sample's are positive
REMEMBERED = {
    "ADF, 0 lags": ("ADF", 0),
    "ADF, 1 lag": ("ADF", 1),
    "PP, bandwidth 1": ("PP", 1),
    "DF-GLS, 1 lag": ("DF-GLS", 1),
}


@functools.cache
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
        Rows `REMEMBERED`, columns `MEMORY`: rejection rates at the critical value simulated for changes without memory.

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

    def experiment(rng, size):
        hits = {}
        for rho in MEMORY:
            series = simulation.random_walks(rng, 1, n, size, rho=rho)[0]
            hits |= {
                f"{label} {rho}": statistics(test, series, lags, trend) < critical[label]
                for label, (test, lags) in REMEMBERED.items()
            }
        return hits

    drawn = simulation.simulate(experiment, replications, seed)
    return pd.DataFrame(
        {
            rho: {label: simulation.share(drawn[f"{label} {rho}"])[0] for label in REMEMBERED}
            for rho in MEMORY
        }
    )


# --- the tests on the paper's series ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """One test on one series.

    ``rows`` and ``coefficients`` count what the test regression uses; ``p_asymptotic`` is the library's p-value, which
    knows nothing of the sample size; ``clipped`` says that the library's table ended before the statistic did.
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
        return (
            self.rows
            if self.test == "KPSS"
            else self.rows + 1 + (self.lags if self.test in ("ADF", "DF-GLS") else 0)
        )

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


def _values(series) -> np.ndarray:
    values = np.asarray(series, dtype=float)
    if values.ndim != 1 or not np.isfinite(values).all():
        raise ValueError("a unit-root test needs one series without gaps")
    return values


def adf(series, lags: int | None = 0, trend: str = "c") -> Outcome:
    """Augmented Dickey-Fuller test (statsmodels); ``lags=None`` lets Akaike's criterion choose, as the library does by default.

    Parameters
    ----------
    series : sequence of float
        One series, without gaps.
    lags : int or None
        Lagged changes.
    trend : {"c", "ct"}
        Constant, or constant and trend.

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


def phillips_perron(series, lags: int = 1, trend: str = "c") -> Outcome:
    """Phillips-Perron test (arch); ``lags`` is the bandwidth; otherwise as `adf`."""
    _check_trend(trend)
    found = PhillipsPerron(_values(series), lags=lags, trend=trend)
    return Outcome(
        "PP", trend, lags, int(found.nobs), 1 + len(trend), float(found.stat), float(found.pvalue)
    )


def dfgls(series, lags: int = 0, trend: str = "ct") -> Outcome:
    """DF-GLS test (arch); otherwise as `adf`."""
    _check_trend(trend)
    found = DFGLS(_values(series), lags=lags, trend=trend)
    return Outcome(
        "DF-GLS", trend, lags, int(found.nobs), 1 + lags, float(found.stat), float(found.pvalue)
    )


def kpss(series, lags: int = 1, trend: str = "c") -> Outcome:
    """KPSS test (statsmodels), whose null is stationarity; ``lags`` is the bandwidth; otherwise as `adf`.

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


LIBRARY = {"ADF": adf, "PP": phillips_perron, "DF-GLS": dfgls, "KPSS": kpss}
CHOSEN = {"ADF": 1, "PP": 1, "DF-GLS": 1, "KPSS": 1}


def readings(frame: pd.DataFrame, test: str = "ADF", trend: str = "ct", lags=LAGS) -> pd.DataFrame:
    """Statistic of one test per series and lag.

    Returns
    -------
    DataFrame
        Rows series, columns lags, cells `Outcome`.

    Examples
    --------
    >>> readings(data.load("paper")).loc["gdp", 0].rows
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
        From `readings`.
    by : {"rejects", "rejects_asymptotically"}
        Simulated critical values, or the library's p-values.

    Examples
    --------
    >>> lag_sensitive(readings(data.load("paper")), by="rejects_asymptotically")
    ['ecommerce', 'users']
    """
    return [
        name
        for name in found.index
        if len({getattr(outcome, by) for outcome in found.loc[name]}) > 1
    ]


# --- exhibits --------------------------------------------------------------------------------------------------------


TRANSFORMS = {
    "levels": lambda frame: frame,
    "logarithms": np.log,
    "first differences": lambda frame: frame.diff().dropna(),
}


def _cell(outcome: Outcome) -> str:
    return prose.fixed(outcome.statistic, 2) + (
        " *"
        if outcome.rejects
        else " †"
        if outcome.test != "KPSS" and outcome.rejects_asymptotically
        else ""
    )


def _aic_cell(outcome: Outcome) -> str:
    rejects = outcome.statistic < simulated_critical(
        "ADF by AIC", 0, outcome.trend, n=outcome.observations
    )
    mark = " *" if rejects else " †" if outcome.rejects_asymptotically else ""
    return f"{prose.fixed(outcome.statistic, 2)}{mark} ({outcome.lags})"


def lag_table(frame: pd.DataFrame, trend: str = "ct", transform: str = "levels") -> Table:
    """ADF statistics by series and lag, and with the lag the library chooses.

    Parameters
    ----------
    frame : DataFrame
        One column per series.
    trend : {"c", "ct"}
        Terms in the test regression.
    transform : {"levels", "logarithms", "first differences"}
        What is tested.

    Examples
    --------
    >>> lag_table(data.load("paper")).frame.columns[-1]
    'AIC (lags)'
    """
    if transform not in TRANSFORMS:
        raise ValueError(f"unknown transform {transform!r}; valid: {', '.join(TRANSFORMS)}")
    used = TRANSFORMS[transform](frame)
    cells = readings(used, "ADF", trend).map(_cell)
    cells.columns = [f"{lag} lag{'' if lag == 1 else 's'}" for lag in cells]
    cells["AIC (lags)"] = [_aic_cell(adf(used[name], None, trend)) for name in used]
    cells.index = [LABELS[name] for name in cells.index]
    n = len(used)
    criticals = prose.listed(
        prose.fixed(simulated_critical("ADF", lag, trend, n=n), 2) for lag in LAGS
    )
    note = (
        f"* rejects a unit root at 5% by the critical value simulated for this sample size and lag ({criticals}; AIC {prose.fixed(simulated_critical('ADF by AIC', 0, trend, n=n), 2)}). "
        "† rejects only by the library's asymptotic p-value."
    )
    name = f"tab-adf-{trend}-{transform.split()[-1]}"
    return Table(
        cells.rename_axis("Series"),
        caption=f"ADF t statistics of {transform} with {TRENDS[trend]}, 2004–2018 (no unit)",
        name=name,
        note=note,
    )


def critical_table() -> Table:
    """Critical values at 5%: asymptotic, MacKinnon at n = 15, simulated; and the true size of the asymptotic one.

    >>> critical_table().frame.loc["constant", "MacKinnon, n = 15"]
    '−3.085'
    """
    rows = {}
    for trend, label in TRENDS.items():
        rate, error = size(critical_value(trend=trend), trend)
        rows[label] = {
            "Asymptotic": prose.fixed(critical_value(trend=trend), 3),
            "MacKinnon, n = 15": prose.fixed(critical_value(N, trend), 3),
            "Simulated, n = 15": prose.fixed(simulated_critical("ADF", 0, trend), 2),
            "Size of the asymptotic": f"{prose.percent(rate, 1)} ± {prose.percent(error, 1)}",
        }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Regression with"),
        caption="Dickey–Fuller critical values at 5% without lags (no unit)",
        name="tab-df-critical",
        note="± one Monte Carlo standard error.",
    )


def battery_table(frame: pd.DataFrame, trend: str = "ct") -> Table:
    """The four tests on each series at lag or bandwidth one, with their simulated p-values.

    >>> list(battery_table(data.load("paper")).frame.columns)
    ['ADF', 'PP', 'DF-GLS', 'KPSS']
    """
    cells = {}
    for name in frame:
        found = {test: LIBRARY[test](frame[name], CHOSEN[test], trend) for test in TESTS}
        cells[LABELS[name]] = {
            test: f"{_cell(outcome)} (p {prose.p_value(outcome.p)})"
            for test, outcome in found.items()
        }
    return Table(
        pd.DataFrame(cells).T.rename_axis("Series"),
        caption=f"Four tests with {TRENDS[trend]}, one lag or bandwidth one, 2004–2018 (no unit)",
        name=f"tab-battery-{trend}",
        note="* rejects at 5%; † only by the library's asymptotic p-value. ADF, PP and DF-GLS reject a unit root; KPSS rejects stationarity. p simulated for n = 15.",
    )


def power_table(rhos=(1.0, 0.8, 0.5, 0.0)) -> Table:
    """Rejection rates of the four tests with trend, and of ADF with a constant, at a few values of rho.

    >>> power_table().frame.index[0]
    'ADF, constant'
    """
    rows = {}
    for label, (test, lags, trend) in CURVES.items():
        rates = power(test, lags, trend)
        rows[label] = {
            f"ρ = {rho:g}": prose.percent(rates[rho][0], 0 if rates[rho][0] > 0.1 else 1)
            for rho in rhos
        }
    rates = power("KPSS", 1, "ct")
    rows["KPSS, trend (rejects stationarity)"] = {
        f"ρ = {rho:g}": prose.percent(rates[rho][0], 0 if rates[rho][0] > 0.1 else 1)
        for rho in rhos
    }
    worst = max(
        error
        for test, lags, trend in CURVES.values()
        for _, error in power(test, lags, trend).values()
    )
    return Table(
        pd.DataFrame(rows).T.rename_axis("Test"),
        caption="Share of rejections at 5%, n = 15, by the autocorrelation ρ of the series (percent)",
        name="tab-unit-root-power",
        note=f"{prose.fixed(REPLICATIONS, 0)} series each; Monte Carlo standard error at most {prose.fixed(100 * worst, 1)} points.",
    )


def memory_table() -> Table:
    """`memory_sizes` as a table."""
    rates = memory_sizes()
    shown = rates.map(lambda rate: prose.percent(rate, 0 if rate > 0.1 else 1)).set_axis(
        [f"φ = {prose.fixed(rho, 1)}" for rho in MEMORY], axis=1
    )
    return Table(
        shown.rename_axis("Test, with trend"),
        caption="How often a true unit root is rejected at 5%, n = 15, when yearly changes have the autocorrelation φ (percent)",
        name="tab-unit-root-memory",
        note=f"Critical values right for φ = {prose.fixed(0, 1)}. {prose.fixed(REPLICATIONS, 0)} series each; Monte Carlo standard error at most {prose.fixed(100 * float(np.sqrt(rates * (1 - rates) / REPLICATIONS).max().max()), 1)} points.",
    )


CURVES = {
    "ADF, constant": ("ADF", 0, "c"),
    "ADF, trend": ("ADF", 0, "ct"),
    "PP, trend": ("PP", 1, "ct"),
    "DF-GLS, trend": ("DF-GLS", 0, "ct"),
}


@styled
def power_figure() -> Figure:
    """Power of the unit-root tests at n = 15 against the autocorrelation of the series.

    >>> power_figure().name
    'fig-unit-root-power'
    """
    rates = {
        label: [100 * power(*arguments)[rho][0] for rho in RHOS]
        for label, arguments in CURVES.items()
    }
    drawing, axes = draw(7, 4)
    for label, values in rates.items():
        axes.plot(RHOS, values, label=label)
    axes.axhline(5, color=PALETTE[4], lw=0.8, ls=":", marker="")
    axes.text(0.01, 6, "size 5%", va="bottom", color=PALETTE[4])
    axes.axvspan(0.8, 1.0, color=PALETTE[5], alpha=0.12, lw=0)
    axes.text(0.9, 62, "usual for\nyearly levels", ha="center", color=PALETTE[5])
    axes.set_xlabel("autocorrelation ρ of the series (1 is a unit root)")
    axes.set_ylabel("unit root rejected, percent of samples")
    axes.set_ylim(0, 100)
    axes.set_xlim(0, 1)
    axes.legend(loc="upper right", bbox_to_anchor=(0.78, 1.0))
    at = RHOS.index(0.8)
    alt = (
        "Line chart of the share of samples in which a unit root is rejected, falling from left, where the series is white noise, to right, where it has a unit root. "
        + " ".join(
            f"{label}: {values[0]:.0f} percent at ρ = 0, {values[at]:.0f} percent at ρ = 0.8, {values[-1]:.0f} percent at ρ = 1."
            for label, values in rates.items()
        )
    )
    behind = pd.DataFrame(
        {
            label: [prose.fixed(value, 0 if value > 10 else 1) for value in values]
            for label, values in rates.items()
        },
        index=pd.Index([f"{rho:g}" for rho in RHOS], name="ρ"),
    )
    return figure(
        drawing,
        alt=alt,
        caption="Power of four unit-root tests at n = 15, 5% level (percent)",
        name="fig-unit-root-power",
        behind=behind,
    )
