"""What the page *Codebook* shows is what describes the files."""

from helpers import data
from helpers.exhibits import codebook as exhibits


def test_a_field_that_is_added_is_listed_with_its_limits():
    described = data.describe("paper_dataset")
    field = {
        "name": "planted",
        "type": "number",
        "description": "Planted.",
        "constraints": {"minimum": 3, "maximum": 7},
    }
    described = described | {
        "schema": described["schema"] | {"fields": [*described["schema"]["fields"], field]}
    }
    row = exhibits.codebook_table(described, "paper_dataset").frame.loc["planted"]
    assert "Planted." in row.to_list() and any("3" in cell and "7" in cell for cell in row)


def test_every_file_is_listed_with_its_rows():
    files = [(data.describe(name), len(data.read_file(name))) for name in data.resources()]
    frame = exhibits.files_table(files).frame
    assert len(frame) == len(data.resources())
    assert frame.loc["content/countermeasures.csv", "Rows"] == "30"
    longer = exhibits.files_table([(files[0][0], 12_345)]).frame
    assert longer["Rows"].tolist() == ["12,345"]


def test_every_data_set_says_what_was_never_counted():
    wide, tidy = data.load("paper"), data.load("paper", form="tidy")
    wide.loc[[2004, 2005], "shoppers"] = float("nan")
    frame = exhibits.datasets_table({"planted": (wide, tidy)}).frame
    assert frame.loc["planted", "Never counted"] == "Online shoppers 2004–2005"
