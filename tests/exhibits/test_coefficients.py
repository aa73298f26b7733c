"""What the page *Coefficients* shows follows from what it is given."""

from helpers import data
from helpers.exhibits import coefficients as exhibits
from helpers.methods import coefficients, ols

PAPER = data.load("paper")


def test_the_partial_panel_shows_the_coefficient_of_the_joint_regression():
    assert (
        "slope −6.3374"
        in exhibits.added_variable(
            PAPER, coefficients.frisch_waugh_lovell(PAPER, "domains"), ols.ols(PAPER, ["domains"])
        ).alt
    )
