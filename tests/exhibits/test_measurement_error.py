"""What the page on measurement error shows follows from what it is given."""

import numpy as np
import pandas as pd
import pytest

from helpers.exhibits import measurement_error as exhibits


def test_slopes_in_the_caption_are_those_of_the_dots():
    x = np.arange(10.0)
    shown = exhibits.flattening_figure(x, 2 * x, 3 * x)
    assert "from 3.00 to 1.50" in shown.caption and "1.50" in shown.alt


@pytest.mark.parametrize("value, verdict", [(1.0, "agree in sign"), (-1.0, "disagree in sign on")])
def test_signs_decide_the_caption(value, verdict):
    implied = pd.DataFrame({"users": [2.0, value], "shoppers": [-3.0, -4.0]})
    shown = exhibits.reverse_table(implied, 4)
    assert f"two regressions {verdict}" in shown.caption and not shown.cards
    assert shown.frame.loc["Online shoppers"].tolist() == ["−4.00", "−3.00", "0 of 2"]


def test_what_is_left_of_a_slope_is_said():
    index = pd.MultiIndex.from_product([("levels", "changes"), (0.0, 0.05, 0.1)])
    slopes = pd.DataFrame({"users": [4.0, 3, 2, 4, 1, 0.5], "shoppers": [6.0] * 6}, index=index)
    shown = exhibits.error_size_figure(slopes)
    assert shown.caption == "An error of 5% leaves 75% of users' slope in levels and 25% in changes"
    assert shown.behind.loc["5%", "Internet users, changes"] == "1.00"
