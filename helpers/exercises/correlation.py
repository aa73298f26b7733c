"""Exercises of the correlation chapter."""

import numpy as np

from helpers import data
from helpers.exercises import question


@question(
    "correlation-1", hint="data.load('paper')[['users', 'shoppers']].corr()", tolerance=0.0005
)
def users_and_shoppers():
    """Correlation of users and shoppers in levels."""
    return float(data.load("paper")["users"].corr(data.load("paper")["shoppers"]))


@question(
    "correlation-2",
    hint="np.corrcoef(frame.index, frame['gdp']) against frame['gdp'].corr(frame['ecommerce']).",
)
def trend_beats_ecommerce():
    """Whether the calendar correlates with GDP more than e-commerce does."""
    frame = data.load("paper")
    return bool(
        np.corrcoef(frame.index, frame["gdp"])[0, 1] > frame["gdp"].corr(frame["ecommerce"])
    )
