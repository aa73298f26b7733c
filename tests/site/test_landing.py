"""What the landing page asserts in words is so, and its numbers are those of other pages."""

import itertools
import re
from collections import Counter

import pytest

from helpers import data
from helpers.claims import conclusions, reproduction
from helpers.methods import ols
from helpers.words import fixed, percent
from tools.build import expressions

MOST_NUMBERS = 2  # in a sentence


@pytest.fixture(scope="module")
def growth(paper):
    return ols.log_growth(paper)


@pytest.fixture(scope="module")
def words(site, parsed):
    page = parsed[site / "book/index.html"].find("main").get_text(" ")
    return re.sub(r"\s+", " ", page)


def test_the_calendar_fits_better_than_the_papers_model(paper):
    year = paper.index.to_series() - 2003
    calendar = ols.ols(paper.assign(year=year, square=year**2), ["year", "square"])
    assert calendar.rsquared > ols.ols(paper, "table4").rsquared


def test_a_neighbour_turns_the_sign_of_e_commerce(paper):
    neighbours = ("users", "shoppers")
    t = {name: ols.ols(paper, ["ecommerce", name]).tvalues["ecommerce"] for name in neighbours}
    critical = 2
    assert t["users"] > critical and t["shoppers"] < -critical


def test_growth_of_users_passes_and_that_of_e_commerce_does_not(growth):
    passing = growth.corr()["gdp"] > ols.critical_correlation(len(growth))
    assert passing["users"] and not passing["ecommerce"]


def test_the_paper_drops_what_the_landing_page_says_it_drops(paper):
    kept = ols.backward_elimination(paper)[-1].regressors
    assert "ecommerce" not in kept and {"users", "shoppers"} == set(kept)


def test_most_samples_without_two_years_end_as_the_paper_does(paper):
    """The landing page says so of those that do not keep e-commerce."""
    kept = Counter()
    for pair in itertools.combinations(paper.index, 2):
        kept[tuple(ols.backward_elimination(paper.drop(list(pair)))[-1].regressors)] += 1
    others = sum(number for names, number in kept.items() if "ecommerce" not in names)
    assert kept["users", "shoppers"] > others / 2


def test_the_page_gives_the_computed_answer_and_numbers(words, paper):
    card, tidy = reproduction.scorecard(), data.load("paper", form="tidy")
    unseen = int(tidy["status"].isin(["fitted", "unverified"]).sum())
    table4 = ols.ols(paper, "table4")
    for part in (
        *conclusions.answer(),
        f"{reproduction.cell_counts(card)['reproduced']} of {len(card)}",
        f"{len(tidy)} values went in",
        percent(table4.rsquared, 2),
        f"For {unseen} we saw no source",
    ):
        assert part.replace("'", "’") in words


def test_no_sentence_holds_more_than_two_numbers():
    text = (expressions.paths.BOOK / "index.md").read_text(encoding="utf-8")
    for sentence in re.split(r"(?<=[.:])\s", text):
        assert len(expressions.found(sentence)) <= MOST_NUMBERS, sentence


def test_growth_is_quoted_as_computed(words, growth):
    assert fixed(growth.corr().loc["users", "gdp"], 2) in words
