"""What the regression lab takes along: series, vintages, labels, printed tables with verdicts."""

from __future__ import annotations

import pandas as pd

from helpers import data, vocabulary
from helpers.claims import reproduction
from helpers.methods import ols
from helpers.methods.lab import REAL, YEARS, lab_vintages
from helpers.vocabulary import STATUS_MEANING, UNSURE

VINTAGE_LABELS = {
    "paper": "of the paper",
    "post-4th census": "after the 4th census",
    REAL: "at constant prices of 2004",
}
#: Largest value that may be typed: far above every series, far below where squares overflow.
LARGEST = 1e9


def _statuses(vintage: str) -> list[str]:
    """Status of GDP in each year of the sample, in one vintage."""
    if vintage in ("paper", REAL):
        rows = data.load("paper", form="tidy").query("series == 'gdp'")
    else:
        rows = data.observations().query("series == 'gdp' and vintage == @vintage")
    return [rows[rows["year"].astype(str) == str(year)]["status"].iloc[0] for year in YEARS]


def _printed() -> dict:
    """Tables 2 to 4: regressors, and every printed cell with its decimals and its verdict."""
    card = reproduction.scorecard()
    return {
        name: {
            "label": name.replace("table", "Table "),
            "regressors": list(regressors),
            "cells": _printed_cells(card[card["table"] == int(name.removeprefix("table"))]),
        }
        for name, regressors in ols.SPECIFICATIONS.items()
    }


def _printed_cells(cells: pd.DataFrame) -> dict[str, dict]:
    """Printed string, decimals and verdict of each cell of a table, by row and column."""
    rows: dict[str, dict] = {}
    for _, cell in cells.iterrows():
        rows.setdefault(cell["row"], {})[cell["column"]] = {
            "printed": cell["printed"],
            "decimals": int(cell["decimals"]),
            "verdict": cell["verdict"],
        }
    return rows


def _regressors() -> list[dict]:
    """Label, unit, values and statuses of the four regressors."""
    known, wide, tidy = data.series(), data.load("paper"), data.load("paper", form="tidy")
    return [
        {
            "name": name,
            "label": vocabulary.LABELS[name],
            "unit": known.loc[name, "unit"],
            "values": wide[name].to_list(),
            "status": tidy[tidy["series"] == name]["status"].to_list(),
        }
        for name in ols.REGRESSORS
    ]


def lab_data() -> dict:
    """What the page needs, as plain lists and strings.

    Returns
    -------
    dict
        Years, series, vintages of GDP, labels and the printed tables; the values of GDP are those
        of a vintage.

    Examples
    --------
    >>> page = lab_data()
    >>> len(page["years"]), [series["name"] for series in page["series"]][:2]
    (15, ['gdp', 'ecommerce'])
    >>> page["tables"]["table4"]["cells"]["users"]["t"]["printed"]
    '8.2435'
    """
    gdp = {
        "name": "gdp",
        "label": vocabulary.LABELS["gdp"],
        "unit": data.series().loc["gdp", "unit"],
    }
    known = [
        {
            "name": name,
            "label": VINTAGE_LABELS.get(name, name),
            "values": values.to_list(),
            "status": _statuses(name),
        }
        for name, values in lab_vintages().items()
    ]
    return {
        "years": list(YEARS),
        "series": [gdp, *_regressors()],
        "vintages": known,
        "constant": vocabulary.LABELS["constant"],
        "meaning": {status: STATUS_MEANING[status] for status in UNSURE},
        "largest": LARGEST,
        "tables": _printed(),
    }
