"""What the page *Panel* shows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.exhibits.base import INK, PALETTE, Figure, Table, draw, figure, styled
from helpers.methods.panel import (
    CORRECTIONS,
    LABEL_DROP,
    LEVEL,
    ROOM_ABOVE,
    ROOM_BELOW,
    PanelFit,
)
from helpers.methods.panel_designs import (
    METHODS,
    Association,
)
from helpers.methods.panel_inference import LAWS
from helpers.words import fixed, p_value, percent

# Relative; packages that solve the same equations in double precision agree far better than this.
AGREEMENT = 1e-8
ESTIMATES_NOTE = (
    "t clustered by province, years counted and provinces not; "
    "interval from the wild cluster bootstrap with the null imposed."
)


def estimates_table(rows: pd.DataFrame, caption: str, name: str) -> Table:
    """Rows of `summary` as a table.

    Parameters
    ----------
    rows : DataFrame
        From `summary`, with intervals.
    caption, name : str
        As for `helpers.exhibits.base.Table`.

    Returns
    -------
    Table
    """
    limits = [
        f"{fixed(low, 3)} to {fixed(high, 3)}"
        for low, high in zip(rows["lower"], rows["upper"], strict=True)
    ]
    shown = pd.DataFrame(
        {
            "Elasticity": [fixed(value, 3) for value in rows["estimate"]],
            "t": [fixed(value, 2) for value in rows["t"]],
            "p, leave one out": [p_value(value) for value in rows["jackknife"]],
            "p, bootstrap": [p_value(value) for value in rows["wild"]],
            "95% interval": limits,
            "Rows": [fixed(value, 0) for value in rows["n"]],
        },
        index=pd.Index(rows["label"], name="Regression"),
    )
    return Table(shown, caption=caption, name=name, note=ESTIMATES_NOTE)


PACKAGES_NOTE = (
    "Equal: elasticity and standard error differ from this page's "
    "by less than {tolerance:.0e} relative."
)


def packages_table(found: pd.DataFrame) -> Table:
    """`cross_check` as a table."""
    multiplied = [CORRECTIONS[name] for name in found["correction"]]
    shown = pd.DataFrame(
        {
            "Package": found["package"],
            "Elasticity": [fixed(value, 6) for value in found["estimate"]],
            "t": [fixed(value, 4) for value in found["t"]],
            "Equal here": ["yes" if gap < AGREEMENT else "no" for gap in found["gap"]],
        }
    )
    shown.index = pd.Index(multiplied, name="Variance multiplied by")
    return Table(
        shown,
        caption="The two-way regression by two packages",
        name="tab-panel-packages",
        note=PACKAGES_NOTE.format(tolerance=AGREEMENT),
    )


CORRECTIONS_NOTE = (
    "G = {provinces} provinces, n = {rows} rows. "
    "Critical value at 5%, t with G − 1 degrees of freedom: {critical}."
)


def corrections_table(result: PanelFit, critical: float) -> Table:
    """The same coefficient and the same clusters under five small-sample corrections."""
    shown = pd.DataFrame(
        {
            "Factor": [fixed(result.factor(name), 4) for name in CORRECTIONS],
            "Standard error": [fixed(result.se(name).iloc[0], 4) for name in CORRECTIONS],
            "t": [fixed(result.t(name).iloc[0], 3) for name in CORRECTIONS],
            "p": [p_value(result.p(name).iloc[0]) for name in CORRECTIONS],
        },
        index=pd.Index(CORRECTIONS.values(), name="Variance multiplied by"),
    )
    note = CORRECTIONS_NOTE.format(
        provinces=result.clusters, rows=result.n, critical=fixed(critical, 3)
    )
    return Table(
        shown,
        caption="One coefficient, one clustering, five conventions",
        name="tab-panel-corrections",
        note=note,
    )


ASSOCIATION_CAPTION = (
    "GDP and e-commerce sales per head (natural logarithms, 10,000 yuan), "
    "31 provinces, 2015 to 2024"
)
ASSOCIATION_ALT = (
    "Two scatter plots of {rows} province-years. Left, as observed, the points rise along a line "
    "of slope {raw}. Right, with province and year means taken out, the cloud is nearly flat, "
    "slope {clean}."
)


def _scatter(axis, values: pd.DataFrame, slope: float, title: str) -> None:
    """GDP against sales with the line of a given slope through the means."""
    sales, gdp = values["sales"], values["gdp"]
    axis.plot(sales, gdp, linestyle="none", marker="o", markersize=2.6, alpha=0.55)
    ends = np.array([sales.min(), sales.max()])
    line = gdp.mean() + slope * (ends - sales.mean())
    axis.plot(ends, line, marker="", color=PALETTE[1], linestyle="-")
    axis.set(title=f"{title}: {fixed(slope, 2)}", xlabel="log e-commerce sales per head")


def _association_data(raw: pd.DataFrame, clean: pd.DataFrame) -> pd.DataFrame:
    """Both series as they are and with means taken out, formatted."""
    drawn = {
        "log sales": raw["sales"],
        "log GDP": raw["gdp"],
        "log sales, within": clean["sales"],
        "log GDP, within": clean["gdp"],
    }
    labels = [f"{province} {year}" for province, year in raw.index]
    return pd.DataFrame(
        {column: [fixed(value, 3) for value in values] for column, values in drawn.items()},
        index=pd.Index(labels, name="Province and year"),
    )


@styled
def association_figure(found: Association) -> Figure:
    """GDP against e-commerce sales, as they are and with province and year means taken out."""
    raw, clean = found.raw, found.clean
    raw_slope, clean_slope = found.raw_slope, found.clean_slope
    drawing, (left, right) = draw(7.2, 3.6, columns=2)
    _scatter(left, raw, raw_slope, "As observed, slope")
    _scatter(right, clean, clean_slope, "Means out, slope")
    left.set_ylabel("log GDP per head")
    alt = ASSOCIATION_ALT.format(
        rows=len(raw), raw=fixed(raw_slope, 2), clean=fixed(clean_slope, 2)
    )
    return figure(
        drawing,
        alt=alt,
        caption=ASSOCIATION_CAPTION,
        name="fig-panel-association",
        behind=_association_data(raw, clean),
    )


INFLUENCE_CAPTION = (
    "Elasticity of GDP with respect to e-commerce sales, province and year effects, "
    "one province left out at a time"
)
INFLUENCE_ALT = (
    "Estimates with one province left out run from {lowest} without {first} to {highest} without "
    "{last}; {crossing} of {count} intervals include zero."
)


def _draw_influence(axis, rows: pd.DataFrame, whole: float) -> None:
    """One estimate with its interval per row, and a line at the estimate of all provinces."""
    place = np.arange(len(rows))
    accent = PALETTE[1]
    axis.hlines(place, rows["lower"], rows["upper"], color=PALETTE[5], linewidth=1)
    axis.plot(rows["estimate"], place, linestyle="none")
    axis.axvline(0, color=INK, linewidth=0.8)
    axis.axvline(whole, color=accent, linestyle="--", linewidth=1)
    axis.set(
        yticks=place,
        yticklabels=rows.index,
        xlabel="elasticity without the province, 95% interval",
        ylim=(-ROOM_BELOW, len(rows) + ROOM_ABOVE),
    )
    label = {"color": accent, "ha": "left", "va": "center", "fontsize": 9}
    axis.text(whole, len(rows) - LABEL_DROP, " all provinces", **label)
    axis.tick_params(axis="y", labelsize=8)


@styled
def influence_figure(rows: pd.DataFrame, whole: float) -> Figure:
    """The two-way estimate with each province left out."""
    drawing, axis = draw(6.4, 6.6)
    _draw_influence(axis, rows, whole)
    alt = INFLUENCE_ALT.format(
        lowest=fixed(rows["estimate"].iloc[0], 3),
        first=rows.index[0],
        highest=fixed(rows["estimate"].iloc[-1], 3),
        last=rows.index[-1],
        crossing=int(((rows["lower"] < 0) & (rows["upper"] > 0)).sum()),
        count=len(rows),
    )
    shown = rows.map(lambda value: fixed(value, 3))
    shown.columns = ["Elasticity", "Lower", "Upper", "t", "p"]
    return figure(
        drawing,
        alt=alt,
        caption=INFLUENCE_CAPTION,
        name="fig-panel-influence",
        behind=shown.rename_axis("Left out"),
    )


PLACEBO_CAPTION = (
    "Sales of last year, this year and next year as regressors of this year's GDP; "
    "bars are 95% intervals clustered by province"
)
PLACEBO_ALT = (
    "In levels the coefficient on next year's sales is {lead}, on this year's {same} and on last "
    "year's {lag}. In first differences they are {changes}."
)
PLACEBO_TICKS = ["last year's sales", "this year's sales", "next year's sales\n(placebo)"]
APART = 0.16  # distance of two estimates of one year, in units of a year
LEGEND_ROOM = 0.25  # share of the height left free above the bars


def _draw_placebo(axis, fits: dict[str, PanelFit]) -> None:
    """Estimates by year of the regressor, one series per regression."""
    for number, (label, result) in enumerate(fits.items()):
        limits = result.interval()
        place = np.arange(len(result.params)) + APART * number - APART / 2
        line = axis.plot(place, result.params, linestyle="none", label=label)[0]
        axis.vlines(place, limits["lower"], limits["upper"], color=line.get_color(), linewidth=1.2)
    axis.axhline(0, color=INK, linewidth=0.8)
    axis.set(xticks=range(3), xticklabels=PLACEBO_TICKS, ylabel="elasticity", xlim=(-0.5, 2.5))
    axis.legend(loc="upper left", fontsize=9)
    low, high = axis.get_ylim()
    axis.set_ylim(low, high + LEGEND_ROOM * (high - low))


def _placebo_data(fits: dict[str, PanelFit]) -> pd.DataFrame:
    """Every estimate of the placebo regressions with limits and t, formatted."""
    rows = {}
    for label, result in fits.items():
        limits, t = result.interval(), result.t()
        for name in result.params.index:
            rows[f"{label}: {name}"] = {
                "Elasticity": fixed(result.params[name], 3),
                "Lower": fixed(limits.loc[name, "lower"], 3),
                "Upper": fixed(limits.loc[name, "upper"], 3),
                "t": fixed(t[name], 2),
            }
    return pd.DataFrame(rows).T.rename_axis("Regression and year")


@styled
def placebo_figure(fits: Mapping[str, PanelFit]) -> Figure:
    """Sales of three years in one regression, in levels and in first differences."""
    levels, changes = fits.values()
    drawing, axis = draw(6.4, 3.4)
    _draw_placebo(axis, dict(fits))
    alt = PLACEBO_ALT.format(
        lead=fixed(levels.params["+1"], 3),
        same=fixed(levels.params["0"], 3),
        lag=fixed(levels.params["-1"], 3),
        changes=", ".join(fixed(value, 3) for value in changes.params[::-1]),
    )
    return figure(
        drawing,
        alt=alt,
        caption=PLACEBO_CAPTION,
        name="fig-panel-placebo",
        behind=_placebo_data(dict(fits)),
    )


def methods_table(p_values: Mapping[str, Mapping[str, float]]) -> Table:
    """p-values by method for the regressions that compare a province with itself."""
    chosen = {
        "twoway": "Both effects",
        "broadband": "… with broadband",
        "differences": "First differences",
        "long": "Change 2015–2024",
    }
    found = {label: p_values[key] for key, label in chosen.items()}
    shown = pd.DataFrame(
        {label: [p_value(p[name]) for name in METHODS] for label, p in found.items()},
        index=pd.Index(METHODS.values(), name="Method"),
    )
    return Table(
        shown,
        caption="p-values of e-commerce sales by method of inference",
        name="tab-panel-methods",
    )


SIZE_NOTE = (
    "{replications} simulated panels each, the observed e-commerce sales as regressor; "
    "Monte Carlo standard error {error} at 5%."
)


def size_table(rates: pd.DataFrame, replications: int = 1_000) -> Table:
    """Rejection rates of a true null.

    Parameters
    ----------
    rates : DataFrame
        From `size_rates`.
    replications : int
        The number that it was called with.

    Returns
    -------
    Table
    """
    labels = {"pooled": "Pooled", "twoway": "Both effects", "differences": "First differences"}
    shown = rates.map(percent)
    shown.columns = ["Independent rows", "Clustered", "Leave one out", "Wild bootstrap"]
    shown.index = pd.Index(
        [f"{labels[key]}; {LAWS[law]}" for key, law in rates.index],
        name="Regression; law of the errors",
    )
    error = np.sqrt(LEVEL * (1 - LEVEL) / replications)
    return Table(
        shown,
        caption="How often a true null is rejected at 5%, by kind of standard error",
        name="tab-panel-size",
        note=SIZE_NOTE.format(replications=fixed(replications, 0), error=percent(error, 1)),
    )


POWER_SIZES = (0.0, 0.12)  # range of true elasticities in the figure
POWER_POINTS = 49
POWER_GRID = np.linspace(*POWER_SIZES, POWER_POINTS)
POWER_STEP = 4  # of the points, every fourth goes to the table behind the figure
POWER_WANTED = 0.8
POWER_LABEL = (0.003, 0.72)  # a curve's label: to the right of the curve at 80%, and a height
POWER_ALT = "Power rises with the true elasticity and reaches four in five at {found}."


def _draw_power(
    axis, sizes: np.ndarray, curves: dict[str, np.ndarray], found: dict[str, float]
) -> None:
    """Power curves, each labelled with the elasticity at which it reaches the wanted power."""
    right, height = POWER_LABEL
    for label, curve in curves.items():
        line = axis.plot(sizes, curve, markevery=8, label=label)[0]
        axis.text(
            found[label] + right,
            height,
            f"{label}\n{fixed(found[label], 3)}",
            color=line.get_color(),
            fontsize=9,
            va="top",
        )
    axis.axhline(POWER_WANTED, color=INK, linewidth=0.8, linestyle=":")
    axis.set(
        xlabel="true elasticity",
        ylabel="chance to find it at 5%",
        ylim=(0, 1.04),
        xlim=POWER_SIZES,
    )


def _power_data(sizes: np.ndarray, curves: dict[str, np.ndarray]) -> pd.DataFrame:
    """Every fourth point of the power curves, formatted."""
    index = [fixed(size, 2) for size in sizes[::POWER_STEP]]
    return pd.DataFrame(
        {
            label: [percent(value) for value in curve[::POWER_STEP]]
            for label, curve in curves.items()
        },
        index=pd.Index(index, name="True elasticity"),
    )


@styled
def power_figure(
    curves: Mapping[str, np.ndarray], found: Mapping[str, float], sizes: np.ndarray
) -> Figure:
    """Power of the leave-one-province-out t test, in levels and in first differences."""
    drawing, axis = draw(6.4, 3.6)
    _draw_power(axis, sizes, dict(curves), dict(found))
    reached = [f"{fixed(value, 3)} ({label})" for label, value in found.items()]
    return figure(
        drawing,
        alt=POWER_ALT.format(found=" and ".join(reached)),
        caption="Power of the leave-one-province-out t test at 5%; the dotted line is 80%",
        name="fig-panel-power",
        behind=_power_data(sizes, dict(curves)),
    )


NOISY_CAPTION = (
    "Reports of e-commerce sales more than twice, or less than three fifths, of the year before "
    "(100 million yuan)"
)


def noisy_table(found: pd.Series, sales: pd.Series) -> Table:
    """The reports of e-commerce sales that jump."""
    labels = [f"{province} {year}" for province, year in found.index]
    shown = pd.DataFrame(
        {
            "Before": [fixed(sales[province, year - 1], 1) for province, year in found.index],
            "Reported": [fixed(sales[province, year], 1) for province, year in found.index],
            "Ratio": [fixed(ratio, 2) for ratio in found],
        },
        index=pd.Index(labels, name="Province and year"),
    )
    return Table(shown, caption=NOISY_CAPTION, name="tab-panel-noisy")
