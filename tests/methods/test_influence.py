"""Influence: closed forms against refits, planted outliers, and what doubtful data can move."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.outliers_influence import OLSInfluence

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


def test_a_year_with_leverage_one_is_refused():
    frame = pd.DataFrame(
        {"gdp": [1.0, 2, 4, 3], "a": [0.0, 0, 0, 1], "b": [1.0, 2, 3, 4]}, index=[1, 2, 3, 4]
    )
    with pytest.raises(ValueError, match="4 has leverage one"):
        influence.leave_one_out(ols.ols(frame, ["a"]))


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


@pytest.mark.parametrize("table", ["table2", "table4"])
def test_the_distance_of_one_year_is_that_of_cook(table):
    fit = ols.ols(PAPER, table)
    cook = OLSInfluence(fit).cooks_distance[0]
    np.testing.assert_allclose(influence.cook_distances(fit), cook, rtol=1e-6)  # they invert X'X


@pytest.mark.parametrize("table", ["table2", "table4"])
@pytest.mark.parametrize("years", [(2017, 2018), (2004, 2005), (2004, 2018), (2009, 2013)])
def test_the_distance_of_a_pair_is_that_of_a_refit(table, years):
    fit = ols.ols(PAPER, table)
    moved = fit.model.exog @ (fit.params - ols.ols(PAPER.drop(index=list(years)), table).params)
    expected = moved @ moved / len(fit.params) / fit.mse_resid
    assert influence.cook_distances(fit, 2)[years] == pytest.approx(expected, rel=1e-6)


def test_a_planted_pair_hides_from_single_deletion():
    # Two bad years that look alike: each alone leaves the fit where the other holds it.
    rng = np.random.default_rng(8)
    x = np.append(rng.uniform(0, 1, 28), [4.0, 4.0])
    frame = pd.DataFrame({"x": x, "gdp": x + 0.2 * rng.standard_normal(30)})
    frame.loc[28:, "gdp"] += 4
    fit = ols.ols(frame, ["x"])
    alone, pairs = influence.cook_distances(fit), influence.cook_distances(fit, 2)
    assert pairs.idxmax() == (28, 29) and pairs.max() > 20 * alone.max()
    assert (influence.largest_distances(fit, 2, 2000) >= pairs.max()).mean() < 0.01


def test_largest_distances_are_those_of_samples_drawn_one_by_one():
    for together in (1, 2):
        found = influence.cook_distances(TABLE4, together).max()
        groups, form = influence._movers(TABLE4.model.exog, together)
        e = TABLE4.resid.to_numpy()[groups]
        ours = np.einsum("gi,gij,gj->g", e, form, e).max() / 3 / TABLE4.mse_resid
        assert ours == pytest.approx(found)
    rng = np.random.default_rng(31)
    drawn = influence.largest_distances(TABLE4, 1, 4000)
    maker = np.eye(15) - TABLE4.model.exog @ np.linalg.pinv(TABLE4.model.exog)
    h, e = influence.leverages(TABLE4).to_numpy()[:, None], maker @ rng.standard_normal((15, 4000))
    cook = e**2 * h / (1 - h) ** 2 / (3 * (e**2).sum(axis=0) / 12)
    # Two samples of 4,000 each.
    assert stats.ks_2samp(drawn, cook.max(axis=0)).pvalue > 0.001


def test_the_first_years_lead_and_the_largest_are_no_surprise():
    for together in (1, 2):
        observed = influence.cook_distances(TABLE4, together).max()
        assert (influence.largest_distances(TABLE4, together) >= observed).mean() > 0.05
    assert influence.cook_distances(TABLE4).idxmax() == (2004,)


def test_without_its_last_two_years_table_2_loses_turnover_and_the_sign_of_domains(page):
    shown = page("influence")
    both, one = shown.without2[2017, 2018], shown.without2[2018,]
    assert round(both.params["ecommerce"], 2) == 0 < round(one.params["ecommerce"], 2)
    assert shown.table2.params["domains"] < 0 < both.params["domains"]
    four = shown.without4[2017, 2018]
    assert four.params[["users", "shoppers"]].round(2).tolist() == [4.85, 5.66]
    assert (four.pvalues < 0.001).all()


def test_the_page_computes_what_the_closed_forms_give(page):
    shown = page("influence")
    np.testing.assert_allclose(
        shown.one_out, influence.leave_one_out(TABLE4)[shown.final], rtol=1e-7
    )
    ours = influence.cook_distances(TABLE4, 2)
    assert all(value == pytest.approx(ours[pair]) for pair, value in shown.two_out.items())
    windows = influence.windows(PAPER)
    np.testing.assert_allclose(shown.windows, windows[shown.final], rtol=1e-9)
