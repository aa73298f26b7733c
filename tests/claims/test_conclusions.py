"""The verdict follows from the evidence: change the evidence and a statement changes sides."""

import pytest

from helpers import data
from helpers.claims import conclusions


def side(words):
    [found] = [statement for statement in conclusions.statements() if words in statement.text]
    return found.holds


@pytest.mark.slow  # computes every statement
def test_every_statement_names_a_page_of_the_book():
    from tools.build.book import notebook_files

    pages = {path.stem for path in notebook_files()}
    assert {statement.page for statement in conclusions.statements()} <= pages


@pytest.mark.parametrize(
    "words, holds",
    [
        ("computed correctly", True),
        ("rose together", True),
        ("more specifications", False),
        ("describes 2004–2018", True),
        ("raised economic growth", False),
        ("so it has none", False),
        ("Domain names", False),
        ("so many yuan", False),
        ("face value", False),
        ("long-run relation", False),
        ("Provinces", False),
        ("countermeasures follow", False),
    ],
)
def test_verdicts_on_the_recovered_data(words, holds):
    assert side(words) is holds


def test_a_spoilt_data_set_is_not_called_reproduced():
    spoilt = data.load("paper")
    spoilt["shoppers"] = spoilt["shoppers"].to_numpy()[::-1]
    assert not conclusions._reproduction(spoilt).holds
    assert not conclusions._together(spoilt).holds


def test_a_flat_durbin_watson_would_clear_the_standard_errors():
    assert conclusions._errors(p=0.5).holds


def test_the_best_of_four_regressors_pays_for_the_other_three():
    assert not conclusions._survives(lambda kind: [0.5, 0.5, 0.5, 0.02]).holds
    assert conclusions._survives(lambda kind: [0.5, 0.5, 0.5, 0.005]).holds


def test_the_answer_on_the_first_page_follows_from_the_statements():
    yes, no = (conclusions.Statement("", holds, "", "") for holds in (True, False))
    possible = {
        conclusions.answer(reproduced, raised) for reproduced in (yes, no) for raised in (yes, no)
    }
    assert len(possible) == 4
    assert conclusions.answer() in possible
    assert conclusions.answer() == conclusions.answer(yes, no)
