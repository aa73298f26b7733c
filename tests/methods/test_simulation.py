"""Batched regressions equal statsmodels', and a seed means the same numbers on every machine."""

import functools
import tracemalloc
from fractions import Fraction

import joblib
import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from joblib._parallel_backends import ThreadingBackend
from statsmodels.datasets import longley
from statsmodels.stats.stattools import durbin_watson

from helpers.methods import simulation

# A coefficient is compared on the scale of its standard error when it is smaller than that: its own
# last digits are the rounding noise of the others. R² is compared on its own scale from 0 to 1,
# since statsmodels computes it as 1 - SSR/TSS.
AGREEMENT = 1e-10
# Allowed Monte Carlo deviation; 1 in 16,000 true statements would fail, and seeds are fixed.
STANDARD_ERRORS = 4
# Relative; Longley's certified values lose about seven of sixteen digits to collinearity.
CERTIFIED = 1e-8


def worlds(k, size, n=15):
    """Noise, walks, and walks with a strong drift, whose regressors are collinear."""
    rng = np.random.default_rng(k)
    return [
        simulation.autoregressions(rng, k + 1, n, size),
        simulation.random_walks(rng, k + 1, n, size),
        simulation.random_walks(rng, k + 1, n, size, drift=2.5),
    ]


def largest_difference(fit, y, x, replication, intercept=True):
    """The worst difference between one replication of a batched fit and statsmodels."""
    exog = x[:, :, replication].T
    exact = sm.OLS(y[:, replication], sm.add_constant(exog) if intercept else exog).fit(method="qr")
    scale = np.maximum(np.abs(exact.params), exact.bse)
    gaps = [
        np.abs(fit.b[:, replication] - exact.params) / scale,
        np.abs(fit.se[:, replication] / exact.bse - 1),
        np.abs(fit.t[:, replication] - exact.tvalues) / np.maximum(np.abs(exact.tvalues), 1),
        np.abs(fit.p[:, replication] / exact.pvalues - 1),
        np.abs(fit.r2[replication] - exact.rsquared),
        np.abs(fit.adj_r2[replication] - exact.rsquared_adj),
        np.abs(fit.f[replication] - exact.fvalue) / max(exact.fvalue, 1),
        np.abs(fit.p_f[replication] / exact.f_pvalue - 1),
        np.abs(fit.dw[replication] / durbin_watson(exact.resid) - 1),
        np.abs(fit.ssr[replication] / exact.ssr - 1),
    ]
    return max(float(np.max(gap)) for gap in gaps)


@pytest.mark.slow
@pytest.mark.parametrize("k", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("intercept", [True, False])
def test_batched_results_equal_statsmodels(k, intercept):
    for series in worlds(k, 5_000):
        fit = simulation.batched_ols(series[0], series[1:], intercept=intercept)
        for replication in np.random.default_rng(7).choice(5_000, 12, replace=False):
            assert (
                largest_difference(fit, series[0], series[1:], replication, intercept) < AGREEMENT
            )


def collinear(wobble, size):
    """Three regressors, the third nearly the sum of the others, and y."""
    rng = np.random.default_rng(11)
    x = rng.standard_normal((3, 15, size))
    x[2] = x[0] + x[1] + wobble * rng.standard_normal((15, size))
    return x.sum(axis=0) + rng.standard_normal((15, size)), x


def exact_ols(y, x):
    """Coefficients and standard errors in rational arithmetic, rounded once at the end."""
    rows = [[Fraction(1), *map(Fraction, row)] for row in x.T.tolist()]
    k, values = len(rows[0]), [Fraction(value) for value in y.tolist()]
    system = [
        [sum(row[i] * row[j] for row in rows) for j in range(k)]
        + [sum(row[i] * value for row, value in zip(rows, values, strict=True))]
        + [Fraction(i == j) for j in range(k)]
        for i in range(k)
    ]
    for i in range(k):
        system[i] = [entry / system[i][i] for entry in system[i]]
        for j in range(k):
            if j != i:
                system[j] = [
                    below - system[j][i] * above
                    for below, above in zip(system[j], system[i], strict=True)
                ]
    b = [row[k] for row in system]
    fitted = [sum(p * q for p, q in zip(row, b, strict=True)) for row in rows]
    ssr = sum((value - fit) ** 2 for value, fit in zip(values, fitted, strict=True))
    se = [float(system[i][k + 1 + i] * ssr / (len(rows) - k)) ** 0.5 for i in range(k)]
    return np.array([float(value) for value in b]), np.array(se)


@pytest.mark.parametrize("wobble", [1e-1, 1e-2, 1e-3, 3e-4])
def test_nearly_collinear_regressors_are_fitted_by_qr_and_agree_with_exact_arithmetic(wobble):
    # Not with statsmodels' standard errors: it inverts R'R, which costs it half its digits here.
    y, x = collinear(wobble, 8)
    fit = simulation.batched_ols(y, x)
    within = np.flatnonzero(fit.vif.max(axis=0) < simulation.AGREEMENT_VIF)
    assert within.size >= 6 and (wobble > 0.05 or fit.vif.max() > simulation.CHOLESKY_VIF)
    for replication in within:
        b, se = exact_ols(y[:, replication], x[:, :, replication])
        assert np.all(np.abs(fit.b[:, replication] - b) < AGREEMENT * np.maximum(np.abs(b), se))
        assert np.allclose(fit.se[:, replication], se, rtol=AGREEMENT, atol=0)


@pytest.mark.parametrize("wobble", [1e-1, 1e-2, 1e-3, 3e-4])
def test_nearly_collinear_coefficients_agree_with_statsmodels(wobble):
    y, x = collinear(wobble, 40)
    fit = simulation.batched_ols(y, x)
    for replication in np.flatnonzero(fit.vif.max(axis=0) < simulation.AGREEMENT_VIF):
        exact = sm.OLS(y[:, replication], sm.add_constant(x[:, :, replication].T)).fit(method="qr")
        assert np.all(
            np.abs(fit.b[:, replication] - exact.params)
            < AGREEMENT * np.maximum(np.abs(exact.params), exact.bse)
        )
        assert fit.ssr[replication] == pytest.approx(exact.ssr, rel=AGREEMENT) and fit.f[
            replication
        ] == pytest.approx(exact.fvalue, rel=AGREEMENT)


def test_without_the_switch_to_qr_they_would_not_agree(monkeypatch):
    y, x = collinear(3e-4, 8)
    monkeypatch.setattr(simulation, "CHOLESKY_VIF", np.inf)
    fit = simulation.batched_ols(y, x)
    gaps = [
        np.max(
            np.abs(
                fit.se[:, replication] / exact_ols(y[:, replication], x[:, :, replication])[1] - 1
            )
        )
        for replication in range(8)
    ]
    assert max(gaps) > AGREEMENT


def test_linearly_dependent_regressors_have_no_coefficients():
    x = np.random.default_rng(1).standard_normal((2, 15, 10))
    x[1, :, 3] = 2 * x[0, :, 3] + 1
    fit = simulation.batched_ols(x[0] - x[1], x)
    assert np.isnan(fit.b[:, 3]).all() and np.isnan(fit.se[:, 3]).all()
    assert np.isfinite(np.delete(fit.b, 3, axis=1)).all()


def test_a_regressor_that_repeats_the_constant_has_no_coefficient():
    x = np.random.default_rng(1).standard_normal((2, 15, 10))
    x[1, :, 4] = 0.1
    fit = simulation.batched_ols(x[0] - x[1], x)
    assert np.isnan(fit.b[:, 4]).all() and np.isfinite(np.delete(fit.b, 4, axis=1)).all()


def test_longley_has_its_certified_coefficients():
    frame = longley.load_pandas()
    y, x = frame.endog.to_numpy(), frame.exog.to_numpy().T
    fit = simulation.batched_ols(y, x)
    for value, certified in (
        (fit.b[0, 0], -3482258.63459582),
        (fit.b[1, 0], 15.0618722713733),
        (fit.b[6, 0], 1829.15146461355),
        (fit.r2[0], 0.995479004577296),
        (fit.f[0], 330.285339234588),
    ):
        assert value == pytest.approx(certified, rel=CERTIFIED)


def test_the_same_regressors_in_every_replication_may_be_given_once():
    rng = np.random.default_rng(2)
    x, y = rng.standard_normal((2, 15)), rng.standard_normal((15, 300))
    once, repeated = (
        simulation.batched_ols(y, x),
        simulation.batched_ols(y, np.repeat(x[:, :, None], 300, axis=2)),
    )
    # Equal up to rounding: a mean may be summed in another order.
    assert np.allclose(once.b, repeated.b, rtol=AGREEMENT) and np.allclose(
        once.dw, repeated.dw, rtol=AGREEMENT
    )


def test_residuals_are_those_of_the_fit():
    series = worlds(3, 50)[2]
    fit = simulation.batched_ols(series[0], series[1:], residuals=True)
    exact = sm.OLS(series[0, :, 5], sm.add_constant(series[1:, :, 5].T)).fit(method="qr")
    assert np.allclose(
        fit.resid[:, 5], exact.resid, rtol=0, atol=AGREEMENT * np.abs(exact.resid).max()
    )


def subsets(k):
    """The regressors of every model with at least one, by bit mask."""
    return {code: [j for j in range(k) if code >> j & 1] for code in range(1, 2**k)}


def test_sums_of_squares_of_all_subsets_equal_statsmodels():
    for series in worlds(4, 5_000):
        ssr = simulation.subset_sums(series[0], series[1:])
        for replication in np.random.default_rng(8).choice(5_000, 4, replace=False):
            y, x = series[0, :, replication], series[1:, :, replication]
            assert ssr[0, replication] == pytest.approx(np.sum((y - y.mean()) ** 2), rel=AGREEMENT)
            for code, columns in subsets(4).items():
                assert ssr[code, replication] == pytest.approx(
                    sm.OLS(y, sm.add_constant(x[columns].T)).fit(method="qr").ssr, rel=AGREEMENT
                )


@pytest.mark.parametrize("noise", [1, 1e-4])
@pytest.mark.parametrize("wobble", [1e-1, 1e-3, 3e-4])
def test_sums_of_squares_of_nearly_collinear_regressors_and_of_close_fits_keep_their_digits(
    wobble, noise
):
    _, x = collinear(wobble, 40)
    y = x.sum(axis=0) + noise * np.random.default_rng(12).standard_normal(x.shape[1:])
    ssr = simulation.subset_sums(y, x)
    for code, columns in subsets(3).items():
        for replication in range(0, 40, 10):
            exact = sm.OLS(y[:, replication], sm.add_constant(x[columns][:, :, replication].T)).fit(
                method="qr"
            )
            assert ssr[code, replication] == pytest.approx(exact.ssr, rel=AGREEMENT)


def test_only_models_with_linearly_dependent_regressors_have_no_sum_of_squares():
    x = np.random.default_rng(1).standard_normal((3, 15, 10))
    x[1, :, 3], x[2, :, 4] = 2 * x[0, :, 3] + 1, 0.1  # twice another regressor, and a constant
    ssr = simulation.subset_sums(x.sum(axis=0) ** 2, x)
    assert np.flatnonzero(np.isnan(ssr[:, 3])).tolist() == [0b011, 0b111]
    assert np.flatnonzero(np.isnan(ssr[:, 4])).tolist() == [0b100, 0b101, 0b110, 0b111]
    assert np.isfinite(np.delete(ssr, [3, 4], axis=1)).all()


@pytest.mark.parametrize("world", ["noise", "walks", "drifts", "collinear"])
def test_partial_correlations_of_all_subsets_equal_statsmodels(world):
    if world == "collinear":
        y, x = collinear(1e-2, 500)
        assert np.any(simulation.batched_ols(y, x).vif > simulation.CHOLESKY_VIF)
    else:
        y, *x = worlds(4, 500)[["noise", "walks", "drifts"].index(world)]
    x = np.array(x)
    r = simulation.batched_partial_correlations(y, x)
    for replication in np.random.default_rng(8).choice(500, 6, replace=False):
        for code, columns in subsets(len(x)).items():
            exact = sm.OLS(y[:, replication], sm.add_constant(x[columns][:, :, replication].T)).fit(
                method="qr"
            )
            expected = exact.tvalues[1:] / np.sqrt(exact.tvalues[1:] ** 2 + exact.df_resid)
            assert np.allclose(r[code, columns, replication], expected, rtol=0, atol=AGREEMENT)
            assert np.isnan(np.delete(r[code, :, replication], columns)).all()


def test_adding_a_regressor_never_raises_the_sum_of_squares():
    series = worlds(4, 500)[1]
    ssr = simulation.subset_sums(series[0], series[1:])
    for code in range(16):
        for j in range(4):
            assert np.all(ssr[code | 1 << j] <= ssr[code] * (1 + AGREEMENT))


@settings(max_examples=25)
@given(shift=st.floats(-100, 100), scale=st.floats(0.01, 100), seed=st.integers(0, 10_000))
def test_t_and_r2_do_not_depend_on_units(shift, scale, seed):
    series = simulation.random_walks(np.random.default_rng(seed), 3, 15, 4)
    fit, moved = (
        simulation.batched_ols(series[0], series[1:]),
        simulation.batched_ols(scale * series[0] + shift, scale * series[1:] - shift),
    )
    assert np.allclose(fit.t[1:], moved.t[1:], rtol=1e-7, atol=1e-7)
    assert np.allclose(fit.r2, moved.r2, atol=1e-9)


def test_a_nested_f_is_a_squared_t():
    series = worlds(3, 200)[1]
    full, nested = (
        simulation.batched_ols(series[0], series[1:]),
        simulation.batched_ols(series[0], series[1:3]),
    )
    assert np.allclose(
        (nested.ssr - full.ssr) / (full.ssr / full.df), full.t[3] ** 2, rtol=1e-7, atol=1e-9
    )


@pytest.mark.parametrize(
    ("y", "x", "message"),
    [
        (np.zeros((15, 4)), np.zeros((2, 14, 4)), "regressor 1 has shape"),
        (np.zeros((15, 4)), [np.zeros((15, 4)), np.zeros((15, 3))], "regressor 2 has shape"),
        (np.zeros((3, 4)), np.zeros((2, 3, 4)), "no degree of freedom"),
        (np.zeros((15, 4)), [], "no regressors"),
    ],
)
@pytest.mark.parametrize(
    "kernel",
    [simulation.batched_ols, simulation.subset_sums, simulation.batched_partial_correlations],
)
def test_shapes_that_do_not_fit_are_refused(kernel, y, x, message):
    with pytest.raises(ValueError, match=message):
        kernel(y, x)


def test_f_test_has_its_size_for_independent_noise():
    series = worlds(4, 20_000)[0]
    fit = simulation.batched_ols(series[0], series[1:])
    rate, error = simulation.share(fit.f > simulation.critical_f(4, fit.df))
    assert abs(rate - 0.05) < STANDARD_ERRORS * error


@pytest.mark.parametrize("rho", [0.0, 0.5, -0.4, 0.9])
def test_autoregressions_are_stationary_with_the_autocorrelation_asked_for(rho):
    values = simulation.autoregressions(np.random.default_rng(3), 1, 20, 50_000, rho)[0]
    error = np.sqrt(2 / 50_000)  # of a variance of normal variables with variance one
    assert np.abs(values.var(axis=1) - 1).max() < 1.5 * STANDARD_ERRORS * error
    assert abs(np.mean(values[10] * values[9]) - rho) < STANDARD_ERRORS * error


def test_walks_have_the_drift_and_the_spread_asked_for():
    walks = simulation.random_walks(
        np.random.default_rng(4), 2, 15, 40_000, drift=[1.0, -2.0], sd=[3.0, 0.5]
    )
    steps = np.diff(walks, axis=1)
    for changes, drift, sd in zip(steps, (1.0, -2.0), (3.0, 0.5), strict=True):
        assert abs(changes.mean() - drift) < STANDARD_ERRORS * sd / np.sqrt(changes.size)
        assert abs(changes.std() / sd - 1) < STANDARD_ERRORS / np.sqrt(2 * changes.size)


def test_a_rho_of_one_is_refused():
    with pytest.raises(ValueError, match="strictly between"):
        simulation.autoregressions(np.random.default_rng(1), 2, 15, 10, rho=1.0)


def experiment(rng, size, k=2):
    series = simulation.random_walks(rng, k + 1, 15, size)
    return {"t": simulation.batched_ols(series[0], series[1:]).t}


@pytest.mark.parametrize("n_jobs", [1, 2, 3])
def test_the_number_of_workers_does_not_change_the_numbers(n_jobs):
    alone = simulation.simulate(experiment, 30_000, seed=5, n_jobs=1)["t"]
    assert np.array_equal(
        alone, simulation.simulate(experiment, 30_000, seed=5, n_jobs=n_jobs)["t"]
    )


def test_the_number_of_tasks_does_not_change_the_numbers(monkeypatch):
    here = simulation.simulate(experiment, 30_000, seed=5, chunk=1_000)["t"]
    monkeypatch.setattr(simulation, "cpu_count", lambda: 64)
    assert np.array_equal(here, simulation.simulate(experiment, 30_000, seed=5, chunk=1_000)["t"])


def test_chunks_are_different_draws_and_seeds_too():
    t = simulation.simulate(experiment, 4_000, seed=5, chunk=1_000)["t"]
    assert len(np.unique(t[1])) == 4_000
    assert not np.array_equal(t, simulation.simulate(experiment, 4_000, seed=6, chunk=1_000)["t"])


class CountingBackend(ThreadingBackend):
    """A joblib backend from outside, as Dask's is: it must get the tasks without a change here."""

    tasks = 0

    def submit(self, func, callback=None):
        type(self).tasks += 1
        return super().submit(func, callback)

    def effective_n_jobs(self, n_jobs):
        return 2


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["threading", "sequential", "loky"])
def test_every_backend_of_joblib_gives_the_same_numbers(backend):
    here = simulation.simulate(functools.partial(experiment, k=3), 20_000, seed=8, n_jobs=1)["t"]
    with joblib.parallel_config(backend=backend, n_jobs=2):
        assert np.array_equal(
            here, simulation.simulate(functools.partial(experiment, k=3), 20_000, seed=8)["t"]
        )


def test_a_backend_registered_from_outside_is_used():
    joblib.register_parallel_backend("counting", CountingBackend)
    here = simulation.simulate(experiment, 20_000, seed=8, n_jobs=1)["t"]
    with joblib.parallel_config(backend="counting"):
        assert np.array_equal(here, simulation.simulate(experiment, 20_000, seed=8)["t"])
    assert CountingBackend.tasks > 0


def test_memory_does_not_grow_with_what_an_experiment_draws_and_does_not_return():
    tracemalloc.start()
    simulation.simulate(
        lambda rng, size: {"last": rng.standard_normal((100, size))[-1]}, 200_000, seed=1, n_jobs=1
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 2**20  # all draws together are 150 mebibytes


def test_replications_must_be_positive():
    with pytest.raises(ValueError, match="at least 1"):
        simulation.simulate(experiment, 0, seed=1)


@pytest.mark.slow
def test_a_local_dask_cluster_gives_the_same_numbers():
    """Plugged in by joblib's backend alone; the functions are those of the notebooks."""
    from dask.distributed import Client, LocalCluster

    here = simulation.simulate(_first_draw, 20_000, seed=5)
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster,
        Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        there = simulation.simulate(_first_draw, 20_000, seed=5)
    assert (here["draw"] == there["draw"]).all()


def _first_draw(rng, size):
    return {"draw": rng.standard_normal(size)}
