"""How each checkable claim of the paper's text is checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.regression.linear_model import RegressionResultsWrapper
from statsmodels.stats.outliers_influence import variance_inflation_factor
from statsmodels.stats.stattools import durbin_watson

from helpers import data
from helpers.claims import reproduction
from helpers.data import published
from helpers.memory import kept
from helpers.methods import coefficients, ols, theory
from helpers.vocabulary import MILLION, REGIONS, TRILLION, UNSURE, YUAN_PER_PERSON
from helpers.words import count, fixed, listed, p_value, percent

REPRODUCED, SUPPORTED, MISLEADING, MISPRINT = "reproduced", "supported", "misleading", "misprint"
CONTRADICTED, NOT_SUPPORTED = "contradicted", "not supported"
CANNOT_TEST, NOT_FOUND = "cannot be tested", "not found"
VERDICT_ORDER = (
    REPRODUCED,
    SUPPORTED,
    MISLEADING,
    MISPRINT,
    CONTRADICTED,
    NOT_SUPPORTED,
    CANNOT_TEST,
    NOT_FOUND,
)
OPEN = (CANNOT_TEST, NOT_FOUND)
MEANINGS = {
    REPRODUCED: "The data give the printed figure at the printed precision.",
    SUPPORTED: "The data, or a source that was seen, bear the claim out.",
    MISLEADING: (
        "Something in it is right, but the reader is led to more, or to something else, "
        "than the evidence shows."
    ),
    MISPRINT: (
        "A slip of pen, print or translation: the paper itself, or a name that is well known, "
        "shows what is meant."
    ),
    CONTRADICTED: "The data, a source that was seen, or the paper itself say otherwise.",
    NOT_SUPPORTED: "It does not follow from what the paper shows; it may still be true.",
    CANNOT_TEST: "Nothing could decide it: a definition, an aim, advice, a word without a measure.",
    NOT_FOUND: (
        "Data or a source could decide it, and none was found; the row says what was searched."
    ),
}
KINDS = ("figure", "date", "statistical", "causal", "policy", "definition")
NONE, SOURCE, SEARCHED = "none", "source", "not_found"
LEVEL = 0.05  # the paper's level of significance
NEAR = 0.005  # half a unit in the third digit: two roundings of one published value differ by less
APART = 0.02  # 2%: more than any rounding of a figure printed with two or three digits
SAID_OF_PROVINCES = 2018  # the year for which provinces are compared
PER_HEAD = {  # series of data/provinces.csv: factor to the unit shown, and words
    "ecommerce_sales": (10_000, "e-commerce sales per head"),
    "broadband_users": (100, "broadband subscriptions per head"),
}
# Vintages of data/observations.csv.
BEFORE_7TH_CENSUS = "before the 7th census"
RESEARCH_2010 = "iResearch, derived 36000*1.335 (growth rate as in the paper section 3)"
RESEARCH_2009 = "iResearch (+22.9%)"
CENTRE_2010 = "100EC 2010 monitoring report (+22%)"


@dataclass(frozen=True)
class Claim:
    """One row of ``claims.csv``.

    Parameters
    ----------
    id : str
        ``c`` with section and number, such as ``c4-1-02``.
    section : str
        A key of `SECTIONS`.
    claim : str
        What the paper says, in other words.
    quoted : str
        The few words whose wording is judged; may be empty.
    kind : str
        One of `KINDS`.
    check : str
        Name of a check, with arguments after a colon; ``source``; or ``none``.
    source : str
        What decides the claim, or why nothing does.
    url : str
        Address of the source; may be empty.
    verdict : str
        As the file stores it.
    repeats : str
        Id of the row that says the same and is counted in its place; may be empty.
    """

    id: str
    section: str
    claim: str
    quoted: str
    kind: str
    check: str
    source: str
    url: str
    verdict: str
    repeats: str = ""

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
    """What a check found.

    Parameters
    ----------
    verdict : str
        One of `VERDICT_ORDER`.
    evidence : str
        One sentence.

    Raises
    ------
    ValueError
        On another verdict, or without evidence.

    Examples
    --------
    >>> Finding("true", "Because.")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    ValueError: 'true' is not a verdict; valid: reproduced, supported, misleading, misprint, ...
    """

    verdict: str
    evidence: str

    def __post_init__(self) -> None:
        if self.verdict not in VERDICT_ORDER:
            raise ValueError(
                f"{self.verdict!r} is not a verdict; valid: {', '.join(VERDICT_ORDER)}"
            )
        if not self.evidence.strip():
            raise ValueError("a finding needs its evidence")


class Material:
    """What the checks read: data sets, observations and regressions, each loaded once.

    Parameters
    ----------
    paper : DataFrame, optional
        The paper's data set, wide; from the data folder by default.

    Examples
    --------
    >>> Material().frame("paper").shape
    (15, 5)
    """

    def __init__(self, paper: pd.DataFrame | None = None) -> None:
        self._frames = {} if paper is None else {"paper": paper}
        self._fits: dict[str, RegressionResultsWrapper] = {}

    def frame(self, name: str = "paper") -> pd.DataFrame:
        """Return a named data set.

        Parameters
        ----------
        name : str
            As for `data.load`.

        Returns
        -------
        DataFrame
            Wide: index year, one column per series.
        """
        if name not in self._frames:
            self._frames[name] = data.load(name)
        return self._frames[name]

    def fit(self, specification: str) -> RegressionResultsWrapper:
        """Return a regression of the paper, on the paper's data set.

        Parameters
        ----------
        specification : str
            A key of `helpers.methods.ols.SPECIFICATIONS`.

        Returns
        -------
        RegressionResultsWrapper
            From `helpers.methods.ols.ols`.
        """
        if specification not in self._fits:
            self._fits[specification] = ols.ols(self.frame(), specification)
        return self._fits[specification]

    @kept
    def series(self) -> pd.DataFrame:
        """Every series with label, unit and definition, indexed by name."""
        return data.series()

    @kept
    def observations(self) -> pd.DataFrame:
        """Every national value found, in every vintage."""
        return data.observations()

    @kept
    def vintages(self) -> pd.DataFrame:
        """GDP in 100 million yuan, years by vintages."""
        return data.vintages("gdp")

    @kept
    def provinces(self) -> pd.DataFrame:
        """Provincial values of `SAID_OF_PROVINCES`, provinces by series."""
        rows = data.provinces()
        rows = rows[rows["year"] == SAID_OF_PROVINCES]
        return rows.pivot(index="province", columns="series", values="value")

    @kept
    def cells(self) -> pd.DataFrame:
        """The printed cells of the four tables, indexed by id."""
        return published.cells()

    @kept
    def scorecard(self) -> pd.DataFrame:
        """The printed cells with their computed values and verdicts."""
        return reproduction.scorecard(self.frame())

    @property
    def transactions(self) -> pd.Series:
        """E-commerce transactions by year, 100 million yuan.

        As the ministries and, from 2014, the statistics bureau published them.
        """
        return self.frame("modern")["ecommerce"].dropna()

    def seen(self, series: str, year: str) -> pd.DataFrame:
        """Return the observations of a year that were read in a source, or derived from such.

        Parameters
        ----------
        series : str
            Name of a series.
        year : str
            As in ``data/observations.csv``: ``2018``, or ``2019-06`` for the middle of a year.

        Returns
        -------
        DataFrame
            Rows of `observations`; none if nothing was seen.
        """
        rows = self.observations
        of_year = (rows["series"] == series) & (rows["year"] == year)
        return rows[of_year & rows["status"].isin(["seen", "derived"])]

    def value(self, series: str, year: str, vintage: str) -> float:
        """Return the value of one vintage, in the unit of its series.

        Parameters
        ----------
        series, year : str
            As for `seen`.
        vintage : str
            As in ``data/observations.csv``.

        Returns
        -------
        float
            The first value, if there are several.

        Raises
        ------
        IndexError
            If no such value was seen.
        """
        rows = self.seen(series, year)
        return float(rows.loc[rows["vintage"] == vintage, "value"].iloc[0])

    def label(self, series: str) -> str:
        """Return the English label of a series, as it stands inside a sentence.

        Parameters
        ----------
        series : str
            Name of a series.

        Returns
        -------
        str
            In lower case, except for proper names.
        """
        label = self.series.loc[series, "label"]
        return label if label.startswith("Internet") else label[0].lower() + label[1:]

    def measured(self, subjects: Iterable[str]) -> list[str]:
        """Return the subjects that label or definition of one of the paper's series mentions.

        Parameters
        ----------
        subjects : iterable of str
            Words, or the beginnings of words.

        Returns
        -------
        list of str
        """
        known = self.series.loc[list(data.SERIES)]
        described = " ".join([*known["label"], *known["definition"]]).lower()
        return [one for one in subjects if re.search(rf"\b{re.escape(one.lower())}", described)]

    def labels(self, series: Iterable[str]) -> str:
        """Return the labels of several series as a list in a sentence.

        Parameters
        ----------
        series : iterable of str
            Names of series.

        Returns
        -------
        str
            ``none`` if there are no series.
        """
        return listed([self.label(name) for name in series])

    def per_head(self, series: str) -> tuple[pd.Series, float]:
        """Return a provincial series per head in `SAID_OF_PROVINCES`, and its national value.

        Parameters
        ----------
        series : str
            A key of `PER_HEAD`.

        Returns
        -------
        (Series, float)
            Yuan per head, or subscriptions per 100 people.
        """
        total, people = self.provinces[series], self.provinces["population_yearend"]
        factor = PER_HEAD[series][0]
        return factor * total / people, factor * total.sum() / people.sum()

    def gdp_per_head(self, unit: float) -> tuple[float, float]:
        """Return GDP per head of 2018, read in a unit and as the statistics bureau published it.

        Parameters
        ----------
        unit : float
            Yuan that one unit of the paper's GDP is taken to be.

        Returns
        -------
        (float, float)
            Yuan per head.
        """
        people = 10_000 * self.value("population", "2018", BEFORE_7TH_CENSUS)
        official = self.value("gdp_per_head", "2018", "NBS database 2025")
        return self.frame().loc[2018, "gdp"] * unit / people, official


Check = Callable[[Claim, Material], Finding]
CHECKS: dict[str, Check] = {}


def _check(function: Check) -> Check:
    CHECKS[function.__name__] = function
    return function


def _either(words: list[str]) -> str:
    return " or ".join(([", ".join(words[:-1])] if words[1:] else []) + words[-1:])


def _trillion(hundred_million: float) -> str:
    return f"{fixed(hundred_million / TRILLION, 2)} trillion yuan"


def _million(ten_thousand: float, decimals: int = 1) -> str:
    return f"{fixed(ten_thousand / MILLION, decimals)} million"


def _always_rises(values: pd.Series) -> bool:
    return bool((values.diff().dropna() > 0).all())


@_check
def reproduces(claim: Claim, material: Material) -> Finding:
    """The regressions were run on data, as said: the recovered data give the printed cells back.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The scorecard.

    Returns
    -------
    Finding
        Supported if nine of ten printed numbers are reproduced, else not supported.
    """
    counted = reproduction.cell_counts(material.scorecard)
    total, same = sum(counted.values()), counted[reproduction.REPRODUCED]
    verdict = SUPPORTED if same > 0.9 * total else NOT_SUPPORTED
    evidence = (
        f"The recovered data reproduce {fixed(same, 0)} of the {fixed(total, 0)} printed numbers "
        "of the four tables to the last digit."
    )
    return Finding(verdict, evidence)


@_check
def outside_model(claim: Claim, material: Material) -> Finding:
    """A result is said to follow from the regressions about what no variable of theirs measures.

    Parameters
    ----------
    claim : Claim
        Its arguments are the subjects to look for, as in ``outside_model:security,talent``.
    material : Material
        Labels and definitions of the five series.

    Returns
    -------
    Finding
        Not supported if no label or definition mentions a subject, else it cannot be tested.

    Raises
    ------
    ValueError
        Without subjects.
    """
    if not claim.arguments:
        raise ValueError(
            "outside_model needs the subjects to look for, as in outside_model:security,talent"
        )
    if inside := material.measured(claim.arguments):
        return Finding(CANNOT_TEST, f"The model holds a variable on {listed(inside)}.")
    evidence = (
        f"The regressions hold {material.labels(data.SERIES)}; none of the five measures "
        f"{_either(claim.arguments)}, so nothing about it can follow from them."
    )
    return Finding(NOT_SUPPORTED, evidence)


@_check
def level_not_growth(claim: Claim, material: Material) -> Finding:
    """The words "economic growth" name what is the yearly level of nominal GDP.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The paper's data set; growth of real GDP.

    Returns
    -------
    Finding
        Misleading if GDP rises every year and nominally faster than really, else supported.
    """
    gdp = material.frame()["gdp"]
    nominal = ols.log_growth(gdp.to_frame())["gdp"].mean()
    real = float(np.log1p(theory.real_growth(gdp.index[1], gdp.index[-1])).mean())
    verdict = MISLEADING if nominal > real and gdp.is_monotonic_increasing else SUPPORTED
    first, last = gdp.index[0], gdp.index[-1]
    evidence = (
        f"The dependent variable is the level of GDP at current prices, {_trillion(gdp[first])} "
        f"in {first} and {_trillion(gdp[last])} in {last}; it grew by {percent(nominal, 1)} "
        f"a year in logs, of which {percent(real, 1)} was real growth."
    )
    return Finding(verdict, evidence)


@_check
def no_design(claim: Claim, material: Material) -> Finding:
    """A cause is claimed from levels of one country, whatever their fit.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The paper's data set, for what a common trend explains.

    Returns
    -------
    Finding
        Not supported on any data: no fit of such levels tells a cause from a common trend.
    """
    gdp = material.frame()["gdp"]
    time = np.arange(len(gdp), dtype=float)
    quadratic = pd.DataFrame({"gdp": gdp, "year": time, "year squared": time**2})
    trend = ols.ols(quadratic, ("year", "year squared")).rsquared
    evidence = (
        "No regression of one country's yearly levels tells a cause from a common trend, however "
        f"well it fits; here the year and its square alone explain {percent(trend, 2)} of the "
        "variance of GDP. It may be true; another design would have to show it."
    )
    return Finding(NOT_SUPPORTED, evidence)


@_check
def transactions_promote(claim: Claim, material: Material) -> Finding:
    """Whether "we find that e-commerce does promote the economy" is what the tables show.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The paper's data set.

    Returns
    -------
    Finding
        Not supported: a coefficient on levels is no effect, and an insignificant one no absence.
    """
    path = ols.backward_elimination(material.frame())
    step = next((step for step in path if step.dropped == "ecommerce"), None)
    if step is None or step.p_value is None:
        evidence = (
            "E-commerce transactions stay in the model, but a coefficient on levels is no effect."
        )
        return Finding(NOT_SUPPORTED, evidence)
    low, high = step.result.conf_int().loc["ecommerce"]
    evidence = (
        "The only variable that measures e-commerce itself, transactions, leaves the model as "
        f"insignificant (p = {p_value(step.p_value)}, 95% interval {fixed(low)} to {fixed(high)}). "
        "That shows neither that it promotes the economy nor that it does not."
    )
    return Finding(NOT_SUPPORTED, evidence)


@_check
def diagnostics_unreported(claim: Claim, material: Material) -> Finding:
    """Which statistics the tables print, and one that they leave out.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The printed cells; Table 4.

    Returns
    -------
    Finding
        Supported if a table prints a test of residuals, unit roots or cointegration, else not.
    """
    columns = set(material.cells["column"])
    reported = columns & {"dw", "durbin_watson", "adf", "cointegration"}
    verdict = SUPPORTED if reported else NOT_SUPPORTED
    statistic = durbin_watson(material.fit("table4").resid)
    evidence = (
        "The tables print coefficients, standard errors, t, p, R² and F, and no test of residuals, "
        "unit roots or cointegration; the Durbin-Watson statistic of the final model, recomputed, "
        f"is {fixed(statistic)}."
    )
    return Finding(verdict, evidence)


@_check
def sample_is_recent(claim: Claim, material: Material) -> Finding:
    """Whether years and values are the latest that the text could know.

    Parameters
    ----------
    claim : Claim
        Its last figure is the latest year of the text.
    material : Material
        The paper's data set; that of the fourth census, published in November 2019.

    Returns
    -------
    Finding
        Supported if the sample ends in that year or the one before, with the GDP published last;
        else misleading.
    """
    frame = material.frame()
    last, known = int(frame.index.max()), int(claim.figures[-1])
    behind = known - last
    used, revised = frame.loc[last, "gdp"], material.frame("census4").loc[last, "gdp"]
    fresh = abs(revised / used - 1) < NEAR
    verdict = SUPPORTED if behind in (0, 1) and fresh else MISLEADING
    years = f"{count(behind)} year{'s' * (behind != 1)}"
    evidence = (
        f"True of the years: the regressions end in {last}, {years} before the latest figure that "
        f"the text quotes. The GDP of {last} was revised by {percent(revised / used - 1, 1)} in "
        "November 2019, before that figure was published; the paper uses the earlier value."
    )
    return Finding(verdict, evidence)


def _printed_t_and_p(material: Material) -> list[tuple[float, float, int]]:
    """Printed t, printed p and number of regressors, where p is not printed as 0."""
    rows = []
    for table, specification in ((2, "table2"), (3, "table3"), (4, "table4")):
        cells = material.cells
        block = cells[cells["table"] == table].set_index(["row", "column"])["printed"]
        regressors = len(ols.SPECIFICATIONS[specification])
        rows += [
            (float(block[name, "t"]), float(block[name, "p"]), regressors)
            for name, column in block.index
            if column == "p" and block[name, "p"] != "0"
        ]
    return rows


def _p_follows_from_t(t: float, p: float, regressors: int, n: int) -> bool:
    """Whether rounded t and rounded p agree at n observations."""
    half = 5e-5  # of the last printed decimal
    degrees = n - regressors - 1
    low, high = (2 * stats.t.sf(abs(t) + shift, degrees) for shift in (half, -half))
    return bool(low < p + half and high > p - half)


@_check
def fifteen_observations(claim: Claim, material: Material) -> Finding:
    """The number of observations for which the printed t and p agree.

    Parameters
    ----------
    claim : Claim
        Its first figure is the number of observations.
    material : Material
        The printed cells.

    Returns
    -------
    Finding
        Supported if t and p agree for that number alone, else contradicted.
    """
    rows = _printed_t_and_p(material)
    fits = [n for n in range(8, 31) if all(_p_follows_from_t(*row, n) for row in rows)]
    verdict = SUPPORTED if fits == [int(claim.figures[0])] else CONTRADICTED
    evidence = (
        f"Of 8 to 30 observations, only {listed([fixed(n, 0) for n in fits])} makes the printed "
        "p-values follow from the printed t-values in all three regressions."
    )
    return Finding(verdict, evidence)


@_check
def turnover_2010(claim: Claim, material: Material) -> Finding:
    """The printed turnover of 2010 against the ministries and against iResearch.

    Parameters
    ----------
    claim : Claim
        Its first figure is the turnover in trillion yuan.
    material : Material
        Transactions; observations of 2009 and 2010.

    Returns
    -------
    Finding
        Supported near the ministries' total, misleading near iResearch's, else contradicted.
    """
    said = claim.figures[0] * TRILLION
    official = material.transactions[2010]
    research = material.value("ecommerce", "2010", RESEARCH_2010)
    before = material.value("ecommerce", "2009", RESEARCH_2009)
    centre = material.value("ecommerce", "2010", CENTRE_2010)
    if abs(said / official - 1) < APART:
        verdict = SUPPORTED
    elif abs(said / research - 1) < NEAR:
        verdict = MISLEADING
    else:
        verdict = CONTRADICTED
    evidence = (
        f"The Ministry of Commerce's figures give {_trillion(official)} and 100EC printed "
        f"{_trillion(centre)}; the paper's {_trillion(said)} is what iResearch's "
        f"{_trillion(before)} of 2009 becomes at the printed growth, "
        "and iResearch is not the source named."
    )
    return Finding(verdict, evidence)


@_check
def growth_2010(claim: Claim, material: Material) -> Finding:
    """The printed growth of 2010 on each chain.

    Parameters
    ----------
    claim : Claim
        Its figures are the turnover in trillion yuan and the growth in per cent.
    material : Material
        Transactions.

    Returns
    -------
    Finding
        Supported near the growth of the ministry's levels, else misleading.
    """
    official = material.transactions
    ministry = official[2010] / official[2009] - 1
    level, said = claim.figures[0] * TRILLION, claim.figures[1] / 100
    mixed = level / official[2009] - 1
    verdict = SUPPORTED if abs(said - ministry) < APART else MISLEADING
    evidence = (
        f"The Ministry of Commerce's levels of 2009 and 2010 give {percent(ministry, 1)}, "
        f"the printed level over the ministry's 2009 gives {percent(mixed, 1)}; "
        f"{percent(said, 1)} needs iResearch's lower base of 2009."
    )
    return Finding(verdict, evidence)


@_check
def turnover_2019(claim: Claim, material: Material) -> Finding:
    """The printed turnover of 2019 against the official one.

    Parameters
    ----------
    claim : Claim
        Its first figure is the turnover in trillion yuan.
    material : Material
        Transactions.

    Returns
    -------
    Finding
        Supported near the official total, else contradicted.
    """
    said, official = claim.figures[0] * TRILLION, material.transactions[2019]
    excess = said / official - 1
    verdict = SUPPORTED if abs(excess) < APART else CONTRADICTED
    evidence = (
        f"The Ministry of Commerce and the statistics bureau published {_trillion(official)} "
        f"for 2019; the printed figure is {percent(excess, 1)} higher."
    )
    return Finding(verdict, evidence)


@_check
def growth_2019(claim: Claim, material: Material) -> Finding:
    """The printed growth of 2019 against the official levels.

    Parameters
    ----------
    claim : Claim
        Its figures are the turnover in trillion yuan and the growth in per cent.
    material : Material
        Transactions.

    Returns
    -------
    Finding
        Supported near the growth of the official levels, else contradicted.
    """
    official = material.transactions
    level, said = claim.figures[0] * TRILLION, claim.figures[1] / 100
    levels, implied = official[2019] / official[2018] - 1, level / (1 + said)
    verdict = SUPPORTED if abs(said - levels) < APART else CONTRADICTED
    evidence = (
        f"The official levels of 2018 and 2019 give {percent(levels, 1)}; the printed pair implies "
        f"{_trillion(implied)} for 2018, where the official figure, which the regressions use, "
        f"is {_trillion(official[2018])}; the bureau's own rate, on a comparable basis, "
        "was not seen."
    )
    return Finding(verdict, evidence)


@_check
def seven_times(claim: Claim, material: Material) -> Finding:
    """Whether 2019 is more than seven times 2010.

    Parameters
    ----------
    claim : Claim
        Its figures are the totals of 2010 and 2019.
    material : Material
        Transactions.

    Returns
    -------
    Finding
        Supported if the printed and the official ratio exceed seven, misleading if one of them
        does, else contradicted.
    """
    ratio = claim.figures[1] / claim.figures[0]
    official = material.transactions[2019] / material.transactions[2010]
    over = int(ratio > 7) + int(official > 7)
    verdict = (CONTRADICTED, MISLEADING, SUPPORTED)[over]
    evidence = (
        f"The printed figures stand {fixed(ratio)} to one, the official ones {fixed(official)} to "
        "one, across a change of definition in 2014. “Seven times more” is read as Chinese has it, "
        "seven times as much."
    )
    return Finding(verdict, evidence)


@_check
def turnover_rises(claim: Claim, material: Material) -> Finding:
    """Whether transactions rose in every year from 2010 to 2019.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        Transactions.

    Returns
    -------
    Finding
        Supported if they rose in every year, else contradicted.
    """
    official = material.transactions.loc[2010:2019]
    verdict = SUPPORTED if _always_rises(official) else CONTRADICTED
    first, last = _trillion(official.iloc[0]), _trillion(official.iloc[-1])
    evidence = (
        f"The official figures rise in each of the {count(len(official) - 1)} years, "
        f"from {first} to {last}; the step in 2014 is partly a new survey."
    )
    return Finding(verdict, evidence)


@_check
def growth_declines(claim: Claim, material: Material) -> Finding:
    """Whether growth has declined since 2015.

    Parameters
    ----------
    claim : Claim
        Its last figure is the paper's growth of 2019, in per cent.
    material : Material
        Transactions.

    Returns
    -------
    Finding
        Supported if growth fell in every year, misleading if it was lower at the end than at the
        beginning only, else contradicted.
    """
    growth = material.transactions.pct_change().loc[2015:2019]
    always, lower = (growth.diff().dropna() < 0).all(), growth[2019] < growth[2015]
    verdict = SUPPORTED if always else MISLEADING if lower else CONTRADICTED
    said = claim.figures[-1] / 100
    rates = listed([percent(rate, 1) for rate in growth])
    evidence = (
        f"On official levels growth was {rates} from 2015 to 2019: lower at the end, but not in "
        f"decline throughout, and the paper's own {percent(said, 1)} for 2019 is a rise over 2018."
    )
    return Finding(verdict, evidence)


@_check
def turnover_is_not_value_added(claim: Claim, material: Material) -> Finding:
    """Whether the rise of turnover shows that it drove growth.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The paper's data set; the official one of the fourth census.

    Returns
    -------
    Finding
        Not supported, whatever the correlation: a part of no value added, and no design.
    """
    frame = material.frame("census4")
    share = frame.loc[2019, "ecommerce"] / frame.loc[2019, "gdp"]
    growth = ols.log_growth(material.frame())[["gdp", "ecommerce"]]
    result = stats.pearsonr(*growth.to_numpy().T)
    evidence = (
        f"Turnover, {percent(share)} of GDP in 2019, counts sales gross and is no part of value "
        "added; from 2005 to 2018 its yearly growth and that of GDP have a correlation of "
        f"{fixed(result.statistic)} (p = {p_value(result.pvalue)})."
    )
    return Finding(NOT_SUPPORTED, evidence)


@_check
def attribution(claim: Claim, material: Material) -> Finding:
    """Whether the named sources publish the turnover.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        Observations of 2010 and 2019.

    Returns
    -------
    Finding
        Misleading if CNNIC publishes users or shoppers and no turnover, else supported.
    """
    rows = pd.concat([material.seen("ecommerce", "2010"), material.seen("ecommerce", "2019")])
    cnnic = int((rows["vintage"] + rows["publisher"]).str.contains("CNNIC").sum())
    people = pd.concat([material.seen(name, "2019-06") for name in ("users", "shoppers")])
    counts_people = people["vintage"].str.contains("CNNIC").any()
    verdict = MISLEADING if not cnnic and counts_people else SUPPORTED
    evidence = (
        f"Users and shoppers are CNNIC's, but {count(cnnic) if cnnic else 'none'} of the "
        f"{count(len(rows))} published totals of transactions found for 2010 and 2019 come from "
        "CNNIC, and the statistics bureau's survey begins with 2014."
    )
    return Finding(verdict, evidence)


@_check
def cnnic_count(claim: Claim, material: Material) -> Finding:
    """A count of users or shoppers against what CNNIC published.

    Parameters
    ----------
    claim : Claim
        Its arguments are series and year; its first figure is the count in million persons.
    material : Material
        Observations.

    Returns
    -------
    Finding
        Supported if a published or derived count rounds to the figure, else contradicted.
    """
    series, year = claim.arguments
    rows = material.seen(series, year)
    rows = rows[rows["vintage"].str.contains("CNNIC") | (rows["status"] == "derived")]
    said = claim.figures[0] * MILLION
    nearest = rows.loc[(rows["value"] - said).abs().idxmin()]
    verdict = SUPPORTED if abs(nearest["value"] / said - 1) < NEAR else CONTRADICTED
    when = f"{'mid-' if year.endswith('-06') else 'the end of '}{year[:4]}"
    how = "as published" if nearest["status"] == "seen" else "from published figures by arithmetic"
    evidence = (
        f"CNNIC's {material.label(series)} at {when}, {how}: {_million(nearest['value'], 2)}."
    )
    return Finding(verdict, evidence)


def _by_cnnic(rows: pd.DataFrame) -> pd.DataFrame:
    """Observations from the half-yearly reports of CNNIC; not what it said of a passing topic."""
    vintage = rows["vintage"]
    return rows[vintage.str.contains("CNNIC") & ~vintage.str.contains("hot-topic|Research Centre")]


@_check
def rises_every_year(claim: Claim, material: Material) -> Finding:
    """Whether a series rose in every year for which it was published.

    Parameters
    ----------
    claim : Claim
        Its argument is the series, one counted in units of 10,000.
    material : Material
        Observations that were seen, or derived from such.

    Returns
    -------
    Finding
        Supported if it rose from each published year to the next, else contradicted.
    """
    (series,) = claim.arguments
    years = [str(year) for year in material.frame().index]
    seen = {year: _by_cnnic(material.seen(series, year))["value"] for year in years}
    values = pd.Series({year: rows.iloc[0] for year, rows in seen.items() if len(rows)})
    rises, steps = int((values.diff().dropna() > 0).sum()), len(values) - 1
    verdict = SUPPORTED if rises == steps else CONTRADICTED
    first, last = values.index[0], values.index[-1]
    missing = [year for year in years if year not in values.index]
    unseen = f"; no yearly value of CNNIC was seen for {listed(missing)}" if missing else ""
    evidence = (
        f"Of {fixed(steps, 0)} steps between published years, {material.label(series)} rose in "
        f"{fixed(rises, 0)}: from {_million(values[first])} in {first} to {_million(values[last])} "
        f"in {last}{unseen}."
    )
    return Finding(verdict, evidence)


def _yearly_growth(levels: pd.Series, first: int, last: int) -> float:
    """Average growth a year between two years, compounded."""
    return float((levels[last] / levels[first]) ** (1 / (last - first)) - 1)


@_check
def fast_development(claim: Claim, material: Material) -> Finding:
    """E-commerce grew fast, or slowly: against GDP, before and after the change of survey in 2014.

    Parameters
    ----------
    claim : Claim
        Quotes the word "slow", or not.
    material : Material
        Transactions; the paper's data set.

    Returns
    -------
    Finding
        Fast means more than one and a half times as fast as nominal GDP within both surveys.
        Supported if the claim calls it so, else contradicted.
    """
    turnover, gdp = material.transactions, material.frame()["gdp"]
    fast, texts = True, []
    for first, last in ((2010, 2013), (2014, 2018)):
        ours, nominal = (_yearly_growth(levels, first, last) for levels in (turnover, gdp))
        fast = fast and ours > 1.5 * nominal
        texts.append(
            f"{percent(ours, 1)} a year from {first} to {last} (nominal GDP {percent(nominal, 1)})"
        )
    verdict = SUPPORTED if fast != ("slow" in claim.quoted) else CONTRADICTED
    return Finding(verdict, f"Within one survey each, transactions grew by {listed(texts)}.")


@_check
def provincial_gap(claim: Claim, material: Material) -> Finding:
    """How unequal provinces are in e-commerce sales per head.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        Provincial values.

    Returns
    -------
    Finding
        Supported if the highest province has more than twice the lowest, else contradicted.
    """
    heads, _ = material.per_head("ecommerce_sales")
    ratio = heads.max() / heads.min()
    verdict = SUPPORTED if ratio > 2 else CONTRADICTED
    evidence = (
        "E-commerce sales of enterprises per head in 2018 ranged "
        f"from {fixed(heads.min(), 0)} yuan in {heads.idxmin()} "
        f"to {fixed(heads.max(), 0)} yuan in {heads.idxmax()}, {fixed(ratio, 0)} to one."
    )
    return Finding(verdict, evidence)


@_check
def regional_gap(claim: Claim, material: Material) -> Finding:
    """Whether some eastern provinces stand high and most central and western ones low.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        Provincial values.

    Returns
    -------
    Finding
        Supported if, for sales and for broadband, at least two eastern provinces and fewer than
        half of the central and western ones exceed the national value; else contradicted.
    """
    east, northeast = list(REGIONS["east"]), list(REGIONS["northeast"])
    sentences, holds = [], True
    for series, (_, words) in PER_HEAD.items():
        heads, national = material.per_head(series)
        inland = heads.drop(index=east + northeast)
        above, high = int((heads[east] > national).sum()), int((inland > national).sum())
        holds = holds and above >= 2 and high < len(inland) / 2
        sentences.append(
            f"{words} exceed the national value in {count(above)} of {count(len(east))} eastern "
            f"and {count(high)} of {fixed(len(inland), 0)} central and western provinces"
        )
    return Finding(SUPPORTED if holds else CONTRADICTED, f"In 2018 {'; '.join(sentences)}.")


@_check
def shoppers_trust(claim: Claim, material: Material) -> Finding:
    """Whether a loss of confidence shows in the share of users who shop.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The official data set of the fourth census.

    Returns
    -------
    Finding
        Not supported if number and share of shoppers rose in every year, else it cannot be tested.
    """
    frame = material.frame("census4").loc[2010:2019]
    shoppers, share = frame["shoppers"], frame["shoppers"] / frame["users"]
    rises = _always_rises(share) and _always_rises(shoppers)
    verdict = NOT_SUPPORTED if rises else CANNOT_TEST
    evidence = (
        "Confidence is not measured, and what is measured moves the other way: "
        "the share of Internet users who shop online rose in every year, "
        f"from {percent(share.iloc[0])} in 2010 to {percent(share.iloc[-1])} in 2019, and their "
        f"number from {_million(shoppers.iloc[0], 0)} to {_million(shoppers.iloc[-1], 0)}."
    )
    return Finding(verdict, evidence)


@_check
def turnover_weight(claim: Claim, material: Material) -> Finding:
    """Transactions and online retail relative to GDP on one survey basis.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The official data set of the fourth census; observations of online retail.

    Returns
    -------
    Finding
        Supported if the share of transactions rose in every year, and that of online retail;
        misleading if online retail's did; else contradicted.
    """
    frame = material.frame("census4").loc[2014:2019]
    turnover = frame["ecommerce"] / frame["gdp"]
    retail = {
        year: material.seen("online_retail", str(year))["value"].median() / frame.loc[year, "gdp"]
        for year in (2014, 2019)
    }
    up = retail[2019] > retail[2014]
    verdict = SUPPORTED if up and _always_rises(turnover) else MISLEADING if up else CONTRADICTED
    evidence = (
        f"From 2014 to 2019 online retail went from {percent(retail[2014])} to "
        f"{percent(retail[2019])} of GDP; all transactions went from {percent(turnover.iloc[0])} "
        f"to {percent(turnover[2016])} in 2016, and to {percent(turnover.iloc[-1])} in 2019."
    )
    return Finding(verdict, evidence)


@_check
def billion_yuan(claim: Claim, material: Material) -> Finding:
    """Whether GDP "in billion yuan" would be ten times too large.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The paper's data set; GDP per head as published.

    Returns
    -------
    Finding
        A misprint if the unit makes GDP per head more than five times the published one, else
        supported.
    """
    read, official = material.gdp_per_head(1e9)
    verdict = MISPRINT if read / official > 5 else SUPPORTED
    evidence = (
        f"In billions, GDP of 2018 would be {fixed(read, 0)} yuan per head, "
        f"where the statistics bureau has {fixed(official, 0)}; "
        "a few lines on the paper gives the right unit, 100 million yuan."
    )
    return Finding(verdict, evidence)


@_check
def hundred_million_yuan(claim: Claim, material: Material) -> Finding:
    """Whether GDP is in 100 million yuan.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The paper's data set; GDP per head as published.

    Returns
    -------
    Finding
        Supported if the unit gives GDP per head to within a revision, else contradicted.
    """
    revision = 0.1  # a revision of GDP moves it by less than 10%
    read, official = material.gdp_per_head(1e8)
    verdict = SUPPORTED if abs(read / official - 1) < revision else CONTRADICTED
    evidence = (
        f"In 100 million yuan, GDP of 2018 is {fixed(read, 0)} yuan per head, and the statistics "
        f"bureau, after a later revision, has {fixed(official, 0)}."
    )
    return Finding(verdict, evidence)


@_check
def ten_thousands(claim: Claim, material: Material) -> Finding:
    """Whether users, shoppers and names are in units of 10,000.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The paper's data set; observations of 2018.

    Returns
    -------
    Finding
        Supported if the unit gives the users that CNNIC published, else contradicted.
    """
    users = material.frame().loc[2018, "users"]
    known = material.value("users", "2018", "CNNIC 43rd rounded (exact 82851)")
    verdict = SUPPORTED if abs(users / known - 1) < NEAR else CONTRADICTED
    evidence = (
        f"In this unit the users of 2018 are {_million(users, 0)}, "
        f"and CNNIC published {_million(known, 0)}."
    )
    return Finding(verdict, evidence)


@_check
def domains_measure_activity(claim: Claim, material: Material) -> Finding:
    """Whether domain names move with e-commerce.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The paper's data set.

    Returns
    -------
    Finding
        Misleading if names fell in a year in which transactions rose, else supported.
    """
    frame = material.frame()
    falls = frame["domains"].diff() < 0
    opposite = int((falls & (frame["ecommerce"].diff() > 0)).sum())
    verdict = MISLEADING if opposite else SUPPORTED
    names, turnover = (
        frame.loc[2011, name] / frame.loc[2008, name] - 1 for name in ("domains", "ecommerce")
    )
    evidence = (
        f"Users and shoppers can, domain names hardly: they fell in {count(opposite)} years "
        "in which transactions rose, and from 2008 to 2011, when registration rules were "
        f"tightened, by {percent(-names)} while transactions rose by {percent(turnover)}."
    )
    return Finding(verdict, evidence)


@_check
def yearbook_editions(claim: Claim, material: Material) -> Finding:
    """Which yearbook holds the GDP figures.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The paper's data set; vintages of GDP.

    Returns
    -------
    Finding
        Misleading if every value is that of the 2019 yearbook, else not found.
    """
    half = 0.06  # the yearbook prints one decimal, the paper's data two
    gdp, known = material.frame()["gdp"], material.vintages
    latest, earlier = (
        int(((known[name] - gdp).abs() < half).sum()) for name in ("CSY2019", "CSY2016-18")
    )
    verdict = MISLEADING if latest == len(gdp) else NOT_FOUND
    evidence = (
        f"All {fixed(latest, 0)} values are those of the 2019 yearbook and {count(earlier)} those "
        "of the editions of 2016 to 2018; a yearbook ends with the year before it, "
        "so none to 2018 can hold 2018."
    )
    return Finding(verdict, evidence)


@_check
def transactions_spliced(claim: Claim, material: Material) -> Finding:
    """Whether the transactions come from the two named publications.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The paper's data set; transactions; observations.

    Returns
    -------
    Finding
        Contradicted if CNNIC publishes no total and the values of 2014 to 2016 are not the
        bureau's, else supported.
    """
    gap = (material.frame()["ecommerce"] / material.transactions - 1).loc[2014:2016]
    rows = material.observations
    vintages = rows.loc[rows["series"] == "ecommerce", "vintage"]
    cnnic = vintages.str.contains("CNNIC").any()
    verdict = CONTRADICTED if not cnnic and (gap.abs() > APART).all() else SUPPORTED
    below = listed([percent(-value) for value in gap])
    evidence = (
        "CNNIC publishes no total of transactions, and for 2014 to 2016 the values that the tables "
        f"require lie {below} below the statistics bureau's; they agree in 2017 and 2018, "
        "so the series is spliced."
    )
    return Finding(verdict, evidence)


def _published_near(material: Material, series: str, year: int, value: float, near: float) -> bool:
    """Whether some published count lies within a relative distance of a value."""
    return bool((abs(material.seen(series, str(year))["value"] / value - 1) < near).any())


@_check
def users_from_cnnic(claim: Claim, material: Material) -> Finding:
    """Whether the users are CNNIC's.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The paper's data set; observations.

    Returns
    -------
    Finding
        Supported if each year's value is within half a per cent of a published one, else
        contradicted.
    """
    users = material.frame()["users"]
    matches = [_published_near(material, "users", year, n, NEAR) for year, n in users.items()]
    verdict = SUPPORTED if all(matches) else CONTRADICTED
    tidy = data.load("paper", form="tidy").query("series == 'users'")
    fitted = [str(year) for year in tidy.loc[tidy["status"].isin(UNSURE), "year"]]
    apart = f"; for {listed(fitted)} the two differ by more than a rounding" if fitted else ""
    evidence = (
        f"In {fixed(sum(matches), 0)} of {fixed(len(users), 0)} years a published CNNIC figure "
        f"comes within {percent(NEAR, 1)} of what the tables require{apart}."
    )
    return Finding(verdict, evidence)


@_check
def early_shoppers(claim: Claim, material: Material) -> Finding:
    """Whether counts of shoppers were published for 2004 to 2006.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The paper's data set; observations.

    Returns
    -------
    Finding
        Not supported if a value lies apart from every published one, else supported.
    """
    shoppers = material.frame()["shoppers"].loc[2004:2006]
    missing = [
        year
        for year, value in shoppers.items()
        if not _published_near(material, "shoppers", year, value, APART)
    ]
    verdict = NOT_SUPPORTED if missing else SUPPORTED
    years = listed([str(year) for year in missing])
    needed = (
        listed([_million(shoppers[year]) for year in missing]) if missing else "no other values"
    )
    evidence = (
        f"CNNIC first counted shoppers in 2007; for {years} the tables require {needed}, "
        "and no published count with these values was found."
    )
    return Finding(verdict, evidence)


def _printed_and_computed(claim: Claim, material: Material, cell: str, what: str) -> Finding:
    """Whether the text prints a cell's figure, and the data give it."""
    row = material.scorecard.loc[cell]
    number = re.search(r"-?\d*\.?\d+", claim.quoted)
    if number is None:
        raise ValueError("the quoted words hold no figure")
    said = number[0]
    repeats, computed = said == row["printed"], float(said) == float(row["at_precision"])
    verdict = REPRODUCED if computed else MISPRINT if not repeats else CONTRADICTED
    evidence = (
        f"Table {row['table']} prints {what} as {row['printed']}, "
        f"and the recovered data give {row['at_precision']}."
    )
    return Finding(verdict, evidence)


@_check
def correlation_in_text(claim: Claim, material: Material) -> Finding:
    """A correlation with GDP repeated in the text.

    Parameters
    ----------
    claim : Claim
        Its argument is the series; its first figure is the correlation.
    material : Material
        The scorecard.

    Returns
    -------
    Finding
        Reproduced if the data give the figure, a misprint if the table prints another, else
        contradicted.
    """
    (series,) = claim.arguments
    what = f"the correlation of GDP with {material.label(series)}"
    return _printed_and_computed(claim, material, f"t1.gdp.{series}", what)


@_check
def p_value_in_text(claim: Claim, material: Material) -> Finding:
    """A p-value repeated in the text.

    Parameters
    ----------
    claim : Claim
        Its arguments are table and series; its first figure is the p-value.
    material : Material
        The scorecard.

    Returns
    -------
    Finding
        As for `correlation_in_text`.
    """
    table, series = claim.arguments
    what = f"the p-value of {material.label(series)}"
    return _printed_and_computed(claim, material, f"t{table}.{series}.p", what)


def _autocorrelation(values: pd.Series) -> float:
    centred = (values - values.mean()).to_numpy()
    return float(centred[1:] @ centred[:-1] / (centred @ centred))


def _effective_sizes(frame: pd.DataFrame, names: Iterable[str]) -> np.ndarray:
    """Bartlett's effective sample size of GDP with each series, both with lag-1 memory."""
    memory = {name: _autocorrelation(frame[name]) for name in frame}
    product = np.array([memory["gdp"] * memory[name] for name in names])
    return len(frame) * (1 - product) / (1 + product)


@_check
def correlations_significant(claim: Claim, material: Material) -> Finding:
    """All four correlations pass at 5%, by the usual test.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The paper's data set.

    Returns
    -------
    Finding
        Contradicted unless all four exceed the critical value for independent years; misleading
        unless they exceed those for their effective numbers of years too; else supported.

    References
    ----------
    Bartlett, M. S. (1935). Some aspects of the time-correlation problem in regard to tests of
    significance. Journal of the Royal Statistical Society 98, 536-543 (effective sample size).
    """
    frame = material.frame()
    correlations = frame.corr()["gdp"].drop("gdp")
    critical = ols.critical_correlation(len(frame), LEVEL)
    effective = _effective_sizes(frame, correlations.index)
    needed = np.array([ols.critical_correlation(years, LEVEL) for years in effective])
    usual, honest = correlations.abs() > critical, correlations.abs() > needed
    verdict = SUPPORTED if honest.all() else MISLEADING if usual.all() else CONTRADICTED
    evidence = (
        f"By the usual test they are: the smallest, {fixed(correlations.min(), 3)}, exceeds the "
        f"critical {fixed(critical, 3)} for {fixed(len(frame), 0)} independent years. The years "
        "are not independent and weigh about as much as "
        f"{fixed(effective.min(), 1)} to {fixed(effective.max(), 1)}, at which "
        f"{fixed(needed.min(), 3)} to {fixed(needed.max(), 3)} would be needed: "
        f"{count(int(honest.sum())) if honest.any() else 'none'} of the four passes."
    )
    return Finding(verdict, evidence)


@_check
def correlation_promotes(claim: Claim, material: Material) -> Finding:
    """From a correlation of levels to promotion of growth.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The paper's data set.

    Returns
    -------
    Finding
        Not supported, whatever the correlations.
    """
    growth = ols.log_growth(material.frame())
    tests = {name: stats.pearsonr(growth["gdp"], growth[name]) for name in ols.REGRESSORS}
    passing = [name for name, test in tests.items() if test.pvalue < LEVEL]
    are = "is" if len(passing) == 1 else "are"
    evidence = (
        "A correlation of levels shows neither cause nor growth: between yearly growth rates, "
        f"{count(len(passing))} of the four correlations with GDP {are} significant "
        f"({material.labels(passing)})."
    )
    return Finding(NOT_SUPPORTED, evidence)


@_check
def correlation_has_no_direction(claim: Claim, material: Material) -> Finding:
    """The authors' own caveat: a correlation tells the sign and no more.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        Not used: the printed Table 1 decides.

    Returns
    -------
    Finding
        Supported if the printed Table 1 is symmetric, else contradicted.
    """
    printed = published.table_cells(1)
    symmetric = all(
        printed.loc[a, b] == printed.loc[b, a] for a in data.SERIES for b in data.SERIES
    )
    verdict = SUPPORTED if symmetric else CONTRADICTED
    evidence = (
        "A correlation is the same both ways, as the symmetric Table 1 shows: "
        "it gives sign and strength, and no direction."
    )
    return Finding(verdict, evidence)


@_check
def only_users_significant(claim: Claim, material: Material) -> Finding:
    """Users alone pass at 5% in a regression.

    Parameters
    ----------
    claim : Claim
        Its argument is the specification, such as ``table2``.
    material : Material
        The regression.

    Returns
    -------
    Finding
        Supported if users alone pass, else contradicted.
    """
    (specification,) = claim.arguments
    p = material.fit(specification).pvalues.drop("constant")
    passing = [name for name in p.index if p[name] < LEVEL]
    verdict = SUPPORTED if passing == ["users"] else CONTRADICTED
    others = p.drop("users").min()
    evidence = (
        f"At the 5% level {material.labels(passing)} alone pass (p {p_value(p['users'])}); "
        f"the smallest p-value of the others is {p_value(others)}."
    )
    return Finding(verdict, evidence)


@_check
def backward_order(claim: Claim, material: Material) -> Finding:
    """The order in which variables leave.

    Parameters
    ----------
    claim : Claim
        Its arguments are the series in the order said.
    material : Material
        The paper's data set.

    Returns
    -------
    Finding
        Supported if backward elimination drops them in this order, else contradicted.
    """
    path = ols.backward_elimination(material.frame())
    left = {
        step.dropped: step.p_value
        for step in path
        if step.dropped is not None and step.p_value is not None
    }
    verdict = SUPPORTED if list(left) == claim.arguments else CONTRADICTED
    dropped = [f"{material.label(name)} (p = {p_value(p)})" for name, p in left.items()]
    evidence = (
        f"Dropping the largest p-value each time removes {' and then '.join(dropped)}, "
        "and then stops."
    )
    return Finding(verdict, evidence)


@_check
def elimination_needed(claim: Claim, material: Material) -> Finding:
    """Whether an insignificant variable must go.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        Table 2.

    Returns
    -------
    Finding
        Not supported if the variance of three coefficients or more is inflated over nine times,
        else supported.
    """
    warning = 9  # near the customary variance inflation of 10
    result = material.fit("table2")
    inflation = pd.Series(
        {
            name: variance_inflation_factor(result.model.exog, place)
            for place, name in enumerate(result.params.index)
            if name != "constant"
        }
    )
    verdict = NOT_SUPPORTED if (inflation > warning).sum() >= 3 else SUPPORTED
    evidence = (
        "Insignificance is no reason by itself: the four regressors nearly repeat each other "
        f"(variance inflation up to {fixed(inflation.max(), 0)}, for "
        f"{material.label(inflation.idxmax())}), so that the data cannot tell them apart."
    )
    return Finding(verdict, evidence)


@_check
def p_values_called_coefficients(claim: Claim, material: Material) -> Finding:
    """The text calls p-values regression coefficients.

    Parameters
    ----------
    claim : Claim
        Its figures are the alleged coefficients of Table 3.
    material : Material
        The printed cells.

    Returns
    -------
    Finding
        A misprint if each figure stands in the p column of Table 3 alone, else supported.
    """
    cells = material.cells
    table = cells[cells["table"] == 3]
    printed = table["printed"].astype(float)
    columns = [set(table.loc[printed == figure, "column"]) for figure in claim.figures]
    verdict = MISPRINT if all(found == {"p"} for found in columns) else SUPPORTED
    ids = ["t3.ecommerce.coefficient", "t3.shoppers.coefficient"]
    values = listed(table.loc[ids, "printed"])
    evidence = (
        f"The two figures stand in the p column of Table 3; the coefficients there are {values}."
    )
    return Finding(verdict, evidence)


@_check
def coefficients_near_zero(claim: Claim, material: Material) -> Finding:
    """Whether it is the coefficients that "tend to be 0", or their p-values.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        Table 4.

    Returns
    -------
    Finding
        A misprint if the coefficients exceed 1 and the p-values lie below 0.0001, else supported.
    """
    result, names = material.fit("table4"), ["users", "shoppers"]
    coefficients, p = result.params[names], result.pvalues[names]
    verdict = MISPRINT if coefficients.abs().min() > 1 and p.max() < 1e-4 else SUPPORTED
    values = listed([fixed(value, 4) for value in coefficients])
    evidence = (
        f"The coefficients are {values}; it is their p-values (both {p_value(p.max())}) "
        "that are near zero."
    )
    return Finding(verdict, evidence)


@_check
def survivors_significant(claim: Claim, material: Material) -> Finding:
    """Both remaining variables pass at 5%.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        Table 4.

    Returns
    -------
    Finding
        Supported if both pass, else contradicted.
    """
    result = material.fit("table4")
    t = result.tvalues[["users", "shoppers"]]
    verdict = SUPPORTED if (result.pvalues[t.index] < LEVEL).all() else CONTRADICTED
    evidence = (
        f"The t-values are {fixed(t['users'])} and {fixed(t['shoppers'])} with "
        f"{fixed(result.df_resid, 0)} degrees of freedom; the test takes the years as independent "
        "and the two variables as chosen in advance, which they were not."
    )
    return Finding(verdict, evidence)


@_check
def jointly_significant(claim: Claim, material: Material) -> Finding:
    """A significant linear relation of levels.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        Table 4.

    Returns
    -------
    Finding
        Supported if the F-test rejects at 5%, else contradicted.
    """
    result = material.fit("table4")
    verdict = SUPPORTED if result.f_pvalue < LEVEL else CONTRADICTED
    evidence = (
        f"In levels the two variables together explain {percent(result.rsquared, 2)} of the "
        f"variance of GDP (F = {fixed(result.fvalue, 0)}, p {p_value(result.f_pvalue)}); "
        "whether this is more than a common trend is another question."
    )
    return Finding(verdict, evidence)


@_check
def equation_in_text(claim: Claim, material: Material) -> Finding:
    """The equation repeats Table 4.

    Parameters
    ----------
    claim : Claim
        Its figures are the constant and the coefficients of users and shoppers.
    material : Material
        The scorecard.

    Returns
    -------
    Finding
        Reproduced if the data give all three at the printed precision, else contradicted.
    """
    ids = [f"t4.{name}.coefficient" for name in ("constant", "users", "shoppers")]
    computed = list(material.scorecard.loc[ids, "at_precision"])
    same = claim.figures == [float(text) for text in computed]
    verdict = REPRODUCED if same else CONTRADICTED
    return Finding(verdict, f"The recovered data give {', '.join(computed)}.")


@_check
def unit_reading(claim: Claim, material: Material) -> Finding:
    """One more user or shopper "increases" GDP by so many units.

    Parameters
    ----------
    claim : Claim
        Its argument is the series; its first figure is the coefficient.
    material : Material
        Table 4; GDP per head as published.

    Returns
    -------
    Finding
        Not supported as an effect, whatever its size; the size is compared with GDP per head.
    """
    (series,) = claim.arguments
    person = {"users": "user", "shoppers": "shopper"}[series]
    yuan = YUAN_PER_PERSON
    each = claim.figures[0] * yuan
    both = material.fit("table4").params[["users", "shoppers"]].sum() * yuan
    times = both / coefficients.gdp_per_head(2018, material.frame())
    evidence = (
        f"As a reading of Table 4 the figure is right: {fixed(each, 0)} yuan of GDP per {person}, "
        "the other variable held fixed. As an effect it is not shown; a shopper is a user too, so "
        f"a new user who shops would add {fixed(both, 0)} yuan, {fixed(times, 1)} times GDP per "
        "head of 2018."
    )
    return Finding(NOT_SUPPORTED, evidence)


@_check
def related_to_growth(claim: Claim, material: Material) -> Finding:
    """Positive relation of users and shoppers with growth: in growth rates, and in yearly changes.

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        The paper's data set.

    Returns
    -------
    Finding
        Supported if both are significant in log growth and in differences, else misleading.
    """
    frame = material.frame()
    logs = ols.ols(ols.log_growth(frame), "table4").pvalues
    changes = ols.ols(frame.diff().dropna(), "table4").pvalues
    both = all((p[["users", "shoppers"]] < LEVEL).all() for p in (logs, changes))
    verdict = SUPPORTED if both else MISLEADING
    evidence = (
        "True of the level of GDP, not of its growth: in growth rates shoppers are insignificant "
        f"(p = {p_value(logs['shoppers'])}; users {p_value(logs['users'])}), in yearly changes "
        f"users are (p = {p_value(changes['users'])}; shoppers {p_value(changes['shoppers'])})."
    )
    return Finding(verdict, evidence)


@_check
def simple_correlations(claim: Claim, material: Material) -> Finding:
    """Two series are said to correlate positively with growth.

    Parameters
    ----------
    claim : Claim
        Its arguments are the series.
    material : Material
        The paper's data set; Table 2.

    Returns
    -------
    Finding
        Contradicted unless the correlations of levels are positive; misleading unless those of
        growth rates are significantly so too; else supported.
    """
    frame = material.frame()
    levels, growth = frame.corr()["gdp"], ols.log_growth(frame)
    tests = {name: stats.pearsonr(growth["gdp"], growth[name]) for name in claim.arguments}
    grows = all(test.statistic > 0 and test.pvalue < LEVEL for test in tests.values())
    positive = bool((levels[claim.arguments] > 0).all())
    verdict = CONTRADICTED if not positive else SUPPORTED if grows else MISLEADING
    said = listed([fixed(levels[name], 3) for name in claim.arguments])
    rates = listed([f"{fixed(t.statistic)} (p = {p_value(t.pvalue)})" for t in tests.values()])
    signs = listed([fixed(material.fit("table2").params[name], 4) for name in claim.arguments])
    evidence = (
        f"With the level of GDP they are: {said} for {material.labels(claim.arguments)}. "
        f"With its growth, which the sentence names, they are {rates}; and with the others held "
        f"fixed the coefficients are {signs}."
    )
    return Finding(verdict, evidence)


@_check
def cannot_affect(claim: Claim, material: Material) -> Finding:
    """From "not significant" to "can not affect".

    Parameters
    ----------
    claim : Claim
        Its figures are not used.
    material : Material
        Table 2.

    Returns
    -------
    Finding
        Not supported if both 95% intervals include zero, else contradicted.
    """
    intervals = material.fit("table2").conf_int().loc[["ecommerce", "domains"]]
    zero_inside = all(low < 0 < high for low, high in intervals.to_numpy())
    verdict = NOT_SUPPORTED if zero_inside else CONTRADICTED
    texts = [
        f"{fixed(low)} to {fixed(high)} for {material.label(name)}"
        for name, (low, high) in intervals.iterrows()
    ]
    evidence = (
        "Not significant is not the same as no effect: the 95% intervals run "
        f"from {' and from '.join(texts)}, and include effects as large as any that were found."
    )
    return Finding(verdict, evidence)
