"""Exercises of the verdict page."""

from helpers import verdict
from helpers.exercises import question


@question("verdict-1", hint="Count the rows of the table headed What can be concluded.")
def holding():
    """Statements that hold."""
    return sum(statement.holds for statement in verdict.statements())


@question(
    "verdict-2", hint="Read the row about the missing effect: what would the test have found?"
)
def absence_is_shown():
    """Whether the absence of an effect is a conclusion that holds."""
    return next(
        statement.holds for statement in verdict.statements() if "has none" in statement.text
    )
