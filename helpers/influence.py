"""Influence: which years, and which doubtful data, the regression of Table 4 rests on."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.outliers_influence import OLSInfluence

from helpers import coefficients, data, models, prose, published, simulation
from helpers.coefficients import spoken
from helpers.exhibits import PALETTE, Figure, Table, draw, figure, styled
from helpers.tables import LABELS

DOUBTFUL = ("fitted", "unverified")
NUDGE = 0.01  # relative change of one datum


def leverages(result) -> pd.Series:
    """Leverage of each year, the diagonal of the hat matrix; they sum to the number of coefficients.

    >>> from helpers import data, models
    >>> round(float(leverages(models.ols(data.load("paper"), "table4")).sum()), 6)
    3.0
    """
    return pd.Series(
        OLSInfluence(result).hat_matrix_diag, index=result.fittedvalues.index, name="leverage"
    )


def leave_one_out(result) -> pd.DataFrame:
    """Coefficients without each year, without fitting again: ``b - (X'X)⁻¹ x_t e_t / (1 - h_t)``.

    Returns
    -------
    DataFrame
        Index: the year left out; one column per coefficient, the constant first.

    Raises
    ------
    ValueError
        If a year has leverage one: without it some coefficient is not defined.

    Notes
    -----
    Source: Belsley, Kuh and Welsch (1980), chapter 2, ``bkw1980``.

    Examples
    --------
    >>> from helpers import data, models
    >>> leave_one_out(models.ols(data.load("paper"), "table4")).shape
    (15, 3)
    """
    exog, h = result.model.exog, leverages(result)
    if (h > 1 - 1e-10).any():
        raise ValueError(f"{h.idxmax()} has leverage one: without it a coefficient is not defined")
    scale = np.abs(exog).max(axis=0)
    rows = np.linalg.pinv(exog / scale) / scale[:, None]
    change = rows * (result.resid.to_numpy() / (1 - h.to_numpy()))
    return pd.DataFrame(
        result.params.to_numpy() - change.T, index=h.index, columns=result.params.index
    )


def measures(result) -> pd.DataFrame:
    """The usual measures per year, from statsmodels.

    Returns
    -------
    DataFrame
        Index: year; ``leverage``, ``residual`` (externally studentised), ``p_residual`` (two-sided, Bonferroni over the
        years), ``cook``, ``dffits`` and one ``dfbetas_`` column per regressor.

    Notes
    -----
    Sources: Cook (1977), ``cook1977``; Belsley, Kuh and Welsch (1980), ``bkw1980``.

    Examples
    --------
    >>> from helpers import data, models
    >>> int(measures(models.ols(data.load("paper"), "table4"))["cook"].idxmax())
    2004
    """
    influence = OLSInfluence(result)
    studentised = influence.resid_studentized_external
    p = 2 * stats.t.sf(np.abs(studentised), result.df_resid - 1)
    frame = pd.DataFrame(
        {
            "leverage": influence.hat_matrix_diag,
            "residual": studentised,
            "p_residual": np.minimum(1, p * result.nobs),
            "cook": influence.cooks_distance[0],
            "dffits": influence.dffits[0],
        },
        index=result.fittedvalues.index,
    )
    dfbetas = pd.DataFrame(influence.dfbetas, index=frame.index, columns=result.params.index).drop(
        columns="constant"
    )
    return frame.join(dfbetas.add_prefix("dfbetas_"))


def thresholds(result) -> dict[str, float]:
    """The usual rules of thumb: leverage 2k/n, Cook 4/n, DFBETAS 2/√n, DFFITS 2√(k/n).

    >>> from helpers import data, models
    >>> round(thresholds(models.ols(data.load("paper"), "table4"))["cook"], 2)
    0.27
    """
    n, k = result.nobs, len(result.params)
    return {
        "leverage": 2 * k / n,
        "cook": 4 / n,
        "dfbetas": 2 / np.sqrt(n),
        "dffits": 2 * np.sqrt(k / n),
    }


def flag_rates(result, replications: int = 20_000, seed: int = 2018) -> pd.DataFrame:
    """How often the rules of thumb flag at least one year of a sound sample on this design.

    Parameters
    ----------
    result : statsmodels RegressionResults
        Its regressors are held fixed; errors are independent and normal.
    replications, seed : int
        Of the simulation.

    Returns
    -------
    DataFrame
        Index ``cook``, ``dfbetas``, ``dffits``; ``rate`` with its Monte Carlo ``error``, ``critical``, the value that the
        largest measure exceeds in 5% of sound samples, and ``observed``, the largest in the data, with ``p``.

    Examples
    --------
    >>> from helpers import data, models
    >>> found = flag_rates(models.ols(data.load("paper"), "table4"), replications=2000)
    >>> bool(found["rate"].between(0, 1).all())
    True
    """
    exog, limits, seen = result.model.exog, thresholds(result), measures(result)
    n, k = exog.shape
    scale = np.abs(exog).max(axis=0)
    rows = np.linalg.pinv(exog / scale)
    hat = (exog / scale) @ rows
    h, length = np.diag(hat)[:, None], np.sqrt(np.einsum("jn,jn->j", rows, rows))[1:]

    def experiment(rng, size):
        e = (np.eye(n) - hat) @ rng.standard_normal((n, size))
        ssr = (e**2).sum(axis=0)
        without = np.sqrt((ssr - e**2 / (1 - h)) / (n - k - 1))
        cook = e**2 / (1 - h) ** 2 * h / (k * ssr / (n - k))
        dffits = np.abs(e) * np.sqrt(h) / (1 - h) / without
        each = np.abs(e) / (1 - h) / without
        dfbetas = np.max(
            [np.abs(row)[:, None] * each / unit for row, unit in zip(rows[1:], length)], axis=0
        )
        return {
            "cook": cook.max(axis=0),
            "dfbetas": dfbetas.max(axis=0),
            "dffits": dffits.max(axis=0),
        }

    drawn = simulation.simulate(experiment, replications, seed)
    observed = {
        "cook": seen["cook"].max(),
        "dfbetas": seen.filter(like="dfbetas_").abs().max().max(),
        "dffits": seen["dffits"].abs().max(),
    }
    result_rows = {}
    for name, values in drawn.items():
        rate, error = simulation.share(values > limits[name])
        result_rows[name] = {
            "threshold": limits[name],
            "rate": rate,
            "error": error,
            "critical": float(np.quantile(values, 0.95)),
            "observed": observed[name],
            "p": float((1 + (values >= observed[name]).sum()) / (1 + replications)),
        }
    return pd.DataFrame.from_dict(result_rows, orient="index")


def windows(frame: pd.DataFrame, regressors="table4", shortest: int = 8) -> pd.DataFrame:
    """The regression on every run of consecutive years.

    Parameters
    ----------
    frame : DataFrame
        Index: years.
    regressors : str or sequence of str
        A specification or column names.
    shortest : int
        Fewest years of a window.

    Returns
    -------
    DataFrame
        Index (first, last); coefficient and ``t_`` of every regressor.

    Raises
    ------
    ValueError
        If no window is that long.

    Examples
    --------
    >>> from helpers import data
    >>> len(windows(data.load("paper"), shortest=14))
    3
    """
    if shortest > len(frame):
        raise ValueError(f"no window of {shortest} years in {len(frame)}")
    rows = {}
    for first in range(len(frame)):
        for last in range(first + shortest, len(frame) + 1):
            part = frame.iloc[first:last]
            fit = models.ols(part, regressors)
            names = fit.params.index.drop("constant")
            rows[part.index[0], part.index[-1]] = {
                **fit.params[names],
                **fit.tvalues[names].add_prefix("t_"),
            }
    found = pd.DataFrame.from_dict(rows, orient="index")
    found.index = found.index.set_names(["first", "last"])
    return found


def window_spread(
    frame: pd.DataFrame,
    regressors="table4",
    shortest: int = 8,
    rho: float = 0.0,
    replications: int = 20_000,
    seed: int = 2018,
) -> pd.DataFrame:
    """Whether coefficients move more between windows than stable ones would by chance.

    Parameters
    ----------
    frame, regressors, shortest
        As for `windows`.
    rho : float
        Autocorrelation of the errors in the simulated samples, whose true coefficients are the same in all windows.
    replications, seed : int
        Of the simulation.

    Returns
    -------
    DataFrame
        Per regressor: ``low`` and ``high`` over the windows, ``range`` (in standard errors of the whole sample), and
        ``p``, the share of simulated samples with a range at least as wide, with its Monte Carlo ``error``.

    Examples
    --------
    >>> from helpers import data
    >>> bool(window_spread(data.load("paper"), replications=500)["p"].between(0, 1).all())
    True
    """
    found, fit = windows(frame, regressors, shortest), models.ols(frame, regressors)
    names, exog = list(fit.params.index.drop("constant")), fit.model.exog
    n, k = exog.shape
    scale = np.abs(exog).max(axis=0)
    maps = np.zeros((len(found), k - 1, n))
    for place, (first, last) in enumerate(found.index):
        rows = slice(frame.index.get_loc(first), frame.index.get_loc(last) + 1)
        maps[place][:, rows] = (np.linalg.pinv(exog[rows] / scale) / scale[:, None])[1:]
    whole = np.linalg.pinv(exog / scale)
    unit = np.sqrt(((whole / scale[:, None]) ** 2).sum(axis=1))[1:]
    maker = np.eye(n) - (exog / scale) @ whole

    def experiment(rng, size):
        u = simulation.autoregressions(rng, 1, n, size, rho)[0]
        s = np.sqrt(((maker @ u) ** 2).sum(axis=0) / (n - k))
        return {
            name: np.ptp(maps[:, place] @ u, axis=0) / s / unit[place]
            for place, name in enumerate(names)
        }

    drawn, rows = simulation.simulate(experiment, replications, seed), {}
    for name in names:
        observed = (found[name].max() - found[name].min()) / fit.bse[name]
        rate, error = simulation.share(drawn[name] >= observed)
        rows[name] = {
            "low": found[name].min(),
            "high": found[name].max(),
            "range": observed,
            "p": rate,
            "error": error,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def outlier_power(result, size: float = 3.0, alpha: float = 0.05) -> pd.Series:
    """Chance that the largest-residual test finds one year that is off by ``size`` error standard deviations.

    The externally studentised residual of that year is noncentral t with n - k - 1 degrees of freedom and noncentrality
    ``size √(1 - h)``; the level is divided by the number of years (Bonferroni).

    >>> from helpers import data, models
    >>> power = outlier_power(models.ols(data.load("paper"), "table4"))
    >>> int(power.idxmin())
    2018
    """
    h, df = leverages(result), int(result.df_resid) - 1
    return h.map(
        lambda value: coefficients.power(size * np.sqrt(1 - value), 1.0, df, alpha / result.nobs)
    ).rename("power")


def printed_cells(frame: pd.DataFrame, table: str = "table4") -> tuple[int, int]:
    """How many printed coefficients and standard errors of a table a data set reproduces digit for digit, and of how many.

    >>> from helpers import data
    >>> printed_cells(data.load("paper"))
    (5, 6)
    """
    fit, printed = models.ols(frame, table), published.table(int(table[-1]))
    same = []
    for name in fit.params.index:
        for column, value in (("coefficient", fit.params[name]), ("standard_error", fit.bse[name])):
            text = printed.loc[name, column]
            same.append(f"{value:.{published.decimals(text)}f}" == text)
    return sum(same), len(same)


def nudged(
    name: str = "paper", table: str = "table4", relative: float = NUDGE, only=DOUBTFUL
) -> pd.DataFrame:
    """What a small change of one doubtful datum does to the coefficients.

    Parameters
    ----------
    name : str
        A data set of `data.datasets`.
    table : str
        A specification of `models.SPECIFICATIONS`.
    relative : float
        The datum is raised by this share.
    only : sequence of str
        Statuses to look at.

    Returns
    -------
    DataFrame
        Index (series, year) of every cell of such a status that the regression uses; ``status``, ``value``, the change of
        each coefficient in its standard errors (``users``, ``shoppers``, ...), and ``cells``, how many of the printed
        coefficients and standard errors of that table still come out, ``of`` how many.

    Examples
    --------
    >>> sorted(set(nudged()["status"]))
    ['fitted']
    """
    wide, tidy = data.load(name), data.load(name, form="tidy")
    fit = models.ols(wide, table)
    names = fit.params.index.drop("constant")
    used = tidy[tidy["status"].isin(only) & tidy["series"].isin([*names, fit.model.endog_names])]
    rows = {}
    for _, cell in used.iterrows():
        changed = wide.copy()
        changed.loc[cell["year"], cell["series"]] *= 1 + relative
        moved = (models.ols(changed, table).params - fit.params)[names] / fit.bse[names]
        kept, of = printed_cells(changed, table)
        rows[cell["series"], int(cell["year"])] = {
            "status": cell["status"],
            "value": cell["value"],
            **moved,
            "cells": kept,
            "of": of,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def with_published_values(name: str = "paper", regressors="table4"):
    """The regression with every rounded or fitted value replaced by the published one, where one is known.

    Returns
    -------
    (statsmodels RegressionResults, int)
        The fit, and how many values it uses that differ from those of the paper.

    Examples
    --------
    >>> with_published_values()[1] > 0
    True
    """
    wide, tidy = data.load(name), data.load(name, form="tidy")
    names = [*models.ols(wide, regressors).params.index.drop("constant"), "gdp"]
    other = tidy[
        tidy["series"].isin(names)
        & tidy["published_value"].notna()
        & (tidy["published_value"] != tidy["value"])
    ]
    for _, cell in other.iterrows():
        wide.loc[cell["year"], cell["series"]] = cell["published_value"]
    return models.ols(wide, regressors), len(other)


def without_doubtful(name: str = "paper", regressors="table4", only=DOUBTFUL):
    """The regression on the years in which no datum it uses has a doubtful status.

    Returns
    -------
    (statsmodels RegressionResults, list of int)
        The fit, and the years left out.

    Examples
    --------
    >>> without_doubtful()[1]
    [2004, 2005, 2006, 2018]
    """
    wide, tidy = data.load(name), data.load(name, form="tidy")
    names = models.ols(wide, regressors).params.index.drop("constant")
    bad = tidy[tidy["status"].isin(only) & tidy["series"].isin([*names, "gdp"])]
    years = sorted({int(year) for year in bad["year"]})
    return models.ols(wide.drop(index=years), regressors), years


def measures_table(result) -> Table:
    """Leverage, studentised residual, Cook's distance and DFBETAS per year; values beyond the rules of thumb starred."""
    found, limits = measures(result), thresholds(result)

    def starred(values, limit):
        return [prose.fixed(value, 2) + (" *" if abs(value) > limit else "") for value in values]

    shown = pd.DataFrame(
        {
            "Leverage": starred(found["leverage"], limits["leverage"]),
            "Studentised residual": starred(found["residual"], 2),
            "Cook": starred(found["cook"], limits["cook"]),
        },
        index=found.index,
    )
    for name in result.params.index.drop("constant"):
        shown[f"DFBETAS {spoken(name)}"] = starred(found[f"dfbetas_{name}"], limits["dfbetas"])
    return Table(
        shown.rename_axis("Year"),
        caption="Influence of each year on the regression of Table 4",
        name="tab-influence",
        note=f"A star: beyond 2k/n = {prose.fixed(limits['leverage'], 2)}, 2, 4/n = {prose.fixed(limits['cook'], 2)} or 2/√n = {prose.fixed(limits['dfbetas'], 2)}.",
    )


_RULES = {"cook": "Cook, 4/n", "dfbetas": "DFBETAS, 2/√n", "dffits": "DFFITS, 2√(k/n)"}


def flags_table(result, found: pd.DataFrame | None = None) -> Table:
    """Rules of thumb against their simulated distribution."""
    found = flag_rates(result) if found is None else found
    shown = pd.DataFrame(
        {
            "Threshold": found["threshold"].map(lambda value: prose.fixed(value, 2)),
            "Sound samples with a flag": found["rate"].map(prose.percent),
            "Exceeded in 5%": found["critical"].map(lambda value: prose.fixed(value, 2)),
            "Largest in the data": found["observed"].map(lambda value: prose.fixed(value, 2)),
            "p": found["p"].map(lambda value: prose.fixed(value, 2)),
        }
    )
    return Table(
        shown.rename(index=_RULES),
        caption="Rules of thumb for influence, and what sound samples do on this design",
        name="tab-flags",
        note=f"p: share of sound samples whose largest value is at least the observed one. Monte Carlo error of a rate: at most {prose.percent(found['error'].max(), 1)}.",
    )


def nudged_table(found: pd.DataFrame | None = None) -> Table:
    """Doubtful data and what one percent of each moves."""
    found = nudged() if found is None else found
    names = [name for name in found.columns if name in LABELS]
    shown = pd.DataFrame(
        {
            "Status": found["status"].to_list(),
            "Value": [prose.fixed(value, 0) for value in found["value"]],
            **{
                f"{LABELS[name]}, in standard errors": [
                    prose.fixed(value, 2) for value in found[name]
                ]
                for name in names
            },
            "Printed cells kept": [
                f"{int(kept)} of {int(of)}" for kept, of in zip(found["cells"], found["of"])
            ],
        },
        index=[f"{LABELS[series]} {year}" for series, year in found.index],
    )
    return Table(
        shown,
        caption=f"Doubtful data used by Table 4, and what raising one of them by {prose.percent(NUDGE)} does to the coefficients",
        name="tab-nudged",
        note="Values in 10,000 persons. Printed cells kept: coefficients and standard errors of Table 4 that still come out digit for digit.",
    )


def subsets_table(frame: pd.DataFrame) -> Table:
    """Table 4 on the whole sample, without the most influential year, and without doubtful years."""
    whole, seen = models.ols(frame, "table4"), measures(models.ols(frame, "table4"))
    worst = seen["cook"].idxmax()
    sound, years = without_doubtful()
    fits = {
        f"All years (n = {len(frame)})": whole,
        f"Without {worst} (n = {len(frame) - 1})": models.ols(frame.drop(index=worst), "table4"),
        f"Without the first and the last year (n = {len(frame) - 2})": models.ols(
            frame.iloc[1:-1], "table4"
        ),
        f"Without {prose.listed(map(str, years))} (n = {len(frame) - len(years)})": sound,
    }
    rows = {
        label: {
            "Users": f"{prose.fixed(fit.params['users'], 2)} ({prose.fixed(fit.bse['users'], 2)})",
            "Shoppers": f"{prose.fixed(fit.params['shoppers'], 2)} ({prose.fixed(fit.bse['shoppers'], 2)})",
            "R²": prose.fixed(fit.rsquared, 4),
        }
        for label, fit in fits.items()
    }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption="Table 4 on fewer years: coefficients with standard errors (100 million yuan per 10,000 persons)",
        name="tab-influence-subsets",
    )


@styled
def leave_one_out_figure(result) -> Figure:
    """Coefficients without each year.

    >>> from helpers import data, models
    >>> leave_one_out_figure(models.ols(data.load("paper"), "table4")).name
    'fig-leave-one-out'
    """
    found, interval = leave_one_out(result), result.conf_int()
    names = list(result.params.index.drop("constant"))
    drawing, grid = draw(7, 4.4, len(names), 1, sharex=True)
    said = []
    for axes, name, colour, marker in zip(np.atleast_1d(grid), names, PALETTE, "os^D"):
        axes.axhspan(*interval.loc[name], color=colour, alpha=0.12, lw=0)
        axes.axhline(result.params[name], color=colour, ls="--", lw=1, marker="")
        axes.plot(found.index, found[name], marker, color=colour, ls="none")
        far = (found[name] - result.params[name]).abs().idxmax()
        axes.annotate(
            f"without {far}: {prose.fixed(found.loc[far, name], 2)}",
            (far, found.loc[far, name]),
            xytext=(9, 0),
            textcoords="offset points",
            va="center",
            color=colour,
        )
        axes.set_title(
            f"{LABELS[name]}: {prose.fixed(result.params[name], 2)} with all years, band: 95% interval"
        )
        said.append(
            f"{LABELS[name]}: {prose.fixed(result.params[name], 2)} with all years, from {prose.fixed(found[name].min(), 2)} to {prose.fixed(found[name].max(), 2)} without one, furthest without {far}"
        )
    np.atleast_1d(grid)[-1].set_xlabel("year left out")
    behind = (
        found[names]
        .map(lambda value: prose.fixed(value, 4))
        .rename(columns=LABELS)
        .rename_axis("Without")
    )
    return figure(
        drawing,
        alt="Coefficients of Table 4 when one year is left out. " + "; ".join(said) + ".",
        caption="Coefficients of Table 4 without each year in turn (100 million yuan per 10,000 persons)",
        name="fig-leave-one-out",
        behind=behind,
    )


@styled
def windows_figure(frame: pd.DataFrame, shortest: int = 8) -> Figure:
    """Coefficients on windows that start later or end earlier.

    >>> from helpers import data
    >>> windows_figure(data.load("paper")).name
    'fig-windows'
    """
    found = windows(frame, shortest=shortest)
    first, last = frame.index[0], frame.index[-1]
    starts, ends = found.xs(last, level="last"), found.xs(first, level="first")
    names = ["users", "shoppers"]
    drawing, (left, right) = draw(7, 3.6, 1, 2, sharey=True)
    for axes, rows, title in ((left, ends, f"{first} to …"), (right, starts, f"… to {last}")):
        for name, colour, line, marker in zip(names, PALETTE, ("-", "--"), "os"):
            axes.plot(rows.index, rows[name], line, marker=marker, color=colour)
        axes.axhline(0, color=PALETTE[5], ls=":", lw=1, marker="")
        axes.set(title=title, xlabel="last year" if axes is left else "first year")
        axes.set_xticks([year for year in rows.index if year % 2 == 0])
    left.set_ylabel("coefficient, table units")
    for name, colour, away in zip(names, PALETTE, (-15, 12)):
        left.annotate(
            LABELS[name],
            (ends.index[-1], ends[name].iloc[-1]),
            xytext=(0, away),
            textcoords="offset points",
            ha="right",
            va="center",
            color=colour,
        )
    alt = (
        f"Two panels. Left, samples from {first} that end between {ends.index[0]} and {ends.index[-1]}: "
        + "; ".join(
            f"{LABELS[name]} from {prose.fixed(ends[name].iloc[0], 2)} to {prose.fixed(ends[name].iloc[-1], 2)}"
            for name in names
        )
    )
    alt += (
        f". Right, samples to {last} that start between {starts.index[0]} and {starts.index[-1]}: "
        + "; ".join(
            f"{LABELS[name]} from {prose.fixed(starts[name].iloc[0], 2)} to {prose.fixed(starts[name].iloc[-1], 2)}"
            for name in names
        )
        + "."
    )
    behind = (
        pd.concat(
            [
                ends[names].rename(index=lambda year: f"{first}–{year}"),
                starts[names].rename(index=lambda year: f"{year}–{last}").iloc[1:],
            ]
        )
        .map(lambda value: prose.fixed(value, 3))
        .rename(columns=LABELS)
        .rename_axis("Sample")
    )
    return figure(
        drawing,
        alt=alt,
        caption="Coefficients of Table 4 when the sample ends earlier or starts later (100 million yuan per 10,000 persons)",
        name="fig-windows",
        behind=behind,
    )
