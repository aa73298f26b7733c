"""Read a regression coefficient: in people's units, held fixed or not, standardised, and as an elasticity."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, stats

from helpers import data, models, prose
from helpers.exhibits import INK, PALETTE, Figure, Table, draw, figure, styled
from helpers.tables import LABELS

_SCALES = {"": 1, "million": 1_000_000}
_SINGULAR = {"persons": "person", "names": "name", "yuan": "yuan"}
WANTED = 0.8  # the power usually asked for
HELD = "the others held fixed"
POPULATION_VINTAGE = "before the 7th census"  # as known when the paper was written


def spoken(name: str) -> str:
    """A series' label inside a sentence.

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


def plain_units(result, level: float = 0.95) -> pd.DataFrame:
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
    """One coefficient by the Frisch-Waugh-Lovell theorem: what is left of y and x after the other regressors."""

    y: pd.Series
    x: pd.Series
    slope: float
    standard_error: float
    correlation: float


def frisch_waugh_lovell(
    frame: pd.DataFrame, name: str, regressors="table2", dependent: str = "gdp"
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
        Residual series (units of the data), slope and standard error (equal to those of the full regression, which
        has fewer degrees of freedom than the residuals alone would suggest) and the partial correlation.

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


def partial_correlations(result) -> pd.Series:
    """Partial correlation of each regressor with the dependent variable, ``t / sqrt(t² + df)``.

    >>> from helpers import data, models
    >>> round(float(partial_correlations(models.ols(data.load("paper")))["domains"]), 3)
    -0.206
    """
    t = result.tvalues.drop("constant")
    return t / np.sqrt(t**2 + result.df_resid)


def readings(frame: pd.DataFrame, regressors="table2", dependent: str = "gdp") -> pd.DataFrame:
    """Each regressor alone and with the others held fixed.

    Returns
    -------
    DataFrame
        One row per regressor: r and slope alone (``marginal_r``, ``marginal_slope``), partial correlation, slope and
        p-value in the joint regression (``partial_r``, ``partial_slope``, ``partial_p``), and ``unlike``, true where the
        two slopes differ in sign.

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


def standardised(result) -> pd.Series:
    """Coefficients for variables divided by their standard deviations: SDs of y per SD of x.

    >>> from helpers import data, models
    >>> standardised(models.ols(data.load("paper"), "table4")).round(2).to_dict()
    {'users': 0.46, 'shoppers': 0.55}
    """
    names = result.params.index.drop("constant")
    x = pd.DataFrame(result.model.exog, columns=result.model.exog_names)[names]
    return result.params[names] * x.std() / result.model.endog.std(ddof=1)


def elasticities(result, year: int | None = None) -> pd.Series:
    """Percent of fitted y per percent of x, at the sample means or in one year.

    A linear equation has no one elasticity: ``b x / ŷ`` moves with x.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.
    year : int, optional
        A label of the index; the means by default.

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


def regrouped(frame: pd.DataFrame) -> dict[str, object]:
    """The same plane in three sets of coordinates: users and shoppers, two separate groups, users and the share that shops.

    Shoppers are users. Written with users who do not shop, the equation fits the same values to the last digit while
    every coefficient answers another question.

    Returns
    -------
    dict of statsmodels RegressionResults
        ``nested`` (users, shoppers), ``groups`` (others, shoppers) and ``added`` (users, others), where ``others`` are
        users who do not shop; all in 10,000 persons.

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
        name: models.ols(wide, columns)
        for name, columns in {
            "nested": ["users", "shoppers"],
            "groups": ["others", "shoppers"],
            "added": ["users", "others"],
        }.items()
    }


def gdp_per_head(year: int = 2018, frame: pd.DataFrame | None = None) -> float:
    """GDP of the paper's data over the year-end population, in yuan.

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

    Exact for independent normal errors: the statistic is noncentral t with noncentrality ``effect / standard_error``.

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

    Examples
    --------
    >>> round(power(0, 1, 10), 3)
    0.05
    """
    if standard_error <= 0:
        raise ValueError(f"a standard error is positive, not {standard_error}")
    critical, shift = stats.t.isf(alpha / 2, df), abs(effect) / standard_error
    # Far from zero the lower tail is nothing, and the noncentral distribution function has no digits left there.
    lower = stats.nct.cdf(-critical, df, shift) if shift < 8 else 0.0
    return float(stats.nct.sf(critical, df, shift) + lower)


def detectable_effect(
    standard_error: float, df: int, wanted: float = WANTED, alpha: float = 0.05
) -> float:
    """The smallest coefficient that a t test finds with the wanted power.

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


def power_table(result) -> Table:
    """For each regressor: the estimate, the smallest effect that would be found four times in five, and the power at the estimate."""
    rows = {}
    for name, plain in plain_units(result).iterrows():
        scale = plain["plain"] / plain["coefficient"]
        error = result.bse[name] * scale
        least = detectable_effect(error, int(result.df_resid))
        rows[LABELS[name]] = {
            "Unit": plain["unit"],
            "Estimate": prose.fixed(plain["plain"], 0 if abs(plain["plain"]) > 10 else 2),
            "Smallest effect found": prose.fixed(least, 0 if least > 10 else 2),
            "Power at the estimate": prose.percent(
                power(plain["plain"], error, int(result.df_resid))
            ),
        }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption="What the t tests can find with these data, if errors are independent and normal",
        name="tab-power",
        note="Smallest effect found: the size that a test at the 5% level finds in "
        + prose.percent(WANTED)
        + " of samples.",
    )


def plain_table(result) -> Table:
    """Coefficients in plain units with their 95% intervals."""
    frame = plain_units(result)
    digits = [0 if abs(value) > 10 else 2 for value in frame["plain"]]
    shown = pd.DataFrame(
        {
            "Coefficient": [prose.fixed(value, 4) for value in frame["coefficient"]],
            "In plain units": [
                prose.fixed(value, places) for value, places in zip(frame["plain"], digits)
            ],
            "95% interval": [
                f"{prose.fixed(low, places)} to {prose.fixed(high, places)}"
                for low, high, places in zip(frame["low"], frame["high"], digits)
            ],
            "Unit": frame["unit"].to_list(),
        },
        index=[LABELS[name] for name in frame.index],
    )
    return Table(
        shown,
        caption="Coefficients as printed (100 million yuan per 10,000 persons or names) and in plain units",
        name="tab-plain-units",
    )


def readings_table(frame: pd.DataFrame, regressors="table2") -> Table:
    """Each regressor alone and with the others held fixed."""
    found = readings(frame, regressors)
    shown = pd.DataFrame(
        {
            "r alone": [prose.fixed(value, 3) for value in found["marginal_r"]],
            f"r, {HELD}": [prose.fixed(value, 3) for value in found["partial_r"]],
            "Slope alone": [prose.fixed(value, 2) for value in found["marginal_slope"]],
            f"Slope, {HELD}": [prose.fixed(value, 2) for value in found["partial_slope"]],
            f"p, {HELD}": [prose.p_value(value) for value in found["partial_p"]],
        },
        index=[LABELS[name] for name in found.index],
    )
    return Table(
        shown,
        caption="GDP and each indicator: alone, and with the other indicators held fixed (slopes in 100 million yuan per unit of the series)",
        name="tab-readings",
    )


def regrouped_table(frame: pd.DataFrame) -> Table:
    """One fitted plane, three ways to write it, in yuan per person."""
    factor = unit("gdp")[0] / unit("users")[0]
    words = {
        "nested": "users and shoppers (as in Table 4)",
        "groups": "users who do not shop, and shoppers",
        "added": "users, and users who do not shop",
    }
    rows = {}
    for name, fit in regrouped(frame).items():
        cells = {
            label: prose.fixed(fit.params[column] * factor, 0) if column in fit.params else "–"
            for label, column in {
                "Users": "users",
                "Shoppers": "shoppers",
                "Users who do not shop": "others",
            }.items()
        }
        rows[words[name]] = {
            **cells,
            "SSR": prose.fixed(fit.ssr / 1e6, 3),
            "R²": prose.fixed(fit.rsquared, 4),
        }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index").rename_axis("Written with"),
        caption="One plane written three ways: coefficients in yuan per person, sum of squared residuals in millions of squared table units",
        name="tab-regrouped",
    )


def effects_table(result) -> Table:
    """Standardised effects and elasticities, at the means and at both ends of the sample."""
    years = result.fittedvalues.index
    columns = {
        "SDs of GDP per SD": standardised(result),
        "Elasticity at the means": elasticities(result),
        f"Elasticity in {years[0]}": elasticities(result, years[0]),
        f"Elasticity in {years[-1]}": elasticities(result, years[-1]),
    }
    shown = pd.DataFrame(
        {
            title: values.map(lambda value: prose.fixed(value, 2))
            for title, values in columns.items()
        }
    )
    return Table(
        shown.rename(index=LABELS),
        caption="Effects without units: per standard deviation, and percent of GDP per percent",
        name="tab-effects",
    )


@styled
def added_variable(frame: pd.DataFrame, name: str = "domains", regressors="table2") -> Figure:
    """A regressor against GDP alone, and the same with the other regressors taken out of both.

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
    money, people = 10_000, 100  # trillion yuan; millions
    noun = {"name": "million names", "person": "million persons"}.get(
        unit(name)[1], "trillion yuan"
    )
    people = money if noun == "trillion yuan" else people
    drawing, axes = draw(7, 3.4, 1, 2)
    panels = [
        (
            axes[0],
            frame[name],
            frame["gdp"],
            alone.params["constant"],
            alone.params[name],
            f"Alone: r = {prose.fixed(frame[name].corr(frame['gdp']), 2)}",
        ),
        (
            axes[1],
            part.x,
            part.y,
            0.0,
            part.slope,
            f"Others taken out: r = {prose.fixed(part.correlation, 2)}",
        ),
    ]
    for panel, x, y, start, slope, title in panels:
        ends = np.array([x.min(), x.max()])
        panel.plot(x / people, y / money, "o", color=PALETTE[0])
        panel.plot(ends / people, (start + slope * ends) / money, "--", marker="", color=PALETTE[1])
        panel.set_title(title)
    far = part.x.abs().nlargest(3).index
    for year in far:
        axes[1].annotate(
            str(year),
            (part.x[year] / people, part.y[year] / money),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            color=INK,
        )
    axes[1].margins(x=0.12, y=0.14)
    axes[0].set(xlabel=f"{LABELS[name]}, {noun}", ylabel="GDP, trillion yuan")
    axes[1].set(xlabel=f"what is left of it, {noun}", ylabel="what is left of GDP, trillion yuan")
    alt = (
        f"Two scatter plots. Left: {LABELS[name].lower()} against GDP, correlation {prose.fixed(frame[name].corr(frame['gdp']), 3)}, rising line. "
        f"Right: the same after the other regressors have been taken out of both, correlation {prose.fixed(part.correlation, 3)}, slope {prose.fixed(part.slope, 4)} table units, the coefficient of the joint regression."
    )
    behind = pd.DataFrame(
        {
            LABELS[name]: frame[name].map(lambda value: prose.fixed(value, 1)),
            "GDP": frame["gdp"].map(lambda value: prose.fixed(value, 2)),
            "Left of it": part.x.map(lambda value: prose.fixed(value, 1)),
            "Left of GDP": part.y.map(lambda value: prose.fixed(value, 1)),
        },
        index=frame.index,
    )
    return figure(
        drawing,
        alt=alt,
        caption=f"{LABELS[name]} and GDP, alone and with the other regressors taken out of both",
        name="fig-added-variable",
        behind=behind,
    )
