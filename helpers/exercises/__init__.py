"""Exercises whose answers check themselves: one module per page, found by name.

Two editions ask and check in the same words.
The teacher's computes its answers in the functions of these modules.
The student's holds none of them: it reads digests of the answers from `SEALED`.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from helpers.exercises import answers

Answer = Callable[[], answers.Value]
Answered = TypeVar("Answered", bound=Answer)

#: Digests of all answers; in the student edition alone, which `tools.ship.archive` packs.
SEALED = Path(__file__).with_name("sealed.json")
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
    >>> questions()["results-1"].tolerance
    1
    """
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return dict(_QUESTIONS)


def _replies(asked: Question) -> Iterator[tuple[answers.Value, str]]:
    """What is said to the right answer and to each mistake; each is computed when it is needed."""
    yield asked.answer(), "Right."
    for mistake, sentence in asked.mistakes:
        yield mistake(), f"Not yet. {sentence}"


def _sealed(path: Path) -> dict[str, dict[str, Any]]:
    """The digests of the student edition."""
    return json.loads(path.read_text(encoding="utf-8"))


def _known() -> dict[str, Any]:
    """Every exercise, by id: as digests if there are any, else as functions."""
    return _sealed(SEALED) if SEALED.exists() else dict(questions())


def _asked(id: str) -> Any:
    """The exercise of this id, in the form of this edition."""
    known = _known()
    if id not in known:
        raise KeyError(f"no exercise {id!r}; there are {', '.join(sorted(known))}")
    return known[id]


def hint(id: str) -> str:
    """What helps to find the answer.

    Parameters
    ----------
    id : str
        The exercise.

    Returns
    -------
    str

    Raises
    ------
    KeyError
        If there is no such exercise; the message lists them.
    """
    asked = _asked(id)
    return asked.hint if isinstance(asked, Question) else asked["hint"]


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
    >>> check("results-1", 40946)
    'Right.'
    """
    asked = _asked(id)
    if answer is None:
        return f"Not answered yet. {hint(id)}"
    if not isinstance(asked, Question):
        return answers.reply(asked, answer)
    for value, sentence in _replies(asked):
        if answers.close(answer, value, asked.tolerance):
            return sentence
    return f"Not yet. {asked.hint}"


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
    >>> box("results-1")
    Not answered yet. Check yours with exercises.check('results-1', …)
    """
    asked = _asked(id)
    if not isinstance(asked, Question):
        return answers.Box(id, {name: asked[name] for name in asked if name != "hint"})
    label = f"Your answer, in {asked.unit}" if asked.unit else "Your answer"
    replies, otherwise = list(_replies(asked)), f"Not yet. {asked.hint}"
    return answers.box(id, replies, otherwise, asked.tolerance, label)


def sealed(ids: Iterable[str] | None = None) -> dict[str, dict[str, Any]]:
    """What the student edition carries instead of answers.

    Parameters
    ----------
    ids : iterable of str, optional
        Exercises; all of the book by default.

    Returns
    -------
    dict of str to dict
        By id: the payload of its `box`, and the hint; plain lists, strings and numbers.

    Examples
    --------
    >>> "40946" in str(sealed(["results-1"]))
    False
    """
    chosen = sorted(questions() if ids is None else ids)
    return {id: box(id).payload | {"hint": hint(id)} for id in chosen}
