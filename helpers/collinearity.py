"""Collinearity: how much of each regressor the others already tell, what that costs, and what remedies trade for it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import optimize
from statsmodels.datasets import longley as longley_data
from statsmodels.stats.outliers_influence import variance_inflation_factor

from helpers import coefficients, models, prose, simulation
from helpers.exhibits import PALETTE, Figure, Table, draw, figure, styled
from helpers.tables import LABELS

HIGH_VIF = 10  # the usual rule of thumb
HIGH_INDEX, HIGH_SHARE = 30, 0.5  # the rules of Belsley, Kuh and Welsch
LONGLEY_LABELS = {
    "GNPDEFL": "Price deflator",
    "GNP": "GNP",
    "UNEMP": "Unemployed",
    "ARMED": "Armed forces",
    "POP": "Population",
    "YEAR": "Year",
}


def longley() -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The Longley data, the classical twin: US employment 1947-1962 on six trending regressors.

    Returns
    -------
    (DataFrame, tuple of str)
        16 years by TOTEMP and the regressors, and the regressors' names.

    Notes
    -----
    Source: Longley (1967), ``longley1967``; shipped with statsmodels, certified by NIST (``niststrd``).

    Examples
    --------
    >>> frame, regressors = longley()
    >>> frame.shape, len(regressors)
    ((16, 7), 6)
    """
    loaded = longley_data.load_pandas()
    return loaded.data.set_axis(loaded.exog["YEAR"].astype(int).rename("year")), tuple(
        loaded.exog.columns
    )


def _names(regressors) -> list[str]:
    return list(models.SPECIFICATIONS[regressors] if isinstance(regressors, str) else regressors)


def vif(frame: pd.DataFrame, regressors="table2") -> pd.Series:
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
    names = _names(regressors)
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
    constant = [str(name) for name in x.columns if x[name].nunique() == 1]
    if constant:
        raise ValueError(f"{constant[0]} does not vary")
    scaled = ((x - x.mean()) / x.std()).to_numpy()
    if np.linalg.matrix_rank(scaled) < scaled.shape[1]:
        raise ValueError(
            f"{prose.listed(map(str, x.columns))} are exactly collinear: no regression can tell them apart"
        )


def vif_from_correlations(correlations: pd.DataFrame) -> pd.Series:
    """The same factors from correlations alone: the diagonal of their inverse.

    Parameters
    ----------
    correlations : DataFrame
        Symmetric, positive definite, ones on the diagonal.

    Raises
    ------
    ValueError
        If the matrix is not positive definite.

    Examples
    --------
    >>> vif_from_correlations(pd.DataFrame([[1, 0.6], [0.6, 1]])).round(4).tolist()
    [1.5625, 1.5625]
    """
    if np.linalg.eigvalsh(correlations.to_numpy(float)).min() <= 0:
        raise ValueError(
            "these correlations cannot come from one data set: the matrix is not positive definite"
        )
    return pd.Series(
        np.diag(np.linalg.inv(correlations.to_numpy(float))), index=correlations.index, name="vif"
    )


def _scaled_design(frame: pd.DataFrame, names: list[str], centred: bool) -> pd.DataFrame:
    x = frame[names].astype(float)
    _refuse_singular(x)
    if centred:
        x = x - x.mean()
    else:
        x.insert(0, "constant", 1.0)
    return x / np.sqrt((x**2).sum())


def condition_indices(
    frame: pd.DataFrame, regressors="table2", centred: bool = False
) -> np.ndarray:
    """Largest singular value over each singular value, columns scaled to unit length.

    Parameters
    ----------
    frame : DataFrame
        One column per regressor.
    regressors : str or sequence of str
        A specification or column names.
    centred : bool
        Take means out first. Uncentred, as Belsley, Kuh and Welsch do, the constant is one of the columns, so that a
        series that hardly moves around its mean counts as collinear with it.

    Returns
    -------
    ndarray
        Ascending, the first is 1; one per column (the constant included unless centred).

    Examples
    --------
    >>> from helpers import data
    >>> round(float(condition_indices(data.load("paper"), centred=True)[-1]))
    33
    """
    values = np.linalg.svd(
        _scaled_design(frame, _names(regressors), centred).to_numpy(), compute_uv=False
    )
    return values[0] / values


def variance_decomposition(frame: pd.DataFrame, regressors="table2") -> pd.DataFrame:
    """Which near-dependency inflates which variance: the proportions of Belsley, Kuh and Welsch.

    Returns
    -------
    DataFrame
        One row per condition index (the index of the frame, ascending), one column per coefficient, the constant first;
        columns add to one. Two or more large shares in the row of an index above 30 name a harmful dependency.

    Notes
    -----
    Source: Belsley, Kuh and Welsch (1980), chapter 3, ``bkw1980``: uncentred columns of unit length.

    Examples
    --------
    >>> from helpers import data
    >>> bool(np.allclose(variance_decomposition(data.load("paper")).sum(), 1))
    True
    """
    scaled = _scaled_design(frame, _names(regressors), centred=False)
    _, values, directions = np.linalg.svd(scaled.to_numpy(), full_matrices=False)
    shares = (directions.T / values) ** 2
    shares = shares.T / shares.sum(axis=1)
    return pd.DataFrame(
        shares, index=pd.Index(values[0] / values, name="condition index"), columns=scaled.columns
    )


def elimination_path(frame: pd.DataFrame) -> pd.DataFrame:
    """Coefficients, standard errors and intervals along the paper's path from Table 2 to Table 4.

    Returns
    -------
    DataFrame
        Index (table, regressor); columns coefficient, standard_error, low, high (95%), vif.

    Examples
    --------
    >>> from helpers import data
    >>> path = elimination_path(data.load("paper"))
    >>> round(float(path.loc[("table4", "shoppers"), "coefficient"] / path.loc[("table2", "shoppers"), "coefficient"]), 2)
    2.04
    """
    rows = {}
    for table in models.SPECIFICATIONS:
        fit, factors = models.ols(frame, table), vif(frame, table)
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
    regressors="table2",
    dependent: str = "gdp",
    relative: float = 0.01,
    replications: int = 20_000,
    seed: int = 1,
) -> pd.DataFrame:
    """How coefficients move when every regressor is measured with a small random error.

    Parameters
    ----------
    frame, regressors, dependent
        As for `models.ols`.
    relative : float
        Standard deviation of the error as a share of each value.
    replications, seed : int
        Of the simulation.

    Returns
    -------
    DataFrame
        Per regressor: the ``coefficient``, the 5% and 95% quantiles over the perturbed data (``low``, ``high``), the
        share of draws with the other sign (``flips``) and its Monte Carlo error (``flips_error``).

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
    names = _names(regressors)
    base, x, y = (
        models.ols(frame, names, dependent).params[names],
        frame[names].to_numpy(float).T,
        frame[dependent].to_numpy(float),
    )

    def experiment(rng, size):
        noisy = x[:, :, None] * (1 + relative * rng.standard_normal((*x.shape, size)))
        return {"b": simulation.batched_ols(y, noisy).b[1:]}

    b = simulation.simulate(experiment, replications, seed)["b"]
    flips = [simulation.share(np.sign(row) != np.sign(value)) for row, value in zip(b, base)]
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
    regressors="table2",
    dependent: str = "gdp",
    wanted: float = coefficients.WANTED,
) -> pd.DataFrame:
    """What collinearity costs each coefficient in power.

    Returns
    -------
    DataFrame
        Per regressor: ``vif``; ``power`` of the t test at 5% if the estimate were the truth; ``power_alone``, the same
        with the standard error that uncorrelated regressors would give; ``years``, the sample size for power
        ``wanted`` if the years to come were like these (same spread, same correlations, independent errors).

    Examples
    --------
    >>> from helpers import data
    >>> found = cost(data.load("paper"))
    >>> bool((found["power"] <= found["power_alone"]).all())
    True
    """
    fit, factors = models.ols(frame, regressors, dependent), vif(frame, regressors)
    rows = {}
    for name in factors.index:
        effect, error, df, k = fit.params[name], fit.bse[name], int(fit.df_resid), len(fit.params)

        def shortfall(n):
            return coefficients.power(effect, error * np.sqrt(fit.nobs / n), int(n) - k) - wanted

        enough = shortfall(fit.nobs) >= 0
        years = fit.nobs if enough else optimize.brentq(shortfall, fit.nobs, 1e5, xtol=0.5)
        rows[name] = {
            "vif": factors[name],
            "power": coefficients.power(effect, error, df),
            "power_alone": coefficients.power(effect, error / np.sqrt(factors[name]), df),
            "years": float(np.ceil(years)),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _standardised(frame: pd.DataFrame, regressors, dependent: str):
    names = _names(regressors)
    _refuse_singular(frame[names])
    r = frame[[*names, dependent]].corr().to_numpy()
    return names, r[:-1, :-1], r[:-1, -1]


def ridge_trace(
    frame: pd.DataFrame, regressors="table2", penalties=None, dependent: str = "gdp"
) -> pd.DataFrame:
    """Standardised ridge coefficients ``(R + κ I)⁻¹ r``, with what each penalty trades.

    Parameters
    ----------
    frame, regressors, dependent
        As for `models.ols`.
    penalties : sequence of float, optional
        Values of κ, not negative; by default 0 and a logarithmic grid from 0.0001 to 1.

    Returns
    -------
    DataFrame
        Index κ; one column per regressor (SDs of y per SD of x) and ``variance`` and ``squared_bias``, summed over
        the coefficients, *if* the least squares estimates were the truth. That "if" is the catch: the best penalty
        depends on the unknown coefficients.

    Raises
    ------
    ValueError
        If a penalty is negative.

    Examples
    --------
    >>> from helpers import data
    >>> trace = ridge_trace(data.load("paper"))
    >>> bool(trace["variance"].is_monotonic_decreasing and trace["squared_bias"].is_monotonic_increasing)
    True
    """
    names, correlations, with_y = _standardised(frame, regressors, dependent)
    penalties = (
        np.concatenate([[0.0], np.logspace(-4, 0, 60)])
        if penalties is None
        else np.asarray(penalties, dtype=float)
    )
    if (penalties < 0).any():
        raise ValueError(f"a ridge penalty is not negative, as {penalties.min()} is")
    plain, n = np.linalg.solve(correlations, with_y), len(frame)
    noise = (1 - with_y @ plain) / (n - len(names) - 1)
    rows = []
    for penalty in penalties:
        shrink = np.linalg.inv(correlations + penalty * np.eye(len(names)))
        bias = -penalty * shrink @ plain
        rows.append(
            [*(shrink @ with_y), noise * np.trace(shrink @ correlations @ shrink), bias @ bias]
        )
    return pd.DataFrame(
        rows,
        index=pd.Index(penalties, name="penalty"),
        columns=[*names, "variance", "squared_bias"],
    )


def components_trace(
    frame: pd.DataFrame, regressors="table2", dependent: str = "gdp"
) -> pd.DataFrame:
    """Standardised coefficients when only the first principal components of the regressors are kept.

    Returns
    -------
    DataFrame
        Index: number of components kept, from 1 to all (which is least squares); one column per regressor and
        ``explained``, the share of the regressors' variance kept, and ``r2`` of the regression.

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


def vif_table(frame: pd.DataFrame) -> Table:
    """Variance inflation factors of the three regressions."""
    columns = {
        f"Table {table[-1]}": vif(frame, table).map(lambda value: prose.fixed(value, 2))
        for table in models.SPECIFICATIONS
    }
    shown = pd.DataFrame(columns).reindex(models.REGRESSORS).fillna("–").rename(index=LABELS)
    return Table(
        shown,
        caption="Variance inflation factors in the paper's three regressions",
        name="tab-vif",
        note=f"Rule of thumb: a factor above {HIGH_VIF} deserves attention.",
    )


def decomposition_table(frame: pd.DataFrame, regressors="table2") -> Table:
    """Variance-decomposition proportions, the largest condition index last."""
    shares = variance_decomposition(frame, regressors)
    shown = shares.rename(columns=LABELS).map(lambda value: prose.fixed(value, 2))
    shown.index = pd.Index(
        [prose.fixed(value, 1) for value in shares.index], name="Condition index"
    )
    return Table(
        shown,
        caption="Share of each coefficient's variance that belongs to each condition index (columns add to one)",
        name="tab-decomposition",
        note=f"Two or more shares above {HIGH_SHARE} beside an index above {HIGH_INDEX} name a harmful dependency.",
    )


def twin_table(frame: pd.DataFrame) -> Table:
    """The paper's design beside the Longley data."""
    twin, regressors = longley()
    rows = {}
    for label, data_set, names, dependent in (
        ("Table 2", frame, "table2", "gdp"),
        ("Table 4", frame, "table4", "gdp"),
        ("Longley", twin, regressors, "TOTEMP"),
    ):
        factors, fit = vif(data_set, names), models.ols(data_set, names, dependent)
        rows[label] = {
            "n": str(int(fit.nobs)),
            "Regressors": str(len(factors)),
            "Largest VIF": prose.fixed(factors.max(), 1),
            "Condition index": prose.fixed(condition_indices(data_set, names)[-1], 1),
            "centred": prose.fixed(condition_indices(data_set, names, centred=True)[-1], 1),
            "R²": prose.fixed(fit.rsquared, 4),
        }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption="The paper's design beside the classical collinear data set",
        name="tab-twin",
        note="Condition index: columns of unit length with the constant; centred: means taken out first.",
    )


def cost_table(frame: pd.DataFrame) -> Table:
    """Power of each t test in Table 2, and what it would be without collinearity."""
    found = cost(frame)
    shown = pd.DataFrame(
        {
            "VIF": found["vif"].map(lambda value: prose.fixed(value, 1)),
            "Power": found["power"].map(prose.percent),
            "Power if uncorrelated": found["power_alone"].map(prose.percent),
            f"Years for {prose.percent(coefficients.WANTED)} power": found["years"].map(
                lambda value: prose.fixed(value, 0)
            ),
        }
    ).rename(index=LABELS)
    return Table(
        shown,
        caption="Table 2: power of the 5% t test if the estimate were the truth, and the years it would take",
        name="tab-cost",
        note="Assumes independent normal errors; years: as many as the sample has where these are enough.",
    )


def perturbed_table(frame: pd.DataFrame, relative: float = 0.01) -> Table:
    """Coefficients of Tables 2 and 4 and of the Longley regression under random measurement error."""
    twin, regressors = longley()
    rows = {}
    for label, data_set, names, dependent in (
        ("Table 2", frame, "table2", "gdp"),
        ("Table 4", frame, "table4", "gdp"),
        ("Longley", twin, [name for name in regressors if name != "YEAR"], "TOTEMP"),
    ):
        for name, found in perturbed(data_set, names, dependent, relative).iterrows():
            digits = 0 if abs(found["coefficient"]) >= 100 else 2
            rows[f"{label}: {LABELS.get(name) or LONGLEY_LABELS[name]}"] = {
                "Coefficient": prose.fixed(found["coefficient"], digits),
                "90% of draws": f"{prose.fixed(found['low'], digits)} to {prose.fixed(found['high'], digits)}",
                "Other sign": prose.percent(found["flips"]),
            }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption=f"Coefficients when every regressor carries a random error of {prose.percent(relative)}",
        name="tab-perturbed",
        note="Longley without the year, which is not measured.",
    )


@styled
def path_figure(frame: pd.DataFrame) -> Figure:
    """Coefficients and 95% intervals along the elimination path.

    >>> from helpers import data
    >>> path_figure(data.load("paper")).name
    'fig-elimination-path'
    """
    path = elimination_path(frame)
    names = ["ecommerce", "users", "shoppers"]
    drawing, grid = draw(7, 3.2, 1, 3)
    tables = list(models.SPECIFICATIONS)
    for axes, name, colour, marker in zip(grid, names, PALETTE, "os^"):
        rows = path[[place[1] == name for place in path.index]]
        at = [tables.index(table) for table, _ in rows.index]
        gaps = [
            (rows["coefficient"] - rows["low"]).to_numpy(),
            (rows["high"] - rows["coefficient"]).to_numpy(),
        ]
        axes.errorbar(
            at,
            rows["coefficient"].to_numpy(),
            yerr=gaps,
            fmt=marker,
            color=colour,
            capsize=4,
            linestyle="none",
        )
        axes.axhline(0, color=PALETTE[5], lw=0.8, ls="--", marker="")
        axes.set_title(LABELS[name])
        axes.set_xticks(range(3), [f"Table {table[-1]}" for table in tables])
        axes.set_xlim(-0.5, 2.5)
    grid[0].set_ylabel("coefficient, table units")
    said = "; ".join(
        f"{LABELS[name]} in Table {table[-1]}: {prose.fixed(row['coefficient'], 2)}, {prose.fixed(row['low'], 2)} to {prose.fixed(row['high'], 2)}"
        for (table, name), row in path.iterrows()
        if name in names
    )
    behind = pd.DataFrame(
        {
            "Coefficient": path["coefficient"].map(lambda value: prose.fixed(value, 4)),
            "Low": path["low"].map(lambda value: prose.fixed(value, 4)),
            "High": path["high"].map(lambda value: prose.fixed(value, 4)),
            "VIF": path["vif"].map(lambda value: prose.fixed(value, 2)),
        }
    )
    behind.index = pd.Index(
        [f"Table {table[-1]}, {LABELS[name]}" for table, name in path.index], name="Coefficient of"
    )
    return figure(
        drawing,
        alt=f"Three panels of coefficients with 95% intervals along the elimination path. {said}.",
        caption="Coefficients and 95% intervals from Table 2 to Table 4 (100 million yuan per unit of the series)",
        name="fig-elimination-path",
        behind=behind,
    )


@styled
def trace_figure(frame: pd.DataFrame, regressors="table2") -> Figure:
    """Ridge trace and principal-components trace side by side.

    >>> from helpers import data
    >>> trace_figure(data.load("paper")).name
    'fig-traces'
    """
    names = _names(regressors)
    ridge, kept = ridge_trace(frame, regressors), components_trace(frame, regressors)
    drawing, (left, right) = draw(7, 4.0, 1, 2, sharey=True)
    positive = ridge[ridge.index > 0]
    styles = list(zip(names, PALETTE, ("-", "--", "-.", ":"), "os^D"))
    for name, colour, line, marker in styles:
        left.plot(positive.index, positive[name], line, marker="", color=colour)
        right.plot(kept.index, kept[name], line, marker=marker, color=colour, label=LABELS[name])
    left.set(
        xscale="log",
        xlabel="ridge penalty κ",
        ylabel="SDs of GDP per SD of the regressor",
        title="Ridge",
    )
    right.set(xlabel="principal components kept", title="Principal components")
    right.set_xticks(list(kept.index))
    right.set_xlim(0.8, len(kept) + 1.9)
    # Labels are spread so that no two overlap.
    order = sorted(styles, key=lambda style: kept[style[0]].iloc[-1])
    height = -np.inf
    for name, colour, _, _ in order:
        height = max(kept[name].iloc[-1], height + 0.075)
        right.annotate(LABELS[name], (len(kept) + 0.12, height), va="center", color=colour)
    for axes in (left, right):
        axes.axhline(0, color=PALETTE[5], lw=0.8, ls="--", marker="")
    first, last = positive.iloc[0], positive.iloc[-1]
    alt = (
        "Two panels of standardised coefficients. Left, as the ridge penalty grows: "
        + "; ".join(
            f"{LABELS[name]} from {prose.fixed(first[name], 2)} to {prose.fixed(last[name], 2)}"
            for name in names
        )
        + ". Right, from one principal component to all: "
        + "; ".join(
            f"{LABELS[name]} from {prose.fixed(kept[name].iloc[0], 2)} to {prose.fixed(kept[name].iloc[-1], 2)}"
            for name in names
        )
        + "."
    )
    chosen = ridge.iloc[[0, *range(1, len(ridge), 10)]]
    behind = (
        pd.concat(
            [
                chosen[names].set_axis([f"κ = {value:.4f}" for value in chosen.index]),
                kept[names].set_axis([f"{count} components" for count in kept.index]),
            ]
        )
        .map(lambda value: prose.fixed(value, 3))
        .rename(columns=LABELS)
    )
    return figure(
        drawing,
        alt=alt,
        caption="Standardised coefficients under a ridge penalty and with few principal components",
        name="fig-traces",
        behind=behind.rename_axis("Estimate"),
    )
