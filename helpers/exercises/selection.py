"""Exercises of the page on selection."""

import numpy as np

from helpers.exercises import question
from helpers.methods import selection


@question(
    "selection-1",
    hint=(
        "None of four independent tests rejects with probability 0.95 to the power of four; answer "
        "in percent."
    ),
    tolerance=0.05,
    mistakes=[
        (lambda: 20.0, "That adds the four levels; two tests can reject in the same sample."),
        (lambda: 100 * 0.95**4, "That is how often none rejects."),
    ],
)
def one_of_four() -> float:
    """How often at least one of four independent tests at 5% rejects although nothing is there.

    Returns
    -------
    float
        Per cent of samples.
    """
    return 100 * (1 - 0.95**4)


def _survives(alpha: float) -> float:
    """Per cent of samples of noise in which elimination keeps at least one of four regressors."""
    return 100 * float(np.mean(selection.survivors("noise", alpha=alpha)["elimination"] >= 1))


@question(
    "selection-2",
    hint=(
        "selection.survivors('noise', alpha=0.01)['elimination'] holds the number of survivors of "
        "each replication; answer in percent."
    ),
    # Four Monte Carlo standard errors of the rate, twice, so that another seed is right as well.
    tolerance=0.4,
    mistakes=[
        (lambda: _survives(0.05), "That is at the 5% level."),
        (lambda: _survives(0.01) / 100, "Answer in percent."),
    ],
)
def survivors_at_one_percent() -> float:
    """How often elimination at the 1% level keeps at least one of four regressors of noise.

    Returns
    -------
    float
        Per cent of samples.
    """
    return _survives(0.01)
