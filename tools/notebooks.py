"""Re-execute notebooks and store their outputs, normalised so that a diff shows only what changed.

python -m tools.notebooks [NAME ...]     e.g. python -m tools.notebooks data correlation
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import nbformat

from helpers import paths
from tools.execute import ExecutionError, execute_all

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}


def normalise(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Give a notebook the same bytes for the same content, whoever executed it.

    Execution counts follow the order of the cells, cell ids their place and content; kernel and editor metadata go.
    """
    notebook = nbformat.from_dict(notebook)
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": KERNELSPEC,
            "language_info": {"name": "python"},
            **{
                key: value for key, value in notebook.metadata.items() if key in ("mystnb", "title")
            },
        }
    )
    seen: dict[str, int] = {}
    count = 0
    for cell in notebook.cells:
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:8]
        seen[digest] = seen.get(digest, 0) + 1
        cell.id = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        cell.metadata = nbformat.from_dict(
            {key: value for key, value in cell.metadata.items() if key in ("tags", "mystnb")}
        )
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            for output in cell.outputs:
                output.pop("execution_count", None)
                if output.output_type == "execute_result":
                    output.execution_count = count
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def write(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook whole or not at all."""
    temporary = path.with_suffix(".ipynb.new")
    temporary.write_text(
        nbformat.writes(normalise(notebook), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    temporary.replace(path)


def find(names: list[str]) -> list[Path]:
    """Notebook files by name, all of them without a name."""
    every = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
    if not names:
        return every
    wanted = [paths.NOTEBOOKS / f"{Path(name).stem}.ipynb" for name in names]
    for path in wanted:
        if path not in every:
            raise FileNotFoundError(
                f"no notebook {path.name}; there are {', '.join(p.stem for p in every)}"
            )
    return wanted


def main(arguments: list[str]) -> int:
    try:
        for executed in execute_all(find(arguments)):
            write(executed.notebook, executed.path)
    except (ExecutionError, FileNotFoundError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
