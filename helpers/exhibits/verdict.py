"""What the page *Verdict* shows."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.claims.conclusions import CAUSAL, Statement
from helpers.exhibits.base import Table
from helpers.words import count, fixed

# What would change the verdict: what it would do, and how far away it is.
OWN_DATA = (
    "They would settle the one printed number that is not reproduced, and replace what is fitted.",
    "{unsure} of {values} values are fitted or without a seen source",
)
LONGER_SAMPLE = (
    "It could tell the coefficient of turnover from those of users and shoppers; "
    "it would not make it an effect.",
    "about {years} independent years at the present collinearity, "
    "if the estimate of Table 2 is the truth",
)
REGIONAL_DATA = (
    "Provinces share the national trend, so they can be compared with themselves.",
    "an elasticity of {smallest} in output would be found in four of five samples; "
    "the pooled one is {pooled}",
)
EXPERIMENT = (
    "Staggered roll-outs, field experiments or instruments; only these speak to cause.",
    "see the page on what would identify an effect",
)


def _condition(statement: Statement) -> str:
    """When a statement holds, as a sentence."""
    causal = statement.kind == CAUSAL
    return statement.condition if causal else f"Holds if {statement.condition}."


def conclusions_table(statements: Sequence[Statement], holds: bool) -> Table:
    """What can, or what cannot, be concluded.

    Parameters
    ----------
    statements : sequence of Statement
        From `helpers.claims.conclusions.statements`.
    holds : bool
        Show those that hold, or the others.

    Returns
    -------
    Table
        One row per statement, with its kind and condition, its evidence and its page.

    Examples
    --------
    >>> from helpers.claims import conclusions
    >>> list(conclusions_table(conclusions.statements(), True).frame.columns)
    ['Evidence', 'Kind and condition', 'Page']
    """
    shown = [statement for statement in statements if statement.holds is holds]
    pages = {one.page.replace("-", " ").capitalize(): f"{one.page}.ipynb" for one in shown}
    rows = {
        one.text: {
            "Evidence": one.evidence,
            "Kind and condition": f"{one.kind.capitalize()}. {_condition(one)}",
            "Page": one.page.replace("-", " ").capitalize(),
        }
        for one in shown
    }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Statement"),
        caption=f"{count(len(shown)).capitalize()} statements {'hold' if holds else 'do not hold'}",
        name="tab-can" if holds else "tab-cannot",
        addresses=pages,
    )


def open_questions_table(
    unsure: int, values: int, years: float, smallest: float, pooled: float
) -> Table:
    """What would change the verdict, with the size of what is missing where it can be computed.

    Parameters
    ----------
    unsure : int
        Values whose source was not seen.
    values : int
        All values.
    years : float
        Years after which e-commerce would be found.
    smallest : float
        Elasticity that the provinces can find.
    pooled : float
        Elasticity between provinces.

    Returns
    -------
    Table
        One row per kind of evidence: what it would do, and how far away it is.

    Examples
    --------
    >>> from helpers.claims import conclusions
    >>> open_questions_table(**conclusions.distances()).frame.shape
    (4, 2)
    """
    questions = {
        "The authors' own data": OWN_DATA,
        "A longer sample of the same quality": LONGER_SAMPLE,
        "Regional data with a cleaner measure": REGIONAL_DATA,
        "A source of variation that growth did not cause": EXPERIMENT,
    }
    numbers = {
        "unsure": count(unsure),
        "values": count(values),
        "years": fixed(years, 0),
        "smallest": fixed(smallest, 2),
        "pooled": fixed(pooled, 2),
    }
    rows = [[gain, distance.format(**numbers)] for gain, distance in questions.values()]
    columns = ["What it would do", "How far away it is"]
    index = pd.Index(questions, name="What would change our mind")
    return Table(
        pd.DataFrame(rows, index=index, columns=columns),
        caption="What would change our mind",
        name="tab-open",
    )
