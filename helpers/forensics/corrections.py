"""Slips of the pen: the strings that one small typing error could turn into the printed one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

__all__ = ["Edit", "edits"]

#: (corrected string, what went wrong, cost). Small costs are the commoner slips.
Edit = tuple[str, str, float]

_CORE = re.compile(r"(?P<sign>[-−–+]?)\s*(?P<digits>\d*[.,]?\d+[.,]?)")

DIGITS = "0123456789"

COST_SIGN = COST_LOST_ZERO = COST_LOST_DIGIT = COST_NEIGHBOURS = 1.0
COST_DIGIT = 1.2
COST_SWAPPED = COST_POINT = 1.5
COST_EXTRA_DIGIT = 2.0
COST_OTHER = 3.0


def _lost_zeros(sign: str, whole: str, fraction: str, mark: str) -> Iterator[Edit]:
    """A zero lost, or one too many, just after the decimal point: 0.41 for 0.041."""
    for zeros in (1, 2):
        yield (
            f"{sign}{whole}{mark}{'0' * zeros}{fraction}",
            "zero lost after the decimal point",
            COST_LOST_ZERO + (zeros - 1) * 0.5,
        )
        if fraction.startswith("0" * zeros) and fraction.strip("0"):
            yield (
                f"{sign}{whole}{mark}{fraction[zeros:]}",
                "zero too many after the decimal point",
                COST_EXTRA_DIGIT,
            )


def _moved_points(sign: str, whole: str, fraction: str, mark: str) -> Iterator[Edit]:
    """The decimal point up to three places too far to one side."""
    for step in (-3, -2, -1, 1, 2, 3):
        digits = whole + fraction
        at = len(whole) + step
        if at <= 0:
            digits, at = "0" * (1 - at) + digits, 1
        left, right = digits[:at].ljust(at, "0"), digits[at:]
        yield (
            f"{sign}{left.lstrip('0') or '0'}{mark if right else ''}{right}",
            "decimal point in the wrong place",
            COST_POINT + 0.2 * (abs(step) - 1),
        )


def _exchanged_digits(sign: str, core: str, positions: list[int]) -> Iterator[Edit]:
    """Two different digits in each other's place; neighbours are the commoner slip."""
    for a, i in enumerate(positions):
        for b, j in enumerate(positions[a + 1 :], a + 1):
            if core[i] != core[j]:
                swapped = list(core)
                swapped[i], swapped[j] = swapped[j], swapped[i]
                cost = COST_NEIGHBOURS if b == a + 1 else COST_SWAPPED
                yield sign + "".join(swapped), "digits changed places", cost


def _single_digits(sign: str, core: str, positions: list[int]) -> Iterator[Edit]:
    """One digit lost, wrong or too many."""
    for i in range(len(core) + 1):
        for d in DIGITS:
            yield sign + core[:i] + d + core[i:], "digit lost", COST_LOST_DIGIT
    for i in positions:
        for d in DIGITS:
            if d != core[i]:
                yield sign + core[:i] + d + core[i + 1 :], "one digit wrong", COST_DIGIT
        if len(positions) > 1:
            yield sign + core[:i] + core[i + 1 :], "digit too many", COST_EXTRA_DIGIT


def _slips(sign: str, core: str, mark: str) -> Iterator[Edit]:
    """Every slip in a number, the same string perhaps more than once."""
    yield ("" if sign else "-") + core, "wrong sign", COST_SIGN
    positions = [i for i, c in enumerate(core) if c.isdigit()]
    whole, point, fraction = core.partition(mark)
    if point and set(whole) <= {"0"}:
        yield from _lost_zeros(sign, whole, fraction, mark)
    yield from _moved_points(sign, whole, fraction, mark)
    yield from _exchanged_digits(sign, core, positions)
    yield from _single_digits(sign, core, positions)


@lru_cache(maxsize=512)
def edits(string: str, mark: str = ".") -> tuple[Edit, ...]:
    """Every string one slip away from a printed one, cheapest slip first.

    Parameters
    ----------
    string : str
        As printed.
    mark : {".", ","}
        Decimal mark.

    Returns
    -------
    tuple of (corrected string, slip, cost)

    Examples
    --------
    >>> [e for e in edits("28.3067") if e[0] == "28.0367"]
    [('28.0367', 'digits changed places', 1.0)]
    >>> [e for e in edits("0.41") if e[0] == "0.041"]
    [('0.041', 'zero lost after the decimal point', 1.0)]
    """
    found = _CORE.search(string)
    if not found:
        return ()
    head, tail = string[: found.start()], string[found.end() :]
    sign, core = found["sign"], found["digits"]
    best: dict[str, Edit] = {}
    for corrected, slip, cost in _slips(sign, core, mark):
        whole = head + corrected + tail
        digits = corrected.lstrip("+-−–")
        if not re.search(r"\d", digits) or re.match(r"0\d", digits):
            continue
        if whole != string and (whole not in best or cost < best[whole][2]):
            best[whole] = (whole, slip, cost)
    return tuple(sorted(best.values(), key=lambda e: (e[2], e[0])))
