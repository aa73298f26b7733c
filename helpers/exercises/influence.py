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
    hint=("Compare one_out['shoppers'] with table4.params['shoppers']."),
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


def _t_of_shoppers(table: str, *years: int) -> float:
    """T of shoppers without some years."""
    return float(ols.ols(data.load("paper").drop(index=list(years)), table).tvalues["shoppers"])


@question(
    "influence-3",
    hint='regress(full, [2004, 2005]).tvalues["shoppers"]',
    tolerance=0.06,
    mistakes=[
        (lambda: _t_of_shoppers("table4", 2004, 2005), "That is Table 4."),
        (lambda: _t_of_shoppers("table2"), "That is with all years."),
        (lambda: _t_of_shoppers("table2", 2004), "2005 is to leave too."),
    ],
)
def shoppers_without_the_first_years() -> float:
    """T of shoppers in Table 2 without its first two years.

    Returns
    -------
    float
        Beyond two: with these years left out shoppers would have been significant.
    """
    return _t_of_shoppers("table2", 2004, 2005)
