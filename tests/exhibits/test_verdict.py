"""What the page *Verdict* shows follows from what it is given."""

import pytest

from helpers import data
from helpers.claims import conclusions
from helpers.exhibits import verdict


@pytest.mark.parametrize("holds", [True, False])
def test_each_table_lists_the_statements_of_its_side_with_condition_and_evidence(holds):
    table = verdict.conclusions_table(conclusions.statements(), holds)
    mine = {one.text: one for one in conclusions.statements() if one.holds is holds}
    assert set(table.frame.index) == set(mine) and len(mine) >= 3
    for text, row in table.frame.iterrows():
        assert (
            row["Evidence"] == mine[text].evidence
            and mine[text].condition in row["Kind and condition"]
        )


def test_every_row_leads_to_its_page():
    for holds in (True, False):
        markup = verdict.conclusions_table(conclusions.statements(), holds)._repr_html_()
        for one in conclusions.statements():
            assert (f'<a href="{one.page}.ipynb">' in markup) or one.holds is not holds


def test_the_verdict_quotes_the_numbers_of_the_pages_it_points_to():
    from helpers import words
    from helpers.methods import coefficients, collinearity, ols, panel_inference

    frame = data.load("paper")
    table2 = ols.ols(frame, "table2")
    smallest = coefficients.detectable_effect(table2.bse["ecommerce"], int(table2.df_resid))
    assert f"effect of {words.fixed(smallest, 2)} " in conclusions._no_difference(frame).evidence
    distance = verdict.open_questions_table(**conclusions.distances()).frame["How far away it is"]
    assert (
        f"about {collinearity.cost(frame).loc['ecommerce', 'years']:.0f} independent years"
        in distance.iloc[1]
    )
    assert f"elasticity of {panel_inference.detectable_output():.2f} " in distance.iloc[2]
