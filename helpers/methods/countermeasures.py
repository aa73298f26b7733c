"""Chapter 6, countermeasures: which meets which problem, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from helpers import data
from helpers.methods.theory import ANSWERS, NOTHING, PARTLY

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
MATRIX = {
    # (countermeasure, problem): (how far, reason)
    ("6.1", "5.1"): (ANSWERS, "A network security system is the very thing said to be missing."),
    ("6.1", "5.2"): (
        PARTLY,
        "Fraud online is dishonesty too; of the firms' own conduct it says nothing.",
    ),
    ("6.1", "5.3"): (NOTHING, "Firms' technology and innovation are not its subject."),
    ("6.1", "5.4"): (NOTHING, "It names no training."),
    ("6.1", "5.5"): (PARTLY, "It asks for a network payment system in passing."),
    ("6.2", "5.1"): (NOTHING, "It is about honest staff and laws, not about servers and hackers."),
    ("6.2", "5.2"): (ANSWERS, "Laws, supervision and teaching against dishonesty."),
    ("6.2", "5.3"): (NOTHING, "Technology is not its subject."),
    ("6.2", "5.4"): (NOTHING, "It teaches staff honesty, not skills."),
    ("6.2", "5.5"): (NOTHING, "Means of payment are not its subject."),
    ("6.3", "5.1"): (NOTHING, "Faster networks are not safer ones."),
    ("6.3", "5.2"): (NOTHING, "Conduct is not its subject."),
    ("6.3", "5.3"): (
        ANSWERS,
        "Funds for networks and software, and support for small firms; yet section 5.3 complains "
        "that money goes to hardware, and this asks for more of it.",
    ),
    ("6.3", "5.4"): (NOTHING, "People are not its subject."),
    ("6.3", "5.5"): (NOTHING, "It names no bank and no payment."),
    ("6.4", "5.1"): (NOTHING, "Security skills are not named."),
    ("6.4", "5.2"): (NOTHING, "Skills are taught, not honesty."),
    ("6.4", "5.3"): (
        PARTLY,
        "Managers are to learn the technology that section 5.3 says they neglect.",
    ),
    ("6.4", "5.4"): (
        ANSWERS,
        "Courses, training plans and recruitment for the people said to be lacking.",
    ),
    ("6.4", "5.5"): (NOTHING, "Finance is not its subject."),
    ("6.5", "5.1"): (PARTLY, "Rules of safety supervision, and contact with the police."),
    ("6.5", "5.2"): (PARTLY, "Rules on integrity, and late payments reported to the police."),
    ("6.5", "5.3"): (PARTLY, "Section 5.3 counts a poor external environment among its causes."),
    ("6.5", "5.4"): (NOTHING, "It names no training."),
    ("6.5", "5.5"): (NOTHING, "Payment systems are left to the next section."),
    ("6.6", "5.1"): (PARTLY, "Insecure payment is part of insecure trade."),
    ("6.6", "5.2"): (NOTHING, "Late payment is treated in 6.5, not here."),
    ("6.6", "5.3"): (NOTHING, "Firms' own technology is not its subject."),
    ("6.6", "5.4"): (NOTHING, "It names no training."),
    ("6.6", "5.5"): (
        ANSWERS,
        "One standard of online payment, for payment said not to be uniform.",
    ),
}


def matrix(cells: Mapping[tuple[str, str], tuple[str, str]] = MATRIX) -> pd.DataFrame:
    """How far each countermeasure answers each problem.

    Parameters
    ----------
    cells : mapping
        From countermeasure and problem to how far, and the reason.

    Returns
    -------
    DataFrame
        Rows sections 6.1 to 6.6, columns 5.1 to 5.5; `ANSWERS`, `PARTLY` or `NOTHING`.

    Examples
    --------
    >>> matrix().loc["6.6", "5.5"]
    'answers'
    """
    return pd.DataFrame(
        {
            problem: {remedy: cells[remedy, problem][0] for remedy in COUNTERMEASURES}
            for problem in PROBLEMS
        }
    )


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


@dataclass(frozen=True)
class Elsewhere:
    """A problem that the paper names outside section 5.

    Parameters
    ----------
    problem : str
        What it is.
    where : str
        Where the paper names it.
    claim : str
        Id of the row of the ledger that holds it.
    remedy : str
        The countermeasure that takes it up; empty if none does.
    reason : str
        One sentence.
    """

    problem: str
    where: str
    claim: str
    remedy: str
    reason: str


ELSEWHERE = (
    Elsewhere(
        "Imperfect theory of e-commerce",
        "abstract",
        "ca-09",
        "",
        "Section 5 does not return to it, and no countermeasure mentions theory.",
    ),
    Elsewhere(
        "East ahead of centre and west",
        "section 3",
        "c3-21",
        "",
        "Section 6.3 compares China with other countries, not its provinces with each other.",
    ),
    Elsewhere(
        "High cost of logistics", "section 3", "c3-24", "", "No countermeasure mentions transport."
    ),
    Elsewhere("Imperfect laws", "section 3", "c3-23", "sections 6.2 and 6.5", "Both ask for laws."),
    Elsewhere(
        "Leaks of private data",
        "section 3",
        "c3-22",
        "section 6.1",
        "Taken up again as problem 5.1.",
    ),
    Elsewhere(
        "Old ways of management",
        "section 3",
        "c3-25",
        "section 6.4",
        "Leaders are to learn; organisation is not mentioned.",
    ),
)


@dataclass(frozen=True)
class Development:
    """Something done about a problem after the paper's data end.

    Parameters
    ----------
    remedy : str
        Section of the countermeasure.
    year : int
        When.
    what : str
        What was done.
    title, url : str
        The page where it was read.
    """

    remedy: str
    year: int
    what: str
    title: str
    url: str


def developments() -> tuple[Development, ...]:
    """What has been done since, from ``data/developments.csv``.

    Returns
    -------
    tuple of Development
        In the order of the file.

    Examples
    --------
    >>> {event.remedy for event in developments()} == set(COUNTERMEASURES)
    True
    """
    rows = data.read("developments")[["countermeasure", "year", "event", "source", "url"]]
    return tuple(Development(*row) for row in rows.itertuples(index=False))
