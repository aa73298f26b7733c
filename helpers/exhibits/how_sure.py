"""What the page *How sure* shows: statuses of the data, and conclusions that rest on them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import data
from helpers.claims.certainty import DRAWS, certainty_words, standing_shares, unsure, which_stand
from helpers.exhibits.base import Table, by_rows
from helpers.recovery import sensitivity
from helpers.vocabulary import LABELS
from helpers.words import count, fixed, listed, percent, year_spans

STATUS_MEANING = {
    "seen": "read in a public source",
    "derived": "arithmetic on printed figures",
    "rounded": "a published value as the authors evidently typed it",
    "paper": "quoted in the paper's own text",
    "unverified": "believed published, source not seen",
    "fitted": "pinned only by the paper's tables",
}


def statuses_table() -> Table:
    """How sure each of the 75 values is: years by series, the status word in each cell.

    Returns
    -------
    Table
        One row per year.

    Examples
    --------
    >>> statuses_table().frame.loc["2018", "Internet users"]
    'fitted'
    """
    tidy = data.load("paper", form="tidy")
    wide = tidy.pivot(index="year", columns="series", values="status")[list(data.SERIES)]
    frame = wide.rename(columns=LABELS, index=str).rename_axis(index="Year", columns=None)
    return Table(
        frame,
        caption="Status of each value of the recovered data set",
        name="tab-statuses",
        marks="status-" + frame,
    )


def status_counts_table() -> Table:
    """Values by status and series, with what each status means.

    Returns
    -------
    Table
        One row per status that occurs.

    Examples
    --------
    >>> status_counts_table().frame.loc["fitted", "Values"]
    '6'
    """
    tidy = data.load("paper", form="tidy")
    rows = {}
    for status, meaning in STATUS_MEANING.items():
        values = tidy[tidy["status"] == status]
        if len(values):
            rows[status] = {
                "Values": str(len(values)),
                "Meaning": meaning,
                "Where": listed(_where(values)),
            }
    return Table(
        by_rows(rows, "Status"),
        caption="Values of the recovered data set by status",
        name="tab-status-counts",
    )


def _where(part: pd.DataFrame) -> list[str]:
    """Series with their years."""
    return [
        f"{LABELS[name]} {year_spans(sorted(group['year']))}"
        for name, group in part.groupby("series", sort=False)
    ]


UNDEFINED = "not defined"


def _words(holds: np.ndarray | None) -> str:
    """Truth in words."""
    return UNDEFINED if holds is None else "yes" if bool(holds) else "no"


def _verdicts(frame: pd.DataFrame) -> dict[str, str]:
    """Each conclusion in one data set, in words."""
    found = which_stand(frame.to_numpy(), frame.index)
    return {name: _words(holds) for name, holds in found.items()}


def _frequencies(within: float, series: tuple[str, ...] = data.SERIES) -> dict[str, str]:
    """How often each conclusion stands, in words."""
    return {name: certainty_words(value) for name, value in standing_shares(within, series).items()}


STANDING_NOTE = (
    "Shares of {draws} random data sets, within {error} points (two Monte Carlo standard errors at "
    "most). Without the years of fitted values {years} years remain, with gaps, so that growth "
    "rates are not defined; the official series use GDP after the fourth census and count "
    "e-commerce in one way only from 2014."
)


def standing_table() -> Table:
    """Each conclusion in the recovered data, with unsure values off, and in samples without them.

    Returns
    -------
    Table
        One row per conclusion.

    Examples
    --------
    >>> standing_table().frame["As recovered"].unique().tolist()
    ['yes']
    """
    frame = data.load("paper")
    fitted = data.load("paper", form="tidy").query("status == 'fitted'")["year"].unique()
    kept = frame.drop(index=fitted)
    columns = {
        "As recovered": _verdicts(frame),
        "Unsure values off by up to 1%": _frequencies(0.01),
        "By up to 10%": _frequencies(0.10),
        "Without years of fitted values": _verdicts(kept),
        "Official series, 2007–2018": _verdicts(data.load("census4").loc[2007:2018]),
    }
    note = STANDING_NOTE.format(
        draws=fixed(DRAWS, 0),
        error=fixed(100 / np.sqrt(DRAWS), 1),
        years=count(len(kept)),
    )
    return Table(
        pd.DataFrame(columns).rename_axis("Conclusion"),
        caption="Do the conclusions stand if the unsure values are wrong?",
        name="tab-standing",
        note=note,
    )


RESTING_CAPTION = (
    "How often each conclusion stands when the unsure values of one series are off by up to "
    "{within} (in brackets: how many there are)"
)


def resting_table(within: float = 0.10) -> Table:
    """On which series' unsure values each conclusion rests.

    Parameters
    ----------
    within : float
        Largest error of an unsure value as a share of it.

    Returns
    -------
    Table
        The share of draws in which a conclusion stands when only one series' unsure values move.

    Examples
    --------
    >>> resting_table().frame.shape
    (7, 4)
    """
    counts = unsure().sum()
    columns = {
        f"{LABELS[name]} ({int(counts[name])})": _frequencies(within, (name,))
        for name in data.SERIES
        if counts[name]
    }
    return Table(
        pd.DataFrame(columns).rename_axis("Conclusion"),
        caption=RESTING_CAPTION.format(within=percent(within)),
        name="tab-resting",
    )


PINNED_CAPTION = (
    "The smallest change of one value that breaks a printed digit (in the series' unit)"
)
PINNED_NOTE = (
    "The last column counts the numbers still reproduced after the most harmful single step."
)


def pinned_table() -> Table:
    """How little a value may change until a printed digit breaks, per series.

    Returns
    -------
    Table
        One row per series.

    Examples
    --------
    >>> pinned_table().frame.index[0]
    'GDP'
    """
    changes = sensitivity.breaking_changes()
    left = sensitivity.cells_left().groupby("series", sort=False)["fewest"].min()
    units = data.series()["unit"]
    rows = {
        LABELS[str(name)]: {
            "Unit": units[name],
            "Typed in steps of": f"{changes.loc[name, 'step'].iloc[0]:g}",
            "Tightest value": fixed(row["tightest"], 4),
            "Loosest value": fixed(row["loosest"], 4),
            "Printed numbers left after one step": fixed(left[name], 0),
        }
        for name, row in sensitivity.by_series(changes).iterrows()
    }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Series"),
        caption=PINNED_CAPTION,
        name="tab-pinned",
        note=PINNED_NOTE,
    )
