"""GDP beside a trend: equations with powers of the year, and what one can find that another lacks.

The year counts from `CENTRE`, so that its powers are not nearly the same column.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import statsmodels.api as sm

if TYPE_CHECKING:
    from statsmodels.regression.linear_model import RegressionResultsWrapper

CENTRE = 2011  # the middle year of the sample
PAIR = ("users", "shoppers")  # the paper's Table 4


def trend_fit(
    frame: pd.DataFrame, names: Sequence[str], degree: int, dependent: str = "gdp"
) -> RegressionResultsWrapper:
    """Regress a series on others and on the powers of the year up to a degree.

    Parameters
    ----------
    frame : DataFrame
        Indexed by year.
    names : sequence of str
        Regressors beside the trend; none for the year alone.
    degree : int
        0 for no trend, 1 for a straight line, 2 for a curve, and so on.
    dependent : str
        What is explained.

    Returns
    -------
    RegressionResults
        The powers are called ``t1``, ``t2`` and so on.

    Examples
    --------
    >>> from helpers import data
    >>> round(float(trend_fit(data.load("paper"), (), 2).rsquared), 4)
    0.9973
    """
    year = frame.index.to_series() - CENTRE
    powers = {f"t{power}": year**power for power in range(1, degree + 1)}
    x = frame[list(names)].assign(**powers)
    return sm.OLS(frame[dependent], sm.add_constant(x, has_constant="add")).fit()
