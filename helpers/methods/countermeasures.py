"""Chapter 6, countermeasures: which meets which problem, and what came of it."""

from __future__ import annotations

import pandas as pd

from helpers import data

PROBLEMS = {
    "5.1": "Security",
    "5.2": "Integrity",
    "5.3": "Information",
    "5.4": "Talents",
    "5.5": "Payment",
}
COUNTERMEASURES = {
    "6.1": "Network security",
    "6.2": "Social integrity",
    "6.3": "Infrastructure",
    "6.4": "Training",
    "6.5": "External environment",
    "6.6": "Payment and settlement",
}
ANSWERS, PARTLY, NOTHING = "answers", "in part", "nothing"


def reasons() -> pd.DataFrame:
    """Every pair of a countermeasure and a problem, from ``data/content/countermeasures.csv``.

    Returns
    -------
    DataFrame
        Columns countermeasure, problem, answer (`ANSWERS`, `PARTLY` or `NOTHING`) and reason.
    """
    return data.read_file("countermeasures")


def matrix(pairs: pd.DataFrame | None = None) -> pd.DataFrame:
    """How far each countermeasure answers each problem.

    Parameters
    ----------
    pairs : DataFrame, optional
        As `reasons`, the default.

    Returns
    -------
    DataFrame
        Rows sections 6.1 to 6.6, columns 5.1 to 5.5; `ANSWERS`, `PARTLY` or `NOTHING`.

    Examples
    --------
    >>> matrix().loc["6.6", "5.5"]
    'answers'
    """
    pairs = reasons() if pairs is None else pairs
    return pairs.pivot(index="countermeasure", columns="problem", values="answer")


def without_remedy(found: pd.DataFrame | None = None) -> list[str]:
    """Problems of section 5 that no countermeasure answers.

    Parameters
    ----------
    found : DataFrame, optional
        From `matrix`.

    Returns
    -------
    list of str
        Their sections.

    Examples
    --------
    >>> without_remedy()
    []
    """
    found = matrix() if found is None else found
    return [problem for problem in found.columns if not (found[problem] == ANSWERS).any()]


def without_problem(found: pd.DataFrame | None = None) -> list[str]:
    """Countermeasures of section 6 that answer no problem of their own.

    Parameters
    ----------
    found : DataFrame, optional
        From `matrix`.

    Returns
    -------
    list of str
        Their sections.

    Examples
    --------
    >>> without_problem()
    ['6.5']
    """
    found = matrix() if found is None else found
    return [remedy for remedy in found.index if not (found.loc[remedy] == ANSWERS).any()]


def elsewhere() -> pd.DataFrame:
    """Problems that the paper names outside section 5.

    Returns
    -------
    DataFrame
        As ``data/content/problems_elsewhere.csv`` has them; ``remedy`` is empty if none takes the
        problem up.
    """
    frame = data.read_file("problems_elsewhere")
    return frame.assign(remedy=frame["remedy"].fillna(""))


def developments() -> pd.DataFrame:
    """What has been done since, from ``data/content/developments.csv``.

    Returns
    -------
    DataFrame
        Columns countermeasure, year, event, source, url and status.

    Examples
    --------
    >>> set(developments()["countermeasure"]) == set(COUNTERMEASURES)
    True
    """
    return data.read_file("developments")
