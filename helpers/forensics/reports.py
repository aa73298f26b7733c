"""The audit in words."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

from .audits import Audit, CellVerdict, CheckReport
from .intervals import Interval
from .tables import STATS, PrintedTable

__all__ = ["as_read", "finding", "report", "summary_row", "text"]


#: How the names of row cells begin (the p of F is none), and the relations of one row.
ROW_CELLS = ("t of ", "p of ", "se of ", "slope of ")
P_OF_F = "p of F"
OF_ONE_ROW = ("t ", "p from", "lower", "upper", "F at least", "R2 at least")

#: At most this many runs of degrees of freedom are listed.
MOST_RUNS = 4

HEAD = "table {table}: {verdict} ({count} check{plural})"
SIZES = "  degrees of freedom are not printed; these fit: {sizes}"
CHECK = "  {verdict:<10}  {relation}{row}: computed {computed}, printed {printed}{convention}"


def _show(ends: tuple[float, float]) -> str:
    """Two ends as one interval, as one number if they are equal."""
    low, high = ends
    if math.isinf(low) and math.isinf(high):
        return "any"
    if low == high:
        return f"{low:.10g}"
    return str(Interval(low, high))


def _sizes(runs: tuple[tuple[float, float], ...]) -> str:
    """The first runs of degrees of freedom."""
    shown = [f"{a:.0f}" if a == b else f"{a:.0f} to {b:.0f}" for a, b in runs[:MOST_RUNS]]
    return ", ".join(shown) + (" ..." if len(runs) > MOST_RUNS else "")


def finding(cell: CellVerdict) -> str:
    """One finding as one line.

    Parameters
    ----------
    cell : CellVerdict
        Any verdict of an audit.

    Returns
    -------
    str
        Verdict, cell, printed string, implied interval, correction and remark.

    Examples
    --------
    >>> finding(CellVerdict("t of X", "t", "X", "3.9", "misprint", (2.95, 3.05), "3.0"))
    'misprint: t of X, printed 3.9, implied [2.95, 3.05], perhaps 3.0'
    """
    line = f"{cell.verdict}: {cell.cell}"
    if cell.printed:
        line += f", printed {cell.printed}"
    if cell.implied is not None and not all(math.isinf(x) for x in cell.implied):
        line += f", implied {_show(cell.implied)}"
    if cell.correction is not None:
        line += f", perhaps {cell.correction}"
    return line + (f" ({cell.remark})" if cell.remark else "")


def _row(check: CheckReport) -> str:
    """Name of the row that a check is about, after a comma; empty for the fit."""
    if not check.relation.startswith(OF_ONE_ROW):
        return ""
    names = (c.split(" of ", 1)[1] for c in check.cells if c.startswith(ROW_CELLS) and c != P_OF_F)
    row = next(names, None)
    return f", {row}" if row else ""


def _line(check: CheckReport) -> str:
    """One check as one line."""
    return CHECK.format(
        verdict=check.verdict,
        relation=check.relation,
        row=_row(check),
        computed=_show(check.computed),
        printed=_show(check.printed),
        convention=f" [{check.convention}]" if check.convention else "",
    )


def text(result: Audit, every_check: bool = True) -> str:
    """Readable report of one audit.

    Parameters
    ----------
    result : Audit
        What the audit says.
    every_check : bool
        Also list the checks that hold, each with the computed and the printed interval.

    Returns
    -------
    str
        One line per finding, remark and check.

    Examples
    --------
    >>> from helpers.forensics import audit, printed_table
    >>> demo = {"id": "demo", "rows": [{"name": "X", "b": "1.50", "se": "0.50", "t": "3.0"}]}
    >>> print(text(audit(printed_table(demo))))
    table demo: consistent (1 check)
      consistent  t = b / se, X: computed [2.9604, 3.0404], printed [2.95, 3.05]
    """
    count = len(result.checks)
    plural = "" if count == 1 else "s"
    lines = [HEAD.format(table=result.table, verdict=result.verdict, count=count, plural=plural)]
    lines += [f"  {finding(f)}" for f in result.findings]
    if result.df:
        lines.append(SIZES.format(sizes=_sizes(result.df)))
    lines += [f"  note: {remark}" for remark in result.remarks]
    lines += [_line(c) for c in result.checks if every_check or c.verdict != "consistent"]
    alone = [c.cell for c in result.cells if c.verdict == "not checkable"]
    if alone:
        lines.append("  not checkable: " + ", ".join(alone))
    return "\n".join(lines)


def as_read(table: PrintedTable) -> dict[str, Any]:
    r"""What was read of a table, as strings.

    Parameters
    ----------
    table : PrintedTable
        Any table.

    Returns
    -------
    dict
        ``rows`` (each with its name, its fields and its stars), ``stats`` by field, ``others`` by
        printed label, and ``decimal_mark``.

    Examples
    --------
    >>> from helpers.forensics import read
    >>> rows = "x & 0.50 \\\\\n & (0.10) \\\\\n N & 40 \\\\\n"
    >>> text = rows + "standard errors in parentheses"
    >>> as_read(read(text)[0])["rows"]
    [{'name': 'x', 'b': '0.50', 'se': '0.10'}]
    """
    rows = []
    for i, name in enumerate(table.names):
        row: dict[str, Any] = {"name": name}
        row |= {field: string for (at, field), string in table.cells.items() if at == i}
        if table.stars.get(i):
            row["stars"] = "*" * table.stars[i]
        rows.append(row)
    stats = {field: string for (at, field), string in table.cells.items() if at == STATS}
    others = dict(table.others)
    return {"rows": rows, "stats": stats, "others": others, "decimal_mark": table.decimal_mark}


def _kind(result: Audit) -> tuple[str, list[str]]:
    """Kind of model of an audit and the words it was taken from, as far as it says."""
    kind = getattr(result, "kind", None)
    words = getattr(result, "kind_words", ())
    return str(getattr(kind, "name", kind) or ""), [str(word) for word in words or ()]


def summary_row(table: PrintedTable, result: Audit, file: str) -> dict[str, str]:
    """One line about one table, for a file that holds many.

    Parameters
    ----------
    table : PrintedTable
        As read.
    result : Audit
        What the audit says of it.
    file : str
        Where it stands.

    Returns
    -------
    dict
        ``file``, ``table``, ``column``, ``kind``, ``verdict``, ``findings``, ``conventions``,
        ``cells`` (read), ``unread``.
    """
    return {
        "file": file,
        "table": table.id,
        "column": table.column,
        "kind": _kind(result)[0],
        "verdict": result.verdict,
        "findings": "; ".join(f"{f.verdict}: {f.cell}" for f in result.findings),
        "conventions": "; ".join(result.conventions),
        "cells": str(len(table.cells)),
        "unread": str(len(table.unread)),
    }


def _full(table: PrintedTable, result: Audit) -> dict[str, Any]:
    """An audit as plain values, and what was read."""
    kind, words = _kind(result)
    return {
        **result.as_dict(),
        "column": table.column,
        "reading": as_read(table),
        "unread": list(table.unread),
        "kind": kind or None,
        "kind_words": words,
    }


def report(
    results: Iterable[Audit],
    every_check: bool = True,
    as_json: bool = False,
    tables: Sequence[PrintedTable] | None = None,
) -> str:
    """All audits of a file, as the command prints them.

    Parameters
    ----------
    results : iterable of Audit
        In the order of the file.
    every_check : bool
        Also list the checks that hold; JSON always has them.
    as_json : bool
        JSON instead of text.
    tables : sequence of PrintedTable, optional
        What was read, in the same order: cells that cannot be read are listed, and JSON holds the
        whole reading.

    Returns
    -------
    str
        Without a line break at the end.

    Examples
    --------
    >>> report([])
    ''
    """
    results = list(results)
    if as_json:
        full = (
            [r.as_dict() for r in results]
            if tables is None
            else [_full(t, r) for t, r in zip(tables, results, strict=True)]
        )
        return json.dumps(full, ensure_ascii=False, indent=2)
    texts = [text(r, every_check) for r in results]
    if tables is not None:
        texts = [
            "\n".join([said, *[f"  unread: {cell}" for cell in table.unread]])
            for table, said in zip(tables, texts, strict=True)
        ]
    return "\n\n".join(texts)
