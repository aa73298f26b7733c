"""Execution is fresh or keyed on all that matters; an error stops the build and spares the site."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from tools.build import book
from tools.build.execute import ExecutionError, execute, execute_all
from tools.keep.notebooks import normalise


def notebook(*sources):
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in sources],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """The smallest project whose one notebook shows what its helper and its data say; executed."""
    root = tmp_path_factory.mktemp("executed")
    for name, text in {
        "helpers/__init__.py": "WORD = 'first'\n",
        "data/x.csv": "1\n",
        "requirements.txt": "a==1\n",
    }.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    (root / "notebooks").mkdir()
    nbformat.write(
        notebook(
            "import helpers, pathlib",
            "helpers.WORD + pathlib.Path('../data/x.csv').read_text().strip()",
        ),
        root / "notebooks" / "one.ipynb",
    )
    assert run(root) == ("'first1'", True)
    return root


@pytest.fixture
def mini(executed, tmp_path):
    """A copy of the smallest project, as its first draft left it."""
    return Path(shutil.copytree(executed, tmp_path / "mini"))


def run(root, draft=True):
    """Return what the notebook shows, and whether it was executed."""
    path = root / "notebooks" / "one.ipynb"
    [result] = book.run_notebooks([path], draft, root=root, results=root / "results")
    return result.notebook.cells[-1].outputs[0]["data"]["text/plain"], result.seconds > 0


def rewrite(name, text):
    """A function that gives one file of a project another text."""
    return lambda root: (root / name).write_text(text, encoding="utf-8")


# What changes -> (how, what the notebook then shows, whether it is executed for that).
CHANGES = {
    "nothing": (lambda root: None, "'first1'", False),
    "helper": (rewrite("helpers/__init__.py", "WORD = 'other'\n"), "'other1'", True),
    "data": (rewrite("data/x.csv", "2\n"), "'first2'", True),
    "lock": (rewrite("requirements.txt", "a==2\n"), "'first1'", True),
    "notebook": (
        lambda root: nbformat.write(
            notebook("import helpers", "helpers.WORD"), root / "notebooks" / "one.ipynb"
        ),
        "'first'",
        True,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", CHANGES)
def test_a_draft_re_executes_exactly_when_something_it_depends_on_changes(mini, what):
    change, shown, executed = CHANGES[what]
    change(mini)
    assert run(mini) == (shown, executed)
    assert run(mini) == (shown, False)


@pytest.mark.slow
def test_a_build_always_executes(mini):
    assert run(mini, draft=False) == ("'first1'", True)


@pytest.mark.slow
def test_a_failing_cell_gives_its_traceback(mini):
    nbformat.write(
        notebook("1 + 1", "raise RuntimeError('the data are wrong')"),
        mini / "notebooks" / "bad.ipynb",
    )
    with pytest.raises(ExecutionError, match=r"bad\.ipynb") as caught:
        execute_all([mini / "notebooks" / "bad.ipynb"], root=mini)
    assert "the data are wrong" in str(caught.value)


@pytest.fixture
def one_page(tree):
    """A copy of the project with a single page that asks no notebook for a value."""
    for page in (tree / "book").glob("*.md"):
        page.unlink()
    (tree / "book" / "index.md").write_text("# Title\n", encoding="utf-8")
    (tree / "_toc.yml").write_text("format: jb-book\nroot: book/index\n", encoding="utf-8")
    return tree


@pytest.mark.slow
def test_make_book_with_a_failing_cell_keeps_the_previous_site(one_page, make_book):
    tree = one_page
    (tree / "_toc.yml").write_text(
        "format: jb-book\nroot: book/index\nchapters:\n"
        "  - file: notebooks/data\n  - file: notebooks/codebook\n",
        encoding="utf-8",
    )
    nbformat.write(notebook("1"), tree / "notebooks" / "data.ipynb")
    nbformat.write(notebook("raise RuntimeError('planted')"), tree / "notebooks" / "codebook.ipynb")
    code, printed = make_book(tree)
    assert code != 0
    assert "planted" in printed and "codebook.ipynb" in printed
    assert (tree / "_build/html/index.html").read_text(encoding="utf-8") == "previous site"


@pytest.mark.slow
def test_a_warning_of_sphinx_keeps_the_previous_site(one_page, make_book):
    tree = one_page
    (tree / "book" / "index.md").write_text("# Title\n\n[nowhere](nowhere.md)\n", encoding="utf-8")
    code, printed = make_book(tree)
    assert code != 0
    assert "nowhere" in printed
    assert (tree / "_build/html/index.html").read_text(encoding="utf-8") == "previous site"


@pytest.mark.slow
def test_a_formula_that_cannot_be_drawn_keeps_the_previous_site(one_page, make_book):
    tree = one_page
    (tree / "book" / "index.md").write_text("# Title\n\nA formula: $\\frac{1$\n", encoding="utf-8")
    code, printed = make_book(tree)
    assert code != 0 and "KaTeX" in printed
    assert (tree / "_build/html/index.html").read_text(encoding="utf-8") == "previous site"


def test_the_table_of_contents_may_not_name_a_missing_notebook(tree):
    (tree / "_toc.yml").write_text(
        "format: jb-book\nroot: book/index\nchapters:\n  - file: notebooks/none\n", encoding="utf-8"
    )
    with pytest.raises(book.BuildError, match=r"notebooks/none\.ipynb"):
        book.notebook_files(tree)


def test_stored_notebooks_are_normalised():
    """Whoever executes, the same content gives the same bytes."""
    for path in book.notebook_files():
        stored = nbformat.read(path, as_version=4)
        assert json.loads(nbformat.writes(normalise(stored))) == json.loads(
            nbformat.writes(stored)
        ), f"{path.name}: run make notebooks"


@pytest.mark.slow
def test_outputs_appear_in_a_fresh_execution_without_stored_ones(mini):
    path = mini / "notebooks" / "one.ipynb"
    assert execute(path, mini).notebook.cells[-1].outputs
    assert not nbformat.read(path, as_version=4).cells[-1].outputs
