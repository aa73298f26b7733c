"""Reading tables as people have them: LaTeX, HTML, Markdown, pasted cells, output of programs.

`read` looks at a text, finds its format and returns one table a model. It needs the standard
library alone. A cell that cannot be read is marked in ``PrintedTable.unread`` and never guessed.
"""

from __future__ import annotations

import re
from html import unescape

from ..tables import PrintedTable, TableError, entries_of
from .drafts import Draft
from .grid import (
    aligned,
    delimited,
    html_sheets,
    in_order,
    is_html,
    is_markdown,
    markdown_sheets,
    spaced,
)
from .latex import Sheet, is_latex, sheets
from .layout import columns_as_models
from .numbers import has_digit, tidy
from .programs import is_head, is_summary, output, sheet_lines, text_lines

__all__ = ["decoded", "format_of", "read"]

#: More characters than this are no table.
LONGEST = 1_000_000

#: More columns than this are no table of models.
WIDEST = 200

#: Prefixes of every line that documents put before output.
PREFIXES = ("#>", "##", "#", ">", "//", "*", "|>", "%")


def decoded(data: bytes, name: str = "text") -> str:
    """The text of a file.

    Parameters
    ----------
    data : bytes
        UTF-8, UTF-16 with a mark, or a legacy encoding of Chinese or of the West.
    name : str
        Used in error messages.

    Returns
    -------
    str
        The text.

    Raises
    ------
    TableError
        If it is binary, or in no known encoding.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise TableError(f"{name}: not UTF-16 text although it says so") from None
    if b"\x00" in data[:100_000]:
        raise TableError(f"{name}: this is no text but a binary file")
    for encoding in ("utf-8-sig", "gb18030", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _checked(text: str, name: str) -> str:
    """A text that may hold a table."""
    if not text.strip():
        raise TableError(f"{name}: empty")
    if len(text) > LONGEST:
        raise TableError(f"{name}: {len(text):,} characters are too many for tables")
    odd = sum(c < " " and c not in "\t\n\r\f\v" for c in text[:100_000])
    if "\x00" in text or odd > 20:
        raise TableError(f"{name}: this is no text but a binary file")
    if not has_digit(text):
        raise TableError(f"{name}: no number stands in this text")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").lstrip("\ufeff")


def _unprefixed(text: str) -> str:
    """A text without the mark of comments before its lines."""
    lines = [line for line in text.splitlines() if line.strip()]
    for prefix in PREFIXES:
        marked = sum(line.lstrip().startswith(prefix) for line in lines)
        if marked >= max(2, 0.7 * len(lines)):
            form = re.compile(rf"^\s*{re.escape(prefix)} ?")
            return "\n".join(form.sub("", line) for line in text.splitlines())
    return text


def format_of(text: str) -> str:
    r"""Format of a text.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        ``json``, ``csv`` (this package's own), ``latex``, ``html``, ``markdown``, ``cells`` (tabs,
        semicolons, commas) or ``text``.

    Examples
    --------
    >>> format_of("a & 1 \\\\\n b & 2 \\\\\n c & 3 \\\\"), format_of("<tr><td>1</td></tr>")
    ('latex', 'html')
    """
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] in ("{", "[") and re.match(r"[\[{]\s*[\"{\[]", start):
        return "json"
    if re.match(r"table[,;\t]name\b", start, re.IGNORECASE):
        return "csv"
    if is_latex(text):
        return "latex"
    if is_html(text):
        return "html"
    if is_markdown(text) and not re.search(r"^[^|\n]*\S \|\s+[-\d.]", text, re.MULTILINE):
        return "markdown"
    return "cells" if delimited(text) is not None else "text"


def read(text: str, name: str = "text") -> list[PrintedTable]:
    r"""Every regression table of a text, one a model.

    Parameters
    ----------
    text : str
        LaTeX, HTML, Markdown, cells set apart by tabs, semicolons or commas, the output of a
        program, or this package's own JSON and CSV.
    name : str
        Names the tables and is used in error messages.

    Returns
    -------
    list of PrintedTable
        In order of the text and of the columns.

    Raises
    ------
    TableError
        If the text holds no table; the message is one sentence.

    Examples
    --------
    >>> rows = "x & 0.50 \\\\\n & (0.10) \\\\\n N & 40 \\\\\n"
    >>> text = rows + "Standard errors in parentheses"
    >>> [table] = read(text)
    >>> table.cells[0, "se"], table.cells[-1, "n"]
    ('0.10', '40')
    """
    text = _checked(text, name)
    if not is_html(text) and re.search(r"<(pre|code|p|div)\b[^<>]*>", text, re.IGNORECASE):
        # Output of a program that stands in a page.
        text = unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", text))
    form = format_of(text)
    try:
        if form in ("json", "csv"):
            return entries_of(text, name, form, lenient=True)
        drafts = _drafts(text if form in ("latex", "html") else _unprefixed(text), form)
    except RecursionError:
        raise TableError(f"{name}: braces or tags are nested too deeply to be read") from None
    drafts = [draft for draft in drafts if _is_model(draft)]
    if not drafts:
        raise TableError(f"{name}: no regression table was found in this text")
    if len(drafts) == 1:
        return [drafts[0].table(name)]
    return [draft.table(f"{name} #{i}") for i, draft in enumerate(drafts, 1)]


def _is_model(draft: Draft) -> bool:
    """Whether what was read is a regression and not any table of numbers."""
    fields = {kind for row, kind in draft.cells if row >= 0}
    if len(fields) >= 2:
        return True
    statistics = {kind for row, kind in draft.cells if row < 0}
    if "b" in fields:
        open_brackets = any("cannot tell" in cell for cell in draft.unread)
        return bool(statistics or draft.stars or open_brackets)
    return len(statistics & {"r2", "adj_r2", "f", "ser", "loglik", "ssr"}) >= 2


def _drafts(text: str, form: str) -> list[Draft]:
    """Models of a text of one format."""
    if form == "latex":
        pages = sheets(text)
        if not re.search(r"\\begin\{(?:sideways)?table", text) and len(pages) == 1:
            return _page(pages[0])
        return [draft for page in pages for draft in _page(page)]
    if form == "html":
        return _page(html_sheets(text))
    if form == "markdown":
        return _page(markdown_sheets(text))
    if form == "cells":
        sheet = delimited(text)
        return _page([sheet]) if sheet else []
    lines = text_lines(text)
    if any(is_head(line) for line in lines):
        return output(lines)
    tidied = tidy(text)
    found = aligned(tidied) if spaced(tidied) else in_order(tidied)
    return [draft for sheet in found for draft in columns_as_models(sheet)]


def _page(page: list[Sheet]) -> list[Draft]:
    """Models of tables that stand together."""
    page = [sheet for sheet in page if max(map(len, sheet.rows), default=0) <= WIDEST]
    lines = [line for sheet in page for line in sheet_lines(sheet)]
    # Statistics under their names: what stands in a table of one row of its own.
    alone = any(len(sheet.rows) == 2 and is_summary(sheet_lines(sheet)[-2]) for sheet in page)
    if alone or any(is_head(line) for line in lines):
        return output(lines)
    return [draft for sheet in page if sheet.rows for draft in columns_as_models(sheet)]
