"""Exercises of the page *Audit*."""

from helpers.exercises import question
from helpers.recovery import moments


@question(
    "audit-1",
    hint="R² = 1 − 1 / (1 + F k / df) with k regressors and df = n − k − 1; six decimals, please.",
    tolerance=5e-7,
    mistakes=[
        (lambda: moments.centre("t4.model.r2"), "That is the printed one; F knows two digits more.")
    ],
)
def r2_of_table4() -> float:
    """R squared of Table 4 from its F.

    Returns
    -------
    float
        Between 0 and 1.
    """
    return moments.r2_from_f(4).value


@question(
    "audit-2",
    hint=(
        "Add half a unit to the coefficient and to t, take it from the other; "
        "which way round makes b / t largest?"
    ),
    tolerance=0.005,
    mistakes=[
        (
            lambda: moments.centre("t4.constant.coefficient") / moments.centre("t4.constant.t"),
            "That is the middle; the question asks for the upper end.",
        )
    ],
)
def largest_standard_error() -> float:
    """The largest standard error of Table 4's constant that its printed coefficient and t allow.

    Returns
    -------
    float
        In 100 million yuan.
    """
    return (moments.cell("t4.constant.coefficient") / moments.cell("t4.constant.t")).hi
