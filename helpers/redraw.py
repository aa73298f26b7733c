"""Two series that know nothing of each other, drawn again and again: for ``redraw.js``.

The script draws, fits and counts on the page; the critical values come from here.
"""

from __future__ import annotations

import html
import math
from dataclasses import dataclass

from scipy import stats

from helpers import data, selection

ALPHA = 0.05
SEED = 1
LEAST = 4  # observations, so that a regression of changes keeps a degree of freedom
PAIR_DRAWN = ("gdp", "users")
WITHOUT_SCRIPT = (
    "On the site a button here draws two series that know nothing of each other, as often as you "
    "like, and counts how often they look significantly related."
)
PAGE = (
    '<div class="redraw" data-n="{n}" data-drifts="{drifts}" data-seed="{seed}" '
    'data-critical="{critical}"><p class="redraw-plain">{sentence}</p></div>'
)


def critical(n: int) -> tuple[float, float]:
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
    >>> [round(value, 2) for value in critical(15)]
    [2.16, 2.18]
    """
    levels, changes = (float(stats.t.isf(ALPHA / 2, n - lost)) for lost in (2, 3))
    return levels, changes


@dataclass(frozen=True)
class Redraw:
    """The experiment on a page of the built site; anywhere else a sentence.

    Attributes
    ----------
    drifts : tuple of float
        Of the two series, in standard deviations of their yearly changes.
    n : int
        Years.
    seed : int
        Of the first draws.

    Examples
    --------
    >>> str(Redraw((1.0, 1.0), 15, 1)).startswith("On the site a button")
    True
    """

    drifts: tuple[float, float]
    n: int
    seed: int

    def __repr__(self) -> str:
        return WITHOUT_SCRIPT

    def _repr_html_(self) -> str:
        return PAGE.format(
            n=self.n,
            drifts=" ".join(map(repr, self.drifts)),
            seed=self.seed,
            critical=" ".join(map(repr, critical(self.n))),
            sentence=html.escape(repr(self)),
        )


def redraw(
    drifts: tuple[float, float] | None = None, n: int = len(data.YEARS), seed: int = SEED
) -> Redraw:
    """Let the reader regress one random walk on another, once or a hundred times.

    Each series is a running sum of independent normal changes with standard deviation 1.

    Parameters
    ----------
    drifts : tuple of float, optional
        Mean yearly change of the explained and of the explaining series, in standard deviations of
        the yearly changes; by default those of the paper's GDP and Internet users
        (`helpers.selection.drifts`). Without drift, ``(0, 0)``, the walks only wander.
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
    >>> redraw((0, 0)).drifts
    (0.0, 0.0)
    """
    chosen = selection.drifts()[list(PAIR_DRAWN)] if drifts is None else drifts
    pair = tuple(float(value) for value in chosen)
    if len(pair) != 2 or not all(map(math.isfinite, pair)):
        raise ValueError(f"drifts must be two finite numbers, not {drifts!r}")
    if n < LEAST:
        raise ValueError(f"n must be at least {LEAST}, not {n}")
    if not 0 <= seed < 2**32:
        raise ValueError(f"seed must lie between 0 and 2**32 - 1, not {seed}")
    return Redraw((pair[0], pair[1]), n, seed)
