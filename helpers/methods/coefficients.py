"""Read a regression coefficient: in people's units, held fixed or not, and without units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import optimize, stats

from helpers import data
from helpers.methods import ols

if TYPE_CHECKING:
    from statsmodels.regression.linear_model import RegressionResultsWrapper as Results
_SCALES = {"": 1, "million": 1_000_000}
_SINGULAR = {"persons": "person", "names": "name", "yuan": "yuan"}
WANTED = 0.8  # the power usually asked for
POPULATION_VINTAGE = "before the 7th census"  # as known when the paper was written
FAR = 8  # standard errors, beyond which a two-sided test rejects on one side only
Regressors = str | Sequence[str]  # a specification of `models`, or column names


def unit_of(series: str) -> tuple[float, str]:
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
    >>> unit_of("gdp"), unit_of("users")
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
        From `ols.ols`; variables are series of the book.
    level : float
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    DataFrame
        One row per regressor: coefficient (table units), plain, low, high (plain units), unit.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> plain = plain_units(ols.ols(data.load("paper"), "table4"))
    >>> round(plain.loc["users", "plain"]), plain.loc["users", "unit"]
    (43394, 'yuan per person')
    """
    dependent_size, dependent_noun = unit_of(result.model.endog_names)
    interval = result.conf_int(1 - level)
    rows = {}
    for name in result.params.index.drop("constant"):
        size, noun = unit_of(name)
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
        As for `helpers.methods.ols.ols`.
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
        If ``name`` is not among the regressors; also as `helpers.methods.ols.ols`.

    Examples
    --------
    >>> from helpers import data
    >>> round(frisch_waugh_lovell(data.load("paper"), "users", "table4").slope, 4)
    4.3394
    """
    everything = list(
        ols.SPECIFICATIONS.get(regressors, regressors)
        if isinstance(regressors, str)
        else regressors
    )
    if name not in everything:
        raise ValueError(f"{name!r} is not a regressor here; valid: {', '.join(everything)}")
    others = [other for other in everything if other != name]
    y = ols.ols(frame, others, dependent).resid
    x = ols.ols(frame, others, name).resid
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
        From `ols.ols`.

    Returns
    -------
    Series
        Indexed by regressor, without the constant.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> round(float(partial_correlations(ols.ols(data.load("paper")))["domains"]), 3)
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
        As for `helpers.methods.ols.ols`.

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
    full = ols.ols(frame, regressors, dependent)
    names = full.params.index.drop("constant")
    alone = pd.DataFrame(
        {
            name: {
                "marginal_r": frame[name].corr(frame[dependent]),
                "marginal_slope": ols.ols(frame, [name], dependent).params[name],
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
        From `ols.ols`.

    Returns
    -------
    Series
        Indexed by regressor, without the constant.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> standardised(ols.ols(data.load("paper"), "table4")).round(2).to_dict()
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
        From `ols.ols`.
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
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> fit = ols.ols(data.load("paper"), "table4")
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
        "nested": ols.ols(wide, ["users", "shoppers"]),
        "groups": ols.ols(wide, ["others", "shoppers"]),
        "added": ols.ols(wide, ["users", "others"]),
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
    money, _ = unit_of("gdp")
    heads, _ = unit_of("population")
    return float(frame.loc[year, "gdp"] * money / (people[str(year)] * heads))


def equivalence_p(effect: float, standard_error: float, df: int, bound: float) -> float:
    """p-value of the two one-sided tests that a coefficient lies within a bound around zero.

    Parameters
    ----------
    effect : float
        Estimate.
    standard_error : float
        Of the estimate.
    df : int
        Residual degrees of freedom.
    bound : float
        Largest absolute size that is of no interest, positive.

    Returns
    -------
    float
        Small if the estimate is precise and near zero; above one half if it lies beyond the bound.

    Raises
    ------
    ValueError
        If the bound or the standard error is not positive.

    References
    ----------
    Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the power
    approach for assessing the equivalence of average bioavailability. Journal of Pharmacokinetics
    and Biopharmaceutics 15, 657-680.

    Examples
    --------
    >>> equivalence_p(0.0, 0.01, 10, 0.1) < 0.001, equivalence_p(0.2, 0.01, 10, 0.1) > 0.5
    (True, True)
    >>> equivalence_p(0.0, 0.4, 10, 0.1) > 0.05  # imprecise: nothing is shown
    True
    """
    if bound <= 0 or standard_error <= 0:
        raise ValueError(
            f"bound and standard error must be positive, not {bound}, {standard_error}"
        )
    above = stats.t.sf((effect + bound) / standard_error, df)
    below = stats.t.cdf((effect - bound) / standard_error, df)
    return float(max(above, below))


def t_power(effect: float, standard_error: float, df: int, alpha: float = 0.05) -> float:
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
    >>> round(t_power(0, 1, 10), 3)
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
    >>> round(t_power(detectable_effect(2.0, 10), 2.0, 10), 6)
    0.8
    """
    if not alpha < wanted < 1:
        raise ValueError(f"the power wanted lies between alpha and one, not at {wanted}")
    return standard_error * optimize.brentq(
        lambda shift: t_power(shift, 1.0, df, alpha) - wanted, 0, 100
    )


def powers_in_plain_units(result: Results) -> pd.DataFrame:
    """Each estimate in plain units, the smallest effect likely to be found, and the power.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `helpers.methods.ols.ols`.

    Returns
    -------
    DataFrame
        One row per regressor; unit, estimate, least and power.
    """
    rows, df = {}, int(result.df_resid)
    for name, plain in plain_units(result).iterrows():
        estimate = plain["plain"]
        error = result.bse[name] * (estimate / plain["coefficient"])
        rows[name] = {
            "unit": plain["unit"],
            "estimate": estimate,
            "least": detectable_effect(error, df),
            "power": t_power(estimate, error, df),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def effects(result: Results, years: Sequence[int]) -> pd.DataFrame:
    """Effects without units: in standard deviations, and as elasticities.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `helpers.methods.ols.ols`.
    years : sequence of int
        Years at whose values elasticities are taken, beside those at the means.

    Returns
    -------
    DataFrame
        One row per regressor; standardised, at the means, then the years.
    """
    columns = {"standardised": standardised(result), "means": elasticities(result)}
    return pd.DataFrame(columns | {year: elasticities(result, year) for year in years})
