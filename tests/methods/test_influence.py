"""Influence: closed forms against refits, planted outliers, and what doubtful data can move."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers import data
from helpers.methods import influence, ols

EXACT = 1e-8  # relative; algebra in double precision
MONTE_CARLO = 4  # standard errors
PAPER = data.load("paper")
TABLE4 = ols.ols(PAPER, "table4")


@pytest.mark.parametrize("table", tuple(ols.SPECIFICATIONS))
def test_leverages_sum_to_the_number_of_coefficients(table):
    h = influence.leverages(ols.ols(PAPER, table))
    assert h.sum() == pytest.approx(len(ols.SPECIFICATIONS[table]) + 1, rel=EXACT)
    assert h.between(1 / 15, 1).all()


@pytest.mark.parametrize("table", tuple(ols.SPECIFICATIONS))
def test_the_closed_form_equals_fifteen_refits(table):
    found = influence.leave_one_out(ols.ols(PAPER, table))
    for year in PAPER.index:
        np.testing.assert_allclose(
            found.loc[year], ols.ols(PAPER.drop(index=year), table).params, rtol=1e-7
        )


def test_cook_is_the_distance_between_the_two_coefficient_vectors():
    found, without = influence.measures(TABLE4), influence.leave_one_out(TABLE4)
    x = TABLE4.model.exog
    for year in PAPER.index:
        gap = x @ (TABLE4.params - without.loc[year]).to_numpy()
        assert found.loc[year, "cook"] == pytest.approx(
            gap @ gap / (3 * TABLE4.mse_resid), rel=1e-6
        )


def test_dfbetas_is_the_change_in_standard_errors_of_the_fit_without_the_year():
    found = influence.measures(TABLE4)
    for year in (2004, 2018):
        without = ols.ols(PAPER.drop(index=year), "table4")
        scale = np.sqrt(without.mse_resid / TABLE4.mse_resid) * TABLE4.bse["users"]
        assert found.loc[year, "dfbetas_users"] == pytest.approx(
            (TABLE4.params["users"] - without.params["users"]) / scale, rel=1e-6
        )


def test_the_first_year_leads_and_the_last_has_the_highest_leverage():
    found = influence.measures(TABLE4)
    assert found["cook"].idxmax() == 2004 and found["dfbetas_shoppers"].abs().idxmax() == 2004
    assert found["leverage"].idxmax() == 2018


def test_thresholds_are_the_textbook_rules():
    found = influence.thresholds(TABLE4)
    assert (
        found["leverage"] == pytest.approx(0.4)
        and found["cook"] == pytest.approx(4 / 15)
        and found["dfbetas"] == pytest.approx(2 / np.sqrt(15))
    )


def test_a_planted_outlier_is_found():
    frame = PAPER.copy()
    frame.loc[2011, "gdp"] *= 1.3
    found = influence.measures(ols.ols(frame, "table4"))
    assert found["residual"].abs().idxmax() == 2011 and found.loc[2011, "p_residual"] < 0.01
    assert influence.measures(TABLE4)["p_residual"].min() > 0.05


def test_a_planted_leverage_point_is_found_and_its_rate_is_beyond_chance():
    frame = PAPER.copy()
    frame.loc[2018, ["users", "shoppers"]] = [83_000, 90_000]
    fit = ols.ols(frame, "table4")
    assert influence.measures(fit)["cook"].idxmax() == 2018
    assert influence.flag_rates(fit, replications=4000).loc["cook", "p"] < 0.01


def test_a_year_with_leverage_one_is_refused():
    frame = pd.DataFrame(
        {"gdp": [1.0, 2, 4, 3], "a": [0.0, 0, 0, 1], "b": [1.0, 2, 3, 4]}, index=[1, 2, 3, 4]
    )
    with pytest.raises(ValueError, match="4 has leverage one"):
        influence.leave_one_out(ols.ols(frame, ["a"]))


def test_batched_measures_are_those_of_statsmodels():
    # One replication with the paper's own residuals as errors must give the paper's own measures.
    class Once:
        def standard_normal(self, shape):
            return TABLE4.resid.to_numpy()[:, None]

    seen = influence._largest_measures(TABLE4.model.exog)(Once(), 1)
    found = influence.flag_rates(TABLE4, replications=1)
    for name in ("cook", "dfbetas", "dffits"):
        assert seen[name][0] == pytest.approx(found.loc[name, "observed"], rel=1e-6)


def test_rules_of_thumb_flag_most_sound_samples():
    found = influence.flag_rates(TABLE4, replications=8000)
    assert (found["rate"] > 0.5).all() and (found["p"] > 0.05).all()
    assert (found["critical"] > found["threshold"]).all()


def test_windows_hold_the_whole_sample_and_their_ends():
    found = influence.windows(PAPER)
    assert len(found) == sum(15 - length + 1 for length in range(8, 16))
    assert found.loc[(2004, 2018), "users"] == pytest.approx(TABLE4.params["users"], rel=EXACT)
    assert found.loc[(2006, 2015), "shoppers"] == pytest.approx(
        ols.ols(PAPER.loc[2006:2015], "table4").params["shoppers"], rel=EXACT
    )
    with pytest.raises(ValueError, match="no window of 16 years in 15"):
        influence.windows(PAPER, shortest=16)


@pytest.mark.slow
def test_spread_over_windows_is_judged_against_stable_coefficients():
    found = influence.window_spread(PAPER, replications=4000)
    assert found.loc["users", "low"] < 0 < found.loc["users", "high"]
    # A sample drawn from the stable model itself must not look unusual, a planted change must.
    rng = np.random.default_rng(21)
    stable = PAPER.assign(
        gdp=TABLE4.fittedvalues + np.sqrt(TABLE4.mse_resid) * rng.standard_normal(15)
    )
    assert influence.window_spread(stable, replications=4000)["p"].min() > 0.01
    x = rng.standard_normal(40)
    late = (np.arange(40) >= 20).astype(float)
    long = pd.DataFrame({"x": x, "gdp": x * (1 + 2 * late) + 0.5 * rng.standard_normal(40)})
    assert influence.window_spread(long, ["x"], shortest=12, replications=2000).loc["x", "p"] < 0.01


def test_outlier_power_is_the_simulated_rate():
    h, draws = influence.leverages(TABLE4), 20_000
    maker = np.eye(15) - TABLE4.model.exog @ np.linalg.pinv(TABLE4.model.exog)
    errors = np.random.default_rng(22).standard_normal((15, draws))
    errors[6] += 3
    e, v = maker @ errors, 1 - h.to_numpy()[:, None]
    studentised = e / np.sqrt(v * ((e**2).sum(axis=0) - e**2 / v) / 11)
    rate = (np.abs(studentised[6]) > stats.t.isf(0.05 / 30, 11)).mean()
    assert rate == pytest.approx(
        influence.outlier_power(TABLE4)[2010], abs=MONTE_CARLO * np.sqrt(rate * (1 - rate) / draws)
    )


def test_every_doubtful_cell_that_a_table_uses_is_looked_at_and_none_moves_a_coefficient_far():
    table4, table2 = influence.nudged(), influence.nudged(table="table2")
    assert table4.index.to_list() == [
        ("users", 2018),
        ("shoppers", 2004),
        ("shoppers", 2005),
        ("shoppers", 2006),
    ]
    assert set(table2["status"]) == {"fitted", "unverified"} and len(table2) > len(table4)
    for found in (table4, table2):
        names = [name for name in found.columns if name in data.SERIES]
        assert found[names].abs().max().max() < 0.25
        assert (found["cells"] < found["of"]).all()


def test_a_nudge_of_zero_moves_nothing():
    found = influence.nudged(relative=0.0)
    assert found[["users", "shoppers"]].abs().max().max() < 1e-6 and (found["cells"] == 5).all()


def test_years_with_doubtful_data_are_left_out():
    fit, years = influence.without_doubtful()
    assert years == [2004, 2005, 2006, 2018] and fit.nobs == 11


def test_published_values_change_the_fit_only_slightly():
    fit, changed = influence.with_published_values()
    assert changed > 10
    assert ((fit.params - TABLE4.params) / TABLE4.bse).abs().max() < 0.5
