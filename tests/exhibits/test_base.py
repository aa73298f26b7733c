"""Tables say what cards need to know, and a drawing for a column has type that a phone shows."""

import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from helpers.exhibits import base
from helpers.exhibits.base import Table
from tools.keep import golden

COLUMNS = ["Coefficient", "Standard error", "t", "p"]


def table(columns, **options):
    frame = pd.DataFrame([["8.24"] * len(columns)], index=["users"], columns=columns)
    shown = Table(frame.rename_axis("Regressor"), caption="A table", name="tab-a", **options)
    return shown, BeautifulSoup(shown._repr_html_(), "html.parser")


def test_a_card_names_its_row_and_each_of_its_cells():
    shown, page = table(COLUMNS)
    assert shown.cards and "cards" in page.table["class"]
    row = page.tbody.tr
    assert row.th["data-label"] == "Regressor"
    assert [cell["data-label"] for cell in row.find_all("td")] == COLUMNS


def test_a_table_that_style_sheets_redraw_says_its_roles():
    _, page = table(COLUMNS)
    roles = {part.name: part["role"] for part in page.table.find_all(role=True)}
    assert page.table["role"] == "table"
    assert roles == {
        "thead": "rowgroup",
        "tbody": "rowgroup",
        "tr": "row",
        "th": "rowheader",
        "td": "cell",
    }
    assert {head["role"] for head in page.thead.find_all("th")} == {"columnheader"}


def test_a_table_of_four_columns_stays_one_and_never_scrolls():
    shown, page = table(COLUMNS[:3])
    assert not shown.cards and not page.find_all(attrs={"data-label": True})
    assert not page.find_all(role=True) and not page.find_all(tabindex=True)


def test_few_columns_of_long_words_are_cards_too():
    shown, _ = table(["a_name_without_a_place_to_break", "another_one"])
    assert shown.cards
    shown, _ = table(["a-name-with-many-places-to-break", "another one of them"])
    assert not shown.cards


def drawn(make, **options):
    @make
    def draw():
        if make is base.column:
            drawing, axes = base.draw_column()
        else:
            drawing, axes = base.draw()
        axes.set_title("A title", **options)
        alt, behind = "Nothing but axes and a title.", pd.DataFrame({"y": [1]})
        return base.figure(drawing, alt=alt, caption="Axes", name="fig-a", behind=behind)

    return draw()


def test_a_drawing_for_a_column_has_type_of_11_pixels_at_328():
    shown = drawn(base.column)
    assert shown.is_column and 'viewBox="0 0 480 300"' in shown.svg[0]
    assert min(base.type_sizes(shown.svg[0])) * 328 / base.COLUMN >= 11
    page = BeautifulSoup(shown._repr_html_(), "html.parser")
    box = page.select_one(".figure-box.column")
    assert not box.has_attr("tabindex") and not box.has_attr("role")


def test_smaller_type_in_a_column_is_refused():
    with pytest.raises(ValueError, match=r"fig-a: type of a column is 16\.5 units or more"):
        drawn(base.column, fontsize=12)


def test_other_drawings_stay_as_they_were():
    shown = drawn(base.styled, fontsize=9)
    assert not shown.is_column and min(base.type_sizes(shown.svg[0])) == 9
    assert 'class="figure-box" role="region" tabindex="0"' in shown._repr_html_()


@pytest.fixture(scope="module")
def shown_in_the_book():
    """Every stored output with markup, by page."""
    notebooks = golden.stored_notebooks()
    return [
        (page, BeautifulSoup(output["data"]["text/html"], "lxml"))
        for page, notebook in notebooks.items()
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]


def test_every_figure_of_the_book_says_numbers_and_gives_its_data(shown_in_the_book):
    count = 0
    for page, markup in shown_in_the_book:
        for box in markup.select("figure.exhibit[id]"):
            said = box.select_one("[role=img]")["aria-label"]
            assert len(said) > 80 and re.search(r"\d", said), f"{page}: {box['id']}"
            assert box.select("table td"), f"{page}: {box['id']} gives no data"
            count += 1
    assert count > 40


def test_no_table_of_the_book_shows_what_is_not_a_number(shown_in_the_book):
    for page, markup in shown_in_the_book:
        for cell in markup.select("table.exhibit-table td"):
            assert cell.get_text().strip() not in ("nan", "NaN", "n/a", "None", "inf"), page
