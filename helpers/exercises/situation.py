"""Exercises of chapter 3, the current situation."""

from helpers.claims import chapters
from helpers.exercises import question
from helpers.methods import situation
from helpers.vocabulary import REGIONS, TRILLION


def _paper_over_official() -> float:
    levels = situation.chain("official")
    return 100 * (float(chapters.printed_figure("c3-04")) * TRILLION / levels[2018] - 1)


@question(
    "situation-1",
    hint="Use situation.growth on situation.chain, both years from one source.",
    tolerance=0.05,
    mistakes=[
        (
            _paper_over_official,
            "That divides the paper's total of 2019 by the bureau's of 2018: "
            "two sources, no growth rate.",
        )
    ],
)
def official_growth_of_2019() -> float:
    """Growth of turnover in 2019 on the bureau's levels, per cent.

    Returns
    -------
    float
        Per cent.
    """
    return 100 * situation.growth(situation.chain("official"))[2019]


def _above(year: int) -> int:
    heads, national = situation.per_head("ecommerce_sales", year)
    return int((heads[list(REGIONS["east"])] > national).sum())


@question(
    "situation-2",
    hint=(
        "situation.per_head returns the provinces and the national value of a year; "
        "vocabulary.REGIONS names the eastern ones."
    ),
    mistakes=[
        (
            lambda: len(REGIONS["east"]),
            "That is the number of eastern provinces, not of those above the national value.",
        )
    ],
)
def eastern_provinces_above_in_2024() -> int:
    """Eastern provinces above the national e-commerce sales per head in 2024.

    Returns
    -------
    int
        Number of provinces.
    """
    return _above(2024)
