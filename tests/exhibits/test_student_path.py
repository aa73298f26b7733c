"""What the page *Student path* shows follows from what it is given."""

import numpy as np

from helpers.data import published
from helpers.exhibits import student_path
from helpers.recovery import audit


def test_the_printed_equation_at_the_means_leads_to_the_vintage():
    means = audit.means()
    b = {
        row: float(published.table_cells(4).loc[row, "coefficient"])
        for row in ("constant", "users", "shoppers")
    }
    mean = (
        b["constant"]
        + b["users"] * round(means["users"], 1)
        + b["shoppers"] * round(means["shoppers"], 1)
    )
    frame = student_path.vintage_table().frame
    column = frame["Mean of GDP"].iloc[1:].str.replace(",", "").astype(float)
    assert (column - mean).abs().idxmin() == "CSY2019"
    # The nearest other vintage is hundreds away, so rounding the means cannot mislead a student.
    assert np.sort((column - mean).abs())[1] > 500


def test_only_fifteen_years_give_the_printed_p():
    frame = student_path.p_table(audit.p_by_size("domains", 2, student_path.SIZES)).frame
    assert frame.index[frame["Verdict"] == "fits"].tolist() == ["15"]
