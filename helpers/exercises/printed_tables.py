"""Exercises of the page *Printed tables*."""

from helpers import forensics
from helpers.exercises import question
from helpers.forensics import benchmarks
from helpers.recovery import printed_tables


@question(
    "printed-tables-1",
    hint=(
        "The standard error is b / t; "
        "round it to as many decimals as its neighbours in the column have."
    ),
    tolerance=0.0005,
    mistakes=[(lambda: _wage("se"), "That is what is printed.")],
)
def standard_error_of_experience() -> float:
    """The standard error that a wage equation should have printed.

    Returns
    -------
    float
        To three decimals.
    """
    return round(_wage("b") / _wage("t"), 3)


def _wage(field: str) -> float:
    """A number of the row of experience in that equation."""
    t = next(t for t in forensics.read_tables(benchmarks.EXAMPLES) if t.id == "ty-wage526")
    return float(t.cells[t.names.index("exper"), field])


@question(
    "printed-tables-2",
    hint=(
        "caught: called a misprint; explained: a convention prints the same; "
        "slack: within rounding; alone: no relation uses the cell."
    ),
    mistakes=[
        (lambda: "alone", "A relation does use the cell: it must lie between zero and four.")
    ],
)
def fate_of_durbin_watson() -> str:
    """What becomes of most errors planted in a Durbin-Watson statistic.

    Returns
    -------
    str
        One of the four outcomes.
    """
    planted = printed_tables.planted_outcomes()
    return planted.loc[planted["cell"] == "dw", "outcome"].mode()[0]
