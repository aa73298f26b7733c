"""The book's least squares reproduces NIST's certified results (StRD, linear regression)."""

from pathlib import Path

import pandas as pd
import pytest
import statsmodels.api as sm

from helpers.methods import ols

# Norris is well conditioned: certified to 15 digits, doubles keep 12 of them.
NORRIS = 1e-12
# The condition number of the Longley design is about 5e9: of the 16 digits of a double 6 to 7 must
# survive; the decomposition keeps 10.
LONGLEY = 1e-10

NORRIS_CERTIFIED = {
    "params": {"constant": -0.262323073774029, "x": 1.00211681802045},
    "bse": {"constant": 0.232818234301152, "x": 0.429796848199937e-3},
    "s": 0.884796396144373,
    "r2": 0.999993745883712,
    "f": 5436385.54079785,
    "ssr": 26.6173985294224,
}
LONGLEY_CERTIFIED = {
    "params": {
        "constant": -3482258.63459582,
        "gnpdefl": 15.0618722713733,
        "gnp": -0.358191792925910e-1,
        "unemp": -2.02022980381683,
        "armed": -1.03322686717359,
        "pop": -0.511041056535807e-1,
        "year": 1829.15146461355,
    },
    "bse": {
        "constant": 890420.383607373,
        "gnpdefl": 84.9149257747669,
        "gnp": 0.334910077722432e-1,
        "unemp": 0.488399681651699,
        "armed": 0.214274163161675,
        "pop": 0.226073200069370,
        "year": 455.478499142212,
    },
    "s": 304.854073561965,
    "r2": 0.995479004577296,
    "f": 330.285339234588,
    "ssr": 836424.055505915,
}


def check(result, certified, tolerance):
    for name, value in certified["params"].items():
        assert result.params[name] == pytest.approx(value, rel=tolerance), name
    for name, value in certified["bse"].items():
        assert result.bse[name] == pytest.approx(value, rel=tolerance), name
    assert result.mse_resid**0.5 == pytest.approx(certified["s"], rel=tolerance)
    assert result.rsquared == pytest.approx(certified["r2"], rel=tolerance)
    assert result.fvalue == pytest.approx(certified["f"], rel=tolerance)
    assert result.ssr == pytest.approx(certified["ssr"], rel=tolerance)


def test_norris():
    frame = pd.read_csv(Path(__file__).parent / "nist" / "norris.csv")
    assert len(frame) == 36
    check(ols.ols(frame, ["x"], "y"), NORRIS_CERTIFIED, NORRIS)


def test_longley():
    frame = sm.datasets.longley.load_pandas().data.rename(columns=str.lower)
    check(
        ols.ols(frame, ["gnpdefl", "gnp", "unemp", "armed", "pop", "year"], "totemp"),
        LONGLEY_CERTIFIED,
        LONGLEY,
    )


def test_a_wrong_digit_would_be_caught():
    frame = sm.datasets.longley.load_pandas().data.rename(columns=str.lower)
    frame.loc[0, "gnp"] += 1
    with pytest.raises(AssertionError):
        check(
            ols.ols(frame, ["gnpdefl", "gnp", "unemp", "armed", "pop", "year"], "totemp"),
            LONGLEY_CERTIFIED,
            LONGLEY,
        )
