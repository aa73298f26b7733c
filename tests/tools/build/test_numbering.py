"""A draft writes the pages that an edit touched, and all of them once a number has moved."""

import pytest

from helpers import paths
from tools.build import render

CONFIG = f"""title: Small
only_build_toc_files: true
execute:
  execute_notebooks: "off"
sphinx:
  local_extensions:
    numbering: {paths.ROOT / "book" / "_ext"}
"""
TOC = """format: jb-book
root: first
parts:
  - caption: Pages
    numbered: true
    chapters:
      - file: one
      - file: two
      - file: three
"""
FIGURE = '<figure class="exhibit" id="fig-{}"><figcaption>Said.</figcaption></figure>\n\n'
PAGE = "# Page {0}\n\n" + FIGURE.replace("{}", "{0}") + "## Inside\n\nSee {{exhibit}}`fig-one`.\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A small book of three numbered pages, built once; build it again with `again`."""
    root = tmp_path_factory.mktemp("numbered")
    source = root / "source"
    source.mkdir()
    texts = {"_config.yml": CONFIG, "_toc.yml": TOC, "first.md": "# First\n\nWords.\n"}
    texts |= {f"{name}.md": PAGE.format(name) for name in ("one", "two", "three")}
    for name, text in texts.items():
        (source / name).write_text(text, encoding="utf-8")

    def again(fresh=False):
        with render.Renderer(source, root / "work") as renderer:
            renderer.begin(fresh)
            return renderer.end()

    again(fresh=True)
    return source, again


def written(site, before):
    return {
        path.stem for path in site.glob("*.html") if path.stat().st_mtime_ns > before[path.stem]
    }


def times(site):
    return {path.stem: path.stat().st_mtime_ns for path in site.glob("*.html")}


PAGES = {"first", "one", "two", "three"}


@pytest.mark.slow
def test_a_word_in_one_page_writes_that_page_alone(book):
    source, again = book
    before = times(site := again())
    text = (source / "three.md").read_text(encoding="utf-8")
    (source / "three.md").write_text(text + "\nA word.\n", encoding="utf-8")
    assert written(again(), before) & PAGES <= {"three", "first"}  # the contents stand on the first
    assert "A word." in (site / "three.html").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("change", ["title", "exhibit"])
def test_a_title_or_a_number_that_moves_writes_every_page(book, change):
    source, again = book
    before = times(site := again())
    text = (source / "one.md").read_text(encoding="utf-8")
    other = (
        text.replace("# Page one", "# Another")
        if change == "title"
        else text.replace("<figure", FIGURE.format("new") + "<figure", 1)
    )
    (source / "one.md").write_text(other, encoding="utf-8")
    assert written(again(), before) >= PAGES
    two = (site / "two.html").read_text(encoding="utf-8")
    assert ("Another" in two) if change == "title" else ("Figure 1.2" in two)
