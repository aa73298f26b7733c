"""The built site in a real browser at phone size: nothing scrolls sideways, all type is legible."""

import pandas as pd
import pytest
from browsing import (
    MODES,
    PHONE,
    chapters,
    missed,
    overflow,
    served,
    violations,
    visited,
    watched,
)

from helpers.exhibits import base as exhibits
from tools.build import contents

PAGES = (*chapters(), "search.html")


@pytest.fixture(scope="module")
def address(site):
    with served(site) as base:
        yield base


@pytest.fixture(scope="module")
def phone(browser):
    """One window for all pages; its colour mode is that of the system."""
    context = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True, is_mobile=True
    )
    yield context
    context.close()


def breaches(name, found):
    """What of `browsing.missed` breaks the rule on this page, as sentences.

    The rule: without sideways scroll everything of an article is in sight, in type of 11 pixels or
    more. The figures of pages that wait to be redrawn may break it; tables, text and code never.
    Long formulas may scroll in their own box on every page: shrunk to a phone's column the longest
    would have type of 6 pixels.
    """
    page = name.removesuffix(".html")
    said = [f"{page}: {fault}" for fault in found["other"]]
    if page not in contents.WAITING:
        return said + [f"{page}: {fault}" for fault in found["figure"]]
    if not found["figure"]:
        said.append(f"take {page} off WAITING in tools/build/contents.py: it meets the rule")
    return said


@pytest.mark.parametrize("name", PAGES)
def test_page_fits_a_phone_and_is_accessible(phone, address, name):
    """Colours were looked at in both modes at desk size, and are the same variables here.

    What only a phone shows, its menu and the cards of tables, stands on many pages, of which every
    other one is looked at in the dark.
    """
    with visited(phone) as seen:
        seen.page.emulate_media(color_scheme=MODES[PAGES.index(name) % 2])
        seen.page.goto(address + name)
        assert overflow(seen.page) <= 0
        assert violations(seen.page, every=False) == []
        found = breaches(name, missed(seen.page))
        assert not found, "\n".join(found[:10])
        assert overflow(seen.page) <= 0, "something that was folded"
        assert (seen.errors, seen.foreign) == ([], [])


def test_only_pages_of_the_book_wait_to_be_redrawn():
    assert {page.name for page in contents.pages()} >= contents.WAITING


PLANTED = """() => {
    const article = document.querySelector('article');
    const plant = markup => article.insertAdjacentHTML('beforeend', markup);
    plant('<p id="p-wide" style="width: 500px">wide</p>');
    plant('<p id="p-small" style="font-size: 10px">small</p>');
    plant('<details><summary>folded</summary><div id="p-box" style="overflow-x: auto">'
        + '<p style="width: 700px">far</p></div></details>');
    plant('<div class="figure-box column"><svg id="p-svg" viewBox="0 0 480 9" style="width: 240px">'
        + '<text y="50" style="font-size: 16.5px">half</text></svg></div>');
    plant('<div class="exhibit"><table class="exhibit-table cards" id="p-card"><thead><tr>'
        + '<th>Year</th><th>GDP</th></tr></thead><tbody><tr><th>2004</th>'
        + '<td data-label="Users">1</td></tr></tbody></table></div>');
}"""


def test_what_a_phone_hides_is_found(phone, address):
    with visited(phone) as seen:
        seen.page.goto(address + "book/glossary.html")
        assert missed(seen.page) == {"figure": [], "formula": [], "other": []}
        seen.page.evaluate(PLANTED)
        assert overflow(seen.page) > 0
        found = missed(seen.page)
    assert [line.split(": ")[0] for line in found["other"]] == [
        "p in #p-wide lies outside the window",
        "p in #p-small has type of 10.0 pixels",
        "div in #p-box scrolls sideways",
        "p in #p-box lies outside the window",
        'td in #p-card is labelled "Users"',
    ]
    assert found["figure"] == ["text in #p-svg has type of 8.3 pixels: half"]


def test_a_page_whose_figures_are_redrawn_has_to_leave_the_list():
    name, fault = min(contents.WAITING) + ".html", "svg in #fig-a lies outside the window"
    assert breaches(name, {"figure": [fault], "formula": [fault], "other": []}) == []
    [said] = breaches(name, {"figure": [], "formula": [], "other": []})
    assert said.startswith(f"take {min(contents.WAITING)} off WAITING")
    assert breaches(name, {"figure": [fault], "formula": [], "other": [fault]})
    assert breaches("book/index.html", {"figure": [fault], "formula": [], "other": []})


@exhibits.column
def column_figure():
    drawing, (above, below) = exhibits.draw_column(height=[260, 160], panels=2)
    for axes in (above, below):
        [line] = axes.plot([2004, 2011, 2018], [161_840, 487_940, 919_281])
        exhibits.beside(line, "GDP", place=1, shift=(-10, 8))
        axes.set(title="GDP, 100 million yuan", xlabel="Year")
    alt, behind = "Two rising lines, one above the other.", above.lines[0].get_xydata()
    return exhibits.figure(
        drawing,
        alt=alt,
        caption="Two lines",
        name="fig-column",
        behind=pd.DataFrame(behind, columns=["Year", "GDP"]),
    )


def test_a_figure_drawn_for_a_column_meets_the_rule(phone, address):
    with visited(phone) as seen:
        seen.page.goto(address + "book/glossary.html")
        seen.page.evaluate(
            "markup => document.querySelector('article').insertAdjacentHTML('beforeend', markup)",
            column_figure()._repr_html_(),
        )
        box = seen.page.locator("#fig-column svg").bounding_box()
        assert box["width"] == seen.page.locator("article h1").bounding_box()["width"]
        assert missed(seen.page) == {"figure": [], "formula": [], "other": []}
        assert violations(seen.page) == []


def test_a_table_of_cards_is_still_a_table_and_its_filters_hide_cards(browser, address):
    with watched(browser, PHONE) as seen:
        seen.page.goto(address + "notebooks/scorecard.html")
        table = seen.page.get_by_role("table", name="Every number the paper's tables print")
        rows = table.get_by_role("row")
        card = rows.nth(1)
        assert table.get_by_role("columnheader").count() == 6
        assert card.get_by_role("rowheader").count() == 1 and card.get_by_role("cell").count() == 5
        assert card.evaluate("card => getComputedStyle(card).display") == "block"
        all_rows = rows.count()
        seen.page.locator(".exhibit-filters select").first.select_option("Table 4")
        assert 1 < rows.count() < all_rows
        assert table.locator("tbody tr:visible").count() == rows.count() - 1


def test_the_first_screen_gives_question_answer_and_doors(browser, address):
    with watched(browser, PHONE) as seen:
        seen.page.goto(address + "book/index.html")
        for selector in (
            "article h1",
            ".lead",
            ".doors .sd-card >> nth=0",
            ".doors .sd-card >> nth=1",
            ".doors .sd-card >> nth=2",
        ):
            box = seen.page.locator(selector).bounding_box()
            assert box["y"] + box["height"] <= PHONE[1], selector
        assert seen.page.locator(".doors .sd-card").evaluate_all(
            "doors => doors.every(door => door.scrollWidth <= door.clientWidth)"
        ), "a door cuts its name"


def test_a_long_formula_starts_at_its_left_end_and_every_button_is_on_the_screen(browser, address):
    with watched(browser, PHONE) as seen:
        seen.page.goto(address + "notebooks/results.html")
        formula = seen.page.locator("div.math").first
        assert formula.evaluate("box => box.scrollWidth > box.clientWidth && box.tabIndex === 0")
        assert formula.locator(".katex-html").bounding_box()["x"] >= 0
        for button in seen.page.locator(
            ".header-article-items button:visible, .header-article-items a:visible"
        ).all():
            box = button.bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE[0], button.inner_text()


def test_the_menu_opens_leads_on_and_closes(browser, address):
    with watched(browser, PHONE) as seen:
        seen.page.goto(address + "book/index.html")
        seen.page.locator(".primary-toggle").click()
        seen.page.locator("#pst-primary-sidebar-modal a", has_text="Verdict").click()
        seen.page.wait_for_url("**/verdict.html")
        assert (seen.errors, seen.foreign) == ([], [])
