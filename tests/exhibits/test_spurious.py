"""What the page on unrelated series draws, fits and counts is what Python finds for its draws."""

import itertools
import math
import re

import numpy as np
import pytest
import statsmodels.api as sm
from browsing import alone, overflow, violations_alone, visited
from bs4 import BeautifulSoup
from scipy import stats

from helpers import paths
from helpers.exhibits import spurious
from helpers.methods import selection, simulation
from helpers.methods import spurious as kernels
from tools.build import bundle

STATIC = paths.ROOT / "book" / "_static"
SCRIPT = (STATIC / "redraw.js").read_text(encoding="utf-8")
# Relative. Both sides sum fifteen squares; with R² near 1, rounding costs t about four digits.
AGREEMENT = 1e-9
ERRORS = 4  # standard errors of a share of draws; with fixed seeds nothing is left to chance
SMALLEST = 11  # CSS pixels of type on a phone


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return alone(
        tmp_path_factory.mktemp("redraw"),
        "redraw.js",
        spurious.redraw(selection.drifts()[["gdp", "users"]], kernels.criticals(15))._repr_html_(),
    )


@pytest.fixture
def opened(browser, path):
    context = browser.new_context(viewport={"width": 1000, "height": 900})
    with visited(context) as seen:
        seen.page.goto(path)
        yield seen.page
        shown = seen.page.locator(".redraw").evaluate("node => node.innerHTML")
        assert not re.search(r"NaN|undefined|Infinity|\[object", shown)
        assert not seen.errors and not seen.foreign
    context.close()


@pytest.fixture(scope="module")
def script(browser):
    """A blank page with the script alone."""
    page = browser.new_page()
    page.add_script_tag(content=SCRIPT)
    yield page
    page.close()


# The same draws, in Python ----------------------------------------------------------------------


def uniform(seed):
    """Mulberry32, with the whole numbers of 32 bits that JavaScript wraps by itself."""
    mask, state = 2**32 - 1, seed
    while True:
        state = (state + 0x6D2B79F5) & mask
        mixed = ((state ^ (state >> 15)) * (state | 1)) & mask
        mixed ^= (mixed + (((mixed ^ (mixed >> 7)) * (mixed | 61)) & mask)) & mask
        yield (mixed ^ (mixed >> 14)) / 2**32


def pairs(seed, n, drifts, count):
    """So many pairs of walks, shape (count, 2, n): Box and Muller's two numbers for each year."""
    numbers = np.fromiter(itertools.islice(uniform(seed), 2 * n * count), float)
    first, second = numbers.reshape(count, n, 2).transpose(2, 0, 1)
    radius, angle = np.sqrt(-2 * np.log(1 - first)), 2 * np.pi * second
    shocks = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return (shocks + np.asarray(drifts)[:, None]).cumsum(axis=2)


def fits(walks):
    """R² and t of the first on the second series of each pair."""
    y, x = walks[:, 0].T, walks[:, 1].T
    found = simulation.batched_ols(y, [x])
    return found.r2, found.t[1]


DRAW = """([seed, n, drifts, count]) => {
    const random = redraw.uniform(seed);
    return Array.from({ length: count }, () => redraw.pair(random, n, drifts));
}"""
FIT = """all => all.map(([y, x]) => [
    redraw.fit(y, x), redraw.fit(redraw.changes(y), redraw.changes(x)),
])"""


@pytest.mark.parametrize("seed", [0, 1, 2018, 2**31, 2**32 - 1])
def test_the_draws_are_those_of_the_seed(script, seed):
    found = script.evaluate(DRAW, [seed, 15, [3.0, -1.0], 50])
    # Two libraries' logarithms and cosines may differ in the last bit.
    np.testing.assert_allclose(found, pairs(seed, 15, (3.0, -1.0), 50), rtol=1e-12, atol=1e-12)


def test_the_draws_are_independent_normal_numbers(script):
    found = np.array(script.evaluate(DRAW, [7, 20, [0.0, 0.0], 1000]))
    shocks = np.diff(found, axis=2, prepend=0).transpose(1, 0, 2).reshape(2, -1)
    for values in shocks:
        assert stats.kstest(values, "norm").pvalue > 0.001
        assert abs(np.corrcoef(values[1:], values[:-1])[0, 1]) < ERRORS / math.sqrt(values.size)
    assert abs(np.corrcoef(shocks)[0, 1]) < ERRORS / math.sqrt(shocks.shape[1])


@pytest.mark.parametrize("n, drifts", [(4, (0, 0)), (15, (0, 0)), (15, (3, 2.4)), (40, (1, -2))])
def test_fits_agree_with_statsmodels(script, n, drifts):
    walks = pairs(5, n, drifts, 30)
    found = script.evaluate(FIT, walks.tolist())
    for (y, x), both in zip(walks, found, strict=True):
        for one, left, right in zip(both, (y, np.diff(y)), (x, np.diff(x)), strict=True):
            known = sm.OLS(left, sm.add_constant(right)).fit()
            assert one["t"] == pytest.approx(known.tvalues[1], rel=AGREEMENT)
            assert one["r2"] == pytest.approx(known.rsquared, rel=AGREEMENT, abs=1e-12)


def test_critical_values_are_those_of_scipy():
    for n in (4, 15, 50):
        known = [stats.t.ppf(0.975, n - 2), stats.t.ppf(0.975, n - 3)]
        assert kernels.criticals(n) == pytest.approx(known)


# The page ---------------------------------------------------------------------------------------


def press(page, words):
    page.get_by_role("button", name=words, exact=True).click()


def said(page):
    return page.locator(".redraw-line").inner_text(), page.locator(".redraw-count").inner_text()


def expected(walks, limit):
    """Both sentences after these draws."""
    r2, t = fits(walks)
    look = "looks significant" if abs(t[-1]) > limit else "does not look significant"
    shown = f"R² = {r2[-1]:.3f}, t = {t[-1]:.1f}: {look}".replace("-", "−")
    beyond = int((np.abs(t) > limit).sum())
    words = f"{'draws' if len(t) > 1 else 'draw'} {'has' if beyond == 1 else 'have'}"
    return shown, f"{beyond} of {len(t)} {words} |t| above {limit:.2f}."


def default():
    """What the page of the book shows, as arguments of `pairs` without the count."""
    page = spurious.redraw(selection.drifts()[["gdp", "users"]], kernels.criticals(15))
    return page.seed, page.n, page.drifts


def test_the_page_says_what_python_finds_for_its_draws(opened):
    levels, changes = kernels.criticals(15)
    for pressed, so_far in (("Redraw", 1), ("Redraw 100 times", 101), ("Redraw", 102)):
        press(opened, pressed)
        walks = pairs(*default(), so_far)
        assert said(opened) == expected(walks, levels)
        opened.get_by_label("yearly changes").check()
        assert said(opened) == expected(np.diff(walks, axis=2), changes)
        opened.get_by_label("levels").check()
    assert said(opened) == expected(walks, levels)


def test_start_again_forgets_everything_and_takes_the_next_seed(opened):
    press(opened, "Redraw 100 times")
    opened.get_by_role("textbox").fill("5")
    press(opened, "Start again")
    assert said(opened) == ("Nothing is drawn yet.", "")
    assert opened.get_by_role("textbox").input_value() == ""
    seed, n, drifts = default()
    assert opened.locator(".redraw").get_attribute("data-seed") == str(seed + 1)
    press(opened, "Redraw")
    assert said(opened) == expected(pairs(seed + 1, n, drifts, 1), kernels.criticals(n)[0])


def bars(page, which):
    """Heights of the bars of one pile, in draws."""
    heights = (
        page.locator(".redraw-piles svg")
        .nth(which)
        .evaluate(
            """svg => [...svg.querySelectorAll('rect')].map((bar) => [
            Number(bar.getAttribute('height')), bar.classList.contains('redraw-beyond'),
        ])"""
        )
    )
    most = max(
        float(text)
        for text in page.locator(".redraw-piles svg")
        .nth(which)
        .evaluate(
            "svg => [...svg.querySelectorAll('text')].slice(-1).map((node) => node.textContent)"
        )
    )
    tallest = max(height for height, _ in heights)
    return [(height / tallest * most, beyond) for height, beyond in heights]


@pytest.mark.parametrize("mode", ["levels", "yearly changes"])
def test_the_piles_hold_every_draw_and_colour_those_beyond_the_line(opened, mode):
    press(opened, "Redraw 100 times")
    opened.get_by_label(mode).check()
    order = 1 if mode == "yearly changes" else 0
    r2, t = fits(np.diff(pairs(*default(), 100), n=order, axis=2))
    known = np.histogram(r2, bins=20, range=(0, 1))[0]
    assert [round(height) for height, _ in bars(opened, 0)] == known.tolist()
    beyond = sum(height for height, far in bars(opened, 1) if far)
    assert round(beyond) == (np.abs(t) > kernels.criticals(15)[order]).sum()
    assert round(sum(height for height, _ in bars(opened, 1))) == 100


def test_levels_mislead_far_more_often_than_five_in_a_hundred_and_changes_do_not(opened):
    for _ in range(4):
        press(opened, "Redraw 100 times")
    misled = int(said(opened)[1].split()[0])
    opened.get_by_label("yearly changes").check()
    remedied = int(said(opened)[1].split()[0])
    draws, size = 400, spurious.ALPHA
    assert misled > 0.9 * draws
    assert abs(remedied - size * draws) < ERRORS * math.sqrt(draws * size * (1 - size))


def test_walks_without_drift_mislead_too(browser, tmp_path):
    context = browser.new_context()
    with visited(context) as seen:
        seen.page.goto(
            alone(
                tmp_path,
                "redraw.js",
                spurious.redraw((0, 0), kernels.criticals(50), n=50)._repr_html_(),
            )
        )
        press(seen.page, "Redraw 100 times")
        count = said(seen.page)[1]
        assert (
            count.endswith(f"above {kernels.criticals(50)[0]:.2f}.") and int(count.split()[0]) > 40
        )
        assert not seen.errors
    context.close()


def test_the_guess_comes_first_and_is_repeated_beside_the_count(opened):
    first = opened.locator(".redraw > :visible").first
    assert first.inner_text().startswith("Guess first: in how many of 100 draws")
    guess = opened.get_by_role("textbox")
    for typed, repeated in (("5", True), ("", False), ("many", False), ("101", False)):
        guess.fill(typed)
        press(opened, "Redraw 100 times")
        assert said(opened)[1].endswith("You guessed 5 of 100.") == repeated, typed


def test_the_keyboard_is_enough_and_the_summary_is_announced(opened):
    keys, focus = opened.keyboard, "document.activeElement.textContent"
    keys.press("Tab")
    keys.type("5")
    reached = []
    for _ in range(3):
        keys.press("Tab")
        reached.append(opened.evaluate(focus))
    assert reached == ["Redraw", "Redraw 100 times", "Start again"]
    keys.press("Shift+Tab")
    keys.press("Enter")
    assert said(opened)[1].startswith("100 of 100 draws")
    keys.press("Tab")
    keys.press("Tab")
    keys.press("ArrowRight")
    assert opened.get_by_label("yearly changes").is_checked()
    assert "2.18" in said(opened)[1]
    assert opened.locator(".redraw-said").get_attribute("aria-live") == "polite"


def test_every_picture_says_what_it_shows(opened):
    press(opened, "Redraw 100 times")
    labels = [
        node.get_attribute("aria-label") for node in opened.locator(".redraw svg[role=img]").all()
    ]
    r2, t = fits(pairs(*default(), 100))
    assert labels[0].startswith("Two lines over 15 years: Series A goes from ")
    for label, values in zip(labels[1:], (r2, np.abs(t)), strict=True):
        ends = f"of 100 draws: from {values.min():.2f} to {values.max():.2f}"
        assert ends in label and f"up to {np.sort(values)[50]:.2f}." in label


def test_nothing_is_wrong_in_either_mode_before_and_after_a_draw(opened):
    for pressed in (None, "Redraw", "Redraw 100 times"):
        if pressed:
            press(opened, pressed)
        assert violations_alone(opened) == {"light": [], "dark": []}, pressed


def test_nothing_moves_by_itself(browser, path):
    context = browser.new_context(reduced_motion="reduce")
    with visited(context) as seen:
        seen.page.goto(path)
        press(seen.page, "Redraw 100 times")
        assert seen.page.evaluate("document.getAnimations().length") == 0
        assert said(seen.page)[1].startswith("100 of 100")
    context.close()
    assert not re.search(r"requestAnimationFrame|setTimeout|setInterval|<animate|\.animate", SCRIPT)


def test_on_a_phone_nothing_scrolls_sideways_and_all_type_can_be_read(browser, path):
    options = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    context = browser.new_context(**options)
    with visited(context) as seen:
        page = seen.page
        page.goto(path)
        page.evaluate("document.body.style.margin = '0 16px'")  # as beside the text of the book
        press(page, "Redraw 100 times")
        for mode in ("levels", "yearly changes"):
            page.get_by_label(mode).check()
            assert overflow(page) <= 0
            sizes = page.evaluate(
                """() => [...document.querySelectorAll('.redraw svg text')].map((node) =>
                    parseFloat(getComputedStyle(node).fontSize) * node.getScreenCTM().a)"""
            )
            assert min(sizes) >= SMALLEST
            outside = page.evaluate(
                """() => [...document.querySelectorAll('.redraw svg text')].filter((node) => {
                    const [one, all] = [node, node.ownerSVGElement]
                        .map((each) => each.getBoundingClientRect());
                    return one.left < all.left - 1 || one.right > all.right + 1;
                }).map((node) => node.textContent)"""
            )
            assert not outside
        for button in page.get_by_role("button").all():
            assert button.bounding_box()["height"] >= 36
    context.close()


# What Python hands over -------------------------------------------------------------------------


def test_without_javascript_or_a_draw_in_print_one_sentence_stands_there(browser, path):
    context = browser.new_context(java_script_enabled=False)
    with visited(context) as seen:
        seen.page.goto(path)
        assert seen.page.locator(".redraw").inner_text() == spurious.WITHOUT_SCRIPT
    context.close()
    context = browser.new_context()
    with visited(context) as seen:
        seen.page.goto(path)
        seen.page.emulate_media(media="print")
        assert seen.page.locator(".redraw").inner_text() == spurious.WITHOUT_SCRIPT
    context.close()
    soup = BeautifulSoup(
        spurious.redraw(selection.drifts()[["gdp", "users"]], kernels.criticals(15))._repr_html_(),
        "html.parser",
    )
    assert (
        soup.get_text()
        == repr(spurious.redraw(selection.drifts()[["gdp", "users"]], kernels.criticals(15)))
        == spurious.WITHOUT_SCRIPT
    )
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|\beval\b|innerHTML", SCRIPT)


def test_the_drifts_are_those_of_the_papers_series():
    assert spurious.redraw(
        selection.drifts()[["gdp", "users"]], kernels.criticals(15)
    ).drifts == tuple(selection.drifts()[["gdp", "users"]])


def test_the_lean_style_sheet_keeps_every_rule():
    """A class that the script puts together at run time would lose its style in the site."""
    used = bundle.words(SCRIPT) | bundle.words(
        spurious.redraw(selection.drifts()[["gdp", "users"]], kernels.criticals(15))._repr_html_()
    )
    css = (STATIC / "book.css").read_text(encoding="utf-8")
    selectors = re.findall(r"^[^{}@/]*\.redraw\b[^{}]*(?=\{)", css, re.M)
    assert len(selectors) > 10
    used |= {"html", "bd-content"}
    assert not [one for one in selectors if not bundle.needed(one.replace(",", " "), used)]


def test_bad_requests_are_refused():
    with pytest.raises(ValueError, match="two finite numbers"):
        spurious.redraw((1.0, math.inf), kernels.criticals(15))
    with pytest.raises(ValueError, match="two finite numbers"):
        spurious.redraw((1.0, 2.0, 3.0), kernels.criticals(15))
    with pytest.raises(ValueError, match="at least 4, not 3"):
        spurious.redraw(selection.drifts()[["gdp", "users"]], kernels.criticals(3), n=3)
    with pytest.raises(ValueError, match="between 0 and"):
        spurious.redraw(selection.drifts()[["gdp", "users"]], kernels.criticals(15), seed=-1)


def test_a_page_without_the_experiment_is_left_alone(browser, tmp_path):
    context = browser.new_context()
    with visited(context) as seen:
        seen.page.goto(alone(tmp_path, "redraw.js", "<p>Nothing here.</p>"))
        assert seen.page.locator("main").inner_html() == "<h1>Alone</h1><p>Nothing here.</p>"
        assert not seen.errors
    context.close()
