"""The specification curve: every defensible regression of GDP on the four indicators, and how such a curve looks by chance.

The choices, and the reason for each, are written down here before any of them is estimated.
"""

from __future__ import annotations

import base64
import functools
import html
import itertools
import json
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from helpers import data, exhibits, models, prose
from helpers.simulation import batched_ols, partial_correlations

REGRESSORS = models.REGRESSORS
YEARS = np.array(data.YEARS)
LEVEL = 0.05
SEED = 20040118
DRAWS = 199
SHORT = {"ecommerce": "E-commerce", "domains": "Domains", "users": "Users", "shoppers": "Shoppers"}
ROW = ("window", "form", "trend", "subset", "gdp", "measure", "source")
PAPER = {
    "window": "2004-2018",
    "form": "level",
    "trend": "no",
    "gdp": "yearbook2019",
    "measure": "nominal",
}


@dataclass(frozen=True)
class Option:
    """One way to go at a fork: a short label and why a careful researcher might take it."""

    label: str
    reason: str


CHOICES = {
    "window": {
        "2004-2018": Option("2004–2018", "The years of the paper."),
        "2005-2018": Option(
            "2005–2018",
            "GDP after the fifth census starts in 2005, and the shoppers of 2004 have no source.",
        ),
        "2006-2018": Option("2006–2018", "The first year with a documented total of e-commerce."),
        "2007-2018": Option(
            "2007–2018",
            "The first year in which users are counted under the wider definition and shoppers as a number.",
        ),
        "2004-2017": Option(
            "2004–2017",
            "GDP of 2018 was a first print when the paper was written, and users of 2018 were rounded.",
        ),
        "2004-2013": Option(
            "2004–2013",
            "Before the National Bureau of Statistics measured e-commerce itself, a break in the series.",
        ),
    },
    "form": {
        "level": Option("Levels", "As in the paper."),
        "log": Option("Logarithms", "Growth is proportional; coefficients are elasticities."),
        "difference": Option("First differences", "Removes a trend in the level."),
        "growth": Option(
            "Log differences", "Growth rates, which is what the paper's conclusion speaks of."
        ),
    },
    "trend": {
        "no": Option("No trend", "As in the paper."),
        "yes": Option(
            "Linear trend",
            "Lets time itself explain GDP; only for levels and logarithms, since the constant of a regression in differences is a trend already.",
        ),
    },
    "subset": {
        ".".join(names): Option(
            " + ".join(SHORT[name] for name in names),
            "Every non-empty set of the paper's four regressors.",
        )
        for size in range(1, 5)
        for names in itertools.combinations(REGRESSORS, size)
    },
    "gdp": {
        "yearbook2019": Option("2019 yearbook", "The vintage that the paper used."),
        "yearbook2018": Option("2018 yearbook", "The vintage one year earlier; ends in 2017."),
        "census4": Option("After the 4th census", "Published in November 2019."),
        "census5": Option("After the 5th census", "The series as it stands today; starts in 2005."),
    },
    "measure": {
        "nominal": Option("Nominal", "As in the paper."),
        "real": Option(
            "Real",
            "GDP at constant prices by its real growth, e-commerce deflated by the same deflator.",
        ),
        "head": Option("Per head", "All series divided by population."),
        "realhead": Option("Real, per head", "Both."),
    },
    "source": {
        "paper": Option(
            "As recovered", "The series that reproduces the paper; several sources in one."
        ),
        "chart": Option(
            "Ministry chart", "One published chart of the Ministry of Commerce, 2004 on."
        ),
        "documented": Option(
            "Documented values",
            "Official values, read in a source or derived from one; starts in 2006.",
        ),
    },
}
LEFT_OUT = {
    "First prints of GDP": "each year on the basis of its day; no yearbook shows them side by side, and the census of 2004 breaks the series",
    "Unrounded users": "differ from the paper's by less than rounding to a million",
    "Lags": "at n = 15 each costs a year and a coefficient; the paper has none",
    "Years after 2018": "another question, asked on the page on out-of-sample prediction",
    "Regressors of our own": "the question is what the paper's own variables can bear",
}
# Real growth of the vintage nearest to each GDP vintage.
_GROWTH = {
    "yearbook2019": "CSY2016-18 and first prints",
    "yearbook2018": "CSY2016-18 and first prints",
    "census4": "post-4th census",
    "census5": "post-4th census",
}


@functools.cache
def _vintages(name: str) -> pd.DataFrame:
    return data.vintages(name)


def _series(name: str, vintage: str) -> np.ndarray:
    return _vintages(name)[vintage].reindex(YEARS).to_numpy(float)


@functools.cache
def _inputs() -> dict:
    """Every series on the years 2004 to 2018, NaN where a vintage or source has no value."""
    paper = data.load("paper")
    older = _vintages("gdp").reindex(YEARS)
    gdp = {
        "yearbook2019": paper["gdp"].to_numpy(),
        "yearbook2018": older["CSY2018"].fillna(older["CSY2016-18"].loc[:2006]).to_numpy(float),
        "census4": data.load("census4")["gdp"].reindex(YEARS).to_numpy(),
        "census5": data.load("modern")["gdp"].reindex(YEARS).to_numpy(),
    }
    deflator = {}
    for vintage, values in gdp.items():
        growth = _series("real_gdp_growth", _GROWTH[vintage]) / 100
        index = np.cumprod(np.r_[1.0, 1 + growth[1:]])
        first = int(np.flatnonzero(np.isfinite(values))[0])
        deflator[vintage] = values / values[first] / (index / index[first])
    sources = {
        "paper": paper["ecommerce"].to_numpy(),
        "chart": _series("ecommerce", "MOFCOM/NBS chart"),
        "documented": data.load("census4")["ecommerce"].reindex(YEARS).to_numpy(),
    }
    return {
        "gdp": gdp,
        "deflator": deflator,
        "sources": {name: values / sources["paper"] for name, values in sources.items()},
        "population": _series("population", "after the 7th census") / 10_000,
        "regressors": paper[list(REGRESSORS)].to_numpy().T,
    }


def _bounds(window: str) -> slice:
    first, last = (int(year) for year in window.split("-"))
    return slice(first - int(YEARS[0]), last - int(YEARS[0]) + 1)


@functools.cache
def available(window: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """GDP vintages and e-commerce sources that cover a window without a gap.

    >>> available("2004-2018")
    (('yearbook2019', 'census4'), ('paper', 'chart'))
    """
    inputs, years = _inputs(), _bounds(window)
    return tuple(
        tuple(name for name, values in inputs[kind].items() if np.isfinite(values[years]).all())
        for kind in ("gdp", "sources")
    )


def _combinations(window: str, subset: str) -> list[tuple[str, str, str]]:
    """(gdp, measure, source) of one window and subset; without e-commerce its source is no choice."""
    vintages, sources = available(window)
    return list(
        itertools.product(
            vintages, CHOICES["measure"], sources if "ecommerce" in subset.split(".") else ("none",)
        )
    )


def _cells():
    """(window, form, trend, subset) in the order of the choices."""
    for window, form, trend, subset in itertools.product(
        *(CHOICES[name] for name in ("window", "form", "trend", "subset"))
    ):
        if trend == "no" or form in ("level", "log"):
            yield window, form, trend, subset


@functools.cache
def specifications() -> pd.DataFrame:
    """Every specification, one row each, in the order in which they are fitted.

    Returns
    -------
    DataFrame
        Columns window, form, trend, subset, gdp, measure, source (keys of `CHOICES`; source is ``none`` without e-commerce).

    Examples
    --------
    >>> len(specifications()) > 5_000
    True
    """
    rows = [(*cell, *rest) for cell in _cells() for rest in _combinations(cell[0], cell[3])]
    return pd.DataFrame(rows, columns=ROW)


def locate(**choice: str) -> int:
    """Row of one specification in `specifications`.

    Raises
    ------
    ValueError
        If there is none, or more than one.

    Examples
    --------
    >>> locate(**PAPER, subset="users.shoppers", source="none") == paper_rows()["table4"]
    True
    """
    found = specifications()
    match = found.index[
        np.logical_and.reduce([found[name] == value for name, value in choice.items()])
    ]
    if len(match) != 1:
        raise ValueError(
            f"{len(match)} specifications have {choice}; name every choice of {', '.join(ROW)}"
        )
    return int(match[0])


def paper_rows() -> dict[str, int]:
    """Where the paper's Tables 2 to 4 stand among the specifications."""
    return {
        table: locate(
            **PAPER, subset=".".join(names), source="paper" if "ecommerce" in names else "none"
        )
        for table, names in models.SPECIFICATIONS.items()
    }


def _transform(values: np.ndarray, form: str) -> np.ndarray:
    if form in ("log", "growth"):
        values = np.log(values)
    return np.diff(values, axis=0) if form in ("difference", "growth") else values


@dataclass(frozen=True)
class Curve:
    """All specifications fitted to one or many data sets.

    ``b``, ``se`` and ``t`` are specifications × 4 regressors × draws, NaN where a regressor is not in the specification;
    ``r2`` and ``dw`` are specifications × draws; ``n`` and ``df`` have one entry per specification.
    """

    b: np.ndarray
    se: np.ndarray
    t: np.ndarray
    r2: np.ndarray
    dw: np.ndarray
    n: np.ndarray
    df: np.ndarray

    @property
    def partial(self) -> np.ndarray:
        """Partial correlation of GDP with each regressor, t / √(t² + df): comparable between levels, logs and measures."""
        return self.t / np.sqrt(self.t**2 + self.df[:, None, None])

    @functools.cached_property
    def positive(self) -> np.ndarray:
        """Where the coefficient is positive and significant at 5% (two-sided); False where the regressor is absent."""
        return self.t > _critical(self.df)[:, None, None]


def _critical(df: np.ndarray) -> np.ndarray:
    known, place = np.unique(df, return_inverse=True)
    return stats.t.ppf(1 - LEVEL / 2, known)[place]


def _columns(regressors: np.ndarray):
    """The function that gives one series, rows × draws, as a specification uses it; ``regressors`` as for `fit`."""
    inputs = _inputs()

    @functools.cache
    def column(name, form, window, gdp, measure, source):
        values = (
            inputs["gdp"][gdp][:, None] if name == "gdp" else regressors[REGRESSORS.index(name)]
        )
        if name == "ecommerce":
            values = values * inputs["sources"][source][:, None]
        if measure in ("real", "realhead") and name in ("gdp", "ecommerce"):
            values = values / inputs["deflator"][gdp][:, None]
        if measure in ("head", "realhead"):
            values = values / inputs["population"][:, None]
        return np.broadcast_to(
            _transform(values[_bounds(window)], form), (_rows(window, form), regressors.shape[2])
        )

    return column


def fit(regressors: np.ndarray | None = None) -> Curve:
    """Fit every specification, batch by batch: all data sets of one window, form, trend and subset at once.

    Parameters
    ----------
    regressors : ndarray, shape (4, 15, draws), optional
        Other paths for the four regressors (the paper's own by default); the other sources of e-commerce keep their ratio
        to the paper's, GDP and population stay as observed.

    Returns
    -------
    Curve

    Raises
    ------
    ValueError
        On a wrong shape, or values that are not positive.

    Examples
    --------
    >>> round(float(fit().b[paper_rows()["table4"], REGRESSORS.index("users"), 0]), 4)
    4.3394
    """
    regressors = (
        _inputs()["regressors"][:, :, None] if regressors is None else np.asarray(regressors, float)
    )
    if regressors.ndim != 3 or regressors.shape[:2] != (len(REGRESSORS), len(YEARS)):
        raise ValueError(
            f"regressors have shape {regressors.shape}; expected ({len(REGRESSORS)}, {len(YEARS)}, draws)"
        )
    if not (regressors > 0).all():
        raise ValueError("regressors must be positive: logarithms are among the choices")
    column, draws = _columns(regressors), regressors.shape[2]
    total = len(specifications())
    b, se = (np.full((total, len(REGRESSORS), draws), np.nan) for _ in range(2))
    r2, dw = (np.empty((total, draws)) for _ in range(2))
    n, df = (np.empty(total, int) for _ in range(2))
    start = 0
    # Batches differ in their number of rows and regressors, so they are fitted one after the other.
    for window, form, trend, subset in _cells():
        names = subset.split(".")
        rows = _combinations(window, subset)
        stacked = {
            name: np.concatenate([column(name, form, window, *row) for row in rows], axis=1)
            for name in ("gdp", *names)
        }
        x = [stacked[name] for name in names]
        if trend == "yes":
            x.append(np.arange(_rows(window, form), dtype=float))
        result = batched_ols(stacked["gdp"], x)
        here = slice(start, start + len(rows))
        for place, name in enumerate(names, 1):
            b[here, REGRESSORS.index(name)] = result.b[place].reshape(len(rows), draws)
            se[here, REGRESSORS.index(name)] = result.se[place].reshape(len(rows), draws)
        r2[here], dw[here] = (
            result.r2.reshape(len(rows), draws),
            result.dw.reshape(len(rows), draws),
        )
        n[here], df[here] = result.n, result.df
        start = here.stop
    return Curve(b, se, b / se, r2, dw, n, df)


def _rows(window: str, form: str) -> int:
    years = _bounds(window)
    return int(years.stop - years.start) - (form in ("difference", "growth"))


@functools.cache
def observed() -> Curve:
    """`fit` on the data as they are."""
    return fit()


def refit(row: int) -> pd.DataFrame:
    """One specification by statsmodels, its data put together afresh from the files; to check `fit`.

    The regressors are standardised first and the results scaled back: beside a trend and a constant, the plain columns
    cost statsmodels up to six digits.

    Returns
    -------
    DataFrame
        One row per regressor of the specification, columns b, se, t.

    Examples
    --------
    >>> round(float(refit(paper_rows()["table4"]).loc["users", "b"]), 4)
    4.3394
    """
    choice = specifications().loc[row]
    first, last = (int(year) for year in choice["window"].split("-"))
    frame = data.load("paper").copy()
    if choice["gdp"] == "yearbook2018":
        table = _vintages("gdp")
        frame["gdp"] = [
            table.loc[year, "CSY2016-18" if year < 2007 else "CSY2018"] for year in frame.index
        ]
    elif choice["gdp"] != "yearbook2019":
        frame["gdp"] = data.load({"census4": "census4", "census5": "modern"}[choice["gdp"]])["gdp"]
    if choice["source"] == "chart":
        frame["ecommerce"] = _vintages("ecommerce")["MOFCOM/NBS chart"]
    elif choice["source"] == "documented":
        frame["ecommerce"] = data.load("census4")["ecommerce"]
    if choice["measure"] in ("real", "realhead"):
        growth = _vintages("real_gdp_growth")[_GROWTH[choice["gdp"]]]
        known = frame["gdp"].dropna()
        real = pd.Series({known.index[0]: known.iloc[0]})
        for year in known.index[1:]:
            real[year] = real[year - 1] * (1 + growth[year] / 100)
        frame["ecommerce"] *= real / frame["gdp"]
        frame["gdp"] = real
    if choice["measure"] in ("head", "realhead"):
        frame = (
            frame.div(_vintages("population")["after the 7th census"].loc[frame.index], axis=0)
            * 10_000
        )
    frame = frame.loc[first:last]
    if choice["form"] in ("log", "growth"):
        frame = np.log(frame)
    if choice["form"] in ("difference", "growth"):
        frame = frame.diff().iloc[1:]
    names = choice["subset"].split(".")
    if choice["trend"] == "yes":
        frame = frame.assign(trend=np.arange(len(frame), dtype=float))
        names.append("trend")
    scale = frame[names].std()
    result = models.ols(frame[["gdp"]].join((frame[names] - frame[names].mean()) / scale), names)
    found = pd.DataFrame(
        {
            "b": result.params[names] / scale,
            "se": result.bse[names] / scale,
            "t": result.tvalues[names],
        }
    )
    return found.drop(index="trend", errors="ignore")


def growth_and_trend(regressor: str = "users") -> tuple[float, float]:
    """T of one regressor in log differences (nominal, 2004 to 2018), without and with a linear trend.

    Both growth rates may merely have fallen over the years; the trend takes that out.

    >>> without, beside = growth_and_trend()
    >>> without > beside
    True
    """
    growth = np.log(data.load("paper")).diff().iloc[1:]
    growth = growth.assign(trend=np.arange(len(growth), dtype=float))
    return tuple(
        float(models.ols(growth, names).tvalues[regressor])
        for names in ([regressor], [regressor, "trend"])
    )


# How such a curve looks by chance --------------------------------------------------------------------------------------


NULLS = {
    "walks": "four independent random walks in logs, with this sample's mean and spread of growth",
    "shuffled": "the growth rates of the four regressors, their years drawn in random order (the same order for all four)",
    "slowing": "as shuffled, but only the deviations from a straight line of growth over time change places",
}


def null_paths(kind: str, draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
    """Regressors that have nothing to do with GDP but rise like those of the paper (4 × 15 × draws).

    ``walks`` breaks every link; ``shuffled`` keeps the first and last values and how the four move together, and
    breaks only the timing relative to GDP (its assumption: growth rates are exchangeable between years); ``slowing``
    also keeps the linear fall or rise of growth (its assumption: deviations from that line are exchangeable).

    >>> null_paths("walks", 3).shape
    (4, 15, 3)
    """
    if kind not in NULLS:
        raise ValueError(f"unknown null {kind!r}; valid: {', '.join(NULLS)}")
    logs = np.log(_inputs()["regressors"])
    growth = np.diff(logs, axis=1)
    rng = np.random.default_rng(seed)
    if kind == "walks":
        shocks = rng.standard_normal((*growth.shape, draws))
        steps = growth.mean(1)[:, None, None] + growth.std(1, ddof=1)[:, None, None] * shocks
    else:
        years = np.arange(growth.shape[1])
        line = (
            np.array([np.polyval(np.polyfit(years, row, 1), years) for row in growth])
            if kind == "slowing"
            else np.zeros_like(growth)
        )
        order = rng.permuted(np.tile(np.arange(growth.shape[1]), (draws, 1)), axis=1)
        steps = line[:, :, None] + (growth - line)[:, order].transpose(0, 2, 1)
    start = np.broadcast_to(logs[:, :1, None], (len(logs), 1, draws))
    return np.exp(np.concatenate([start, start + steps.cumsum(1)], axis=1))


def shares(curve: Curve, rows: np.ndarray | None = None) -> np.ndarray:
    """Share of specifications with a positive and significant coefficient, per regressor and draw (4 × draws).

    Parameters
    ----------
    rows : ndarray of bool, optional
        Which specifications; all by default. Those without the regressor do not count.

    Examples
    --------
    >>> shares(observed()).shape
    (4, 1)
    """
    positive = curve.positive if rows is None else curve.positive[rows]
    present = _present() if rows is None else _present()[rows]
    return positive.sum(0) / present.sum(0)[:, None]


@functools.cache
def _present() -> np.ndarray:
    """Which specification contains which regressor (specifications × 4)."""
    sets = {
        subset: [name in subset.split(".") for name in REGRESSORS] for subset in CHOICES["subset"]
    }
    return np.array([sets[subset] for subset in specifications()["subset"]])


FAMILIES = {
    "level": ("level", "no"),
    "level, trend": ("level", "yes"),
    "log": ("log", "no"),
    "log, trend": ("log", "yes"),
    "difference": ("difference", "no"),
    "growth": ("growth", "no"),
}
FAMILY_LABELS = {
    "level": "Levels",
    "level, trend": "Levels, trend",
    "log": "Logarithms",
    "log, trend": "Logarithms, trend",
    "difference": "First differences",
    "growth": "Log differences",
}


def family(name: str) -> np.ndarray:
    """Which specifications have one form and trend (a boolean per specification)."""
    form, trend = FAMILIES[name]
    found = specifications()
    return ((found["form"] == form) & (found["trend"] == trend)).to_numpy()


@functools.cache
def null_shares(kind: str, draws: int = DRAWS, seed: int = SEED) -> dict[str, np.ndarray]:
    """Shares of positive, significant coefficients under a null: ``all`` and one entry per family, 4 × draws each."""
    return _path_shares(null_paths(kind, draws, seed))


def _path_shares(paths: np.ndarray) -> dict[str, np.ndarray]:
    """The shares of `null_shares` for any paths of the regressors (4 × 15 × draws)."""
    draws = paths.shape[2]
    column, columns = _columns(paths), ("gdp", *REGRESSORS)
    positive = {name: np.zeros((len(REGRESSORS), draws)) for name in FAMILIES}
    for (name, (form, trend)), window in itertools.product(FAMILIES.items(), CHOICES["window"]):
        rows = _combinations(window, "ecommerce")
        series = [
            np.concatenate([column(each, form, window, *row) for row in rows], axis=1)
            for each in columns
        ]
        if trend == "yes":
            # Frisch, Waugh and Lovell: beside a trend is the same as with the trend taken out of every series.
            line = np.linalg.qr(np.vander(np.arange(_rows(window, form)), 2))[0]
            series = [values - line @ (line.T @ values) for values in series]
        correlations = partial_correlations(series[0], series[1:]).reshape(
            2 ** len(REGRESSORS), len(REGRESSORS), len(rows), draws
        )
        for subset, found in zip(range(1, len(correlations)), correlations[1:]):
            df = _rows(window, form) - 1 - subset.bit_count() - (trend == "yes")
            t = _critical(np.array([df]))[0]
            # Without e-commerce its source is no choice: the rows of the first one stand for all.
            once = (
                found
                if subset & 1 << REGRESSORS.index("ecommerce")
                else found[:, :: len(available(window)[1])]
            )
            positive[name] += (once > t / np.sqrt(t**2 + df)).sum(1)
    present = {name: _present()[family(name)].sum(0)[:, None] for name in FAMILIES}
    shares = {name: positive[name] / present[name] for name in FAMILIES}
    return {"all": sum(positive.values()) / sum(present.values()), **shares}


def null_p(kind: str, name: str = "all", draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
    """Per regressor, the share of null curves with at least as many positive, significant coefficients as observed.

    The observed curve counts as one of them, so that the smallest value is 1 / (draws + 1).
    """
    chosen = None if name == "all" else family(name)
    actual = shares(observed(), chosen)
    return (1 + (null_shares(kind, draws, seed)[name] >= actual - 1e-12).sum(1)) / (draws + 1)


def linked_paths(
    regressor: str, correlation: float, draws: int = DRAWS, seed: int = SEED + 1
) -> np.ndarray:
    """As the ``walks`` of `null_paths`, but the yearly growth of one regressor goes with that of GDP (4 × 15 × draws).

    Parameters
    ----------
    regressor : str
        One of `REGRESSORS`.
    correlation : float
        Of its growth rate with that of GDP (paper's vintage), between -1 and 1, on average over draws.
    draws, seed : int
        Number of paths and seed.

    Raises
    ------
    ValueError
        On an unknown regressor or a correlation outside [-1, 1].

    Examples
    --------
    >>> linked_paths("users", 0.5, 3).shape
    (4, 15, 3)
    """
    if regressor not in REGRESSORS:
        raise ValueError(f"unknown regressor {regressor!r}; valid: {', '.join(REGRESSORS)}")
    if not -1 <= correlation <= 1:
        raise ValueError(f"a correlation lies between -1 and 1, not at {correlation}")
    logs, pace = (
        np.log(_inputs()["regressors"]),
        np.diff(np.log(data.load("paper")["gdp"].to_numpy())),
    )
    growth, place = np.diff(logs, axis=1), REGRESSORS.index(regressor)
    shocks = np.random.default_rng(seed).standard_normal((*growth.shape, draws))
    shocks[place] = (
        correlation * ((pace - pace.mean()) / pace.std())[:, None]
        + np.sqrt(1 - correlation**2) * shocks[place]
    )
    steps = growth.mean(1)[:, None, None] + growth.std(1, ddof=1)[:, None, None] * shocks
    start = np.broadcast_to(logs[:, :1, None], (len(logs), 1, draws))
    return np.exp(np.concatenate([start, start + steps.cumsum(1)], axis=1))


@functools.cache
def power(regressor: str, correlation: float, draws: int = DRAWS) -> float:
    """How often a regressor's share of positive, significant coefficients exceeds what 5% of the ``walks`` reach, if its growth is truly linked to GDP's.

    Parameters
    ----------
    regressor, correlation, draws
        As for `linked_paths`.

    Returns
    -------
    float

    Examples
    --------
    >>> 0 <= power("users", 0.5, draws=20) <= 1
    True
    """
    place = REGRESSORS.index(regressor)
    bar = np.quantile(null_shares("walks", draws)["all"][place], 1 - LEVEL)
    return float(
        (_path_shares(linked_paths(regressor, correlation, draws))["all"][place] > bar).mean()
    )


# Exhibits ----------------------------------------------------------------------------------------------------------------


def choices_table() -> exhibits.Table:
    """The forks and the reasons, written before estimation."""
    names = {
        "window": "Window",
        "form": "Form",
        "trend": "Trend",
        "subset": "Regressors",
        "gdp": "GDP",
        "measure": "Measure",
        "source": "E-commerce",
    }
    rows = []
    for fork, options in CHOICES.items():
        listed = (
            options.values()
            if fork != "subset"
            else [Option(f"{len(options)} sets", options["users"].reason)]
        )
        rows += [(names[fork], option.label, option.reason) for option in listed]
    shown = pd.DataFrame(rows, columns=["Fork", "Option", "Reason"]).set_index("Fork")
    return exhibits.Table(
        shown, caption="Seven forks, and why each way is defensible", name="tab-multiverse-choices"
    )


def left_out_table() -> exhibits.Table:
    """What was decided against, and why."""
    shown = pd.DataFrame({"Reason": LEFT_OUT.values()}, index=pd.Index(LEFT_OUT, name="Left out"))
    return exhibits.Table(
        shown, caption="Choices considered and left out", name="tab-multiverse-left-out"
    )


def shares_table() -> exhibits.Table:
    """Share of positive, significant coefficients by family."""
    curve = observed()
    rows = {}
    for name in FAMILIES:
        chosen = family(name)
        rows[FAMILY_LABELS[name]] = [
            prose.fixed(chosen.sum(), 0),
            *(prose.percent(share) for share in shares(curve, chosen)[:, 0]),
        ]
    rows["All"] = [
        prose.fixed(len(curve.n), 0),
        *(prose.percent(share) for share in shares(curve)[:, 0]),
    ]
    shown = pd.DataFrame(rows, index=["Regressions", *SHORT.values()]).T.rename_axis("Family")
    return exhibits.Table(
        shown,
        caption="Share of specifications with b > 0 and p < 0.05, among those that contain the regressor",
        name="tab-multiverse-shares",
    )


def coarse(share: float) -> str:
    """A simulated share to the nearest five per cent, which is about what `DRAWS` null curves can tell.

    >>> coarse(0.487), coarse(0.012)
    ('50%', '0%')
    """
    return prose.percent(round(20 * float(share)) / 20)


def null_error(kind: str = "walks", resamples: int = 200) -> float:
    """Largest Monte Carlo standard error of a median share over all families and regressors, by resampling the draws."""
    rng = np.random.default_rng(SEED)
    worst = 0.0
    for values in null_shares(kind).values():
        drawn = rng.integers(0, values.shape[1], (resamples, values.shape[1]))
        worst = max(worst, float(np.median(values[:, drawn], axis=2).std(1).max()))
    return worst


def _note() -> str:
    return (
        f"{DRAWS} curves of {len(specifications()):,} regressions per null. Monte Carlo standard errors: simulated shares, shown to the nearest 5%, up to "
        f"{prose.percent(null_error())}; p-values up to {prose.fixed(np.sqrt(0.25 / DRAWS), 2)}, and {prose.fixed(np.sqrt(0.05 * 0.95 / DRAWS), 2)} near 5%."
    )


def null_table() -> exhibits.Table:
    """Observed shares beside those of the two nulls."""
    actual = shares(observed())[:, 0]
    shown = pd.DataFrame(
        {
            "Observed": [prose.percent(share) for share in actual],
            "Walks, 5 to 95%": [
                f"{coarse(low)} to {coarse(high)}"
                for low, high in np.quantile(null_shares("walks")["all"], [0.05, 0.95], axis=1).T
            ],
            **{f"p, {kind}": [prose.fixed(value, 2) for value in null_p(kind)] for kind in NULLS},
        },
        index=pd.Index(SHORT.values(), name="Regressor"),
    )
    return exhibits.Table(
        shown,
        caption="Share of specifications with b > 0 and p < 0.05: observed, and when the regressors have nothing to do with GDP",
        name="tab-multiverse-null",
        note=_note(),
    )


def null_family_table(regressor: str) -> exhibits.Table:
    """One regressor by family: observed share, and how often chance does as well."""
    place = REGRESSORS.index(regressor)
    curve, rows = observed(), {}
    for name in FAMILIES:
        chosen = family(name)
        rows[FAMILY_LABELS[name]] = [
            prose.percent(shares(curve, chosen)[place, 0]),
            coarse(np.median(null_shares("walks")[name][place])),
            *(prose.fixed(null_p(kind, name)[place], 2) for kind in NULLS),
        ]
    shown = pd.DataFrame(
        rows, index=["Observed", "Walks, median", *(f"p, {kind}" for kind in NULLS)]
    ).T.rename_axis("Family")
    return exhibits.Table(
        shown,
        caption=f"{SHORT[regressor]}: share of specifications with b > 0 and p < 0.05, by family",
        name=f"tab-multiverse-null-{regressor}",
        note=_note(),
    )


@exhibits.styled
def curve_figure(points: int = 61) -> exhibits.Figure:
    """The curve of each regressor by family: partial correlations in order, the paper's tables marked."""
    curve, marks = observed(), paper_rows()
    partial = curve.partial[:, :, 0]
    drawing, axes = exhibits.draw(7.2, 6.6, rows=2, columns=2, sharex=True, sharey=True)
    grid = np.linspace(0, 1, points)
    offsets = {"table2": (9, -11), "table3": (-8, 7), "table4": (9, -11)}
    styles = {"level": "-", "log": "--", "difference": "-.", "growth": ":"}
    behind = {}
    for place, (name, axis) in enumerate(zip(REGRESSORS, axes.flat)):
        for number, form in enumerate(CHOICES["form"]):
            chosen = (specifications()["form"] == form).to_numpy() & np.isfinite(partial[:, place])
            quantiles = np.quantile(partial[chosen, place], grid)
            axis.plot(
                100 * grid,
                quantiles,
                marker="",
                linestyle=styles[form],
                color=exhibits.PALETTE[number],
                label=CHOICES["form"][form].label,
            )
            behind[f"{name}, {CHOICES['form'][form].label.lower()}"] = [
                prose.fixed(value, 2) for value in quantiles[:: (points - 1) // 4]
            ]
        for table, row in marks.items():
            value = partial[row, place]
            if np.isfinite(value):
                inside = (specifications()["form"] == "level").to_numpy() & np.isfinite(
                    partial[:, place]
                )
                rank = (partial[inside, place] < value).mean()
                axis.plot(
                    100 * rank,
                    value,
                    marker="D",
                    markersize=6,
                    color=exhibits.INK,
                    linestyle="none",
                )
                axis.annotate(
                    table[-1],
                    (100 * rank, value),
                    textcoords="offset points",
                    xytext=offsets[table],
                    fontsize=9,
                    ha="center",
                )
        axis.axhline(0, color=exhibits.INK, linewidth=0.8)
        axis.set_title(SHORT[name])
    axes[0, 0].legend(fontsize=8, loc="lower right")
    for axis in axes[1]:
        axis.set_xlabel("specifications in order, %")
    for axis in axes[:, 0]:
        axis.set_ylabel("partial correlation with GDP")
    medians = np.nanmedian(partial, axis=0)
    alt = (
        "Four panels of ordered partial correlations, one line per form. Medians over all specifications: "
        + ", ".join(f"{name} {prose.fixed(value, 2)}" for name, value in zip(REGRESSORS, medians))
        + f". The paper's Table 4 stands at {prose.fixed(partial[marks['table4'], 2], 2)} for users and {prose.fixed(partial[marks['table4'], 3], 2)} for shoppers."
    )
    frame = pd.DataFrame(
        behind, index=["lowest", "first quarter", "median", "third quarter", "highest"]
    ).T.rename_axis("Regressor and form")
    return exhibits.figure(
        drawing,
        alt=alt,
        caption="Specification curves: partial correlation of GDP with each regressor; diamonds are the paper's Tables 2, 3 and 4",
        name="fig-multiverse-curve",
        behind=frame,
    )


def payload() -> dict:
    """What the explorer on the page needs: the choices, and every t statistic in hundredths as 16-bit integers, base64.

    The order is that of `specifications`; of each specification only the regressors that it contains are listed.
    """
    curve = observed()
    values = curve.t[:, :, 0]
    hundredths = np.clip(np.rint(100 * values[np.isfinite(values)]), -32_000, 32_000).astype("<i2")
    windows = {
        window: {
            "rows": int(_rows(window, "level")),
            "gdp": [list(CHOICES["gdp"]).index(name) for name in available(window)[0]],
            "source": [list(CHOICES["source"]).index(name) for name in available(window)[1]],
        }
        for window in CHOICES["window"]
    }
    return {
        "choices": {
            fork: [option.label for option in options.values()]
            for fork, options in CHOICES.items()
            if fork != "subset"
        },
        "regressors": [data.series().loc[name, "label"] for name in REGRESSORS],
        "subsets": [
            [REGRESSORS.index(name) for name in subset.split(".")] for subset in CHOICES["subset"]
        ],
        "windows": list(windows.values()),
        "critical": {
            int(df): round(float(stats.t.ppf(1 - LEVEL / 2, df)), 6) for df in sorted(set(curve.df))
        },
        "paper": paper_rows(),
        "total": len(curve.n),
        "t": base64.b64encode(hundredths.tobytes()).decode("ascii"),
    }


@dataclass(frozen=True)
class Explorer:
    """The whole curve, to be searched on the page; without JavaScript only a sentence that points to the figure and table."""

    def __repr__(self) -> str:
        return f"{len(specifications()):,} regressions, to be explored on the page; the figure and the tables show the same without it."

    def _repr_html_(self) -> str:
        text = json.dumps(payload(), ensure_ascii=False, separators=(",", ":"))
        return (
            '<div class="speccurve" id="speccurve">'
            f'<p class="speccurve-fallback">{html.escape(repr(self))}</p>'
            f'<script type="application/json">{text.replace("</", "<" + chr(92) + "/")}</script></div>'
        )
