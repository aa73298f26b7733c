"""Collinearity: pinned and certified factors and indices, identities, the page's own code."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from helpers import data
from helpers.methods import coefficients, collinearity, ols

EXACT = 1e-8  # relative; algebra in double precision, condition index about 60
PAPER = data.load("paper")
LONGLEY = sm.datasets.longley.load_pandas()


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("table2", [94.9, 9.89, 36.86, 174.1]),
        ("table3", [55.8, 27.8, 136.6]),
        ("table4", [10.923, 10.923]),
    ],
)
def test_factors_agree_with_those_pinned_by_the_printed_tables(table, expected):
    # The feasibility programme on the printed cells pins them to about three digits.
    np.testing.assert_allclose(collinearity.vif(PAPER, table), expected, rtol=1.5e-3)


def test_the_factor_multiplies_the_variance_of_the_coefficient():
    fit, factors = ols.ols(PAPER), collinearity.vif(PAPER)
    alone = np.sqrt(fit.mse_resid / ((PAPER - PAPER.mean()) ** 2).sum())
    np.testing.assert_allclose(
        fit.bse[factors.index], alone[factors.index] * np.sqrt(factors), rtol=EXACT
    )


def test_uncorrelated_regressors_have_factor_one():
    frame = pd.DataFrame({"a": [1, 1, -1, -1], "b": [1, -1, 1, -1.0]})
    np.testing.assert_allclose(collinearity.vif(frame, ["a", "b"]), 1, rtol=EXACT)


def test_power_falls_with_collinearity_and_rises_with_years():
    found = collinearity.cost(PAPER)
    assert (found["power"] < found["power_alone"] + 1e-12).all()
    assert found.loc["domains", "years"] > found.loc["users", "years"] == 15


def test_longley_factors_are_the_published_ones():
    np.testing.assert_allclose(
        collinearity.vif(LONGLEY.exog, list(LONGLEY.exog)),
        [135.53244, 1788.51348, 33.61889, 3.58893, 399.15102, 758.98060],
        rtol=1e-6,
    )


def test_the_condition_index_of_the_page_is_the_published_one(page):
    index, _ = page("collinearity").dependency(LONGLEY.exog)
    assert index == pytest.approx(43275.04, rel=1e-6)


def test_longley_coefficients_are_certified(page):
    slopes = page("collinearity").regress(LONGLEY.endog, LONGLEY.exog).params
    assert slopes["const"] == pytest.approx(-3482258.63459582, rel=EXACT)
    assert slopes["GNPDEFL"] == pytest.approx(15.0618722713733, rel=EXACT)
    assert slopes["YEAR"] == pytest.approx(1829.15146461355, rel=EXACT)


def test_scaled_columns_change_neither_factors_nor_index(page):
    scaled = PAPER * [1, 1e-4, 1e3, 7, 0.01]
    np.testing.assert_allclose(collinearity.vif(scaled), collinearity.vif(PAPER), rtol=EXACT)
    shown = page("collinearity")
    assert shown.dependency(scaled[shown.names])[0] == pytest.approx(shown.index, rel=EXACT)


def test_the_page_names_a_planted_dependency(page):
    rng = np.random.default_rng(3)
    a, b, c = rng.standard_normal((3, 40)) + 5
    frame = pd.DataFrame({"a": a, "b": b, "c": c, "copy": a + 1e-3 * rng.standard_normal(40)})
    index, share = page("collinearity").dependency(frame)
    assert sorted(share.index[share > 0.5]) == ["a", "copy"] and index > 30


def test_the_page_agrees_with_our_kernel(page):
    np.testing.assert_allclose(page("collinearity").vif, collinearity.vif(PAPER), rtol=EXACT)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (PAPER.assign(domains=PAPER["users"] + PAPER["shoppers"]), "exactly collinear"),
        (PAPER.assign(domains=1.0), "domains does not vary"),
    ],
)
def test_a_singular_design_is_refused(frame, message):
    with pytest.raises(ValueError, match=message):
        collinearity.vif(frame)


def test_ridge_equals_penalised_least_squares_of_statsmodels(page):
    shown = page("collinearity")
    penalty = shown.ridge.index[30]
    # statsmodels divides the sum of squares by n, so its columns must have variance one by n.
    z = (PAPER - PAPER.mean()) / PAPER.std(ddof=0)
    theirs = sm.OLS(z["gdp"], z[shown.names]).fit_regularized(
        method="elastic_net", alpha=penalty, L1_wt=0
    )
    np.testing.assert_allclose(shown.ridge.loc[penalty], theirs.params, rtol=1e-6)


def test_all_directions_are_least_squares(page):
    shown = page("collinearity")
    plain = coefficients.standardised(ols.ols(PAPER))[shown.names]
    np.testing.assert_allclose(np.linalg.solve(shown.r, shown.with_gdp), plain, rtol=EXACT)


def test_one_percent_errors_turn_signs_in_the_longley_data_and_not_in_the_papers(page):
    turned = page("collinearity").turned
    assert turned["Longley"].max() > 0.3
    assert max(turned["Table 2"].max(), turned["Table 4"].max()) < 0.01


def test_an_error_that_is_large_turns_signs_everywhere(page):
    shown = page("collinearity")
    noisy = shown.flips(PAPER["gdp"], PAPER[shown.names], relative=1.0, draws=50)
    assert noisy.min() > 0.1


def test_the_totals_are_larger_by_what_the_referee_found(page):
    assert [round(100 * share) for share in page("collinearity").short] == [18, 16, 12]
