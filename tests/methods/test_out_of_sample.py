"""Out of sample: the equation's arithmetic, vintages, the ranking, and what six years can tell."""

import numpy as np
import pandas as pd
import pytest

from helpers import data, exercises
from helpers.methods import ols, out_of_sample

ERRORS = 4  # Monte Carlo standard errors
UNIT = 0.5  # 100 million yuan: half of the last digit in which the earlier forecasts were noted
# Earlier runs of the printed equation on the agency's exact digits, rounded to a unit (2024 with
# 97,400 thousand shoppers).
NOTED = {2019: 988007, 2020: 1072878, 2021: 1131081, 2022: 1148595, 2023: 1205537}


def test_printed_equation_on_exact_digits():
    found = out_of_sample.forecasts("exact")[out_of_sample.EQUATION]
    for year, noted in NOTED.items():
        assert abs(found[year] - noted) <= UNIT


def test_printed_equation_by_hand():
    assert out_of_sample.forecasts()[out_of_sample.EQUATION][2024] == pytest.approx(
        125157.7 + 4.3394 * 110800 + 6.6277 * 97400, rel=1e-12
    )


@pytest.mark.parametrize(
    "year, vintage, value",
    [
        (2019, out_of_sample.FIRST, 990865.1),
        (2021, out_of_sample.FIRST, 1143669.7),
        (2022, out_of_sample.FIRST, 1210207.2),
        (2023, out_of_sample.FIRST, 1260582.1),
        (2024, out_of_sample.FIRST, 1349083.5),
        (2020, out_of_sample.FOURTH, 1013567.0),
        (2019, out_of_sample.FIFTH, 1005872.4),
    ],
)
def test_outcomes_are_the_sourced_values(year, vintage, value):
    assert out_of_sample.outcomes().loc[year, vintage] == value


def test_what_was_not_found_is_missing_not_invented():
    found = out_of_sample.outcomes()
    assert {
        (year, vintage) for vintage in found for year in found.index[found[vintage].isna()]
    } == {(2020, out_of_sample.FIRST), (2024, out_of_sample.FOURTH)}


def test_every_outcome_was_seen_in_a_source():
    held = data.observations()
    for vintage, columns in out_of_sample.OUTCOMES.items():
        for year, column in columns.items():
            if column:
                row = held[
                    (held["series"] == "gdp")
                    & (held["year"] == str(year))
                    & (held["vintage"] == column)
                ]
                assert row["status"].tolist() == ["seen"], (vintage, year)


@pytest.mark.parametrize("name", ["users", "shoppers"])
def test_rounded_indicators_are_among_the_published_ones(name):
    held = data.observations()
    held = held[(held["series"] == name) & held["status"].isin(["seen", "derived"])]
    for year, value in out_of_sample.regressors_after()[name].items():
        published = held.loc[held["year"] == str(year), "value"]
        assert (published.sub(value).abs() < out_of_sample.ROUNDING / 2).any(), (name, year)


def test_december_lies_between_june_and_march():
    june, december, march = (
        out_of_sample.june_2019().loc[2019],
        out_of_sample.regressors_after("December 2019 interpolated").loc[2019],
        out_of_sample.regressors_after().loc[2019],
    )
    assert (june < december).all() and (december < march).all()


def test_chow_s_test_keeps_its_size_only_without_autocorrelation():
    rate, error = out_of_sample.chow_size(0.0)
    assert abs(rate - 0.05) < ERRORS * error
    rate, error = out_of_sample.chow_size(0.5)
    assert rate - 0.05 > ERRORS * error


def test_power_grows_with_the_shift():
    assert out_of_sample.chow_power(0.0) == pytest.approx(0.05, abs=1e-9)
    assert (
        0.05
        < out_of_sample.chow_power(0.02)
        < out_of_sample.chow_power(0.05)
        < out_of_sample.chow_power(0.1)
        < 1
    )


def test_six_years_tell_the_two_models_apart():
    for model in (out_of_sample.EQUATION, out_of_sample.QUADRATIC):
        rate, error = out_of_sample.right_ranking(model)
        assert rate - ERRORS * error > 0.9


def test_a_walk_with_drift_joins_the_first_and_last_value(paper):
    step = (paper["gdp"].iloc[-1] - paper["gdp"].iloc[0]) / 14
    assert out_of_sample.walk(paper["gdp"])[2020] == pytest.approx(paper["gdp"].iloc[-1] + 2 * step)


@pytest.mark.parametrize(
    "call, word",
    [
        (lambda: out_of_sample.regressors_after("guessed"), "guessed"),
        (lambda: out_of_sample.right_ranking("cubic"), "cubic"),
    ],
)
def test_bad_input_is_named(call, word):
    with pytest.raises(ValueError, match=word):
        call()


def test_exercise_tells_the_sign_of_an_error():
    predicted, happened = (
        out_of_sample.forecasts()[out_of_sample.EQUATION][2024],
        out_of_sample.outcomes().loc[2024, out_of_sample.FIRST],
    )
    assert exercises.check("out-of-sample-1", 100 * (predicted / happened - 1)) == "Right."
    assert "negative" in exercises.check("out-of-sample-1", 100 * (1 - predicted / happened))


def test_the_page_forecasts_what_the_printed_equation_does(page):
    # The printed coefficients carry four decimals; times 10⁵ persons in units of 10,000 that is a
    # few units of GDP.
    fitted = page("out-of-sample").forecast["mean"]
    printed = out_of_sample.forecasts()[out_of_sample.EQUATION]
    assert (fitted - printed).abs().max() < 20


def test_the_gaps_are_the_referees(page):
    gap = page("out-of-sample").gap
    assert (round(100 * gap[2019], 1), round(100 * gap[2024], 1)) == (-0.3, -7.2)
    assert list(gap.index) == [2019, 2020, 2021, 2022, 2023, 2024] and np.isnan(gap[2020])


def test_the_page_takes_the_sourced_outcomes(page):
    shown, held = page("out-of-sample"), out_of_sample.outcomes()
    known = held[out_of_sample.FIRST].dropna()
    pd.testing.assert_series_equal(shown.first, known, check_names=False, check_index_type=False)
    assert (shown.today.loc[2019:2024] == held[out_of_sample.FIFTH]).all()


def test_intervals_are_those_of_the_textbook(page):
    fit = ols.ols(data.load("paper"), "table4")
    x = np.array([1.0, *out_of_sample.regressors_after().loc[2024, list(out_of_sample.REGRESSORS)]])
    error = np.sqrt(fit.mse_resid * (1 + x @ np.asarray(fit.normalized_cov_params) @ x))
    found = page("out-of-sample").forecast.loc[2024]
    assert found["obs_ci_upper"] - found["mean"] == pytest.approx(
        2.178812829667228 * error, rel=1e-9
    )  # t(12), 97.5%


def test_chow_s_p_values_are_the_referees(page):
    p = [round(p, 3) for _, p in page("out-of-sample").tests.values()]
    assert (min(p), max(p)) == (0.001, 0.009)


def test_chow_s_test_is_the_dummy_variable_f_test(page, paper):
    happened = out_of_sample.outcomes()[out_of_sample.FIFTH]
    both = pd.concat(
        [paper[["gdp", "users", "shoppers"]], out_of_sample.regressors_after().assign(gdp=happened)]
    )
    dummies = pd.DataFrame(
        {f"year{year}": (both.index == year).astype(float) for year in out_of_sample.YEARS},
        index=both.index,
    )
    full = ols.ols(both.join(dummies), ["users", "shoppers", *dummies])
    plain = ols.ols(both, ["users", "shoppers"])
    f = (plain.ssr - full.ssr) / 6 / (full.ssr / full.df_resid)
    assert page("out-of-sample").chow(paper["gdp"], happened)[0] == pytest.approx(f, rel=1e-8)


def test_an_equation_that_is_true_passes(page, paper):
    # Planted: outcomes that lie on the fitted equation exactly.
    shown = page("out-of-sample")
    assert shown.chow(paper["gdp"], shown.forecast["mean"])[1] == pytest.approx(1.0)


def test_the_curve_beats_the_equation_and_the_equation_the_walk_in_every_column(page):
    errors = page("out-of-sample").errors
    assert (errors.loc["curve"] < errors.loc["Table 4"]).all()
    assert (errors.loc["Table 4"] < errors.loc["walk"]).all()
