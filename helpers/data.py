"""Load the book's data, check every cell on the way in, and say where each cell comes from.

``data/datapackage.json`` describes each file (columns, types, bounds) and ``data/series.csv`` each
series (unit, plausible range); this module enforces both, so that a bad file stops a build with one
clear message.
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

SERIES = ("gdp", "ecommerce", "domains", "users", "shoppers")
YEARS = range(2004, 2019)
#: What to do when the wide form of the paper's data is not that of the long one.
MENDS_WIDE = "python -m tools.wide writes the file anew"

Records = list[tuple[int, dict[str, Any]]]


class DataError(ValueError):
    """A data file breaks its own description; the message names file, row and column."""


def _fail(
    path: Path, problem: str, row: int | None = None, column: str | None = None, hint: str = ""
) -> NoReturn:
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
        _fail(path, "the file is missing", hint="restore it with git checkout data")
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        _fail(path, f"not readable as JSON: {error}")
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
        _fail(path, "the file is missing", hint="restore it with git checkout data")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        problem = f"not UTF-8: byte {raw[error.start]:#04x} cannot be read"
        _fail(path, problem, row, hint="save the file as UTF-8")
    if not text.strip():
        _fail(path, "the file is empty", hint="restore it with git checkout data")
    if not text.endswith("\n"):
        _fail(path, "the file is cut off: its last line has no line end", text.count("\n") + 1)
    return text


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """Rows of a CSV file with their line numbers."""
    reader = csv.reader(_text(path).splitlines(keepends=True), strict=True)
    try:
        return [(reader.line_num, line) for line in reader]
    except csv.Error as error:
        _fail(path, f"broken quoting, the file may be cut off: {error}", reader.line_num)


def _check_header(header: list[str], names: list[str], path: Path) -> None:
    hint = f"columns expected: {', '.join(names)}"
    for column in names:
        if column not in header:
            _fail(path, "the column is missing", 1, column, hint)
    for column in header:
        if column not in names or header.count(column) > 1:
            _fail(path, "the column is not in the schema, or stands twice", 1, column, hint)


def _number(text: str, path: Path, row: int, column: str, kind: str) -> float:
    pattern = r"[+-]?\d+" if kind == "integer" else r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
    if not re.fullmatch(pattern, text):
        what = "an empty cell" if text == "" else f"{text!r}"
        wanted = "a whole number" if kind == "integer" else "a number"
        _fail(path, f"{what} stands where {wanted} belongs", row, column)
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
            _fail(path, f"{text} is outside the plausible range {_range(low, high)}", row, column)
        return value
    if text == "":
        _fail(path, "the cell is empty", row, column)
    if "enum" in constraints and text not in constraints["enum"]:
        hint = f"valid: {', '.join(constraints['enum'])}"
        _fail(path, f"{text!r} is not a valid value", row, column, hint)
    if "pattern" in constraints and not re.fullmatch(constraints["pattern"], text):
        _fail(path, f"{text!r} has not the form {constraints['pattern']}", row, column)
    return text


def _check_key(records: Records, key: list[str], path: Path) -> None:
    seen: dict[tuple, int] = {}
    for row, record in records:
        value = tuple(record[column] for column in key)
        if key and value in seen:
            shown = ", ".join(f"{column} {part}" for column, part in zip(key, value, strict=True))
            _fail(path, f"{shown} stands twice, first in row {seen[value]}", row, key[-1])
        seen[value] = row


def read(name: str, folder: Path = paths.DATA) -> pd.DataFrame:
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
    >>> read("paper_dataset").shape
    (75, 7)
    """
    return _book_file(name) if folder == paths.DATA else _file(name, folder)


@remembered
def _book_file(name: str) -> pd.DataFrame:
    return _file(name, paths.DATA)


def _file(name: str, folder: Path) -> pd.DataFrame:
    """One file, read and checked; see `read`."""
    resource = describe(name, folder)
    path = folder / resource["path"]
    fields = resource["schema"]["fields"]
    names = [field["name"] for field in fields]
    (_, header), *lines = _lines(path)
    _check_header(header, names, path)
    records: Records = []
    for row, line in lines:
        if len(line) != len(header):
            problem = f"{len(line)} cells where {len(header)} belong; the file may be cut off"
            _fail(path, problem, row)
        cells = dict(zip(header, line, strict=True))
        checked = {
            field["name"]: _check_cell(cells[field["name"]], field, path, row) for field in fields
        }
        records.append((row, checked))
    _check_key(records, resource["schema"].get("primaryKey", []), path)
    index = pd.Index([row for row, _ in records], name="line")
    return pd.DataFrame([record for _, record in records], columns=names, index=index)


def series(folder: Path = paths.DATA) -> pd.DataFrame:
    """Every series with its unit, plausible range, definition and breaks.

    Parameters
    ----------
    folder : Path
        Data folder.

    Returns
    -------
    DataFrame
        Indexed by name; one column per column of ``data/series.csv``.

    Raises
    ------
    DataError
        On any fault in the file; see `read`.

    Examples
    --------
    >>> series().loc["gdp", "unit"]
    '100 million yuan'
    """
    return read("series", folder).set_index("series")


_known_series = series  # for functions with a parameter of that name


def _check_values(frame: pd.DataFrame, path: Path, folder: Path) -> pd.DataFrame:
    """Every row names a known series, in its unit, within its plausible range."""
    known = _known_series(folder)
    columns = (known.index, known["minimum"], known["maximum"], known["unit"])
    limits = {name: limit for name, *limit in zip(*columns, strict=True)}
    rows = zip(frame.index, frame["series"], frame["value"], frame["unit"], strict=True)
    for row, name, value, unit in rows:
        if name not in limits:
            hint = f"valid names, from helpers.data.series(): {', '.join(limits)}"
            _fail(path, f"unknown series {name!r}", row, "series", hint)
        low, high, expected = limits[name]
        if not low <= value <= high:
            problem = f"{value:g} is outside the plausible range of {name}, {low:g} to {high:g}"
            _fail(path, problem, row, "value")
        if unit != expected:
            _fail(path, f"{unit!r} is not the unit of {name}, {expected!r}", row, "unit")
    return frame


def observations(folder: Path = paths.DATA) -> pd.DataFrame:
    """Every national value found, in every vintage, with source and status.

    Parameters
    ----------
    folder : Path
        Data folder.

    Returns
    -------
    DataFrame
        One row per value, columns as in ``data/observations.csv``; year is text.

    Raises
    ------
    DataError
        On any fault in the file; see `read`.

    Examples
    --------
    >>> "gdp" in set(observations()["series"])
    True
    """
    return _check_values(read("observations", folder), folder / "observations.csv", folder)


def provinces(folder: Path = paths.DATA) -> pd.DataFrame:
    """Provincial values, one row each.

    Parameters
    ----------
    folder : Path
        Data folder.

    Returns
    -------
    DataFrame
        Columns province, province_zh, year, series, value, unit, source, seen_in.

    Raises
    ------
    DataError
        On any fault in the file, also when a province lacks a year that the others have.

    Examples
    --------
    >>> provinces()["province"].nunique()
    31
    """
    path = folder / "provinces.csv"
    frame = _check_values(read("provinces", folder), path, folder)
    counts = frame.groupby(["series", "year"])["province"].nunique()
    everywhere = set(frame["province"])
    for (name, year), count in counts.items():
        if count != len(everywhere):
            here = (frame["series"] == name) & (frame["year"] == year)
            missing = ", ".join(sorted(everywhere - set(frame.loc[here, "province"])))
            _fail(path, f"{name} of {year} is missing for {missing}", column="value")
    return frame


def datasets(folder: Path = paths.DATA) -> list[str]:
    """Names that `load` accepts.

    Parameters
    ----------
    folder : Path
        Data folder.

    Returns
    -------
    list of str
        ``paper`` first, then the official ones.

    Examples
    --------
    >>> datasets()
    ['paper', 'census1', 'census2', 'census3', 'census4', 'modern']
    """
    return ["paper", *read("datasets", folder)["dataset"].drop_duplicates()]


def _paper(folder: Path) -> pd.DataFrame:
    path = folder / "paper_dataset.csv"
    frame = _check_values(read("paper_dataset", folder), path, folder)
    for name in SERIES:
        for year in sorted(set(YEARS) - set(frame.loc[frame["series"] == name, "year"])):
            _fail(
                path,
                f"{name} has no value for {year}",
                column="year",
                hint="the data set runs from 2004 to 2018 without a gap",
            )
    return frame.assign(vintage="as the paper must have used it", source=frame["note"])


def _official(name: str, folder: Path) -> pd.DataFrame:
    path = folder / "datasets.csv"
    rules = read("datasets", folder)
    found = {
        (record["series"], record["year"], record["vintage"]): record
        for record in observations(folder).to_dict("records")
    }
    chosen = []
    for row, rule in rules[rules["dataset"] == name].iterrows():
        for year in range(rule["first_year"], rule["last_year"] + 1):
            key = (rule["series"], str(year), rule["vintage"])
            if key not in found:
                held = "; ".join(vintage for *when, vintage in found if tuple(when) == key[:2])
                problem = f"observations.csv has no {key[0]} of {year} in vintage {key[2]!r}"
                hint = f"vintages there, from helpers.data.vintages(): {held or 'none'}"
                _fail(path, problem, row, "vintage", hint)
            chosen.append({**found[key], "year": year})
    frame = pd.DataFrame(chosen)
    return frame.assign(source=frame["source_title"] + ", " + frame["publisher"])


def _assembled(name: str, folder: Path) -> pd.DataFrame:
    """Build a data set from the files, one row per value, in the order of `SERIES`."""
    if name not in datasets(folder):
        raise DataError(
            f"unknown data set {name!r}; valid names, from helpers.data.datasets(): "
            f"{', '.join(datasets(folder))}"
        )
    frame = _paper(folder) if name == "paper" else _official(name, folder)
    order = pd.Categorical(frame["series"], SERIES, ordered=True)
    ordered = frame.assign(_order=order).sort_values(["_order", "year"])
    return ordered.drop(columns="_order").reset_index(drop=True)


@remembered
def _book_data(name: str) -> pd.DataFrame:
    return _assembled(name, paths.DATA)


def _tidy(name: str, folder: Path) -> pd.DataFrame:
    return _book_data(name) if folder == paths.DATA else _assembled(name, folder)


def load(name: str = "paper", form: str = "wide", folder: Path = paths.DATA) -> pd.DataFrame:
    """Load a named data set.

    Parameters
    ----------
    name : str
        ``paper`` (2004-2018, recovered from the printed tables), ``census1`` to ``census4`` (GDP as
        published after that economic census, with official series) or ``modern`` (GDP after the
        fifth census, 2005-2024).
    form : {"wide", "tidy"}
        ``wide``: index ``year``, one float column per series in the order of `SERIES`; a year in
        which a series was never counted is NaN (official data sets only). ``tidy``: one row per
        value with unit, vintage, status, source.
    folder : Path
        Data folder.

    Returns
    -------
    DataFrame
        gdp and ecommerce in 100 million yuan, domains in 10,000 names, users and shoppers in 10,000
        persons.

    Raises
    ------
    DataError
        On an unknown name or any fault in the files; see `read`.

    Examples
    --------
    >>> float(load("paper").loc[2018, "users"])
    83000.0
    """
    frame = _tidy(name, folder)
    if form == "tidy":
        return frame
    if form != "wide":
        raise DataError(f"unknown form {form!r}; valid: wide, tidy")
    wide = frame.pivot(index="year", columns="series", values="value")
    return wide.reindex(columns=list(SERIES)).astype(float).rename_axis(columns=None)


def biography(name: str, series: str, year: int, folder: Path = paths.DATA) -> dict:
    """Where one cell of a data set comes from.

    Parameters
    ----------
    name : str
        A data set, as for `load`.
    series : str
        One of `SERIES`.
    year : int
        A year of the data set.
    folder : Path
        Data folder.

    Returns
    -------
    dict
        Value, unit, vintage, status, source and note, as far as they are known.

    Raises
    ------
    DataError
        If the data set has no such series or year.

    Examples
    --------
    >>> biography("paper", "users", 2018)["status"]
    'fitted'
    """
    frame = _tidy(name, folder)
    hit = frame[(frame["series"] == series) & (frame["year"] == int(year))]
    if hit.empty:
        years = frame.groupby("series", sort=False)["year"]
        held = ", ".join(f"{known} {when.min()}-{when.max()}" for known, when in years)
        raise DataError(f"data set {name!r} has no {series} of {year}; it holds {held}")
    return hit.iloc[0].dropna().to_dict()


def vintages(series: str = "gdp", folder: Path = paths.DATA) -> pd.DataFrame:
    """All annual values of one series, years by vintages.

    Parameters
    ----------
    series : str
        A name in ``data/series.csv``.
    folder : Path
        Data folder.

    Returns
    -------
    DataFrame
        In the unit of the series; NaN where a vintage has no value.

    Raises
    ------
    DataError
        If there is no value of such a series.

    Examples
    --------
    >>> float(vintages("gdp").loc[2018, "CSY2019"])
    900309.5
    """
    frame = observations(folder)
    frame = frame[(frame["series"] == series) & frame["year"].str.fullmatch(r"\d{4}")]
    if frame.empty:
        raise DataError(
            f"unknown series {series!r}; valid names, from helpers.data.series(): "
            f"{', '.join(_known_series(folder).index)}"
        )
    yearly = frame.assign(year=frame["year"].astype(int))
    wide = yearly.pivot(index="year", columns="vintage", values="value")
    return wide[frame["vintage"].drop_duplicates()].rename_axis(columns=None)


def wide_rows(folder: Path = paths.DATA) -> list[list[str]]:
    """The recovered data of the paper as rows of years, each number written as in the long form.

    Parameters
    ----------
    folder : Path
        Data folder.

    Returns
    -------
    list of list of str
        What ``paper_wide.csv`` holds: the header (``year`` and `SERIES`) and one row per year; gdp
        and ecommerce in 100 million yuan, domains in 10,000 names, users and shoppers in 10,000
        persons.

    Raises
    ------
    DataError
        On any fault in the long form, ``paper_dataset.csv``; see `read`.

    Examples
    --------
    >>> [row[:3] for row in wide_rows()[:2]]
    [['year', 'gdp', 'ecommerce'], ['2004', '161840.16', '9290.0']]
    """
    _paper(folder)
    (_, header), *lines = _lines(folder / "paper_dataset.csv")
    series, year, value = (header.index(name) for name in ("series", "year", "value"))
    written = {(line[series], int(line[year])): line[value] for _, line in lines}
    years = [[str(when), *(written[name, when] for name in SERIES)] for when in YEARS]
    return [["year", *SERIES], *years]


def _check_wide(folder: Path) -> None:
    """The wide form of the paper's data holds what the long one does, cell by cell."""
    path = folder / describe("paper_wide", folder)["path"]
    found, wanted = _lines(path), wide_rows(folder)
    for (row, cells), belonging in zip(found, wanted, strict=False):
        for column, cell, belongs in zip(wanted[0], cells, belonging, strict=True):
            if cell != belongs:
                problem = f"{cell} stands where {belongs} belongs, as in paper_dataset.csv"
                _fail(path, problem, row, column, MENDS_WIDE)
    if len(found) < len(wanted):
        _fail(path, f"there is no year {wanted[len(found)][0]}", column="year", hint=MENDS_WIDE)


def check(folder: Path = paths.DATA) -> None:
    """Read every file and every data set once; hold the wide form of the paper's to the long one.

    Parameters
    ----------
    folder : Path
        Data folder.

    Raises
    ------
    DataError
        At the first fault.
    """
    for name in resources(folder):
        read(name, folder)
    provinces(folder)
    _paper(folder)
    for name in datasets(folder)[1:]:
        _official(name, folder)
    _check_wide(folder)
