"""Exercises of the data chapter."""

from helpers import data
from helpers.exercises import question


@question(
    "data-1",
    hint=(
        "Take the difference of data.load('paper')['domains'] from year to year "
        "and look for the most negative one."
    ),
)
def deepest_fall() -> int:
    """Year of the largest fall in domain names.

    Returns
    -------
    int
        Year.
    """
    return int(data.load("paper")["domains"].diff().idxmin())


def _revision(vintage: str) -> float:
    """GDP of 2018 in a vintage above the paper's, in per cent."""
    revised, used = data.vintages("gdp"), data.load("paper")
    return 100 * (revised.loc[2018, vintage] / used.loc[2018, "gdp"] - 1)


@question(
    "data-2",
    hint=(
        "Divide data.load('census4').loc[2018, 'gdp'] by the paper's value, "
        "subtract one, times a hundred."
    ),
    tolerance=0.05,
    mistakes=[(lambda: _revision("post-5th census"), "That is the fifth census.")],
)
def fourth_census() -> float:
    """Revision of GDP in 2018 by the fourth census, in per cent.

    Returns
    -------
    float
        Per cent.
    """
    revised, used = data.load("census4"), data.load("paper")
    return float(100 * (revised.loc[2018, "gdp"] / used.loc[2018, "gdp"] - 1))
