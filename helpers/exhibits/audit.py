"""What the page *Audit* shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.exhibits.base import PALETTE, Figure, Table, by_rows, column, draw_column, figure
from helpers.methods.ols import SPECIFICATIONS
from helpers.recovery import moments
from helpers.recovery.moments import Implied
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


INTERVALS_CAPTION = (
    "What the printed strings of Table {number} can stand for "
    "(GDP in 100 million yuan; users and shoppers in 10,000 persons)"
)


def interval_table(found: pd.DataFrame, number: int = 4) -> Table:
    """Coefficients, standard errors and t of one table as the intervals they stand for.

    Parameters
    ----------
    found : DataFrame
        From `helpers.recovery.audit.printed_intervals`.
    number : int
        Of the table.

    Returns
    -------
    Table
        Printed string, ends of its interval and half a unit of its last digit.
    """
    rows = {}
    for (name, cell), row in found.iterrows():
        rows[f"{LABELS[name]}: {cell.replace('_', ' ')}"] = {
            "Printed": row["printed"],
            "At least": _end(row["low"], row["printed"]),
            "At most": _end(row["high"], row["printed"]),
            "Half a unit": _end(row["half"], row["printed"]),
        }
    return Table(
        by_rows(rows),
        caption=INTERVALS_CAPTION.format(number=number),
        name="tab-audit-intervals",
    )


def _places(printed: str) -> int:
    """Digits after the point of a printed number."""
    return len(printed.partition(".")[2])


def _end(value: float, printed: str) -> str:
    """A number with one decimal more than a cell is printed with."""
    return fixed(value, _places(printed) + 1)


RATIOS_ALT = (
    "Twelve bars, one per coefficient. All but {wrong} reach the band from −1 to 1 in which the "
    "printed t may lie; outside is {said} half-units."
)
RATIOS_CAPTION = (
    "Each bar holds every b / se that the printed strings allow; "
    "the band is the rounding of the printed t (half-units of its last digit)"
)


def _draw_ratios(axes: Axes, found: pd.DataFrame, labels: list[str]) -> None:
    """A bar per coefficient on the band of the printed t; bars outside it are named."""
    at = np.arange(len(found))[::-1]
    axes.axvspan(-1, 1, color=PALETTE[0], alpha=0.2, lw=0)
    axes.axvline(0, color=PALETTE[5], lw=0.8, ls="--", marker="")
    for place, (_, row) in zip(at, found.iterrows(), strict=True):
        fits = row["t"] == moments.CONSISTENT
        axes.plot(
            [row["from"], row["to"]],
            [place, place],
            color=PALETTE[0 if fits else 1],
            lw=4,
            ls="-",
            marker="|" if fits else "s",
            markersize=10 if fits else 8,
        )
    axes.set_yticks(at, labels)
    axes.set_title("b / se minus printed t, half-units", loc="right")
    for place, (_, row) in zip(at, found.iterrows(), strict=True):
        if row["t"] != moments.CONSISTENT:
            axes.annotate(
                "cannot be",
                ((row["from"] + row["to"]) / 2, place),
                xytext=(0, 16),
                textcoords="offset points",
                ha="center",
                va="center",
            )


@column
def ratio_figure(found: pd.DataFrame) -> Figure:
    """Where b / se lies beside the printed t, in half-units of t's last digit.

    Parameters
    ----------
    found : DataFrame
        From `helpers.recovery.audit.ratios`.

    Returns
    -------
    Figure
        A bar per coefficient.

    Examples
    --------
    >>> from helpers.recovery import audit
    >>> ratio_figure(audit.ratios()).name
    'fig-audit-ratios'
    """
    labels = [f"Table {cell[1]}: {LABELS[cell.split('.')[1]]}" for cell in found.index]
    drawing, axes = draw_column(height=390)
    _draw_ratios(axes, found, labels)
    wrong = found[found["t"] != moments.CONSISTENT]
    said = listed(
        f"{_place(str(cell))}, {fixed(row['from'], 1)} to {fixed(row['to'], 1)}"
        for cell, row in wrong.iterrows()
    )
    ends = found[["from", "to"]].map(lambda x: fixed(x, DECIMALS))
    behind = ends.rename(columns=str.capitalize).assign(Verdict=found["t"])
    behind.index = pd.Index(labels)
    return figure(
        drawing,
        alt=RATIOS_ALT.format(wrong=count(len(wrong)), said=said),
        caption=RATIOS_CAPTION,
        name="fig-audit-ratios",
        behind=behind,
    )


def _missed(count: int, cells: int) -> str:
    return f"{count} of {cells}" if count else "–"


SIZES_CAPTION = (
    "Cells (p-values, R², adjusted R²) that contradict the printed t and F, by assumed sample size"
)


def sizes_table(sizes: pd.DataFrame) -> Table:
    """Sample sizes against the three regressions.

    Parameters
    ----------
    sizes : DataFrame
        From `helpers.recovery.moments.sample_sizes`.

    Returns
    -------
    Table
        One row per size; cells that contradict it, by table of the paper.

    Examples
    --------
    >>> from helpers.recovery import moments
    >>> sizes_table(moments.sample_sizes()).frame.query("Verdict == 'fits'").index.tolist()
    ['15']
    """
    columns = {}
    for number in moments.TABLES:
        cells = len(SPECIFICATIONS[f"table{number}"]) + 3
        columns[f"Table {number}"] = [_missed(count, cells) for count in sizes[f"table{number}"]]
    index = pd.Index(sizes.index.astype(str), name="n")
    shown = pd.DataFrame(columns, index=index)
    shown["Verdict"] = np.where(sizes["fits"], "fits", "does not fit")
    marks = marked(shown)
    marks["Verdict"] = np.where(sizes["fits"], MARKS["consistent"], "")
    return Table(shown, caption=SIZES_CAPTION, name="tab-audit-sizes", marks=marks, note="–: none.")


def nested_table(findings: Mapping[str, Implied]) -> Table:
    """What the three F say about each other.

    Parameters
    ----------
    findings : mapping of str to Implied
        From `helpers.recovery.audit.nested_findings`.

    Returns
    -------
    Table
        One row per pair of nested tables.
    """
    rows = {
        name: {
            "From two F": fixed(found.value, 5),
            "At least": fixed(found.interval.lo, 5),
            "At most": fixed(found.interval.hi, 5),
            "Printed": found.printed.lstrip("-") or "–",
            "Verdict": found.verdict,
        }
        for name, found in findings.items()
    }
    frame = by_rows(rows)
    return Table(
        frame,
        caption="Dropping a regressor: what the F of two tables imply",
        name="tab-audit-nested",
        marks=marked(frame, "Verdict"),
    )


IMPLIED_NOTE = (
    "Range: over every correlation matrix that rounds to Table 1. Last column: R² as printed; "
    "VIFs from all four tables together. In Table 4 both regressors have the same VIF."
)


def implied_table(
    findings: Iterable[tuple[str, int, str, Implied, float | None]], strings: Mapping[str, str]
) -> Table:
    """What Table 1 alone implies, and what all tables together add.

    Parameters
    ----------
    findings : iterable of tuple
        From `helpers.recovery.audit.implied_findings`.
    strings : mapping of str
        Printed numbers by cell.

    Returns
    -------
    Table
        R², standardised coefficients and VIFs, one per row.
    """
    rows = {}
    for what, number, name, found, sharp in findings:
        if what == "r2":
            printed = strings[f"t{number}.model.r2"]
            rows[f"R², Table {number}"] = _implied_row(found, 4, printed)
        elif what == "beta":
            rows[f"Standardised coefficient, Table 4: {LABELS[name]}"] = _implied_row(found, 4)
        elif sharp is not None:
            decimals = 1 if number == 2 else DECIMALS
            rows[f"VIF, Table {number}: {LABELS[name]}"] = _implied_row(
                found, decimals, fixed(sharp, decimals)
            )
    return Table(
        by_rows(rows),
        caption="What three printed decimals of ten correlations imply",
        name="tab-audit-implied",
        note=IMPLIED_NOTE,
    )


def _implied_row(found: Implied, decimals: int, known: str = "–") -> dict[str, str]:
    return {
        "From Table 1": fixed(found.value, decimals),
        "At least": fixed(found.interval.lo, decimals),
        "At most": fixed(found.interval.hi, decimals),
        "Printed, or from all tables": known,
    }


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


WITHOUT_EACH_ALT = (
    "Misfit when one cell is left out. Only without the {culprit} of Table 4 is it at most one, "
    "{least}; the next best is {next}, and without any other it stays near {whole}."
)
WITHOUT_EACH_CAPTION = (
    "Leave out one of the printed cells: can one data set of 15 years give all the others? "
    "(half-units of the last printed digit)"
)


def _beside(axes: Axes, text: str, at: tuple[float, float], shift: int, va: str) -> None:
    """A label so many points to the right of a place; to the left if negative."""
    axes.annotate(
        text,
        at,
        xytext=(shift, 0),
        textcoords="offset points",
        ha="right" if shift < 0 else "left",
        va=va,
    )


def _label_misfit(axes: Axes, value: float, place: float) -> None:
    """The misfit beside its point; that of one below one would stand on the line at one."""
    below = value <= 1
    axes.annotate(
        fixed(value, DECIMALS),
        (value, place),
        xytext=(-8, -3) if below else (8, 0),
        textcoords="offset points",
        ha="right" if below else "left",
        va="top" if below else "center",
    )


def _draw_misfits(axes: Axes, misfits: pd.Series) -> None:
    """A point per cell left out, beside the line at one half-unit."""
    values = misfits.to_numpy()
    at = np.arange(len(values))[::-1]
    fits = values <= 1
    axes.hlines(at, 0, values, color=PALETTE[5], lw=0.8, ls="-")
    axes.plot(values[fits], at[fits], marker="o", ls="none", color=PALETTE[2], markersize=8)
    axes.plot(values[~fits], at[~fits], marker="s", ls="none", color=PALETTE[1], markersize=6)
    for place, value in zip(at, values, strict=True):
        _label_misfit(axes, value, place)
    axes.axvline(1, color=PALETTE[0], lw=1.2, ls="--", marker="")
    above = (1, at[0] + 0.45)
    _beside(axes, "fits", above, -6, "bottom")
    _beside(axes, "does not", above, 6, "bottom")
    axes.set_yticks(at, list(misfits.index))
    axes.set_ylim(-0.6, len(values) - 0.1)
    axes.set_xlim(0, values.max() * 1.15)
    axes.set_title("Worst misfit of all the others", loc="right")


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
        A point per cell that matters, and one for all others.
    """
    # Programmes that end within the same hundredth differ by their stopping rule only.
    helps = found[found < whole - 10.0**-DECIMALS]
    rest = found.drop(helps.index)
    shown = helps.rename(_place)
    shown.index = [
        label.replace(": ", ":\n").replace("standard error", "s.e.") for label in shown.index
    ]
    shown[f"any one of\n{count(len(rest))} others"] = rest.min()
    drawing, axes = draw_column(height=80 + 50 * len(shown))
    _draw_misfits(axes, shown)
    behind = pd.DataFrame(
        {
            "Misfit": [fixed(value, DECIMALS) for value in found],
            "Verdict": np.where(found <= 1, "feasible", "infeasible"),
        },
        index=[_place(cell) for cell in found.index],
    )
    return figure(
        drawing,
        alt=WITHOUT_EACH_ALT.format(
            culprit=_place(culprit).split(": ")[1],
            least=fixed(found.min(), DECIMALS),
            next=fixed(found.iloc[1], DECIMALS),
            whole=fixed(whole, DECIMALS),
        ),
        caption=WITHOUT_EACH_CAPTION,
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
