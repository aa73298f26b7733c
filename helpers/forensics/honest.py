"""Honest tables of every kind of model, to see whether the audit accuses any of them.

Each is estimated on invented data by a library of the field, and printed with the statistics and in
the words of a program that prints such tables. Nothing in them is wrong, so a ``misprint`` is a
false accusation.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import statsmodels.api as sm
from linearmodels.iv import IV2SLS
from linearmodels.panel import PanelOLS, RandomEffects

__all__ = ["BUILDERS", "honest_table", "honest_tables"]

Frame: TypeAlias = pd.DataFrame
Made: TypeAlias = tuple[str, pd.DataFrame, dict[str, float]]
GROUPS, PERIODS = 12, 8  # of the invented panel


def _sample(rng: np.random.Generator) -> Frame:
    """A panel with a binary and a counted outcome, an instrument, and a group effect."""
    n = GROUPS * PERIODS
    frame = pd.DataFrame(rng.standard_normal((n, 3)), columns=["x", "w", "z"])
    frame["firm"] = np.repeat(np.arange(GROUPS), PERIODS)
    frame["year"] = np.tile(np.arange(PERIODS), GROUPS)
    effect = rng.standard_normal(GROUPS)[frame["firm"]]
    frame["x"] += 0.6 * frame["z"] + 0.5 * effect
    noise = rng.standard_normal(n) * rng.uniform(0.5, 3) * np.exp(0.2 * frame["w"])
    frame["y"] = 10 ** rng.integers(0, 3) * (
        1 + 0.4 * frame["x"] - 0.3 * frame["w"] + effect + noise
    )
    frame["d"] = (frame["x"] - frame["w"] + rng.logistic(size=n) > 0).astype(int)
    frame["count"] = rng.poisson(np.exp(0.3 + 0.3 * frame["x"]))
    return frame


def _design(frame: Frame) -> Frame:
    return sm.add_constant(frame[["x", "w"]])


def _rows(result: Any, t: str = "t") -> Frame:
    """Coefficients, errors, tests and limits of a result of statsmodels."""
    limits = result.conf_int()
    columns = {"b": result.params, "se": result.bse, t: result.tvalues, "p": result.pvalues}
    return pd.DataFrame(columns).assign(ci_low=limits[0], ci_high=limits[1])


def _fit(result: Any) -> dict[str, float]:
    """Statistics below a table of least squares."""
    found = {"n": result.nobs, "r2": result.rsquared, "adj_r2": result.rsquared_adj}
    return found | {"f": result.fvalue, "p_f": result.f_pvalue, "ser": result.mse_resid**0.5}


def _ols(note: str, **options: Any) -> Callable[[Frame], Made]:
    def build(frame: Frame) -> Made:
        more = dict(options)
        if more.get("cov_type") == "cluster":
            more["cov_kwds"] = {"groups": frame["firm"]}
        result = sm.OLS(frame["y"], _design(frame)).fit(**more)
        return note, _rows(result), _fit(result)

    return build


def _stata_clustered(frame: Frame) -> Made:
    """As Stata: t and F have the number of clusters less one."""
    result = sm.OLS(frame["y"], _design(frame)).fit(
        cov_type="cluster", cov_kwds={"groups": frame["firm"], "df_correction": True}, use_t=True
    )
    note = "Linear regression (Std. err. adjusted for 12 clusters in firm)"
    return note, _rows(result), _fit(result)


def _absorbed(frame: Frame) -> Made:
    """As reghdfe or areg: dummies are in R2 and df, and not in the table."""
    dummies = pd.get_dummies(frame["firm"], prefix="f", drop_first=True, dtype=float)
    result = sm.OLS(frame["y"], _design(frame).join(dummies)).fit(
        cov_type="cluster", cov_kwds={"groups": frame["firm"]}, use_t=True
    )
    test = result.f_test(np.eye(len(result.params))[1:3])
    stats = _fit(result) | {"f": float(test.fvalue), "p_f": float(test.pvalue)}
    note = "HDFE Linear regression. Absorbing 1 HDFE group. Std. err. clustered on firm"
    return note, _rows(result).loc[["const", "x", "w"]], stats


def _within(frame: Frame) -> Made:
    """As xtreg, fe: R2 is within, F has df of its own."""
    panel = frame.set_index(["firm", "year"])
    result = PanelOLS(panel["y"], panel[["x", "w"]], entity_effects=True).fit()
    stats = {"n": result.nobs, "r2": result.rsquared, "f": result.f_statistic.stat}
    note = "Fixed-effects (within) regression. Group variable: firm. Number of groups = 12"
    return note, _linear(result), stats | {"p_f": result.f_statistic.pval}


def _linear(result: Any) -> Frame:
    """Rows of a result of linearmodels."""
    limits = result.conf_int()
    return pd.DataFrame(
        {
            "b": result.params,
            "se": result.std_errors,
            "t": result.tstats,
            "p": result.pvalues,
            "ci_low": limits["lower"],
            "ci_high": limits["upper"],
        }
    )


def _two_way(frame: Frame) -> Made:
    panel = frame.set_index(["firm", "year"])
    model = PanelOLS(panel["y"], panel[["x", "w"]], entity_effects=True, time_effects=True)
    result = model.fit(cov_type="clustered", cluster_entity=True)
    stats = {"n": result.nobs, "r2": result.rsquared, "f": result.f_statistic.stat}
    return "PanelOLS Estimation Summary. Included effects: Entity, Time", _linear(result), stats


def _random(frame: Frame) -> Made:
    panel = sm.add_constant(frame.set_index(["firm", "year"])[["x", "w", "y"]])
    result = RandomEffects(panel["y"], panel[["const", "x", "w"]]).fit()
    return (
        "Random-effects GLS regression",
        _linear(result),
        {"n": result.nobs, "r2": result.rsquared, "f": result.f_statistic.stat},
    )


def _iv(frame: Frame) -> Made:
    result = IV2SLS(frame["y"], sm.add_constant(frame[["w"]]), frame["x"], frame["z"]).fit()
    stats = {"n": result.nobs, "r2": result.rsquared, "adj_r2": result.rsquared_adj}
    note = "IV-2SLS Estimation Summary. Instruments: z"
    return note, _linear(result), stats | {"f": result.f_statistic.stat}


def _weighted(frame: Frame) -> Made:
    result = sm.WLS(frame["y"], _design(frame), weights=np.exp(frame["z"])).fit()
    return "WLS Regression Results", _rows(result), _fit(result)


def _gls(frame: Frame) -> Made:
    result = sm.GLSAR(frame["y"], _design(frame), rho=1).iterative_fit(4)
    return "Prais-Winsten AR(1) regression, GLSAR", _rows(result), _fit(result)


def _likelihood(note: str, family: str) -> Callable[[Frame], Made]:
    def build(frame: Frame) -> Made:
        model = getattr(sm, family)
        y = frame["count"] if family == "Poisson" else frame["d"]
        result = model(y, _design(frame)).fit(disp=False)
        stats = {"n": result.nobs, "loglik": result.llf, "aic": result.aic, "sc": result.bic}
        return note, _rows(result), stats | {"r2": result.prsquared}

    return build


def _odds(frame: Frame) -> Made:
    result = sm.Logit(frame["d"], _design(frame)).fit(disp=False)
    rows = _rows(result)
    rows[["ci_low", "ci_high"]] = np.exp(rows[["ci_low", "ci_high"]])
    rows["b"] = np.exp(rows["b"])
    rows["se"] *= rows["b"]
    stats = {"n": result.nobs, "loglik": result.llf, "r2": result.prsquared}
    return "Logistic regression. Odds ratios reported", rows, stats


def _no_constant(frame: Frame) -> Made:
    result = sm.OLS(frame["y"], frame[["x", "w"]]).fit()
    return "OLS, no constant; R-squared (uncentered)", _rows(result), _fit(result)


def _quantile(frame: Frame) -> Made:
    result = sm.QuantReg(frame["y"], _design(frame)).fit(q=0.5)
    return "Median regression", _rows(result), {"n": result.nobs, "r2": result.prsquared}


def _bayes(frame: Frame) -> Made:
    """A posterior: its mean, sd and quantiles are near least squares, with no t and no p."""
    result = sm.OLS(frame["y"], _design(frame)).fit()
    draws = np.random.default_rng(len(frame)).standard_t(result.df_resid, (4_000, 3))
    draws = result.params.to_numpy() + draws * result.bse.to_numpy() * 1.1
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    rows = pd.DataFrame(
        {"b": np.median(draws, axis=0), "se": draws.std(axis=0), "ci_low": low, "ci_high": high},
        index=result.params.index,
    )
    return "Posterior medians; 95% credible intervals", rows, {"n": result.nobs, "r2": 0.4}


def _mixed(frame: Frame) -> Made:
    result = sm.MixedLM(frame["y"], _design(frame), groups=frame["firm"]).fit()
    rows = _rows(result).loc[["const", "x", "w"]]
    return "Mixed Linear Model Regression Results", rows, {"n": result.nobs, "loglik": result.llf}


#: How a table of each kind is made.
BUILDERS: dict[str, Callable[[Frame], Made]] = {
    "classical": _ols("OLS Regression Results"),
    "robust": _ols("OLS, heteroskedasticity-robust (HC1)", cov_type="HC1", use_t=True),
    "robust, z": _ols("OLS Regression Results. Covariance Type: HC3. P>|z|", cov_type="HC3"),
    "HAC": _ols(
        "HAC standard errors, bandwidth 2 (Bartlett kernel)",
        cov_type="HAC",
        cov_kwds={"maxlags": 2},
        use_t=True,
    ),
    "clustered": _stata_clustered,
    "absorbed effects": _absorbed,
    "within": _within,
    "two-way effects": _two_way,
    "random effects": _random,
    "instrumental variables": _iv,
    "weighted": _weighted,
    "GLS": _gls,
    "logit": _likelihood("Logit Regression Results", "Logit"),
    "probit": _likelihood("Probit model", "Probit"),
    "Poisson": _likelihood("Poisson regression", "Poisson"),
    "odds ratios": _odds,
    "no constant": _no_constant,
    "quantile": _quantile,
    "Bayesian": _bayes,
    "mixed": _mixed,
}


def _shown(value: float, digits: int, style: str) -> str:
    """A number as programs print it: so many decimals, or so many significant digits."""
    if style == "significant":
        text = f"{value:.{digits + 2}g}"
        return text if "e" not in text or abs(value) < 1e-4 else f"{value:.0f}"
    return f"{value:.{digits}f}"


def honest_table(kind: str, seed: int) -> dict[str, Any]:
    """One honest table.

    Parameters
    ----------
    kind : str
        A key of `BUILDERS`.
    seed : int
        Of data, digits and the cells that are shown.

    Returns
    -------
    dict
        An entry as `helpers.forensics.printed_table` takes it.

    Examples
    --------
    >>> honest_table("logit", 1)["note"]
    'Logit Regression Results'
    """
    rng = np.random.default_rng(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        note, rows, stats = BUILDERS[kind](_sample(rng))
    digits, style = int(rng.integers(2, 6)), str(rng.choice(["decimals", "significant"]))
    # Tables show errors alone, or t and p, or all with limits.
    forms = [("b", "se"), ("b", "se", "t", "p"), ("b", "t", "p"), tuple(rows)]
    shown = [name for name in forms[rng.integers(0, 4)] if name in rows]
    entry_rows = [
        {"name": str(name), **{one: _shown(float(row[one]), digits, style) for one in shown}}
        for name, row in rows.iterrows()
    ]
    entry_stats = {
        name: str(int(value)) if name == "n" else _shown(float(value), max(digits, 3), style)
        for name, value in stats.items()
    }
    return {"id": f"{kind} {seed}", "note": note, "rows": entry_rows, "stats": entry_stats}


def honest_tables(each: int, seed: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
    """Honest tables of every kind.

    Parameters
    ----------
    each : int
        How many of each kind.
    seed : int
        Of the first.

    Yields
    ------
    (str, dict)
        Kind and entry.
    """
    for kind in BUILDERS:
        for number in range(each):
            yield kind, honest_table(kind, seed + number)
