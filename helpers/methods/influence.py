"""Influence: which years, alone or together, and which doubtful data a regression rests on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.stats.outliers_influence import OLSInfluence

from helpers import data
from helpers.data import published
from helpers.methods import coefficients, ols, simulation
from helpers.methods.ols import LEVEL
from helpers.vocabulary import UNSURE

NUDGE = 0.01  # relative change of one datum
REPLICATIONS = 20_000
SEED = 2018


def leverages(result: Any) -> pd.Series:
    """Leverage of each year, the diagonal of the hat matrix.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `ols.ols`.

    Returns
    -------
    Series
        Index year; they sum to the number of coefficients.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> round(float(leverages(ols.ols(data.load("paper"), "table4")).sum()), 6)
    3.0
    """
    diagonal = OLSInfluence(result).hat_matrix_diag
    return pd.Series(diagonal, index=result.fittedvalues.index, name="leverage")


def leave_one_out(result: Any) -> pd.DataFrame:
    """Coefficients without each year, without fitting again: ``b - (X'X)⁻¹ x_t e_t / (1 - h_t)``.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `ols.ols`.

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
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> leave_one_out(ols.ols(data.load("paper"), "table4")).shape
    (15, 3)
    """
    exog, h = result.model.exog, leverages(result)
    if (h > 1 - 1e-10).any():
        raise ValueError(f"{h.idxmax()} has leverage one: without it a coefficient is not defined")
    scale = np.abs(exog).max(axis=0)
    rows = np.linalg.pinv(exog / scale) / scale[:, None]
    change = rows * (result.resid.to_numpy() / (1 - h.to_numpy()))
    without = result.params.to_numpy() - change.T
    return pd.DataFrame(without, index=h.index, columns=result.params.index)


def _movers(exog: np.ndarray, together: int) -> tuple[np.ndarray, np.ndarray]:
    """Which years leave together, and the form of their residuals that is the distance moved."""
    basis = np.linalg.qr(exog / np.abs(exog).max(axis=0))[0]
    hat = basis @ basis.T
    groups = np.array(list(combinations(range(len(exog)), together)))
    inside = hat[groups[:, :, None], groups[:, None, :]]
    away = np.linalg.inv(np.eye(together) - inside)
    return groups, away @ inside @ away


def cook_distances(result: Any, together: int = 1) -> pd.Series:
    """How far all fitted values move when years are left out together, as Cook measures it.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `ols.ols`.
    together : int
        How many years leave at once; 1 gives Cook's distance.

    Returns
    -------
    Series
        Index: the years of each group, a tuple each; the squared change of the fitted values over
        k times the variance of the error.

    Notes
    -----
    With H the hat matrix, e the residuals and S the years: ``e_S' A H_S A e_S / (k s²)`` where
    ``A = (I - H_S)⁻¹``. Sources: Cook (1977), ``cook1977``; Belsley, Kuh and Welsch (1980),
    chapter 2, ``bkw1980``.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> cook_distances(ols.ols(data.load("paper"), "table4"), together=2).idxmax()
    (2004, 2005)
    """
    groups, form = _movers(result.model.exog, together)
    e = np.asarray(result.resid)[groups]
    moved = np.einsum("gi,gij,gj->g", e, form, e) / len(result.params) / result.mse_resid
    years = result.fittedvalues.index.to_numpy()[groups].tolist()
    return pd.Series(moved, index=pd.Index([tuple(each) for each in years], tupleize_cols=False))


def largest_distances(
    result: Any, together: int = 1, replications: int = REPLICATIONS, seed: int = SEED
) -> np.ndarray:
    """The largest of `cook_distances` in sound samples on the same design.

    Parameters
    ----------
    result : statsmodels RegressionResults
        Its regressors are held fixed; errors are independent and normal.
    together : int
        How many years leave at once.
    replications, seed : int
        Of the simulation.

    Returns
    -------
    ndarray, shape (replications,)

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> fit = ols.ols(data.load("paper"), "table4")
    >>> bool(np.median(largest_distances(fit, 2, 500)) > np.median(largest_distances(fit, 1, 500)))
    True
    """
    exog = result.model.exog
    (n, k), (groups, form) = exog.shape, _movers(exog, together)
    basis = np.linalg.qr(exog / np.abs(exog).max(axis=0))[0]

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        e = rng.standard_normal((n, size))
        e -= basis @ (basis.T @ e)
        unit = k * (e**2).sum(axis=0) / (n - k)
        largest = np.zeros(size)
        for years, each in zip(groups, form, strict=True):
            left = e[years]
            np.maximum(largest, (left * (each @ left)).sum(axis=0) / unit, out=largest)
        return {"largest": largest}

    return simulation.simulate(experiment, replications, seed)["largest"]


def windows(
    frame: pd.DataFrame, regressors: str | Sequence[str] = "table4", shortest: int = 8
) -> pd.DataFrame:
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
            fit = ols.ols(part, regressors)
            names = fit.params.index.drop("constant")
            rows[part.index[0], part.index[-1]] = {
                **fit.params[names],
                **fit.tvalues[names].add_prefix("t_"),
            }
    found = pd.DataFrame.from_dict(rows, orient="index")
    found.index = found.index.set_names(["first", "last"])
    return found


def _range_experiment(fit: Any, spans: Sequence[slice], rho: float) -> simulation.Experiment:
    """Range of every slope over windows, in standard errors of the whole sample, errors AR(1)."""
    names, exog = list(fit.params.index.drop("constant")), fit.model.exog
    n, k = exog.shape
    scale = np.abs(exog).max(axis=0)
    maps = np.zeros((len(spans), k - 1, n))  # from errors to slopes, one map per window
    for window, years in zip(maps, spans, strict=True):
        window[:, years] = (np.linalg.pinv(exog[years] / scale) / scale[:, None])[1:]
    whole = np.linalg.pinv(exog / scale)
    unit = np.sqrt(((whole / scale[:, None]) ** 2).sum(axis=1))[1:]
    maker = np.eye(n) - (exog / scale) @ whole

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        u = simulation.autoregressions(rng, 1, n, size, rho)[0]
        s = np.sqrt(((maker @ u) ** 2).sum(axis=0) / (n - k))
        return {
            name: np.ptp(maps[:, place] @ u, axis=0) / s / unit[place]
            for place, name in enumerate(names)
        }

    return experiment


def window_spread(
    frame: pd.DataFrame,
    regressors: str | Sequence[str] = "table4",
    shortest: int = 8,
    rho: float = 0.0,
    replications: int = REPLICATIONS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Whether coefficients move more between windows than stable ones would by chance.

    Parameters
    ----------
    frame, regressors, shortest
        As for `windows`.
    rho : float
        Autocorrelation of the errors in the simulated samples, whose true coefficients are the same
        in all windows.
    replications, seed : int
        Of the simulation.

    Returns
    -------
    DataFrame
        Per regressor: ``low`` and ``high`` over the windows, ``range`` (in standard errors of the
        whole sample), and ``p``, the share of simulated samples with a range at least as wide, with
        its Monte Carlo ``error``.

    Examples
    --------
    >>> from helpers import data
    >>> bool(window_spread(data.load("paper"), replications=500)["p"].between(0, 1).all())
    True
    """
    found, fit = windows(frame, regressors, shortest), ols.ols(frame, regressors)
    spans = [
        slice(frame.index.get_loc(first), frame.index.get_loc(last) + 1)
        for first, last in found.index
    ]
    drawn = simulation.simulate(_range_experiment(fit, spans, rho), replications, seed)
    rows = {}
    for name, values in drawn.items():
        low, high = found[name].min(), found[name].max()
        observed = (high - low) / fit.bse[name]
        p, error = simulation.share(values >= observed)
        rows[name] = {"low": low, "high": high, "range": observed, "p": p, "error": error}
    return pd.DataFrame.from_dict(rows, orient="index")


def outlier_power(result: Any, size: float = 3.0, alpha: float = LEVEL) -> pd.Series:
    """Chance that the largest-residual test finds one year that is off.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `ols.ols`.
    size : float
        By how many error standard deviations the year is off.
    alpha : float
        Level of the test; divided by the number of years (Bonferroni).

    Returns
    -------
    Series
        Index year.

    Notes
    -----
    The externally studentised residual of that year is noncentral t with n - k - 1 degrees of
    freedom and noncentrality ``size √(1 - h)``.

    Examples
    --------
    >>> from helpers import data
    >>> from helpers.methods import ols
    >>> power = outlier_power(ols.ols(data.load("paper"), "table4"))
    >>> int(power.idxmin())
    2018
    """
    df, level = int(result.df_resid) - 1, alpha / result.nobs

    def power(leverage: float) -> float:
        return coefficients.t_power(size * np.sqrt(1 - leverage), 1.0, df, level)

    return leverages(result).map(power).rename("power")


def printed_cells(frame: pd.DataFrame, table: str = "table4") -> tuple[int, int]:
    """How many printed numbers of a table a data set reproduces digit for digit.

    Parameters
    ----------
    frame : DataFrame
        One row per year.
    table : str
        A specification of `helpers.methods.ols.SPECIFICATIONS`.

    Returns
    -------
    (int, int)
        Coefficients and standard errors reproduced, and how many there are.

    Examples
    --------
    >>> from helpers import data
    >>> printed_cells(data.load("paper"))
    (5, 6)
    """
    fit, printed = ols.ols(frame, table), published.table_cells(int(table[-1]))
    same = []
    for name in fit.params.index:
        for column, value in (("coefficient", fit.params[name]), ("standard_error", fit.bse[name])):
            text = printed.loc[name, column]
            same.append(f"{value:.{published.places(text)}f}" == text)
    return sum(same), len(same)


def nudged(
    name: str = "paper",
    table: str = "table4",
    relative: float = NUDGE,
    only: Sequence[str] = UNSURE,
) -> pd.DataFrame:
    """What a small change of one doubtful datum does to the coefficients.

    Parameters
    ----------
    name : str
        A data set of `data.datasets`.
    table : str
        A specification of `helpers.methods.ols.SPECIFICATIONS`.
    relative : float
        The datum is raised by this share.
    only : sequence of str
        Statuses to look at.

    Returns
    -------
    DataFrame
        Index (series, year) of every cell of such a status that the regression uses; ``status``,
        ``value``, the change of each coefficient in its standard errors (``users``, ``shoppers``,
        ...), and ``cells``, how many of the printed coefficients and standard errors of that table
        still come out, ``of`` how many.

    Examples
    --------
    >>> sorted(set(nudged()["status"]))
    ['fitted']
    """
    wide, tidy = data.load(name), data.load(name, form="tidy")
    fit = ols.ols(wide, table)
    names = fit.params.index.drop("constant")
    used = tidy[tidy["status"].isin(only) & tidy["series"].isin([*names, fit.model.endog_names])]
    rows = {}
    for _, cell in used.iterrows():
        changed = wide.copy()
        changed.loc[cell["year"], cell["series"]] *= 1 + relative
        moved = (ols.ols(changed, table).params - fit.params)[names] / fit.bse[names]
        kept, of = printed_cells(changed, table)
        rows[cell["series"], int(cell["year"])] = {
            "status": cell["status"],
            "value": cell["value"],
            **moved,
            "cells": kept,
            "of": of,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def with_published_values(
    name: str = "paper", regressors: str | Sequence[str] = "table4"
) -> tuple[Any, int]:
    """The regression with every value replaced by the published one, where one is known.

    Parameters
    ----------
    name : str
        A data set of `data.datasets`.
    regressors : str or sequence of str
        A specification or column names.

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
    names = [*ols.ols(wide, regressors).params.index.drop("constant"), "gdp"]
    other = tidy[
        tidy["series"].isin(names)
        & tidy["published_value"].notna()
        & (tidy["published_value"] != tidy["value"])
    ]
    for _, cell in other.iterrows():
        wide.loc[cell["year"], cell["series"]] = cell["published_value"]
    return ols.ols(wide, regressors), len(other)


def without_doubtful(
    name: str = "paper",
    regressors: str | Sequence[str] = "table4",
    only: Sequence[str] = UNSURE,
) -> tuple[Any, list[int]]:
    """The regression on the years in which no datum it uses has a doubtful status.

    Parameters
    ----------
    name : str
        A data set of `data.datasets`.
    regressors : str or sequence of str
        A specification or column names.
    only : sequence of str
        Statuses that count as doubtful.

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
    names = ols.ols(wide, regressors).params.index.drop("constant")
    bad = tidy[tidy["status"].isin(only) & tidy["series"].isin([*names, "gdp"])]
    years = sorted({int(year) for year in bad["year"]})
    return ols.ols(wide.drop(index=years), regressors), years
