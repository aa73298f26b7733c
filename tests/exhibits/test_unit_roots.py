"""What the page *Unit roots* shows follows from what it is given."""

import numpy as np
import pytest

from helpers import data
from helpers.exhibits import unit_roots as exhibits
from helpers.methods import unit_roots

WALKS = np.cumsum(np.random.default_rng(7).standard_normal((15, 4)), axis=0)


@pytest.mark.parametrize(
    "call, word",
    [
        (lambda: unit_roots.critical_value(trend="quadratic"), "trend"),
        (lambda: unit_roots.critical_value(level=0.025), "0.025"),
        (lambda: unit_roots.unit_root_statistics("Dickey", WALKS, 0, "c"), "Dickey"),
        (lambda: unit_roots.adf([1.0, np.nan, 2.0]), "gaps"),
        (lambda: exhibits.lag_table(data.load("paper"), transform="cubes"), "cubes"),
    ],
)
def test_bad_input_is_named(call, word):
    with pytest.raises(ValueError, match=word):
        call()
