"""Collinearity: how much of each regressor the others already tell, and what that costs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import optimize
from statsmodels.datasets import longley as longley_data
from statsmodels.stats.outliers_influence import variance_inflation_factor

from helpers.methods import coefficients, ols, simulation

HIGH_INDEX, HIGH_SHARE = 30, 0.5  # the rules of Belsley, Kuh and Welsch
MOST_YEARS = 1e5  # no sample size beyond is looked for
Regressors = str | Sequence[str]  # a specification of `models`, or column names


def longley() -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The Longley data, the classical twin: US employment 1947-1962 on six trending regressors.

    Returns
    -------
    (DataFrame, tuple of str)
        16 years by TOTEMP and the regressors, and the regressors' names.

    Notes
    -----
    Source: Longley (1967), ``longley1967``; shipped with statsmodels, certified by NIST
    (``niststrd``).

    Examples
    --------
    >>> frame, regressors = longley()
    >>> frame.shape, len(regressors)
    ((16, 7), 6)
    """
    loaded = longley_data.load_pandas()
    years = loaded.exog["YEAR"].astype(int).rename("year")
    return loaded.data.set_axis(years), tuple(loaded.exog.columns)


def names_of(regressors: Regressors) -> list[str]:
    """The columns of a specification, or those named.

    Parameters
    ----------
    regressors : str or sequence of str
        A key of `helpers.methods.ols.SPECIFICATIONS`, or names.

    Returns
    -------
    list of str
    """
    return list(ols.SPECIFICATIONS[regressors] if isinstance(regressors, str) else regressors)


def vif(frame: pd.DataFrame, regressors: Regressors = "table2") -> pd.Series:
    """Variance inflation factors, ``1 / (1 - R²)`` of each regressor on the others and a constant.

    Parameters
    ----------
    frame : DataFrame
        One column per regressor.
    regressors : str or sequence of str
        A specification or column names; at least two.

    Returns
    -------
    Series
        At least 1; indexed by regressor.

    Raises
    ------
    ValueError
        With fewer than two regressors, or if one is constant or an exact combination of the others.

    Examples
    --------
    >>> from helpers import data
    >>> vif(data.load("paper"), "table4").round(2).to_dict()
    {'users': 10.92, 'shoppers': 10.92}
    """
    names = names_of(regressors)
    if len(names) < 2:
        raise ValueError("collinearity needs at least two regressors")
    x = frame[names].astype(float)
    _refuse_singular(x)
    design = np.column_stack([np.ones(len(x)), (x - x.mean()) / x.std()])
    return pd.Series(
        [
            variance_inflation_factor(design, place, standardize=False)
            for place in range(1, design.shape[1])
        ],
        index=names,
        name="vif",
    )


def _refuse_singular(x: pd.DataFrame) -> None:
    """Raise if a regressor is constant or an exact combination of the others."""
    constant = [str(name) for name in x.columns if x[name].nunique() == 1]
    if constant:
        raise ValueError(f"{constant[0]} does not vary")
    scaled = ((x - x.mean()) / x.std()).to_numpy()
    if np.linalg.matrix_rank(scaled) < scaled.shape[1]:
        names = ", ".join(map(str, x.columns))
        raise ValueError(f"{names} are exactly collinear: no regression can tell them apart")


def vif_from_correlations(correlations: pd.DataFrame) -> pd.Series:
    """The same factors from correlations alone: the diagonal of their inverse.

    Parameters
    ----------
    correlations : DataFrame
        Symmetric, positive definite, ones on the diagonal.

    Returns
    -------
    Series
        At least 1; indexed as the matrix.

    Raises
    ------
    ValueError
        If the matrix is not positive definite.

    Examples
    --------
    >>> vif_from_correlations(pd.DataFrame([[1, 0.6], [0.6, 1]])).round(4).tolist()
    [1.5625, 1.5625]
    """
    matrix = correlations.to_numpy(float)
    if np.linalg.eigvalsh(matrix).min() <= 0:
        raise ValueError(
            "these correlations cannot come from one data set: the matrix is not positive definite"
        )
    return pd.Series(np.diag(np.linalg.inv(matrix)), index=correlations.index, name="vif")


def _scaled_design(frame: pd.DataFrame, names: list[str], centred: bool) -> pd.DataFrame:
    """Columns of unit length: around their means, or uncentred with a constant."""
    x = frame[names].astype(float)
    _refuse_singular(x)
    if centred:
        x = x - x.mean()
    else:
        x.insert(0, "constant", 1.0)
    return x / np.sqrt((x**2).sum())


def condition_indices(
    frame: pd.DataFrame, regressors: Regressors = "table2", centred: bool = False
) -> np.ndarray:
    """Largest singular value over each singular value, columns scaled to unit length.

    Parameters
    ----------
    frame : DataFrame
        One column per regressor.
    regressors : str or sequence of str
        A specification or column names.
    centred : bool
        Take means out first. Uncentred, as Belsley, Kuh and Welsch do, the constant is one of the
        columns, so that a series that hardly moves around its mean counts as collinear with it.

    Returns
    -------
    ndarray, shape (columns,)
        Ascending, the first is 1; one per column (the constant included unless centred).

    Raises
    ------
    ValueError
        If a regressor is constant or an exact combination of the others.

    Examples
    --------
    >>> from helpers import data
    >>> round(float(condition_indices(data.load("paper"), centred=True)[-1]))
    33
    """
    design = _scaled_design(frame, names_of(regressors), centred).to_numpy()
    values = np.linalg.svd(design, compute_uv=False)
    return values[0] / values


def variance_decomposition(frame: pd.DataFrame, regressors: Regressors = "table2") -> pd.DataFrame:
    """Which near-dependency inflates which variance: the proportions of Belsley, Kuh and Welsch.

    Parameters
    ----------
    frame : DataFrame
        One column per regressor.
    regressors : str or sequence of str
        A specification or column names.

    Returns
    -------
    DataFrame
        One row per condition index (the index of the frame, ascending), one column per coefficient,
        the constant first; columns add to one. Two or more large shares in the row of an index
        above 30 name a harmful dependency.

    Raises
    ------
    ValueError
        If a regressor is constant or an exact combination of the others.

    Notes
    -----
    Source: Belsley, Kuh and Welsch (1980), chapter 3, ``bkw1980``: uncentred columns of unit
    length.

    Examples
    --------
    >>> from helpers import data
    >>> bool(np.allclose(variance_decomposition(data.load("paper")).sum(), 1))
    True
    """
    scaled = _scaled_design(frame, names_of(regressors), centred=False)
    _, values, directions = np.linalg.svd(scaled.to_numpy(), full_matrices=False)
    shares = (directions.T / values) ** 2
    shares = shares.T / shares.sum(axis=1)
    indices = pd.Index(values[0] / values, name="condition index")
    return pd.DataFrame(shares, index=indices, columns=scaled.columns)


def elimination_path(frame: pd.DataFrame) -> pd.DataFrame:
    """Coefficients, standard errors and intervals along the paper's path from Table 2 to Table 4.

    Parameters
    ----------
    frame : DataFrame
        The sample.

    Returns
    -------
    DataFrame
        Index (table, regressor); columns coefficient, standard_error, low, high (95%), vif.

    Examples
    --------
    >>> from helpers import data
    >>> b = elimination_path(data.load("paper"))["coefficient"]
    >>> round(float(b["table4", "shoppers"] / b["table2", "shoppers"]), 2)
    2.04
    """
    rows = {}
    for table in ols.SPECIFICATIONS:
        fit, factors = ols.ols(frame, table), vif(frame, table)
        interval = fit.conf_int()
        for name in factors.index:
            rows[table, name] = {
                "coefficient": fit.params[name],
                "standard_error": fit.bse[name],
                "low": interval.loc[name, 0],
                "high": interval.loc[name, 1],
                "vif": factors[name],
            }
    return pd.DataFrame.from_dict(rows, orient="index")


def perturbed(
    frame: pd.DataFrame,
    regressors: Regressors = "table2",
    dependent: str = "gdp",
    relative: float = 0.01,
    replications: int = 20_000,
    seed: int = 1,
) -> pd.DataFrame:
    """How coefficients move when every regressor is measured with a small random error.

    Parameters
    ----------
    frame, regressors, dependent
        As for `helpers.methods.ols.ols`.
    relative : float
        Standard deviation of the error as a share of each value.
    replications, seed : int
        Of the simulation.

    Returns
    -------
    DataFrame
        Per regressor: the ``coefficient``, the 5% and 95% quantiles over the perturbed data
        (``low``, ``high``), the share of draws with the other sign (``flips``) and its Monte Carlo
        error (``flips_error``).

    Raises
    ------
    ValueError
        If ``relative`` is negative.

    Examples
    --------
    >>> from helpers import data
    >>> bool(perturbed(data.load("paper"), relative=0.0, replications=10)["flips"].eq(0).all())
    True
    """
    if relative < 0:
        raise ValueError(f"an error's standard deviation is not negative, as {relative} is")
    names = names_of(regressors)
    base = ols.ols(frame, names, dependent).params[names]
    x, y = frame[names].to_numpy(float).T, frame[dependent].to_numpy(float)

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        noisy = x[:, :, None] * (1 + relative * rng.standard_normal((*x.shape, size)))
        return {"b": simulation.batched_ols(y, noisy).b[1:]}

    b = simulation.simulate(experiment, replications, seed)["b"]
    flips = [
        simulation.share(np.sign(row) != np.sign(value)) for row, value in zip(b, base, strict=True)
    ]
    low, high = np.quantile(b, [0.05, 0.95], axis=1)
    return pd.DataFrame(
        {
            "coefficient": base,
            "low": low,
            "high": high,
            "flips": [rate for rate, _ in flips],
            "flips_error": [error for _, error in flips],
        },
        index=names,
    )


def cost(
    frame: pd.DataFrame,
    regressors: Regressors = "table2",
    dependent: str = "gdp",
    wanted: float = coefficients.WANTED,
) -> pd.DataFrame:
    """What collinearity costs each coefficient in power.

    Parameters
    ----------
    frame, regressors, dependent
        As for `helpers.methods.ols.ols`.
    wanted : float
        Power, between 0.05 and 1.

    Returns
    -------
    DataFrame
        Per regressor: ``vif``; ``power`` of the t test at 5% if the estimate were the truth;
        ``power_alone``, the same with the standard error that uncorrelated regressors would give;
        ``years``, the sample size for power ``wanted`` if the years to come were like these (same
        spread, same correlations, independent errors).

    Examples
    --------
    >>> from helpers import data
    >>> found = cost(data.load("paper"))
    >>> bool((found["power"] <= found["power_alone"]).all())
    True
    """
    fit, factors = ols.ols(frame, regressors, dependent), vif(frame, regressors)
    rows, df = {}, int(fit.df_resid)
    for name in factors.index:
        effect, error = fit.params[name], fit.bse[name]
        rows[name] = {
            "vif": factors[name],
            "power": coefficients.t_power(effect, error, df),
            "power_alone": coefficients.t_power(effect, error / np.sqrt(factors[name]), df),
            "years": _years_for_power(effect, error, fit.nobs, len(fit.params), wanted),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _years_for_power(effect: float, error: float, n: float, k: int, wanted: float) -> float:
    """Sample size for a power; error: the standard error at n, k: number of coefficients."""

    def shortfall(years: float) -> float:
        power = coefficients.t_power(effect, error * np.sqrt(n / years), int(years) - k)
        return power - wanted

    enough = shortfall(n) >= 0
    years = n if enough else optimize.brentq(shortfall, n, MOST_YEARS, xtol=0.5)
    return float(np.ceil(years))


def _standardised(
    frame: pd.DataFrame, regressors: Regressors, dependent: str
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Names and correlations of the regressors, and their correlations with the dependent."""
    names = names_of(regressors)
    _refuse_singular(frame[names])
    r = frame[[*names, dependent]].corr().to_numpy()
    return names, r[:-1, :-1], r[:-1, -1]


def ridge_trace(
    frame: pd.DataFrame,
    regressors: Regressors = "table2",
    penalties: Sequence[float] | None = None,
    dependent: str = "gdp",
) -> pd.DataFrame:
    """Standardised ridge coefficients ``(R + κ I)⁻¹ r``, with what each penalty trades.

    Parameters
    ----------
    frame, regressors, dependent
        As for `helpers.methods.ols.ols`.
    penalties : sequence of float, optional
        Values of κ, not negative; by default 0 and a logarithmic grid from 0.0001 to 1.

    Returns
    -------
    DataFrame
        Index κ; one column per regressor (SDs of y per SD of x) and ``variance`` and
        ``squared_bias``, summed over the coefficients, *if* the least squares estimates were the
        truth: the best penalty depends on the unknown coefficients.

    Raises
    ------
    ValueError
        If a penalty is negative.

    Examples
    --------
    >>> from helpers import data
    >>> trace = ridge_trace(data.load("paper"))
    >>> trace["variance"].is_monotonic_decreasing, trace["squared_bias"].is_monotonic_increasing
    (True, True)
    """
    names, correlations, with_y = _standardised(frame, regressors, dependent)
    grid = np.concatenate([[0.0], np.logspace(-4, 0, 60)])
    if penalties is not None:
        grid = np.asarray(penalties, dtype=float)
    if (grid < 0).any():
        raise ValueError(f"a ridge penalty is not negative, as {grid.min()} is")
    plain, n = np.linalg.solve(correlations, with_y), len(frame)
    noise = (1 - with_y @ plain) / (n - len(names) - 1)
    rows = []
    for penalty in grid:
        shrink = np.linalg.inv(correlations + penalty * np.eye(len(names)))
        bias = -penalty * shrink @ plain
        variance = noise * np.trace(shrink @ correlations @ shrink)
        rows.append([*(shrink @ with_y), variance, bias @ bias])
    return pd.DataFrame(
        rows,
        index=pd.Index(grid, name="penalty"),
        columns=[*names, "variance", "squared_bias"],
    )


def components_trace(
    frame: pd.DataFrame, regressors: Regressors = "table2", dependent: str = "gdp"
) -> pd.DataFrame:
    """Standardised coefficients when only the regressors' first principal components are kept.

    Parameters
    ----------
    frame, regressors, dependent
        As for `helpers.methods.ols.ols`.

    Returns
    -------
    DataFrame
        Index: number of components kept, from 1 to all (which is least squares); one column per
        regressor and ``explained``, the share of the regressors' variance kept, and ``r2`` of the
        regression.

    Examples
    --------
    >>> from helpers import data
    >>> trace = components_trace(data.load("paper"))
    >>> bool(trace["r2"].is_monotonic_increasing), len(trace)
    (True, 4)
    """
    names, correlations, with_y = _standardised(frame, regressors, dependent)
    values, directions = np.linalg.eigh(correlations)
    values, directions = values[::-1], directions[:, ::-1]
    loads = directions.T @ with_y / values
    rows = [
        [
            *(directions[:, :kept] @ loads[:kept]),
            values[:kept].sum() / values.sum(),
            (values[:kept] * loads[:kept] ** 2).sum(),
        ]
        for kept in range(1, len(values) + 1)
    ]
    return pd.DataFrame(
        rows,
        index=pd.Index(range(1, len(values) + 1), name="components"),
        columns=[*names, "explained", "r2"],
    )


def designs(frame: pd.DataFrame) -> pd.DataFrame:
    """How collinear Tables 2 and 4 are, beside the Longley data.

    Parameters
    ----------
    frame : DataFrame
        The sample.

    Returns
    -------
    DataFrame
        One row per design; n, regressors, vif (the largest), condition, centred, r2.
    """
    twin, regressors = longley()
    rows: dict[str, dict[str, float]] = {}
    sources: tuple[tuple[str, pd.DataFrame, Regressors, str], ...] = (
        ("Table 2", frame, "table2", "gdp"),
        ("Table 4", frame, "table4", "gdp"),
        ("Longley", twin, regressors, "TOTEMP"),
    )
    for label, sample, names, dependent in sources:
        factors, fit = vif(sample, names), ols.ols(sample, names, dependent)
        rows[label] = {
            "n": fit.nobs,
            "regressors": len(factors),
            "vif": factors.max(),
            "condition": condition_indices(sample, names)[-1],
            "centred": condition_indices(sample, names, centred=True)[-1],
            "r2": fit.rsquared,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def perturbations(frame: pd.DataFrame, relative: float = 0.01) -> dict[str, pd.DataFrame]:
    """`perturbed` for Tables 2 and 4, and for Longley without the year, which is not measured.

    Parameters
    ----------
    frame : DataFrame
        The sample.
    relative : float
        As for `perturbed`.

    Returns
    -------
    dict of DataFrame
    """
    twin, regressors = longley()
    measured = [name for name in regressors if name != "YEAR"]
    return {
        "Table 2": perturbed(frame, "table2", "gdp", relative),
        "Table 4": perturbed(frame, "table4", "gdp", relative),
        "Longley": perturbed(twin, measured, "TOTEMP", relative),
    }
