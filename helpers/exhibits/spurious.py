"""What the page *Spurious regression* shows: two series, the position of the paper, a remedy."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers import data
from helpers.exhibits.base import PALETTE, Figure, Table, beside, column, draw_column, figure
from helpers.methods.selection import Runs
from helpers.words import fixed, listed, percent

PAIR = ("gdp", "users")
REAL_ALT = (
    "Two panels of two rising lines each, {first} to {last}. Above, GDP and Internet users of "
    "China, R² of one on the other {real}. Below, two series drawn at random with the same "
    "drifts, neither of which knows the other, R² {invented}."
)


def _shares_of_last(frame: pd.DataFrame) -> pd.DataFrame:
    """Each series as a percentage of its last value."""
    return 100 * frame / frame.iloc[-1]


def _draw_pair(axes: Axes, pair: pd.DataFrame, names: Sequence[str], title: str) -> None:
    """Two lines, named in the upper left."""
    for row, (name, words) in enumerate(zip(pair, names, strict=True)):
        (line,) = axes.plot(pair[name])
        height = 0.95 - 0.14 * row
        axes.text(0.02, height, words, transform=axes.transAxes, va="top", color=line.get_color())
    axes.set_title(title)
    axes.set(xticks=[pair.index[0], 2011, pair.index[-1]])


@column
def real_and_invented(frame: pd.DataFrame, seed: int = 15) -> Figure:
    """GDP and Internet users, above two random walks that drift as they do.

    Parameters
    ----------
    frame : DataFrame
        The sample, indexed by year.
    seed : int
        Of the walks.

    Returns
    -------
    Figure
        Two panels; in per cent of the last year.
    """
    real = frame[list(PAIR)]
    steps = real.diff().dropna()
    rng, (n, _) = np.random.default_rng(seed), real.shape
    shocks = steps.mean().to_numpy() + rng.standard_normal((n - 1, 2)) * steps.std().to_numpy()
    walks = np.vstack([real.iloc[:1], real.iloc[0].to_numpy() + shocks.cumsum(axis=0)])
    invented = pd.DataFrame(walks, real.index, ["one", "other"])
    drawing, (top, bottom) = draw_column(height=280, panels=2, sharex=True)
    _draw_pair(top, _shares_of_last(real), ("● GDP", "■ Internet users"), "China")
    _draw_pair(bottom, _shares_of_last(invented), ("● one", "■ another"), "Invented")
    r2 = {
        "real": fixed(real.corr().iloc[0, 1] ** 2, 3),
        "invented": fixed(invented.corr().iloc[0, 1] ** 2, 3),
    }
    behind = pd.concat([_shares_of_last(real), _shares_of_last(invented)], axis=1)
    behind.columns = ["GDP", "Internet users", "Invented, one", "Invented, another"]
    return figure(
        drawing,
        alt=REAL_ALT.format(first=frame.index[0], last=frame.index[-1], **r2),
        caption="One draw of two series that know nothing of each other: they rise together too",
        name="fig-invented",
        behind=behind.map(_one).rename(index=str).rename_axis("Year"),
    )


def _one(value: float) -> str:
    return fixed(value, 1)


def _percent(value: float) -> str:
    return percent(value, 1)


PLAIN = {  # names of `NULLS` as readers meet them
    "no drift": "walks without drift",
    "drifts": "walks that drift as the sample does",
    "drifts, AR(0.5) changes": "the same, smooth (autocorrelation 0.5)",
    "drifts, AR(0.8) changes": "the same, very smooth (0.8)",
    "drifts, sample's AR": "the same, as smooth as the sample",
}
POSITION_CAPTION = "Unrelated series can reach the paper's R², and seldom its t"
POSITION_NOTE = (
    "Shares of {count} samples of five unrelated series, n = 15; Monte Carlo standard error of the "
    "shares of t at most {rare}. Chosen from four: what the paper's rule keeps of four regressors, "
    "at least two of them."
)


def position_table(
    shares: pd.DataFrame, paper: Mapping[str, float], count: int, error: float
) -> Table:
    """`position` as a table.

    Parameters
    ----------
    shares : DataFrame
        From `helpers.methods.spurious.position`.
    paper : mapping of str to float
        From `helpers.methods.spurious.paper_values`.
    count : int
        Replications.
    error : float
        Largest Monte Carlo error of a share.

    Returns
    -------
    Table
        One row per null world.
    """
    shown = shares[["r2_final", "t", "t_selected"]].map(
        lambda value: percent(value, 2 if value < 0.01 else 1)
    )
    shown.columns = [
        f"R² ≥ {fixed(paper['r2_final'], 4)}",
        f"both |t| ≥ {fixed(paper['t'], 2)}",
        "the same, chosen from four",
    ]
    return Table(
        shown.rename(index=PLAIN).rename_axis("Invented series"),
        caption=POSITION_CAPTION,
        name="tab-position",
        note=POSITION_NOTE.format(count=fixed(count, 0), rare=percent(error, 2)),
    )


SHORT = {  # names of `NULLS` that fit beside a curve
    "no drift": "no drift",
    "drifts": "drifts",
    "drifts, AR(0.5) changes": "smooth (0.5)",
    "drifts, AR(0.8) changes": "smooth (0.8)",
    "drifts, sample's AR": "as the sample",
}
STEEP = 7  # |t|: a curve that ends before is named on its left, where there is room
LEAST_EXCEEDANCES = 20  # fewer are mostly Monte Carlo noise
EXCEEDANCE_ALT = (
    "Falling curves: the share of regressions on unrelated walks whose smaller |t| reaches a "
    "value. At the paper's {t} the shares are {shares}."
)


def _exceedances(least: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """Share of replications that reach each value of the grid."""
    return 1 - np.searchsorted(np.sort(least), grid) / least.size


def _draw_exceedances(axes: Axes, grid: np.ndarray, shares: np.ndarray, words: str) -> None:
    """One null world's curve, named where it ends."""
    (line,) = axes.plot(grid, shares, marker="")
    steep = grid[-1] < STEEP
    beside(line, words, shift=(-8, -2) if steep else (8, 0))


def _mark_paper(axes: Axes, t: float) -> None:
    """A dotted line at the paper's smaller |t|."""
    axes.axvline(t, color=PALETTE[5], linestyle=":", marker="")
    axes.annotate(f"the paper: {fixed(t, 2)}", (t, 130), (6, 0), textcoords="offset points")


@column
def exceedance_figure(runs: Runs, paper: Mapping[str, float], shares: pd.Series) -> Figure:
    """How often the smaller of two |t| exceeds a value, by null world, with the paper's value.

    Parameters
    ----------
    runs : dict of dict of ndarray
        Null worlds.
    paper : mapping of str to float
        From `helpers.methods.spurious.paper_values`.
    shares : Series
        Share of runs that reach the paper's t, by world.

    Returns
    -------
    Figure
        One panel, logarithmic shares.
    """
    grid = np.arange(0, 13.0, 0.5)
    drawing, axes = draw_column(height=430)
    behind = {}
    for name, run in runs.items():
        above = _exceedances(run["t"], grid)
        behind[name] = [percent(value, 2) for value in above]
        shown = above * run["t"].size >= LEAST_EXCEEDANCES
        _draw_exceedances(axes, grid[shown], 100 * above[shown], SHORT[name])
    _mark_paper(axes, paper["t"])
    axes.set(
        yscale="log",
        xlabel="smaller of the two |t|",
        ylabel="reached in % of samples",
        xlim=(0, 19),
        ylim=(0.03, 250),
        xticks=range(0, 13, 2),
        yticks=[0.1, 1, 10, 100],
        yticklabels=["0.1", "1", "10", "100"],
    )
    axes.minorticks_off()
    named = (f"{percent(value, 2)} ({name})" for name, value in shares.items())
    return figure(
        drawing,
        alt=EXCEEDANCE_ALT.format(t=fixed(paper["t"], 2), shares=listed(named)),
        caption="Unrelated walks seldom reach the paper's t; smooth series do so more often",
        name="fig-exceedance",
        behind=pd.DataFrame(behind, index=pd.Index([fixed(v, 1) for v in grid], name="|t|")),
    )


REMEDY_CAPTION = "Changes tell walks apart, not smooth series; the rule of thumb tells little"
REMEDY_NOTE = (
    "A good check warns often where nothing is related and seldom where something is; a good test "
    "rejects in 5% where nothing is related and often where something is."
)


def remedy_table(unrelated: Runs, true: Runs) -> Table:
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
            rows[f"{prefix}: {PLAIN.get(name, name)}"] = [_percent(warns), _percent(rejects)]
    columns = ["rule of thumb warns", "test of changes rejects"]
    return Table(
        pd.DataFrame.from_dict(rows, orient="index", columns=columns),
        name="tab-remedies",
        caption=REMEDY_CAPTION,
        note=REMEDY_NOTE,
    )


ALPHA = 0.05
SEED = 1
LEAST = 4  # observations, so that a regression of changes keeps a degree of freedom
WITHOUT_SCRIPT = (
    "On the site a button here draws two series that know nothing of each other, as often as you "
    "like, and counts how often they look significantly related."
)
PAGE = (
    '<div class="redraw" data-n="{n}" data-drifts="{drifts}" data-seed="{seed}" '
    'data-critical="{critical}"><p class="redraw-plain">{sentence}</p></div>'
)


@dataclass(frozen=True)
class Redraw:
    """The experiment on a page of the built site; anywhere else a sentence.

    Attributes
    ----------
    drifts : tuple of float
        Of the two series, in standard deviations of their yearly changes.
    criticals : tuple of float
        Critical |t| for levels and for changes.
    n : int
        Years.
    seed : int
        Of the first draws.

    Examples
    --------
    >>> str(Redraw((1.0, 1.0), (2.16, 2.18), 15, 1)).startswith("On the site a button")
    True
    """

    drifts: tuple[float, float]
    criticals: tuple[float, float]
    n: int
    seed: int

    def __repr__(self) -> str:
        return WITHOUT_SCRIPT

    def _repr_html_(self) -> str:
        return PAGE.format(
            n=self.n,
            drifts=" ".join(map(repr, self.drifts)),
            seed=self.seed,
            critical=" ".join(map(repr, self.criticals)),
            sentence=html.escape(repr(self)),
        )


def redraw(
    drifts: tuple[float, float],
    criticals: tuple[float, float],
    n: int = len(data.YEARS),
    seed: int = SEED,
) -> Redraw:
    """Let the reader regress one random walk on another, once or a hundred times.

    Each series is a running sum of independent normal changes with standard deviation 1.

    Parameters
    ----------
    drifts : tuple of float
        Mean yearly change of the explained and of the explaining series, in standard deviations of
        the yearly changes, as `helpers.methods.selection.drifts` gives them. Without drift,
        ``(0, 0)``, the walks only wander.
    criticals : tuple of float
        Critical |t| for levels and for changes, from `helpers.methods.spurious.criticals`.
    n : int
        Years, at least `LEAST`; as many as in the paper by default.
    seed : int
        Of the draws, from 0 to 2³² − 1: every reader sees the same ones.

    Returns
    -------
    Redraw

    Raises
    ------
    ValueError
        If there are too few years, not two finite drifts, or the seed is out of range.

    Examples
    --------
    >>> from helpers.methods import spurious
    >>> redraw((0, 0), spurious.criticals(15)).drifts
    (0.0, 0.0)
    """
    pair = tuple(float(value) for value in drifts)
    if len(pair) != 2 or not all(map(math.isfinite, pair)):
        raise ValueError(f"drifts must be two finite numbers, not {drifts!r}")
    if n < LEAST:
        raise ValueError(f"n must be at least {LEAST}, not {n}")
    if not 0 <= seed < 2**32:
        raise ValueError(f"seed must lie between 0 and 2**32 - 1, not {seed}")
    return Redraw((pair[0], pair[1]), criticals, n, seed)
