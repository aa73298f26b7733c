"""The route leads from page to page in four hours; no page requires a later one."""

import copy
import re

import pytest

from tools.build import contents

HOURS = 4  # the most that the argument may take
WORDS, EXHIBITS, MINUTES = 1_400, 6, 20  # the most on a page
ARGUED = [
    "data",
    "results",
    "trend",
    "spurious",
    "coefficients",
    "collinearity",
    "selection",
    "specification-curve",
    "out-of-sample",
    "panel",
    "identification",
    "verdict",
]
NAMES = [page.name for page in contents.pages()]
LINKED = re.compile(r"\]\(([\w./-]+)\.(?:ipynb|md)")


def test_the_route_follows_the_contents_and_takes_four_hours():
    assert [name for name in NAMES if name in contents.ROUTE] == list(contents.ROUTE)
    spent = contents.FIRST + sum(contents.minutes(name) for name in contents.ROUTE[1:])
    assert spent <= 60 * HOURS


def test_each_page_of_the_route_leads_to_the_next_and_the_last_to_none(parsed, site):
    for here, after in zip(contents.ROUTE, [*contents.ROUTE[1:], None], strict=True):
        page = site / f"{here}.html"
        links = parsed[page].select("p.route a")
        found = [(page.parent / link["href"]).resolve() for link in links]
        assert found == ([(site / f"{after}.html").resolve()] if after else [])


def test_the_first_page_lists_the_route_with_its_minutes(parsed, site):
    listed = parsed[site / "book/index.html"].select("ol.route li")
    said = [int(re.search(r"(\d+) minutes", entry.get_text())[1]) for entry in listed]
    assert said == [contents.minutes(name) for name in contents.ROUTE[1:]]


@pytest.mark.parametrize("name", NAMES[1:])
def test_no_page_requires_a_later_one(name):
    source = contents.source_of(name)
    try:
        before = contents.opening(source)["Before this page"]
    except ValueError:  # a page to look things up in has no box
        return
    for target in LINKED.findall(before):
        required = (source.parent / target).resolve().relative_to(contents.paths.ROOT)
        assert NAMES.index(str(required)) < NAMES.index(name), f"{name} requires {required}"


def test_a_term_of_the_glossary_is_linked_once_on_a_page(parsed, site):
    linked = 0
    for name in NAMES:
        terms = [a["href"] for a in parsed[site / f"{name}.html"].select("a.term")]
        assert len(terms) == len(set(terms)), name
        linked += len(terms)
    assert linked > len(NAMES)


@pytest.mark.parametrize("name", ARGUED)
def test_it_is_the_first_use_that_is_linked(name, parsed, site):
    page = parsed[site / f"notebooks/{name}.html"].select_one("article")
    boxed = page.select(".admonition p, table p, figure p, .exhibit p")
    paragraphs = [text for text in page.select("p") if text not in boxed]
    for place, paragraph in enumerate(paragraphs):
        for term in paragraph.select("a.term"):
            before = " ".join(text.get_text() for text in paragraphs[:place]).lower()
            word = re.escape(term.get_text().lower())
            assert not re.search(rf"(?<![\w-]){word}(?![\w-])", before), f"{word} was used before"


@pytest.mark.parametrize("name", ARGUED)
def test_a_page_of_the_argument_is_short(name, parsed, site):
    page = copy.copy(parsed[site / f"notebooks/{name}.html"].select_one("article"))
    shown = [one.get("id") for one in page.select(".exhibit[id]")]
    assert sum(not one.startswith("tab-data") for one in shown) <= EXHIBITS
    for part in page.select("table, div.highlight, script, style, svg"):
        part.decompose()
    assert len(page.get_text(" ").split()) <= WORDS
    assert contents.minutes(f"notebooks/{name}") <= MINUTES
