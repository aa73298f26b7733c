"""Reading a coefficient: units, what "held fixed" means, and what a t test can find."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from helpers import data
from helpers.data import published
from helpers.methods import coefficients, ols

EXACT = 1e-8  # relative; algebraic identities in double precision, condition index about 60
MONTE_CARLO = 4  # standard errors
PAPER = data.load("paper")
TABLES = tuple(ols.SPECIFICATIONS)


@pytest.mark.parametrize("table", TABLES)
def test_residuals_on_residuals_give_the_coefficient_and_its_standard_error(table):
    full = ols.ols(PAPER, table)
    for name in ols.SPECIFICATIONS[table]:
        part = coefficients.frisch_waugh_lovell(PAPER, name, table)
        assert part.slope == pytest.approx(full.params[name], rel=EXACT)
        assert part.standard_error == pytest.approx(full.bse[name], rel=EXACT)
        assert part.correlation == pytest.approx(
            coefficients.partial_correlations(full)[name], rel=EXACT
        )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_frisch_waugh_lovell_holds_for_any_data(seed):
    frame = pd.DataFrame(
        np.random.default_rng(seed).standard_normal((12, 4)), columns=["y", "a", "b", "c"]
    )
    part = coefficients.frisch_waugh_lovell(frame, "b", ["a", "b", "c"], "y")
    assert part.slope == pytest.approx(
        ols.ols(frame, ["a", "b", "c"], "y").params["b"], rel=1e-6, abs=1e-9
    )  # random designs can be close to singular


def test_domains_have_a_positive_marginal_and_a_negative_partial_association():
    found = coefficients.readings(PAPER)
    assert found.index[found["unlike"]].tolist() == ["domains"]
    assert round(found.loc["domains", "partial_r"], 3) == -0.206
    assert round(found.loc["domains", "marginal_r"], 3) == float(
        published.table_cells(1).loc["gdp", "domains"]
    )


@pytest.mark.parametrize(("name", "yuan"), [("users", 43_394), ("shoppers", 66_277)])
def test_table_4_in_yuan_per_person(name, yuan):
    plain = coefficients.plain_units(ols.ols(PAPER, "table4")).loc[name]
    assert plain["plain"] == pytest.approx(
        float(published.table_cells(4).loc[name, "coefficient"]) * 1e4, abs=0.5
    )
    assert round(plain["plain"]) == pytest.approx(yuan, abs=1)
    assert plain["low"] < plain["plain"] < plain["high"] and plain["unit"] == "yuan per person"


@pytest.mark.parametrize("name", ["users", "shoppers"])
def test_the_intervals_agree_with_the_printed_coefficient_and_standard_error(name):
    b, se = (
        float(published.table_cells(4).loc[name, column])
        for column in ("coefficient", "standard_error")
    )
    t = stats.t.isf(0.025, 12)
    plain = coefficients.plain_units(ols.ols(PAPER, "table4")).loc[name]
    half_unit = 0.5e-4 * (1 + t)  # coefficient and standard error are printed to four decimals
    assert plain["low"] / 1e4 == pytest.approx(b - t * se, abs=half_unit)
    assert plain["high"] / 1e4 == pytest.approx(b + t * se, abs=half_unit)


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
    both = coefficients.plain_units(ols.ols(PAPER, "table4"))["plain"].sum()
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


def test_elasticities_and_the_constants_share_add_to_one():
    fit = ols.ols(PAPER, "table2")
    assert coefficients.elasticities(fit).sum() + fit.params["constant"] / PAPER[
        "gdp"
    ].mean() == pytest.approx(1, rel=EXACT)
    assert coefficients.elasticities(fit, 2018).sum() + fit.params["constant"] / fit.fittedvalues[
        2018
    ] == pytest.approx(1, rel=EXACT)
    with pytest.raises(ValueError, match="2003 is not in the sample, 2004 to 2018"):
        coefficients.elasticities(fit, 2003)


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
    with pytest.raises(ValueError, match="not a regressor"):
        coefficients.frisch_waugh_lovell(PAPER, "domains", "table4")
