"""What the page *Situation* shows follows from what it is given."""

import pandas as pd
import pytest

from helpers import data
from helpers.exhibits import situation as situation_exhibits
from helpers.methods import situation


def test_domain_names_fall_only_in_years_of_new_rules():
    """The page says so in words."""
    falls = data.load("modern")["domains"].diff()
    falls = falls.index[falls < 0]
    assert len(falls) and all(
        any(first <= year <= last for first, last in situation.CLEARANCES) for year in falls
    )


@pytest.mark.slow
def test_sales_keep_their_gap_and_broadband_closes_it():
    gaps = situation.gaps((2015, 2018, 2024))
    assert gaps["ecommerce_sales"].min() > 3
    assert (gaps["broadband_users"].diff().dropna() < 0).all() and gaps["broadband_users"].min() > 1


def test_the_totals_of_the_text_and_the_step_of_the_survey_are_said():
    official, paper = situation.chain("official"), situation.chain("paper")
    shown = situation_exhibits.turnover_figure(
        official, paper, [2024], {2010: 88.8, 2019: 99.9}, 7.77
    )
    assert "88.8 in 2010 and 99.9 in 2019" in shown.alt and "7.77 times" in shown.alt
    assert "hollow in 2024" in shown.alt


def test_the_highest_province_is_named():
    heads, national = situation.per_head("ecommerce_sales", 2018)
    heads["Tibet"] = 987_654.0
    shown = situation_exhibits.provinces_figure(heads, national, 2018)
    assert "Tibet" in shown.alt and "987,654" in shown.alt and len(shown.behind) == 31


def test_the_series_of_the_regressions_breaks_where_its_maker_changes():
    official, used = situation.chain("official"), situation.chain("paper")
    used[2017] = 555_000.0
    said = situation_exhibits.turnover_figure(official, used, [], {2010: 1, 2019: 2}, 1.0).alt
    assert "then 55.5 in 2017" in said


def test_growth_is_shown_only_where_a_source_has_both_years():
    rates = {"A": situation.growth(pd.Series({2009: 1.0, 2010: 1.5}))}
    frame = situation_exhibits.growth_by_source(rates, {2010: "40%", 2019: "13%"}).frame
    assert frame.loc["A"].tolist() == ["50.0%", "—"]
    assert frame.loc["The paper's text"].tolist() == ["40%", "13%"]
