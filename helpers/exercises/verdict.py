"""Exercises of the verdict page."""

from helpers.claims import conclusions
from helpers.exercises import question


@question("verdict-1", hint="Count the rows of the table headed What can be concluded.")
def holding() -> int:
    """Statements that hold.

    Returns
    -------
    int
        Rows of the first table of the verdict page.
    """
    return sum(statement.holds for statement in conclusions.statements())


@question(
    "verdict-2", hint="Read the row about turnover: how wide is its interval, beside its condition?"
)
def absence_is_shown() -> bool:
    """Whether the equivalence test puts turnover's coefficient near zero.

    Returns
    -------
    bool
        Whether the statement holds.
    """
    [found] = [one for one in conclusions.statements() if one.id == "no-difference"]
    return found.holds
