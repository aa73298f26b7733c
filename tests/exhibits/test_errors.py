"""What the page on errors shows follows from what it is given."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from helpers import data
from helpers.exhibits import errors as exhibits
from helpers.methods import errors, errors_tests, ols


@pytest.fixture(scope="module")
def fit():
    return ols.ols(data.load("paper"), "table4")


def test_changes_of_side_are_counted():
    residuals = pd.Series([1.0, 2.0, -1.0, 3.0], index=[2004, 2005, 2006, 2007]) * 1e4
    shown = exhibits.residuals_figure({"one": residuals, "two": -residuals})
    assert "changes sides two times in three" in shown.caption
    assert "the largest miss 3.0 trillion yuan in 2007" in shown.alt
    assert shown.behind.loc["2006"].tolist() == ["−1.00", "1.00"]


def test_a_planted_p_stands_beside_its_test_and_is_counted(fit):
    found = errors_tests.battery(fit, replications=200)
    found["p_simulated"] = 0.5
    found.loc["jb", "p_simulated"] = 0.012
    sizes = errors_tests.sizes(fit, replications=200)
    shown = exhibits.battery_table(found, sizes, pd.Series(0.25, index=found.index))
    assert shown.frame.loc["Jarque–Bera"].tolist()[::2] == ["0.01", "25%"]
    assert shown.caption.startswith("Ten tests") and "one rejects at 5%" in shown.caption
    assert not shown.cards


def test_the_caption_names_what_gls_keeps():
    rng = np.random.default_rng(3)
    x = pd.DataFrame(rng.standard_normal((40, 2)), columns=["users", "shoppers"])
    one = sm.OLS(5 * x["users"] + rng.standard_normal(40), sm.add_constant(x)).fit()
    none = sm.OLS(pd.Series(rng.standard_normal(40)), sm.add_constant(x)).fit()
    shown = exhibits.gls_table({("no trend", "GLS"): one, ("curve", "GLS"): none})
    assert shown.caption == "Significant by GLS: Internet users (no trend); none (curve)"


def test_the_figure_says_its_verdict_from_the_rates(fit):
    rates = errors.false_rejections(fit, replications=200)
    rates.loc[:, :] = 0.3
    rates.loc[("ewc", "users"), 0.5] = 0.11
    shown = exhibits.false_rejections_figure(rates)
    assert "11% (EWC) to 30%" in shown.caption
    rates.loc[("ewc", "users"), 0.5] = 0.05
    assert shown.caption != exhibits.false_rejections_figure(rates).caption
