"""How far each of the 75 recovered values can move before a printed digit breaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers import data
from helpers.memory import frozen
from helpers.recovery import moments
from helpers.recovery.moments import Moments, centres_and_half_units
from helpers.recovery.searches import GRID, reproduced

#: Relative changes scanned outwards for a first break, geometric from far below any rounding to
#: half the value.
_SCAN = frozen(np.geomspace(1e-9, 0.5, 120))
_BISECTIONS = 50


@dataclass(frozen=True)
class _Cells:
    """Every value of a data set, moved alone.

    ``values`` (15, 5) is the data set, ``rows`` and ``columns`` (75,) its cells, series by series.
    """

    values: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    years: pd.Index

    @classmethod
    def of(cls, frame: pd.DataFrame | None) -> _Cells:
        """Cells of a wide data set; of the recovered one if none is given."""
        frame = data.load("paper") if frame is None else frame
        values = frame[list(data.SERIES)].to_numpy(dtype=float)
        places = np.meshgrid(range(values.shape[1]), range(values.shape[0]), indexing="ij")
        columns, rows = (grid.ravel() for grid in places)
        return cls(values, rows, columns, frame.index)

    @property
    def base(self) -> np.ndarray:
        """The values (75,)."""
        return self.values[self.rows, self.columns]

    @property
    def steps(self) -> np.ndarray:
        """Step (75,) of the grid on which each value was typed."""
        return np.array([GRID[data.SERIES[column]] for column in self.columns])

    @property
    def index(self) -> pd.MultiIndex:
        """Series and year of each cell."""
        series = [data.SERIES[column] for column in self.columns]
        return pd.MultiIndex.from_arrays([series, self.years[self.rows]], names=["series", "year"])

    def shifted(self, change: np.ndarray) -> np.ndarray:
        """Data sets (75, ..., 15, 5), each with one cell changed by ``change`` (75, ...)."""
        sets = np.broadcast_to(self.values, (*change.shape, *self.values.shape)).copy()
        cell = np.arange(len(self.rows)).reshape(-1, *[1] * (change.ndim - 1))
        index = np.indices(change.shape)
        rows, columns = (place[cell] + 0 * index[0] for place in (self.rows, self.columns))
        sets[(*index, rows, columns)] += change
        return sets


@dataclass(frozen=True)
class _Digits:
    """Printed cells that may break: ids, printed numbers and half-units of the last digit."""

    names: list[str]
    middle: np.ndarray
    half: np.ndarray

    @classmethod
    def reproduced_by(cls, values: np.ndarray, left_out: tuple[str, ...]) -> _Digits:
        """The printed cells that a data set reproduces, without some."""
        found = moments.printed_statistics(Moments.of(values))
        computed = np.array(list(found.values()))
        middle, half = centres_and_half_units(found)
        counted = np.array([name not in left_out for name in found])
        kept = counted & (np.abs(computed - middle) <= half)
        names = [name for name, keep in zip(found, kept, strict=True) if keep]
        return cls(names, middle[kept], half[kept])

    def worst(self, sets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Largest misfit over the cells in half-units, and the position of the cell that has it."""
        found = moments.printed_statistics(Moments.of(sets))
        misfit = np.stack([found[name] for name in self.names], axis=-1)
        misfit = np.abs(misfit - self.middle) / self.half
        return misfit.max(axis=-1), misfit.argmax(axis=-1)


def _first_breaks(cells: _Cells, digits: _Digits, sign: float) -> tuple[np.ndarray, list[str]]:
    """Change (75,) of each value at which the first digit breaks, and the printed cell it is in.

    A geometric scan outwards brackets the change, bisection sharpens it.
    """
    scan = sign * cells.base[:, None] * _SCAN
    worst, _ = digits.worst(cells.shifted(scan))
    first, every = (worst > 1).argmax(axis=1), np.arange(len(scan))
    high = scan[every, first]
    low = np.where(first > 0, scan[every, np.maximum(first - 1, 0)], 0.0)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        broken = digits.worst(cells.shifted(middle))[0] > 1
        low, high = np.where(broken, low, middle), np.where(broken, middle, high)
    culprit = digits.worst(cells.shifted(high))[1]
    return np.abs(high), [digits.names[position] for position in culprit]


def breaking_changes(
    frame: pd.DataFrame | None = None, left_out: tuple[str, ...] = ()
) -> pd.DataFrame:
    """How far each value of a data set can move until a reproduced cell changes its digits.

    Parameters
    ----------
    frame : DataFrame, optional
        Wide data set; the recovered one by default. The cells it reproduces are the ones that may
        break.
    left_out : tuple of str
        Ids of printed cells that do not count, to see how much rests on them.

    Returns
    -------
    DataFrame
        Index (series, year). Columns: ``value``; ``step``, the grid on which the series was typed;
        ``up`` and ``down``, the continuous changes at which the first printed digit breaks (any
        smaller change in that direction breaks none); ``breaks_up`` and ``breaks_down``, the cell
        that breaks; ``smallest`` and ``largest``, the smaller and the larger of the two (the
        smallest change that breaks a digit, and the limit of the changes that break none);
        ``steps_to_break``, the fewest whole steps in either direction that break a digit;
        ``safe_steps``, the most whole steps that may be taken in either direction without a break.

    Notes
    -----
    A geometric scan outwards brackets the first change that breaks a digit, bisection sharpens it.
    A digit that broke and healed within one factor of 1.2 of the scan would be missed. Everything
    here moves one value while the other 74 stay in place; moved together, values can hide each
    other's changes (`recovery.rotated`).
    """
    cells = _Cells.of(frame)
    digits = _Digits.reproduced_by(cells.values, left_out)
    up, breaks_up = _first_breaks(cells, digits, 1.0)
    down, breaks_down = _first_breaks(cells, digits, -1.0)
    smallest, largest, steps = np.minimum(up, down), np.maximum(up, down), cells.steps
    columns = {
        "value": cells.base,
        "step": steps,
        "up": up,
        "breaks_up": breaks_up,
        "down": down,
        "breaks_down": breaks_down,
        "smallest": smallest,
        "largest": largest,
        "steps_to_break": np.floor(smallest / steps).astype(int) + 1,
        "safe_steps": np.ceil(largest / steps).astype(int) - 1,
    }
    return pd.DataFrame(columns, index=cells.index)


def cells_left(frame: pd.DataFrame | None = None) -> pd.DataFrame:
    """How many of the 67 printed cells are left when one value moves by one step of its grid.

    Parameters
    ----------
    frame : DataFrame, optional
        Wide data set; the recovered one by default.

    Returns
    -------
    DataFrame
        Index (series, year); columns up, down and fewest (int).
    """
    cells = _Cells.of(frame)
    left = reproduced(cells.shifted(np.stack([cells.steps, -cells.steps], axis=1)))
    columns = {"up": left[:, 0], "down": left[:, 1], "fewest": left.min(axis=1)}
    return pd.DataFrame(columns, index=cells.index)


def by_series(table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Range of the smallest breaking change per series.

    Parameters
    ----------
    table : DataFrame, optional
        What `breaking_changes` returns; computed by default.

    Returns
    -------
    DataFrame
        Index series; columns tightest and loosest (in the unit of the series),
        tightest_relative and loosest_relative (to the value), and breaks_at_one_step, the number
        of values for which one step of the grid breaks a digit.

    Examples
    --------
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
