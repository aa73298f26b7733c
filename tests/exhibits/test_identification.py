"""What the page *Identification* shows follows from what it is given."""

import pandas as pd

from helpers.exhibits import identification as exhibits
from helpers.methods import identification


def test_the_diagram_counts_the_back_doors_and_says_every_arrow():
    nodes, arrows = identification.dated_nodes(), identification.dated_arrows()
    shown = exhibits.causes_figure(nodes, arrows)
    assert shown.caption.startswith("Three back doors") and shown.is_column
    assert "In question: E-commerce to Product." in shown.alt
    assert len(shown.behind) == len(arrows)
    fewer = arrows[arrows["cause"] != "prices"]
    assert exhibits.causes_figure(nodes, fewer).caption.startswith("Two back doors")


def test_the_figure_of_paths_counts_the_groups_that_gain():
    starts = {"early": 1, "late": 6}
    paths = identification.treated_paths(1.0)
    assert "helps two groups" in exhibits.paths_figure(paths, starts).caption
    paths.loc[9, "late"] = -5.0
    shown = exhibits.paths_figure(paths, starts)
    assert "helps one groups" not in shown.caption and "one group of two" in shown.caption


def test_the_table_of_comparisons_says_the_coefficient():
    compared = identification.timing_comparisons(identification.treated_paths(1.0), 1, 6)
    shown = exhibits.comparisons_table(compared, -1.0)
    assert shown.caption.endswith("to −1.00") and not shown.cards
    assert shown.frame["Weight"].tolist() == ["20%", "80%"]


def test_the_caption_of_wrong_signs_names_the_first_growth_that_misleads_half():
    rates = pd.DataFrame({"all years": [0.0, 0.2, 0.6], "fair": [0.0] * 3}, index=[0.0, 0.3, 0.5])
    shown = exhibits.wrong_signs_figure(rates)
    assert "grows by 0.5 of itself" in shown.caption and "in 60% of panels" in shown.caption
    harmless = exhibits.wrong_signs_figure(rates * 0.1)
    assert "at most 6% of panels" in harmless.caption


def test_the_table_of_studies_counts_them_and_a_phone_shows_it_without_scrolling():
    found = identification.studies()
    shown = exhibits.studies_table(found)
    assert shown.caption.startswith("Ten studies") and len(shown.frame) == len(found)
    assert shown.frame.shape[1] == 2
