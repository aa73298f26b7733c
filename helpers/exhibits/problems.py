"""What the page *Problems* shows."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from helpers.exhibits.base import Table
from helpers.methods.countermeasures import PROBLEMS
from helpers.methods.problems import NOT_MEASURED
from helpers.vocabulary import MILLION
from helpers.words import fixed, percent

# Each indicator in words, and how its value is written.
INDICATORS: dict[str, tuple[str, Callable[[float], str]]] = {
    "buyers": ("Share of Internet users who shop online, whatever they fear", percent),
    "online": ("Share of the population online", percent),
    "broadband": (
        "Broadband per head, highest province to lowest",
        lambda value: f"{fixed(value, 1)} to 1",
    ),
    "sales": (
        "Firms' e-commerce sales per head, highest to lowest",
        lambda value: f"{fixed(value, 0)} to 1",
    ),
    "shoppers": (
        "Online shoppers, all of whom need some way to pay",
        lambda value: f"{fixed(value / MILLION, 0)} million",
    ),
    NOT_MEASURED: ("nothing in our data", lambda value: ""),
}
INDICATORS_NOTE = (
    "Provincial sales are booked where the firm sits, "
    "which widens the gap between a capital and a rural province."
)


def in_words(indicators: pd.DataFrame) -> pd.DataFrame:
    """Indicators as they are read.

    Parameters
    ----------
    indicators : DataFrame
        From `helpers.methods.problems.indicators`.

    Returns
    -------
    DataFrame of str
        Columns indicator, first and last.
    """
    rows = [
        (words, write(row.first), write(row.last))
        for row in indicators.itertuples(index=False)
        for words, write in [INDICATORS[row.indicator]]
    ]
    return pd.DataFrame(rows, columns=["indicator", "first", "last"], index=indicators.index)


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
    frame = in_words(indicators).set_axis(["Indicator", str(first), str(last)], axis=1)
    problems = [f"{section} {PROBLEMS[section]}" for section in indicators.index]
    frame.index = pd.Index(problems, name="Problem")
    return Table(
        frame,
        caption="What our data measure about the five problems",
        name="tab-indicators",
        note=INDICATORS_NOTE,
    )
