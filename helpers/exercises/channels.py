"""Exercises of the chapters on theory, problems and countermeasures."""

from helpers.claims import ledger, sentences
from helpers.exercises import question
from helpers.methods import countermeasures, theory


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
    hint="Count channels.backdoors('users', 'gdp').",
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


def _decided_share() -> float:
    counted = ledger.counts("chapter").loc[["5", "6"]].sum()
    return float(1 - counted[sentences.NOT_CHECKABLE] / counted.sum())


@question(
    "problems-1",
    hint=(
        "Divide the claims whose verdict is not 'not checkable' by all claims of the two chapters."
    ),
    tolerance=0.005,
    mistakes=[(lambda: 1 - _decided_share(), "That is the share that cannot be decided.")],
)
def decided() -> float:
    """Share of the claims of chapters 5 and 6 that can be decided.

    Returns
    -------
    float
        Between 0 and 1.
    """
    return _decided_share()


@question(
    "problems-2",
    hint="Take the rows of claims.ledger() whose chapter is '5' and whose kind is 'causal'.",
)
def causal_claims() -> int:
    """Claims of chapter 5 that are causal by kind.

    Returns
    -------
    int
        Number of claims.
    """
    frame = ledger.ledger()
    return int(((frame["chapter"] == "5") & (frame["kind"] == "causal")).sum())


@question(
    "countermeasures-1",
    hint="Count the entries of column 5.2 of channels.matrix() that are not empty.",
    mistakes=[(lambda: 1, "That counts the one that answers it in full; some do so in part.")],
)
def touching_integrity() -> int:
    """Countermeasures that touch problem 5.2.

    Returns
    -------
    int
        Number of countermeasures.
    """
    return int((countermeasures.matrix()["5.2"] != theory.NOTHING).sum())


def _empty_share() -> float:
    return float((countermeasures.matrix() == theory.NOTHING).to_numpy().mean())


@question(
    "countermeasures-2",
    hint="Divide the entries of channels.matrix() that equal channels.NOTHING by all entries.",
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
