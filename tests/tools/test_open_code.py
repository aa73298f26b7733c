"""What a page does in the open a student can do elsewhere, with the data and no code of ours."""

import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from helpers import paths
from helpers.data import published
from tools.build import expressions, finish
from tools.keep.notebooks import open_code

NOTEBOOKS = {
    path.stem: nbformat.read(path, as_version=4) for path in sorted(paths.NOTEBOOKS.glob("*.ipynb"))
}
OPEN = {name: notebook for name, notebook in NOTEBOOKS.items() if "key" in notebook.metadata}
LONGEST = 12  # lines of a cell: more than one idea
WIDEST = 96  # characters: a line of the page
WITHOUT_US = """
import sys

class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("helpers", "tools"):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Refused())
try:
    import helpers
except ModuleNotFoundError:
    pass
else:
    sys.exit("helpers can be imported here")
"""


def stored(notebook):
    """The page's key number, as the book computed it."""
    return expressions.values(notebook.metadata)[notebook.metadata["key"]]


def test_pages_are_registered():
    assert {"results", "spurious"} <= set(OPEN)


@pytest.mark.parametrize("name", OPEN)
def test_open_code_alone_gives_the_key_number_of_the_page(name, tmp_path, another_python):
    for path in paths.DATA.glob("*.csv"):
        shutil.copy(path, tmp_path)
    shutil.copytree(paths.DATA / "paper", tmp_path / "paper")
    notebook = OPEN[name]
    code = [WITHOUT_US, *open_code(notebook), f"print({notebook.metadata['key']})"]
    (tmp_path / "page.py").write_text("\n\n".join(code), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "page.py"], cwd=tmp_path, text=True, capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == stored(notebook)


def test_the_key_number_of_regressions_is_the_one_in_print():
    cell = published.cells().loc["t4.model.r2"]
    assert stored(OPEN["results"]) == cell["printed"]


@pytest.mark.parametrize("name", OPEN)
def test_every_page_offers_the_files_that_open_code_reads(name):
    read = re.findall(r'read_csv\("([^"]+)"', "\n".join(open_code(OPEN[name])))
    assert read and set(read) <= set(finish.OFFERED)


@pytest.mark.parametrize("name", OPEN)
def test_open_cells_hold_one_idea_each(name):
    cells = open_code(OPEN[name])
    assert cells
    for cell in cells:
        lines = [line for line in cell.splitlines() if line.strip()]
        assert len(lines) <= LONGEST, f"{len(lines)} lines: {lines[0]}"
        assert max(map(len, lines)) <= WIDEST, cell
        assert "helpers" not in cell
    assert any("change" in cell for cell in cells), "no line invites to change something"
