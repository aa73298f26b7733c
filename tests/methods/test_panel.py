"""The provincial panel: identities, agreement of libraries, the bootstrap, and planted panels."""

import itertools

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from helpers import exercises
from helpers.exhibits import panel as exhibits
from helpers.methods import panel, panel_designs, panel_inference

LIBRARY = exhibits.AGREEMENT
EXACT = 1e-10  # relative; an algebraic identity in double precision
SIMULATED = 4  # Monte Carlo standard errors


@pytest.fixture(scope="module")
def levels():
    return panel.province_years()


def planted(beta, seed, provinces=31, years=10, trend=1.0, noise=0.05):
    """A panel with known elasticity: both series follow a common path and a provincial level."""
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product(
        [[f"p{i:02d}" for i in range(provinces)], range(2015, 2015 + years)],
        names=["province", "year"],
    )
    path = np.tile(trend * np.arange(years) / years, provinces)
    place = np.repeat(rng.standard_normal(provinces), years)
    sales = 3 * path + place + 0.3 * rng.standard_normal(len(index))
    gdp = beta * sales + path + 0.5 * place + noise * rng.standard_normal(len(index))
    return pd.DataFrame({"gdp": gdp, "sales": sales}, index=index)


def test_the_panel_is_complete(levels):
    assert levels.index.get_level_values("province").nunique() == 31
    assert len(levels) == 310 and np.isfinite(levels.to_numpy()).all()


@pytest.mark.slow
def test_linearmodels_and_pyfixest_give_the_same_estimate_and_standard_errors():
    found = panel.cross_check()
    assert set(found["package"]) == {"linearmodels", "pyfixest"}
    assert found["gap"].max() < LIBRARY


def test_first_differences_equal_those_of_linearmodels(levels):
    from linearmodels.panel import FirstDifferenceOLS

    theirs = FirstDifferenceOLS(levels["gdp"], levels[["sales", "broadband"]]).fit()
    change = panel.differences(levels)
    own, *_ = np.linalg.lstsq(change[["sales", "broadband"]], change["gdp"], rcond=None)
    np.testing.assert_allclose(own, theirs.params, rtol=LIBRARY)


def test_absorbed_effects_equal_dummies_in_statsmodels(levels):
    flat = levels.reset_index()
    codes = pd.factorize(flat["province"])[0]
    theirs = smf.ols("gdp ~ sales + broadband + C(province) + C(year)", flat).fit(
        cov_type="cluster", cov_kwds={"groups": codes}
    )
    own = panel.fit(levels, ["sales", "broadband"])
    np.testing.assert_allclose(own.params, theirs.params[["sales", "broadband"]], rtol=LIBRARY)
    np.testing.assert_allclose(own.se("full"), theirs.bse[["sales", "broadband"]], rtol=LIBRARY)


def test_on_a_balanced_panel_absorbing_is_subtracting_means(levels):
    means = (
        levels
        - levels.groupby("province").transform("mean")
        - levels.groupby("year").transform("mean")
        + levels.mean()
    )
    np.testing.assert_allclose(panel.within(levels), means, atol=1e-12)


def test_with_two_years_fixed_effects_and_first_differences_are_one_regression(levels):
    two = levels[levels.index.get_level_values("year").isin([2023, 2024])]
    effects, change = panel.fit(two), panel.fit(panel.differences(two), effects=("year",))
    assert effects.params["sales"] == pytest.approx(change.params["sales"], rel=EXACT)


def test_the_known_estimates_of_this_panel(levels):
    pooled, province, both = (
        panel.fit(levels, effects=effects) for effects in ((), ("province",), panel.EFFECTS)
    )
    assert round(pooled.params["sales"], 3) == 0.369
    assert (round(province.params["sales"], 3), round(province.se()["sales"], 3)) == (0.357, 0.017)
    assert round(both.params["sales"], 3) == 0.042 and round(both.r2_within, 2) == 0.07
    t = [both.t(name)["sales"] for name in panel.CORRECTIONS]
    assert 1.75 < min(t) < max(t) < 2.0
    assert panel.fit(levels, ["sales", "broadband"]).params.round(3).to_dict() == {
        "sales": 0.043,
        "broadband": 0.104,
    }


@pytest.mark.slow
def test_what_is_noisy_revised_and_broken_is_found():
    reports = panel.noisy()
    assert reports["Qinghai", 2017] == pytest.approx(0.30, abs=0.005) and reports[
        "Shanxi", 2018
    ] == pytest.approx(2.83, abs=0.005)
    assert len(reports) == 14 and reports.index.get_level_values("province").nunique() == 9
    revised = panel.revisions()
    assert [round(100 * revised[name], 1) for name in ("Tianjin", "Jilin", "Yunnan")] == [
        -32.8,
        -25.8,
        15.2,
    ]
    assert panel.mobile_changes()["Beijing"] < -0.25


@pytest.mark.slow
def test_leaving_a_province_out_by_algebra_equals_refitting(levels):
    for frame, effects in (
        (levels, panel.EFFECTS),
        (panel.differences(levels), ("year",)),
        (levels, ()),
        (levels, ("province", "year", "trend")),
    ):
        whole = panel.fit(frame, effects=effects)
        shifts = panel_inference.jackknife_map(frame, effects=effects) @ whole.residuals.to_numpy()
        refitted = (
            panel_designs.panel_influence(frame, effects=effects)["estimate"]
            .sort_index()
            .to_numpy(float)
        )
        np.testing.assert_allclose(whole.params["sales"] - shifts, refitted, rtol=1e-9)


@pytest.mark.parametrize("kind", ["rademacher", "webb"])
def test_the_fast_bootstrap_equals_refitting_every_draw(levels, kind):
    unbalanced = levels.drop(panel.noisy().index)
    for frame, regressors, effects, null in (
        (levels, ["sales"], panel.EFFECTS, 0.0),
        (unbalanced, ["sales", "broadband"], panel.EFFECTS, 0.02),
        (panel.differences(levels), ["sales"], ("year",), 0.0),
    ):
        wild = panel_inference.Wild(frame, regressors, effects)
        drawn = panel_inference.bootstrap_weights(8, wild.clusters, kind, seed=7)
        fast = wild.draws(drawn, null)
        under = frame.assign(gdp=frame["gdp"] - null * frame["sales"])
        others = regressors[1:]
        if others:
            restricted = panel.fit(under, others, effects).residuals
        else:
            restricted = panel.within(under[["gdp"]], effects)["gdp"]
        codes = pd.factorize(frame.index.get_level_values("province"), sort=True)[0]
        for row, t in zip(drawn, fast, strict=True):
            again = panel.fit(
                frame.assign(gdp=under["gdp"] - restricted + row[codes] * restricted),
                regressors,
                effects,
            )
            assert again.t()["sales"] == pytest.approx(t, rel=1e-8)


def test_the_bootstrap_tests_the_t_of_the_regression(levels):
    assert panel_inference.Wild(levels).t() == pytest.approx(
        panel.fit(levels).t()["sales"], rel=EXACT
    )
    both = panel_inference.Wild(levels, ["sales", "broadband"], coefficient="broadband")
    assert both.t() == pytest.approx(
        panel.fit(levels, ["sales", "broadband"]).t()["broadband"], rel=EXACT
    )


def test_with_few_provinces_the_bootstrap_converges_to_the_enumeration(levels):
    few = levels.loc[["Anhui", "Beijing", "Hebei", "Jilin", "Shanxi", "Yunnan", "Tibet", "Hunan"]]
    wild = panel_inference.Wild(few)
    every = np.array(list(itertools.product([-1.0, 1.0], repeat=wild.clusters)))
    exact = (np.abs(wild.draws(every)) >= abs(wild.t()) * (1 - 1e-12)).mean()
    draws = 20_000
    error = np.sqrt(exact * (1 - exact) / draws)
    assert abs(wild.p(draws=draws) - exact) < SIMULATED * error + 1 / draws


def test_the_limits_of_the_interval_are_where_the_test_turns(levels):
    wild = panel_inference.Wild(levels)
    lower, upper = wild.interval(draws=1_999)
    assert lower < wild.estimate < upper
    for limit in (lower, upper):
        assert wild.p(limit, draws=1_999) == pytest.approx(0.05, abs=0.002)


def test_bootstrap_p_values_do_not_depend_on_units(levels):
    scaled = levels.assign(gdp=1000 * levels["gdp"] + 5, sales=0.01 * levels["sales"])
    assert panel_inference.Wild(scaled).p(draws=999) == panel_inference.Wild(levels).p(draws=999)


@pytest.mark.slow
@pytest.mark.parametrize("law", list(panel_inference.LAWS))
def test_under_a_true_null_the_bootstrap_rejects_one_time_in_twenty(levels, law):
    rates = panel_inference.rejections(levels, law, replications=800, draws=199)
    error = np.sqrt(0.05 * 0.95 / 800)
    # The test is not exact in finite samples: a hundredth is left for that.
    assert abs(rates["wild"] - 0.05) < SIMULATED * error + 0.01
    if law != "independent":
        assert rates["plain"] > 0.10


def test_a_planted_effect_is_found_and_a_planted_common_path_is_not():
    true = planted(0.2, seed=1)
    found = panel.fit(true)
    assert abs(found.params["sales"] - 0.2) < SIMULATED * found.se()["sales"]
    assert panel_inference.Wild(true).p(draws=1_999) < 0.01
    spurious = planted(0.0, seed=2)
    assert panel.fit(spurious, effects=()).t()["sales"] > 5
    assert panel_inference.Wild(spurious).p(draws=1_999) > 0.05


def test_a_placebo_lead_is_found_when_income_drives_sales():
    rng = np.random.default_rng(3)
    base = planted(0.0, seed=3, noise=0.2)
    # Sales follow the income of the year before: next year's sales "predict" this year's income.
    lagged = base["gdp"].groupby(level="province").shift(1).fillna(base["gdp"])
    reverse = base.assign(sales=0.9 * lagged + 0.05 * rng.standard_normal(len(base)))
    result = panel_designs.placebo(reverse)
    assert result.t()["+1"] > 5 > abs(result.t()["0"])


def test_power_rises_to_one_and_starts_at_the_size(levels):
    curve = panel_inference.panel_power(levels, [0.0, 0.03, 0.06, 0.5], draws=1_999)
    assert (np.diff(curve) > 0).all() and curve[-1] == 1.0 and curve[0] < 0.2
    # The formula knows neither unequal provinces nor the discreteness of the draws.
    formula = panel_inference.detectable_formula(panel_inference.jackknife(levels)["se"], 30)
    assert panel_inference.detectable(levels) == pytest.approx(formula, rel=0.15)


def test_mixing_vintages_moves_the_estimate(levels):
    mixed = panel.mixed_vintages()
    assert mixed.index.equals(levels.index)
    assert panel.fit(mixed).params["sales"] > 1.5 * panel.fit(levels).params["sales"]


def test_bad_panels_are_refused(levels):
    with pytest.raises(ValueError, match="unknown column online"):
        panel.fit(levels, ["online"])
    with pytest.raises(ValueError, match="unknown effect county"):
        panel.fit(levels, effects=("county",))
    holed = levels.copy()
    holed.loc[("Tibet", 2020), "sales"] = np.nan
    with pytest.raises(ValueError, match="sales has no finite value for Tibet 2020"):
        panel.fit(holed)
    constant = levels.assign(sales=levels.groupby("province")["sales"].transform("mean"))
    with pytest.raises(ValueError, match="explain sales entirely"):
        panel.fit(constant)
    with pytest.raises(ValueError, match="no degree of freedom"):
        panel.fit(levels[levels.index.get_level_values("year") == 2020])
    with pytest.raises(ValueError, match="no provincial series"):
        panel.province_years("gdp_guess")


def test_what_the_page_concludes_follows_from_the_numbers(levels):
    steps = {key: design.fit().params["sales"] for key, design in panel_designs.ladder().items()}
    assert steps["twoway"] < 0.15 * steps["pooled"] and steps["province"] > 0.9 * steps["pooled"]
    by_method = panel_designs.methods(panel_designs.ladder()["twoway"])
    assert (
        by_method["wild"]
        < 0.05
        < min(by_method["cluster"], by_method["jackknife"], by_method["unrestricted"])
    )
    lead = panel_designs.placebo(levels)
    assert lead.params["+1"] > lead.params["0"] and lead.p()["+1"] < 0.05 < lead.p()["0"]
    national = panel_designs.national()
    assert national["n"] == 14 and national["detectable"] > steps[
        "pooled"
    ] > panel_inference.detectable(levels)
    _, upper = panel_inference.Wild(levels).interval()
    assert upper < steps["pooled"]


def test_the_exercises_accept_the_answer_and_explain_mistakes():
    known = exercises.questions()
    for name in ("panel-1", "panel-2"):
        right = known[name].answer()
        assert exercises.check(name, right) == "Right."
        for mistake, sentence in known[name].mistakes:
            assert sentence in exercises.check(name, mistake())


def test_region_by_year_effects_are_those_of_dummies_written_out(levels):
    flat = levels.reset_index().assign(region=lambda rows: panel.regions(rows["province"]))
    dummies = (
        pd.get_dummies(flat["province"])
        .join(pd.get_dummies(flat["region"].astype(str) + flat["year"].astype(str), prefix="r"))
        .astype(float)
        .assign(sales=flat["sales"])
    )
    written = np.linalg.lstsq(dummies.to_numpy(), flat["gdp"].to_numpy(), rcond=None)[0]
    assert panel.fit(levels, effects=("province", "region")).params["sales"] == pytest.approx(
        written[-1], rel=1e-8
    )


def test_the_gap_between_levels_and_differences_has_the_error_of_leaving_provinces_out(levels):
    def gap(frame):
        return (
            panel.fit(frame).params["sales"]
            - panel.fit(panel.differences(frame), effects=("year",)).params["sales"]
        )

    provinces = levels.index.get_level_values("province")
    again = np.array([gap(levels[provinces != name]) for name in provinces.unique()])
    found = panel_designs.inconsistency(levels)
    assert found["gap"] == pytest.approx(gap(levels), rel=1e-10)
    assert found["se"] == pytest.approx(
        np.sqrt(30 / 31 * ((again - gap(levels)) ** 2).sum()), rel=1e-8
    )


def test_shared_regional_errors_break_the_pooled_inference_and_not_that_with_both_effects(levels):
    assert (
        panel_inference.rejections(levels, "regional", (), replications=500, draws=199)["cluster"]
        > 0.2
    )
    assert (
        panel_inference.rejections(levels, "regional", replications=500, draws=199)["cluster"]
        < 0.11
    )


def test_the_four_regions_hold_every_province_once(levels):
    counted = np.bincount(panel.regions(levels.index.get_level_values("province").unique()))
    assert counted.tolist() == [10, 6, 3, 12]
