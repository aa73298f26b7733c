"""The exhibits on recovery and sensitivity say what the searches found, and notice faults."""

import numpy as np
import pytest

from helpers import data, exercises
from helpers.exhibits import recovery
from helpers.exhibits import sensitivity as sensitivity_exhibits
from helpers.exhibits.base import Figure, Table
from helpers.recovery import searches, sensitivity

TABLES = (
    "statistics",
    "rotation",
    "inversion",
    "rivals",
    "searches_table",
    "verifications",
    "publishers",
    "gdp2015",
    "decimals",
    "chances",
    "breaking",
    "by_series",
    "by_status",
)
FIGURES = ("vintages", "fingerprints", "splice", "breaking_figure")
ALGEBRA = (
    1e-9  # relative; a rotation keeps moments exactly, up to rounding in sums of fifteen terms
)


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_narrow_enough_for_a_phone(name):
    shown = getattr(recovery if hasattr(recovery, name) else sensitivity_exhibits, name)()
    assert isinstance(shown, Table) and shown.frame.shape[1] <= 6
    assert not shown.frame.isin(["nan", "n/a", ""]).any().any()


@pytest.mark.slow
@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_says_what_it_shows_and_gives_its_data(name):
    shown = getattr(recovery if hasattr(recovery, name) else sensitivity_exhibits, name)()
    assert (
        isinstance(shown, Figure)
        and len(shown.behind) > 5
        and any(sign.isdigit() for sign in shown.alt)
    )


def test_two_drawings_of_the_same_figure_are_equal_byte_by_byte():
    assert (
        recovery.splice_figure(searches.splice()).svg
        == recovery.splice_figure(searches.splice()).svg
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


@pytest.mark.slow
def test_only_the_2019_yearbook_stands_left_of_the_line():
    behind = recovery.vintages_figure(searches.vintage_misfits()).behind
    assert behind.index[
        [float(text.replace(",", "")) <= 1 for text in behind["Users as recovered"]]
    ].tolist() == ["CSY2019"]


def test_users_fit_under_variants_of_one_vintage_only():
    """The GDP variants under which users fit lie within rounding of the 2019 yearbook."""
    variants, yearbook = searches.gdp_variants(), searches.gdp_vintages()["CSY2019"].to_numpy()
    fitting = searches.stored_hits("users").query("misfit <= 1")["gdp"]
    assert all(np.abs(variants[name] - yearbook).max() <= 1 for name in fitting)


@pytest.mark.slow
def test_the_breaking_table_lists_all_values_and_flags_every_status():
    shown = sensitivity_exhibits.breaking_table(
        sensitivity.breaking_changes(),
        sensitivity.cells_left()["fewest"],
        data.load("paper", form="tidy").set_index(["series", "year"])["status"],
    )
    assert len(shown.frame) == 75
    assert (
        shown.frame["Status"].value_counts().to_dict()
        == data.load("paper", form="tidy")["status"].value_counts().to_dict()
    )


@pytest.mark.slow
def test_without_the_sharpest_cell_the_limits_are_wider():
    every, without = (
        sensitivity.breaking_changes(),
        sensitivity.breaking_changes(left_out=(sensitivity_exhibits.SHARPEST,)),
    )
    assert sensitivity_exhibits.SHARPEST not in set(without["breaks_up"]) | set(
        without["breaks_down"]
    )
    # a hundredth for arithmetic noise, as in test_sensitivity
    assert (without["smallest"] >= 0.99 * every["smallest"]).all() and (
        without["smallest"] > 1.5 * every["smallest"]
    ).any()


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.000148, "0.00015"), (0.0996, "0.10"), (0.00999, "0.010"), (1.96, "2.0"), (12.3, "12")],
)
def test_small_numbers_keep_two_digits(value, text):
    assert sensitivity_exhibits._small(value) == text


@pytest.mark.slow
@pytest.mark.parametrize("id", ["recovery-1", "recovery-2", "sensitivity-1", "sensitivity-2"])
def test_exercises_accept_their_answer_and_name_likely_mistakes(id):
    question = exercises.questions()[id]
    assert exercises.check(id, question.answer()) == "Right."
    for mistake, sentence in question.mistakes:
        assert exercises.check(id, mistake()) == f"Not yet. {sentence}"


def test_the_answer_of_the_first_exercise_is_what_the_inversion_gives():
    assert exercises.questions()["recovery-1"].answer() == pytest.approx(
        searches.invert_table4()[1].value, abs=1
    )
