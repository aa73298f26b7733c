"""Figures of the replication chapters; each returns a `Figure` with alternative text and the data behind it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import compare, data, models, prose, published
from helpers.exhibits import INK, PALETTE, Figure, draw, figure, styled
from helpers.tables import LABELS, place

MOST_LABELS = 6  # more labels would cover the dots
TRILLION = 10_000  # 100 million yuan in a trillion yuan
MILLION = 100  # 10,000 persons or names in a million
SCALE = {
    "gdp": (TRILLION, "trillion yuan"),
    "ecommerce": (TRILLION, "trillion yuan"),
    "domains": (MILLION, "million names"),
    "users": (MILLION, "million persons"),
    "shoppers": (MILLION, "million persons"),
}


@styled
def misfits(card: pd.DataFrame | None = None) -> Figure:
    """How far each computed value lies from its printed number, in half units of the last printed digit.

    Parameters
    ----------
    card : DataFrame, optional
        From `compare.scorecard`.

    Returns
    -------
    Figure
        Inside the band of ±1 the printed digits are reproduced.

    Examples
    --------
    >>> misfits().name
    'fig-misfits'
    """
    card = compare.scorecard() if card is None else card
    half = 0.5 * 10.0 ** -card["decimals"].astype(float)
    distance = (card["computed"] - card["printed"].astype(float)) / half
    missed = card["verdict"] != compare.REPRODUCED
    drawing, axes = draw(7, 3.2)
    axes.axvspan(-1, 1, color=PALETTE[2], alpha=0.14, lw=0)
    for number in published.TABLES:
        here = card["table"] == number
        # Fixed offsets keep points apart without chance.
        lift = np.linspace(-0.28, 0.28, int(here.sum()))
        axes.plot(
            distance[here & ~missed],
            (number + lift)[~missed[here].to_numpy()],
            "o",
            color=PALETTE[0],
            ms=4,
            alpha=0.8,
        )
    for cell, value in distance[missed].items():
        number, position = (
            card.loc[cell, "table"],
            list(card.index[card["table"] == card.loc[cell, "table"]]).index(cell),
        )
        height = number + np.linspace(-0.28, 0.28, int((card["table"] == number).sum()))[position]
        axes.plot(value, height, "D", color=PALETTE[1], ms=7)
        if missed.sum() <= MOST_LABELS:
            axes.annotate(
                f"{place(card.loc[cell])}, {card.loc[cell, 'verdict']}",
                (value, height),
                xytext=(0, 9),
                textcoords="offset points",
                ha="center",
                color=PALETTE[1],
            )
    axes.set_yticks(list(published.TABLES), [f"Table {number}" for number in published.TABLES])
    axes.set_ylim(4.75, 0.4)
    axes.set_xlim(-3.2, max(3.2, float(distance.max()) + 1.6))
    axes.set_xlabel("computed minus printed, in half units of the last printed digit")
    counted = compare.counts(card)
    alt = (
        f"Dot plot of {len(card)} printed numbers in four rows, one per table. {counted[compare.REPRODUCED]} dots lie inside the shaded band from −1 to 1, where the printed digits are reproduced. "
        + " ".join(
            f"{place(card.loc[cell])} of Table {card.loc[cell, 'table']} lies at {prose.fixed(value, 1)}."
            for cell, value in distance[missed].items()
        )
    )
    behind = pd.DataFrame(
        {
            "Printed": card["printed"],
            "Computed": [
                prose.fixed(value, places + 3)
                for value, places in zip(card["computed"], card["decimals"])
            ],
            "Half units": [prose.fixed(value, 2) for value in distance],
        }
    ).rename_axis("Cell")
    return figure(
        drawing,
        alt=alt,
        caption="Computed against printed: all numbers of the four tables",
        name="fig-misfits",
        behind=behind,
    )


@styled
def series(frame: pd.DataFrame | None = None) -> Figure:
    """The five series of the paper's data set, values of status fitted or unverified drawn hollow.

    >>> series().name
    'fig-series'
    """
    frame = data.load("paper") if frame is None else frame
    tidy = data.load("paper", form="tidy").set_index(["series", "year"])["status"]
    drawing, grid = draw(7, 6.2, 3, 2)
    for axes, name, colour in zip(grid.flat, data.SERIES, PALETTE):
        scale, unit = SCALE[name]
        shown = frame[name] / scale
        unsure = [
            year for year in frame.index if tidy.get((name, year)) in ("fitted", "unverified")
        ]
        axes.plot(shown.index, shown, "-", marker="", color=colour)
        axes.plot(shown.drop(unsure), "o", color=colour, ls="none", ms=4.5)
        axes.plot(shown[unsure], "o", color=colour, ls="none", ms=4.5, mfc="none")
        axes.set_title(f"{LABELS[name]}, {unit}")
        axes.set_ylim(0)
        axes.set_xticks(range(2004, 2019, 4))
    grid.flat[-1].axis("off")
    grid.flat[-1].text(
        0,
        0.8,
        "Hollow: source not seen,\nor fitted to the printed tables.",
        transform=grid.flat[-1].transAxes,
        va="top",
    )
    changes = [
        f"{LABELS[name]} from {prose.fixed(frame[name].iloc[0] / SCALE[name][0], 1)} to {prose.fixed(frame[name].iloc[-1] / SCALE[name][0], 1)} {SCALE[name][1]}"
        for name in data.SERIES
    ]
    falls = [str(year) for year in frame.index[1:] if frame["domains"].diff()[year] < 0]
    alt = f"Five line charts, {frame.index[0]} to {frame.index[-1]}: {prose.listed(changes)}. All rise nearly every year except domain names, which fall in {prose.listed(falls)}."
    behind = pd.DataFrame(
        {LABELS[name]: [f"{value:,.10g}" for value in frame[name]] for name in data.SERIES},
        index=frame.index.astype(str),
    ).rename_axis("Year")
    return figure(
        drawing,
        alt=alt,
        caption="The five series of the recovered data set",
        name="fig-series",
        behind=behind,
    )


# Full GDP series, one per revision; the labels are those of data/observations.csv.
GDP_VINTAGES = {
    "CSY2010-14": "after the 2nd census",
    "CSY2015": "after the 3rd census",
    "CSY2016-18": "research counted",
    "CSY2019": "the paper's",
    "post-4th census": "after the 4th census",
    "post-5th census": "after the 5th census",
}


@styled
def vintages() -> Figure:
    """GDP in each vintage, as a difference from the one that the paper used.

    >>> vintages().name
    'fig-vintages'
    """
    every = data.vintages("gdp").loc[2004:2018, list(GDP_VINTAGES)]
    gap = 100 * (every.div(every["CSY2019"], axis=0) - 1)
    drawing, axes = draw(7, 3.8)
    for (code, label), colour, marker in zip(GDP_VINTAGES.items(), PALETTE, "os^Dvx"):
        line = gap[code].dropna()
        axes.plot(line.index, line, marker=marker, color=colour)
        axes.annotate(
            label,
            (line.index[-1], line.iloc[-1]),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=colour,
        )
    axes.set_xlim(2003.5, 2022.5)
    axes.set_xticks(range(2004, 2019, 2))
    axes.set_ylabel("% above the paper's vintage")
    low, high = gap.stack().idxmin(), gap.stack().idxmax()
    alt = (
        f"Line chart of GDP 2004 to 2018 in {len(GDP_VINTAGES)} vintages, in per cent above the 2019 yearbook's. The lowest, {GDP_VINTAGES[low[1]]}, is {prose.fixed(gap.loc[low], 1)}% in {low[0]}; "
        f"the highest, {GDP_VINTAGES[high[1]]}, is {prose.fixed(gap.loc[high], 1)}% in {high[0]}."
    )
    behind = (
        every.map(lambda value: "" if pd.isna(value) else prose.fixed(value, 1))
        .rename(columns=GDP_VINTAGES, index=str)
        .rename_axis("Year")
    )
    return figure(
        drawing,
        alt=alt,
        caption="One country, one year, six answers: GDP by vintage against the paper's",
        name="fig-vintages",
        behind=behind,
    )


@styled
def levels_and_growth(x: str = "shoppers", frame: pd.DataFrame | None = None) -> Figure:
    """GDP against one regressor, in levels and in growth rates.

    Parameters
    ----------
    x : str
        A series other than gdp.

    Examples
    --------
    >>> levels_and_growth().name
    'fig-levels-growth-shoppers'
    """
    frame = data.load("paper") if frame is None else frame
    pair = frame[["gdp", x]]
    growth = 100 * np.log(pair).diff().dropna()
    r_level, r_growth = pair.corr().iloc[0, 1], growth.corr().iloc[0, 1]
    scale, unit = SCALE[x]
    panels = []
    for shown, words, title in (
        (
            pair / [TRILLION, scale],
            ("trillion yuan", unit),
            f"Levels: r = {prose.fixed(r_level, 3)}",
        ),
        (growth, ("log growth, %", "log growth, %"), f"Growth: r = {prose.fixed(r_growth, 3)}"),
    ):
        drawing, axes = draw(3.6, 3.2)
        axes.plot(shown[x], shown["gdp"], "o", color=PALETTE[0])
        for year in (shown.index[0], shown.index[-1]):
            axes.annotate(
                str(year),
                (shown.loc[year, x], shown.loc[year, "gdp"]),
                xytext=(5, -11),
                textcoords="offset points",
            )
        axes.set_ylabel(f"GDP, {words[0]}")
        axes.set_xlabel(f"{LABELS[x]}, {words[1]}")
        axes.set_title(title)
        axes.margins(0.14)
        panels.append(drawing)
    alt = f"Two scatter plots of GDP against {LABELS[x].lower()}. In levels the {len(pair)} years lie close to a line, correlation {prose.fixed(r_level, 3)}. In yearly growth the {len(growth)} points scatter, correlation {prose.fixed(r_growth, 3)}."
    behind = (
        pd.DataFrame(
            {
                "GDP": pair["gdp"].map(lambda v: prose.fixed(v, 1)),
                LABELS[x]: pair[x].map(lambda v: prose.fixed(v, 0)),
                "GDP growth, %": growth["gdp"].map(lambda v: prose.fixed(v, 1)),
                "Growth, %": growth[x].map(lambda v: prose.fixed(v, 1)),
            }
        )
        .fillna("")
        .rename(index=str)
        .rename_axis("Year")
    )
    return figure(
        *panels,
        alt=alt,
        caption=f"GDP and {LABELS[x].lower()}: levels beside growth, 2004–2018",
        name=f"fig-levels-growth-{x}",
        behind=behind,
    )


@styled
def fit(result=None) -> Figure:
    """GDP and what Table 4's equation gives, with the residuals below.

    >>> fit().name
    'fig-fit'
    """
    result = models.ols(data.load("paper"), "table4") if result is None else result
    actual, fitted, residual = (
        pd.Series(part) / TRILLION
        for part in (result.model.endog, result.fittedvalues, result.resid)
    )
    actual.index = fitted.index
    drawing, (top, bottom) = draw(7, 4.6, 2, 1, sharex=True, height_ratios=[2, 1])
    top.plot(actual, color=PALETTE[0], marker="o")
    top.plot(fitted, color=PALETTE[1], marker="s", ls="--")
    last = actual.index[-1]
    top.annotate(
        "GDP", (last, actual[last]), xytext=(6, 4), textcoords="offset points", color=PALETTE[0]
    )
    top.annotate(
        "fitted",
        (last, fitted[last]),
        xytext=(6, -10),
        textcoords="offset points",
        color=PALETTE[1],
    )
    top.set_ylabel("trillion yuan")
    bottom.axhline(0, color=INK, lw=0.8)
    bottom.vlines(residual.index, 0, residual, color=PALETTE[3])
    bottom.plot(residual, "D", color=PALETTE[3], ls="none")
    bottom.set_ylabel("residual")
    bottom.set_xlim(actual.index[0] - 0.5, last + 1.4)
    bottom.set_xticks(range(int(actual.index[0]), int(last) + 1, 2))
    signs = int((np.sign(residual).diff().fillna(0) != 0).sum())
    worst = residual.abs().idxmax()
    alt = (
        f"GDP and the values fitted by the two-regressor equation, {actual.index[0]} to {last}; the lines nearly coincide. Residuals below reach {prose.fixed(residual[worst], 2)} trillion yuan in {worst} "
        f"and change sign {prose.count(signs)} times in {len(residual)} years."
    )
    behind = (
        pd.DataFrame(
            {
                "GDP": actual.map(lambda v: prose.fixed(v, 3)),
                "Fitted": fitted.map(lambda v: prose.fixed(v, 3)),
                "Residual": residual.map(lambda v: prose.fixed(v, 3)),
            }
        )
        .rename(index=str)
        .rename_axis("Year")
    )
    return figure(
        drawing,
        alt=alt,
        caption="GDP, the fit of Table 4 and its residuals (trillion yuan)",
        name="fig-fit",
        behind=behind,
    )


@styled
def elimination(path=None) -> Figure:
    """Coefficients with 95% intervals along the elimination path, in yuan per unit of the regressor.

    >>> elimination().name
    'fig-elimination'
    """
    path = models.backward_elimination(data.load("paper")) if path is None else path
    names = path[0].regressors
    drawing, grid = draw(7, 3.2, 1, len(names))
    rows, spoken = {}, []
    for axes, name, colour in zip(grid, names, PALETTE):
        axes.axhline(0, color=INK, lw=0.8)
        axes.set_title(LABELS[name], fontsize=10)
        axes.set_xticks(range(len(path)), [f"T{place + 2}" for place in range(len(path))])
        axes.set_xlim(-0.6, len(path) - 0.4)
        for place, step in enumerate(path):
            if name not in step.regressors:
                continue
            value, (low, high) = step.result.params[name], step.result.conf_int().loc[name]
            axes.errorbar(
                place, value, yerr=[[value - low], [high - value]], fmt="o", color=colour, capsize=3
            )
            rows[f"{LABELS[name]}, Table {place + 2}"] = {
                "Coefficient": prose.fixed(value, 4),
                "95% from": prose.fixed(low, 2),
                "to": prose.fixed(high, 2),
            }
        first, last = (
            step.result.params[name]
            for step in (path[0], [step for step in path if name in step.regressors][-1])
        )
        spoken.append(
            f"{LABELS[name]} {prose.fixed(first, 2)}"
            + ("" if name not in path[-1].regressors else f" to {prose.fixed(last, 2)}")
        )
    alt = f"Four panels of coefficients with 95% intervals over the {len(path)} regressions from Table 2 to Table 4: {prose.listed(spoken)}. Intervals narrow at each step; domain names and e-commerce leave because theirs include zero."
    return figure(
        drawing,
        alt=alt,
        caption="Coefficients along the elimination path, with 95% intervals",
        name="fig-elimination",
        behind=pd.DataFrame(rows).T.rename_axis("Coefficient of"),
    )
