"""Tables of LaTeX: a tokenizer that knows groups, macros, cells and rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .numbers import tidy

__all__ = ["Sheet", "is_latex", "plain", "sheets"]

#: Environments that hold cells, with the number of arguments before the first.
TABULAR = {
    "tabular": 1, "tabular*": 2, "tabularx": 2, "tabulary": 2, "longtable": 1, "array": 1,
    "tblr": 1, "talltblr": 1, "longtblr": 1, "supertabular": 1, "xltabular": 2, "tabu": 1,
    "NiceTabular": 1, "longtabu": 1,
}  # fmt: skip

#: Macros whose arguments are no text, with their number.
SILENT = {
    "label": 1, "hspace": 1, "hspace*": 1, "vspace": 1, "vspace*": 1, "cmidrule": 1, "cline": 1,
    "phantom": 1, "hphantom": 1, "vphantom": 1, "color": 1, "cellcolor": 1, "rowcolor": 1,
    "setlength": 2, "addlinespace": 0, "renewcommand": 2, "newcommand": 2, "def": 0, "input": 1,
    "fontsize": 2, "centering": 0, "rule": 2, "extracolsep": 1, "arraystretch": 0, "ref": 1,
    "cite": 1, "specialrule": 3, "resizebox": 2, "captionsetup": 1, "rowcolors": 3, "raisebox": 1,
    "begin": 1, "end": 1, "SetCell": 1, "usepackage": 1, "documentclass": 1, "sisetup": 1,
    "noalign": 1, "arrayrulewidth": 0, "vskip": 0, "textcolor": 1, "scalebox": 1, "adjustbox": 1,
    "pagestyle": 1, "arraycolsep": 0, "tabcolsep": 0, "columnwidth": 0, "linewidth": 0,
    "textwidth": 0, "hline": 0, "toprule": 0, "midrule": 0, "bottomrule": 0,
}  # fmt: skip

#: Macros that stand for a sign or a word.
SIGNS = {
    "times": "×", "cdot": "·", "ast": "*", "star": "*", "dagger": "†", "ddagger": "‡", "S": "§",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "sigma": "σ", "rho": "ρ",
    "lambda": "λ", "theta": "θ", "mu": "μ", "tau": "τ", "chi": "chi", "ln": "ln", "log": "log",
    "checkmark": "✓", "quad": " ", "qquad": " ", "textless": "<", "textgreater": ">", "le": "<=",
    "leq": "<=", "ge": ">=", "geq": ">=", "lt": "<", "gt": ">", "textasteriskcentered": "*",
    "textendash": "–", "textemdash": "—", "ldots": "...", "dots": "...", "pm": "±", "min": "min",
    "textbackslash": "\\", "textminus": "-", "minus": "-", "ss": "ß", "aa": "å", "o": "ø",
    "exp": "exp", "times10": "×10", "euro": "€", "prime": "'", "textsuperscriptstar": "*",
    "epsilon": "ε", "eta": "η", "phi": "φ", "pi": "π", "omega": "ω", "psi": "ψ", "sim": "~",
    "lvert": "|", "rvert": "|", "vert": "|", "mid": "|", "textbar": "|", "par": "\n",
    "newline": "\n", "linebreak": "\n", "textasciitilde": "~", "geqslant": ">=", "leqslant": "<=",
    "textdegree": "°", "lbrack": "[", "rbrack": "]", "textbullet": "•", "item": "\n",
}  # fmt: skip

#: Macros with several arguments of which the last alone is text.
LAST = {"multirow": 3, "textcolor": 2, "parbox": 2, "rotatebox": 2, "fontsize": 3, "raisebox": 2,
        "resizebox": 3, "href": 2, "multicolumn": 3, "makebox": 1, "scalebox": 2,
        "colorbox": 2}  # fmt: skip
_ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "c": "\u0327",
}
_LETTERS = re.compile(r"[A-Za-z]+\*?")


@dataclass
class Sheet:
    """One table as cells, and the words around it.

    Attributes
    ----------
    rows : list of list of str
        Cells as plain text; a cell that spans several columns stands in the first of them.
    spans : dict
        Number of columns by (row, column), for those that span more than one.
    words : str
        Caption, notes and everything else that stands around it.
    unread : list of str
        Rows whose cells could not be placed.
    """

    rows: list[list[str]] = field(default_factory=list)
    spans: dict[tuple[int, int], int] = field(default_factory=dict)
    words: str = ""
    unread: list[str] = field(default_factory=list)


def is_latex(text: str) -> bool:
    """Whether a text holds a LaTeX table.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    bool
        True for an environment of cells, or for rows alone.
    """
    begins = re.search(r"\\begin\{(\w+\*?)\}", text)
    if begins and any(f"\\begin{{{name}}}" in text for name in TABULAR):
        return True
    return len(re.findall(r"&[^\n]*?\\\\", text)) >= 3


def _group(text: str, place: int, opening: str = "{", closing: str = "}") -> int:
    """Where the group that opens at a place ends: behind its closing brace."""
    depth = 0
    while place < len(text):
        sign = text[place]
        if sign == "\\":
            place += 2
            continue
        if sign == opening:
            depth += 1
        elif sign == closing:
            depth -= 1
            if depth <= 0:
                return place + 1
        place += 1
    return len(text)


def _argument(text: str, place: int) -> tuple[str, int]:
    """The argument that a macro takes at a place, and where it ends."""
    while place < len(text) and text[place] in " \n\t":
        place += 1
    if place >= len(text):
        return "", place
    if text[place] == "{":
        end = _group(text, place)
        return text[place + 1 : end - 1], end
    if text[place] == "\\":
        name = _LETTERS.match(text, place + 1)
        end = name.end() if name else place + 2
        return text[place:end], end
    return text[place], place + 1


def _after_break(text: str, place: int) -> int:
    """Where a row begins: behind the length that a break of rows may carry."""
    length = re.match(r"\*?\s*\[\s*-?[\d.]*\s*\\?[a-z]+\s*\]", text[place : place + 40])
    return place + length.end() if length else place


def _optional(text: str, place: int) -> int:
    """Where arguments in square brackets behind a macro end."""
    while place < len(text) and text[place] == "[":
        place = _group(text, place, "[", "]")
    return place


def plain(tex: str) -> str:
    r"""A piece of LaTeX as plain text.

    Parameters
    ----------
    tex : str
        Source.

    Returns
    -------
    str
        Without macros; stars, signs and digits as they are set.

    Examples
    --------
    >>> plain(r"$-$0.123$^{***}$"), plain(r"\num{1.5e-5}\sym{**}"), plain(r"Adj. $R^{2}$")
    ('-0.123***', '1.5e-5**', 'Adj. R2')
    """
    return tidy("".join(_pieces(tex))).strip()


def _pieces(tex: str) -> Iterator[str]:
    place = 0
    while place < len(tex):
        sign = tex[place]
        if sign == "\\":
            text, place = _macro(tex, place + 1)
            yield text
        elif sign in "^_" and place + 1 < len(tex):
            content, end = _argument(tex, place + 1)
            inside = plain(content)
            # A raised letter behind a number is a footnote; "x_1" keeps its mark.
            footnote = sign == "^" and re.fullmatch(r"[A-Za-z†‡§]", inside)
            yield ("_" if sign == "_" and place else "") + ("" if footnote else inside)
            place = end
        elif sign in "{}$":
            place += 1
        elif sign == "~":
            place += 1
            yield " "
        else:
            yield sign
            place += 1


def _macro(tex: str, place: int) -> tuple[str, int]:
    """The text that a macro stands for, and where it ends; the place is behind its backslash."""
    if place >= len(tex):
        return "", place
    match = _LETTERS.match(tex, place)
    if match is None:
        return _sign(tex, place)
    name, end = match.group(), match.end()
    if name in SIGNS:
        return SIGNS[name], end
    end = _optional(tex, end)
    if name in LAST:
        content = ""
        for _ in range(LAST[name]):
            end = _optional(tex, end)
            content, end = _argument(tex, end)
        return plain(content), end
    if name in SILENT:
        if name == "cmidrule" and tex[end : end + 1] == "(":
            end = _group(tex, end, "(", ")")
        for _ in range(SILENT[name]):
            _, end = _argument(tex, end)
        return " ", end
    if name == "c" and tex[end : end + 1] == "{":
        content, end = _argument(tex, end)
        return plain(content) + _ACCENTS["c"], end
    if tex[end : end + 1] == "{":
        content, end = _argument(tex, end)
        return _text_of(name, content), end
    return " " if tex[end : end + 1] == " " else "", end


def _text_of(name: str, content: str) -> str:
    """The text of a macro with one argument."""
    if name in ("makecell", "shortstack", "specialcell", "thead"):
        return "\n".join(plain(part) for part in re.split(r"\\\\(?:\[.*?\])?", content))
    if name in ("textsuperscript", "tnote") and re.fullmatch(r"[A-Za-z]", plain(content)):
        return ""
    if name in ("bar", "overline") and plain(content) == "R":
        return "Adj. R"
    if name in ("caption", "footnote", "textit", "title"):
        return plain(content) + " "
    return plain(content)


def _sign(tex: str, place: int) -> tuple[str, int]:
    """A macro that is one sign."""
    sign = tex[place]
    if sign in "'`\"^~" and re.match(r"\s*\{?\\?[A-Za-z]", tex[place + 1 :]):
        content, end = _argument(tex, place + 1)
        letter = {"\\i": "i", "\\j": "j"}.get(content, content)
        return letter + _ACCENTS[sign], end
    if sign == "\\":
        return "\n", _optional(tex, place + 1)
    return {",": " ", ";": " ", ":": " ", "!": "", " ": " ", "(": "", ")": "", "[": "", "]": "",
            "/": "", "-": "", "\n": " "}.get(sign, sign), place + 1  # fmt: skip


def _without_comments(text: str) -> str:
    return re.sub(r"(?<!\\)%[^\n]*", "", text)


def _floats(text: str) -> list[str]:
    """A document in pieces: each float with what stands before it."""
    cut = re.compile(r"\\end\{(?:sideways)?table\*?\}")
    pieces, start = [], 0
    for match in cut.finditer(text):
        pieces.append(text[start : match.end()])
        start = match.end()
    if pieces and not _environments(text[start:]):
        pieces[-1] += text[start:]
        return pieces
    return [*pieces, text[start:]]


def _environments(text: str) -> list[tuple[int, int, str]]:
    """Start, end and content of each environment of cells, not of those inside another."""
    found, place = [], 0
    begin = re.compile(r"\\begin\{([A-Za-z]+\*?)\}")
    while match := begin.search(text, place):
        name = match.group(1)
        if name not in TABULAR:
            place = match.end()
            continue
        end = _end_of(text, name, match.end())
        found.append((match.start(), end, text[match.end() : end]))
        place = max(end, match.end())
    return found


def _end_of(text: str, name: str, place: int) -> int:
    """Where an environment ends that holds others of its name."""
    depth = 1
    for match in re.finditer(r"\\(begin|end)\{" + re.escape(name) + r"\}", text[place:]):
        depth += 1 if match.group(1) == "begin" else -1
        if depth == 0:
            return place + match.start()
    return len(text)


def sheets(text: str) -> list[list[Sheet]]:
    """Every table of a LaTeX text.

    Parameters
    ----------
    text : str
        Source; a whole document, one float, or rows alone.

    Returns
    -------
    list of list of Sheet
        By float, in order; the words of a float belong to each of its tables.
    """
    text = _without_comments(text)
    document = re.search(r"\\begin\{document\}", text)
    text = text[document.end() :] if document else text
    found = []
    for piece in _floats(text):
        places = _environments(piece)
        if not places:
            if is_latex(piece):
                found.append([_sheet(piece, "tabular")])
            continue
        outside, place, here = [], 0, []
        for start, end, content in places:
            name = re.match(r"\\begin\{(.*?)\}", piece[start:])
            outside.append(piece[place:start])
            here.append(_sheet(content, name.group(1) if name else "tabular", arguments=True))
            place = end
        outside.append(piece[place:])
        words = "\n".join(line for line in (_words(part) for part in outside) if line)
        for sheet in here:
            sheet.words = f"{words}\n{sheet.words}".strip()
        found.append(here)
    return found


def _words(tex: str) -> str:
    """Text outside cells."""
    tex = re.sub(r"\\(?:def|newcommand)[^\n]*", " ", tex)
    tex = re.sub(r"\\(?:begin|end)\{[^}]*\}(?:\[[^\]]*\])?(?:\{[^}]*\})?", "\n", tex)
    return re.sub(r"[ \t]+", " ", re.sub(r"\s*\n\s*", "\n", plain(tex))).strip()


def _sheet(content: str, name: str, arguments: bool = False) -> Sheet:
    """Cells of the content of an environment."""
    sheet, place = Sheet(), 0
    if arguments:
        if content[:1] == "[":
            end = _optional(content, 0)
            sheet.words = plain(content[1 : end - 1].replace("note{", "\n{"))
            place = end
        for _ in range(TABULAR.get(name, 1)):
            while content[place : place + 1] in (" ", "\n") or content[place : place + 1] == "[":
                place = _optional(content, place) if content[place] == "[" else place + 1
            if content[place : place + 1] == "{":
                place = _group(content, place)
    for row in _rows(content[place:]):
        _add(sheet, row)
    return sheet


def _rows(tex: str) -> Iterator[list[str]]:
    """Cells of each row, still as LaTeX."""
    cells: list[str] = []
    start = place = depth = 0
    while place < len(tex):
        if tex[place] == "\\":
            nested = re.match(r"\\(begin|end)\{", tex[place:])
            if nested:
                depth += 1 if nested.group(1) == "begin" else -1
            broken = re.match(r"\\(?:\\|tabularnewline|cr\b)\*?", tex[place:])
            if broken and depth <= 0:
                yield [*cells, tex[start:place]]
                place = _after_break(tex, place + broken.end())
                cells, start = [], place
                continue
            place += 2
        elif tex[place] == "{":
            place = _group(tex, place)
        elif tex[place] == "&" and depth <= 0:
            cells.append(tex[start:place])
            place += 1
            start = place
        else:
            place += 1
    yield [*cells, tex[start:]]


def _add(sheet: Sheet, row: list[str]) -> None:
    """Add one row of cells; a row of one cell that spans all is words."""
    cells: list[str] = []
    number = len(sheet.rows)
    for tex in row:
        span = re.search(r"\\multicolumn\s*\{\s*(\d+)\s*\}|\\SetCell\[c=(\d+)\]", tex)
        width = int(span.group(1) or span.group(2)) if span else 1
        if span and span.group(1) is None:
            width = 1 if len(row) > 1 else width  # tblr keeps the empty cells of a span
            sheet.spans[number, len(cells)] = int(span.group(2))
        elif width > 1:
            sheet.spans[number, len(cells)] = width
        cells += [plain(tex), *[""] * (min(width, 200) - 1)]
    if any(cells):
        sheet.rows.append(cells)
    else:
        for key in [key for key in sheet.spans if key[0] == number]:
            del sheet.spans[key]
