"""What the page *Selection* shows follows from what it is given."""

from collections import Counter

import pandas as pd
import pytest

from helpers.exhibits import selection as exhibits
from helpers.methods import selection

REPLICATIONS = 20_000


@pytest.fixture(scope="module")
def worlds():
    return {world: selection.survivors(world, REPLICATIONS, seed=1) for world in selection.WORLDS}


def test_among_drifts_the_figure_says_that_something_always_survives(worlds):
    assert "at least one in 100%" in exhibits.survivor_figure(worlds).alt


def test_samples_without_some_years_are_counted_by_what_survives():
    counted = {2: Counter({("users", "shoppers"): 3, ("users",): 1}), 3: Counter({("users",): 5})}
    drawn = exhibits.left_out_figure(counted)
    assert drawn.behind.loc["Internet users"].tolist() == ["1", "5"]
    assert "Without three years, of 5 samples: Internet users in 5" in drawn.alt


def test_the_papers_model_is_in_the_table_however_little_it_weighs():
    papers = (("users", "shoppers"), 0)
    others = [((name,), degree) for name in selection.REGRESSORS for degree in (1, 2)]
    weights = pd.Series({model: place / 36 for place, model in enumerate([papers, *others])})
    shown = exhibits.weights_table(weights, weights, weights)
    assert shown.frame.loc["Internet users and online shoppers; no trend", "Among these"] == "0.0%"
