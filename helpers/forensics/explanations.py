"""Which named conventions explain what is violated in a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .conventions import CONVENTIONS, ROBUST, Convention, enough_evidence
from .corrections import COST_POINT
from .culprits import Case, Key, key, keys, suspects
from .relations import Evaluation, Reading, evaluate
from .tables import PrintedTable

__all__ = ["prepare"]

#: Fields of a reading that say how digits were shortened.
DIGITS = frozenset({"digits", "single_precision"})

#: Kinds of cell in which a zero at the end of a whole number is a digit.
COUNTED = ("n", "df", "p")


def _effect(
    table: PrintedTable, reading: Reading, before: set[Key]
) -> tuple[set[Key], Evaluation] | None:
    """Violated checks that a reading settles, or None if it breaks another or settles none."""
    after = evaluate(table, reading)
    left = keys(after.violated)
    if not left < before:
        return None
    return before - left, after


def _fills_up_with_zeros(string: str) -> bool:
    """Whether a string is a whole number that ends in zero, and not zero itself."""
    bare = string.strip("()[] ")
    return bare != "0" and bare.endswith("0") and bare.lstrip("+-−–").isdigit()


def _significant_matters(table: PrintedTable) -> bool:
    """Whether some cell may be a whole number rounded to significant digits."""
    return any(_fills_up_with_zeros(s) and c[1] not in COUNTED for c, s in table.cells.items())


def _widest(base: Reading) -> Reading:
    """Every cell widened to all ways of shortening digits at once."""
    return replace(base, digits="cut or rounded", single_precision=True)


def _usual(table: PrintedTable) -> tuple[Convention, ...]:
    """Conventions to try first: robust errors only where the table speaks of them."""
    return (*CONVENTIONS, ROBUST) if table.robust else CONVENTIONS


def _admitted(case: Case, convention: Convention) -> bool:
    """Whether table and violated checks admit a convention."""
    return convention.allowed(case.table, case.evaluation.violated)


def _useful(case: Case) -> Iterator[tuple[Convention, set[Key]]]:
    """Conventions that settle some violated checks and break none, with what they settle."""
    violated = case.evaluation.violated
    before = keys(violated)
    # If widening every cell settles nothing, no single way of shortening digits can.
    wide = keys(evaluate(case.table, _widest(case.base)).violated)
    hopeless = wide == before and not _significant_matters(case.table)
    for convention in _usual(case.table):
        if hopeless and DIGITS & set(convention.change):
            continue
        if not any(convention.touches(c) for c in violated) or not _admitted(case, convention):
            continue
        effect = _effect(case.table, convention.apply(case.base), before)
        if effect and enough_evidence(convention, case.table, len(effect[0]), effect[1]):
            yield convention, effect[0]


def _explain(case: Case) -> None:
    """Find the fewest named conventions that settle the most violated checks.

    Conventions of one kind exclude each other. The one that settles most is taken first, the
    earlier name of two that settle as many.
    """
    useful = list(_useful(case))
    used: set[str] = set()
    while True:
        fresh = [(c, s - set(case.explained)) for c, s in useful if not used & set(c.change)]
        fresh = [(c, s) for c, s in fresh if s]
        if not fresh:
            return
        convention, settled = max(fresh, key=lambda x: len(x[1]))
        used |= set(convention.change)
        case.explained.update(dict.fromkeys(settled, convention))


def _explain_with_digits(
    case: Case, other: Convention, shortened: list[Convention], before: set[Key]
) -> None:
    """Join a convention with the first way of shortening digits that settles something new."""
    for digits in shortened:
        effect = _effect(case.table, other.apply(digits.apply(case.base)), before)
        if effect is None:
            continue
        settled = effect[0] - set(case.explained)
        if settled and enough_evidence(other, case.table, len(effect[0]), effect[1]):
            both = replace(other, name=f"{other.name}; {digits.name}")
            case.explained.update(dict.fromkeys(settled, both))
            return


def _explain_together(case: Case) -> None:
    """Try conventions in twos, one of them about digits: a one-sided p may also be cut."""
    before = keys(case.evaluation.violated)
    shortened = [c for c in CONVENTIONS if DIGITS & set(c.change)]
    for other in _usual(case.table):
        if other in shortened:
            continue
        if not any(other.touches(c) for c in case.open) or not _admitted(case, other):
            continue
        hopeful = _effect(case.table, other.apply(_widest(case.base)), before)
        if not hopeful or not hopeful[0] - set(case.explained):
            continue
        _explain_with_digits(case, other, shortened, before)
        if not case.open:
            return


def _explain_by_robust(case: Case) -> None:
    """Let robust standard errors nobody mentioned explain what is left.

    They do not if one slip of the pen explains it better.
    """
    if case.table.robust or not any(ROBUST.touches(c) for c in case.open):
        return
    before = keys(case.evaluation.violated)
    effect = _effect(case.table, ROBUST.apply(case.base), before)
    if not effect:
        return
    settled = effect[0] - set(case.explained)
    if not settled:
        return
    part = [c for c in case.open if key(c) in settled]
    # One slip for everything that is open, or one for what robust errors would explain.
    for group in [case.open, part] if len(part) < len(case.open) else [part]:
        found = suspects(case, group, frozenset(before - keys(group)), convincing=True)
        if found and found[0].cost <= COST_POINT:
            return
    case.explained.update(dict.fromkeys(settled, ROBUST))


def _prepared(table: PrintedTable, base: Reading) -> Case:
    """A table under one reading, with the conventions that explain what is violated."""
    case = Case(table, base, evaluate(table, base))
    for explain in (_explain, _explain_together, _explain_by_robust):
        if case.open:
            explain(case)
    return case


def _unexplained(case: Case) -> tuple[int, int]:
    """Number of violated checks that nothing explains, then of all violated ones."""
    return len(case.open), len(case.evaluation.violated)


def prepare(table: PrintedTable) -> Case:
    """Evaluate a table and look for conventions.

    Without a constant, software of today has two readings, R2 about zero and R2 about the mean:
    the one that explains more is taken.

    Parameters
    ----------
    table : Table
        The printed strings.

    Returns
    -------
    Case
        What is violated, and the conventions that explain some of it.
    """
    case = _prepared(table, Reading(**table.kind.reading))
    if table.has_constant is False and case.evaluation.violated:
        centred = _prepared(table, Reading(centred=True))
        if _unexplained(centred) < _unexplained(case):
            return centred
    return case
