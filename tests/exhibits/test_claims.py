"""What the page *Claims* shows follows from what it is given."""

import re

import pytest

from helpers.claims import ledger, sentences
from helpers.exhibits import claims


def test_every_claim_is_a_row_that_a_badge_can_land_on():
    table = claims.claims_table(ledger.ledger())
    markup = table._repr_html_()
    assert set(re.findall(r'<tr[^>]* id="([^"]+)"', markup)) == set(ledger.ledger().index)
    assert table.filters == ("Chapter", "Kind", "Verdict") and set(table.filters) <= set(
        table.frame.columns
    )
    assert len(table.frame.columns) + 1 <= 6


@pytest.mark.parametrize("by", ["chapter", "kind"])
def test_counts_of_claims_add_up(by):
    table = {"chapter": claims.by_chapter_table, "kind": claims.by_kind_table}[by]
    frame = table(ledger.verdict_counts(by)).frame.astype(int)
    assert (frame.drop(columns="All").sum(axis=1) == frame["All"]).all()
    total = len(ledger.ledger())
    assert (
        frame.loc["All chapters", "All"] == total
        if "All chapters" in frame.index
        else frame["All"].sum() == total
    )


def test_every_verdict_belongs_to_one_group_and_has_a_meaning():
    assert sorted(verdict for group in claims.GROUPS.values() for verdict in group) == sorted(
        sentences.VERDICT_ORDER
    )
    assert claims.meanings_table(ledger.verdict_counts()).frame["Claims"].astype(int).sum() == len(
        ledger.ledger()
    )


def test_every_source_is_listed_with_its_claims():
    rows = ledger.ledger().query("url != ''")
    text = claims.sources(ledger.ledger()).data
    assert all(
        f"]({row['url']})" in text and f'href="#{claim}"' in text for claim, row in rows.iterrows()
    )
    assert len(text.splitlines()) == rows["url"].nunique()


def test_most_checkable_figures_and_statistics_hold():
    # The claims page says so in words.
    table = claims.by_kind_table(ledger.verdict_counts("kind")).frame.astype(int)
    for kind in ("figure", "statistical"):
        checkable = table.loc[kind, "All"] - table.loc[kind, "Open"]
        assert table.loc[kind, "Open"] < checkable < 2 * table.loc[kind, "Holds"]
    assert table.loc["statistical", "Open"] == 0
