"""A panel of 31 provinces and ten years: output, its volume and its price; fixed effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from helpers import data, memory

YEARS = range(2015, 2025)
GDP = "gdp_nominal_post5thcensus"
INDEX = "grp_index_post5thcensus"
OLDER_INDEX = "grp_index_yearbook"
#: The vintage of the nation's growth that is nearest to that of the provinces' index.
NATION = "post-4th census"
EFFECTS = ("province", "year")
# A ratio to the year before outside these bounds is a report to look at, not proof of an error.
NOISY = (0.6, 2.0)


@memory.remembered
def indicators_wide() -> pd.DataFrame:
    """All provincial series of the ten years: one row per province and year, one column each.

    Returns
    -------
    DataFrame
        Indexed by province and year.
    """
    wide = (
        data.provinces()
        .pivot(index=["province", "year"], columns="series", values="value")
        .rename_axis(columns=None)
    )
    return wide.loc[wide.index.get_level_values("year").isin(YEARS)].sort_index()


def province_years() -> pd.DataFrame:
    """The panel in logs, per head of year-end residents.

    Returns
    -------
    DataFrame
        Index (province, year); columns sales, broadband, nominal, real and prices, natural
        logarithms. Sales and nominal: product at current prices, 10,000 yuan. Real: product of
        2015 carried on by the index of volume, 10,000 yuan of 2015. Prices: nominal less real, the
        log of the implied deflator. Broadband: subscriptions.

    Examples
    --------
    >>> levels = province_years()
    >>> levels.shape, bool((levels["prices"].xs(2015, level="year") == 0).all())
    ((310, 5), True)
    """
    wide = indicators_wide()
    by_province = wide.groupby(level="province")
    volume = (wide[INDEX].fillna(100) / 100).groupby(level="province").cumprod()
    real = by_province[GDP].transform("first") * volume
    totals = pd.DataFrame(
        {
            "sales": wide["ecommerce_sales"],
            "broadband": wide["broadband_users"],
            "nominal": wide[GDP],
            "real": real,
        }
    )
    logs = np.log(totals.div(wide["population_yearend"], axis=0))
    return logs.assign(prices=logs["nominal"] - logs["real"])


def effect_dummies(index: pd.MultiIndex, effects: Sequence[str]) -> np.ndarray:
    """Columns for a constant and the effects named.

    Parameters
    ----------
    index : MultiIndex
        Province and year of each row.
    effects : sequence of str
        Among `EFFECTS`.

    Returns
    -------
    ndarray
        Of shape (rows, dummies); the first of each set is left out.

    Raises
    ------
    ValueError
        If an effect is unknown.
    """
    unknown = sorted(set(effects) - set(EFFECTS))
    if unknown:
        raise ValueError(f"unknown effect {', '.join(unknown)}; valid: {', '.join(EFFECTS)}")
    parts = [np.ones((len(index), 1))]
    for name in effects:
        codes = pd.factorize(index.get_level_values(name), sort=True)[0]
        parts.append(np.eye(codes.max() + 1)[codes][:, 1:])
    return np.hstack(parts)


def orthonormal_basis(columns: np.ndarray) -> np.ndarray:
    """Orthonormal columns that span the same space.

    A singular value below 1e-10 of the largest counts as zero.

    Parameters
    ----------
    columns : ndarray
        Of shape (rows, columns), any rank.

    Returns
    -------
    ndarray
        Of shape (rows, rank).
    """
    orthonormal, triangle = np.linalg.qr(columns)
    sizes = np.abs(np.diag(triangle))
    if sizes.min() > sizes.max() * 1e-7:
        return orthonormal
    left, values, _ = np.linalg.svd(columns, full_matrices=False)
    return left[:, values > values[0] * 1e-10]


def residualised(values: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Residuals of each column on an orthonormal basis.

    Parameters
    ----------
    values : ndarray
        Of shape (rows, columns).
    basis : ndarray
        From `orthonormal_basis`.

    Returns
    -------
    ndarray
        As ``values``.
    """
    return values - basis @ (basis.T @ values)


def within(panel: pd.DataFrame, effects: Sequence[str] = EFFECTS) -> pd.DataFrame:
    """Every column with the effects taken out: residuals of a regression on the dummies.

    Parameters
    ----------
    panel : DataFrame
        Index (province, year).
    effects : sequence of str
        As for `fit`.

    Returns
    -------
    DataFrame
        Same shape and units.

    Examples
    --------
    >>> bool(abs(within(province_years()).groupby(level="year").mean()).to_numpy().max() < 1e-12)
    True
    """
    clean = residualised(
        panel.to_numpy(float), orthonormal_basis(effect_dummies(panel.index, effects))
    )
    return pd.DataFrame(clean, index=panel.index, columns=panel.columns)


@dataclass(frozen=True)
class PanelFit:
    """Least squares with absorbed effects and errors clustered by province.

    Attributes
    ----------
    params : Series
        Coefficients by regressor.
    residuals : Series
        One per observation.
    scores : ndarray, shape (clusters, regressors)
        Sums over a province of regressor times residual, the effects taken out of the regressor.
    bread : ndarray, shape (regressors, regressors)
        Inverse of X'X with the effects taken out.
    absorbed : int
        Coefficients of the effects.
    """

    params: pd.Series
    residuals: pd.Series
    scores: np.ndarray
    bread: np.ndarray
    absorbed: int

    @property
    def n(self) -> int:
        """Observations."""
        return len(self.residuals)

    @property
    def clusters(self) -> int:
        """Provinces."""
        return len(self.scores)

    @property
    def factor(self) -> float:
        """What multiplies the clustered variance: G/(G − 1), with G clusters."""
        return self.clusters / (self.clusters - 1)

    @property
    def degrees(self) -> int:
        """Observations less all coefficients, those of the effects included."""
        return self.n - self.absorbed - len(self.params)

    def se(self) -> pd.Series:
        """Standard errors clustered by province: Liang and Zeger's sandwich (1986, Biometrika).

        Returns
        -------
        Series
            By regressor.
        """
        meat = self.scores.T @ self.scores
        covariance = self.factor * self.bread @ meat @ self.bread
        return pd.Series(np.sqrt(np.diag(covariance)), self.params.index)

    def t(self) -> pd.Series:
        """T statistics clustered by province; compare with t of G − 1 degrees of freedom.

        Returns
        -------
        Series
            By regressor.
        """
        return self.params / self.se()

    def p(self) -> pd.Series:
        """Two-sided p-values, t distribution with G − 1 degrees of freedom.

        Returns
        -------
        Series
            By regressor.
        """
        return pd.Series(2 * stats.t.sf(abs(self.t()), self.clusters - 1), self.params.index)

    def plain_se(self) -> pd.Series:
        """Standard errors that take all observations as independent, every effect counted.

        Returns
        -------
        Series
            By regressor.
        """
        variance = self.residuals @ self.residuals / self.degrees
        return pd.Series(np.sqrt(variance * np.diag(self.bread)), self.params.index)


def _check(panel: pd.DataFrame, columns: Sequence[str]) -> None:
    """Refuse unknown columns and values that are not finite."""
    missing = [name for name in columns if name not in panel.columns]
    if missing:
        there = ", ".join(panel.columns)
        raise ValueError(f"unknown column {', '.join(missing)}; the panel has {there}")
    for name in columns:
        gaps = panel.index[~np.isfinite(panel[name].to_numpy(float))]
        if len(gaps):
            more = f" and {len(gaps) - 1} more" if len(gaps) > 1 else ""
            province, year = gaps[0]
            raise ValueError(f"column {name} has no finite value for {province} {year}{more}")


def _refuse_explained(names: Sequence[str], clean: np.ndarray, values: np.ndarray) -> None:
    """Refuse regressors of which the effects leave only rounding noise."""
    spread = np.sqrt((clean**2).sum(0) / (values**2).sum(0))
    for name, share in zip(names, spread, strict=True):
        if share < 1e-10:
            raise ValueError(
                f"the effects explain {name} entirely; nothing is left to estimate from"
            )


def cluster_sums(index: pd.MultiIndex, values: np.ndarray) -> np.ndarray:
    """Sums of the rows over each province, provinces in alphabetical order.

    Parameters
    ----------
    index : MultiIndex
        Province and year of each row.
    values : ndarray
        Of shape (rows, columns).

    Returns
    -------
    ndarray
        Of shape (provinces, columns).
    """
    codes, provinces = pd.factorize(index.get_level_values("province"), sort=True)
    return (np.eye(len(provinces))[codes]).T @ values


def fit(
    panel: pd.DataFrame,
    regressors: Sequence[str] = ("sales",),
    effects: Sequence[str] = EFFECTS,
    dependent: str = "nominal",
) -> PanelFit:
    """Least squares with absorbed effects and errors clustered by province.

    The pages use a library; this is the algebra of the simulations, which need its parts.

    Parameters
    ----------
    panel : DataFrame
        Index (province, year), one row per observation; it need not be balanced.
    regressors : sequence of str
        Columns on the right-hand side.
    effects : sequence of {"province", "year"}
        Dummies to absorb beside a constant; ``()`` is the pooled regression.
    dependent : str
        Column on the left-hand side.

    Returns
    -------
    PanelFit

    Raises
    ------
    ValueError
        On an unknown column or effect, a value that is missing, a regressor that the effects
        explain entirely, or fewer observations than coefficients.

    Notes
    -----
    Frisch, Waugh and Lovell: residuals of the dependent variable on the residuals of the regressors
    give the same coefficients as the regression with all dummies.

    Examples
    --------
    >>> round(float(fit(province_years(), effects=()).params["sales"]), 2)
    0.37
    """
    regressors = list(regressors)
    _check(panel, [dependent, *regressors])
    basis = orthonormal_basis(effect_dummies(panel.index, effects))
    (n, absorbed), k = basis.shape, len(regressors)
    if n <= absorbed + k:
        raise ValueError(
            f"{n} observations leave no degree of freedom for {absorbed} effects and {k} regressors"
        )
    values = panel[[dependent, *regressors]].to_numpy(float)
    clean = residualised(values, basis)
    y, x = clean[:, 0], clean[:, 1:]
    _refuse_explained(regressors, x, values[:, 1:])
    params, *_ = np.linalg.lstsq(x, y, rcond=None)
    residuals = y - x @ params
    return PanelFit(
        params=pd.Series(params, regressors),
        residuals=pd.Series(residuals, panel.index),
        scores=cluster_sums(panel.index, x * residuals[:, None]),
        bread=np.linalg.inv(x.T @ x),
        absorbed=absorbed,
    )


def noisy(bounds: tuple[float, float] = NOISY) -> pd.Series:
    """Reports of e-commerce sales whose ratio to the year before lies outside the bounds.

    Parameters
    ----------
    bounds : (float, float)
        Smallest and largest ratio that passes.

    Returns
    -------
    Series
        The ratios, by (province, year).

    Examples
    --------
    >>> bool(noisy().min() < 0.6)
    True
    """
    sales = indicators_wide()["ecommerce_sales"]
    ratio = (sales / sales.groupby(level="province").shift(1)).dropna()
    return ratio[(ratio < bounds[0]) | (ratio > bounds[1])].rename("ratio")


def growth_parts(province: str, year: int) -> dict[str, float]:
    """Growth of a province's product over the year before, and its parts.

    Parameters
    ----------
    province : str
        English name.
    year : int
        Of `YEARS`, not the first.

    Returns
    -------
    dict of float
        nominal, real and prices, each as a ratio to the year before; the first is the product of
        the others.

    Raises
    ------
    ValueError
        On a province or year that the panel does not hold with the year before.

    Examples
    --------
    >>> {name: round(ratio, 3) for name, ratio in growth_parts("Shanxi", 2021).items()}
    {'nominal': 1.268, 'real': 1.094, 'prices': 1.159}
    """
    wide = indicators_wide()
    if (province, year) not in wide.index or (province, year - 1) not in wide.index:
        raise ValueError(f"the panel has no growth of {province} in {year}")
    nominal = float(wide.loc[(province, year), GDP] / wide.loc[(province, year - 1), GDP])
    real = float(wide.loc[(province, year), INDEX] / 100)
    return {"nominal": nominal, "real": real, "prices": nominal / real}


def revisions(year: int = 2017) -> pd.Series:
    """Gross regional product after the fifth census relative to that before the fourth, less one.

    Parameters
    ----------
    year : int
        A year that both vintages cover.

    Returns
    -------
    Series
        By province, sorted.
    """
    wide = indicators_wide().xs(year, level="year")
    return (wide[GDP] / wide["gdp_nominal_pre4thcensus"] - 1).sort_values().rename("revision")


def vintage_gaps() -> pd.Series:
    """Growth of real product in the present vintage less that in the older one.

    Returns
    -------
    Series
        Percentage points, by (province, year); where both vintages have the year.

    Examples
    --------
    >>> len(vintage_gaps())
    210
    """
    wide = indicators_wide()
    return (wide[INDEX] - wide[OLDER_INDEX]).dropna().rename("gap")


def growth_checks() -> pd.DataFrame:
    """Real growth of the provinces together, beside that of the nation and of the older vintage.

    Returns
    -------
    DataFrame
        Index year, from the second on. Columns: provinces, growth in per cent, each province
        weighted by its nominal product of the year before; nation, per cent, as published before
        the fifth census; apart, the median distance to the older vintage in percentage points. NaN
        where there is nothing to compare with.

    Examples
    --------
    >>> float(growth_checks().loc[2016, "provinces"].round(2))
    7.45
    """
    wide = indicators_wide()
    before = wide[GDP].groupby(level="province").shift(1).rename("before")
    rows = wide[[INDEX]].join(before).dropna()
    weighted = (rows[INDEX] - 100) * rows["before"]
    by_year = [each.groupby(level="year").sum() for each in (weighted, rows["before"])]
    growth = by_year[0] / by_year[1]
    nation = data.vintages("real_gdp_growth")[NATION]
    return pd.DataFrame(
        {
            "provinces": growth,
            "nation": nation.reindex(growth.index),
            "apart": vintage_gaps().abs().groupby(level="year").median(),
        }
    )
