"""Batched backward elimination is the paper's procedure and keeps as much noise as it should."""

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, optimize, stats

from helpers import data
from helpers.methods import ols, selection, simulation, trend

STANDARD_ERRORS = 4  # allowed Monte Carlo deviation; seeds are fixed
# Taken for reference rates that come without their number of replications.
REFERENCE_REPLICATIONS = 5_000
REPLICATIONS = 20_000


def reference_error(rate):
    """Standard error of the difference between a reference rate and one simulated here."""
    return np.sqrt(rate * (1 - rate) * (1 / REFERENCE_REPLICATIONS + 1 / REPLICATIONS))


@pytest.fixture(scope="module")
def worlds():
    return {world: selection.survivors(world, REPLICATIONS, seed=1) for world in selection.WORLDS}


@pytest.mark.slow
@pytest.mark.parametrize("world", list(selection.WORLDS))
@pytest.mark.parametrize("alpha", [0.05, 0.3])
def test_batched_elimination_is_elimination_by_statsmodels(world, alpha):
    series = selection.worlds(np.random.default_rng(2), world, 2_000)
    left = selection.batched_elimination(series[0], series[1:], alpha)
    for replication in range(0, 2_000, 100):
        frame = pd.DataFrame(series[:, :, replication].T, columns=data.SERIES)
        assert (
            selection.members(left[replication])
            == ols.backward_elimination(frame, alpha=alpha)[-1].regressors
        )


def test_it_ends_with_the_papers_model_on_the_papers_data(paper):
    left = selection.batched_elimination(
        paper["gdp"].to_numpy(), paper[list(selection.REGRESSORS)].to_numpy().T
    )
    assert tuple(selection.members(left[0])) == ols.SPECIFICATIONS["table4"]


def test_masks_and_names_are_two_ways_to_say_the_same():
    assert [selection.mask(selection.members(code)) for code in range(16)] == list(range(16))


@pytest.mark.parametrize(
    ("kind", "values"),
    # From the printed F statistics of Tables 2 to 4 with the total sum of squares as unit.
    [
        ("aic", (-77.48, -78.83, -79.20)),
        ("aicc", (-64.98, -70.16, -73.20)),
        ("bic", (-73.94, -76.00, -77.07)),
    ],
)
def test_information_criteria_are_those_implied_by_the_printed_tables(paper, kind, values):
    ssr = simulation.subset_sums(
        paper["gdp"].to_numpy(), paper[list(selection.REGRESSORS)].to_numpy().T
    )[:, 0]
    found = selection.criterion(ssr / ssr[0], 15, kind)
    for names, value in zip(ols.SPECIFICATIONS.values(), values, strict=True):
        assert found[selection.mask(names)] == pytest.approx(value, abs=0.01)


def test_all_criteria_prefer_the_papers_final_model(paper):
    values = selection.subset_values(paper)
    for kind in selection.CRITERIA:
        assert values[kind].idxmin() == "users, shoppers"


@pytest.mark.parametrize(
    ("world", "least", "rate"),
    [
        ("noise", 1, 0.201),
        ("noise", 2, 0.040),
        ("walks", 1, 0.815),
        ("walks", 2, 0.359),
        ("drifts", 2, 0.632),
    ],
)
def test_elimination_keeps_unrelated_regressors_as_often_as_known(worlds, world, least, rate):
    assert abs(
        np.mean(worlds[world]["elimination"] >= least) - rate
    ) < STANDARD_ERRORS * reference_error(rate)


def test_among_drifting_walks_something_always_survives(worlds):
    assert np.mean(worlds["drifts"]["elimination"] >= 1) > 0.9995
    assert abs(np.mean(worlds["drifts"]["r2"] > 0.99) - 0.88) < STANDARD_ERRORS * reference_error(
        0.88
    )


def test_elimination_keeps_noise_more_often_than_four_independent_tests(worlds):
    rate, error = simulation.share(worlds["noise"]["elimination"] >= 1)
    assert rate - 2 * error > 1 - 0.95**4


def test_a_regressor_that_matters_is_kept():
    rng = np.random.default_rng(5)
    x = rng.standard_normal((4, 15, 500))
    left = selection.batched_elimination(20 * x[2] + rng.standard_normal((15, 500)), x)
    assert np.all(left >> 2 & 1)


@pytest.mark.parametrize("world", list(selection.WORLDS))
def test_the_weakest_t_is_that_of_the_chosen_regression(world):
    y, *x = selection.worlds(np.random.default_rng(6), world, 300)
    chosen = np.random.default_rng(7).integers(0, 16, 300)
    least = selection.weakest_t(simulation.subset_sums(y, x), 15, chosen)
    for code in range(16):
        at, columns = np.flatnonzero(chosen == code), [j for j in range(4) if code >> j & 1]
        t = (
            np.abs(simulation.batched_ols(y[:, at], [x[j][:, at] for j in columns]).t[1:]).min(
                axis=0
            )
            if len(columns) > 1
            else 0
        )
        assert least[at] == pytest.approx(
            t, rel=1e-8, abs=1e-6
        )  # near zero, t is the root of a rounding error


def test_of_two_regressors_that_are_the_same_one_leaves_first():
    rng = np.random.default_rng(8)
    x = rng.standard_normal((4, 15, 50))
    x[2] = 1 - 2 * x[1]
    left = selection.batched_elimination(5 * x[1] + 5 * x[0] + rng.standard_normal((15, 50)), x)
    assert np.all(left & 1) and np.all((left >> 1 & 1) + (left >> 2 & 1) == 1)


def test_drifts_are_those_of_the_changes(paper):
    changes = paper["users"].diff().dropna()
    assert selection.drifts(paper)["users"] == pytest.approx(changes.mean() / changes.std())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: selection.survivors("moon", 10), "unknown world 'moon'"),
        (lambda: selection.survivors("drifts", 10, k=3), "four|4 regressors"),
        (lambda: selection.criterion(np.ones((16, 1)), 15, "cp"), "unknown criterion 'cp'"),
        (
            lambda: selection.batched_elimination(np.zeros((40, 2)), np.zeros((13, 40, 2))),
            "at most 12",
        ),
    ],
)
def test_bad_requests_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_the_constant_of_orthogonal_regressors_is_the_studentized_maximum_modulus():
    # With orthogonal regressors every submodel has the same t: K solves E[(2Φ(K s) − 1)^k] = 0.95.
    k, df = 4, 10

    def coverage(constant):
        return integrate.quad(
            lambda s: (
                (2 * stats.norm.cdf(constant * s) - 1) ** k
                * stats.chi.pdf(s, df, scale=1 / np.sqrt(df))
            ),
            0,
            6,
        )[0]

    exact = optimize.brentq(lambda constant: coverage(constant) - 0.95, 1, 6)
    x = np.linalg.qr(
        np.column_stack([np.ones(15), np.random.default_rng(8).standard_normal((15, k))])
    )[0][:, 1:].T
    assert selection.posi_constant(x, replications=100_000) == pytest.approx(
        exact, abs=0.03
    )  # 4 errors of the quantile


def test_the_constant_lies_between_students_and_scheffes(paper):
    constant = selection.posi_constant(
        paper[list(selection.REGRESSORS)].to_numpy().T, replications=50_000
    )
    assert simulation.critical_t(10) < constant < np.sqrt(4 * simulation.critical_f(4, 10))


@pytest.mark.parametrize("matters", [False, True])
def test_intervals_with_the_constant_hold_after_selection_and_students_do_not(paper, matters):
    truth = selection.full_model(paper) if matters else {}
    constant = selection.posi_constant(
        paper[list(selection.REGRESSORS)].to_numpy().T, replications=50_000
    )
    run = selection.repeat(paper, truth, constant, replications=10_000, seed=9)
    wide, error = simulation.share(run["wide"])
    usual, _ = simulation.share(run["usual"])
    assert wide > 0.95 - STANDARD_ERRORS * error
    assert usual < 0.95 - STANDARD_ERRORS * error


def test_power_rises_with_the_coefficient(paper):
    curve = selection.selection_power(paper, "ecommerce", [0, 2, 4, 8], replications=4_000)
    assert curve.is_monotonic_increasing and curve.iloc[-1] > 0.99


def test_intervals_good_for_any_selection_are_not_good_for_autocorrelated_errors():
    paper = data.load("paper")
    constant = selection.posi_constant(
        paper[list(selection.REGRESSORS)].to_numpy().T, replications=20_000
    )
    sound, dependent = (
        selection.repeat(paper, {}, constant, 4_000, rho=rho)["wide"].mean() for rho in (0.0, 0.5)
    )
    assert dependent < 0.9 < sound


@pytest.mark.parametrize(
    ("years", "pair", "turnover", "three"), [(2, 75, 28, 2), (3, 279, 164, 12)]
)
def test_the_page_counts_the_referees_samples_without_some_years(
    page, years, pair, turnover, three
):
    assert page("selection").left_out[years] == {
        ("users", "shoppers"): pair,
        ("ecommerce", "users"): turnover,
        ("ecommerce", "domains", "users"): three,
    }


def test_the_verdict_counts_what_the_page_counts(page, paper):
    assert selection.left_out(paper, 2) == page("selection").left_out[2]


def test_the_page_gives_the_referees_weights_of_models_with_trends(page):
    weights = page("selection").of_few
    named = {
        "Table 4": (("users", "shoppers"), 0),
        "users and a curve": (("users",), 2),
        "shoppers and a line": (("shoppers",), 1),
    }
    found = {name: round(float(weights[model]), 2) for name, model in named.items()}
    assert found == {"Table 4": 0.01, "users and a curve": 0.31, "shoppers and a line": 0.27}
    assert weights.sum() == pytest.approx(1)


def test_every_model_of_the_page_is_the_one_that_it_names(page, paper):
    shown = page("selection")
    assert len(shown.fits) == 3 * 2 ** len(selection.REGRESSORS)
    for (names, degree), fit in shown.fits.items():
        assert fit.bic == pytest.approx(trend.trend_fit(paper, names, degree).bic)
