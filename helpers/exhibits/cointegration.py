"""What the page *Cointegration* shows: why one data set gives three answers."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from helpers.exhibits.base import PALETTE, Figure, Table, draw, figure, styled
from helpers.methods.cointegration import (
    LABEL_STEP,
    LABEL_TOP,
    REGION_GAP,
    REGION_TOP,
    REGRESSORS,
    REPLICATIONS,
    SEARCH,
    EngleGranger,
)
from helpers.vocabulary import LABELS, TRILLION
from helpers.words import count, fixed, listed, p_value, percent


def _lags(count: int) -> str:
    return f"{count} lag{'' if count == 1 else 's'}"


LAG_CAPTION = "Engle–Granger on GDP, users and shoppers: the residual's regression (no unit)"
LAG_NOTE = (
    "* rejects no cointegration at 5% (MacKinnon, n = 15: {critical}). "
    "Left in errors: their first autocorrelation."
)
CHOICES_CAPTION = "Engle–Granger statistics of the same three series (no unit)"
CHOICES_NOTE = "* rejects no cointegration at 5% by MacKinnon's value at n = 15: {levels}."
SEARCH_CAPTION = (
    "How often Engle–Granger finds cointegration between unrelated series at n = 15 "
    "(percent of samples)"
)
SEARCH_NOTE = (
    "{replications} systems a row; Monte Carlo standard error at most {error} points. "
    "The last two columns compare with the observed statistics at lags 0 to 2."
)
TESTS_CAPTION = (
    "{number} tests of no cointegration, 2004–2018 (statistics without unit; sizes in percent)"
)
TESTS_NOTE = (
    "Coefficients are those of one equation. "
    "Size and p from simulated independent walks without drift or memory of changes."
)
POWER_CAPTION = (
    "How often a true cointegrating relation of three series is found at n = 15, 5% level "
    "(percent of samples)"
)
POWER_NOTE = (
    "ρ is the autocorrelation of the equilibrium error. "
    "Each test at a critical value that is right for n = 15. "
    "Monte Carlo standard error at most {error} points."
)
ESTIMATORS_CAPTION = (
    "The Table 4 coefficients by four families of estimators (100 million yuan per 10,000 persons)"
)
ESTIMATORS_NOTE = (
    "False alarms: share of truly cointegrated samples of 15 years (error autocorrelation 0.5) in "
    "which the true value is rejected; nominal 5%, ± one Monte Carlo standard error."
)
RESIDUAL_CAPTION = "Residual of the Table 4 regression, recovered data (trillion yuan)"
RESIDUAL_ALT = (
    "Line chart of the residual of GDP on users and shoppers, 2004 to 2018, in trillion yuan: it "
    "swings like a wave between {lowest} and {highest} and crosses zero {crossings} times."
)
NULL_CAPTION = (
    "Engle–Granger between unrelated walks at n = 15 (percent of systems per quarter unit), "
    "and the data's three answers"
)
NULL_ALT = (
    "Three outlined histograms of the Engle-Granger statistic between three unrelated random walks "
    "of 15 years, with the statistics of the data as vertical lines. {lags}"
)
NULL_LAG = (
    "With {lags} the data give {observed}, and {share} of the unrelated systems lie at or below "
    "that."
)
ALARMS = "False alarms of |t| > 1.96"


def _starred(test: EngleGranger) -> str:
    """The statistic of a test, with a star where it rejects."""
    return fixed(test.statistic, 2) + (" *" if test.rejects else "")


def lag_table(tests: Mapping[int, EngleGranger], critical: float) -> Table:
    """The Engle-Granger test of the Table 4 model, lag by lag, taken apart.

    Parameters
    ----------
    tests : mapping of int to EngleGranger
        From `helpers.methods.cointegration.by_lag`.
    critical : float
        MacKinnon's value at 5%.

    Returns
    -------
    Table
        One row per lag of `LAGS`.
    """
    rows = {}
    for lag, found in tests.items():
        rows[str(lag)] = {
            "Statistic": _starred(found),
            "Coefficient": fixed(found.level, 2),
            "Standard error": fixed(found.error, 2),
            "Its VIF": fixed(found.vif, 1),
            "Rows − coefficients": f"{found.rows} − {found.rows - found.df}",
            "Left in errors": fixed(found.left, 2),
        }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Lags"),
        caption=LAG_CAPTION,
        name="tab-eg-lags",
        note=LAG_NOTE.format(critical=fixed(critical, 2)),
    )


def choices_table(
    chosen: Mapping[str, Sequence[EngleGranger]], criticals: Mapping[str, float]
) -> Table:
    """`choices` as a table.

    Parameters
    ----------
    chosen : mapping of str to sequence of EngleGranger
        From `helpers.methods.cointegration.choices`.
    criticals : mapping of str to float
        MacKinnon's value at 5% by the terms of the regression, in words.

    Returns
    -------
    Table
        Set-ups by lags.
    """
    cells = {
        label: {_lags(test.lags): _starred(test) for test in tests}
        for label, tests in chosen.items()
    }
    levels = listed(f"{fixed(critical, 2)} with {terms}" for terms, critical in criticals.items())
    return Table(
        pd.DataFrame(cells).T.rename_axis("Regression"),
        caption=CHOICES_CAPTION,
        name="tab-eg-choices",
        note=CHOICES_NOTE.format(levels=levels),
    )


SEARCH_TITLES = {
    "lag 0": "0 lags",
    "lag 1": "1 lag",
    "AIC": "Lag by AIC",
    "any": "Any of 0–2",
    "spread": "Spread as wide",
    "best": "Best as low",
}


def search_table(rates: pd.DataFrame) -> Table:
    """`search_rates` as a table.

    Parameters
    ----------
    rates : DataFrame
        From `helpers.methods.cointegration.search_rates`.

    Returns
    -------
    Table
        Nulls by kinds of search.
    """
    shown = rates[list(SEARCH_TITLES)].map(lambda rate: percent(rate, 1))
    largest = rates.max().max()
    error = np.sqrt(largest * (1 - largest) / REPLICATIONS)
    return Table(
        shown.rename(columns=SEARCH_TITLES).rename_axis("True state: no cointegration"),
        caption=SEARCH_CAPTION,
        name="tab-eg-search",
        note=SEARCH_NOTE.format(replications=fixed(REPLICATIONS, 0), error=fixed(100 * error, 1)),
    )


def _test_cells(test: pd.Series) -> dict[str, str]:
    """One row of `other_tests` in words."""
    cells = {"Rows − coefficients": f"{test['rows']:.0f} − {test['coefficients']:.0f}"}
    if pd.isna(test["statistic"]):
        return {"Statistic": "not defined"} | cells
    return {
        "Statistic": fixed(test["statistic"], 2),
        **cells,
        "Textbook verdict, 5%": "rejects" if test["textbook"] else "does not",
        "Its true size": percent(test["size"], 0),
        "p at n = 15": p_value(test["p"]),
    }


def other_tests_table(found: pd.DataFrame) -> Table:
    """`other_tests` as a table.

    Parameters
    ----------
    found : DataFrame
        From `other_tests`.

    Returns
    -------
    Table
        One row per test.
    """
    cells = pd.DataFrame([_test_cells(test) for _, test in found.iterrows()]).fillna("—")
    cells.index = pd.Index(found.index, name="Test")
    return Table(
        cells,
        caption=TESTS_CAPTION.format(number=count(len(found)).capitalize()),
        name="tab-coint-tests",
        note=TESTS_NOTE,
    )


def power_table(powers: Mapping[str, Mapping[float, tuple[float, float]]]) -> Table:
    """Power of five tests at n = 15.

    Parameters
    ----------
    powers : mapping of mapping
        From `helpers.methods.cointegration.cointegration_powers`.

    Returns
    -------
    Table
        Tests by autocorrelation of the equilibrium error.
    """
    rows = {
        test: {
            f"ρ = {rho:g}": percent(rate, 0 if rate > 0.1 else 1)
            for rho, (rate, _) in rates.items()
        }
        for test, rates in powers.items()
    }
    worst = max(error for rates in powers.values() for _, error in rates.values())
    return Table(
        pd.DataFrame(rows).T.rename_axis("Test"),
        caption=POWER_CAPTION,
        name="tab-coint-power",
        note=POWER_NOTE.format(error=fixed(100 * worst, 1)),
    )


def _estimator_cells(fit: Any) -> dict[str, str]:
    """Coefficients of one estimator with their t statistics, and what it counts."""
    cells = {
        LABELS[key]: f"{fixed(fit.params[key], 2)} (t {fixed(fit.tvalues[key], 1)})"
        for key in REGRESSORS
    }
    counted = len(getattr(fit, "full_params", fit.params))
    return cells | {"Rows − coefficients": f"{len(fit.resid)} − {counted}"}


def estimators_table(fits: Mapping[str, Any], alarms: Mapping[str, tuple[float, float]]) -> Table:
    """Coefficients of the Table 4 model by cointegrating regressions, with rows counted.

    Parameters
    ----------
    fits : mapping of str to results
        One fit per estimator of `helpers.methods.cointegration.ESTIMATORS`.
    alarms : mapping of (float, float)
        From `helpers.methods.cointegration.false_alarm_rates`.

    Returns
    -------
    Table
        One row per estimator.
    """
    rows = {}
    for label, fit in fits.items():
        said = " ± ".join(percent(share) for share in alarms.get(label, ()))
        rows[label] = _estimator_cells(fit) | {ALARMS: said}
    return Table(
        pd.DataFrame(rows).T.rename_axis("Estimator"),
        caption=ESTIMATORS_CAPTION,
        name="tab-dols",
        note=ESTIMATORS_NOTE,
    )


POINT_GAP = 7  # points between a year's mark and its label


@styled
def residual_figure(residual: pd.Series) -> Figure:
    """The residual of the Table 4 regression year by year.

    Parameters
    ----------
    residual : Series
        Of the Table 4 regression by year, in 100 million yuan.

    Returns
    -------
    Figure
        In trillion yuan.

    Examples
    --------
    >>> from helpers.methods import ols
    >>> from helpers import data
    >>> residual_figure(ols.ols(data.load("paper"), "table4").resid).name
    'fig-eg-residual'
    """
    values = residual.to_numpy() / TRILLION
    drawing, axes = draw(7, 3.2)
    axes.axhline(0, color=PALETTE[5], lw=0.8, ls="-", marker="")
    axes.plot(residual.index, values, color=PALETTE[0])
    for place in (np.argmax(values), np.argmin(values)):
        year, value = int(residual.index[place]), values[place]
        axes.annotate(
            f"{year}: {fixed(value, 1)}",
            (year, value),
            xytext=(POINT_GAP, 0),
            textcoords="offset points",
            va="center",
        )
    axes.set_ylabel("trillion yuan")
    axes.set_xticks(range(2004, 2019, 2))
    behind = pd.DataFrame(
        {"Residual (trillion yuan)": [fixed(value, 2) for value in values]},
        index=pd.Index(residual.index.astype(str), name="Year"),
    )
    return figure(
        drawing,
        alt=RESIDUAL_ALT.format(
            lowest=fixed(values.min(), 1),
            highest=fixed(values.max(), 1),
            crossings=int(np.sum(np.diff(np.sign(values)) != 0)),
        ),
        caption=RESIDUAL_CAPTION,
        name="fig-eg-residual",
        behind=behind,
    )


BINS = np.arange(-7.0, 1.01, 0.25)
CEILING = 18  # percent, top of the histograms
LABEL_GAP = 0.06  # between a line and its label, in units of the statistic
LEFT_LAG = 2  # its label stands to the left of its line


def _draw_null(axes: Any, counts: Mapping[int, np.ndarray], observed: Mapping[int, float]) -> None:
    """Outlined histograms per lag in percent, and the observed statistics as labelled lines."""
    for lag, colour, line in zip(SEARCH, PALETTE[:3], ("-", "--", "-."), strict=True):
        axes.stairs(counts[lag], BINS, color=colour, ls=line, lw=1.5)
        top = LABEL_TOP - LABEL_STEP * lag
        axes.plot([observed[lag], observed[lag]], [0, top], color=colour, ls=line, marker="")
        left = lag == LEFT_LAG
        axes.text(
            observed[lag] + (-LABEL_GAP if left else LABEL_GAP),
            top,
            f"{_lags(lag)}: {fixed(observed[lag], 2)}",
            color=colour,
            va="top",
            ha="right" if left else "left",
        )


def _draw_rejection(axes: Any, critical: float) -> None:
    """Shade where the test rejects, and name the axes."""
    axes.axvspan(BINS[0], critical, color=PALETTE[5], alpha=0.12, lw=0)
    axes.text(
        BINS[0] + REGION_GAP,
        REGION_TOP,
        "rejects at 5%\n(MacKinnon, n = 15)",
        color=PALETTE[5],
        va="top",
    )
    axes.set_ylim(0, CEILING)
    axes.set_xlim(BINS[0], BINS[-1])
    axes.set_xlabel("Engle–Granger statistic")
    axes.set_ylabel("percent of unrelated systems")


@styled
def null_figure(null: np.ndarray, observed: Mapping[int, float], critical: float) -> Figure:
    """Engle-Granger statistics between unrelated walks, per lag, and where the data fall.

    Parameters
    ----------
    null : ndarray
        Statistics between unrelated walks, lags by systems.
    observed : mapping of int to float
        Statistic of the data by lag.
    critical : float
        MacKinnon's value at 5%.

    Returns
    -------
    Figure
        Histograms in percent of systems.
    """
    counts = {lag: np.histogram(null[lag], BINS)[0] / null.shape[1] * 100 for lag in SEARCH}
    drawing, axes = draw(7, 3.8)
    _draw_null(axes, counts, observed)
    _draw_rejection(axes, critical)
    sentences = [
        NULL_LAG.format(
            lags=_lags(lag),
            observed=fixed(observed[lag], 2),
            share=percent(np.mean(null[lag] <= observed[lag]), 1),
        )
        for lag in SEARCH
    ]
    edges = [f"{fixed(low, 2)} to {fixed(high, 2)}" for low, high in itertools.pairwise(BINS)]
    behind = pd.DataFrame(
        {_lags(lag): [fixed(value, 1) for value in counts[lag]] for lag in SEARCH},
        index=pd.Index(edges, name="Statistic (percent of systems)"),
    )
    return figure(
        drawing,
        alt=NULL_ALT.format(lags=" ".join(sentences)),
        caption=NULL_CAPTION,
        name="fig-eg-null",
        behind=behind,
    )
