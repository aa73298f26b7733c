"""Influence: which years, and which doubtful data, the regression of Table 4 rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.outliers_influence import OLSInfluence

from helpers import coefficients, data, models, published, simulation
from helpers.coefficients import spoken
from helpers.exhibits import PALETTE, Figure, Table, draw, figure, styled
from helpers.prose import fixed, listed, percent
from helpers.tables import LABELS

DOUBTFUL = ("fitted", "unverified")
NUDGE = 0.01  # relative change of one datum
LEVEL = 0.05
STUDENTISED = 2  # rule of thumb for a studentised residual
REPLICATIONS = 20_000
SEED = 2018


def leverages(result: Any) -> pd.Series:
    """Leverage of each year, the diagonal of the hat matrix.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.

    Returns
    -------
    Series
        Index year; they sum to the number of coefficients.

    Examples
    --------
    >>> from helpers import data, models
    >>> round(float(leverages(models.ols(data.load("paper"), "table4")).sum()), 6)
    3.0
    """
    diagonal = OLSInfluence(result).hat_matrix_diag
    return pd.Series(diagonal, index=result.fittedvalues.index, name="leverage")


def leave_one_out(result: Any) -> pd.DataFrame:
    """Coefficients without each year, without fitting again: ``b - (X'X)⁻¹ x_t e_t / (1 - h_t)``.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.

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
    without = result.params.to_numpy() - change.T
    return pd.DataFrame(without, index=h.index, columns=result.params.index)


def measures(result: Any) -> pd.DataFrame:
    """The usual measures per year, from statsmodels.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.

    Returns
    -------
    DataFrame
        Index: year; ``leverage``, ``residual`` (externally studentised), ``p_residual`` (two-sided,
        Bonferroni over the years), ``cook``, ``dffits`` and one ``dfbetas_`` column per regressor.

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
    dfbetas = pd.DataFrame(influence.dfbetas, index=frame.index, columns=result.params.index)
    return frame.join(dfbetas.drop(columns="constant").add_prefix("dfbetas_"))


def thresholds(result: Any) -> dict[str, float]:
    """The usual rules of thumb: leverage 2k/n, Cook 4/n, DFBETAS 2/√n, DFFITS 2√(k/n).

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.

    Returns
    -------
    dict
        leverage, cook, dfbetas, dffits.

    Notes
    -----
    Source: Belsley, Kuh and Welsch (1980), chapter 2, ``bkw1980``; 4/n for Cook's distance is
    common in textbooks.

    Examples
    --------
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


def _largest_measures(exog: np.ndarray) -> simulation.Experiment:
    """The largest Cook, DFBETAS and DFFITS of sound samples on a design."""
    n, k = exog.shape
    scale = np.abs(exog).max(axis=0)
    rows = np.linalg.pinv(exog / scale)
    hat = (exog / scale) @ rows
    h, length = np.diag(hat)[:, None], np.sqrt(np.einsum("jn,jn->j", rows, rows))[1:]

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        e = (np.eye(n) - hat) @ rng.standard_normal((n, size))
        ssr = (e**2).sum(axis=0)
        without = np.sqrt((ssr - e**2 / (1 - h)) / (n - k - 1))
        cook = e**2 / (1 - h) ** 2 * h / (k * ssr / (n - k))
        dffits = np.abs(e) * np.sqrt(h) / (1 - h) / without
        each = np.abs(e) / (1 - h) / without
        dfbetas = [
            np.abs(row)[:, None] * each / unit for row, unit in zip(rows[1:], length, strict=True)
        ]
        return {
            "cook": cook.max(axis=0),
            "dfbetas": np.max(dfbetas, axis=0).max(axis=0),
            "dffits": dffits.max(axis=0),
        }

    return experiment


def flag_rates(result: Any, replications: int = REPLICATIONS, seed: int = SEED) -> pd.DataFrame:
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
        Index ``cook``, ``dfbetas``, ``dffits``; ``threshold``, ``rate`` with its Monte Carlo
        ``error``, ``critical``, the value that the largest measure exceeds in 5% of sound samples,
        and ``observed``, the largest in the data, with ``p``.

    Examples
    --------
    >>> from helpers import data, models
    >>> found = flag_rates(models.ols(data.load("paper"), "table4"), replications=2000)
    >>> bool(found["rate"].between(0, 1).all())
    True
    """
    limits, seen = thresholds(result), measures(result)
    drawn = simulation.simulate(_largest_measures(result.model.exog), replications, seed)
    observed = {
        "cook": seen["cook"].max(),
        "dfbetas": seen.filter(like="dfbetas_").abs().max().max(),
        "dffits": seen["dffits"].abs().max(),
    }
    rows = {}
    for name, values in drawn.items():
        rate, error = simulation.share(values > limits[name])
        rows[name] = {
            "threshold": limits[name],
            "rate": rate,
            "error": error,
            "critical": float(np.quantile(values, 1 - LEVEL)),
            "observed": observed[name],
            "p": float((1 + (values >= observed[name]).sum()) / (1 + replications)),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


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
            fit = models.ols(part, regressors)
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
    found, fit = windows(frame, regressors, shortest), models.ols(frame, regressors)
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
        From `models.ols`.
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
    >>> from helpers import data, models
    >>> power = outlier_power(models.ols(data.load("paper"), "table4"))
    >>> int(power.idxmin())
    2018
    """
    df, level = int(result.df_resid) - 1, alpha / result.nobs

    def power(leverage: float) -> float:
        return coefficients.power(size * np.sqrt(1 - leverage), 1.0, df, level)

    return leverages(result).map(power).rename("power")


# Doubtful data ------------------------------------------------------------------------------------


def printed_cells(frame: pd.DataFrame, table: str = "table4") -> tuple[int, int]:
    """How many printed numbers of a table a data set reproduces digit for digit.

    Parameters
    ----------
    frame : DataFrame
        One row per year.
    table : str
        A specification of `models.SPECIFICATIONS`.

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
    fit, printed = models.ols(frame, table), published.table(int(table[-1]))
    same = []
    for name in fit.params.index:
        for column, value in (("coefficient", fit.params[name]), ("standard_error", fit.bse[name])):
            text = printed.loc[name, column]
            same.append(f"{value:.{published.decimals(text)}f}" == text)
    return sum(same), len(same)


def nudged(
    name: str = "paper",
    table: str = "table4",
    relative: float = NUDGE,
    only: Sequence[str] = DOUBTFUL,
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
    names = [*models.ols(wide, regressors).params.index.drop("constant"), "gdp"]
    other = tidy[
        tidy["series"].isin(names)
        & tidy["published_value"].notna()
        & (tidy["published_value"] != tidy["value"])
    ]
    for _, cell in other.iterrows():
        wide.loc[cell["year"], cell["series"]] = cell["published_value"]
    return models.ols(wide, regressors), len(other)


def without_doubtful(
    name: str = "paper",
    regressors: str | Sequence[str] = "table4",
    only: Sequence[str] = DOUBTFUL,
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
    names = models.ols(wide, regressors).params.index.drop("constant")
    bad = tidy[tidy["status"].isin(only) & tidy["series"].isin([*names, "gdp"])]
    years = sorted({int(year) for year in bad["year"]})
    return models.ols(wide.drop(index=years), regressors), years


# Exhibits -----------------------------------------------------------------------------------------


def _starred(values: pd.Series, limit: float) -> list[str]:
    """Two decimals, and a star beyond the limit."""
    return [fixed(value, 2) + (" *" if abs(value) > limit else "") for value in values]


MEASURES_NOTE = "A star: beyond 2k/n = {leverage}, 2, 4/n = {cook} or 2/√n = {dfbetas}."


def measures_table(result: Any) -> Table:
    """Leverage, studentised residual, Cook's distance and DFBETAS per year.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.

    Returns
    -------
    Table
        Values beyond the rules of thumb carry a star.
    """
    found, limits = measures(result), thresholds(result)
    shown = pd.DataFrame(
        {
            "Leverage": _starred(found["leverage"], limits["leverage"]),
            "Studentised residual": _starred(found["residual"], STUDENTISED),
            "Cook": _starred(found["cook"], limits["cook"]),
        },
        index=found.index,
    )
    for name in result.params.index.drop("constant"):
        shown[f"DFBETAS {spoken(name)}"] = _starred(found[f"dfbetas_{name}"], limits["dfbetas"])
    return Table(
        shown.rename_axis("Year"),
        caption="Influence of each year on the regression of Table 4",
        name="tab-influence",
        note=MEASURES_NOTE.format(**{rule: fixed(limit, 2) for rule, limit in limits.items()}),
    )


_RULES = {"cook": "Cook, 4/n", "dfbetas": "DFBETAS, 2/√n", "dffits": "DFFITS, 2√(k/n)"}
FLAGS_NOTE = (
    "p: share of sound samples whose largest value is at least the observed one. "
    "Monte Carlo error of a rate: at most {error}."
)


def flags_table(result: Any, found: pd.DataFrame | None = None) -> Table:
    """Rules of thumb against their simulated distribution.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`.
    found : DataFrame, optional
        From `flag_rates`; computed by default.

    Returns
    -------
    Table
    """
    found = flag_rates(result) if found is None else found
    decimals = {
        column: found[column].map(lambda value: fixed(value, 2))
        for column in ("threshold", "critical", "observed", "p")
    }
    shown = pd.DataFrame(
        {
            "Threshold": decimals["threshold"],
            "Sound samples with a flag": found["rate"].map(percent),
            "Exceeded in 5%": decimals["critical"],
            "Largest in the data": decimals["observed"],
            "p": decimals["p"],
        }
    )
    return Table(
        shown.rename(index=_RULES),
        caption="Rules of thumb for influence, and what sound samples do on this design",
        name="tab-flags",
        note=FLAGS_NOTE.format(error=percent(found["error"].max(), 1)),
    )


NUDGED_CAPTION = (
    "Doubtful data used by Table 4, and what raising one of them by {share} "
    "does to the coefficients"
)
NUDGED_NOTE = (
    "Values in 10,000 persons. Printed cells kept: coefficients and standard errors of Table 4 "
    "that still come out digit for digit."
)


def nudged_table(found: pd.DataFrame | None = None) -> Table:
    """Doubtful data and what one percent of each moves.

    Parameters
    ----------
    found : DataFrame, optional
        From `nudged`; computed by default.

    Returns
    -------
    Table
    """
    found = nudged() if found is None else found
    columns = {
        "Status": found["status"].to_list(),
        "Value": [fixed(value, 0) for value in found["value"]],
    }
    for name in found.columns:
        if name in LABELS:
            moved = [fixed(value, 2) for value in found[name]]
            columns[f"{LABELS[name]}, in standard errors"] = moved
    columns["Printed cells kept"] = [
        f"{int(kept)} of {int(of)}" for kept, of in zip(found["cells"], found["of"], strict=True)
    ]
    labels = [f"{LABELS[series]} {year}" for series, year in found.index]
    return Table(
        pd.DataFrame(columns, index=labels),
        caption=NUDGED_CAPTION.format(share=percent(NUDGE)),
        name="tab-nudged",
        note=NUDGED_NOTE,
    )


SUBSETS_CAPTION = (
    "Table 4 on fewer years: coefficients with standard errors "
    "(100 million yuan per 10,000 persons)"
)


def _with_error(fit: Any, name: str) -> str:
    """A coefficient with its standard error in brackets."""
    return f"{fixed(fit.params[name], 2)} ({fixed(fit.bse[name], 2)})"


def subsets_table(frame: pd.DataFrame) -> Table:
    """Table 4 on the whole sample and on three parts of it.

    Parameters
    ----------
    frame : DataFrame
        The sample, one row per year.

    Returns
    -------
    Table
        Also without the most influential year, without both ends, and without doubtful years.
    """
    n, whole = len(frame), models.ols(frame, "table4")
    worst = measures(whole)["cook"].idxmax()
    without_worst = models.ols(frame.drop(index=worst), "table4")
    without_ends = models.ols(frame.iloc[1:-1], "table4")
    sound, years = without_doubtful()
    fits = {
        f"All years (n = {n})": whole,
        f"Without {worst} (n = {n - 1})": without_worst,
        f"Without the first and the last year (n = {n - 2})": without_ends,
        f"Without {listed(map(str, years))} (n = {n - len(years)})": sound,
    }
    rows = {
        label: {
            "Users": _with_error(fit, "users"),
            "Shoppers": _with_error(fit, "shoppers"),
            "R²": fixed(fit.rsquared, 4),
        }
        for label, fit in fits.items()
    }
    return Table(
        pd.DataFrame.from_dict(rows, orient="index"),
        caption=SUBSETS_CAPTION,
        name="tab-influence-subsets",
    )


MARKERS = "os^D"
LEAVE_ONE_OUT_CAPTION = (
    "Coefficients of Table 4 without each year in turn (100 million yuan per 10,000 persons)"
)
LEAVE_ONE_OUT_ALT = "Coefficients of Table 4 when one year is left out. {coefficients}."
ONE_COEFFICIENT = (
    "{label}: {whole} with all years, from {low} to {high} without one, furthest without {far}"
)


def _furthest(found: pd.DataFrame, result: Any, name: str) -> int:
    """The year whose omission moves a coefficient most."""
    return (found[name] - result.params[name]).abs().idxmax()


def _draw_leave_one_out(
    axes: Any, found: pd.DataFrame, result: Any, name: str, colour: str, marker: str
) -> None:
    """One coefficient without each year, against its value and interval with all years."""
    whole, far = result.params[name], _furthest(found, result, name)
    axes.axhspan(*result.conf_int().loc[name], color=colour, alpha=0.12, lw=0)
    axes.axhline(whole, color=colour, ls="--", lw=1, marker="")
    axes.plot(found.index, found[name], marker, color=colour, ls="none")
    axes.annotate(
        f"without {far}: {fixed(found.loc[far, name], 2)}",
        (far, found.loc[far, name]),
        xytext=(9, 0),
        textcoords="offset points",
        va="center",
        color=colour,
    )
    axes.set_title(f"{LABELS[name]}: {fixed(whole, 2)} with all years, band: 95% interval")


@styled
def leave_one_out_figure(result: Any) -> Figure:
    """Coefficients without each year.

    Parameters
    ----------
    result : statsmodels RegressionResults
        From `models.ols`, with at most four regressors.

    Returns
    -------
    Figure
        One panel per regressor.

    Examples
    --------
    >>> from helpers import data, models
    >>> leave_one_out_figure(models.ols(data.load("paper"), "table4")).name
    'fig-leave-one-out'
    """
    found = leave_one_out(result)
    names = list(result.params.index.drop("constant"))
    drawing, grid = draw(7, 4.4, len(names), 1, sharex=True)
    panels = np.atleast_1d(grid)
    # There are more colours and marks than regressors.
    for axes, name, colour, marker in zip(panels, names, PALETTE, MARKERS, strict=False):
        _draw_leave_one_out(axes, found, result, name, colour, marker)
    panels[-1].set_xlabel("year left out")
    said = [
        ONE_COEFFICIENT.format(
            label=LABELS[name],
            whole=fixed(result.params[name], 2),
            low=fixed(found[name].min(), 2),
            high=fixed(found[name].max(), 2),
            far=_furthest(found, result, name),
        )
        for name in names
    ]
    behind = found[names].map(lambda value: fixed(value, 4))
    return figure(
        drawing,
        alt=LEAVE_ONE_OUT_ALT.format(coefficients="; ".join(said)),
        caption=LEAVE_ONE_OUT_CAPTION,
        name="fig-leave-one-out",
        behind=behind.rename(columns=LABELS).rename_axis("Without"),
    )


WINDOWS_CAPTION = (
    "Coefficients of Table 4 when the sample ends earlier or starts later "
    "(100 million yuan per 10,000 persons)"
)
WINDOWS_ALT = (
    "Two panels. Left, samples from {first} that end between {ends}: {by_end}. "
    "Right, samples to {last} that start between {starts}: {by_start}."
)
SLOPES = ["users", "shoppers"]
LABEL_LIFTS = (-15, 12)  # points from the last mark to the label of each slope


def _draw_slopes(axes: Any, rows: pd.DataFrame, title: str, xlabel: str) -> None:
    """Both coefficients by the year in which the window ends or starts."""
    for name, colour, line, marker in zip(SLOPES, PALETTE, ("-", "--"), MARKERS, strict=False):
        axes.plot(rows.index, rows[name], line, marker=marker, color=colour)
    axes.axhline(0, color=PALETTE[5], ls=":", lw=1, marker="")
    axes.set(title=title, xlabel=xlabel)
    axes.set_xticks([year for year in rows.index if year % 2 == 0])


def _label_slopes(axes: Any, rows: pd.DataFrame) -> None:
    """The names of both coefficients at their last mark."""
    for name, colour, away in zip(SLOPES, PALETTE, LABEL_LIFTS, strict=False):
        axes.annotate(
            LABELS[name],
            (rows.index[-1], rows[name].iloc[-1]),
            xytext=(0, away),
            textcoords="offset points",
            ha="right",
            va="center",
            color=colour,
        )


def _paths(rows: pd.DataFrame) -> str:
    """Where both coefficients begin and end, in words."""
    return "; ".join(
        f"{LABELS[name]} from {fixed(rows[name].iloc[0], 2)} to {fixed(rows[name].iloc[-1], 2)}"
        for name in SLOPES
    )


@styled
def windows_figure(frame: pd.DataFrame, shortest: int = 8) -> Figure:
    """Coefficients on windows that start later or end earlier.

    Parameters
    ----------
    frame : DataFrame
        The sample, one row per year.
    shortest : int
        Fewest years of a window.

    Returns
    -------
    Figure

    Examples
    --------
    >>> from helpers import data
    >>> windows_figure(data.load("paper")).name
    'fig-windows'
    """
    found = windows(frame, shortest=shortest)
    first, last = frame.index[0], frame.index[-1]
    starts, ends = found.xs(last, level="last"), found.xs(first, level="first")
    drawing, (left, right) = draw(7, 3.6, 1, 2, sharey=True)
    _draw_slopes(left, ends, f"{first} to …", "last year")
    _draw_slopes(right, starts, f"… to {last}", "first year")
    left.set_ylabel("coefficient, table units")
    _label_slopes(left, ends)
    alt = WINDOWS_ALT.format(
        first=first,
        ends=f"{ends.index[0]} and {ends.index[-1]}",
        by_end=_paths(ends),
        last=last,
        starts=f"{starts.index[0]} and {starts.index[-1]}",
        by_start=_paths(starts),
    )
    by_end = ends[SLOPES].rename(index=lambda year: f"{first}–{year}")
    by_start = starts[SLOPES].rename(index=lambda year: f"{year}–{last}").iloc[1:]
    behind = pd.concat([by_end, by_start]).map(lambda value: fixed(value, 3))
    return figure(
        drawing,
        alt=alt,
        caption=WINDOWS_CAPTION,
        name="fig-windows",
        behind=behind.rename(columns=LABELS).rename_axis("Sample"),
    )
