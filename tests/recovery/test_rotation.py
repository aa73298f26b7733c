"""The page on recovery says what the searches found, and its exercises notice faults."""

import numpy as np
import pytest

from helpers import exercises
from helpers.recovery import searches

ALGEBRA = (
    1e-9  # relative; a rotation keeps moments exactly, up to rounding in sums of fifteen terms
)


@pytest.mark.parametrize("angle", [0.01, 0.5, 2.0])
def test_a_rotation_of_the_years_changes_the_data_and_no_moment(angle):
    turned = searches.rotated(angle, seed=3)
    assert np.abs(turned - searches.paper()).max() > 100
    np.testing.assert_allclose(turned.mean(axis=0), searches.paper().mean(axis=0), rtol=ALGEBRA)
    np.testing.assert_allclose(np.cov(turned.T), np.cov(searches.paper().T), rtol=1e-7)


def test_a_shear_is_no_rotation():
    """What keeps the means but not the correlations breaks printed digits."""
    values = searches.paper().copy()
    values[0] += 1
    values[1] -= 1
    assert int(searches.reproduced(values)) < 65


def test_the_second_root_is_a_solution_too_and_too_large():
    gdp, shoppers = searches.other_root()
    assert round(gdp) == 636_227
    assert gdp > searches.invert_table4()[0].value and shoppers > searches.invert_table4()[1].value
    assert (searches.recovered_series("gdp") > gdp).sum() == 5  # 2014 to 2018


def test_users_fit_under_variants_of_one_vintage_only():
    """The GDP variants under which users fit lie within rounding of the 2019 yearbook."""
    variants, yearbook = searches.gdp_variants(), searches.gdp_vintages()["CSY2019"].to_numpy()
    fitting = searches.stored_hits("users").query("misfit <= 1")["gdp"]
    assert all(np.abs(variants[name] - yearbook).max() <= 1 for name in fitting)


@pytest.mark.slow
@pytest.mark.parametrize("id", [f"recovery-{number}" for number in (1, 2, 3, 4)])
def test_exercises_accept_their_answer_and_name_likely_mistakes(id):
    question = exercises.questions()[id]
    assert exercises.check(id, question.answer()) == "Right."
    for mistake, sentence in question.mistakes:
        assert exercises.check(id, mistake()) == f"Not yet. {sentence}"


def test_the_answer_of_the_first_exercise_is_what_the_inversion_gives():
    assert exercises.questions()["recovery-1"].answer() == pytest.approx(
        searches.invert_table4()[1].value, abs=1
    )
