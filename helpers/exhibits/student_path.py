"""What the page *Student path* shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from helpers.exhibits.base import Table, by_rows
from helpers.recovery import moments
from helpers.recovery.audit import P_DECIMALS, ROW_FIELDS
from helpers.vocabulary import LABELS
from helpers.words import fixed, sentence_case

#: Sample sizes beside the paper's, for the p of one t.
SIZES = (13, 14, 15, 16, 17)
PRINTED_CAPTION = (
    "Table {number} of the paper, as printed "
    "(GDP in 100 million yuan; users and shoppers in 10,000 persons)"
)


def table_as_printed(cells: pd.DataFrame, number: int = 4) -> Table:
    """One table of the paper as printed, coefficient rows only.

    Parameters
    ----------
    cells : DataFrame
        From `helpers.data.published.table_cells`.
    number : int
        Of the table.

    Returns
    -------
    Table
        One row per coefficient.

    Examples
    --------
    >>> from helpers.data import published
    >>> table_as_printed(published.table_cells(4)).frame.loc["Constant", "Standard error"]
    '11275.3'
    """
    frame = cells.drop(index="model")[list(ROW_FIELDS)]
    columns = {"coefficient": "Coefficient", "standard_error": "Standard error"}
    return Table(
        frame.rename(index=LABELS, columns=columns),
        caption=PRINTED_CAPTION.format(number=number),
        name=f"tab-path-printed-{number}",
    )


def p_table(found: Iterable[Mapping[str, Any]], series: str = "domains", number: int = 2) -> Table:
    """Two-sided p of one printed t at several sample sizes.

    Parameters
    ----------
    found : iterable of mapping
        From `helpers.recovery.audit.p_by_size`.
    series : str
        The regressor.
    number : int
        Of the table.

    Returns
    -------
    Table
        One row per size.
    """
    rows = {}
    for row in found:
        rows[str(row["n"])] = {
            "df": str(row["df"]),
            "p at least": fixed(row["low"], P_DECIMALS),
            "p at most": fixed(row["high"], P_DECIMALS),
            "Printed": row["printed"],
            "Verdict": "fits" if row["fits"] else "does not fit",
        }
    return Table(
        by_rows(rows).rename_axis("n"),
        caption=f"p of {LABELS[series]} in Table {number} from its printed t, by sample size",
        name="tab-path-p",
    )


def vintage_table() -> Table:
    """Mean of GDP in several vintages beside the mean that Table 4 and the users series imply.

    Returns
    -------
    Table
        One row per vintage, the nearest first.
    """
    from helpers.recovery import searches

    implied = searches.invert_table4()[0]
    means = searches.gdp_vintages().mean()
    rows = {
        "implied by Table 4 and users": {
            "Mean of GDP": fixed(implied.value, 0),
            "Misses by": "–",
            "Verdict": "–",
        }
    }
    for name, mean in means.sort_values(key=lambda x: abs(x - implied.value)).items():
        rows[str(name)] = {
            "Mean of GDP": fixed(mean, 1),
            "Misses by": fixed(mean - implied.value, 1),
            "Verdict": "fits" if implied.interval.contains(mean) else "does not fit",
        }
    least, most = fixed(implied.interval.lo, 0), fixed(implied.interval.hi, 0)
    return Table(
        by_rows(rows),
        caption="Mean of GDP, 2004–2018, by vintage (100 million yuan)",
        name="tab-path-vintages",
        note=f"Rounding of the printed digits leaves {least} to {most}.",
    )


def finding_table(found: moments.Implied, decimals: int = 2) -> Table:
    """One finding of `helpers.moments` as a table of one row.

    Parameters
    ----------
    found : helpers.recovery.moments.Implied
        Value and interval.
    decimals : int
        Decimals shown.

    Returns
    -------
    Table
        Value, and both ends of the interval.

    Examples
    --------
    >>> finding_table(moments.yuan_per_person("shoppers"), 0).frame.iloc[0, 0]
    '66,277'
    """
    question = sentence_case(found.question)
    row = {
        "Value": fixed(found.value, decimals),
        "At least": fixed(found.interval.lo, decimals),
        "At most": fixed(found.interval.hi, decimals),
    }
    slug = "".join(c if c.isalnum() else "-" for c in found.question.casefold()).strip("-")
    return Table(
        pd.DataFrame([row], index=[question]),
        caption=f"{question}, with what the rounding of the printed digits allows",
        name=f"tab-path-{slug}",
    )
