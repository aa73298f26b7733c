"""What the page *Panel* shows: the common path, output and prices apart, what may mislead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from helpers.exhibits.base import (
    INK,
    PALETTE,
    Figure,
    Table,
    beside,
    column,
    draw_column,
    figure,
)
from helpers.methods.ols import LEVEL
from helpers.methods.panel_inference import METHODS
from helpers.words import count, fixed, p_value, percent, year_spans

OUTCOMES = {"nominal": "Nominal", "real": "Real", "prices": "Prices"}
TICKS = {"sales": (0.1, 1, 10), "nominal": (3, 6, 12, 24)}  # 10,000 yuan, on logarithmic axes
SHADE = 0.15  # opacity of a band
PATHS_ALT = (
    "Two panels of {provinces} lines, one a province, {first} to {last}, logarithmic scales. "
    "E-commerce sales per head rise in {sales} of them over the period, product per head in "
    "{product}."
)
SPANS_ALT = (
    "Three lines over the years that a change spans. Nominal: {nominal}. Real: {real}. "
    "Prices: {prices}. The 95% interval of the real line holds zero at {inside} of {spans} spans."
)
LEADS_ALT = (
    "Rising lines: the more of a yearly change is error, the more often next year's sales look "
    "significant. At {mark} error: {at}."
)


@column
def paths_figure(logs: pd.DataFrame, marked: str = "Shanxi") -> Figure:
    """Sales and product per head, one line a province.

    Parameters
    ----------
    logs : DataFrame
        Columns province, year, sales and nominal, logs of 10,000 yuan per head.
    marked : str
        The province in colour, if it is among them.

    Returns
    -------
    Figure
        Two panels, one below the other.
    """
    titles = {
        "sales": "E-commerce sales per head, 10,000 yuan",
        "nominal": "Product per head, 10,000 yuan",
    }
    wide = {
        name: np.exp(logs.pivot(index="year", columns="province", values=name)) for name in titles
    }
    first, last = wide["sales"].index[[0, -1]]
    drawing, panels = draw_column(height=[250, 250], sharex=True)
    for axes, (name, paths), colour in zip(panels, wide.items(), PALETTE, strict=False):
        axes.plot(paths, "-", color=PALETTE[5], linewidth=0.8, alpha=0.5, marker="")
        if marked in paths:
            [line] = axes.plot(paths[marked], "-", color=colour, marker="", linewidth=2.5)
            beside(line, marked)
        axes.set(yscale="log", title=titles[name], xlim=(first, last + 1.9))
        axes.set_yticks(TICKS[name], [f"{value:g}" for value in TICKS[name]])
        axes.yaxis.set_minor_formatter("")
    panels[-1].set_xticks([first, 2018, 2021, last])
    behind = pd.DataFrame(
        {
            f"{label} {year}": paths.loc[year].map(lambda value: fixed(value, 2))
            for label, paths in zip(("Sales", "Product"), wide.values(), strict=True)
            for year in (first, last)
        }
    )
    risen = {name: int((paths.loc[last] > paths.loc[first]).sum()) for name, paths in wide.items()}
    alt = PATHS_ALT.format(
        provinces=len(behind),
        first=first,
        last=last,
        sales=risen["sales"],
        product=risen["nominal"],
    )
    return figure(
        drawing,
        alt=alt,
        caption=f"Both rise in {min(risen.values())} of {len(behind)} provinces: a common path",
        name="fig-panel-paths",
        behind=behind.rename_axis("Province"),
    )


def steps_table(steps: Mapping[str, Mapping[str, Any]]) -> Table:
    """Slopes on sales by what is taken out, for product, its volume and its price.

    Parameters
    ----------
    steps : mapping of str to mapping of str to pyfixest fit
        By name of the step, and by key of `OUTCOMES`.

    Returns
    -------
    Table
        The last step gives the caption.
    """
    rows = {
        step: {
            label: f"{fixed(fits[key].coef()['sales'], 3)} ({fixed(fits[key].tstat()['sales'], 2)})"
            for key, label in OUTCOMES.items()
        }
        for step, fits in steps.items()
    }
    parts = [fixed(fit.coef()["sales"], 4) for fit in list(steps.values())[-1].values()]
    return Table(
        pd.DataFrame(rows).T.rename_axis("Taken out"),
        caption=f"Nominal is real plus prices: {parts[0]} = {parts[1]} + {parts[2]}",
        name="tab-panel-steps",
        note="Slope on log sales per head, in brackets t, clustered by province.",
    )


@column
def spans_figure(spans: pd.DataFrame) -> Figure:
    """The slope by the number of years over which changes are taken.

    Parameters
    ----------
    spans : DataFrame
        Index (years, outcome); columns slope, low and high, the limits of the 95% interval.

    Returns
    -------
    Figure
        One panel, bands for nominal and real.
    """
    drawing, axes = draw_column(height=360)
    shown = {key: spans.xs(key, level="outcome") for key in OUTCOMES}
    for (key, rows), colour, line in zip(
        shown.items(), (PALETTE[1], PALETTE[0], PALETTE[3]), ("-", "-", ":"), strict=True
    ):
        [drawn] = axes.plot(rows["slope"], color=colour, linestyle=line, marker="")
        lowered = {"nominal": 12, "prices": -12}.get(key, 0)
        beside(drawn, OUTCOMES[key], shift=(8, lowered))
        if key != "prices":
            axes.fill_between(rows.index, rows["low"], rows["high"], color=colour, alpha=SHADE)
    axes.axhline(0, color=INK, linewidth=1)
    years = shown["real"].index
    axes.set(
        xlabel="years that a change spans",
        title="Slope on log sales per head",
        xticks=years,
        xlim=(years[0], years[-1] + 2.4),
    )
    real = shown["real"]
    inside = int(((real["low"] < 0) & (real["high"] > 0)).sum())
    said = {
        key: ", ".join(fixed(value, 3) for value in rows["slope"]) for key, rows in shown.items()
    }
    behind = spans["slope"].unstack("outcome")[list(OUTCOMES)].rename(columns=OUTCOMES)
    most = shown["nominal"]["slope"]
    return figure(
        drawing,
        alt=SPANS_ALT.format(inside=inside, spans=len(real), **said),
        caption=(
            f"Nominal slopes reach {fixed(most.max(), 3)} at {count(most.idxmax())} years; real "
            f"ones stay between {fixed(real['slope'].min(), 3)} and {fixed(real['slope'].max(), 3)}"
        ),
        name="fig-panel-spans",
        behind=behind.map(lambda value: fixed(value, 3)).rename_axis("Years"),
    )


def checks_table(checks: pd.DataFrame) -> Table:
    """How the index of volume agrees with other figures.

    Parameters
    ----------
    checks : DataFrame
        From `helpers.methods.panel.growth_checks`.

    Returns
    -------
    Table
        Per cent, and percentage points; a dash where there is nothing to compare with.
    """
    labels = {"provinces": "Provinces", "nation": "Nation", "apart": "Vintages apart"}
    digits = {"provinces": 2, "nation": 1, "apart": 2}
    shown = pd.DataFrame(
        {
            labels[name]: [
                fixed(value, digits[name]) if np.isfinite(value) else "–" for value in checks[name]
            ]
            for name in labels
        },
        index=checks.index.rename("Year"),
    )
    above = year_spans(checks[checks["provinces"] > checks["nation"]].index)
    return Table(
        shown,
        caption=f"Provinces sum to a little more growth than the nation in {above} (% a year)",
        name="tab-panel-checks",
        note="The nation before the fifth census. "
        "Vintages apart: median distance to the older index, percentage points.",
    )


@column
def leads_figure(rates: pd.DataFrame, noise: float) -> Figure:
    """How often next year's sales look significant when only this year's act.

    Parameters
    ----------
    rates : DataFrame
        Shares of panels; index the share of a yearly change that is error, one column a true
        elasticity.
    noise : float
        The share that the data suggest, marked.

    Returns
    -------
    Figure
        One panel.
    """
    drawing, axes = draw_column(height=320)
    at = {}
    for elasticity, colour in zip(rates, PALETTE, strict=False):
        [line] = axes.plot(100 * rates.index, 100 * rates[elasticity], color=colour, marker="")
        beside(line, fixed(elasticity, 3))
        at[elasticity] = float(np.interp(noise, rates.index, rates[elasticity]))
    axes.axvline(100 * noise, color=INK, linestyle=":", marker="", linewidth=1)
    axes.set(
        title="Next year's sales look significant, % of panels",
        xlabel="error, % of a yearly change's variance",
        ylim=(0, None),
        xlim=(0, 100 * rates.index[-1] * 1.22),
    )
    parts = [f"{percent(share)} for a true elasticity of {fixed(b, 3)}" for b, share in at.items()]
    small = next(iter(at))
    return figure(
        drawing,
        alt=LEADS_ALT.format(mark=percent(noise), at="; ".join(parts)),
        caption=(
            "Noisy sales make next year's sales look significant; at the noise seen (dotted), "
            f"in {percent(at[small])} of panels if the estimate is true"
        ),
        name="fig-panel-leads",
        behind=rates.map(lambda value: percent(value, 1))
        .rename(index=percent, columns=lambda value: fixed(value, 3))
        .rename_axis(index="Error", columns=None),
    )


def inference_table(
    p_values: Mapping[str, Mapping[str, float]], rates: pd.DataFrame, shown: Sequence[str]
) -> Table:
    """P by method of inference, and how often each method rejects a true null.

    Parameters
    ----------
    p_values : mapping of str to mapping of str to float
        By key of `OUTCOMES`, and by key of `METHODS`.
    rates : DataFrame
        From `helpers.methods.panel_inference.rejection_rates`.
    shown : sequence of str
        Outcomes, in their order.

    Returns
    -------
    Table
        One row a method.
    """
    rows = {
        label: {
            **{f"{OUTCOMES[key]}, p": p_value(p_values[key][method]) for key in shown},
            "Wrong alarms": _range(rates[method]) if method in rates else "–",
        }
        for method, label in METHODS.items()
    }
    below = sum(p_values[shown[0]][method] < LEVEL for method in METHODS)
    return Table(
        pd.DataFrame(rows).T.rename_axis("Method"),
        caption=f"Of {count(len(METHODS))} methods {count(below)} put the nominal slope below 5%",
        name="tab-panel-inference",
        note="Wrong alarms: how often a true null is rejected at 5%, from the kindest to the "
        "harshest of four laws of the errors.",
    )


def _range(shares: pd.Series) -> str:
    """Smallest and largest share."""
    ends = list(dict.fromkeys(fixed(100 * share, 0) for share in (shares.min(), shares.max())))
    return "–".join(ends) + "%"
