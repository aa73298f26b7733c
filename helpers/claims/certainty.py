"""How sure the book is: values without a seen source, and conclusions that would fall with them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from helpers import data
from helpers.memory import remembered
from helpers.methods import ols
from helpers.recovery.moments import Moments, regression
from helpers.vocabulary import UNSURE
from helpers.words import percent

LEVEL = 0.05
INFLATED = 10  # the customary warning for a variance inflation factor
DRAWS = 2_000
SEED = 75
#: A conclusion as a function of data (..., n, 5) and the n years: truth, shape (...).
Rule = Callable[[np.ndarray, Sequence[int]], np.ndarray]


def _t(values: np.ndarray, specification: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Ratio of |t| of each regressor to the critical value of the 5% level: significant above 1."""
    found = regression(Moments.of(values), specification)
    critical = stats.t.isf(LEVEL / 2, values.shape[-2] - len(specification) - 1)
    return {
        name: np.abs(found["t"][..., place + 1]) / critical
        for place, name in enumerate(specification)
    }


def _growth(values: np.ndarray) -> np.ndarray:
    """Growth rates: differences of logarithms, shape (..., n - 1, 5)."""
    return np.diff(np.log(values), axis=-2)


def _users_and_shoppers(values: np.ndarray, years: Sequence[int]) -> np.ndarray:
    """Both slopes of Table 4 are significant."""
    t = _t(values, ols.SPECIFICATIONS["table4"])
    return (t["users"] > 1) & (t["shoppers"] > 1)


def _transactions_drop_out(values: np.ndarray, years: Sequence[int]) -> np.ndarray:
    """The slope of e-commerce in Table 3 is not significant."""
    return _t(values, ols.SPECIFICATIONS["table3"])["ecommerce"] < 1


def _names_negative(values: np.ndarray, years: Sequence[int]) -> np.ndarray:
    """The slope of domain names in Table 2 is negative."""
    names = ols.SPECIFICATIONS["table2"]
    return regression(Moments.of(values), names)["coefficient"][..., names.index("domains") + 1] < 0


def _inflated(values: np.ndarray, years: Sequence[int]) -> np.ndarray:
    """The largest variance inflation factor of the four regressors is above `INFLATED`."""
    cross = Moments.of(values).cross[..., 1:, 1:]
    scale = np.sqrt(np.diagonal(cross, axis1=-2, axis2=-1))
    inverse = np.linalg.inv(cross / (scale[..., :, None] * scale[..., None, :]))
    return np.diagonal(inverse, axis1=-2, axis2=-1).max(axis=-1) > INFLATED


def _trend_as_good(values: np.ndarray, years: Sequence[int]) -> np.ndarray:
    """R squared of a quadratic trend in GDP is at least that of Table 4.

    No value of GDP is unsure, so a stack of data sets shares its GDP.
    """
    gdp = values.reshape(-1, *values.shape[-2:])[0, :, 0]
    time = np.asarray(years, dtype=float) - years[0]
    left = gdp - np.polyval(np.polyfit(time, gdp, 2), time)
    trend = 1 - left @ left / ((gdp - gdp.mean()) @ (gdp - gdp.mean()))
    return regression(Moments.of(values), ols.SPECIFICATIONS["table4"])["r2"] <= trend


def _shoppers_vanish(values: np.ndarray, years: Sequence[int]) -> np.ndarray:
    """Shoppers are not significant in Table 4 with growth rates."""
    return _t(_growth(values), ols.SPECIFICATIONS["table4"])["shoppers"] < 1


def _growth_unrelated(values: np.ndarray, years: Sequence[int]) -> np.ndarray:
    """Growth of e-commerce is not significant for growth of GDP."""
    return _t(_growth(values), ("ecommerce",))["ecommerce"] < 1


#: The conclusion in words; how it is decided from data; whether it needs every year to follow the
#: one before.
CONCLUSIONS: dict[str, tuple[Rule, bool]] = {
    "Users and shoppers are significant in Table 4": (_users_and_shoppers, False),
    "Transactions are insignificant in Table 3": (_transactions_drop_out, False),
    "Domain names have a negative coefficient in Table 2": (_names_negative, False),
    "The regressors nearly repeat each other": (_inflated, False),
    "A trend with its square fits GDP as well as Table 4": (_trend_as_good, False),
    "In growth rates shoppers are insignificant": (_shoppers_vanish, True),
    "Growth of transactions and of GDP are not significantly related": (_growth_unrelated, True),
}


UNDEFINED = "not defined"


def which_stand(values: np.ndarray, years: Sequence[int]) -> dict[str, np.ndarray | None]:
    """Which of the book's conclusions hold in a data set, or in each of a stack of them.

    Parameters
    ----------
    values : array, shape (..., n, 5)
        The five series in the order of `data.SERIES`; positive.
    years : sequence of int
        The n years, ascending.

    Returns
    -------
    dict
        Conclusion to truth, shape (...); None where growth rates are needed and a year is missing.

    Examples
    --------
    >>> frame = data.load("paper")
    >>> all(bool(holds) for holds in which_stand(frame.to_numpy(), frame.index).values())
    True
    """
    values, years = np.asarray(values, dtype=float), list(years)
    gapless = all(after == before + 1 for before, after in itertools.pairwise(years))
    return {
        name: rule(values, years) if gapless or not needs else None
        for name, (rule, needs) in CONCLUSIONS.items()
    }


def unsure(series: tuple[str, ...] = data.SERIES) -> pd.DataFrame:
    """Which cells of the recovered data set have no source that was seen.

    Parameters
    ----------
    series : tuple of str
        Only cells of these series count.

    Returns
    -------
    DataFrame of bool
        Years by series.

    Examples
    --------
    >>> int(unsure().to_numpy().sum()), int(unsure(("users",)).to_numpy().sum())
    (14, 1)
    """
    tidy = data.load("paper", form="tidy")
    counted = tidy["status"].isin(UNSURE) & tidy["series"].isin(series)
    flags = tidy.assign(unsure=counted).pivot(index="year", columns="series", values="unsure")
    return flags[list(data.SERIES)].rename_axis(columns=None)


def perturbed_data(within: float, series: tuple[str, ...] = data.SERIES) -> np.ndarray:
    """Recovered data sets in which every unsure value is off by chance.

    Parameters
    ----------
    within : float
        Each unsure value is multiplied by a number drawn evenly between ``1 - within`` and
        ``1 + within``, each on its own.
    series : tuple of str
        Series whose unsure values move.

    Returns
    -------
    ndarray, shape (DRAWS, 15, 5)
        The same on every call; columns in the order of `data.SERIES`.

    Raises
    ------
    ValueError
        If ``within`` is not between 0 and 1.
    """
    if not 0 <= within < 1:
        raise ValueError(f"within is a share between 0 and 1, not {within}")
    frame = data.load("paper")
    factors = 1 + within * np.random.default_rng(SEED).uniform(-1, 1, (DRAWS, *frame.shape))
    return np.where(unsure(series).to_numpy(), factors, 1.0) * frame.to_numpy()


@remembered
def standing_shares(within: float, series: tuple[str, ...] = data.SERIES) -> dict[str, float]:
    """How often each conclusion holds when every unsure value is off by chance.

    Parameters
    ----------
    within : float
        Largest error of an unsure value as a share of it, see `perturbed_data`.
    series : tuple of str
        Series whose unsure values move.

    Returns
    -------
    dict
        Conclusion to its share of `DRAWS` data sets.

    Raises
    ------
    ValueError
        If ``within`` is not between 0 and 1.

    Examples
    --------
    >>> set(standing_shares(0.0).values())
    {1.0}
    """
    found = which_stand(perturbed_data(within, series), data.load("paper").index)
    return {name: float(np.mean(holds)) for name, holds in found.items() if holds is not None}


def certainty_words(value: float) -> str:
    """A share in whole per cent; 'always' and 'never' only for all draws and for none.

    Parameters
    ----------
    value : float
        A share between 0 and 1.

    Returns
    -------
    str
        At most 99% and at least 1% for anything in between.

    Examples
    --------
    >>> certainty_words(1.0), certainty_words(0.9999), certainty_words(0.83)
    ('always', '99%', '83%')
    """
    if value in (0.0, 1.0):
        return "always" if value else "never"
    return percent(min(max(round(value, 2), 0.01), 0.99))


def standings(dataset: str = "paper") -> dict[str, dict[str, str]]:
    """Which conclusions stand on which data, in words.

    Parameters
    ----------
    dataset : str
        As for `helpers.data.load`.

    Returns
    -------
    dict of dict of str
        By kind of data (recovered, one, ten, kept, official) and conclusion.
    """
    frame = data.load(dataset)
    return {
        "recovered": _in_words(frame),
        "one": frequencies(0.01),
        "ten": frequencies(0.10),
        "kept": _in_words(frame.drop(index=fitted_years())),
        "official": _in_words(data.load("census4").loc[2007:2018]),
    }


def fitted_years() -> list[int]:
    """Years in which some value is pinned by the paper's tables alone.

    Returns
    -------
    list of int
    """
    tidy = data.load("paper", form="tidy")
    return sorted(tidy.loc[tidy["status"] == "fitted", "year"].unique())


def _in_words(frame: pd.DataFrame) -> dict[str, str]:
    """Each conclusion in one data set, in words."""
    found = which_stand(frame.to_numpy(), frame.index)
    said = {name: None if holds is None else bool(holds) for name, holds in found.items()}
    return {
        name: UNDEFINED if holds is None else "yes" if holds else "no"
        for name, holds in said.items()
    }


def frequencies(within: float, series: tuple[str, ...] = data.SERIES) -> dict[str, str]:
    """How often each conclusion stands when unsure values move, in words.

    Parameters
    ----------
    within : float
        Largest error of an unsure value as a share of it.
    series : tuple of str
        Whose values move.

    Returns
    -------
    dict of str
        By conclusion.
    """
    return {name: certainty_words(value) for name, value in standing_shares(within, series).items()}


def by_unsure_series(within: float = 0.10) -> dict[str, tuple[int, dict[str, str]]]:
    """How often each conclusion stands when the unsure values of one series move.

    Parameters
    ----------
    within : float
        As for `frequencies`.

    Returns
    -------
    dict of (int, dict of str)
        By series: how many of its values are unsure, and `frequencies`.
    """
    counts = unsure().sum()
    return {
        name: (int(counts[name]), frequencies(within, (name,)))
        for name in data.SERIES
        if counts[name]
    }
