"""The ledger of claims is complete, and every verdict follows from its check."""

import csv
import json
import re
import shutil
import time

import numpy as np
import pytest

from helpers import data, paths
from helpers.claims import ledger as claims
from helpers.claims import sentences
from helpers.vocabulary import REGIONS, UNSURE

LONGEST_QUOTE = 8  # words: a phrase whose wording is judged, never a sentence
SECONDS = 3.0  # of processor time for a whole ledger, so that a page that shows badges builds fast


@pytest.fixture(scope="module")
def ledger():
    return claims.ledger()


@pytest.fixture(scope="module")
def material():
    """What the checks read, loaded once."""
    return sentences.Material()


@pytest.fixture
def copy(tmp_path):
    """A function that changes one cell of a copy of the ledger, or drops a row; its folder.

    Without a column, the row is dropped.
    """
    (tmp_path / "paper").mkdir()
    shutil.copy(paths.DATA / "datapackage.json", tmp_path)
    path = tmp_path / "paper" / "claims.csv"
    with open(paths.PAPER / "claims.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    def change(where, column=None, value=None):
        changed = [
            row | {column: value} if column and where(row) else row
            for row in rows
            if column or not where(row)
        ]
        assert changed != rows, "the planted fault changes nothing"
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(changed)
        return tmp_path

    return change


def row(name):
    return lambda record: record["id"] == name


def found(material, check, quoted=""):
    claim = sentences.Claim("c3-01", "3", "a claim", quoted, "figure", check, "", "", "")
    return claims.judged(claim, material)


# The ledger as it stands.


def test_every_verdict_follows_from_its_check_and_every_section_has_rows():
    assert claims.faults() == []


def test_ledger_covers_the_paper(ledger):
    assert len(ledger) >= 70
    assert set(ledger["section"]) == set(claims.SECTIONS)
    assert set(ledger["kind"]) == set(sentences.KINDS)
    assert set(ledger["verdict"]) == set(sentences.VERDICT_ORDER), (
        "every verdict of the vocabulary occurs, the favourable ones too"
    )


@pytest.mark.parametrize(
    "printed, section",
    [
        ("4.8 trillion", "3"),
        ("33.5%", "3"),
        ("36.8 trillion", "3"),
        ("13.1%", "3"),
        ("More than seven times more", "3"),
        ("since 2015", "3"),
        ("457.3 million", "3"),
        ("854 million", "3"),
        ("160.51 million", "3"),
        ("639 million", "3"),
        ("CNNIC NSO", "3"),
        ("billion yuan", "4.1"),
        ("tends to be 0", "4.3"),
        ("positive correlation", "4.3"),
        ("4.3394", "4.3"),
        ("6.6277", "4.3"),
        ("economic growth", "4.3"),
        ("does promote the economy", "5.4"),
        ("empirical analysis", "5"),
        ("not paid", "5.5"),
        ("[1]", "2.1"),
        ("[2]", "5.3"),
        ("[3]", "6.2"),
        ("[4]", "6.5"),
        ("19 February 2019", "1.1"),
        ("January 8,2005", "1.1"),
        ("Solo model", "1.2"),
    ],
)
def test_claims_that_must_not_be_missed(ledger, printed, section):
    here = ledger[ledger["section"] == section]
    assert here["quoted"].str.contains(printed, regex=False).any()


def test_unresolved_works_stay_unresolved(ledger):
    works = ledger[ledger["quoted"].str.fullmatch(r"[A-Z]\w+ [A-Z]\w+ \(20\d\d\)")]
    references = ledger[ledger["quoted"].str.fullmatch(r"\[\d\]")]
    assert len(works) == 9 and len(references) == 4
    assert set(works["verdict"]) | set(references["verdict"]) == {"not found"}


@pytest.mark.parametrize(
    "name, verdict, words",
    [
        ("c3-02", "misleading", "3.60 trillion"),  # iResearch's total of 2009
        ("c3-03", "misleading", "19.7%"),  # 38000 to 45500
        ("c3-04", "contradicted", "5.7% higher"),  # 36.8 over 34.81
        ("c3-05", "contradicted", "32.54 trillion"),  # 36.8 / 1.131
        ("c3-06", "supported", "7.67 to one"),  # 36.8 / 4.8
        ("c3-08", "misleading", "32.9%, 19.8%, 11.7%, 8.5% and 10.1%"),
        ("c4-1-02", "misprint", "645,207 yuan per head"),
        ("c4-3-05", "misleading", "0.979 to 0.994"),  # critical at 3.1 to 3.5 independent years
        ("c4-3-18", "misprint", "4.3394 and 6.6277"),
        ("c4-3-22", "not supported", "43,394 yuan"),
        ("c4-3-23", "not supported", "66,277 yuan"),
        ("c4-3-25", "misleading", "−6.3374"),
        ("c1-2-12", "misleading", "revised by 2.1%"),  # 919,281 over 900,309
        ("c5-4-01", "not supported", "neither that it promotes"),
        ("c4-3-27", "not supported", "−0.37 to 1.34"),
    ],
)
def test_verdicts_with_known_numbers(ledger, name, verdict, words):
    assert ledger.loc[name, "verdict"] == verdict
    assert words in ledger.loc[name, "evidence"]


def test_east_stands_above_centre_and_west(material):
    heads, national = material.per_head("ecommerce_sales")
    assert (
        sum(len(members) for members in REGIONS.values()) == 31 - 12
    )  # the west has twelve provinces
    assert set().union(*REGIONS.values()) <= set(heads.index) and len(heads) == 31
    assert (heads[list(REGIONS["centre"])] < national).all()


def test_evidence_is_one_readable_sentence(ledger):
    for name, text in ledger["evidence"].items():
        assert text.endswith("."), f"{name}: {text}"
        assert text[0].isupper() or text[0].isdigit() or ledger.loc[name, "check"] == "source", (
            f"{name}: {text}"
        )
        assert not re.search(r"\bnan\b|n/a|∞|  |[ (]-\d|\bno of\b", text), f"{name}: {text}"


def test_quotes_are_short_and_paraphrases_are_not_quotes(ledger):
    for name, quoted in ledger["quoted"].items():
        assert len(quoted.replace("…", "").split()) <= LONGEST_QUOTE, f"{name} quotes {quoted!r}"


def test_what_cannot_be_checked_says_why(ledger):
    reasons = ledger.loc[ledger["check"] == "none", "source"]
    assert (reasons.str.split().str.len() >= 5).all(), reasons[reasons.str.split().str.len() < 5]


def test_ledger_is_quick():
    start = time.process_time()
    claims.ledger(material=sentences.Material())
    assert time.process_time() - start < SECONDS


# Planted faults are caught.


@pytest.mark.parametrize(
    "name, wrong",
    [
        ("c4-1-02", "supported"),
        ("c3-04", "supported"),
        ("c4-3-01", "contradicted"),
        ("c5-4-01", "contradicted"),
        ("c1-2-02", "supported"),
        ("c3-21", "misleading"),
    ],
)
def test_a_wrong_verdict_is_caught(copy, material, name, wrong):
    folder = copy(row(name), "verdict", wrong)
    (fault,) = claims.faults(folder, material)
    assert (
        f"paper/claims.csv, row {claims.ledger().loc[name, 'line']}, column verdict" in fault
        and wrong in fault
    )


@pytest.mark.parametrize(
    "name, figure",
    [
        ("c4-3-01", "0.954"),
        ("c4-3-08", "0.2393"),
        ("c4-3-21", "125157.7 + 4.3394 … + 6.6272"),
        ("c3-11", "475.3 million"),
        ("c4-2-05", "14 years"),
    ],
)
def test_a_misquoted_figure_changes_the_verdict(copy, material, name, figure):
    (fault,) = claims.faults(copy(row(name), "quoted", figure), material)
    assert name in fault


@pytest.mark.parametrize(
    "column, value, words",
    [
        ("verdict", "", "column verdict: the cell is empty"),
        ("verdict", "true", "column verdict: 'true' is not a valid value"),
        ("kind", "opinion", "column kind"),
        ("check", "no_such_check", "no check is called 'no_such_check'"),
        ("check", "correlation_in_text", "column check: correlation_in_text"),
        ("check", "cnnic_count:users,1900", "column check: cnnic_count"),
        ("quoted", "", "column check: correlation_in_text cannot use"),
        ("source", "", "column source: the cell is empty"),
        ("url", "seen somewhere", "column url"),
        ("id", "c4-3-02", "stands twice"),
    ],
)
def test_a_broken_row_stops_with_file_row_and_column(copy, material, column, value, words):
    line = claims.ledger().loc["c4-3-01", "line"]
    with pytest.raises(data.DataError, match=r"paper/claims\.csv, row \d+, column") as error:
        claims.faults(copy(row("c4-3-01"), column, value), material)
    assert words in str(error.value)
    assert f"row {line}" in str(error.value) or value == "c4-3-02"


def test_a_section_without_rows_is_caught(copy, material):
    faults = claims.faults(copy(lambda record: record["section"] == "2.3.8"), material)
    assert faults == ["paper/claims.csv: section 2.3.8 has no row"]


def test_a_section_that_the_paper_lacks_is_caught(copy, material):
    faults = claims.faults(copy(row("c2-3-8-01"), "section", "2.3.9"), material)
    assert any("the paper has no section '2.3.9'" in fault for fault in faults)


def test_an_unused_check_is_caught(copy, material):
    assert "paper/claims.csv: no row uses the check billion_yuan" in claims.faults(
        copy(row("c4-1-02"), "check", "hundred_million_yuan"), material
    )


def test_a_source_that_is_not_named_is_caught(copy, material):
    (fault,) = claims.faults(copy(row("c5-1-03"), "url", ""), material)
    assert "c5-1-03 is judged by a source, but gives neither" in fault


def test_a_source_cannot_make_a_claim_uncheckable(copy, material):
    faults = claims.faults(copy(row("c5-1-03"), "verdict", "not found"), material)
    assert any("cannot make it 'not found'" in fault for fault in faults)


def test_what_was_not_found_must_say_what_was_searched(copy, material):
    (fault,) = claims.faults(copy(row("c5-1-01"), "source", "No series was found."), material)
    assert "c5-1-01 was not found, but it is not said what was searched" in fault


def test_a_repetition_must_repeat_a_row_that_counts(copy, material):
    (fault,) = claims.faults(copy(row("c5-1-02"), "repeats", "c4-3-28"), material)
    assert "c5-1-02 repeats c4-3-28, which is no row that counts itself" in fault


# The checks can come out either way.


@pytest.mark.parametrize(
    "check, quoted, verdict",
    [
        ("seven_times", "4.8 … 40", "supported"),
        ("seven_times", "4.8 … 30", "misleading"),
        ("turnover_2010", "4.55 trillion", "supported"),
        ("turnover_2010", "6 trillion", "contradicted"),
        ("growth_2010", "4.55 trillion 19.7%", "supported"),
        ("turnover_2019", "34.81 trillion", "supported"),
        ("growth_2019", "34.81 trillion 10.1%", "supported"),
        ("cnnic_count:users,2010", "475.3 million", "contradicted"),
        ("cnnic_count:shoppers,2019-06", "693 million", "contradicted"),
        ("rises_every_year:domains", "", "contradicted"),
        ("rises_every_year:users", "", "supported"),
        ("fast_development", "slow development", "contradicted"),
        ("fast_development", "very fast", "supported"),
        ("sample_is_recent", "in 2024", "misleading"),
        ("fifteen_observations", "14 years", "contradicted"),
        ("backward_order:ecommerce,domains", "", "contradicted"),
        ("only_users_significant:table4", "", "contradicted"),
        ("simple_correlations:users", "", "supported"),
        ("simple_correlations:ecommerce", "", "misleading"),
        ("p_values_called_coefficients", "0.3211 4.0946", "supported"),
        ("correlation_in_text:users", "0.989", "misprint"),
        ("outside_model:security", "", "not supported"),
        ("outside_model:users", "", "cannot be tested"),
        ("outside_model:talent, shop", "", "cannot be tested"),
    ],
)
def test_checks_answer_the_figures_they_are_given(material, check, quoted, verdict):
    assert found(material, check, quoted).verdict == verdict


def test_checks_follow_the_data():
    """With GDP that is pure noise, nothing is reproduced, related or significant any more."""
    frame = data.load("paper")
    frame["gdp"] = 500_000 + 100_000 * np.random.default_rng(20).standard_normal(len(frame))
    noise = sentences.Material(paper=frame)
    assert found(noise, "correlation_in_text:ecommerce", "0.945").verdict == "contradicted"
    assert found(noise, "correlations_significant").verdict == "contradicted"
    assert found(noise, "survivors_significant").verdict == "contradicted"
    assert found(noise, "jointly_significant").verdict == "contradicted"
    assert (
        found(noise, "equation_in_text", "125157.7 + 4.3394 … + 6.6277").verdict == "contradicted"
    )
    assert found(noise, "coefficients_near_zero").verdict != "misprint"
    assert found(noise, "reproduces").verdict == "not supported"
    assert found(noise, "yearbook_editions").verdict == "not found"
    assert (
        found(noise, "hundred_million_yuan").verdict == "contradicted"
        or frame.loc[2018, "gdp"] > 800_000
    )


# What a reason may rest on.


def test_no_causal_claim_holds_by_what_the_paper_shows(ledger):
    causal = ledger[(ledger["kind"] == "causal") & (ledger["check"] != sentences.SOURCE)]
    assert len(causal) > 15
    assert not set(causal["verdict"]) & {sentences.SUPPORTED, sentences.REPRODUCED}


#: Checks of sentences that draw a cause from these data.
NO_DESIGN = "no_design|unit_reading|promote|turnover_is_not"


@pytest.mark.parametrize("kind", ["effect", "fit"])
def test_no_fit_makes_a_causal_claim_hold(kind):
    """GDP made of turnover alone, or a perfect quadratic: the causal rows do not move."""
    frame = data.load("paper")
    years = np.arange(len(frame))
    frame["gdp"] = {"effect": 2.0 * frame["ecommerce"] + 1e5, "fit": 1e5 + 5e3 * years**2}[kind]
    world = claims.ledger(material=sentences.Material(paper=frame))
    causal = world[(world["kind"] == "causal") & world["check"].str.contains(NO_DESIGN)]
    assert len(causal) == 8 and set(causal["verdict"]) == {sentences.NOT_SUPPORTED}


EVIDENCE = {
    "reproduced": r"\d",
    "contradicted": r"\d|The paper, section",
    "misprint": r"The paper, section|Table|published|has \d|p-values",
}


def test_each_reason_cites_evidence_of_the_kind_that_its_verdict_needs(ledger):
    """A number for a figure, a source or a section for what was read, a reason for what is open."""
    for id, one in ledger.iterrows():
        wanted = EVIDENCE.get(one["verdict"])
        assert wanted is None or re.search(wanted, one["evidence"]), id
        if one["check"] == sentences.SOURCE:
            assert one["url"] or one["source"].startswith(claims.THE_PAPER), id
        if one["kind"] == "figure" and one["verdict"] in ("supported", "contradicted"):
            assert re.search(r"\d", one["evidence"]), id
        assert one["verdict"] not in sentences.OPEN or one["check"] in ("none", "not_found"), id


def said(value):
    """A value of the data set in the ways in which a reason could write it."""
    return {
        f"{value / 100:,.1f} million",
        f"{value / 100:,.2f} million",
        f"{value / 100:,.0f} million",
        f"{value / 10_000:,.2f} trillion",
        f"{value:,.0f}",
        f"{value:,.1f}",
    }


def test_no_doubtful_value_stands_in_a_reason_as_a_fact(ledger):
    """Values that the tables need but nobody was seen to publish may only be called that."""
    tidy = data.load("paper", form="tidy")
    doubtful = tidy[tidy["status"].isin(UNSURE)]
    published = set(data.observations().query("status != 'unverified'")["value"])
    forms = {form for value in doubtful["value"] if value not in published for form in said(value)}
    assert len(forms) > 30
    for id, one in ledger.iterrows():
        quoted = [
            form for form in forms if re.search(rf"(?<![\d,.]){re.escape(form)}", one["evidence"])
        ]
        assert not quoted or re.search("the tables require|In this unit", one["evidence"]), (
            id,
            quoted,
        )


# What pages show.


def test_counts_add_up(ledger):
    total = claims.verdict_counts()
    assert list(total) == list(sentences.VERDICT_ORDER) and sum(total.values()) == len(ledger)
    for by in ("chapter", "section", "kind"):
        assert claims.verdict_counts(by).sum().to_dict() == total
    with pytest.raises(ValueError, match="unknown column 'colour'"):
        claims.verdict_counts("colour")


@pytest.mark.parametrize(
    "name, counts_as",
    [
        ("c6-6-03", "repeats"),  # insecurity and confidence, as c6-1-02
        ("c4-3-01", "printed"),
        ("c1-2-03", "reference"),
        ("c2-1-04", "reference"),
        ("ca-02", "untestable"),
        ("c5-1-01", "claim"),  # not found, but it could be
        ("c6-1-02", "claim"),
        ("c5-4-01", "claim"),
    ],
)
def test_what_a_reader_would_count(name, counts_as):
    assert claims.weight()[name] == counts_as
    assert sum(claims.claim_counts().values()) == (claims.weight() == "claim").sum()


def test_json_holds_every_claim_as_text(ledger):
    records = json.loads(json.dumps(claims.to_json(), ensure_ascii=False, allow_nan=False))
    assert [record["id"] for record in records] == list(ledger.index)
    assert all(isinstance(value, str) for record in records for value in record.values())


def test_changing_a_ledger_does_not_change_the_next_one():
    frame = claims.ledger()
    frame["verdict"] = "supported"
    assert claims.verdict_counts()["contradicted"] > 0
