"""What the page *Specification curve* shows follows from what it is given."""

import pytest

from helpers.exhibits import base
from helpers.exhibits import specification_curve as specification_curve_exhibits
from helpers.methods import specification_curve


def test_the_page_is_small_and_needs_no_javascript_to_say_what_it_is():
    shown = specification_curve_exhibits.Explorer(specification_curve.page_data())._repr_html_()
    assert len(shown) < 300_000 and "http" not in shown
    assert "the figure and the tables show the same" in shown.split("<script")[0]
    assert shown.count("</script>") == 1


@pytest.mark.slow
def test_exhibits_have_captions_and_fit_a_phone():
    shown = [
        specification_curve_exhibits.choices_table(),
        specification_curve_exhibits.left_out_table(),
        specification_curve_exhibits.shares_table(specification_curve.nulls()),
        specification_curve_exhibits.curve_figure(
            specification_curve.quantiles(), *specification_curve.level_partials()
        ),
    ]
    assert all(item.caption for item in shown)
    assert all(item.frame.shape[1] <= 6 for item in shown if isinstance(item, base.Table))
