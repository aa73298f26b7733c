"""What the page *Cointegration* shows: stars follow the tests, and counts the samples."""

import dataclasses

import numpy as np

from helpers import data
from helpers.exhibits import cointegration as exhibits
from helpers.methods import cointegration, ols


def test_a_statistic_beyond_the_critical_value_gets_a_star_and_one_short_of_it_none():
    tests = cointegration.by_lag(data.load("paper"))
    rejecting = dataclasses.replace(tests[0], statistic=-99.0)
    shown = exhibits.lag_table({0: rejecting, 1: dataclasses.replace(tests[1], statistic=1.0)}, -4)
    assert shown.frame.loc["0", "Statistic"] == "−99.00 *"
    assert shown.frame.loc["1", "Statistic"] == "1.00"
    assert "−4.00" in shown.note


def test_the_residual_figure_names_its_turning_points():
    residual = ols.ols(data.load("paper"), "table4").resid.copy()
    residual[2011] = 1e6
    assert "between" in exhibits.residual_figure(residual).alt
    assert "and 100.0" in exhibits.residual_figure(residual).alt


def test_shares_below_the_observed_statistic_are_counted():
    null = np.tile(np.linspace(-6, 0, 101), (3, 1))
    shown = exhibits.null_figure(null, {0: -6.0, 1: -3.0, 2: 0.0}, -4.0)
    assert "1.0% of the unrelated" in shown.alt and "100.0% of the unrelated" in shown.alt
