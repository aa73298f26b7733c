"""Two directives that keep a page from repeating what stands elsewhere.

``{citation}`` shows how to cite the book, from CITATION.cff.
``{lessons}`` lists pages with what each teaches and how long it takes, from the box that opens each
page.
"""

from __future__ import annotations

import html
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from helpers import paths
from tools.build.contents import opening, source_of

CITATION = paths.ROOT / "CITATION.cff"
LESSON = (
    '<tr><th scope="row"><a href="{address}">{title}</a></th><td>{learn}</td><td>{time}</td></tr>'
)
LESSONS = (
    '<div class="exhibit"><div class="table-box" role="region" tabindex="0" aria-label="Lessons">'
    '<table class="exhibit-table"><caption>Lessons</caption>'
    '<thead><tr><th scope="col">Lesson</th><th scope="col">You will learn</th>'
    '<th scope="col">Time</th></tr></thead><tbody>{rows}</tbody></table></div></div>'
)


def reference(entry: dict) -> str:
    """One line that names author, year, title and version.

    Parameters
    ----------
    entry : dict
        Contents of ``CITATION.cff``.

    Returns
    -------
    str

    Examples
    --------
    >>> who = {"authors": [{"name": "A"}]}
    >>> reference(who | {"date-released": "2026-11-23", "title": "T", "version": "1.0"})
    'A (2026). T. Version 1.0.'
    """
    authors = ", ".join(author["name"] for author in entry["authors"])
    year = str(entry["date-released"])[:4]
    return f"{authors} ({year}). {entry['title']}. Version {entry['version']}."


def bibtex(entry: dict) -> str:
    """The same for a bibliography.

    Parameters
    ----------
    entry : dict
        Contents of ``CITATION.cff``.

    Returns
    -------
    str
        BibTeX.
    """
    fields = {
        "author": " and ".join(f"{{{author['name']}}}" for author in entry["authors"]),
        "title": f"{{{entry['title']}}}",
        "year": str(entry["date-released"])[:4],
        "version": entry["version"],
    }
    if entry.get("repository-code"):
        fields["url"] = entry["repository-code"]
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@software{{replication,\n{lines}}}"


class Citation(SphinxDirective):
    """How to cite the book."""

    def run(self) -> list[nodes.Node]:
        """A sentence and an entry of BibTeX.

        Returns
        -------
        list of Node
        """
        self.env.note_dependency(str(CITATION))
        entry = yaml.safe_load(CITATION.read_text(encoding="utf-8"))
        code = nodes.literal_block(bibtex(entry), bibtex(entry), language="bibtex")
        return [nodes.paragraph("", reference(entry)), code]


class Lessons(SphinxDirective):
    """A table of pages as lessons."""

    has_content = True

    def _row(self, name: str) -> str:
        """One page as a row of the table."""
        try:
            source = source_of(name, Path(self.env.srcdir))
            lesson = opening(source)
        except (FileNotFoundError, ValueError) as error:
            raise self.error(str(error)) from error
        self.env.note_dependency(str(source))
        return LESSON.format(
            address=self.env.app.builder.get_relative_uri(self.env.docname, name),
            title=html.escape(lesson["title"]),
            learn=html.escape(lesson["You will learn"]),
            time=html.escape(lesson["Time"]),
        )

    def run(self) -> list[nodes.Node]:
        """The table, one row for each page that the directive names.

        Returns
        -------
        list of Node

        Raises
        ------
        DirectiveError
            If there is no such page, or it does not open with the box.
        """
        table = LESSONS.format(rows="".join(self._row(name) for name in self.content))
        return [nodes.raw("", table, format="html")]


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
    app.add_directive("citation", Citation)
    app.add_directive("lessons", Lessons)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
