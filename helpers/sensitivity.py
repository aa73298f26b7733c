"""How far each of the 75 recovered values can move before a printed digit breaks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import data, moments
from helpers.moments import Moments, centre, half_unit
from helpers.recovery import GRID, reproduced

#: Relative changes scanned outwards for a first break, geometric from far below any rounding to half the value.
_SCAN = np.geomspace(1e-9, 0.5, 120)
_BISECTIONS = 50


def _moved(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values (15, 5), and row and column numbers of the 75 cells, series by series."""
    values = frame[list(data.SERIES)].to_numpy(dtype=float)
    columns, rows = (
        grid.ravel()
        for grid in np.meshgrid(range(values.shape[1]), range(values.shape[0]), indexing="ij")
    )
    return values, rows, columns


def _shifted(
    values: np.ndarray, rows: np.ndarray, columns: np.ndarray, change: np.ndarray
) -> np.ndarray:
    """Data sets (75, ..., 15, 5), each with one cell changed by ``change`` (75, ...)."""
    shape = (*change.shape, *values.shape)
    out = np.broadcast_to(values, shape).copy()
    cell = np.arange(len(rows)).reshape(-1, *[1] * (change.ndim - 1))
    index = np.indices(change.shape)
    out[(*index, rows[cell] + 0 * index[0], columns[cell] + 0 * index[0])] += change
    return out


def _worst(
    sets: np.ndarray, names, middle: np.ndarray, half: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Largest misfit over the printed cells in half-units, and which cell has it."""
    found = moments.cells(Moments.of(sets))
    misfit = np.stack([found[name] for name in names], axis=-1)
    misfit = np.abs(misfit - middle) / half
    return misfit.max(axis=-1), misfit.argmax(axis=-1)


def breaking_changes(
    frame: pd.DataFrame | None = None, left_out: tuple[str, ...] = ()
) -> pd.DataFrame:
    """For each value of a data set: how far it can move, up and down, until one of the reproduced cells changes its printed digits.

    Parameters
    ----------
    frame : DataFrame, optional
        Wide data set; the recovered one by default. The cells it reproduces are the ones that may break.
    left_out : tuple of str
        Ids of printed cells that do not count, to see how much rests on them.

    Returns
    -------
    DataFrame
        Index (series, year). Columns: ``value``; ``step``, the grid on which the series was typed; ``up`` and ``down``, the continuous
        changes at which the first printed digit breaks (any smaller change in that direction breaks none); ``breaks_up`` and
        ``breaks_down``, the cell that breaks; ``smallest`` and ``largest``, the smaller and the larger of the two (the smallest
        change that breaks a digit, and the limit of the changes that break none); ``steps_to_break``, the fewest whole steps
        in either direction that break a digit; ``safe_steps``, the most whole steps that may be taken in either direction without a break.

    Notes
    -----
    A geometric scan outwards brackets the first change that breaks a digit, bisection sharpens it. A digit that broke and healed
    within one factor of 1.2 of the scan would be missed. Everything here moves one value while the other 74 stay in place; moved
    together, values can hide each other's changes (`recovery.rotated`).
    """
    frame = data.load("paper") if frame is None else frame
    values, rows, columns = _moved(frame)
    found = moments.cells(Moments.of(values))
    names = [
        name
        for name in found
        if name not in left_out and abs(found[name] - centre(name)) <= half_unit(name)
    ]
    middle, half = (
        np.array([centre(name) for name in names]),
        np.array([half_unit(name) for name in names]),
    )
    base = values[rows, columns]
    steps = np.array([GRID[data.SERIES[column]] for column in columns])
    result = {}
    for label, sign in (("up", 1.0), ("down", -1.0)):
        scan = sign * base[:, None] * _SCAN
        worst, _ = _worst(_shifted(values, rows, columns, scan), names, middle, half)
        first = (worst > 1).argmax(axis=1)
        high = scan[np.arange(len(base)), first]
        low = np.where(first > 0, scan[np.arange(len(base)), np.maximum(first - 1, 0)], 0.0)
        for _ in range(_BISECTIONS):
            mid = (low + high) / 2
            broken = _worst(_shifted(values, rows, columns, mid), names, middle, half)[0] > 1
            low, high = np.where(broken, low, mid), np.where(broken, mid, high)
        result[label] = np.abs(high)
        culprit = _worst(_shifted(values, rows, columns, high), names, middle, half)[1]
        result[f"breaks_{label}"] = [names[position] for position in culprit]
    smallest = np.minimum(result["up"], result["down"])
    largest = np.maximum(result["up"], result["down"])
    index = pd.MultiIndex.from_arrays(
        [[data.SERIES[column] for column in columns], frame.index[rows]], names=["series", "year"]
    )
    return pd.DataFrame(
        {
            "value": base,
            "step": steps,
            **result,
            "smallest": smallest,
            "largest": largest,
            "steps_to_break": np.floor(smallest / steps).astype(int) + 1,
            "safe_steps": np.ceil(largest / steps).astype(int) - 1,
        },
        index=index,
    )


def cells_left(frame: pd.DataFrame | None = None) -> pd.DataFrame:
    """How many of the 67 printed cells are left when one value moves by one step of its grid.

    Returns
    -------
    DataFrame
        Index (series, year); columns up, down and fewest (int).
    """
    values, rows, columns = _moved(data.load("paper") if frame is None else frame)
    steps = np.array([GRID[data.SERIES[column]] for column in columns])
    left = reproduced(_shifted(values, rows, columns, np.stack([steps, -steps], axis=1)))
    index = pd.MultiIndex.from_arrays(
        [[data.SERIES[column] for column in columns], data.YEARS[0] + rows],
        names=["series", "year"],
    )
    return pd.DataFrame(
        {"up": left[:, 0], "down": left[:, 1], "fewest": left.min(axis=1)}, index=index
    )


def by_series(table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Range of the smallest breaking change per series, in its own unit and relative to the value: for a status page.

    >>> by_series().index.tolist()
    ['gdp', 'ecommerce', 'domains', 'users', 'shoppers']
    """
    table = breaking_changes() if table is None else table
    relative = (table["smallest"] / table["value"]).rename("relative")
    grouped = table.assign(relative=relative).groupby("series", sort=False)
    return grouped.agg(
        tightest=("smallest", "min"),
        loosest=("smallest", "max"),
        tightest_relative=("relative", "min"),
        loosest_relative=("relative", "max"),
        breaks_at_one_step=("steps_to_break", lambda steps: int((steps == 1).sum())),
    )
