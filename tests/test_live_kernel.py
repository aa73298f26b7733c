"""In a running kernel, an edited value moves the next coefficient, verdict and figure."""

import ast
import shutil
import sys
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

from helpers import paths
from tools.build.kernel import ONE_THREAD

SECONDS = 120
SETUP = """import numpy as np
from helpers import data
from helpers.claims import ledger, reproduction
from helpers.exhibits import scorecard
from helpers.methods import ols, specification_curve"""
# A coefficient, a search over thousands of regressions, verdicts on cells and claims, a figure.
SHOWN = """(
    float(ols.ols(data.load("paper"), "table4").params["users"]),
    float(np.nansum(specification_curve.observed().b)),
    reproduction.cell_counts(reproduction.scorecard()),
    ledger.verdict_counts(),
    scorecard.misfits_figure(reproduction.scorecard()).alt,
)"""


@pytest.fixture
def kernel(tmp_path):
    """A function that evaluates in a kernel of a copied tree, and the tree."""
    for name in ("helpers", "data"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(paths.ROOT / name, tmp_path / name, ignore=ignored)
    environment = {"PYTHONPATH": str(tmp_path), "PATH": str(Path(sys.executable).parent)}
    manager, client = start_new_kernel(cwd=str(tmp_path), env=environment | ONE_THREAD)

    def evaluate(expression, setup=""):
        reply = client.execute_interactive(
            setup, user_expressions={"shown": expression}, timeout=SECONDS, silent=True
        )
        result = reply["content"]["user_expressions"]["shown"]
        assert result["status"] == "ok", "\n".join(result.get("traceback", []))
        return ast.literal_eval(result["data"]["text/plain"])

    yield evaluate, tmp_path
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_an_edited_value_moves_everything_that_follows_from_it(kernel):
    evaluate, tree = kernel
    before = evaluate(SHOWN, SETUP)
    assert evaluate(SHOWN) == before
    path = tree / "data" / "paper_dataset.csv"
    rows = path.read_text(encoding="utf-8")
    [row] = [line for line in rows.splitlines() if line.startswith("shoppers,2018,61000.0,")]
    edited = row.replace("61000.0", "59000.0", 1)
    path.write_text(rows.replace(row, edited), encoding="utf-8")
    after = evaluate(SHOWN)
    names = ("coefficient", "specification curve", "cells", "claims", "figure")
    same = [name for name, old, new in zip(names, before, after, strict=True) if old == new]
    assert not same, f"stale cache: {', '.join(same)} did not follow the data"
    path.write_text(rows, encoding="utf-8")
    assert evaluate(SHOWN) == before
