"""What the page *Current situation* shows: turnover, people, regions, and since 2019."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from helpers.exhibits.base import (
    INK,
    MISSING,
    PALETTE,
    Figure,
    Table,
    as_text,
    beside,
    by_year,
    column,
    draw_column,
    figure,
)
from helpers.methods.situation import FIRST_SURVEY, PER_HEAD, REGION_ORDER
from helpers.vocabulary import LABELS, MILLION, TRILLION, region
from helpers.words import count, fixed, listed, percent

LATEST = 2024
SWITCH = 2017  # from here on the paper's data count turnover as the bureau's survey does
SALES_TICKS = (2_000, 10_000, 50_000)  # yuan per head
MID_2019 = 2018.5  # years are counted at their end
SCALE = {  # in which `since_table` shows levels
    **dict.fromkeys(("gdp", "ecommerce", "retail"), TRILLION),
    **dict.fromkeys(("users", "shoppers", "domains"), MILLION),
}
TURNOVER_ALT = (
    "Two line charts of e-commerce turnover in trillion yuan. Above, the official count, broken in "
    "{survey}: the ministry's rises from {ministry_low} in {ministry_first} to {ministry_high} in "
    "{ministry_last}, the bureau's survey from {bureau_low} in {bureau_first} to {bureau_high} "
    "in {bureau_last}, hollow in {hollow}, whose source was not seen. "
    "In {survey} the bureau counts {step} times the ministry's total. "
    "The totals of the paper's text, {said_2010} in 2010 and {said_2019} in 2019, lie above "
    "the official {official_2010} and {official_2019}. "
    "Below, the data of the paper's regressions, broken in {switch}: from {used_low} in "
    "{used_first} to {used_before} in {before}, then {used_after} in {switch}."
)
PEOPLE_ALT = (
    "Line chart, million persons. Internet users rise from {users_low} in {users_first} to "
    "{users_high} in {users_last}, online shoppers from {shoppers_low} in {shoppers_first} to "
    "{shoppers_high}. Dotted before 2007, when shoppers have no single count. "
    "Diamonds mark the paper's figures: {users_2010} and {shoppers_2010} at the end of 2010, "
    "{users_2019} and {shoppers_2019} in mid-2019; all four lie close to the lines."
)
PROVINCES_ALT = (
    "Ranked dot plot of {number} provinces in four regions: {words}, {year}. "
    "Lowest {lowest} with {low}, highest {highest} with {high}; China {national}. "
    "Above the national value lie {above}."
)
PROVINCES_CAPTION = (
    "{above} of {number} provinces lie above China as a whole: {words}, {year} ({unit}, each step "
    "to the right multiplies)"
)
GAPS_ALT = (
    "Line chart of two ratios, the east's value per head over that of centre and west together, "
    "{first} to {last}. Firms' e-commerce sales go from {sales_first} to {sales_last}, "
    "broadband lines from {lines_first} to {lines_last}; a dashed line at 1 marks equality."
)
GAPS_CAPTION = (
    "What a resident of the east has, divided by what a resident of centre and west has; "
    "dashed: equal"
)
GROWTH_NOTE = "The firms' totals of later years rest in part on sources that were not seen."
SINCE_NOTE = (
    f"Levels in trillion yuan or million. GDP after the fifth census; e-commerce of {LATEST} "
    "from a chart whose source was not seen; users and shoppers of 2019 as counted in March 2020."
)


def _draw_levels(axes: Axes, levels: pd.Series, colour: str, unsure: Sequence[int] = ()) -> Any:
    """A series with its unsure values hollow."""
    [line] = axes.plot(levels, ls="-", marker="", color=colour)
    sure = [year for year in levels.index if year not in unsure]
    axes.plot(levels[sure], "o", color=colour, ls="none", ms=6)
    axes.plot(levels.drop(sure), "o", color=colour, ls="none", ms=6, mfc="none")
    return line


def _draw_break(axes: Axes, year: float, words: str, height: float, right: bool = False) -> None:
    """A dotted line where a definition changes."""
    axes.axvline(year, color=INK, lw=1.2, ls=":")
    axes.annotate(
        words,
        (year, height),
        xycoords=("data", "axes fraction"),
        xytext=(6 if right else -6, 0),
        textcoords="offset points",
        ha="left" if right else "right",
        va="top",
    )


def _turnover_in_words(
    official: pd.Series,
    used: pd.Series,
    unsure: Sequence[int],
    said: Mapping[int, float],
    step: float,
) -> str:
    early, late = official.loc[: FIRST_SURVEY - 1], official.loc[FIRST_SURVEY:]
    return TURNOVER_ALT.format(
        survey=FIRST_SURVEY,
        ministry_low=fixed(early.iloc[0], 1),
        ministry_first=early.index[0],
        ministry_high=fixed(early.iloc[-1], 1),
        ministry_last=early.index[-1],
        bureau_low=fixed(late.iloc[0], 1),
        bureau_first=late.index[0],
        bureau_high=fixed(late.iloc[-1], 1),
        bureau_last=late.index[-1],
        hollow=listed(str(year) for year in unsure),
        step=fixed(step, 2),
        said_2010=f"{said[2010]:g}",
        said_2019=f"{said[2019]:g}",
        official_2010=fixed(official[2010], 2),
        official_2019=fixed(official[2019], 2),
        switch=SWITCH,
        before=SWITCH - 1,
        used_low=fixed(used.iloc[0], 1),
        used_first=used.index[0],
        used_before=fixed(used[SWITCH - 1], 1),
        used_after=fixed(used[SWITCH], 1),
    )


def _draw_official(
    axes: Axes, official: pd.Series, unsure: Sequence[int], said: Mapping[int, float]
) -> None:
    """The official count in its two pieces, and the totals of the paper's text."""
    beside(
        _draw_levels(axes, official.loc[: FIRST_SURVEY - 1], PALETTE[0]), "ministry", -1, (6, -4)
    )
    late = _draw_levels(axes, official.loc[FIRST_SURVEY:], PALETTE[2], unsure)
    beside(late, "bureau's survey", 4, (10, -26))
    _draw_break(axes, FIRST_SURVEY - 0.5, "new survey", 0.5)
    for year, value in said.items():
        axes.plot(year, value, "D", color=PALETTE[1], ls="none", ms=9)
        axes.annotate(
            f"text: {value:g}",
            (year, value),
            xytext=(-10, 8),
            textcoords="offset points",
            color=PALETTE[1],
            ha="right",
        )
    axes.set_title("Official count, trillion yuan")
    axes.set_ylim(0)


def _draw_used(axes: Axes, used: pd.Series) -> None:
    """The series of the regressions, broken where its maker changes."""
    _draw_levels(axes, used.loc[: SWITCH - 1], PALETTE[3])
    _draw_levels(axes, used.loc[SWITCH:], PALETTE[3])
    _draw_break(axes, SWITCH - 0.5, "new count", 0.98)
    axes.set_title("In the paper's regressions")
    axes.set_ylim(0)


@column
def turnover_figure(
    official: pd.Series,
    used: pd.Series,
    unsure: Sequence[int],
    said: Mapping[int, float],
    step: float,
) -> Figure:
    """E-commerce turnover as counted officially and as the regressions use it, each with its break.

    Parameters
    ----------
    official : Series
        Turnover by the ministry, then by the bureau, 100 million yuan.
    used : Series
        Turnover in the paper's data, 100 million yuan.
    unsure : sequence of int
        Official years whose source was not seen.
    said : mapping of int to float
        Totals of the paper's text by year, trillion yuan.
    step : float
        How many times the new survey counts what the old one did.

    Returns
    -------
    Figure
        Two panels, in trillion yuan; values whose source was not seen are hollow.
    """
    official, used = official / TRILLION, used / TRILLION
    drawing, (above, below) = draw_column(height=[300, 230], sharex=True)
    _draw_official(above, official, unsure, said)
    _draw_used(below, used)
    below.set_xlim(2003.5, LATEST + 0.8)
    below.set_xticks(range(2004, LATEST + 1, 4))
    levels = {
        "Ministry": official.loc[: FIRST_SURVEY - 1],
        "Bureau": official.loc[FIRST_SURVEY:],
        "Paper's regressions": used,
        "Paper's text": pd.Series(said),
    }
    behind = pd.DataFrame(levels).apply(as_text, decimals=2)
    return figure(
        drawing,
        alt=_turnover_in_words(official, used, unsure, said, step),
        caption=(
            f"A new survey counts {fixed(step, 2)} times the old one's turnover in {FIRST_SURVEY}; "
            f"the paper's data change over in {SWITCH}; diamonds: its text; hollow: source not seen"
        ),
        name="fig-turnover",
        behind=by_year(behind),
    )


def growth_by_source(rates: Mapping[str, pd.Series], said: Mapping[int, str]) -> Table:
    """Growth of turnover by source in the years for which the paper's text prints it.

    Parameters
    ----------
    rates : mapping of Series
        Growth by year, shares, of each source.
    said : mapping of int to str
        What the paper's text prints, by year.

    Returns
    -------
    Table
        One row a source; a dash where a source has no pair of years.
    """
    rows = {
        source: [percent(rate[year], 1) if year in rate else MISSING for year in said]
        for source, rate in rates.items()
        if any(year in rate for year in said)
    }
    frame = pd.DataFrame(rows, index=[str(year) for year in said]).T
    frame.loc["The paper's text"] = list(said.values())
    return Table(
        frame.rename_axis("Source"),
        caption="Growth of turnover over the year before, by source",
        name="tab-growth-sources",
        note=GROWTH_NOTE,
    )


def _people_in_words(
    users: pd.Series, shoppers: pd.Series, said: Mapping[str, Mapping[float, float]]
) -> str:
    return PEOPLE_ALT.format(
        users_low=fixed(users.iloc[0], 0),
        users_first=users.index[0],
        users_high=fixed(users.iloc[-1], 0),
        users_last=users.index[-1],
        shoppers_low=fixed(shoppers.iloc[0], 0),
        shoppers_first=shoppers.index[0],
        shoppers_high=fixed(shoppers.iloc[-1], 0),
        users_2010=f"{said['users'][2010]:g}",
        shoppers_2010=f"{said['shoppers'][2010]:g}",
        users_2019=f"{said['users'][MID_2019]:g}",
        shoppers_2019=f"{said['shoppers'][MID_2019]:g}",
    )


@column
def people_figure(
    modern: pd.DataFrame, paper: pd.DataFrame, said: Mapping[str, Mapping[float, float]]
) -> Figure:
    """Internet users and online shoppers, with the four figures of the paper's text.

    Parameters
    ----------
    modern : DataFrame
        Official data by year, 10,000 persons.
    paper : DataFrame
        The paper's data.
    said : mapping of mapping
        Figures of the paper's text by series and year, millions.

    Returns
    -------
    Figure
        In million persons.
    """
    modern, paper = modern / MILLION, paper / MILLION
    drawing, axes = draw_column(height=330)
    levels = {}
    for name, colour, shift in (
        ("users", PALETTE[0], (-10, 14)),
        ("shoppers", PALETTE[2], (12, -16)),
    ):
        levels[name] = modern[name].dropna()
        line = _draw_levels(axes, levels[name], colour)
        beside(line, LABELS[name], list(levels[name].index).index(2015), shift)
        for year, value in said[name].items():
            axes.plot(year, value, "D", color=PALETTE[1], ls="none", ms=11, mfc="none", mew=2)
    early = paper["shoppers"].loc[:2006]
    axes.plot(early, ls=":", marker="^", color=PALETTE[2], mfc="none")
    _draw_break(axes, 2006.5, "one count of shoppers\nfrom 2007", 0.98, right=True)
    axes.set_title("Million persons, end of year")
    axes.set_ylim(0, 1_250)
    axes.set_xlim(2003.3, LATEST + 0.8)
    axes.set_xticks(range(2004, LATEST + 1, 4))
    columns = {
        "Users": levels["users"],
        "Shoppers": levels["shoppers"],
        "Shoppers, paper's data": paper["shoppers"],
    }
    behind = pd.DataFrame({name: as_text(values, 1) for name, values in columns.items()})
    return figure(
        drawing,
        alt=_people_in_words(levels["users"], levels["shoppers"], said),
        caption="The paper's four figures (diamonds) lie on CNNIC's lines",
        name="fig-people",
        behind=by_year(behind.fillna("")),
    )


def _ranked_by_region(heads: pd.Series) -> dict[str, pd.Series]:
    """Provinces of each region, lowest first."""
    regions = heads.index.map(region)
    return {name: heads[regions == name].sort_values() for name in REGION_ORDER}


def _draw_ranks(axes: Axes, group: pd.Series, start: float, colour: str, marker: str) -> None:
    """One region: a dot per province on a thin line from the edge.

    Unclipped: the layout of several panels differs in the last bits from run to run, and the name
    of a clip path shows it.
    """
    ranks = range(len(group))
    axes.hlines(ranks, start, group, color=colour, lw=1, alpha=0.5, clip_on=False)
    axes.plot(group.to_numpy(), ranks, marker, color=colour, ls="none", clip_on=False)
    axes.set_yticks(ranks, group.index)
    axes.set_ylim(-0.7, len(group) - 0.3)


@column
def provinces_figure(heads: pd.Series, national: float, year: int) -> Figure:
    """Firms' e-commerce sales by province, ranked within regions, per head.

    Parameters
    ----------
    heads : Series
        Yuan per head by province.
    national : float
        Of all provinces together.
    year : int
        When.

    Returns
    -------
    Figure
        One panel per region, on one logarithmic axis.
    """
    _, unit, decimals, words = PER_HEAD["ecommerce_sales"]
    words, groups = words[0].lower() + words[1:], _ranked_by_region(heads)
    heights = [22 * len(group) + 34 for group in groups.values()]
    drawing, panels = draw_column(height=heights, sharex=True)
    looks = zip(panels, groups.items(), PALETTE, "os^D", strict=False)  # the palette has more
    for axes, (name, group), colour, marker in looks:
        _draw_ranks(axes, group, 0.8 * heads.min(), colour, marker)
        axes.axvline(national, color=INK, lw=1.2, ls="--", clip_on=False)
        axes.set_title(name.capitalize(), color=colour)
    panels[-1].set_xscale("log")
    panels[-1].set_xticks(SALES_TICKS, [f"{tick:,}" for tick in SALES_TICKS])
    panels[-1].minorticks_off()
    panels[-1].set_xlim(0.8 * heads.min())
    panels[-1].set_xlabel(f"{unit} per head; dashed: China, {fixed(national, decimals)}")
    ranked = pd.concat(groups.values())[::-1]
    behind = pd.DataFrame(
        {
            "Region": [region(province) for province in ranked.index],
            unit: [fixed(value, decimals) for value in ranked],
        },
        index=ranked.index.rename("Province"),
    )
    above = [
        f"{count(int((group > national).sum())).replace('no', 'none')} of {count(len(group))} "
        f"in the {name}"
        for name, group in groups.items()
    ]
    alt = PROVINCES_ALT.format(
        number=len(heads),
        words=words,
        year=year,
        lowest=heads.idxmin(),
        low=fixed(heads.min(), decimals),
        highest=heads.idxmax(),
        high=fixed(heads.max(), decimals),
        national=fixed(national, decimals),
        above=listed(above),
    )
    caption = PROVINCES_CAPTION.format(
        above=count(int((heads > national).sum())).capitalize(),
        number=count(len(heads)),
        words=words,
        year=year,
        unit=unit,
    )
    return figure(
        drawing, alt=alt, caption=caption, name="fig-provinces-ecommerce-sales", behind=behind
    )


@column
def gaps_figure(gaps: pd.DataFrame) -> Figure:
    """The east against centre and west, per head, year by year.

    Parameters
    ----------
    gaps : DataFrame
        From `helpers.methods.situation.gaps`.

    Returns
    -------
    Figure
        Two lines, and equality.
    """
    sales, lines = gaps["ecommerce_sales"], gaps["broadband_users"]
    drawing, axes = draw_column(height=270)
    middle = len(gaps) // 2
    [line] = axes.plot(sales, color=PALETTE[0])
    beside(line, "firms' e-commerce sales", middle - 2, (8, -32))
    [line] = axes.plot(lines, color=PALETTE[1])
    beside(line, "broadband lines", middle - 2, (8, 22))
    axes.axhline(1, color=INK, lw=1.2, ls="--", marker="")
    axes.set_ylim(0, 1.1 * sales.max())
    axes.set_title("East over centre and west, per head")
    first, last = gaps.index[0], gaps.index[-1]
    alt = GAPS_ALT.format(
        first=first,
        last=last,
        sales_first=fixed(sales[first], 1),
        sales_last=fixed(sales[last], 1),
        lines_first=fixed(lines[first], 2),
        lines_last=fixed(lines[last], 2),
    )
    behind = pd.DataFrame({"Sales": as_text(sales, 2), "Broadband": as_text(lines, 2)})
    return figure(drawing, alt=alt, caption=GAPS_CAPTION, name="fig-gaps", behind=by_year(behind))


def since_table(frame: pd.DataFrame) -> Table:
    """What became of the series after 2019: level, and growth before and after.

    Parameters
    ----------
    frame : DataFrame
        From `helpers.methods.situation.latest`.

    Returns
    -------
    Table
        The latest level, and average growth a year in the five years before and after 2019.

    Examples
    --------
    >>> from helpers.methods import situation
    >>> list(since_table(situation.latest()).frame.columns)
    ['2024', 'To 2019', 'Since']
    """
    rows = {}
    for name, divisor in SCALE.items():
        levels = [frame.loc[year, name] for year in (FIRST_SURVEY, 2019, LATEST)]
        rates = [(after / before) ** (1 / 5) - 1 for before, after in pairwise(levels)]
        rows[LABELS.get(name, "Online retail")] = [
            fixed(levels[-1] / divisor, 1),
            *(percent(rate, 1) for rate in rates),
        ]
    shown = pd.DataFrame(rows, index=[str(LATEST), "To 2019", "Since"]).T
    return Table(
        shown.rename_axis("Series"),
        caption="Growth a year in the five years to 2019 and since",
        name="tab-since",
        note=SINCE_NOTE,
    )
