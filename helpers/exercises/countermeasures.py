"""Exercises of the page *Countermeasures*."""

from helpers.exercises import question
from helpers.methods import countermeasures


@question(
    "countermeasures-1",
    hint="Count the entries of column 5.2 of countermeasures.matrix() that are not empty.",
    mistakes=[(lambda: 1, "That counts the one that answers it in full; some do so in part.")],
)
def touching_integrity() -> int:
    """Countermeasures that touch problem 5.2.

    Returns
    -------
    int
        Number of countermeasures.
    """
    return int((countermeasures.matrix()["5.2"] != countermeasures.NOTHING).sum())


def _empty_share() -> float:
    return float((countermeasures.matrix() == countermeasures.NOTHING).to_numpy().mean())


@question(
    "countermeasures-2",
    hint="Divide the entries of countermeasures.matrix() that equal countermeasures.NOTHING by "
    "all entries.",
    tolerance=0.01,
    mistakes=[(lambda: 1 - _empty_share(), "That is the share of the pairs that are filled.")],
)
def empty_pairs() -> float:
    """Share of the pairs of the matrix without an answer.

    Returns
    -------
    float
        Between 0 and 1.
    """
    return _empty_share()
