"""What four printed tables imply before any data are seen."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, stats

from helpers import data
from helpers.data import published
from helpers.forensics.intervals import Interval, printed
from helpers.memory import remembered
from helpers.methods import ols
from helpers.vocabulary import YUAN_PER_PERSON

N = len(data.YEARS)
TABLES = (2, 3, 4)
CONSISTENT, CONTRADICTION = "consistent", "contradiction"
#: Variance inflation factor from which textbooks speak of severe collinearity.
SEVERE_VIF = 10
#: Printed string of each cell, by its id in `published.cells`.
Strings = Mapping[str, str]
#: A formula in the unknowns (..., p), giving shape (..., m) or (...).
Formula = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Implied:
    """One answer of a check.

    Attributes
    ----------
    question : str
        What was asked.
    value : float
        The answer.
    interval : Interval
        What the printed digits allow.
    printed : str
        The printed string that the answer is held against, if there is one.
    verdict : str
        `CONSISTENT`, `CONTRADICTION` or another word.
    """

    question: str
    value: float
    interval: Interval
    printed: str = ""
    verdict: str = ""


def _correlation_id(i: int, j: int) -> str:
    """Id in Table 1 of the correlation of two series, given by position."""
    return f"t1.{data.SERIES[i]}.{data.SERIES[j]}"


def cell(name: str, strings: Strings | None = None) -> Interval:
    """Rounding interval of one printed cell.

    Parameters
    ----------
    name : str
        Id of the cell in `published.cells`.
    strings : mapping of str to str, optional
        Printed string of each cell by its id; those of the paper by default.

    Returns
    -------
    Interval
        All numbers that round to the printed one.

    Examples
    --------
    >>> print(cell("t4.users.coefficient"))
    [4.33935, 4.33945]
    """
    return printed((published.strings() if strings is None else strings)[name])


def centre(name: str, strings: Strings | None = None) -> float:
    """Give the number as printed.

    Parameters
    ----------
    name : str
        Id of the cell in `published.cells`.
    strings : mapping of str to str, optional
        Printed string of each cell by its id; those of the paper by default.

    Returns
    -------
    float
        The printed number, in the unit of the cell.

    Examples
    --------
    >>> centre("t4.model.f")
    1751.165
    """
    return float((published.strings() if strings is None else strings)[name])


def half_unit(name: str, strings: Strings | None = None) -> float:
    """Half a unit of the last printed digit of a cell.

    Parameters
    ----------
    name : str
        Id of the cell in `published.cells`.
    strings : mapping of str to str, optional
        Printed string of each cell by its id; those of the paper by default.

    Returns
    -------
    float
        Half-width of the rounding interval, in the unit of the cell.

    Examples
    --------
    >>> half_unit("t4.users.coefficient")
    5e-05
    """
    string = (published.strings() if strings is None else strings)[name]
    return 10.0 ** -published.places(string, name.rpartition(".")[2]) / 2


def centres_and_half_units(
    names: Iterable[str], strings: Strings | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Printed numbers of several cells and half a unit of the last digit of each.

    Parameters
    ----------
    names : iterable of str
        Ids of m cells.
    strings : mapping of str to str, optional
        Printed string of each cell by its id; those of the paper by default.

    Returns
    -------
    (ndarray, ndarray)
        Shapes (m,) and (m,), in the order of ``names``.

    Examples
    --------
    >>> middle, half = centres_and_half_units(["t4.model.f", "t4.users.t"])
    >>> middle.tolist(), half.tolist()
    ([1751.165, 8.2435], [0.0005, 5e-05])
    """
    strings, names = published.strings() if strings is None else strings, tuple(names)
    middle = np.array([centre(name, strings) for name in names])
    return middle, np.array([half_unit(name, strings) for name in names])


def regressors(table: int) -> tuple[str, ...]:
    """Regressors of one of Tables 2 to 4.

    Parameters
    ----------
    table : {2, 3, 4}
        The table.

    Returns
    -------
    tuple of str
        Series in printed order, without the constant.

    Examples
    --------
    >>> regressors(4)
    ('users', 'shoppers')
    """
    return ols.SPECIFICATIONS[f"table{table}"]


def degrees_of_freedom(table: int, n: int = N) -> int:
    """Residual degrees of freedom of one of Tables 2 to 4.

    Parameters
    ----------
    table : {2, 3, 4}
        The table.
    n : int
        Number of observations.

    Returns
    -------
    int
        n minus the regressors and the constant.

    Examples
    --------
    >>> degrees_of_freedom(4)
    12
    """
    return n - len(regressors(table)) - 1


#: Positions of the ten pairs of series in the upper triangle of Table 1, row by row.
_PAIRS = tuple(itertools.combinations(range(len(data.SERIES)), 2))
_KINDS = ("coefficient", "standard_error", "t")
#: Cells that p-values, R squared and adjusted R squared follow from: 10 r, 12 b, 12 se, 12 t, 3 F.
PRIMARY = (
    *(_correlation_id(i, j) for i, j in _PAIRS),
    *(
        name
        for table in TABLES
        for name in (
            *(
                f"t{table}.{row}.{kind}"
                for row in ("constant", *regressors(table))
                for kind in _KINDS
            ),
            f"t{table}.model.f",
        )
    ),
)


@dataclass(frozen=True)
class Moments:
    """First and second moments of the five series, in the order of `data.SERIES`.

    Attributes
    ----------
    mean : ndarray, shape (..., 5)
        Means.
    cross : ndarray, shape (..., 5, 5)
        Centred sums of cross-products.
    n : int
        Number of observations.
    """

    mean: np.ndarray
    cross: np.ndarray
    n: int = N

    @classmethod
    def of(cls, values: np.ndarray) -> Moments:
        """Moments of data.

        Parameters
        ----------
        values : ndarray, shape (..., n, 5)
            Data sets, columns in the order of `data.SERIES`.

        Returns
        -------
        Moments
            With the leading shape of ``values``.
        """
        values = np.asarray(values, dtype=float)
        mean = values.mean(axis=-2)
        centred = values - mean[..., None, :]
        return cls(mean, np.swapaxes(centred, -1, -2) @ centred, values.shape[-2])


def _inverse_by_correlations(s_xx: np.ndarray) -> np.ndarray:
    """Inverse of a matrix of cross-products, by way of its correlation matrix.

    Inverting the correlation matrix saves the digits that the units (names, persons, yuan) cost.
    """
    scale = np.sqrt(np.diagonal(s_xx, axis1=-2, axis2=-1))
    return np.linalg.inv(s_xx / (scale[..., :, None] * scale[..., None, :])) / (
        scale[..., :, None] * scale[..., None, :]
    )


def regression(moments: Moments, names: Sequence[str]) -> dict[str, np.ndarray]:
    """Least squares of GDP on a constant and the named series, from moments alone.

    Parameters
    ----------
    moments : Moments
        Any leading shape; complex values allowed (for derivatives).
    names : sequence of str
        Regressors, k of them.

    Returns
    -------
    dict
        coefficient, standard_error, t: shape (..., k + 1), constant first; r2, f: shape (...).

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
    inverse = _inverse_by_correlations(moments.cross[..., index, :][..., :, index])
    slopes = np.einsum("...ij,...j->...i", inverse, s_xy)
    explained = np.einsum("...i,...i->...", slopes, s_xy)
    variance = (total - explained) / df
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
    }


def printed_statistics(
    moments: Moments, tables: Sequence[int] = (1, *TABLES), with_p: bool = True
) -> dict[str, np.ndarray]:
    """Every printed cell computed from moments.

    Parameters
    ----------
    moments : Moments
        Any leading shape.
    tables : sequence of int
        Which tables to compute.
    with_p : bool
        Whether to add the p-values, R squared and adjusted R squared, which follow from t and F.

    Returns
    -------
    dict
        Id of the cell, as in `published.cells`, to values of the leading shape.

    Examples
    --------
    >>> from helpers import data
    >>> len(printed_statistics(Moments.of(data.load("paper").to_numpy())))
    67
    """
    found = _correlation_cells(moments) if 1 in tables else {}
    for table in TABLES:
        if table in tables:
            found |= _regression_cells(moments, table, with_p)
    return found


def _correlation_cells(moments: Moments) -> dict[str, np.ndarray]:
    """The ten correlations of Table 1."""
    sd = np.sqrt(np.diagonal(moments.cross, axis1=-2, axis2=-1))
    return {
        _correlation_id(i, j): moments.cross[..., i, j] / (sd[..., i] * sd[..., j])
        for i, j in _PAIRS
    }


def _regression_cells(moments: Moments, table: int, with_p: bool) -> dict[str, np.ndarray]:
    """The cells of one of Tables 2 to 4."""
    names, df = regressors(table), degrees_of_freedom(table, moments.n)
    fit = regression(moments, names)
    found = {}
    for position, name in enumerate(("constant", *names)):
        for kind in _KINDS:
            found[f"t{table}.{name}.{kind}"] = fit[kind][..., position]
        if with_p:
            found[f"t{table}.{name}.p"] = 2 * stats.t.sf(np.abs(fit["t"][..., position]), df)
    found[f"t{table}.model.f"] = fit["f"]
    if with_p:
        found[f"t{table}.model.r2"] = fit["r2"]
        found[f"t{table}.model.adjusted_r2"] = 1 - (1 - fit["r2"]) * (moments.n - 1) / df
    return found


def _r2(f, table: int, n: int = N):
    """R squared from F, a number or an interval: 1 - 1 / (1 + F k / df)."""
    return 1 - 1 / (1 + f * (len(regressors(table)) / degrees_of_freedom(table, n)))


def r2_from_f(table: int) -> Implied:
    """R squared to six digits from the printed F, against the two printed R squared.

    Parameters
    ----------
    table : {2, 3, 4}
        The table.

    Returns
    -------
    Finding
        Consistent if R squared and adjusted R squared both meet what F implies.

    Examples
    --------
    >>> round(r2_from_f(4).value, 6)
    0.996585
    """
    strings = published.strings()
    f, r2, adjusted = (f"t{table}.model.{name}" for name in ("f", "r2", "adjusted_r2"))
    interval = _r2(cell(f, strings), table)
    implied = 1 - (1 - interval) * ((N - 1) / degrees_of_freedom(table))
    meets = interval.intersects(cell(r2, strings)) and implied.intersects(cell(adjusted, strings))
    return Implied(
        f"R squared of Table {table} from its F",
        _r2(centre(f, strings), table),
        interval,
        strings[r2],
        CONSISTENT if meets else CONTRADICTION,
    )


def unexplained_share(table: int, strings: Strings | None = None) -> Interval:
    """SSR / TSS from the printed F.

    Parameters
    ----------
    table : {2, 3, 4}
        The table.
    strings : mapping of str to str, optional
        Printed string of each cell by its id; those of the paper by default.

    Returns
    -------
    Interval
        1 / (1 + F k / df).

    Examples
    --------
    >>> print(unexplained_share(4))
    [0.003414590145, 0.003414592089]
    """
    f = cell(f"t{table}.model.f", strings)
    return 1 / (1 + f * (len(regressors(table)) / degrees_of_freedom(table)))


def nested_t(dropped: str, strings: Strings | None = None) -> Implied:
    """Absolute t of a dropped regressor from the two printed F alone.

    Parameters
    ----------
    dropped : {"domains", "ecommerce"}
        The regressor that leaves between Tables 2 and 3, or 3 and 4.
    strings : mapping of str to str, optional
        Printed string of each cell by its id; those of the paper by default.

    Returns
    -------
    Finding
        sqrt((s_small / s_large - 1) df_large), with s the shares SSR / TSS.

    Notes
    -----
    Source: the F statistic of one restriction is the square of the t statistic, in any
    econometrics textbook.

    Examples
    --------
    >>> round(nested_t("ecommerce").value, 4)
    1.1247
    """
    strings = published.strings() if strings is None else strings
    large = {"domains": 2, "ecommerce": 3}[dropped]
    small_share, large_share = (unexplained_share(table, strings) for table in (large + 1, large))
    interval = ((small_share / large_share - 1) * degrees_of_freedom(large)).sqrt()
    value = math.sqrt((small_share.mid / large_share.mid - 1) * degrees_of_freedom(large))
    name = f"t{large}.{dropped}.t"
    return Implied(
        f"absolute t of {dropped} in Table {large} from two F",
        value,
        interval,
        strings[name],
        CONSISTENT if interval.intersects(abs(cell(name, strings))) else CONTRADICTION,
    )


def joint_f(level: float = 0.05) -> tuple[Implied, float]:
    """F statistic for dropping domain names and e-commerce together (Table 2 to Table 4).

    Parameters
    ----------
    level : float
        Size of the test.

    Returns
    -------
    (Finding, float)
        The statistic, and its p-value.

    Examples
    --------
    >>> finding, p = joint_f()
    >>> round(finding.value, 4), round(p, 3)
    (0.8214, 0.467)
    """
    small, large, df = unexplained_share(4), unexplained_share(2), degrees_of_freedom(2)
    restrictions = len(regressors(2)) - len(regressors(4))
    interval = (small / large - 1) * (df / restrictions)
    value = (small.mid / large.mid - 1) * df / restrictions
    p = float(stats.f.sf(value, restrictions, df))
    verdict = "the two may go" if p > level else "the two may not go"
    return Implied("joint F for dropping domains and ecommerce", value, interval, "", verdict), p


def implied_criteria() -> pd.DataFrame:
    """AIC, AICc and BIC of Tables 2 to 4 up to a common constant, from the printed F.

    Returns
    -------
    DataFrame
        Index table; columns aic, aicc and bic: ``n log(SSR/TSS)`` plus ``2 k``,
        ``2 k + 2 k (k + 1) / (n - k - 1)`` and ``k log n``.

    Notes
    -----
    k counts the coefficients, for AICc the error variance too (the count of Hurvich and Tsai; it
    adds the same 2 to the penalty of every model).

    Examples
    --------
    >>> implied_criteria()["aic"].idxmin()
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


def omitted_variable(strings: Strings | None = None) -> list[Implied]:
    """The omitted-variable identity for each of the seven coefficients that stay.

    Parameters
    ----------
    strings : mapping of str to str, optional
        Printed string of each cell by its id; those of the paper by default.

    Returns
    -------
    list of Finding
        Left side minus right side of the identity, times s_u^2, relative to Var(b_u); consistent
        where the interval holds 0.

    Notes
    -----
    With b_r = b_u + delta b_dropped (r: restricted, u: unrestricted model), the variances obey
    Var(b_u) / s_u^2 - Var(b_r) / s_r^2 = delta^2 Var(b_dropped) / s_u^2.

    Examples
    --------
    >>> all(finding.verdict == "consistent" for finding in omitted_variable())
    True
    """
    strings = published.strings() if strings is None else strings
    return [
        _omitted_variable_identity(name, dropped, large, strings)
        for large, dropped in ((2, "domains"), (3, "ecommerce"))
        for name in ("constant", *regressors(large + 1))
    ]


def _omitted_variable_identity(name: str, dropped: str, large: int, strings: Strings) -> Implied:
    """The identity of `omitted_variable` for one coefficient of Table ``large``."""
    small = large + 1
    ratio = (unexplained_share(large, strings) / degrees_of_freedom(large)) / (
        unexplained_share(small, strings) / degrees_of_freedom(small)
    )
    places = ((large, name), (small, name), (large, dropped))
    b_u, b_r, b_d = (cell(f"t{table}.{row}.coefficient", strings) for table, row in places)
    se_u, se_r, se_d = (cell(f"t{table}.{row}.standard_error", strings) for table, row in places)
    # Divided by Var(b_u), each number stands once in a term, which keeps the intervals tight.
    gap = 1 - (se_r / se_u).square() * ratio - ((b_r - b_u) / b_d * (se_d / se_u)).square()
    middle = (
        1
        - (se_r.mid / se_u.mid) ** 2 * ratio.mid
        - ((b_r.mid - b_u.mid) / b_d.mid * se_d.mid / se_u.mid) ** 2
    )
    return Implied(
        f"{name}, Table {large} to Table {small}",
        middle,
        gap,
        strings[f"t{small}.{name}.standard_error"],
        CONSISTENT if gap.contains(0.0) else CONTRADICTION,
    )


def implied_partial_correlations(level: float = 0.05) -> list[Implied]:
    """Partial correlation of each regressor with GDP given the others, from the printed t.

    Parameters
    ----------
    level : float
        Size of the t-test behind the verdict.

    Returns
    -------
    list of Finding
        t / sqrt(t^2 + df) of the nine slopes of Tables 2 to 4.

    Examples
    --------
    >>> found = {one.question: one.value for one in implied_partial_correlations()}
    >>> round(found["domains, Table 2"], 3)
    -0.206
    """
    strings, findings = published.strings(), []
    for table in TABLES:
        df = degrees_of_freedom(table)
        critical = float(stats.t.isf(level / 2, df))
        for name in regressors(table):
            place = f"t{table}.{name}.t"
            t, shown = cell(place, strings), centre(place, strings)
            low, value, high = (x / math.sqrt(x * x + df) for x in (t.lo, shown, t.hi))
            verdict = "significant" if abs(t.mid) > critical else "not significant"
            interval = Interval(low, high)
            findings.append(Implied(f"{name}, Table {table}", value, interval, "", verdict))
    return findings


def confidence_intervals(level: float = 0.95) -> pd.DataFrame:
    """Confidence interval of each slope from its printed coefficient and standard error.

    Parameters
    ----------
    level : float
        Coverage.

    Returns
    -------
    DataFrame
        Index (table, series); columns low and high, in the unit of the coefficient, and
        holds_zero.

    Examples
    --------
    >>> ends = confidence_intervals().loc[(2, "ecommerce"), ["low", "high"]]
    >>> ends.astype(float).round(3).tolist()
    [-0.367, 1.336]
    """
    strings, rows = published.strings(), {}
    for table in TABLES:
        critical = stats.t.isf((1 - level) / 2, degrees_of_freedom(table))
        for name in regressors(table):
            b = centre(f"t{table}.{name}.coefficient", strings)
            reach = critical * centre(f"t{table}.{name}.standard_error", strings)
            rows[table, name] = {
                "low": b - reach,
                "high": b + reach,
                "holds_zero": b - reach <= 0 <= b + reach,
            }
    return pd.DataFrame(rows).T.rename_axis(["table", "series"])


def yuan_per_person(series: str, table: int = 4) -> Implied:
    """A printed coefficient of users or shoppers in yuan per person.

    Parameters
    ----------
    series : {"users", "shoppers"}
        The regressor.
    table : {2, 3, 4}
        The table.

    Returns
    -------
    Finding
        Value and interval in yuan of GDP per person.

    Examples
    --------
    >>> round(yuan_per_person("shoppers").value)
    66277
    """
    name, strings = f"t{table}.{series}.coefficient", published.strings()
    return Implied(
        f"yuan per person, {series}, Table {table}",
        centre(name, strings) * YUAN_PER_PERSON,
        cell(name, strings) * YUAN_PER_PERSON,
        strings[name],
    )


def sample_sizes(candidates: Iterable[int] = range(11, 21)) -> pd.DataFrame:
    """Which sample sizes agree with the printed p-values, R squared and F of the regressions.

    Parameters
    ----------
    candidates : iterable of int
        Numbers of observations to try.

    Returns
    -------
    DataFrame
        Index n; per table the number of cells (p-values, R squared, adjusted R squared) that no
        rounding of t and F explains; column ``fits`` is True where no cell is left over.

    Examples
    --------
    >>> sizes = sample_sizes()
    >>> sizes.index[sizes["fits"]].tolist()
    [15]
    """
    strings, rows = published.strings(), {}
    for n in candidates:
        missed = {f"table{table}": _unexplained_cells(n, table, strings) for table in TABLES}
        rows[n] = {**missed, "fits": not any(missed.values())}
    kinds: dict[str, type] = {"fits": bool, **{f"table{table}": int for table in TABLES}}
    return pd.DataFrame(rows).T.rename_axis("n").astype(kinds)


def _unexplained_cells(n: int, table: int, strings: Strings) -> int:
    """Number of cells of a table that t and F do not explain with ``n`` observations."""
    k, df = len(regressors(table)), degrees_of_freedom(table, n)
    missed = 0
    for name in ("constant", *regressors(table)):
        t, place = abs(cell(f"t{table}.{name}.t", strings)), f"t{table}.{name}.p"
        p = Interval(2 * stats.t.sf(t.hi, df), 2 * stats.t.sf(t.lo, df))
        half, shown = half_unit(place, strings), centre(place, strings)
        missed += not p.intersects(Interval(shown - half, shown + half))
    share = 1 / (1 + cell(f"t{table}.model.f", strings) * (k / df))
    adjusted = 1 - share * ((n - 1) / df)
    missed += not (1 - share).intersects(cell(f"t{table}.model.r2", strings))
    missed += not adjusted.intersects(cell(f"t{table}.model.adjusted_r2", strings))
    return missed


def effective_critical_r(n: int = N, alpha: float = 0.05) -> float:
    """Smallest significant correlation of independent observations.

    Parameters
    ----------
    n : int
        Number of observations.
    alpha : float
        Size of the two-sided test.

    Returns
    -------
    float
        t / sqrt(n - 2 + t^2) at the critical t.

    Examples
    --------
    >>> round(effective_critical_r(), 3)
    0.514
    """
    t = stats.t.isf(alpha / 2, n - 2)
    return float(t / math.sqrt(n - 2 + t * t))


def sd_ratio() -> Implied:
    """SD of shoppers over SD of users from the standard errors of Table 4.

    With two regressors the variance inflation factors are equal and cancel.

    Returns
    -------
    Finding
        The ratio, without unit.

    Examples
    --------
    >>> round(sd_ratio().value, 4), round(1 / sd_ratio().value, 4)
    (0.7843, 1.2751)
    """
    users, shoppers = (f"t4.{name}.standard_error" for name in ("users", "shoppers"))
    return Implied(
        "SD of shoppers over SD of users",
        centre(users) / centre(shoppers),
        cell(users) / cell(shoppers),
    )


def correlation_matrix_values() -> np.ndarray:
    """The ten printed correlations.

    Returns
    -------
    ndarray, shape (10,)
        Upper triangle of Table 1, row by row.

    Examples
    --------
    >>> correlation_matrix_values()[:4].tolist()
    [0.945, 0.894, 0.984, 0.989]
    """
    strings = published.strings()
    return np.array([centre(_correlation_id(i, j), strings) for i, j in _PAIRS])


def correlation_matrix(values: np.ndarray | None = None) -> np.ndarray:
    """Correlation matrices from the values of their upper triangles.

    Parameters
    ----------
    values : ndarray, shape (..., 10), optional
        Upper triangles, row by row; the printed values by default.

    Returns
    -------
    ndarray, shape (..., 5, 5)
        Symmetric, ones on the diagonal, in the order of `data.SERIES`.
    """
    values = correlation_matrix_values() if values is None else np.asarray(values)
    size = len(data.SERIES)
    matrix = np.broadcast_to(np.eye(size), (*values.shape[:-1], size, size)).astype(values.dtype)
    for position, (i, j) in enumerate(_PAIRS):
        matrix[..., i, j] = matrix[..., j, i] = values[..., position]
    return matrix


def _box() -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper ends of the rounding intervals of the ten printed correlations."""
    strings = published.strings()
    ends = [cell(_correlation_id(i, j), strings) for i, j in _PAIRS]
    return np.array([end.lo for end in ends]), np.array([end.hi for end in ends])


def significance_of_correlations() -> list[Implied]:
    """The t of each printed correlation, against its critical value in 15 independent years.

    Returns
    -------
    list of Finding
        Value and interval of r sqrt((n - 2) / (1 - r^2)); significant, not significant, or
        ambiguous where the rounding interval holds the critical value.

    Examples
    --------
    >>> {finding.verdict for finding in significance_of_correlations()}
    {'significant'}
    """
    strings, limit, findings = published.strings(), effective_critical_r(), []
    for i, j in _PAIRS:
        name = _correlation_id(i, j)
        r, shown = cell(name, strings), centre(name, strings)
        low, value, high = (x * math.sqrt((N - 2) / (1 - x * x)) for x in (r.lo, shown, r.hi))
        verdict = (
            "significant" if r.lo > limit else "not significant" if r.hi < limit else "ambiguous"
        )
        question = f"t of r({data.SERIES[i]}, {data.SERIES[j]})"
        findings.append(Implied(question, value, Interval(low, high), strings[name], verdict))
    return findings


def positive_definiteness(draws: int = 60_000, seed: int = 2018) -> tuple[np.ndarray, Implied]:
    """Eigenvalues of the printed correlation matrix, and the smallest one in its rounding box.

    Parameters
    ----------
    draws, seed : int
        Random matrices drawn from the box, and the seed of the draw.

    Returns
    -------
    (ndarray, Finding)
        Eigenvalues, shape (5,), ascending; the smallest eigenvalue of the draws, in an interval
        whose lower end no matrix of the box undercuts.

    Notes
    -----
    The lower end is Weyl's bound, which is a proof: no symmetric change with entries up to 0.0005
    off the diagonal moves an eigenvalue by more than its largest row sum, 4 x 0.0005.

    Examples
    --------
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
    question, interval = "smallest eigenvalue over the rounding box", Interval(weyl, eigenvalues[0])
    return eigenvalues, Implied(question, seen, interval, "", verdict)


def _implied(
    matrix: np.ndarray, names: Sequence[str], what: str, position: int | None
) -> np.ndarray:
    """A VIF, a standardised coefficient or R squared of GDP on ``names`` from correlations."""
    index = [data.SERIES.index(name) for name in names]
    block, target = matrix[..., index, :][..., :, index], matrix[..., index, 0]
    inverse = np.linalg.inv(block)
    if what == "vif":
        return inverse[..., position, position]
    beta = np.einsum("...ij,...j->...i", inverse, target)
    return beta[..., position] if what == "beta" else np.einsum("...i,...i->...", beta, target)


def complex_gradient(function: Formula, point: np.ndarray) -> np.ndarray:
    """Derivatives of an analytic formula from an imaginary step: exact, with no step size to tune.

    Parameters
    ----------
    function : callable
        Takes (..., p), returns (..., m) or (...).
    point : ndarray, shape (p,)
        Where.

    Returns
    -------
    ndarray, shape (p, m) or (p,)
        One row per unknown.

    References
    ----------
    Squire, W. and Trapp, G. (1998), Using complex variables to estimate derivatives of real
    functions, SIAM Review 40(1), 110-112.

    Examples
    --------
    >>> complex_gradient(lambda x: x[..., 0] ** 2, np.array([3.0])).tolist()
    [6.0]
    """
    step = 1e-30
    return function(point[None, :] + 1j * step * np.eye(point.size)).imag / step


def _extreme_over_box(function: Formula, sign: float) -> float:
    """Smallest (sign 1) or largest (sign -1) value of a function over the rounding box of Table 1.

    All 2^10 corners are evaluated, then a bounded quasi-Newton search starts from the best corner
    and from the middle, so that an extreme inside the box would be found too.
    """
    low, high = _box()
    sides = list(zip(low, high, strict=True))
    corners = np.array(list(itertools.product(*sides)))
    at_corners = sign * function(corners)
    best = at_corners.argmin()
    reached = [at_corners[best]]
    for begin in (corners[best], (low + high) / 2):
        search = optimize.minimize(
            lambda x: sign * function(x),
            begin,
            jac=lambda x: sign * complex_gradient(function, x),
            bounds=sides,
            method="L-BFGS-B",
        )
        reached.append(search.fun)
    return sign * min(reached)


def _collinearity(vif: Interval) -> str:
    """Verdict on a variance inflation factor."""
    if vif.lo > SEVERE_VIF:
        return "severe collinearity"
    return "ambiguous" if vif.hi > SEVERE_VIF else "moderate"


def implied_by_correlations(what: str, table: int, series: str | None = None) -> Implied:
    """R squared, a standardised coefficient or a VIF implied by Table 1 alone.

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
        The value at the printed correlations, and its range over their rounding box.

    Examples
    --------
    >>> finding = implied_by_correlations("r2", 4)
    >>> round(finding.value, 5), finding.verdict
    (0.99687, 'consistent')
    """
    names = regressors(table)
    position = names.index(series) if series else None

    def function(values: np.ndarray) -> np.ndarray:
        return _implied(correlation_matrix(values), names, what, position)

    value = float(function(correlation_matrix_values()))
    interval = Interval(_extreme_over_box(function, 1), _extreme_over_box(function, -1))
    if what == "r2":
        shown = published.strings()[f"t{table}.model.r2"]
        verdict = CONSISTENT if interval.intersects(printed(shown)) else CONTRADICTION
        return Implied(f"R squared of Table {table}", value, interval, shown, verdict)
    verdict = _collinearity(interval) if what == "vif" else ""
    return Implied(f"{what} of {series}, Table {table}", value, interval, "", verdict)


def condition_index(table: int = 2) -> float:
    """Condition index of the centred, scaled regressors of a table, from Table 1.

    Parameters
    ----------
    table : {2, 3, 4}
        Whose regressors.

    Returns
    -------
    float
        Square root of the largest over the smallest eigenvalue of their correlation matrix.

    Examples
    --------
    >>> round(condition_index())
    33
    """
    index = [data.SERIES.index(name) for name in regressors(table)]
    eigenvalues = np.linalg.eigvalsh(correlation_matrix()[np.ix_(index, index)])
    return float(np.sqrt(eigenvalues[-1] / eigenvalues[0]))


MISPRINTED_SE, MISPRINTED_T = "t4.constant.standard_error", "t4.constant.t"
#: Order in which series are added: regressors of Table 4, then what Tables 3 and 2 add, then GDP.
_RECURSION = ("users", "shoppers", "ecommerce", "domains", "gdp")
_USERS, _SHOPPERS, _ECOMMERCE, _DOMAINS, _GDP = range(5)
#: Where the 20 unknowns stand (see `_unpack`): coefficients with the constant first, log SSR, ...
_AT_MEANS, _AT_SDS, _AT_CORRELATION = slice(0, 2), slice(2, 4), 4
_AT_GDP, _AT_GDP_SSR = slice(5, 8), 8
_AT_ECOMMERCE, _AT_ECOMMERCE_SSR = slice(9, 12), 12
_AT_DOMAINS, _AT_DOMAINS_SSR = slice(13, 17), 17
_AT_B_ECOMMERCE, _AT_B_DOMAINS = 18, 19


class _Recursion:
    """Moments built up series by series, each given by its regression on earlier ones."""

    def __init__(self, means: np.ndarray, sd: np.ndarray, correlation: np.ndarray) -> None:
        """Begin with two series."""
        between = correlation * sd[..., 0] * sd[..., 1] * (N - 1)
        self.mean = list(np.moveaxis(means, -1, 0))
        self.cross = {
            (0, 0): sd[..., 0] ** 2 * (N - 1),
            (1, 1): sd[..., 1] ** 2 * (N - 1),
            (0, 1): between,
            (1, 0): between,
        }

    def add(self, coefficients: np.ndarray, ssr: np.ndarray, earlier: Sequence[int]) -> None:
        """Add a series: its regression on earlier ones, and a residual orthogonal to them."""
        new, constant, slopes = len(self.mean), coefficients[..., 0], coefficients[..., 1:]
        self.mean.append(
            constant + sum(slopes[..., k] * self.mean[j] for k, j in enumerate(earlier))
        )
        for j in earlier:
            shared = sum(slopes[..., k] * self.cross[m, j] for k, m in enumerate(earlier))
            self.cross[new, j] = self.cross[j, new] = shared
        self.cross[new, new] = ssr + sum(
            slopes[..., k] * self.cross[new, m] for k, m in enumerate(earlier)
        )

    def share(
        self, i: int, j: int, coefficients: np.ndarray, b: np.ndarray, ssr: np.ndarray
    ) -> None:
        """Cross-product of i and j: what the regression of j on 0 to j - 1 fits, plus b times SSR.

        b is the coefficient of j in the regression of i on series 0 to j.
        """
        fitted = sum(coefficients[..., 1 + m] * self.cross[i, m] for m in range(j))
        self.cross[i, j] = self.cross[j, i] = fitted + b * ssr

    def moments(self) -> Moments:
        """Means and cross-products in the order of `data.SERIES`."""
        order = [_RECURSION.index(name) for name in data.SERIES]
        rows = [np.stack([self.cross[i, j] for j in order], axis=-1) for i in order]
        return Moments(np.stack([self.mean[i] for i in order], axis=-1), np.stack(rows, axis=-2))


def _unpack(theta: np.ndarray) -> Moments:
    """Moments from 20 numbers that the printed cells depend on almost linearly.

    Users and shoppers: means over SDs (2), log SDs (2), correlation (1). Then three regressions,
    each with its coefficients, constant first, and the log of its residual sum of squares: GDP on
    both (4), e-commerce on both (4), domains on all three (5). Last, the coefficients of e-commerce
    in Table 3 and of domains in Table 2 (2).
    """
    sd = np.exp(theta[..., _AT_SDS])
    gdp, ecommerce, domains = (theta[..., at] for at in (_AT_GDP, _AT_ECOMMERCE, _AT_DOMAINS))
    ssr_gdp, ssr_ecommerce, ssr_domains = (
        np.exp(theta[..., at]) for at in (_AT_GDP_SSR, _AT_ECOMMERCE_SSR, _AT_DOMAINS_SSR)
    )
    recursion = _Recursion(theta[..., _AT_MEANS] * sd, sd, theta[..., _AT_CORRELATION])
    recursion.add(ecommerce, ssr_ecommerce, (_USERS, _SHOPPERS))
    recursion.add(domains, ssr_domains, (_USERS, _SHOPPERS, _ECOMMERCE))
    # GDP is its regression on users and shoppers, plus what it shares with the parts of the other
    # two that those leave over.
    recursion.add(gdp, ssr_gdp, (_USERS, _SHOPPERS))
    recursion.share(_GDP, _ECOMMERCE, ecommerce, theta[..., _AT_B_ECOMMERCE], ssr_ecommerce)
    recursion.share(_GDP, _DOMAINS, domains, theta[..., _AT_B_DOMAINS], ssr_domains)
    return recursion.moments()


def _computed(theta: np.ndarray, names: Iterable[str]) -> np.ndarray:
    """Cells (..., m) computed from the 20 unknowns (..., 20)."""
    found = printed_statistics(_unpack(theta), with_p=False)
    return np.stack([found[name] for name in names], axis=-1)


def scaled(names: Sequence[str], strings: Strings | None = None) -> tuple[Formula, Formula]:
    """Residuals of the printed cells in half-units of the last digit, and their Jacobian.

    Parameters
    ----------
    names : sequence of str
        Ids of m cells.
    strings : mapping of str to str, optional
        Printed string of each cell by its id; those of the paper by default.

    Returns
    -------
    (callable, callable)
        Functions of the 20 unknowns: residuals (..., m), and the Jacobian (m, 20) at one point.
    """
    middle, half = centres_and_half_units(names, strings)

    def residual(theta: np.ndarray) -> np.ndarray:
        return (_computed(theta, names) - middle) / half

    def jacobian(theta: np.ndarray) -> np.ndarray:
        return complex_gradient(residual, theta).T

    return residual, jacobian


def _dropped_regression(large: int, dropped: str, strings: Strings) -> tuple[np.ndarray, float]:
    """Regression of a dropped regressor on those that stay, from the omitted-variable identity.

    Returns its coefficients, constant first, and its residual sum of squares over the SSR of the
    large model.
    """
    small = large + 1
    b_dropped = centre(f"t{large}.{dropped}.coefficient", strings)
    stay = ("constant", *(name for name in _RECURSION if name in regressors(small)))
    restricted, unrestricted = (
        np.array([centre(f"t{table}.{row}.coefficient", strings) for row in stay])
        for table in (small, large)
    )
    standard_error = centre(f"t{large}.{dropped}.standard_error", strings)
    share = 1 / (degrees_of_freedom(large) * standard_error**2)
    return (restricted - unrestricted) / b_dropped, share


#: Mean of users and of shoppers over its SD, where the search for the moments begins.
_MEANS_OVER_SDS = (1.5, 1.5)


def _first_guess(strings: Strings) -> np.ndarray:
    """The 20 unknowns from coefficients, the omitted-variable identity, three SE and one r."""
    rows = ("constant", "users", "shoppers")
    b = np.array([centre(f"t4.{row}.coefficient", strings) for row in rows])
    se = np.array([centre(f"t4.{row}.standard_error", strings) for row in rows[1:]])
    r = centre("t1.users.shoppers", strings)
    # The scale of the data is free: the constant over the coefficient is a number of users.
    sd = b[0] / b[1] * np.array([1.0, se[0] / se[1]])
    ssr = degrees_of_freedom(4) * (se[0] * sd[0]) ** 2 * (N - 1) * (1 - r * r)
    shares = [
        unexplained_share(table, strings).mid / unexplained_share(4, strings).mid
        for table in (3, 2)
    ]
    ecommerce, ecommerce_share = _dropped_regression(3, "ecommerce", strings)
    domains, domains_share = _dropped_regression(2, "domains", strings)
    added = ("t3.ecommerce.coefficient", "t2.domains.coefficient")
    theta = np.empty(_AT_B_DOMAINS + 1)
    theta[_AT_MEANS], theta[_AT_SDS], theta[_AT_CORRELATION] = _MEANS_OVER_SDS, np.log(sd), r
    theta[_AT_GDP], theta[_AT_GDP_SSR] = b, np.log(ssr)
    theta[_AT_ECOMMERCE], theta[_AT_DOMAINS] = ecommerce, domains
    theta[_AT_ECOMMERCE_SSR] = np.log(ecommerce_share * ssr * shares[0])
    theta[_AT_DOMAINS_SSR] = np.log(domains_share * ssr * shares[1])
    theta[[_AT_B_ECOMMERCE, _AT_B_DOMAINS]] = [centre(name, strings) for name in added]
    return theta


def start(strings: Strings | None = None) -> np.ndarray:
    """A starting point from the tables alone: least squares over all cells but the misprint.

    Parameters
    ----------
    strings : mapping of str to str, optional
        Printed string of each cell by its id; those of the paper by default.

    Returns
    -------
    ndarray, shape (20,)
        The unknowns of the feasibility programme.

    Examples
    --------
    >>> start().shape
    (20,)
    """
    return _start_in_print() if strings is None else _start(strings)


@remembered
def _start_in_print() -> np.ndarray:
    """The starting point for the tables as printed."""
    return _start(published.strings())


def _start(strings: Strings) -> np.ndarray:
    """The starting point for given printed strings."""
    residual, jacobian = scaled(_all_but((MISPRINTED_SE,)), strings)
    return optimize.least_squares(
        residual,
        _first_guess(strings),
        jac=jacobian,
        x_scale="jac",
        xtol=1e-15,
        ftol=1e-15,
        gtol=1e-15,
    ).x


def _all_but(left_out: Sequence[str]) -> tuple[str, ...]:
    """Ids of the cells that carry information, without some."""
    return tuple(name for name in PRIMARY if name not in left_out)


#: Starts of the programme besides the two derived from the tables: the problem is not convex, and
#: one search can stop early.
RESTARTS, SPREAD, SEED = 2, 3.0, 49
#: Directions in which no printed cell moves by more than this share of what the stiffest one does
#: are free and stay put.
_FREE = 1e-9


def directions(jacobian: np.ndarray) -> np.ndarray:
    """Steps in the unknowns, each of which moves the printed cells by one half-unit in all.

    Parameters
    ----------
    jacobian : ndarray, shape (m, p)
        Derivatives of m cells, in half-units, with respect to p unknowns.

    Returns
    -------
    ndarray, shape (p, r)
        One step per column (root sum of squares of the cells' moves: 1); r is the rank.
    """
    size = np.linalg.norm(jacobian, axis=0)
    scale = 1 / np.where(size > 0, size, 1.0)
    _, singular, right = np.linalg.svd(jacobian * scale, full_matrices=False)
    kept = singular > _FREE * singular[0]
    return scale[:, None] * right[kept].T / singular[kept]


def _programme(
    objective: np.ndarray,
    matrix: np.ndarray,
    limits: np.ndarray,
    radius: float,
    extra: Sequence[tuple[float, float]] = (),
) -> optimize.OptimizeResult:
    """One linear programme over steps u with |u| <= radius, rows of ``matrix`` bounded above."""
    free = matrix.shape[1] - len(extra)
    low, high = np.transpose([(-radius, radius)] * free + list(extra))
    # Without integers this is HiGHS as linprog calls it, with fewer checks and conversions.
    return optimize.milp(
        objective,
        constraints=optimize.LinearConstraint(matrix, -np.inf, limits),
        bounds=optimize.Bounds(low, high),
    )


#: A misfit has fallen if it is lower by this (half-units); a trust region below the least is done.
_GAIN, _LEAST_RADIUS = 1e-9, 1e-6
#: A gain that the joint programme need not look for (half-units). The last bit of one unknown moves
#: a cell by up to five times as much, and misfits are printed to a hundredth.
_NOISE = 1e-4
#: First trust region of the joint programme: its starts lie a few half-units away from one another.
_REACH = 8.0


def _largest_residual(
    here: np.ndarray, jac: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The programme min z subject to |here + jac u| <= z: objective, rows and limits for (u, z)."""
    bound = np.ones((len(here), 1))
    matrix = np.block([[jac, -bound], [-jac, -bound]])
    return np.append(np.zeros(jac.shape[1]), 1.0), matrix, np.concatenate([-here, here])


def minimax_weights(residual: np.ndarray, jacobian: np.ndarray) -> np.ndarray:
    """How much each cell holds the largest residual up, to first order.

    Parameters
    ----------
    residual : ndarray, shape (m,)
        Residuals at a point.
    jacobian : ndarray, shape (m, p)
        Their derivatives with respect to p unknowns.

    Returns
    -------
    ndarray, shape (m,)
        Multipliers of the linear programme min z subject to ``|residual + jacobian d| <= z``, at
        least 0, their sum 1. A cell of weight 0 may go: the same weights prove that the others
        alone cannot come lower.

    Notes
    -----
    Weights that add the cells' derivatives, each with the sign of its residual, up to zero leave
    no direction in which all these residuals fall (linear duality).

    Examples
    --------
    The middle one of 0, 1 and 4 does not count for the farthest distance from 2.

    >>> minimax_weights(np.array([2.0, 1.0, -2.0]), np.ones((3, 1))).tolist()
    [0.5, 0.0, 0.5]
    """
    steps = directions(jacobian)
    objective, matrix, limits = _largest_residual(residual, jacobian @ steps)
    bounds = [(None, None)] * steps.shape[1] + [(0, None)]
    solved = optimize.linprog(objective, matrix, limits, bounds=bounds, method="highs")
    return np.abs(solved.ineqlin.marginals).reshape(2, -1).sum(axis=0)


def _next_radius(radius: float, worst: float) -> float:
    """A wider trust region after a good step.

    A far start must be allowed to travel: the radius is in half-units, and the misfit may be
    thousands of them.
    """
    return min(2 * radius, 50.0 + worst)


def minimax(
    residual: Formula,
    jacobian: Formula,
    theta: np.ndarray,
    iterations: int = 200,
    gain: float = _GAIN,
    radius: float = 1.0,
) -> tuple[float, np.ndarray]:
    """Smallest largest absolute residual, by sequential linear programming.

    Parameters
    ----------
    residual, jacobian : callable
        Functions of the unknowns (p,), giving (m,) and (m, p); residuals in units in which 1
        matters.
    theta : ndarray, shape (p,)
        Starting point.
    iterations : int
        Most linear programmes to solve.
    gain : float
        The search ends where the linear model promises less than this.
    radius : float
        First trust region: each of the `directions` may move by so much.

    Returns
    -------
    (float, ndarray)
        The misfit and where it is reached.

    Notes
    -----
    Each step solves min z subject to ``|residual + Jacobian d| <= z`` inside a trust region, which
    grows after a good step and shrinks after a bad one.

    Examples
    --------
    >>> misfit, where = minimax(
    ...     lambda x: np.array([x[0] - 1, x[0] - 3]), lambda x: np.ones((2, 1)), np.array([0.0])
    ... )
    >>> round(misfit, 6), round(float(where[0]), 6)
    (1.0, 2.0)
    """
    here = residual(theta)
    worst, moved = float(np.abs(here).max()), True
    for _ in range(iterations):
        if moved:
            jac = jacobian(theta)
            steps = directions(jac)
            objective, matrix, limits = _largest_residual(here, jac @ steps)
        solved = _programme(objective, matrix, limits, radius, [(0, np.inf)])
        if solved.status == 0 and solved.fun > worst - gain:
            # The linear model finds nothing better, and inside a smaller region it finds less.
            break
        moved = False
        if solved.status == 0:
            trial = theta + steps @ solved.x[:-1]
            there = residual(trial)
            reached = float(np.abs(there).max())
            moved = reached < worst - _GAIN
        if moved:
            radius = _next_radius(radius, worst)
            theta, here, worst = trial, there, reached
        else:
            radius /= 4
        if radius < _LEAST_RADIUS:
            break
    return worst, theta


@dataclass(frozen=True)
class Feasibility:
    """How well one data set can produce the printed cells.

    Attributes
    ----------
    left_out : tuple of str
        Ids of the cells that did not count.
    misfit : float
        Smallest possible worst misfit, in half-units of the last printed digit.
    theta : ndarray, shape (20,)
        The unknowns that reach it.
    moments : Moments
        The same as moments.
    verdict : {"feasible", "infeasible"}
        Feasible where the misfit is at most 1.
    """

    left_out: tuple[str, ...]
    misfit: float
    theta: np.ndarray
    moments: Moments
    verdict: str


def feasibility(
    left_out: tuple[str, ...] = (), iterations: int = 200, strings: Strings | None = None
) -> Feasibility:
    """Can one data set of 15 years produce all printed cells? Minimax misfit over its 20 moments.

    Parameters
    ----------
    left_out : tuple of str
        Ids of cells to leave out of the 49 that carry information.
    iterations : int
        Most linear programmes to solve per start (HiGHS, 20 unknowns and the misfit).
    strings : mapping of str to str, optional
        Printed string of each cell by its id; those of the paper by default.

    Returns
    -------
    Feasibility
        ``misfit`` at most 1 means that every remaining cell can be met to its last printed digit.

    Notes
    -----
    By sequential linear programming, see `minimax`. The problem is smooth and nearly linear at
    this scale, but not convex: "infeasible" means that no start led below the value shown.

    Examples
    --------
    >>> feasibility((MISPRINTED_SE,)).verdict
    'feasible'
    """
    if strings is None:
        return _feasibility_of_print(tuple(left_out), iterations)
    return _feasibility(tuple(left_out), iterations, strings)


@remembered
def _feasibility_of_print(left_out: tuple[str, ...], iterations: int) -> Feasibility:
    """`feasibility` of the tables as printed."""
    return _feasibility(left_out, iterations, None)


def _feasibility(
    left_out: tuple[str, ...], iterations: int, strings: Strings | None
) -> Feasibility:
    """Best misfit over several starts: derived ones, and random steps away from each."""
    residual, jacobian = scaled(_all_but(left_out), strings)
    starts = [start(strings)]
    if left_out != (MISPRINTED_SE,):
        # The moments that meet every cell but one are a good place to begin, and the search may
        # stop early elsewhere.
        starts.append(feasibility((MISPRINTED_SE,), strings=strings).theta)
    rng = np.random.default_rng(SEED)
    for theta in list(starts):
        steps = directions(jacobian(theta))
        starts += [
            theta + steps @ (SPREAD * rng.standard_normal(steps.shape[1])) for _ in range(RESTARTS)
        ]
    worst, theta = min(
        (minimax(residual, jacobian, theta, iterations, _NOISE, _REACH) for theta in starts),
        key=lambda found: found[0],
    )
    verdict = "feasible" if worst <= 1 else "infeasible"
    return Feasibility(left_out, worst, theta, _unpack(theta), verdict)


def feasibility_by_cell() -> pd.DataFrame:
    """The programme with all cells, and without the t or the SE of the constant of Table 4.

    Returns
    -------
    DataFrame
        One row per set of cells; columns cells (how many), misfit (half-units) and verdict.

    Examples
    --------
    >>> feasibility_by_cell()["verdict"].tolist()
    ['infeasible', 'infeasible', 'feasible']
    """
    left_out: dict[str, tuple[str, ...]] = {
        "all cells": (),
        "without t of Table 4's constant": (MISPRINTED_T,),
        "without its standard error": (MISPRINTED_SE,),
    }
    rows = {}
    for label, names in left_out.items():
        answer = feasibility(names)
        rows[label] = {
            "cells": len(PRIMARY) - len(names),
            "misfit": answer.misfit,
            "verdict": answer.verdict,
        }
    return pd.DataFrame(rows).T


def _feasible_step(residual: Formula, theta: np.ndarray, step: np.ndarray) -> np.ndarray:
    """The farthest point along a step that keeps every cell inside its digits, or ``theta``.

    A linear programme ends on the boundary; pulling back until the true constraints hold keeps
    every point feasible.
    """
    for share in (1.0, 0.9, 0.7, 0.4, 0.1):
        if np.abs(residual(theta + share * step)).max() <= 1:
            return theta + share * step
    return theta


def _extreme(quantity: Formula, sign: float, iterations: int = 25) -> float:
    """Extreme value of a function of the moments while every kept cell stays inside its digits.

    The smallest for sign 1, the largest for sign -1; the misprinted standard error is not kept.
    """
    residual, jacobian = scaled(_all_but((MISPRINTED_SE,)))
    theta = feasibility((MISPRINTED_SE,)).theta
    radius, best = 1.0, float(quantity(theta))
    for _ in range(iterations):
        here, jac = residual(theta), jacobian(theta)
        steps = directions(jac)
        gradient = complex_gradient(quantity, theta) @ steps
        jac = jac @ steps
        solved = _programme(
            sign * gradient / np.abs(gradient).max(),
            np.vstack([jac, -jac]),
            np.concatenate([1 - here, 1 + here]),
            radius,
        )
        if abs(solved.fun) < _NOISE:
            # The quantity gains less than a step of that many half-units could give.
            break
        trial = _feasible_step(residual, theta, steps @ solved.x)
        reached = float(quantity(trial))
        if sign * (best - reached) > 1e-9 * abs(best):
            theta, best, radius = trial, reached, min(2 * radius, 50.0)
        else:
            radius /= 4
        if radius < 1e-4:
            break
    return best


def implied_standard_error() -> Implied:
    """The standard error of the constant of Table 4 that all other cells allow.

    Returns
    -------
    Finding
        The ends are inner bounds: reached by moments that meet every other cell, so the true range
        is at least as wide.
    """

    def quantity(theta: np.ndarray) -> np.ndarray:
        return _computed(theta, (MISPRINTED_SE,))[..., 0]

    ends = Interval(_extreme(quantity, 1.0), _extreme(quantity, -1.0))
    shown = published.strings()[MISPRINTED_SE]
    verdict = CONSISTENT if ends.intersects(printed(shown)) else "misprint"
    return Implied("standard error of Table 4's constant", ends.mid, ends, shown, verdict)


def sharpened(what: str, first: str, second: str | int) -> Implied:
    """A correlation, VIF or ratio of SDs as sharply as all tables together fix it.

    Parameters
    ----------
    what : {"r", "vif", "sd_ratio"}
        The quantity.
    first : str
        A series.
    second : str or int
        For ``r`` the other series; for ``vif`` the table whose regressors count; for ``sd_ratio``
        the series in the denominator.

    Returns
    -------
    Finding
        The middle of the range; its ends are inner bounds, as in `implied_standard_error`.

    Examples
    --------
    >>> finding = sharpened("vif", "users", 4)
    >>> round(finding.value, 2)
    10.92
    """
    i = data.SERIES.index(first)

    def quantity(theta: np.ndarray) -> np.ndarray:
        cross = _unpack(theta).cross
        sd = np.sqrt(np.diagonal(cross, axis1=-2, axis2=-1))
        if what == "sd_ratio":
            return sd[..., i] / sd[..., data.SERIES.index(str(second))]
        matrix = cross / (sd[..., :, None] * sd[..., None, :])
        if what == "r":
            return matrix[..., i, data.SERIES.index(str(second))]
        names = regressors(int(second))
        return _implied(matrix, names, "vif", names.index(first))

    ends = Interval(*sorted((_extreme(quantity, 1.0), _extreme(quantity, -1.0))))
    return Implied(f"{what} of {first}, {second}", ends.mid, ends)
