"""Unit-root tests: published critical values, kernels equal libraries, size and power at n = 15."""

import numpy as np
import pytest

from helpers import exercises
from helpers.methods import simulation, unit_roots

# MacKinnon (2010), table 2: 5% values, b0 + b1/T + b2/T² + b3/T³, by trend and number of variables.
SURFACE = {
    ("c", 1): (-2.86154, -2.8903, -4.234, -40.040),
    ("c", 2): (-3.33613, -6.1101, -6.823, 0.0),
    ("c", 3): (-3.74066, -8.5632, -10.852, 27.982),
    ("c", 5): (-4.41519, -14.0405, -12.575, 0.0),
    ("ct", 1): (-3.41049, -4.3904, -9.036, -45.374),
}
FOUR_DECIMALS = 5e-5
KERNEL = 1e-10  # relative: batched and library statistics differ by rounding alone
ERRORS = 4  # Monte Carlo standard errors; a right rate misses them once in 16,000 comparisons
TABLE_ERROR = 0.005  # MacKinnon's surface is itself fitted, least well at samples as short as this

WALKS = np.cumsum(np.random.default_rng(7).standard_normal((15, 4)), axis=0)


@pytest.mark.parametrize("trend, variables", SURFACE)
@pytest.mark.parametrize("n", [15, 50, 1e12])
def test_critical_values_follow_the_published_response_surface(trend, variables, n):
    expected = np.polynomial.polynomial.polyval(1 / n, SURFACE[trend, variables])
    assert abs(unit_roots.critical_value(n, trend, variables) - expected) < FOUR_DECIMALS


@pytest.mark.parametrize(
    "trend, asymptotic, exact", [("c", -2.862, -3.085), ("ct", -3.410, -3.757)]
)
def test_fifteen_points_move_the_critical_value(trend, asymptotic, exact):
    assert round(unit_roots.critical_value(trend=trend), 3) == asymptotic
    assert round(unit_roots.critical_value(15, trend), 3) == exact


@pytest.mark.parametrize("trend", unit_roots.TRENDS)
@pytest.mark.parametrize("lags", [0, 1, 2, 3])
@pytest.mark.parametrize("test", unit_roots.TESTS)
def test_batched_statistics_equal_the_libraries(test, lags, trend):
    batched = unit_roots.unit_root_statistics(test, WALKS, lags, trend)
    library = [
        unit_roots.LIBRARY[test](WALKS[:, place], lags, trend).statistic
        for place in range(WALKS.shape[1])
    ]
    np.testing.assert_allclose(batched, library, rtol=KERNEL)


@pytest.mark.parametrize("trend", unit_roots.TRENDS)
def test_batched_lag_choice_equals_the_library(trend):
    found = [unit_roots.adf(WALKS[:, place], None, trend) for place in range(WALKS.shape[1])]
    assert unit_roots.aic_lags(WALKS, trend).tolist() == [outcome.lags for outcome in found]
    np.testing.assert_allclose(
        unit_roots.adf_aic_statistics(WALKS, trend),
        [outcome.statistic for outcome in found],
        rtol=KERNEL,
    )


@pytest.mark.parametrize("trend", unit_roots.TRENDS)
def test_the_finite_sample_value_has_its_size_and_the_asymptotic_one_has_not(trend):
    rate, error = unit_roots.unit_root_size(unit_roots.critical_value(15, trend), trend)
    assert abs(rate - 0.05) < ERRORS * error + TABLE_ERROR
    rate, error = unit_roots.unit_root_size(unit_roots.critical_value(trend=trend), trend)
    assert rate - 0.05 > 2 * ERRORS * error


# Earlier runs with the same design, of unknown number of replications: their own error is taken to
# be that of 2,000.
EARLIER = {
    ("c", 0.8): 0.077,
    ("ct", 0.8): 0.062,
    ("c", 0.5): 0.21,
    ("ct", 0.5): 0.13,
    ("c", 0.0): 0.76,
    ("ct", 0.0): 0.54,
}


@pytest.mark.parametrize("trend, rho", EARLIER)
def test_power_at_fifteen_points(trend, rho):
    rate, error = unit_roots.unit_root_power("ADF", 0, trend)[rho]
    earlier = EARLIER[trend, rho]
    assert abs(rate - earlier) < ERRORS * np.hypot(error, np.sqrt(earlier * (1 - earlier) / 2000))


def test_power_falls_as_the_root_approaches_one():
    rates = [rate for rate, _ in unit_roots.unit_root_power("ADF", 0, "ct").values()]
    assert rates == sorted(rates, reverse=True) or np.all(np.diff(rates) < 0.01)


def test_statistics_with_trend_ignore_level_drift_and_scale():
    line = 1000 + 37.0 * np.arange(15)[:, None]
    for test in unit_roots.TESTS:
        np.testing.assert_allclose(
            unit_roots.unit_root_statistics(test, line + 250 * WALKS, 1, "ct"),
            unit_roots.unit_root_statistics(test, WALKS, 1, "ct"),
            rtol=1e-8,
        )


def test_a_constant_alone_does_not_absorb_drift():
    walks = np.cumsum(np.random.default_rng(8).standard_normal((15, 2000)), axis=0)
    drift = 3.0 * np.arange(15)[:, None]
    critical = unit_roots.critical_value(15)
    # With drift the statistic is close to a standard normal one (West 1988), which hardly ever lies
    # that far out.
    assert np.mean(unit_roots.adf_statistics(walks + drift, 0, "c") < critical) < 0.03


def test_critical_values_move_out_with_each_pair_of_lags_less_rows():
    assert unit_roots.simulated_critical("ADF", 3, "ct") < unit_roots.simulated_critical(
        "ADF", 0, "ct"
    )
    assert unit_roots.simulated_critical("ADF by AIC", 0, "ct") < unit_roots.simulated_critical(
        "ADF", 3, "ct"
    )


def test_letting_aic_choose_multiplies_false_alarms():
    drawn = unit_roots.null_distribution("ADF by AIC", 0, "ct")
    rate, error = simulation.share(drawn < unit_roots.critical_value(trend="ct"))
    assert rate > 0.15 + ERRORS * error


def test_kpss_rejects_walks_and_spares_noise_in_a_long_sample():
    rng = np.random.default_rng(3)
    noise = rng.standard_normal((400, 200))
    assert np.mean(unit_roots.kpss_statistics(np.cumsum(noise, axis=0), 4, "c") > 0.463) > 0.9
    assert np.mean(unit_roots.kpss_statistics(noise, 4, "c") > 0.463) < 0.12


def test_kpss_p_values_end_where_the_table_ends(paper):
    found = [unit_roots.kpss(paper[name], 0, "ct") for name in paper]
    assert all(0.01 <= outcome.p_asymptotic <= 0.10 for outcome in found)
    assert all(outcome.clipped == (outcome.p_asymptotic in (0.01, 0.10)) for outcome in found)
    assert any(outcome.clipped for outcome in found)


def test_the_lag_changes_the_software_s_verdict_on_the_paper_s_series(paper):
    assert unit_roots.lag_sensitive(unit_roots.readings_by_lag(paper), "rejects_asymptotically")


def test_rows_and_coefficients_are_counted(paper):
    found = unit_roots.adf(paper["gdp"], None, "c")
    assert (found.lags, found.rows, found.coefficients) == (5, 9, 7)
    assert unit_roots.adf(paper["gdp"], 2, "ct").coefficients == 5


def test_the_answer_does_not_depend_on_the_number_of_workers():
    def experiment(rng, size):
        return {"t": unit_roots.adf_statistics(np.cumsum(rng.standard_normal((15, size)), axis=0))}

    one, two = (simulation.simulate(experiment, 20_000, 1, n_jobs=jobs)["t"] for jobs in (1, 2))
    assert np.array_equal(one, two)


def test_the_first_exercise_tells_asymptotic_from_finite():
    assert exercises.check("unit-roots-1", -3.085) == "Right."
    assert "infinite" in exercises.check("unit-roots-1", -2.86154)


def test_without_lags_reversing_changes_look_stationary_and_phillips_perron_does_not_help():
    rates = unit_roots.memory_sizes()
    assert (rates.loc[["ADF, 0 lags", "PP, bandwidth 1"], -0.5] > 0.3).all()
    assert (rates.loc[["ADF, 0 lags", "PP, bandwidth 1"], 0.5] < 0.03).all()
    assert rates.loc[["ADF, 1 lag", "DF-GLS, 1 lag"]].stack().between(0.04, 0.08).all()
    assert rates[0.0].between(0.045, 0.06).all()
