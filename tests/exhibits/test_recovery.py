"""What the page *Recovery* shows follows from what it is given."""

import pytest

from helpers.exhibits import recovery
from helpers.recovery import searches


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
