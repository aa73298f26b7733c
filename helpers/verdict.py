"""The verdict: what the evidence of this book allows, computed statement by statement.

Each statement carries the condition under which it holds; a changed datum can move it from one table to the other.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers import (
    claims,
    coefficients,
    cointegration,
    collinearity,
    compare,
    data,
    diagnostics,
    forecast,
    models,
    multiverse,
    panel,
    prose,
    spurious,
    tables,
)
from helpers.exhibits import Table

LEVEL = 0.05
NEARLY_ALL = 0.95  # a share above this may be called nearly all


@dataclass(frozen=True)
class Statement:
    """One sentence that a reader might want to conclude, whether it holds, the evidence, and the page that shows it."""

    text: str
    holds: bool
    evidence: str
    page: str


def _reproduction() -> Statement:
    counted = compare.counts(compare.scorecard())
    total, same = sum(counted.values()), counted[compare.REPRODUCED]
    return Statement(
        "The regressions were computed correctly, from one data set.",
        same / total >= NEARLY_ALL,
        f"{prose.count(same)} of {prose.count(total)} printed numbers are reproduced to the last digit; misprints proven: {prose.count(counted[compare.MISPRINT])}.",
        "scorecard",
    )


def _together() -> Statement:
    frame = data.load("paper")
    r, critical = (
        frame.corr().loc["gdp", ["users", "shoppers"]],
        models.critical_correlation(len(frame)),
    )
    return Statement(
        "GDP, Internet users and online shoppers rose together.",
        bool((r > critical).all()),
        f"Correlations in levels: {prose.listed(prose.fixed(value, 3) for value in r)}. That they rose is certain; a test of it assumes independent years.",
        "correlation",
    )


def _description() -> Statement:
    result = models.ols(data.load("paper"), "table4")
    first = forecast.outcomes().index[0]
    happened, predicted = (
        forecast.outcomes().loc[first, "first print"],
        forecast.forecasts().loc[first, "Table 4, printed"],
    )
    miss, reach = predicted / happened - 1, 2 * np.sqrt(result.mse_resid) / happened
    last = forecast.outcomes().index[-1]
    later = (
        forecast.forecasts().loc[last, "Table 4, printed"]
        / forecast.outcomes().loc[last, "first print"]
        - 1
    )
    return Statement(
        f"A level equation in users and shoppers describes 2004–2018 closely and meets {first}.",
        bool(result.rsquared > NEARLY_ALL and abs(miss) < reach),
        f"R² {prose.fixed(result.rsquared, 4)}; the frozen equation misses the first print of {first} by {prose.percent(miss, 1)}, with the survey of March {first + 1} for December, and that of {last} by {prose.percent(later, 1)}.",
        "out-of-sample",
    )


def _survives() -> Statement:
    share = dict(zip(multiverse.REGRESSORS, multiverse.shares(multiverse.observed())[:, 0]))
    # How often series that only share the sample's trends do as well, under each of the three nulls of the curve.
    chance = {
        name: max(multiverse.null_p(kind)[place] for kind in multiverse.NULLS)
        for place, name in enumerate(multiverse.REGRESSORS)
    }
    # The curve puts every regressor on trial, so the best of them pays for all (Bonferroni).
    counted = min(1.0, len(chance) * chance["shoppers"])
    return Statement(
        "Online shoppers go with GDP in more specifications than shared trends alone produce.",
        bool(counted < LEVEL),
        f"Positive and significant in {prose.percent(share['shoppers'])} of the defensible specifications; p = {prose.fixed(chance['shoppers'], 2)} under the least favourable of {prose.count(len(multiverse.NULLS))} nulls, "
        f"and p = {prose.fixed(counted, 2)} once it counts that {prose.count(len(chance))} regressors are on trial. The single p is {prose.fixed(chance['users'], 2)} for users and {prose.fixed(chance['ecommerce'], 2)} for e-commerce.",
        "specification-curve",
    )


def _raised_growth() -> Statement:
    frame = data.load("paper")
    growth = models.ols(models.log_growth(frame), "table2")
    kept = models.backward_elimination(frame)[-1].regressors
    p = growth.pvalues["ecommerce"]
    return Statement(
        "E-commerce raised economic growth.",
        bool("ecommerce" in kept and p < LEVEL and growth.params["ecommerce"] > 0),
        f"The paper's own elimination drops e-commerce (p = {prose.fixed(models.ols(frame, 'table3').pvalues['ecommerce'], 4)}), its left-hand side is the level of nominal GDP, and in growth rates e-commerce has p = {prose.p_value(p)}.",
        "regressions",
    )


def _no_effect() -> Statement:
    result = models.ols(data.load("paper"), "table2")
    b, se = result.params["ecommerce"], result.bse["ecommerce"]
    low, high = result.conf_int().loc["ecommerce"]
    smallest, found = (
        coefficients.detectable_effect(se, int(result.df_resid)),
        coefficients.power(b, se, int(result.df_resid)),
    )
    return Statement(
        "E-commerce turnover has no significant effect, so it has none.",
        bool(found > coefficients.WANTED),
        f"In Table 2 the 95% interval runs from {prose.fixed(low, 2)} to {prose.fixed(high, 2)} yuan of GDP per yuan of turnover, and only an effect of {prose.fixed(smallest, 2)} or more would be found in four of five samples.",
        "coefficients",
    )


def _domain_sign() -> Statement:
    frame = data.load("paper")
    low, high = models.ols(frame, "table2").conf_int().loc["domains"]
    return Statement(
        "Domain names go with more GDP, or with less.",
        bool(low > 0 or high < 0),
        f"The 95% interval runs from {prose.fixed(low, 1)} to {prose.fixed(high, 1)}, with a variance inflated {prose.fixed(collinearity.vif(frame)['domains'], 0)} times and a series that follows registration rules.",
        "collinearity",
    )


def _per_user() -> Statement:
    result = models.ols(data.load("paper"), "table4")
    both = result.params[["users", "shoppers"]].sum() * tables.YUAN_PER_PERSON
    head = coefficients.gdp_per_head()
    return Statement(
        "Each new Internet user or shopper adds so many yuan to GDP.",
        bool(both < head and diagnostics_p() >= LEVEL),
        f"A user who shops would add {prose.fixed(both, 0)} yuan, {prose.fixed(both / head, 1)} times GDP per head.",
        "coefficients",
    )


def diagnostics_p() -> float:
    """Exact p-value of the Durbin-Watson statistic of Table 4.

    >>> diagnostics_p() < LEVEL
    True
    """
    result = models.ols(data.load("paper"), "table4")
    return float(
        diagnostics.durbin_watson_p(models.summary_statistics(result)["dw"], result.model.exog)
    )


def _errors() -> Statement:
    p = diagnostics_p()
    return Statement(
        "The standard errors, and so the p-values, can be taken at face value.",
        bool(p >= LEVEL),
        f"The Durbin–Watson statistic, not reported in the paper, has an exact p-value of {prose.p_value(p)} on this design, {prose.p_value(min(1.0, len(diagnostics.TESTS) * p))} if all {prose.count(len(diagnostics.TESTS))} tests of the page are counted: a sign of errors that are correlated over time, or of a curve left out.",
        "residuals",
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
    return Statement(
        "The level relation is a real long-run relation, not a spurious one.",
        all(test.rejects for test in tests),
        f"Engle–Granger gives {prose.listed(prose.fixed(test.statistic, 1) for test in tests)} with {prose.listed(str(test.lags) for test in tests)} lags against a 5% value of {prose.fixed(tests[0].critical, 2)}: the lag decides, and the test finds few true relations at this length. In its favour: both |t| of {prose.fixed(t, 1)} or more survive selection in only {prose.percent(min(chance), 1)} to {prose.percent(max(chance), 1)} of unrelated drifting series.",
        "cointegration",
    )


def _provinces() -> Statement:
    designs = panel.ladder()
    pooled, within = designs["pooled"].fit(), designs["twoway"].fit()
    share = within.params.iloc[0] / pooled.params.iloc[0]
    p = panel.jackknife(designs["twoway"].panel)["p"]
    return Statement(
        "Provinces with more e-commerce have more GDP because of it.",
        bool(p < LEVEL and share > 0.5),
        f"Pooled elasticity {prose.fixed(pooled.params.iloc[0], 2)}; compared with themselves and the year, {prose.fixed(within.params.iloc[0], 2)}, or {prose.percent(share)} of it (p = {prose.p_value(p)}, leaving one province out at a time).",
        "panel",
    )


def _policy() -> Statement:
    frame = claims.ledger()
    advice = frame[frame["chapter"].isin(["5", "6"])]
    held = int(advice["verdict"].isin(["supported", "reproduced"]).sum())
    return Statement(
        "The problems and the countermeasures follow from the regressions.",
        bool(held / len(advice) > 0.5),
        f"None of the variables of chapters 5 and 6 is in the model; of {prose.count(len(advice))} claims there {prose.count(held)} are supported, by other evidence.",
        "claims",
    )


@functools.lru_cache(maxsize=1)
def statements() -> tuple[Statement, ...]:
    """Every statement with its evidence, computed.

    >>> {statement.holds for statement in statements()} == {True, False}
    True
    """
    return tuple(
        make()
        for make in (
            _reproduction,
            _together,
            _description,
            _survives,
            _raised_growth,
            _no_effect,
            _domain_sign,
            _per_user,
            _errors,
            _cointegration,
            _provinces,
            _policy,
        )
    )


def answer(reproduced: Statement | None = None, raised: Statement | None = None) -> tuple[str, str]:
    """The answer to the question in the title of the book: a short sentence, and the one that gives the reason.

    Parameters
    ----------
    reproduced, raised : Statement, optional
        That the regressions were computed correctly, and that e-commerce raised growth; computed by default.

    Examples
    --------
    >>> answer(raised=Statement("", True, "", ""))[0]
    'The paper can tell, and says yes.'
    """
    reproduced, raised = reproduced or _reproduction(), raised or _raised_growth()
    numbers = "Its numbers are right" if reproduced.holds else "Not all its numbers are right"
    if raised.holds:
        return (
            "The paper can tell, and says yes.",
            f"{numbers}, and its own regressions keep e-commerce, in levels and in growth.",
        )
    return (
        "This paper cannot tell.",
        f"{numbers}; its conclusion, that e-commerce promotes growth, does not follow from them.",
    )


def conclusions(holds: bool) -> Table:
    """What can, or what cannot, be concluded.

    Parameters
    ----------
    holds : bool
        True for the statements that hold.

    Examples
    --------
    >>> conclusions(True).frame.shape[1]
    2
    """
    rows = {
        statement.text: {"Evidence": statement.evidence, "Page": statement.page.replace("-", " ")}
        for statement in statements()
        if statement.holds is holds
    }
    caption = "What can be concluded" if holds else "What cannot be concluded"
    return Table(
        pd.DataFrame(rows).T.rename_axis("Statement"),
        caption=caption,
        name="tab-can" if holds else "tab-cannot",
    )


def open_questions() -> Table:
    """What would change the verdict, with the size of what is missing where it can be computed.

    >>> open_questions().frame.shape
    (4, 2)
    """
    tidy = data.load("paper", form="tidy")
    unsure = tidy["status"].isin(["fitted", "unverified"])
    smallest, pooled = (
        panel.detectable(panel.frame()),
        panel.ladder()["pooled"].fit().params.iloc[0],
    )
    needed = collinearity.cost(data.load("paper")).loc["ecommerce", "years"]
    rows = {
        "The authors' own data": (
            "They would settle the one printed number that is not reproduced, and replace what is fitted.",
            f"{prose.count(int(unsure.sum()))} of {prose.count(len(tidy))} values are fitted or without a seen source",
        ),
        "A longer sample of the same quality": (
            "It could tell the coefficient of turnover from those of users and shoppers; it would not make it an effect.",
            f"about {prose.fixed(needed, 0)} independent years at the present collinearity, if the estimate of Table 2 is the truth",
        ),
        "Regional data with a cleaner measure": (
            "Provinces share the national trend, so they can be compared with themselves.",
            f"an elasticity of {prose.fixed(smallest, 2)} would be found in four of five samples; the pooled one is {prose.fixed(pooled, 2)}",
        ),
        "A source of variation that growth did not cause": (
            "Staggered roll-outs, field experiments or instruments; only these speak to cause.",
            "see the last section of the page on provinces",
        ),
    }
    frame = pd.DataFrame(rows, index=["What it would do", "How far away it is"]).T.rename_axis(
        "What would change our mind"
    )
    return Table(frame, caption="What would change our mind", name="tab-open")
