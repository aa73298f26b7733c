"""Exercises of the replication chapters."""

from helpers import data, models, published
from helpers.exercises import question

YUAN = 100_000_000
PERSONS = 10_000


@question(
    "replication-1",
    hint=(
        "One unit of GDP is a hundred million yuan and one unit of users is ten thousand persons: "
        "multiply by one, divide by the other."
    ),
    tolerance=1,
    mistakes=[
        (
            lambda: float(published.table(4).loc["users", "coefficient"]),
            "That is the coefficient in the table's own units.",
        )
    ],
)
def yuan_per_user() -> float:
    """The printed coefficient of users in Table 4, in yuan per person.

    Returns
    -------
    float
        Yuan per person.
    """
    return float(published.table(4).loc["users", "coefficient"]) * YUAN / PERSONS


@question(
    "replication-2",
    hint=(
        "Run models.backward_elimination with that alpha and count the regressors of its last step."
    ),
)
def survivors_at_thirty_percent() -> int:
    """How many regressors survive backward elimination at alpha = 0.30.

    Returns
    -------
    int
        Number of regressors.
    """
    return len(models.backward_elimination(data.load("paper"), alpha=0.30)[-1].regressors)
