"""Notebooks hold no plumbing, and are all in the book."""

import ast
import re

import nbformat
import pytest

from helpers import paths
from tools.build import book, expressions

FORBIDDEN = {
    "installs packages": r"!\s*pip|%pip",
    "reads an address": r"https?://",
    "depends on the clock": r"datetime\.now|Timestamp\.now|time\.time",
    "silences warnings": r"filterwarnings|simplefilter",
    "changes the import path": r"sys\.path",
    "sets a plotting backend": r"%matplotlib",
}
NOTEBOOKS = sorted(paths.NOTEBOOKS.glob("*.ipynb"))


def code(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def test_every_notebook_is_in_the_table_of_contents():
    assert set(book.notebook_files()) == set(NOTEBOOKS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestNotebook:
    def test_no_plumbing(self, path):
        for cell in code(path):
            for what, pattern in FORBIDDEN.items():
                assert not re.search(pattern, cell.source), f"a cell {what}: {cell.source[:60]}"

    def test_everything_imported_is_used_by_code_or_a_sentence(self, path):
        cells = nbformat.read(path, as_version=4).cells
        of_sentences = [one for cell in cells for one in expressions.found(cell.source)]
        trees = [ast.parse(text) for text in [*(cell.source for cell in code(path)), *of_sentences]]
        nodes = [node for tree in trees for node in ast.walk(tree)]
        imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
        imported = {name.asname or name.name for node in imports for name in node.names}
        assert not imported - {node.id for node in nodes if isinstance(node, ast.Name)}

    def test_outputs_are_stored_and_none_is_an_error(self, path):
        cells = code(path)
        assert any(cell.outputs for cell in cells)
        assert not [
            output
            for cell in cells
            for output in cell.outputs
            if output.output_type == "error" or output.get("name") == "stderr"
        ]

    def test_page_opens_with_title_and_closes_with_sources(self, path):
        prose = [
            cell.source
            for cell in nbformat.read(path, as_version=4).cells
            if cell.cell_type == "markdown"
        ]
        assert prose[0].startswith("# ")
        if path.stem != "codebook":  # generated reference, not a lesson
            assert "On this page" in "\n".join(prose[:2])
            assert "## Sources and data" in "\n".join(prose[-2:])
