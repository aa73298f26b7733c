"""How fifteen years of data were recovered from four tables, as searches that run.

Everything rests on one fact. When a table adds a series z to a regression of GDP on the series W, the printed cells fix

* b = c / v, the coefficient of z, with c = u'z and v the residual sum of squares of z on W (u: residuals of GDP on W),
* q = c^2 / v, the fall of the residual sum of squares, from F,
* the shift of every other coefficient, b times the coefficients of z on W.

Given the other series these are linear conditions on z (and one quadratic), so hundreds of thousands to billions of candidate
vectors are tested with a few sums each. Candidates stand in ``data/recovery``, each with its source and the reason it was tried;
the sets were chosen by hand and extended after results were seen, so their sizes are not the odds of a registered test.
"""

from __future__ import annotations

import functools
import hashlib
import io
import itertools
import math
import time
from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import optimize, stats

from helpers import data, moments, paths
from helpers.intervals import Interval
from helpers.moments import Finding, Moments, centre, half_unit

FOLDER = paths.DATA / "recovery"
YEARS = np.array(list(data.YEARS))
#: Cells that the recovered data do not reproduce: the misprint of Table 4 and the loose end of Table 2 (see `unreproduced`).
LEFT_OUT = ("t4.constant.standard_error", "t2.ecommerce.t")
#: Table in which each series is the one added to those already known.
ADDED_IN = {"shoppers": 4, "ecommerce": 3, "domains": 2}


class CandidateError(ValueError):
    """A candidate file cannot be used; the message names file, row and column."""


class ResultError(ValueError):
    """A stored result is missing or is not the one whose checksum was stored; the message names the file."""


# -- candidates ---------------------------------------------------------------------------------


@functools.cache
def candidates(series: str, folder=FOLDER) -> pd.DataFrame:
    """Candidate values of one series: columns series, year, value, source, reason.

    Raises
    ------
    CandidateError
        If the file is missing, or a row is malformed or stands twice.

    Examples
    --------
    >>> len(candidates("users").query("year == 2018"))
    7
    """
    path = folder / f"candidates_{series}.csv"
    if not path.exists():
        raise CandidateError(f"recovery/{path.name}: the file is missing")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in ("series", "year", "value", "source", "reason"):
        if column not in frame:
            raise CandidateError(
                f"recovery/{path.name}, row 1, column {column}: the column is missing"
            )
    for position, row in frame.iterrows():
        for column, make in (("year", int), ("value", float)):
            try:
                make(row[column])
            except ValueError:
                raise CandidateError(
                    f"recovery/{path.name}, row {position + 2}, column {column}: {row[column]!r} is not a number"
                ) from None
        for column in ("source", "reason"):
            if not row[column]:
                raise CandidateError(
                    f"recovery/{path.name}, row {position + 2}, column {column}: the cell is empty"
                )
    frame = frame.astype({"year": int, "value": float})
    twice = frame.duplicated(["year", "value"])
    if twice.any():
        raise CandidateError(
            f"recovery/{path.name}, row {int(np.argmax(twice)) + 2}, column value: the candidate stands twice"
        )
    return frame


def options(series: str) -> list[np.ndarray]:
    """Candidate values year by year, one array per year of the file."""
    return [group["value"].to_numpy() for _, group in candidates(series).groupby("year")]


def size(series: str) -> int:
    """Number of vectors that the candidates of a series form.

    >>> size("users"), size("shoppers"), size("domains"), size("ecommerce")
    (516096, 497664, 147456000, 9331200000)
    """
    return math.prod(len(values) for values in options(series))


def _vectors(choices: list[np.ndarray]) -> np.ndarray:
    """All combinations, shape (product of sizes, number of years)."""
    grids = np.meshgrid(*choices, indexing="ij")
    return np.stack([grid.ravel() for grid in grids], axis=1)


@functools.lru_cache(maxsize=1)
def paper() -> np.ndarray:
    """The recovered data set, shape (15, 5), columns in the order of `data.SERIES`."""
    return data.load("paper").to_numpy()


def column(series: str) -> np.ndarray:
    """One series of the recovered data set, shape (15,)."""
    return paper()[:, data.SERIES.index(series)]


def gdp_vintages() -> pd.DataFrame:
    """The GDP series that were tried, years 2004-2018 by name, built from ``observations.csv`` as ``gdp_vintages.csv`` says.

    A chain such as ``CSY2018|CSY2019`` takes each year from the first vintage that has it; ``CSY2019@2017`` uses a vintage up to 2017.

    >>> float(gdp_vintages().loc[2018, "post-4th census"])
    919281.1
    """
    rules = pd.read_csv(FOLDER / "gdp_vintages.csv", dtype=str)
    known = {"gdp": data.vintages("gdp"), "gni": data.vintages("gni")}
    columns = {}
    for position, rule in rules.iterrows():
        values = pd.Series(np.nan, index=YEARS)
        for link in rule["chain"].split("|"):
            series, _, name = link.rpartition("gni:")
            source, name = ("gni" if series or link.startswith("gni:") else "gdp"), name
            name, _, last = name.partition("@")
            if name not in known[source]:
                raise CandidateError(
                    f"recovery/gdp_vintages.csv, row {position + 2}, column chain: no vintage {name!r} of {source}"
                )
            link_values = known[source][name].reindex(YEARS)
            values = values.fillna(link_values.where(int(last or YEARS[-1]) >= YEARS))
        if values.isna().any():
            raise CandidateError(
                f"recovery/gdp_vintages.csv, row {position + 2}, column chain: no value for {values.index[values.isna()][0]}"
            )
        columns[rule["name"]] = values
    return pd.DataFrame(columns).rename_axis("year")


def gdp_variants() -> dict[str, np.ndarray]:
    """GDP vectors for the search of users: every vintage under several roundings, the recovered vector, and one-year mixtures."""
    vintages = gdp_vintages()
    found = {}
    for name, values in vintages.items():
        exact = values.to_numpy()
        found[name] = exact
        found[f"{name}, whole numbers"] = np.round(exact)
        found[f"{name}, cut to whole numbers"] = np.floor(exact)
        found[f"{name}, tens"] = np.round(exact, -1)
        found[f"{name}, hundreds"] = np.round(exact, -2)
    bases = {"CSY2019": vintages["CSY2019"].to_numpy(), "two decimals": column("gdp")}
    found["two decimals"] = bases["two decimals"]
    for base, other in (
        ("CSY2019", "CSY2018 then CSY2019"),
        ("CSY2019", "post-4th census"),
        ("CSY2019", "post-5th census"),
        ("two decimals", "CSY2018 then CSY2019"),
        ("two decimals", "CSY2019"),
    ):
        for position in np.flatnonzero(bases[base] != vintages[other].to_numpy()):
            mixed = bases[base].copy()
            mixed[position] = vintages[other].iloc[position]
            found[f"{base}, {YEARS[position]} from {other}"] = mixed
    return found


# -- how many printed cells a data set reproduces -----------------------------------------------


def misfits(values: np.ndarray, tables=(1, 2, 3, 4)) -> dict[str, np.ndarray]:
    """Distance of every computed cell from the printed one, in units of half the last printed digit.

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
    computed = moments.cells(Moments.of(values), tables)
    return {
        name: np.abs(value - centre(name)) / half_unit(name) for name, value in computed.items()
    }


def reproduced(values: np.ndarray) -> np.ndarray:
    """Number of the 67 printed cells that each data set reproduces, shape (...).

    >>> int(reproduced(paper()))
    65
    """
    return sum((misfit <= 1).astype(int) for misfit in misfits(values).values())


def passes(values: np.ndarray) -> np.ndarray:
    """Whether each data set reproduces all cells but the two in `LEFT_OUT`, shape (...)."""
    found = misfits(values)
    return np.logical_and.reduce(
        [misfit <= 1 for name, misfit in found.items() if name not in LEFT_OUT]
    )


def unreproduced() -> list[str]:
    """Ids of the printed cells that the recovered data do not reproduce.

    >>> sorted(unreproduced()) == sorted(LEFT_OUT)
    True
    """
    return [name for name, misfit in misfits(paper()).items() if misfit > 1]


# -- inversion of Table 4 -----------------------------------------------------------------------


def _t4(kind: str, row: str) -> str:
    return f"t4.{row}.{kind}"


_STATISTICS = tuple(
    _t4(kind, row) for kind in ("coefficient", "t") for row in ("constant", "users", "shoppers")
) + ("t4.model.f",)


def _invert(statistics: np.ndarray, users: np.ndarray, root: int = -1) -> np.ndarray:
    """Means and second moments from the seven statistics (..., 7) of Table 4 and a users series; see `invert_table4`.

    ``root`` is the sign before the square root of the quadratic in the mean of shoppers.
    """
    a, b3, b4, t_a, t3, t4, f = np.moveaxis(statistics, -1, 0)
    se_a, se3, se4 = a / t_a, b3 / t3, b4 / t4
    n, k, df = len(users), 2, len(users) - 3
    m3, s33 = users.mean(), np.sum((users - users.mean()) ** 2)
    s44 = s33 * (se3 / se4) ** 2
    # b'Sb = k F s^2 and s^2 = se4^2 (S33 S44 - S34^2) / S33 make a quadratic in S34; the positive root is the correlation of 0.95.
    weight = k * f * se4**2
    half, tail = b3 * b4, b3**2 * s33 + b4**2 * s44 - weight * s44
    s34 = (-half + np.sqrt(half**2 - weight / s33 * tail)) / (weight / s33)
    det = s33 * s44 - s34**2
    variance = se4**2 * det / s33
    # Var(constant) = s^2 (1/n + m'S^-1 m) is a quadratic in the mean of shoppers; see `other_root` for the larger one.
    rest = (se_a**2 / variance - 1 / n) * det
    m4 = (m3 * s34 + root * np.sqrt(m3**2 * s34**2 - s33 * (m3**2 * s44 - rest))) / s33
    return np.stack(
        [
            a + b3 * m3 + b4 * m4,
            m4,
            variance * (df + k * f),
            b3 * s33 + b4 * s34,
            b3 * s34 + b4 * s44,
            s34,
            s44,
        ],
        axis=-1,
    )


def invert_table4(users=None) -> list[Finding]:
    """The moments of GDP and shoppers that Table 4 implies, once the users series is known.

    Parameters
    ----------
    users : ndarray, shape (15,), optional
        Internet users in 10,000 persons; the recovered series by default.

    Returns
    -------
    list of Finding
        Means of GDP and shoppers, sums of squares of GDP, users x GDP, shoppers x GDP, users x shoppers, shoppers;
        the interval is the first-order range over the rounding of the seven statistics used (three coefficients, three t, F),
        the verdict holds the value against the recovered data. The misprinted standard error is not used.

    Examples
    --------
    >>> [round(f.value) for f in invert_table4()[:2]]
    [488430, 24013]
    """
    users = column("users") if users is None else np.asarray(users, dtype=float)
    statistics = np.array([centre(name) for name in _STATISTICS])
    half = np.array([half_unit(name) for name in _STATISTICS])
    values = _invert(statistics, users)
    reach = half @ np.abs(moments.complex_gradient(lambda x: _invert(x, users), statistics))
    known = Moments.of(paper())
    y, x3, x4 = (data.SERIES.index(name) for name in ("gdp", "users", "shoppers"))
    truth = [
        known.mean[y],
        known.mean[x4],
        *(known.cross[i, j] for i, j in ((y, y), (y, x3), (y, x4), (x3, x4), (x4, x4))),
    ]
    labels = [
        "mean of GDP",
        "mean of shoppers",
        "sum of squares, GDP",
        "cross-product, users and GDP",
        "cross-product, shoppers and GDP",
        "cross-product, users and shoppers",
        "sum of squares, shoppers",
    ]
    return [
        Finding(
            label,
            value,
            Interval(value - r, value + r),
            f"{true:.6g}",
            moments.CONSISTENT if abs(value - true) <= r else "misses",
        )
        for label, value, r, true in zip(labels, values, reach, truth)
    ]


def other_root(users=None) -> tuple[float, float]:
    """Means of GDP and of shoppers at the second solution of the inversion, which arithmetic allows and knowledge of China does not.

    The standard error of the constant fixes the mean of shoppers only through its square.

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
    users = column("users") if users is None else np.asarray(users, dtype=float)
    gdp, shoppers, *_ = _invert(np.array([centre(name) for name in _STATISTICS]), users, root=1)
    return float(gdp), float(shoppers)


# -- users and GDP: three conditions ------------------------------------------------------------


def _wide(name: str, multiple: float) -> Interval:
    """Printed cell with its rounding half-width times ``multiple``."""
    return Interval(
        centre(name) - multiple * half_unit(name), centre(name) + multiple * half_unit(name)
    )


def users_conditions(users: np.ndarray, gdp: np.ndarray, multiple: float = 1.0) -> np.ndarray:
    """Whether users and GDP can stand in Table 4 with some series of shoppers: three exact inequalities.

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
    With A and B the constant and slope of GDP on users alone, r their correlation, s^2 the error variance that F and TSS give:
    (1 - r^2) / (1 - R^2) = 1 + t4^2 / df;
    (b3/t3)^2 = s^2 / S33 + ((B - b3) / t4)^2;
    (a/t_a)^2 = s^2 (1/n + m3^2 / S33) + ((A - a) / t4)^2.
    Shoppers have dropped out. Each side is monotone in the printed numbers, so corners give exact ranges of each condition.

    Examples
    --------
    >>> users_conditions(column("users")[None, :], column("gdp")).tolist()
    [True]
    """
    n, df = len(gdp), len(gdp) - 3
    f, t4, t3, b3, a, t_a = (
        _wide(name, multiple)
        for name in (
            "t4.model.f",
            _t4("t", "shoppers"),
            _t4("t", "users"),
            _t4("coefficient", "users"),
            _t4("coefficient", "constant"),
            _t4("t", "constant"),
        )
    )
    y = gdp - gdp.mean()
    total = y @ y
    m3 = users.mean(axis=1)
    s33 = np.einsum("ij,ij->i", users, users) - n * m3**2
    s3y = users @ y
    share_lo, share_hi = 1 / (1 + f.hi * 2 / df), 1 / (1 + f.lo * 2 / df)
    left_over = 1 - s3y**2 / (s33 * total)
    ok = (left_over >= share_lo * (1 + t4.lo**2 / df)) & (
        left_over <= share_hi * (1 + t4.hi**2 / df)
    )
    # The first condition leaves about one vector in a thousand, so the other two are cheap.
    m3, s33, slope = m3[ok], s33[ok], (s3y / s33)[ok]
    variance = (total * share_lo / df, total * share_hi / df)
    low, high = _square_gap(b3.lo / t3.hi, b3.hi / t3.lo, slope - b3.hi, slope - b3.lo, t4)
    still = (high >= variance[0] / s33) & (low <= variance[1] / s33)
    intercept = gdp.mean() - slope * m3
    low, high = _square_gap(a.lo / t_a.hi, a.hi / t_a.lo, intercept - a.hi, intercept - a.lo, t4)
    leverage = 1 / n + m3**2 / s33
    ok[ok] = still & (high >= variance[0] * leverage) & (low <= variance[1] * leverage)
    return ok


def _square_gap(se_lo, se_hi, gap_lo, gap_hi, t: Interval):
    """Range of se^2 - (gap / t)^2 over the given ends (se and t positive, gap of either sign)."""
    largest = np.maximum(np.abs(gap_lo), np.abs(gap_hi))
    smallest = np.where(
        (gap_lo <= 0) & (gap_hi >= 0), 0.0, np.minimum(np.abs(gap_lo), np.abs(gap_hi))
    )
    return se_lo**2 - (largest / t.lo) ** 2, se_hi**2 - (smallest / t.hi) ** 2


def _table4_cells() -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """Ids, printed values and half-units of the cells of Table 4 that carry information, the misprint left out."""
    names = tuple(
        name for name in moments.PRIMARY if name.startswith("t4") and name not in LEFT_OUT
    )
    return (
        names,
        np.array([centre(name) for name in names]),
        np.array([half_unit(name) for name in names]),
    )


def table4_misfit(users: np.ndarray, gdp: np.ndarray) -> float:
    """Smallest worst misfit of Table 4 over all series of shoppers, in half-units of the last digit (minimax, no shoppers data).

    The standard error of the constant, a misprint, is left out. Values up to 1 fit the print.

    >>> table4_misfit(column("users"), column("gdp")) <= 1
    True
    """
    names, middle, half = _table4_cells()
    y, x = gdp - gdp.mean(), users - users.mean()
    syy, sxy, sxx = y @ y, x @ y, x @ x
    slope, left = sxy / sxx, y @ y - sxy**2 / sxx

    def cells_of(theta):
        """Shoppers as intercept, slope on users, log residual sum of squares and their coefficient in Table 4."""
        d0, d1, log_v, b4 = np.moveaxis(theta, -1, 0)
        v = np.exp(log_v)
        zero, one = np.zeros_like(v), np.ones_like(v)
        s34, s4y = d1 * sxx, d1 * sxy + b4 * v
        s44 = d1 * s34 + v
        mean = np.stack(
            [one * gdp.mean(), zero, zero, one * users.mean(), d0 + d1 * users.mean()], axis=-1
        )
        rows = [
            [syy * one, zero, zero, sxy * one, s4y],
            [zero] * 5,
            [zero] * 5,
            [sxy * one, zero, zero, sxx * one, s34],
            [s4y, zero, zero, s34, s44],
        ]
        cross = np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)
        found = moments.cells(Moments(mean, cross), (4,), with_p=False)
        return (np.stack([found[name] for name in names], axis=-1) - middle) / half

    a, b3, b4, f = (
        centre(name)
        for name in (
            _t4("coefficient", "constant"),
            _t4("coefficient", "users"),
            _t4("coefficient", "shoppers"),
            "t4.model.f",
        )
    )
    # A vintage far off the mark may leave no residual for shoppers to explain; start from a tenth of what users leave over.
    explained = max(left - syy / (1 + f * 2 / (len(gdp) - 3)), 0.1 * left)
    start = np.array(
        [
            (gdp.mean() - slope * users.mean() - a) / b4,
            (slope - b3) / b4,
            math.log(explained / b4**2),
            b4,
        ]
    )
    return moments.minimax(cells_of, lambda x: moments.complex_gradient(cells_of, x).T, start, 60)[
        0
    ]


def least_multiple(users: np.ndarray, gdp: np.ndarray) -> float:
    """Factor on all printed roundings at which users and GDP first meet the conditions of Table 4; a lower bound of the misfit.

    >>> least_multiple(column("users"), column("gdp")) <= 1
    True
    """
    low, high = 0.0, 2.0**15
    if not users_conditions(users[None, :], gdp, high)[0]:
        return math.inf
    while high - low > 1e-4 * high:
        middle = (low + high) / 2
        low, high = (
            (low, middle) if users_conditions(users[None, :], gdp, middle)[0] else (middle, high)
        )
    return low


def pair_misfit(users: np.ndarray, gdp: np.ndarray) -> float:
    """Misfit of Table 4 in half-units: the exact minimax where the conditions allow a fit, otherwise their lower bound, which is a proof."""
    bound = least_multiple(users, gdp)
    return table4_misfit(users, gdp) if bound <= 1 else bound


def published_users() -> np.ndarray:
    """Internet users as published, unrounded, shape (15,): the first candidate of every year."""
    return np.array([values[0] for values in options("users")])


def vintage_fit() -> pd.DataFrame:
    """How far each GDP vintage is from Table 4: with users as published and with users as the paper must have typed them.

    Returns
    -------
    DataFrame
        Index vintage; misfits in half-units of the last printed digit (1 or less fits; above 1 a lower bound), sorted, the mean of shoppers that the printed
        equation implies with users as published, and a verdict.
    """
    a, b3, b4 = (centre(_t4("coefficient", row)) for row in ("constant", "users", "shoppers"))
    rows = {
        name: {
            "users as published": pair_misfit(published_users(), values.to_numpy()),
            "implied mean of shoppers": (values.mean() - a - b3 * published_users().mean()) / b4,
            "users as typed": pair_misfit(column("users"), values.to_numpy()),
        }
        for name, values in gdp_vintages().items()
    }
    frame = pd.DataFrame(rows).T.rename_axis("vintage").sort_values("users as typed")
    return frame.assign(
        verdict=np.where(
            frame[["users as published", "users as typed"]].min(axis=1) <= 1, "fits", "does not fit"
        )
    )


def users_fingerprint() -> pd.DataFrame:
    """From which year on were users typed in hundred millions with two decimals? Misfit of Table 4 for every switch year.

    Returns
    -------
    DataFrame
        Index: first rounded year; columns: 2018 as published rounding (82900) and as recovered (83000); half-units.
    """
    exact, rounded = published_users(), np.round(published_users(), -2)
    rows = {}
    for year in range(2010, 2019):
        mixed = np.where(year <= YEARS, rounded, exact)
        recovered = np.where(YEARS == 2018, column("users"), mixed)
        rows[year] = {
            "2018 rounded": pair_misfit(mixed, column("gdp")),
            "2018 as recovered": pair_misfit(recovered, column("gdp")),
        }
    return pd.DataFrame(rows).T.rename_axis("first rounded year")


def shoppers_fingerprint(switch_years=range(2008, 2020)) -> pd.DataFrame:
    """From which year on were shoppers rounded? Misfit of Table 4 with 2004-2006 free, for every switch year.

    Parameters
    ----------
    switch_years : iterable of int
        First rounded years to try.

    Returns
    -------
    DataFrame
        Index: first rounded year; columns: misfit in half-units, and the real values of 2004-2006 at the best fit.
    """
    firsts = np.array([values[0] for values in options("shoppers")])
    rows = {}
    for year in switch_years:
        tail = np.where(YEARS[3:] >= year, np.round(firsts, -2), firsts)
        misfit, triple = _free_triple(tail)
        rows[year] = {"misfit": misfit, **dict(zip(("2004", "2005", "2006"), triple))}
    return pd.DataFrame(rows).T.rename_axis("first rounded year")


#: Moves of 2004-2006 along which sum and cross-product with users stay put: the fit has two valleys on this line.
_VALLEYS = np.array([-400.0, 0.0, 400.0])[:, None] * np.array([1.0, -2.0, 1.0])


def _free_triple(tail: np.ndarray) -> tuple[float, np.ndarray]:
    """Smallest misfit of Table 4 over real shoppers of 2004-2006, given 2007-2018, and where it is reached."""
    names, middle, half = _table4_cells()
    base = paper()[:, [0, 3]]

    def residual(triple):
        shoppers = np.concatenate(
            [triple, np.broadcast_to(tail, (*triple.shape[:-1], len(tail)))], axis=-1
        )
        known = np.broadcast_to(base, (*triple.shape[:-1], *base.shape))
        filler = np.zeros((*shoppers.shape, 1))
        values = np.concatenate(
            [known[..., :1], filler, filler, known[..., 1:], shoppers[..., None]], axis=-1
        )
        mean = values.mean(axis=-2)
        centred = values - mean[..., None, :]
        found = moments.cells(
            Moments(mean, np.swapaxes(centred, -1, -2) @ centred), (4,), with_p=False
        )
        return (np.stack([found[name] for name in names], axis=-1) - middle) / half

    def jacobian(triple):
        return moments.complex_gradient(residual, triple).T

    found = []
    for start in column("shoppers")[:3] + _VALLEYS:
        # The valleys are narrow and curved: least squares follows them, linear programming then finishes.
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


# -- one added series ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Conditions:
    """Necessary conditions that a table puts on one series z, given all others in it.

    Attributes
    ----------
    functionals : ndarray, shape (d, 15)
        Rows L with ``low <= L z <= high``: u'z, then the coefficients of z on the constant and the other regressors.
    low, high : ndarray, shape (d,)
    gram : ndarray, shape (d - 1, d - 1)
        W'W, so that the residual sum of squares of z is z'z - h'(W'W)h with h the coefficients of z on W.
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
        """Residual sum of squares from L z (..., d) and z'z (...)."""
        return squares - np.einsum("...i,ij,...j->...", sums[..., 1:], self.gram, sums[..., 1:])

    def allow(self, sums: np.ndarray, squares: np.ndarray) -> np.ndarray:
        """Whether vectors with these L z and z'z meet every condition."""
        linear = ((sums >= self.low) & (sums <= self.high)).all(axis=-1)
        rest = self.residual_ss(sums, squares)
        return linear & (rest >= self.residual.lo) & (rest <= self.residual.hi)


def conditions(series: str, values: np.ndarray | None = None, multiple: float = 1.0) -> Conditions:
    """Conditions on shoppers (Table 4), e-commerce (Table 3) or domains (Table 2), given the other series of that table.

    Parameters
    ----------
    series : {"shoppers", "ecommerce", "domains"}
        The unknown series.
    values : ndarray, shape (15, 5), optional
        Known series (the column of ``series`` is ignored); the recovered data by default.
    multiple : float
        Rounding half-widths are multiplied by this.

    Examples
    --------
    >>> found = conditions("domains")
    >>> z = column("domains")
    >>> bool(found.allow(found.functionals @ z, z @ z))
    True
    """
    values = paper() if values is None else values
    table = ADDED_IN[series]
    others = [name for name in moments.regressors(table) if name != series]
    design = np.column_stack(
        [np.ones(len(values)), *(values[:, data.SERIES.index(name)] for name in others)]
    )
    gdp = values[:, 0]
    hat = np.linalg.pinv(design)
    known = hat @ gdp
    u = gdp - design @ known
    share = 1 / (
        1
        + _wide(f"t{table}.model.f", multiple)
        * (len(moments.regressors(table)) / moments.degrees_of_freedom(table))
    )
    ssr = share * float(np.sum((gdp - gdp.mean()) ** 2))
    b = _wide(f"t{table}.{series}.coefficient", multiple)
    fall = float(u @ u) - ssr
    from_t = (
        _wide(f"t{table}.{series}.t", multiple).square() * ssr / moments.degrees_of_freedom(table)
    )
    names = [f"t{table}.{name}.coefficient" for name in (series, "constant", *others)]
    # F and t speak of the same fall of the residual sum of squares; where they do not meet nothing is allowed, and F alone says so too.
    fall = fall.intersection(from_t) or fall
    targets = [fall / b]
    targets += [
        (float(known[j]) - _wide(f"t{table}.{name}.coefficient", multiple)) / b
        for j, name in enumerate(("constant", *others))
    ]
    return Conditions(
        series,
        table,
        np.vstack([u, hat]),
        np.array([t.lo for t in targets]),
        np.array([t.hi for t in targets]),
        design.T @ design,
        fall / b.square(),
        fall,
        np.array([centre(name) for name in names]),
        known,
        multiple * np.array([half_unit(name) for name in names]),
    )


@dataclass(frozen=True)
class SearchResult:
    """What a search found.

    Attributes
    ----------
    candidates : int
        Vectors covered (for users: times GDP variants).
    coarse : int
        Vectors that passed the exact inequalities.
    hits : DataFrame
        Those vectors with their misfit of the table (largest distance from print in half-units, loose ends left out), best first.
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
        """Candidates decided per second."""
        return self.candidates / self.seconds

    @property
    def unique(self) -> bool:
        """Whether exactly one vector fits to the printed digits."""
        fitting = self.hits[self.hits["misfit"] <= 1]
        return len(fitting[[str(year) for year in YEARS]].drop_duplicates()) == 1


def table_misfit(series: str, vectors: np.ndarray, values: np.ndarray | None = None) -> np.ndarray:
    """Largest misfit of the series' table for each candidate vector (m, 15), other series as recovered; `LEFT_OUT` cells do not count."""
    values = paper() if values is None else values
    stacked = np.repeat(values[None], len(vectors), axis=0)
    stacked[:, :, data.SERIES.index(series)] = vectors
    found = misfits(stacked, (ADDED_IN[series],))
    return np.max([misfit for name, misfit in found.items() if name not in LEFT_OUT], axis=0)


def _hits(vectors: np.ndarray, misfit: np.ndarray, **more) -> pd.DataFrame:
    frame = pd.DataFrame(vectors, columns=[str(year) for year in YEARS]).assign(
        misfit=misfit, **more
    )
    return frame.sort_values("misfit", ignore_index=True, kind="stable")


def _half_sums(choices: list[np.ndarray], functionals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """L z and z'z over all combinations of some years, by adding one year at a time; shapes (m, d) and (m,)."""
    sums, squares = np.zeros((1, len(functionals))), np.zeros(1)
    for position, values in enumerate(choices):
        sums = (
            sums[:, None, :] + values[None, :, None] * functionals[None, None, :, position]
        ).reshape(-1, len(functionals))
        squares = (squares[:, None] + values[None, :] ** 2).ravel()
    return sums, squares


def _combination(index: np.ndarray, choices: list[np.ndarray]) -> np.ndarray:
    """Vectors behind flat indices of `_half_sums`."""
    parts = np.unravel_index(index, [len(values) for values in choices])
    return np.stack([values[part] for values, part in zip(choices, parts)], axis=-1)


def meet_in_the_middle(
    choices: list[np.ndarray], wanted: Conditions, chunk: int = 2_000_000
) -> np.ndarray:
    """Every vector of a product set that meets the conditions, without visiting the product.

    The years are split into two halves of about equal size. One functional, the most selective, is used to sort the second half;
    for each member of the first half only a window of the second is looked at.

    Parameters
    ----------
    choices : list of ndarray
        Candidate values per year.
    wanted : Conditions
    chunk : int
        Pairs looked at in one go (memory).

    Returns
    -------
    ndarray, shape (m, 15)
    """
    order = np.argsort([-len(values) for values in choices])
    first, second = sorted(order[::2]), sorted(order[1::2])
    left, left_squares = _half_sums([choices[i] for i in first], wanted.functionals[:, first])
    right, right_squares = _half_sums([choices[i] for i in second], wanted.functionals[:, second])
    # Relative to the widths, so that floating-point noise in sums of fifteen terms never loses a candidate.
    slack = 1e-9 * (wanted.high - wanted.low)
    low, high = wanted.low - slack, wanted.high + slack
    windows = []
    for row in range(len(low)):
        keys = np.sort(right[:, row])
        start = np.searchsorted(keys, low[row] - left[:, row], "left")
        windows.append(
            (int((np.searchsorted(keys, high[row] - left[:, row], "right") - start).sum()), row)
        )
    row = min(windows)[1]
    rank = np.argsort(right[:, row], kind="stable")
    keys = right[rank, row]
    start = np.searchsorted(keys, low[row] - left[:, row], "left")
    count = np.searchsorted(keys, high[row] - left[:, row], "right") - start
    # The next most selective functional thins the pairs before all of them are computed.
    tests = [other for _, other in sorted(windows) if other != row]
    kept_left, kept_right = [], []
    bounds = np.searchsorted(np.cumsum(count), np.arange(0, count.sum() + chunk, chunk))
    for begin, end in itertools.pairwise([0, *bounds[1:], len(count)]):
        here = count[begin:end]
        if not here.sum():
            continue
        a = np.repeat(np.arange(begin, end), here)
        b = rank[np.repeat(start[begin:end] - np.cumsum(here) + here, here) + np.arange(here.sum())]
        for other in tests:
            total = left[a, other] + right[b, other]
            keep = (total >= low[other]) & (total <= high[other])
            a, b = a[keep], b[keep]
        rest = wanted.residual_ss(left[a] + right[b], left_squares[a] + right_squares[b])
        keep = (rest >= wanted.residual.lo) & (rest <= wanted.residual.hi)
        kept_left.append(a[keep])
        kept_right.append(b[keep])
    a, b = (
        np.concatenate([[], *kept_left]).astype(int),
        np.concatenate([[], *kept_right]).astype(int),
    )
    found = np.empty((len(a), len(choices)))
    found[:, first] = _combination(a, [choices[i] for i in first])
    found[:, second] = _combination(b, [choices[i] for i in second])
    return found


def search_added(
    series: str, choices: list[np.ndarray] | None = None, multiple: float = 1.0
) -> SearchResult:
    """Search e-commerce (Table 3) or domains (Table 2) over all combinations of their candidates.

    Parameters
    ----------
    series : {"ecommerce", "domains"}
    choices : list of ndarray, optional
        Candidate values per year; those of ``data/recovery`` by default.
    multiple : float
        Tolerance of the coarse conditions in half-units; the misfit of each hit is exact.
    """
    choices = options(series) if choices is None else choices
    began = time.perf_counter()
    vectors = meet_in_the_middle(choices, conditions(series, multiple=multiple))
    hits = _hits(vectors, table_misfit(series, vectors))
    return SearchResult(
        series,
        math.prod(len(values) for values in choices),
        len(vectors),
        hits,
        time.perf_counter() - began,
    )


def search_users(
    multiple: float = 2.0, variants: dict[str, np.ndarray] | None = None
) -> SearchResult:
    """Search users over all combinations of their candidates and all GDP variants, shoppers profiled out.

    Parameters
    ----------
    multiple : float
        Tolerance of the coarse conditions in half-units; 2 keeps near misses for comparison.
    variants : dict, optional
        GDP vectors by name; `gdp_variants` by default.
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
    return SearchResult(
        "users", len(vectors) * len(variants), len(found), hits, time.perf_counter() - began
    )


def search_shoppers(multiple: float = 1.0) -> SearchResult:
    """Search shoppers: every tail 2007-2018 from the candidates, with 2004-2006 any whole numbers.

    The early triple is solved, not enumerated. Three linear conditions give it up to the rounding of four printed numbers, and the
    residual sum of squares says whether any rounding works; that leaves about one tail in seventy. For these, whole numbers with a
    given sum and cross-product with users lie on a line, on which F is met at the roots of a quadratic.
    """
    began = time.perf_counter()
    tails = _vectors(options("shoppers"))
    wanted = conditions("shoppers", multiple=multiple)
    survivors = _possible_tails(tails, wanted)
    found = []
    for tail in tails[survivors]:
        full = _whole_triples(tail, wanted)
        found.append(
            full[wanted.allow(full @ wanted.functionals.T, np.einsum("ij,ij->i", full, full))]
        )
    vectors = np.unique(np.concatenate([np.empty((0, len(YEARS))), *found]), axis=0)
    hits = _hits(vectors, table_misfit("shoppers", vectors))
    return SearchResult("shoppers", len(tails), len(survivors), hits, time.perf_counter() - began)


def _possible_tails(tails: np.ndarray, wanted: Conditions) -> np.ndarray:
    """Positions of the tails for which some real triple, within the rounding of the printed numbers, meets all conditions.

    The triple is a linear function of three coefficients and the fall q; what is left is one equation in these four numbers.
    Its value at the middle must not exceed its first-order reach plus a bound on its curvature.
    """
    inverse = np.linalg.inv(wanted.functionals[:, :3])

    def targets(p):
        b, others, q = p[..., :1], p[..., 1:-1], p[..., -1:]
        return np.concatenate([q / b, (wanted.known - others) / b], axis=-1)

    point = np.append(wanted.printed, wanted.fall.mid)
    half = np.append(wanted.half, wanted.fall.width / 2)
    target, jacobian = targets(point), moments.complex_gradient(targets, point)
    shift = wanted.gram @ target[1:]
    triples = (target - tails @ wanted.functionals[:, 3:].T) @ inverse.T
    squares = np.einsum("ij,ij->i", tails, tails) + np.einsum("ij,ij->i", triples, triples)
    b, q = point[0], point[-1]
    gap = squares - target[1:] @ shift - q / b**2
    gradient = (2 * triples @ inverse - np.append(0, 2 * shift)) @ jacobian.T
    gradient[:, 0] += 2 * q / b**3
    gradient[:, -1] -= 1 / b**2
    curvature = np.square(np.abs(jacobian @ inverse.T).T @ half).sum()
    return np.flatnonzero(np.abs(gap) <= np.abs(gradient) @ half + curvature)


def _whole_triples(tail: np.ndarray, wanted: Conditions) -> np.ndarray:
    """Whole-number 2004-2006 in front of ``tail`` that can meet F and lie in the box of the other coefficients, shape (m, 15)."""
    users = column("users").astype(int)
    n, total, square = len(users), users.sum(), int(users @ users)
    step = math.gcd(int(users[1] - users[0]), int(users[2] - users[0]))
    p2, p3 = (int(users[k] - users[0]) // step for k in (1, 2))
    (lo0, lo1), (hi0, hi1) = wanted.low[1:], wanted.high[1:]
    sums = np.arange(math.ceil(n * lo0 + total * lo1), math.floor(n * hi0 + total * hi1) + 1)
    # For a given sum of z, the intercept on users fixes the slope, hence the cross-product: its range is a range of whole numbers.
    d0 = np.stack(
        [np.maximum(lo0, (sums - total * hi1) / n), np.minimum(hi0, (sums - total * lo1) / n)]
    )
    cross = np.sort(total * d0 + square * (sums - n * d0) / total, axis=0)
    rest = (cross - users[3:] @ tail - users[0] * (sums - tail.sum())) / step
    first, last = np.ceil(rest[0]).astype(int), np.floor(rest[1]).astype(int)
    count = np.where(d0[0] <= d0[1], np.maximum(last - first + 1, 0), 0)
    level = (
        np.repeat(first, count)
        + np.arange(count.sum())
        - np.repeat(np.cumsum(count) - count, count)
    )
    early_sum = np.repeat(sums, count) - tail.sum()
    # p2 t2 + p3 t3 = level has one solution per step of (-p3, p2), so all whole triples lie on a line.
    t3 = level * pow(p3, -1, p2) % p2
    t2 = (level - p3 * t3) // p2
    start = np.stack([early_sum - t2 - t3, t2, t3], axis=1).astype(float)
    direction = np.array([p3 - p2, -p3, p2], dtype=float)
    u = wanted.functionals[0]
    c0, c1 = start @ u[:3] + u[3:] @ tail, direction @ u[:3]
    slope = (
        n * (step * level + users[3:] @ tail + users[0] * early_sum)
        - total * (early_sum + tail.sum())
    ) / (n * square - total**2)
    fitted = np.stack([((early_sum + tail.sum()) - total * slope) / n, slope], axis=1)
    v0 = (
        np.einsum("ij,ij->i", start, start)
        + tail @ tail
        - np.einsum("ij,jk,ik->i", fitted, wanted.gram, fitted)
    )
    v1, v2 = 2 * start @ direction, direction @ direction
    # (c0 + c1 j)^2 = q (v0 + v1 j + v2 j^2); F fixes q so well that the whole numbers next to a root are the only candidates.
    q = wanted.fall.mid
    a, b, c = c1 * c1 - q * v2, 2 * c0 * c1 - q * v1, c0 * c0 - q * v0
    root = b * b - 4 * a * c
    real = root >= 0
    ends = np.stack([(-b[real] + sign * np.sqrt(root[real])) / (2 * a) for sign in (-1, 1)])
    steps = np.stack([np.floor(ends) + k for k in (-1, 0, 1, 2)]).reshape(8, real.sum())
    fall = (c0[real] + c1 * steps) ** 2 / (v0[real] + v1[real] * steps + v2 * steps**2)
    which, line = np.nonzero((fall >= wanted.fall.lo) & (fall <= wanted.fall.hi))
    triples = start[real][line] + steps[which, line][:, None] * direction
    return np.concatenate([triples, np.repeat(tail[None], len(triples), axis=0)], axis=1)


# -- stored results -----------------------------------------------------------------------------


def stored(name: str, folder=FOLDER) -> pd.DataFrame:
    """A stored result of the long searches, after its checksum was compared.

    Parameters
    ----------
    name : {"users", "shoppers", "ecommerce", "domains", "chance"}
        Vectors that passed the conditions of a search, best first, or the searches on random candidates.
    folder : Path
        Where the files and ``checksums.txt`` stand; ``python -m tools.recover`` writes them.

    Raises
    ------
    ResultError
        If the file is missing or was changed.

    Examples
    --------
    >>> len(stored("shoppers").query("misfit <= 1"))
    3
    """
    path = folder / (f"{name}.csv" if name == "chance" else f"hits_{name}.csv")
    known = dict(
        reversed(line.split())
        for line in (folder / "checksums.txt").read_text(encoding="utf-8").splitlines()
    )
    if not path.exists():
        raise ResultError(f"recovery/{path.name}: the file is missing; make recover writes it")
    # Line ends of another system would change the bytes but not the result.
    text = path.read_text(encoding="utf-8")
    if hashlib.sha256(text.encode("utf-8")).hexdigest() != known.get(path.name):
        raise ResultError(
            f"recovery/{path.name}: the content differs from its checksum; make recover writes both anew"
        )
    return pd.read_csv(io.StringIO(text))


@dataclass(frozen=True)
class Verification:
    """A stored search, checked again on a random sample.

    Attributes
    ----------
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


#: Misfits are stored to six significant digits; a cell near a rounding edge loses some of them to cancellation.
_STORED = 1e-4


def reverified(series: str, sampled: int = 6, drawn: int = 20_000, seed: int = 4) -> Verification:
    """Check a stored search on a random sample: the misfits of some stored vectors, and random candidates that must not fit.

    Parameters
    ----------
    series : {"users", "shoppers", "ecommerce", "domains"}
    sampled, drawn, seed : int
        Stored vectors computed again, random candidates decided, and the seed of both.

    Examples
    --------
    >>> found = reverified("domains", drawn=500)
    >>> found.agree == found.sampled, found.new
    (True, 0)
    """
    frame = stored(series)
    names = [str(year) for year in YEARS]
    sample = frame.sample(n=min(sampled, len(frame)), random_state=seed)
    draws = np.column_stack(
        [
            np.random.default_rng([seed, year]).choice(values, drawn)
            for year, values in enumerate(options(series))
        ]
    )
    if series == "users":
        variants = gdp_variants()
        misfit = np.array(
            [
                table4_misfit(row[names].to_numpy(dtype=float), variants[row["gdp"]])
                for _, row in sample.iterrows()
            ]
        )
        draws = draws[users_conditions(draws, column("gdp"))]
        fits = np.array([table4_misfit(draw, column("gdp")) <= 1 for draw in draws], dtype=bool)
    else:
        misfit = table_misfit(series, sample[names].to_numpy(dtype=float))
        if series == "shoppers":
            wanted = conditions(series)
            solved = [
                _whole_triples(tail, wanted) for tail in draws[_possible_tails(draws, wanted)]
            ]
            draws = np.concatenate([np.empty((0, len(YEARS))), *solved])
        fits = table_misfit(series, draws) <= 1 if len(draws) else np.zeros(0, dtype=bool)
    known = {tuple(row) for row in frame[names].to_numpy(dtype=float)}
    agree = int(np.isclose(misfit, sample["misfit"], rtol=_STORED, atol=0).sum())
    return Verification(
        series,
        len(frame),
        len(sample),
        agree,
        drawn,
        sum(tuple(draw) not in known for draw in draws[fits]),
    )


# -- mixes, chance and honest limits ------------------------------------------------------------


def independent_statistics(tables=(2, 3, 4)) -> int:
    """Number of independent facts in the printed cells: the rank of their derivatives with respect to the 20 moments.

    >>> independent_statistics((4,)), independent_statistics()
    (7, 18)
    """
    names = tuple(
        name for name in moments.PRIMARY if name.startswith(tuple(f"t{table}" for table in tables))
    )
    residual, jacobian = moments.scaled(names)
    return moments.directions(jacobian(moments.start())).shape[1]


@functools.lru_cache(maxsize=1)
def _one_decimal() -> np.ndarray:
    """GDP as the 2019 yearbook prints it, to one decimal, shape (15,)."""
    return gdp_vintages()["CSY2019"].to_numpy()


def _with_gdp(vectors: np.ndarray) -> np.ndarray:
    stacked = np.repeat(paper()[None], len(vectors), axis=0)
    stacked[:, :, 0] = vectors
    return stacked


def rotated(angle: float = 0.01, seed: int = 15) -> np.ndarray:
    """Another data set with exactly the same printed tables: the recovered one with its years turned against each other.

    A rotation Q of the 15 years that keeps the constant in place (Q1 = 1) keeps every mean, standard deviation and correlation,
    and with them every cell of Tables 1 to 4. There are as many such data sets as there are rotations.

    Parameters
    ----------
    angle : float
        Radians by which a random plane is turned.
    seed : int
        Of the plane.

    Returns
    -------
    ndarray, shape (15, 5)

    Examples
    --------
    >>> int(reproduced(rotated()))
    65
    """
    plane = np.random.default_rng(seed).standard_normal((len(YEARS), 2))
    basis, _ = np.linalg.qr(plane - plane.mean(axis=0))
    turn = np.array(
        [[math.cos(angle) - 1, -math.sin(angle)], [math.sin(angle), math.cos(angle) - 1]]
    )
    return paper() + basis @ turn @ basis.T @ paper()


def decimal_mixes(as_published: bool = False) -> pd.DataFrame:
    """All mixes of GDP with one and two decimals that reproduce as many cells as the two-decimal vector.

    Parameters
    ----------
    as_published : bool
        Whether the one-decimal value of 2015 is the published 685992.9 or, by default, 685993.0: the fitted two-decimal value
        685992.95 is no clean rounding partner of the published one. All other years agree either way.

    Returns
    -------
    DataFrame
        One row per passing mix: for every year in which the two differ, True where two decimals are used.
        ``attrs["mixes"]`` is the number of mixes tried.
    """
    two = column("gdp")
    # A tenth of a hundredth up, so that .95 rounds away from the binary fraction just below it.
    one = _one_decimal() if as_published else np.round(two + 0.001, 1)
    differ = np.flatnonzero(np.abs(one - two) > 1e-6)
    uses = np.array(list(itertools.product((False, True), repeat=len(differ))))
    vectors = np.repeat(one[None], len(uses), axis=0)
    vectors[:, differ] = np.where(uses, two[differ], one[differ])
    frame = pd.DataFrame(
        uses[passes(_with_gdp(vectors))], columns=[int(year) for year in YEARS[differ]]
    )
    frame.attrs["mixes"] = len(uses)
    return frame


def random_decimals(draws: int = 100_000, seed: int = 2009) -> tuple[float, float]:
    """Share of random second decimals of GDP that pass, and its Monte Carlo standard error.

    Every year's one-decimal value gets a second decimal from -5 to +4 hundredths, all equally likely.

    Parameters
    ----------
    draws, seed : int
    """
    rng = np.random.default_rng(seed)
    hits = 0
    for size_ in [20_000] * (draws // 20_000) + [draws % 20_000]:
        vectors = _one_decimal() + rng.integers(-5, 5, (size_, len(YEARS))) / 100
        hits += int(passes(_with_gdp(vectors)).sum())
    share = hits / draws
    return share, math.sqrt(max(share, 1 / draws) * (1 - share) / draws)


#: Grid on which each series was typed, in its own unit.
GRID = {"gdp": 0.01, "ecommerce": 10.0, "domains": 0.1, "users": 10.0, "shoppers": 1.0}


def random_options(series: str, rng: np.random.Generator) -> list[np.ndarray]:
    """As many random values per year as there are candidates, on the grid of `GRID`, from the range the candidates of that year span.

    A year with one candidate keeps it.
    """
    grid = GRID[series]
    return [
        rng.integers(round(values.min() / grid), round(values.max() / grid) + 1, len(values)) * grid
        for values in options(series)
    ]


@dataclass(frozen=True)
class Chance:
    """How many vectors pass when the whole search is repeated on random candidate sets of the same size, range and grid.

    Attributes
    ----------
    repeats, vectors : int
        Searches made, and vectors in all of them.
    coarse : int
        Vectors within the conditions at ``multiple`` times the printed precision.
    exact : int
        Of these, vectors that reproduce every cell of the table to the printed digits.
    per_search : float
        Exact passes per search.
    upper : float
        95% upper limit of that (exact Poisson limit).
    """

    series: str
    multiple: float
    repeats: int
    vectors: int
    coarse: int
    exact: int

    @property
    def per_search(self) -> float:
        return self.exact / self.repeats

    @property
    def upper(self) -> float:
        return float(stats.chi2.ppf(0.95, 2 * (self.exact + 1)) / 2 / self.repeats)


def chance_matches(series: str, repeats: int = 20, multiple: float = 1.0, seed: int = 67) -> Chance:
    """How often does a random data set of the same grid pass? Repeat the search with random candidates in place of the published ones.

    Parameters
    ----------
    series : {"users", "ecommerce", "domains"}
    repeats, seed : int
    multiple : float
        Tolerance of the coarse conditions; above 1 it shows how fast passes grow with tolerance.
    """
    rng = np.random.default_rng(seed)
    coarse = exact = 0
    for _ in range(repeats):
        choices = random_options(series, rng)
        if series == "users":
            vectors = _vectors(choices)
            vectors = vectors[users_conditions(vectors, column("gdp"), multiple)]
            fitting = vectors[users_conditions(vectors, column("gdp"))]
            exact += sum(table4_misfit(vector, column("gdp")) <= 1 for vector in fitting)
        else:
            vectors = meet_in_the_middle(choices, conditions(series, multiple=multiple))
            exact += int((table_misfit(series, vectors) <= 1).sum())
        coarse += len(vectors)
    return Chance(series, multiple, repeats, repeats * size(series), coarse, exact)


def closest_domains() -> float:
    """Smallest worst misfit of Table 2 over every possible series of domains, in half-units, the other series as recovered.

    Above 1, no domain series whatever gives all of Table 2: the coefficient of e-commerce and its t of 1.2670 stand against each other.

    Notes
    -----
    A series enters Table 2 through its four coefficients on the other series, its residual sum of squares and its own coefficient,
    so these six numbers stand for all real series of any length.
    """
    names = tuple(name for name in moments.PRIMARY if name.startswith("t2"))
    known = Moments.of(paper())
    w = [data.SERIES.index(name) for name in ("ecommerce", "users", "shoppers")]
    middle, half = (
        np.array([centre(name) for name in names]),
        np.array([half_unit(name) for name in names]),
    )
    position = data.SERIES.index("domains")
    fitted = conditions("domains")
    gap = np.array(fitted.functionals @ column("domains"))

    def residual(theta):
        coefficients, v, b2 = theta[..., :4], np.exp(theta[..., 4]), theta[..., 5]
        cross = np.broadcast_to(known.cross, (*v.shape, 5, 5)).astype(theta.dtype)
        mean = np.broadcast_to(known.mean, (*v.shape, 5)).astype(theta.dtype)
        slopes = coefficients[..., 1:]
        mean[..., position] = coefficients[..., 0] + slopes @ known.mean[w]
        shared = slopes @ known.cross[w]
        # The part that other series leave over meets GDP only through u, with u'z = b2 v.
        shared[..., 0] = shared[..., 0] + b2 * v
        square = np.einsum("...i,...i->...", slopes, shared[..., w]) + v
        cross[..., position, :], cross[..., :, position] = shared, shared
        cross[..., position, position] = square
        found = moments.cells(Moments(mean, cross), (2,), with_p=False)
        return (np.stack([found[name] for name in names], axis=-1) - middle) / half

    v = fitted.residual_ss(gap, float(column("domains") @ column("domains")))
    start = np.concatenate([gap[1:], [math.log(v), gap[0] / v]])
    return moments.minimax(residual, lambda x: moments.complex_gradient(residual, x).T, start, 100)[
        0
    ]


# -- splice -------------------------------------------------------------------------------------


def splice() -> pd.DataFrame:
    """The e-commerce series with its growth, and the candidate source behind each value.

    >>> splice().loc[2018, "source"]
    'NBS survey'
    """
    known = candidates("ecommerce").set_index(["year", "value"])
    values = column("ecommerce")
    frame = pd.DataFrame(
        {"value": values, "growth": pd.Series(values).pct_change().to_numpy() * 100},
        index=pd.Index(YEARS, name="year"),
    )
    sources = [known.loc[(year, value)] for year, value in zip(YEARS, values)]
    return frame.assign(
        source=[entry["source"] for entry in sources], reason=[entry["reason"] for entry in sources]
    )


def one_source_ecommerce() -> pd.DataFrame:
    """Misfit of Table 3 if the e-commerce series had followed one publisher as far as it goes, in half-units.

    Each row replaces the recovered values by those of the named publisher wherever a candidate of that publisher exists.
    """
    frame = candidates("ecommerce")
    rows = {"as recovered": (0, column("ecommerce"))}
    for publisher in ("Ministry of Commerce", "NBS", "100EC", "iResearch", "commonly cited"):
        text = frame["source"] + " " + frame["reason"]
        chosen = frame[
            text.str.contains(publisher) & ~frame["reason"].str.contains("rounded|cut")
        ].drop_duplicates("year", keep="last")
        values = column("ecommerce").copy()
        values[chosen["year"].to_numpy() - YEARS[0]] = chosen["value"]
        rows[publisher] = (int((values != column("ecommerce")).sum()), values)
    misfit = table_misfit("ecommerce", np.array([values for _, values in rows.values()]))
    return pd.DataFrame(
        {"years changed": [changed for changed, _ in rows.values()], "misfit": misfit},
        index=list(rows),
    )


# -- the plain loop -----------------------------------------------------------------------------


def loop_rate(series: str = "ecommerce", count: int = 100, seed: int = 1) -> float:
    """Candidates per second of the obvious program: draw a candidate, fit the table with statsmodels, look at the print.

    Parameters
    ----------
    series : {"shoppers", "ecommerce", "domains"}
    count : int
        Fits to time.
    seed : int
        Of the draw.
    """
    rng = np.random.default_rng(seed)
    table = ADDED_IN[series]
    names = moments.regressors(table)
    choices = options(series)
    frame = pd.DataFrame(paper(), columns=data.SERIES, index=YEARS)
    began = time.perf_counter()
    for _ in range(count):
        frame.loc[YEARS[-len(choices) :], series] = [rng.choice(values) for values in choices]
        fit = sm.OLS(frame["gdp"], sm.add_constant(frame[list(names)])).fit()
        all(
            abs(fit.params[name] - centre(f"t{table}.{name}.coefficient"))
            <= half_unit(f"t{table}.{name}.coefficient")
            for name in names
        )
    return count / (time.perf_counter() - began)


def speed_up(result: SearchResult, rate: float | None = None) -> float:
    """Candidates per second of a search over those of `loop_rate`."""
    return result.per_second / (loop_rate() if rate is None else rate)
