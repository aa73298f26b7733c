"""Load the book's data by name, and say where each value comes from.

``data/series.csv`` describes each series (unit, plausible range); this module enforces that.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from helpers import paths
from helpers.data.files import DataError, describe, numbered_lines, read_file, refuse, resources
from helpers.memory import remembered
from helpers.vocabulary import SERIES, YEARS

#: What to do when the wide form of the paper's data is not that of the long one.
MENDS_WIDE = "python -m tools.keep.wide writes the file anew"
#: Provinces that a series never holds; every other province has every year of it.
WITHOUT = {"grp_index_yearbook": {"Beijing"}}


def series(folder: Path = paths.DATA) -> pd.DataFrame:
    """Every series with its unit, plausible range, definition and breaks.

    Parameters
    ----------
    folder : Path
        Data folder.

    Returns
    -------
    DataFrame
        Indexed by name; one column per column of ``data/series.csv``.

    Raises
    ------
    DataError
        On any fault in the file; see `read_file`.

    Examples
    --------
    >>> series().loc["gdp", "unit"]
    '100 million yuan'
    """
    return read_file("series", folder).set_index("series")


_known_series = series  # for functions with a parameter of that name


def _check_values(frame: pd.DataFrame, path: Path, folder: Path) -> pd.DataFrame:
    """Every row names a known series, in its unit, within its plausible range."""
    known = _known_series(folder)
    columns = (known.index, known["minimum"], known["maximum"], known["unit"])
    limits = {name: limit for name, *limit in zip(*columns, strict=True)}
    rows = zip(frame.index, frame["series"], frame["value"], frame["unit"], strict=True)
    for row, name, value, unit in rows:
        if name not in limits:
            hint = f"valid names, from helpers.data.series(): {', '.join(limits)}"
            refuse(path, f"unknown series {name!r}", row, "series", hint)
        low, high, expected = limits[name]
        if not low <= value <= high:
            problem = f"{value:g} is outside the plausible range of {name}, {low:g} to {high:g}"
            refuse(path, problem, row, "value")
        if unit != expected:
            refuse(path, f"{unit!r} is not the unit of {name}, {expected!r}", row, "unit")
    return frame


def observations(folder: Path = paths.DATA) -> pd.DataFrame:
    """Every national value found, in every vintage, with source and status.

    Parameters
    ----------
    folder : Path
        Data folder.

    Returns
    -------
    DataFrame
        One row per value, columns as in ``data/observations.csv``; year is text.

    Raises
    ------
    DataError
        On any fault in the file; see `read_file`.

    Examples
    --------
    >>> "gdp" in set(observations()["series"])
    True
    """
    return _check_values(read_file("observations", folder), folder / "observations.csv", folder)


def provinces(folder: Path = paths.DATA) -> pd.DataFrame:
    """Provincial values, one row each.

    Parameters
    ----------
    folder : Path
        Data folder.

    Returns
    -------
    DataFrame
        Columns province, province_zh, year, series, value, unit, status, source, seen_in.

    Raises
    ------
    DataError
        On any fault in the file, also when a province lacks a year that the others have.

    Examples
    --------
    >>> provinces()["province"].nunique()
    31
    """
    path = folder / "provinces.csv"
    frame = _check_values(read_file("provinces", folder), path, folder)
    everywhere = set(frame["province"])
    for (name, year), held in frame.groupby(["series", "year"])["province"]:
        missing = everywhere - WITHOUT.get(str(name), set()) - set(held)
        if missing:
            lacking = ", ".join(sorted(missing))
            refuse(path, f"{name} of {year} is missing for {lacking}", column="value")
    return frame


def datasets(folder: Path = paths.DATA) -> list[str]:
    """Names that `load` accepts.

    Parameters
    ----------
    folder : Path
        Data folder.

    Returns
    -------
    list of str
        ``paper`` first, then the official ones.

    Examples
    --------
    >>> datasets()
    ['paper', 'census1', 'census2', 'census3', 'census4', 'modern']
    """
    return ["paper", *read_file("datasets", folder)["dataset"].drop_duplicates()]


def _paper(folder: Path) -> pd.DataFrame:
    path = folder / "paper_dataset.csv"
    frame = _check_values(read_file("paper_dataset", folder), path, folder)
    for name in SERIES:
        for year in sorted(set(YEARS) - set(frame.loc[frame["series"] == name, "year"])):
            refuse(
                path,
                f"{name} has no value for {year}",
                column="year",
                hint="the data set runs from 2004 to 2018 without a gap",
            )
    return frame.assign(vintage="as the paper must have used it", source=frame["note"])


def _official(name: str, folder: Path) -> pd.DataFrame:
    path = folder / "datasets.csv"
    rules = read_file("datasets", folder)
    found = {
        (record["series"], record["year"], record["vintage"]): record
        for record in observations(folder).to_dict("records")
    }
    chosen = []
    for row, rule in rules[rules["dataset"] == name].iterrows():
        for year in range(rule["first_year"], rule["last_year"] + 1):
            key = (rule["series"], str(year), rule["vintage"])
            if key not in found:
                held = "; ".join(vintage for *when, vintage in found if tuple(when) == key[:2])
                problem = f"observations.csv has no {key[0]} of {year} in vintage {key[2]!r}"
                hint = f"vintages there, from helpers.data.vintages(): {held or 'none'}"
                refuse(path, problem, row, "vintage", hint)
            chosen.append({**found[key], "year": year})
    frame = pd.DataFrame(chosen)
    return frame.assign(source=frame["source_title"] + ", " + frame["publisher"])


def _assembled(name: str, folder: Path) -> pd.DataFrame:
    """Build a data set from the files, one row per value, in the order of `SERIES`."""
    if name not in datasets(folder):
        raise DataError(
            f"unknown data set {name!r}; valid names, from helpers.data.datasets(): "
            f"{', '.join(datasets(folder))}"
        )
    frame = _paper(folder) if name == "paper" else _official(name, folder)
    order = pd.Categorical(frame["series"], SERIES, ordered=True)
    ordered = frame.assign(_order=order).sort_values(["_order", "year"])
    return ordered.drop(columns="_order").reset_index(drop=True)


@remembered
def _book_data(name: str) -> pd.DataFrame:
    return _assembled(name, paths.DATA)


def _tidy(name: str, folder: Path) -> pd.DataFrame:
    return _book_data(name) if folder == paths.DATA else _assembled(name, folder)


def load(name: str = "paper", form: str = "wide", folder: Path = paths.DATA) -> pd.DataFrame:
    """Load a named data set.

    Parameters
    ----------
    name : str
        ``paper`` (2004-2018, recovered from the printed tables), ``census1`` to ``census4`` (GDP as
        published after that economic census, with official series) or ``modern`` (GDP after the
        fifth census, 2005-2024).
    form : {"wide", "tidy"}
        ``wide``: index ``year``, one float column per series in the order of `SERIES`; a year in
        which a series was never counted is NaN (official data sets only). ``tidy``: one row per
        value with unit, vintage, status, source.
    folder : Path
        Data folder.

    Returns
    -------
    DataFrame
        gdp and ecommerce in 100 million yuan, domains in 10,000 names, users and shoppers in 10,000
        persons.

    Raises
    ------
    DataError
        On an unknown name or any fault in the files; see `read_file`.

    Examples
    --------
    >>> float(load("paper").loc[2018, "users"])
    83000.0
    """
    frame = _tidy(name, folder)
    if form == "tidy":
        return frame
    if form != "wide":
        raise DataError(f"unknown form {form!r}; valid: wide, tidy")
    wide = frame.pivot(index="year", columns="series", values="value")
    return wide.reindex(columns=list(SERIES)).astype(float).rename_axis(columns=None)


def biography(name: str, series: str, year: int, folder: Path = paths.DATA) -> dict:
    """Where one cell of a data set comes from.

    Parameters
    ----------
    name : str
        A data set, as for `load`.
    series : str
        One of `SERIES`.
    year : int
        A year of the data set.
    folder : Path
        Data folder.

    Returns
    -------
    dict
        Value, unit, vintage, status, source and note, as far as they are known.

    Raises
    ------
    DataError
        If the data set has no such series or year.

    Examples
    --------
    >>> biography("paper", "users", 2018)["status"]
    'fitted'
    """
    frame = _tidy(name, folder)
    hit = frame[(frame["series"] == series) & (frame["year"] == int(year))]
    if hit.empty:
        years = frame.groupby("series", sort=False)["year"]
        held = ", ".join(f"{known} {when.min()}-{when.max()}" for known, when in years)
        raise DataError(f"data set {name!r} has no {series} of {year}; it holds {held}")
    return hit.iloc[0].dropna().to_dict()


def vintages(series: str = "gdp", folder: Path = paths.DATA) -> pd.DataFrame:
    """All annual values of one series, years by vintages.

    Parameters
    ----------
    series : str
        A name in ``data/series.csv``.
    folder : Path
        Data folder.

    Returns
    -------
    DataFrame
        In the unit of the series; NaN where a vintage has no value.

    Raises
    ------
    DataError
        If there is no value of such a series.

    Examples
    --------
    >>> float(vintages("gdp").loc[2018, "CSY2019"])
    900309.5
    """
    frame = observations(folder)
    frame = frame[(frame["series"] == series) & frame["year"].str.fullmatch(r"\d{4}")]
    if frame.empty:
        raise DataError(
            f"unknown series {series!r}; valid names, from helpers.data.series(): "
            f"{', '.join(_known_series(folder).index)}"
        )
    yearly = frame.assign(year=frame["year"].astype(int))
    wide = yearly.pivot(index="year", columns="vintage", values="value")
    return wide[frame["vintage"].drop_duplicates()].rename_axis(columns=None)


def wide_rows(folder: Path = paths.DATA) -> list[list[str]]:
    """The recovered data of the paper as rows of years, each number written as in the long form.

    Parameters
    ----------
    folder : Path
        Data folder.

    Returns
    -------
    list of list of str
        What ``paper_wide.csv`` holds: the header (``year`` and `SERIES`) and one row per year; gdp
        and ecommerce in 100 million yuan, domains in 10,000 names, users and shoppers in 10,000
        persons.

    Raises
    ------
    DataError
        On any fault in the long form, ``paper_dataset.csv``; see `read_file`.

    Examples
    --------
    >>> [row[:3] for row in wide_rows()[:2]]
    [['year', 'gdp', 'ecommerce'], ['2004', '161840.16', '9290.0']]
    """
    _paper(folder)
    (_, header), *lines = numbered_lines(folder / "paper_dataset.csv")
    series, year, value = (header.index(name) for name in ("series", "year", "value"))
    written = {(line[series], int(line[year])): line[value] for _, line in lines}
    years = [[str(when), *(written[name, when] for name in SERIES)] for when in YEARS]
    return [["year", *SERIES], *years]


def _check_wide(folder: Path) -> None:
    """The wide form of the paper's data holds what the long one does, cell by cell."""
    path = folder / describe("paper_wide", folder)["path"]
    found, wanted = numbered_lines(path), wide_rows(folder)
    for (row, cells), belonging in zip(found, wanted, strict=False):
        for column, cell, belongs in zip(wanted[0], cells, belonging, strict=True):
            if cell != belongs:
                problem = f"{cell} stands where {belongs} belongs, as in paper_dataset.csv"
                refuse(path, problem, row, column, MENDS_WIDE)
    if len(found) < len(wanted):
        refuse(path, f"there is no year {wanted[len(found)][0]}", column="year", hint=MENDS_WIDE)


def check_all(folder: Path = paths.DATA) -> None:
    """Read every file and every data set once; hold the wide form of the paper's to the long one.

    Parameters
    ----------
    folder : Path
        Data folder.

    Raises
    ------
    DataError
        At the first fault.
    """
    for name in resources(folder):
        read_file(name, folder)
    provinces(folder)
    _paper(folder)
    for name in datasets(folder)[1:]:
        _official(name, folder)
    _check_wide(folder)
