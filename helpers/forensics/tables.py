"""Printed regression tables: reading, checking the form of, and naming their cells."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..intervals import PrintedNumberError, _parse, is_missing, printed

__all__ = ["Cell", "Table", "TableError", "read", "table"]

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
    "n": "sample size", "df": "df", "r": "multiple R", "r2": "R2", "adj_r2": "adj R2", "f": "F", "p_f": "p of F", "dw": "DW",
    "ser": "standard error of regression", "ssr": "SSR", "ess": "ESS", "tss": "TSS", "msr": "MSR", "mse": "MSE",
    "mean_dep": "mean of dependent", "sd_dep": "sd of dependent", "loglik": "log likelihood", "aic": "AIC", "sc": "SC", "hq": "HQ",
}  # fmt: skip

#: Never read: what an answer key says about a table must not reach the tool that is compared with it.
ANSWER_KEY = frozenset({"verdict", "findings", "df_inferred"})

CONSTANT = re.compile(
    r"\(?\s*(c|_?cons|const(ante?|ant\s+term)?|\(?intercept\)?|intercepto|constant|konstante|achsenabschnitt|常数项?|常量|截距|截距项|hằng\s*số|константа|sabit)\s*\)?",
    re.IGNORECASE,
)

ROBUST = re.compile(
    r"robust|newey|hac\b|white(?:'s)? |huber|sandwich|cluster|\bhc[0-4]\b|heterosk?[ce]",
    re.IGNORECASE,
)


class TableError(ValueError):
    """A table that cannot be read: names the file, table, row and field."""


@dataclass(frozen=True)
class Table:
    """One printed regression table.

    Attributes
    ----------
    id : str
    names : tuple of str
        Names of the coefficient rows.
    cells : dict
        Printed strings by ``(row number, field)``; statistics have row number -1. Missing cells are absent.
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
    decimal_mark : str
    note : str
        All free text of the table (note, title, dependent variable).
    nested_in, dropped : str or None
        Table that this one is a special case of, and the regressor it drops.
    ignored : tuple of str
        Fields that were not understood.
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

    @property
    def robust(self) -> bool:
        """Whether the table says that its standard errors are robust."""
        return bool(ROBUST.search(self.note))

    def name(self, cell: Cell) -> str:
        """Name of a cell in reports: ``se of X3``, ``slope of X3``, ``sample size``."""
        row, field = cell
        if row == STATS:
            return STAT_NAMES[field]
        if field == "b":
            return "constant" if row == self.constant else f"slope of {self.names[row]}"
        return f"{field.replace('_', ' ')} of {self.names[row]}"

    def with_cell(self, cell: Cell, string: str | None) -> Table:
        """The same table with another string (or none) in one cell."""
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
    for field, others in fields.items():
        if plain == field or plain in others:
            return field
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


def table(entry: Mapping[str, Any], file: str = "table", position: int = 1) -> Table:
    """Read one table from a mapping of strings (see the package's documentation for the format).

    Parameters
    ----------
    entry : mapping
    file : str
        Name used in error messages.
    position : int
        Place of the table in its file, used if it has no id.

    Raises
    ------
    TableError
        If the entry is malformed; the message names file, table, row and field.

    Examples
    --------
    >>> t = table({"id": "demo", "rows": [{"name": "C", "b": "1,5", "se": "0,5", "t": "3,0"}], "decimal_mark": ","})
    >>> t.cells[0, "t"], t.has_constant, t.k
    ('3,0', True, 0)
    >>> table({"id": "demo", "rows": [{"name": "X", "b": "1.x"}]})
    Traceback (most recent call last):
        ...
    helpers.forensics.tables.TableError: table: table 'demo', row 'X', field 'b': not a printed number: '1.x'
    """
    if not isinstance(entry, Mapping):
        raise TableError(
            f"{file}: table {position}: expected an object with 'rows' and 'stats', not {type(entry).__name__}"
        )
    entry = {key: value for key, value in entry.items() if key not in ANSWER_KEY}
    name = str(entry.get("id") or position)
    here = f"{file}: table '{name}'"
    rows, stats = entry.get("rows") or [], entry.get("stats") or {}
    if not isinstance(rows, list) or not isinstance(stats, Mapping):
        raise TableError(f"{here}: 'rows' must be a list and 'stats' an object")
    if not rows and not stats:
        raise TableError(f"{here}: neither rows nor stats")
    ignored: list[str] = []
    mark = entry.get("decimal_mark")
    if mark in (None, ""):
        mark = _guess_mark(
            [v for r in rows if isinstance(r, Mapping) for v in r.values()] + list(stats.values())
        )
    if mark not in (".", ","):
        raise TableError(f"{here}, field 'decimal_mark': expected '.' or ',', not {mark!r}")

    cells: dict[Cell, str] = {}
    stars: dict[int, int] = {}
    names: list[str] = []
    for i, row in enumerate(rows):
        if not isinstance(row, Mapping):
            raise TableError(f"{here}, row {i + 1}: expected an object, not {type(row).__name__}")
        row_name = str(row.get("name") or f"row {i + 1}")
        names.append(row_name)
        marks = str(row.get("stars") or "").count("*")
        for key, value in row.items():
            if key in ("name", "stars"):
                continue
            field = _canonical(key, ROW_FIELDS)
            if field is None:
                ignored.append(f"{key} of {row_name}")
                continue
            string = _number(value, mark, f"{here}, row '{row_name}', field '{key}'")
            if string is not None:
                cells[i, field] = string
                trailing = re.search(r"\*+(?=\)?$)", string)
                if trailing:
                    marks = max(marks, len(trailing.group()))
        if marks:
            stars[i] = marks
    # The size and the degrees of freedom may stand beside the table or among its statistics.
    for key, value in [*((k, entry.get(k)) for k in ("n", "df")), *stats.items()]:
        field = _canonical(key, STAT_FIELDS)
        if field is None:
            if value is not None and key not in ("nested_in", "dropped"):
                ignored.append(str(key))
            continue
        where = f"{here}, field '{key}'"
        if field in ("n", "df"):
            count = _count(value, where)
            if count is None:
                continue
            if (STATS, field) in cells and int(cells[STATS, field]) != count:
                raise TableError(f"{where}: given twice, as {cells[STATS, field]} and as {count}")
            if count < 1:
                raise TableError(f"{where}: expected a positive whole number, not {value!r}")
            cells[STATS, field] = str(count)
            continue
        string = _number(value, mark, where)
        if string is not None:
            cells[STATS, field] = string

    found = [i for i, n in enumerate(names) if CONSTANT.fullmatch(n.strip())]
    has_constant = _flag(entry.get("has_constant"), f"{here}, field 'has_constant'")
    # A table with "const" and a regressor called C (consumption) has its constant in the longer name.
    found.sort(key=lambda i: names[i].strip().casefold() == "c")
    constant = found[0] if found and has_constant is not False else None
    if has_constant is None and constant is not None:
        has_constant = True
    slopes = tuple(i for i in range(len(names)) if i != constant)
    k = _count(entry.get("k_slopes"), f"{here}, field 'k_slopes'")
    complete = _flag(entry.get("rows_complete"), f"{here}, field 'rows_complete'")
    if k is None and complete is not False and rows:
        k = len(slopes)
    note = " ".join(
        str(entry.get(f) or "")
        for f in ("note", "title", "source_title", "standard_errors", "se_type", "method")
    )
    return Table(
        id=name, names=tuple(names), cells=cells, stars=stars, slopes=slopes, constant=constant, has_constant=has_constant, k=k,
        decimal_mark=mark, note=note, nested_in=_text(stats.get("nested_in") or entry.get("nested_in")),
        dropped=_text(stats.get("dropped") or entry.get("dropped")), ignored=tuple(ignored),
    )  # fmt: skip


def _text(value: Any) -> str | None:
    return str(value) if value else None


def _guess_mark(values: Iterable[Any]) -> str:
    """Decimal mark of a table that does not state it: the comma only if it is the sole reading of some cell."""
    texts = [str(v) for v in values if v is not None and not isinstance(v, (dict, list))]

    def readable(mark: str) -> int:
        total = 0
        for text in texts:
            try:
                _parse(text, mark)
                total += 1
            except PrintedNumberError:
                pass
        return total

    return "," if readable(",") > readable(".") else "."


def _from_csv(text: str, file: str) -> list[dict[str, Any]]:
    """Entries of the CSV format, in order of first appearance."""
    first = text.lstrip("\ufeff").splitlines()[0] if text.strip() else ""
    separator = ";" if first.count(";") > first.count(",") else "\t" if "\t" in first else ","
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator, strict=True)
    try:
        lines = [
            (reader.line_num, [c.strip() for c in line])
            for line in reader
            if any(c.strip() for c in line)
        ]
    except csv.Error as error:
        raise TableError(f"{file}: line {reader.line_num}: {error}") from None
    header = [h.casefold() for h in lines[0][1]] if lines else []
    if header[:2] != ["table", "name"] or "b" not in header:
        raise TableError(
            f"{file}: line 1: the header must start with table{separator}name and have a column b"
        )
    entries: dict[str, dict[str, Any]] = {}
    for number, line in lines[1:]:
        if len(line) > len(header):
            raise TableError(
                f"{file}: line {number}: {len(line)} fields, the header has {len(header)}"
            )
        row = dict(zip(header, line, strict=False))
        name = row.get("table", "")
        if not name or not row.get("name"):
            raise TableError(f"{file}: line {number}: no table id or no row name")
        entry = entries.setdefault(name, {"id": name, "rows": [], "stats": {}})
        if row["name"].startswith("@"):
            key, value = row["name"][1:], line[2] if len(line) > 2 else ""
            settings = (
                "decimal_mark",
                "has_constant",
                "rows_complete",
                "k_slopes",
                "note",
                "nested_in",
                "dropped",
            )
            (entry if key in settings else entry["stats"])[key] = value
        else:
            entry["rows"].append({key: value for key, value in row.items() if key != "table"})
    return list(entries.values())


def read(path: str | Path) -> list[Table]:
    """Read every table of a JSON or CSV file.

    Parameters
    ----------
    path : path-like
        ``.json``: one table, a list of tables, or an object with ``tables``; any other suffix is read as CSV.

    Returns
    -------
    list of Table

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
        raise TableError(
            f"{path.name}: not UTF-8 text ({error.reason} at byte {error.start})"
        ) from None
    if path.suffix.casefold() == ".json" or text.lstrip("\ufeff \t\r\n")[:1] in ("[", "{"):
        try:
            # A bare JSON number keeps its digits, trailing zeros included.
            data = json.loads(text.lstrip("\ufeff"), parse_float=str, parse_int=str)
        except json.JSONDecodeError as error:
            raise TableError(f"{path.name}: line {error.lineno}: not JSON ({error.msg})") from None
        if isinstance(data, Mapping) and "tables" in data:
            data = data["tables"]
        entries = data if isinstance(data, list) else [data]
    else:
        entries = _from_csv(text, path.name)
    if not entries:
        raise TableError(f"{path.name}: no tables")
    return [table(entry, path.name, i) for i, entry in enumerate(entries, 1)]


def significant(string: str, mark: str = ".") -> int:
    """Number of significant digits printed."""
    return len(_parse(string, mark)[1].as_tuple().digits) if _parse(string, mark)[1] else 0
