"""What the page *Robust inference* shows: the coefficient it is given, and coverage as it is."""

from helpers import data
from helpers.exhibits import robust as exhibits
from helpers.methods import ols, robust


def test_the_coefficient_and_the_length_of_blocks_are_said():
    fit = ols.ols(data.load("paper"), "table4")
    found = robust.robust_intervals(fit, draws=50)
    shown = exhibits.intervals_table(found, "users", 12.3456, 7)
    assert "12.3456" in shown.note and "7" in shown.note
    assert shown.frame.shape[0] == len(robust.NAMES)


def test_coverage_that_is_planted_is_shown():
    fit = ols.ols(data.load("paper"), "table4")
    found = robust.coverage(fit, rhos=(0.0, 0.5), replications=200, bootstrap=False)
    found["coverage"] = 0.5
    assert "50% and 50%" in exhibits.coverage_figure(found, "users", (0.0, 0.5)).alt
    assert (exhibits.coverage_table(found, "users").frame == "50%").all().all()
