"""The site's files for machines say what the ledger and the scorecard say."""

import json

import pytest

from helpers.claims import conclusions, ledger, reproduction, sentences
from tools.build import card, site_files


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    return {
        path.name: json.loads(path.read_text(encoding="utf-8"))
        for path in site_files.write(folder)
        if path.suffix == ".json"
    }


def test_every_claim_stands_in_claims_json_with_its_verdict(files):
    rows = ledger.ledger()
    assert [row["id"] for row in files["claims.json"]] == list(rows.index)
    assert {row["id"]: row["verdict"] for row in files["claims.json"]} == rows["verdict"].to_dict()
    assert all(
        row["evidence"] and row["verdict"] in sentences.VERDICT_ORDER
        for row in files["claims.json"]
    )


def test_every_printed_number_stands_in_cells_json_with_its_verdict(files):
    card = reproduction.scorecard()
    assert {row["id"]: (row["printed"], row["verdict"]) for row in files["cells.json"]} == {
        cell: (row["printed"], row["verdict"]) for cell, row in card.iterrows()
    }


def test_computed_values_round_to_the_digits_that_the_verdict_compared(files):
    for row in files["cells.json"]:
        assert isinstance(row["computed"], float)
        assert reproduction.at_precision(row["computed"], row["decimals"]) == row["at_precision"]


def test_a_changed_value_changes_the_file():
    card = reproduction.scorecard()
    card.loc["t4.users.coefficient", "verdict"] = reproduction.NOT_REPRODUCED
    assert {row["id"]: row["verdict"] for row in site_files.cell_rows(card)}[
        "t4.users.coefficient"
    ] == reproduction.NOT_REPRODUCED


@pytest.mark.slow
def test_writing_twice_gives_the_same_bytes(tmp_path):
    first = [path.read_bytes() for path in site_files.write(tmp_path)]
    assert first == [path.read_bytes() for path in site_files.write(tmp_path)]


def test_the_card_says_what_the_first_page_says():
    shown = " ".join(text.get_text() for text in card.card("Does it?").texts)
    counted, said = reproduction.cell_counts(reproduction.scorecard()), ledger.verdict_counts()
    assert conclusions.answer()[0] in shown
    assert (
        f"{counted['reproduced']} of {sum(counted.values())} printed" in shown
        and f"of {sum(said.values())} claims" in shown
    )


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        site_files.write(tmp_path / "nowhere")
