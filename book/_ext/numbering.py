"""Number pages, exhibits and exercises, each in its own way, and let prose refer to exhibits.

Pages have numbers, 4 or 4.3.1, and headings inside a page have none.
A figure or table made by ``helpers.exhibits`` carries an anchor, ``fig-…`` or ``tab-…``.
Here it becomes "Figure 5.1" or "Table 5.2" (5 being the number of its chapter, so that the paper's
own Tables 1 to 4 keep their names), and ``{exhibit}`fig-series` `` anywhere in the book becomes a
link with that number.
Exercises are counted page by page: "Exercise 1" of *Regressions*.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

Store = dict[str, dict[str, str]]  # page: anchor: digest of what it shows

logger = logging.getLogger(__name__)
EXHIBIT = re.compile(r'<(figure|div) class="exhibit" id="((?:fig|tab)-[a-z0-9-]+)">')
CAPTION = {"fig": re.compile(r"<figcaption>"), "tab": re.compile(r"<caption>")}
KIND = {"fig": "Figure", "tab": "Table"}


def _store(env: BuildEnvironment) -> Store:
    """The exhibits of every page, which Sphinx keeps between builds."""
    return env.__dict__.setdefault("book_exhibits", {})


def _raw_html(doctree: nodes.document) -> Iterator[nodes.raw]:
    """What stands in a page as HTML."""
    for node in doctree.findall(nodes.raw):
        if "html" in node.get("format", ""):
            yield node


def _anchors(doctree: nodes.document) -> dict[str, str]:
    """Anchors of a page's own exhibits in order, with a digest of what they show.

    The table behind a figure is part of the figure.
    """
    found: dict[str, str] = {}
    for node in _raw_html(doctree):
        for _, anchor in EXHIBIT.findall(node.astext()):
            if not anchor.startswith("tab-data-"):
                found.setdefault(anchor, hashlib.sha256(node.astext().encode()).hexdigest())
    return found


def _collect(app: Sphinx, doctree: nodes.document) -> None:
    """Note the exhibits of a page that has been read."""
    _store(app.env)[app.env.docname] = _anchors(doctree)


def _unique(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn about an anchor of different exhibits; the same exhibit may be shown again."""
    first: dict[str, tuple[str, str]] = {}
    for docname, anchors in _pages(env):
        for anchor, digest in anchors.items():
            page, shown = first.setdefault(anchor, (docname, digest))
            if shown != digest:
                logger.warning(
                    "exhibit %s shows one thing on %s and another on %s", anchor, page, docname
                )


def _purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget a page that has changed or is gone."""
    _store(env).pop(docname, None)


def _merge(
    app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment
) -> None:
    """Take over what a parallel process has read."""
    there = _store(other)
    _store(env).update({name: there[name] for name in there if name in docnames})


def _numbered_pages(
    env: BuildEnvironment, docname: str, number: tuple[int, ...]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A page and those below it, each with its number."""
    yield docname, number
    below = dict.fromkeys(env.toctree_includes.get(docname, []))
    for place, child in enumerate(below, 1):
        yield from _numbered_pages(env, child, (*number, place))


def _restore(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Hand Sphinx the numbers that it gave last time; else it would write every page again."""
    for name, given in env.__dict__.get("book_given", {}).items():
        setattr(env, name, given)
    return []


def _number_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Number pages as the contents nest them; Sphinx counts the headings inside a page, too.

    Returns the pages to write again: all of them once a title, or a number of a page or an exhibit,
    has changed, for contents and links show it.
    """
    given = {name: getattr(env, name) for name in ("toc_secnumbers", "toc_fignumbers")}
    env.__dict__["book_given"] = copy.deepcopy(given)
    tops = [
        (name, _chapter(env, name)) for name in env.toc_secnumbers if len(_chapter(env, name)) == 1
    ]
    parents = {child for children in env.toctree_includes.values() for child in children}
    first = set(env.toctree_includes.get(env.config.root_doc, parents))
    numbers = {
        name: found
        for top, number in tops
        if top in first
        for name, found in _numbered_pages(env, top, number)
    }
    for name, number in numbers.items():
        _set_number(env, name, number)
    titles = {name: title.astext() for name, title in env.titles.items()}
    shown = (numbers, _numbers(env), titles)
    before, env.__dict__["book_numbers"] = env.__dict__.get("book_numbers"), shown
    return [] if before == shown else list(env.found_docs)


def _set_number(env: BuildEnvironment, docname: str, number: tuple[int, ...]) -> None:
    """Give a page its number, its headings none, and its exercises a count of their own."""
    anchors = env.toc_secnumbers.setdefault(docname, {})
    anchors.update(dict.fromkeys(anchors, ()))  # a heading that is missing would get the page's
    anchors[""] = number
    env.titles[docname]["secnumber"] = number
    for reference in env.tocs[docname].findall(nodes.reference):
        if reference["refuri"] == docname and not reference["anchorname"]:
            reference["secnumber"] = number
        elif reference["refuri"] == docname:
            reference.attributes.pop("secnumber", None)


def _count_exercises(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Number exercises within their page; plain tables and figures carry no number."""
    for docname, kinds in env.toc_fignumbers.items():
        exercises = {label: (place,) for place, label in enumerate(kinds.get("exercise", {}), 1)}
        env.toc_fignumbers[docname] = {"exercise": exercises}
    return []


def _chapter(env: BuildEnvironment, docname: str) -> tuple[int, ...]:
    """Number of a page in the table of contents; empty if it has none."""
    return tuple(env.toc_secnumbers.get(docname, {}).get("", ()))


def _pages(env: BuildEnvironment) -> list[tuple[str, dict[str, str]]]:
    """Pages that have a number, in the order of the book, with their exhibits."""
    store = _store(env)
    numbered = [name for name in store if _chapter(env, name)]
    return [(name, store[name]) for name in sorted(numbered, key=lambda name: _chapter(env, name))]


def _numbers(env: BuildEnvironment) -> dict[str, tuple[str, str]]:
    """Anchor -> (page, "Figure 5.1").

    An exhibit that is shown again keeps the number of the first page that shows it.
    """
    numbers: dict[str, tuple[str, str]] = {}
    counts: Counter[tuple[int, str]] = Counter()
    for docname, anchors in _pages(env):
        chapter = _chapter(env, docname)[0]
        for anchor in anchors:
            if anchor in numbers:
                continue
            kind = anchor[:3]
            counts[chapter, kind] += 1
            numbers[anchor] = (docname, f"{KIND[kind]} {chapter}.{counts[chapter, kind]}")
    return numbers


class ExhibitRole(SphinxRole):
    """A link to an exhibit, with its number."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """A link that `_resolve` completes.

        Returns
        -------
        nodes, messages : list
        """
        reference = nodes.reference("", "", nodes.inline("", self.text), internal=True, refuri="")
        reference["exhibit"] = self.text
        self.set_source_info(reference)
        return [reference], []


def _numbered(text: str, numbers: dict[str, tuple[str, str]]) -> str:
    """HTML with the number of each exhibit before its caption."""
    for _, anchor in EXHIBIT.findall(text):
        if anchor in numbers:
            start = text.index(f'id="{anchor}"')
            caption = CAPTION[anchor[:3]].search(text, start)
            if caption:
                at = caption.end()
                number = f'<span class="exhibit-number">{numbers[anchor][1]}.</span> '
                text = f"{text[:at]}{number}{text[at:]}"
    return text


def _resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write numbers into the captions of a page and into its links to exhibits."""
    numbers = _numbers(app.env)
    # A page without a number, the first one, shows an exhibit of another page without its number.
    shown = numbers if _chapter(app.env, docname) else {}
    for node in _raw_html(doctree):
        text = _numbered(node.astext(), shown)
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
    app.add_role("exhibit", ExhibitRole())
    app.connect("doctree-read", _collect)
    app.connect("env-get-updated", _restore, priority=0)
    # After Sphinx and the theme have given numbers of their own.
    app.connect("env-get-updated", _number_pages, priority=900)
    app.connect("env-get-updated", _count_exercises, priority=901)
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)
    app.connect("env-check-consistency", _unique)
    app.connect("doctree-resolved", _resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
