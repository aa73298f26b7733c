"""One quantity has one value on all pages, however it is written there."""

import re

import pytest

#: What a quantity looks like in a sentence, and on how many pages it stands at least.
QUANTITIES = {
    "what a user who shops would add, over GDP per head": (
        r"(\d\.\d) times (?:the )?GDP per head",
        3,
    ),
    "what a user who shops would add": (r"who shops would add (\d[\d,]+) yuan", 2),
    "reproduced numbers": (r"(\d+) of (?:the )?67 printed numbers|Of 67 printed numbers, (\d+)", 5),
    "independent facts": (r"hold (\d+) independent facts", 2),
    "correlation of growth of users and GDP": (r"correlate at (0\.75\d*)|growth is (0\.75\d*)", 1),
    "e-commerce in growth, alone": (r"0\.30 \(p = (0\.\d+)\)|and (0\.\d+) alone", 2),
    "p of turnover in Table 3": (
        r"as insignificant \(p = (0\.\d{3})|e-commerce \(p = (0\.\d{3})",
        2,
    ),
    "provinces, leaving one out": (r"p = (0\.\d+) leaving one province out", 1),
}


@pytest.fixture(scope="module")
def texts(parsed, site):
    """Words of every page."""
    return {
        path.stem: re.sub(r"\s+", " ", page.select_one("main").get_text(" "))
        for path, page in parsed.items()
        if path.parent.name in ("book", "notebooks") and page.select_one("main")
    }


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_one_quantity_has_one_value(texts, quantity):
    pattern, pages = QUANTITIES[quantity]
    found = {}
    for name, text in texts.items():
        for match in re.finditer(pattern, text):
            value = next(filter(None, match.groups()))
            found.setdefault(value, set()).add(name)
    assert len(found) == 1, found
    assert len(set().union(*found.values())) >= pages, found


def test_levels_are_never_said_without_saying_whether_a_trend_is_in(parsed, site):
    table = parsed[site / "notebooks/specification-curve.html"].find(id="tab-multiverse-shares")
    rows = [row.get_text(strip=True) for row in table.select("tbody th")]
    assert not {"Levels", "Logarithms"} & set(rows) and "Levels, no trend" in rows
