"""The built site: all pages, the computed values, no other host, every figure and table described."""

import re
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

from helpers import claims, compare, data, models, paths, prose, tables, verdict

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


def pages():
    return sorted((paths.BUILD / "html").rglob("*.html"))


def soup(path):
    return BeautifulSoup(Path(path).read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def text(site):
    return lambda name: soup(site / f"{name}.html").find("main").get_text(" ")


def test_every_page_of_the_contents_is_there(site):
    named = re.findall(
        r"(?:file|root): (\S+)", (paths.ROOT / "_toc.yml").read_text(encoding="utf-8")
    )
    assert len(named) > 5
    for name in named:
        assert (site / f"{name}.html").exists(), name


def test_the_first_page_leads_to_the_landing_page(site):
    assert "book/index.html" in (site / "index.html").read_text(encoding="utf-8")


def test_landing_page_states_answer_and_counts_as_computed(text):
    card, said, held = compare.scorecard(), claims.counts(), verdict.statements()
    words = re.sub(r"\s+", " ", text("book/index"))
    assert " ".join(verdict.answer()).replace("'", "’") in words
    for part, whole in (
        (compare.counts(card)["reproduced"], len(card)),
        (said["supported"] + said["reproduced"], sum(said.values())),
        (sum(statement.holds for statement in held), len(held)),
    ):
        assert f"{part} of {whole}" in words


def test_scorecard_shows_all_cells_with_their_verdicts(site):
    page = soup(site / "notebooks/scorecard.html")
    rows = page.find(id="tab-scorecard").select("tbody tr")
    card = compare.scorecard()
    assert len(rows) == len(card)
    for cell, printed in card.iterrows():
        shown = [part.get_text() for part in page.find(id=tables.cell_anchor(cell)).find_all("td")]
        assert (shown[1], shown[-1]) == (printed["printed"].replace("-", "−"), printed["verdict"])


def test_regressions_page_holds_the_computed_coefficients(text):
    words = text("notebooks/regressions")
    result = models.ols(data.load("paper"), "table4")
    for name in ("users", "shoppers"):
        assert prose.fixed(result.params[name], 4) in words
        assert prose.fixed(1e4 * result.params[name], 0) in words


def test_data_page_holds_every_value_and_status(site):
    page = soup(site / "notebooks/data.html")
    values = page.find(id="tab-values").find_all("td")
    statuses = page.find(id="tab-statuses").find_all("td")
    assert len(values) == len(statuses) == 75
    assert {cell.get_text() for cell in statuses} == set(data.load("paper", form="tidy")["status"])


def test_no_page_loads_anything_from_another_host(site):
    for path in pages():
        for element in soup(path).find_all(list(LOADS)):
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


def test_formulas_are_drawn_already(site):
    page = soup(site / "notebooks/regressions.html")
    assert page.select(".katex-html") and page.select(".katex math annotation")
    for path in pages():
        assert not re.search(r"<script[^>]*(?:mathjax|katex)", path.read_text(encoding="utf-8")), (
            path.name
        )


def test_every_picture_has_alternative_text(site):
    for path in pages():
        page = soup(path)
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


def test_every_figure_offers_its_data(site):
    for path in pages():
        for figure in soup(path).select("figure.exhibit:has(svg)"):
            assert figure.find("figcaption").get_text(strip=True)
            assert figure.select("details table tbody tr")


def test_every_table_has_a_caption_and_scoped_headers(site):
    for path in pages():
        for table in soup(path).select("main table:not(.indextable)"):
            where = f"{path.name}: {table.get_text(' ', strip=True)[:60]}"
            assert table.find("caption"), where
            for header in table.find_all("th"):
                assert header.get("scope") in ("col", "row"), where


def test_lessons_are_told_as_their_own_pages_tell_them(site):
    rows = soup(site / "book/teach.html").select("table.exhibit-table tbody tr")
    assert len(rows) > 10
    for row in rows:
        page = (site / "book" / row.find("a")["href"]).resolve()
        box = re.sub(r"\s+", " ", soup(page).select_one(".on-this-page").get_text(" "))
        what, time = (re.sub(r"\s+", " ", cell.get_text(" ")) for cell in row.find_all("td"))
        assert f"Time {time}" in box, page.name
        assert re.sub(r"[^a-z ]", "", what) in re.sub(r"[^a-z ]", "", box), page.name


def test_the_citation_is_that_of_the_citation_file(site):
    entry = yaml.safe_load((paths.ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    words = soup(site / "book/reproduce.html").find("main").get_text(" ")
    assert f"Version {entry['version']}." in words and "@software" in words


def test_ids_are_unique_within_a_page(site):
    for path in pages():
        ids = [element["id"] for element in soup(path).select("body [id]")]
        repeated = {name for name in ids if ids.count(name) > 1}
        assert not repeated, f"{path.name}: {sorted(repeated)[:5]}"


def test_internal_links_lead_somewhere(site):
    anchors = {}
    for path in pages():
        for link in soup(path).select("main a[href]"):
            address = link["href"]
            if re.match(r"[a-z]+:", address):
                continue
            target, _, anchor = address.partition("#")
            file = (path.parent / target).resolve() if target else path
            assert file.exists(), f"{path.name}: {address}"
            if anchor and file.suffix == ".html":
                if file not in anchors:
                    anchors[file] = {element["id"] for element in soup(file).find_all(id=True)}
                assert anchor in anchors[file], f"{path.name}: {address}"


def test_sources_with_answers_are_not_in_the_site(site):
    assert not (site / "_sources").exists()


def test_contents_and_configuration_are_plain_yaml():
    for name in ("_toc.yml", "_config.yml"):
        assert yaml.safe_load((paths.ROOT / name).read_text(encoding="utf-8"))
