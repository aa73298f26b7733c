"""What the page on influence shows follows from what it is given."""

import pandas as pd
import pytest
import statsmodels.api as sm

from helpers import data
from helpers.exhibits import influence as exhibits
from helpers.methods import influence, ols


@pytest.fixture(scope="module")
def fit():
    return ols.ols(data.load("paper"), "table4")


def test_a_year_that_leaves_the_interval_changes_the_caption(fit):
    found = influence.leave_one_out(fit)[["users", "shoppers"]]
    assert "stays inside" in exhibits.leave_one_out_figure(found, fit).caption
    found.loc[2010, "users"] = 40.0
    shown = exhibits.leave_one_out_figure(found, fit)
    assert "leaves" in shown.caption and "furthest without 2010" in shown.alt


def test_a_slope_that_turns_is_named():
    x = pd.DataFrame({"users": range(8), "shoppers": [0, 1, 0, 1, 0, 1, 1, 0]}, dtype=float)
    up, down = (
        sm.OLS(sign * x["users"] + 3 * x["shoppers"] + [0.1, 0, 0, 0, 0, 0, 0, 0.2], x).fit()
        for sign in (1, -1)
    )
    shown = exhibits.without_years_table({(): up, (2004,): down}, ["users", "shoppers"], 4)
    assert shown.caption.endswith("Internet users")
    assert exhibits.without_years_table({(): up, (2004,): up}, ["users"], 4).caption.endswith(
        "every slope keeps its sign"
    )
    assert list(shown.frame.index) == ["All years", "Without 2004"] and not shown.cards


def test_the_largest_move_is_in_the_caption():
    found = influence.nudged()
    found.loc[("shoppers", 2005), "users"] = -0.77
    shown = exhibits.nudged_table(found)
    assert "0.77 standard errors at most" in shown.caption and not shown.cards


def test_windows_are_named_by_their_ends(fit):
    found = influence.windows(data.load("paper"), shortest=13)
    shown = exhibits.windows_figure(found)
    assert list(shown.behind.index) == [
        "2004–2016",
        "2004–2017",
        "2004–2018",
        "2005–2018",
        "2006–2018",
    ]
