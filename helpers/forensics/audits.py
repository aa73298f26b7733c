"""Verdicts: from checks that fail to the convention or the misprint that explains them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from .conventions import Convention, star_convention
from .corrections import COST_OTHER
from .culprits import Case, Suspect, blame, key, keys, same_column
from .explanations import prepare
from .intervals import Interval, _parse
from .relations import Check, Evaluation, evaluate
from .tables import STATS, Cell, PrintedTable, significant

__all__ = ["Audit", "CellVerdict", "CheckReport", "audit", "audit_all", "judge", "verdict"]

CONSISTENT, AMBIGUOUS, MISPRINT = "consistent", "ambiguous", "misprint"
NOT_CHECKABLE = "not checkable"

#: At most this many other culprits are named beside the first.
MOST_ALTERNATIVES = 4

NO_SLIP = "no single slip explains it"
NESTED = "nested in {parent}: the two need not rest on the same rows"
IGNORED = "not understood and left out: {fields}"
CENTRED = "R2 is measured about the mean although there is no constant"
ROBUST_SAID = "the table says that its standard errors are robust"


@dataclass(frozen=True)
class CheckReport:
    """One check as reported.

    Attributes
    ----------
    relation : str
        In words, ``t = b / se``.
    cells : tuple of str
        Names of the cells it uses, the computed one first.
    computed, printed : tuple of float
        Ends of the interval that the other cells imply, and of the printed one.
    verdict : str
        ``consistent``, ``ambiguous`` or ``misprint``.
    convention : str or None
        What explains a violation.
    """

    relation: str
    cells: tuple[str, ...]
    computed: tuple[float, float]
    printed: tuple[float, float]
    verdict: str
    convention: str | None = None


@dataclass(frozen=True)
class CellVerdict:
    """Verdict on one printed cell.

    Attributes
    ----------
    cell, field : str
        Name of the cell, ``se of X3``, and its kind, ``se``.
    row : str or None
        Name of the row; None for statistics.
    printed : str
        The printed string.
    verdict : str
        ``consistent``, ``ambiguous``, ``misprint`` or ``not checkable``.
    implied : tuple of float, optional
        Ends of the interval that all other cells allow.
    correction : str, optional
        The string that the smallest slip turns into the printed one.
    remark : str
        The slip, or the convention.
    """

    cell: str
    field: str
    row: str | None
    printed: str
    verdict: str
    implied: tuple[float, float] | None = None
    correction: str | None = None
    remark: str = ""


def _plain(x: Any) -> Any:
    """Lists, strings and numbers only; infinite ends become None."""
    if isinstance(x, dict):
        return {k: _plain(v) for k, v in x.items()}
    if isinstance(x, list | tuple):
        return [_plain(v) for v in x]
    if isinstance(x, float):
        return float(x) if math.isfinite(x) else None
    return x


@dataclass(frozen=True)
class Audit:
    """Everything the tool says about one table.

    Attributes
    ----------
    table, verdict : str
        Name of the table, and the verdict on it.
    conventions : tuple of str
        Named conventions that explain what does not hold.
    findings : tuple of CellVerdict
        Cells that are not consistent, misprints first.
    cells : tuple of CellVerdict
        Every printed cell.
    checks : tuple of CheckReport
        Every relation that could be evaluated.
    df : tuple of (float, float)
        Runs of degrees of freedom that fit, if they are not printed.
    kind : str
        The kind of model, as the words around the table tell it.
    kind_words : tuple of str
        The words it was taken from.
    remarks : tuple of str
        Anything else a reader should know.
    """

    table: str
    verdict: str
    conventions: tuple[str, ...]
    findings: tuple[CellVerdict, ...]
    cells: tuple[CellVerdict, ...]
    checks: tuple[CheckReport, ...]
    df: tuple[tuple[float, float], ...]
    kind: str = "unknown"
    kind_words: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain lists, strings and numbers, ready for JSON.

        Returns
        -------
        dict
            By attribute; infinite ends are None.
        """
        return _plain(asdict(self))


def _overall(case: Case, conventions: Iterable[str], stars_judged: int) -> str:
    """Verdict on a table from what is open in it and what is explained."""
    if case.open:
        return MISPRINT
    if conventions:
        return AMBIGUOUS
    return CONSISTENT if case.evaluation.checks or stars_judged else NOT_CHECKABLE


def judge(table: PrintedTable) -> tuple[str, tuple[str, ...]]:
    """Verdict on a table alone and the conventions that explain it: the quick form of `audit`.

    Parameters
    ----------
    table : Table
        The printed strings.

    Returns
    -------
    verdict : str
        ``consistent``, ``ambiguous``, ``misprint`` or ``not checkable``; the culprit of a misprint
        is not looked for.
    conventions : tuple of str
        Their names.

    Examples
    --------
    >>> from helpers.forensics import printed_table
    >>> one_sided = printed_table({"id": "demo", "n": "40", "k_slopes": 1, "has_constant": True,
    ...     "rows": [{"name": "X", "t": "2.00", "p": "0.0264"}]})
    >>> judge(one_sided)
    ('ambiguous', ('one-sided p',))
    """
    case = prepare(table)
    stars, _, judged = star_convention(table, case.evaluation)
    names = dict.fromkeys(c.name for c in case.explained.values())
    if stars:
        names[stars] = None
    conventions = tuple(names)
    return _overall(case, conventions, judged), conventions


def verdict(table: PrintedTable) -> str:
    """Verdict on a table alone: the first half of `judge`.

    Parameters
    ----------
    table : Table
        The printed strings.

    Returns
    -------
    str
        ``consistent``, ``ambiguous``, ``misprint`` or ``not checkable``.
    """
    return judge(table)[0]


def _ends(interval: Interval) -> tuple[float, float]:
    return float(np.min(interval.lo)), float(np.max(interval.hi))


@dataclass
class _Protocol:
    """What is said about each cell of a table while it is audited."""

    table: PrintedTable
    verdicts: dict[Cell, CellVerdict] = field(default_factory=dict)
    findings: dict[Cell, None] = field(default_factory=dict)
    conventions: dict[str, None] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def put(
        self,
        cell: Cell,
        verdict: str,
        implied: Interval | None = None,
        correction: str | None = None,
        remark: str = "",
    ) -> None:
        """Give a verdict on a cell, in place of an earlier one."""
        row, kind = cell
        self.verdicts[cell] = CellVerdict(
            cell=self.table.name(cell),
            field=kind,
            row=None if row == STATS else self.table.names[row],
            printed=self.table.cells.get(cell) or "*" * self.table.stars.get(row, 0),
            verdict=verdict,
            implied=None if implied is None else _ends(implied),
            correction=correction,
            remark=remark,
        )

    def find(
        self,
        cell: Cell,
        verdict: str,
        implied: Interval | None = None,
        correction: str | None = None,
        remark: str = "",
    ) -> None:
        """The same for a verdict that is a finding."""
        self.put(cell, verdict, implied, correction, remark)
        self.findings[cell] = None

    def found(self) -> tuple[CellVerdict, ...]:
        """Findings, misprints first."""
        found = [self.verdicts[cell] for cell in self.findings]
        return tuple(sorted(found, key=lambda v: v.verdict != MISPRINT))


def _start(case: Case) -> _Protocol:
    """Every cell that a relation uses as consistent, the others as not checkable."""
    protocol = _Protocol(case.table)
    used = [cell for check in case.evaluation.checks for cell in check.cells]
    for cell in dict.fromkeys(used):
        if cell in case.table.cells:
            protocol.put(cell, CONSISTENT)
    for cell in case.table.cells:
        if cell not in protocol.verdicts:
            protocol.put(cell, NOT_CHECKABLE)
    return protocol


def _coarseness(case: Case, cell: Cell) -> float:
    """Relative width of a printed cell; 0 for counts."""
    interval = case.evaluation.view.value(cell)
    if interval is None or cell[1] in ("n", "df"):
        return 0.0
    return interval.width / max(abs(interval.mid), 1e-300)


def _ambiguous_cells(case: Case, check: Check, convention: Convention) -> list[Cell]:
    """Cells of a check that a convention concerns."""
    cells = [c for c in check.cells if c in case.table.cells]
    if convention.fields:
        return [c for c in cells if c[1] in convention.fields] or cells[:1]
    # Of cells that may have been cut, the one with the fewest digits moved the result most.
    return [max(cells, key=lambda cell: _coarseness(case, cell))] if cells else []


def _report_conventions(case: Case, protocol: _Protocol) -> None:
    """Mark the cells whose contradictions a convention explains."""
    protocol.conventions |= dict.fromkeys(c.name for c in case.explained.values())
    for check in case.evaluation.violated:
        convention = case.explained.get(key(check))
        if convention is None:
            continue
        computed = case.evaluation.interval(check)
        for cell in _ambiguous_cells(case, check, convention):
            implied = computed if check.cells[0] == cell else None
            protocol.find(cell, AMBIGUOUS, implied, remark=convention.name)


def _report_stars(case: Case, protocol: _Protocol) -> int:
    """Mark stars that do not fit the usual reading; return how many rows could be judged."""
    stars, rows, judged = star_convention(case.table, case.evaluation)
    if stars:
        protocol.conventions[stars] = None
        for cell in rows:
            protocol.find(cell, AMBIGUOUS, remark=stars)
    return judged


def _alternative(table: PrintedTable, suspect: Suspect) -> str:
    """Another culprit in words, with its correction or what it must lie in."""
    text = table.name(suspect.cell)
    if suspect.corrections:
        return f"{text} ({suspect.corrections[0][0]})"
    return f"{text} (in {suspect.implied})" if suspect.implied is not None else text


def _slip(table: PrintedTable, first: Suspect, likely: Sequence[Suspect]) -> str:
    """What went wrong in a cell, and who else it could have been."""
    slip = first.corrections[0][1] if first.corrections else NO_SLIP
    if len(first.corrections) > 1:
        slip += "; or " + ", ".join(c for c, _ in first.corrections[1:])
    if likely:
        culprits = " or ".join(_alternative(table, s) for s in likely)
        slip += f"; the culprit could instead be {culprits}"
    return slip


def _nearest(table: PrintedTable, suspect: Suspect) -> str | None:
    """Middle of a bounded implied interval with as many decimals as printed."""
    implied = suspect.implied
    if implied is None or not (math.isfinite(implied.lo) and math.isfinite(implied.hi)):
        return None
    string, mark = table.cells[suspect.cell], table.decimal_mark
    if suspect.cell[1] in ("n", "df"):
        return str(round(implied.mid))
    _, _, place, scientific = _parse(string, mark)
    if scientific:
        return f"{implied.mid:.{max(0, significant(string, mark) - 1)}e}"
    percent = string.rstrip().endswith("%")
    # The unit of a percentage is a hundredth of what is printed: two decimals fewer are shown.
    places = max(0, -int(place.as_tuple().exponent) - (2 if percent else 0))
    text = f"{implied.mid * (100 if percent else 1):.{places}f}"
    if mark == ",":
        text = text.replace(".", ",")
    return text + ("%" if percent else "")


def _report_misprint(protocol: _Protocol, suspects: Sequence[Suspect]) -> None:
    """Mark the best suspect as misprinted, and the others as possible culprits."""
    table = protocol.table
    first, *rest = suspects
    likely = [s for s in rest if s.cost < COST_OTHER or first.cost >= COST_OTHER]
    likely = likely[:MOST_ALTERNATIVES]
    correction = first.corrections[0][0] if first.corrections else _nearest(table, first)
    slip = _slip(table, first, likely)
    protocol.find(first.cell, MISPRINT, first.implied, correction, slip)
    for s in likely:
        if protocol.verdicts[s.cell].verdict != MISPRINT:
            correction = s.corrections[0][0] if s.corrections else None
            instead = f"instead of {table.name(first.cell)}"
            protocol.put(s.cell, AMBIGUOUS, s.implied, correction, instead)


def _report_misprints(case: Case, protocol: _Protocol, others: Sequence[PrintedTable]) -> None:
    """Mark the culprits of what no convention explains."""
    blamed, repeated = same_column(case, blame(case, case.open), others)
    if repeated:
        protocol.remarks.append(repeated)
    for suspects in blamed:
        _report_misprint(protocol, suspects)


def _report_nesting(protocol: _Protocol, others: Sequence[PrintedTable]) -> None:
    """Mark a statistic that contradicts the larger model."""
    for text, cell in _nested(protocol.table, others):
        protocol.conventions[text] = None
        protocol.find(cell, AMBIGUOUS, remark=text)


def _remarks(case: Case) -> list[str]:
    remarks = []
    if case.table.ignored:
        remarks.append(IGNORED.format(fields=", ".join(case.table.ignored)))
    if case.base.centred:
        remarks.append(CENTRED)
    if case.table.robust:
        remarks.append(ROBUST_SAID)
    return remarks


def _check_reports(case: Case) -> tuple[CheckReport, ...]:
    """Every check, the joint ones last."""
    evaluation = case.evaluation
    violated = keys(evaluation.violated)
    joint = [check for check in evaluation.violated if check not in evaluation.checks]
    reports = []
    for check in [*evaluation.checks, *joint]:
        convention = case.explained.get(key(check))
        if check.holds and key(check) not in violated:
            said = CONSISTENT
        else:
            said = MISPRINT if convention is None else AMBIGUOUS
        reports.append(
            CheckReport(
                relation=check.relation,
                cells=tuple(case.table.name(cell) for cell in check.cells),
                computed=_ends(evaluation.interval(check)),
                printed=_ends(check.printed),
                verdict=said,
                convention=None if convention is None else convention.name,
            )
        )
    return tuple(reports)


def audit(table: PrintedTable, others: Iterable[PrintedTable] = ()) -> Audit:
    """Audit one printed table.

    Parameters
    ----------
    table : Table
        The printed strings.
    others : iterable of Table, optional
        Other tables of the same publication: used for nested models and to notice repeated columns.

    Returns
    -------
    Audit
        Verdicts on the table and on each cell.

    Examples
    --------
    >>> from helpers.forensics import printed_table
    >>> wage = printed_table({"id": "wage", "n": "526", "rows": [
    ...     {"name": "C", "b": "3.73", "se": "0.35", "t": "10.77"},
    ...     {"name": "exper", "b": "0.298", "se": "0.41", "t": "7.28"},
    ...     {"name": "exper2", "b": "-0.0061", "se": "0.0009", "t": "-6.79"}]})
    >>> result = audit(wage)
    >>> result.verdict, result.findings[0].cell, result.findings[0].correction
    ('misprint', 'se of exper', '0.041')
    """
    others = list(others)
    case = prepare(table)
    protocol = _start(case)
    _report_conventions(case, protocol)
    stars_judged = _report_stars(case, protocol)
    if case.open:
        _report_misprints(case, protocol, others)
    _report_nesting(protocol, others)
    return Audit(
        table=table.id,
        verdict=_overall(case, protocol.conventions, stars_judged),
        conventions=tuple(protocol.conventions),
        findings=protocol.found(),
        cells=tuple(protocol.verdicts.values()),
        checks=_check_reports(case),
        df=tuple(case.evaluation.df_candidates),
        kind=table.kind.name,
        kind_words=table.kind.words,
        remarks=(*protocol.remarks, *_remarks(case)),
    )


def _parent(table: PrintedTable, others: Sequence[PrintedTable]) -> PrintedTable | None:
    """The larger model that a table says it is nested in, if the two can be compared."""
    parent = next((o for o in others if o.id == table.nested_in and o.id != table.id), None)
    if parent is None or not (table.has_constant and parent.has_constant):
        return None
    return None if table.robust or parent.robust else parent


def _rise(small: Evaluation, large: Evaluation, kind: str) -> Interval | None:
    """Relative rise of the residual sum of squares, from SSR or from R2."""
    a, b = small.view.value((STATS, kind)), large.view.value((STATS, kind))
    if a is None or b is None:
        return None
    return (a / b - 1) if kind == "ssr" else ((1 - a) / (1 - b) - 1)


def _nested(table: PrintedTable, others: Sequence[PrintedTable]) -> list[tuple[str, Cell]]:
    """Check a model against the larger one it is nested in.

    R2 cannot rise when a regressor goes, and t^2 of the dropped one is the rise of the SSR.
    A failure is only ever ambiguous: the two may rest on different rows.
    """
    parent = _parent(table, others)
    if parent is None:
        return []
    small, large = evaluate(table), evaluate(parent)
    text = NESTED.format(parent=parent.id)
    r2, r2_large = small.view.value((STATS, "r2")), large.view.value((STATS, "r2"))
    if r2 is not None and r2_large is not None and r2.lo > r2_large.hi:
        return [(text, (STATS, "r2"))]
    if table.dropped not in parent.names:
        return []
    t, df = large.view.value((parent.names.index(table.dropped), "t")), large.view.sizes.df
    if t is None or df is None or not df.single:
        return []
    for kind in ("ssr", "r2"):
        rise = _rise(small, large, kind)
        if rise is not None:
            return [] if (rise * df).intersects(t.square()) else [(text, (STATS, kind))]
    return []


def audit_all(tables: Sequence[PrintedTable]) -> list[Audit]:
    """Audit every table of a file, each knowing the others.

    Parameters
    ----------
    tables : sequence of Table
        In any order.

    Returns
    -------
    list of Audit
        In the same order.
    """
    return [audit(t, tables) for t in tables]
