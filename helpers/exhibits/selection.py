"""What the page *Selection* shows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.exhibits.base import PALETTE, Figure, Table, draw, figure, styled
from helpers.methods.selection import (
    BAR_DISTANCE,
    BAR_WIDTH,
    WORLDS,
    Runs,
)
from helpers.words import count, fixed, percent

CRITERIA_LABELS = {"aic": "AIC", "aicc": "AICc", "bic": "BIC"}
SURVIVOR_CAPTION = (
    "Unrelated regressors that selection keeps, of four, n = 15 (share of replications)"
)
SURVIVOR_COLUMNS = [
    "median R², all four",
    "≥ 1 kept",
    "≥ 2 kept",
    "AICc keeps ≥ 1",
    "BIC keeps ≥ 1",
]
SIMULATION_NOTE = "{count} replications each; Monte Carlo standard error at most {error}."


def survivor_table(survival: pd.DataFrame) -> Table:
    """Share of replications with at least one and at least two survivors, by world.

    Parameters
    ----------
    survival : DataFrame
        From `helpers.methods.selection.survival`.

    Returns
    -------
    Table
        One row per world.
    """
    rows = {
        WORLDS[str(world)]: [
            fixed(row["r2"], 3),
            *(percent(row[kind], 1) for kind in ("one", "two", "aicc", "bic")),
        ]
        for world, row in survival.iterrows()
    }
    count, error = survival["replications"].iloc[0], survival["error"].max()
    return Table(
        pd.DataFrame.from_dict(rows, orient="index", columns=SURVIVOR_COLUMNS),
        caption=SURVIVOR_CAPTION,
        name="tab-survivors",
        note=SIMULATION_NOTE.format(count=fixed(count, 0), error=percent(error, 1)),
    )


SURVIVOR_ALT = "Among {world} most often {most} ({share}), at least one in {at_least_one}."
SURVIVOR_FIGURE_CAPTION = (
    "Survivors of backward elimination among four unrelated regressors (% of replications, n = 15)"
)
HATCHES = ("", "//", "xx")


def _survivor_alt(world: str, shares: list[float]) -> str:
    """One world of `survivor_figure` in a sentence."""
    most = int(np.argmax(shares))
    return SURVIVOR_ALT.format(
        world=world,
        most=count(most) if most else "none",
        share=percent(shares[most]),
        at_least_one=percent(1 - shares[0]),
    )


@styled
def survivor_figure(runs: Runs) -> Figure:
    """How many of four unrelated regressors survive backward elimination, by world.

    Parameters
    ----------
    runs : dict of dict of ndarray
        `survivors` by world.

    Returns
    -------
    Figure
        Groups of bars.
    """
    shares = {
        WORLDS[world]: [float(np.mean(run["elimination"] == left)) for left in range(5)]
        for world, run in runs.items()
    }
    drawing, axes = draw(7, 3.4)
    for number, (name, values) in enumerate(shares.items()):
        bars = axes.bar(
            np.arange(5) + BAR_DISTANCE * (number - 1),
            [100 * value for value in values],
            BAR_WIDTH,
            label=name,
            color=PALETTE[number],
            hatch=HATCHES[number],
        )
        axes.bar_label(bars, [f"{100 * value:.0f}" for value in values], fontsize=8)
    axes.set(
        xlabel="regressors that survive", ylabel="% of replications", xticks=range(5), ylim=(0, 105)
    )
    axes.legend()
    sentences = [_survivor_alt(name, values) for name, values in shares.items()]
    behind = pd.DataFrame(shares, index=pd.Index(range(5), name="survivors"))
    return figure(
        drawing,
        alt="Bars: number of unrelated regressors, of four, that survive. " + " ".join(sentences),
        caption=SURVIVOR_FIGURE_CAPTION,
        name="fig-survivors",
        behind=behind.map(lambda value: percent(value, 1)),
    )


def subset_table(values: pd.DataFrame) -> Table:
    """`subset_values` as a table.

    Parameters
    ----------
    values : DataFrame
        From `helpers.methods.selection.subset_values`.

    Returns
    -------
    Table
        One row per model.
    """
    columns = {"R²": [fixed(value, 4) for value in values["r2"]]}
    for kind, label in CRITERIA_LABELS.items():
        columns[label] = [fixed(value, 2) for value in values[kind]]
    return Table(
        pd.DataFrame(columns, index=values.index.rename("regressors")),
        caption=(
            "All sixteen models of the sample: R², and criteria as distance from the best model"
        ),
        name="tab-subsets",
        note="The best model of each column of criteria has 0.00.",
    )


def interval_table(values: pd.DataFrame) -> Table:
    """`intervals` as a table.

    Parameters
    ----------
    values : DataFrame
        From `helpers.methods.selection.posi_intervals`.

    Returns
    -------
    Table
        One row per regressor of the final model.
    """
    columns = {"coefficient": [fixed(b, 2) for b in values["b"]]}
    for title, ends in (
        ("usual 95% interval", ["lower", "upper"]),
        ("after any selection", ["posi_lower", "posi_upper"]),
    ):
        columns[title] = [
            f"{fixed(low, 2)} to {fixed(high, 2)}" for low, high in values[ends].to_numpy()
        ]
    return Table(
        pd.DataFrame(columns, index=values.index),
        caption=(
            "Coefficients of the final model with two kinds of interval "
            "(100 million yuan per 10,000 persons)"
        ),
        name="tab-post-selection",
        note="Both assume independent normal errors of equal variance.",
    )


COVERAGE_NOTE = (
    "The sample's regressors, normal errors, independent unless AR is named; Monte Carlo standard "
    "error at most {error}."
)
CHOICE_CAPTION = (
    "Final models of backward elimination if the estimates with all four regressors were the truth"
)
CHOICE_NOTE = "{count} samples; models chosen in fewer than {least} are left out."
LEAST_SHARE = 50  # a model is shown if it is chosen in one sample of so many


def coverage_table(coverage: pd.DataFrame) -> Table:
    """Share of samples in which all intervals of the chosen model cover, by truth.

    Parameters
    ----------
    coverage : DataFrame
        From `helpers.methods.selection.coverage_of_choice`.

    Returns
    -------
    Table
        One row per truth.
    """
    rows = {
        name: [percent(row["usual"], 1), percent(row["wide"], 1)]
        for name, row in coverage.iterrows()
    }
    columns = ["usual intervals", "good for any selection"]
    error = coverage["error"].max()
    return Table(
        pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("truth"),
        caption="How often all 95% intervals of the chosen model are right (share of samples)",
        name="tab-coverage",
        note=COVERAGE_NOTE.format(error=percent(error, 1)),
    )


def choice_table(counts: pd.Series) -> Table:
    """Which models backward elimination ends with when the full model is the truth.

    Parameters
    ----------
    counts : Series of int
        From `helpers.methods.selection.final_models`.

    Returns
    -------
    Table
        The models chosen in one sample of fifty or more, the most frequent first.
    """
    total = counts.sum()
    rows = {
        name: [percent(number / total, 1)]
        for name, number in counts.items()
        if number >= total / LEAST_SHARE
    }
    shown = pd.DataFrame.from_dict(rows, orient="index", columns=["share of samples"])
    return Table(
        shown.rename_axis("final model"),
        caption=CHOICE_CAPTION,
        name="tab-choices",
        note=CHOICE_NOTE.format(count=fixed(total, 0), least=percent(1 / LEAST_SHARE)),
    )


POWER_ALT = (
    "A rising curve: elimination keeps e-commerce in {at_zero} of samples when its true "
    "coefficient is zero, in {at_estimate} when it is {estimate}, the estimate, and in {at_last} "
    "when it is {last}."
)


@styled
def power_figure(curve: pd.Series, estimate: float) -> Figure:
    """The curve from `power` for e-commerce, with the estimate marked.

    Parameters
    ----------
    curve : Series
        From `power`, starting at zero.
    estimate : float
        The full model's coefficient, within the range of the curve.

    Returns
    -------
    Figure
        One panel.
    """
    drawing, axes = draw(7, 3.4)
    axes.plot(curve.index, 100 * curve)
    at = 100 * float(np.interp(estimate, curve.index, curve))
    axes.axvline(estimate, color=PALETTE[5], linestyle=":", marker="", linewidth=1)
    axes.annotate(
        "estimate with\nall four regressors",
        (estimate, at),
        (8, -30),
        textcoords="offset points",
        fontsize=9,
    )
    axes.set(
        xlabel="true coefficient of e-commerce (yuan of GDP per yuan of transactions)",
        ylabel="kept, % of samples",
        ylim=(0, 105),
        xlim=(0, None),
    )
    behind = pd.DataFrame(
        {
            "true coefficient": [fixed(v, 2) for v in curve.index],
            "kept": [percent(v, 1) for v in curve],
        }
    )
    alt = POWER_ALT.format(
        at_zero=percent(curve.iloc[0]),
        at_estimate=percent(at / 100),
        estimate=fixed(estimate, 2),
        at_last=percent(curve.iloc[-1]),
        last=fixed(curve.index[-1], 2),
    )
    return figure(
        drawing,
        alt=alt,
        caption="How often backward elimination keeps e-commerce, by its true coefficient (n = 15)",
        name="fig-selection-power",
        behind=behind,
    )
