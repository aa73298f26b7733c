"""Exercises of the page *Recovery*."""

import numpy as np

from helpers import data
from helpers.exercises import question
from helpers.recovery import searches, sensitivity
from helpers.recovery.moments import centre


def _implied_mean_of_shoppers(users: np.ndarray) -> float:
    """Mean of shoppers in Table 4: a least-squares line passes through the means."""
    mean = searches.gdp_vintages()["CSY2019"].mean()
    rows = ("constant", "users", "shoppers")
    constant, slope, last = (centre(f"t4.{row}.coefficient") for row in rows)
    return (mean - constant - slope * users.mean()) / last


@question(
    "recovery-1",
    hint="A least-squares line passes through the means: put the mean of GDP and the mean of users "
    "into the equation of Table 4 and solve for the mean of shoppers.",
    tolerance=1.0,
    mistakes=[
        (
            lambda: _implied_mean_of_shoppers(searches.published_users()),
            "That uses users as published; take them as recovered.",
        )
    ],
)
def mean_of_shoppers() -> float:
    """Mean of shoppers that Table 4 implies with GDP of the 2019 yearbook and users as recovered.

    Returns
    -------
    float
        In 10,000 persons.
    """
    return _implied_mean_of_shoppers(searches.recovered_series("users"))


@question(
    "recovery-2",
    hint="Copy searches.paper(), put the published value in the last row of the column of users, "
    "and ask searches.reproduced.",
    mistakes=[
        (
            lambda: int(searches.reproduced(searches.paper())),
            "That is the count with the recovered value.",
        )
    ],
)
def cells_with_published_users_of_2018() -> int:
    """Printed numbers reproduced when users of 2018 are 82,851, as published, and not 83,000.

    Returns
    -------
    int
        Of the 67 printed numbers.
    """
    values = searches.paper().copy()
    values[-1, data.SERIES.index("users")] = searches.published_users()[-1]
    return int(searches.reproduced(values))


@question(
    "recovery-3",
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
    "recovery-4",
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
