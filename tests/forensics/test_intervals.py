"""Facts about rounding intervals."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.forensics.intervals import (
    Interval,
    PrintedNumberError,
    decimals,
    is_missing,
    printed,
    unit,
)

FINITE = st.floats(-1e9, 1e9, allow_nan=False)


def holds(interval: Interval, value: Fraction) -> bool:
    """Exact comparison; an infinite end holds everything on its side."""
    return (interval.lo == -math.inf or Fraction(interval.lo) <= value) and (
        interval.hi == math.inf or value <= Fraction(interval.hi)
    )


@st.composite
def intervals(draw):
    a, b = sorted((draw(FINITE), draw(FINITE)))
    share = draw(st.floats(0, 1))
    member = min(max(a + share * (b - a), a), b)
    return Interval(a, b), member


@given(intervals(), intervals())
def test_arithmetic_never_loses_the_exact_result(first, second):
    (a, x), (b, y) = first, second
    exact = Fraction(x), Fraction(y)
    for result, value in (
        (a + b, exact[0] + exact[1]),
        (a - b, exact[0] - exact[1]),
        (a * b, exact[0] * exact[1]),
    ):
        assert holds(result, value)
    assert holds(a.square(), exact[0] ** 2)
    if not b.contains(0.0):
        assert holds(a / b, exact[0] / exact[1])
    assert abs(a).contains(abs(x))


@given(intervals())
def test_roots_and_logarithms_hold_their_members(pair):
    interval, x = pair
    positive = abs(interval)
    root = positive.sqrt()
    assert Fraction(root.lo) ** 2 <= Fraction(abs(x)) <= Fraction(root.hi) ** 2
    if abs(x) > 0:
        assert positive.log().contains(math.log(abs(x)))


@given(st.floats(-1e6, 1e6, allow_nan=False), st.integers(0, 8))
def test_a_printed_number_holds_the_number_it_was_rounded_from(x, digits):
    assert printed(f"{x:.{digits}f}").contains(x)
    assert printed(f"{x:.{digits}e}").contains(x)
    assert printed(f"{x:.{digits}f}".replace(".", ","), ",").contains(x)


@pytest.mark.parametrize(
    ("string", "low", "high"),
    [
        ("0.4843", 0.48425, 0.48435),
        ("0", -0.5, 0.5),
        ("0.0000", -0.00005, 0.00005),
        ("1.2E-05", 1.15e-5, 1.25e-5),
        ("-.5", -0.55, -0.45),
        ("+3.1", 3.05, 3.15),
        ("1,234.5", 1234.45, 1234.55),
        ("12 345", 12344.5, 12345.5),
        ("12\u00a0345", 12344.5, 12345.5),
        ("−2.4", -2.45, -2.35),
        ("<0.001", 0.0, 0.001),
        ("2.66**", 2.655, 2.665),
        ("0.0831 .", 0.08305, 0.08315),
        ("1.47e-17 ***", 1.465e-17, 1.475e-17),
        ("p < .001", 0.0, 0.001),
        ("(0.52)", 0.515, 0.525),
        ("40.3%", 0.4025, 0.4035),
        ("4383569.", 4383568.5, 4383569.5),
        ("1.365E8", 136450000.0, 136550000.0),
    ],
)
def test_printed_strings(string, low, high):
    interval = printed(string)
    assert interval.lo == pytest.approx(low, rel=1e-12, abs=1e-300)
    assert interval.hi == pytest.approx(high, rel=1e-12)
    assert interval.lo <= low or math.isclose(interval.lo, low, rel_tol=1e-12)


def test_readings_of_shortened_digits():
    cut = printed("0.0849", reading="cut")
    assert cut.contains(0.084965) and not cut.contains(0.08485)
    assert not printed("0.0849").contains(0.084965)
    assert printed("-2.4", reading="cut").contains(-2.49)
    assert printed("50750", reading="significant digits").contains(50746)
    assert printed("0.15", reading="rounded twice").contains(0.14445)


def test_a_comma_is_a_decimal_mark_or_a_thousands_separator_but_never_both():
    assert printed("1.234,5", ",").contains(1234.5)
    with pytest.raises(PrintedNumberError):
        printed("0,484")
    with pytest.raises(PrintedNumberError):
        printed("1,23")


@pytest.mark.parametrize("string", ["", "abc", "1.2.3", "1 2", "--1", "1e", "(", "0x10", "nan"])
def test_anything_else_is_refused(string):
    with pytest.raises(PrintedNumberError):
        printed(string)


def test_units_decimals_and_missing_cells():
    assert unit("1.365E8") == 1e5 and decimals("0.0000") == 4
    assert all(is_missing(s) for s in (None, "", "NA", "—", "**"))
    assert not is_missing("0")


def test_division_by_an_interval_that_holds_zero_is_unbounded():
    assert Interval(1, 2) / Interval(-1, 1) == Interval(-math.inf, math.inf)
    assert (Interval(1, 2) / Interval(0, 1)).hi == math.inf
    with pytest.raises(ValueError, match="not an interval"):
        Interval(2, 1)


def test_arrays_of_intervals_agree_with_single_ones():
    a = Interval(np.array([1.0, -2.0, 0.5]), np.array([2.0, 3.0, 0.75]))
    b = printed("0.4843")
    for operation in (
        lambda x, y: x + y,
        lambda x, y: x - y,
        lambda x, y: x * y,
        lambda x, y: x / y,
        lambda x, y: abs(x),
        lambda x, y: x.square(),
    ):
        whole = operation(a, b)
        for i in range(3):
            one = operation(Interval(float(a.lo[i]), float(a.hi[i])), b)
            assert (whole.lo[i], whole.hi[i]) == (one.lo, one.hi)
