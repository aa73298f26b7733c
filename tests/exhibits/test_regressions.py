"""What the page *Regressions* shows: print beside computation, and an edited frame moves both."""

from helpers import data
from helpers.claims import reproduction
from helpers.exhibits import regressions as exhibits
from helpers.methods import ols


def test_a_cell_that_is_no_longer_reproduced_shows_what_the_data_give():
    frame = data.load("paper")
    users = ("Internet users", "Coefficient")
    same = exhibits.table4(reproduction.scorecard()).frame.loc[users]
    frame.loc[2018, "users"] += 5_000
    moved = exhibits.table4(reproduction.scorecard(frame)).frame
    assert same == "4.3394" and moved.loc["Internet users", "Coefficient"].startswith(
        "4.3394, here"
    )


def test_the_rising_lines_name_the_series_that_grew_most():
    frame = data.load("paper")
    before = exhibits.rising_figure(frame).alt
    frame.loc[2018, "domains"] *= 50
    assert exhibits.rising_figure(frame).alt != before


def test_the_block_of_eviews_takes_the_statistics_it_is_given():
    fit = ols.ols(data.load("paper"), "table4")
    statistics = ols.summary_statistics(fit) | {"dw": 1.234567}
    shown = exhibits.eviews(statistics, fit, "Table 4", "tab-planted")
    assert "1.234567" in shown._repr_html_()
