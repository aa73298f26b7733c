"""Spurious regression: what unrelated trending series do to R², t and Durbin-Watson.

The paper's values are placed among those of unrelated series.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers import data, exhibits, models, prose, selection, simulation
from helpers.memory import remembered
from helpers.selection import Runs

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
        As for `helpers.simulation.simulate`.
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


def summary(n: int, m: int, **options: Any) -> dict[str, float]:
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
    >>> sorted(summary(50, 1, replications=1_000))
    ['adj_r2', 'dw', 'error', 'r2', 'rejects', 't', 't_scaled']
    """
    run = regressions(n, m, **options)
    rejects, error = simulation.share(run["rejects"])
    t = float(np.median(np.abs(run["t"])))
    return {"rejects": rejects, "error": error, "t": t, "t_scaled": t / np.sqrt(n)} | {
        name: float(run[name].mean()) for name in ("r2", "adj_r2", "dw")
    }


def walk_table(
    long: Sequence[dict[str, float]], short: Sequence[dict[str, float]]
) -> exhibits.Table:
    """F rejections, adjusted R² and Durbin-Watson by number of regressors.

    Parameters
    ----------
    long, short : sequence of dict
        `summary` for n = 50 and n = 15, m = 1, 2, ...

    Returns
    -------
    Table
        One row per number of regressors.
    """
    rows = [[*_walk_cells(one), *_walk_cells(two)] for one, two in zip(long, short, strict=True)]
    columns = [
        f"{name}, n = {n}" for n in (LONG, 15) for name in ("F rejects", "mean adj. R²", "mean DW")
    ]
    index = pd.Index([str(m + 1) for m in range(len(rows))], name="regressors")
    error = max(results["error"] for results in [*long, *short])
    return exhibits.Table(
        pd.DataFrame(rows, index, columns),
        caption="A random walk without drift regressed on unrelated ones (F test at 5%)",
        name="tab-walks",
        note=f"Monte Carlo standard error of a rate at most {prose.percent(error, 1)}.",
    )


def _walk_cells(results: dict[str, float]) -> list[str]:
    """One sample size of `walk_table`."""
    return [_percent(results["rejects"]), _two(results["adj_r2"]), _two(results["dw"])]


def _percent(value: float) -> str:
    return prose.percent(value, 1)


def _two(value: float) -> str:
    return prose.fixed(value, 2)


def growth_table(results: dict[int, dict[str, float]]) -> exhibits.Table:
    """What a longer sample does: |t| grows like √n, Durbin-Watson goes to zero, R² stays.

    Parameters
    ----------
    results : dict of dict
        `summary` by n.

    Returns
    -------
    Table
        One row per n.
    """
    rows = {
        str(n): [
            _percent(r["rejects"]),
            _two(r["t"]),
            prose.fixed(r["t_scaled"], 3),
            _two(r["dw"]),
            _two(r["r2"]),
        ]
        for n, r in results.items()
    }
    frame = pd.DataFrame.from_dict(
        rows,
        orient="index",
        columns=["rejects", "median |t|", "median |t|/√n", "mean DW", "mean R²"],
    ).rename_axis("n")
    return exhibits.Table(
        frame,
        caption="One random walk without drift regressed on another, by length of the sample",
        name="tab-growth",
    )


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
    full, final = models.ols(frame, "table2"), models.ols(frame, "table4")
    return {
        "r2": float(full.rsquared),
        "r2_final": float(final.rsquared),
        "dw": float(models.summary_statistics(final)["dw"]),
        "t": float(final.tvalues.drop("constant").abs().min()),
    }


_FINAL = [models.REGRESSORS.index(name) for name in models.SPECIFICATIONS["table4"]]


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
        As for `helpers.simulation.simulate`.

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


POSITION_CAPTION = (
    "How often five unrelated series of 15 years look at least as impressive as the paper's final "
    "model"
)
POSITION_NOTE = (
    "{count} replications each; Monte Carlo standard error at most {worst}, of the shares of t at "
    "most {rare}. After selection: at least two of four regressors survive, and all that do have a "
    "|t| as large."
)


def position_table(runs: Runs, paper: dict[str, float]) -> exhibits.Table:
    """`position` as a table.

    Parameters
    ----------
    runs, paper
        As for `position`.

    Returns
    -------
    Table
        One row per null world.
    """
    shares = position(runs, paper)
    shown = shares.map(lambda value: prose.percent(value, 2 if value < 0.01 else 1))
    shown.columns = [
        f"R² > {prose.fixed(selection.HIGH_R2, 2)}, four regressors",
        f"R² ≥ {prose.fixed(paper['r2_final'], 4)}, two",
        f"DW ≤ {prose.fixed(paper['dw'], 2)}",
        f"both |t| ≥ {prose.fixed(paper['t'], 2)}",
        "the same after selection",
    ]
    worst = max(simulation.share(run["dw"] <= paper["dw"])[1] for run in runs.values())
    rare = max(simulation.share(run["t"] >= paper["t"])[1] for run in runs.values())
    count = len(next(iter(runs.values()))["t"])
    return exhibits.Table(
        shown.rename_axis("unrelated walks"),
        caption=POSITION_CAPTION,
        name="tab-position",
        note=POSITION_NOTE.format(
            count=prose.fixed(count, 0),
            worst=prose.percent(worst, 2),
            rare=prose.percent(rare, 2),
        ),
    )


LEAST_EXCEEDANCES = 20  # fewer are mostly Monte Carlo noise
EXCEEDANCE_ALT = (
    "Falling curves: the share of regressions on unrelated walks whose smaller |t| reaches a "
    "value. At the paper's {t} the shares are {shares}."
)


def _exceedances(least: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """Share of replications that reach each value of the grid."""
    return 1 - np.searchsorted(np.sort(least), grid) / least.size


def _draw_exceedances(axes: Axes, name: str, grid: np.ndarray, percent: np.ndarray) -> None:
    """One null world's curve, named at its end."""
    (line,) = axes.plot(grid, percent, markevery=2)
    axes.annotate(
        name,
        (grid[-1], percent[-1]),
        (5, 0),
        textcoords="offset points",
        color=line.get_color(),
        fontsize=9,
        va="center",
    )


def _mark_paper(axes: Axes, t: float) -> None:
    """A dotted line at the paper's smaller |t|."""
    axes.axvline(t, color=exhibits.PALETTE[5], linestyle=":", marker="", linewidth=1)
    axes.annotate(
        f"the paper\n{prose.fixed(t, 2)}",
        (t, 60),
        (5, 0),
        textcoords="offset points",
        fontsize=9,
        va="center",
    )


@exhibits.styled
def exceedance_figure(runs: Runs, paper: dict[str, float]) -> exhibits.Figure:
    """How often the smaller of two |t| exceeds a value, by null world, with the paper's value.

    Parameters
    ----------
    runs, paper
        As for `position`.

    Returns
    -------
    Figure
        One panel, logarithmic shares.
    """
    grid = np.arange(0, 13.0, 0.5)
    drawing, axes = exhibits.draw(7, 3.8)
    behind = {}
    for name, run in runs.items():
        above = _exceedances(run["t"], grid)
        behind[name] = [prose.percent(value, 2) for value in above]
        shown = above * run["t"].size >= LEAST_EXCEEDANCES
        _draw_exceedances(axes, name, grid[shown], 100 * above[shown])
    _mark_paper(axes, paper["t"])
    axes.set(
        yscale="log",
        xlabel="smaller of the two |t|",
        ylabel="reached or exceeded, % of replications",
        xlim=(0, 17),
        ylim=(0.03, 120),
        xticks=range(0, 13, 2),
        yticks=[0.1, 1, 10, 100],
        yticklabels=["0.1", "1", "10", "100"],
    )
    axes.minorticks_off()
    shares = position(runs, paper)["t"]
    named = (f"{prose.percent(value, 2)} ({name})" for name, value in shares.items())
    return exhibits.figure(
        drawing,
        alt=EXCEEDANCE_ALT.format(t=prose.fixed(paper["t"], 2), shares=prose.listed(named)),
        caption="How large both t statistics get when nothing is related (n = 15, two regressors)",
        name="fig-exceedance",
        behind=pd.DataFrame(behind, index=pd.Index([prose.fixed(v, 1) for v in grid], name="|t|")),
    )


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
        As for `helpers.simulation.simulate`.

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
    final = models.ols(frame, "table4")
    x = frame[list(models.SPECIFICATIONS["table4"])].to_numpy().T
    sd = np.sqrt(final.mse_resid) if errors == "independent" else final.resid.diff().std(ddof=1)
    run = functools.partial(
        _related, x=x, mean=final.fittedvalues.to_numpy(), sd=float(sd), walk=errors == "walk"
    )
    return simulation.simulate(run, replications, seed, n_jobs=n_jobs)


REMEDY_CAPTION = (
    "Two checks at n = 15, two regressors: how often each speaks (share of replications)"
)
REMEDY_NOTE = (
    "A good check warns often where nothing is related and seldom where something is; a good test "
    "rejects in 5% where nothing is related and often where something is."
)


def remedy_table(unrelated: Runs, true: Runs) -> exhibits.Table:
    """What two checks say, world by world: the rule R² > DW, and the F test in first differences.

    Parameters
    ----------
    unrelated, true : dict of dict of ndarray
        `null` and `related` by name.

    Returns
    -------
    Table
        One row per world.
    """
    rows = {}
    for prefix, runs in (("unrelated", unrelated), ("related", true)):
        for name, run in runs.items():
            warns = float(np.mean(run["r2_final"] > run["dw"]))
            rejects = float(np.mean(run["changes"]))
            rows[f"{prefix}: {name}"] = [_percent(warns), _percent(rejects)]
    columns = ["R² > DW warns", "F of changes rejects"]
    return exhibits.Table(
        pd.DataFrame.from_dict(rows, orient="index", columns=columns),
        name="tab-remedies",
        caption=REMEDY_CAPTION,
        note=REMEDY_NOTE,
    )


def changes(frame: pd.DataFrame) -> dict[str, float]:
    """The final model in first differences.

    Parameters
    ----------
    frame : DataFrame
        The sample.

    Returns
    -------
    dict of float
        ``f``, ``p_f``, ``r2``, and t of each regressor (``t_users``, ``t_shoppers``).

    Examples
    --------
    >>> round(changes(data.load("paper"))["r2"], 2)
    0.47
    """
    fit = models.ols(frame.diff().dropna(), "table4")
    return {"f": float(fit.fvalue), "p_f": float(fit.f_pvalue), "r2": float(fit.rsquared)} | {
        f"t_{name}": float(value) for name, value in fit.tvalues.drop("constant").items()
    }


CHANGES_CAPTION = (
    "GDP on users and shoppers, in levels and in yearly changes "
    "(100 million yuan per 10,000 persons)"
)
CHANGES_COLUMNS = ["levels: coefficient", "t", "changes: coefficient", "t of changes"]


def changes_table(frame: pd.DataFrame) -> exhibits.Table:
    """The final model in levels and in first differences, side by side.

    Parameters
    ----------
    frame : DataFrame
        The sample.

    Returns
    -------
    Table
        One row per regressor.
    """
    levels, differences = models.ols(frame, "table4"), models.ols(frame.diff().dropna(), "table4")
    rows = {
        name: [
            text
            for fit in (levels, differences)
            for text in (_two(fit.params[name]), _two(fit.tvalues[name]))
        ]
        for name in models.SPECIFICATIONS["table4"]
    }
    r2 = f"R² {prose.fixed(levels.rsquared, 4)} in levels, {_two(differences.rsquared)} in changes."
    return exhibits.Table(
        pd.DataFrame.from_dict(rows, orient="index", columns=CHANGES_COLUMNS),
        caption=CHANGES_CAPTION,
        name="tab-changes",
        note=r2,
    )
