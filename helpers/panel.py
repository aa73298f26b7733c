"""A panel of 31 provinces and ten years: fixed effects, clustered errors, detectable effects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, stats

from helpers import data, memory, models
from helpers.exhibits import INK, PALETTE, Figure, Table, draw, figure, styled
from helpers.prose import fixed, p_value, percent

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
LEVEL = 0.05
# Relative; packages that solve the same equations in double precision agree far better than this.
AGREEMENT = 1e-8
DRAWS = 9_999  # (draws + 1) × level is whole, as a bootstrap test wants it
MANY = 99_999  # for a p-value close to the level
SEED = 20152024
WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])
# The four economic regions of the National Bureau of Statistics; every other province is West.
REGIONS = {
    "East": [
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
    ],
    "Central": ["Shanxi", "Anhui", "Jiangxi", "Henan", "Hubei", "Hunan"],
    "Northeast": ["Liaoning", "Jilin", "Heilongjiang"],
}
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
    """All provincial series of the ten years: one row per province and year, one column each."""
    wide = (
        data.provinces()
        .pivot(index=["province", "year"], columns="series", values="value")
        .rename_axis(columns=None)
    )
    return wide.loc[wide.index.get_level_values("year").isin(YEARS)].sort_index()


def frame(gdp: str = GDP, per_head: bool = True) -> pd.DataFrame:
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
    >>> frame().shape
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
    >>> len(differences(frame())), len(differences(frame(), span=9))
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
    >>> moved = shift(frame(), "sales", 1)
    >>> bool(moved[("Beijing", 2015)] == frame().loc[("Beijing", 2016), "sales"])
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


def _province_names(panel: pd.DataFrame) -> pd.Index:
    """The provinces of a panel in alphabetical order, that of every cluster array here."""
    return panel.index.get_level_values("province").unique().sort_values()


# Absorbed effects ---------------------------------------------------------------------------------


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
    """
    orthonormal, triangle = np.linalg.qr(columns)
    sizes = np.abs(np.diag(triangle))
    if sizes.min() > sizes.max() * 1e-7:
        return orthonormal
    left, values, _ = np.linalg.svd(columns, full_matrices=False)
    return left[:, values > values[0] * 1e-10]


def residualised(values: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Residuals of each column on an orthonormal basis."""
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
    >>> bool(abs(within(frame()).groupby(level="year").mean()).to_numpy().max() < 1e-12)
    True
    """
    clean = residualised(
        panel.to_numpy(float), orthonormal_basis(effect_dummies(panel.index, effects))
    )
    return pd.DataFrame(clean, index=panel.index, columns=panel.columns)


# Least squares ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fit:
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
    """Sums of the rows over each province, provinces in alphabetical order."""
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
) -> Fit:
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
    >>> round(float(fit(frame(), effects=()).params["sales"]), 2)
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
    return Fit(
        params=pd.Series(params, regressors),
        residuals=pd.Series(residuals, panel.index),
        scores=cluster_sums(panel.index, x * residuals[:, None]),
        bread=np.linalg.inv(x.T @ x),
        r2_within=float(1 - residuals @ residuals / (y @ y)),
        counted=_coefficients_counted(panel.index, effects, k, absorbed),
    )


# The wild cluster bootstrap -----------------------------------------------------------------------


@memory.remembered
def weights(draws: int, clusters: int, kind: str = "rademacher", seed: int = SEED) -> np.ndarray:
    """Random weights of mean 0 and variance 1, one per draw and cluster.

    Parameters
    ----------
    draws, clusters : int
        Shape of the result.
    kind : {"rademacher", "webb"}
        ±1, or the six points of Webb (2023, Canadian Journal of Economics).
    seed : int
        Seed of the draws.

    Returns
    -------
    ndarray, shape (draws, clusters)
        Read-only: the same array serves every regression.

    Raises
    ------
    ValueError
        On an unknown kind.

    Examples
    --------
    >>> weights(2, 3).shape
    (2, 3)
    """
    rng = np.random.default_rng(seed)
    if kind == "rademacher":
        return 2.0 * rng.integers(0, 2, (draws, clusters), dtype=np.int8) - 1.0
    if kind == "webb":
        return WEBB[rng.integers(0, 6, (draws, clusters), dtype=np.int8)]
    raise ValueError(f"unknown weights {kind!r}; valid: rademacher, webb")


class Wild:
    """The restricted wild cluster bootstrap of one coefficient, by province.

    Parameters
    ----------
    panel, regressors, effects, dependent
        As for `fit`.
    coefficient : str, optional
        The regressor under test; the first one by default.

    Attributes
    ----------
    fit : Fit
        The regression.
    estimate : float
        The coefficient under test.
    clusters : int
        Provinces.

    Raises
    ------
    ValueError
        If the coefficient is not that of a regressor, and as `fit`.

    Notes
    -----
    Cameron, Gelbach and Miller (2008, Review of Economics and Statistics): impose the null,
    multiply the residuals of a whole province by one random weight, refit, and compare the t
    statistic with those of the draws. Every draw needs only sums over provinces (Roodman, Nielsen,
    MacKinnon and Webb 2019, Stata Journal): with z the regressor cleaned of everything else, u the
    restricted residual and H the projection on the whole design, the score of province g in a draw
    v is v_g z_g'u_g − Σ_h z_g'H_gh u_h v_h. All draws are then one product of a draws × clusters by
    a clusters × clusters matrix.
    """

    def __init__(
        self,
        panel: pd.DataFrame,
        regressors: Sequence[str] = ("sales",),
        effects: Sequence[str] = EFFECTS,
        dependent: str = "gdp",
        coefficient: str | None = None,
    ):
        regressors = list(regressors)
        coefficient = coefficient or regressors[0]
        if coefficient not in regressors:
            raise ValueError(f"{coefficient!r} is not among the regressors {', '.join(regressors)}")
        self.fit = fit(panel, regressors, effects, dependent)
        others = panel[[name for name in regressors if name != coefficient]].to_numpy(float)
        restricted = orthonormal_basis(np.hstack([effect_dummies(panel.index, effects), others]))
        self._y, z = residualised(panel[[dependent, coefficient]].to_numpy(float), restricted).T
        self._z, self._zz = z, float(z @ z)
        self._indicator = cluster_sums(panel.index, np.eye(len(panel)))
        # z'H: the part of the full projection that a score needs; z itself is orthogonal to the
        # restricted design.
        self._full = np.column_stack([restricted, z / np.sqrt(self._zz)])
        self._left = self._indicator @ (z[:, None] * self._full)
        self.estimate = float(z @ self._y / self._zz)
        self.clusters = len(self._indicator)
        self._factor = self.fit.factor()

    def _matrices(self, residuals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Per cluster: the numerators z_g'u_g, and the map from weights to scores (transposed)."""
        numerators = self._indicator @ (self._z * residuals)
        right = self._indicator @ (residuals[:, None] * self._full)
        return numerators, np.diag(numerators) - right @ self._left.T

    def _draw_t(
        self, multipliers: np.ndarray, numerators: np.ndarray, to_scores: np.ndarray
    ) -> np.ndarray:
        """T statistics of the draws: numerator over the root of the sum of squared scores."""
        scores = multipliers @ to_scores
        return (multipliers @ numerators) / np.sqrt(
            self._factor * np.einsum("ij,ij->i", scores, scores)
        )

    def _as_extreme(self, simulated: np.ndarray, t: float) -> float:
        """Share of draws at least as large in absolute value, the sample counted as one draw."""
        beyond = (np.abs(simulated) >= abs(t) * (1 - 1e-12)).sum()
        return float((1 + beyond) / (len(simulated) + 1))

    def t(self, null: float = 0.0) -> float:
        """The t statistic of the hypothesis that the coefficient equals ``null``.

        Parameters
        ----------
        null : float
            Hypothetical value.

        Returns
        -------
        float
        """
        residuals = self._y - self.estimate * self._z
        scores = self._indicator @ (self._z * residuals)
        return (self.estimate - null) * self._zz / np.sqrt(self._factor * (scores @ scores))

    def draws(self, multipliers: np.ndarray, null: float = 0.0) -> np.ndarray:
        """Bootstrap t statistics under the null, one per draw.

        Parameters
        ----------
        multipliers : ndarray, shape (draws, clusters)
            As `weights` makes them.
        null : float
            Hypothetical value.

        Returns
        -------
        ndarray, shape (draws,)
        """
        return self._draw_t(multipliers, *self._matrices(self._y - null * self._z))

    def p(
        self, null: float = 0.0, kind: str = "rademacher", draws: int = MANY, seed: int = SEED
    ) -> float:
        """Symmetric p-value: the share of draws whose t is as large in absolute value.

        Parameters
        ----------
        null : float
            Hypothetical value.
        kind, draws, seed
            As for `weights`.

        Returns
        -------
        float
            The sample counts as one draw.

        Examples
        --------
        >>> 0.02 < Wild(frame()).p(draws=999) < 0.08
        True
        """
        simulated = self.draws(weights(draws, self.clusters, kind, seed), null)
        return self._as_extreme(simulated, self.t(null))

    def unrestricted_p(
        self, kind: str = "rademacher", draws: int = MANY, seed: int = SEED
    ) -> float:
        """The p-value without imposing the null on the residuals, for comparison only.

        The draws are centred on the estimate. Where a few clusters carry the regressor the two
        p-values disagree, which is a warning about both.

        Parameters
        ----------
        kind, draws, seed
            As for `weights`.

        Returns
        -------
        float
            For the hypothesis that the coefficient is zero.
        """
        simulated = self.draws(weights(draws, self.clusters, kind, seed), self.estimate)
        return self._as_extreme(simulated, self.t())

    def _excess(self, null: float, multipliers: np.ndarray, level: float) -> float:
        """How far the t statistic of a hypothetical value exceeds its bootstrap critical value."""
        simulated = np.abs(self.draws(multipliers, null))
        return abs(self.t(null)) - np.quantile(simulated, 1 - level, method="higher")

    def interval(
        self, level: float = LEVEL, kind: str = "rademacher", draws: int = DRAWS, seed: int = SEED
    ) -> tuple[float, float]:
        """Confidence limits: the values that the bootstrap test does not reject at this level.

        Parameters
        ----------
        level : float
            One less the coverage.
        kind, draws, seed
            As for `weights`.

        Returns
        -------
        (float, float)
            Lower and upper limit.
        """
        settings = (weights(draws, self.clusters, kind, seed), level)
        step = float(np.sqrt(self._factor) * self.fit.se("none")[self.fit.params.index[0]])
        limits = []
        for side in (-1, 1):
            far = 3.0
            while self._excess(self.estimate + side * far * step, *settings) < 0 and far < 100:
                far *= 1.5
            near_end = self.estimate + side * 0.05 * step
            far_end = self.estimate + side * far * step
            limits.append(
                optimize.brentq(self._excess, near_end, far_end, args=settings, xtol=1e-7)
            )
        return limits[0], limits[1]


# Leave one cluster out ----------------------------------------------------------------------------


def _shared_design(
    panel: pd.DataFrame, regressors: Sequence[str], effects: Sequence[str]
) -> np.ndarray:
    """Regressors and shared effects, less what effects inside a province explain of them."""
    nested = [name for name in effects if name not in COMMON]
    shared = [name for name in COMMON if name in effects]
    design = panel[list(regressors)].to_numpy(float)
    if shared:
        design = np.hstack([design, effect_dummies(panel.index, shared)])
    if nested:
        return residualised(design, orthonormal_basis(effect_dummies(panel.index, nested)))
    return design if shared else np.hstack([design, np.ones((len(panel), 1))])


def jackknife_map(
    panel: pd.DataFrame,
    regressors: Sequence[str] = ("sales",),
    effects: Sequence[str] = EFFECTS,
) -> np.ndarray:
    """What residuals tell about leaving a province out.

    The map times the residuals is the first coefficient less its value without each province.
    Province effects and provincial trends are taken out first: they belong to one cluster and go
    with it.

    Parameters
    ----------
    panel, regressors, effects
        As for `fit`.

    Returns
    -------
    ndarray, shape (provinces, observations)
        Provinces in alphabetical order.
    """
    design = _shared_design(panel, regressors, effects)
    indicator = cluster_sums(panel.index, np.eye(len(panel)))
    whole = design.T @ design
    rows = np.zeros_like(indicator)
    for number, member in enumerate(indicator.astype(bool)):
        part = design[member]
        # With province effects out the constant is zero, so the inverse is a generalised one; its
        # first row is unique.
        inverse = np.linalg.pinv(whole - part.T @ part, rcond=1e-10, hermitian=True)
        rows[number, member] = inverse[0] @ part.T
    return rows


def jackknife_error(shifts: np.ndarray) -> float:
    """Leave-one-cluster-out standard error from the shifts that leaving out makes."""
    g = len(shifts)
    return float(np.sqrt((g - 1) / g * (shifts @ shifts)))


def jackknife(
    panel: pd.DataFrame,
    regressors: Sequence[str] = ("sales",),
    effects: Sequence[str] = EFFECTS,
) -> dict[str, float]:
    """The first coefficient with its leave-one-province-out standard error (CV3), t and p.

    Parameters
    ----------
    panel, regressors, effects
        As for `fit`.

    Returns
    -------
    dict
        estimate, se, t, p (t distribution with G − 1 degrees of freedom).

    Notes
    -----
    se² = (G − 1)/G · Σ_g (b − b without g)². It guards against a few provinces that carry the
    estimate.

    Examples
    --------
    >>> result = jackknife(frame())
    >>> bool(result["se"] > fit(frame()).se()["sales"])
    True
    """
    result = fit(panel, regressors, effects)
    shifts = jackknife_map(panel, regressors, effects) @ result.residuals.to_numpy()
    estimate, se = float(result.params.iloc[0]), jackknife_error(shifts)
    return {
        "estimate": estimate,
        "se": se,
        "t": estimate / se,
        "p": float(2 * stats.t.sf(abs(estimate / se), result.clusters - 1)),
    }


def effective_clusters(
    panel: pd.DataFrame,
    regressors: Sequence[str] = ("sales",),
    effects: Sequence[str] = EFFECTS,
) -> tuple[float, pd.Series]:
    """How many equal provinces would carry as much information as these do.

    Parameters
    ----------
    panel, regressors, effects
        As for `fit`.

    Returns
    -------
    number : float
        (Σ s)² / Σ s² with s the sum of squares of the cleaned regressor in each province: 31 if all
        were alike.
    shares : Series
        Each province's share of the regressor's variation, largest first.

    Examples
    --------
    >>> number, shares = effective_clusters(frame())
    >>> number < 31 and bool(abs(shares.sum() - 1) < 1e-12)
    True
    """
    wild = Wild(panel, regressors, effects)
    shares = wild._indicator @ wild._z**2 / wild._zz
    by_province = pd.Series(shares, _province_names(panel))
    return float(1 / (shares @ shares)), by_province.sort_values(ascending=False)


# Size, power and the smallest effect that the design can find -------------------------------------


RHO = 0.8  # autocorrelation of the simulated errors
LAWS = {
    "independent": "independent, equal spread",
    "persistent": "AR(1) with 0.8, equal spread",
    "unequal": "AR(1) with 0.8, each province its own spread",
    "trending": "random walks with provincial drifts",
    "regional": "AR(1) with 0.8, half of it common to a region",
}


def _autoregressive(shocks: np.ndarray) -> np.ndarray:
    """Stationary AR(1) along the last axis, worked out in place."""
    shocks[..., 0] /= np.sqrt(1 - RHO**2)
    for year in range(1, shocks.shape[-1]):
        shocks[..., year] += RHO * shocks[..., year - 1]
    return shocks


def errors(
    law: str,
    replications: int,
    provinces: int = 31,
    years: int = 10,
    seed: int = SEED,
    spread: Sequence[float] | np.ndarray | pd.Series | None = None,
    region: Sequence[int] | np.ndarray | None = None,
) -> np.ndarray:
    """Simulated errors of a law in `LAWS`, innovations standard normal.

    Parameters
    ----------
    law : str
        A key of `LAWS`.
    replications, provinces, years : int
        Shape of the result.
    seed : int
        Seed of the draws.
    spread : array of float, optional
        Standard deviation per province, for ``unequal``.
    region : array of int, optional
        Number of each province's region, for ``regional``; half of the variance is the region's.

    Returns
    -------
    ndarray, shape (replications, provinces, years)

    Raises
    ------
    ValueError
        On an unknown law.

    Notes
    -----
    The drifts of ``trending`` are normal with half the standard deviation of an innovation.

    Examples
    --------
    >>> errors("persistent", 2).shape
    (2, 31, 10)
    """
    if law not in LAWS:
        raise ValueError(f"unknown law {law!r}; valid: {', '.join(LAWS)}")
    rng = np.random.default_rng(seed)
    shocks = rng.standard_normal((replications, provinces, years))
    if law == "regional":
        member = np.asarray(region, int)
        common = rng.standard_normal((replications, member.max() + 1, years))[:, member]
        shocks = np.sqrt(0.5) * (shocks + common)
    if law in ("persistent", "unequal", "regional"):
        shocks = _autoregressive(shocks)
    if law == "unequal":
        shocks *= np.asarray(spread, float)[:, None]
    if law == "trending":
        shocks += 0.5 * rng.standard_normal((replications, provinces, 1))
        shocks = shocks.cumsum(-1)
    return shocks


def _statistics(wild: Wild, jackknifed: np.ndarray, samples: np.ndarray) -> dict[str, np.ndarray]:
    """Estimate and standard errors for many dependent variables (samples × observations)."""
    z, full, g = wild._z, wild._full, wild.clusters
    clean = samples - (samples @ full[:, :-1]) @ full[:, :-1].T
    estimates = clean @ z / wild._zz
    residuals = clean - estimates[:, None] * z
    scores = (residuals * z) @ wild._indicator.T
    df = wild.fit.n - wild.fit.counted["all"]
    return {
        "estimate": estimates,
        "clean": clean,
        "plain": np.sqrt((residuals**2).sum(1) / df / wild._zz),
        "cluster": np.sqrt(wild._factor * (scores**2).sum(1)) / wild._zz,
        "jackknife": np.sqrt((g - 1) / g * ((residuals @ jackknifed.T) ** 2).sum(1)),
    }


def _noise(panel: pd.DataFrame, wild: Wild, law: str, replications: int, seed: int) -> np.ndarray:
    """Dependent variables of pure noise (samples × observations) for the rows of a panel."""
    g = wild.clusters
    spread = wild.fit.residuals.groupby(level="province").std().sort_index()
    region = regions(_province_names(panel))
    noise = errors(law, replications, g, len(panel) // g, seed, spread, region)
    return noise.reshape(replications, -1)


def _bootstrap_rejections(
    wild: Wild, clean: np.ndarray, t: np.ndarray, multipliers: np.ndarray
) -> int:
    """In how many samples the restricted bootstrap rejects a zero coefficient at `LEVEL`.

    ``clean`` holds the dependent variables less the restricted design (samples × observations),
    ``t`` the absolute clustered t statistic of each.
    """
    g = wild.clusters
    numerators = (clean * wild._z) @ wild._indicator.T
    right = np.einsum("gi,ri,ik->rgk", wild._indicator, clean, wild._full, optimize=True)
    maps = -np.einsum("rgk,hk->rgh", right, wild._left, optimize=True)
    maps[:, np.arange(g), np.arange(g)] += numerators
    hits = 0
    for number in range(len(clean)):
        simulated = np.abs(wild._draw_t(multipliers, numerators[number], maps[number]))
        hits += int((1 + (simulated >= t[number]).sum()) / (len(multipliers) + 1) <= LEVEL)
    return hits


def rejections(
    panel: pd.DataFrame,
    law: str,
    effects: Sequence[str] = EFFECTS,
    replications: int = 1_000,
    draws: int = 399,
    seed: int = SEED,
) -> dict[str, float]:
    """How often a true null is rejected at 5% when GDP is noise and e-commerce is as observed.

    Parameters
    ----------
    panel : DataFrame
        Balanced panel; its ``sales`` column is the fixed regressor.
    law : str
        A key of `LAWS`; ``unequal`` takes each province's spread from the residuals of this very
        regression.
    effects : sequence of str
        As for `fit`.
    replications, draws : int
        Simulated samples, and bootstrap draws in each (the same weights in every sample).
    seed : int
        Seed of the errors; the next number seeds the weights.

    Returns
    -------
    dict
        Shares for ``plain`` (all rows independent), ``cluster`` (clustered, t distribution with
        G − 1 degrees of freedom), ``jackknife`` (leave one province out, the same t distribution)
        and ``wild`` (the restricted bootstrap).
    """
    wild = Wild(panel, ("sales",), effects)
    noise = _noise(panel, wild, law, replications, seed)
    found = _statistics(wild, jackknife_map(panel, ("sales",), effects), noise)
    df = {
        "plain": wild.fit.n - wild.fit.counted["all"],
        "cluster": wild.clusters - 1,
        "jackknife": wild.clusters - 1,
    }
    t = {name: np.abs(found["estimate"]) / found[name] for name in df}
    critical = {name: stats.t.ppf(1 - LEVEL / 2, df[name]) for name in df}
    multipliers = weights(draws, wild.clusters, seed=seed + 1)
    hits = _bootstrap_rejections(wild, found["clean"], t["cluster"], multipliers)
    shares = {name: float((t[name] > critical[name]).mean()) for name in df}
    return {**shares, "wild": hits / replications}


def power(
    panel: pd.DataFrame,
    sizes: float | Sequence[float] | np.ndarray,
    regressors: Sequence[str] = ("sales",),
    effects: Sequence[str] = EFFECTS,
    test: str = "jackknife",
    draws: int = DRAWS,
    seed: int = SEED,
) -> np.ndarray:
    """Chance that a t test at 5% with province-robust errors finds an elasticity of each size.

    Parameters
    ----------
    panel, regressors, effects
        As for `fit`.
    sizes : array of float
        True coefficients of the first regressor; at zero the result is the size of the test.
    test : {"jackknife", "cluster"}
        Which standard error, each with the t distribution of G − 1 degrees of freedom.
    draws : int
        Simulated samples: the estimated residuals of each province, their sign drawn at random (so
        that their size, serial correlation and unequal spread stay as they are).
    seed : int
        Seed of the signs.

    Returns
    -------
    ndarray
        One share per size.
    """
    wild = Wild(panel, regressors, effects)
    # Residuals are too small by the fitted coefficients; the variance correction puts that back.
    residuals = np.sqrt(wild._factor) * (wild._y - wild.estimate * wild._z)
    member = wild._indicator.argmax(0)
    samples = weights(draws, wild.clusters, seed=seed)[:, member] * residuals
    found = _statistics(wild, jackknife_map(panel, regressors, effects), samples)
    limits = stats.t.ppf(1 - LEVEL / 2, wild.clusters - 1) * found[test]
    return np.array(
        [(abs(size + found["estimate"]) > limits).mean() for size in np.atleast_1d(sizes)]
    )


def detectable(
    panel: pd.DataFrame,
    regressors: Sequence[str] = ("sales",),
    effects: Sequence[str] = EFFECTS,
    test: str = "jackknife",
    target: float = 0.8,
) -> float:
    """The smallest elasticity that the test finds with a given probability.

    Parameters
    ----------
    panel, regressors, effects, test
        As for `power`.
    target : float
        Probability to reach.

    Returns
    -------
    float
        From `power` on a grid of thousandths.

    Raises
    ------
    ValueError
        If no elasticity of the grid is found that often.
    """
    sizes = np.arange(1, 501) / 1000
    enough = power(panel, sizes, regressors, effects, test) >= target
    if not enough.any():
        raise ValueError(f"no elasticity up to {sizes[-1]} is found with probability {target}")
    return float(sizes[enough.argmax()])


def detectable_formula(se: float, df: int, target: float = 0.8, level: float = LEVEL) -> float:
    """The textbook approximation to the smallest coefficient that a t test can find.

    Parameters
    ----------
    se : float
        Standard error.
    df : int
        Degrees of freedom.
    target : float
        Probability of finding it.
    level : float
        Size of the test.

    Returns
    -------
    float
        (t quantile of the test + t quantile of the power) × standard error.

    Examples
    --------
    >>> round(detectable_formula(1.0, 10_000), 2)
    2.8
    """
    return float((stats.t.ppf(1 - level / 2, df) + stats.t.ppf(target, df)) * se)


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
    result = models.ols(changes, ["ecommerce"])
    se = float(result.bse["ecommerce"])
    return {
        "coefficient": float(result.params["ecommerce"]),
        "se": se,
        "t": float(result.tvalues["ecommerce"]),
        "n": int(result.nobs),
        "detectable": detectable_formula(se, int(result.df_resid)),
    }


# What the data are like: noisy reports, revisions, breaks -----------------------------------------


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
        As `frame`.
    """
    new, old = frame(), frame("gdp_nominal_pre4thcensus")
    old_years, new_years = (panel.index.get_level_values("year") for panel in (old, new))
    return pd.concat([old[old_years <= last_old], new[new_years > last_old]]).sort_index()


# Estimates ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Design:
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

    def fit(self) -> Fit:
        """The regression, errors clustered by province."""
        return fit(self.panel, self.regressors, self.effects)

    def wild(self) -> Wild:
        """The wild cluster bootstrap of its first regressor."""
        return Wild(self.panel, self.regressors, self.effects)


def ladder() -> dict[str, Design]:
    """From the pooled regression to the ones that compare a province with itself."""
    levels = frame()
    yearly = differences(levels)
    trends = ("province", "year", "trend")
    return {
        "pooled": Design("Pooled", levels, effects=()),
        "province": Design("Province effects", levels, effects=("province",)),
        "twoway": Design("Province and year effects", levels),
        "broadband": Design("… with broadband", levels, ("sales", "broadband")),
        "trends": Design("… with provincial trends", levels, effects=trends),
        "differences": Design("First differences, year effects", yearly, effects=("year",)),
        "long": Design("Change from 2015 to 2024", differences(levels, 9), effects=()),
    }


def sensitivity() -> dict[str, Design]:
    """The two-way regression under other choices, each with its reason in the label."""
    levels = frame()
    provinces = levels.index.get_level_values("province")
    years = levels.index.get_level_values("year")
    reports = noisy().index
    reporters = reports.get_level_values("province")
    clean_change = differences(levels).drop(reports)
    return {
        "base": Design("As above", levels),
        "region": Design(
            "Every year of every region its own effect", levels, effects=("province", "region")
        ),
        "totals": Design("Totals, not per head", frame(per_head=False)),
        "reports": Design("Without the noisy reports", levels.drop(reports)),
        "provinces": Design("Without their provinces", levels[~provinces.isin(reporters)]),
        "change": Design(
            "First differences, without noisy reports", clean_change, effects=("year",)
        ),
        "early": Design("2015–2019 only", levels[years <= 2019]),
        "late": Design("2020–2024 only", levels[years >= 2020]),
        "census4": Design(
            "2015–2019, GDP after the 4th census", frame("gdp_nominal_post4thcensus")
        ),
        "mixed": Design("Vintages mixed by mistake", mixed_vintages()),
    }


def summary(designs: dict[str, Design], intervals: bool = True) -> pd.DataFrame:
    """The first regressor of each design with every p-value of the page.

    Parameters
    ----------
    designs : dict of Design
        As `ladder` or `sensitivity` make them.
    intervals : bool
        Work out the bootstrap limits, which takes longest; else they are NaN.

    Returns
    -------
    DataFrame
        One row per design: label, estimate, clustered se, t and p, leave-one-out p (jackknife),
        bootstrap p (wild) and limits (lower, upper), n.

    Examples
    --------
    >>> summary({"pooled": ladder()["pooled"]}, intervals=False).loc["pooled", "n"].item()
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


def influence(
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


def windows(panel: pd.DataFrame, shortest: int = 5) -> pd.DataFrame:
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
) -> Fit:
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
    levels = frame()
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
    >>> inconsistency(frame())["gap"] > 0
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


def methods(design: Design) -> dict[str, float]:
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


# Exhibits -----------------------------------------------------------------------------------------


ESTIMATES_NOTE = (
    "t clustered by province, years counted and provinces not; "
    "interval from the wild cluster bootstrap with the null imposed."
)


def estimates_table(rows: pd.DataFrame, caption: str, name: str) -> Table:
    """Rows of `summary` as a table.

    Parameters
    ----------
    rows : DataFrame
        From `summary`, with intervals.
    caption, name : str
        As for `helpers.exhibits.Table`.

    Returns
    -------
    Table
    """
    limits = [
        f"{fixed(low, 3)} to {fixed(high, 3)}"
        for low, high in zip(rows["lower"], rows["upper"], strict=True)
    ]
    shown = pd.DataFrame(
        {
            "Elasticity": [fixed(value, 3) for value in rows["estimate"]],
            "t": [fixed(value, 2) for value in rows["t"]],
            "p, leave one out": [p_value(value) for value in rows["jackknife"]],
            "p, bootstrap": [p_value(value) for value in rows["wild"]],
            "95% interval": limits,
            "Rows": [fixed(value, 0) for value in rows["n"]],
        },
        index=pd.Index(rows["label"], name="Regression"),
    )
    return Table(shown, caption=caption, name=name, note=ESTIMATES_NOTE)


PACKAGES_NOTE = (
    "Equal: elasticity and standard error differ from this page's "
    "by less than {tolerance:.0e} relative."
)


def packages_table() -> Table:
    """`cross_check` as a table."""
    found = cross_check()
    multiplied = [CORRECTIONS[name] for name in found["correction"]]
    shown = pd.DataFrame(
        {
            "Package": found["package"],
            "Elasticity": [fixed(value, 6) for value in found["estimate"]],
            "t": [fixed(value, 4) for value in found["t"]],
            "Equal here": ["yes" if gap < AGREEMENT else "no" for gap in found["gap"]],
        }
    )
    shown.index = pd.Index(multiplied, name="Variance multiplied by")
    return Table(
        shown,
        caption="The two-way regression by two packages",
        name="tab-panel-packages",
        note=PACKAGES_NOTE.format(tolerance=AGREEMENT),
    )


CORRECTIONS_NOTE = (
    "G = {provinces} provinces, n = {rows} rows. "
    "Critical value at 5%, t with G − 1 degrees of freedom: {critical}."
)


def corrections_table() -> Table:
    """The same coefficient and the same clusters under five small-sample corrections."""
    result = fit(frame())
    critical = stats.t.ppf(1 - LEVEL / 2, result.clusters - 1)
    shown = pd.DataFrame(
        {
            "Factor": [fixed(result.factor(name), 4) for name in CORRECTIONS],
            "Standard error": [fixed(result.se(name).iloc[0], 4) for name in CORRECTIONS],
            "t": [fixed(result.t(name).iloc[0], 3) for name in CORRECTIONS],
            "p": [p_value(result.p(name).iloc[0]) for name in CORRECTIONS],
        },
        index=pd.Index(CORRECTIONS.values(), name="Variance multiplied by"),
    )
    note = CORRECTIONS_NOTE.format(
        provinces=result.clusters, rows=result.n, critical=fixed(critical, 3)
    )
    return Table(
        shown,
        caption="One coefficient, one clustering, five conventions",
        name="tab-panel-corrections",
        note=note,
    )


ASSOCIATION_CAPTION = (
    "GDP and e-commerce sales per head (natural logarithms, 10,000 yuan), "
    "31 provinces, 2015 to 2024"
)
ASSOCIATION_ALT = (
    "Two scatter plots of {rows} province-years. Left, as observed, the points rise along a line "
    "of slope {raw}. Right, with province and year means taken out, the cloud is nearly flat, "
    "slope {clean}."
)


def _scatter(axis, values: pd.DataFrame, slope: float, title: str) -> None:
    """GDP against sales with the line of a given slope through the means."""
    sales, gdp = values["sales"], values["gdp"]
    axis.plot(sales, gdp, linestyle="none", marker="o", markersize=2.6, alpha=0.55)
    ends = np.array([sales.min(), sales.max()])
    line = gdp.mean() + slope * (ends - sales.mean())
    axis.plot(ends, line, marker="", color=PALETTE[1], linestyle="-")
    axis.set(title=f"{title}: {fixed(slope, 2)}", xlabel="log e-commerce sales per head")


def _association_data(raw: pd.DataFrame, clean: pd.DataFrame) -> pd.DataFrame:
    """Both series as they are and with means taken out, formatted."""
    drawn = {
        "log sales": raw["sales"],
        "log GDP": raw["gdp"],
        "log sales, within": clean["sales"],
        "log GDP, within": clean["gdp"],
    }
    labels = [f"{province} {year}" for province, year in raw.index]
    return pd.DataFrame(
        {column: [fixed(value, 3) for value in values] for column, values in drawn.items()},
        index=pd.Index(labels, name="Province and year"),
    )


@styled
def association_figure() -> Figure:
    """GDP against e-commerce sales, as they are and with province and year means taken out."""
    raw, clean = frame()[["sales", "gdp"]], within(frame()[["sales", "gdp"]])
    raw_slope, clean_slope = fit(raw, effects=()).params["sales"], fit(raw).params["sales"]
    drawing, (left, right) = draw(7.2, 3.6, columns=2)
    _scatter(left, raw, raw_slope, "As observed, slope")
    _scatter(right, clean, clean_slope, "Means out, slope")
    left.set_ylabel("log GDP per head")
    alt = ASSOCIATION_ALT.format(
        rows=len(raw), raw=fixed(raw_slope, 2), clean=fixed(clean_slope, 2)
    )
    return figure(
        drawing,
        alt=alt,
        caption=ASSOCIATION_CAPTION,
        name="fig-panel-association",
        behind=_association_data(raw, clean),
    )


INFLUENCE_CAPTION = (
    "Elasticity of GDP with respect to e-commerce sales, province and year effects, "
    "one province left out at a time"
)
INFLUENCE_ALT = (
    "Estimates with one province left out run from {lowest} without {first} to {highest} without "
    "{last}; {crossing} of {count} intervals include zero."
)
ROOM_BELOW, ROOM_ABOVE, LABEL_DROP = 0.7, 0.6, 0.2  # in rows of the figure


def _draw_influence(axis, rows: pd.DataFrame, whole: float) -> None:
    """One estimate with its interval per row, and a line at the estimate of all provinces."""
    place = np.arange(len(rows))
    accent = PALETTE[1]
    axis.hlines(place, rows["lower"], rows["upper"], color=PALETTE[5], linewidth=1)
    axis.plot(rows["estimate"], place, linestyle="none")
    axis.axvline(0, color=INK, linewidth=0.8)
    axis.axvline(whole, color=accent, linestyle="--", linewidth=1)
    axis.set(
        yticks=place,
        yticklabels=rows.index,
        xlabel="elasticity without the province, 95% interval",
        ylim=(-ROOM_BELOW, len(rows) + ROOM_ABOVE),
    )
    label = {"color": accent, "ha": "left", "va": "center", "fontsize": 9}
    axis.text(whole, len(rows) - LABEL_DROP, " all provinces", **label)
    axis.tick_params(axis="y", labelsize=8)


@styled
def influence_figure() -> Figure:
    """The two-way estimate with each province left out."""
    rows, whole = influence(frame()), fit(frame()).params["sales"]
    drawing, axis = draw(6.4, 6.6)
    _draw_influence(axis, rows, whole)
    alt = INFLUENCE_ALT.format(
        lowest=fixed(rows["estimate"].iloc[0], 3),
        first=rows.index[0],
        highest=fixed(rows["estimate"].iloc[-1], 3),
        last=rows.index[-1],
        crossing=int(((rows["lower"] < 0) & (rows["upper"] > 0)).sum()),
        count=len(rows),
    )
    shown = rows.map(lambda value: fixed(value, 3))
    shown.columns = ["Elasticity", "Lower", "Upper", "t", "p"]
    return figure(
        drawing,
        alt=alt,
        caption=INFLUENCE_CAPTION,
        name="fig-panel-influence",
        behind=shown.rename_axis("Left out"),
    )


PLACEBO_CAPTION = (
    "Sales of last year, this year and next year as regressors of this year's GDP; "
    "bars are 95% intervals clustered by province"
)
PLACEBO_ALT = (
    "In levels the coefficient on next year's sales is {lead}, on this year's {same} and on last "
    "year's {lag}. In first differences they are {changes}."
)
PLACEBO_TICKS = ["last year's sales", "this year's sales", "next year's sales\n(placebo)"]
APART = 0.16  # distance of two estimates of one year, in units of a year
LEGEND_ROOM = 0.25  # share of the height left free above the bars


def _draw_placebo(axis, fits: dict[str, Fit]) -> None:
    """Estimates by year of the regressor, one series per regression."""
    for number, (label, result) in enumerate(fits.items()):
        limits = result.interval()
        place = np.arange(len(result.params)) + APART * number - APART / 2
        line = axis.plot(place, result.params, linestyle="none", label=label)[0]
        axis.vlines(place, limits["lower"], limits["upper"], color=line.get_color(), linewidth=1.2)
    axis.axhline(0, color=INK, linewidth=0.8)
    axis.set(xticks=range(3), xticklabels=PLACEBO_TICKS, ylabel="elasticity", xlim=(-0.5, 2.5))
    axis.legend(loc="upper left", fontsize=9)
    low, high = axis.get_ylim()
    axis.set_ylim(low, high + LEGEND_ROOM * (high - low))


def _placebo_data(fits: dict[str, Fit]) -> pd.DataFrame:
    """Every estimate of the placebo regressions with limits and t, formatted."""
    rows = {}
    for label, result in fits.items():
        limits, t = result.interval(), result.t()
        for name in result.params.index:
            rows[f"{label}: {name}"] = {
                "Elasticity": fixed(result.params[name], 3),
                "Lower": fixed(limits.loc[name, "lower"], 3),
                "Upper": fixed(limits.loc[name, "upper"], 3),
                "t": fixed(t[name], 2),
            }
    return pd.DataFrame(rows).T.rename_axis("Regression and year")


@styled
def placebo_figure() -> Figure:
    """Sales of three years in one regression, in levels and in first differences."""
    levels = placebo(frame())
    changes = placebo(differences(frame()), effects=("year",))
    fits = {"levels, both effects": levels, "first differences, year effects": changes}
    drawing, axis = draw(6.4, 3.4)
    _draw_placebo(axis, fits)
    alt = PLACEBO_ALT.format(
        lead=fixed(levels.params["+1"], 3),
        same=fixed(levels.params["0"], 3),
        lag=fixed(levels.params["-1"], 3),
        changes=", ".join(fixed(value, 3) for value in changes.params[::-1]),
    )
    return figure(
        drawing,
        alt=alt,
        caption=PLACEBO_CAPTION,
        name="fig-panel-placebo",
        behind=_placebo_data(fits),
    )


def methods_table() -> Table:
    """p-values by method for the regressions that compare a province with itself."""
    chosen = {
        "twoway": "Both effects",
        "broadband": "… with broadband",
        "differences": "First differences",
        "long": "Change 2015–2024",
    }
    designs = ladder()
    found = {label: methods(designs[key]) for key, label in chosen.items()}
    shown = pd.DataFrame(
        {label: [p_value(p[name]) for name in METHODS] for label, p in found.items()},
        index=pd.Index(METHODS.values(), name="Method"),
    )
    return Table(
        shown,
        caption="p-values of e-commerce sales by method of inference",
        name="tab-panel-methods",
    )


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
    levels, change = frame(), differences(frame())
    designs = {
        "pooled": (levels, ()),
        "twoway": (levels, EFFECTS),
        "differences": (change, ("year",)),
    }
    return pd.DataFrame(
        {
            (key, law): rejections(panel, law, effects, replications)
            for key, (panel, effects) in designs.items()
            for law in LAWS
        }
    ).T


SIZE_NOTE = (
    "{replications} simulated panels each, the observed e-commerce sales as regressor; "
    "Monte Carlo standard error {error} at 5%."
)


def size_table(rates: pd.DataFrame, replications: int = 1_000) -> Table:
    """Rejection rates of a true null.

    Parameters
    ----------
    rates : DataFrame
        From `size_rates`.
    replications : int
        The number that it was called with.

    Returns
    -------
    Table
    """
    labels = {"pooled": "Pooled", "twoway": "Both effects", "differences": "First differences"}
    shown = rates.map(percent)
    shown.columns = ["Independent rows", "Clustered", "Leave one out", "Wild bootstrap"]
    shown.index = pd.Index(
        [f"{labels[key]}; {LAWS[law]}" for key, law in rates.index],
        name="Regression; law of the errors",
    )
    error = np.sqrt(LEVEL * (1 - LEVEL) / replications)
    return Table(
        shown,
        caption="How often a true null is rejected at 5%, by kind of standard error",
        name="tab-panel-size",
        note=SIZE_NOTE.format(replications=fixed(replications, 0), error=percent(error, 1)),
    )


POWER_SIZES = (0.0, 0.12)  # range of true elasticities in the figure
POWER_POINTS = 49
POWER_STEP = 4  # of the points, every fourth goes to the table behind the figure
POWER_WANTED = 0.8
POWER_LABEL = (0.003, 0.72)  # a curve's label: to the right of the curve at 80%, and a height
POWER_ALT = "Power rises with the true elasticity and reaches four in five at {found}."


def _draw_power(
    axis, sizes: np.ndarray, curves: dict[str, np.ndarray], found: dict[str, float]
) -> None:
    """Power curves, each labelled with the elasticity at which it reaches the wanted power."""
    right, height = POWER_LABEL
    for label, curve in curves.items():
        line = axis.plot(sizes, curve, markevery=8, label=label)[0]
        axis.text(
            found[label] + right,
            height,
            f"{label}\n{fixed(found[label], 3)}",
            color=line.get_color(),
            fontsize=9,
            va="top",
        )
    axis.axhline(POWER_WANTED, color=INK, linewidth=0.8, linestyle=":")
    axis.set(
        xlabel="true elasticity",
        ylabel="chance to find it at 5%",
        ylim=(0, 1.04),
        xlim=POWER_SIZES,
    )


def _power_data(sizes: np.ndarray, curves: dict[str, np.ndarray]) -> pd.DataFrame:
    """Every fourth point of the power curves, formatted."""
    index = [fixed(size, 2) for size in sizes[::POWER_STEP]]
    return pd.DataFrame(
        {
            label: [percent(value) for value in curve[::POWER_STEP]]
            for label, curve in curves.items()
        },
        index=pd.Index(index, name="True elasticity"),
    )


@styled
def power_figure() -> Figure:
    """Power of the leave-one-province-out t test, in levels and in first differences."""
    levels, change = frame(), differences(frame())
    sizes = np.linspace(*POWER_SIZES, POWER_POINTS)
    curves = {
        "both effects": power(levels, sizes),
        "first differences": power(change, sizes, effects=("year",)),
    }
    found = {
        "both effects": detectable(levels),
        "first differences": detectable(change, effects=("year",)),
    }
    drawing, axis = draw(6.4, 3.6)
    _draw_power(axis, sizes, curves, found)
    reached = [f"{fixed(value, 3)} ({label})" for label, value in found.items()]
    return figure(
        drawing,
        alt=POWER_ALT.format(found=" and ".join(reached)),
        caption="Power of the leave-one-province-out t test at 5%; the dotted line is 80%",
        name="fig-panel-power",
        behind=_power_data(sizes, curves),
    )


NOISY_CAPTION = (
    "Reports of e-commerce sales more than twice, or less than three fifths, of the year before "
    "(100 million yuan)"
)


def noisy_table() -> Table:
    """The reports of e-commerce sales that jump."""
    found, sales = noisy(), indicators_wide()["ecommerce_sales"]
    labels = [f"{province} {year}" for province, year in found.index]
    shown = pd.DataFrame(
        {
            "Before": [fixed(sales[province, year - 1], 1) for province, year in found.index],
            "Reported": [fixed(sales[province, year], 1) for province, year in found.index],
            "Ratio": [fixed(ratio, 2) for ratio in found],
        },
        index=pd.Index(labels, name="Province and year"),
    )
    return Table(shown, caption=NOISY_CAPTION, name="tab-panel-noisy")
