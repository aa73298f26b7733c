"""Chapter 3 and the claims pages: published figures, breaks, regional gap, badges of claims."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from helpers import data, vocabulary
from helpers.claims import chapters, sentences
from helpers.methods import situation
from helpers.vocabulary import REGIONS

PRINTED = 0.0005  # half of the last digit of a rate printed as 59.4%
FISHER = 0.005  # the normal approximation of the transformed correlation, at n = 14
SAMPLES = 20_000
MONTE_CARLO = 4  # standard errors


def test_official_growth_agrees_with_published_rates():
    # Ministry of Commerce: +29.2% in 2011.
    # Statistics bureau: +19.8% in 2016, +11.7% in 2017, +8.5% in 2018.
    rates = situation.growth(situation.chain("official"))
    for year, rate in {2011: 0.292, 2016: 0.198, 2017: 0.117, 2018: 0.085}.items():
        assert abs(rates[year] - rate) <= PRINTED, year


def test_the_new_survey_is_a_quarter_larger_than_the_old_count():
    step = situation.survey_step()
    assert (step["ministry"], step["bureau"]) == (130_000, 163_900)
    assert np.isclose((1 + step["within"]) * step["ratio"], 1 + step["across"])


@given(st.dictionaries(st.integers(2000, 2030), st.floats(1, 1e6), min_size=2))
def test_growth_stands_only_where_both_years_do(levels):
    series = pd.Series(levels).sort_index()
    rates = situation.growth(series)
    assert set(rates.index) == {year for year in levels if year - 1 in levels}
    assert np.allclose(
        [series[year - 1] * (1 + rate) for year, rate in rates.items()],
        [series[year] for year in rates.index],
    )


def test_regions_hold_every_province_once():
    counted = pd.Series(
        [vocabulary.region(province) for province in data.provinces()["province"].unique()]
    ).value_counts()
    assert counted.to_dict() == {"west": 12, "east": 10, "centre": 6, "northeast": 3}


def test_per_head_agrees_with_the_ledger():
    for series in situation.PER_HEAD:
        heads, national = situation.per_head(series, 2018)
        theirs, whole = sentences.Material().per_head(series)
        pd.testing.assert_series_equal(heads, theirs)
        assert national == whole


def test_doubling_the_eastern_sales_doubles_the_gap():
    before, frame = situation.gap("ecommerce_sales", 2018), data.provinces()
    eastern = frame["province"].isin(REGIONS["east"]) & (frame["series"] == "ecommerce_sales")
    doubled = frame.assign(value=frame["value"].where(~eastern, 2 * frame["value"]))
    assert np.isclose(situation.gap("ecommerce_sales", 2018, doubled), 2 * before)


@pytest.mark.parametrize(
    "call",
    [
        lambda: situation.per_head("gdp", 2018),
        lambda: situation.per_head("ecommerce_sales", 1999),
        lambda: situation.chain("CNNIC"),
        lambda: situation.correlation_power(1.0, 14),
        lambda: situation.correlation_power(0.3, 3),
    ],
)
def test_wrong_arguments_are_refused(call):
    with pytest.raises(ValueError, match=r"valid|has no|lies between"):
        call()


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.7])
def test_power_agrees_with_simulation(rho):
    rng, n = np.random.default_rng(14), 14
    x, e = rng.standard_normal((2, SAMPLES, n))
    y = rho * x + np.sqrt(1 - rho**2) * e
    x, y = (part - part.mean(axis=1, keepdims=True) for part in (x, y))
    r = (x * y).sum(axis=1) / np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1))
    t = r * np.sqrt((n - 2) / (1 - r**2))
    rate = (np.abs(t) > stats.t.isf(0.025, n - 2)).mean()
    assert abs(rate - situation.correlation_power(rho, n)) < FISHER + MONTE_CARLO * np.sqrt(
        rate * (1 - rate) / SAMPLES
    )


def test_printed_figures_are_the_paper_s():
    assert [
        chapters.printed_figure(claim)
        for claim in ("c3-02", "c3-04", "c3-11", "c3-12", "c3-14", "c3-15")
    ] == ["4.8", "36.8", "457.3", "854", "160.51", "639"]
    with pytest.raises(IndexError):
        chapters.printed_figure("c3-02", 5)
