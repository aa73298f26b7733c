"""What the page *Audit* shows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.exhibits.base import INK, PALETTE, Figure, Table, by_rows, column, draw_column, figure
from helpers.recovery import moments
from helpers.vocabulary import LABELS
from helpers.words import count, fixed, listed, sentence_case

#: Kinds of cell in words.
KINDS = {
    "b": "Coefficient",
    "se": "Standard error",
    "t": "t",
    "p": "p",
    "ser": "SE of regression",
    "r2": "R²",
    "adj_r2": "Adjusted R²",
    "r": "Multiple R",
    "f": "F",
    "p_f": "p of F",
    "ssr": "SSR",
    "ess": "ESS",
    "tss": "TSS",
    "msr": "MSR",
    "mse": "MSE",
    "dw": "Durbin–Watson",
    "mean_dep": "Mean of dependent",
    "sd_dep": "SD of dependent",
    "loglik": "Log likelihood",
    "aic": "AIC",
    "sc": "SC",
    "hq": "HQ",
    "n": "n",
    "df": "df",
    "ci_low": "Interval, low",
    "ci_high": "Interval, high",
    "beta": "Standardised coefficient",
    "tolerance": "Tolerance",
    "vif": "VIF",
}
#: CSS class of each verdict; the page's style sheet has no classes of its own for the first two.
MARKS = {
    "consistent": "verdict-supported",
    "ambiguous": "verdict-misleading",
    "misprint": "verdict-misprint",
    "not checkable": "verdict-not-checkable",
    "contradiction": "verdict-misprint",
}
SHORT = {"standard_error": "se", "coefficient": "b", "adjusted_r2": "adj. R²", "r2": "R²", "f": "F"}
#: A VIF or a misfit of the page is shown with so many decimals.
DECIMALS = 2


def marked(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """CSS classes of a frame of verdicts, in some columns.

    Parameters
    ----------
    frame : DataFrame
        Cells in words.
    *columns : str
        Those that hold verdicts.

    Returns
    -------
    DataFrame
        As large as ``frame``, empty where nothing is marked.
    """
    marks = pd.DataFrame("", index=frame.index, columns=frame.columns)
    for name in columns:
        marks[name] = frame[name].map(lambda word: MARKS.get(word, ""))
    return marks


def _place(cell: str) -> str:
    """A printed cell in words.

    >>> _place("t4.constant.standard_error"), _place("t2.model.f"), _place("t1.gdp.users")
    ('Table 4: standard error of the constant', 'Table 2: F', 'Table 1: GDP and Internet users')
    """
    table, row, column = cell.split(".")
    number = table.removeprefix("t")
    if number == "1":
        return f"Table 1: {LABELS[row]} and {LABELS[column]}"
    if row == "model":
        return f"Table {number}: {KINDS.get(column.replace('adjusted_', 'adj_'), column)}"
    of = "the constant" if row == "constant" else LABELS[row]
    return f"Table {number}: {column.replace('_', ' ')} of {of}"


def _short(cell: str) -> str:
    """A printed cell in a few letters.

    >>> _short("t4.constant.standard_error"), _short("t1.gdp.users"), _short("t2.model.f")
    ('4: se, Constant', '1: r, Internet users', '2: F')
    """
    table, row, kind = cell.split(".")
    if table == "t1":
        return f"1: r, {LABELS[kind]}"
    what = SHORT.get(kind, kind)
    return f"{table[1]}: {what}" if row == "model" else f"{table[1]}: {what}, {LABELS[row]}"


@column
def ratio_figure(ratios: pd.DataFrame) -> Figure:
    """Where b / se lies beside the printed t, in half-units of t's last digit.

    Parameters
    ----------
    ratios : DataFrame
        By cell: ``low`` and ``high`` of the quotient, ``t_low`` and ``t_high`` of the printed t.

    Returns
    -------
    Figure
        A bar per coefficient.
    """
    half = (ratios["t_high"] - ratios["t_low"]) / 2
    centre = (ratios["t_high"] + ratios["t_low"]) / 2
    ends = ratios[["low", "high"]].sub(centre, axis=0).div(half, axis=0)
    fits = (ends["low"] <= 1) & (ends["high"] >= -1)
    labels = [f"{cell[1]}: {LABELS[cell.split('.')[1]]}" for cell in map(str, ratios.index)]
    drawing, axes = draw_column(height=30 * len(ratios) + 60)
    axes.axvspan(-1, 1, color=PALETTE[5], alpha=0.25, linewidth=0)
    for place, (row, fit) in enumerate(zip(ends.itertuples(), fits, strict=True)):
        axes.plot([row.low, row.high], [place] * 2, "|-", color=PALETTE[0 if fit else 1])
        if not fit:
            axes.annotate(
                "cannot be ",
                (row.low, place),
                (-6, 0),
                textcoords="offset points",
                ha="right",
                va="center",
            )
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.set(title="Table: coefficient", xlabel="b / se less the printed t, half-units")
    wrong = [_place(str(cell)) for cell in ratios.index[~fits]]
    behind = ends.map(lambda x: fixed(x, DECIMALS)).set_axis(["From", "To"], axis=1)
    return figure(
        drawing,
        alt=f"{count(len(ratios)).capitalize()} bars, one per coefficient, on the band in which "
        f"the printed t may lie; outside it: {listed(wrong) if wrong else 'none'}.",
        caption=f"Each bar holds every b / se that the print allows; {count(len(wrong))} misses "
        "the rounding of its t (grey)",
        name="fig-audit-ratios",
        behind=behind.assign(Meets=["yes" if fit else "no" for fit in fits]).set_axis(labels),
    )


FEASIBILITY_CAPTION = (
    "Smallest possible worst misfit over all data sets of 15 years, "
    "in half-units of the last printed digit (at most one: feasible)"
)
FEASIBILITY_MARKS = {"feasible": MARKS["consistent"], "infeasible": MARKS["misprint"]}


def feasibility_table(found: pd.DataFrame, name: str = "tab-audit-feasibility") -> Table:
    """The joint programme with all cells and without one.

    Parameters
    ----------
    found : DataFrame
        From `helpers.recovery.moments.feasibility_by_cell`.
    name : str
        Name of the table; two pages show it.

    Returns
    -------
    Table
        One row per set of cells.

    Examples
    --------
    >>> from helpers.recovery import moments
    >>> feasibility_table(moments.feasibility_by_cell()).frame["Verdict"].tolist()
    ['infeasible', 'infeasible', 'feasible']
    """
    frame = pd.DataFrame(
        {
            "Cells": found["cells"].astype(str),
            "Worst misfit": found["misfit"].map(lambda x: fixed(x, DECIMALS)),
            "Verdict": found["verdict"],
        }
    )
    frame.index = pd.Index([sentence_case(label) for label in frame.index])
    marks = marked(frame)
    marks["Verdict"] = frame["Verdict"].map(FEASIBILITY_MARKS)
    return Table(frame, caption=FEASIBILITY_CAPTION, name=name, marks=marks)


@column
def without_each_figure(found: pd.Series, whole: float, culprit: str) -> Figure:
    """Smallest worst misfit by the cell left out.

    Parameters
    ----------
    found : Series
        From `helpers.recovery.audit.without_each`.
    whole : float
        Worst misfit with all cells.
    culprit : str
        The cell without which the others agree.

    Returns
    -------
    Figure
        A bar per cell that matters, and one for all others.
    """
    # Programmes that end within the same hundredth differ by their stopping rule only.
    helps = found[found < whole - 10.0**-DECIMALS]
    rest = found.drop(helps.index)
    shown = helps.rename(_short)
    shown[f"any of {count(len(rest))} others"] = rest.min()
    drawing, axes = draw_column(height=38 * len(shown) + 80)
    colours = [PALETTE[2] if value <= 1 else PALETTE[5] for value in shown]
    bars = axes.barh(list(shown.index), shown, color=colours)
    axes.bar_label(bars, [f" {fixed(value, DECIMALS)}" for value in shown])
    axes.axvline(1, color=INK, linestyle="--", marker="", linewidth=1)
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.set(title="Left out", xlabel="worst misfit of the others, half-units", xlim=(0, None))
    axes.margins(x=0.15)
    verdicts = np.where(found <= 1, "feasible", "infeasible")
    behind = pd.DataFrame(
        {"Misfit": [fixed(value, DECIMALS) for value in found], "Verdict": verdicts},
        index=[_place(cell) for cell in found.index],
    )
    said = _place(culprit).split(": ")[1]
    return figure(
        drawing,
        alt=f"Misfit when one cell is left out. Only without the {said} of Table {culprit[1]} is "
        f"it at most one, {fixed(found.min(), DECIMALS)}; the next best is "
        f"{fixed(found.iloc[1], DECIMALS)}, and without any other it stays near "
        f"{fixed(whole, DECIMALS)}.",
        caption=f"Only without the {said} can one data set give all other cells "
        "(at most one: the dashed line)",
        name="fig-audit-without-each",
        behind=behind,
    )


def checks_table(counts: Mapping[str, tuple[int, int]]) -> Table:
    """Every check of the audit page.

    Parameters
    ----------
    counts : mapping of (int, int)
        From `helpers.recovery.audit.check_counts`.

    Returns
    -------
    Table
        How many cells or relations each looked at, and how many contradict.
    """
    rows = {
        name: {
            "Relations": str(relations),
            "Contradictions": str(contradictions),
            "Verdict": moments.CONTRADICTION if contradictions else moments.CONSISTENT,
        }
        for name, (relations, contradictions) in counts.items()
    }
    frame = by_rows(rows)
    return Table(
        frame,
        caption="The audit of the paper's tables in one view",
        name="tab-audit-checks",
        marks=marked(frame, "Verdict"),
    )
