"""The built site: all pages, computed values, no other host, figures and tables described."""

import re
from collections import Counter

import pytest
import yaml
from browsing import GENERATED, chapters

from helpers import data, paths
from helpers.claims import reproduction
from helpers.exhibits import scorecard
from helpers.methods import ols
from helpers.words import fixed

LOADS = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
    "form": "action",
}


@pytest.fixture(scope="module")
def text(site, parsed):
    return lambda name: parsed[site / f"{name}.html"].find("main").get_text(" ")


def test_the_site_has_exactly_the_pages_of_the_contents(site):
    assert len(chapters()) == len(set(chapters())) > 35
    found = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert found == {*chapters(), *GENERATED}


def test_the_first_page_leads_to_the_landing_page(site, parsed):
    page = parsed[site / "index.html"]
    [refresh] = page.select("meta[http-equiv=refresh]")
    assert refresh["content"] == "0; url=book/index.html"
    assert [link["href"] for link in page.select("a")] == ["book/index.html"]


def test_scorecard_shows_all_cells_with_their_verdicts(site, parsed):
    page = parsed[site / "notebooks/scorecard.html"]
    rows = page.find(id="tab-scorecard").select("tbody tr")
    card = reproduction.scorecard()
    assert len(rows) == len(card)
    for cell, printed in card.iterrows():
        shown = [
            part.get_text() for part in page.find(id=scorecard.cell_anchor(cell)).find_all("td")
        ]
        assert (shown[1], shown[-1]) == (printed["printed"].replace("-", "−"), printed["verdict"])


def test_regressions_page_holds_the_computed_coefficients(text):
    words = text("notebooks/results")
    result = ols.ols(data.load("paper"), "table4")
    for name in ("users", "shoppers"):
        assert fixed(result.params[name], 4) in words
        assert fixed(1e4 * result.params[name], 0) in words


def test_data_page_holds_every_value_and_status(site, parsed):
    page = parsed[site / "notebooks/data.html"]
    values = page.find(id="tab-values").find_all("td")
    statuses = parsed[site / "notebooks/how-sure.html"].find(id="tab-statuses").find_all("td")
    assert len(values) == len(statuses) == 75
    assert {cell.get_text() for cell in statuses} == set(data.load("paper", form="tidy")["status"])


def test_no_page_loads_anything_from_another_host(parsed):
    for path, page in parsed.items():
        for element in page.find_all(list(LOADS)):
            address = element.get(LOADS[element.name]) or ""
            if element.name == "link" and "canonical" in (element.get("rel") or []):
                continue
            assert not re.match(r"(https?:)?//", address), f"{path.name}: {address}"


def test_no_script_or_style_names_a_delivery_network(site):
    for path in [*site.rglob("*.html"), *site.rglob("*.css"), *site.rglob("*.js")]:
        found = re.search(
            r"unpkg\.com|jsdelivr|cdnjs|fonts\.googleapis|googletagmanager",
            path.read_text(encoding="utf-8"),
        )
        assert not found, f"{path.relative_to(site)}: {found[0]}"


def test_formulas_are_drawn_already(site, parsed):
    page = parsed[site / "notebooks/results.html"]
    assert page.select(".katex-html") and page.select(".katex math annotation")
    for path, page in parsed.items():
        for script in page.find_all("script"):
            assert not re.search("mathjax|katex", str(script.attrs)), path.name


def test_every_picture_has_alternative_text(parsed):
    for path, page in parsed.items():
        for image in page.find_all("img"):
            alt = image.get("alt")
            assert alt is not None and not re.search(r"_images/|\.(png|svg)$", alt), (
                f"{path.name}: {image}"
            )
        for figure in page.select("figure:has(svg)"):
            first, *others = figure.select(".figure-box > svg")
            assert first.get("role") == "img" and len(first.get("aria-label", "")) >= 20, path.name
            assert all(panel.get("aria-hidden") == "true" for panel in others), (
                "one text describes all panels"
            )


def test_every_figure_offers_its_data(parsed):
    found = 0
    for page in parsed.values():
        for figure in page.select("figure.exhibit:has(svg)"):
            found += 1
            assert figure.find("figcaption").get_text(strip=True)
            assert figure.select("details table tbody tr")
    assert found > 30


def test_every_footer_offers_the_data_of_the_paper(site, parsed):
    for path, page in parsed.items():
        if path.name == "404.html" or not page.find("footer"):
            continue  # the first page leads on at once, the missing one loads nothing
        [link] = [link for link in page.select("footer a") if "Data of the paper" in link.text]
        assert link.has_attr("download"), path.name
        file = (path.parent / link["href"]).resolve()
        assert file.read_bytes() == (paths.DATA / "paper_wide.csv").read_bytes(), path.name
        assert file == site.resolve() / "downloads" / "paper_wide.csv", path.name


def test_every_table_has_a_caption_and_scoped_headers(parsed):
    for path, page in parsed.items():
        for table in page.select("main table:not(.indextable)"):
            where = f"{path.name}: {table.get_text(' ', strip=True)[:60]}"
            # A frame that open code shows is explained by the code above it.
            assert table.find("caption") or "dataframe" in table["class"], where
            for header in table.find_all("th"):
                assert header.get("scope") in ("col", "row"), where


def test_lessons_are_told_as_their_own_pages_tell_them(site, parsed):
    rows = parsed[site / "book/teach.html"].select("table.exhibit-table tbody tr")
    assert len(rows) > 10
    for row in rows:
        page = (site / "book" / row.find("a")["href"]).resolve()
        box = re.sub(r"\s+", " ", parsed[page].select_one(".on-this-page").get_text(" "))
        what, time = (re.sub(r"\s+", " ", cell.get_text(" ")) for cell in row.find_all("td"))
        assert f"Time {time}" in box, page.name
        assert re.sub(r"[^a-z ]", "", what) in re.sub(r"[^a-z ]", "", box), page.name


def test_the_citation_is_that_of_the_citation_file(text):
    entry = yaml.safe_load((paths.ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    words = text("book/reproduce")
    assert f"Version {entry['version']}." in words and "@software" in words


def test_ids_are_unique_within_a_page(parsed):
    for path, page in parsed.items():
        ids = Counter(element["id"] for element in page.select("body [id]"))
        repeated = sorted(name for name, count in ids.items() if count > 1)
        assert not repeated, f"{path.name}: {repeated[:5]}"


def test_internal_links_lead_somewhere(parsed):
    anchors = {
        path: {element["id"] for element in page.find_all(id=True)} for path, page in parsed.items()
    }
    followed = 0
    for path, page in parsed.items():
        for link in page.select("main a[href]"):
            address = link["href"]
            if re.match(r"[a-z]+:", address):
                continue
            followed += 1
            target, _, anchor = address.partition("#")
            file = (path.parent / target).resolve() if target else path
            assert file.exists(), f"{path.name}: {address}"
            if anchor and file.suffix == ".html":
                assert anchor in anchors[file], f"{path.name}: {address}"
    assert followed > 500


def test_sources_with_answers_are_not_in_the_site(site):
    assert not (site / "_sources").exists()
