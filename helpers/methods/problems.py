"""Chapter 5, problems: indicators that say whether they have eased since."""

from __future__ import annotations

import pandas as pd

from helpers import data
from helpers.methods.theory import DATASET
from helpers.words import fixed, percent

SHOP_ONLINE = "Share of Internet users who shop online, whatever they fear"
NOT_MEASURED = "nothing in our data"


def _spread(series: str, year: int) -> float:
    """Highest provincial value per head over the lowest."""
    rows = data.provinces()
    wide = rows[rows["year"] == year].pivot(index="province", columns="series", values="value")
    heads = wide[series] / wide["population_yearend"]
    return float(heads.max() / heads.min())


def indicators(first: int = 2015, last: int = 2024) -> pd.DataFrame:
    """What our data measure about the five problems, in two years.

    Parameters
    ----------
    first, last : int
        The two years; 2015 to 2024 have provincial values.

    Returns
    -------
    DataFrame
        Index the problem's section; ``indicator``, and ``first`` and ``last`` as text, empty where
        nothing is measured.

    Examples
    --------
    >>> int(indicators()["indicator"].str.startswith("nothing").sum())
    2
    """
    years = (first, last)
    national = data.load(DATASET)
    share = national["shoppers"] / national["users"]
    people = data.observations().query("series == 'population' and status == 'seen'")
    people = people.assign(year=people["year"].astype(int)).groupby("year")["value"].last()
    reach = national["users"] / people
    broadband, sales = (
        [f"{fixed(_spread(series, year), decimals)} to 1" for year in years]
        for series, decimals in (("broadband_users", 1), ("ecommerce_sales", 0))
    )
    shoppers = [f"{fixed(national.loc[year, 'shoppers'] / 100, 0)} million" for year in years]
    rows = [
        ("5.1", SHOP_ONLINE, *(percent(share[year]) for year in years)),
        ("5.2", NOT_MEASURED, "", ""),
        ("5.3", "Share of the population online", *(percent(reach[year]) for year in years)),
        ("5.3", "Broadband per head, highest province to lowest", *broadband),
        ("5.3", "Firms' e-commerce sales per head, highest to lowest", *sales),
        ("5.4", NOT_MEASURED, "", ""),
        ("5.5", "Online shoppers, all of whom need some way to pay", *shoppers),
    ]
    frame = pd.DataFrame(rows, columns=["problem", "indicator", "first", "last"])
    return frame.set_index("problem")
