"""Residual tests of one regression, with the exact or simulated distribution of each on that regression's own design.

Under independent normal errors the residuals depend on the design alone, so the null distribution of every statistic
here can be simulated to any precision, and that of Durbin and Watson computed exactly.
"""

from __future__ import annotations

import itertools
import warnings
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import integrate, optimize, stats
from statsmodels.stats import diagnostic
from statsmodels.stats.stattools import durbin_watson, jarque_bera

from helpers import prose, simulation
from helpers.exhibits import INK, PALETTE, Figure, Table, draw, figure, styled

LEVEL = 0.05
RESET_POWERS = 3  # squares and cubes of the fitted values
CUSUM_LINE = 0.948  # Brown, Durbin and Evans, 5%
REPLICATIONS = 40_000
SEED = 2018


@dataclass(frozen=True)
class ResidualTest:
    """One residual test: its name, what it looks for, and whether small values reject."""

    label: str
    against: str
    lower: bool = False


TESTS = {
    "dw": ResidualTest("Durbin–Watson", "first-order autocorrelation", lower=True),
    "bg1": ResidualTest("Breusch–Godfrey, 1 lag", "autocorrelation"),
    "bg2": ResidualTest("Breusch–Godfrey, 2 lags", "autocorrelation"),
    "bp": ResidualTest("Breusch–Pagan", "variance that follows the regressors"),
    "koenker": ResidualTest("Koenker", "the same, errors not normal"),
    "white": ResidualTest("White", "variance of any smooth form"),
    "reset": ResidualTest("RESET", "curvature"),
    "jb": ResidualTest("Jarque–Bera", "errors not normal"),
    "cusum_ols": ResidualTest("CUSUM, OLS residuals", "breaks"),
    "cusum": ResidualTest("CUSUM, recursive residuals", "breaks"),
}


def _tail_of_quadratic_form(weights: np.ndarray) -> float:
    """P(sum of weights times independent chi-squared(1) > 0), by Imhof's integral."""
    weights = weights / np.abs(weights).max()

    def integrand(u):
        angle = 0.5 * np.arctan(weights * u).sum()
        return np.sin(angle) / u * np.exp(-0.25 * np.log1p((weights * u) ** 2).sum())

    value, _ = integrate.quad(integrand, 0, np.inf, limit=500, epsabs=1e-11, epsrel=1e-10)
    return float(np.clip(0.5 + value / np.pi, 0, 1))


def _difference_eigenvalues(n: int) -> np.ndarray:
    """Eigenvalues of A in d = e'Ae / e'e, without the zero that belongs to the constant; ascending."""
    return 2 * (1 - np.cos(np.pi * np.arange(1, n) / n))


def _design_eigenvalues(exog: np.ndarray) -> np.ndarray:
    n, k = exog.shape
    difference = np.diff(np.eye(n), axis=0)
    q = np.linalg.qr(exog, mode="complete")[0][:, k:]
    return np.linalg.eigvalsh(q.T @ (difference.T @ difference) @ q)


def durbin_watson_p(d: float, exog: np.ndarray) -> float:
    """Exact probability of a Durbin-Watson statistic below d, given the design.

    Parameters
    ----------
    d : float
        Between 0 and 4.
    exog : ndarray, shape (n, k)
        Regressors, the constant included.

    Returns
    -------
    float
        Lower tail under independent normal errors: small for positive autocorrelation.

    Notes
    -----
    d = e'Ae / e'e is a ratio of quadratic forms; P(d < x) is the lower tail of a weighted sum of chi-squared variables
    whose weights are the eigenvalues of MA less x, integrated as Imhof (1961) does.
    Source: Durbin and Watson (1950, 1951), ``durbinwatson1950``, ``durbinwatson1951``.

    Examples
    --------
    >>> from helpers import data, models
    >>> durbin_watson_p(2.0, models.ols(data.load("paper"), "table4").model.exog) < 0.5
    True
    """
    return 1 - _tail_of_quadratic_form(_design_eigenvalues(np.asarray(exog, dtype=float)) - d)


def durbin_watson_critical(exog: np.ndarray, alpha: float = LEVEL) -> float:
    """The exact lower critical value of d for one design.

    >>> from helpers import data, models
    >>> round(durbin_watson_critical(models.ols(data.load("paper"), "table4").model.exog), 2)
    1.54
    """
    weights = _design_eigenvalues(np.asarray(exog, dtype=float))
    return _critical(weights, alpha)


def _critical(weights: np.ndarray, alpha: float) -> float:
    # Just outside the eigenvalues the probability is 0 or 1, and the integral has nothing to integrate.
    low, high = weights.min() + 1e-6, weights.max() - 1e-6
    return float(
        optimize.brentq(
            lambda d: 1 - _tail_of_quadratic_form(weights - d) - alpha, low, high, xtol=1e-8
        )
    )


@cache
def durbin_watson_bounds(n: int, regressors: int, alpha: float = LEVEL) -> tuple[float, float]:
    """The bounds d_L and d_U of the tables, computed.

    Parameters
    ----------
    n : int
        Observations.
    regressors : int
        Regressors beside the constant (k′).
    alpha : float
        Level of the one-sided test.

    Returns
    -------
    (float, float)
        No design with so many regressors and a constant has its critical value outside them.

    Raises
    ------
    ValueError
        If no degree of freedom is left.

    Examples
    --------
    >>> [round(bound, 2) for bound in durbin_watson_bounds(15, 2)]
    [0.95, 1.54]
    """
    free = n - 1 - regressors
    if free < 1:
        raise ValueError(
            f"{n} observations leave no degree of freedom for {regressors} regressors and a constant"
        )
    values = _difference_eigenvalues(n)
    return _critical(values[:free], alpha), _critical(values[-free:], alpha)


class Design:
    """What every test needs of a matrix of regressors, computed once; the constant is the first column."""

    def __init__(self, exog: np.ndarray):
        exog = np.asarray(exog, dtype=float)
        self.n, self.k = exog.shape
        if self.n - self.k < 2:
            raise ValueError(
                f"{self.n} observations and {self.k} coefficients leave too few residuals to test"
            )
        spread = exog[:, 1:].std(axis=0)
        # White's and the auxiliary regressions do not change with location and scale, but rounding errors do.
        self.scaled = np.column_stack(
            [np.ones(self.n), (exog[:, 1:] - exog[:, 1:].mean(axis=0)) / spread]
        )
        self.basis = np.linalg.qr(self.scaled)[0]
        self.maker = np.eye(self.n) - self.basis @ self.basis.T

    @cached_property
    def white_basis(self) -> np.ndarray | None:
        """Orthonormal basis of White's auxiliary regression; None if it has as many coefficients as observations."""
        i, j = np.triu_indices(self.k)
        columns = self.scaled[:, i] * self.scaled[:, j]
        return np.linalg.qr(columns)[0] if columns.shape[1] < self.n else None

    @cached_property
    def recursion(self) -> np.ndarray:
        """Matrix, shape (n - k, n), that turns errors into recursive residuals."""
        rows = []
        for t in range(self.k, self.n):
            past, now = self.scaled[:t], self.scaled[t]
            weights = np.linalg.lstsq(past.T, now, rcond=None)[0]
            row = np.zeros(self.n)
            row[:t], row[t] = -weights, 1.0
            rows.append(row / np.sqrt(1 + weights @ weights))
        return np.array(rows)


def _lm(basis: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Explained sum of squares about the mean of values (n, R) on a basis that spans the constant."""
    centre = len(values) * values.mean(axis=0) ** 2
    return ((basis.T @ values) ** 2).sum(axis=0) - centre


def _explained(design: Design, added: list[np.ndarray], e: np.ndarray) -> np.ndarray:
    """Sum of squares that added regressors, each (n, R), explain of residuals e beside the design."""
    left = [values - design.basis @ (design.basis.T @ values) for values in added]
    return simulation.batched_ols(e, left, intercept=False).explained


def serial_statistics(
    design: Design, errors: np.ndarray, mean: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """The statistics of `TESTS` that look for serial correlation in residuals: dw, bg1 and bg2; see `statistics`."""
    e = errors - design.basis @ (design.basis.T @ errors)
    ssr = (e**2).sum(axis=0)

    def lagged(lag):
        return np.concatenate([np.zeros((lag, e.shape[1])), e[:-lag]])

    return {
        "dw": (np.diff(e, axis=0) ** 2).sum(axis=0) / ssr,
        "bg1": design.n * _explained(design, [lagged(1)], e) / ssr,
        "bg2": design.n * _explained(design, [lagged(1), lagged(2)], e) / ssr,
    }


def statistics(design: Design, errors: np.ndarray, mean: np.ndarray) -> dict[str, np.ndarray]:
    """Every statistic of `TESTS` for many samples at once.

    Parameters
    ----------
    design : Design
        The regressors, equal in all samples.
    errors : ndarray, shape (n, replications)
        Errors (or dependent variables: what the regressors explain of them drops out of all tests but RESET).
    mean : ndarray, shape (n,) or (n, replications)
        What is added to the errors to give y; RESET depends on it.

    Returns
    -------
    dict of ndarray, shape (replications,)
        White is NaN when its auxiliary regression has no degree of freedom.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> design = Design(np.column_stack([np.ones(15), rng.standard_normal((15, 2))]))
    >>> sorted(statistics(design, rng.standard_normal((15, 4)), np.zeros(15))) == sorted(TESTS)
    True
    """
    n, k = design.n, design.k
    explained = design.basis @ (design.basis.T @ errors)
    e = errors - explained
    fitted = explained + (mean if np.ndim(mean) == 2 else np.asarray(mean)[:, None])
    ssr = (e**2).sum(axis=0)
    squares = e**2 / (ssr / n)
    found = serial_statistics(design, errors)
    about = _lm(design.basis, squares)
    total = (squares**2).sum(axis=0) - n
    found["bp"], found["koenker"] = about / 2, n * about / total
    found["white"] = (
        np.full_like(ssr, np.nan)
        if design.white_basis is None
        else n * _lm(design.white_basis, squares) / total
    )
    z = (fitted - fitted.mean(axis=0)) / fitted.std(axis=0)
    # Products, not powers: numpy raises to the third power a hundred times as slowly.
    powers = itertools.accumulate([z] * RESET_POWERS, np.multiply)
    added = _explained(design, list(powers)[1:], e)
    restrictions = RESET_POWERS - 1
    found["reset"] = (added / restrictions) / ((ssr - added) / (n - k - restrictions))
    scale = np.sqrt(ssr / n)
    skew, kurtosis = (e * squares).mean(axis=0) / scale, (squares**2).mean(axis=0)
    found["jb"] = n / 6 * (skew**2 + (kurtosis - 3) ** 2 / 4)
    found["cusum_ols"] = np.abs(np.cumsum(e, axis=0)).max(axis=0) / np.sqrt(n * ssr / (n - k))
    w, free = design.recursion @ errors, n - k
    path = np.cumsum(w, axis=0) / np.std(w, axis=0, ddof=1)
    line = np.sqrt(free) + 2 * np.arange(1, free + 1) / np.sqrt(free)
    found["cusum"] = np.abs(path / line[:, None]).max(axis=0)
    return found


def _cusum_p(a):
    """Brown, Durbin and Evans' probability that recursive CUSUM crosses lines of height a."""
    a = np.asarray(a, dtype=float)
    normal = stats.norm
    value = 2 * (
        normal.sf(3 * a)
        + np.exp(-4 * a**2) * (normal.cdf(a) + normal.cdf(5 * a) - 1)
        - np.exp(-16 * a**2) * normal.sf(a)
    )
    # Below 0.3 the two lines are both likely to be crossed and the formula fails; the chord is a common substitute.
    return np.where(a < 0.3, 1 - 0.1465 * a, value)


def textbook_p(
    design: Design, exog: np.ndarray, found: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """p-values from the reference distribution of the textbooks (exact for Durbin-Watson, asymptotic for the others)."""
    n, k = design.n, design.k
    white = 0 if design.white_basis is None else design.white_basis.shape[1] - 1
    upper = {
        "bg1": lambda x: stats.chi2.sf(x, 1),
        "bg2": lambda x: stats.chi2.sf(x, 2),
        "bp": lambda x: stats.chi2.sf(x, k - 1),
        "koenker": lambda x: stats.chi2.sf(x, k - 1),
        "white": lambda x: stats.chi2.sf(x, white),
        "reset": lambda x: stats.f.sf(x, RESET_POWERS - 1, n - k - RESET_POWERS + 1),
        "jb": lambda x: stats.chi2.sf(x, 2),
        "cusum_ols": stats.kstwobign.sf,
        "cusum": _cusum_p,
    }
    return {
        "dw": np.vectorize(lambda d: durbin_watson_p(d, exog))(found["dw"]),
        **{name: p(found[name]) for name, p in upper.items()},
    }


def textbook_critical(design: Design, exog: np.ndarray, alpha: float = LEVEL) -> dict[str, float]:
    """The critical values of the textbooks, by test; NaN for White without degrees of freedom."""
    n, k = design.n, design.k
    white = (
        np.nan
        if design.white_basis is None
        else stats.chi2.isf(alpha, design.white_basis.shape[1] - 1)
    )
    line = (
        CUSUM_LINE
        if alpha == LEVEL
        else optimize.brentq(lambda a: float(_cusum_p(a)) - alpha, 0.3, 3)
    )
    return {
        "dw": durbin_watson_critical(exog, alpha),
        "bg1": stats.chi2.isf(alpha, 1),
        "bg2": stats.chi2.isf(alpha, 2),
        "bp": stats.chi2.isf(alpha, k - 1),
        "koenker": stats.chi2.isf(alpha, k - 1),
        "white": white,
        "reset": stats.f.isf(alpha, RESET_POWERS - 1, n - k - RESET_POWERS + 1),
        "jb": stats.chi2.isf(alpha, 2),
        "cusum_ols": stats.kstwobign.isf(alpha),
        "cusum": line,
    }


def library_statistics(result) -> dict[str, tuple[float, float]]:
    """Statistic and textbook p-value of every test from statsmodels (recursive CUSUM from its recursive residuals).

    The auxiliary regressions run on standardised variables: with squares of GDP in its own unit, powers reach 10¹⁷ and
    the library's pseudo-inverse drops columns; see `library_on_raw_data`.

    Examples
    --------
    >>> from helpers import data, models
    >>> found = library_statistics(models.ols(data.load("paper"), "table4"))
    >>> sorted(found) == sorted(TESTS)
    True
    """
    design, exog, resid = Design(result.model.exog), result.model.exog, np.asarray(result.resid)
    y = result.model.endog
    fit = sm.OLS((y - y.mean()) / y.std(), design.scaled).fit()
    d = durbin_watson(resid)
    found = {"dw": (d, durbin_watson_p(d, exog))}
    for lags in (1, 2):
        test = diagnostic.acorr_breusch_godfrey(fit, nlags=lags, result_object=True)
        found[f"bg{lags}"] = (test[0], test[1])
    found["bp"] = diagnostic.het_breuschpagan(fit.resid, design.scaled, robust=False)[:2]
    found["koenker"] = diagnostic.het_breuschpagan(fit.resid, design.scaled, robust=True)[:2]
    found["white"] = (
        (np.nan, np.nan)
        if design.white_basis is None
        else diagnostic.het_white(fit.resid, design.scaled)[:2]
    )
    reset = diagnostic.linear_reset(fit, power=RESET_POWERS, use_f=True)
    found["reset"] = (float(reset.statistic), float(reset.pvalue))
    found["jb"] = jarque_bera(resid)[:2]
    found["cusum_ols"] = diagnostic.breaks_cusumolsresid(resid, ddof=design.k)[:2]
    scaled = diagnostic.recursive_olsresiduals(fit)[4]
    w = scaled[~np.isnan(scaled)][-(design.n - design.k) :]
    free = len(w)
    line = np.sqrt(free) + 2 * np.arange(1, free + 1) / np.sqrt(free)
    crossing = float(np.abs(np.cumsum(w) / w.std(ddof=1) / line).max())
    found["cusum"] = (crossing, float(_cusum_p(crossing)))
    return {name: (float(statistic), float(p)) for name, (statistic, p) in found.items()}


def library_on_raw_data(result) -> dict[str, tuple[float, float]]:
    """What RESET and White's test give when the library gets the data in their own units: two traps.

    Returns
    -------
    dict
        Statistic and p-value of ``reset`` (wrong: the cube of GDP swamps the other columns, and the pseudo-inverse drops
        some of them) and ``white`` (equal to n when its auxiliary regression fits perfectly, which says nothing).

    Examples
    --------
    >>> from helpers import data, models
    >>> fit = models.ols(data.load("paper"), "table4")
    >>> library_on_raw_data(fit)["reset"][1] < 0.1 < library_statistics(fit)["reset"][1]
    True
    """
    fit = sm.OLS(result.model.endog, result.model.exog).fit()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # it does warn, of a singular covariance; the page says so in words
        reset = diagnostic.linear_reset(fit, power=RESET_POWERS, use_f=True)
    white = diagnostic.het_white(fit.resid, fit.model.exog)
    return {
        "reset": (float(reset.statistic), float(reset.pvalue)),
        "white": (float(white[0]), float(white[1])),
    }


@cache
def autoregressive(rho: float):
    """Errors that follow an AR(1) with variance one."""

    def errors(rng, n, size, design, mean):
        return simulation.autoregressions(rng, 1, n, size, rho)[0]

    return errors


def _growing(rng, n, size, design, mean):
    scale = mean / np.sqrt((mean**2).mean())
    return rng.standard_normal((n, size)) * scale[:, None]


def _curved(rng, n, size, design, mean):
    z = (mean - mean.mean()) / mean.std()
    bend = design.maker @ z**2
    return rng.standard_normal((n, size)) + (bend / np.sqrt((bend**2).mean()))[:, None]


def _fat(rng, n, size, design, mean):
    return rng.standard_t(3, (n, size)) / np.sqrt(3)


def _broken(rng, n, size, design, mean):
    jump = design.maker @ (np.arange(n) >= n // 2).astype(float)
    return rng.standard_normal((n, size)) + (jump / np.sqrt((jump**2).mean()))[:, None]


FAULTS = {
    "AR(1), 0.5": autoregressive(0.5),
    "AR(1), 0.8": autoregressive(0.8),
    "Spread ∝ GDP": _growing,
    "Curvature": _curved,
    "Fat tails": _fat,
    "Break": _broken,
}


@lru_cache(maxsize=32)
def simulated(
    result,
    errors=autoregressive(0.0),
    replications: int = REPLICATIONS,
    seed: int = SEED,
    tests=statistics,
) -> dict[str, np.ndarray]:
    """Statistics of all tests on the design of a regression, when errors are drawn by ``errors``.

    Parameters
    ----------
    result : statsmodels RegressionResults
        Its regressors are held fixed; its fitted values, in units of its error, are the mean that RESET needs.
    errors : callable
        ``errors(rng, n, size, design, mean)`` returns an array (n, size); `autoregressive` or a member of `FAULTS`.
        Independent standard normal errors by default: the null.
    replications, seed : int
        Of the simulation.
    tests : callable
        `statistics`, or `serial_statistics` where no other test is asked for.

    Returns
    -------
    dict of ndarray, shape (replications,)
        Not to be changed: the same regression, asked again, gets the same arrays.

    Examples
    --------
    >>> from helpers import data, models
    >>> len(simulated(models.ols(data.load("paper"), "table4"), replications=100)["dw"])
    100
    """
    design = Design(result.model.exog)
    mean = np.asarray(result.fittedvalues) / np.sqrt(result.mse_resid)

    def experiment(rng, size):
        return tests(design, errors(rng, design.n, size, design, mean), mean)

    return simulation.simulate(experiment, replications, seed)


def _exceeds(name: str, values: np.ndarray, critical: float) -> np.ndarray:
    return values < critical if TESTS[name].lower else values > critical


def _critical_values(null: dict[str, np.ndarray], alpha: float) -> dict[str, float]:
    return {
        name: float(np.quantile(null[name], alpha if test.lower else 1 - alpha))
        for name, test in TESTS.items()
    }


def battery(result, replications: int = REPLICATIONS, seed: int = SEED) -> pd.DataFrame:
    """Every test on one regression, with textbook and simulated p-values.

    Returns
    -------
    DataFrame
        Index: keys of `TESTS`; ``statistic``, ``p_textbook``, ``p_simulated`` (share of 1 + replications samples with
        independent normal errors on this design that are at least as extreme; valid at any n), its ``error``.

    Examples
    --------
    >>> from helpers import data, models
    >>> found = battery(models.ols(data.load("paper"), "table4"), replications=2000)
    >>> bool(found["p_simulated"].between(0, 1).all())
    True
    """
    null, rows = simulated(result, replications=replications, seed=seed), {}
    for name, (statistic, p) in library_statistics(result).items():
        if np.isnan(statistic):
            rows[name] = {
                "statistic": np.nan,
                "p_textbook": np.nan,
                "p_simulated": np.nan,
                "error": np.nan,
            }
            continue
        extreme = null[name] <= statistic if TESTS[name].lower else null[name] >= statistic
        share = (1 + extreme.sum()) / (1 + replications)
        rows[name] = {
            "statistic": statistic,
            "p_textbook": p,
            "p_simulated": share,
            "error": np.sqrt(share * (1 - share) / replications),
        }
    return pd.DataFrame.from_dict(rows, orient="index").loc[list(TESTS)]


def breusch_godfrey_f(result, replications: int = REPLICATIONS, seed: int = SEED) -> pd.DataFrame:
    """The F form of the Breusch-Godfrey test, which counts degrees of freedom, and its size on this design.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.
    replications, seed : int
        As for `simulated`.

    Returns
    -------
    DataFrame
        Index: lags 1 and 2; statistic, p (F distribution), size (rejections of a sound regression at nominal 5%).

    Notes
    -----
    F is an increasing function of the LM statistic, ``(LM / lags) / ((n - LM) / (n - k - lags))``.

    Examples
    --------
    >>> from helpers import data, models
    >>> breusch_godfrey_f(models.ols(data.load("paper"), "table4"), replications=2_000).loc[1, "p"] > 0.05
    np.True_
    """
    n, k = result.model.exog.shape
    observed, null, rows = (
        library_statistics(result),
        simulated(result, replications=replications, seed=seed),
        {},
    )
    for lags in (1, 2):
        free = n - k - lags
        statistic, drawn = (
            lm / lags / ((n - lm) / free) for lm in (observed[f"bg{lags}"][0], null[f"bg{lags}"])
        )
        rows[lags] = {
            "statistic": statistic,
            "p": stats.f.sf(statistic, lags, free),
            "size": (drawn > stats.f.isf(LEVEL, lags, free)).mean(),
        }
    return pd.DataFrame(rows).T


def sizes(
    result, alpha: float = LEVEL, replications: int = REPLICATIONS, seed: int = SEED
) -> pd.DataFrame:
    """How often each test rejects a regression with nothing wrong, at its textbook critical value.

    Returns
    -------
    DataFrame
        Index: keys of `TESTS`; ``critical`` (textbook), ``size`` and its Monte Carlo ``error``, and ``exact``, the
        critical value that gives the level on this design (from the same simulation; computed for Durbin-Watson).

    Examples
    --------
    >>> from helpers import data, models
    >>> found = sizes(models.ols(data.load("paper"), "table4"), replications=4000)
    >>> bool(abs(found.loc["dw", "size"] - 0.05) < 0.02)
    True
    """
    null = simulated(result, replications=replications, seed=seed)
    book, exact = (
        textbook_critical(Design(result.model.exog), result.model.exog, alpha),
        _critical_values(null, alpha),
    )
    exact["dw"], rows = book["dw"], {}
    for name in TESTS:
        rate, error = simulation.share(_exceeds(name, null[name], book[name]))
        known = not np.isnan(book[name])
        rows[name] = {
            "critical": book[name],
            "size": rate if known else np.nan,
            "error": error if known else np.nan,
            "exact": exact[name],
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def powers(
    result, faults=None, alpha: float = LEVEL, replications: int = REPLICATIONS, seed: int = SEED
) -> pd.DataFrame:
    """How often each test finds each fault, every test held to the same level by its simulated critical value.

    Parameters
    ----------
    result : statsmodels RegressionResults
        Whose design is held fixed.
    faults : dict of callable, optional
        `FAULTS` by default: autocorrelation of 0.5 and 0.8; a spread in proportion to fitted GDP; a bend and a break in
        the middle, each as large (root mean square, after the regressors) as the noise; t errors with 3 degrees.
    alpha, replications, seed
        Level and simulation.

    Returns
    -------
    DataFrame
        Index: keys of `TESTS`; one column per fault. The critical value of Durbin-Watson is exact, the others are simulated.

    Examples
    --------
    >>> from helpers import data, models
    >>> found = powers(models.ols(data.load("paper"), "table4"), replications=4000)
    >>> bool(found.loc["reset", "Curvature"] > found.loc["jb", "Curvature"])
    True
    """
    critical = _critical_values(simulated(result, replications=replications, seed=seed), alpha)
    critical["dw"], columns = durbin_watson_critical(result.model.exog, alpha), {}
    for place, (fault, errors) in enumerate((FAULTS if faults is None else faults).items(), 1):
        drawn = simulated(result, errors, replications, seed + place)
        columns[fault] = {
            name: np.nan
            if np.isnan(drawn[name]).any()
            else float(_exceeds(name, drawn[name], critical[name]).mean())
            for name in TESTS
        }
    return pd.DataFrame(columns)


def bounds_outcomes(
    result,
    rhos=(0.0, 0.3, 0.5, 0.8),
    alpha: float = LEVEL,
    replications: int = REPLICATIONS,
    seed: int = SEED,
) -> pd.DataFrame:
    """What the bounds of Durbin and Watson decide, beside the exact test, for several autocorrelations.

    Returns
    -------
    DataFrame
        Index rho; shares ``reject`` (d below d_L), ``inconclusive``, ``accept`` (above d_U), and ``exact``, the
        rejection rate of the exact test.

    Examples
    --------
    >>> from helpers import data, models
    >>> found = bounds_outcomes(models.ols(data.load("paper"), "table4"), replications=1000)
    >>> bool(np.allclose(found[["reject", "inconclusive", "accept"]].sum(axis=1), 1))
    True
    """
    exog = result.model.exog
    low, high = durbin_watson_bounds(exog.shape[0], exog.shape[1] - 1, alpha)
    exact, rows = durbin_watson_critical(exog, alpha), {}
    for place, rho in enumerate(rhos):
        d = simulated(
            result, autoregressive(rho), replications, seed + 100 + place, serial_statistics
        )["dw"]
        rows[rho] = {
            "reject": (d < low).mean(),
            "inconclusive": ((d >= low) & (d <= high)).mean(),
            "accept": (d > high).mean(),
            "exact": (d < exact).mean(),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("rho")


def durbin_watson_mean(exog: np.ndarray) -> float:
    """Mean of d under independent errors, ``tr(MA) / (n - k)``; near 2 only when regressors do not trend.

    >>> from helpers import data, models
    >>> durbin_watson_mean(models.ols(data.load("paper"), "table4").model.exog) > 2
    True
    """
    return float(_design_eigenvalues(np.asarray(exog, dtype=float)).mean())


def any_rejection(
    result, alpha: float = LEVEL, replications: int = REPLICATIONS, seed: int = SEED
) -> tuple[float, float]:
    """How often at least one of the tests rejects a sound regression: at textbook and at exact critical values.

    Returns
    -------
    (float, float)
        Shares of samples with independent normal errors.

    Examples
    --------
    >>> from helpers import data, models
    >>> textbook, exact = any_rejection(models.ols(data.load("paper"), "table4"), replications=2000)
    >>> 0.05 < exact < 0.5
    True
    """
    null = simulated(result, replications=replications, seed=seed)
    book = textbook_critical(Design(result.model.exog), result.model.exog, alpha)
    exact = _critical_values(null, alpha)
    shares = []
    for critical in (book, exact):
        hits = [
            _exceeds(name, null[name], critical[name]) for name in TESTS if not np.isnan(book[name])
        ]
        shares.append(float(np.any(hits, axis=0).mean()))
    return shares[0], shares[1]


def familywise_p(result, replications: int = REPLICATIONS, seed: int = SEED) -> float:
    """How often a sound regression has a smallest p-value, over all tests, as small as the observed one.

    The tests' joint distribution is simulated, so that the answer is sharper than Bonferroni's.

    Examples
    --------
    >>> from helpers import data, models
    >>> fit = models.ols(data.load("paper"), "table4")
    >>> found = familywise_p(fit, replications=2000)
    >>> battery(fit, replications=2000)["p_simulated"].min() <= found <= 1
    True
    """
    null = simulated(result, replications=replications, seed=seed)
    observed = {
        name: value
        for name, (value, _) in library_statistics(result).items()
        if not np.isnan(value)
    }
    smallest, least = np.ones(replications), 1.0
    for name, value in observed.items():
        size = null[name] if TESTS[name].lower else -null[name]
        seen = value if TESTS[name].lower else -value
        ordered = np.sort(size)
        smallest = np.minimum(smallest, np.searchsorted(ordered, size, side="right") / replications)
        least = min(least, (1 + np.searchsorted(ordered, seen, side="right")) / (1 + replications))
    return float((1 + (smallest <= least).sum()) / (1 + replications))


def battery_table(result, found: pd.DataFrame | None = None) -> Table:
    """The battery as a table."""
    found = battery(result) if found is None else found
    shown = pd.DataFrame(
        {
            "Looks for": [TESTS[name].against for name in found.index],
            "Statistic": [
                _or_none(value, lambda v: prose.fixed(v, 2)) for value in found["statistic"]
            ],
            "p, textbook": [_or_none(value, prose.p_value) for value in found["p_textbook"]],
            "p, simulated": [_or_none(value, simulated_p) for value in found["p_simulated"]],
        },
        index=[TESTS[name].label for name in found.index],
    )
    return Table(
        shown.rename_axis("Test"),
        caption=f"Residual tests of the regression of {result.model.endog_names.upper()} on {prose.listed(result.params.index.drop('constant'))}",
        name="tab-battery",
        note="Simulated: share of samples with independent normal errors on this design that look at least as bad. A dash: no degrees of freedom for the test.",
    )


def simulated_p(value: float) -> str:
    """A simulated p-value, to the two decimals that its Monte Carlo error allows.

    >>> simulated_p(0.34567), simulated_p(0.0004)
    ('0.35', '< 0.01')
    """
    return "< 0.01" if value < 0.005 else prose.fixed(value, 2)


def _or_none(value: float, form) -> str:
    return "–" if np.isnan(value) else form(value)


def sizes_table(result, found: pd.DataFrame | None = None) -> Table:
    """Size of each test at its textbook critical value."""
    found = sizes(result) if found is None else found
    shown = pd.DataFrame(
        {
            "Textbook critical value": [
                _or_none(value, lambda v: prose.fixed(v, 2)) for value in found["critical"]
            ],
            "Rejects at nominal 5%": [
                _or_none(value, lambda v: prose.percent(v, 1)) for value in found["size"]
            ],
            "Critical value for 5% here": [
                _or_none(value, lambda v: prose.fixed(v, 2)) for value in found["exact"]
            ],
        },
        index=[TESTS[name].label for name in found.index],
    )
    return Table(
        shown.rename_axis("Test"),
        caption="How often each test rejects when nothing is wrong, on this design",
        name="tab-sizes",
        note=f"Monte Carlo error of a rate: at most {prose.percent(found['error'].max(), 1)}. Durbin–Watson: the exact critical value, so its size is exact.",
    )


def powers_table(result, found: pd.DataFrame | None = None) -> Table:
    """Power of each test against each fault, all tests held to the same size."""
    found = powers(result) if found is None else found
    shown = found.map(lambda value: _or_none(value, prose.percent)).rename(
        index={name: test.label for name, test in TESTS.items()}
    )
    return Table(
        shown.rename_axis("Test"),
        caption="How often each test finds each fault at n = 15, every test held to 5% size on this design",
        name="tab-powers",
        note="Curvature and break are as large as the noise (root mean square); fat tails: t with three degrees of freedom.",
    )


def outcomes_table(result, found: pd.DataFrame | None = None) -> Table:
    """Bounds against exact test."""
    found = bounds_outcomes(result) if found is None else found
    shown = found.map(prose.percent).rename(
        columns={
            "reject": "Below d_L: reject",
            "inconclusive": "Between: no decision",
            "accept": "Above d_U: accept",
            "exact": "Exact test rejects",
        }
    )
    shown.index = pd.Index([prose.fixed(value, 1) for value in found.index], name="Autocorrelation")
    return Table(
        shown,
        caption="What the Durbin–Watson bounds decide on this design, and what the exact test decides",
        name="tab-bounds-outcomes",
    )


@styled
def durbin_watson_figure(result, replications: int = REPLICATIONS, seed: int = SEED) -> Figure:
    """The null distribution of d on this design, with bounds, exact critical value and the statistic.

    >>> from helpers import data, models
    >>> durbin_watson_figure(models.ols(data.load("paper"), "table4"), replications=2000).name
    'fig-durbin-watson'
    """
    exog = result.model.exog
    d, p = durbin_watson(result.resid), durbin_watson_p(durbin_watson(result.resid), exog)
    low, high = durbin_watson_bounds(exog.shape[0], exog.shape[1] - 1)
    exact = durbin_watson_critical(exog)
    drawn = simulated(result, replications=replications, seed=seed)["dw"]
    share, edges = np.histogram(drawn, bins=np.arange(0.4, 3.81, 0.1))
    share = share / len(drawn)
    drawing, axes = draw(7, 3.8)
    axes.stairs(share, edges, fill=True, color=PALETTE[0], alpha=0.22)
    grid = np.arange(0.4, 3.81, 0.1)
    cumulative = np.array([durbin_watson_p(value, exog) for value in grid])
    axes.plot((grid[1:] + grid[:-1]) / 2, np.diff(cumulative), "-", marker="", color=PALETTE[0])
    top = share.max()
    axes.axvspan(low, high, color=PALETTE[4], alpha=0.15, lw=0)
    for value, colour, words, height, side in (
        (d, PALETTE[1], f"observed {prose.fixed(d, 2)}", 1.1, "right"),
        (exact, PALETTE[2], f"exact 5% point {prose.fixed(exact, 2)}", 1.22, "left"),
    ):
        axes.plot(
            [value, value],
            [0, top * (height - 0.02)],
            "-" if colour == PALETTE[1] else "--",
            marker="",
            color=colour,
        )
        axes.annotate(
            words,
            (value, top * height),
            ha=side,
            va="center",
            color=colour,
            xytext=(4 if side == "left" else -4, 0),
            textcoords="offset points",
        )
    axes.annotate(
        f"d_L = {prose.fixed(low, 2)}",
        (low, top * 0.6),
        ha="right",
        xytext=(-4, 0),
        textcoords="offset points",
        color=INK,
    )
    axes.annotate(
        f"d_U = {prose.fixed(high, 2)}",
        (high, top * 1.06),
        ha="left",
        xytext=(4, 0),
        textcoords="offset points",
        color=INK,
    )
    axes.set(xlabel="Durbin–Watson statistic", ylabel="share of samples", ylim=(0, top * 1.32))
    alt = (
        f"Distribution of the Durbin–Watson statistic under independent errors on this design, by simulation (bars) and exactly (line). The band from {prose.fixed(low, 2)} to {prose.fixed(high, 2)} is where the bounds decide nothing; "
        f"the exact critical value is {prose.fixed(exact, 2)}. The observed {prose.fixed(d, 2)} lies inside the band and has an exact p-value of {prose.p_value(p)}."
    )
    behind = pd.DataFrame(
        {
            "Exact share": [prose.fixed(value, 4) for value in np.diff(cumulative)],
            "Simulated share": [prose.fixed(value, 4) for value in share],
        },
        index=pd.Index([f"{a:.1f}–{b:.1f}" for a, b in zip(edges, edges[1:])], name="d"),
    )
    return figure(
        drawing,
        alt=alt,
        caption="Durbin–Watson on this design: bounds, exact distribution and the observed value",
        name="fig-durbin-watson",
        behind=behind,
    )


@styled
def power_curves(
    result,
    names=("dw", "bg1", "bg2"),
    rhos=(0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9),
    replications: int = 20_000,
    seed: int = SEED,
) -> Figure:
    """Power of the autocorrelation tests against AR(1) errors, at their textbook critical values.

    >>> from helpers import data, models
    >>> power_curves(models.ols(data.load("paper"), "table4"), replications=500).name
    'fig-power-curves'
    """
    book = textbook_critical(Design(result.model.exog), result.model.exog)
    low, _ = durbin_watson_bounds(result.model.exog.shape[0], result.model.exog.shape[1] - 1)
    labels = {
        "dw": "exact Durbin–Watson",
        "bg1": "Breusch–Godfrey, 1 lag",
        "bg2": "Breusch–Godfrey, 2 lags",
        "bounds": "Durbin–Watson by d_L",
    }
    rates = {}
    for place, rho in enumerate(rhos):
        drawn = simulated(
            result, autoregressive(rho), replications, seed + 200 + place, serial_statistics
        )
        rates[rho] = {
            **{name: float(_exceeds(name, drawn[name], book[name]).mean()) for name in names},
            "bounds": float((drawn["dw"] < low).mean()),
        }
    frame = pd.DataFrame.from_dict(rates, orient="index")
    drawing, axes = draw(7, 3.8)
    height = -np.inf
    order = frame.iloc[-1].sort_values().index
    styles = dict(zip(frame.columns, zip(PALETTE, ("-", "--", "-.", ":"), "os^D")))
    for name in order:
        colour, line, marker = styles[name]
        axes.plot(frame.index, 100 * frame[name], line, marker=marker, color=colour)
        height = max(100 * frame[name].iloc[-1], height + 4.5)
        axes.annotate(labels[name], (rhos[-1] + 0.025, height), va="center", color=colour)
    axes.axhline(100 * LEVEL, color=PALETTE[5], lw=0.8, ls="--", marker="")
    axes.set(
        xlabel="autocorrelation of the errors",
        ylabel="samples in which the test rejects, %",
        xlim=(-0.02, 1.42),
        ylim=(0, None),
    )
    axes.set_xticks([0, 0.3, 0.6, 0.9])
    last = frame.iloc[-1]
    alt = (
        "Rejection rates against the autocorrelation of the errors. "
        + "; ".join(
            f"{labels[name]}: {prose.percent(frame[name].iloc[0])} at zero, {prose.percent(frame.loc[0.45, name])} at 0.45, {prose.percent(last[name])} at {prose.fixed(rhos[-1], 1)}"
            for name in frame.columns
        )
        + "."
    )
    behind = frame.map(prose.percent).rename(columns=labels)
    behind.index = pd.Index(
        [prose.fixed(value, 2) for value in frame.index], name="Autocorrelation"
    )
    return figure(
        drawing,
        alt=alt,
        caption="Power of the autocorrelation tests on this design, nominal level 5%",
        name="fig-power-curves",
        behind=behind,
    )
