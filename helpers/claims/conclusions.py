"""The verdict: what the evidence of this book allows, computed statement by statement.

A statement is of one of four kinds, and its kind decides what could make it hold.
A causal statement cannot hold: fifteen yearly values of one country hold no variation that growth
did not cause or share. It names the design that would decide it instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from helpers import data, vocabulary
from helpers.claims import reproduction, sentences
from helpers.memory import remembered
from helpers.methods import (
    coefficients,
    collinearity,
    errors_tests,
    long_run,
    ols,
    out_of_sample,
    panel,
    panel_inference,
    specification_curve,
    spurious,
    theory,
)
from helpers.vocabulary import UNSURE
from helpers.words import count, fixed, listed, p_value, percent

ARITHMETIC, ASSOCIATION, PREDICTION, CAUSAL = "arithmetic", "association", "prediction", "causal"
KINDS = (ARITHMETIC, ASSOCIATION, PREDICTION, CAUSAL)
LEVEL = 0.05
NEARLY_ALL = 0.95  # a share above this may be called nearly all
#: Yuan of GDP per yuan of turnover below which a difference is of no interest: turnover counts
#: sales gross and is a third of GDP at the end, so a tenth of it is three per cent of GDP.
OF_INTEREST = 0.1
#: A forecast this close is met: revisions of China's GDP are of this size (2018: 2.1%).
CLOSE = 0.02
NEVER = "Never on these data. What would decide it: {design}"
ROLLOUTS = (
    "a roll-out of e-commerce or of fast lines that reached some places before others for reasons "
    "other than their growth."
)
INSTRUMENT = (
    "something that moved e-commerce and had no other way to GDP, such as old cable networks that "
    "made fast lines cheap."
)
PERSONS = "an experiment, or a lottery of access, followed by persons or villages."
# The condition and the evidence of each statement.
REPRODUCTION_IF = "at least {share} of the printed numbers are reproduced to the last digit"
REPRODUCTION = (
    "{same} of {total} printed numbers come out to the last digit; misprints proven: {slips}."
)
FOLLOWS_IF = "a variable of the model measures at least one of the five subjects of chapter 5"
FOLLOWS = "None of {subjects} is measured by {variables}."
FOLLOWS_IN_PART = "The model holds a variable on {subjects}."
TOGETHER_IF = "GDP, users and shoppers each rose in every year"
TOGETHER = "The least steady of the three rose in {rises} of {years} years."
GROWTH_IF = "p < {level} after counting the four regressors that could have shown it"
GROWTH = (
    "Growth rates correlate at {r} (p = {counted} after counting four variables); real growth goes "
    "with that of users at {real}, and at {next} with that of the year after, which cannot have "
    "caused it."
)
SURVIVES_IF = "p < {level} under the least favourable null, after counting the four regressors"
SURVIVES = (
    "Shoppers are positive and significant in {share} of the specifications; unrelated series with "
    "the same trends do as well with p = {shoppers}, which is {counted} after counting four "
    "variables."
)
NO_DIFFERENCE_IF = (
    "an equivalence test at {level} puts the coefficient within ±{bound} yuan of GDP per yuan"
)
NO_DIFFERENCE = (
    "The 90% interval of its slope runs from {low} to {high} yuan per yuan, and only an effect of "
    "{smallest} or more would have been found in four of five samples."
)
SIGN_IF = "the 95% interval of the coefficient in Table 2 leaves out zero"
DOMAIN_SIGN = "The 95% interval of their slope runs from {low} to {high}."
ERRORS_IF = "the exact p-value of the Durbin–Watson statistic of Table 4 is {level} or more"
ERRORS = (
    "The Durbin–Watson statistic of Table 4 has an exact p-value of {single}: errors are "
    "correlated over time, or a curve was left out."
)
COINTEGRATION_IF = "Engle–Granger rejects at every lag that is searched"
COINTEGRATION = (
    "The lag decides: Engle–Granger gives {statistics} against {critical}; in its favour, both |t| "
    "of {t} or more are rare among unrelated drifting series ({least} to {most})."
)
DESCRIBES_IF = "R² > {share}, and the first print of {first} is met within {close}"
DESCRIBES = (
    "R² is {r2}, and the first print of {first} is missed by {miss}, with the survey of March "
    "{survey} and with no other."
)
FORECASTS_IF = "the first print of every year after {last_in} is met within {close}"
FORECASTS = "The frozen equation misses by {misses} in {years}, against the first prints."
RAISED_GROWTH = (
    "The paper's own rule drops e-commerce (p = {eliminated}), its left-hand side is a level, and "
    "growth of turnover does not go with growth of GDP (p = {alone})."
)
PER_USER = "A user who shops would add {both} yuan, {times} times GDP per head."
PROVINCES = (
    "Compared with themselves and the year, provinces show an elasticity of {within} in current "
    "prices and of {real} in real output (p = {output}): what went along was prices."
)
SUBJECTS = ("security", "integrity", "information", "talent", "payment")  # of sections 5.1 to 5.5


@dataclass(frozen=True)
class Statement:
    """One sentence that a reader might want to conclude.

    Parameters
    ----------
    id : str
        A word for it.
    text : str
        The sentence.
    kind : str
        One of `KINDS`.
    holds : bool
        Whether the evidence allows it.
    condition : str
        When it would hold; for a causal one, never, and what would decide it.
    evidence : str
        The evidence, in one to three sentences.
    page : str
        Name of the page that shows it.
    p : float, optional
        The p-value that must be small for it to hold, where one decides.

    Raises
    ------
    ValueError
        On another kind, without a condition, or if a causal statement is said to hold.

    Examples
    --------
    >>> Statement("x", "A causes B.", CAUSAL, True, "p < 0.05", "p = 0.01", "results")
    Traceback (most recent call last):
        ...
    ValueError: x is causal: on these data it cannot hold
    """

    id: str
    text: str
    kind: str
    holds: bool
    condition: str
    evidence: str
    page: str
    p: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.id}: {self.kind!r} is no kind; valid: {', '.join(KINDS)}")
        if not self.condition.strip():
            raise ValueError(f"{self.id} needs its condition")
        if self.kind == CAUSAL and self.holds:
            raise ValueError(f"{self.id} is causal: on these data it cannot hold")


def _level(words: str, **more: str) -> str:
    """A condition with the level of significance written in."""
    return words.format(level=fixed(LEVEL, 2), **more)


def _causal(id: str, text: str, evidence: str, page: str, design: str) -> Statement:
    """A statement about a cause, with the design that would decide it."""
    return Statement(id, text, CAUSAL, False, NEVER.format(design=design), evidence, page)


def _reproduction(frame: pd.DataFrame) -> Statement:
    counted = reproduction.cell_counts(reproduction.scorecard(frame))
    total, same = sum(counted.values()), counted[reproduction.REPRODUCED]
    return Statement(
        id="reproduction",
        text="The regressions were computed correctly, from one data set.",
        kind=ARITHMETIC,
        holds=same / total >= NEARLY_ALL,
        condition=REPRODUCTION_IF.format(share=percent(NEARLY_ALL)),
        evidence=REPRODUCTION.format(
            same=count(same), total=count(total), slips=count(counted[reproduction.MISPRINT])
        ),
        page="scorecard",
    )


def _follows(frame: pd.DataFrame) -> Statement:
    material = sentences.Material(frame)
    inside = material.measured(SUBJECTS)
    evidence = FOLLOWS_IN_PART.format(subjects=listed(inside))
    if not inside:
        variables = material.labels(data.SERIES)
        evidence = FOLLOWS.format(subjects=listed(SUBJECTS), variables=variables)
    return Statement(
        id="follows",
        text="The problems and the countermeasures follow from the regressions.",
        kind=ARITHMETIC,
        holds=bool(inside),
        condition=FOLLOWS_IF,
        evidence=evidence,
        page="problems",
    )


def _together(frame: pd.DataFrame) -> Statement:
    names = ["gdp", "users", "shoppers"]
    rises = (frame[names].diff().dropna() > 0).sum()
    return Statement(
        id="together",
        text="GDP, Internet users and online shoppers rose together.",
        kind=ASSOCIATION,
        holds=bool((rises == len(frame) - 1).all()),
        condition=TOGETHER_IF,
        evidence=TOGETHER.format(
            rises=count(int(rises.min())),
            years=count(len(frame) - 1),
        ),
        page="results",
    )


def _growth(frame: pd.DataFrame) -> Statement:
    growth = ols.log_growth(frame)
    test = stats.pearsonr(growth["gdp"], growth["users"])
    counted = min(1.0, len(ols.REGRESSORS) * float(test.pvalue))
    real = np.log1p(theory.real_growth(frame.index[1], frame.index[-1]))
    return Statement(
        id="growth",
        text="In years in which Internet users grew faster, GDP grew faster.",
        kind=ASSOCIATION,
        holds=bool(test.statistic > 0 and counted < LEVEL),
        condition=_level(GROWTH_IF),
        evidence=GROWTH.format(
            r=fixed(float(test.statistic), 2),
            counted=p_value(counted),
            real=fixed(float(real.corr(growth["users"])), 2),
            next=fixed(float(real.corr(growth["users"].shift(-1))), 2),
        ),
        page="situation",
        p=counted,
    )


def _survives(
    null_p: Callable[[str], Sequence[float] | np.ndarray] = specification_curve.null_p,
) -> Statement:
    place = specification_curve.REGRESSORS.index("shoppers")
    share = specification_curve.positive_shares(specification_curve.observed())[place, 0]
    # How often series that only share the sample's trends do as well, under the worst null.
    worst = np.max([np.asarray(null_p(kind)) for kind in specification_curve.NULLS], axis=0)
    chance = dict(zip(specification_curve.REGRESSORS, worst, strict=True))
    # The curve puts every regressor on trial, so the best of them pays for all (Bonferroni).
    counted = min(1.0, len(chance) * chance["shoppers"])
    return Statement(
        id="survives",
        text="Online shoppers go with GDP in more specifications than shared trends alone produce.",
        kind=ASSOCIATION,
        holds=bool(counted < LEVEL),
        condition=_level(SURVIVES_IF),
        evidence=SURVIVES.format(
            share=percent(share),
            shoppers=fixed(chance["shoppers"], 3),
            counted=fixed(counted, 2),
        ),
        page="specification-curve",
        p=counted,
    )


def _no_difference(frame: pd.DataFrame) -> Statement:
    result = ols.ols(frame, "table2")
    b, se, degrees = result.params["ecommerce"], result.bse["ecommerce"], int(result.df_resid)
    p = coefficients.equivalence_p(b, se, degrees, OF_INTEREST)
    low, high = result.conf_int(alpha=2 * LEVEL).loc["ecommerce"]
    smallest = coefficients.detectable_effect(se, degrees)
    bound = fixed(OF_INTEREST, 1)
    return Statement(
        id="no-difference",
        text="Turnover is not significant, so it makes no difference to GDP.",
        kind=ASSOCIATION,
        holds=p < LEVEL,
        condition=_level(NO_DIFFERENCE_IF, bound=bound),
        evidence=NO_DIFFERENCE.format(
            low=fixed(low, 2), high=fixed(high, 2), smallest=fixed(smallest, 2)
        ),
        page="coefficients",
        p=p,
    )


def _domain_sign(frame: pd.DataFrame) -> Statement:
    result = ols.ols(frame, "table2")
    low, high = result.conf_int().loc["domains"]
    return Statement(
        id="domain-sign",
        text="Beside the other three, domain names go with more GDP, or with less.",
        kind=ASSOCIATION,
        holds=bool(low > 0 or high < 0),
        condition=SIGN_IF,
        evidence=DOMAIN_SIGN.format(low=fixed(low, 1), high=fixed(high, 1)),
        page="collinearity",
        p=float(result.pvalues["domains"]),
    )


def diagnostics_p(frame: pd.DataFrame | None = None) -> float:
    """Exact p-value of the Durbin-Watson statistic of Table 4.

    Parameters
    ----------
    frame : DataFrame, optional
        The paper's data set by default.

    Returns
    -------
    float
        Against positive correlation of the errors, on the design of Table 4.

    Examples
    --------
    >>> diagnostics_p() < LEVEL
    True
    """
    result = ols.ols(data.load("paper") if frame is None else frame, "table4")
    statistic = ols.summary_statistics(result)["dw"]
    return float(errors_tests.durbin_watson_p(statistic, result.model.exog))


def _errors(p: float | None = None) -> Statement:
    p = diagnostics_p() if p is None else p
    return Statement(
        id="errors",
        text="The standard errors, and so the p-values, can be taken at face value.",
        kind=ASSOCIATION,
        holds=bool(p >= LEVEL),
        condition=_level(ERRORS_IF),
        evidence=ERRORS.format(single=p_value(p)),
        page="errors",
    )


def _cointegration(frame: pd.DataFrame) -> Statement:
    tests = [long_run.engle_granger(frame, lag) for lag in long_run.SEARCH]
    t = spurious.paper_values(frame)["t"]
    chance = [
        float(np.mean(spurious.null(kind)["t_selected"] >= t))
        for kind, (world, _) in spurious.NULLS.items()
        if world == "drifts"
    ]
    return Statement(
        id="cointegration",
        text="The level relation is a long-run relation, not a spurious one.",
        kind=ASSOCIATION,
        holds=all(test.rejects for test in tests),
        condition=COINTEGRATION_IF,
        evidence=COINTEGRATION.format(
            statistics=listed(fixed(test.statistic, 1) for test in tests),
            critical=fixed(tests[0].critical, 2),
            t=fixed(t, 1),
            least=percent(min(chance), 1),
            most=percent(max(chance), 1),
        ),
        page="long-run",
    )


def _misses(frame: pd.DataFrame) -> pd.Series:
    """Forecasts of Table 4 over the first prints of GDP, less one."""
    equation = ols.ols(frame, "table4").params
    predicted = out_of_sample.forecasts(frame=frame, coefficients=equation)[out_of_sample.EQUATION]
    return (predicted / out_of_sample.outcomes()["first print"] - 1).dropna()


def _describes(frame: pd.DataFrame) -> Statement:
    result = ols.ols(frame, "table4")
    missed = _misses(frame)
    first = missed.index[0]
    return Statement(
        id="describes",
        text=(
            f"A level equation in users and shoppers describes 2004–2018 closely, and meets {first}"
            f" with the survey of March {first + 1}."
        ),
        kind=PREDICTION,
        holds=bool(result.rsquared > NEARLY_ALL and abs(missed[first]) < CLOSE),
        condition=DESCRIBES_IF.format(share=percent(NEARLY_ALL), first=first, close=percent(CLOSE)),
        evidence=DESCRIBES.format(
            r2=fixed(result.rsquared, 4),
            first=first,
            miss=percent(abs(missed[first]), 1),
            survey=first + 1,
        ),
        page="out-of-sample",
    )


def _forecasts(frame: pd.DataFrame) -> Statement:
    missed = _misses(frame)
    return Statement(
        id="forecasts",
        text="The equation forecasts GDP after 2018.",
        kind=PREDICTION,
        holds=bool((missed.abs() < CLOSE).all()),
        condition=FORECASTS_IF.format(last_in=frame.index[-1], close=percent(CLOSE)),
        evidence=FORECASTS.format(
            misses=listed(percent(value, 1) for value in missed),
            years=listed(str(year) for year in missed.index),
        ),
        page="out-of-sample",
    )


def _raised_growth(frame: pd.DataFrame) -> Statement:
    rates = ols.log_growth(frame)
    alone = stats.pearsonr(rates["gdp"], rates["ecommerce"]).pvalue
    eliminated = ols.ols(frame, "table3").pvalues["ecommerce"]
    evidence = RAISED_GROWTH.format(
        eliminated=p_value(float(eliminated)), alone=p_value(float(alone))
    )
    text = "E-commerce raised economic growth."
    return _causal("raised-growth", text, evidence, "results", ROLLOUTS)


def _per_user(frame: pd.DataFrame) -> Statement:
    result = ols.ols(frame, "table4")
    both = result.params[["users", "shoppers"]].sum() * vocabulary.YUAN_PER_PERSON
    times = both / coefficients.gdp_per_head(frame.index[-1], frame)
    evidence = PER_USER.format(both=fixed(both, 0), times=fixed(times, 1))
    text = "Each new Internet user or shopper adds so many yuan to GDP."
    return _causal("per-user", text, evidence, "coefficients", PERSONS)


def _provinces() -> Statement:
    levels = panel.province_years()
    evidence = PROVINCES.format(
        within=fixed(panel.fit(levels).params["sales"], 3),
        real=fixed(panel.fit(levels, dependent="real").params["sales"], 3),
        output=p_value(panel_inference.p_values(levels, "real")["jackknife"]),
    )
    text = "Provinces with more e-commerce have more GDP because of it."
    return _causal("provinces", text, evidence, "panel", INSTRUMENT)


def from_data(frame: pd.DataFrame) -> tuple[Statement, ...]:
    """The statements that the paper's five series alone decide.

    Parameters
    ----------
    frame : DataFrame
        The series, wide: index year, columns gdp, ecommerce, domains, users, shoppers.

    Returns
    -------
    tuple of Statement
        Those of the verdict page, less what a simulation or other data decide.
    """
    return (
        _reproduction(frame),
        _follows(frame),
        _together(frame),
        _growth(frame),
        _no_difference(frame),
        _domain_sign(frame),
        _errors(diagnostics_p(frame)),
        _describes(frame),
        _forecasts(frame),
        _raised_growth(frame),
        _per_user(frame),
    )


@remembered
def statements() -> tuple[Statement, ...]:
    """Every statement with its evidence, computed.

    Returns
    -------
    tuple of Statement
        By kind, in the order of `KINDS`.

    Examples
    --------
    >>> {statement.holds for statement in statements()} == {True, False}
    True
    """
    frame = data.load("paper")
    every = (*from_data(frame), _survives(), _cointegration(frame), _provinces())
    return tuple(sorted(every, key=lambda one: KINDS.index(one.kind)))


@dataclass(frozen=True)
class Tries:
    """What it does to p-values that several statements were tried.

    Attributes
    ----------
    statements, decided : int
        Statements, and those that a small p-value would make hold.
    chance : float
        How likely one of them at least would hold if none were true and all were independent.
    smallest, adjusted : float
        The smallest p-value, and what Holm's rule makes of it.
    surviving : int
        Statements with p below `LEVEL` after Holm's rule.
    """

    statements: int
    decided: int
    chance: float
    smallest: float
    adjusted: float
    surviving: int


def tries(every: Sequence[Statement] | None = None) -> Tries:
    """Count the statements, and correct their p-values for their number.

    Parameters
    ----------
    every : sequence of Statement, optional
        From `statements`.

    Returns
    -------
    Tries

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal
    of Statistics 6, 65-70.
    """
    every = statements() if every is None else every
    p = [one.p for one in every if one.p is not None]
    adjusted = multipletests(p, alpha=LEVEL, method="holm")[1]
    return Tries(
        statements=len(every),
        decided=len(p),
        chance=1 - (1 - LEVEL) ** len(p),
        smallest=min(p),
        adjusted=float(min(adjusted)),
        surviving=int((adjusted < LEVEL).sum()),
    )


def answer(reproduced: Statement | None = None) -> tuple[str, str]:
    """The answer to the question in the title of the book, with its reason.

    The question is about a cause, so no result on these data could make the answer yes; whether the
    arithmetic is sound is computed.

    Parameters
    ----------
    reproduced : Statement, optional
        That the regressions were computed correctly; computed by default.

    Returns
    -------
    (str, str)
        A short sentence, and the one that gives the reason.

    Examples
    --------
    >>> answer()[0]
    'This paper cannot tell.'
    """
    reproduced = reproduced or _reproduction(data.load("paper"))
    sound = "is sound" if reproduced.holds else "is not all sound"
    return (
        "This paper cannot tell.",
        f"The arithmetic of its tables {sound}; its conclusion, that e-commerce promotes growth, "
        "does not follow from it.",
    )


def distances() -> dict[str, float]:
    """How far away the evidence is that would change our mind.

    Returns
    -------
    dict of float
        unsure and values (numbers of values without a seen source, and of all), years (after which
        the effect of e-commerce would be found), smallest (elasticity of output that the provinces
        can find)
        and pooled (elasticity between provinces).
    """
    tidy = data.load("paper", form="tidy")
    return {
        "unsure": int(tidy["status"].isin(UNSURE).sum()),
        "values": len(tidy),
        "years": float(collinearity.cost(data.load("paper")).loc["ecommerce", "years"]),
        "smallest": panel_inference.detectable_output(),
        "pooled": float(panel.fit(panel.province_years(), effects=()).params["sales"]),
    }
