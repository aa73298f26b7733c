"""Rounding intervals: a printed number is a range; arithmetic must never lose a possible value."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

__all__ = ["Interval", "PrintedNumberError", "decimals", "is_missing", "printed", "unit"]
#: Strings that stand for "no number printed".
MISSING = frozenset(
    {
        "",
        "na",
        "n/a",
        "nan",
        "n.a.",
        "none",
        "null",
        "ns",
        "n.s.",
        "n.s",
        "omitted",
        "(omitted)",
        "dropped",
        "(dropped)",
        "-",
        "--",
        "—",
        "–",
        ".",
        "..",
        "...",
        "/",
        "*",
        "**",
        "***",
    }
)
#: Reach of each reading around the printed number, in units of its last digit: towards zero, and
#: away from it.
READINGS = {
    "rounded": (Decimal("0.5"), Decimal("0.5")),
    # Cutting digits off moves a number towards zero by less than one unit, so the true one lies
    # further out.
    "cut": (Decimal(0), Decimal(1)),
    # Whoever typed the table may have cut some cells and rounded others.
    "cut or rounded": (Decimal("0.5"), Decimal(1)),
    # Rounding to one digit more first, then again: 0.5 + 0.05 (+ 0.005 ...) units.
    "rounded twice": (Decimal("0.5556"), Decimal("0.5556")),
    # As "rounded", but zeros that end a whole number are only fillers: 50750 for 50745 to 50755.
    "significant digits": (Decimal("0.5"), Decimal("0.5")),
}
_MINUS = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "‒": "-", "﹣": "-", "－": "-", "＋": "+", "．": ".", "，": ","}
)
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’]+")
_NUMBER = re.compile(
    r"([+-]?)(\d*)(?:\.(\d*))?"  # sign, whole part, decimals
    r"(?:[eEdD]([+-]?\d+)|[x×·\*]10\^?\(?([+-]?\d+)\)?)?"  # 1.2E-05 or 1.2 x 10^-5
)
#: Relations before a number, each as one of "<", ">" and "=".
_RELATIONS = {"<": "<", "≤": "<", "<=": "<", "＜": "<", ">": ">", "≥": ">", ">=": ">", "＞": ">"}


class PrintedNumberError(ValueError):
    """A string that is not a printed number."""


def _down(x: Any) -> Any:
    """The next number below; math is twenty times as fast as NumPy on a single number."""
    return math.nextafter(x, -math.inf) if isinstance(x, float) else np.nextafter(x, -np.inf)


def _up(x: Any) -> Any:
    """The next number above."""
    return math.nextafter(x, math.inf) if isinstance(x, float) else np.nextafter(x, np.inf)


def _number(x: Any) -> Any:
    """A float, or an array of floats."""
    if isinstance(x, np.ndarray) and x.ndim:
        return x if x.dtype == float else x.astype(float)
    return float(x)


def _times(x: float, y: float) -> float:
    """A product in which 0 x infinity is 0: an unbounded factor times an exact zero."""
    product = x * y
    return 0.0 if product != product else product


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval [lo, hi] with outward-rounded arithmetic.

    Parameters
    ----------
    lo, hi : float or ndarray
        End points, lo <= hi, infinite allowed; arrays must have one shape.

    Raises
    ------
    ValueError
        If an end point is not a number or lo exceeds hi.

    Examples
    --------
    >>> ratio = printed("117538.7") / printed("13139.99")
    >>> ratio.intersects(printed("8.9451"))
    True
    >>> print(Interval(2, 4) - 1)
    [1, 3]
    """

    lo: Any
    hi: Any

    def __post_init__(self) -> None:
        if type(self.lo) is not float:
            object.__setattr__(self, "lo", _number(self.lo))
        if type(self.hi) is not float:
            object.__setattr__(self, "hi", _number(self.hi))
        inside = self.lo <= self.hi
        if inside is not True and not np.all(inside):
            raise ValueError(f"not an interval: [{self.lo}, {self.hi}]")

    @staticmethod
    def point(x: Any) -> Interval:
        """Interval that holds one number.

        Parameters
        ----------
        x : float or ndarray
            The number.

        Returns
        -------
        Interval
            [x, x].
        """
        return Interval(x, x)

    @property
    def single(self) -> bool:
        """Whether this is one interval, not an array of them.

        Returns
        -------
        bool
            True where both ends are floats.
        """
        return type(self.lo) is float and type(self.hi) is float

    @staticmethod
    def of(x: Any) -> Interval:
        """An interval as it is, a number as the interval that holds it alone.

        Parameters
        ----------
        x : Interval, float or ndarray
            What to turn into an interval.

        Returns
        -------
        Interval
            ``x`` itself, or [x, x].
        """
        return x if isinstance(x, Interval) else Interval(x, x)

    # -- arithmetic -----------------------------------------------------------------------------

    def __neg__(self) -> Interval:
        return Interval(-self.hi, -self.lo)

    def __add__(self, other: Any) -> Interval:
        o = Interval.of(other)
        return Interval(_down(self.lo + o.lo), _up(self.hi + o.hi))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Interval:
        return self + -Interval.of(other)

    def __rsub__(self, other: Any) -> Interval:
        return Interval.of(other) + -self

    def __mul__(self, other: Any) -> Interval:
        o = Interval.of(other)
        if self.single and o.single:
            ends = (
                _times(self.lo, o.lo),
                _times(self.lo, o.hi),
                _times(self.hi, o.lo),
                _times(self.hi, o.hi),
            )
            return Interval(_down(min(ends)), _up(max(ends)))
        with np.errstate(invalid="ignore", over="ignore"):
            products = [
                np.nan_to_num(np.multiply(x, y), nan=0.0, posinf=np.inf, neginf=-np.inf)
                for x in (self.lo, self.hi)
                for y in (o.lo, o.hi)
            ]
        low = np.minimum(np.minimum(products[0], products[1]), np.minimum(products[2], products[3]))
        high = np.maximum(
            np.maximum(products[0], products[1]), np.maximum(products[2], products[3])
        )
        return Interval(_down(low), _up(high))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Interval:
        o = Interval.of(other)
        return self * (o._reciprocal() if o.single else o._reciprocals())

    def _reciprocals(self) -> Interval:
        """1 / x elementwise, unbounded on the sides on which zero lies inside."""
        lo_zero, hi_zero = np.equal(self.lo, 0), np.equal(self.hi, 0)
        holds_zero = np.logical_and(np.less_equal(self.lo, 0), np.greater_equal(self.hi, 0))
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            of_hi, of_lo = _down(np.divide(1.0, self.hi)), _up(np.divide(1.0, self.lo))
        low = np.where(np.logical_and(holds_zero, np.logical_or(~lo_zero, hi_zero)), -np.inf, of_hi)
        high = np.where(np.logical_and(holds_zero, np.logical_or(~hi_zero, lo_zero)), np.inf, of_lo)
        return Interval(low[()], high[()])

    def _reciprocal(self) -> Interval:
        """1 / x of a single interval."""
        if self.lo > 0 or self.hi < 0:
            return Interval(_down(1.0 / self.hi), _up(1.0 / self.lo))
        # A divisor that touches zero from one side has a reciprocal bounded on that side only.
        low = _down(1.0 / self.hi) if self.lo == 0 < self.hi else -math.inf
        high = _up(1.0 / self.lo) if self.lo < 0 == self.hi else math.inf
        return Interval(low, high)

    def __rtruediv__(self, other: Any) -> Interval:
        return Interval.of(other) / self

    def __abs__(self) -> Interval:
        if self.single:
            return Interval(max(self.lo, -self.hi, 0.0), max(abs(self.lo), abs(self.hi)))
        low = np.maximum(np.maximum(self.lo, np.negative(self.hi)), 0.0)
        return Interval(low, np.maximum(np.abs(self.lo), np.abs(self.hi)))

    def square(self) -> Interval:
        """Squares of all members (never below 0, unlike ``self * self``).

        Returns
        -------
        Interval
            Every x^2 with x inside.

        Examples
        --------
        >>> print(Interval(-1, 2).square())
        [0, 4]
        """
        a = abs(self)
        if a.single:
            return Interval(max(_down(a.lo * a.lo), 0.0), _up(a.hi * a.hi))
        return Interval(np.maximum(_down(np.square(a.lo)), 0.0), _up(np.square(a.hi)))

    def sqrt(self) -> Interval:
        """Square roots of the members that are not negative.

        Returns
        -------
        Interval
            Every root; never below 0.

        Raises
        ------
        ValueError
            If every member (of any element) is negative.
        """
        if np.any(np.less(self.hi, 0)):
            raise ValueError(f"square root of a negative interval: {self}")
        if self.single:
            return Interval(max(_down(math.sqrt(max(self.lo, 0.0))), 0.0), _up(math.sqrt(self.hi)))
        return Interval(
            np.maximum(_down(np.sqrt(np.maximum(self.lo, 0.0))), 0.0), _up(np.sqrt(self.hi))
        )

    def log(self) -> Interval:
        """Natural logarithms of the positive members.

        Returns
        -------
        Interval
            Every log(x); -inf below where the lower end is not positive.

        Raises
        ------
        ValueError
            If no member (of any element) is positive.
        """
        if np.any(np.less_equal(self.hi, 0)):
            raise ValueError(f"logarithm of an interval without positive members: {self}")
        with np.errstate(divide="ignore"):
            # Two steps: library logarithms and exponentials are within one, not half, a unit of the
            # last bit.
            return Interval(
                _down(_down(np.log(np.maximum(self.lo, 0.0)))), _up(_up(np.log(self.hi)))
            )

    def exp(self) -> Interval:
        """Exponentials of all members.

        Returns
        -------
        Interval
            Every exp(x); never below 0.
        """
        with np.errstate(over="ignore"):
            return Interval(
                np.maximum(_down(_down(np.exp(self.lo))), 0.0), _up(_up(np.exp(self.hi)))
            )

    # -- relations ------------------------------------------------------------------------------

    def contains(self, x: Any) -> Any:
        """Whether a number or a whole interval lies inside.

        Parameters
        ----------
        x : Interval, float or ndarray
            What should lie inside.

        Returns
        -------
        bool or ndarray of bool
            Elementwise for arrays.
        """
        o = Interval.of(x)
        if self.single and o.single:
            return self.lo <= o.lo and o.hi <= self.hi
        return np.logical_and(np.less_equal(self.lo, o.lo), np.less_equal(o.hi, self.hi))

    def intersects(self, other: Any) -> Any:
        """Whether two intervals have a number in common.

        Parameters
        ----------
        other : Interval, float or ndarray
            The other one.

        Returns
        -------
        bool or ndarray of bool
            Elementwise for arrays.
        """
        o = Interval.of(other)
        if self.single and o.single:
            return self.lo <= o.hi and o.lo <= self.hi
        return np.logical_and(np.less_equal(self.lo, o.hi), np.less_equal(o.lo, self.hi))

    def intersection(self, other: Any) -> Interval | None:
        """Common part of two single intervals.

        Parameters
        ----------
        other : Interval or float
            The other one.

        Returns
        -------
        Interval or None
            None if they have nothing in common.
        """
        o = Interval.of(other)
        low, high = max(self.lo, o.lo), min(self.hi, o.hi)
        return Interval(low, high) if low <= high else None

    @property
    def mid(self) -> Any:
        """Midpoint.

        Returns
        -------
        float or ndarray
            (lo + hi) / 2.
        """
        return (self.lo + self.hi) / 2

    @property
    def width(self) -> Any:
        """Length.

        Returns
        -------
        float or ndarray
            hi - lo.
        """
        return self.hi - self.lo

    def __str__(self) -> str:
        if np.ndim(self.lo) or np.ndim(self.hi):
            return f"[{self.lo}, {self.hi}]"
        # Enough digits to tell the two ends apart, and no more than a float holds.
        gap = abs(float(self.hi) - float(self.lo))
        size = max(abs(float(self.lo)), abs(float(self.hi)))
        digits = 6
        if 0 < gap < size < np.inf:
            digits = int(min(15, max(4, np.ceil(np.log10(size / gap)) + 3)))
        return f"[{float(self.lo):.{digits}g}, {float(self.hi):.{digits}g}]"


def is_missing(string: Any) -> bool:
    """Whether a cell holds no number: None, an empty string, ``NA``, a dash, a lone star.

    Parameters
    ----------
    string : str or None
        The cell.

    Returns
    -------
    bool
        True where the cell is one of `MISSING`.

    Examples
    --------
    >>> is_missing(" NA "), is_missing(None), is_missing("0")
    (True, True, False)
    """
    return string is None or str(string).strip().casefold() in MISSING


def _bare(string: str) -> str:
    """A printed number without significance marks and brackets around it."""
    text = string.translate(_MINUS).strip()
    # R marks p < 0.1 with a lone full stop after the number.
    text = re.sub(r"(\s[.·]|\s*[*†‡#]+)$", "", text).strip()
    text = re.sub(r"^[*†‡#]+(?=[\d.,+(<>=-])", "", text).strip()
    bracketed = re.fullmatch(r"[(\[{|]\s*(.*?)\s*[)\]}|]", text)
    if bracketed:
        text = re.sub(r"[*†‡#]+$", "", bracketed.group(1)).strip()
    return text


def _related(text: str) -> tuple[str, str]:
    """Relation ("=" if none stands there) and the rest: ``p < .001`` gives ``<`` and ``.001``."""
    sign = re.match(r"(?:[pP]\s*)?(<=|>=|≤|≥|<|>|＜|＞|=)\s*", text)
    if not sign:
        return "=", text
    return _RELATIONS.get(sign.group(1), "="), text[sign.end() :]


def _without_spaces(text: str, raw: str) -> str:
    """A number without the spaces that may stand in one number: a sign, thousands, a power of ten.

    "- 2.5" is a sign and a number; "12 345,6" has its thousands set apart; anything else with a
    space is not one number.
    """
    text = _SPACES.sub(" ", text)
    if " " not in text:
        return text
    text = re.sub(r"^([+-]) (?=[\d.,])", r"\1", text)
    if " " in text and not re.fullmatch(r"[+-]?\d{1,3}( \d{3})+([.,]\d*)?", text):
        text = re.sub(r" ?([x×·*]) ?10 ?\^? ?", r"\g<1>10^", text)
        text = re.sub(r"(?<=\d) ?([eE]) ?(?=[+-]?\d)", r"\1", text)
        if " " in text:
            raise PrintedNumberError(f"not a printed number: {raw!r}")
    return text.replace(" ", "")


def _with_point(text: str, decimal_mark: str, raw: str) -> str:
    """A number without thousands separators and with a full stop as its decimal mark."""
    thousands = "," if decimal_mark == "." else "."
    if thousands in text:
        groups = rf"[+-]?[1-9]\d{{0,2}}(?:{re.escape(thousands)}\d{{3}})+"
        if not re.fullmatch(rf"{groups}(?:{re.escape(decimal_mark)}\d*)?", text):
            raise PrintedNumberError(
                f"not a printed number with decimal mark {decimal_mark!r}: {raw!r}"
            )
        text = text.replace(thousands, "")
    return text.replace(",", ".")


def _parse(string: Any, decimal_mark: str) -> tuple[str, Decimal, Decimal, bool]:
    """Relation, value, unit of the last digit and whether in scientific notation."""
    if decimal_mark not in (".", ","):
        raise PrintedNumberError(f"decimal mark must be '.' or ',', not {decimal_mark!r}")
    raw = str(string)
    relation, text = _related(_bare(raw))
    percent = text.endswith(("%", "％"))
    text = _without_spaces(text.rstrip("%％").strip(), raw)
    match = _NUMBER.fullmatch(_with_point(text, decimal_mark, raw))
    if not match or not (match.group(2) or match.group(3)):
        raise PrintedNumberError(f"not a printed number: {raw!r}")
    minus, whole, fraction, exponent, power = match.groups()
    shift = int(exponent or power or 0) - (2 if percent else 0)
    digits = (whole or "") + (fraction or "")
    place = Decimal(1).scaleb(shift - len(fraction or ""))
    value = Decimal(f"{minus}{digits}") * place
    return relation, value, place, bool(exponent or power)


@lru_cache(maxsize=65536)
def printed(string: Any, decimal_mark: str = ".", reading: str = "rounded") -> Interval:
    """Every number that a printed string can stand for.

    Parameters
    ----------
    string : str
        The number as printed: ``0.4843``, ``-.5``, ``1.2E-05``, ``1,234.5``, ``12 345,6``,
        ``40.3%``, ``(0.52)``, ``2.66**``, ``−2.4``, ``<0.001``.
    decimal_mark : {".", ","}
        The other of the two is then a thousands separator.
    reading : {"rounded", "cut", "cut or rounded", "rounded twice", "significant digits"}
        How the digits were shortened. ``cut`` gives [x, x + one unit of the last digit) away from
        zero.

    Returns
    -------
    Interval
        For ``<x``: [0, x] (it is a p-value); for ``>x``: [x, inf].

    Raises
    ------
    PrintedNumberError
        If the string is not a printed number.

    Examples
    --------
    >>> print(printed("0.4843"))
    [0.48425, 0.48435]
    >>> print(printed("1.2E-05"), printed("40.3%"), printed("12 345,6", ","))
    [1.15e-05, 1.25e-05] [0.4025, 0.4035] [12345.55, 12345.65]
    >>> print(printed("0.0849", reading="cut"))
    [0.0849, 0.085]
    >>> printed("1.2.3")
    Traceback (most recent call last):
        ...
    helpers.forensics.intervals.PrintedNumberError: not a printed number: '1.2.3'
    """
    relation, value, place, scientific = _parse(string, decimal_mark)
    if relation == "<":
        # R prints "< 2e-16" for anything below 2.22e-16: the bound itself is rounded.
        return Interval(0.0, _up(float(value + (place / 2 if scientific else 0))))
    if relation == ">":
        return Interval(_down(float(value)), np.inf)
    towards, away = READINGS[reading]
    if reading == "significant digits" and place == 1 and value != 0:
        place = Decimal(1).scaleb(max(0, int(value.normalize().as_tuple().exponent)))
    inner, outer = abs(value) - towards * place, abs(value) + away * place
    if value == 0:
        # The sign of what was shortened to zero is unknown.
        inner = -outer
    low, high = (-outer, -inner) if value.is_signed() and value != 0 else (inner, outer)
    return Interval(_down(float(low)), _up(float(high)))


def unit(string: Any, decimal_mark: str = ".") -> float:
    """Unit of the last printed digit.

    Parameters
    ----------
    string : str
        The number as printed.
    decimal_mark : {".", ","}
        The other of the two is then a thousands separator.

    Returns
    -------
    float
        A power of ten.

    Examples
    --------
    >>> unit("1.365E8"), unit("0.0000"), unit("51")
    (100000.0, 0.0001, 1.0)
    """
    return float(_parse(string, decimal_mark)[2])


def decimals(string: Any, decimal_mark: str = ".") -> int:
    """Number of decimals printed.

    Parameters
    ----------
    string : str
        The number as printed.
    decimal_mark : {".", ","}
        The other of the two is then a thousands separator.

    Returns
    -------
    int
        Minus the exponent of ten of the last digit; at least 0.

    Examples
    --------
    >>> decimals("0.0000"), decimals("51"), decimals("1.2E-05")
    (4, 0, 6)
    """
    exponent = _parse(string, decimal_mark)[2].as_tuple().exponent
    return max(0, -int(exponent))
