"""What the page *Collinearity* shows follows from the factors that it is given."""

import pandas as pd

from helpers import data
from helpers.exhibits import collinearity as exhibits
from helpers.methods import collinearity


def test_a_factor_that_is_planted_is_shown_under_its_table():
    factors = {
        table: pd.Series({"users": 123.456, "shoppers": 1.0}) for table in ("table2", "table4")
    }
    frame = exhibits.vif_table(factors).frame
    assert frame.loc["Internet users"].tolist() == ["123.46", "123.46"]


def test_the_paper_is_more_collinear_than_the_classical_data_set_in_one_column_only():
    frame = exhibits.twin_table(collinearity.designs(data.load("paper"))).frame
    assert list(frame.index) == ["Table 2", "Table 4", "Longley"]
    assert frame["n"].tolist() == ["15", "15", "16"]


def test_a_sign_that_never_flips_is_said_so():
    found = collinearity.perturbations(data.load("paper"))
    found["Table 4"]["flips"] = 0.5
    frame = exhibits.perturbed_table(found).frame
    assert set(frame.loc[frame.index.str.startswith("Table 4"), "Other sign"]) == {"50%"}
