"""What the page *Codebook* shows: files, fields and series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.exhibits.base import Table, by_rows
from helpers.exhibits.data import full
from helpers.vocabulary import LABELS
from helpers.words import listed, year_spans


def codebook_table(described: Mapping[str, Any], resource: str) -> Table:
    """Columns of one file of the data package: type, meaning and bounds.

    Parameters
    ----------
    described : mapping
        From `helpers.data.describe`.
    resource : str
        Its name.

    Returns
    -------
    Table
        One row per column.
    """
    rows = {
        field["name"]: {
            "Type": field["type"],
            "Meaning": field.get("description", ""),
            "Valid": _valid(field.get("constraints", {})),
        }
        for field in described["schema"]["fields"]
    }
    key = listed(described["schema"]["primaryKey"])
    return Table(
        by_rows(rows, "Column"),
        caption=f"Columns of data/{described['path']}",
        name=f"tab-codebook-{resource.replace('_', '-')}",
        note=f"A row is identified by {key}. {described['licenseNote']}",
    )


def _valid(constraints: dict) -> str:
    """The constraints of a column in words."""
    parts = [f"one of {listed(constraints['enum'])}"] if "enum" in constraints else []
    if "minimum" in constraints or "maximum" in constraints:
        parts.append(f"{constraints.get('minimum', '−∞')} to {constraints.get('maximum', '∞')}")
    if "pattern" in constraints:
        parts.append(f"form {constraints['pattern']}")
    return "; ".join(parts) or ("required" if constraints.get("required") else "may be empty")


def files_table(files: Sequence[tuple[Mapping[str, Any], int]]) -> Table:
    """The files of the data package: rows, content and sources.

    Parameters
    ----------
    files : sequence of (mapping, int)
        Description and number of rows of each file.

    Returns
    -------
    Table
        One row per file.
    """
    rows = {}
    for described, length in files:
        sources = "; ".join(source["title"] for source in described.get("sources", []))
        rows[described["path"]] = {
            "Rows": f"{length:,}",
            "Content": described["description"],
            "Sources": sources or "this book",
        }
    return Table(
        by_rows(rows, "File"),
        caption="Files of the data package, in the folder data/",
        name="tab-files",
    )


def series_table(known: pd.DataFrame) -> Table:
    """Every series of the book with its unit and plausible range.

    Parameters
    ----------
    known : DataFrame
        From `helpers.data.series`.

    Returns
    -------
    Table
        One row per series.

    Examples
    --------
    >>> from helpers import data
    >>> series_table(data.series()).frame.loc["users", "Unit"]
    '10,000 persons'
    """
    bounds = zip(known["minimum"], known["maximum"], strict=True)
    columns = {
        "Label": known["label"],
        "Chinese": known["label_zh"],
        "Unit": known["unit"],
        "Plausible range": [f"{low:,.0f} to {high:,.0f}" for low, high in bounds],
    }
    return Table(
        pd.DataFrame(columns).rename_axis("Series"),
        caption="Every series: label, unit and the range outside which the loader stops",
        name="tab-series-list",
    )


def biographies_table(tidy: pd.DataFrame, series: str) -> Table:
    """Where each value of one series of the paper's data set comes from.

    Parameters
    ----------
    tidy : DataFrame
        The data set, one row per value.
    series : str
        Whose values.

    Returns
    -------
    Table
        One row per year.

    Examples
    --------
    >>> from helpers import data
    >>> biographies_table(data.load("paper", form="tidy"), "users").frame.loc["2018", "Status"]
    'fitted'
    """
    tidy = tidy[tidy["series"] == series]
    published = ["" if pd.isna(value) else full(value) for value in tidy["published_value"]]
    frame = pd.DataFrame(
        {
            "Value": [full(value) for value in tidy["value"]],
            "Published": published,
            "Status": tidy["status"].to_list(),
            "Where it comes from": tidy["note"].to_list(),
        },
        index=pd.Index(tidy["year"].astype(str), name="Year"),
    )
    return Table(
        frame,
        caption=f"{LABELS[series]}: where each value comes from ({tidy['unit'].iloc[0]})",
        name=f"tab-biography-{series}",
    )


def datasets_table(datasets: Mapping[str, tuple[pd.DataFrame, pd.DataFrame]]) -> Table:
    """The named data sets: years, GDP vintage and gaps.

    Parameters
    ----------
    datasets : mapping of (DataFrame, DataFrame)
        Each data set, wide and with one row per value.

    Returns
    -------
    Table
        One row per data set.
    """
    rows = {}
    for name, (wide, tidy) in datasets.items():
        gaps = [
            f"{LABELS[column]} {year_spans(list(wide.index[wide[column].isna()]))}"
            for column in wide
            if wide[column].isna().any()
        ]
        gdp = tidy.loc[tidy["series"] == "gdp", "vintage"].drop_duplicates()
        rows[name] = {
            "Years": f"{wide.index[0]}–{wide.index[-1]}",
            "GDP": listed(gdp),
            "Never counted": "; ".join(gaps) or "nothing",
        }
    return Table(
        by_rows(rows, "Data set"),
        caption="Named data sets that helpers.data.load returns",
        name="tab-datasets",
    )
