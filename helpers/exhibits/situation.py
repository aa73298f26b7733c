"""What the page *Current situation* shows: turnover, people, names, regions, and since 2019."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes

from helpers.exhibits.base import (
    INK,
    PALETTE,
    Figure,
    Table,
    as_text,
    by_year,
    draw,
    figure,
    styled,
)
from helpers.methods.situation import (
    FIRST_SURVEY,
    PER_HEAD,
    REGION_ORDER,
)
from helpers.vocabulary import LABELS, MILLION, TRILLION, region
from helpers.words import count, fixed, listed, percent

LATEST = 2024
# Years in which rules and clean-ups moved the number of domain names; from data/series.csv.
CLEARANCES = ((2009, 2011), (2017, 2018), (2020, 2023))
SALES_TICKS = (2_000, 5_000, 10_000, 20_000, 50_000)  # yuan per head
MID_2019 = 2018.5  # years are counted at their end
SCALE = {  # units in which `since` shows levels
    "gdp": (TRILLION, "trillion yuan"),
    "ecommerce": (TRILLION, "trillion yuan"),
    "retail": (TRILLION, "trillion yuan"),
    "users": (MILLION, "million"),
    "shoppers": (MILLION, "million"),
    "domains": (MILLION, "million"),
}
TURNOVER_ALT = (
    "Line chart of e-commerce turnover in trillion yuan, broken in {survey}. "
    "The ministry's count rises from {ministry_low} in {ministry_first} to {ministry_high} "
    "in {ministry_last}; the bureau's survey from {bureau_low} in {bureau_first} to {bureau_high} "
    "in {bureau_last}, hollow in {hollow}, whose source was not seen. "
    "In {survey} the bureau counts {step} times the ministry's total. "
    "The totals of the paper's text, {said_2010} in 2010 and {said_2019} in 2019, lie above "
    "the official {official_2010} and {official_2019}."
)
PEOPLE_ALT = (
    "Line chart, million persons. Internet users rise from {users_low} in {users_first} to "
    "{users_high} in {users_last}, online shoppers from {shoppers_low} in {shoppers_first} to "
    "{shoppers_high}. Dotted before 2007, when shoppers have no single count. "
    "Diamonds mark the paper's figures: {users_2010} and {shoppers_2010} at the end of 2010, "
    "{users_2019} and {shoppers_2019} in mid-2019; all four lie close to the lines."
)
NAMES_ALT = (
    "Line chart of domain names in million, {first} to {last}: {start} at first, "
    "a peak of {peak} in {top}, {end} at last. They fall in {falls}; {inside} of these {number} "
    "years lie in the shaded spans of new rules and clean-ups."
)
NAMES_CAPTION = (
    "Domain names registered in China (million); "
    "hollow: source not seen, shaded: new rules and clean-ups"
)
GROWTH_NOTE = (
    "Blank: the source has no pair of years. 2023 and 2024 rest on a chart whose source was not "
    "seen, as do the firms' totals from 2011 on in part."
)
PROVINCES_ALT = (
    "Ranked dot plot of {number} provinces in four regions: {words}, {year}. "
    "Lowest {lowest} with {low}, highest {highest} with {high}; China {national}. "
    "Above the national value lie {above}."
)
SINCE_NOTE = (
    f"GDP after the fifth census; e-commerce of {LATEST} from a chart whose source was not seen; "
    "users and shoppers of 2019 as counted in March 2020."
)


@dataclass(frozen=True)
class _Line:
    """How a series is drawn: its name, and the offset of the name from its end, in points."""

    label: str
    colour: str
    marker: str
    style: str
    offset: tuple[float, float]


MINISTRY = _Line("ministry", PALETTE[0], "o", "-", (4, -9))
BUREAU = _Line("bureau's\nsurvey", PALETTE[2], "^", "-", (-34, -26))
PEOPLE = {
    "users": _Line(LABELS["users"], PALETTE[0], "o", "-", (-4, 14)),
    "shoppers": _Line(LABELS["shoppers"], PALETTE[2], "^", "-.", (8, -16)),
}


def _draw_line(axes: Axes, levels: pd.Series, unsure: Sequence[int], line: _Line) -> None:
    """A series with its unsure values hollow and its name at its end."""
    axes.plot(levels, ls=line.style, marker="", color=line.colour)
    sure = [year for year in levels.index if year not in unsure]
    axes.plot(levels[sure], line.marker, color=line.colour, ms=4.5)
    axes.plot(levels.drop(sure), line.marker, color=line.colour, ms=4.5, mfc="none")
    axes.annotate(
        line.label,
        (levels.index[-1], levels.iloc[-1]),
        xytext=line.offset,
        textcoords="offset points",
        color=line.colour,
        va="center",
    )


def _draw_break(axes: Axes, year: float, words: str, height: float) -> None:
    """A dotted line where a definition changes."""
    axes.axvline(year, color=INK, lw=0.8, ls=":")
    axes.annotate(
        words,
        (year, height),
        xycoords=("data", "axes fraction"),
        xytext=(4, 0),
        textcoords="offset points",
        va="top",
        fontsize=9,
    )


def _draw_turnover_of_paper(axes: Axes, paper: pd.Series, said: dict[int, float]) -> None:
    """The series of the regressions, and the totals of the text."""
    axes.plot(paper, ls="--", marker="s", color=PALETTE[3], ms=3.5)
    axes.annotate(
        "the paper's\nregressions",
        (2016, paper[2016]),
        xytext=(6, -14),
        textcoords="offset points",
        color=PALETTE[3],
        va="top",
    )
    for year, value in said.items():
        axes.plot(year, value, "D", color=PALETTE[1], ms=7)
        axes.annotate(
            f"paper's text: {value:g}",
            (year, value),
            xytext=(-8, 6),
            textcoords="offset points",
            color=PALETTE[1],
            ha="right",
        )


def _turnover_in_words(
    official: pd.Series, unsure: Sequence[int], said: Mapping[int, float], step: float
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
    )


@styled
def turnover_figure(
    official: pd.Series,
    paper: pd.Series,
    unsure: Sequence[int],
    said: Mapping[int, float],
    step: float,
) -> Figure:
    """E-commerce turnover by source, with the change of survey and the totals of the paper's text.

    Parameters
    ----------
    official : Series
        Turnover by the ministry, then by the bureau, 100 million yuan.
    paper : Series
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
        In trillion yuan; values whose source was not seen are hollow.
    """
    official, paper = official / TRILLION, paper / TRILLION
    early, late = official.loc[: FIRST_SURVEY - 1], official.loc[FIRST_SURVEY:]
    drawing, axes = draw(7, 4.2)
    _draw_line(axes, early, unsure, MINISTRY)
    _draw_line(axes, late, unsure, BUREAU)
    _draw_turnover_of_paper(axes, paper, dict(said))
    _draw_break(axes, FIRST_SURVEY - 0.5, "new survey", 0.98)
    axes.set_ylabel("trillion yuan")
    axes.set_ylim(0)
    axes.set_xlim(2003.5, LATEST + 0.8)
    axes.set_xticks(range(2004, LATEST + 1, 4))
    levels = {
        "Ministry": early,
        "Bureau": late,
        "Paper's regressions": paper,
        "Paper's text": pd.Series(said),
    }
    behind = pd.DataFrame(levels).apply(as_text, decimals=2)
    return figure(
        drawing,
        alt=_turnover_in_words(official, unsure, said, step),
        caption="E-commerce turnover by source (trillion yuan); hollow: source not seen",
        name="fig-turnover",
        behind=by_year(behind),
    )


def _draw_people(axes: Axes, levels: pd.Series, label: _Line) -> None:
    """A count of persons, named in the middle; a name to the left of its point ends there."""
    axes.plot(levels, ls=label.style, marker=label.marker, color=label.colour)
    axes.annotate(
        label.label,
        (2015, levels[2015]),
        xytext=label.offset,
        textcoords="offset points",
        color=label.colour,
        ha="right" if label.offset[0] < 0 else "left",
    )


def _draw_early_shoppers(axes: Axes, early: pd.Series) -> None:
    """Shoppers before they were counted."""
    axes.plot(early, ls=":", marker="^", color=PALETTE[2], mfc="none")
    place = (2002.4, 250)
    axes.annotate("shares and one-off\nsurveys, fitted", place, color=PALETTE[2], fontsize=9)


def _explain_diamonds(axes: Axes, value: float) -> None:
    axes.annotate(
        "diamonds:\nthe paper's text",
        (2010, value),
        xytext=(-6, 8),
        textcoords="offset points",
        color=PALETTE[1],
        ha="right",
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


@styled
def people_figure(
    modern: pd.DataFrame, paper: pd.DataFrame, said: Mapping[str, Mapping[float, float]]
) -> Figure:
    """Internet users and online shoppers, with breaks and the four figures of the paper's text.

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
    levels = {name: modern[name].dropna() for name in PEOPLE}
    drawing, axes = draw(7, 4.2)
    for name, label in PEOPLE.items():
        _draw_people(axes, levels[name], label)
        for year, value in said[name].items():
            axes.plot(year, value, "D", color=PALETTE[1], ms=7, mfc="none", mew=1.6)
    _draw_early_shoppers(axes, paper["shoppers"].loc[:2006])
    _explain_diamonds(axes, said["users"][2010])
    _draw_break(axes, 2007, "from here one count of shoppers,\nand a wider one of users", 0.98)
    _draw_break(axes, 2019, "2019 counted\nin March 2020", 0.14)
    axes.set_ylabel("million persons, end of year")
    axes.set_ylim(0, 1230)
    axes.set_xlim(2002.2, LATEST + 0.8)
    axes.set_xticks(range(2004, LATEST + 1, 4))
    columns = {
        "Users": levels["users"],
        "Shoppers": levels["shoppers"],
        "Shoppers, paper's data": paper["shoppers"],
    }
    behind = pd.DataFrame({name: as_text(column, 1) for name, column in columns.items()})
    return figure(
        drawing,
        alt=_people_in_words(levels["users"], levels["shoppers"], said),
        caption="Internet users and online shoppers (million persons)",
        name="fig-people",
        behind=by_year(behind.fillna("")),
    )


def _shade_clearances(axes: Axes) -> None:
    """Spans of new rules and clean-ups."""
    for first, last in CLEARANCES:
        axes.axvspan(first - 0.5, last + 0.5, color=PALETTE[4], alpha=0.15, lw=0)
        axes.annotate(
            "rules and\nclean-ups",
            ((first + last) / 2, 0.98),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="top",
            fontsize=9,
            color=PALETTE[4],
        )


def _names_in_words(levels: pd.Series) -> str:
    falls = [year for year in levels.index[1:] if levels.diff()[year] < 0]
    inside = [year for year in falls if any(first <= year <= last for first, last in CLEARANCES)]
    return NAMES_ALT.format(
        first=levels.index[0],
        last=levels.index[-1],
        start=fixed(levels.iloc[0], 1),
        peak=fixed(levels.max(), 1),
        top=levels.idxmax(),
        end=fixed(levels.iloc[-1], 1),
        falls=listed(str(year) for year in falls),
        inside=count(len(inside)),
        number=count(len(falls)),
    )


@styled
def names_figure(names: pd.Series, unsure: Sequence[int]) -> Figure:
    """Domain names, the years of new rules and clean-ups shaded.

    Parameters
    ----------
    names : Series
        Domain names by year, 10,000.
    unsure : sequence of int
        Years whose source was not seen.

    Returns
    -------
    Figure
        In million names; values whose source was not seen are hollow.
    """
    levels, unsure = names / MILLION, list(unsure)
    drawing, axes = draw(7, 3.8)
    _shade_clearances(axes)
    axes.plot(levels, ls="-", marker="", color=PALETTE[0])
    axes.plot(levels.drop(unsure), "o", color=PALETTE[0])
    axes.plot(levels[unsure], "o", color=PALETTE[0], mfc="none")
    axes.set_ylabel("million names, end of year")
    axes.set_ylim(0, 64)
    axes.set_xticks(range(2004, LATEST + 1, 4))
    seen = ["not seen" if year in unsure else "seen or derived" for year in levels.index]
    behind = pd.DataFrame({"Million names": as_text(levels, 2), "Source": seen}, index=levels.index)
    return figure(
        drawing,
        alt=_names_in_words(levels),
        caption=NAMES_CAPTION,
        name="fig-names",
        behind=by_year(behind),
    )


def growth_by_source(rates: pd.DataFrame, said: Mapping[str, str]) -> Table:
    """Yearly growth of turnover in each chain, beside what the paper's text prints.

    Parameters
    ----------
    rates : DataFrame
        Growth of each chain by year, shares.
    said : mapping of str to str
        What the paper's text prints, by year.

    Returns
    -------
    Table
        One row per year from 2008.
    """
    shown = rates.loc[2008:].map(lambda rate: "" if pd.isna(rate) else percent(rate, 1))
    frame = by_year(shown)
    frame["Paper's text"] = ""
    for year, words in said.items():
        frame.loc[year, "Paper's text"] = words
    for source, new in (("Ministry, then bureau", FIRST_SURVEY), ("The paper's data", 2017)):
        frame.loc[str(new), source] += " (new count)"
    return Table(
        frame,
        caption="Growth of e-commerce turnover over the year before, by source",
        name="tab-growth-sources",
        note=GROWTH_NOTE,
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
    axes.hlines(ranks, start, group, color=colour, lw=0.6, alpha=0.5, clip_on=False)
    axes.plot(group.to_numpy(), ranks, marker, color=colour, ls="none", clip_on=False)
    axes.set_yticks(ranks, group.index, fontsize=9)
    axes.set_ylim(-0.7, len(group) - 0.3)


def _scale_per_head(axes: Axes, series: str, start: float, national: float) -> None:
    """The common axis below the panels: logarithmic for sales."""
    _, unit, decimals, _ = PER_HEAD[series]
    words = unit
    if series == "ecommerce_sales":
        axes.set_xscale("log")
        axes.set_xticks(SALES_TICKS, [f"{tick:,}" for tick in SALES_TICKS])
        axes.minorticks_off()
        words += ", each step to the right multiplies"
    axes.set_xlim(start)
    axes.set_xlabel(f"{words}; dashed: China, {fixed(national, decimals)}")


def _provinces_in_words(
    series: str, year: int, groups: dict[str, pd.Series], national: float
) -> str:
    _, _, decimals, words = PER_HEAD[series]
    heads = pd.concat(groups.values())
    above = [
        f"{count(int((group > national).sum())).replace('no', 'none')} of {count(len(group))} "
        f"in the {name}"
        for name, group in groups.items()
    ]
    return PROVINCES_ALT.format(
        number=len(heads),
        words=words[0].lower() + words[1:],
        year=year,
        lowest=heads.idxmin(),
        low=fixed(heads.min(), decimals),
        highest=heads.idxmax(),
        high=fixed(heads.max(), decimals),
        national=fixed(national, decimals),
        above=listed(above),
    )


@styled
def provinces_figure(
    heads: pd.Series, national: float, series: str = "ecommerce_sales", year: int = 2018
) -> Figure:
    """Provinces ranked within their regions, per head, with the national value.

    Parameters
    ----------
    heads : Series
        Value per head by province.
    national : float
        Of all provinces together.
    series : {"ecommerce_sales", "broadband_users"}
        What is counted.
    year : int
        When.

    Returns
    -------
    Figure
        One panel per region; yuan per head, or subscriptions per 100 people.
    """
    _, unit, decimals, words = PER_HEAD[series]
    groups = _ranked_by_region(heads)
    start = 0.8 * heads.min() if series == "ecommerce_sales" else 0  # a logarithm has no zero
    heights = [len(group) + 1 for group in groups.values()]
    drawing, panels = draw(7, 7.6, len(groups), 1, sharex=True, height_ratios=heights)
    looks = zip(panels, groups.items(), PALETTE, "os^D", strict=False)  # the palette has more
    for axes, (name, group), colour, marker in looks:
        _draw_ranks(axes, group, start, colour, marker)
        axes.axvline(national, color=INK, lw=0.8, ls="--", clip_on=False)
        axes.set_title(name, color=colour)
    _scale_per_head(panels[-1], series, start, national)
    ranked = pd.concat(groups.values())[::-1]
    behind = pd.DataFrame(
        {
            "Region": [region(province) for province in ranked.index],
            unit: [fixed(value, decimals) for value in ranked],
        },
        index=ranked.index.rename("Province"),
    )
    return figure(
        drawing,
        alt=_provinces_in_words(series, year, groups, national),
        caption=f"{words}, by region and rank, {year} ({unit})",
        name=f"fig-provinces-{series.replace('_', '-')}",
        behind=behind,
    )


def gaps_table(gaps: Mapping[tuple[str, int], pd.Series]) -> Table:
    """Regions per head in 2015, 2018 and the latest year, and the east against centre and west.

    Parameters
    ----------
    gaps : mapping of Series
        From `helpers.methods.situation.gaps`.

    Returns
    -------
    Table
        One row per series and year.

    Examples
    --------
    >>> from helpers.methods import situation
    >>> gaps_table(situation.gaps()).frame.shape
    (6, 5)
    """
    rows = {}
    for (series, year), row in gaps.items():
        _, _, decimals, words = PER_HEAD[series]
        regional = [fixed(row[name], decimals) for name in REGION_ORDER]
        rows[f"{words}, {year}"] = [*regional, f"{fixed(row['gap'], 2)} ×"]
    columns = [*(name.capitalize() for name in REGION_ORDER), "East over centre and west"]
    frame = pd.DataFrame(rows, index=columns).T
    units = "; ".join(f"{words.lower()} in {unit}" for _, unit, _, words in PER_HEAD.values())
    return Table(frame, caption=f"Regions per head ({units})", name="tab-gaps")


def since_table(frame: pd.DataFrame) -> Table:
    """What became of the series after 2019: levels, and growth before and after.

    Parameters
    ----------
    frame : DataFrame
        From `helpers.methods.situation.latest`.

    Returns
    -------
    Table
        Levels of 2019 and the latest year, and average growth a year in the five years before and
        after 2019.

    Examples
    --------
    >>> from helpers.methods import situation
    >>> list(since_table(situation.latest()).frame.columns)
    ['Unit', '2019', '2024', '2014–2019, a year', '2019–2024, a year']
    """
    rows = {}
    for name, (divisor, unit) in SCALE.items():
        levels = [frame.loc[year, name] for year in (FIRST_SURVEY, 2019, LATEST)]
        rates = [(after / before) ** (1 / 5) - 1 for before, after in pairwise(levels)]
        rows[LABELS.get(name, "Online retail")] = [
            unit,
            *(fixed(value / divisor, 1) for value in levels[1:]),
            *(percent(rate, 1) for rate in rates),
        ]
    spans = [f"{FIRST_SURVEY}–2019, a year", f"2019–{LATEST}, a year"]
    columns = ["Unit", "2019", str(LATEST), *spans]
    return Table(
        pd.DataFrame(rows, index=columns).T,
        caption="Before and after 2019: levels, and average growth a year",
        name="tab-since",
        note=SINCE_NOTE,
    )
