"""How sure the book is: conclusions agree with the regressions, and a planted fault is seen."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.outliers_influence import variance_inflation_factor

from helpers import data
from helpers.claims import certainty
from helpers.methods import ols

FIRST, DROPPED, NEGATIVE, REPEAT, TREND, SHOPPERS, UNRELATED = certainty.CONCLUSIONS


def holds(frame):
    return {
        name: bool(value)
        for name, value in certainty.which_stand(frame.to_numpy(), frame.index).items()
        if value is not None
    }


def from_regressions(frame):
    growth = ols.log_growth(frame)
    table = {name: ols.ols(frame, name) for name in ("table2", "table3", "table4")}
    time = pd.Series(np.arange(len(frame), dtype=float), frame.index)
    trend = ols.ols(
        pd.DataFrame({"gdp": frame["gdp"], "time": time, "square": time**2}), ("time", "square")
    )
    design = table["table2"].model.exog
    return {
        FIRST: bool((table["table4"].pvalues[["users", "shoppers"]] < 0.05).all()),
        DROPPED: bool(table["table3"].pvalues["ecommerce"] > 0.05),
        NEGATIVE: bool(table["table2"].params["domains"] < 0),
        REPEAT: max(variance_inflation_factor(design, place) for place in range(1, 5)) > 10,
        TREND: bool(table["table4"].rsquared <= trend.rsquared),
        SHOPPERS: bool(ols.ols(growth, "table4").pvalues["shoppers"] > 0.05),
        UNRELATED: bool(ols.ols(growth, ("ecommerce",)).pvalues["ecommerce"] > 0.05),
    }


@pytest.mark.parametrize("seed", range(6))
def test_conclusions_agree_with_the_regressions_on_any_data(paper, seed):
    rng = np.random.default_rng(seed)
    frame = paper * np.exp(0.3 * (seed > 0) * rng.standard_normal(paper.shape))
    assert holds(frame) == from_regressions(frame)


def test_a_stack_gives_what_its_members_give(paper):
    rng = np.random.default_rng(3)
    stack = paper.to_numpy() * np.exp(
        0.2 * rng.standard_normal((20, *paper.shape)) * np.array([0, 1, 1, 1, 1])
    )
    together = certainty.which_stand(stack, paper.index)
    for place, values in enumerate(stack):
        alone = certainty.which_stand(values, paper.index)
        assert {name: bool(value[place]) for name, value in together.items()} == {
            name: bool(value) for name, value in alone.items()
        }


def test_planted_growth_makes_conclusions_fall(paper):
    frame = paper.copy()
    frame["shoppers"] = frame["ecommerce"] = frame["gdp"] ** 2 * np.exp(
        np.tile([0, 0.001, 0.003], 5)
    )
    frame["ecommerce"] *= np.exp(np.tile([0.002, 0, 0.001, 0, 0.003], 3))
    found = holds(frame)
    assert not found[SHOPPERS] and not found[UNRELATED]


def test_independent_regressors_do_not_repeat_each_other(paper):
    noise = np.random.default_rng(11).lognormal(size=paper.shape)
    assert not holds(pd.DataFrame(noise, paper.index, paper.columns))[REPEAT]


def test_growth_needs_every_year(paper):
    found = certainty.which_stand(paper.drop(index=2009).to_numpy(), paper.index.drop(2009))
    assert [name for name, value in found.items() if value is None] == [SHOPPERS, UNRELATED]


def test_only_unsure_cells_are_moved(paper):
    stack = certainty.perturbed_data(0.1)
    moved = (stack != paper.to_numpy()).any(axis=0)
    status = data.load("paper", form="tidy").pivot(index="year", columns="series", values="status")[
        list(data.SERIES)
    ]
    assert (moved == status.isin(["fitted", "unverified"]).to_numpy()).all()
    assert np.abs(stack / paper.to_numpy() - 1).max() <= 0.1 + 1e-12


def test_shares_are_the_same_on_every_run():
    assert (certainty.perturbed_data(0.1) == certainty.perturbed_data(0.1)).all()
    assert certainty.standing_shares.__wrapped__(0.1) == certainty.standing_shares(0.1)


def test_a_share_outside_its_range_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        certainty.standing_shares(1.5)


def test_gdp_holds_no_unsure_value():
    # `resting` leaves it out, and the trend in the conclusions is fitted once for a whole stack.
    assert not certainty.unsure()["gdp"].any()
