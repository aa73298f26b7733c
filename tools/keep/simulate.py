"""Compute the costly results of ``data/simulated.csv`` and store them with their inputs' digest.

``python -m tools.keep.simulate`` writes the file in two minutes; with ``--check`` nothing is
written: every result is computed again and must be the stored one.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from helpers import paths
from helpers.data import simulated
from helpers.methods import panel_inference, specification_curve
from helpers.recovery import audit, printed_tables, searches

STORED = paths.DATA / "simulated.csv"
COLUMNS = ("function", "arguments", "inputs", "result")
#: Solvers and sums take other paths on other processors: far below what any page prints.
TOLERANCE = 1e-6
Call = tuple[Callable[..., Any], tuple[Any, ...]]
CALLS: tuple[Call, ...] = (
    *((panel_inference.rejections, (law,)) for law in panel_inference.LAWS),
    *((specification_curve.null_summary, (kind,)) for kind in specification_curve.NULLS),
    *((specification_curve.curve_power, ("shoppers", link)) for link in specification_curve.LINKS),
    (audit.detections, ()),
    (audit.misfits_without_each, ()),
    (printed_tables.honest_verdicts, ()),
    (printed_tables.cells_read, ()),
    (searches.random_decimals, ()),
    (searches.switch_misfits, ()),
)


def row(function: Callable[..., Any], arguments: tuple[Any, ...]) -> dict[str, str]:
    """Compute one result.

    Parameters
    ----------
    function : callable
        Decorated with `helpers.data.simulated.stored`.
    arguments : tuple
        Of the call; defaults are filled in.

    Returns
    -------
    dict of str to str
        By `COLUMNS`.
    """
    name, filled = simulated.call_key(function, *arguments)
    return {
        "function": name,
        "arguments": filled,
        "inputs": simulated.digest(function.resources),  # type: ignore[attr-defined]
        "result": json.dumps(function.__wrapped__(*arguments)),  # type: ignore[attr-defined]
    }


def close(left: Any, right: Any) -> bool:
    """Whether two results are one, up to `TOLERANCE`.

    Parameters
    ----------
    left, right : object
        As JSON reads them.

    Returns
    -------
    bool

    Examples
    --------
    >>> close({"a": [1.0, 2]}, {"a": [1.0 + 1e-9, 2]}), close([1.0], [1.1]), close([1.0], [])
    (True, False, False)
    """
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(close(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(close, left, right))
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return bool(left == right)


def differing(stored: list[dict[str, str]], fresh: list[dict[str, str]]) -> list[str]:
    """Calls of which a stored row is missing, superfluous or other than the fresh one.

    Parameters
    ----------
    stored, fresh : list of dict
        Rows, as from `row`.

    Returns
    -------
    list of str
        Function and arguments.
    """
    before, after = (
        {f"{each['function']}{each['arguments']}": each for each in rows}
        for rows in (stored, fresh)
    )
    return sorted(
        call
        for call in before.keys() | after.keys()
        if not (call in before and call in after)
        or before[call]["inputs"] != after[call]["inputs"]
        or not close(json.loads(before[call]["result"]), json.loads(after[call]["result"]))
    )


def main(arguments: list[str] | None = None, path: Path = STORED) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : list of str, optional
        Those of the command line by default.
    path : Path
        The stored file.

    Returns
    -------
    int
        Exit code: 1 if ``--check`` finds a difference.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tools.keep.simulate",
        description="Compute the costly results of the book's pages and store them.",
    )
    parser.add_argument(
        "--check", action="store_true", help="compare with the stored file, write nothing"
    )
    options = parser.parse_args(arguments)
    fresh = [row(*call) for call in CALLS]
    if options.check:
        stored = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        changed = differing(stored, fresh)
        for call in changed:
            print(f"{path.name}: {call} is not what is computed now", file=sys.stderr)
        return int(bool(changed))
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(fresh)
    path.write_text(text.getvalue(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
