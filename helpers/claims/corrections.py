"""Verdicts that the book gave otherwise before, each with the reason for the change."""

from __future__ import annotations

import pandas as pd

from helpers import data
from helpers.claims import ledger


def corrections() -> pd.DataFrame:
    """Every changed verdict, from ``data/content/corrections.csv``.

    Returns
    -------
    DataFrame
        Index claim; columns before, after, reason and said (the claim, paraphrased).

    Raises
    ------
    data.DataError
        If a row names no claim of the ledger, or not its verdict of today.

    Examples
    --------
    >>> corrections().loc["c5-4-01", ["before", "after"]].tolist()
    ['contradicted', 'not supported']
    """
    rows, known = data.read_file("corrections"), ledger.ledger()
    for line, row in rows.iterrows():
        if row["claim"] not in known.index:
            raise data.DataError(
                f"data/content/corrections.csv, row {line}, column claim: no claim {row['claim']}"
            )
        verdict = known.loc[row["claim"], "verdict"]
        if row["after"] != verdict:
            raise data.DataError(
                f"data/content/corrections.csv, row {line}, column after: {row['claim']} is "
                f"{verdict} today, not {row['after']}"
            )
    rows = rows.assign(said=known.loc[rows["claim"], "claim"].to_list())
    return rows.set_index("claim")
