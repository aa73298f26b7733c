"""How good is the audit: agreement with an answer key, and the share of planted errors caught."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ..paths import DATA
from .audits import Audit, audit_all, judge, verdict
from .intervals import PrintedNumberError, printed
from .relations import evaluate
from .tables import STATS, Cell, PrintedTable, read_tables

__all__ = ["EXAMPLES", "STEPS", "catch_rates", "planted_errors", "plantings", "score"]

#: Printed tables with an answer key.
EXAMPLES = DATA / "printed_tables.json"

#: Planted in each digit: the next digit, the mildest slip, and the one five further on, the
#: farthest.
STEPS = (1, 5)

#: The key calls a proven misprint "certain".
KEY_VERDICTS = {"certain misprint": "misprint", "certain": "misprint"}


def _comparison(key: Sequence[dict[str, Any]], results: Sequence[Audit]) -> pd.DataFrame:
    """Verdicts and cells of a key beside those of the tool, one row per table."""
    rows = []
    for entry, result in zip(key, results, strict=True):
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
    return pd.DataFrame(rows)


def score(path: str | Path = EXAMPLES) -> tuple[pd.DataFrame, dict[str, float]]:
    """Compare the tool's verdicts with the answer key of a file.

    Parameters
    ----------
    path : path-like
        JSON file whose entries have ``verdict`` and ``findings``; the tool itself is given neither.

    Returns
    -------
    comparison : DataFrame
        One row per table: ``table``, ``key``, ``tool``, ``agrees``, ``key_cells``, ``tool_cells``,
        ``conventions``.
    summary : dict
        ``tables``, ``agreement`` (share), ``precision`` and ``recall`` of ``misprint``,
        ``false_accusations``, ``missed``.

    Examples
    --------
    >>> comparison, summary = score()
    >>> summary["false_accusations"], summary["missed"]
    (0, 0)
    """
    path = Path(path)
    key = json.loads(path.read_text(encoding="utf-8"))
    frame = _comparison(key, audit_all(read_tables(path)))
    accused, certain = frame["tool"] == "misprint", frame["key"] == "misprint"
    hits = int((accused & certain).sum())
    return frame, {
        "tables": len(frame),
        "agreement": float(frame["agrees"].mean()),
        "precision": hits / int(accused.sum()) if accused.any() else float("nan"),
        "recall": hits / int(certain.sum()) if certain.any() else float("nan"),
        "false_accusations": int(accused.sum()) - hits,
        "missed": int(certain.sum()) - hits,
    }


def _changed(string: str, mark: str, steps: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Strings with one digit replaced: the place of the digit, the step and the string.

    The place is counted from the first digit that is not a leading zero.
    """
    exponent = next((i for i, c in enumerate(string) if c in "eE"), len(string))
    places = [i for i, c in enumerate(string[:exponent]) if c.isdigit()]
    first = next((j for j, i in enumerate(places) if string[i] != "0"), 0)
    for j, i in enumerate(places):
        for step in steps:
            text = string[:i] + str((int(string[i]) + step) % 10) + string[i + 1 :]
            if _is_printed(text, mark):
                yield j - first, step, text


def _is_printed(string: str, mark: str) -> bool:
    """Whether a string is a printed number."""
    try:
        printed(string, mark)
    except PrintedNumberError:
        return False
    return True


def _planted_in(table: PrintedTable, steps: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Every error to plant in one table; a count stays positive."""
    for cell, string in table.cells.items():
        row, kind = cell
        for digit, step, text in _changed(string, table.decimal_mark, steps):
            if cell not in ((STATS, "n"), (STATS, "df")) or int(text) >= 1:
                yield {
                    "table": table.id,
                    "row": "" if row == STATS else table.names[row],
                    "cell": kind,
                    "digit": digit,
                    "step": step,
                    "string": text,
                }


def plantings(
    tables: Sequence[PrintedTable] | None = None, steps: Sequence[int] = STEPS
) -> pd.DataFrame:
    """Every error to plant: each digit of each cell of the consistent tables changed in turn.

    Parameters
    ----------
    tables : sequence of Table, optional
        By default the tables of ``data/printed_tables.json``. Tables that the tool does not find
        consistent are left out.
    steps : sequence of int
        What is added to a digit (modulo ten): each step is one planted error per digit.
        ``range(1, 10)`` plants every other digit.

    Returns
    -------
    DataFrame
        One row per error: ``table``, ``row`` (empty for statistics), ``cell`` (kind), ``digit``
        (0 is the first significant one), ``step``, ``string``.

    Examples
    --------
    >>> from helpers.forensics import printed_table
    >>> row = {"name": "X", "b": "1.5", "se": "0.5", "t": "3.0"}
    >>> one = printed_table({"id": "demo", "rows": [row]})
    >>> plantings([one], steps=(5,)).string.tolist()
    ['6.5', '1.0', '5.5', '0.0', '8.0', '3.5']
    """
    known = read_tables(EXAMPLES) if tables is None else tables
    consistent = [t for t in known if verdict(t) == "consistent"]
    return pd.DataFrame([error for t in consistent for error in _planted_in(t, steps)])


def planted_errors(
    tables: Sequence[PrintedTable] | None = None,
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
        The errors with three more columns: ``verdict``, ``convention`` (names, if any) and
        ``outcome``, which is ``caught`` (misprint), ``explained`` (a convention could explain the
        change too), ``slack`` (every relation still holds within the rounding of the printed cells)
        or ``alone`` (no relation uses the cell).

    Examples
    --------
    >>> from helpers.forensics import printed_table
    >>> row = {"name": "X", "b": "1.500", "se": "0.500", "t": "3.00"}
    >>> one = printed_table({"id": "demo", "rows": [row]})
    >>> planted = planted_errors([one], steps=(5,))
    >>> planted[planted.cell == "t"].outcome.tolist()
    ['caught', 'caught', 'caught']
    """
    known = {t.id: t for t in (read_tables(EXAMPLES) if tables is None else tables)}
    errors = plantings(list(known.values()), steps) if errors is None else errors
    used = {
        name: {cell for check in evaluate(known[name]).checks for cell in check.cells}
        for name in errors.table.unique()
    }
    answers = []
    for error in errors.itertuples():
        t = known[error.table]
        cell = (t.names.index(error.row) if error.row else STATS, error.cell)
        said, conventions = judge(t.with_cell(cell, error.string))
        answers.append(
            {
                "verdict": said,
                "convention": "; ".join(conventions) if said == "ambiguous" else "",
                "outcome": _outcome(said, cell, used[t.id]),
            }
        )
    columns = ["verdict", "convention", "outcome"]
    return errors.join(pd.DataFrame(answers, index=errors.index, columns=columns))


def _outcome(said: str, cell: Cell, used: set[Cell]) -> str:
    """What became of a planted error, given the verdict and the cells that relations use."""
    if said == "misprint":
        return "caught"
    if said == "ambiguous":
        return "explained"
    return "slack" if cell in used else "alone"


def catch_rates(planted: pd.DataFrame) -> pd.DataFrame:
    """Shares of the outcomes by kind of cell.

    Parameters
    ----------
    planted : DataFrame
        As `planted_errors` gives it.

    Returns
    -------
    DataFrame
        Index: kind of cell; columns: ``planted`` (count) and the shares ``caught``, ``explained``,
        ``slack``, ``alone``.
    """
    shares = pd.crosstab(planted.cell, planted.outcome, normalize="index")
    shares = shares.reindex(columns=["caught", "explained", "slack", "alone"], fill_value=0.0)
    shares.insert(0, "planted", planted.groupby("cell").size())
    return shares.sort_values("planted", ascending=False)
