"""What the page *Problems* shows: one row an indicator, and what is not measured says so."""

import pandas as pd

from helpers.exhibits import problems as exhibits
from helpers.methods import problems


def test_every_problem_has_a_row_and_two_are_not_measured():
    measured = problems.indicators()
    frame = exhibits.indicators_table(measured).frame
    assert {label[:3] for label in frame.index} == {"5.1", "5.2", "5.3", "5.4", "5.5"}
    assert (frame["Indicator"] == "nothing in our data").sum() == 2


def test_a_planted_value_is_shown_under_its_year():
    rows = pd.DataFrame({"indicator": ["buyers"], "first": [0.015], "last": [0.25]}, index=["5.1"])
    frame = exhibits.indicators_table(rows, 2001, 2002).frame
    assert frame.loc["5.1 Security"].tolist()[1:] == ["2%", "25%"]
    assert list(frame.columns) == ["Indicator", "2001", "2002"]
