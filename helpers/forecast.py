"""Out of sample, 2019-2024: the printed Table 4 equation, frozen, against what happened and against forecasts without any Internet.

GDP is in 100 million yuan, users and shoppers in 10,000 persons, as everywhere.
"""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd
from scipy import special, stats

from helpers import data, models, prose, published, simulation
from helpers.exhibits import PALETTE, Figure, Table, draw, figure, styled

YEARS = range(2019, 2025)
FIRST, FOURTH, FIFTH = "first print", "after the 4th census", "after the 5th census"
# Which column of data/observations.csv holds each year's value; None: no source found, so the year is left out.
OUTCOMES = {
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
REGRESSORS = models.SPECIFICATIONS["table4"]
EXACT = "CNNIC December, exact digits"
ROUNDING = 100  # 10,000 persons: the authors typed hundred millions with two decimals
DEFINITIONS = ("rounded", "exact", "December 2019 interpolated")
# No December 2019 survey exists: CNNIC's 45th report is of March 2020, the 44th of June 2019, nine months earlier.
JUNE_2019 = "CNNIC 44th report (Jun 2019)"
MONTHS_TO_DECEMBER, MONTHS_TO_MARCH = 6, 9
EQUATION, EX_ANTE = "Table 4, printed", "Table 4, indicators extrapolated"
WALK, LOG_WALK, LINEAR, QUADRATIC = (
    "random walk with drift",
    "log random walk with drift",
    "linear trend",
    "quadratic trend",
)
TRILLION = 10_000  # 100 million yuan
SHIFTS = (0.02, 0.05, 0.10)  # of GDP, whose detection the page quotes
AUTOCORRELATION = 0.5  # of the errors, where the page asks what dependence does
STRONG = 0.9  # still inside what the residuals allow, see `robust.typical_rho`
REPLICATIONS = 20_000
SEED = 2019


@functools.cache
def _vintages(series: str) -> pd.DataFrame:
    # Every cell of observations.csv is checked on each reading, which takes half a second.
    return data.vintages(series)


@functools.cache
def june_2019() -> pd.DataFrame:
    """Users and shoppers in the survey of June 2019, which the paper itself quotes; 10,000 persons, one row.

    >>> june_2019().loc[2019].tolist()
    [85400.0, 63900.0]
    """
    held = data.observations()
    held = held[(held["year"] == "2019-06") & (held["vintage"] == JUNE_2019)].set_index("series")[
        "value"
    ]
    return pd.DataFrame({name: [held[name]] for name in REGRESSORS}, index=[2019])


def outcomes() -> pd.DataFrame:
    """What happened: nominal GDP 2019-2024 in three vintages, NaN where no source was found.

    Returns
    -------
    DataFrame
        Index year, columns first print, after the 4th census, after the 5th census; 100 million yuan. The first print of 2023
        is also the last value before the 5th census, and that of 2024 the first after it.

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


def indicators(definition: str = "rounded") -> pd.DataFrame:
    """Users and shoppers 2019-2024 on three definitions.

    Parameters
    ----------
    definition : {"rounded", "exact", "December 2019 interpolated"}
        Rounded to a million persons as the authors typed them from 2014 on; CNNIC's digits (status unverified); or rounded,
        but with 2019 moved from the March 2020 survey to December by a straight line from June 2019.

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
    >>> indicators().loc[2019].tolist()
    [90400.0, 71000.0]
    """
    if definition not in DEFINITIONS:
        raise ValueError(f"unknown definition {definition!r}; valid: {', '.join(DEFINITIONS)}")
    exact = pd.DataFrame({name: _vintages(name)[EXACT].reindex(YEARS) for name in REGRESSORS})
    if definition == "exact":
        return exact
    rounded = (exact / ROUNDING).round() * ROUNDING
    if definition == "December 2019 interpolated":
        for name in REGRESSORS:
            june = june_2019().loc[2019, name]
            rounded.loc[2019, name] = (
                june + (rounded.loc[2019, name] - june) * MONTHS_TO_DECEMBER / MONTHS_TO_MARCH
            )
    return rounded


def printed_coefficients() -> pd.Series:
    """The coefficients that Table 4 prints.

    >>> float(printed_coefficients()["users"])
    4.3394
    """
    return published.table(4).loc[["constant", *REGRESSORS], "coefficient"].astype(float)


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


def walk(series: pd.Series, years=YEARS) -> pd.Series:
    """Random walk with drift: the last value plus the mean yearly change, year after year.

    >>> float(walk(pd.Series([1.0, 2.0, 3.0], index=[2016, 2017, 2018])).iloc[0])
    4.0
    """
    ahead = np.asarray(years) - series.index[-1]
    return pd.Series(
        series.iloc[-1] + ahead * series.diff().mean(), index=pd.Index(years, name="year")
    )


def trend(series: pd.Series, degree: int, years=YEARS) -> pd.Series:
    """Polynomial time trend fitted by least squares and extended.

    >>> round(float(trend(pd.Series([1.0, 4.0, 9.0, 16.0], index=range(2015, 2019)), 2).iloc[0]), 6)
    25.0
    """
    origin = series.index[0]
    coefficients = np.polyfit(series.index - origin, series, degree)
    return pd.Series(
        np.polyval(coefficients, np.asarray(years) - origin), index=pd.Index(years, name="year")
    )


def forecasts(
    definition: str = "rounded",
    frame: pd.DataFrame | None = None,
    coefficients: pd.Series | None = None,
) -> pd.DataFrame:
    """The equation and its rivals.

    Parameters
    ----------
    definition : str
        See `indicators`.
    frame : DataFrame, optional
        Estimation sample of the rivals; the paper's data by default.
    coefficients : Series, optional
        The equation; the printed one by default.

    Returns
    -------
    DataFrame
        Index year, one column per method; 100 million yuan. `EQUATION` is told the users and shoppers of the forecast year;
        `EX_ANTE` extrapolates them by their own random walks with drift; the rest use GDP to 2018 only.

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
            EQUATION: predict(indicators(definition), coefficients),
            EX_ANTE: predict(extended, coefficients),
            QUADRATIC: trend(gdp, 2),
            LINEAR: trend(gdp, 1),
            WALK: walk(gdp),
            LOG_WALK: np.exp(walk(np.log(gdp))),
        }
    )


def rmse(predicted: pd.DataFrame, happened: pd.DataFrame | None = None) -> pd.DataFrame:
    """Root mean squared error per method and vintage, over the years that the vintage has.

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

    >>> ranking(rmse(forecasts()))["first print"][0]
    'quadratic trend'
    """
    return {vintage: list(errors[vintage].sort_values().index) for vintage in errors}


def intervals(
    definition: str = "rounded", frame: pd.DataFrame | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Prediction intervals of the Table 4 regression on the recovered data.

    Parameters
    ----------
    definition : str
        See `indicators`.
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
    >>> found = intervals()
    >>> bool((found["lower"] < found["mean"]).all())
    True
    """
    fit = models.ols(data.load("paper") if frame is None else frame, "table4")
    x = indicators(definition).assign(constant=1.0)[["constant", *REGRESSORS]]
    found = fit.get_prediction(x).summary_frame(alpha=1 - level)
    return pd.DataFrame(
        {"mean": found["mean"], "lower": found["obs_ci_lower"], "upper": found["obs_ci_upper"]}
    ).set_axis(x.index)


def covered(found: pd.DataFrame, happened: pd.DataFrame | None = None) -> pd.DataFrame:
    """Whether each outcome lies inside its interval: True, False, or missing where the vintage has no value.

    >>> bool(covered(intervals()).loc[2019, "first print"])
    True
    """
    happened = outcomes() if happened is None else happened
    inside = happened.ge(found["lower"], axis=0) & happened.le(found["upper"], axis=0)
    return inside.astype(object).where(happened.notna(), None)


def sample(vintage: str) -> pd.DataFrame:
    """The estimation sample in one vintage: GDP to 2018 as restated, with the paper's users and shoppers.

    Parameters
    ----------
    vintage : str
        A key of `SAMPLES`. No post-5th value of 2004 was found, so that sample begins in 2005.

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
    """All forecasts with equation and rivals fitted to the GDP of one vintage, so that revisions do not count as errors.

    >>> list(refitted("first print").columns) == list(forecasts().columns)
    True
    """
    frame = sample(vintage)
    return forecasts(definition, frame, models.ols(frame, "table4").params)


def chow_forecast_test(
    future: pd.Series, definition: str = "rounded", frame: pd.DataFrame | None = None
) -> dict[str, float]:
    """Chow's test of predictive failure: could these outcomes come from the equation that fits 2004-2018?

    Parameters
    ----------
    future : Series
        GDP of the years after the sample, NaN where unknown.
    definition, frame
        As for `intervals`.

    Returns
    -------
    dict
        f, df1, df2, p. Exact if the errors are independent, normal and of one variance; `chow_size` tells what
        autocorrelation does to it.

    Examples
    --------
    >>> found = chow_forecast_test(outcomes()["after the 5th census"])
    >>> found["df1"], found["df2"]
    (6, 12)
    """
    fit = models.ols(data.load("paper") if frame is None else frame, "table4")
    known = future.dropna()
    x = indicators(definition).loc[known.index].assign(constant=1.0)[["constant", *REGRESSORS]]
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


def _design(definition: str) -> tuple[np.ndarray, np.ndarray, object]:
    fit = models.ols(data.load("paper"), "table4")
    future = indicators(definition).assign(constant=1.0)[["constant", *REGRESSORS]].to_numpy()
    return np.asarray(fit.model.exog), future, fit


def chow_power(shift: float, definition: str = "rounded") -> float:
    """Chance that `chow_forecast_test` at 5% sees a lasting shift of all six outcomes, if its assumptions hold.

    Parameters
    ----------
    shift : float
        As a share of GDP in 2018.

    Examples
    --------
    >>> round(chow_power(0.0), 2)
    0.05
    """
    past, future, fit = _design(definition)
    moved = np.full(len(future), shift * data.load("paper")["gdp"].iloc[-1])
    spread = np.eye(len(future)) + future @ np.linalg.inv(past.T @ past) @ future.T
    critical = stats.f.ppf(0.95, len(future), fit.df_resid)
    return float(
        1
        - special.ncfdtr(
            len(future),
            fit.df_resid,
            moved @ np.linalg.solve(spread, moved) / fit.mse_resid,
            critical,
        )
    )


@functools.cache
def chow_size(
    rho: float, definition: str = "rounded", replications: int = REPLICATIONS, seed: int = SEED
) -> tuple[float, float]:
    """How often the test rejects the true equation when its errors are AR(1) with autocorrelation rho, and the Monte Carlo error.

    >>> abs(chow_size(0.0)[0] - 0.05) < 0.01
    True
    """
    past, future, fit = _design(definition)
    hat = past @ np.linalg.pinv(past)
    ahead = future @ np.linalg.pinv(past)
    inverse = np.linalg.inv(np.eye(len(future)) + future @ np.linalg.inv(past.T @ past) @ future.T)
    critical = stats.f.ppf(0.95, len(future), fit.df_resid)

    def experiment(rng, size):
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


@functools.cache
def interval_coverage(
    rho: float, definition: str = "rounded", replications: int = REPLICATIONS, seed: int = SEED + 2
) -> pd.Series:
    """How often the nominal 95% prediction interval of each year holds the outcome when the equation is true and its errors are AR(1).

    Parameters
    ----------
    rho : float
        Autocorrelation of the errors, which run on from the sample into the years after it.
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
    reach = stats.t.isf(0.025, fit.df_resid) * np.sqrt(1 + ((future @ solve) ** 2).sum(axis=1))

    def experiment(rng, size):
        errors = simulation.autoregressions(rng, 1, len(past) + len(future), size, rho=rho)[0]
        before, after = errors[: len(past)], errors[len(past) :]
        b = solve @ before
        scale = np.sqrt(((before - past @ b) ** 2).sum(axis=0) / fit.df_resid)
        return {"hit": np.abs(after - future @ b) <= reach[:, None] * scale}

    return pd.Series(
        simulation.simulate(experiment, replications, seed)["hit"].mean(axis=1),
        index=indicators(definition).index,
    )


@functools.cache
def right_ranking(
    truth: str, rho: float = 0.0, replications: int = REPLICATIONS, seed: int = SEED + 1
) -> tuple[float, float]:
    """How often six years are enough to rank the true model above its rival, by RMSE.

    Parameters
    ----------
    truth : {"Table 4, printed", "quadratic trend"}
        The model that generates GDP, with the coefficients and the error variance it has in the sample; the other is the rival.
    rho : float
        Autocorrelation of the errors.

    Returns
    -------
    (float, float)
        Share of simulated histories 2004-2024 in which the true model, refitted to 2004-2018, has the smaller RMSE over
        2019-2024, and its Monte Carlo standard error.

    Raises
    ------
    ValueError
        On another model.

    Examples
    --------
    >>> 0.5 < right_ranking("quadratic trend")[0] <= 1
    True
    """
    past, future, fit = _design("rounded")
    years = np.arange(len(past) + len(future)) - 7.0
    curve = np.column_stack([np.ones(len(years)), years, years**2])
    designs = {EQUATION: np.vstack([past, future]), QUADRATIC: curve}
    if truth not in designs:
        raise ValueError(f"unknown model {truth!r}; valid: {', '.join(designs)}")
    gdp = data.load("paper")["gdp"].to_numpy()
    n = len(past)
    solve = {name: np.linalg.pinv(design[:n]) for name, design in designs.items()}
    b = solve[truth] @ gdp
    sd = np.sqrt(((gdp - designs[truth][:n] @ b) ** 2).sum() / (n - len(b)))

    def experiment(rng, size):
        path = (designs[truth] @ b)[:, None] + sd * simulation.autoregressions(
            rng, 1, len(years), size, rho=rho
        )[0]
        missed = {
            name: ((path[n:] - design[n:] @ (solve[name] @ path[:n])) ** 2).sum(axis=0)
            for name, design in designs.items()
        }
        rival = next(name for name in designs if name != truth)
        return {"right": missed[truth] < missed[rival]}

    return simulation.share(simulation.simulate(experiment, replications, seed)["right"])


# --- exhibits --------------------------------------------------------------------------------------------------------


def _trillion(value: float, decimals: int = 2) -> str:
    return "not found" if np.isnan(value) else prose.fixed(value / TRILLION, decimals)


def outcomes_table() -> Table:
    """What happened, per vintage, with the revision of each first print.

    >>> outcomes_table().frame.loc["2020", "First print"]
    'not found'
    """
    found = outcomes()
    cells = pd.DataFrame(
        {name[0].upper() + name[1:]: [_trillion(value) for value in found[name]] for name in found},
        index=pd.Index(found.index.astype(str), name="Year"),
    )
    change = found[FIFTH] / found[FIRST] - 1
    cells["5th census over first print"] = [
        "—" if np.isnan(value) else prose.percent(value, 1) for value in change
    ]
    return Table(
        cells,
        caption="Nominal GDP, 2019–2024, in three vintages (trillion yuan)",
        name="tab-forecast-outcomes",
        note="Not found: no source for that value was seen, and none is invented. The 2023 value after the 4th census and the 2024 value after the 5th are first prints.",
    )


def errors_table(definition: str = "rounded") -> Table:
    """The frozen equation year by year: forecast, 95% interval, and outcome over forecast per vintage.

    >>> errors_table().frame.shape
    (6, 5)
    """
    predicted, found, inside, happened = (
        forecasts(definition)[EQUATION],
        intervals(definition),
        covered(intervals(definition)),
        outcomes(),
    )
    cells = pd.DataFrame(
        {
            "Forecast": [_trillion(value) for value in predicted],
            "95% interval": [
                f"{_trillion(low)} to {_trillion(high)}"
                for low, high in zip(found["lower"], found["upper"])
            ],
        },
        index=pd.Index(predicted.index.astype(str), name="Year"),
    )
    for vintage in happened:
        gaps = predicted / happened[vintage] - 1
        cells[vintage[0].upper() + vintage[1:]] = [
            "—" if np.isnan(gap) else f"{_signed(gap)}{'' if ok else ' ✗'}"
            for gap, ok in zip(gaps, inside[vintage])
        ]
    return Table(
        cells,
        caption="The printed equation, frozen: forecast (trillion yuan) and its error (percent of the outcome)",
        name="tab-forecast-errors",
        note="✗ the outcome lies outside the 95% interval. A positive error is a forecast that was too high.",
    )


def _signed(share: float) -> str:
    return ("+" if share > 0 else "") + prose.percent(share, 1)


def rmse_table(errors: pd.DataFrame, refit: bool = False) -> Table:
    """RMSE per method and vintage, best first by the last column.

    >>> rmse_table(rmse(forecasts())).frame.index[0]
    'Quadratic trend'
    """
    ordered = errors.sort_values(errors.columns[-1])
    place = ordered.rank()
    cells = pd.DataFrame(
        {
            name[0].upper() + name[1:]: [
                f"{_trillion(value, 1)} ({prose.fixed(rank, 0)})"
                for value, rank in zip(ordered[name], place[name])
            ]
            for name in ordered
        },
        index=pd.Index([method[0].upper() + method[1:] for method in ordered.index], name="Method"),
    )
    counted = outcomes().notna().sum()
    what = (
        "everything fitted to the years up to 2018 in the same vintage"
        if refit
        else "printed equation and rivals fitted to the paper's data"
    )
    return Table(
        cells,
        caption=f"Root mean squared error 2019–2024, {what} (trillion yuan, rank in brackets)",
        name="tab-rmse-refit" if refit else "tab-rmse",
        note="Years used: "
        + prose.listed(f"{count} for {name}" for name, count in counted.items())
        + "."
        + (" The sample after the 5th census begins in 2005." if refit else ""),
    )


def refit_table() -> Table:
    """RMSE of all methods when each is fitted and judged in the same vintage."""
    happened = outcomes()
    return rmse_table(
        pd.DataFrame(
            {vintage: rmse(refitted(vintage), happened[[vintage]])[vintage] for vintage in happened}
        ).rename(index={EQUATION: "Table 4, refitted"}),
        refit=True,
    )


def definitions_table() -> Table:
    """What the definition of the indicators does to the equation's 2019 forecast and its RMSE.

    >>> definitions_table().frame.index.name
    'Users and shoppers'
    """
    happened, rows = outcomes(), {}
    for definition in DEFINITIONS:
        predicted = forecasts(definition)[[EQUATION]]
        errors = rmse(predicted)
        rows[definition[0].upper() + definition[1:]] = {
            "2019 forecast": _trillion(predicted.loc[2019, EQUATION]),
            "2019 error, first print": _signed(
                predicted.loc[2019, EQUATION] / happened.loc[2019, FIRST] - 1
            ),
        } | {f"RMSE, {name}": _trillion(errors.loc[EQUATION, name], 1) for name in errors}
    return Table(
        pd.DataFrame(rows).T.rename_axis("Users and shoppers"),
        caption="The printed equation under three definitions of its indicators (trillion yuan)",
        name="tab-forecast-definitions",
        note="CNNIC made no survey in December 2019: the usual value for 2019 is that of March 2020.",
    )


def failure_table() -> Table:
    """Chow's forecast test per vintage."""
    happened, rows = outcomes(), {}
    for vintage in happened:
        found = chow_forecast_test(happened[vintage])
        own = chow_forecast_test(happened[vintage], frame=sample(vintage))
        inside = covered(intervals())[vintage].dropna()
        rows[vintage[0].upper() + vintage[1:]] = {
            "Inside 95% interval": f"{int(inside.sum())} of {len(inside)}",
            "F": prose.fixed(found["f"], 1),
            "p": prose.p_value(found["p"]),
            "F, refitted": prose.fixed(own["f"], 1),
            "p, refitted": prose.p_value(own["p"]),
        }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Vintage"),
        caption="Did the equation fail? Intervals and Chow's forecast test, 2019–2024 (no unit)",
        name="tab-chow",
        note="Refitted: the equation fitted to 2004–2018 in the same vintage, so that the revision of the level does not count.",
    )


@styled
def forecast_figure(definition: str = "rounded") -> Figure:
    """Sample, forecasts and outcomes in one drawing.

    >>> forecast_figure().name
    'fig-out-of-sample'
    """
    gdp, predicted, found, happened = (
        data.load("paper")["gdp"] / TRILLION,
        forecasts(definition) / TRILLION,
        intervals(definition) / TRILLION,
        outcomes() / TRILLION,
    )
    drawing, axes = draw(7, 4.6)
    axes.plot(gdp.index, gdp, color=PALETTE[5], marker="o", ms=3, ls="-")
    axes.fill_between(
        found.index, found["lower"], found["upper"], color=PALETTE[0], alpha=0.15, lw=0
    )
    lines = {
        EQUATION: ("Table 4", PALETTE[0], "-", 3),
        QUADRATIC: ("quadratic trend", PALETTE[1], "--", -6),
        WALK: ("random walk with drift", PALETTE[2], "-.", -5),
    }
    for method, (label, colour, line, lift) in lines.items():
        axes.plot(predicted.index, predicted[method], color=colour, ls=line, marker="")
        axes.annotate(
            label,
            (2024, predicted.loc[2024, method]),
            xytext=(8, lift),
            textcoords="offset points",
            color=colour,
            va="center",
        )
    for vintage, marker, colour in zip((FIRST, FIFTH), ("x", "D"), (PALETTE[5], PALETTE[3])):
        axes.plot(
            happened.index,
            happened[vintage],
            ls="none",
            marker=marker,
            color=colour,
            ms=6,
            mfc="none",
        )
    axes.annotate(
        "outcome: ◇ 5th census\n× first print",
        (2021, happened.loc[2021, FIFTH]),
        xytext=(-10, 12),
        textcoords="offset points",
        color=PALETTE[3],
        ha="right",
        va="center",
    )
    axes.annotate(
        "paper's data",
        (2016, gdp[2016]),
        xytext=(10, -8),
        textcoords="offset points",
        color=PALETTE[5],
    )
    axes.set_xlim(2011.5, 2029.2)
    axes.set_ylim(48, 140)
    axes.set_xticks(range(2012, 2025, 2))
    axes.set_ylabel("trillion yuan")
    last = 2024
    alt = (
        "Line chart of nominal GDP 2012 to 2018 and what followed. "
        f"For {last} the printed equation says {prose.fixed(predicted.loc[last, EQUATION], 1)}, the quadratic trend {prose.fixed(predicted.loc[last, QUADRATIC], 1)}, the random walk with drift {prose.fixed(predicted.loc[last, WALK], 1)} "
        f"and the statistics {prose.fixed(happened.loc[last, FIFTH], 1)} trillion yuan; the equation's 95 percent interval ends at {prose.fixed(found.loc[last, 'upper'], 1)}."
    )
    behind = pd.DataFrame(
        {
            "Table 4": predicted[EQUATION],
            "Quadratic trend": predicted[QUADRATIC],
            "Random walk": predicted[WALK],
            "First print": happened[FIRST],
            "5th census": happened[FIFTH],
        }
    ).map(lambda value: "not found" if np.isnan(value) else prose.fixed(value, 2))
    behind.index = pd.Index(behind.index.astype(str), name="Year (trillion yuan)")
    return figure(
        drawing,
        alt=alt,
        caption="GDP 2012–2024: end of the sample, forecasts from 2018 with the equation's 95% interval, and outcomes (trillion yuan)",
        name="fig-out-of-sample",
        behind=behind,
    )
