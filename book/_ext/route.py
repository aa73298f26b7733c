"""The route: the pages that carry the argument, offered on the first and linked one to the next.

``{route}`` lists them with their times; each of them ends with a link to the one that follows.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from helpers.words import count
from tools.build.contents import FIRST, ROUTE, minutes, opening, source_of


class Route(SphinxDirective):
    """The pages of the route, numbered, each with its minutes."""

    def run(self) -> list[nodes.Node]:
        """A sentence with the total, and the list.

        Returns
        -------
        list of Node
        """
        spent = {name: minutes(name) for name in ROUTE[1:]}
        hours = sum(spent.values(), FIRST) / 60
        pages = count(len(ROUTE))
        words = f"The argument takes {pages} pages and {hours:.1f} hours. After this first page:"
        items = nodes.enumerated_list(classes=["route"])
        for name, needed in spent.items():
            target = nodes.reference("", _title(name), refdoc=name, internal=True)
            target["refuri"] = self.env.app.builder.get_relative_uri(self.env.docname, name)
            text = nodes.paragraph("", "", target, nodes.Text(f", {needed} minutes"))
            items += nodes.list_item("", text)
            self.env.note_dependency(str(source_of(name)))
        return [nodes.paragraph("", words), items]


def _title(name: str) -> str:
    """Heading of a page of the route."""
    return opening(source_of(name))["title"]


def lead_on(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """End a page of the route with a link to the next.

    Parameters
    ----------
    app : Sphinx
        The builder.
    doctree : document
        A page about to be written.
    docname : str
        Its name.
    """
    if docname not in ROUTE[:-1]:
        return
    place = ROUTE.index(docname)
    after = ROUTE[place + 1]
    address = app.builder.get_relative_uri(docname, after)
    target = nodes.reference("", _title(after), refuri=address, internal=True)
    words = f"The route, page {place + 1} of {len(ROUTE)}; next: "
    section = next(part for part in doctree if isinstance(part, nodes.section))
    stop = "" if _title(after).endswith("?") else "."
    section += nodes.paragraph("", words, target, nodes.Text(stop), classes=["route"])


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
    app.add_directive("route", Route)
    app.connect("doctree-resolved", lead_on)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
