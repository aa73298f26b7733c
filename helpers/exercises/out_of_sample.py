"""Exercises of the chapter on the years after the sample."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import data
from helpers.exercises import question
from helpers.methods import out_of_sample
from helpers.vocabulary import TRILLION


def _gap() -> tuple[float, float]:
    """The printed equation's forecast of 2024, and the first print."""
    predicted = out_of_sample.forecasts().loc[2024, out_of_sample.EQUATION]
    return predicted, out_of_sample.outcomes().loc[2024, out_of_sample.FIRST]


@question(
    "out-of-sample-1",
    hint="Divide the forecast by the outcome, subtract one, multiply by 100.",
    tolerance=0.06,
    mistakes=[
        (
            lambda: 100 * (_gap()[1] / _gap()[0] - 1),
            "You divided by the forecast: an error is a share of what happened.",
        ),
        (
            lambda: 100 * (1 - _gap()[0] / _gap()[1]),
            "The size is right; a forecast that is too low has a negative error.",
        ),
    ],
)
def error_of_2024() -> float:
    """Error of the printed equation in 2024, percent of the first print."""
    predicted, happened = _gap()
    return 100 * (predicted / happened - 1)


@question(
    "out-of-sample-2",
    hint=(
        "Multiply each printed coefficient by its indicator, add the constant, "
        "and divide by 10,000 to get trillions."
    ),
    tolerance=0.06,
    mistakes=[
        (
            lambda: out_of_sample.forecasts().loc[2019, out_of_sample.EQUATION] / TRILLION,
            "Those are the users and shoppers of March 2020.",
        )
    ],
)
def forecast_from_june() -> float:
    """The equation's 2019 forecast from the June 2019 survey, trillion yuan."""
    return float(out_of_sample.predict(out_of_sample.june_2019()).iloc[0]) / TRILLION


def _missed(predicted: pd.Series) -> float:
    """Mean squared error against the first prints that are known."""
    return float(((predicted - out_of_sample.outcomes()[out_of_sample.FIRST]).dropna() ** 2).mean())


def _better() -> bool:
    """Whether a line through 2013 to 2018 misses the years after by less than Table 4."""
    gdp = data.load("paper")["gdp"].loc[2013:]
    line = np.polyfit(gdp.index - 2013, gdp, 1)
    equation = out_of_sample.forecasts()[out_of_sample.EQUATION]
    predicted = pd.Series(np.polyval(line, equation.index - 2013), equation.index)
    return _missed(predicted) < _missed(equation)


@question(
    "out-of-sample-3",
    hint="np.polyfit on six years, np.polyval on the years after; compare both errors.",
    tolerance=0,
    mistakes=[
        (
            lambda: not _better(),
            "Fit the line to the last six years only, and leave 2020 out for both.",
        )
    ],
)
def recent_line() -> bool:
    """Whether a line through the last six years forecasts better than Table 4."""
    return _better()
