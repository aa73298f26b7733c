"""A provincial panel, 31 × 10: fixed effects, clustered errors, the wild cluster bootstrap, and what the design can detect."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, stats

from helpers import data, exhibits, models, prose

YEARS = range(2015, 2025)
GDP = "gdp_nominal_post5thcensus"
COLUMNS = {
    "sales": "ecommerce_sales",
    "broadband": "broadband_users",
    "mobile": "mobile_internet_users",
}
EFFECTS = ("province", "year")
# A ratio to the year before outside these bounds is a report that a reader should look at, not proof of an error.
NOISY = (0.6, 2.0)
LEVEL = 0.05
AGREEMENT = 1e-8  # relative; packages that solve the same equations in double precision agree far better than this
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
COMMON = ("year", "region")  # effects that provinces share
# What multiplies the clustered variance, with G clusters, n observations and k coefficients counted.
CORRECTIONS = {
    "none": "nothing",
    "clusters": "G/(G − 1)",
    "nested": "G/(G − 1) · (n − 1)/(n − k), years counted, provinces not",
    "all": "n/(n − k), years and provinces counted",
    "full": "G/(G − 1) · (n − 1)/(n − k), years and provinces counted",
}


@functools.cache
def _wide() -> pd.DataFrame:
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
        Index (province, year); columns gdp, sales, broadband, mobile, natural logarithms. Per head: 10,000 yuan for gdp
        and sales, subscriptions for broadband and mobile. Years without a value of ``gdp`` are left out.

    Raises
    ------
    ValueError
        On a series that ``data/provinces.csv`` does not hold.

    Examples
    --------
    >>> frame().shape
    (310, 4)
    """
    wide = _wide()
    if gdp not in wide.columns:
        raise ValueError(f"no provincial series {gdp!r}; there are {', '.join(wide.columns)}")
    levels = wide[[gdp, *COLUMNS.values()]].set_axis(["gdp", *COLUMNS], axis=1)
    if per_head:
        levels = levels.div(wide["population_yearend"], axis=0)
    return np.log(levels.dropna())


def differences(panel: pd.DataFrame, span: int = 1) -> pd.DataFrame:
    """Change over ``span`` years within each province; the first ``span`` years drop out.

    >>> len(differences(frame())), len(differences(frame(), span=9))
    (279, 31)
    """
    return panel.groupby(level="province").diff(span).dropna(how="all")


def shift(panel: pd.DataFrame, column: str, years: int) -> pd.Series:
    """A column as it stands ``years`` later (a lead) or, if negative, earlier (a lag), within each province.

    >>> moved = shift(frame(), "sales", 1)
    >>> bool(moved[("Beijing", 2015)] == frame().loc[("Beijing", 2016), "sales"]), bool(np.isnan(moved[("Beijing", 2024)]))
    (True, True)
    """
    return panel[column].groupby(level="province").shift(-years)


def regions(provinces) -> np.ndarray:
    """The number of each province's economic region, in the order of `REGIONS`, the West last.

    >>> regions(["Hebei", "Jilin", "Tibet"]).tolist()
    [0, 2, 3]
    """
    number = {
        province: place for place, members in enumerate(REGIONS.values()) for province in members
    }
    return np.array([number.get(province, len(REGIONS)) for province in provinces])


def _dummies(index: pd.MultiIndex, effects) -> np.ndarray:
    """Columns for a constant and the effects named: province, year, region (one for each year of each region), trend (a straight line for each province)."""
    known = {"province", "year", "region", "trend"}
    if set(effects) - known:
        raise ValueError(
            f"unknown effect {', '.join(sorted(set(effects) - known))}; valid: {', '.join(sorted(known))}"
        )
    codes = {
        name: pd.factorize(index.get_level_values(name), sort=True)[0]
        for name in ("province", "year")
    }
    codes["region"] = pd.factorize(
        regions(index.get_level_values("province")) * (codes["year"].max() + 1) + codes["year"],
        sort=True,
    )[0]
    indicator = {name: np.eye(code.max() + 1)[code] for name, code in codes.items()}
    # One column of each set is left out, so that what remains is not collinear on a balanced panel.
    parts = [np.ones((len(index), 1))]
    parts += [indicator[name][:, 1:] for name in ("province", "year", "region") if name in effects]
    if "trend" in effects:
        lines = indicator["province"] * (codes["year"] - codes["year"].mean())[:, None]
        parts.append(lines[:, 1:] if set(COMMON) & set(effects) else lines)
    return np.hstack(parts)


def _basis(columns: np.ndarray) -> np.ndarray:
    """Orthonormal columns that span the same space; a singular value below 1e-10 of the largest counts as zero."""
    orthonormal, triangle = np.linalg.qr(columns)
    sizes = np.abs(np.diag(triangle))
    if sizes.min() > sizes.max() * 1e-7:
        return orthonormal
    left, values, _ = np.linalg.svd(columns, full_matrices=False)
    return left[:, values > values[0] * 1e-10]


def within(panel: pd.DataFrame, effects=EFFECTS) -> pd.DataFrame:
    """Every column with the effects taken out: residuals of a regression on the dummies, in the same units.

    >>> bool(abs(within(frame()).groupby(level="year").mean()).to_numpy().max() < 1e-12)
    True
    """
    basis = _basis(_dummies(panel.index, effects))
    values = panel.to_numpy(float)
    return pd.DataFrame(
        values - basis @ (basis.T @ values), index=panel.index, columns=panel.columns
    )


@dataclass(frozen=True)
class Fit:
    """Least squares with absorbed effects.

    ``params`` is a Series; ``residuals`` has one row per observation; ``scores`` (clusters × regressors) are the sums over
    a province of regressor times residual; ``bread`` is the inverse of X'X with the effects taken out; ``counted`` maps
    the name of a small-sample correction to the number of coefficients that it counts.
    """

    params: pd.Series
    residuals: pd.Series
    scores: np.ndarray
    bread: np.ndarray
    r2_within: float
    counted: dict

    @property
    def n(self) -> int:
        return len(self.residuals)

    @property
    def clusters(self) -> int:
        return len(self.scores)

    def factor(self, correction: str = "nested") -> float:
        """What a small-sample correction multiplies the clustered variance by; see `CORRECTIONS`."""
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
        """Covariance of the coefficients, clustered by province (regressors × regressors)."""
        return self.factor(correction) * self.bread @ (self.scores.T @ self.scores) @ self.bread

    def se(self, correction: str = "nested") -> pd.Series:
        """Standard errors clustered by province."""
        return pd.Series(np.sqrt(np.diag(self.covariance(correction))), self.params.index)

    def t(self, correction: str = "nested") -> pd.Series:
        """T statistics clustered by province; compare with a t distribution of G − 1 degrees of freedom."""
        return self.params / self.se(correction)

    def p(self, correction: str = "nested") -> pd.Series:
        """Two-sided p-values, t distribution with G − 1 degrees of freedom."""
        return pd.Series(
            2 * stats.t.sf(abs(self.t(correction)), self.clusters - 1), self.params.index
        )

    def interval(self, correction: str = "nested", level: float = LEVEL) -> pd.DataFrame:
        """Confidence limits, columns lower and upper."""
        half = stats.t.ppf(1 - level / 2, self.clusters - 1) * self.se(correction)
        return pd.DataFrame({"lower": self.params - half, "upper": self.params + half})

    def plain_se(self) -> pd.Series:
        """Standard errors that take all observations as independent, every effect counted."""
        variance = self.residuals @ self.residuals / (self.n - self.counted["all"])
        return pd.Series(np.sqrt(variance * np.diag(self.bread)), self.params.index)


def _check(panel: pd.DataFrame, columns) -> None:
    missing = [name for name in columns if name not in panel.columns]
    if missing:
        raise ValueError(
            f"unknown column {', '.join(missing)}; the panel has {', '.join(panel.columns)}"
        )
    for name in columns:
        gaps = panel.index[~np.isfinite(panel[name].to_numpy(float))]
        if len(gaps):
            raise ValueError(
                f"column {name} has no finite value for {gaps[0][0]} {gaps[0][1]}"
                + (f" and {len(gaps) - 1} more" if len(gaps) > 1 else "")
            )


def _cluster_sums(index: pd.MultiIndex, values: np.ndarray) -> np.ndarray:
    codes, provinces = pd.factorize(index.get_level_values("province"), sort=True)
    return (np.eye(len(provinces))[codes]).T @ values


def fit(panel: pd.DataFrame, regressors=("sales",), effects=EFFECTS, dependent: str = "gdp") -> Fit:
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
        On an unknown column or effect, a value that is missing, a regressor that the effects explain entirely, or fewer
        observations than coefficients.

    Notes
    -----
    Frisch, Waugh and Lovell: residuals of the dependent variable on the residuals of the regressors give the same
    coefficients as the regression with all dummies.

    Examples
    --------
    >>> round(float(fit(frame(), effects=()).params["sales"]), 2)
    0.37
    """
    regressors = list(regressors)
    _check(panel, [dependent, *regressors])
    columns = _dummies(panel.index, effects)
    basis = _basis(columns)
    n, absorbed = basis.shape
    if n <= absorbed + len(regressors):
        raise ValueError(
            f"{n} observations leave no degree of freedom for {absorbed} effects and {len(regressors)} regressors"
        )
    values = panel[[dependent, *regressors]].to_numpy(float)
    clean = values - basis @ (basis.T @ values)
    y, x = clean[:, 0], clean[:, 1:]
    spread = np.sqrt((x**2).sum(0) / (values[:, 1:] ** 2).sum(0))
    for name, share in zip(regressors, spread):
        if share < 1e-10:
            raise ValueError(
                f"the effects explain {name} entirely; nothing is left to estimate from"
            )
    params, *_ = np.linalg.lstsq(x, y, rcond=None)
    residuals = y - x @ params
    # Province effects and provincial trends lie inside the clusters; what is left of the effects is counted.
    nested = [name for name in effects if name not in COMMON]
    inside = _basis(_dummies(panel.index, nested)).shape[1] if nested else 0
    k = len(regressors)
    return Fit(
        pd.Series(params, regressors),
        pd.Series(residuals, panel.index),
        _cluster_sums(panel.index, x * residuals[:, None]),
        np.linalg.inv(x.T @ x),
        float(1 - residuals @ residuals / (y @ y)),
        {"nested": k + absorbed - inside + bool(inside), "all": k + absorbed, "full": k + absorbed},
    )


# The wild cluster bootstrap ------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=4)
def weights(draws: int, clusters: int, kind: str = "rademacher", seed: int = SEED) -> np.ndarray:
    """Random weights of mean 0 and variance 1, one per draw and cluster (draws × clusters), not to be written to.

    >>> weights(2, 3).shape
    (2, 3)
    """
    if kind not in ("rademacher", "webb"):
        raise ValueError(f"unknown weights {kind!r}; valid: rademacher, webb")
    rng = np.random.default_rng(seed)
    drawn = (
        2.0 * rng.integers(0, 2, (draws, clusters), dtype=np.int8) - 1.0
        if kind == "rademacher"
        else WEBB[rng.integers(0, 6, (draws, clusters), dtype=np.int8)]
    )
    drawn.flags.writeable = False  # the same array serves every regression
    return drawn


class Wild:
    """The restricted wild cluster bootstrap of one coefficient, by province.

    Parameters
    ----------
    panel, regressors, effects, dependent
        As for `fit`.
    coefficient : str, optional
        The regressor under test; the first one by default.

    Notes
    -----
    Cameron, Gelbach and Miller (2008, Review of Economics and Statistics): impose the null, multiply the residuals of
    a whole province by one random weight, refit, and compare the t statistic with those of the draws.
    Every draw needs only sums over provinces (Roodman, Nielsen, MacKinnon and Webb 2019, Stata Journal): with z the
    regressor cleaned of everything else, u the restricted residual and H the projection on the whole design, the score
    of province g in a draw v is v_g z_g'u_g − Σ_h z_g'H_gh u_h v_h. All draws are then one product of a
    draws × clusters by a clusters × clusters matrix.
    """

    def __init__(
        self,
        panel: pd.DataFrame,
        regressors=("sales",),
        effects=EFFECTS,
        dependent: str = "gdp",
        coefficient: str | None = None,
    ):
        regressors = list(regressors)
        coefficient = coefficient or regressors[0]
        if coefficient not in regressors:
            raise ValueError(f"{coefficient!r} is not among the regressors {', '.join(regressors)}")
        self.fit = fit(panel, regressors, effects, dependent)
        others = panel[[name for name in regressors if name != coefficient]].to_numpy(float)
        restricted = _basis(np.hstack([_dummies(panel.index, effects), others]))
        both = panel[[dependent, coefficient]].to_numpy(float)
        both = both - restricted @ (restricted.T @ both)
        self._y, z = both.T
        self._z, self._zz = z, float(z @ z)
        self._indicator = _cluster_sums(panel.index, np.eye(len(panel)))
        # z'H: the part of the full projection that a score needs; z itself is orthogonal to the restricted design.
        self._full = np.column_stack([restricted, z / np.sqrt(self._zz)])
        self._left = self._indicator @ (z[:, None] * self._full)
        self.estimate = float(z @ self._y / self._zz)
        self.clusters = len(self._indicator)
        self._factor = self.fit.factor()

    def _matrices(self, residuals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Per cluster: the numerators z_g'u_g, and the matrix that maps weights to scores (transposed)."""
        numerators = self._indicator @ (self._z * residuals)
        right = self._indicator @ (residuals[:, None] * self._full)
        return numerators, np.diag(numerators) - right @ self._left.T

    def t(self, null: float = 0.0) -> float:
        """The t statistic of the hypothesis that the coefficient equals ``null``."""
        residuals = self._y - self.estimate * self._z
        scores = self._indicator @ (self._z * residuals)
        return (self.estimate - null) * self._zz / np.sqrt(self._factor * (scores @ scores))

    def draws(self, multipliers: np.ndarray, null: float = 0.0) -> np.ndarray:
        """Bootstrap t statistics under the null, one per row of ``multipliers`` (draws × clusters)."""
        numerators, to_scores = self._matrices(self._y - null * self._z)
        scores = multipliers @ to_scores
        return (multipliers @ numerators) / np.sqrt(
            self._factor * np.einsum("ij,ij->i", scores, scores)
        )

    def p(
        self, null: float = 0.0, kind: str = "rademacher", draws: int = MANY, seed: int = SEED
    ) -> float:
        """Symmetric p-value: the share of draws whose t is as large in absolute value, the sample counted as one draw.

        >>> 0.02 < Wild(frame()).p(draws=999) < 0.08
        True
        """
        simulated = np.abs(self.draws(weights(draws, self.clusters, kind, seed), null))
        return float((1 + (simulated >= abs(self.t(null)) * (1 - 1e-12)).sum()) / (draws + 1))

    def unrestricted_p(
        self, kind: str = "rademacher", draws: int = MANY, seed: int = SEED
    ) -> float:
        """The same without imposing the null on the residuals: draws centred on the estimate. For comparison only.

        Where a few clusters carry the regressor the two disagree, which is a warning about both.
        """
        simulated = np.abs(self.draws(weights(draws, self.clusters, kind, seed), self.estimate))
        return float((1 + (simulated >= abs(self.t()) * (1 - 1e-12)).sum()) / (draws + 1))

    def interval(
        self, level: float = LEVEL, kind: str = "rademacher", draws: int = DRAWS, seed: int = SEED
    ) -> tuple[float, float]:
        """Confidence limits: the values that the bootstrap test does not reject at this level."""
        multipliers = weights(draws, self.clusters, kind, seed)

        def excess(null):
            critical = np.quantile(
                np.abs(self.draws(multipliers, null)), 1 - level, method="higher"
            )
            return abs(self.t(null)) - critical

        step = float(np.sqrt(self._factor) * self.fit.se("none")[self.fit.params.index[0]])
        limits = []
        for side in (-1, 1):
            far = 3.0
            while excess(self.estimate + side * far * step) < 0 and far < 100:
                far *= 1.5
            limits.append(
                optimize.brentq(
                    excess,
                    self.estimate + side * 0.05 * step,
                    self.estimate + side * far * step,
                    xtol=1e-7,
                )
            )
        return limits[0], limits[1]


# Leave one cluster out --------------------------------------------------------------------------------------------------


def jackknife_map(panel: pd.DataFrame, regressors=("sales",), effects=EFFECTS) -> np.ndarray:
    """What residuals tell about leaving a province out (provinces × observations).

    The map times the residuals is the first coefficient less its value without each province. Province effects and
    provincial trends are taken out first: they belong to one cluster and go with it.
    """
    nested = [name for name in effects if name not in COMMON]
    inside = _basis(_dummies(panel.index, nested))
    design = panel[list(regressors)].to_numpy(float)
    shared = [name for name in COMMON if name in effects]
    if shared:
        design = np.hstack([design, _dummies(panel.index, shared)])
    if nested:
        design = design - inside @ (inside.T @ design)
    elif not shared:
        design = np.hstack([design, np.ones((len(panel), 1))])
    indicator = _cluster_sums(panel.index, np.eye(len(panel)))
    whole = design.T @ design
    rows = np.zeros_like(indicator)
    for number, member in enumerate(indicator.astype(bool)):
        part = design[member]
        # With province effects out the constant is zero, so the inverse is a generalised one; the first row is unique.
        rows[number, member] = (
            np.linalg.pinv(whole - part.T @ part, rcond=1e-10, hermitian=True)[0] @ part.T
        )
    return rows


def jackknife(panel: pd.DataFrame, regressors=("sales",), effects=EFFECTS) -> dict[str, float]:
    """The first coefficient with its leave-one-province-out standard error (also called CV3), t and p.

    Returns
    -------
    dict
        estimate, se, t, p (t distribution with G − 1 degrees of freedom).

    Notes
    -----
    se² = (G − 1)/G · Σ_g (b − b without g)². It guards against a few provinces that carry the estimate.

    Examples
    --------
    >>> result = jackknife(frame())
    >>> bool(result["se"] > fit(frame()).se()["sales"])
    True
    """
    result = fit(panel, regressors, effects)
    shifts = jackknife_map(panel, regressors, effects) @ result.residuals.to_numpy()
    g, estimate = result.clusters, float(result.params.iloc[0])
    se = float(np.sqrt((g - 1) / g * (shifts @ shifts)))
    return {
        "estimate": estimate,
        "se": se,
        "t": estimate / se,
        "p": float(2 * stats.t.sf(abs(estimate / se), g - 1)),
    }


def effective_clusters(
    panel: pd.DataFrame, regressors=("sales",), effects=EFFECTS
) -> tuple[float, pd.Series]:
    """How many equal provinces would carry as much information, and each province's share of the regressor's variation.

    (Σ s)² / Σ s² with s the sum of squares of the cleaned regressor in each province: 31 if all were alike.

    >>> number, shares = effective_clusters(frame())
    >>> number < 31 and bool(abs(shares.sum() - 1) < 1e-12)
    True
    """
    wild = Wild(panel, regressors, effects)
    shares = wild._indicator @ wild._z**2 / wild._zz
    names = panel.index.get_level_values("province").unique().sort_values()
    return float(1 / (shares @ shares)), pd.Series(shares, names).sort_values(ascending=False)


# Size, power and the smallest effect that the design can find -----------------------------------------------------------


LAWS = {
    "independent": "independent, equal spread",
    "persistent": "AR(1) with 0.8, equal spread",
    "unequal": "AR(1) with 0.8, each province its own spread",
    "trending": "random walks with provincial drifts",
    "regional": "AR(1) with 0.8, half of it common to a region",
}


def errors(
    law: str,
    replications: int,
    provinces: int = 31,
    years: int = 10,
    seed: int = SEED,
    spread=None,
    region=None,
) -> np.ndarray:
    """Errors of a law in `LAWS`, replications × provinces × years, innovations standard normal.

    Parameters
    ----------
    spread : array of float, optional
        Standard deviation per province, for ``unequal``.
    region : array of int, optional
        Number of each province's region, for ``regional``; half of the variance is the region's.

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
        region = np.asarray(region, int)
        shocks = np.sqrt(0.5) * (
            shocks + rng.standard_normal((replications, region.max() + 1, years))[:, region]
        )
    if law in ("persistent", "unequal", "regional"):
        shocks[..., 0] /= np.sqrt(1 - 0.8**2)
        for year in range(1, years):
            shocks[..., year] += 0.8 * shocks[..., year - 1]
    if law == "unequal":
        shocks *= np.asarray(spread, float)[:, None]
    if law == "trending":
        shocks += 0.5 * rng.standard_normal((replications, provinces, 1))
        shocks = shocks.cumsum(-1)
    return shocks


def _statistics(wild: Wild, jackknifed: np.ndarray, samples: np.ndarray) -> dict[str, np.ndarray]:
    """Estimate and standard errors for many dependent variables at once (samples × observations)."""
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


def rejections(
    panel: pd.DataFrame,
    law: str,
    effects=EFFECTS,
    replications: int = 1_000,
    draws: int = 399,
    seed: int = SEED,
) -> dict[str, float]:
    """How often a true null is rejected at 5% when GDP is pure noise and e-commerce is as observed.

    Parameters
    ----------
    panel : DataFrame
        Balanced panel; its ``sales`` column is the fixed regressor.
    law : str
        A key of `LAWS`; ``unequal`` takes each province's spread from the residuals of this very regression.
    effects : sequence of str
        As for `fit`.
    replications, draws : int
        Simulated samples, and bootstrap draws in each (the same weights in every sample).
    seed : int

    Returns
    -------
    dict
        Shares for ``plain`` (all rows independent), ``cluster`` (clustered, t distribution with G − 1 degrees of freedom),
        ``jackknife`` (leave one province out, the same t distribution) and ``wild`` (the restricted bootstrap).
    """
    wild = Wild(panel, ("sales",), effects)
    g = wild.clusters
    spread = wild.fit.residuals.groupby(level="province").std().sort_index()
    noise = errors(
        law,
        replications,
        g,
        len(panel) // g,
        seed,
        spread,
        regions(panel.index.get_level_values("province").unique().sort_values()),
    ).reshape(replications, -1)
    found = _statistics(wild, jackknife_map(panel, ("sales",), effects), noise)
    t = {
        name: np.abs(found["estimate"]) / found[name] for name in ("plain", "cluster", "jackknife")
    }
    critical = {"plain": stats.t.ppf(1 - LEVEL / 2, wild.fit.n - wild.fit.counted["all"])}
    multipliers = weights(draws, g, seed=seed + 1)
    numerators = (found["clean"] * wild._z) @ wild._indicator.T
    right = np.einsum("gi,ri,ik->rgk", wild._indicator, found["clean"], wild._full, optimize=True)
    maps = -np.einsum("rgk,hk->rgh", right, wild._left, optimize=True)
    maps[:, np.arange(g), np.arange(g)] += numerators
    hits = 0
    for number in range(replications):
        scores = multipliers @ maps[number]
        simulated = np.abs(multipliers @ numerators[number]) / np.sqrt(
            wild._factor * np.einsum("ij,ij->i", scores, scores)
        )
        hits += int((1 + (simulated >= t["cluster"][number]).sum()) / (draws + 1) <= LEVEL)
    shares = {
        name: float((values > critical.get(name, stats.t.ppf(1 - LEVEL / 2, g - 1))).mean())
        for name, values in t.items()
    }
    return {**shares, "wild": hits / replications}


def power(
    panel: pd.DataFrame,
    sizes,
    regressors=("sales",),
    effects=EFFECTS,
    test: str = "jackknife",
    draws: int = DRAWS,
    seed: int = SEED,
) -> np.ndarray:
    """Chance that a t test at 5% with province-robust standard errors finds an elasticity of each size.

    Parameters
    ----------
    sizes : array of float
        True coefficients of the first regressor; at zero the result is the size of the test.
    test : {"jackknife", "cluster"}
        Which standard error, each with the t distribution of G − 1 degrees of freedom.
    draws : int
        Simulated samples: the estimated residuals of each province, their sign drawn at random (so that their size, serial
        correlation and unequal spread stay as they are).

    Returns
    -------
    ndarray
        One share per size.
    """
    wild = Wild(panel, regressors, effects)
    # Residuals are too small by the fitted coefficients; the correction of the variance puts that back.
    residuals = np.sqrt(wild._factor) * (wild._y - wild.estimate * wild._z)
    member = wild._indicator.argmax(0)
    samples = weights(draws, wild.clusters, seed=seed)[:, member] * residuals
    found = _statistics(wild, jackknife_map(panel, regressors, effects), samples)
    critical = stats.t.ppf(1 - LEVEL / 2, wild.clusters - 1)
    return np.array(
        [
            (abs(size + found["estimate"]) > critical * found[test]).mean()
            for size in np.atleast_1d(sizes)
        ]
    )


def detectable(
    panel: pd.DataFrame,
    regressors=("sales",),
    effects=EFFECTS,
    test: str = "jackknife",
    target: float = 0.8,
) -> float:
    """The smallest elasticity that the test finds with probability ``target``, from `power` on a grid of thousandths."""
    sizes = np.arange(1, 501) / 1000
    enough = power(panel, sizes, regressors, effects, test) >= target
    if not enough.any():
        raise ValueError(f"no elasticity up to {sizes[-1]} is found with probability {target}")
    return float(sizes[enough.argmax()])


def detectable_formula(se: float, df: int, target: float = 0.8, level: float = LEVEL) -> float:
    """The textbook approximation: (t quantile of the test + t quantile of the power) × standard error.

    >>> round(detectable_formula(1.0, 10_000), 2)
    2.8
    """
    return float((stats.t.ppf(1 - level / 2, df) + stats.t.ppf(target, df)) * se)


def national(dataset: str = "paper") -> dict[str, float]:
    """The same question on the paper's own series: change of log GDP on change of log e-commerce, 14 observations.

    Returns
    -------
    dict
        coefficient, se, t, n, and detectable: the smallest elasticity found with probability 0.8 (`detectable_formula`).
    """
    result = models.ols(
        np.log(data.load(dataset)[["gdp", "ecommerce"]]).diff().dropna(), ["ecommerce"]
    )
    se = float(result.bse["ecommerce"])
    return {
        "coefficient": float(result.params["ecommerce"]),
        "se": se,
        "t": float(result.tvalues["ecommerce"]),
        "n": int(result.nobs),
        "detectable": detectable_formula(se, int(result.df_resid)),
    }


# What the data are like: noisy reports, revisions, breaks ---------------------------------------------------------------


def noisy(bounds: tuple[float, float] = NOISY) -> pd.Series:
    """Reports of e-commerce sales whose ratio to the year before lies outside the bounds, by (province, year).

    >>> bool(noisy().min() < 0.6)
    True
    """
    sales = _wide()["ecommerce_sales"]
    ratio = (sales / sales.groupby(level="province").shift(1)).dropna()
    return ratio[(ratio < bounds[0]) | (ratio > bounds[1])].rename("ratio")


def revisions(year: int = 2017) -> pd.Series:
    """Gross regional product after the fifth census relative to that before the fourth, less one, by province."""
    wide = _wide().xs(year, level="year")
    return (wide[GDP] / wide["gdp_nominal_pre4thcensus"] - 1).sort_values().rename("revision")


def mobile_changes(year: int = 2018) -> pd.Series:
    """Mobile Internet subscriptions relative to the year before, less one, by province."""
    mobile = _wide()["mobile_internet_users"].unstack("year")
    return (mobile[year] / mobile[year - 1] - 1).sort_values().rename("change")


def mixed_vintages(last_old: int = 2017) -> pd.DataFrame:
    """The panel as a careless merge would make it: GDP before the fourth census up to a year, after the fifth from then on."""
    new, old = frame(), frame("gdp_nominal_pre4thcensus")
    years = new.index.get_level_values("year")
    return pd.concat(
        [old[old.index.get_level_values("year") <= last_old], new[years > last_old]]
    ).sort_index()


# Estimates ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Design:
    """One regression of the page: a label, the rows, the right-hand side and the effects."""

    label: str
    panel: pd.DataFrame
    regressors: tuple[str, ...] = ("sales",)
    effects: tuple[str, ...] = EFFECTS

    def fit(self) -> Fit:
        return fit(self.panel, self.regressors, self.effects)

    def wild(self) -> Wild:
        return Wild(self.panel, self.regressors, self.effects)


def ladder() -> dict[str, Design]:
    """From the pooled regression to the ones that compare a province with itself."""
    levels = frame()
    return {
        "pooled": Design("Pooled", levels, effects=()),
        "province": Design("Province effects", levels, effects=("province",)),
        "twoway": Design("Province and year effects", levels),
        "broadband": Design("… with broadband", levels, ("sales", "broadband")),
        "trends": Design("… with provincial trends", levels, effects=("province", "year", "trend")),
        "differences": Design(
            "First differences, year effects", differences(levels), effects=("year",)
        ),
        "long": Design("Change from 2015 to 2024", differences(levels, 9), effects=()),
    }


def sensitivity() -> dict[str, Design]:
    """The two-way regression under other choices, each with its reason in the label."""
    levels = frame()
    provinces, years = (
        levels.index.get_level_values("province"),
        levels.index.get_level_values("year"),
    )
    reports = noisy().index
    change = differences(levels)
    return {
        "base": Design("As above", levels),
        "region": Design(
            "Every year of every region its own effect", levels, effects=("province", "region")
        ),
        "totals": Design("Totals, not per head", frame(per_head=False)),
        "reports": Design("Without the noisy reports", levels.drop(reports)),
        "provinces": Design(
            "Without their provinces", levels[~provinces.isin(reports.get_level_values("province"))]
        ),
        "change": Design(
            "First differences, without noisy reports", change.drop(reports), effects=("year",)
        ),
        "early": Design("2015–2019 only", levels[years <= 2019]),
        "late": Design("2020–2024 only", levels[years >= 2020]),
        "census4": Design(
            "2015–2019, GDP after the 4th census", frame("gdp_nominal_post4thcensus")
        ),
        "mixed": Design("Vintages mixed by mistake", mixed_vintages()),
    }


def summary(designs: dict[str, Design], intervals: bool = True) -> pd.DataFrame:
    """The first regressor of each design: estimate, clustered se, t and p, leave-one-out p, bootstrap p and limits.

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


def influence(panel: pd.DataFrame, regressors=("sales",), effects=EFFECTS) -> pd.DataFrame:
    """The first coefficient with one province left out at a time, sorted: estimate, lower, upper, t, p."""
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
    """The two-way estimate in every window of at least so many years: index (first, last); estimate, t, p."""
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


def placebo(panel: pd.DataFrame, lags: int = 1, leads: int = 1, effects=EFFECTS) -> Fit:
    """Sales of other years beside this year's: regressors named by their year relative to GDP, ``-1``, ``0``, ``+1``.

    A cause cannot follow its effect; a coefficient on next year's sales that is as large as this year's says that the
    two move together for some other reason, or that income drives sales.
    """
    names = [f"{step:+d}" if step else "0" for step in range(-lags, leads + 1)]
    wide = (
        panel[["gdp"]].assign(**{name: shift(panel, "sales", int(name)) for name in names}).dropna()
    )
    return fit(wide, names, effects)


def cross_check() -> pd.DataFrame:
    """The two-way regression by linearmodels and pyfixest against this module: estimates and standard errors.

    Returns
    -------
    DataFrame
        One row per package and small-sample correction, with columns correction, package, estimate, se, t, here
        (the standard error of this module) and gap (the larger relative difference of estimate and standard error).
    """
    # Slow to import, and needed by this check only.
    import pyfixest
    from linearmodels.panel import PanelOLS

    levels = frame()
    own = fit(levels)
    flat = levels.reset_index()
    model = PanelOLS(levels["gdp"], levels[["sales"]], entity_effects=True, time_effects=True)

    def from_linearmodels(**options):
        result = model.fit(cov_type="clustered", cluster_entity=True, **options)
        return "linearmodels", result.params["sales"], result.std_errors["sales"]

    def from_pyfixest(formula, **options):
        result = pyfixest.feols(
            formula, flat, vcov={"CRV1": "province"}, ssc=pyfixest.ssc(**options)
        )
        return "pyfixest", result.coef()["sales"], result.se()["sales"]

    found = {
        "clusters": from_pyfixest("gdp ~ sales | province + year", k_adj=False),
        # Year dummies written out: 0.60.0 does not always count absorbed effects other than the first.
        "nested": from_pyfixest("gdp ~ sales + C(year) | province"),
        "full": from_pyfixest("gdp ~ sales | province + year", k_fixef="full"),
        "all": from_linearmodels(),
        "full again": from_linearmodels(group_debias=True),
    }
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
    """The two-way estimate less that in first differences, with its leave-one-province-out standard error, t and p.

    Both estimate the same coefficient if sales are strictly exogenous (unrelated to the errors of every year) and measured without error.

    Returns
    -------
    dict
        gap, se, t, p (t distribution with G − 1 degrees of freedom).

    Examples
    --------
    >>> inconsistency(frame())["gap"] > 0
    True
    """
    change = differences(panel)
    pair = fit(panel), fit(change, effects=("year",))
    shifts = (
        jackknife_map(panel) @ pair[0].residuals.to_numpy()
        - jackknife_map(change, effects=("year",)) @ pair[1].residuals.to_numpy()
    )
    gap, g = float(pair[0].params.iloc[0] - pair[1].params.iloc[0]), len(shifts)
    se = float(np.sqrt((g - 1) / g * (shifts @ shifts)))
    return {"gap": gap, "se": se, "t": gap / se, "p": float(2 * stats.t.sf(abs(gap / se), g - 1))}


METHODS = {
    "plain": "All rows independent",
    "cluster": "Clustered by province, t with G − 1",
    "jackknife": "Leave one province out, t with G − 1",
    "wild": "Wild bootstrap, null imposed",
    "unrestricted": "Wild bootstrap, null not imposed",
}


def methods(design: Design) -> dict[str, float]:
    """p-values of the first regressor by every method in `METHODS`."""
    result, wild = design.fit(), design.wild()
    plain = abs(result.params.iloc[0] / result.plain_se().iloc[0])
    return {
        "plain": float(2 * stats.t.sf(plain, result.n - result.counted["all"])),
        "cluster": float(result.p().iloc[0]),
        "jackknife": jackknife(design.panel, design.regressors, design.effects)["p"],
        "wild": wild.p(),
        "unrestricted": wild.unrestricted_p(),
    }


# Exhibits ----------------------------------------------------------------------------------------------------------------


def estimates_table(rows: pd.DataFrame, caption: str, name: str) -> exhibits.Table:
    """Rows of `summary` as a table."""
    shown = pd.DataFrame(
        {
            "Elasticity": [prose.fixed(value, 3) for value in rows["estimate"]],
            "t": [prose.fixed(value, 2) for value in rows["t"]],
            "p, leave one out": [prose.p_value(value) for value in rows["jackknife"]],
            "p, bootstrap": [prose.p_value(value) for value in rows["wild"]],
            "95% interval": [
                f"{prose.fixed(low, 3)} to {prose.fixed(high, 3)}"
                for low, high in zip(rows["lower"], rows["upper"])
            ],
            "Rows": [prose.fixed(value, 0) for value in rows["n"]],
        },
        index=pd.Index(rows["label"], name="Regression"),
    )
    note = "t clustered by province, years counted and provinces not; interval from the wild cluster bootstrap with the null imposed."
    return exhibits.Table(shown, caption=caption, name=name, note=note)


def packages_table() -> exhibits.Table:
    """`cross_check` as a table."""
    found = cross_check()
    shown = pd.DataFrame(
        {
            "Package": found["package"],
            "Elasticity": [prose.fixed(value, 6) for value in found["estimate"]],
            "t": [prose.fixed(value, 4) for value in found["t"]],
            "Equal here": ["yes" if gap < AGREEMENT else "no" for gap in found["gap"]],
        }
    ).set_axis(
        pd.Index([CORRECTIONS[name] for name in found["correction"]], name="Variance multiplied by")
    )
    return exhibits.Table(
        shown,
        caption="The two-way regression by two packages",
        name="tab-panel-packages",
        note=f"Equal: elasticity and standard error differ from this page's by less than {AGREEMENT:.0e} relative.",
    )


def corrections_table() -> exhibits.Table:
    """The same coefficient and the same clusters under five small-sample corrections."""
    result = fit(frame())
    critical = prose.fixed(stats.t.ppf(1 - LEVEL / 2, result.clusters - 1), 3)
    shown = pd.DataFrame(
        {
            "Factor": [prose.fixed(result.factor(name), 4) for name in CORRECTIONS],
            "Standard error": [prose.fixed(result.se(name).iloc[0], 4) for name in CORRECTIONS],
            "t": [prose.fixed(result.t(name).iloc[0], 3) for name in CORRECTIONS],
            "p": [prose.p_value(result.p(name).iloc[0]) for name in CORRECTIONS],
        },
        index=pd.Index(CORRECTIONS.values(), name="Variance multiplied by"),
    )
    return exhibits.Table(
        shown,
        caption="One coefficient, one clustering, five conventions",
        name="tab-panel-corrections",
        note=f"G = {result.clusters} provinces, n = {result.n} rows. Critical value at 5%, t with G − 1 degrees of freedom: {critical}.",
    )


@exhibits.styled
def association_figure() -> exhibits.Figure:
    """GDP against e-commerce sales, as they are and with province and year means taken out."""
    raw, clean = frame()[["sales", "gdp"]], within(frame()[["sales", "gdp"]])
    drawing, axes = exhibits.draw(7.2, 3.6, columns=2)
    slopes = fit(raw, effects=()).params["sales"], fit(raw).params["sales"]
    for axis, values, slope, title in zip(
        axes, (raw, clean), slopes, ("As observed, slope", "Means out, slope")
    ):
        axis.plot(
            values["sales"], values["gdp"], linestyle="none", marker="o", markersize=2.6, alpha=0.55
        )
        ends = np.array([values["sales"].min(), values["sales"].max()])
        axis.plot(
            ends,
            values["gdp"].mean() + slope * (ends - values["sales"].mean()),
            marker="",
            color=exhibits.PALETTE[1],
            linestyle="-",
        )
        axis.set(title=f"{title}: {prose.fixed(slope, 2)}", xlabel="log e-commerce sales per head")
    axes[0].set_ylabel("log GDP per head")
    alt = (
        f"Two scatter plots of {len(raw)} province-years. Left, as observed, the points rise along a line of slope {prose.fixed(slopes[0], 2)}. "
        f"Right, with province and year means taken out, the cloud is nearly flat, slope {prose.fixed(slopes[1], 2)}."
    )
    behind = pd.DataFrame(
        {
            column: [prose.fixed(value, 3) for value in values]
            for column, values in {
                "log sales": raw["sales"],
                "log GDP": raw["gdp"],
                "log sales, within": clean["sales"],
                "log GDP, within": clean["gdp"],
            }.items()
        },
        index=pd.Index(
            [f"{province} {year}" for province, year in raw.index], name="Province and year"
        ),
    )
    return exhibits.figure(
        drawing,
        alt=alt,
        caption="GDP and e-commerce sales per head (natural logarithms, 10,000 yuan), 31 provinces, 2015 to 2024",
        name="fig-panel-association",
        behind=behind,
    )


@exhibits.styled
def influence_figure() -> exhibits.Figure:
    """The two-way estimate with each province left out."""
    rows, whole = influence(frame()), fit(frame()).params["sales"]
    drawing, axis = exhibits.draw(6.4, 6.6)
    place = np.arange(len(rows))
    axis.hlines(place, rows["lower"], rows["upper"], color=exhibits.PALETTE[5], linewidth=1)
    axis.plot(rows["estimate"], place, linestyle="none")
    axis.axvline(0, color=exhibits.INK, linewidth=0.8)
    axis.axvline(whole, color=exhibits.PALETTE[1], linestyle="--", linewidth=1)
    axis.set(
        yticks=place,
        yticklabels=rows.index,
        xlabel="elasticity without the province, 95% interval",
        ylim=(-0.7, len(rows) + 0.6),
    )
    axis.text(
        whole,
        len(rows) - 0.2,
        " all provinces",
        color=exhibits.PALETTE[1],
        ha="left",
        va="center",
        fontsize=9,
    )
    axis.tick_params(axis="y", labelsize=8)
    crossing = int(((rows["lower"] < 0) & (rows["upper"] > 0)).sum())
    alt = (
        f"Estimates with one province left out run from {prose.fixed(rows['estimate'].iloc[0], 3)} without {rows.index[0]} to "
        f"{prose.fixed(rows['estimate'].iloc[-1], 3)} without {rows.index[-1]}; {crossing} of {len(rows)} intervals include zero."
    )
    behind = (
        rows.map(lambda value: prose.fixed(value, 3))
        .set_axis(["Elasticity", "Lower", "Upper", "t", "p"], axis=1)
        .rename_axis("Left out")
    )
    return exhibits.figure(
        drawing,
        alt=alt,
        caption="Elasticity of GDP with respect to e-commerce sales, province and year effects, one province left out at a time",
        name="fig-panel-influence",
        behind=behind,
    )


@exhibits.styled
def placebo_figure() -> exhibits.Figure:
    """Last year's, this year's and next year's sales in one regression, in levels and in first differences."""
    fits = {
        "levels, both effects": placebo(frame()),
        "first differences, year effects": placebo(differences(frame()), effects=("year",)),
    }
    drawing, axis = exhibits.draw(6.4, 3.4)
    rows = {}
    for number, (label, result) in enumerate(fits.items()):
        limits, place = result.interval(), np.arange(len(result.params)) + 0.16 * number - 0.08
        line = axis.plot(place, result.params, linestyle="none", label=label)[0]
        axis.vlines(place, limits["lower"], limits["upper"], color=line.get_color(), linewidth=1.2)
        for name in result.params.index:
            rows[f"{label}: {name}"] = {
                "Elasticity": prose.fixed(result.params[name], 3),
                "Lower": prose.fixed(limits.loc[name, "lower"], 3),
                "Upper": prose.fixed(limits.loc[name, "upper"], 3),
                "t": prose.fixed(result.t()[name], 2),
            }
    axis.axhline(0, color=exhibits.INK, linewidth=0.8)
    axis.set(
        xticks=range(3),
        xticklabels=["last year's sales", "this year's sales", "next year's sales\n(placebo)"],
        ylabel="elasticity",
        xlim=(-0.5, 2.5),
    )
    axis.legend(loc="upper left", fontsize=9)
    low, high = axis.get_ylim()
    axis.set_ylim(low, high + 0.25 * (high - low))
    first = fits["levels, both effects"]
    alt = (
        f"In levels the coefficient on next year's sales is {prose.fixed(first.params['+1'], 3)}, on this year's {prose.fixed(first.params['0'], 3)} and on last year's "
        f"{prose.fixed(first.params['-1'], 3)}. In first differences they are "
        + ", ".join(
            prose.fixed(value, 3) for value in fits["first differences, year effects"].params[::-1]
        )
        + "."
    )
    return exhibits.figure(
        drawing,
        alt=alt,
        caption="Sales of last year, this year and next year as regressors of this year's GDP; bars are 95% intervals clustered by province",
        name="fig-panel-placebo",
        behind=pd.DataFrame(rows).T.rename_axis("Regression and year"),
    )


def methods_table() -> exhibits.Table:
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
        {label: [prose.p_value(p[name]) for name in METHODS] for label, p in found.items()},
        index=pd.Index(METHODS.values(), name="Method"),
    )
    return exhibits.Table(
        shown,
        caption="p-values of e-commerce sales by method of inference",
        name="tab-panel-methods",
    )


def size_rates(replications: int = 1_000) -> pd.DataFrame:
    """`rejections` of the pooled, the two-way and the differenced regression under every law."""
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


def size_table(rates: pd.DataFrame, replications: int = 1_000) -> exhibits.Table:
    """Rejection rates of a true null."""
    labels = {"pooled": "Pooled", "twoway": "Both effects", "differences": "First differences"}
    shown = rates.map(prose.percent).set_axis(
        ["Independent rows", "Clustered", "Leave one out", "Wild bootstrap"], axis=1
    )
    shown.index = pd.Index(
        [f"{labels[key]}; {LAWS[law]}" for key, law in rates.index],
        name="Regression; law of the errors",
    )
    error = np.sqrt(LEVEL * (1 - LEVEL) / replications)
    return exhibits.Table(
        shown,
        caption="How often a true null is rejected at 5%, by kind of standard error",
        name="tab-panel-size",
        note=f"{prose.fixed(replications, 0)} simulated panels each, the observed e-commerce sales as regressor; Monte Carlo standard error {prose.percent(error, 1)} at 5%.",
    )


@exhibits.styled
def power_figure() -> exhibits.Figure:
    """Power of the leave-one-province-out t test against the size of the effect, in levels and in first differences."""
    levels, change = frame(), differences(frame())
    sizes = np.linspace(0, 0.12, 49)
    curves = {
        "both effects": power(levels, sizes),
        "first differences": power(change, sizes, effects=("year",)),
    }
    found = {
        "both effects": detectable(levels),
        "first differences": detectable(change, effects=("year",)),
    }
    drawing, axis = exhibits.draw(6.4, 3.6)
    for label, curve in curves.items():
        line = axis.plot(sizes, curve, markevery=8, label=label)[0]
        axis.text(
            found[label] + 0.003,
            0.72,
            f"{label}\n{prose.fixed(found[label], 3)}",
            color=line.get_color(),
            fontsize=9,
            va="top",
        )
    axis.axhline(0.8, color=exhibits.INK, linewidth=0.8, linestyle=":")
    axis.set(
        xlabel="true elasticity", ylabel="chance to find it at 5%", ylim=(0, 1.04), xlim=(0, 0.12)
    )
    alt = (
        "Power rises with the true elasticity and reaches four in five at "
        + " and ".join(f"{prose.fixed(value, 3)} ({label})" for label, value in found.items())
        + "."
    )
    behind = pd.DataFrame(
        {label: [prose.percent(value) for value in curve[::4]] for label, curve in curves.items()},
        index=pd.Index([prose.fixed(size, 2) for size in sizes[::4]], name="True elasticity"),
    )
    return exhibits.figure(
        drawing,
        alt=alt,
        caption="Power of the leave-one-province-out t test at 5%; the dotted line is 80%",
        name="fig-panel-power",
        behind=behind,
    )


def noisy_table() -> exhibits.Table:
    """The reports of e-commerce sales that jump."""
    found, sales = noisy(), _wide()["ecommerce_sales"]
    shown = pd.DataFrame(
        {
            "Before": [prose.fixed(sales[province, year - 1], 1) for province, year in found.index],
            "Reported": [prose.fixed(sales[province, year], 1) for province, year in found.index],
            "Ratio": [prose.fixed(ratio, 2) for ratio in found],
        },
        index=pd.Index(
            [f"{province} {year}" for province, year in found.index], name="Province and year"
        ),
    )
    return exhibits.Table(
        shown,
        caption="Reports of e-commerce sales more than twice, or less than three fifths, of the year before (100 million yuan)",
        name="tab-panel-noisy",
    )
