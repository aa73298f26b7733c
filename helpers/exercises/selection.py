"""Exercises of the page on selection."""

from helpers import data
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


def _stays(*names: str) -> int:
    """In how many samples that lack one year the rule ends with these variables."""
    return selection.left_out(data.load("paper"), 1)[names]


@question(
    "selection-2",
    hint="choices(1) counts what survives, by set of variables.",
    tolerance=0.5,
    mistakes=[
        (lambda: float(len(data.load("paper"))), "That is the number of samples."),
        (lambda: float(_stays("ecommerce", "users")), "That is e-commerce and users."),
    ],
)
def paper_without_a_year() -> float:
    """How often elimination ends as the paper does when one year is missing.

    Returns
    -------
    float
        Samples.
    """
    return float(_stays("users", "shoppers"))
