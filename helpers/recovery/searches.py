"""How fifteen years of data were recovered from four tables, as searches that run."""

from __future__ import annotations

import hashlib
import io
import itertools
import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize, stats

from helpers import data, paths
from helpers.data import published
from helpers.data.simulated import stored
from helpers.forensics.intervals import Interval
from helpers.memory import frozen, remembered
from helpers.recovery import moments
from helpers.recovery.moments import Implied, Moments, centres_and_half_units

FOLDER = paths.DATA / "recovery"
#: Files of the data package that a search depends on.
SEARCHED_FILES = (
    *published.FILES,
    "paper_dataset",
    "observations",
    "gdp_vintages",
    *(f"candidates_{series}" for series in ("users", "shoppers", "domains", "ecommerce")),
)
YEARS = frozen(np.array(list(data.YEARS)))
_YEAR_COLUMNS = [str(year) for year in data.YEARS]
#: Cells that the recovered data do not reproduce: the misprint of Table 4 and the loose end of
#: Table 2.
LEFT_OUT = ("t4.constant.standard_error", "t2.ecommerce.t")
#: Table in which each series is the one added to those already known.
ADDED_IN = {"shoppers": 4, "ecommerce": 3, "domains": 2}
#: Years 2004 to 2006, for which shoppers have no candidates.
_EARLY = 3


class CandidateError(ValueError):
    """A candidate file cannot be used; the message names file, row and column."""


class ResultError(ValueError):
    """A stored result is missing, or differs from its checksum; the message names the file."""


def candidates(series: str, folder: Path | None = None) -> pd.DataFrame:
    """Candidate values of one series.

    Parameters
    ----------
    series : {"users", "shoppers", "ecommerce", "domains"}
        The series.
    folder : Path, optional
        Where ``candidates_*.csv`` stand; ``data/recovery`` by default.

    Returns
    -------
    DataFrame
        Columns series, year, value (in the unit of the series), source, reason.

    Raises
    ------
    CandidateError
        If the file is missing, or a row is malformed or stands twice.

    Examples
    --------
    >>> len(candidates("users").query("year == 2018"))
    7
    """
    if folder is None:
        return _own_candidates(series)
    return _read_candidates(folder / f"candidates_{series}.csv")


@remembered
def _own_candidates(series: str) -> pd.DataFrame:
    """Candidates in ``data/recovery``."""
    return _read_candidates(FOLDER / f"candidates_{series}.csv")


def _read_candidates(path: Path) -> pd.DataFrame:
    """A checked file of candidates."""
    if not path.exists():
        raise CandidateError(f"recovery/{path.name}: the file is missing")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for name in ("series", "year", "value", "source", "reason"):
        if name not in frame:
            raise CandidateError(
                f"recovery/{path.name}, row 1, column {name}: the column is missing"
            )
    for number, row in enumerate(frame.to_dict("records"), 2):
        _check_candidate(row, f"recovery/{path.name}, row {number}")
    frame = frame.astype({"year": int, "value": float})
    twice = frame.duplicated(["year", "value"])
    if twice.any():
        place = f"recovery/{path.name}, row {int(np.argmax(twice)) + 2}"
        raise CandidateError(f"{place}, column value: the candidate stands twice")
    return frame


def _check_candidate(row: dict, place: str) -> None:
    """Year and value must be numbers, source and reason must be there."""
    for name, make in (("year", int), ("value", float)):
        try:
            make(row[name])
        except ValueError:
            message = f"{place}, column {name}: {row[name]!r} is not a number"
            raise CandidateError(message) from None
    for name in ("source", "reason"):
        if not row[name]:
            raise CandidateError(f"{place}, column {name}: the cell is empty")


def options(series: str) -> list[np.ndarray]:
    """Candidate values year by year.

    Parameters
    ----------
    series : {"users", "shoppers", "ecommerce", "domains"}
        The series.

    Returns
    -------
    list of ndarray
        One array per year of the file, in the unit of the series.
    """
    return [group["value"].to_numpy() for _, group in candidates(series).groupby("year")]


def combinations(series: str) -> int:
    """Number of vectors that the candidates of a series form.

    Parameters
    ----------
    series : {"users", "shoppers", "ecommerce", "domains"}
        The series.

    Returns
    -------
    int
        The product of the numbers of candidates per year.

    Examples
    --------
    >>> combinations("users"), combinations("shoppers")
    (516096, 497664)
    >>> combinations("domains"), combinations("ecommerce")
    (147456000, 9331200000)
    """
    return math.prod(len(values) for values in options(series))


def _vectors(choices: list[np.ndarray]) -> np.ndarray:
    """All combinations, shape (product of sizes, number of years)."""
    grids = np.meshgrid(*choices, indexing="ij")
    return np.stack([grid.ravel() for grid in grids], axis=1)


@remembered
def paper() -> np.ndarray:
    """The recovered data set.

    Returns
    -------
    ndarray, shape (15, 5)
        Read-only; columns in the order of `data.SERIES`, each in its own unit.
    """
    return data.load("paper").to_numpy()


def recovered_series(series: str) -> np.ndarray:
    """One series of the recovered data set.

    Parameters
    ----------
    series : str
        One of `data.SERIES`.

    Returns
    -------
    ndarray, shape (15,)
        Read-only; in the unit of the series.
    """
    return paper()[:, data.SERIES.index(series)]


def gdp_vintages() -> pd.DataFrame:
    """The GDP series that were tried, built from published vintages.

    Returns
    -------
    DataFrame
        Years 2004 to 2018 by name, in 100 million yuan.

    Raises
    ------
    CandidateError
        If ``gdp_vintages.csv`` names an unknown vintage or leaves a year without a value.

    Notes
    -----
    ``gdp_vintages.csv`` has one chain per name. A chain such as ``CSY2018|CSY2019`` takes each year
    from the first vintage that has it; ``CSY2019@2017`` uses a vintage up to 2017, and ``gni:``
    before a name takes gross national income.

    Examples
    --------
    >>> float(gdp_vintages().loc[2018, "post-4th census"])
    919281.1
    """
    rules = pd.read_csv(FOLDER / "gdp_vintages.csv", dtype=str)
    known = {"gdp": data.vintages("gdp"), "gni": data.vintages("gni")}
    columns = {
        rule["name"]: _chained(rule["chain"], known, number)
        for number, rule in enumerate(rules.to_dict("records"), 2)
    }
    return pd.DataFrame(columns).rename_axis("year")


def _chained(chain: str, known: dict[str, pd.DataFrame], row: int) -> pd.Series:
    """Values by year of one chain of vintages; ``row`` is its place in the file."""
    place = f"recovery/gdp_vintages.csv, row {row}, column chain"
    values = pd.Series(np.nan, index=YEARS)
    for link in chain.split("|"):
        source = "gni" if link.startswith("gni:") else "gdp"
        name, _, last = link.removeprefix("gni:").partition("@")
        if name not in known[source]:
            raise CandidateError(f"{place}: no vintage {name!r} of {source}")
        vintage = known[source][name].reindex(YEARS)
        values = values.fillna(vintage.where(int(last or YEARS[-1]) >= YEARS))
    if values.isna().any():
        raise CandidateError(f"{place}: no value for {values.index[values.isna()][0]}")
    return values


#: One-year mixtures that were tried: a base, and the vintage that one year is taken from.
_MIXTURES = (
    ("CSY2019", "CSY2018 then CSY2019"),
    ("CSY2019", "post-4th census"),
    ("CSY2019", "post-5th census"),
    ("two decimals", "CSY2018 then CSY2019"),
    ("two decimals", "CSY2019"),
)


def gdp_variants() -> dict[str, np.ndarray]:
    """GDP vectors for the search of users.

    Returns
    -------
    dict
        Name to vector, shape (15,), in 100 million yuan: every vintage under several roundings,
        the recovered vector, and one-year mixtures.
    """
    vintages = gdp_vintages()
    found = {}
    for name, values in vintages.items():
        exact = values.to_numpy()
        found[str(name)] = exact
        found[f"{name}, whole numbers"] = np.round(exact)
        found[f"{name}, cut to whole numbers"] = np.floor(exact)
        found[f"{name}, tens"] = np.round(exact, -1)
        found[f"{name}, hundreds"] = np.round(exact, -2)
    found["two decimals"] = recovered_series("gdp")
    bases = {name: found[name] for name in ("CSY2019", "two decimals")}
    for base, other in _MIXTURES:
        for position in np.flatnonzero(bases[base] != vintages[other].to_numpy()):
            mixed = bases[base].copy()
            mixed[position] = vintages[other].iloc[position]
            found[f"{base}, {YEARS[position]} from {other}"] = mixed
    return found


def misfits(values: np.ndarray, tables: Sequence[int] = (1, 2, 3, 4)) -> dict[str, np.ndarray]:
    """Distance of every computed cell from the printed one, in half-units of its last digit.

    Parameters
    ----------
    values : ndarray, shape (..., 15, 5)
        Data sets, columns in the order of `data.SERIES`.
    tables : sequence of int
        Which tables.

    Returns
    -------
    dict
        Cell id to shape (...); a cell is reproduced where this is at most 1.

    Examples
    --------
    >>> round(float(misfits(paper())["t2.ecommerce.t"]), 2)
    1.47
    """
    computed = moments.printed_statistics(Moments.of(values), tables)
    middle, half = centres_and_half_units(computed)
    return {
        name: np.abs(value - shown) / unit
        for (name, value), shown, unit in zip(computed.items(), middle, half, strict=True)
    }


def reproduced(values: np.ndarray) -> np.ndarray:
    """Number of the 67 printed cells that each data set reproduces.

    Parameters
    ----------
    values : ndarray, shape (..., 15, 5)
        Data sets, columns in the order of `data.SERIES`.

    Returns
    -------
    ndarray of int, shape (...)
        Cells whose misfit is at most 1.

    Examples
    --------
    >>> int(reproduced(paper()))
    65
    """
    return np.sum([misfit <= 1 for misfit in misfits(values).values()], axis=0)


def passes(values: np.ndarray) -> np.ndarray:
    """Whether each data set reproduces all cells but the two in `LEFT_OUT`.

    Parameters
    ----------
    values : ndarray, shape (..., 15, 5)
        Data sets, columns in the order of `data.SERIES`.

    Returns
    -------
    ndarray of bool, shape (...)
        True where 65 given cells are reproduced.
    """
    found = misfits(values)
    return np.logical_and.reduce(
        [misfit <= 1 for name, misfit in found.items() if name not in LEFT_OUT]
    )


#: The seven statistics of the inversion: three coefficients, three t, F.
_STATISTICS = (
    *(
        f"t4.{row}.{kind}"
        for kind in ("coefficient", "t")
        for row in ("constant", "users", "shoppers")
    ),
    "t4.model.f",
)


def _cross_product_from_f(
    b3: np.ndarray, b4: np.ndarray, s33: float, s44: np.ndarray, kf: np.ndarray, se4: np.ndarray
) -> np.ndarray:
    """S34, the cross-product of users (3) and shoppers (4), from F.

    b'Sb = k F s^2 and s^2 = se4^2 (S33 S44 - S34^2) / S33 make a quadratic in S34; its larger root
    is the correlation of 0.95.
    """
    weight = kf * se4**2
    half, tail = b3 * b4, b3**2 * s33 + b4**2 * s44 - weight * s44
    return (-half + np.sqrt(half**2 - weight / s33 * tail)) / (weight / s33)


def _invert(statistics: np.ndarray, users: np.ndarray, root: int = -1) -> np.ndarray:
    """Means and second moments (..., 7) from `_STATISTICS` (..., 7) and a users series.

    Order: mean of GDP and of shoppers; sums of squares and cross-products of GDP, users x GDP,
    shoppers x GDP, users x shoppers, shoppers. Users have index 3, shoppers 4. ``root`` is the
    sign before the square root of the quadratic in the mean of shoppers.
    """
    a, b3, b4, t_a, t3, t4, f = np.moveaxis(statistics, -1, 0)
    se_a, se3, se4 = a / t_a, b3 / t3, b4 / t4
    n, k, df = len(users), 2, len(users) - 3
    m3, s33 = users.mean(), np.sum((users - users.mean()) ** 2)
    # With two regressors the standard errors are inversely proportional to the SDs.
    s44 = s33 * (se3 / se4) ** 2
    s34 = _cross_product_from_f(b3, b4, s33, s44, k * f, se4)
    det = s33 * s44 - s34**2
    variance = se4**2 * det / s33
    # Var(constant) = s^2 (1/n + m'S^-1 m) is a quadratic in the mean of shoppers; `other_root` has
    # the larger solution.
    rest = (se_a**2 / variance - 1 / n) * det
    m4 = (m3 * s34 + root * np.sqrt(m3**2 * s34**2 - s33 * (m3**2 * s44 - rest))) / s33
    mean_gdp, tss = a + b3 * m3 + b4 * m4, variance * (df + k * f)
    s3y, s4y = b3 * s33 + b4 * s34, b3 * s34 + b4 * s44
    return np.stack([mean_gdp, m4, tss, s3y, s4y, s34, s44], axis=-1)


def _inverted_moments(known: Moments) -> dict[str, float]:
    """The seven moments of `_invert` by name, from data."""
    y, x3, x4 = (data.SERIES.index(name) for name in ("gdp", "users", "shoppers"))
    return {
        "mean of GDP": known.mean[y],
        "mean of shoppers": known.mean[x4],
        "sum of squares, GDP": known.cross[y, y],
        "cross-product, users and GDP": known.cross[y, x3],
        "cross-product, shoppers and GDP": known.cross[y, x4],
        "cross-product, users and shoppers": known.cross[x3, x4],
        "sum of squares, shoppers": known.cross[x4, x4],
    }


def _users_or_recovered_series(users: np.ndarray | None) -> np.ndarray:
    """A users series as floats; the recovered one if none is given."""
    return recovered_series("users") if users is None else np.asarray(users, dtype=float)


def invert_table4(users: np.ndarray | None = None) -> list[Implied]:
    """The moments of GDP and shoppers that Table 4 implies, once the users series is known.

    Parameters
    ----------
    users : ndarray, shape (15,), optional
        Internet users in 10,000 persons; the recovered series by default.

    Returns
    -------
    list of Finding
        Means of GDP and shoppers, sums of squares of GDP, users x GDP, shoppers x GDP, users x
        shoppers, shoppers; the interval is the first-order range over the rounding of the seven
        statistics used (three coefficients, three t, F), the verdict holds the value against the
        recovered data. The misprinted standard error is not used.

    Examples
    --------
    >>> [round(f.value) for f in invert_table4()[:2]]
    [488430, 24013]
    """
    users = _users_or_recovered_series(users)
    statistics, half = centres_and_half_units(_STATISTICS)
    values = _invert(statistics, users)
    reach = half @ np.abs(moments.complex_gradient(lambda x: _invert(x, users), statistics))
    truth = _inverted_moments(Moments.of(paper()))
    return [
        Implied(
            label,
            value,
            Interval(value - r, value + r),
            f"{true:.6g}",
            moments.CONSISTENT if abs(value - true) <= r else "misses",
        )
        for (label, true), value, r in zip(truth.items(), values, reach, strict=True)
    ]


def other_root(users: np.ndarray | None = None) -> tuple[float, float]:
    """Means of GDP and of shoppers at the second solution of the inversion.

    Arithmetic allows it, knowledge of China does not: the standard error of the constant fixes the
    mean of shoppers only through its square.

    Parameters
    ----------
    users : ndarray, shape (15,), optional
        Internet users in 10,000 persons; the recovered series by default.

    Returns
    -------
    (float, float)
        Mean of GDP in 100 million yuan, mean of shoppers in 10,000 persons.

    Examples
    --------
    >>> gdp, shoppers = other_root()
    >>> round(gdp)
    636227
    """
    statistics, _ = centres_and_half_units(_STATISTICS)
    gdp, shoppers, *_ = _invert(statistics, _users_or_recovered_series(users), root=1)
    return float(gdp), float(shoppers)


def _wide(names: Sequence[str], multiple: float) -> list[Interval]:
    """Printed cells, each with its rounding half-width times ``multiple``."""
    middle, half = centres_and_half_units(names)
    return [
        Interval(shown - multiple * reach, shown + multiple * reach)
        for shown, reach in zip(middle, half, strict=True)
    ]


def users_conditions(users: np.ndarray, gdp: np.ndarray, multiple: float = 1.0) -> np.ndarray:
    """Whether users and GDP can stand in Table 4 with some series of shoppers.

    Parameters
    ----------
    users : ndarray, shape (m, 15)
        Candidate vectors.
    gdp : ndarray, shape (15,)
        One GDP vector.
    multiple : float
        Rounding half-widths are multiplied by this; 1 is the printed precision.

    Returns
    -------
    ndarray of bool, shape (m,)
        False only where no series of shoppers can give the printed cells.

    Notes
    -----
    Three exact inequalities. With A and B the constant and slope of GDP on users alone, r their
    correlation, s^2 the error variance that F and TSS give:
    (1 - r^2) / (1 - R^2) = 1 + t4^2 / df;
    (b3/t3)^2 = s^2 / S33 + ((B - b3) / t4)^2;
    (a/t_a)^2 = s^2 (1/n + m3^2 / S33) + ((A - a) / t4)^2.
    Shoppers have dropped out. Each side is monotone in the printed numbers, so corners give exact
    ranges of each condition.

    Examples
    --------
    >>> users_conditions(recovered_series("users")[None, :], recovered_series("gdp")).tolist()
    [True]
    """
    n, df = len(gdp), len(gdp) - 3
    a, b3, _, t_a, t3, t4, f = _wide(_STATISTICS, multiple)
    y = gdp - gdp.mean()
    total = y @ y
    m3 = users.mean(axis=1)
    s33 = np.einsum("ij,ij->i", users, users) - n * m3**2
    s3y = users @ y
    share_lo, share_hi = 1 / (1 + f.hi * 2 / df), 1 / (1 + f.lo * 2 / df)
    left_over = 1 - s3y**2 / (s33 * total)
    least, most = share_lo * (1 + t4.lo**2 / df), share_hi * (1 + t4.hi**2 / df)
    ok = (left_over >= least) & (left_over <= most)
    # The first condition leaves about one vector in a thousand, so the other two are cheap.
    m3, s33, slope = m3[ok], s33[ok], (s3y / s33)[ok]
    variance = (total * share_lo / df, total * share_hi / df)
    low, high = _square_gap(b3, t3, slope, t4)
    fits_slope = (high >= variance[0] / s33) & (low <= variance[1] / s33)
    low, high = _square_gap(a, t_a, gdp.mean() - slope * m3, t4)
    leverage = 1 / n + m3**2 / s33
    fits_constant = (high >= variance[0] * leverage) & (low <= variance[1] * leverage)
    ok[ok] = fits_slope & fits_constant
    return ok


def _square_gap(
    b: Interval, t: Interval, alone: np.ndarray, t_shoppers: Interval
) -> tuple[np.ndarray, np.ndarray]:
    """Range of (b / t)^2 - ((alone - b) / t_shoppers)^2 over the rounding of b, t and t_shoppers.

    ``alone`` is the coefficient without shoppers; b, t and t_shoppers are positive.
    """
    gap_lo, gap_hi = alone - b.hi, alone - b.lo
    largest = np.maximum(np.abs(gap_lo), np.abs(gap_hi))
    smallest = np.where(
        (gap_lo <= 0) & (gap_hi >= 0), 0.0, np.minimum(np.abs(gap_lo), np.abs(gap_hi))
    )
    low = (b.lo / t.hi) ** 2 - (largest / t_shoppers.lo) ** 2
    return low, (b.hi / t.lo) ** 2 - (smallest / t_shoppers.hi) ** 2


def _table4_cells() -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """Ids, printed values and half-units of the primary cells of Table 4, the misprint left out."""
    names = tuple(
        name for name in moments.PRIMARY if name.startswith("t4") and name not in LEFT_OUT
    )
    return names, *centres_and_half_units(names)


@dataclass(frozen=True)
class _GdpAndUsers:
    """Means, sums of squares and the cross-product of GDP and users."""

    n: int
    mean_gdp: float
    mean_users: float
    gdp_gdp: float
    gdp_users: float
    users_users: float

    @classmethod
    def of(cls, gdp: np.ndarray, users: np.ndarray) -> _GdpAndUsers:
        """Moments of two series."""
        y, x = gdp - gdp.mean(), users - users.mean()
        return cls(len(gdp), gdp.mean(), users.mean(), y @ y, x @ y, x @ x)

    def with_shoppers(self, theta: np.ndarray) -> Moments:
        """Moments of Table 4; theta (..., 4) describes shoppers.

        Intercept and slope on users, log residual sum of squares v, coefficient b in Table 4: with
        d the slope, S34 = d S33, S4y = d S3y + b v, S44 = d S34 + v.
        """
        intercept, slope, log_v, b = np.moveaxis(theta, -1, 0)
        v = np.exp(log_v)
        zero, one = np.zeros_like(v), np.ones_like(v)
        s34, s4y = slope * self.users_users, slope * self.gdp_users + b * v
        s44 = slope * s34 + v
        mean_shoppers = intercept + slope * self.mean_users
        mean = [one * self.mean_gdp, zero, zero, one * self.mean_users, mean_shoppers]
        rows = [
            [self.gdp_gdp * one, zero, zero, self.gdp_users * one, s4y],
            [zero] * 5,
            [zero] * 5,
            [self.gdp_users * one, zero, zero, self.users_users * one, s34],
            [s4y, zero, zero, s34, s44],
        ]
        cross = np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)
        return Moments(np.stack(mean, axis=-1), cross)

    def first_guess(self) -> np.ndarray:
        """Shoppers as `with_shoppers` takes them, from the printed coefficients and F."""
        slope = self.gdp_users / self.users_users
        left = self.gdp_gdp - self.gdp_users**2 / self.users_users
        a, b3, b4, *_, f = centres_and_half_units(_STATISTICS)[0]
        # A vintage far off may leave no residual for shoppers to explain; start from a tenth of
        # what users leave over.
        explained = max(left - self.gdp_gdp / (1 + f * 2 / (self.n - 3)), 0.1 * left)
        intercept = (self.mean_gdp - slope * self.mean_users - a) / b4
        return np.array([intercept, (slope - b3) / b4, math.log(explained / b4**2), b4])


def table4_misfit(users: np.ndarray, gdp: np.ndarray) -> float:
    """Smallest worst misfit of Table 4 over all series of shoppers.

    Parameters
    ----------
    users, gdp : ndarray, shape (15,)
        In 10,000 persons and 100 million yuan.

    Returns
    -------
    float
        Minimax misfit in half-units of the last digit; values up to 1 fit the print. The standard
        error of the constant, a misprint, is left out.

    Examples
    --------
    >>> table4_misfit(recovered_series("users"), recovered_series("gdp")) <= 1
    True
    """
    names, middle, half = _table4_cells()
    known = _GdpAndUsers.of(gdp, users)

    def residual(theta: np.ndarray) -> np.ndarray:
        found = moments.printed_statistics(known.with_shoppers(theta), (4,), with_p=False)
        return (np.stack([found[name] for name in names], axis=-1) - middle) / half

    def jacobian(theta: np.ndarray) -> np.ndarray:
        return moments.complex_gradient(residual, theta).T

    return moments.minimax(residual, jacobian, known.first_guess(), 60)[0]


#: Largest multiple of the printed rounding that is tried, and the relative width of the answer.
_WIDEST_MULTIPLE, _MULTIPLE_PRECISION = 2.0**15, 1e-4


def least_multiple(users: np.ndarray, gdp: np.ndarray) -> float:
    """Factor on all printed roundings at which users and GDP meet the conditions of Table 4.

    Parameters
    ----------
    users, gdp : ndarray, shape (15,)
        In 10,000 persons and 100 million yuan.

    Returns
    -------
    float
        A lower bound of the misfit in half-units; infinite above 2^15.

    Examples
    --------
    >>> least_multiple(recovered_series("users"), recovered_series("gdp")) <= 1
    True
    """
    low, high = 0.0, _WIDEST_MULTIPLE
    if not users_conditions(users[None, :], gdp, high)[0]:
        return math.inf
    while high - low > _MULTIPLE_PRECISION * high:
        middle = (low + high) / 2
        if users_conditions(users[None, :], gdp, middle)[0]:
            high = middle
        else:
            low = middle
    return low


def pair_misfit(users: np.ndarray, gdp: np.ndarray) -> float:
    """Misfit of Table 4 for users and GDP, in half-units of the last printed digit.

    Parameters
    ----------
    users, gdp : ndarray, shape (15,)
        In 10,000 persons and 100 million yuan.

    Returns
    -------
    float
        The minimax misfit where the conditions allow a fit, otherwise their lower bound, which
        proves that there is none.
    """
    bound = least_multiple(users, gdp)
    return table4_misfit(users, gdp) if bound <= 1 else bound


def published_users() -> np.ndarray:
    """Internet users as published, unrounded: the first candidate of every year.

    Returns
    -------
    ndarray, shape (15,)
        In 10,000 persons.
    """
    return np.array([values[0] for values in options("users")])


def vintage_fit() -> pd.DataFrame:
    """How far each GDP vintage is from Table 4.

    Returns
    -------
    DataFrame
        Index vintage, sorted; misfits in half-units of the last printed digit (1 or less fits;
        above 1 a lower bound) with users as published and as the paper must have typed them, the
        mean of shoppers that the printed equation implies with users as published (10,000
        persons), and a verdict.
    """
    a, b3, b4 = centres_and_half_units(_STATISTICS[:3])[0]
    raw, typed = published_users(), recovered_series("users")
    rows = {
        name: {
            "users as published": pair_misfit(raw, values.to_numpy()),
            "implied mean of shoppers": (values.mean() - a - b3 * raw.mean()) / b4,
            "users as typed": pair_misfit(typed, values.to_numpy()),
        }
        for name, values in gdp_vintages().items()
    }
    frame = pd.DataFrame(rows).T.rename_axis("vintage").sort_values("users as typed")
    best = frame[["users as published", "users as typed"]].min(axis=1)
    return frame.assign(verdict=np.where(best <= 1, "fits", "does not fit"))


def users_fingerprint() -> pd.DataFrame:
    """Misfit of Table 4 by the first year in which users were typed in hundred millions.

    Returns
    -------
    DataFrame
        Index: first year rounded to two decimals of hundred millions; columns: 2018 as published
        rounding (82900) and as recovered (83000); half-units.
    """
    exact, gdp, users = published_users(), recovered_series("gdp"), recovered_series("users")
    rounded = np.round(exact, -2)
    rows = {}
    for year in range(2010, 2019):
        mixed = np.where(year <= YEARS, rounded, exact)
        recovered = np.where(YEARS == 2018, users, mixed)
        rows[year] = {
            "2018 rounded": pair_misfit(mixed, gdp),
            "2018 as recovered": pair_misfit(recovered, gdp),
        }
    return pd.DataFrame(rows).T.rename_axis("first rounded year")


def shoppers_fingerprint(switch_years: Iterable[int] = range(2008, 2020)) -> pd.DataFrame:
    """Misfit of Table 4 by the first year in which shoppers were rounded, with 2004-2006 free.

    Parameters
    ----------
    switch_years : iterable of int
        First rounded years to try.

    Returns
    -------
    DataFrame
        Index: first rounded year; columns: misfit in half-units, and the real values of 2004-2006
        at the best fit (10,000 persons).
    """
    firsts = np.array([values[0] for values in options("shoppers")])
    rows = {}
    for year in switch_years:
        tail = np.where(YEARS[_EARLY:] >= year, np.round(firsts, -2), firsts)
        misfit, triple = _free_triple(tail)
        early = dict(zip(_YEAR_COLUMNS[:_EARLY], triple, strict=True))
        rows[year] = {"misfit": misfit, **early}
    return pd.DataFrame(rows).T.rename_axis("first rounded year")


#: Moves of 2004-2006 along which sum and cross-product with users stay put: the fit has two valleys
#: on this line.
_VALLEYS = frozen(np.array([-400.0, 0.0, 400.0])[:, None] * np.array([1.0, -2.0, 1.0]))


def _free_triple(tail: np.ndarray) -> tuple[float, np.ndarray]:
    """Smallest misfit of Table 4 over real shoppers of 2004-2006, and where it is reached.

    ``tail`` (12,) has the shoppers of 2007-2018.
    """
    names, middle, half = _table4_cells()
    base = paper()[:, [data.SERIES.index("gdp"), data.SERIES.index("users")]]

    def residual(triple: np.ndarray) -> np.ndarray:
        found = moments.printed_statistics(
            _moments_with_triple(triple, tail, base), (4,), with_p=False
        )
        return (np.stack([found[name] for name in names], axis=-1) - middle) / half

    def jacobian(triple: np.ndarray) -> np.ndarray:
        return moments.complex_gradient(residual, triple).T

    found = []
    for start in recovered_series("shoppers")[:_EARLY] + _VALLEYS:
        # The valleys are narrow and curved: least squares follows them, linear programming then
        # finishes.
        near = optimize.least_squares(
            residual,
            start,
            jac=jacobian,
            x_scale="jac",
            max_nfev=200,
            xtol=1e-14,
            ftol=1e-14,
            gtol=1e-14,
        ).x
        worst = float(np.abs(residual(near)).max())
        hopeless = float(np.mean(np.square(residual(near)))) > 1
        found.append((worst, near) if hopeless else moments.minimax(residual, jacobian, near, 15))
    return min(found, key=lambda pair: pair[0])


def _moments_with_triple(triple: np.ndarray, tail: np.ndarray, base: np.ndarray) -> Moments:
    """Moments for Table 4 of GDP and users (15, 2) with shoppers (..., 3) and a common tail."""
    leading = triple.shape[:-1]
    shoppers = np.concatenate([triple, np.broadcast_to(tail, (*leading, len(tail)))], axis=-1)
    known = np.broadcast_to(base, (*leading, *base.shape))
    filler = np.zeros((*shoppers.shape, 1))
    series = [known[..., :1], filler, filler, known[..., 1:], shoppers[..., None]]
    values = np.concatenate(series, axis=-1)
    mean = values.mean(axis=-2)
    centred = values - mean[..., None, :]
    return Moments(mean, np.swapaxes(centred, -1, -2) @ centred)


@dataclass(frozen=True)
class Conditions:
    """Necessary conditions that a table puts on one series z, given all others in it.

    Attributes
    ----------
    series : str
        The unknown series.
    table : int
        The table that it enters.
    functionals : ndarray, shape (d, 15)
        Rows L with ``low <= L z <= high``: u'z, then the coefficients of z on the constant and the
        other regressors.
    low, high : ndarray, shape (d,)
        Bounds.
    gram : ndarray, shape (d - 1, d - 1)
        W'W, so that the residual sum of squares of z is z'z - h'(W'W)h with h the coefficients of
        z on W.
    residual : Interval
        Allowed residual sum of squares of z.
    fall : Interval
        Allowed fall of GDP's residual sum of squares when z enters.
    printed : ndarray, shape (d,)
        Coefficients as printed: z first, then the constant and the other regressors.
    known : ndarray, shape (d - 1,)
        Coefficients of GDP on the constant and the other regressors without z.
    half : ndarray, shape (d,)
        Half-widths of ``printed``.
    """

    series: str
    table: int
    functionals: np.ndarray
    low: np.ndarray
    high: np.ndarray
    gram: np.ndarray
    residual: Interval
    fall: Interval
    printed: np.ndarray
    known: np.ndarray
    half: np.ndarray

    def residual_ss(self, sums: np.ndarray, squares: np.ndarray) -> np.ndarray:
        """Residual sum of squares of z on W: z'z - h'(W'W)h.

        Parameters
        ----------
        sums : ndarray, shape (..., d)
            L z of the candidates.
        squares : ndarray, shape (...)
            z'z of the candidates.

        Returns
        -------
        ndarray, shape (...)
            In the squared unit of the series.
        """
        return squares - np.einsum("...i,ij,...j->...", sums[..., 1:], self.gram, sums[..., 1:])

    def allow(self, sums: np.ndarray, squares: np.ndarray) -> np.ndarray:
        """Whether candidates meet every condition.

        Parameters
        ----------
        sums : ndarray, shape (..., d)
            L z of the candidates.
        squares : ndarray, shape (...)
            z'z of the candidates.

        Returns
        -------
        ndarray of bool, shape (...)
            False only where the table cannot hold.
        """
        linear = ((sums >= self.low) & (sums <= self.high)).all(axis=-1)
        rest = self.residual_ss(sums, squares)
        return linear & (rest >= self.residual.lo) & (rest <= self.residual.hi)

    def select(self, vectors: np.ndarray) -> np.ndarray:
        """The vectors (m, 15) that meet every condition.

        Parameters
        ----------
        vectors : ndarray, shape (m, 15)
            Candidates.

        Returns
        -------
        ndarray, shape (k, 15)
            Those that remain, in their order.
        """
        sums = vectors @ self.functionals.T
        return vectors[self.allow(sums, np.einsum("ij,ij->i", vectors, vectors))]


def conditions(series: str, values: np.ndarray | None = None, multiple: float = 1.0) -> Conditions:
    """Conditions on shoppers (Table 4), e-commerce (Table 3) or domains (Table 2).

    Parameters
    ----------
    series : {"shoppers", "ecommerce", "domains"}
        The unknown series.
    values : ndarray, shape (15, 5), optional
        Known series of that table (the column of ``series`` is ignored); the recovered data by
        default.
    multiple : float
        Rounding half-widths are multiplied by this.

    Returns
    -------
    Conditions
        Bounds on u'z, on the coefficients of z on the other regressors, and on its residual sum of
        squares.

    Examples
    --------
    >>> found = conditions("domains")
    >>> z = recovered_series("domains")
    >>> bool(found.allow(found.functionals @ z, z @ z))
    True
    """
    values, table = paper() if values is None else values, ADDED_IN[series]
    others = [name for name in moments.regressors(table) if name != series]
    regressors = [values[:, data.SERIES.index(name)] for name in others]
    design = np.column_stack([np.ones(len(values)), *regressors])
    gdp = values[:, 0]
    hat = np.linalg.pinv(design)
    known = hat @ gdp
    u = gdp - design @ known
    names = [f"t{table}.{name}.coefficient" for name in (series, "constant", *others)]
    b, *coefficients = _wide(names, multiple)
    fall = _fall(series, gdp, float(u @ u), multiple)
    targets = [fall / b]
    targets += [
        (float(alone) - coefficient) / b
        for alone, coefficient in zip(known, coefficients, strict=True)
    ]
    printed, half = centres_and_half_units(names)
    return Conditions(
        series,
        table,
        np.vstack([u, hat]),
        np.array([target.lo for target in targets]),
        np.array([target.hi for target in targets]),
        design.T @ design,
        fall / b.square(),
        fall,
        printed,
        known,
        multiple * half,
    )


def _fall(series: str, gdp: np.ndarray, ssr_without: float, multiple: float) -> Interval:
    """Fall of GDP's residual sum of squares when the series enters its table.

    F says SSR_without - SSR with SSR = TSS / (1 + F k / df), t says t^2 SSR / df.
    """
    table = ADDED_IN[series]
    k, df = len(moments.regressors(table)), moments.degrees_of_freedom(table)
    f, t = _wide([f"t{table}.model.f", f"t{table}.{series}.t"], multiple)
    share = 1 / (1 + f * (k / df))
    ssr = share * float(np.sum((gdp - gdp.mean()) ** 2))
    from_f, from_t = ssr_without - ssr, t.square() * ssr / df
    # Where the two do not meet nothing is allowed, and F alone says so too.
    return from_f.intersection(from_t) or from_f


@dataclass(frozen=True)
class SearchResult:
    """What a search found.

    Attributes
    ----------
    series : str
        The series searched for.
    candidates : int
        Vectors covered (for users: times GDP variants).
    coarse : int
        Vectors that passed the exact inequalities.
    hits : DataFrame
        Those vectors with their misfit of the table (largest distance from print in half-units,
        loose ends left out), best first.
    seconds : float
        Wall time.
    """

    series: str
    candidates: int
    coarse: int
    hits: pd.DataFrame
    seconds: float

    @property
    def per_second(self) -> float:
        """Candidates decided per second.

        Returns
        -------
        float
            Vectors per second of wall time.
        """
        return self.candidates / self.seconds

    @property
    def unique(self) -> bool:
        """Whether exactly one vector fits to the printed digits.

        Returns
        -------
        bool
            True where the fitting hits are one vector.
        """
        fitting = self.hits[self.hits["misfit"] <= 1]
        return len(fitting[_YEAR_COLUMNS].drop_duplicates()) == 1


def table_misfit(series: str, vectors: np.ndarray, values: np.ndarray | None = None) -> np.ndarray:
    """Largest misfit of the series' table for each candidate vector.

    Parameters
    ----------
    series : {"shoppers", "ecommerce", "domains"}
        The series that the vectors stand for.
    vectors : ndarray, shape (m, 15)
        Candidates.
    values : ndarray, shape (15, 5), optional
        The other series; the recovered data by default.

    Returns
    -------
    ndarray, shape (m,)
        In half-units of the last printed digit; cells in `LEFT_OUT` do not count.
    """
    stacked = _stacked(series, vectors, values)
    found = misfits(stacked, (ADDED_IN[series],))
    return np.max([misfit for name, misfit in found.items() if name not in LEFT_OUT], axis=0)


def _stacked(series: str, vectors: np.ndarray, values: np.ndarray | None = None) -> np.ndarray:
    """Data sets (m, 15, 5) with ``series`` replaced by each of the vectors (m, 15)."""
    values = paper() if values is None else values
    stacked = np.repeat(values[None], len(vectors), axis=0)
    stacked[:, :, data.SERIES.index(series)] = vectors
    return stacked


def _hits(vectors: np.ndarray, misfit: np.ndarray, **more: Sequence) -> pd.DataFrame:
    """Vectors by year with their misfit, best first."""
    frame = pd.DataFrame(vectors, columns=_YEAR_COLUMNS).assign(misfit=misfit, **more)
    return frame.sort_values("misfit", ignore_index=True, kind="stable")


def _half_sums(choices: list[np.ndarray], functionals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """L z and z'z over all combinations of some years, by adding one year at a time.

    Shapes (m, d) and (m,).
    """
    sums, squares = np.zeros((1, len(functionals))), np.zeros(1)
    for position, values in enumerate(choices):
        term = values[None, :, None] * functionals[None, None, :, position]
        sums = (sums[:, None, :] + term).reshape(-1, len(functionals))
        squares = (squares[:, None] + values[None, :] ** 2).ravel()
    return sums, squares


def _combination(index: np.ndarray, choices: list[np.ndarray]) -> np.ndarray:
    """Vectors behind flat indices of `_half_sums`."""
    parts = np.unravel_index(index, [len(values) for values in choices])
    chosen = [values[part] for values, part in zip(choices, parts, strict=True)]
    return np.stack(chosen, axis=-1)


@dataclass(frozen=True)
class _Half:
    """All combinations of half of the years: their positions and choices, L z and z'z."""

    years: list[int]
    choices: list[np.ndarray]
    sums: np.ndarray
    squares: np.ndarray

    @classmethod
    def of(cls, years: list[int], choices: list[np.ndarray], functionals: np.ndarray) -> _Half:
        """Combinations of the given years."""
        own = [choices[year] for year in years]
        return cls(years, own, *_half_sums(own, functionals[:, years]))


@dataclass(frozen=True)
class _Windows:
    """For each member of the left half: the run of sorted members of the right half that may fit.

    One linear condition, low <= (L z)_left + (L z)_right <= high, decides.
    """

    start: np.ndarray
    count: np.ndarray

    @classmethod
    def of(cls, keys: np.ndarray, left: np.ndarray, low: float, high: float) -> _Windows:
        """Windows in sorted keys."""
        start = np.searchsorted(keys, low - left, "left")
        return cls(start, np.searchsorted(keys, high - left, "right") - start)


def _pairs(windows: _Windows, rank: np.ndarray, chunk: int) -> Iterator[tuple]:
    """Left and right positions of all pairs in the windows, about ``chunk`` pairs at a time."""
    count, start = windows.count, windows.start
    bounds = np.searchsorted(np.cumsum(count), np.arange(0, count.sum() + chunk, chunk))
    for begin, end in itertools.pairwise([0, *bounds[1:], len(count)]):
        here = count[begin:end]
        if here.sum():
            first = start[begin:end] - np.cumsum(here) + here
            yield (
                np.repeat(np.arange(begin, end), here),
                rank[np.repeat(first, here) + np.arange(here.sum())],
            )


def meet_in_the_middle(
    choices: list[np.ndarray], wanted: Conditions, chunk: int = 2_000_000
) -> np.ndarray:
    """Every vector of a product set that meets the conditions, without visiting the product.

    Parameters
    ----------
    choices : list of ndarray
        Candidate values per year.
    wanted : Conditions
        What they must meet.
    chunk : int
        Pairs looked at in one go (memory).

    Returns
    -------
    ndarray, shape (m, 15)
        The vectors, in the unit of the series.

    Notes
    -----
    The years are split into two halves of about equal size. One functional, the most selective, is
    used to sort the second half; for each member of the first half only a window of the second is
    looked at. The next most selective functionals thin the pairs before all of them are computed.

    References
    ----------
    Horowitz, E. and Sahni, S. (1974), Computing partitions with applications to the knapsack
    problem, Journal of the ACM 21(2), 277-292.
    """
    order = np.argsort([-len(values) for values in choices])
    left, right = (
        _Half.of(sorted(years), choices, wanted.functionals) for years in (order[::2], order[1::2])
    )
    # Relative to the widths, so that floating-point noise in sums of fifteen terms never loses a
    # candidate.
    slack = 1e-9 * (wanted.high - wanted.low)
    low, high = wanted.low - slack, wanted.high + slack

    def windows(row: int, keys: np.ndarray) -> _Windows:
        return _Windows.of(keys, left.sums[:, row], low[row], high[row])

    totals = [
        (int(windows(row, np.sort(right.sums[:, row])).count.sum()), row) for row in range(len(low))
    ]
    (_, sharpest), *others = sorted(totals)
    rank = np.argsort(right.sums[:, sharpest], kind="stable")
    kept_left, kept_right = [], []
    for a, b in _pairs(windows(sharpest, right.sums[rank, sharpest]), rank, chunk):
        for _, row in others:
            total = left.sums[a, row] + right.sums[b, row]
            keep = (total >= low[row]) & (total <= high[row])
            a, b = a[keep], b[keep]
        rest = wanted.residual_ss(left.sums[a] + right.sums[b], left.squares[a] + right.squares[b])
        keep = (rest >= wanted.residual.lo) & (rest <= wanted.residual.hi)
        kept_left.append(a[keep])
        kept_right.append(b[keep])
    found = np.empty((sum(map(len, kept_left)), len(choices)))
    for half, kept in ((left, kept_left), (right, kept_right)):
        positions = np.concatenate([[], *kept]).astype(int)
        found[:, half.years] = _combination(positions, half.choices)
    return found


def search_added(
    series: str, choices: list[np.ndarray] | None = None, multiple: float = 1.0
) -> SearchResult:
    """Search e-commerce (Table 3) or domains (Table 2) over all combinations of their candidates.

    Parameters
    ----------
    series : {"ecommerce", "domains"}
        The series.
    choices : list of ndarray, optional
        Candidate values per year; those of ``data/recovery`` by default.
    multiple : float
        Tolerance of the coarse conditions in half-units; the misfit of each hit is exact.

    Returns
    -------
    SearchResult
        Vectors that meet the conditions, best first.
    """
    choices = options(series) if choices is None else choices
    began = time.perf_counter()
    vectors = meet_in_the_middle(choices, conditions(series, multiple=multiple))
    hits = _hits(vectors, table_misfit(series, vectors))
    covered = math.prod(len(values) for values in choices)
    return SearchResult(series, covered, len(vectors), hits, time.perf_counter() - began)


def search_users(
    multiple: float = 2.0, variants: dict[str, np.ndarray] | None = None
) -> SearchResult:
    """Search users over all combinations of their candidates and all GDP variants.

    Parameters
    ----------
    multiple : float
        Tolerance of the coarse conditions in half-units; 2 keeps near misses for comparison.
    variants : dict, optional
        GDP vectors by name; `gdp_variants` by default.

    Returns
    -------
    SearchResult
        Vectors that meet the conditions, best first, with the GDP variant; the misfit is the
        smallest over all series of shoppers.
    """
    variants = gdp_variants() if variants is None else variants
    began = time.perf_counter()
    vectors = _vectors(options("users"))
    found, names, misfit = [], [], []
    for name, gdp in variants.items():
        for vector in vectors[users_conditions(vectors, gdp, multiple)]:
            found.append(vector)
            names.append(name)
            misfit.append(table4_misfit(vector, gdp))
    hits = _hits(np.array(found).reshape(-1, len(YEARS)), np.array(misfit), gdp=names)
    covered = len(vectors) * len(variants)
    return SearchResult("users", covered, len(found), hits, time.perf_counter() - began)


def search_shoppers(multiple: float = 1.0) -> SearchResult:
    """Search shoppers: every tail 2007-2018 from the candidates, any whole numbers before.

    Parameters
    ----------
    multiple : float
        Tolerance of the coarse conditions in half-units; the misfit of each hit is exact.

    Returns
    -------
    SearchResult
        Vectors that meet the conditions, best first; ``candidates`` and ``coarse`` count tails.

    Notes
    -----
    The early triple is solved, not enumerated. Three linear conditions give it up to the rounding
    of four printed numbers, and the residual sum of squares says whether any rounding works; that
    leaves about one tail in seventy. For these, whole numbers with a given sum and cross-product
    with users lie on a line, on which F is met at the roots of a quadratic.
    """
    began = time.perf_counter()
    tails = _vectors(options("shoppers"))
    wanted = conditions("shoppers", multiple=multiple)
    survivors = _possible_tails(tails, wanted)
    users = WholeUsers.of(recovered_series("users"))
    found = [wanted.select(_whole_triples(tail, wanted, users)) for tail in tails[survivors]]
    vectors = np.unique(np.concatenate([np.empty((0, len(YEARS))), *found]), axis=0)
    hits = _hits(vectors, table_misfit("shoppers", vectors))
    return SearchResult("shoppers", len(tails), len(survivors), hits, time.perf_counter() - began)


def _possible_tails(tails: np.ndarray, wanted: Conditions) -> np.ndarray:
    """Positions of the tails for which some real triple, within rounding, meets all conditions.

    The triple is a linear function of three coefficients and the fall q; what is left is one
    equation in these four numbers, v(z) - q / b^2 = 0. Its value at the middle must not exceed its
    first-order reach plus a bound on its curvature.
    """
    inverse = np.linalg.inv(wanted.functionals[:, :_EARLY])

    def targets(p: np.ndarray) -> np.ndarray:
        b, others, q = p[..., :1], p[..., 1:-1], p[..., -1:]
        return np.concatenate([q / b, (wanted.known - others) / b], axis=-1)

    point = np.append(wanted.printed, wanted.fall.mid)
    half = np.append(wanted.half, wanted.fall.width / 2)
    target, jacobian = targets(point), moments.complex_gradient(targets, point)
    shift = wanted.gram @ target[1:]
    triples = (target - tails @ wanted.functionals[:, _EARLY:].T) @ inverse.T
    squares = np.einsum("ij,ij->i", tails, tails) + np.einsum("ij,ij->i", triples, triples)
    b, q = point[0], point[-1]
    gap = squares - target[1:] @ shift - q / b**2
    gradient = (2 * triples @ inverse - np.append(0, 2 * shift)) @ jacobian.T
    gradient[:, 0] += 2 * q / b**3
    gradient[:, -1] -= 1 / b**2
    curvature = np.square(np.abs(jacobian @ inverse.T).T @ half).sum()
    return np.flatnonzero(np.abs(gap) <= np.abs(gradient) @ half + curvature)


@dataclass(frozen=True)
class WholeUsers:
    """Users x as whole numbers, and what the equations for whole numbers of shoppers z need.

    Attributes
    ----------
    values : ndarray of int, shape (15,)
        Users x, in 10,000 persons.
    total, square : int
        The sum of x, and x'x.
    step : int
        Greatest common divisor of the distances x2 - x1 and x3 - x1.
    second, third : int
        These distances in steps.
    """

    values: np.ndarray
    total: int
    square: int
    step: int
    second: int
    third: int

    @classmethod
    def of(cls, users: np.ndarray) -> WholeUsers:
        """Users as whole numbers.

        Parameters
        ----------
        users : ndarray, shape (15,)
            In 10,000 persons.

        Returns
        -------
        WholeUsers
            With sums and distances.
        """
        values = users.astype(int)
        distances = [int(values[k] - values[0]) for k in (1, 2)]
        step = math.gcd(*distances)
        second, third = (distance // step for distance in distances)
        return cls(values, values.sum(), int(values @ values), step, second, third)


def solve_sum(users: WholeUsers, wanted: Conditions) -> tuple[np.ndarray, np.ndarray]:
    """Whole sums of shoppers z, and for each the range of their cross-product with users x.

    Parameters
    ----------
    users : WholeUsers
        Users x in whole numbers.
    wanted : Conditions
        Bounds on the intercept d0 and the slope d1 of z on x.

    Returns
    -------
    (ndarray, ndarray)
        Sums S, shape (s,), and ends of the range of C = x'z, shape (2, s).

    Notes
    -----
    The normal equations of z on x: S = n d0 + X d1 and C = X d0 + Q d1, with X the sum of x and
    Q = x'x. For a given S, d0 fixes d1 = (S - n d0) / X, hence C.
    """
    n, total, square = len(users.values), users.total, users.square
    (lo0, lo1), (hi0, hi1) = wanted.low[1:], wanted.high[1:]
    sums = np.arange(math.ceil(n * lo0 + total * lo1), math.floor(n * hi0 + total * hi1) + 1)
    least = np.maximum(lo0, (sums - total * hi1) / n)
    most = np.minimum(hi0, (sums - total * lo1) / n)
    possible = least <= most
    sums, intercept = sums[possible], np.stack([least[possible], most[possible]])
    cross = total * intercept + square * (sums - n * intercept) / total
    return sums, np.sort(cross, axis=0)


def early_levels(
    tail: np.ndarray, users: WholeUsers, wanted: Conditions
) -> tuple[np.ndarray, np.ndarray]:
    """Whole sums of the early three years, and whole levels of their cross-product with users.

    Parameters
    ----------
    tail : ndarray, shape (12,)
        Shoppers of 2007-2018, in 10,000 persons.
    users : WholeUsers
        Users x in whole numbers.
    wanted : Conditions
        Bounds on the intercept and the slope of shoppers on users.

    Returns
    -------
    (ndarray, ndarray)
        Pairs of S' = z1 + z2 + z3 and of the level l, shapes (m,) and (m,).

    Notes
    -----
    x1 z1 + x2 z2 + x3 z3 = x1 S' + g l with g the common step of the distances and
    l = p2 z2 + p3 z3, p2 = (x2 - x1) / g, p3 = (x3 - x1) / g; l is a whole number.
    """
    sums, cross = solve_sum(users, wanted)
    x = users.values
    rest = (cross - x[_EARLY:] @ tail - x[0] * (sums - tail.sum())) / users.step
    first, last = np.ceil(rest[0]).astype(int), np.floor(rest[1]).astype(int)
    count = np.maximum(last - first + 1, 0)
    before = np.repeat(np.cumsum(count) - count, count)
    level = np.repeat(first, count) + np.arange(count.sum()) - before
    return np.repeat(sums, count) - tail.sum(), level


def lattice_line(
    early_sum: np.ndarray, level: np.ndarray, users: WholeUsers
) -> tuple[np.ndarray, np.ndarray]:
    """The line on which all whole triples with a given sum and level lie.

    Parameters
    ----------
    early_sum, level : ndarray, shape (m,)
        z1 + z2 + z3 and p2 z2 + p3 z3, as in `early_levels`.
    users : WholeUsers
        Users in whole numbers, with p2 and p3 as ``second`` and ``third``.

    Returns
    -------
    (ndarray, ndarray)
        One triple per line, shape (m, 3), and the step to the next one, shape (3,).

    Notes
    -----
    p2 and p3 have no common divisor, so p2 z2 + p3 z3 = l has the solution
    z3 = l / p3 (mod p2), z2 = (l - p3 z3) / p2, and all others at steps of (-p3, p2).
    """
    p2, p3 = users.second, users.third
    z3 = level * pow(p3, -1, p2) % p2
    z2 = (level - p3 * z3) // p2
    start = np.stack([early_sum - z2 - z3, z2, z3], axis=1).astype(float)
    return start, np.array([p3 - p2, -p3, p2], dtype=float)


#: A linear (c0, c1) or quadratic (v0, v1, v2) function of the place on a lattice line.
_Coefficients = tuple[np.ndarray, ...]


def roots_of_f(
    cross: _Coefficients, residual: _Coefficients, fall: Interval
) -> tuple[np.ndarray, np.ndarray]:
    """Whole places on lattice lines at which F can hold.

    Parameters
    ----------
    cross : tuple of ndarray
        c0 (m,) and c1 (): u'z = c0 + c1 j at place j.
    residual : tuple of ndarray
        v0 (m,), v1 (m,) and v2 (): residual sum of squares of z, v0 + v1 j + v2 j^2.
    fall : Interval
        Allowed fall q of GDP's residual sum of squares.

    Returns
    -------
    (ndarray, ndarray)
        Positions of the lines, and places on them, shapes (k,) and (k,).

    Notes
    -----
    (c0 + c1 j)^2 = q (v0 + v1 j + v2 j^2). F fixes q so well that the whole numbers next to a root
    are the only candidates; those whose own q lies in the interval are kept.
    """
    (c0, c1), (v0, v1, v2), q = cross, residual, fall.mid
    a, b, c = c1 * c1 - q * v2, 2 * c0 * c1 - q * v1, c0 * c0 - q * v0
    discriminant = b * b - 4 * a * c
    real = np.flatnonzero(discriminant >= 0)
    roots = np.stack(
        [(-b[real] + sign * np.sqrt(discriminant[real])) / (2 * a) for sign in (-1, 1)]
    )
    places = np.stack([np.floor(roots) + k for k in (-1, 0, 1, 2)]).reshape(8, len(real))
    own = (c0[real] + c1 * places) ** 2 / (v0[real] + v1[real] * places + v2 * places**2)
    which, line = np.nonzero((own >= fall.lo) & (own <= fall.hi))
    return real[line], places[which, line]


def _whole_triples(
    tail: np.ndarray, wanted: Conditions, users: WholeUsers | None = None
) -> np.ndarray:
    """Whole-number 2004-2006 in front of ``tail`` that can meet F, shape (m, 15).

    They lie in the box of the coefficients of shoppers on users. Along a lattice line z + j d,
    u'z = (u'z) + j (u'd), and the residual sum of squares is a quadratic whose v1 = 2 z'd and
    v2 = d'd, because a step d changes neither the sum of z nor its cross-product with users.
    """
    users = WholeUsers.of(recovered_series("users")) if users is None else users
    x, n, total = users.values, len(users.values), users.total
    early_sum, level = early_levels(tail, users, wanted)
    start, direction = lattice_line(early_sum, level, users)
    u = wanted.functionals[0]
    cross = (start @ u[:_EARLY] + u[_EARLY:] @ tail, direction @ u[:_EARLY])
    whole_sum = early_sum + tail.sum()
    with_users = users.step * level + x[_EARLY:] @ tail + x[0] * early_sum
    slope = (n * with_users - total * whole_sum) / (n * users.square - total**2)
    fitted = np.stack([(whole_sum - total * slope) / n, slope], axis=1)
    explained = np.einsum("ij,jk,ik->i", fitted, wanted.gram, fitted)
    unexplained = np.einsum("ij,ij->i", start, start) + tail @ tail - explained
    residual = (unexplained, 2 * start @ direction, direction @ direction)
    line, place = roots_of_f(cross, residual, wanted.fall)
    triples = start[line] + place[:, None] * direction
    return np.concatenate([triples, np.repeat(tail[None], len(triples), axis=0)], axis=1)


def stored_hits(name: str, folder: Path | None = None) -> pd.DataFrame:
    """A stored result of the long searches, after its checksum was compared.

    Parameters
    ----------
    name : {"users", "shoppers", "ecommerce", "domains", "chance"}
        Vectors that passed the conditions of a search, best first, or the searches on random
        candidates.
    folder : Path, optional
        Where the files and ``checksums.txt`` stand, ``data/recovery`` by default;
        ``python -m tools.keep.recover`` writes them.

    Returns
    -------
    DataFrame
        The content of the file.

    Raises
    ------
    ResultError
        If the file is missing or was changed.

    Examples
    --------
    >>> len(stored_hits("shoppers").query("misfit <= 1"))
    3
    """
    folder = FOLDER if folder is None else folder
    path = folder / (f"{name}.csv" if name == "chance" else f"hits_{name}.csv")
    lines = (folder / "checksums.txt").read_text(encoding="utf-8").splitlines()
    known = {file: digest for digest, file in map(str.split, lines)}
    if not path.exists():
        raise ResultError(f"recovery/{path.name}: the file is missing; make recover writes it")
    # Line ends of another system would change the bytes but not the result.
    text = path.read_text(encoding="utf-8")
    if hashlib.sha256(text.encode("utf-8")).hexdigest() != known.get(path.name):
        raise ResultError(
            f"recovery/{path.name}: the content differs from its checksum; "
            "make recover writes both anew"
        )
    return pd.read_csv(io.StringIO(text))


@dataclass(frozen=True)
class Verification:
    """A stored search, checked again on a random sample.

    Attributes
    ----------
    series : str
        The series searched for.
    stored : int
        Stored vectors.
    sampled, agree : int
        Of these, vectors whose misfit was computed again, and those with the stored value.
    drawn : int
        Random candidate vectors (for shoppers: tails) that were decided afresh.
    new : int
        Of these, vectors that fit and are not stored; 0 if the search missed nothing here.
    """

    series: str
    stored: int
    sampled: int
    agree: int
    drawn: int
    new: int


#: Misfits are stored to six significant digits; a cell near a rounding edge loses some of them to
#: cancellation.
_STORED = 1e-4


def reverified(
    series: str,
    sampled: int = 6,
    drawn: int = 20_000,
    seed: int = 4,
    frame: pd.DataFrame | None = None,
    choices: list[np.ndarray] | None = None,
) -> Verification:
    """Check a stored search on a random sample.

    Parameters
    ----------
    series : {"users", "shoppers", "ecommerce", "domains"}
        The series.
    sampled : int
        Stored vectors whose misfit is computed again.
    drawn : int
        Random candidates that are decided; none that is not stored may fit.
    seed : int
        Of both samples.
    frame : DataFrame, optional
        The stored hits; `stored_hits` by default.
    choices : list of ndarray, optional
        Candidate values per year; those of ``data/recovery`` by default.

    Returns
    -------
    Verification
        What agreed, and what was missed.

    Examples
    --------
    >>> found = reverified("domains", drawn=500)
    >>> found.agree == found.sampled, found.new
    (True, 0)
    """
    frame = stored_hits(series) if frame is None else frame
    choices = options(series) if choices is None else choices
    sample = frame.sample(n=min(sampled, len(frame)), random_state=seed)
    draws = np.column_stack(
        [
            np.random.default_rng([seed, year]).choice(values, drawn)
            for year, values in enumerate(choices)
        ]
    )
    fitting = _fitting_users(draws) if series == "users" else _fitting_added(series, draws)
    known = {tuple(row) for row in frame[_YEAR_COLUMNS].to_numpy(dtype=float)}
    same = np.isclose(_misfits_again(series, sample), sample["misfit"], rtol=_STORED, atol=0)
    new = sum(tuple(draw) not in known for draw in fitting)
    return Verification(series, len(frame), len(sample), int(same.sum()), drawn, new)


def _misfits_again(series: str, sample: pd.DataFrame) -> np.ndarray:
    """Misfits of stored vectors, computed anew."""
    vectors = sample[_YEAR_COLUMNS].to_numpy(dtype=float)
    if series != "users":
        return table_misfit(series, vectors)
    variants = gdp_variants()
    return np.array(
        [
            table4_misfit(vector, variants[name])
            for vector, name in zip(vectors, sample["gdp"], strict=True)
        ]
    )


def _fitting_users(draws: np.ndarray) -> np.ndarray:
    """Vectors of users that fit Table 4 with the recovered GDP."""
    gdp = recovered_series("gdp")
    possible = draws[users_conditions(draws, gdp)]
    return possible[np.array([table4_misfit(draw, gdp) <= 1 for draw in possible], dtype=bool)]


def _fitting_added(series: str, draws: np.ndarray) -> np.ndarray:
    """Vectors of an added series that fit its table; of shoppers ``draws`` has the tails."""
    if series == "shoppers":
        wanted, users = conditions(series), WholeUsers.of(recovered_series("users"))
        possible = draws[_possible_tails(draws, wanted)]
        solved = [_whole_triples(tail, wanted, users) for tail in possible]
        draws = np.concatenate([np.empty((0, len(YEARS))), *solved])
    return draws[table_misfit(series, draws) <= 1] if len(draws) else draws


def independent_statistics(tables: Sequence[int] = (2, 3, 4)) -> int:
    """Number of independent facts in the printed cells of some tables.

    Parameters
    ----------
    tables : sequence of int
        Which tables.

    Returns
    -------
    int
        Rank of the derivatives of the cells with respect to the 20 moments.

    Examples
    --------
    >>> independent_statistics((4,)), independent_statistics()
    (7, 18)
    """
    prefixes = tuple(f"t{table}" for table in tables)
    names = tuple(name for name in moments.PRIMARY if name.startswith(prefixes))
    _, jacobian = moments.scaled(names)
    return moments.directions(jacobian(moments.start())).shape[1]


@remembered
def _one_decimal() -> np.ndarray:
    """GDP as the 2019 yearbook prints it, to one decimal, shape (15,)."""
    return gdp_vintages()["CSY2019"].to_numpy()


def rotated(angle: float = 0.01, seed: int = 15) -> np.ndarray:
    """Another data set with exactly the same printed tables: the recovered one, years rotated.

    Parameters
    ----------
    angle : float
        Radians by which a random plane is turned.
    seed : int
        Of the plane.

    Returns
    -------
    ndarray, shape (15, 5)
        Columns in the order of `data.SERIES`.

    Notes
    -----
    A rotation Q of the 15 years that keeps the constant in place (Q1 = 1) keeps every mean,
    standard deviation and correlation, and with them every cell of Tables 1 to 4. There are as many
    such data sets as there are rotations.

    Examples
    --------
    >>> int(reproduced(rotated()))
    65
    """
    plane = np.random.default_rng(seed).standard_normal((len(YEARS), 2))
    basis, _ = np.linalg.qr(plane - plane.mean(axis=0))
    cosine, sine = math.cos(angle), math.sin(angle)
    turn = np.array([[cosine - 1, -sine], [sine, cosine - 1]])
    return paper() + basis @ turn @ basis.T @ paper()


def decimal_mixes(as_published: bool = False) -> pd.DataFrame:
    """All mixes of GDP with one and two decimals that reproduce as many cells as two decimals.

    Parameters
    ----------
    as_published : bool
        Whether the one-decimal value of 2015 is the published 685992.9 or, by default, 685993.0:
        the fitted two-decimal value 685992.95 is no clean rounding partner of the published one.
        All other years agree either way.

    Returns
    -------
    DataFrame
        One row per passing mix: for every year in which the two differ, True where two decimals
        are used. ``attrs["mixes"]`` is the number of mixes tried.
    """
    two = recovered_series("gdp")
    # A tenth of a hundredth up, so that .95 rounds away from the binary fraction just below it.
    one = _one_decimal() if as_published else np.round(two + 0.001, 1)
    differ = np.flatnonzero(np.abs(one - two) > 1e-6)
    uses = np.array(list(itertools.product((False, True), repeat=len(differ))))
    vectors = np.repeat(one[None], len(uses), axis=0)
    vectors[:, differ] = np.where(uses, two[differ], one[differ])
    passing = uses[passes(_stacked("gdp", vectors))]
    frame = pd.DataFrame(passing, columns=[int(year) for year in YEARS[differ]])
    frame.attrs["mixes"] = len(uses)
    return frame


#: Random GDP vectors that are tried in one go (memory).
_BATCH = 20_000


@stored(*SEARCHED_FILES)
def random_decimals(draws: int = 100_000, seed: int = 2009) -> list[float]:
    """Share of random second decimals of GDP that pass.

    Every year's one-decimal value gets a second decimal from -5 to +4 hundredths, all equally
    likely.

    Parameters
    ----------
    draws, seed : int
        Random vectors, and the seed of the draw.

    Returns
    -------
    list of float
        The share, and its Monte Carlo standard error.
    """
    rng, base = np.random.default_rng(seed), _one_decimal()
    hits = 0
    for batch in [_BATCH] * (draws // _BATCH) + [draws % _BATCH]:
        vectors = base + rng.integers(-5, 5, (batch, len(YEARS))) / 100
        hits += int(passes(_stacked("gdp", vectors)).sum())
    share = hits / draws
    return [share, math.sqrt(max(share, 1 / draws) * (1 - share) / draws)]


#: Grid on which each series was typed, in its own unit.
GRID = {"gdp": 0.01, "ecommerce": 10.0, "domains": 0.1, "users": 10.0, "shoppers": 1.0}


def random_options(series: str, rng: np.random.Generator) -> list[np.ndarray]:
    """As many random values per year as there are candidates, from the range that these span.

    Parameters
    ----------
    series : {"users", "shoppers", "ecommerce", "domains"}
        The series.
    rng : Generator
        The source of random numbers.

    Returns
    -------
    list of ndarray
        Values per year on the grid of `GRID`; a year with one candidate keeps it.
    """
    grid = GRID[series]
    return [
        rng.integers(round(values.min() / grid), round(values.max() / grid) + 1, len(values)) * grid
        for values in options(series)
    ]


@dataclass(frozen=True)
class Chance:
    """How many vectors pass when a whole search is repeated on random candidate sets.

    The sets have the size, range and grid of the published ones.

    Attributes
    ----------
    series : str
        The series searched for.
    multiple : float
        Tolerance of the coarse conditions, in printed precisions.
    repeats, vectors : int
        Searches made, and vectors in all of them.
    coarse : int
        Vectors within the conditions at ``multiple`` times the printed precision.
    exact : int
        Of these, vectors that reproduce every cell of the table to the printed digits.
    """

    series: str
    multiple: float
    repeats: int
    vectors: int
    coarse: int
    exact: int

    @property
    def upper(self) -> float:
        """Upper 95% limit of the exact passes per search (exact Poisson limit).

        Returns
        -------
        float
            Half the 95% quantile of chi-squared with 2 (exact + 1) degrees of freedom, per search.

        References
        ----------
        Garwood, F. (1936), Fiducial limits for the Poisson distribution, Biometrika 28, 437-442.
        """
        return float(stats.chi2.ppf(0.95, 2 * (self.exact + 1)) / 2 / self.repeats)


def chance_matches(series: str, repeats: int = 20, multiple: float = 1.0, seed: int = 67) -> Chance:
    """How often a random data set of the same grid passes.

    The search is repeated with random candidates in place of the published ones.

    Parameters
    ----------
    series : {"users", "ecommerce", "domains"}
        The series.
    repeats : int
        Searches.
    multiple : float
        Tolerance of the coarse conditions; above 1 it shows how fast passes grow with tolerance.
    seed : int
        Of the random candidates.

    Returns
    -------
    Chance
        Counts of vectors that pass.
    """
    rng = np.random.default_rng(seed)
    coarse = exact = 0
    for _ in range(repeats):
        choices = random_options(series, rng)
        if series == "users":
            vectors = _vectors(choices)
            vectors = vectors[users_conditions(vectors, recovered_series("gdp"), multiple)]
            exact += len(_fitting_users(vectors))
        else:
            vectors = meet_in_the_middle(choices, conditions(series, multiple=multiple))
            exact += int((table_misfit(series, vectors) <= 1).sum())
        coarse += len(vectors)
    return Chance(series, multiple, repeats, repeats * combinations(series), coarse, exact)


def _with_domains(theta: np.ndarray, known: Moments) -> Moments:
    """Moments of the recovered data with domains replaced by any series.

    theta (..., 6): intercept and three slopes of domains on the other regressors of Table 2, log
    residual sum of squares v, coefficient b of domains in Table 2.
    """
    position = data.SERIES.index("domains")
    others = [data.SERIES.index(name) for name in ("ecommerce", "users", "shoppers")]
    intercept, slopes = theta[..., 0], theta[..., 1:4]
    v, b = np.exp(theta[..., 4]), theta[..., 5]
    cross = np.broadcast_to(known.cross, (*v.shape, 5, 5)).astype(theta.dtype)
    mean = np.broadcast_to(known.mean, (*v.shape, 5)).astype(theta.dtype)
    mean[..., position] = intercept + slopes @ known.mean[others]
    shared = slopes @ known.cross[others]
    # The part that other series leave over meets GDP only through u, with u'z = b v.
    shared[..., 0] = shared[..., 0] + b * v
    square = np.einsum("...i,...i->...", slopes, shared[..., others]) + v
    cross[..., position, :], cross[..., :, position] = shared, shared
    cross[..., position, position] = square
    return Moments(mean, cross)


def closest_domains() -> float:
    """Smallest worst misfit of Table 2 over every possible series of domains.

    Returns
    -------
    float
        In half-units, the other series as recovered. Above 1, no domain series whatever gives all
        of Table 2: the coefficient of e-commerce and its t of 1.2670 contradict each other.

    Notes
    -----
    A series enters Table 2 through its four coefficients on the other series, its residual sum of
    squares and its own coefficient, so these six numbers stand for all real series of any length.
    """
    names = tuple(name for name in moments.PRIMARY if name.startswith("t2"))
    middle, half = centres_and_half_units(names)
    known, domains, wanted = Moments.of(paper()), recovered_series("domains"), conditions("domains")

    def residual(theta: np.ndarray) -> np.ndarray:
        found = moments.printed_statistics(_with_domains(theta, known), (2,), with_p=False)
        return (np.stack([found[name] for name in names], axis=-1) - middle) / half

    def jacobian(theta: np.ndarray) -> np.ndarray:
        return moments.complex_gradient(residual, theta).T

    sums = np.array(wanted.functionals @ domains)
    v = wanted.residual_ss(sums, domains @ domains)
    start = np.concatenate([sums[1:], [math.log(v), sums[0] / v]])
    return moments.minimax(residual, jacobian, start, 100)[0]


def splice() -> pd.DataFrame:
    """The e-commerce series with the candidate behind each value.

    Returns
    -------
    DataFrame
        Index year; columns value (100 million yuan), growth (per cent), source and reason.

    Examples
    --------
    >>> splice().loc[2018, "source"]
    'NBS survey'
    """
    known = candidates("ecommerce").set_index(["year", "value"])
    values = recovered_series("ecommerce")
    growth = pd.Series(values).pct_change().to_numpy() * 100
    entries = [known.loc[place] for place in zip(YEARS, values, strict=True)]
    return pd.DataFrame(
        {
            "value": values,
            "growth": growth,
            "source": [entry["source"] for entry in entries],
            "reason": [entry["reason"] for entry in entries],
        },
        index=pd.Index(YEARS, name="year"),
    )


_PUBLISHERS = ("Ministry of Commerce", "NBS", "100EC", "iResearch", "commonly cited")


def one_source_ecommerce() -> pd.DataFrame:
    """Misfit of Table 3 if the e-commerce series had followed one publisher as far as it goes.

    Returns
    -------
    DataFrame
        One row per publisher, whose values replace the recovered ones wherever it has a candidate;
        columns years changed, and misfit in half-units.
    """
    frame, recovered = candidates("ecommerce"), recovered_series("ecommerce")
    text = frame["source"] + " " + frame["reason"]
    typed = frame["reason"].str.contains("rounded|cut")
    series = {"as recovered": recovered}
    for publisher in _PUBLISHERS:
        own = frame[text.str.contains(publisher) & ~typed]
        chosen = own.drop_duplicates("year", keep="last")
        values = recovered.copy()
        values[chosen["year"].to_numpy() - YEARS[0]] = chosen["value"]
        series[publisher] = values
    changed = [int((values != recovered).sum()) for values in series.values()]
    misfit = table_misfit("ecommerce", np.array(list(series.values())))
    return pd.DataFrame({"years changed": changed, "misfit": misfit}, index=list(series))


@remembered
def vintage_misfits() -> pd.DataFrame:
    """Misfit of Table 4 under every GDP series that was tried, see `vintage_fit`.

    Returns
    -------
    DataFrame
        One row per GDP series.

    Examples
    --------
    >>> len(vintage_misfits())
    13
    """
    return vintage_fit()


@stored(*SEARCHED_FILES)
def switch_misfits() -> dict[str, list[list[Any]]]:
    """Misfits of Table 4 by first rounded year, as `switch_years` shows them.

    Returns
    -------
    dict of list
        For users and for shoppers: years, names of the columns, rows of half-units.
    """
    found = {"users": users_fingerprint(), "shoppers": shoppers_fingerprint()[["misfit"]]}
    return {
        name: [
            table.index.tolist(),
            table.columns.tolist(),
            table.map(_three_digits).to_numpy().tolist(),
        ]
        for name, table in found.items()
    }


def switch_years() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Misfit of Table 4 by first rounded year, for users and for shoppers.

    Returns
    -------
    (DataFrame, DataFrame)
        In half-units to three digits, which are drawn and printed; the last bits of the solver's
        path are not the same on every machine.

    Examples
    --------
    >>> [len(found) for found in switch_years()]
    [9, 12]
    """
    users, shoppers = (
        pd.DataFrame(misfits, index=pd.Index(years, name="first rounded year"), columns=columns)
        for years, columns, misfits in switch_misfits().values()
    )
    return users, shoppers


def _three_digits(value: float) -> float:
    """A number rounded to three significant digits."""
    return float(f"{value:.3g}")


def facts_by_table() -> pd.DataFrame:
    """Printed numbers of each table, and how many independent facts they add, from Table 4 on.

    Returns
    -------
    DataFrame
        Index the table, 4 to 1; printed, adds and facts (so far).
    """
    printed, rows, before = published.cells().groupby("table").size(), {}, 0
    for first in (4, 3, 2, 1):
        facts = independent_statistics(tuple(range(first, 5)))
        rows[first] = {"printed": printed[first], "adds": facts - before, "facts": facts}
        before = facts
    return pd.DataFrame.from_dict(rows, orient="index")


def outcomes_of_searches(wanted: Iterable[str]) -> pd.DataFrame:
    """The searches: what was covered, what passed, what fits.

    Parameters
    ----------
    wanted : iterable of str
        Series; those that are fast to search are searched again, the others read.

    Returns
    -------
    DataFrame
        One row per series: table, candidates, passed, fit and next (misfit of the first rival).
    """
    variants, rows = len(gdp_variants()), {}
    for series in wanted:
        run = series in ("ecommerce", "domains")
        hits = search_added(series).hits if run else stored_hits(series)
        # A vector of users stands once per GDP variant; its best variant counts.
        misfit = hits.drop_duplicates(_YEAR_COLUMNS)["misfit"]
        rows[series] = {
            "table": ADDED_IN.get(series, 4),
            "candidates": combinations(series) * (variants if series == "users" else 1),
            "passed": len(misfit),
            "fit": int((misfit <= 1).sum()),
            "next": float(misfit[misfit > 1].min()),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def verifications(wanted: Iterable[str], drawn: int = 20_000) -> dict[str, Verification]:
    """Each stored result computed again in part.

    Parameters
    ----------
    wanted : iterable of str
        Series.
    drawn : int
        Random candidates; a fifth of them for shoppers, which cost more.

    Returns
    -------
    dict of Verification
    """
    return {
        series: reverified(series, drawn=drawn // 5 if series == "shoppers" else drawn)
        for series in wanted
    }


def readings_of_2015() -> dict[str, tuple[float, int]]:
    """GDP of 2015 as it could have been typed, and printed numbers that each value reproduces.

    Returns
    -------
    dict of (float, int)
    """
    place = list(YEARS).index(2015)
    recovered = recovered_series("gdp")[place]
    readings = {
        "as published": float(gdp_vintages().loc[2015, "CSY2019"]),
        "two hundredths less than recovered": recovered - 0.02,
        "as recovered": recovered,
        "recovered value to one decimal": float(np.round(recovered + 0.001, 1)),
    }
    found = {}
    for label, value in readings.items():
        values = paper().copy()
        values[place, data.SERIES.index("gdp")] = value
        found[label] = (value, int(reproduced(values)))
    return found


def chances() -> list[Chance]:
    """The searches repeated on random candidates, as stored.

    Returns
    -------
    list of Chance
    """
    return [Chance(**row.to_dict()) for _, row in stored_hits("chance").iterrows()]
