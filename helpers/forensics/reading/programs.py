"""Output of statistical programs: a block of coefficients under named columns, and statistics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

from .drafts import Draft, prepared
from .labels import ANOVA, bracketed, column_field, column_of, fold, other, statistic
from .latex import Sheet
from .layout import read_statistic
from .numbers import Number, blank, decimal_mark, has_digit, numbers, tidy

__all__ = ["Line", "is_head", "output", "sheet_lines", "text_lines"]

#: Lines with which programs begin what they print about a model.
STARTS = re.compile(
    r"""^\W*(?:
    (?:[\w()-]+\s){0,6}?(?:Regression|Model)\s+Results\s*$|Results:\s|.*Estimation\ Summary\s*$
    |Call:|\.\s*(?:quietly\s+)?(?:xi:\s*)?(?:reg|areg|xt|ivreg|newey|probit|logit|glm)\w*\s
    |Source\s+\|\s+SS|(?:Linear|Robust|Fixed-effects|Random-effects|HDFE\ Linear|Instrumental\ variables|
      IV\ \(2SLS\)|Probit|Logistic|Regression\ with|Prais|Tobit|Newey|Poisson)\b.*(?:Number\ of\ obs|regression)
    |Dependent\ Variable:|被解释变量[:：]|因变量[:：]\s*\w
    |(?:Model|Modelo|Modell|Modèle|Modello)\s+\d+:|Model\ Summary|模型汇总|模型摘要|Resumen\ del\ modelo
    |The\ (?:REG|GLM|AUTOREG|MODEL|PANEL|SURVEYREG)\ Procedure
    |SUMMARY\ OUTPUT|AUSGABE:\ ZUSAMMENFASSUNG|RAPPORT|OUTPUT\ RIEPILOGO|Resumen$|RESUMO\ DOS|汇总输出
    |Estimation:|OLS\ estimation,|TSLS\ estimation,|Regression\ Statistics
    )""",
    re.IGNORECASE | re.VERBOSE,
)

#: A number that stands by itself in a line of text.
_ALONE = re.compile(
    r"(?<![\w.,\-])(?:[<>]=?\s?)?[-+]?(?:\d[\d.,]*|\.\d+)(?:[eEdD][-+]?\d+)?(?![\w])%?"
)
_F_OF = re.compile(r"\bF\s*\(\s*(?P<one>\d+)\s*,\s*(?P<two>[\d.]+)\s*\)")
_R_ERROR = re.compile(r"standard error:?\s*(?P<s>\S+) on (?P<df>[\d.,]+) degrees of freedom", re.I)
_R_F = re.compile(
    r"F-statistic:?\s*(?P<f>\S+) on (?P<one>[\d.]+) and (?P<two>[\d.]+) DF,?\s*"
    r"p-value:?\s*(?P<p><?\s*[\d.,eE+-]+)"
)
_SIZE = re.compile(r"\b[TNn]\s*=\s*(\d+)\s*\)|using observations 1-(\d+)\s*$")

#: Names of the columns of an analysis of variance.
_ANOVA_HEADS = {
    "ss": "ss", "sum of squares": "ss", "squares": "ss", "sum sq": "ss", "df": "df", "gl": "df",
    "ms": "ms", "mean square": "ms", "square": "ms", "mean sq": "ms", "f": "f", "f value": "f",
    "sig": "p", "significance f": "p", "pr f": "p", "p value": "p", "平方和": "ss", "均方": "ms",
    "自由度": "df", "显著性": "p", "prob f": "p", "quadratsumme": "ss", "suma de cuadrados": "ss",
}  # fmt: skip


#: More words than this name no columns, nor do more figures (0.025, 97.5%).
MOST_WORDS, MOST_FIGURES = 40, 12


@dataclass(frozen=True)
class Piece:
    """A run of text in a line, and where it begins and ends."""

    text: str
    left: float
    right: float

    @property
    def middle(self) -> float:
        """Where its middle stands."""
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Line:
    """One line of text, or one row of cells.

    Attributes
    ----------
    text : str
        The line; cells set apart by two spaces.
    pieces : tuple of Piece
        Words of a line of text, or whole cells.
    cells : bool
        Whether the pieces are cells: columns are then exact.
    """

    text: str
    pieces: tuple[Piece, ...]
    cells: bool = False


def text_lines(text: str) -> list[Line]:
    """Lines of a text.

    Parameters
    ----------
    text : str
        Output of a program.

    Returns
    -------
    list of Line
        Bars between columns are spaces; "< 2e-16" is one word.
    """
    found = []
    for raw in text.splitlines():
        line = re.sub(r">\s?\|([tz])\|", r"> \1 ", tidy(raw.expandtabs(8)))
        line = re.sub(r"([<>]=?) (?=[.\d])", r" \1", line)
        pieces = tuple(Piece(m.group(), m.start(), m.end()) for m in re.finditer(r"\S+", line))
        found.append(Line(line, pieces))
    return found


def sheet_lines(sheet: Sheet) -> list[Line]:
    """Rows of a table as lines.

    Parameters
    ----------
    sheet : Sheet
        Cells.

    Returns
    -------
    list of Line
        The words around the table come first.
    """
    found = [Line(words, ()) for words in sheet.words.splitlines()]
    for row in sheet.rows:
        pieces = tuple(Piece(tidy(cell), j, j) for j, cell in enumerate(row) if cell)
        found.append(Line("  ".join(p.text for p in pieces), pieces, cells=True))
    return found


@dataclass(frozen=True)
class Head:
    """A column of a block of coefficients."""

    kind: str
    left: float
    right: float
    label: str

    @property
    def middle(self) -> float:
        """Where its middle stands."""
        return (self.left + self.right) / 2


def _heads(line: Line) -> list[Head]:
    """Columns that a line names."""
    if line.cells:
        found = []
        for piece in line.pieces:
            kind = column_field(piece.text)
            if kind is not None:
                found.append(Head(kind, piece.left, piece.right, piece.text))
        return found
    words = [p for p in line.pieces if p.text not in ("|", "│")]
    folded = tuple(fold(word.text) for word in words)
    found, i = [], 0
    while i < len(words):
        for size in range(min(6, len(words) - i), 0, -1):
            kind = column_of(folded[i : i + size])
            if kind is not None and _touch(words[i : i + size]):
                label = " ".join(w.text for w in words[i : i + size])
                found.append(Head(kind, words[i].left, words[i + size - 1].right, label))
                i += size - 1
                break
        i += 1
    return found


def _touch(words: Sequence[Piece]) -> bool:
    """Whether words stand so close together that they are one phrase."""
    return all(b.left - a.right <= 2 for a, b in pairwise(words))


def _coefficient_heads(line: Line) -> list[Head]:
    """Columns of a block of coefficients, empty if the line does not begin one."""
    if len(line.text) > 250 or not line.pieces:
        return []
    if len(line.pieces) > MOST_WORDS or sum(has_digit(p.text) for p in line.pieces) > MOST_FIGURES:
        return []
    heads = _heads(line)
    if [h.kind for h in heads[:2]] == ["b", "b"]:
        # "Coefficient" above the names, "Estimate" above the numbers.
        heads[0] = replace(heads[0], kind="name")
    kinds = [h.kind for h in heads if h.kind not in ("", "name")]
    figures = [
        p for p in line.pieces if numbers(p.text) and column_field(p.text.strip("[]")) is None
    ]
    unnamed = len(line.pieces) - sum(len(h.label.split()) for h in heads)
    if line.cells:
        unnamed = len(line.pieces) - len(heads)
    good = ("b" in kinds or "beta" in kinds) and (
        "se" in kinds or "t" in kinds or "p" in kinds or "ci" in kinds
    )
    good |= "se" in kinds and "t" in kinds
    if not good or figures or unnamed > max(2, len(kinds)):
        return []
    return heads


def is_head(line: Line) -> bool:
    """Whether a line names the columns of a block of coefficients.

    Parameters
    ----------
    line : Line
        Any line.

    Returns
    -------
    bool
        True for "coef  std err  t  P>|t|".
    """
    return bool(_coefficient_heads(line))


def is_summary(line: Line) -> bool:
    """Whether a line names statistics whose values stand below them.

    Parameters
    ----------
    line : Line
        Any line.

    Returns
    -------
    bool
        True for "R  R Square  Adjusted R Square".
    """
    return len(_statistic_heads(line)) >= 3 and not _has_figure(line, ".")


def output(lines: Sequence[Line], words: str = "") -> list[Draft]:
    """Models of the output of a program.

    Parameters
    ----------
    lines : sequence of Line
        In order.
    words : str
        More words around it.

    Returns
    -------
    list of Draft
        In order.
    """
    found: list[Draft] = []
    for chunk in _chunks(lines):
        found += _Reader(chunk, words).drafts()
    return found


def _chunks(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of each model: a new one begins where a program says so."""
    chunks: list[list[Line]] = [[]]
    full = False
    for line in lines:
        if full and STARTS.match(line.text[:200]):
            chunks.append([])
            full = False
        chunks[-1].append(line)
        full = full or is_head(line)
    if len(chunks) > 1 and not any(_coefficient_heads(line) for line in chunks[-1]):
        last = chunks.pop()
        chunks[-1] += last
    return chunks


@dataclass
class _Reader:
    """State while the lines of one model are read."""

    lines: list[Line]
    words: str
    heads: list[Head] = field(default_factory=list)
    models: list[list[Draft]] = field(default_factory=list)
    current: list[Draft] = field(default_factory=list)
    prefix: str = ""
    last: str = ""
    anova: list[str] = field(default_factory=list)
    summary: list[Head] = field(default_factory=list)
    started: bool = False
    marks: int = 0
    gap: bool = False

    def drafts(self) -> list[Draft]:
        """Read all lines."""
        said = "\n".join([self.words, *[line.text for line in self.lines]])
        tidied, self.level = prepared(said)
        self.mark = decimal_mark(p.text.strip("[]();,") for line in self.lines for p in line.pieces)
        self.held = bracketed(tidied)
        self._begin([])
        for number, line in enumerate(self.lines):
            self._read(line, self.lines[number + 1 : number + 2])
        for model in self.models:
            for draft in model:
                draft.note(self.words)
        return [d for model in self.models for d in model if d.complete()]

    def _begin(self, names: Sequence[str]) -> None:
        self.current = [
            Draft(mark=self.mark, column=name, level=self.level) for name in names or [""]
        ]
        self.models.append(self.current)
        self.last = ""

    def _read(self, line: Line, after: Sequence[Line]) -> None:
        if not line.text.strip() or re.fullmatch(r"[\s\-=_+|:*~.─┼│━]*", line.text):
            self.gap = self.started
            return
        if self.heads and not self.started and self._second_head(line):
            return
        heads = _coefficient_heads(line)
        if heads:
            self._open(heads, line)
            return
        if self.heads and self._row(line, after):
            return
        if self.heads and self.started:
            self.heads, self.prefix = [], ""
        self._statistics(line)

    # -- coefficients -----------------------------------------------------------------------------

    def _open(self, heads: list[Head], line: Line) -> None:
        """Begin a block of coefficients."""
        heads = _expanded(heads, line)
        groups = _groups(heads)
        if any(d.names for d in self.current) or len(groups) > 1:
            if any(d.complete() for d in self.current):
                self._begin([])
            if len(groups) > 1:
                self.models.remove(self.current)
                self._begin([f"model {i}" for i in range(1, len(groups) + 1)])
        self.heads, self.started, self.gap = heads, False, False
        for draft in self.current:
            draft.note(line.text)

    def _second_head(self, line: Line) -> bool:
        """Whether a second line of heads follows the first; it names columns more closely."""
        if any(numbers(p.text, self.mark) for p in line.pieces):
            return False
        more = [h for h in _heads(line) if h.kind not in ("", "name")]
        if not more:
            return False
        kinds = {h.kind for h in more}
        kept = [
            h for h in self.heads
            if h.kind not in kinds and not any(h.left == m.left for m in more if line.cells)
        ]  # fmt: skip
        self.heads = sorted([*kept, *more], key=lambda h: h.left)
        return True

    def _row(self, line: Line, after: Sequence[Line]) -> bool:
        """Read a row of the block; False if the line is none."""
        self.marks = 0
        label, tokens = self._cells(line) if line.cells else self._tokens(line)
        kinds = [h for h in self.heads if h.kind != "name"]
        if not tokens:
            return self._factor(line, label, after)
        if not label and self.prefix == "":
            return False
        if line.cells and self._beneath(label, tokens):
            return True
        if re.search(r"(?<![\w.])\d+[.,]\d+", label) or (
            (statistic(label) or other(label)) and len(fold(label)) > 2 and len(tokens) < len(kinds)
        ):
            return False
        if (
            len(fold(label)) > 2
            and len(tokens) == 1
            and len(kinds) > 1
            and (statistic(label) or other(label))
        ):
            return False
        if not line.cells and len(tokens) < min(2, len(kinds)) and not self._lonely(line, tokens):
            return False
        if "=" in label and line.text.count("=") and statistic(label.split("=")[0]):
            return False
        self._enter(label, tokens, line.cells, line.text)
        self.started = True
        return True

    def _lonely(self, line: Line, tokens: list[Piece]) -> bool:
        """Whether a single number is the coefficient of a row that lacks the others."""
        head = next((h for h in self.heads if h.kind == "b"), None)
        if self.gap or head is None or re.search(r"[:=]", line.text):
            return False
        return abs(tokens[0].right - head.right) <= 2

    def _beneath(self, label: str, tokens: list[Piece]) -> bool:
        """Read a row of statistics below a block with several columns a model."""
        groups = _groups(self._figures())
        named = statistic(label)
        if not (named or other(label)) or len(tokens) > len(groups) or min(map(len, groups)) < 2:
            return False
        if len(fold(label)) == 1 and not self.started:
            return False
        for token in tokens:
            which = max(i for i, g in enumerate(groups) if i == 0 or g[0].left <= token.left)
            read_statistic(
                self.current[min(which, len(self.current) - 1)], label, token.text, named
            )
        return True

    def _factor(self, line: Line, label: str, after: Sequence[Line]) -> bool:
        """A line that only names what the next lines are levels of, or says that one is left out."""
        if len(line.text.strip()) > 40 or has_digit(line.text) or not after:
            return False
        if re.search(r"\((?:omitted|dropped|base|empty)\)", line.text):
            for draft in self.current:
                draft.note(line.text)
            return True
        follows = re.match(r"^\s+\S+.*?\|\s+[-\d.]", after[0].text) and "|" in line.text
        if follows:
            self.prefix = line.text.replace("|", "").strip()
        return bool(follows) or (not self.started and not _ends_block(line))

    def _tokens(self, line: Line) -> tuple[str, list[Piece]]:
        """Label and numbers of a line of text."""
        body = line.text
        bar = re.search(r"\s[|│]\s", body)
        first = bar.end() if bar and not numbers(body[: bar.start()], self.mark) else 0
        pieces = [p for p in line.pieces if p.text not in ("|", "│")]
        self.marks = 0
        while pieces and re.fullmatch(r"[*.+·'†]+", pieces[-1].text):
            self.marks = max(self.marks, pieces.pop().text.count("*"))
        run: list[Piece] = []
        while pieces and pieces[-1].left >= first and len(run) < len(self._figures()):
            bare = (
                pieces[-1].text.strip("[](),;") if not blank(pieces[-1].text) else pieces[-1].text
            )
            if not (numbers(bare, self.mark) or blank(pieces[-1].text) or _spoilt(pieces[-1].text)):
                break
            last = pieces.pop()
            if not re.fullmatch(r"\*+", last.text):
                run.insert(0, Piece(bare, last.left, last.right))
        label = body[: int(run[0].left) if run else len(body)]
        label = label[: bar.start()] if bar and first else label
        return label.replace("|", "").strip(" \t:"), [p for p in run if not blank(p.text)] if any(
            not blank(p.text) for p in run
        ) else []

    def _figures(self) -> list[Head]:
        return [h for h in self.heads if h.kind != "name"]

    def _cells(self, line: Line) -> tuple[str, list[Piece]]:
        """Label and numbers of a row of cells."""
        starts = [h.left for h in self.heads if h.kind != "name"]
        first = min(starts) if starts else 1
        # SPSS numbers its models in a column before the names.
        names = [p.text for p in line.pieces if p.left < first]
        label = " ".join(n for n in names if not numbers(n) or len(names) == 1)
        return label.strip(), [p for p in line.pieces if p.left >= first and not blank(p.text)]

    def _enter(self, label: str, tokens: list[Piece], cells: bool, text: str) -> None:
        """Enter the numbers of a row under the heads that they stand below."""
        figures = self._figures()
        groups = _groups(figures)
        if self.prefix and not re.match(rf"\s*{re.escape(label)}\s\s+\|", text):
            self.prefix = ""
        name = f"{self.prefix} {label}".strip() if self.prefix else label
        rows: dict[int, int] = {}
        for piece, head in _matched(tokens, figures, cells):
            which = next(i for i, g in enumerate(groups) if head in g) if head else 0
            draft = self.current[min(which, len(self.current) - 1)]
            if which not in rows:
                rows[which] = draft.row(name)
                if self.marks:
                    draft.stars[rows[which]] = self.marks
            found = numbers(piece.text, self.mark)
            if head is None or (found is not None and not found):
                continue
            if found is None:
                if any(c.isdigit() for c in piece.text):
                    draft.fail(name, head.label, piece.text)
                    draft.hidden |= head.kind == "b"
                else:
                    draft.note(piece.text)
                continue
            self._put(draft, rows[which], head, found, piece.text)

    def _put(self, draft: Draft, row: int, head: Head, found: list[Number], text: str) -> None:
        if head.kind == "ci" and len(found) == 2:
            draft.put(row, "ci_low", found[0], head.label)
            draft.put(row, "ci_high", found[1], head.label)
            return
        draft.put(row, head.kind, found[0], head.label)
        for number in found[1:]:
            kind = self.held.get(number.bracket, "")
            if kind and number.bracket:
                draft.put(row, kind, number, number.bracket)
            elif head.kind:
                draft.fail(draft.names[row], head.label, text, "several numbers")

    # -- statistics -------------------------------------------------------------------------------

    def _statistics(self, line: Line) -> None:
        """Read what stands in a line beside the block of coefficients."""
        text = line.text
        for draft in self.current:
            draft.note(text)
        if self._squares(line) or self._summary(line):
            return
        draft = self.current[0]
        text = self._special(draft, text)
        place = 0
        for match in _ALONE.finditer(text):
            before = text[place : match.start()]
            place = match.end()
            shown = match.group().rstrip(",")
            found = numbers(shown.replace(" ", ""), self.mark)
            label = re.split(r"\s{2,}|\t|;\s", before.strip().rstrip(" :=|,"))[-1].strip(" |,:=()")
            if found and label:
                self._take(draft, label, found[0].text, before)
            elif not found and label and statistic(label):
                draft.fail(label, "", shown)

    def _take(self, draft: Draft, label: str, text: str, before: str) -> None:
        """Enter a statistic by its label."""
        kind = statistic(label)
        folded = fold(label)
        if folded in ("p value", "prob", "p", "sig", "pr", "significance") and self.last == "f":
            kind = "p_f"
        if len(folded) == 1 and kind and not re.search(r"[=:]\s*$|\s{2,}$", before) and kind != "n":
            return
        if kind is None:
            if other(label) and len(label) < 60:
                draft.others.setdefault(label, text)
                self.last = folded
            return
        if not draft.statistic(kind, text, label):
            draft.fail(label, "", text)
        self.last = kind

    def _special(self, draft: Draft, text: str) -> str:
        """Take what programs print in forms of their own; the rest of the line."""
        whole = _R_F.search(text)
        if whole:
            for kind in ("f", "p"):
                found = numbers(whole[kind].replace(" ", "").rstrip(",."), self.mark)
                if found:
                    draft.statistic("f" if kind == "f" else "p_f", found[0].text, "F-statistic")
            draft.others.setdefault("df of F", f"{whole['one']}; {whole['two']}")
            text = text[: whole.start()] + "  " + text[whole.end() :]
        error = _R_ERROR.search(text)
        if error:
            found = numbers(error["s"], self.mark)
            if found:
                draft.statistic("ser", found[0].text, "Residual standard error")
            draft.statistic("df", error["df"], "degrees of freedom")
            text = text[: error.start()] + "  " + text[error.end() :]
        size = _SIZE.search(text)
        if size:
            draft.statistic("n", size.group(1) or size.group(2), "observations")
            text = text[: size.start()] + "  " + text[size.end() :]
        for of in _F_OF.finditer(text):
            draft.others.setdefault("df of F", f"{of['one']}; {of['two']}")
        return _F_OF.sub("F", text)

    def _squares(self, line: Line) -> bool:
        """An analysis of variance: its heads, or one of its rows."""
        folded = fold(line.text.split("Number of obs")[0])
        if re.search(
            r"\b(ss|squares|sum sq|平方和|quadratsumme|suma de cuadrados)\b", folded
        ) and not _has_figure(line, self.mark):
            order = _anova_order(line)
            if len(order) >= 2:
                self.anova = order
                return True
        if re.search(r"\bss\b.*\bdf\b.*\bms\b", folded):
            self.anova = ["ss", "df", "ms"]
            return False
        if not self.anova:
            return False
        label = re.match(r"\s*(?:\d+\s+)?([^\d|.<-]+)", line.text)
        kind = ANOVA.get(fold(label.group(1))) if label else None
        if kind is None:
            return False
        self._square_row(kind, line.text[label.end() :] if label else "")
        return False

    def _square_row(self, kind: str, text: str) -> None:
        """Numbers of one row of an analysis of variance."""
        draft = self.current[0]
        shown = re.match(r"[\s|]*((?:[-\d.,eE+<*]+[a-d]?(?:\s+|$|\s*\|\s*))+)", text)
        tokens = [t for t in shown.group(1).split() if t != "|"] if shown else []
        for name, token in zip(self.anova, tokens, strict=False):
            found = numbers(token, self.mark)
            if not found:
                continue
            field_of = {
                "ss": kind,
                "df": "df" if kind == "ssr" else "",
                "ms": {"ess": "msr", "ssr": "mse"}.get(kind, ""),
                "f": "f" if kind == "ess" else "",
                "p": "p_f" if kind == "ess" else "",
            }[name]
            if field_of:
                draft.statistic(field_of, found[0].text, f"{kind} {name}")

    def _summary(self, line: Line) -> bool:
        """A row of statistics under their names, as SPSS prints them."""
        if self.summary:
            heads, self.summary = self.summary, []
            tokens = [p for p in line.pieces if not blank(p.text)]
            figures = [p for p in tokens if numbers(p.text, self.mark)]
            if not line.cells and len(figures) == len(heads) + 1:
                figures = figures[1:]
            pairs = _matched(figures, heads, line.cells)
            for piece, head in pairs:
                found = numbers(piece.text, self.mark)
                if head and found and statistic(head.label):
                    read_statistic(self.current[0], head.label, found[0].text, head.kind)
            return True
        heads = _statistic_heads(line)
        if len(heads) >= 3 and not _has_figure(line, self.mark):
            self.summary = heads
            return True
        return False


def _has_figure(line: Line, mark: str) -> bool:
    return any(numbers(p.text, mark) for p in line.pieces)


def _anova_order(line: Line) -> list[str]:
    """Order of the columns of an analysis of variance."""
    words = [p.text for p in line.pieces]
    found, i = [], 0
    while i < len(words):
        for size in (3, 2, 1):
            name = _ANOVA_HEADS.get(fold(" ".join(words[i : i + size])))
            if name and i + size <= len(words):
                found.append(name)
                i += size - 1
                break
        i += 1
    return found


def _statistic_heads(line: Line) -> list[Head]:
    """Statistics that a line names."""
    found = []
    if line.cells:
        return [
            Head(kind, p.left, p.right, p.text) for p in line.pieces if (kind := statistic(p.text))
        ]
    for match in re.finditer(r"\S+(?: \S+)*", line.text):
        kind = statistic(match.group())
        if kind:
            found.append(Head(kind, match.start(), match.end(), match.group()))
    return found


def _ends_block(line: Line) -> bool:
    return statistic(line.text.split(":")[0]) is not None


def _spoilt(text: str) -> bool:
    """Whether a word is meant as a number and is none."""
    bare = text.strip("[](),;*")
    return (
        bool(re.fullmatch(r"[-+]?[\d.,]*\d[\d.,]*", bare)) and bare.count(".") + bare.count(",") > 1
    )


def _expanded(heads: list[Head], line: Line) -> list[Head]:
    """Heads with two ends instead of one interval; "beta" is the coefficient where no other is."""
    kinds = {h.kind for h in heads}
    found: list[Head] = []
    for head in heads:
        if head.kind == "ci" and not line.cells:
            middle = head.middle
            found.append(Head("ci_low", head.left, middle - 1, head.label))
            found.append(Head("ci_high", middle + 1, head.right, head.label))
        elif head.kind == "beta" and "b" not in kinds:
            found.append(Head("b", head.left, head.right, head.label))
        elif head.kind == "name" and head is not heads[0]:
            continue
        else:
            found.append(head)
    if line.cells:
        found = _wide_intervals(found, line)
    # Excel prints its intervals twice: only a group with a coefficient is a model of its own.
    groups = _groups(found)
    extra = [h for g in groups[1:] if not any(m.kind in ("b", "se", "t") for m in g) for h in g]
    return [replace(h, kind="") if h in extra else h for h in found]


def _wide_intervals(heads: list[Head], line: Line) -> list[Head]:
    """A head of an interval over two columns of cells names both."""
    taken = {p.left for p in line.pieces}
    found = []
    for head in heads:
        if head.kind == "ci" and head.left + 1 not in taken:
            found.append(Head("ci", head.left, head.left, head.label))
            found.append(Head("ci_high", head.left + 1, head.left + 1, head.label))
        else:
            found.append(head)
    return found


def _groups(heads: Iterable[Head]) -> list[list[Head]]:
    """Heads of each model: a new one begins where a kind comes again."""
    groups: list[list[Head]] = [[]]
    for head in heads:
        if head.kind == "name":
            continue
        if head.kind and head.kind in {h.kind for h in groups[-1]}:
            groups.append([])
        groups[-1].append(head)
    return [g for g in groups if g]


def _matched(
    tokens: list[Piece], heads: list[Head], cells: bool
) -> list[tuple[Piece, Head | None]]:
    """Each number with the head it stands under."""
    if cells:
        by_place = {h.left: h for h in heads}
        return [(t, by_place.get(t.left)) for t in tokens]
    if len(tokens) >= len(heads):
        return list(zip(tokens, heads, strict=False))
    best = min(
        combinations(range(len(heads)), len(tokens)),
        key=lambda places: sum(
            abs(t.right - heads[i].right) + abs(t.middle - heads[i].middle)
            for t, i in zip(tokens, places, strict=True)
        ),
    )
    return [(t, heads[i]) for t, i in zip(tokens, best, strict=True)]
