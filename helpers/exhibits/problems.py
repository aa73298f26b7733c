"""What the page *Problems* shows."""

from __future__ import annotations

import pandas as pd

from helpers.exhibits.base import Table
from helpers.methods.countermeasures import PROBLEMS

INDICATORS_NOTE = (
    "Provincial sales are booked where the firm sits, "
    "which widens the gap between a capital and a rural province."
)


def indicators_table(indicators: pd.DataFrame, first: int = 2015, last: int = 2024) -> Table:
    """What our data measure about the five problems.

    Parameters
    ----------
    indicators : DataFrame
        From `helpers.methods.problems.indicators`.
    first, last : int
        The two years that it compares.

    Returns
    -------
    Table
        One row per indicator.

    Examples
    --------
    >>> from helpers.methods.problems import indicators
    >>> indicators_table(indicators()).name
    'tab-indicators'
    """
    frame = indicators.set_axis(["Indicator", str(first), str(last)], axis=1)
    problems = [f"{section} {PROBLEMS[section]}" for section in indicators.index]
    frame.index = pd.Index(problems, name="Problem")
    return Table(
        frame,
        caption="What our data measure about the five problems",
        name="tab-indicators",
        note=INDICATORS_NOTE,
    )
