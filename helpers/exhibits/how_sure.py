"""What the page *How sure* shows: statuses of the data, and conclusions that rest on them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.claims.certainty import DRAWS
from helpers.exhibits.base import Table, by_rows
from helpers.vocabulary import LABELS, SERIES, STATUS_MEANING
from helpers.words import count, fixed, listed, percent, year_spans


def statuses_table(tidy: pd.DataFrame) -> Table:
    """How sure each of the 75 values is: years by series, the status word in each cell.

    Parameters
    ----------
    tidy : DataFrame
        The data set, one row per value.

    Returns
    -------
    Table
        One row per year.

    Examples
    --------
    >>> from helpers import data
    >>> statuses_table(data.load("paper", form="tidy")).frame.loc["2018", "Internet users"]
    'fitted'
    """
    wide = tidy.pivot(index="year", columns="series", values="status")[list(SERIES)]
    frame = wide.rename(columns=LABELS, index=str).rename_axis(index="Year", columns=None)
    return Table(
        frame,
        caption="Status of each value of the recovered data set",
        name="tab-statuses",
        marks="status-" + frame,
    )


def status_counts_table(tidy: pd.DataFrame) -> Table:
    """Values by status and series, with what each status means.

    Parameters
    ----------
    tidy : DataFrame
        The data set, one row per value.

    Returns
    -------
    Table
        One row per status that occurs.

    Examples
    --------
    >>> from helpers import data
    >>> status_counts_table(data.load("paper", form="tidy")).frame.loc["fitted", "Values"]
    '6'
    """
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


STANDING_NOTE = (
    "Shares of {draws} random data sets, within {error} points (two Monte Carlo standard errors at "
    "most). Without the years of fitted values {years} years remain, with gaps, so that growth "
    "rates are not defined; the official series use GDP after the fourth census and count "
    "e-commerce in one way only from 2014."
)


def standing_table(standings: Mapping[str, Mapping[str, str]], years: int) -> Table:
    """Each conclusion in the recovered data, with unsure values off, and in samples without them.

    Parameters
    ----------
    standings : mapping of mapping
        From `helpers.claims.certainty.standings`.
    years : int
        That remain without those of fitted values.

    Returns
    -------
    Table
        One row per conclusion.
    """
    titles = {
        "recovered": "As recovered",
        "one": "Unsure values off by up to 1%",
        "ten": "By up to 10%",
        "kept": "Without years of fitted values",
        "official": "Official series, 2007–2018",
    }
    columns = {title: standings[kind] for kind, title in titles.items()}
    note = STANDING_NOTE.format(
        draws=fixed(DRAWS, 0),
        error=fixed(100 / np.sqrt(DRAWS), 1),
        years=count(years),
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


def resting_table(
    found: Mapping[str, tuple[int, Mapping[str, str]]], within: float = 0.10
) -> Table:
    """On which series' unsure values each conclusion rests.

    Parameters
    ----------
    found : mapping of (int, mapping)
        From `helpers.claims.certainty.by_unsure_series`.
    within : float
        Largest error of an unsure value as a share of it.

    Returns
    -------
    Table
        The share of draws in which a conclusion stands when only one series' unsure values move.

    Examples
    --------
    >>> from helpers.claims import certainty
    >>> resting_table(certainty.by_unsure_series()).frame.shape
    (7, 4)
    """
    columns = {f"{LABELS[name]} ({number})": said for name, (number, said) in found.items()}
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


def pinned_table(
    changes: pd.DataFrame, series: pd.DataFrame, left: pd.Series, units: pd.Series
) -> Table:
    """How little a value may change until a printed digit breaks, per series.

    Parameters
    ----------
    changes : DataFrame
        From `helpers.recovery.sensitivity.breaking_changes`.
    series : DataFrame
        From `helpers.recovery.sensitivity.by_series`.
    left : Series
        Fewest printed numbers left after one step, by series.
    units : Series
        Unit by series.

    Returns
    -------
    Table
        One row per series.
    """
    rows = {
        LABELS[str(name)]: {
            "Unit": units[name],
            "Typed in steps of": f"{changes.loc[name, 'step'].iloc[0]:g}",
            "Tightest value": fixed(row["tightest"], 4),
            "Loosest value": fixed(row["loosest"], 4),
            "Printed numbers left after one step": fixed(left[name], 0),
        }
        for name, row in series.iterrows()
    }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Series"),
        caption=PINNED_CAPTION,
        name="tab-pinned",
        note=PINNED_NOTE,
    )
