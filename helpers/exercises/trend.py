"""Exercises of the page on trends."""

from helpers import data
from helpers.exercises import question
from helpers.methods.trend import PAIR, trend_fit


def _added(degree: int) -> float:
    """F of users and shoppers together beside a trend."""
    paper = data.load("paper")
    whole = trend_fit(paper, PAIR, degree)
    return float(whole.compare_f_test(trend_fit(paper, (), degree))[0])


@question(
    "trend-1",
    hint=(
        "compare_f_test takes the smaller equation: the larger one holds users, shoppers and t, "
        "the smaller one t alone."
    ),
    tolerance=0.06,
    mistakes=[
        (lambda: _added(2), "That is beside the curve; leave t² out of both equations."),
        (
            lambda: float(
                trend_fit(data.load("paper"), PAIR, 1).compare_f_test(
                    trend_fit(data.load("paper"), PAIR, 0)
                )[0]
            ),
            "That asks what the line adds to users and shoppers: the other way round.",
        ),
    ],
)
def f_beside_the_line() -> float:
    """F of users and shoppers together beside a straight line.

    Returns
    -------
    float
    """
    return _added(1)


@question(
    "trend-2",
    hint="Let regress take degree 3: add a column for t cubed, and its name to the list.",
    tolerance=0.006,
    mistakes=[
        (
            lambda: float(trend_fit(data.load("paper"), PAIR, 2).tvalues["shoppers"]),
            "That is still beside the curve: t cubed is not in the equation yet.",
        ),
        (
            lambda: float(trend_fit(data.load("paper"), PAIR, 3).tvalues["users"]),
            "That is the t of users.",
        ),
    ],
)
def t_beside_a_cube() -> float:
    """The t of shoppers beside users, the year, its square and its cube.

    Returns
    -------
    float
    """
    return float(trend_fit(data.load("paper"), PAIR, 3).tvalues["shoppers"])
