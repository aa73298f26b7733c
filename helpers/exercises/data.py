"""Exercises of the data chapter."""

from helpers import data
from helpers.exercises import question


@question(
    "data-1",
    hint="Take the difference of data.load('paper')['domains'] from year to year and look for the most negative one.",
)
def deepest_fall():
    """Year of the largest fall in domain names."""
    return int(data.load("paper")["domains"].diff().idxmin())


@question(
    "data-2",
    hint="Divide data.load('census4').loc[2018, 'gdp'] by the paper's value, subtract one, times a hundred.",
    tolerance=0.05,
    mistakes=[
        (
            lambda: (
                100
                * (
                    data.vintages("gdp").loc[2018, "post-5th census"]
                    / data.load("paper").loc[2018, "gdp"]
                    - 1
                )
            ),
            "That is the fifth census.",
        )
    ],
)
def fourth_census():
    """Revision of GDP in 2018 by the fourth census, in per cent."""
    return float(
        100 * (data.load("census4").loc[2018, "gdp"] / data.load("paper").loc[2018, "gdp"] - 1)
    )
