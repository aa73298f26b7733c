"""The verdict: what the evidence of this book allows, computed statement by statement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers import data, vocabulary
from helpers.claims import ledger, reproduction, sentences
from helpers.memory import remembered
from helpers.methods import (
    coefficients,
    cointegration,
    collinearity,
    ols,
    out_of_sample,
    panel,
    panel_designs,
    panel_inference,
    residuals,
    specification_curve,
    spurious,
)
from helpers.vocabulary import UNSURE
from helpers.words import count, fixed, listed, p_value, percent

LEVEL = 0.05
NEARLY_ALL = 0.95  # a share above this may be called nearly all
# The evidence of each statement.
REPRODUCTION = (
    "{same} of {total} printed numbers are reproduced to the last digit; misprints proven: {slips}."
)
TOGETHER = (
    "Correlations in levels: {correlations}. That they rose is certain; "
    "a test of it assumes independent years."
)
DESCRIPTION = (
    "R² {r2}; the frozen equation misses the first print of {first} by {miss}, "
    "with the survey of March {survey} for December, and that of {last} by {later}."
)
SURVIVES = (
    "Positive and significant in {share} of the defensible specifications; "
    "p = {shoppers} under the least favourable of {nulls} nulls, "
    "and p = {counted} once it counts that {regressors} regressors are on trial. "
    "The single p is {users} for users and {ecommerce} for e-commerce."
)
RAISED_GROWTH = (
    "The paper's own elimination drops e-commerce (p = {eliminated}), its left-hand side is "
    "the level of nominal GDP, and in growth rates e-commerce has p = {growth}."
)
NO_EFFECT = (
    "In Table 2 the 95% interval runs from {low} to {high} yuan of GDP per yuan of turnover, "
    "and only an effect of {smallest} or more would be found in four of five samples."
)
DOMAIN_SIGN = (
    "The 95% interval runs from {low} to {high}, with a variance inflated {inflation} times "
    "and a series that follows registration rules."
)
PER_USER = "A user who shops would add {both} yuan, {times} times GDP per head."
ERRORS = (
    "The Durbin–Watson statistic, not reported in the paper, has an exact p-value of {single} "
    "on this design, {counted} if all {tests} tests of the page are counted: a sign of errors "
    "that are correlated over time, or of a curve left out."
)
COINTEGRATION = (
    "Engle–Granger gives {statistics} with {lags} lags against a 5% value of {critical}: "
    "the lag decides, and the test finds few true relations at this length. "
    "In its favour: both |t| of {t} or more survive selection in only {least} to {most} "
    "of unrelated drifting series."
)
PROVINCES = (
    "Pooled elasticity {pooled}; compared with themselves and the year, {within}, "
    "or {share} of it (p = {p}, leaving one province out at a time)."
)
POLICY = (
    "None of the variables of chapters 5 and 6 is in the model; "
    "of {claims} claims there {held} are supported, by other evidence."
)


@dataclass(frozen=True)
class Statement:
    """One sentence that a reader might want to conclude.

    Parameters
    ----------
    text : str
        The sentence.
    holds : bool
        Whether the evidence allows it.
    evidence : str
        The evidence, in one or two sentences.
    page : str
        Name of the page that shows it.
    """

    text: str
    holds: bool
    evidence: str
    page: str


def _reproduction(frame: pd.DataFrame | None = None) -> Statement:
    counted = reproduction.cell_counts(reproduction.scorecard(frame))
    total, same = sum(counted.values()), counted[reproduction.REPRODUCED]
    evidence = REPRODUCTION.format(
        same=count(same), total=count(total), slips=count(counted[reproduction.MISPRINT])
    )
    return Statement(
        text="The regressions were computed correctly, from one data set.",
        holds=same / total >= NEARLY_ALL,
        evidence=evidence,
        page="scorecard",
    )


def _together(frame: pd.DataFrame | None = None) -> Statement:
    frame = data.load("paper") if frame is None else frame
    r = frame.corr().loc["gdp", ["users", "shoppers"]]
    critical = ols.critical_correlation(len(frame))
    return Statement(
        text="GDP, Internet users and online shoppers rose together.",
        holds=bool((r > critical).all()),
        evidence=TOGETHER.format(correlations=listed(fixed(value, 3) for value in r)),
        page="correlation",
    )


def _miss(year: int) -> float:
    """Forecast of Table 4, as printed, over the first print of GDP, less one."""
    predicted = out_of_sample.forecasts().loc[year, "Table 4, printed"]
    return float(predicted / out_of_sample.outcomes().loc[year, "first print"] - 1)


def _description() -> Statement:
    result = ols.ols(data.load("paper"), "table4")
    years = out_of_sample.outcomes().index
    first, last = years[0], years[-1]
    happened = out_of_sample.outcomes().loc[first, "first print"]
    reach = 2 * np.sqrt(result.mse_resid) / happened  # of two standard errors of the regression
    evidence = DESCRIPTION.format(
        r2=fixed(result.rsquared, 4),
        first=first,
        miss=percent(_miss(first), 1),
        survey=first + 1,
        last=last,
        later=percent(_miss(last), 1),
    )
    return Statement(
        text=(
            f"A level equation in users and shoppers describes 2004–2018 closely and meets {first}."
        ),
        holds=bool(result.rsquared > NEARLY_ALL and abs(_miss(first)) < reach),
        evidence=evidence,
        page="out-of-sample",
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
    evidence = SURVIVES.format(
        share=percent(share),
        shoppers=fixed(chance["shoppers"], 2),
        nulls=count(len(specification_curve.NULLS)),
        counted=fixed(counted, 2),
        regressors=count(len(chance)),
        users=fixed(chance["users"], 2),
        ecommerce=fixed(chance["ecommerce"], 2),
    )
    return Statement(
        text="Online shoppers go with GDP in more specifications than shared trends alone produce.",
        holds=bool(counted < LEVEL),
        evidence=evidence,
        page="specification-curve",
    )


def _raised_growth() -> Statement:
    frame = data.load("paper")
    growth = ols.ols(ols.log_growth(frame), "table2")
    remaining = ols.backward_elimination(frame)[-1].regressors
    p = growth.pvalues["ecommerce"]
    eliminated = ols.ols(frame, "table3").pvalues["ecommerce"]
    return Statement(
        text="E-commerce raised economic growth.",
        holds=bool("ecommerce" in remaining and p < LEVEL and growth.params["ecommerce"] > 0),
        evidence=RAISED_GROWTH.format(eliminated=fixed(eliminated, 4), growth=p_value(p)),
        page="regressions",
    )


def _no_effect() -> Statement:
    result = ols.ols(data.load("paper"), "table2")
    b, se, degrees = result.params["ecommerce"], result.bse["ecommerce"], int(result.df_resid)
    low, high = result.conf_int().loc["ecommerce"]
    smallest = coefficients.detectable_effect(se, degrees)
    evidence = NO_EFFECT.format(low=fixed(low, 2), high=fixed(high, 2), smallest=fixed(smallest, 2))
    return Statement(
        text="E-commerce turnover has no significant effect, so it has none.",
        holds=bool(coefficients.t_power(b, se, degrees) > coefficients.WANTED),
        evidence=evidence,
        page="coefficients",
    )


def _domain_sign() -> Statement:
    frame = data.load("paper")
    low, high = ols.ols(frame, "table2").conf_int().loc["domains"]
    inflation = collinearity.vif(frame)["domains"]
    evidence = DOMAIN_SIGN.format(
        low=fixed(low, 1), high=fixed(high, 1), inflation=fixed(inflation, 0)
    )
    return Statement(
        text="Domain names go with more GDP, or with less.",
        holds=bool(low > 0 or high < 0),
        evidence=evidence,
        page="collinearity",
    )


def _per_user() -> Statement:
    result = ols.ols(data.load("paper"), "table4")
    both = result.params[["users", "shoppers"]].sum() * vocabulary.YUAN_PER_PERSON
    head = coefficients.gdp_per_head()
    return Statement(
        text="Each new Internet user or shopper adds so many yuan to GDP.",
        holds=bool(both < head and diagnostics_p() >= LEVEL),
        evidence=PER_USER.format(both=fixed(both, 0), times=fixed(both / head, 1)),
        page="coefficients",
    )


def diagnostics_p() -> float:
    """Exact p-value of the Durbin-Watson statistic of Table 4.

    Returns
    -------
    float
        Against positive correlation of the errors, on the design of Table 4.

    Examples
    --------
    >>> diagnostics_p() < LEVEL
    True
    """
    result = ols.ols(data.load("paper"), "table4")
    statistic = ols.summary_statistics(result)["dw"]
    return float(residuals.durbin_watson_p(statistic, result.model.exog))


def _errors(p: float | None = None) -> Statement:
    p = diagnostics_p() if p is None else p
    tests = len(residuals.TESTS)
    evidence = ERRORS.format(
        single=p_value(p), counted=p_value(min(1.0, tests * p)), tests=count(tests)
    )
    return Statement(
        text="The standard errors, and so the p-values, can be taken at face value.",
        holds=bool(p >= LEVEL),
        evidence=evidence,
        page="residuals",
    )


def _cointegration() -> Statement:
    frame = data.load("paper")
    tests = [cointegration.engle_granger(frame, lag) for lag in cointegration.SEARCH]
    t = spurious.paper_values(frame)["t"]
    chance = [
        float(np.mean(spurious.null(kind)["t_selected"] >= t))
        for kind, (world, _) in spurious.NULLS.items()
        if world == "drifts"
    ]
    evidence = COINTEGRATION.format(
        statistics=listed(fixed(test.statistic, 1) for test in tests),
        lags=listed(str(test.lags) for test in tests),
        critical=fixed(tests[0].critical, 2),
        t=fixed(t, 1),
        least=percent(min(chance), 1),
        most=percent(max(chance), 1),
    )
    return Statement(
        text="The level relation is a real long-run relation, not a spurious one.",
        holds=all(test.rejects for test in tests),
        evidence=evidence,
        page="cointegration",
    )


def _provinces() -> Statement:
    designs = panel_designs.ladder()
    pooled, within = (designs[name].fit().params.iloc[0] for name in ("pooled", "twoway"))
    share = within / pooled
    p = panel_inference.jackknife(designs["twoway"].panel)["p"]
    evidence = PROVINCES.format(
        pooled=fixed(pooled, 2), within=fixed(within, 2), share=percent(share), p=p_value(p)
    )
    return Statement(
        text="Provinces with more e-commerce have more GDP because of it.",
        holds=bool(p < LEVEL and share > 0.5),
        evidence=evidence,
        page="panel",
    )


def _policy() -> Statement:
    frame = ledger.ledger()
    advice = frame[frame["chapter"].isin(["5", "6"])]
    held = int(advice["verdict"].isin([sentences.SUPPORTED, sentences.REPRODUCED]).sum())
    return Statement(
        text="The problems and the countermeasures follow from the regressions.",
        holds=bool(held / len(advice) > 0.5),
        evidence=POLICY.format(claims=count(len(advice)), held=count(held)),
        page="claims",
    )


@remembered
def statements() -> tuple[Statement, ...]:
    """Every statement with its evidence, computed.

    Returns
    -------
    tuple of Statement
        In the order of the verdict page.

    Examples
    --------
    >>> {statement.holds for statement in statements()} == {True, False}
    True
    """
    return (
        _reproduction(),
        _together(),
        _description(),
        _survives(),
        _raised_growth(),
        _no_effect(),
        _domain_sign(),
        _per_user(),
        _errors(),
        _cointegration(),
        _provinces(),
        _policy(),
    )


def answer(reproduced: Statement | None = None, raised: Statement | None = None) -> tuple[str, str]:
    """The answer to the question in the title of the book, with its reason.

    Parameters
    ----------
    reproduced, raised : Statement, optional
        That the regressions were computed correctly, and that e-commerce raised growth; computed by
        default.

    Returns
    -------
    (str, str)
        A short sentence, and the one that gives the reason.

    Examples
    --------
    >>> answer(raised=Statement("", True, "", ""))[0]
    'The paper can tell, and says yes.'
    """
    reproduced, raised = reproduced or _reproduction(), raised or _raised_growth()
    sound = "is sound" if reproduced.holds else "is not all sound"
    numbers = f"The arithmetic of its tables {sound}"
    if raised.holds:
        return (
            "The paper can tell, and says yes.",
            f"{numbers}, and its own regressions keep e-commerce, in levels and in growth.",
        )
    return (
        "This paper cannot tell.",
        f"{numbers}; its conclusion, that e-commerce promotes growth, does not follow from it.",
    )


def distances() -> dict[str, float]:
    """How far away the evidence is that would change our mind.

    Returns
    -------
    dict of float
        unsure and values (numbers of values without a seen source, and of all), years (after which
        the effect of e-commerce would be found), smallest (elasticity that the provinces can find)
        and pooled (elasticity between provinces).
    """
    tidy = data.load("paper", form="tidy")
    return {
        "unsure": int(tidy["status"].isin(UNSURE).sum()),
        "values": len(tidy),
        "years": float(collinearity.cost(data.load("paper")).loc["ecommerce", "years"]),
        "smallest": float(panel_inference.detectable(panel.province_years())),
        "pooled": float(panel_designs.ladder()["pooled"].fit().params.iloc[0]),
    }
