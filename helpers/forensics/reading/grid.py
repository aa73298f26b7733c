"""Tables of other formats as cells: HTML, Markdown, tabs, commas, and columns of text."""

from __future__ import annotations

import csv
import io
import itertools
import re
from html.parser import HTMLParser

from .labels import statistic
from .latex import Sheet
from .numbers import blank, has_digit, numbers, tidy

__all__ = [
    "aligned",
    "delimited",
    "html_sheets",
    "in_order",
    "is_html",
    "is_markdown",
    "is_number",
    "markdown_sheets",
    "spaced",
]

#: A span of more columns than this is a mistake, or meant to hurt.
WIDEST = 200

_VOID = {"script", "style", "noscript"}


def is_html(text: str) -> bool:
    """Whether a text holds an HTML table.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    bool
        True where a row of a table begins.
    """
    return re.search(r"<t[rdh][\s>]", text, re.IGNORECASE) is not None


class _Tables(HTMLParser):
    """Cells and words of a document; whatever is not closed ends with what it stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[Sheet] = []
        self.words: list[str] = []
        self.cell: list[str] | None = None
        self.width = self.height = 1
        self.down: dict[int, int] = {}
        self.silent = 0
        self.inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.silent += 1
        elif tag == "table":
            self._close()
            self.sheets.append(Sheet())
            self.down = {}
            self.inside += 1
        elif tag == "tr":
            self._close()
            if not self.sheets:
                self.sheets.append(Sheet())
            self.sheets[-1].rows.append([])
        elif tag in ("td", "th") and self.sheets:
            self._close()
            if not self.sheets[-1].rows:
                self.sheets[-1].rows.append([])
            values = dict(attrs)
            self.width = _whole(values.get("colspan"))
            self.height = _whole(values.get("rowspan"))
            self.cell = []
        elif tag in ("br", "p", "div", "li") and self.cell is not None:
            self.cell.append("\n")
        elif tag in ("br", "p", "div", "li", "caption"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            self.silent = max(0, self.silent - 1)
        elif tag in ("td", "th", "tr"):
            self._close()
        elif tag == "table":
            self._close()
            self.inside = max(0, self.inside - 1)
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        if self.cell is not None:
            self.cell.append(re.sub(r"\s+", " ", data))
        elif data.strip():
            self.words.append(data)

    def _close(self) -> None:
        """End the open cell."""
        if self.cell is None:
            return
        sheet, text = self.sheets[-1], tidy("".join(self.cell)).strip()
        self.cell = None
        row = sheet.rows[-1]
        while self.down.get(len(row), 0) > 0:
            self.down[len(row)] -= 1
            row.append("")
        if self.width > 1:
            sheet.spans[len(sheet.rows) - 1, len(row)] = self.width
        for column in range(self.width):
            if self.height > 1:
                self.down[len(row)] = self.height - 1
            row.append(text if column == 0 else "")


def _whole(value: str | None) -> int:
    """A span as an attribute gives it."""
    text = (value or "1").strip()
    return min(max(int(text), 1), WIDEST) if text.isascii() and text.isdigit() else 1


def html_sheets(text: str) -> list[Sheet]:
    """Every table of an HTML text.

    Parameters
    ----------
    text : str
        Source, broken or not.

    Returns
    -------
    list of Sheet
        In order; all words outside the cells belong to each.
    """
    parser = _Tables()
    parser.feed(text)
    parser.close()
    parser._close()
    words = re.sub(r"[ \t]+", " ", re.sub(r"\s*\n\s*", "\n", tidy("".join(parser.words)))).strip()
    found = [_packed(sheet) for sheet in parser.sheets if sheet.rows]
    for sheet in found:
        sheet.words = words
    return found


def _packed(sheet: Sheet) -> Sheet:
    """A table without rows in which nothing stands."""
    kept = [i for i, row in enumerate(sheet.rows) if any(row)]
    place = {old: new for new, old in enumerate(kept)}
    spans = {(place[i], j): n for (i, j), n in sheet.spans.items() if i in place}
    return Sheet([sheet.rows[i] for i in kept], spans, sheet.words)


def is_markdown(text: str) -> bool:
    """Whether a text holds a table with bars between its cells.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    bool
        True if two lines begin with a bar, or one is a rule of bars and dashes.
    """
    rule = re.search(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)+\|?\s*$", text, re.MULTILINE)
    return rule is not None or len(re.findall(r"^\s*\|.*\|\s*$", text, re.MULTILINE)) >= 2


def markdown_sheets(text: str) -> list[Sheet]:
    """Every table of a Markdown text, or of one drawn with bars.

    Parameters
    ----------
    text : str
        Source.

    Returns
    -------
    list of Sheet
        In order; all lines without bars belong to each as words.
    """
    found: list[Sheet] = []
    words: list[str] = []
    open_table = False
    for line in text.splitlines():
        bare = line.strip()
        if re.fullmatch(r"[|+:\-=\s]*[-=]{2,}[|+:\-=\s]*", bare):
            continue
        if bare.count("|") - len(re.findall(r"\|[tz]\|", bare)) >= 2 or (
            open_table and bare.count("|") >= 1 and not bare.startswith("**")
        ):
            if not open_table:
                found.append(Sheet())
                open_table = True
            found[-1].rows.append(_barred(bare))
        else:
            open_table = open_table and not bare
            open_table = False
            words.append(bare)
    said = "\n".join(_unmarked(w) for w in words if w)
    packed = [_packed(sheet) for sheet in found]
    for sheet in packed:
        sheet.words = said
    return packed


def _barred(line: str) -> list[str]:
    """Cells between bars; a bar of |t| and an escaped one divide nothing."""
    line = re.sub(r"\|([tz])\|", r"¦\1¦", line).replace("\\|", "¦")
    line = line.removeprefix("|").removesuffix("|")
    return [_unmarked(cell.replace("¦", "|")) for cell in line.split("|")]


def _unmarked(text: str) -> str:
    """Text without the marks of Markdown; stars behind a number stay."""
    text = re.sub(r"<br\s*/?>", "\n", tidy(text), flags=re.IGNORECASE)
    text = re.sub(r"<sup>(.*?)</sup>", r"\1", text).replace("\\*", "*").replace("\\_", "_")
    text = re.sub(r"(?<![*\w.)\]])\*{1,2}([^\s*\d.(-][^*]*?)\*{1,2}(?![*\w])", r"\1", text)
    text = re.sub(r"^\*\*(.+?)\*\*$", r"\1", text.strip())
    text = re.sub(r"</?\w+[^>]*>|&nbsp;", " ", text)
    return text.replace("$", "").replace("^2", "2").strip()


def delimited(text: str) -> Sheet | None:
    """Cells set apart by tabs, semicolons or commas.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    Sheet or None
        None if no separator divides the lines.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    for separator in ("\t", ";", ","):
        # A tab that only indents a line divides nothing.
        holding = [line for line in lines if separator in line.strip(" ")[1:].rstrip()]
        if separator == "\t" and not any(separator in line.strip() for line in lines):
            continue
        if len(holding) < 2 or len(holding) < 0.4 * len(lines):
            continue
        if separator == "," and not _divides(lines):
            continue
        try:
            rows = list(csv.reader(io.StringIO(text), delimiter=separator))
        except csv.Error:
            rows = [line.split(separator) for line in lines]
        rows = [[_quoted(tidy(cell)) for cell in row] for row in rows]
        return _told(rows)
    return None


def _quoted(cell: str) -> str:
    """A cell without the quotes and the ="..." that spreadsheets put around text."""
    cell = cell.strip()
    formula = re.fullmatch(r'="?(.*?)"?', cell)
    return (formula.group(1) if formula else cell).strip().strip('"')


def _divides(lines: list[str]) -> bool:
    """Whether commas divide cells: most lines hold several of them, outside quotes."""
    counts = [len(next(csv.reader([line]), [])) for line in lines]
    often = max(set(counts), key=counts.count)
    if sum(count >= 3 for count in counts) >= 0.6 * len(lines):
        return True
    spaced = any(re.search(r"\S {3,}\S.* {3,}\S", line) for line in lines[:40])
    return often == 2 and counts.count(often) >= 0.5 * len(lines) and not spaced


def _told(rows: list[list[str]]) -> Sheet:
    """Rows of cells; a line of one long cell is words."""
    sheet, words = Sheet(), []
    for row in rows:
        filled = [cell for cell in row if cell]
        if len(filled) == 1 and len(filled[0]) > 40 and not numbers(filled[0]):
            words.append(filled[0])
        elif filled:
            sheet.rows.append(row)
    sheet.words = "\n".join(words)
    return sheet


#: A cell of a text table: words or numbers with no more than one space between them.
_PIECE = re.compile(r"\S+(?: \S+)*")


def aligned(text: str) -> list[Sheet]:
    """Tables whose columns are set apart by spaces.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of Sheet
        One for each run of lines with cells; other lines are words.
    """
    lines = [re.sub(r"\s\|(?=\s|$)", "  ", line.expandtabs(8)) for line in text.splitlines()]
    split = [[] if re.fullmatch(r"[\s\-=_+|:*~.]*", line) else _split(line) for line in lines]
    columns = _columns(split)
    sheet, words = Sheet(), []
    for line, pieces in zip(lines, split, strict=True):
        if not pieces:
            continue
        if len(pieces) > 1 or (pieces[0][1] > 0 and numbers(pieces[0][0]) and columns):
            if _is_row(pieces, columns):
                sheet.rows.append(_placed(pieces, columns))
                continue
            name = pieces[0][0]
            if statistic(name) and len(pieces) > 1 and any(is_number(p[0]) for p in pieces[1:]):
                sheet.unread.append(re.sub(r"\s+", " ", line.strip()))
        elif columns and _label(pieces[0]) and not has_digit(line) and len(line.strip()) < 40:
            sheet.rows.append(_placed(pieces, columns))
        words.append(line.strip())
    sheet.words = "\n".join(words)
    return [sheet] if sheet.rows else []


def in_order(text: str) -> list[Sheet]:
    """Tables as PDF files give them: one space between cells, and no place to tell columns by.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of Sheet
        Rows with a number for each model; a row with fewer is not placed but marked as unread.
    """
    lines = [_trailing(line) for line in text.splitlines() if line.strip()]
    heads = [len(cells) for _, cells in lines if len(cells) > 1 and _counted(cells)]
    counts = [len(cells) for _, cells in lines if cells and not _counted(cells)]
    width = heads[0] if heads else max(set(counts), key=counts.count, default=0)
    sheet, words = Sheet(), []
    last = ""
    for label, cells in lines:
        if len(cells) == width and width:
            sheet.rows.append([label, *cells])
        elif cells and (statistic(label) or len(cells) < width) and len(label) < 50:
            sheet.unread.append(f"{label or last}: {' '.join(cells)}")
        else:
            words.append(" ".join([label, *cells]).strip())
        last = label or last
    sheet.words = "\n".join(words)
    # A line of prose may end with a number: a table has statistics, too.
    return [sheet] if any(statistic(row[0]) for row in sheet.rows) else []


def _trailing(line: str) -> tuple[str, list[str]]:
    """What stands before the numbers that a line ends with, and those numbers."""
    words = line.split()
    cut = len(words)
    while cut and has_digit(words[cut - 1]) and is_number(words[cut - 1]):
        cut -= 1
    return " ".join(words[:cut]), words[cut:]


def _counted(cells: list[str]) -> bool:
    """Whether cells are (1), (2), (3): the numbers of the models."""
    return [cell.strip("()[]") for cell in cells] == [str(i) for i in range(1, len(cells) + 1)]


def spaced(text: str) -> bool:
    """Whether columns of a text are set apart by more than one space.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    bool
        True if this holds for a third of the lines that end with several numbers.
    """
    several = [line for line in text.splitlines() if len(_trailing(line)[1]) > 1]
    wide = sum(re.search(r"\S {2,}\S", line) is not None for line in several)
    return not several or wide >= len(several) / 3


Piece = tuple[str, int, int]


def _label(piece: Piece) -> bool:
    return piece[1] <= 4


def _split(line: str) -> list[Piece]:
    """Pieces of a line with where they start and end; numbers after one space are their own."""
    pieces: list[Piece] = []
    for match in _PIECE.finditer(line):
        ends = [m.end() for m in re.finditer(r"\(df[^)]*\)(?= [-+.\d])", match.group())]
        if ends and not pieces:
            ends = []
        if ends:
            cuts = [0, *[end + 1 for end in ends], len(match.group()) + 1]
            for a, b in itertools.pairwise(cuts):
                text = match.group()[a : b - 1]
                pieces.append((text, match.start() + a, match.start() + a + len(text)))
            continue
        words = [_piece(m, match.start()) for m in re.finditer(r"\S+", match.group())]
        cut = len(words)
        while cut and _own(words[cut - 1][0], first=not pieces):
            cut -= 1
        if len(words) == 1 or (cut == 0 and _grouped(match.group())):
            pieces.append((match.group(), match.start(), match.end()))
            continue
        if cut:
            label = match.group()[: words[cut - 1][2] - match.start()]
            pieces.append((label, match.start(), words[cut - 1][2]))
        pieces += words[cut:]
    return pieces


def _piece(match: re.Match[str], offset: int) -> Piece:
    return (match.group(), match.start() + offset, match.end() + offset)


def _own(word: str, first: bool) -> bool:
    """Whether a word is a number of its own; behind a name it must look like no part of one."""
    if not (has_digit(word) and is_number(word)):
        return False
    return not first or any(c in word for c in ".,(*")


def _grouped(text: str) -> bool:
    """Whether a run of digits is one number with spaces between thousands."""
    return re.fullmatch(r"[-(]?\d{1,3}( \d{3})+([.,]\d+)?\)?\**", text) is not None


def _columns(split: list[list[Piece]]) -> list[tuple[int, int]]:
    """Where the columns of numbers stand: spans of numbers that overlap are one column."""
    spans = sorted(
        (start, end)
        for pieces in split
        for text, start, end in pieces[0 if pieces and _bare_number(pieces[0]) else 1 :]
        if numbers(text) or numbers(text, ",")
    )
    merged: list[list[int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return [(a, b) for a, b in merged]


def _bare_number(piece: Piece) -> bool:
    return piece[1] > 4 and bool(numbers(piece[0]) or numbers(piece[0], ","))


def _nearest(piece: Piece, columns: list[tuple[int, int]]) -> int:
    """Column of a piece: the one it overlaps most, else the nearest."""
    _, start, end = piece
    overlap = [min(end, b) - max(start, a) for a, b in columns]
    return max(range(len(columns)), key=lambda i: overlap[i])


def _is_row(pieces: list[Piece], columns: list[tuple[int, int]]) -> bool:
    """Whether the pieces of a line are cells of the table, each in another column."""
    if not columns:
        return False
    cells = pieces if pieces[0][1] > 4 else pieces[1:]
    if not cells:
        return False
    places = [_nearest(piece, columns) for piece in cells]
    return len(set(places)) == len(places) and all(len(c[0]) < 60 for c in cells)


def _placed(pieces: list[Piece], columns: list[tuple[int, int]]) -> list[str]:
    """A row of cells."""
    row = [""] * (len(columns) + 1)
    first = columns[0][0] if columns else 0
    for number, piece in enumerate(pieces):
        is_label = number == 0 and (
            piece[1] <= 4 or (piece[2] <= first and not _bare_number(piece))
        )
        place = 0 if is_label or not columns else _nearest(piece, columns) + 1
        row[place] = f"{row[place]} {piece[0]}".strip()
    return row


def is_number(cell: str) -> bool:
    """Whether a cell holds numbers and nothing else, with either decimal mark.

    Parameters
    ----------
    cell : str
        As printed.

    Returns
    -------
    bool
        False for an empty cell.
    """
    return not blank(cell) and bool(numbers(cell) or numbers(cell, ","))
