"""Monte Carlo kernels: many small regressions at once, the same draws on any number of cores."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, cpu_count, delayed
from scipy import special

from helpers.memory import kept

Columns = np.ndarray | Sequence[np.ndarray]  # regressors: one array, or one per regressor
Experiment = Callable[[np.random.Generator, int], dict[str, np.ndarray]]
# Replications drawn from one seed; part of every result, so it never depends on the machine.
CHUNK = 8192
# One block of data: small enough for a core's second-level cache, large enough to hide Python's
# overhead.
BLOCK_BYTES = 2**21
BLOCK_LIMITS = 256, 2048  # replications in a block, at least and at most
# A regressor that keeps less than this share of its length beside the others has no coefficient.
RANK_TOLERANCE = 1e-10
# Beyond this variance inflation factor X'X loses too many digits, and QR takes over.
CHOLESKY_VIF = 1e4
CLOSE_FIT = 1e5  # the same for y: ratio of its total to its residual sum of squares
# Up to this variance inflation factor, results agree with exact arithmetic to 1e-10 relative.
AGREEMENT_VIF = 1e8
TASKS_PER_WORKER = 4  # few, so that there is little to send; more than one, so that no core idles


@dataclass(frozen=True)
class Fit:
    """Results of `batched_ols`; the last axis of every array is the replication.

    Attributes
    ----------
    b, se : ndarray, shape (coefficients, replications)
        Coefficients and classical standard errors, the constant first if there is one; NaN where
        the regressors are linearly dependent.
    ssr, tss, dw : ndarray, shape (replications,)
        Sum of squared residuals, total sum of squares (about the mean if there is a constant),
        Durbin-Watson statistic.
    vif : ndarray, shape (regressors, replications)
        Variance inflation factors (uncentred without a constant).
    explained : ndarray, shape (replications,)
        Total less residual sum of squares, computed without cancellation.
    resid : ndarray, shape (n, replications), or None
        Residuals, if they were asked for.
    n, intercept : int, bool
        Observations, and whether a constant was fitted.
    """

    b: np.ndarray
    se: np.ndarray
    ssr: np.ndarray
    tss: np.ndarray
    dw: np.ndarray
    vif: np.ndarray
    explained: np.ndarray
    n: int
    intercept: bool
    resid: np.ndarray | None = None

    @property
    def df(self) -> int:
        """Residual degrees of freedom."""
        return self.n - len(self.b)

    @kept
    def t(self) -> np.ndarray:
        """T statistics, coefficient over standard error."""
        return self.b / self.se

    @kept
    def p(self) -> np.ndarray:
        """Two-sided p-values, computed when first asked for: they cost more than the regression."""
        return 2 * special.stdtr(self.df, -np.abs(self.t))

    @kept
    def r2(self) -> np.ndarray:
        """Coefficient of determination."""
        return self.explained / self.tss

    @kept
    def adj_r2(self) -> np.ndarray:
        """Adjusted coefficient of determination."""
        return 1 - (self.n - self.intercept) / self.df * self.ssr / self.tss

    @kept
    def f(self) -> np.ndarray:
        """F statistic for all regressors except the constant."""
        return self.explained / (len(self.b) - self.intercept) / (self.ssr / self.df)

    @kept
    def p_f(self) -> np.ndarray:
        """p-value of `f`."""
        return special.fdtrc(len(self.b) - self.intercept, self.df, self.f)


def _columns(y: np.ndarray, x: Columns, intercept: bool = True) -> list[np.ndarray]:
    """Regressors as (n, replications) or (n, 1), then y as (n, replications)."""
    y = np.asarray(y, dtype=float)
    y = y[:, None] if y.ndim == 1 else y
    columns = [np.asarray(column, dtype=float) for column in x]
    columns = [column[:, None] if column.ndim == 1 else column for column in columns]
    if not columns:
        raise ValueError("no regressors; x is empty")
    replications = max([y.shape[1], *(column.shape[1] for column in columns if column.ndim == 2)])
    _refuse_shapes([y, *columns], replications)
    n, coefficients = len(y), len(columns) + intercept
    if n - len(columns) - intercept <= 0:
        raise ValueError(
            f"{n} observations leave no degree of freedom for {coefficients} coefficients"
        )
    return [*columns, np.broadcast_to(y, (n, replications))]


def _refuse_shapes(variables: list[np.ndarray], replications: int) -> None:
    """Refuse y, which comes first, or a regressor whose shape does not fit."""
    n = len(variables[0])
    for position, column in enumerate(variables):
        if column.ndim != 2 or len(column) != n or column.shape[1] not in (1, replications):
            name = "y" if position == 0 else f"regressor {position}"
            raise ValueError(
                f"{name} has shape {column.shape}; expected ({n}, {replications}), "
                f"or ({n},) for the same values in every replication"
            )


class _Block:
    """The arrays one block of regressions is worked out in, allocated once.

    Fresh arrays of this size come from the operating system page by page, which would take as long
    as the regressions.
    """

    def __init__(self, k: int, n: int, size: int, intercept: bool):
        self.intercept = intercept
        self.work = np.empty((k + 1, n, size))  # regressors and y, centred if there is a constant
        self.means = np.zeros((k + 1, size))
        self.scratch = np.empty((n, size))
        self.lengths = np.empty((k + 1, size))
        self.g = np.zeros((k + 1, k + 1, size))  # upper half: the Gram matrix, then its factors
        self.row = np.empty((k + 1, size))
        # Upper half: the inverse of U, with ones on its diagonal; allocated by the first solve.
        self._inverse: np.ndarray | None = None

    def load(self, columns: list[np.ndarray], at: slice | np.ndarray) -> None:
        """Copy the replications ``at`` of all columns, less their means if there is a constant."""
        for values, mean, column in zip(self.work, self.means, columns, strict=True):
            chosen = column if column.shape[1] == 1 else column[:, at]
            if self.intercept:
                mean[:] = np.einsum("nr->r", chosen)
                mean /= len(chosen)
                np.subtract(chosen, mean, out=values)
            else:
                values[:] = chosen

    def _refuse_constant(self, j: int) -> None:
        """Mark a regressor that repeats the constant: centring leaves only rounding noise of it."""
        np.copyto(
            self.g[j, j],
            np.nan,
            where=self.lengths[j] <= RANK_TOLERANCE**2 * self.work.shape[1] * self.means[j] ** 2,
        )

    def gram(self) -> None:
        """X'X with X'y and y'y beside it.

        One pass through the data, but the condition number is squared.
        """
        for j, column in enumerate(self.work):
            np.einsum("nr,lnr->lr", column, self.work[j:], out=self.g[j, j:])
            self.lengths[j] = self.g[j, j]
        for j in range(len(self.work) - 1):
            self._refuse_constant(j)

    def inexact(self, left: np.ndarray) -> np.ndarray:
        """Replications whose `gram` has too few digits for subsets.

        ``left`` is what the others leave of each column.
        """
        limits = np.array([*[CHOLESKY_VIF] * (len(left) - 1), CLOSE_FIT])[:, None]
        # Not "less than": NaN must be found as well.
        return np.flatnonzero(~(left * limits > self.lengths).all(axis=0))

    def factor(self) -> None:
        """U'DU factors of X'X with X'y beside it."""
        self.gram()
        g, k = self.g, len(self.g) - 1
        for j in range(k):
            u = np.divide(g[j, j + 1 :], g[j, j], out=self.row[j + 1 :])
            for i in range(j + 1, k):
                g[i, i:] -= np.multiply(g[j, i:], u[i - j - 1], out=self.scratch[: k + 1 - i])
            g[j, j + 1 :] = u

    def orthogonalise(self) -> None:
        """The same factors by modified Gram-Schmidt on X with y beside it.

        As accurate as Householder QR, but slower.
        """
        g, q = self.g, self.work.copy()
        for j in range(len(q)):
            self.lengths[j] = np.einsum("nr,nr->r", q[j], q[j])
        for j in range(len(q) - 1):
            g[j, j] = np.einsum("nr,nr->r", q[j], q[j])
            np.copyto(g[j, j], np.nan, where=g[j, j] <= RANK_TOLERANCE**2 * self.lengths[j])
            self._refuse_constant(j)
            g[j, j + 1 :] = np.einsum("nr,lnr->lr", q[j], q[j + 1 :]) / g[j, j]
            q[j + 1 :] -= q[j] * g[j, j + 1 :, None, :]

    def _inverted(self) -> np.ndarray:
        """The inverse of U, by back substitution."""
        k, size, g = len(self.g) - 1, self.g.shape[-1], self.g
        if self._inverse is None:
            self._inverse = np.zeros((k, k, size))
            self._inverse[np.arange(k), np.arange(k)] = 1
        inverse = self._inverse
        for j in range(k):
            for i in range(j - 1, -1, -1):
                np.einsum(
                    "lr,lr->r", g[i, i + 1 : j + 1], inverse[i + 1 : j + 1, j], out=inverse[i, j]
                )
                np.negative(inverse[i, j], out=inverse[i, j])
        return inverse

    def _residual_sums(self, b: np.ndarray, out: dict[str, np.ndarray]) -> np.ndarray:
        """Turn y into residuals; fill in and return their sum of squares, and Durbin-Watson."""
        k, residuals = len(self.g) - 1, self.work[-1]
        residuals -= np.einsum("kr,knr->nr", b, self.work[:k], out=self.scratch)
        ssr = np.einsum("nr,nr->r", residuals, residuals, out=out["ssr"])
        changes = np.subtract(residuals[1:], residuals[:-1], out=self.scratch[1:])
        np.divide(np.einsum("nr,nr->r", changes, changes), ssr, out=out["dw"])
        return ssr

    def _constant(
        self,
        b: np.ndarray,
        inverse: np.ndarray,
        reciprocal: np.ndarray,
        variance: np.ndarray,
        out: dict[str, np.ndarray],
    ) -> None:
        """Fill in the constant and its standard error, from the means that centring took out."""
        k, n = len(self.g) - 1, self.work.shape[1]
        lever = np.einsum("jr,jlr->lr", self.means[:k], inverse)
        out["b"][0] = self.means[k] - np.einsum("jr,jr->r", self.means[:k], b)
        out["se"][0] = np.sqrt(
            variance * (1 / n + np.einsum("lr,lr,lr->r", lever, lever, reciprocal))
        )

    def solve(self, out: dict[str, np.ndarray]) -> None:
        """From the factors to the results; y becomes the residuals."""
        k, n, first = len(self.g) - 1, self.work.shape[1], int(self.intercept)
        g, inverse = self.g, self._inverted()
        d = g[np.arange(k), np.arange(k)]
        b = np.einsum("jlr,lr->jr", inverse, g[:k, k], out=out["b"][first:])
        reciprocal = 1 / d
        unscaled = np.empty_like(d)  # diagonal of the inverse of X'X
        for j in range(k):
            np.einsum(
                "lr,lr,lr->r", inverse[j, j:], inverse[j, j:], reciprocal[j:], out=unscaled[j]
            )
        variance = self._residual_sums(b, out) / (n - k - first)
        if first:
            self._constant(b, inverse, reciprocal, variance, out)
        np.sqrt(np.multiply(unscaled, variance, out=self.row[:k]), out=out["se"][first:])
        out["tss"][:] = self.lengths[k]
        np.einsum("lr,lr,lr->r", d, g[:k, k], g[:k, k], out=out["explained"])
        np.multiply(unscaled, self.lengths[:k], out=out["vif"])
        if "resid" in out:
            out["resid"][:] = self.work[k]


def _block_length(n: int, k: int, replications: int) -> int:
    """Replications in a block: a power of two, as `CHUNK` is, so that a chunk ends with no rest."""
    fitting = 2 ** int(np.log2(BLOCK_BYTES / (8 * n * (k + 1))))
    return min(replications, int(np.clip(fitting, *BLOCK_LIMITS)))


def _blocks(columns: list[np.ndarray], intercept: bool) -> Iterator[tuple[slice, _Block]]:
    """Blocks of replications that stay in a core's cache, loaded one after the other."""
    (n, replications), k = columns[-1].shape, len(columns) - 1
    length = _block_length(n, k, replications)
    block = _Block(k, n, length, intercept)
    for start in range(0, replications, length):
        at = slice(start, min(start + length, replications))
        if at.stop - at.start != length:
            block = _Block(k, n, at.stop - at.start, intercept)
        block.load(columns, at)
        yield at, block


def _empty_results(
    n: int, k: int, replications: int, intercept: bool, residuals: bool
) -> dict[str, np.ndarray]:
    """Arrays for the results of `batched_ols`, by the names of `Fit`."""
    shapes: dict[str, tuple[int, ...]] = {
        "b": (k + intercept, replications),
        "se": (k + intercept, replications),
        "vif": (k, replications),
        **{name: (replications,) for name in ("ssr", "tss", "dw", "explained")},
    }
    if residuals:
        shapes["resid"] = (n, replications)
    return {name: np.empty(shape) for name, shape in shapes.items()}


def _solve_by_qr(
    columns: list[np.ndarray], at: np.ndarray, intercept: bool, residuals: bool
) -> dict[str, np.ndarray]:
    """Results of the replications ``at`` by orthogonalisation."""
    n, k = len(columns[-1]), len(columns) - 1
    results = _empty_results(n, k, len(at), intercept, residuals)
    block = _Block(k, n, len(at), intercept)
    block.load(columns, at)
    block.orthogonalise()
    block.solve(results)
    return results


def batched_ols(
    y: np.ndarray, x: Columns, *, intercept: bool = True, residuals: bool = False
) -> Fit:
    """Ordinary least squares for many data sets at once.

    Parameters
    ----------
    y : ndarray, shape (n, replications) or (n,)
        Dependent variable.
    x : ndarray, shape (k, n, replications), or a sequence of k arrays (n, replications) or (n,)
        Regressors without the constant; an array (n,) stands for the same values in every
        replication.
    intercept : bool
        Fit a constant; it comes first in the results.
    residuals : bool
        Keep the residuals, which are as large as y.

    Returns
    -------
    Fit
        b, se, t, p, r2, adj_r2, f, p_f, dw, ssr, vif, ...

    Raises
    ------
    ValueError
        If the shapes do not fit or no degree of freedom is left.

    Notes
    -----
    Cholesky on the centred regressors where they are harmless; where a variance inflation factor
    exceeds `CHOLESKY_VIF`, modified Gram-Schmidt with y appended, which is backward stable (Golub
    and Van Loan, Matrix Computations, section 5.3.5).
    Memory beside the inputs and results: about 3 `BLOCK_BYTES` (more only if n (k + 1) exceeds 512,
    since a block never has fewer than 256 replications).
    Accuracy: equal to statsmodels and to exact arithmetic to 1e-10, relative to the larger of the
    value and its standard error, while the largest variance inflation factor stays below
    `AGREEMENT_VIF` (statsmodels' own standard errors lose digits from about 1e5 on, since it
    inverts R'R). Beyond, digits go as the square root of the factor; linearly dependent regressors
    give NaN rather than noise.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x = rng.standard_normal((2, 15, 1000))
    >>> fit = batched_ols(1 + 3 * x[0], x)
    >>> bool(np.allclose(fit.b[1], 3)), fit.t.shape
    (True, (3, 1000))
    """
    columns = _columns(y, x, intercept)
    (n, replications), k = columns[-1].shape, len(columns) - 1
    out = _empty_results(n, k, replications, intercept, residuals)
    with np.errstate(divide="ignore", invalid="ignore"):
        for at, block in _blocks(columns, intercept):
            here = {name: values[..., at] for name, values in out.items()}
            block.factor()
            block.solve(here)
            # Not "larger than": NaN must go to QR as well.
            poor = np.flatnonzero(~(here["vif"].max(axis=0) < CHOLESKY_VIF))
            if poor.size:
                again = _solve_by_qr(columns, at.start + poor, intercept, residuals)
                for name, values in here.items():
                    values[..., poor] = again[name]
    return Fit(**out, n=n, intercept=intercept)


def _sums(g: np.ndarray, ssr: np.ndarray, left: np.ndarray, code: int = 0, first: int = 0) -> None:
    """Fill in `subset_sums` for the models that add later regressors to those in ``code``.

    Regressors from ``first`` on are added.
    ``g`` is the Gram matrix of these regressors and y, less what the regressors in ``code`` explain
    of them. On the path through all regressors in order each has the least left that it ever has;
    that goes to ``left``.
    """
    ssr[code] = g[-1, -1]
    if code == (1 << first) - 1:
        left[first] = g[0, 0]
    for i in range(len(g) - 1):
        u = g[i, i + 1 :] / g[i, i]
        swept = g[i + 1 :, i + 1 :] - g[i, i + 1 :, None] * u
        _sums(swept, ssr, left, code | 1 << first + i, first + i + 1)


def _correlations(g: np.ndarray, r: np.ndarray, left: np.ndarray, code: int = 0) -> None:
    """Fill in `batched_partial_correlations` for models that add a regressor to ``code`` or more.

    ``g`` is the Gram matrix of all regressors and y, less what the regressors in ``code`` explain
    of them; ``left`` is what all others leave of each.
    """
    k = len(g) - 1
    for j in range(k):
        larger = code | 1 << j
        if larger != code:
            r[larger, j] = g[j, k] / np.sqrt(g[j, j] * g[k, k])
            if larger == 2**k - 1:
                left[j] = g[j, j]
    if code == 2**k - 1:
        left[k] = g[k, k]
    for i in range(code.bit_length(), k):
        _correlations(g - g[:, i, None] * (g[i] / g[i, i]), r, left, code | 1 << i)


def _refitted(columns: list[np.ndarray], at: np.ndarray) -> Iterator[tuple[int, list[int], Fit]]:
    """Every model of the replications ``at``, fitted on its own: number, regressors, `Fit`."""
    if at.size:
        *x, y = (column if column.shape[1] == 1 else column[:, at] for column in columns)
        for code in range(1, 2 ** len(x)):
            chosen = [j for j in range(len(x)) if code >> j & 1]
            yield code, chosen, batched_ols(y, [x[j] for j in chosen])


def subset_sums(y: np.ndarray, x: Columns) -> np.ndarray:
    """Sum of squared residuals of every model with a constant and some of the regressors.

    Parameters
    ----------
    y, x : ndarray
        As for `batched_ols`.

    Returns
    -------
    ndarray, shape (2**k, replications)
        By bit mask: regressor j is in the models whose number has bit j. Row 0 is the constant
        alone; NaN where regressors are linearly dependent.

    Raises
    ------
    ValueError
        As `batched_ols`.

    Notes
    -----
    t and F statistics follow from nested sums of squares, so that one pass through the data serves
    every model: the Gram matrix is worked out once, and each regressor added to a model is swept
    out of what is left of it. Where that would lose too many digits (`CHOLESKY_VIF`, `CLOSE_FIT`)
    every model is fitted by `batched_ols`.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x, y = rng.standard_normal((2, 15, 100)), rng.standard_normal((15, 100))
    >>> bool(np.allclose(subset_sums(y, x)[0b10], batched_ols(y, x[1:]).ssr))
    True
    """
    columns = _columns(y, x)
    ssr = np.empty((2 ** (len(columns) - 1), columns[-1].shape[1]))
    inexact = []
    with np.errstate(divide="ignore", invalid="ignore"):
        for at, block in _blocks(columns, intercept=True):
            block.gram()
            left = np.empty_like(block.lengths)
            _sums(block.g, ssr[:, at], left)
            inexact.append(at.start + block.inexact(left))
    poor = np.concatenate(inexact)
    for code, _, fit in _refitted(columns, poor):
        ssr[code, poor] = fit.ssr
    return ssr


def batched_partial_correlations(y: np.ndarray, x: Columns) -> np.ndarray:
    """Partial correlation of y with each regressor, given the others, in every model.

    A model has a constant and some of the regressors.

    Parameters
    ----------
    y, x : ndarray
        As for `batched_ols`.

    Returns
    -------
    ndarray, shape (2**k, k, replications)
        By bit mask, as `subset_sums`, and regressor; NaN where the regressor is not in the model or
        regressors are linearly dependent. The t statistic is r √(df / (1 - r²)).

    Raises
    ------
    ValueError
        As `batched_ols`.

    Notes
    -----
    Works as `subset_sums` does; here the matrix keeps all regressors, which costs twice as much.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x, y = rng.standard_normal((2, 15, 100)), rng.standard_normal((15, 100))
    >>> r, t = batched_partial_correlations(y, x)[0b11, 1], batched_ols(y, x).t[2]
    >>> bool(np.allclose(r, t / np.sqrt(t**2 + 12)))
    True
    """
    columns = _columns(y, x)
    k = len(columns) - 1
    inexact = []
    r = np.full((2**k, k, columns[-1].shape[1]), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        for at, block in _blocks(columns, intercept=True):
            block.gram()
            for j in range(k):
                block.g[j + 1 :, j] = block.g[j, j + 1 :]
            left = np.empty_like(block.lengths)
            _correlations(block.g, r[..., at], left)
            inexact.append(at.start + block.inexact(left))
    poor = np.concatenate(inexact)
    for code, chosen, fit in _refitted(columns, poor):
        for j, t in zip(chosen, fit.t[1:], strict=True):
            r[code, j, poor] = t / np.sqrt(t**2 + fit.df)
    return r


def critical_t(df: int, alpha: float = 0.05) -> float:
    """Two-sided critical value of Student's t.

    Comparing |t| with it is far cheaper than computing p-values.

    Parameters
    ----------
    df : int
        Degrees of freedom.
    alpha : float
        Size of the test.

    Returns
    -------
    float

    Examples
    --------
    >>> round(critical_t(12), 3)
    2.179
    """
    return float(special.stdtrit(df, 1 - alpha / 2))


def critical_f(restrictions: int, df: int, alpha: float = 0.05) -> float:
    """Critical value of the F distribution.

    Parameters
    ----------
    restrictions, df : int
        Degrees of freedom of numerator and denominator.
    alpha : float
        Size of the test.

    Returns
    -------
    float

    Examples
    --------
    >>> round(critical_f(2, 12), 3)
    3.885
    """
    return float(special.fdtri(restrictions, df, 1 - alpha))


def autoregressions(
    rng: np.random.Generator,
    series: int,
    n: int,
    replications: int,
    rho: float | Sequence[float] | np.ndarray = 0.0,
) -> np.ndarray:
    """Stationary Gaussian AR(1) series with mean zero and variance one.

    Parameters
    ----------
    rng : Generator
        Source of the draws.
    series, n, replications : int
        Shape of the result.
    rho : float or sequence of float
        First-order autocorrelation, |rho| < 1; one value or one per series.

    Returns
    -------
    ndarray, shape (series, n, replications)
        The first value is drawn from the stationary distribution.

    Raises
    ------
    ValueError
        If a rho does not lie strictly between -1 and 1.

    Examples
    --------
    >>> autoregressions(np.random.default_rng(1), 2, 15, 100, rho=0.5).shape
    (2, 15, 100)
    """
    rhos = np.broadcast_to(np.asarray(rho, dtype=float), (series,))
    if np.any(np.abs(rhos) >= 1):
        raise ValueError(f"rho must lie strictly between -1 and 1, not {rhos.tolist()}")
    e = rng.standard_normal((series, n, replications))
    for values, r in zip(e, rhos, strict=True):
        if r:
            values[1:] *= np.sqrt(1 - r**2)
            for t in range(1, n):
                values[t] += r * values[t - 1]
    return e


def random_walks(
    rng: np.random.Generator,
    series: int,
    n: int,
    replications: int,
    drift: float | Sequence[float] | np.ndarray = 0.0,
    sd: float | Sequence[float] | np.ndarray = 1.0,
    rho: float | Sequence[float] | np.ndarray = 0.0,
) -> np.ndarray:
    """Independent random walks: running sums of Gaussian increments.

    Parameters
    ----------
    rng : Generator
        Source of the draws.
    series, n, replications : int
        Shape of the result.
    drift, sd : float or sequence of float
        Mean and standard deviation of the increments; one value or one per series.
    rho : float or sequence of float
        Autocorrelation of the increments; 0 gives a pure random walk. The standard deviation is
        that of the increments whatever rho is.

    Returns
    -------
    ndarray, shape (series, n, replications)
        The first value is the first increment.

    Raises
    ------
    ValueError
        If a rho does not lie strictly between -1 and 1.

    Examples
    --------
    >>> walks = random_walks(np.random.default_rng(1), 3, 15, 100, drift=2.0)
    >>> bool(abs(walks[:, -1].mean() - 30) < 1)
    True
    """
    steps = autoregressions(rng, series, n, replications, rho)
    means, scales = (
        np.broadcast_to(np.asarray(value, dtype=float), (series,)) for value in (drift, sd)
    )
    for values, mean, scale in zip(steps, means, scales, strict=True):
        if scale != 1:
            values *= scale
        if mean:
            values += mean
        # Row by row: np.cumsum strides through memory along this axis, four times as slow.
        for t in range(1, n):
            values[t] += values[t - 1]
    return steps


def _run(
    experiment: Experiment, sizes: Sequence[int], seeds: Sequence[np.random.SeedSequence]
) -> list[dict[str, np.ndarray]]:
    """The results of some chunks, one after the other."""
    parts = []
    for size, seed in zip(sizes, seeds, strict=True):
        results = experiment(np.random.default_rng(seed), size)
        parts.append({name: _own(values) for name, values in results.items()})
    return parts


def _own(values: np.ndarray) -> np.ndarray:
    """A result that does not keep alive the larger array that it was cut from."""
    values = np.asarray(values)
    return values if values.base is None else values.copy()


def _shared_out(
    experiment: Experiment,
    sizes: Sequence[int],
    seeds: Sequence[np.random.SeedSequence],
    n_jobs: int,
) -> list[dict[str, np.ndarray]]:
    """The results of all chunks in order, worked out by several workers."""
    parallel = Parallel(n_jobs=n_jobs, prefer="threads")
    tasks = min(len(sizes), TASKS_PER_WORKER * max(1, cpu_count()))
    bounds = np.linspace(0, len(sizes), tasks + 1).astype(int)
    runs = parallel(
        delayed(_run)(experiment, sizes[a:b], seeds[a:b]) for a, b in itertools.pairwise(bounds)
    )
    return list(itertools.chain.from_iterable(runs))


def simulate(
    experiment: Experiment,
    replications: int,
    seed: int,
    *,
    n_jobs: int = -1,
    chunk: int = CHUNK,
) -> dict[str, np.ndarray]:
    """Run an experiment many times on all cores; the number of workers does not change results.

    Parameters
    ----------
    experiment : callable
        ``experiment(rng, size)`` draws ``size`` replications from ``rng`` and returns a dictionary
        of arrays whose last axis is the replication. Return only what is needed: that is what stays
        in memory.
    replications : int
        Number of replications, at least 1.
    seed : int
        Seed of the whole simulation.
    n_jobs : int
        Workers, as joblib counts them; -1 for all cores.
    chunk : int
        Replications per seed. The chunks are numbered and each has its own spawned seed, so the
        result depends on ``seed``, ``replications`` and ``chunk``, and on nothing else.

    Returns
    -------
    dict of ndarray
        The arrays of all chunks, joined along the last axis in the order of the chunks.

    Raises
    ------
    ValueError
        If replications or chunk is below 1.

    Notes
    -----
    Memory: the results, and per worker what one chunk of the experiment takes; for m series of
    length n, `batched_ols` included, about ``8 m n chunk`` bytes (5 series of 15 years: 5 MB).

    Workers are threads unless a joblib backend is chosen around the call: numpy computes outside
    Python's global lock, and threads need no start-up. Any registered backend is honoured without a
    change here, so a Dask cluster is plugged in by::

        import joblib
        from dask.distributed import Client
        with Client("scheduler-address:8786"), joblib.parallel_config(backend="dask"):
            simulate(experiment, 10_000_000, seed=1)

    Examples
    --------
    >>> def means(rng, size):
    ...     return {"mean": rng.standard_normal((15, size)).mean(axis=0)}
    >>> one, two = (simulate(means, 20_000, seed=1, n_jobs=jobs)["mean"] for jobs in (1, 2))
    >>> bool((one == two).all()), len(one)
    (True, 20000)
    """
    if replications < 1 or chunk < 1:
        raise ValueError(
            f"replications and chunk must be at least 1, not {replications} and {chunk}"
        )
    rest = replications % chunk
    sizes = [chunk] * (replications // chunk) + ([rest] if rest else [])
    seeds = np.random.SeedSequence(seed).spawn(len(sizes))
    if len(sizes) == 1:
        # Nothing to share out, and joblib looks for results every hundredth of a second only.
        return _run(experiment, sizes, seeds)[0]
    parts = _shared_out(experiment, sizes, seeds, n_jobs)
    return {name: np.concatenate([part[name] for part in parts], axis=-1) for name in parts[0]}


def share(hits: np.ndarray) -> tuple[float, float]:
    """A simulated rate and its Monte Carlo standard error.

    Parameters
    ----------
    hits : ndarray of bool
        One per replication.

    Returns
    -------
    (float, float)
        Share of true values, and its standard error.

    Examples
    --------
    >>> share(np.array([True, False, False, False]))
    (0.25, 0.21650635094610965)
    """
    rate = float(np.mean(hits))
    return rate, float(np.sqrt(rate * (1 - rate) / np.size(hits)))
