"""Exhibits of the forensics pages: the audit of the paper's four tables, the audit of other people's, and a student's way in.

Nothing here computes a check of its own; the checks are those of `helpers.moments` (this paper) and `helpers.forensics` (any table).
"""

from __future__ import annotations

import contextlib
import functools
import html
import io
import json
import math
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from helpers import data, forensics, intervals, models, moments, prose, published
from helpers.exhibits import PALETTE, Figure, Table, draw, figure, styled
from helpers.forensics import benchmarks
from helpers.forensics.__main__ import main
from helpers.intervals import Interval
from helpers.tables import LABELS

KINDS = {
    "b": "Coefficient", "se": "Standard error", "t": "t", "p": "p", "ser": "SE of regression", "r2": "R²", "adj_r2": "Adjusted R²", "r": "Multiple R",
    "f": "F", "p_f": "p of F", "ssr": "SSR", "ess": "ESS", "tss": "TSS", "msr": "MSR", "mse": "MSE", "dw": "Durbin–Watson", "mean_dep": "Mean of dependent",
    "sd_dep": "SD of dependent", "loglik": "Log likelihood", "aic": "AIC", "sc": "SC", "hq": "HQ", "n": "n", "df": "df",
    "ci_low": "Interval, low", "ci_high": "Interval, high", "beta": "Standardised coefficient", "tolerance": "Tolerance", "vif": "VIF",
}  # fmt: skip
OUTCOMES = ("caught", "explained", "slack", "alone")
#: CSS class of each verdict of the audit; the page's style sheet has no classes of its own for the first two.
MARKS = {
    "consistent": "verdict-supported",
    "ambiguous": "verdict-misleading",
    "misprint": "verdict-misprint",
    "not checkable": "verdict-not-checkable",
    "contradiction": "verdict-misprint",
}
#: Within this share of the largest residual a cell counts as one that holds the minimax misfit up.
HELD_UP = 1e-3
#: Kinds of cell with fewer planted errors than this are shown together.
FEW = 100
#: Level of the stars in an example: between the one-sided and the two-sided p of a coefficient of Table 3.
STAR_LEVEL = 0.10
#: What a ratio of two numbers carried in single precision may be off by: a few parts in ten million each.
SINGLE = 1.5e-6
#: A VIF or a misfit of the page is shown with so many decimals.
DECIMALS = 2


def _marks(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    marks = pd.DataFrame("", index=frame.index, columns=frame.columns)
    for column in columns:
        marks[column] = frame[column].map(lambda word: MARKS.get(word, ""))
    return marks


@functools.lru_cache(maxsize=1)
def _strings() -> dict[str, str]:
    return published.cells()["printed"].to_dict()


def _printed(cell: str) -> str:
    return _strings()[cell]


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
    """Tables 2 to 4 of the paper as the audit reads them, by default without the sample size, which they do not print.

    >>> [audit.verdict for audit in forensics.audit_all(paper_tables())]
    ['consistent', 'consistent', 'misprint']
    """
    return [forensics.table(_entry(number, with_n)) for number in moments.TABLES]


def _entry(number: int, with_n: bool = False) -> dict[str, Any]:
    frame = published.table(number)
    fields = {"coefficient": "b", "standard_error": "se", "t": "t", "p": "p"}
    rows = [
        {
            "name": "C" if name == "constant" else LABELS[name],
            **{short: frame.loc[name, long] for long, short in fields.items()},
        }
        for name in frame.index
        if name != "model"
    ]
    fit = {
        "r2": frame.loc["model", "r2"],
        "adj_r2": frame.loc["model", "adjusted_r2"],
        "f": frame.loc["model", "f"],
    }
    return {
        "id": f"Table {number}",
        **({"n": str(moments.N)} if with_n else {}),
        "rows": rows,
        "stats": fit,
    }


def interval_table(number: int = 4) -> Table:
    """Coefficients, standard errors and t of one table as the intervals that their strings stand for."""
    rows = {}
    for name in ("constant", *moments.regressors(number)):
        for column in ("coefficient", "standard_error", "t"):
            cell = f"t{number}.{name}.{column}"
            found = moments.cell(cell)
            rows[f"{LABELS[name]}: {column.replace('_', ' ')}"] = {
                "Printed": _printed(cell),
                "At least": _end(found.lo, cell),
                "At most": _end(found.hi, cell),
                "Half a unit": _end(moments.half_unit(cell), cell),
            }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption=f"What the printed strings of Table {number} can stand for (GDP in 100 million yuan; users and shoppers in 10,000 persons)",
        name="tab-audit-intervals",
    )


def _end(value: float, cell: str) -> str:
    return prose.fixed(value, published.decimals(_printed(cell)) + 1)


def ratios() -> pd.DataFrame:
    """T = b / se and p from t for the twelve printed coefficients.

    Returns
    -------
    DataFrame
        Index: id of the t cell; columns low, high (of b / se), t (verdict), p_low, p_high, p (verdict), and
        from, to: the ends of b / se counted from the printed t in half-units of its last digit.

    Examples
    --------
    >>> found = ratios()
    >>> found.index[found["t"] != "consistent"].tolist()
    ['t4.constant.t']
    >>> (found["p"] == "consistent").all()
    np.True_
    """
    rows = {}
    for number in moments.TABLES:
        df = moments.degrees_of_freedom(number)
        for name in ("constant", *moments.regressors(number)):
            b, se, t = (
                moments.cell(f"t{number}.{name}.{column}")
                for column in ("coefficient", "standard_error", "t")
            )
            ratio, cell, half = (
                b / se,
                f"t{number}.{name}.t",
                moments.half_unit(f"t{number}.{name}.t"),
            )
            p = Interval(2 * float(stats.t.sf(abs(t).hi, df)), 2 * float(stats.t.sf(abs(t).lo, df)))
            shown, reach = (
                moments.centre(f"t{number}.{name}.p"),
                moments.half_unit(f"t{number}.{name}.p"),
            )
            rows[cell] = {
                "low": ratio.lo, "high": ratio.hi, "t": _verdict(ratio.intersects(t)), "p_low": p.lo, "p_high": p.hi,
                "p": _verdict(p.intersects(Interval(shown - reach, shown + reach))),
                "from": (ratio.lo - moments.centre(cell)) / half, "to": (ratio.hi - moments.centre(cell)) / half,
            }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index")


def _verdict(fits: bool) -> str:
    return moments.CONSISTENT if fits else moments.CONTRADICTION


def t_table() -> Table:
    """The twelve ratios beside the printed t, and the p-values beside the printed p."""
    rows = {}
    for cell, found in ratios().iterrows():
        number, name, _ = cell.split(".")
        p = cell.removesuffix(".t") + ".p"
        decimals = published.decimals(_printed(cell)) + 1
        rows[f"Table {number[1]}: {LABELS[name]}"] = {
            "b / se": f"{prose.fixed(found['low'], decimals)} to {prose.fixed(found['high'], decimals)}", "t printed": _printed(cell), "t": found["t"],
            "p from t": _p_range(found["p_low"], found["p_high"]), "p printed": _printed(p), "p": found["p"],
        }  # fmt: skip
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return Table(
        frame,
        caption="t from coefficient and standard error, and two-sided p from t, with 10, 11 and 12 degrees of freedom",
        name="tab-audit-t",
        marks=_marks(frame, "t", "p"),
        note="A printed p of 0 is read to the four decimals of its column.",
    )


def _p_range(low: float, high: float) -> str:
    if high < 5e-5:
        return "< 0.00005"
    ends = prose.fixed(low, 5), prose.fixed(high, 5)
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


@styled
def ratio_figure() -> Figure:
    """Where b / se lies beside the printed t, in half-units of t's last digit.

    >>> ratio_figure().name
    'fig-audit-ratios'
    """
    found = ratios()
    drawing, axes = draw(7, 4.2)
    at = np.arange(len(found))[::-1]
    axes.axvspan(-1, 1, color=PALETTE[0], alpha=0.2, lw=0)
    axes.axvline(0, color=PALETTE[5], lw=0.8, ls="--", marker="")
    for place, (_, row) in zip(at, found.iterrows()):
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
    labels = [f"Table {cell[1]}: {LABELS[cell.split('.')[1]]}" for cell in found.index]
    axes.set_yticks(at, labels)
    axes.set_xlabel("distance of b / se from the printed t, in half-units of its last digit")
    wrong = found[found["t"] != moments.CONSISTENT]
    for cell, row in wrong.iterrows():
        axes.annotate(
            "cannot be",
            (row["to"], at[found.index.get_loc(cell)]),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
        )
    said = prose.listed(
        f"{_place(cell)}, {prose.fixed(row['from'], 1)} to {prose.fixed(row['to'], 1)}"
        for cell, row in wrong.iterrows()
    )
    behind = pd.DataFrame(
        {
            "From": found["from"].map(lambda x: prose.fixed(x, DECIMALS)),
            "To": found["to"].map(lambda x: prose.fixed(x, DECIMALS)),
            "Verdict": found["t"],
        }
    )
    behind.index = labels
    return figure(
        drawing,
        alt=f"Twelve bars, one per coefficient. All but {prose.count(len(wrong))} reach the band from −1 to 1 in which the printed t may lie; outside is {said} half-units.",
        caption="Each bar holds every b / se that the printed strings allow; the band is the rounding of the printed t (half-units of its last digit)",
        name="fig-audit-ratios",
        behind=behind,
    )


def fit_table() -> Table:
    """R² to six digits and adjusted R² from the printed F."""
    rows = {}
    for number in moments.TABLES:
        found = moments.r2_from_f(number)
        adjusted = 1 - (1 - found.value) * (moments.N - 1) / moments.degrees_of_freedom(number)
        frame = published.table(number)
        rows[f"Table {number}"] = {
            "F printed": frame.loc["model", "f"],
            "R² from F": prose.fixed(found.value, 6),
            "R² printed": frame.loc["model", "r2"],
            "Adjusted from F": prose.fixed(adjusted, 6),
            "Adjusted printed": frame.loc["model", "adjusted_r2"],
            "Verdict": found.verdict,
        }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return Table(
        frame,
        caption="R² from F, to more digits than the paper prints",
        name="tab-audit-fit",
        marks=_marks(frame, "Verdict"),
    )


def sizes_table() -> Table:
    """Sample sizes against the three regressions.

    >>> sizes_table().frame.query("Verdict == 'fits'").index.tolist()
    ['15']
    """
    sizes = moments.sample_sizes()
    cells = {f"Table {number}": len(moments.regressors(number)) + 3 for number in moments.TABLES}
    shown = pd.DataFrame(
        {
            f"Table {number}": sizes[f"table{number}"].map(
                lambda missed: "–" if not missed else f"{missed} of {cells[f'Table {number}']}"
            )
            for number in moments.TABLES
        }
    )
    shown["Verdict"] = np.where(sizes["fits"], "fits", "does not fit")
    shown.index = pd.Index(sizes.index.astype(str), name="n")
    marks = pd.DataFrame("", index=shown.index, columns=shown.columns)
    marks["Verdict"] = np.where(sizes["fits"], MARKS["consistent"], "")
    return Table(
        shown,
        caption="Cells (p-values, R², adjusted R²) that contradict the printed t and F, by assumed sample size",
        name="tab-audit-sizes",
        marks=marks,
        note="–: none.",
    )


def nested_table() -> Table:
    """What the three F say about each other."""
    joint, _ = moments.joint_f()
    found = [moments.nested_t("domains"), moments.nested_t("ecommerce"), joint]
    names = [
        "|t| of domain names, Tables 2 and 3",
        "|t| of e-commerce, Tables 3 and 4",
        "F for dropping both, Tables 2 and 4",
    ]
    rows = {
        name: {
            "From two F": prose.fixed(f.value, 5),
            "At least": prose.fixed(f.interval.lo, 5),
            "At most": prose.fixed(f.interval.hi, 5),
            "Printed": f.printed.lstrip("-") or "–",
            "Verdict": f.verdict,
        }
        for name, f in zip(names, found)
    }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return Table(
        frame,
        caption="Dropping a regressor: what the F of two tables imply",
        name="tab-audit-nested",
        marks=_marks(frame, "Verdict"),
    )


def criteria_table() -> Table:
    """Information criteria of the three tables from their F."""
    found = moments.information_criteria()
    shown = (
        found.map(lambda value: prose.fixed(value, DECIMALS))
        .rename(columns=str.upper)
        .rename(columns={"AICC": "AICc"})
    )
    shown.index = [f"Table {number}" for number in found.index]
    best = {column: f"Table {found[column].idxmin()}" for column in found.columns}
    return Table(
        shown,
        caption="Information criteria from the printed F, up to a constant common to the three tables",
        name="tab-audit-criteria",
        note="Smallest: "
        + ", ".join(
            f"{column.upper().replace('AICC', 'AICc')} {table}" for column, table in best.items()
        )
        + ".",
    )


def omitted_table() -> Table:
    """The omitted-variable identity for the seven coefficients that stay."""
    rows = {}
    for found in moments.omitted_variable():
        name, move = found.question.split(", ")
        rows[f"{LABELS[name]}, {move}"] = {
            **{
                column: prose.fixed(1e6 * value, 1)
                for column, value in (
                    ("Value", found.value),
                    ("At least", found.interval.lo),
                    ("At most", found.interval.hi),
                )
            },
            "Verdict": found.verdict,
        }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return Table(
        frame,
        caption="Omitted-variable identity: left side minus right side, in millionths of the variance in the larger model",
        name="tab-audit-omitted",
        marks=_marks(frame, "Verdict"),
        note="Zero must lie between the two ends.",
    )


def slopes_table() -> Table:
    """Partial correlations from t, confidence intervals from coefficient and standard error."""
    limits = moments.confidence_intervals()
    rows = {}
    for found in moments.partial_correlations():
        name, table = found.question.split(", ")
        low, high, _ = limits.loc[(int(table[-1]), name)]
        rows[f"{table}: {LABELS[name]}"] = {
            "Partial correlation": prose.fixed(found.value, 3),
            "95% interval from": prose.fixed(low, 3),
            "to": prose.fixed(high, 3),
            "At the 5% level": found.verdict,
        }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption="Partial correlation with GDP, and 95% interval of the coefficient (100 million yuan per unit of the series)",
        name="tab-audit-slopes",
    )


# -- Table 1 ------------------------------------------------------------------------------------


def correlations_table() -> Table:
    """The ten printed correlations with the t that each implies."""
    rows = {}
    pairs = [(a, b) for i, a in enumerate(data.SERIES) for b in data.SERIES[i + 1 :]]
    for (a, b), found in zip(pairs, moments.significance_of_correlations(), strict=True):
        rows[f"{LABELS[a]} and {LABELS[b]}"] = {
            "r printed": found.printed,
            "t at least": prose.fixed(found.interval.lo, 2),
            "t at most": prose.fixed(found.interval.hi, 2),
            "At the 5% level": found.verdict,
        }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption=f"Correlations of Table 1 and the t they imply with n = {moments.N} independent years",
        name="tab-audit-correlations",
        note=f"Critical value of r: {prose.fixed(moments.effective_critical_r(), 3)}.",
    )


def implied_table() -> Table:
    """What Table 1 alone implies: R², standardised coefficients, VIFs; and what all tables together add."""
    rows = {}
    for number in moments.TABLES:
        found = moments.implied_by_correlations("r2", number)
        rows[f"R², Table {number}"] = _implied_row(found, 4, _printed(f"t{number}.model.r2"))
    for name in moments.regressors(4):
        rows[f"Standardised coefficient, Table 4: {LABELS[name]}"] = _implied_row(
            moments.implied_by_correlations("beta", 4, name), 4
        )
    for number, name in [(2, name) for name in moments.regressors(2)] + [(4, "users")]:
        found, sharp = (
            moments.implied_by_correlations("vif", number, name),
            moments.sharpened("vif", name, number),
        )
        rows[f"VIF, Table {number}: {LABELS[name]}"] = _implied_row(
            found,
            1 if number == 2 else DECIMALS,
            prose.fixed(sharp.value, 1 if number == 2 else DECIMALS),
        )
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption="What three printed decimals of ten correlations imply",
        name="tab-audit-implied",
        note="Range: over every correlation matrix that rounds to Table 1. Last column: R² as printed; VIFs from all four tables together. In Table 4 both regressors have the same VIF.",
    )


def _implied_row(found: moments.Finding, decimals: int, known: str = "–") -> dict[str, str]:
    return {
        "From Table 1": prose.fixed(found.value, decimals),
        "At least": prose.fixed(found.interval.lo, decimals),
        "At most": prose.fixed(found.interval.hi, decimals),
        "Printed, or from all tables": known,
    }


# -- all tables at once -------------------------------------------------------------------------


def feasibility_table(name: str = "tab-audit-feasibility") -> Table:
    """The joint programme with all cells and without one; ``name`` because two pages show it.

    >>> feasibility_table().frame["Verdict"].tolist()
    ['infeasible', 'infeasible', 'feasible']
    """
    found = moments.feasibility_table()
    frame = pd.DataFrame(
        {
            "Cells": found["cells"].astype(str),
            "Worst misfit": found["misfit"].map(lambda x: prose.fixed(x, DECIMALS)),
            "Verdict": found["verdict"],
        }
    )
    marks = pd.DataFrame("", index=frame.index, columns=frame.columns)
    marks["Verdict"] = frame["Verdict"].map(
        {"feasible": MARKS["consistent"], "infeasible": MARKS["misprint"]}
    )
    frame.index = marks.index = [label[0].upper() + label[1:] for label in frame.index]
    return Table(
        frame,
        caption="Smallest possible worst misfit over all data sets of 15 years, in half-units of the last printed digit (at most one: feasible)",
        name=name,
        marks=marks,
    )


@functools.lru_cache(maxsize=1)
def without_each() -> pd.Series:
    """The smallest worst misfit when one cell is left out, for every cell that informs (49), in half-units of its last digit.

    At the minimax point of all cells only those whose residual equals the misfit hold it up. Leaving out any other cell
    changes neither that point nor its optimality, so the programme is solved again only for those that hold it up.

    Examples
    --------
    >>> found = without_each()
    >>> len(found), found.index[found <= 1].tolist()
    (49, ['t4.constant.standard_error'])
    """
    whole = moments.feasibility(())
    residual, _ = moments.scaled(moments.PRIMARY)
    size = np.abs(residual(whole.theta))
    found = pd.Series(whole.misfit, index=list(moments.PRIMARY))
    for cell in found.index[size > whole.misfit * (1 - HELD_UP)]:
        found[cell] = moments.feasibility((cell,)).misfit
    # Equal misfits differ in the sixth digit by where the search stops: they keep the order of the paper.
    return found.loc[found.round(3).sort_values(kind="stable").index]


def culprit() -> str:
    """The one cell without which all others fit one data set.

    >>> culprit()
    't4.constant.standard_error'

    Raises
    ------
    ValueError
        If there is no such cell, or more than one.
    """
    found = without_each()
    cells = found.index[found <= 1].tolist()
    if len(cells) != 1:
        raise ValueError(f"{len(cells)} cells could be the culprit: {', '.join(cells)}")
    return cells[0]


@styled
def without_each_figure() -> Figure:
    """Smallest worst misfit by the cell left out.

    >>> without_each_figure().name
    'fig-audit-without-each'
    """
    found = without_each()
    whole = moments.feasibility(()).misfit
    # Programmes that end within the same hundredth differ by their stopping rule only.
    helps = found[found < whole - 10.0**-DECIMALS]
    others = len(found) - len(helps)
    labels = [_place(cell) for cell in helps.index] + [
        f"any one of the other {prose.count(others)} cells"
    ]
    values = [*helps, float(found.drop(helps.index).min())]
    drawing, axes = draw(7, 3.4)
    at = np.arange(len(values))[::-1]
    fits = np.array(values) <= 1
    axes.hlines(at, 0, values, color=PALETTE[5], lw=0.8, ls="-")
    axes.plot(
        np.array(values)[fits], at[fits], marker="o", ls="none", color=PALETTE[2], markersize=8
    )
    axes.plot(
        np.array(values)[~fits], at[~fits], marker="s", ls="none", color=PALETTE[1], markersize=6
    )
    for place, value in zip(at, values):
        # The label of a misfit below one would stand on the line at one.
        axes.annotate(
            prose.fixed(value, DECIMALS),
            (value, place),
            xytext=(-8, -3) if value <= 1 else (8, 0),
            textcoords="offset points",
            ha="right" if value <= 1 else "left",
            va="top" if value <= 1 else "center",
        )
    axes.axvline(1, color=PALETTE[0], lw=1.2, ls="--", marker="")
    axes.annotate(
        "one data set fits",
        (1, at[0] + 0.45),
        xytext=(-6, 0),
        textcoords="offset points",
        ha="right",
        va="bottom",
    )
    axes.annotate(
        "none does",
        (1, at[0] + 0.45),
        xytext=(6, 0),
        textcoords="offset points",
        ha="left",
        va="bottom",
    )
    axes.set_yticks(at, labels)
    axes.set_ylim(-0.6, len(values) - 0.1)
    axes.set_xlim(0, max(values) * 1.15)
    axes.set_xlabel("worst misfit of the remaining cells, half-units of the last digit")
    behind = pd.DataFrame(
        {
            "Misfit": [prose.fixed(value, DECIMALS) for value in found],
            "Verdict": np.where(found <= 1, "feasible", "infeasible"),
        },
        index=[_place(cell) for cell in found.index],
    )
    return figure(
        drawing,
        alt=f"Misfit when one cell is left out. Only without the {_place(culprit()).split(': ')[1]} of Table 4 is it at most one, {prose.fixed(found.min(), DECIMALS)}; the next best is {prose.fixed(found.iloc[1], DECIMALS)}, and without any other it stays near {prose.fixed(whole, DECIMALS)}.",
        caption="Leave out one of the printed cells: can one data set of 15 years give all the others? (half-units of the last printed digit)",
        name="fig-audit-without-each",
        behind=behind,
    )


def checks_table() -> Table:
    """Every check of the audit page: how many cells or relations it looked at, and how many contradict."""
    found = ratios()
    sizes = moments.sample_sizes()
    omitted, nested = (
        moments.omitted_variable(),
        [moments.nested_t("domains"), moments.nested_t("ecommerce")],
    )
    fits = [moments.r2_from_f(number).verdict for number in moments.TABLES]
    feasible = moments.feasibility(()).verdict
    rows = {
        "t = b / se": (len(found), int((found["t"] != moments.CONSISTENT).sum())),
        "p from t": (len(found), int((found["p"] != moments.CONSISTENT).sum())),
        "R² and adjusted R² from F": (2 * len(fits), 2 * sum(word != moments.CONSISTENT for word in fits)),
        f"n = {moments.N}": (len(moments.TABLES), int((sizes.loc[moments.N, [f"table{t}" for t in moments.TABLES]] > 0).sum())),
        "t from two F": (len(nested), sum(f.verdict != moments.CONSISTENT for f in nested)),
        "omitted variable": (len(omitted), sum(f.verdict != moments.CONSISTENT for f in omitted)),
        "R² from Table 1": (len(moments.TABLES), sum(moments.implied_by_correlations("r2", t).verdict != moments.CONSISTENT for t in moments.TABLES)),
        "all tables at once": (1, int(feasible != "feasible")),
    }  # fmt: skip
    frame = pd.DataFrame(
        {
            "Relations": [str(a) for a, _ in rows.values()],
            "Contradictions": [str(b) for _, b in rows.values()],
            "Verdict": [_verdict(not b) for _, b in rows.values()],
        },
        index=list(rows),
    )
    return Table(
        frame,
        caption="The audit of the paper's tables in one view",
        name="tab-audit-checks",
        marks=_marks(frame, "Verdict"),
    )


def power(steps: tuple[int, ...] = (5,)) -> pd.DataFrame:
    """Planted errors in the paper's Tables 2 and 3, which are consistent: what the audit of one table alone would say.

    Returns
    -------
    DataFrame
        As `helpers.forensics.planted_errors`.
    """
    return forensics.planted_errors(paper_tables(with_n=True)[:2], steps)


def quick_audit(number: int = 4) -> Table:
    """The findings of the general tool on one printed table of the paper.

    >>> quick_audit(4).frame.index[0]
    'se of C'
    """
    result = forensics.audit_all(paper_tables())[number - 2]
    rows = {
        f.cell: {
            "Printed": f.printed,
            "All other cells allow": str(Interval(*f.implied))
            if f.implied and all(map(math.isfinite, f.implied))
            else "–",
            "Perhaps": f.correction or "–",
            "Verdict": f.verdict,
        }
        for f in result.findings
    }
    frame = pd.DataFrame.from_dict(
        rows, orient="index", columns=["Printed", "All other cells allow", "Perhaps", "Verdict"]
    )
    return Table(
        frame,
        caption=f"What the audit finds in Table {number} alone: {result.verdict}",
        name=f"tab-audit-quick-{number}",
        marks=_marks(frame, "Verdict"),
    )


# -- printed tables of others -------------------------------------------------------------------


@dataclass(frozen=True)
class Listing:
    """A text shown as it is, with a caption.

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
        return f'<figure class="exhibit"><pre tabindex="0" style="white-space: pre-wrap">{html.escape(self.text)}</pre><figcaption>{html.escape(self.caption)}</figcaption></figure>'


def _entries() -> dict[str, dict]:
    return {
        entry["id"]: entry for entry in json.loads(benchmarks.EXAMPLES.read_text(encoding="utf-8"))
    }


def key_table() -> Table:
    """The verdict of the tool beside the key, for every printed table."""
    comparison, _ = forensics.score()
    kinds = {
        name: entry["kind"].replace("software output", "software")
        for name, entry in _entries().items()
    }
    frame = pd.DataFrame({
        "Kind": comparison["table"].map(kinds), "Key": comparison["key"], "Tool": comparison["tool"],
        "Cells, by the key": comparison["key_cells"].replace("", "–"), "Cells, by the tool": comparison["tool_cells"].replace("", "–"), "Convention": comparison["conventions"].replace("", "–"),
    }).set_axis(comparison["table"].rename("Table"))  # fmt: skip
    return Table(
        frame,
        caption="The tool's verdict beside the key, for every printed table",
        name="tab-printed-key",
        marks=_marks(frame, "Key", "Tool"),
        filters=("Kind", "Key", "Tool"),
    )


def confusion_table() -> Table:
    """Verdicts of the key (rows) against those of the tool (columns)."""
    comparison, _ = forensics.score()
    words = ["consistent", "ambiguous", "misprint"]
    counts = pd.crosstab(comparison["key"], comparison["tool"]).reindex(
        index=words, columns=words, fill_value=0
    )
    frame = counts.map(str).rename(
        index=lambda word: f"key: {word}", columns=lambda word: f"tool: {word}"
    )
    return Table(
        frame.rename_axis(None),
        caption="Tables by verdict of the key and verdict of the tool",
        name="tab-printed-confusion",
    )


def lower_bound(hits: int, trials: int, level: float = 0.95) -> float:
    """Exact (Clopper–Pearson) one-sided lower confidence limit of a share.

    >>> round(lower_bound(6, 6), 3)
    0.607
    """
    return float(stats.beta.ppf(1 - level, hits, trials - hits + 1)) if hits else 0.0


def example(number: int = 4, form: str = "csv") -> Listing:
    """One of the paper's tables in an input format of the tool, ready to be saved.

    Parameters
    ----------
    number : {2, 3, 4}
    form : {"csv", "json"}

    Raises
    ------
    ValueError
        For another format.

    Examples
    --------
    >>> print(str(example(4, "csv")).splitlines()[1])
    Table 4,C,125157.7,11275.3,11.0999,0
    """
    entry = _entry(number)
    if form == "json":
        rows = ",\n".join("    " + json.dumps(row, ensure_ascii=False) for row in entry["rows"])
        text = f'{{"id": "{entry["id"]}", "n": null,\n  "rows": [\n{rows}],\n  "stats": {json.dumps(entry["stats"])}}}'
    elif form == "csv":
        lines = ["table,name,b,se,t,p"] + [
            ",".join([entry["id"], *row.values()]) for row in entry["rows"]
        ]
        text = "\n".join(
            lines + [f"{entry['id']},@{key},{value}" for key, value in entry["stats"].items()]
        )
    else:
        raise ValueError(f"the formats are csv and json, not {form!r}")
    return Listing(text, f"table{number}.{form}")


def command(listing: Listing, *options: str) -> Listing:
    """Save a listing under its name and run ``python -m helpers.forensics`` on it.

    Returns
    -------
    Listing
        What the command prints.

    Examples
    --------
    >>> print(str(command(example(4, "csv"), "--brief")).splitlines()[0])
    table Table 4: misprint (11 checks)
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / listing.caption
        path.write_text(listing.text + "\n", encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
            main([str(path), *options])
    return Listing(
        out.getvalue().rstrip(),
        " ".join(["python -m helpers.forensics", listing.caption, *options]),
    )


# -- design choices -----------------------------------------------------------------------------


def _seven(value: float) -> str:
    """Seven significant digits, as software prints a number of at least one; six decimals below.

    >>> _seven(1234.5678), _seven(0.5), _seven(-10.0)
    ('1234.568', '0.500000', '-10.00000')
    """
    return f"{value:.6f}" if abs(value) < 1 else f"{value:#.7g}"


def _output(
    frame: pd.DataFrame, names: tuple[str, ...], constant: bool = True, **options
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
    # The F of a table is the classical one even beside robust standard errors in much software; what is printed here is fit's own.
    fitted = {
        "r2": f"{fit.rsquared:.6f}",
        "adj_r2": f"{fit.rsquared_adj:.6f}",
        "f": _seven(float(np.squeeze(fit.fvalue))),
        "ser": _seven(math.sqrt(fit.scale)),
        "ssr": _seven(fit.ssr),
    }
    return {"id": "example", "n": str(int(fit.nobs)), "rows": rows, "stats": fitted}


def _changed(entry: dict, place: int, **fields: str) -> dict:
    rows = [dict(row) for row in entry["rows"]]
    rows[place].update(fields)
    return {**entry, "rows": rows}


def design_cases() -> dict[str, tuple[list[dict], str]]:
    """Tables printed in ways that a careless audit would call wrong, and three that are: entries (the last one is judged) and the reason.

    All are regressions on the recovered data, computed here; only what the key names is out of the ordinary.
    """
    frame = data.load("paper")
    table4 = _output(frame, models.SPECIFICATIONS["table4"])
    rows4 = table4["rows"]
    # Shoppers in Table 3 are significant at the 10% level one-sided only.
    table3 = _output(frame, models.SPECIFICATIONS["table3"])
    df = moments.degrees_of_freedom(3)
    starred = [
        {**row, "stars": "*" * (float(stats.t.sf(abs(float(row["t"])), df)) < STAR_LEVEL)}
        for row in table3["rows"]
    ]
    one_sided = [
        {**row, "p": f"{float(stats.t.sf(abs(float(row['t'])), df)):.4f}"} for row in table3["rows"]
    ]
    cut = [{**row, "t": f"{math.trunc(float(row['t']) * 100) / 100:.2f}"} for row in rows4]
    smaller = {
        **table4,
        "id": "smaller",
        "stats": {**table4["stats"], "nested_in": "larger", "dropped": "ecommerce"},
    }
    other_rows = {**_output(frame.iloc[:-2], models.SPECIFICATIONS["table3"]), "id": "larger"}
    classical = _output(frame, ("users",))
    robust = {**_output(frame, ("users",), cov_type="HC1", use_t=True), "stats": classical["stats"]}
    single = f"{float(rows4[0]['t']) * (1 + SINGLE):#.7g}"
    return {
        "As software prints it": ([table4], "every relation holds within rounding"),
        "n two too large": ([{**table4, "n": str(moments.N + 2)}], "rows lost to lags or gaps are common; the printed n may count them"),
        "n two too small": ([{**table4, "n": str(moments.N - 2)}], "no regression uses more rows than there are"),
        "Robust standard errors, said": ([{**robust, "note": "robust standard errors"}], "F need not be the square of a robust t"),
        "Robust standard errors, not said": ([robust], "the same, and the reader should be told"),
        "Stars from a one-sided test": ([{**table3, "rows": [{k: v for k, v in row.items() if k != "p"} for row in starred], "note": f"* significant at the {prose.percent(STAR_LEVEL)} level"}], "stars follow a legend, not an identity"),
        "One-sided p": ([{**table3, "rows": one_sided}], "half the usual p, a choice and no slip"),
        "Nested model on other rows": ([other_rows, smaller], "SSR can only rise when a regressor goes, but only on the same rows"),
        "Computed in single precision": ([_changed(table4, 0, t=single)], "old software carries seven digits; the last one is not certain"),
        "No constant, and no word about it": ([_output(frame, models.SPECIFICATIONS["table4"], constant=False)], "R² and F then refer to zero, not to the mean"),
        "t cut to two decimals": ([{**table4, "rows": cut}], "cutting is no error of arithmetic"),
        "Two digits exchanged in a t": ([_changed(table4, 1, t=_exchanged(rows4[1]["t"]))], "no rounding and no convention does that"),
        "Coefficients only": ([{"id": "bare", "rows": [{"name": row["name"], "b": row["b"]} for row in rows4]}], "nothing to hold them against"),
    }  # fmt: skip


def _exchanged(string: str) -> str:
    """The first two different neighbouring decimals exchanged.

    >>> _exchanged("8.243454")
    '8.423454'
    """
    start = string.index(".") + 1
    place = next(i for i in range(start, len(string) - 1) if string[i] != string[i + 1])
    return string[:place] + string[place + 1] + string[place] + string[place + 2 :]


def design_table() -> Table:
    """How the tool judges honest tables that look odd, and two that are wrong.

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
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return Table(
        frame,
        caption="Unusual tables made from regressions on the recovered data, and what the tool says of them",
        name="tab-printed-design",
        marks=_marks(frame, "Verdict"),
    )


# -- planted errors -----------------------------------------------------------------------------


@functools.lru_cache(maxsize=1)
def stored() -> pd.DataFrame:
    """The stored planted errors, as ``python -m tools.planted`` wrote them.

    >>> sorted(stored()["outcome"].unique())
    ['alone', 'caught', 'explained', 'slack']
    """
    return data.read("planted_errors").reset_index(drop=True)


def _grouped(planted: pd.DataFrame) -> pd.DataFrame:
    sizes = planted["cell"].value_counts()
    few = set(sizes.index[sizes < FEW])
    return planted.assign(cell=planted["cell"].map(lambda kind: "other" if kind in few else kind))


def rates_table() -> Table:
    """Share of planted errors by kind of cell and outcome."""
    planted = stored()
    rates = forensics.catch_rates(planted)
    shares = pd.concat(
        [
            rates,
            pd.DataFrame(
                [
                    {
                        "planted": len(planted),
                        **{word: (planted["outcome"] == word).mean() for word in OUTCOMES},
                    }
                ],
                index=["all"],
            ),
        ]
    )
    frame = pd.DataFrame(
        {
            "Planted": shares["planted"].map(lambda count: prose.fixed(count, 0)),
            **{word.capitalize(): shares[word].map(prose.percent) for word in OUTCOMES},
        }
    )
    frame.index = [KINDS.get(kind, kind.capitalize()) for kind in shares.index]
    return Table(
        frame,
        caption="Planted errors by kind of cell: share of each outcome",
        name="tab-printed-rates",
        note="Caught: called a misprint. Explained: a named convention would print the same. Slack: within the rounding of the other cells. Alone: no relation uses the cell.",
    )


@styled
def rates_figure() -> Figure:
    """Outcomes by kind of cell, as bars that fill up to one.

    >>> rates_figure().name
    'fig-printed-rates'
    """
    rates = forensics.catch_rates(_grouped(stored())).sort_values("caught")
    drawing, axes = draw(7, 4.4)
    at, left = np.arange(len(rates)), np.zeros(len(rates))
    for word, colour, hatch in zip(
        OUTCOMES, (PALETTE[0], PALETTE[1], PALETTE[2], PALETTE[5]), ("", "//", "..", "xx")
    ):
        share = rates[word].to_numpy()
        axes.barh(
            at, share, left=left, color=colour, alpha=0.75, hatch=hatch, label=word, height=0.75
        )
        left = left + share
    axes.set_yticks(at, [KINDS.get(kind, kind.capitalize()) for kind in rates.index])
    axes.set_xlim(0, 1)
    axes.set_xlabel("share of the errors planted in such a cell")
    axes.legend(ncols=4, loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.2)
    best, worst = rates.index[-1], rates.index[0]
    behind = pd.DataFrame(
        {
            "Planted": rates["planted"].map(lambda count: prose.fixed(count, 0)),
            **{word.capitalize(): rates[word].map(prose.percent) for word in OUTCOMES},
        }
    )
    behind.index = [KINDS.get(kind, kind.capitalize()) for kind in rates.index]
    return figure(
        drawing,
        alt=f"Stacked bars by kind of cell. The share caught runs from {prose.percent(rates['caught'].iloc[0])} ({KINDS.get(worst, worst)}) to {prose.percent(rates['caught'].iloc[-1])} ({KINDS.get(best, best)}); the rest is explained by a convention, hidden in rounding, or stands alone.",
        caption=f"What becomes of a planted error, by kind of cell (kinds with fewer than {FEW} planted errors together)",
        name="fig-printed-rates",
        behind=behind,
    )


def by_digit() -> pd.DataFrame:
    """Share of planted errors caught by how many significant digits follow the changed one (0: the last).

    Returns
    -------
    DataFrame
        Index ``after``; columns: one share per step planted, and ``planted`` (count). Cells whose last digit is not significant are left out.
    """
    planted = stored()
    planted = planted[planted["digit"] >= 0]
    last = planted.groupby(["table", "row", "cell"])["digit"].transform("max")
    after = (last - planted["digit"]).rename("after")
    found = planted.assign(hit=planted["outcome"] == "caught").pivot_table(
        index=after, columns="step", values="hit", aggfunc="mean"
    )
    return found.assign(planted=planted.groupby(after).size())


@styled
def digits_figure() -> Figure:
    """Share caught by place of the changed digit, counted from the last.

    >>> digits_figure().name
    'fig-printed-digits'
    """
    found = by_digit()
    found = found[found["planted"] >= FEW]
    steps = [column for column in found.columns if column != "planted"]
    drawing, axes = draw(7, 3.2)
    for step, style, side in zip(steps, ("o-", "s--"), (-1, 1)):
        axes.plot(found.index, found[step], style)
        axes.annotate(
            f"changed by {prose.count(step)}",
            (found.index[1], found[step].iloc[1]),
            xytext=(6 * -side, 10 * side),
            textcoords="offset points",
            ha="right" if side > 0 else "left",
            va="center",
        )
    axes.set_xticks(
        found.index, ["last" if after == 0 else f"{after} before" for after in found.index]
    )
    axes.set_ylim(0, 1)
    axes.set_ylabel("share caught")
    axes.set_xlabel("place of the changed digit")
    behind = pd.DataFrame(
        {f"+{step}": found[step].map(prose.percent) for step in steps}
        | {"Planted": found["planted"].map(lambda count: prose.fixed(count, 0))}
    )
    behind.index = ["last" if after == 0 else f"{after} before the last" for after in found.index]
    said = "; ".join(
        f"changed by {step}: {prose.percent(found[step].iloc[0])} in the last digit, {prose.percent(found[step].iloc[1:].min())} to {prose.percent(found[step].iloc[1:].max())} before it"
        for step in steps
    )
    return figure(
        drawing,
        alt=f"Share of planted errors caught by place of the digit. {said}.",
        caption="Share of planted errors caught, by place of the changed digit and by how much it changes",
        name="fig-printed-digits",
        behind=behind,
    )


def excuses_table() -> Table:
    """The conventions that explain planted errors, and how often."""
    planted = stored()
    names = planted.loc[planted["outcome"] == "explained", "convention"]
    counts = names.str.split("; ").explode().value_counts()
    cells = {
        name: planted.loc[names.index[names.str.contains(name, regex=False)], "cell"]
        .value_counts()
        .index[:3]
        for name in counts.index
    }
    frame = pd.DataFrame(
        {
            "Errors": counts.map(lambda count: prose.fixed(count, 0)),
            "Share of all planted": (counts / len(planted)).map(
                lambda share: prose.percent(share, 1)
            ),
            "Mostly in": [
                prose.listed(KINDS[kind] for kind in cells[name]) for name in counts.index
            ],
        }
    )
    return Table(
        frame.rename_axis(None),
        caption="Conventions that would print the same as a planted error",
        name="tab-printed-excuses",
    )


def sample(count: int = 60, seed: int = 37) -> pd.DataFrame:
    """A random sample of the stored errors, planted again now; columns as stored, the fresh answers with the suffix ``_now``.

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
    """Stored outcomes against those of the sample planted again."""
    counts = pd.crosstab(drawn["outcome"], drawn["outcome_now"]).reindex(
        index=list(OUTCOMES), columns=list(OUTCOMES), fill_value=0
    )
    frame = counts.map(str).rename(
        index=lambda word: f"stored: {word}", columns=lambda word: f"now: {word}"
    )
    return Table(
        frame.rename_axis(None).rename_axis(None, axis=1),
        caption=f"A sample of {len(drawn)} stored errors, planted again for this page",
        name="tab-printed-sample",
    )


# -- a student's way in -------------------------------------------------------------------------


def printed_table(number: int = 4) -> Table:
    """One table of the paper as printed, coefficient rows only.

    >>> printed_table().frame.loc["Constant", "Standard error"]
    '11275.3'
    """
    frame = published.table(number).drop(index="model")[["coefficient", "standard_error", "t", "p"]]
    frame = frame.rename(
        index=LABELS, columns={"coefficient": "Coefficient", "standard_error": "Standard error"}
    )
    return Table(
        frame,
        caption=f"Table {number} of the paper, as printed (GDP in 100 million yuan; users and shoppers in 10,000 persons)",
        name=f"tab-path-printed-{number}",
    )


def p_table(
    series: str = "domains", number: int = 2, sizes: tuple[int, ...] = (13, 14, 15, 16, 17)
) -> Table:
    """Two-sided p of one printed t at several sample sizes."""
    t = abs(moments.cell(f"t{number}.{series}.t"))
    rows = {}
    for n in sizes:
        df = moments.degrees_of_freedom(number, n)
        p = Interval(2 * float(stats.t.sf(t.hi, df)), 2 * float(stats.t.sf(t.lo, df)))
        cell = f"t{number}.{series}.p"
        fits = p.intersects(intervals.printed(_printed(cell)))
        rows[str(n)] = {
            "df": str(df),
            "p at least": prose.fixed(p.lo, 5),
            "p at most": prose.fixed(p.hi, 5),
            "Printed": _printed(cell),
            "Verdict": "fits" if fits else "does not fit",
        }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index").rename_axis("n"),
        caption=f"p of {LABELS[series]} in Table {number} from its printed t, by sample size",
        name="tab-path-p",
    )


def vintage_table() -> Table:
    """Mean of GDP in several vintages beside the mean that the printed equation and the users series imply."""
    from helpers import recovery

    implied = recovery.invert_table4()[0]
    means = recovery.gdp_vintages().mean()
    rows = {
        "implied by Table 4 and users": {
            "Mean of GDP": prose.fixed(implied.value, 0),
            "Misses by": "–",
            "Verdict": "–",
        }
    }
    for name, mean in means.sort_values(key=lambda x: abs(x - implied.value)).items():
        rows[name] = {
            "Mean of GDP": prose.fixed(mean, 1),
            "Misses by": prose.fixed(mean - implied.value, 1),
            "Verdict": "fits" if implied.interval.contains(mean) else "does not fit",
        }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption="Mean of GDP, 2004–2018, by vintage (100 million yuan)",
        name="tab-path-vintages",
        note=f"Rounding of the printed digits leaves {prose.fixed(implied.interval.lo, 0)} to {prose.fixed(implied.interval.hi, 0)}.",
    )


def means() -> dict[str, float]:
    """Means of users (recovered) and of shoppers (implied by Table 4) in 10,000 persons, for the task on the GDP vintage.

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

    >>> finding_table(moments.yuan_per_person("shoppers"), 0).frame.iloc[0, 0]
    '66,277'
    """
    frame = pd.DataFrame(
        {
            "Value": [prose.fixed(found.value, decimals)],
            "At least": [prose.fixed(found.interval.lo, decimals)],
            "At most": [prose.fixed(found.interval.hi, decimals)],
        },
        index=[found.question[0].upper() + found.question[1:]],
    )
    slug = "".join(c if c.isalnum() else "-" for c in found.question.casefold()).strip("-")
    return Table(
        frame,
        caption=f"{found.question[0].upper()}{found.question[1:]}, with what the rounding of the printed digits allows",
        name=f"tab-path-{slug}",
    )
