"""Exercises of the page on collinearity."""

from helpers import data
from helpers.data import published
from helpers.exercises import question
from helpers.methods import collinearity


def _printed(table: int) -> float:
    """Coefficient of shoppers as printed."""
    return float(published.table_cells(table).loc["shoppers", "coefficient"])


def _correlation() -> float:
    """Correlation of users and shoppers as printed."""
    return float(published.table_cells(1).loc["users", "shoppers"])


@question(
    "collinearity-1",
    hint="Divide the later coefficient by the earlier one.",
    tolerance=0.005,
    mistakes=[
        (
            lambda: _printed(2) / _printed(4),
            "That is the other way round: how large is Table 4's beside Table 2's?",
        )
    ],
)
def change_of_shoppers() -> float:
    """Coefficient of shoppers in Table 4 over that in Table 2, as printed.

    Returns
    -------
    float
    """
    return _printed(4) / _printed(2)


@question(
    "collinearity-2",
    hint="With two regressors the R² of one on the other is the square of their correlation.",
    # The printed correlation has three decimals, which pins the factor to about 0.12.
    tolerance=0.12,
    mistakes=[(lambda: 1 / (1 - _correlation()), "Square the correlation first.")],
)
def factor_from_print() -> float:
    """Variance inflation factor of Table 4 from the printed correlation of users and shoppers.

    Returns
    -------
    float
        At least 1.
    """
    return 1 / (1 - _correlation() ** 2)


def _factor() -> float:
    """Variance inflation factor of domain names in Table 2."""
    return float(collinearity.vif(data.load("paper"))["domains"])


@question(
    "collinearity-3",
    hint="The factor stands in the variance; what is its share in the standard error?",
    # A neighbour of the answer at the asked precision.
    tolerance=0.1,
    mistakes=[(_factor, "That is the factor in the variance; a standard error is its root.")],
)
def shorter_error() -> float:
    """Square root of the variance inflation factor of domain names in Table 2.

    Returns
    -------
    float
        At least 1.
    """
    return _factor() ** 0.5
