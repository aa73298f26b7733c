"""What the page on long-run relations shows follows from what it is given."""

import numpy as np
import pandas as pd

from helpers.exhibits import long_run as exhibits


def test_the_caption_says_how_far_each_pair_parts():
    shown = exhibits.dog_figure([0, 1, 2], [0, 1.5, 2], [0, -4, 0])
    assert "parts by 0.5 steps at most, the second by 5.0" in shown.caption


def test_a_statistic_below_its_limit_is_starred_and_counted():
    statistics = pd.DataFrame({"ct": [-5.0, -1.0], "ctt": [-1.0, -4.4]}, index=["gdp", "users"])
    shown = exhibits.unit_root_table(statistics, {"ct": -3.9, "ctt": -4.6})
    assert shown.caption == "Of four tests for a unit root one rejects"
    assert shown.frame["Beside a line"].tolist() == ["−5.00 *", "−1.00"]
    assert not shown.cards


def test_power_in_the_caption_is_the_highest():
    power = {"ct": {0.0: 0.3, 0.9: 0.06, 1.0: 0.05}, "ctt": {0.0: 0.2, 0.9: 0.05, 1.0: 0.05}}
    shown = exhibits.unit_root_power_figure(power)
    assert "in 30% of samples at most" in shown.caption and "6% where 0.9 is left" in shown.alt


def test_each_panel_has_its_own_lag():
    null = np.array([np.full(10, -1.0), np.full(10, -6.0), np.full(10, -1.0)])
    shown = exhibits.lags_figure(null, [-2.0, -5.0, -2.0], -4.35)
    assert shown.caption.endswith("rejected with one lag")
    assert "One lag: −5.00, as low in 100.0%" in shown.alt
    assert "No lags: −2.00, as low in 0.0%" in shown.alt


def test_what_precedes_is_named():
    pairs = pd.MultiIndex.from_tuples([("gdp", "users"), ("users", "gdp")])
    helps = pd.DataFrame({"slope": [-1.0, 1.0], "p": [0.01, 0.4]}, index=pairs)
    shown = exhibits.precedence_table(helps)
    assert shown.caption.endswith("of two tests one rejects (Internet users for GDP)")
    assert shown.frame.loc["Internet users"].tolist() == ["0.010", "−", "0.400"]
