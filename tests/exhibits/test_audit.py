"""What the page *Audit* shows follows from what it is given."""

import pytest

from helpers.exhibits import audit as audit_exhibits
from helpers.recovery import audit


@pytest.mark.slow
def test_the_page_table_of_checks_has_two_contradictions_both_from_the_same_cell():
    frame = audit_exhibits.checks_table(audit.check_counts()).frame
    assert frame.index[frame["Verdict"] == "contradiction"].tolist() == [
        "t = b / se",
        "all tables at once",
    ]
