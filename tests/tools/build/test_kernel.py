"""Forked kernels show what cold ones show, leave nothing behind, and have a way out."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from tools.build import kernel
from tools.build.execute import execute

CELLS = (
    "import os, sys, pandas as pd, matplotlib, statsmodels.api as sm",
    "pd.options.display.max_columns, pd.options.display.width, matplotlib.get_backend()",
    "__name__, os.getcwd(), type(get_ipython()).__name__, 'helpers' in sys.modules",
    "pd.DataFrame([list(range(40))])",
    "print('said'); sys.stderr.write('told')",
    "import random, numpy as np; np.random.default_rng(1).normal(), os.environ.get('PLANTED')",
)
needs_fork = pytest.mark.skipif(not kernel.can_fork(), reason="kernels cannot be forked here")


@pytest.fixture
def page(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in CELLS])
    nbformat.write(notebook, tmp_path / "page.ipynb")
    return tmp_path / "page.ipynb"


def shown(page):
    return [cell.outputs for cell in execute(page, page.parent).notebook.cells]


@needs_fork
def test_a_forked_kernel_shows_what_a_cold_one_shows(page, monkeypatch, another_python):
    monkeypatch.setenv("PLANTED", "here")
    with kernel.parent():
        forked, again = shown(page), shown(page)
    monkeypatch.setenv(kernel.COLD, "1")
    assert forked == again == shown(page)


@needs_fork
def test_the_parent_has_one_thread_and_ends_with_the_build(another_python):
    with kernel.parent():
        [found] = subprocess.run(
            ["pgrep", "-f", os.environ[kernel.ADDRESS]], capture_output=True, text=True
        ).stdout.split()
        assert len(list(Path(f"/proc/{found}/task").iterdir())) == 1
    assert not Path(f"/proc/{found}").exists()


@needs_fork
def test_a_kernel_ends_when_the_process_that_asked_for_it_is_killed(tmp_path, another_python):
    with kernel.parent():
        connection = tmp_path / "kernel.json"
        asking = subprocess.Popen([*kernel.COMMAND, "-f", str(connection)])
        forked = wait_for(lambda: children(os.environ[kernel.ADDRESS]))
        asking.send_signal(signal.SIGKILL)
        asking.wait()
        assert wait_for(lambda: not Path(f"/proc/{forked[0]}").exists())


def children(address):
    """Kernels of the parent at an address; a zombie would count."""
    ask = ["pgrep", "-f", address]
    [parent] = subprocess.run(ask, capture_output=True, text=True).stdout.split()[:1]
    ask = ["pgrep", "-P", parent]
    return subprocess.run(ask, capture_output=True, text=True).stdout.split()


def wait_for(condition, seconds=20):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def test_where_nothing_can_be_forked_an_ordinary_kernel_runs(page, monkeypatch, another_python):
    monkeypatch.setenv(kernel.COLD, "1")
    assert shown(page)[2][0]["data"]["text/plain"].startswith("('__main__'")


def test_the_command_needs_nothing_of_the_project():
    """It runs in trees that have no tools, and starts in no time."""
    code = "import sys; sys.argv = ['kernel']; sys.path.insert(0, ''); import tools.build.kernel; "
    code += "print(sorted(name for name in sys.modules if name.split('.')[0] in "
    code += "('helpers', 'numpy', 'pandas', 'nbformat', 'zmq')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_text_that_arrives_in_parts_is_stored_whole(tmp_path):
    slow = "import time\nfor part in 'ab':\n    print(part, flush=True)\n    time.sleep(0.5)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(slow)])
    nbformat.write(notebook, tmp_path / "page.ipynb")
    [outputs] = shown(tmp_path / "page.ipynb")
    assert [output["text"] for output in outputs] == ["a\nb\n"]
