"""Standard errors and GLS: agreement with statsmodels, rates of an independent simulation."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.stattools import durbin_watson

from helpers import data
from helpers.methods import errors, errors_tests, ols, simulation

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
        errors.standard_errors(fit.model.exog, fit.resid.to_numpy()[:, None], method)[:, 0],
        theirs,
        rtol=1e-6,
    )  # statsmodels inverts X'X


def test_ols_standard_errors_are_the_printed_ones():
    np.testing.assert_allclose(
        errors.standard_errors(TABLE4.model.exog, RESID, "ols")[:, 0],
        TABLE4.bse.drop("constant"),
        rtol=EXACT,
    )


def test_all_cosines_together_are_whites_estimator():
    rng = np.random.default_rng(1)
    z = rng.standard_normal((15, 50))
    z -= z.mean(axis=0)
    np.testing.assert_allclose(
        errors.equal_weighted_cosine(z, 14), (z**2).sum(axis=0) * 15 / 14, rtol=EXACT
    )


def test_few_cosines_find_the_long_run_variance_of_an_autoregression():
    z = simulation.autoregressions(np.random.default_rng(2), 1, 2000, 3000, 0.5)[0]
    z -= z.mean(axis=0)
    # The long-run variance of an AR(1) with variance one is (1 + rho) / (1 - rho) = 3, times n².
    estimates = errors.equal_weighted_cosine(z, 10) / 2000
    assert estimates.mean() == pytest.approx(
        3, abs=MONTE_CARLO * estimates.std() / np.sqrt(3000) + 0.01
    )  # 0.01: bias of order (terms / n)²


def test_the_rules_give_lag_5_two_cosines_and_the_critical_value_of_t_with_2_degrees():
    assert errors.newey_west_lag(15) == 5 and errors.ewc_terms(15) == 2
    assert round(errors.METHODS["ewc"].critical(15, 3), 3) == 4.303


def test_bartlett_variance_by_partial_sums_is_the_estimator_used_here():
    e = np.random.default_rng(4).standard_normal((15, 20))
    e -= e.mean(axis=0)
    s = np.cumsum(e, axis=0)
    by_sums = (2 / 6) * ((s**2).sum(axis=0) - (s[6:] * s[:-6]).sum(axis=0))
    np.testing.assert_allclose(errors._newey_west(5)(e, None, 15, 0), by_sums, rtol=EXACT)


def test_typical_rho_puts_the_observed_statistic_at_its_quantile():
    d, rho = durbin_watson(TABLE4.resid), errors.typical_rho(TABLE4, 0.05)
    u = simulation.autoregressions(np.random.default_rng(10), 1, 15, 100_000, rho)[0]
    e = u - TABLE4.model.exog @ (np.linalg.pinv(TABLE4.model.exog) @ u)
    below = (((np.diff(e, axis=0) ** 2).sum(axis=0) / (e**2).sum(axis=0)) < d).mean()
    assert below == pytest.approx(0.05, abs=MONTE_CARLO * np.sqrt(0.05 * 0.95 / 1e5))


def test_the_observed_statistic_is_low_even_for_near_random_walks():
    chance = errors.chance_below(TABLE4, errors.NEAR_ONE)
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
    assert chance < 0.5 and errors.typical_rho(TABLE4) == errors.NEAR_ONE
    with pytest.raises(ValueError, match="strictly between"):
        errors.chance_below(TABLE4, 1.0)


def test_typical_rho_recovers_a_planted_autocorrelation():
    rng = np.random.default_rng(12)
    x = rng.standard_normal(60)
    u = simulation.autoregressions(rng, 1, 60, 1, 0.6)[0][:, 0]
    fit = ols.ols(pd.DataFrame({"x": x, "gdp": x + u}), ["x"])
    assert errors.typical_rho(fit, 0.05) < 0.6 < errors.typical_rho(fit, 0.95)


def test_an_unknown_method_is_refused_with_the_valid_ones():
    with pytest.raises(ValueError, match="unknown method 'hc9'; valid: ols, hc0"):
        errors.standard_errors(TABLE4.model.exog, RESID, "hc9")


def test_not_even_random_walk_errors_around_fixed_regressors_often_produce_the_papers_t():
    assert (errors.chance_of_t(TABLE4, errors.NEAR_ONE, replications=20_000) < 0.04).all()
    assert (errors.chance_of_t(TABLE4, 0.0, replications=20_000) < 0.001).all()


@pytest.fixture(scope="module")
def rates():
    return errors.false_rejections(TABLE4, replications=REPLICATIONS)


@pytest.mark.parametrize(
    ("rho", "expected"),
    [
        (0.0, {"ols": 5.0, "hc3": 3.5, "nw_short": 10.2, "nw": 21.2}),
        (0.5, {"ols": 23, "hc3": 18, "nw_short": 26, "nw": 35}),
        (0.9, {"ols": 45, "hc3": 38, "nw_short": 45, "nw": 51}),
    ],
)
def test_rates_agree_with_an_independent_simulation(rates, rho, expected):
    # The other simulation reports whole percent for rho > 0 and had a few thousand draws.
    others = 1.5
    for method, rate in expected.items():
        assert 100 * rates.loc[(method, "users"), rho] == pytest.approx(rate, abs=others), method


def test_least_squares_has_its_size_when_errors_are_independent(rates):
    error = np.sqrt(0.05 * 0.95 / REPLICATIONS)
    for name in ("users", "shoppers"):
        assert rates.loc[("ols", name), 0.0] == pytest.approx(0.05, abs=MONTE_CARLO * error)


def test_long_lags_make_it_worse_and_cosines_better(rates):
    users = rates.xs("users", level=1)
    for rho in errors.RHOS:
        assert users.loc["nw", rho] > users.loc["nw_short", rho] > users.loc["hc3", rho]
        assert users.loc["hc0", rho] > users.loc["hc1", rho] > users.loc["hc2", rho]
    assert users.loc["ewc", 0.9] < users.loc["ols", 0.9] - 0.1
    assert (users[0.9] > 0.1).all()  # nothing is right when autocorrelation is strong


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9])
def test_batched_gls_is_that_of_statsmodels(rho):
    x, rounds = TABLE4.model.exog, 30
    u = simulation.autoregressions(np.random.default_rng(21), 1, 15, 8, rho)[0]
    b, t, estimated = errors.batched_gls(u, x, rounds)
    scaled = np.column_stack([np.ones(15), x[:, 1:] / x[:, 1:].std(axis=0)])
    for place in range(u.shape[1]):
        model = sm.GLSAR(u[:, place], scaled, rho=1)
        theirs = model.iterative_fit(maxiter=rounds + 1, rtol=0)
        np.testing.assert_allclose(t[:, place], theirs.tvalues[1:], rtol=1e-5)  # 30 rounds left
        np.testing.assert_allclose(b[:, place] * x[:, 1:].std(axis=0), theirs.params[1:], rtol=1e-5)
        assert estimated[place] == pytest.approx(float(model.rho[0]), abs=1e-6)


def test_gls_knows_a_planted_autocorrelation_in_a_long_sample():
    rng = np.random.default_rng(22)
    x = np.column_stack([np.ones(3000), rng.standard_normal(3000)])
    u = simulation.autoregressions(rng, 1, 3000, 4, 0.6)[0]
    b, _, rho = errors.batched_gls(2 * x[:, [1]] + u, x)
    within = MONTE_CARLO * np.sqrt((1 - 0.6**2) / 3000)
    assert rho == pytest.approx(0.6, abs=within) and b[0] == pytest.approx(2, abs=0.1)


def test_the_page_gives_the_referees_gls(page):
    shown = page("errors")
    found = [
        round(float(value), digits)
        for name in ("users", "shoppers")
        for value, digits in ((shown.free.params[name], 2), (shown.free.tvalues[name], 1))
    ]
    assert found == [3.33, 4.3, 7.59, 8.6]


def test_the_page_tests_again_beside_the_curve(page):
    shown = page("errors")
    d = shown.tested.loc["d"].round(4).tolist()
    assert [round(d[0], 4), round(d[1], 2)] == [1.1594, 1.37]
    for name, fit in (("Table 4", shown.table4), ("beside a curve", shown.curved)):
        exact = errors_tests.durbin_watson_p(shown.tested.loc["d", name], fit.model.exog)
        error = np.sqrt(exact * (1 - exact) / 200_000)  # draws of the page
        assert shown.tested.loc["p", name] == pytest.approx(exact, abs=MONTE_CARLO * error)
        mean = errors_tests.durbin_watson_mean(fit.model.exog)
        assert shown.tested.loc["average d", name] == pytest.approx(mean, abs=0.02)


def test_the_pages_standard_errors_are_the_kernels(page):
    shown = page("errors").standard_errors.loc[["users", "shoppers"]]
    for column, method in (("OLS", "ols"), ("HC3", "hc3"), ("Newey–West, 5 lags", "nw")):
        ours = errors.standard_errors(TABLE4.model.exog, RESID, method)[:, 0]
        np.testing.assert_allclose(ours, shown[column], rtol=1e-6)
