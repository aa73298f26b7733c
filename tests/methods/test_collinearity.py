"""Collinearity: printed and published factors and indices, identities, what remedies trade."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from helpers import data
from helpers.data import published
from helpers.methods import coefficients, collinearity, ols

EXACT = 1e-8  # relative; algebra in double precision, condition index about 60
PRINTED_BOX = {
    "ecommerce": (76, 128),
    "domains": (9.1, 11.5),
    "users": (30, 48),
    "shoppers": (137, 233),
}  # over the rounding of Table 1
PAPER = data.load("paper")


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


def test_factors_from_printed_correlations_lie_in_their_rounding_box_and_show_the_same_culprits():
    printed = published.table_cells(1).astype(float).loc[list(ols.REGRESSORS), list(ols.REGRESSORS)]
    factors = collinearity.vif_from_correlations(printed)
    for name, (low, high) in PRINTED_BOX.items():
        assert low < factors[name] < high
        assert low < collinearity.vif(PAPER)[name] < high


def test_longley_factors_and_condition_number_are_the_published_ones():
    frame, regressors = collinearity.longley()
    np.testing.assert_allclose(
        collinearity.vif(frame, regressors),
        [135.53244, 1788.51348, 33.61889, 3.58893, 399.15102, 758.98060],
        rtol=1e-6,
    )
    assert collinearity.condition_indices(frame, regressors)[-1] == pytest.approx(
        43275.04, rel=1e-6
    )


def test_longley_coefficients_are_certified():
    frame, regressors = collinearity.longley()
    fit = ols.ols(frame, regressors, "TOTEMP")
    assert fit.params["constant"] == pytest.approx(-3482258.63459582, rel=EXACT)
    assert fit.params["GNPDEFL"] == pytest.approx(15.0618722713733, rel=EXACT)
    assert fit.params["YEAR"] == pytest.approx(1829.15146461355, rel=EXACT)


def test_the_factor_multiplies_the_variance_of_the_coefficient():
    fit, factors = ols.ols(PAPER), collinearity.vif(PAPER)
    alone = np.sqrt(fit.mse_resid / ((PAPER - PAPER.mean()) ** 2).sum())
    np.testing.assert_allclose(
        fit.bse[factors.index], alone[factors.index] * np.sqrt(factors), rtol=EXACT
    )


def test_scaled_columns_change_neither_factors_nor_indices():
    scaled = PAPER * [1, 1e-4, 1e3, 7, 0.01]
    np.testing.assert_allclose(collinearity.vif(scaled), collinearity.vif(PAPER), rtol=EXACT)
    np.testing.assert_allclose(
        collinearity.condition_indices(scaled), collinearity.condition_indices(PAPER), rtol=EXACT
    )


def test_condition_index_of_the_centred_design_is_33():
    assert round(collinearity.condition_indices(PAPER, centred=True)[-1]) == 33
    correlations = PAPER[list(ols.REGRESSORS)].corr()
    assert collinearity.condition_indices(PAPER, centred=True)[-1] == pytest.approx(
        np.sqrt(np.linalg.cond(correlations)), rel=EXACT
    )


def test_variance_shares_add_up_and_name_the_planted_dependency():
    rng = np.random.default_rng(3)
    a, b, c = rng.standard_normal((3, 40)) + 5
    frame = pd.DataFrame({"a": a, "b": b, "c": c, "copy": a + 1e-3 * rng.standard_normal(40)})
    shares = collinearity.variance_decomposition(frame, ["a", "b", "c", "copy"])
    np.testing.assert_allclose(shares.sum(), 1, rtol=EXACT)
    worst = shares.iloc[-1]
    assert sorted(worst.index[worst > collinearity.HIGH_SHARE]) == ["a", "copy"]
    assert shares.index[-1] > collinearity.HIGH_INDEX


def test_uncorrelated_regressors_have_factor_one():
    frame = pd.DataFrame({"a": [1, 1, -1, -1], "b": [1, -1, 1, -1.0]})
    np.testing.assert_allclose(collinearity.vif(frame, ["a", "b"]), 1, rtol=EXACT)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (PAPER.assign(domains=PAPER["users"] + PAPER["shoppers"]), "exactly collinear"),
        (PAPER.assign(domains=1.0), "domains does not vary"),
    ],
)
def test_a_singular_design_is_refused(frame, message):
    for function in (
        collinearity.vif,
        collinearity.condition_indices,
        collinearity.variance_decomposition,
        collinearity.ridge_trace,
    ):
        with pytest.raises(ValueError, match=message):
            function(frame)


def test_impossible_correlations_are_refused():
    with pytest.raises(ValueError, match="positive definite"):
        collinearity.vif_from_correlations(
            pd.DataFrame([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
        )


def test_shoppers_coefficient_doubles_along_the_path():
    path = collinearity.elimination_path(PAPER)["coefficient"]
    assert round(path["table4", "shoppers"] / path["table2", "shoppers"], 2) == 2.04


def test_ridge_equals_penalised_least_squares_of_statsmodels():
    names = list(ols.REGRESSORS)
    z = (PAPER - PAPER.mean()) / PAPER.std(ddof=0)
    penalty = 0.05
    # statsmodels divides the sum of squares by n; with columns of variance one that is our scale.
    theirs = sm.OLS(z["gdp"], z[names]).fit_regularized(
        method="elastic_net", alpha=penalty, L1_wt=0
    )
    np.testing.assert_allclose(
        collinearity.ridge_trace(PAPER, penalties=[penalty])[names].iloc[0],
        theirs.params,
        rtol=1e-6,
    )


def test_no_penalty_and_all_components_are_least_squares():
    plain = coefficients.standardised(ols.ols(PAPER))
    names = list(ols.REGRESSORS)
    np.testing.assert_allclose(
        collinearity.ridge_trace(PAPER, penalties=[0])[names].iloc[0], plain, rtol=EXACT
    )
    last = collinearity.components_trace(PAPER).iloc[-1]
    np.testing.assert_allclose(last[names].astype(float), plain, rtol=EXACT)
    assert last["r2"] == pytest.approx(ols.ols(PAPER).rsquared, rel=EXACT) and last[
        "explained"
    ] == pytest.approx(1)


def test_a_negative_penalty_or_error_is_refused():
    with pytest.raises(ValueError, match="penalty"):
        collinearity.ridge_trace(PAPER, penalties=[-1])
    with pytest.raises(ValueError, match="negative"):
        collinearity.perturbed(PAPER, relative=-0.1)


def test_one_percent_errors_turn_signs_in_the_longley_data_and_not_in_the_papers():
    twin, regressors = collinearity.longley()
    assert collinearity.perturbed(PAPER, replications=4000)["flips"].max() < 0.01
    assert (
        collinearity.perturbed(
            twin, [name for name in regressors if name != "YEAR"], "TOTEMP", replications=4000
        )["flips"].max()
        > 0.3
    )


def test_a_seed_gives_the_same_perturbations_again():
    pd.testing.assert_frame_equal(
        collinearity.perturbed(PAPER, replications=1000),
        collinearity.perturbed(PAPER, replications=1000),
    )
    assert not collinearity.perturbed(PAPER, replications=1000).equals(
        collinearity.perturbed(PAPER, replications=1000, seed=2)
    )


def test_power_falls_with_collinearity_and_rises_with_years():
    found = collinearity.cost(PAPER)
    assert (found["power"] < found["power_alone"] + 1e-12).all()
    assert found.loc["domains", "years"] > found.loc["users", "years"] == 15
