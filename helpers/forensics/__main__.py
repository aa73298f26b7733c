"""``python -m helpers.forensics FILE``: audit every table of a JSON or CSV file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from .audits import audit_all
from .reports import report
from .tables import TableError, read_tables

READ, MISPRINT, BAD_INPUT = 0, 1, 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m helpers.forensics",
        description="Audit printed regression tables for contradictions.",
    )
    parser.add_argument("file", help="JSON or CSV file of numbers as printed")
    parser.add_argument("--json", action="store_true", help="write JSON instead of text")
    parser.add_argument("--brief", action="store_true", help="leave out the checks that hold")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a misprint is found")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of the command line.

    Returns
    -------
    int
        Exit code: 0 if the file could be read, 1 if a misprint was found in strict mode, 2 for
        input that cannot be read.
    """
    options = _parser().parse_args(arguments)
    try:
        results = audit_all(read_tables(options.file))
    except TableError as error:
        print(f"error: {error}", file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        print(f"error: {options.file}: {error.strerror}", file=sys.stderr)
        return BAD_INPUT
    print(report(results, every_check=not options.brief, as_json=options.json))
    return MISPRINT if options.strict and any(r.verdict == "misprint" for r in results) else READ


if __name__ == "__main__":
    sys.exit(main())
