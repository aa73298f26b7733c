"""Exercises of the page *Student path*."""

import math

from scipy import stats

from helpers.exercises import question
from helpers.recovery import audit, moments


@question(
    "student-path-1",
    hint=(
        "Divide each coefficient by its standard error; "
        "then ask which of the two numbers of the odd row the other tables clear."
    ),
    # Half a unit of the printed digit.
    tolerance=0.05,
    mistakes=[
        (
            lambda: moments.centre("t4.constant.t"),
            "The right row. But leave the t out and the rest still does not fit: "
            "what stands beside it?",
        ),
        (
            lambda: moments.centre("t4.constant.coefficient"),
            "The right row, but the two other tables clear the coefficient.",
        ),
    ],
)
def misprinted_number() -> float:
    """The misprinted number, as printed.

    Returns
    -------
    float
        In 100 million yuan.
    """
    return moments.centre(audit.culprit())


@question(
    "student-path-2",
    hint="Fourteen years minus five coefficients leave nine degrees of freedom; two-sided.",
    tolerance=0.00005,
    mistakes=[
        (lambda: _p(moments.N), "That is the p with fifteen years."),
        (lambda: _p(moments.N - 1) / 2, "Two-sided, please."),
    ],
)
def p_with_fourteen_years() -> float:
    """Two-sided p of domain names in Table 2 if n were 14.

    Returns
    -------
    float
        Between 0 and 1.
    """
    return _p(moments.N - 1)


def _p(n: int) -> float:
    """Two-sided p of domain names in Table 2 with ``n`` years."""
    t, df = moments.centre("t2.domains.t"), moments.degrees_of_freedom(2, n)
    return float(2 * stats.t.sf(abs(t), df))


@question(
    "student-path-3",
    hint="Put both means into the printed equation, then look for the vintage with the same mean.",
    mistakes=[(lambda: "post-4th census", "That revision came after the paper's data end.")],
)
def vintage() -> str:
    """The GDP vintage that Table 4 and the users series imply.

    Returns
    -------
    str
        Name of the vintage.

    Raises
    ------
    ValueError
        If no vintage fits, or more than one.
    """
    from helpers.recovery import searches

    implied = searches.invert_table4()[0].interval
    means = searches.gdp_vintages().mean()
    fits = means.index[(means >= implied.lo) & (means <= implied.hi)]
    if len(fits) != 1:
        raise ValueError(f"{len(fits)} vintages fit")
    return fits[0]


@question(
    "student-path-4",
    hint="GDP counts in 100 million yuan, shoppers in 10,000 persons.",
    tolerance=0.5,
    mistakes=[
        (lambda: moments.centre("t4.shoppers.coefficient"), "Now convert the units."),
        (lambda: moments.yuan_per_person("users").value, "That is the other coefficient."),
    ],
)
def yuan_per_shopper() -> float:
    """The coefficient of shoppers in Table 4.

    Returns
    -------
    float
        In yuan per shopper.
    """
    return moments.yuan_per_person("shoppers").value


@question(
    "student-path-5",
    hint=(
        "With two regressors the R² of one on the other is the square of their correlation: "
        "VIF = 1 / (1 − r²)."
    ),
    # The third decimal of the printed correlation pins the factor to about 0.12.
    tolerance=0.12,
    mistakes=[
        (
            lambda: math.sqrt(moments.implied_by_correlations("vif", 4, "users").value),
            "That is the square root: how much longer the standard error becomes.",
        )
    ],
)
def predicted_vif() -> float:
    """VIF of Table 4 from the printed correlation of users and shoppers.

    Returns
    -------
    float
        At least 1.
    """
    return moments.implied_by_correlations("vif", 4, "users").value
