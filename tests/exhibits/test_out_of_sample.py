"""What the page on the years after the sample shows: a miss is marked, a gap is said."""

import numpy as np

from helpers import data
from helpers.exhibits import out_of_sample as exhibits
from helpers.methods import out_of_sample as kernels


def test_an_outcome_outside_the_interval_is_marked_and_one_inside_is_not():
    found, happened = kernels.prediction_intervals(), kernels.outcomes()
    predicted = kernels.forecasts()[kernels.EQUATION]
    inside = kernels.covered(found)
    inside.loc[:, :] = True
    clean = exhibits.errors_table(predicted, found, happened, inside).frame
    assert not clean.iloc[:, 2:].map(lambda cell: "✗" in cell).any().any()
    inside.loc[:, :] = False
    marked = exhibits.errors_table(predicted, found, happened, inside).frame
    assert marked.loc["2019"].iloc[-1].endswith("✗")


def test_an_outcome_that_nobody_printed_is_not_found():
    happened = kernels.outcomes()
    happened.iloc[0, 0] = np.nan
    assert exhibits.outcomes_table(happened).frame.iloc[0, 0] == "not found"


def test_the_forecast_of_the_last_year_is_said():
    predicted = kernels.forecasts()
    predicted.loc[2024, kernels.EQUATION] = 2_000_000.0
    shown = exhibits.forecast_figure(
        data.load("paper")["gdp"], predicted, kernels.prediction_intervals(), kernels.outcomes()
    )
    assert "the printed equation says 200.0" in shown.alt
