"""The lab's data: vintages of every series, and how far each coefficient can be moved."""

from __future__ import annotations

import itertools

import pandas as pd

from helpers import data
from helpers.memory import remembered
from helpers.methods import ols

YEARS = list(data.YEARS)
SUBSETS = tuple(
    names
    for size in range(1, len(ols.REGRESSORS) + 1)
    for names in itertools.combinations(ols.REGRESSORS, size)
)


REAL = "constant prices"


@remembered
def lab_vintages() -> dict[str, pd.Series]:
    """GDP of 2004 to 2018 as the lab can take it, the paper's first.

    Beside the paper's stand the values after the fourth census and those at constant prices,
    chained from the first by published real growth; the yearbook of 2019 has the paper's values but
    for rounding.

    Returns
    -------
    dict of str to Series
        100 million yuan, by year; `data.vintages` has the incomplete ones too.

    Examples
    --------
    >>> list(lab_vintages())
    ['paper', 'post-4th census', 'constant prices']
    """
    paper, revised = data.load("paper")["gdp"], "post-4th census"
    growth = data.vintages("real_gdp_growth")[revised].reindex(YEARS[1:]) / 100
    real = paper.iloc[0] * pd.concat([pd.Series([0.0], YEARS[:1]), growth]).add(1).cumprod()
    return {
        "paper": paper,
        revised: data.vintages("gdp")[revised].reindex(YEARS),
        REAL: real.round(1),
    }


def lab_frame(vintage: str = "paper", dropped: tuple[int, ...] = ()) -> pd.DataFrame:
    """The data set that the lab fits: regressors of the paper, GDP of one vintage, some years out.

    Parameters
    ----------
    vintage : str
        One of `lab_vintages`.
    dropped : tuple of int
        Years to leave out.

    Returns
    -------
    DataFrame
        Years by series, in their own units.

    Raises
    ------
    ValueError
        On an unknown vintage or a year that is not in the sample.

    Examples
    --------
    >>> float(lab_frame("post-4th census", (2017,)).loc[2018, "gdp"])
    919281.1
    >>> len(lab_frame(dropped=(2017,)))
    14
    """
    known = lab_vintages()
    if vintage not in known:
        raise ValueError(f"unknown vintage {vintage!r}; valid: {', '.join(known)}")
    for year in dropped:
        if year not in YEARS:
            raise ValueError(f"{year} is not in the sample; it holds {YEARS[0]} to {YEARS[-1]}")
    return data.load("paper").assign(gdp=known[vintage]).drop(index=list(dropped))


def reach(level: float = 0.05) -> dict[str, float]:
    """What ticking alone can find: every set of regressors and vintage, no or one year left out.

    Parameters
    ----------
    level : float
        Size of the t-tests.

    Returns
    -------
    dict
        regressions (how many), any and every (shares with at least one, and with every, slope
        significant), and chance: the probability of at least one false finding in as many
        independent tests as there are sets of regressors.

    Examples
    --------
    >>> found = reach()
    >>> int(found["regressions"]), found["every"] < found["any"]
    (720, True)
    """
    counted = []
    for vintage, dropped in itertools.product(lab_vintages(), [(), *((year,) for year in YEARS)]):
        sample = lab_frame(vintage, dropped)
        for names in SUBSETS:
            small = ols.ols(sample, names).pvalues.drop("constant") < level
            counted.append((small.any(), small.all()))
    some, every = (float(share) for share in pd.DataFrame(counted).mean())
    return {
        "regressions": len(counted),
        "any": some,
        "every": every,
        "chance": 1 - (1 - level) ** len(SUBSETS),
    }
