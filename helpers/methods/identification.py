"""What would identify an effect: dated causes, comparisons of early and late, power of a test."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import TopologicalSorter

import numpy as np
import pandas as pd
from scipy import stats

from helpers import data
from helpers.methods.ols import LEVEL, ols

SEED = 2021
#: Design of the simulated roll-outs: the page's own.
YEARS, EARLY, LATE, PROVINCES = 10, 1, 6, 10
QUESTION, BACK_DOOR, DESIGN = "in question", "back door", "design"  # kinds of arrows


def dated_nodes() -> pd.DataFrame:
    r"""Causes and effects, each in its year, from ``data/content/dated_nodes.csv``.

    Returns
    -------
    DataFrame
        Index the short name; label, with line breaks, when, and the place x and y on a drawing.

    Examples
    --------
    >>> dated_nodes().loc["rollout", "label"]
    'Lottery or\nroll-out'
    """
    frame = data.read_file("dated_nodes").set_index("node")
    return frame.assign(label=frame["label"].str.replace(" / ", "\n"))


def dated_arrows() -> pd.DataFrame:
    """What is assumed to act on what, from ``data/content/dated_arrows.csv``.

    Returns
    -------
    DataFrame
        Columns cause, effect, kind (one of `QUESTION`, `BACK_DOOR`, `DESIGN`) and reason.
    """
    return data.read_file("dated_arrows")


def studies() -> pd.DataFrame:
    """What studies with a design found, from ``data/content/studies.csv``.

    Returns
    -------
    DataFrame
        Index the study; columns as in the file.

    Examples
    --------
    >>> float(studies().loc["Fan and others 2018", "low"])
    1.6
    """
    return data.read_file("studies").set_index("study")


def causal_order(arrows: pd.DataFrame) -> list[str]:
    """The nodes in an order in which no effect comes before its cause.

    Parameters
    ----------
    arrows : DataFrame
        Columns cause and effect.

    Returns
    -------
    list of str

    Raises
    ------
    graphlib.CycleError
        If something is its own cause, through others.

    Examples
    --------
    >>> causal_order(pd.DataFrame({"cause": ["b", "a"], "effect": ["c", "b"]}))
    ['a', 'b', 'c']
    """
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for cause, effect in zip(arrows["cause"], arrows["effect"], strict=True):
        sorter.add(effect, cause)
    return list(sorter.static_order())


def causes_of(node: str, arrows: pd.DataFrame) -> set[str]:
    """All causes of a node, direct or through others.

    Parameters
    ----------
    node : str
        Its name.
    arrows : DataFrame
        Columns cause and effect.

    Returns
    -------
    set of str

    Examples
    --------
    >>> sorted(causes_of("c", pd.DataFrame({"cause": ["b", "a"], "effect": ["c", "b"]})))
    ['a', 'b']
    """
    found: set[str] = set()
    waiting = [node]
    while waiting:
        new = set(arrows.loc[arrows["effect"] == waiting.pop(), "cause"]) - found
        found |= new
        waiting += new
    return found


def common_causes(arrows: pd.DataFrame, cause: str, effect: str) -> set[str]:
    """What acts on both, on the effect also in another way than through the cause.

    Parameters
    ----------
    arrows : DataFrame
        Columns cause and effect.
    cause, effect : str
        Nodes.

    Returns
    -------
    set of str
    """
    without = arrows[arrows["cause"] != cause]
    return causes_of(cause, arrows) & causes_of(effect, without)


def instruments(arrows: pd.DataFrame, cause: str, effect: str) -> set[str]:
    """What moves the cause and shares nothing with the effect but through the cause.

    Parameters
    ----------
    arrows : DataFrame
        Columns cause and effect.
    cause, effect : str
        Nodes.

    Returns
    -------
    set of str
        Nodes that, with the arrows out of the cause taken away, have no ancestor in common with the
        effect, themselves counted: Pearl (2009, Causality, section 7.4).
    """
    without = arrows[arrows["cause"] != cause]
    behind = causes_of(effect, without) | {effect}
    return {
        node
        for node in causes_of(cause, arrows)
        if not ({node} | causes_of(node, without)) & behind
    }


def timing_comparisons(paths: pd.DataFrame, early: int, late: int) -> pd.DataFrame:
    """What a two-way regression makes of two groups of one size that start at different times.

    Parameters
    ----------
    paths : DataFrame
        Mean outcome; index the year, columns early and late.
    early, late : int
        First year of treatment of each.

    Returns
    -------
    DataFrame
        Two rows, ``not yet`` (early against late before late starts) and ``already`` (late against
        early after early started); columns weight and estimate. The weighted sum is the coefficient
        of the two-way regression: Goodman-Bacon (2021, Journal of Econometrics 225, theorem 1).

    Raises
    ------
    ValueError
        If there is no year before, between or after the two starts.

    Examples
    --------
    >>> years = range(10)
    >>> paths = pd.DataFrame({"early": [0.0] + [1.0] * 9, "late": [0.0] * 6 + [1.0] * 4}, years)
    >>> timing_comparisons(paths, 1, 6)["estimate"].tolist()
    [1.0, 1.0]
    """
    year = paths.index
    before, between, after = year < early, (year >= early) & (year < late), year >= late
    if not (before.any() and between.any() and after.any()):
        raise ValueError(f"no years before {early}, from there to {late}, or after")
    mean = {
        name: paths[years].mean()
        for name, years in {"before": before, "between": between, "after": after}.items()
    }
    gain = mean["between"] - mean["before"]
    later = mean["after"] - mean["between"]
    long, short = (year >= early).mean(), (year >= late).mean()  # shares of years treated
    weight = np.array([(1 - long) * (long - short), short * (long - short)])
    return pd.DataFrame(
        {
            "weight": weight / weight.sum(),
            "estimate": [gain["early"] - gain["late"], later["late"] - later["early"]],
        },
        index=["not yet", "already"],
    )


def _two_way(values: np.ndarray) -> np.ndarray:
    """Less the means of units and of years, over the last two axes."""
    units, years = (values.mean(axis, keepdims=True) for axis in (-1, -2))
    return values - units - years + values.mean((-2, -1), keepdims=True)


def _slopes(treated: np.ndarray, output: np.ndarray) -> np.ndarray:
    """Two-way coefficient of one treatment in many samples of output."""
    clean = _two_way(treated)
    return np.einsum("gt,rgt->r", clean, output) / (clean**2).sum()


def treated_paths(growth: float) -> pd.DataFrame:
    """Output of early and late starters whose effect is one at first and grows, without noise.

    Parameters
    ----------
    growth : float
        By how much the effect grows a year.

    Returns
    -------
    DataFrame
        Index the year, columns early and late.

    Examples
    --------
    >>> treated_paths(0.5).loc[6].tolist()
    [3.5, 1.0]
    """
    year = np.arange(YEARS)
    return pd.DataFrame(
        {
            name: np.where(year >= start, 1 + growth * (year - start), 0.0)
            for name, start in {"early": EARLY, "late": LATE}.items()
        },
        index=year,
    )


def wrong_signs(
    growth: float, noise: float = 1.0, replications: int = 2_000, seed: int = SEED
) -> dict[str, float]:
    """How often a staggered roll-out that helps everywhere looks as if it harmed.

    Half of the provinces start early, half late; the effect is one in the first year and grows from
    year to year; the noise is independent.

    Parameters
    ----------
    growth : float
        By how much the effect grows a year.
    noise : float
        Standard deviation of the noise.
    replications : int
        Simulated panels.
    seed : int
        Seed of the draws.

    Returns
    -------
    dict of float
        Shares of panels with a negative coefficient: ``all years`` and ``before the late start``,
        where only provinces without a programme are compared with.

    Examples
    --------
    >>> wrong_signs(1.0, replications=50)
    {'all years': 1.0, 'before the late start': 0.0}
    """
    year = np.arange(YEARS)
    treated = np.repeat([year >= EARLY, year >= LATE], PROVINCES, axis=0).astype(float)
    effect = np.repeat(treated_paths(growth).to_numpy().T, PROVINCES, axis=0)
    rng = np.random.default_rng(seed)
    output = effect + noise * rng.standard_normal((replications, *treated.shape))
    clean = year < LATE
    return {
        "all years": float((_slopes(treated, output) < 0).mean()),
        "before the late start": float((_slopes(treated[:, clean], output[..., clean]) < 0).mean()),
    }


def breusch_pagan_power(ratio: float, replications: int = 20_000, seed: int = SEED) -> float:
    """How often the Breusch–Pagan test sees that the errors of Table 4 spread out.

    Parameters
    ----------
    ratio : float
        Standard deviation of the last year's error over the first year's; in between it rises by
        equal steps. One is the case in which there is nothing to see.
    replications : int
        Simulated samples.
    seed : int
        Seed of the draws.

    Returns
    -------
    float
        Share with p < 5%, the original form of the test: normal errors, the paper's regressors.

    Examples
    --------
    >>> breusch_pagan_power(1.0, 2_000) < breusch_pagan_power(5.0, 2_000)
    True
    """
    design = ols(data.load("paper"), "table4").model.exog
    basis, _ = np.linalg.qr(design)
    n, k = design.shape
    rng = np.random.default_rng(seed)
    errors = rng.standard_normal((replications, n)) * np.linspace(1, ratio, n)
    residuals = errors - errors @ basis @ basis.T
    scaled = residuals**2 / (residuals**2).mean(1, keepdims=True) - 1
    statistic = ((scaled @ basis) ** 2).sum(1) / 2
    return float((statistic > stats.chi2.ppf(1 - LEVEL, k - 1)).mean())


def shift_share(shares: Iterable[float], shifts: Iterable[float]) -> float:
    """Predicted growth of a place from what it did before and what grew elsewhere.

    Parameters
    ----------
    shares : iterable of float
        Of each trade in the place before; they sum to one.
    shifts : iterable of float
        Growth of each trade in the other places.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the shares do not sum to one.

    Examples
    --------
    >>> round(shift_share([0.25, 0.75], [0.4, 0.0]), 3)
    0.1
    """
    pairs = list(zip(shares, shifts, strict=True))
    if abs(sum(share for share, _ in pairs) - 1) > 1e-9:
        raise ValueError("the shares do not sum to one")
    return float(sum(share * shift for share, shift in pairs))
