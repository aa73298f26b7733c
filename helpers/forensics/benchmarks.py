"""How good is the audit: agreement with an answer key, and the share of planted errors that it catches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ..intervals import PrintedNumberError, printed
from ..paths import DATA
from .audits import audit_all, verdict
from .relations import evaluate
from .tables import STATS, Cell, Table, read

__all__ = ["EXAMPLES", "catch_rates", "planted_errors", "score"]

#: Printed tables with an answer key.
EXAMPLES = DATA / "printed_tables.json"

#: The key calls a proven misprint "certain".
KEY_VERDICTS = {"certain misprint": "misprint", "certain": "misprint"}


def score(path: str | Path = EXAMPLES) -> tuple[pd.DataFrame, dict[str, float]]:
    """Compare the tool's verdicts with the answer key of a file.

    Parameters
    ----------
    path : path-like
        JSON file whose entries have ``verdict`` and ``findings``; the tool itself is given neither.

    Returns
    -------
    comparison : DataFrame
        One row per table: ``table``, ``key``, ``tool``, ``agrees``, ``key_cells``, ``tool_cells``, ``conventions``.
    summary : dict
        ``tables``, ``agreement`` (share), ``precision`` and ``recall`` of ``misprint``, ``false_accusations``, ``missed``.

    Examples
    --------
    >>> comparison, summary = score()
    >>> summary["false_accusations"], summary["missed"]
    (0, 0)
    """
    path = Path(path)
    key = json.loads(path.read_text(encoding="utf-8"))
    rows = []
    for entry, result in zip(key, audit_all(read(path)), strict=True):
        wanted = KEY_VERDICTS.get(entry["verdict"], entry["verdict"])
        rows.append(
            {
                "table": result.table,
                "key": wanted,
                "tool": result.verdict,
                "agrees": wanted == result.verdict,
                "key_cells": "; ".join(f["cell"] for f in entry["findings"]),
                "tool_cells": "; ".join(f.cell for f in result.findings),
                "conventions": "; ".join(result.conventions),
            }
        )
    frame = pd.DataFrame(rows)
    hit = int(((frame.key == "misprint") & (frame.tool == "misprint")).sum())
    accused, certain = int((frame.tool == "misprint").sum()), int((frame.key == "misprint").sum())
    return frame, {
        "tables": len(frame),
        "agreement": float(frame.agrees.mean()),
        "precision": hit / accused if accused else float("nan"),
        "recall": hit / certain if certain else float("nan"),
        "false_accusations": accused - hit,
        "missed": certain - hit,
    }


def _changed(string: str, mark: str, steps: Sequence[int]) -> Iterable[tuple[int, str]]:
    """Strings with one digit replaced: (position of the digit counted from the first that is not a leading zero, string)."""
    exponent = next((i for i, c in enumerate(string) if c in "eE"), len(string))
    places = [i for i, c in enumerate(string[:exponent]) if c.isdigit()]
    first = next((j for j, i in enumerate(places) if string[i] != "0"), 0)
    for j, i in enumerate(places):
        for step in steps:
            text = string[:i] + str((int(string[i]) + step) % 10) + string[i + 1 :]
            try:
                printed(text, mark)
            except PrintedNumberError:
                continue
            yield j - first, text


def planted_errors(tables: Sequence[Table] | None = None, steps: Sequence[int] = (5,), every: int = 1) -> pd.DataFrame:
    """Change each digit of each cell of the consistent tables in turn and see what the tool says.

    Parameters
    ----------
    tables : sequence of Table, optional
        By default the tables of ``data/printed_tables.json``. Tables that the tool does not find consistent are left out.
    steps : sequence of int
        What is added to a digit (modulo ten): each step is one planted error per digit. ``range(1, 10)`` plants every other digit.
    every : int
        Plant only each ``every``-th of these errors, a systematic sample.

    Returns
    -------
    DataFrame
        One row per planted error: ``table``, ``cell`` (kind), ``digit`` (0 is the first significant one), ``string``, ``verdict``, ``outcome``.
        ``outcome`` is ``caught`` (misprint), ``explained`` (a convention could explain the change too),
        ``slack`` (every relation still holds within the rounding of the printed cells) or ``alone`` (no relation uses the cell).

    Examples
    --------
    >>> from helpers.forensics import table
    >>> one = table({"id": "demo", "rows": [{"name": "X", "b": "1.500", "se": "0.500", "t": "3.00"}]})
    >>> planted = planted_errors([one])
    >>> planted[planted.cell == "t"].outcome.tolist()
    ['caught', 'caught', 'caught']
    """
    tables = read(EXAMPLES) if tables is None else tables
    rows: list[dict[str, Any]] = []
    turn = 0
    for t in tables:
        evaluation = evaluate(t)
        if verdict(t) != "consistent":
            continue
        used = {cell for check in evaluation.checks for cell in check.cells}
        for cell, string in t.cells.items():
            for digit, text in _changed(string, t.decimal_mark, steps):
                if cell in ((STATS, "n"), (STATS, "df")) and int(text) < 1:
                    continue
                turn += 1
                if turn % every:
                    continue
                said = verdict(t.with_cell(cell, text))
                rows.append({"table": t.id, "cell": cell[1], "digit": digit, "string": text, "verdict": said, "outcome": _outcome(said, cell, used)})
    return pd.DataFrame(rows)


def _outcome(said: str, cell: Cell, used: set[Cell]) -> str:
    if said == "misprint":
        return "caught"
    if said == "ambiguous":
        return "explained"
    return "slack" if cell in used else "alone"


def catch_rates(planted: pd.DataFrame) -> pd.DataFrame:
    """Shares of the outcomes by kind of cell.

    Returns
    -------
    DataFrame
        Index: kind of cell; columns: ``planted`` (count) and the shares ``caught``, ``explained``, ``slack``, ``alone``.
    """
    shares = pd.crosstab(planted.cell, planted.outcome, normalize="index")
    shares = shares.reindex(columns=["caught", "explained", "slack", "alone"], fill_value=0.0)
    shares.insert(0, "planted", planted.groupby("cell").size())
    return shares.sort_values("planted", ascending=False)
