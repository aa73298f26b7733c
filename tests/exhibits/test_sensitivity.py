"""What the page *Sensitivity* shows follows from what it is given."""

import pytest

from helpers import data
from helpers.exhibits import sensitivity as sensitivity_exhibits
from helpers.recovery import sensitivity


@pytest.mark.slow
def test_the_breaking_table_lists_all_values_and_flags_every_status():
    shown = sensitivity_exhibits.breaking_table(
        sensitivity.breaking_changes(),
        sensitivity.cells_left()["fewest"],
        data.load("paper", form="tidy").set_index(["series", "year"])["status"],
    )
    assert len(shown.frame) == 75
    assert (
        shown.frame["Status"].value_counts().to_dict()
        == data.load("paper", form="tidy")["status"].value_counts().to_dict()
    )


@pytest.mark.slow
def test_without_the_sharpest_cell_the_limits_are_wider():
    every, without = (
        sensitivity.breaking_changes(),
        sensitivity.breaking_changes(left_out=(sensitivity_exhibits.SHARPEST,)),
    )
    assert sensitivity_exhibits.SHARPEST not in set(without["breaks_up"]) | set(
        without["breaks_down"]
    )
    # a hundredth for arithmetic noise, as in test_sensitivity
    assert (without["smallest"] >= 0.99 * every["smallest"]).all() and (
        without["smallest"] > 1.5 * every["smallest"]
    ).any()


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.000148, "0.00015"), (0.0996, "0.10"), (0.00999, "0.010"), (1.96, "2.0"), (12.3, "12")],
)
def test_small_numbers_keep_two_digits(value, text):
    assert sensitivity_exhibits._small(value) == text
