"""Residual tests of one regression, each with its exact or simulated null on that design."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import integrate, optimize, stats
from statsmodels.regression.linear_model import RegressionResultsWrapper
from statsmodels.stats import diagnostic
from statsmodels.stats.stattools import durbin_watson, jarque_bera

from helpers.memory import kept, remembered
from helpers.methods import simulation
from helpers.methods.ols import LEVEL

RESET_POWERS = 3  # squares and cubes of the fitted values
CUSUM_LINE = 0.948  # Brown, Durbin and Evans, 5%
REPLICATIONS = 40_000
SEED = 2018


@dataclass(frozen=True)
class ResidualTest:
    """One residual test.

    Attributes
    ----------
    label : str
        Its name.
    against : str
        What it looks for.
    lower : bool
        Whether small values reject; large ones do otherwise.
    """

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


def tail_of_quadratic_form(weights: np.ndarray) -> float:
    """P(sum of weights times independent chi-squared(1) > 0), by Imhof's integral.

    Parameters
    ----------
    weights : ndarray
        Eigenvalues of the form, of either sign.

    Returns
    -------
    float
        A probability.
    """
    weights = weights / np.abs(weights).max()

    def integrand(u: float) -> float:
        angle = 0.5 * np.arctan(weights * u).sum()
        return np.sin(angle) / u * np.exp(-0.25 * np.log1p((weights * u) ** 2).sum())

    value, _ = integrate.quad(integrand, 0, np.inf, limit=500, epsabs=1e-11, epsrel=1e-10)
    return float(np.clip(0.5 + value / np.pi, 0, 1))


def _difference_eigenvalues(n: int) -> np.ndarray:
    """Eigenvalues of A in d = e'Ae / e'e, ascending, without the zero of the constant."""
    return 2 * (1 - np.cos(np.pi * np.arange(1, n) / n))


def _design_eigenvalues(exog: np.ndarray) -> np.ndarray:
    """Eigenvalues of MA for the residual maker M of a design, without those that are zero."""
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
    d = e'Ae / e'e is a ratio of quadratic forms; P(d < x) is the lower tail of a weighted sum of
    chi-squared variables whose weights are the eigenvalues of MA less x, integrated as Imhof (1961)
    does.
    Source: Durbin and Watson (1950, 1951), ``durbinwatson1950``, ``durbinwatson1951``.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> durbin_watson_p(2.0, ols.ols(data.load("paper"), "table4").model.exog) < 0.5
    True
    """
    return 1 - tail_of_quadratic_form(_design_eigenvalues(np.asarray(exog, dtype=float)) - d)


def durbin_watson_critical(exog: np.ndarray, alpha: float = LEVEL) -> float:
    """The exact lower critical value of d for one design.

    Parameters
    ----------
    exog : ndarray, shape (n, k)
        Regressors, the constant included.
    alpha : float
        Level of the one-sided test.

    Returns
    -------
    float
        Reject below it.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> round(durbin_watson_critical(ols.ols(data.load("paper"), "table4").model.exog), 2)
    1.54
    """
    weights = _design_eigenvalues(np.asarray(exog, dtype=float))
    return _critical(weights, alpha)


def _critical(weights: np.ndarray, alpha: float) -> float:
    """The value below which a ratio of quadratic forms lies with probability alpha."""

    def excess(d: float) -> float:
        return 1 - tail_of_quadratic_form(weights - d) - alpha

    # Outside the eigenvalues the probability is 0 or 1, and there is nothing to integrate.
    low, high = weights.min() + 1e-6, weights.max() - 1e-6
    return float(optimize.brentq(excess, low, high, xtol=1e-8))


@remembered
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
            f"{n} observations leave no degree of freedom "
            f"for {regressors} regressors and a constant"
        )
    values = _difference_eigenvalues(n)
    return _critical(values[:free], alpha), _critical(values[-free:], alpha)


class Design:
    """What every test needs of a matrix of regressors, computed once.

    Parameters
    ----------
    exog : ndarray, shape (n, k)
        Regressors, the constant in the first column.

    Attributes
    ----------
    n, k : int
        Observations and coefficients.
    scaled : ndarray, shape (n, k)
        The constant and the standardised regressors.
    basis : ndarray, shape (n, k)
        Orthonormal basis of the regressors.
    maker : ndarray, shape (n, n)
        Turns errors into residuals.

    Raises
    ------
    ValueError
        With fewer than two degrees of freedom.
    """

    def __init__(self, exog: np.ndarray) -> None:
        exog = np.asarray(exog, dtype=float)
        self.n, self.k = exog.shape
        if self.n - self.k < 2:
            raise ValueError(
                f"{self.n} observations and {self.k} coefficients leave too few residuals to test"
            )
        spread = exog[:, 1:].std(axis=0)
        # White's and the auxiliary regressions do not change with location and scale, but rounding
        # errors do.
        standard = (exog[:, 1:] - exog[:, 1:].mean(axis=0)) / spread
        self.scaled = np.column_stack([np.ones(self.n), standard])
        self.basis = np.linalg.qr(self.scaled)[0]
        self.maker = np.eye(self.n) - self.basis @ self.basis.T

    @kept
    def white_basis(self) -> np.ndarray | None:
        """Orthonormal basis of White's auxiliary regression; None without degrees of freedom."""
        i, j = np.triu_indices(self.k)
        columns = self.scaled[:, i] * self.scaled[:, j]
        return np.linalg.qr(columns)[0] if columns.shape[1] < self.n else None

    @kept
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
    """Explained sum of squares of values (n, R) about their mean; the constant is in the basis."""
    centre = len(values) * values.mean(axis=0) ** 2
    return ((basis.T @ values) ** 2).sum(axis=0) - centre


def _explained(design: Design, added: list[np.ndarray], e: np.ndarray) -> np.ndarray:
    """Sum of squares of residuals e that added regressors, each (n, R), explain."""
    left = [values - design.basis @ (design.basis.T @ values) for values in added]
    return simulation.batched_ols(e, left, intercept=False).explained


def serial_statistics(
    design: Design, errors: np.ndarray, mean: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """The statistics of `TESTS` that look for serial correlation in residuals: dw, bg1 and bg2.

    Parameters
    ----------
    design, errors
        As for `batched_statistics`.
    mean : ndarray, optional
        Not used; these tests do not depend on it.

    Returns
    -------
    dict of ndarray, shape (replications,)
        One array per test.
    """
    e = errors - design.basis @ (design.basis.T @ errors)
    ssr = (e**2).sum(axis=0)

    def lagged(lag: int) -> np.ndarray:
        return np.concatenate([np.zeros((lag, e.shape[1])), e[:-lag]])

    return {
        "dw": (np.diff(e, axis=0) ** 2).sum(axis=0) / ssr,
        "bg1": design.n * _explained(design, [lagged(1)], e) / ssr,
        "bg2": design.n * _explained(design, [lagged(1), lagged(2)], e) / ssr,
    }


def _variance_statistics(design: Design, squares: np.ndarray) -> dict[str, np.ndarray]:
    """Statistics that look for unequal variances, from squared residuals over their mean."""
    n = design.n
    about = _lm(design.basis, squares)
    total = (squares**2).sum(axis=0) - n
    if design.white_basis is None:
        white = np.full_like(total, np.nan)
    else:
        white = n * _lm(design.white_basis, squares) / total
    return {"bp": about / 2, "koenker": n * about / total, "white": white}


def _reset_statistic(
    design: Design, e: np.ndarray, ssr: np.ndarray, fitted: np.ndarray
) -> np.ndarray:
    """RESET's F statistics from residuals, their sums of squares and fitted values."""
    z = (fitted - fitted.mean(axis=0)) / fitted.std(axis=0)
    # Products, not powers: numpy raises to the third power a hundred times as slowly.
    powers = itertools.accumulate([z] * RESET_POWERS, np.multiply)
    added = _explained(design, list(powers)[1:], e)
    restrictions = RESET_POWERS - 1
    return (added / restrictions) / ((ssr - added) / (design.n - design.k - restrictions))


def _jarque_bera(e: np.ndarray, ssr: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """Jarque and Bera's statistics from residuals, and their squares over their mean."""
    n = len(e)
    scale = np.sqrt(ssr / n)
    skew, kurtosis = (e * squares).mean(axis=0) / scale, (squares**2).mean(axis=0)
    return n / 6 * (skew**2 + (kurtosis - 3) ** 2 / 4)


def _cusum_height(free: int) -> np.ndarray:
    """Height, by recursive residual, of the lines of Brown, Durbin and Evans for a = 1."""
    return np.sqrt(free) + 2 * np.arange(1, free + 1) / np.sqrt(free)


def _break_statistics(
    design: Design, errors: np.ndarray, e: np.ndarray, ssr: np.ndarray
) -> dict[str, np.ndarray]:
    """Statistics that look for breaks: CUSUM of OLS and of recursive residuals."""
    n, free = design.n, design.n - design.k
    w = design.recursion @ errors
    path = np.cumsum(w, axis=0) / np.std(w, axis=0, ddof=1)
    return {
        "cusum_ols": np.abs(np.cumsum(e, axis=0)).max(axis=0) / np.sqrt(n * ssr / free),
        "cusum": np.abs(path / _cusum_height(free)[:, None]).max(axis=0),
    }


def batched_statistics(
    design: Design, errors: np.ndarray, mean: np.ndarray
) -> dict[str, np.ndarray]:
    """Every statistic of `TESTS` for many samples at once.

    Parameters
    ----------
    design : Design
        The regressors, equal in all samples.
    errors : ndarray, shape (n, replications)
        Errors (or dependent variables: what the regressors explain of them drops out of all tests
        but RESET).
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
    >>> found = batched_statistics(design, rng.standard_normal((15, 4)), np.zeros(15))
    >>> sorted(found) == sorted(TESTS)
    True
    """
    explained = design.basis @ (design.basis.T @ errors)
    e = errors - explained
    fitted = explained + (mean if np.ndim(mean) == 2 else np.asarray(mean)[:, None])
    ssr = (e**2).sum(axis=0)
    squares = e**2 / (ssr / design.n)
    return {
        **serial_statistics(design, errors),
        **_variance_statistics(design, squares),
        "reset": _reset_statistic(design, e, ssr, fitted),
        "jb": _jarque_bera(e, ssr, squares),
        **_break_statistics(design, errors, e, ssr),
    }


def _cusum_p(a: float | np.ndarray) -> np.ndarray:
    """Brown, Durbin and Evans' probability that recursive CUSUM crosses lines of height a."""
    a = np.asarray(a, dtype=float)
    normal = stats.norm
    value = 2 * (
        normal.sf(3 * a)
        + np.exp(-4 * a**2) * (normal.cdf(a) + normal.cdf(5 * a) - 1)
        - np.exp(-16 * a**2) * normal.sf(a)
    )
    # Below 0.3 the two lines are both likely to be crossed and the formula fails; the chord is a
    # common substitute.
    return np.where(a < 0.3, 1 - 0.1465 * a, value)


def _white_restrictions(design: Design) -> float:
    """Degrees of freedom of White's test; NaN if there are none."""
    return np.nan if design.white_basis is None else design.white_basis.shape[1] - 1


def textbook_p(
    design: Design, exog: np.ndarray, found: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """p-values from the distributions of the textbooks.

    Parameters
    ----------
    design : Design
        The regressors.
    exog : ndarray, shape (n, k)
        The same, as a matrix.
    found : mapping of ndarray
        Statistics by test, from `batched_statistics`.

    Returns
    -------
    dict of ndarray
        Exact for Durbin-Watson, asymptotic for the others.
    """
    n, k = design.n, design.k
    chi2, f = stats.chi2.sf, stats.f.sf
    exact = np.vectorize(lambda d: durbin_watson_p(d, exog))
    return {
        "dw": exact(found["dw"]),
        "bg1": chi2(found["bg1"], 1),
        "bg2": chi2(found["bg2"], 2),
        "bp": chi2(found["bp"], k - 1),
        "koenker": chi2(found["koenker"], k - 1),
        "white": chi2(found["white"], _white_restrictions(design)),
        "reset": f(found["reset"], RESET_POWERS - 1, n - k - RESET_POWERS + 1),
        "jb": chi2(found["jb"], 2),
        "cusum_ols": stats.kstwobign.sf(found["cusum_ols"]),
        "cusum": _cusum_p(found["cusum"]),
    }


def textbook_critical(design: Design, exog: np.ndarray, alpha: float = LEVEL) -> dict[str, float]:
    """The critical values of the textbooks, by test.

    Parameters
    ----------
    design : Design
        The regressors.
    exog : ndarray, shape (n, k)
        The same, as a matrix.
    alpha : float
        Level.

    Returns
    -------
    dict of float
        NaN for White without degrees of freedom.
    """
    n, k = design.n, design.k
    if alpha == LEVEL:
        line = CUSUM_LINE
    else:
        line = optimize.brentq(lambda a: float(_cusum_p(a)) - alpha, 0.3, 3)
    return {
        "dw": durbin_watson_critical(exog, alpha),
        "bg1": stats.chi2.isf(alpha, 1),
        "bg2": stats.chi2.isf(alpha, 2),
        "bp": stats.chi2.isf(alpha, k - 1),
        "koenker": stats.chi2.isf(alpha, k - 1),
        "white": stats.chi2.isf(alpha, _white_restrictions(design)),
        "reset": stats.f.isf(alpha, RESET_POWERS - 1, n - k - RESET_POWERS + 1),
        "jb": stats.chi2.isf(alpha, 2),
        "cusum_ols": stats.kstwobign.isf(alpha),
        "cusum": line,
    }


def _recursive_cusum(fit: Any, design: Design) -> float:
    """CUSUM statistic of the recursive residuals that statsmodels computes."""
    scaled = diagnostic.recursive_olsresiduals(fit)[4]
    w = scaled[~np.isnan(scaled)][-(design.n - design.k) :]
    return float(np.abs(np.cumsum(w) / w.std(ddof=1) / _cusum_height(len(w))).max())


def library_statistics(result: RegressionResultsWrapper) -> dict[str, tuple[float, float]]:
    """Statistic and textbook p-value of every test from statsmodels.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `ols.ols`.

    Returns
    -------
    dict of (float, float)
        Per test; NaN for White without degrees of freedom. The recursive CUSUM comes from the
        library's recursive residuals.

    Notes
    -----
    The auxiliary regressions run on standardised variables: with squares of GDP in its own unit,
    powers reach 10¹⁷ and the library's pseudo-inverse drops columns.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> found = library_statistics(ols.ols(data.load("paper"), "table4"))
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
    crossing = _recursive_cusum(fit, design)
    found["cusum"] = (crossing, float(_cusum_p(crossing)))
    return {name: (float(statistic), float(p)) for name, (statistic, p) in found.items()}


Errors = Callable[[np.random.Generator, int, int, Design, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class _Autoregressive:
    """Draws AR(1) errors; two with the same coefficient are equal, so that results are shared."""

    rho: float

    def __call__(
        self, rng: np.random.Generator, n: int, size: int, design: Design, mean: np.ndarray
    ) -> np.ndarray:
        return simulation.autoregressions(rng, 1, n, size, self.rho)[0]


def autoregressive(rho: float) -> Errors:
    """Errors that follow an AR(1) with variance one.

    Parameters
    ----------
    rho : float
        First-order autocorrelation, strictly between -1 and 1.

    Returns
    -------
    callable
        ``errors(rng, n, size, design, mean)``, an array (n, size), for `simulated_statistics`.

    Examples
    --------
    >>> autoregressive(0.5) == autoregressive(0.5)
    True
    """
    return _Autoregressive(rho)


def _scaled_to_noise(values: np.ndarray) -> np.ndarray:
    """The same shape with a root mean square of one."""
    return values / np.sqrt((values**2).mean())


def _growing(
    rng: np.random.Generator, n: int, size: int, design: Design, mean: np.ndarray
) -> np.ndarray:
    return rng.standard_normal((n, size)) * _scaled_to_noise(mean)[:, None]


def _curved(
    rng: np.random.Generator, n: int, size: int, design: Design, mean: np.ndarray
) -> np.ndarray:
    bend = design.maker @ ((mean - mean.mean()) / mean.std()) ** 2
    return rng.standard_normal((n, size)) + _scaled_to_noise(bend)[:, None]


def _fat(
    rng: np.random.Generator, n: int, size: int, design: Design, mean: np.ndarray
) -> np.ndarray:
    return rng.standard_t(3, (n, size)) / np.sqrt(3)


def _broken(
    rng: np.random.Generator, n: int, size: int, design: Design, mean: np.ndarray
) -> np.ndarray:
    jump = design.maker @ (np.arange(n) >= n // 2).astype(float)
    return rng.standard_normal((n, size)) + _scaled_to_noise(jump)[:, None]


INDEPENDENT = autoregressive(0.0)
FAULTS: dict[str, Errors] = {
    "AR(1), 0.5": autoregressive(0.5),
    "AR(1), 0.8": autoregressive(0.8),
    "Spread ∝ GDP": _growing,
    "Curvature": _curved,
    "Fat tails": _fat,
    "Break": _broken,
}


@remembered
def simulated_statistics(
    result: RegressionResultsWrapper,
    errors: Errors = INDEPENDENT,
    replications: int = REPLICATIONS,
    seed: int = SEED,
    tests: Callable[[Design, np.ndarray, np.ndarray], dict[str, np.ndarray]] = batched_statistics,
) -> dict[str, np.ndarray]:
    """Statistics of all tests on the design of a regression, when errors are drawn by ``errors``.

    Parameters
    ----------
    result : statsmodels RegressionResults
        Its regressors are held fixed; its fitted values, in units of its error, are the mean that
        RESET needs.
    errors : callable
        ``errors(rng, n, size, design, mean)`` returns an array (n, size); `autoregressive` or a
        member of `FAULTS`. Independent standard normal errors by default: the null.
    replications, seed : int
        Of the simulation.
    tests : callable
        `batched_statistics`, or `serial_statistics` where no other test is asked for.

    Returns
    -------
    dict of ndarray, shape (replications,)
        Computed once per regression and set of arguments.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> len(simulated_statistics(ols.ols(data.load("paper"), "table4"), replications=100)["dw"])
    100
    """
    design = Design(result.model.exog)
    mean = np.asarray(result.fittedvalues) / np.sqrt(result.mse_resid)

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        return tests(design, errors(rng, design.n, size, design, mean), mean)

    return simulation.simulate(experiment, replications, seed)


def exceeds(name: str, values: np.ndarray, critical: float) -> np.ndarray:
    """Whether each value rejects, on the side on which its test does.

    Parameters
    ----------
    name : str
        A test of `TESTS`.
    values : ndarray
        Its statistic, one a sample.
    critical : float
        Its critical value.

    Returns
    -------
    ndarray of bool
    """
    return values < critical if TESTS[name].lower else values > critical


def _critical_values(null: Mapping[str, np.ndarray], alpha: float) -> dict[str, float]:
    return {
        name: float(np.quantile(null[name], alpha if test.lower else 1 - alpha))
        for name, test in TESTS.items()
    }


def battery(
    result: RegressionResultsWrapper, replications: int = REPLICATIONS, seed: int = SEED
) -> pd.DataFrame:
    """Every test on one regression, with textbook and simulated p-values.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `ols.ols`.
    replications, seed : int
        As for `simulated_statistics`.

    Returns
    -------
    DataFrame
        Index: keys of `TESTS`; ``statistic``, ``p_textbook``, ``p_simulated`` (share of
        1 + replications samples with independent normal errors on this design that are at least as
        extreme; valid at any n), its ``error``.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> found = battery(ols.ols(data.load("paper"), "table4"), replications=2000)
    >>> bool(found["p_simulated"].between(0, 1).all())
    True
    """
    null = simulated_statistics(result, replications=replications, seed=seed)
    columns = ("statistic", "p_textbook", "p_simulated", "error")
    rows = {}
    for name, (statistic, p) in library_statistics(result).items():
        if np.isnan(statistic):
            rows[name] = dict.fromkeys(columns, np.nan)
            continue
        extreme = null[name] <= statistic if TESTS[name].lower else null[name] >= statistic
        share = (1 + extreme.sum()) / (1 + replications)
        error = np.sqrt(share * (1 - share) / replications)
        rows[name] = dict(zip(columns, (statistic, p, share, error), strict=True))
    return pd.DataFrame.from_dict(rows, orient="index").loc[list(TESTS)]


def sizes(
    result: RegressionResultsWrapper,
    alpha: float = LEVEL,
    replications: int = REPLICATIONS,
    seed: int = SEED,
) -> pd.DataFrame:
    """How often each test rejects a regression with nothing wrong, at its textbook critical value.

    Parameters
    ----------
    result : statsmodels RegressionResults
        Whose design is held fixed.
    alpha : float
        Nominal level.
    replications, seed : int
        As for `simulated_statistics`.

    Returns
    -------
    DataFrame
        Index: keys of `TESTS`; ``critical`` (textbook), ``size`` and its Monte Carlo ``error``, and
        ``exact``, the critical value that gives the level on this design (from the same simulation;
        computed for Durbin-Watson).

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> found = sizes(ols.ols(data.load("paper"), "table4"), replications=4000)
    >>> bool(abs(found.loc["dw", "size"] - 0.05) < 0.02)
    True
    """
    null = simulated_statistics(result, replications=replications, seed=seed)
    book = textbook_critical(Design(result.model.exog), result.model.exog, alpha)
    exact = _critical_values(null, alpha) | {"dw": book["dw"]}
    rows = {}
    for name in TESTS:
        rate, error = simulation.share(exceeds(name, null[name], book[name]))
        known = not np.isnan(book[name])
        rows[name] = {
            "critical": book[name],
            "size": rate if known else np.nan,
            "error": error if known else np.nan,
            "exact": exact[name],
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def powers(
    result: RegressionResultsWrapper,
    faults: Mapping[str, Errors] | None = None,
    alpha: float = LEVEL,
    replications: int = REPLICATIONS,
    seed: int = SEED,
) -> pd.DataFrame:
    """How often each test finds each fault, every test held to the same level.

    Parameters
    ----------
    result : statsmodels RegressionResults
        Whose design is held fixed.
    faults : mapping of callable, optional
        `FAULTS` by default: autocorrelation of 0.5 and 0.8; a spread in proportion to fitted GDP; a
        bend and a break in the middle, each as large (root mean square, after the regressors) as
        the noise; t errors with 3 degrees.
    alpha : float
        Level.
    replications, seed : int
        As for `simulated_statistics`.

    Returns
    -------
    DataFrame
        Index: keys of `TESTS`; one column per fault. The critical value of Durbin-Watson is exact,
        the others are simulated.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> found = powers(ols.ols(data.load("paper"), "table4"), replications=4000)
    >>> bool(found.loc["reset", "Curvature"] > found.loc["jb", "Curvature"])
    True
    """
    critical = _critical_values(
        simulated_statistics(result, replications=replications, seed=seed), alpha
    )
    critical["dw"] = durbin_watson_critical(result.model.exog, alpha)
    columns: dict[str, dict[str, float]] = {}
    for place, (fault, errors) in enumerate((FAULTS if faults is None else faults).items(), 1):
        drawn = simulated_statistics(result, errors, replications, seed + place)
        columns[fault] = {
            name: np.nan
            if np.isnan(drawn[name]).any()
            else float(exceeds(name, drawn[name], critical[name]).mean())
            for name in TESTS
        }
    return pd.DataFrame(columns)


def durbin_watson_mean(exog: np.ndarray) -> float:
    """Mean of d under independent errors; near 2 only when regressors do not trend.

    Parameters
    ----------
    exog : ndarray, shape (n, k)
        Regressors, the constant included.

    Returns
    -------
    float
        ``tr(MA) / (n - k)``.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> durbin_watson_mean(ols.ols(data.load("paper"), "table4").model.exog) > 2
    True
    """
    return float(_design_eigenvalues(np.asarray(exog, dtype=float)).mean())


def familywise_p(
    result: RegressionResultsWrapper, replications: int = REPLICATIONS, seed: int = SEED
) -> float:
    """How often a sound regression has a smallest p-value, over all tests, as small as observed.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `ols.ols`.
    replications, seed : int
        As for `simulated_statistics`.

    Returns
    -------
    float
        The tests' joint distribution is simulated, so that it is sharper than Bonferroni's.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> fit = ols.ols(data.load("paper"), "table4")
    >>> found = familywise_p(fit, replications=2000)
    >>> battery(fit, replications=2000)["p_simulated"].min() <= found <= 1
    True
    """
    null = simulated_statistics(result, replications=replications, seed=seed)
    smallest, least = np.ones(replications), 1.0
    for name, (value, _) in library_statistics(result).items():
        if np.isnan(value):
            continue
        sign = 1 if TESTS[name].lower else -1  # afterwards small values reject
        drawn = sign * null[name]
        ordered = np.sort(drawn)
        each = np.searchsorted(ordered, drawn, side="right") / replications
        seen = np.searchsorted(ordered, sign * value, side="right")
        smallest = np.minimum(smallest, each)
        least = min(least, (1 + seen) / (1 + replications))
    return float((1 + (smallest <= least).sum()) / (1 + replications))
