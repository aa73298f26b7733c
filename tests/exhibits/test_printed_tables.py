"""What the page *Printed tables* shows follows from what it is given."""

import pytest

from helpers import data, forensics
from helpers.data import published
from helpers.exhibits import printed_tables as printed_tables_exhibits
from helpers.forensics.__main__ import main
from helpers.recovery import audit, moments, printed_tables
from helpers.words import percent


@pytest.mark.slow
def test_verdict_beside_key_for_all_thirty_seven_tables():
    frame = forensics.score()[0]
    assert len(frame) == 37 and (frame["key"] == frame["tool"]).all()
    assert frame["key"].value_counts().to_dict() == {
        "consistent": 27,
        "misprint": 6,
        "ambiguous": 4,
    }


def test_both_formats_give_the_same_report():
    csv, json = (
        printed_tables_exhibits.command(
            printed_tables_exhibits.example(audit.table_entry(4), 4, form),
            printed_tables.reported(
                printed_tables_exhibits.example(audit.table_entry(4), 4, form).text,
                printed_tables_exhibits.example(audit.table_entry(4), 4, form).caption,
            ),
        ).text
        for form in ("csv", "json")
    )
    assert csv == json and csv.startswith("table Table 4: misprint")
    with pytest.raises(ValueError, match="csv and json"):
        printed_tables_exhibits.example(audit.table_entry(4), 4, "xml")


@pytest.mark.slow
def test_the_listing_shows_what_the_command_prints(tmp_path, capsys):
    listing = printed_tables_exhibits.example(audit.table_entry(4), 4, "csv")
    path = tmp_path / listing.caption
    path.write_text(listing.text + "\n", encoding="utf-8")
    for options in ((), ("--brief",), ("--json",)):
        main([str(path), *options])
        shown = printed_tables_exhibits.command(
            listing, printed_tables.reported(listing.text, listing.caption, *options), *options
        )
        assert shown.text == capsys.readouterr().out.rstrip()
        assert shown.caption == " ".join(("python -m helpers.forensics table4.csv", *options))
    with pytest.raises(ValueError, match="--brief and --json"):
        printed_tables_exhibits.command(
            listing, printed_tables.reported(listing.text, listing.caption, "--strict"), "--strict"
        )


def test_the_examples_are_what_the_paper_prints():
    for number in moments.TABLES:
        text = printed_tables_exhibits.example(audit.table_entry(number), number).text
        assert all(
            string in text for string in published.cells().query("table == @number")["printed"]
        )


def test_each_design_case_gets_the_verdict_that_its_name_promises():
    frame = printed_tables_exhibits.design_table(printed_tables.design_verdicts()).frame
    assert frame.loc["As software prints it", "Verdict"] == "consistent"
    assert frame.loc["Coefficients only", "Verdict"] == "not checkable"
    assert set(frame.index[frame["Verdict"] == "misprint"]) == {
        "n two too small",
        "Two digits exchanged in a t",
    }
    named = {
        "n two too large": "fewer rows",
        "Robust standard errors, said": "robust",
        "Stars from a one-sided test": "stars: one-sided",
        "One-sided p": "one-sided p",
        "Nested model on other rows": "nested in larger",
        "Computed in single precision": "single precision",
        "No constant, and no word about it": "no constant",
        "t cut to two decimals": "cut off",
    }
    for name, words in named.items():
        assert (
            frame.loc[name, "Verdict"] == "ambiguous"
            and words in frame.loc[name, "Named convention"]
        ), name


def test_a_listing_is_escaped():
    assert "&lt;b&gt;" in printed_tables_exhibits.Listing("<b>", "x")._repr_html_()


def test_rates_agree_with_the_stored_file_to_the_printed_digit():
    stored = data.read("planted_errors")
    frame = printed_tables_exhibits.rates_table(
        printed_tables.planted_outcomes(), forensics.catch_rates(printed_tables.planted_outcomes())
    ).frame
    assert frame.loc["All", "Caught"] == percent((stored["outcome"] == "caught").mean())
    assert int(frame.loc["All", "Planted"].replace(",", "")) == len(stored)
