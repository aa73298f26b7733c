"""Measure the searches that recover the data and write bench/recovery.csv and bench/recovery.md.

python -m tools.bench_recovery          about a minute: the search of shoppers alone takes half of it
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from helpers import paths, recovery
from tools.bench_kernels import best, machine

FOLDER = paths.ROOT / "bench"
LOOP = 100  # fits per timing of the plain loop
TIMES = 3  # each timing of the loop is the best of so many, since other work on the machine can only slow it down
SEARCHES = {
    "users": (recovery.search_users, "vectorised inequalities, every candidate visited"),
    "shoppers": (recovery.search_shoppers, "every later run visited, early years solved for"),
    "ecommerce": (lambda: recovery.search_added("ecommerce"), "meet in the middle"),
    "domains": (lambda: recovery.search_added("domains"), "meet in the middle"),
}


def loop_rate(count: int = LOOP, times: int = TIMES) -> float:
    """Candidates per second of a plain loop that fits the table of e-commerce with statsmodels.

    >>> loop_rate(count=2, times=1) > 1
    True
    """
    return count / best(lambda: recovery.loop_rate(count=count), times)


def rows(rate: float | None = None, searches=None) -> list[dict]:
    """Speed of each search.

    Parameters
    ----------
    rate : float, optional
        Candidates per second of the plain loop; measured by default.
    searches : sequence of str, optional
        Names out of `SEARCHES`; all by default.

    Returns
    -------
    list of dict
        series, method, candidates (decided), seconds (wall), per_second, loop_per_second, speed_up.

    Notes
    -----
    Candidates are decided, not visited: meeting in the middle never looks at most of them, and a run of shoppers stands for all
    whole numbers of its early years.

    Examples
    --------
    >>> rows(rate=1.0, searches=["domains"])[0]["candidates"]
    147456000
    """
    rate = loop_rate() if rate is None else rate
    table = []
    for series in SEARCHES if searches is None else searches:
        search, method = SEARCHES[series]
        found = search()
        table.append(
            {
                "series": series,
                "method": method,
                "candidates": found.candidates,
                "seconds": round(found.seconds, 2),
                "per_second": round(found.per_second),
                "loop_per_second": round(rate),
                "speed_up": round(recovery.speed_up(found, rate)),
            }
        )
    return table


def report(frame: pd.DataFrame, description: dict[str, str]) -> str:
    """The page written to bench/recovery.md."""
    lines = [
        "# Searches that recover the data",
        "",
        "Written by `python -m tools.bench_recovery`.",
        "",
        *(f"- {name}: {value}" for name, value in description.items()),
        "",
        "| series | method | candidates decided | seconds | per second | times a plain loop |",
        "|---|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {row.series} | {row.method} | {row.candidates:,} | {row.seconds:.2f} | {row.per_second:,} | {row.speed_up:,} |"
        for row in frame.itertuples()
    ]
    lines += [
        "",
        f"The plain loop draws a candidate, fits the table with statsmodels and compares the coefficients: {frame['loop_per_second'].iloc[0]:,} per second on one core.",
        "Meeting in the middle **decides** every candidate without visiting each one: it tabulates sums over two halves of the years and looks only at pairs that can meet the conditions.",
        "For users a candidate is a series under one variant of GDP; for shoppers it is a run of 2007 to 2018, whose 2004 to 2006 are solved for over all whole numbers.",
    ]
    return "\n".join(lines) + "\n"


def main(folder: Path = FOLDER) -> int:
    """Measure and write the two files."""
    description = machine()
    frame = pd.DataFrame(rows())
    folder.mkdir(exist_ok=True)
    frame.to_csv(folder / "recovery.csv", index=False, lineterminator="\n")
    (folder / "recovery.md").write_text(report(frame, description), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
