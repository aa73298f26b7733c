"""Exercises of the correlation chapter."""

import numpy as np

from helpers import data
from helpers.exercises import question


@question(
    "correlation-1", hint="data.load('paper')[['users', 'shoppers']].corr()", tolerance=0.0005
)
def users_and_shoppers() -> float:
    """Correlation of users and shoppers in levels.

    Returns
    -------
    float
        Pearson correlation.
    """
    frame = data.load("paper")
    return float(frame["users"].corr(frame["shoppers"]))


@question(
    "correlation-2",
    hint="np.corrcoef(frame.index, frame['gdp']) against frame['gdp'].corr(frame['ecommerce']).",
)
def trend_beats_ecommerce() -> bool:
    """Whether the calendar correlates with GDP more than e-commerce does.

    Returns
    -------
    bool
        Whether it does.
    """
    frame = data.load("paper")
    calendar = np.corrcoef(frame.index, frame["gdp"])[0, 1]
    return bool(calendar > frame["gdp"].corr(frame["ecommerce"]))
