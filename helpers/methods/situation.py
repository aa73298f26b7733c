"""Chapter 3, the current situation: chains of one source, growth, provinces per head."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import stats

from helpers import data
from helpers.methods import ols
from helpers.vocabulary import UNSURE, region

FIRST_SURVEY = 2014  # the statistics bureau's survey of turnover begins
# Chains of one source each; a level from one and a level from another give no growth rate.
SOURCES = {
    "Ministry, then bureau": "official",
    "100EC": "100EC",
    "iResearch": "iResearch",
    "The paper's data": "paper",
}
REGION_ORDER = ("east", "centre", "northeast", "west")
PER_HEAD = {  # factor to the unit shown, unit, decimals, words
    "ecommerce_sales": (10_000, "yuan", 0, "E-commerce sales of enterprises per head"),
    "broadband_users": (100, "subscriptions per 100 people", 1, "Fixed broadband subscriptions"),
}
INLAND = ("centre", "west")
# Years in which rules and clean-ups moved the number of domain names; from data/series.csv.
CLEARANCES = ((2009, 2011), (2017, 2018), (2020, 2023))


def chain(source: str) -> pd.Series:
    """E-commerce transactions as one source counted them.

    Parameters
    ----------
    source : {"official", "100EC", "iResearch", "paper"}
        ``official``: Ministry of Commerce to 2013, National Bureau of Statistics from 2014.
        ``paper``: as the regressions use them. For the two firms, every yearly total found, seen or
        not; where one year has several, the earliest in the file.

    Returns
    -------
    Series
        Index year, 100 million yuan.

    Raises
    ------
    ValueError
        On another source.

    Examples
    --------
    >>> float(chain("official").loc[2019])
    348100.0
    """
    if source == "official":
        return data.load("modern")["ecommerce"].dropna()
    if source == "paper":
        return data.load("paper")["ecommerce"]
    if source not in SOURCES.values():
        raise ValueError(f"no chain {source!r}; valid: {', '.join(SOURCES.values())}")
    rows = data.observations()
    rows = rows[
        (rows["series"] == "ecommerce")
        & rows["year"].str.fullmatch(r"\d{4}")
        & rows["vintage"].str.startswith(source)
    ]
    return rows.assign(year=rows["year"].astype(int)).groupby("year")["value"].first()


def growth(levels: pd.Series) -> pd.Series:
    """Growth over the year before, where both years stand.

    Parameters
    ----------
    levels : Series
        Index year, in any unit.

    Returns
    -------
    Series
        Index year, growth as a share.

    Examples
    --------
    >>> growth(pd.Series({2010: 100.0, 2011: 110.0, 2013: 121.0})).round(4).to_dict()
    {2011: 0.1}
    """
    years = levels.index
    paired = [year for year in years if year - 1 in years]
    return pd.Series({year: levels[year] / levels[year - 1] - 1 for year in paired}, dtype=float)


def survey_step() -> dict[str, float]:
    """The change of survey in 2014, measured where both counts exist.

    Returns
    -------
    dict
        ``ministry`` and ``bureau``, the two levels of 2014 in 100 million yuan; ``ratio`` of the
        second to the first; ``within``, growth on the ministry's own count; ``across``, growth when
        one steps over to the bureau's.

    Examples
    --------
    >>> round(survey_step()["within"], 2)
    0.25
    """
    rows = data.observations()
    rows = rows[
        (rows["series"] == "ecommerce")
        & (rows["year"] == str(FIRST_SURVEY))
        & (rows["status"] == "seen")
    ]
    ministry = float(rows.loc[rows["vintage"].str.startswith("MOFCOM"), "value"].iloc[0])
    bureau, before = (float(chain("official")[year]) for year in (FIRST_SURVEY, FIRST_SURVEY - 1))
    return {
        "ministry": ministry,
        "bureau": bureau,
        "ratio": bureau / ministry,
        "within": ministry / before - 1,
        "across": bureau / before - 1,
    }


def with_population(series: str, year: int, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """A provincial series and the population of a year, provinces by series.

    Parameters
    ----------
    series : str
        A series of ``data/provinces.csv``.
    year : int
    rows : DataFrame, optional
        The provincial rows; the file by default.

    Returns
    -------
    DataFrame
        Provinces by series.
    """
    rows = data.provinces() if rows is None else rows
    wanted = (rows["year"] == year) & rows["series"].isin([series, "population_yearend"])
    return rows[wanted].pivot(index="province", columns="series", values="value")


def per_head(series: str, year: int) -> tuple[pd.Series, float]:
    """A provincial series per resident at year-end.

    Parameters
    ----------
    series : {"ecommerce_sales", "broadband_users"}
        Column of ``data/provinces.csv``.
    year : int
        2015 to 2024.

    Returns
    -------
    (Series, float)
        Value by province, and of all provinces together; yuan per head, or subscriptions per 100
        people.

    Raises
    ------
    ValueError
        On another series or year.

    Examples
    --------
    >>> per_head("ecommerce_sales", 2018)[0].idxmax()
    'Beijing'
    """
    if series not in PER_HEAD:
        raise ValueError(f"no series {series!r} per head; valid: {', '.join(PER_HEAD)}")
    wide = with_population(series, year)
    if wide.shape[1] < 2:
        raise ValueError(f"data/provinces.csv has no {series} with population for {year}")
    total, people, factor = wide[series], wide["population_yearend"], PER_HEAD[series][0]
    return factor * total / people, factor * total.sum() / people.sum()


def gap(series: str, year: int, rows: pd.DataFrame | None = None) -> float:
    """How many times the value per head of centre and west together the east has.

    Parameters
    ----------
    series : {"ecommerce_sales", "broadband_users"}
        As for `per_head`.
    year : int
        2015 to 2024.
    rows : DataFrame, optional
        Provincial values as from `data.provinces`.

    Returns
    -------
    float
        A ratio; 1 for equal values per head.

    Examples
    --------
    >>> gap("broadband_users", 2018) < gap("ecommerce_sales", 2018)
    True
    """
    wide = with_population(series, year, rows)
    regions = wide.index.map(region)
    sums = wide.groupby(regions.map(lambda name: "inland" if name in INLAND else name)).sum()
    heads = sums[series] / sums["population_yearend"]
    return float(heads["east"] / heads["inland"])


def correlation_power(rho: float, n: int) -> float:
    """Chance that a correlation is found significant at the 5% level, by Fisher's transformation.

    Parameters
    ----------
    rho : float
        True correlation of two normal series without autocorrelation, between -1 and 1.
    n : int
        Observations, at least 5.

    Returns
    -------
    float
        Approximate power of the two-sided t-test; the transformed correlation is taken as normal
        with mean ``arctanh(rho) + rho / (2 (n - 1))`` and variance ``1 / (n - 3)``.

    Raises
    ------
    ValueError
        If ``rho`` or ``n`` is out of range.

    References
    ----------
    Fisher, R. A. (1921). On the "probable error" of a coefficient of correlation deduced from a
    small sample. Metron 1, 3-32.

    Examples
    --------
    >>> round(correlation_power(0.0, 14), 2)
    0.05
    """
    if not -1 < rho < 1 or n < 5:
        raise ValueError(
            f"a correlation lies between -1 and 1 and needs five observations, not {rho} and {n}"
        )
    root = np.sqrt(n - 3)
    bound = np.arctanh(ols.critical_correlation(n)) * root
    mean = (np.arctanh(rho) + rho / (2 * (n - 1))) * root
    return float(stats.norm.sf(bound - mean) + stats.norm.cdf(-bound - mean))


def driven() -> dict[str, float]:
    """Turnover and GDP in the paper's data: correlation of yearly growth, and power of its test.

    Returns
    -------
    dict
        ``r``, ``p``, ``needed`` (the correlation significant at 5%), ``power`` (at a true
        correlation of r), ``n``.

    Examples
    --------
    >>> driven()["r"] < driven()["needed"]
    True
    """
    rates = ols.log_growth(data.load("paper"))[["gdp", "ecommerce"]]
    r, p = stats.pearsonr(*rates.to_numpy().T)
    return {
        "r": float(r),
        "p": float(p),
        "needed": ols.critical_correlation(len(rates)),
        "power": correlation_power(float(r), len(rates)),
        "n": len(rates),
    }


def unsure_years(series: str, dataset: str) -> list[int]:
    """Years whose value was not seen in a source, or is fitted.

    Parameters
    ----------
    series, dataset : str
        As for `helpers.data.load`.

    Returns
    -------
    list of int
        In order.
    """
    tidy = data.load(dataset, form="tidy")
    unsure = (tidy["series"] == series) & tidy["status"].isin(UNSURE)
    return sorted(tidy.loc[unsure, "year"])


def regional(series: str, year: int) -> pd.Series:
    """Regions as a whole, per head: sums over sums, so that a large province weighs more.

    Parameters
    ----------
    series : str
        A key of `PER_HEAD`.
    year : int
        2015 to 2024.

    Returns
    -------
    Series
        By region, in the order of `REGION_ORDER`.
    """
    sums = with_population(series, year).groupby(region).sum()
    return (PER_HEAD[series][0] * sums[series] / sums["population_yearend"])[list(REGION_ORDER)]


def gaps(years: Iterable[int] = range(2015, 2025)) -> pd.DataFrame:
    """The east against centre and west, per head, year by year.

    Parameters
    ----------
    years : iterable of int
        2015 to 2024.

    Returns
    -------
    DataFrame
        Index year; one column a series of `PER_HEAD`, ratios as from `gap`.

    Examples
    --------
    >>> bool((gaps([2018, 2024]) > 1).all(axis=None))
    True
    """
    chosen, rows = list(years), data.provinces()
    ratios = {series: [gap(series, year, rows) for year in chosen] for series in PER_HEAD}
    return pd.DataFrame(ratios, index=pd.Index(chosen, name="year"))


def latest() -> pd.DataFrame:
    """The official data set, with online retail as the statistics bureau published it.

    Returns
    -------
    DataFrame
        One row per year.
    """
    seen = data.observations().query("series == 'online_retail'")
    seen = seen[seen["vintage"].str.startswith("NBS")]
    retail = seen.groupby("year")["value"].first()
    retail.index = retail.index.astype(int)
    return data.load("modern").assign(retail=retail)
