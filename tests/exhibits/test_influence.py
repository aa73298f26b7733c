"""What the page *Influence* shows: stars where a rule of thumb is passed, and only there."""

import pandas as pd

from helpers import data
from helpers.exhibits import influence as exhibits
from helpers.methods import influence, ols


def test_stars_follow_the_limits_that_are_given():
    fit = ols.ols(data.load("paper"), "table4")
    found, limits = influence.measures(fit), influence.thresholds(fit)
    wide = exhibits.measures_table(found, dict.fromkeys(limits, 99.0)).frame
    tight = exhibits.measures_table(found, dict.fromkeys(limits, 0.0)).frame
    assert not wide["Cook"].str.contains(r"\*").any()
    assert tight["Cook"].str.contains(r"\*").all()


def test_the_years_left_out_are_named_and_counted():
    frame = data.load("paper")
    fit = ols.ols(frame, "table4")
    shown = exhibits.subsets_table([("all", [], fit), ("worst", [2011], fit)]).frame
    assert list(shown.index) == ["All years (n = 15)", "Without 2011 (n = 14)"]


def test_the_year_that_moves_a_coefficient_most_is_said():
    fit = ols.ols(data.load("paper"), "table4")
    found = influence.leave_one_out(fit)
    found.loc[2009, "users"] = 99.0
    said = exhibits.leave_one_out_figure(found, fit).alt
    assert "2009" in said and "99.00" in said
    assert isinstance(found, pd.DataFrame)
