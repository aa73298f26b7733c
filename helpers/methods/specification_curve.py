"""The specification curve: every defensible regression of GDP on the four indicators."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from helpers import data
from helpers.data.simulated import stored
from helpers.memory import frozen, kept, remembered
from helpers.methods import ols
from helpers.methods.ols import LEVEL
from helpers.methods.simulation import batched_ols, batched_partial_correlations

REGRESSORS = ols.REGRESSORS
YEARS = np.array(data.YEARS)
SEED = 20040118
DRAWS = 2_000  # null curves
CHUNK = 100  # of them at a time
POINTS = 61  # of an ordered curve that are kept
LATE = 2017  # the first year in which turnover is that of the statistics bureau
LINKS = (0.5, 0.8)  # correlations of yearly growth for which the power is said
TERMS = {"no": 0, "linear": 1, "quadratic": 2}  # powers of time, by trend
SHORT = {"ecommerce": "E-commerce", "domains": "Domains", "users": "Users", "shoppers": "Shoppers"}
ROW = ("window", "form", "trend", "splice", "subset", "gdp", "measure", "source")
PAPER = {
    "window": "2004-2018",
    "form": "level",
    "trend": "no",
    "splice": "no",
    "gdp": "yearbook2019",
    "measure": "nominal",
}


@dataclass(frozen=True)
class Option:
    """One way to go at a fork.

    Parameters
    ----------
    label : str
        A few words, as shown in tables.
    reason : str
        Why a careful researcher might take it.
    """

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
            "The first year in which users are counted under the wider definition and shoppers as "
            "a number.",
        ),
        "2004-2017": Option(
            "2004–2017",
            "GDP of 2018 was a first print when the paper was written, and users of 2018 were "
            "rounded.",
        ),
        "2004-2016": Option(
            "2004–2016", "Before turnover passes from a private centre to the statistics bureau."
        ),
        "2004-2013": Option(
            "2004–2013", "Before the bureau measured e-commerce itself, beside the centre."
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
        "linear": Option(
            "Line",
            "Lets time itself explain GDP; only for levels and logarithms, since the constant of a "
            "regression in differences is a trend already.",
        ),
        "quadratic": Option("Curve", "The same, and GDP that grows in proportion bends upwards."),
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
    "splice": {
        "no": Option("As it is", "As in the paper."),
        "dummy": Option(
            "Own level 2017–18",
            "Turnover as recovered is spliced there; where both years are in the window.",
        ),
    },
}
# Real growth of the vintage nearest to each GDP vintage.
_GROWTH = {
    "yearbook2019": "CSY2016-18 and first prints",
    "yearbook2018": "CSY2016-18 and first prints",
    "census4": "post-4th census",
    "census5": "post-4th census",
}
# GDP vintages and e-commerce sources that cover a window without a gap.
Coverage = tuple[tuple[str, ...], tuple[str, ...]]


@remembered
def _vintages(name: str) -> pd.DataFrame:
    """All vintages of a series, read once while the data stand."""
    return data.vintages(name)


def _series(name: str, vintage: str) -> np.ndarray:
    """One vintage of a series on the years 2004 to 2018."""
    return _vintages(name)[vintage].reindex(YEARS).to_numpy(float)


def _gdp_vintages() -> dict[str, np.ndarray]:
    """Nominal GDP by vintage on the years 2004 to 2018."""
    older = _vintages("gdp").reindex(YEARS)
    return {
        "yearbook2019": data.load("paper")["gdp"].to_numpy(),
        "yearbook2018": older["CSY2018"].fillna(older["CSY2016-18"].loc[:2006]).to_numpy(float),
        "census4": data.load("census4")["gdp"].reindex(YEARS).to_numpy(),
        "census5": data.load("modern")["gdp"].reindex(YEARS).to_numpy(),
    }


def _deflator(values: np.ndarray, vintage: str) -> np.ndarray:
    """Nominal over real GDP of a vintage; 1 in its first year."""
    growth = _series("real_gdp_growth", _GROWTH[vintage]) / 100
    index = np.cumprod(np.r_[1.0, 1 + growth[1:]])
    first = int(np.flatnonzero(np.isfinite(values))[0])
    return values / values[first] / (index / index[first])


@remembered
def _inputs() -> dict:
    """Every series on the years 2004 to 2018, NaN where a vintage or source has no value."""
    paper, gdp = data.load("paper"), _gdp_vintages()
    sources = {
        "paper": paper["ecommerce"].to_numpy(),
        "chart": _series("ecommerce", "MOFCOM/NBS chart"),
        "documented": data.load("census4")["ecommerce"].reindex(YEARS).to_numpy(),
    }
    return {
        "gdp": gdp,
        "deflator": {vintage: _deflator(values, vintage) for vintage, values in gdp.items()},
        "sources": {name: values / sources["paper"] for name, values in sources.items()},
        "population": _series("population", "after the 7th census") / 10_000,
        "regressors": paper[list(REGRESSORS)].to_numpy().T,
    }


def _bounds(window: str) -> slice:
    """The rows of a window among `YEARS`."""
    first, last = (int(year) for year in window.split("-"))
    return slice(first - int(YEARS[0]), last - int(YEARS[0]) + 1)


def observations_in(window: str, form: str) -> int:
    """Observations of a window; differences cost one.

    Parameters
    ----------
    window : str
        A window of `CHOICES`.
    form : str
        A form of `CHOICES`.

    Returns
    -------
    int
    """
    years = _bounds(window)
    return int(years.stop - years.start) - (form in ("difference", "growth"))


def available(window: str) -> Coverage:
    """GDP vintages and e-commerce sources that cover a window without a gap.

    Parameters
    ----------
    window : str
        A key of ``CHOICES["window"]``.

    Returns
    -------
    (tuple of str, tuple of str)
        Keys of ``CHOICES["gdp"]`` and of ``CHOICES["source"]``.

    Examples
    --------
    >>> available("2004-2018")
    (('yearbook2019', 'census4'), ('paper', 'chart'))
    """
    inputs, years = _inputs(), _bounds(window)

    def complete(kind: str) -> tuple[str, ...]:
        series = inputs[kind].items()
        return tuple(name for name, values in series if np.isfinite(values[years]).all())

    return complete("gdp"), complete("sources")


def _coverage() -> dict[str, Coverage]:
    """`available` for every window."""
    return {window: available(window) for window in CHOICES["window"]}


def _combinations(
    coverage: Coverage, subset: str, splice: str = "no"
) -> list[tuple[str, str, str]]:
    """(gdp, measure, source) for one subset; without e-commerce its source is no choice."""
    vintages, sources = coverage
    if splice == "dummy":
        sources = ("paper",)
    if "ecommerce" not in subset.split("."):
        sources = ("none",)
    return list(itertools.product(vintages, CHOICES["measure"], sources))


def _spliced(window: str) -> bool:
    """Whether a window holds both years after the splice."""
    return window.endswith(str(LATE + 1))


def _cells() -> Iterator[tuple[str, str, str, str, str]]:
    """(window, form, trend, splice, subset) in the order of the choices."""
    forks = (CHOICES[name] for name in ROW[:5])
    for window, form, trend, splice, subset in itertools.product(*forks):
        joined = _spliced(window) and "ecommerce" in subset.split(".")
        if (trend == "no" or form in ("level", "log")) and (splice == "no" or joined):
            yield window, form, trend, splice, subset


def _calendar(window: str, form: str, trend: str, splice: str) -> list[np.ndarray]:
    """Regressors made of the calendar: powers of time, and a level of its own after the splice."""
    columns = [
        np.linspace(-1, 1, observations_in(window, form)) ** power
        for power in range(1, TERMS[trend] + 1)
    ]
    if splice == "dummy":
        late = (YEARS[_bounds(window)] >= LATE).astype(float)
        columns.append(np.diff(late) if form in ("difference", "growth") else late)
    return columns


@remembered
def specifications() -> pd.DataFrame:
    """Every specification, one row each, in the order in which they are fitted.

    Returns
    -------
    DataFrame
        Columns as `ROW`: keys of `CHOICES`, the source ``none`` without e-commerce.

    Examples
    --------
    >>> len(specifications()) > 5_000
    True
    """
    coverage = _coverage()
    rows = [
        (*cell, *rest)
        for cell in _cells()
        for rest in _combinations(coverage[cell[0]], cell[4], cell[3])
    ]
    return pd.DataFrame(rows, columns=ROW)


def locate(**choice: str) -> int:
    """Row of one specification in `specifications`.

    Parameters
    ----------
    **choice : str
        Every column of `specifications` and the key wanted there.

    Returns
    -------
    int
        Label of the row.

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
    fits = [found[name] == value for name, value in choice.items()]
    match = found.index[np.logical_and.reduce(fits)]
    if len(match) != 1:
        raise ValueError(
            f"{len(match)} specifications have {choice}; name every choice of {', '.join(ROW)}"
        )
    return int(match[0])


def paper_rows() -> dict[str, int]:
    """Where the paper's Tables 2 to 4 stand among the specifications.

    Returns
    -------
    dict of int
        Label of the row by table: ``table2``, ``table3``, ``table4``.
    """
    return {
        table: locate(
            **PAPER, subset=".".join(names), source="paper" if "ecommerce" in names else "none"
        )
        for table, names in ols.SPECIFICATIONS.items()
    }


def _transform(values: np.ndarray, form: str) -> np.ndarray:
    """Logarithms, differences or both of the rows."""
    if form in ("log", "growth"):
        values = np.log(values)
    return np.diff(values, axis=0) if form in ("difference", "growth") else values


@dataclass(frozen=True)
class Curve:
    """All specifications fitted to one or many data sets; its arrays are read-only.

    Parameters
    ----------
    b, se, t : ndarray, shape (specifications, 4, draws)
        Coefficient, standard error and t of each regressor, NaN where it is not included.
    r2, dw : ndarray, shape (specifications, draws)
        R² and the Durbin-Watson statistic.
    n, df : ndarray of int, shape (specifications,)
        Observations and residual degrees of freedom.
    """

    b: np.ndarray
    se: np.ndarray
    t: np.ndarray
    r2: np.ndarray
    dw: np.ndarray
    n: np.ndarray
    df: np.ndarray

    def __post_init__(self) -> None:
        for field in fields(self):
            frozen(getattr(self, field.name))

    def __deepcopy__(self, memo: dict) -> Curve:
        # Nothing in a curve can be changed: it stands for its own copy.
        return self

    @property
    def partial(self) -> np.ndarray:
        """Partial correlation of GDP with each regressor, comparable between forms and measures.

        Returns
        -------
        ndarray, shape (specifications, 4, draws)
            t / √(t² + df).
        """
        return self.t / np.sqrt(self.t**2 + self.df[:, None, None])

    @kept
    def positive(self) -> np.ndarray:
        """Where the coefficient is positive and significant at 5% (two-sided).

        Returns
        -------
        ndarray of bool, shape (specifications, 4, draws)
            False where the regressor is absent; read-only.
        """
        return self.t > _critical(self.df)[:, None, None]


def _critical(df: np.ndarray) -> np.ndarray:
    """Two-sided critical values of t at `LEVEL`."""
    known, place = np.unique(df, return_inverse=True)
    return stats.t.ppf(1 - LEVEL / 2, known)[place]


class _Design:
    """The series as the specifications use them, each worked out once; paths as for `fit_all`."""

    def __init__(self, paths: np.ndarray) -> None:
        self.inputs, self.paths, self.draws = _inputs(), paths, paths.shape[2]
        self.known: dict[tuple[str, ...], np.ndarray] = {}

    def stacked(
        self, name: str, window: str, form: str, rows: list[tuple[str, str, str]]
    ) -> np.ndarray:
        """One series for several (gdp, measure, source), side by side: years × (rows · draws)."""
        return np.concatenate([self._column(name, window, form, *row) for row in rows], axis=1)

    def _column(self, *key: str) -> np.ndarray:
        if key not in self.known:
            name, window, form, gdp, measure, source = key
            values = self._measured(name, gdp, measure, source)[_bounds(window)]
            shape = (observations_in(window, form), self.draws)
            self.known[key] = np.broadcast_to(_transform(values, form), shape)
        return self.known[key]

    def _measured(self, name: str, gdp: str, measure: str, source: str) -> np.ndarray:
        """One series of all years in a measure, before the window is cut and the form taken."""
        inputs = self.inputs
        if name == "gdp":
            values = inputs["gdp"][gdp][:, None]
        else:
            values = self.paths[REGRESSORS.index(name)]
        if name == "ecommerce":
            values = values * inputs["sources"][source][:, None]
        if measure in ("real", "realhead") and name in ("gdp", "ecommerce"):
            values = values / inputs["deflator"][gdp][:, None]
        if measure in ("head", "realhead"):
            values = values / inputs["population"][:, None]
        return values


def _checked(paths: np.ndarray) -> np.ndarray:
    """The regressors given to `fit_all`, refused unless all specifications can use them."""
    paths = np.asarray(paths, float)
    if paths.ndim != 3 or paths.shape[:2] != (len(REGRESSORS), len(YEARS)):
        expected = f"({len(REGRESSORS)}, {len(YEARS)}, draws)"
        raise ValueError(f"regressors have shape {paths.shape}; expected {expected}")
    if not (paths > 0).all():
        raise ValueError("regressors must be positive: logarithms are among the choices")
    return paths


def fit_all(regressors: np.ndarray | None = None) -> Curve:
    """Fit every specification, batch by batch: one cell of window, form, trend and subset.

    Parameters
    ----------
    regressors : ndarray, shape (4, 15, draws), optional
        Other paths for the four regressors (the paper's own by default); the other sources of
        e-commerce keep their ratio to the paper's, GDP and population stay as observed.

    Returns
    -------
    Curve
        In the order of `specifications`.

    Raises
    ------
    ValueError
        On a wrong shape, or values that are not positive.

    Examples
    --------
    >>> round(float(fit_all().b[paper_rows()["table4"], REGRESSORS.index("users"), 0]), 4)
    4.3394
    """
    paths = _inputs()["regressors"][:, :, None] if regressors is None else regressors
    design, coverage = _Design(_checked(paths)), _coverage()
    total, start = len(specifications()), 0
    b, se = (np.full((total, len(REGRESSORS), design.draws), np.nan) for _ in range(2))
    r2, dw = (np.empty((total, design.draws)) for _ in range(2))
    n, df = (np.empty(total, int) for _ in range(2))
    # Batches differ in their number of rows and regressors, so they are fitted one by one.
    for window, form, trend, splice, subset in _cells():
        names, rows = subset.split("."), _combinations(coverage[window], subset, splice)
        x = [design.stacked(name, window, form, rows) for name in names]
        x += _calendar(window, form, trend, splice)
        result = batched_ols(design.stacked("gdp", window, form, rows), x)
        here, shape = slice(start, start + len(rows)), (len(rows), design.draws)
        for place, name in enumerate(names, 1):
            b[here, REGRESSORS.index(name)] = result.b[place].reshape(shape)
            se[here, REGRESSORS.index(name)] = result.se[place].reshape(shape)
        r2[here], dw[here] = result.r2.reshape(shape), result.dw.reshape(shape)
        n[here], df[here] = result.n, result.df
        start = here.stop
    return Curve(b, se, b / se, r2, dw, n, df)


@remembered
def observed() -> Curve:
    """`fit_all` on the data as they are.

    Returns
    -------
    Curve
        Fitted again once a file in ``data/`` has changed.
    """
    return fit_all()


def _with_gdp(frame: pd.DataFrame, vintage: str) -> pd.DataFrame:
    """The paper's series with another vintage of GDP."""
    if vintage == "yearbook2019":
        return frame
    if vintage == "yearbook2018":
        table = _vintages("gdp")
        columns = {year: "CSY2016-18" if year < 2007 else "CSY2018" for year in frame.index}
        return frame.assign(gdp=[table.loc[year, column] for year, column in columns.items()])
    return frame.assign(gdp=data.load({"census4": "census4", "census5": "modern"}[vintage])["gdp"])


def _with_ecommerce(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    """The series with another source of e-commerce."""
    if source == "chart":
        return frame.assign(ecommerce=_vintages("ecommerce")["MOFCOM/NBS chart"])
    if source == "documented":
        return frame.assign(ecommerce=data.load("census4")["ecommerce"])
    return frame


def _deflated(frame: pd.DataFrame, vintage: str) -> pd.DataFrame:
    """GDP at constant prices by its real growth, e-commerce by the same deflator."""
    growth = _vintages("real_gdp_growth")[_GROWTH[vintage]]
    known = frame["gdp"].dropna()
    real = pd.Series({known.index[0]: known.iloc[0]})
    for year in known.index[1:]:
        real[year] = real[year - 1] * (1 + growth[year] / 100)
    return frame.assign(ecommerce=frame["ecommerce"] * (real / frame["gdp"]), gdp=real)


def _per_head(frame: pd.DataFrame) -> pd.DataFrame:
    """All series divided by population, in 10,000 persons."""
    population = _vintages("population")["after the 7th census"]
    return frame.div(population.loc[frame.index], axis=0) * 10_000


def _specified(choice: pd.Series) -> pd.DataFrame:
    """The observations of one specification, put together from the files."""
    frame = _with_gdp(data.load("paper"), choice["gdp"])
    frame = _with_ecommerce(frame, choice["source"])
    if choice["measure"] in ("real", "realhead"):
        frame = _deflated(frame, choice["gdp"])
    if choice["measure"] in ("head", "realhead"):
        frame = _per_head(frame)
    first, last = (int(year) for year in choice["window"].split("-"))
    frame = frame.loc[first:last]
    if choice["form"] in ("log", "growth"):
        frame = np.log(frame)
    if choice["form"] in ("difference", "growth"):
        frame = frame.diff().iloc[1:]
    return frame


def refit(row: int) -> pd.DataFrame:
    """One specification by statsmodels, its data put together from the files; to check `fit_all`.

    The regressors are standardised first and the results scaled back: beside a trend and a
    constant, the plain columns cost statsmodels up to six digits.

    Parameters
    ----------
    row : int
        Label of a row of `specifications`.

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
    frame, names = _specified(choice), choice["subset"].split(".")
    calendar = _calendar(*choice[["window", "form", "trend", "splice"]])
    for number, column in enumerate(calendar):
        frame[f"calendar{number}"] = column
    names += [f"calendar{number}" for number in range(len(calendar))]
    scale = frame[names].std()
    result = ols.ols(frame[["gdp"]].join((frame[names] - frame[names].mean()) / scale), names)
    found = pd.DataFrame(
        {
            "b": result.params[names] / scale,
            "se": result.bse[names] / scale,
            "t": result.tvalues[names],
        }
    )
    return found.loc[choice["subset"].split(".")]


NULLS = {
    "walks": "four independent random walks in logs, with this sample's mean and spread of growth",
    "shuffled": (
        "the growth rates of the four regressors, their years drawn in random order "
        "(the same order for all four)"
    ),
    "slowing": (
        "as shuffled, but only the deviations from a straight line of growth over time change "
        "places"
    ),
}


def _walk_steps(growth: np.ndarray, shocks: np.ndarray) -> np.ndarray:
    """Growth rates with the mean and spread of the sample, from shocks (4 × 14 × draws)."""
    return growth.mean(1)[:, None, None] + growth.std(1, ddof=1)[:, None, None] * shocks


def _shuffled_steps(growth: np.ndarray, line: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Growth rates whose deviations from a line are put in another order, draw by draw."""
    return line[:, :, None] + (growth - line)[:, order].transpose(0, 2, 1)


def _cumulated(logs: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Levels from growth rates, starting where the sample starts (4 × 15 × draws)."""
    start = np.broadcast_to(logs[:, :1, None], (len(logs), 1, steps.shape[2]))
    return np.exp(np.concatenate([start, start + steps.cumsum(1)], axis=1))


def null_paths(kind: str, draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
    """Regressors that have nothing to do with GDP but rise like those of the paper.

    ``walks`` breaks every link; ``shuffled`` keeps the first and last values and how the four move
    together, and breaks only the timing relative to GDP (its assumption: growth rates are
    exchangeable between years); ``slowing`` also keeps the linear fall or rise of growth (its
    assumption: deviations from that line are exchangeable).

    Parameters
    ----------
    kind : str
        A key of `NULLS`.
    draws, seed : int
        Number of paths and seed.

    Returns
    -------
    ndarray, shape (4, 15, draws)
        In the units of the paper's series.

    Raises
    ------
    ValueError
        For an unknown null.

    Examples
    --------
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
        return _cumulated(logs, _walk_steps(growth, shocks))
    years, line = np.arange(growth.shape[1]), np.zeros_like(growth)
    if kind == "slowing":
        line = np.array([np.polyval(np.polyfit(years, row, 1), years) for row in growth])
    order = rng.permuted(np.tile(years, (draws, 1)), axis=1)
    return _cumulated(logs, _shuffled_steps(growth, line, order))


def positive_shares(curve: Curve, rows: np.ndarray | None = None) -> np.ndarray:
    """Share of specifications with a positive and significant coefficient.

    Parameters
    ----------
    curve : Curve
        From `fit_all` or `observed`.
    rows : ndarray of bool, shape (specifications,), optional
        Which specifications; all by default. Those without the regressor do not count.

    Returns
    -------
    ndarray, shape (4, draws)
        Between 0 and 1, by regressor.

    Examples
    --------
    >>> positive_shares(observed()).shape
    (4, 1)
    """
    positive = curve.positive if rows is None else curve.positive[rows]
    present = _present() if rows is None else _present()[rows]
    return positive.sum(0) / present.sum(0)[:, None]


@remembered
def _present() -> np.ndarray:
    """Which specification contains which regressor (specifications × 4)."""
    sets = {
        subset: [name in subset.split(".") for name in REGRESSORS] for subset in CHOICES["subset"]
    }
    return np.array([sets[subset] for subset in specifications()["subset"]])


FAMILIES = {
    "level": ("level", "no"),
    "level, line": ("level", "linear"),
    "level, curve": ("level", "quadratic"),
    "log": ("log", "no"),
    "log, line": ("log", "linear"),
    "log, curve": ("log", "quadratic"),
    "difference": ("difference", "no"),
    "growth": ("growth", "no"),
}


@remembered
def family(name: str) -> np.ndarray:
    """Which specifications have one form and trend.

    Parameters
    ----------
    name : str
        A key of `FAMILIES`.

    Returns
    -------
    ndarray of bool, shape (specifications,)
        Read-only.
    """
    form, trend = FAMILIES[name]
    found = specifications()
    return ((found["form"] == form) & (found["trend"] == trend)).to_numpy()


def _null_batches(design: _Design) -> Iterator[tuple[str, int, np.ndarray]]:
    """Family, degrees of freedom and partial correlations (4 × rows × draws) of every batch."""
    coverage, place = _coverage(), REGRESSORS.index("ecommerce")
    for name, window, splice in itertools.product(FAMILIES, coverage, CHOICES["splice"]):
        if splice == "dummy" and not _spliced(window):
            continue
        form, trend = FAMILIES[name]
        rows, n = (
            _combinations(coverage[window], "ecommerce", splice),
            observations_in(window, form),
        )
        series = [design.stacked(each, window, form, rows) for each in ("gdp", *REGRESSORS)]
        calendar = _calendar(window, form, trend, splice)
        # Frisch, Waugh and Lovell: the calendar may as well be taken out of all series beforehand.
        q = np.linalg.qr(np.column_stack([np.ones(n), *calendar]))[0]
        series = [values - q @ (q.T @ values) for values in series]
        r = batched_partial_correlations(series[0], series[1:])
        r = r.reshape(*r.shape[:2], len(rows), design.draws)
        for subset in range(1, len(r)):
            inside = bool(subset & 1 << place)
            if inside or splice == "no":
                # Without e-commerce its source is no choice: the first one stands for all.
                step = 1 if inside else len(coverage[window][1])
                yield name, n - 1 - subset.bit_count() - len(calendar), r[subset, :, ::step]


def null_shares(paths: np.ndarray) -> dict[str, np.ndarray]:
    """Shares of positive, significant coefficients with other paths of the regressors.

    Parameters
    ----------
    paths : ndarray, shape (4, 15, draws)
        From `null_paths` or `linked_paths`.

    Returns
    -------
    dict of ndarray, shape (4, draws)
        ``all`` and one entry per family.
    """
    design = _Design(paths)
    positive = {name: np.zeros((len(REGRESSORS), design.draws)) for name in FAMILIES}
    for name, df, r in _null_batches(design):
        t = _critical(np.array([df]))[0]
        positive[name] += (r > t / np.sqrt(t**2 + df)).sum(1)
    fitted = {name: _present()[family(name)].sum(0)[:, None] for name in FAMILIES}
    by_family = {name: positive[name] / fitted[name] for name in FAMILIES}
    return {"all": sum(positive.values()) / sum(fitted.values()), **by_family}


def null_curves(paths: np.ndarray, regressor: str = "ecommerce") -> np.ndarray:
    """The ordered partial correlations of one regressor in every draw.

    Parameters
    ----------
    paths : ndarray, shape (4, 15, draws)
        From `null_paths`.
    regressor : str
        One of `REGRESSORS`.

    Returns
    -------
    ndarray, shape (POINTS, draws)
        Quantiles over the specifications, from the lowest to the highest.
    """
    place = REGRESSORS.index(regressor)
    parts = [r[place] for _, _, r in _null_batches(_Design(paths))]
    every = np.concatenate([part for part in parts if np.isfinite(part[0, 0])])
    return np.quantile(every, np.linspace(0, 1, POINTS), axis=0)


@stored("paper_dataset", "observations", "datasets")
def null_summary(kind: str, draws: int = DRAWS, seed: int = SEED) -> dict[str, Any]:
    """What curves look like whose regressors have nothing to do with GDP.

    Parameters
    ----------
    kind, draws, seed
        As for `null_paths`.

    Returns
    -------
    dict
        ``shares``: by family and ``all``, for each regressor the 5%, 50% and 95% quantiles of the
        share of positive, significant coefficients; ``p``: by family, for each regressor the share
        of curves with at least the observed share, the observed one counted; ``band``: the same
        three quantiles of the ordered partial correlations of e-commerce, at each of `POINTS`.
    """
    paths = null_paths(kind, draws, seed)
    chunks = [paths[:, :, start : start + CHUNK] for start in range(0, draws, CHUNK)]
    shares = [null_shares(chunk) for chunk in chunks]
    whole = {name: np.concatenate([one[name] for one in shares], axis=1) for name in shares[0]}
    seen = {name: positive_shares(observed(), _rows_of(name)) - 1e-12 for name in whole}
    curves = np.concatenate([null_curves(chunk) for chunk in chunks], axis=1)
    return {
        "shares": {name: _ends(values).T.tolist() for name, values in whole.items()},
        "p": {
            name: ((1 + (whole[name] >= seen[name]).sum(1)) / (draws + 1)).tolist()
            for name in whole
        },
        "band": _ends(curves).tolist(),
    }


def _rows_of(name: str) -> np.ndarray | None:
    """The specifications of a family, or None for all."""
    return None if name == "all" else family(name)


def _ends(values: np.ndarray) -> np.ndarray:
    """5%, 50% and 95% quantiles over the last axis, in front."""
    return np.quantile(values, [0.05, 0.5, 0.95], axis=-1)


def null_p(kind: str, name: str = "all") -> np.ndarray:
    """Share of null curves with at least as many positive, significant coefficients as observed.

    The observed curve counts as one of them, so that the smallest value is 1 / (draws + 1).

    Parameters
    ----------
    kind : str
        A key of `NULLS`.
    name : str
        A key of `FAMILIES`, or ``all``.

    Returns
    -------
    ndarray, shape (4,)
        One p-value per regressor.
    """
    return np.array(null_summary(kind)["p"][name])


def linked_paths(
    regressor: str, correlation: float, draws: int = DRAWS, seed: int = SEED + 1
) -> np.ndarray:
    """As the ``walks`` of `null_paths`, but one regressor's yearly growth goes with that of GDP.

    Parameters
    ----------
    regressor : str
        One of `REGRESSORS`.
    correlation : float
        Of its growth rate with that of GDP (paper's vintage), between -1 and 1, on average over
        draws.
    draws, seed : int
        Number of paths and seed.

    Returns
    -------
    ndarray, shape (4, 15, draws)
        In the units of the paper's series.

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
    logs = np.log(_inputs()["regressors"])
    pace = np.diff(np.log(data.load("paper")["gdp"].to_numpy()))
    growth, place = np.diff(logs, axis=1), REGRESSORS.index(regressor)
    shocks = np.random.default_rng(seed).standard_normal((*growth.shape, draws))
    shocks[place] = (
        correlation * ((pace - pace.mean()) / pace.std())[:, None]
        + np.sqrt(1 - correlation**2) * shocks[place]
    )
    return _cumulated(logs, _walk_steps(growth, shocks))


@stored("paper_dataset", "observations", "datasets")
def curve_power(regressor: str, correlation: float, draws: int = DRAWS) -> float:
    """How often a real link of yearly growth lifts a regressor's share above what chance reaches.

    The share is that of positive, significant coefficients; the bar is what 5% of the ``walks``
    exceed.

    Parameters
    ----------
    regressor, correlation, draws
        As for `linked_paths`.

    Returns
    -------
    float
        Share of draws, between 0 and 1.
    """
    place = REGRESSORS.index(regressor)
    bar = null_summary("walks")["shares"]["all"][place][2]
    paths = linked_paths(regressor, correlation, draws)
    chunks = (paths[:, :, start : start + CHUNK] for start in range(0, draws, CHUNK))
    found = np.concatenate([null_shares(chunk)["all"][place] for chunk in chunks])
    return float((found > bar).mean())


def _packed(t: np.ndarray) -> str:
    """Every t in hundredths as 16-bit integers, in base64; absent regressors are skipped."""
    hundredths = np.clip(np.rint(100 * t[np.isfinite(t)]), -32_000, 32_000).astype("<i2")
    return base64.b64encode(hundredths.tobytes()).decode("ascii")


def _page_window(window: str) -> dict[str, int | list[int]]:
    """A window as the page counts it: rows, splice, places of the vintages and sources."""
    vintages, sources = available(window)
    return {
        "rows": observations_in(window, "level"),
        "spliced": int(_spliced(window)),
        "gdp": [list(CHOICES["gdp"]).index(name) for name in vintages],
        "source": [list(CHOICES["source"]).index(name) for name in sources],
    }


def page_data() -> dict:
    """What the explorer on the page needs: the choices, and every t statistic.

    Returns
    -------
    dict
        ``t`` holds hundredths as 16-bit integers in base64, in the order of `specifications`; of
        each specification only the regressors that it contains are listed.
    """
    curve, labels = observed(), data.series()["label"]
    critical = {df: stats.t.ppf(1 - LEVEL / 2, df) for df in sorted(set(curve.df))}
    return {
        "choices": {
            fork: [option.label for option in options.values()]
            for fork, options in CHOICES.items()
            if fork != "subset"
        },
        "regressors": [labels[name] for name in REGRESSORS],
        "subsets": [
            [REGRESSORS.index(name) for name in subset.split(".")] for subset in CHOICES["subset"]
        ],
        "windows": [_page_window(window) for window in CHOICES["window"]],
        "critical": {int(df): round(float(value), 6) for df, value in critical.items()},
        "paper": paper_rows(),
        "total": len(curve.n),
        "t": _packed(curve.t[:, :, 0]),
    }


def ordered(regressor: str = "ecommerce") -> pd.DataFrame:
    """The specifications with one regressor, in the order of its partial correlation.

    Parameters
    ----------
    regressor : str
        One of `REGRESSORS`.

    Returns
    -------
    DataFrame
        Columns of `specifications`, and ``r``, the partial correlation, and ``significant``.
    """
    curve, place = observed(), REGRESSORS.index(regressor)
    critical = _critical(curve.df)
    found = specifications().assign(
        r=curve.partial[:, place, 0], significant=np.abs(curve.t[:, place, 0]) > critical
    )
    return found.dropna(subset="r").sort_values("r", kind="stable")
