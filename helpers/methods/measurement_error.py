"""Measurement error: what every regression turned round implies, and how errors shrink slopes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.methods import ols, selection, simulation

SIZES = (0.0, 0.01, 0.02, 0.05, 0.1)  # of an error, as a share of the series' average
REPLICATIONS = 20_000
SEED = 1934


def implied_slopes(system: np.ndarray) -> np.ndarray:
    """Slopes of the first series that every regression among all series implies, for many systems.

    Parameters
    ----------
    system : ndarray, shape (m, n, replications)
        The dependent series first.

    Returns
    -------
    ndarray, shape (m, m - 1, replications)
        Row i: series i regressed on all others, and solved for the first.

    Notes
    -----
    With P the inverse of the covariance matrix, row i is ``-P[i, j] / P[i, 0]``. Source: Klepper
    and Leamer (1984), ``klepperleamer1984``.

    Examples
    --------
    >>> from helpers import data
    >>> table4 = data.load("paper")[["gdp", "users", "shoppers"]].to_numpy().T[:, :, None]
    >>> implied_slopes(table4)[:, :, 0].round(2).tolist()
    [[4.34, 6.63], [5.11, 5.7], [3.73, 7.44]]
    """
    centred = system - system.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred**2).sum(axis=1))
    correlations = np.einsum("inr,jnr->rij", centred, centred) / (
        spread.T[:, :, None] * spread.T[:, None, :]
    )
    inverse = np.moveaxis(np.linalg.inv(correlations), 0, 2)
    return -inverse[:, 1:] / inverse[:, :1] * (spread[0] / spread[1:])


def agree(slopes: np.ndarray) -> np.ndarray:
    """Whether all regressions give every slope the same sign.

    Parameters
    ----------
    slopes : ndarray, shape (m, m - 1, replications)
        From `implied_slopes`.

    Returns
    -------
    ndarray of bool, shape (replications,)

    Examples
    --------
    >>> agree(np.array([[[1.0]], [[-2.0]]])).tolist()
    [False]
    """
    signs = np.sign(slopes)
    return (signs == signs[:1]).all(axis=(0, 1))


def agreement_by_chance(
    regressors: Sequence[str],
    world: str = "drifts",
    replications: int = REPLICATIONS,
    seed: int = SEED,
) -> float:
    """How often series that have nothing to do with each other agree in signs above zero.

    Parameters
    ----------
    regressors : sequence of str
        Series of the paper; in the world ``drifts`` they grow as these do.
    world : str
        A key of `helpers.methods.selection.WORLDS`.
    replications, seed : int
        Of the simulation.

    Returns
    -------
    float
        Share of samples in which all regressions imply slopes above zero.

    Examples
    --------
    >>> 0.1 < agreement_by_chance(["users", "shoppers"], replications=2000) < 0.4
    True
    """
    places = [0, *(1 + ols.REGRESSORS.index(name) for name in regressors)]

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        slopes = implied_slopes(np.asarray(selection.worlds(rng, world, size))[places])
        return {"above": np.asarray((slopes > 0).all(axis=(0, 1)))}

    return float(simulation.simulate(experiment, replications, seed)["above"].mean())


def attenuation(
    frame: pd.DataFrame,
    wrong: str = "users",
    sizes: Sequence[float] = SIZES,
    replications: int = 4_000,
    seed: int = SEED,
) -> pd.DataFrame:
    """Average slopes if Table 4 held without any error, but one regressor were seen with errors.

    Parameters
    ----------
    frame : DataFrame
        The sample; GDP is replaced by the fitted values of Table 4.
    wrong : {"users", "shoppers"}
        The series seen with independent normal errors.
    sizes : sequence of float
        Standard deviations of the error, as shares of the series' average.
    replications, seed : int
        Of the simulation.

    Returns
    -------
    DataFrame
        Index (form, size) with the forms ``levels`` and ``changes``; a column a slope.

    Examples
    --------
    >>> from helpers import data
    >>> found = attenuation(data.load("paper"), replications=500)
    >>> bool(found.loc[("changes", 0.05), "users"] < found.loc[("levels", 0.05), "users"])
    True
    """
    names = list(ols.SPECIFICATIONS["table4"])
    truth = np.asarray(ols.ols(frame, names).fittedvalues)[:, None]
    exact, unit = frame[names].to_numpy().T[:, :, None], frame[wrong].mean()
    rows = {}
    for place, size in enumerate(sizes):
        rng = np.random.default_rng([seed, place])
        seen = np.repeat(exact, replications, axis=2)
        error = rng.standard_normal((len(frame), replications))
        seen[names.index(wrong)] += size * unit * error
        for form, y, x in (
            ("levels", truth, seen),
            ("changes", np.diff(truth, axis=0), np.diff(seen, axis=1)),
        ):
            b = simulation.batched_ols(np.repeat(y, replications, axis=1), list(x)).b[1:]
            rows[form, size] = dict(zip(names, b.mean(axis=1), strict=True))
    return pd.DataFrame.from_dict(rows, orient="index")
