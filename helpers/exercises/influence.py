"""Exercises of the page on influence."""

from __future__ import annotations

from typing import Any

from helpers import data
from helpers.exercises import question
from helpers.methods import influence, ols


def _fit(table: str) -> Any:
    """A regression of the paper."""
    return ols.ols(data.load("paper"), table)


@question(
    "influence-1",
    hint=(
        "Use influence.leave_one_out "
        "and compare the column of shoppers with the coefficient of all years."
    ),
    mistakes=[
        (
            lambda: int(influence.leverages(_fit("table4")).idxmax()),
            "That year has the highest leverage; influence needs a residual too.",
        )
    ],
)
def most_influential_year() -> int:
    """The year whose omission moves the coefficient of shoppers most."""
    fit = _fit("table4")
    return int((influence.leave_one_out(fit)["shoppers"] - fit.params["shoppers"]).abs().idxmax())


@question(
    "influence-2",
    hint="The trace of the hat matrix is the number of coefficients; do not forget one of them.",
    tolerance=1e-6,
    mistakes=[
        (lambda: float(len(ols.SPECIFICATIONS["table2"])), "The constant is a coefficient too.")
    ],
)
def sum_of_leverages() -> float:
    """Sum of leverages of the Table 2 regression."""
    return float(influence.leverages(_fit("table2")).sum())
