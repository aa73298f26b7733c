"""Rewrite the golden files after a legitimate change, and print what moved.

    python -m tools.keep.accept "domains of 2008 seen"   re-execute, store, list what moved
    python -m tools.keep.accept --dry-run [--only NAME]  only say what would move

Written are the list in ``golden/``, the stored outputs of the notebooks, the verdicts that
``data/paper/claims.csv`` stores, and ``golden/moved.csv``: key, old, new and reason of the last
change, which belongs into the same commit. If nothing moved, only notebooks whose words changed
are stored with their outputs.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

import nbformat

from helpers import data, paths
from tools.build.execute import ExecutionError
from tools.keep import golden, wide
from tools.keep.notebooks import find, normalise, write

LEDGER = paths.PAPER / "claims.csv"
MOVED = golden.FOLDER / "moved.csv"
SHOWN = 40  # lines; the whole list is in golden/moved.csv


def executed(names: list[str]) -> dict[str, nbformat.NotebookNode]:
    """Notebooks with fresh outputs, normalised; those that nothing touched come from the last run.

    Parameters
    ----------
    names : list of str
        Notebooks; all of them if empty.

    Returns
    -------
    dict of NotebookNode
        By page.
    """
    from tools.build.book import run_notebooks

    results = run_notebooks(find(names), draft=True)
    return {result.path.stem: normalise(result.notebook) for result in results}


def differences(
    notebooks: dict[str, nbformat.NotebookNode], alone: bool
) -> tuple[dict[str, golden.Listed], list[golden.Move]]:
    """The list as it would be now, and what moved.

    Parameters
    ----------
    notebooks : dict of NotebookNode
        Executed and normalised, by page.
    alone : bool
        True if these are not all notebooks: then only their pages are compared.

    Returns
    -------
    (dict of dict, list of Move)
        Every file of the list, and the values that differ from the stored ones.
    """
    lists = golden.of_notebooks(notebooks)
    if not alone:
        lists |= {file: golden.of_helper(file) for file in golden.FROM_HELPERS}
    moves = [move for file, values in lists.items() for move in golden.moved(file, values)]
    if alone:
        moves = [move for move in moves if move.key.partition("/")[0] in notebooks]
    return lists, moves


def store_verdicts(verdicts: golden.Listed, path: Path) -> None:
    """Write computed verdicts into the ledger's own column.

    Parameters
    ----------
    verdicts : dict of str
        Verdict of each claim.
    path : Path
        The ledger.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    changed = [row | {"verdict": verdicts[row["id"]]} for row in rows]
    if changed == rows:
        return
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(changed)


def store_notebooks(notebooks: dict[str, nbformat.NotebookNode]) -> None:
    """Write notebooks with their outputs; words may have changed where no value moved.

    Parameters
    ----------
    notebooks : dict of NotebookNode
        Executed and normalised, by page.
    """
    for page, notebook in notebooks.items():
        write(notebook, paths.NOTEBOOKS / f"{page}.ipynb")


def store(lists: dict[str, golden.Listed], moves: list[golden.Move], reason: str) -> None:
    """Write the golden list, the verdicts of the ledger, and the list of what moved.

    Parameters
    ----------
    lists : dict of dict
        Every file of the golden list.
    moves : list of Move
        What moved.
    reason : str
        Why.
    """
    touched = {move.file for move in moves}
    for file, values in lists.items():
        if file in touched or file == "values":  # a renamed expression moves nothing
            golden.write(file, values)
    if not moves:
        return
    if "claims" in touched:
        store_verdicts(lists["claims"], LEDGER)
    with MOVED.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(("file", "key", "old", "new", "reason"))
        writer.writerows((one.file, one.key, one.old, one.new, reason) for one in moves)


def report(moves: list[golden.Move]) -> str:
    """What moved, for a person: the first lines, and how many more there are.

    Parameters
    ----------
    moves : list of Move
        What moved.

    Returns
    -------
    str
        ``nothing moved`` if the list is empty.

    Examples
    --------
    >>> print(report([golden.Move("claims", "c3-08", "supported", "contradicted")]))
    claims c3-08: supported -> contradicted
    """
    if not moves:
        return "nothing moved"
    more = len(moves) - SHOWN
    return "\n".join([*map(str, moves[:SHOWN]), *([f"and {more} more"] if more > 0 else [])])


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : list of str, optional
        The command line by default.

    Returns
    -------
    int
        Exit code: 1 on an error, without a reason for a move, or if a dry run found one.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.keep.accept", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("reason", nargs="?", default="", help="why the values moved")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these notebooks")
    options = parser.parse_args(arguments)
    if options.only and not options.dry_run:
        parser.error("--only goes with --dry-run")
    try:
        if not options.dry_run:
            wide.write()
        data.check_all()
        notebooks = executed(options.only)
        lists, moves = differences(notebooks, alone=bool(options.only))
    except (data.DataError, ExecutionError, FileNotFoundError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(report(moves))
    if options.dry_run:
        return int(bool(moves))
    if moves and not options.reason:
        print('error: say why, and nothing is lost: make accept REASON="…"', file=sys.stderr)
        return 1
    store_notebooks(notebooks)
    store(lists, moves, options.reason)
    return 0


if __name__ == "__main__":
    sys.exit(main())
