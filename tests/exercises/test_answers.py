"""Answer boxes say what exercises.check says, and the page does not hold the answer."""

import hashlib
import json
import math
import random
import re

import numpy as np
import pytest
from browsing import alone, overflow, violations, violations_alone, visited
from bs4 import BeautifulSoup

from helpers import exercises, paths
from helpers.exercises import answers
from helpers.words import fixed
from tools.build import bundle

STATIC = paths.ROOT / "book" / "_static"
SCRIPT = (STATIC / "answer.js").read_text(encoding="utf-8")
ID = "results-1"
FEW = 3  # rounds of SHA-256 where thousands of typed values are checked
EVERY = sorted(exercises.questions())
# Of each kind one: numbers, a word, a truth value, a narrow and a wide tolerance; the slow proofs
# take in all, whose answers take minutes of computing.
QUICK = ("results-1", "results-2", "spurious-1", "coefficients-1", "verdict-1", "verdict-2")


@pytest.fixture(scope="module")
def pilot():
    return exercises.box(ID)


@pytest.fixture(scope="module")
def path(tmp_path_factory, pilot):
    return alone(tmp_path_factory.mktemp("answer"), "answer.js", pilot._repr_html_())


def asked(page, url):
    """Open a page; everything it asks for is kept."""
    urls = []
    page.on("request", lambda request: urls.append(request.url))
    page.goto(url)
    return urls


@pytest.fixture
def opened(browser, path):
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    with visited(context) as seen:
        urls = asked(seen.page, path)
        yield seen.page
        assert not seen.errors and not seen.foreign
        assert {url.rsplit("/", 1)[1] for url in urls} == {"page.html", "book.css", "answer.js"}
    context.close()


@pytest.fixture(scope="module")
def script(browser):
    """A blank page with the script alone."""
    page = browser.new_page()
    page.add_script_tag(content=SCRIPT)
    yield page
    page.close()


def judged(page, box, typed):
    """What the page says to each typed text."""
    code = "([box, all]) => all.map((one) => answer.judge(box, one).text)"
    return page.evaluate(code, [box.payload, typed])


def answer(page, text):
    """Type, press Enter, and read the line."""
    field = page.get_by_label("Your answer, in yuan per person")
    field.fill(text)
    field.press("Enter")
    return page.locator(".answer:has(input)", has=field).locator(".answer-line").inner_text()


# Arithmetic -------------------------------------------------------------------------------------


def test_sha_256_agrees_with_hashlib_at_every_length_around_a_block(script):
    known = [bytes((7 * place) % 256 for place in range(size)) for size in range(140)]
    known += [b"abc", b"\xff" * 1_000, "− é 四".encode()]
    code = "all => all.map((one) => [...answer.sha256(one)])"
    found = script.evaluate(code, [list(one) for one in known])
    assert [bytes(one) for one in found] == [hashlib.sha256(one).digest() for one in known]


NUMBERS = {
    "43394": 43394,
    "43 394": 43394,
    "43,394": 43394,
    "43394.0": 43394,
    " 43\u202f394 ": 43394,
    "43'394": 43394,
    "43.394,00": 43394,
    "43394,5": 43394.5,
    "1,234,567.25": 1234567.25,
    "1.234.567": 1234567,
    "−5": -5,
    "-5": -5,
    "+5": 5,
    "− 5.5": -5.5,
    ".5": 0.5,
    "5.": 5,
    "0,953": 0.953,
    "4,3394": 4.3394,
    "0.953": 0.953,
    "5e4": 50000,
    "5E-7": 5e-7,
    "４３３９４": 43394,
}
NO_NUMBERS = [
    "abc",
    "43394 yuan",
    "12,34,5",
    "4 3 3",
    "1,2,3",
    "−",
    ".",
    ",",
    "1e999",
    "5 %",
    "0x5",
]


def test_what_people_type_is_read_as_they_mean_it(script):
    found = script.evaluate("all => all.map(answer.read)", list(NUMBERS))
    assert dict(zip(NUMBERS, found, strict=True)) == NUMBERS


def test_what_is_no_number_is_refused_kindly(script, pilot):
    assert all(map(math.isnan, script.evaluate("all => all.map(answer.read)", NO_NUMBERS)))
    assert set(judged(script, pilot, NO_NUMBERS)) == {
        "This does not look like a number. Digits alone, please, like 12,345.6 or −0.5."
    }
    assert judged(script, pilot, ["", "  "]) == ["Type your answer first."] * 2


# The page and Python agree ----------------------------------------------------------------------


def frozen(id, monkeypatch):
    """The exercise with its answers worked out once, and few rounds of SHA-256."""
    question = exercises.questions()[id]
    replies = list(exercises._replies(question))
    monkeypatch.setattr(exercises, "_replies", lambda asked: iter(replies))
    monkeypatch.setattr(answers, "ROUNDS", FEW)
    return [value for value, _ in replies], question.tolerance


def near(values, tolerance, seed):
    """Typed numbers on, inside, outside and a hair beside every edge, rounded, and at random."""
    draw = random.Random(seed)
    for value in map(float, values):
        step = tolerance or 1.0
        for edge in (value - tolerance, value, value + tolerance):
            yield from (edge, math.nextafter(edge, math.inf), math.nextafter(edge, -math.inf))
            yield from (
                edge * (1 + sign * part) for sign in (1, -1) for part in (1e-13, 1e-10, 1e-8)
            )
            yield from (
                edge + sign * step * part for sign in (1, -1) for part in (1e-10, 1e-8, 1e-3)
            )
        yield from (round(value, digits) for digits in range(-3, 9))
        yield from (value + step * draw.uniform(-2, 2) for _ in range(60))
        yield from (value * factor for factor in (-1, 10, 0.1, 100, 0.01))
    yield from (0.0, -0.0, 1.0, 1e15, 1e300, -1e300, 5e-324)


@pytest.mark.parametrize(
    "id", [id if id in QUICK else pytest.param(id, marks=pytest.mark.slow) for id in EVERY]
)
def test_page_and_check_agree_on_every_exercise(script, monkeypatch, id):
    values, tolerance = frozen(id, monkeypatch)
    box = exercises.box(id)
    kind = box.payload["kind"]
    if kind == "number":
        numbers = list(near(values, tolerance, id))
        typed, given = [repr(number) for number in numbers], numbers
    elif kind == "text":
        words = [*values, "something else", "no"]
        typed = [form(word) for word in words for form in (str, str.upper, "  {} ".format)]
        given = typed
    else:
        typed, given = ["True", "False"], [True, False]
    said = judged(script, box, typed)
    assert said == [exercises.check(id, one) for one in given]
    assert said == [answers.reply(box.payload, one) for one in given]
    assert said.count("Right.") >= 1


def test_the_comparison_with_check_can_fail(script, monkeypatch):
    values, tolerance = frozen(ID, monkeypatch)
    box = exercises.box(ID)
    box.payload["tolerance"] = tolerance * 0.999
    numbers = list(near(values, tolerance, ID))
    said = judged(script, box, [repr(number) for number in numbers])
    assert said != [exercises.check(ID, one) for one in numbers]


def test_recognised_mistakes_of_the_pilot_say_what_went_wrong(script, pilot):
    said = {
        "4.0946": "own units",
        "409,460,000": "still come in ten thousands",
        "0.00040946": "upside down",
        "4,094.6": "zero is missing",
        "409,460": "zero too many",
        "66,277": "Table 4",
        "32,552": "Table 2",
        "40,950": "rounded",
        "40,900": "rounded",
        "41,000": "rounded",
        "12": "multiply by one, divide by the other",
    }
    found = judged(script, pilot, list(said))
    for typed, part, sentence in zip(said, said.values(), found, strict=True):
        assert sentence.startswith("Not yet. ") and part in sentence, typed
        assert sentence == exercises.check(ID, float(typed.replace(",", "")))


# Two editions ask and check in the same words ----------------------------------------------------


@pytest.fixture(params=["functions", "digests"])
def edition(request, tmp_path, monkeypatch):
    """The exercises of the teacher's edition, then those of the student's."""
    if request.param == "digests":
        path = tmp_path / "sealed.json"
        path.write_text(json.dumps(exercises.sealed(QUICK)), encoding="utf-8")
        monkeypatch.setattr(exercises, "SEALED", path)
        monkeypatch.setattr(exercises, "questions", lambda: pytest.fail("functions were asked"))
    return request.param


SAID = {
    ("results-1", None): "Not answered yet. One unit of GDP is a hundred million yuan",
    ("results-1", 40946): "Right.",
    ("results-1", "40946"): "Right.",
    ("results-1", 4.0946): "Not yet. That is the coefficient in the table's own units",
    ("results-1", 12): "Not yet. One unit of GDP is a hundred million yuan",
    ("results-1", float("nan")): "Not yet. One unit",
    ("results-1", "many"): "Not yet. One unit",
    ("results-1", True): "Not yet. One unit",
    ("verdict-2", 3): "Not yet. ",
}


@pytest.mark.parametrize("id, given", SAID)
def test_both_editions_say_the_same(edition, id, given):
    assert exercises.check(id, given).startswith(SAID[id, given])


def test_both_editions_show_the_same_box(edition, pilot):
    assert exercises.box(ID) == pilot and exercises.hint(ID) in exercises.check(ID)


def test_both_editions_name_the_exercises_that_there_are(edition):
    with pytest.raises(KeyError, match=r"no exercise 'nothing-1'; there are .*verdict-1"):
        exercises.check("nothing-1", 3)


# What the page carries --------------------------------------------------------------------------


def forms(value):
    """A number as somebody could look for it."""
    plain = [f"{value:.{digits}f}" for digits in range(7)]
    grouped = {fixed(value, digits) for digits in range(5)}
    return {*plain, *grouped, *(one.replace(",", " ") for one in grouped), repr(value)}


@pytest.mark.parametrize("id", [ID, "coefficients-1", "spurious-1", "collinearity-2"])
def test_no_number_that_is_right_or_a_mistake_stands_in_the_page(id):
    text = exercises.box(id)._repr_html_()
    for value, _ in exercises._replies(exercises.questions()[id]):
        assert not [form for form in forms(float(value)) if len(form) > 4 and form in text]


def test_the_list_is_short_unordered_and_the_same_in_every_build(pilot):
    entries = pilot.payload["entries"]
    assert entries == sorted(set(entries)) and len(entries) <= 300
    assert exercises.box(ID) == pilot and len(pilot._repr_html_()) < 9_000
    assert {len(one) for one in entries} == {24}


def test_another_processor_seals_the_same_list():
    value = 1 / 3
    assert answers.sealed("x-1", [value], 0.01) == answers.sealed(
        "x-1", [np.nextafter(value, 1)], 0.01
    )


def test_the_grid_is_ten_times_finer_than_the_tolerance_and_covers_it():
    for tolerance in (3, 1, 0.12, 0.006, 0.0005, 5e-7):
        found = [int(cell) for cell in answers.cells_of(2.5, tolerance)]
        scale = answers.grid(tolerance)
        assert tolerance / 100 < 1 / scale <= tolerance / 10 * (1 + 1e-9)
        assert found[0] / scale <= 2.5 - tolerance and found[-1] / scale >= 2.5 + tolerance
        assert len(found) <= 210


def test_one_typed_value_unlocks_the_first_of_two_that_agree(script):
    box = answers.box("x-1", [(1.0, "Right."), (1.5, "Near.")], "Far.", 0.5, "Your answer")
    assert judged(script, box, ["1.5", "1.6", "0.5", "2.1"]) == [
        "Right.",
        "Near.",
        "Right.",
        "Far.",
    ]


def test_anywhere_else_a_sentence_stands_there(pilot):
    soup = BeautifulSoup(pilot._repr_html_(), "html.parser")
    assert repr(pilot) == "Not answered yet. Check yours with exercises.check('results-1', …)"
    assert soup.p.get_text() == repr(pilot)
    assert [one["type"] for one in soup.find_all("script")] == ["application/json"]
    assert json.loads(soup.script.string) == pilot.payload
    assert not re.search(r"https?://|\beval\b|innerHTML|crypto", SCRIPT)


def test_the_lean_style_sheet_keeps_every_rule():
    """A class that the script puts together at run time would lose its style in the site."""
    used = bundle.words(SCRIPT) | bundle.words(exercises.box(ID)._repr_html_())
    css = (STATIC / "book.css").read_text(encoding="utf-8")
    selectors = re.findall(r"^[^{}@/]*\.answer\b[^{}]*(?=\{)", css, re.M)
    assert len(selectors) > 10
    used |= {"html", "bd-content"}
    assert not [one for one in selectors if not bundle.needed(one.replace(",", " "), used)]


def test_an_unknown_exercise_is_refused():
    with pytest.raises(KeyError, match="no exercise 'x-9'; there are"):
        exercises.box("x-9")


# The page ---------------------------------------------------------------------------------------


def test_right_mistake_hint_and_no_number(opened):
    assert answer(opened, "40 946") == "Right."
    assert answer(opened, "4.0946").startswith("Not yet. That is the coefficient in the table")
    assert answer(opened, "7") == exercises.check(ID, 7)
    field = opened.get_by_label("Your answer, in yuan per person")
    assert field.get_attribute("aria-invalid") is None
    assert answer(opened, "many").startswith("This does not look like a number.")
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("4")
    assert field.get_attribute("aria-invalid") is None
    assert opened.locator(".answer-line").inner_text() == ""


def test_the_keyboard_is_enough_and_the_line_is_announced(opened):
    keys = opened.keyboard
    keys.press("Tab")
    keys.type("40,945.5")
    keys.press("Tab")
    assert opened.evaluate("document.activeElement.textContent") == "Check"
    keys.press("Space")
    line = opened.locator(".answer-line")
    assert line.inner_text() == "Right." and line.get_attribute("aria-live") == "polite"
    field = opened.locator(".answer input")
    assert field.get_attribute("inputmode") == "decimal"
    assert field.get_attribute("aria-describedby") == line.get_attribute("id")
    assert not opened.locator(".answer-plain").is_visible()


def test_nothing_is_wrong_in_either_mode_whatever_the_line_says(opened):
    for text in ("", "40946", "4.0946", "7", "many"):
        answer(opened, text)
        assert violations_alone(opened) == {"light": [], "dark": []}, text


def test_a_phone_shows_all_of_it_and_large_enough_to_touch(browser, path):
    options = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    context = browser.new_context(**options)
    with visited(context) as seen:
        seen.page.goto(path)
        assert "Table 4" in answer(seen.page, "66277")
        assert overflow(seen.page) <= 0
        for part in seen.page.locator(".answer-form input, .answer-form button").all():
            assert part.bounding_box()["height"] >= 36
    context.close()


def test_truth_values_and_texts_have_boxes_too(browser, tmp_path):
    body = (
        exercises.box("verdict-2")._repr_html_() + exercises.box("printed-tables-2")._repr_html_()
    )
    context = browser.new_context()
    with visited(context) as seen:
        seen.page.goto(alone(tmp_path, "answer.js", body))
        lines = seen.page.locator(".answer-line")
        seen.page.get_by_role("button", name="True").click()
        assert lines.first.inner_text() == exercises.check("verdict-2", True)
        seen.page.get_by_role("button", name="False").press("Enter")
        assert lines.first.inner_text() == "Right."
        field = seen.page.get_by_label("Your answer").locator("visible=true").last
        field.fill(" SLACK")
        field.press("Enter")
        assert lines.last.inner_text() == "Right."
        assert not violations(seen.page) and not seen.errors
    context.close()


def test_without_javascript_and_in_print_the_sentence_stands_there(browser, path, opened):
    context = browser.new_context(java_script_enabled=False)
    with visited(context) as seen:
        seen.page.goto(path)
        assert seen.page.get_by_text("Check yours with exercises.check").is_visible()
        assert not seen.page.locator(".answer-form").count()
    context.close()
    opened.emulate_media(media="print")
    assert opened.locator(".answer-plain").is_visible()
    assert not opened.locator(".answer-form").is_visible()


def test_a_page_without_a_box_is_left_alone(browser, tmp_path):
    context = browser.new_context()
    with visited(context) as seen:
        seen.page.goto(alone(tmp_path, "answer.js", "<p>Nothing here.</p>"))
        assert seen.page.locator("main").inner_html() == "<h1>Alone</h1><p>Nothing here.</p>"
        assert not seen.errors
    context.close()


def test_the_page_of_the_built_site_answers(site, browser):
    context = browser.new_context()
    context.set_default_timeout(5_000)
    with visited(context) as seen:
        seen.page.goto((site / "notebooks" / "results.html").as_uri())
        assert answer(seen.page, "40,946") == "Right."
        assert not seen.errors and not seen.foreign
    context.close()
