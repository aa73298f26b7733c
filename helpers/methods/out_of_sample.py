"""Out of sample, 2019-2024: the printed Table 4 equation against outcomes and against rivals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from scipy import special, stats

from helpers import data, memory
from helpers.data import published
from helpers.methods import ols, simulation
from helpers.methods.ols import LEVEL

YEARS = range(2019, 2025)
FIRST, FOURTH, FIFTH = "first print", "after the 4th census", "after the 5th census"
# Which column of data/observations.csv holds each year's value; None: no source found, so the year
# is left out.
OUTCOMES: dict[str, dict[int, str | None]] = {
    FIRST: {
        2019: "NBS database 2020",
        2020: None,
        2021: "post-4th census",
        2022: "preliminary (2022 communique)",
        2023: "NBS database early 2024",
        2024: "post-5th census",
    },
    FOURTH: {year: "NBS database early 2024" for year in range(2019, 2024)} | {2024: None},
    FIFTH: dict.fromkeys(YEARS, "post-5th census"),
}
# The same for the estimation sample; the first prints continue the paper's own vintage.
SAMPLES = {FIRST: None, FOURTH: "post-4th census", FIFTH: "post-5th census"}
REGRESSORS = ols.SPECIFICATIONS["table4"]
EXACT = "CNNIC December, exact digits"
ROUNDING = 100  # 10,000 persons: the authors typed hundred millions with two decimals
DEFINITIONS = ("rounded", "exact", "December 2019 interpolated")
# No December 2019 survey exists: CNNIC's 45th report is of March 2020, the 44th of June 2019, nine
# months earlier.
JUNE_2019 = "CNNIC 44th report (Jun 2019)"
MONTHS_TO_DECEMBER, MONTHS_TO_MARCH = 6, 9
EQUATION, EX_ANTE = "Table 4, printed", "Table 4, indicators extrapolated"
WALK, LOG_WALK = "random walk with drift", "log random walk with drift"
LINEAR, QUADRATIC = "linear trend", "quadratic trend"
SHIFTS = (0.02, 0.05, 0.10)  # of GDP, whose detection the page quotes
AUTOCORRELATION = 0.5  # of the errors, where the page asks what dependence does
STRONG = 0.9  # still inside what the residuals allow, see `errors.typical_rho`
REPLICATIONS = 20_000
SEED = 2019


@memory.remembered
def _vintages(series: str) -> pd.DataFrame:
    """Every vintage of a series; checking all cells of observations.csv takes half a second."""
    return data.vintages(series)


@memory.remembered
def june_2019() -> pd.DataFrame:
    """Users and shoppers in the survey of June 2019, which the paper itself quotes.

    Returns
    -------
    DataFrame
        One row, 2019; columns users and shoppers, 10,000 persons.

    Examples
    --------
    >>> june_2019().loc[2019].tolist()
    [85400.0, 63900.0]
    """
    held = data.observations()
    survey = held[(held["year"] == "2019-06") & (held["vintage"] == JUNE_2019)]
    values = survey.set_index("series")["value"]
    return pd.DataFrame({name: [values[name]] for name in REGRESSORS}, index=[2019])


def outcomes() -> pd.DataFrame:
    """What happened: nominal GDP 2019-2024 in three vintages, NaN where no source was found.

    Returns
    -------
    DataFrame
        Index year, columns first print, after the 4th census, after the 5th census; 100 million
        yuan. The first print of 2023 is also the last value before the 5th census, and that of 2024
        the first after it.

    Examples
    --------
    >>> found = outcomes()
    >>> float(found.loc[2019, "first print"]), bool(np.isnan(found.loc[2020, "first print"]))
    (990865.1, True)
    """
    held = _vintages("gdp")
    return pd.DataFrame(
        {
            name: {
                year: held.loc[year, column] if column else np.nan
                for year, column in columns.items()
            }
            for name, columns in OUTCOMES.items()
        }
    ).rename_axis("year")


def regressors_after(definition: str = "rounded") -> pd.DataFrame:
    """Users and shoppers 2019-2024 on three definitions.

    Parameters
    ----------
    definition : {"rounded", "exact", "December 2019 interpolated"}
        Rounded to a million persons as the authors typed them from 2014 on; CNNIC's digits (status
        unverified); or rounded, but with 2019 moved from the March 2020 survey to December by a
        straight line from June 2019.

    Returns
    -------
    DataFrame
        Index year, columns users and shoppers, 10,000 persons.

    Raises
    ------
    ValueError
        On an unknown definition.

    Examples
    --------
    >>> regressors_after().loc[2019].tolist()
    [90400.0, 71000.0]
    """
    if definition not in DEFINITIONS:
        raise ValueError(f"unknown definition {definition!r}; valid: {', '.join(DEFINITIONS)}")
    exact = pd.DataFrame({name: _vintages(name)[EXACT].reindex(YEARS) for name in REGRESSORS})
    if definition == "exact":
        return exact
    rounded = (exact / ROUNDING).round() * ROUNDING
    if definition == "December 2019 interpolated":
        june, march = june_2019().loc[2019], rounded.loc[2019].copy()
        for name in REGRESSORS:
            gained = (march[name] - june[name]) * MONTHS_TO_DECEMBER / MONTHS_TO_MARCH
            rounded.loc[2019, name] = june[name] + gained
    return rounded


def printed_coefficients() -> pd.Series:
    """The coefficients that Table 4 prints.

    Returns
    -------
    Series
        constant, users, shoppers.

    Examples
    --------
    >>> float(printed_coefficients()["users"])
    4.3394
    """
    return published.table_cells(4).loc[["constant", *REGRESSORS], "coefficient"].astype(float)


def predict(frame: pd.DataFrame, coefficients: pd.Series | None = None) -> pd.Series:
    """The equation's GDP for given users and shoppers.

    Parameters
    ----------
    frame : DataFrame
        Columns users and shoppers, 10,000 persons.
    coefficients : Series, optional
        constant, users, shoppers; the printed ones by default.

    Returns
    -------
    Series
        100 million yuan.
    """
    b = printed_coefficients() if coefficients is None else coefficients
    return b["constant"] + frame[list(REGRESSORS)] @ b[list(REGRESSORS)]


def walk(series: pd.Series, years: Iterable[int] = YEARS) -> pd.Series:
    """Random walk with drift: the last value plus the mean yearly change, year after year.

    Parameters
    ----------
    series : Series
        Index year, no gap.
    years : iterable of int
        Years to forecast.

    Returns
    -------
    Series
        Index year, the unit of the series.

    Examples
    --------
    >>> float(walk(pd.Series([1.0, 2.0, 3.0], index=[2016, 2017, 2018])).iloc[0])
    4.0
    """
    ahead = np.asarray(years) - series.index[-1]
    values = series.iloc[-1] + ahead * series.diff().mean()
    return pd.Series(values, index=pd.Index(years, name="year"))


def trend(series: pd.Series, degree: int, years: Iterable[int] = YEARS) -> pd.Series:
    """Polynomial time trend fitted by least squares and extended.

    Parameters
    ----------
    series : Series
        Index year.
    degree : int
        Of the polynomial.
    years : iterable of int
        Years to forecast.

    Returns
    -------
    Series
        Index year, the unit of the series.

    Examples
    --------
    >>> squares = pd.Series([1.0, 4.0, 9.0, 16.0], index=range(2015, 2019))
    >>> round(float(trend(squares, 2).iloc[0]), 6)
    25.0
    """
    origin = series.index[0]
    coefficients = np.polyfit(series.index - origin, series, degree)
    values = np.polyval(coefficients, np.asarray(years) - origin)
    return pd.Series(values, index=pd.Index(years, name="year"))


def forecasts(
    definition: str = "rounded",
    frame: pd.DataFrame | None = None,
    coefficients: pd.Series | None = None,
) -> pd.DataFrame:
    """The equation and its rivals.

    Parameters
    ----------
    definition : str
        See `regressors_after`.
    frame : DataFrame, optional
        Estimation sample of the rivals; the paper's data by default.
    coefficients : Series, optional
        The equation; the printed one by default.

    Returns
    -------
    DataFrame
        Index year, one column per method; 100 million yuan. `EQUATION` is told the users and
        shoppers of the forecast year; `EX_ANTE` extrapolates them by their own random walks with
        drift; the rest use GDP to 2018 only.

    Examples
    --------
    >>> round(float(forecasts("exact").loc[2019, "Table 4, printed"]))
    988007
    """
    sample = data.load("paper") if frame is None else frame
    gdp = sample["gdp"]
    extended = pd.DataFrame({name: walk(sample[name]) for name in REGRESSORS})
    return pd.DataFrame(
        {
            EQUATION: predict(regressors_after(definition), coefficients),
            EX_ANTE: predict(extended, coefficients),
            QUADRATIC: trend(gdp, 2),
            LINEAR: trend(gdp, 1),
            WALK: walk(gdp),
            LOG_WALK: np.exp(walk(np.log(gdp))),
        }
    )


def rmse(predicted: pd.DataFrame, happened: pd.DataFrame | None = None) -> pd.DataFrame:
    """Root mean squared error per method and vintage, over the years that the vintage has.

    Parameters
    ----------
    predicted : DataFrame
        As `forecasts` makes it.
    happened : DataFrame, optional
        `outcomes` by default.

    Returns
    -------
    DataFrame
        Methods × vintages, 100 million yuan.

    Examples
    --------
    >>> rmse(forecasts()).shape
    (6, 3)
    """
    happened = outcomes() if happened is None else happened
    return pd.DataFrame(
        {
            vintage: (predicted.sub(happened[vintage], axis=0) ** 2).mean() ** 0.5
            for vintage in happened
        }
    )


def ranking(errors: pd.DataFrame) -> dict[str, list[str]]:
    """Methods from the smallest error to the largest, per vintage.

    Parameters
    ----------
    errors : DataFrame
        As `rmse` makes it.

    Returns
    -------
    dict of list of str
        By vintage.

    Examples
    --------
    >>> ranking(rmse(forecasts()))["first print"][0]
    'quadratic trend'
    """
    return {vintage: list(errors[vintage].sort_values().index) for vintage in errors}


def prediction_intervals(
    definition: str = "rounded", frame: pd.DataFrame | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Prediction intervals of the Table 4 regression on the recovered data.

    Parameters
    ----------
    definition : str
        See `regressors_after`.
    frame : DataFrame, optional
        Estimation sample; the paper's data by default.
    level : float
        Coverage that the intervals would have if the regression's assumptions held.

    Returns
    -------
    DataFrame
        Index year; columns mean, lower, upper; 100 million yuan.

    Examples
    --------
    >>> found = prediction_intervals()
    >>> bool((found["lower"] < found["mean"]).all())
    True
    """
    fit = ols.ols(data.load("paper") if frame is None else frame, "table4")
    x = _future_design(definition)
    found = fit.get_prediction(x).summary_frame(alpha=1 - level)
    return pd.DataFrame(
        {"mean": found["mean"], "lower": found["obs_ci_lower"], "upper": found["obs_ci_upper"]}
    ).set_axis(x.index)


def covered(found: pd.DataFrame, happened: pd.DataFrame | None = None) -> pd.DataFrame:
    """Whether each outcome lies inside its interval.

    Parameters
    ----------
    found : DataFrame
        As `prediction_intervals` makes it.
    happened : DataFrame, optional
        `outcomes` by default.

    Returns
    -------
    DataFrame
        Years × vintages: True, False, or None where the vintage has no value.

    Examples
    --------
    >>> bool(covered(prediction_intervals()).loc[2019, "first print"])
    True
    """
    happened = outcomes() if happened is None else happened
    inside = happened.ge(found["lower"], axis=0) & happened.le(found["upper"], axis=0)
    return inside.astype(object).where(happened.notna(), None)


def sample(vintage: str) -> pd.DataFrame:
    """The estimation sample in one vintage: GDP as restated, the paper's users and shoppers.

    Parameters
    ----------
    vintage : str
        A key of `SAMPLES`. No post-5th value of 2004 was found, so that sample begins in 2005.

    Returns
    -------
    DataFrame
        Index year; columns gdp, users, shoppers.

    Raises
    ------
    ValueError
        On an unknown vintage.

    Examples
    --------
    >>> int(sample("after the 5th census").index[0])
    2005
    """
    if vintage not in SAMPLES:
        raise ValueError(f"unknown vintage {vintage!r}; valid: {', '.join(SAMPLES)}")
    frame = data.load("paper")[["gdp", *REGRESSORS]]
    if SAMPLES[vintage]:
        frame = frame.assign(gdp=_vintages("gdp")[SAMPLES[vintage]].reindex(frame.index)).dropna()
    return frame


def refitted(vintage: str, definition: str = "rounded") -> pd.DataFrame:
    """All forecasts, fitted to the GDP of one vintage, so that revisions do not count as errors.

    Parameters
    ----------
    vintage : str
        A key of `SAMPLES`.
    definition : str
        See `regressors_after`.

    Returns
    -------
    DataFrame
        As `forecasts`.

    Examples
    --------
    >>> list(refitted("first print").columns) == list(forecasts().columns)
    True
    """
    frame = sample(vintage)
    return forecasts(definition, frame, ols.ols(frame, "table4").params)


def _future_design(definition: str) -> pd.DataFrame:
    """Constant, users and shoppers of the years after the sample."""
    return regressors_after(definition).assign(constant=1.0)[["constant", *REGRESSORS]]


def _design(definition: str) -> tuple[np.ndarray, np.ndarray, Any]:
    """Regressors of the sample and of the years after it, and the Table 4 regression."""
    fit = ols.ols(data.load("paper"), "table4")
    return np.asarray(fit.model.exog), _future_design(definition).to_numpy(), fit


def _error_covariance(past: np.ndarray, future: np.ndarray) -> np.ndarray:
    """Covariance of the forecast errors over the variance of the regression's errors."""
    return np.eye(len(future)) + future @ np.linalg.inv(past.T @ past) @ future.T


def chow_forecast_test(
    future: pd.Series, definition: str = "rounded", frame: pd.DataFrame | None = None
) -> dict[str, float]:
    """Chow's test of predictive failure, on the equation that fits 2004-2018.

    Parameters
    ----------
    future : Series
        GDP of the years after the sample, NaN where unknown.
    definition, frame
        As for `prediction_intervals`.

    Returns
    -------
    dict
        f, df1, df2, p. Exact if the errors are independent, normal and of one variance; `chow_size`
        tells what autocorrelation does to it.

    Examples
    --------
    >>> found = chow_forecast_test(outcomes()["after the 5th census"])
    >>> found["df1"], found["df2"]
    (6, 12)
    """
    fit = ols.ols(data.load("paper") if frame is None else frame, "table4")
    known = future.dropna()
    x = _future_design(definition).loc[known.index]
    errors = known - x @ fit.params
    spread = (
        np.eye(len(known)) + x.to_numpy() @ np.asarray(fit.normalized_cov_params) @ x.to_numpy().T
    )
    f = float(errors @ np.linalg.solve(spread, errors)) / len(known) / fit.mse_resid
    return {
        "f": f,
        "df1": len(known),
        "df2": int(fit.df_resid),
        "p": float(stats.f.sf(f, len(known), fit.df_resid)),
    }


def chow_power(shift: float, definition: str = "rounded") -> float:
    """Chance that `chow_forecast_test` at 5% sees a lasting shift of all six outcomes.

    Parameters
    ----------
    shift : float
        As a share of GDP in 2018.
    definition : str
        See `regressors_after`.

    Returns
    -------
    float
        From the noncentral F distribution, if the assumptions of the test hold.

    Examples
    --------
    >>> round(chow_power(0.0), 2)
    0.05
    """
    past, future, fit = _design(definition)
    moved = np.full(len(future), shift * data.load("paper")["gdp"].iloc[-1])
    spread = _error_covariance(past, future)
    noncentrality = moved @ np.linalg.solve(spread, moved) / fit.mse_resid
    critical = stats.f.ppf(1 - LEVEL, len(future), fit.df_resid)
    return float(1 - special.ncfdtr(len(future), fit.df_resid, noncentrality, critical))


@memory.remembered
def chow_size(
    rho: float, definition: str = "rounded", replications: int = REPLICATIONS, seed: int = SEED
) -> tuple[float, float]:
    """How often Chow's test at 5% rejects the true equation when its errors are AR(1).

    Parameters
    ----------
    rho : float
        Autocorrelation of the errors.
    definition : str
        See `regressors_after`.
    replications, seed : int
        As for `helpers.methods.simulation.simulate`.

    Returns
    -------
    (float, float)
        Rejection rate and its Monte Carlo standard error.

    Examples
    --------
    >>> abs(chow_size(0.0)[0] - 0.05) < 0.01
    True
    """
    past, future, fit = _design(definition)
    hat = past @ np.linalg.pinv(past)
    ahead = future @ np.linalg.pinv(past)
    inverse = np.linalg.inv(_error_covariance(past, future))
    critical = stats.f.ppf(1 - LEVEL, len(future), fit.df_resid)

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        errors = simulation.autoregressions(rng, 1, len(past) + len(future), size, rho=rho)[0]
        before, after = errors[: len(past)], errors[len(past) :]
        left, missed = before - hat @ before, after - ahead @ before
        f = (
            np.einsum("ir,ij,jr->r", missed, inverse, missed, optimize=True)
            / len(future)
            / ((left**2).sum(axis=0) / fit.df_resid)
        )
        return {"hit": f > critical}

    return simulation.share(simulation.simulate(experiment, replications, seed)["hit"])


@memory.remembered
def interval_coverage(
    rho: float, definition: str = "rounded", replications: int = REPLICATIONS, seed: int = SEED + 2
) -> pd.Series:
    """How often the nominal 95% prediction interval holds the outcome when errors are AR(1).

    Parameters
    ----------
    rho : float
        Autocorrelation of the errors, which run on from the sample into the years after it. The
        equation itself is true.
    definition, replications, seed
        As for `chow_size`.

    Returns
    -------
    Series
        Index year, a share.

    Examples
    --------
    >>> bool((abs(interval_coverage(0.0) - 0.95) < 0.01).all())
    True
    """
    past, future, fit = _design(definition)
    solve = np.linalg.pinv(past)
    t = stats.t.isf(LEVEL / 2, fit.df_resid)
    reach = t * np.sqrt(1 + ((future @ solve) ** 2).sum(axis=1))

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        errors = simulation.autoregressions(rng, 1, len(past) + len(future), size, rho=rho)[0]
        before, after = errors[: len(past)], errors[len(past) :]
        b = solve @ before
        scale = np.sqrt(((before - past @ b) ** 2).sum(axis=0) / fit.df_resid)
        return {"hit": np.abs(after - future @ b) <= reach[:, None] * scale}

    hits = simulation.simulate(experiment, replications, seed)["hit"]
    return pd.Series(hits.mean(axis=1), index=regressors_after(definition).index)


MIDDLE = 7.0  # the years of the sample count from its middle, 2011


def _rival_designs() -> dict[str, np.ndarray]:
    """Regressors 2004-2024 of the equation and of the quadratic trend."""
    past, future, _ = _design("rounded")
    years = np.arange(len(past) + len(future)) - MIDDLE
    curve = np.column_stack([np.ones(len(years)), years, years**2])
    return {EQUATION: np.vstack([past, future]), QUADRATIC: curve}


@memory.remembered
def right_ranking(
    truth: str, rho: float = 0.0, replications: int = REPLICATIONS, seed: int = SEED + 1
) -> tuple[float, float]:
    """How often six years are enough to rank the true model above its rival, by RMSE.

    Parameters
    ----------
    truth : {"Table 4, printed", "quadratic trend"}
        The model that generates GDP, with the coefficients and the error variance it has in the
        sample; the other is the rival.
    rho : float
        Autocorrelation of the errors.
    replications, seed : int
        As for `helpers.methods.simulation.simulate`.

    Returns
    -------
    (float, float)
        Share of simulated histories 2004-2024 in which the true model, refitted to 2004-2018, has
        the smaller RMSE over 2019-2024, and its Monte Carlo standard error.

    Raises
    ------
    ValueError
        On another model.

    Examples
    --------
    >>> 0.5 < right_ranking("quadratic trend")[0] <= 1
    True
    """
    designs = _rival_designs()
    if truth not in designs:
        raise ValueError(f"unknown model {truth!r}; valid: {', '.join(designs)}")
    rival = next(name for name in designs if name != truth)
    gdp = data.load("paper")["gdp"].to_numpy()
    n = len(gdp)
    solve = {name: np.linalg.pinv(design[:n]) for name, design in designs.items()}
    b = solve[truth] @ gdp
    sd = np.sqrt(((gdp - designs[truth][:n] @ b) ** 2).sum() / (n - len(b)))
    mean = (designs[truth] @ b)[:, None]

    def experiment(rng: np.random.Generator, size: int) -> dict[str, np.ndarray]:
        path = mean + sd * simulation.autoregressions(rng, 1, len(mean), size, rho=rho)[0]
        missed = {
            name: ((path[n:] - design[n:] @ (solve[name] @ path[:n])) ** 2).sum(axis=0)
            for name, design in designs.items()
        }
        return {"right": missed[truth] < missed[rival]}

    return simulation.share(simulation.simulate(experiment, replications, seed)["right"])


SHOWN_YEARS, SHOWN_GDP = (2011.5, 2029.2), (48, 140)  # room for the labels on the right
OUTCOME_LABEL, PAPER_LABEL = 2021, 2016  # years at which these labels stand


def refitted_rmse() -> pd.DataFrame:
    """`rmse` of every method fitted in the vintage in which it is judged.

    Returns
    -------
    DataFrame
        Methods by vintages.
    """
    happened = outcomes()
    return pd.DataFrame(
        {vintage: rmse(refitted(vintage), happened[[vintage]])[vintage] for vintage in happened}
    )


def by_definition() -> dict[str, tuple[float, pd.Series]]:
    """The printed equation under each definition of its indicators.

    Returns
    -------
    dict of (float, Series)
        By definition: the forecast of 2019, and the root mean squared error by vintage.
    """
    found = {}
    for definition in DEFINITIONS:
        predicted = forecasts(definition)[[EQUATION]]
        found[definition] = (
            float(predicted.loc[2019, EQUATION]),
            rmse(predicted).loc[EQUATION],
        )
    return found


def failures() -> pd.DataFrame:
    """Whether the printed equation failed, by vintage of the outcomes.

    Returns
    -------
    DataFrame
        One row per vintage: inside (outcomes within the 95% interval), years, f and p of Chow's
        forecast test, own_f and own_p with the equation fitted in that vintage.
    """
    happened, rows = outcomes(), {}
    inside = covered(prediction_intervals())
    for vintage in happened:
        found = chow_forecast_test(happened[vintage])
        own = chow_forecast_test(happened[vintage], frame=sample(vintage))
        known = inside[vintage].dropna()
        rows[vintage] = {
            "inside": int(known.sum()),
            "years": len(known),
            "f": found["f"],
            "p": found["p"],
            "own_f": own["f"],
            "own_p": own["p"],
        }
    return pd.DataFrame.from_dict(rows, orient="index")
