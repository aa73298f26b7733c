"""What the page *Long-run relations* shows: a walk and its dog, unit roots, lags, precedence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from helpers.exhibits.base import (
    INK,
    PALETTE,
    Figure,
    Table,
    as_text,
    beside,
    by_rows,
    column,
    draw_column,
    figure,
)
from helpers.exhibits.errors import rejecting
from helpers.methods.long_run import TRENDS
from helpers.methods.ols import LEVEL
from helpers.vocabulary import LABELS, spoken
from helpers.words import count, fixed, listed, p_value, percent, sentence_case

DOG_ALT = (
    "Two panels. Above, a walk and its dog: they part by {tied} steps at most. "
    "Below, two walks that know nothing of each other: they part by up to {free}."
)
POWER_ALT = (
    "Two falling curves: how often a unit root is rejected, beside a line and beside a curve, by "
    "how much of a miss is left a year later. {curves}."
)
LAGS_ALT = (
    "Three panels, one a lag: the distribution of the Engle–Granger statistic among unrelated "
    "walks, the limit, and the statistic of the data. {panels}."
)
EDGES = np.arange(-8, 2.01, 0.25)  # of t statistics; what lies outside stands in the end bars


@column
def dog_figure(walk: Sequence[float], dog: Sequence[float], stranger: Sequence[float]) -> Figure:
    """A walk with a series tied to it, and with one that is not.

    Parameters
    ----------
    walk, dog, stranger : sequence of float
        Of equal length.

    Returns
    -------
    Figure
        Two panels.
    """
    first, others = np.asarray(walk), {"its dog": np.asarray(dog), "stranger": np.asarray(stranger)}
    drawing, panels = draw_column(height=170, panels=2, sharex=True)
    titles = ("Tied together", "Not tied")
    for axes, title, (name, other), colour in zip(
        panels, titles, others.items(), PALETTE[1:], strict=False
    ):
        [one] = axes.plot(first, color=PALETTE[0], marker="")
        [two] = axes.plot(other, "--", color=colour, marker="")
        up = 12 if first[-1] >= other[-1] else -12
        beside(one, "walk", shift=(6, up))
        beside(two, name, shift=(6, -up))
        axes.set(title=title, xlim=(0, 1.22 * (len(first) - 1)), xticks=[])
    parts = [float(np.abs(first - other).max()) for other in others.values()]
    behind = pd.DataFrame({"Walk": first, "Its dog": others["its dog"]})
    behind["Stranger"] = others["stranger"]
    return figure(
        drawing,
        alt=DOG_ALT.format(tied=fixed(parts[0], 1), free=fixed(parts[1], 1)),
        caption=f"Both pairs wander; the first parts by {fixed(parts[0], 1)} steps at most, the "
        f"second by {fixed(parts[1], 1)}",
        name="fig-dog",
        behind=behind.apply(lambda each: as_text(each, 2)).rename(index=str).rename_axis("Step"),
    )


def unit_root_table(statistics: pd.DataFrame, limits: Mapping[str, float]) -> Table:
    """Dickey-Fuller statistics of each series, beside a line and a curve.

    Parameters
    ----------
    statistics : DataFrame
        Rows series, columns trends of `helpers.methods.long_run.TRENDS`.
    limits : mapping of str to float
        By trend: reject below it.

    Returns
    -------
    Table
        A star where a unit root is rejected.
    """
    shown = pd.DataFrame(
        {
            f"Beside a {TRENDS[trend]}": [
                fixed(value, 2) + (" *" if value < limits[trend] else "")
                for value in statistics[trend]
            ]
            for trend in statistics
        },
        index=[LABELS[name] for name in statistics.index],
    )
    rejected = sum(int((statistics[trend] < limits[trend]).sum()) for trend in statistics)
    said = listed(f"{fixed(limits[trend], 2)} beside a {TRENDS[trend]}" for trend in statistics)
    return Table(
        shown.rename_axis("Series"),
        caption=f"Of {count(statistics.size)} tests for a unit root {rejecting(rejected)}",
        name="tab-unit-roots",
        note=f"One lagged change. Limits, simulated for this length: {said}.",
    )


@column
def unit_root_power_figure(power: Mapping[str, Mapping[float, float]]) -> Figure:
    """How often a series that returns to its trend is told from one that does not.

    Parameters
    ----------
    power : mapping of str to mapping
        By trend: `helpers.methods.long_run.unit_root_power`.

    Returns
    -------
    Figure
        One panel.
    """
    drawing, axes = draw_column(height=300)
    said = []
    for (trend, rates), colour, style in zip(power.items(), PALETTE, ("-", "--"), strict=False):
        rhos, shares = list(rates), [100 * rate for rate in rates.values()]
        [line] = axes.plot(rhos, shares, style, color=colour)
        beside(line, f"beside a {TRENDS[trend]}", place=1, shift=(10, 12))
        said.append(
            f"Beside a {TRENDS[trend]} {percent(rates[rhos[0]])} where nothing is left and "
            f"{percent(rates[rhos[-2]])} where {fixed(rhos[-2], 1)} is left"
        )
    axes.axhline(100 * LEVEL, color=INK, linestyle=":", marker="", linewidth=1)
    axes.set(
        title="A unit root is rejected, % of samples",
        xlabel="part of a miss that is left a year later",
        ylim=(0, 115 * max(max(rates.values()) for rates in power.values())),
    )
    best = max(max(rates.values()) for rates in power.values())
    behind = pd.DataFrame(
        {f"Beside a {TRENDS[trend]}": rates for trend, rates in power.items()}
    ).map(percent)
    return figure(
        drawing,
        alt=POWER_ALT.format(curves=". ".join(said)),
        caption=f"The test finds a return to the trend in {percent(best)} of samples at most; the "
        "dotted line marks its false alarms",
        name="fig-unit-root-power",
        behind=behind.rename(index=lambda rho: fixed(rho, 1)).rename_axis("Left"),
    )


@column
def lags_figure(null: np.ndarray, statistics: Sequence[float], limit: float) -> Figure:
    """Engle-Granger statistics of unrelated walks and of the data, one panel a lag.

    Parameters
    ----------
    null : ndarray, shape (lags, replications)
        From `helpers.methods.long_run.simulated_systems`.
    statistics : sequence of float
        Of the data, lag by lag.
    limit : float
        Reject below it.

    Returns
    -------
    Figure
        Three panels, shares of samples in per cent.
    """
    drawing, panels = draw_column(height=165, panels=len(statistics), sharex=True, sharey=True)
    said, behind, low = [], {}, []
    for lags, (axes, drawn, value) in enumerate(zip(panels, null, statistics, strict=True)):
        shares = np.histogram(np.clip(drawn, EDGES[0], EDGES[-1]), bins=EDGES)[0] / len(drawn)
        axes.stairs(100 * shares, EDGES, fill=True, color=PALETTE[0], alpha=0.3)
        axes.axvline(limit, color=INK, linestyle=":", marker="", linewidth=1.5)
        axes.axvline(value, color=PALETTE[1], marker="")
        lower = float((drawn <= value).mean())
        name = f"{sentence_case(count(lags))} lag{'s' if lags != 1 else ''}"
        axes.set_title(f"{name}: {fixed(value, 2)}, p {p_value(lower)}")
        axes.set_yticks([])
        said.append(f"{name}: {fixed(value, 2)}, as low in {percent(lower, 1)} of systems")
        behind[name] = [percent(share, 1) for share in shares]
        low += [name.lower()] if value < limit else []
    panels[-1].set_xlabel("statistic; dotted: the limit, line: the data")
    index = pd.Index([fixed(edge, 2) for edge in EDGES[:-1]], name="From")
    return figure(
        drawing,
        alt=LAGS_ALT.format(panels=". ".join(said)),
        caption=f"The same residuals, tested with each lag: rejected with {listed(low)}",
        name="fig-lags",
        behind=pd.DataFrame(behind, index=index),
    )


def precedence_table(helps: pd.DataFrame) -> Table:
    """Which series' past helps to predict which.

    Parameters
    ----------
    helps : DataFrame
        Index (predicted, helping series); columns ``slope`` and ``p``.

    Returns
    -------
    Table
        One row a series beside GDP.
    """
    others = [name for name in helps.index.get_level_values(1).unique() if name != "gdp"]
    rows = {
        LABELS[name]: {
            "Helps GDP": p_value(helps.loc[("gdp", name), "p"]),
            "Sign": "+" if helps.loc[("gdp", name), "slope"] > 0 else "−",
            "GDP helps it": p_value(helps.loc[(name, "gdp"), "p"]),
        }
        for name in others
    }
    said = {name: "GDP" if name == "gdp" else spoken(name) for name in (*others, "gdp")}
    low = helps.index[helps["p"] < LEVEL]
    found = [f"{said[other]} for {said[name]}" for name, other in low]
    return Table(
        by_rows(rows, "Series"),
        caption=f"Whose past helps: of {count(len(helps))} tests {rejecting(len(found))} "
        f"({listed(found)})",
        name="tab-precedence",
        note="p values of Toda and Yamamoto's test in logarithms, one lag; sign of that lag.",
    )
