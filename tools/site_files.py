"""Files of the built site that are for machines: the verdicts on every claim and on every printed number.

Both are lists of flat objects, in the order of the paper; `claims.json` is also what a badge in the prose shows.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from helpers import claims, compare


def claim_rows() -> list[dict]:
    """Every claim of the paper's text with its verdict and evidence.

    >>> claim_rows()[0]["id"]
    'ca-01'
    """
    return claims.to_json()


def cell_rows(card: pd.DataFrame | None = None) -> list[dict]:
    """Every number that the paper's tables print, with the computed value and the verdict.

    Parameters
    ----------
    card : DataFrame, optional
        From `compare.scorecard`.

    Returns
    -------
    list of dict
        Keys id, table, row, column, label, printed, decimals, computed, at_precision, verdict, reason. ``computed`` is rounded
        three decimals beyond the printed ones: the digits after that differ between machines.

    Examples
    --------
    >>> [row["printed"] for row in cell_rows() if row["id"] == "t4.users.coefficient"]
    ['4.3394']
    """
    card = compare.scorecard() if card is None else card
    card = card.rename_axis("id").reset_index()
    computed = [round(float(value), int(places) + 3) for value, places in zip(card["computed"], card["decimals"])]
    # Python's own numbers, which json can write.
    return card.astype(object).assign(computed=pd.Series(computed, dtype=object)).map(lambda cell: cell.item() if hasattr(cell, "item") else cell).to_dict("records")


def write(folder: Path) -> list[Path]:
    """Write ``claims.json`` and ``cells.json`` into the built site.

    Parameters
    ----------
    folder : Path
        Root of the site; it must exist.

    Returns
    -------
    list of Path
        The files written, UTF-8, one object per line so that a diff shows which verdict moved.

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
    return written
