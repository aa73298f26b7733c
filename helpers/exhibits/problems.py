"""What the page *Problems* shows."""

from __future__ import annotations

import pandas as pd

from helpers.exhibits.base import Table
from helpers.methods.countermeasures import PROBLEMS
from helpers.methods.problems import indicators

INDICATORS_NOTE = (
    "Provincial sales are booked where the firm sits, "
    "which widens the gap between a capital and a rural province."
)


def indicators_table(first: int = 2015, last: int = 2024) -> Table:
    """`indicators`, formatted.

    Parameters
    ----------
    first, last : int
        As for `indicators`.

    Returns
    -------
    Table
        One row per indicator.

    Examples
    --------
    >>> indicators_table().name
    'tab-indicators'
    """
    rows = indicators(first, last)
    frame = rows.set_axis(["Indicator", str(first), str(last)], axis=1)
    problems = [f"{section} {PROBLEMS[section]}" for section in rows.index]
    frame.index = pd.Index(problems, name="Problem")
    return Table(
        frame,
        caption="What our data measure about the five problems",
        name="tab-indicators",
        note=INDICATORS_NOTE,
    )
