"""What the page *Recovery* shows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from helpers import data
from helpers.exhibits.base import INK, PALETTE, Figure, Table, by_rows, column, draw_column, figure
from helpers.recovery import searches
from helpers.recovery.searches import YEARS
from helpers.vocabulary import LABELS, TRILLION
from helpers.words import fixed, listed

SEARCHED = ("users", "shoppers", "ecommerce", "domains")
#: Dotted line at the misfit, or at the step, up to which nothing breaks.
LIMIT: dict[str, Any] = {"color": PALETTE[5], "linewidth": 1, "linestyle": ":"}


def _years() -> list[str]:
    """The years of the sample as text."""
    return [str(year) for year in YEARS]


def _plain_ticks(axis: Any, places: tuple[float, ...]) -> None:
    """Ticks of a logarithmic axis without raised exponents, which a phone shows too small."""
    axis.set_ticks(
        places, labels=[f"{place:,}" if place >= 1 else f"{place:g}" for place in places]
    )
    axis.set_minor_locator(NullLocator())


def _misfit(value: float) -> str:
    """A misfit with the decimals it deserves: two below ten, none above."""
    return fixed(value, 2 if value < 10 else 0)


FUNNEL_ALT = (
    "Four funnels, one a series, each from the number of combinations tried, over those that pass "
    "the necessary conditions, to those that give the whole table: {funnels}."
)
FUNNEL_CAPTION = (
    "From {most} combinations to one: tried, possible by the necessary conditions, and giving "
    "every digit of the table (width: powers of ten)"
)


@column
def funnel_figure(found: pd.DataFrame) -> Figure:
    """How many candidates of each series were tried, passed and fitted.

    Parameters
    ----------
    found : DataFrame
        From `helpers.recovery.searches.outcomes_of_searches`.

    Returns
    -------
    Figure
        One panel a series, three bars each, as wide as the logarithm of their number.

    Examples
    --------
    >>> from helpers.recovery import searches
    >>> found = searches.outcomes_of_searches(["domains"])
    >>> funnel_figure(found).behind.iloc[0].tolist()
    ['147,456,000', '8', '1']
    """
    stages = found[["candidates", "passed", "fit"]]
    drawing, axes = draw_column(height=120 * len(found) + 10)
    for row, (name, numbers) in enumerate(stages.iterrows()):
        for place, (number, colour) in enumerate(zip(numbers, PALETTE, strict=False)):
            height, width = -4 * row - place, np.log10(number) + 0.5
            axes.barh(height, width, left=-width / 2, height=0.9, color=colour, alpha=0.35)
            axes.text(0, height, f"{int(number):,}", ha="center", va="center")
        words = f"{LABELS[str(name)]}, Table {found.loc[name, 'table']}"
        axes.text(-5.6, -4 * row + 0.85, words, ha="left", va="center", weight="bold")
    axes.set_xlim(-5.6, 5.6)
    axes.set_ylim(-4 * len(found) + 1.3, 1.4)
    axes.axis("off")
    shown = stages.map(lambda number: f"{int(number):,}").rename(index=LABELS)
    funnels = "; ".join(f"{name}, {' to '.join(row)}" for name, row in shown.T.items())
    return figure(
        drawing,
        alt=FUNNEL_ALT.format(funnels=funnels),
        caption=FUNNEL_CAPTION.format(most=f"{int(stages['candidates'].max()):,}"),
        name="fig-recovery-funnel",
        behind=shown.set_axis(["Tried", "Possible", "Fit"], axis=1).rename_axis("Series"),
    )


VINTAGES_ALT = (
    "Dot plot of {count} GDP series by the misfit of Table 4. With users as recovered only {best} "
    "fits, at {typed}; the next, {second}, misses by at least {next}. With users as published even "
    "{best} misses by at least {raw}."
)


@column
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
    drawing, axes = draw_column(height=90 + 46 * len(found))
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
        caption=f"Of {len(found)} GDP series only {best} can give Table 4, with users as recovered",
        name="fig-recovery-vintages",
        behind=behind.rename_axis("GDP series"),
    )


#: Distance of the two dots of a row from its middle, in rows.
_ROW_OFFSET = 0.12


def _in_two_lines(name: str) -> str:
    """The name of a series of GDP, broken where its second part begins."""
    return name.replace(" then ", "\nthen ").replace(", ", ",\n")


def _draw_vintages(axes: Axes, found: pd.DataFrame) -> None:
    """Two dots per GDP series, worst series first."""
    place = np.arange(len(found))
    for name, label, side, marker in (
        ("users as published", "users as published", -1, "s"),
        ("users as typed", "users as recovered", 1, "o"),
    ):
        heights = place + side * _ROW_OFFSET
        axes.plot(found[name], heights, marker, linestyle="none", label=label)
    axes.axvline(1, **LIMIT)
    axes.set_xscale("log")
    _plain_ticks(axes.xaxis, (1, 100, 10_000))
    axes.set_ylim(-0.9, len(found) - 0.4)
    axes.set_yticks(place, [_in_two_lines(name) for name in found.index])
    axes.set_xlabel("misfit (log scale)")
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0.2)


FINGERPRINTS_CAPTION = (
    "The rounding fingerprint: misfit of Table 4 by first rounded year, in half-units; below the "
    "dotted line the table fits"
)
FINGERPRINTS_ALT = (
    "Two line charts of the misfit of Table 4 by the first year that was rounded. Users fit only "
    "from {users} on, and only with 2018 as recovered; shoppers fit from {shoppers} on."
)


@column
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
    drawing, (left, right) = draw_column(height=260, panels=2, sharey=True, sharex=True)
    _draw_users_fingerprint(left, users)
    right.plot(shoppers.index, shoppers["misfit"], color=PALETTE[2], marker="^", linestyle="-.")
    for axes, title in ((left, "Internet users"), (right, "Online shoppers")):
        axes.axhline(1, **LIMIT)
        axes.set_yscale("log")
        _plain_ticks(axes.yaxis, (1, 10, 100, 1_000))
        axes.set_title(f"{title}: misfit")
        axes.xaxis.get_major_locator().set_params(integer=True)
    left.set_ylim(0.4, 4000)
    right.set_xlabel("first rounded year")
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
        ("2018 rounded", "2018: published rounding", -1, 10, "bottom", "right"),
        ("2018 as recovered", "2018: as recovered", 0, -9, "top", "left"),
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


#: Publishers as they are named in the drawing: words in the source of a candidate, and the label.
_PUBLISHERS = (
    ("widely cited", "widely cited"),
    ("State Council", "SCIO"),
    ("the paper", "the paper's text"),
    ("Ministry", "Ministry of Commerce"),
    ("100EC", "100EC"),
    ("NBS", "statistics bureau"),
)
SWITCH = 2017  # from here on the series is the statistics bureau's survey


def _publisher(source: str) -> str:
    """The publisher behind the source of a candidate."""
    return next(label for words, label in _PUBLISHERS if words in source)


SPLICE_ALT = (
    "Line chart of e-commerce turnover 2004 to 2018, broken in {switch}, with {kinds} kinds of "
    "markers, one per publisher. Growth is {last}% in 2018, in the other years between {lowest}% "
    "and {highest}%."
)


@column
def splice_figure(found: pd.DataFrame) -> Figure:
    """The e-commerce series with the publisher of each value.

    Parameters
    ----------
    found : DataFrame
        From `helpers.recovery.searches.splice`.

    Returns
    -------
    Figure
        A line in two pieces, in trillion yuan.

    Examples
    --------
    >>> from helpers.recovery import searches
    >>> splice_figure(searches.splice()).name
    'fig-splice'
    """
    labels = found["source"].map(_publisher)
    drawing, axes = draw_column(height=360)
    _draw_splice(axes, found["value"] / TRILLION, labels)
    growth = found["growth"].dropna()
    others = growth.drop(2018)
    alt = SPLICE_ALT.format(
        switch=SWITCH,
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
        caption=(
            f"One series, {labels.nunique()} publishers, and a new count in {SWITCH}: e-commerce "
            "turnover as recovered"
        ),
        name="fig-splice",
        behind=behind,
    )


def _draw_splice(axes: Axes, values: pd.Series, labels: pd.Series) -> None:
    """Turnover by year, with one kind of marker per publisher."""
    for piece in (values.loc[: SWITCH - 1], values.loc[SWITCH:]):
        axes.plot(piece, color=PALETTE[5], linewidth=1.2, marker="", linestyle="-")
    # As many colours and markers as there are publishers.
    for label, colour, marker in zip(labels.unique(), PALETTE, "os^Dvx", strict=False):
        part = values[labels == label]
        axes.plot(part.index, part, marker, linestyle="none", color=colour, label=label)
    axes.axvline(SWITCH - 0.5, color=INK, linestyle=":", linewidth=1.2, marker="")
    axes.set_xticks(range(2004, 2019, 2))
    axes.set_ylim(0)
    axes.set_title("Trillion yuan; dotted: a new count")
    axes.legend(loc="upper left")


DECIMALS_NOTE = (
    "{mixes:,} mixes were tried; {same} years read the same with one decimal and with two. "
    "Second column: mixes with GDP of 2015 as published."
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
            f"Of {len(mixes)}": str(int(mixes[year].sum())),
            f"Of {len(as_published)}": str(int(as_published[year].sum())),
            "Needed": "always" if needed else "sometimes",
        }
    same = len(YEARS) - len(mixes.columns)
    return Table(
        pd.DataFrame(rows).T.rename_axis("Year"),
        caption="In how many of the mixes of decimals that pass a year of GDP has two",
        name="tab-decimals",
        note=DECIMALS_NOTE.format(mixes=mixes.attrs["mixes"], same=same),
    )


def _small(value: float) -> str:
    """Two significant digits without an exponent.

    >>> _small(0.000148), _small(1.234)
    ('0.00015', '1.2')
    """
    rounded = float(f"{value:.1e}")
    return fixed(rounded, max(0, 1 - int(np.floor(np.log10(rounded)))))


def _span(values: pd.Series) -> str:
    """Smallest and largest of some changes, to two significant digits."""
    return f"{_small(values.min())} to {_small(values.max())}"


#: The cell that breaks first for most values.
SHARPEST = "t2.model.f"
BREAKING_ALT = (
    "Five bars on a log scale: the smallest change of one value that breaks a printed digit, in "
    "steps of each series' grid, from the tightest to the loosest year. {under} of {values} values "
    "lie below one step. {ranges}."
)
BREAKING_CAPTION = (
    "For {under} of {values} values less than one typed step breaks a printed digit: smallest "
    "breaking change, in steps"
)


@column
def breaking_figure(changes: pd.DataFrame) -> Figure:
    """The smallest breaking changes per series, in steps of the grid on which it was typed.

    Parameters
    ----------
    changes : DataFrame
        From `helpers.recovery.sensitivity.breaking_changes`.

    Returns
    -------
    Figure
        A bar per series, from its tightest to its loosest year, on a log scale.

    Examples
    --------
    >>> from helpers.recovery import sensitivity
    >>> breaking_figure(sensitivity.breaking_changes()).name
    'fig-breaking'
    """
    share = (changes["smallest"] / changes["step"]).unstack("series")[list(data.SERIES)]
    # Drawn as printed, so that the last bits of the arithmetic do not move a point.
    drawn = share.map(lambda value: float(_small(value)))
    drawing, axes = draw_column(height=270)
    place = np.arange(len(data.SERIES))[::-1]
    axes.hlines(place, drawn.min(), drawn.max(), color=PALETTE[0], lw=8, alpha=0.5)
    axes.plot(drawn.median(), place, "o", color=PALETTE[0], linestyle="none")
    axes.axvline(1, **LIMIT)
    axes.set_xscale("log")
    _plain_ticks(axes.xaxis, (0.0001, 0.01, 1))
    axes.set_ylim(-0.6, len(data.SERIES) - 0.4)
    axes.set_yticks(place, [LABELS[name] for name in data.SERIES])
    axes.set_xlabel("steps (log scale); dotted: one step")
    counted = {"under": int((share < 1).to_numpy().sum()), "values": share.size}
    ranges = "; ".join(f"{LABELS[name]}: {_span(share[name])}" for name in data.SERIES)
    behind = share.map(_small).rename(columns=LABELS, index=str)
    return figure(
        drawing,
        alt=BREAKING_ALT.format(ranges=ranges, **counted),
        caption=BREAKING_CAPTION.format(**counted),
        name="fig-breaking",
        behind=behind.rename_axis(index="Year", columns=None),
    )


BY_SERIES_NOTE = (
    "Step: the grid on which the series was typed. Units: 100 million yuan, 10,000 names or "
    "persons. Left: printed numbers, of {cells}, still reproduced after one step."
)


def by_series_table(changes: pd.DataFrame, left: pd.DataFrame, reproduced: int) -> Table:
    """Range of the smallest breaking changes per series, and what one step leaves.

    Parameters
    ----------
    changes : DataFrame
        From `helpers.recovery.sensitivity.breaking_changes`.
    left : DataFrame
        From `helpers.recovery.sensitivity.cells_left`.
    reproduced : int
        Printed numbers that the data reproduce.

    Returns
    -------
    Table
        One row per series.
    """
    rows = {}
    for name in data.SERIES:
        counts = left.loc[name, ["up", "down"]].to_numpy()
        rows[LABELS[name]] = {
            "Step": f"{searches.GRID[name]:g}",
            "Breaks at": _span(changes.loc[name, "smallest"]),
            "Left": f"{counts.min()} to {counts.max()}",
        }
    return Table(
        by_rows(rows, "Series"),
        caption="A single step in one value costs many printed digits",
        name="tab-breaking-series",
        note=BY_SERIES_NOTE.format(cells=reproduced),
    )
