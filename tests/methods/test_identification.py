"""What would identify an effect: no cycles, a known decomposition, planted effects."""

from graphlib import CycleError

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.diagnostic import het_breuschpagan

from helpers import data, paths
from helpers.methods import identification

EXACT = 1e-9  # relative; an identity in double precision
SIMULATED = 4  # standard errors of a simulated share
WHEN = ["last year", "this year", "next year"]


def error(share, replications):
    """Monte Carlo standard error of a share."""
    return np.sqrt(share * (1 - share) / replications)


def test_no_arrow_runs_back_in_time_and_nothing_causes_itself():
    nodes, arrows = identification.dated_nodes(), identification.dated_arrows()
    assert set(arrows["cause"]) | set(arrows["effect"]) == set(nodes.index)
    when = nodes["when"].map(WHEN.index)
    assert (when[arrows["cause"]].to_numpy() <= when[arrows["effect"]].to_numpy()).all()
    order = identification.causal_order(arrows)
    for cause, effect in arrows[["cause", "effect"]].to_numpy():
        assert order.index(cause) < order.index(effect)


def test_a_circle_is_refused():
    circle = pd.DataFrame({"cause": ["income", "sales"], "effect": ["sales", "income"]})
    with pytest.raises(CycleError):
        identification.causal_order(circle)


def test_back_doors_and_designs_are_what_the_arrows_say():
    arrows = identification.dated_arrows()
    doors = identification.common_causes(arrows, "ecommerce", "product")
    assert doors == set(arrows.loc[arrows["kind"] == identification.BACK_DOOR, "cause"])
    assert identification.instruments(arrows, "ecommerce", "product") == {"rollout"}
    # A roll-out that goes where infrastructure is good is no instrument.
    chosen = pd.DataFrame({"cause": ["roads"], "effect": ["rollout"]})
    planned = pd.concat([arrows, chosen])
    assert identification.instruments(planned, "ecommerce", "product") == set()


def test_a_lot_finds_the_effect_that_was_put_in_and_the_slope_does_not(page):
    shown = page("identification")
    by_lot, n = shown.gain / shown.access, len(shown.income)
    # Income less the effect has variance 0.7² + 1; half the people are drawn.
    spread = np.sqrt(1.49 / n) * 2 / shown.access
    assert abs(by_lot - shown.truth) < SIMULATED * spread
    # What last year's income adds: 0.7 × 0.5 over the variance of buying online.
    variance = 0.25 + 0.16 + 1
    assert shown.slope == pytest.approx(shown.truth + 0.35 / variance, abs=SIMULATED * 0.006)


def test_by_lot_is_two_stage_least_squares(page):
    shown = page("identification")
    assert shown.iv.params.iloc[-1] == pytest.approx(shown.gain / shown.access, rel=EXACT)


def test_the_programme_helps_everywhere_and_the_regression_says_the_contrary(page):
    shown = page("identification")
    assert (shown.trial.loc[shown.trial["treated"] == 1, "output"] > 0).all()
    assert shown.twfe.coef()["treated"] == pytest.approx(-1, rel=1e-6)
    first = shown.trial.query("year < 6 and treated == 1")["output"].mean()
    assert shown.not_yet.coef()["treated"] == pytest.approx(first, rel=1e-6)


@pytest.mark.parametrize(("early", "late", "years"), [(1, 6, 10), (3, 7, 10), (2, 3, 5)])
def test_the_weighted_comparisons_are_the_coefficient_of_the_regression(early, late, years):
    rng = np.random.default_rng(years)
    paths_drawn = pd.DataFrame(
        rng.standard_normal((years, 2)), index=range(years), columns=["early", "late"]
    )
    long = paths_drawn.stack().rename_axis(["year", "group"]).rename("y").reset_index()
    start = long["group"].map({"early": early, "late": late})
    dummies = pd.get_dummies(long[["year", "group"]].astype(str), drop_first=True, dtype=float)
    design = sm.add_constant(dummies.assign(treated=(long["year"] >= start).astype(float)))
    coefficient = sm.OLS(long["y"], design).fit().params["treated"]
    found = identification.timing_comparisons(paths_drawn, early, late)
    assert (found["weight"] * found["estimate"]).sum() == pytest.approx(coefficient, rel=EXACT)
    assert found["weight"].sum() == pytest.approx(1) and (found["weight"] > 0).all()


def test_the_comparisons_need_years_before_between_and_after():
    with pytest.raises(ValueError, match="no years before"):
        identification.timing_comparisons(identification.treated_paths(1.0), 0, 6)


def test_the_page_uses_the_design_of_the_simulation(page):
    shown = page("identification")
    assert shown.starts == {"early": identification.EARLY, "late": identification.LATE}
    np.testing.assert_allclose(shown.paths, identification.treated_paths(shown.growth))
    assert len(shown.trial) == 2 * identification.PROVINCES * identification.YEARS


def test_an_effect_that_does_not_grow_is_no_trap_and_one_that_grows_is():
    flat = identification.wrong_signs(0.0, noise=0.1, replications=200)
    assert flat == {"all years": 0.0, "before the late start": 0.0}
    # At a growth of one half the weighted comparisons cancel: half of the panels are negative.
    parts = identification.timing_comparisons(identification.treated_paths(0.5), 1, 6)
    assert (parts["weight"] * parts["estimate"]).sum() == pytest.approx(0, abs=EXACT)
    replications = 2_000
    share = identification.wrong_signs(0.5, replications=replications)["all years"]
    assert abs(share - 0.5) < SIMULATED * error(0.5, replications)
    assert identification.wrong_signs(1.0)["all years"] > 0.99


def test_the_spread_of_the_papers_residuals_is_what_the_referee_found(page):
    shown = page("identification")
    assert round(shown.breusch_pagan, 2) == 0.39 and round(shown.koenker, 2) == 0.08


def test_the_fast_breusch_pagan_is_that_of_statsmodels():
    frame = pd.read_csv(paths.DATA / "paper_wide.csv", index_col="year")
    x = sm.add_constant(frame[["users", "shoppers"]])
    rng = np.random.default_rng(identification.SEED)
    replications = 300
    errors = rng.standard_normal((replications, len(x))) * np.linspace(1, 5, len(x))
    rejected = [
        het_breuschpagan(sm.OLS(one, x).fit().resid, x, robust=False)[1] < 0.05 for one in errors
    ]
    assert identification.breusch_pagan_power(5.0, replications) == np.mean(rejected)


def test_with_equal_spread_the_test_rejects_no_more_often_than_it_should():
    replications = 20_000
    share = identification.breusch_pagan_power(1.0, replications)
    assert share < 0.05 + SIMULATED * error(0.05, replications)


def test_shares_that_do_not_sum_to_one_are_refused():
    with pytest.raises(ValueError, match="do not sum to one"):
        identification.shift_share([0.2, 0.3], [0.1, 0.1])


def test_every_study_says_where_it_was_read_and_its_number_stands_in_its_finding():
    found = identification.studies()
    assert (found["status"] == "seen").all() and found["source"].str.len().min() > 10
    for study, row in found.dropna(subset="low").iterrows():
        plain = row["finding"].replace(",", "")
        for number in {row["low"], row["high"]}:
            assert f"{number:g}" in plain, study


def test_studies_that_the_bibliography_holds_are_named_by_its_keys():
    entries = (paths.BOOK / "references.bib").read_text(encoding="utf-8")
    for key in filter(None, identification.studies()["cited"].fillna("")):
        assert f"{{{key}," in entries


def test_the_diagram_is_described_in_the_data_package():
    assert {"dated_nodes", "dated_arrows", "studies"} <= set(data.resources())
