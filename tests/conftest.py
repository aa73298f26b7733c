"""Fixtures shared by the tests: the recovered data, a copy of the tree to break, the built site."""

import contextlib
import functools
import shutil
import subprocess
import sys
import types
from pathlib import Path

import nbformat
import pytest
from browsing import finished
from bs4 import BeautifulSoup
from hypothesis import settings

from helpers import data, paths
from tools.keep.browser import NoBrowser, chromium
from tools.keep.notebooks import open_code

# How fast a machine is says nothing about what holds on it.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

PARTS = (
    "book",
    "data",
    "helpers",
    "notebooks",
    "tools",
    "CITATION.cff",
    "requirements.in",
    "Makefile",
    "_config.yml",
    "_toc.yml",
    "pyproject.toml",
    "requirements.txt",
)


@pytest.fixture(scope="session")
def page():
    """What the code that a page shows leaves behind, by name; every page is run once."""

    @functools.cache
    def run(name):
        notebook = nbformat.read(paths.NOTEBOOKS / f"{name}.ipynb", as_version=4)
        found = {}
        with contextlib.chdir(paths.DATA):
            for source in open_code(notebook, kernel=True):
                exec(compile(source, f"{name}.ipynb", "exec"), found)
        return types.SimpleNamespace(**found)

    return run


@pytest.fixture(scope="session")
def paper():
    return data.load("paper")


@pytest.fixture(scope="session")
def another_python():
    """Nothing; it says that a test waits for a kernel or another Python, so that check skips it."""


@pytest.fixture
def data_copy(tmp_path):
    """A copy of data/ that a test may break."""
    return Path(shutil.copytree(paths.DATA, tmp_path / "data"))


@pytest.fixture
def tree(tmp_path):
    """A copy of the project with a marker where the previous site would stand."""
    root = tmp_path / "project"
    for name in PARTS:
        source = paths.ROOT / name
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(
                source, target, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            )
        else:
            shutil.copy2(source, target)
    site = root / "_build" / "html"
    site.mkdir(parents=True)
    (site / "index.html").write_text("previous site", encoding="utf-8")
    return root


@pytest.fixture
def make_book():
    """Run ``make book`` in a tree with this environment; return (exit code, what it printed)."""

    def run(root: Path, target: str = "book") -> tuple[int, str]:
        # The environment is marked as installed by the Makefile: the copy must not install again.
        environment = Path(sys.prefix)
        done = subprocess.run(
            ["make", "-s", "-o", f"{environment}/installed", target, f"VENV={environment}"],
            cwd=root,
            text=True,
            capture_output=True,
            timeout=600,
        )
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.fixture(scope="session")
def site():
    """The built site; ``make test`` builds it first."""
    return finished(paths.SITE)


@pytest.fixture(scope="session")
def parsed(site):
    """Every page of the built site by its path, parsed once: only to be read."""
    return {
        path: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(site.rglob("*.html"))
    }


@pytest.fixture(scope="module")
def browser():
    """A headless browser; without one on this machine its tests are skipped, and say what to do.

    It ends with the module: while it runs, the worker has an event loop, and nothing that starts
    one of its own can run.
    """
    try:
        with chromium() as running:
            yield running
    except NoBrowser as error:
        pytest.skip(f"NOT TESTED IN A BROWSER: {error}")
