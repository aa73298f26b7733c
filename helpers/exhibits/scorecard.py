"""What the page *Scorecard* shows: every printed number beside the computed one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.claims import reproduction
from helpers.data import published
from helpers.exhibits.base import (
    PALETTE,
    Figure,
    Table,
    as_text,
    draw,
    figure,
    styled,
    verdict_marks,
)
from helpers.vocabulary import LABELS
from helpers.words import fixed, listed, true_minus

COLUMNS = {"coefficient": "Coefficient", "standard_error": "Standard error", "t": "t", "p": "p"}
STATISTICS = {"r2": "R²", "adjusted_r2": "Adjusted R²", "f": "F"}
MARK = {
    reproduction.REPRODUCED: "",
    reproduction.MISPRINT: "verdict-misprint",
    reproduction.NOT_REPRODUCED: "verdict-not-reproduced",
}


def _tally(cells: pd.DataFrame) -> dict[str, int]:
    """Cells by verdict, in the order of the verdicts."""
    return {verdict: int((cells["verdict"] == verdict).sum()) for verdict in reproduction.VERDICTS}


def card_of(card: pd.DataFrame, number: int) -> pd.DataFrame:
    """Cells of one table, the paper's data by default.

    Parameters
    ----------
    card : DataFrame
        From `helpers.claims.reproduction.scorecard`.
    number : int
        1 to 4.

    Returns
    -------
    DataFrame
    """
    return card[card["table"] == number]


def verdict_note(cells: pd.DataFrame) -> str:
    """How many cells are reproduced, and the verdicts on the others.

    Parameters
    ----------
    cells : DataFrame
        Rows of the scorecard.

    Returns
    -------
    str
        A sentence for the note of a table.
    """
    counted = _tally(cells)
    same = counted.pop(reproduction.REPRODUCED)
    rest = [f"{number} {verdict}" for verdict, number in counted.items() if number]
    others = f"; {listed(rest)}" if rest else ""
    return f"{same} of {len(cells)} printed numbers reproduced to the last digit{others}."


def scorecard_table(card: pd.DataFrame) -> Table:
    """Every printed cell with its computed value and verdict: the scorecard page.

    Parameters
    ----------
    card : DataFrame
        From `helpers.claims.reproduction.scorecard`.

    Returns
    -------
    Table
        One row per cell, with an anchor; filters by table and verdict.

    Examples
    --------
    >>> from helpers.claims import reproduction
    >>> len(scorecard_table(reproduction.scorecard()).frame)
    67
    """
    labels = [f"Table {cell['table']}: {place(cell)}" for _, cell in card.iterrows()]
    pairs = zip(card["computed"], card["decimals"], strict=True)
    computed = [fixed(value, places + 3).replace(",", "") for value, places in pairs]
    frame = pd.DataFrame(
        {
            "Table": [f"Table {number}" for number in card["table"]],
            "Paper prints": [true_minus(text) for text in card["printed"]],
            "Computed": computed,
            "At printed digits": [true_minus(text) for text in card["at_precision"]],
            "Verdict": card["verdict"].to_list(),
        },
        index=pd.Index(labels, name="Printed number"),
    )
    anchors = [cell_anchor(cell) for cell in card.index]
    return Table(
        frame,
        caption="Every number the paper's tables print, and what the data give",
        name="tab-scorecard",
        marks=verdict_marks(frame, "Verdict"),
        filters=("Table", "Verdict"),
        links=dict(zip(labels, anchors, strict=True)),
        note=verdict_note(card),
    )


def cell_anchor(cell: str) -> str:
    """Anchor of a printed cell's row on the scorecard page.

    Parameters
    ----------
    cell : str
        Id of a cell, as in `published.cells`.

    Returns
    -------
    str
        Without dots and underscores.

    Examples
    --------
    >>> cell_anchor("t4.constant.standard_error")
    'cell-t4-constant-standard-error'
    """
    return "cell-" + cell.replace(".", "-").replace("_", "-")


def place(cell: pd.Series) -> str:
    """Where a printed cell stands within its table, in words.

    Parameters
    ----------
    cell : Series
        A row of `reproduction.scorecard` or `published.cells`.

    Returns
    -------
    str
        Such as "Internet users: t".

    Examples
    --------
    >>> from helpers.claims import reproduction
    >>> place(reproduction.scorecard().loc["t4.model.f"])
    'F'
    """
    if cell["table"] == 1:
        return f"correlation of {LABELS[cell['row']]} and {LABELS[cell['column']]}"
    if cell["row"] == "model":
        return STATISTICS[cell["column"]]
    return f"{LABELS[cell['row']]}: {COLUMNS[cell['column']].lower()}"


def verdicts_table(card: pd.DataFrame) -> Table:
    """Printed cells by table and verdict.

    Parameters
    ----------
    card : DataFrame
        From `helpers.claims.reproduction.scorecard`.

    Returns
    -------
    Table
        One row per table, and one for all.

    Examples
    --------
    >>> from helpers.claims import reproduction
    >>> verdicts_table(reproduction.scorecard()).frame.loc["All", "reproduced"]
    '65'
    """
    rows = {f"Table {number}": _tally(cells) for number, cells in card.groupby("table")}
    rows["All"] = _tally(card)
    frame = pd.DataFrame(rows).T.astype(str)
    return Table(frame, caption="Printed numbers by table and verdict", name="tab-verdicts")


def misses_table(card: pd.DataFrame) -> Table:
    """The cells that are not reproduced, each with the reason for its verdict.

    Parameters
    ----------
    card : DataFrame
        From `helpers.claims.reproduction.scorecard`.

    Returns
    -------
    Table
        One row per cell.

    Examples
    --------
    >>> from helpers.claims import reproduction
    >>> list(misses_table(reproduction.scorecard()).frame["Verdict"])
    ['not reproduced', 'misprint']
    """
    missed = card[card["verdict"] != reproduction.REPRODUCED]
    labels = [f"Table {cell['table']}, {place(cell)}" for _, cell in missed.iterrows()]
    frame = pd.DataFrame(
        {
            "Paper prints": missed["printed"].to_list(),
            "Computed": missed["at_precision"].to_list(),
            "Verdict": missed["verdict"].to_list(),
            "Why": missed["reason"].to_list(),
        },
        index=pd.Index(labels, name="Cell"),
    )
    return Table(frame, caption="Printed numbers that the data do not reproduce", name="tab-misses")


MOST_LABELS = 6  # more labels would cover the dots
SPREAD = 0.28  # dots of a row stand so far above and below it; fixed, not drawn by chance
MISFITS_ALT = (
    "Dot plot of {numbers} printed numbers in four rows, one per table. "
    "{same} dots lie inside the shaded band from −1 to 1, where the printed digits are reproduced. "
)


def _heights(card: pd.DataFrame) -> pd.Series:
    """Height of each printed number: its table's row, spread out in the order of the table."""
    rows = [
        pd.Series(number + np.linspace(-SPREAD, SPREAD, len(cells)), index=cells.index)
        for number, cells in card.groupby("table")
    ]
    return pd.concat(rows)


def _draw_misfits(axes: Axes, card: pd.DataFrame, distance: pd.Series) -> None:
    """Dots for the numbers that are reproduced, labelled diamonds for the others."""
    heights, missed = _heights(card), card["verdict"] != reproduction.REPRODUCED
    for number in published.TABLES:
        cells = card.index[(card["table"] == number) & ~missed]
        axes.plot(distance[cells], heights[cells], "o", color=PALETTE[0], ms=4, alpha=0.8)
    for cell, value in distance[missed].items():
        axes.plot(value, heights[cell], "D", color=PALETTE[1], ms=7)
        if missed.sum() <= MOST_LABELS:
            axes.annotate(
                f"{place(card.loc[cell])}, {card.loc[cell, 'verdict']}",
                (value, heights[cell]),
                xytext=(0, 9),
                textcoords="offset points",
                ha="center",
                color=PALETTE[1],
            )


def _misfits_in_words(card: pd.DataFrame, distance: pd.Series) -> str:
    same = _tally(card)[reproduction.REPRODUCED]
    missed = card[card["verdict"] != reproduction.REPRODUCED]
    outside = [
        f"{place(row)} of Table {row['table']} lies at {fixed(distance[cell], 1)}."
        for cell, row in missed.iterrows()
    ]
    return MISFITS_ALT.format(numbers=len(card), same=same) + " ".join(outside)


@styled
def misfits_figure(card: pd.DataFrame) -> Figure:
    """How far each computed value lies from its printed number.

    Parameters
    ----------
    card : DataFrame
        From `helpers.claims.reproduction.scorecard`.

    Returns
    -------
    Figure
        In half units of the last printed digit: inside the band of ±1 the printed digits are
        reproduced.

    Examples
    --------
    >>> from helpers.claims import reproduction
    >>> misfits_figure(reproduction.scorecard()).name
    'fig-misfits'
    """
    half = 0.5 * 10.0 ** -card["decimals"].astype(float)
    distance = (card["computed"] - card["printed"].astype(float)) / half
    drawing, axes = draw(7, 3.2)
    axes.axvspan(-1, 1, color=PALETTE[2], alpha=0.14, lw=0)
    _draw_misfits(axes, card, distance)
    axes.set_yticks(list(published.TABLES), [f"Table {number}" for number in published.TABLES])
    axes.set_ylim(4.75, 0.4)
    axes.set_xlim(-3.2, max(3.2, float(distance.max()) + 1.6))
    axes.set_xlabel("computed minus printed, in half units of the last printed digit")
    pairs = zip(card["computed"], card["decimals"], strict=True)
    columns = {
        "Printed": card["printed"],
        "Computed": [fixed(value, decimals + 3) for value, decimals in pairs],
        "Half units": as_text(distance, 2),
    }
    return figure(
        drawing,
        alt=_misfits_in_words(card, distance),
        caption="Computed against printed: all numbers of the four tables",
        name="fig-misfits",
        behind=pd.DataFrame(columns).rename_axis("Cell"),
    )
