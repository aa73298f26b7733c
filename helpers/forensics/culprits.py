"""Who is to blame: the cells whose correction would settle the violated checks of a table."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import Any

import numpy as np

from .conventions import Convention
from .corrections import COST_LOST_DIGIT, COST_OTHER, COST_POINT, Edit, edits
from .intervals import Interval, PrintedNumberError, decimals, printed
from .relations import Check, Evaluation, Reading, evaluate, free
from .tables import STATS, Cell, PrintedTable, significant
from .views import NOT_NEGATIVE

__all__ = ["Case", "Key", "Suspect", "blame", "key", "keys", "same_column", "suspects"]

#: A convention that merely frees a statistic (robust F) loses against a one-slip correction
#: that hits an interval this narrow (relative width): a chance hit is then unlikely.
NARROW = 0.05

#: At most this many misprints are looked for in one group of violated checks.
MOST_MISPRINTS = 6

#: Charge for a correction that leaves a cell printed less regularly than its neighbour (decimals,
#: significant digits).
IRREGULAR = 0.5

#: Credit of a column that repeats another table of the file digit for digit.
REPEATED = 3.0

#: Corrections that cost the same up to this are shown together, but not more than so many.
SAME_COST, MOST_CORRECTIONS = 1e-9, 4

#: Where the sample size is printed.
SIZE_CELLS = ((STATS, "n"), (STATS, "df"))

#: Columns of which a whole one may be off.
COLUMNS = ("b", "se", "t")

#: Remark on a column that repeats another table.
REPEATS = "{shared} cells of the {kind} column repeat table {other} digit for digit"

#: A check, whatever the reading: its relation and the cell that it computes.
Key = tuple[str, Cell]


def key(check: Check) -> Key:
    """Name a check the same under every reading.

    Parameters
    ----------
    check : Check
        Of any evaluation.

    Returns
    -------
    Key
        Its relation, without what stands in brackets, and the cell that it computes.
    """
    if check.relation.startswith("one "):
        # The joint check uses whatever cells the reading leaves in play: its name identifies it.
        return check.relation, (STATS, "df")
    return check.relation.split(" (")[0], check.cells[0]


def keys(checks: Iterable[Check]) -> set[Key]:
    """Names of several checks.

    Parameters
    ----------
    checks : iterable of Check
        Of any evaluation.

    Returns
    -------
    set of Key
        One for each.
    """
    return {key(check) for check in checks}


@dataclass
class Case:
    """A table with what is violated in it, and the conventions that explain some of it.

    Attributes
    ----------
    table : Table
        The printed strings.
    base : Reading
        How today's software would print them.
    evaluation : Evaluation
        The table under that reading.
    explained : dict
        Convention by violated check.
    """

    table: PrintedTable
    base: Reading
    evaluation: Evaluation
    explained: dict[Key, Convention] = field(default_factory=dict)

    @property
    def open(self) -> list[Check]:
        """Violated checks that no convention explains."""
        return [c for c in self.evaluation.violated if key(c) not in self.explained]


@dataclass(frozen=True)
class Suspect:
    """A cell that may be misprinted.

    Attributes
    ----------
    cell : Cell
        Row number and field.
    implied : Interval or None
        What all other cells allow it.
    corrections : tuple of (str, str)
        Strings that one slip turns into the printed one, and the slip; the commonest slips only.
    cost : float
        Of the commonest slip.
    """

    cell: Cell
    implied: Interval | None
    corrections: tuple[tuple[str, str], ...]
    cost: float


# -- what the other cells allow -----------------------------------------------------------------


def _hull(lo: Any, hi: Any, mask: Any) -> Interval:
    """One interval over the candidate sample sizes that fit."""
    return Interval(float(np.min(np.asarray(lo)[mask])), float(np.max(np.asarray(hi)[mask])))


def _fitting(freed: Evaluation, shape: tuple[int, ...]) -> np.ndarray | None:
    """Candidate sizes that fit once a cell is left out; None if none does or they do not match."""
    if freed.mask is None or not freed.mask.any() or shape != np.shape(freed.mask):
        return None
    return freed.mask


def _allowed(case: Case, freed: Evaluation, cell: Cell, check: Check) -> Interval | None:
    """Values that one check allows a cell; None if it says nothing about it.

    Raises
    ------
    ValueError
        If it allows none.
    """
    if check.cells[0] == cell:
        if not check.computed.single:
            mask = _fitting(freed, np.shape(check.computed.lo))
            if mask is not None:
                return _hull(check.computed.lo, check.computed.hi, mask)
        return case.evaluation.interval(check)
    if cell not in check.inverse:
        return None
    allowed = check.inverse[cell]()
    if allowed.single:
        return allowed
    mask = _fitting(freed, np.shape(allowed.lo))
    return _hull(allowed.lo, allowed.hi, slice(None) if mask is None else mask)


def _implied(case: Case, cell: Cell) -> Interval | None:
    """Values that every relation allows a cell, given all others.

    May be unbounded; None if the relations contradict each other.
    """
    freed = evaluate(case.table, free(case.base, cell))
    whole = freed.view.limits(cell)
    for check in case.evaluation.checks:
        if cell not in check.cells or (not check.holds and key(check) in case.explained):
            continue
        try:
            allowed = _allowed(case, freed, cell, check)
        except ValueError:
            return None
        if allowed is None:
            continue
        if cell[1] == "se":
            allowed = allowed.intersection(NOT_NEGATIVE)
        both = None if allowed is None else whole.intersection(allowed)
        if both is None:
            return None
        whole = both
    return whole


def _size_implied(case: Case, cell: Cell) -> Interval | None:
    """Sample sizes (or degrees of freedom) that fit when the printed one is left out."""
    freed = evaluate(case.table, free(case.base, cell))
    wanted = freed.view.sizes.n if cell[1] == "n" else freed.view.sizes.df
    if wanted is None:
        return None
    if not freed.view.sizes.unknown:
        return Interval(wanted.lo, wanted.hi)
    if freed.mask is None or not freed.mask.any():
        return None
    shape = freed.mask.shape
    return _hull(np.broadcast_to(wanted.lo, shape), np.broadcast_to(wanted.hi, shape), freed.mask)


# -- corrections --------------------------------------------------------------------------------


def _settles(case: Case, cell: Cell, wanted: set[Key]) -> bool:
    """Whether leaving a cell out removes these violations and adds none."""
    before = keys(case.evaluation.violated)
    after = keys(evaluate(case.table, free(case.base, cell)).violated)
    return not (after & wanted) and after <= before | set(case.explained)


def _irregular(table: PrintedTable, cell: Cell, string: str) -> bool:
    """Whether a string has neither the decimals nor the digits of its partner (b beside se)."""
    row, kind = cell
    partner = table.cells.get((row, {"b": "se", "se": "b"}.get(kind, "")))
    if partner is None:
        return False
    mark = table.decimal_mark
    return decimals(string, mark) != decimals(partner, mark) and significant(
        string, mark
    ) != significant(partner, mark)


def _possible(table: PrintedTable, cell: Cell, string: str, implied: Interval) -> bool:
    """Whether a string is a number that the other cells allow, a whole one for a sample size."""
    if cell not in SIZE_CELLS:
        return bool(printed(string, table.decimal_mark).intersects(implied))
    return string.isdigit() and bool(implied.contains(float(string))) and float(string) >= 1


def _corrections(
    case: Case, cell: Cell, implied: Interval, tolerated: set[Key], slips: Iterable[Edit]
) -> Iterator[tuple[float, str, str]]:
    """Slips whose correction violates nothing but what is tolerated, in their order.

    Yields the cost with the charge for an irregular string, the correction and the slip.
    """
    table = case.table
    for corrected, slip, cost in slips:
        try:
            if not _possible(table, cell, corrected, implied):
                continue
            after = evaluate(table.with_cell(cell, corrected), case.base)
        except PrintedNumberError:
            continue
        if keys(after.violated) - tolerated:
            continue
        irregular = cell not in SIZE_CELLS and _irregular(table, cell, corrected)
        yield cost + (IRREGULAR if irregular else 0.0), corrected, slip


def _cheapest(found: list[tuple[float, str, str]]) -> tuple[tuple[tuple[str, str], ...], float]:
    """Corrections (string and slip) that cost least, and what they cost."""
    if not found:
        return (), COST_OTHER
    found = sorted(found)
    least = found[0][0]
    listed = [(corrected, slip) for cost, corrected, slip in found if cost <= least + SAME_COST]
    return tuple(listed[:MOST_CORRECTIONS]), least


def _suspect(
    case: Case, cell: Cell, wanted: set[Key], others: frozenset[Key], convincing: bool = False
) -> Suspect | None:
    """A cell as the culprit of some violated checks; None if no value of it would settle them.

    With ``convincing`` only a common slip that hits a narrow interval counts, and the first one is
    enough.
    """
    sized = cell in SIZE_CELLS
    implied = _size_implied(case, cell) if sized else _implied(case, cell)
    if implied is None or (convincing and not _narrow(implied)):
        return None
    slips: Iterable[Edit] = edits(case.table.cells[cell], case.table.decimal_mark)
    if convincing:
        slips = takewhile(lambda edit: edit[2] <= COST_POINT, slips)
    tolerated = set(case.explained) | others
    fitting = _corrections(case, cell, implied, tolerated, slips)
    found = list(islice(fitting, 1) if convincing else fitting)
    if convincing and not found and not sized:
        return None
    if sized and implied.width == 0 and len(wanted) > 1:
        # Several relations ask for one and the same number: it need not look like the printed one.
        found.append((COST_LOST_DIGIT, f"{implied.lo:.0f}", "wrong count"))
    return Suspect(cell, implied, *_cheapest(found))


def _narrow(implied: Interval) -> bool:
    return math.isfinite(implied.width) and implied.width <= NARROW * abs(implied.mid)


def suspects(
    case: Case, group: Sequence[Check], others: frozenset[Key], convincing: bool = False
) -> list[Suspect]:
    """Cells each of which alone could explain a group of violated checks.

    Parameters
    ----------
    case : Case
        The table.
    group : sequence of Check
        Violated checks to be explained by one misprint.
    others : frozenset of Key
        Violated checks that may stay violated.
    convincing : bool
        Count only a common slip that hits a narrow interval.

    Returns
    -------
    list of Suspect
        The commonest slip first.
    """
    wanted = keys(group)
    cells = dict.fromkeys(c for check in group for c in check.cells if c in case.table.cells)
    found = (
        _suspect(case, cell, wanted, others, convincing)
        for cell in cells
        if _settles(case, cell, wanted)
    )
    return sorted((s for s in found if s is not None), key=lambda s: s.cost)


# -- one misprint or several --------------------------------------------------------------------


def _components(checks: Sequence[Check]) -> list[list[Check]]:
    """Violated checks in groups that share a cell other than the sample size."""
    groups: list[tuple[set[Cell], list[Check]]] = []
    for check in checks:
        own = {c for c in check.cells if c not in SIZE_CELLS} or set(check.cells)
        joined = [g for g in groups if g[0] & own]
        groups = [g for g in groups if not g[0] & own]
        cells, members = set(own), [check]
        for g in joined:
            cells |= g[0]
            members = g[1] + members
        groups.append((cells, members))
    return [members for _, members in groups]


def _worst(case: Case, checks: Sequence[Check]) -> Cell | None:
    """Cell that takes part in most of the violated checks."""
    counts = Counter(c for check in checks for c in check.cells if c in case.table.cells)
    return counts.most_common(1)[0][0] if counts else None


def blame(case: Case, checks: Sequence[Check]) -> list[list[Suspect]]:
    """Name the suspects of each misprint that is needed to explain the violated checks.

    Parameters
    ----------
    case : Case
        The table.
    checks : sequence of Check
        Its violated checks that no convention explains.

    Returns
    -------
    list of list of Suspect
        One list per misprint, best suspect first.
    """
    together = suspects(case, checks, frozenset())
    if together:
        return [together]
    everything = frozenset(keys(case.evaluation.violated))
    blamed: list[list[Suspect]] = []
    for group in _components(checks):
        left = group
        while left and len(blamed) < MOST_MISPRINTS:
            found = suspects(case, left, everything - keys(left))
            if found:
                blamed.append(found)
                break
            # Two errors in one group: first the cell that takes part in most of the checks.
            worst = _worst(case, left)
            if worst is None:
                break
            mine = keys(c for c in left if worst in c.cells)
            suspect = _suspect(case, worst, mine, everything)
            blamed.append([suspect or Suspect(worst, None, (), COST_OTHER)])
            left = [c for c in left if worst not in c.cells]
    return blamed


def _repeated(
    table: PrintedTable, rows: Sequence[Sequence[Suspect]], kind: str, other: PrintedTable
) -> int:
    """Number of these rows whose cell of a column also stands in another table."""
    cells = {(name, other.cells.get((i, kind))) for i, name in enumerate(other.names)}
    numbers = [row[0].cell[0] for row in rows]
    return sum((table.names[i], table.cells.get((i, kind))) in cells for i in numbers)


def _cost(row: Sequence[Suspect], kind: str) -> float:
    """Cost of blaming the cell of one column for what is wrong in a row."""
    return next((s.cost for s in row if s.cell[1] == kind), 2 * COST_OTHER)


def same_column(
    case: Case, blamed: list[list[Suspect]], others: Iterable[PrintedTable]
) -> tuple[list[list[Suspect]], str | None]:
    """If several rows are off in the same way, blame one column for all of them.

    Parameters
    ----------
    case : Case
        The table.
    blamed : list of list of Suspect
        As `blame` gives them.
    others : iterable of Table
        Other tables of the same publication, to notice a column that repeats one of theirs.

    Returns
    -------
    blamed : list of list of Suspect
        The same, the suspects of that column first.
    repeated : str or None
        A remark if a column repeats another table.
    """
    rows = [
        s
        for s in blamed
        if len(s) > 1 and all(x.cell[0] != STATS and x.cell[1] in COLUMNS for x in s)
    ]
    if len(rows) < 2:
        return blamed, None
    costs = {kind: sum(_cost(row, kind) for row in rows) for kind in COLUMNS}
    repeated = None
    others = [other for other in others if other.id != case.table.id]
    for kind in COLUMNS:
        for other in others:
            shared = _repeated(case.table, rows, kind, other)
            if shared > 1:
                costs[kind] -= REPEATED * shared
                repeated = REPEATS.format(shared=shared, kind=kind, other=other.id)
    column = min(costs, key=lambda kind: (costs[kind], kind != "se"))
    moved = [
        sorted(s, key=lambda x: (x.cell[1] != column, x.cost)) if s in rows else s for s in blamed
    ]
    return moved, repeated
