"""Exercises of the page on measurement error."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from helpers import data
from helpers.exercises import question
from helpers.methods import measurement_error, ols


@question(
    "measurement-error-1",
    hint="Var(x) / (Var(x) + Var(error)); the variance is the square of the standard deviation.",
    tolerance=0.005,
    mistakes=[
        (lambda: 1 / 1.5, "That adds standard deviations; variances add."),
        (lambda: 0.5, "That would be an error as large as x."),
    ],
)
def reliability() -> float:
    """What is left of a slope if the error's standard deviation is half that of x.

    Returns
    -------
    float
        A share.
    """
    return 1 / (1 + 0.5**2)


def _implied(names: Sequence[str]) -> np.ndarray:
    """Implied slopes, regressions by regressors."""
    frame = data.load("paper")[["gdp", *names]]
    return measurement_error.implied_slopes(frame.to_numpy().T[:, :, None])[:, :, 0]


@question(
    "measurement-error-2",
    hint='turned_round(["ecommerce", "users", "shoppers"]) has a row for each regression.',
    mistakes=[
        (lambda: 4, "Look at the regression with turnover on the left."),
        (lambda: 1, "Those are the ones below zero."),
    ],
)
def shoppers_above_zero_in_table_3() -> int:
    """How many regressions of Table 3's series imply a slope of shoppers above zero.

    Returns
    -------
    int
        Of four.
    """
    return int((_implied(ols.SPECIFICATIONS["table3"])[:, -1] > 0).sum())


@question(
    "measurement-error-3",
    hint='turned_round(["users"]); the row of users.',
    tolerance=0.006,
    mistakes=[
        (lambda: float(_implied(["users"])[0, 0]), "That is the lower end, plain least squares."),
    ],
)
def upper_end_for_users_alone() -> float:
    """The upper end for the slope of users if they are the only regressor.

    Returns
    -------
    float
        100 million yuan per 10,000 persons.
    """
    return float(_implied(["users"])[1, 0])
