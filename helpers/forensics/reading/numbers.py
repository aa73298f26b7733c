"""Numbers as printed: what stands in one cell of a table, kept digit by digit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Number", "blank", "decimal_mark", "has_digit", "numbers", "tidy"]

#: Signs that stand for another one, wherever a table comes from.
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("−–—‒﹣－⁻", "-"),
        **dict.fromkeys("∗＊⁎✱﹡⋆★", "*"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\u2002\u2003\u2005\u200a\u3000\ufeff", " "),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\u00ad", ""),
        **dict(zip("０１２３４５６７８９", "0123456789", strict=True)),
        **{"＋": "+", "．": ".", "，": ",", "（": "(", "）": ")", "［": "[", "］": "]", "⁺": "+"},
        **{"＜": "<", "＞": ">", "≤": "<=", "≥": ">=", "％": "%", "＝": "=", "：": ":", "；": ";"},
    }
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile(
    r"(?<=\d)\s*(?:[x×·*]\s*10\s*(?:\^|\*\*)\s*[{(]?\s*(?P<caret>[+-]?\d+)\s*[})]?"
    r"|[x×·*]\s*10(?P<raised>[-⁰¹²³⁴⁵⁶⁷⁸⁹]*[⁰¹²³⁴⁵⁶⁷⁸⁹])"
    r"|[×·]\s*10(?P<plain>[+-]\d{1,3}|\d{1,2})(?![\d.,]))"
)

#: What is printed where there is no number.
_BLANK = frozenset(
    [
        "na",
        "n/a",
        "nan",
        "n.a.",
        "none",
        "null",
        "ns",
        "n.s.",
        "omitted",
        "(omitted)",
        "dropped",
        "(dropped)",
        "-",
        "--",
        "---",
        ".",
        "..",
        "...",
        "/",
        "inf",
        "-inf",
        "(.)",
        "(.)",
        "(-)",
        "[-]",
        "[.,.]",
        "(na)",
        "(nan)",
        "[nan,nan]",
        "empty",
        "(empty)",
        "(base)",
        "base",
    ]
)

#: One number without sign, marks and brackets, for either decimal mark.
_PLAIN = {
    ".": re.compile(r"(?:\d+|[1-9]\d{0,2}(?:,\d{3})+|\d{1,3}(?: \d{3})+)?(?:\.\d*)?"),
    ",": re.compile(r"(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+|\d{1,3}(?: \d{3})+)?(?:,\d*)?"),
}
_CLOSING = {"(": ")", "[": "]", "{": "}", "|": "|", "<": ">"}
_SHAPE = re.compile(
    r"(?P<rel><=|>=|<|>)?\s*(?P<sign>\(-\)|[+-])?\s*(?P<digits>[\d.,][\d.,' ]*)"
    r"(?P<exp>\s?[eEdD][+-]?\d+)?(?P<percent>\s?%)?"
)
#: Marks of significance and of footnotes behind a number.
_MARKS = re.compile(
    r"(?:\s*(?:\^?\{?[*†‡§¶#]+\}?|\+(?!\d)|°|'{1,3}(?!\d)|\^\w+|(?<=\d)[a-e](?!\w)))+"
)
_BETWEEN = re.compile(r"\s*(?:;|,(?=\s)|\bto\b|\n|/|\s-\s|\s|,(?=-?[\d.]))\s*")

#: Two ends of an interval with nothing but a comma between them.
_PAIR = re.compile(r"([(\[{]\s*)(-?\d*\.\d+),(?=-?\d*\.\d+\s*[)\]}])()")


@dataclass(frozen=True)
class Number:
    """One printed number.

    Attributes
    ----------
    text : str
        Sign and digits as printed, in the form that `helpers.forensics.intervals` reads.
    stars : int
        Asterisks behind it.
    bracket : str
        ``(``, ``[``, ``{`` or ``|`` that it stands in, empty if it stands free.
    """

    text: str
    stars: int = 0
    bracket: str = ""


def tidy(text: str) -> str:
    """A text with one sign for each meaning: minus, star, space, digits, powers of ten.

    Parameters
    ----------
    text : str
        As printed.

    Returns
    -------
    str
        The same words and digits.

    Examples
    --------
    >>> tidy("−0,5∗∗"), tidy("1,16 × 10⁻⁴⁰")
    ('-0,5**', '1,16e-40')
    """
    text = unicodedata.normalize("NFC", text).translate(_SIGNS)
    return _POWER.sub(_exponent, text) if "10" in text else text


def _exponent(power: re.Match[str]) -> str:
    """A power of ten as programs write it."""
    shown = power["caret"] or power["plain"] or power["raised"].translate(_RAISED)
    return f"e{shown}"


def has_digit(text: str) -> bool:
    """Whether a digit stands in a text.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    bool
        True for one digit or more.
    """
    return any(c.isdigit() for c in text)


def blank(text: str) -> bool:
    """Whether a cell says that no number is printed there.

    Parameters
    ----------
    text : str
        Cell as printed.

    Returns
    -------
    bool
        True for an empty cell, dashes, "NA", "omitted" and stars alone.
    """
    bare = tidy(text).strip().casefold().strip("*").strip()
    return not bare or bare in _BLANK or bare.replace(" ", "") in _BLANK


def decimal_mark(cells: Iterable[str]) -> str:
    """Decimal mark of a table: the comma if more cells can only be read with it.

    Parameters
    ----------
    cells : iterable of str
        All cells of one table.

    Returns
    -------
    {".", ","}
        The full stop where nothing decides.

    Examples
    --------
    >>> decimal_mark(["1.234,5", "0,052"]), decimal_mark(["1,234", "0.052"])
    (',', '.')
    """
    votes = {".": 0, ",": 0}
    for cell in cells:
        for digits in re.findall(r"(?<![\w.,])\d*(?:[.,]\d+)+(?![\w])", tidy(cell)):
            fits = [mark for mark, form in _PLAIN.items() if form.fullmatch(digits)]
            if len(fits) == 1:
                votes[fits[0]] += 1
    return "," if votes[","] > votes["."] else "."


def _one(text: str, mark: str) -> tuple[Number, int] | None:
    """The number that a text begins with and where it ends."""
    shape = _SHAPE.match(text)
    if shape is None:
        return None
    digits, end = shape["digits"].replace("'", " "), shape.end()
    whole = digits.rstrip(", ") if not (shape["exp"] or shape["percent"]) else digits
    # Numbers set apart by spaces are several, unless they are groups of three digits.
    best = next((d for d in _shorter(whole) if _is_plain(d, mark)), None)
    if best is None:
        return None
    if len(best) < len(digits):
        end, exponent = shape.start("digits") + len(best), ""
        if best != digits.rstrip(", ") and not re.match(r"[\s,;]", text[end:]):
            return None
        percent = ""
    else:
        exponent, percent = (shape["exp"] or "").strip(), (shape["percent"] or "").strip()
    marks = _MARKS.match(text, end)
    stars = marks.group().count("*") if marks else 0
    end = marks.end() if marks else end
    sign = "-" if (shape["sign"] or "").strip("()") == "-" else ""
    return Number(f"{shape['rel'] or ''}{sign}{best}{exponent}{percent}", stars), end


def _shorter(digits: str) -> Iterable[str]:
    """A run of digits, then the same without its last groups, as far as spaces set them apart."""
    yield digits
    while " " in digits.strip():
        digits = digits.rstrip().rpartition(" ")[0].rstrip(", ")
        yield digits


def _is_plain(digits: str, mark: str) -> bool:
    return has_digit(digits) and _PLAIN[mark].fullmatch(digits.strip()) is not None


def numbers(cell: str, mark: str = ".") -> list[Number] | None:
    """Every number of a cell, if the cell holds numbers and nothing else.

    Parameters
    ----------
    cell : str
        As printed: ``0.12***``, ``(0.03)``, ``0.12 (0.03)``, ``[0.1, 0.2]``, ``< 2e-16``.
    mark : {".", ","}
        Decimal mark.

    Returns
    -------
    list of Number or None
        None if something stands there that is no number; an empty list for an empty cell.

    Examples
    --------
    >>> [n.text for n in numbers("-.123*** (0.045)")]
    ['-.123', '0.045']
    >>> numbers("(−)2,765,352")[0].text, numbers("0,052"), numbers("350.")[0].text
    ('-2,765,352', None, '350.')
    >>> [(n.text, n.bracket) for n in numbers("[0,1; 0,2]", ",")]
    [('0,1', '['), ('0,2', '[')]
    """
    text = _PAIR.sub(r"\1\2, \3", tidy(cell).strip())
    lead = re.match(r"\*+(?=[-+\d.(])", text)
    if lead:
        text = text[lead.end() :] + lead.group()
    found: list[Number] = []
    place, open_bracket = 0, ""
    while place < len(text):
        sign = text[place]
        if open_bracket and sign == _CLOSING[open_bracket]:
            open_bracket, place = "", place + 1
            place, stars = _stars(text, place)
            if stars and found:
                found[-1] = Number(found[-1].text, found[-1].stars + stars, found[-1].bracket)
        elif sign in "([{|" and not open_bracket and not text.startswith("(-)", place):
            open_bracket, place = sign, place + 1
        else:
            step = _BETWEEN.match(text, place) if found else None
            start = step.end() if step else place
            if start >= len(text) or (start > place and text[start] in "([{|)]}"):
                place = max(start, place + 1) if start > place else place + 1
                continue
            one = _one(text[start:].lstrip(), mark)
            if one is None:
                return None
            number, length = one
            gap = len(text[start:]) - len(text[start:].lstrip())
            found.append(Number(number.text, number.stars, open_bracket))
            place = start + gap + length
            if place < len(text) and not re.match(r"[\s;,)\]}|/(\[{]", text[place:]):
                return None
    return None if open_bracket else found


def _stars(text: str, place: int) -> tuple[int, int]:
    """Where marks behind a bracket end, and the number of stars in them."""
    marks = _MARKS.match(text, place)
    return (marks.end(), marks.group().count("*")) if marks else (place, 0)
