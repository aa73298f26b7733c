"""The ledger chapter by chapter: printed figures and verdicts of one chapter."""

from __future__ import annotations

import re

from helpers.claims import ledger
from helpers.words import count, listed


def printed_figure(claim: str, position: int = 0) -> str:
    """One of the figures that a claim quotes, as the paper prints it.

    Parameters
    ----------
    claim : str
        Id in the ledger.
    position : int
        Which figure, counted from 0; negative from the end.

    Returns
    -------
    str
        With its per cent sign, if it has one.

    Raises
    ------
    KeyError, IndexError
        If there is no such claim, or no such figure in it.

    Examples
    --------
    >>> printed_figure("c3-03", -1), printed_figure("c3-04")
    ('33.5%', '36.8')
    """
    return re.findall(r"-?\d+(?:\.\d+)?%?", ledger.ledger().loc[claim, "quoted"])[position]


def chapter_verdicts(chapter: str) -> dict[str, int]:
    """How many claims of a chapter have each verdict, those that occur only.

    Parameters
    ----------
    chapter : str
        ``abstract`` or ``1`` to ``6``.

    Returns
    -------
    dict
        From verdict to number of claims.

    Examples
    --------
    >>> from helpers.claims import ledger
    >>> sum(chapter_verdicts("5").values()) == int((ledger.ledger()["chapter"] == "5").sum())
    True
    """
    row = ledger.verdict_counts("chapter").loc[chapter]
    return {verdict: int(number) for verdict, number in row.items() if number}


def said_verdicts(chapter: str) -> str:
    """`chapter_verdicts` as part of a sentence.

    Parameters
    ----------
    chapter : str
        As for `chapter_verdicts`.

    Returns
    -------
    str
        Such as "two supported and one misleading".

    Examples
    --------
    >>> "cannot be tested" in said_verdicts("6")
    True
    """
    found = chapter_verdicts(chapter)
    return listed(f"{count(number)} {verdict}" for verdict, number in found.items())
