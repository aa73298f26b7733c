"""Regressions turned round equal their closed form; errors shrink slopes as they should."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from helpers import data
from helpers.methods import measurement_error, ols, selection, simulation

ERRORS = 4  # Monte Carlo standard errors
PAPER = data.load("paper")
DIGITS = 0.006  # the referee's report prints two decimals


def implied(names):
    system = PAPER[["gdp", *names]].to_numpy().T[:, :, None]
    return measurement_error.implied_slopes(system)[:, :, 0]


@pytest.mark.parametrize("table", ols.SPECIFICATIONS)
def test_the_inverse_of_the_covariances_holds_every_regression(table):
    names = list(ols.SPECIFICATIONS[table])
    for row, left in zip(implied(names), ["gdp", *names], strict=True):
        others = [name for name in ["gdp", *names] if name != left]
        b = sm.OLS(PAPER[left], sm.add_constant(PAPER[others])).fit().params
        b[left] = -1.0
        np.testing.assert_allclose(row, -b[names] / b["gdp"], rtol=1e-5)  # collinear regressors


def test_with_one_regressor_the_ends_are_r_squared_apart():
    low, high = implied(["users"])[:, 0]
    assert low / high == pytest.approx(ols.ols(PAPER, ["users"]).rsquared)


def test_the_page_turns_the_papers_tables_round_as_the_referee_did(page):
    shown = page("measurement-error")
    found = [shown.table4[name].agg(["min", "max"]).tolist() for name in ("users", "shoppers")]
    assert np.ravel(found) == pytest.approx([3.73, 5.11, 5.70, 7.44], abs=DIGITS)
    assert (shown.table4 > 0).all(axis=None)
    assert len(shown.table2) == 5
    signs = np.sign(shown.table2)
    assert (signs.nunique() == 2).all()  # every slope has both signs
    np.testing.assert_allclose(shown.table2, implied(shown.table2.columns), rtol=1e-5)


def test_agreement_is_a_matter_of_signs():
    slopes = np.array([[[1.0, 1.0], [2.0, 2.0]], [[3.0, 3.0], [1.0, -1.0]]])
    assert measurement_error.agree(slopes).tolist() == [True, False]


def test_a_true_relation_with_small_independent_errors_is_bounded():
    rng = np.random.default_rng(1)
    true = rng.standard_normal((2, 5000, 40))
    y = 2 * true[0] + 3 * true[1] + 0.1 * rng.standard_normal((5000, 40))
    seen = true + 0.3 * rng.standard_normal(true.shape)
    slopes = measurement_error.implied_slopes(np.concatenate([y[None], seen]))
    assert measurement_error.agree(slopes).all()
    assert (slopes.min(axis=0)[0] < 2).all() and (slopes.max(axis=0)[0] > 2).all()
    assert (slopes.min(axis=0)[1] < 3).all() and (slopes.max(axis=0)[1] > 3).all()


def test_signs_of_unrelated_noise_are_those_that_symmetry_gives():
    # Turning a series round changes two of three partial correlations, so four patterns of signs
    # are equally likely; in each all regressions agree, and in one all slopes are above zero.
    rng = np.random.default_rng(2)
    slopes = measurement_error.implied_slopes(rng.standard_normal((3, 15, 40_000)))
    rate, error = simulation.share((slopes > 0).all(axis=(0, 1)))
    both, _ = simulation.share(measurement_error.agree(slopes))
    assert both == pytest.approx(4 * rate, abs=4 * ERRORS * error)


@pytest.mark.parametrize("world", list(selection.WORLDS))
def test_more_regressors_agree_less_often_by_chance(world):
    two = measurement_error.agreement_by_chance(["users", "shoppers"], world, 4000)
    four = measurement_error.agreement_by_chance(ols.REGRESSORS, world, 4000)
    assert four < two / 4


def test_attenuation_is_the_reliability_where_one_regressor_explains_all():
    rng = np.random.default_rng(3)
    n = 2000
    frame = pd.DataFrame({"users": 10 + rng.standard_normal(n), "shoppers": rng.standard_normal(n)})
    frame["gdp"] = 3 * frame["users"] + 5 * frame["shoppers"]
    found = measurement_error.attenuation(frame, "users", (0.0, 0.05), replications=200)
    unit = 0.05 * frame["users"].mean()
    left = frame["users"].var() / (frame["users"].var() + unit**2)
    assert found.loc[("levels", 0.0)].tolist() == pytest.approx([3, 5])
    assert found.loc[("levels", 0.05), "users"] == pytest.approx(3 * left, rel=0.01)
    assert found.loc[("levels", 0.05), "shoppers"] == pytest.approx(5, rel=0.01)
    # Changes of independent draws have twice the variance, and so have those of the errors.
    assert found.loc[("changes", 0.05), "users"] == pytest.approx(3 * left, rel=0.01)


def test_in_the_sample_changes_suffer_more_and_shoppers_gain_in_levels():
    found = measurement_error.attenuation(PAPER, replications=1000)
    users = found["users"].unstack(0)
    assert (users["changes"] <= users["levels"] + 1e-9).all()
    assert found.loc["levels", "shoppers"].is_monotonic_increasing


def test_the_page_takes_longer_differences_of_the_papers_series(page):
    longer = page("measurement-error").longer
    one = ols.ols(PAPER.diff().dropna(), "table4").params
    assert longer.loc[1].tolist() == pytest.approx(one[["users", "shoppers"]].tolist())
    assert longer["users"].idxmax() == 5 and longer.loc[7, "users"] < 0
