"""Run the searches behind ``helpers.recovery`` and store their results with checksums.

``python -m tools.keep.recover`` writes ``data/recovery/hits_<series>.csv`` (every vector that
passed the coarse conditions, with its misfit), ``chance.csv`` (the same searches on random
candidates) and ``checksums.txt``. With ``--check`` nothing is written: the searches run and must
give the stored files, byte for byte.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from helpers.recovery import searches

SEARCHES = {
    "users": searches.search_users,
    "shoppers": searches.search_shoppers,
    "ecommerce": lambda: searches.search_added("ecommerce"),
    "domains": lambda: searches.search_added("domains"),
}
#: Searches on random candidates: series, repeats, and by how much the printed rounding is widened
#: in the conditions.
CHANCES = (
    ("users", 50, 1.0),
    ("users", 50, 30.0),
    ("ecommerce", 40, 1.0),
    ("ecommerce", 4, 10.0),
    ("domains", 200, 1.0),
    ("domains", 50, 10.0),
)


FOUND = (
    "{series}: {candidates:,} candidates, {coarse:,} after the conditions, {fit} fit, "
    "{seconds:.1f} s, {speed:,.0f} per second"
)
BY_CHANCE = (
    "random {series}, rounding times {multiple:g}: {repeats} searches, {vectors:,} vectors, "
    "{coarse} after the conditions, {exact} fit"
)


def _text(frame: pd.DataFrame) -> str:
    """CSV; six digits of a misfit are the same on every machine, the last bits are not."""
    return frame.to_csv(index=False, float_format="%.6g", lineterminator="\n")


def results(report: Callable[[str], object] = print) -> dict[str, str]:
    """Run every search.

    Parameters
    ----------
    report : callable
        Takes one line about each search that has ended.

    Returns
    -------
    dict of str to str
        Contents of the result files by name.
    """
    files = {}
    for series, search in SEARCHES.items():
        found = search()
        line = FOUND.format(
            series=series,
            candidates=found.candidates,
            coarse=found.coarse,
            fit=int((found.hits["misfit"] <= 1).sum()),
            seconds=found.seconds,
            speed=found.per_second,
        )
        report(line)
        files[f"hits_{series}.csv"] = _text(found.hits)
    rows = []
    for series, repeats, multiple in CHANCES:
        chance = searches.chance_matches(series, repeats, multiple)
        row = {
            "series": series,
            "multiple": multiple,
            "repeats": repeats,
            "vectors": chance.vectors,
            "coarse": chance.coarse,
            "exact": chance.exact,
        }
        report(BY_CHANCE.format(**row))
        rows.append(row)
    files["chance.csv"] = pd.DataFrame(rows).to_csv(index=False, lineterminator="\n")
    return files


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        64 hexadecimal digits.

    Examples
    --------
    >>> digest("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def main(arguments: list[str] | None = None, folder: Path = searches.FOLDER) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : list of str, optional
        Those of the command line by default.
    folder : Path
        Where the results are stored.

    Returns
    -------
    int
        Exit code: 1 if ``--check`` finds a difference.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tools.keep.recover",
        description="Run the searches that recover the data and store their results.",
    )
    parser.add_argument(
        "--check", action="store_true", help="compare with the stored results, write nothing"
    )
    options = parser.parse_args(arguments)
    files = results()
    if options.check:
        changed = [
            name
            for name, text in files.items()
            if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text
        ]
        for name in changed:
            print(f"recovery/{name}: differs from a fresh search", file=sys.stderr)
        return int(bool(changed))
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "checksums.txt").write_text(
        "".join(f"{digest(text)}  {name}\n" for name, text in sorted(files.items())),
        encoding="utf-8",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
