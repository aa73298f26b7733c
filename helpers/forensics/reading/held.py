"""What brackets hold where no note says so: each reading is tried on the numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

__all__ = ["Triple", "decide", "star_levels"]

#: Two-sided critical values by level: of the normal distribution, and of Student's t with four
#: degrees of freedom, as small a sample as anybody marks with stars.
CRITICAL = {0.1: (1.645, 2.132), 0.05: (1.960, 2.776), 0.01: (2.576, 4.604), 0.001: (3.291, 8.610)}

#: Legends to expect without one.
USUAL = ({1: 0.1, 2: 0.05, 3: 0.01}, {1: 0.05, 2: 0.01, 3: 0.001})

#: Share of cells that may contradict the reading that is taken: misprints exist.
SLIPS = 0.05

#: Share of cells that must contradict every reading that is not taken.
AGAINST = 0.2

#: A t statistic has the sign of its coefficient: from so many negative coefficients on, brackets
#: without a sign hold none, unless notes speak of absolute values.
NEGATIVE = 3

#: The same where the labels are those of a program that prints standard errors by default.
NEGATIVE_OF_PROGRAM = 1
PROGRAM = re.compile(r"Num\. ?[Oo]bs|R2 Adj|Log\.Lik|Residual Std\. Error|S\.E\. type|Std\.Errors")

#: No t statistic is printed beyond this.
LARGEST_T = 5_000.0

_NUMBER = re.compile(r"[<>=]*(-?[\d.]+(?:[eEdD][+-]?\d+)?)")


@dataclass(frozen=True)
class Triple:
    """A coefficient, what its bracket holds, and its stars.

    Attributes
    ----------
    b, x : str
        As printed, with a full stop as decimal mark and without separators.
    stars : int
        Number of stars.
    """

    b: str
    x: str
    stars: int


def star_levels(words: str) -> dict[int, float]:
    """Significance level by number of stars, as far as notes tell.

    Parameters
    ----------
    words : str
        All words around a table.

    Returns
    -------
    dict of int to float
        Levels between 0 and 1.

    Examples
    --------
    >>> star_levels("* p<0.1; ** p<0.05; *** p<0.01")
    {1: 0.1, 2: 0.05, 3: 0.01}
    """
    found: dict[int, float] = {}
    for stars, number, percent in re.findall(
        r"(\*{1,4})[^*\d]{0,40}?(\d*[.,]?\d+)\s*(%|per ?cent)?", words
    ):
        value = float(number.replace(",", "."))
        value = value / 100 if percent or value >= 1 else value
        if 0 < value < 0.5:
            found.setdefault(len(stars), value)
    return found


def _value(text: str) -> tuple[float, float]:
    """A printed number and half a unit of its last digit."""
    match = _NUMBER.match(text)
    digits = match.group(1) if match else "0"
    mantissa, _, exponent = digits.lower().replace("d", "e").partition("e")
    place = len(mantissa.partition(".")[2])
    return float(digits.lower().replace("d", "e")), 0.5 * 10.0 ** max(
        -300, min(300, int(exponent or 0) - place)
    )


def _critical(level: float) -> tuple[float, float]:
    """Smallest and largest critical value that a level may stand for."""
    if level in CRITICAL:
        return CRITICAL[level]
    normal = NormalDist().inv_cdf(1 - level / 2)
    return normal, 3 * normal


def _range(kind: str, triple: Triple) -> tuple[float, float]:
    """Smallest and largest |t|, or p, that a reading gives."""
    b, half_b = _value(triple.b)
    x, half_x = _value(triple.x)
    if kind != "se":
        return max(abs(x) - half_x, 0.0), abs(x) + half_x
    largest = (abs(b) + half_b) / (x - half_x) if x > half_x else float("inf")
    return max(abs(b) - half_b, 0.0) / (x + half_x), largest


def _stars_fit(kind: str, triple: Triple, levels: Mapping[int, float]) -> bool:
    """Whether the stars of a coefficient can be those of a reading."""
    low, high = _range(kind, triple)
    reached = levels.get(triple.stars)
    if triple.stars and reached is None:
        return True
    stricter = [v for s, v in levels.items() if reached is None or v < reached]
    missed = max(stricter, default=None)
    if kind == "p":
        return (reached is None or low <= reached) and (missed is None or high >= missed)
    enough = reached is None or high >= _critical(reached)[0]
    return enough and (missed is None or low <= _critical(missed)[1])


def _possible(kind: str, triples: Sequence[Triple], words: str) -> bool:
    """Whether a reading is possible at all: signs and size."""
    values = [(_value(t.b)[0], _value(t.x)[0]) for t in triples]
    negative = sum(x < 0 for _, x in values)
    if kind == "se":
        return not negative
    if kind == "p":
        return not negative and all(x <= 1 for _, x in values)
    if negative:
        return all(b * x >= 0 for b, x in values)
    needed = NEGATIVE_OF_PROGRAM if PROGRAM.search(words) else NEGATIVE
    unsigned = sum(b < 0 < x for b, x in values) >= needed
    if unsigned and not re.search(r"absolute|\|t\||绝对值", words, re.IGNORECASE):
        return False
    return all(x <= LARGEST_T for _, x in values)


def _against(kind: str, triples: Sequence[Triple], legends: Sequence[Mapping[int, float]]) -> int:
    """Number of coefficients that contradict a reading, by the legend that suits it best."""
    return min(sum(not _stars_fit(kind, t, levels) for t in triples) for levels in legends)


def decide(triples: Sequence[Triple], words: str) -> str | None:
    """What brackets hold, if the numbers decide.

    Parameters
    ----------
    triples : sequence of Triple
        Every coefficient of a table that has a bracket of this kind.
    words : str
        All words around the table: a legend of stars and the names of statistics are among them.

    Returns
    -------
    str or None
        ``se``, ``t`` or ``p``; None if they cannot tell.

    Examples
    --------
    >>> decide([Triple("4.339", "0.526", 3), Triple("6.628", "0.671", 3)], "*** p<0.01")
    'se'
    >>> decide([Triple("4.339", "-8.24", 0), Triple("6.628", "9.87", 0)], "") is None
    True
    >>> decide([Triple("-4.339", "-8.24", 0), Triple("6.628", "9.87", 0)], "")
    't'
    >>> decide([Triple("4.3", "2.5", 0), Triple("6.6", "3.1", 0)], "") is None
    True
    """
    possible = [kind for kind in ("se", "t", "p") if _possible(kind, triples, words)]
    if not possible or len(possible) == 1:
        return possible[0] if possible and len(triples) > 1 else None
    levels = star_levels(words)
    if not levels and not any(t.stars for t in triples):
        return None
    legends = [levels] if levels else list(USUAL)
    against = {kind: _against(kind, triples, legends) for kind in possible}
    best = min(against, key=lambda kind: against[kind])
    others = min(count for kind, count in against.items() if kind != best)
    allowed = max(SLIPS * len(triples), 1.0 if len(triples) >= 8 else 0.0)
    needed = max(AGAINST * len(triples), against[best] + 1.0)
    return best if against[best] <= allowed and others >= needed else None
