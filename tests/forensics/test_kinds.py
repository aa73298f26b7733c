"""The kind of model is read from words; nobody honest is accused, and slips are still found."""

import copy

import pytest

from helpers.forensics import audit, printed_table
from helpers.forensics.audits import judge
from helpers.forensics.honest import BUILDERS, honest_table
from helpers.forensics.kinds import GROUPS, kind_of

EACH = 6  # honest tables of a kind; the benchmark judges thousands


@pytest.mark.parametrize(
    ("note", "name"),
    [
        ("Linear regression (Std. err. adjusted for 50 clusters in id)", "clustered errors"),
        ("Fixed-effects (within) regression", "fixed effects"),
        ("PanelOLS Estimation Summary", "fixed effects"),
        ("Model 1: OLS, HAC standard errors, bandwidth 2", "HAC errors"),
        ("Stoc. frontier normal/half-normal model", "maximum likelihood"),
        ("Posterior means, 95% credible intervals", "Bayesian"),
        ("Logistic regression, odds ratios", "odds ratios, maximum likelihood"),
        ("Two-stage least squares. Instruments: z", "instrumental variables"),
        ("Prais-Winsten AR(1) regression", "generalised least squares"),
        ("Dependent Variable: GDP. Method: Least Squares", "classical"),
        ("Table 2. What explains wages?", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_kind_is_told_by_its_words(note, name):
    found = kind_of(note)
    assert found.name == name
    assert all(word in note for word in found.words)


def test_words_only_take_identities_away():
    for note in ("fixed effects", "logit", "posterior", "cluster", "weights"):
        assert kind_of(note).silent <= GROUPS and kind_of(note).silent


@pytest.mark.parametrize("kind", list(BUILDERS))
def test_an_honest_table_of_any_kind_is_not_accused(kind):
    for seed in range(EACH):
        table = printed_table(honest_table(kind, 100 + seed))
        assert judge(table)[0] != "misprint", audit(table)


@pytest.mark.parametrize("kind", list(BUILDERS))
def test_without_a_word_a_found_table_is_not_accused_either(kind):
    import dataclasses

    for seed in range(EACH):
        entry = honest_table(kind, 200 + seed) | {"note": ""}
        if kind in ("odds ratios", "Bayesian"):
            continue  # their numbers obey no identity of rows: only a word can tell
        table = dataclasses.replace(printed_table(entry), assumed=False)
        assert judge(table)[0] != "misprint", audit(table)


@pytest.mark.parametrize("kind", ["clustered", "within", "absorbed effects", "HAC", "GLS", "logit"])
def test_a_slip_in_a_row_is_found_whatever_the_kind(kind):
    """T = b / se holds for every kind with a standard error."""
    found = tried = 0
    for seed in range(40):
        entry = honest_table(kind, seed)
        row = entry["rows"][1]
        if "se" not in row or "t" not in row or len(row["t"].lstrip("-0.")) < 2:
            continue
        wrong = copy.deepcopy(entry)
        wrong["rows"][1]["t"] = f"{float(row['t']) * 3 + 1:.3f}"
        tried += 1
        found += judge(printed_table(wrong))[0] == "misprint"
    assert tried >= 5 and found / tried > 0.8


def test_adjusted_r2_is_checked_in_every_column_of_a_classical_table():
    """Twelve columns, a slip in one: it is that column which has the verdict."""
    columns = [honest_table("classical", seed) for seed in range(300, 312)]
    wrong = copy.deepcopy(columns)
    value = float(wrong[7]["stats"]["adj_r2"])
    wrong[7]["stats"]["adj_r2"] = f"{value - 0.2:.3f}"
    said = [judge(printed_table(entry))[0] for entry in wrong]
    assert said[7] == "misprint" and "misprint" not in said[:7] + said[8:]


def test_the_audit_says_kind_and_words():
    result = audit(printed_table(honest_table("within", 3)))
    assert result.kind == "fixed effects" and result.kind_words
    assert result.as_dict()["kind"] == result.kind
