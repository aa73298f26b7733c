"""What the page *Collinearity* shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.exhibits.base import PALETTE, Figure, Table, draw, figure, styled
from helpers.methods import coefficients, ols
from helpers.methods.collinearity import (
    HIGH_INDEX,
    HIGH_SHARE,
)
from helpers.vocabulary import LABELS
from helpers.words import fixed, percent

HIGH_VIF = 10  # the usual rule of thumb
LONGLEY_LABELS = {
    "GNPDEFL": "Price deflator",
    "GNP": "GNP",
    "UNEMP": "Unemployed",
    "ARMED": "Armed forces",
    "POP": "Population",
    "YEAR": "Year",
}


def vif_table(factors: Mapping[str, pd.Series]) -> Table:
    """Variance inflation factors of the three regressions.

    Parameters
    ----------
    factors : mapping of Series
        `helpers.methods.collinearity.vif` by table.

    Returns
    -------
    Table
        One row per regressor, one column per table of the paper.
    """
    columns = {
        _title(table): found.map(lambda value: fixed(value, 2)) for table, found in factors.items()
    }
    shown = pd.DataFrame(columns).reindex(ols.REGRESSORS).fillna("–").rename(index=LABELS)
    return Table(
        shown,
        caption="Variance inflation factors in the paper's three regressions",
        name="tab-vif",
        note=f"Rule of thumb: a factor above {HIGH_VIF} deserves attention.",
    )


def _title(table: str) -> str:
    """How the book calls a specification that is a table of the paper."""
    return f"Table {table[-1]}"


DECOMPOSITION_CAPTION = (
    "Share of each coefficient's variance that belongs to each condition index (columns add to one)"
)
DECOMPOSITION_NOTE = (
    f"Two or more shares above {HIGH_SHARE} beside an index above {HIGH_INDEX} name a harmful "
    "dependency."
)


def decomposition_table(shares: pd.DataFrame) -> Table:
    """Variance-decomposition proportions, the largest condition index last.

    Parameters
    ----------
    shares : DataFrame
        From `helpers.methods.collinearity.variance_decomposition`.

    Returns
    -------
    Table
        One row per condition index.
    """
    shown = shares.rename(columns=LABELS).map(lambda value: fixed(value, 2))
    shown.index = pd.Index([fixed(value, 1) for value in shares.index], name="Condition index")
    return Table(
        shown,
        caption=DECOMPOSITION_CAPTION,
        name="tab-decomposition",
        note=DECOMPOSITION_NOTE,
    )


TWIN_NOTE = (
    "Condition index: columns of unit length with the constant; centred: means taken out first."
)


def twin_table(designs: pd.DataFrame) -> Table:
    """The paper's design beside the Longley data.

    Parameters
    ----------
    designs : DataFrame
        From `helpers.methods.collinearity.designs`.

    Returns
    -------
    Table
        One row per design: Tables 2 and 4, and Longley.
    """
    rows = {str(label): _design_cells(design) for label, design in designs.iterrows()}
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption="The paper's design beside the classical collinear data set",
        name="tab-twin",
        note=TWIN_NOTE,
    )


def _design_cells(design: pd.Series) -> dict[str, str]:
    """One row of `twin_table`."""
    return {
        "n": fixed(design["n"], 0),
        "Regressors": fixed(design["regressors"], 0),
        "Largest VIF": fixed(design["vif"], 1),
        "Condition index": fixed(design["condition"], 1),
        "centred": fixed(design["centred"], 1),
        "R²": fixed(design["r2"], 4),
    }


COST_CAPTION = (
    "Table 2: power of the 5% t test if the estimate were the truth, and the years it would take"
)
COST_NOTE = (
    "Assumes independent normal errors; years: as many as the sample has where these are enough."
)


def cost_table(found: pd.DataFrame) -> Table:
    """Power of each t test in Table 2, and what it would be without collinearity.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.collinearity.cost`.

    Returns
    -------
    Table
        One row per regressor.
    """
    years = f"Years for {percent(coefficients.WANTED)} power"
    shown = pd.DataFrame(
        {
            "VIF": [fixed(value, 1) for value in found["vif"]],
            "Power": [percent(value) for value in found["power"]],
            "Power if uncorrelated": [percent(value) for value in found["power_alone"]],
            years: [fixed(value, 0) for value in found["years"]],
        },
        index=[LABELS[name] for name in found.index],
    )
    return Table(shown, caption=COST_CAPTION, name="tab-cost", note=COST_NOTE)


def perturbed_table(found: Mapping[str, pd.DataFrame], relative: float = 0.01) -> Table:
    """Coefficients of Tables 2 and 4 and of the Longley regression under measurement error.

    Parameters
    ----------
    found : mapping of DataFrame
        From `helpers.methods.collinearity.perturbations`.
    relative : float
        The error that it simulates.

    Returns
    -------
    Table
        One row per coefficient.
    """
    rows = {}
    for label, moved in found.items():
        for name, row in moved.iterrows():
            rows[f"{label}: {LABELS.get(name) or LONGLEY_LABELS[name]}"] = _perturbed_cells(row)
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption=(
            f"Coefficients when every regressor carries a random error of {percent(relative)}"
        ),
        name="tab-perturbed",
        note="Longley without the year, which is not measured.",
    )


def _perturbed_cells(found: pd.Series) -> dict[str, str]:
    """One row of `perturbed_table`."""
    digits = 0 if abs(found["coefficient"]) >= 100 else 2
    low, high = fixed(found["low"], digits), fixed(found["high"], digits)
    return {
        "Coefficient": fixed(found["coefficient"], digits),
        "90% of draws": f"{low} to {high}",
        "Other sign": percent(found["flips"]),
    }


def _draw_zero(axes: Axes) -> None:
    """A thin line where a coefficient is zero."""
    axes.axhline(0, color=PALETTE[5], lw=0.8, ls="--", marker="")


TRACE_ALT = (
    "Two panels of standardised coefficients. Left, as the ridge penalty grows: {ridge}. Right, "
    "from one principal component to all: {components}."
)
TRACE_CAPTION = "Standardised coefficients under a ridge penalty and with few principal components"
LABEL_GAP = 0.075  # least distance of two labels, in standard deviations
LABEL_ROOM = 1.9  # width kept free for labels, in components


def _from_to(trace: pd.DataFrame, names: Iterable[str]) -> str:
    """First and last value of each coefficient of a trace, in words."""
    return "; ".join(
        f"{LABELS[name]} from {fixed(trace[name].iloc[0], 2)} to {fixed(trace[name].iloc[-1], 2)}"
        for name in names
    )


def _label_lines(axes: Axes, last: pd.Series, x: float, colours: dict[str, str]) -> None:
    """Names beside the ends of the lines, spread so that no two overlap."""
    height = -np.inf
    for name, value in last.sort_values(kind="stable").items():
        height = max(value, height + LABEL_GAP)
        axes.annotate(LABELS[name], (x, height), va="center", color=colours[name])


def _behind_traces(ridge: pd.DataFrame, kept: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Every tenth penalty and every number of components, as text."""
    chosen = ridge.iloc[[0, *range(1, len(ridge), 10)]]
    both = pd.concat(
        [
            chosen[names].set_axis([f"κ = {value:.4f}" for value in chosen.index]),
            kept[names].set_axis([f"{count} components" for count in kept.index]),
        ]
    )
    shown = both.map(lambda value: fixed(value, 3))
    return shown.rename(columns=LABELS).rename_axis("Estimate")


@styled
def trace_figure(ridge: pd.DataFrame, kept: pd.DataFrame) -> Figure:
    """Ridge trace and principal-components trace side by side.

    Parameters
    ----------
    ridge : DataFrame
        From `helpers.methods.collinearity.ridge_trace`, at most four regressors.
    kept : DataFrame
        From `helpers.methods.collinearity.components_trace`.

    Returns
    -------
    Figure
        Two panels.
    """
    names = [str(name) for name in kept.columns if name in LABELS]
    drawing, (left, right) = draw(7, 4.0, 1, 2, sharey=True)
    positive = ridge[ridge.index > 0]
    colours = dict(zip(names, PALETTE, strict=False))
    for name, line, marker in zip(names, ("-", "--", "-.", ":"), "os^D", strict=False):
        style = {"linestyle": line, "color": colours[name]}
        left.plot(positive.index, positive[name], marker="", **style)
        right.plot(kept.index, kept[name], marker=marker, label=LABELS[name], **style)
    left.set(
        xscale="log",
        xlabel="ridge penalty κ",
        ylabel="SDs of GDP per SD of the regressor",
        title="Ridge",
    )
    right.set(xlabel="principal components kept", title="Principal components")
    right.set_xticks(list(kept.index))
    right.set_xlim(0.8, len(kept) + LABEL_ROOM)
    _label_lines(right, kept[names].iloc[-1], len(kept) + 0.12, colours)
    for axes in (left, right):
        _draw_zero(axes)
    alt = TRACE_ALT.format(ridge=_from_to(positive, names), components=_from_to(kept, names))
    return figure(
        drawing,
        alt=alt,
        caption=TRACE_CAPTION,
        name="fig-traces",
        behind=_behind_traces(ridge, kept, names),
    )
