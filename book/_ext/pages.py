"""Two directives that keep a page from repeating what stands elsewhere.

``{citation}`` shows how to cite the book, from CITATION.cff.
``{lessons}`` lists pages with what each teaches and how long it takes, from the box that opens each page.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from helpers import paths

CITATION = paths.ROOT / "CITATION.cff"
BOX = re.compile(r"\*\*(You will learn|Time)\*\* (.*)")
TITLE = re.compile(r"^# (.*)", re.M)


def reference(entry: dict) -> str:
    """One line that names author, year, title and version.

    >>> reference({"authors": [{"name": "A"}], "date-released": "2026-11-23", "title": "T", "version": "1.0"})
    'A (2026). T. Version 1.0.'
    """
    authors = ", ".join(author["name"] for author in entry["authors"])
    return f"{authors} ({str(entry['date-released'])[:4]}). {entry['title']}. Version {entry['version']}."


def bibtex(entry: dict) -> str:
    """The same for a bibliography."""
    fields = {
        "author": " and ".join(f"{{{author['name']}}}" for author in entry["authors"]),
        "title": f"{{{entry['title']}}}",
        "year": str(entry["date-released"])[:4],
        "version": entry["version"],
    }
    if entry.get("repository-code"):
        fields["url"] = entry["repository-code"]
    return (
        "@software{replication,\n"
        + "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        + "}"
    )


class Citation(SphinxDirective):
    """How to cite the book."""

    def run(self):
        self.env.note_dependency(str(CITATION))
        entry = yaml.safe_load(CITATION.read_text(encoding="utf-8"))
        code = nodes.literal_block(bibtex(entry), bibtex(entry), language="bibtex")
        return [nodes.paragraph("", reference(entry)), code]


def opening(source: Path) -> dict[str, str]:
    """Title of a page and what its opening box says.

    Raises
    ------
    ValueError
        If the page has no such box.
    """
    text = source.read_text(encoding="utf-8")
    if source.suffix == ".ipynb":
        text = "".join(json.loads(text)["cells"][0]["source"])
    found = dict(BOX.findall(text)) | {"title": title[1] for title in [TITLE.search(text)] if title}
    if len(found) != 3:
        raise ValueError(
            f"{source.name} does not open with a box that says what is learnt and how long it takes"
        )
    return found


class Lessons(SphinxDirective):
    """A table of pages as lessons."""

    has_content = True

    def run(self):
        rows = []
        for name in self.content:
            found = [
                path
                for suffix in (".ipynb", ".md")
                if (path := Path(self.env.srcdir) / f"{name}{suffix}").exists()
            ]
            if not found:
                raise self.error(f"no page {name}")
            self.env.note_dependency(str(found[0]))
            try:
                lesson = opening(found[0])
            except ValueError as error:
                raise self.error(str(error))
            address = self.env.app.builder.get_relative_uri(self.env.docname, name)
            rows.append(
                f'<tr><th scope="row"><a href="{address}">{html.escape(lesson["title"])}</a></th><td>{html.escape(lesson["You will learn"])}</td><td>{html.escape(lesson["Time"])}</td></tr>'
            )
        table = (
            '<div class="exhibit"><div class="table-box" role="region" tabindex="0" aria-label="Lessons"><table class="exhibit-table"><caption>Lessons</caption>'
            '<thead><tr><th scope="col">Lesson</th><th scope="col">You will learn</th><th scope="col">Time</th></tr></thead><tbody>'
            + "".join(rows)
            + "</tbody></table></div></div>"
        )
        return [nodes.raw("", table, format="html")]


def setup(app):
    app.add_directive("citation", Citation)
    app.add_directive("lessons", Lessons)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
