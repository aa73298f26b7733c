"""Exercises of the page on sensitivity."""

from helpers.exercises import question
from helpers.recovery import searches, sensitivity


@question(
    "sensitivity-1",
    hint="sensitivity.cells_left has a row per value; look up the more harmful direction in column "
    "fewest.",
    mistakes=[
        (
            lambda: int(sensitivity.cells_left().loc[("shoppers", 2015), "up"]),
            "That is one step up; the other direction does more harm.",
        )
    ],
)
def cells_after_one_shopper_step() -> int:
    """Printed numbers left after the more harmful single step in shoppers of 2015.

    Returns
    -------
    int
        Of the 67 printed numbers.
    """
    return int(sensitivity.cells_left().loc[("shoppers", 2015), "fewest"])


@question(
    "sensitivity-2",
    hint="searches.rotated takes an angle; searches.reproduced counts printed numbers.",
    mistakes=[
        (
            lambda: 0,
            "Try it: a rotation keeps means, standard deviations and correlations, and the tables "
            "depend on nothing else.",
        )
    ],
)
def cells_after_a_large_rotation() -> int:
    """Printed numbers that a data set turned by a whole radian still reproduces.

    Returns
    -------
    int
        Of the 67 printed numbers.
    """
    return int(searches.reproduced(searches.rotated(1.0)))
