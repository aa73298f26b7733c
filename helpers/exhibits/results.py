"""What the page *The results* shows: Tables 1 to 4 beside the print, three cheap rivals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from helpers import data
from helpers.claims import reproduction
from helpers.exhibits.base import INK, PALETTE, Figure, Table, column, draw_column, figure
from helpers.exhibits.scorecard import COLUMNS, MARK, STATISTICS, card_of, verdict_note
from helpers.vocabulary import LABELS, TRILLION
from helpers.words import fixed, listed, percent, true_minus

if TYPE_CHECKING:
    from statsmodels.regression.linear_model import RegressionResultsWrapper

TABLE1_CAPTION = (
    "Table 1: correlations in levels, 2004–2018; above the diagonal computed here, "
    "below it as the paper prints them"
)


def table1(card: pd.DataFrame) -> Table:
    """Table 1: correlations, computed at the printed precision.

    Parameters
    ----------
    card : DataFrame
        From `helpers.claims.reproduction.scorecard`.

    Returns
    -------
    Table
        Upper triangle computed, lower triangle as printed.

    Examples
    --------
    >>> from helpers.claims import reproduction
    >>> table1(reproduction.scorecard()).frame.loc["GDP", "E-commerce"]
    '0.945'
    """
    cells = card_of(card, 1)
    names = [LABELS[name] for name in data.SERIES]
    frame = pd.DataFrame("1", index=names, columns=names)
    marks = pd.DataFrame("", index=names, columns=names)
    for _, cell in cells.iterrows():
        row, column = LABELS[cell["row"]], LABELS[cell["column"]]
        frame.loc[row, column] = true_minus(cell["at_precision"])
        frame.loc[column, row] = true_minus(cell["printed"])
        marks.loc[row, column] = MARK[cell["verdict"]]
    return Table(
        frame, caption=TABLE1_CAPTION, name="tab-table1", note=verdict_note(cells), marks=marks
    )


RIVALS_ALT = (
    "Three panels. First GDP, {first} to {last}, with two fits that nearly coincide: "
    "the year and its square, R² {calendar}, and the paper's users and shoppers, R² {paper}. "
    "Then bars: the t of e-commerce turnover in an equation with one other variable, {beside}. "
    "Last, bars: what the paper's rule keeps when any two years are left out, {kept}."
)


def _draw_fits(axes: Axes, fits: Mapping[str, pd.Series], r2: Mapping[str, str]) -> None:
    """GDP as dots and two fits, each named on the left with its R²."""
    gdp, calendar, paper = fits.values()
    axes.plot(gdp, "o", color=INK, linestyle="")
    axes.plot(calendar, "-", color=PALETTE[0], marker="")
    axes.plot(paper, "--", color=PALETTE[1], marker="")
    lines = (
        ("● GDP, trillion yuan", INK),
        (f"— year and its square, {r2['calendar']}", PALETTE[0]),
        (f"- - the paper: users and shoppers, {r2['paper']}", PALETTE[1]),
    )
    for row, (words, colour) in enumerate(lines):
        axes.text(0.02, 0.97 - 0.1 * row, words, transform=axes.transAxes, color=colour, va="top")
    axes.set_title("The calendar fits as well as the paper's model")
    axes.set(ylim=(0, 1.3 * gdp.max()), xticks=[gdp.index[0], 2011, gdp.index[-1]])


def _draw_bars(axes: Axes, labels: pd.Series) -> None:
    """One bar a row, the first on top, under its label; those below zero in another colour."""
    low, high = min(0.0, labels.min()), max(0.0, labels.max())
    for row, (words, value) in enumerate(labels.items()):
        axes.barh(row + 0.28, value, 0.5, color=PALETTE[0 if value > 0 else 1])
        axes.plot([0, 0], [row, row + 0.56], "-", color=INK, marker="", linewidth=2)
        axes.text(low, row - 0.05, words, va="bottom")
    axes.set(xlim=(low, high + 0.02 * (high - low)), ylim=(len(labels) - 0.4, -0.65))
    axes.set_axis_off()


SHORT = {
    "ecommerce": "e-commerce",
    "domains": "domain names",
    "users": "users",
    "shoppers": "shoppers",
}


def _named(names: str) -> str:
    """A set of regressors in words that fit above a bar."""
    return " + ".join(SHORT[name] for name in names.split(" + "))


def _values_behind(
    fits: Mapping[str, pd.Series], beside: pd.Series, kept: pd.Series
) -> pd.DataFrame:
    """Everything drawn in `rivals_figure`, one number a row."""
    rows = {
        f"{name}, {year} (trillion yuan)": fixed(value, 2)
        for name, values in fits.items()
        for year, value in values.items()
    }
    rows |= {f"t of e-commerce beside {name}": fixed(value, 1) for name, value in beside.items()}
    rows |= {f"Samples that keep {name}": fixed(value, 0) for name, value in kept.items()}
    return pd.DataFrame({"Value": rows}).rename_axis("Drawn")


@column
def rivals_figure(
    frame: pd.DataFrame,
    paper: RegressionResultsWrapper,
    calendar: RegressionResultsWrapper,
    beside: Mapping[str, float],
    kept: Mapping[str, int],
) -> Figure:
    """What else fits GDP, what turns e-commerce's sign, and what two years decide.

    Parameters
    ----------
    frame : DataFrame
        The sample, indexed by year, with ``gdp``.
    paper, calendar : RegressionResultsWrapper
        GDP on users and shoppers, and on the year and its square.
    beside : mapping of str to float
        t of e-commerce beside each other regressor.
    kept : mapping of str to int
        How many samples without two years end with each set of regressors, ``"users + shoppers"``.

    Returns
    -------
    Figure
        Three panels, one below the other.
    """
    fits = {
        "GDP": frame["gdp"] / TRILLION,
        "Year and its square": calendar.fittedvalues / TRILLION,
        "Users and shoppers": paper.fittedvalues / TRILLION,
    }
    signs = pd.Series({SHORT[name]: t for name, t in beside.items()}, dtype=float)
    ends = pd.Series({_named(names): n for names, n in Counter(kept).most_common()}, dtype=float)
    drawing, (top, middle, bottom) = draw_column(height=[430, 195, 195])
    r2 = {"calendar": percent(calendar.rsquared, 2), "paper": percent(paper.rsquared, 2)}
    _draw_fits(top, fits, r2)
    samples = fixed(ends.sum(), 0)
    _draw_bars(middle, signs.rename(lambda name: f"with {name}: {fixed(signs[name], 1)}"))
    middle.set_title("t of turnover, with one other indicator")
    _draw_bars(bottom, ends.rename(lambda kept: f"{kept}: {fixed(ends[kept], 0)} of {samples}"))
    bottom.set_title("Kept by the paper's rule without two years")
    return figure(
        drawing,
        alt=RIVALS_ALT.format(
            first=frame.index[0],
            last=frame.index[-1],
            beside=listed(f"with {name} {fixed(t, 1)}" for name, t in signs.items()),
            kept=listed(f"{name} {fixed(n, 0)} times" for name, n in ends.items()),
            **r2,
        ),
        caption="A calendar fits as well, another indicator flips the sign, two years can decide",
        name="fig-rivals",
        behind=_values_behind(fits, signs, ends),
    )


UNITS = (
    "GDP and e-commerce in 100 million yuan, domain names in 10,000, "
    "users and shoppers in 10,000 persons"
)
EVIEWS = {  # name in EViews: key of `ols.summary_statistics`, digits
    "R-squared": ("r2", "{:.6f}"),
    "Adjusted R-squared": ("adjusted_r2", "{:.6f}"),
    "S.E. of regression": ("se", "{:.7g}"),
    "Sum squared resid": ("ssr", "{:.2E}"),
    "Log likelihood": ("llf", "{:.7g}"),
    "F-statistic": ("f", "{:.7g}"),
    "Prob(F-statistic)": ("p_f", "{:.6f}"),
    "Mean dependent var": ("mean", "{:.7g}"),
    "S.D. dependent var": ("sd", "{:.7g}"),
    "Akaike info criterion": ("aic", "{:.7g}"),
    "Schwarz criterion": ("sc", "{:.7g}"),
    "Hannan-Quinn criter.": ("hq", "{:.7g}"),
    "Durbin-Watson stat": ("dw", "{:.6f}"),
    "Included observations": ("n", "{:.0f}"),
}


def _beside(cell: pd.Series) -> str:
    """A printed number, and what the data give where that differs."""
    text = true_minus(cell["printed"])
    return (
        text
        if cell["verdict"] == reproduction.REPRODUCED
        else f"{text}, here {true_minus(cell['at_precision'])}"
    )


def _regression(number: int, what: str, card: pd.DataFrame) -> Table:
    """A regression table as printed, with what the data give where that differs."""
    cells = card_of(card, number)
    of_model = cells["row"] == "model"
    rows = [LABELS[name] for name in cells.loc[~of_model, "row"].drop_duplicates()]
    frame = pd.DataFrame("", index=rows, columns=list(COLUMNS.values()))
    marks = frame.copy()
    for _, cell in cells[~of_model].iterrows():
        place = LABELS[cell["row"]], COLUMNS[cell["column"]]
        frame.loc[place] = _beside(cell)
        marks.loc[place] = MARK[cell["verdict"]]
    statistics = [
        f"{STATISTICS[cell['column']]} {_beside(cell)}" for _, cell in cells[of_model].iterrows()
    ]
    return Table(
        frame,
        caption=f"Table {number} as printed, with our number where it differs: GDP on {what}",
        name=f"tab-table{number}",
        note=f"{'; '.join(statistics)}. {verdict_note(cells)} {UNITS}.",
        marks=marks,
    )


def table2(card: pd.DataFrame) -> Table:
    """Table 2: GDP on e-commerce, domain names, users and shoppers.

    Parameters
    ----------
    card : DataFrame
        From `helpers.claims.reproduction.scorecard`.

    Returns
    -------
    Table
        One row a regressor, one column a statistic; R² and F stand in the note.

    Examples
    --------
    >>> from helpers.claims import reproduction
    >>> table2(reproduction.scorecard()).frame.loc["Domain names", "Coefficient"]
    '−6.3374'
    """
    return _regression(2, "all four indicators", card)


def table3(card: pd.DataFrame) -> Table:
    """Table 3: GDP on e-commerce, users and shoppers.

    Parameters
    ----------
    card : DataFrame
        From `helpers.claims.reproduction.scorecard`.

    Returns
    -------
    Table
        One row a regressor, one column a statistic; R² and F stand in the note.

    Examples
    --------
    >>> from helpers.claims import reproduction
    >>> "Domain names" in table3(reproduction.scorecard()).frame.index
    False
    """
    return _regression(3, "e-commerce, users and shoppers", card)


def table4(card: pd.DataFrame) -> Table:
    """Table 4: GDP on users and shoppers.

    Parameters
    ----------
    card : DataFrame
        From `helpers.claims.reproduction.scorecard`.

    Returns
    -------
    Table
        One row a regressor, one column a statistic; R² and F stand in the note.

    Examples
    --------
    >>> from helpers.claims import reproduction
    >>> table4(reproduction.scorecard()).frame.loc["Constant", "Standard error"]
    '11275.3, here 11275.5'
    """
    return _regression(4, "users and shoppers", card)


def eviews(
    statistics: Mapping[str, float], result: RegressionResultsWrapper, title: str, name: str
) -> Table:
    """The block of statistics that EViews prints under a regression.

    Parameters
    ----------
    statistics : mapping of str to float
        From `helpers.methods.ols.summary_statistics`.
    result : statsmodels RegressionResults
        The fit.
    title : str
        Of the table.
    name : str
        Of the exhibit.

    Returns
    -------
    Table
        Information criteria are per observation, as in EViews.
    """
    shown = [pattern.format(statistics[key]) for key, pattern in EVIEWS.values()]
    # EViews' own notation, as in 1.23E-05, keeps its hyphen.
    values = [true_minus(text).replace("E−", "E-") for text in shown]
    frame = pd.DataFrame({"Value": values}, index=pd.Index(EVIEWS, name="Statistic"))
    return Table(frame, caption=f"{title}: what EViews prints below the coefficients", name=name)
