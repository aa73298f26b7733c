"""Exhibits of the pages on the recovery of the data and on its sensitivity."""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd

from helpers import data, prose, published, recovery, sensitivity
from helpers.exhibits import PALETTE, Figure, Table, draw, figure, styled
from helpers.recovery import YEARS
from helpers.tables import LABELS, STATUS_MEANING

SEARCHED = ("users", "shoppers", "ecommerce", "domains")


def _years() -> list[str]:
    return [str(year) for year in YEARS]


def _misfit(value: float) -> str:
    """A misfit with the decimals it deserves: two below ten, none above."""
    return prose.fixed(value, 2 if value < 10 else 0)


# -- what is known ------------------------------------------------------------------------------


def statistics() -> Table:
    """Printed cells and independent facts, table by table.

    >>> statistics().frame["Independent facts so far"].tolist()
    ['7', '12', '18', '18']
    """
    printed = published.cells().groupby("table").size()
    rows, before = {}, 0
    for first in (4, 3, 2, 1):
        facts = recovery.independent_statistics(tuple(range(first, 5)))
        rows[f"Table {first}"] = {
            "Printed numbers": str(printed[first]),
            "Facts it adds": str(facts - before),
            "Independent facts so far": str(facts),
        }
        before = facts
    return Table(
        pd.DataFrame(rows).T,
        caption="How many independent facts the printed numbers hold",
        name="tab-recovery-statistics",
        note=f"Facts: rank of the derivatives of the printed cells with respect to the 20 moments of the data. Unknown values: {recovery.paper().size}.",
    )


def rotation(angle: float = 0.01) -> Table:
    """Two data sets with the same tables: the recovered one and a rotation of it.

    >>> rotation().frame.shape
    (15, 4)
    """
    turned = recovery.rotated(angle)
    columns = {}
    for name in ("gdp", "users"):
        place, decimals = data.SERIES.index(name), 2 if name == "gdp" else 0
        columns[f"{LABELS[name]}, recovered"] = [
            prose.fixed(value, decimals) for value in recovery.column(name)
        ]
        columns[f"{LABELS[name]}, turned"] = [
            prose.fixed(value, decimals) for value in turned[:, place]
        ]
    same = int(recovery.reproduced(turned))
    return Table(
        pd.DataFrame(columns, index=pd.Index(_years(), name="Year")),
        caption="Two data sets with the same four tables (100 million yuan; 10,000 persons)",
        name="tab-recovery-rotation",
        note=f"Both give {same} of the {len(published.cells())} printed numbers; the other three series are turned along.",
    )


# -- GDP, users, shoppers -----------------------------------------------------------------------


def inversion() -> Table:
    """Moments that Table 4 implies once users are known, beside those of the recovered data.

    >>> inversion().frame["Verdict"].unique().tolist()
    ['consistent']
    """
    rows = {}
    for found in recovery.invert_table4():
        rows[found.question[0].upper() + found.question[1:]] = {
            "Implied": f"{found.value:.6g}",
            "At least": f"{found.interval.lo:.6g}",
            "At most": f"{found.interval.hi:.6g}",
            "Recovered data": found.printed,
            "Verdict": found.verdict,
        }
    frame = pd.DataFrame(rows).T.rename_axis("Moment")
    for name in ("Implied", "At least", "At most", "Recovered data"):
        frame[name] = [_wide_number(text) for text in frame[name]]
    return Table(
        frame,
        caption="What Table 4 says about GDP and shoppers once users are known (100 million yuan; 10,000 persons; products thereof)",
        name="tab-inversion",
        note="The range comes from the rounding of three coefficients, three t and F, to first order.",
    )


def _wide_number(text: str) -> str:
    """Six significant digits, in words of powers of ten where the number is long."""
    value = float(text)
    if abs(value) < 1e6:
        return prose.fixed(value, 1)
    exponent = int(np.floor(np.log10(abs(value))))
    return f"{value / 10.0**exponent:.5f}e{exponent}"


@functools.cache
def vintage_misfits() -> pd.DataFrame:
    """`recovery.vintage_fit`, computed once per page.

    >>> len(vintage_misfits())
    13
    """
    return recovery.vintage_fit()


@styled
def vintages() -> Figure:
    """Misfit of Table 4 under every GDP series that was tried.

    >>> vintages().name
    'fig-recovery-vintages'
    """
    found = vintage_misfits().sort_values("users as typed", ascending=False)
    drawing, axes = draw(7, 5.2)
    place = np.arange(len(found))
    for offset, (name, label) in zip(
        (-0.12, 0.12),
        (("users as published", "users as published"), ("users as typed", "users as recovered")),
    ):
        axes.plot(found[name], place + offset, linestyle="none")
        axes.annotate(
            label,
            (found[name].iloc[0], place[0] + offset),
            xytext=(8, -9 if offset < 0 else 9),
            textcoords="offset points",
            va="center",
            ha="right",
            color=axes.lines[-1].get_color(),
        )
    axes.axvline(1, color=PALETTE[5], linewidth=1, linestyle=":")
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
    best, second = found.index[-1], found.index[-2]
    alt = (
        f"Dot plot of {len(found)} GDP series by the misfit of Table 4. With users as recovered only {best} fits, at {_misfit(found.loc[best, 'users as typed'])}; "
        f"the next, {second}, misses by at least {_misfit(found.loc[second, 'users as typed'])}. With users as published even {best} misses by at least "
        f"{_misfit(found.loc[best, 'users as published'])}."
    )
    behind = (
        vintage_misfits()[["users as published", "users as typed"]]
        .map(_misfit)
        .set_axis(["Users as published", "Users as recovered"], axis=1)
    )
    behind = behind.assign(
        **{
            "Mean of shoppers implied": [
                prose.fixed(value, 0) for value in vintage_misfits()["implied mean of shoppers"]
            ]
        }
    ).rename_axis("GDP series")
    return figure(
        drawing,
        alt=alt,
        caption="Misfit of Table 4 by GDP series; shoppers may be anything",
        name="fig-recovery-vintages",
        behind=behind,
    )


@functools.cache
def switch_years() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Misfit of Table 4 by first rounded year, for users and for shoppers, to three digits.

    >>> [len(found) for found in switch_years()]
    [9, 12]
    """
    # Three digits are drawn and printed; the last bits of the solver's path are not the same on every machine.
    return tuple(
        found.map(lambda value: float(f"{value:.3g}"))
        for found in (recovery.users_fingerprint(), recovery.shoppers_fingerprint()[["misfit"]])
    )


@styled
def fingerprints() -> Figure:
    """From which year on were users and shoppers typed in hundred millions with two decimals?

    >>> fingerprints().name
    'fig-fingerprints'
    """
    users, shoppers = switch_years()
    drawing, (left, right) = draw(7.2, 3.6, 1, 2, sharey=True)
    for name, label, where in (
        ("2018 rounded", "2018: published\nrounding", -1),
        ("2018 as recovered", "2018:\nas recovered", 0),
    ):
        left.plot(users.index, users[name])
        left.annotate(
            label,
            (users.index[where], users[name].iloc[where]),
            xytext=(0, 10 if where else -9),
            textcoords="offset points",
            va="bottom" if where else "top",
            ha="right" if where else "left",
            color=left.lines[-1].get_color(),
        )
    right.plot(shoppers.index, shoppers["misfit"], color=PALETTE[2], marker="^", linestyle="-.")
    for axes, title in ((left, "Internet users"), (right, "Online shoppers, 2004–2006 free")):
        axes.axhline(1, color=PALETTE[5], linewidth=1, linestyle=":")
        axes.set_yscale("log")
        axes.set_title(title)
        axes.set_xlabel("first rounded year")
        axes.xaxis.get_major_locator().set_params(integer=True)
    left.set_ylim(0.4, 4000)
    left.set_ylabel("misfit of Table 4 (log scale)")
    fit_users = users.index[users["2018 as recovered"] <= 1]
    fit_shoppers = shoppers.index[shoppers["misfit"] <= 1]
    alt = (
        f"Two line charts of the misfit of Table 4 by the first year that was rounded. Users fit only from {prose.listed(map(str, fit_users))} on, and only with 2018 as recovered; "
        f"shoppers fit from {prose.listed(map(str, fit_shoppers))} on."
    )
    behind = pd.concat([users, shoppers["misfit"].rename("shoppers")], axis=1).sort_index()
    behind = behind.map(lambda value: "" if pd.isna(value) else _misfit(value)).set_axis(
        ["Users, 2018 rounded", "Users, 2018 as recovered", "Shoppers"], axis=1
    )
    behind.index = pd.Index(behind.index.astype(str), name="First rounded year")
    return figure(
        drawing,
        alt=alt,
        caption="The rounding fingerprint: misfit of Table 4 by first rounded year, in half-units; below the dotted line the table fits",
        name="fig-fingerprints",
        behind=behind,
    )


def rivals() -> Table:
    """Every series of shoppers that Table 4 allows, the recovered one first.

    >>> rivals().frame.shape[0]
    3
    """
    found = recovery.stored("shoppers").query("misfit <= 1")
    recovered = recovery.column("shoppers")
    rows = {}
    for position, (_, row) in enumerate(found.iterrows()):
        values = row[_years()].to_numpy(dtype=float)
        differ = [str(year) for year in YEARS[(values != recovered) & (YEARS > 2007)]]
        rows["Recovered" if (values == recovered).all() else f"Rival {position}"] = {
            **{str(year): prose.fixed(value, 0) for year, value in zip(YEARS[:4], values[:4])},
            "Other years that differ": prose.listed(differ) if differ else "none",
            "Misfit": prose.fixed(row["misfit"], 3),
        }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Series"),
        caption="Series of shoppers that give Table 4 to the printed digit (10,000 persons)",
        name="tab-rivals",
    )


# -- searches -----------------------------------------------------------------------------------


def searches() -> Table:
    """The four searches: what was covered, what passed, what fits.

    >>> searches().frame["Fit"].tolist()
    ['1', '3', '1', '1']
    """
    rows = {}
    for series in SEARCHED:
        hits = (
            recovery.stored(series)
            if series in ("users", "shoppers")
            else recovery.search_added(series).hits
        )
        vectors = hits.drop_duplicates(_years())
        # A vector of users stands once per GDP variant; its best variant counts.
        fitting = vectors[vectors["misfit"] <= 1]
        covered = recovery.size(series) * (len(recovery.gdp_variants()) if series == "users" else 1)
        after = vectors["misfit"][vectors["misfit"] > 1]
        rows[LABELS[series]] = {
            "Decided by": f"Table {recovery.ADDED_IN.get(series, 4)}",
            "Candidates": f"{covered:,}",
            "Pass the inequalities": f"{len(vectors):,}",
            "Fit": str(len(fitting)),
            "Next misfit": _misfit(float(after.min())),
        }
    variants = len(recovery.gdp_variants())
    return Table(
        pd.DataFrame(rows).T.rename_axis("Series"),
        caption="The four searches (misfits in half-units of the last printed digit)",
        name="tab-searches",
        note=f"Users: {recovery.size('users'):,} series under each of {variants} GDP variants, inequalities at twice the printed rounding; different series are counted. "
        "Shoppers: 2007–2018 from candidates, 2004–2006 any whole numbers. E-commerce and domain names ran when this page was built; the other two are stored results.",
    )


def verifications() -> Table:
    """The stored searches, checked again when the page is built.

    >>> set(verifications().frame["Fit and not stored"])
    {'0'}
    """
    rows = {}
    for series in SEARCHED:
        found = recovery.reverified(series, drawn=4_000 if series == "shoppers" else 20_000)
        rows[LABELS[series]] = {
            "Stored": str(found.stored),
            "Computed again": str(found.sampled),
            "Agree": str(found.agree),
            "Random candidates": f"{found.drawn:,}",
            "Fit and not stored": str(found.new),
        }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Series"),
        caption="Stored results, checked again on a random sample",
        name="tab-verifications",
        note="Each file was first compared with its checksum. Random candidates of shoppers are runs of 2007–2018, with every whole 2004–2006 solved for.",
    )


# -- e-commerce and domains ---------------------------------------------------------------------

#: Publishers as they are named in the drawing: words in the source of a candidate, and the label.
_PUBLISHERS = (
    ("widely cited", "commonly cited"),
    ("State Council", "SCIO"),
    ("the paper", "the paper's text"),
    ("Ministry", "Ministry of Commerce"),
    ("100EC", "100EC"),
    ("NBS", "National Bureau\nof Statistics"),
)


def _publisher(source: str) -> str:
    return next(label for words, label in _PUBLISHERS if words in source)


@styled
def splice() -> Figure:
    """The e-commerce series with the publisher of each value.

    >>> splice().name
    'fig-splice'
    """
    found = recovery.splice()
    labels = found["source"].map(_publisher)
    drawing, axes = draw(7, 4)
    axes.plot(
        found.index, found["value"], color=PALETTE[5], linewidth=0.8, marker="", linestyle="-"
    )
    for label, colour, marker in zip(labels.unique(), PALETTE, "os^Dvx"):
        part = found["value"][labels == label]
        axes.plot(part.index, part, linestyle="none", color=colour, marker=marker)
        above = label in ("100EC", "the paper's text")
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
    axes.set_yticks([1e4, 2e4, 5e4, 1e5, 2e5], ["10,000", "20,000", "50,000", "100,000", "200,000"])
    axes.minorticks_off()
    axes.set_xticks(range(2004, 2019, 2))
    axes.set_xlim(2003.5, 2021.5)
    axes.set_ylabel("100 million yuan (log scale)")
    growth = found["growth"].dropna()
    alt = (
        f"Line chart of e-commerce turnover 2004 to 2018 with {labels.nunique()} kinds of markers, one per publisher. Growth is {prose.fixed(growth.loc[2018], 1)}% in 2018, "
        f"in the other years between {prose.fixed(growth.drop(2018).min(), 1)}% and {prose.fixed(growth.drop(2018).max(), 1)}%."
    )
    behind = (
        pd.DataFrame(
            {
                "100 million yuan": [prose.fixed(value, 0) for value in found["value"]],
                "Growth": [
                    "" if pd.isna(value) else f"{prose.fixed(value, 1)}%"
                    for value in found["growth"]
                ],
                "Source": found["source"],
                "As tried": found["reason"],
            }
        )
        .set_axis(_years())
        .rename_axis("Year")
    )
    return figure(
        drawing,
        alt=alt,
        caption="One series, several publishers: e-commerce turnover as recovered",
        name="fig-splice",
        behind=behind,
    )


def publishers() -> Table:
    """Table 3 if e-commerce had followed one publisher as far as it goes.

    >>> publishers().frame.loc["as recovered", "Misfit of Table 3"]
    '0.88'
    """
    found = recovery.one_source_ecommerce()
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


def gdp2015() -> Table:
    """Printed numbers reproduced under four readings of GDP in 2015.

    >>> gdp2015().frame["Numbers reproduced"].tolist()
    ['62', '63', '65', '62']
    """
    recovered = recovery.column("gdp")[list(YEARS).index(2015)]
    published_value = float(recovery.gdp_vintages().loc[2015, "CSY2019"])
    readings = {
        "as published": published_value,
        "two hundredths less than recovered": recovered - 0.02,
        "as recovered": recovered,
        "recovered value to one decimal": float(np.round(recovered + 0.001, 1)),
    }
    rows = {}
    for label, value in readings.items():
        values = recovery.paper().copy()
        values[list(YEARS).index(2015), 0] = value
        rows[label[0].upper() + label[1:]] = {
            "GDP of 2015": prose.fixed(value, 2),
            "Numbers reproduced": str(int(recovery.reproduced(values))),
        }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Reading"),
        caption="A hundredth of one value matters: GDP of 2015 (100 million yuan)",
        name="tab-gdp2015",
    )


def decimals() -> Table:
    """In how many of the mixes that pass does each year's GDP carry two decimals?

    >>> decimals().frame.loc["2009", "Two decimals needed"]
    'in all'
    """
    mixes, as_published = recovery.decimal_mixes(), recovery.decimal_mixes(as_published=True)
    rows = {
        str(year): {
            f"Of {len(mixes)} mixes": str(int(mixes[year].sum())),
            f"Of {len(as_published)}, 2015 as published": str(int(as_published[year].sum())),
            "Two decimals needed": "in all"
            if mixes[year].all() and as_published[year].all()
            else "in some",
        }
        for year in mixes.columns
    }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Year"),
        caption="Mixes of GDP with one and two decimals that pass: how often a year has two",
        name="tab-decimals",
        note=f"{mixes.attrs['mixes']:,} mixes were tried; {len(YEARS) - len(mixes.columns)} years read the same with one decimal and with two.",
    )


# -- chance -------------------------------------------------------------------------------------


def chances() -> Table:
    """The searches repeated on random candidates.

    >>> set(chances().frame["Give the whole table"])
    {'0'}
    """
    rows = []
    for _, row in recovery.stored("chance").iterrows():
        chance = recovery.Chance(**row.to_dict())
        rows.append(
            {
                "Series": LABELS[chance.series],
                "Rounding widened": f"{chance.multiple:g} ×",
                "Searches": str(chance.repeats),
                "Series covered": f"{chance.vectors:,}",
                "Pass the inequalities": f"{chance.coarse:,}",
                "Give the whole table": str(chance.exact),
                "At most, per search": prose.fixed(chance.upper, 3),
            }
        )
    frame = pd.DataFrame(rows)
    return Table(
        frame.set_index("Series"),
        caption="The same searches on random candidates",
        name="tab-chances",
        note="Random candidates: as many per year as there were, from the range they spanned, on the same grid. Last column: upper 95% limit (Poisson).",
    )


# -- sensitivity --------------------------------------------------------------------------------

#: The cell that breaks first for most values.
SHARPEST = "t2.model.f"


@functools.cache
def _changes(left_out: tuple[str, ...] = ()) -> pd.DataFrame:
    return sensitivity.breaking_changes(left_out=left_out)


def _cell_words(cell: str) -> str:
    """A printed cell in words.

    >>> _cell_words("t2.model.f"), _cell_words("t3.constant.standard_error")
    ('Table 2, F', 'Table 3, standard error of constant')
    """
    table, row, kind = cell.removeprefix("t").split(".")
    kind = {"f": "F", "t": "t"}.get(kind, kind.replace("_", " "))
    return (
        f"Table {table}, {kind}"
        if row == "model"
        else f"Table {table}, {kind} of {LABELS[row] if row == 'users' else LABELS[row].lower()}"
    )


def breaking() -> Table:
    """For each of the 75 values: the smallest change that breaks a printed digit, and the largest that breaks none.

    >>> len(breaking().frame)
    75
    """
    changes, left = _changes(), sensitivity.cells_left()["fewest"]
    status = data.load("paper", form="tidy").set_index(["series", "year"])["status"]
    rows = {}
    for (series, year), row in changes.iterrows():
        first = row["breaks_up"] if row["up"] <= row["down"] else row["breaks_down"]
        rows[f"{LABELS[series]} {year}"] = {
            "Value": prose.fixed(row["value"], {"gdp": 2, "domains": 1}.get(series, 0)),
            "Smallest that breaks": _small(row["smallest"]),
            "Largest that breaks none": _small(row["largest"]),
            "First to break": _cell_words(first),
            "Left after one step": str(int(left.loc[series, year])),
            "Status": status[series, year],
        }
    frame = pd.DataFrame(rows).T.rename_axis("Series and year")
    marks = pd.DataFrame("", index=frame.index, columns=frame.columns)
    marks["Status"] = "status-" + frame["Status"]
    return Table(
        frame,
        caption="How far each value can move alone (in the unit of its series)",
        name="tab-breaking",
        marks=marks,
        filters=("First to break", "Status"),
        note="Largest that breaks none: in the direction with more room, any smaller change keeps every digit. "
        "Left after one step: printed numbers still reproduced after the more harmful of one step up and one step down.",
    )


@styled
def breaking_figure() -> Figure:
    """The smallest breaking change of each value, in steps of the grid on which its series was typed.

    >>> breaking_figure().name
    'fig-breaking'
    """
    changes = _changes()
    share = (changes["smallest"] / changes["step"]).unstack("series")[list(data.SERIES)]
    # Drawn as printed, so that the last bits of the arithmetic do not move a point.
    drawn = share.map(lambda value: float(_small(value)))
    drawing, axes = draw(7, 4.2)
    for name in data.SERIES:
        axes.plot(drawn.index, drawn[name])
        axes.annotate(
            LABELS[name],
            (drawn.index[-1], drawn[name].iloc[-1]),
            xytext=(7, {"gdp": 8, "shoppers": 4, "ecommerce": -5}.get(name, 0)),
            textcoords="offset points",
            va="center",
            color=axes.lines[-1].get_color(),
        )
    axes.axhline(1, color=PALETTE[5], linewidth=1, linestyle=":")
    axes.annotate(
        "one step",
        (2022, 1),
        xytext=(0, -4),
        textcoords="offset points",
        ha="right",
        va="top",
        color=PALETTE[5],
    )
    axes.set_yscale("log")
    axes.set_xlim(2003.5, 2022)
    axes.set_xticks(range(2004, 2019, 2))
    axes.set_ylabel("smallest breaking change, in steps (log scale)")
    under = int((share < 1).to_numpy().sum())
    alt = (
        f"Line chart of the smallest change that breaks a printed digit, in steps of each series' grid, by year. {under} of {share.size} values lie below one step. "
        + "; ".join(
            f"{LABELS[name]}: {_small(share[name].min())} to {_small(share[name].max())}"
            for name in data.SERIES
        )
        + "."
    )
    behind = (
        share.map(_small).rename(columns=LABELS, index=str).rename_axis(index="Year", columns=None)
    )
    return figure(
        drawing,
        alt=alt,
        caption="Smallest change that breaks a printed digit, in steps of the grid on which the series was typed",
        name="fig-breaking",
        behind=behind,
    )


def _small(value: float) -> str:
    """Two significant digits without an exponent.

    >>> _small(0.000148), _small(1.234)
    ('0.00015', '1.2')
    """
    rounded = float(f"{value:.1e}")
    return prose.fixed(rounded, max(0, 1 - int(np.floor(np.log10(rounded)))))


def by_series() -> Table:
    """Range of the smallest breaking changes per series, with and without the sharpest printed number.

    >>> by_series().frame.loc["Internet users", "Step"]
    '10'
    """
    changes, without, left = _changes(), _changes((SHARPEST,)), sensitivity.cells_left()
    rows = {}
    for name in data.SERIES:
        spans = [
            f"{_small(part.loc[name, 'smallest'].min())} to {_small(part.loc[name, 'smallest'].max())}"
            for part in (changes, without)
        ]
        rows[LABELS[name]] = {
            "Unit": data.series().loc[name, "unit"],
            "Step": f"{recovery.GRID[name]:g}",
            "Smallest breaking change": spans[0],
            "The same without F of Table 2": spans[1],
            "Left after one step": f"{left.loc[name, ['up', 'down']].to_numpy().min()} to {left.loc[name, ['up', 'down']].to_numpy().max()}",
        }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Series"),
        caption="How far a value can move alone, per series",
        name="tab-breaking-series",
        note=f"Changes in the unit of the series, from the tightest to the loosest year. Last column: printed numbers, of {int(recovery.reproduced(recovery.paper()))}, still reproduced after one step.",
    )


def by_status() -> Table:
    """Does the status of a value show in how tightly the tables hold it?

    >>> by_status().frame.loc["fitted", "Values"]
    '6'
    """
    changes, left = _changes(), sensitivity.cells_left()["fewest"]
    tidy = data.load("paper", form="tidy").set_index(["series", "year"])
    joined = changes.join(tidy["status"]).join(left)
    joined = joined[joined.index.get_level_values("series") != "gdp"]
    rows = {}
    for status, meaning in STATUS_MEANING.items():
        part = joined[joined["status"] == status]
        if len(part):
            share = part["smallest"] / part["step"]
            rows[status] = {
                "Values": str(len(part)),
                "Meaning": meaning,
                "Largest share of a step": prose.percent(share.max(), 2),
                "Numbers lost after one step": f"{int(recovery.reproduced(recovery.paper())) - part['fewest'].max()} or more",
            }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Status"),
        caption="Values of the four indicators by status: how tightly the tables hold each, alone",
        name="tab-breaking-status",
        note="Share of a step: the smallest change that breaks a digit, over the step of the series; the largest in the group.",
    )
