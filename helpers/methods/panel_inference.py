"""Few and unequal clusters, noisy regressors, hidden confounders: what a coefficient withstands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from helpers import memory
from helpers.data.simulated import stored
from helpers.methods.ols import LEVEL
from helpers.methods.panel import (
    EFFECTS,
    cluster_sums,
    effect_dummies,
    fit,
    orthonormal_basis,
    province_years,
    residualised,
    within,
)
from helpers.vocabulary import REGIONS, region

MANY = 99_999  # bootstrap draws: (draws + 1) × level is whole, and p may lie close to the level
SEED = 20152024


def _province_names(panel: pd.DataFrame) -> pd.Index:
    """The provinces of a panel in alphabetical order, that of every cluster array here."""
    return panel.index.get_level_values("province").unique().sort_values()


@memory.remembered
def bootstrap_weights(draws: int, clusters: int, seed: int = SEED) -> np.ndarray:
    """Random signs, one per draw and cluster.

    Parameters
    ----------
    draws, clusters : int
        Shape of the result.
    seed : int
        Seed of the draws.

    Returns
    -------
    ndarray, shape (draws, clusters)
        Read-only: the same array serves every regression.

    Examples
    --------
    >>> bootstrap_weights(2, 3).shape
    (2, 3)
    """
    rng = np.random.default_rng(seed)
    return 2.0 * rng.integers(0, 2, (draws, clusters), dtype=np.int8) - 1.0


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
        dependent: str = "nominal",
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
        self._factor = self.fit.factor

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

    def p(self, null: float = 0.0, draws: int = MANY, seed: int = SEED) -> float:
        """Symmetric p-value: the share of draws whose t is as large in absolute value.

        Parameters
        ----------
        null : float
            Hypothetical value.
        draws, seed
            As for `bootstrap_weights`.

        Returns
        -------
        float
            The sample counts as one draw.

        Examples
        --------
        >>> 0.02 < Wild(province_years()).p(draws=999) < 0.08
        True
        """
        simulated = self.draws(bootstrap_weights(draws, self.clusters, seed), null)
        return self._as_extreme(simulated, self.t(null))

    def unrestricted_p(self, draws: int = MANY, seed: int = SEED) -> float:
        """The p-value without imposing the null on the residuals, for comparison only.

        The draws are centred on the estimate. Where a few clusters carry the regressor the two
        p-values disagree, which is a warning about both.

        Parameters
        ----------
        draws, seed
            As for `bootstrap_weights`.

        Returns
        -------
        float
            For the hypothesis that the coefficient is zero.
        """
        simulated = self.draws(bootstrap_weights(draws, self.clusters, seed), self.estimate)
        return self._as_extreme(simulated, self.t())


def jackknife_map(panel: pd.DataFrame, regressors: Sequence[str] = ("sales",)) -> np.ndarray:
    """What the residuals of the two-way regression tell about leaving a province out.

    The map times the residuals is the first coefficient less its value without each province.
    Province effects are taken out first: each belongs to one cluster and goes with it.

    Parameters
    ----------
    panel : DataFrame
        As for `fit`.
    regressors : sequence of str
        Columns on the right-hand side.

    Returns
    -------
    ndarray, shape (provinces, observations)
        Provinces in alphabetical order.
    """
    shared = np.hstack([panel[list(regressors)], effect_dummies(panel.index, ("year",))])
    inside = orthonormal_basis(effect_dummies(panel.index, ("province",)))
    design = residualised(shared, inside)
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
    """Leave-one-cluster-out standard error from the shifts that leaving out makes.

    Parameters
    ----------
    shifts : ndarray
        One per cluster.

    Returns
    -------
    float
        The root of (G − 1)/G times their sum of squares.

    Examples
    --------
    >>> jackknife_error(np.array([1.0, -1.0]))
    1.0
    """
    g = len(shifts)
    return float(np.sqrt((g - 1) / g * (shifts @ shifts)))


METHODS = {
    "plain": "Rows independent",
    "cluster": "Clustered by province",
    "jackknife": "One province left out",
    "wild": "Wild bootstrap, null imposed",
    "unrestricted": "Wild bootstrap, null free",
}


def p_values(panel: pd.DataFrame, dependent: str = "nominal") -> dict[str, float]:
    """P of e-commerce sales in the two-way regression, by every method of `METHODS`.

    Parameters
    ----------
    panel : DataFrame
        As for `fit`.
    dependent : str
        Column on the left-hand side.

    Returns
    -------
    dict of float
        By key of `METHODS`; clustered and left out with t of G − 1 degrees of freedom.

    Examples
    --------
    >>> found = p_values(province_years())
    >>> found["plain"] < found["cluster"] < found["jackknife"]
    True
    """
    wild = Wild(panel, dependent=dependent)
    result, estimate = wild.fit, wild.estimate
    shifts = jackknife_map(panel) @ result.residuals.to_numpy()
    plain = abs(estimate / result.plain_se().iloc[0])
    left_out = abs(estimate / jackknife_error(shifts))
    return {
        "plain": float(2 * stats.t.sf(plain, result.degrees)),
        "cluster": float(result.p().iloc[0]),
        "jackknife": float(2 * stats.t.sf(left_out, result.clusters - 1)),
        "wild": wild.p(),
        "unrestricted": wild.unrestricted_p(),
    }


def effective_clusters(panel: pd.DataFrame) -> tuple[float, pd.Series]:
    """How many equal provinces would carry as much information as these do.

    Parameters
    ----------
    panel : DataFrame
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
    >>> number, shares = effective_clusters(province_years())
    >>> number < 31 and bool(abs(shares.sum() - 1) < 1e-12)
    True
    """
    squares = (within(panel)["sales"] ** 2).groupby(level="province").sum()
    shares = squares / squares.sum()
    return float(1 / (shares @ shares)), shares.sort_values(ascending=False)


RHO = 0.8  # autocorrelation of the simulated errors
LAWS = {
    "independent": "independent, equal spread",
    "persistent": "AR(1) with 0.8, equal spread",
    "unequal": "AR(1) with 0.8, each province its own spread",
    "regional": "AR(1) with 0.8, half of it common to a region",
}


def _autoregressive(shocks: np.ndarray) -> np.ndarray:
    """Stationary AR(1) along the last axis, worked out in place."""
    shocks[..., 0] /= np.sqrt(1 - RHO**2)
    for year in range(1, shocks.shape[-1]):
        shocks[..., year] += RHO * shocks[..., year - 1]
    return shocks


def errors(law: str, panel: pd.DataFrame, replications: int, seed: int = SEED) -> np.ndarray:
    """Simulated errors of a law in `LAWS`, innovations standard normal.

    Parameters
    ----------
    law : str
        A key of `LAWS`; ``unequal`` takes each province's spread from the residuals of the two-way
        regression, ``regional`` gives half of the variance to the province's region.
    panel : DataFrame
        Balanced; as for `fit`.
    replications : int
        Simulated panels.
    seed : int
        Seed of the draws.

    Returns
    -------
    ndarray, shape (replications, provinces, years)

    Raises
    ------
    ValueError
        On an unknown law.

    Examples
    --------
    >>> errors("persistent", province_years(), 2).shape
    (2, 31, 10)
    """
    if law not in LAWS:
        raise ValueError(f"unknown law {law!r}; valid: {', '.join(LAWS)}")
    names = panel.index.get_level_values("province").unique().sort_values()
    years = len(panel) // len(names)
    rng = np.random.default_rng(seed)
    shocks = rng.standard_normal((replications, len(names), years))
    if law == "regional":
        places = [*REGIONS, "west"]
        member = [places.index(region(name)) for name in names]
        common = rng.standard_normal((replications, len(places), years))[:, member]
        shocks = np.sqrt(0.5) * (shocks + common)
    if law != "independent":
        shocks = _autoregressive(shocks)
    if law == "unequal":
        spread = fit(panel).residuals.groupby(level="province").std().sort_index()
        shocks *= spread.to_numpy()[:, None]
    return shocks


def _statistics(wild: Wild, jackknifed: np.ndarray, samples: np.ndarray) -> dict[str, np.ndarray]:
    """Estimate and standard errors for many dependent variables (samples × observations)."""
    z, full, g = wild._z, wild._full, wild.clusters
    clean = samples - (samples @ full[:, :-1]) @ full[:, :-1].T
    estimates = clean @ z / wild._zz
    residuals = clean - estimates[:, None] * z
    scores = (residuals * z) @ wild._indicator.T
    return {
        "estimate": estimates,
        "clean": clean,
        "plain": np.sqrt((residuals**2).sum(1) / wild.fit.degrees / wild._zz),
        "cluster": np.sqrt(wild._factor * (scores**2).sum(1)) / wild._zz,
        "jackknife": np.sqrt((g - 1) / g * ((residuals @ jackknifed.T) ** 2).sum(1)),
    }


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


@stored("provinces")
def rejections(law: str, replications: int = 1_000, draws: int = 399) -> dict[str, float]:
    """How often a true null is rejected at 5% when output is noise and sales are as observed.

    Parameters
    ----------
    law : str
        A key of `LAWS`.
    replications, draws : int
        Simulated panels, and bootstrap draws in each (the same weights in every panel).

    Returns
    -------
    dict
        Shares of the two-way regression, by key of `METHODS`, the last one apart.
    """
    panel = province_years()
    wild = Wild(panel)
    noise = errors(law, panel, replications).reshape(replications, -1)
    found = _statistics(wild, jackknife_map(panel), noise)
    degrees = {
        "plain": wild.fit.degrees,
        "cluster": wild.clusters - 1,
        "jackknife": wild.clusters - 1,
    }
    t = {name: np.abs(found["estimate"]) / found[name] for name in degrees}
    critical = {name: stats.t.ppf(1 - LEVEL / 2, df) for name, df in degrees.items()}
    multipliers = bootstrap_weights(draws, wild.clusters, seed=SEED + 1)
    hits = _bootstrap_rejections(wild, found["clean"], t["cluster"], multipliers)
    shares = {name: float((t[name] > critical[name]).mean()) for name in degrees}
    return {**shares, "wild": hits / replications}


def rejection_rates() -> pd.DataFrame:
    """`rejections` under every law.

    Returns
    -------
    DataFrame
        Index law; columns as `rejections`; shares.
    """
    return pd.DataFrame({law: rejections(law) for law in LAWS}).T


def looks_like_noise(panel: pd.DataFrame) -> float:
    """Share of the variance of yearly changes in sales that an error of measurement would explain.

    If true sales wander at random and each report adds an error of its own, the variance of a
    change over two years falls short of twice that over one year by twice the error's variance.

    Parameters
    ----------
    panel : DataFrame
        As for `fit`.

    Returns
    -------
    float
        Between 0 and 1 if sales behave so; year means are taken out.

    Examples
    --------
    >>> 0 < looks_like_noise(province_years()) < 1
    True
    """
    sales = within(panel)["sales"].groupby(level="province")
    one, two = (float((sales.diff(span).dropna() ** 2).mean()) for span in (1, 2))
    return (2 * one - two) / one


def _two_way(values: np.ndarray) -> np.ndarray:
    """Less the means of provinces and of years, over the last two axes."""
    provinces, years = (values.mean(axis, keepdims=True) for axis in (-1, -2))
    return values - provinces - years + values.mean((-2, -1), keepdims=True)


def lead_t(output: np.ndarray, sales: np.ndarray) -> np.ndarray:
    """Clustered t of next year's sales beside this year's and last year's, both effects absorbed.

    Parameters
    ----------
    output, sales : ndarray, shape (samples, provinces, years)
        Logarithms.

    Returns
    -------
    ndarray, shape (samples,)
    """
    y = _two_way(output[..., 1:-1])
    moved = (sales[..., :-2], sales[..., 1:-1], sales[..., 2:])
    x = np.stack([_two_way(each) for each in moved], axis=1)
    bread = np.linalg.inv(np.einsum("rkgt,rlgt->rkl", x, x))
    b = np.einsum("rkl,rlgt,rgt->rk", bread, x, y, optimize=True)
    residuals = y - np.einsum("rk,rkgt->rgt", b, x)
    scores = np.einsum("rkl,rlgt,rgt->rkg", bread, x, residuals, optimize=True)
    g = y.shape[1]
    return b[:, 2] / np.sqrt(g / (g - 1) * (scores[:, 2] ** 2).sum(-1))


def lead_rejections(
    noise: float, elasticity: float, replications: int = 2_000, seed: int = SEED
) -> float:
    """How often next year's sales look significant although only this year's act.

    True sales wander at random; the report of a year adds an error; output follows the true sales
    of the same year, beside persistent errors of its own. Yearly changes of reported sales and the
    residuals of output vary as much as in the panel.

    Parameters
    ----------
    noise : float
        Share of the variance of yearly changes that is error of measurement.
    elasticity : float
        Of output with respect to true sales.
    replications : int
        Simulated panels.
    seed : int
        Seed of the draws.

    Returns
    -------
    float
        Share of panels in which next year's sales have a positive coefficient with p < 5%.

    Examples
    --------
    >>> lead_rejections(0.5, 0.2, 50) > lead_rejections(0.0, 0.2, 50)
    True
    """
    panel = province_years()
    changes = within(panel)["sales"].groupby(level="province").diff().dropna()
    variance = float((changes**2).mean())
    shape = (replications, panel.index.get_level_values("province").nunique(), len(panel) // 31)
    rng = np.random.default_rng(seed)
    true = np.sqrt((1 - noise) * variance) * rng.standard_normal(shape).cumsum(-1)
    reported = true + np.sqrt(noise * variance / 2) * rng.standard_normal(shape)
    persistent = _two_way(_autoregressive(rng.standard_normal(shape)))
    scale = fit(panel).residuals.std() / persistent.std()
    t = lead_t(elasticity * true + scale * persistent, reported)
    return float((t > stats.t.ppf(1 - LEVEL / 2, shape[1] - 1)).mean())


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


def detectable_output() -> float:
    """The smallest elasticity of real product that the provinces find four times in five.

    Returns
    -------
    float
        `detectable_formula` of the two-way regression.
    """
    result = fit(province_years(), dependent="real")
    return detectable_formula(float(result.se()["sales"]), result.clusters - 1)


def robustness_value(t: float, degrees: int) -> float:
    """How much of both variables a hidden one would have to explain to bring an estimate to zero.

    Parameters
    ----------
    t : float
        Ordinary t statistic of the coefficient, rows taken as independent.
    degrees : int
        Residual degrees of freedom.

    Returns
    -------
    float
        Share of what is left of the outcome, and of the regressor, once everything else in the
        regression is out: Cinelli and Hazlett (2020, Journal of the Royal Statistical Society B,
        section 4.2).

    Examples
    --------
    >>> round(robustness_value(4.18, 783), 3)
    0.139
    """
    squared = t**2 / degrees
    return float((np.sqrt(squared**2 + 4 * squared) - squared) / 2)


def hidden_pull(outcome: float, regressor: float, se: float, degrees: int) -> float:
    """By how much a hidden variable moves a coefficient.

    Parameters
    ----------
    outcome, regressor : float
        Shares that it explains of what is left of the outcome (the regressor of interest among what
        is out) and of the regressor.
    se : float
        Ordinary standard error of the coefficient without it.
    degrees : int
        Residual degrees of freedom of that regression.

    Returns
    -------
    float
        Distance, in units of the coefficient (the same paper, section 4.1).

    Examples
    --------
    >>> round(hidden_pull(0.125, 0.009, 0.023, 783), 3)
    0.022
    """
    return float(se * np.sqrt(degrees * outcome * regressor / (1 - regressor)))


def confounding(
    panel: pd.DataFrame, hidden: str, dependent: str = "nominal", regressor: str = "sales"
) -> dict[str, float]:
    """What a measured variable would do to the two-way coefficient if it were left out.

    Parameters
    ----------
    panel : DataFrame
        As for `fit`.
    hidden, dependent, regressor : str
        Columns.

    Returns
    -------
    dict of float
        regressor and outcome, the shares that it explains (as in `hidden_pull`); pull, by how much
        leaving it out moves the coefficient.

    Examples
    --------
    >>> levels = province_years()
    >>> left_out = fit(levels).params["sales"]
    >>> beside = fit(levels, ("sales", "prices")).params["sales"]
    >>> bool(abs(left_out - beside - confounding(levels, "prices")["pull"]) < 1e-12)
    True
    """
    clean, alone = within(panel), fit(panel, (regressor,), dependent=dependent)
    x = clean[regressor]
    rest = {name: clean[name] - x * (x @ clean[name]) / (x @ x) for name in (dependent, hidden)}
    shares = {
        "outcome": float(rest[dependent].corr(rest[hidden]) ** 2),
        "regressor": float(clean[hidden].corr(x) ** 2),
    }
    pull = hidden_pull(**shares, se=float(alone.plain_se()[regressor]), degrees=alone.degrees)
    return {**shares, "pull": pull}
