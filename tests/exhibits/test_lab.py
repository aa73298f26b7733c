"""The regression lab computes what statsmodels computes, and its controls do what they say.

By mouse, touch and keyboard.
"""

import json
import re

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from scipy import special, stats
from statsmodels.stats.stattools import durbin_watson

from helpers import data, paths, words
from helpers.claims import lab as claims_lab
from helpers.claims import reproduction
from helpers.data import published
from helpers.exhibits import lab as exhibits
from helpers.exhibits import results
from helpers.methods import collinearity, lab, ols
from helpers.vocabulary import UNSURE

# Relative. Centred columns of length 1 are well conditioned (VIF below 1,000), so that both sides
# keep about twelve digits; 1e-9 is three more than the lab can show and three fewer than rounding
# would explain.
AGREEMENT = 1e-9
STATIC, VENDOR = paths.ROOT / "book" / "_static", paths.ROOT / "book" / "vendor"
SCRIPTS = (VENDOR / "ml-matrix" / "matrix.umd.js", STATIC / "lab.js")
CASES = [
    (names, dropped, vintage)
    for vintage in lab.lab_vintages()
    for dropped in [(), *((year,) for year in lab.YEARS)]
    for names in lab.SUBSETS
]
LONG_ENOUGH = 1_000  # milliseconds after which words about a drag have certainly been said


def write_page(folder, body):
    """A page with the lab alone, under a strict policy, its files beside it as in the site."""
    for path in [*SCRIPTS, STATIC / "book.css"]:
        (folder / path.name).write_bytes(path.read_bytes())
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'"
    )
    page = folder / "page.html"
    page.write_text(
        '<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f'<title>Lab</title><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="book.css">'
        + "".join(f'<script src="{path.name}" defer></script>' for path in SCRIPTS)
        + f'</head><body><main class="bd-content"><h1>Lab</h1>{body}</main></body></html>',
        encoding="utf-8",
    )
    return page


class Page:
    """A page opened from disk; complaints of the browser and requests elsewhere are kept."""

    def __init__(self, browser, path, **options):
        self.complaints = []
        self.context = browser.new_context(
            **({"viewport": {"width": 1000, "height": 900}} | options)
        )
        self.context.route("**/*", self._local)
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text)
                if message.type in ("error", "warning")
                else None
            ),
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path if isinstance(path, str) else path.as_uri())

    def _local(self, route):
        if route.request.url.startswith("file:"):
            return route.continue_()
        self.complaints.append(f"asked for {route.request.url}")
        route.abort()

    def row(self, name):
        """Cells of the computed row of one regressor."""
        rows = self.page.evaluate(
            """[...document.querySelectorAll('.lab-table tbody tr:not(.lab-printed)')]
                .map((row) => [...row.cells].map((cell) => cell.textContent))"""
        )
        return {row[0]: row[1:] for row in rows}[label(name)]

    def facts(self):
        return dict(
            zip(
                self.page.locator(".lab dt").all_inner_texts(),
                self.page.locator(".lab dd:not(.lab-printed)").all_inner_texts(),
                strict=True,
            )
        )

    def cell(self, name, year):
        return self.page.locator(f'.lab-sheet input[aria-label^="{label(name)} {year}"]')

    def point(self, year):
        return self.page.locator(f'.lab-point[aria-label="Point of {year}"]')

    def sentence(self):
        return self.page.locator(".lab-sentence").inner_text()

    def press(self, text):
        self.page.get_by_role("button", name=text, exact=True).click()

    def tick(self, text):
        self.page.get_by_label(text, exact=True).click()

    def no_nonsense(self):
        text = self.page.locator(".lab").evaluate(
            "host => host.innerHTML.replace(/<script[^]*?<.script>/, '')"
        )
        assert not re.search(r"NaN|undefined|Infinity|null|\[object", text)
        assert not self.complaints


def label(name):
    return {one["name"]: one["label"] for one in claims_lab.lab_data()["series"]}.get(
        name, "Constant"
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return write_page(
        tmp_path_factory.mktemp("lab"),
        exhibits.Lab(claims_lab.lab_data(), results.table4(reproduction.scorecard()))._repr_html_(),
    )


@pytest.fixture
def opened(browser, path):
    page = Page(browser, path)
    yield page
    page.no_nonsense()
    page.context.close()


# Arithmetic -------------------------------------------------------------------------------------


def in_browser(browser, script, argument):
    page = browser.new_page()
    try:
        for path in SCRIPTS:
            page.add_script_tag(content=path.read_text(encoding="utf-8"))
        return page.evaluate(script, argument)
    finally:
        page.close()


FIT_ALL = """([sheets, cases]) => cases.map(([sheet, names, left]) => {
    const rows = sheets[sheet].filter((row) => row.year !== left);
    return lab.fit(rows.map((row) => row.gdp), names.map((name) => rows.map((row) => row[name])));
})"""


def reference(names, dropped, vintage):
    sample = lab.lab_frame(vintage, dropped)
    result = ols.ols(sample, names)
    vif = collinearity.vif(sample, names) if len(names) > 1 else [1.0]
    return {
        "coefficients": result.params,
        "se": result.bse,
        "t": result.tvalues,
        "p": result.pvalues,
        "vif": vif,
        "r2": result.rsquared,
        "adjusted": result.rsquared_adj,
        "f": result.fvalue,
        "pF": result.f_pvalue,
        "s": np.sqrt(result.mse_resid),
        "dw": durbin_watson(result.resid),
        "n": result.nobs,
        "df": result.df_resid,
        "residuals": result.resid,
        "fitted": result.fittedvalues,
    }


@pytest.fixture(scope="module")
def references():
    return [
        {key: np.atleast_1d(np.asarray(value, float)) for key, value in reference(*case).items()}
        for case in CASES
    ]


@pytest.fixture(scope="module")
def sheets():
    return {
        vintage: lab.lab_frame(vintage).reset_index(names="year").to_dict("records")
        for vintage in lab.lab_vintages()
    }


def fits(browser, sheets):
    cases = [
        (vintage, list(names), dropped[0] if dropped else 0) for names, dropped, vintage in CASES
    ]
    return in_browser(browser, FIT_ALL, [sheets, cases])


def disagreements(found, references):
    """Largest relative difference per output over all regressions.

    A residual is measured by the largest of its regression.
    """
    worst = {}
    for one, known in zip(found, references, strict=True):
        for key, value in known.items():
            scale = np.abs(value).max() if key == "residuals" else np.abs(value)
            worst[key] = max(
                worst.get(key, 0.0), float((np.abs(np.atleast_1d(one[key]) - value) / scale).max())
            )
    return worst


def test_all_subsets_samples_and_vintages_agree_with_statsmodels(browser, sheets, references):
    assert len(CASES) == 15 * 16 * len(lab.lab_vintages()) and len(lab.lab_vintages()) >= 3
    worst = disagreements(fits(browser, sheets), references)
    assert len(worst) == 15
    assert max(worst.values()) < AGREEMENT, worst


FORMS, TRENDS, SHIFTS = ("level", "log", "difference", "growth"), (0, 1, 2), (-1, 0, 1)
SHAPED = [
    (vintage, list(names), dropped, form, trend, shift)
    for vintage in lab.lab_vintages()
    for names in lab.SUBSETS
    for dropped in ((), (2010,))
    for form in FORMS
    for trend in TRENDS
    for shift in SHIFTS
]
FIT_SHAPED = """([sheets, years, cases]) => cases.map((one) => {
    const [sheet, names, dropped, form, trend, shift] = one;
    const column = (name) => sheets[sheet].map((row) => row[name]);
    const made = lab.design(years, column("gdp"), names.map(column), {form, trend, shift, dropped});
    return lab.fit(made.y, made.columns);
})"""


def shaped(vintage, names, dropped, form, trend, shift):
    """The sample that the lab should fit, by pandas; regressors brought to a spread of one."""
    frame = lab.lab_frame(vintage, dropped).reindex(lab.YEARS)[["gdp", *names]]
    frame = np.log(frame) if form in ("log", "growth") else frame
    frame = frame.diff() if form in ("difference", "growth") else frame
    frame[names] = frame[names].shift(-shift)
    # A year that is left out is missing as a row, too.
    frame = frame.drop(index=list(dropped)).dropna()
    for power in range(1, trend + 1):
        frame[f"time{power}"] = (frame.index - 2011.0) ** power
    x = frame.columns[1:]
    scale = frame[x].std()
    return frame[["gdp"]].join((frame[x] - frame[x].mean()) / scale), scale


@pytest.fixture(scope="module")
def shaped_fits(browser, sheets):
    return in_browser(browser, FIT_SHAPED, [sheets, lab.YEARS, SHAPED])


def test_forms_trends_and_timing_agree_with_statsmodels(shaped_fits):
    worst = 0.0
    for case, found in zip(SHAPED, shaped_fits, strict=True):
        sample, scale = shaped(*case)
        result = ols.ols(sample, list(scale.index))
        slopes = np.r_[result.params[scale.index] / scale, result.tvalues[scale.index]]
        ours = np.r_[found["coefficients"][1:], found["t"][1:]]
        whole = [result.rsquared, result.mse_resid**0.5, durbin_watson(result.resid), result.nobs]
        theirs = [found["r2"], found["s"], found["dw"], found["n"]]
        worst = max(
            worst,
            float(np.abs(ours / slopes - 1).max()),
            float(np.abs(np.array(theirs) / whole - 1).max()),
        )
    assert len(SHAPED) == 3 * 15 * 2 * 4 * 3 * 3
    assert worst < AGREEMENT


def test_next_years_growth_of_users_is_the_placebo_of_the_results_page(page, shaped_fits):
    growth = page("results").growth
    lead = growth["gdp"].corr(growth["users"].shift(-1))
    found = shaped_fits[SHAPED.index(("paper", ["users"], (), "growth", 0, 1))]
    assert np.sqrt(found["r2"]) == pytest.approx(lead, rel=AGREEMENT)


def test_a_walk_has_the_first_value_and_on_average_the_growth_of_the_series(browser, paper):
    users, draws = paper["users"].to_list(), 2_000
    script = "([values, draws]) => [...Array(draws).keys()].map((seed) => lab.walk(values, seed))"
    walks = np.array(in_browser(browser, script, [users, draws]))
    again = in_browser(browser, "values => lab.walk(values, 7)", users)
    assert (walks[:, 0].round(6) == users[0]).all() and walks[7].tolist() == again
    growth, drawn = np.diff(np.log(users)), np.diff(np.log(walks), axis=1)
    spread = growth.std(ddof=1)
    assert abs(drawn.mean() - growth.mean()) < 4 * spread / np.sqrt(drawn.size)
    assert drawn.std() == pytest.approx(spread, rel=4 / np.sqrt(2 * drawn.size))
    assert abs(np.corrcoef(drawn[:, :-1].ravel(), drawn[:, 1:].ravel())[0, 1]) < 4 / np.sqrt(
        drawn[:, 1:].size
    )


@pytest.mark.parametrize("factor", [1 + 1e-6, 1.1])
def test_one_changed_value_is_noticed(browser, sheets, references, factor):
    broken = json.loads(json.dumps(sheets))
    broken["paper"][7]["users"] *= factor
    worst = disagreements(fits(browser, broken), references)
    assert {key for key, value in worst.items() if value > AGREEMENT} >= {
        "coefficients",
        "se",
        "t",
        "p",
        "vif",
        "r2",
        "f",
        "s",
        "dw",
        "residuals",
    }


def test_units_do_not_matter(browser, paper):
    values = [paper["gdp"].to_list(), [paper[name].to_list() for name in ols.REGRESSORS]]
    scaled = [
        [value * 1e-6 for value in values[0]],
        [
            [value * scale for value in column]
            for column, scale in zip(values[1], (1e8, 1e-8, 1, 1e3), strict=True)
        ],
    ]
    one, other = in_browser(
        browser, "cases => cases.map(([y, x]) => lab.fit(y, x))", [values, scaled]
    )
    for key in ("t", "p", "vif", "r2", "f", "dw"):
        np.testing.assert_allclose(one[key], other[key], rtol=AGREEMENT)


T = [0, 1e-3, 0.1, 0.5, 1, 1.5, 2, 2.5, 3, 5, 10, 100, 1e4, 1e8, 1e20]
DF = [*range(1, 31), 60, 120, 1000]


def test_p_of_t_agrees_with_scipy(browser):
    grid = [(sign * t, df) for t in T for df in DF for sign in (1, -1)]
    found = in_browser(browser, "grid => grid.map(([t, df]) => lab.pOfT(t, df))", grid)
    known = [2 * stats.t.sf(abs(t), df) for t, df in grid]
    np.testing.assert_allclose(found, known, rtol=1e-10, atol=1e-300)


def test_p_of_f_agrees_with_scipy(browser):
    grid = [(f, k, df) for f in T for k in range(1, 6) for df in DF]
    found = in_browser(browser, "grid => grid.map(([f, k, df]) => lab.pOfF(f, k, df))", grid)
    known = [
        special.betainc(df / 2, k / 2, df / (df + k * f)) if f > 1e-2 else stats.f.sf(f, k, df)
        for f, k, df in grid
    ]
    np.testing.assert_allclose(found, known, rtol=1e-10, atol=1e-300)


def test_p_of_tiny_and_huge_t_has_its_closed_form(browser):
    # One and two degrees of freedom; scipy itself loses digits at the smallest of these.
    small, huge = [10.0**power for power in range(-16, 0, 3)], [1e12, 1e100, 1e150]
    found = in_browser(
        browser, "all => all.map((t) => [lab.pOfT(t, 1), lab.pOfT(t, 2)])", small + huge
    )
    for t, (one, two) in zip(small + huge, found, strict=True):
        root = np.sqrt(2 + t * t)
        assert one == pytest.approx(2 / np.pi * np.arctan2(1, t), rel=1e-12)
        assert two == pytest.approx(2 / (root * (root + t)), rel=1e-12)


def test_what_is_no_regression_has_a_name(browser):
    line = [1.0, 2, 3, 4, 5]
    cases = [
        ([1.0, 3, 2, 5, 4], []),
        ([1.0, 3], [[1.0, 2]]),
        ([1.0, 3, 2, 5, 4], [[7.0] * 5]),
        ([3.0] * 5, [line]),
        ([1.0, 3, 2, 5, 4], [line, [2 * value + 1 for value in line]]),
        (line, [[3 * value - 2 for value in line]]),
        ([], [[]]),
    ]
    found = in_browser(browser, "cases => cases.map(([y, x]) => lab.fit(y, x))", cases)
    assert [one["problem"] for one in found] == [
        "none",
        "few",
        "still",
        "flat",
        "collinear",
        "exact",
        "few",
    ]


# Controls ---------------------------------------------------------------------------------------


def shown(result, name):
    """The row of one regressor as the lab prints it where the paper has no table."""
    decimals = 1 if name == "constant" else 4
    p = "<0.0001" if result.pvalues[name] < 0.00005 else words.fixed(result.pvalues[name], 4)
    return [
        words.fixed(result.params[name], decimals),
        words.fixed(result.bse[name], decimals),
        words.fixed(result.tvalues[name], 4),
        p,
    ]


def check_table(opened, sample, names):
    result = ols.ols(sample, names)
    vif = collinearity.vif(sample, names) if len(names) > 1 else {names[0]: 1.0}
    assert opened.row("constant")[:4] == shown(result, "constant")
    for name in names:
        assert opened.row(name) == [*shown(result, name), words.fixed(vif[name], 2)]
    facts = opened.facts()
    assert facts["R²"] == words.fixed(result.rsquared, 4) and facts["Adjusted R²"] == words.fixed(
        result.rsquared_adj, 4
    )
    assert facts["F"] == words.fixed(result.fvalue, 3) and facts["Durbin–Watson"] == words.fixed(
        durbin_watson(result.resid), 3
    )
    assert (
        facts["s"] == words.fixed(np.sqrt(result.mse_resid), 1)
        and facts["n"] == str(len(sample))
        and facts["Degrees of freedom"] == str(int(result.df_resid))
    )


def test_ticking_boxes_shows_the_values_of_python(opened, paper):
    opened.tick("E-commerce")
    opened.tick("Internet users")
    check_table(opened, paper, ["ecommerce", "shoppers"])
    result = ols.ols(paper, ["ecommerce", "shoppers"])
    assert (
        "Took out Internet users." in opened.sentence()
        and words.fixed(result.rsquared_adj, 4) in opened.sentence()
    )
    assert (
        "E-commerce: the sign turns" in opened.sentence()
        and words.fixed(result.tvalues["ecommerce"], 2) in opened.sentence()
    )
    opened.tick("E-commerce")
    check_table(opened, paper, ["shoppers"])


@pytest.mark.parametrize("dropped", [(2018,), (2004, 2005, 2006)])
def test_dropping_years_shows_the_values_of_python(opened, dropped):
    for year in dropped:
        opened.tick(str(year))
    check_table(opened, lab.lab_frame("paper", dropped), ["users", "shoppers"])
    assert f"Left out {dropped[-1]}." in opened.sentence()
    assert "left out" in opened.point(dropped[0]).get_attribute("aria-valuetext")
    assert opened.page.locator(".lab-plots svg[role=img] circle").count() == 15 - len(dropped)


def test_another_vintage_shows_the_values_of_python(opened):
    vintage = list(lab.lab_vintages())[-1]
    opened.page.get_by_label("GDP", exact=True).select_option(
        label=claims_lab.VINTAGE_LABELS[vintage]
    )
    check_table(opened, lab.lab_frame(vintage), ["users", "shoppers"])
    assert claims_lab.VINTAGE_LABELS[vintage] in opened.sentence()
    assert float(opened.cell("gdp", 2018).input_value()) == lab.lab_vintages()[vintage][2018]


def test_form_trend_and_timing_show_the_values_of_python(opened):
    opened.page.get_by_label("All variables in").select_option("growth")
    opened.page.get_by_label("Regressors of").select_option("1")
    opened.page.get_by_label("Beside them").select_option("1")
    sample, scale = shaped("paper", ["users", "shoppers"], (), "growth", 1, 1)
    result = ols.ols(sample, list(scale.index))
    for name in ("users", "shoppers"):
        assert opened.row(name)[2] == words.fixed(result.tvalues[name], 4)
    assert opened.facts()["n"] == str(len(sample))
    assert "form=growth" in opened.page.url and "shift=1" in opened.page.url
    assert opened.page.locator(".lab-printed").count() == 0
    opened.press("Table 4")
    assert "form=" not in opened.page.url


def test_random_walks_take_the_place_of_the_regressors_and_can_be_taken_back(opened, paper):
    opened.press("Replace by random walks")
    assert "random walks that know nothing of GDP" in opened.sentence()
    assert float(opened.cell("users", 2018).input_value()) != paper.loc[2018, "users"]
    assert float(opened.cell("gdp", 2018).input_value()) == paper.loc[2018, "gdp"]
    first = opened.cell("users", 2018).input_value()
    opened.press("Replace by random walks")
    assert opened.cell("users", 2018).input_value() != first
    opened.press("Reset data")
    check_table(opened, paper, ["users", "shoppers"])


def test_a_zero_has_no_logarithm_and_that_is_said(opened):
    cell = opened.cell("users", 2010)
    cell.fill("0")
    cell.press("Enter")
    opened.page.get_by_label("All variables in").select_option("log")
    assert "has no logarithm" in opened.sentence()


def test_the_choices_of_gdp_differ_visibly():
    vintages = lab.lab_vintages()
    for name, values in vintages.items():
        if name != "paper":
            assert (values / vintages["paper"] - 1).abs().max() > 0.01, name


@pytest.mark.parametrize("number", [2, 3, 4])
def test_the_papers_tables_stand_beside_the_computed_ones(opened, number):
    opened.press(f"Table {number}")
    printed, card = published.table_cells(number), reproduction.scorecard()
    for name in ["constant", *ols.SPECIFICATIONS[f"table{number}"]]:
        row = opened.page.locator(
            ".lab-printed",
            has=opened.page.get_by_role("rowheader", name=f"{label(name)} as printed", exact=True),
        )
        cells = row.locator("td").all_inner_texts()[:4]
        assert [cell.replace("−", "-") for cell in cells] == list(
            printed.loc[name, ["coefficient", "standard_error", "t", "p"]]
        )
        shown = opened.row(name)
        for place, column in enumerate(("coefficient", "standard_error", "t")):
            cell = card.loc[f"t{number}.{name}.{column}"]
            text = shown[place]
            assert text.replace("−", "-").replace(",", "") == cell["at_precision"]
            marked = "verdict-" in (row.locator("td").nth(place).get_attribute("class") or "")
            assert marked == (cell["verdict"] != reproduction.REPRODUCED)
    assert [
        text.removeprefix("printed ")
        for text in opened.page.locator(".lab dd.lab-printed").all_inner_texts()
    ] == list(printed.loc["model", ["r2", "adjusted_r2", "f"]])


def test_printed_numbers_are_shown_only_for_the_regressors_of_a_table(opened):
    opened.tick("Domain names")
    assert opened.page.locator(".lab-printed").count() == 0
    opened.press("Table 4")
    opened.tick("2010")
    assert (
        opened.page.locator("[class*=verdict-]").count() == 0
        and "2010 left out" in opened.page.locator(".lab .exhibit-note").nth(1).inner_text()
    )


def test_typing_a_value_shows_the_values_of_python(opened, paper):
    cell = opened.cell("users", 2018)
    cell.fill("8,300")
    cell.press("Enter")
    changed = paper.copy()
    changed.loc[2018, "users"] = 8300.0
    check_table(opened, changed, ["users", "shoppers"])
    assert "Internet users of 2018 is now 8,300 instead of 83,000." in opened.sentence()
    assert "changed" in opened.cell("users", 2018).get_attribute("aria-label")
    opened.press("Reset data")
    check_table(opened, paper, ["users", "shoppers"])
    assert opened.cell("users", 2018).input_value() == "83000"


@pytest.mark.parametrize(
    "text, said",
    [
        ("abc", "“abc” is not a number."),
        ("", "The cell is empty."),
        ("8,3", "“8,3” is not a number."),
        ("1e", "is not a number"),
        ("-5", "must lie between 0 and"),
        ("1e300", "must lie between 0 and"),
        ("NaN ", "is not a number"),
    ],
)
def test_text_gives_a_clear_message_and_changes_nothing(opened, paper, text, said):
    cell = opened.cell("shoppers", 2010)
    cell.fill(text)
    cell.press("Tab")
    error = opened.page.locator(".lab-error").inner_text()
    assert said in error and "Online shoppers of 2010 stays at 16,051" in error
    assert (
        cell.get_attribute("aria-invalid") == "true"
        and opened.page.locator(f"#{cell.get_attribute('aria-describedby')}").inner_text() == error
    )
    check_table(opened, paper, ["users", "shoppers"])
    if "NaN" not in text:
        opened.no_nonsense()
    cell.press("Escape")
    assert (
        cell.input_value() == "16051"
        and cell.get_attribute("aria-invalid") is None
        and opened.page.locator(".lab-error").inner_text() == ""
    )


@pytest.mark.parametrize(
    "text, value",
    [("17 000", 17000), ("17,000.5", 17000.5), (" 1.7e4", 17000), (".5", 0.5), ("17000.", 17000)],
)
def test_usual_ways_to_write_a_number_are_understood(opened, text, value):
    cell = opened.cell("shoppers", 2010)
    cell.fill(text)
    cell.press("Tab")
    assert (
        float(opened.cell("shoppers", 2010).input_value()) == value
        and opened.page.locator(".lab-error").inner_text() == ""
    )


def sheet(opened):
    """The data as the table of the page shows them."""
    values = opened.page.evaluate(
        """[...document.querySelectorAll('.lab-sheet tbody tr')].map(
            (row) => [...row.querySelectorAll('input')].map((input) => Number(input.value)))"""
    )
    paper = data.load("paper")
    return pd.DataFrame(values, index=paper.index, columns=paper.columns, dtype=float)


def test_arrow_keys_move_a_focused_point(opened, paper):
    point = opened.point(2010)
    point.focus()
    for key in ("ArrowUp", "ArrowUp", "Shift+ArrowRight", "ArrowLeft", "ArrowDown"):
        point.press(key)
    moved = sheet(opened)
    assert (
        moved.loc[2010, "gdp"] > paper.loc[2010, "gdp"]
        and moved.loc[2010, "users"] > paper.loc[2010, "users"]
    )
    assert moved.drop(index=2010).equals(paper.drop(index=2010)) and list(
        moved.columns[(moved != paper).any()]
    ) == ["gdp", "users"]
    check_table(opened, moved, ["users", "shoppers"])
    opened.page.wait_for_timeout(LONG_ENOUGH)
    assert opened.sentence().startswith("2010 moved to GDP ") and opened.point(2010).evaluate(
        "node => node === document.activeElement"
    )
    assert float(point.get_attribute("aria-valuenow")) == moved.loc[2010, "gdp"]
    opened.press("Reset all")
    assert sheet(opened).equals(paper)


def centre(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_point_is_dragged(opened, paper):
    opened.page.get_by_label("GDP against", exact=True).select_option(label="Online shoppers")
    opened.point(2018).scroll_into_view_if_needed()
    x, y = centre(opened.point(2018).locator(".lab-hit"))
    mouse = opened.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x - 20, y + 30, steps=4)
    during = opened.row("shoppers")
    mouse.move(x - 40, y + 60, steps=4)
    mouse.up()
    moved = sheet(opened)
    assert (
        moved.loc[2018, "gdp"] < paper.loc[2018, "gdp"]
        and moved.loc[2018, "shoppers"] < paper.loc[2018, "shoppers"]
    )
    assert moved.drop(index=2018).equals(paper.drop(index=2018))
    check_table(opened, moved, ["users", "shoppers"])
    assert during != opened.row("shoppers") and opened.sentence().startswith("2018 moved to GDP ")
    assert centre(opened.point(2018).locator(".lab-hit")) == pytest.approx((x - 40, y + 60), abs=2)


def test_a_click_on_a_point_moves_nothing(opened, paper):
    opened.point(2012).click()
    assert sheet(opened).equals(paper)


def test_what_cannot_be_estimated_gets_a_sentence(opened):
    for name in ("Internet users", "Online shoppers"):
        opened.tick(name)
    assert "No regressor is ticked" in opened.sentence()
    opened.no_nonsense()
    opened.press("Table 2")
    for year in range(2004, 2014):
        opened.tick(str(year))
    assert "5 years are in the sample, too few for 5 coefficients" in opened.sentence()
    assert not opened.page.locator(".lab-table").is_visible()
    opened.no_nonsense()
    for year in range(2014, 2019):
        opened.tick(str(year))
    assert "No year is in the sample" in opened.sentence()


def test_collinear_regressors_get_a_sentence(opened, paper):
    for year in range(2007, 2019):
        opened.tick(str(year))
    opened.tick("Internet users")  # shoppers alone: three years, one degree of freedom
    check_table(opened, paper.loc[:2006], ["shoppers"])
    for year in range(2007, 2011):
        opened.tick(str(year))
    opened.tick("Internet users")
    for year in paper.index[:7]:
        cell = opened.cell("users", year)
        cell.fill(str(float(2 * paper.loc[year, "shoppers"] + 100)))
        cell.press("Tab")
    assert "Internet users and Online shoppers are exactly collinear" in opened.sentence()
    opened.no_nonsense()
    for year in paper.index[:7]:
        cell = opened.cell("users", year)
        cell.fill("100")
        cell.press("Tab")
    assert "Internet users does not vary over these years" in opened.sentence()


def test_regressions_looked_at_are_counted(opened):
    for name in ("E-commerce", "E-commerce", "Domain names"):
        opened.tick(name)
    assert (
        "Regressions you have looked at: 3."
        in opened.page.locator(".lab-sentence + .exhibit-note").inner_text()
    )


# The page ---------------------------------------------------------------------------------------


def test_a_regression_can_be_shared_by_its_address(opened, browser, path, paper):
    opened.tick("E-commerce")
    opened.tick("2009")
    cell = opened.cell("domains", 2010)
    cell.fill("900.5")
    cell.press("Tab")
    address = opened.page.url
    assert "#lab&" in address
    again = Page(browser, address)
    changed = lab.lab_frame("paper", (2009,))
    changed.loc[2010, "domains"] = 900.5
    again.tick("Domain names")
    check_table_of_all(again, changed)
    again.press("Reset all")
    assert "#" not in again.page.url
    again.no_nonsense()
    again.context.close()


def check_table_of_all(opened, sample):
    """As `check_table`, at the decimals of Table 2."""
    result = ols.ols(sample, "table2")
    assert opened.row("domains")[0] == words.fixed(result.params["domains"], 4) and opened.facts()[
        "n"
    ] == str(len(sample))


@pytest.mark.parametrize(
    "hash_",
    [
        "#lab&on=nonsense&without=1999&set=users-2018-abc&set=oops&gdp=x&plot=y",
        "#lab&set=users-2018--1",
        "#elsewhere",
    ],
)
def test_a_broken_address_does_no_harm(browser, path, hash_):
    page = Page(browser, path.as_uri() + hash_)
    page.no_nonsense()
    assert page.page.locator(".lab-sheet input").count() == 75
    page.context.close()


def test_labels_captions_scopes_and_live_region(opened):
    page = opened.page
    unnamed = page.evaluate(
        """[...document.querySelectorAll('.lab input, .lab select')].filter(
            (node) => !node.labels.length && !node.getAttribute('aria-label')).length"""
    )
    assert unnamed == 0
    assert page.evaluate(
        """[...document.querySelectorAll('.lab table')].every(
            (table) => table.caption.textContent.trim())"""
    )
    assert page.evaluate(
        """[...document.querySelectorAll('.lab th')].every(
            (cell) => ['row', 'col'].includes(cell.scope))"""
    )
    assert page.locator(".lab-sentence").get_attribute("aria-live") == "polite"
    for point in page.locator(".lab-point").all():
        assert (
            point.get_attribute("role") == "slider"
            and float(point.get_attribute("aria-valuenow"))
            <= float(point.get_attribute("aria-valuemax"))
            and "GDP" in point.get_attribute("aria-valuetext")
        )
    assert (
        page.locator(".lab-plots svg[role=img]")
        .get_attribute("aria-label")
        .startswith("Residuals by year")
    )


def test_doubtful_values_are_marked(opened):
    tidy = data.load("paper", form="tidy")
    doubtful = tidy[tidy["status"].isin(UNSURE)]
    assert len(doubtful) > 10
    names = opened.page.evaluate(
        """[...document.querySelectorAll('.lab-sheet input')]
            .map((input) => input.getAttribute('aria-label'))"""
    )
    assert {name for name in names if name.endswith(UNSURE)} == {
        f"{label(value['series'])} {value['year']}, {value['status']}"
        for _, value in doubtful.iterrows()
    }
    assert opened.page.locator(
        ".lab-sheet .status-fitted, .lab-sheet .status-unverified"
    ).count() == len(doubtful)
    opened.page.get_by_label("GDP against", exact=True).select_option(label="Domain names")
    expected = doubtful[doubtful["series"].isin(["gdp", "domains"])]["year"].nunique()
    assert opened.page.locator(".lab-doubt").count() == expected


LUMINANCE = """() => {
    const linear = (part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const weights = [0.2126, 0.7152, 0.0722];
    const light = (text) => text.match(/[\\d.]+/g).slice(0, 3)
        .map((part) => linear(part / 255))
        .reduce((total, part, place) => total + part * weights[place], 0);
    const behind = (node) => {
        for (; node; node = node.parentElement) {
            const colour = getComputedStyle(node).backgroundColor;
            if (!/, 0\\)$|transparent/.test(colour)) return colour;
        }
        return 'rgb(255, 255, 255)';
    };
    const ratio = (one, other) => {
        const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    const written = (node) =>
        [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())
        || node.matches('input[type=text]');
    const ink = (node) => {
        const style = getComputedStyle(node);
        return node instanceof SVGElement ? style.fill : style.color;
    };
    return [...document.querySelectorAll('.lab *')]
        .filter((node) => node.checkVisibility() && written(node)
            && !node.matches('script, option'))
        .map((node) => [
            ratio(ink(node), behind(node)),
            node.className + ' ' + node.textContent.slice(0, 40),
        ])
        .sort((a, b) => a[0] - b[0])[0];
}"""


@pytest.mark.parametrize(
    "mode, background, ink", [("light", "#fff", "#222832"), ("dark", "#121212", "#ced6dd")]
)
def test_text_has_contrast_in_both_modes(opened, mode, background, ink):
    opened.cell("users", 2010).fill("abc")
    opened.cell("users", 2010).press("Tab")
    opened.cell("users", 2011).fill("5")
    opened.cell("users", 2011).press("Tab")
    opened.page.evaluate(
        """([mode, background, ink]) => {
            const root = document.documentElement;
            root.dataset.theme = mode;
            root.style.setProperty('--pst-color-background', background);
            Object.assign(document.body.style, { background, color: ink });
        }""",
        [mode, background, ink],
    )
    worst, where = opened.page.evaluate(LUMINANCE)
    assert worst >= 4.5, where


def test_on_a_phone_nothing_scrolls_sideways_and_only_points_stop_a_touch(browser, path, paper):
    page = Page(
        browser, path, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert (
        page.page.evaluate("getComputedStyle(document.querySelector('.lab-hit')).touchAction")
        == "none"
    )
    for selector in (".lab-scatter", ".lab-figure", ".lab"):
        assert (
            page.page.evaluate(
                "(selector) => getComputedStyle(document.querySelector(selector)).touchAction",
                selector,
            )
            == "auto"
        )
    session = page.context.new_cdp_session(page.page)

    def swipe(x, y, by):
        session.send(
            "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
        )
        for part in range(1, 9):
            session.send(
                "Input.dispatchTouchEvent",
                {"type": "touchMove", "touchPoints": [{"x": x, "y": y + by * part / 8}]},
            )
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.page.wait_for_timeout(LONG_ENOUGH)

    page.page.locator(".lab-scatter").evaluate("node => node.scrollIntoView({ block: 'center' })")
    before = page.page.locator(".lab-scatter").bounding_box()["y"]
    swipe(*centre(page.point(2018).locator(".lab-hit")), 60)
    assert (
        page.page.locator(".lab-scatter").bounding_box()["y"] == pytest.approx(before, abs=2)
        and sheet(page).loc[2018, "gdp"] < paper.loc[2018, "gdp"]
    )
    box = page.page.locator(".lab-scatter").bounding_box()
    swipe(box["x"] + box["width"] * 0.85, box["y"] + box["height"] * 0.7, -60)
    assert page.page.locator(".lab-scatter").bounding_box()["y"] < box["y"] - 20
    page.no_nonsense()
    page.context.close()


def test_print_hides_the_controls(opened):
    opened.page.emulate_media(media="print")
    assert (
        not opened.page.locator(".lab-controls").is_visible()
        and not opened.page.locator(".lab-sheet").is_visible()
    )
    assert opened.page.locator(".lab-table").is_visible()


def test_without_javascript_the_papers_table_stands_there(browser, path):
    page = Page(browser, path, java_script_enabled=False)
    assert (
        page.page.locator("#tab-lab-start").is_visible()
        and page.page.get_by_text("in a browser with JavaScript").is_visible()
    )
    page.context.close()


def test_a_page_without_the_lab_is_left_alone(browser, tmp_path):
    page = Page(browser, write_page(tmp_path, "<p>Nothing here.</p>"))
    assert (
        page.page.locator("main").inner_html() == "<h1>Lab</h1><p>Nothing here.</p>"
        and not page.complaints
    )
    page.context.close()


def test_the_page_of_the_built_site_runs_the_lab(site, browser, paper):
    page = Page(browser, site / "notebooks" / "lab.html")
    page.tick("E-commerce")
    page.tick("Internet users")
    check_table(page, paper, ["ecommerce", "shoppers"])
    page.no_nonsense()
    page.context.close()


# What Python hands over -------------------------------------------------------------------------


def test_the_payload_holds_the_data_as_they_are(paper):
    page = json.loads(json.dumps(claims_lab.lab_data()))
    assert page["years"] == list(paper.index)
    for one in page["series"][1:]:
        assert (
            one["values"] == paper[one["name"]].to_list()
            and len(one["status"]) == 15
            and one["unit"] == data.series().loc[one["name"], "unit"]
        )
    assert page["vintages"][0]["values"] == paper["gdp"].to_list()
    for one in page["vintages"]:
        assert one["values"] == lab.lab_vintages()[one["name"]].to_list() and set(
            one["status"]
        ) <= {
            "seen",
            "rounded",
        }


def test_constant_prices_grow_at_the_published_rate():
    real = lab.lab_vintages()[lab.REAL]
    published_growth = data.vintages("real_gdp_growth")["post-4th census"].loc[2005:2018]
    found = 100 * real.pct_change().dropna()
    # Values are rounded to the 0.1 that a cell of the sheet shows.
    np.testing.assert_allclose(found, published_growth, atol=1e-3)
    assert set(lab.lab_vintages()) == set(claims_lab.VINTAGE_LABELS)


def test_the_payload_holds_every_printed_number_of_tables_2_to_4():
    card = reproduction.scorecard()
    tables = claims_lab.lab_data()["tables"]
    held = {
        f"{name.replace('table', 't')}.{row}.{column}": (cell["printed"], cell["verdict"])
        for name, table in tables.items()
        for row, cells in table["cells"].items()
        for column, cell in cells.items()
    }
    assert held == {
        cell: (row["printed"], row["verdict"]) for cell, row in card[card["table"] > 1].iterrows()
    }


def test_the_stored_page_is_one_block_of_data_and_a_fallback():
    shown_ = exhibits.Lab(
        claims_lab.lab_data(), results.table4(reproduction.scorecard())
    )._repr_html_()
    soup = BeautifulSoup(shown_, "html.parser")
    assert len(shown_) < 20_000 and [script["type"] for script in soup.find_all("script")] == [
        "application/json"
    ]
    assert json.loads(soup.script.string) == json.loads(json.dumps(claims_lab.lab_data()))
    assert soup.select_one(".lab-fallback table caption") and not re.search(
        r"\son\w+=|style=|javascript:", str(soup.select_one(".lab-fallback"))
    )
    assert not re.search(
        r"https?://(?!www\.w3\.org/2000/svg)|\beval\b|new Function|innerHTML",
        SCRIPTS[1].read_text(encoding="utf-8"),
    )


def test_bad_requests_are_refused():
    with pytest.raises(ValueError, match="unknown vintage 'x'; valid: paper"):
        lab.lab_frame("x")
    with pytest.raises(ValueError, match="1999 is not in the sample"):
        lab.lab_frame(dropped=(1999,))


@pytest.mark.slow
def test_what_the_page_says_about_signs_and_shares_is_so(paper):
    beside_users, beside_shoppers = (
        ols.ols(paper, ["ecommerce", other]) for other in ("users", "shoppers")
    )
    assert beside_users.tvalues["ecommerce"] > 2.2 and beside_shoppers.tvalues["ecommerce"] < -2.2
    assert max(beside_users.pvalues["ecommerce"], beside_shoppers.pvalues["ecommerce"]) < 0.05
    found = lab.reach()
    assert (
        found["regressions"] == len(CASES)
        and found["any"] > 0.99
        and 0.25 < found["every"] < 0.75
        and found["chance"] > 0.5
    )
