"""What the page *Audit* shows follows from what it is given."""

import pandas as pd
import pytest

from helpers.exhibits import audit as audit_exhibits
from helpers.recovery import audit, moments


@pytest.mark.slow
def test_the_page_table_of_checks_has_two_contradictions_both_from_the_same_cell():
    frame = audit_exhibits.checks_table(audit.check_counts()).frame
    assert frame.index[frame["Verdict"] == "contradiction"].tolist() == [
        "t = b / se",
        "all tables at once",
    ]


def test_a_quotient_that_misses_its_t_is_said_and_one_that_meets_it_is_not():
    ratios = pd.DataFrame(
        {"low": [1.0, 5.0], "high": [1.2, 6.0], "t_low": 1.05, "t_high": 1.15},
        index=["t2.users.t", "t3.constant.t"],
    )
    shown = audit_exhibits.ratio_figure(ratios)
    assert "outside it: Table 3: t of the constant" in shown.alt
    assert shown.behind["Meets"].tolist() == ["yes", "no"]


def test_the_page_finds_what_our_kernel_finds(page):
    shown, ours = page("audit"), audit.ratios()
    assert list(shown.wrong.index) == list(ours.index[ours["t"] != moments.CONSISTENT])
    assert (shown.ratios["low"] - ours["low"]).abs().max() < 1e-9
    assert shown.unexplained(4) == pytest.approx(moments.unexplained_share(4).mid, rel=1e-9)
