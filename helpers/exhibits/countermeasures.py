"""What the page *Countermeasures* shows."""

from __future__ import annotations

import pandas as pd

from helpers.exhibits.base import Table
from helpers.methods.countermeasures import ANSWERS, COUNTERMEASURES, NOTHING, PARTLY, PROBLEMS

DEVELOPMENTS_NOTE = (
    "Only what was read in the source named; none of it is claimed to follow from the paper."
)


def _named(sections: pd.Index | pd.Series, names: dict[str, str], title: str) -> pd.Index:
    """Sections with their short names, as labels of rows."""
    return pd.Index([f"{section} {names[section]}" for section in sections], name=title)


def matrix_table(matrix: pd.DataFrame) -> Table:
    """The matrix in words.

    Parameters
    ----------
    matrix : DataFrame
        From `helpers.methods.countermeasures.matrix`.

    Returns
    -------
    Table
        Countermeasures by problems.

    Examples
    --------
    >>> from helpers.methods.countermeasures import matrix
    >>> matrix_table(matrix()).frame.shape
    (6, 5)
    """
    marks = matrix.replace({ANSWERS: "verdict-supported", PARTLY: "", NOTHING: ""})
    rows = _named(matrix.index, COUNTERMEASURES, "Countermeasure")
    columns = [f"{section} {name}" for section, name in PROBLEMS.items()]
    return Table(
        matrix.replace({NOTHING: "—"}).set_axis(rows).set_axis(columns, axis=1),
        caption="Which countermeasure answers which problem",
        name="tab-matrix",
        marks=marks,
        note="Our reading of sections 5 and 6.",
    )


def developments_table(events: pd.DataFrame) -> Table:
    """What has been done since, one line each.

    Parameters
    ----------
    events : DataFrame
        From `helpers.methods.countermeasures.developments`.

    Returns
    -------
    Table
        One row per event.

    Examples
    --------
    >>> from helpers.methods.countermeasures import developments
    >>> bool((developments_table(developments()).frame["Year"].astype(int) > 2019).all())
    True
    """
    frame = pd.DataFrame(
        {
            "Year": events["year"].astype(int).astype(str),
            "What": events["event"],
            "Read in": events["source"],
        }
    )
    return Table(
        frame.set_axis(_named(events["countermeasure"], COUNTERMEASURES, "Countermeasure")),
        caption="What has been done since the paper's data end",
        name="tab-developments",
        note=DEVELOPMENTS_NOTE,
    )
