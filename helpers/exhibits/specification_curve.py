"""What the page *Specification curve* shows."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.exhibits.base import INK, PALETTE, Figure, Table, draw, figure, styled
from helpers.methods.specification_curve import (
    CHOICES,
    DRAWS,
    REGRESSORS,
    SHORT,
    Nulls,
    Option,
)
from helpers.words import fixed, percent

LEFT_OUT = {
    "First prints of GDP": (
        "each year on the basis of its day; no yearbook shows them side by side, and the census of "
        "2004 breaks the series"
    ),
    "Unrounded users": "differ from the paper's by less than rounding to a million",
    "Lags": "at n = 15 each costs a year and a coefficient; the paper has none",
    "Years after 2018": "another question, asked on the page on out-of-sample prediction",
    "Regressors of our own": "the question is what the paper's own variables can bear",
}
FAMILY_LABELS = {
    "level": "Levels, no trend",
    "level, trend": "Levels, trend",
    "log": "Logarithms, no trend",
    "log, trend": "Logarithms, trend",
    "difference": "First differences",
    "growth": "Log differences",
}
FORKS = {
    "window": "Window",
    "form": "Form",
    "trend": "Trend",
    "subset": "Regressors",
    "gdp": "GDP",
    "measure": "Measure",
    "source": "E-commerce",
}
SHARES_CAPTION = (
    "Share of specifications with b > 0 and p < 0.05, among those that contain the regressor"
)
NULL_CAPTION = (
    "Share of specifications with b > 0 and p < 0.05: observed, and when the regressors have "
    "nothing to do with GDP"
)
FAMILY_CAPTION = "{regressor}: share of specifications with b > 0 and p < 0.05, by family"
NULL_NOTE = (
    "{draws} curves of {total:,} regressions per null. Monte Carlo standard errors: simulated "
    "shares, shown to the nearest 5%, up to {share}; p-values up to {p_worst}, and {p_small} near "
    "5%."
)
CURVE_CAPTION = (
    "Specification curves: partial correlation of GDP with each regressor; diamonds are the "
    "paper's Tables 2, 3 and 4"
)
CURVE_ALT = (
    "Four panels of ordered partial correlations, one line per form. Medians over all "
    "specifications: {medians}. The paper's Table 4 stands at {users} for users and {shoppers} "
    "for shoppers."
)
QUANTILES = ("lowest", "first quarter", "median", "third quarter", "highest")
LINE_STYLES = {"level": "-", "log": "--", "difference": "-.", "growth": ":"}
NUMBER_OFFSETS = {"table2": (9, -11), "table3": (-8, 7), "table4": (9, -11)}  # points


def choices_table() -> Table:
    """The forks and the reasons, written before estimation.

    Returns
    -------
    Table
        One row per option; the sets of regressors share one row.
    """
    rows = []
    for fork, options in CHOICES.items():
        listed = list(options.values())
        if fork == "subset":
            listed = [Option(f"{len(options)} sets", options["users"].reason)]
        rows += [(FORKS[fork], option.label, option.reason) for option in listed]
    return Table(
        pd.DataFrame(rows, columns=["Fork", "Option", "Reason"]).set_index("Fork"),
        caption="Seven forks, and why each way is defensible",
        name="tab-multiverse-choices",
    )


def left_out_table() -> Table:
    """What was decided against, and why.

    Returns
    -------
    Table
        One row per choice left out.
    """
    shown = pd.DataFrame({"Reason": LEFT_OUT.values()}, index=pd.Index(LEFT_OUT, name="Left out"))
    return Table(shown, caption="Choices considered and left out", name="tab-multiverse-left-out")


def shares_table(nulls: Nulls) -> Table:
    """Share of positive, significant coefficients by family.

    Parameters
    ----------
    nulls : Nulls
        From `helpers.methods.specification_curve.nulls`.

    Returns
    -------
    Table
        One row per family; the number of regressions and the share of each regressor.
    """
    rows = {
        label: [fixed(nulls.sizes[name], 0), *(percent(one) for one in nulls.observed[name])]
        for name, label in {**FAMILY_LABELS, "all": "All"}.items()
    }
    shown = pd.DataFrame(rows, index=["Regressions", *SHORT.values()]).T.rename_axis("Family")
    return Table(shown, caption=SHARES_CAPTION, name="tab-multiverse-shares")


def coarse(share: float) -> str:
    """A simulated share to the nearest five per cent: about what `DRAWS` null curves can tell.

    Parameters
    ----------
    share : float
        Between 0 and 1.

    Returns
    -------
    str
        A percentage.

    Examples
    --------
    >>> coarse(0.487), coarse(0.012)
    ('50%', '0%')
    """
    return percent(round(20 * float(share)) / 20)


def _note(nulls: Nulls) -> str:
    """The size of the simulation and its errors, below both tables of nulls."""
    return NULL_NOTE.format(
        draws=DRAWS,
        total=nulls.total,
        share=percent(nulls.error),
        p_worst=fixed(np.sqrt(0.25 / DRAWS), 2),
        p_small=fixed(np.sqrt(0.05 * 0.95 / DRAWS), 2),
    )


def null_table(nulls: Nulls) -> Table:
    """Observed shares beside those of the nulls.

    Parameters
    ----------
    nulls : Nulls
        From `helpers.methods.specification_curve.nulls`.

    Returns
    -------
    Table
        One row per regressor; the range over the walks, and a p-value per null.
    """
    walks = np.quantile(nulls.walks["all"], [0.05, 0.95], axis=1).T
    columns = {
        "Observed": [percent(share) for share in nulls.observed["all"]],
        "Walks, 5 to 95%": [f"{coarse(low)} to {coarse(high)}" for low, high in walks],
    }
    for kind, p in nulls.p.items():
        columns[f"p, {kind}"] = [fixed(value, 2) for value in p["all"]]
    return Table(
        pd.DataFrame(columns, index=pd.Index(SHORT.values(), name="Regressor")),
        caption=NULL_CAPTION,
        name="tab-multiverse-null",
        note=_note(nulls),
    )


def null_family_table(nulls: Nulls, regressor: str) -> Table:
    """One regressor by family: observed share, and how often chance does as well.

    Parameters
    ----------
    nulls : Nulls
        From `helpers.methods.specification_curve.nulls`.
    regressor : str
        One of `REGRESSORS`.

    Returns
    -------
    Table
        One row per family; observed share, median of the walks, a p-value per null.
    """
    place = REGRESSORS.index(regressor)
    rows = {
        label: [
            percent(nulls.observed[name][place]),
            coarse(float(np.median(nulls.walks[name][place]))),
            *(fixed(p[name][place], 2) for p in nulls.p.values()),
        ]
        for name, label in FAMILY_LABELS.items()
    }
    columns = ["Observed", "Walks, median", *(f"p, {kind}" for kind in nulls.p)]
    return Table(
        pd.DataFrame(rows, index=columns).T.rename_axis("Family"),
        caption=FAMILY_CAPTION.format(regressor=SHORT[regressor]),
        name=f"tab-multiverse-null-{regressor}",
        note=_note(nulls),
    )


def _mark_tables(
    axis: Axes, partial: np.ndarray, levels: np.ndarray, tables: dict[str, int]
) -> None:
    """Diamonds for the paper's tables, at their rank among the specifications in levels."""
    inside = partial[levels & np.isfinite(partial)]
    for table, row in tables.items():
        if np.isfinite(partial[row]):
            at = 100 * (inside < partial[row]).mean(), partial[row]
            axis.plot(*at, marker="D", markersize=6, color=INK, linestyle="none")
            axis.annotate(
                table[-1],
                at,
                textcoords="offset points",
                xytext=NUMBER_OFFSETS[table],
                fontsize=9,
                ha="center",
            )


def _curve_alt(partial: np.ndarray, row: int) -> str:
    """What the figure shows: medians by regressor, and the paper's Table 4, which is the row."""
    medians = np.nanmedian(partial, axis=0)
    return CURVE_ALT.format(
        medians=", ".join(
            f"{name} {fixed(value, 2)}" for name, value in zip(REGRESSORS, medians, strict=True)
        ),
        users=fixed(partial[row, REGRESSORS.index("users")], 2),
        shoppers=fixed(partial[row, REGRESSORS.index("shoppers")], 2),
    )


@styled
def curve_figure(
    curves: Mapping[tuple[str, str], np.ndarray],
    partial: np.ndarray,
    levels: np.ndarray,
    tables: Mapping[str, int],
) -> Figure:
    """The curve of each regressor by form: partial correlations in order, the tables marked.

    Parameters
    ----------
    curves : mapping of ndarray
        From `helpers.methods.specification_curve.quantiles`.
    partial, levels, tables : ndarray, ndarray, mapping
        From `helpers.methods.specification_curve.level_partials`.

    Returns
    -------
    Figure
        Four panels, one per regressor.
    """
    grid = np.linspace(0, 1, len(next(iter(curves.values()))))
    drawing, axes = draw(7.2, 6.6, rows=2, columns=2, sharex=True, sharey=True)
    for place, (name, axis) in enumerate(zip(REGRESSORS, axes.flat, strict=True)):
        for (form, option), colour in zip(CHOICES["form"].items(), PALETTE, strict=False):
            style = {"marker": "", "linestyle": LINE_STYLES[form], "color": colour}
            axis.plot(100 * grid, curves[name, form], label=option.label, **style)
        _mark_tables(axis, partial[:, place], levels, dict(tables))
        axis.axhline(0, color=INK, linewidth=0.8)
        axis.set_title(SHORT[name])
    axes[0, 0].legend(fontsize=8, loc="lower right")
    for axis in axes[1]:
        axis.set_xlabel("specifications in order, %")
    for axis in axes[:, 0]:
        axis.set_ylabel("partial correlation with GDP")
    behind = {
        f"{name}, {CHOICES['form'][form].label.lower()}": [
            fixed(value, 2) for value in values[:: (len(grid) - 1) // 4]
        ]
        for (name, form), values in curves.items()
    }
    return figure(
        drawing,
        alt=_curve_alt(partial, tables["table4"]),
        caption=CURVE_CAPTION,
        name="fig-multiverse-curve",
        behind=pd.DataFrame(behind, index=list(QUANTILES)).T.rename_axis("Regressor and form"),
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
