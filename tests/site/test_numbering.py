"""Pages are numbered as the paper has them, headings are not, and exercises are counted by page."""

import re

from browsing import chapters

EMPIRICAL = {
    "book/empirical": ("4", "The empirical study"),
    "book/model": ("4.1", "The model"),
    "notebooks/data": ("4.2", "Data"),
    "notebooks/results": ("4.3", "The results"),
    "notebooks/problems": ("5", "Problems"),
}
NUMBER = re.compile(r"(\d+(?:\.\d+)*)\. (.*)")


def pages(parsed, site):
    return {name.removesuffix(".html"): parsed[site / name] for name in chapters()}


def title(page):
    """The heading of a page; the one above it is for print alone."""
    return page.select("main h1")[-1].get_text(" ", strip=True)


def test_the_empirical_chapter_reads_as_in_the_paper(parsed, site):
    for name, (number, words) in EMPIRICAL.items():
        said = title(pages(parsed, site)[name])
        found = NUMBER.match(said)
        assert found and found[1] == number and found[2].startswith(words), f"{name}: {said}"


def test_no_heading_inside_a_page_has_a_number(parsed, site):
    found = [
        f"{name}: {heading.get_text(' ', strip=True)}"
        for name, page in pages(parsed, site).items()
        for heading in page.select("main h2, main h3, main h4")
        if heading.select_one(".section-number") or NUMBER.match(heading.get_text(" ", strip=True))
    ]
    assert not found


def test_the_contents_beside_a_page_show_the_numbers_that_the_pages_have(parsed, site):
    headed = {}
    for name, page in pages(parsed, site).items():
        if found := NUMBER.match(title(page)):
            headed[name.rpartition("/")[2]] = found[1]
    assert len(set(headed.values())) == len(headed) > 25
    for page in pages(parsed, site).values():
        for link in page.select("nav.bd-links a[href]"):
            name = link["href"].rpartition("/")[2].removesuffix(".html")
            found = NUMBER.match(link.get_text(" ", strip=True))
            if found and name in headed:
                assert found[1] == headed[name], f"{link} beside {page.title}"


def test_exercises_are_counted_by_page_and_share_no_number_with_a_section(parsed, site):
    counted = 0
    for name, page in pages(parsed, site).items():
        titles = [
            one.get_text(" ", strip=True) for one in page.select(".exercise > .admonition-title")
        ]
        labels = [re.match(r"Exercise (\S+)", title)[1] for title in titles]
        assert labels == [str(place) for place in range(1, len(labels) + 1)], f"{name}: {titles}"
        counted += len(labels)
    assert counted > 35


def test_no_number_of_an_exhibit_is_given_twice(parsed, site):
    owner = {}
    for name, page in pages(parsed, site).items():
        for number in page.select(".exhibit-number, .caption-number"):
            said = number.get_text(" ", strip=True)
            if said.startswith("Exercise"):
                continue
            box = number.find_parent(id=True)["id"]
            assert owner.setdefault(said, box) == box, (
                f"{said} is {owner[said]} and {box} on {name}"
            )
