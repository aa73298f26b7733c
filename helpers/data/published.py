"""What the paper prints: every cell of its four tables, as the string that stands there."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from helpers import data, paths
from helpers.forensics import intervals
from helpers.memory import remembered

TABLES = (1, 2, 3, 4)
FILES = tuple(f"table{number}" for number in TABLES)  # of the data package
P_DECIMALS = 4  # the paper prints p to four decimals, and 0 where all four are zero


def places(printed: str, column: str = "") -> int:
    """Decimals to which a printed string is exact.

    Parameters
    ----------
    printed : str
        A number, as printed.
    column : str
        Its column; p-values are printed to `P_DECIMALS`.

    Returns
    -------
    int
        Not negative.

    Examples
    --------
    >>> places("11275.3"), places("0", "p")
    (1, 4)
    """
    shown = intervals.decimals(printed)
    return P_DECIMALS if column == "p" and not shown else shown


def cells(folder: Path = paths.DATA) -> pd.DataFrame:
    """The 67 printed numbers that carry information, one row each.

    Table 1 is symmetric with ones on its diagonal, so its upper triangle counts.

    Parameters
    ----------
    folder : Path
        Data folder.

    Returns
    -------
    DataFrame
        Index ``id``; columns table, row, column, label, printed (str), decimals.

    Examples
    --------
    >>> len(cells())
    67
    """
    frames = []
    for number in TABLES:
        frame = data.read_file(f"table{number}", folder).assign(table=number)
        if number == 1:
            place = {name: position for position, name in enumerate(data.SERIES)}
            frame = frame[frame["row"].map(place) < frame["column"].map(place)]
        frames.append(frame)
    result = pd.concat(frames)
    pairs = zip(result["printed"], result["column"], strict=True)
    result["decimals"] = [places(text, column) for text, column in pairs]
    return result.set_index("id")[["table", "row", "column", "label", "printed", "decimals"]]


def table_cells(number: int, folder: Path = paths.DATA) -> pd.DataFrame:
    """One printed table in the paper's own shape.

    Parameters
    ----------
    number : int
        One of `TABLES`.
    folder : Path
        Data folder.

    Returns
    -------
    DataFrame
        Strings as printed, empty where the paper prints nothing.

    Examples
    --------
    >>> table_cells(4).loc["users", "coefficient"]
    '4.3394'
    """
    frame = data.read_file(f"table{number}", folder)
    wide = frame.pivot(index="row", columns="column", values="printed")
    rows, columns = frame["row"].drop_duplicates(), frame["column"].drop_duplicates()
    ordered = wide.reindex(index=rows, columns=columns).fillna("")
    return ordered.rename_axis(index=None, columns=None)


@remembered
def strings() -> dict[str, str]:
    """The paper's printed numbers by cell, as `cells` has them.

    Returns
    -------
    dict of str to str
        Name of a cell: the string that stands there.

    Examples
    --------
    >>> strings()["t4.users.t"]
    '8.2435'
    """
    return cells()["printed"].to_dict()
