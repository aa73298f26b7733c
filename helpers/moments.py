"""What four printed tables imply before any data are seen.

Means and second moments fix every least-squares result, so the printed numbers of Tables 1 to 4 are equations in 20 unknowns:
five means, five standard deviations and ten correlations. Some checks below need only two cells and pencil arithmetic
(nested models, omitted variables); the last one, `feasibility`, uses all cells at once. Every check answers with a value,
the interval that the printed digits allow, and a verdict, as a `Finding`.
"""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from scipy import optimize, stats

from helpers import data, models, published
from helpers.intervals import Interval, printed

N = len(data.YEARS)
TABLES = (2, 3, 4)
#: A coefficient in 100 million yuan per 10,000 persons, in yuan per person.
YUAN_PER_PERSON = 10**8 / 10**4
CONSISTENT, CONTRADICTION = "consistent", "contradiction"


@dataclass(frozen=True)
class Finding:
    """One answer: what was asked, the value, the interval the printed digits allow, the printed string, a verdict."""

    question: str
    value: float
    interval: Interval
    printed: str = ""
    verdict: str = ""


def as_frame(findings) -> pd.DataFrame:
    """Findings as a table, one row each, with columns value, low, high, printed, verdict.

    >>> as_frame([nested_t("domains")])["verdict"].tolist()
    ['consistent']
    """
    rows = [
        {**asdict(finding), "low": finding.interval.lo, "high": finding.interval.hi}
        for finding in findings
    ]
    return pd.DataFrame(rows).set_index("question")[["value", "low", "high", "printed", "verdict"]]


# -- the printed cells --------------------------------------------------------------------------


@functools.lru_cache(maxsize=1)
def _strings() -> dict[str, str]:
    return published.cells()["printed"].to_dict()


def cell(name: str) -> Interval:
    """Rounding interval of one printed cell, by its id in `published.cells`.

    >>> print(cell("t4.users.coefficient"))
    [4.33935, 4.33945]
    """
    return printed(_strings()[name])


def centre(name: str) -> float:
    """The number as printed.

    >>> centre("t4.model.f")
    1751.165
    """
    return float(_strings()[name])


def regressors(table: int) -> tuple[str, ...]:
    """Regressors of one of Tables 2 to 4, in printed order."""
    return models.SPECIFICATIONS[f"table{table}"]


def degrees_of_freedom(table: int, n: int = N) -> int:
    """Residual degrees of freedom of one of Tables 2 to 4 with ``n`` observations."""
    return n - len(regressors(table)) - 1


# -- from moments to cells ----------------------------------------------------------------------


@dataclass(frozen=True)
class Moments:
    """Means (..., 5) and centred sums of cross-products (..., 5, 5) of the five series, in the order of `data.SERIES`."""

    mean: np.ndarray
    cross: np.ndarray
    n: int = N

    @classmethod
    def of(cls, values: np.ndarray) -> Moments:
        """Moments of data of shape (..., n, 5)."""
        values = np.asarray(values, dtype=float)
        mean = values.mean(axis=-2)
        centred = values - mean[..., None, :]
        return cls(mean, np.swapaxes(centred, -1, -2) @ centred, values.shape[-2])


def regression(moments: Moments, names) -> dict[str, np.ndarray]:
    """Least squares of GDP on a constant and the named series, from moments alone; also for stacks of moments.

    Parameters
    ----------
    moments : Moments
        Any leading shape; complex values allowed (for derivatives).
    names : sequence of str
        Regressors, k of them.

    Returns
    -------
    dict
        coefficient, standard_error, t: shape (..., k + 1), constant first; r2, f, ssr: shape (...).

    Notes
    -----
    The textbook formulas: b = S_xx^-1 s_xy, constant = mean(y) - b'mean(x),
    Var(constant) = s^2 (1/n + mean(x)' S_xx^-1 mean(x)).

    Examples
    --------
    >>> from helpers import data
    >>> fit = regression(Moments.of(data.load("paper").to_numpy()), ("users", "shoppers"))
    >>> fit["coefficient"].round(4).tolist()[1:]
    [4.3394, 6.6277]
    """
    index = [data.SERIES.index(name) for name in names]
    k, df = len(index), moments.n - len(index) - 1
    total = moments.cross[..., 0, 0]
    s_xy, mean_x = moments.cross[..., index, 0], moments.mean[..., index]
    s_xx = moments.cross[..., index, :][..., :, index]
    # Inverting the correlation matrix and not S_xx itself saves the digits that the units (names, persons, yuan) would cost.
    scale = np.sqrt(np.diagonal(s_xx, axis1=-2, axis2=-1))
    inverse = np.linalg.inv(s_xx / (scale[..., :, None] * scale[..., None, :])) / (
        scale[..., :, None] * scale[..., None, :]
    )
    slopes = np.einsum("...ij,...j->...i", inverse, s_xy)
    explained = np.einsum("...i,...i->...", slopes, s_xy)
    ssr = total - explained
    variance = ssr / df
    leverage = 1 / moments.n + np.einsum("...i,...ij,...j->...", mean_x, inverse, mean_x)
    constant = moments.mean[..., 0] - np.einsum("...i,...i->...", slopes, mean_x)
    coefficient = np.concatenate([constant[..., None], slopes], axis=-1)
    unit_variance = np.concatenate(
        [leverage[..., None], np.diagonal(inverse, axis1=-2, axis2=-1)], axis=-1
    )
    standard_error = np.sqrt(variance[..., None] * unit_variance)
    return {
        "coefficient": coefficient,
        "standard_error": standard_error,
        "t": coefficient / standard_error,
        "r2": explained / total,
        "f": explained / k / variance,
        "ssr": ssr,
    }


def cells(moments: Moments, tables=(1, *TABLES), with_p: bool = True) -> dict[str, np.ndarray]:
    """Every printed cell computed from moments, keyed by the ids of `published.cells`.

    Parameters
    ----------
    moments : Moments
        Any leading shape.
    tables : sequence of int
        Which tables to compute.
    with_p : bool
        Whether to add the p-values, R squared and adjusted R squared, which follow from t and F.

    Examples
    --------
    >>> from helpers import data
    >>> len(cells(Moments.of(data.load("paper").to_numpy())))
    67
    """
    out = {}
    if 1 in tables:
        sd = np.sqrt(np.diagonal(moments.cross, axis1=-2, axis2=-1))
        for i, j in itertools.combinations(range(len(data.SERIES)), 2):
            out[f"t1.{data.SERIES[i]}.{data.SERIES[j]}"] = moments.cross[..., i, j] / (
                sd[..., i] * sd[..., j]
            )
    for table in (table for table in TABLES if table in tables):
        names = regressors(table)
        df = degrees_of_freedom(table, moments.n)
        fit = regression(moments, names)
        for position, name in enumerate(("constant", *names)):
            for kind in ("coefficient", "standard_error", "t"):
                out[f"t{table}.{name}.{kind}"] = fit[kind][..., position]
            if with_p:
                out[f"t{table}.{name}.p"] = 2 * stats.t.sf(np.abs(fit["t"][..., position]), df)
        out[f"t{table}.model.f"] = fit["f"]
        if with_p:
            out[f"t{table}.model.r2"] = fit["r2"]
            out[f"t{table}.model.adjusted_r2"] = 1 - (1 - fit["r2"]) * (moments.n - 1) / df
    return out


# -- checks with a few cells --------------------------------------------------------------------


def r2_from_f(table: int) -> Finding:
    """R squared to six digits from the printed F, held against the printed R squared and adjusted R squared.

    >>> round(r2_from_f(4).value, 6)
    0.996585
    """
    k, df = len(regressors(table)), degrees_of_freedom(table)

    def r2(f):
        return 1 - 1 / (1 + f * (k / df))

    value, interval = r2(centre(f"t{table}.model.f")), r2(cell(f"t{table}.model.f"))
    adjusted = 1 - (1 - interval) * ((N - 1) / df)
    fits = interval.intersects(cell(f"t{table}.model.r2")) and adjusted.intersects(
        cell(f"t{table}.model.adjusted_r2")
    )
    return Finding(
        f"R squared of Table {table} from its F",
        value,
        interval,
        _strings()[f"t{table}.model.r2"],
        CONSISTENT if fits else CONTRADICTION,
    )


def unexplained_share(table: int) -> Interval:
    """SSR / TSS from the printed F.

    >>> print(unexplained_share(4))
    [0.003414590145, 0.003414592089]
    """
    return 1 / (
        1 + cell(f"t{table}.model.f") * (len(regressors(table)) / degrees_of_freedom(table))
    )


def nested_t(dropped: str) -> Finding:
    """The absolute t of a dropped regressor from the two printed F alone: sqrt((s_small / s_large - 1) df_large).

    Parameters
    ----------
    dropped : {"domains", "ecommerce"}
        The regressor that leaves between Tables 2 and 3, or 3 and 4.

    Notes
    -----
    Source: the F statistic of one restriction is the square of the t statistic, in any econometrics textbook.

    Examples
    --------
    >>> round(nested_t("ecommerce").value, 4)
    1.1247
    """
    large = {"domains": 2, "ecommerce": 3}[dropped]
    shares = [unexplained_share(table) for table in (large + 1, large)]
    interval = ((shares[0] / shares[1] - 1) * degrees_of_freedom(large)).sqrt()
    value = math.sqrt((shares[0].mid / shares[1].mid - 1) * degrees_of_freedom(large))
    name = f"t{large}.{dropped}.t"
    verdict = CONSISTENT if interval.intersects(abs(cell(name))) else CONTRADICTION
    return Finding(
        f"absolute t of {dropped} in Table {large} from two F",
        value,
        interval,
        _strings()[name],
        verdict,
    )


def joint_f() -> tuple[Finding, float]:
    """F statistic for dropping domain names and e-commerce together (Table 2 to Table 4), and its p-value.

    >>> finding, p = joint_f()
    >>> round(finding.value, 4), round(p, 3)
    (0.8214, 0.467)
    """
    small, large, df = unexplained_share(4), unexplained_share(2), degrees_of_freedom(2)
    restrictions = len(regressors(2)) - len(regressors(4))
    interval = (small / large - 1) * (df / restrictions)
    value = (small.mid / large.mid - 1) * df / restrictions
    p = float(stats.f.sf(value, restrictions, df))
    verdict = "the two may go" if p > 0.05 else "the two may not go"
    return Finding("joint F for dropping domains and ecommerce", value, interval, "", verdict), p


def information_criteria() -> pd.DataFrame:
    """AIC, AICc and BIC of Tables 2 to 4 up to a common constant, from the printed F.

    ``n log(SSR/TSS)`` plus ``2 k``, ``2 k + 2 k (k + 1) / (n - k - 1)`` and ``k log n``. k counts the coefficients,
    for AICc the error variance too (Hurvich and Tsai's count; it adds the same 2 to every model's penalty).

    >>> information_criteria()["aic"].idxmin()
    4
    """
    rows = {}
    for table in TABLES:
        k = len(regressors(table)) + 1
        fit = N * math.log(unexplained_share(table).mid)
        full = k + 1
        rows[table] = {
            "aic": fit + 2 * k,
            "aicc": fit + 2 * full + 2 * full * (full + 1) / (N - full - 1),
            "bic": fit + k * math.log(N),
        }
    return pd.DataFrame(rows).T.rename_axis("table")


def omitted_variable() -> list[Finding]:
    """The omitted-variable identity for each of the seven coefficients that stay when a regressor is dropped.

    With b_r = b_u + delta b_dropped, the variances obey
    Var(b_u) / s_u^2 - Var(b_r) / s_r^2 = delta^2 Var(b_dropped) / s_u^2.
    Value and interval are left side minus right side, times s_u^2, relative to Var(b_u); 0 must lie inside.

    >>> all(finding.verdict == "consistent" for finding in omitted_variable())
    True
    """
    findings = []
    for large, dropped in ((2, "domains"), (3, "ecommerce")):
        small = large + 1
        ratio = (unexplained_share(large) / degrees_of_freedom(large)) / (
            unexplained_share(small) / degrees_of_freedom(small)
        )
        for name in ("constant", *regressors(small)):
            b_u, b_r, b_d = (
                cell(f"t{table}.{row}.coefficient")
                for table, row in ((large, name), (small, name), (large, dropped))
            )
            se_u, se_r, se_d = (
                cell(f"t{table}.{row}.standard_error")
                for table, row in ((large, name), (small, name), (large, dropped))
            )
            # Divided by Var(b_u), each printed number stands once in a term, which keeps the intervals tight.
            gap = 1 - (se_r / se_u).square() * ratio - ((b_r - b_u) / b_d * (se_d / se_u)).square()
            middle = (
                1
                - (se_r.mid / se_u.mid) ** 2 * ratio.mid
                - ((b_r.mid - b_u.mid) / b_d.mid * se_d.mid / se_u.mid) ** 2
            )
            verdict = CONSISTENT if gap.contains(0.0) else CONTRADICTION
            findings.append(
                Finding(
                    f"{name}, Table {large} to Table {small}",
                    middle,
                    gap,
                    _strings()[f"t{small}.{name}.standard_error"],
                    verdict,
                )
            )
    return findings


def partial_correlations() -> list[Finding]:
    """Partial correlation of each regressor with GDP given the others, t / sqrt(t^2 + df), from the printed t.

    >>> round(next(f.value for f in partial_correlations() if f.question == "domains, Table 2"), 3)
    -0.206
    """
    findings = []
    for table in TABLES:
        df = degrees_of_freedom(table)
        for name in regressors(table):
            t = cell(f"t{table}.{name}.t")
            low, value, high = (
                x / math.sqrt(x * x + df) for x in (t.lo, centre(f"t{table}.{name}.t"), t.hi)
            )
            critical = float(stats.t.isf(0.025, df))
            verdict = "significant" if abs(t.mid) > critical else "not significant"
            findings.append(
                Finding(f"{name}, Table {table}", value, Interval(low, high), "", verdict)
            )
    return findings


def confidence_intervals(level: float = 0.95) -> pd.DataFrame:
    """Confidence interval of each slope from its printed coefficient and standard error; columns low, high, holds_zero.

    >>> confidence_intervals().loc[(2, "ecommerce"), ["low", "high"]].astype(float).round(3).tolist()
    [-0.367, 1.336]
    """
    rows = {}
    for table in TABLES:
        critical = stats.t.isf((1 - level) / 2, degrees_of_freedom(table))
        for name in regressors(table):
            b, reach = (
                centre(f"t{table}.{name}.coefficient"),
                critical * centre(f"t{table}.{name}.standard_error"),
            )
            rows[table, name] = {
                "low": b - reach,
                "high": b + reach,
                "holds_zero": b - reach <= 0 <= b + reach,
            }
    return pd.DataFrame(rows).T.rename_axis(["table", "series"])


def yuan_per_person(series: str, table: int = 4) -> Finding:
    """A printed coefficient of users or shoppers in yuan per person.

    >>> round(yuan_per_person("shoppers").value)
    66277
    """
    name = f"t{table}.{series}.coefficient"
    return Finding(
        f"yuan per person, {series}, Table {table}",
        centre(name) * YUAN_PER_PERSON,
        cell(name) * YUAN_PER_PERSON,
        _strings()[name],
    )


def sample_sizes(candidates=range(11, 21)) -> pd.DataFrame:
    """Which sample sizes agree with the printed p-values, R squared and F of the three regressions.

    Returns
    -------
    DataFrame
        Index n; per table the number of cells (p-values, R squared, adjusted R squared) that no rounding of t and F explains;
        column ``fits`` is True where no cell is left over.

    Examples
    --------
    >>> sizes = sample_sizes()
    >>> sizes.index[sizes["fits"]].tolist()
    [15]
    """
    rows = {}
    for n in candidates:
        rows[n] = {f"table{table}": _misfits_with(n, table) for table in TABLES}
        rows[n]["fits"] = not any(rows[n].values())
    return (
        pd.DataFrame(rows)
        .T.rename_axis("n")
        .astype({"fits": bool, **{f"table{table}": int for table in TABLES}})
    )


def _misfits_with(n: int, table: int) -> int:
    k, df = len(regressors(table)), degrees_of_freedom(table, n)
    missed = 0
    for name in ("constant", *regressors(table)):
        t = abs(cell(f"t{table}.{name}.t"))
        p = Interval(2 * stats.t.sf(t.hi, df), 2 * stats.t.sf(t.lo, df))
        half, shown = half_unit(f"t{table}.{name}.p"), centre(f"t{table}.{name}.p")
        missed += not p.intersects(Interval(shown - half, shown + half))
    share = 1 / (1 + cell(f"t{table}.model.f") * (k / df))
    missed += not (1 - share).intersects(cell(f"t{table}.model.r2"))
    missed += not (1 - share * ((n - 1) / df)).intersects(cell(f"t{table}.model.adjusted_r2"))
    return missed


def effective_critical_r(n: int = N, alpha: float = 0.05) -> float:
    """Smallest correlation that is significant at ``alpha`` (two-sided) with ``n`` independent observations.

    >>> round(effective_critical_r(), 3)
    0.514
    """
    t = stats.t.isf(alpha / 2, n - 2)
    return float(t / math.sqrt(n - 2 + t * t))


def sd_ratio() -> Finding:
    """SD of shoppers over SD of users from the standard errors of Table 4: with two regressors the VIFs cancel.

    >>> round(sd_ratio().value, 4), round(1 / sd_ratio().value, 4)
    (0.7843, 1.2751)
    """
    users, shoppers = (f"t4.{name}.standard_error" for name in ("users", "shoppers"))
    return Finding(
        "SD of shoppers over SD of users",
        centre(users) / centre(shoppers),
        cell(users) / cell(shoppers),
    )


# -- Table 1 over its rounding box --------------------------------------------------------------

_PAIRS = tuple(itertools.combinations(range(len(data.SERIES)), 2))


def correlation_matrix(values=None) -> np.ndarray:
    """Correlation matrices (..., 5, 5) from ten upper-triangle values (..., 10); the printed ones by default."""
    if values is None:
        values = [centre(f"t1.{data.SERIES[i]}.{data.SERIES[j]}") for i, j in _PAIRS]
    values = np.asarray(values)
    matrix = np.broadcast_to(
        np.eye(len(data.SERIES)), (*values.shape[:-1], len(data.SERIES), len(data.SERIES))
    ).astype(values.dtype)
    for position, (i, j) in enumerate(_PAIRS):
        matrix[..., i, j] = matrix[..., j, i] = values[..., position]
    return matrix


def _box() -> tuple[np.ndarray, np.ndarray]:
    ends = [cell(f"t1.{data.SERIES[i]}.{data.SERIES[j]}") for i, j in _PAIRS]
    return np.array([end.lo for end in ends]), np.array([end.hi for end in ends])


def significance_of_correlations() -> list[Finding]:
    """Each printed correlation with its t statistic's interval against the critical value at n = 15 independent years.

    >>> {finding.verdict for finding in significance_of_correlations()}
    {'significant'}
    """
    findings = []
    limit = effective_critical_r()
    for i, j in _PAIRS:
        name = f"t1.{data.SERIES[i]}.{data.SERIES[j]}"
        r = cell(name)
        low, value, high = (
            x * math.sqrt((N - 2) / (1 - x * x)) for x in (r.lo, centre(name), r.hi)
        )
        verdict = (
            "significant" if r.lo > limit else "not significant" if r.hi < limit else "ambiguous"
        )
        findings.append(
            Finding(
                f"t of r({data.SERIES[i]}, {data.SERIES[j]})",
                value,
                Interval(low, high),
                _strings()[name],
                verdict,
            )
        )
    return findings


def positive_definiteness(draws: int = 60_000, seed: int = 2018) -> tuple[np.ndarray, Finding]:
    """Eigenvalues of the printed correlation matrix, and the smallest eigenvalue anywhere in its rounding box.

    The lower end of the interval is Weyl's bound, which is a proof: no symmetric change with entries up to 0.0005 off the
    diagonal moves an eigenvalue by more than its largest row sum, 4 x 0.0005. The value is the smallest of random draws.

    >>> eigenvalues, smallest = positive_definiteness(draws=2000)
    >>> eigenvalues.round(4).tolist()
    [0.0021, 0.0034, 0.0804, 0.1856, 4.7285]
    >>> smallest.verdict
    'positive definite'
    """
    eigenvalues = np.linalg.eigvalsh(correlation_matrix())
    low, high = _box()
    reach = correlation_matrix((high - low) / 2)
    np.fill_diagonal(reach, 0)
    weyl = eigenvalues[0] - reach.sum(axis=1).max()
    sample = np.random.default_rng(seed).uniform(low, high, (draws, len(_PAIRS)))
    seen = float(np.linalg.eigvalsh(correlation_matrix(sample))[:, 0].min())
    verdict = "positive definite" if weyl > 0 else "ambiguous"
    return eigenvalues, Finding(
        "smallest eigenvalue over the rounding box",
        seen,
        Interval(weyl, eigenvalues[0]),
        "",
        verdict,
    )


def _implied(matrix: np.ndarray, names, what: str, position: int | None):
    index = [data.SERIES.index(name) for name in names]
    block, target = matrix[..., index, :][..., :, index], matrix[..., index, 0]
    inverse = np.linalg.inv(block)
    if what == "vif":
        return inverse[..., position, position]
    beta = np.einsum("...ij,...j->...i", inverse, target)
    return beta[..., position] if what == "beta" else np.einsum("...i,...i->...", beta, target)


def complex_gradient(function, point: np.ndarray) -> np.ndarray:
    """Derivatives of an analytic formula at ``point`` (p,) from an imaginary step: exact, with no step size to tune; shape (p, ...)."""
    step = 1e-30
    return function(point[None, :] + 1j * step * np.eye(point.size)).imag / step


def implied_by_correlations(what: str, table: int, series: str | None = None) -> Finding:
    """Multiple R squared, a standardised coefficient or a VIF implied by Table 1 alone, with its range over the rounding box.

    Parameters
    ----------
    what : {"r2", "beta", "vif"}
        The quantity.
    table : {2, 3, 4}
        Whose regressors.
    series : str, optional
        The regressor, for ``beta`` and ``vif``.

    Returns
    -------
    Finding
        Range: all 2^10 corners of the box are evaluated, then a bounded quasi-Newton search starts from the best corner
        and from the middle, so that an extreme inside the box would be found too.

    Examples
    --------
    >>> finding = implied_by_correlations("r2", 4)
    >>> round(finding.value, 5), finding.verdict
    (0.99687, 'consistent')
    """
    names = regressors(table)
    position = names.index(series) if series else None

    def function(values):
        return _implied(correlation_matrix(values), names, what, position)

    low, high = _box()
    corners = np.array(list(itertools.product(*zip(low, high))))
    at_corners = function(corners)
    middle = (low + high) / 2
    ends = []
    for sign, best in ((1, at_corners.argmin()), (-1, at_corners.argmax())):
        reached = [sign * at_corners[best]]
        for start in (corners[best], middle):
            search = optimize.minimize(
                lambda x: sign * function(x),
                start,
                jac=lambda x: sign * complex_gradient(function, x),
                bounds=list(zip(low, high)),
                method="L-BFGS-B",
            )
            reached.append(search.fun)
        ends.append(sign * min(reached))
    value = float(function(correlation_matrix_values()))
    interval = Interval(*ends)
    if what == "r2":
        shown = _strings()[f"t{table}.model.r2"]
        return Finding(
            f"R squared of Table {table}",
            value,
            interval,
            shown,
            CONSISTENT if interval.intersects(printed(shown)) else CONTRADICTION,
        )
    verdict = (
        (
            "severe collinearity"
            if interval.lo > 10
            else "ambiguous"
            if interval.hi > 10
            else "moderate"
        )
        if what == "vif"
        else ""
    )
    return Finding(f"{what} of {series}, Table {table}", value, interval, "", verdict)


def correlation_matrix_values() -> np.ndarray:
    """The ten printed correlations, upper triangle row by row.

    >>> correlation_matrix_values()[:4].tolist()
    [0.945, 0.894, 0.984, 0.989]
    """
    return np.array([centre(f"t1.{data.SERIES[i]}.{data.SERIES[j]}") for i, j in _PAIRS])


def condition_index(table: int = 2) -> float:
    """Condition index of the centred, scaled regressors from Table 1: sqrt of largest over smallest eigenvalue.

    >>> round(condition_index())
    33
    """
    index = [data.SERIES.index(name) for name in regressors(table)]
    eigenvalues = np.linalg.eigvalsh(correlation_matrix()[np.ix_(index, index)])
    return float(np.sqrt(eigenvalues[-1] / eigenvalues[0]))


# -- all tables at once -------------------------------------------------------------------------

MISPRINTED_SE, MISPRINTED_T = "t4.constant.standard_error", "t4.constant.t"
#: Cells that p-values, R squared and adjusted R squared follow from: 10 r, 12 b, 12 se, 12 t, 3 F.
PRIMARY = tuple(name for name in published.cells().index if not name.endswith((".p", "r2")))


#: Order in which the recursive form below adds series: the regressors of Table 4, then what Table 3 and Table 2 add.
_RECURSION = ("users", "shoppers", "ecommerce", "domains")


def _unpack(theta: np.ndarray) -> Moments:
    """Moments from 20 numbers that the printed cells depend on almost linearly.

    Users and shoppers: means over SDs (2), log SDs (2), correlation (1). Then three regressions, each with its coefficients,
    constant first, and the log of its residual sum of squares: GDP on both (4), e-commerce on both (4), domains on all
    three (5). Last, the coefficients of e-commerce in Table 3 and of domains in Table 2 (2).
    """
    mean = list(np.moveaxis(theta[..., :2] * np.exp(theta[..., 2:4]), -1, 0))
    sd = np.exp(theta[..., 2:4])
    off = theta[..., 4] * sd[..., 0] * sd[..., 1] * (N - 1)
    cross = {
        (0, 0): sd[..., 0] ** 2 * (N - 1),
        (1, 1): sd[..., 1] ** 2 * (N - 1),
        (0, 1): off,
        (1, 0): off,
    }

    def add(i, coefficients, residual, earlier):
        """Add series i, equal to its regression on the earlier ones plus a residual orthogonal to them."""
        mean.append(
            coefficients[..., 0]
            + sum(coefficients[..., 1 + k] * mean[j] for k, j in enumerate(earlier))
        )
        for j in earlier:
            cross[i, j] = cross[j, i] = sum(
                coefficients[..., 1 + k] * cross[m, j] for k, m in enumerate(earlier)
            )
        cross[i, i] = residual + sum(
            coefficients[..., 1 + k] * cross[i, m] for k, m in enumerate(earlier)
        )

    ssr_y, ssr_1, ssr_2 = (np.exp(theta[..., k]) for k in (8, 12, 17))
    b_1, b_2 = theta[..., 18], theta[..., 19]
    add(2, theta[..., 9:12], ssr_1, (0, 1))
    add(3, theta[..., 13:17], ssr_2, (0, 1, 2))
    # GDP is its regression on users and shoppers, plus what it shares with the parts of the other two that those leave over.
    add(4, theta[..., 5:8], ssr_y, (0, 1))
    cross[4, 2] = cross[2, 4] = sum(theta[..., 10 + j] * cross[4, j] for j in (0, 1)) + b_1 * ssr_1
    cross[4, 3] = cross[3, 4] = (
        sum(theta[..., 14 + j] * cross[4, j] for j in (0, 1, 2)) + b_2 * ssr_2
    )
    order = [4 if name == "gdp" else _RECURSION.index(name) for name in data.SERIES]
    matrix = np.stack([np.stack([cross[i, j] for j in order], axis=-1) for i in order], axis=-2)
    return Moments(np.stack([mean[i] for i in order], axis=-1), matrix)


def _computed(theta: np.ndarray, names) -> np.ndarray:
    found = cells(_unpack(theta), with_p=False)
    return np.stack([found[name] for name in names], axis=-1)


def half_unit(name: str) -> float:
    """Half a unit of the last printed digit of a cell.

    >>> half_unit("t4.users.coefficient")
    5e-05
    """
    return 10.0 ** -published.decimals(_strings()[name], name.rpartition(".")[2]) / 2


def scaled(names):
    """Residual function in units of half the last printed digit, and its Jacobian."""
    middle = np.array([centre(name) for name in names])
    half = np.array([half_unit(name) for name in names])

    def residual(theta):
        return (_computed(theta, names) - middle) / half

    def jacobian(theta):
        return complex_gradient(residual, theta).T

    return residual, jacobian


def _dropped_regression(large: int, dropped: str) -> tuple[np.ndarray, float]:
    """Coefficients of the dropped regressor on those that stay (constant first), and its residual over SSR of the large model."""
    small = large + 1
    b_d = centre(f"t{large}.{dropped}.coefficient")
    rows = ("constant", *(name for name in _RECURSION if name in regressors(small)))
    coefficients = [
        (centre(f"t{small}.{row}.coefficient") - centre(f"t{large}.{row}.coefficient")) / b_d
        for row in rows
    ]
    return np.array(coefficients), 1 / (
        degrees_of_freedom(large) * centre(f"t{large}.{dropped}.standard_error") ** 2
    )


@functools.lru_cache(maxsize=1)
def start() -> np.ndarray:
    """A starting point from the tables alone: coefficients, the omitted-variable identity, standard errors, one correlation."""
    b = np.array([centre(f"t4.{row}.coefficient") for row in ("constant", "users", "shoppers")])
    se = np.array([centre(f"t4.{row}.standard_error") for row in ("users", "shoppers")])
    r = centre("t1.users.shoppers")
    # The scale of the data is free: the constant over the coefficient is a number of users.
    sd = b[0] / b[1] * np.array([1.0, se[0] / se[1]])
    ssr = degrees_of_freedom(4) * (se[0] * sd[0]) ** 2 * (N - 1) * (1 - r * r)
    ssr_1_to_2, ssr_2_to_2 = (
        _dropped_regression(large, name) for large, name in ((3, "ecommerce"), (2, "domains"))
    )
    share = [unexplained_share(table).mid / unexplained_share(4).mid for table in (3, 2)]
    theta = np.concatenate(
        [
            [1.5, 1.5],
            np.log(sd),
            [r],
            b,
            [np.log(ssr)],
            ssr_1_to_2[0],
            [np.log(ssr_1_to_2[1] * ssr * share[0])],
            ssr_2_to_2[0],
            [np.log(ssr_2_to_2[1] * ssr * share[1])],
            [centre("t3.ecommerce.coefficient"), centre("t2.domains.coefficient")],
        ]
    )
    residual, jacobian = scaled(tuple(name for name in PRIMARY if name != MISPRINTED_SE))
    return optimize.least_squares(
        residual, theta, jac=jacobian, x_scale="jac", xtol=1e-15, ftol=1e-15, gtol=1e-15
    ).x


#: Starts of the programme besides the two derived from the tables: the problem is not convex, and one search can stop early.
RESTARTS, SPREAD, SEED = 2, 3.0, 49

#: Directions in which no printed cell moves by more than this share of what the stiffest one does are free and stay put.
_FREE = 1e-9


def directions(jacobian: np.ndarray) -> np.ndarray:
    """Steps in the unknowns, one per column, each of which moves the printed cells by one half-unit in all (root sum of squares)."""
    size = np.linalg.norm(jacobian, axis=0)
    scale = 1 / np.where(size > 0, size, 1.0)
    _, singular, right = np.linalg.svd(jacobian * scale, full_matrices=False)
    kept = singular > _FREE * singular[0]
    return scale[:, None] * right[kept].T / singular[kept]


def _programme(objective, matrix, limits, radius, extra=()):
    """One linear programme over steps u with |u| <= radius, rows of ``matrix`` bounded above."""
    free = matrix.shape[1] - len(extra)
    return optimize.linprog(
        objective,
        A_ub=matrix,
        b_ub=limits,
        bounds=[(-radius, radius)] * free + list(extra),
        method="highs",
    )


def minimax(
    residual, jacobian, theta: np.ndarray, iterations: int = 200
) -> tuple[float, np.ndarray]:
    """Smallest largest absolute residual, by sequential linear programming from ``theta``.

    Parameters
    ----------
    residual, jacobian : callable
        Functions of the unknowns (p,), giving shapes (m,) and (m, p); residuals in units in which 1 matters.
    theta : ndarray
        Starting point.
    iterations : int
        Most linear programmes to solve.

    Returns
    -------
    (float, ndarray)
        The misfit and where it is reached.

    Examples
    --------
    >>> misfit, where = minimax(lambda x: np.array([x[0] - 1, x[0] - 3]), lambda x: np.ones((2, 1)), np.array([0.0]))
    >>> round(misfit, 6), round(float(where[0]), 6)
    (1.0, 2.0)
    """
    r = residual(theta)
    radius, worst, moved = 1.0, float(np.abs(r).max()), True
    for _ in range(iterations):
        if moved:
            jac = jacobian(theta)
            steps = directions(jac)
            jac = jac @ steps
            matrix = np.block([[jac, -np.ones((len(r), 1))], [-jac, -np.ones((len(r), 1))]])
        solved = _programme(
            np.append(np.zeros(steps.shape[1]), 1.0),
            matrix,
            np.concatenate([-r, r]),
            radius,
            [(0, None)],
        )
        if solved.status == 0 and solved.fun > worst - 1e-9:
            break  # not even the linear model finds anything better here, and inside a smaller region it finds less
        moved = False
        if solved.status == 0:
            trial = theta + steps @ solved.x[:-1]
            there = residual(trial)
            reached = float(np.abs(there).max())
            moved = reached < worst - 1e-9
        if moved:
            # A far start must be allowed to travel: the radius is in half-units, and the misfit may be thousands of them.
            theta, r, worst, radius = trial, there, reached, min(2 * radius, 50.0 + worst)
        else:
            radius /= 4
        if radius < 1e-6:
            break
    return worst, theta


@dataclass(frozen=True)
class Feasibility:
    """Smallest possible worst misfit in units of half the last printed digit, and the moments that reach it."""

    left_out: tuple[str, ...]
    misfit: float
    theta: np.ndarray
    moments: Moments
    verdict: str


@functools.cache
def feasibility(left_out: tuple[str, ...] = (), iterations: int = 200) -> Feasibility:
    """Can one data set of 15 years produce all printed cells? Minimax misfit over the 20 moments, by sequential linear programming.

    Parameters
    ----------
    left_out : tuple of str
        Ids of cells to leave out of the 49 that carry information.
    iterations : int
        Most linear programmes to solve (HiGHS, 20 unknowns and the misfit).

    Returns
    -------
    Feasibility
        ``misfit`` at most 1 means that every remaining cell can be met to its last printed digit.

    Notes
    -----
    Each step solves min z subject to ``|residual + Jacobian d| <= z`` inside a trust region, which grows after a good step
    and shrinks after a bad one. The problem is smooth and nearly linear at this scale, but not convex:
    "infeasible" means that no start led below the value shown.

    Examples
    --------
    >>> feasibility((MISPRINTED_SE,)).verdict
    'feasible'
    """
    names = tuple(name for name in PRIMARY if name not in left_out)
    residual, jacobian = scaled(names)
    starts = [start()]
    if left_out != (MISPRINTED_SE,):
        # The moments that meet every cell but one are a good place to begin, and the search may stop early elsewhere.
        starts.append(feasibility((MISPRINTED_SE,)).theta)
    rng = np.random.default_rng(SEED)
    for theta in list(starts):
        steps = directions(jacobian(theta))
        starts += [
            theta + steps @ (SPREAD * rng.standard_normal(steps.shape[1])) for _ in range(RESTARTS)
        ]
    worst, theta = min(
        (minimax(residual, jacobian, theta, iterations) for theta in starts),
        key=lambda found: found[0],
    )
    return Feasibility(
        left_out, worst, theta, _unpack(theta), "feasible" if worst <= 1 else "infeasible"
    )


def feasibility_table() -> pd.DataFrame:
    """The programme with all cells, without the t and without the standard error of Table 4's constant.

    >>> feasibility_table()["verdict"].tolist()
    ['infeasible', 'infeasible', 'feasible']
    """
    rows = {
        "all cells": (),
        "without t of Table 4's constant": (MISPRINTED_T,),
        "without its standard error": (MISPRINTED_SE,),
    }
    answers = {label: feasibility(left_out) for label, left_out in rows.items()}
    return pd.DataFrame(
        {
            label: {
                "cells": len(PRIMARY) - len(answer.left_out),
                "misfit": answer.misfit,
                "verdict": answer.verdict,
            }
            for label, answer in answers.items()
        }
    ).T


def _extreme(quantity, sign: float, iterations: int = 25) -> float:
    """Smallest (sign 1) or largest (sign -1) value of a function of the moments while every kept cell stays inside its digits."""
    names = tuple(name for name in PRIMARY if name != MISPRINTED_SE)
    residual, jacobian = scaled(names)
    theta = feasibility((MISPRINTED_SE,)).theta
    radius, best = 1.0, float(quantity(theta))
    for _ in range(iterations):
        r, jac = residual(theta), jacobian(theta)
        steps = directions(jac)
        gradient = complex_gradient(quantity, theta) @ steps
        jac = jac @ steps
        solved = _programme(
            sign * gradient / np.abs(gradient).max(),
            np.vstack([jac, -jac]),
            np.concatenate([1 - r, 1 + r]),
            radius,
        )
        trial, step = theta, steps @ solved.x
        # A linear programme ends on the boundary; pulling back until the true constraints hold keeps every point feasible.
        for share in (1.0, 0.9, 0.7, 0.4, 0.1):
            if np.abs(residual(theta + share * step)).max() <= 1:
                trial = theta + share * step
                break
        reached = float(quantity(trial))
        if sign * (best - reached) > 1e-9 * abs(best):
            theta, best, radius = trial, reached, min(2 * radius, 50.0)
        else:
            radius /= 4
        if radius < 1e-4:
            break
    return best


def implied_standard_error() -> Finding:
    """The standard error of Table 4's constant that all other cells allow.

    The ends are inner bounds: reached by moments that meet every other cell, so the true range is at least as wide.
    """

    def quantity(theta):
        return _computed(theta, (MISPRINTED_SE,))[..., 0]

    ends = Interval(_extreme(quantity, 1.0), _extreme(quantity, -1.0))
    shown = _strings()[MISPRINTED_SE]
    verdict = CONSISTENT if ends.intersects(printed(shown)) else "misprint"
    return Finding("standard error of Table 4's constant", ends.mid, ends, shown, verdict)


def sharpened(what: str, first: str, second: str | int) -> Finding:
    """A correlation, VIF or SD ratio as sharply as all tables together pin it (inner bounds, as in `implied_standard_error`).

    Parameters
    ----------
    what : {"r", "vif", "sd_ratio"}
        ``r``: correlation of series ``first`` and ``second``; ``vif``: of series ``first`` in Table ``second``;
        ``sd_ratio``: SD of ``first`` over SD of ``second``.

    Examples
    --------
    >>> finding = sharpened("vif", "users", 4)
    >>> round(finding.value, 2)
    10.92
    """
    i = data.SERIES.index(first)

    def quantity(theta):
        cross = _unpack(theta).cross
        sd = np.sqrt(np.diagonal(cross, axis1=-2, axis2=-1))
        if what == "sd_ratio":
            return sd[..., i] / sd[..., data.SERIES.index(second)]
        matrix = cross / (sd[..., :, None] * sd[..., None, :])
        if what == "r":
            return matrix[..., i, data.SERIES.index(second)]
        return _implied(matrix, regressors(second), "vif", regressors(second).index(first))

    ends = Interval(*sorted((_extreme(quantity, 1.0), _extreme(quantity, -1.0))))
    return Finding(f"{what} of {first}, {second}", ends.mid, ends)
