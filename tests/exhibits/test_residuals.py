"""What the page *Residuals* shows: each test's numbers, and the place of d."""

import dataclasses

import numpy as np
import pytest

from helpers import data
from helpers.exhibits import residuals as exhibits
from helpers.methods import ols, residuals


@pytest.fixture(scope="module")
def fit():
    return ols.ols(data.load("paper"), "table4")


def test_a_planted_p_stands_beside_its_test(fit):
    found = residuals.battery(fit, replications=200)
    found.loc["dw", "p_textbook"] = 0.123
    frame = exhibits.battery_table(found, "gdp", ["users"]).frame
    assert frame["p, textbook"].iloc[list(found.index).index("dw")] == "0.123"


def test_the_figure_says_where_d_lies_and_how_likely_it_is(fit):
    null = residuals.durbin_watson_null(fit, replications=200)
    shown = exhibits.durbin_watson_figure(dataclasses.replace(null, d=0.77, p=0.004))
    assert "0.77" in shown.alt and "0.004" in shown.alt
    assert np.isclose(null.exact_shares.sum(), 1, atol=0.05)


def test_a_test_without_power_is_said_to_have_none(fit):
    rates = residuals.autocorrelation_powers(fit, replications=100)
    rates.loc[:, "dw"] = 0.0
    assert "0%" in exhibits.power_curves(rates).alt
