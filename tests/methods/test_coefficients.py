"""Reading a coefficient: a referee's numbers on the splice, units, and what a t test finds."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from helpers import data
from helpers.data import published
from helpers.methods import coefficients, ols
from helpers.vocabulary import YUAN_PER_PERSON

EXACT = 1e-8  # relative; algebraic identities in double precision, condition index about 60
MONTE_CARLO = 4  # standard errors
PAPER = data.load("paper")
DIGITS = 0.0005 + 1e-9  # the referee's report prints three decimals


@pytest.mark.parametrize(
    ("variant", "ecommerce", "p", "domains"),
    [
        ("as recovered", 0.484, 0.234, -6.34),
        ("dummy for 2017–18", -0.086, 0.92, 4.24),
        ("2004 to 2016 only", 0.004, 0.996, 3.32),
        ("official totals", -0.186, 0.77, None),
    ],
)
def test_the_page_shows_the_referees_table_of_the_splice(page, variant, ecommerce, p, domains):
    fit = page("coefficients").variants[variant]
    assert fit.params["ecommerce"] == pytest.approx(ecommerce, abs=DIGITS)
    assert fit.pvalues["ecommerce"] == pytest.approx(p, abs=0.006)
    if domains is None:
        assert fit.params["domains"] > 0
    else:
        assert round(fit.params["domains"], 2) == domains


def test_the_page_takes_the_totals_that_the_exercise_takes(page):
    shown, taken = page("coefficients").totals, coefficients.with_totals(PAPER)
    pd.testing.assert_frame_equal(shown, taken[list(shown)], check_dtype=False)


def test_official_totals_reverse_the_elimination(page):
    fits = page("coefficients").variants
    first = [
        fits[name].pvalues.drop("const").idxmax() for name in ("as recovered", "official totals")
    ]
    assert first == ["domains", "ecommerce"]
    table3 = ols.ols(coefficients.with_totals(PAPER), "table3")
    assert table3.params["ecommerce"] == pytest.approx(0.002, abs=DIGITS)
    assert round(table3.pvalues["shoppers"], 3) == 0.024


def test_the_neighbour_makes_the_sign_of_turnover(page):
    t = page("coefficients").t
    assert (round(t["users"], 1), round(t["shoppers"], 1)) == (9.1, -2.9)


def test_the_page_finds_the_smallest_effect_and_the_power_that_the_book_computes(page):
    shown, fit = page("coefficients"), ols.ols(PAPER, "table2")
    b, se, df = fit.params["ecommerce"], fit.bse["ecommerce"], int(fit.df_resid)
    assert shown.least == pytest.approx(coefficients.detectable_effect(se, df))
    assert shown.power(b) == pytest.approx(coefficients.t_power(b, se, df))
    assert (round(shown.least, 2), round(shown.power(b), 2)) == (1.19, 0.21)


def test_opinions_after_the_data_are_those_of_stacked_data(page):
    """A normal prior is one more observation; generalised least squares weighs the two."""
    shown = page("coefficients")
    for spread, opinion in shown.opinions.iterrows():
        scale = np.array([shown.error, spread])
        stacked = sm.WLS([shown.b, 0.0], np.ones(2), weights=scale**-2.0).fit(
            cov_type="fixed scale"
        )
        assert opinion["mean"] == pytest.approx(stacked.params[0])
        assert opinion["after"] == pytest.approx(stacked.bse[0])
        assert opinion["narrower"] == pytest.approx(1 - stacked.bse[0] / spread)


def test_a_series_without_countable_unit_is_refused():
    with pytest.raises(ValueError, match=r"cpi_change.*percent"):
        coefficients.unit_of("cpi_change")
    with pytest.raises(ValueError, match="unknown series 'user'"):
        coefficients.unit_of("user")


def test_regrouping_moves_the_coefficients_and_not_the_fit():
    fits = coefficients.regrouped(PAPER)
    for fit in fits.values():
        np.testing.assert_allclose(fit.fittedvalues, fits["nested"].fittedvalues, rtol=EXACT)
    nested, groups, added = (fits[name].params for name in ("nested", "groups", "added"))
    assert groups["shoppers"] == pytest.approx(nested["users"] + nested["shoppers"], rel=EXACT)
    assert groups["others"] == pytest.approx(nested["users"], rel=EXACT)
    assert added["others"] == pytest.approx(-nested["shoppers"], rel=EXACT)


def test_more_shoppers_than_users_is_refused_with_the_year():
    with pytest.raises(ValueError, match="2010"):
        coefficients.regrouped(
            PAPER.assign(shoppers=PAPER["shoppers"].where(PAPER.index != 2010, 99_999))
        )


def test_a_new_user_who_shops_adds_more_than_a_persons_share_of_gdp():
    both = ols.ols(PAPER, "table4").params[["users", "shoppers"]].sum() * YUAN_PER_PERSON
    assert both / coefficients.gdp_per_head(2018) == pytest.approx(1.7, abs=0.05)
    with pytest.raises(ValueError, match="1950"):
        coefficients.gdp_per_head(1950)


def test_standardised_effects_are_those_of_standardised_data():
    scaled = (PAPER - PAPER.mean()) / PAPER.std()
    np.testing.assert_allclose(
        coefficients.standardised(ols.ols(PAPER, "table4")),
        ols.ols(scaled, "table4").params.drop("constant"),
        rtol=EXACT,
    )


def test_standardised_effects_follow_from_the_printed_correlations():
    r = published.table_cells(1).apply(pd.to_numeric, errors="coerce")
    r_yu, r_ys, r_us = (
        float(r.loc["gdp", "users"]),
        float(r.loc["gdp", "shoppers"]),
        float(r.loc["users", "shoppers"]),
    )
    from_print = (r_yu - r_ys * r_us) / (1 - r_us**2)
    # Correlations printed to three decimals pin the effect to about ±0.011 (Weyl bounds over the
    # rounding box).
    assert coefficients.standardised(ols.ols(PAPER, "table4"))["users"] == pytest.approx(
        from_print, abs=0.012
    )


def test_power_at_zero_is_the_level_and_grows():
    found = [coefficients.t_power(effect, 1.0, 10) for effect in (0, 1, 2, 4, 12)]
    assert found[0] == pytest.approx(0.05, abs=1e-9)
    assert found == sorted(found) and found[-1] == pytest.approx(1, abs=1e-6)


def test_power_is_the_rejection_rate_of_simulated_t_tests():
    rng, draws = np.random.default_rng(1), 200_000
    t = (rng.standard_normal(draws) + 2) / np.sqrt(rng.chisquare(10, draws) / 10)
    rate = (np.abs(t) > stats.t.isf(0.025, 10)).mean()
    assert rate == pytest.approx(
        coefficients.t_power(2, 1, 10), abs=MONTE_CARLO * np.sqrt(rate * (1 - rate) / draws)
    )


def test_impossible_requests_are_refused():
    with pytest.raises(ValueError, match="positive"):
        coefficients.t_power(1, 0, 10)
    with pytest.raises(ValueError, match="power wanted"):
        coefficients.detectable_effect(1, 10, wanted=0.01)
