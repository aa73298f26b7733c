"""The data package is valid and says where each value comes from; bad input gets one error."""

import csv
import re

import frictionless
import pytest

from helpers import data, paths, published


def test_frictionless_validates_the_package():
    report = frictionless.Package(str(paths.DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])


def test_every_csv_is_described():
    described = {paths.DATA / data.describe(name)["path"] for name in data.resources()}
    assert described == set(paths.DATA.rglob("*.csv"))


def test_every_resource_has_units_sources_and_a_licence_note():
    for name in data.resources():
        resource = data.describe(name)
        assert resource["title"] and resource["description"] and resource["licenseNote"]
        assert all(field.get("type") for field in resource["schema"]["fields"])
    for name in ("paper_dataset", "observations", "provinces"):
        assert data.describe(name)["sources"]
        assert "unit" in [field["name"] for field in data.describe(name)["schema"]["fields"]]


def test_the_check_passes_on_the_data_as_shipped():
    data.check()


def test_paper_data_set_is_fifteen_years_of_five_series():
    frame = data.load("paper")
    assert list(frame.index) == list(range(2004, 2019))
    assert tuple(frame.columns) == data.SERIES
    assert frame.notna().all(axis=None)


def test_wide_and_tidy_hold_the_same_values():
    for name in data.datasets():
        wide, tidy = data.load(name), data.load(name, form="tidy")
        assert wide.notna().sum().sum() == len(tidy)
        for _, row in tidy.iterrows():
            assert wide.loc[row["year"], row["series"]] == row["value"]


def test_one_official_vintage_per_census_and_a_modern_one():
    assert data.datasets() == ["paper", "census1", "census2", "census3", "census4", "modern"]
    assert data.load("modern").index[-1] == 2024
    # Announced at the censuses (news of the day): 2004 and 2018.
    assert data.load("census1").loc[2004, "gdp"] == 159878
    assert data.load("census4").loc[2018, "gdp"] == 919281.1


def test_the_paper_uses_the_2019_yearbook_to_the_decimal():
    gap = (data.load("paper")["gdp"] - data.load("census3")["gdp"]).abs()
    assert gap.max() <= 0.0501  # .95 against .9 in 2015; all others round


def test_shoppers_are_a_part_of_users_in_every_data_set():
    for name in data.datasets():
        frame = data.load(name).dropna(subset=["users", "shoppers"])
        assert (frame["shoppers"] < frame["users"]).all()


def test_every_cell_has_a_biography():
    for name in data.datasets():
        for _, row in data.load(name, form="tidy").iterrows():
            story = data.biography(name, row["series"], row["year"])
            assert story["status"] and story["unit"] and story["vintage"]
            if story["status"] == "seen":
                assert story["source"]


def test_provinces_are_31_and_complete():
    frame = data.provinces()
    assert frame["province"].nunique() == 31
    assert frame.groupby("series").size().to_dict() == {
        "broadband_users": 310,
        "ecommerce_sales": 310,
        "gdp_nominal_post4thcensus": 155,
        "gdp_nominal_post5thcensus": 589,
        "gdp_nominal_pre4thcensus": 93,
        "mobile_internet_users": 310,
        "population_yearend": 310,
    }


def test_loading_returns_a_copy():
    for form in ("wide", "tidy"):
        first = data.load("paper", form=form)
        first.iloc[0] = first.iloc[1]
        assert not first.equals(data.load("paper", form=form))


def test_printed_strings_are_as_the_paper_prints_them():
    assert published.table(4).loc["constant", "standard_error"] == "11275.3"
    assert published.table(2).loc["ecommerce", "t"] == "1.2670"
    assert published.table(3).loc["model", "f"] == "1193.650"


# Bad input.


def edit(name, change):
    """A function that rewrites one file of a data folder."""

    def apply(folder):
        path = folder / name
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

    return apply


def swap(old, new):
    def change(text):
        assert old in text
        return text.replace(old, new, 1)

    return change


def drop_line(start):
    return lambda text: "".join(
        line for line in text.splitlines(keepends=True) if not line.startswith(start)
    )


def repeat_line(start):
    return lambda text: "".join(
        line * (1 + line.startswith(start)) for line in text.splitlines(keepends=True)
    )


def drop_column(name):
    def change(text):
        rows = list(csv.reader(text.splitlines()))
        place = rows[0].index(name)
        return "".join(
            ",".join(f'"{cell}"' for position, cell in enumerate(row) if position != place) + "\n"
            for row in rows
        )

    return change


GDP_2010 = "gdp,2010,412119.26"
# What is broken -> (how to break it, what the one error must name).
FAULTS = {
    "missing file": (
        lambda folder: (folder / "paper_dataset.csv").unlink(),
        ["data/paper_dataset.csv", "missing"],
    ),
    "missing description": (
        lambda folder: (folder / "datapackage.json").unlink(),
        ["data/datapackage.json", "missing"],
    ),
    "missing year": (
        edit("paper_dataset.csv", drop_line("users,2010,")),
        ["data/paper_dataset.csv", "column year", "users", "2010"],
    ),
    "duplicate year": (
        edit("paper_dataset.csv", repeat_line("users,2010,")),
        ["data/paper_dataset.csv", "row 54", "column year", "twice", "row 53"],
    ),
    "missing column": (
        edit("paper_dataset.csv", drop_column("status")),
        ["data/paper_dataset.csv", "row 1", "column status", "columns expected"],
    ),
    "text for a number": (
        edit("paper_dataset.csv", swap(GDP_2010, "gdp,2010,about 41 trillion")),
        ["data/paper_dataset.csv", "row 8", "column value", "about 41 trillion"],
    ),
    "NaN for a number": (
        edit("paper_dataset.csv", swap(GDP_2010, "gdp,2010,NaN")),
        ["data/paper_dataset.csv", "row 8", "column value", "NaN"],
    ),
    "empty cell": (
        edit("paper_dataset.csv", swap(GDP_2010, "gdp,2010,")),
        ["data/paper_dataset.csv", "row 8", "column value", "empty"],
    ),
    "negative value": (
        edit("paper_dataset.csv", swap(GDP_2010, "gdp,2010,-412119.26")),
        ["data/paper_dataset.csv", "row 8", "column value", "plausible range"],
    ),
    "absurd value": (
        edit("paper_dataset.csv", swap(GDP_2010, "gdp,2010,412119260")),
        ["data/paper_dataset.csv", "row 8", "column value", "plausible range"],
    ),
    "year out of range": (
        edit("paper_dataset.csv", swap("gdp,2010,", "gdp,2110,")),
        ["data/paper_dataset.csv", "row 8", "column year", "2110"],
    ),
    "wrong unit": (
        edit("paper_dataset.csv", swap(GDP_2010 + ",100 million yuan", GDP_2010 + ",billion yuan")),
        ["data/paper_dataset.csv", "row 8", "column unit", "billion yuan"],
    ),
    "unknown series": (
        edit("observations.csv", swap("\ngdp,2002,", "\ngpd,2002,")),
        ["data/observations.csv", "column series", "gpd", "helpers.data.series()"],
    ),
    "unknown vintage": (
        edit(
            "datasets.csv", swap("census3,gdp,2004,2018,CSY2019", "census3,gdp,2004,2018,CSY2091")
        ),
        ["data/datasets.csv", "column vintage", "CSY2091", "helpers.data.vintages()"],
    ),
    "wrong encoding": (
        lambda folder: (folder / "observations.csv").write_bytes(
            (folder / "observations.csv").read_text(encoding="utf-8").encode("gb18030")
        ),
        ["data/observations.csv", "row ", "UTF-8"],
    ),
    "cut in a line": (
        lambda folder: (folder / "paper_dataset.csv").write_bytes(
            (folder / "paper_dataset.csv").read_bytes()[:2000]
        ),
        ["data/paper_dataset.csv", "row ", "cut off"],
    ),
    "cut at a line": (
        edit("paper_dataset.csv", lambda text: "".join(text.splitlines(keepends=True)[:40])),
        ["data/paper_dataset.csv", "column year", "no value for"],
    ),
    "empty file": (edit("paper_dataset.csv", lambda text: ""), ["data/paper_dataset.csv", "empty"]),
    "missing province": (
        edit("provinces.csv", drop_line("Tibet,西藏,2015,population_yearend")),
        ["data/provinces.csv", "column value", "Tibet", "2015"],
    ),
    "printed cell that is no number": (
        edit("paper/table4.csv", swap(",11275.3", ",11275.3?")),
        ["paper/table4.csv", "row ", "column printed", "11275.3?"],
    ),
}


def check_message(message, names):
    lines = [line for line in message.strip().splitlines() if line]
    errors = [line for line in lines if "error" in line.lower() or "Traceback" in line]
    for name in names:
        assert name in message, f"{name!r} not in {message!r}"
    return errors


@pytest.mark.parametrize("fault", FAULTS)
def test_loader_names_file_row_and_column(fault, data_copy):
    break_it, names = FAULTS[fault]
    break_it(data_copy)
    with pytest.raises(data.DataError) as caught:
        data.check(data_copy)
    assert "\n" not in str(caught.value)
    check_message(str(caught.value), names)


@pytest.mark.parametrize("fault", FAULTS)
def test_make_book_stops_and_keeps_the_previous_site(fault, tree, make_book):
    break_it, names = FAULTS[fault]
    break_it(tree / "data")
    code, printed = make_book(tree)
    assert code != 0
    assert "Traceback" not in printed
    assert len(re.findall(r"^error: ", printed, flags=re.M)) == 1, printed
    check_message(printed, names)
    assert (tree / "_build/html/index.html").read_text(encoding="utf-8") == "previous site"
    assert sorted(path.name for path in (tree / "_build").iterdir()) == ["html"]


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: data.load("census9"), "helpers.data.datasets"),
        (lambda: data.load("paper", form="long"), "wide, tidy"),
        (lambda: data.read("nothing"), "helpers.data.resources"),
        (lambda: data.vintages("coal"), "helpers.data.series"),
        (lambda: data.biography("paper", "coal", 2010), "it holds gdp"),
        (lambda: data.biography("paper", "gdp", 1999), "2004-2018"),
    ],
)
def test_unknown_names_list_the_valid_ones(call, words):
    with pytest.raises(data.DataError, match=words):
        call()
