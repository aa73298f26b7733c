"""The paper's four tables come out of the data, and the smallest change of any value shows."""

import re

import numpy as np
import pandas as pd
import pytest

from helpers import data
from helpers.claims import reproduction
from helpers.data import published
from helpers.exhibits.base import Table
from helpers.methods import ols
from tools.keep import golden

# The smallest step in which each series is given; GDP to a hundredth.
STEP = {"gdp": 0.01, "ecommerce": 10, "domains": 0.1, "users": 1, "shoppers": 1}


def expected() -> dict[str, float]:
    return {cell: float(value) for cell, value in golden.read("cells").items()}


def moved(frame) -> list[str]:
    """Cells whose unrounded value differs from the stored one."""
    now, stored = reproduction.computed(frame), expected()
    return [
        f"{cell}: {stored[cell]:.12g} -> {value:.12g}"
        for cell, value in now.items()
        if not np.isclose(value, stored[cell], rtol=golden.SAME_COMPUTATION, atol=0)
    ]


def test_the_paper_prints_67_numbers():
    cells = published.cells()
    assert len(cells) == 67
    assert cells.groupby("table").size().to_dict() == {1: 10, 2: 23, 3: 19, 4: 15}


def test_65_of_67_cells_are_reproduced_and_two_are_not(paper):
    card = reproduction.scorecard(paper)
    other = card.loc[card["verdict"] != "reproduced", "verdict"].to_dict()
    assert other == {
        "t2.ecommerce.t": "not reproduced",
        "t4.constant.standard_error": "misprint",
    }, reproduction.moved(reproduction.scorecard(), card).to_string()


@pytest.fixture(scope="module")
def stored_card():
    """The scorecard of the recovered data: only to be read."""
    return reproduction.scorecard()


@pytest.mark.parametrize("cell", list(published.cells().index))
def test_each_printed_cell(cell, stored_card):
    row = stored_card.loc[cell]
    if cell == "t2.ecommerce.t":
        assert (row["printed"], row["at_precision"]) == ("1.2670", "1.2669")
    elif cell == "t4.constant.standard_error":
        assert (row["printed"], row["at_precision"]) == ("11275.3", "11275.5")
    else:
        assert float(row["printed"]) == float(row["at_precision"]), (
            f"{cell}: printed {row['printed']}, computed {row['computed']:.8g}"
        )


def test_no_cell_moved(paper):
    cells = moved(paper)
    assert not cells, f"{len(cells)} cells moved since the stored computation: " + "; ".join(cells)


@pytest.mark.slow
@pytest.mark.parametrize("series", data.SERIES)
def test_smallest_step_of_any_value_moves_named_cells(paper, series):
    for year in paper.index:
        for sign in (1, -1):
            changed = paper.copy()
            changed.loc[year, series] += sign * STEP[series]
            assert moved(changed), (
                f"{series} of {year} changed by {sign * STEP[series]} and no cell moved"
            )


@pytest.mark.slow
@pytest.mark.parametrize("series", [name for name in data.SERIES if name != "gdp"])
def test_smallest_step_of_a_regressor_breaks_printed_digits(paper, series):
    for year in paper.index:
        changed = paper.copy()
        changed.loc[year, series] += STEP[series]
        assert reproduction.cell_counts(reproduction.scorecard(changed))["reproduced"] < 65, (
            f"{series} of {year}"
        )


def test_the_misprint_is_proven_not_listed(paper):
    """The same fault planted elsewhere in the printed cells is found; repaired, it is gone."""
    cells = published.cells()
    assert reproduction.proof("t4.constant.standard_error", "11275.5", cells)[0]
    repaired = cells.copy()
    repaired.loc["t4.constant.standard_error", "printed"] = "11275.53"
    assert not reproduction.proof("t4.constant.standard_error", "11275.5", repaired)[0]
    planted = cells.copy()
    planted.loc["t3.users.t", "printed"] = "6.1051"
    assert reproduction.proof("t3.users.t", "6.1015", planted)[0]


def test_a_contradiction_that_the_computed_value_does_not_settle_is_no_misprint_of_that_cell():
    assert not reproduction.proof("t4.constant.coefficient", "125157.7", published.cells())[0]


def test_table1_is_printed_symmetric_with_ones():
    table = published.table_cells(1)
    assert (table == table.T).all(axis=None)
    assert (np.diag(table) == "1").all()


def test_elimination_goes_from_table_2_over_3_to_4(paper):
    path = ols.backward_elimination(paper)
    assert [step.dropped for step in path] == ["domains", "ecommerce", None]
    assert [tuple(step.regressors) for step in path] == list(ols.SPECIFICATIONS.values())
    cells = published.cells()["printed"]
    assert reproduction.at_precision(path[0].p_value, 4) == cells["t2.domains.p"]
    assert reproduction.at_precision(path[1].p_value, 4) == cells["t3.ecommerce.p"]


def test_elimination_stops_at_once_when_alpha_is_large_and_ends_empty_when_tiny(paper):
    assert len(ols.backward_elimination(paper, alpha=0.9)) == 1
    assert ols.backward_elimination(paper, alpha=1e-12)[-1].regressors == []


def test_dropping_one_variable_satisfies_f_equals_t_squared(paper):
    full, nested = ols.ols(paper, "table2"), ols.ols(paper, "table3")
    f = (nested.ssr - full.ssr) / (full.ssr / full.df_resid)
    assert f == pytest.approx(full.tvalues["domains"] ** 2, rel=1e-9)


def test_eviews_criteria_are_per_observation(paper):
    result = ols.ols(paper, "table4")
    ours = ols.information_criteria(result)
    assert ours["aic"] == pytest.approx(result.aic / result.nobs, rel=1e-12)
    assert ours["sc"] == pytest.approx(result.bic / result.nobs, rel=1e-12)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda f: ols.ols(f, "table5"), "table2, table3, table4"),
        (lambda f: ols.ols(f, ["coal"]), "unknown column coal"),
        (
            lambda f: ols.ols(f.assign(users=f["users"].where(f.index != 2010)), "table4"),
            "users of 2010",
        ),
        (lambda f: ols.ols(f.head(3), "table4"), "no degree of freedom"),
        (lambda f: ols.backward_elimination(f, alpha=5), "alpha"),
    ],
)
def test_bad_calls_say_what_is_wrong(paper, call, words):
    with pytest.raises(ValueError, match=words):
        call(paper)


def test_columns_of_numbers_stand_flush_right_with_their_heads():
    frame = pd.DataFrame(
        {
            "rate": ["1.5%", "—", "2.0%"],
            "first print": ["99.09", "not found", "114.37"],
            "page": ["a", "—", "x " * 25],
        },
        index=["a", "b", "c"],
    )
    html = Table(frame, caption="A table", name="tab-a")._repr_html_()
    assert re.findall(r'<th scope="col" class="number">([^<]*)', html) == ["rate", "first print"]
    assert (
        html.count('<td class="number">') == 5
        and '<td class="long">' in html
        and "<td>not found</td>" in html
    )
