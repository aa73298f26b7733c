"""The paper's exhibits, computed: `table1` to `table4`, each beside what the paper prints, and an EViews-style output."""

from __future__ import annotations

import pandas as pd

from helpers import compare, data, models, prose
from helpers.exhibits import Table

LABELS = {
    "constant": "Constant",
    "gdp": "GDP",
    "ecommerce": "E-commerce",
    "domains": "Domain names",
    "users": "Internet users",
    "shoppers": "Online shoppers",
}
COLUMNS = {"coefficient": "Coefficient", "standard_error": "Standard error", "t": "t", "p": "p"}
# One unit of GDP, 100 million yuan, over one unit of users, 10,000 persons.
YUAN_PER_PERSON = 100_000_000 / 10_000
STATISTICS = {"r2": "R²", "adjusted_r2": "Adjusted R²", "f": "F"}
MARK = {
    compare.REPRODUCED: "",
    compare.MISPRINT: "verdict-misprint",
    compare.NOT_REPRODUCED: "verdict-not-reproduced",
}


def _card(card: pd.DataFrame | None, number: int) -> pd.DataFrame:
    card = compare.scorecard() if card is None else card
    return card[card["table"] == number]


def _minus(text: str) -> str:
    return text.replace("-", "−")


def table1(card: pd.DataFrame | None = None) -> Table:
    """Table 1: correlations, computed at the printed precision.

    Parameters
    ----------
    card : DataFrame, optional
        From `compare.scorecard`; the paper's data by default.

    Returns
    -------
    Table
        Upper triangle computed, lower triangle as printed.

    Examples
    --------
    >>> table1().frame.loc["GDP", "E-commerce"]
    '0.945'
    """
    cells = _card(card, 1)
    names = [LABELS[name] for name in data.SERIES]
    frame = pd.DataFrame("1", index=names, columns=names)
    marks = pd.DataFrame("", index=names, columns=names)
    for _, cell in cells.iterrows():
        row, column = LABELS[cell["row"]], LABELS[cell["column"]]
        frame.loc[row, column], frame.loc[column, row] = (
            _minus(cell["at_precision"]),
            _minus(cell["printed"]),
        )
        marks.loc[row, column] = MARK[cell["verdict"]]
    caption = "Table 1: correlations in levels, 2004–2018; above the diagonal computed here, below it as the paper prints them"
    return Table(frame, caption=caption, name="tab-table1", note=_note(cells), marks=marks)


def _note(cells: pd.DataFrame) -> str:
    counted = compare.counts(cells)
    same = f"{counted[compare.REPRODUCED]} of {len(cells)} printed numbers reproduced to the last digit"
    rest = [
        f"{number} {verdict}"
        for verdict, number in counted.items()
        if number and verdict != compare.REPRODUCED
    ]
    return same + (f"; {prose.listed(rest)}." if rest else ".")


def _regression(number: int, caption: str, card: pd.DataFrame | None) -> Table:
    cells = _card(card, number)
    rows = [name for name in cells["row"].drop_duplicates() if name != "model"]
    labels = [f"{LABELS[name]}, {whose}" for name in rows for whose in ("paper", "here")] + [
        f"{name}, {whose}" for name in STATISTICS.values() for whose in ("paper", "here")
    ]
    frame = pd.DataFrame("", index=labels, columns=list(COLUMNS.values()))
    marks = frame.copy()
    for _, cell in cells.iterrows():
        of_model = cell["row"] == "model"
        label, column = (
            (STATISTICS[cell["column"]], "Coefficient")
            if of_model
            else (LABELS[cell["row"]], COLUMNS[cell["column"]])
        )
        frame.loc[f"{label}, paper", column], frame.loc[f"{label}, here", column] = (
            _minus(cell["printed"]),
            _minus(cell["at_precision"]),
        )
        marks.loc[f"{label}, paper", column] = MARK[cell["verdict"]]
    return Table(
        frame.rename(columns={"Coefficient": "Coefficient or statistic"}),
        caption=caption,
        name=f"tab-table{number}",
        note=_note(cells),
        marks=marks,
    )


UNITS = "GDP and e-commerce in 100 million yuan, domain names in 10,000, users and shoppers in 10,000 persons"


def table2(card: pd.DataFrame | None = None) -> Table:
    """Table 2: GDP on e-commerce, domain names, users and shoppers.

    >>> table2().frame.loc["Domain names, here", "Coefficient or statistic"]
    '−6.3374'
    """
    return _regression(2, f"Table 2, paper and here: GDP on all four indicators ({UNITS})", card)


def table3(card: pd.DataFrame | None = None) -> Table:
    """Table 3: GDP on e-commerce, users and shoppers.

    >>> table3().frame.loc["R², here", "Coefficient or statistic"]
    '0.9969'
    """
    return _regression(3, f"Table 3, paper and here: without domain names ({UNITS})", card)


def table4(card: pd.DataFrame | None = None) -> Table:
    """Table 4: GDP on users and shoppers.

    >>> table4().frame.loc[["Constant, paper", "Constant, here"], "Standard error"].to_list()
    ['11275.3', '11275.5']
    """
    return _regression(4, f"Table 4, paper and here: the model the paper keeps ({UNITS})", card)


def scorecard(card: pd.DataFrame | None = None) -> Table:
    """Every printed cell with its computed value and verdict: the scorecard page.

    >>> len(scorecard().frame)
    67
    """
    card = compare.scorecard() if card is None else card
    labels = [f"Table {cell['table']}: {place(cell)}" for _, cell in card.iterrows()]
    frame = pd.DataFrame(
        {
            "Table": [f"Table {number}" for number in card["table"]],
            "Paper prints": [_minus(text) for text in card["printed"]],
            "Computed": [
                prose.fixed(value, places + 3).replace(",", "")
                for value, places in zip(card["computed"], card["decimals"])
            ],
            "At printed digits": [_minus(text) for text in card["at_precision"]],
            "Verdict": card["verdict"].to_list(),
        },
        index=pd.Index(labels, name="Printed number"),
    )
    marks = pd.DataFrame("", index=frame.index, columns=frame.columns)
    marks["Verdict"] = ["verdict-" + verdict.replace(" ", "-") for verdict in card["verdict"]]
    links = {label: cell_anchor(cell) for label, cell in zip(labels, card.index)}
    return Table(
        frame,
        caption="Every number the paper's tables print, and what the data give",
        name="tab-scorecard",
        marks=marks,
        filters=("Table", "Verdict"),
        links=links,
        note=_note(card),
    )


def cell_anchor(cell: str) -> str:
    """Anchor of a printed cell's row on the scorecard page.

    >>> cell_anchor("t4.constant.standard_error")
    'cell-t4-constant-standard-error'
    """
    return "cell-" + cell.replace(".", "-").replace("_", "-")


def place(cell: pd.Series) -> str:
    """Where a printed cell stands within its table, in words.

    >>> place(compare.scorecard().loc["t4.model.f"])
    'F'
    """
    if cell["table"] == 1:
        return f"correlation of {LABELS[cell['row']]} and {LABELS[cell['column']]}"
    if cell["row"] == "model":
        return STATISTICS[cell["column"]]
    return f"{LABELS[cell['row']]}: {COLUMNS[cell['column']].lower()}"


def verdicts(card: pd.DataFrame | None = None) -> Table:
    """Printed cells by table and verdict.

    >>> verdicts().frame.loc["All", "reproduced"]
    '65'
    """
    card = compare.scorecard() if card is None else card
    rows = {f"Table {number}": compare.counts(cells) for number, cells in card.groupby("table")} | {
        "All": compare.counts(card)
    }
    frame = pd.DataFrame(rows).T.astype(str)
    return Table(frame, caption="Printed numbers by table and verdict", name="tab-verdicts")


def misses(card: pd.DataFrame | None = None) -> Table:
    """The cells that are not reproduced, each with the reason for its verdict.

    >>> list(misses().frame["Verdict"])
    ['not reproduced', 'misprint']
    """
    card = compare.scorecard() if card is None else card
    missed = card[card["verdict"] != compare.REPRODUCED]
    frame = pd.DataFrame(
        {
            "Paper prints": missed["printed"].to_list(),
            "Computed": missed["at_precision"].to_list(),
            "Verdict": missed["verdict"].to_list(),
            "Why": missed["reason"].to_list(),
        },
        index=pd.Index(
            [f"Table {cell['table']}, {place(cell)}" for _, cell in missed.iterrows()], name="Cell"
        ),
    )
    return Table(frame, caption="Printed numbers that the data do not reproduce", name="tab-misses")


def units(result, name: str) -> Table:
    """Coefficients of a regression in plain units: yuan per person, per name, per yuan.

    Parameters
    ----------
    result : statsmodels results
        From `models.ols` with gdp on the left-hand side.
    name : str
        Anchor, ``tab-…``.

    Examples
    --------
    >>> units(models.ols(data.load("paper"), "table4"), "tab-units").frame.loc["Internet users", "In plain units"]
    '43,394 yuan per person'
    """
    scale = {
        "ecommerce": (1.0, "yuan per yuan"),
        "domains": (YUAN_PER_PERSON, "yuan per name"),
        "users": (YUAN_PER_PERSON, "yuan per person"),
        "shoppers": (YUAN_PER_PERSON, "yuan per person"),
    }
    rows = {}
    for variable in result.params.index.drop("constant"):
        factor, unit = scale[variable]
        places = 2 if factor == 1 else 0
        low, high = result.conf_int().loc[variable] * factor
        rows[LABELS[variable]] = {
            "Coefficient": prose.fixed(result.params[variable], 4),
            "In plain units": f"{prose.fixed(result.params[variable] * factor, places)} {unit}",
            "95% interval": f"{prose.fixed(low, places)} to {prose.fixed(high, places)}",
        }
    return Table(
        pd.DataFrame(rows).T,
        caption="Slopes in plain units, with 95% intervals that assume independent errors",
        name=name,
    )


def eviews(result, title: str, name: str) -> Table:
    """The block of statistics that EViews prints under a regression.

    Parameters
    ----------
    result : statsmodels results
        From `models.ols`.
    title : str
        What was regressed on what.
    name : str
        Anchor, ``tab-…``.

    Returns
    -------
    Table
        Information criteria are per observation, as in EViews.

    Examples
    --------
    >>> eviews(models.ols(data.load("paper"), "table4"), "Table 4", "tab-ev").frame.loc["R-squared", "Value"]
    '0.996585'
    """
    s = models.summary_statistics(result)
    six = lambda value: f"{value:.6f}".replace("-", "−")
    seven = lambda value: f"{value:.7g}".replace("-", "−")
    pairs = [
        ("R-squared", six(s["r2"])),
        ("Adjusted R-squared", six(s["adjusted_r2"])),
        ("S.E. of regression", seven(s["se"])),
        ("Sum squared resid", f"{s['ssr']:.2e}".upper()),
        ("Log likelihood", seven(s["llf"])),
        ("F-statistic", seven(s["f"])),
        ("Prob(F-statistic)", six(s["p_f"])),
        ("Mean dependent var", seven(s["mean"])),
        ("S.D. dependent var", seven(s["sd"])),
        ("Akaike info criterion", seven(s["aic"])),
        ("Schwarz criterion", seven(s["sc"])),
        ("Hannan-Quinn criter.", seven(s["hq"])),
        ("Durbin-Watson stat", six(s["dw"])),
        ("Included observations", f"{s['n']:.0f}"),
    ]
    frame = pd.DataFrame(pairs, columns=["Statistic", "Value"]).set_index("Statistic")
    return Table(frame, caption=f"{title}: what EViews prints below the coefficients", name=name)


STATUS_MEANING = {
    "seen": "read in a public source",
    "derived": "arithmetic on printed figures",
    "rounded": "a published value as the authors evidently typed it",
    "paper": "quoted in the paper's own text",
    "unverified": "believed published, source not seen",
    "fitted": "pinned only by the paper's tables",
}


def statuses() -> Table:
    """How sure each of the 75 values is: years by series, the status word in each cell.

    >>> statuses().frame.loc["2018", "Internet users"]
    'fitted'
    """
    tidy = data.load("paper", form="tidy")
    wide = tidy.pivot(index="year", columns="series", values="status")[list(data.SERIES)]
    frame = wide.rename(columns=LABELS, index=str).rename_axis(index="Year", columns=None)
    return Table(
        frame,
        caption="Status of each value of the recovered data set",
        name="tab-statuses",
        marks="status-" + frame,
    )


def status_counts() -> Table:
    """Values by status and series, with what each status means.

    >>> status_counts().frame.loc["fitted", "Values"]
    '6'
    """
    tidy = data.load("paper", form="tidy")
    tally = tidy["status"].value_counts()
    rows = {
        status: {
            "Values": str(int(tally.get(status, 0))),
            "Meaning": meaning,
            "Where": prose.listed(_where(tidy[tidy["status"] == status])),
        }
        for status, meaning in STATUS_MEANING.items()
        if status in tally
    }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Status"),
        caption="Values of the recovered data set by status",
        name="tab-status-counts",
    )


def _where(part: pd.DataFrame) -> list[str]:
    return [
        f"{LABELS[name]} {_spans(sorted(group['year']))}"
        for name, group in part.groupby("series", sort=False)
    ]


def _spans(years: list[int]) -> str:
    """Years as spans.

    >>> _spans([2004, 2005, 2006, 2009])
    '2004–2006, 2009'
    """
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in spans)


def values() -> Table:
    """The recovered data set, as used.

    >>> values().frame.shape
    (15, 5)
    """
    frame = data.load("paper").rename(columns=LABELS, index=str).rename_axis("Year")
    shown = pd.DataFrame(
        {column: [f"{value:,.10g}" for value in frame[column]] for column in frame},
        index=frame.index,
    )
    return Table(shown, caption=f"The recovered data set ({UNITS})", name="tab-values")


def biographies(series: str) -> Table:
    """Where each value of one series of the paper's data set comes from.

    >>> biographies("users").frame.loc["2018", "Status"]
    'fitted'
    """
    tidy = data.load("paper", form="tidy").query("series == @series").set_index("year")
    frame = pd.DataFrame(
        {
            "Value": [f"{value:,.10g}" for value in tidy["value"]],
            "Published": [
                "" if pd.isna(value) else f"{value:,.10g}" for value in tidy["published_value"]
            ],
            "Status": tidy["status"].to_list(),
            "Where it comes from": tidy["note"].to_list(),
        },
        index=pd.Index(tidy.index.astype(str), name="Year"),
    )
    return Table(
        frame,
        caption=f"{LABELS[series]}: where each value comes from ({tidy['unit'].iloc[0]})",
        name=f"tab-biography-{series}",
    )


def definitions() -> Table:
    """What the five series count and where their definitions change.

    >>> definitions().frame.loc["GDP", "Symbol"]
    'Y'
    """
    known = data.series().loc[list(data.SERIES)]
    frame = pd.DataFrame(
        {
            "Symbol": known["symbol"].to_list(),
            "Chinese": known["label_zh"].to_list(),
            "Unit": known["unit"].to_list(),
            "What it counts": known["definition"].to_list(),
            "Where it breaks": known["breaks"].to_list(),
        },
        index=pd.Index([LABELS[name] for name in known.index], name="Series"),
    )
    return Table(
        frame, caption="The five series: unit, definition and breaks", name="tab-definitions"
    )


def datasets() -> Table:
    """The named data sets: years, GDP vintage and gaps.

    >>> datasets().frame.loc["modern", "Years"]
    '2005–2024'
    """
    rows = {}
    for name in data.datasets():
        wide, tidy = data.load(name), data.load(name, form="tidy")
        gaps = [
            f"{LABELS[column]} {_spans(list(wide.index[wide[column].isna()]))}"
            for column in wide
            if wide[column].isna().any()
        ]
        gdp = tidy.loc[tidy["series"] == "gdp", "vintage"].drop_duplicates()
        rows[name] = {
            "Years": f"{wide.index[0]}–{wide.index[-1]}",
            "GDP": prose.listed(gdp),
            "Never counted": "; ".join(gaps) or "nothing",
        }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Data set"),
        caption="Named data sets that helpers.data.load returns",
        name="tab-datasets",
    )


def codebook(resource: str) -> Table:
    """Columns of one file of the data package: type, meaning and bounds.

    Parameters
    ----------
    resource : str
        Name as in ``data/datapackage.json``.

    Examples
    --------
    >>> codebook("paper_dataset").frame.loc["status", "Type"]
    'string'
    """
    described = data.describe(resource)
    rows = {
        field["name"]: {
            "Type": field["type"],
            "Meaning": field.get("description", ""),
            "Valid": _valid(field.get("constraints", {})),
        }
        for field in described["schema"]["fields"]
    }
    key = prose.listed(described["schema"]["primaryKey"])
    return Table(
        pd.DataFrame(rows).T.rename_axis("Column"),
        caption=f"Columns of data/{described['path']}",
        name=f"tab-codebook-{resource.replace('_', '-')}",
        note=f"A row is identified by {key}. {described['licenseNote']}",
    )


def _valid(constraints: dict) -> str:
    parts = [f"one of {prose.listed(constraints['enum'])}"] if "enum" in constraints else []
    if "minimum" in constraints or "maximum" in constraints:
        parts.append(f"{constraints.get('minimum', '−∞')} to {constraints.get('maximum', '∞')}")
    if "pattern" in constraints:
        parts.append(f"form {constraints['pattern']}")
    return "; ".join(parts) or ("required" if constraints.get("required") else "may be empty")


def files() -> Table:
    """The files of the data package: rows, content and sources.

    >>> files().frame.loc["paper_dataset.csv", "Rows"]
    '75'
    """
    rows = {}
    for name in data.resources():
        described = data.describe(name)
        rows[described["path"]] = {
            "Rows": f"{len(data.read(name)):,}",
            "Content": described["description"],
            "Sources": "; ".join(source["title"] for source in described.get("sources", []))
            or "this book",
        }
    return Table(
        pd.DataFrame(rows).T.rename_axis("File"),
        caption="Files of the data package, in the folder data/",
        name="tab-files",
    )


def series_list() -> Table:
    """Every series of the book with its unit and plausible range.

    >>> series_list().frame.loc["users", "Unit"]
    '10,000 persons'
    """
    known = data.series()
    frame = pd.DataFrame(
        {
            "Label": known["label"],
            "Chinese": known["label_zh"],
            "Unit": known["unit"],
            "Plausible range": [
                f"{low:,.0f} to {high:,.0f}"
                for low, high in zip(known["minimum"], known["maximum"])
            ],
        }
    ).rename_axis("Series")
    return Table(
        frame,
        caption="Every series: label, unit and the range outside which the loader stops",
        name="tab-series-list",
    )


def levels_and_growth(frame: pd.DataFrame) -> Table:
    """Correlations with GDP in levels and in log growth, with the value that a test at 5% asks for.

    >>> levels_and_growth(data.load("paper")).frame.shape
    (5, 2)
    """
    growth = models.log_growth(frame)
    rows = {
        LABELS[name]: [prose.fixed(part[name].corr(part["gdp"]), 3) for part in (frame, growth)]
        for name in models.REGRESSORS
    }
    rows["needed at 5%, if independent"] = [
        prose.fixed(models.critical_correlation(len(part)), 3) for part in (frame, growth)
    ]
    shown = pd.DataFrame(rows, index=["Levels", "Log growth"]).T.rename_axis("Correlation with GDP")
    return Table(
        shown,
        caption="Correlation with GDP in levels and in yearly log growth",
        name="tab-levels-growth",
    )


def elimination(path: list[models.Step], alpha: float = 0.05) -> Table:
    """The elimination path: which variable leaves each regression, and its p-value.

    >>> elimination(models.backward_elimination(data.load("paper"))).frame["Leaves"].to_list()
    ['Domain names', 'E-commerce', 'nothing']
    """
    rows = {}
    for place, step in enumerate(path):
        rows[f"Table {place + 2}"] = {
            "Regressors": prose.listed(LABELS[name] for name in step.regressors)
            if step.regressors
            else "the constant alone",
            "Leaves": LABELS[step.dropped] if step.dropped else "nothing",
            "p of what leaves": prose.fixed(step.p_value, 4)
            if step.dropped
            else f"all below {alpha:g}",
        }
    return Table(
        pd.DataFrame(rows).T.rename_axis("Regression"),
        caption=f"Backward elimination at alpha = {alpha:g}",
        name="tab-elimination",
    )
