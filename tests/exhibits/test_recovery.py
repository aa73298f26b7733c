"""What the page *Recovery* shows follows from what it is given."""

import pandas as pd
import pytest

from helpers.exhibits import recovery
from helpers.recovery import searches, sensitivity


def test_two_drawings_of_the_same_figure_are_equal_byte_by_byte():
    assert (
        recovery.splice_figure(searches.splice()).svg
        == recovery.splice_figure(searches.splice()).svg
    )


@pytest.mark.slow
def test_only_the_2019_yearbook_stands_left_of_the_line():
    behind = recovery.vintages_figure(searches.vintage_misfits()).behind
    assert behind.index[
        [float(text.replace(",", "")) <= 1 for text in behind["Users as recovered"]]
    ].tolist() == ["CSY2019"]


def test_the_funnel_shows_the_numbers_it_is_given():
    found = pd.DataFrame(
        {"table": [4], "candidates": [1_000_000], "passed": [20], "fit": [3]}, index=["users"]
    )
    shown = recovery.funnel_figure(found)
    assert "1,000,000 to 20 to 3" in shown.alt and "1,000,000" in shown.caption
    assert ">20</text>" in shown.svg[0]


@pytest.mark.slow
def test_without_the_sharpest_cell_the_limits_are_wider():
    every = sensitivity.breaking_changes()
    without = sensitivity.breaking_changes(left_out=(recovery.SHARPEST,))
    assert recovery.SHARPEST not in set(without["breaks_up"]) | set(without["breaks_down"])
    # a hundredth for arithmetic noise, as in test_sensitivity
    assert (without["smallest"] >= 0.99 * every["smallest"]).all()
    assert (without["smallest"] > 1.5 * every["smallest"]).any()


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.000148, "0.00015"), (0.0996, "0.10"), (0.00999, "0.010"), (1.96, "2.0"), (12.3, "12")],
)
def test_small_numbers_keep_two_digits(value, text):
    assert recovery._small(value) == text
