"""Read one file of ``data/`` and check every cell of it on the way in.

``data/datapackage.json`` describes each file (columns, types, bounds); this module enforces that,
so that a bad file stops a build with one clear message.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from helpers import paths
from helpers.memory import remembered

Records = list[tuple[int, dict[str, Any]]]


class DataError(ValueError):
    """A data file breaks its own description; the message names file, row and column."""


def refuse(
    path: Path, problem: str, row: int | None = None, column: str | None = None, hint: str = ""
) -> NoReturn:
    """Stop with one message that names the file and the place in it.

    Parameters
    ----------
    path : Path
        The file.
    problem : str
        What is wrong.
    row, column : int and str, optional
        Where.
    hint : str
        How to mend it.

    Raises
    ------
    DataError
        Always.
    """
    where = f"{path.parent.name}/{path.name}"
    if row is not None:
        where += f", row {row}"
    if column is not None:
        where += f", column {column}"
    raise DataError(f"{where}: {problem}" + (f" ({hint})" if hint else ""))


def _describe(folder: Path) -> dict[str, dict]:
    path = folder / "datapackage.json"
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        refuse(path, "the file is missing", hint="restore it with git checkout data")
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        refuse(path, f"not readable as JSON: {error}")
    return {resource["name"]: resource for resource in package["resources"]}


def resources(folder: Path = paths.DATA) -> list[str]:
    """Names of the tabular files that ``datapackage.json`` describes.

    Parameters
    ----------
    folder : Path
        Data folder.

    Returns
    -------
    list of str
        In the order of the description.

    Examples
    --------
    >>> "paper_dataset" in resources()
    True
    """
    return [
        name for name, resource in _describe(folder).items() if resource["path"].endswith(".csv")
    ]


def describe(name: str, folder: Path = paths.DATA) -> dict:
    """Description of one file, as in ``datapackage.json``.

    Parameters
    ----------
    name : str
        A resource name; `resources` lists them.
    folder : Path
        Data folder.

    Returns
    -------
    dict
        Title, path, schema, sources, licence note and more.

    Raises
    ------
    DataError
        On an unknown name, or a description that cannot be read.

    Examples
    --------
    >>> describe("provinces")["path"]
    'provinces.csv'
    """
    described = _describe(folder)
    if name not in described:
        raise DataError(
            f"unknown resource {name!r}; valid names, from helpers.data.resources(): "
            f"{', '.join(resources(folder))}"
        )
    return described[name]


def _text(path: Path) -> str:
    """Read a file that must be whole and in UTF-8."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        refuse(path, "the file is missing", hint="restore it with git checkout data")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        problem = f"not UTF-8: byte {raw[error.start]:#04x} cannot be read"
        refuse(path, problem, row, hint="save the file as UTF-8")
    if not text.strip():
        refuse(path, "the file is empty", hint="restore it with git checkout data")
    if not text.endswith("\n"):
        refuse(path, "the file is cut off: its last line has no line end", text.count("\n") + 1)
    return text


def numbered_lines(path: Path) -> list[tuple[int, list[str]]]:
    """Rows of a CSV file with their line numbers.

    Parameters
    ----------
    path : Path
        A CSV file.

    Returns
    -------
    list of (int, list of str)
        Line number, from 1, and cells.

    Raises
    ------
    DataError
        If the file is no CSV.
    """
    reader = csv.reader(_text(path).splitlines(keepends=True), strict=True)
    try:
        return [(reader.line_num, line) for line in reader]
    except csv.Error as error:
        refuse(path, f"broken quoting, the file may be cut off: {error}", reader.line_num)


def _check_header(header: list[str], names: list[str], path: Path) -> None:
    hint = f"columns expected: {', '.join(names)}"
    for column in names:
        if column not in header:
            refuse(path, "the column is missing", 1, column, hint)
    for column in header:
        if column not in names or header.count(column) > 1:
            refuse(path, "the column is not in the schema, or stands twice", 1, column, hint)


def _number(text: str, path: Path, row: int, column: str, kind: str) -> float:
    pattern = r"[+-]?\d+" if kind == "integer" else r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
    if not re.fullmatch(pattern, text):
        what = "an empty cell" if text == "" else f"{text!r}"
        wanted = "a whole number" if kind == "integer" else "a number"
        refuse(path, f"{what} stands where {wanted} belongs", row, column)
    return int(text) if kind == "integer" else float(text)


def _range(low: float | None, high: float | None) -> str:
    """Bounds in words, one of which may be open."""
    if low is None:
        return f"{high} or less"
    return f"{low} or more" if high is None else f"{low} to {high}"


def _check_cell(text: str, field: dict, path: Path, row: int) -> str | float | None:
    column, constraints = field["name"], field.get("constraints", {})
    if text == "" and not constraints.get("required"):
        return text if field["type"] == "string" else None
    if field["type"] in ("number", "integer"):
        value = _number(text, path, row, column, field["type"])
        low, high = constraints.get("minimum"), constraints.get("maximum")
        if (low is not None and value < low) or (high is not None and value > high):
            refuse(path, f"{text} is outside the plausible range {_range(low, high)}", row, column)
        return value
    if text == "":
        refuse(path, "the cell is empty", row, column)
    if "enum" in constraints and text not in constraints["enum"]:
        hint = f"valid: {', '.join(constraints['enum'])}"
        refuse(path, f"{text!r} is not a valid value", row, column, hint)
    if "pattern" in constraints and not re.fullmatch(constraints["pattern"], text):
        refuse(path, f"{text!r} has not the form {constraints['pattern']}", row, column)
    return text


def _check_key(records: Records, key: list[str], path: Path) -> None:
    seen: dict[tuple, int] = {}
    for row, record in records:
        value = tuple(record[column] for column in key)
        if key and value in seen:
            shown = ", ".join(f"{column} {part}" for column, part in zip(key, value, strict=True))
            refuse(path, f"{shown} stands twice, first in row {seen[value]}", row, key[-1])
        seen[value] = row


def read_file(name: str, folder: Path = paths.DATA) -> pd.DataFrame:
    """Read one file of the data package, checked cell by cell against its schema.

    Parameters
    ----------
    name : str
        A resource name; `resources` lists them.
    folder : Path
        Where ``datapackage.json`` stands.

    Returns
    -------
    DataFrame
        One row per line of the file (the index is the line number), columns as in the schema.

    Raises
    ------
    DataError
        On a missing, wrongly encoded or truncated file, a missing column, a value of the wrong type
        or outside its bounds, or a repeated key. The message names file, row (the header is row 1)
        and column.

    Examples
    --------
    >>> read_file("paper_dataset").shape
    (75, 7)
    """
    return _book_file(name) if folder == paths.DATA else _file(name, folder)


@remembered
def _book_file(name: str) -> pd.DataFrame:
    return _file(name, paths.DATA)


def _file(name: str, folder: Path) -> pd.DataFrame:
    """One file, read and checked; see `read_file`."""
    resource = describe(name, folder)
    path = folder / resource["path"]
    fields = resource["schema"]["fields"]
    names = [field["name"] for field in fields]
    (_, header), *lines = numbered_lines(path)
    _check_header(header, names, path)
    records: Records = []
    for row, line in lines:
        if len(line) != len(header):
            problem = f"{len(line)} cells where {len(header)} belong; the file may be cut off"
            refuse(path, problem, row)
        cells = dict(zip(header, line, strict=True))
        checked = {
            field["name"]: _check_cell(cells[field["name"]], field, path, row) for field in fields
        }
        records.append((row, checked))
    _check_key(records, resource["schema"].get("primaryKey", []), path)
    index = pd.Index([row for row, _ in records], name="line")
    return pd.DataFrame([record for _, record in records], columns=names, index=index)
