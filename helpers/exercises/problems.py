"""Exercises of the page *Problems*."""

from helpers.claims import ledger, sentences
from helpers.exercises import question


def _decided_share() -> float:
    counted = ledger.verdict_counts("chapter").loc[["5", "6"]].sum()
    return float(1 - counted[list(sentences.OPEN)].sum() / counted.sum())


@question(
    "problems-1",
    hint=(
        "Leave out 'cannot be tested' and 'not found', and divide by all claims of both chapters."
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
    hint="Take the rows of ledger.ledger() whose chapter is '5' and whose kind is 'causal'.",
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
