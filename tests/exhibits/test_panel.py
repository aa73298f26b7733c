"""What the page *Panel* shows follows from what it is given."""

import html
import re

import pytest

from helpers.exhibits import panel as exhibits
from helpers.methods import panel, panel_designs, simulation


@pytest.mark.slow
def test_every_exhibit_has_a_caption_of_its_own_and_every_figure_says_the_values_it_draws():
    tables = [
        exhibits.corrections_table(panel.fit(panel.province_years()), simulation.critical_t(30)),
        exhibits.methods_table(panel_designs.p_values_by_method()),
        exhibits.noisy_table(panel.noisy(), panel.indicators_wide()["ecommerce_sales"]),
    ]
    figures = [
        exhibits.placebo_figure(panel_designs.placebos()),
        exhibits.power_figure(
            *panel_designs.powers_by_size(exhibits.POWER_GRID), exhibits.POWER_GRID
        ),
        exhibits.influence_figure(
            panel_designs.panel_influence(panel.province_years()),
            panel.fit(panel.province_years()).params["sales"],
        ),
    ]
    assert len({item.caption for item in tables + figures}) == 6
    assert all(html.escape(item.caption) in item._repr_html_() for item in tables + figures)
    assert all(len(table.frame) > 1 and table.frame.shape[1] <= 6 for table in tables)
    for figure in figures:
        assert re.search(r"\d", figure.alt) and len(figure.behind) > 1
        assert f'aria-label="{html.escape(figure.alt)}"' in figure._repr_html_()
