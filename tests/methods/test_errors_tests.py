"""Residual tests: bounds, agreement with statsmodels, size, power and planted faults."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats import diagnostic
from statsmodels.stats.stattools import durbin_watson

from helpers import data
from helpers.methods import errors_tests, ols

# Relative, against statsmodels; the auxiliary regressions lose some digits on a design with VIF 11.
AGREE = 1e-7
MONTE_CARLO = 4  # standard errors
PAPER = data.load("paper")
TABLE4 = ols.ols(PAPER, "table4")


@pytest.mark.parametrize(
    ("n", "regressors", "low", "high"),
    [
        (15, 1, 1.08, 1.36),
        (15, 2, 0.95, 1.54),
        (15, 3, 0.82, 1.75),
        (15, 4, 0.69, 1.97),
        (20, 1, 1.20, 1.41),
        (20, 2, 1.10, 1.54),
        (20, 3, 1.00, 1.68),
        (20, 4, 0.90, 1.83),
    ],
)
def test_the_bounds_are_those_of_durbin_and_watsons_tables(n, regressors, low, high):
    # The 1951 tables were computed by an approximation; later ones differ by up to 0.011.
    assert errors_tests.durbin_watson_bounds(n, regressors) == pytest.approx((low, high), abs=0.011)


@pytest.mark.parametrize(
    ("n", "regressors", "low", "high"),
    [(15, 1, 1.077, 1.361), (15, 2, 0.946, 1.543), (15, 3, 0.814, 1.750), (15, 4, 0.685, 1.977)],
)
def test_the_bounds_are_those_of_savin_and_whites_tables(n, regressors, low, high):
    assert errors_tests.durbin_watson_bounds(n, regressors) == pytest.approx(
        (low, high), abs=0.0006
    )  # printed to three decimals


@pytest.mark.parametrize("table", tuple(ols.SPECIFICATIONS))
def test_the_exact_critical_value_lies_between_the_bounds(table):
    exog = ols.ols(PAPER, table).model.exog
    low, high = errors_tests.durbin_watson_bounds(15, exog.shape[1] - 1)
    assert low < errors_tests.durbin_watson_critical(exog) < high


@pytest.mark.slow
def test_imhof_and_simulation_agree_on_the_exact_point():
    critical = errors_tests.durbin_watson_critical(TABLE4.model.exog)
    assert round(critical, 2) == 1.54
    drawn = errors_tests.simulated_statistics(TABLE4, replications=200_000, seed=5)["dw"]
    assert (drawn < critical).mean() == pytest.approx(
        0.05, abs=MONTE_CARLO * np.sqrt(0.05 * 0.95 / 200_000)
    )
    p = errors_tests.durbin_watson_p(1.2, TABLE4.model.exog)
    assert (drawn < 1.2).mean() == pytest.approx(
        p, abs=MONTE_CARLO * np.sqrt(p * (1 - p) / 200_000)
    )


def test_imhof_agrees_with_a_known_distribution():
    # P(z1² > c z2²) for independent normals is the upper tail of F(1, 1): 1 - 2 atan(√c) / π.
    for c in (0.5, 1.0, 3.0):
        assert errors_tests.tail_of_quadratic_form(np.array([1.0, -c])) == pytest.approx(
            1 - 2 / np.pi * np.arctan(np.sqrt(c)), abs=1e-8
        )


def test_the_bounds_decide_nothing_on_table_4_and_the_exact_test_rejects():
    d = durbin_watson(TABLE4.resid)
    low, high = errors_tests.durbin_watson_bounds(15, 2)
    assert low < d < high
    assert errors_tests.durbin_watson_p(d, TABLE4.model.exog) < 0.05


@pytest.mark.parametrize("table", tuple(ols.SPECIFICATIONS))
def test_every_statistic_is_that_of_statsmodels(table):
    rng = np.random.default_rng(11)
    base = ols.ols(PAPER, table)
    mean = np.asarray(base.fittedvalues) / np.sqrt(base.mse_resid)
    design = errors_tests.Design(base.model.exog)
    errors = rng.standard_normal((15, 6))
    batched = errors_tests.batched_statistics(design, errors, mean)
    for place in range(errors.shape[1]):
        fit = sm.OLS(
            pd.Series(mean + errors[:, place], index=PAPER.index, name="gdp"),
            pd.DataFrame(base.model.exog, index=PAPER.index, columns=base.model.exog_names),
        ).fit()
        library = errors_tests.library_statistics(fit)
        for name, (statistic, _) in library.items():
            assert batched[name][place] == pytest.approx(statistic, rel=AGREE, nan_ok=True), name
        ours = errors_tests.textbook_p(
            design, base.model.exog, {name: values[[place]] for name, values in batched.items()}
        )
        for name, (_, p) in library.items():
            assert ours[name][0] == pytest.approx(p, abs=1e-6, nan_ok=True), name


def test_recursive_cusum_path_is_that_of_statsmodels():
    design = errors_tests.Design(TABLE4.model.exog)
    theirs = diagnostic.recursive_olsresiduals(
        sm.OLS(np.asarray(PAPER["gdp"]), design.scaled).fit()
    )[4][-12:]
    np.testing.assert_allclose(design.recursion @ PAPER["gdp"].to_numpy(), theirs, rtol=1e-6)
    np.testing.assert_allclose(design.recursion @ design.recursion.T, np.eye(12), atol=1e-10)


def test_white_has_no_degree_of_freedom_for_table_2():
    fit = ols.ols(PAPER, "table2")
    assert np.isnan(errors_tests.library_statistics(fit)["white"][0])
    assert np.isnan(errors_tests.sizes(fit, replications=100).loc["white", "size"])


def test_reset_needs_scaled_data_and_gets_them():
    exog, y = TABLE4.model.exog, TABLE4.model.endog
    fitted = np.asarray(TABLE4.fittedvalues)

    def ssr(columns):
        # QR does not care about the scale of columns, so raw powers are safe here.
        q = np.linalg.qr(columns)[0]
        return ((y - q @ (q.T @ y)) ** 2).sum()

    restricted, full = ssr(exog), ssr(np.column_stack([exog, fitted**2, fitted**3]))
    statistic = (restricted - full) / 2 / (full / (15 - 5))
    assert errors_tests.library_statistics(TABLE4)["reset"][0] == pytest.approx(
        statistic, rel=1e-5
    )  # raw powers cost digits


def test_textbook_p_values_agree_with_textbook_critical_values():
    design = errors_tests.Design(TABLE4.model.exog)
    critical = errors_tests.textbook_critical(design, TABLE4.model.exog)
    p = errors_tests.textbook_p(
        design, TABLE4.model.exog, {name: np.array([value]) for name, value in critical.items()}
    )
    for name, value in p.items():
        assert value[0] == pytest.approx(0.05, abs=2e-4), (
            name
        )  # the CUSUM line is tabulated to three decimals


def test_simulated_p_values_are_uniform_under_the_null():
    found = errors_tests.sizes(TABLE4, replications=20_000, seed=3)
    again = errors_tests.simulated_statistics(TABLE4, replications=20_000, seed=4)
    for name, exact in found["exact"].items():
        rate = errors_tests.exceeds(name, again[name], exact).mean()
        # Two simulations differ, so their errors add.
        assert rate == pytest.approx(0.05, abs=MONTE_CARLO * np.sqrt(2 * 0.05 * 0.95 / 20_000)), (
            name
        )


def test_asymptotic_tests_are_off_at_n_15():
    found = errors_tests.sizes(TABLE4, replications=20_000)["size"]
    assert found["bg1"] > 0.08 and found["bg2"] > 0.12  # too often
    assert found["jb"] < 0.03 and found["cusum_ols"] < 0.005  # too seldom
    assert abs(found["reset"] - 0.05) < MONTE_CARLO * np.sqrt(
        0.05 * 0.95 / 20_000
    )  # F, hence exact up to its random regressors


def test_the_familywise_p_lies_between_the_smallest_p_and_bonferroni():
    least = errors_tests.battery(TABLE4, replications=20_000)["p_simulated"].min()
    found = errors_tests.familywise_p(TABLE4, replications=20_000)
    assert (
        least < found < 1.2 * len(errors_tests.TESTS) * least
    )  # 1.2: Monte Carlo error of so small a p


def test_each_fault_is_best_found_by_a_test_made_for_it():
    found = errors_tests.powers(TABLE4, replications=8000)
    assert found["AR(1), 0.5"].idxmax() == "dw" and found["AR(1), 0.8"].idxmax() == "dw"
    assert found["Spread ∝ GDP"].idxmax() == "bp"
    assert found["Curvature"].idxmax() == "reset"
    assert found["Fat tails"].idxmax() == "jb"
    assert found["Break"].idxmax() == "cusum_ols"


def _sample(mean, rng, n=400):
    x = rng.uniform(1, 10, n)
    return ols.ols(pd.DataFrame({"x": x, "gdp": mean(x, rng)}), ["x"])


@pytest.mark.parametrize(
    ("fault", "test"),
    [
        (lambda x, rng: x + x * rng.standard_normal(len(x)), "bp"),
        (lambda x, rng: x + x * rng.standard_normal(len(x)), "white"),
        (lambda x, rng: x**2 + rng.standard_normal(len(x)), "reset"),
        (lambda x, rng: x + rng.standard_t(2, len(x)), "jb"),
        (
            lambda x, rng: (
                x + np.where(np.arange(len(x)) > 200, 2, 0) + rng.standard_normal(len(x))
            ),
            "cusum_ols",
        ),
        (lambda x, rng: x + np.cumsum(rng.standard_normal(len(x))), "dw"),
        (lambda x, rng: x + np.cumsum(rng.standard_normal(len(x))), "bg1"),
    ],
)
def test_planted_faults_are_caught_in_a_large_sample(fault, test):
    assert (
        errors_tests.library_statistics(_sample(fault, np.random.default_rng(7)))[test][1] < 0.001
    )


def test_a_sound_large_sample_passes():
    p = {
        name: p
        for name, (_, p) in errors_tests.library_statistics(
            _sample(lambda x, rng: x + rng.standard_normal(len(x)), np.random.default_rng(8))
        ).items()
    }
    assert min(p.values()) > 0.005  # ten tests, one seed


def test_the_battery_is_the_same_with_every_run():
    pd.testing.assert_frame_equal(
        errors_tests.battery(TABLE4, replications=9000),
        errors_tests.battery(TABLE4, replications=9000),
    )


def test_too_few_residuals_are_refused():
    with pytest.raises(ValueError, match="too few residuals"):
        errors_tests.Design(np.column_stack([np.ones(4), np.eye(4)[:, :2]]))
    with pytest.raises(ValueError, match="no degree of freedom"):
        errors_tests.durbin_watson_bounds(3, 2)
