"""What the page *Situation* shows follows from what it is given."""

import pytest

from helpers import data
from helpers.exhibits import situation as situation_exhibits
from helpers.methods import situation


def test_domain_names_fall_only_in_years_of_new_rules():
    falls = data.load("modern")["domains"].diff()
    falls = falls.index[falls < 0]
    assert all(
        any(first <= year <= last for first, last in situation_exhibits.CLEARANCES)
        for year in falls
    )


@pytest.mark.slow
def test_sales_keep_their_gap_and_broadband_closes_it():
    sales, lines = (
        [situation.gap(series, year) for year in (2015, 2018, 2024)]
        for series in situation.PER_HEAD
    )
    assert min(sales) > 3
    assert lines[0] > lines[1] > lines[2] > 1
    frame = (
        situation_exhibits.gaps_table(situation.gaps())
        .frame.drop(columns="East over centre and west")
        .map(lambda text: float(text.replace(",", "")))
    )
    assert (
        frame[["East", "Centre", "Northeast", "West"]]
        .loc[[row for row in frame.index if row.endswith("2024")]]
        .idxmin(axis=1)
        == "Northeast"
    ).all()


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
    shown = situation_exhibits.provinces_figure(heads, national)
    assert "Tibet" in shown.alt and "987,654" in shown.alt and len(shown.behind) == 31


def test_a_fall_of_domain_names_is_counted():
    names = data.load("modern")["domains"].dropna()
    names[2024] = 1.0
    said = situation_exhibits.names_figure(names, []).alt
    assert "2024" in said and said != situation_exhibits.names_figure(names.drop(2024), []).alt
