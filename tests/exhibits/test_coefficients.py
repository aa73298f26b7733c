"""What the page *Reading a coefficient* shows follows from what it is given."""

import numpy as np
import pandas as pd

from helpers.exhibits import coefficients as exhibits
from helpers.methods import coefficients, ols

OTHERS = ["ecommerce", "users", "shoppers"]


def test_the_lower_panel_shows_the_coefficient_of_the_joint_regression(paper):
    left = pd.DataFrame({y: ols.ols(paper, OTHERS, y).resid for y in ("gdp", "domains")})
    assert "slope −6.3374" in exhibits.added_variable(paper, left).alt


def test_the_table_names_what_leaves_first(paper):
    fits = {
        "spliced": ols.ols(paper, "table2"),
        "totals": ols.ols(coefficients.with_totals(paper), "table2"),
    }
    shown = exhibits.splice_table(fits).frame["Leaves first"]
    assert (shown["spliced"], shown["totals"]) == ("domain names", "e-commerce")


def test_a_dummy_is_not_on_trial(paper):
    noise = paper.assign(late=np.random.default_rng(3).standard_normal(len(paper)))
    fit = ols.ols(noise, ["users", "shoppers", "late"])
    assert fit.pvalues.drop("constant").idxmax() == "late"
    assert exhibits.first_out(fit) == "Internet users"


def test_the_break_is_drawn_as_a_break(paper):
    totals = coefficients.with_totals(paper)["ecommerce"]
    drawn = exhibits.splice_figure(paper["ecommerce"], totals)
    assert "gap after 2016" in drawn.alt and "14% to 22%" in drawn.alt
    assert drawn.behind.loc["2016"].tolist() == ["22.97", "26.10"]
