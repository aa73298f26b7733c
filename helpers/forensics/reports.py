"""The audit in words."""

from __future__ import annotations

import math

from ..intervals import Interval
from .audits import Audit, CellVerdict

__all__ = ["text"]


def _show(ends: tuple[float, float]) -> str:
    low, high = ends
    if math.isinf(low) and math.isinf(high):
        return "any"
    if low == high:
        return f"{low:.10g}"
    return str(Interval(low, high))


def _sizes(runs: tuple[tuple[float, float], ...]) -> str:
    shown = [f"{a:.0f}" if a == b else f"{a:.0f} to {b:.0f}" for a, b in runs[:4]]
    return ", ".join(shown) + (" ..." if len(runs) > 4 else "")


def finding(cell: CellVerdict) -> str:
    """One finding as one line."""
    line = f"{cell.verdict}: {cell.cell}"
    if cell.printed:
        line += f", printed {cell.printed}"
    if cell.implied is not None and not all(math.isinf(x) for x in cell.implied):
        line += f", implied {_show(cell.implied)}"
    if cell.correction is not None:
        line += f", perhaps {cell.correction}"
    return line + (f" ({cell.remark})" if cell.remark else "")


def text(result: Audit, every_check: bool = True) -> str:
    """Readable report of one audit.

    Parameters
    ----------
    result : Audit
    every_check : bool
        Also list the checks that hold, each with the computed and the printed interval.

    Returns
    -------
    str

    Examples
    --------
    >>> from helpers.forensics import audit, table
    >>> print(text(audit(table({"id": "demo", "rows": [{"name": "X", "b": "1.50", "se": "0.50", "t": "3.0"}]}))))
    table demo: consistent (1 check)
      consistent  t = b / se, X: computed [2.9604, 3.0404], printed [2.95, 3.05]
    """
    count = len(result.checks)
    lines = [f"table {result.table}: {result.verdict} ({count} check{'' if count == 1 else 's'})"]
    lines += [f"  {finding(f)}" for f in result.findings]
    if result.df:
        lines.append(f"  degrees of freedom are not printed; these fit: {_sizes(result.df)}")
    lines += [f"  note: {remark}" for remark in result.remarks]
    for check in result.checks:
        if not every_check and check.verdict == "consistent":
            continue
        row = next(
            (
                c.split(" of ", 1)[1]
                for c in check.cells
                if c.startswith(("t of ", "p of ", "se of ", "slope of ")) and c != "p of F"
            ),
            None,
        )
        where = (
            f", {row}"
            if row
            and check.relation.startswith(
                ("t ", "p from", "lower", "upper", "F at least", "R2 at least")
            )
            else ""
        )
        why = f" [{check.convention}]" if check.convention else ""
        lines.append(
            f"  {check.verdict:<10}  {check.relation}{where}: computed {_show(check.computed)}, printed {_show(check.printed)}{why}"
        )
    alone = [c.cell for c in result.cells if c.verdict == "not checkable"]
    if alone:
        lines.append("  not checkable: " + ", ".join(alone))
    return "\n".join(lines)
