"""The regression lab: data, vintages, labels and printed tables for ``book/_static/lab.js``.

The script does the rest on the page.
"""

from __future__ import annotations

import dataclasses
import html
import itertools
import json
from dataclasses import dataclass

import pandas as pd

from helpers import compare, data, models, tables
from helpers.memory import remembered

YEARS = list(data.YEARS)
SUBSETS = tuple(
    names
    for size in range(1, len(models.REGRESSORS) + 1)
    for names in itertools.combinations(models.REGRESSORS, size)
)
#: Statuses that the page marks.
MARKED = ("fitted", "unverified")
VINTAGE_LABELS = {
    "paper": "of the paper",
    "CSY2019": "of the 2019 yearbook",
    "post-4th census": "after the 4th census",
}
#: Largest value that may be typed: far above every series, far below where squares overflow.
LARGEST = 1e9


@remembered
def vintages() -> dict[str, pd.Series]:
    """GDP of 2004 to 2018 in every vintage that has all of these years, the paper's first.

    Returns
    -------
    dict of str to Series
        100 million yuan, by year; `data.vintages` has the incomplete ones too.

    Examples
    --------
    >>> list(vintages())
    ['paper', 'CSY2019', 'post-4th census']
    """
    known = data.vintages("gdp").reindex(YEARS)
    complete = sorted(name for name in known if known[name].notna().all())
    return {"paper": data.load("paper")["gdp"], **{name: known[name] for name in complete}}


def frame(vintage: str = "paper", dropped: tuple[int, ...] = ()) -> pd.DataFrame:
    """The data set that the lab fits: regressors of the paper, GDP of one vintage, some years out.

    Parameters
    ----------
    vintage : str
        One of `vintages`.
    dropped : tuple of int
        Years to leave out.

    Returns
    -------
    DataFrame
        Years by series, in their own units.

    Raises
    ------
    ValueError
        On an unknown vintage or a year that is not in the sample.

    Examples
    --------
    >>> float(frame("post-4th census", (2017,)).loc[2018, "gdp"]), len(frame(dropped=(2017,)))
    (919281.1, 14)
    """
    known = vintages()
    if vintage not in known:
        raise ValueError(f"unknown vintage {vintage!r}; valid: {', '.join(known)}")
    for year in dropped:
        if year not in YEARS:
            raise ValueError(f"{year} is not in the sample; it holds {YEARS[0]} to {YEARS[-1]}")
    return data.load("paper").assign(gdp=known[vintage]).drop(index=list(dropped))


def reach(level: float = 0.05) -> dict[str, float]:
    """What ticking alone can find: every set of regressors and vintage, no or one year left out.

    Parameters
    ----------
    level : float
        Size of the t-tests.

    Returns
    -------
    dict
        regressions (how many), any and every (shares with at least one, and with every, slope
        significant), and chance: the probability of at least one false finding in as many
        independent tests as there are sets of regressors.

    Examples
    --------
    >>> found = reach()
    >>> int(found["regressions"]), found["every"] < found["any"]
    (720, True)
    """
    counted = []
    for vintage, dropped in itertools.product(vintages(), [(), *((year,) for year in YEARS)]):
        sample = frame(vintage, dropped)
        for names in SUBSETS:
            small = models.ols(sample, names).pvalues.drop("constant") < level
            counted.append((small.any(), small.all()))
    some, every = (float(share) for share in pd.DataFrame(counted).mean())
    return {
        "regressions": len(counted),
        "any": some,
        "every": every,
        "chance": 1 - (1 - level) ** len(SUBSETS),
    }


def _statuses(vintage: str) -> list[str]:
    """Status of GDP in each year of the sample, in one vintage."""
    if vintage == "paper":
        rows = data.load("paper", form="tidy").query("series == 'gdp'")
    else:
        rows = data.observations().query("series == 'gdp' and vintage == @vintage")
    return [rows[rows["year"].astype(str) == str(year)]["status"].iloc[0] for year in YEARS]


def _printed() -> dict:
    """Tables 2 to 4: regressors, and every printed cell with its decimals and its verdict."""
    card = compare.scorecard()
    return {
        name: {
            "label": name.replace("table", "Table "),
            "regressors": list(regressors),
            "cells": _printed_cells(card[card["table"] == int(name.removeprefix("table"))]),
        }
        for name, regressors in models.SPECIFICATIONS.items()
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
            "label": tables.LABELS[name],
            "unit": known.loc[name, "unit"],
            "values": wide[name].to_list(),
            "status": tidy[tidy["series"] == name]["status"].to_list(),
        }
        for name in models.REGRESSORS
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
        "label": tables.LABELS["gdp"],
        "unit": data.series().loc["gdp", "unit"],
    }
    known = [
        {
            "name": name,
            "label": VINTAGE_LABELS.get(name, name),
            "values": values.to_list(),
            "status": _statuses(name),
        }
        for name, values in vintages().items()
    ]
    return {
        "years": list(YEARS),
        "series": [gdp, *_regressors()],
        "vintages": known,
        "constant": tables.LABELS["constant"],
        "meaning": {status: tables.STATUS_MEANING[status] for status in MARKED},
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
        still = dataclasses.replace(tables.table4(), name="tab-lab-start")
        return PAGE.format(
            sentence=html.escape(repr(self)),
            table=still._repr_html_(),
            payload=text.replace("</", "<\\/"),
        )
