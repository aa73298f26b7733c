"""What the page *Scorecard* shows: every verdict is counted, and a changed one moves the count."""

from helpers.claims import reproduction
from helpers.exhibits import scorecard as exhibits


def test_a_verdict_that_changes_moves_counts_notes_and_misses():
    card = reproduction.scorecard()
    before = exhibits.verdicts_table(card).frame.loc["All", reproduction.REPRODUCED]
    card.loc["t4.users.t", "verdict"] = reproduction.NOT_REPRODUCED
    after = exhibits.verdicts_table(card).frame.loc["All", reproduction.REPRODUCED]
    assert int(before) - int(after) == 1
    assert len(exhibits.misses_table(card).frame) == 3
    assert "64 of 67" in exhibits.verdict_note(card)


def test_a_cell_far_from_its_print_is_named_in_the_figure():
    card = reproduction.scorecard()
    card.loc["t4.users.t", "computed"] = 99.0
    card.loc["t4.users.t", "verdict"] = reproduction.NOT_REPRODUCED
    assert "Internet users: t of Table 4 lies at" in exhibits.misfits_figure(card).alt
