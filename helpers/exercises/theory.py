"""Exercises of the page *Theory*."""

from helpers.exercises import question
from helpers.methods import theory


def _sales(*names: str) -> float:
    """Sales of some firms of the chain, in yuan."""
    return sum(firm.sells for firm in theory.SHIRT if firm.name in names)


def _value_added(*names: str) -> float:
    """Value added of some firms of the chain, in yuan."""
    return sum(firm.value_added for firm in theory.SHIRT if firm.name in names)


@question(
    "theory-1",
    hint="Turnover is the sum of the sales made online: read the column Sells for.",
    mistakes=[
        (
            lambda: _value_added("Weaving mill", "Garment maker"),
            "That is the value added of the two firms; turnover counts their sales.",
        )
    ],
)
def two_firms_online() -> float:
    """E-commerce turnover if only the mill and the garment maker sell online, in yuan.

    Returns
    -------
    float
        Yuan.
    """
    return _sales("Weaving mill", "Garment maker")


@question(
    "theory-2",
    hint="Count theory.backdoors('users', 'gdp').",
    mistakes=[(lambda: len(theory.backdoors()), "That is the count for e-commerce turnover.")],
)
def back_doors_of_users() -> int:
    """Open back doors from Internet users to GDP with nothing held fixed.

    Returns
    -------
    int
        Number of paths.
    """
    return len(theory.backdoors("users", "gdp"))
