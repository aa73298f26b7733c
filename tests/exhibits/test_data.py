"""What the page *Data* shows: an edited value and an edited status both show."""

from helpers import data
from helpers.exhibits import data as exhibits


def test_an_edited_value_is_shown_with_every_digit():
    frame = data.load("paper")
    frame.loc[2018, "users"] = 12_345.5
    assert exhibits.values_table(frame).frame.loc["2018", "Internet users"] == "12,345.5"


def test_a_value_of_unseen_source_is_hollow_and_said_to_be():
    frame = data.load("paper")
    status = data.load("paper", form="tidy").set_index(["series", "year"])["status"]
    status[("gdp", 2004)] = "fitted"
    before = exhibits.series_figure(frame, status.replace("fitted", "seen"))
    assert exhibits.series_figure(frame, status).svg != before.svg


def test_a_value_that_becomes_doubtful_is_listed():
    tidy = data.load("paper", form="tidy")
    before = exhibits.doubtful_table(tidy)
    tidy.loc[tidy["series"] == "gdp", "status"] = "fitted"
    after = exhibits.doubtful_table(tidy)
    assert "GDP" not in set(before.frame["Series"])
    assert "2004–2018" in set(after.frame.set_index("Series").loc["GDP"])
