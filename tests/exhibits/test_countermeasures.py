"""Countermeasures: a complete matrix, each pair with its reason, each event with its page."""

import itertools

from helpers import paths
from helpers.claims import ledger, sentences
from helpers.exhibits import countermeasures as exhibits
from helpers.methods import countermeasures


def test_the_matrix_has_every_pair_with_a_reason():
    pairs = countermeasures.reasons()
    assert set(zip(pairs["countermeasure"], pairs["problem"], strict=True)) == set(
        itertools.product(countermeasures.COUNTERMEASURES, countermeasures.PROBLEMS)
    )
    assert pairs["reason"].str.endswith(".").all()


def test_the_matrix_agrees_with_the_ledger():
    """Row c6-02: each problem has its countermeasure, and section 6.5 answers none of its own."""
    row = ledger.ledger().loc["c6-02"]
    assert "6.5" in row["evidence"] and row["verdict"] == sentences.SUPPORTED
    assert countermeasures.without_remedy() == [] and countermeasures.without_problem() == ["6.5"]


def test_a_lost_answer_is_noticed_and_shown():
    pairs = countermeasures.reasons()
    lost = (pairs["countermeasure"] == "6.4") & (pairs["problem"] == "5.4")
    pairs.loc[lost, "answer"] = countermeasures.NOTHING
    found = countermeasures.matrix(pairs)
    assert countermeasures.without_remedy(found) == ["5.4"]
    assert countermeasures.without_problem(found) == ["6.4", "6.5"]
    shown = exhibits.matrix_table(found)
    assert shown.frame.loc["6.4 Training", "5.4 Talents"] == "—"


def test_sections_and_claims_exist():
    sections = {*countermeasures.PROBLEMS, *countermeasures.COUNTERMEASURES}
    assert sections <= set(ledger.SECTIONS)
    assert set(countermeasures.elsewhere()["claim"]) <= set(ledger.ledger().index)
    events = countermeasures.developments()
    assert set(events["countermeasure"]) == set(countermeasures.COUNTERMEASURES)
    assert events["url"].str.startswith("http").all() and (events["year"] > 2019).all()


def test_the_page_cites_every_page_read():
    text = (paths.NOTEBOOKS / "countermeasures.ipynb").read_text(encoding="utf-8")
    missing = [url for url in countermeasures.developments()["url"] if url not in text]
    assert not missing
