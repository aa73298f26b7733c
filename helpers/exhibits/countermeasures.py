"""What the page *Countermeasures* shows."""

from __future__ import annotations

import pandas as pd

from helpers.exhibits.base import Table
from helpers.methods.countermeasures import (
    COUNTERMEASURES,
    ELSEWHERE,
    MATRIX,
    PROBLEMS,
    developments,
    matrix,
)
from helpers.methods.theory import ANSWERS, NOTHING, PARTLY

DEVELOPMENTS_NOTE = (
    "Only what was read in the source named; none of it is claimed to follow from the paper."
)


def matrix_table() -> Table:
    """The matrix in words.

    Returns
    -------
    Table
        Countermeasures by problems.

    Examples
    --------
    >>> matrix_table().frame.shape
    (6, 5)
    """
    frame = matrix()
    marks = frame.replace({ANSWERS: "verdict-supported", PARTLY: "", NOTHING: ""})
    rows = [f"{section} {name}" for section, name in COUNTERMEASURES.items()]
    columns = [f"{section} {name}" for section, name in PROBLEMS.items()]
    named = frame.set_axis(pd.Index(rows, name="Countermeasure")).set_axis(columns, axis=1)
    return Table(
        named,
        caption="Which countermeasure answers which problem",
        name="tab-matrix",
        marks=marks,
        note="Our reading of sections 5 and 6; the reason for each entry follows below.",
    )


def reasons_table() -> Table:
    """The reason for each entry of the matrix that is not empty.

    Returns
    -------
    Table
        One row per pair of countermeasure and problem.

    Examples
    --------
    >>> bool((reasons_table().frame["How far"] != "—").all())
    True
    """
    cells = [
        (remedy, problem, how, why)
        for (remedy, problem), (how, why) in MATRIX.items()
        if how != NOTHING
    ]
    remedies = [f"{remedy} {COUNTERMEASURES[remedy]}" for remedy, *_ in cells]
    frame = pd.DataFrame(
        [[f"{problem} {PROBLEMS[problem]}", how, why] for _, problem, how, why in cells],
        columns=["Problem", "How far", "Why"],
        index=pd.Index(remedies, name="Countermeasure"),
    )
    return Table(
        frame,
        caption="Why a countermeasure answers a problem, in full or in part",
        name="tab-reasons",
    )


def elsewhere_table() -> Table:
    """Problems named outside section 5.

    Returns
    -------
    Table
        One row per problem.

    Examples
    --------
    >>> elsewhere_table().frame.loc["High cost of logistics", "Remedy"]
    'none'
    """
    frame = pd.DataFrame(
        [[row.where, row.remedy or "none", row.reason] for row in ELSEWHERE],
        columns=["Named in", "Remedy", "Why"],
        index=pd.Index([row.problem for row in ELSEWHERE], name="Problem"),
    )
    return Table(
        frame,
        caption="Problems that the paper names outside its section on problems",
        name="tab-elsewhere",
    )


def developments_table() -> Table:
    """What has been done since, one line each.

    Returns
    -------
    Table
        One row per event.

    Examples
    --------
    >>> bool((developments_table().frame["Year"].astype(int) > 2019).all())
    True
    """
    events = developments()
    remedies = [f"{event.remedy} {COUNTERMEASURES[event.remedy]}" for event in events]
    frame = pd.DataFrame(
        [[str(event.year), event.what, event.title] for event in events],
        columns=["Year", "What", "Read in"],
        index=pd.Index(remedies, name="Countermeasure"),
    )
    return Table(
        frame,
        caption="What has been done since the paper's data end",
        name="tab-developments",
        note=DEVELOPMENTS_NOTE,
    )
