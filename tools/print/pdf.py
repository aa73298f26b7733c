"""The whole book as one typeset PDF.

``python -m tools.print.pdf`` writes ``_build/ecommerce-gdp.pdf``.
The finished pages of ``_build/html`` are joined in the order of the table of contents into one
document, laid out on A4 by ``tools/print/print.css`` and printed by Chromium: first to learn on
which page everything falls, then with these numbers in the contents. What is printed is checked
against the site before it is put in place: titles, numbers, figures, formulas and links.
"""

from __future__ import annotations

import ast
import hashlib
import html
import os
import posixpath
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from bs4 import BeautifulSoup, Tag
from bs4.element import AttributeValueList
from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserError
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from helpers import exercises, paths
from tools.build import contents
from tools.keep import browser
from tools.ship import archive, release

SITE = paths.SITE
WORK = paths.BUILD / "pdf"
TARGET = paths.BUILD / "ecommerce-gdp.pdf"
STYLE = Path(__file__).parent / "print.css"
SUBTITLE = "An executable replication"

DROPPED = (
    "a.headerlink, script, style:not(svg style), button, form, dialog, input, select, textarea, "
    "canvas, iframe, .toctree-wrapper, .speccurve-fallback, .d-print-none, .screen-only, .doors, "
    "figure.exhibit > details, figure.exhibit > a.csv, .katex-mathml, .visually-hidden"
)
CALL = 3  # lines; longer code is left to the notebooks
LONG = 20  # rows; a longer table may go over the end of a page, with its head repeated
SHORT = 12  # characters; row labels up to this length stay on one line
WIDE = 7  # columns; such a table is set smaller
TITLES = {1: "chapter-title", 2: "section-title"}  # classes of headings by level
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
PASSES = 4  # at most so many prints until the numbers in the contents stay
MEASURE = 612  # pixels of CSS: 162 mm, the width of the text on the page
TOO_WIDE = """() => {
  const parts = "table, pre, .katex-display > .katex > .katex-html > .base, svg, img, h1, h2, h3";
  const edge = document.body.getBoundingClientRect().right + 1;
  return [...document.querySelectorAll(parts)]
    .filter(element => element.getBoundingClientRect().right > edge)
    .map(element => {
      const id = (element.closest("[id]") || element).id;
      return id + ": " + element.textContent.trim().slice(0, 40);
    });
}"""
HEADER = (
    'font: 8pt "Source Sans", "KaTeX_Main"; color: #55606b; padding-top: 6mm; white-space: nowrap;'
)
# The head of the pages of one chapter: the book on the left, the chapter on the right.
PAGE_RULE = (
    "@page {slug} {{ @top-left {{ content: {book}; {header} }} "
    "@top-right {{ content: {chapter}; {header} text-align: right }} }}\n"
    "#{slug} {{ page: {slug} }}"
)
COLOPHON = (
    "Text, figures and the compilation of the data: Creative Commons Attribution 4.0. Code: MIT. "
    "Numbers are facts of their publishers, named in the codebook.",
    "This document is printed from the site and says the same. The call in small type above a "
    "table or figure makes it anew; longer code, the data behind each figure and everything that "
    "reacts to the reader are in the notebooks and on the site.",
    "Verdicts in the text are linked to their evidence. "
    "Numbered references are listed in the bibliography.",
)
TITLE_PAGE = (
    '<section class="title-page"><h1 class="book-title">{name}</h1>'
    '<p class="subtitle">{subtitle}</p><p class="author">{author}</p>'
    '<div class="colophon">{lines}</div></section>'
)
CONTENTS_LINE = (
    '<li{kind}><a href="#{slug}"><span>{title}</span><span class="to-page">{number}</span></a></li>'
)
DOCUMENT = (
    '<!DOCTYPE html>\n<html lang="en" data-theme="light"><head><meta charset="utf-8">'
    '<title>{title}</title><link rel="stylesheet" href="{formulas}">'
    '<link rel="stylesheet" href="{style}"><style>\n{headers}\n</style></head>'
    "<body>{title_page}\n{contents}\n{bodies}</body></html>\n"
)


class PdfError(RuntimeError):
    """The PDF could not be made, or is not what the site says."""


@dataclass(frozen=True)
class Chapter:
    """One page of the site, made ready for paper.

    Attributes
    ----------
    page : Page
        Its place in the table of contents.
    title : str
        Its heading, with the number.
    body : Tag
        The article.
    """

    page: contents.Page
    title: str
    body: Tag


def _soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def _classes(element: Tag) -> list[str]:
    """The classes of an element."""
    return [name for name in element.get_attribute_list("class") if name]


def _mark(element: Tag, *names: str) -> None:
    """Add classes to an element; those that it has stay as they are."""
    element["class"] = AttributeValueList([*_classes(element), *names])


def _only(element: Tag, selector: str) -> Tag:
    """The first part of an element that matches; there must be one."""
    found = element.select_one(selector)
    if found is None:
        raise PdfError(f"no {selector} in {element.get_text()[:40]!r}")
    return found


def _drop(body: Tag) -> None:
    """Take out what has no use on paper."""
    for element in body.select(DROPPED):
        if not element.decomposed:
            element.decompose()


def article(site: Path, page: contents.Page) -> Tag:
    """The content of one page of the site.

    Parameters
    ----------
    site : Path
        Root of the finished site.
    page : Page
        Which page.

    Returns
    -------
    Tag

    Raises
    ------
    PdfError
        If the site has no such page, or the page no content.
    """
    path = site / f"{page.name}.html"
    if not path.exists():
        raise PdfError(f"the site has no {page.name}.html; run make book first")
    soup = _soup(path)
    found = soup.select_one("article.bd-article") or soup.find("article") or soup.find("main")
    if found is None or found.find("h1") is None:
        raise PdfError(f"{page.name}.html has no article with a title")
    return found


def title(body: Tag) -> str:
    """The heading of a page in one line, with its number and without the link sign.

    Parameters
    ----------
    body : Tag
        From `article`.

    Returns
    -------
    str
    """
    heading = BeautifulSoup(str(body.find("h1")), "html.parser")
    for sign in heading.select(".headerlink"):
        sign.decompose()
    return " ".join(heading.get_text().split())


def _element(name: str, text: str, classes: str) -> Tag:
    """A new element that holds text."""
    element = BeautifulSoup("", "html.parser").new_tag(name, attrs={"class": classes})
    element.string = text
    return element


def _hint(source: str, printed: str) -> str | None:
    """The hint of an exercise, if the cell is its box, or its check without an answer yet."""
    if box := re.fullmatch(r'exercises\.box\("([\w-]+)"\)', source):
        return exercises.hint(box[1])
    if not re.fullmatch(r'exercises\.check\("[\w-]+"\)', source):
        return None
    if not printed.startswith(("'Not answered yet.", '"Not answered yet.')):
        return None
    return ast.literal_eval(printed).removeprefix("Not answered yet. ")


def _show_call(cell: Tag, source: str, output: Tag | None) -> None:
    """Open code and a short call stand in small type above what they made; other code goes."""
    is_open = not cell.select("details.above-input")
    for number, block in enumerate(cell.select("details.above-input, .cell_input")):
        short = output is not None and source.count("\n") < CALL
        if number == 0 and source and (is_open or short):
            block.replace_with(_element("pre", source, "call"))
        else:
            block.decompose()
    for block in cell.select(".text_plain"):
        block.replace_with(_element("pre", block.get_text().strip(), "printed"))


def _hidden_results(cell: Tag) -> Iterator[Tag]:
    """Put the outputs that a reader would have to open into the open, and name them."""
    for hidden in cell.select("details"):
        result = hidden.select_one(".cell_output")
        if result is None:
            hidden.decompose()
        else:
            hidden.replace_with(result.extract())
            yield result


def _cells(body: Tag) -> None:
    """Calls above what they made, checks of exercises as hints, hidden outputs at the end."""
    answers: list[tuple[Tag, Tag]] = []
    for cell in body.select("div.cell"):
        source = "\n".join(code.get_text().strip() for code in cell.select(".cell_input pre"))
        output = cell.select_one(".cell_output")
        hint = _hint(source, output.get_text().strip() if output else "")
        if hint is not None:
            cell.replace_with(_element("p", f"Hint: {hint}", "hint"))
            continue
        _show_call(cell, source, output)
        answers.extend((cell, result) for result in _hidden_results(cell))
    if answers:
        section = BeautifulSoup("", "html.parser").new_tag("section")
        section.append(_element("h2", "Outputs to compare with", "section-title"))
        for cell, result in answers:
            call = _only(cell, "pre.call")
            where = "(The output stands at the end of this chapter.)"
            call.insert_after(_element("p", where, "hint"))
            section.append(_element("pre", call.get_text(), "call"))
            section.append(result.extract())
        (body.find("section") or body).append(section)


def _mark_heads(table: Tag, rows: Sequence[Sequence[Tag]]) -> None:
    """Heads over columns of numbers stand right."""
    for place, head in enumerate(table.select("thead tr:last-child > *")):
        cells = [row[place] for row in rows if len(row) > place]
        numbers = [cell for cell in cells if "number" in _classes(cell)]
        if len(numbers) * 2 > len(cells):
            _mark(head, "over-numbers")


def _tables(body: Tag) -> None:
    """Mark what print.css sets otherwise: heads over numbers, and tables by their size."""
    for table in body.select("table"):
        rows = [row.find_all(["td", "th"]) for row in table.select("tbody tr")]
        columns = max((len(row.find_all(["td", "th"])) for row in table.select("tr")), default=0)
        _mark_heads(table, rows)
        if all(len(label.get_text(strip=True)) <= SHORT for label in table.select("tbody th")):
            _mark(table, "short-labels")
        if len(rows) <= LONG:
            # With the call above it, where it stands alone in its cell.
            cell = table.find_parent("div", class_="cell")
            alone = cell is not None and len(cell.select(".exhibit")) == 1
            outer = table.find_parent(class_="exhibit") or table
            _mark(cell if cell is not None and alone else outer, "whole")
        if columns >= WIDE:
            _mark(table, "wide")


def _drawings(body: Tag) -> None:
    """A drawing stays with its call; a tall one is made lower, and stands left like the others."""
    for drawing in body.select("figure.exhibit svg"):
        drawing["preserveAspectRatio"] = "xMinYMid meet"
        cell = drawing.find_parent("div", class_="cell")
        if cell is not None and "whole" not in _classes(cell):
            _mark(cell, "whole")


def _keep_together(body: Tag) -> None:
    """No line ends in "e-" before "commerce"."""
    for text in body.find_all(string=re.compile(r"\be-commerce\b", re.I)):
        if text.find_parent(["svg", "pre", "code", "script"]):
            continue
        parts = re.split(r"\b(e-commerce)\b", text, flags=re.I)
        text.replace_with(
            *[
                _element("span", part, "together") if place % 2 else part
                for place, part in enumerate(parts)
            ]
        )


def _without_controls(body: Tag) -> None:
    """What reacts to a reader stands open, and says nothing to a screen reader."""
    for details in body.find_all("details"):
        details["open"] = ""
    for element in body.select("[tabindex], [role=region]"):
        for attribute in ("tabindex", "role", "aria-label"):
            element.attrs.pop(attribute, None)


def _sources(body: Tag) -> None:
    """Mark the sections that list sources."""
    for heading in body.find_all("h2"):
        section = heading.parent
        named = heading.get_text(strip=True).endswith("Sources and data")
        if named and section is not None and section.name == "section":
            _mark(section, "sources")


def _anchors(body: Tag, slug: str) -> None:
    """Give every id of a page, and what refers to it inside a drawing, the page's own prefix."""
    for element in body.select("[id]"):
        element["id"] = f"{slug}--{element['id']}"
    for element in body.select("svg, svg *"):
        for name, value in list(element.attrs.items()):
            if isinstance(value, str) and (
                "url(#" in value or (name.endswith("href") and value.startswith("#"))
            ):
                element[name] = re.sub(r"(url\(#|^#)", rf"\g<1>{slug}--", value)
    for name in ("aria-labelledby", "aria-describedby", "for"):
        for element in body.select(f"[{name}]"):
            del element[name]


def _links(body: Tag, page: contents.Page, slugs: dict[str, str], site: Path) -> None:
    """Links to pages of the book lead within the document; those to other files become text."""
    folder = posixpath.dirname(page.name)
    for link in body.select("a[href]"):
        address = str(link["href"])
        if re.match(r"[a-z][a-z+.-]*:", address):
            continue
        path, _, anchor = address.partition("#")
        name = page.name
        if path:
            name = posixpath.normpath(posixpath.join(folder, path)).removesuffix(".html")
        if name in slugs:
            link["href"] = f"#{slugs[name]}--{anchor}" if anchor else f"#{slugs[name]}"
        else:
            link.unwrap()
    for image in body.select("img[src]"):
        source = str(image["src"])
        if not re.match(r"[a-z]+:", source):
            image["src"] = Path(os.path.relpath(site / folder / source, WORK)).as_posix()


def _headings(body: Tag, page: contents.Page) -> None:
    """Part, chapter, page below a chapter, section: levels of headings are those of bookmarks."""
    below = 0 if not page.part else 1 + page.depth
    for level in range(5, 0, -1):
        for heading in body.find_all(f"h{level}"):
            heading.name = f"h{min(6, level + below)}"
            _mark(heading, TITLES.get(level, "subsection-title"))


def chapter(site: Path, page: contents.Page, slugs: dict[str, str]) -> Chapter:
    """One page of the site, made ready for paper.

    Parameters
    ----------
    site : Path
        Root of the finished site.
    page : Page
        Which page.
    slugs : dict of str to str
        Prefix of the ids by page, for all pages of the document.

    Returns
    -------
    Chapter

    Raises
    ------
    PdfError
        If the site has no such page.
    """
    body = article(site, page)
    name = title(body)
    _drop(body)
    for element in body.find_all("noscript"):
        element.unwrap()
    for formula in body.select(".katex-html"):
        formula.attrs.pop("aria-hidden", None)  # its other form, for screen readers, is dropped
    _keep_together(body)
    _cells(body)
    _tables(body)
    _drawings(body)
    _without_controls(body)
    _sources(body)
    _anchors(body, page.slug)
    _links(body, page, slugs, site)
    _headings(body, page)
    return Chapter(page, name, body)


def _string(text: str) -> str:
    r"""A string of CSS.

    >>> _string('a "b"')
    '"a \\"b\\""'
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _title_page(root: Path, name: str, author: str) -> str:
    """Title, author, edition, licences and how to read the book on paper."""
    when, commit = release.day(root), release.commit(root)
    edition = f"Version {release.version(root)}, {when.day} {when:%B %Y}"
    if commit:
        edition += f", commit {commit}"
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in (edition + ".", *COLOPHON))
    return TITLE_PAGE.format(
        name=html.escape(name), subtitle=SUBTITLE, author=html.escape(author), lines=lines
    )


def _contents_page(chapters: list[Chapter], numbers: dict[str, int]) -> str:
    """The contents; a page that has no number yet takes the room of three digits."""
    part = ""
    lines = ['<nav class="contents" aria-label="Contents"><h1 id="contents">Contents</h1><ol>']
    for one in chapters:
        if one.page.part != part:
            part = one.page.part
            lines.append(f'</ol><p class="contents-part">{html.escape(part)}</p><ol>')
        line = CONTENTS_LINE.format(
            kind=' class="below"' if one.page.depth else "",
            slug=one.page.slug,
            title=html.escape(one.title),
            number=numbers.get(one.page.slug, "000"),
        )
        lines.append(line)
    return "".join([*lines, "</ol></nav>"])


def _address(path: Path) -> str:
    """The way from the document in `WORK` to a file."""
    return html.escape(Path(os.path.relpath(path, WORK)).as_posix())


def _bodies(chapters: list[Chapter]) -> str:
    """All chapters, the first of each part under the part's title."""
    bodies, part = [], ""
    for one in chapters:
        above = ""
        if one.page.part != part:
            part = one.page.part
            above = f'<h1 class="part-title">{html.escape(part)}</h1>'
        content = one.body.decode_contents()
        bodies.append(f'<section class="chapter" id="{one.page.slug}">{above}{content}</section>')
    return "\n".join(bodies)


def combine(
    site: Path = SITE,
    root: Path = paths.ROOT,
    numbers: dict[str, int] | None = None,
    chapters: list[Chapter] | None = None,
) -> str:
    """The book as one HTML document, to be stored in `WORK`.

    Parameters
    ----------
    site : Path
        Root of the finished site.
    root : Path
        The project, for the table of contents, the title and the version.
    numbers : dict of str to int, optional
        Page number by slug, for the contents.
    chapters : list of Chapter, optional
        From `read`; they are read from the site if missing.

    Returns
    -------
    str

    Raises
    ------
    PdfError
        If a page is missing.
    """
    chapters = read(site, root) if chapters is None else chapters
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    book = _string(config["title"])
    headers = [
        PAGE_RULE.format(slug=one.page.slug, book=book, chapter=_string(one.title), header=HEADER)
        for one in chapters
    ]
    return DOCUMENT.format(
        title=html.escape(config["title"]),
        formulas=_address(site / "_static" / "katex" / "katex.min.css"),
        style=_address(STYLE),
        headers="\n".join(headers),
        title_page=_title_page(root, config["title"], config["author"]),
        contents=_contents_page(chapters, numbers or {}),
        bodies=_bodies(chapters),
    )


def read(site: Path = SITE, root: Path = paths.ROOT, names: Collection[str] = ()) -> list[Chapter]:
    """Every page of the table of contents, or only those named, made ready for paper.

    Parameters
    ----------
    site : Path
        Root of the finished site.
    root : Path
        The project, for the table of contents.
    names : collection of str
        Pages by name; all of them if empty.

    Returns
    -------
    list of Chapter

    Raises
    ------
    PdfError
        If a page is missing.
    """
    pages = [page for page in contents.pages(root) if not names or page.name in names]
    slugs = {page.name: page.slug for page in pages}
    return [chapter(site, page, slugs) for page in pages]


def dead_links(document: str) -> list[str]:
    """Addresses within a document that lead nowhere.

    Parameters
    ----------
    document : str
        HTML.

    Returns
    -------
    list of str

    Examples
    --------
    >>> dead_links('<p id="a"></p><a href="#a">x</a><a href="#b">y</a>')
    ['#b']
    """
    ids = set(re.findall(r'\sid="([^"]+)"', document))
    wanted = re.findall(r'<a[^>]*\shref="#([^"]*)"', document)
    return sorted({f"#{anchor}" for anchor in wanted if html.unescape(anchor) not in ids})


class Printer:
    """Chromium as a printer, with no way to the network.

    Parameters
    ----------
    chromium : Browser
        From `browser.chromium`.
    """

    def __init__(self, chromium: Browser):
        self.context = chromium.new_context(offline=True, locale="en-GB")

    def print(self, source: Path, target: Path) -> None:
        """Print one HTML file; the size and margins are those of its style sheet.

        Parameters
        ----------
        source : Path
            The document.
        target : Path
            The PDF.

        Raises
        ------
        PdfError
            If something is wider than the page, or the document asks for a file that is not there.
        """
        page = self.context.new_page()
        page.set_viewport_size({"width": MEASURE, "height": 1000})
        page.emulate_media(media="print", color_scheme="light")
        try:
            missing: list[str] = []
            page.on("requestfailed", lambda request: missing.append(request.url.rsplit("/", 1)[-1]))
            page.goto(source.resolve().as_uri())
            page.evaluate("document.fonts.ready")
            if wide := page.evaluate(TOO_WIDE):
                raise PdfError(f"wider than the page: {'; '.join(wide[:3])}")
            if missing:
                names = ", ".join(sorted(set(missing)))
                raise PdfError(f"the document asks for what is not there: {names}")
            page.pdf(
                path=target,
                prefer_css_page_size=True,
                print_background=True,
                outline=True,
                tagged=True,
            )
        finally:
            page.close()


def places(reader: PdfReader) -> dict[str, int]:
    """Page number of everything in a PDF that a link leads to.

    Parameters
    ----------
    reader : PdfReader
        The open file.

    Returns
    -------
    dict of str to int
        By id; counted from 1.
    """
    found = {}
    for name, place in reader.named_destinations.items():
        number = reader.get_destination_page_number(place)
        if number is not None:
            found[name.removeprefix("/")] = number + 1
    return found


def bookmarks(reader: PdfReader) -> list[tuple[int, str]]:
    """Level and title of the bookmarks of a PDF, in order.

    Parameters
    ----------
    reader : PdfReader
        The open file.

    Returns
    -------
    list of (int, str)
        The highest level is 0.
    """
    found: list[tuple[int, str]] = []

    def collect(items: Iterable, level: int) -> None:
        for item in items:
            if isinstance(item, list):
                collect(item, level + 1)
            else:
                found.append((level, " ".join(str(item.title).split())))

    collect(reader.outline, 0)
    return found


def _heading_texts(document: str) -> list[str]:
    """Every heading of a document, in one line each."""
    inside = re.findall(r"<(?P<level>h[1-6])\b[^>]*>(.*?)</(?P=level)>", document, flags=re.S)
    return [" ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split()) for _, text in inside]


def _marks(writer: PdfWriter) -> list[Any]:
    """The bookmarks of a PDF in their order, as objects that can be changed."""
    marks = []

    def collect(mark: Any) -> None:
        while mark is not None:
            mark = mark.get_object()
            marks.append(mark)
            collect(mark.get("/First"))
            mark = mark.get("/Next")

    outlines: Any = writer.root_object["/Outlines"].get_object()
    collect(outlines.get("/First"))
    return marks


def finish(source: Path, target: Path, document: str, root: Path = paths.ROOT) -> None:
    """Store a printed PDF with clean bookmarks, title, author and licence.

    Its bytes depend on nothing but the document and the time of the release.

    Parameters
    ----------
    source : Path
        The PDF as Chromium printed it.
    target : Path
        Where to store it.
    document : str
        What was printed.
    root : Path
        The project.

    Raises
    ------
    PdfError
        If the bookmarks are not the headings of the document.
    """
    headings = _heading_texts(document)
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    writer = PdfWriter(clone_from=source)
    # Chromium writes some of its bookmarks twice over ("ContentsContents"); their order is right.
    marks = _marks(writer)
    if len(marks) != len(headings):
        raise PdfError(f"{len(marks)} bookmarks for {len(headings)} headings")
    for mark, heading in zip(marks, headings, strict=True):
        mark[NameObject("/Title")] = TextStringObject(heading)
    date = release.day(root).strftime("D:%Y%m%d%H%M%S+00'00'")
    writer.metadata = {
        "/Title": f"{config['title']}: {SUBTITLE[0].lower()}{SUBTITLE[1:]}",
        "/Author": config["author"],
        "/Subject": "Text CC BY 4.0, code MIT",
        "/Creator": f"ecommerce-gdp {release.version(root)}",
        "/Producer": "Chromium, pypdf",
        "/CreationDate": date,
        "/ModDate": date,
    }
    catalog = writer.root_object
    catalog[NameObject("/PageMode")] = NameObject("/UseOutlines")
    catalog[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(True)}
    )
    digest = hashlib.md5(document.encode(), usedforsecurity=False).digest()
    writer._ID = ArrayObject([ByteStringObject(digest), ByteStringObject(digest)])
    writer.write(target)


@dataclass(frozen=True)
class Reading:
    """What can be read from a PDF.

    Attributes
    ----------
    text : dict of str to str
        The text of each chapter by slug.
    formulas : dict of str to int
        How many signs each chapter draws in the fonts of formulas.
    bookmarks : list of (int, str)
        Level and title, in order.
    dead : list of str
        Where links lead that lead nowhere.
    pages : int
        How many there are.
    """

    text: dict[str, str]
    formulas: dict[str, int]
    bookmarks: list[tuple[int, str]]
    dead: list[str]
    pages: int


# The letter apostrophe is printed as the mark; the other three cannot be seen.
SAME = str.maketrans({"\u02bc": "’", "\u200b": None, "\u00ad": None, "\u2061": None})


def plain(text: str) -> str:
    r"""Text with ligatures taken apart, one kind of apostrophe and no spaces that cannot be seen.

    Parameters
    ----------
    text : str
        From a page or a PDF.

    Returns
    -------
    str

    Examples
    --------
    >>> plain("e\u200b\ufb03cient  \u02bc")
    'efficient ’'
    """
    return " ".join(unicodedata.normalize("NFKC", text.translate(SAME)).split())


def _signs(text: str) -> int:
    """How many signs a text has, spaces not counted."""
    return len(re.sub(r"\s", "", plain(text)))


def _destinations(reader: PdfReader) -> Iterator[str]:
    """Where the links of a PDF lead within it."""
    for page in reader.pages:
        annotations: Any = page.get("/Annots", [])
        for link in annotations:
            place = link.get_object().get("/Dest")
            if isinstance(place, str):
                yield place.removeprefix("/")


def reading(path: Path, slugs: list[str]) -> Reading:
    """Read a PDF of this book.

    Parameters
    ----------
    path : Path
        The file.
    slugs : list of str
        The chapters in their order.

    Returns
    -------
    Reading

    Raises
    ------
    PdfError
        If the contents of the PDF do not lead to a chapter.
    """
    reader = PdfReader(path)
    found = places(reader)
    for slug in slugs:
        if slug not in found:
            raise PdfError(f"the contents of the PDF do not lead to {slug}")
    signs: list[str] = []

    def visit(text: str, _: Any, __: Any, font: Any, ___: Any) -> None:
        if font and "KaTeX" in str(font.get("/BaseFont", "")):
            signs.append(text)

    words, formulas = {}, {}
    ends = [found[slug] for slug in slugs[1:]] + [len(reader.pages) + 1]
    for slug, end in zip(slugs, ends, strict=True):
        signs.clear()
        pages = (reader.pages[number - 1] for number in range(found[slug], end))
        words[slug] = plain("\n".join(page.extract_text(visitor_text=visit) for page in pages))
        formulas[slug] = _signs("".join(signs))
    dead = set(_destinations(reader)) - set(found)
    return Reading(words, formulas, bookmarks(reader), sorted(dead), len(reader.pages))


def _lost_figures(body: Tag, text: str) -> Iterator[str]:
    """Figures whose number, caption or words are not in the text of the chapter."""
    solid = text.replace(" ", "")
    for figure in body.select("figure.exhibit:has(svg)"):
        label = figure.select_one(".exhibit-number")
        caption = plain(_only(figure, "figcaption").get_text())
        if caption.replace(" ", "") not in solid:
            yield f"{label.get_text() if label else 'the figure'} {caption!r} is missing"
        drawn = [plain(one.get_text()) for one in figure.select("svg text:not(:has(tspan))")]
        lost = [words for words in drawn if words.replace(" ", "") not in solid]
        if lost:
            yield f"{caption!r} is drawn without {', '.join(lost[:3])}"


def _lost_content(body: Tag, text: str, drawn: int) -> Iterator[str]:
    """What a chapter lacks of the article of its page, which is taken apart on the way."""
    _drop(body)
    yield from _lost_figures(body, text)
    signs = _signs("".join(formula.get_text() for formula in body.select(".katex-html")))
    if drawn < signs:
        yield f"formulas have {signs} signs, {drawn} are drawn"
    for element in body.select("svg, .katex, .cell_input"):
        element.decompose()
    wanted = Counter(NUMBER.findall(plain(body.get_text(" "))))
    missing = wanted - Counter(NUMBER.findall(text))
    if missing:
        among = ", ".join(list(missing)[:3])
        yield f"{sum(missing.values())} numbers are missing, among them {among}"
    failed = re.search(r"\b(?:undefined|NaN|\[object Object\])\b", text)
    if failed and not re.search(r"\b(?:undefined|NaN)\b", body.get_text()):
        yield "the text holds what a script failed to fill in"


def problems(
    read_back: Reading, site: Path = SITE, root: Path = paths.ROOT, names: Collection[str] = ()
) -> list[str]:
    """Where a PDF says less, or something else, than the site.

    Parameters
    ----------
    read_back : Reading
        From `reading`.
    site : Path
        The finished site.
    root : Path
        The project, for its table of contents.
    names : collection of str
        Pages to look for; all of the table of contents by default.

    Returns
    -------
    list of str
        One sentence each; empty when every title is a bookmark, every number of the site stands in
        its chapter, every figure is drawn with its number and its words, every formula has all its
        signs, and every link leads somewhere.
    """
    found = [f"the link to {anchor} leads nowhere" for anchor in read_back.dead]
    marks = iter(mark for _, mark in read_back.bookmarks)
    for page in contents.pages(root):
        if names and page.name not in names:
            continue
        body = article(site, page)
        name = title(body)
        if name not in marks:  # goes on from where it stands: the order counts
            found.append(f"{page.name}: no bookmark {name!r} in its place")
            marks = iter(mark for _, mark in read_back.bookmarks)
        text = read_back.text.get(page.slug, "")
        lost = _lost_content(body, text, read_back.formulas.get(page.slug, 0))
        found += [f"{page.name}: {sentence}" for sentence in lost]
    return found


def _printed(chapters: list[Chapter], site: Path, root: Path, source: Path, printed: Path) -> str:
    """Print until the page numbers in the contents are those on the pages; return the document."""
    slugs = {one.page.slug for one in chapters}
    numbers: dict[str, int] = {}
    with browser.chromium() as chromium:
        printer = Printer(chromium)
        for _ in range(PASSES):
            document = combine(site, root, numbers, chapters)
            if dead := dead_links(document):
                raise PdfError(f"links that lead nowhere: {', '.join(dead[:5])}")
            source.write_text(document, encoding="utf-8")
            printer.print(source, printed)
            every = places(PdfReader(printed))
            found = {slug: number for slug, number in every.items() if slug in slugs}
            if found == numbers:
                return document
            numbers = found
    raise PdfError(f"the page numbers of the contents did not settle in {PASSES} prints")


def make(site: Path = SITE, root: Path = paths.ROOT, target: Path = TARGET) -> Path:
    """Print the book, check it and put it in place; after any error a previous PDF is untouched.

    Parameters
    ----------
    site : Path
        Root of the finished site.
    root : Path
        The project.
    target : Path
        Where to put it.

    Returns
    -------
    Path
        The PDF.

    Raises
    ------
    PdfError
        If the document cannot be printed, or what is printed is not what the site says.
    browser.NoBrowser
        If there is none on this machine.
    """
    chapters = read(site, root)
    WORK.mkdir(parents=True, exist_ok=True)
    source, printed, new = WORK / "book.html", WORK / "printed.pdf", target.with_suffix(".new")
    document = _printed(chapters, site, root, source, printed)
    try:
        finish(printed, new, document, root)
        if wrong := problems(reading(new, [one.page.slug for one in chapters]), site, root):
            raise PdfError("the PDF is not what the site says:\n  " + "\n  ".join(wrong))
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    return target


def main() -> int:
    """Print the book and say how long it is.

    Returns
    -------
    int
        Exit code: 1 if no PDF could be made.
    """
    started = time.perf_counter()
    try:
        target = make()
    except (PdfError, browser.NoBrowser, BrowserError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    archive.offer_pdf(target)
    pages, size = len(PdfReader(target).pages), target.stat().st_size / 1e6
    seconds = time.perf_counter() - started
    place = target.relative_to(paths.ROOT)
    print(f"printed {pages} pages, {size:.1f} MB, in {seconds:.0f} s: {place}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
