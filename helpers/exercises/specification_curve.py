"""Exercises of the specification curve."""

from helpers.exercises import question
from helpers.methods import specification_curve


def _t(trend: str) -> float:
    """T of users in Table 4, with or without a linear trend."""
    row = specification_curve.locate(
        **{**specification_curve.PAPER, "trend": trend}, subset="users.shoppers", source="none"
    )
    return float(specification_curve.refit(row).loc["users", "t"])


@question(
    "specification-curve-1",
    hint=(
        "specification_curve.locate finds a specification by its choices (start from "
        "specification_curve.PAPER), specification_curve.refit fits it."
    ),
    tolerance=0.01,
    mistakes=[(lambda: _t("no"), 'That is Table 4 itself; ask for trend="linear".')],
)
def table4_with_a_trend() -> float:
    """T of users in Table 4 once a linear trend is added.

    Returns
    -------
    float
    """
    return _t("linear")


def _both(name: str, joint: bool) -> float:
    """Share of a family's fits of Table 4 in which both (or any) coefficients are significant."""
    curve, chosen = specification_curve.observed(), specification_curve.family(name)
    users, shoppers = (
        specification_curve.REGRESSORS.index(regressor) for regressor in ("users", "shoppers")
    )
    together = (
        chosen & (specification_curve.specifications()["subset"] == "users.shoppers").to_numpy()
    )
    positive = curve.positive[together][:, [users, shoppers], 0]
    return float(positive.all(1).mean() if joint else positive.any(1).mean())


@question(
    "specification-curve-2",
    hint=(
        'Take the rows of specification_curve.specifications() with subset "users.shoppers", form '
        '"level" and trend "no", and look at specification_curve.observed().positive for both '
        "regressors."
    ),
    tolerance=0.005,
    mistakes=[
        (
            lambda: _both("level", joint=False),
            "That is the share in which at least one of the two is positive and significant.",
        ),
        (lambda: _both("log", joint=True), "That is the share in logarithms."),
    ],
)
def table4_in_levels() -> float:
    """Share of the level specifications of Table 4 with both positive and significant.

    Returns
    -------
    float
        Between 0 and 1.
    """
    return _both("level", joint=True)


def _alone(trend: str) -> float:
    """T of e-commerce beside nothing else in levels."""
    row = specification_curve.locate(
        **{**specification_curve.PAPER, "trend": trend}, subset="ecommerce", source="paper"
    )
    return float(specification_curve.refit(row).loc["ecommerce", "t"])


@question(
    "specification-curve-3",
    hint="Fit GDP on e-commerce, the centred year and its square; look at the t of the first.",
    tolerance=0.01,
    mistakes=[
        (lambda: _alone("no"), "That is without any trend."),
        (lambda: _alone("linear"), "That is beside a line; add the square of the year."),
    ],
)
def ecommerce_beside_a_curve() -> float:
    """T of e-commerce in levels, 2004 to 2018, beside a quadratic trend and nothing else.

    Returns
    -------
    float
    """
    return _alone("quadratic")
