"""How good is the audit: agreement with an answer key, and the share of planted errors that it catches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from ..intervals import PrintedNumberError, printed
from ..paths import DATA
from .audits import audit_all, judge, verdict
from .relations import evaluate
from .tables import STATS, Cell, Table, read

__all__ = ["EXAMPLES", "STEPS", "catch_rates", "planted_errors", "plantings", "score"]

#: Printed tables with an answer key.
EXAMPLES = DATA / "printed_tables.json"

#: Planted in each digit: the next digit, the mildest slip, and the one five further on, the farthest.
STEPS = (1, 5)

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


def _changed(string: str, mark: str, steps: Sequence[int]) -> Iterable[tuple[int, int, str]]:
    """Strings with one digit replaced: (position of the digit counted from the first that is not a leading zero, step, string)."""
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
            yield j - first, step, text


def plantings(tables: Sequence[Table] | None = None, steps: Sequence[int] = STEPS) -> pd.DataFrame:
    """Every error to plant: each digit of each cell of the consistent tables changed in turn.

    Parameters
    ----------
    tables : sequence of Table, optional
        By default the tables of ``data/printed_tables.json``. Tables that the tool does not find consistent are left out.
    steps : sequence of int
        What is added to a digit (modulo ten): each step is one planted error per digit. ``range(1, 10)`` plants every other digit.

    Returns
    -------
    DataFrame
        One row per error: ``table``, ``row`` (empty for statistics), ``cell`` (kind), ``digit`` (0 is the first significant one), ``step``, ``string``.

    Examples
    --------
    >>> from helpers.forensics import table
    >>> one = table({"id": "demo", "rows": [{"name": "X", "b": "1.5", "se": "0.5", "t": "3.0"}]})
    >>> plantings([one], steps=(5,)).string.tolist()
    ['6.5', '1.0', '5.5', '0.0', '8.0', '3.5']
    """
    rows = []
    for t in read(EXAMPLES) if tables is None else tables:
        if verdict(t) != "consistent":
            continue
        for cell, string in t.cells.items():
            for digit, step, text in _changed(string, t.decimal_mark, steps):
                if cell not in ((STATS, "n"), (STATS, "df")) or int(text) >= 1:
                    rows.append(
                        {
                            "table": t.id,
                            "row": "" if cell[0] == STATS else t.names[cell[0]],
                            "cell": cell[1],
                            "digit": digit,
                            "step": step,
                            "string": text,
                        }
                    )
    return pd.DataFrame(rows)


def planted_errors(
    tables: Sequence[Table] | None = None,
    steps: Sequence[int] = STEPS,
    errors: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Plant errors one by one and see what the tool says.

    Parameters
    ----------
    tables : sequence of Table, optional
        By default the tables of ``data/printed_tables.json``.
    steps : sequence of int
        As in `plantings`.
    errors : DataFrame, optional
        Rows of `plantings` for these tables; by default all of them.

    Returns
    -------
    DataFrame
        The errors with three more columns: ``verdict``, ``convention`` (names, if any) and ``outcome``, which is
        ``caught`` (misprint), ``explained`` (a convention could explain the change too),
        ``slack`` (every relation still holds within the rounding of the printed cells) or ``alone`` (no relation uses the cell).

    Examples
    --------
    >>> from helpers.forensics import table
    >>> one = table({"id": "demo", "rows": [{"name": "X", "b": "1.500", "se": "0.500", "t": "3.00"}]})
    >>> planted = planted_errors([one], steps=(5,))
    >>> planted[planted.cell == "t"].outcome.tolist()
    ['caught', 'caught', 'caught']
    """
    known = {t.id: t for t in (read(EXAMPLES) if tables is None else tables)}
    errors = plantings(list(known.values()), steps) if errors is None else errors
    used = {
        name: {cell for check in evaluate(known[name]).checks for cell in check.cells}
        for name in errors.table.unique()
    }
    answers = []
    for error in errors.itertuples():
        t = known[error.table]
        cell: Cell = (t.names.index(error.row) if error.row else STATS, error.cell)
        said, conventions = judge(t.with_cell(cell, error.string))
        answers.append(
            {
                "verdict": said,
                "convention": "; ".join(conventions) if said == "ambiguous" else "",
                "outcome": _outcome(said, cell, used[t.id]),
            }
        )
    return errors.join(
        pd.DataFrame(answers, index=errors.index, columns=["verdict", "convention", "outcome"])
    )


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
