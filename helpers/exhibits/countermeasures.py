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
        note="Our reading of sections 5 and 6; the reason for each entry follows below.",
    )


def reasons_table(pairs: pd.DataFrame) -> Table:
    """The reason for each entry of the matrix that is not empty.

    Parameters
    ----------
    pairs : DataFrame
        From `helpers.methods.countermeasures.reasons`.

    Returns
    -------
    Table
        One row per pair of countermeasure and problem.

    Examples
    --------
    >>> from helpers.methods.countermeasures import reasons
    >>> set(reasons_table(reasons()).frame["How far"]) == {ANSWERS, PARTLY}
    True
    """
    shown = pairs[pairs["answer"] != NOTHING]
    frame = shown[["problem", "answer", "reason"]].set_axis(["Problem", "How far", "Why"], axis=1)
    return Table(
        frame.assign(Problem=_named(shown["problem"], PROBLEMS, "Problem")).set_axis(
            _named(shown["countermeasure"], COUNTERMEASURES, "Countermeasure")
        ),
        caption="Why a countermeasure answers a problem, in full or in part",
        name="tab-reasons",
    )


def elsewhere_table(problems: pd.DataFrame) -> Table:
    """Problems named outside section 5.

    Parameters
    ----------
    problems : DataFrame
        From `helpers.methods.countermeasures.elsewhere`.

    Returns
    -------
    Table
        One row per problem.

    Examples
    --------
    >>> from helpers.methods.countermeasures import elsewhere
    >>> elsewhere_table(elsewhere()).frame.loc["High cost of logistics", "Remedy"]
    'none'
    """
    frame = pd.DataFrame(
        {
            "Named in": problems["named_in"],
            "Remedy": problems["remedy"].replace("", "none"),
            "Why": problems["reason"],
        }
    )
    return Table(
        frame.set_axis(pd.Index(problems["problem"], name="Problem")),
        caption="Problems that the paper names outside its section on problems",
        name="tab-elsewhere",
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
