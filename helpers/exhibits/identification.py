"""What the page *Identification* shows: dated causes, the trap of staggered dates, studies."""

from __future__ import annotations

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
from helpers.methods.identification import BACK_DOOR, DESIGN, QUESTION
from helpers.words import count, fixed, listed, percent

COLOURS = {QUESTION: PALETTE[0], BACK_DOOR: PALETTE[1], DESIGN: PALETTE[2]}
#: How an arrow is drawn, so that colour is not all that tells.
LINES = {QUESTION: "-", BACK_DOOR: "--", DESIGN: "-"}
HEIGHT = 470  # units of the diagram
ROW = 62  # units from the middle of a row of boxes up to its date
CAUSES_ALT = (
    "A diagram in {rows} rows, from {first} to {last}; arrows run down. In question: {question}. "
    "Back doors: {doors}. A design adds: {design}."
)
PATHS_ALT = (
    "Two lines over {years} years. Early starters rise from the second year on to {early} at the "
    "end, late starters to {late}. Both gain in every year of treatment."
)
NEARLY_HALF = 0.45  # share of panels
COMPARED = {
    "not yet": "Early, against late not yet begun",
    "already": "Late, against early begun before",
}


def _one_line(label: str) -> str:
    """A label of several lines inside a sentence."""
    return label.replace("\n", " ")


def _said(arrows: pd.DataFrame, labels: pd.Series, kind: str) -> str:
    """The arrows of a kind in words."""
    chosen = arrows[arrows["kind"] == kind]
    return listed(
        f"{labels[cause]} to {labels[effect]}"
        for cause, effect in zip(chosen["cause"], chosen["effect"], strict=True)
    )


@column
def causes_figure(nodes: pd.DataFrame, arrows: pd.DataFrame) -> Figure:
    """Causes and effects in their years, with the arrow in question and the back doors.

    Parameters
    ----------
    nodes : DataFrame
        From `helpers.methods.identification.dated_nodes`.
    arrows : DataFrame
        From `helpers.methods.identification.dated_arrows`.

    Returns
    -------
    Figure
        One row a year.
    """
    drawing, axes = draw_column(height=HEIGHT)
    box = {"boxstyle": "round,pad=0.35", "facecolor": "none", "edgecolor": INK}
    shown = {
        name: axes.text(row["x"], row["y"], row["label"], ha="center", va="center", bbox=box)
        for name, row in nodes.iterrows()
    }
    for cause, effect, kind in arrows[["cause", "effect", "kind"]].to_numpy():
        look = {
            "arrowstyle": "-|>,head_width=0.4,head_length=0.8",
            "color": COLOURS[kind],
            "linestyle": LINES[kind],
            "linewidth": 4 if kind == QUESTION else 2,
            "patchA": shown[cause].get_bbox_patch(),
            "patchB": shown[effect].get_bbox_patch(),
            "shrinkA": 2,
            "shrinkB": 2,
        }
        ends = [tuple(nodes.loc[name, ["x", "y"]]) for name in (effect, cause)]
        axes.annotate("", ends[0], ends[1], arrowprops=look, annotation_clip=False)
    middle = nodes.loc[["ecommerce", "product"], ["x", "y"]].mean()
    axes.text(middle["x"] - 22, middle["y"], "?", fontsize=26, color=COLOURS[QUESTION], ha="right")
    for when, height in nodes.groupby("when", sort=False)["y"].first().items():
        axes.text(0, height + ROW, when.upper(), color=PALETTE[5], va="center")
    axes.set(xlim=(0, 480), ylim=(0, HEIGHT + 10))
    axes.axis("off")
    labels = nodes["label"].map(_one_line)
    dates = list(dict.fromkeys(nodes["when"]))
    alt = CAUSES_ALT.format(
        rows=len(dates),
        first=dates[0],
        last=dates[-1],
        question=_said(arrows, labels, QUESTION),
        doors=_said(arrows, labels, BACK_DOOR),
        design=_said(arrows, labels, DESIGN),
    )
    behind = pd.DataFrame(
        {"To": labels[arrows["effect"]].to_numpy(), "Reason": arrows["reason"].to_numpy()},
        index=pd.Index(labels[arrows["cause"]], name="From"),
    )
    doors = arrows.loc[arrows["kind"] == BACK_DOOR, "cause"].nunique()
    return figure(
        drawing,
        alt=alt,
        caption=f"{count(doors).capitalize()} back doors (dashed) lead past the arrow in question",
        name="fig-dated-causes",
        behind=behind,
    )


@column
def paths_figure(paths: pd.DataFrame, starts: dict[str, int]) -> Figure:
    """Mean output of early and late starters.

    Parameters
    ----------
    paths : DataFrame
        Index the year, columns early and late.
    starts : dict of int
        First year of treatment of each.

    Returns
    -------
    Figure
        One panel; dotted lines where each starts.
    """
    drawing, axes = draw_column(height=290)
    for name, colour in zip(starts, PALETTE, strict=False):
        [line] = axes.plot(paths[name], color=colour, marker="")
        beside(line, name)
        axes.axvline(starts[name], color=colour, linestyle=":", marker="", linewidth=1.5)
    axes.set(
        title="Output; dotted: the programme starts",
        xlabel="year",
        xlim=(paths.index[0], paths.index[-1] + 1.6),
        xticks=paths.index[::3],
    )
    last = paths.iloc[-1]
    rises = int(
        sum(paths.loc[start:, name].is_monotonic_increasing for name, start in starts.items())
    )
    return figure(
        drawing,
        alt=PATHS_ALT.format(
            years=len(paths), early=fixed(last["early"], 1), late=fixed(last["late"], 1)
        ),
        caption=f"The programme helps {count(rises)} {'group' if rises == 1 else 'groups'} of two, "
        "more from year to year",
        name="fig-staggered",
        behind=paths.map(lambda value: fixed(value, 1)).rename_axis("Year"),
    )


def comparisons_table(comparisons: pd.DataFrame, coefficient: float) -> Table:
    """The comparisons that a two-way regression averages.

    Parameters
    ----------
    comparisons : DataFrame
        From `helpers.methods.identification.timing_comparisons`.
    coefficient : float
        Of the regression.

    Returns
    -------
    Table
        One row a comparison.
    """
    rows = {
        COMPARED[name]: {
            "Weight": percent(row["weight"]),
            "Estimate": fixed(row["estimate"], 2),
        }
        for name, row in comparisons.iterrows()
    }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Comparison"),
        caption=f"The regression averages two comparisons to {fixed(coefficient, 2)}",
        name="tab-comparisons",
    )


def _wrong_sign_words(shares: pd.Series) -> str:
    """From which growth on about half of the panels mislead, or that none does."""
    misled = shares[shares > NEARLY_HALF]
    if misled.empty:
        return f"The regression has the wrong sign in at most {percent(shares.max())} of panels"
    return (
        f"An effect that grows by {fixed(misled.index[0], 1)} of itself a year looks harmful in "
        f"{percent(misled.iloc[0])} of panels"
    )


@column
def wrong_signs_figure(rates: pd.DataFrame) -> Figure:
    """How often a helpful programme looks harmful, by how much its effect grows.

    Parameters
    ----------
    rates : DataFrame
        Shares of panels; index the growth of the effect a year, one column a comparison.

    Returns
    -------
    Figure
        One panel.
    """
    drawing, axes = draw_column(height=300)
    for name, colour, line in zip(rates, PALETTE, ("-", "--"), strict=False):
        axes.plot(
            rates.index, 100 * rates[name], color=colour, linestyle=line, marker="", label=name
        )
    axes.legend(loc="upper left", frameon=False)
    axes.set(
        title="Panels with a negative coefficient, %",
        xlabel="growth of the effect a year, in first effects",
        ylim=(-2, 104),
        xlim=(rates.index[0], rates.index[-1]),
    )
    said = [
        f"{name}: "
        + ", ".join(f"{percent(rate)} at {fixed(step, 1)}" for step, rate in one.items())
        for name, one in rates.items()
    ]
    return figure(
        drawing,
        alt="Shares of panels with a negative coefficient, by growth. " + ". ".join(said) + ".",
        caption=_wrong_sign_words(rates.iloc[:, 0]),
        name="fig-wrong-signs",
        behind=rates.map(lambda value: percent(value, 1))
        .rename(index=lambda value: fixed(value, 1))
        .rename_axis("Growth"),
    )


def studies_table(studies: pd.DataFrame) -> Table:
    """What studies with a design found.

    Parameters
    ----------
    studies : DataFrame
        From `helpers.methods.identification.studies`.

    Returns
    -------
    Table
        One row a study.
    """
    shown = pd.DataFrame(
        {
            "Design": studies["design"] + "; " + studies["place"],
            "Found": studies["finding"],
        }
    )
    return Table(
        shown.rename_axis("Study"),
        caption=f"{count(len(studies)).capitalize()} studies with a design or a model, "
        "and what they found",
        name="tab-studies",
        note="Only what was read; where, stands in the data of this page.",
    )
