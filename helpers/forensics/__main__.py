"""``python -m helpers.forensics FILE...``: read and audit every regression table of some files."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .audits import Audit, audit
from .reading import decoded, read
from .reports import report, summary_row
from .tables import PrintedTable, TableError, entries_of, read_tables

READ, MISPRINT, BAD_INPUT = 0, 1, 2

#: Suffixes of the files that are taken from a folder.
SUFFIXES = frozenset(
    [
        ".json",
        ".csv",
        ".tsv",
        ".txt",
        ".tex",
        ".html",
        ".htm",
        ".md",
        ".log",
        ".out",
        ".smcl",
        ".lst",
        ".rst",
        ".qmd",
        ".rmd",
        ".tab",
        ".text",
    ]
)

#: Bytes beyond which a file holds no table that somebody typed or pasted.
LARGEST = 8_000_000

#: From this many files on, the command says how far it is.
MANY = 10


@dataclass(frozen=True)
class Reading:
    """What one file gave.

    Attributes
    ----------
    file : str
        Its path, ``-`` for what was piped in.
    tables : tuple of PrintedTable
        As read.
    results : tuple of Audit
        In the same order.
    error : str
        One sentence if the file cannot be read, else empty.
    """

    file: str
    tables: tuple[PrintedTable, ...] = ()
    results: tuple[Audit, ...] = ()
    error: str = ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m helpers.forensics",
        description="Audit printed regression tables for contradictions.",
    )
    parser.add_argument(
        "file",
        nargs="+",
        help="file of any kind that holds regression tables, a folder of such files, or - for what "
        "is piped in",
    )
    parser.add_argument("--json", action="store_true", help="write JSON instead of text")
    parser.add_argument("--brief", action="store_true", help="leave out the checks that hold")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a misprint is found")
    parser.add_argument("--jobs", type=int, default=1, help="files read at the same time")
    parser.add_argument("--summary", metavar="CSV", help="also write one line a table to this file")
    return parser


def _files(names: Sequence[str]) -> Iterator[str]:
    """Files that are named, and those of folders."""
    for name in names:
        path = Path(name)
        if name != "-" and path.is_dir():
            yield from sorted(
                str(p) for p in path.rglob("*") if p.is_file() and p.suffix.casefold() in SUFFIXES
            )
        else:
            yield name


def _tables(file: str) -> list[PrintedTable]:
    """Tables of one file, whatever its kind."""
    if file == "-":
        return read(decoded(sys.stdin.buffer.read(LARGEST + 1), "standard input"), "standard input")
    path = Path(file)
    with path.open("rb") as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise TableError(f"{path.name}: more than {LARGEST // 1_000_000} million bytes")
    text = decoded(data, path.name)
    if path.suffix.casefold() == ".json":
        return entries_of(text, path.name, "json", lenient=True)
    try:
        return read(text, path.name)
    except TableError:
        if path.suffix.casefold() != ".csv":
            raise
        # A file with this suffix may be meant in this package's own format: say what it lacks.
        return read_tables(path)


def reading(file: str) -> Reading:
    """Read and audit one file.

    Parameters
    ----------
    file : str
        A path, or ``-`` for what is piped in.

    Returns
    -------
    Reading
        With an error of one sentence instead of an exception.
    """
    try:
        tables = tuple(_tables(file))
    except TableError as error:
        return Reading(file, error=str(error))
    except OSError as error:
        return Reading(file, error=f"{file}: {error.strerror}")
    return Reading(file, tables, tuple(audit(table) for table in tables))


def _readings(files: Sequence[str], jobs: int) -> Iterator[Reading]:
    """Every file in turn, or several at the same time through joblib and its backend."""
    if jobs == 1 or len(files) < 2:
        yield from map(reading, files)
        return
    from joblib import Parallel, delayed  # not needed where one file is read

    yield from Parallel(n_jobs=jobs, return_as="generator")(delayed(reading)(f) for f in files)


def _written(path: str, readings: Sequence[Reading]) -> None:
    """Write one line a table."""
    columns = ["file", "table", "column", "kind", "verdict", "findings", "conventions", "cells"]
    columns += ["unread", "error"]
    with Path(path).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        for one in readings:
            if one.error:
                writer.writerow({"file": one.file, "error": one.error})
            for table, result in zip(one.tables, one.results, strict=True):
                writer.writerow(summary_row(table, result, one.file))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of the command line.

    Returns
    -------
    int
        Exit code: 0 if every file could be read, 1 if a misprint was found in strict mode, 2 for
        input that cannot be read.
    """
    options = _parser().parse_args(arguments)
    files = list(_files(options.file))
    if not files:
        print(f"error: {options.file[0]}: no file with tables in this folder", file=sys.stderr)
        return BAD_INPUT
    readings = []
    for number, one in enumerate(_readings(files, options.jobs), 1):
        readings.append(one)
        if len(files) >= MANY and (number % MANY == 0 or number == len(files)):
            print(f"{number} of {len(files)} files", file=sys.stderr)
        if one.error:
            print(f"error: {one.error}", file=sys.stderr)
    tables = [table for one in readings for table in one.tables]
    results = [result for one in readings for result in one.results]
    if options.summary:
        try:
            _written(options.summary, readings)
        except OSError as error:
            print(f"error: {options.summary}: {error.strerror}", file=sys.stderr)
            return BAD_INPUT
    if results:
        print(report(results, not options.brief, options.json, tables))
    if any(one.error for one in readings):
        return BAD_INPUT
    return MISPRINT if options.strict and any(r.verdict == "misprint" for r in results) else READ


if __name__ == "__main__":
    sys.exit(main())
