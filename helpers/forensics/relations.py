"""The identities of least squares, each as a computed interval beside a printed one.

`ROW_RELATIONS`, `FIT_RELATIONS`, `SLOPE_RELATIONS`, `CONSTANT_RELATIONS` and
`LIKELIHOOD_RELATIONS` list them; `evaluate` asks each one that the printed cells allow.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np

from .distributions import f_tail, one_sided_or_two, p_quantile, t_critical
from .intervals import Interval, printed
from .tables import ROW_FIELDS, STAT_FIELDS, STATS, Cell, PrintedTable
from .views import NOT_NEGATIVE, SHARE, UNBOUNDED, Reading, View, df_grid, positive

__all__ = ["Check", "Evaluation", "Reading", "evaluate", "free", "one_sided_or_two"]

LOG_2PI = math.log(2 * math.pi)

#: What an unknown number makes a relation depend on: the sample size, or the degrees of freedom
#: that the p-values alone have in common.
SIZE, P_DF = "size", "p df"

#: Names of the joint checks, by what they depend on.
JOINT = MappingProxyType(
    {
        SIZE: "one sample size fits every relation",
        P_DF: "one number of degrees of freedom fits every p",
    }
)

#: Information criteria: name in reports.
CRITERIA = MappingProxyType({"aic": "AIC", "sc": "SC", "hq": "HQ"})


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
        What the other cells imply for the first, and what is printed.
        Arrays if the sample size is unknown.
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


class Numbers(SimpleNamespace):
    """What is known about a table, or about one row of it.

    Each number is an attribute of the name of its kind (``b``, ``r2``, ``df``) and an interval,
    or None if it is neither printed nor implied. ``row`` is the number of the row, and ``origin``
    names the printed cells behind a number that is no cell itself.
    """

    def cell(self, name: str) -> Cell:
        """Cell in which a number of this kind is printed."""
        return (self.row if name in ROW_FIELDS else STATS), name

    def cells(self, names: Iterable[str]) -> tuple[Cell, ...]:
        """Printed cells behind several numbers, in their order."""
        return tuple(c for name in names for c in self.origin.get(name) or (self.cell(name),))


def _always(q: Numbers) -> bool:
    return True


def _whenever(q: Numbers, computed: Interval) -> bool:
    return True


@dataclass(frozen=True)
class Relation:
    """An identity of least squares between the numbers of a table.

    Attributes
    ----------
    name : str
        The equation, as reports print it.
    numbers : tuple of str
        The numbers in it; the first is computed from the others and compared with what is printed.
    compute : callable
        The right-hand side; None if the numbers allow no value at all.
    needs : tuple of str
        What else must be known, such as the degrees of freedom.
    when : callable
        Whether the relation applies to the table.
    invert : mapping
        For other printed cells, by kind: what the relation allows them.
    invertible : callable
        Whether it can be solved for them, given the computed interval.
    depends_on : str, None or callable
        What the relation depends on if it is not known: ``"size"``, ``"p df"`` or nothing.
    """

    name: str
    numbers: tuple[str, ...]
    compute: Callable[[Numbers], Interval | None]
    needs: tuple[str, ...] = ()
    when: Callable[[Numbers], bool] = _always
    invert: Mapping[str, Callable[[Numbers], Interval]] = field(default_factory=dict)
    invertible: Callable[[Numbers, Interval], bool] = _whenever
    depends_on: str | Callable[[Numbers], str | None] | None = SIZE

    def check(self, q: Numbers, view: View) -> Check | None:
        """Evaluate the relation.

        Parameters
        ----------
        q : Numbers
            What is known.
        view : View
            The table, for the cells of the sample size.

        Returns
        -------
        Check or None
            None if a number is missing or the relation does not apply.
        """
        known = vars(q)
        if any(known[name] is None for name in self.numbers + self.needs) or not self.when(q):
            return None
        computed = self.compute(q)
        if computed is None:
            return None
        cells = q.cells(self.numbers)
        inverse: dict[Cell, Callable[[], Interval]] = {}
        if self.invert and self.invertible(q, computed):
            inverse = {q.cell(name): partial(solve, q) for name, solve in self.invert.items()}
            inverse = {cell: solve for cell, solve in inverse.items() if cell in cells}
        group = self.depends_on(q) if callable(self.depends_on) else self.depends_on
        return _check(view, self.name, cells, computed, known[self.numbers[0]], group, inverse)


def _check(
    view: View,
    name: str,
    cells: tuple[Cell, ...],
    computed: Interval,
    shown: Interval,
    group: str | None = None,
    inverse: Mapping[Cell, Callable[[], Interval]] | None = None,
) -> Check:
    """A check of a computed interval; one that uses the sample size also gets the cells of it."""
    unknown = group is not None and not computed.single
    if group == SIZE:
        sizes = ((STATS, "n"),) if unknown else ((STATS, "n"), (STATS, "df"))
        cells = cells + tuple(cell for cell in sizes if cell in view.strings)
    ok = computed.intersects(shown)
    return Check(name, cells, computed, shown, ok, group if unknown else None, inverse or {})


def _checks(relations: Iterable[Relation], q: Numbers, view: View) -> Iterator[Check]:
    """Every relation of a list that the known numbers allow."""
    for relation in relations:
        check = relation.check(q, view)
        if check is not None:
            yield check


def _at_least(floor: Any) -> Interval:
    """From a number (or one per candidate sample size) to infinity."""
    return Interval(floor, np.broadcast_to(np.inf, np.shape(floor))[()])


# -- a row: coefficient, standard error, t, p, confidence interval ------------------------------


def _p_depends_on(q: Numbers) -> str | None:
    if q.reading.law == "normal":
        return None
    return P_DF if q.reading.any_df else SIZE


def _interval_depends_on(q: Numbers) -> str | None:
    return _p_depends_on(q)


def _sign(t: Interval) -> float:
    return -1.0 if t.hi <= 0 else 1.0


def _side_of(b: Interval) -> Interval:
    """Half of the line on which t must lie, given the sign of the coefficient."""
    if b.lo > 0:
        return NOT_NEGATIVE
    return Interval(-math.inf, 0.0) if b.hi < 0 else UNBOUNDED


ROW_RELATIONS = (
    Relation(
        "t = b / se",
        ("t", "b", "se"),
        lambda q: q.ratio,
        invert={"b": lambda q: q.t * q.se, "se": lambda q: abs(q.b / q.t)},
        depends_on=None,
    ),
    Relation(
        "t has the sign of b",
        ("t", "b"),
        lambda q: _side_of(q.b),
        when=lambda q: q.se is None and not q.reading.absolute_t,
        depends_on=None,
    ),
    Relation(
        "p from t",
        ("p", "sharpest_t"),
        lambda q: one_sided_or_two(q.sharpest_t, q.p_df, q.reading.tails, q.reading.law),
        when=lambda q: q.p_df is not None or q.reading.law == "normal",
        invert={
            "t": lambda q: p_quantile(q.p, q.p_df, q.reading.tails, q.reading.law) * _sign(q.t)
        },
        invertible=lambda q, computed: computed.single and q.p_df is not None,
        depends_on=_p_depends_on,
    ),
    Relation(
        "lower limit of the confidence interval",
        ("ci_low", "b", "se"),
        lambda q: q.b - q.critical * q.se,
        needs=("critical",),
        invert={
            "b": lambda q: q.ci_low + q.critical * q.se,
            "se": lambda q: (q.b - q.ci_low) / q.critical,
        },
        depends_on=_interval_depends_on,
    ),
    Relation(
        "upper limit of the confidence interval",
        ("ci_high", "b", "se"),
        lambda q: q.b + q.critical * q.se,
        needs=("critical",),
        invert={
            "b": lambda q: q.ci_high - q.critical * q.se,
            "se": lambda q: (q.ci_high - q.b) / q.critical,
        },
        depends_on=_interval_depends_on,
    ),
    Relation(
        "coefficient in the middle of its interval",
        ("b", "ci_low", "ci_high"),
        lambda q: (q.ci_low + q.ci_high) * 0.5,
        invert={
            "ci_low": lambda q: 2 * q.b - q.ci_high,
            "ci_high": lambda q: 2 * q.b - q.ci_low,
        },
        depends_on=None,
    ),
    Relation(
        "VIF = 1 / tolerance",
        ("vif", "tolerance"),
        lambda q: 1 / q.tolerance,
        invert={"tolerance": lambda q: 1 / q.vif},
        depends_on=None,
    ),
    Relation(
        "standardised slope squared = R2",
        ("r2", "beta"),
        lambda q: q.beta.square(),
        when=lambda q: q.slopes == 1 and q.constant == 1,
        depends_on=None,
    ),
)


def _row(fit: Numbers, view: View, i: int) -> Numbers:
    """What is known about one coefficient row, beside the fit.

    The t behind the p-value is the sharper of the printed one and b / se, or what both allow.
    """
    q = Numbers(**vars(fit) | {kind: view.value((i, kind)) for kind in ROW_FIELDS})
    q.row, q.origin = i, {}
    q.ratio = None
    if q.b is not None and q.se is not None:
        q.ratio = abs(q.b / q.se) if q.reading.absolute_t else q.b / q.se
    used: tuple[str, ...] = ("t",)
    q.sharpest_t = q.t
    if q.ratio is not None and q.t is None:
        q.sharpest_t, used = q.ratio, ("b", "se")
    elif q.ratio is not None and q.ratio.width < q.t.width:
        both = abs(q.ratio).intersection(abs(q.t))
        if both is not None:
            q.sharpest_t, used = both, ("t", "b", "se")
    q.origin["sharpest_t"] = q.cells(used)
    return q


def _row_checks(fit: Numbers, view: View) -> Iterator[Check]:
    for i in range(len(view.table.names)):
        yield from _checks(ROW_RELATIONS, _row(fit, view, i), view)


# -- the fit: R2, F, sums of squares, spread of the dependent variable --------------------------


def _tied(q: Numbers) -> bool:
    return q.tied


def _f_of(unexplained: Interval, q: Numbers) -> Interval:
    """F by the share of the variance that is not explained."""
    return (1 / unexplained - 1) * (q.df / q.k)


def _f_from_adjusted(q: Numbers) -> Interval | None:
    """F by adjusted R2; None if no R2 between 0 and 1 has that adjusted one."""
    explained = 1 - (1 - q.adj_r2) * (q.adjusted_df / q.total_df)
    if explained.single:
        explained = explained.intersection(SHARE)
    else:
        explained = Interval(np.clip(explained.lo, 0, 1), np.clip(explained.hi, 0, 1))
    return None if explained is None else _f_of(1 - explained, q)


R2_AND_F = (
    Relation("R2 = multiple R squared", ("r2", "r"), lambda q: q.r.square(), depends_on=None),
    Relation(
        "adjusted R2 from R2",
        ("adj_r2", "r2"),
        lambda q: 1 - (1 - q.r2) * (q.total_df / q.adjusted_df),
        needs=("df", "total_df"),
        invert={"r2": lambda q: 1 - (1 - q.adj_r2) * (q.adjusted_df / q.total_df)},
    ),
    Relation(
        "F from adjusted R2",
        ("f", "adj_r2"),
        _f_from_adjusted,
        needs=("df", "total_df", "k"),
        when=_tied,
        invert={"adj_r2": lambda q: 1 - 1 / (1 + q.f * q.k / q.df) * (q.total_df / q.adjusted_df)},
    ),
    Relation(
        "F from R2",
        ("f", "r2"),
        lambda q: _f_of(1 - q.r2, q),
        needs=("df", "k"),
        when=_tied,
        invert={"r2": lambda q: 1 - 1 / (1 + q.f * q.k / q.df)},
    ),
    Relation("p of F", ("p_f", "f"), lambda q: f_tail(q.f, q.k, q.df), needs=("df", "k")),
    Relation(
        "p of F from R2",
        ("p_f", "r2"),
        lambda q: f_tail(_f_of(1 - q.r2, q), q.k, q.df),
        needs=("df", "k"),
        when=lambda q: q.f is None and q.tied,
    ),
)

SUMS_OF_SQUARES = (
    Relation(
        "TSS = ESS + SSR",
        ("tss", "ess", "ssr"),
        lambda q: q.ess + q.ssr,
        invert={"ess": lambda q: q.tss - q.ssr, "ssr": lambda q: q.tss - q.ess},
        depends_on=None,
    ),
    Relation(
        "R2 = 1 - SSR / TSS",
        ("r2", "ssr", "tss"),
        lambda q: 1 - q.ssr / q.tss,
        invert={"ssr": lambda q: (1 - q.r2) * q.tss, "tss": lambda q: q.ssr / (1 - q.r2)},
        depends_on=None,
    ),
    Relation(
        "R2 = ESS / TSS",
        ("r2", "ess", "tss"),
        lambda q: q.ess / q.tss,
        invert={"ess": lambda q: q.r2 * q.tss, "tss": lambda q: q.ess / q.r2},
        depends_on=None,
    ),
    Relation(
        "R2 = ESS / (ESS + SSR)",
        ("r2", "ess", "ssr"),
        lambda q: 1 / (1 + q.ssr / q.ess),
        when=lambda q: q.tss is None,
        invert={
            "ess": lambda q: q.ssr * (1 / (1 / q.r2 - 1)),
            "ssr": lambda q: q.ess * (1 / q.r2 - 1),
        },
        depends_on=None,
    ),
    Relation(
        "standard error of regression = sqrt(SSR / df)",
        ("ser_printed", "ssr"),
        lambda q: (q.ssr / q.ser_df).sqrt(),
        needs=("df", "ser_df"),
        invert={"ssr": lambda q: q.ser_printed.square() * q.ser_df},
    ),
    Relation(
        "MSE = SSR / df",
        ("mse", "ssr"),
        lambda q: q.ssr / q.df,
        needs=("df",),
        invert={"ssr": lambda q: q.mse * q.df},
    ),
    Relation(
        "MSR = ESS / k",
        ("msr", "ess"),
        lambda q: q.ess / q.k,
        needs=("df", "k"),
        invert={"ess": lambda q: q.msr * q.k},
    ),
    Relation(
        "F = (ESS / k) / (SSR / df)",
        ("f", "ess", "ssr"),
        lambda q: (q.ess / q.k) / (q.ssr / q.df),
        needs=("df", "k"),
        when=lambda q: q.msr is None or q.mse is None,
        invert={
            "ess": lambda q: q.f * q.k * q.ssr / q.df,
            "ssr": lambda q: q.ess / q.k / q.f * q.df,
        },
    ),
    Relation(
        "F from TSS and SSR",
        ("f", "tss", "ssr"),
        lambda q: (q.tss / q.ssr - 1) * (q.df / q.k),
        needs=("df", "k"),
        when=lambda q: q.ess is None and q.msr is None and q.tied,
    ),
    Relation(
        "F = MSR / MSE",
        ("f", "msr", "mse"),
        lambda q: q.msr / q.mse,
        invert={"msr": lambda q: q.f * q.mse, "mse": lambda q: q.msr / q.f},
        depends_on=None,
    ),
    Relation(
        "standard error of regression = sqrt(MSE)",
        ("ser", "mse"),
        lambda q: q.mse.sqrt(),
        invert={"mse": lambda q: q.ser.square()},
        depends_on=None,
    ),
)

#: ``spread`` is the sum of squared deviations of the dependent variable, (n - 1) sd^2.
SPREAD_OF_DEPENDENT = (
    Relation(
        "TSS = (n - 1) sd^2",
        ("tss", "sd_dep"),
        lambda q: q.spread,
        needs=("spread",),
        when=lambda q: q.constant == 1,
        invert={"sd_dep": lambda q: (q.tss / (q.n - 1)).sqrt()},
    ),
    Relation(
        "R2 = 1 - SSR / ((n - 1) sd^2)",
        ("r2", "ssr", "sd_dep"),
        lambda q: 1 - q.ssr / q.spread,
        needs=("spread",),
        invert={
            "ssr": lambda q: (1 - q.r2) * q.spread,
            "sd_dep": lambda q: (q.ssr / (1 - q.r2) / (q.n - 1)).sqrt(),
        },
    ),
    Relation(
        "R2 from the standard error of regression and sd",
        ("r2", "ser", "sd_dep"),
        lambda q: 1 - q.ser.square() * q.df / q.spread,
        needs=("spread",),
        when=lambda q: q.ssr is None,
        invert={
            "sd_dep": lambda q: (q.ser.square() * q.df / (1 - q.r2) / (q.n - 1)).sqrt(),
            "ser": lambda q: ((1 - q.r2) * q.spread / q.df).sqrt(),
        },
    ),
    Relation(
        "adjusted R2 = 1 - ser^2 / sd^2",
        ("adj_r2", "ser", "sd_dep"),
        lambda q: 1 - (q.ser / q.sd_dep).square() * (q.df / (q.df + 1)),
        needs=("spread",),
        when=lambda q: q.reading.wherry,
    ),
    Relation(
        "adjusted R2 = 1 - ser^2 / sd^2",
        ("adj_r2", "ser", "sd_dep"),
        lambda q: 1 - (q.ser / q.sd_dep).square(),
        needs=("spread",),
        when=lambda q: not q.reading.wherry,
        invert={
            "ser": lambda q: q.sd_dep * (1 - q.adj_r2).sqrt(),
            "sd_dep": lambda q: q.ser / (1 - q.adj_r2).sqrt(),
        },
        depends_on=None,
    ),
    Relation(
        "F from SSR and sd",
        ("f", "ssr", "sd_dep"),
        lambda q: (q.spread / q.ssr - 1) * (q.df / q.k),
        needs=("spread", "k"),
        when=lambda q: q.r2 is None and q.tied,
    ),
)

FIT_RELATIONS = R2_AND_F + SUMS_OF_SQUARES + SPREAD_OF_DEPENDENT


def _critical(view: View, df: Interval | None) -> Interval | None:
    """Critical value of the printed confidence intervals; None if there are none."""
    reading = view.reading
    if not any(kind in ("ci_low", "ci_high") for _, kind in view.strings):
        return None
    if df is None and reading.law != "normal":
        return None
    return t_critical(df, reading.level, reading.law)


def _fit(view: View) -> Numbers:
    """What is known about the fit of a table: its printed statistics and what they imply."""
    reading, c = view.reading, view.constant
    q = Numbers(**{kind: view.value((STATS, kind)) for kind in STAT_FIELDS})
    q.row, q.reading, q.constant, q.slopes = STATS, reading, c, view.table.k
    q.origin = {"ser_printed": ((STATS, "ser"),)}
    q.df, q.n, q.k, _ = view.sizes
    q.ser_printed, q.ser, q.sd_dep = q.ser, view.ser(), view.sd()
    centred = bool(c) or reading.centred
    # Without a constant and with deviations taken from the mean, F is not a function of R2.
    q.tied = (bool(c) or not centred) and not reading.robust
    q.total_df = None if q.n is None else q.n - 1 if centred else q.n
    q.adjusted_df = q.df + 1 if q.df is not None and reading.wherry and c else q.df
    q.ser_df = q.n if reading.ser_over_n else q.df
    q.p_df = Interval(*df_grid()) if reading.any_df else q.df
    q.critical = _critical(view, q.p_df)
    q.spread = None
    if q.sd_dep is not None and centred and q.n is not None and q.df is not None:
        q.spread = q.sd_dep.square() * (q.n - 1)
    return q


# -- t against the fit: these need classical standard errors ------------------------------------


def _r2_of_t(q: Numbers) -> Interval:
    """Partial R2 of a slope: t^2 / (t^2 + df)."""
    return 1 - 1 / (1 + q.slope_t.square() / q.df)


def _p_of_only_slope(q: Numbers) -> bool:
    reading = q.reading
    return q.alone and reading.tails == 2 and reading.law == "t" and not reading.any_df


SLOPE_RELATIONS = (
    Relation(
        "F = t^2 (one slope)",
        ("f", "slope_t"),
        lambda q: q.slope_t.square(),
        when=lambda q: q.alone,
        invert={"t": lambda q: q.f.sqrt() * q.sign},
        depends_on=None,
    ),
    Relation(
        "R2 from t (one slope)",
        ("r2", "slope_t"),
        _r2_of_t,
        needs=("df",),
        when=lambda q: q.alone,
        invert={"t": lambda q: ((1 / (1 - q.r2) - 1) * q.df).sqrt() * q.sign},
    ),
    Relation(
        "p of F = p of the only slope",
        ("p_f", "p"),
        lambda q: q.p,
        needs=("slope_t",),
        when=_p_of_only_slope,
        invert={"p": lambda q: q.p_f},
        depends_on=None,
    ),
    Relation(
        "F at least t^2 / k",
        ("f", "slope_t"),
        lambda q: _at_least(q.slope_t.square().lo / q.k.hi),
        needs=("k",),
        when=lambda q: not q.alone,
        depends_on=lambda q: None if q.k.single else SIZE,
    ),
    Relation(
        "R2 at least t^2 / (t^2 + df)",
        ("r2", "slope_t"),
        lambda q: _at_least(_r2_of_t(q).lo),
        needs=("k", "df"),
        when=lambda q: not q.alone and q.f is None,
    ),
)


def _slope(fit: Numbers, view: View, i: int) -> Numbers:
    """What is known about one slope: its t, printed or b / se, and whether it is the only one."""
    q = Numbers(**vars(fit) | {kind: view.value((i, kind)) for kind in ("b", "se", "t", "p")})
    q.row, q.origin = i, {}
    used: tuple[str, ...] = ("t",)
    q.slope_t = q.t
    if q.t is None and q.b is not None and q.se is not None:
        q.slope_t, used = q.b / q.se, ("b", "se")
    q.origin["slope_t"] = q.cells(used)
    q.alone = q.slopes == 1 and len(view.table.slopes) == 1
    if q.slope_t is not None:
        q.sign = 1.0 if q.reading.absolute_t else _sign(q.slope_t)
    return q


def _constant_from_mean(q: Numbers) -> Interval:
    """Standard error of the constant: sqrt(s^2 / n + (mean of x times se of the slope)^2)."""
    mean_of_x = (q.mean_dep - q.constant_b) / q.slope_b
    return (q.variance / q.n + (mean_of_x * q.slope_se).square()).sqrt()


def _mean_from_constant(q: Numbers) -> Interval:
    """Mean of the dependent variable; the sign of its distance from the constant as printed."""
    root = (q.constant_se.square() - q.variance / q.n).sqrt() * q.slope_b / q.slope_se
    same = ((q.mean_dep - q.constant_b).mid >= 0) == (root.mid >= 0)
    return q.constant_b + (root if same else -root)


CONSTANT_RELATIONS = (
    Relation(
        "se of the constant from the mean of the dependent variable",
        ("constant_se", "constant_b", "slope_b", "slope_se", "mean_dep", "variance"),
        _constant_from_mean,
        when=lambda q: q.alone,
        invert={"mean_dep": _mean_from_constant},
        invertible=lambda q, computed: computed.single,
    ),
    Relation(
        "se of the constant at least ser / sqrt(n)",
        ("constant_se", "variance"),
        lambda q: _at_least((q.variance / q.n).sqrt().lo),
        when=lambda q: not q.alone or q.mean_dep is None or q.constant_b is None,
    ),
)


def _constant(fit: Numbers, view: View, row: int) -> Numbers:
    """What is known about the constant and, if there is one slope only, about that slope."""
    q = Numbers(**vars(fit))
    slopes = view.table.slopes
    q.alone = q.slopes == 1 and len(slopes) == 1
    q.constant_se, q.constant_b = view.value((row, "se")), view.value((row, "b"))
    q.origin = {"constant_se": ((row, "se"),), "constant_b": ((row, "b"),)}
    q.slope_b = q.slope_se = q.variance = None
    if q.alone:
        q.slope_b, q.slope_se = view.value((slopes[0], "b")), view.value((slopes[0], "se"))
        q.origin |= {"slope_b": ((slopes[0], "b"),), "slope_se": ((slopes[0], "se"),)}
    if q.ser is not None:
        q.variance, q.origin["variance"] = q.ser.square(), ((STATS, "ser"),)
    elif q.ssr is not None:
        q.variance, q.origin["variance"] = q.ssr / q.df, ((STATS, "ssr"),)
    return q


def _slope_checks(fit: Numbers, view: View) -> Iterator[Check]:
    if view.reading.robust or (not view.constant and view.reading.centred):
        return
    for i in view.table.slopes:
        yield from _checks(SLOPE_RELATIONS, _slope(fit, view, i), view)
    row = view.table.constant
    if row is not None and fit.df is not None and fit.n is not None:
        yield from _checks(CONSTANT_RELATIONS, _constant(fit, view, row), view)


# -- likelihood and information criteria --------------------------------------------------------

LIKELIHOOD_RELATIONS = (
    Relation(
        "log likelihood from SSR and n",
        ("loglik", "rss"),
        lambda q: q.rss_deviance * -0.5,
        needs=("rss_deviance",),
        invert={"ssr": lambda q: (q.loglik * (-2.0) / q.n - (1 + LOG_2PI)).exp() * q.n},
    ),
)

#: Formulas of an information criterion, given the penalty per parameter; ``deviance`` is -2 log L,
#: ``log_rss`` is log(RSS / n) and ``m`` the number of parameters.
Formula = Callable[[Numbers, Interval], Interval]

CURRENT_CRITERIA: Mapping[str, Formula] = MappingProxyType(
    {
        "per observation": lambda q, pen: (q.deviance + q.m * pen) / q.n,
        "total": lambda q, pen: q.deviance + q.m * pen,
        "total, error variance counted": lambda q, pen: q.deviance + (q.m + 1) * pen,
        "per observation, error variance counted": lambda q, pen: (
            (q.deviance + (q.m + 1) * pen) / q.n
        ),
    }
)
OLDER_CRITERIA: Mapping[str, Formula] = MappingProxyType(
    {
        "ln(RSS/n) + penalty/n": lambda q, pen: q.log_rss + q.m * pen / q.n,
        "n ln(RSS/n) + penalty": lambda q, pen: q.log_rss * q.n + q.m * pen,
        "n ln(RSS/n) + penalty, error variance counted": lambda q, pen: (
            q.log_rss * q.n + (q.m + 1) * pen
        ),
        "RSS/n times exp(penalty/n)": lambda q, pen: (q.log_rss + q.m * pen / q.n).exp(),
        "constant not counted": lambda q, pen: q.deviance + (q.m - 1) * pen,
        "corrected for small samples": lambda q, pen: (
            q.deviance + q.m * pen * q.n / positive(q.n - q.m - 1)
        ),
        "corrected for small samples, error variance counted": lambda q, pen: (
            q.deviance + (q.m + 1) * pen * q.n / positive(q.n - q.m - 2)
        ),
    }
)


def _likelihood(fit: Numbers) -> Numbers:
    """Deviance and log(RSS / n): from the log likelihood if it is printed, otherwise from RSS."""
    q = Numbers(**vars(fit))
    q.rss, source = q.ssr, "ssr"
    if q.rss is None and q.mse is not None:
        q.rss, source = q.mse * q.df, "mse"
    if q.rss is None and q.ser is not None:
        q.rss, source = q.ser.square() * q.df, "ser"
    q.log_rss = q.rss_deviance = None
    if q.rss is not None and np.all(np.greater(q.rss.hi, 0)):
        q.log_rss = (q.rss / q.n).log()
        q.rss_deviance = (q.log_rss + (1 + LOG_2PI)) * q.n
    q.deviance, deviance_source = q.rss_deviance, source
    if q.loglik is not None:
        q.deviance, deviance_source = q.loglik * -2.0, "loglik"
        q.log_rss = q.deviance / q.n - (1 + LOG_2PI)
    q.origin = {"rss": ((STATS, source),), "deviance": ((STATS, deviance_source),)}
    q.m = q.k + q.constant
    return q


def _penalties(q: Numbers, shown: Mapping[str, Interval]) -> dict[str, Interval]:
    """Penalty per parameter of each printed criterion: 2, log n, 2 log log n."""
    log_n = positive(q.n).log()
    penalties = {"aic": Interval(2.0, 2.0), "sc": log_n}
    if "hq" in shown:
        penalties["hq"] = 2 * positive(log_n).log()
    return penalties


def _best_family(
    families: Mapping[str, Formula],
    q: Numbers,
    shown: Mapping[str, Interval],
) -> tuple[str, dict[str, Interval], Any]:
    """Family that agrees with most printed criteria, its values, and where any family fits all."""
    penalties = _penalties(q, shown)
    best: tuple[int, str, dict[str, Interval]] = (-1, "", {})
    anywhere: Any = False
    for name, formula in families.items():
        values = {c: formula(q, penalties[c]) for c in shown}
        fits = [values[c].intersects(shown[c]) for c in shown]
        joint = fits[0] if len(fits) == 1 else np.logical_and.reduce(np.broadcast_arrays(*fits))
        anywhere = np.logical_or(anywhere, joint)
        count = sum(bool(np.any(f)) for f in fits) + bool(np.any(joint))
        if count > best[0]:
            best = (count, name, values)
        if np.ndim(joint) == 0 and joint:
            break
    return best[1], best[2], anywhere


def _loglik_from_aic(q: Numbers, aic: Interval) -> Interval:
    return (aic * q.n - q.m * 2.0) * -0.5


def _criteria_checks(q: Numbers, view: View, shown: Mapping[str, Interval]) -> Iterator[Check]:
    """Each printed criterion from the deviance, by the family of formulas that fits best."""
    families = OLDER_CRITERIA if view.reading.older_criteria else CURRENT_CRITERIA
    family, values, anywhere = _best_family(families, q, shown)
    for c, x in shown.items():
        cells = q.cells((c, "deviance"))
        inverse: dict[Cell, Callable[[], Interval]] = {}
        if c == "aic" and family == "per observation" and (STATS, "loglik") in cells:
            inverse = {(STATS, "loglik"): partial(_loglik_from_aic, q, x)}
        check = _check(view, f"{CRITERIA[c]} ({family})", cells, values[c], x, SIZE, inverse)
        if np.ndim(anywhere) and np.any(anywhere):
            # With the size unknown, each candidate may go with the family that suits it.
            check = replace(check, ok=anywhere)
        yield check


def _criteria_gap(q: Numbers, view: View, shown: Mapping[str, Interval]) -> Check:
    """SC from AIC alone: their difference holds only the penalties."""
    surcharge = _penalties(q, shown)["sc"] - 2.0
    gap = q.m * surcharge
    options = {
        "per observation": gap / q.n,
        "total": gap,
        "total, error variance counted": (q.m + 1) * surcharge,
    }
    fits = (n for n, g in options.items() if np.any((shown["aic"] + g).intersects(shown["sc"])))
    family = next(fits, "total")
    cells = q.cells(("sc", "aic"))
    computed = shown["aic"] + options[family]
    return _check(view, f"SC - AIC ({family})", cells, computed, shown["sc"], SIZE)


def _likelihood_checks(fit: Numbers, view: View) -> Iterator[Check]:
    if fit.df is None or fit.n is None or fit.k is None:
        return
    q = _likelihood(fit)
    yield from _checks(LIKELIHOOD_RELATIONS, q, view)
    shown = {c: x for c in CRITERIA if (x := getattr(q, c)) is not None}
    if shown and q.log_rss is not None:
        yield from _criteria_checks(q, view, shown)
    elif "aic" in shown and "sc" in shown and not view.reading.older_criteria:
        yield _criteria_gap(q, view, shown)


# -- ranges and counts --------------------------------------------------------------------------


def _range_checks(view: View) -> Iterator[Check]:
    """Cells outside the range of their kind, Durbin-Watson, and adjusted R2 beside R2."""
    mark = view.table.decimal_mark
    for cell, string in view.strings.items():
        if cell[1] in ("n", "df") or view.value(cell) is not None:
            continue
        limits = view.limits(cell)
        if limits != UNBOUNDED:
            yield _check(view, "within its possible range", (cell,), limits, printed(string, mark))
    dw, r2, adj_r2 = (STATS, "dw"), (STATS, "r2"), (STATS, "adj_r2")
    if view.value(dw) is not None:
        shown = printed(view.strings[dw], mark)
        yield _check(view, "between 0 and 4", (dw,), view.limits(dw), shown)
    larger, smaller = view.value(r2), view.value(adj_r2)
    if larger is not None and smaller is not None and view.sizes.df is None:
        below = Interval(-math.inf, larger.hi)
        yield _check(view, "adjusted R2 not above R2", (adj_r2, r2), below, smaller)


def _size_checks(view: View) -> Iterator[Check]:
    """Printed degrees of freedom, observations and coefficients."""
    n, df = (view.strings.get((STATS, f)) for f in ("n", "df"))
    k, c = view.table.k, view.constant
    if view.reading.fewer_rows or not n or k is None:
        return
    left = int(n) - k - c
    if df and k + c:
        name = "df = n - k - 1" if c else "df = n - k"
        cells = ((STATS, "df"), (STATS, "n"))
        shown = Interval.point(float(int(df)))
        yield _check(view, name, cells, Interval.point(float(left)), shown)
    elif not df and left < 1:
        enough = Interval(float(k + c + 1), math.inf)
        shown = Interval.point(float(int(n)))
        yield _check(view, "more observations than coefficients", ((STATS, "n"),), enough, shown)


# -- all of them --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Evaluation:
    """All checks of one table under one reading.

    Attributes
    ----------
    checks : list of Check
        Every check that the printed cells allow.
    violated : list of Check
        Checks that fail; the last may be the joint one, "one sample size fits every relation".
    mask : ndarray or None
        Candidate sample sizes that satisfy every relation.
    view : View
        The intervals behind the checks.
    """

    checks: list[Check]
    violated: list[Check]
    mask: Any
    view: View

    @property
    def df_candidates(self) -> list[tuple[float, float]]:
        """Degrees of freedom that fit, as (first, last) of each unbroken run.

        Empty if they are printed or none fits.
        """
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
        """Computed interval of a check as one interval.

        Parameters
        ----------
        check : Check
            One of the checks of this evaluation.

        Returns
        -------
        Interval
            If the size is unknown, over the sample sizes that satisfy everything else.
        """
        if check.computed.single:
            return check.computed
        low, high = np.asarray(check.computed.lo), np.asarray(check.computed.hi)
        sized = check.depends_on == SIZE and self.mask is not None
        if sized and np.ndim(low) and np.any(self.mask):
            low, high = low[self.mask], high[self.mask]
        return Interval(float(np.min(low)), float(np.max(high)))


#: Group of each identity, as `helpers.forensics.kinds` names them; all others are of the fit.
GROUP_OF = {
    "t = b / se": "ratio",
    "t has the sign of b": "sign",
    "p from t": "p",
    "lower limit of the confidence interval": "interval",
    "upper limit of the confidence interval": "interval",
    "coefficient in the middle of its interval": "centre",
    "VIF = 1 / tolerance": "vif",
    "standardised slope squared = R2": "slopes",
    "R2 = multiple R squared": "adjusted",
    "adjusted R2 from R2": "adjusted",
    "F from adjusted R2": "tie",
    "F from R2": "tie",
    "p of F": "p of F",
    "p of F from R2": "tie",
    "within its possible range": "range",
    "between 0 and 4": "range",
    "adjusted R2 not above R2": "order",
    "df = n - k - 1": "size",
    "df = n - k": "size",
    "more observations than coefficients": "size",
    **{relation.name: "sums" for relation in SUMS_OF_SQUARES},
    **{relation.name: "spread" for relation in SPREAD_OF_DEPENDENT},
    **{relation.name: "slopes" for relation in (*SLOPE_RELATIONS, *CONSTANT_RELATIONS)},
}


def _every_check(view: View) -> list[Check]:
    fit, silent = _fit(view), view.table.kind.silent
    every = (
        *_range_checks(view),
        *_size_checks(view),
        *_row_checks(fit, view),
        *_checks(FIT_RELATIONS, fit, view),
        *_slope_checks(fit, view),
        *_likelihood_checks(fit, view),
    )
    return [check for check in every if GROUP_OF.get(check.relation, "criteria") not in silent]


def _joint_check(group: str, sized: list[Check], joint: np.ndarray) -> Check | None:
    """The violation that no one size fits every relation although each alone has one that fits."""
    if joint.any() or not all(check.holds for check in sized):
        return None
    cells = tuple(dict.fromkeys(c for check in sized for c in check.cells))
    return Check(JOINT[group], cells, UNBOUNDED, UNBOUNDED, False)


def evaluate(table: PrintedTable, reading: Reading | None = None) -> Evaluation:
    """Evaluate every relation that the printed cells allow.

    Parameters
    ----------
    table : Table
        The printed strings.
    reading : Reading, optional
        How they are read; by default as today's software prints them.

    Returns
    -------
    Evaluation
        Its checks, those that fail, and the sample sizes that fit.
    """
    view = View(table, reading or Reading())
    checks = _every_check(view)
    violated = [check for check in checks if not check.holds]
    mask = None
    for group in JOINT:
        sized = [check for check in checks if check.depends_on == group]
        if not sized:
            continue
        shape = np.shape(sized[0].ok)
        joint = np.logical_and.reduce([np.broadcast_to(check.ok, shape) for check in sized])
        if group == SIZE:
            mask = joint
        impossible = _joint_check(group, sized, joint)
        if impossible is not None:
            violated.append(impossible)
    return Evaluation(checks, violated, mask, view)


def free(reading: Reading, cell: Cell) -> Reading:
    """The same reading with one more cell left out.

    Parameters
    ----------
    reading : Reading
        How the table is read.
    cell : Cell
        Row number and field.

    Returns
    -------
    Reading
        A new one.
    """
    return replace(reading, freed=reading.freed | {cell})
