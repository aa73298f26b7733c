"""The regression lab: data, vintages, labels and printed tables for ``book/_static/lab.js``."""

from __future__ import annotations

import dataclasses
import html
import json
from dataclasses import dataclass

import pandas as pd

from helpers import data, vocabulary
from helpers.claims import reproduction
from helpers.exhibits import how_sure, regressions
from helpers.methods import ols
from helpers.methods.lab import YEARS, lab_vintages

#: Statuses that the page marks.
MARKED = ("fitted", "unverified")
VINTAGE_LABELS = {
    "paper": "of the paper",
    "CSY2019": "of the 2019 yearbook",
    "post-4th census": "after the 4th census",
}
#: Largest value that may be typed: far above every series, far below where squares overflow.
LARGEST = 1e9


def _statuses(vintage: str) -> list[str]:
    """Status of GDP in each year of the sample, in one vintage."""
    if vintage == "paper":
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


def payload() -> dict:
    """What the page needs, as plain lists and strings.

    Returns
    -------
    dict
        Years, series, vintages of GDP, labels and the printed tables; the values of GDP are those
        of a vintage.

    Examples
    --------
    >>> page = payload()
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
        "meaning": {status: how_sure.STATUS_MEANING[status] for status in MARKED},
        "largest": LARGEST,
        "tables": _printed(),
    }


WITHOUT_SCRIPT = (
    "The lab runs in the built site, in a browser with JavaScript. Here is what it starts from."
)
PAGE = (
    '<div class="lab" id="lab"><div class="lab-fallback"><p>{sentence}</p>{table}</div>'
    '<script type="application/json">{payload}</script></div>'
)


@dataclass(frozen=True)
class Lab:
    """The lab on a page of the built site; anywhere else a sentence and the paper's Table 4.

    Examples
    --------
    >>> print(Lab())
    The lab runs in the built site, in a browser with JavaScript. Here is what it starts from.
    """

    def __repr__(self) -> str:
        return WITHOUT_SCRIPT

    def _repr_html_(self) -> str:
        text = json.dumps(payload(), ensure_ascii=False, separators=(",", ":"))
        still = dataclasses.replace(
            regressions.table4(reproduction.scorecard()), name="tab-lab-start"
        )
        return PAGE.format(
            sentence=html.escape(repr(self)),
            table=still._repr_html_(),
            payload=text.replace("</", "<\\/"),
        )
