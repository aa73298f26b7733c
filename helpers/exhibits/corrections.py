"""What the page *Corrections* shows."""

from __future__ import annotations

import pandas as pd

from helpers.exhibits.base import Table, verdict_marks


def corrections_table(rows: pd.DataFrame) -> Table:
    """Verdicts that changed, and why.

    Parameters
    ----------
    rows : DataFrame
        From `helpers.claims.corrections.corrections`.

    Returns
    -------
    Table
        One row per claim.

    Examples
    --------
    >>> from helpers.claims import corrections
    >>> list(corrections_table(corrections.corrections()).frame.columns)
    ['What the paper says', 'Before', 'Now', 'Why']
    """
    frame = pd.DataFrame(
        {
            "What the paper says": rows["said"],
            "Before": rows["before"],
            "Now": rows["after"],
            "Why": rows["reason"],
        }
    ).rename_axis("Claim")
    return Table(
        frame,
        caption="Verdicts that changed, and why",
        name="tab-corrections",
        marks=verdict_marks(frame, "Before", "Now"),
        addresses={claim: f"claims.ipynb#{claim}" for claim in frame.index},
    )
