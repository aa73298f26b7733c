"""The data package is valid and says where each value comes from; bad input gets one error."""

import csv

import frictionless
import pandas as pd
import pytest

from helpers import data, paths
from helpers.data import published
from tools.keep import accept, wide


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
    data.check_all()


def test_paper_data_set_is_fifteen_years_of_five_series():
    frame = data.load("paper")
    assert list(frame.index) == list(range(2004, 2019))
    assert tuple(frame.columns) == data.SERIES
    assert frame.notna().all(axis=None)


def test_the_wide_file_reads_back_as_the_paper_s_data():
    read = pd.read_csv(paths.DATA / "paper_wide.csv", index_col="year")
    pd.testing.assert_frame_equal(read, data.load("paper"), check_exact=True)


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
        "grp_index_post5thcensus": 279,
        "grp_index_yearbook": 210,
        "mobile_internet_users": 310,
        "population_yearend": 310,
    }


def test_each_provincial_value_says_how_sure_it_is():
    frame = data.provinces()
    unsure = frame.loc[frame["status"] != "seen", "series"]
    assert set(unsure) == {"gdp_nominal_post4thcensus"}  # its vintage is inferred
    assert frame["seen_in"].str.startswith("github:").all()


def test_the_index_of_volume_continues_the_panel_without_a_gap():
    frame = data.provinces()
    years = frame.groupby("series")["year"].agg(["min", "max"])
    assert years.loc["grp_index_post5thcensus"].tolist() == [2016, 2024]
    assert years.loc["ecommerce_sales"].tolist() == [2015, 2024]


def test_loading_returns_a_copy():
    for form in ("wide", "tidy"):
        first = data.load("paper", form=form)
        first.iloc[0] = first.iloc[1]
        assert not first.equals(data.load("paper", form=form))


def test_printed_strings_are_as_the_paper_prints_them():
    assert published.table_cells(4).loc["constant", "standard_error"] == "11275.3"
    assert published.table_cells(2).loc["ecommerce", "t"] == "1.2670"
    assert published.table_cells(3).loc["model", "f"] == "1193.650"


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


PAPER, WIDE = "paper_dataset.csv", "paper_wide.csv"
GDP_2010 = "gdp,2010,412119.26"
RANGE = "the data set runs from 2004 to 2018 without a gap"
# What is broken -> (how to break it, the one message; "…" stands for whatever follows).
FAULTS = {
    "missing file": (
        lambda folder: (folder / PAPER).unlink(),
        "data/paper_dataset.csv: the file is missing (restore it with git checkout data)",
    ),
    "missing description": (
        lambda folder: (folder / "datapackage.json").unlink(),
        "data/datapackage.json: the file is missing (restore it with git checkout data)",
    ),
    "missing year": (
        edit(PAPER, drop_line("users,2010,")),
        f"data/paper_dataset.csv, column year: users has no value for 2010 ({RANGE})",
    ),
    "duplicate year": (
        edit(PAPER, repeat_line("users,2010,")),
        "data/paper_dataset.csv, row 54, column year: "
        "series users, year 2010 stands twice, first in row 53",
    ),
    "missing column": (
        edit(PAPER, drop_column("status")),
        "data/paper_dataset.csv, row 1, column status: the column is missing "
        "(columns expected: series, year, value, unit, status, published_value, note)",
    ),
    "text for a number": (
        edit(PAPER, swap(GDP_2010, "gdp,2010,about 41 trillion")),
        "data/paper_dataset.csv, row 8, column value: "
        "'about 41 trillion' stands where a number belongs",
    ),
    "NaN for a number": (
        edit(PAPER, swap(GDP_2010, "gdp,2010,NaN")),
        "data/paper_dataset.csv, row 8, column value: 'NaN' stands where a number belongs",
    ),
    "empty cell": (
        edit(PAPER, swap(GDP_2010, "gdp,2010,")),
        "data/paper_dataset.csv, row 8, column value: an empty cell stands where a number belongs",
    ),
    "negative value": (
        edit(PAPER, swap(GDP_2010, "gdp,2010,-412119.26")),
        "data/paper_dataset.csv, row 8, column value: "
        "-412119.26 is outside the plausible range 0 …",
    ),
    "absurd value": (
        edit(PAPER, swap(GDP_2010, "gdp,2010,412119260")),
        "data/paper_dataset.csv, row 8, column value: "
        "4.12119e+08 is outside the plausible range of gdp, 50000 to 3e+06",
    ),
    "year out of range": (
        edit(PAPER, swap("gdp,2010,", "gdp,2110,")),
        "data/paper_dataset.csv, row 8, column year: "
        "2110 is outside the plausible range 2004 to 2018",
    ),
    "wrong unit": (
        edit(PAPER, swap(f"{GDP_2010},100 million yuan", f"{GDP_2010},billion yuan")),
        "data/paper_dataset.csv, row 8, column unit: "
        "'billion yuan' is not the unit of gdp, '100 million yuan'",
    ),
    "unknown series": (
        edit("observations.csv", swap("\ngdp,2002,", "\ngpd,2002,")),
        "data/observations.csv, row 2, column series: unknown series 'gpd' "
        "(valid names, from helpers.data.series(): gdp, ecommerce, domains, users, shoppers, …",
    ),
    "unknown vintage": (
        edit("datasets.csv", swap("census3,gdp,2004,2018,CSY2019", "census3,gdp,2004,2018,CSY91")),
        "data/datasets.csv, row 48, column vintage: "
        "observations.csv has no gdp of 2004 in vintage 'CSY91' "
        "(vintages there, from helpers.data.vintages(): …",
    ),
    "wrong encoding": (
        lambda folder: (folder / "observations.csv").write_bytes(
            (folder / "observations.csv").read_text(encoding="utf-8").encode("gb18030")
        ),
        "data/observations.csv, row 5: not UTF-8: byte 0xb9 cannot be read "
        "(save the file as UTF-8)",
    ),
    "cut in a line": (
        lambda folder: (folder / PAPER).write_bytes((folder / PAPER).read_bytes()[:2000]),
        "data/paper_dataset.csv, row 15: the file is cut off: its last line has no line end",
    ),
    "cut at a line": (
        edit(PAPER, lambda text: "".join(text.splitlines(keepends=True)[:40])),
        f"data/paper_dataset.csv, column year: domains has no value for 2013 ({RANGE})",
    ),
    "empty file": (
        edit(PAPER, lambda text: ""),
        "data/paper_dataset.csv: the file is empty (restore it with git checkout data)",
    ),
    "missing province": (
        edit("provinces.csv", drop_line("Tibet,西藏,2015,population_yearend")),
        "data/provinces.csv, column value: population_yearend of 2015 is missing for Tibet",
    ),
    "missing year of the index": (
        edit("provinces.csv", drop_line("Tibet,西藏,2016,grp_index_post5thcensus")),
        "data/provinces.csv, column value: grp_index_post5thcensus of 2016 is missing for Tibet",
    ),
    "missing province of a series that never had Beijing": (
        edit("provinces.csv", drop_line("Tibet,西藏,2016,grp_index_yearbook")),
        "data/provinces.csv, column value: grp_index_yearbook of 2016 is missing for Tibet",
    ),
    "growth in per cent instead of an index": (
        edit(
            "provinces.csv",
            swap(
                'Anhui,安徽,2016,grp_index_post5thcensus,108.6,"index, previous year=100"',
                'Anhui,安徽,2016,grp_index_post5thcensus,8.6,"index, previous year=100"',
            ),
        ),
        "data/provinces.csv, row 49, column value: 8.6 is outside the plausible range of "
        "grp_index_post5thcensus, 50 to 200",
    ),
    "wide form of another value": (
        edit(WIDE, swap("412119.26", "412119.3")),
        "data/paper_wide.csv, row 8, column gdp: "
        f"412119.3 stands where 412119.26 belongs, as in paper_dataset.csv ({data.MENDS_WIDE})",
    ),
    "wide form of the data before an edit": (
        edit(PAPER, swap("users,2010,45730.0,", "users,2010,45731.0,")),
        "data/paper_wide.csv, row 8, column users: "
        f"45730.0 stands where 45731.0 belongs, as in paper_dataset.csv ({data.MENDS_WIDE})",
    ),
    "wide form in another order": (
        edit(WIDE, swap("year,gdp,ecommerce", "year,ecommerce,gdp")),
        "data/paper_wide.csv, row 1, column gdp: "
        f"ecommerce stands where gdp belongs, as in paper_dataset.csv ({data.MENDS_WIDE})",
    ),
    "wide form without the last year": (
        edit(WIDE, drop_line("2018,")),
        f"data/paper_wide.csv, column year: there is no year 2018 ({data.MENDS_WIDE})",
    ),
    "printed cell that is no number": (
        edit("paper/table4.csv", swap(",11275.3", ",11275.3?")),
        r"paper/table4.csv, row 3, column printed: '11275.3?' has not the form -?\d+(\.\d+)?",
    ),
}


OF_WIDE = [fault for fault in FAULTS if fault.startswith("wide form")]


def says(found, message):
    """Is this the message, as far as it is given."""
    start, cut, _ = message.partition("…")
    return "\n" not in found and (found.startswith(start) if cut else found == message)


@pytest.mark.parametrize("fault", FAULTS)
def test_one_message_names_file_row_and_column(fault, data_copy):
    break_it, message = FAULTS[fault]
    break_it(data_copy)
    with pytest.raises(data.DataError) as caught:
        data.check_all(data_copy)
    assert says(str(caught.value), message), str(caught.value)


@pytest.mark.parametrize(
    "fault",
    [
        "wide form without the last year",
        *(pytest.param(fault, marks=pytest.mark.slow) for fault in OF_WIDE[:-1]),
    ],
)
def test_one_command_mends_the_wide_form(fault, data_copy):
    FAULTS[fault][0](data_copy)
    assert wide.write(data_copy)
    data.check_all(data_copy)
    assert not wide.write(data_copy), "the same again is not written"
    held = pd.read_csv(data_copy / WIDE, index_col="year")
    pd.testing.assert_frame_equal(held, data.load("paper", folder=data_copy), check_exact=True)


def test_accept_writes_the_wide_form_before_it_checks_but_not_in_a_dry_run(monkeypatch):
    steps = []

    def stop():
        steps.append("check")
        raise data.DataError("stopped here")

    monkeypatch.setattr(accept.wide, "write", lambda: steps.append("write"))
    monkeypatch.setattr(accept.data, "check_all", stop)
    assert accept.main(["a reason"]) == 1 and steps == ["write", "check"]
    assert accept.main(["--dry-run"]) == 1 and steps == ["write", "check", "check"]


def test_a_fault_of_the_long_form_leaves_the_wide_one_as_it_was(data_copy):
    edit(PAPER, drop_line("users,2010,"))(data_copy)
    before = (data_copy / WIDE).read_bytes()
    with pytest.raises(data.DataError, match="users has no value for 2010"):
        wide.write(data_copy)
    assert (data_copy / WIDE).read_bytes() == before
    assert not list(data_copy.glob("*.new"))


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["missing file", "unknown vintage"])
def test_make_book_says_the_same_and_keeps_the_previous_site(fault, tree, make_book):
    break_it, message = FAULTS[fault]
    break_it(tree / "data")
    code, printed = make_book(tree)
    assert code != 0
    error, *rest = printed.strip().splitlines()
    assert says(error, f"error: {message}"), printed
    assert all(line.startswith("make: ***") for line in rest), printed
    assert (tree / "_build/html/index.html").read_text(encoding="utf-8") == "previous site"
    assert sorted(path.name for path in (tree / "_build").iterdir()) == ["html"]


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: data.load("census9"), "helpers.data.datasets"),
        (lambda: data.load("paper", form="long"), "wide, tidy"),
        (lambda: data.read_file("nothing"), "helpers.data.resources"),
        (lambda: data.vintages("coal"), "helpers.data.series"),
        (lambda: data.biography("paper", "coal", 2010), "it holds gdp"),
        (lambda: data.biography("paper", "gdp", 1999), "2004-2018"),
    ],
)
def test_unknown_names_list_the_valid_ones(call, words):
    with pytest.raises(data.DataError, match=words):
        call()
