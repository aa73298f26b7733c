"""Read a regression coefficient: in people's units, held fixed or not, and without units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy import optimize, stats

from helpers import data, models
from helpers.exhibits import INK, PALETTE, Figure, Table, draw, figure, styled
from helpers.prose import fixed, p_value, percent
from helpers.tables import LABELS

if TYPE_CHECKING:
    from statsmodels.regression.linear_model import RegressionResultsWrapper as Results

_SCALES = {"": 1, "million": 1_000_000}
_SINGULAR = {"persons": "person", "names": "name", "yuan": "yuan"}
WANTED = 0.8  # the power usually asked for
HELD = "the others held fixed"
POPULATION_VINTAGE = "before the 7th census"  # as known when the paper was written
FAR = 8  # standard errors, beyond which a two-sided test rejects on one side only
MANY_DIGITS = 10  # a coefficient above is shown without decimals
Regressors = str | Sequence[str]  # a specification of `models`, or column names


def spoken(name: str) -> str:
    """A series' label inside a sentence.

    Parameters
    ----------
    name : str
        A series of the book.

    Returns
    -------
    str
        In lower case, but for proper names.

    Examples
    --------
    >>> spoken("domains"), spoken("users")
    ('domain names', 'Internet users')
    """
    label = LABELS[name]
    return label if label.startswith("Internet") else label.lower()


def unit(series: str) -> tuple[float, str]:
    """How many plain units one unit of a series holds, and what they are called.

    Parameters
    ----------
    series : str
        A series of ``data/series.csv``.

    Returns
    -------
    (float, str)
        For instance 100 million and ``yuan``.

    Raises
    ------
    ValueError
        If the series is unknown or its unit is not a count of yuan, persons or names.

    Examples
    --------
    >>> unit("gdp"), unit("users")
    ((100000000.0, 'yuan'), (10000.0, 'person'))
    """
    known = data.series()
    if series not in known.index:
        raise ValueError(f"unknown series {series!r}; valid: {', '.join(known.index)}")
    text = known.loc[series, "unit"]
    found = re.fullmatch(r"([\d,]*)\s*(million|)\s*(persons|names|yuan)", text)
    if not found:
        raise ValueError(
            f"the unit of {series}, {text!r}, is not a count of yuan, persons or names"
        )
    size, scale, noun = found.groups()
    return float(size.replace(",", "") or 1) * _SCALES[scale], _SINGULAR[noun]


def plain_units(result: Results, level: float = 0.95) -> pd.DataFrame:
    """Coefficients in units a reader can picture, such as yuan per person.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`; variables are series of the book.
    level : float
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    DataFrame
        One row per regressor: coefficient (table units), plain, low, high (plain units), unit.

    Examples
    --------
    >>> from helpers import data, models
    >>> plain = plain_units(models.ols(data.load("paper"), "table4"))
    >>> round(plain.loc["users", "plain"]), plain.loc["users", "unit"]
    (43394, 'yuan per person')
    """
    dependent_size, dependent_noun = unit(result.model.endog_names)
    interval = result.conf_int(1 - level)
    rows = {}
    for name in result.params.index.drop("constant"):
        size, noun = unit(name)
        factor = dependent_size / size
        rows[name] = {
            "coefficient": result.params[name],
            "plain": result.params[name] * factor,
            "low": interval.loc[name, 0] * factor,
            "high": interval.loc[name, 1] * factor,
            "unit": f"{dependent_noun} per {noun}",
        }
    return pd.DataFrame.from_dict(rows, orient="index")


@dataclass(frozen=True)
class Partial:
    """One coefficient by the Frisch-Waugh-Lovell theorem.

    Parameters
    ----------
    y, x : Series
        What the other regressors leave of the dependent variable and of the regressor; units of
        the data.
    slope, standard_error : float
        Equal to those of the full regression.
    correlation : float
        The partial correlation.
    """

    y: pd.Series
    x: pd.Series
    slope: float
    standard_error: float
    correlation: float


def frisch_waugh_lovell(
    frame: pd.DataFrame, name: str, regressors: Regressors = "table2", dependent: str = "gdp"
) -> Partial:
    """The coefficient of one regressor from a regression of residuals on residuals.

    Parameters
    ----------
    frame : DataFrame
        As for `models.ols`.
    name : str
        The regressor to look at; one of ``regressors``.
    regressors : str or sequence of str
        A specification or column names.
    dependent : str
        Left-hand side.

    Returns
    -------
    Partial
        Residual series (units of the data), slope and standard error (equal to those of the full
        regression, which has fewer degrees of freedom than the residuals alone would suggest) and
        the partial correlation.

    Raises
    ------
    ValueError
        If ``name`` is not among the regressors; also as `models.ols`.

    Examples
    --------
    >>> from helpers import data
    >>> round(frisch_waugh_lovell(data.load("paper"), "users", "table4").slope, 4)
    4.3394
    """
    everything = list(
        models.SPECIFICATIONS.get(regressors, regressors)
        if isinstance(regressors, str)
        else regressors
    )
    if name not in everything:
        raise ValueError(f"{name!r} is not a regressor here; valid: {', '.join(everything)}")
    others = [other for other in everything if other != name]
    y = models.ols(frame, others, dependent).resid
    x = models.ols(frame, others, name).resid
    slope = float(x @ y / (x @ x))
    left = y - slope * x
    freedom = len(y) - len(everything) - 1
    return Partial(
        y,
        x,
        slope,
        float(np.sqrt(left @ left / freedom / (x @ x))),
        float(x @ y / np.sqrt((x @ x) * (y @ y))),
    )


def partial_correlations(result: Results) -> pd.Series:
    """Partial correlation of each regressor with the dependent variable, ``t / sqrt(t² + df)``.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.

    Returns
    -------
    Series
        Indexed by regressor, without the constant.

    Examples
    --------
    >>> from helpers import data, models
    >>> round(float(partial_correlations(models.ols(data.load("paper")))["domains"]), 3)
    -0.206
    """
    t = result.tvalues.drop("constant")
    return t / np.sqrt(t**2 + result.df_resid)


def readings(
    frame: pd.DataFrame, regressors: Regressors = "table2", dependent: str = "gdp"
) -> pd.DataFrame:
    """Each regressor alone and with the others held fixed.

    Parameters
    ----------
    frame, regressors, dependent
        As for `models.ols`.

    Returns
    -------
    DataFrame
        One row per regressor: r and slope alone (``marginal_r``, ``marginal_slope``), partial
        correlation, slope and p-value in the joint regression (``partial_r``, ``partial_slope``,
        ``partial_p``), and ``unlike``, true where the two slopes differ in sign.

    Examples
    --------
    >>> from helpers import data
    >>> list(readings(data.load("paper")).query("unlike").index)
    ['domains']
    """
    full = models.ols(frame, regressors, dependent)
    names = full.params.index.drop("constant")
    alone = pd.DataFrame(
        {
            name: {
                "marginal_r": frame[name].corr(frame[dependent]),
                "marginal_slope": models.ols(frame, [name], dependent).params[name],
            }
            for name in names
        }
    ).T
    result = alone.assign(
        partial_r=partial_correlations(full),
        partial_slope=full.params[names],
        partial_p=full.pvalues[names],
    )
    return result.assign(
        unlike=np.sign(result["marginal_slope"]) != np.sign(result["partial_slope"])
    )


def standardised(result: Results) -> pd.Series:
    """Coefficients for variables divided by their standard deviations: SDs of y per SD of x.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.

    Returns
    -------
    Series
        Indexed by regressor, without the constant.

    Examples
    --------
    >>> from helpers import data, models
    >>> standardised(models.ols(data.load("paper"), "table4")).round(2).to_dict()
    {'users': 0.46, 'shoppers': 0.55}
    """
    names = result.params.index.drop("constant")
    x = pd.DataFrame(result.model.exog, columns=result.model.exog_names)[names]
    return result.params[names] * x.std() / result.model.endog.std(ddof=1)


def elasticities(result: Results, year: int | None = None) -> pd.Series:
    """Percent of fitted y per percent of x, at the sample means or in one year.

    A linear equation has no one elasticity: ``b x / ŷ`` moves with x.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.
    year : int, optional
        A label of the index; the means by default.

    Returns
    -------
    Series
        Indexed by regressor, without the constant.

    Raises
    ------
    ValueError
        If the year is not in the sample.

    Examples
    --------
    >>> from helpers import data, models
    >>> fit = models.ols(data.load("paper"), "table4")
    >>> bool(elasticities(fit, 2018)["shoppers"] > elasticities(fit)["shoppers"])
    True
    """
    x = pd.DataFrame(
        result.model.exog, columns=result.model.exog_names, index=result.fittedvalues.index
    ).drop(columns="constant")
    if year is None:
        return result.params[x.columns] * x.mean() / result.fittedvalues.mean()
    if year not in x.index:
        raise ValueError(f"{year} is not in the sample, {x.index[0]} to {x.index[-1]}")
    return result.params[x.columns] * x.loc[year] / result.fittedvalues[year]


def regrouped(frame: pd.DataFrame) -> dict[str, Results]:
    """The same plane in three sets of coordinates: who is a user, who shops, who does not.

    Shoppers are users. Written with users who do not shop, the equation fits the same values to the
    last digit while every coefficient answers another question.

    Parameters
    ----------
    frame : DataFrame
        The sample.

    Returns
    -------
    dict of statsmodels RegressionResults
        ``nested`` (users, shoppers), ``groups`` (others, shoppers) and ``added`` (users, others),
        where ``others`` are users who do not shop; all in 10,000 persons.

    Raises
    ------
    ValueError
        If some year has more shoppers than users.

    Examples
    --------
    >>> from helpers import data
    >>> fits = regrouped(data.load("paper"))
    >>> len({round(fit.ssr) for fit in fits.values()})
    1
    """
    excess = frame.index[frame["shoppers"] > frame["users"]]
    if len(excess):
        raise ValueError(f"more shoppers than users in {excess[0]}")
    wide = frame.assign(others=frame["users"] - frame["shoppers"])
    return {
        "nested": models.ols(wide, ["users", "shoppers"]),
        "groups": models.ols(wide, ["others", "shoppers"]),
        "added": models.ols(wide, ["users", "others"]),
    }


def gdp_per_head(year: int = 2018, frame: pd.DataFrame | None = None) -> float:
    """GDP of the paper's data over the year-end population, in yuan.

    Parameters
    ----------
    year : int
        A year of the data.
    frame : DataFrame, optional
        The sample; the paper's data by default.

    Returns
    -------
    float
        Yuan per head.

    Raises
    ------
    ValueError
        If the year is outside the data or no population is held for it.

    Examples
    --------
    >>> 60_000 < gdp_per_head(2018) < 70_000
    True
    """
    frame = data.load("paper") if frame is None else frame
    people = (
        data.observations()
        .query("series == 'population' and vintage == @POPULATION_VINTAGE")
        .set_index("year")["value"]
    )
    if str(year) not in people.index or year not in frame.index:
        raise ValueError(f"no population or no GDP of {year}")
    money, _ = unit("gdp")
    heads, _ = unit("population")
    return float(frame.loc[year, "gdp"] * money / (people[str(year)] * heads))


def power(effect: float, standard_error: float, df: int, alpha: float = 0.05) -> float:
    """Chance that a two-sided t test rejects when the coefficient is ``effect``.

    Exact for independent normal errors: the statistic is noncentral t with noncentrality
    ``effect / standard_error``.

    Parameters
    ----------
    effect, standard_error : float
        In the same unit; the standard error is positive.
    df : int
        Residual degrees of freedom.
    alpha : float
        Level of the test.

    Returns
    -------
    float
        Between alpha and one.

    Raises
    ------
    ValueError
        If the standard error is not positive.

    Examples
    --------
    >>> round(power(0, 1, 10), 3)
    0.05
    """
    if standard_error <= 0:
        raise ValueError(f"a standard error is positive, not {standard_error}")
    critical, shift = stats.t.isf(alpha / 2, df), abs(effect) / standard_error
    # Far from zero the lower tail is nothing, and the noncentral distribution has no digits there.
    lower = stats.nct.cdf(-critical, df, shift) if shift < FAR else 0.0
    return float(stats.nct.sf(critical, df, shift) + lower)


def detectable_effect(
    standard_error: float, df: int, wanted: float = WANTED, alpha: float = 0.05
) -> float:
    """The smallest coefficient that a t test finds with the wanted power.

    Parameters
    ----------
    standard_error : float
        Of the coefficient, in its unit.
    df : int
        Residual degrees of freedom.
    wanted : float
        Power, between alpha and one.
    alpha : float
        Level of the test.

    Returns
    -------
    float
        In the unit of the standard error.

    Raises
    ------
    ValueError
        If the power wanted does not lie between alpha and one.

    Examples
    --------
    >>> round(power(detectable_effect(2.0, 10), 2.0, 10), 6)
    0.8
    """
    if not alpha < wanted < 1:
        raise ValueError(f"the power wanted lies between alpha and one, not at {wanted}")
    return standard_error * optimize.brentq(
        lambda shift: power(shift, 1.0, df, alpha) - wanted, 0, 100
    )


POWER_CAPTION = "What the t tests can find with these data, if errors are independent and normal"
POWER_NOTE = (
    "Smallest effect found: the size that a test at the 5% level finds in {wanted} of samples."
)


def _plain_digits(value: float) -> int:
    """Decimals of a number in plain units."""
    return 0 if abs(value) > MANY_DIGITS else 2


def power_table(result: Results) -> Table:
    """For each regressor: the estimate, the smallest effect likely to be found, and the power.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.

    Returns
    -------
    Table
        One row per regressor, in plain units; likely to be found: four times in five.
    """
    rows, df = {}, int(result.df_resid)
    for name, plain in plain_units(result).iterrows():
        estimate = plain["plain"]
        error = result.bse[name] * (estimate / plain["coefficient"])
        least = detectable_effect(error, df)
        rows[LABELS[name]] = {
            "Unit": plain["unit"],
            "Estimate": fixed(estimate, _plain_digits(estimate)),
            "Smallest effect found": fixed(least, _plain_digits(least)),
            "Power at the estimate": percent(power(estimate, error, df)),
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


def plain_table(result: Results) -> Table:
    """Coefficients in plain units with their 95% intervals.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.

    Returns
    -------
    Table
        One row per regressor.
    """
    rows = {}
    for name, found in plain_units(result).iterrows():
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


def readings_table(frame: pd.DataFrame, regressors: Regressors = "table2") -> Table:
    """Each regressor alone and with the others held fixed.

    Parameters
    ----------
    frame, regressors
        As for `readings`.

    Returns
    -------
    Table
        One row per regressor.
    """
    found = readings(frame, regressors)
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


def regrouped_table(frame: pd.DataFrame) -> Table:
    """One fitted plane, three ways to write it, in yuan per person.

    Parameters
    ----------
    frame : DataFrame
        The sample.

    Returns
    -------
    Table
        One row per way.
    """
    factor = unit("gdp")[0] / unit("users")[0]
    rows = {}
    for name, fit in regrouped(frame).items():
        cells = {
            label: fixed(fit.params[column] * factor, 0) if column in fit.params else "–"
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


def effects_table(result: Results) -> Table:
    """Standardised effects and elasticities, at the means and at both ends of the sample.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.

    Returns
    -------
    Table
        One row per regressor.
    """
    years = result.fittedvalues.index
    columns = {
        "SDs of GDP per SD": standardised(result),
        "Elasticity at the means": elasticities(result),
        f"Elasticity in {years[0]}": elasticities(result, years[0]),
        f"Elasticity in {years[-1]}": elasticities(result, years[-1]),
    }
    shown = pd.DataFrame(columns).map(lambda value: fixed(value, 2))
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
TRILLION = 10_000  # table units of 100 million yuan
# Table units of a series per unit on the axis, and that unit's name, by plain unit.
AXIS_UNITS = {
    "name": (100, "million names"),
    "person": (100, "million persons"),
    "yuan": (TRILLION, "trillion yuan"),
}
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
    frame: pd.DataFrame, name: str = "domains", regressors: Regressors = "table2"
) -> Figure:
    """A regressor against GDP alone, and with the other regressors taken out of both.

    Parameters
    ----------
    frame, name, regressors
        As for `frisch_waugh_lovell`.

    Returns
    -------
    Figure
        Two panels; the slope of the right one is the coefficient of the joint regression.

    Examples
    --------
    >>> from helpers import data
    >>> added_variable(data.load("paper")).name
    'fig-added-variable'
    """
    part, alone = frisch_waugh_lovell(frame, name, regressors), models.ols(frame, [name])
    size, noun = AXIS_UNITS[unit(name)[1]]
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
