"""Trends beside the paper's regression: a referee's numbers, and power that a simulation finds."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from helpers.methods import simulation, trend

DIGITS = 0.006  # the referee's report prints two decimals
ERRORS = 4  # Monte Carlo standard errors that a simulation may be off


@pytest.mark.parametrize(
    "names, degree, r2, bic, users, shoppers",
    [
        (trend.PAIR, 0, 0.9966, 335.8, 8.24, 9.87),
        (trend.PAIR, 1, 0.9980, 330.5, 1.17, 5.48),
        (trend.PAIR, 2, 0.9982, 331.9, 1.48, 0.21),
        ((), 1, 0.9919, 346.1, None, None),
        ((), 2, 0.9973, 332.1, None, None),
        (("users",), 2, 0.9982, 329.3, 2.20, None),
        (("shoppers",), 1, 0.9978, 329.5, None, 5.61),
    ],
)
def test_the_referees_table_of_trends(paper, names, degree, r2, bic, users, shoppers):
    fit = trend.trend_fit(paper, names, degree)
    assert (round(fit.rsquared, 4), round(fit.bic, 1)) == (r2, bic)
    for name, t in (("users", users), ("shoppers", shoppers)):
        assert t is None or fit.tvalues[name] == pytest.approx(t, abs=DIGITS)


def test_pair_and_curve_tested_both_ways(paper):
    both = trend.trend_fit(paper, trend.PAIR, 2)
    f, p, _ = both.compare_f_test(trend.trend_fit(paper, (), 2))
    assert (round(f, 2), round(p, 3)) == (2.24, 0.157)
    f, p, _ = both.compare_f_test(trend.trend_fit(paper, trend.PAIR, 0))
    assert (round(f, 2), round(p, 3)) == (4.31, 0.045)


def test_in_changes_a_line_takes_what_shoppers_had(paper):
    changes = paper.diff().dropna()
    t = [trend.trend_fit(changes, trend.PAIR, degree).tvalues["shoppers"] for degree in (0, 1)]
    assert t == pytest.approx([3.02, 0.04], abs=DIGITS)


def test_where_the_year_counts_from_changes_no_fit_and_no_joint_test(paper):
    shifted = paper.set_index(paper.index + 7)
    here, there = (trend.trend_fit(frame, trend.PAIR, 2) for frame in (paper, shifted))
    assert here.fittedvalues.to_numpy() == pytest.approx(there.fittedvalues.to_numpy())
    assert here.tvalues["shoppers"] == pytest.approx(there.tvalues["shoppers"])
    assert here.tvalues["t1"] != pytest.approx(there.tvalues["t1"])


def test_the_power_that_the_page_computes_is_what_a_simulation_finds(page, paper):
    shown = page("trend")
    pair, curve, both = shown.pair, shown.curve, shown.both
    replications = 4_000
    errors = np.random.default_rng(7).standard_normal((replications, len(paper)))
    y = pair.fittedvalues.to_numpy() + np.sqrt(pair.mse_resid) * errors

    def left(fit):
        x = fit.model.exog
        return ((y.T - x @ np.linalg.lstsq(x, y.T, rcond=None)[0]) ** 2).sum(axis=0)

    f = (left(curve) - left(both)) / 2 / (left(both) / both.df_resid)
    limit = stats.f.ppf(0.95, 2, both.df_resid)
    rate, error = simulation.share(f > limit)
    assert abs(rate - shown.power(pair, curve)) < ERRORS * error


def test_power_is_the_size_where_the_rival_holds_already(page):
    assert page("trend").power(page("trend").curve, page("trend").curve) == pytest.approx(0.05)


def test_the_page_fits_the_equations_that_the_exercises_fit(page, paper):
    shown = page("trend").fits
    for (names, degree), fit in shown.items():
        twin = trend.trend_fit(paper, [name for name in names.split(", ") if name], degree)
        assert fit.bic == pytest.approx(twin.bic)


def test_it_is_statsmodels_that_fits(paper):
    year = paper.index.to_series() - trend.CENTRE
    plain = sm.OLS(paper["gdp"], sm.add_constant(year)).fit()
    assert trend.trend_fit(paper, (), 1).rsquared == plain.rsquared
