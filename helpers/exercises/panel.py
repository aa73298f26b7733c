"""Exercises of the provincial panel."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.exercises import question
from helpers.methods import panel, panel_inference

TARGET = 0.02


def _slope(effects: Sequence[str]) -> float:
    """Elasticity of GDP with respect to sales, these effects absorbed."""
    return float(panel.fit(panel.province_years(), effects=effects).params["sales"])


@question(
    "panel-1",
    hint=(
        "Divide the slope with province and year effects by the pooled slope: "
        "panel.fit(panel.province_years(), effects=…).params."
    ),
    tolerance=0.005,
    mistakes=[
        (
            lambda: _slope(("province",)) / _slope(()),
            "These are province effects alone; "
            "the common path of all provinces over the years is still in.",
        ),
        (
            lambda: 1 - _slope(panel.EFFECTS) / _slope(()),
            "That is the share that goes; the question asks for the share that stays.",
        ),
    ],
)
def share_left() -> float:
    """Share of the pooled slope that is left once province and year means are out."""
    return _slope(panel.EFFECTS) / _slope(())


def _smallest() -> float:
    """The smallest elasticity that the two-way regression can find."""
    result = panel.fit(panel.province_years())
    return panel_inference.detectable_formula(float(result.se()["sales"]), result.clusters - 1)


@question(
    "panel-2",
    hint=(
        "The standard error falls with the square root of the number of provinces. "
        "Take panel_inference.detectable_formula with the clustered standard error of the two-way "
        "regression, and ask how often it goes into the target."
    ),
    tolerance=3,
    mistakes=[
        (
            lambda: 31 * _smallest() / TARGET,
            "The standard error falls with the square root of the number of provinces, "
            "not with the number.",
        )
    ],
)
def provinces_needed() -> float:
    """Provinces needed, other things equal, to find an elasticity of 0.02 with probability 0.8."""
    return 31 * (_smallest() / TARGET) ** 2
