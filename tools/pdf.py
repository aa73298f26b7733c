"""The whole book as one typeset PDF: ``python -m tools.pdf`` turns ``_build/html`` into ``_build/ecommerce-gdp.pdf``.

The finished pages are joined in the order of the table of contents into one document, laid out on A4 by
``tools/print/print.css`` and printed by Chromium: first to learn on which page everything falls, then with these numbers in the
contents. What is printed is checked against the site before it is put in place: titles, numbers, figures, formulas and links.
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
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from bs4 import BeautifulSoup, Tag
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

from helpers import paths
from tools import browser, contents, release

SITE = paths.BUILD / "html"
WORK = paths.BUILD / "pdf"
TARGET = paths.BUILD / "ecommerce-gdp.pdf"
STYLE = Path(__file__).parent / "print" / "print.css"
SUBTITLE = "An executable replication"

DROPPED = (
    "a.headerlink, script, style:not(svg style), button, form, dialog, input, select, textarea, canvas, iframe, .toctree-wrapper, .speccurve-fallback, "
    ".d-print-none, .screen-only, .doors, figure.exhibit > details, figure.exhibit > a.csv, .katex-mathml, .visually-hidden"
)
CALL = 3  # lines; longer code is left to the notebooks
LONG = 20  # rows; a longer table may go over the end of a page, with its head repeated
SHORT = 12  # characters; row labels up to this length stay on one line
WIDE = 7  # columns; such a table is set smaller
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
PASSES = 4  # at most so many prints until the numbers in the contents stay


class PdfError(RuntimeError):
    """The PDF could not be made, or is not what the site says."""


@dataclass(frozen=True)
class Chapter:
    """One page of the site, made ready for paper.

    ``title`` is its heading with the number; ``body`` the article.
    """

    page: contents.Page
    title: str
    body: Tag


def _soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def article(site: Path, page: contents.Page) -> Tag:
    """The content of one page of the site.

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
    """The heading of a page in one line, with its number and without the link sign."""
    heading = BeautifulSoup(str(body.find("h1")), "html.parser")
    for sign in heading.select(".headerlink"):
        sign.decompose()
    return " ".join(heading.get_text().split())


def _element(soup: BeautifulSoup, name: str, text: str, classes: str, **attributes) -> Tag:
    element = soup.new_tag(name, attrs={"class": classes, **attributes})
    element.string = text
    return element


def _cells(body: Tag, soup: BeautifulSoup) -> None:
    """A short call stands in small type above what it made; the check of an exercise becomes its hint; hidden output waits for the end."""
    answers = []
    for cell in body.select("div.cell"):
        source = "\n".join(code.get_text().strip() for code in cell.select(".cell_input pre"))
        output = cell.select_one(".cell_output")
        printed = output.get_text().strip() if output else ""
        if re.fullmatch(r'exercises\.check\("[\w-]+"\)', source) and printed.startswith(
            ("'Not answered yet.", '"Not answered yet.')
        ):
            hint = ast.literal_eval(printed).removeprefix("Not answered yet. ")
            cell.replace_with(_element(soup, "p", f"Hint: {hint}", "hint"))
            continue
        for number, block in enumerate(cell.select("details.above-input, .cell_input")):
            if number == 0 and source and output and source.count("\n") < CALL:
                block.replace_with(_element(soup, "pre", source, "call"))
            else:
                block.decompose()
        for block in cell.select(".text_plain"):
            block.replace_with(_element(soup, "pre", block.get_text().strip(), "printed"))
        for hidden in cell.select("details"):
            result = hidden.select_one(".cell_output")
            hidden.decompose() if result is None else answers.append(
                (cell, hidden.replace_with(result.extract()), result)
            )
    if answers:
        section = soup.new_tag("section")
        section.append(_element(soup, "h2", "Outputs to compare with", "section-title"))
        for cell, _, result in answers:
            call = cell.select_one("pre.call")
            call.insert_after(
                _element(soup, "p", "(The output stands at the end of this chapter.)", "hint")
            )
            section.append(_element(soup, "pre", call.get_text(), "call"))
            section.append(result.extract())
        (body.find("section") or body).append(section)


def _tables(body: Tag) -> None:
    """Heads over columns of numbers stand right; wide tables are set smaller; short ones stay on one page."""
    for table in body.select("table"):
        rows = table.select("tbody tr")
        columns = max((len(row.find_all(["td", "th"])) for row in table.select("tr")), default=0)
        heads = table.select("thead tr:last-child > *")
        for place, head in enumerate(heads):
            cells = [
                row.find_all(["td", "th"])[place]
                for row in rows
                if len(row.find_all(["td", "th"])) > place
            ]
            numbers = [cell for cell in cells if "number" in cell.get("class", [])]
            if len(numbers) * 2 > len(cells):
                head["class"] = [*head.get("class", []), "over-numbers"]
        if all(len(label.get_text(strip=True)) <= SHORT for label in table.select("tbody th")):
            table["class"] = [*table.get("class", []), "short-labels"]
        outer = table.find_parent(class_="exhibit") or table
        if len(rows) <= LONG:
            # With the call above it, where it stands alone in its cell.
            cell = table.find_parent("div", class_="cell")
            whole = cell if cell and len(cell.select(".exhibit")) == 1 else outer
            whole["class"] = [*whole.get("class", []), "whole"]
        if columns >= WIDE:
            table["class"] = [*table.get("class", []), "wide"]


def _keep_together(body: Tag) -> None:
    """No line ends in "e-" before "commerce"."""
    soup = BeautifulSoup("", "html.parser")
    for text in body.find_all(string=re.compile(r"\be-commerce\b", re.I)):
        if text.find_parent(["svg", "pre", "code", "script"]):
            continue
        parts = re.split(r"\b(e-commerce)\b", text, flags=re.I)
        text.replace_with(
            *[
                _element(soup, "span", part, "together") if place % 2 else part
                for place, part in enumerate(parts)
            ]
        )


def _anchors(body: Tag, slug: str) -> None:
    """Give every id of a page, and what refers to it inside a drawing, the page's own prefix."""
    for element in body.find_all(id=True):
        element["id"] = f"{slug}--{element['id']}"
    for element in body.select("svg, svg *"):
        for name, value in list(element.attrs.items()):
            if isinstance(value, str) and (
                "url(#" in value or (name.endswith("href") and value.startswith("#"))
            ):
                element[name] = re.sub(r"(url\(#|^#)", rf"\g<1>{slug}--", value)
    for name in ("aria-labelledby", "aria-describedby", "for"):
        for element in body.find_all(attrs={name: True}):
            del element[name]


def _links(body: Tag, page: contents.Page, slugs: dict[str, str], site: Path) -> None:
    """Links to pages of the book become links within the document; those to other files of the site become plain text."""
    folder = posixpath.dirname(page.name)
    for link in body.select("a[href]"):
        address = link["href"]
        if re.match(r"[a-z][a-z+.-]*:", address):
            continue
        path, _, anchor = address.partition("#")
        name = (
            posixpath.normpath(posixpath.join(folder, path)).removesuffix(".html")
            if path
            else page.name
        )
        if name in slugs:
            link["href"] = f"#{slugs[name]}--{anchor}" if anchor else f"#{slugs[name]}"
        else:
            link.unwrap()
    for image in body.select("img[src]"):
        if not re.match(r"[a-z]+:", image["src"]):
            image["src"] = Path(os.path.relpath(site / folder / image["src"], WORK)).as_posix()


def chapter(site: Path, page: contents.Page, slugs: dict[str, str]) -> Chapter:
    """One page of the site, made ready for paper.

    Parameters
    ----------
    site : Path
        Root of the finished site.
    page : Page
        Which page.
    slugs : dict
        Prefix of the ids by page, for all pages of the document.
    """
    body = article(site, page)
    soup = BeautifulSoup("", "html.parser")
    name = title(body)
    for element in body.select(DROPPED):
        if not element.decomposed:
            element.decompose()
    for element in body.find_all("noscript"):
        element.unwrap()
    for formula in body.select(".katex-html"):
        formula.attrs.pop("aria-hidden", None)  # its other form, for screen readers, is dropped
    _keep_together(body)
    _cells(body, soup)
    _tables(body)
    for drawing in body.select("figure.exhibit svg"):
        drawing["preserveAspectRatio"] = (
            "xMinYMid meet"  # a tall one is made lower, and stands left like the others
        )
        if cell := drawing.find_parent("div", class_="cell"):
            cell["class"] = [*cell.get("class", []), *({"whole"} - set(cell.get("class", [])))]
    for details in body.find_all("details"):
        details["open"] = ""
    for element in body.select("[tabindex], [role=region]"):
        for attribute in ("tabindex", "role", "aria-label"):
            element.attrs.pop(attribute, None)
    for heading in body.find_all("h2"):
        if (
            heading.get_text(strip=True).endswith("Sources and data")
            and heading.parent.name == "section"
        ):
            heading.parent["class"] = [*heading.parent.get("class", []), "sources"]
    _anchors(body, page.slug)
    _links(body, page, slugs, site)
    # Part, chapter, page below a chapter, section: the levels of headings are those of the bookmarks.
    below = 0 if not page.part else 1 + page.depth
    for level in range(5, 0, -1):
        for heading in body.find_all(f"h{level}"):
            heading.name = f"h{min(6, level + below)}"
            heading["class"] = [
                *heading.get("class", []),
                {1: "chapter-title", 2: "section-title"}.get(level, "subsection-title"),
            ]
    return Chapter(page, name, body)


def _string(text: str) -> str:
    """A string of CSS.

    >>> _string('a "b"')
    '"a \\\\"b\\\\""'
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _title_page(root: Path, name: str, author: str) -> str:
    when, commit = release.day(root), release.commit(root)
    edition = f"Version {release.version(root)}, {when.day} {when:%B %Y}" + (
        f", commit {commit}" if commit else ""
    )
    lines = (
        edition + ".",
        "Text, figures and the compilation of the data: Creative Commons Attribution 4.0. Code: MIT. Numbers are facts of their publishers, named in the codebook.",
        "This document is printed from the site and says the same. The call in small type above a table or figure makes it anew; "
        "longer code, the data behind each figure and everything that reacts to the reader are in the notebooks and on the site.",
        "Verdicts in the text are linked to their evidence. Numbered references are listed in the bibliography.",
    )
    return (
        f'<section class="title-page"><h1 class="book-title">{html.escape(name)}</h1><p class="subtitle">{SUBTITLE}</p><p class="author">{html.escape(author)}</p>'
        f'<div class="colophon">{"".join(f"<p>{html.escape(line)}</p>" for line in lines)}</div></section>'
    )


def _contents_page(chapters: list[Chapter], numbers: dict[str, int]) -> str:
    lines, part = (
        ['<nav class="contents" aria-label="Contents"><h1 id="contents">Contents</h1><ol>'],
        "",
    )
    for one in chapters:
        if one.page.part != part:
            part = one.page.part
            lines.append(f'</ol><p class="contents-part">{html.escape(part)}</p><ol>')
        number = numbers.get(one.page.slug, "000")
        kind = ' class="below"' if one.page.depth else ""
        lines.append(
            f'<li{kind}><a href="#{one.page.slug}"><span>{html.escape(one.title)}</span><span class="to-page">{number}</span></a></li>'
        )
    return "".join([*lines, "</ol></nav>"])


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
    numbers : dict, optional
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
    asset = lambda path: html.escape(Path(os.path.relpath(path, WORK)).as_posix())
    headers, bodies, part = [], [], ""
    for one in chapters:
        slug = one.page.slug
        headers.append(
            f"@page {slug} {{ @top-left {{ content: {_string(config['title'])}; {HEADER} }} @top-right {{ content: {_string(one.title)}; {HEADER} text-align: right }} }}\n"
            f"#{slug} {{ page: {slug} }}"
        )
        above = ""
        if one.page.part != part:
            part = one.page.part
            above = f'<h1 class="part-title">{html.escape(part)}</h1>'
        bodies.append(
            f'<section class="chapter" id="{slug}">{above}{one.body.decode_contents()}</section>'
        )
    return (
        f'<!DOCTYPE html>\n<html lang="en" data-theme="light"><head><meta charset="utf-8"><title>{html.escape(config["title"])}</title>'
        f'<link rel="stylesheet" href="{asset(site / "_static" / "katex" / "katex.min.css")}"><link rel="stylesheet" href="{asset(STYLE)}">'
        f"<style>\n" + "\n".join(headers) + "\n</style></head><body>"
        f"{_title_page(root, config['title'], config['author'])}\n{_contents_page(chapters, numbers or {})}\n"
        + "\n".join(bodies)
        + "</body></html>\n"
    )


MEASURE = 612  # pixels of CSS: 162 mm, the width of the text on the page
TOO_WIDE = """() => [...document.querySelectorAll('table, pre, .katex-display > .katex > .katex-html > .base, svg, img, h1, h2, h3')]
  .filter(element => element.getBoundingClientRect().right > document.body.getBoundingClientRect().right + 1)
  .map(element => (element.closest('[id]') || element).id + ': ' + element.textContent.trim().slice(0, 40))"""
HEADER = (
    'font: 8pt "Source Sans", "KaTeX_Main"; color: #55606b; padding-top: 6mm; white-space: nowrap;'
)


def read(site: Path = SITE, root: Path = paths.ROOT, names: Collection[str] = ()) -> list[Chapter]:
    """Every page of the table of contents, or only those named, made ready for paper."""
    pages = [page for page in contents.pages(root) if not names or page.name in names]
    slugs = {page.name: page.slug for page in pages}
    return [chapter(site, page, slugs) for page in pages]


def dead_links(document: str) -> list[str]:
    """Addresses within a document that lead nowhere.

    >>> dead_links('<p id="a"></p><a href="#a">x</a><a href="#b">y</a>')
    ['#b']
    """
    ids = set(re.findall(r'\sid="([^"]+)"', document))
    return sorted(
        {
            f"#{anchor}"
            for anchor in re.findall(r'<a[^>]*\shref="#([^"]*)"', document)
            if html.unescape(anchor) not in ids
        }
    )


class Printer:
    """Chromium as a printer, with no way to the network."""

    def __init__(self, chromium):
        self.context = chromium.new_context(offline=True, locale="en-GB")

    def print(self, source: Path, target: Path) -> None:
        """Print one HTML file; the size and margins are those of its style sheet."""
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
                raise PdfError(
                    f"the document asks for what is not there: {', '.join(sorted(set(missing)))}"
                )
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
    """Page number, counted from 1, of everything in a PDF that a link leads to, by its id."""
    return {
        name.removeprefix("/"): reader.get_destination_page_number(place) + 1
        for name, place in reader.named_destinations.items()
    }


def bookmarks(reader: PdfReader) -> list[tuple[int, str]]:
    """Level and title of the bookmarks of a PDF, in order; the highest level is 0."""
    found: list[tuple[int, str]] = []

    def collect(items: Iterable, level: int) -> None:
        for item in items:
            if isinstance(item, list):
                collect(item, level + 1)
            else:
                found.append((level, " ".join(str(item.title).split())))

    collect(reader.outline, 0)
    return found


def finish(source: Path, target: Path, document: str, root: Path = paths.ROOT) -> None:
    """Store a printed PDF with clean bookmarks, its title, author and licence, and dates that depend on nothing but the release.

    Raises
    ------
    PdfError
        If the bookmarks are not the headings of the document.
    """
    inside = (
        match[2] for match in re.finditer(r"<(h[1-6])\b[^>]*>(.*?)</\1>", document, flags=re.S)
    )
    headings = [" ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split()) for text in inside]
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    writer = PdfWriter(clone_from=source)
    # Chromium writes some of its bookmarks twice over ("ContentsContents"); their order is right.
    marks = []

    def collect(mark) -> None:
        while mark is not None:
            mark = mark.get_object()
            marks.append(mark)
            collect(mark.get("/First"))
            mark = mark.get("/Next")

    collect(writer.root_object["/Outlines"].get_object().get("/First"))
    if len(marks) != len(headings):
        raise PdfError(f"{len(marks)} bookmarks for {len(headings)} headings")
    for mark, heading in zip(marks, headings):
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
    """What can be read from a PDF: the text of each chapter by slug, how many signs are drawn in the fonts of formulas, bookmarks, dead links."""

    text: dict[str, str]
    formulas: dict[str, int]
    bookmarks: list[tuple[int, str]]
    dead: list[str]
    pages: int


def plain(text: str) -> str:
    """Text with ligatures taken apart, one kind of apostrophe and without spaces that cannot be seen.

    >>> plain("e\u200b\ufb03cient  \u02bc")
    'efficient ’'
    """
    text = unicodedata.normalize(
        "NFKC",
        text.replace("\u02bc", "’")
        .replace("\u200b", "")
        .replace("\u00ad", "")
        .replace("\u2061", ""),
    )
    return " ".join(text.split())


def reading(path: Path, slugs: list[str]) -> Reading:
    """Read a PDF of this book.

    Parameters
    ----------
    path : Path
        The file.
    slugs : list of str
        The chapters in their order.

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

    def visit(text, _, __, font, ___):
        if font and "KaTeX" in str(font.get("/BaseFont", "")):
            signs.append(text)

    words, formulas = {}, {}
    ends = [found[slug] for slug in slugs[1:]] + [len(reader.pages) + 1]
    for slug, end in zip(slugs, ends):
        signs.clear()
        words[slug] = plain(
            "\n".join(
                reader.pages[number - 1].extract_text(visitor_text=visit)
                for number in range(found[slug], end)
            )
        )
        formulas[slug] = len(re.sub(r"\s", "", plain("".join(signs))))
    dead = []
    for page in reader.pages:
        for link in page.get("/Annots", []):
            place = link.get_object().get("/Dest")
            if isinstance(place, str) and place.removeprefix("/") not in found:
                dead.append(place.removeprefix("/"))
    return Reading(words, formulas, bookmarks(reader), sorted(set(dead)), len(reader.pages))


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
        One sentence each; empty when every title is a bookmark, every number of the site stands in its chapter, every figure is
        drawn with its number and its words, every formula has all its signs, and every link leads somewhere.
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
        solid = text.replace(" ", "")
        for element in body.select(DROPPED):
            if not element.decomposed:
                element.decompose()
        for figure in body.select("figure.exhibit:has(svg)"):
            label = figure.select_one(".exhibit-number")
            caption = plain(figure.find("figcaption").get_text())
            if caption.replace(" ", "") not in solid:
                found.append(
                    f"{page.name}: {label.get_text() if label else 'the figure'} {caption!r} is missing"
                )
            lost = [
                words
                for words in (
                    plain(one.get_text()) for one in figure.select("svg text:not(:has(tspan))")
                )
                if words.replace(" ", "") not in solid
            ]
            if lost:
                found.append(f"{page.name}: {caption!r} is drawn without {', '.join(lost[:3])}")
        signs = len(
            re.sub(
                r"\s",
                "",
                plain("".join(formula.get_text() for formula in body.select(".katex-html"))),
            )
        )
        if read_back.formulas.get(page.slug, 0) < signs:
            found.append(
                f"{page.name}: formulas have {signs} signs, {read_back.formulas.get(page.slug, 0)} are drawn"
            )
        for element in body.select("svg, .katex, .cell_input"):
            element.decompose()
        missing = Counter(NUMBER.findall(plain(body.get_text(" ")))) - Counter(NUMBER.findall(text))
        if missing:
            found.append(
                f"{page.name}: {sum(missing.values())} numbers are missing, among them {', '.join(list(missing)[:3])}"
            )
        if re.search(r"\b(?:undefined|NaN|\[object Object\])\b", text) and not re.search(
            r"\b(?:undefined|NaN)\b", body.get_text()
        ):
            found.append(f"{page.name}: the text holds what a script failed to fill in")
    return found


def make(site: Path = SITE, root: Path = paths.ROOT, target: Path = TARGET) -> Path:
    """Print the book and put it in place once it has been checked; after any error a previous PDF stands untouched.

    Raises
    ------
    PdfError, browser.NoBrowser
    """
    chapters = read(site, root)
    WORK.mkdir(parents=True, exist_ok=True)
    source, printed, new = WORK / "book.html", WORK / "printed.pdf", target.with_suffix(".new")
    numbers: dict[str, int] = {}
    with browser.chromium() as chromium:
        printer = Printer(chromium)
        for _ in range(PASSES):
            document = combine(site, root, numbers, chapters)
            if dead := dead_links(document):
                raise PdfError(f"links that lead nowhere: {', '.join(dead[:5])}")
            source.write_text(document, encoding="utf-8")
            printer.print(source, printed)
            found = {
                slug: number
                for slug, number in places(PdfReader(printed)).items()
                if slug in {one.page.slug for one in chapters}
            }
            if found == numbers:
                break
            numbers = found
        else:
            raise PdfError(f"the page numbers of the contents did not settle in {PASSES} prints")
    try:
        finish(printed, new, document, root)
        if wrong := problems(reading(new, [one.page.slug for one in chapters]), site, root):
            raise PdfError("the PDF is not what the site says:\n  " + "\n  ".join(wrong))
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    return target


def main() -> int:
    started = time.perf_counter()
    try:
        target = make()
    except (PdfError, browser.NoBrowser, BrowserError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    size = target.stat().st_size / 1e6
    print(
        f"printed {len(PdfReader(target).pages)} pages, {size:.1f} MB, in {time.perf_counter() - started:.0f} s: {target.relative_to(paths.ROOT)}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
