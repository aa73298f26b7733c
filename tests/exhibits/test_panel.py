"""What the page *Panel* shows follows from what it is given."""

import types

import numpy as np
import pandas as pd
import pytest

from helpers.exhibits import panel as exhibits
from helpers.methods.panel_inference import METHODS


def fitted(slope, t):
    """What a table asks of a fit."""
    return types.SimpleNamespace(
        coef=lambda: pd.Series({"sales": slope}), tstat=lambda: pd.Series({"sales": t})
    )


def test_the_caption_of_the_steps_is_the_sum_of_the_last():
    step = {"nominal": fitted(0.5, 3.0), "real": fitted(0.2, 1.0), "prices": fitted(0.3, 2.0)}
    shown = exhibits.steps_table({"Nothing": step, "Both": step})
    assert shown.caption == "Nominal is real plus prices: 0.5000 = 0.2000 + 0.3000"
    assert shown.frame.loc["Both", "Prices"] == "0.300 (2.00)"
    assert not shown.cards


@pytest.fixture
def spans():
    rows = {
        (years, outcome): [slope * years, -0.1, 0.1]
        for years in (1, 2, 3)
        for outcome, slope in {"nominal": 0.03, "real": 0.01, "prices": 0.02}.items()
    }
    frame = pd.DataFrame(rows, index=["slope", "low", "high"]).T
    frame.index.names = ["years", "outcome"]
    return frame


def test_the_figure_of_spans_says_its_largest_slope_and_how_often_zero_is_inside(spans):
    shown = exhibits.spans_figure(spans)
    assert "reach 0.090 at three years" in shown.caption
    assert "between 0.010 and 0.030" in shown.caption
    assert "holds zero at 3 of 3 spans" in shown.alt
    spans.loc[(2, "real"), "low"] = 0.01
    assert "holds zero at 2 of 3 spans" in exhibits.spans_figure(spans).alt


def test_the_paths_say_in_how_many_provinces_both_rise():
    logs = pd.DataFrame(
        {
            "province": ["A", "A", "B", "B"],
            "year": [2015, 2024, 2015, 2024],
            "sales": [0.0, 1.0, 0.0, -1.0],
            "nominal": [0.0, 1.0, 0.0, 1.0],
        }
    )
    shown = exhibits.paths_figure(logs)  # also without the province that is marked
    assert shown.caption.startswith("Both rise in 1 of 2 provinces")
    assert shown.behind.loc["A"].tolist() == ["1.00", "2.72", "1.00", "2.72"]


def test_the_checks_name_the_years_in_which_provinces_sum_to_more():
    checks = pd.DataFrame(
        {"provinces": [7.0, 6.0, 5.0], "nation": [6.5, 6.5, np.nan], "apart": [0.1, 0.2, np.nan]},
        index=[2016, 2017, 2018],
    )
    shown = exhibits.checks_table(checks)
    assert "than the nation in 2016 (" in shown.caption
    assert shown.frame.loc[2018].tolist() == ["5.00", "–", "–"]


def test_the_noise_seen_is_read_off_the_smallest_elasticity():
    rates = pd.DataFrame({0.04: [0.02, 0.10], 0.08: [0.02, 0.30]}, index=[0.0, 0.5])
    shown = exhibits.leads_figure(rates, 0.25)
    assert "in 6% of panels" in shown.caption and "16% for a true elasticity of 0.080" in shown.alt


def test_the_caption_of_p_values_counts_the_methods_below_five_per_cent():
    p = {
        "nominal": dict(zip(METHODS, (0.0001, 0.06, 0.11, 0.049, 0.15), strict=True)),
        "real": dict.fromkeys(METHODS, 0.9),
    }
    alarms = pd.DataFrame({"plain": [0.05, 0.28], "cluster": [0.07, 0.07]})
    shown = exhibits.inference_table(p, alarms, ["nominal", "real"])
    assert shown.caption == "Of five methods two put the nominal slope below 5%"
    assert shown.frame["Wrong alarms"].tolist() == ["5–28%", "7%", "–", "–", "–"]
