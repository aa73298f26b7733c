"""A model while it is being read: its rows, statistics, words and what could not be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..tables import STATS, Cell, PrintedTable, constant_row
from .labels import fold, level
from .numbers import Number, blank, has_digit, numbers, tidy

__all__ = ["Draft"]

#: Fields of a row in their order; an interval has two.
ENDS = ("ci_low", "ci_high")

#: Words that say that some regressors are not shown.
HIDDEN = re.compile(
    r"fixed.?effects?|\bfe\b|controls?\b|dumm(?:y|ies)|absor|effects\b|trends?\b.*yes|控制变量|固定效应"
    r"|not (?:shown|reported)|omitted|efectos fijos|effets fixes|controles",
    re.IGNORECASE,
)
#: Words and formulas that say that there is no constant.
NO_CONSTANT = re.compile(
    r"\(uncentered\)|\bnoconstant\b|\bno constant\b|without (?:a )?constant"
    r"|~[^\n]*(?:-\s*1\b|\+\s*0\b)|~\s*0\s*\+",
    re.IGNORECASE,
)
#: Notes that say the same.
NOT_SHOWN = re.compile(
    r"(?:regressors|controls|variables|coefficients|covariates|intercepts?)\s(?:\w+\s){0,4}"
    r"(?:not|un)\s?(?:shown|reported|displayed)|(?:also|further) (?:includes?|controls? for)",
    re.IGNORECASE,
)
NOT_YES = re.compile(r"^(no|none|nein|non|não|否|không|tidak|n|x?)$", re.IGNORECASE)

#: Level of the intervals that the fields of a row are for.
USUAL_LEVEL = 95.0


@dataclass
class Draft:
    """One model being read."""

    mark: str = "."
    column: str = ""
    names: list[str] = field(default_factory=list)
    cells: dict[Cell, str] = field(default_factory=dict)
    stars: dict[int, int] = field(default_factory=dict)
    labels: dict[Cell, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    hidden: bool = False
    level: float | None = None

    def row(self, name: str) -> int:
        """Number of a new row.

        Parameters
        ----------
        name : str
            Its label.

        Returns
        -------
        int
            Its place.
        """
        name = re.sub(r"^\*\*(.*)\*\*$", r"\1", re.sub(r"\s+", " ", name).strip())
        self.names.append(name or f"row {len(self.names) + 1}")
        return len(self.names) - 1

    def put(self, row: int, kind: str, number: Number, label: str = "") -> None:
        """Enter one number of a row.

        Parameters
        ----------
        row : int
            Its place.
        kind : str
            Its field; empty if there is none.
        number : Number
            As printed.
        label : str
            What the field was taken from.
        """
        if number.stars:
            self.stars[row] = max(self.stars.get(row, 0), number.stars)
        if not kind:
            return
        if kind in ENDS and self.level not in (None, USUAL_LEVEL):
            self.others[f"{kind} of {self.names[row]} ({self.level:g} %)"] = number.text
            return
        if (row, kind) not in self.cells:
            self.cells[row, kind] = number.text
            if label:
                self.labels[row, kind] = label

    def fail(self, row: str, column: str, text: str, reason: str = "") -> None:
        """Mark a cell that cannot be read.

        Parameters
        ----------
        row, column : str
            Where it stands.
        text : str
            What stands there.
        reason : str
            Why it cannot be read.
        """
        shown = re.sub(r"\s+", " ", text).strip()[:80]
        where = " / ".join(part for part in (row.strip(), column.strip()) if part)
        self.unread.append(f"{where}: {shown!r}" + (f" ({reason})" if reason else ""))

    def statistic(self, kind: str, text: str, label: str) -> bool:
        """Enter a statistic.

        Parameters
        ----------
        kind : str
            Its field.
        text : str
            Its canonical string.
        label : str
            What it was printed as.

        Returns
        -------
        bool
            False if another one stands there already or a size is no whole number.
        """
        if kind in ("n", "df"):
            whole = re.sub(r"(?<=\d)[,. '](?=\d{3}(?:\D|$))", "", text)
            whole = re.sub(r"[.,]0*$", "", whole)
            if not whole.isdigit() or int(whole) < 1:
                return False
            text = str(int(whole))
        if (STATS, kind) in self.cells:
            if self.cells[STATS, kind] != text:
                self.others.setdefault(label.strip(), text)
            return True
        self.cells[STATS, kind] = text
        self.labels[STATS, kind] = label.strip()
        return True

    def note(self, words: str) -> None:
        """Keep words.

        Parameters
        ----------
        words : str
            Any text.
        """
        words = re.sub(r"\s+", " ", words).strip()
        if words and words not in self.words:
            self.words.append(words)

    def said(self, label: str, answer: str) -> None:
        """Keep a row of words such as "Fixed effects: Yes".

        Parameters
        ----------
        label, answer : str
            The label of the row and what stands in the column.
        """
        self.note(f"{label}: {answer}" if label else answer)
        self.hidden |= bool(HIDDEN.search(label) and not NOT_YES.match(answer.strip()))

    def complete(self) -> bool:
        """Whether anything was read.

        Returns
        -------
        bool
            True with one cell or more, read or not.
        """
        return bool(self.cells or self.unread)

    def table(self, name: str) -> PrintedTable:
        """The model as a printed table.

        Parameters
        ----------
        name : str
            Its id.

        Returns
        -------
        PrintedTable
            With everything that was read.
        """
        note = legend_words("\n".join(self.words))
        constant = constant_row(self.names)
        hidden = self.hidden or NOT_SHOWN.search(note) is not None
        slopes = tuple(i for i in range(len(self.names)) if i != constant)
        return PrintedTable(
            id=name,
            names=tuple(self.names),
            cells=dict(self.cells),
            stars=dict(self.stars),
            slopes=slopes,
            constant=constant,
            has_constant=True if constant is not None else _said_none(note),
            k=None if hidden or not self.names else len(slopes),
            decimal_mark=self.mark,
            note=note,
            unread=tuple(self.unread),
            labels=dict(self.labels),
            column=self.column,
            others=dict(self.others),
            assumed=False,
        )


def _said_none(note: str) -> bool | None:
    """False where the words say that there is no constant."""
    return False if NO_CONSTANT.search(note) else None


def legend_words(note: str) -> str:
    """Notes with the legend of R's stars written as other programs do.

    Parameters
    ----------
    note : str
        All words.

    Returns
    -------
    str
        The same with ``*** p<0.001`` instead of ``'***' 0.001``.

    Examples
    --------
    >>> legend_words("Signif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1")
    'Signif. codes: *** p<0.001, ** p<0.01, * p<0.05'
    """
    quote = "['‘’`\"]"
    form = re.compile(rf"Signif\. codes:\s*0\s*{quote}.*?{quote}\s*{quote}\s*1\b", re.DOTALL)

    def rewritten(match: re.Match[str]) -> str:
        pairs = re.findall(rf"{quote}(\*+){quote}\s*([\d.,]+)", match.group())
        return "Signif. codes: " + ", ".join(f"{stars} p<{level}" for stars, level in pairs)

    return form.sub(rewritten, note)


def prepared(words: str) -> tuple[str, float | None]:
    """Words in one form and the level of the intervals they speak of.

    Parameters
    ----------
    words : str
        All words around a table.

    Returns
    -------
    words : str
        Tidy.
    level : float or None
        In per cent.
    """
    tidied = tidy(words)
    return tidied, level(tidied)


def words_of(cell: str) -> bool:
    """Whether a cell holds words and no number.

    Parameters
    ----------
    cell : str
        As printed.

    Returns
    -------
    bool
        True for "Yes"; False for an empty one and for "0.5".
    """
    return not blank(cell) and not has_digit(cell)


def known_words(label: str) -> bool:
    """Whether a label begins a line of notes.

    Parameters
    ----------
    label : str
        First cell of a row.

    Returns
    -------
    bool
        True for "Notes:", "Source", "Significance levels".
    """
    return bool(
        re.match(
            r"(notes?|source|signif|standard errors|robust standard|t[- ]stat|p[- ]val|std|remarks?"
            r"|注|说明|资料来源|nota|notas|anmerkung|remarque|ghi chu|catatan|fuente|format of|data:"
            r"|heteroske|\*+ ?p|\+ ?p|\*|legend|in parenth|values in|the table|this table)",
            fold(label) or label.strip(),
            re.IGNORECASE,
        )
        or re.match(r"\s*[*+†]+\s*(p|sig|denotes|\d|:)", label)
    )


def only(cell: str, mark: str) -> Number | None:
    """The number of a cell that holds one.

    Parameters
    ----------
    cell : str
        As printed.
    mark : {".", ","}
        Decimal mark.

    Returns
    -------
    Number or None
        None if there is none, or more than one.
    """
    found = numbers(cell, mark)
    return found[0] if found and len(found) == 1 else None
