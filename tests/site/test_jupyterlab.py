"""In JupyterLab a notebook reads like the page, and a changed datum moves what it says."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
import statsmodels.api as sm

from helpers import paths
from helpers.data import published
from helpers.words import fixed, percent

START, ANSWER = 60, 180  # seconds; a slow machine starts a server and runs a notebook in half
ALL_CELLS = {"windowingMode": "none"}  # of JupyterLab's notebooks: no cell waits to be scrolled to
SETTINGS = "@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
NEWS = "@jupyterlab/apputils-extension/notification.jupyterlab-settings"
DATUM = '# paper.loc[2010, "users"] += 1_000'
ROLE = re.compile(r"\{[\w:-]+\}`|^:\w+:", re.M)


def environment(folder: Path, root: Path) -> dict[str, str]:
    """An environment in which JupyterLab neither reads nor writes the user's own settings."""
    for name, value in ((SETTINGS, ALL_CELLS), (NEWS, {"fetchNews": "false"})):
        path = folder / "settings" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")
    own = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    places = {name: str(folder / place) for name, place in own.items()}
    return os.environ | places | {"PYTHONPATH": str(root)}


@contextlib.contextmanager
def running(folder: Path, root: Path):
    """JupyterLab on the notebooks of a tree; yields its address."""
    around = environment(folder, root)
    notebooks = [str(path) for path in (root / "notebooks").glob("*.ipynb")]
    jupyter = [sys.executable, "-m", "jupyter"]
    subprocess.run([*jupyter, "trust", *notebooks], env=around, check=True, capture_output=True)
    log = folder / "server.log"
    options = ["--no-browser", "--port=0", "--IdentityProvider.token=", "--allow-root"]
    with log.open("w") as output:
        server = subprocess.Popen(
            [*jupyter, "lab", str(root / "notebooks"), *options],
            env=around,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield address(log)
        finally:
            server.terminate()
            server.wait(START)


def address(log: Path) -> str:
    """Where the server says that it listens."""
    for _ in range(4 * START):
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab", log.read_text()):
            return found[0]
        time.sleep(0.25)
    pytest.fail(f"JupyterLab does not start:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab on a copy of the book: it saves what a reader edits."""
    root = tmp_path_factory.mktemp("book")
    for name in ("data", "helpers", "notebooks"):
        shutil.copytree(paths.ROOT / name, root / name)
    with running(tmp_path_factory.mktemp("lab"), root) as base:
        yield base


def shown(page) -> str:
    """Text of the open notebook, spaces as one."""
    return re.sub(r"\s+", " ", page.locator(".jp-Notebook:visible").inner_text())


def wait_for(page, *words: str) -> str:
    """The notebook's text as soon as it holds these words."""
    until = time.monotonic() + ANSWER
    while time.monotonic() < until:
        text = shown(page)
        if all(word in text for word in words):
            return text
        page.wait_for_timeout(500)
    pytest.fail(f"{[word for word in words if word not in text]} not in the notebook: {text}")


def table4(users: float):
    """Table 4 with so many more users in 2010."""
    paper = pd.read_csv(paths.DATA / "paper_wide.csv", index_col="year")
    paper.loc[2010, "users"] += users
    return sm.OLS(paper["gdp"], sm.add_constant(paper[["users", "shoppers"]])).fit()


def said(name: str, fit) -> dict[str, str]:
    """What sentence, table and figure of a page say of Table 4."""
    t = fixed(fit.tvalues.drop("const").abs().min(), 2)
    printed, slope = (
        published.table_cells(4).loc["users", "coefficient"],
        fixed(fit.params["users"], 4),
    )
    return {
        "results": {
            "sentence": f"This is the paper’s Table 4, with R² {fixed(fit.rsquared, 4)}",
            # Only the exhibit writes both; the frame that open code shows has the slope alone.
            "table": slope if slope == printed else f"{printed}, here {slope}",
            "figure": f"users and shoppers, {percent(fit.rsquared, 2)}",
        },
        "spurious": {
            "sentence": f"Both of the paper’s t are at least {t}",
            "table": f"both |t| ≥ {t}",
            "figure": f"the paper: {t}",
        },
    }[name]


@pytest.mark.parametrize("name", ["results", pytest.param("spurious", marks=pytest.mark.slow)])
def test_a_notebook_reads_like_its_page_and_follows_a_changed_datum(browser, lab, name):
    before, after = said(name, table4(0)), said(name, table4(1_000))
    assert all(before[place] != after[place] for place in before)
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    try:
        page.goto(f"{lab}/tree/{name}.ipynb?reset")
        text = wait_for(page, *before.values())
        assert not ROLE.findall(page.locator(".jp-Notebook:visible").inner_text())
        assert "os.chdir" not in text, "plumbing is in sight"
        line = page.locator(".jp-Notebook:visible .cm-line", has_text=DATUM).first
        line.click()
        page.keyboard.press("Home")
        page.keyboard.press("Delete")
        page.keyboard.press("Delete")
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        wait_for(page, *after.values())
    finally:
        page.close()
