"""Answers that can be checked and not read: digests, opened by the right words alone.

A page checks them by ``book/_static/answer.js``, a notebook of the student edition by `reply`.
Anyone who wants to can try all numbers; this only keeps the answer out of sight.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Value = float | str | bool

ROUNDS = 2_000  # of SHA-256 for one typed value: some 20 ms on a phone
SALT = "E-commerce and China's GDP"
RELATIVE = 1e-12  # numbers this close are equal, whatever the tolerance
DIGITS = 12  # of a sealed number: the last ones of a double differ between processors
#: A hair more than the tolerance, so that an answer exactly on the edge counts in binary too.
HAIR = 1 + 1e-9
WITHOUT_SCRIPT = "Not answered yet. Check yours with exercises.check({id!r}, …)"
PAGE = (
    '<div class="answer"><p class="answer-plain">{sentence}</p>'
    '<script type="application/json">{payload}</script></div>'
)


def kind(value: Value) -> str:
    """What is asked for.

    Parameters
    ----------
    value : float, str or bool
        The right answer.

    Returns
    -------
    str
        ``truth``, ``text`` or ``number``.

    Examples
    --------
    >>> kind(True), kind("slack"), kind(3)
    ('truth', 'text', 'number')
    """
    if isinstance(value, bool):
        return "truth"
    return "text" if isinstance(value, str) else "number"


def settled(number: Value) -> float:
    """A number without the digits in which processors differ.

    Parameters
    ----------
    number : float
        An answer that is a number.

    Returns
    -------
    float
        Rounded to `DIGITS` significant digits.

    Examples
    --------
    >>> settled(1 / 3)
    0.333333333333
    """
    return float(f"{float(number):.{DIGITS}g}")


def grid(tolerance: float) -> int:
    """Cells of the grid of numbers per unit: a power of ten, ten times finer than the tolerance.

    Parameters
    ----------
    tolerance : float
        As for `helpers.exercises.Question`.

    Returns
    -------
    int
        1 if every difference counts, as with whole numbers.

    Examples
    --------
    >>> grid(1), grid(0.005), grid(0)
    (10, 10000, 1)
    """
    scale = 1
    while 0 < tolerance * scale < 10:
        scale *= 10
    return scale


def cells_of(value: Value, tolerance: float) -> Iterator[str]:
    """Under which names a typed answer that agrees with this value may come.

    Parameters
    ----------
    value : float, str or bool
        An answer.
    tolerance : float
        Largest absolute difference that still agrees, for numbers.

    Yields
    ------
    str
        For a number every cell of the `grid` that holds one within the tolerance, and at most two
        beside them; otherwise the text without its case and outer spaces.

    Examples
    --------
    >>> list(cells_of(2.5, 0.1))[:2], list(cells_of(" Slack", 0)), list(cells_of(True, 0))
    (['240', '241'], ['slack'], ['true'])
    """
    if kind(value) != "number":
        yield str(value).strip().casefold()
        return
    number, scale = settled(value), grid(tolerance)
    # One part in a hundred more than agrees; the page compares the numbers themselves.
    reach = 1.01 * max(tolerance * HAIR, RELATIVE * abs(number))
    first, last = (math.floor(edge * scale + 0.5) for edge in (number - reach, number + reach))
    yield from map(str, range(first, last + 1))


def _key(id: str, cell: str) -> bytes:
    """What a typed answer is turned into, slowly."""
    digest = f"{SALT}|{id}|{cell}".encode()
    for _ in range(ROUNDS):
        digest = hashlib.sha256(digest).digest()
    return digest


def _entry(key: bytes, place: int, outcome: int, value: float) -> str:
    """One line of the list: how it is found, then what only its key can read."""
    block = hashlib.sha256(key + bytes([place])).digest()
    inside = struct.pack(">Bd", outcome, value)
    locked = bytes(one ^ other for one, other in zip(inside, block[8:], strict=False))
    return base64.b64encode(block[:8] + locked).decode()


def sealed(id: str, values: Sequence[Value], tolerance: float) -> list[str]:
    """The list that a page carries: which typed answers agree with which of these values.

    Parameters
    ----------
    id : str
        The exercise; the same number has other digests in another one.
    values : sequence of float, str or bool
        The right answer, then the recognised mistakes.
    tolerance : float
        As for `cells_of`.

    Returns
    -------
    list of str
        17 bytes each, in base64 and in the order of their digests, which tells nothing: 8 bytes by
        which an entry is found, and the position of the value and the value itself (a double),
        which only the typed answer unlocks.

    Examples
    --------
    >>> len(sealed("x-1", [3, 4], 0)), sealed("x-1", [3], 0) == sealed("x-2", [3], 0)
    (2, False)
    """
    found: dict[str, list[int]] = {}
    for outcome, value in enumerate(values):
        if kind(value) == kind(values[0]):
            for cell in cells_of(value, tolerance):
                found.setdefault(cell, []).append(outcome)
    entries = []
    for cell, outcomes in found.items():
        key = _key(id, cell)
        for place, outcome in enumerate(outcomes):
            value = values[outcome]
            number = settled(value) if kind(value) == "number" else 0.0
            entries.append(_entry(key, place, outcome, number))
    return sorted(entries)


def close(given: object, right: Value, tolerance: float) -> bool:
    """Whether an answer is right; truth values agree with truth values only.

    Parameters
    ----------
    given : object
        The answer.
    right : float, str or bool
        What it should be.
    tolerance : float
        Largest absolute difference that still agrees, for numbers; texts agree up to case and
        outer spaces.

    Returns
    -------
    bool

    Examples
    --------
    >>> close(3.01, 3, 0.02), close(" Slack", "slack", 0), close(1, True, 0)
    (True, True, False)
    """
    if isinstance(right, bool) or isinstance(given, bool):
        return given is right
    if isinstance(right, str):
        return isinstance(given, str) and given.strip().casefold() == right.strip().casefold()
    try:
        number = float(given)  # type: ignore[arg-type] # what is no number is refused below
    except (TypeError, ValueError, OverflowError):
        return False
    return math.isclose(number, settled(right), rel_tol=RELATIVE, abs_tol=tolerance * HAIR)


def _cell(payload: Mapping[str, Any], given: object) -> str | None:
    """Under which name an answer may be in the list; None if it is of another kind."""
    if payload["kind"] == "number" and not isinstance(given, bool):
        try:
            number = float(given)  # type: ignore[arg-type] # what is no number is refused below
        except (TypeError, ValueError, OverflowError):
            return None
        scaled = number * payload["scale"] + 0.5
        return str(math.floor(scaled)) if math.isfinite(scaled) else None
    wanted = {"text": str, "truth": bool}.get(payload["kind"])
    return str(given).strip().casefold() if wanted and isinstance(given, wanted) else None


def reply(payload: Mapping[str, Any], given: object) -> str:
    """What is said to an answer, from the digests alone.

    Parameters
    ----------
    payload : mapping
        Of a `Box`.
    given : float, str or bool
        The answer.

    Returns
    -------
    str

    Examples
    --------
    >>> asked = box("x-1", [(2.5, "Right."), (25, "A digit too far.")], "Not yet.", 0.1, "").payload
    >>> reply(asked, 2.45), reply(asked, 25), reply(asked, 7), reply(asked, "seven")
    ('Right.', 'A digit too far.', 'Not yet.', 'Not yet.')
    """
    cell = _cell(payload, given)
    if cell is None:
        return payload["otherwise"]
    key = _key(payload["id"], cell)
    entries = {entry[:8]: entry[8:] for entry in map(base64.b64decode, payload["entries"])}
    for place in range(len(payload["replies"])):
        block = hashlib.sha256(key + bytes([place])).digest()
        if block[:8] not in entries:
            break
        locked = entries[block[:8]]
        inside = bytes(one ^ other for one, other in zip(locked, block[8:], strict=False))
        outcome, value = struct.unpack(">Bd", inside)
        if payload["kind"] != "number" or close(given, value, payload["tolerance"]):
            return payload["replies"][outcome]
    return payload["otherwise"]


@dataclass(frozen=True)
class Box:
    """An exercise that answers on a page of the built site; anywhere else a sentence.

    Attributes
    ----------
    id : str
        The exercise.
    payload : dict
        What answer.js needs, as plain lists and strings.

    Examples
    --------
    >>> print(Box("x-1", {}))
    Not answered yet. Check yours with exercises.check('x-1', …)
    """

    id: str
    payload: dict[str, Any]

    def __repr__(self) -> str:
        return WITHOUT_SCRIPT.format(id=self.id)

    def _repr_html_(self) -> str:
        text = json.dumps(self.payload, ensure_ascii=False, separators=(",", ":"))
        return PAGE.format(sentence=html.escape(repr(self)), payload=text.replace("</", "<\\/"))


def box(
    id: str, replies: Sequence[tuple[Value, str]], otherwise: str, tolerance: float, label: str
) -> Box:
    """An answer box.

    Parameters
    ----------
    id : str
        The exercise.
    replies : sequence of (value, str)
        The right answer, then the recognised mistakes, and what is said to each.
    otherwise : str
        What is said to every other answer.
    tolerance : float
        As for `cells_of`.
    label : str
        Stands beside the field.

    Returns
    -------
    Box

    Examples
    --------
    >>> box("x-1", [(True, "Right.")], "Not yet.", 0, "Your answer").payload["kind"]
    'truth'
    """
    values = [value for value, _ in replies]
    payload = {
        "id": id,
        "label": label,
        "kind": kind(values[0]),
        "tolerance": tolerance,
        "scale": grid(tolerance),
        "salt": SALT,
        "rounds": ROUNDS,
        "replies": [sentence for _, sentence in replies],
        "otherwise": otherwise,
        "entries": sealed(id, values, tolerance),
    }
    return Box(id, payload)
