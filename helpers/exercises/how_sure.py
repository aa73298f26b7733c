"""Exercises of the page on how sure the book is."""

from helpers import data
from helpers.claims import certainty
from helpers.exercises import question


@question(
    "how-sure-1",
    hint="certainty.unsure returns a frame of true and false, years by series; sum it by row.",
    mistakes=[
        (
            lambda: int(
                data.load("paper", form="tidy").query("status == 'fitted'")["year"].nunique()
            ),
            "That counts only years with a fitted value; unverified values are unsure too.",
        )
    ],
)
def years_with_an_unsure_value() -> int:
    """Years of the sample with at least one fitted or unverified value.

    Returns
    -------
    int
        Of the 15 years.
    """
    return int(certainty.unsure().any(axis=1).sum())


@question(
    "how-sure-2",
    hint="certainty.standing_shares takes the largest error as a share; ask it for 0.3 and look at "
    "the conclusion on domain names.",
    tolerance=0.05,
)
def names_negative_at_thirty_percent() -> float:
    """Share of draws in which domain names keep their negative coefficient, errors up to 30%.

    Returns
    -------
    float
        Between 0 and 1.
    """
    return certainty.standing_shares(0.3)["Domain names have a negative coefficient in Table 2"]
