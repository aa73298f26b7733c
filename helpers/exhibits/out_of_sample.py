"""What the page *Out of sample* shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from helpers.exhibits.base import PALETTE, Figure, Table, draw, figure, styled
from helpers.methods.out_of_sample import (
    EQUATION,
    FIFTH,
    FIRST,
    OUTCOME_LABEL,
    PAPER_LABEL,
    QUADRATIC,
    SHOWN_GDP,
    SHOWN_YEARS,
    WALK,
    YEARS,
)
from helpers.vocabulary import TRILLION
from helpers.words import fixed, listed, p_value, percent, sentence_case

ABSENT = "—"  # no outcome, so no error


def _trillion(value: float, decimals: int = 2) -> str:
    """100 million yuan as trillions, or that no source was found."""
    return "not found" if np.isnan(value) else fixed(value / TRILLION, decimals)


def _signed(share: float) -> str:
    """A share as a percentage with its sign."""
    return ("+" if share > 0 else "") + percent(share, 1)


OUTCOMES_NOTE = (
    "Not found: no source for that value was seen, and none is invented. "
    "The 2023 value after the 4th census and the 2024 value after the 5th are first prints."
)


def outcomes_table(found: pd.DataFrame) -> Table:
    """What happened, per vintage, with the revision of each first print.

    Parameters
    ----------
    found : DataFrame
        From `helpers.methods.out_of_sample.outcomes`.

    Returns
    -------
    Table
        Trillion yuan.

    Examples
    --------
    >>> from helpers.methods import out_of_sample
    >>> outcomes_table(out_of_sample.outcomes()).frame.loc["2020", "First print"]
    'not found'
    """
    cells = pd.DataFrame(
        {sentence_case(name): [_trillion(value) for value in found[name]] for name in found},
        index=pd.Index(found.index.astype(str), name="Year"),
    )
    change = found[FIFTH] / found[FIRST] - 1
    cells["5th census over first print"] = [
        ABSENT if np.isnan(value) else percent(value, 1) for value in change
    ]
    return Table(
        cells,
        caption="Nominal GDP, 2019–2024, in three vintages (trillion yuan)",
        name="tab-forecast-outcomes",
        note=OUTCOMES_NOTE,
    )


ERRORS_CAPTION = (
    "The printed equation, frozen: forecast (trillion yuan) and its error (percent of the outcome)"
)
ERRORS_NOTE = (
    "✗ the outcome lies outside the 95% interval. A positive error is a forecast that was too high."
)


def _marked_error(gap: float, inside: bool | None) -> str:
    """A forecast error in percent, marked if the outcome lies outside its interval."""
    if np.isnan(gap):
        return ABSENT
    return f"{_signed(gap)}{'' if inside else ' ✗'}"


def errors_table(
    predicted: pd.Series, found: pd.DataFrame, happened: pd.DataFrame, inside: pd.DataFrame
) -> Table:
    """The frozen equation year by year: forecast, 95% interval, and its error per vintage.

    Parameters
    ----------
    predicted : Series
        Forecasts of the printed equation.
    found : DataFrame
        From `helpers.methods.out_of_sample.prediction_intervals`.
    happened : DataFrame
        From `helpers.methods.out_of_sample.outcomes`.
    inside : DataFrame
        From `helpers.methods.out_of_sample.covered`.

    Returns
    -------
    Table
        Forecasts in trillion yuan, errors in percent of the outcome.
    """
    limits = [
        f"{_trillion(low)} to {_trillion(high)}"
        for low, high in zip(found["lower"], found["upper"], strict=True)
    ]
    cells = pd.DataFrame(
        {"Forecast": [_trillion(value) for value in predicted], "95% interval": limits},
        index=pd.Index(predicted.index.astype(str), name="Year"),
    )
    for vintage in happened:
        gaps = predicted / happened[vintage] - 1
        cells[sentence_case(vintage)] = [
            _marked_error(gap, ok) for gap, ok in zip(gaps, inside[vintage], strict=True)
        ]
    return Table(cells, caption=ERRORS_CAPTION, name="tab-forecast-errors", note=ERRORS_NOTE)


RMSE_CAPTION = "Root mean squared error 2019–2024, {fitted} (trillion yuan, rank in brackets)"
FROZEN = "printed equation and rivals fitted to the paper's data"
REFITTED = "everything fitted to the years up to 2018 in the same vintage"
REFIT_NOTE = " The sample after the 5th census begins in 2005."


def rmse_table(errors: pd.DataFrame, counted: pd.Series, refit: bool = False) -> Table:
    """RMSE per method and vintage, best first by the last column.

    Parameters
    ----------
    errors : DataFrame
        From `helpers.methods.out_of_sample.rmse`.
    counted : Series of int
        Outcomes known, by vintage.
    refit : bool
        Every method was fitted in the vintage in which it is judged.

    Returns
    -------
    Table
        Trillion yuan.
    """
    ordered = errors.sort_values(errors.columns[-1])
    place = ordered.rank()
    cells = pd.DataFrame(
        {
            sentence_case(name): [
                f"{_trillion(value, 1)} ({fixed(rank, 0)})"
                for value, rank in zip(ordered[name], place[name], strict=True)
            ]
            for name in ordered
        },
        index=pd.Index([sentence_case(method) for method in ordered.index], name="Method"),
    )
    years = listed(f"{count} for {name}" for name, count in counted.items())
    return Table(
        cells,
        caption=RMSE_CAPTION.format(fitted=REFITTED if refit else FROZEN),
        name="tab-rmse-refit" if refit else "tab-rmse",
        note=f"Years used: {years}.{REFIT_NOTE if refit else ''}",
    )


def refit_table(errors: pd.DataFrame, counted: pd.Series) -> Table:
    """RMSE of all methods when each is fitted and judged in the same vintage."""
    return rmse_table(errors.rename(index={EQUATION: "Table 4, refitted"}), counted, refit=True)


DEFINITIONS_NOTE = (
    "CNNIC made no survey in December 2019: the usual value for 2019 is that of March 2020."
)


def definitions_table(found: Mapping[str, tuple[float, pd.Series]], outcome: float) -> Table:
    """What the definition of the indicators does to the equation's 2019 forecast and its RMSE.

    Parameters
    ----------
    found : mapping of (float, Series)
        From `helpers.methods.out_of_sample.by_definition`.
    outcome : float
        GDP of 2019 in its first print.

    Returns
    -------
    Table
        Trillion yuan.
    """
    rows = {
        sentence_case(definition): {
            "2019 forecast": _trillion(first),
            "2019 error, first print": _signed(first / outcome - 1),
            **{f"RMSE, {name}": _trillion(error, 1) for name, error in errors.items()},
        }
        for definition, (first, errors) in found.items()
    }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Users and shoppers"),
        caption="The printed equation under three definitions of its indicators (trillion yuan)",
        name="tab-forecast-definitions",
        note=DEFINITIONS_NOTE,
    )


FAILURE_CAPTION = "Did the equation fail? Intervals and Chow's forecast test, 2019–2024 (no unit)"
FAILURE_NOTE = (
    "Refitted: the equation fitted to 2004–2018 in the same vintage, "
    "so that the revision of the level does not count."
)


def failure_table(failures: pd.DataFrame) -> Table:
    """Chow's forecast test per vintage."""
    rows = {
        sentence_case(str(vintage)): {
            "Inside 95% interval": f"{row['inside']:.0f} of {row['years']:.0f}",
            "F": fixed(row["f"], 1),
            "p": p_value(row["p"]),
            "F, refitted": fixed(row["own_f"], 1),
            "p, refitted": p_value(row["own_p"]),
        }
        for vintage, row in failures.iterrows()
    }
    shown = pd.DataFrame(rows).T.rename_axis("Vintage")
    return Table(shown, caption=FAILURE_CAPTION, name="tab-chow", note=FAILURE_NOTE)


FIGURE_CAPTION = (
    "GDP 2012–2024: end of the sample, forecasts from 2018 with the equation's 95% interval, "
    "and outcomes (trillion yuan)"
)
FIGURE_ALT = (
    "Line chart of nominal GDP 2012 to 2018 and what followed. "
    "For {last} the printed equation says {equation}, the quadratic trend {quadratic}, "
    "the random walk with drift {walk} and the statistics {happened} trillion yuan; "
    "the equation's 95 percent interval ends at {upper}."
)
LAST = YEARS[-1]
# Label, colour and line of each forecast drawn, and by how many points the label is lifted.
LINES = {
    EQUATION: ("Table 4", PALETTE[0], "-", 3),
    QUADRATIC: ("quadratic trend", PALETTE[1], "--", -6),
    WALK: ("random walk with drift", PALETTE[2], "-.", -5),
}
MARKS = {FIRST: ("x", PALETTE[5]), FIFTH: ("D", PALETTE[3])}  # of the outcomes


def _draw_forecasts(axes: Any, predicted: pd.DataFrame, found: pd.DataFrame) -> None:
    """The equation's interval, and the forecasts as lines labelled at their end."""
    axes.fill_between(
        found.index, found["lower"], found["upper"], color=PALETTE[0], alpha=0.15, lw=0
    )
    for method, (label, colour, line, lift) in LINES.items():
        axes.plot(predicted.index, predicted[method], color=colour, ls=line, marker="")
        axes.annotate(
            label,
            (LAST, predicted.loc[LAST, method]),
            xytext=(8, lift),
            textcoords="offset points",
            color=colour,
            va="center",
        )


def _draw_outcomes(axes: Any, gdp: pd.Series, happened: pd.DataFrame) -> None:
    """The outcomes of two vintages, and the labels of outcomes and sample."""
    for vintage, (marker, colour) in MARKS.items():
        style = {"ls": "none", "marker": marker, "ms": 6, "mfc": "none"}
        axes.plot(happened.index, happened[vintage], color=colour, **style)
    axes.annotate(
        "outcome: ◇ 5th census\n× first print",
        (OUTCOME_LABEL, happened.loc[OUTCOME_LABEL, FIFTH]),
        xytext=(-10, 12),
        textcoords="offset points",
        color=PALETTE[3],
        ha="right",
        va="center",
    )
    axes.annotate(
        "paper's data",
        (PAPER_LABEL, gdp[PAPER_LABEL]),
        xytext=(10, -8),
        textcoords="offset points",
        color=PALETTE[5],
    )


def _figure_data(predicted: pd.DataFrame, happened: pd.DataFrame) -> pd.DataFrame:
    """The numbers drawn, trillion yuan, formatted."""
    drawn = pd.DataFrame(
        {
            "Table 4": predicted[EQUATION],
            "Quadratic trend": predicted[QUADRATIC],
            "Random walk": predicted[WALK],
            "First print": happened[FIRST],
            "5th census": happened[FIFTH],
        }
    )
    shown = drawn.map(lambda value: "not found" if np.isnan(value) else fixed(value, 2))
    shown.index = pd.Index(shown.index.astype(str), name="Year (trillion yuan)")
    return shown


@styled
def forecast_figure(
    gdp: pd.Series, predicted: pd.DataFrame, found: pd.DataFrame, happened: pd.DataFrame
) -> Figure:
    """Sample, forecasts and outcomes in one drawing.

    Parameters
    ----------
    gdp : Series
        The paper's GDP, 100 million yuan.
    predicted : DataFrame
        From `helpers.methods.out_of_sample.forecasts`.
    found : DataFrame
        From `helpers.methods.out_of_sample.prediction_intervals`.
    happened : DataFrame
        From `helpers.methods.out_of_sample.outcomes`.

    Returns
    -------
    Figure
        Trillion yuan.
    """
    gdp, predicted, found, happened = (
        part / TRILLION for part in (gdp, predicted, found, happened)
    )
    drawing, axes = draw(7, 4.6)
    axes.plot(gdp.index, gdp, color=PALETTE[5], marker="o", ms=3, ls="-")
    _draw_forecasts(axes, predicted, found)
    _draw_outcomes(axes, gdp, happened)
    axes.set_xlim(*SHOWN_YEARS)
    axes.set_ylim(*SHOWN_GDP)
    axes.set_xticks(range(2012, 2025, 2))
    axes.set_ylabel("trillion yuan")
    alt = FIGURE_ALT.format(
        last=LAST,
        equation=fixed(predicted.loc[LAST, EQUATION], 1),
        quadratic=fixed(predicted.loc[LAST, QUADRATIC], 1),
        walk=fixed(predicted.loc[LAST, WALK], 1),
        happened=fixed(happened.loc[LAST, FIFTH], 1),
        upper=fixed(found.loc[LAST, "upper"], 1),
    )
    return figure(
        drawing,
        alt=alt,
        caption=FIGURE_CAPTION,
        name="fig-out-of-sample",
        behind=_figure_data(predicted, happened),
    )
