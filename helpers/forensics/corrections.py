"""Slips of the pen: the strings that one small typing error could have turned into the printed one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

__all__ = ["Edit", "edits"]

#: (corrected string, what went wrong, cost). Small costs are the commoner slips.
Edit = tuple[str, str, float]

_CORE = re.compile(r"(?P<sign>[-−–+]?)\s*(?P<digits>\d*[.,]?\d+[.,]?)")

COST_SIGN = COST_LOST_ZERO = COST_LOST_DIGIT = COST_NEIGHBOURS = 1.0
COST_DIGIT = 1.2
COST_SWAPPED = COST_POINT = 1.5
COST_EXTRA_DIGIT = 2.0
COST_OTHER = 3.0


def _all(sign: str, core: str, mark: str) -> Iterator[Edit]:
    yield ("" if sign else "-") + core, "wrong sign", COST_SIGN
    positions = [i for i, c in enumerate(core) if c.isdigit()]
    point = core.find(mark)
    whole = core if point < 0 else core[:point]
    fraction = "" if point < 0 else core[point + 1 :]
    # A zero lost just after the point: 0.41 for 0.041.
    for zeros in (1, 2):
        if point >= 0 and set(whole) <= {"0"}:
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
    for step in (-3, -2, -1, 1, 2, 3):
        digits = whole + fraction
        at = len(whole) + step
        if at <= 0:
            digits, at = "0" * (1 - at) + digits, 1
        moved = digits[:at].ljust(at, "0"), digits[at:]
        left = moved[0].lstrip("0") or "0"
        yield (
            f"{sign}{left}{mark if moved[1] else ''}{moved[1]}",
            "decimal point in the wrong place",
            COST_POINT + 0.2 * (abs(step) - 1),
        )
    for a, i in enumerate(positions):
        for j in positions[a + 1 :]:
            if core[i] != core[j]:
                swapped = list(core)
                swapped[i], swapped[j] = swapped[j], swapped[i]
                neighbours = positions.index(j) == a + 1
                yield (
                    sign + "".join(swapped),
                    "digits changed places",
                    COST_NEIGHBOURS if neighbours else COST_SWAPPED,
                )
    for i in range(len(core) + 1):
        for d in "0123456789":
            yield sign + core[:i] + d + core[i:], "digit lost", COST_LOST_DIGIT
    for i in positions:
        for d in "0123456789":
            if d != core[i]:
                yield sign + core[:i] + d + core[i + 1 :], "one digit wrong", COST_DIGIT
        if len(positions) > 1:
            yield sign + core[:i] + core[i + 1 :], "digit too many", COST_EXTRA_DIGIT


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
    for corrected, slip, cost in _all(sign, core, mark):
        whole = head + corrected + tail
        digits = corrected.lstrip("+-−–")
        if not re.search(r"\d", digits) or re.match(r"0\d", digits):
            continue
        if whole != string and (whole not in best or cost < best[whole][2]):
            best[whole] = (whole, slip, cost)
    return tuple(sorted(best.values(), key=lambda e: (e[2], e[0])))
