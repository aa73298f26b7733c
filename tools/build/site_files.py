"""Files of the built site beside its pages: verdicts for machines, and the card of a link preview.

`claims.json` and `cells.json` are lists of flat objects, in the order of the paper.
"""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib.style
import pandas as pd
from matplotlib.figure import Figure

from helpers import data
from helpers.claims import conclusions, ledger, reproduction
from helpers.exhibits import base
from helpers.methods import ols


def claim_rows() -> list[dict]:
    """Every claim of the paper's text with its verdict and evidence.

    Returns
    -------
    list of dict

    Examples
    --------
    >>> claim_rows()[0]["id"]
    'ca-01'
    """
    return ledger.to_json()


def cell_rows(card: pd.DataFrame | None = None) -> list[dict]:
    """Every number that the paper's tables print, with the computed value and the verdict.

    Parameters
    ----------
    card : DataFrame, optional
        From `helpers.claims.reproduction.scorecard`.

    Returns
    -------
    list of dict
        Keys id, table, row, column, label, printed, decimals, computed, at_precision, verdict,
        reason. ``computed`` is rounded three decimals beyond the printed ones: the digits after
        that differ between machines.

    Examples
    --------
    >>> [row["printed"] for row in cell_rows() if row["id"] == "t4.users.coefficient"]
    ['4.3394']
    """
    card = reproduction.scorecard() if card is None else card
    card = card.rename_axis("id").reset_index()
    computed = [
        round(float(value), int(places) + 3)
        for value, places in zip(card["computed"], card["decimals"], strict=True)
    ]
    # Python's own numbers, which json can write.
    return (
        card.astype(object)
        .assign(computed=pd.Series(computed, dtype=object))
        .map(lambda cell: cell.item() if hasattr(cell, "item") else cell)
        .to_dict("records")
    )


@matplotlib.style.context(base.STYLE)
def card(question: str) -> Figure:
    """The question, the answer, two counts and the data in levels and in growth, 1200 × 630 pixels.

    Parameters
    ----------
    question : str
        The question of the book.

    Returns
    -------
    Figure

    Examples
    --------
    >>> card("Does it?").texts[0].get_text()
    'Does it?'
    """
    frame = data.load("paper")[["ecommerce", "gdp"]]
    counted, said = reproduction.cell_counts(reproduction.scorecard()), ledger.verdict_counts()
    answer, _ = conclusions.answer()
    drawing = Figure(figsize=(12, 6.3), dpi=100, facecolor="white")
    drawing.text(0.05, 0.86, question, fontsize=34, weight="bold", color=base.INK)
    drawing.text(0.05, 0.72, answer, fontsize=30, color=base.PALETTE[1])
    lines = (
        f"{counted[reproduction.REPRODUCED]} of {sum(counted.values())} printed numbers reproduced",
        f"{said['supported'] + said['reproduced']} of {sum(said.values())} claims hold",
        "An executable replication",
    )
    for place, line in enumerate(lines):
        drawing.text(0.05, 0.48 - 0.11 * place, line, fontsize=21, color=base.INK)
    for left, shown, title in ((0.56, frame, "levels"), (0.79, ols.log_growth(frame), "growth")):
        axes = drawing.add_axes((left, 0.14, 0.18, 0.42))
        axes.plot(shown["ecommerce"], shown["gdp"], "o", color=base.PALETTE[0], ms=7)
        axes.set(xticks=[], yticks=[], title=f"{title}: r = {shown.corr().iloc[0, 1]:.2f}")
        axes.title.set(fontsize=19, ha="left", x=0)
        axes.margins(0.12)
    return drawing


def write(folder: Path) -> list[Path]:
    """Write ``claims.json``, ``cells.json`` and ``_static/card.png`` into the built site.

    Parameters
    ----------
    folder : Path
        Root of the site; it must exist.

    Returns
    -------
    list of Path
        The files written; JSON is UTF-8, one object per line so that a diff shows which verdict
        moved.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is no folder; build the site first")
    written = []
    for name, rows in (("claims.json", claim_rows()), ("cells.json", cell_rows())):
        lines = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
        path = folder / name
        path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
        written.append(path)
    path = folder / "_static" / "card.png"
    path.parent.mkdir(exist_ok=True)
    with matplotlib.style.context(base.STYLE):
        card("Can this paper tell?").savefig(path, metadata={"Software": None})
    return [*written, path]
