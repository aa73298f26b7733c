"""What four printed tables imply without data: identities, intervals, the joint programme."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import data
from helpers.data import published
from helpers.methods import ols
from helpers.recovery import moments
from helpers.recovery.moments import MISPRINTED_SE, MISPRINTED_T, Moments

FLOAT = 1e-9  # two exact formulas for one number differ by floating-point noise only
MISFIT = 0.02  # the reference gives two decimals and allows .02 for the solver's path


def by_question(findings):
    return {finding.question: finding for finding in findings}


def with_planted(name, string):
    """The printed strings with another one in one cell."""
    strings = published.cells()["printed"].to_dict()
    assert name in strings
    return {**strings, name: string}


@pytest.fixture(scope="module")
def frame():
    return data.load("paper")


@pytest.mark.parametrize("table", [2, 3, 4])
def test_cells_from_moments_equal_least_squares_on_the_data(frame, table):
    fit = ols.ols(frame, f"table{table}")
    cells = moments.printed_statistics(Moments.of(frame.to_numpy()), (table,))
    for name in fit.params.index:
        for kind, attribute in (
            ("coefficient", "params"),
            ("standard_error", "bse"),
            ("t", "tvalues"),
            ("p", "pvalues"),
        ):
            # p-values of 1e-15 carry fewer digits; 1e-6 relative is still far below any printed
            # digit
            assert cells[f"t{table}.{name}.{kind}"] == pytest.approx(
                getattr(fit, attribute)[name], rel=1e-6 if kind == "p" else FLOAT
            )
    assert cells[f"t{table}.model.f"] == pytest.approx(fit.fvalue, rel=FLOAT)
    assert cells[f"t{table}.model.adjusted_r2"] == pytest.approx(fit.rsquared_adj, rel=FLOAT)


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_the_recursive_unknowns_describe_any_data_set(seed):
    """Twenty numbers built by successive regressions give back the moments they came from."""
    values = np.random.default_rng(seed).normal(size=(15, 5)).cumsum(axis=0) + 5
    x = {name: values[:, i] for i, name in enumerate(data.SERIES)}
    one = np.ones(15)

    def fit(target, *names):
        design = np.column_stack([one, *(x[name] for name in names)])
        coefficients = np.linalg.lstsq(design, x[target], rcond=None)[0]
        return coefficients, float(np.sum((x[target] - design @ coefficients) ** 2))

    sd = [x[name].std(ddof=1) for name in ("users", "shoppers")]
    y, e, d = (
        fit("gdp", "users", "shoppers"),
        fit("ecommerce", "users", "shoppers"),
        fit("domains", "users", "shoppers", "ecommerce"),
    )
    last = [
        fit("gdp", "users", "shoppers", "ecommerce")[0][3],
        fit("gdp", "users", "shoppers", "ecommerce", "domains")[0][4],
    ]
    theta = np.concatenate(
        [
            [x["users"].mean() / sd[0], x["shoppers"].mean() / sd[1]],
            np.log(sd),
            [np.corrcoef(x["users"], x["shoppers"])[0, 1]],
            y[0],
            [np.log(y[1])],
            e[0],
            [np.log(e[1])],
            d[0],
            [np.log(d[1])],
            last,
        ]
    )
    rebuilt, true = moments._unpack(theta), Moments.of(values)
    # nested fits of near-collinear walks lose some digits
    np.testing.assert_allclose(
        rebuilt.cross, true.cross, rtol=1e-6, atol=1e-6 * np.abs(true.cross).max()
    )
    np.testing.assert_allclose(rebuilt.mean, true.mean, rtol=1e-6, atol=1e-6)


def test_r_squared_to_six_digits_from_f():
    assert [round(moments.r2_from_f(table).value, 6) for table in (2, 3, 4)] == [
        0.997067,
        0.996938,
        0.996585,
    ]
    assert {moments.r2_from_f(table).verdict for table in (2, 3, 4)} == {"consistent"}


def test_unexplained_shares():
    assert [round(moments.unexplained_share(table).mid, 8) for table in (2, 3, 4)] == [
        0.00293279,
        0.00306240,
        0.00341459,
    ]


def test_the_f_of_nested_models_gives_the_t_of_what_left():
    assert round(moments.nested_t("domains").value, 5) == 0.66479
    assert round(moments.nested_t("ecommerce").value, 5) == 1.12474
    assert all(moments.nested_t(name).verdict == "consistent" for name in ("domains", "ecommerce"))


def test_nested_t_notices_a_changed_f():
    strings = with_planted("t3.model.f", "1193.950")
    assert moments.nested_t("ecommerce", strings).verdict == "contradiction"


def test_joint_f_for_dropping_both():
    finding, p = moments.joint_f()
    assert round(finding.value, 4) == 0.8214 and round(p, 3) == 0.467


def test_every_information_criterion_prefers_table_4():
    table = moments.implied_criteria()
    assert table["aic"].round(2).tolist() == [-77.48, -78.83, -79.20]
    assert table["aicc"].round(2).tolist() == [-64.98, -70.16, -73.20]
    assert table["bic"].round(2).tolist() == [-73.94, -76.00, -77.07]
    assert set(table.idxmin()) == {4}


def test_the_omitted_variable_identity_holds_for_all_seven_coefficients():
    findings = moments.omitted_variable()
    assert len(findings) == 7
    assert {finding.verdict for finding in findings} == {"consistent"}


def test_the_omitted_variable_identity_notices_a_changed_coefficient():
    found = by_question(moments.omitted_variable(with_planted("t3.shoppers.coefficient", "4.1946")))
    assert found["shoppers, Table 2 to Table 3"].verdict == "contradiction"


def test_partial_correlations():
    found = by_question(moments.implied_partial_correlations())
    expected = {
        "ecommerce, Table 2": 0.372,
        "domains, Table 2": -0.206,
        "users, Table 2": 0.867,
        "shoppers, Table 2": 0.354,
        "ecommerce, Table 3": 0.321,
    }
    assert {name: round(found[name].value, 3) for name in expected} == expected


def test_confidence_intervals():
    table = moments.confidence_intervals()
    expected = {
        (2, "ecommerce"): (-0.367, 1.336),
        (2, "domains"): (-27.58, 14.90),
        (2, "users"): (3.20, 7.58),
        (2, "shoppers"): (-2.81, 9.32),
        (3, "ecommerce"): (-0.307, 0.949),
        (3, "users"): (3.24, 6.89),
        (3, "shoppers"): (-1.07, 9.26),
        (4, "users"): (3.192, 5.486),
        (4, "shoppers"): (5.165, 8.090),
    }
    for place, (low, high) in expected.items():
        # From printed b and se: the reference rounds a few ends up (.950, 3.193), where the last
        # digit depends on their rounding.
        digits = (
            3 if place in ((2, "ecommerce"), (3, "ecommerce"), (4, "users"), (4, "shoppers")) else 2
        )
        assert (
            round(table.loc[place, "low"], digits),
            round(table.loc[place, "high"], digits),
        ) == (low, high)


def test_fifteen_is_the_only_sample_size_that_fits():
    table = moments.sample_sizes()
    assert table.index[table["fits"]].tolist() == [15]
    assert table.drop(15)[["table2", "table3", "table4"]].min().min() >= 1


def test_a_user_is_worth_43394_yuan_in_the_printed_equation():
    assert round(moments.yuan_per_person("users").value) == 43394
    assert round(moments.yuan_per_person("shoppers").value) == 66277


def test_sd_ratio_from_two_standard_errors():
    assert round(moments.sd_ratio().value, 4) == 0.7843


def test_all_correlations_are_nominally_significant():
    findings = moments.significance_of_correlations()
    assert round(moments.effective_critical_r(), 3) == 0.514
    assert {finding.verdict for finding in findings} == {"significant"}
    with_gdp = [finding for finding in findings if "(gdp" in finding.question]
    assert round(min(finding.value for finding in with_gdp), 2) == 7.19


def test_table_1_is_positive_definite_over_its_whole_rounding_box():
    eigenvalues, finding = moments.positive_definiteness()
    assert eigenvalues.round(5).tolist()[:2] == [0.00205, 0.00342]
    assert eigenvalues.round(4).tolist()[2:] == [0.0804, 0.1856, 4.7285]
    assert 0 < finding.interval.lo < finding.value
    assert round(finding.value, 4) == 0.0012


def test_no_random_draw_lies_below_weyl_s_bound():
    _, finding = moments.positive_definiteness(draws=5000, seed=1)
    assert finding.value >= finding.interval.lo


@pytest.mark.parametrize(
    ("what", "table", "series", "value", "low", "high"),
    [
        # The reference gives narrower ranges: [.9958, .9982], VIF 76-128, 9.1-11.5, 30-48, 137-233.
        # It does not say how it found them; the corners of the box, which are attained, reach
        # further. With two regressors both agree.
        ("r2", 2, None, 0.99702, 0.99567, 0.99846),
        ("r2", 4, None, 0.99687, 0.9956, 0.9981),
        ("beta", 4, "users", 0.452, 0.4405, 0.4631),
        ("beta", 4, "shoppers", 0.558, 0.5474, 0.5695),
        ("vif", 2, "ecommerce", 95, 73.9, 134.5),
        ("vif", 2, "domains", 10.0, 9.06, 11.85),
        ("vif", 2, "users", 36, 29.0, 50.3),
        ("vif", 2, "shoppers", 172, 134.3, 244.3),
        ("vif", 4, "users", 10.89, 10.78, 11.01),
    ],
)
def test_what_correlations_alone_imply(what, table, series, value, low, high):
    finding = moments.implied_by_correlations(what, table, series)

    def same(computed, expected):
        decimals = len(str(expected).partition(".")[2])
        return computed == pytest.approx(expected, abs=0.51 * 10.0**-decimals)

    assert (
        same(finding.value, value)
        and same(finding.interval.lo, low)
        and same(finding.interval.hi, high)
    )


def test_the_range_of_the_vif_holds_random_draws_from_the_box():
    low, high = moments._box()
    draws = np.random.default_rng(3).uniform(low, high, (5000, 10))
    vif = moments._implied(moments.correlation_matrix(draws), moments.regressors(2), "vif", 3)
    finding = moments.implied_by_correlations("vif", 2, "shoppers")
    assert finding.interval.lo <= vif.min() and vif.max() <= finding.interval.hi
    # and the reference range, wider than most draws, lies inside it
    assert finding.interval.lo <= 137 and finding.interval.hi >= 233


def test_condition_index():
    assert round(moments.condition_index()) == 33


def test_printed_r_squared_lies_in_the_range_that_correlations_imply():
    assert all(
        moments.implied_by_correlations("r2", table).verdict == "consistent" for table in (2, 4)
    )


def test_forty_nine_cells_carry_information():
    assert len(moments.PRIMARY) == 49
    rest = (".p", "r2")
    informative = [name for name in published.cells().index if not name.endswith(rest)]
    assert list(moments.PRIMARY) == informative


@pytest.mark.slow
@pytest.mark.parametrize(
    ("left_out", "misfit", "verdict"),
    [
        ((), 2.63, "infeasible"),
        ((MISPRINTED_T,), 1.85, "infeasible"),
        ((MISPRINTED_SE,), 0.89, "feasible"),
    ],
)
def test_one_standard_error_makes_the_tables_infeasible(left_out, misfit, verdict):
    answer = moments.feasibility(left_out)
    assert answer.misfit == pytest.approx(misfit, abs=MISFIT)
    assert answer.verdict == verdict


@pytest.mark.slow
def test_no_other_single_cell_of_table_4_explains_the_contradiction():
    others = [
        name for name in moments.PRIMARY if name.startswith("t4.constant") and name != MISPRINTED_SE
    ]
    assert all(moments.feasibility((name,)).misfit > 1 for name in others)


@pytest.mark.slow
def test_the_implied_standard_error():
    finding = moments.implied_standard_error()
    assert (round(finding.interval.lo, 2), round(finding.interval.hi, 2)) == (11275.51, 11275.59)
    assert finding.verdict == "misprint"
    computed = moments.printed_statistics(Moments.of(data.load("paper").to_numpy()), (4,))[
        MISPRINTED_SE
    ]
    assert finding.interval.contains(float(computed))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ("gdp", "ecommerce", 0.94514, 0.94515),
        ("gdp", "domains", 0.8942, 0.8943),
        ("gdp", "users", 0.984297, 0.984297),
        ("gdp", "shoppers", 0.988559, 0.988559),
        ("ecommerce", "domains", 0.9305, 0.9306),
        ("ecommerce", "users", 0.88082, 0.88083),
        ("ecommerce", "shoppers", 0.97694, 0.97694),
        ("domains", "users", 0.8539, 0.8540),
        ("domains", "shoppers", 0.9090, 0.9090),
        ("users", "shoppers", 0.953128, 0.953128),
    ],
)
def test_sharpened_correlations(first, second, low, high):
    """All tables together fix each correlation to four to six digits.

    Both are inner bounds, so they agree to two units of the last digit.
    """
    finding = moments.sharpened("r", first, second)
    unit = 2 * 10.0 ** -len(str(low).partition(".")[2])
    assert low - unit <= finding.interval.lo <= finding.interval.hi <= high + unit
    truth = np.corrcoef(data.load("paper")[first], data.load("paper")[second])[0, 1]
    # the recovered data miss the probable slip of Table 2, so they may stand a hair outside the
    # feasible set
    assert finding.interval.lo - unit <= truth <= finding.interval.hi + unit


@pytest.mark.slow
@pytest.mark.parametrize(
    ("series", "table", "vif"),
    [
        ("ecommerce", 2, 94.9),
        ("domains", 2, 9.89),
        ("users", 2, 36.86),
        ("shoppers", 2, 174.1),
        ("ecommerce", 3, 55.8),
        ("users", 3, 27.8),
        ("shoppers", 3, 136.6),
        ("users", 4, 10.923),
    ],
)
def test_sharpened_vifs(series, table, vif):
    finding = moments.sharpened("vif", series, table)
    digits = len(str(vif).partition(".")[2])
    assert finding.value == pytest.approx(vif, abs=0.6 * 10.0**-digits)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("series", "low", "high"),
    [
        ("ecommerce", 0.43651, 0.43661),
        ("domains", 0.005648, 0.005651),
        ("users", 0.105911, 0.105911),
        ("shoppers", 0.083062, 0.083062),
    ],
)
def test_sharpened_sd_ratios(series, low, high):
    finding = moments.sharpened("sd_ratio", series, "gdp")
    unit = 10.0 ** -len(str(high).partition(".")[2])
    assert low - 2 * unit <= finding.interval.lo <= finding.interval.hi <= high + 2 * unit


def test_minimax_of_a_known_problem():
    """The Chebyshev centre of 0, 1 and 4 is 2, at distance 2."""
    points = np.array([0.0, 1.0, 4.0])
    misfit, where = moments.minimax(
        lambda x: x[0] - points, lambda x: np.ones((3, 1)), np.array([10.0])
    )
    assert misfit == pytest.approx(2, abs=1e-6) and where[0] == pytest.approx(2, abs=1e-6)


def test_weights_of_a_known_problem():
    """Only the ends of 0, 1 and 4 count for the farthest distance from 2, and equally."""
    found = moments.minimax_weights(np.array([2.0, 1.0, -2.0]), np.ones((3, 1)))
    assert found == pytest.approx([0.5, 0, 0.5])


def test_a_search_may_end_where_the_model_promises_too_little():
    points = np.array([0.0, 1.0, 4.0])
    start = np.array([2.5])
    problem = (lambda x: x[0] - points, lambda x: np.ones((3, 1)), start)
    assert moments.minimax(*problem, gain=1.0) == (2.5, start)
    assert moments.minimax(*problem, gain=0.1)[0] == pytest.approx(2, abs=1e-6)


@pytest.mark.slow
def test_a_planted_error_in_a_correlation_is_infeasible():
    strings = with_planted("t1.users.shoppers", "0.958")
    assert moments.feasibility((MISPRINTED_SE,), strings=strings).misfit > 1


def test_every_pair_of_series_stands_in_table_1():
    assert len(moments.correlation_matrix_values()) == len(
        list(itertools.combinations(data.SERIES, 2))
    )
