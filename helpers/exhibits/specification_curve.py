"""What the page *Specification curve* shows: the curve, its choices, and what chance draws."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.exhibits.base import INK, PALETTE, Figure, Table, column, draw_column, figure
from helpers.methods.specification_curve import (
    CHOICES,
    DRAWS,
    FAMILIES,
    POINTS,
    REGRESSORS,
    SHORT,
    Option,
)
from helpers.words import fixed, listed, percent

FAMILY_LABELS = {
    "level": "Levels, no trend",
    "level, line": "Levels, line",
    "level, curve": "Levels, curve",
    "log": "Logs, no trend",
    "log, line": "Logs, line",
    "log, curve": "Logs, curve",
    "difference": "First differences",
    "growth": "Log differences",
}
FORKS = {
    "form": "Form",
    "trend": "Trend",
    "splice": "Splice",
    "window": "Years",
    "measure": "Measure",
    "gdp": "GDP",
    "source": "E-commerce",
    "subset": "Regressors",
}
SHOWN = {  # labels that need their fork
    ("trend", "no"): "no trend",
    ("trend", "linear"): "a line",
    ("trend", "quadratic"): "a curve",
    ("splice", "no"): "splice as it is",
    ("splice", "dummy"): "2017–18 apart",
}
BINS = 40  # of the ranks, in the panel of choices
DRAWN = 400  # specifications that a line shows


def choices_table() -> Table:
    """The forks and the reasons, written before estimation.

    Returns
    -------
    Table
        One row per option; the sets of regressors share one row.
    """
    rows = []
    for fork, name in FORKS.items():
        options = list(CHOICES[fork].values())
        if fork == "subset":
            options = [Option(f"{len(options)} sets", CHOICES[fork]["users"].reason)]
        rows += [(name, option.label, option.reason) for option in options]
    return Table(
        pd.DataFrame(rows, columns=["Fork", "Option", "Reason"]).set_index("Fork"),
        caption="Every option, and why a careful researcher might take it",
        name="tab-multiverse-choices",
    )


def _draw_curve(axes: Axes, order: pd.DataFrame, band: np.ndarray) -> None:
    """The ordered partial correlations over the band of unrelated walks."""
    axes.fill_between(
        np.linspace(0, 100, POINTS), band[0], band[2], color=PALETTE[5], alpha=0.25, linewidth=0
    )
    places = np.unique(np.linspace(0, len(order) - 1, DRAWN).round().astype(int))
    shown = order.iloc[places]
    x = 100 * places / (len(order) - 1)
    for significant, colour, width in ((False, PALETTE[5], 2.5), (True, PALETTE[0], 4)):
        chosen = (shown["significant"] == significant).to_numpy()
        axes.plot(x[chosen], shown["r"][chosen], ".", color=colour, markersize=width)
    axes.axhline(0, color=INK, linewidth=0.8, marker="")
    axes.set(title="Partial correlation with GDP", ylim=(-1, 1), xlim=(0, 100))


def _mark_tables(axes: Axes, order: pd.DataFrame, tables: Mapping[str, int]) -> None:
    """Diamonds where the paper's tables stand."""
    for table, row in tables.items():
        if row in order.index:
            at = 100 * order.index.get_loc(row) / (len(order) - 1), order.loc[row, "r"]
            axes.plot(*at, marker="D", markersize=7, color=INK, linestyle="none")
            above = row == order.index[order.index.isin(list(tables.values()))][-1]
            shift, side = ((-8, 6), "right") if above else ((8, -14), "left")
            axes.annotate(f"Table {table[-1]}", at, shift, textcoords="offset points", ha=side)


def _options(order: pd.DataFrame) -> dict[str, pd.Series]:
    """By label: which specifications took an option, or hold a regressor."""
    taken = {}
    for fork in ("form", "trend", "splice", "window", "measure", "gdp", "source"):
        for key, option in CHOICES[fork].items():
            taken[SHOWN.get((fork, key), option.label)] = order[fork] == key
    beside = [name for name in REGRESSORS if name not in order["subset"].iloc[0].split(".")[:1]]
    for name in beside:
        taken[f"with {SHORT[name].lower()}"] = order["subset"].str.contains(name)
    return taken


def _densities(order: pd.DataFrame, taken: Mapping[str, pd.Series]) -> pd.DataFrame:
    """How often each option is taken in each bin of the ranks, relative to all ranks."""
    ranks = (np.arange(len(order)) * BINS) // len(order)
    return pd.DataFrame(
        {label: chosen.groupby(ranks).mean() / chosen.mean() for label, chosen in taken.items()}
    ).T


@column
def curve_figure(order: pd.DataFrame, band: list[list[float]], tables: Mapping[str, int]) -> Figure:
    """The curve of one regressor over what chance draws, and the choices below it.

    Parameters
    ----------
    order : DataFrame
        From `helpers.methods.specification_curve.ordered`.
    band : list of list of float
        ``band`` of `helpers.methods.specification_curve.null_summary`.
    tables : mapping of str to int
        Where the paper's tables stand, by the index of ``order``.

    Returns
    -------
    Figure
        The curve, and a panel with a row an option: the darker, the more often it is taken there.
    """
    taken = _options(order)
    dense = _densities(order, taken)
    drawing, (above, below) = draw_column(height=[290, 24 * len(dense) + 40])
    limits = np.array(band)
    _draw_curve(above, order, limits)
    _mark_tables(above, order, tables)
    above.set_xticks([])
    below.imshow(
        dense.to_numpy(),
        aspect="auto",
        cmap="Blues",
        vmin=0,
        vmax=2.5,
        extent=(0, 100, len(dense) - 0.5, -0.5),
        interpolation="nearest",
    )
    below.set_yticks(range(len(dense)), dense.index)
    below.tick_params(length=0)
    below.grid(visible=False)
    below.set(xlabel="specifications in order, %")
    within = np.quantile(order["r"], np.linspace(0, 1, POINTS))
    outside = (within < limits[0]) | (within > limits[2])
    medians = {label: order["r"][chosen].median() for label, chosen in taken.items()}
    low, high = (f(medians, key=medians.__getitem__) for f in (min, max))
    return figure(
        drawing,
        alt=f"A curve that rises from {fixed(order['r'].iloc[0], 2)} to "
        f"{fixed(order['r'].iloc[-1], 2)}, its median at {fixed(order['r'].median(), 2)}; "
        f"{percent(outside.mean())} of it outside the band of unrelated walks. Below, the options: "
        f"the lowest median is that of '{low}', {fixed(medians[low], 2)}, the highest that of "
        f"'{high}', {fixed(medians[high], 2)}.",
        caption="Where e-commerce stands hangs on form and trend (dark rows: the option is taken "
        "often there; blue dots: p < 0.05; grey: unrelated walks, 5 to 95%)",
        name="fig-multiverse-curve",
        behind=pd.DataFrame(
            {
                "Median": [fixed(medians[label], 2) for label in taken],
                "Regressions": [fixed(chosen.sum(), 0) for chosen in taken.values()],
            },
            index=pd.Index(list(taken), name="Option"),
        ),
    )


def shares_table(observed: Mapping[str, np.ndarray], sizes: Mapping[str, int]) -> Table:
    """Share of positive, significant coefficients by form and trend.

    Parameters
    ----------
    observed : mapping of ndarray
        By family and ``all``: share of each regressor.
    sizes : mapping of int
        Regressions by family.

    Returns
    -------
    Table
        One row per family.
    """
    rows = {
        label: [fixed(sizes[name], 0), *(percent(one) for one in observed[name])]
        for name, label in {**FAMILY_LABELS, "all": "All"}.items()
    }
    lines = [percent(observed[name][REGRESSORS.index("ecommerce")]) for name in FAMILIES]
    return Table(
        pd.DataFrame(rows, index=["Fits", *SHORT.values()]).T.rename_axis("Form"),
        caption="Positive and significant at 5%, of the regressions that hold the variable: "
        f"for e-commerce {min(lines, key=lambda text: float(text[:-1]))} to "
        f"{max(lines, key=lambda text: float(text[:-1]))}",
        name="tab-multiverse-shares",
    )


def null_table(observed: np.ndarray, summaries: Mapping[str, Mapping[str, Any]]) -> Table:
    """Observed shares beside those of regressors that have nothing to do with GDP.

    Parameters
    ----------
    observed : ndarray, shape (4,)
        Share of positive, significant coefficients, by regressor.
    summaries : mapping of mapping
        `helpers.methods.specification_curve.null_summary` by kind.

    Returns
    -------
    Table
        One row per regressor; the range over the walks, and a p-value per null.
    """
    walks = summaries["walks"]["shares"]["all"]
    columns = {
        "Observed": [percent(share) for share in observed],
        "Walks": [f"{percent(low)} to {percent(high)}" for low, _, high in walks],
    }
    for kind, summary in summaries.items():
        columns[f"p, {kind}"] = [fixed(value, 2) for value in summary["p"]["all"]]
    worst = [
        max(summary["p"]["all"][place] for summary in summaries.values()) for place in range(4)
    ]
    found = [SHORT[name].lower() for name, p in zip(REGRESSORS, worst, strict=True) if p < 0.05]
    return Table(
        pd.DataFrame(columns, index=pd.Index(SHORT.values(), name="Variable")),
        caption="Positive and significant more often than chance, whatever the chance: "
        f"{listed(found) if found else 'none'}",
        name="tab-multiverse-null",
        note=f"Share of all regressions with the variable; walks: 5 to 95% of {fixed(DRAWS, 0)} "
        f"curves. Monte Carlo error of a p near 5%: {fixed(np.sqrt(0.05 * 0.95 / DRAWS), 3)}.",
    )


FALLBACK = (
    "{total:,} regressions, to be explored on the page; the figure and the tables show the same "
    "without it."
)


@dataclass(frozen=True)
class Explorer:
    """The whole curve, to be searched on the page.

    Without JavaScript it is a sentence that points to the figure and the tables.

    Parameters
    ----------
    page : dict
        From `helpers.methods.specification_curve.page_data`.
    """

    page: dict

    def __repr__(self) -> str:
        return FALLBACK.format(total=self.page["total"])

    def _repr_html_(self) -> str:
        text = json.dumps(self.page, ensure_ascii=False, separators=(",", ":"))
        text = text.replace("</", "<\\/")
        return (
            '<div class="speccurve" id="speccurve">'
            f'<p class="speccurve-fallback">{html.escape(repr(self))}</p>'
            f'<script type="application/json">{text}</script></div>'
        )
