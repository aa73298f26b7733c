"""Printed regression tables: reading, checking the form of, and naming their cells."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .intervals import PrintedNumberError, _parse, is_missing, printed
from .kinds import Kind, kind_of

__all__ = [
    "STATS",
    "Cell",
    "PrintedTable",
    "TableError",
    "constant_row",
    "entries_of",
    "printed_table",
    "read_tables",
    "significant",
]

#: A cell is (row number, field); the statistics below the table have row number -1.
Cell = tuple[int, str]

STATS = -1

ROW_FIELDS = {
    "b": ("coef", "coefficient", "estimate", "beta_hat"),
    "se": ("std_error", "std_err", "stderr", "standard_error"),
    "t": ("t_stat", "t_value", "tstat", "z", "statistic"),
    "p": ("p_value", "pvalue", "prob", "sig"),
    "ci_low": ("ci_lower", "lower", "conf_low"),
    "ci_high": ("ci_upper", "upper", "conf_high"),
    "beta": ("standardised", "standardized"),
    "tolerance": (),
    "vif": (),
}

STAT_FIELDS = {
    "n": ("nobs", "observations"),
    "df": ("df_resid", "df_residual"),
    "r": ("multiple_r",),
    "r2": ("r_squared", "rsquared"),
    "adj_r2": ("adj_r_squared", "adjusted_r2", "rsquared_adj"),
    "f": ("f_stat", "f_statistic", "fvalue"),
    "p_f": ("prob_f", "f_pvalue"),
    "dw": ("durbin_watson",),
    "ser": ("rmse", "root_mse", "sigma", "s"),
    "ssr": ("rss", "sse"),
    "ess": ("ssm", "model_ss"),
    "tss": ("sst", "total_ss"),
    "msr": (),
    "mse": (),
    "mean_dep": (),
    "sd_dep": (),
    "loglik": ("llf", "log_likelihood"),
    "aic": (),
    "sc": ("bic", "schwarz"),
    "hq": ("hqic", "hqc", "hannan_quinn"),
}

#: Names of the statistics in reports.
STAT_NAMES = {
    "n": "sample size",
    "df": "df",
    "r": "multiple R",
    "r2": "R2",
    "adj_r2": "adj R2",
    "f": "F",
    "p_f": "p of F",
    "dw": "DW",
    "ser": "standard error of regression",
    "ssr": "SSR",
    "ess": "ESS",
    "tss": "TSS",
    "msr": "MSR",
    "mse": "MSE",
    "mean_dep": "mean of dependent",
    "sd_dep": "sd of dependent",
    "loglik": "log likelihood",
    "aic": "AIC",
    "sc": "SC",
    "hq": "HQ",
}

#: Fields of an entry that are neither rows nor statistics.
SETTINGS = (
    "decimal_mark",
    "has_constant",
    "rows_complete",
    "k_slopes",
    "note",
    "nested_in",
    "dropped",
)

#: Fields of an entry that hold free text.
TEXTS = ("note", "title", "source_title", "standard_errors", "se_type", "method")

#: Never read: what an answer key says must not reach the tool that is compared with it.
ANSWER_KEY = frozenset({"verdict", "findings", "df_inferred"})

CONSTANT = re.compile(
    r"\(?\s*(c|_?cons|const(ante?|ant\s+term)?|\(?intercept\)?|intercepto|constant|konstante"
    r"|achsenabschnitt|常数项?|常量|截距|截距项|hằng\s*số|константа|sabit)\s*\)?",
    re.IGNORECASE,
)

NO_CONSTANT = re.compile(
    r"no[ -]?(constant|intercept)|without (a |an )?(constant|intercept)|uncent(er|re)d|noconstant"
    r"|through the origin|sans constante|sin constante|ohne konstante|无常数项|无截距",
    re.IGNORECASE,
)

ROBUST = re.compile(
    r"(?<!non)(?<!non-)robust|newey|hac\b|white(?:'s)? |huber|sandwich|cluster|\bhc[0-4]\b"
    r"|heterosk?[ce]",
    re.IGNORECASE,
)


class TableError(ValueError):
    """A table that cannot be read: names the file, table, row and field."""


@dataclass(frozen=True)
class PrintedTable:
    """One printed regression table.

    Attributes
    ----------
    id : str
        Name of the table.
    names : tuple of str
        Names of the coefficient rows.
    cells : dict
        Printed strings by ``(row number, field)``; statistics have row number -1.
        Missing cells are absent.
    stars : dict
        Number of stars by row number, for the rows that have any.
    slopes : tuple of int
        Numbers of the rows that are not the constant.
    constant : int or None
        Number of the row of the constant, if it is printed.
    has_constant : bool or None
        None if neither stated nor visible.
    k : int or None
        Number of slopes; None if the table leaves rows out and does not say how many.
    decimal_mark : {".", ","}
        The other of the two is then a thousands separator.
    note : str
        All free text of the table (note, title, dependent variable).
    nested_in, dropped : str or None
        Table that this one is a special case of, and the regressor it drops.
    ignored : tuple of str
        Fields that were not understood.
    assumed : bool
        Whether the table is taken for ordinary least squares where no word tells its kind, as
        tables typed for this tool are; of a text that was found somewhere that is not assumed.
    unread : tuple of str
        Cells that stand there and cannot be read, each as ``row / column: 'text'``.
    labels : dict
        Printed label by cell, where a cell was read from a text.
    column : str
        Head of the model's column, where several models stand side by side.
    others : dict
        Printed numbers by label for which there is no field: number of groups, Hansen's J.
    """

    id: str
    names: tuple[str, ...]
    cells: Mapping[Cell, str]
    stars: Mapping[int, int]
    slopes: tuple[int, ...]
    constant: int | None
    has_constant: bool | None
    k: int | None
    decimal_mark: str = "."
    note: str = ""
    nested_in: str | None = None
    dropped: str | None = None
    ignored: tuple[str, ...] = ()
    assumed: bool = True
    unread: tuple[str, ...] = ()
    labels: Mapping[Cell, str] = field(default_factory=dict)
    column: str = ""
    others: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """The kind of model, as the words around the table tell it."""
        heads = {label.strip().casefold() for (row, _), label in self.labels.items() if row >= 0}
        z = " (z value)" if "z" in heads else ""
        return kind_of(self.note + z, self.assumed)

    @property
    def robust(self) -> bool:
        """Whether the table says that its standard errors are robust."""
        return bool(ROBUST.search(self.note))

    def name(self, cell: Cell) -> str:
        """Name of a cell in reports: ``se of X3``, ``slope of X3``, ``sample size``.

        Parameters
        ----------
        cell : Cell
            Row number and field.

        Returns
        -------
        str
            The field and the name of the row.
        """
        row, kind = cell
        if row == STATS:
            return STAT_NAMES[kind]
        if kind == "b":
            return "constant" if row == self.constant else f"slope of {self.names[row]}"
        return f"{kind.replace('_', ' ')} of {self.names[row]}"

    def with_cell(self, cell: Cell, string: str | None) -> PrintedTable:
        """The same table with another string in one cell.

        Parameters
        ----------
        cell : Cell
            Row number and field.
        string : str or None
            As printed; None empties the cell.

        Returns
        -------
        Table
            A new one.
        """
        cells = {c: s for c, s in self.cells.items() if c != cell}
        if string is not None:
            cells[cell] = string
        return replace(self, cells=cells)


def _flag(value: Any, where: str) -> bool | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool):
        return value
    text = str(value).strip().casefold()
    if text in ("true", "yes", "1"):
        return True
    if text in ("false", "no", "0"):
        return False
    raise TableError(f"{where}: expected true or false, not {value!r}")


def _count(value: Any, where: str) -> int | None:
    if value is None or (isinstance(value, str) and is_missing(value)):
        return None
    text = re.sub(r"(?<=\d)[,\s\u00a0\u2009\u202f](?=\d{3}\b)", "", str(value).strip())
    if not re.fullmatch(r"\d+(\.0*)?", text):
        raise TableError(f"{where}: expected a whole number, not {value!r}")
    return int(float(text))


def _canonical(key: str, fields: Mapping[str, tuple[str, ...]]) -> str | None:
    plain = re.sub(r"[\s\-.]+", "_", str(key).strip().casefold())
    for kind, others in fields.items():
        if plain == kind or plain in others:
            return kind
    return None


def _number(value: Any, mark: str, where: str) -> str | None:
    """The printed string of a cell without its stars, or None if nothing is printed there."""
    if isinstance(value, (dict, list, bool)):
        raise TableError(f"{where}: expected a string as printed, not {json.dumps(value)}")
    if is_missing(value):
        return None
    text = str(value).strip()
    try:
        printed(text, mark)
    except PrintedNumberError as error:
        raise TableError(f"{where}: {error}") from None
    return text


def _checked(entry: Any, file: str, position: int) -> tuple[dict[str, Any], str]:
    """An entry without its answer key, and its place for error messages.

    Raises
    ------
    TableError
        If it is no object, or its rows or statistics are of the wrong type or both missing.
    """
    if not isinstance(entry, Mapping):
        given = type(entry).__name__
        raise TableError(
            f"{file}: table {position}: expected an object with 'rows' and 'stats', not {given}"
        )
    entry = {key: value for key, value in entry.items() if key not in ANSWER_KEY}
    entry["id"] = str(entry.get("id") or position)
    entry["rows"], entry["stats"] = entry.get("rows") or [], entry.get("stats") or {}
    here = f"{file}: table '{entry['id']}'"
    if not isinstance(entry["rows"], list) or not isinstance(entry["stats"], Mapping):
        raise TableError(f"{here}: 'rows' must be a list and 'stats' an object")
    if not entry["rows"] and not entry["stats"]:
        raise TableError(f"{here}: neither rows nor stats")
    return entry, here


def _decimal_mark(entry: Mapping[str, Any], here: str) -> str:
    """Decimal mark that an entry states, or else the one by which most of its cells are numbers."""
    mark = entry.get("decimal_mark")
    if mark in (None, ""):
        rows = [v for row in entry["rows"] if isinstance(row, Mapping) for v in row.values()]
        mark = _guess_mark([*rows, *entry["stats"].values()])
    if mark not in (".", ","):
        raise TableError(f"{here}, field 'decimal_mark': expected '.' or ',', not {mark!r}")
    return mark


@dataclass
class _Content:
    """What has been read of a table so far."""

    here: str
    mark: str
    lenient: bool = False
    unread: list[str] = field(default_factory=list)
    first_error: TableError | None = None
    names: list[str] = field(default_factory=list)
    cells: dict[Cell, str] = field(default_factory=dict)
    stars: dict[int, int] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def add_row(self, row: Any) -> None:
        """Read one coefficient row; its stars are stated or stand behind a number."""
        i = len(self.names)
        if not isinstance(row, Mapping):
            given = type(row).__name__
            raise TableError(f"{self.here}, row {i + 1}: expected an object, not {given}")
        name = str(row.get("name") or f"row {i + 1}")
        self.names.append(name)
        marks = str(row.get("stars") or "").count("*")
        for key, value in row.items():
            if key in ("name", "stars"):
                continue
            kind = _canonical(key, ROW_FIELDS)
            if kind is None:
                self.ignored.append(f"{key} of {name}")
                continue
            where = f"{self.here}, row '{name}', field '{key}'"
            string = self._string(value, where, f"{name} / {key}")
            if string is not None:
                self.cells[i, kind] = string
                trailing = re.search(r"\*+(?=\)?$)", string)
                marks = max(marks, len(trailing.group()) if trailing else 0)
        if marks:
            self.stars[i] = marks

    def add_statistic(self, key: str, value: Any) -> None:
        """Read one statistic below the table."""
        kind = _canonical(key, STAT_FIELDS)
        if kind is None:
            if value is not None and key not in ("nested_in", "dropped"):
                self.ignored.append(str(key))
            return
        where = f"{self.here}, field '{key}'"
        string = self._string(value, where, str(key), kind)
        if string is not None:
            self.cells[STATS, kind] = string

    def _string(self, value: Any, where: str, place: str, kind: str = "") -> str | None:
        """The printed string of a cell; if lenient, None and a mark where it cannot be read."""
        try:
            if kind in ("n", "df"):
                return self._size(kind, value, where)
            return _number(value, self.mark, where)
        except TableError as error:
            if not self.lenient:
                raise
            self.first_error = self.first_error or error
        from .reading.numbers import numbers  # reads more forms, and imports this module

        found = numbers(str(value), self.mark) if isinstance(value, str) and not kind else None
        if found and len(found) == 1:
            return found[0].text
        self.unread.append(f"{place}: {str(value)!r}")
        return None

    def _size(self, kind: str, value: Any, where: str) -> str | None:
        """Sample size or degrees of freedom, which may be given twice if the two agree."""
        count = _count(value, where)
        if count is None:
            return None
        earlier = self.cells.get((STATS, kind))
        if earlier is not None and int(earlier) != count:
            raise TableError(f"{where}: given twice, as {earlier} and as {count}")
        if count < 1:
            raise TableError(f"{where}: expected a positive whole number, not {value!r}")
        return str(count)


def constant_row(names: list[str]) -> int | None:
    """Row of the constant.

    A table with "const" and a regressor called C (consumption) has its constant in the longer name.
    """
    found = [i for i, name in enumerate(names) if CONSTANT.fullmatch(name.strip(" .:*"))]
    found.sort(key=lambda i: names[i].strip().casefold() == "c")
    return found[0] if found else None


def printed_table(
    entry: Mapping[str, Any], file: str = "table", position: int = 1, lenient: bool = False
) -> PrintedTable:
    """Read one table from a mapping of strings (see the package's documentation for the format).

    Parameters
    ----------
    entry : mapping
        Rows, statistics and settings, as printed.
    file : str
        Name used in error messages.
    position : int
        Place of the table in its file, used if it has no id.
    lenient : bool
        Mark a number that cannot be read in ``unread`` instead of refusing the table; a table of
        which nothing can be read is refused all the same.

    Returns
    -------
    Table
        Its strings by cell.

    Raises
    ------
    TableError
        If the entry is malformed; the message names file, table, row and field.

    Examples
    --------
    >>> row = {"name": "C", "b": "1,5", "se": "0,5", "t": "3,0"}
    >>> t = printed_table({"id": "demo", "rows": [row], "decimal_mark": ","})
    >>> t.cells[0, "t"], t.has_constant, t.k
    ('3,0', True, 0)
    >>> printed_table({"id": "demo", "rows": [{"name": "X", "b": "1.x"}]})
    Traceback (most recent call last):
        ...
    helpers.forensics.tables.TableError: table: table 'demo', row 'X', field 'b':
        not a printed number: '1.x'
    """
    entry, here = _checked(entry, file, position)
    content = _Content(here, _decimal_mark(entry, here), lenient)
    for row in entry["rows"]:
        content.add_row(row)
    # The size and the degrees of freedom may stand beside the table or among its statistics.
    for key, value in [*((k, entry.get(k)) for k in ("n", "df")), *entry["stats"].items()]:
        content.add_statistic(key, value)
    if content.first_error and not content.cells:
        raise content.first_error
    has_constant = _flag(entry.get("has_constant"), f"{here}, field 'has_constant'")
    constant = None if has_constant is False else constant_row(content.names)
    note = " ".join(str(entry.get(text) or "") for text in TEXTS)
    if has_constant is None and constant is None and NO_CONSTANT.search(note):
        has_constant = False
    slopes = tuple(i for i in range(len(content.names)) if i != constant)
    k = _count(entry.get("k_slopes"), f"{here}, field 'k_slopes'")
    complete = _flag(entry.get("rows_complete"), f"{here}, field 'rows_complete'")
    if k is None and complete is not False and content.names:
        k = len(slopes)
    return PrintedTable(
        id=entry["id"],
        names=tuple(content.names),
        cells=content.cells,
        stars=content.stars,
        slopes=slopes,
        constant=constant,
        has_constant=True if has_constant is None and constant is not None else has_constant,
        k=k,
        decimal_mark=content.mark,
        note=note,
        nested_in=_text(entry["stats"].get("nested_in") or entry.get("nested_in")),
        dropped=_text(entry["stats"].get("dropped") or entry.get("dropped")),
        ignored=tuple(content.ignored),
        unread=tuple(content.unread),
    )


def _text(value: Any) -> str | None:
    return str(value) if value else None


def _readable(texts: list[str], mark: str) -> int:
    """Number of strings that are printed numbers with this decimal mark."""
    total = 0
    for text in texts:
        with contextlib.suppress(PrintedNumberError):
            _parse(text, mark)
            total += 1
    return total


def _guess_mark(values: Iterable[Any]) -> str:
    """Decimal mark of a table that does not state it.

    The comma only if it is the sole reading of some cell.
    """
    texts = [str(v) for v in values if v is not None and not isinstance(v, dict | list)]
    return "," if _readable(texts, ",") > _readable(texts, ".") else "."


def _separator(text: str) -> str:
    """Semicolon, tab or comma: the one that the first line is divided by."""
    first = text.splitlines()[0] if text.strip() else ""
    if first.count(";") > first.count(","):
        return ";"
    return "\t" if "\t" in first else ","


def _csv_lines(text: str, separator: str, file: str) -> list[tuple[int, list[str]]]:
    """Lines that are not empty, with their numbers."""
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        return [
            (reader.line_num, [c.strip() for c in line])
            for line in reader
            if any(c.strip() for c in line)
        ]
    except csv.Error as error:
        raise TableError(f"{file}: line {reader.line_num}: {error}") from None


def _from_csv(text: str, file: str) -> list[dict[str, Any]]:
    """Entries of the CSV format, in order of first appearance."""
    text = text.lstrip("\ufeff")
    separator = _separator(text)
    lines = _csv_lines(text, separator, file)
    header = [h.casefold() for h in lines[0][1]] if lines else []
    if header[:2] != ["table", "name"] or "b" not in header:
        raise TableError(
            f"{file}: line 1: the header must start with table{separator}name and have a column b"
        )
    entries: dict[str, dict[str, Any]] = {}
    for number, line in lines[1:]:
        if len(line) > len(header):
            given = f"{len(line)} fields, the header has {len(header)}"
            raise TableError(f"{file}: line {number}: {given}")
        # A line may end early: the fields that it lacks are not printed.
        row = dict(zip(header, line, strict=False))
        name = row.pop("table", "")
        if not name or not row.get("name"):
            raise TableError(f"{file}: line {number}: no table id or no row name")
        entry = entries.setdefault(name, {"id": name, "rows": [], "stats": {}})
        if row["name"].startswith("@"):
            key, value = row["name"][1:], line[2] if len(line) > 2 else ""
            (entry if key in SETTINGS else entry["stats"])[key] = value
        else:
            entry["rows"].append(row)
    return list(entries.values())


def _from_json(text: str, file: str) -> list[Any]:
    """Entries of the JSON format; a bare number keeps its digits, trailing zeros included."""
    try:
        data = json.loads(text.lstrip("\ufeff"), parse_float=str, parse_int=str)
    except json.JSONDecodeError as error:
        raise TableError(f"{file}: line {error.lineno}: not JSON ({error.msg})") from None
    if isinstance(data, Mapping) and "tables" in data:
        data = data["tables"]
    return data if isinstance(data, list) else [data]


def read_tables(path: str | Path) -> list[PrintedTable]:
    """Read every table of a JSON or CSV file.

    Parameters
    ----------
    path : path-like
        ``.json``: one table, a list of tables, or an object with ``tables``; any other suffix is
        read as CSV.

    Returns
    -------
    list of Table
        In the order of the file.

    Raises
    ------
    TableError
        If the file is malformed; the message is one line and names file, table, row and field.
    OSError
        If the file cannot be opened.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        where = f"{error.reason} at byte {error.start}"
        raise TableError(f"{path.name}: not UTF-8 text ({where})") from None
    json_text = text.lstrip("\ufeff \t\r\n")[:1] in ("[", "{")
    json_text |= path.suffix.casefold() == ".json"
    return entries_of(text, path.name, "json" if json_text else "csv")


def entries_of(text: str, file: str, form: str, lenient: bool = False) -> list[PrintedTable]:
    """Read every table of a text in the JSON or CSV format of this package.

    Parameters
    ----------
    text : str
        Content of a file.
    file : str
        Name used in error messages.
    form : {"json", "csv"}
        Its format.
    lenient : bool
        As in `printed_table`.

    Returns
    -------
    list of Table
        In order.

    Raises
    ------
    TableError
        If the text is malformed.
    """
    entries = (_from_json if form == "json" else _from_csv)(text, file)
    if not entries:
        raise TableError(f"{file}: no tables")
    return [printed_table(entry, file, i, lenient) for i, entry in enumerate(entries, 1)]


def significant(string: str, mark: str = ".") -> int:
    """Number of significant digits printed.

    Parameters
    ----------
    string : str
        A printed number.
    mark : {".", ","}
        Decimal mark.

    Returns
    -------
    int
        0 for zero.

    Examples
    --------
    >>> significant("0.0410"), significant("0.00")
    (3, 0)
    """
    value = _parse(string, mark)[1]
    return len(value.as_tuple().digits) if value else 0
