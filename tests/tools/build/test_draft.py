"""A draft executes a notebook again when something it uses has changed, and only then."""

import nbformat
import pytest

from helpers import paths
from tools.build import book
from tools.build.execute import execute

FILES = {
    "helpers/__init__.py": "",
    "helpers/used.py": "from helpers import deep\n\nWORD = deep.WORD\n",
    "helpers/deep.py": "WORD = 'first'\n",
    "helpers/other.py": "WORD = 'other'\n",
    "helpers/style.mplstyle": "font.size: 10\n",
    "data/x.csv": "1\n",
    "requirements.txt": "a==1\n",
}


@pytest.fixture
def project(tmp_path):
    """A project whose one notebook imports a helper that imports another."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    cell = nbformat.v4.new_code_cell("from helpers import used\nused.WORD")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    (tmp_path / "notebooks").mkdir()
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
    nbformat.write(notebook, tmp_path / "notebooks" / "one.ipynb")
    return tmp_path


def run(root):
    """What the notebook shows, and whether it was executed."""
    path = root / "notebooks" / "one.ipynb"
    [result] = book.run_notebooks([path], True, root=root, results=root / "results")
    shown = result.notebook.cells[-1].outputs[0]["data"]["text/plain"]
    return shown, result.seconds > 0


@pytest.mark.slow
def test_what_a_notebook_imports_directly_or_not_counts_and_nothing_else_does(project):
    assert run(project) == ("'first'", True)
    assert run(project) == ("'first'", False)
    (project / "helpers" / "other.py").write_text("WORD = 'changed'\n", encoding="utf-8")
    assert run(project) == ("'first'", False)
    (project / "helpers" / "deep.py").write_text("WORD = 'second'\n", encoding="utf-8")
    assert run(project) == ("'second'", True)


@pytest.mark.slow
def test_what_is_edited_while_notebooks_run_counts_as_changed(project, monkeypatch):
    execute_all = book.execute_all

    def edited_meanwhile(*arguments, **options):
        done = execute_all(*arguments, **options)
        (project / "helpers" / "deep.py").write_text("WORD = 'late'\n", encoding="utf-8")
        return done

    monkeypatch.setattr(book, "execute_all", edited_meanwhile)
    assert run(project) == ("'first'", True)
    assert run(project) == ("'late'", True)


def test_only_the_helpers_count_as_imported_by_a_notebook_of_the_book():
    """The kernel's own module belongs to the tree too; counted, every draft would start anew."""
    done = execute(paths.NOTEBOOKS / "codebook.ipynb")
    assert done.imported and all(name.startswith("helpers/") for name in done.imported)


def test_pages_are_kept_only_as_long_as_the_code_that_renders_them(tmp_path, monkeypatch):
    monkeypatch.setattr(book.memo, "FOLDER", tmp_path)
    assert [book.same_renderer(), book.same_renderer()] == [False, True]
    monkeypatch.setattr(book.memo, "of_files", lambda *folders: "an extension was edited")
    assert [book.same_renderer(), book.same_renderer()] == [False, True]
