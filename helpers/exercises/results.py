"""Exercises of the page on the results."""

import numpy as np

from helpers import data
from helpers.data import published
from helpers.exercises import question
from helpers.methods import ols

YUAN = 100_000_000
PERSONS = 10_000


def _shoppers(table: int = 3, decimals: int = 4) -> float:
    """Printed coefficient of online shoppers, to fewer decimals if asked."""
    return round(float(published.table_cells(table).loc["shoppers", "coefficient"]), decimals)


def _per_person(coefficient: float) -> float:
    """100 million yuan per 10,000 persons, in yuan per person."""
    return coefficient * YUAN / PERSONS


ROUNDED = "The size is right, but the coefficient was rounded first: take all digits of the table."


@question(
    "results-1",
    hint=(
        "One unit of GDP is a hundred million yuan and one unit of shoppers is ten thousand "
        "persons: multiply by one, divide by the other."
    ),
    tolerance=1,
    mistakes=[
        (
            _shoppers,
            "That is the coefficient in the table's own units: both of them need converting.",
        ),
        (
            lambda: _shoppers() * YUAN,
            "GDP is in yuan now, but shoppers still come in ten thousands: divide by 10,000.",
        ),
        (
            lambda: _shoppers() * PERSONS / YUAN,
            "That is upside down, or leaves GDP in 100 million yuan: GDP stands above the line, so "
            "its unit multiplies; shoppers stand below it, so theirs divides.",
        ),
        (
            lambda: _per_person(_shoppers()) / 10,
            "A zero is missing: a hundred million has eight zeros, ten thousand has four.",
        ),
        (
            lambda: _per_person(_shoppers()) * 10,
            "There is a zero too many: a hundred million has eight zeros, ten thousand has four.",
        ),
        (
            lambda: _per_person(_shoppers(4)),
            "The conversion is right, but that is the coefficient of Table 4; the exercise asks "
            "for Table 3.",
        ),
        (
            lambda: _per_person(_shoppers(2)),
            "The conversion is right, but that is the coefficient of Table 2; the exercise asks "
            "for Table 3.",
        ),
        (lambda: _per_person(_shoppers(3, 3)), ROUNDED),
        (lambda: _per_person(_shoppers(3, 2)), ROUNDED),
        (lambda: _per_person(_shoppers(3, 1)), ROUNDED),
    ],
    unit="yuan per person",
)
def yuan_per_shopper() -> float:
    """The printed coefficient of online shoppers in Table 3, in yuan per person.

    Returns
    -------
    float
        Yuan per person.
    """
    return _per_person(_shoppers())


@question(
    "results-2",
    hint="Write 0.30 for 0.05 in eliminate, run the cell again, and count the names it keeps.",
)
def survivors_at_thirty_percent() -> int:
    """How many regressors survive backward elimination at alpha = 0.30.

    Returns
    -------
    int
        Number of regressors.
    """
    return len(ols.backward_elimination(data.load("paper"), alpha=0.30)[-1].regressors)


@question(
    "results-3",
    hint="np.corrcoef(paper.index, paper['gdp']) against paper['gdp'].corr(paper['ecommerce']).",
)
def calendar_beats_ecommerce() -> bool:
    """Whether the calendar correlates with GDP more than e-commerce does.

    Returns
    -------
    bool
        Whether it does.
    """
    frame = data.load("paper")
    calendar = np.corrcoef(frame.index, frame["gdp"])[0, 1]
    return bool(calendar > frame["gdp"].corr(frame["ecommerce"]))
