"""What the page *Printed tables* shows follows from what it is given."""

import pytest

from helpers import forensics
from helpers.exhibits import printed_tables as exhibits
from helpers.recovery import printed_tables


@pytest.mark.slow
def test_verdict_beside_key_for_all_thirty_seven_tables():
    frame = forensics.score()[0]
    assert len(frame) == 37 and (frame["key"] == frame["tool"]).all()
    assert frame["key"].value_counts().to_dict() == {
        "consistent": 27,
        "misprint": 6,
        "ambiguous": 4,
    }


def test_each_design_case_gets_the_verdict_that_its_name_promises():
    found = {name: result for name, (result, _) in printed_tables.design_verdicts().items()}
    assert found["As software prints it"].verdict == "consistent"
    assert found["Coefficients only"].verdict == "not checkable"
    assert {name for name, result in found.items() if result.verdict == "misprint"} == {
        "n two too small",
        "Two digits exchanged in a t",
    }


def test_a_false_accusation_that_is_planted_is_counted_and_said():
    shown = exhibits.accused_table({"logit": {"consistent": 9, "misprint": 1}})
    assert shown.frame.loc["Logit", "Accused"] == "1" and shown.caption.endswith("accused: one")


def test_nobody_honest_was_accused_in_the_stored_run():
    found = printed_tables.honest_verdicts()
    assert sum(sum(row.values()) for row in found.values()) == 100 * len(found) >= 2_000
    assert not any("misprint" in row for row in found.values())


def test_a_fresh_sample_of_honest_tables_is_judged_as_the_stored_one():
    fresh = printed_tables.honest_verdicts.__wrapped__(2, 50_000)
    assert set(fresh) == set(printed_tables.honest_verdicts())
    assert not any("misprint" in row for row in fresh.values())


def test_cells_that_are_not_read_lower_the_share():
    row = {"texts": 1.0, "cells": 10.0, "read": 8.0, "wrong": 1.0, "faultless": 0.0, "share": 0.8}
    shown = exhibits.coverage_table({"latex": row})
    assert "80.0%" in shown.caption and shown.frame.loc["latex", "Wrong"] == "1"


def test_the_caption_of_the_digits_holds_what_is_drawn():
    found = printed_tables.by_digit()
    found.loc[0, 1] = 0.123
    assert "12%" in exhibits.digits_figure(found).caption
