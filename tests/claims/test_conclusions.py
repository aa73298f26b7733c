"""The verdict follows from the evidence: other worlds move statements, and none makes a cause."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers import data
from helpers.claims import conclusions
from helpers.methods import coefficients

HELD = {"reproduction", "together", "growth", "describes"}
SEEDS = range(12)  # of the worlds


@pytest.fixture(scope="module")
def paper():
    return data.load("paper")


def by_id(statements):
    return {one.id: one for one in statements}


# Worlds in which the truth is known: fifteen years of five series in the units of the paper.


def world(seed, kind):
    """Series of a world in which GDP is moved by turnover, by time alone, or by nothing."""
    rng, years = np.random.default_rng(seed), np.arange(15.0)
    drifts = {"ecommerce": 20_000, "domains": 250, "users": 5_000, "shoppers": 4_000}
    frame = pd.DataFrame(index=pd.RangeIndex(2004, 2019, name="year"))
    for name, drift in drifts.items():
        frame[name] = drift * (1 + years) * np.exp(0.05 * rng.standard_normal(15))
    noise = rng.standard_normal(15)
    frame["gdp"] = {
        "effect": 100_000 + 2.0 * frame["ecommerce"] + 500 * noise,
        "trend": 100_000 + 50_000 * years + 5_000 * noise,
        "noise": 500_000 + 50_000 * noise,
    }[kind]
    return frame


@pytest.mark.parametrize("kind", ["effect", "trend", "noise"])
@pytest.mark.parametrize("seed", SEEDS)
def test_no_world_makes_a_causal_statement_hold(kind, seed):
    found = conclusions.from_data(world(seed, kind))
    causal = [one for one in found if one.kind == conclusions.CAUSAL]
    assert len(causal) >= 2 and not any(one.holds for one in causal)
    assert all("What would decide it" in one.condition for one in causal)


CAUSES = re.compile(r"\b(raised|because|caused?|effects?|adds|promotes?|drives?|leads? to)\b")


def test_whatever_speaks_of_a_cause_is_of_the_kind_that_cannot_hold():
    for one in conclusions.statements():
        assert bool(CAUSES.search(one.text)) == (one.kind == conclusions.CAUSAL), one.text


@pytest.mark.parametrize("seed", SEEDS)
def test_in_a_world_of_noise_nothing_holds_that_needs_a_relation(seed):
    held = {one.id for one in conclusions.from_data(world(seed, "noise")) if one.holds}
    assert not held & {"reproduction", "together", "describes", "forecasts", "no-difference"}


def test_a_planted_difference_is_not_called_none_and_a_precise_zero_is():
    """Turnover's coefficient is 2 in one world; in the other GDP follows users alone, exactly."""
    planted = by_id(conclusions.from_data(world(1, "effect")))
    assert not planted["no-difference"].holds and planted["no-difference"].p > 0.99
    frame = world(1, "trend")
    frame["gdp"] = 1e5 + 20 * frame["users"] + np.random.default_rng(1).standard_normal(15)
    assert by_id(conclusions.from_data(frame))["no-difference"].holds


def test_users_that_move_with_growth_are_found_and_counted_four_times():
    rng = np.random.default_rng(3)
    frame = world(3, "trend")
    growth = 0.1 + 0.05 * rng.standard_normal(14)
    frame.loc[2005:, "users"] = frame.loc[2004, "users"] * np.exp(np.cumsum(2 * growth))
    frame.loc[2005:, "gdp"] = frame.loc[2004, "gdp"] * np.exp(np.cumsum(growth))
    found = by_id(conclusions.from_data(frame))["growth"]
    assert found.holds and found.p < 1e-6
    assert not by_id(conclusions.from_data(world(3, "noise")))["growth"].holds


def test_series_that_slow_down_together_move_together_in_growth():
    """As the evidence says: no effect is needed for it, so the statement shows none."""
    held = [by_id(conclusions.from_data(world(s, "trend")))["growth"].holds for s in SEEDS]
    assert sum(held) > len(SEEDS) / 2


def test_the_equivalence_test_is_the_larger_of_two_one_sided_ones():
    """Against the 90% interval: it lies within the bound just when p < 0.05."""
    for effect in (-0.3, -0.05, 0.0, 0.02, 0.08, 0.2):
        for se in (0.01, 0.03, 0.06, 0.3):
            reach = stats.t.ppf(0.95, 10) * se
            inside = effect - reach > -0.1 and effect + reach < 0.1
            assert (coefficients.equivalence_p(effect, se, 10, 0.1) < 0.05) == inside


def test_an_equivalence_test_needs_a_bound():
    with pytest.raises(ValueError, match="must be positive"):
        coefficients.equivalence_p(0, 1, 10, 0)


# On the recovered data.


def test_what_holds_on_the_recovered_data():
    assert {one.id for one in conclusions.statements() if one.holds} == HELD


def test_every_statement_has_a_condition_and_a_page_of_the_book():
    from tools.build.book import notebook_files

    pages = {path.stem for path in notebook_files()}
    found = conclusions.statements()
    assert {one.page for one in found} <= pages and len(by_id(found)) == len(found)
    assert all(one.condition and one.evidence for one in found)
    assert {one.kind for one in found} == set(conclusions.KINDS)


@pytest.mark.parametrize(
    "change, said",
    [
        ({"kind": "opinion"}, "'opinion' is no kind"),
        ({"condition": " "}, "needs its condition"),
        ({"kind": "causal", "holds": True}, "cannot hold"),
    ],
)
def test_a_statement_that_cannot_be_is_refused(change, said):
    usual = {"id": "x", "text": "X.", "kind": "association", "holds": False, "condition": "if"}
    with pytest.raises(ValueError, match=said):
        conclusions.Statement(**usual | change, evidence="", page="")


def test_a_spoilt_data_set_is_not_called_reproduced(paper):
    spoilt = paper.copy()
    spoilt["shoppers"] = spoilt["shoppers"].to_numpy()[::-1]
    assert not conclusions._reproduction(spoilt).holds
    assert not conclusions._together(spoilt).holds


def test_a_close_fit_that_misses_the_next_year_does_not_describe(paper):
    """All GDP a tenth higher: R² is what it was, and the first print is not met."""
    found = by_id(conclusions.from_data(paper.assign(gdp=1.1 * paper["gdp"])))
    assert not found["describes"].holds
    assert by_id(conclusions.from_data(paper))["describes"].holds


def test_the_growth_of_users_pays_for_the_three_others(paper):
    growth = np.log(paper).diff().dropna()
    single = stats.pearsonr(growth["gdp"], growth["users"]).pvalue
    assert by_id(conclusions.statements())["growth"].p == pytest.approx(4 * single)


def test_a_flat_durbin_watson_would_clear_the_standard_errors():
    assert conclusions._errors(p=0.5).holds


def test_the_best_of_four_regressors_pays_for_the_other_three():
    assert not conclusions._survives(lambda kind: [0.5, 0.5, 0.5, 0.02]).holds
    assert conclusions._survives(lambda kind: [0.5, 0.5, 0.5, 0.005]).holds


def test_holms_rule_is_applied_to_every_statement_that_a_p_value_decides():
    def one(p):
        return conclusions.Statement("x", "X.", "association", False, "if", "", "", p)

    found = conclusions.tries([one(0.02), one(0.03), one(0.9), one(None)])
    assert (found.statements, found.decided, found.surviving) == (4, 3, 0)
    assert found.adjusted == pytest.approx(0.06)  # by the rule for false discoveries 0.045
    assert found.chance == pytest.approx(1 - 0.95**3)


def test_the_answer_says_whether_the_arithmetic_is_sound(paper):
    spoilt = paper.copy()
    spoilt["shoppers"] = spoilt["shoppers"].to_numpy()[::-1]
    assert "is sound" in conclusions.answer()[1]
    answer, reason = conclusions.answer(conclusions._reproduction(spoilt))
    assert "is not all sound" in reason and answer == conclusions.answer()[0]
