"""What the page *Which trend?* shows: an edited sample moves all of it."""

import pandas as pd
import pytest

from helpers.exhibits import trend as exhibits
from helpers.methods.trend import PAIR, trend_fit

DIGITS = 0.006  # two decimals are shown


def bands(paper):
    fits = {"straight line": trend_fit(paper, (), 1), "curve": trend_fit(paper, (), 2)}
    return {name: fit.get_prediction().summary_frame() for name, fit in fits.items()}


def test_the_figure_says_how_far_each_trend_misses(paper):
    before = exhibits.trends_figure(paper["gdp"], bands(paper))
    paper = paper.copy()
    paper.loc[2018, "gdp"] += 100_000
    after = exhibits.trends_figure(paper["gdp"], bands(paper))
    assert before.alt != after.alt and before.behind.loc["2018", "GDP"] == "90.03"


def test_the_note_names_the_smallest_bic():
    index = pd.MultiIndex.from_tuples([("users", 0), ("", 2)])
    grid = pd.DataFrame({"t users": [2.0, None], "t shoppers": [None, None]}, index)
    shown = exhibits.grid_table(grid.astype(float).assign(**{"R²": 0.9, "BIC": [2.0, 1.0]}))
    assert shown.note == "Smallest BIC: the year alone; curve."
    assert shown.frame.loc["the year alone; curve", "t users"] == "–"


@pytest.mark.parametrize("degree, low", [(0, 5.17), (2, -8.47)])
def test_slopes_stand_with_their_intervals(paper, degree, low):
    fits = {each: trend_fit(paper, PAIR, each) for each in (0, 1, 2)}
    behind = exhibits.slopes_figure(fits).behind
    place = f"Online shoppers, {exhibits.TRENDS[degree]}"
    assert float(behind.loc[place, "From"].replace("−", "-")) == pytest.approx(low, abs=DIGITS)
