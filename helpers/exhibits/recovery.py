"""What the page *Recovery* shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.exhibits.base import PALETTE, Figure, Table, draw, figure, styled
from helpers.recovery.moments import Implied
from helpers.recovery.searches import YEARS, Chance, Verification
from helpers.vocabulary import LABELS, SERIES
from helpers.words import fixed, listed, sentence_case

SEARCHED = ("users", "shoppers", "ecommerce", "domains")
#: Dotted line at the misfit, or at the step, up to which nothing breaks.
LIMIT: dict[str, Any] = {"color": PALETTE[5], "linewidth": 1, "linestyle": ":"}


def _years() -> list[str]:
    """The years of the sample as text."""
    return [str(year) for year in YEARS]


def _misfit(value: float) -> str:
    """A misfit with the decimals it deserves: two below ten, none above."""
    return fixed(value, 2 if value < 10 else 0)


STATISTICS_NOTE = (
    "Facts: rank of the derivatives of the printed cells with respect to the 20 moments of the "
    "data. Unknown values: {values}."
)


def statistics_table(facts: pd.DataFrame, values: int) -> Table:
    """Printed cells and independent facts, table by table.

    Parameters
    ----------
    facts : DataFrame
        From `helpers.recovery.searches.facts_by_table`.
    values : int
        Unknown values.

    Returns
    -------
    Table
        One row per table of the paper, from Table 4 to Table 1.
    """
    rows = {}
    for first, row in facts.iterrows():
        rows[f"Table {first}"] = {
            "Printed numbers": str(row["printed"]),
            "Facts it adds": str(row["adds"]),
            "Independent facts so far": str(row["facts"]),
        }
    return Table(
        pd.DataFrame(rows).T,
        caption="How many independent facts the printed numbers hold",
        name="tab-recovery-statistics",
        note=STATISTICS_NOTE.format(values=values),
    )


ROTATION_NOTE = (
    "Both give {same} of the {cells} printed numbers; the other three series are turned along."
)


def rotation_table(recovered: np.ndarray, turned: np.ndarray, same: int, cells: int) -> Table:
    """Two data sets with the same tables: the recovered one and a rotation of it.

    Parameters
    ----------
    recovered, turned : ndarray
        The recovered data and the turned ones, years by series.
    same : int
        Printed numbers that the turned data reproduce.
    cells : int
        All printed numbers.

    Returns
    -------
    Table
        GDP and users by year, recovered and turned.
    """
    columns = {}
    for name, decimals in (("gdp", 2), ("users", 0)):
        pairs = {
            "recovered": recovered[:, SERIES.index(name)],
            "turned": turned[:, SERIES.index(name)],
        }
        for label, values in pairs.items():
            texts = [fixed(value, decimals) for value in values]
            columns[f"{LABELS[name]}, {label}"] = texts
    return Table(
        pd.DataFrame(columns, index=pd.Index(_years(), name="Year")),
        caption="Two data sets with the same four tables (100 million yuan; 10,000 persons)",
        name="tab-recovery-rotation",
        note=ROTATION_NOTE.format(same=same, cells=cells),
    )


INVERSION_CAPTION = (
    "What Table 4 says about GDP and shoppers once users are known (100 million yuan; 10,000 "
    "persons; products thereof)"
)


def inversion_table(findings: Iterable[Implied]) -> Table:
    """Moments that Table 4 implies once users are known, beside those of the recovered data.

    Parameters
    ----------
    findings : iterable of Implied
        From `helpers.recovery.searches.invert_table4`.

    Returns
    -------
    Table
        One row per moment.

    Examples
    --------
    >>> from helpers.recovery import searches
    >>> inversion_table(searches.invert_table4()).frame["Verdict"].unique().tolist()
    ['consistent']
    """
    rows = {
        sentence_case(found.question): {
            "Implied": _wide_number(f"{found.value:.6g}"),
            "At least": _wide_number(f"{found.interval.lo:.6g}"),
            "At most": _wide_number(f"{found.interval.hi:.6g}"),
            "Recovered data": _wide_number(found.printed),
            "Verdict": found.verdict,
        }
        for found in findings
    }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Moment"),
        caption=INVERSION_CAPTION,
        name="tab-inversion",
        note="The range comes from the rounding of three coefficients, three t and F, to first "
        "order.",
    )


def _wide_number(text: str) -> str:
    """Six significant digits, in words of powers of ten where the number is long."""
    value = float(text)
    if abs(value) < 1e6:
        return fixed(value, 1)
    exponent = int(np.floor(np.log10(abs(value))))
    return f"{value / 10.0**exponent:.5f}e{exponent}"


VINTAGES_ALT = (
    "Dot plot of {count} GDP series by the misfit of Table 4. With users as recovered only {best} "
    "fits, at {typed}; the next, {second}, misses by at least {next}. With users as published even "
    "{best} misses by at least {raw}."
)


@styled
def vintages_figure(misfits: pd.DataFrame) -> Figure:
    """Misfit of Table 4 under every GDP series that was tried.

    Parameters
    ----------
    misfits : DataFrame
        From `helpers.recovery.searches.vintage_misfits`.

    Returns
    -------
    Figure
        A dot plot on a log scale.

    Examples
    --------
    >>> from helpers.recovery import searches
    >>> vintages_figure(searches.vintage_misfits()).name
    'fig-recovery-vintages'
    """
    found = misfits.sort_values("users as typed", ascending=False)
    drawing, axes = draw(7, 5.2)
    _draw_vintages(axes, found)
    best, second, typed = found.index[-1], found.index[-2], found["users as typed"]
    alt = VINTAGES_ALT.format(
        count=len(found),
        best=best,
        typed=_misfit(typed[best]),
        second=second,
        next=_misfit(typed[second]),
        raw=_misfit(found.loc[best, "users as published"]),
    )
    implied = [fixed(value, 0) for value in misfits["implied mean of shoppers"]]
    behind = pd.DataFrame(
        {
            "Users as published": misfits["users as published"].map(_misfit),
            "Users as recovered": misfits["users as typed"].map(_misfit),
            "Mean of shoppers implied": implied,
        }
    )
    return figure(
        drawing,
        alt=alt,
        caption="Misfit of Table 4 by GDP series; shoppers may be anything",
        name="fig-recovery-vintages",
        behind=behind.rename_axis("GDP series"),
    )


#: Distance of the two dots of a row from its middle, in rows.
_ROW_OFFSET = 0.12


def _draw_vintages(axes: Axes, found: pd.DataFrame) -> None:
    """Two dots per GDP series, worst series first."""
    place = np.arange(len(found))
    for name, label, side in (
        ("users as published", "users as published", -1),
        ("users as typed", "users as recovered", 1),
    ):
        heights = place + side * _ROW_OFFSET
        axes.plot(found[name], heights, linestyle="none")
        axes.annotate(
            label,
            (found[name].iloc[0], heights[0]),
            xytext=(8, 9 * side),
            textcoords="offset points",
            va="center",
            ha="right",
            color=axes.lines[-1].get_color(),
        )
    axes.axvline(1, **LIMIT)
    axes.annotate(
        "fits",
        (1, place[0]),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        color=PALETTE[5],
    )
    axes.set_xscale("log")
    axes.set_ylim(-0.9, len(found) - 0.4)
    axes.set_yticks(place, found.index)
    axes.set_xlabel("misfit of Table 4, half-units of the last printed digit (log scale)")


FINGERPRINTS_CAPTION = (
    "The rounding fingerprint: misfit of Table 4 by first rounded year, in half-units; below the "
    "dotted line the table fits"
)
FINGERPRINTS_ALT = (
    "Two line charts of the misfit of Table 4 by the first year that was rounded. Users fit only "
    "from {users} on, and only with 2018 as recovered; shoppers fit from {shoppers} on."
)


@styled
def fingerprints_figure(users: pd.DataFrame, shoppers: pd.DataFrame) -> Figure:
    """Misfit of Table 4 by the first year typed in hundred millions with two decimals.

    Parameters
    ----------
    users, shoppers : DataFrame
        From `helpers.recovery.searches.switch_years`.

    Returns
    -------
    Figure
        Two line charts on a log scale.

    Examples
    --------
    >>> from helpers.recovery import searches
    >>> fingerprints_figure(*searches.switch_years()).name
    'fig-fingerprints'
    """
    drawing, (left, right) = draw(7.2, 3.6, 1, 2, sharey=True)
    _draw_users_fingerprint(left, users)
    right.plot(shoppers.index, shoppers["misfit"], color=PALETTE[2], marker="^", linestyle="-.")
    for axes, title in ((left, "Internet users"), (right, "Online shoppers, 2004–2006 free")):
        axes.axhline(1, **LIMIT)
        axes.set_yscale("log")
        axes.set_title(title)
        axes.set_xlabel("first rounded year")
        axes.xaxis.get_major_locator().set_params(integer=True)
    left.set_ylim(0.4, 4000)
    left.set_ylabel("misfit of Table 4 (log scale)")
    fit_users = users.index[users["2018 as recovered"] <= 1]
    fit_shoppers = shoppers.index[shoppers["misfit"] <= 1]
    alt = FINGERPRINTS_ALT.format(
        users=listed(map(str, fit_users)), shoppers=listed(map(str, fit_shoppers))
    )
    behind = pd.concat([users, shoppers["misfit"].rename("shoppers")], axis=1).sort_index()
    behind = behind.map(lambda value: "" if pd.isna(value) else _misfit(value))
    behind.columns = ["Users, 2018 rounded", "Users, 2018 as recovered", "Shoppers"]
    behind.index = pd.Index(behind.index.astype(str), name="First rounded year")
    return figure(
        drawing, alt=alt, caption=FINGERPRINTS_CAPTION, name="fig-fingerprints", behind=behind
    )


def _draw_users_fingerprint(axes: Axes, users: pd.DataFrame) -> None:
    """One line per reading of 2018: as published, its label above the end; as recovered, below."""
    for name, label, where, offset, va, ha in (
        ("2018 rounded", "2018: published\nrounding", -1, 10, "bottom", "right"),
        ("2018 as recovered", "2018:\nas recovered", 0, -9, "top", "left"),
    ):
        axes.plot(users.index, users[name])
        axes.annotate(
            label,
            (users.index[where], users[name].iloc[where]),
            xytext=(0, offset),
            textcoords="offset points",
            va=va,
            ha=ha,
            color=axes.lines[-1].get_color(),
        )


def rivals_table(found: pd.DataFrame, recovered: np.ndarray) -> Table:
    """Every series of shoppers that Table 4 allows, the recovered one first.

    Parameters
    ----------
    found : DataFrame
        Stored vectors of shoppers that fit.
    recovered : ndarray
        The one that was chosen.

    Returns
    -------
    Table
        One row per series.
    """
    years = _years()
    rows = {}
    for position, (_, row) in enumerate(found.iterrows()):
        values = row[years].to_numpy(dtype=float)
        differ = [str(year) for year in YEARS[(values != recovered) & (YEARS > 2007)]]
        early = [fixed(value, 0) for value in values[:4]]
        rows["Recovered" if (values == recovered).all() else f"Rival {position}"] = {
            **dict(zip(years[:4], early, strict=True)),
            "Other years that differ": listed(differ) if differ else "none",
            "Misfit": fixed(row["misfit"], 3),
        }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Series"),
        caption="Series of shoppers that give Table 4 to the printed digit (10,000 persons)",
        name="tab-rivals",
    )


SEARCHES_NOTE = (
    "Users: {users} series under each of {variants} GDP variants, inequalities at twice the "
    "printed rounding; different series are counted. Shoppers: 2007–2018 from candidates, "
    "2004–2006 any whole numbers. E-commerce and domain names ran when this page was built; the "
    "other two are stored results."
)


def searches_table(found: pd.DataFrame, users: int, variants: int) -> Table:
    """The four searches: what was covered, what passed, what fits.

    Parameters
    ----------
    found : DataFrame
        From `helpers.recovery.searches.outcomes_of_searches`.
    users : int
        Candidate vectors of users.
    variants : int
        Variants of GDP that each was tried with.

    Returns
    -------
    Table
        One row per series.
    """
    rows = {}
    for series, row in found.iterrows():
        rows[LABELS[str(series)]] = {
            "Decided by": f"Table {row['table']:.0f}",
            "Candidates": f"{row['candidates']:,.0f}",
            "Pass the inequalities": f"{row['passed']:,.0f}",
            "Fit": f"{row['fit']:.0f}",
            "Next misfit": _misfit(float(row["next"])),
        }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Series"),
        caption="The four searches (misfits in half-units of the last printed digit)",
        name="tab-searches",
        note=SEARCHES_NOTE.format(users=f"{users:,}", variants=variants),
    )


VERIFICATIONS_NOTE = (
    "Each file was first compared with its checksum. Random candidates of shoppers are runs of "
    "2007–2018, with every whole 2004–2006 solved for."
)
#: Random candidates that are decided per series; a run of shoppers takes more work.


def verifications_table(found: Mapping[str, Verification]) -> Table:
    """The stored searches, checked again when the page is built.

    Parameters
    ----------
    found : mapping of Verification
        From `helpers.recovery.searches.verifications`.

    Returns
    -------
    Table
        One row per series.
    """
    rows = {}
    for series, one in found.items():
        rows[LABELS[series]] = {
            "Stored": str(one.stored),
            "Computed again": str(one.sampled),
            "Agree": str(one.agree),
            "Random candidates": f"{one.drawn:,}",
            "Fit and not stored": str(one.new),
        }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Series"),
        caption="Stored results, checked again on a random sample",
        name="tab-verifications",
        note=VERIFICATIONS_NOTE,
    )


#: Publishers as they are named in the drawing: words in the source of a candidate, and the label.
_PUBLISHERS = (
    ("widely cited", "commonly cited"),
    ("State Council", "SCIO"),
    ("the paper", "the paper's text"),
    ("Ministry", "Ministry of Commerce"),
    ("100EC", "100EC"),
    ("NBS", "National Bureau\nof Statistics"),
)
#: Publishers whose label stands above their points.
_ABOVE = ("100EC", "the paper's text")


def _publisher(source: str) -> str:
    """The publisher behind the source of a candidate."""
    return next(label for words, label in _PUBLISHERS if words in source)


SPLICE_ALT = (
    "Line chart of e-commerce turnover 2004 to 2018 with {kinds} kinds of markers, one per "
    "publisher. Growth is {last}% in 2018, in the other years between {lowest}% and {highest}%."
)


@styled
def splice_figure(found: pd.DataFrame) -> Figure:
    """The e-commerce series with the publisher of each value.

    Parameters
    ----------
    found : DataFrame
        From `helpers.recovery.searches.splice`.

    Returns
    -------
    Figure
        A line chart on a log scale.

    Examples
    --------
    >>> from helpers.recovery import searches
    >>> splice_figure(searches.splice()).name
    'fig-splice'
    """
    labels = found["source"].map(_publisher)
    drawing, axes = draw(7, 4)
    _draw_splice(axes, found["value"], labels)
    growth = found["growth"].dropna()
    others = growth.drop(2018)
    alt = SPLICE_ALT.format(
        kinds=labels.nunique(),
        last=fixed(growth.loc[2018], 1),
        lowest=fixed(others.min(), 1),
        highest=fixed(others.max(), 1),
    )
    per_cent = ["" if pd.isna(x) else f"{fixed(x, 1)}%" for x in found["growth"]]
    behind = pd.DataFrame(
        {
            "100 million yuan": [fixed(value, 0) for value in found["value"]],
            "Growth": per_cent,
            "Source": found["source"].to_list(),
            "As tried": found["reason"].to_list(),
        },
        index=pd.Index(_years(), name="Year"),
    )
    return figure(
        drawing,
        alt=alt,
        caption="One series, several publishers: e-commerce turnover as recovered",
        name="fig-splice",
        behind=behind,
    )


def _draw_splice(axes: Axes, values: pd.Series, labels: pd.Series) -> None:
    """Turnover by year, with one kind of marker per publisher."""
    axes.plot(values.index, values, color=PALETTE[5], linewidth=0.8, marker="", linestyle="-")
    # As many colours and markers as there are publishers.
    for label, colour, marker in zip(labels.unique(), PALETTE, "os^Dvx", strict=False):
        part = values[labels == label]
        axes.plot(part.index, part, linestyle="none", color=colour, marker=marker)
        above = label in _ABOVE
        year = part.index[1] if len(part) > 2 else part.index[0]
        axes.annotate(
            label,
            (year, part[year]),
            xytext=(-6, 5) if above else (6, -5),
            textcoords="offset points",
            ha="right" if above else "left",
            va="bottom" if above else "top",
            color=colour,
        )
    axes.set_yscale("log")
    ticks = [10_000, 20_000, 50_000, 100_000, 200_000]
    axes.set_yticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xticks(range(2004, 2019, 2))
    axes.set_xlim(2003.5, 2021.5)
    axes.set_ylabel("100 million yuan (log scale)")


def publishers_table(found: pd.DataFrame) -> Table:
    """Table 3 if e-commerce had followed one publisher as far as it goes.

    Parameters
    ----------
    found : DataFrame
        From `helpers.recovery.searches.one_source_ecommerce`.

    Returns
    -------
    Table
        One row per publisher.
    """
    frame = pd.DataFrame(
        {
            "Years changed": found["years changed"].astype(str),
            "Misfit of Table 3": found["misfit"].map(_misfit),
        }
    )
    frame.index = found.index.rename("Publisher followed")
    return Table(
        frame,
        caption="E-commerce from one publisher wherever it has a figure (half-units)",
        name="tab-publishers",
    )


def gdp2015_table(readings: Mapping[str, tuple[float, int]]) -> Table:
    """Printed numbers reproduced under four readings of GDP in 2015.

    Parameters
    ----------
    readings : mapping of (float, int)
        From `helpers.recovery.searches.readings_of_2015`.

    Returns
    -------
    Table
        One row per reading.

    Examples
    --------
    >>> from helpers.recovery import searches
    >>> gdp2015_table(searches.readings_of_2015()).frame["Numbers reproduced"].tolist()
    ['62', '63', '65', '62']
    """
    rows = {}
    for label, (value, same) in readings.items():
        rows[sentence_case(label)] = {
            "GDP of 2015": fixed(value, 2),
            "Numbers reproduced": str(same),
        }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Reading"),
        caption="A hundredth of one value matters: GDP of 2015 (100 million yuan)",
        name="tab-gdp2015",
    )


DECIMALS_NOTE = (
    "{mixes:,} mixes were tried; {same} years read the same with one decimal and with two."
)


def decimals_table(mixes: pd.DataFrame, as_published: pd.DataFrame) -> Table:
    """Number of passing mixes in which GDP of a year carries two decimals, year by year.

    Parameters
    ----------
    mixes, as_published : DataFrame
        From `helpers.recovery.searches.decimal_mixes`, the second with 2015 as published.

    Returns
    -------
    Table
        One row per year in which one and two decimals differ.
    """
    rows = {}
    for year in mixes.columns:
        needed = mixes[year].all() and as_published[year].all()
        rows[str(year)] = {
            f"Of {len(mixes)} mixes": str(int(mixes[year].sum())),
            f"Of {len(as_published)}, 2015 as published": str(int(as_published[year].sum())),
            "Two decimals needed": "in all" if needed else "in some",
        }
    same = len(YEARS) - len(mixes.columns)
    return Table(
        pd.DataFrame(rows).T.rename_axis("Year"),
        caption="Mixes of GDP with one and two decimals that pass: how often a year has two",
        name="tab-decimals",
        note=DECIMALS_NOTE.format(mixes=mixes.attrs["mixes"], same=same),
    )


CHANCES_NOTE = (
    "Random candidates: as many per year as there were, from the range they spanned, on the same "
    "grid. Last column: upper 95% limit (Poisson)."
)


def chances_table(chances: Iterable[Chance]) -> Table:
    """The searches repeated on random candidates.

    Parameters
    ----------
    chances : iterable of Chance
        From `helpers.recovery.searches.chances`.

    Returns
    -------
    Table
        One row per search and tolerance.

    Examples
    --------
    >>> from helpers.recovery import searches
    >>> set(chances_table(searches.chances()).frame["Give the whole table"])
    {'0'}
    """
    rows = [
        {
            "Series": LABELS[chance.series],
            "Rounding widened": f"{chance.multiple:g} ×",
            "Searches": str(chance.repeats),
            "Series covered": f"{chance.vectors:,}",
            "Pass the inequalities": f"{chance.coarse:,}",
            "Give the whole table": str(chance.exact),
            "At most, per search": fixed(chance.upper, 3),
        }
        for chance in chances
    ]
    return Table(
        pd.DataFrame(rows).set_index("Series"),
        caption="The same searches on random candidates",
        name="tab-chances",
        note=CHANCES_NOTE,
    )
