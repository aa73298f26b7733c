"""The regressions of the provincial page: the ladder of designs, placebo, influence, windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from helpers import data
from helpers.data.simulated import stored
from helpers.methods import ols
from helpers.methods.panel import (
    EFFECTS,
    PanelFit,
    differences,
    fit,
    jackknife_error,
    mixed_vintages,
    noisy,
    province_years,
    shift,
    within,
)
from helpers.methods.panel_inference import (
    LAWS,
    Wild,
    detectable,
    detectable_formula,
    jackknife,
    jackknife_map,
    panel_power,
    rejections,
)


def national(dataset: str = "paper") -> dict[str, float]:
    """The same question on the paper's own series: log changes of GDP on those of e-commerce.

    Parameters
    ----------
    dataset : str
        As for `helpers.data.load`.

    Returns
    -------
    dict
        coefficient, se, t, n, and detectable: the smallest elasticity found with probability 0.8
        (`detectable_formula`).
    """
    changes = np.log(data.load(dataset)[["gdp", "ecommerce"]]).diff().dropna()
    result = ols.ols(changes, ["ecommerce"])
    se = float(result.bse["ecommerce"])
    return {
        "coefficient": float(result.params["ecommerce"]),
        "se": se,
        "t": float(result.tvalues["ecommerce"]),
        "n": int(result.nobs),
        "detectable": detectable_formula(se, int(result.df_resid)),
    }


@dataclass(frozen=True)
class Rung:
    """One regression of the page.

    Attributes
    ----------
    label : str
        As the tables name it.
    panel : DataFrame
        The rows.
    regressors, effects : tuple of str
        As for the function `fit`.
    """

    label: str
    panel: pd.DataFrame
    regressors: tuple[str, ...] = ("sales",)
    effects: tuple[str, ...] = EFFECTS

    def fit(self) -> PanelFit:
        """The regression, errors clustered by province."""
        return fit(self.panel, self.regressors, self.effects)

    def wild(self) -> Wild:
        """The wild cluster bootstrap of its first regressor."""
        return Wild(self.panel, self.regressors, self.effects)


def ladder() -> dict[str, Rung]:
    """From the pooled regression to the ones that compare a province with itself."""
    levels = province_years()
    yearly = differences(levels)
    trends = ("province", "year", "trend")
    return {
        "pooled": Rung("Pooled", levels, effects=()),
        "province": Rung("Province effects", levels, effects=("province",)),
        "twoway": Rung("Province and year effects", levels),
        "broadband": Rung("… with broadband", levels, ("sales", "broadband")),
        "trends": Rung("… with provincial trends", levels, effects=trends),
        "differences": Rung("First differences, year effects", yearly, effects=("year",)),
        "long": Rung("Change from 2015 to 2024", differences(levels, 9), effects=()),
    }


def panel_sensitivity() -> dict[str, Rung]:
    """The two-way regression under other choices, each with its reason in the label."""
    levels = province_years()
    provinces = levels.index.get_level_values("province")
    years = levels.index.get_level_values("year")
    reports = noisy().index
    reporters = reports.get_level_values("province")
    clean_change = differences(levels).drop(reports)
    return {
        "base": Rung("As above", levels),
        "region": Rung(
            "Every year of every region its own effect", levels, effects=("province", "region")
        ),
        "totals": Rung("Totals, not per head", province_years(per_head=False)),
        "reports": Rung("Without the noisy reports", levels.drop(reports)),
        "provinces": Rung("Without their provinces", levels[~provinces.isin(reporters)]),
        "change": Rung("First differences, without noisy reports", clean_change, effects=("year",)),
        "early": Rung("2015–2019 only", levels[years <= 2019]),
        "late": Rung("2020–2024 only", levels[years >= 2020]),
        "census4": Rung(
            "2015–2019, GDP after the 4th census", province_years("gdp_nominal_post4thcensus")
        ),
        "mixed": Rung("Vintages mixed by mistake", mixed_vintages()),
    }


def estimates(designs: dict[str, Rung], intervals: bool = True) -> pd.DataFrame:
    """The first regressor of each design with every p-value of the page.

    Parameters
    ----------
    designs : dict of Design
        As `ladder` or `panel_sensitivity` make them.
    intervals : bool
        Work out the bootstrap limits, which takes longest; else they are NaN.

    Returns
    -------
    DataFrame
        One row per design: label, estimate, clustered se, t and p, leave-one-out p (jackknife),
        bootstrap p (wild) and limits (lower, upper), n.

    Examples
    --------
    >>> estimates({"pooled": ladder()["pooled"]}, intervals=False).loc["pooled", "n"].item()
    310
    """
    rows = {}
    for key, design in designs.items():
        result, wild = design.fit(), design.wild()
        lower, upper = wild.interval() if intervals else (np.nan, np.nan)
        rows[key] = {
            "label": design.label,
            "estimate": result.params.iloc[0],
            "se": result.se().iloc[0],
            "t": result.t().iloc[0],
            "p": result.p().iloc[0],
            "jackknife": jackknife(design.panel, design.regressors, design.effects)["p"],
            "wild": wild.p(),
            "lower": lower,
            "upper": upper,
            "n": result.n,
        }
    return pd.DataFrame(rows).T.infer_objects()


def panel_influence(
    panel: pd.DataFrame,
    regressors: Sequence[str] = ("sales",),
    effects: Sequence[str] = EFFECTS,
) -> pd.DataFrame:
    """The first coefficient with one province left out at a time.

    Parameters
    ----------
    panel, regressors, effects
        As for `fit`.

    Returns
    -------
    DataFrame
        One row per province left out, sorted by estimate; columns estimate, lower, upper, t, p.
    """
    provinces = panel.index.get_level_values("province")
    rows = {}
    for name in provinces.unique():
        result = fit(panel[provinces != name], regressors, effects)
        rows[name] = {
            "estimate": result.params.iloc[0],
            **result.interval().iloc[0],
            "t": result.t().iloc[0],
            "p": result.p().iloc[0],
        }
    return pd.DataFrame(rows).T.sort_values("estimate")


def panel_windows(panel: pd.DataFrame, shortest: int = 5) -> pd.DataFrame:
    """The two-way estimate in every window of consecutive years.

    Parameters
    ----------
    panel : DataFrame
        As for `fit`.
    shortest : int
        Years that a window has at least.

    Returns
    -------
    DataFrame
        Index (first, last); columns estimate, t, p.
    """
    years = panel.index.get_level_values("year")
    rows = {}
    for first in sorted(set(years)):
        for last in range(first + shortest - 1, max(years) + 1):
            result = fit(panel[(years >= first) & (years <= last)])
            rows[first, last] = {
                "estimate": result.params.iloc[0],
                "t": result.t().iloc[0],
                "p": result.p().iloc[0],
            }
    return pd.DataFrame(rows).T.rename_axis(["first", "last"])


def placebo(
    panel: pd.DataFrame, lags: int = 1, leads: int = 1, effects: Sequence[str] = EFFECTS
) -> PanelFit:
    """Sales of other years beside this year's as regressors.

    A cause cannot follow its effect; a coefficient on next year's sales that is as large as this
    year's says that the two move together for some other reason, or that income drives sales.

    Parameters
    ----------
    panel : DataFrame
        Columns gdp and sales.
    lags, leads : int
        Years before and after that enter.
    effects : sequence of str
        As for `fit`.

    Returns
    -------
    Fit
        Regressors are named by their year relative to GDP: ``-1``, ``0``, ``+1``.
    """
    names = [f"{step:+d}" if step else "0" for step in range(-lags, leads + 1)]
    moved = {name: shift(panel, "sales", int(name)) for name in names}
    return fit(panel[["gdp"]].assign(**moved).dropna(), names, effects)


def inconsistency(panel: pd.DataFrame) -> dict[str, float]:
    """The two-way estimate less that in first differences, with its leave-one-out error.

    Both estimate the same coefficient if sales are strictly exogenous (unrelated to the errors of
    every year) and measured without error.

    Parameters
    ----------
    panel : DataFrame
        As for `fit`.

    Returns
    -------
    dict
        gap, se (leave one province out), t, p (t distribution with G − 1 degrees of freedom).

    Examples
    --------
    >>> inconsistency(province_years())["gap"] > 0
    True
    """
    change = differences(panel)
    levels, changes = fit(panel), fit(change, effects=("year",))
    shifts = (
        jackknife_map(panel) @ levels.residuals.to_numpy()
        - jackknife_map(change, effects=("year",)) @ changes.residuals.to_numpy()
    )
    gap = float(levels.params.iloc[0] - changes.params.iloc[0])
    se = jackknife_error(shifts)
    p = float(2 * stats.t.sf(abs(gap / se), len(shifts) - 1))
    return {"gap": gap, "se": se, "t": gap / se, "p": p}


METHODS = {
    "plain": "All rows independent",
    "cluster": "Clustered by province, t with G − 1",
    "jackknife": "Leave one province out, t with G − 1",
    "wild": "Wild bootstrap, null imposed",
    "unrestricted": "Wild bootstrap, null not imposed",
}


def methods(design: Rung) -> dict[str, float]:
    """p-values of the first regressor by every method in `METHODS`.

    Parameters
    ----------
    design : Design
        The regression.

    Returns
    -------
    dict
        By key of `METHODS`.
    """
    result, wild = design.fit(), design.wild()
    plain = abs(result.params.iloc[0] / result.plain_se().iloc[0])
    return {
        "plain": float(2 * stats.t.sf(plain, result.n - result.counted["all"])),
        "cluster": float(result.p().iloc[0]),
        "jackknife": jackknife(design.panel, design.regressors, design.effects)["p"],
        "wild": wild.p(),
        "unrestricted": wild.unrestricted_p(),
    }


DESIGNS = ("pooled", "twoway", "differences")


@stored("provinces")
def design_rejections(key: str, law: str, replications: int = 1_000) -> dict[str, float]:
    """`rejections` of one regression under one law of its errors.

    Parameters
    ----------
    key : str
        One of `DESIGNS`.
    law : str
        A key of `LAWS`.
    replications : int
        Simulated panels.

    Returns
    -------
    dict
        As `rejections`.
    """
    levels, change = province_years(), differences(province_years())
    panel, effects = {
        "pooled": (levels, ()),
        "twoway": (levels, EFFECTS),
        "differences": (change, ("year",)),
    }[key]
    return rejections(panel, law, effects, replications)


def size_rates(replications: int = 1_000) -> pd.DataFrame:
    """`rejections` of the pooled, the two-way and the differenced regression under every law.

    Parameters
    ----------
    replications : int
        Simulated panels for each.

    Returns
    -------
    DataFrame
        Index (regression, law); columns plain, cluster, jackknife, wild; shares.
    """
    return pd.DataFrame(
        {(key, law): design_rejections(key, law, replications) for key in DESIGNS for law in LAWS}
    ).T


@dataclass(frozen=True)
class Association:
    """GDP and e-commerce sales of the provinces, as observed and with both means taken out.

    Parameters
    ----------
    raw, clean : DataFrame
        Columns sales and gdp, logarithms per head.
    raw_slope, clean_slope : float
        Of GDP on sales.
    """

    raw: pd.DataFrame
    clean: pd.DataFrame
    raw_slope: float
    clean_slope: float


def association() -> Association:
    """What between-province differences do to the slope.

    Returns
    -------
    Association
    """
    raw = province_years()[["sales", "gdp"]]
    return Association(
        raw, within(raw), fit(raw, effects=()).params["sales"], fit(raw).params["sales"]
    )


def placebos() -> dict[str, PanelFit]:
    """Sales of three years in one regression, in levels and in first differences.

    Returns
    -------
    dict of PanelFit
    """
    return {
        "levels, both effects": placebo(province_years()),
        "first differences, year effects": placebo(
            differences(province_years()), effects=("year",)
        ),
    }


def p_values_by_method() -> dict[str, dict[str, float]]:
    """P of e-commerce sales by method of inference, where a province is compared with itself.

    Returns
    -------
    dict of dict of float
        By design of `ladder` and key of `METHODS`.
    """
    designs = ladder()
    return {key: methods(designs[key]) for key in ("twoway", "broadband", "differences", "long")}


def powers_by_size(sizes: np.ndarray) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """Power of the leave-one-province-out t test, and the elasticity that it can find.

    Parameters
    ----------
    sizes : ndarray
        Elasticities.

    Returns
    -------
    (dict of ndarray, dict of float)
        By design: power at each size; the elasticity found in 80% of samples.
    """
    levels, change = province_years(), differences(province_years())
    return {
        "both effects": panel_power(levels, sizes),
        "first differences": panel_power(change, sizes, effects=("year",)),
    }, {
        "both effects": detectable(levels),
        "first differences": detectable(change, effects=("year",)),
    }
