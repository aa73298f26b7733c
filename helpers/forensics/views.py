"""How a table is read: its printed strings as intervals, and the sample sizes that it may have."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from .intervals import Interval, decimals, printed
from .tables import STATS, Cell, PrintedTable

__all__ = ["Reading", "Sizes", "View", "df_grid", "positive"]

#: Relative error of results that software computed in single precision (24 binary digits).
SINGLE_PRECISION = 1e-6

#: Degrees of freedom are tried one by one up to the first number, then in blocks that widen by
#: this share, up to the last.
EXACT_DF, BLOCK, MOST_DF = 2000, 1.01, 1e9

#: Least value of something that must be positive, such as a logarithm's argument.
LEAST_POSITIVE = 1e-9

#: Strings that tables print for "p smaller than this"; one with trailing zeros (0.0500) was
#: computed, not chosen.
THRESHOLDS = frozenset({".1", ".10", ".05", ".01", ".005", ".001", ".0005", ".0001"})

UNBOUNDED = Interval(-math.inf, math.inf)
NOT_NEGATIVE = Interval(0.0, math.inf)
SHARE = Interval(0.0, 1.0)
AT_MOST_ONE = Interval(-math.inf, 1.0)

#: Values that a kind of cell can have whatever the data; any value for kinds that are not listed.
LIMITS: Mapping[str, Interval] = MappingProxyType(
    {
        **dict.fromkeys(("p", "p_f", "tolerance", "r", "r2"), SHARE),
        "adj_r2": AT_MOST_ONE,
        **dict.fromkeys(
            ("se", "f", "ser", "ssr", "ess", "tss", "msr", "mse", "sd_dep"), NOT_NEGATIVE
        ),
        "vif": Interval(1.0, math.inf),
        "dw": Interval(0.0, 4.0),
    }
)


@dataclass(frozen=True)
class Reading:
    """How a table is read; each value other than a default is a named convention.

    Attributes
    ----------
    digits : str
        How digits were shortened, as in `helpers.forensics.intervals.printed`.
    single_precision : bool
        Whether the software computed in single precision.
    tails : {1, 2}
        Sides of the tests behind the p-values.
    law : {"t", "normal"}
        Distribution behind the p-values and confidence intervals.
    any_df : bool
        Whether the p-values may rest on other degrees of freedom than the table's.
    p_bounds : bool
        Whether a round p is an upper bound.
    absolute_t : bool
        Whether t is printed without its sign.
    swapped : bool
        Whether t and standard error stand in each other's column.
    fewer_rows : bool
        Whether fewer rows were used than the printed n.
    robust : bool
        Whether the standard errors are robust.
    older_criteria : bool
        Whether the information criteria follow an older formula.
    sd_over_n, ser_over_n : bool
        Whether the standard deviation, or the standard error of regression, has divisor n.
    no_constant : bool
        Whether the regression has no constant.
    wherry : bool
        Whether adjusted R2 counts one coefficient less.
    percent : bool
        Whether R2 is in per cent.
    centred : bool
        Whether R2 is measured about the mean although there is no constant.
    level : float
        Level of the confidence intervals.
    freed : frozenset of Cell
        Cells left out.
    """

    digits: str = "rounded"
    single_precision: bool = False
    tails: int = 2
    law: str = "t"
    any_df: bool = False
    p_bounds: bool = False
    absolute_t: bool = False
    swapped: bool = False
    fewer_rows: bool = False
    robust: bool = False
    older_criteria: bool = False
    sd_over_n: bool = False
    ser_over_n: bool = False
    no_constant: bool = False
    wherry: bool = False
    percent: bool = False
    centred: bool = False
    level: float = 0.95
    freed: frozenset[Cell] = frozenset()


class Sizes(NamedTuple):
    """Degrees of freedom, observations and slopes, each None where nothing is known.

    ``unknown`` says that they are candidates (arrays) rather than known numbers.
    """

    df: Interval | None
    n: Interval | None
    k: Interval | None
    unknown: bool


@lru_cache(maxsize=1)
def df_grid() -> tuple[np.ndarray, np.ndarray]:
    """Degrees of freedom to try.

    Returns
    -------
    tuple of ndarray
        First and last number of each block, read-only: single numbers to 2000, then blocks that
        widen by 1 %, up to a thousand million.

    Examples
    --------
    >>> low, high = df_grid()
    >>> low[[0, 1999, 2000]], high[[0, 1999, 2000]]
    (array([1.000e+00, 2.000e+03, 2.001e+03]), array([1.000e+00, 2.000e+03, 2.021e+03]))
    """
    low = [float(i) for i in range(1, EXACT_DF + 1)]
    high = list(low)
    start = EXACT_DF + 1.0
    while start < MOST_DF:
        end = math.floor(start * BLOCK)
        low.append(start)
        high.append(float(end))
        start = end + 1.0
    grid = np.array(low), np.array(high)
    for ends in grid:
        ends.flags.writeable = False
    return grid


def positive(x: Interval) -> Interval:
    """Raise both ends to at least a tiny positive number.

    Parameters
    ----------
    x : Interval
        Any interval.

    Returns
    -------
    Interval
        Both ends positive.

    Examples
    --------
    >>> positive(Interval(-1, 2)).lo > 0
    True
    """
    return Interval(np.maximum(x.lo, LEAST_POSITIVE), np.maximum(x.hi, LEAST_POSITIVE))


def _point(x: int | None) -> Interval | None:
    return None if x is None else Interval.point(float(x))


@dataclass
class View:
    """The intervals of one table under one reading.

    Attributes
    ----------
    table : Table
        The printed strings.
    reading : Reading
        How they are read.
    """

    table: PrintedTable
    reading: Reading

    @cached_property
    def constant(self) -> int:
        """1 if the regression has a constant, otherwise 0."""
        return 0 if self.reading.no_constant or self.table.has_constant is False else 1

    @cached_property
    def strings(self) -> Mapping[Cell, str]:
        """Printed strings without the cells that the reading leaves out (read-only)."""
        cells = {c: s for c, s in self.table.cells.items() if c not in self.reading.freed}
        if self.reading.swapped:
            for i in range(len(self.table.names)):
                se, t = cells.pop((i, "se"), None), cells.pop((i, "t"), None)
                if t is not None:
                    cells[i, "se"] = t
                if se is not None:
                    cells[i, "t"] = se
        return MappingProxyType(cells)

    @cached_property
    def _p_decimals(self) -> int:
        """Decimals of the p-values that show any: a bare 0 beside them was rounded to as many."""
        shown = [
            decimals(s, self.table.decimal_mark)
            for (_, f), s in self.strings.items()
            if f in ("p", "p_f")
        ]
        return min((d for d in shown if d > 0), default=0)

    @cached_property
    def _values(self) -> Mapping[Cell, Interval | None]:
        return MappingProxyType({cell: self._read(cell, s) for cell, s in self.strings.items()})

    def value(self, cell: Cell) -> Interval | None:
        """Interval of a cell, cut to the range that its kind can have.

        Parameters
        ----------
        cell : Cell
            Row number and field.

        Returns
        -------
        Interval or None
            None if nothing is printed there, or if nothing remains.
        """
        return self._values.get(cell)

    def _read(self, cell: Cell, string: str) -> Interval | None:
        """Interval of a printed string by the conventions of the reading."""
        kind = cell[1]
        digits = self.reading.digits
        if kind == "ser" and digits == "rounded":
            # R prints the standard error of a regression to four significant digits and fills up
            # with zeros.
            digits = "significant digits"
        interval = printed(string, self.table.decimal_mark, digits)
        if kind in ("p", "p_f"):
            interval = self._read_p(kind, string, interval)
        if self.reading.single_precision:
            slack = SINGLE_PRECISION * max(abs(interval.lo), abs(interval.hi))
            interval = Interval(interval.lo - slack, interval.hi + slack)
        if kind in ("r2", "adj_r2", "r") and self.reading.percent and "%" not in string:
            interval = interval / 100
        return interval.intersection(self.limits(cell))

    def _read_p(self, kind: str, string: str, interval: Interval) -> Interval:
        """Interval of a p-value: a bare 0 was rounded, and a round number may be a bound."""
        if string.strip() == "0" and self._p_decimals:
            return Interval(0.0, 0.5 * 10.0**-self._p_decimals)
        bare = string.strip("*() ").replace(",", ".").removeprefix("0")
        if self.reading.p_bounds and kind == "p" and bare in THRESHOLDS:
            return Interval(0.0, interval.hi)
        return interval

    def ser(self) -> Interval | None:
        """Standard error of regression with divisor df, however it is printed.

        Returns
        -------
        Interval or None
            In units of the dependent variable; arrays if the sample size is unknown.
        """
        ser, df, n = self.value((STATS, "ser")), self.sizes.df, self.sizes.n
        if ser is None or not self.reading.ser_over_n:
            return ser
        return None if df is None or n is None else ser * (n / df).sqrt()

    def sd(self) -> Interval | None:
        """Standard deviation of the dependent variable with divisor n - 1, however it is printed.

        Returns
        -------
        Interval or None
            In units of the dependent variable; arrays if the sample size is unknown.
        """
        sd, n = self.value((STATS, "sd_dep")), self.sizes.n
        if sd is None or not self.reading.sd_over_n:
            return sd
        return None if n is None else sd * (n / positive(n - 1)).sqrt()

    def limits(self, cell: Cell) -> Interval:
        """Values that a cell can have whatever the data.

        Parameters
        ----------
        cell : Cell
            Row number and field.

        Returns
        -------
        Interval
            Unbounded for kinds that can have any value.
        """
        kind = cell[1]
        if kind == "r2" and not self.constant:
            return AT_MOST_ONE
        if kind == "t" and self.reading.absolute_t:
            return NOT_NEGATIVE
        return LIMITS.get(kind, UNBOUNDED)

    @cached_property
    def sizes(self) -> Sizes:
        """Degrees of freedom, observations and slopes, from what is printed."""
        n_printed, df_printed = (self.strings.get((STATS, f)) for f in ("n", "df"))
        n = int(n_printed) if n_printed else None
        df = int(df_printed) if df_printed else None
        k = self.table.k
        if k is not None and k + self.constant == 0:
            k = None
        most = None
        if self.reading.fewer_rows and n is not None:
            most, n = n - 1, None
        if df is not None:
            return self._sizes_from_df(df, n, k, most)
        if n is not None and k is not None:
            df = n - k - self.constant
            return Sizes(_point(df) if df >= 1 else None, _point(n), _point(k), False)
        return self._candidate_sizes(n, k, most)

    def _sizes_from_df(self, df: int, n: int | None, k: int | None, most: int | None) -> Sizes:
        """Sizes where the degrees of freedom are printed; ``most`` limits an n that is not."""
        c = self.constant
        if n is None and k is not None:
            n = df + k + c
            if most is not None and n > most:
                return Sizes(None, None, None, False)
        elif n is not None and k is None:
            k = n - df - c
            if k < max(1, len(self.table.slopes)):
                k = None
        return Sizes(_point(df), _point(n), _point(k), False)

    def _candidate_sizes(self, n: int | None, k: int | None, most: int | None) -> Sizes:
        """Every size to try where the degrees of freedom are neither printed nor implied."""
        c = self.constant
        low, high = df_grid()
        if most is not None and k is not None:
            keep = low <= most - k - c
        elif n is not None:
            keep = high <= n - c - max(1, len(self.table.slopes))
        else:
            keep = np.ones(len(low), dtype=bool)
        if not keep.any():
            return Sizes(None, None, None, False)
        df = Interval(low[keep], high[keep])
        if n is not None:
            return Sizes(df, _point(n), Interval(n - c - df.hi, n - c - df.lo), True)
        if k is not None:
            return Sizes(df, Interval(df.lo + (k + c), df.hi + (k + c)), _point(k), True)
        return Sizes(df, None, None, True)
