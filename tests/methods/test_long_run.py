"""Long-run relations: published limits, kernels equal libraries, planted systems are found."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.tsa.stattools import adfuller, coint

from helpers import data
from helpers.methods import long_run, ols, simulation

# MacKinnon (2010): 5% values, b0 + b1/T + b2/T² + b3/T³, by trend and number of variables.
SURFACE = {
    ("c", 1): (-2.86154, -2.8903, -4.234, -40.040),
    ("c", 2): (-3.33613, -6.1101, -6.823, 0.0),
    ("c", 3): (-3.74066, -8.5632, -10.852, 27.982),
    ("c", 5): (-4.41519, -14.0405, -12.575, 0.0),
    ("ct", 1): (-3.41049, -4.3904, -9.036, -45.374),
    ("ctt", 1): (-3.83239, -5.9057, -12.490, -118.284),
}
FOUR_DECIMALS = 5e-5
KERNEL = 1e-9  # relative: batched and library statistics differ by rounding alone
ERRORS = 4  # Monte Carlo standard errors
TABLE_ERROR = 0.005  # MacKinnon's surface is itself fitted, least well at samples as short as this
WALKS = np.cumsum(np.random.default_rng(7).standard_normal((15, 4)), axis=0)
SYSTEMS = simulation.random_walks(np.random.default_rng(11), 3, 15, 5)
RATE_ERROR = np.sqrt(0.05 * 0.95 / long_run.REPLICATIONS)


@pytest.mark.parametrize("trend, variables", SURFACE)
@pytest.mark.parametrize("n", [15, 50, 1e12])
def test_limits_follow_the_published_response_surface(trend, variables, n):
    expected = np.polynomial.polynomial.polyval(1 / n, SURFACE[trend, variables])
    assert abs(long_run.critical_value(n, trend, variables) - expected) < FOUR_DECIMALS


@pytest.mark.parametrize("trend", long_run.TRENDS)
@pytest.mark.parametrize("lags", long_run.LAGS)
def test_dickey_fuller_equals_statsmodels(trend, lags):
    library = [
        adfuller(
            WALKS[:, place], lags, regression=trend, autolag=None, result_object=True
        ).statistic
        for place in range(WALKS.shape[1])
    ]
    ours = long_run.adf_statistics(WALKS, lags, trend)
    np.testing.assert_allclose(ours, library, rtol=KERNEL)


@pytest.mark.parametrize("trend", ["c", "ct"])
def test_engle_granger_equals_statsmodels(trend):
    batched = long_run.engle_granger_statistics(SYSTEMS, (0, 1, 2, 3), trend)
    for lag in (0, 1, 2, 3):
        library = [
            coint(SYSTEMS[0, :, i], SYSTEMS[1:, :, i].T, trend=trend, maxlag=lag, autolag=None)[0]
            for i in range(SYSTEMS.shape[2])
        ]
        np.testing.assert_allclose(batched[lag], library, rtol=KERNEL)


def test_the_return_is_that_of_a_regression_by_statsmodels():
    for i, found in enumerate(long_run.adjustment_statistics(SYSTEMS)):
        y, one, two = SYSTEMS[:, :, i]
        fit = sm.OLS(y[1:], sm.add_constant(np.column_stack([y[:-1], one[1:], two[1:]]))).fit()
        assert found == pytest.approx((fit.params[1] - 1) / fit.bse[1], rel=KERNEL)


def test_precedence_is_that_of_a_regression_by_statsmodels():
    for i, found in enumerate(long_run.toda_yamamoto_statistics(SYSTEMS[:2])):
        y, x = SYSTEMS[:2, :, i]
        past = sm.add_constant(np.column_stack([x[1:-1], x[:-2], y[1:-1], y[:-2]]))
        fit = sm.OLS(y[2:], past).fit()
        assert found == pytest.approx(fit.tvalues[1] ** 2, rel=1e-7)  # collinear lags cost digits


@pytest.mark.parametrize("trend", ["c", "ct", "ctt"])
def test_the_finite_sample_limit_has_its_size_and_the_infinite_one_has_not(trend):
    drawn = long_run.unit_root_null(0, trend)
    rate, error = simulation.share(drawn < long_run.critical_value(15, trend))
    assert abs(rate - 0.05) < ERRORS * error + TABLE_ERROR
    rate, error = simulation.share(drawn < long_run.critical_value(trend=trend))
    assert rate - 0.05 > 2 * ERRORS * error


# An earlier run of the same design, of unknown length: its error is taken to be that of 2,000.
EARLIER = {0.8: 0.062, 0.0: 0.54}


@pytest.mark.parametrize("rho", EARLIER)
def test_power_without_lags_is_the_known_one(rho):
    rate = long_run.unit_root_power("ct", 0)[rho]
    error = np.sqrt(EARLIER[rho] * (1 - EARLIER[rho]) / 2000)
    assert abs(rate - EARLIER[rho]) < ERRORS * np.hypot(error, 2 * RATE_ERROR)


@pytest.mark.parametrize("trend", ["ct", "ctt"])
def test_power_falls_to_the_level_as_the_root_approaches_one(trend):
    rates = list(long_run.unit_root_power(trend).values())
    assert np.all(np.diff(rates) < 0.01)  # above the Monte Carlo error of two neighbours
    assert rates[-1] == pytest.approx(0.05, abs=ERRORS * 2**0.5 * RATE_ERROR)


def test_a_freer_trend_costs_power():
    line, curve = (long_run.unit_root_power(trend) for trend in ("ct", "ctt"))
    assert curve[0.0] < line[0.0] and curve[0.4] < line[0.4]


def test_statistics_ignore_level_drift_and_scale_and_beside_a_curve_a_bend():
    t = np.arange(15.0)[:, None]
    for trend, added in (("ct", 1000 + 37 * t), ("ctt", 1000 + 37 * t + 3 * t**2)):
        np.testing.assert_allclose(
            long_run.adf_statistics(added + 250 * WALKS, 1, trend),
            long_run.adf_statistics(WALKS, 1, trend),
            rtol=1e-6,  # large levels cost digits
        )


def test_the_same_data_say_no_yes_and_no(paper):
    found = [long_run.engle_granger(paper, lag) for lag in (0, 1, 2)]
    assert [round(test.statistic, 2) for test in found] == [-2.82, -5.29, -2.99]
    assert [test.rejects for test in found] == [False, True, False]
    assert [(test.rows, test.df) for test in found] == [(14, 13), (13, 11), (12, 9)]
    assert long_run.reading(paper) == long_run.SOME


def test_a_planted_relation_is_found_and_unrelated_walks_are_mostly_spared():
    limit = long_run.critical_value(200, "c", 3)
    rng = np.random.default_rng(4)
    tied = long_run.engle_granger_statistics(long_run.cointegrated(rng, 100, n=200, rho=0.5))
    free = long_run.engle_granger_statistics(long_run.unrelated(rng, 2000, n=200))
    assert (tied < limit).all()
    assert np.mean(free < limit, axis=1) == pytest.approx(0.05, abs=ERRORS * 0.005)  # 2,000 draws


def test_size_of_engle_granger_at_fifteen_years():
    drawn = long_run.simulated_systems("unrelated", "Engle-Granger")[0]
    rate, error = simulation.share(drawn < long_run.critical_value(trend="c", variables=3))
    assert abs(rate - 0.128) < ERRORS * np.hypot(error, np.sqrt(0.128 * 0.872 / 2000))
    rate, error = simulation.share(drawn < long_run.critical_value(15, "c", 3))
    assert abs(rate - 0.05) < ERRORS * error


def test_a_search_over_lags_multiplies_false_alarms(paper):
    rates = long_run.search_rates(paper)
    assert rates["any"] > 0.05 + 0.02 and 0.01 < rates["best"] < 0.05


def test_power_of_engle_granger_is_low_and_lags_cost_more():
    rates = [long_run.cointegration_power(0.5, lags) for lags in long_run.SEARCH]
    assert rates == sorted(rates, reverse=True) and rates[0] < 0.2


def test_a_longer_sample_finds_the_return_that_fifteen_years_find_less_often():
    rng = np.random.default_rng(9)
    tied = long_run.adjustment_statistics(long_run.cointegrated(rng, 500, n=100, rho=0.5))
    limit = np.quantile(long_run.adjustment_statistics(long_run.unrelated(rng, 4000, n=100)), 0.05)
    assert (tied < limit).mean() > 0.99


def test_precedence_finds_a_planted_one_and_has_its_size_in_a_long_sample():
    rng = np.random.default_rng(6)
    x, y = simulation.random_walks(rng, 2, 400, 2000)
    critical = stats.f.isf(0.05, 1, 393)
    rate, error = simulation.share(long_run.toda_yamamoto_statistics(np.stack([y, x])) > critical)
    assert rate == pytest.approx(0.05, abs=ERRORS * error)
    follows = np.zeros_like(x)
    follows[1:] = x[:-1] + rng.standard_normal((399, 2000))
    found = long_run.toda_yamamoto_statistics(np.stack([follows, x]))
    assert (found > critical).mean() > 0.99


def test_its_size_at_fifteen_years_is_the_referees(paper):
    sizes = [
        long_run.precedence_size(np.log(paper), "gdp", name) for name in paper if name != "gdp"
    ]
    assert np.mean(sizes) == pytest.approx(0.07, abs=0.005)  # "about 7%"


def test_the_page_finds_what_the_referee_found(page):
    found = page("long-run").precedence
    rejecting = found[found["p"] < 0.05]
    assert list(rejecting.index) == [("gdp", "ecommerce")] and len(found) == 8
    assert rejecting["p"].round(3).tolist() == [0.036] and rejecting["slope"].iloc[0] < 0


def test_the_page_and_the_kernels_agree(page, paper):
    shown = page("long-run")
    for trend in shown.unit_roots:
        ours = long_run.adf_statistics(paper.to_numpy(), 1, trend)
        np.testing.assert_allclose(shown.unit_roots[trend], ours, rtol=1e-7)
    system = long_run.system_of(paper, "gdp", long_run.REGRESSORS)[:, :, None]
    assert shown.t_return == pytest.approx(long_run.adjustment_statistics(system)[0], rel=1e-7)
    verdict = [long_run.engle_granger(paper, lag).statistic for lag in long_run.SEARCH]
    np.testing.assert_allclose(shown.engle_granger, verdict, rtol=1e-7)


def test_the_limit_of_the_return_has_its_size_for_other_draws(page, paper):
    again = long_run.adjustment_under(ols.ols(paper, "table4"), seed=77)
    rate, error = simulation.share(again < page("long-run").limit)
    assert rate == pytest.approx(0.05, abs=ERRORS * 2**0.5 * error)


@pytest.mark.parametrize(
    "call, word",
    [
        (lambda: long_run.engle_granger(data.load("paper"), 0, regressors=("income",)), "income"),
        (
            lambda: long_run.system_of(pd.DataFrame({"y": [1, np.nan], "x": [1, 2]}), "y", ["x"]),
            "gaps",
        ),
        (lambda: long_run.simulated_systems("moon", "Engle-Granger"), "moon"),
        (lambda: long_run.simulated_systems("unrelated", "moon"), "moon"),
        (lambda: long_run.critical_value(15, "cttt"), "cttt"),
        (lambda: long_run.critical_value(15, "c", 1, 0.03), "0.03"),
    ],
)
def test_bad_requests_are_named(call, word):
    with pytest.raises(ValueError, match=word):
        call()
