"""The paper's exhibits, computed: `table1` to `table4`, and tables on the data behind them."""

from __future__ import annotations

import pandas as pd
from statsmodels.regression.linear_model import RegressionResultsWrapper

from helpers import compare, data, models
from helpers.exhibits import Table, by_rows
from helpers.prose import fixed, listed, true_minus, year_spans

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
UNITS = (
    "GDP and e-commerce in 100 million yuan, domain names in 10,000, "
    "users and shoppers in 10,000 persons"
)
TABLE1_CAPTION = (
    "Table 1: correlations in levels, 2004–2018; above the diagonal computed here, "
    "below it as the paper prints them"
)
EVIEWS = {  # name in EViews: key of `models.summary_statistics`, digits
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
STATUS_MEANING = {
    "seen": "read in a public source",
    "derived": "arithmetic on printed figures",
    "rounded": "a published value as the authors evidently typed it",
    "paper": "quoted in the paper's own text",
    "unverified": "believed published, source not seen",
    "fitted": "pinned only by the paper's tables",
}


def card_of(card: pd.DataFrame | None, number: int) -> pd.DataFrame:
    """Cells of one table, the paper's data by default."""
    card = compare.scorecard() if card is None else card
    return card[card["table"] == number]


def _full(value: float) -> str:
    """A value with every digit it has."""
    return f"{value:,.10g}"


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


def verdict_note(cells: pd.DataFrame) -> str:
    """How many cells are reproduced, and the verdicts on the others."""
    counted = compare.counts(cells)
    same = counted.pop(compare.REPRODUCED)
    rest = [f"{number} {verdict}" for verdict, number in counted.items() if number]
    others = f"; {listed(rest)}" if rest else ""
    return f"{same} of {len(cells)} printed numbers reproduced to the last digit{others}."


def _beside(cell: pd.Series) -> str:
    """A printed number, and what the data give where that differs."""
    text = true_minus(cell["printed"])
    return (
        text
        if cell["verdict"] == compare.REPRODUCED
        else f"{text}, here {true_minus(cell['at_precision'])}"
    )


def _regression(number: int, what: str, card: pd.DataFrame | None) -> Table:
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


def table2(card: pd.DataFrame | None = None) -> Table:
    """Table 2: GDP on e-commerce, domain names, users and shoppers.

    Parameters
    ----------
    card : DataFrame, optional
        From `compare.scorecard`; the paper's data by default.

    Returns
    -------
    Table
        One row a regressor, one column a statistic; R² and F stand in the note.

    Examples
    --------
    >>> table2().frame.loc["Domain names", "Coefficient"]
    '−6.3374'
    """
    return _regression(2, "all four indicators", card)


def table3(card: pd.DataFrame | None = None) -> Table:
    """Table 3: GDP on e-commerce, users and shoppers.

    Parameters
    ----------
    card : DataFrame, optional
        From `compare.scorecard`; the paper's data by default.

    Returns
    -------
    Table
        One row a regressor, one column a statistic; R² and F stand in the note.

    Examples
    --------
    >>> "Domain names" in table3().frame.index
    False
    """
    return _regression(3, "e-commerce, users and shoppers", card)


def table4(card: pd.DataFrame | None = None) -> Table:
    """Table 4: GDP on users and shoppers.

    Parameters
    ----------
    card : DataFrame, optional
        From `compare.scorecard`; the paper's data by default.

    Returns
    -------
    Table
        One row a regressor, one column a statistic; R² and F stand in the note.

    Examples
    --------
    >>> table4().frame.loc["Constant", "Standard error"]
    '11275.3, here 11275.5'
    """
    return _regression(4, "users and shoppers", card)


def scorecard(card: pd.DataFrame | None = None) -> Table:
    """Every printed cell with its computed value and verdict: the scorecard page.

    Parameters
    ----------
    card : DataFrame, optional
        From `compare.scorecard`; the paper's data by default.

    Returns
    -------
    Table
        One row per cell, with an anchor; filters by table and verdict.

    Examples
    --------
    >>> len(scorecard().frame)
    67
    """
    card = compare.scorecard() if card is None else card
    labels = [f"Table {cell['table']}: {place(cell)}" for _, cell in card.iterrows()]
    pairs = zip(card["computed"], card["decimals"], strict=True)
    computed = [fixed(value, places + 3).replace(",", "") for value, places in pairs]
    frame = pd.DataFrame(
        {
            "Table": [f"Table {number}" for number in card["table"]],
            "Paper prints": [true_minus(text) for text in card["printed"]],
            "Computed": computed,
            "At printed digits": [true_minus(text) for text in card["at_precision"]],
            "Verdict": card["verdict"].to_list(),
        },
        index=pd.Index(labels, name="Printed number"),
    )
    marks = pd.DataFrame("", index=frame.index, columns=frame.columns)
    marks["Verdict"] = ["verdict-" + verdict.replace(" ", "-") for verdict in card["verdict"]]
    anchors = [cell_anchor(cell) for cell in card.index]
    return Table(
        frame,
        caption="Every number the paper's tables print, and what the data give",
        name="tab-scorecard",
        marks=marks,
        filters=("Table", "Verdict"),
        links=dict(zip(labels, anchors, strict=True)),
        note=verdict_note(card),
    )


def cell_anchor(cell: str) -> str:
    """Anchor of a printed cell's row on the scorecard page.

    Parameters
    ----------
    cell : str
        Id of a cell, as in `published.cells`.

    Returns
    -------
    str
        Without dots and underscores.

    Examples
    --------
    >>> cell_anchor("t4.constant.standard_error")
    'cell-t4-constant-standard-error'
    """
    return "cell-" + cell.replace(".", "-").replace("_", "-")


def place(cell: pd.Series) -> str:
    """Where a printed cell stands within its table, in words.

    Parameters
    ----------
    cell : Series
        A row of `compare.scorecard` or `published.cells`.

    Returns
    -------
    str
        Such as "Internet users: t".

    Examples
    --------
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

    Parameters
    ----------
    card : DataFrame, optional
        From `compare.scorecard`; the paper's data by default.

    Returns
    -------
    Table
        One row per table, and one for all.

    Examples
    --------
    >>> verdicts().frame.loc["All", "reproduced"]
    '65'
    """
    card = compare.scorecard() if card is None else card
    rows = {f"Table {number}": compare.counts(cells) for number, cells in card.groupby("table")}
    rows["All"] = compare.counts(card)
    frame = pd.DataFrame(rows).T.astype(str)
    return Table(frame, caption="Printed numbers by table and verdict", name="tab-verdicts")


def misses(card: pd.DataFrame | None = None) -> Table:
    """The cells that are not reproduced, each with the reason for its verdict.

    Parameters
    ----------
    card : DataFrame, optional
        From `compare.scorecard`; the paper's data by default.

    Returns
    -------
    Table
        One row per cell.

    Examples
    --------
    >>> list(misses().frame["Verdict"])
    ['not reproduced', 'misprint']
    """
    card = compare.scorecard() if card is None else card
    missed = card[card["verdict"] != compare.REPRODUCED]
    labels = [f"Table {cell['table']}, {place(cell)}" for _, cell in missed.iterrows()]
    frame = pd.DataFrame(
        {
            "Paper prints": missed["printed"].to_list(),
            "Computed": missed["at_precision"].to_list(),
            "Verdict": missed["verdict"].to_list(),
            "Why": missed["reason"].to_list(),
        },
        index=pd.Index(labels, name="Cell"),
    )
    return Table(frame, caption="Printed numbers that the data do not reproduce", name="tab-misses")


def eviews(result: RegressionResultsWrapper, title: str, name: str) -> Table:
    """The block of statistics that EViews prints under a regression.

    Parameters
    ----------
    result : RegressionResultsWrapper
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
    >>> shown = eviews(models.ols(data.load("paper"), "table4"), "Table 4", "tab-ev")
    >>> shown.frame.loc["R-squared", "Value"]
    '0.996585'
    """
    statistics = models.summary_statistics(result)
    shown = [pattern.format(statistics[key]) for key, pattern in EVIEWS.values()]
    # EViews' own notation, as in 1.23E-05, keeps its hyphen.
    values = [true_minus(text).replace("E−", "E-") for text in shown]
    frame = pd.DataFrame({"Value": values}, index=pd.Index(EVIEWS, name="Statistic"))
    return Table(frame, caption=f"{title}: what EViews prints below the coefficients", name=name)


def statuses() -> Table:
    """How sure each of the 75 values is: years by series, the status word in each cell.

    Returns
    -------
    Table
        One row per year.

    Examples
    --------
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

    Returns
    -------
    Table
        One row per status that occurs.

    Examples
    --------
    >>> status_counts().frame.loc["fitted", "Values"]
    '6'
    """
    tidy = data.load("paper", form="tidy")
    rows = {}
    for status, meaning in STATUS_MEANING.items():
        values = tidy[tidy["status"] == status]
        if len(values):
            rows[status] = {
                "Values": str(len(values)),
                "Meaning": meaning,
                "Where": listed(_where(values)),
            }
    return Table(
        by_rows(rows, "Status"),
        caption="Values of the recovered data set by status",
        name="tab-status-counts",
    )


def _where(part: pd.DataFrame) -> list[str]:
    """Series with their years."""
    return [
        f"{LABELS[name]} {year_spans(sorted(group['year']))}"
        for name, group in part.groupby("series", sort=False)
    ]


def values() -> Table:
    """The recovered data set, as used.

    Returns
    -------
    Table
        One row per year.

    Examples
    --------
    >>> values().frame.shape
    (15, 5)
    """
    frame = data.load("paper").map(_full)
    shown = frame.rename(columns=LABELS, index=str).rename_axis("Year")
    return Table(shown, caption=f"The recovered data set ({UNITS})", name="tab-values")


def biographies(series: str) -> Table:
    """Where each value of one series of the paper's data set comes from.

    Parameters
    ----------
    series : str
        One of `data.SERIES`.

    Returns
    -------
    Table
        One row per year.

    Examples
    --------
    >>> biographies("users").frame.loc["2018", "Status"]
    'fitted'
    """
    tidy = data.load("paper", form="tidy")
    tidy = tidy[tidy["series"] == series]
    published = ["" if pd.isna(value) else _full(value) for value in tidy["published_value"]]
    frame = pd.DataFrame(
        {
            "Value": [_full(value) for value in tidy["value"]],
            "Published": published,
            "Status": tidy["status"].to_list(),
            "Where it comes from": tidy["note"].to_list(),
        },
        index=pd.Index(tidy["year"].astype(str), name="Year"),
    )
    return Table(
        frame,
        caption=f"{LABELS[series]}: where each value comes from ({tidy['unit'].iloc[0]})",
        name=f"tab-biography-{series}",
    )


def definitions() -> Table:
    """What the five series count and where their definitions change.

    Returns
    -------
    Table
        One row per series.

    Examples
    --------
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

    Returns
    -------
    Table
        One row per data set.

    Examples
    --------
    >>> datasets().frame.loc["modern", "Years"]
    '2005–2024'
    """
    rows = {}
    for name in data.datasets():
        wide, tidy = data.load(name), data.load(name, form="tidy")
        gaps = [
            f"{LABELS[column]} {year_spans(list(wide.index[wide[column].isna()]))}"
            for column in wide
            if wide[column].isna().any()
        ]
        gdp = tidy.loc[tidy["series"] == "gdp", "vintage"].drop_duplicates()
        rows[name] = {
            "Years": f"{wide.index[0]}–{wide.index[-1]}",
            "GDP": listed(gdp),
            "Never counted": "; ".join(gaps) or "nothing",
        }
    return Table(
        by_rows(rows, "Data set"),
        caption="Named data sets that helpers.data.load returns",
        name="tab-datasets",
    )


def codebook(resource: str) -> Table:
    """Columns of one file of the data package: type, meaning and bounds.

    Parameters
    ----------
    resource : str
        Name as in ``data/datapackage.json``.

    Returns
    -------
    Table
        One row per column.

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
    key = listed(described["schema"]["primaryKey"])
    return Table(
        by_rows(rows, "Column"),
        caption=f"Columns of data/{described['path']}",
        name=f"tab-codebook-{resource.replace('_', '-')}",
        note=f"A row is identified by {key}. {described['licenseNote']}",
    )


def _valid(constraints: dict) -> str:
    """The constraints of a column in words."""
    parts = [f"one of {listed(constraints['enum'])}"] if "enum" in constraints else []
    if "minimum" in constraints or "maximum" in constraints:
        parts.append(f"{constraints.get('minimum', '−∞')} to {constraints.get('maximum', '∞')}")
    if "pattern" in constraints:
        parts.append(f"form {constraints['pattern']}")
    return "; ".join(parts) or ("required" if constraints.get("required") else "may be empty")


def files() -> Table:
    """The files of the data package: rows, content and sources.

    Returns
    -------
    Table
        One row per file.

    Examples
    --------
    >>> files().frame.loc["paper_dataset.csv", "Rows"]
    '75'
    """
    rows = {}
    for name in data.resources():
        described = data.describe(name)
        sources = "; ".join(source["title"] for source in described.get("sources", []))
        rows[described["path"]] = {
            "Rows": f"{len(data.read(name)):,}",
            "Content": described["description"],
            "Sources": sources or "this book",
        }
    return Table(
        by_rows(rows, "File"),
        caption="Files of the data package, in the folder data/",
        name="tab-files",
    )


def series_list() -> Table:
    """Every series of the book with its unit and plausible range.

    Returns
    -------
    Table
        One row per series.

    Examples
    --------
    >>> series_list().frame.loc["users", "Unit"]
    '10,000 persons'
    """
    known = data.series()
    bounds = zip(known["minimum"], known["maximum"], strict=True)
    columns = {
        "Label": known["label"],
        "Chinese": known["label_zh"],
        "Unit": known["unit"],
        "Plausible range": [f"{low:,.0f} to {high:,.0f}" for low, high in bounds],
    }
    return Table(
        pd.DataFrame(columns).rename_axis("Series"),
        caption="Every series: label, unit and the range outside which the loader stops",
        name="tab-series-list",
    )


def levels_and_growth_table(frame: pd.DataFrame) -> Table:
    """Correlations with GDP in levels and in log growth, and the value that a test at 5% asks for.

    Parameters
    ----------
    frame : DataFrame
        Wide data set with the five series.

    Returns
    -------
    Table
        One row per regressor, and one for the critical value of independent years.

    Examples
    --------
    >>> levels_and_growth_table(data.load("paper")).frame.shape
    (5, 2)
    """
    parts = {"Levels": frame, "Log growth": models.log_growth(frame)}
    rows = {
        LABELS[name]: [fixed(part[name].corr(part["gdp"]), 3) for part in parts.values()]
        for name in models.REGRESSORS
    }
    rows["needed at 5%, if independent"] = [
        fixed(models.critical_correlation(len(part)), 3) for part in parts.values()
    ]
    shown = pd.DataFrame(rows, index=list(parts)).T.rename_axis("Correlation with GDP")
    return Table(
        shown,
        caption="Correlation with GDP in levels and in yearly log growth",
        name="tab-levels-growth",
    )
