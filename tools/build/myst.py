"""Read MyST Markdown as the book itself does: one parser for every tool that looks at pages.

The parser is MyST-Parser's own, with the extensions of ``_config.yml``, and gives the tokens of
markdown-it-py. Roles, links and code know in addition where they stand in their paragraph.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import yaml
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline, backtick, image, link
from markdown_it.token import Token
from mdit_py_plugins.myst_role.index import myst_role
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from helpers import paths

DIRECTIVE = re.compile(r"\{(?P<name>[\w:.-]+)\}\s*(?P<title>.*)$")
OPTION = re.compile(r":(?P<name>[\w-]+):\s*(?P<value>.*)$")
# What a page holds for the machine alone.
SILENT = ("front_matter", "myst_target", "myst_line_comment", "myst_block_break")


@dataclass(frozen=True)
class Block:
    """Lines of a page that belong together.

    Parameters
    ----------
    kind : str
        ``directive``, ``code`` or ``prose``.
    lines : tuple of str
        As they stand in the source; of a directive those inside it, without its options.
    first : int
        Line of the first of them; the first line of the text is 0.
    name, title : str
        Of a directive.
    options : dict of str to str
        Of a directive.
    closed : bool
        False if a fence runs to the end of the text unclosed.
    """

    kind: str
    lines: tuple[str, ...]
    first: int
    name: str = ""
    title: str = ""
    options: dict[str, str] | None = None
    closed: bool = True


Rule = Callable[[StateInline, bool], bool]


def _located(rule: Rule) -> Rule:
    """The same rule, whose token remembers the span of the paragraph that it stands for."""

    def located(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and not silent:
            made = [token for token in state.tokens[count:] if token.type != "text"]
            for token in made[:1]:
                token.meta = {**(token.meta or {}), "span": (start, state.pos)}
        return found

    return located


@functools.lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """The parser of the book.

    Returns
    -------
    MarkdownIt
        Its tokens `myst_role`, `link_open`, `image` and `code_inline` have ``meta["span"]``.
    """
    config = yaml.safe_load((paths.ROOT / "_config.yml").read_text(encoding="utf-8"))
    extensions = config["parse"]["myst_enable_extensions"]
    found = create_md_parser(MdParserConfig(enable_extensions=set(extensions)), RendererHTML)
    for name, rule in {
        "myst_role": myst_role,
        "link": link,
        "image": image,
        "backticks": backtick,
    }.items():
        found.inline.ruler.at(name, _located(rule))
    return found


def blocks(text: str) -> Iterator[Block]:
    r"""A text as prose, code and directives, in order; what is for the machine alone is left out.

    Parameters
    ----------
    text : str
        MyST Markdown.

    Yields
    ------
    Block
        Directives are not opened: their lines are a text of their own.

    Examples
    --------
    >>> [block.kind for block in blocks("One.\n\n```{note} Two\nThree.\n```")]
    ['prose', 'directive', 'prose']
    """
    lines, place = text.split("\n"), 0
    for token in parser().parse(text):
        if token.map is None or token.type not in ("fence", "colon_fence", *SILENT):
            continue
        first, last = token.map
        if first < place:
            continue
        yield Block("prose", tuple(lines[place:first]), place)
        place = last
        if token.type in ("fence", "colon_fence"):
            yield _fenced(token, lines[first:last], first)
    yield Block("prose", tuple(lines[place:]), place)


def _fenced(token: Token, lines: list[str], first: int) -> Block:
    """A block of code or a directive."""
    closed = len(lines) > 1 and lines[-1].strip().rstrip(token.markup[0]) == ""
    directive = DIRECTIVE.match(token.info.strip())
    if directive is None:
        return Block("code", tuple(lines), first, closed=closed)
    body = lines[1:-1] if closed else lines[1:]
    options = {}
    while body and (option := OPTION.match(body[0].strip())):
        options[option["name"]] = option["value"]
        body = body[1:]
    start = first + 1 + len(options)
    name, title = directive["name"], directive["title"].strip()
    return Block("directive", tuple(body), start, name, title, options, closed)


def paragraphs(text: str) -> Iterator[tuple[Token, str]]:
    """Every run of words of a text, with the mark of a heading before it.

    Parameters
    ----------
    text : str
        MyST Markdown; directives in it are not opened.

    Yields
    ------
    (Token, str)
        An inline token with ``map`` and ``children``; ``## `` and the like, or nothing.
    """
    mark = ""
    for token in parser().parse(text):
        if token.type == "inline" and token.map is not None:
            yield token, mark
        mark = f"{token.markup} " if token.type == "heading_open" else ""


def replaced(text: str, change: Callable[[str, Token], str | None]) -> str:
    """A text in which roles, links, images and code are written otherwise.

    Parameters
    ----------
    text : str
        MyST Markdown without directives.
    change : callable
        Takes what stands in the source and its token, gives what is to stand there, or None.

    Returns
    -------
    str

    Examples
    --------
    >>> replaced("A {eval}`x` and `y`.", lambda _, token: token.content if token.meta.get("name")
    ... else None)
    'A x and `y`.'
    """
    lines: list[str | None] = [*text.split("\n")]
    after: dict[int, int] = {}  # in a row of a table: where the cell before has ended
    for token, _ in paragraphs(text):
        new = _changed(token, change)
        if new != token.content:
            _write(lines, token, new, after)
    return "\n".join(line for line in lines if line is not None)


def _changed(token: Token, change: Callable[[str, Token], str | None]) -> str:
    """The words of a paragraph after all changes."""
    pieces, place = [], 0
    for child in token.children or []:
        start, end = (child.meta or {}).get("span", (-1, -1))
        if start < place:
            continue
        new = change(token.content[start:end], child)
        if new is not None:
            pieces += [token.content[place:start], new]
            place = end
    return "".join([*pieces, token.content[place:]])


def _write(lines: list[str | None], token: Token, new: str, after: dict[int, int]) -> None:
    """Put the words of a paragraph back between what stands around them in its lines."""
    first = (token.map or [0])[0]
    old = token.content.split("\n")
    written: list[str | None] = [*new.split("\n")]
    written += [None] * (len(old) - len(written))
    for place, (words, now) in enumerate(zip(old, written, strict=True), first):
        line = lines[place] or ""
        at = line.find(words, after.get(place, 0))
        if at < 0:
            raise ValueError(f"line {place + 1} is not what the parser read: {line}")
        lines[place] = None if now is None else line[:at] + now + line[at + len(words) :]
        after[place] = at + len(now or "")
