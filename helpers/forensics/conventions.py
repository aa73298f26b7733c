"""Named conventions: other ways in which a correct table may have been printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .intervals import Interval, printed
from .relations import Check, Evaluation, Reading, one_sided_or_two
from .tables import STATS, Cell, PrintedTable

__all__ = ["CONVENTIONS", "Convention", "star_convention"]

#: A sample that lost at most this many rows, or this share of them, to lags or gaps is nothing
#: unusual.
ROWS_LOST, SHARE_LOST = 4, 0.1

#: Studies with more rows than this print how many.
UNPRINTED_ROWS = 1000


def _admitted(table: PrintedTable, violated: list[Check]) -> bool:
    return True


@dataclass(frozen=True)
class Convention:
    """A named way of reading a table that differs from today's software.

    Attributes
    ----------
    name : str
        As reports print it.
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
    allowed: Callable[[PrintedTable, list[Check]], bool] = _admitted

    def apply(self, reading: Reading) -> Reading:
        """Read a table by this convention too.

        Parameters
        ----------
        reading : Reading
            Any reading.

        Returns
        -------
        Reading
            The same with this convention.
        """
        return replace(reading, **self.change)


def _about(*fields: str) -> Callable[[Check], bool]:
    return lambda check: any(cell[1] in fields for cell in check.cells)


def _starts(*relations: str) -> Callable[[Check], bool]:
    return lambda check: check.relation.startswith(relations)


def _any(check: Check) -> bool:
    return True


def _all_t_printed_positive(table: PrintedTable, violated: list[Check]) -> bool:
    signs = [s.strip("( [").lstrip()[:1] for (_, f), s in table.cells.items() if f == "t"]
    return bool(signs) and not any(s in "-−–—" for s in signs)


def _several_p_off(table: PrintedTable, violated: list[Check]) -> bool:
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
        lambda table, violated: (STATS, "n") in table.cells,
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
    convention: Convention, table: PrintedTable, explained: int, after: Evaluation
) -> bool:
    """Whether a convention with a free number in it explains more than that number could by itself.

    A smaller sample can be chosen to fit any one relation: it counts only if it settles two, or if
    few rows are missing. And an R2 of 0.8246 could always be 0.8246 % of a sample huge enough, if
    no size is printed: it is not if the size would have been.

    Parameters
    ----------
    convention : Convention
        The convention that explains violated checks.
    table : Table
        The printed strings.
    explained : int
        How many checks it settles.
    after : Evaluation
        The table read by the convention.

    Returns
    -------
    bool
        True for every convention without such a number.
    """
    if convention.change.get("percent"):
        return _as_per_cent(table, after)
    if not convention.change.get("fewer_rows"):
        return True
    if after.view.sizes.n is None:
        return False
    n = int(table.cells[STATS, "n"])
    return explained > 1 or n - _largest_sample(after) <= max(ROWS_LOST, SHARE_LOST * n)


def _largest_sample(after: Evaluation) -> float:
    """Largest sample size that fits; 0 if none does."""
    _, size, _, unknown = after.view.sizes
    if size is None:
        return 0.0
    if not unknown:
        return size.hi
    if after.mask is None:
        return 0.0
    return max((h for h, fits in zip(size.hi, after.mask, strict=True) if fits), default=0.0)


def _as_per_cent(table: PrintedTable, after: Evaluation) -> bool:
    """Whether R2 above one, or a sample small enough not to be printed, speaks for per cent."""
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


# -- stars --------------------------------------------------------------------------------------

_LEGEND = re.compile(
    r"(\*{1,4})\s*"
    r"(?:(?:significant|significance|denotes?|indicates?|level|at|the|p|sig\.?|means?)\s*)*"
    r"(?:<=|≤|<|=|:)?\s*(\d*[.,]?\d+)\s*(%|per\s?cent)?",
    re.IGNORECASE,
)

#: Significance level by number of stars.
Legend = dict[int, float]

#: Legends to expect, by the largest number of stars in a table.
USUAL_LEGENDS: Mapping[int, tuple[Legend, ...]] = {
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
REVERSED_LEGENDS: Mapping[int, tuple[Legend, ...]] = {
    2: ({1: 0.01, 2: 0.05},),
    3: ({1: 0.01, 2: 0.05, 3: 0.1},),
}


#: Tests to try when two-sided p-values from Student's t do not give the stars.
STAR_TESTS = (
    (1, "t", "one-sided test"),
    (2, "normal", "normal distribution instead of t"),
    (1, "normal", "one-sided test from the normal distribution"),
    (2, "t", "fewer stars for the stricter level"),
)
TURNED = " with fewer stars for the stricter level"

#: Degrees of freedom of a table that tells nothing about them.
ANY_DF = Interval(1.0, 1e9)


def legend(note: str) -> Legend:
    """Significance level by number of stars, as far as a note tells.

    Parameters
    ----------
    note : str
        Free text of a table.

    Returns
    -------
    dict of int to float
        Levels between 0 and 1, in the order of the note.

    Examples
    --------
    >>> legend("* 10%, ** 5%, *** 1%")
    {1: 0.1, 2: 0.05, 3: 0.01}
    >>> legend("robust; ** p < 0.05, * p < 0.1")
    {2: 0.05, 1: 0.1}
    """
    levels: Legend = {}
    for marks, number, percent in _LEGEND.findall(note):
        level = float(number.replace(",", "."))
        if percent or level >= 1:
            level /= 100
        if 0 < level < 1:
            levels[len(marks)] = level
    return levels


def _fits(levels: Legend, stars: int, p: Interval) -> bool:
    if stars == 0:
        return p.hi >= max(levels.values())
    if stars not in levels:
        return False
    stricter = [x for x in levels.values() if x < levels[stars]]
    return p.lo <= levels[stars] and p.hi >= max(stricter, default=0.0)


def _star_df(evaluation: Evaluation) -> Interval:
    """Degrees of freedom that the table may have; anything if nothing is known."""
    df = evaluation.view.sizes.df
    if df is None or evaluation.view.reading.any_df:
        return ANY_DF
    if df.single:
        return df
    fits = evaluation.mask is not None and evaluation.mask.any()
    mask = evaluation.mask if fits else slice(None)
    return Interval(float(df.lo[mask].min()), float(df.hi[mask].max()))


def _t_statistics(table: PrintedTable, evaluation: Evaluation) -> dict[int, Interval]:
    """Printed t, or b / se, by row."""
    found: dict[int, Interval] = {}
    for i in range(len(table.names)):
        t, b, se = (evaluation.view.value((i, kind)) for kind in ("t", "b", "se"))
        if t is None and b is not None and se is not None:
            t = b / se
        if t is not None:
            found[i] = t
    return found


@dataclass(frozen=True)
class _Starred:
    """The rows of a table whose stars can be judged."""

    stars: Mapping[int, int]
    rows: list[int]
    t: dict[int, Interval]
    df: Interval

    def misfits(self, levels: Legend, tails: int = 2, law: str = "t") -> list[int]:
        """Rows whose stars a legend and a test do not give."""
        return [
            i
            for i in self.rows
            if not _fits(
                levels, self.stars.get(i, 0), one_sided_or_two(self.t[i], self.df, tails, law)
            )
        ]


def _other_test(
    starred: _Starred, legends: tuple[Legend, ...], reversed_: tuple[Legend, ...]
) -> str:
    """Name of the first test that gives all stars by one of these legends."""
    for tails, law, name in STAR_TESTS:
        for levels in legends:
            if not starred.misfits(levels, tails, law):
                turned = TURNED if levels in reversed_ and tails == 1 else ""
                return f"stars: {name}{turned}"
    return "stars: another test or legend"


def star_convention(
    table: PrintedTable, evaluation: Evaluation
) -> tuple[str | None, list[Cell], int]:
    """Judge the stars of a table.

    Parameters
    ----------
    table : Table
        The printed strings.
    evaluation : Evaluation
        Its checks under today's reading.

    Returns
    -------
    name : str or None
        None if a usual (or the printed) legend fits two-sided p-values, otherwise what would
        explain the stars.
    rows : list of Cell
        Rows whose stars do not fit the usual reading.
    checked : int
        Number of rows that could be judged.
    """
    if not table.stars or "stars" in table.kind.silent:
        return None, [], 0
    t = _t_statistics(table, evaluation)
    stated = legend(table.note)
    most = max(table.stars.values())
    # The constant often goes without stars whatever its p; a printed legend speaks of every row.
    rows = [i for i in t if i in table.stars or i != table.constant or stated]
    usual = (stated,) if stated else USUAL_LEGENDS.get(most, ())
    if not rows or not usual:
        return None, [], 0
    starred = _Starred(table.stars, rows, t, _star_df(evaluation))
    best = min((starred.misfits(levels) for levels in usual), key=len)
    if not best:
        return None, [], len(rows)
    reversed_ = () if stated else REVERSED_LEGENDS.get(most, ())
    name = _other_test(starred, usual + reversed_, reversed_)
    return name, [(i, "stars") for i in best], len(rows)
