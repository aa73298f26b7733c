"""Exercises whose answers check themselves: one module per topic, found by name, no server needed."""

from __future__ import annotations

import importlib
import math
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

_QUESTIONS: dict[str, Question] = {}


@dataclass(frozen=True)
class Question:
    """One exercise: how to compute the answer, how close counts, and what to say to a wrong one.

    ``answer`` is a function without arguments, so that the solution is computed and never stands in a page.
    ``tolerance`` is absolute, for numbers; texts must agree up to case and spaces.
    ``hints`` maps likely wrong answers (computed too) to what went wrong.
    """

    id: str
    answer: Callable[[], float | str | bool]
    hint: str
    tolerance: float = 0.0
    mistakes: tuple[tuple[Callable[[], float | str | bool], str], ...] = ()


def question(id: str, *, hint: str, tolerance: float = 0.0, mistakes=()) -> Callable:
    """Register the decorated function as the answer to an exercise.

    Parameters
    ----------
    id : str
        ``topic-number``, unique in the book.
    hint : str
        Shown when the answer is missing or wrong.
    tolerance : float
        Largest absolute difference that still counts as right.
    mistakes : sequence of (callable, str)
        Likely wrong answers and the sentence each deserves.

    Raises
    ------
    ValueError
        If the id is taken.
    """

    def register(answer: Callable) -> Callable:
        if id in _QUESTIONS:
            raise ValueError(f"exercise {id!r} stands twice")
        _QUESTIONS[id] = Question(id, answer, hint, tolerance, tuple(mistakes))
        return answer

    return register


def questions() -> dict[str, Question]:
    """All exercises of the book by id; imports the modules of this package."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return dict(_QUESTIONS)


def _agrees(given, right, tolerance: float) -> bool:
    if isinstance(right, bool) or isinstance(given, bool):
        return isinstance(given, bool) and given == bool(right)
    if isinstance(right, str):
        return isinstance(given, str) and given.strip().casefold() == right.strip().casefold()
    try:
        # A hair more than the tolerance, so that an answer exactly on the edge counts in binary too.
        return math.isclose(
            float(given), float(right), rel_tol=1e-12, abs_tol=tolerance * (1 + 1e-9)
        )
    except (TypeError, ValueError):
        return False


def check(id: str, answer=None) -> str:
    """Check an answer to an exercise.

    Parameters
    ----------
    id : str
        The exercise, as printed beside it.
    answer : float, str or bool, optional
        Leave it out to see the hint.

    Returns
    -------
    str
        Whether it is right; if not, a hint, never the answer.

    Raises
    ------
    KeyError
        If there is no such exercise; the message lists them.

    Examples
    --------
    >>> check("replication-1", 43394)
    'Right.'
    """
    known = questions()
    if id not in known:
        raise KeyError(f"no exercise {id!r}; there are {', '.join(sorted(known))}")
    asked = known[id]
    if answer is None:
        return f"Not answered yet. {asked.hint}"
    if _agrees(answer, asked.answer(), asked.tolerance):
        return "Right."
    for mistake, sentence in asked.mistakes:
        if _agrees(answer, mistake(), asked.tolerance):
            return f"Not yet. {sentence}"
    return f"Not yet. {asked.hint}"
