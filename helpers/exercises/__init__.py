"""Exercises whose answers check themselves: one module per topic, found by name."""

from __future__ import annotations

import importlib
import math
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from helpers.exercises import answers

Answer = Callable[[], answers.Value]
Answered = TypeVar("Answered", bound=Answer)

_QUESTIONS: dict[str, Question] = {}


@dataclass(frozen=True)
class Question:
    """One exercise.

    Parameters
    ----------
    id : str
        ``topic-number``.
    answer : callable
        Without arguments, so that the solution is computed and never stands in a page.
    hint : str
        Shown when the answer is missing or wrong.
    tolerance : float
        Largest absolute difference that still counts as right, for numbers; texts must agree up to
        case and spaces.
    mistakes : tuple of (callable, str)
        Likely wrong answers, computed too, and the sentence each deserves.
    unit : str
        In what a number counts, as said beside the field on the page: ``yuan per person``.
    """

    id: str
    answer: Answer
    hint: str
    tolerance: float = 0.0
    mistakes: tuple[tuple[Answer, str], ...] = ()
    unit: str = ""


def question(
    id: str,
    *,
    hint: str,
    tolerance: float = 0.0,
    mistakes: Iterable[tuple[Answer, str]] = (),
    unit: str = "",
) -> Callable[[Answered], Answered]:
    """Register the decorated function as the answer to an exercise.

    Parameters
    ----------
    id : str
        ``topic-number``, unique in the book.
    hint : str
        Shown when the answer is missing or wrong.
    tolerance : float
        Largest absolute difference that still counts as right.
    mistakes : iterable of (callable, str)
        Likely wrong answers and the sentence each deserves.
    unit : str
        In what a number counts, for the page.

    Returns
    -------
    callable
        A decorator that returns the function unchanged.

    Raises
    ------
    ValueError
        If the id is taken.
    """

    def register(answer: Answered) -> Answered:
        if id in _QUESTIONS:
            raise ValueError(f"exercise {id!r} stands twice")
        _QUESTIONS[id] = Question(id, answer, hint, tolerance, tuple(mistakes), unit)
        return answer

    return register


def questions() -> dict[str, Question]:
    """All exercises of the book; imports the modules of this package.

    Returns
    -------
    dict
        From id to exercise.

    Examples
    --------
    >>> questions()["regressions-1"].tolerance
    1
    """
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return dict(_QUESTIONS)


def _agrees(given: object, right: float | str | bool, tolerance: float) -> bool:
    """Whether an answer is right; truth values agree with truth values only."""
    if isinstance(right, bool) or isinstance(given, bool):
        return isinstance(given, bool) and given == bool(right)
    if isinstance(right, str):
        return isinstance(given, str) and given.strip().casefold() == right.strip().casefold()
    try:
        number = float(given)  # type: ignore[arg-type] # what is no number is refused below
    except (TypeError, ValueError):
        return False
    allowed = tolerance * answers.HAIR
    return math.isclose(number, float(right), rel_tol=answers.RELATIVE, abs_tol=allowed)


def _asked(id: str) -> Question:
    """The exercise of this id."""
    known = questions()
    if id not in known:
        raise KeyError(f"no exercise {id!r}; there are {', '.join(sorted(known))}")
    return known[id]


def _replies(asked: Question) -> Iterator[tuple[answers.Value, str]]:
    """What is said to the right answer and to each mistake; each is computed when it is needed."""
    yield asked.answer(), "Right."
    for mistake, sentence in asked.mistakes:
        yield mistake(), f"Not yet. {sentence}"


def _otherwise(asked: Question) -> str:
    """What is said to any other answer."""
    return f"Not yet. {asked.hint}"


def check(id: str, answer: object = None) -> str:
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
    >>> check("regressions-1", 40946)
    'Right.'
    """
    asked = _asked(id)
    if answer is None:
        return f"Not answered yet. {asked.hint}"
    for value, sentence in _replies(asked):
        if _agrees(answer, value, asked.tolerance):
            return sentence
    return _otherwise(asked)


def box(id: str) -> answers.Box:
    """A field on the page that says what `check` says; the page does not hold the answer.

    Parameters
    ----------
    id : str
        The exercise, as printed beside it.

    Returns
    -------
    Box
        In a notebook it is a sentence.

    Raises
    ------
    KeyError
        If there is no such exercise; the message lists them.

    Examples
    --------
    >>> box("regressions-1")
    Not answered yet. Check yours with exercises.check('regressions-1', …)
    """
    asked = _asked(id)
    label = f"Your answer, in {asked.unit}" if asked.unit else "Your answer"
    return answers.box(id, list(_replies(asked)), _otherwise(asked), asked.tolerance, label)
