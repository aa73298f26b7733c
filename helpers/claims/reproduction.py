"""Hold each printed cell against the value computed from the data, and give a verdict."""

from __future__ import annotations

import pandas as pd

from helpers import data
from helpers.data import published
from helpers.forensics.intervals import Interval, printed
from helpers.methods import ols

REPRODUCED, MISPRINT, NOT_REPRODUCED = "reproduced", "misprint", "not reproduced"
VERDICTS = (REPRODUCED, MISPRINT, NOT_REPRODUCED)
# Where statsmodels keeps what a column of the tables prints.
OF_MODEL = {"r2": "rsquared", "adjusted_r2": "rsquared_adj", "f": "fvalue"}
OF_REGRESSOR = {
    "coefficient": "params",
    "standard_error": "bse",
    "t": "tvalues",
    "p": "pvalues",
}
EQUAL = "Equal at the printed precision."
NO_IDENTITY = "No identity among the printed cells of its row involves this cell."
NO_CONTRADICTION = (
    "The printed cells do not contradict each other: "
    "coefficient / standard error lies in {ratio}, printed t {t}."
)
CONTRADICTION = (
    "As printed, coefficient / standard error lies in {ratio}, which excludes the printed t {t}; "
)
SETTLED = "with {replacement} in this cell the three agree."
NOT_SETTLED = "{replacement} in this cell would not settle it."


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
    results = {number: ols.ols(frame, f"table{number}") for number in (2, 3, 4)}
    values = {}
    for cell, place in published.cells().iterrows():
        row, column, table = place["row"], place["column"], place["table"]
        if table == 1:
            values[cell] = correlation.loc[row, column]
        elif row == "model":
            values[cell] = getattr(results[table], OF_MODEL[column])
        else:
            values[cell] = getattr(results[table], OF_REGRESSOR[column])[row]
    return pd.Series(values, name="computed", dtype=float)


def at_precision(value: float, decimals: int) -> str:
    """A value as it would be printed with so many decimals.

    Parameters
    ----------
    value : float
        A finite number.
    decimals : int
        Decimals to print.

    Returns
    -------
    str
        Zero has no sign.

    Examples
    --------
    >>> at_precision(1.266926, 4)
    '1.2669'
    """
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def row_contradiction(coefficient: str, standard_error: str, t: str) -> tuple[Interval, bool]:
    """Whether the printed t contradicts the printed coefficient and standard error.

    Parameters
    ----------
    coefficient, standard_error, t : str
        As printed; each stands for its rounding interval.

    Returns
    -------
    (Interval, bool)
        The interval of the ratio of coefficient and standard error, and True if it excludes the
        printed t.

    Examples
    --------
    >>> row_contradiction("125157.7", "11275.3", "11.0999")[1]
    True
    >>> row_contradiction("0.4843", "0.3822", "1.2670")[1]
    False
    """
    ratio = printed(coefficient) / printed(standard_error)
    return ratio, not ratio.intersects(printed(t))


def proof(cell: str, replacement: str, cells: pd.DataFrame) -> tuple[bool, str]:
    """Whether the paper contradicts itself in a cell's row, and the computed value settles it.

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

    Examples
    --------
    >>> proof("t4.constant.standard_error", "11275.5", published.cells())[0]
    True
    """
    table, row, column = cells.loc[cell, ["table", "row", "column"]]
    names = ("coefficient", "standard_error", "t")
    if column not in names:
        return False, NO_IDENTITY
    strings = {name: cells.loc[f"t{table}.{row}.{name}", "printed"] for name in names}
    ratio, broken = row_contradiction(*strings.values())
    if not broken:
        return False, NO_CONTRADICTION.format(ratio=ratio, t=strings["t"])
    corrected = strings | {column: replacement}
    _, still_broken = row_contradiction(*corrected.values())
    outcome = NOT_SETTLED if still_broken else SETTLED
    sentence = (CONTRADICTION + outcome).format(
        ratio=ratio, t=strings["t"], replacement=replacement
    )
    return not still_broken, sentence


def _judged(cell: str, cells: pd.DataFrame) -> tuple[str, str]:
    """Verdict on a cell, and its reason."""
    printed_text, computed_text = cells.loc[cell, ["printed", "at_precision"]]
    if float(printed_text) == float(computed_text):
        return REPRODUCED, EQUAL
    proven, reason = proof(cell, computed_text, cells)
    return MISPRINT if proven else NOT_REPRODUCED, reason


def scorecard(frame: pd.DataFrame | None = None) -> pd.DataFrame:
    """All 67 printed cells with the computed value and a verdict.

    Parameters
    ----------
    frame : DataFrame, optional
        Wide data set; the paper's by default.

    Returns
    -------
    DataFrame
        Index cell id; columns table, row, column, label, printed, decimals, computed, at_precision,
        verdict, reason.

    Examples
    --------
    >>> scorecard()["verdict"].value_counts().to_dict()
    {'reproduced': 65, 'not reproduced': 1, 'misprint': 1}
    """
    cells = published.cells()
    cells["computed"] = computed(data.load("paper") if frame is None else frame)
    pairs = zip(cells["computed"], cells["decimals"], strict=True)
    cells["at_precision"] = [at_precision(value, decimals) for value, decimals in pairs]
    judged = [_judged(cell, cells) for cell in cells.index]
    return cells.assign(
        verdict=[verdict for verdict, _ in judged], reason=[reason for _, reason in judged]
    )


def cell_counts(card: pd.DataFrame) -> dict[str, int]:
    """How many cells have each verdict.

    Parameters
    ----------
    card : DataFrame
        From `scorecard`, or some of its rows.

    Returns
    -------
    dict
        Every verdict is named, even when no cell has it.

    Examples
    --------
    >>> cell_counts(scorecard())["reproduced"]
    65
    """
    return {verdict: int((card["verdict"] == verdict).sum()) for verdict in VERDICTS}


def moved(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Cells whose digits at the printed precision differ between two scorecards.

    Parameters
    ----------
    before, after : DataFrame
        From `scorecard`.

    Returns
    -------
    DataFrame
        Columns table, row, column, printed, before and after; no rows if no cell moved.

    Examples
    --------
    >>> card = scorecard()
    >>> len(moved(card, card))
    0
    """
    both = before[["table", "row", "column", "printed"]].assign(
        before=before["at_precision"], after=after["at_precision"]
    )
    return both[both["before"] != both["after"]]
