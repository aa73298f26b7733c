"""Channels: accounting identities, textbook cases of open paths, and a complete matrix."""

import itertools
import re

import numpy as np
import pytest

from helpers import data, exercises, paths
from helpers.claims import ledger, sentences
from helpers.exhibits import theory as exhibits
from helpers.methods import countermeasures, theory
from helpers.methods.theory import COMMON, REVERSE, Arrow, Firm

EXACT = 1e-12  # relative; sums of a few doubles


def arrows(*pairs, kind=COMMON):
    return [Arrow(cause, effect, kind, "") for cause, effect in pairs]


def test_value_added_is_the_price_the_consumer_pays():
    for prices in ([7.0], [3.0, 3.0, 9.5], [20.0, 45.0, 80.0, 100.0]):
        firms = [
            Firm(str(place), buys, sells)
            for place, (buys, sells) in enumerate(itertools.pairwise([0.0, *prices]))
        ]
        assert theory.chain(1, firms)["value_added"] == pytest.approx(prices[-1], rel=EXACT)
        assert theory.chain(len(firms), firms)["turnover"] == pytest.approx(sum(prices), rel=EXACT)


def test_moving_sales_online_raises_turnover_and_nothing_else():
    steps = [theory.chain(online) for online in range(len(theory.SHIRT) + 1)]
    assert np.all(np.diff([step["turnover"] for step in steps]) > 0)
    assert len({step["value_added"] for step in steps}) == 1


def test_a_chain_with_a_gap_is_refused():
    with pytest.raises(ValueError, match="Mill sells for 45, but Maker buys for 46"):
        theory.chain(1, [Firm("Mill", 0, 45), Firm("Maker", 46, 80)])
    with pytest.raises(ValueError, match="has 4 sales"):
        theory.chain(5)


@pytest.mark.parametrize(
    ("drawn", "given", "found"),
    [
        (arrows(("c", "x"), ("c", "y")), (), [("x", "c", "y")]),  # fork
        (arrows(("c", "x"), ("c", "y")), ("c",), []),
        (arrows(("x", "m"), ("m", "y")), (), []),  # chain: a front door, not a back door
        (arrows(("a", "x"), ("a", "m"), ("b", "m"), ("b", "y")), (), []),  # M-structure is closed …
        (
            arrows(("a", "x"), ("a", "m"), ("b", "m"), ("b", "y")),
            ("m",),
            [("x", "a", "m", "b", "y")],
        ),  # … until its middle is held fixed
        (
            arrows(("a", "x"), ("a", "m"), ("b", "m"), ("b", "y"), ("m", "d")),
            ("d",),
            [("x", "a", "m", "b", "y")],
        ),  # or an effect of it
        (arrows(("a", "x"), ("a", "m"), ("b", "m"), ("b", "y")), ("m", "a"), []),
    ],
)
def test_textbook_paths(drawn, given, found):
    assert theory.backdoors("x", "y", given, drawn) == found


def test_a_circle_and_an_unknown_name_are_refused():
    with pytest.raises(ValueError, match="circle through x, y"):
        theory.backdoors("x", "y", arrows=arrows(("x", "y"), ("y", "x")))
    with pytest.raises(ValueError, match="no arrow mentions weather"):
        theory.backdoors(given=["weather"])


def test_the_papers_controls_leave_back_doors_open_and_the_common_causes_close_them():
    causes = {arrow.cause for arrow in theory.ARROWS if arrow.kind == COMMON}
    assert not causes & set(exhibits.MEASURED)
    assert theory.backdoors(given=("users", "shoppers", "domains"))
    assert theory.backdoors(given=("users", "shoppers", "domains", *causes)) == []


def test_every_arrow_joins_two_boxes_once_and_has_a_reason():
    pairs = [(arrow.cause, arrow.effect) for arrow in theory.ARROWS]
    assert len(set(pairs)) == len(pairs) and {name for pair in pairs for name in pair} == set(
        theory.NODES
    )
    assert all(arrow.reason.endswith(".") for arrow in theory.ARROWS)
    assert {arrow.effect for arrow in theory.ARROWS if arrow.kind == REVERSE} <= set(
        exhibits.MEASURED
    )


def test_the_ratio_agrees_with_the_data_and_breaks_in_2014():
    shares = theory.turnover_ratio()
    modern = data.load(theory.DATASET)
    assert shares.loc[2019, "ratio"] == pytest.approx(
        modern.loc[2019, "ecommerce"] / modern.loc[2019, "gdp"], rel=EXACT
    )
    assert (
        shares["ratio"].diff().idxmax() == exhibits.BREAK
    )  # the largest step of all is the change of survey
    assert (shares["retail"] < shares["turnover"]).all()
    assert not shares.loc[2024, "sure"] and shares.loc[2018, "sure"]


def test_savings_are_proportional_and_bounded_by_turnover():
    rows = theory.savings((0.02, 1.0))
    assert rows.loc[1.0, "level"] == pytest.approx(
        theory.turnover_ratio().loc[2018, "ratio"], rel=EXACT
    )
    assert rows.loc[0.02, "share"] == pytest.approx(0.02 * rows.loc[1.0, "share"], rel=EXACT)


def test_growth_slowed_while_turnover_rose():
    rows = theory.halves()
    assert (
        rows["growth"].iloc[1] < rows["growth"].iloc[0]
        and rows["ratio"].iloc[1] > rows["ratio"].iloc[0]
    )


def test_the_matrix_has_every_pair_with_a_reason():
    assert set(countermeasures.MATRIX) == set(
        itertools.product(countermeasures.COUNTERMEASURES, countermeasures.PROBLEMS)
    )
    assert all(
        how in (theory.ANSWERS, theory.PARTLY, theory.NOTHING) and why.endswith(".")
        for how, why in countermeasures.MATRIX.values()
    )


def test_the_matrix_agrees_with_the_ledger():
    """Row c6-02: each problem has its countermeasure, and section 6.5 answers none of its own."""
    row = ledger.ledger().loc["c6-02"]
    assert "6.5" in row["evidence"] and row["verdict"] == sentences.SUPPORTED
    assert countermeasures.without_remedy() == [] and countermeasures.without_problem() == ["6.5"]


def test_a_lost_answer_is_noticed():
    lost = {**countermeasures.MATRIX, ("6.4", "5.4"): (theory.NOTHING, "Planted.")}
    found = countermeasures.matrix(lost)
    assert countermeasures.without_remedy(found) == ["5.4"]
    assert countermeasures.without_problem(found) == ["6.4", "6.5"]


def test_sections_and_claims_exist():
    assert {*countermeasures.PROBLEMS, *countermeasures.COUNTERMEASURES} <= set(ledger.SECTIONS)
    assert {row.claim for row in countermeasures.ELSEWHERE} <= set(ledger.ledger().index)
    assert {event.remedy for event in countermeasures.developments()} == set(
        countermeasures.COUNTERMEASURES
    )
    assert all(
        event.url.startswith("http") and event.year > 2019
        for event in countermeasures.developments()
    )


def test_the_page_cites_every_page_read():
    text = (paths.NOTEBOOKS / "countermeasures.ipynb").read_text(encoding="utf-8")
    assert all(event.url in text for event in countermeasures.developments())


CHAPTERS = {
    "abstract": "book/introduction.md",
    "1": "book/introduction.md",
    "2": "notebooks/theory.ipynb",
    "5": "notebooks/problems.ipynb",
    "6": "notebooks/countermeasures.ipynb",
}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_claim_of_a_retold_chapter_stands_there_with_its_verdict(chapter):
    text = (paths.ROOT / CHAPTERS[chapter]).read_text(encoding="utf-8")
    shown = set(re.findall(r"\{claim\}`([\w-]+)`", text))
    frame = ledger.ledger()
    assert set(frame.index[frame["chapter"] == chapter]) <= shown
    assert shown <= set(frame.index)


def test_every_claim_on_the_model_stands_on_its_page():
    text = (paths.BOOK / "model.md").read_text(encoding="utf-8")
    frame = ledger.ledger()
    assert set(frame.index[frame["section"].isin(["4.1", "4.2"])]) <= set(
        re.findall(r"\{claim\}`([\w-]+)`", text)
    )


def test_quoted_words_exist():
    frame = ledger.ledger()
    for page in [*paths.BOOK.glob("*.md"), *(paths.ROOT / name for name in CHAPTERS.values())]:
        for claim in re.findall(r"\{quoted\}`([\w-]+)`", page.read_text(encoding="utf-8")):
            assert frame.loc[claim, "quoted"], f"{page.name}: {claim}"


def test_the_glossary_has_each_term_once_in_both_languages():
    text = (paths.BOOK / "glossary.md").read_text(encoding="utf-8")
    body = text.split("```{glossary}\n")[1].split("\n```")[0]
    entries = re.findall(r"^(\S.*)\n  (.+)$", body, flags=re.M)
    names = [name.casefold() for name, _ in entries]
    assert len(names) >= 60 and len(set(names)) == len(names) and names == sorted(names)
    assert all(re.search(r"[\u4e00-\u9fff]", meaning) for _, meaning in entries)


@pytest.mark.parametrize("page", ["theory", "problems", "countermeasures"])
def test_exercises_accept_the_computed_answer_and_refuse_another(page):
    for number in (1, 2):
        asked = exercises.questions()[f"{page}-{number}"]
        assert exercises.check(asked.id, asked.answer()) == "Right."
        assert exercises.check(asked.id, asked.answer() + 10) != "Right."
        for mistake, sentence in asked.mistakes:
            assert sentence in exercises.check(asked.id, mistake())
