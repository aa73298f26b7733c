"""Chapter 3, the current situation: turnover, users, shoppers and names with their breaks, regions, and the years since 2019."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from scipy import stats

from helpers import claims, data, models, prose
from helpers.exhibits import INK, PALETTE, Figure, Table, draw, figure, styled
from helpers.figures import MILLION, TRILLION
from helpers.tables import LABELS

FIRST_SURVEY = 2014  # the statistics bureau's survey of turnover begins
LATEST = 2024
# Chains of one source each; a level from one and a level from another give no growth rate.
SOURCES = {
    "Ministry, then bureau": "official",
    "100EC": "100EC",
    "iResearch": "iResearch",
    "The paper's data": "paper",
}
# Years in which rules and clean-ups moved the number of domain names, from the series' own description.
CLEARANCES = ((2009, 2011), (2017, 2018), (2020, 2023))
PER_HEAD = {  # factor to the unit shown, unit, decimals, words
    "ecommerce_sales": (10_000, "yuan", 0, "E-commerce sales of enterprises per head"),
    "broadband_users": (100, "subscriptions per 100 people", 1, "Fixed broadband subscriptions"),
}
REGIONS = ("east", "centre", "northeast", "west")


def printed(claim: str, position: int = 0) -> str:
    """One of the figures that a claim quotes, as the paper prints it.

    Parameters
    ----------
    claim : str
        Id in the ledger.
    position : int
        Which figure, counted from 0; negative from the end.

    Returns
    -------
    str
        With its per cent sign, if it has one.

    Raises
    ------
    KeyError, IndexError
        If there is no such claim, or no such figure in it.

    Examples
    --------
    >>> printed("c3-03", -1), printed("c3-04")
    ('33.5%', '36.8')
    """
    return re.findall(r"-?\d+(?:\.\d+)?%?", claims.ledger().loc[claim, "quoted"])[position]


def chain(source: str) -> pd.Series:
    """E-commerce transactions as one source counted them.

    Parameters
    ----------
    source : {"official", "100EC", "iResearch", "paper"}
        ``official``: Ministry of Commerce to 2013, National Bureau of Statistics from 2014. ``paper``: as the regressions use them.
        For the two firms, every yearly total found, seen or not; where one year has several, the earliest in the file.

    Returns
    -------
    Series
        Index year, 100 million yuan.

    Raises
    ------
    ValueError
        On another source.

    Examples
    --------
    >>> float(chain("official").loc[2019])
    348100.0
    """
    if source == "official":
        return data.load("modern")["ecommerce"].dropna()
    if source == "paper":
        return data.load("paper")["ecommerce"]
    if source not in SOURCES.values():
        raise ValueError(f"no chain {source!r}; valid: {', '.join(SOURCES.values())}")
    rows = data.observations()
    rows = rows[
        (rows["series"] == "ecommerce")
        & rows["year"].str.fullmatch(r"\d{4}")
        & rows["vintage"].str.startswith(source)
    ]
    return rows.assign(year=rows["year"].astype(int)).groupby("year")["value"].first()


def growth(levels: pd.Series) -> pd.Series:
    """Growth over the year before, where both years stand.

    >>> growth(pd.Series({2010: 100.0, 2011: 110.0, 2013: 121.0})).round(4).to_dict()
    {2011: 0.1}
    """
    years = levels.index
    kept = [year for year in years if year - 1 in years]
    return pd.Series({year: levels[year] / levels[year - 1] - 1 for year in kept}, dtype=float)


def survey_step() -> dict[str, float]:
    """The change of survey in 2014, measured where both counts exist.

    Returns
    -------
    dict
        ``ministry`` and ``bureau``, the two levels of 2014 in 100 million yuan; ``ratio`` of the second to the first;
        ``within``, growth on the ministry's own count; ``across``, growth when one steps over to the bureau's.

    Examples
    --------
    >>> round(survey_step()["within"], 2)
    0.25
    """
    rows = data.observations()
    rows = rows[
        (rows["series"] == "ecommerce")
        & (rows["year"] == str(FIRST_SURVEY))
        & (rows["status"] == "seen")
    ]
    ministry = float(rows.loc[rows["vintage"].str.startswith("MOFCOM"), "value"].iloc[0])
    bureau, before = (float(chain("official")[year]) for year in (FIRST_SURVEY, FIRST_SURVEY - 1))
    return {
        "ministry": ministry,
        "bureau": bureau,
        "ratio": bureau / ministry,
        "within": ministry / before - 1,
        "across": bureau / before - 1,
    }


def _unsure(series: str, dataset: str) -> list[int]:
    tidy = data.load(dataset, form="tidy")
    return sorted(
        tidy.loc[(tidy["series"] == series) & tidy["status"].isin(["unverified", "fitted"]), "year"]
    )


def _line(
    axes,
    levels: pd.Series,
    unsure,
    label: str,
    colour: str,
    marker: str,
    style: str,
    at: tuple[float, float],
):
    """A series with its unsure values hollow and its name at its end."""
    axes.plot(levels, ls=style, marker="", color=colour)
    sure = [year for year in levels.index if year not in unsure]
    axes.plot(levels[sure], marker, color=colour, ms=4.5)
    axes.plot(levels.drop(sure), marker, color=colour, ms=4.5, mfc="none")
    axes.annotate(
        label,
        (levels.index[-1], levels.iloc[-1]),
        xytext=at,
        textcoords="offset points",
        color=colour,
        va="center",
    )


def _break(axes, year: float, words: str, height: float):
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


def _strings(levels: pd.Series, decimals: int) -> pd.Series:
    return levels.map(lambda value: "" if pd.isna(value) else prose.fixed(value, decimals))


@styled
def turnover() -> Figure:
    """E-commerce turnover by source, with the change of survey and the two totals of the paper's text.

    >>> turnover().name
    'fig-turnover'
    """
    official, paper = chain("official") / TRILLION, chain("paper") / TRILLION
    said = {2010: float(printed("c3-02")), 2019: float(printed("c3-04"))}
    early, late = official.loc[: FIRST_SURVEY - 1], official.loc[FIRST_SURVEY:]
    drawing, axes = draw(7, 4.2)
    unsure = _unsure("ecommerce", "modern")
    _line(axes, early, unsure, "ministry", PALETTE[0], "o", "-", (4, -9))
    _line(axes, late, unsure, "bureau's\nsurvey", PALETTE[2], "^", "-", (-34, -26))
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
    _break(axes, FIRST_SURVEY - 0.5, "new survey", 0.98)
    axes.set_ylabel("trillion yuan")
    axes.set_ylim(0)
    axes.set_xlim(2003.5, LATEST + 0.8)
    axes.set_xticks(range(2004, LATEST + 1, 4))
    step = survey_step()
    hollow = prose.listed(str(year) for year in unsure)
    alt = (
        f"Line chart of e-commerce turnover in trillion yuan, broken in {FIRST_SURVEY}. The ministry's count rises from {prose.fixed(early.iloc[0], 1)} in {early.index[0]} to {prose.fixed(early.iloc[-1], 1)} in {early.index[-1]}; "
        f"the bureau's survey from {prose.fixed(late.iloc[0], 1)} in {late.index[0]} to {prose.fixed(late.iloc[-1], 1)} in {late.index[-1]}, hollow in {hollow}, whose source was not seen. "
        f"In {FIRST_SURVEY} the bureau counts {prose.fixed(step['ratio'], 2)} times the ministry's total. The totals of the paper's text, {said[2010]:g} in 2010 and {said[2019]:g} in 2019, lie above the official {prose.fixed(official[2010], 2)} and {prose.fixed(official[2019], 2)}."
    )
    behind = (
        pd.DataFrame(
            {
                "Ministry": early,
                "Bureau": late,
                "Paper's regressions": paper,
                "Paper's text": pd.Series(said),
            }
        )
        .apply(_strings, decimals=2)
        .rename(index=str)
        .rename_axis("Year")
    )
    return figure(
        drawing,
        alt=alt,
        caption="E-commerce turnover by source (trillion yuan); hollow: source not seen",
        name="fig-turnover",
        behind=behind,
    )


@styled
def people() -> Figure:
    """Internet users and online shoppers, with the breaks of their definitions and the four figures of the paper's text.

    >>> people().name
    'fig-people'
    """
    modern, paper = data.load("modern") / MILLION, data.load("paper") / MILLION
    said = {
        "users": {2010: float(printed("c3-11")), 2018.5: float(printed("c3-12"))},
        "shoppers": {2010: float(printed("c3-14")), 2018.5: float(printed("c3-15"))},
    }
    drawing, axes = draw(7, 4.2)
    for name, colour, marker, style in (
        ("users", PALETTE[0], "o", "-"),
        ("shoppers", PALETTE[2], "^", "-."),
    ):
        levels = modern[name].dropna()
        axes.plot(levels, ls=style, marker=marker, color=colour)
        axes.annotate(
            f"{LABELS[name]}",
            (2015, levels[2015]),
            xytext=(-4, 14) if name == "users" else (8, -16),
            textcoords="offset points",
            color=colour,
            ha="right" if name == "users" else "left",
        )
        for year, value in said[name].items():
            axes.plot(year, value, "D", color=PALETTE[1], ms=7, mfc="none", mew=1.6)
    early = paper["shoppers"].loc[:2006]
    axes.plot(early, ls=":", marker="^", color=PALETTE[2], mfc="none")
    axes.annotate(
        "shares and one-off\nsurveys, fitted", (2002.4, 250), color=PALETTE[2], fontsize=9
    )
    axes.annotate(
        "diamonds:\nthe paper's text",
        (2010, said["users"][2010]),
        xytext=(-6, 8),
        textcoords="offset points",
        color=PALETTE[1],
        ha="right",
    )
    _break(axes, 2007, "from here one count of shoppers,\nand a wider one of users", 0.98)
    _break(axes, 2019, "2019 counted\nin March 2020", 0.14)
    axes.set_ylabel("million persons, end of year")
    axes.set_ylim(0, 1230)
    axes.set_xlim(2002.2, LATEST + 0.8)
    axes.set_xticks(range(2004, LATEST + 1, 4))
    users, shoppers = modern["users"].dropna(), modern["shoppers"].dropna()
    alt = (
        f"Line chart, million persons. Internet users rise from {prose.fixed(users.iloc[0], 0)} in {users.index[0]} to {prose.fixed(users.iloc[-1], 0)} in {users.index[-1]}, online shoppers from {prose.fixed(shoppers.iloc[0], 0)} in {shoppers.index[0]} to {prose.fixed(shoppers.iloc[-1], 0)}. "
        f"Dotted before 2007, when shoppers have no single count. Diamonds mark the paper's figures: {said['users'][2010]:g} and {said['shoppers'][2010]:g} at the end of 2010, {said['users'][2018.5]:g} and {said['shoppers'][2018.5]:g} in mid-2019; all four lie close to the lines."
    )
    behind = (
        pd.DataFrame(
            {
                "Users": _strings(users, 1),
                "Shoppers": _strings(shoppers, 1),
                "Shoppers, paper's data": _strings(paper["shoppers"], 1),
            }
        )
        .fillna("")
        .rename(index=str)
        .rename_axis("Year")
    )
    return figure(
        drawing,
        alt=alt,
        caption="Internet users and online shoppers (million persons)",
        name="fig-people",
        behind=behind,
    )


@styled
def names() -> Figure:
    """Domain names, the years of new rules and clean-ups shaded.

    >>> names().name
    'fig-names'
    """
    levels = (
        pd.concat(
            [data.load("paper")["domains"].loc[[2004]], data.load("modern")["domains"].dropna()]
        )
        / MILLION
    )
    unsure = _unsure("domains", "modern")
    drawing, axes = draw(7, 3.8)
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
    axes.plot(levels, ls="-", marker="", color=PALETTE[0])
    axes.plot(levels.drop(unsure), "o", color=PALETTE[0])
    axes.plot(levels[unsure], "o", color=PALETTE[0], mfc="none")
    axes.set_ylabel("million names, end of year")
    axes.set_ylim(0, 64)
    axes.set_xticks(range(2004, LATEST + 1, 4))
    falls = [year for year in levels.index[1:] if levels.diff()[year] < 0]
    inside = [year for year in falls if any(first <= year <= last for first, last in CLEARANCES)]
    alt = (
        f"Line chart of domain names in million, {levels.index[0]} to {levels.index[-1]}: {prose.fixed(levels.iloc[0], 1)} at first, a peak of {prose.fixed(levels.max(), 1)} in {levels.idxmax()}, {prose.fixed(levels.iloc[-1], 1)} at last. "
        f"They fall in {prose.listed(str(year) for year in falls)}; {prose.count(len(inside))} of these {prose.count(len(falls))} years lie in the shaded spans of new rules and clean-ups."
    )
    behind = (
        pd.DataFrame(
            {
                "Million names": _strings(levels, 2),
                "Source": [
                    "not seen" if year in unsure else "seen or derived" for year in levels.index
                ],
            },
            index=levels.index,
        )
        .rename(index=str)
        .rename_axis("Year")
    )
    return figure(
        drawing,
        alt=alt,
        caption="Domain names registered in China (million); hollow: source not seen, shaded: new rules and clean-ups",
        name="fig-names",
        behind=behind,
    )


def growth_by_source() -> Table:
    """Yearly growth of turnover in each chain, beside what the paper's text prints.

    >>> growth_by_source().frame.loc["2019", ["Ministry, then bureau", "Paper's text"]].to_list()
    ['10.1%', '13.1%']
    """
    rates = pd.DataFrame({label: growth(chain(source)) for label, source in SOURCES.items()}).loc[
        2008:
    ]
    frame = (
        rates.map(lambda rate: "" if pd.isna(rate) else prose.percent(rate, 1))
        .rename(index=str)
        .rename_axis("Year")
    )
    frame["Paper's text"] = ""
    frame.loc["2010", "Paper's text"], frame.loc["2019", "Paper's text"] = (
        printed("c3-03", -1),
        printed("c3-05", -1),
    )
    for source, year in (("Ministry, then bureau", FIRST_SURVEY), ("The paper's data", 2017)):
        frame.loc[str(year), source] += " (new count)"
    return Table(
        frame,
        caption="Growth of e-commerce turnover over the year before, by source",
        name="tab-growth-sources",
        note="Blank: the source has no pair of years. 2023 and 2024 rest on a chart whose source was not seen, as do the firms' totals from 2011 on in part.",
    )


def per_head(series: str, year: int) -> tuple[pd.Series, float]:
    """A provincial series per resident at year-end.

    Parameters
    ----------
    series : {"ecommerce_sales", "broadband_users"}
        Column of ``data/provinces.csv``.
    year : int
        2015 to 2024.

    Returns
    -------
    (Series, float)
        Value by province, and of all provinces together; yuan per head, or subscriptions per 100 people.

    Raises
    ------
    ValueError
        On another series or year.

    Examples
    --------
    >>> per_head("ecommerce_sales", 2018)[0].idxmax()
    'Beijing'
    """
    if series not in PER_HEAD:
        raise ValueError(f"no series {series!r} per head; valid: {', '.join(PER_HEAD)}")
    rows = data.provinces()
    wide = rows[(rows["year"] == year) & rows["series"].isin([series, "population_yearend"])].pivot(
        index="province", columns="series", values="value"
    )
    if wide.shape[1] < 2:
        raise ValueError(f"data/provinces.csv has no {series} with population for {year}")
    factor = PER_HEAD[series][0]
    return factor * wide[series] / wide["population_yearend"], factor * wide[series].sum() / wide[
        "population_yearend"
    ].sum()


def region(province: str) -> str:
    """The statistics bureau's region of a province.

    >>> region("Zhejiang"), region("Henan"), region("Jilin"), region("Sichuan")
    ('east', 'centre', 'northeast', 'west')
    """
    return next((name for name, members in claims.REGIONS.items() if province in members), "west")


@styled
def provinces(series: str = "ecommerce_sales", year: int = 2018) -> Figure:
    """Provinces ranked within their regions, per head, with the national value.

    Parameters
    ----------
    series, year
        As for `per_head`.

    Examples
    --------
    >>> provinces("broadband_users").name
    'fig-provinces-broadband-users'
    """
    heads, national = per_head(series, year)
    _, unit, decimals, words = PER_HEAD[series]
    groups = {
        name: heads[
            [province for province in heads.index if region(province) == name]
        ].sort_values()
        for name in REGIONS
    }
    start = (
        0.8 * heads.min() if series == "ecommerce_sales" else 0
    )  # a logarithmic axis has no zero
    drawing, panels = draw(
        7,
        7.6,
        len(groups),
        1,
        sharex=True,
        height_ratios=[len(group) + 1 for group in groups.values()],
    )
    for axes, (name, group), colour, marker in zip(panels, groups.items(), PALETTE, "os^D"):
        # Unclipped: the layout of several panels differs in the last bits from run to run, and a clip's name shows it.
        axes.hlines(range(len(group)), start, group, color=colour, lw=0.6, alpha=0.5, clip_on=False)
        axes.plot(
            group.to_numpy(), range(len(group)), marker, color=colour, ls="none", clip_on=False
        )
        axes.axvline(national, color=INK, lw=0.8, ls="--", clip_on=False)
        axes.set_yticks(range(len(group)), group.index, fontsize=9)
        axes.set_ylim(-0.7, len(group) - 0.3)
        axes.set_title(name, color=colour)
    if series == "ecommerce_sales":
        panels[-1].set_xscale("log")
        panels[-1].set_xticks(
            [2_000, 5_000, 10_000, 20_000, 50_000], ["2,000", "5,000", "10,000", "20,000", "50,000"]
        )
        panels[-1].minorticks_off()
    panels[-1].set_xlim(start)
    panels[-1].set_xlabel(
        f"{unit}{', each step to the right multiplies' if series == 'ecommerce_sales' else ''}; dashed: China, {prose.fixed(national, decimals)}"
    )
    above = [
        f"{prose.count(int((group > national).sum())).replace('no', 'none')} of {prose.count(len(group))} in the {name}"
        for name, group in groups.items()
    ]
    alt = f"Ranked dot plot of {len(heads)} provinces in four regions: {words[0].lower() + words[1:]}, {year}. Lowest {heads.idxmin()} with {prose.fixed(heads.min(), decimals)}, highest {heads.idxmax()} with {prose.fixed(heads.max(), decimals)}; China {prose.fixed(national, decimals)}. Above the national value lie {prose.listed(above)}."
    ranked = pd.concat(groups.values())[::-1]
    behind = pd.DataFrame(
        {
            "Region": [region(province) for province in ranked.index],
            unit: [prose.fixed(value, decimals) for value in ranked],
        },
        index=ranked.index.rename("Province"),
    )
    return figure(
        drawing,
        alt=alt,
        caption=f"{words}, by region and rank, {year} ({unit})",
        name=f"fig-provinces-{series.replace('_', '-')}",
        behind=behind,
    )


def _regional(series: str, year: int) -> pd.Series:
    """Regions as a whole, per head: sums over sums, so that a large province weighs more."""
    rows = data.provinces()
    wide = rows[
        (rows["year"] == year) & rows["series"].isin([series, "population_yearend"])
    ].assign(region=lambda frame: frame["province"].map(region))
    sums = wide.pivot_table(index="region", columns="series", values="value", aggfunc="sum")
    return (PER_HEAD[series][0] * sums[series] / sums["population_yearend"])[list(REGIONS)]


def gap(series: str, year: int) -> float:
    """How many times the value per head of centre and west together the east has.

    >>> gap("broadband_users", 2018) < gap("ecommerce_sales", 2018)
    True
    """
    rows = data.provinces()
    wide = rows[(rows["year"] == year) & rows["series"].isin([series, "population_yearend"])].pivot(
        index="province", columns="series", values="value"
    )
    wide = wide.groupby(
        lambda province: {"centre": "inland", "west": "inland"}.get(
            region(province), region(province)
        )
    ).sum()
    heads = wide[series] / wide["population_yearend"]
    return float(heads["east"] / heads["inland"])


def gaps() -> Table:
    """Regions per head in 2015, 2018 and the latest year, and the east against centre and west.

    >>> gaps().frame.shape
    (6, 5)
    """
    rows = {}
    for series, (_, unit, decimals, words) in PER_HEAD.items():
        for year in (2015, 2018, LATEST):
            rows[f"{words}, {year}"] = [
                prose.fixed(value, decimals) for value in _regional(series, year)
            ] + [f"{prose.fixed(gap(series, year), 2)} ×"]
    frame = pd.DataFrame(
        rows, index=[*(name.capitalize() for name in REGIONS), "East over centre and west"]
    ).T
    units = "; ".join(f"{words.lower()} in {unit}" for _, unit, _, words in PER_HEAD.values())
    return Table(frame, caption=f"Regions per head ({units})", name="tab-gaps")


def _latest() -> pd.DataFrame:
    retail = data.observations().query("series == 'online_retail'")
    retail = retail[retail["vintage"].str.startswith("NBS")].groupby("year")["value"].first()
    retail.index = retail.index.astype(int)
    return data.load("modern").assign(retail=retail)


def since() -> Table:
    """What became of the series after 2019: levels of 2019 and the latest year, and average growth a year before and after.

    >>> list(since().frame.columns)
    ['Unit', '2019', '2024', '2014–2019, a year', '2019–2024, a year']
    """
    frame, rows = _latest(), {}
    scale = {
        "gdp": (TRILLION, "trillion yuan"),
        "ecommerce": (TRILLION, "trillion yuan"),
        "retail": (TRILLION, "trillion yuan"),
        "users": (MILLION, "million"),
        "shoppers": (MILLION, "million"),
        "domains": (MILLION, "million"),
    }
    for name, (divisor, unit) in scale.items():
        levels = [frame.loc[year, name] for year in (FIRST_SURVEY, 2019, LATEST)]
        rates = [(after / before) ** (1 / 5) - 1 for before, after in zip(levels, levels[1:])]
        rows[LABELS.get(name, "Online retail")] = [
            unit,
            *(prose.fixed(value / divisor, 1) for value in levels[1:]),
            *(prose.percent(rate, 1) for rate in rates),
        ]
    columns = [
        "Unit",
        "2019",
        str(LATEST),
        f"{FIRST_SURVEY}–2019, a year",
        f"2019–{LATEST}, a year",
    ]
    shown = pd.DataFrame(rows, index=columns).T
    return Table(
        shown,
        caption="Before and after 2019: levels, and average growth a year",
        name="tab-since",
        note=f"GDP after the fifth census; e-commerce of {LATEST} from a chart whose source was not seen; users and shoppers of 2019 as counted in March 2020.",
    )


def power(rho: float, n: int) -> float:
    """Chance that a correlation is found significant at the 5% level, by Fisher's transformation.

    Parameters
    ----------
    rho : float
        True correlation of two normal series without autocorrelation, between -1 and 1.
    n : int
        Observations, at least 5.

    Returns
    -------
    float
        Approximate power of the two-sided t-test; the transformed correlation is taken as normal with mean
        ``arctanh(rho) + rho / (2 (n - 1))`` and variance ``1 / (n - 3)``.

    Raises
    ------
    ValueError
        If ``rho`` or ``n`` is out of range.

    Examples
    --------
    >>> round(power(0.0, 14), 2)
    0.05
    """
    if not -1 < rho < 1 or n < 5:
        raise ValueError(
            f"a correlation lies between -1 and 1 and needs five observations, not {rho} and {n}"
        )
    root = np.sqrt(n - 3)
    bound, mean = (
        np.arctanh(models.critical_correlation(n)) * root,
        (np.arctanh(rho) + rho / (2 * (n - 1))) * root,
    )
    return float(stats.norm.sf(bound - mean) + stats.norm.cdf(-bound - mean))


def driven() -> dict[str, float]:
    """Turnover and GDP in the paper's data: correlation of yearly growth, what a test asks for, and its power.

    Returns
    -------
    dict
        ``r``, ``p``, ``needed`` (the correlation significant at 5%), ``power`` (at a true correlation of r), ``n``.

    Examples
    --------
    >>> driven()["r"] < driven()["needed"]
    True
    """
    rates = models.log_growth(data.load("paper"))[["gdp", "ecommerce"]]
    r, p = stats.pearsonr(*rates.to_numpy().T)
    return {
        "r": float(r),
        "p": float(p),
        "needed": models.critical_correlation(len(rates)),
        "power": power(float(r), len(rates)),
        "n": len(rates),
    }
