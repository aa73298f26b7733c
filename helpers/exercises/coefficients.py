"""Exercises of the page on reading a coefficient."""

from helpers import data
from helpers.data import published
from helpers.exercises import question
from helpers.methods import coefficients, ols


def _printed(name: str) -> float:
    """Coefficient of Table 4 as printed."""
    return float(published.table_cells(4).loc[name, "coefficient"])


@question(
    "coefficients-1",
    hint="One unit of GDP is a hundred million yuan, one unit of shoppers ten thousand persons.",
    tolerance=1,
    mistakes=[
        (lambda: _printed("shoppers"), "That is still in the units of the table."),
        (lambda: _printed("users") * 1e4, "That is the coefficient of users."),
    ],
)
def yuan_per_shopper() -> float:
    """The printed coefficient of shoppers in yuan per person.

    Returns
    -------
    float
        Yuan.
    """
    return (
        _printed("shoppers") * coefficients.unit_of("gdp")[0] / coefficients.unit_of("shoppers")[0]
    )


@question(
    "coefficients-2",
    hint=(
        "Users are the users who do not shop plus the shoppers: put that sum into the equation and "
        "collect what belongs to shoppers."
    ),
    tolerance=0.0002,
    mistakes=[
        (
            lambda: _printed("shoppers"),
            "That is the coefficient with users held fixed; a shopper is a user too.",
        ),
        (
            lambda: _printed("shoppers") - _printed("users"),
            "The two coefficients belong to the same person: they add.",
        ),
    ],
)
def shoppers_as_a_group() -> float:
    """The coefficient of shoppers beside users who do not shop.

    Returns
    -------
    float
        100 million yuan per 10,000 persons.
    """
    return float(coefficients.regrouped(data.load("paper"))["groups"].params["shoppers"])


@question(
    "coefficients-3",
    hint='The frame `totals` has the official totals: regress(names, totals) without "domains".',
    tolerance=0.001,
    mistakes=[
        (
            lambda: ols.ols(data.load("paper"), "table3").params["ecommerce"],
            "That is Table 3 with the spliced series.",
        ),
        (
            lambda: ols.ols(coefficients.with_totals(data.load("paper")), "table2").params[
                "ecommerce"
            ],
            "Domain names are still in it.",
        ),
    ],
)
def ecommerce_with_totals() -> float:
    """The coefficient of e-commerce in Table 3 with published totals.

    Returns
    -------
    float
        Yuan per yuan.
    """
    totals = coefficients.with_totals(data.load("paper"))
    return float(ols.ols(totals, "table3").params["ecommerce"])
