"""What the page *Codebook* shows: files, fields and series."""

from __future__ import annotations

import pandas as pd

from helpers import data
from helpers.exhibits.base import Table, by_rows
from helpers.words import listed


def codebook_table(resource: str) -> Table:
    """Columns of one file of the data package: type, meaning and bounds.

    Parameters
    ----------
    resource : str
        Name as in ``data/datapackage.json``.

    Returns
    -------
    Table
        One row per column.

    Examples
    --------
    >>> codebook_table("paper_dataset").frame.loc["status", "Type"]
    'string'
    """
    described = data.describe(resource)
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


def files_table() -> Table:
    """The files of the data package: rows, content and sources.

    Returns
    -------
    Table
        One row per file.

    Examples
    --------
    >>> files_table().frame.loc["paper_dataset.csv", "Rows"]
    '75'
    """
    rows = {}
    for name in data.resources():
        described = data.describe(name)
        sources = "; ".join(source["title"] for source in described.get("sources", []))
        rows[described["path"]] = {
            "Rows": f"{len(data.read(name)):,}",
            "Content": described["description"],
            "Sources": sources or "this book",
        }
    return Table(
        by_rows(rows, "File"),
        caption="Files of the data package, in the folder data/",
        name="tab-files",
    )


def series_table() -> Table:
    """Every series of the book with its unit and plausible range.

    Returns
    -------
    Table
        One row per series.

    Examples
    --------
    >>> series_table().frame.loc["users", "Unit"]
    '10,000 persons'
    """
    known = data.series()
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
