"""From cells to models, where each model has a column of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .drafts import Draft, known_words, prepared, words_of
from .held import Triple, decide
from .labels import bracketed, column_field, fold, other, statistic
from .latex import Sheet
from .numbers import Number, blank, decimal_mark, has_digit, numbers, tidy

__all__ = ["columns_as_models", "squared"]

CANNOT_TELL = "cannot tell whether it is a standard error, t or p"

_PANEL = re.compile(r"^\s*panel\s+\w{1,3}\b", re.IGNORECASE)
_COUNTED = re.compile(r"[(\[]?\s*(?:\d{1,2}|[ivx]{1,4})\s*[)\]]?", re.IGNORECASE)

#: Names of rows that stand below a coefficient and say what they hold.
BELOW = {"se", "t", "p", "ci"}


@dataclass
class _Pending:
    """A number below or beside a coefficient whose meaning is still open."""

    draft: Draft
    row: int
    key: str
    values: list[Number]
    text: str


@dataclass
class _Walk:
    """State while the rows of one table are read."""

    drafts: dict[int, Draft]
    words: str
    mark: str
    at: dict[int, int] = field(default_factory=dict)
    label: str = ""
    below: int = 0
    in_statistic: str | None = None
    statistics: bool = False
    pending: list[_Pending] = field(default_factory=list)


def squared(sheet: Sheet) -> Sheet:
    """A table in which every row has as many cells, and brackets beside a number join it.

    Parameters
    ----------
    sheet : Sheet
        Any table.

    Returns
    -------
    Sheet
        A new one.
    """
    width = max((len(row) for row in sheet.rows), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in sheet.rows]
    for row in rows:
        # pandas shows the two levels of a name as a tuple.
        row[:1] = [re.sub(r"^\('[^']*', '(.*)'\)$", r"\1", cell) for cell in row[:1]]
    sheet = Sheet(rows, dict(sheet.spans), sheet.words, sheet.unread)
    for j in range(width - 1, 0, -1):
        if _joins_left(rows, j):
            for i, row in enumerate(rows):
                both = [cell for cell in (row[j - 1], row[j]) if cell]
                row[j - 1 : j + 1] = [_glued(both)]
                sheet.spans = _narrowed(sheet.spans, i, j)
    return sheet


def _glued(cells: list[str]) -> str:
    return "".join(cells) if len(cells) == 2 and not cells[1].strip("*+") else " ".join(cells)


def _narrowed(spans: dict[tuple[int, int], int], row: int, gone: int) -> dict[tuple[int, int], int]:
    """Spans after one column of a row is gone."""
    found = {}
    for (i, j), n in spans.items():
        if i != row:
            found[i, j] = n
        elif j < gone:
            found[i, j] = n - 1 if j + n > gone else n
        else:
            found[i, j - 1] = n
    return {key: n for key, n in found.items() if n > 1}


def _joins_left(rows: list[list[str]], j: int) -> bool:
    """Whether a column holds nothing but brackets or stars that belong to the column before."""
    here = [(row[j - 1], row[j]) for row in rows if row[j]]
    if j >= 2 and here and all(not cell.strip("*+†") for _, cell in here):
        return True
    pairs = [(a, b) for a, b in here if _numeric(b) and not _COUNTED.fullmatch(b)]
    if j < 2 or not pairs:
        return False
    alone = [a for a, _ in pairs if not _numeric(a) or a.lstrip()[:1] in "(["]
    return not alone and all(b.lstrip()[:1] in "([" for _, b in pairs)


def _numeric(cell: str) -> bool:
    return not blank(cell) and bool(numbers(cell) or numbers(cell, ","))


def _labelled(sheet: Sheet) -> Sheet:
    """A table whose labels stand in one column."""
    rows = sheet.rows
    while rows and len(rows[0]) > 2:
        second = [row[1] for row in rows]
        wordy = sum(bool(cell) and not _numeric(cell) for cell in second)
        with_numbers = [row for row in rows if any(_numeric(cell) for cell in row[2:])]
        held = [row[1] for row in with_numbers if row[1]]
        if any(_numeric(cell) for cell in second) or not with_numbers:
            break
        if wordy and len(held) < 0.5 * len(with_numbers):
            break
        spans = {}
        for row in rows:
            name = row[1] if row[0] and column_field(row[1]) in BELOW else f"{row[0]} {row[1]}"
            row[:2] = [name.strip()]
        for (i, j), n in sheet.spans.items():
            if j:
                spans[i, j - 1] = n
        sheet.spans = spans
    return sheet


def _is_head(row: list[str]) -> bool:
    """Whether a row is one of the heads of the columns, as long as no coefficient was read."""
    cells = [cell for cell in row[1:] if cell]
    figures = [cell for cell in cells if _numeric(cell)]
    if not figures:
        return True
    if all(_COUNTED.fullmatch(cell) for cell in figures) and (
        not row[0]
        or column_field(row[0]) == "name"
        or re.match(r"\W*(dep|model|eq|spec|col)", fold(row[0]))
    ):
        return True
    # Years, or names that are numbers, above unnamed columns.
    return not row[0] and all(re.fullmatch(r"\d{1,4}", cell) for cell in figures)


def _heads(sheet: Sheet) -> int:
    """Number of rows before the first with numbers."""
    for i, row in enumerate(sheet.rows):
        if not _is_head(row):
            return i
        if row[0] and not any(row[1:]) and i and any(_numeric(c) for c in sheet.rows[i - 1][1:]):
            return i + 1
    return len(sheet.rows)


def _covering(sheet: Sheet, i: int, j: int) -> str:
    """Text of a row in a column, also of a cell that spans it."""
    if sheet.rows[i][j]:
        return sheet.rows[i][j]
    for start in range(j - 1, 0, -1):
        if sheet.spans.get((i, start), 1) > j - start:
            return sheet.rows[i][start]
    return ""


def _panels(sheet: Sheet) -> list[list[int]]:
    """Rows of each panel, the heads of the table in all of them."""
    heads = _heads(sheet)
    starts = [i for i, row in enumerate(sheet.rows) if _PANEL.match(row[0] or "".join(row[:2]))]
    inside = [i for i in starts if i >= heads - 1]
    if len(inside) < 2:
        return [list(range(len(sheet.rows)))]
    ends = [*inside[1:], len(sheet.rows)]
    top = list(range(inside[0]))
    tail = [i for i in range(inside[-1], len(sheet.rows)) if known_words(sheet.rows[i][0])]
    return [
        [*top, *range(a, b), *[i for i in tail if i >= b]]
        for a, b in zip(inside, ends, strict=True)
    ]


def columns_as_models(sheet: Sheet, words: str = "") -> list[Draft]:
    """Models of a table in which each has a column.

    Parameters
    ----------
    sheet : Sheet
        Cells.
    words : str
        More words around it.

    Returns
    -------
    list of Draft
        In order of the columns; of the panels, if there are any.
    """
    lost = sheet.unread
    sheet = _upright(_labelled(squared(sheet)))
    found: list[Draft] = []
    for panel in _panels(sheet):
        rows = [sheet.rows[i] for i in panel]
        spans = {
            (new, j): n
            for new, old in enumerate(panel)
            for (i, j), n in sheet.spans.items()
            if i == old
        }
        found += _panel(Sheet(rows, spans, sheet.words), words)
    for row in lost:
        for draft in found:
            draft.hidden = True
        for draft in found[:1]:
            draft.unread.append(f"{row!r} (cannot tell which models these belong to)")
    return found


def _panel(sheet: Sheet, words: str) -> list[Draft]:
    """Models of one panel."""
    if not sheet.rows:
        return []
    labels = [row[0] for row in sheet.rows if row[0]]
    said = "\n".join([words, sheet.words, *_all_words(sheet), *labels])
    tidied, level = prepared(said)
    mark = decimal_mark(cell for row in sheet.rows for cell in row[1:])
    heads = _heads(sheet)
    drafts = {}
    for j in range(1, len(sheet.rows[0])):
        if any(has_digit(row[j]) for row in sheet.rows[heads:]):
            parts = [_covering(sheet, i, j) for i in range(heads)]
            name = " / ".join(dict.fromkeys(part for part in parts if part))
            drafts[j] = Draft(mark=mark, column=name, level=level)
            drafts[j].note(sheet.words)
            drafts[j].note(words)
            for i in range(heads):
                drafts[j].note(f"{sheet.rows[i][0]} {_covering(sheet, i, j)}".strip())
    walk = _Walk(drafts, tidied, mark)
    for i in range(heads, len(sheet.rows)):
        _read_row(walk, sheet, i)
    _settle(walk)
    return list(drafts.values())


def _all_words(sheet: Sheet) -> list[str]:
    """Cells that hold words, as one may say what brackets hold."""
    return [
        " ".join(c for c in row if c) for row in sheet.rows if not any(_numeric(c) for c in row[1:])
    ]


def _read_row(walk: _Walk, sheet: Sheet, i: int) -> None:
    """Read one row below the heads."""
    row = sheet.rows[i]
    label = row[0]
    cells = {j: row[j] for j in walk.drafts}
    figures = any(_numeric(tidy(c)) or numbers(c, walk.mark) for c in row[1:])
    told = known_words(label) or any(known_words(c) for c in row[1:])
    if not figures and (told or not any(_spoiled(c) for c in row[1:])):
        _read_words(walk, sheet, i)
        return
    kind = (
        None
        if not label
        else column_field(label)
        if not re.fullmatch(r"\w", label.strip())
        else None
    )
    brackets = all(c.lstrip()[:1] in "([{|" for c in row[1:] if not blank(c))
    repeated = bool(label) and label == walk.label and brackets
    if walk.at and (not label or repeated or (kind in BELOW and (brackets or _explicit(label)))):
        _continue(walk, cells, kind if label and not repeated else None, label)
        return
    named = statistic(label)
    if len(fold(label)) <= 2 and named and _has_bracket_below(sheet, i):
        named = None
    walk.below = 0
    if (named or other(label)) and label:
        walk.statistics = True
        walk.in_statistic, walk.at, walk.label = label, {}, label
        _read_statistic(walk, sheet, i, label, named)
    elif walk.statistics and not _has_bracket_below(sheet, i) and not _has_bracket(row):
        walk.in_statistic, walk.at, walk.label = label, {}, label
        _read_statistic(walk, sheet, i, label, None)
    else:
        walk.in_statistic = None
        walk.label = label
        _read_coefficient(walk, cells, label)


def _explicit(label: str) -> bool:
    """Whether a label says in full what stands beside it."""
    return len(fold(label)) > 1


def _spoiled(cell: str) -> bool:
    """Whether a cell is meant as a number and is none: it begins with a digit and is no period."""
    if re.fullmatch(r"\(?\d{4}\s?[-/~至]\s?\d{2,4}\)?", tidy(cell)) or len(cell) > 40:
        return False
    digits, letters = sum(c.isdigit() for c in cell), sum(c.isalpha() for c in cell)
    return bool(re.match(r"[-+(\[<>,.*]*\d", tidy(cell))) and 2 * digits >= letters


def _has_bracket(row: Sequence[str]) -> bool:
    return any(re.search(r"[\d*]\s*[(\[{]|^\s*[(\[]", cell) for cell in row[1:] if cell)


def _has_bracket_below(sheet: Sheet, i: int) -> bool:
    """Whether the next row is unnamed and in brackets."""
    if i + 1 >= len(sheet.rows):
        return False
    below = sheet.rows[i + 1]
    cells = [cell for cell in below[1:] if not blank(cell)]
    unnamed = not below[0] or below[0] == sheet.rows[i][0] or column_field(below[0]) in BELOW
    return unnamed and bool(cells) and all(cell.lstrip()[:1] in "([{|" for cell in cells)


def _read_words(walk: _Walk, sheet: Sheet, i: int) -> None:
    """A row without numbers: notes, a heading, or what each model includes."""
    row = sheet.rows[i]
    label = row[0]
    for j, draft in walk.drafts.items():
        cell = _covering(sheet, i, j)
        if known_words(label) or not label:
            draft.note(" ".join(c for c in row if c))
        elif not blank(cell):
            draft.said(label, cell)
        elif not any(not blank(c) for c in row[1:]):
            draft.note(label)
    if label and not any(row[1:]):
        walk.label = ""


def _read_coefficient(walk: _Walk, cells: dict[int, str], label: str) -> None:
    """A row of coefficients."""
    walk.at = {}
    for j, cell in cells.items():
        if blank(cell):
            continue
        draft = walk.drafts[j]
        found = numbers(cell, walk.mark)
        if found is None or not found:
            if words_of(cell):
                draft.said(label, cell)
                continue
            draft.fail(label, draft.column or f"column {j}", cell)
            walk.at[j] = draft.row(label)
            draft.hidden = True
            continue
        walk.at[j] = draft.row(label)
        _enter(walk, j, found, cell)


def _enter(walk: _Walk, j: int, found: list[Number], cell: str) -> None:
    """Numbers of a cell that begins with a coefficient."""
    draft, row = walk.drafts[j], walk.at[j]
    free = [n for n in found if not n.bracket]
    if free:
        draft.put(row, "b", free[0], walk.label)
    for key, held in _grouped([n for n in found if n not in free[:1]]).items():
        walk.pending.append(_Pending(draft, row, key or "beside", held, cell))
    for number in found:
        if number.stars:
            draft.stars[row] = max(draft.stars.get(row, 0), number.stars)


def _grouped(found: list[Number]) -> dict[str, list[Number]]:
    groups: dict[str, list[Number]] = {}
    for number in found:
        groups.setdefault(number.bracket, []).append(number)
    return groups


def _continue(walk: _Walk, cells: dict[int, str], kind: str | None, label: str) -> None:
    """A row that belongs to the coefficient above."""
    walk.below += 1
    for j, cell in cells.items():
        if blank(cell):
            continue
        draft = walk.drafts[j]
        found = numbers(cell, walk.mark)
        if j not in walk.at or not found:
            if words_of(cell):
                draft.note(cell)
            else:
                draft.fail(walk.label, draft.column or f"column {j}", cell)
            continue
        for bracket, held in _grouped(found).items():
            key = f"={kind}" if kind else bracket or f"below {walk.below}"
            walk.pending.append(_Pending(draft, walk.at[j], key, held, cell))
        for number in found:
            if number.stars:
                row = walk.at[j]
                draft.stars[row] = max(draft.stars.get(row, 0), number.stars)


_WITHIN = re.compile(
    r"[(\[]\s*(?P<name>d\.?f\.?|gl|p|p-value|prob|Pr)\s*[=:<]\s*(?P<first>[\d.,e-]+?)"
    r"(?:\s*[;,]\s*(?P<second>[\d.]+))?\s*[)\]]",
    re.IGNORECASE,
)


def _read_statistic(walk: _Walk, sheet: Sheet, i: int, label: str, named: str | None) -> None:
    """A statistic of each model."""
    for j, draft in walk.drafts.items():
        cell = _covering(sheet, i, j)
        if blank(cell):
            continue
        if words_of(cell):
            draft.said(label, cell)
            continue
        if len(label) > 2 and "/" in label and statistic(label.split("/")[0]) is not None:
            _read_pair(draft, label, cell, walk.mark)
            continue
        read_statistic(draft, label, cell, named)


def read_statistic(draft: Draft, label: str, cell: str, named: str | None) -> None:
    """Enter a statistic from its cell, with the degrees of freedom or p that stand behind it.

    Parameters
    ----------
    draft : Draft
        The model.
    label, cell : str
        As printed.
    named : str or None
        Its field, None if it has none.
    """
    for within in [*_WITHIN.finditer(cell), *_WITHIN.finditer(label)]:
        _enter_within(draft, named, within)
    found = numbers(_WITHIN.sub("", cell), draft.mark)
    if not found:
        draft.fail(label, draft.column, cell)
        return
    first = found[0]
    if named is None or (first.bracket in ("(", "[") and len(found) > 1):
        draft.others.setdefault(label, first.text)
        draft.note(label)
    elif not draft.statistic(named, first.text, label):
        draft.fail(label, draft.column, cell)
    for more in found[1:]:
        draft.others.setdefault(f"{label} {more.bracket or 'then'}", more.text)


def _enter_within(draft: Draft, named: str | None, within: re.Match[str]) -> None:
    """Degrees of freedom, or the p-value, that stand in brackets behind a statistic."""
    name = fold(within["name"])
    if name in ("df", "d f", "gl"):
        last = within["second"] or within["first"]
        if named in ("ser", "r2", "adj_r2") or (named == "f" and within["second"]):
            draft.statistic("df", last, f"df of {named}")
        if named == "f":
            draft.others.setdefault("df of F", f"{within['first']}; {within['second'] or ''}")
    elif named == "f":
        sign = "<" if "<" in within.group() else ""
        draft.statistic("p_f", sign + within["first"], "p of F")


def _read_pair(draft: Draft, label: str, cell: str, mark: str) -> None:
    """Two statistics in one row, "R2 / R2 adjusted"."""
    labels, cells = label.split("/"), cell.split("/")
    if len(labels) != len(cells):
        draft.fail(label, draft.column, cell)
        return
    for one, text in zip(labels, cells, strict=True):
        read_statistic(draft, one.strip(), text.strip(), statistic(one))


# -- what the numbers below and beside mean --------------------------------------------------------


def _settle(walk: _Walk) -> None:
    """Give every number below or beside a coefficient its field, or mark it as unread."""
    said = bracketed(walk.words)
    for key in dict.fromkeys(p.key for p in walk.pending):
        group = [p for p in walk.pending if p.key == key]
        kind = _meaning(key, group, said, walk.words)
        for pending in group:
            _place(pending, kind)


def _meaning(key: str, group: list[_Pending], said: dict[str, str], words: str) -> str | None:
    """What one kind of bracket holds."""
    if key.startswith("="):
        return key[1:]
    if sum(len(p.values) == 2 for p in group) > 0.5 * len(group):
        return "ci"
    if key in said:
        return said[key]
    if key in ("beside", "below 1") and not said:
        # "Standard errors below the coefficients" need no bracket.
        below = re.search(
            r"standard errors?[^.]{0,40}(below|beneath|under)|(below|under)[^.]{0,40}standard",
            words,
        )
        if below:
            return "se"
    triples = [
        Triple(_pointed(p.draft, p.draft.cells[p.row, "b"]), _pointed(p.draft, p.values[0].text),
               p.draft.stars.get(p.row, 0))
        for p in group
        if (p.row, "b") in p.draft.cells and p.draft.cells[p.row, "b"][:1] not in "<>"
    ]  # fmt: skip
    return decide(triples, words) if triples else None


def _pointed(draft: Draft, text: str) -> str:
    """A number with a full stop as its decimal mark."""
    other_mark = "," if draft.mark == "." else "."
    plain = text.replace(other_mark, "").replace(" ", "").replace(draft.mark, ".")
    return plain.rstrip("%").strip()


def _place(pending: _Pending, kind: str | None) -> None:
    """Enter the numbers of one bracket."""
    draft, values = pending.draft, pending.values
    name = draft.names[pending.row]
    if kind == "ci" and len(values) == 2:
        draft.put(pending.row, "ci_low", values[0])
        draft.put(pending.row, "ci_high", values[1])
    elif kind in ("se", "t", "p") and len(values) == 1:
        draft.put(pending.row, kind, values[0], pending.key)
    else:
        shown = pending.text if kind else " ".join(v.text for v in values)
        reason = "" if kind else CANNOT_TELL
        draft.fail(name, draft.column, shown, reason)


# -- models as rows ------------------------------------------------------------------------------


def _upright(sheet: Sheet) -> Sheet:
    """A table whose models are columns: one whose models are rows is turned."""
    heads = next((i for i, row in enumerate(sheet.rows) if sum(map(_numeric, row[1:])) >= 2), 0)
    if heads == 0 or not sheet.rows:
        return sheet
    names = sheet.rows[heads - 1]
    across = sum(statistic(cell) is not None for cell in names[1:])
    down = sum(statistic(row[0]) is not None for row in sheet.rows[heads:])
    if across < 2 or down >= 2:
        return sheet
    body: list[list[str]] = []
    for row in sheet.rows[heads:]:
        if not row[0] and body and any(row[1:]):
            body[-1] = [f"{a} {b}".strip() for a, b in zip(body[-1], row, strict=True)]
        elif any(_numeric(cell) for cell in row[1:]):
            body.append(list(row))
    words = [" ".join(c for c in row if c) for row in sheet.rows if not any(map(_numeric, row[1:]))]
    turned = [["", *[row[0] or f"model {i}" for i, row in enumerate(body, 1)]]]
    turned.extend([name, *[row[j] for row in body]] for j, name in enumerate(names) if j)
    return Sheet(turned, {}, "\n".join([sheet.words, *words]).strip())
