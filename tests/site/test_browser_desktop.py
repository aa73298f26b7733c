"""The built site in a real browser at desk size: silent, self-contained, accessible, working."""

import shutil

import pytest
from browsing import (
    DESKTOP,
    GENERATED,
    MODES,
    chapters,
    overflow,
    served,
    switch,
    violations,
    violations_by_mode,
    visited,
    watched,
)

from helpers import paths
from helpers.claims import reproduction
from tools.build import bundle, finish

# Of the generated pages, the first only leads on to one of the others, and 404.html loads nothing.
PAGES = (*chapters(), *(name for name in GENERATED if name not in ("index.html", "404.html")))
KEY = (
    "book/index.html",
    "notebooks/scorecard.html",
    "notebooks/results.html",
    "notebooks/verdict.html",
)
# One page of each kind: the phone looks at every page, and the slow proofs at every page here too.
KINDS = (
    *KEY,
    "book/model.html",
    "book/teach.html",
    "notebooks/claims.html",
    "notebooks/lab.html",
    "notebooks/specification-curve.html",
    "notebooks/spurious.html",
    "search.html",
)
BROKEN = "() => [...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"


@pytest.fixture(scope="module")
def address(site):
    with served(site) as base:
        yield base


@pytest.fixture(scope="module")
def desk(browser):
    """One window for all pages; its colour mode is that of the system."""
    context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    yield context
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_page_is_silent_and_self_contained(desk, address, name):
    with visited(desk) as seen:
        seen.page.goto(address + name)
        assert seen.page.evaluate(BROKEN) == []
        assert overflow(seen.page) <= 0
        assert (seen.errors, seen.foreign) == ([], [])


@pytest.mark.parametrize(
    "name",
    [name if name in KINDS else pytest.param(name, marks=pytest.mark.slow) for name in PAGES],
)
def test_page_is_accessible_in_both_modes(desk, address, name):
    with visited(desk) as seen:
        seen.page.goto(address + name)
        assert violations_by_mode(seen.page, every=name in KEY) == {"light": [], "dark": []}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", KEY)
def test_a_colour_mode_that_was_chosen_is_kept_in_silence(browser, address, name, mode):
    with watched(browser, DESKTOP, mode) as seen:
        seen.page.goto(address + name)
        assert seen.page.evaluate("() => document.documentElement.dataset.theme") == mode
        assert (seen.errors, seen.foreign) == ([], [])


def test_the_first_page_leads_to_the_landing_page_in_silence(desk, address):
    with visited(desk) as seen:
        seen.page.goto(address)
        seen.page.wait_for_url("**/book/index.html")
        assert (seen.errors, seen.foreign) == ([], [])


@pytest.mark.parametrize("known", ["", "https://a.org/sub/"])
@pytest.mark.parametrize("mode", MODES)
def test_a_missing_page_can_be_read_in_both_modes(desk, address, mode, known):
    text = finish.missing_page(known, "Title")
    with visited(desk) as seen:
        seen.page.route("**/old.html", lambda route: route.fulfill(body=text))
        seen.page.emulate_media(color_scheme=mode)
        seen.page.goto(address + "notebooks/old.html")
        assert violations(seen.page) == []
        colour = seen.page.evaluate("() => getComputedStyle(document.documentElement).color")
        assert (colour == "rgb(230, 230, 230)") == (mode == "dark")
        if not known:
            seen.page.get_by_role("link", name="to the first page from there").click()
            seen.page.wait_for_url("**/book/index.html")
        assert (seen.errors, seen.foreign) == ([], [])


FAULTY = (
    '<img src="nowhere.png">'
    '<p style="color:#999;background:#fff">pale</p>'
    "<script>planted()</script>"
    '<img src="http://example.invalid/a.png" alt="">'
)


def test_the_checks_catch_planted_faults(desk, address, site):
    text = (site / "book/index.html").read_text(encoding="utf-8")
    faulty = text.replace("</article>", f"{FAULTY}</article>", 1)
    with visited(desk) as seen:
        seen.page.route(
            "**/book/index.html", lambda route: route.fulfill(body=faulty, content_type="text/html")
        )
        seen.page.goto(address + "book/index.html")
        found = violations_by_mode(seen.page)
    # A missing file, a script that the policy does not know, an address of another host (refused
    # before it is asked for), an image without a name, pale text.
    for trace in ("404: ", "Content Security Policy", "example.invalid"):
        assert trace in "\n".join(seen.errors), trace
    assert any(line.startswith("image-alt") for line in found["light"])
    assert all(any(line.startswith("color-contrast") for line in found[mode]) for mode in MODES)


PALE_IN_THE_DARK = """() => {
    const text = document.createElement('p'), picture = document.createElement('img');
    text.textContent = 'pale in the dark';
    text.style.color = '#333';
    picture.src = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>';
    picture.className = 'in-the-dark-alone';
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('html[data-theme=light] .in-the-dark-alone { display: none }');
    document.adoptedStyleSheets.push(sheet);
    document.querySelector('main').append(text, picture);
}"""


def test_a_fault_of_one_mode_is_found_in_that_mode(desk, address):
    """Text that is pale in the dark, and an image without a name that is shown in the dark only."""
    with visited(desk) as seen:
        seen.page.goto(address + "search.html")
        seen.page.evaluate(PALE_IN_THE_DARK)
        found = violations_by_mode(seen.page)
    assert found["light"] == []
    assert sorted(line.split()[0] for line in found["dark"]) == ["color-contrast", "image-alt"]


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
        assert {"errors.html", "glossary.html"} & set(found), found
        assert (seen.errors, seen.foreign) == ([], [])


def test_scorecard_filters_by_verdict(browser, address):
    card = reproduction.scorecard()
    with watched(browser) as seen:
        seen.page.goto(address + "notebooks/scorecard.html")
        chooser = seen.page.locator(".exhibit-filters select").nth(1)
        chooser.select_option(reproduction.MISPRINT)
        visible = seen.page.locator("#tab-scorecard tbody tr:visible").count()
        assert visible == (card["verdict"] == reproduction.MISPRINT).sum() < len(card)


def test_one_click_shows_all_code_and_the_choice_is_kept(browser, address):
    with watched(browser) as seen:
        seen.page.goto(address + "notebooks/results.html")
        cells = seen.page.locator("details.above-input")
        opened_cells = "cells => cells.filter(cell => cell.open).length"
        assert cells.count() > 3 and cells.evaluate_all(opened_cells) == 0
        seen.page.get_by_role("button", name="All code").click()
        assert cells.evaluate_all(opened_cells) == cells.count()
        seen.page.goto(address + "notebooks/data.html")
        assert seen.page.locator("details.above-input").first.evaluate("cell => cell.open")
        seen.page.get_by_role("button", name="Fold code").click()
        assert seen.page.locator("details.above-input").evaluate_all(opened_cells) == 0


def test_the_keyboard_reaches_the_text_first(browser, address):
    with watched(browser) as seen:
        seen.page.goto(address + "notebooks/results.html")
        seen.page.keyboard.press("Tab")
        assert (
            seen.page.evaluate("() => document.activeElement.getAttribute('href')")
            == "#main-content"
        )
        outline = seen.page.evaluate(
            """() => {
                const at = document.activeElement, style = getComputedStyle(at);
                return style.outlineStyle !== 'none' || style.boxShadow !== 'none'
                    || at.parentElement.matches(':focus-within');
            }"""
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
    assert page.locator("#tab-scorecard tbody tr:visible").count() == len(reproduction.scorecard())
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
        seen.page.goto(address + "notebooks/results.html")
        with seen.page.expect_download() as waiting:
            seen.page.locator("#fig-rivals a.csv").click()
        rows = waiting.value.path().read_text(encoding="utf-8").splitlines()
    assert rows[0] == "Drawn,Value" and rows[1] == '"GDP, 2004 (trillion yuan)",16.18'


@pytest.mark.slow
def test_the_lean_style_sheet_draws_the_same_pages(browser, tmp_path, monkeypatch, site):
    """Same pages with every rule of the theme: not one pixel differs."""
    names = ("book/index.html", "notebooks/scorecard.html", "notebooks/student-path.html")
    built, whole = paths.BUILD / "work" / "_build" / "html", tmp_path / "whole"
    shutil.copytree(built / "_static", whole / "_static")
    for name in names:
        (whole / name).parent.mkdir(exist_ok=True)
        shutil.copy2(built / name, whole / name)
    monkeypatch.setattr(bundle, "lean", lambda css, used, elsewhere="": css)
    finish.finish(whole, title="whole")
    [full], [lean] = ((at / "_static").glob("book-*.css") for at in (whole, site))
    assert full.stat().st_size > 2 * lean.stat().st_size
    context = browser.new_context(viewport={"width": 1000, "height": 1600})
    for name in names:
        drawn = {}
        for folder in (site, whole):
            with visited(context) as seen:
                seen.page.goto((folder / name).as_uri())
                for mode in MODES:
                    switch(seen.page, mode)
                    drawn[folder, mode] = seen.page.screenshot(animations="disabled")
        for mode in MODES:
            assert drawn[site, mode] == drawn[whole, mode], f"{name}, {mode}"
        assert drawn[site, "light"] != drawn[site, "dark"]
    context.close()
