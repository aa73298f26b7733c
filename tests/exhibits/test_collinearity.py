"""What the page *Collinearity* shows follows from what it is given."""

import pandas as pd
import statsmodels.api as sm

from helpers.exhibits import collinearity as exhibits
from helpers.methods import collinearity


def test_a_share_that_is_planted_is_shown_and_said():
    shares = pd.Series({"users": 0.5, "shoppers": 0.123})
    shown = exhibits.flips_figure({"Table 4": shares, "Table 2": shares / 2})
    assert shown.behind["Other sign"].tolist() == ["50.0%", "12.3%", "25.0%", "6.2%"]
    assert "Table 4 at most 50%" in shown.alt


def test_a_variable_that_is_all_its_own_is_said_so(paper):
    flat = paper.assign(users=range(15), shoppers=[1, -2, 1] * 5)
    fit = sm.OLS(flat["users"], sm.add_constant(flat[["shoppers"]])).fit()
    shown = exhibits.own_figure(flat, {"users": fit, "shoppers": fit})
    assert shown.behind.loc["Internet users", "Its own"] == f"{100 * (1 - fit.rsquared):.1f}%"


def test_the_power_that_is_given_is_shown(paper):
    found = collinearity.cost(paper)
    found.loc["users", "power"] = 0.123
    assert exhibits.cost_table(found).frame.loc["Internet users", "Power"] == "12%"
