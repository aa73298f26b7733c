"""Exercises of the chapter on the years after the sample."""

from __future__ import annotations

from helpers import forecast
from helpers.exercises import question


def _gap() -> tuple[float, float]:
    """The printed equation's forecast of 2024, and the first print."""
    predicted = forecast.forecasts().loc[2024, forecast.EQUATION]
    return predicted, forecast.outcomes().loc[2024, forecast.FIRST]


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
            lambda: forecast.forecasts().loc[2019, forecast.EQUATION] / forecast.TRILLION,
            "Those are the users and shoppers of March 2020.",
        )
    ],
)
def forecast_from_june() -> float:
    """The equation's 2019 forecast from the June 2019 survey, trillion yuan."""
    return float(forecast.predict(forecast.june_2019()).iloc[0]) / forecast.TRILLION
