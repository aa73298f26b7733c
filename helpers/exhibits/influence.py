"""What the page *Influence* shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from helpers.exhibits.base import PALETTE, Figure, Table, draw, figure, styled
from helpers.methods.influence import (
    NUDGE,
)
from helpers.vocabulary import LABELS, spoken
from helpers.words import fixed, listed, percent

STUDENTISED = 2  # rule of thumb for a studentised residual


def _starred(values: pd.Series, limit: float) -> list[str]:
    """Two decimals, and a star beyond the limit."""
    return [fixed(value, 2) + (" *" if abs(value) > limit else "") for value in values]


MEASURES_NOTE = "A star: beyond 2k/n = {leverage}, 2, 4/n = {cook} or 2/√n = {dfbetas}."


def measures_table(found: pd.DataFrame, limits: Mapping[str, float]) -> Table:
    """Leverage, studentised residual, Cook's distance and DFBETAS per year.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.influence.measures`.
    limits : mapping of str to float
        From `helpers.methods.influence.thresholds`.

    Returns
    -------
    Table
        Values beyond the rules of thumb carry a star.
    """
    shown = pd.DataFrame(
        {
            "Leverage": _starred(found["leverage"], limits["leverage"]),
            "Studentised residual": _starred(found["residual"], STUDENTISED),
            "Cook": _starred(found["cook"], limits["cook"]),
        },
        index=found.index,
    )
    for name in [column.removeprefix("dfbetas_") for column in found if "dfbetas_" in column]:
        if name not in LABELS or name == "constant":
            continue
        shown[f"DFBETAS {spoken(name)}"] = _starred(found[f"dfbetas_{name}"], limits["dfbetas"])
    return Table(
        shown.rename_axis("Year"),
        caption="Influence of each year on the regression of Table 4",
        name="tab-influence",
        note=MEASURES_NOTE.format(**{rule: fixed(limit, 2) for rule, limit in limits.items()}),
    )


_RULES = {"cook": "Cook, 4/n", "dfbetas": "DFBETAS, 2/√n", "dffits": "DFFITS, 2√(k/n)"}
FLAGS_NOTE = (
    "p: share of sound samples whose largest value is at least the observed one. "
    "Monte Carlo error of a rate: at most {error}."
)


def flags_table(found: pd.DataFrame) -> Table:
    """Rules of thumb against their simulated distribution.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.influence.flag_rates`.

    Returns
    -------
    Table
    """
    decimals = {
        column: found[column].map(lambda value: fixed(value, 2))
        for column in ("threshold", "critical", "observed", "p")
    }
    shown = pd.DataFrame(
        {
            "Threshold": decimals["threshold"],
            "Sound samples with a flag": found["rate"].map(percent),
            "Exceeded in 5%": decimals["critical"],
            "Largest in the data": decimals["observed"],
            "p": decimals["p"],
        }
    )
    return Table(
        shown.rename(index=_RULES),
        caption="Rules of thumb for influence, and what sound samples do on this design",
        name="tab-flags",
        note=FLAGS_NOTE.format(error=percent(found["error"].max(), 1)),
    )


NUDGED_CAPTION = (
    "Doubtful data used by Table 4, and what raising one of them by {share} "
    "does to the coefficients"
)
NUDGED_NOTE = (
    "Values in 10,000 persons. Printed cells kept: coefficients and standard errors of Table 4 "
    "that still come out digit for digit."
)


def nudged_table(found: pd.DataFrame) -> Table:
    """Doubtful data and what one percent of each moves.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.influence.nudged`.

    Returns
    -------
    Table
    """
    columns = {
        "Status": found["status"].to_list(),
        "Value": [fixed(value, 0) for value in found["value"]],
    }
    for name in found.columns:
        if name in LABELS:
            moved = [fixed(value, 2) for value in found[name]]
            columns[f"{LABELS[name]}, in standard errors"] = moved
    columns["Printed cells kept"] = [
        f"{int(kept)} of {int(of)}" for kept, of in zip(found["cells"], found["of"], strict=True)
    ]
    labels = [f"{LABELS[series]} {year}" for series, year in found.index]
    return Table(
        pd.DataFrame(columns, index=labels),
        caption=NUDGED_CAPTION.format(share=percent(NUDGE)),
        name="tab-nudged",
        note=NUDGED_NOTE,
    )


SUBSETS_CAPTION = (
    "Table 4 on fewer years: coefficients with standard errors "
    "(100 million yuan per 10,000 persons)"
)


def _with_error(fit: Any, name: str) -> str:
    """A coefficient with its standard error in brackets."""
    return f"{fixed(fit.params[name], 2)} ({fixed(fit.bse[name], 2)})"


def subsets_table(subsets: Sequence[tuple[str, Sequence[int], Any]]) -> Table:
    """Table 4 on the whole sample and on three parts of it.

    Parameters
    ----------
    subsets : sequence of (str, sequence of int, results)
        From `helpers.methods.influence.subsets`.

    Returns
    -------
    Table
        Also without the most influential year, without both ends, and without doubtful years.
    """
    said = {"all": "All years", "ends": "Without the first and the last year"}
    n = int(subsets[0][2].nobs)
    rows = {
        f"{said.get(kind) or 'Without ' + listed(map(str, years))} (n = {n - len(years)})": {
            "Users": _with_error(fit, "users"),
            "Shoppers": _with_error(fit, "shoppers"),
            "R²": fixed(fit.rsquared, 4),
        }
        for kind, years, fit in subsets
    }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption=SUBSETS_CAPTION,
        name="tab-influence-subsets",
    )


MARKERS = "os^D"
LEAVE_ONE_OUT_CAPTION = (
    "Coefficients of Table 4 without each year in turn (100 million yuan per 10,000 persons)"
)
LEAVE_ONE_OUT_ALT = "Coefficients of Table 4 when one year is left out. {coefficients}."
ONE_COEFFICIENT = (
    "{label}: {whole} with all years, from {low} to {high} without one, furthest without {far}"
)


def _furthest(found: pd.DataFrame, result: Any, name: str) -> int:
    """The year whose omission moves a coefficient most."""
    return (found[name] - result.params[name]).abs().idxmax()


def _draw_leave_one_out(
    axes: Any, found: pd.DataFrame, result: Any, name: str, colour: str, marker: str
) -> None:
    """One coefficient without each year, against its value and interval with all years."""
    whole, far = result.params[name], _furthest(found, result, name)
    axes.axhspan(*result.conf_int().loc[name], color=colour, alpha=0.12, lw=0)
    axes.axhline(whole, color=colour, ls="--", lw=1, marker="")
    axes.plot(found.index, found[name], marker, color=colour, ls="none")
    axes.annotate(
        f"without {far}: {fixed(found.loc[far, name], 2)}",
        (far, found.loc[far, name]),
        xytext=(9, 0),
        textcoords="offset points",
        va="center",
        color=colour,
    )
    axes.set_title(f"{LABELS[name]}: {fixed(whole, 2)} with all years, band: 95% interval")


@styled
def leave_one_out_figure(found: pd.DataFrame, result: Any) -> Figure:
    """Coefficients without each year.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.influence.leave_one_out`.
    result : statsmodels RegressionResults
        The fit with all years, at most four regressors.

    Returns
    -------
    Figure
        One panel per regressor.
    """
    names = list(result.params.index.drop("constant"))
    drawing, grid = draw(7, 4.4, len(names), 1, sharex=True)
    panels = np.atleast_1d(grid)
    # There are more colours and marks than regressors.
    for axes, name, colour, marker in zip(panels, names, PALETTE, MARKERS, strict=False):
        _draw_leave_one_out(axes, found, result, name, colour, marker)
    panels[-1].set_xlabel("year left out")
    said = [
        ONE_COEFFICIENT.format(
            label=LABELS[name],
            whole=fixed(result.params[name], 2),
            low=fixed(found[name].min(), 2),
            high=fixed(found[name].max(), 2),
            far=_furthest(found, result, name),
        )
        for name in names
    ]
    behind = found[names].map(lambda value: fixed(value, 4))
    return figure(
        drawing,
        alt=LEAVE_ONE_OUT_ALT.format(coefficients="; ".join(said)),
        caption=LEAVE_ONE_OUT_CAPTION,
        name="fig-leave-one-out",
        behind=behind.rename(columns=LABELS).rename_axis("Without"),
    )


WINDOWS_CAPTION = (
    "Coefficients of Table 4 when the sample ends earlier or starts later "
    "(100 million yuan per 10,000 persons)"
)
WINDOWS_ALT = (
    "Two panels. Left, samples from {first} that end between {ends}: {by_end}. "
    "Right, samples to {last} that start between {starts}: {by_start}."
)
SLOPES = ["users", "shoppers"]
LABEL_LIFTS = (-15, 12)  # points from the last mark to the label of each slope


def _draw_slopes(axes: Any, rows: pd.DataFrame, title: str, xlabel: str) -> None:
    """Both coefficients by the year in which the window ends or starts."""
    for name, colour, line, marker in zip(SLOPES, PALETTE, ("-", "--"), MARKERS, strict=False):
        axes.plot(rows.index, rows[name], line, marker=marker, color=colour)
    axes.axhline(0, color=PALETTE[5], ls=":", lw=1, marker="")
    axes.set(title=title, xlabel=xlabel)
    axes.set_xticks([year for year in rows.index if year % 2 == 0])


def _label_slopes(axes: Any, rows: pd.DataFrame) -> None:
    """The names of both coefficients at their last mark."""
    for name, colour, away in zip(SLOPES, PALETTE, LABEL_LIFTS, strict=False):
        axes.annotate(
            LABELS[name],
            (rows.index[-1], rows[name].iloc[-1]),
            xytext=(0, away),
            textcoords="offset points",
            ha="right",
            va="center",
            color=colour,
        )


def _paths(rows: pd.DataFrame) -> str:
    """Where both coefficients begin and end, in words."""
    return "; ".join(
        f"{LABELS[name]} from {fixed(rows[name].iloc[0], 2)} to {fixed(rows[name].iloc[-1], 2)}"
        for name in SLOPES
    )


@styled
def windows_figure(found: pd.DataFrame) -> Figure:
    """Coefficients on windows that start later or end earlier.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.influence.windows`.

    Returns
    -------
    Figure

    Examples
    --------
    >>> from helpers.methods import influence
    >>> from helpers import data
    >>> windows_figure(influence.windows(data.load("paper"), shortest=8)).name
    'fig-windows'
    """
    first = found.index.get_level_values("first").min()
    last = found.index.get_level_values("last").max()
    starts, ends = found.xs(last, level="last"), found.xs(first, level="first")
    drawing, (left, right) = draw(7, 3.6, 1, 2, sharey=True)
    _draw_slopes(left, ends, f"{first} to …", "last year")
    _draw_slopes(right, starts, f"… to {last}", "first year")
    left.set_ylabel("coefficient, table units")
    _label_slopes(left, ends)
    alt = WINDOWS_ALT.format(
        first=first,
        ends=f"{ends.index[0]} and {ends.index[-1]}",
        by_end=_paths(ends),
        last=last,
        starts=f"{starts.index[0]} and {starts.index[-1]}",
        by_start=_paths(starts),
    )
    by_end = ends[SLOPES].rename(index=lambda year: f"{first}–{year}")
    by_start = starts[SLOPES].rename(index=lambda year: f"{year}–{last}").iloc[1:]
    behind = pd.concat([by_end, by_start]).map(lambda value: fixed(value, 3))
    return figure(
        drawing,
        alt=alt,
        caption=WINDOWS_CAPTION,
        name="fig-windows",
        behind=behind.rename(columns=LABELS).rename_axis("Sample"),
    )
