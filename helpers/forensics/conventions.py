"""Named conventions: other ways in which a correct table may have been printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..intervals import Interval, printed
from .relations import Check, Evaluation, Reading, one_sided_or_two
from .tables import Cell, Table

__all__ = ["CONVENTIONS", "Convention", "star_convention"]

#: A sample that lost at most this many rows, or this share of them, to lags or gaps is nothing unusual.
ROWS_LOST, SHARE_LOST = 4, 0.1

#: Studies with more rows than this print how many.
UNPRINTED_ROWS = 1000


@dataclass(frozen=True)
class Convention:
    """A named way of reading a table that differs from today's software.

    Attributes
    ----------
    name : str
    change : dict
        Fields of ``Reading`` to set.
    fields : tuple of str
        Kinds of cell that the convention concerns; empty for every kind.
    touches : callable
        Whether the convention can have to do with a violated check.
    allowed : callable
        Whether table and violated checks admit it.
    """

    name: str
    change: dict[str, Any]
    fields: tuple[str, ...]
    touches: Callable[[Check], bool]
    allowed: Callable[[Table, list[Check]], bool] = lambda table, violated: True

    def apply(self, reading: Reading) -> Reading:
        """``reading`` with this convention."""
        return replace(reading, **self.change)


def _about(*fields: str) -> Callable[[Check], bool]:
    return lambda check: any(cell[1] in fields for cell in check.cells)


def _starts(*relations: str) -> Callable[[Check], bool]:
    return lambda check: check.relation.startswith(relations)


def _any(check: Check) -> bool:
    return True


def _all_t_printed_positive(table: Table, violated: list[Check]) -> bool:
    signs = [s.strip("( [").lstrip()[:1] for (_, f), s in table.cells.items() if f == "t"]
    return bool(signs) and not any(s in "-−–—" for s in signs)


def _several_p_off(table: Table, violated: list[Check]) -> bool:
    # With one p alone a free number of degrees of freedom could explain almost anything.
    off = [c for c in violated if c.relation == "p from t"]
    return bool(off) and (table.robust or len(off) > 1)


CONVENTIONS: tuple[Convention, ...] = (
    Convention(
        "R2 printed in per cent",
        {"percent": True},
        ("r2", "adj_r2", "r"),
        _about("r2", "adj_r2", "r"),
    ),
    Convention("digits cut off instead of rounded", {"digits": "cut or rounded"}, (), _any),
    Convention("rounded twice", {"digits": "rounded twice"}, (), _any),
    Convention(
        "whole numbers rounded to significant digits", {"digits": "significant digits"}, (), _any
    ),
    Convention("computed in single precision", {"single_precision": True}, (), _any),
    Convention(
        "older formula of the information criteria",
        {"older_criteria": True},
        ("aic", "sc", "hq"),
        _about("aic", "sc", "hq"),
    ),
    Convention("one-sided p", {"tails": 1}, ("p",), _about("p")),
    Convention(
        "normal distribution instead of t",
        {"law": "normal"},
        ("p", "ci_low", "ci_high"),
        _about("p", "ci_low", "ci_high"),
    ),
    Convention(
        "one-sided p from the normal distribution",
        {"tails": 1, "law": "normal"},
        ("p",),
        _about("p"),
    ),
    Convention("p printed as an upper bound", {"p_bounds": True}, ("p",), _about("p")),
    Convention(
        "p at another number of degrees of freedom (clusters, or n)",
        {"any_df": True},
        ("p",),
        _about("p"),
        _several_p_off,
    ),
    Convention(
        "90 % confidence interval",
        {"level": 0.90},
        ("ci_low", "ci_high"),
        _about("ci_low", "ci_high"),
    ),
    Convention(
        "99 % confidence interval",
        {"level": 0.99},
        ("ci_low", "ci_high"),
        _about("ci_low", "ci_high"),
    ),
    Convention(
        "t printed without its sign",
        {"absolute_t": True},
        ("t",),
        _starts("t ", "p from t"),
        _all_t_printed_positive,
    ),
    Convention(
        "t and standard error in each other's column",
        {"swapped": True},
        ("se", "t"),
        _starts("t = b / se", "p from t", "F ", "R2 ", "within", "se of", "one "),
    ),
    Convention("sd with divisor n", {"sd_over_n": True}, ("sd_dep",), _about("sd_dep")),
    Convention(
        "standard error of regression with divisor n", {"ser_over_n": True}, ("ser",), _about("ser")
    ),
    Convention(
        "adjusted R2 with n - k instead of n - k - 1",
        {"wherry": True},
        ("adj_r2",),
        _about("adj_r2"),
    ),
    Convention(
        "fewer rows used than the printed n",
        {"fewer_rows": True},
        ("n",),
        _about("n"),
        lambda table, violated: (-1, "n") in table.cells,
    ),
    Convention(
        "no constant in the regression",
        {"no_constant": True},
        ("n", "f", "adj_r2"),
        _about("n", "df"),
        lambda table, violated: table.constant is None and table.has_constant is not False,
    ),
)

ROBUST = Convention(
    "robust standard errors",
    {"robust": True},
    ("f",),
    _starts(
        "F ", "R2 from t", "R2 at least", "p of F =", "p of F from R2", "se of the constant", "one "
    ),
)


def enough_evidence(
    convention: Convention, table: Table, explained: int, after: Evaluation
) -> bool:
    """Whether a convention with a free number in it explains more than that number could by itself.

    A smaller sample can be chosen to fit any one relation: it counts only if it settles two, or if few rows are missing.
    And an R2 of 0.8246 could always be 0.8246 % of a sample huge enough, if no size is printed: it is not if the size would have been.
    """
    if convention.change.get("percent"):
        return _as_per_cent(table, after)
    if not convention.change.get("fewer_rows"):
        return True
    n = int(table.cells[-1, "n"])
    _, size, _, unknown = after.view.sizes
    if size is None:
        return False
    largest = (
        size.hi
        if not unknown
        else max((h for h, fits in zip(size.hi, after.mask, strict=True) if fits), default=0.0)
        if after.mask is not None
        else 0.0
    )
    return explained > 1 or n - largest <= max(ROWS_LOST, SHARE_LOST * n)


def _as_per_cent(table: Table, after: Evaluation) -> bool:
    if any(
        abs(printed(s, table.decimal_mark)).hi > 1
        for (_, f), s in table.cells.items()
        if f in ("r2", "adj_r2", "r")
    ):
        return True
    df, _, _, unknown = after.view.sizes
    if df is None or not unknown or after.mask is None or not after.mask.any():
        return True
    return float(df.lo[after.mask].min()) <= UNPRINTED_ROWS


# -- stars ------------------------------------------------------------------------------------------

_LEGEND = re.compile(
    r"(\*{1,4})\s*(?:(?:significant|significance|denotes?|indicates?|level|at|the|p|sig\.?|means?)\s*)*(?:<=|≤|<|=|:)?\s*(\d*[.,]?\d+)\s*(%|per\s?cent)?",
    re.IGNORECASE,
)

USUAL_LEGENDS: dict[int, tuple[dict[int, float], ...]] = {
    1: ({1: 0.05}, {1: 0.1}, {1: 0.01}),
    2: (
        {1: 0.05, 2: 0.01},
        {1: 0.1, 2: 0.05},
        {1: 0.1, 2: 0.05, 3: 0.01},
        {1: 0.05, 2: 0.01, 3: 0.001},
    ),
    3: ({1: 0.1, 2: 0.05, 3: 0.01}, {1: 0.05, 2: 0.01, 3: 0.001}),
    4: ({1: 0.1, 2: 0.05, 3: 0.01, 4: 0.001},),
}
REVERSED_LEGENDS: dict[int, tuple[dict[int, float], ...]] = {
    2: ({1: 0.01, 2: 0.05},),
    3: ({1: 0.01, 2: 0.05, 3: 0.1},),
}


def legend(note: str) -> dict[int, float]:
    """Significance level by number of stars, as far as a note tells.

    Examples
    --------
    >>> legend("* 10%, ** 5%, *** 1%")
    {1: 0.1, 2: 0.05, 3: 0.01}
    >>> legend("robust; ** p < 0.05, * p < 0.1")
    {2: 0.05, 1: 0.1}
    """
    levels = {}
    for marks, number, percent in _LEGEND.findall(note):
        level = float(number.replace(",", "."))
        if percent or level >= 1:
            level /= 100
        if 0 < level < 1:
            levels[len(marks)] = level
    return levels


def _fits(levels: dict[int, float], stars: int, p: Interval) -> bool:
    if stars == 0:
        return p.hi >= max(levels.values())
    if stars not in levels:
        return False
    stricter = [x for x in levels.values() if x < levels[stars]]
    return p.lo <= levels[stars] and p.hi >= max(stricter, default=0.0)


def star_convention(table: Table, evaluation: Evaluation) -> tuple[str | None, list[Cell], int]:
    """Judge the stars of a table.

    Returns
    -------
    name : str or None
        None if a usual (or the printed) legend fits two-sided p-values, otherwise what would explain the stars.
    rows : list of Cell
        Rows whose stars do not fit the usual reading.
    checked : int
        Number of rows that could be judged.
    """
    if not table.stars:
        return None, [], 0
    df = evaluation.view.sizes[0]
    if df is not None and not df.single:
        mask = (
            evaluation.mask
            if evaluation.mask is not None and evaluation.mask.any()
            else slice(None)
        )
        df = Interval(float(df.lo[mask].min()), float(df.hi[mask].max()))
    statistics: dict[int, Interval] = {}
    for i in range(len(table.names)):
        t = evaluation.view.value((i, "t"))
        b, se = evaluation.view.value((i, "b")), evaluation.view.value((i, "se"))
        if t is None and b is not None and se is not None:
            t = b / se
        if t is not None:
            statistics[i] = t
    if df is None:
        df = Interval(1.0, 1e9)
    stated = legend(table.note)
    most = max(table.stars.values())
    # The constant often goes without stars whatever its p; a printed legend speaks of every row.
    rows = [i for i in statistics if i in table.stars or i != table.constant or stated]
    usual = (stated,) if stated else USUAL_LEGENDS.get(most, ())
    if not rows or not usual:
        return None, [], 0

    def misfits(levels: dict[int, float], tails: int, law: str) -> list[int]:
        return [
            i
            for i in rows
            if not _fits(
                levels, table.stars.get(i, 0), one_sided_or_two(statistics[i], df, tails, law)
            )
        ]

    best = min((misfits(levels, 2, "t") for levels in usual), key=len)
    if not best:
        return None, [], len(rows)
    other = (stated,) if stated else usual + REVERSED_LEGENDS.get(most, ())
    for tails, law, name in (
        (1, "t", "one-sided test"),
        (2, "normal", "normal distribution instead of t"),
        (1, "normal", "one-sided test from the normal distribution"),
        (2, "t", "fewer stars for the stricter level"),
    ):
        for levels in other:
            if not misfits(levels, tails, law):
                turned = (
                    " with fewer stars for the stricter level"
                    if not stated and levels in REVERSED_LEGENDS.get(most, ()) and tails == 1
                    else ""
                )
                return f"stars: {name}{turned}", [(i, "stars") for i in best], len(rows)
    return "stars: another test or legend", [(i, "stars") for i in best], len(rows)
