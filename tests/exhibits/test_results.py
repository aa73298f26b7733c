"""What the page *The results* shows: print beside computation, and an edited frame moves both."""

import pytest

from helpers import data
from helpers.claims import reproduction
from helpers.exhibits import results as exhibits
from helpers.exhibits import scorecard
from helpers.methods import ols

PRINTED = 0.01  # the referee prints two decimals, cut


def test_a_cell_that_is_no_longer_reproduced_shows_what_the_data_give():
    frame = data.load("paper")
    users = ("Internet users", "Coefficient")
    same = exhibits.table4(reproduction.scorecard()).frame.loc[users]
    frame.loc[2018, "users"] += 5_000
    moved = exhibits.table4(reproduction.scorecard(frame)).frame
    assert same == "4.3394" and moved.loc["Internet users", "Coefficient"].startswith(
        "4.3394, here"
    )


def test_the_block_of_eviews_takes_the_statistics_it_is_given():
    fit = ols.ols(data.load("paper"), "table4")
    statistics = ols.summary_statistics(fit) | {"dw": 1.234567}
    shown = exhibits.eviews(statistics, fit, "Table 4", "tab-planted")
    assert "1.234567" in shown._repr_html_()


def test_exhibits_show_a_changed_data_set_too(paper):
    """Whoever changes a value sees what moves, on the page as well."""
    card = reproduction.scorecard(paper.assign(users=paper["users"] + 1))
    reproduced = reproduction.cell_counts(card)["reproduced"]
    assert reproduced < 65
    assert f"{reproduced} dots" in scorecard.misfits_figure(card).alt
    for make in (
        exhibits.table1,
        exhibits.table2,
        exhibits.table3,
        exhibits.table4,
        scorecard.verdicts_table,
        scorecard.misses_table,
        scorecard.scorecard_table,
    ):
        assert make(card)._repr_html_()


def test_growth_and_its_placebo_are_the_referees(page):
    shown = page("results")
    users, turnover = shown.in_growth.loc["users"], shown.in_growth.loc["ecommerce"]
    assert (round(users["r"], 2), round(users["p"], 3)) == (0.75, 0.002)
    assert round(turnover["r"], 2) == 0.30
    followed = shown.growth["users"].shift(-1)  # the year after
    assert round(shown.real.corr(shown.growth["users"]), 2) == 0.81
    assert round(shown.real.corr(followed), 2) == 0.88
    t, p = shown.falling.tvalues["users"], shown.falling.pvalues["users"]
    assert t == pytest.approx(1.77, abs=PRINTED) and round(p, 2) == 0.10
