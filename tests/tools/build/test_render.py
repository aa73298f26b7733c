"""Jupyter Book runs in a process of its own, says why it stopped, and leaves nothing behind."""

import os
import time

import pytest

from tools.build import render

PAGE = "# Title\n\nText.\n"
CONFIG = "title: Small\nexecute:\n  execute_notebooks: 'off'\n"


@pytest.fixture
def small(tmp_path):
    """The smallest book."""
    source = tmp_path / "source"
    source.mkdir()
    for name, text in {
        "_config.yml": CONFIG,
        "_toc.yml": "format: jb-book\nroot: one\n",
        "one.md": PAGE,
    }.items():
        (source / name).write_text(text, encoding="utf-8")
    return source, tmp_path / "work"


@pytest.mark.slow
def test_a_book_is_built(small):
    with render.Renderer(*small) as renderer:
        renderer.begin(fresh=True)
        assert "Text." in (renderer.end() / "one.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_warning_stops_it_and_is_told(small):
    (small[0] / "one.md").write_text(PAGE + "\n[nowhere](nowhere.md)\n", encoding="utf-8")
    with render.Renderer(*small) as renderer:
        renderer.begin(fresh=True)
        with pytest.raises(render.RenderError, match=r"(?s)a warning counts.*nowhere"):
            renderer.end()
    with render.Renderer(*small) as renderer:  # nothing has changed, and it is told again
        renderer.begin(fresh=False)
        with pytest.raises(render.RenderError, match="nowhere"):
            renderer.end()


@pytest.mark.skipif(os.name != "posix", reason="asks for a process by its number")
def test_nobody_waits_for_a_build_that_was_never_begun(small):
    with render.Renderer(*small) as renderer:
        number = renderer.process.pid
    until = time.monotonic() + 5
    while time.monotonic() < until and renderer.process.poll() is None:
        time.sleep(0.05)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
