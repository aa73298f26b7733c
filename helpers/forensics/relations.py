"""The identities that every least-squares table obeys, each as a computed interval beside a printed one."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from scipy import special

from ..intervals import Interval, decimals, printed
from .tables import STATS, Cell, Table

__all__ = ["Check", "Evaluation", "Reading", "evaluate", "one_sided_or_two"]

#: Relative error allowed to SciPy's distribution functions; they are good to about 1e-12.
SPECIAL_FUNCTION_ERROR = 1e-9

#: Relative error of results that software computed in single precision (24 binary digits) and then printed.
SINGLE_PRECISION = 1e-6

#: Above this many degrees of freedom Student's t is bracketed by its own value there and the normal.
LARGE_DF = 1e7

LOG_2PI = math.log(2 * math.pi)

#: Strings that tables print for "p smaller than this"; one with trailing zeros (0.0500) was computed, not chosen.
THRESHOLDS = frozenset({".1", ".10", ".05", ".01", ".005", ".001", ".0005", ".0001"})


@dataclass(frozen=True)
class Reading:
    """How a table is read. The defaults are what today's software prints; each other value is a named convention."""

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


@dataclass(frozen=True)
class Check:
    """One relation between printed cells.

    Attributes
    ----------
    relation : str
        In words, ``t = b / se``.
    cells : tuple of Cell
        Every cell it uses; the first is the one whose value is computed.
    computed, printed : Interval
        What the other cells imply for the first, and what is printed. Arrays if the sample size is unknown.
    ok : bool or ndarray
        Whether the two meet (for each candidate sample size).
    depends_on : str or None
        ``"size"`` or ``"p df"`` if the relation needs an unknown number of degrees of freedom.
    inverse : mapping
        For other cells of the relation, a function that returns the values it allows them.
    """

    relation: str
    cells: tuple[Cell, ...]
    computed: Interval
    printed: Interval
    ok: Any
    depends_on: str | None = None
    inverse: Mapping[Cell, Callable[[], Interval]] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether some candidate sample size satisfies the relation."""
        return bool(np.any(self.ok))


@lru_cache(maxsize=1)
def _df_grid() -> tuple[np.ndarray, np.ndarray]:
    """Degrees of freedom to try: single numbers to 2000, then blocks that widen by 1 %, up to a thousand million."""
    low = [float(i) for i in range(1, 2001)]
    high = list(low)
    start = 2001.0
    while start < 1e9:
        end = math.floor(start * 1.01)
        low.append(start)
        high.append(float(end))
        start = end + 1.0
    return np.array(low), np.array(high)


def _t_tail(t: Interval, df: Interval) -> Interval:
    """Two-sided p of |t|; falls with |t| and with the degrees of freedom."""
    t = abs(t)
    if t.single and df.single:
        high = 2 * float(special.stdtr(min(df.lo, LARGE_DF), -t.lo))
        low = 2 * float(special.ndtr(-t.hi) if df.hi > LARGE_DF else special.stdtr(df.hi, -t.hi))
    else:
        high = 2 * special.stdtr(np.minimum(df.lo, LARGE_DF), -np.asarray(t.lo))
        low = 2 * np.where(
            np.greater(df.hi, LARGE_DF),
            special.ndtr(-np.asarray(t.hi)),
            special.stdtr(np.minimum(df.hi, LARGE_DF), -np.asarray(t.hi)),
        )
    return Interval(
        low * (1 - SPECIAL_FUNCTION_ERROR), np.minimum(high * (1 + SPECIAL_FUNCTION_ERROR), 1.0)
    )


def _normal_tail(t: Interval) -> Interval:
    t = abs(t)
    return Interval(
        2 * special.ndtr(-t.hi) * (1 - SPECIAL_FUNCTION_ERROR),
        min(2 * special.ndtr(-t.lo) * (1 + SPECIAL_FUNCTION_ERROR), 1.0),
    )


def one_sided_or_two(t: Interval, df: Interval | None, tails: int = 2, law: str = "t") -> Interval:
    """p-value of a t statistic.

    Parameters
    ----------
    t : Interval
    df : Interval or None
        Degrees of freedom (not needed for the normal law).
    tails : {1, 2}
    law : {"t", "normal"}

    Examples
    --------
    >>> print(one_sided_or_two(printed("1.2670"), Interval(10, 10)))
    [0.23385, 0.2338843]
    """
    p = _normal_tail(t) if law == "normal" or df is None else _t_tail(t, df)
    return p * 0.5 if tails == 1 else p


def _f_tail(f: Interval, k: Interval, df: Interval) -> Interval:
    """Upper tail of F(k, df); falls with F. Over a block of df the two ends bracket it up to the block's width."""
    at = [
        special.fdtrc(np.maximum(a, 1e-9), np.minimum(d, 1e12), x)
        for a, d in ((k.lo, df.lo), (k.hi, df.hi))
        for x in (np.maximum(f.lo, 0.0), np.minimum(f.hi, 1e300))
    ]
    slack = np.where(
        np.logical_or(np.not_equal(df.lo, df.hi), np.not_equal(k.lo, k.hi)),
        0.05,
        SPECIAL_FUNCTION_ERROR,
    )
    low, high = np.minimum.reduce(at) * (1 - slack), np.maximum.reduce(at) * (1 + slack)
    return Interval(low[()], np.minimum(high, 1.0)[()])


def _p_quantile(p: Interval, df: Interval, tails: int, law: str) -> Interval:
    """|t| that a p-value implies (scalars only)."""
    share = 1 / tails
    # The upper end of |t| is unbounded if p may be 0.
    ends = []
    for q in (min(p.hi * share, 0.5), max(p.lo * share, 0.0)):
        if q <= 0:
            ends.append(math.inf)
        else:
            ends.append(
                abs(
                    float(
                        special.ndtri(q)
                        if law == "normal"
                        else special.stdtrit(min(df.lo, LARGE_DF), q)
                    )
                )
            )
    return Interval(ends[0] * (1 - 1e-8), ends[1] * (1 + 1e-8))


@dataclass
class View:
    """The intervals of one table under one reading."""

    table: Table
    reading: Reading

    @cached_property
    def constant(self) -> int:
        if self.reading.no_constant:
            return 0
        return 0 if self.table.has_constant is False else 1

    @cached_property
    def strings(self) -> dict[Cell, str]:
        cells = {c: s for c, s in self.table.cells.items() if c not in self.reading.freed}
        if self.reading.swapped:
            for i in range(len(self.table.names)):
                se, t = cells.pop((i, "se"), None), cells.pop((i, "t"), None)
                if t is not None:
                    cells[i, "se"] = t
                if se is not None:
                    cells[i, "t"] = se
        return cells

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
    def _values(self) -> dict[Cell, Interval | None]:
        return {cell: self._read(cell) for cell in self.strings}

    def value(self, cell: Cell) -> Interval | None:
        """Interval of a cell, cut to the range its kind can have; None if nothing is printed or nothing remains."""
        return self._values.get(cell)

    def _read(self, cell: Cell) -> Interval | None:
        string = self.strings.get(cell)
        if string is None:
            return None
        kind = cell[1]
        mark = self.table.decimal_mark
        reading = self.reading.digits
        if kind == "ser" and reading == "rounded":
            # R prints the standard error of a regression to four significant digits, filling up with zeros.
            reading = "significant digits"
        interval = printed(string, mark, reading)
        if kind in ("p", "p_f"):
            if string.strip() == "0" and self._p_decimals:
                interval = Interval(0.0, 0.5 * 10.0**-self._p_decimals)
            if (
                self.reading.p_bounds
                and kind == "p"
                and string.strip("*() ").replace(",", ".").removeprefix("0") in THRESHOLDS
            ):
                interval = Interval(0.0, interval.hi)
        if self.reading.single_precision:
            slack = SINGLE_PRECISION * max(abs(interval.lo), abs(interval.hi))
            interval = Interval(interval.lo - slack, interval.hi + slack)
        if kind in ("r2", "adj_r2", "r") and self.reading.percent and "%" not in string:
            interval = interval / 100
        limits = self.limits(cell)
        return interval.intersection(limits)

    def ser(self) -> Interval | None:
        """Standard error of regression with divisor df, however it is printed."""
        ser = self.value((STATS, "ser"))
        df, n, _, _ = self.sizes
        if ser is None or not self.reading.ser_over_n:
            return ser
        return None if df is None or n is None else ser * (n / df).sqrt()

    def sd(self) -> Interval | None:
        """Standard deviation of the dependent variable with divisor n - 1, however it is printed."""
        sd, n = self.value((STATS, "sd_dep")), self.sizes[1]
        if sd is None or not self.reading.sd_over_n:
            return sd
        return None if n is None else sd * (n / _positive(n - 1)).sqrt()

    def limits(self, cell: Cell) -> Interval:
        """Values that a cell can have whatever the data."""
        kind = cell[1]
        if kind in ("p", "p_f", "tolerance", "r"):
            return Interval(0.0, 1.0)
        if kind == "r2":
            return Interval(0.0 if self.constant else -math.inf, 1.0)
        if kind == "adj_r2":
            return Interval(-math.inf, 1.0)
        if kind in ("se", "f", "ser", "ssr", "ess", "tss", "msr", "mse", "sd_dep"):
            return Interval(0.0, math.inf)
        if kind == "t" and self.reading.absolute_t:
            return Interval(0.0, math.inf)
        if kind == "vif":
            return Interval(1.0, math.inf)
        if kind == "dw":
            return Interval(0.0, 4.0)
        return Interval(-math.inf, math.inf)

    @cached_property
    def sizes(self) -> tuple[Interval | None, Interval | None, Interval | None, bool]:
        """Degrees of freedom, observations, slopes, and whether they are candidates rather than known."""
        n_printed, df_printed = (self.strings.get((STATS, f)) for f in ("n", "df"))
        n = int(n_printed) if n_printed else None
        df = int(df_printed) if df_printed else None
        k, c = self.table.k, self.constant
        if k is not None and k + c == 0:
            k = None
        limit = None
        if self.reading.fewer_rows and n is not None:
            limit, n = n - 1, None
        if df is not None:
            if n is None and k is not None:
                n = df + k + c
                if limit is not None and n > limit:
                    return None, None, None, False
            elif n is not None and k is None:
                k = n - df - c
                if k < max(1, len(self.table.slopes)):
                    k = None
            point = [None if x is None else Interval.point(float(x)) for x in (df, n, k)]
            return point[0], point[1], point[2], False
        if n is not None and k is not None:
            if n - k - c < 1:
                return None, Interval.point(float(n)), Interval.point(float(k)), False
            return (
                Interval.point(float(n - k - c)),
                Interval.point(float(n)),
                Interval.point(float(k)),
                False,
            )
        low, high = _df_grid()
        if limit is not None and k is not None:
            keep = low <= limit - k - c
        elif n is not None:
            keep = high <= n - c - max(1, len(self.table.slopes))
        else:
            keep = np.ones(len(low), dtype=bool)
        if not keep.any():
            return None, None, None, False
        grid = Interval(low[keep], high[keep])
        if n is not None:
            return grid, Interval.point(float(n)), Interval(n - c - grid.hi, n - c - grid.lo), True
        if k is not None:
            return (
                grid,
                Interval(grid.lo + (k + c), grid.hi + (k + c)),
                Interval.point(float(k)),
                True,
            )
        return grid, None, None, True


def _criteria(
    families: Mapping[str, Callable[..., Interval]],
    parts: tuple,
    penalties: Mapping[str, Interval],
    shown: Mapping[str, Interval],
) -> tuple[str, dict[str, Interval], Any]:
    """Family of information criteria that agrees with most of the printed ones, its values, and where any family fits all."""
    best: tuple[int, str, dict[str, Interval]] | None = None
    anywhere: Any = False
    for name, formula in families.items():
        values = {c: formula(*parts, penalties[c]) for c in shown}
        fits = [values[c].intersects(shown[c]) for c in shown]
        joint = fits[0] if len(fits) == 1 else np.logical_and.reduce(np.broadcast_arrays(*fits))
        anywhere = np.logical_or(anywhere, joint)
        count = sum(bool(np.any(f)) for f in fits) + bool(np.any(joint))
        if best is None or count > best[0]:
            best = (count, name, values)
        if np.ndim(joint) == 0 and joint:
            break
    assert best is not None
    return best[1], best[2], anywhere


# Arguments: deviance -2 log L, log(RSS/n), observations, parameters, penalty per parameter.
CURRENT_CRITERIA: dict[str, Callable[..., Interval]] = {
    "per observation": lambda dev, log_rss, n, m, pen: (dev + m * pen) / n,
    "total": lambda dev, log_rss, n, m, pen: dev + m * pen,
    "total, error variance counted": lambda dev, log_rss, n, m, pen: dev + (m + 1) * pen,
    "per observation, error variance counted": lambda dev, log_rss, n, m, pen: (
        (dev + (m + 1) * pen) / n
    ),
}
OLDER_CRITERIA: dict[str, Callable[..., Interval]] = {
    "ln(RSS/n) + penalty/n": lambda dev, log_rss, n, m, pen: log_rss + m * pen / n,
    "n ln(RSS/n) + penalty": lambda dev, log_rss, n, m, pen: log_rss * n + m * pen,
    "n ln(RSS/n) + penalty, error variance counted": lambda dev, log_rss, n, m, pen: (
        log_rss * n + (m + 1) * pen
    ),
    "RSS/n times exp(penalty/n)": lambda dev, log_rss, n, m, pen: (log_rss + m * pen / n).exp(),
    "constant not counted": lambda dev, log_rss, n, m, pen: dev + (m - 1) * pen,
    "corrected for small samples": lambda dev, log_rss, n, m, pen: (
        dev + m * pen * n / _positive(n - m - 1)
    ),
    "corrected for small samples, error variance counted": lambda dev, log_rss, n, m, pen: (
        dev + (m + 1) * pen * n / _positive(n - m - 2)
    ),
}


def _positive(x: Interval) -> Interval:
    return Interval(np.maximum(x.lo, 1e-9), np.maximum(x.hi, 1e-9))


@dataclass
class _Collector:
    view: View
    checks: list[Check] = field(default_factory=list)

    def add(
        self,
        relation: str,
        cells: tuple[Cell, ...],
        computed: Interval,
        shown: Interval,
        inverse: Mapping[Cell, Callable[[], Interval]] | None = None,
        size: bool = True,
        group: str = "size",
    ) -> None:
        """Keep a check; cells of the sample size are added for relations that use it."""
        unknown = size and not computed.single
        if size:
            if group == "size":
                cells = (
                    *cells,
                    *(
                        (STATS, f)
                        for f in ("n", "df")
                        if ((STATS, f) in self.view.strings and not unknown)
                        or (f == "n" and (STATS, f) in self.view.strings)
                    ),
                )
        self.checks.append(
            Check(
                relation,
                cells,
                computed,
                shown,
                computed.intersects(shown),
                group if unknown else None,
                inverse or {},
            )
        )


def _row_checks(view: View, out: _Collector) -> None:
    reading = view.reading
    df, _, k, _ = view.sizes
    p_df, group = df, "size"
    if reading.any_df:
        low, high = _df_grid()
        p_df, group = Interval(low, high), "p df"
    for i in range(len(view.table.names)):
        cell = {
            f: (i, f)
            for f in ("b", "se", "t", "p", "ci_low", "ci_high", "beta", "tolerance", "vif")
        }
        b, se, t, p = (view.value(cell[f]) for f in ("b", "se", "t", "p"))
        ratio = None
        if b is not None and se is not None:
            ratio = b / se
            if reading.absolute_t:
                ratio = abs(ratio)
            if t is not None:
                inverse = {
                    cell["b"]: lambda t=t, se=se: t * se,
                    cell["se"]: lambda t=t, b=b: abs(b / t),
                }
                out.add(
                    "t = b / se", (cell["t"], cell["b"], cell["se"]), ratio, t, inverse, size=False
                )
        elif b is not None and t is not None and not reading.absolute_t:
            side = (
                Interval(0.0, math.inf)
                if b.lo > 0
                else Interval(-math.inf, 0.0)
                if b.hi < 0
                else Interval(-math.inf, math.inf)
            )
            out.add("t has the sign of b", (cell["t"], cell["b"]), side, t, size=False)
        best, used = t, (cell["t"],)
        if ratio is not None:
            if t is None:
                best, used = ratio, (cell["b"], cell["se"])
            elif ratio.width < t.width:
                both = abs(ratio).intersection(abs(t))
                if both is not None:
                    best, used = both, (cell["t"], cell["b"], cell["se"])
        if p is not None and best is not None and (p_df is not None or reading.law == "normal"):
            computed = one_sided_or_two(best, p_df, reading.tails, reading.law)
            inverse = {}
            if computed.single and p_df is not None and t is not None and used[0] == cell["t"]:
                sign = -1.0 if t.hi <= 0 else 1.0

                def implied(p: Interval = p, sign: float = sign) -> Interval:
                    return _p_quantile(p, p_df, reading.tails, reading.law) * sign

                inverse = {cell["t"]: implied}
            out.add(
                "p from t",
                (cell["p"], *used),
                computed,
                p,
                inverse,
                size=reading.law != "normal",
                group=group,
            )
        low, high = view.value(cell["ci_low"]), view.value(cell["ci_high"])
        if (
            b is not None
            and se is not None
            and (df is not None or reading.law == "normal")
            and (low is not None or high is not None)
        ):
            tail = (1 - reading.level) / 2
            if reading.law == "normal" or df is None:
                z = -float(special.ndtri(tail))
                critical = Interval(z * (1 - 1e-8), z * (1 + 1e-8))
            else:
                at_low = -special.stdtrit(np.minimum(df.lo, LARGE_DF), tail)
                at_high = np.where(
                    np.greater(df.hi, LARGE_DF),
                    -special.ndtri(tail),
                    -special.stdtrit(np.minimum(df.hi, LARGE_DF), tail),
                )[()]
                critical = Interval(at_high * (1 - 1e-8), at_low * (1 + 1e-8))
            sized = reading.law != "normal"
            if low is not None:
                out.add(
                    "lower limit of the confidence interval",
                    (cell["ci_low"], cell["b"], cell["se"]),
                    b - critical * se,
                    low,
                    {
                        cell["b"]: lambda low=low, c=critical, se=se: low + c * se,
                        cell["se"]: lambda low=low, c=critical, b=b: (b - low) / c,
                    },
                    size=sized,
                )
            if high is not None:
                out.add(
                    "upper limit of the confidence interval",
                    (cell["ci_high"], cell["b"], cell["se"]),
                    b + critical * se,
                    high,
                    {
                        cell["b"]: lambda high=high, c=critical, se=se: high - c * se,
                        cell["se"]: lambda high=high, c=critical, b=b: (high - b) / c,
                    },
                    size=sized,
                )
        if b is not None and low is not None and high is not None:
            out.add(
                "coefficient in the middle of its interval",
                (cell["b"], cell["ci_low"], cell["ci_high"]),
                (low + high) * 0.5,
                b,
                {
                    cell["ci_low"]: lambda b=b, high=high: 2 * b - high,
                    cell["ci_high"]: lambda b=b, low=low: 2 * b - low,
                },
                size=False,
            )
        tolerance, vif = view.value(cell["tolerance"]), view.value(cell["vif"])
        if tolerance is not None and vif is not None:
            out.add(
                "VIF = 1 / tolerance",
                (cell["vif"], cell["tolerance"]),
                1 / tolerance,
                vif,
                {cell["tolerance"]: lambda v=vif: 1 / v},
                size=False,
            )
        beta, r2 = view.value(cell["beta"]), view.value((STATS, "r2"))
        if beta is not None and r2 is not None and view.table.k == 1 and view.constant:
            out.add(
                "standardised slope squared = R2",
                ((STATS, "r2"), cell["beta"]),
                beta.square(),
                r2,
                size=False,
            )


def _anova_checks(view: View, out: _Collector) -> None:
    reading = view.reading
    df, n, k, _ = view.sizes
    c = view.constant
    s = {
        f: (STATS, f)
        for f in (
            "r",
            "r2",
            "adj_r2",
            "f",
            "p_f",
            "ser",
            "ssr",
            "ess",
            "tss",
            "msr",
            "mse",
            "sd_dep",
            "mean_dep",
            "loglik",
        )
    }
    v = {f: view.value(cell) for f, cell in s.items()}
    r2, adj, f, p_f, ser, ssr, ess, tss, msr, mse, sd = (
        v[x]
        for x in ("r2", "adj_r2", "f", "p_f", "ser", "ssr", "ess", "tss", "msr", "mse", "sd_dep")
    )
    centred = bool(c) or reading.centred
    # Without a constant and with deviations taken from the mean, F is not a function of R2.
    tied = (bool(c) or not centred) and not reading.robust
    total_df = None if n is None else n - 1 if centred else n
    ser_df = n if reading.ser_over_n else df
    ser_printed, ser, sd = ser, view.ser(), view.sd()

    if v["r"] is not None and r2 is not None:
        out.add("R2 = multiple R squared", (s["r2"], s["r"]), v["r"].square(), r2, size=False)
    if df is not None and total_df is not None:
        if r2 is not None and adj is not None:
            under = df + 1 if reading.wherry and c else df
            unexplained = 1 - r2
            out.add(
                "adjusted R2 from R2",
                (s["adj_r2"], s["r2"]),
                1 - unexplained * (total_df / under),
                adj,
                {s["r2"]: lambda: 1 - (1 - adj) * (under / total_df)},
            )
        if adj is not None and f is not None and tied and k is not None:
            under = df + 1 if reading.wherry and c else df
            explained = 1 - (1 - adj) * (under / total_df)
            explained = (
                explained.intersection(Interval(0.0, 1.0))
                if explained.single
                else Interval(np.clip(explained.lo, 0, 1), np.clip(explained.hi, 0, 1))
            )
            if explained is not None:
                back = f * k / df
                out.add(
                    "F from adjusted R2",
                    (s["f"], s["adj_r2"]),
                    (1 / (1 - explained) - 1) * (df / k),
                    f,
                    {s["adj_r2"]: lambda: 1 - 1 / (1 + back) * (total_df / under)},
                )
    if df is not None and k is not None:
        if r2 is not None and f is not None and tied:
            out.add(
                "F from R2",
                (s["f"], s["r2"]),
                (1 / (1 - r2) - 1) * (df / k),
                f,
                {s["r2"]: lambda: 1 - 1 / (1 + f * k / df)},
            )
        if f is not None and p_f is not None:
            out.add("p of F", (s["p_f"], s["f"]), _f_tail(f, k, df), p_f)
        elif f is None and p_f is not None and r2 is not None and tied:
            out.add(
                "p of F from R2",
                (s["p_f"], s["r2"]),
                _f_tail((1 / (1 - r2) - 1) * (df / k), k, df),
                p_f,
            )
    # -- sums of squares
    if ssr is not None and ess is not None and tss is not None:
        out.add(
            "TSS = ESS + SSR",
            (s["tss"], s["ess"], s["ssr"]),
            ess + ssr,
            tss,
            {s["ess"]: lambda: tss - ssr, s["ssr"]: lambda: tss - ess},
            size=False,
        )
    if r2 is not None:
        if ssr is not None and tss is not None:
            out.add(
                "R2 = 1 - SSR / TSS",
                (s["r2"], s["ssr"], s["tss"]),
                1 - ssr / tss,
                r2,
                {s["ssr"]: lambda: (1 - r2) * tss, s["tss"]: lambda: ssr / (1 - r2)},
                size=False,
            )
        if ess is not None and tss is not None:
            out.add(
                "R2 = ESS / TSS",
                (s["r2"], s["ess"], s["tss"]),
                ess / tss,
                r2,
                {s["ess"]: lambda: r2 * tss, s["tss"]: lambda: ess / r2},
                size=False,
            )
        if ess is not None and ssr is not None and tss is None:
            out.add(
                "R2 = ESS / (ESS + SSR)",
                (s["r2"], s["ess"], s["ssr"]),
                1 / (1 + ssr / ess),
                r2,
                {s["ess"]: lambda: ssr * (1 / (1 / r2 - 1)), s["ssr"]: lambda: ess * (1 / r2 - 1)},
                size=False,
            )
    if df is not None:
        if ssr is not None and ser_printed is not None and ser_df is not None:
            out.add(
                "standard error of regression = sqrt(SSR / df)",
                (s["ser"], s["ssr"]),
                (ssr / ser_df).sqrt(),
                ser_printed,
                {s["ssr"]: lambda: ser_printed.square() * ser_df},
            )
        if ssr is not None and mse is not None:
            out.add(
                "MSE = SSR / df", (s["mse"], s["ssr"]), ssr / df, mse, {s["ssr"]: lambda: mse * df}
            )
        if ess is not None and msr is not None and k is not None:
            out.add(
                "MSR = ESS / k", (s["msr"], s["ess"]), ess / k, msr, {s["ess"]: lambda: msr * k}
            )
        if (
            f is not None
            and ess is not None
            and ssr is not None
            and k is not None
            and (msr is None or mse is None)
        ):
            out.add(
                "F = (ESS / k) / (SSR / df)",
                (s["f"], s["ess"], s["ssr"]),
                (ess / k) / (ssr / df),
                f,
                {s["ess"]: lambda: f * k * ssr / df, s["ssr"]: lambda: ess / k / f * df},
            )
        if (
            f is not None
            and ess is None
            and ssr is not None
            and tss is not None
            and k is not None
            and msr is None
            and tied
        ):
            out.add(
                "F from TSS and SSR", (s["f"], s["tss"], s["ssr"]), (tss / ssr - 1) * (df / k), f
            )
    if f is not None and msr is not None and mse is not None:
        out.add(
            "F = MSR / MSE",
            (s["f"], s["msr"], s["mse"]),
            msr / mse,
            f,
            {s["msr"]: lambda: f * mse, s["mse"]: lambda: msr / f},
            size=False,
        )
    if mse is not None and ser is not None:
        out.add(
            "standard error of regression = sqrt(MSE)",
            (s["ser"], s["mse"]),
            mse.sqrt(),
            ser,
            {s["mse"]: lambda: ser.square()},
            size=False,
        )
    # -- spread of the dependent variable
    if sd is not None and centred and n is not None and df is not None:
        spread = sd.square() * (n - 1)
        if tss is not None and c:
            out.add(
                "TSS = (n - 1) sd^2",
                (s["tss"], s["sd_dep"]),
                spread,
                tss,
                {s["sd_dep"]: lambda: (tss / (n - 1)).sqrt()},
            )
        if r2 is not None and ssr is not None:
            out.add(
                "R2 = 1 - SSR / ((n - 1) sd^2)",
                (s["r2"], s["ssr"], s["sd_dep"]),
                1 - ssr / spread,
                r2,
                {
                    s["ssr"]: lambda: (1 - r2) * spread,
                    s["sd_dep"]: lambda: (ssr / (1 - r2) / (n - 1)).sqrt(),
                },
            )
        elif r2 is not None and ser is not None:
            out.add(
                "R2 from the standard error of regression and sd",
                (s["r2"], s["ser"], s["sd_dep"]),
                1 - ser.square() * df / spread,
                r2,
                {
                    s["sd_dep"]: lambda: (ser.square() * df / (1 - r2) / (n - 1)).sqrt(),
                    s["ser"]: lambda: ((1 - r2) * spread / df).sqrt(),
                },
            )
        if adj is not None and ser is not None and reading.wherry:
            out.add(
                "adjusted R2 = 1 - ser^2 / sd^2",
                (s["adj_r2"], s["ser"], s["sd_dep"]),
                1 - (ser / sd).square() * (df / (df + 1)),
                adj,
            )
        elif adj is not None and ser is not None:
            out.add(
                "adjusted R2 = 1 - ser^2 / sd^2",
                (s["adj_r2"], s["ser"], s["sd_dep"]),
                1 - (ser / sd).square(),
                adj,
                {
                    s["ser"]: lambda: sd * (1 - adj).sqrt(),
                    s["sd_dep"]: lambda: ser / (1 - adj).sqrt(),
                },
                size=False,
            )
        if f is not None and r2 is None and ssr is not None and k is not None and tied:
            out.add(
                "F from SSR and sd",
                (s["f"], s["ssr"], s["sd_dep"]),
                (spread / ssr - 1) * (df / k),
                f,
            )


def _slope_checks(view: View, out: _Collector) -> None:
    """Relations between the t statistics and the fit: they need classical standard errors."""
    reading = view.reading
    df, n, k, _ = view.sizes
    c = view.constant
    if reading.robust or (not c and reading.centred):
        return
    f_cell, r2_cell = (STATS, "f"), (STATS, "r2")
    f, r2, p_f = view.value(f_cell), view.value(r2_cell), view.value((STATS, "p_f"))
    k_known = view.table.k
    slopes = view.table.slopes
    for i in slopes:
        t, used = view.value((i, "t")), ((i, "t"),)
        b, se = view.value((i, "b")), view.value((i, "se"))
        if t is None and b is not None and se is not None:
            t, used = b / se, ((i, "b"), (i, "se"))
        if t is None:
            continue
        if k_known == 1 and len(slopes) == 1:
            sign = -1.0 if t.hi <= 0 and not reading.absolute_t else 1.0
            root = {}
            if f is not None:
                if used == ((i, "t"),):
                    root = {(i, "t"): lambda f=f, sign=sign: f.sqrt() * sign}
                out.add("F = t^2 (one slope)", (f_cell, *used), t.square(), f, root, size=False)
            if r2 is not None and df is not None:
                inverse = (
                    {(i, "t"): lambda r2=r2, sign=sign: ((1 / (1 - r2) - 1) * df).sqrt() * sign}
                    if used == ((i, "t"),)
                    else {}
                )
                out.add(
                    "R2 from t (one slope)",
                    (r2_cell, *used),
                    1 - 1 / (1 + t.square() / df),
                    r2,
                    inverse,
                )
            p = view.value((i, "p"))
            if (
                p is not None
                and p_f is not None
                and reading.tails == 2
                and reading.law == "t"
                and not reading.any_df
            ):
                out.add(
                    "p of F = p of the only slope",
                    ((STATS, "p_f"), (i, "p")),
                    p,
                    p_f,
                    {(i, "p"): lambda p_f=p_f: p_f},
                    size=False,
                )
        elif k is not None and f is not None:
            out.add(
                "F at least t^2 / k",
                (f_cell, *used),
                Interval(t.square().lo / k.hi, np.broadcast_to(np.inf, np.shape(k.hi))[()]),
                f,
                size=False if k.single else True,
            )
        elif k is not None and r2 is not None and df is not None:
            floor = 1 - 1 / (1 + t.square() / df)
            out.add(
                "R2 at least t^2 / (t^2 + df)",
                (r2_cell, *used),
                Interval(floor.lo, np.broadcast_to(np.inf, np.shape(floor.lo))[()]),
                r2,
            )
    _constant_checks(view, out)


def _constant_checks(view: View, out: _Collector) -> None:
    """Standard error of the constant against the fit, the slope and the mean of the dependent variable."""
    df, n, _, _ = view.sizes
    row = view.table.constant
    if row is None or df is None or n is None:
        return
    ser, ssr, mean = view.ser(), view.value((STATS, "ssr")), view.value((STATS, "mean_dep"))
    se = view.value((row, "se"))
    if se is None or (ser is None and ssr is None):
        return
    variance, used = (
        (ser.square(), (STATS, "ser")) if ser is not None else (ssr / df, (STATS, "ssr"))
    )
    slopes = view.table.slopes
    a = view.value((row, "b"))
    if view.table.k == 1 and len(slopes) == 1 and mean is not None and a is not None:
        i = slopes[0]
        b, se_b = view.value((i, "b")), view.value((i, "se"))
        if b is not None and se_b is not None:
            computed = (variance / n + ((mean - a) / b * se_b).square()).sqrt()

            def implied_mean() -> Interval:
                # The mean of the regressor, known but for its sign, which is taken from the printed mean.
                root = (se.square() - variance / n).sqrt() * b / se_b
                return a + (root if ((mean - a).mid >= 0) == (root.mid >= 0) else -root)

            inverse = {(STATS, "mean_dep"): implied_mean} if computed.single else {}
            out.add(
                "se of the constant from the mean of the dependent variable",
                ((row, "se"), (row, "b"), (i, "b"), (i, "se"), (STATS, "mean_dep"), used),
                computed,
                se,
                inverse,
            )
    else:
        floor = (variance / n).sqrt()
        out.add(
            "se of the constant at least ser / sqrt(n)",
            ((row, "se"), used),
            Interval(floor.lo, np.broadcast_to(np.inf, np.shape(floor.lo))[()]),
            se,
        )


def _likelihood_checks(view: View, out: _Collector) -> None:
    df, n, k, _ = view.sizes
    if df is None or n is None or k is None:
        return
    ssr, mse, loglik = (view.value((STATS, f)) for f in ("ssr", "mse", "loglik"))
    ser = view.ser()
    used: tuple[Cell, ...] = ((STATS, "ssr"),)
    if ssr is None and mse is not None:
        ssr, used = mse * df, ((STATS, "mse"),)
    if ssr is None and ser is not None:
        ssr, used = ser.square() * df, ((STATS, "ser"),)
    log_rss = None
    if ssr is not None and np.all(np.greater(ssr.hi, 0)):
        log_rss = (ssr / n).log()
        deviance = (log_rss + (1 + LOG_2PI)) * n
        if loglik is not None:
            inverse = (
                {used[0]: lambda: (loglik * (-2.0) / n - (1 + LOG_2PI)).exp() * n}
                if used[0][1] == "ssr"
                else {}
            )
            out.add(
                "log likelihood from SSR and n",
                ((STATS, "loglik"), *used),
                deviance * -0.5,
                loglik,
                inverse,
            )
    if loglik is not None:
        deviance, used = loglik * -2.0, ((STATS, "loglik"),)
        log_rss = deviance / n - (1 + LOG_2PI)
    shown = {c: x for c in ("aic", "sc", "hq") if (x := view.value((STATS, c))) is not None}
    if not shown:
        return
    m = k + view.constant
    penalties = {
        "aic": Interval(2.0, 2.0),
        "sc": _positive(n).log(),
        "hq": 2 * _positive(_positive(n).log()).log() if "hq" in shown else Interval(0.0, 0.0),
    }
    families = OLDER_CRITERIA if view.reading.older_criteria else CURRENT_CRITERIA
    names = {"aic": "AIC", "sc": "SC", "hq": "HQ"}
    if log_rss is not None:
        family, values, anywhere = _criteria(families, (deviance, log_rss, n, m), penalties, shown)
        for c, x in shown.items():
            inverse = {}
            if c == "aic" and family == "per observation" and used[0][1] == "loglik":
                inverse = {used[0]: lambda x=x: (x * n - m * 2.0) * -0.5}
            out.add(f"{names[c]} ({family})", ((STATS, c), *used), values[c], x, inverse)
            if np.ndim(anywhere) and np.any(anywhere):
                # With the size unknown, each candidate may go with the family that suits it.
                out.checks[-1] = replace(out.checks[-1], ok=anywhere)
    elif "aic" in shown and "sc" in shown:
        gap = m * (penalties["sc"] - 2.0)
        options = {
            "per observation": gap / n,
            "total": gap,
            "total, error variance counted": (m + 1) * (penalties["sc"] - 2.0),
        }
        fits = [
            name
            for name, g in options.items()
            if np.any((shown["aic"] + g).intersects(shown["sc"]))
        ]
        family = fits[0] if fits else "total"
        if not view.reading.older_criteria:
            out.add(
                f"SC - AIC ({family})",
                ((STATS, "sc"), (STATS, "aic")),
                shown["aic"] + options[family],
                shown["sc"],
            )


def _range_checks(view: View, out: _Collector) -> None:
    for cell, string in view.strings.items():
        if cell[1] in ("n", "df"):
            continue
        limits = view.limits(cell)
        if limits.lo == -math.inf and limits.hi == math.inf:
            continue
        if view.value(cell) is None:
            out.add(
                "within its possible range",
                (cell,),
                limits,
                printed(string, view.table.decimal_mark),
                size=False,
            )
    dw = (STATS, "dw")
    if view.value(dw) is not None:
        out.add(
            "between 0 and 4",
            (dw,),
            Interval(0.0, 4.0),
            printed(view.strings[dw], view.table.decimal_mark),
            size=False,
        )
    r2, adj = view.value((STATS, "r2")), view.value((STATS, "adj_r2"))
    if r2 is not None and adj is not None and view.sizes[0] is None:
        out.add(
            "adjusted R2 not above R2",
            ((STATS, "adj_r2"), (STATS, "r2")),
            Interval(-math.inf, r2.hi),
            adj,
            size=False,
        )


def _size_checks(view: View, out: _Collector) -> None:
    n, df = (view.strings.get((STATS, f)) for f in ("n", "df"))
    k, c = view.table.k, view.constant
    if view.reading.fewer_rows:
        return
    if n and df and k is not None and k + c:
        implied = Interval.point(float(int(n) - k - c))
        out.add(
            "df = n - k - 1" if c else "df = n - k",
            ((STATS, "df"), (STATS, "n")),
            implied,
            Interval.point(float(int(df))),
            size=False,
        )
    elif n and not df and k is not None and int(n) - k - c < 1:
        out.add(
            "more observations than coefficients",
            ((STATS, "n"),),
            Interval(float(k + c + 1), math.inf),
            Interval.point(float(int(n))),
            size=False,
        )


@dataclass(frozen=True)
class Evaluation:
    """All checks of one table under one reading.

    Attributes
    ----------
    checks : list of Check
    violated : list of Check
        Checks that fail; the last may be the joint one, "one sample size fits every relation".
    mask : ndarray or None
        Candidate sample sizes that satisfy every relation.
    view : View
    """

    checks: list[Check]
    violated: list[Check]
    mask: Any
    view: View

    @property
    def df_candidates(self) -> list[tuple[float, float]]:
        """Degrees of freedom that fit, as (first, last) of each unbroken run; empty if they are printed or none fits."""
        df, _, _, unknown = self.view.sizes
        if not unknown or df is None or self.mask is None:
            return []
        runs: list[tuple[float, float]] = []
        for low, high, fits in zip(df.lo, df.hi, self.mask, strict=True):
            if not fits:
                continue
            if runs and runs[-1][1] + 1 == low:
                runs[-1] = (runs[-1][0], float(high))
            else:
                runs.append((float(low), float(high)))
        return runs

    def interval(self, check: Check) -> Interval:
        """Computed interval of a check, over the sample sizes that satisfy everything else if the size is unknown."""
        if check.computed.single:
            return check.computed
        low, high = np.asarray(check.computed.lo), np.asarray(check.computed.hi)
        if (
            check.depends_on == "size"
            and self.mask is not None
            and np.ndim(low)
            and np.any(self.mask)
        ):
            low, high = low[self.mask], high[self.mask]
        return Interval(float(np.min(low)), float(np.max(high)))


def evaluate(table: Table, reading: Reading | None = None) -> Evaluation:
    """Evaluate every relation that the printed cells allow.

    Parameters
    ----------
    table : Table
    reading : Reading, optional

    Returns
    -------
    Evaluation
    """
    view = View(table, reading or Reading())
    out = _Collector(view)
    _range_checks(view, out)
    _size_checks(view, out)
    _row_checks(view, out)
    _anova_checks(view, out)
    _slope_checks(view, out)
    _likelihood_checks(view, out)
    violated = [check for check in out.checks if not check.holds]
    mask = None
    for group in ("size", "p df"):
        sized = [check for check in out.checks if check.depends_on == group]
        if not sized:
            continue
        joint = np.logical_and.reduce(
            [np.broadcast_to(check.ok, np.shape(sized[0].ok)) for check in sized]
        )
        if group == "size":
            mask = joint
        if not joint.any() and all(check.holds for check in sized):
            cells = tuple(dict.fromkeys(c for check in sized for c in check.cells))
            what = (
                "one sample size fits every relation"
                if group == "size"
                else "one number of degrees of freedom fits every p"
            )
            whole = Interval(-math.inf, math.inf)
            violated.append(Check(what, cells, whole, whole, False, None))
    return Evaluation(out.checks, violated, mask, view)


def free(reading: Reading, cell: Cell) -> Reading:
    """The same reading with one more cell left out."""
    return replace(reading, freed=reading.freed | {cell})
