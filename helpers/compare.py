"""Hold each printed cell against the value computed from the data, and give a verdict.

Verdicts: ``reproduced`` (equal at the printed precision), ``misprint`` (not reproduced, and the paper's own cells
contradict each other until this one is replaced by the computed value) and ``not reproduced`` (neither).
"""

from __future__ import annotations

import pandas as pd

from helpers import data, models, published
from helpers.intervals import Interval, printed

REPRODUCED, MISPRINT, NOT_REPRODUCED = "reproduced", "misprint", "not reproduced"
VERDICTS = (REPRODUCED, MISPRINT, NOT_REPRODUCED)


def computed(frame: pd.DataFrame) -> pd.Series:
    """Every printed cell, computed from a data set.

    Parameters
    ----------
    frame : DataFrame
        Wide data set with the five series.

    Returns
    -------
    Series
        Unrounded values, indexed by the cell ids of `published.cells`.

    Examples
    --------
    >>> round(float(computed(data.load("paper"))["t4.users.coefficient"]), 4)
    4.3394
    """
    correlation = frame[list(data.SERIES)].corr()
    results = {number: models.ols(frame, f"table{number}") for number in (2, 3, 4)}
    values = {}
    for cell, place in published.cells().iterrows():
        row, column, table = place["row"], place["column"], place["table"]
        if table == 1:
            values[cell] = correlation.loc[row, column]
        elif row == "model":
            values[cell] = getattr(
                results[table],
                {"r2": "rsquared", "adjusted_r2": "rsquared_adj", "f": "fvalue"}[column],
            )
        else:
            kind = {
                "coefficient": "params",
                "standard_error": "bse",
                "t": "tvalues",
                "p": "pvalues",
            }[column]
            values[cell] = getattr(results[table], kind)[row]
    return pd.Series(values, name="computed", dtype=float)


def at_precision(value: float, decimals: int) -> str:
    """A value as it would be printed with so many decimals.

    >>> at_precision(1.266926, 4)
    '1.2669'
    """
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def row_contradiction(coefficient: str, standard_error: str, t: str) -> tuple[Interval, bool]:
    """Whether the printed t lies outside every ratio that the printed coefficient and standard error allow.

    Parameters
    ----------
    coefficient, standard_error, t : str
        As printed; each stands for its rounding interval.

    Returns
    -------
    (Interval, bool)
        The interval of the ratio, and True if the printed t cannot be it.

    Examples
    --------
    >>> row_contradiction("125157.7", "11275.3", "11.0999")[1], row_contradiction("0.4843", "0.3822", "1.2670")[1]
    (True, False)
    """
    ratio = printed(coefficient) / printed(standard_error)
    return ratio, not ratio.intersects(printed(t))


def proof(cell: str, replacement: str, cells: pd.DataFrame) -> tuple[bool, str]:
    """Whether the paper contradicts itself in this cell's row, and the computed value would settle it.

    Parameters
    ----------
    cell : str
        Id of a cell.
    replacement : str
        The computed value at the printed precision.
    cells : DataFrame
        As from `published.cells`.

    Returns
    -------
    (bool, str)
        True for a proof, and one sentence with the intervals.
    """
    table, row, column = cells.loc[cell, ["table", "row", "column"]]
    names = ("coefficient", "standard_error", "t")
    if column not in names:
        return False, "No identity among the printed cells of its row involves this cell."
    strings = {name: cells.loc[f"t{table}.{row}.{name}", "printed"] for name in names}
    ratio, broken = row_contradiction(*strings.values())
    if not broken:
        return (
            False,
            f"The printed cells do not contradict each other: coefficient / standard error lies in {ratio}, printed t {strings['t']}.",
        )
    corrected = strings | {column: replacement}
    settled = not row_contradiction(*corrected.values())[1]
    sentence = f"As printed, coefficient / standard error lies in {ratio}, which excludes the printed t {strings['t']}"
    return settled, sentence + (
        f"; with {replacement} in this cell the three agree."
        if settled
        else f"; {replacement} in this cell would not settle it."
    )


def scorecard(frame: pd.DataFrame | None = None) -> pd.DataFrame:
    """All 67 printed cells with the computed value and a verdict.

    Parameters
    ----------
    frame : DataFrame, optional
        Wide data set; the paper's by default.

    Returns
    -------
    DataFrame
        Index cell id; columns table, row, column, label, printed, decimals, computed, at_precision, verdict, reason.

    Examples
    --------
    >>> scorecard()["verdict"].value_counts().to_dict()
    {'reproduced': 65, 'not reproduced': 1, 'misprint': 1}
    """
    cells = published.cells()
    cells["computed"] = computed(data.load("paper") if frame is None else frame)
    cells["at_precision"] = [
        at_precision(value, places) for value, places in zip(cells["computed"], cells["decimals"])
    ]
    verdicts, reasons = [], []
    for cell, place in cells.iterrows():
        same = float(place["printed"]) == float(place["at_precision"])
        proven, sentence = (
            (False, "Equal at the printed precision.")
            if same
            else proof(cell, place["at_precision"], cells)
        )
        verdicts.append(REPRODUCED if same else MISPRINT if proven else NOT_REPRODUCED)
        reasons.append(sentence)
    return cells.assign(verdict=verdicts, reason=reasons)


def counts(card: pd.DataFrame) -> dict[str, int]:
    """How many cells have each verdict, every verdict named even when none has it.

    >>> counts(scorecard())["reproduced"]
    65
    """
    return {verdict: int((card["verdict"] == verdict).sum()) for verdict in VERDICTS}


def moved(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Cells whose digits at the printed precision differ between two scorecards.

    >>> card = scorecard()
    >>> len(moved(card, card))
    0
    """
    both = before[["table", "row", "column", "printed"]].assign(
        before=before["at_precision"], after=after["at_precision"]
    )
    return both[both["before"] != both["after"]]
