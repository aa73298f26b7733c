"""Verdicts: from checks that fail to the convention or the misprint that explains them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from ..intervals import Interval, PrintedNumberError, _parse, decimals, printed
from .conventions import CONVENTIONS, ROBUST, Convention, enough_evidence, star_convention
from .corrections import COST_LOST_DIGIT, COST_OTHER, COST_POINT, edits
from .relations import Check, Evaluation, Reading, evaluate, free
from .tables import STATS, Cell, Table, significant

__all__ = ["Audit", "CellVerdict", "CheckReport", "audit", "audit_all", "judge", "verdict"]

#: A convention that merely frees a statistic (robust F) loses against a one-slip correction
#: that hits an interval this narrow (relative width): a chance hit is then unlikely.
NARROW = 0.05

#: At most this many misprints are looked for in one group of violated checks.
MOST_MISPRINTS = 6

#: Charge for a correction that leaves a cell printed less regularly than its neighbour (decimals, significant digits).
IRREGULAR = 0.5

#: Credit of a column that repeats another table of the file digit for digit.
REPEATED = 3.0

Key = tuple[str, Cell]


@dataclass(frozen=True)
class CheckReport:
    """One check as reported."""

    relation: str
    cells: tuple[str, ...]
    computed: tuple[float, float]
    printed: tuple[float, float]
    verdict: str
    convention: str | None = None


@dataclass(frozen=True)
class CellVerdict:
    """Verdict on one printed cell.

    ``verdict`` is ``consistent``, ``ambiguous``, ``misprint`` or ``not checkable``.
    ``implied`` is the interval that all other cells allow, ``correction`` the string that the smallest slip turns into the printed one.
    """

    cell: str
    field: str
    row: str | None
    printed: str
    verdict: str
    implied: tuple[float, float] | None = None
    correction: str | None = None
    remark: str = ""


@dataclass(frozen=True)
class Audit:
    """Everything the tool says about one table."""

    table: str
    verdict: str
    conventions: tuple[str, ...]
    findings: tuple[CellVerdict, ...]
    cells: tuple[CellVerdict, ...]
    checks: tuple[CheckReport, ...]
    df: tuple[tuple[float, float], ...]
    remarks: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain lists, strings and numbers, ready for JSON (infinite ends become None)."""

        def plain(x: Any) -> Any:
            if isinstance(x, dict):
                return {k: plain(v) for k, v in x.items()}
            if isinstance(x, (list, tuple)):
                return [plain(v) for v in x]
            if isinstance(x, float):
                return float(x) if math.isfinite(x) else None
            return x

        return plain(asdict(self))


def _key(check: Check) -> Key:
    if check.relation.startswith("one "):
        # The joint check uses whatever cells the reading leaves in play: its name alone identifies it.
        return check.relation, (STATS, "df")
    return check.relation.split(" (")[0], check.cells[0]


@dataclass
class _Case:
    """A table with what is violated in it, and the conventions that explain some of it."""

    table: Table
    base: Reading
    evaluation: Evaluation
    explained: dict[Key, Convention] = field(default_factory=dict)

    @property
    def open(self) -> list[Check]:
        return [c for c in self.evaluation.violated if _key(c) not in self.explained]


def _effect(table: Table, reading: Reading, before: set[Key]) -> tuple[set[Key], Evaluation] | None:
    """Violated checks that a reading settles, or None if it breaks another one or settles nothing."""
    after = evaluate(table, reading)
    left = {_key(c) for c in after.violated}
    if not left < before:
        return None
    return before - left, after


def _explain(case: _Case) -> None:
    """Find the fewest named conventions that settle the most violated checks."""
    before = {_key(c) for c in case.evaluation.violated}
    # Widen every cell to all shortenings at once: if that settles nothing, no single way of shortening digits can.
    digits = {"digits", "single_precision"}
    wide = evaluate(case.table, replace(case.base, digits="cut or rounded", single_precision=True))
    hopeless = {_key(c) for c in wide.violated} == before and not _significant_matters(case.table)
    useful: list[tuple[Convention, set[Key]]] = []
    for convention in (*CONVENTIONS, ROBUST) if case.table.robust else CONVENTIONS:
        if hopeless and digits & set(convention.change):
            continue
        if not any(
            convention.touches(c) for c in case.evaluation.violated
        ) or not convention.allowed(case.table, case.evaluation.violated):
            continue
        effect = _effect(case.table, convention.apply(case.base), before)
        if effect and enough_evidence(convention, case.table, len(effect[0]), effect[1]):
            useful.append((convention, effect[0]))
    # Conventions of one kind exclude each other; take greedily the one that settles most, earlier names first.
    used: set[str] = set()
    while True:
        fresh = [
            (c, settled - set(case.explained)) for c, settled in useful if not used & set(c.change)
        ]
        fresh = [(c, s) for c, s in fresh if s]
        if not fresh:
            return
        convention, settled = max(fresh, key=lambda x: len(x[1]))
        used |= set(convention.change)
        case.explained.update(dict.fromkeys(settled, convention))


def _explain_together(case: _Case) -> None:
    """Try conventions in twos, one of them about digits: a one-sided p may also be cut."""
    before = {_key(c) for c in case.evaluation.violated}
    shortened = [c for c in CONVENTIONS if {"digits", "single_precision"} & set(c.change)]
    widest = replace(case.base, digits="cut or rounded", single_precision=True)
    for other in (*CONVENTIONS, ROBUST):
        if other in shortened or (other is ROBUST and not case.table.robust):
            continue
        if not any(other.touches(c) for c in case.open) or not other.allowed(
            case.table, case.evaluation.violated
        ):
            continue
        hopeful = _effect(case.table, other.apply(widest), before)
        if not hopeful or not hopeful[0] - set(case.explained):
            continue
        for digits in shortened:
            effect = _effect(case.table, other.apply(digits.apply(case.base)), before)
            if (
                effect
                and effect[0] - set(case.explained)
                and enough_evidence(other, case.table, len(effect[0]), effect[1])
            ):
                both = replace(other, name=f"{other.name}; {digits.name}")
                case.explained.update(dict.fromkeys(effect[0] - set(case.explained), both))
                break
        if not case.open:
            return


def _significant_matters(table: Table) -> bool:
    return any(
        s.strip("()[] ").endswith("0")
        and s.strip("()[] ").lstrip("+-−–").isdigit()
        and c[1] not in ("n", "df", "p")
        for c, s in table.cells.items()
        if s.strip("()[] ") != "0"
    )


def _implied(case: _Case, cell: Cell) -> Interval | None:
    """Values that every relation allows a cell, given all others; None if they contradict each other. May be unbounded."""
    freed = evaluate(case.table, free(case.base, cell))
    whole: Interval | None = freed.view.limits(cell)
    for check in case.evaluation.checks:
        if cell not in check.cells or (not check.holds and _key(check) in case.explained):
            continue
        if check.cells[0] == cell:
            allowed = case.evaluation.interval(check)
            if (
                not check.computed.single
                and freed.mask is not None
                and freed.mask.any()
                and np.shape(check.computed.lo) == np.shape(freed.mask)
            ):
                allowed = Interval(
                    float(np.min(check.computed.lo[freed.mask])),
                    float(np.max(check.computed.hi[freed.mask])),
                )
        elif cell in check.inverse:
            try:
                allowed = check.inverse[cell]()
            except ValueError:
                return None
            if not allowed.single:
                mask = (
                    freed.mask
                    if freed.mask is not None
                    and freed.mask.any()
                    and np.shape(allowed.lo) == np.shape(freed.mask)
                    else slice(None)
                )
                allowed = Interval(
                    float(np.min(np.asarray(allowed.lo)[mask])),
                    float(np.max(np.asarray(allowed.hi)[mask])),
                )
        else:
            continue
        if cell[1] == "se" or math.isnan(allowed.lo) or math.isnan(allowed.hi):
            allowed = (
                allowed.intersection(Interval(0.0, math.inf))
                if not (math.isnan(allowed.lo) or math.isnan(allowed.hi))
                else Interval(-math.inf, math.inf)
            )
            if allowed is None:
                return None
        whole = whole.intersection(allowed) if whole is not None else None
        if whole is None:
            return None
    return whole


def _settles(case: _Case, cell: Cell, keys: set[Key]) -> bool:
    """Whether leaving a cell out removes these violations and adds none."""
    before = {_key(c) for c in case.evaluation.violated}
    after = {_key(c) for c in evaluate(case.table, free(case.base, cell)).violated}
    return not (after & keys) and after <= before | set(case.explained)


@dataclass(frozen=True)
class _Suspect:
    cell: Cell
    implied: Interval | None
    corrections: tuple[tuple[str, str], ...]
    cost: float


def _irregular(table: Table, cell: Cell, string: str) -> bool:
    """Whether a string has neither the decimals nor the significant digits of the other cell of its row (b beside se)."""
    row, kind = cell
    partner = table.cells.get((row, {"b": "se", "se": "b"}.get(kind, "")))
    if partner is None:
        return False
    mark = table.decimal_mark
    return decimals(string, mark) != decimals(partner, mark) and significant(
        string, mark
    ) != significant(partner, mark)


def _size_implied(case: _Case, cell: Cell) -> Interval | None:
    """Sample sizes (or degrees of freedom) that fit when the printed one is left out."""
    freed = evaluate(case.table, free(case.base, cell))
    df, n, _, unknown = freed.view.sizes
    wanted = n if cell[1] == "n" else df
    if wanted is None:
        return None
    if not unknown:
        return Interval(wanted.lo, wanted.hi)
    if freed.mask is None or not freed.mask.any():
        return None
    return Interval(
        float(np.min(np.broadcast_to(wanted.lo, freed.mask.shape)[freed.mask])),
        float(np.max(np.broadcast_to(wanted.hi, freed.mask.shape)[freed.mask])),
    )


def _suspect(
    case: _Case, cell: Cell, keys: set[Key], others: frozenset[Key], convincing: bool = False
) -> _Suspect | None:
    """A cell as the culprit of some violated checks: what it should be, and the smallest slip that explains it.

    With ``convincing`` only a common slip that hits a narrow interval counts, and the first one is enough.
    """
    table, string = case.table, case.table.cells[cell]
    sized = cell[1] in ("n", "df") and cell[0] == STATS
    implied = _size_implied(case, cell) if sized else _implied(case, cell)
    if implied is None:
        return None
    if convincing and not (
        math.isfinite(implied.width) and implied.width <= NARROW * abs(implied.mid)
    ):
        return None
    tolerated = set(case.explained) | others
    found: list[tuple[float, str, str]] = []
    for corrected, slip, cost in edits(string, table.decimal_mark):
        if convincing and (found or cost > COST_POINT):
            break
        try:
            if sized:
                if (
                    not corrected.isdigit()
                    or not implied.contains(float(corrected))
                    or float(corrected) < 1
                ):
                    continue
            elif not printed(corrected, table.decimal_mark).intersects(implied):
                continue
            if {
                _key(c) for c in evaluate(table.with_cell(cell, corrected), case.base).violated
            } - tolerated:
                continue
        except PrintedNumberError:
            continue
        charge = IRREGULAR if not sized and _irregular(table, cell, corrected) else 0.0
        found.append((cost + charge, corrected, slip))
    if convincing and not found and not sized:
        return None
    if sized and implied.width == 0 and len(keys) > 1:
        # Several relations ask for one and the same number: it need not look like the printed one.
        found.append((COST_LOST_DIGIT, f"{implied.lo:.0f}", "wrong count"))
    found.sort()
    if found:
        least = found[0][0]
        listed = tuple(
            (corrected, slip) for cost, corrected, slip in found if cost <= least + 1e-9
        )[:4]
        return _Suspect(cell, implied, listed, least)
    return _Suspect(cell, implied, (), COST_OTHER)


def _components(checks: Sequence[Check]) -> list[list[Check]]:
    """Violated checks in groups that share a cell other than the sample size."""
    groups: list[tuple[set[Cell], list[Check]]] = []
    for check in checks:
        own = {c for c in check.cells if c not in ((STATS, "n"), (STATS, "df"))} or set(check.cells)
        joined = [g for g in groups if g[0] & own]
        groups = [g for g in groups if not g[0] & own]
        cells, members = set(own), [check]
        for g in joined:
            cells |= g[0]
            members = g[1] + members
        groups.append((cells, members))
    return [members for _, members in groups]


def _suspects(
    case: _Case, group: Sequence[Check], others: frozenset[Key], convincing: bool = False
) -> list[_Suspect]:
    keys = {_key(c) for c in group}
    cells = dict.fromkeys(
        cell for check in group for cell in check.cells if cell in case.table.cells
    )
    found = [
        s
        for cell in cells
        if _settles(case, cell, keys) and (s := _suspect(case, cell, keys, others, convincing))
    ]
    return sorted(found, key=lambda s: s.cost)


def _blame(case: _Case, checks: Sequence[Check]) -> list[list[_Suspect]]:
    """Suspects, best first, for each misprint needed to explain the violated checks."""
    everything = {_key(c) for c in case.evaluation.violated}
    together = _suspects(case, checks, frozenset())
    if together:
        return [together]
    blamed: list[list[_Suspect]] = []
    groups = _components(checks)
    for group in groups:
        left = list(group)
        while left and len(blamed) < MOST_MISPRINTS:
            keys = {_key(c) for c in left}
            suspects = _suspects(case, left, frozenset(everything - keys))
            if suspects:
                blamed.append(suspects)
                break
            # Two errors in one group: first the cell that takes part in most of the violated checks.
            counts: dict[Cell, int] = {}
            for check in left:
                for cell in check.cells:
                    if cell in case.table.cells:
                        counts[cell] = counts.get(cell, 0) + 1
            if not counts:
                break
            worst = max(counts, key=lambda c: counts[c])
            mine = [c for c in left if worst in c.cells]
            suspect = _suspect(case, worst, {_key(c) for c in mine}, frozenset(everything))
            blamed.append([suspect or _Suspect(worst, None, (), COST_OTHER)])
            left = [c for c in left if worst not in c.cells]
    return blamed


def _columns(
    case: _Case, blamed: list[list[_Suspect]], others: Iterable[Table]
) -> tuple[list[list[_Suspect]], str | None]:
    """If several rows are off in the same way, blame one column for all of them."""
    rows = [
        s
        for s in blamed
        if len(s) > 1 and all(x.cell[0] != STATS and x.cell[1] in ("b", "se", "t") for x in s)
    ]
    if len(rows) < 2:
        return blamed, None
    costs = {
        kind: sum(next((x.cost for x in s if x.cell[1] == kind), 2 * COST_OTHER) for s in rows)
        for kind in ("b", "se", "t")
    }
    repeated = None
    for kind in costs:
        for other in others:
            if other.id == case.table.id:
                continue
            cells = {(name, other.cells.get((i, kind))) for i, name in enumerate(other.names)}
            shared = sum(
                (case.table.names[s[0].cell[0]], case.table.cells.get((s[0].cell[0], kind)))
                in cells
                for s in rows
            )
            if shared > 1:
                costs[kind] -= REPEATED * shared
                repeated = (
                    f"{shared} cells of the {kind} column repeat table {other.id} digit for digit"
                )
    column = min(costs, key=lambda kind: (costs[kind], kind != "se"))
    for suspects in rows:
        suspects.sort(key=lambda x: (x.cell[1] != column, x.cost))
    return blamed, repeated


def _robust(case: _Case) -> None:
    """Let robust standard errors nobody mentioned explain what is left, unless one slip of the pen explains it better."""
    if case.table.robust or not any(ROBUST.touches(c) for c in case.open):
        return
    before = {_key(c) for c in case.evaluation.violated}
    effect = _effect(case.table, ROBUST.apply(case.base), before)
    if not effect:
        return
    settled = effect[0] - set(case.explained)
    if not settled:
        return
    part = [c for c in case.open if _key(c) in settled]
    # One slip for everything that is open, or one for what robust errors would explain.
    for group in [case.open, part] if len(part) < len(case.open) else [part]:
        suspects = _suspects(
            case, group, frozenset(before - {_key(c) for c in group}), convincing=True
        )
        if suspects and suspects[0].cost <= COST_POINT:
            return
    case.explained.update(dict.fromkeys(settled, ROBUST))


def _prepared(table: Table, base: Reading) -> _Case:
    case = _Case(table, base, evaluate(table, base))
    if case.evaluation.violated:
        _explain(case)
        if case.open:
            _explain_together(case)
        if case.open:
            _robust(case)
    return case


def _prepare(table: Table) -> _Case:
    """Evaluate a table and look for conventions.

    Without a constant, software of today has two readings, R2 about zero and R2 about the mean: the one that explains more is taken.
    """
    case = _prepared(table, Reading())
    if table.has_constant is False and case.evaluation.violated:
        centred = _prepared(table, Reading(centred=True))
        if (len(centred.open), len(centred.evaluation.violated)) < (
            len(case.open),
            len(case.evaluation.violated),
        ):
            return centred
    return case


def judge(table: Table) -> tuple[str, tuple[str, ...]]:
    """Verdict on a table alone and the conventions that explain it, without looking for the culprit: the quick form of `audit`.

    Examples
    --------
    >>> from helpers.forensics import table
    >>> judge(table({"id": "demo", "n": "40", "rows": [{"name": "X", "t": "2.00", "p": "0.0264"}], "k_slopes": 1, "has_constant": True}))
    ('ambiguous', ('one-sided p',))
    """
    case = _prepare(table)
    stars, _, judged = star_convention(table, case.evaluation)
    conventions = tuple(
        dict.fromkeys([c.name for c in case.explained.values()] + ([stars] if stars else []))
    )
    if case.open:
        return "misprint", conventions
    if conventions:
        return "ambiguous", conventions
    return "consistent" if case.evaluation.checks or judged else "not checkable", ()


def verdict(table: Table) -> str:
    """Verdict on a table alone: the first half of `judge`."""
    return judge(table)[0]


def _ends(interval: Interval) -> tuple[float, float]:
    return float(np.min(interval.lo)), float(np.max(interval.hi))


def _ambiguous_cells(case: _Case, check: Check, convention: Convention) -> list[Cell]:
    cells = [c for c in check.cells if c in case.table.cells]
    if convention.fields:
        return [c for c in cells if c[1] in convention.fields] or cells[:1]

    def coarseness(cell: Cell) -> float:
        interval = case.evaluation.view.value(cell)
        return (
            0.0
            if interval is None or cell[1] in ("n", "df")
            else interval.width / max(abs(interval.mid), 1e-300)
        )

    # Of cells that may have been cut, the one with the fewest digits moved the result most.
    return [max(cells, key=coarseness)] if cells else []


def audit(table: Table, others: Iterable[Table] = ()) -> Audit:
    """Audit one printed table.

    Parameters
    ----------
    table : Table
    others : iterable of Table, optional
        Other tables of the same publication: used for nested models and to notice repeated columns.

    Returns
    -------
    Audit

    Examples
    --------
    >>> from helpers.forensics import table
    >>> wage = table({"id": "wage", "n": "526", "rows": [{"name": "C", "b": "3.73", "se": "0.35", "t": "10.77"},
    ...     {"name": "exper", "b": "0.298", "se": "0.41", "t": "7.28"}, {"name": "exper2", "b": "-0.0061", "se": "0.0009", "t": "-6.79"}]})
    >>> result = audit(wage)
    >>> result.verdict, result.findings[0].cell, result.findings[0].correction
    ('misprint', 'se of exper', '0.041')
    """
    others = list(others)
    case = _prepare(table)
    evaluation = case.evaluation
    verdicts: dict[Cell, CellVerdict] = {}
    remarks: list[str] = []

    def put(
        cell: Cell,
        verdict: str,
        implied: Interval | None = None,
        correction: str | None = None,
        remark: str = "",
    ) -> None:
        row = None if cell[0] == STATS else table.names[cell[0]]
        string = table.cells.get(cell) or "*" * table.stars.get(cell[0], 0)
        verdicts[cell] = CellVerdict(
            table.name(cell),
            cell[1],
            row,
            string,
            verdict,
            None if implied is None else _ends(implied),
            correction,
            remark,
        )

    for check in evaluation.checks:
        for cell in check.cells:
            if cell in table.cells and cell not in verdicts:
                put(cell, "consistent")
    for cell in table.cells:
        if cell not in verdicts:
            put(cell, "not checkable")
    findings: list[Cell] = []
    conventions = dict.fromkeys(c.name for c in case.explained.values())
    for check in evaluation.violated:
        convention = case.explained.get(_key(check))
        if convention is None:
            continue
        implied = evaluation.interval(check)
        for cell in _ambiguous_cells(case, check, convention):
            put(
                cell,
                "ambiguous",
                implied if check.cells[0] == cell else None,
                None,
                convention.name,
            )
            findings.append(cell)
    stars, star_rows, judged = star_convention(table, evaluation)
    if stars:
        conventions[stars] = None
        for cell in star_rows:
            put(cell, "ambiguous", None, None, stars)
            findings.append(cell)
    if case.open:
        blamed, repeated = _columns(case, _blame(case, case.open), others)
        if repeated:
            remarks.append(repeated)
        for suspects in blamed:
            first, *rest = suspects
            likely = [s for s in rest if s.cost < COST_OTHER or first.cost >= COST_OTHER]
            slip = (
                f"{first.corrections[0][1]}" if first.corrections else "no single slip explains it"
            )
            if len(first.corrections) > 1:
                slip += "; or " + ", ".join(c for c, _ in first.corrections[1:])
            if likely:
                slip += "; the culprit could instead be " + " or ".join(
                    _alternative(table, s) for s in likely[:4]
                )
            correction = first.corrections[0][0] if first.corrections else _nearest(table, first)
            put(first.cell, "misprint", first.implied, correction, slip)
            findings.append(first.cell)
            for s in likely[:4]:
                if verdicts[s.cell].verdict != "misprint":
                    put(
                        s.cell,
                        "ambiguous",
                        s.implied,
                        s.corrections[0][0] if s.corrections else None,
                        f"instead of {table.name(first.cell)}",
                    )
    for text, cell in _nested(table, others):
        conventions[text] = None
        put(cell, "ambiguous", None, None, text)
        findings.append(cell)

    if case.open:
        overall = "misprint"
    elif conventions:
        overall = "ambiguous"
    else:
        overall = "consistent" if evaluation.checks or judged else "not checkable"
    if table.ignored:
        remarks.append("not understood and left out: " + ", ".join(table.ignored))
    if case.base.centred:
        remarks.append("R2 is measured about the mean although there is no constant")
    if table.robust:
        remarks.append("the table says that its standard errors are robust")
    checks = tuple(
        CheckReport(
            c.relation, tuple(table.name(x) for x in c.cells), _ends(evaluation.interval(c)), _ends(c.printed),
            "consistent" if c.holds and _key(c) not in {_key(v) for v in evaluation.violated} else "ambiguous" if _key(c) in case.explained else "misprint",
            case.explained[_key(c)].name if _key(c) in case.explained else None,
        )
        for c in [*evaluation.checks, *(v for v in evaluation.violated if v not in evaluation.checks)]
    )  # fmt: skip
    order = list(dict.fromkeys(findings))
    order.sort(key=lambda c: verdicts[c].verdict != "misprint")
    return Audit(
        table.id, overall, tuple(conventions), tuple(verdicts[c] for c in order), tuple(verdicts.values()), checks,
        tuple(evaluation.df_candidates), tuple(remarks),
    )  # fmt: skip


def _alternative(table: Table, suspect: _Suspect) -> str:
    text = table.name(suspect.cell)
    if suspect.corrections:
        return f"{text} ({suspect.corrections[0][0]})"
    return f"{text} (in {suspect.implied})" if suspect.implied is not None else text


def _nearest(table: Table, suspect: _Suspect) -> str | None:
    """Middle of the implied interval with as many decimals as printed, if the interval is bounded."""
    if suspect.implied is None or not (
        math.isfinite(suspect.implied.lo) and math.isfinite(suspect.implied.hi)
    ):
        return None
    string = table.cells[suspect.cell]
    if suspect.cell[1] in ("n", "df"):
        return str(round(suspect.implied.mid))
    _, _, place, scientific = _parse(string, table.decimal_mark)
    if scientific:
        return f"{suspect.implied.mid:.{max(0, significant(string, table.decimal_mark) - 1)}e}"
    scale = 100 if string.rstrip().endswith("%") else 1
    text = f"{suspect.implied.mid * scale:.{max(0, -int(place.as_tuple().exponent) - (2 if scale == 100 else 0))}f}"
    return (text.replace(".", ",") if table.decimal_mark == "," else text) + (
        "%" if scale == 100 else ""
    )


def _nested(table: Table, others: Sequence[Table]) -> list[tuple[str, Cell]]:
    """Check a model against the larger one it is nested in: t^2 of the dropped regressor is the rise of the SSR.

    A failure is only ever ambiguous: the two may rest on different rows.
    """
    parent = next((o for o in others if o.id == table.nested_in and o.id != table.id), None)
    if (
        parent is None
        or not table.has_constant
        or not parent.has_constant
        or table.robust
        or parent.robust
    ):
        return []
    small, large = evaluate(table), evaluate(parent)
    text = f"nested in {parent.id}: the two need not rest on the same rows"
    r2, r2_large = small.view.value((STATS, "r2")), large.view.value((STATS, "r2"))
    if r2 is not None and r2_large is not None and r2.lo > r2_large.hi:
        return [(text, (STATS, "r2"))]
    if table.dropped not in parent.names:
        return []
    row = parent.names.index(table.dropped)
    t, df = large.view.value((row, "t")), large.view.sizes[0]
    if t is None or df is None or not df.single:
        return []
    for kind in ("ssr", "r2"):
        a, b = small.view.value((STATS, kind)), large.view.value((STATS, kind))
        if a is None or b is None:
            continue
        rise = (a / b - 1) if kind == "ssr" else ((1 - a) / (1 - b) - 1)
        return [] if (rise * df).intersects(t.square()) else [(text, (STATS, kind))]
    return []


def audit_all(tables: Sequence[Table]) -> list[Audit]:
    """Audit every table of a file, each knowing the others."""
    return [audit(t, tables) for t in tables]
