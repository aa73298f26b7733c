"""What the page *Correlation* shows follows from what it is given."""

from helpers import data
from helpers.claims import reproduction
from helpers.exhibits import correlation, regressions, scorecard


def test_exhibits_show_a_changed_data_set_too(paper):
    """Whoever changes a value sees what moves, on the page as well."""
    changed = paper.assign(users=paper["users"] + 1)
    card = reproduction.scorecard(changed)
    reproduced = reproduction.cell_counts(card)["reproduced"]
    assert reproduced < 65
    assert f"{reproduced} dots" in scorecard.misfits_figure(card).alt
    for make in (
        correlation.table1,
        regressions.table2,
        regressions.table3,
        regressions.table4,
        scorecard.verdicts_table,
        scorecard.misses_table,
        scorecard.scorecard_table,
    ):
        assert make(card)._repr_html_()


def test_labels_of_a_figure_keep_their_digits():
    shown = correlation.levels_and_growth_figure(data.load("paper"), "ecommerce")
    r = data.load("paper").corr().loc["gdp", "ecommerce"]
    assert f"Levels: r = {r:.3f}" in shown.svg[0]
