"""What the page *Measurement error* shows: a slope that flattens, regressions turned round."""

from __future__ import annotations

from collections.abc import Sequence

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
from helpers.vocabulary import LABELS, spoken
from helpers.words import count, fixed, listed, percent

FLAT_ALT = (
    "Two panels of dots with a line each. Above, x without error: the slope is {true}. "
    "Below, the same x with an error as large as itself: the slope is {seen}."
)
SIZE_ALT = (
    "Two panels, levels above and yearly changes below: the average slopes of Table 4 by the size "
    "of an error in Internet users. {panels}."
)
FORMS = {"levels": "Levels", "changes": "Yearly changes"}


@column
def flattening_figure(x: Sequence[float], seen: Sequence[float], y: Sequence[float]) -> Figure:
    """The same y against a regressor without and with errors.

    Parameters
    ----------
    x, seen, y : sequence of float
        The regressor without and with errors, and what it explains.

    Returns
    -------
    Figure
        Two panels with equal axes.
    """
    drawing, panels = draw_column(height=190, panels=2, sharex=True, sharey=True)
    slopes = []
    panes = (("Without error", x), ("With error", seen))
    for axes, (title, values), colour in zip(panels, panes, PALETTE, strict=False):
        slope, level = np.polyfit(values, y, 1)
        slopes.append(float(slope))
        axes.plot(values, y, ".", color=colour, linestyle="", markersize=5)
        ends = np.array([np.min(values), np.max(values)])
        axes.plot(ends, level + slope * ends, "-", color=INK, marker="")
        axes.set_title(f"{title}: slope {fixed(slope, 2)}")
    behind = pd.DataFrame({"x": x, "x with error": seen, "y": y})
    return figure(
        drawing,
        alt=FLAT_ALT.format(true=fixed(slopes[0], 2), seen=fixed(slopes[1], 2)),
        caption=f"An error in x flattens the line, here from {fixed(slopes[0], 2)} to "
        f"{fixed(slopes[1], 2)}",
        name="fig-flattening",
        behind=behind.apply(lambda each: as_text(each, 2)).rename(index=str).rename_axis("Dot"),
    )


def reverse_table(implied: pd.DataFrame, table: int) -> Table:
    """What all regressions of a table imply for each slope.

    Parameters
    ----------
    implied : DataFrame
        A row a regression, a column a slope.
    table : int
        Number of the paper's table.

    Returns
    -------
    Table
        One row a slope: the lowest and the highest value, and how many lie above zero.
    """
    rows, mixed = {}, []
    for name in implied:
        above = int((implied[name] > 0).sum())
        if above not in (0, len(implied)):
            mixed.append(spoken(name))
        rows[LABELS[name]] = {
            "Lowest": fixed(implied[name].min(), 2),
            "Highest": fixed(implied[name].max(), 2),
            "Above zero": f"{above} of {len(implied)}",
        }
    verdict = f"disagree in sign on {listed(mixed)}" if mixed else "agree in sign"
    return Table(
        by_rows(rows, "Slope of"),
        caption=f"Table {table} turned round: {count(len(implied))} regressions {verdict}",
        name=f"tab-reverse-{table}",
        note="100 million yuan per unit of each series, as in the paper's table.",
    )


@column
def error_size_figure(slopes: pd.DataFrame) -> Figure:
    """Average slopes by the size of an error in users.

    Parameters
    ----------
    slopes : DataFrame
        From `helpers.methods.measurement_error.attenuation`.

    Returns
    -------
    Figure
        One panel a form.
    """
    drawing, panels = draw_column(height=[200, 225], sharex=True, sharey=True)
    said, kept = [], {}
    for axes, (form, title) in zip(panels, FORMS.items(), strict=True):
        rows = slopes.loc[form]
        for name, colour, style in zip(rows, PALETTE, ("-", "--"), strict=False):
            [line] = axes.plot(100 * rows.index, rows[name], style, color=colour, marker="o")
            beside(line, spoken(name).split()[-1])
        axes.set(title=title, ylim=(0, None), xlim=(-0.4, 126 * rows.index[-1]))
        kept[form] = float(rows["users"].iloc[-2] / rows["users"].iloc[0])
        said.append(
            f"{title}: users from {fixed(rows['users'].iloc[0], 1)} to "
            f"{fixed(rows['users'].iloc[-1], 1)}"
        )
    panels[-1].set_xlabel("size of the error, % of the average")
    size = slopes.index.get_level_values(1).unique()[-2]
    wide = slopes.rename(columns=lambda name: LABELS[name]).unstack(0)
    wide.columns = [f"{name}, {form}" for name, form in wide.columns]
    return figure(
        drawing,
        alt=SIZE_ALT.format(panels=". ".join(said)),
        caption=f"An error of {percent(size)} leaves {percent(kept['levels'])} of users' slope "
        f"in levels and {percent(kept['changes'])} in changes",
        name="fig-error-size",
        behind=wide.map(lambda value: fixed(value, 2)).rename(index=percent).rename_axis("Error"),
    )
