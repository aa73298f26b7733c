"""Few and unequal clusters: wild bootstrap, jackknife, size, power and detectable effects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import optimize, stats

from helpers import memory
from helpers.methods.panel import (
    COMMON,
    EFFECTS,
    LEVEL,
    cluster_sums,
    effect_dummies,
    fit,
    jackknife_error,
    orthonormal_basis,
    regions,
    residualised,
)

DRAWS = 9_999  # (draws + 1) × level is whole, as a bootstrap test wants it
MANY = 99_999  # for a p-value close to the level
SEED = 20152024
WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])


def _province_names(panel: pd.DataFrame) -> pd.Index:
    """The provinces of a panel in alphabetical order, that of every cluster array here."""
    return panel.index.get_level_values("province").unique().sort_values()


@memory.remembered
def bootstrap_weights(
    draws: int, clusters: int, kind: str = "rademacher", seed: int = SEED
) -> np.ndarray:
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
    >>> bootstrap_weights(2, 3).shape
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
            As `bootstrap_weights` makes them.
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
            As for `bootstrap_weights`.

        Returns
        -------
        float
            The sample counts as one draw.

        Examples
        --------
        >>> from helpers.methods.panel import province_years
        >>> 0.02 < Wild(province_years()).p(draws=999) < 0.08
        True
        """
        simulated = self.draws(bootstrap_weights(draws, self.clusters, kind, seed), null)
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
            As for `bootstrap_weights`.

        Returns
        -------
        float
            For the hypothesis that the coefficient is zero.
        """
        simulated = self.draws(bootstrap_weights(draws, self.clusters, kind, seed), self.estimate)
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
            As for `bootstrap_weights`.

        Returns
        -------
        (float, float)
            Lower and upper limit.
        """
        settings = (bootstrap_weights(draws, self.clusters, kind, seed), level)
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
    >>> from helpers.methods.panel import province_years
    >>> result = jackknife(province_years())
    >>> bool(result["se"] > fit(province_years()).se()["sales"])
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
    >>> from helpers.methods.panel import province_years
    >>> number, shares = effective_clusters(province_years())
    >>> number < 31 and bool(abs(shares.sum() - 1) < 1e-12)
    True
    """
    wild = Wild(panel, regressors, effects)
    shares = wild._indicator @ wild._z**2 / wild._zz
    by_province = pd.Series(shares, _province_names(panel))
    return float(1 / (shares @ shares)), by_province.sort_values(ascending=False)


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
    multipliers = bootstrap_weights(draws, wild.clusters, seed=seed + 1)
    hits = _bootstrap_rejections(wild, found["clean"], t["cluster"], multipliers)
    shares = {name: float((t[name] > critical[name]).mean()) for name in df}
    return {**shares, "wild": hits / replications}


def panel_power(
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
    samples = bootstrap_weights(draws, wild.clusters, seed=seed)[:, member] * residuals
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
        As for `panel_power`.
    target : float
        Probability to reach.

    Returns
    -------
    float
        From `panel_power` on a grid of thousandths.

    Raises
    ------
    ValueError
        If no elasticity of the grid is found that often.
    """
    sizes = np.arange(1, 501) / 1000
    enough = panel_power(panel, sizes, regressors, effects, test) >= target
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
