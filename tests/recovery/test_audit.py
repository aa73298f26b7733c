"""Facts about the forensics pages: what the audit of the paper finds in its tables.

And that the stored planted errors are those of today's audit.
"""

import hashlib

import numpy as np
import pandas as pd
import pytest

from helpers import exercises, forensics, paths
from helpers.data import published
from helpers.forensics import benchmarks
from helpers.recovery import audit, moments, printed_tables
from tools.keep import planted

#: Stored errors planted again in every test run; with this many a share of 2 % that went stale is
#: missed once in fifty times.
SAMPLE = 200

#: Relative tolerance of numbers printed to so many digits in the reference list of the audit.
HALF_LAST_DIGIT = 0.5

#: Cells that stand at the misfit differ by where the search stops, in the fourth decimal at most.
SAME_MISFIT = 1e-3
#: HiGHS holds the optimality of a linear programme to 1e-7 in each of twenty unknowns.
NO_PULL = 2e-6

KEYS = ["table", "row", "cell", "digit", "step", "string"]


# -- the stored planted errors ------------------------------------------------------------------


@pytest.fixture(scope="module")
def tables():
    return forensics.read_tables(benchmarks.EXAMPLES)


def code_seed() -> int:
    """A seed that changes with the code of the audit: each change is checked on another sample."""
    digest = hashlib.sha256()
    for path in sorted((paths.ROOT / "helpers" / "forensics").glob("*.py")):
        digest.update(path.read_bytes())
    return int.from_bytes(digest.digest()[:4], "big")


def differences(stored: pd.DataFrame, tables) -> pd.DataFrame:
    """Stored rows whose verdict, convention or outcome the audit does not give now."""
    fresh = forensics.planted_errors(tables, errors=stored[KEYS])
    return stored[
        (
            stored[["verdict", "convention", "outcome"]]
            != fresh[["verdict", "convention", "outcome"]]
        ).any(axis=1)
    ]


def test_the_stored_list_is_every_error_there_is_to_plant(tables):
    assert printed_tables.planted_outcomes()[KEYS].equals(forensics.plantings(tables)[KEYS])


@pytest.mark.slow
def test_a_sample_of_the_stored_errors_planted_again_gives_the_stored_outcomes(tables):
    sample = printed_tables.planted_outcomes().sample(SAMPLE, random_state=code_seed())
    stale = differences(sample, tables)
    assert stale.empty, f"python -m tools.keep.planted is due:\n{stale}"


def test_a_stale_row_is_noticed(tables):
    sample = printed_tables.planted_outcomes().query("outcome == 'caught'").head(3).copy()
    sample.loc[sample.index[0], ["verdict", "outcome"]] = ["consistent", "slack"]
    assert differences(sample, tables).index.tolist() == [sample.index[0]]


def test_the_stored_columns_agree_with_each_other():
    stored = printed_tables.planted_outcomes()
    assert ((stored["outcome"] == "caught") == (stored["verdict"] == "misprint")).all()
    assert ((stored["outcome"] == "explained") == (stored["verdict"] == "ambiguous")).all()
    assert ((stored["convention"] != "") == (stored["outcome"] == "explained")).all()


def test_most_leading_digits_of_protected_cells_are_caught_and_durbin_watson_hardly_ever():
    stored = printed_tables.planted_outcomes()
    leading = stored[(stored["digit"] == 0) & stored["cell"].isin(["b", "se", "t", "f"])]
    assert (leading["outcome"] == "caught").mean() > 0.8
    assert (stored.loc[stored["cell"] == "dw", "outcome"] == "slack").mean() > 0.8


@pytest.mark.slow
def test_the_check_of_the_stored_file_can_fail(tmp_path, monkeypatch, capsys, tables):
    few = [table for table in tables if table.id == "ty-gd2"]
    monkeypatch.setattr(
        planted, "planted_errors", lambda: forensics.planted_errors(few, steps=(5,))
    )
    path = tmp_path / "forensics" / "planted_errors.csv"
    assert planted.main(["--check"], path) == 1
    assert planted.main([], path) == 0 and planted.main(["--check"], path) == 0
    path.write_text(
        path.read_text(encoding="utf-8").replace("caught", "slack", 1), encoding="utf-8"
    )
    assert planted.main(["--check"], path) == 1
    assert "planted_errors.csv: not what" in capsys.readouterr().err


# -- the audit of the paper ---------------------------------------------------------------------


def test_one_of_twelve_ratios_contradicts_and_no_p_value():
    found = audit.ratios()
    assert found.index[found["t"] != "consistent"].tolist() == ["t4.constant.t"]
    assert (found["p"] == "consistent").all() and len(found) == 12
    # 125157.7 / 11275.3 lies in [11.1001, 11.1002].
    assert [round(x, 4) for x in found.loc["t4.constant.t", ["low", "high"]].astype(float)] == [
        11.1001,
        11.1002,
    ]


def test_a_planted_slip_in_another_cell_is_seen_in_the_ratios():
    strings = {**published.cells()["printed"], "t3.users.t": "6.1105"}
    found = audit.ratios(strings)
    assert found.index[found["t"] != "consistent"].tolist() == ["t3.users.t", "t4.constant.t"]


@pytest.mark.slow
def test_no_other_cell_than_the_standard_error_makes_the_tables_feasible():
    found = audit.without_each()
    assert len(found) == 49 == len(moments.PRIMARY)
    assert audit.culprit() == "t4.constant.standard_error"
    # Reference values 0.89, 1.85 and 2.63, printed to two decimals.
    for value, reference in (
        (found.iloc[0], 0.89),
        (found["t4.constant.t"], 1.85),
        (found.iloc[-1], 2.63),
    ):
        assert abs(value - reference) <= HALF_LAST_DIGIT * 0.01


@pytest.mark.slow
def test_leaving_out_a_cell_that_does_not_hold_the_misfit_up_changes_nothing():
    whole = moments.feasibility(()).misfit
    # The last two stand at the misfit, and have no weight.
    for cell in (
        "t2.domains.coefficient",
        "t1.gdp.ecommerce",
        "t3.users.coefficient",
        "t4.shoppers.t",
    ):
        assert audit.without_each()[cell] == pytest.approx(whole, abs=1e-5)
        assert moments.feasibility((cell,)).misfit == pytest.approx(whole, abs=1e-3)


@pytest.mark.slow
def test_weights_show_which_cells_hold_the_misfit_up_and_prove_it():
    whole = moments.feasibility(())
    residual, jacobian = (of(whole.theta) for of in moments.scaled(moments.PRIMARY))
    weight = moments.minimax_weights(residual, jacobian)
    holding = weight > audit.HELD_UP
    assert holding.sum() == 8 and weight[holding].min() > 1e-4
    assert weight.min() >= 0 and weight.sum() == pytest.approx(1)
    # The proof: these residuals all stand at the misfit, and no direction lowers all of them.
    assert np.abs(residual[holding]) == pytest.approx(whole.misfit, abs=SAME_MISFIT)
    pull = (weight * np.sign(residual)) @ (jacobian @ moments.directions(jacobian))
    assert np.abs(pull).max() < NO_PULL


@pytest.mark.slow
def test_the_general_tool_names_the_same_cell_as_the_joint_programme():
    result = forensics.audit_all(audit.paper_tables())[2]
    accused = [f for f in result.findings if f.verdict == "misprint"]
    assert [f.field for f in accused] == ["se"] and accused[0].row == "C"
    implied = moments.implied_standard_error().interval
    assert accused[0].implied[0] <= implied.lo and implied.hi <= accused[0].implied[1]


@pytest.mark.slow
def test_planted_errors_in_the_papers_own_tables_are_mostly_caught():
    found = audit.detections.__wrapped__()
    assert found["caught"] > 0.8 * sum(found.values()) and found["slack"]


# -- other tables -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hits", "trials", "limit"), [(6, 6, 0.05 ** (1 / 6)), (31, 31, 0.05 ** (1 / 31)), (0, 6, 0.0)]
)
def test_exact_limit_of_a_share_with_no_misses(hits, trials, limit):
    # With no misses the Clopper-Pearson limit is alpha to the power 1 / n.
    assert printed_tables.lower_bound(hits, trials) == pytest.approx(limit)


# -- the student path ---------------------------------------------------------------------------


@pytest.mark.slow
def test_the_five_tasks_have_the_answers_of_a_pocket_calculator():
    known = exercises.questions()
    right = {
        "student-path-1": 11275.3,
        "student-path-2": 0.5228,
        "student-path-3": "CSY2019",
        "student-path-4": 66277,
        "student-path-5": round(1 / (1 - 0.953**2), 1),
    }
    for name, answer in right.items():
        assert exercises.check(name, answer) == "Right.", name
        for wrong, sentence in known[name].mistakes:
            assert exercises.check(name, wrong()) == f"Not yet. {sentence}"


# -- exhibits -----------------------------------------------------------------------------------
