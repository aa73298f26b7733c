"""The ledger: every checkable claim of the paper's text, how it is checked, and the verdict.

``data/paper/claims.csv`` holds one row per claim. Its column ``check`` is the name of a function of this module
(with arguments after a colon), ``source`` (judged against a source that the row names) or ``none`` (cannot be checked,
and the row says why). Verdicts of functions are computed each time from the data; the file stores them too, so that it
can be read on its own, and `faults` tells where the two differ. Cells of the four tables are judged in `helpers.compare`.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.outliers_influence import variance_inflation_factor
from statsmodels.stats.stattools import durbin_watson

from helpers import compare, data, models, paths, published
from helpers.prose import count, fixed, listed, p_value, percent

REPRODUCED, SUPPORTED, MISLEADING, MISPRINT = "reproduced", "supported", "misleading", "misprint"
CONTRADICTED, NOT_SUPPORTED, NOT_CHECKABLE = "contradicted", "not supported", "not checkable"
VERDICT_ORDER = (
    REPRODUCED,
    SUPPORTED,
    MISLEADING,
    MISPRINT,
    CONTRADICTED,
    NOT_SUPPORTED,
    NOT_CHECKABLE,
)
MEANINGS = {
    REPRODUCED: "The data give the printed figure at the printed precision.",
    SUPPORTED: "The data, or a source that was seen, bear the claim out.",
    MISLEADING: "Something in it is right, but the reader is led to more, or to something else, than the evidence shows.",
    MISPRINT: "The paper contradicts itself in a way that a slip of the pen explains.",
    CONTRADICTED: "The data, a source that was seen, or the paper itself say otherwise.",
    NOT_SUPPORTED: "It does not follow from what the paper shows; it may still be true.",
    NOT_CHECKABLE: "No data and no source that was seen decide it; the row says why.",
}
KINDS = ("figure", "date", "statistical", "causal", "policy", "definition")
SECTIONS = {
    "abstract": "Abstract and keywords",
    "1.1": "Research background and significance",
    "1.2": "Literature review",
    "1.3": "Research ideas and methods",
    "2.1": "Definition of e-commerce",
    "2.2": "Characteristics",
    "2.2.1": "Functional",
    "2.2.2": "Low operating cost",
    "2.2.3": "Coverage",
    "2.2.4": "Flexible and convenient",
    "2.2.5": "Efficient operations",
    "2.3": "Functions",
    "2.3.1": "Advertising",
    "2.3.2": "Consultation and negotiation",
    "2.3.3": "Online ordering",
    "2.3.4": "Online payment",
    "2.3.5": "Electronic accounts",
    "2.3.6": "Service delivery",
    "2.3.7": "Consultation",
    "2.3.8": "Transaction management",
    "3": "Current situation in China",
    "4.1": "Model",
    "4.2": "Data sources and processing",
    "4.3": "Empirical results and analysis",
    "5": "Problems",
    "5.1": "Security management",
    "5.2": "Integrity mechanisms",
    "5.3": "Level of information",
    "5.4": "Talents",
    "5.5": "Financial electronicization",
    "6": "Countermeasures",
    "6.1": "Network security",
    "6.2": "Social integrity",
    "6.3": "Information infrastructure",
    "6.4": "Training professionals",
    "6.5": "External environment",
    "6.6": "Payment and settlement",
}
NONE, SOURCE = "none", "source"
THE_PAPER = "The paper"  # how the source of a claim that the paper's own text decides begins
LEVEL = 0.05  # the paper's level of significance
NEAR = 0.005  # half a unit in the third digit: two roundings of one published value differ by less
APART = 0.02  # 2%: more than any rounding of a figure printed with two or three digits

# The four regions of the National Bureau of Statistics; every other province belongs to the west.
REGIONS = {
    "east": (
        "Beijing",
        "Tianjin",
        "Hebei",
        "Shanghai",
        "Jiangsu",
        "Zhejiang",
        "Fujian",
        "Shandong",
        "Guangdong",
        "Hainan",
    ),
    "centre": ("Shanxi", "Anhui", "Jiangxi", "Henan", "Hubei", "Hunan"),
    "northeast": ("Liaoning", "Jilin", "Heilongjiang"),
}


@dataclass(frozen=True)
class Claim:
    """One row of ``claims.csv``."""

    id: str
    section: str
    claim: str
    quoted: str
    kind: str
    check: str
    source: str
    url: str
    verdict: str

    @property
    def name(self) -> str:
        """The check without its arguments."""
        return self.check.partition(":")[0]

    @property
    def arguments(self) -> list[str]:
        """What stands after the colon of the check, split at commas."""
        return [part.strip() for part in self.check.partition(":")[2].split(",") if part.strip()]

    @property
    def figures(self) -> list[float]:
        """Numbers in the quoted words, in their order."""
        return [float(text) for text in re.findall(r"-?\d+(?:\.\d+)?", self.quoted)]


@dataclass(frozen=True)
class Finding:
    """What a check found: a verdict and one sentence of evidence.

    Examples
    --------
    >>> Finding("true", "Because.")
    Traceback (most recent call last):
        ...
    ValueError: 'true' is not a verdict; valid: reproduced, supported, misleading, misprint, contradicted, not supported, not checkable
    """

    verdict: str
    evidence: str

    def __post_init__(self):
        if self.verdict not in VERDICT_ORDER:
            raise ValueError(
                f"{self.verdict!r} is not a verdict; valid: {', '.join(VERDICT_ORDER)}"
            )
        if not self.evidence.strip():
            raise ValueError("a finding needs its evidence")


CHECKS: dict[str, Callable[[Claim], Finding]] = {}


def _check(function: Callable[[Claim], Finding]) -> Callable[[Claim], Finding]:
    CHECKS[function.__name__] = function
    return function


# What the checks read, once.


@functools.cache
def _frame(name: str) -> pd.DataFrame:
    return data.load(name)


@functools.cache
def _observations() -> pd.DataFrame:
    return data.observations()


@functools.cache
def _series() -> pd.DataFrame:
    return data.series()


@functools.cache
def _cells() -> pd.DataFrame:
    return published.cells()


@functools.cache
def _vintages() -> pd.DataFrame:
    return data.vintages("gdp")


@functools.cache
def _provinces() -> pd.DataFrame:
    return data.provinces()


@functools.cache
def _scorecard() -> pd.DataFrame:
    return compare.scorecard()


@functools.cache
def _fit(specification: str):
    return models.ols(_frame("paper"), specification)


@functools.cache
def _seen(series: str, year: str) -> pd.DataFrame:
    """Observations of a year that were read in a source, or derived from such."""
    rows = _observations()
    return rows[
        (rows["series"] == series)
        & (rows["year"] == year)
        & rows["status"].isin(["seen", "derived"])
    ]


def _value(series: str, year: str, vintage: str) -> float:
    rows = _seen(series, year)
    return float(rows.loc[rows["vintage"] == vintage, "value"].iloc[0])


def _transactions() -> pd.Series:
    """E-commerce transactions as the ministries and, from 2014, the statistics bureau published them, 100 million yuan."""
    return _frame("modern")["ecommerce"].dropna()


def _label(series: str) -> str:
    """The English label, as it stands inside a sentence."""
    label = _series().loc[series, "label"]
    return label if label.startswith("Internet") else label[0].lower() + label[1:]


def _either(words: list[str]) -> str:
    return " or ".join(([", ".join(words[:-1])] if words[1:] else []) + words[-1:])


def _trillion(hundred_million: float) -> str:
    return f"{fixed(hundred_million / 10_000, 2)} trillion yuan"


def _million(ten_thousand: float, decimals: int = 1) -> str:
    return f"{fixed(ten_thousand / 100, decimals)} million"


# Checks of what the paper says about itself and its model.


@_check
def reproduces(claim: Claim) -> Finding:
    """The regressions were run on data, as said: the recovered data give the printed cells back."""
    counts_ = compare.counts(_scorecard())
    total, same = sum(counts_.values()), counts_[compare.REPRODUCED]
    verdict = SUPPORTED if same > 0.9 * total else NOT_SUPPORTED
    return Finding(
        verdict,
        f"The recovered data reproduce {fixed(same, 0)} of the {fixed(total, 0)} printed numbers of the four tables to the last digit.",
    )


@_check
def outside_model(claim: Claim) -> Finding:
    """A result is said to follow from the regressions about something that no variable of the model measures."""
    known = _series()
    described = {
        name: f"{known.loc[name, 'label']} {known.loc[name, 'definition']}".lower()
        for name in data.SERIES
    }
    if not claim.arguments:
        raise ValueError(
            "outside_model needs the subjects to look for, as in outside_model:security,talent"
        )
    inside = [
        word
        for word in claim.arguments
        if any(re.search(rf"\b{re.escape(word.lower())}", text) for text in described.values())
    ]
    names = listed([_label(name) for name in data.SERIES])
    if inside:
        return Finding(NOT_CHECKABLE, f"The model holds a variable on {listed(inside)}.")
    return Finding(
        NOT_SUPPORTED,
        f"The regressions hold {names}; none of the five measures {_either(claim.arguments)}, so nothing about it can follow from them.",
    )


@_check
def level_not_growth(claim: Claim) -> Finding:
    """ "Economic growth" names what is the yearly level of nominal GDP."""
    gdp = _frame("paper")["gdp"]
    nominal = models.log_growth(gdp.to_frame())["gdp"].mean()
    rows = _observations()
    real = rows[(rows["series"] == "real_gdp_growth") & (rows["vintage"] == "post-4th census")]
    real = real[real["year"].isin([str(year) for year in gdp.index[1:]])]["value"]
    real = np.log1p(real / 100).mean()
    verdict = MISLEADING if nominal > real and gdp.is_monotonic_increasing else SUPPORTED
    return Finding(
        verdict,
        f"The dependent variable is the level of GDP at current prices, {_trillion(gdp.iloc[0])} in {gdp.index[0]} and {_trillion(gdp.iloc[-1])} in {gdp.index[-1]}; it grew by {percent(nominal, 1)} a year in logs, of which {percent(real, 1)} was real growth.",
    )


@_check
def trend_fits_as_well(claim: Claim) -> Finding:
    """Whether the fit of the final model says more than a trend with no Internet in it."""
    gdp = _frame("paper")["gdp"]
    time = np.arange(len(gdp), dtype=float)
    trend = models.ols(
        pd.DataFrame({"gdp": gdp, "year": time, "year squared": time**2}), ("year", "year squared")
    ).rsquared
    final = _fit("table4").rsquared
    verdict = NOT_SUPPORTED if trend >= final else MISLEADING
    return Finding(
        verdict,
        f"A regression of levels cannot tell a cause from a common trend: the year and its square alone explain {percent(trend, 2)} of the variance of GDP, the final model with users and shoppers {percent(final, 2)}.",
    )


@_check
def transactions_promote(claim: Claim) -> Finding:
    """ "E-commerce does promote the economy" against the paper's own elimination of e-commerce transactions."""
    step = {step.dropped: step for step in models.backward_elimination(_frame("paper"))}.get(
        "ecommerce"
    )
    if step is None:
        return Finding(
            NOT_SUPPORTED,
            "E-commerce transactions stay in the model, but a coefficient on levels is no effect.",
        )
    low, high = step.result.conf_int().loc["ecommerce"]
    return Finding(
        CONTRADICTED,
        f"The only variable that measures e-commerce itself, transactions, leaves the model as insignificant (p = {p_value(step.p_value)}, 95% interval {fixed(low)} to {fixed(high)}), and section 4.3 says that it does not significantly affect growth.",
    )


@_check
def diagnostics_unreported(claim: Claim) -> Finding:
    """Which statistics the tables print, and one that they leave out."""
    columns = set(_cells()["column"])
    reported = columns & {"dw", "durbin_watson", "adf", "cointegration"}
    statistic = durbin_watson(_fit("table4").resid)
    verdict = SUPPORTED if reported else NOT_SUPPORTED
    return Finding(
        verdict,
        f"The tables print coefficients, standard errors, t, p, R² and F, and no test of residuals, unit roots or cointegration; the Durbin-Watson statistic of the final model, recomputed, is {fixed(statistic)}.",
    )


@_check
def sample_is_recent(claim: Claim) -> Finding:
    """Whether the sample reaches the latest years that the text itself knows."""
    last, known = int(_frame("paper").index.max()), int(claim.figures[-1])
    behind = known - last
    return Finding(
        SUPPORTED if behind in (0, 1) else MISLEADING,
        f"The regressions end in {last}, {count(behind)} year{'s' * (behind != 1)} before the latest figure that the text quotes.",
    )


@_check
def fifteen_observations(claim: Claim) -> Finding:
    """The number of observations for which the printed t and p agree."""
    cells, rows = _cells(), []
    for table, specification in ((2, "table2"), (3, "table3"), (4, "table4")):
        block = cells[cells["table"] == table].set_index(["row", "column"])["printed"]
        rows += [
            (
                float(block[name, "t"]),
                float(block[name, "p"]),
                len(models.SPECIFICATIONS[specification]),
            )
            for name, column in block.index
            if column == "p" and block[name, "p"] != "0"
        ]
    half = 5e-5  # of the last printed decimal

    def agrees(t: float, p: float, regressors: int, n: int) -> bool:
        low, high = (2 * stats.t.sf(abs(t) + shift, n - regressors - 1) for shift in (half, -half))
        return low < p + half and high > p - half

    fits = [n for n in range(8, 31) if all(agrees(*row, n) for row in rows)]
    verdict = SUPPORTED if fits == [int(claim.figures[0])] else CONTRADICTED
    return Finding(
        verdict,
        f"Of 8 to 30 observations, only {listed([fixed(n, 0) for n in fits])} makes the printed p-values follow from the printed t-values in all three regressions.",
    )


# Checks of figures in section 3.


@_check
def turnover_2010(claim: Claim) -> Finding:
    """The printed turnover of 2010 against the ministries and against iResearch."""
    said = claim.figures[0] * 10_000
    official = _transactions()[2010]
    research = _value(
        "ecommerce",
        "2010",
        "iResearch, derived 36000*1.335 (growth rate as in the paper section 3)",
    )
    centre = _value("ecommerce", "2010", "100EC 2010 monitoring report (+22%)")
    verdict = (
        SUPPORTED
        if abs(said / official - 1) < APART
        else MISLEADING
        if abs(said / research - 1) < NEAR
        else CONTRADICTED
    )
    return Finding(
        verdict,
        f"The Ministry of Commerce's figures give {_trillion(official)} and 100EC printed {_trillion(centre)}; the paper's {_trillion(said)} is what iResearch's {_trillion(_value('ecommerce', '2009', 'iResearch (+22.9%)'))} of 2009 becomes at the printed growth, and iResearch is not the source named.",
    )


@_check
def growth_2010(claim: Claim) -> Finding:
    """The printed growth of 2010 on each chain."""
    official = _transactions()
    ministry = official[2010] / official[2009] - 1
    level, said = claim.figures[0] * 10_000, claim.figures[1] / 100
    mixed = level / official[2009] - 1
    verdict = SUPPORTED if abs(said - ministry) < APART else MISLEADING
    return Finding(
        verdict,
        f"The Ministry of Commerce's levels of 2009 and 2010 give {percent(ministry, 1)}, the printed level over the ministry's 2009 gives {percent(mixed, 1)}; {percent(said, 1)} needs iResearch's lower base of 2009.",
    )


@_check
def turnover_2019(claim: Claim) -> Finding:
    """The printed turnover of 2019 against the official one."""
    said, official = claim.figures[0] * 10_000, _transactions()[2019]
    verdict = SUPPORTED if abs(said / official - 1) < APART else CONTRADICTED
    return Finding(
        verdict,
        f"The Ministry of Commerce and the statistics bureau published {_trillion(official)} for 2019; the printed figure is {percent(said / official - 1, 1)} higher.",
    )


@_check
def growth_2019(claim: Claim) -> Finding:
    """The printed growth of 2019 against the official levels."""
    official = _transactions()
    level, said = claim.figures[0] * 10_000, claim.figures[1] / 100
    levels, implied = official[2019] / official[2018] - 1, level / (1 + said)
    verdict = SUPPORTED if abs(said - levels) < APART else CONTRADICTED
    return Finding(
        verdict,
        f"The official levels of 2018 and 2019 give {percent(levels, 1)}; the printed pair implies {_trillion(implied)} for 2018, where the official figure, which the regressions use, is {_trillion(official[2018])}; the bureau's own rate, on a comparable basis, was not seen.",
    )


@_check
def seven_times(claim: Claim) -> Finding:
    """ "More than seven times more": seven times as much, or seven times on top."""
    ratio, official = (
        claim.figures[1] / claim.figures[0],
        _transactions()[2019] / _transactions()[2010],
    )
    verdict = SUPPORTED if ratio - 1 > 7 else MISLEADING if ratio > 7 else CONTRADICTED
    return Finding(
        verdict,
        f"The printed figures stand {fixed(ratio)} to one, so 2019 is over seven times as much, and {fixed(ratio - 1)} times more; the official series gives {fixed(official)} to one, across a change of definition in 2014.",
    )


@_check
def turnover_rises(claim: Claim) -> Finding:
    """Whether transactions rose in every year from 2010 to 2019."""
    official = _transactions().loc[2010:2019]
    rises = (official.diff().dropna() > 0).all()
    return Finding(
        SUPPORTED if rises else CONTRADICTED,
        f"The official figures rise in each of the {count(len(official) - 1)} years, from {_trillion(official.iloc[0])} to {_trillion(official.iloc[-1])}; the step in 2014 is partly a new survey.",
    )


@_check
def growth_declines(claim: Claim) -> Finding:
    """Whether growth has declined since 2015."""
    growth = _transactions().pct_change().loc[2015:2019]
    falls = (growth.loc[:2018].diff().dropna() < 0).all() and growth[2019] < growth[2015]
    said = claim.figures[-1] / 100
    return Finding(
        SUPPORTED if falls else CONTRADICTED,
        f"On official levels growth was {listed([percent(rate, 1) for rate in growth])} from 2015 to 2019: it declined, though the paper's own {percent(said, 1)} for 2019 would be a rise over 2018.",
    )


@_check
def turnover_is_not_value_added(claim: Claim) -> Finding:
    """Whether the rise of turnover shows that it drove growth."""
    frame = _frame("census4")
    share = frame.loc[2019, "ecommerce"] / frame.loc[2019, "gdp"]
    result = stats.pearsonr(*models.log_growth(_frame("paper"))[["gdp", "ecommerce"]].to_numpy().T)
    verdict = NOT_SUPPORTED if result.pvalue >= LEVEL else MISLEADING
    return Finding(
        verdict,
        f"Turnover, {percent(share)} of GDP in 2019, counts sales gross and is no part of value added; from 2005 to 2018 its yearly growth and that of GDP have a correlation of {fixed(result.statistic)} (p = {p_value(result.pvalue)}).",
    )


@_check
def attribution(claim: Claim) -> Finding:
    """Whether the named sources publish the turnover."""
    rows = pd.concat([_seen("ecommerce", "2010"), _seen("ecommerce", "2019")])
    cnnic = (rows["vintage"] + rows["publisher"]).str.contains("CNNIC").sum()
    users = pd.concat([_seen(name, "2019-06") for name in ("users", "shoppers")])
    verdict = (
        MISLEADING if not cnnic and users["vintage"].str.contains("CNNIC").any() else SUPPORTED
    )
    return Finding(
        verdict,
        f"Users and shoppers are CNNIC's, but {count(int(cnnic)) if cnnic else 'none'} of the {count(len(rows))} published totals of transactions found for 2010 and 2019 come from CNNIC, and the statistics bureau's survey begins with 2014.",
    )


@_check
def cnnic_count(claim: Claim) -> Finding:
    """A count of users or shoppers against what CNNIC published."""
    series, year = claim.arguments
    rows = _seen(series, year)
    rows = rows[rows["vintage"].str.contains("CNNIC") | (rows["status"] == "derived")]
    said = claim.figures[0] * 100
    nearest = rows.loc[(rows["value"] - said).abs().idxmin()]
    verdict = SUPPORTED if abs(nearest["value"] / said - 1) < NEAR else CONTRADICTED
    how = "as published" if nearest["status"] == "seen" else "from published figures by arithmetic"
    return Finding(
        verdict,
        f"CNNIC's {_label(series)} at {'mid-' if year.endswith('-06') else 'the end of '}{year[:4]}, {how}: {_million(nearest['value'], 2)}.",
    )


@_check
def rises_every_year(claim: Claim) -> Finding:
    """Whether a series rose in every year of the sample."""
    (series,) = claim.arguments
    values = _frame("paper")[series]
    rises = int((values.diff().dropna() > 0).sum())
    verdict = SUPPORTED if rises == len(values) - 1 else CONTRADICTED
    return Finding(
        verdict,
        f"{_series().loc[series, 'label']} rose in {fixed(rises, 0)} of {fixed(len(values) - 1, 0)} years, from {_million(values.iloc[0])} in {values.index[0]} to {_million(values.iloc[-1])} in {values.index[-1]}.",
    )


def _speeds(first: int, last: int) -> tuple[float, float]:
    """Average yearly growth of transactions and of nominal GDP."""
    gdp, turnover = _frame("paper")["gdp"], _transactions()
    return tuple(
        (series[last] / series[first]) ** (1 / (last - first)) - 1 for series in (turnover, gdp)
    )


@_check
def fast_development(claim: Claim) -> Finding:
    """E-commerce grew fast, or slowly: against GDP, before and after the change of survey in 2014."""
    spans = {(first, last): _speeds(first, last) for first, last in ((2010, 2013), (2014, 2018))}
    fast = all(turnover > 1.5 * gdp for turnover, gdp in spans.values())
    texts = [
        f"{percent(turnover, 1)} a year from {first} to {last} (nominal GDP {percent(gdp, 1)})"
        for (first, last), (turnover, gdp) in spans.items()
    ]
    verdict = SUPPORTED if fast != ("slow" in claim.quoted) else CONTRADICTED
    return Finding(verdict, f"Within one survey each, transactions grew by {listed(texts)}.")


def _per_head(series: str, factor: float) -> tuple[pd.Series, float]:
    """A provincial series per head in 2018, and its national value."""
    rows = _provinces()
    wide = rows[rows["year"] == 2018].pivot(index="province", columns="series", values="value")
    return factor * wide[series] / wide["population_yearend"], factor * wide[series].sum() / wide[
        "population_yearend"
    ].sum()


@_check
def provincial_gap(claim: Claim) -> Finding:
    """How unequal provinces are in e-commerce sales per head."""
    heads, _ = _per_head("ecommerce_sales", 10_000)
    ratio = heads.max() / heads.min()
    return Finding(
        SUPPORTED if ratio > 2 else CONTRADICTED,
        f"E-commerce sales of enterprises per head in 2018 ranged from {fixed(heads.min(), 0)} yuan in {heads.idxmin()} to {fixed(heads.max(), 0)} yuan in {heads.idxmax()}, {fixed(ratio, 0)} to one.",
    )


@_check
def regional_gap(claim: Claim) -> Finding:
    """Whether some eastern provinces stand high and most central and western ones low."""
    sentences, holds = [], True
    for series, factor, words in (
        ("ecommerce_sales", 10_000, "e-commerce sales per head"),
        ("broadband_users", 100, "broadband subscriptions per head"),
    ):
        heads, national = _per_head(series, factor)
        above = {
            region: int((heads[list(members)] > national).sum())
            for region, members in REGIONS.items()
        }
        inland = heads.drop(index=list(REGIONS["east"] + REGIONS["northeast"]))
        high = int((inland > national).sum())
        holds &= above["east"] >= 2 and high < len(inland) / 2
        sentences.append(
            f"{words} exceed the national value in {count(above['east'])} of {count(len(REGIONS['east']))} eastern and {count(high)} of {fixed(len(inland), 0)} central and western provinces"
        )
    return Finding(SUPPORTED if holds else CONTRADICTED, f"In 2018 {'; '.join(sentences)}.")


@_check
def internet_reach(claim: Claim) -> Finding:
    """What share of the population the Internet covered."""
    users = _value("users", "2018", "chain of CNNIC increments")
    share = users / _value("population", "2018", "before the 7th census")
    return Finding(
        MISLEADING if share < 0.9 else SUPPORTED,
        f"Places may be covered, people less so: at the end of 2018 {percent(share)} of China's population used the Internet.",
    )


@_check
def shoppers_trust(claim: Claim) -> Finding:
    """Whether a loss of confidence shows in the share of users who shop."""
    frame = _frame("census4").loc[2010:2019]
    share = frame["shoppers"] / frame["users"]
    rises = (share.diff().dropna() > 0).all() and (frame["shoppers"].diff().dropna() > 0).all()
    return Finding(
        NOT_SUPPORTED if rises else NOT_CHECKABLE,
        f"Confidence is not measured, and what is measured moves the other way: the share of Internet users who shop online rose in every year, from {percent(share.iloc[0])} in 2010 to {percent(share.iloc[-1])} in 2019, and their number from {_million(frame['shoppers'].iloc[0], 0)} to {_million(frame['shoppers'].iloc[-1], 0)}.",
    )


@_check
def turnover_weight(claim: Claim) -> Finding:
    """Transactions and online retail relative to GDP on one survey basis."""
    frame = _frame("census4").loc[2014:2019]
    turnover = frame["ecommerce"] / frame["gdp"]
    retail = [
        _seen("online_retail", year)["value"].median() / frame.loc[int(year), "gdp"]
        for year in ("2014", "2019")
    ]
    rises = turnover.iloc[-1] > turnover.iloc[0] and retail[1] > retail[0]
    return Finding(
        SUPPORTED if rises else CONTRADICTED,
        f"From 2014 to 2019 transactions went from {percent(turnover.iloc[0])} to {percent(turnover.iloc[-1])} of GDP ({percent(turnover[2016])} already in 2016), and online retail from {percent(retail[0])} to {percent(retail[1])}.",
    )


# Checks of section 4: variables, units and sources.


def _gdp_per_head(unit: float) -> tuple[float, float]:
    """GDP per head of 2018 in yuan if the paper's GDP is in this unit, and as the statistics bureau published it."""
    people = 10_000 * _value("population", "2018", "before the 7th census")
    return _frame("paper").loc[2018, "gdp"] * unit / people, _value(
        "gdp_per_head", "2018", "NBS database 2025"
    )


@_check
def billion_yuan(claim: Claim) -> Finding:
    """GDP "in billion yuan" would be ten times too large."""
    read, official = _gdp_per_head(1e9)
    verdict = MISPRINT if read / official > 5 else SUPPORTED
    return Finding(
        verdict,
        f"In billions, GDP of 2018 would be {fixed(read, 0)} yuan per head, where the statistics bureau has {fixed(official, 0)}; a few lines on the paper gives the right unit, 100 million yuan.",
    )


@_check
def hundred_million_yuan(claim: Claim) -> Finding:
    """GDP in 100 million yuan."""
    read, official = _gdp_per_head(1e8)
    verdict = (
        SUPPORTED if abs(read / official - 1) < 0.1 else CONTRADICTED
    )  # a revision of GDP moves it by less than 10%
    return Finding(
        verdict,
        f"In 100 million yuan, GDP of 2018 is {fixed(read, 0)} yuan per head, and the statistics bureau, after a later revision, has {fixed(official, 0)}.",
    )


@_check
def ten_thousands(claim: Claim) -> Finding:
    """Users, shoppers and names in units of 10,000."""
    users, known = (
        _frame("paper").loc[2018, "users"],
        _value("users", "2018", "CNNIC 43rd rounded (exact 82851)"),
    )
    verdict = SUPPORTED if abs(users / known - 1) < NEAR else CONTRADICTED
    return Finding(
        verdict,
        f"In this unit the users of 2018 are {_million(users, 0)}, and CNNIC published {_million(known, 0)}.",
    )


@_check
def domains_measure_activity(claim: Claim) -> Finding:
    """Whether domain names move with e-commerce."""
    frame = _frame("paper")
    falls = frame["domains"].diff() < 0
    opposite = int((falls & (frame["ecommerce"].diff() > 0)).sum())
    names, turnover = (
        frame.loc[2011, name] / frame.loc[2008, name] - 1 for name in ("domains", "ecommerce")
    )
    verdict = MISLEADING if opposite else SUPPORTED
    return Finding(
        verdict,
        f"Users and shoppers can, domain names hardly: they fell in {count(opposite)} years in which transactions rose, and from 2008 to 2011, when registration rules were tightened, by {percent(-names)} while transactions rose by {percent(turnover)}.",
    )


@_check
def yearbook_editions(claim: Claim) -> Finding:
    """Which yearbook holds the GDP figures."""
    gdp, known = _frame("paper")["gdp"], _vintages()
    half = 0.06  # the yearbook prints one decimal, the paper's data two
    same = {
        name: int(((known[name] - gdp).abs() < half).sum()) for name in ("CSY2019", "CSY2016-18")
    }
    verdict = MISLEADING if same["CSY2019"] == len(gdp) else NOT_CHECKABLE
    return Finding(
        verdict,
        f"All {fixed(same['CSY2019'], 0)} values are those of the 2019 yearbook and {count(same['CSY2016-18'])} those of the editions of 2016 to 2018; a yearbook ends with the year before it, so none to 2018 can hold 2018.",
    )


@_check
def transactions_spliced(claim: Claim) -> Finding:
    """Whether the transactions come from the two named publications."""
    paper, official = _frame("paper")["ecommerce"], _transactions()
    gap = (paper / official - 1).loc[2014:2016]
    cnnic = _observations().query("series == 'ecommerce'")["vintage"].str.contains("CNNIC").sum()
    verdict = CONTRADICTED if not cnnic and (gap.abs() > APART).all() else SUPPORTED
    return Finding(
        verdict,
        f"CNNIC publishes no total of transactions, and for 2014 to 2016 the values that the tables require lie {listed([percent(-value) for value in gap])} below the statistics bureau's; they agree in 2017 and 2018, so the series is spliced.",
    )


@_check
def users_from_cnnic(claim: Claim) -> Finding:
    """Whether the users are CNNIC's."""
    users = _frame("paper")["users"]
    match = [
        (abs(_seen("users", str(year))["value"] / value - 1) < NEAR).any()
        for year, value in users.items()
    ]
    verdict = SUPPORTED if all(match) else CONTRADICTED
    return Finding(
        verdict,
        f"In {fixed(sum(match), 0)} of {fixed(len(users), 0)} years a published CNNIC figure is the one that the tables require, to within rounding.",
    )


@_check
def early_shoppers(claim: Claim) -> Finding:
    """Whether counts of shoppers were published for 2004 to 2006."""
    shoppers = _frame("paper")["shoppers"].loc[2004:2006]
    missing = [
        year
        for year, value in shoppers.items()
        if not (abs(_seen("shoppers", str(year))["value"] / value - 1) < APART).any()
    ]
    verdict = NOT_SUPPORTED if missing else SUPPORTED
    needed = (
        listed([_million(shoppers[year]) for year in missing]) if missing else "no other values"
    )
    return Finding(
        verdict,
        f"CNNIC first counted shoppers in 2007; for {listed([str(year) for year in missing])} the tables require {needed}, and no published count with these values was found.",
    )


# Checks of section 4.3: results.


def _printed_and_computed(claim: Claim, cell: str, what: str) -> Finding:
    """Whether the text prints a cell's figure, and the data give it."""
    row = _scorecard().loc[cell]
    said = re.search(r"-?\d*\.?\d+", claim.quoted)[0]
    repeats, computed = said == row["printed"], float(said) == float(row["at_precision"])
    verdict = REPRODUCED if computed else MISPRINT if not repeats else CONTRADICTED
    return Finding(
        verdict,
        f"Table {row['table']} prints {what} as {row['printed']}, and the recovered data give {row['at_precision']}.",
    )


@_check
def correlation_in_text(claim: Claim) -> Finding:
    """A correlation with GDP repeated in the text."""
    (series,) = claim.arguments
    return _printed_and_computed(
        claim, f"t1.gdp.{series}", f"the correlation of GDP with {_label(series)}"
    )


@_check
def p_value_in_text(claim: Claim) -> Finding:
    """A p-value repeated in the text."""
    table, series = claim.arguments
    return _printed_and_computed(claim, f"t{table}.{series}.p", f"the p-value of {_label(series)}")


def _autocorrelation(values: pd.Series) -> float:
    centred = (values - values.mean()).to_numpy()
    return float(centred[1:] @ centred[:-1] / (centred @ centred))


@_check
def correlations_significant(claim: Claim) -> Finding:
    """All four correlations pass at 5%, by the usual test."""
    frame = _frame("paper")
    correlations = frame.corr()["gdp"].drop("gdp")
    critical = models.critical_correlation(len(frame), LEVEL)
    memory = {name: _autocorrelation(frame[name]) for name in frame}
    product = np.array([memory["gdp"] * memory[name] for name in correlations.index])
    effective = (
        len(frame) * (1 - product) / (1 + product)
    )  # Bartlett's effective sample size for two series with lag-1 memory
    verdict = SUPPORTED if (correlations.abs() > critical).all() else CONTRADICTED
    return Finding(
        verdict,
        f"The smallest, {fixed(correlations.min(), 3)}, exceeds the critical {fixed(critical, 3)} for {fixed(len(frame), 0)} independent years; the years are not independent, though, and weigh about as much as {fixed(effective.min(), 1)} to {fixed(effective.max(), 1)}.",
    )


@_check
def correlation_promotes(claim: Claim) -> Finding:
    """From a correlation of levels to promotion of growth."""
    growth = models.log_growth(_frame("paper"))
    tests = {name: stats.pearsonr(growth["gdp"], growth[name]) for name in models.REGRESSORS}
    kept = [name for name, test in tests.items() if test.pvalue < LEVEL]
    verdict = NOT_SUPPORTED if len(kept) < len(tests) else MISLEADING
    return Finding(
        verdict,
        f"A correlation of levels shows neither cause nor growth: between yearly growth rates, {count(len(kept))} of the four correlations with GDP {'is' if len(kept) == 1 else 'are'} significant ({listed([_label(name) for name in kept]) if kept else 'none'}).",
    )


@_check
def correlation_has_no_direction(claim: Claim) -> Finding:
    """The authors' own caveat: a correlation tells the sign and no more."""
    printed = published.table(1)
    symmetric = all(
        printed.loc[a, b] == printed.loc[b, a] for a in data.SERIES for b in data.SERIES
    )
    return Finding(
        SUPPORTED if symmetric else CONTRADICTED,
        "A correlation is the same both ways, as the symmetric Table 1 shows: it gives sign and strength, and no direction.",
    )


@_check
def only_users_significant(claim: Claim) -> Finding:
    """Users alone pass at 5% in Table 2 or Table 3."""
    (specification,) = claim.arguments
    p = _fit(specification).pvalues.drop("constant")
    passing = [name for name in p.index if p[name] < LEVEL]
    verdict = SUPPORTED if passing == ["users"] else CONTRADICTED
    return Finding(
        verdict,
        f"At the 5% level {listed([_label(name) for name in passing])} alone pass (p {p_value(p['users'])}); the smallest p-value of the others is {p_value(p.drop('users').min())}.",
    )


@_check
def backward_order(claim: Claim) -> Finding:
    """The order in which variables leave."""
    path = models.backward_elimination(_frame("paper"))
    order = [step.dropped for step in path if step.dropped]
    verdict = SUPPORTED if order == claim.arguments else CONTRADICTED
    dropped = [
        f"{_label(step.dropped)} (p = {p_value(step.p_value)})" for step in path if step.dropped
    ]
    return Finding(
        verdict,
        f"Dropping the largest p-value each time removes {' and then '.join(dropped)}, and then stops.",
    )


@_check
def elimination_needed(claim: Claim) -> Finding:
    """Whether an insignificant variable must go."""
    result = _fit("table2")
    design = result.model.exog
    inflation = {
        name: variance_inflation_factor(design, place)
        for place, name in enumerate(result.params.index)
        if name != "constant"
    }
    worst = max(inflation, key=inflation.get)
    high = [
        name for name, value in inflation.items() if value > 9
    ]  # near the customary warning of 10
    verdict = NOT_SUPPORTED if len(high) >= 3 else SUPPORTED
    return Finding(
        verdict,
        f"Insignificance is no reason by itself: the four regressors nearly repeat each other (variance inflation up to {fixed(inflation[worst], 0)}, for {_label(worst)}), so that the data cannot tell them apart.",
    )


@_check
def p_values_called_coefficients(claim: Claim) -> Finding:
    """The text calls p-values regression coefficients."""
    cells = _cells()
    table = cells[cells["table"] == 3]
    holds = [
        set(table.loc[table["printed"].astype(float) == figure, "column"])
        for figure in claim.figures
    ]
    verdict = MISPRINT if all(columns == {"p"} for columns in holds) else SUPPORTED
    values = listed(
        [table.loc[f"t3.{name}.coefficient", "printed"] for name in ("ecommerce", "shoppers")]
    )
    return Finding(
        verdict,
        f"The two figures stand in the p column of Table 3; the coefficients there are {values}.",
    )


@_check
def coefficients_near_zero(claim: Claim) -> Finding:
    """Coefficients "tend to be 0": their p-values do."""
    result = _fit("table4")
    coefficients, p = result.params[["users", "shoppers"]], result.pvalues[["users", "shoppers"]]
    verdict = MISPRINT if coefficients.abs().min() > 1 and p.max() < 1e-4 else SUPPORTED
    return Finding(
        verdict,
        f"The coefficients are {listed([fixed(value, 4) for value in coefficients])}; it is their p-values (both {p_value(p.max())}) that are near zero.",
    )


@_check
def survivors_significant(claim: Claim) -> Finding:
    """Both remaining variables pass at 5%."""
    result = _fit("table4")
    t = result.tvalues[["users", "shoppers"]]
    verdict = SUPPORTED if (result.pvalues[t.index] < LEVEL).all() else CONTRADICTED
    return Finding(
        verdict,
        f"The t-values are {fixed(t['users'])} and {fixed(t['shoppers'])} with {fixed(result.df_resid, 0)} degrees of freedom; the test takes the years as independent and the two variables as chosen in advance, which they were not.",
    )


@_check
def jointly_significant(claim: Claim) -> Finding:
    """A significant linear relation of levels."""
    result = _fit("table4")
    verdict = SUPPORTED if result.f_pvalue < LEVEL else CONTRADICTED
    return Finding(
        verdict,
        f"In levels the two variables together explain {percent(result.rsquared, 2)} of the variance of GDP (F = {fixed(result.fvalue, 0)}, p {p_value(result.f_pvalue)}); whether this is more than a common trend is another question.",
    )


@_check
def equation_in_text(claim: Claim) -> Finding:
    """The equation repeats Table 4."""
    names = ("constant", "users", "shoppers")
    cells = _scorecard().loc[[f"t4.{name}.coefficient" for name in names]]
    same = all(
        figure == float(computed) for figure, computed in zip(claim.figures, cells["at_precision"])
    )
    verdict = REPRODUCED if same and len(claim.figures) == len(names) else CONTRADICTED
    return Finding(verdict, f"The recovered data give {', '.join(cells['at_precision'])}.")


@_check
def unit_reading(claim: Claim) -> Finding:
    """One more user or shopper "increases" GDP by so many units."""
    (series,) = claim.arguments
    yuan = 1e8 / 1e4  # 100 million yuan of GDP per 10,000 persons
    each = claim.figures[0] * yuan
    both = sum(_fit("table4").params[["users", "shoppers"]]) * yuan
    _, per_head = _gdp_per_head(1e8)
    verdict = MISLEADING if both > per_head else NOT_SUPPORTED
    person = {"users": "user", "shoppers": "shopper"}[series]
    return Finding(
        verdict,
        f"The figure is {fixed(each, 0)} yuan of GDP per {person}, the other variable held fixed; a shopper is a user too, so a new user who shops would add {fixed(both, 0)} yuan, {fixed(both / per_head, 1)} times GDP per head of 2018: a description of two trends, not an effect.",
    )


@_check
def related_to_growth(claim: Claim) -> Finding:
    """Positive relation of users and shoppers with growth: in growth rates, and in yearly changes."""
    frame = _frame("paper")
    logs = models.ols(models.log_growth(frame), "table4").pvalues
    changes = models.ols(frame.diff().dropna(), "table4").pvalues
    both = all((p[["users", "shoppers"]] < LEVEL).all() for p in (logs, changes))
    return Finding(
        SUPPORTED if both else MISLEADING,
        f"True of the level of GDP, not of its growth: in growth rates shoppers are insignificant (p = {p_value(logs['shoppers'])}; users {p_value(logs['users'])}), in yearly changes users are (p = {p_value(changes['users'])}; shoppers {p_value(changes['shoppers'])}).",
    )


@_check
def partial_sign(claim: Claim) -> Finding:
    """A positive correlation, and the coefficient's sign when the others are held fixed."""
    (series,) = claim.arguments
    simple = _frame("paper").corr().loc["gdp", series]
    result = _fit("table2")
    coefficient, p = result.params[series], result.pvalues[series]
    verdict = MISLEADING if simple > 0 > coefficient else SUPPORTED
    return Finding(
        verdict,
        f"The simple correlation is {fixed(simple, 3)}, but in the regression the coefficient is {fixed(coefficient, 4)} (p = {p_value(p)})."
        if simple * coefficient < 0
        else f"The simple correlation is {fixed(simple, 3)} and the coefficient in the regression {fixed(coefficient, 4)}, both positive (p of the latter {p_value(p)}).",
    )


@_check
def cannot_affect(claim: Claim) -> Finding:
    """From "not significant" to "can not affect"."""
    result = _fit("table2")
    intervals = result.conf_int()
    wide = all(
        intervals.loc[name, 0] < 0 < intervals.loc[name, 1] for name in ("ecommerce", "domains")
    )
    texts = [
        f"{fixed(intervals.loc[name, 0])} to {fixed(intervals.loc[name, 1])} for {_label(name)}"
        for name in ("ecommerce", "domains")
    ]
    return Finding(
        NOT_SUPPORTED if wide else CONTRADICTED,
        f"Not significant is not the same as no effect: the 95% intervals run from {' and from '.join(texts)}, and include effects as large as any that were found.",
    )


# The ledger.


def _claims(folder: Path) -> list[tuple[int, Claim]]:
    frame = data.read("claims", folder)
    return [(row, Claim(**record)) for row, record in zip(frame.index, frame.to_dict("records"))]


def _where(folder: Path, row: int, column: str) -> str:
    return f"{folder.name}/paper/claims.csv, row {row}, column {column}"


def finding(claim: Claim) -> Finding:
    """Verdict and evidence of one claim, by its check.

    Parameters
    ----------
    claim : Claim
        A row of the ledger.

    Returns
    -------
    Finding
        Computed for a function; for ``source`` the row's own verdict with its source; for ``none`` not checkable, with the reason.

    Raises
    ------
    ValueError
        If no such check exists, or it cannot use the row's arguments or figures.

    Examples
    --------
    >>> row = Claim("c4-3-01", "4.3", "r of GDP and transactions", "0.945", "statistical", "correlation_in_text:ecommerce", "", "", "")
    >>> finding(row).verdict
    'reproduced'
    """
    if claim.check == NONE:
        return Finding(NOT_CHECKABLE, claim.source)
    if claim.check == SOURCE:
        return Finding(claim.verdict, claim.source)
    if claim.name not in CHECKS:
        raise ValueError(
            f"no check is called {claim.name!r}; valid: {NONE}, {SOURCE}, {', '.join(CHECKS)}"
        )
    try:
        return CHECKS[claim.name](claim)
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"{claim.name} cannot use the arguments {claim.arguments} and the figures {claim.figures}: {error}"
        ) from error


@functools.lru_cache(maxsize=4)
def _ledger(folder: Path) -> pd.DataFrame:
    rows = []
    for row, claim in _claims(folder):
        try:
            found = finding(claim)
        except ValueError as error:
            raise data.DataError(f"{_where(folder, row, 'check')}: {error}") from None
        rows.append(
            {
                **vars(claim),
                "chapter": claim.section.partition(".")[0],
                "stored": claim.verdict,
                "verdict": found.verdict,
                "evidence": found.evidence,
                "line": row,
            }
        )
    columns = [
        "section",
        "chapter",
        "claim",
        "quoted",
        "kind",
        "check",
        "source",
        "url",
        "verdict",
        "evidence",
        "stored",
        "line",
    ]
    return pd.DataFrame(rows).set_index("id")[columns]


def ledger(folder: Path = paths.DATA) -> pd.DataFrame:
    """Every claim with its verdict, computed afresh, and the evidence.

    Parameters
    ----------
    folder : Path
        Data folder that holds ``datapackage.json`` and ``paper/claims.csv``.

    Returns
    -------
    DataFrame
        Index id; columns section, chapter, claim, quoted, kind, check, source, url, verdict, evidence, stored (the verdict
        that the file holds) and line.

    Raises
    ------
    data.DataError
        On a fault in the file, with file, row and column.

    Examples
    --------
    >>> ledger().loc["c4-1-02", "verdict"]
    'misprint'
    """
    return _ledger(folder).copy()


def faults(folder: Path = paths.DATA) -> list[str]:
    """What is wrong with the ledger, one sentence each: empty when every verdict follows from its check.

    Looks for stored verdicts that differ from the computed ones, a ``source`` that names none, an id that does not fit its
    section, a section of the paper without a row, and a check that no row uses.

    Raises
    ------
    data.DataError
        On a file that cannot be read as a ledger at all: a missing or unknown verdict, an unknown check.

    Examples
    --------
    >>> faults()
    []
    """
    found, frame = [], ledger(folder)
    for claim, row in frame.iterrows():
        at = functools.partial(_where, folder, row["line"])
        if row["stored"] != row["verdict"]:
            found.append(
                f"{at('verdict')}: {claim} is stored as {row['stored']!r}, its check {row['check']!r} gives {row['verdict']!r}: {row['evidence']}"
            )
        if row["check"] == SOURCE and not (
            row["url"].startswith("http") or row["source"].startswith(THE_PAPER)
        ):
            found.append(
                f"{at('source')}: {claim} is judged by a source, but gives neither an address nor a place in the paper"
            )
        if row["check"] == SOURCE and row["verdict"] in (REPRODUCED, NOT_CHECKABLE):
            found.append(
                f"{at('verdict')}: {claim} is judged by a source, which cannot make it {row['verdict']!r}"
            )
        if row["section"] not in SECTIONS:
            found.append(f"{at('section')}: the paper has no section {row['section']!r}")
        prefix = "c" + ("a" if row["section"] == "abstract" else row["section"].replace(".", "-"))
        if claim.rpartition("-")[0] != prefix:
            found.append(
                f"{at('id')}: {claim} does not fit section {row['section']}, whose ids begin with {prefix}-"
            )
    found += [
        f"paper/claims.csv: section {section} has no row"
        for section in SECTIONS
        if section not in set(frame["section"])
    ]
    used = {check.partition(":")[0] for check in frame["check"]}
    found += [
        f"paper/claims.csv: no row uses the check {name}" for name in CHECKS if name not in used
    ]
    return found


def counts(by: str | None = None):
    """How many claims have each verdict.

    Parameters
    ----------
    by : str, optional
        A column of `ledger`, such as chapter, section or kind.

    Returns
    -------
    dict or DataFrame
        Verdicts in their order with their counts; with ``by``, one row per value of that column, in order of appearance.

    Examples
    --------
    >>> sum(counts().values()) == len(ledger()), list(counts("kind").columns) == list(VERDICT_ORDER)
    (True, True)
    """
    frame = ledger()
    if by is None:
        return {verdict: int((frame["verdict"] == verdict).sum()) for verdict in VERDICT_ORDER}
    if by not in frame.columns:
        raise ValueError(f"unknown column {by!r}; valid: {', '.join(frame.columns)}")
    table = pd.crosstab(frame[by], frame["verdict"])
    return table.reindex(
        index=frame[by].drop_duplicates(), columns=list(VERDICT_ORDER), fill_value=0
    ).rename_axis(columns=None)


def to_json() -> list[dict]:
    """The ledger as plain dictionaries, for ``claims.json``.

    >>> sorted(to_json()[0])
    ['check', 'claim', 'evidence', 'id', 'kind', 'quoted', 'section', 'source', 'url', 'verdict']
    """
    return ledger().drop(columns=["chapter", "stored", "line"]).reset_index().to_dict("records")


def badge(claim: str) -> str:
    """A verdict to set beside a retold claim, linked to its row.

    Parameters
    ----------
    claim : str
        Id of a claim.

    Returns
    -------
    str
        HTML; the colour of the class repeats what the word says.

    Raises
    ------
    ValueError
        On an unknown id.

    Examples
    --------
    >>> badge("c4-1-02")
    '<a class="verdict verdict-misprint" href="claims.html#c4-1-02">misprint<span class="visually-hidden"> (claim c4-1-02)</span></a>'
    """
    frame = _ledger(paths.DATA)
    if claim not in frame.index:
        raise ValueError(f"unknown claim {claim!r}; ids stand in data/paper/claims.csv")
    verdict = frame.loc[claim, "verdict"]
    name = html.escape(claim)
    return f'<a class="verdict verdict-{verdict.replace(" ", "-")}" href="claims.html#{name}">{verdict}<span class="visually-hidden"> (claim {name})</span></a>'
