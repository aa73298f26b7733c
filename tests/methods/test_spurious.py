"""Unrelated walks give the published rejection rates, and planted systems get the right reading."""

import numpy as np
import pandas as pd
import pytest

from helpers import data, exercises
from helpers.methods import ols, selection, simulation, spurious

STANDARD_ERRORS = 4  # allowed Monte Carlo deviation; seeds are fixed
AGREEMENT = (
    1e-9  # relative, with statsmodels; a t from nested sums of squares loses up to two digits
)
REPLICATIONS = 20_000  # here and in the reference


def tolerance(rate, replications=REPLICATIONS):
    """For the difference of two simulated rates, with the reference rounded to three decimals."""
    return STANDARD_ERRORS * np.sqrt(2 * rate * (1 - rate) / replications) + 0.0005


@pytest.fixture(scope="module")
def nulls():
    return {name: spurious.null(name, REPLICATIONS, seed=1) for name in spurious.NULLS}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("m", "rejects", "dw", "adj_r2"),
    [
        (1, 0.662, 0.336, 0.227),
        (2, 0.850, 0.465, 0.377),
        (3, 0.922, 0.589, 0.477),
        (4, 0.955, 0.709, 0.549),
        (5, 0.973, 0.823, 0.603),
    ],
)
def test_granger_and_newbolds_design_rejects_as_often_as_known(m, rejects, dw, adj_r2):
    run = spurious.regressions(50, m, REPLICATIONS, seed=m)
    assert abs(run["rejects"].mean() - rejects) < tolerance(rejects)
    for name, value in (("dw", dw), ("adj_r2", adj_r2)):
        assert (
            abs(run[name].mean() - value)
            < STANDARD_ERRORS * np.sqrt(2) * run[name].std() / np.sqrt(REPLICATIONS) + 0.0005
        )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("m", "rate", "granger_newbold"),
    [(1, 0.662, 0.76), (2, 0.850, 0.78), (3, 0.922, 0.93), (4, 0.955, 0.95), (5, 0.973, 0.96)],
)
def test_the_rates_of_1974_as_textbooks_quote_them_agree_given_their_hundred_replications(
    m, rate, granger_newbold
):
    assert abs(granger_newbold - spurious.rejection_summary(50, m)["rejects"]) < 3 * np.sqrt(
        rate * (1 - rate) / 100
    )


def test_fifteen_years_and_two_regressors_reject_in_half_of_all_samples():
    assert abs(
        spurious.regressions(15, 2, REPLICATIONS, seed=2)["rejects"].mean() - 0.522
    ) < tolerance(0.522)


def test_t_grows_with_the_root_of_n_and_durbin_watson_falls_with_n():
    results = {n: spurious.rejection_summary(n, 1, replications=6_000) for n in (100, 400)}
    assert results[400]["t_scaled"] == pytest.approx(
        results[100]["t_scaled"], rel=0.08
    )  # 4 errors of two medians
    assert results[400]["t"] > 1.7 * results[100]["t"]
    assert results[400]["dw"] * 4 == pytest.approx(
        results[100]["dw"], rel=0.1
    )  # still O(1/n) apart
    assert results[400]["r2"] == pytest.approx(results[100]["r2"], abs=0.02)


def test_the_kernel_does_not_reject_more_than_it_should_when_the_changes_are_regressed():
    walks = simulation.random_walks(np.random.default_rng(3), 3, 15, REPLICATIONS, drift=2.0)
    fit = simulation.batched_ols(np.diff(walks[0], axis=0), np.diff(walks[1:], axis=1))
    rate, error = simulation.share(fit.f > simulation.critical_f(2, fit.df))
    assert abs(rate - 0.05) < STANDARD_ERRORS * error


@pytest.mark.parametrize("name", ["no drift", "drifts"])
def test_the_f_test_in_changes_has_its_size_for_pure_walks(nulls, name):
    rate, error = simulation.share(nulls[name]["changes"])
    assert abs(rate - 0.05) < STANDARD_ERRORS * error


def test_it_loses_its_size_when_changes_are_autocorrelated(nulls):
    rate, error = simulation.share(nulls["drifts, AR(0.5) changes"]["changes"])
    assert rate > 0.05 + STANDARD_ERRORS * error


def test_r2_above_99_per_cent_is_ordinary_among_drifting_walks(nulls):
    assert (
        abs(np.mean(nulls["drifts"]["r2"] > 0.99) - 0.88) < tolerance(0.88) + 0.005
    )  # the reference has two decimals


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("drifts", 0.001, 0.002),
        ("drifts, AR(0.5) changes", 0.013, 0.013),
        ("drifts, AR(0.8) changes", 0.043, 0.043),
    ],
)
def test_two_t_as_large_as_the_papers_are_as_rare_as_known(nulls, name, low, high):
    rate = np.mean(nulls[name]["t"] >= spurious.paper_values()["t"])
    assert low - tolerance(low) < rate < high + tolerance(high)


def test_the_papers_values_are_those_of_its_regressions(paper):
    values = spurious.paper_values(paper)
    final = ols.ols(paper, "table4")
    assert values["t"] == pytest.approx(
        min(abs(final.tvalues["users"]), abs(final.tvalues["shoppers"]))
    )
    assert values["r2_final"] == pytest.approx(final.rsquared) and values["r2"] > values["r2_final"]


def test_position_counts_from_none_to_all(nulls):
    nothing, everything = (
        {"r2_final": -1.0, "dw": 4.0, "t": 0.0},
        {"r2_final": 2.0, "dw": 0.0, "t": 1e9},
    )
    assert (spurious.position(nulls, nothing)[["r2_final", "dw", "t"]] == 1).all(axis=None)
    assert (spurious.position(nulls, everything)[["r2_final", "dw", "t"]] == 0).all(axis=None)


def test_selection_only_adds_to_the_chances(nulls):
    shares = spurious.position(nulls, spurious.paper_values())
    assert (shares["t_selected"] >= shares["t"]).all()


def test_a_replication_has_the_statistics_of_its_own_regressions():
    run = spurious._null(np.random.default_rng(4), 300, "drifts")
    series = selection.worlds(np.random.default_rng(4), "drifts", 300)
    for replication in range(0, 300, 30):
        frame = pd.DataFrame(series[:, :, replication].T, columns=data.SERIES)
        full, final, changes = (
            ols.ols(frame, "table2"),
            ols.ols(frame, "table4"),
            ols.ols(frame.diff().dropna(), "table4"),
        )
        left = ols.backward_elimination(frame)[-1]
        t = left.result.tvalues.drop("constant").abs().min() if len(left.regressors) > 1 else 0
        expected = {
            "r2": full.rsquared,
            "r2_final": final.rsquared,
            "dw": ols.summary_statistics(final)["dw"],
            "t": final.tvalues.drop("constant").abs().min(),
            "t_selected": t,
            "f_changes": changes.fvalue,
            "changes": changes.f_pvalue < spurious.ALPHA,
        }
        for name, value in expected.items():
            assert run[name][replication] == pytest.approx(value, rel=AGREEMENT), name


def test_a_planted_relation_is_not_suspected_and_is_found_in_changes(paper):
    independent, walk = (
        spurious.related(paper, errors, 5_000) for errors in ("independent", "walk")
    )
    assert np.mean(independent["r2_final"] > independent["dw"]) < 0.02
    assert independent["changes"].mean() > 0.5 and walk["changes"].mean() > 0.8


def test_a_planted_spurious_regression_is_suspected_once_the_sample_is_long():
    run = spurious.regressions(800, 2, 2_000, seed=5)
    assert np.mean(run["r2"] > run["dw"]) > 0.9


def test_autocorrelations_of_the_changes_are_sample_correlations(paper):
    changes = paper["gdp"].diff().dropna().to_numpy()
    assert spurious.change_autocorrelations(paper)["gdp"] == pytest.approx(
        np.corrcoef(changes[1:], changes[:-1])[0, 1]
    )


@pytest.mark.parametrize(
    "call", [lambda: spurious.null("moon"), lambda: spurious.related(None, "moon")]
)
def test_unknown_worlds_are_named(call):
    with pytest.raises(ValueError, match="'moon'"):
        call()


@pytest.mark.slow
@pytest.mark.parametrize("id", ["spurious-1", "spurious-2", "selection-1", "selection-2"])
def test_the_exercises_accept_their_answer_and_explain_the_likely_mistakes(id):
    asked = exercises.questions()[id]
    assert exercises.check(id, asked.answer()) == "Right."
    for mistake, sentence in asked.mistakes:
        assert sentence in exercises.check(id, mistake())


def test_shocks_in_common_leave_the_f_test_its_size_only_where_there_are_none(page):
    """Without a common part F in changes is exact; with one it finds a link that is none."""
    rates, draws = page("spurious").shares, 20_000
    error = np.sqrt(0.05 * 0.95 / draws)
    assert abs(rates.loc["changes related", 0] - 0.05) < 4 * error
    assert rates.loc["changes related"].is_monotonic_increasing
    assert rates.loc["both t as large"].is_monotonic_decreasing
