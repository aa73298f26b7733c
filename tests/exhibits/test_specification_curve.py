"""What the page *Specification curve* shows follows from what it is given."""

import numpy as np

from helpers.exhibits import specification_curve as exhibits
from helpers.methods import specification_curve


def test_the_page_is_small_and_needs_no_javascript_to_say_what_it_is():
    shown = exhibits.Explorer(specification_curve.page_data())._repr_html_()
    assert len(shown) < 300_000 and "http" not in shown
    assert "the figure and the tables show the same" in shown.split("<script")[0]
    assert shown.count("</script>") == 1


def test_every_option_has_its_row_in_the_panel_of_choices():
    order = specification_curve.ordered("ecommerce")
    band = specification_curve.null_summary("walks")["band"]
    shown = exhibits.curve_figure(order, band, specification_curve.paper_rows())
    options = sum(len(specification_curve.CHOICES[fork]) for fork in exhibits.FORKS) - 15 + 3
    assert len(shown.behind) == options
    assert shown.svg[0].count("Table 2") == 1


def test_a_curve_that_leaves_the_band_is_said_so():
    order = specification_curve.ordered("ecommerce")
    narrow = np.zeros((3, specification_curve.POINTS)).tolist()
    shown = exhibits.curve_figure(order, narrow, {})
    assert "100% of it outside" in shown.alt


def test_the_caption_names_what_chance_does_not_draw():
    summaries = {kind: specification_curve.null_summary(kind) for kind in specification_curve.NULLS}
    observed = np.array([0.1, 0.2, 0.3, 0.4])
    for summary in summaries.values():
        summary["p"]["all"] = [0.5, 0.5, 0.5, 0.001]
    assert exhibits.null_table(observed, summaries).caption.endswith(": shoppers")
