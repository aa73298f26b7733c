"""Exercises of the forensics pages: the audit, other printed tables, the student path."""

import math

from scipy import stats

from helpers import forensics
from helpers.exercises import question
from helpers.forensics import benchmarks
from helpers.recovery import audit, moments, printed_tables


@question(
    "forensics-1",
    hint="R² = 1 − 1 / (1 + F k / df) with k regressors and df = n − k − 1; six decimals, please.",
    tolerance=5e-7,
    mistakes=[
        (lambda: moments.centre("t4.model.r2"), "That is the printed one; F knows two digits more.")
    ],
)
def r2_of_table4() -> float:
    """R squared of Table 4 from its F.

    Returns
    -------
    float
        Between 0 and 1.
    """
    return moments.r2_from_f(4).value


@question(
    "forensics-2",
    hint=(
        "Add half a unit to the coefficient and to t, take it from the other; "
        "which way round makes b / t largest?"
    ),
    tolerance=0.005,
    mistakes=[
        (
            lambda: moments.centre("t4.constant.coefficient") / moments.centre("t4.constant.t"),
            "That is the middle; the question asks for the upper end.",
        )
    ],
)
def largest_standard_error() -> float:
    """The largest standard error of Table 4's constant that its printed coefficient and t allow.

    Returns
    -------
    float
        In 100 million yuan.
    """
    return (moments.cell("t4.constant.coefficient") / moments.cell("t4.constant.t")).hi


@question(
    "forensics-3",
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
    t = next(t for t in forensics.read(benchmarks.EXAMPLES) if t.id == "ty-wage526")
    return float(t.cells[t.names.index("exper"), field])


@question(
    "forensics-4",
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
    planted = printed_tables.stored()
    return planted.loc[planted["cell"] == "dw", "outcome"].mode()[0]


@question(
    "path-1",
    hint=(
        "Divide each coefficient by its standard error; "
        "then ask which of the two numbers of the odd row the other tables clear."
    ),
    tolerance=1e-9,
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
    "path-2",
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
    "path-3",
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
    "path-4",
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
    "path-5",
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
