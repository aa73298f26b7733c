"""What the page *Reading a coefficient* shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.exhibits.base import INK, PALETTE, Figure, Table, draw, figure, styled
from helpers.methods.coefficients import (
    WANTED,
    Partial,
)
from helpers.vocabulary import LABELS, SCALE, TRILLION, YUAN_PER_PERSON
from helpers.words import fixed, p_value, percent

if TYPE_CHECKING:
    from statsmodels.regression.linear_model import RegressionResultsWrapper as Results
HELD = "the others held fixed"
MANY_DIGITS = 10  # a coefficient above is shown without decimals
POWER_CAPTION = "What the t tests can find with these data, if errors are independent and normal"
POWER_NOTE = (
    "Smallest effect found: the size that a test at the 5% level finds in {wanted} of samples."
)


def _plain_digits(value: float) -> int:
    """Decimals of a number in plain units."""
    return 0 if abs(value) > MANY_DIGITS else 2


def power_table(powers: pd.DataFrame) -> Table:
    """For each regressor: the estimate, the smallest effect likely to be found, and the power.

    Parameters
    ----------
    powers : DataFrame
        From `helpers.methods.coefficients.powers_in_plain_units`.

    Returns
    -------
    Table
        One row per regressor, in plain units; likely to be found: four times in five.
    """
    rows = {
        LABELS[str(name)]: {
            "Unit": row["unit"],
            "Estimate": fixed(row["estimate"], _plain_digits(row["estimate"])),
            "Smallest effect found": fixed(row["least"], _plain_digits(row["least"])),
            "Power at the estimate": percent(row["power"]),
        }
        for name, row in powers.iterrows()
    }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption=POWER_CAPTION,
        name="tab-power",
        note=POWER_NOTE.format(wanted=percent(WANTED)),
    )


PLAIN_CAPTION = (
    "Coefficients as printed (100 million yuan per 10,000 persons or names) and in plain units"
)


def plain_table(plain: pd.DataFrame) -> Table:
    """Coefficients in plain units with their 95% intervals.

    Parameters
    ----------
    plain : DataFrame
        From `helpers.methods.coefficients.plain_units`.

    Returns
    -------
    Table
        One row per regressor.
    """
    rows = {}
    for name, found in plain.iterrows():
        digits = _plain_digits(found["plain"])
        low, high = fixed(found["low"], digits), fixed(found["high"], digits)
        rows[LABELS[name]] = {
            "Coefficient": fixed(found["coefficient"], 4),
            "In plain units": fixed(found["plain"], digits),
            "95% interval": f"{low} to {high}",
            "Unit": found["unit"],
        }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption=PLAIN_CAPTION,
        name="tab-plain-units",
    )


READINGS_CAPTION = (
    "GDP and each indicator: alone, and with the other indicators held fixed "
    "(slopes in 100 million yuan per unit of the series)"
)


def readings_table(found: pd.DataFrame) -> Table:
    """Each regressor alone and with the others held fixed.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.coefficients.readings`.

    Returns
    -------
    Table
        One row per regressor.
    """
    shown = pd.DataFrame(
        {
            "r alone": [fixed(value, 3) for value in found["marginal_r"]],
            f"r, {HELD}": [fixed(value, 3) for value in found["partial_r"]],
            "Slope alone": [fixed(value, 2) for value in found["marginal_slope"]],
            f"Slope, {HELD}": [fixed(value, 2) for value in found["partial_slope"]],
            f"p, {HELD}": [p_value(value) for value in found["partial_p"]],
        },
        index=[LABELS[name] for name in found.index],
    )
    return Table(shown, caption=READINGS_CAPTION, name="tab-readings")


REGROUPED_CAPTION = (
    "One plane written three ways: coefficients in yuan per person, sum of squared residuals in "
    "millions of squared table units"
)
REGROUPED_ROWS = {
    "nested": "users and shoppers (as in Table 4)",
    "groups": "users who do not shop, and shoppers",
    "added": "users, and users who do not shop",
}
REGROUPED_COLUMNS = {
    "users": "Users",
    "shoppers": "Shoppers",
    "others": "Users who do not shop",
}


def regrouped_table(fits: Mapping[str, Results]) -> Table:
    """One fitted plane, three ways to write it, in yuan per person.

    Parameters
    ----------
    fits : mapping of str to results
        From `helpers.methods.coefficients.regrouped`.

    Returns
    -------
    Table
        One row per way.
    """
    rows = {}
    for name, fit in fits.items():
        cells = {
            label: fixed(fit.params[column] * YUAN_PER_PERSON, 0) if column in fit.params else "–"
            for column, label in REGROUPED_COLUMNS.items()
        }
        cells["SSR"] = fixed(fit.ssr / 1e6, 3)
        cells["R²"] = fixed(fit.rsquared, 4)
        rows[REGROUPED_ROWS[name]] = cells
    return Table(
        pd.DataFrame.from_dict(rows, orient="index").rename_axis("Written with"),
        caption=REGROUPED_CAPTION,
        name="tab-regrouped",
    )


def effects_table(effects: pd.DataFrame) -> Table:
    """Standardised effects and elasticities, at the means and at both ends of the sample.

    Parameters
    ----------
    effects : DataFrame
        From `helpers.methods.coefficients.effects`.

    Returns
    -------
    Table
        One row per regressor.
    """
    titles = {"standardised": "SDs of GDP per SD", "means": "Elasticity at the means"}
    shown = effects.map(lambda value: fixed(value, 2)).rename(
        columns=lambda column: titles.get(column, f"Elasticity in {column}")
    )
    return Table(
        shown.rename(index=LABELS),
        caption="Effects without units: per standard deviation, and percent of GDP per percent",
        name="tab-effects",
    )


ADDED_ALT = (
    "Two scatter plots. Left: {label} against GDP, correlation {alone}, rising line. Right: the "
    "same after the other regressors have been taken out of both, correlation {partial}, slope "
    "{slope} table units, the coefficient of the joint regression."
)
ADDED_CAPTION = "{label} and GDP, alone and with the other regressors taken out of both"
# Table units of a series per unit on the axis, and that unit's name, by plain unit.
FARTHEST = 3  # points on the right that are named


def _draw_line(
    axes: Axes, x: pd.Series, y: pd.Series, line: tuple[float, float], size: float
) -> None:
    """A scatter with its regression line (constant, slope); x is shown in units of ``size``."""
    constant, slope = line
    ends = np.array([x.min(), x.max()])
    fitted = (constant + slope * ends) / TRILLION
    axes.plot(x / size, y / TRILLION, "o", color=PALETTE[0])
    axes.plot(ends / size, fitted, "--", marker="", color=PALETTE[1])


def _name_farthest(axes: Axes, part: Partial, size: float) -> None:
    """The years that weigh most in the partial slope."""
    for year in part.x.abs().nlargest(FARTHEST).index:
        axes.annotate(
            str(year),
            (part.x[year] / size, part.y[year] / TRILLION),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            color=INK,
        )


def _behind_added(frame: pd.DataFrame, name: str, part: Partial) -> pd.DataFrame:
    """Both pairs of series of `added_variable` as text."""
    columns = {
        LABELS[name]: frame[name].map(lambda value: fixed(value, 1)),
        "GDP": frame["gdp"].map(lambda value: fixed(value, 2)),
        "Left of it": part.x.map(lambda value: fixed(value, 1)),
        "Left of GDP": part.y.map(lambda value: fixed(value, 1)),
    }
    return pd.DataFrame(columns, index=frame.index)


@styled
def added_variable(
    frame: pd.DataFrame, part: Partial, alone: Results, name: str = "domains"
) -> Figure:
    """A regressor against GDP alone, and with the other regressors taken out of both.

    Parameters
    ----------
    frame : DataFrame
        The sample.
    part : Partial
        From `helpers.methods.coefficients.frisch_waugh_lovell`.
    alone : statsmodels RegressionResults
        GDP on this regressor alone.
    name : str
        The regressor.

    Returns
    -------
    Figure
        Two panels; the slope of the right one is the coefficient of the joint regression.
    """
    size, noun = SCALE[name]
    r = frame[name].corr(frame["gdp"])
    drawing, (left, right) = draw(7, 3.4, 1, 2)
    line = alone.params["constant"], alone.params[name]
    _draw_line(left, frame[name], frame["gdp"], line, size)
    left.set_title(f"Alone: r = {fixed(r, 2)}")
    _draw_line(right, part.x, part.y, (0.0, part.slope), size)
    right.set_title(f"Others taken out: r = {fixed(part.correlation, 2)}")
    _name_farthest(right, part, size)
    right.margins(x=0.12, y=0.14)
    left.set(xlabel=f"{LABELS[name]}, {noun}", ylabel="GDP, trillion yuan")
    right.set(xlabel=f"what is left of it, {noun}", ylabel="what is left of GDP, trillion yuan")
    alt = ADDED_ALT.format(
        label=LABELS[name].lower(),
        alone=fixed(r, 3),
        partial=fixed(part.correlation, 3),
        slope=fixed(part.slope, 4),
    )
    return figure(
        drawing,
        alt=alt,
        caption=ADDED_CAPTION.format(label=LABELS[name]),
        name="fig-added-variable",
        behind=_behind_added(frame, name, part),
    )
