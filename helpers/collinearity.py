"""Collinearity: how much of each regressor the others already tell, and what that costs.

The remedies, ridge regression and principal components, and what they trade for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy import optimize
from statsmodels.datasets import longley as longley_data
from statsmodels.stats.outliers_influence import variance_inflation_factor

from helpers import coefficients, models, simulation
from helpers.exhibits import PALETTE, Figure, Table, draw, figure, styled
from helpers.prose import fixed, listed, percent
from helpers.tables import LABELS

HIGH_VIF = 10  # the usual rule of thumb
HIGH_INDEX, HIGH_SHARE = 30, 0.5  # the rules of Belsley, Kuh and Welsch
MOST_YEARS = 1e5  # no sample size beyond is looked for
LONGLEY_LABELS = {
    "GNPDEFL": "Price deflator",
    "GNP": "GNP",
    "UNEMP": "Unemployed",
    "ARMED": "Armed forces",
    "POP": "Population",
    "YEAR": "Year",
}
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
    """The columns of a specification, or those named."""
    return list(models.SPECIFICATIONS[regressors] if isinstance(regressors, str) else regressors)


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
        names = listed(map(str, x.columns))
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
        As for `models.ols`.
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
    base = models.ols(frame, names, dependent).params[names]
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
        As for `models.ols`.
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
    fit, factors = models.ols(frame, regressors, dependent), vif(frame, regressors)
    rows, df = {}, int(fit.df_resid)
    for name in factors.index:
        effect, error = fit.params[name], fit.bse[name]
        rows[name] = {
            "vif": factors[name],
            "power": coefficients.power(effect, error, df),
            "power_alone": coefficients.power(effect, error / np.sqrt(factors[name]), df),
            "years": _years_for_power(effect, error, fit.nobs, len(fit.params), wanted),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _years_for_power(effect: float, error: float, n: float, k: int, wanted: float) -> float:
    """Sample size for a power; error: the standard error at n, k: number of coefficients."""

    def shortfall(years: float) -> float:
        power = coefficients.power(effect, error * np.sqrt(n / years), int(years) - k)
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
        As for `models.ols`.
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
        As for `models.ols`.

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


def vif_table(frame: pd.DataFrame) -> Table:
    """Variance inflation factors of the three regressions.

    Parameters
    ----------
    frame : DataFrame
        The sample.

    Returns
    -------
    Table
        One row per regressor, one column per table of the paper.
    """
    columns = {
        _title(table): vif(frame, table).map(lambda value: fixed(value, 2))
        for table in models.SPECIFICATIONS
    }
    shown = pd.DataFrame(columns).reindex(models.REGRESSORS).fillna("–").rename(index=LABELS)
    return Table(
        shown,
        caption="Variance inflation factors in the paper's three regressions",
        name="tab-vif",
        note=f"Rule of thumb: a factor above {HIGH_VIF} deserves attention.",
    )


def _title(table: str) -> str:
    """How the book calls a specification that is a table of the paper."""
    return f"Table {table[-1]}"


DECOMPOSITION_CAPTION = (
    "Share of each coefficient's variance that belongs to each condition index (columns add to one)"
)
DECOMPOSITION_NOTE = (
    f"Two or more shares above {HIGH_SHARE} beside an index above {HIGH_INDEX} name a harmful "
    "dependency."
)


def decomposition_table(frame: pd.DataFrame, regressors: Regressors = "table2") -> Table:
    """Variance-decomposition proportions, the largest condition index last.

    Parameters
    ----------
    frame, regressors
        As for `variance_decomposition`.

    Returns
    -------
    Table
        One row per condition index.
    """
    shares = variance_decomposition(frame, regressors)
    shown = shares.rename(columns=LABELS).map(lambda value: fixed(value, 2))
    shown.index = pd.Index([fixed(value, 1) for value in shares.index], name="Condition index")
    return Table(
        shown,
        caption=DECOMPOSITION_CAPTION,
        name="tab-decomposition",
        note=DECOMPOSITION_NOTE,
    )


TWIN_NOTE = (
    "Condition index: columns of unit length with the constant; centred: means taken out first."
)


def twin_table(frame: pd.DataFrame) -> Table:
    """The paper's design beside the Longley data.

    Parameters
    ----------
    frame : DataFrame
        The sample.

    Returns
    -------
    Table
        One row per design: Tables 2 and 4, and Longley.
    """
    twin, regressors = longley()
    rows = {
        "Table 2": _design_cells(frame, "table2", "gdp"),
        "Table 4": _design_cells(frame, "table4", "gdp"),
        "Longley": _design_cells(twin, regressors, "TOTEMP"),
    }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption="The paper's design beside the classical collinear data set",
        name="tab-twin",
        note=TWIN_NOTE,
    )


def _design_cells(frame: pd.DataFrame, regressors: Regressors, dependent: str) -> dict[str, str]:
    """One row of `twin_table`."""
    factors, fit = vif(frame, regressors), models.ols(frame, regressors, dependent)
    uncentred = condition_indices(frame, regressors)
    centred = condition_indices(frame, regressors, centred=True)
    return {
        "n": str(int(fit.nobs)),
        "Regressors": str(len(factors)),
        "Largest VIF": fixed(factors.max(), 1),
        "Condition index": fixed(uncentred[-1], 1),
        "centred": fixed(centred[-1], 1),
        "R²": fixed(fit.rsquared, 4),
    }


COST_CAPTION = (
    "Table 2: power of the 5% t test if the estimate were the truth, and the years it would take"
)
COST_NOTE = (
    "Assumes independent normal errors; years: as many as the sample has where these are enough."
)


def cost_table(frame: pd.DataFrame) -> Table:
    """Power of each t test in Table 2, and what it would be without collinearity.

    Parameters
    ----------
    frame : DataFrame
        The sample.

    Returns
    -------
    Table
        One row per regressor.
    """
    found = cost(frame)
    years = f"Years for {percent(coefficients.WANTED)} power"
    shown = pd.DataFrame(
        {
            "VIF": [fixed(value, 1) for value in found["vif"]],
            "Power": [percent(value) for value in found["power"]],
            "Power if uncorrelated": [percent(value) for value in found["power_alone"]],
            years: [fixed(value, 0) for value in found["years"]],
        },
        index=[LABELS[name] for name in found.index],
    )
    return Table(shown, caption=COST_CAPTION, name="tab-cost", note=COST_NOTE)


def perturbed_table(frame: pd.DataFrame, relative: float = 0.01) -> Table:
    """Coefficients of Tables 2 and 4 and of the Longley regression under measurement error.

    Parameters
    ----------
    frame : DataFrame
        The sample.
    relative : float
        As for `perturbed`.

    Returns
    -------
    Table
        One row per coefficient.
    """
    twin, regressors = longley()
    measured = [name for name in regressors if name != "YEAR"]
    found = {
        "Table 2": perturbed(frame, "table2", "gdp", relative),
        "Table 4": perturbed(frame, "table4", "gdp", relative),
        "Longley": perturbed(twin, measured, "TOTEMP", relative),
    }
    rows = {}
    for label, moved in found.items():
        for name, row in moved.iterrows():
            rows[f"{label}: {LABELS.get(name) or LONGLEY_LABELS[name]}"] = _perturbed_cells(row)
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption=(
            f"Coefficients when every regressor carries a random error of {percent(relative)}"
        ),
        name="tab-perturbed",
        note="Longley without the year, which is not measured.",
    )


def _perturbed_cells(found: pd.Series) -> dict[str, str]:
    """One row of `perturbed_table`."""
    digits = 0 if abs(found["coefficient"]) >= 100 else 2
    low, high = fixed(found["low"], digits), fixed(found["high"], digits)
    return {
        "Coefficient": fixed(found["coefficient"], digits),
        "90% of draws": f"{low} to {high}",
        "Other sign": percent(found["flips"]),
    }


PATH_CAPTION = (
    "Coefficients and 95% intervals from Table 2 to Table 4 "
    "(100 million yuan per unit of the series)"
)
PATH_ALT = (
    "Three panels of coefficients with 95% intervals along the elimination path. {coefficients}."
)
PATH_NAMES = ("ecommerce", "users", "shoppers")  # those that stay beyond Table 2


def _draw_path(axes: Axes, rows: pd.DataFrame, colour: str, marker: str) -> None:
    """One coefficient with its interval in each table that has it."""
    tables = list(models.SPECIFICATIONS)
    b, low, high = (rows[column] for column in ("coefficient", "low", "high"))
    axes.errorbar(
        [tables.index(table) for table, _ in rows.index],
        b.to_numpy(),
        yerr=[(b - low).to_numpy(), (high - b).to_numpy()],
        fmt=marker,
        color=colour,
        capsize=4,
        linestyle="none",
    )
    _draw_zero(axes)
    axes.set_xticks(range(3), [_title(table) for table in tables])
    axes.set_xlim(-0.5, 2.5)


def _draw_zero(axes: Axes) -> None:
    """A thin line where a coefficient is zero."""
    axes.axhline(0, color=PALETTE[5], lw=0.8, ls="--", marker="")


def _path_alt(path: pd.DataFrame) -> str:
    """The coefficients of `path_figure` in a sentence."""
    said = []
    for (table, name), row in path.iterrows():
        if name in PATH_NAMES:
            b, low, high = (fixed(row[key], 2) for key in ("coefficient", "low", "high"))
            said.append(f"{LABELS[name]} in {_title(table)}: {b}, {low} to {high}")
    return PATH_ALT.format(coefficients="; ".join(said))


@styled
def path_figure(frame: pd.DataFrame) -> Figure:
    """Coefficients and 95% intervals along the elimination path.

    Parameters
    ----------
    frame : DataFrame
        The sample.

    Returns
    -------
    Figure
        One panel per regressor that stays beyond Table 2.

    Examples
    --------
    >>> from helpers import data
    >>> path_figure(data.load("paper")).name
    'fig-elimination-path'
    """
    path = elimination_path(frame)
    drawing, grid = draw(7, 3.2, 1, 3)
    for axes, name, colour, marker in zip(grid, PATH_NAMES, PALETTE, "os^", strict=False):
        _draw_path(axes, path[[place[1] == name for place in path.index]], colour, marker)
        axes.set_title(LABELS[name])
    grid[0].set_ylabel("coefficient, table units")
    columns = {
        title: [fixed(value, decimals) for value in path[column]]
        for title, column, decimals in (
            ("Coefficient", "coefficient", 4),
            ("Low", "low", 4),
            ("High", "high", 4),
            ("VIF", "vif", 2),
        )
    }
    labels = [f"{_title(table)}, {LABELS[name]}" for table, name in path.index]
    return figure(
        drawing,
        alt=_path_alt(path),
        caption=PATH_CAPTION,
        name="fig-elimination-path",
        behind=pd.DataFrame(columns, index=pd.Index(labels, name="Coefficient of")),
    )


TRACE_ALT = (
    "Two panels of standardised coefficients. Left, as the ridge penalty grows: {ridge}. Right, "
    "from one principal component to all: {components}."
)
TRACE_CAPTION = "Standardised coefficients under a ridge penalty and with few principal components"
LABEL_GAP = 0.075  # least distance of two labels, in standard deviations
LABEL_ROOM = 1.9  # width kept free for labels, in components


def _from_to(trace: pd.DataFrame, names: Iterable[str]) -> str:
    """First and last value of each coefficient of a trace, in words."""
    return "; ".join(
        f"{LABELS[name]} from {fixed(trace[name].iloc[0], 2)} to {fixed(trace[name].iloc[-1], 2)}"
        for name in names
    )


def _label_lines(axes: Axes, last: pd.Series, x: float, colours: dict[str, str]) -> None:
    """Names beside the ends of the lines, spread so that no two overlap."""
    height = -np.inf
    for name, value in last.sort_values(kind="stable").items():
        height = max(value, height + LABEL_GAP)
        axes.annotate(LABELS[name], (x, height), va="center", color=colours[name])


def _behind_traces(ridge: pd.DataFrame, kept: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Every tenth penalty and every number of components, as text."""
    chosen = ridge.iloc[[0, *range(1, len(ridge), 10)]]
    both = pd.concat(
        [
            chosen[names].set_axis([f"κ = {value:.4f}" for value in chosen.index]),
            kept[names].set_axis([f"{count} components" for count in kept.index]),
        ]
    )
    shown = both.map(lambda value: fixed(value, 3))
    return shown.rename(columns=LABELS).rename_axis("Estimate")


@styled
def trace_figure(frame: pd.DataFrame, regressors: Regressors = "table2") -> Figure:
    """Ridge trace and principal-components trace side by side.

    Parameters
    ----------
    frame, regressors
        As for `ridge_trace`; at most four regressors.

    Returns
    -------
    Figure
        Two panels.

    Examples
    --------
    >>> from helpers import data
    >>> trace_figure(data.load("paper")).name
    'fig-traces'
    """
    names = names_of(regressors)
    ridge, kept = ridge_trace(frame, regressors), components_trace(frame, regressors)
    drawing, (left, right) = draw(7, 4.0, 1, 2, sharey=True)
    positive = ridge[ridge.index > 0]
    colours = dict(zip(names, PALETTE, strict=False))
    for name, line, marker in zip(names, ("-", "--", "-.", ":"), "os^D", strict=False):
        style = {"linestyle": line, "color": colours[name]}
        left.plot(positive.index, positive[name], marker="", **style)
        right.plot(kept.index, kept[name], marker=marker, label=LABELS[name], **style)
    left.set(
        xscale="log",
        xlabel="ridge penalty κ",
        ylabel="SDs of GDP per SD of the regressor",
        title="Ridge",
    )
    right.set(xlabel="principal components kept", title="Principal components")
    right.set_xticks(list(kept.index))
    right.set_xlim(0.8, len(kept) + LABEL_ROOM)
    _label_lines(right, kept[names].iloc[-1], len(kept) + 0.12, colours)
    for axes in (left, right):
        _draw_zero(axes)
    alt = TRACE_ALT.format(ridge=_from_to(positive, names), components=_from_to(kept, names))
    return figure(
        drawing,
        alt=alt,
        caption=TRACE_CAPTION,
        name="fig-traces",
        behind=_behind_traces(ridge, kept, names),
    )
