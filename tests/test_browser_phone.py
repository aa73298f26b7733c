"""The built site in a real browser at phone size: only tables and figures scroll sideways."""

import pytest
from browsing import PHONE, chapters, overflow, served, violations_by_mode, visited, watched

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


@pytest.mark.parametrize("name", PAGES)
def test_page_fits_a_phone_and_is_accessible_in_both_modes(phone, address, name):
    with visited(phone) as seen:
        seen.page.goto(address + name)
        assert overflow(seen.page) <= 0
        # At desk size every element was compared with what is behind it; the colours are the same.
        assert violations_by_mode(seen.page, every=False) == {"light": [], "dark": []}
        assert (seen.errors, seen.foreign) == ([], [])


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
        seen.page.goto(address + "notebooks/regressions.html")
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


def test_a_wide_table_scrolls_in_its_own_box(browser, address):
    with watched(browser, PHONE) as seen:
        seen.page.goto(address + "notebooks/scorecard.html")
        box = seen.page.locator(".table-box:has(table.exhibit-table)").last
        assert box.evaluate("box => box.clientWidth <= window.innerWidth")
        assert overflow(seen.page) <= 0
