"""What the page *Printed tables* shows: what is read, who is accused, what is caught."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.exhibits.base import PALETTE, Figure, Table, beside, column, draw_column, figure
from helpers.words import count, fixed, percent

#: Places of a digit with fewer planted errors than this are not drawn.
FEW = 100
STYLES = ("o-", "s--")  # of the lines, by step


def confusion_table(comparison: pd.DataFrame) -> Table:
    """Verdicts of the key (rows) against those of the tool (columns).

    Parameters
    ----------
    comparison : DataFrame
        The first that `helpers.forensics.score` returns.

    Returns
    -------
    Table
        Counts of tables.
    """
    words = ["consistent", "ambiguous", "misprint"]
    counts = pd.crosstab(comparison["key"], comparison["tool"])
    frame = counts.reindex(index=words, columns=words, fill_value=0).map(str)
    frame = frame.rename(index="key: {}".format, columns="tool: {}".format)
    return Table(
        frame.rename_axis(None),
        caption="Tables by verdict of the key and verdict of the tool",
        name="tab-printed-confusion",
    )


def accused_table(verdicts: Mapping[str, Mapping[str, int]]) -> Table:
    """Verdicts on honest tables, by kind of model.

    Parameters
    ----------
    verdicts : mapping of mapping of int
        From `helpers.recovery.printed_tables.honest_verdicts`.

    Returns
    -------
    Table
        One row per kind.
    """
    rows = {
        kind[0].upper() + kind[1:]: {
            "Tables": fixed(sum(found.values()), 0),
            "Accused": fixed(found.get("misprint", 0), 0),
            "Ambiguous": fixed(found.get("ambiguous", 0), 0),
        }
        for kind, found in verdicts.items()
    }
    accused = sum(found.get("misprint", 0) for found in verdicts.values())
    return Table(
        pd.DataFrame.from_dict(rows, orient="index").rename_axis("Kind of model"),
        caption=f"Of honest tables of {count(len(rows))} kinds, accused: {count(accused)}",
        name="tab-printed-honest",
        note="The rest is consistent, or holds nothing that can be checked.",
    )


def coverage_table(cells: Mapping[str, Mapping[str, float]]) -> Table:
    """Cells read of cells present, by format.

    Parameters
    ----------
    cells : mapping of mapping of float
        From `helpers.recovery.printed_tables.cells_read`.

    Returns
    -------
    Table
        One row per format.
    """
    rows = {
        form: {
            "Texts": fixed(found["texts"], 0),
            "Cells": fixed(found["cells"], 0),
            "Read": percent(found["share"], 1),
            "Wrong": fixed(found["wrong"], 0),
        }
        for form, found in cells.items()
    }
    whole = sum(one["read"] for one in cells.values()) / sum(one["cells"] for one in cells.values())
    return Table(
        pd.DataFrame.from_dict(rows, orient="index").rename_axis("Format"),
        caption=f"Of all cells of these texts {percent(whole, 1)} are read",
        name="tab-printed-coverage",
    )


@column
def digits_figure(found: pd.DataFrame) -> Figure:
    """Share caught by place of the changed digit, counted from the last.

    Parameters
    ----------
    found : DataFrame
        From `helpers.recovery.printed_tables.by_digit`.

    Returns
    -------
    Figure
        A line per step planted.
    """
    found = found[found["planted"] >= FEW]
    steps = [name for name in found.columns if name != "planted"]
    drawing, axes = draw_column(height=290)
    for step, style, colour in zip(steps, STYLES, PALETTE, strict=False):
        [line] = axes.plot(found.index, 100 * found[step], style, color=colour)
        beside(line, f"changed by {count(step)}", place=1, shift=(8, -14 if step == 1 else 10))
    axes.set_xticks(found.index, ["last", *(f"{place} before" for place in found.index[1:])])
    axes.set(title="Planted errors caught, %", ylim=(0, 109), xlabel="place of the changed digit")
    shown = {f"+{step}": found[step].map(percent) for step in steps}
    shown |= {"Planted": found["planted"].map(lambda number: fixed(number, 0))}
    said = "; ".join(
        f"changed by {count(step)}: {percent(found[step].iloc[0])} in the last digit, "
        f"{percent(found[step].iloc[1:].min())} or more before it"
        for step in steps
    )
    return figure(
        drawing,
        alt=f"Share of planted errors caught by place of the digit. {said}.",
        caption=f"Of the mildest errors in the last digit {percent(found[steps[0]].iloc[0])} are "
        f"caught, one place before it {percent(found[steps[0]].iloc[1])}",
        name="fig-printed-digits",
        behind=pd.DataFrame(shown).set_axis(
            ["last" if place == 0 else f"{place} before the last" for place in found.index]
        ),
    )
