"""Words for numbers: the formatters of every sentence, table and figure."""

from __future__ import annotations

import math
from collections.abc import Iterable

_WORDS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def fixed(value: float, decimals: int = 2) -> str:
    """A number with so many decimals and thousands separated.

    Parameters
    ----------
    value : float
        May be infinite or not a number.
    decimals : int
        Digits after the point.

    Returns
    -------
    str
        With a true minus sign; zero has none.

    Examples
    --------
    >>> fixed(-1234.567, 1), fixed(-0.001, 2)
    ('−1,234.6', '0.00')
    """
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞" if value < 0 else "n/a"
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.removeprefix("-")
    return text.replace("-", "−")


def percent(share: float, decimals: int = 0) -> str:
    """A share as a percentage.

    Parameters
    ----------
    share : float
        1 for the whole.
    decimals : int
        Digits after the point.

    Returns
    -------
    str
        With its sign of per cent.

    Examples
    --------
    >>> percent(0.1234, 1)
    '12.3%'
    """
    return f"{fixed(100 * share, decimals)}%"


def p_value(value: float) -> str:
    """A p-value to three decimals, or the bound below which it lies.

    Parameters
    ----------
    value : float
        Between 0 and 1.

    Returns
    -------
    str
        Without "p =".

    Examples
    --------
    >>> p_value(0.0312), p_value(1e-9)
    ('0.031', '< 0.001')
    """
    return "< 0.001" if value < 0.0005 else fixed(value, 3)


def simulated_p(value: float) -> str:
    """A simulated p-value, to the two decimals that its Monte Carlo error allows.

    Parameters
    ----------
    value : float
        Between 0 and 1.

    Returns
    -------
    str
        The value, or the bound below which it lies.

    Examples
    --------
    >>> simulated_p(0.34567), simulated_p(0.0004)
    ('0.35', '< 0.01')
    """
    return "< 0.01" if value < 0.005 else fixed(value, 2)


def listed(words: Iterable[str]) -> str:
    """Words as a list in a sentence.

    Parameters
    ----------
    words : iterable of str
        In their order.

    Returns
    -------
    str
        ``none`` if there are no words.

    Examples
    --------
    >>> listed(["users", "shoppers", "domains"])
    'users, shoppers and domains'
    >>> listed([])
    'none'
    """
    words = list(words)
    if not words:
        return "none"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def count(number: int) -> str:
    """A small whole number as a word, a larger one in digits.

    Parameters
    ----------
    number : int
        Words end with twelve.

    Returns
    -------
    str
        Zero is ``no``, as in "no claims".

    Examples
    --------
    >>> count(2), count(65)
    ('two', '65')
    """
    return _WORDS[number] if 0 <= number < len(_WORDS) else fixed(number, 0)


def sentence_case(text: str) -> str:
    """Text with a capital at its beginning, the rest as it is.

    Parameters
    ----------
    text : str
        Not empty.

    Returns
    -------
    str

    Examples
    --------
    >>> sentence_case("Table 4 and GDP"), sentence_case("growth of GDP")
    ('Table 4 and GDP', 'Growth of GDP')
    """
    return text[0].upper() + text[1:]


def true_minus(text: str) -> str:
    """A number as text, with the sign that is as wide as a plus.

    Parameters
    ----------
    text : str
        With a hyphen for a minus, as `str` and the paper write it.

    Returns
    -------
    str

    Examples
    --------
    >>> true_minus("-0.2")
    '−0.2'
    """
    return text.replace("-", "−")


def year_spans(years: Iterable[int]) -> str:
    """Years in order, neighbours joined to a span.

    Parameters
    ----------
    years : iterable of int
        In ascending order.

    Returns
    -------
    str

    Examples
    --------
    >>> year_spans([2004, 2005, 2006, 2009])
    '2004–2006, 2009'
    """
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in spans)
