"""What the page *Sensitivity* shows."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers import data
from helpers.exhibits.base import PALETTE, Figure, Table, draw, figure, styled
from helpers.exhibits.how_sure import STATUS_MEANING
from helpers.exhibits.recovery import LIMIT
from helpers.recovery import searches
from helpers.vocabulary import LABELS
from helpers.words import fixed, percent


def _small(value: float) -> str:
    """Two significant digits without an exponent.

    >>> _small(0.000148), _small(1.234)
    ('0.00015', '1.2')
    """
    rounded = float(f"{value:.1e}")
    return fixed(rounded, max(0, 1 - int(np.floor(np.log10(rounded)))))


def _span(values: pd.Series) -> str:
    """Smallest and largest of some changes, to two significant digits."""
    return f"{_small(values.min())} to {_small(values.max())}"


#: The cell that breaks first for most values.
SHARPEST = "t2.model.f"


def _cell_words(cell: str) -> str:
    """A printed cell in words.

    >>> _cell_words("t2.model.f"), _cell_words("t3.constant.standard_error")
    ('Table 2, F', 'Table 3, standard error of constant')
    """
    table, row, kind = cell.removeprefix("t").split(".")
    kind = {"f": "F", "t": "t"}.get(kind, kind.replace("_", " "))
    if row == "model":
        return f"Table {table}, {kind}"
    # "Internet" keeps its capital.
    label = LABELS[row] if row == "users" else LABELS[row].lower()
    return f"Table {table}, {kind} of {label}"


#: Decimals with which the values of a series are shown, where not 0.
_DECIMALS = {"gdp": 2, "domains": 1}
BREAKING_NOTE = (
    "Largest that breaks none: in the direction with more room, any smaller change keeps every "
    "digit. Left after one step: printed numbers still reproduced after the more harmful of one "
    "step up and one step down."
)


def breaking_table(changes: pd.DataFrame, left: pd.Series, status: pd.Series) -> Table:
    """For each of the 75 values: the smallest change that breaks a printed digit.

    Parameters
    ----------
    changes : DataFrame
        From `helpers.recovery.sensitivity.breaking_changes`.
    left : Series
        Fewest printed numbers left after one step.
    status : Series
        Of each value.

    Returns
    -------
    Table
        Also the largest change that breaks none, the cell that breaks, and the status.
    """
    rows = {}
    for (series, year), row in changes.iterrows():
        first = row["breaks_up"] if row["up"] <= row["down"] else row["breaks_down"]
        rows[f"{LABELS[series]} {year}"] = {
            "Value": fixed(row["value"], _DECIMALS.get(series, 0)),
            "Smallest that breaks": _small(row["smallest"]),
            "Largest that breaks none": _small(row["largest"]),
            "First to break": _cell_words(first),
            "Left after one step": str(int(left.loc[series, year])),
            "Status": status[series, year],
        }
    frame = pd.DataFrame(rows).T.rename_axis("Series and year")
    marks = pd.DataFrame("", index=frame.index, columns=frame.columns)
    marks["Status"] = "status-" + frame["Status"]
    return Table(
        frame,
        caption="How far each value can move alone (in the unit of its series)",
        name="tab-breaking",
        marks=marks,
        filters=("First to break", "Status"),
        note=BREAKING_NOTE,
    )


BREAKING_ALT = (
    "Line chart of the smallest change that breaks a printed digit, in steps of each series' grid, "
    "by year. {under} of {values} values lie below one step. {ranges}."
)
BREAKING_CAPTION = (
    "Smallest change that breaks a printed digit, in steps of the grid on which the series was "
    "typed"
)


@styled
def breaking_figure(changes: pd.DataFrame) -> Figure:
    """The smallest breaking change of each value, in steps of the grid of its series.

    Parameters
    ----------
    changes : DataFrame
        From `helpers.recovery.sensitivity.breaking_changes`.

    Returns
    -------
    Figure
        A line chart on a log scale.

    Examples
    --------
    >>> from helpers.recovery import sensitivity
    >>> breaking_figure(sensitivity.breaking_changes()).name
    'fig-breaking'
    """
    share = (changes["smallest"] / changes["step"]).unstack("series")[list(data.SERIES)]
    drawing, axes = draw(7, 4.2)
    # Drawn as printed, so that the last bits of the arithmetic do not move a point.
    _draw_breaking(axes, share.map(lambda value: float(_small(value))))
    alt = BREAKING_ALT.format(
        under=int((share < 1).to_numpy().sum()),
        values=share.size,
        ranges="; ".join(f"{LABELS[name]}: {_span(share[name])}" for name in data.SERIES),
    )
    behind = share.map(_small).rename(columns=LABELS, index=str)
    return figure(
        drawing,
        alt=alt,
        caption=BREAKING_CAPTION,
        name="fig-breaking",
        behind=behind.rename_axis(index="Year", columns=None),
    )


#: Points by which the label of a line stands above or below its end, where lines end close.
_LABEL_SHIFT = {"gdp": 8, "shoppers": 4, "ecommerce": -5}
#: Right end of the drawing: room for the labels after the last year.
_RIGHT = 2022


def _draw_breaking(axes: Axes, share: pd.DataFrame) -> None:
    """One line per series, and a dotted line at one step."""
    for name in data.SERIES:
        axes.plot(share.index, share[name])
        axes.annotate(
            LABELS[name],
            (share.index[-1], share[name].iloc[-1]),
            xytext=(7, _LABEL_SHIFT.get(name, 0)),
            textcoords="offset points",
            va="center",
            color=axes.lines[-1].get_color(),
        )
    axes.axhline(1, **LIMIT)
    axes.annotate(
        "one step",
        (_RIGHT, 1),
        xytext=(0, -4),
        textcoords="offset points",
        ha="right",
        va="top",
        color=PALETTE[5],
    )
    axes.set_yscale("log")
    axes.set_xlim(2003.5, _RIGHT)
    axes.set_xticks(range(2004, 2019, 2))
    axes.set_ylabel("smallest breaking change, in steps (log scale)")


BY_SERIES_NOTE = (
    "Changes in the unit of the series, from the tightest to the loosest year. Last column: "
    "printed numbers, of {cells}, still reproduced after one step."
)


def by_series_table(
    changes: pd.DataFrame,
    without: pd.DataFrame,
    left: pd.DataFrame,
    units: pd.Series,
    reproduced: int,
) -> Table:
    """Range of the smallest breaking changes per series, with and without the sharpest number.

    Parameters
    ----------
    changes : DataFrame
        From `helpers.recovery.sensitivity.breaking_changes`.
    without : DataFrame
        The same without the sharpest cell.
    left : DataFrame
        From `helpers.recovery.sensitivity.cells_left`.
    units : Series
        Unit by series.
    reproduced : int
        Printed numbers that the data reproduce.

    Returns
    -------
    Table
        One row per series.
    """
    rows = {}
    for name in data.SERIES:
        counts = left.loc[name, ["up", "down"]].to_numpy()
        rows[LABELS[name]] = {
            "Unit": units[name],
            "Step": f"{searches.GRID[name]:g}",
            "Smallest breaking change": _span(changes.loc[name, "smallest"]),
            "The same without F of Table 2": _span(without.loc[name, "smallest"]),
            "Left after one step": f"{counts.min()} to {counts.max()}",
        }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Series"),
        caption="How far a value can move alone, per series",
        name="tab-breaking-series",
        note=BY_SERIES_NOTE.format(cells=reproduced),
    )


BY_STATUS_NOTE = (
    "Share of a step: the smallest change that breaks a digit, over the step of the series; the "
    "largest in the group."
)


def by_status_table(
    changes: pd.DataFrame, left: pd.Series, status: pd.Series, reproduced: int
) -> Table:
    """How tightly the tables hold the values of each status.

    Parameters
    ----------
    changes : DataFrame
        From `helpers.recovery.sensitivity.breaking_changes`.
    left : Series
        Fewest printed numbers left after one step.
    status : Series
        Of each value.
    reproduced : int
        Printed numbers that the data reproduce.

    Returns
    -------
    Table
        One row per status that an indicator has.
    """
    joined = changes.join(status).join(left)
    joined = joined[joined.index.get_level_values("series") != "gdp"]
    rows = {}
    for name, meaning in STATUS_MEANING.items():
        part = joined[joined["status"] == name]
        if len(part):
            share = part["smallest"] / part["step"]
            rows[name] = {
                "Values": str(len(part)),
                "Meaning": meaning,
                "Largest share of a step": percent(share.max(), 2),
                "Numbers lost after one step": f"{reproduced - part['fewest'].max()} or more",
            }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Status"),
        caption="Values of the four indicators by status: how tightly the tables hold each, alone",
        name="tab-breaking-status",
        note=BY_STATUS_NOTE,
    )
