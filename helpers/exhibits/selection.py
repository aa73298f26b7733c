"""What the page *Selection* shows: what survives, without which years, and beside which trend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.exhibits.base import INK, PALETTE, Figure, Table, column, draw_column, figure
from helpers.exhibits.trend import TRENDS
from helpers.methods.selection import WORLDS, Runs
from helpers.vocabulary import spoken
from helpers.words import count, fixed, listed, percent

SURVIVOR_ALT = "Among {world} most often {most} ({share}), at least one in {at_least_one}."
POWER_ALT = (
    "A rising curve: elimination keeps e-commerce in {at_zero} of samples when its true "
    "coefficient is zero, in {at_estimate} when it is {estimate}, the estimate, and in {at_last} "
    "when it is {last}."
)
SHOWN = 8  # models in the table of weights


def _survivor_alt(world: str, shares: list[float]) -> str:
    """One world of `survivor_figure` in a sentence."""
    most = int(np.argmax(shares))
    return SURVIVOR_ALT.format(
        world=world,
        most=count(most) if most else "none",
        share=percent(shares[most]),
        at_least_one=percent(1 - shares[0]),
    )


@column
def survivor_figure(runs: Runs) -> Figure:
    """How many of four unrelated regressors survive backward elimination, by world.

    Parameters
    ----------
    runs : dict of dict of ndarray
        `helpers.methods.selection.survivors` by world.

    Returns
    -------
    Figure
        One panel of bars a world.
    """
    shares = {
        WORLDS[world]: [float(np.mean(run["elimination"] == left)) for left in range(5)]
        for world, run in runs.items()
    }
    drawing, panels = draw_column(height=155, panels=len(shares), sharex=True)
    for axes, (name, values), colour in zip(panels, shares.items(), PALETTE, strict=False):
        bars = axes.bar(range(5), [100 * value for value in values], color=colour)
        axes.bar_label(bars, [f"{100 * value:.0f}" for value in values])
        axes.set(title=name[0].upper() + name[1:], ylim=(0, 119), yticks=[])
        axes.grid(visible=False)
    panels[-1].set(xlabel="variables that survive, of four", xticks=range(5))
    sentences = [_survivor_alt(name, values) for name, values in shares.items()]
    behind = pd.DataFrame(shares, index=pd.Index(range(5), name="Survivors"))
    return figure(
        drawing,
        alt="Bars: number of unrelated variables, of four, that survive. " + " ".join(sentences),
        caption="Elimination keeps variables that have nothing to do with GDP (% of samples)",
        name="fig-survivors",
        behind=behind.map(lambda value: percent(value, 1)),
    )


@column
def left_out_figure(left_out: Mapping[int, Counter[tuple[str, ...]]]) -> Figure:
    """Which variables survive when some years are not seen.

    Parameters
    ----------
    left_out : mapping of int to Counter
        By number of years left out: samples by the variables that survive.

    Returns
    -------
    Figure
        One panel of bars a number of years.
    """
    models = [model for model, _ in sum(left_out.values(), Counter()).most_common()]
    labels = [",\n".join(map(spoken, model)) for model in models]
    drawing, panels = draw_column(height=[210] * len(left_out), sharex=False)
    said, behind = [], {}
    for axes, (years, counted) in zip(panels, left_out.items(), strict=True):
        total = counted.total()
        bars = axes.barh(labels, [100 * counted[model] / total for model in models])
        axes.bar_label(bars, [f" {counted[model]}" for model in models])
        axes.set(
            title=f"{count(years).capitalize()} years left out: {total} samples",
            xlim=(0, 100),
            xticks=[],
        )
        axes.invert_yaxis()
        axes.grid(visible=False)
        behind[f"{count(years).capitalize()} years"] = [str(counted[model]) for model in models]
        parts = [f"{listed(map(spoken, model))} in {counted[model]}" for model in models]
        said.append(f"Without {count(years)} years, of {total} samples: {'; '.join(parts)}.")
    names = [listed(map(spoken, model)) for model in models]
    return figure(
        drawing,
        alt="Bars: the variables that survive elimination. " + " ".join(said),
        caption="A few years decide which variables stay (number of samples)",
        name="fig-left-out",
        behind=pd.DataFrame(behind, index=pd.Index(names, name="Survive")),
    )


def _model(names: tuple[str, ...], degree: int) -> str:
    """A model in words."""
    return f"{listed(map(spoken, names)) or 'the year alone'}; {TRENDS[degree]}"


def weights_table(few: pd.Series, every: pd.Series, bic: pd.Series) -> Table:
    """Models by their weight in a short list and in a long one.

    Parameters
    ----------
    few, every : Series
        Probabilities; index (names, degree of the trend); ``few`` is of a part of the models.
    bic : Series
        By model.

    Returns
    -------
    Table
        Those of the short list first that weigh most, then the best of the long list.
    """
    half = SHOWN // 2
    best = list(few.sort_values(ascending=False).index[:half])
    papers = (("users", "shoppers"), 0)
    best += [papers] if papers not in best else []
    outside = every[[model for model in every.index if model not in list(few.index)]]
    best += list(outside.sort_values(ascending=False).index[:half])
    rows = {
        _model(*model): {
            "BIC": fixed(bic[model], 1),
            "Among these": percent(few[model], 1) if model in list(few.index) else "–",
            "Among all": percent(every[model], 2),
        }
        for model in best
    }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index").rename_axis("GDP on"),
        caption=f"With trends in the list the paper's model weighs {percent(few[papers])}",
        name="tab-weights",
        note=f"Among these: the {count(len(few))} models of users, shoppers and trends. "
        f"Among all: {count(len(every))}; the best are shown.",
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
    columns = {"Coefficient": [fixed(b, 2) for b in values["b"]]}
    for title, ends in (
        ("Usual 95% interval", ["lower", "upper"]),
        ("Good for any choice", ["posi_lower", "posi_upper"]),
    ):
        columns[title] = [
            f"{fixed(low, 2)} to {fixed(high, 2)}" for low, high in values[ends].to_numpy()
        ]
    return Table(
        pd.DataFrame(columns, index=values.index),
        caption="Intervals that hold after any choice are wider",
        name="tab-post-selection",
        note="In 100 million yuan per 10,000 persons; both assume independent normal errors.",
    )


@column
def power_figure(curve: pd.Series, estimate: float) -> Figure:
    """How often elimination keeps e-commerce, with the estimate marked.

    Parameters
    ----------
    curve : Series
        From `helpers.methods.selection.selection_power`, starting at zero.
    estimate : float
        The full model's coefficient, within the range of the curve.

    Returns
    -------
    Figure
        One panel.
    """
    drawing, axes = draw_column(height=290)
    axes.plot(curve.index, 100 * curve, color=PALETTE[0])
    at = 100 * float(np.interp(estimate, curve.index, curve))
    axes.axvline(estimate, color=INK, linestyle=":", marker="", linewidth=1)
    axes.annotate("the estimate", (estimate, at), (8, -22), textcoords="offset points", color=INK)
    axes.set(
        title="E-commerce is kept, % of samples",
        xlabel="true coefficient, yuan per yuan",
        ylim=(0, 105),
        xlim=(0, None),
    )
    behind = pd.DataFrame(
        {"Kept": [percent(value, 1) for value in curve]},
        index=pd.Index([fixed(value, 2) for value in curve.index], name="True coefficient"),
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
        caption="How often elimination keeps e-commerce, by its true coefficient",
        name="fig-selection-power",
        behind=behind,
    )
