"""Spurious regression: what unrelated trending series do to R², t and Durbin-Watson."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from helpers import data
from helpers.memory import remembered
from helpers.methods import ols, selection, simulation
from helpers.methods.selection import Runs

ALPHA = 0.05
LONG = 50  # observations in the experiment of Granger and Newbold (1974)
# Do the unrelated walks drift as the sample does, and how autocorrelated are their changes?
# None: as in the sample.
NULLS = {
    "no drift": ("walks", 0.0),
    "drifts": ("drifts", 0.0),
    "drifts, AR(0.5) changes": ("drifts", 0.5),
    "drifts, AR(0.8) changes": ("drifts", 0.8),
    "drifts, sample's AR": ("drifts", None),
}


def change_autocorrelations(frame: pd.DataFrame | None = None) -> pd.Series:
    """First-order autocorrelation of the yearly changes of each series.

    At n = 15 it is biased downwards.

    Parameters
    ----------
    frame : DataFrame, optional
        The sample; the paper's data by default.

    Returns
    -------
    Series
        Indexed by series.

    Examples
    --------
    >>> bool(change_autocorrelations().between(0, 1).all())
    True
    """
    frame = data.load("paper") if frame is None else frame
    return frame[list(data.SERIES)].diff().dropna().apply(lambda changes: changes.autocorr(1))


@remembered
def _sample_rho() -> tuple[float, ...]:
    """The autocorrelations of the paper's series, worked out once while the data stand."""
    return tuple(change_autocorrelations())


def _regressions(
    rng: np.random.Generator, size: int, n: int, m: int, drift: float, rho: float
) -> dict[str, np.ndarray]:
    """One chunk of `regressions`."""
    series = simulation.random_walks(rng, m + 1, n, size, drift=drift, rho=rho)
    fit = simulation.batched_ols(series[0], series[1:])
    return {
        "rejects": fit.f > simulation.critical_f(m, fit.df, ALPHA),
        "dw": fit.dw,
        "r2": fit.r2,
        "adj_r2": fit.adj_r2,
        "t": fit.t[1],
    }


def regressions(
    n: int,
    m: int,
    replications: int = 20_000,
    seed: int = 21,
    *,
    drift: float = 0.0,
    rho: float = 0.0,
    n_jobs: int = -1,
) -> dict[str, np.ndarray]:
    """Regress one random walk on m unrelated ones.

    Parameters
    ----------
    n, m : int
        Observations and regressors.
    replications, seed, n_jobs : int
        As for `helpers.methods.simulation.simulate`.
    drift : float
        Mean of the increments, in their standard deviations.
    rho : float
        Autocorrelation of the increments.

    Returns
    -------
    dict of ndarray, shape (replications,)
        ``rejects`` (F test at 5%), ``dw``, ``r2``, ``adj_r2``, and ``t`` of the first regressor.

    Notes
    -----
    Source: the design of Granger and Newbold (1974), whose table 2 has n = 50 and m = 1 to 5
    without drift.

    Examples
    --------
    >>> bool(regressions(50, 1, 2_000)["rejects"].mean() > 0.5)
    True
    """
    return simulation.simulate(
        functools.partial(_regressions, n=n, m=m, drift=drift, rho=rho),
        replications,
        seed,
        n_jobs=n_jobs,
    )


def rejection_summary(n: int, m: int, **options: Any) -> dict[str, float]:
    """Rates and means of `regressions`.

    Parameters
    ----------
    n, m : int
        Observations and regressors.
    **options
        As for `regressions`.

    Returns
    -------
    dict of float
        ``rejects`` and its Monte Carlo standard error ``error``; means of ``r2``, ``adj_r2`` and
        ``dw``; ``t``, the median of |t|, and ``t_scaled``, that over √n.

    Examples
    --------
    >>> sorted(rejection_summary(50, 1, replications=1_000))
    ['adj_r2', 'dw', 'error', 'r2', 'rejects', 't', 't_scaled']
    """
    run = regressions(n, m, **options)
    rejects, error = simulation.share(run["rejects"])
    t = float(np.median(np.abs(run["t"])))
    return {"rejects": rejects, "error": error, "t": t, "t_scaled": t / np.sqrt(n)} | {
        name: float(run[name].mean()) for name in ("r2", "adj_r2", "dw")
    }


def paper_values(frame: pd.DataFrame | None = None) -> dict[str, float]:
    """What the null worlds are compared with.

    Parameters
    ----------
    frame : DataFrame, optional
        The sample; the paper's data by default.

    Returns
    -------
    dict of float
        ``r2`` of the full model; ``r2_final``, ``dw`` and ``t`` (the smaller |t|) of the final one.

    Examples
    --------
    >>> sorted(paper_values())
    ['dw', 'r2', 'r2_final', 't']
    """
    frame = data.load("paper") if frame is None else frame
    full, final = ols.ols(frame, "table2"), ols.ols(frame, "table4")
    return {
        "r2": float(full.rsquared),
        "r2_final": float(final.rsquared),
        "dw": float(ols.summary_statistics(final)["dw"]),
        "t": float(final.tvalues.drop("constant").abs().min()),
    }


_FINAL = [ols.REGRESSORS.index(name) for name in ols.SPECIFICATIONS["table4"]]


def _null(rng: np.random.Generator, size: int, null: str) -> dict[str, np.ndarray]:
    """One chunk of `null`."""
    world, rho = NULLS[null]
    y, *x = selection.worlds(rng, world, size, rho=_sample_rho() if rho is None else rho)
    n, chosen = len(y), [x[j] for j in _FINAL]
    ssr, final = simulation.subset_sums(y, x), simulation.batched_ols(y, chosen)
    return {
        "r2": 1 - ssr[-1] / ssr[0],
        "r2_final": final.r2,
        "dw": final.dw,
        "t": np.abs(final.t[1:]).min(axis=0),
        "t_selected": selection.weakest_t(ssr, n, selection.eliminate(ssr, n, ALPHA)),
    } | _f_of_changes(y, chosen)


def _f_of_changes(y: np.ndarray, x: list[np.ndarray]) -> dict[str, np.ndarray]:
    """F test in first differences; the levels are overwritten."""
    # Differences in the levels' place, last year first, cost no memory.
    for year in range(len(y) - 1, 0, -1):
        for values in (y, *x):
            values[year] -= values[year - 1]
    ssr = simulation.subset_sums(y[1:], [values[1:] for values in x])
    restrictions, df = len(x), len(y) - 1 - len(x) - 1
    f = (ssr[0] / ssr[-1] - 1) * df / restrictions
    return {"changes": f > simulation.critical_f(restrictions, df, ALPHA), "f_changes": f}


def null(
    name: str, replications: int = 40_000, seed: int = 26, n_jobs: int = -1
) -> dict[str, np.ndarray]:
    """The paper's regressions on five unrelated series of 15 years.

    Parameters
    ----------
    name : str
        A key of `NULLS`.
    replications, seed, n_jobs : int
        As for `helpers.methods.simulation.simulate`.

    Returns
    -------
    dict of ndarray, shape (replications,)
        ``r2`` (four regressors); ``r2_final``, ``dw`` and ``t`` (two regressors, those with the
        drifts of users and shoppers; t is the smaller absolute value); ``t_selected`` (smallest |t|
        after backward elimination from four, 0 if fewer than two are left); ``f_changes`` and
        ``changes`` (F statistic of the two-regressor model in first differences, and whether it
        rejects at 5%).

    Raises
    ------
    ValueError
        For an unknown name.

    Examples
    --------
    >>> run = null("drifts", 2_000)
    >>> bool((run["r2"] > 0.99).mean() > 0.8)
    True
    """
    if name not in NULLS:
        raise ValueError(f"unknown null {name!r}; valid: {', '.join(NULLS)}")
    return simulation.simulate(
        functools.partial(_null, null=name), replications, seed, n_jobs=n_jobs
    )


def position(runs: Runs, paper: dict[str, float]) -> pd.DataFrame:
    """How often each null world is at least as extreme as the paper.

    Parameters
    ----------
    runs : dict
        `null` by name.
    paper : dict
        From `paper_values`.

    Returns
    -------
    DataFrame
        One row per null world; shares: r2_99 (full model above `selection.HIGH_R2`), r2_final, dw
        (at most the paper's), t, t_selected.
    """
    rows = {}
    for name, run in runs.items():
        rows[name] = {
            "r2_99": np.mean(run["r2"] > selection.HIGH_R2),
            "r2_final": np.mean(run["r2_final"] >= paper["r2_final"]),
            "dw": np.mean(run["dw"] <= paper["dw"]),
            "t": np.mean(run["t"] >= paper["t"]),
            "t_selected": np.mean(run["t_selected"] >= paper["t"]),
        }
    return pd.DataFrame.from_dict(rows, orient="index").astype(float)


def _related(
    rng: np.random.Generator, size: int, x: np.ndarray, mean: np.ndarray, sd: float, walk: bool
) -> dict[str, np.ndarray]:
    """One chunk of `related`."""
    errors = sd * rng.standard_normal((len(mean), size))
    if walk:
        for year in range(1, len(errors)):
            errors[year] += errors[year - 1]
    y = mean[:, None] + errors
    levels = simulation.batched_ols(y, x)
    changes = simulation.batched_ols(np.diff(y, axis=0), np.diff(x, axis=1))
    return {
        "r2_final": levels.r2,
        "dw": levels.dw,
        "changes": changes.f > simulation.critical_f(len(x), changes.df, ALPHA),
    }


def related(
    frame: pd.DataFrame, errors: str, replications: int = 20_000, seed: int = 27, n_jobs: int = -1
) -> dict[str, np.ndarray]:
    """Samples in which the final model is true.

    Users and shoppers are the sample's, the slopes those estimated, the errors new.

    Parameters
    ----------
    frame : DataFrame
        The sample.
    errors : str
        ``independent``, with the final model's standard error, or ``walk``: a random walk whose
        changes have the standard deviation of the changes of the final model's residuals.
    replications, seed, n_jobs : int
        As for `helpers.methods.simulation.simulate`.

    Returns
    -------
    dict of ndarray
        ``r2_final``, ``dw`` and ``changes``, as for `null`.

    Raises
    ------
    ValueError
        For another kind of errors.

    Examples
    --------
    >>> run = related(data.load("paper"), "independent", 1_000)
    >>> bool((run["r2_final"] > run["dw"]).mean() < 0.1)
    True
    """
    if errors not in ("independent", "walk"):
        raise ValueError(f"errors must be 'independent' or 'walk', not {errors!r}")
    final = ols.ols(frame, "table4")
    x = frame[list(ols.SPECIFICATIONS["table4"])].to_numpy().T
    sd = np.sqrt(final.mse_resid) if errors == "independent" else final.resid.diff().std(ddof=1)
    run = functools.partial(
        _related, x=x, mean=final.fittedvalues.to_numpy(), sd=float(sd), walk=errors == "walk"
    )
    return simulation.simulate(run, replications, seed, n_jobs=n_jobs)


def error_of_t(runs: Runs, paper: dict[str, float]) -> float:
    """Largest Monte Carlo error among the shares of runs whose t reaches the paper's.

    Parameters
    ----------
    runs, paper
        As for `position`.

    Returns
    -------
    float
    """
    return max(simulation.share(run["t"] >= paper["t"])[1] for run in runs.values())


def criticals(n: int) -> tuple[float, float]:
    """Two-sided critical values of the t of a slope beside a constant, at `ALPHA`.

    Parameters
    ----------
    n : int
        Observations of each series.

    Returns
    -------
    levels, changes : float
        With n − 2 degrees of freedom, and with n − 3, since a series has one change less.

    Examples
    --------
    >>> [round(value, 2) for value in criticals(15)]
    [2.16, 2.18]
    """
    levels, changes = (float(stats.t.isf(ALPHA / 2, n - lost)) for lost in (2, 3))
    return levels, changes
