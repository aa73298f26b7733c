"""Tails and quantiles of Student's t, the normal and F, as intervals."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from .intervals import Interval

__all__ = ["f_tail", "one_sided_or_two", "p_quantile", "t_critical"]

#: Relative error allowed to SciPy's distribution functions; they are good to about 1e-12.
TAIL_ERROR = 1e-9

#: The same for their inverses.
QUANTILE_ERROR = 1e-8

#: Relative error allowed to F where a block of degrees of freedom is bracketed by its two ends.
BLOCK_ERROR = 0.05

#: Above this many degrees of freedom Student's t is bracketed by its value there and the normal.
LARGE_DF = 1e7

#: F is computed for degrees of freedom in this range, and up to this value of F.
LEAST_DF, MOST_DF, MOST_F = 1e-9, 1e12, 1e300


def _t_tail(t: Interval, df: Interval) -> Interval:
    """Two-sided p of |t|; falls with |t| and with the degrees of freedom."""
    t = abs(t)
    if t.single and df.single:
        high = 2 * float(special.stdtr(min(df.lo, LARGE_DF), -t.lo))
        tail = special.ndtr(-t.hi) if df.hi > LARGE_DF else special.stdtr(df.hi, -t.hi)
        low = 2 * float(tail)
    else:
        high = 2 * special.stdtr(np.minimum(df.lo, LARGE_DF), -np.asarray(t.lo))
        low = 2 * np.where(
            np.greater(df.hi, LARGE_DF),
            special.ndtr(-np.asarray(t.hi)),
            special.stdtr(np.minimum(df.hi, LARGE_DF), -np.asarray(t.hi)),
        )
    return Interval(low * (1 - TAIL_ERROR), np.minimum(high * (1 + TAIL_ERROR), 1.0))


def _normal_tail(t: Interval) -> Interval:
    """Two-sided p of |t| under the normal."""
    t = abs(t)
    return Interval(
        2 * special.ndtr(-t.hi) * (1 - TAIL_ERROR),
        min(2 * special.ndtr(-t.lo) * (1 + TAIL_ERROR), 1.0),
    )


def one_sided_or_two(t: Interval, df: Interval | None, tails: int = 2, law: str = "t") -> Interval:
    """p-value of a t statistic.

    Parameters
    ----------
    t : Interval
        The statistic.
    df : Interval or None
        Degrees of freedom (not needed for the normal law).
    tails : {1, 2}
        Sides of the test.
    law : {"t", "normal"}
        Distribution under the null hypothesis.

    Returns
    -------
    Interval
        Between 0 and 1; arrays if the degrees of freedom are.

    Examples
    --------
    >>> from helpers.forensics.intervals import printed
    >>> print(one_sided_or_two(printed("1.2670"), Interval(10, 10)))
    [0.23385, 0.2338843]
    """
    p = _normal_tail(t) if law == "normal" or df is None else _t_tail(t, df)
    return p * 0.5 if tails == 1 else p


def p_quantile(p: Interval, df: Interval, tails: int, law: str) -> Interval:
    """Return the |t| that a p-value implies; unbounded above if p may be 0.

    Parameters
    ----------
    p, df : Interval
        The p-value and the degrees of freedom; single numbers as ends, no arrays.
    tails : {1, 2}
        Sides of the test.
    law : {"t", "normal"}
        Distribution under the null hypothesis.

    Returns
    -------
    Interval
        From 0 upwards.

    Examples
    --------
    >>> print(p_quantile(Interval(0.05, 0.05), Interval(10, 10), 2, "t"))
    [2.2281388297, 2.2281388743]
    """
    share = 1 / tails
    ends = []
    for q in (min(p.hi * share, 0.5), max(p.lo * share, 0.0)):
        if q <= 0:
            ends.append(math.inf)
        elif law == "normal":
            ends.append(abs(float(special.ndtri(q))))
        else:
            ends.append(abs(float(special.stdtrit(min(df.lo, LARGE_DF), q))))
    return Interval(ends[0] * (1 - QUANTILE_ERROR), ends[1] * (1 + QUANTILE_ERROR))


def t_critical(df: Interval | None, level: float, law: str = "t") -> Interval:
    """Return the multiple of the standard error on each side of a confidence interval.

    Parameters
    ----------
    df : Interval or None
        Degrees of freedom; None for the normal law.
    level : float
        Confidence level, 0.95 for instance.
    law : {"t", "normal"}
        Distribution of the t statistic.

    Returns
    -------
    Interval
        Arrays if the degrees of freedom are.

    Examples
    --------
    >>> print(t_critical(Interval(10, 10), 0.95))
    [2.2281388297, 2.2281388743]
    """
    tail = (1 - level) / 2
    if law == "normal" or df is None:
        at_low = at_high = -float(special.ndtri(tail))
    else:
        at_low = -special.stdtrit(np.minimum(df.lo, LARGE_DF), tail)
        at_high = np.where(
            np.greater(df.hi, LARGE_DF),
            -special.ndtri(tail),
            -special.stdtrit(np.minimum(df.hi, LARGE_DF), tail),
        )[()]
    return Interval(at_high * (1 - QUANTILE_ERROR), at_low * (1 + QUANTILE_ERROR))


def f_tail(f: Interval, k: Interval, df: Interval) -> Interval:
    """Upper tail of F(k, df); falls with F.

    Parameters
    ----------
    f : Interval
        The statistic.
    k, df : Interval
        Degrees of freedom of numerator and denominator.

    Returns
    -------
    Interval
        Where ``k`` or ``df`` is a block of numbers, its two ends bracket the tail up to 5 %.

    Examples
    --------
    >>> print(f_tail(Interval(4.96, 4.97), Interval(1, 1), Interval(10, 10)))
    [0.0498975, 0.0500877]
    """
    at = [
        special.fdtrc(np.maximum(a, LEAST_DF), np.minimum(d, MOST_DF), x)
        for a, d in ((k.lo, df.lo), (k.hi, df.hi))
        for x in (np.maximum(f.lo, 0.0), np.minimum(f.hi, MOST_F))
    ]
    block = np.logical_or(np.not_equal(df.lo, df.hi), np.not_equal(k.lo, k.hi))
    slack = np.where(block, BLOCK_ERROR, TAIL_ERROR)
    low, high = np.minimum.reduce(at) * (1 - slack), np.maximum.reduce(at) * (1 + slack)
    return Interval(low[()], np.minimum(high, 1.0)[()])
