"""A panel of 31 provinces and ten years: fixed effects and clustered errors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from helpers import data, memory
from helpers.methods.ols import LEVEL
from helpers.vocabulary import REGIONS

YEARS = range(2015, 2025)
GDP = "gdp_nominal_post5thcensus"
COLUMNS = {
    "sales": "ecommerce_sales",
    "broadband": "broadband_users",
    "mobile": "mobile_internet_users",
}
EFFECTS = ("province", "year")
KNOWN_EFFECTS = {"province", "year", "region", "trend"}
COMMON = ("year", "region")  # effects that provinces share
# A ratio to the year before outside these bounds is a report to look at, not proof of an error.
NOISY = (0.6, 2.0)
# What multiplies the clustered variance, with G clusters, n observations and k coefficients.
CORRECTIONS = {
    "none": "nothing",
    "clusters": "G/(G − 1)",
    "nested": "G/(G − 1) · (n − 1)/(n − k), years counted, provinces not",
    "all": "n/(n − k), years and provinces counted",
    "full": "G/(G − 1) · (n − 1)/(n − k), years and provinces counted",
}


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


def province_years(gdp: str = GDP, per_head: bool = True) -> pd.DataFrame:
    """The panel in logs.

    Parameters
    ----------
    gdp : str
        Series of gross regional product; only one vintage covers all ten years.
    per_head : bool
        Divide every series by year-end resident population first.

    Returns
    -------
    DataFrame
        Index (province, year); columns gdp, sales, broadband, mobile, natural logarithms. Per head:
        10,000 yuan for gdp and sales, subscriptions for broadband and mobile. Years without a value
        of ``gdp`` are left out.

    Raises
    ------
    ValueError
        On a series that ``data/provinces.csv`` does not hold.

    Examples
    --------
    >>> province_years().shape
    (310, 4)
    """
    wide = indicators_wide()
    if gdp not in wide.columns:
        raise ValueError(f"no provincial series {gdp!r}; there are {', '.join(wide.columns)}")
    levels = wide[[gdp, *COLUMNS.values()]].set_axis(["gdp", *COLUMNS], axis=1)
    if per_head:
        levels = levels.div(wide["population_yearend"], axis=0)
    return np.log(levels.dropna())


def differences(panel: pd.DataFrame, span: int = 1) -> pd.DataFrame:
    """Change over ``span`` years within each province; the first ``span`` years drop out.

    Parameters
    ----------
    panel : DataFrame
        Index (province, year), sorted.
    span : int
        Years between the two values.

    Returns
    -------
    DataFrame
        The same columns, log differences if the panel is in logs.

    Examples
    --------
    >>> len(differences(province_years())), len(differences(province_years(), span=9))
    (279, 31)
    """
    return panel.groupby(level="province").diff(span).dropna(how="all")


def shift(panel: pd.DataFrame, column: str, years: int) -> pd.Series:
    """A column as it stands ``years`` later (a lead) or, if negative, earlier (a lag).

    Parameters
    ----------
    panel : DataFrame
        Index (province, year), sorted.
    column : str
        Which column.
    years : int
        Positive for a lead, negative for a lag.

    Returns
    -------
    Series
        Same index; NaN where the province has no such year.

    Examples
    --------
    >>> moved = shift(province_years(), "sales", 1)
    >>> bool(moved[("Beijing", 2015)] == province_years().loc[("Beijing", 2016), "sales"])
    True
    >>> bool(np.isnan(moved[("Beijing", 2024)]))
    True
    """
    return panel[column].groupby(level="province").shift(-years)


def regions(provinces: Iterable[str]) -> np.ndarray:
    """The number of each province's economic region, in the order of `REGIONS`, the West last.

    Parameters
    ----------
    provinces : iterable of str
        English names.

    Returns
    -------
    ndarray of int
        One number from 0 to 3 per province.

    Examples
    --------
    >>> regions(["Hebei", "Jilin", "Tibet"]).tolist()
    [0, 2, 3]
    """
    number = {
        province: place for place, members in enumerate(REGIONS.values()) for province in members
    }
    return np.array([number.get(province, len(REGIONS)) for province in provinces])


def _codes(index: pd.MultiIndex) -> dict[str, np.ndarray]:
    """Numbers from 0 for the province, the year and the region-year of each row."""
    codes = {
        name: pd.factorize(index.get_level_values(name), sort=True)[0]
        for name in ("province", "year")
    }
    region = regions(index.get_level_values("province"))
    years = codes["year"].max() + 1
    codes["region"] = pd.factorize(region * years + codes["year"], sort=True)[0]
    return codes


def effect_dummies(index: pd.MultiIndex, effects: Sequence[str]) -> np.ndarray:
    """Columns for a constant and the effects named.

    ``region`` is one dummy for each year of each region, ``trend`` a straight line for each
    province.

    Parameters
    ----------
    index : MultiIndex
        Province and year of each row.
    effects : sequence of str
        Among `KNOWN_EFFECTS`.

    Returns
    -------
    ndarray
        Of shape (rows, dummies).

    Raises
    ------
    ValueError
        If an effect is unknown.
    """
    unknown = sorted(set(effects) - KNOWN_EFFECTS)
    if unknown:
        valid = ", ".join(sorted(KNOWN_EFFECTS))
        raise ValueError(f"unknown effect {', '.join(unknown)}; valid: {valid}")
    codes = _codes(index)
    indicator = {name: np.eye(code.max() + 1)[code] for name, code in codes.items()}
    # One column of each set is left out, so that the rest is not collinear on a balanced panel.
    parts = [np.ones((len(index), 1))]
    parts += [indicator[name][:, 1:] for name in ("province", "year", "region") if name in effects]
    if "trend" in effects:
        lines = indicator["province"] * (codes["year"] - codes["year"].mean())[:, None]
        parts.append(lines[:, 1:] if set(COMMON) & set(effects) else lines)
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
    """Least squares with absorbed effects.

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
    r2_within : float
        Share explained of what the effects leave of the dependent variable.
    counted : dict
        Number of coefficients that a small-sample correction counts, by its name.
    """

    params: pd.Series
    residuals: pd.Series
    scores: np.ndarray
    bread: np.ndarray
    r2_within: float
    counted: dict[str, int]

    @property
    def n(self) -> int:
        """Observations."""
        return len(self.residuals)

    @property
    def clusters(self) -> int:
        """Provinces."""
        return len(self.scores)

    def factor(self, correction: str = "nested") -> float:
        """What a small-sample correction multiplies the clustered variance by.

        Parameters
        ----------
        correction : str
            A key of `CORRECTIONS`.

        Returns
        -------
        float

        Raises
        ------
        ValueError
            On an unknown correction.
        """
        if correction not in CORRECTIONS:
            raise ValueError(f"unknown correction {correction!r}; valid: {', '.join(CORRECTIONS)}")
        n, g = self.n, self.clusters
        if correction == "none":
            return 1.0
        if correction == "clusters":
            return g / (g - 1)
        k = self.counted[correction]
        return n / (n - k) if correction == "all" else g / (g - 1) * (n - 1) / (n - k)

    def covariance(self, correction: str = "nested") -> np.ndarray:
        """Covariance of the coefficients, clustered by province.

        Parameters
        ----------
        correction : str
            A key of `CORRECTIONS`.

        Returns
        -------
        ndarray, shape (regressors, regressors)
            Liang and Zeger's sandwich (1986, Biometrika) times the correction.
        """
        return self.factor(correction) * self.bread @ (self.scores.T @ self.scores) @ self.bread

    def se(self, correction: str = "nested") -> pd.Series:
        """Standard errors clustered by province.

        Parameters
        ----------
        correction : str
            A key of `CORRECTIONS`.

        Returns
        -------
        Series
            By regressor.
        """
        return pd.Series(np.sqrt(np.diag(self.covariance(correction))), self.params.index)

    def t(self, correction: str = "nested") -> pd.Series:
        """T statistics clustered by province; compare with t of G − 1 degrees of freedom.

        Parameters
        ----------
        correction : str
            A key of `CORRECTIONS`.

        Returns
        -------
        Series
            By regressor.
        """
        return self.params / self.se(correction)

    def p(self, correction: str = "nested") -> pd.Series:
        """Two-sided p-values, t distribution with G − 1 degrees of freedom.

        Parameters
        ----------
        correction : str
            A key of `CORRECTIONS`.

        Returns
        -------
        Series
            By regressor.
        """
        p = 2 * stats.t.sf(abs(self.t(correction)), self.clusters - 1)
        return pd.Series(p, self.params.index)

    def interval(self, correction: str = "nested", level: float = LEVEL) -> pd.DataFrame:
        """Confidence limits from the clustered standard errors.

        Parameters
        ----------
        correction : str
            A key of `CORRECTIONS`.
        level : float
            One less the coverage.

        Returns
        -------
        DataFrame
            One row per regressor, columns lower and upper.
        """
        half = stats.t.ppf(1 - level / 2, self.clusters - 1) * self.se(correction)
        return pd.DataFrame({"lower": self.params - half, "upper": self.params + half})

    def plain_se(self) -> pd.Series:
        """Standard errors that take all observations as independent, every effect counted.

        Returns
        -------
        Series
            By regressor.
        """
        variance = self.residuals @ self.residuals / (self.n - self.counted["all"])
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


def _coefficients_counted(
    index: pd.MultiIndex, effects: Sequence[str], regressors: int, absorbed: int
) -> dict[str, int]:
    """The number of coefficients that each small-sample correction counts.

    Province effects and provincial trends lie inside the clusters; ``nested`` counts the rest.
    """
    nested = [name for name in effects if name not in COMMON]
    inside = orthonormal_basis(effect_dummies(index, nested)).shape[1] if nested else 0
    every = regressors + absorbed
    return {"nested": every - inside + bool(inside), "all": every, "full": every}


def fit(
    panel: pd.DataFrame,
    regressors: Sequence[str] = ("sales",),
    effects: Sequence[str] = EFFECTS,
    dependent: str = "gdp",
) -> PanelFit:
    """Least squares with absorbed effects and errors clustered by province.

    Parameters
    ----------
    panel : DataFrame
        Index (province, year), one row per observation; it need not be balanced.
    regressors : sequence of str
        Columns on the right-hand side.
    effects : sequence of {"province", "year", "region", "trend"}
        Dummies to absorb beside a constant; ``()`` is the pooled regression.
    dependent : str
        Column on the left-hand side.

    Returns
    -------
    Fit

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
        r2_within=float(1 - residuals @ residuals / (y @ y)),
        counted=_coefficients_counted(panel.index, effects, k, absorbed),
    )


def jackknife_error(shifts: np.ndarray) -> float:
    """Leave-one-cluster-out standard error from the shifts that leaving out makes."""
    g = len(shifts)
    return float(np.sqrt((g - 1) / g * (shifts @ shifts)))


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


def mobile_changes(year: int = 2018) -> pd.Series:
    """Mobile Internet subscriptions relative to the year before, less one.

    Parameters
    ----------
    year : int
        From 2016 on.

    Returns
    -------
    Series
        By province, sorted.
    """
    mobile = indicators_wide()["mobile_internet_users"].unstack("year")
    return (mobile[year] / mobile[year - 1] - 1).sort_values().rename("change")


def mixed_vintages(last_old: int = 2017) -> pd.DataFrame:
    """The panel as a careless merge would make it.

    Parameters
    ----------
    last_old : int
        GDP is that before the fourth census up to this year, that after the fifth from then on.

    Returns
    -------
    DataFrame
        As `province_years`.
    """
    new, old = province_years(), province_years("gdp_nominal_pre4thcensus")
    old_years, new_years = (panel.index.get_level_values("year") for panel in (old, new))
    return pd.concat([old[old_years <= last_old], new[new_years > last_old]]).sort_index()


def _by_pyfixest(levels: pd.DataFrame) -> dict[str, tuple[str, float, float]]:
    """Package, estimate and standard error of the two-way regression, by correction."""
    import pyfixest  # slow to import, and needed by the cross-check only

    flat = levels.reset_index()

    def feols(formula: str, **correction: object) -> tuple[str, float, float]:
        small_sample = pyfixest.ssc(**correction)
        result = pyfixest.feols(formula, flat, vcov={"CRV1": "province"}, ssc=small_sample)
        return "pyfixest", result.coef()["sales"], result.se()["sales"]

    return {
        "clusters": feols("gdp ~ sales | province + year", k_adj=False),
        # Year dummies written out: 0.60.0 does not always count absorbed effects after the first.
        "nested": feols("gdp ~ sales + C(year) | province"),
        "full": feols("gdp ~ sales | province + year", k_fixef="full"),
    }


def _by_linearmodels(levels: pd.DataFrame) -> dict[str, tuple[str, float, float]]:
    """Package, estimate and standard error of the two-way regression, by correction."""
    from linearmodels.panel import PanelOLS  # slow to import, and needed by the cross-check only

    model = PanelOLS(levels["gdp"], levels[["sales"]], entity_effects=True, time_effects=True)

    def estimates(**correction: bool) -> tuple[str, float, float]:
        result = model.fit(cov_type="clustered", cluster_entity=True, **correction)
        return "linearmodels", result.params["sales"], result.std_errors["sales"]

    return {"all": estimates(), "full again": estimates(group_debias=True)}


def cross_check() -> pd.DataFrame:
    """The two-way regression by linearmodels and pyfixest against this module.

    Returns
    -------
    DataFrame
        One row per package and small-sample correction, with columns correction, package, estimate,
        se, t, here (the standard error of this module) and gap (the larger relative difference of
        estimate and standard error).
    """
    levels = province_years()
    own = fit(levels)
    found = {**_by_pyfixest(levels), **_by_linearmodels(levels)}
    rows = {}
    for key, (package, estimate, se) in found.items():
        correction = key.removesuffix(" again")
        here = own.se(correction)["sales"]
        gap = max(abs(estimate / own.params["sales"] - 1), abs(se / here - 1))
        rows[key] = {
            "correction": correction,
            "package": package,
            "estimate": float(estimate),
            "se": float(se),
            "t": float(estimate / se),
            "here": here,
            "gap": gap,
        }
    return pd.DataFrame(rows).T.infer_objects()


ROOM_BELOW, ROOM_ABOVE, LABEL_DROP = 0.7, 0.6, 0.2  # in rows of the figure
