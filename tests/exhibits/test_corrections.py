"""What the page *Corrections* shows follows from the ledger of today."""

import csv

import pytest

from helpers import data, paths
from helpers.claims import corrections, ledger
from helpers.exhibits import corrections as exhibits


def test_every_change_is_listed_with_both_verdicts_and_leads_to_its_claim():
    rows = corrections.corrections()
    table = exhibits.corrections_table(rows)
    assert list(table.frame["Now"]) == ledger.ledger().loc[rows.index, "verdict"].to_list()
    assert (rows["before"] != rows["after"]).all()
    markup = table._repr_html_()
    assert all(f'href="claims.ipynb#{claim}"' in markup for claim in rows.index)


@pytest.mark.parametrize(
    "change, said",
    [
        ({"claim": "c9-9-99"}, "no claim c9-9-99"),
        ({"after": "contradicted"}, "is misleading today, not contradicted"),
    ],
)
def test_a_row_that_is_not_true_today_is_named(monkeypatch, change, said):
    with open(paths.DATA / "content" / "corrections.csv", encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    rows = data.read_file("corrections").iloc[:1].assign(**first | change)
    monkeypatch.setattr(corrections.data, "read_file", lambda name: rows)
    with pytest.raises(data.DataError, match=f"corrections.csv, row .*{said}"):
        corrections.corrections()
