"""One style sheet, one script and one icon font for the whole site, with only what its pages use.

The theme of Jupyter Book brings a megabyte of styles, scripts and icons for every page it could
ever draw.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tinycss2
from fontTools import subset
from fontTools.ttLib import TTFont

from tools.build import memo

Node = Any  # of tinycss2, which carries no types

# Scripts that only some pages need, by what such a page contains; all others are in the one script
# of every page.
ON_DEMAND = {
    "filters.js": "data-filters=",
    "speccurve.js": 'class="speccurve',
    "matrix.umd.js": 'class="lab"',
    "lab.js": 'class="lab"',
    "answer.js": 'class="answer"',
    "redraw.js": 'class="redraw"',
    "design-tabs.js": "sd-tab-set",
    "searchtools.js": 'id="search-results"',
    "language_data.js": 'id="search-results"',
    "searchindex.js": 'id="search-results"',
}
#: Scripts written for this book, which `terse` may shorten; those of others are copied as they are.
OWN = ("answer.js", "book.js", "filters.js", "lab.js", "redraw.js", "speccurve.js")
SHEET = re.compile(r'<link\b[^>]*rel="stylesheet"[^>]*>')
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>\s*", re.S)
PRELOAD = re.compile(r'\s*<link\b[^>]*rel="preload"[^>]*>')
IMPORT = re.compile(r'@import\s+"([^":]+)"\s*;')
KEYFRAMES = re.compile(
    r"@(?:-webkit-)?keyframes ([\w-]+)\s*\{(?:[^{}]*\{[^{}]*\})*\s*\}",
)
GROUPS = ("media", "supports", "layer")  # at-rules that hold rules
FONT = "vendor/fontawesome/webfonts/fa-solid-900.woff2"
ICON_FACE = (
    "@font-face{{font-display:block;font-family:{family};font-weight:900;"
    'src:url({name}) format("woff2")}}'
)
FORMULAS = "katex.min.css"


class BundleError(RuntimeError):
    """A script or style sheet is not written the way that bundling needs."""


def address(attributes: str) -> str:
    """The address in a tag's ``src`` or ``href``, without its query.

    Parameters
    ----------
    attributes : str
        The tag, or its attributes alone.

    Returns
    -------
    str
        Empty if there is none.

    Examples
    --------
    >>> address(' defer src="../_static/a.js?v=1"')
    '../_static/a.js'
    """
    found = re.search(r'\b(?:src|href)="([^"?]*)', attributes)
    return found[1] if found else ""


def words(text: str) -> set[str]:
    """Everything in a page or script that could be a class, an id or a tag name.

    Parameters
    ----------
    text : str
        HTML or JavaScript.

    Returns
    -------
    set of str

    Examples
    --------
    >>> sorted(words('<a class="b-c d">'))
    ['a', 'b-c', 'class', 'd']
    """
    return set(re.findall(r"[A-Za-z_][\w-]*", text))


def needed(selector: str, used: set[str]) -> bool:
    """Whether this selector can match anything, if only these names occur.

    Parameters
    ----------
    selector : str
        One selector of a style sheet.
    used : set of str
        `words` of all pages and scripts.

    Returns
    -------
    bool

    Examples
    --------
    >>> needed("div.a > .b:not(.z)", {"div", "a", "b"}), needed(".a .c", {"a"})
    (True, False)
    """
    bare = re.sub(r":(?:not|has|is|where)\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]", "", selector)
    bare = re.sub(r"::?[\w-]+(?:\([^)]*\))?", "", bare)
    return all(
        name.replace("\\", "") in used
        for name in re.findall(r"(?<![\w\\-])[.#]?((?:[A-Za-z_-]|\\.)(?:[\w-]|\\.)*)", bare)
    )


def terse(code: str) -> str:
    r"""A script without indentation, empty lines and lines that hold a comment alone.

    It is for scripts of this book (`OWN`), in which no template literal goes over several lines.

    Parameters
    ----------
    code : str
        JavaScript.

    Returns
    -------
    str

    Raises
    ------
    BundleError
        If a template literal goes over several lines, since its spaces are text.

    Examples
    --------
    >>> terse("/* Why\n   so */\nif (a) {\n  // Note\n  b(); // here\n}\n")
    'if (a) {\nb(); // here\n}\n'
    """
    kept: list[str] = []
    in_comment = False
    for line in code.split("\n"):
        bare = line.strip()
        if bare.startswith("/*") and ("*/" not in bare or bare.endswith("*/")):
            in_comment = True
        if in_comment:
            in_comment = "*/" not in bare
        elif bare and not bare.startswith("//"):
            if bare.count("`") % 2:
                raise BundleError(f"a template literal goes over several lines: {bare}")
            kept.append(bare)
    return "\n".join(kept) + "\n"


def _selectors(prelude: list[Node]) -> list[str]:
    """The selectors of a rule, which its prelude separates by commas."""
    parts: list[list[Node]] = []
    current: list[Node] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append(current)
            current = []
        else:
            current.append(token)
    return [tinycss2.serialize(part).strip() for part in [*parts, current]]


def _declarations(rule: Node, variables: set[str] | None) -> str:
    """What a rule declares, less custom properties that nothing refers to."""
    parts = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    return "".join(
        part.serialize().strip() + ";" * (part.type == "declaration")
        for part in parts
        if variables is None
        or part.type != "declaration"
        or not part.name.startswith("--")
        or part.name in variables
    )


def purge(css: str, used: set[str], variables: set[str] | None = None) -> str:
    """A style sheet without comments, and rules for classes, ids and tags that occur nowhere.

    Parameters
    ----------
    css : str
        Style sheet.
    used : set of str
        `words` of all pages and scripts.
    variables : set of str, optional
        Custom properties that something refers to; others are dropped. All stay by default.

    Returns
    -------
    str

    Examples
    --------
    >>> purge(".a , .b { color : red } /* x */ @media print { .c { top: 0 } }", {"a"})
    '.a{color: red;}'
    >>> purge("p { --x: url('data:;,;'); --y: 1 }", {"p"}, {"--x"})
    'p{--x: url("data:;,;");}'
    """
    out = []
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            kept = [selector for selector in _selectors(rule.prelude) if needed(selector, used)]
            body = _declarations(rule, variables)
            if kept and body:
                out.append(f"{','.join(kept)}{{{body}}}")
        elif (
            rule.type == "at-rule" and rule.content is not None and rule.lower_at_keyword in GROUPS
        ):
            inner = purge(tinycss2.serialize(rule.content), used, variables)
            if inner:
                prelude = tinycss2.serialize(rule.prelude).rstrip()
                out.append(f"@{rule.at_keyword}{prelude}{{{inner}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword != "charset":
            out.append(rule.serialize())
    return re.sub(r"\s+", " ", "".join(out))


def lean(css: str, used: set[str], elsewhere: str = "") -> str:
    """`purge` until no custom property or animation is left that nothing uses.

    Parameters
    ----------
    css : str
        Style sheet.
    used : set of str
        `words` of all pages and scripts.
    elsewhere : str
        Text of pages and scripts, which may refer to custom properties as well.

    Returns
    -------
    str

    Examples
    --------
    >>> lean(":root{--a:1;--b:var(--a);--c:2}p{top:var(--b)}", {"root", "p"})
    ':root{--a:1;--b:var(--a);}p{top:var(--b);}'
    """
    css, longer = purge(css, used), ""
    while css != longer:
        longer = css
        variables = set(re.findall(r"--[\w-]+", elsewhere))
        variables |= set(re.findall(r"var\(\s*(--[\w-]+)", longer))
        css = purge(longer, used, variables)

    def played(match: re.Match[str]) -> str:
        use = rf"animation[^;{{}}]*:[^;{{}}]*\b{re.escape(match[1])}\b"
        return match[0] if re.search(use, css) else ""

    return KEYFRAMES.sub(played, css)


def icons(css: str, font: Path) -> bytes:
    r"""The icon font with only the characters that the style sheet draws.

    Parameters
    ----------
    css : str
        Purged style sheet; icons stand in it as characters of the private use area, or as
        ``"\f0c9"``.
    font : Path
        Full font.

    Returns
    -------
    bytes
        WOFF2.
    """
    options = subset.Options(
        flavor="woff2", layout_features=[], notdef_outline=True, name_IDs=["*"]
    )
    cutter = subset.Subsetter(options)
    drawn = {int(code, 16) for code in re.findall(r"\\([ef][0-9a-f]{3})\b", css)} | {
        ord(character) for character in css if "\ue000" <= character <= "\uf8ff"
    }
    cutter.populate(unicodes=drawn)
    loaded = TTFont(font, recalcTimestamp=False)
    cutter.subset(loaded)
    buffer = io.BytesIO()
    loaded.flavor = "woff2"
    loaded.save(buffer)
    return buffer.getvalue()


def _named(folder: Path, stem: str, suffix: str, content: bytes) -> str:
    """Write a file under a name that changes with its content: a browser may keep it for ever."""
    name = f"{stem}-{hashlib.sha256(content).hexdigest()[:8]}{suffix}"
    (folder / name).write_bytes(content)
    return name


def _merged(static: Path, sheets: Iterable[str]) -> str:
    """Style sheets in order, with what they import, their addresses relative to ``_static``."""
    out: list[str] = []
    for sheet in sheets:
        base = (static / sheet).parent
        text = (static / sheet).read_text(encoding="utf-8")
        imported = [
            (base / name).resolve().relative_to(static.resolve()).as_posix()
            for name in IMPORT.findall(text)
        ]

        def moved(match: re.Match[str], base: Path = base) -> str:
            target = match[1].strip("\"'")
            if target.startswith(("data:", "#")):
                return match[0]
            return f"url({(base / target).resolve().relative_to(static.resolve()).as_posix()})"

        out += [_merged(static, imported), re.sub(r"url\(([^)]*)\)", moved, IMPORT.sub("", text))]
    return "\n".join(out)


def style(static: Path, sheets: list[str], pages: str, scripts: str) -> str:
    """Write the one style sheet and its icon font into ``_static``.

    Parameters
    ----------
    static : Path
        Folder ``_static`` of the site.
    sheets : list of str
        Style sheets in the order of the pages, relative to ``static``.
    pages, scripts : str
        Text of all pages and of all scripts.

    Returns
    -------
    str
        Name of the sheet.
    """
    merged = _merged(static, sheets)
    used = sorted((words(pages) | words(scripts)) & words(merged))
    variables = " ".join(sorted(set(re.findall(r"--[\w-]+", pages + scripts))))
    # Only those words of the pages count that the sheet names: an edit seldom brings a new one.
    parts = (merged, " ".join(used), variables)
    css = memo.kept("style", parts, lambda: lean(merged, set(used), variables).encode()).decode()
    fonts = re.findall(r"@font-face\s*\{[^}]*\}", css)
    for rule in fonts:
        css = css.replace(rule, "")
    solid = [rule for rule in fonts if "fa-solid-900" in rule]
    if solid:
        font = static / FONT
        drawn = memo.kept("icons", (css, font.read_bytes()), lambda: icons(css, font))
        name = _named(static, "icons", ".woff2", drawn)
        family = re.search(r"font-family:\s*([^;}]+)", solid[0])
        if not family:
            raise BundleError("the style sheet of the icon font does not name its family")
        css = ICON_FACE.format(family=family[1], name=name) + css
    return _named(static, "book", ".css", css.encode())


def script(static: Path, sources: list[str]) -> str:
    """Write the one script of every page into ``_static``, and shorten those of the book (`OWN`).

    Parameters
    ----------
    static : Path
        Folder ``_static`` of the site.
    sources : list of str
        Scripts in the order of the pages: file names relative to ``static``, or the text of an
        inline script behind ``=``.

    Returns
    -------
    str
        Name of the one script.

    Raises
    ------
    BundleError
        If a script of the book cannot be shortened.
    """
    for own in (static / name for name in OWN):
        if own.exists():
            own.write_text(terse(own.read_text(encoding="utf-8")), encoding="utf-8")
    parts = [
        source[1:] if source.startswith("=") else (static / source).read_text(encoding="utf-8")
        for source in sources
    ]
    bare = (re.sub(r"\n?//# sourceMappingURL=.*", "", part).strip() for part in parts)
    return _named(static, "book", ".js", ("\n;\n".join(bare) + "\n").encode())
