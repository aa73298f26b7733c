"""Link a term of the glossary where a page first uses it; the sources say it in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx

GLOSSARY = "book/glossary"
#: Terms that mostly are meant as everyday words; and what the whole book is about.
EVERYDAY = frozenset({"e-commerce", "platform", "productivity", "real", "replication"})
#: Where no term is looked for: links, formulas, code, headings, captions, and what has a box.
ELSEWHERE = (
    nodes.reference,
    nodes.literal,
    nodes.math,
    nodes.raw,
    nodes.title,
    nodes.caption,
    nodes.table,
    nodes.Admonition,
)


def pattern(term: str) -> str:
    """Regular expression for a term, in the singular or plural, with hyphens or blanks.

    Parameters
    ----------
    term : str
        As the glossary has it.

    Returns
    -------
    str

    Examples
    --------
    >>> [bool(re.fullmatch(pattern("t-value"), words)) for words in ("t value", "t-values")]
    [True, True]
    >>> bool(re.fullmatch(pattern("elasticity"), "elasticities"))
    True
    """
    words = "[-\\s]".join(re.escape(word) for word in re.split(r"[-\s]", term))
    return f"{words[:-1]}(?:y|ies)" if words.endswith("y") else f"{words}s?"


def known(app: Sphinx) -> dict[str, str]:
    """Anchors of the terms that are linked.

    Parameters
    ----------
    app : Sphinx
        After the glossary has been read.

    Returns
    -------
    dict of str to str
        By term, in small letters.
    """
    objects = app.env.get_domain("std").objects.items()
    return {
        name.lower(): anchor
        for (kind, name), (_, anchor) in objects
        if kind == "term" and name.lower() not in EVERYDAY
    }


def _texts(doctree: nodes.document) -> Iterator[nodes.Text]:
    """Running text, in the order of the page."""
    for text in list(doctree.findall(nodes.Text)):
        above, inside = text.parent, False
        while above is not None and not isinstance(above, ELSEWHERE):
            inside = inside or isinstance(above, nodes.paragraph)
            above = above.parent
        if inside and above is None:
            yield text


def link(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Link the first use of each term on a page.

    Parameters
    ----------
    app : Sphinx
        The builder.
    doctree : document
        A page about to be written.
    docname : str
        Its name.
    """
    terms = known(app)
    if docname == GLOSSARY or not terms:
        return
    # Of two terms that begin alike the longer is meant.
    longest = sorted(terms, key=len, reverse=True)
    search = re.compile(
        r"(?<![\w-])(?:" + "|".join(f"({pattern(term)})" for term in longest) + r")(?![\w-])", re.I
    )
    left = set(terms.values()) - _linked(doctree)
    for text in _texts(doctree):
        parts: list[nodes.Node] = []
        end = 0
        for found in search.finditer(text.astext()):
            anchor = terms[longest[(found.lastindex or 1) - 1]]
            if anchor not in left:
                continue
            left.discard(anchor)
            parts += [
                nodes.Text(text.astext()[end : found.start()]),
                _reference(app, docname, anchor, found[0]),
            ]
            end = found.end()
        if parts:
            text.parent.replace(text, [*parts, nodes.Text(text.astext()[end:])])


def _linked(doctree: nodes.document) -> set[str]:
    """Anchors of the glossary that a page links already."""
    links = (node.get("refuri", "") for node in doctree.findall(nodes.reference))
    return {uri.partition("#")[2] for uri in links if "glossary" in uri}


def _reference(app: Sphinx, docname: str, anchor: str, words: str) -> nodes.reference:
    """A link to a term, from a page."""
    address = app.builder.get_relative_uri(docname, GLOSSARY)
    return nodes.reference("", words, refuri=f"{address}#{anchor}", internal=True, classes=["term"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx.

    Parameters
    ----------
    app : Sphinx
        The builder of the book.

    Returns
    -------
    dict of str to bool
        That pages may be read and written in parallel.
    """
    app.connect("doctree-resolved", link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
