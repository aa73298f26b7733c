"""What the page *Collinearity* shows: what is a variable's own, and what little of it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.exhibits.base import INK, PALETTE, Figure, Table, beside, column, draw_column, figure
from helpers.methods import coefficients
from helpers.vocabulary import LABELS, spoken
from helpers.words import fixed, listed, percent

LONGLEY_LABELS = {
    "GNPDEFL": "Price deflator",
    "GNP": "GNP",
    "UNEMP": "Unemployed",
    "ARMED": "Armed forces",
    "POP": "Population",
}
TICKS = (0.0001, 0.001, 0.01, 0.1, 1)  # of the ridge penalty


@column
def own_figure(sample: pd.DataFrame, others: Mapping[str, Any]) -> Figure:
    """Each regressor, and what the others say that it should be.

    Parameters
    ----------
    sample : DataFrame
        By year.
    others : mapping of RegressionResults
        By regressor: the fit of it on the others.

    Returns
    -------
    Figure
        One panel a regressor, in units of its own.
    """
    drawing, panels = draw_column(height=120, panels=len(others), sharex=True)
    behind = {}
    for axes, (name, fit), colour in zip(panels, others.items(), PALETTE, strict=False):
        axes.plot(sample.index, sample[name], "o", color=colour, markersize=5)
        axes.plot(sample.index, fit.fittedvalues, color=INK, marker="", linewidth=1.2)
        axes.set(title=f"{LABELS[name]}: {percent(1 - fit.rsquared, 1)} its own", yticks=[])
        axes.grid(visible=False)
        behind[LABELS[name]] = {
            "R² on the others": fixed(fit.rsquared, 4),
            "Its own": percent(1 - fit.rsquared, 1),
            "VIF": fixed(1 / (1 - fit.rsquared), 1),
        }
    shares = listed(f"{percent(1 - fit.rsquared, 1)} of {spoken(n)}" for n, fit in others.items())
    return figure(
        drawing,
        alt="Four panels, one a variable: its years as dots, almost all of them on the line that "
        f"the other three draw. Not explained by them: {shares}.",
        caption="The other three (lines) follow each variable (dots), and leave it little",
        name="fig-own",
        behind=pd.DataFrame.from_dict(behind, orient="index").rename_axis("Variable"),
    )


@column
def flips_figure(turned: Mapping[str, pd.Series]) -> Figure:
    """How often an error of one per cent turns the sign of a slope.

    Parameters
    ----------
    turned : mapping of Series
        By regression: share of draws, by regressor.

    Returns
    -------
    Figure
        One panel of bars a regression.
    """
    names = {**LABELS, **LONGLEY_LABELS}
    heights = [70 + 30 * len(shares) for shares in turned.values()]
    drawing, panels = draw_column(height=heights, sharex=True)
    for axes, (label, shares), colour in zip(panels, turned.items(), PALETTE, strict=False):
        bars = axes.barh([names[name] for name in shares.index], 100 * shares, color=colour)
        axes.bar_label(bars, [f" {percent(share)}" for share in shares])
        axes.set(title=label, xlim=(0, 100), xticks=[])
        axes.invert_yaxis()
        axes.grid(visible=False)
    every = pd.concat(dict(turned))
    said = "; ".join(f"{label} at most {percent(s.max())}" for label, s in turned.items())
    return figure(
        drawing,
        alt=f"Bars: share of draws in which a slope has the other sign. {said}.",
        caption="One per cent of error: how often each slope turns its sign (% of draws)",
        name="fig-flips",
        behind=pd.DataFrame(
            {"Other sign": [percent(share, 1) for share in every]},
            index=pd.Index([f"{a}: {names[b]}" for a, b in every.index], name="Slope"),
        ),
    )


@column
def ridge_figure(trace: pd.DataFrame) -> Figure:
    """Standardised slopes as the ridge penalty grows.

    Parameters
    ----------
    trace : DataFrame
        By penalty, one column a regressor.

    Returns
    -------
    Figure
        One panel, the penalty on a logarithmic axis.
    """
    drawing, axes = draw_column(height=330)
    for name, style, colour in zip(trace, ("-", "--", "-.", ":"), PALETTE, strict=False):
        axes.plot(trace.index, trace[name], color=colour, linestyle=style, marker="", label=name)
    order = trace.iloc[0].rank()
    for line in list(axes.lines):
        name = line.get_label()
        beside(line, LABELS[name], place=0, shift=(4, 10 if order[name] > 2 else -12))
    axes.axhline(0, color=INK, linewidth=0.8, marker="")
    axes.set(xscale="log", xlabel="ridge penalty", title="SDs of GDP per SD of the variable")
    axes.margins(y=0.12)
    axes.set_xticks(TICKS, [f"{tick:g}" for tick in TICKS])
    axes.minorticks_off()
    ends = listed(
        f"{spoken(name)} from {fixed(trace[name].iloc[0], 2)} to {fixed(trace[name].iloc[-1], 2)}"
        for name in trace
    )
    some = trace.iloc[:: max(1, len(trace) // 10)]
    return figure(
        drawing,
        alt=f"Four lines that come together as the penalty grows: {ends}.",
        caption="A penalty pulls the four slopes together",
        name="fig-ridge",
        behind=some.rename(columns=LABELS)
        .map(lambda value: fixed(value, 2))
        .set_axis(pd.Index([f"{value:.4f}" for value in some.index], name="Penalty")),
    )


def cost_table(found: pd.DataFrame) -> Table:
    """Power of each t test in Table 2, and what it would be without collinearity.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.collinearity.cost`.

    Returns
    -------
    Table
        One row per regressor.
    """
    shown = pd.DataFrame(
        {
            "VIF": [fixed(value, 1) for value in found["vif"]],
            "Power": [percent(value) for value in found["power"]],
            "if alone": [percent(value) for value in found["power_alone"]],
            "Years": [fixed(value, 0) for value in found["years"]],
        },
        index=[LABELS[name] for name in found.index],
    )
    return Table(
        shown,
        caption="What collinearity costs in power",
        name="tab-cost",
        note="Power of the 5% t test if the estimate were the truth; if alone: were the variable "
        "uncorrelated with the others. Years: as many as it takes for "
        f"{percent(coefficients.WANTED)} power, the present ones where they are enough. "
        "Independent normal errors.",
    )
