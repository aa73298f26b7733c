"""Robust inference: agreement with statsmodels and arch, critical values, and coverage."""

import numpy as np
import pandas as pd
import pytest
from arch.bootstrap import StationaryBootstrap
from scipy import stats
from statsmodels.stats.stattools import durbin_watson

from helpers import data
from helpers.methods import ols, robust, simulation

EXACT = 1e-8  # relative
MONTE_CARLO = 4  # standard errors
REPLICATIONS = 20_000
PAPER = data.load("paper")
TABLE4 = ols.ols(PAPER, "table4")
RESID = TABLE4.resid.to_numpy()[:, None]


@pytest.mark.parametrize(
    ("method", "kind", "options"),
    [
        ("hc0", "HC0", {}),
        ("hc1", "HC1", {}),
        ("hc2", "HC2", {}),
        ("hc3", "HC3", {}),
        ("nw_short", "HAC", {"maxlags": 1, "use_correction": True}),
        ("nw", "HAC", {"maxlags": 5, "use_correction": True}),
    ],
)
@pytest.mark.parametrize("table", ["table2", "table4"])
def test_standard_errors_are_those_of_statsmodels(table, method, kind, options):
    fit = ols.ols(PAPER, table)
    theirs = fit.get_robustcov_results(kind, **options).bse[1:]
    np.testing.assert_allclose(
        robust.standard_errors(fit.model.exog, fit.resid.to_numpy()[:, None], method)[:, 0],
        theirs,
        rtol=1e-6,
    )  # statsmodels inverts X'X


def test_ols_standard_errors_are_the_printed_ones():
    np.testing.assert_allclose(
        robust.standard_errors(TABLE4.model.exog, RESID, "ols")[:, 0],
        TABLE4.bse.drop("constant"),
        rtol=EXACT,
    )


def test_all_cosines_together_are_whites_estimator():
    rng = np.random.default_rng(1)
    z = rng.standard_normal((15, 50))
    z -= z.mean(axis=0)
    np.testing.assert_allclose(
        robust.equal_weighted_cosine(z, 14), (z**2).sum(axis=0) * 15 / 14, rtol=EXACT
    )


def test_few_cosines_find_the_long_run_variance_of_an_autoregression():
    z = simulation.autoregressions(np.random.default_rng(2), 1, 2000, 3000, 0.5)[0]
    z -= z.mean(axis=0)
    # The long-run variance of an AR(1) with variance one is (1 + rho) / (1 - rho) = 3, times n².
    estimates = robust.equal_weighted_cosine(z, 10) / 2000
    assert estimates.mean() == pytest.approx(
        3, abs=MONTE_CARLO * estimates.std() / np.sqrt(3000) + 0.01
    )  # 0.01: bias of order (terms / n)²


def test_the_rules_give_lag_5_two_cosines_and_the_critical_value_of_t_with_2_degrees():
    assert robust.newey_west_lag(15) == 5 and robust.ewc_terms(15) == 2
    assert round(robust.METHODS["ewc"].critical(15, 3), 3) == 4.303


def test_fixed_b_critical_values_are_the_simulated_ones():
    rng, n, draws = np.random.default_rng(3), 400, 8000
    z = rng.standard_normal((n, draws))
    e = z - z.mean(axis=0)
    lag = int(0.4 * n) - 1
    # With a Bartlett kernel the long-run variance is a function of partial sums alone.
    s = np.cumsum(e, axis=0)
    m = lag + 1
    omega = (2 / (n * m)) * ((s**2).sum(axis=0) - (s[m:] * s[:-m]).sum(axis=0))
    t = np.abs(z.sum(axis=0) / np.sqrt(n * omega))
    critical = robust.fixed_b_critical(lag, n)
    assert (t > critical).mean() == pytest.approx(
        0.05, abs=MONTE_CARLO * np.sqrt(0.05 * 0.95 / draws)
    )
    with pytest.raises(ValueError, match="between 0 and n - 1"):
        robust.fixed_b_critical(15, 15)


def test_bartlett_variance_by_partial_sums_is_the_estimator_used_here():
    e = np.random.default_rng(4).standard_normal((15, 20))
    e -= e.mean(axis=0)
    s = np.cumsum(e, axis=0)
    by_sums = (2 / 6) * ((s**2).sum(axis=0) - (s[6:] * s[:-6]).sum(axis=0))
    np.testing.assert_allclose(robust._newey_west(5)(e, None, 15, 0), by_sums, rtol=EXACT)


@pytest.fixture(scope="module")
def found():
    return robust.coverage(TABLE4, rhos=(0.0, 0.5, 0.9), replications=REPLICATIONS, outer=600)


@pytest.mark.parametrize(
    ("rho", "rates"),
    [
        (0.0, {"ols": 5.0, "hc3": 3.5, "nw_short": 10.2, "nw": 21.2}),
        (0.5, {"ols": 23, "hc3": 18, "nw_short": 26, "nw": 35}),
        (0.9, {"ols": 45, "hc3": 38, "nw_short": 45, "nw": 51}),
    ],
)
def test_rejection_rates_agree_with_an_independent_simulation(found, rho, rates):
    for method, expected in rates.items():
        # The other simulation reports whole percent for rho > 0 and had a few thousand draws.
        assert 100 * (1 - found.loc[(method, rho, "users"), "coverage"]) == pytest.approx(
            expected, abs=1.5
        ), method


def test_ols_covers_exactly_when_errors_are_independent(found):
    for name in ("users", "shoppers"):
        row = found.loc[("ols", 0.0, name)]
        assert row["coverage"] == pytest.approx(0.95, abs=MONTE_CARLO * row["error"])


def test_long_lags_make_coverage_worse_and_cosines_or_fixed_b_make_it_better(found):
    for rho in (0.0, 0.5, 0.9):
        cover = {
            method: found.loc[(method, rho, "users"), "coverage"]
            for method in (*robust.METHODS, "bootstrap")
        }
        assert cover["nw"] < cover["ols"] and cover["nw"] < cover["nw_short"]
        assert cover["hc0"] < cover["hc1"] < cover["hc2"] < cover["hc3"]
        assert cover["fixed_b"] > cover["nw"]
    assert (
        found.loc[("ewc", 0.9, "users"), "coverage"]
        > found.loc[("ols", 0.9, "users"), "coverage"] + 0.1
    )
    assert (
        found.xs(0.9, level="rho")["coverage"] < 0.9
    ).all()  # nothing is right when autocorrelation is strong


def test_coverage_does_not_depend_on_workers_or_run():
    again = [robust.coverage(TABLE4, rhos=(0.5,), replications=9000, outer=200) for _ in range(2)]
    pd.testing.assert_frame_equal(*again)


def test_bootstrap_indices_are_distributed_like_those_of_arch():
    n, length, size = 15, 3, 4000
    ours = robust._stationary_indices(np.random.default_rng(5), n, length, size)
    theirs = []
    sampler = StationaryBootstrap(length, np.arange(n), seed=6)
    for (values,), _ in sampler.bootstrap(size):
        theirs.append(values.copy())
    theirs = np.array(theirs)
    for index in (ours, theirs):
        runs_on = (np.diff(index, axis=1) % n == 1).mean()
        # Goes on with probability 1 - 1/L, and a jump lands on the next year with probability 1/n.
        expected = 1 - 1 / length + 1 / length / n
        assert runs_on == pytest.approx(
            expected, abs=MONTE_CARLO * np.sqrt(expected * (1 - expected) / index[:, 1:].size)
        )
        assert np.bincount(index.ravel(), minlength=n).min() / index.size == pytest.approx(
            1 / n, rel=0.1
        )


def test_the_bootstrap_covers_like_the_right_interval_in_a_large_well_behaved_sample():
    rng = np.random.default_rng(9)
    frame = pd.DataFrame({"x": rng.standard_normal(300)})
    frame["gdp"] = 1 + 2 * frame["x"] + rng.standard_normal(300)
    fit = ols.ols(frame, ["x"])
    row = robust.bootstrap_intervals(fit, draws=1500).loc["x"]
    assert row["standard_error"] == pytest.approx(
        fit.bse["x"], rel=0.2
    )  # blocks of independent data estimate the same with some noise


def test_typical_rho_puts_the_observed_statistic_at_its_quantile():
    d, rho = durbin_watson(TABLE4.resid), robust.typical_rho(TABLE4, 0.05)
    u = simulation.autoregressions(np.random.default_rng(10), 1, 15, 100_000, rho)[0]
    e = u - TABLE4.model.exog @ (np.linalg.pinv(TABLE4.model.exog) @ u)
    below = (((np.diff(e, axis=0) ** 2).sum(axis=0) / (e**2).sum(axis=0)) < d).mean()
    assert below == pytest.approx(0.05, abs=MONTE_CARLO * np.sqrt(0.05 * 0.95 / 1e5))


def test_the_observed_statistic_is_low_even_for_near_random_walks():
    chance = robust.chance_below(TABLE4, robust.NEAR_ONE)
    u = np.cumsum(np.random.default_rng(13).standard_normal((15, 100_000)), axis=0)
    e = u - TABLE4.model.exog @ (np.linalg.pinv(TABLE4.model.exog) @ u)
    below = (
        ((np.diff(e, axis=0) ** 2).sum(axis=0) / (e**2).sum(axis=0)) < durbin_watson(TABLE4.resid)
    ).mean()
    # A walk is the limit of the near-walk; the constant takes its level out. 0.01: what 0.999 still
    # differs from one.
    assert chance == pytest.approx(
        below, abs=MONTE_CARLO * np.sqrt(below * (1 - below) / 1e5) + 0.01
    )
    assert chance < 0.5 and robust.typical_rho(TABLE4) == robust.NEAR_ONE
    with pytest.raises(ValueError, match="strictly between"):
        robust.chance_below(TABLE4, 1.0)


def test_typical_rho_recovers_a_planted_autocorrelation():
    rng = np.random.default_rng(12)
    x = rng.standard_normal(60)
    u = simulation.autoregressions(rng, 1, 60, 1, 0.6)[0][:, 0]
    fit = ols.ols(pd.DataFrame({"x": x, "gdp": x + u}), ["x"])
    assert robust.typical_rho(fit, 0.05) < 0.6 < robust.typical_rho(fit, 0.95)


def test_the_critical_value_of_t_grows_with_autocorrelation():
    low, high = (
        robust.critical_under(TABLE4, 0.0, replications=REPLICATIONS),
        robust.critical_under(TABLE4, 0.9, replications=REPLICATIONS),
    )
    np.testing.assert_allclose(low, stats.t.isf(0.025, 12), rtol=0.03)  # quantile of 20,000 draws
    assert (high > 5).all()


def test_an_unknown_method_is_refused_with_the_valid_ones():
    with pytest.raises(ValueError, match="unknown method 'hc9'; valid: ols, hc0"):
        robust.standard_errors(TABLE4.model.exog, RESID, "hc9")


def test_not_even_random_walk_errors_around_fixed_regressors_often_produce_the_papers_t():
    assert (robust.chance_of_t(TABLE4, robust.NEAR_ONE, replications=20_000) < 0.04).all()
    assert (robust.chance_of_t(TABLE4, 0.0, replications=20_000) < 0.001).all()
