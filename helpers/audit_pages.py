"""Exhibits of the forensics pages: the paper's four tables, other people's, a student's way in.

Nothing here computes a check of its own; the checks are those of `helpers.moments` (this paper) and
`helpers.forensics` (any table).
"""

from __future__ import annotations

import html
import json
import math
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy import stats

from helpers import data, forensics, intervals, models, moments, published
from helpers.exhibits import PALETTE, Figure, Table, by_rows, draw, figure, styled
from helpers.forensics import benchmarks, reports
from helpers.intervals import Interval
from helpers.memory import remembered
from helpers.prose import count, fixed, listed, percent, sentence_case
from helpers.tables import LABELS

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
#: What may become of a planted error, with colour and hatching of its bar.
OUTCOMES = ("caught", "explained", "slack", "alone")
OUTCOME_COLOURS = (PALETTE[0], PALETTE[1], PALETTE[2], PALETTE[5])
OUTCOME_HATCHES = ("", "//", "..", "xx")
#: CSS class of each verdict; the page's style sheet has no classes of its own for the first two.
MARKS = {
    "consistent": "verdict-supported",
    "ambiguous": "verdict-misleading",
    "misprint": "verdict-misprint",
    "not checkable": "verdict-not-checkable",
    "contradiction": "verdict-misprint",
}
#: A cell of more weight than this helps to hold the minimax misfit up; the weights add up to one.
#: In the paper's tables the least that counts is 7e-4, and those that do not are below 1e-11.
HELD_UP = 1e-6
#: Kinds of cell with fewer planted errors than this are shown together.
FEW = 100
#: Level of the stars in an example: between the one-sided and the two-sided p of a coefficient of
#: Table 3.
STAR_LEVEL = 0.10
#: What a ratio of two numbers carried in single precision may be off by: a few parts in ten million
#: each.
SINGLE = 1.5e-6
#: A VIF or a misfit of the page is shown with so many decimals.
DECIMALS = 2
#: A p below half a unit of its last printed decimal, and with how many decimals a larger one is
#: shown.
LEAST_P, P_DECIMALS = 5e-5, 5
#: Sample sizes beside the paper's, for the p of one t.
SIZES = (13, 14, 15, 16, 17)

#: Columns of a coefficient row: in the paper's tables, and in the input of the audit.
ROW_FIELDS = {"coefficient": "b", "standard_error": "se", "t": "t", "p": "p"}


def marked(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """CSS classes of a frame of verdicts, in some columns."""
    marks = pd.DataFrame("", index=frame.index, columns=frame.columns)
    for column in columns:
        marks[column] = frame[column].map(lambda word: MARKS.get(word, ""))
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


# -- the paper's tables, cell by cell -----------------------------------------------------------


def paper_tables(with_n: bool = False) -> list[forensics.Table]:
    """Tables 2 to 4 of the paper as the audit reads them.

    Parameters
    ----------
    with_n : bool
        Give the sample size too, which the tables do not print.

    Returns
    -------
    list of helpers.forensics.Table
        In the order of the paper.

    Examples
    --------
    >>> [audit.verdict for audit in forensics.audit_all(paper_tables())]
    ['consistent', 'consistent', 'misprint']
    """
    return [forensics.table(table_entry(number, with_n)) for number in moments.TABLES]


def table_entry(number: int, with_n: bool = False) -> dict[str, Any]:
    """One of the paper's tables in the input format of the audit."""
    frame = published.table(number)
    rows = []
    for name in frame.index.drop("model"):
        fields = {short: frame.loc[name, long] for long, short in ROW_FIELDS.items()}
        rows.append({"name": "C" if name == "constant" else LABELS[name], **fields})
    model = frame.loc["model"]
    size = {"n": str(moments.N)} if with_n else {}
    fit = {"r2": model["r2"], "adj_r2": model["adjusted_r2"], "f": model["f"]}
    return {"id": f"Table {number}", **size, "rows": rows, "stats": fit}


INTERVALS_CAPTION = (
    "What the printed strings of Table {number} can stand for "
    "(GDP in 100 million yuan; users and shoppers in 10,000 persons)"
)


def interval_table(number: int = 4) -> Table:
    """Coefficients, standard errors and t of one table as the intervals they stand for.

    Parameters
    ----------
    number : {2, 3, 4}
        Table of the paper.

    Returns
    -------
    Table
        Printed string, ends of its interval and half a unit of its last digit.
    """
    rows = {}
    for name in ("constant", *moments.regressors(number)):
        for column in ("coefficient", "standard_error", "t"):
            cell = f"t{number}.{name}.{column}"
            found = moments.cell(cell)
            rows[f"{LABELS[name]}: {column.replace('_', ' ')}"] = {
                "Printed": published.strings()[cell],
                "At least": _end(found.lo, cell),
                "At most": _end(found.hi, cell),
                "Half a unit": _end(moments.half_unit(cell), cell),
            }
    return Table(
        by_rows(rows),
        caption=INTERVALS_CAPTION.format(number=number),
        name="tab-audit-intervals",
    )


def _end(value: float, cell: str) -> str:
    """A number with one decimal more than a cell is printed with."""
    return fixed(value, published.decimals(published.strings()[cell]) + 1)


def _half_unit(string: str, column: str) -> float:
    """Half a unit of the last printed digit."""
    return 10.0 ** -published.decimals(string, column) / 2


def p_interval(t: Interval, df: int) -> Interval:
    """Two-sided p of |t|."""
    size = abs(t)
    return Interval(2 * float(stats.t.sf(size.hi, df)), 2 * float(stats.t.sf(size.lo, df)))


def _ratio(strings: Mapping[str, str], row: str, df: int) -> dict[str, Any]:
    """Ratio b / se and the p of t beside the printed t and p, for one coefficient row."""
    b, se, t = (
        intervals.printed(strings[f"{row}.{column}"])
        for column in ("coefficient", "standard_error", "t")
    )
    ratio, p = b / se, p_interval(t, df)
    centre, half = float(strings[f"{row}.t"]), _half_unit(strings[f"{row}.t"], "t")
    shown, reach = float(strings[f"{row}.p"]), _half_unit(strings[f"{row}.p"], "p")
    return {
        "low": ratio.lo,
        "high": ratio.hi,
        "t": said_verdict(ratio.intersects(t)),
        "p_low": p.lo,
        "p_high": p.hi,
        "p": said_verdict(p.intersects(Interval(shown - reach, shown + reach))),
        "from": (ratio.lo - centre) / half,
        "to": (ratio.hi - centre) / half,
    }


def ratios(strings: Mapping[str, str] | None = None) -> pd.DataFrame:
    """T = b / se and p from t for the twelve printed coefficients.

    Parameters
    ----------
    strings : mapping, optional
        Printed strings by cell; by default those of the paper.

    Returns
    -------
    DataFrame
        Index: id of the t cell; columns low, high (of b / se), t (verdict), p_low, p_high,
        p (verdict), and from, to: the ends of b / se counted from the printed t in half-units of
        its last digit.

    Examples
    --------
    >>> found = ratios()
    >>> found.index[found["t"] != "consistent"].tolist()
    ['t4.constant.t']
    >>> (found["p"] == "consistent").all()
    np.True_
    """
    strings = published.strings() if strings is None else strings
    rows = {}
    for number in moments.TABLES:
        df = moments.degrees_of_freedom(number)
        for name in ("constant", *moments.regressors(number)):
            rows[f"t{number}.{name}.t"] = _ratio(strings, f"t{number}.{name}", df)
    return by_rows(rows)


def said_verdict(fits: bool) -> str:
    return moments.CONSISTENT if fits else moments.CONTRADICTION


T_CAPTION = (
    "t from coefficient and standard error, and two-sided p from t, "
    "with 10, 11 and 12 degrees of freedom"
)


def t_table() -> Table:
    """The twelve ratios beside the printed t, and the p-values beside the printed p.

    Returns
    -------
    Table
        One row per coefficient.
    """
    rows = {}
    for cell, found in ratios().iterrows():
        number, name, _ = str(cell).split(".")
        p = f"{number}.{name}.p"
        decimals = published.decimals(published.strings()[cell]) + 1
        low, high = fixed(found["low"], decimals), fixed(found["high"], decimals)
        rows[f"Table {number[1]}: {LABELS[name]}"] = {
            "b / se": f"{low} to {high}",
            "t printed": published.strings()[cell],
            "t": found["t"],
            "p from t": _p_range(found["p_low"], found["p_high"]),
            "p printed": published.strings()[p],
            "p": found["p"],
        }
    frame = by_rows(rows)
    return Table(
        frame,
        caption=T_CAPTION,
        name="tab-audit-t",
        marks=marked(frame, "t", "p"),
        note="A printed p of 0 is read to the four decimals of its column.",
    )


def _p_range(low: float, high: float) -> str:
    """Both ends of a p, once if they look the same."""
    if high < LEAST_P:
        return "< 0.00005"
    ends = fixed(low, P_DECIMALS), fixed(high, P_DECIMALS)
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


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
            lw=2.5,
            ls="-",
            marker="|" if fits else "s",
            markersize=8 if fits else 6,
        )
    axes.set_yticks(at, labels)
    axes.set_xlabel("distance of b / se from the printed t, in half-units of its last digit")
    for place, (_, row) in zip(at, found.iterrows(), strict=True):
        if row["t"] != moments.CONSISTENT:
            axes.annotate(
                "cannot be",
                (row["to"], place),
                xytext=(8, 0),
                textcoords="offset points",
                va="center",
            )


@styled
def ratio_figure() -> Figure:
    """Where b / se lies beside the printed t, in half-units of t's last digit.

    Returns
    -------
    Figure
        A bar per coefficient.

    Examples
    --------
    >>> ratio_figure().name
    'fig-audit-ratios'
    """
    found = ratios()
    labels = [f"Table {cell[1]}: {LABELS[cell.split('.')[1]]}" for cell in found.index]
    drawing, axes = draw(7, 4.2)
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


def fit_table() -> Table:
    """R² to six digits and adjusted R² from the printed F.

    Returns
    -------
    Table
        One row per table of the paper.
    """
    rows = {}
    for number in moments.TABLES:
        found = moments.r2_from_f(number)
        adjusted = 1 - (1 - found.value) * (moments.N - 1) / moments.degrees_of_freedom(number)
        model = published.table(number).loc["model"]
        rows[f"Table {number}"] = {
            "F printed": model["f"],
            "R² from F": fixed(found.value, 6),
            "R² printed": model["r2"],
            "Adjusted from F": fixed(adjusted, 6),
            "Adjusted printed": model["adjusted_r2"],
            "Verdict": found.verdict,
        }
    frame = by_rows(rows)
    return Table(
        frame,
        caption="R² from F, to more digits than the paper prints",
        name="tab-audit-fit",
        marks=marked(frame, "Verdict"),
    )


def _missed(count: int, cells: int) -> str:
    return f"{count} of {cells}" if count else "–"


SIZES_CAPTION = (
    "Cells (p-values, R², adjusted R²) that contradict the printed t and F, by assumed sample size"
)


def sizes_table() -> Table:
    """Sample sizes against the three regressions.

    Returns
    -------
    Table
        One row per size; cells that contradict it, by table of the paper.

    Examples
    --------
    >>> sizes_table().frame.query("Verdict == 'fits'").index.tolist()
    ['15']
    """
    sizes = moments.sample_sizes()
    columns = {}
    for number in moments.TABLES:
        cells = len(moments.regressors(number)) + 3
        columns[f"Table {number}"] = [_missed(count, cells) for count in sizes[f"table{number}"]]
    index = pd.Index(sizes.index.astype(str), name="n")
    shown = pd.DataFrame(columns, index=index)
    shown["Verdict"] = np.where(sizes["fits"], "fits", "does not fit")
    marks = marked(shown)
    marks["Verdict"] = np.where(sizes["fits"], MARKS["consistent"], "")
    return Table(shown, caption=SIZES_CAPTION, name="tab-audit-sizes", marks=marks, note="–: none.")


def nested_table() -> Table:
    """What the three F say about each other.

    Returns
    -------
    Table
        One row per pair of nested tables.
    """
    findings = {
        "|t| of domain names, Tables 2 and 3": moments.nested_t("domains"),
        "|t| of e-commerce, Tables 3 and 4": moments.nested_t("ecommerce"),
        "F for dropping both, Tables 2 and 4": moments.joint_f()[0],
    }
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


CRITERIA_CAPTION = (
    "Information criteria from the printed F, up to a constant common to the three tables"
)


def _criterion(column: str) -> str:
    return column.upper().replace("AICC", "AICc")


def criteria_table() -> Table:
    """Information criteria of the three tables from their F.

    Returns
    -------
    Table
        One row per table; the note names the smallest.
    """
    found = moments.information_criteria()
    shown = found.map(lambda value: fixed(value, DECIMALS)).rename(columns=_criterion)
    shown.index = pd.Index([f"Table {number}" for number in found.index])
    best = ", ".join(f"{_criterion(c)} Table {found[c].idxmin()}" for c in found.columns)
    return Table(
        shown, caption=CRITERIA_CAPTION, name="tab-audit-criteria", note=f"Smallest: {best}."
    )


OMITTED_CAPTION = (
    "Omitted-variable identity: left side minus right side, "
    "in millionths of the variance in the larger model"
)


def omitted_table() -> Table:
    """The omitted-variable identity for the seven coefficients that stay.

    Returns
    -------
    Table
        One row per coefficient; zero must lie between the two ends.
    """
    rows = {}
    for found in moments.omitted_variable():
        name, move = found.question.split(", ")
        rows[f"{LABELS[name]}, {move}"] = {
            "Value": fixed(1e6 * found.value, 1),
            "At least": fixed(1e6 * found.interval.lo, 1),
            "At most": fixed(1e6 * found.interval.hi, 1),
            "Verdict": found.verdict,
        }
    frame = by_rows(rows)
    return Table(
        frame,
        caption=OMITTED_CAPTION,
        name="tab-audit-omitted",
        marks=marked(frame, "Verdict"),
        note="Zero must lie between the two ends.",
    )


SLOPES_CAPTION = (
    "Partial correlation with GDP, and 95% interval of the coefficient "
    "(100 million yuan per unit of the series)"
)


def slopes_table() -> Table:
    """Partial correlations from t, confidence intervals from coefficient and standard error.

    Returns
    -------
    Table
        One row per slope of the three tables.
    """
    limits = moments.confidence_intervals()
    rows = {}
    for found in moments.partial_correlations():
        name, table = found.question.split(", ")
        low, high, _ = limits.loc[(int(table[-1]), name)]
        rows[f"{table}: {LABELS[name]}"] = {
            "Partial correlation": fixed(found.value, 3),
            "95% interval from": fixed(low, 3),
            "to": fixed(high, 3),
            "At the 5% level": found.verdict,
        }
    return Table(by_rows(rows), caption=SLOPES_CAPTION, name="tab-audit-slopes")


# -- Table 1 ------------------------------------------------------------------------------------


def correlations_table() -> Table:
    """The ten printed correlations with the t that each implies.

    Returns
    -------
    Table
        One row per pair of series.
    """
    rows = {}
    pairs = [(a, b) for i, a in enumerate(data.SERIES) for b in data.SERIES[i + 1 :]]
    for (a, b), found in zip(pairs, moments.significance_of_correlations(), strict=True):
        rows[f"{LABELS[a]} and {LABELS[b]}"] = {
            "r printed": found.printed,
            "t at least": fixed(found.interval.lo, 2),
            "t at most": fixed(found.interval.hi, 2),
            "At the 5% level": found.verdict,
        }
    caption = f"Correlations of Table 1 and the t they imply with n = {moments.N} independent years"
    critical = fixed(moments.effective_critical_r(), 3)
    return Table(
        by_rows(rows),
        caption=caption,
        name="tab-audit-correlations",
        note=f"Critical value of r: {critical}.",
    )


IMPLIED_NOTE = (
    "Range: over every correlation matrix that rounds to Table 1. Last column: R² as printed; "
    "VIFs from all four tables together. In Table 4 both regressors have the same VIF."
)


def implied_table() -> Table:
    """What Table 1 alone implies, and what all tables together add.

    Returns
    -------
    Table
        R², standardised coefficients and VIFs, one per row.
    """
    rows = {}
    for number in moments.TABLES:
        found = moments.implied_by_correlations("r2", number)
        rows[f"R², Table {number}"] = _implied_row(
            found, 4, published.strings()[f"t{number}.model.r2"]
        )
    for name in moments.regressors(4):
        found = moments.implied_by_correlations("beta", 4, name)
        rows[f"Standardised coefficient, Table 4: {LABELS[name]}"] = _implied_row(found, 4)
    for number, name in [(2, name) for name in moments.regressors(2)] + [(4, "users")]:
        decimals = 1 if number == 2 else DECIMALS
        found = moments.implied_by_correlations("vif", number, name)
        sharp = fixed(moments.sharpened("vif", name, number).value, decimals)
        rows[f"VIF, Table {number}: {LABELS[name]}"] = _implied_row(found, decimals, sharp)
    return Table(
        by_rows(rows),
        caption="What three printed decimals of ten correlations imply",
        name="tab-audit-implied",
        note=IMPLIED_NOTE,
    )


def _implied_row(found: moments.Finding, decimals: int, known: str = "–") -> dict[str, str]:
    return {
        "From Table 1": fixed(found.value, decimals),
        "At least": fixed(found.interval.lo, decimals),
        "At most": fixed(found.interval.hi, decimals),
        "Printed, or from all tables": known,
    }


# -- all tables at once -------------------------------------------------------------------------

FEASIBILITY_CAPTION = (
    "Smallest possible worst misfit over all data sets of 15 years, "
    "in half-units of the last printed digit (at most one: feasible)"
)
FEASIBILITY_MARKS = {"feasible": MARKS["consistent"], "infeasible": MARKS["misprint"]}


def feasibility_table(name: str = "tab-audit-feasibility") -> Table:
    """The joint programme with all cells and without one.

    Parameters
    ----------
    name : str
        Name of the table; two pages show it.

    Returns
    -------
    Table
        One row per set of cells.

    Examples
    --------
    >>> feasibility_table().frame["Verdict"].tolist()
    ['infeasible', 'infeasible', 'feasible']
    """
    found = moments.feasibility_table()
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


@remembered
def without_each() -> pd.Series:
    """The smallest worst misfit when one cell is left out, for every cell that informs (49).

    At the minimax point of all cells only those with a weight (`moments.weights`) hold the misfit
    up. Leaving out any other cell changes neither that point nor its optimality, so the programme
    is solved again only for those that hold it up.

    Returns
    -------
    Series
        Index: cell, the smallest misfit first; in half-units of the last digit.

    Examples
    --------
    >>> found = without_each()
    >>> len(found), found.index[found <= 1].tolist()
    (49, ['t4.constant.standard_error'])
    """
    whole = moments.feasibility(())
    residual, jacobian = moments.scaled(moments.PRIMARY)
    weight = moments.weights(residual(whole.theta), jacobian(whole.theta))
    found = pd.Series(whole.misfit, index=list(moments.PRIMARY))
    for cell in found.index[weight > HELD_UP]:
        found[cell] = moments.feasibility((cell,)).misfit
    # Equal misfits differ in the sixth digit by where the search stops: they keep the order of the
    # paper.
    return found.loc[found.round(3).sort_values(kind="stable").index]


def culprit() -> str:
    """The one cell without which all others fit one data set.

    Returns
    -------
    str
        Its id.

    Raises
    ------
    ValueError
        If there is no such cell, or more than one.

    Examples
    --------
    >>> culprit()
    't4.constant.standard_error'
    """
    found = without_each()
    cells = found.index[found <= 1].tolist()
    if len(cells) != 1:
        raise ValueError(f"{len(cells)} cells could be the culprit: {', '.join(cells)}")
    return cells[0]


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
    _beside(axes, "one data set fits", above, -6, "bottom")
    _beside(axes, "none does", above, 6, "bottom")
    axes.set_yticks(at, list(misfits.index))
    axes.set_ylim(-0.6, len(values) - 0.1)
    axes.set_xlim(0, values.max() * 1.15)
    axes.set_xlabel("worst misfit of the remaining cells, half-units of the last digit")


@styled
def without_each_figure() -> Figure:
    """Smallest worst misfit by the cell left out.

    Returns
    -------
    Figure
        A point per cell that matters, and one for all others.

    Examples
    --------
    >>> without_each_figure().name
    'fig-audit-without-each'
    """
    found = without_each()
    whole = moments.feasibility(()).misfit
    # Programmes that end within the same hundredth differ by their stopping rule only.
    helps = found[found < whole - 10.0**-DECIMALS]
    rest = found.drop(helps.index)
    shown = helps.rename(_place)
    shown[f"any one of the other {count(len(rest))} cells"] = rest.min()
    drawing, axes = draw(7, 3.4)
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
            culprit=_place(culprit()).split(": ")[1],
            least=fixed(found.min(), DECIMALS),
            next=fixed(found.iloc[1], DECIMALS),
            whole=fixed(whole, DECIMALS),
        ),
        caption=WITHOUT_EACH_CAPTION,
        name="fig-audit-without-each",
        behind=behind,
    )


def _contradictions(verdicts: Iterable[str]) -> int:
    """Number of verdicts other than consistent."""
    return sum(verdict != moments.CONSISTENT for verdict in verdicts)


def _check_counts() -> dict[str, tuple[int, int]]:
    """Cells or relations that each check looks at, and how many of them contradict."""
    found, tables = ratios(), moments.TABLES
    sizes = moments.sample_sizes().loc[moments.N, [f"table{number}" for number in tables]]
    fits = [moments.r2_from_f(number).verdict for number in tables]
    nested = [moments.nested_t(dropped).verdict for dropped in ("domains", "ecommerce")]
    omitted = [finding.verdict for finding in moments.omitted_variable()]
    implied = [moments.implied_by_correlations("r2", number).verdict for number in tables]
    infeasible = moments.feasibility(()).verdict != "feasible"
    return {
        "t = b / se": (len(found), _contradictions(found["t"])),
        "p from t": (len(found), _contradictions(found["p"])),
        # One F pins both R² and the adjusted one.
        "R² and adjusted R² from F": (2 * len(fits), 2 * _contradictions(fits)),
        f"n = {moments.N}": (len(tables), int((sizes > 0).sum())),
        "t from two F": (len(nested), _contradictions(nested)),
        "omitted variable": (len(omitted), _contradictions(omitted)),
        "R² from Table 1": (len(tables), _contradictions(implied)),
        "all tables at once": (1, int(infeasible)),
    }


def checks_table() -> Table:
    """Every check of the audit page.

    Returns
    -------
    Table
        How many cells or relations each looked at, and how many contradict.
    """
    rows = {
        name: {
            "Relations": str(relations),
            "Contradictions": str(contradictions),
            "Verdict": said_verdict(not contradictions),
        }
        for name, (relations, contradictions) in _check_counts().items()
    }
    frame = by_rows(rows)
    return Table(
        frame,
        caption="The audit of the paper's tables in one view",
        name="tab-audit-checks",
        marks=marked(frame, "Verdict"),
    )


def power(steps: tuple[int, ...] = (5,)) -> pd.DataFrame:
    """Planted errors in the paper's Tables 2 and 3, which are consistent.

    Parameters
    ----------
    steps : tuple of int
        What is added to a digit.

    Returns
    -------
    DataFrame
        As `helpers.forensics.planted_errors`: what the audit of one table alone would say.
    """
    return forensics.planted_errors(paper_tables(with_n=True)[:2], steps)


# -- printed tables of others -------------------------------------------------------------------

LISTING = (
    '<figure class="exhibit"><pre tabindex="0" style="white-space: pre-wrap">{text}</pre>'
    "<figcaption>{caption}</figcaption></figure>"
)


@dataclass(frozen=True)
class Listing:
    """A text shown as it is, with a caption.

    Attributes
    ----------
    text, caption : str
        Neither is HTML.

    Examples
    --------
    >>> Listing("a < b", "One line")
    a < b
    """

    text: str
    caption: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return LISTING.format(text=html.escape(self.text), caption=html.escape(self.caption))


def _kinds() -> dict[str, str]:
    """Kind of each printed table: textbook, software and so on."""
    entries = json.loads(benchmarks.EXAMPLES.read_text(encoding="utf-8"))
    return {entry["id"]: entry["kind"].replace("software output", "software") for entry in entries}


def key_table() -> Table:
    """The verdict of the tool beside the key, for every printed table.

    Returns
    -------
    Table
        One row per table, with filters.
    """
    comparison, _ = forensics.score()
    frame = pd.DataFrame(
        {
            "Kind": comparison["table"].map(_kinds()),
            "Key": comparison["key"],
            "Tool": comparison["tool"],
            "Cells, by the key": comparison["key_cells"].replace("", "–"),
            "Cells, by the tool": comparison["tool_cells"].replace("", "–"),
            "Convention": comparison["conventions"].replace("", "–"),
        }
    )
    frame = frame.set_axis(comparison["table"].rename("Table"))
    return Table(
        frame,
        caption="The tool's verdict beside the key, for every printed table",
        name="tab-printed-key",
        marks=marked(frame, "Key", "Tool"),
        filters=("Kind", "Key", "Tool"),
    )


def confusion_table() -> Table:
    """Verdicts of the key (rows) against those of the tool (columns).

    Returns
    -------
    Table
        Counts of tables.
    """
    comparison, _ = forensics.score()
    words = ["consistent", "ambiguous", "misprint"]
    counts = pd.crosstab(comparison["key"], comparison["tool"])
    frame = counts.reindex(index=words, columns=words, fill_value=0).map(str)
    frame = frame.rename(index="key: {}".format, columns="tool: {}".format)
    return Table(
        frame.rename_axis(None),
        caption="Tables by verdict of the key and verdict of the tool",
        name="tab-printed-confusion",
    )


def lower_bound(hits: int, trials: int, level: float = 0.95) -> float:
    """Exact one-sided lower confidence limit of a share.

    Parameters
    ----------
    hits, trials : int
        Counts.
    level : float
        Confidence level.

    Returns
    -------
    float
        Between 0 and 1.

    References
    ----------
    Clopper, C. J. and Pearson, E. S. (1934), Biometrika 26, 404-413.

    Examples
    --------
    >>> round(lower_bound(6, 6), 3)
    0.607
    """
    return float(stats.beta.ppf(1 - level, hits, trials - hits + 1)) if hits else 0.0


JSON_EXAMPLE = '{{"id": "{id}", "n": null,\n  "rows": [\n{rows}],\n  "stats": {stats}}}'


def _as_json(entry: dict[str, Any]) -> str:
    rows = ",\n".join("    " + json.dumps(row, ensure_ascii=False) for row in entry["rows"])
    return JSON_EXAMPLE.format(id=entry["id"], rows=rows, stats=json.dumps(entry["stats"]))


def _as_csv(entry: dict[str, Any]) -> str:
    lines = ["table,name,b,se,t,p"]
    lines += [",".join([entry["id"], *row.values()]) for row in entry["rows"]]
    lines += [f"{entry['id']},@{key},{value}" for key, value in entry["stats"].items()]
    return "\n".join(lines)


#: Input formats of the tool.
FORMATS = {"csv": _as_csv, "json": _as_json}


def example(number: int = 4, form: str = "csv") -> Listing:
    """One of the paper's tables in an input format of the tool, ready to be saved.

    Parameters
    ----------
    number : {2, 3, 4}
        Table of the paper.
    form : {"csv", "json"}
        Format.

    Returns
    -------
    Listing
        Its caption is a file name.

    Raises
    ------
    ValueError
        For another format.

    Examples
    --------
    >>> print(str(example(4, "csv")).splitlines()[1])
    Table 4,C,125157.7,11275.3,11.0999,0
    """
    if form not in FORMATS:
        raise ValueError(f"the formats are csv and json, not {form!r}")
    return Listing(FORMATS[form](table_entry(number)), f"table{number}.{form}")


def command(listing: Listing, *options: str) -> Listing:
    """What ``python -m helpers.forensics`` prints for a listing saved under its name.

    Parameters
    ----------
    listing : Listing
        A table in an input format of the tool.
    *options : {"--brief", "--json"}
        Options of the command.

    Returns
    -------
    Listing
        The report; its caption is the command.

    Raises
    ------
    ValueError
        For another option.

    Examples
    --------
    >>> print(str(command(example(4, "csv"), "--brief")).splitlines()[0])
    table Table 4: misprint (11 checks)
    """
    if not set(options) <= {"--brief", "--json"}:
        raise ValueError(f"the options are --brief and --json, not {' '.join(options)}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / listing.caption
        path.write_text(listing.text + "\n", encoding="utf-8")
        tables = forensics.read(path)
    report = reports.report(
        forensics.audit_all(tables),
        every_check="--brief" not in options,
        as_json="--json" in options,
    )
    line = " ".join(["python -m helpers.forensics", listing.caption, *options])
    return Listing(report.rstrip(), line)


# -- design choices -----------------------------------------------------------------------------


def _seven(value: float) -> str:
    """Seven significant digits, as software prints a number of at least one; six decimals below.

    >>> _seven(1234.5678), _seven(0.5), _seven(-10.0)
    ('1234.568', '0.500000', '-10.00000')
    """
    return f"{value:.6f}" if abs(value) < 1 else f"{value:#.7g}"


def _output(
    frame: pd.DataFrame, names: tuple[str, ...], constant: bool = True, **options: Any
) -> dict[str, Any]:
    """A regression of GDP as software would print it, in the input format of the tool."""
    import statsmodels.api as sm

    x = frame[list(names)]
    fit = sm.OLS(frame["gdp"], sm.add_constant(x) if constant else x).fit(**options)
    rows = [
        {
            "name": "C" if name == "const" else name,
            "b": _seven(fit.params[name]),
            "se": _seven(fit.bse[name]),
            "t": _seven(fit.tvalues[name]),
            "p": f"{fit.pvalues[name]:.4f}",
        }
        for name in fit.params.index
    ]
    # The F of a table is the classical one even beside robust standard errors in much software;
    # what is printed here is fit's own.
    fitted = {
        "r2": f"{fit.rsquared:.6f}",
        "adj_r2": f"{fit.rsquared_adj:.6f}",
        "f": _seven(float(np.squeeze(fit.fvalue))),
        "ser": _seven(math.sqrt(fit.scale)),
        "ssr": _seven(fit.ssr),
    }
    return {"id": "example", "n": str(int(fit.nobs)), "rows": rows, "stats": fitted}


def _changed(entry: dict[str, Any], place: int, **fields: str) -> dict[str, Any]:
    """An entry with other strings in one row."""
    rows = [dict(row) for row in entry["rows"]]
    rows[place].update(fields)
    return {**entry, "rows": rows}


def _one_sided_p(row: Mapping[str, str]) -> float:
    """One-sided p of a row of Table 3."""
    return float(stats.t.sf(abs(float(row["t"])), moments.degrees_of_freedom(3)))


def _starred(row: Mapping[str, str]) -> dict[str, str]:
    """A row without its p, starred by a one-sided test."""
    stars = "*" * (_one_sided_p(row) < STAR_LEVEL)
    return {**{field: string for field, string in row.items() if field != "p"}, "stars": stars}


#: A table to be judged last among the entries of its case, and why it is or is not wrong.
Case = tuple[list[dict[str, Any]], str]


def _wrong_sizes(table4: dict[str, Any]) -> dict[str, Case]:
    """Table 4 with a sample size that is not its own."""
    larger = {**table4, "n": str(moments.N + 2)}
    smaller = {**table4, "n": str(moments.N - 2)}
    return {
        "n two too large": (
            [larger],
            "rows lost to lags or gaps are common; the printed n may count them",
        ),
        "n two too small": ([smaller], "no regression uses more rows than there are"),
    }


def _other_errors(frame: pd.DataFrame) -> dict[str, Case]:
    """GDP on users with robust standard errors and the classical F."""
    classical = _output(frame, ("users",))
    robust = {**_output(frame, ("users",), cov_type="HC1", use_t=True), "stats": classical["stats"]}
    return {
        "Robust standard errors, said": (
            [{**robust, "note": "robust standard errors"}],
            "F need not be the square of a robust t",
        ),
        "Robust standard errors, not said": ([robust], "the same, and the reader should be told"),
    }


def _other_tests(table3: dict[str, Any]) -> dict[str, Case]:
    """Table 3 judged by a one-sided test: shoppers are significant at the 10% level so only."""
    legend = f"* significant at the {percent(STAR_LEVEL)} level"
    starred = {**table3, "rows": [_starred(row) for row in table3["rows"]], "note": legend}
    halved = [{**row, "p": f"{_one_sided_p(row):.4f}"} for row in table3["rows"]]
    return {
        "Stars from a one-sided test": ([starred], "stars follow a legend, not an identity"),
        "One-sided p": ([{**table3, "rows": halved}], "half the usual p, a choice and no slip"),
    }


def _other_samples(frame: pd.DataFrame, table4: dict[str, Any]) -> dict[str, Case]:
    """Table 4 nested in a Table 3 of fewer years."""
    nesting = {"nested_in": "larger", "dropped": "ecommerce"}
    smaller = {**table4, "id": "smaller", "stats": {**table4["stats"], **nesting}}
    larger = {**_output(frame.iloc[:-2], models.SPECIFICATIONS["table3"]), "id": "larger"}
    return {
        "Nested model on other rows": (
            [larger, smaller],
            "SSR can only rise when a regressor goes, but only on the same rows",
        )
    }


def _other_digits(frame: pd.DataFrame, table4: dict[str, Any]) -> dict[str, Case]:
    """Table 4 with other digits: single precision, no constant, cut, exchanged, or none."""
    rows = table4["rows"]
    single = f"{float(rows[0]['t']) * (1 + SINGLE):#.7g}"
    through_zero = _output(frame, models.SPECIFICATIONS["table4"], constant=False)
    cut = [{**row, "t": f"{math.trunc(float(row['t']) * 100) / 100:.2f}"} for row in rows]
    bare = [{"name": row["name"], "b": row["b"]} for row in rows]
    return {
        "Computed in single precision": (
            [_changed(table4, 0, t=single)],
            "old software carries seven digits; the last one is not certain",
        ),
        "No constant, and no word about it": (
            [through_zero],
            "R² and F then refer to zero, not to the mean",
        ),
        "t cut to two decimals": (
            [{**table4, "rows": cut}],
            "cutting is no error of arithmetic",
        ),
        "Two digits exchanged in a t": (
            [_changed(table4, 1, t=_exchanged(rows[1]["t"]))],
            "no rounding and no convention does that",
        ),
        "Coefficients only": ([{"id": "bare", "rows": bare}], "nothing to hold them against"),
    }


def design_cases() -> dict[str, Case]:
    """Tables printed in ways that a careless audit would call wrong, and two that are.

    All are regressions on the recovered data, computed here; only what the key names is out of the
    ordinary.

    Returns
    -------
    dict
        By name: entries (the last one is judged) and the reason.
    """
    frame = data.load("paper")
    table3, table4 = (_output(frame, models.SPECIFICATIONS[name]) for name in ("table3", "table4"))
    return {
        "As software prints it": ([table4], "every relation holds within rounding"),
        **_wrong_sizes(table4),
        **_other_errors(frame),
        **_other_tests(table3),
        **_other_samples(frame, table4),
        **_other_digits(frame, table4),
    }


def _exchanged(string: str) -> str:
    """The first two different neighbouring decimals exchanged.

    >>> _exchanged("8.243454")
    '8.423454'
    """
    start = string.index(".") + 1
    place = next(i for i in range(start, len(string) - 1) if string[i] != string[i + 1])
    return string[:place] + string[place + 1] + string[place] + string[place + 2 :]


DESIGN_CAPTION = (
    "Unusual tables made from regressions on the recovered data, and what the tool says of them"
)


def design_table() -> Table:
    """How the tool judges honest tables that look odd, and two that are wrong.

    Returns
    -------
    Table
        One row per case.

    Examples
    --------
    >>> design_table().frame["Verdict"].value_counts()["misprint"]
    np.int64(2)
    """
    rows = {}
    for name, (entries, reason) in design_cases().items():
        result = forensics.audit_all([forensics.table(entry) for entry in entries])[-1]
        rows[name] = {
            "Verdict": result.verdict,
            "Named convention": "; ".join(result.conventions) or "–",
            "Why": reason,
        }
    frame = by_rows(rows)
    return Table(
        frame,
        caption=DESIGN_CAPTION,
        name="tab-printed-design",
        marks=marked(frame, "Verdict"),
    )


# -- planted errors -----------------------------------------------------------------------------


@remembered
def stored() -> pd.DataFrame:
    """The stored planted errors, as ``python -m tools.planted`` wrote them.

    Returns
    -------
    DataFrame
        As `helpers.forensics.planted_errors`, one row per error.

    Examples
    --------
    >>> sorted(stored()["outcome"].unique())
    ['alone', 'caught', 'explained', 'slack']
    """
    return data.read("planted_errors").reset_index(drop=True)


def _kind(field: str) -> str:
    """Kind of cell in words."""
    return KINDS.get(field, field.capitalize())


def _grouped(planted: pd.DataFrame) -> pd.DataFrame:
    """Planted errors with the kinds of cell that have few of them put together."""
    sizes = planted["cell"].value_counts()
    few = set(sizes.index[sizes < FEW])
    return planted.assign(cell=planted["cell"].map(lambda kind: "other" if kind in few else kind))


def _shares(rates: pd.DataFrame) -> pd.DataFrame:
    """Counts and shares of outcomes by kind of cell, as they are shown."""
    shown = {"Planted": rates["planted"].map(lambda count: fixed(count, 0))}
    shown |= {word.capitalize(): rates[word].map(percent) for word in OUTCOMES}
    return pd.DataFrame(shown).set_axis([_kind(field) for field in rates.index])


RATES_NOTE = (
    "Caught: called a misprint. Explained: a named convention would print the same. "
    "Slack: within the rounding of the other cells. Alone: no relation uses the cell."
)


def rates_table() -> Table:
    """Share of planted errors by kind of cell and outcome.

    Returns
    -------
    Table
        One row per kind of cell, and one for all.
    """
    planted = stored()
    total: dict[str, float] = {"planted": len(planted)}
    total |= {word: (planted["outcome"] == word).mean() for word in OUTCOMES}
    rates = pd.concat([forensics.catch_rates(planted), pd.DataFrame([total], index=["all"])])
    return Table(
        _shares(rates),
        caption="Planted errors by kind of cell: share of each outcome",
        name="tab-printed-rates",
        note=RATES_NOTE,
    )


RATES_ALT = (
    "Stacked bars by kind of cell. The share caught runs from {least} ({worst}) to {most} "
    "({best}); the rest is explained by a convention, hidden in rounding, or stands alone."
)
RATES_CAPTION = (
    "What becomes of a planted error, by kind of cell "
    "(kinds with fewer than {few} planted errors together)"
)


def _draw_rates(axes: Axes, rates: pd.DataFrame) -> None:
    """A bar per kind of cell, filled up to one by the outcomes."""
    at, left = np.arange(len(rates)), np.zeros(len(rates))
    for word, colour, hatch in zip(OUTCOMES, OUTCOME_COLOURS, OUTCOME_HATCHES, strict=True):
        share = rates[word].to_numpy()
        axes.barh(
            at, share, left=left, color=colour, alpha=0.75, hatch=hatch, label=word, height=0.75
        )
        left = left + share
    axes.set_yticks(at, [_kind(field) for field in rates.index])
    axes.set_xlim(0, 1)
    axes.set_xlabel("share of the errors planted in such a cell")
    axes.legend(ncols=4, loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.2)


@styled
def rates_figure() -> Figure:
    """Outcomes by kind of cell, as bars that fill up to one.

    Returns
    -------
    Figure
        Kinds with few planted errors together.

    Examples
    --------
    >>> rates_figure().name
    'fig-printed-rates'
    """
    rates = forensics.catch_rates(_grouped(stored())).sort_values("caught")
    drawing, axes = draw(7, 4.4)
    _draw_rates(axes, rates)
    best, worst = rates.index[-1], rates.index[0]
    return figure(
        drawing,
        alt=RATES_ALT.format(
            least=percent(rates["caught"].iloc[0]),
            worst=KINDS.get(worst, worst),
            most=percent(rates["caught"].iloc[-1]),
            best=KINDS.get(best, best),
        ),
        caption=RATES_CAPTION.format(few=FEW),
        name="fig-printed-rates",
        behind=_shares(rates),
    )


def by_digit() -> pd.DataFrame:
    """Share of planted errors caught by how many significant digits follow the changed one.

    Returns
    -------
    DataFrame
        Index ``after`` (0: the last digit); columns: one share per step planted, and ``planted``
        (count). Cells whose last digit is not significant are left out.
    """
    planted = stored()
    planted = planted[planted["digit"] >= 0]
    last = planted.groupby(["table", "row", "cell"])["digit"].transform("max")
    after = (last - planted["digit"]).rename("after")
    hits = planted.assign(hit=planted["outcome"] == "caught")
    found = hits.pivot_table(index=after, columns="step", values="hit", aggfunc="mean")
    return found.assign(planted=planted.groupby(after).size())


DIGITS_CAPTION = (
    "Share of planted errors caught, by place of the changed digit and by how much it changes"
)
STEP_SAID = "changed by {step}: {last} in the last digit, {least} to {most} before it"
#: Line and marker of each step, and on which side of its line the label stands.
STEP_STYLES = (("o-", -1), ("s--", 1))


def _draw_digits(axes: Axes, found: pd.DataFrame, steps: Sequence[int]) -> None:
    """A labelled line per step over the place of the digit."""
    for step, (style, side) in zip(steps, STEP_STYLES, strict=True):
        axes.plot(found.index, found[step], style)
        axes.annotate(
            f"changed by {count(step)}",
            (found.index[1], found[step].iloc[1]),
            xytext=(6 * -side, 10 * side),
            textcoords="offset points",
            ha="right" if side > 0 else "left",
            va="center",
        )
    places = ["last" if after == 0 else f"{after} before" for after in found.index]
    axes.set_xticks(found.index, places)
    axes.set_ylim(0, 1)
    axes.set_ylabel("share caught")
    axes.set_xlabel("place of the changed digit")


def _step_said(step: int, shares: pd.Series) -> str:
    """Shares caught of one step, in words."""
    return STEP_SAID.format(
        step=step,
        last=percent(shares.iloc[0]),
        least=percent(shares.iloc[1:].min()),
        most=percent(shares.iloc[1:].max()),
    )


@styled
def digits_figure() -> Figure:
    """Share caught by place of the changed digit, counted from the last.

    Returns
    -------
    Figure
        A line per step planted.

    Examples
    --------
    >>> digits_figure().name
    'fig-printed-digits'
    """
    found = by_digit()
    found = found[found["planted"] >= FEW]
    steps = [column for column in found.columns if column != "planted"]
    drawing, axes = draw(7, 3.2)
    _draw_digits(axes, found, steps)
    shown = {f"+{step}": found[step].map(percent) for step in steps}
    shown |= {"Planted": found["planted"].map(lambda count: fixed(count, 0))}
    places = ["last" if after == 0 else f"{after} before the last" for after in found.index]
    said = "; ".join(_step_said(step, found[step]) for step in steps)
    return figure(
        drawing,
        alt=f"Share of planted errors caught by place of the digit. {said}.",
        caption=DIGITS_CAPTION,
        name="fig-printed-digits",
        behind=pd.DataFrame(shown).set_axis(places),
    )


def _mostly_in(explained: pd.DataFrame, convention: str) -> str:
    """The three kinds of cell whose errors a convention explains most often."""
    named = explained["convention"].str.contains(convention, regex=False)
    kinds = explained.loc[named, "cell"].value_counts().index[:3]
    return listed(KINDS[kind] for kind in kinds)


def excuses_table() -> Table:
    """The conventions that explain planted errors, and how often.

    Returns
    -------
    Table
        One row per convention.
    """
    planted = stored()
    explained = planted[planted["outcome"] == "explained"]
    counts = explained["convention"].str.split("; ").explode().value_counts()
    shares = counts / len(planted)
    frame = pd.DataFrame(
        {
            "Errors": counts.map(lambda count: fixed(count, 0)),
            "Share of all planted": shares.map(lambda share: percent(share, 1)),
            "Mostly in": [_mostly_in(explained, name) for name in counts.index],
        }
    )
    return Table(
        frame.rename_axis(None),
        caption="Conventions that would print the same as a planted error",
        name="tab-printed-excuses",
    )


def sample(count: int = 60, seed: int = 37) -> pd.DataFrame:
    """A random sample of the stored errors, planted again now.

    Parameters
    ----------
    count : int
        Size of the sample.
    seed : int
        Of the draw.

    Returns
    -------
    DataFrame
        Columns as stored; the fresh answers have the suffix ``_now``.

    Examples
    --------
    >>> drawn = sample(5)
    >>> (drawn["outcome"] == drawn["outcome_now"]).all()
    np.True_
    """
    keys = ["table", "row", "cell", "digit", "step", "string"]
    drawn = stored().sample(count, random_state=seed)
    fresh = forensics.planted_errors(errors=drawn[keys])
    return drawn.join(fresh[["verdict", "convention", "outcome"]].add_suffix("_now"))


def sample_table(drawn: pd.DataFrame) -> Table:
    """Stored outcomes against those of the sample planted again.

    Parameters
    ----------
    drawn : DataFrame
        As `sample` gives it.

    Returns
    -------
    Table
        Counts: stored in rows, now in columns.
    """
    words = list(OUTCOMES)
    counts = pd.crosstab(drawn["outcome"], drawn["outcome_now"])
    frame = counts.reindex(index=words, columns=words, fill_value=0).map(str)
    frame = frame.rename(index="stored: {}".format, columns="now: {}".format)
    return Table(
        frame.rename_axis(None).rename_axis(None, axis=1),
        caption=f"A sample of {len(drawn)} stored errors, planted again for this page",
        name="tab-printed-sample",
    )


# -- a student's way in -------------------------------------------------------------------------

PRINTED_CAPTION = (
    "Table {number} of the paper, as printed "
    "(GDP in 100 million yuan; users and shoppers in 10,000 persons)"
)


def printed_table(number: int = 4) -> Table:
    """One table of the paper as printed, coefficient rows only.

    Parameters
    ----------
    number : {2, 3, 4}
        Table of the paper.

    Returns
    -------
    Table
        One row per coefficient.

    Examples
    --------
    >>> printed_table().frame.loc["Constant", "Standard error"]
    '11275.3'
    """
    frame = published.table(number).drop(index="model")[list(ROW_FIELDS)]
    columns = {"coefficient": "Coefficient", "standard_error": "Standard error"}
    return Table(
        frame.rename(index=LABELS, columns=columns),
        caption=PRINTED_CAPTION.format(number=number),
        name=f"tab-path-printed-{number}",
    )


def p_table(series: str = "domains", number: int = 2, sizes: tuple[int, ...] = SIZES) -> Table:
    """Two-sided p of one printed t at several sample sizes.

    Parameters
    ----------
    series : str
        Regressor.
    number : {2, 3, 4}
        Table of the paper.
    sizes : tuple of int
        Sample sizes.

    Returns
    -------
    Table
        One row per size.
    """
    t, cell = moments.cell(f"t{number}.{series}.t"), f"t{number}.{series}.p"
    rows = {}
    for n in sizes:
        df = moments.degrees_of_freedom(number, n)
        p = p_interval(t, df)
        fits = p.intersects(intervals.printed(published.strings()[cell]))
        rows[str(n)] = {
            "df": str(df),
            "p at least": fixed(p.lo, P_DECIMALS),
            "p at most": fixed(p.hi, P_DECIMALS),
            "Printed": published.strings()[cell],
            "Verdict": "fits" if fits else "does not fit",
        }
    return Table(
        by_rows(rows).rename_axis("n"),
        caption=f"p of {LABELS[series]} in Table {number} from its printed t, by sample size",
        name="tab-path-p",
    )


def vintage_table() -> Table:
    """Mean of GDP in several vintages beside the mean that Table 4 and the users series imply.

    Returns
    -------
    Table
        One row per vintage, the nearest first.
    """
    from helpers import recovery

    implied = recovery.invert_table4()[0]
    means = recovery.gdp_vintages().mean()
    rows = {
        "implied by Table 4 and users": {
            "Mean of GDP": fixed(implied.value, 0),
            "Misses by": "–",
            "Verdict": "–",
        }
    }
    for name, mean in means.sort_values(key=lambda x: abs(x - implied.value)).items():
        rows[str(name)] = {
            "Mean of GDP": fixed(mean, 1),
            "Misses by": fixed(mean - implied.value, 1),
            "Verdict": "fits" if implied.interval.contains(mean) else "does not fit",
        }
    least, most = fixed(implied.interval.lo, 0), fixed(implied.interval.hi, 0)
    return Table(
        by_rows(rows),
        caption="Mean of GDP, 2004–2018, by vintage (100 million yuan)",
        name="tab-path-vintages",
        note=f"Rounding of the printed digits leaves {least} to {most}.",
    )


def means() -> dict[str, float]:
    """Means of users and shoppers, for the task on the GDP vintage.

    Returns
    -------
    dict
        ``users`` (recovered) and ``shoppers`` (implied by Table 4), in 10,000 persons.

    Examples
    --------
    >>> {name: round(value) for name, value in means().items()}
    {'users': 47040, 'shoppers': 24013}
    """
    from helpers import recovery

    return {
        "users": float(recovery.column("users").mean()),
        "shoppers": float(recovery.invert_table4()[1].value),
    }


def finding_table(found: moments.Finding, decimals: int = 2) -> Table:
    """One finding of `helpers.moments` as a table of one row.

    Parameters
    ----------
    found : helpers.moments.Finding
        Value and interval.
    decimals : int
        Decimals shown.

    Returns
    -------
    Table
        Value, and both ends of the interval.

    Examples
    --------
    >>> finding_table(moments.yuan_per_person("shoppers"), 0).frame.iloc[0, 0]
    '66,277'
    """
    question = sentence_case(found.question)
    row = {
        "Value": fixed(found.value, decimals),
        "At least": fixed(found.interval.lo, decimals),
        "At most": fixed(found.interval.hi, decimals),
    }
    slug = "".join(c if c.isalnum() else "-" for c in found.question.casefold()).strip("-")
    return Table(
        pd.DataFrame([row], index=[question]),
        caption=f"{question}, with what the rounding of the printed digits allows",
        name=f"tab-path-{slug}",
    )
