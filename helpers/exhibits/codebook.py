"""What the page *Codebook* shows: files, fields and series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.exhibits.base import Table, by_rows
from helpers.words import listed


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
