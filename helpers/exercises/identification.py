"""Exercises of the page on identification."""

from helpers.exercises import question
from helpers.methods import identification

SHARES, SHIFTS = (0.2, 0.3, 0.5), (0.5, 0.2, 0.04)
GROWTH = 0.2
EARNED, SPENT = 30, 120  # yuan, of those drawn over the others


@question(
    "identification-1",
    hint="Multiply each share by the growth of its trade elsewhere, and add.",
    tolerance=0.05,
    mistakes=[
        (
            lambda: 100 * sum(SHIFTS) / len(SHIFTS),
            "That is the plain mean of the shifts; each counts by its share.",
        ),
        (lambda: 100 * SHARES[0] * SHIFTS[0], "That is the part of clothes alone."),
    ],
)
def predicted_growth() -> float:
    """Growth that a shift-share predicts, in per cent."""
    return 100 * identification.shift_share(SHARES, SHIFTS)


def _compared() -> dict[str, float]:
    """The regression's coefficient, and the two comparisons that it averages."""
    years = range(identification.YEARS)
    starts = {"early": identification.EARLY, "late": identification.LATE}
    paths = identification.treated_paths(GROWTH)
    parts = identification.timing_comparisons(paths, **starts)
    mean = paths.to_numpy()[[[year >= start for start in starts.values()] for year in years]].mean()
    return {
        "twfe": float((parts["weight"] * parts["estimate"]).sum()),
        **parts["estimate"],
        "mean": float(mean),
    }


@question(
    "identification-2",
    hint="Change the first line of that cell and print twfe.coef().",
    tolerance=0.006,
    mistakes=[
        (lambda: _compared()["not yet"], "That is the fair comparison alone."),
        (lambda: _compared()["mean"], "That is the mean effect in the years under way."),
        (lambda: _compared()["already"], "That is the unfair comparison alone."),
    ],
)
def twfe_of_a_slow_effect() -> float:
    """Two-way coefficient when the effect grows by a fifth of itself a year."""
    return _compared()["twfe"]


@question(
    "identification-3",
    hint="Divide the gain in income by the gain in spending.",
    tolerance=0.001,
    mistakes=[
        (lambda: SPENT / EARNED, "That is how much more is spent for a yuan of income."),
        (lambda: float(EARNED), "That is the effect of being drawn, not of a yuan spent."),
    ],
)
def effect_by_lot() -> float:
    """Effect of a yuan spent online on income, by lot."""
    return EARNED / SPENT
