"""A finished page is sealed, light, described and dated; no rule is lost that a page can use."""

import csv
import gzip
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import paths
from tools.build import bundle, finish

SITE = paths.SITE
HEAD = '<html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def all_pages():
    return [path for path in sorted(SITE.rglob("*.html"))]


def test_every_page_is_sealed_before_anything_can_load(site):
    for path in all_pages():
        text = path.read_text(encoding="utf-8")
        policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        assert policy, path.name
        assert not re.search(r"<(?:script|link|style|img)\b", text[: policy.start()]), path.name
        rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
        assert rules["default-src"] == "'none'" and not re.search(
            r"unsafe|https?:|\*|eval", rules["script-src"]
        ), path.name


def test_no_page_runs_code_from_an_attribute(parsed):
    for path, page in parsed.items():
        for element in page.find_all(True):
            handlers = [name for name in element.attrs if name.startswith("on")]
            assert not handlers and not str(element.get("href", "")).startswith("javascript:"), (
                f"{path.name}: {element.name} {handlers}"
            )


def test_a_page_loads_one_style_sheet_and_one_script_beside_those_it_needs(site):
    for path in all_pages():
        text = path.read_text(encoding="utf-8")
        sheets = [bundle.address(tag) for tag in bundle.SHEET.findall(text)]
        scripts = [
            bundle.address(attributes)
            for attributes, _ in bundle.SCRIPT.findall(text)
            if bundle.address(attributes)
        ]
        assert len(sheets) <= 1 + ('class="katex' in text), path.name
        rest = [name for name in scripts if not re.search(r"/book-[0-9a-f]{8}\.js$", name)]
        assert all(bundle.ON_DEMAND[name.split("/")[-1]] in text for name in rest), path.name


def test_nothing_lies_about_that_no_page_names(site):
    named = "\n".join(
        path.read_text(encoding="utf-8")
        for suffix in ("html", "css")
        for path in SITE.rglob(f"*.{suffix}")
    )
    for path in (SITE / "_static").rglob("*"):
        assert (
            path.is_dir()
            or path.name in named
            or path.name.startswith("LICENSE")
            or path.name == "card.png"
        ), path.name


def as_a_program_reads(cell):
    """Text of a cell; numbers without thousands separators, with the minus sign of programs."""
    text = cell.get_text()
    if cell.name == "td" and "number" in cell.get("class", []):
        return text.replace("−", "-").replace(",", "")
    return text


def test_every_figure_has_its_csv_and_it_holds_the_cells_of_the_table(parsed):
    found = 0
    for path, page in parsed.items():
        for figure in page.select("figure.exhibit:has(svg)"):
            found += 1
            file = (path.parent / figure.select_one("a.csv")["href"]).resolve()
            with file.open(encoding="utf-8", newline="") as lines:
                rows = list(csv.reader(lines))
            shown = [
                [as_a_program_reads(cell) for cell in row.find_all(["th", "td"])]
                for row in figure.select("details table tr")
            ]
            assert rows == shown, f"{path.name}: {figure['id']}"
    assert found > 30


def test_pages_say_when_their_source_last_changed(site):
    if not finish.changed():
        pytest.skip("no git history here")
    text = (SITE / "notebooks/results.html").read_text(encoding="utf-8")
    day = subprocess.run(
        ["git", "log", "-1", "--format=%cs", "--", "notebooks/results.ipynb"],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
    ).stdout.strip()
    assert f'<time datetime="{day}">' in text


def test_the_footer_offers_the_data_of_the_paper_from_any_depth(tmp_path):
    for name in ("a.html", "deep/b.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
    text = HEAD.format(head="", body='<footer><p class="component-author">By</p></footer>')
    pages = {tmp_path / "a.html": text, tmp_path / "deep/b.html": text}
    finish.offer_paper(tmp_path, pages)
    for page, above in ((tmp_path / "a.html", ""), (tmp_path / "deep/b.html", "../")):
        for name, words in finish.OFFERED.items():
            link = f'<a href="{above}downloads/{name}" download>{words}</a>'
            assert (link in pages[page]) == ("/" not in name)  # those of a folder: where read
    for name in finish.OFFERED:
        assert (tmp_path / "downloads" / name).read_bytes() == (paths.DATA / name).read_bytes()


def test_a_file_in_a_folder_is_offered_where_the_page_reads_it(tmp_path):
    body = '<code>paper/table1.csv</code><footer><p class="component-author">By</p></footer>'
    pages = {tmp_path / "a.html": HEAD.format(head="", body=body)}
    finish.offer_paper(tmp_path, pages)
    [text] = pages.values()
    assert "downloads/paper/table1.csv" in text and "downloads/paper/table2.csv" not in text


def test_without_git_no_page_is_dated(tmp_path):
    assert finish.changed(tmp_path) == {}


def test_a_missing_page_is_told_without_loading_anything():
    text = finish.missing_page("https://example.org/book/", "Title")
    assert re.findall(r'<a href="([^"]*)"', text) == ["https://example.org/book/book/index.html"]
    assert not re.search(r'src=|<link[^>]*href="(?!data:)', text)
    assert "Content-Security-Policy" in text


SHOWN_AT = ("https://a.org/", "https://a.org/sub/", "file:///books/site/")


@pytest.mark.parametrize("root", SHOWN_AT)
@pytest.mark.parametrize("missing", ["404.html", "old.html", "notebooks/old.html"])
def test_a_missing_page_leads_to_the_first_page_wherever_the_site_stands(root, missing):
    links = re.findall(r'<a href="([^"]*)"', finish.missing_page("", "Title"))
    assert root + finish.LANDING in [urljoin(root + missing, link) for link in links]


PREVIEW = (
    '<meta property="og:title" content="T"><meta property="og:url" content="a.html">'
    '<meta property="og:image" content="_static/card.png">'
    '<meta property="og:image:alt" content="x">'
)


def test_link_previews_name_an_address_only_where_there_is_one():
    page = HEAD.format(head=PREVIEW, body="")
    without = finish.describe(page, "")
    assert "og:title" in without and "og:url" not in without and "og:image" not in without
    assert finish.describe(page, "https://example.org/") == page


def test_a_site_map_is_valid_and_lists_every_page():
    names = ["book/index.html", "notebooks/a&b.html"]
    tree = ElementTree.fromstring(finish.sitemap("https://example.org/x/", names, {}))
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    assert [entry.text for entry in tree.findall("s:url/s:loc", spaces)] == [
        "https://example.org/x/book/index.html",
        "https://example.org/x/notebooks/a&b.html",
    ]


def test_a_changed_inline_script_changes_the_policy():
    assert finish.policy("<script>a()</script>") != finish.policy("<script>b()</script>")


names = st.from_regex(r"[a-z][a-z0-9-]{0,6}", fullmatch=True)


@pytest.mark.slow
@given(
    used=st.lists(names, min_size=1, max_size=5, unique=True),
    unused=st.lists(names, max_size=5, unique=True),
)
def test_a_rule_stays_exactly_if_its_names_occur(used, unused):
    unused = [f"un-{name}" for name in unused]  # a name of their own: "p" alone is also a tag
    css = "".join(f".{name}{{top:0}}" for name in [*used, *unused]) + "".join(
        f".{used[0]} .{name}{{left:0}}" for name in unused
    )
    lean = bundle.lean(css, bundle.words(f'<p class="{" ".join(used)}">'))
    assert re.findall(r"\.([\w-]+)\{", lean) == used


@given(st.text(alphabet="abc:;,{}()'\" /*#.", max_size=40))
def test_data_addresses_survive_whole(text):
    """A semicolon or a brace inside a quoted address must not end a declaration."""
    quoted = text.replace('"', "")
    css = f':root{{--a:url("data:x;{quoted}");--b:1}}p{{background:var(--a)}}.q{{top:0}}'
    lean = bundle.lean(css, {"root", "p", "q"})
    assert "--a:" in lean and "--b" not in lean and re.search(r"\.q\{top: ?0;\}$", lean)


def test_icons_keep_only_what_is_drawn(site):
    [font] = (site / "_static").glob("icons-*.woff2")
    assert font.stat().st_size < 8_000  # the whole font has 156 KB


def test_an_animation_that_nothing_plays_goes_and_one_that_plays_stays():
    css = "@keyframes spin{from{top:0}to{top:1px}}@keyframes idle{from{top:0}}.a{animation:spin 1s}"
    lean = bundle.lean(css, {"a"})
    assert "spin{" in lean.replace(" ", "") and "idle" not in lean


@pytest.mark.parametrize("name", bundle.OWN)
def test_a_script_of_the_book_gets_smaller_and_loses_no_code(name):
    source = (paths.BOOK / "_static" / name).read_text(encoding="utf-8")
    short = bundle.terse(source)
    assert len(gzip.compress(short.encode())) < len(gzip.compress(source.encode()))
    # Lines that only comment begin with one of these in our sources; all others stay as they are.
    code = re.sub(r"(?ms)^\s*/\*.*?\*/$", "", source)
    kept = [line.strip() for line in code.split("\n")]
    kept = [line for line in kept if line and not line.startswith("//")]
    assert short == "\n".join(kept) + "\n"


def test_a_text_over_several_lines_is_not_touched():
    with pytest.raises(bundle.BundleError, match="over several lines: a = `x"):
        bundle.terse("a = `x\n  y`;\n")
