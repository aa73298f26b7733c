"""What the page *Selection* shows follows from what it is given."""

import pytest

from helpers.exhibits import selection as exhibits
from helpers.methods import selection

REPLICATIONS = 20_000


@pytest.fixture(scope="module")
def worlds():
    return {world: selection.survivors(world, REPLICATIONS, seed=1) for world in selection.WORLDS}


def test_the_tables_and_figures_state_their_error(worlds):
    assert "Monte Carlo standard error" in exhibits.survivor_table(selection.survival(worlds)).note
    assert "at least one in 100%" in exhibits.survivor_figure(worlds).alt
