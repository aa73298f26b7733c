"""How much of real tables is read, and how much of it wrongly: against truth stored beside each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pandas as pd

from ..paths import ROOT
from .reading import format_of, read
from .tables import STATS, PrintedTable, TableError

__all__ = ["FIXTURES", "agrees", "coverage", "coverage_by_format", "misread"]

#: Texts of programs, each with its truth beside it.
FIXTURES = ROOT / "tests" / "forensics" / "fixtures"

#: Reach of a printed number around the true one, in units of its last digit: half a unit, and a
#: little for the last bits in which two programs differ.
REACH = Decimal("0.51")

#: Relative difference below which two programs mean the same number: optimisers stop early.
SAME = Decimal("2e-6")

Model = Mapping[str, Any]


def agrees(string: str, true: float, mark: str = ".") -> bool:
    """Whether a printed string can stand for a number.

    Parameters
    ----------
    string : str
        As read.
    true : float
        Full precision.
    mark : {".", ","}
        Decimal mark.

    Returns
    -------
    bool
        True within half a unit of the last digit; zeros that end a whole number may be fillers.

    Examples
    --------
    >>> agrees("0.53", 0.5264), agrees("0.54", 0.5264), agrees("<2e-16", 1e-20)
    (True, False, True)
    """
    text = string.replace("," if mark == "." else ".", "").replace(" ", "").replace(mark, ".")
    relation = text[:1] if text[:1] in "<>" else ""
    try:
        value, number = Decimal(text.lstrip("<>=").replace("D", "E")), Decimal(repr(float(true)))
    except InvalidOperation:
        return False
    if relation:
        return number <= value if relation == "<" else number >= value
    exponent = value.as_tuple().exponent
    unit = Decimal(1).scaleb(int(exponent))
    if exponent == 0 and value:
        # R prints 15000 for 14998.9: as many zeros as the number ends with.
        unit = Decimal(1).scaleb(len(text) - len(text.rstrip("0")))
    return abs(value - number) <= REACH * unit + SAME * abs(number)


def _pairs(table: PrintedTable, model: Model) -> Iterator[tuple[str, str | None, float]]:
    """Name, string as read and true value of each cell that a text holds."""
    names, rows = list(table.names), model["rows"]
    by_place = len(names) == len(rows) and not all(row["name"] in names for row in rows)
    for number, row in enumerate(rows):
        at = number if by_place else _named(names, row["name"])
        for field, value in row.items():
            if field != "name":
                yield f"{field} of {row['name']}", table.cells.get((at, field)), value
    for field, value in model["stats"].items():
        yield field, table.cells.get((STATS, field)), value


def _named(names: Sequence[str], name: str) -> int:
    """Place of a row by its name; beyond the last if there is none."""
    return next((i for i, other in enumerate(names) if other == name), len(names))


def misread(table: PrintedTable, model: Model) -> list[str]:
    """Cells that were read as something that does not stand there.

    Parameters
    ----------
    table : PrintedTable
        As read.
    model : mapping
        Truth: ``rows`` and ``stats``.

    Returns
    -------
    list of str
        Each cell with the string and the true value, and rows that are none.
    """
    wrong = [
        f"{cell}: {string} instead of {true:.8g}"
        for cell, string, true in _pairs(table, model)
        if string is not None and not agrees(string, true, table.decimal_mark)
    ]
    extra = len(table.names) - len(model["rows"])
    return wrong + ([f"{extra} rows that are none"] if extra > 0 else [])


def _line(path: Path, folder: Path) -> dict[str, Any]:
    """One line of `coverage`."""
    text = path.read_text(encoding="utf-8")
    models = json.loads(path.with_name(f"{path.name}.truth.json").read_text(encoding="utf-8"))
    try:
        tables = read(text, path.name)
    except TableError:
        tables = []
    cells = sum(len(row) - 1 for m in models for row in m["rows"]) + sum(
        len(m["stats"]) for m in models
    )
    pairs = [p for t, m in zip(tables, models, strict=False) for p in _pairs(t, m)]
    wrong = [w for t, m in zip(tables, models, strict=False) for w in misread(t, m)]
    good = sum(
        s is not None and agrees(s, v, t.decimal_mark)
        for t, m in zip(tables, models, strict=False)
        for _, s, v in _pairs(t, m)
    )
    return {
        "fixture": path.relative_to(folder).as_posix(),
        "program": path.stem.split("-")[0],
        "format": format_of(text),
        "models": len(models),
        "found": len(tables),
        "cells": cells,
        "read": good,
        "wrong": len(wrong) + max(0, len(tables) - len(models)),
        "unread": sum(len(t.unread) for t in tables),
        "missing": "; ".join(cell for cell, string, _ in pairs if string is None),
        "misread": "; ".join(wrong),
    }


def coverage(folder: Path = FIXTURES) -> pd.DataFrame:
    """Cells read of cells present, by text.

    Parameters
    ----------
    folder : Path
        Texts, each with a file ``<name>.truth.json`` beside it.

    Returns
    -------
    DataFrame
        One row a text: ``fixture``, ``program``, ``format``, ``models``, ``found``, ``cells``
        (present), ``read`` (rightly), ``wrong``, ``unread`` (marked), ``missing`` and ``misread``
        (in words).
    """
    texts = sorted(p for p in folder.rglob("*") if p.with_name(f"{p.name}.truth.json").is_file())
    return pd.DataFrame([_line(path, folder) for path in texts])


def coverage_by_format(lines: pd.DataFrame, by: str = "format") -> pd.DataFrame:
    """Cells read of cells present, and texts without one wrong cell, by format.

    Parameters
    ----------
    lines : DataFrame
        As `coverage` gives it.
    by : str
        ``format`` or ``program``.

    Returns
    -------
    DataFrame
        Index: format; ``texts``, ``cells``, ``read``, ``wrong``, ``faultless`` (texts without a
        wrong cell), ``share`` (cells read of cells present).
    """
    faultless = (lines["wrong"] == 0).groupby(lines[by]).sum()
    sums = lines.groupby(by)[["cells", "read", "wrong"]].sum()
    sums.insert(0, "texts", lines.groupby(by).size())
    sums["faultless"] = faultless
    sums["share"] = sums["read"] / sums["cells"]
    return sums
