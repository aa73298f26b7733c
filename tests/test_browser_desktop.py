"""The built site in a real browser at desk size: silent, self-contained, accessible, and it does what it offers."""

import re
import shutil
import zlib

import pytest
from browsing import DESKTOP, overflow, served, violations, watched

from helpers import compare, paths
from tools import bundle, finish

SITE = paths.BUILD / "html"
PAGES = sorted(
    path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html") if path.name != "404.html"
)
KEY = (
    "book/index.html",
    "notebooks/scorecard.html",
    "notebooks/regressions.html",
    "notebooks/verdict.html",
)
MODES = ("light", "dark")


@pytest.fixture(scope="module")
def address(site):
    with served(site) as base:
        yield base


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_silent_self_contained_and_accessible(browser, address, name, mode):
    with watched(browser, DESKTOP, mode) as seen:
        seen.page.goto(address + name)
        if name == "index.html":
            seen.page.wait_for_url("**/book/index.html")
        broken = seen.page.evaluate(
            "() => [...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
        )
        assert (seen.errors, seen.foreign, broken, max(0, overflow(seen.page))) == ([], [], [], 0)
        assert seen.page.evaluate("() => document.documentElement.dataset.theme") == mode
        assert violations(seen.page) == []


def test_the_checks_catch_planted_faults(browser, address, site):
    text = (site / "book/index.html").read_text(encoding="utf-8")
    faulty = text.replace(
        "</article>",
        '<img src="nowhere.png"><p style="color:#999;background:#fff">pale</p><script>planted()</script><img src="http://example.invalid/a.png" alt=""></article>',
        1,
    )
    with watched(browser) as seen:
        seen.page.route(
            "**/book/index.html", lambda route: route.fulfill(body=faulty, content_type="text/html")
        )
        seen.page.goto(address + "book/index.html")
        found = "\n".join([*seen.errors, *violations(seen.page)])
    # A missing file, a script that the policy does not know, an address of another host (refused before it is asked), an image without a name, pale text.
    for trace in (
        "404: ",
        "Content Security Policy",
        "example.invalid",
        "image-alt",
        "color-contrast",
    ):
        assert trace in found, trace


@pytest.mark.parametrize("name", KEY)
def test_key_pages_open_from_a_folder(browser, site, name):
    with watched(browser) as seen:
        seen.page.goto((site / name).as_uri())
        assert (seen.errors, seen.foreign) == ([], [])
        assert (
            seen.page.evaluate(
                "() => getComputedStyle(document.querySelector('.bd-sidebar-primary')).display"
            )
            != "none"
        )


@pytest.mark.parametrize("how", ["served", "folder"])
def test_search_finds_a_term_offline(browser, address, site, how):
    base = address if how == "served" else site.as_uri() + "/"
    with watched(browser) as seen:
        seen.page.goto(base + "book/index.html")
        seen.page.locator(".search-button-field").click()
        seen.page.locator("#pst-search-dialog input").fill("heteroskedasticity")
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_selector("#search-results li a")
        found = seen.page.locator("#search-results li a").evaluate_all(
            "links => links.map(a => a.href.split('/').pop().replace(/[?#].*/, ''))"
        )
        assert {"residuals.html", "glossary.html"} & set(found), found
        assert (seen.errors, seen.foreign) == ([], [])


def test_scorecard_filters_by_verdict(browser, address):
    card = compare.scorecard()
    with watched(browser) as seen:
        seen.page.goto(address + "notebooks/scorecard.html")
        chooser = seen.page.locator(".exhibit-filters select").nth(1)
        chooser.select_option(compare.MISPRINT)
        visible = seen.page.locator("#tab-scorecard tbody tr:visible").count()
        assert visible == (card["verdict"] == compare.MISPRINT).sum() < len(card)


def test_one_click_shows_all_code_and_the_choice_is_kept(browser, address):
    with watched(browser) as seen:
        seen.page.goto(address + "notebooks/regressions.html")
        cells = seen.page.locator("details.above-input")
        opened_cells = "cells => cells.filter(cell => cell.open).length"
        assert cells.count() > 3 and cells.evaluate_all(opened_cells) == 0
        seen.page.get_by_role("button", name="Show code").click()
        assert cells.evaluate_all(opened_cells) == cells.count()
        seen.page.goto(address + "notebooks/data.html")
        assert seen.page.locator("details.above-input").first.evaluate("cell => cell.open")
        seen.page.get_by_role("button", name="Fold code").click()
        assert seen.page.locator("details.above-input").evaluate_all(opened_cells) == 0


def test_the_keyboard_reaches_the_text_first(browser, address):
    with watched(browser) as seen:
        seen.page.goto(address + "notebooks/regressions.html")
        seen.page.keyboard.press("Tab")
        assert (
            seen.page.evaluate("() => document.activeElement.getAttribute('href')")
            == "#main-content"
        )
        outline = seen.page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' || s.boxShadow !== 'none' || document.activeElement.parentElement.matches(':focus-within') }"
        )
        assert outline


def test_without_a_choice_the_page_follows_the_system(browser, address):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(address + "book/index.html")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
    context.close()


def test_without_scripts_the_text_and_its_tables_stand(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "notebooks/scorecard.html")
    assert page.locator("#tab-scorecard tbody tr:visible").count() == len(compare.scorecard())
    context.close()


def test_figures_change_their_colours_with_the_mode(browser, address):
    colours = {}
    for mode in MODES:
        with watched(browser, mode=mode) as seen:
            seen.page.goto(address + "book/index.html")
            colours[mode] = seen.page.evaluate(
                "() => getComputedStyle(document.querySelector('.figure-box svg text')).fill"
            )
    assert colours["light"] != colours["dark"]


def test_a_csv_behind_a_figure_is_what_the_figure_shows(browser, address, site):
    with watched(browser) as seen:
        seen.page.goto(address + "notebooks/correlation.html")
        with seen.page.expect_download() as waiting:
            seen.page.locator("#fig-levels-growth-ecommerce a.csv").click()
        rows = waiting.value.path().read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("Year,GDP,E-commerce") and rows[1].startswith("2004,161840.2,")


def test_the_lean_style_sheet_draws_the_same_pages(browser, tmp_path, monkeypatch, site):
    """Same pages with every rule of the theme: not one pixel differs."""
    whole = tmp_path / "whole"
    shutil.copytree(paths.BUILD / "work" / "_build" / "html", whole)
    monkeypatch.setattr(bundle, "lean", lambda css, used, elsewhere="": css)
    finish.finish(whole, title="whole")
    for name in ("book/index.html", "notebooks/scorecard.html", "notebooks/student-path.html"):
        for mode in MODES:
            drawn = []
            for folder in (site, whole):
                with watched(browser, (1000, 1600), mode) as seen:
                    seen.page.goto((folder / name).as_uri())
                    drawn.append(zlib.crc32(seen.page.screenshot(animations="disabled")))
            assert drawn[0] == drawn[1], f"{name}, {mode}"


def test_screenshots_of_key_pages_are_kept(browser, address):
    """Not compared: for a person to look at."""
    folder = paths.BUILD / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    for name in KEY:
        for mode in MODES:
            with watched(browser, mode=mode) as seen:
                seen.page.goto(address + name)
                seen.page.screenshot(path=folder / f"{re.sub('[/.]', '-', name)}-{mode}.png")
    assert len(list(folder.glob("*.png"))) >= len(KEY) * len(MODES)
