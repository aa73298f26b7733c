"""The golden list: everything that the book publishes today, one value a line, in ``golden/``.

A change is pure if it leaves these files alone; any other comes with the list of what moved, which
`tools.keep.accept` writes. Every file has two columns, ``key`` and ``value``:

=================  ===========================================================================
``cells.csv``      each printed number of the paper: the value that the data give
``claims.csv``     each claim of the paper: its verdict
``conclusions.csv``  each statement of the page *Verdict*: whether it holds
``estimates.csv``  well-known results of the method pages, to all digits
``values.csv``     page/key: each number that a sentence quotes
``exhibits.csv``   page/exhibit/row/column: each cell of a table, caption and description
``figures.csv``    page/figure/row/column: the data behind each figure
``outputs.csv``    page/heading: each stored output, text as it is, anything longer as a digest
=================  ===========================================================================
"""

from __future__ import annotations

import ast
import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import numpy as np
from bs4 import BeautifulSoup, Tag

from helpers import paths
from tools.build import expressions

FOLDER = paths.ROOT / "golden"
FROM_NOTEBOOKS = ("values", "exhibits", "figures", "outputs")
FROM_HELPERS = ("cells", "claims", "conclusions", "estimates")
# Least squares on different machines differs in the last few of 16 digits; conditioning costs up to
# four more.
SAME_COMPUTATION = 1e-10
SHORT = 80  # characters; a longer output is listed by its digest
GLUED = "application/papermill.record/text/plain"

Listed = dict[str, str]


@dataclass(frozen=True)
class Move:
    """One value that a change moved; ``None`` stands for a key that is not in the list."""

    file: str
    key: str
    old: str | None
    new: str | None

    def __str__(self) -> str:
        """The move as one line of a commit message."""
        return f"{self.file} {self.key}: {self.old or 'nothing'} -> {self.new or 'nothing'}"


def _digest(output: Mapping) -> str:
    text = json.dumps(output, sort_keys=True, ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()[:16]


def _shown(output: Mapping) -> str:
    """An output as the list holds it: short text as it is, everything else as a digest."""
    text = output.get("text", output.get("data", {}).get("text/plain", ""))
    alone = set(output.get("data", {"text/plain": ""})) == {"text/plain"}
    if alone and len(text) <= SHORT and "\n" not in text.strip():
        return str(text).strip()
    return _digest({key: value for key, value in output.items() if key != "execution_count"})


def _text(tag: Tag) -> str:
    return re.sub(r"\s+", " ", tag.get_text()).strip()


def _table_cells(table: Tag) -> Iterator[tuple[str, str]]:
    """Key ``row/column`` and text of every cell; equal labels are told apart by a counter."""
    heads = [_text(head) for head in table.select("thead th, thead td")][1:]
    rows: dict[str, int] = {}
    for row in table.select("tbody tr"):
        label = _text(row.find("th") or row)
        rows[label] = rows.get(label, 0) + 1
        label += f" #{rows[label]}" if rows[label] > 1 else ""
        columns: dict[str, int] = {}
        for head, cell in zip(heads, row.find_all("td"), strict=True):
            columns[head] = columns.get(head, 0) + 1
            again = f" #{columns[head]}" if columns[head] > 1 else ""
            yield f"{label}/{head}{again}", _text(cell)


def _exhibits(page: str, markup: str) -> Iterator[tuple[str, str, str]]:
    """File, key and value of everything that one output shows."""
    soup = BeautifulSoup(re.sub(r"<svg.*?</svg>", _described, markup, flags=re.S), "lxml")
    for box in soup.select("figure.exhibit[id]"):
        yield "exhibits", f"{page}/{box['id']}/caption", _text(box.select_one("figcaption") or box)
        drawn = box.select_one("[aria-label][role=img]")
        if drawn is not None:
            yield "exhibits", f"{page}/{box['id']}/description", str(drawn["aria-label"])
    for table in soup.select("table.exhibit-table"):
        name = str((table.find_parent(id=True) or {"id": "table"})["id"])
        file = "figures" if table.find_parent("figure") else "exhibits"
        caption = table.find("caption")
        if file == "exhibits" and caption is not None:
            yield file, f"{page}/{name}/caption", _text(caption)
        for key, value in _table_cells(table):
            yield file, f"{page}/{name}/{key}", value


def _described(drawing: re.Match) -> str:
    """Keep of a drawing its description alone."""
    label = re.search(r'aria-label="([^"]*)"', drawing[0])
    return f'<i role="img" aria-label="{label[1]}"></i>' if label else ""


def _unused(key: str, taken: Listed) -> str:
    """The key, with a counter if a sentence above asks the same of an earlier state."""
    again = sum(one == key or one.startswith(f"{key} #") for one in taken)
    return f"{key} #{again + 1}" if again else key


HEADING = re.compile(r"^#{1,3} (.*)", re.M)


def _section(cell: nbformat.NotebookNode, above: str) -> str:
    """The heading that the next output stands under."""
    found = HEADING.findall(cell.source) if cell.cell_type == "markdown" else []
    return found[-1] if found else above


def of_notebook(page: str, notebook: nbformat.NotebookNode) -> dict[str, Listed]:
    """What one executed and normalised notebook publishes.

    Parameters
    ----------
    page : str
        Name of the page, the first part of each key.
    notebook : NotebookNode
        With outputs.

    Returns
    -------
    dict of dict
        The files of `FROM_NOTEBOOKS`, each key with its value.
    """
    lists: dict[str, Listed] = {name: {} for name in FROM_NOTEBOOKS}
    for part in (*notebook.cells, notebook):
        for expression, value in expressions.values(part.metadata).items():
            lists["values"][_unused(f"{page}/{expression}", lists["values"])] = value
    section = ""
    for cell in notebook.cells:
        section = _section(cell, section)
        for output in cell.get("outputs", []):
            glued = output.get("metadata", {}).get("scrapbook", {}).get("name")
            if glued and GLUED in output["data"]:
                lists["values"][f"{page}/{glued}"] = ast.literal_eval(output["data"][GLUED])
                continue
            key = _unused(f"{page}/{section}", lists["outputs"])
            lists["outputs"][key] = _shown(output)
            for file, key, value in _exhibits(page, output.get("data", {}).get("text/html", "")):
                lists[file][key] = value
    return lists


def of_notebooks(notebooks: Mapping[str, nbformat.NotebookNode]) -> dict[str, Listed]:
    """What all notebooks publish.

    Parameters
    ----------
    notebooks : mapping of str to NotebookNode
        Executed and normalised, by page.

    Returns
    -------
    dict of dict
        The files of `FROM_NOTEBOOKS`, each key with its value.
    """
    lists: dict[str, Listed] = {name: {} for name in FROM_NOTEBOOKS}
    for page, notebook in notebooks.items():
        for file, values in of_notebook(page, notebook).items():
            lists[file] |= values
    return lists


def stored_notebooks(folder: Path = paths.NOTEBOOKS) -> dict[str, nbformat.NotebookNode]:
    """The notebooks as they are committed.

    Parameters
    ----------
    folder : Path
        Where they are.

    Returns
    -------
    dict of NotebookNode
        By page, in the order of their names.
    """
    found = sorted(folder.glob("*.ipynb"))
    return {path.stem: nbformat.read(path, as_version=4) for path in found}


def of_helper(file: str) -> Listed:
    """What the code computes from the data, without any notebook.

    Parameters
    ----------
    file : str
        One of `FROM_HELPERS`.

    Returns
    -------
    dict of str
        Every key with its value.
    """
    makers = {
        "cells": cells,
        "claims": claims,
        "conclusions": conclusions,
        "estimates": estimates,
    }
    return makers[file]()


def cells() -> Listed:
    """What the data give for each printed number of the paper.

    Returns
    -------
    dict of str
        Id of the cell and ``repr`` of the unrounded value.
    """
    from helpers import data
    from helpers.claims import reproduction

    computed = reproduction.computed(data.load("paper"))
    return {str(cell): repr(float(value)) for cell, value in computed.items()}


def claims() -> Listed:
    """The verdict on each claim of the paper.

    Returns
    -------
    dict of str
        Id of the claim and its verdict.
    """
    from helpers.claims import ledger

    return {str(claim): str(value) for claim, value in ledger.ledger()["verdict"].items()}


def conclusions() -> Listed:
    """What the page *Verdict* says of each statement.

    Returns
    -------
    dict of str
        The statement and whether it holds.
    """
    from helpers.claims import conclusions

    return {one.text: "holds" if one.holds else "does not hold" for one in conclusions.statements()}


def estimates() -> Listed:
    """Results that textbooks and referees would recompute first, to all digits.

    Returns
    -------
    dict of str
        Name of the result and ``repr`` of its value.
    """
    from helpers import data
    from helpers.methods import collinearity, errors_tests, long_run, ols, panel

    paper = data.load("paper")
    table4 = ols.ols(paper, "table4")
    levels = panel.province_years()
    pooled = panel.fit(levels, effects=())
    both = {name: panel.fit(levels, dependent=name) for name in ("nominal", "real", "prices")}
    dw = ols.summary_statistics(table4)["dw"]
    found = {
        "Table 4, Durbin-Watson": dw,
        "Table 4, Durbin-Watson, exact p": errors_tests.durbin_watson_p(dw, table4.model.exog),
        **{f"Table 2, VIF of {name}": vif for name, vif in collinearity.vif(paper).items()},
        **{
            f"Engle-Granger t, {lags} lags": long_run.engle_granger(paper, lags).statistic
            for lags in range(4)
        },
        "panel, pooled, sales": pooled.params["sales"],
        **{f"panel, two-way effects, {name}": fit.params["sales"] for name, fit in both.items()},
        **{f"panel, clustered error, {name}": fit.se()["sales"] for name, fit in both.items()},
    }
    return {name: repr(float(value)) for name, value in found.items()}


def read(file: str, folder: Path | None = None) -> Listed:
    """One file of the list.

    Parameters
    ----------
    file : str
        Its name without ``.csv``.
    folder : Path, optional
        Where the list is; ``golden/`` by default.

    Returns
    -------
    dict of str
        Empty if there is no such file yet.
    """
    path = (folder or FOLDER) / f"{file}.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["key"]: row["value"] for row in csv.DictReader(lines)}


def write(file: str, values: Listed, folder: Path | None = None) -> None:
    """Write one file of the list whole or not at all.

    Parameters
    ----------
    file : str
        Its name without ``.csv``.
    values : dict of str
        Every key with its value.
    folder : Path, optional
        Where the list is; ``golden/`` by default.
    """
    folder = folder or FOLDER
    folder.mkdir(exist_ok=True)
    temporary = folder / f"{file}.csv.new"
    with temporary.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerows([("key", "value"), *values.items()])
    temporary.replace(folder / f"{file}.csv")


def _same(old: str | None, new: str | None) -> bool:
    """Equal, or two floats to all digits that differ by no more than the machine does."""
    if old == new:
        return True
    if old is None or new is None:
        return False
    try:
        return bool(np.isclose(float(old), float(new), rtol=SAME_COMPUTATION, atol=0))
    except ValueError:
        return False


def _without_renames(moves: list[Move]) -> list[Move]:
    """Leave out a value that a page now asks for by another expression: only code was renamed."""

    def pairs(side: str, other: str) -> Counter:
        return Counter(
            (move.key.partition("/")[0], getattr(move, side))
            for move in moves
            if getattr(move, other) is None
        )

    renamed = pairs("old", "new") & pairs("new", "old")
    left = {"old": renamed.copy(), "new": renamed.copy()}
    kept = []
    for move in moves:
        side = "old" if move.new is None else "new" if move.old is None else ""
        value = (move.key.partition("/")[0], getattr(move, side, None))
        if side and left[side][value]:
            left[side][value] -= 1
        else:
            kept.append(move)
    return kept


def moved(file: str, new: Listed, folder: Path | None = None) -> list[Move]:
    """What differs from the stored list.

    Parameters
    ----------
    file : str
        Its name without ``.csv``.
    new : dict of str
        Every key with its value now.
    folder : Path, optional
        Where the list is; ``golden/`` by default.

    Returns
    -------
    list of Move
        In the order of the keys, those that are gone last.
    """
    old = read(file, folder)
    tolerant = file in ("cells", "estimates")
    keys: Iterable[str] = dict.fromkeys([*new, *old])
    moves = [
        Move(file, key, old.get(key), new.get(key))
        for key in keys
        if old.get(key) != new.get(key) and not (tolerant and _same(old.get(key), new.get(key)))
    ]
    return _without_renames(moves) if file == "values" else moves
