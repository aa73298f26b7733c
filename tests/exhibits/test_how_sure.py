"""What the page *How sure* shows: statuses as they stand, and conclusions as they are judged."""

from helpers import data
from helpers.exhibits import how_sure as exhibits


def test_a_status_that_changes_moves_its_cell_and_its_count():
    tidy = data.load("paper", form="tidy")
    place = (tidy["series"] == "gdp") & (tidy["year"] == 2004)
    tidy.loc[place, "status"] = "unverified"
    frame = exhibits.statuses_table(tidy).frame
    assert frame.loc["2004", "GDP"] == "unverified"
    counted = exhibits.status_counts_table(tidy).frame
    assert counted.loc["unverified", "Where"].startswith("GDP 2004")
    assert counted["Values"].astype(int).sum() == len(tidy) == 75


def test_each_conclusion_is_shown_under_each_kind_of_data():
    kinds = ("recovered", "one", "ten", "kept", "official")
    standings = {kind: {"Planted conclusion": f"as {kind}"} for kind in kinds}
    shown = exhibits.standing_table(standings, 9)
    assert shown.frame.loc["Planted conclusion"].tolist() == [f"as {kind}" for kind in kinds]
    assert "nine years remain" in shown.note


def test_the_number_of_unsure_values_heads_its_column():
    frame = exhibits.resting_table({"users": (3, {"One": "in all"})}, 0.1).frame
    assert list(frame.columns) == ["Internet users (3)"]
