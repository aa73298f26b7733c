"""Channels: accounting identities, textbook cases of open paths, and a complete matrix."""

import graphlib
import itertools

import numpy as np
import pytest

from helpers import data
from helpers.exhibits import theory as exhibits
from helpers.methods import theory
from helpers.methods.theory import COMMON, REVERSE, Arrow, Firm

EXACT = 1e-12  # relative; sums of a few doubles


def arrows(*pairs, kind=COMMON):
    return [Arrow(cause, effect, kind, "") for cause, effect in pairs]


def test_value_added_is_the_price_the_consumer_pays():
    for prices in ([7.0], [3.0, 3.0, 9.5], [20.0, 45.0, 80.0, 100.0]):
        firms = [
            Firm(str(place), buys, sells)
            for place, (buys, sells) in enumerate(itertools.pairwise([0.0, *prices]))
        ]
        assert theory.value_chain(1, firms)["value_added"] == pytest.approx(prices[-1], rel=EXACT)
        assert theory.value_chain(len(firms), firms)["turnover"] == pytest.approx(
            sum(prices), rel=EXACT
        )


def test_moving_sales_online_raises_turnover_and_nothing_else():
    steps = [theory.value_chain(online) for online in range(len(theory.SHIRT) + 1)]
    assert np.all(np.diff([step["turnover"] for step in steps]) > 0)
    assert len({step["value_added"] for step in steps}) == 1


def test_a_chain_with_a_gap_is_refused():
    with pytest.raises(ValueError, match="Mill sells for 45, but Maker buys for 46"):
        theory.value_chain(1, [Firm("Mill", 0, 45), Firm("Maker", 46, 80)])
    with pytest.raises(ValueError, match="has 4 sales"):
        theory.value_chain(5)


@pytest.mark.parametrize(
    ("drawn", "given", "found"),
    [
        (arrows(("c", "x"), ("c", "y")), (), [("x", "c", "y")]),  # fork
        (arrows(("c", "x"), ("c", "y")), ("c",), []),
        (arrows(("x", "m"), ("m", "y")), (), []),  # chain: a front door, not a back door
        (arrows(("a", "x"), ("a", "m"), ("b", "m"), ("b", "y")), (), []),  # M-structure is closed …
        (
            arrows(("a", "x"), ("a", "m"), ("b", "m"), ("b", "y")),
            ("m",),
            [("x", "a", "m", "b", "y")],
        ),  # … until its middle is held fixed
        (
            arrows(("a", "x"), ("a", "m"), ("b", "m"), ("b", "y"), ("m", "d")),
            ("d",),
            [("x", "a", "m", "b", "y")],
        ),  # or an effect of it
        (arrows(("a", "x"), ("a", "m"), ("b", "m"), ("b", "y")), ("m", "a"), []),
    ],
)
def test_textbook_paths(drawn, given, found):
    assert theory.backdoors("x", "y", given, drawn) == found


def test_a_circle_and_an_unknown_name_are_refused():
    with pytest.raises(ValueError, match="circle through x, y"):
        theory.backdoors("x", "y", assumed=arrows(("x", "y"), ("y", "x")))
    with pytest.raises(ValueError, match="no arrow mentions weather"):
        theory.backdoors(given=["weather"])


def test_the_papers_controls_leave_back_doors_open_and_the_common_causes_close_them():
    causes = {arrow.cause for arrow in theory.arrows() if arrow.kind == COMMON}
    nodes = theory.nodes()
    assert not nodes.loc[list(causes), "measured"].any()
    assert theory.backdoors(given=("users", "shoppers", "domains"))
    held = ("users", "shoppers", "domains", *causes)
    assert theory.backdoors(given=held) == [("ecommerce", "earlier", "gdp")]
    assert theory.backdoors(given=(*held, "earlier")) == []


def test_the_arrows_run_in_no_circle():
    """What goes back in time begins in GDP of the year before; else no back door is defined."""
    after = {}
    for arrow in theory.arrows():
        after.setdefault(arrow.effect, set()).add(arrow.cause)
    assert len(list(graphlib.TopologicalSorter(after).static_order())) == len(theory.nodes())


def test_every_arrow_joins_two_boxes_once_and_has_a_reason():
    pairs = [(arrow.cause, arrow.effect) for arrow in theory.arrows()]
    assert len(set(pairs)) == len(pairs) and {name for pair in pairs for name in pair} == set(
        theory.nodes().index
    )
    assert all(arrow.reason.endswith(".") for arrow in theory.arrows())
    nodes = theory.nodes()
    reverse = [arrow.effect for arrow in theory.arrows() if arrow.kind == REVERSE]
    assert nodes.loc[reverse, "measured"].all()
    assert set(nodes.index[nodes["measured"]]) == set(data.SERIES)


def test_the_ratio_agrees_with_the_data_and_breaks_in_2014():
    shares = theory.turnover_ratio()
    modern = data.load(theory.DATASET)
    assert shares.loc[2019, "ratio"] == pytest.approx(
        modern.loc[2019, "ecommerce"] / modern.loc[2019, "gdp"], rel=EXACT
    )
    assert (
        shares["ratio"].diff().idxmax() == exhibits.BREAK
    )  # the largest step of all is the change of survey
    assert (shares["retail"] < shares["turnover"]).all()
    assert not shares.loc[2024, "sure"] and shares.loc[2018, "sure"]


def test_savings_are_proportional_and_bounded_by_turnover():
    rows = theory.savings((0.02, 1.0))
    assert rows.loc[1.0, "level"] == pytest.approx(
        theory.turnover_ratio().loc[2018, "ratio"], rel=EXACT
    )
    assert rows.loc[0.02, "share"] == pytest.approx(0.02 * rows.loc[1.0, "share"], rel=EXACT)


def test_growth_slowed_while_turnover_rose():
    rows = theory.halves()
    assert (
        rows["growth"].iloc[1] < rows["growth"].iloc[0]
        and rows["ratio"].iloc[1] > rows["ratio"].iloc[0]
    )
