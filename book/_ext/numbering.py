"""Number the exhibits that notebooks show, chapter by chapter, and let prose refer to them.

A figure or table made by ``helpers.exhibits`` carries an anchor, ``fig-…`` or ``tab-…``.
Here it becomes "Figure 5.1" or "Table 5.2" (5 being the number of its page, so that the paper's own
Tables 1 to 4 keep their names), and ``{exhibit}`fig-series` `` anywhere in the book becomes a link with that number.
"""

from __future__ import annotations

import hashlib
import re

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

logger = logging.getLogger(__name__)
EXHIBIT = re.compile(r'<(figure|div) class="exhibit" id="((?:fig|tab)-[a-z0-9-]+)">')
CAPTION = {"fig": re.compile(r"<figcaption>"), "tab": re.compile(r"<caption>")}
KIND = {"fig": "Figure", "tab": "Table"}


def _raw_html(doctree):
    for node in doctree.findall(nodes.raw):
        if "html" in node.get("format", ""):
            yield node


def _anchors(doctree):
    """Anchors of a page's own exhibits in order, with what they show; the table behind a figure is part of the figure."""
    found = {}
    for node in _raw_html(doctree):
        for _, anchor in EXHIBIT.findall(node.astext()):
            if not anchor.startswith("tab-data-"):
                found.setdefault(anchor, hashlib.sha256(node.astext().encode()).hexdigest())
    return found


def _collect(app, doctree):
    store = app.env.__dict__.setdefault("book_exhibits", {})
    store[app.env.docname] = _anchors(doctree)


def _unique(app, env):
    """Warn about an anchor that two pages use for different exhibits; the same exhibit may be shown again."""
    first: dict[str, tuple[str, str]] = {}
    for docname, anchors in _pages(env):
        for anchor, digest in anchors.items():
            page, shown = first.setdefault(anchor, (docname, digest))
            if shown != digest:
                logger.warning(
                    "exhibit %s shows one thing on %s and another on %s", anchor, page, docname
                )


def _purge(app, env, docname):
    env.__dict__.setdefault("book_exhibits", {}).pop(docname, None)


def _merge(app, env, docnames, other):
    env.__dict__.setdefault("book_exhibits", {}).update(
        {
            name: anchors
            for name, anchors in other.__dict__.get("book_exhibits", {}).items()
            if name in docnames
        }
    )


def _chapter(env, docname) -> tuple[int, ...]:
    return tuple(env.toc_secnumbers.get(docname, {}).get("", ()))


def _pages(env):
    """Pages that have a number, in the order of the book, with their exhibits."""
    store = env.__dict__.get("book_exhibits", {})
    return sorted(
        ((name, anchors) for name, anchors in store.items() if _chapter(env, name)),
        key=lambda page: _chapter(env, page[0]),
    )


def _numbers(env) -> dict[str, tuple[str, str]]:
    """Anchor -> (page, "Figure 5.1"). An exhibit that is shown again keeps the number of the first page that shows it."""
    numbers: dict[str, tuple[str, str]] = {}
    for docname, anchors in _pages(env):
        chapter = ".".join(map(str, _chapter(env, docname)))
        counts = {"fig": 0, "tab": 0}
        for anchor in anchors:
            if anchor in numbers:
                continue
            kind = anchor[:3]
            counts[kind] += 1
            numbers[anchor] = (docname, f"{KIND[kind]} {chapter}.{counts[kind]}")
    return numbers


class ExhibitRole(SphinxRole):
    """A link to an exhibit, with its number."""

    def run(self):
        reference = nodes.reference("", "", nodes.inline("", self.text), internal=True, refuri="")
        reference["exhibit"] = self.text
        self.set_source_info(reference)
        return [reference], []


def _resolve(app, doctree, docname):
    numbers = _numbers(app.env)
    for node in _raw_html(doctree):
        text = node.astext()
        for _, anchor in EXHIBIT.findall(text):
            if anchor in numbers:
                start = text.index(f'id="{anchor}"')
                caption = CAPTION[anchor[:3]].search(text, start)
                if caption:
                    text = (
                        text[: caption.end()]
                        + f'<span class="exhibit-number">{numbers[anchor][1]}.</span> '
                        + text[caption.end() :]
                    )
        if text != node.astext():
            node.replace_self(nodes.raw("", text, format="html"))
    for reference in doctree.findall(nodes.reference):
        if "exhibit" not in reference:
            continue
        anchor = reference["exhibit"]
        if anchor not in numbers:
            logger.warning("no exhibit %s in the book", anchor, location=reference)
            continue
        page, label = numbers[anchor]
        target = app.builder.get_relative_uri(docname, page) if page != docname else ""
        reference["refuri"] = f"{target}#{anchor}"
        reference.children = [nodes.inline("", label)]


def setup(app):
    app.add_role("exhibit", ExhibitRole())
    app.connect("doctree-read", _collect)
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)
    app.connect("env-check-consistency", _unique)
    app.connect("doctree-resolved", _resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
