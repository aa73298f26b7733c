"""What the page on the years after the sample shows: a gap is said, an order is counted."""

import pandas as pd

from helpers.exhibits import out_of_sample as exhibits


def test_the_gap_of_the_last_year_is_said_and_a_missing_print_is_not_invented(paper):
    years = [2019, 2020, 2021]
    forecast = pd.DataFrame(
        {"mean": 1e6, "obs_ci_lower": 9e5, "obs_ci_upper": 1.1e6}, index=pd.Index(years)
    )
    first = pd.Series({2019: 1e6, 2021: 2e6})
    shown = exhibits.forecast_figure(paper["gdp"], forecast, first, forecast["mean"] / first - 1)
    assert "−50.0% in 2021" in shown.alt
    assert shown.behind.loc["2020", "First print"] == "not found"


def test_the_caption_names_whoever_misses_least():
    errors = pd.DataFrame({"today": {"Table 4": 3e4, "curve": 2e4, "line": 1e4, "walk": 4e4}})
    shown = exhibits.rmse_table(errors)
    assert "line in time" in shown.caption
    assert shown.frame.loc["Table 4", "Today"] == "3.0\u00a0(3)"
