"""Rewrite the golden files after a legitimate change, and print what moved.

python -m tools.accept --dry-run [NAME ...]    only say what would move, e.g. for one notebook
"""

from __future__ import annotations

import argparse
import sys

import nbformat

from tools.execute import ExecutionError, execute_all
from tools.notebooks import find, normalise


def moved_outputs(names: list[str]) -> list[str]:
    """Cells whose fresh outputs differ from the stored ones, as ``notebook, cell number``.

    Parameters
    ----------
    names : list of str
        Notebooks; all of them if empty.

    Returns
    -------
    list of str
        Empty if a change was pure.
    """
    found = []
    for executed in execute_all(find(names)):
        stored = nbformat.read(executed.path, as_version=4)
        pairs = zip(stored.cells, normalise(executed.notebook).cells, strict=True)
        for number, (old, new) in enumerate(pairs, 1):
            if old.get("outputs") != new.get("outputs"):
                found.append(f"{executed.path.name}, cell {number}")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 1 if something moved."""
    parser = argparse.ArgumentParser(prog="python -m tools.accept", description=__doc__)
    parser.add_argument("names", nargs="*", help="notebooks; all by default")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    try:
        moved = moved_outputs(options.names)
    except (ExecutionError, FileNotFoundError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print("\n".join(moved) or "nothing moved")
    return 1 if moved else 0


if __name__ == "__main__":
    sys.exit(main())
