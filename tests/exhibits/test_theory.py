"""What the page *Theory* shows follows from what it is given."""

import dataclasses

from helpers.exhibits import theory as exhibits
from helpers.methods import theory


def test_the_diagram_says_an_arrow_that_is_added_and_forgets_one_that_is_taken_away():
    nodes, arrows = theory.nodes(), theory.arrows()
    added = dataclasses.replace(arrows[0], cause="rules", effect="offline", kind=theory.COMMON)
    shown = exhibits.causes_figure(nodes, [*arrows[1:], added])
    assert "registration rules to offline retail" in shown.alt
    assert "leads from none" in shown.alt
    assert len(shown.behind) == len(arrows)


def test_a_box_that_the_data_hold_is_said_to_be_measured():
    nodes = theory.nodes()
    nodes.loc["prices", "measured"] = True
    said = exhibits.causes_figure(nodes, theory.arrows()).alt
    assert "price level" in said.partition("dashed boxes")[0]


def test_the_line_breaks_where_the_survey_changes():
    shares = theory.turnover_ratio()
    shares.loc[exhibits.BREAK, "ratio"] = 0.77
    assert "from 77% in 2014" in exhibits.turnover_figure(shares).alt


def test_turnover_is_shown_as_it_is_handed_over():
    steps = [{"turnover": 0.0, "value_added": 50.0}, {"turnover": 75.0, "value_added": 50.0}]
    frame = exhibits.online_table(steps).frame
    assert frame.loc["one", "Ratio"] == "150%"


def test_time_runs_downwards_and_a_route_belongs_to_an_arrow():
    nodes = theory.nodes()
    inside, height = nodes["box"], nodes["y"]
    pairs = {(inside[one.cause], inside[one.effect]) for one in theory.arrows()}
    drawn = {(cause, effect) for cause, effect in pairs if cause != effect}
    assert set(exhibits.ROUTES) <= drawn
    assert all(height[one.cause] >= height[one.effect] for one in theory.arrows())
