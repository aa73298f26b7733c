"""Exercises of the pages on the recovery of the data and on its sensitivity."""

from helpers import recovery
from helpers.exercises import question
from helpers.moments import centre


def _implied_mean_of_shoppers(users):
    # A least-squares line passes through the means.
    mean = recovery.gdp_vintages()["CSY2019"].mean()
    return (
        mean - centre("t4.constant.coefficient") - centre("t4.users.coefficient") * users.mean()
    ) / centre("t4.shoppers.coefficient")


@question(
    "recovery-1",
    hint="A least-squares line passes through the means: put the mean of GDP and the mean of users into the equation of Table 4 and solve for the mean of shoppers.",
    tolerance=1.0,
    mistakes=[
        (
            lambda: _implied_mean_of_shoppers(recovery.published_users()),
            "That uses users as published; take them as recovered.",
        )
    ],
)
def mean_of_shoppers():
    """Mean of shoppers (10,000 persons) that Table 4 implies with GDP of the 2019 yearbook and users as recovered."""
    return _implied_mean_of_shoppers(recovery.column("users"))


@question(
    "recovery-2",
    hint="Copy recovery.paper(), put the published value in the last row of the column of users, and ask recovery.reproduced.",
    mistakes=[
        (
            lambda: int(recovery.reproduced(recovery.paper())),
            "That is the count with the recovered value.",
        )
    ],
)
def cells_with_published_users_of_2018():
    """Printed numbers reproduced when users of 2018 are the published 82,851 in place of the recovered 83,000."""
    values = recovery.paper().copy()
    values[-1, 3] = recovery.published_users()[-1]
    return int(recovery.reproduced(values))
