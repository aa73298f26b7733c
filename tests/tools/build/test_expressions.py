"""A number in a sentence is what the kernel says; what cannot be said stops the build."""

import nbformat
import pytest

from helpers import paths
from tools.build import book, execute, expressions
from tools.build.execute import ExecutionError
from tools.keep import golden
from tools.keep.notebooks import normalise
from tools.ship import launch

STORED = sorted(paths.NOTEBOOKS.glob("*.ipynb"))


def notebook(*cells):
    """A notebook of cells: code, or Markdown that begins with a #."""
    new = {True: nbformat.v4.new_markdown_cell, False: nbformat.v4.new_code_cell}
    return nbformat.v4.new_notebook(cells=[new[text.startswith("#")](text) for text in cells])


def run(folder, *cells, wanted=()):
    """The notebook ``page``, executed."""
    path = folder / "page.ipynb"
    nbformat.write(notebook(*cells), path)
    return execute.execute(path, paths.ROOT, wanted)


@pytest.fixture(scope="module")
def executed(tmp_path_factory, another_python):
    """Sentences between cells that change a value."""
    return run(
        tmp_path_factory.mktemp("book"),
        "x = 1",
        "# First {eval}`str(x)`, and {eval}`'<b> | *' + str(x)`",
        "x = 2",
        "# Then {eval}`str(x)`, not `{eval}` and not\n\n```python\n{eval}`str(x)`\n```",
        wanted=["str(10 * x)"],
    )


def test_an_expression_sees_the_cells_above_it_only(executed):
    said = [expressions.values(cell.metadata) for cell in executed.notebook.cells]
    assert said == [{}, {"str(x)": "1", "'<b> | *' + str(x)": "<b> | *1"}, {}, {"str(x)": "2"}]


def test_results_are_stored_in_the_form_that_jupyterlab_reads(executed):
    [first, _] = executed.notebook.cells[1].metadata["user_expressions"]
    assert first == {
        "expression": "str(x)",
        "result": {"status": "ok", "data": {"text/plain": "'1'"}, "metadata": {}},
    }
    assert normalise(executed.notebook).cells[1].metadata["user_expressions"][0] == first


def test_the_site_shows_signs_as_they_are_and_leaves_code_alone(executed):
    shown = book.for_site(executed.notebook)
    assert shown.cells[1].source == r"# First 1, and \<b\> \| \*1"
    assert shown.cells[3].source.startswith("# Then 2, not `{eval}` and not")
    assert "```python\n{eval}`str(x)`\n```" in shown.cells[3].source
    assert "{eval}" in executed.notebook.cells[1].source, "the notebook itself is not changed"


def test_a_download_carries_the_values(executed):
    plain = launch.Plain("page", {}, {})
    cell = executed.notebook.cells[1]
    assert launch._converted(cell, plain).source.startswith("# First 1, and")


def test_every_value_is_on_the_golden_list(executed):
    listed = golden.of_notebook("page", normalise(executed.notebook))["values"]
    assert listed == {
        "page/str(x)": "1",
        "page/'<b> | *' + str(x)": "<b> | *1",
        "page/str(x) #2": "2",
        "page/str(10 * x)": "20",
    }


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("missing", "NameError: name 'missing' is not defined"),
        ("1 / 3", "is no text but 0.33"),
        ("fixed(", "SyntaxError"),
    ],
)
def test_an_expression_that_fails_names_page_cell_and_reason(
    another_python, tmp_path, expression, reason
):
    with pytest.raises(ExecutionError, match=r"page\.ipynb: cell 2: ") as caught:
        run(tmp_path, "x = 1", f"# {{eval}}`{expression}`")
    assert f"{{eval}}`{expression}`" in str(caught.value) and reason in str(caught.value)


def test_prose_takes_values_and_exhibits_from_notebooks(executed):
    published = book.published([executed])
    assert published == {"page": {"str(10 * x)": "20"}}
    page = "Ten times: {eval}`page: str(10 * x)`.\n\n```{shown} tab-a\n```\n"
    table = '<div class="exhibit" id="tab-a">a table</div>'
    shown = expressions.prose(page, "index.md", published, ["<p>other</p>", table])
    assert shown.startswith("Ten times: 20.") and f"{{raw}} html\n{table}\n" in shown


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{eval}`str(x)`", "asks no notebook"),
        ("{eval}`nowhere: str(x)`", "no notebook nowhere"),
        ("```{shown} fig-nothing\n```", "no notebook shows fig-nothing"),
    ],
)
def test_prose_that_asks_for_nothing_there_is_stops_the_build(text, reason):
    with pytest.raises(expressions.ExpressionError, match=reason):
        expressions.prose(text, "index.md", {"page": {}}, [])


def test_a_changed_question_of_a_page_of_prose_re_executes_its_notebook(tree):
    path = tree / "notebooks" / "scorecard.ipynb"
    before = book.key(path, tree)
    page = tree / "book" / "index.md"
    page.write_text(page.read_text() + "\n{eval}`scorecard: str(len(card) + 1)`\n")
    assert book.key(path, tree) != before


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_what_a_notebook_stores_is_what_its_sentences_ask(path):
    stored = nbformat.read(path, as_version=4)
    for cell in stored.cells:
        if cell.cell_type == "markdown":
            assert list(expressions.values(cell.metadata)) == expressions.found(cell.source)
    wanted = [*expressions.asked().get(path.stem, []), *filter(None, [stored.metadata.get("key")])]
    assert list(expressions.values(stored.metadata)) == wanted


def test_stored_values_are_those_that_the_build_evaluated(site):
    """The build's own comparison: nbval looks at outputs, this at sentences."""
    for path in STORED:
        stored = nbformat.read(path, as_version=4)
        fresh = nbformat.read(book.RESULTS / path.name, as_version=4)
        for old, new in zip([stored, *stored.cells], [fresh, *fresh.cells], strict=True):
            assert expressions.values(old.metadata) == expressions.values(new.metadata), path.stem
