"""The provincial panel: the referee's numbers, a second library, the bootstrap, planted panels."""

import itertools

import numpy as np
import pandas as pd
import pytest

from helpers.methods import panel, panel_inference

LIBRARY = 1e-8  # relative; two libraries in double precision agree far better than this
EXACT = 1e-10  # relative; an algebraic identity in double precision
SIMULATED = 4  # Monte Carlo standard errors
OUTCOMES = ("nominal", "real", "prices")


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
    nominal = beta * sales + path + 0.5 * place + noise * rng.standard_normal(len(index))
    return pd.DataFrame({"nominal": nominal, "sales": sales}, index=index)


def test_the_panel_is_complete_and_nominal_is_real_plus_prices(levels):
    assert levels.index.get_level_values("province").nunique() == 31
    assert len(levels) == 310 and np.isfinite(levels.to_numpy()).all()
    np.testing.assert_allclose(levels["nominal"], levels["real"] + levels["prices"], rtol=EXACT)
    first = levels.xs(2015, level="year")
    assert (first["nominal"] == first["real"]).all()


@pytest.mark.parametrize(
    ("outcome", "slope", "error", "t"),
    [
        ("nominal", 0.0416, 0.0217, 1.92),
        ("real", 0.0006, 0.0080, 0.07),
        ("prices", 0.0410, 0.0189, 2.17),
    ],
)
def test_the_page_finds_the_referees_slopes(page, outcome, slope, error, t):
    fit = page("panel").both[outcome]
    assert round(float(fit.coef()["sales"]), 4) == slope
    assert round(float(fit.se()["sales"]), 4) == error
    assert round(float(fit.tstat()["sales"]), 2) == t


def test_the_page_finds_the_referees_slopes_over_one_to_nine_years(page):
    spans = page("panel").spans["slope"].unstack("outcome").round(3)
    referee = {
        "nominal": [0.011, 0.018, 0.021, 0.031, 0.047, 0.083, 0.078, 0.063, 0.050],
        "real": [0.000, -0.001, -0.002, -0.003, -0.001, 0.001, 0.001, 0.007, 0.011],
    }
    for outcome, slopes in referee.items():
        # A value that lies on the border of two roundings may fall on either side.
        np.testing.assert_allclose(spans[outcome], slopes, atol=0.00051)


def test_the_parts_add_up_at_every_step_and_every_span(page):
    shown = page("panel")
    for fits in shown.steps.values():
        slopes = {outcome: fits[outcome].coef()["sales"] for outcome in OUTCOMES}
        assert slopes["nominal"] == pytest.approx(slopes["real"] + slopes["prices"], rel=LIBRARY)
    wide = shown.spans["slope"].unstack("outcome")
    np.testing.assert_allclose(wide["nominal"], wide["real"] + wide["prices"], atol=LIBRARY)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_second_library_finds_the_decomposition(page, levels, outcome):
    from linearmodels.panel import PanelOLS

    shown = page("panel").both[outcome]
    theirs = PanelOLS(
        levels[outcome], levels[["sales"]], entity_effects=True, time_effects=True
    ).fit(cov_type="clustered", cluster_entity=True, auto_df=False, count_effects=False)
    # linearmodels multiplies the variance by n/(n − k), the page by G/(G − 1).
    n, g = 310, 31
    factor = np.sqrt(g / (g - 1) / (n / (n - 1)))
    assert theirs.params["sales"] == pytest.approx(shown.coef()["sales"], rel=LIBRARY)
    assert theirs.std_errors["sales"] * factor == pytest.approx(shown.se()["sales"], rel=LIBRARY)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_algebra_of_the_simulations_is_that_of_the_page(page, levels, outcome):
    shown, own = page("panel").both[outcome], panel.fit(levels, dependent=outcome)
    assert own.params["sales"] == pytest.approx(shown.coef()["sales"], rel=1e-6)
    assert own.t()["sales"] == pytest.approx(shown.tstat()["sales"], rel=1e-6)
    assert own.p()["sales"] == pytest.approx(shown.pvalue()["sales"], rel=1e-6)


def test_changes_equal_those_of_linearmodels(page, levels):
    from linearmodels.panel import PanelOLS

    change = levels.groupby(level="province").diff(6).dropna()
    theirs = PanelOLS(change["nominal"], change[["sales"]], time_effects=True).fit()
    assert page("panel").spans.loc[(6, "nominal"), "slope"] == pytest.approx(
        theirs.params["sales"], rel=LIBRARY
    )


def test_without_shanxi_the_nominal_slope_is_the_referees(levels):
    without = panel.fit(levels.drop("Shanxi", level="province"))
    assert round(without.params["sales"], 3) == 0.026


def test_on_a_balanced_panel_absorbing_is_subtracting_means(levels):
    means = (
        levels
        - levels.groupby("province").transform("mean")
        - levels.groupby("year").transform("mean")
        + levels.mean()
    )
    np.testing.assert_allclose(panel.within(levels), means, atol=1e-12)


def test_growth_of_a_province_is_volume_times_price():
    parts = panel.growth_parts("Shanxi", 2021)
    assert parts["nominal"] == pytest.approx(parts["real"] * parts["prices"])
    # Implied deflators that the data's own description prints, in per cent.
    printed = {
        ("Shanxi", 2021): 15.9,
        ("Inner Mongolia", 2021): 14.6,
        ("Xinjiang", 2021): 9.6,
        ("Shaanxi", 2021): 8.6,
        ("Ningxia", 2021): 8.2,
        ("Gansu", 2021): 6.2,
        ("Shanxi", 2017): 13.1,
        ("Shanxi", 2022): 6.4,
        ("Shanxi", 2023): -3.4,
        ("Shanxi", 2024): -4.8,
    }
    found = {place: 100 * (panel.growth_parts(*place)["prices"] - 1) for place in printed}
    assert {place: round(value, 1) for place, value in found.items()} == printed
    with pytest.raises(ValueError, match="no growth of Shanxi in 2015"):
        panel.growth_parts("Shanxi", 2015)


def test_the_provinces_add_up_to_the_growth_that_was_checked():
    checks = panel.growth_checks()
    assert checks["provinces"].round(2).tolist() == [
        7.45,
        7.31,
        6.93,
        6.53,
        2.63,
        8.25,
        2.94,
        5.44,
        5.01,
    ]
    assert checks["nation"].tolist()[:8] == [6.8, 6.9, 6.7, 6.0, 2.2, 8.4, 3.0, 5.2]
    # The two disagree by no more than the provinces' known excess over the nation.
    assert (checks["provinces"] - checks["nation"]).abs().max() < 0.66


def test_the_older_vintage_differs_as_was_checked():
    gaps = panel.vintage_gaps()
    apart = gaps.abs().round(6)
    assert len(gaps) == 210 and "Beijing" not in gaps.index.get_level_values("province")
    assert [int((apart < bound).sum()) for bound in (0.05, 0.35 + 1e-9, 0.55)] == [33, 182, 201]
    assert gaps["Tianjin", 2016] == pytest.approx(105.8 - 109.1)
    assert gaps["Liaoning", 2016] == pytest.approx(100.6 - 97.5)


def test_what_is_noisy_and_revised_is_found():
    reports = panel.noisy()
    assert reports["Qinghai", 2017] == pytest.approx(0.30, abs=0.005)
    assert reports["Shanxi", 2018] == pytest.approx(2.83, abs=0.005)
    assert len(reports) == 14 and reports.index.get_level_values("province").nunique() == 9
    revised = panel.revisions()
    names = ("Tianjin", "Jilin", "Yunnan")
    assert [round(100 * revised[name], 1) for name in names] == [-32.8, -25.8, 15.2]


def test_leaving_a_province_out_by_algebra_equals_refitting(levels):
    whole = panel.fit(levels)
    shifts = panel_inference.jackknife_map(levels) @ whole.residuals.to_numpy()
    names = levels.index.get_level_values("province").unique().sort_values()
    refitted = [
        panel.fit(levels.drop(name, level="province")).params["sales"] for name in names[::6]
    ]
    np.testing.assert_allclose((whole.params["sales"] - shifts)[::6], refitted, rtol=1e-9)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_leaving_provinces_out_gives_the_error_of_pyfixest(page, levels, outcome):
    # Without its adjustments pyfixest sums the squares of the shifts; ours has (G − 1)/G before.
    import pyfixest

    theirs = pyfixest.feols(
        f"{outcome} ~ sales | province + year",
        page("panel").logs,
        vcov={"CRV3": "province"},
        ssc=pyfixest.ssc(k_adj=False, G_adj=False),
    )
    whole = panel.fit(levels, dependent=outcome)
    shifts = panel_inference.jackknife_map(levels) @ whole.residuals.to_numpy()
    own, g = panel_inference.jackknife_error(shifts), len(shifts)
    assert float(theirs.se()["sales"]) * np.sqrt((g - 1) / g) == pytest.approx(own, rel=1e-6)


def test_the_fast_bootstrap_equals_refitting_every_draw(levels):
    unbalanced = levels.drop(panel.noisy().index)
    for frame, regressors, null in (
        (levels, ["sales"], 0.0),
        (unbalanced, ["sales", "broadband"], 0.02),
    ):
        wild = panel_inference.Wild(frame, regressors)
        drawn = panel_inference.bootstrap_weights(6, wild.clusters, seed=7)
        fast = wild.draws(drawn, null)
        under = frame.assign(nominal=frame["nominal"] - null * frame["sales"])
        if others := regressors[1:]:
            restricted = panel.fit(under, others).residuals
        else:
            restricted = panel.within(under[["nominal"]])["nominal"]
        codes = pd.factorize(frame.index.get_level_values("province"), sort=True)[0]
        for signs, t in zip(drawn, fast, strict=True):
            made = under["nominal"] - restricted + signs[codes] * restricted
            again = panel.fit(frame.assign(nominal=made), regressors)
            assert again.t()["sales"] == pytest.approx(t, rel=1e-8)


# From wildboottest 0.3.2 (statsmodels OLS on all dummies, 99,999 Rademacher draws, seed 1).
WILDBOOTTEST = {
    ("nominal", True): 0.04865,
    ("nominal", False): 0.15244,
    ("real", True): 0.94835,
    ("prices", True): 0.02963,
    ("prices", False): 0.15133,
}


@pytest.mark.parametrize(("outcome", "imposed"), WILDBOOTTEST)
def test_the_bootstrap_agrees_with_another_package(levels, outcome, imposed):
    wild = panel_inference.Wild(levels, dependent=outcome)
    own, theirs = wild.p() if imposed else wild.unrestricted_p(), WILDBOOTTEST[outcome, imposed]
    error = np.sqrt(2 * theirs * (1 - theirs) / panel_inference.MANY)
    assert abs(own - theirs) < SIMULATED * error


def test_the_bootstrap_tests_the_t_of_the_regression(levels):
    t = panel.fit(levels).t()["sales"]
    assert panel_inference.Wild(levels).t() == pytest.approx(t, rel=EXACT)
    both = panel_inference.Wild(levels, ["sales", "broadband"], coefficient="broadband")
    t = panel.fit(levels, ["sales", "broadband"]).t()["broadband"]
    assert both.t() == pytest.approx(t, rel=EXACT)


def test_with_few_provinces_the_bootstrap_converges_to_the_enumeration(levels):
    few = levels.loc[["Anhui", "Beijing", "Hebei", "Jilin", "Shanxi", "Yunnan", "Tibet", "Hunan"]]
    wild = panel_inference.Wild(few)
    every = np.array(list(itertools.product([-1.0, 1.0], repeat=wild.clusters)))
    exact = (np.abs(wild.draws(every)) >= abs(wild.t()) * (1 - 1e-12)).mean()
    draws = 20_000
    error = np.sqrt(exact * (1 - exact) / draws)
    assert abs(wild.p(draws=draws) - exact) < SIMULATED * error + 1 / draws


def test_bootstrap_p_values_do_not_depend_on_units(levels):
    scaled = levels.assign(nominal=1000 * levels["nominal"] + 5, sales=0.01 * levels["sales"])
    assert panel_inference.Wild(scaled).p(draws=999) == panel_inference.Wild(levels).p(draws=999)


def test_the_nominal_slope_lies_on_the_border_and_the_real_one_far_from_it(levels):
    nominal, real = (panel_inference.p_values(levels, outcome) for outcome in ("nominal", "real"))
    assert round(nominal["wild"], 3) == 0.050 and round(nominal["unrestricted"], 2) == 0.15
    assert round(nominal["jackknife"], 3) == 0.112
    assert min(real.values()) > 0.9


@pytest.mark.slow
@pytest.mark.parametrize("law", list(panel_inference.LAWS))
def test_under_a_true_null_the_bootstrap_rejects_one_time_in_twenty(law):
    rates = panel_inference.rejections.__wrapped__(law, 800, 199)
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


def test_t_of_a_lead_is_that_of_the_page(page, levels):
    cube = {
        name: levels[name].to_numpy().reshape(1, 31, 10) for name in ("nominal", "real", "sales")
    }
    for outcome in ("nominal", "real"):
        fast = panel_inference.lead_t(cube[outcome], cube["sales"])[0]
        shown = page("panel").leads[outcome].tstat()["after"]
        assert fast == pytest.approx(shown, rel=1e-6)


def test_the_lead_of_the_panel_is_in_prices(page):
    t = {outcome: float(fit.tstat()["after"]) for outcome, fit in page("panel").leads.items()}
    assert t["prices"] > t["nominal"] > 2 > abs(t["real"])


def test_without_noise_a_lead_is_rarely_found_and_with_noise_often():
    replications = 1_000
    clean = panel_inference.lead_rejections(0.0, 0.15, replications)
    # Half of a test at 5% lies on the positive side; the clustered t is a little too large.
    allowed = 0.035
    assert clean < allowed + SIMULATED * np.sqrt(allowed * (1 - allowed) / replications)
    assert panel_inference.lead_rejections(0.5, 0.15, replications) > 0.35


def test_planted_noise_is_seen_in_changes_over_two_years():
    rng = np.random.default_rng(4)
    index = planted(0.0, 1, provinces=400).index
    walk = rng.standard_normal((400, 10)).cumsum(axis=1)
    for share in (0.0, 0.5):
        reported = np.sqrt(1 - share) * walk + np.sqrt(share / 2) * rng.standard_normal((400, 10))
        frame = pd.DataFrame({"sales": reported.ravel()}, index=index)
        # 3,600 changes: the share is known to about 0.03.
        assert panel_inference.looks_like_noise(frame) == pytest.approx(share, abs=0.12)


@pytest.mark.parametrize(
    # Cinelli and Hazlett (2020), Table 1: the Darfur study, t = 4.18 with 783 degrees of freedom.
    ("t", "degrees", "value"),
    [(4.184, 783, 0.139)],
)
def test_the_robustness_value_is_that_in_print(t, degrees, value):
    assert round(panel_inference.robustness_value(t, degrees), 3) == value


def test_the_robustness_value_of_the_page_is_that_of_sensemakr(page):
    # PySensemakr 0.0.8 on statsmodels OLS with all dummies: rv_q and the partial R² behind it.
    shown = page("panel")
    assert shown.robustness == pytest.approx(0.242036692846098, rel=1e-6)
    own = panel_inference.robustness_value(4.559668391833566, 269)
    assert own == pytest.approx(0.242036692846098, rel=EXACT)


def test_a_confounder_as_strong_as_the_robustness_value_erases_the_slope(levels):
    one = panel.fit(levels)
    estimate, se = one.params["sales"], one.plain_se()["sales"]
    value = panel_inference.robustness_value(estimate / se, one.degrees)
    assert panel_inference.hidden_pull(value, value, se, one.degrees) == pytest.approx(estimate)


def test_leaving_out_prices_moves_the_slope_by_what_the_formula_says(levels):
    alone, beside = panel.fit(levels), panel.fit(levels, ["sales", "prices"])
    moved = alone.params["sales"] - beside.params["sales"]
    known = panel_inference.confounding(levels, "prices")
    assert moved == pytest.approx(known["pull"], rel=EXACT)
    assert known["pull"] > 0.95 * alone.params["sales"]


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
    with pytest.raises(ValueError, match="unknown law"):
        panel_inference.errors("lunar", levels, 2)
