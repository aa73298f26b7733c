"""Chapter 5, problems: indicators that say whether they have eased since."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import data
from helpers.methods.theory import DATASET

NOT_MEASURED = "nothing"


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
        Index the problem's section; ``indicator`` (buyers and online as shares, broadband and sales
        as the highest value per head over the lowest, shoppers in 10,000 persons, or
        `NOT_MEASURED`), and its values in the ``first`` and ``last`` year.

    Examples
    --------
    >>> int((indicators()["indicator"] == NOT_MEASURED).sum())
    2
    """
    years = (first, last)
    national = data.load(DATASET)
    share = national["shoppers"] / national["users"]
    people = data.observations().query("series == 'population' and status == 'seen'")
    people = people.assign(year=people["year"].astype(int)).groupby("year")["value"].last()
    reach = national["users"] / people
    broadband, sales = (
        [_spread(series, year) for year in years]
        for series in ("broadband_users", "ecommerce_sales")
    )
    rows = [
        ("5.1", "buyers", *(share[year] for year in years)),
        ("5.2", NOT_MEASURED, np.nan, np.nan),
        ("5.3", "online", *(reach[year] for year in years)),
        ("5.3", "broadband", *broadband),
        ("5.3", "sales", *sales),
        ("5.4", NOT_MEASURED, np.nan, np.nan),
        ("5.5", "shoppers", *(national.loc[year, "shoppers"] for year in years)),
    ]
    frame = pd.DataFrame(rows, columns=["problem", "indicator", "first", "last"])
    return frame.set_index("problem")
