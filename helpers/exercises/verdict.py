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
    "verdict-2", hint="Read the row about the missing effect: what would the test have found?"
)
def absence_is_shown() -> bool:
    """Whether the absence of an effect is a conclusion that holds.

    Returns
    -------
    bool
        Whether the statement holds.
    """
    return next(
        statement.holds for statement in conclusions.statements() if "has none" in statement.text
    )
