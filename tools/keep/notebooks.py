"""Notebooks as files: which there are, and the same bytes for the same content."""

from __future__ import annotations

import hashlib
from pathlib import Path

import nbformat

from helpers import paths
from tools.build.expressions import METADATA, PUBLISHED

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
KEPT_OF_NOTEBOOK = ("mystnb", "title", "key", PUBLISHED)
KEPT_OF_CELL = ("tags", "mystnb", METADATA)
# Tags of cells whose code a reader need not see: JupyterLab folds it too.
FOLDED = frozenset({"hide-input", "hide-cell", "remove-input", "remove-cell"})


def normalise(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Give a notebook the same bytes for the same content, whoever executed it.

    Execution counts follow the order of the cells, cell ids their place and content; kernel and
    editor metadata go.

    Parameters
    ----------
    notebook : NotebookNode
        With or without outputs; it is not changed.

    Returns
    -------
    NotebookNode
        A copy.
    """
    notebook = nbformat.from_dict(notebook)
    kept = {key: value for key, value in notebook.metadata.items() if key in KEPT_OF_NOTEBOOK}
    named = {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    notebook.metadata = nbformat.from_dict(named | kept)
    _identify(notebook.cells)
    for cell in notebook.cells:
        kept = {key: value for key, value in cell.metadata.items() if key in KEPT_OF_CELL}
        if FOLDED & set(kept.get("tags", [])):
            kept["jupyter"] = {"source_hidden": True}
        cell.metadata = nbformat.from_dict(kept)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for count, cell in enumerate(code, 1):
        _count(cell, count)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def _identify(cells: list[nbformat.NotebookNode]) -> None:
    """Give each cell an id that follows from its source; equal sources get a counter."""
    seen: dict[str, int] = {}
    for cell in cells:
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:8]
        seen[digest] = seen.get(digest, 0) + 1
        cell.id = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


def _count(cell: nbformat.NotebookNode, count: int) -> None:
    """Give a code cell and its result the number of its place."""
    cell.execution_count = count
    for output in cell.outputs:
        output.pop("execution_count", None)
        if output.output_type == "execute_result":
            output.execution_count = count


def open_code(notebook: nbformat.NotebookNode, kernel: bool = False) -> list[str]:
    """Code that a reader sees and can take elsewhere.

    Parameters
    ----------
    notebook : NotebookNode
        A notebook that registers a ``key`` number.
    kernel : bool
        Also the cells of the tag ``kernel``, which repeat something many times with the book's own
        code.

    Returns
    -------
    list of str
        Cell by cell: those that no tag folds.

    Examples
    --------
    >>> cells = [nbformat.v4.new_code_cell(text) for text in ("y = 1", "show(y)")]
    >>> cells[1].metadata["tags"] = ["hide-input"]
    >>> open_code(nbformat.v4.new_notebook(cells=cells))
    ['y = 1']
    """
    elsewhere = FOLDED if kernel else FOLDED | {"kernel"}
    return [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "code" and not elsewhere & set(cell.metadata.get("tags", []))
    ]


def write(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook, normalised, whole or not at all.

    Parameters
    ----------
    notebook : NotebookNode
        What to write.
    path : Path
        Where to.
    """
    text = nbformat.writes(normalise(notebook), indent=1, ensure_ascii=False)
    temporary = path.with_suffix(".ipynb.new")
    temporary.write_text(text + "\n", encoding="utf-8")
    temporary.replace(path)


def find(names: list[str]) -> list[Path]:
    """Notebook files by name.

    Parameters
    ----------
    names : list of str
        With or without ``.ipynb``; all notebooks if empty.

    Returns
    -------
    list of Path
        In the order of ``names``.

    Raises
    ------
    FileNotFoundError
        If there is no such notebook; the message names those there are.
    """
    every = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
    if not names:
        return every
    wanted = [paths.NOTEBOOKS / f"{Path(name).stem}.ipynb" for name in names]
    for path in wanted:
        if path not in every:
            known = ", ".join(one.stem for one in every)
            raise FileNotFoundError(f"no notebook {path.name}; there are {known}")
    return wanted
