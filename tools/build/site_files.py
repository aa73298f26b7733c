"""Files of the built site beside its pages: verdicts for machines, and the card of a link preview.

`claims.json` and `cells.json` are lists of flat objects, in the order of the paper.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from helpers import paths
from tools.build import memo

if TYPE_CHECKING:
    import pandas as pd
# What estimates or draws is imported where it is used: a draft that finds these files kept needs
# none of it.


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
    from helpers.claims import ledger

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
    import pandas as pd

    from helpers.claims import reproduction

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


def _lines(rows: list[dict]) -> bytes:
    """JSON, one object per line, so that a diff shows which verdict moved."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
    return f"[\n{lines}\n]\n".encode()


def _drawn() -> bytes:
    """The card of link previews."""
    from tools.build import card

    return card.png()


def _behind() -> str:
    """Digest of what all these files depend on."""
    return memo.of_files(paths.ROOT / "helpers", paths.ROOT / "data")


def claims() -> bytes:
    """Content of ``claims.json``, which the pages' verdict badges read, too.

    Returns
    -------
    bytes
        UTF-8.
    """
    return memo.kept("claims", (_behind(),), lambda: _lines(claim_rows()))


def write(folder: Path) -> list[Path]:
    """Write ``claims.json``, ``cells.json`` and ``_static/card.png`` into the built site.

    Parameters
    ----------
    folder : Path
        Root of the site; it must exist.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is no folder; build the site first")
    behind = (_behind(),)
    contents = {
        folder / "claims.json": claims(),
        folder / "cells.json": memo.kept("cells", behind, lambda: _lines(cell_rows())),
        folder / "_static" / "card.png": memo.kept("card", behind, _drawn),
    }
    for path, content in contents.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return list(contents)
