"""What the page *Influence* shows: slopes without a year, without two, in windows, nudged data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.exhibits.base import (
    INK,
    PALETTE,
    Figure,
    Table,
    beside,
    by_rows,
    column,
    draw_column,
    figure,
)
from helpers.methods.influence import NUDGE
from helpers.vocabulary import LABELS, spoken
from helpers.words import count, fixed, listed, percent, sentence_case

LEAVE_ONE_OUT_ALT = (
    "Dots: each coefficient when one year is left out; the band is its 95% interval with all "
    "years. "
    "{coefficients}."
)
ONE_COEFFICIENT = (
    "{label}: {whole} with all years, from {low} to {high} without one, furthest without {far}"
)
WINDOWS_ALT = (
    "Two panels. Above, samples from {first} that end between {ends}: {by_end}. "
    "Below, samples to {last} that start between {starts}: {by_start}."
)
SLOPES = ("users", "shoppers")


def nudged_table(found: pd.DataFrame) -> Table:
    """Doubtful data and what a small change of each moves.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.influence.nudged`, of the regression of Table 4.

    Returns
    -------
    Table
        One row a datum.
    """
    names = [name for name in found.columns if name in LABELS]
    rows = {
        f"{LABELS[series]} {year}": {
            **{_short(name): fixed(cell[name], 2) for name in names},
            "Print kept": f"{int(cell['cells'])} of {int(cell['of'])}",
        }
        for (series, year), cell in found.iterrows()
    }
    largest = found[names].abs().max().max()
    return Table(
        by_rows(rows, "Raised"),
        caption=f"A doubtful value raised by {percent(NUDGE)} moves a slope by "
        f"{fixed(largest, 2)} standard errors at most",
        name="tab-nudged",
        note="Changes in standard errors. Print kept: coefficients and standard errors of Table 4 "
        "that still come out digit for digit.",
    )


def _short(name: str) -> str:
    """The last word of a label, for the head of a narrow column."""
    return sentence_case(spoken(name).split()[-1]) if name in SLOPES else LABELS[name]


def without_years_table(
    fits: Mapping[tuple[int, ...], Any], names: Sequence[str], table: int
) -> Table:
    """Slopes without some years, with their t values.

    Parameters
    ----------
    fits : mapping of tuple of int to results
        By the years left out; the empty tuple stands for all years.
    names : sequence of str
        The regressors shown.
    table : int
        Number of the paper's table.

    Returns
    -------
    Table
        One row a fit.
    """
    rows = {
        f"Without {listed(map(str, years))}" if years else "All years": {
            _short(name): f"{fixed(fit.params[name], 2)} ({fixed(fit.tvalues[name], 1)})"
            for name in names
        }
        for years, fit in fits.items()
    }
    turned = [
        spoken(name)
        for name in names
        if len({round(fit.params[name], 2) > 0 for fit in fits.values()}) > 1
    ]
    verdict = (
        f"signs that do not hold: {listed(turned)}" if turned else "every slope keeps its sign"
    )
    return Table(
        by_rows(rows, "Sample"),
        caption=f"Table {table} with {count(max(map(len, fits)))} years less: {verdict}",
        name=f"tab-without-{table}",
        note="t values in brackets.",
    )


def _furthest(found: pd.DataFrame, result: Any, name: str) -> int:
    """The year whose omission moves a coefficient most."""
    return (found[name] - result.params[name]).abs().idxmax()


@column
def leave_one_out_figure(found: pd.DataFrame, result: Any) -> Figure:
    """Coefficients without each year.

    Parameters
    ----------
    found : DataFrame
        Index the year left out, one column a regressor.
    result : statsmodels RegressionResults
        The fit with all years.

    Returns
    -------
    Figure
        One panel a regressor.
    """
    names = list(found.columns)
    drawing, panels = draw_column(height=190, panels=len(names), sharex=True)
    said = []
    for axes, name, colour in zip(panels, names, PALETTE, strict=False):
        whole, far = result.params[name], _furthest(found, result, name)
        axes.axhspan(*result.conf_int().loc[name], color=colour, alpha=0.15, lw=0)
        axes.axhline(whole, color=colour, ls="--", lw=1, marker="")
        axes.plot(found.index, found[name], "o", color=colour, ls="none")
        axes.set_title(
            f"{LABELS[name]}: {fixed(whole, 2)}; without {far} {fixed(found.loc[far, name], 2)}"
        )
        said.append(
            ONE_COEFFICIENT.format(
                label=LABELS[name],
                whole=fixed(whole, 2),
                low=fixed(found[name].min(), 2),
                high=fixed(found[name].max(), 2),
                far=far,
            )
        )
    panels[-1].set(xlabel="year left out", xticks=[found.index[0], 2011, found.index[-1]])
    inside = all(found[name].between(*result.conf_int().loc[name]).all() for name in names)
    behind = found.map(lambda value: fixed(value, 2)).rename(columns=LABELS).rename(index=str)
    return figure(
        drawing,
        alt=LEAVE_ONE_OUT_ALT.format(coefficients="; ".join(said)),
        caption="Without any one year Table 4 "
        + ("stays inside" if inside else "leaves")
        + " its own intervals (bands 95%)",
        name="fig-leave-one-out",
        behind=behind.rename_axis("Without"),
    )


def _paths(rows: pd.DataFrame) -> str:
    """Where both coefficients begin and end, in words."""
    return "; ".join(
        f"{spoken(name)} from {fixed(rows[name].iloc[0], 2)} to {fixed(rows[name].iloc[-1], 2)}"
        for name in SLOPES
    )


def _draw_slopes(axes: Any, rows: pd.DataFrame, title: str) -> None:
    """Both coefficients by the year in which the window ends or starts."""
    for name, colour, style in zip(SLOPES, PALETTE, ("-", "--"), strict=False):
        [line] = axes.plot(rows.index, rows[name], style, marker="o", color=colour)
        other = rows[next(each for each in SLOPES if each != name)]
        above = rows[name].iloc[-1] >= other.iloc[-1]
        beside(line, _short(name).lower(), shift=(8, 8 if above else -8))
    axes.axhline(0, color=INK, ls=":", lw=1, marker="")
    axes.margins(y=0.18)
    axes.set(title=title, xlim=(rows.index[0] - 0.4, rows.index[-1] + 2.2))
    axes.set_xticks([rows.index[0], rows.index[-1]])


@column
def windows_figure(found: pd.DataFrame) -> Figure:
    """Coefficients on samples that end earlier, and on samples that start later.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.influence.windows`.

    Returns
    -------
    Figure
        Two panels.
    """
    first = found.index.get_level_values(0).min()
    last = found.index.get_level_values(1).max()
    starts, ends = found.xs(last, level=1), found.xs(first, level=0)
    drawing, (top, bottom) = draw_column(height=[210, 210], sharey=True)
    _draw_slopes(top, ends, f"From {first} to …")
    _draw_slopes(bottom, starts, f"From … to {last}")
    bottom.set_xlabel("100 million yuan per 10,000 persons", loc="left")
    alt = WINDOWS_ALT.format(
        first=first,
        ends=f"{ends.index[0]} and {ends.index[-1]}",
        by_end=_paths(ends),
        last=last,
        starts=f"{starts.index[0]} and {starts.index[-1]}",
        by_start=_paths(starts),
    )
    by_end = ends[list(SLOPES)].rename(index=lambda year: f"{first}–{year}")
    by_start = starts[list(SLOPES)].rename(index=lambda year: f"{year}–{last}").iloc[1:]
    behind = pd.concat([by_end, by_start]).map(lambda value: fixed(value, 2))
    low, high = found["users"].min(), found["users"].max()
    return figure(
        drawing,
        alt=alt,
        caption=f"In short samples the two slopes trade places: users from {fixed(low, 1)} to "
        f"{fixed(high, 1)}",
        name="fig-windows",
        behind=behind.rename(columns=LABELS).rename_axis("Sample"),
    )
