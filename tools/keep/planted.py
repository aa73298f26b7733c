"""Plant errors in the printed tables and store what the audit says.

``python -m tools.keep.planted`` writes ``data/forensics/planted_errors.csv``, one row per planted
error, in about a minute. The tests plant a random sample of the stored errors again and compare the
lists in full, so a change of the tool or of the tables that the file does not know of fails there.
With ``--check`` nothing is written: every error is planted again and must give the stored file.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from helpers import paths
from helpers.forensics import catch_rates, planted_errors

STORED = paths.DATA / "forensics" / "planted_errors.csv"


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
        prog="python -m tools.keep.planted",
        description="Plant errors in the printed tables and store what the audit says.",
    )
    parser.add_argument(
        "--check", action="store_true", help="compare with the stored file, write nothing"
    )
    options = parser.parse_args(arguments)
    planted = planted_errors()
    text = planted.to_csv(index=False, lineterminator="\n")
    if options.check:
        if path.exists() and path.read_text(encoding="utf-8") == text:
            return 0
        print(
            f"{path.name}: not what the audit says now; python -m tools.keep.planted writes it",
            file=sys.stderr,
        )
        return 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"{len(planted):,} errors planted, {(planted.outcome == 'caught').mean():.1%} caught")
    print(catch_rates(planted).to_string(float_format="{:.2f}".format))
    return 0


if __name__ == "__main__":
    sys.exit(main())
