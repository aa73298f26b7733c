"""Exercises of the provincial panel."""

from __future__ import annotations

from helpers.exercises import question
from helpers.methods import panel


def _slope(
    left_out: str | None = None, *, common: bool = False, dependent: str = "nominal"
) -> float:
    """Slope on sales with both effects (``common``: with none), perhaps without a province."""
    levels = panel.province_years()
    if left_out:
        levels = levels.drop(left_out, level="province")
    effects = () if common else panel.EFFECTS
    return float(panel.fit(levels, effects=effects, dependent=dependent).params["sales"])


def _coal(part: str) -> float:
    """Per cent by which the product of Inner Mongolia, or a part of it, rose in 2021."""
    return 100 * (panel.growth_parts("Inner Mongolia", 2021)[part] - 1)


@question(
    "panel-1",
    hint=(
        "Divide the ratio of nominal product by the ratio of volume, which is the index over 100, "
        "and take one away; answer in per cent."
    ),
    tolerance=0.05,
    mistakes=[
        (lambda: _coal("nominal"), "That is the rise of nominal product, volume included."),
        (lambda: _coal("real"), "That is the rise of volume."),
        (
            lambda: _coal("nominal") - _coal("real"),
            "Ratios divide; subtracting percentages is only near for small ones.",
        ),
    ],
)
def coal_prices() -> float:
    """By how many per cent the prices of Inner Mongolia's product rose in 2021."""
    return _coal("prices")


@question(
    "panel-2",
    hint="Divide the slope with both effects by the pooled slope; both stand in the first table.",
    tolerance=0.005,
    mistakes=[
        (
            lambda: 1 - _slope() / _slope(common=True),
            "That is the share that goes; the question asks for the share that stays.",
        ),
        (
            lambda: _slope(dependent="real") / _slope(common=True, dependent="real"),
            "That is the share of the real slope.",
        ),
    ],
)
def share_left() -> float:
    """Share of the pooled slope that is left once province and year means are out."""
    return _slope() / _slope(common=True)


@question(
    "panel-3",
    hint=(
        "Take away the first # of the marked line, run the cells again, and read the first table."
    ),
    tolerance=0.0006,
    mistakes=[
        (_slope, "That is the slope of all provinces."),
        (lambda: _slope("Shanxi", common=True), "That is the slope with no effects taken out."),
        (lambda: _slope("Shanxi", dependent="prices"), "That is the slope of prices."),
    ],
)
def slope_without_shanxi() -> float:
    """Slope of nominal product on sales, both effects taken out, without Shanxi."""
    return _slope("Shanxi")
