"""Read a regression coefficient: its units, its groups, the splice below it, what it can find."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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


def with_totals(frame: pd.DataFrame, since: int = 2009) -> pd.DataFrame:
    """The sample with the published totals of e-commerce turnover instead of the spliced series.

    Parameters
    ----------
    frame : DataFrame
        Indexed by year; ``ecommerce`` in 100 million yuan.
    since : int
        First year whose total is taken; before, the Ministry's figures are derived or missing.

    Returns
    -------
    DataFrame
        A copy.

    Examples
    --------
    >>> with_totals(data.load("paper")).loc[[2008, 2016], "ecommerce"].tolist()
    [31000.0, 261000.0]
    """
    totals = data.load("census4")["ecommerce"].loc[since:].dropna()
    return frame.assign(ecommerce=totals.reindex(frame.index).fillna(frame["ecommerce"]))
