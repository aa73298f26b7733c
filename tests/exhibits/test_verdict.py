"""What the page *Verdict* shows follows from what it is given."""

import pytest

from helpers import data
from helpers.claims import conclusions
from helpers.exhibits import verdict


@pytest.mark.slow
@pytest.mark.parametrize("holds", [True, False])
def test_each_table_lists_the_statements_of_its_side_with_their_evidence(holds):
    listed = verdict.conclusions_table(conclusions.statements(), holds).frame["Evidence"].to_dict()
    mine = [one for one in conclusions.statements() if one.holds is holds]
    assert listed == {one.text: one.evidence for one in mine} and len(listed) >= 3


def test_the_verdict_quotes_the_numbers_of_the_pages_it_points_to():
    from helpers import words
    from helpers.methods import coefficients, collinearity, ols, panel, panel_inference

    frame = data.load("paper")
    table2 = ols.ols(frame, "table2")
    smallest = coefficients.detectable_effect(table2.bse["ecommerce"], int(table2.df_resid))
    assert f"effect of {words.fixed(smallest, 2)} " in conclusions._no_effect().evidence
    distance = verdict.open_questions_table(**conclusions.distances()).frame["How far away it is"]
    assert (
        f"about {collinearity.cost(frame).loc['ecommerce', 'years']:.0f} independent years"
        in distance.iloc[1]
    )
    assert (
        f"elasticity of {panel_inference.detectable(panel.province_years()):.2f} "
        in distance.iloc[2]
    )
