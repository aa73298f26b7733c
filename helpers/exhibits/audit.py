"""What the page *Audit* shows."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers import data
from helpers.data import published
from helpers.exhibits.base import PALETTE, Figure, Table, by_rows, draw, figure, styled
from helpers.recovery import moments
from helpers.recovery.audit import LEAST_P, P_DECIMALS, culprit, ratios, said_verdict, without_each
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
    return fixed(value, published.places(published.strings()[cell]) + 1)


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
        decimals = published.places(published.strings()[cell]) + 1
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
        model = published.table_cells(number).loc["model"]
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
    found = moments.implied_criteria()
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
    for found in moments.implied_partial_correlations():
        name, table = found.question.split(", ")
        low, high, _ = limits.loc[(int(table[-1]), name)]
        rows[f"{table}: {LABELS[name]}"] = {
            "Partial correlation": fixed(found.value, 3),
            "95% interval from": fixed(low, 3),
            "to": fixed(high, 3),
            "At the 5% level": found.verdict,
        }
    return Table(by_rows(rows), caption=SLOPES_CAPTION, name="tab-audit-slopes")


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


def _implied_row(found: moments.Implied, decimals: int, known: str = "–") -> dict[str, str]:
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
    found = moments.feasibility_by_cell()
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
