"""What the page *Situation* shows follows from what it is given."""

import re

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


@pytest.mark.slow
@pytest.mark.parametrize(
    "exhibit",
    [
        situation_exhibits.turnover_figure,
        situation_exhibits.people_figure,
        situation_exhibits.names_figure,
        situation_exhibits.provinces_figure,
    ],
)
def test_figures_say_in_words_what_they_draw(exhibit):
    shown = exhibit()
    assert re.search(r"\d", shown.alt) and len(shown.behind) > 10
    assert "#" not in re.sub(
        r"url\(#|href=\"#", "", re.sub(r"var\(--series-\d, #[0-9a-f]+\)", "", "".join(shown.svg))
    )
