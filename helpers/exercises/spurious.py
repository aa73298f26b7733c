"""Exercises of the page on spurious regression."""

import math

import numpy as np

from helpers.exercises import question
from helpers.methods import spurious

REPLICATIONS_1974 = 100  # Granger and Newbold's


def _rate() -> float:
    """Rejection rate at n = 50 with one regressor."""
    return spurious.rejection_summary(spurious.LONG, 1)["rejects"]


@question(
    "spurious-1",
    hint=(
        "The standard error of a share p in R replications is the square root of p (1 − p) / R. "
        "Here p is the share without drift and with fifty years; answer in percentage points."
    ),
    tolerance=0.1,
    mistakes=[
        (lambda: 100 * _rate() * (1 - _rate()) / REPLICATIONS_1974, "Take the square root."),
        (
            lambda: 100 * math.sqrt(_rate() * (1 - _rate()) / 20_000),
            "That is the error of our replications, not of theirs.",
        ),
    ],
)
def error_with_a_hundred() -> float:
    """Monte Carlo standard error of the rejection rate at n = 50, one regressor, 100 replications.

    Returns
    -------
    float
        Percentage points.
    """
    return 100 * math.sqrt(_rate() * (1 - _rate()) / REPLICATIONS_1974)


@question(
    "spurious-2",
    hint=(
        "spurious.null('drifts')['t'] holds the smaller |t| of each replication; take its 95% "
        "quantile."
    ),
    # Four Monte Carlo standard errors of the quantile, with 40,000 replications.
    tolerance=0.15,
    mistakes=[
        (
            lambda: float(np.quantile(spurious.null("no drift")["t"], 0.95)),
            "Those walks do not drift; take the ones that do.",
        )
    ],
)
def critical_smaller_t() -> float:
    """The value that the smaller of two |t| exceeds in 5% of regressions on unrelated walks.

    Returns
    -------
    float
        For walks with the sample's drifts.
    """
    return float(np.quantile(spurious.null("drifts")["t"], 0.95))
