"""Run Jupyter Book in a process of its own, which imports what it needs while notebooks run."""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType

from helpers import paths

# What a build of this book loads, before it is told to begin.
LIBRARIES = (
    "jupyter_book.cli.main",
    "jupyter_book.sphinx",
    "myst_nb.sphinx_ext",
    "pydata_sphinx_theme",
    "sphinx.builders.html",
    "sphinx.environment.collectors.toctree",
    "sphinx_book_theme",
    "sphinx_exercise",
    "sphinx_proof",
    "sphinxcontrib.bibtex",
    "sphinxcontrib.katex",
    "sphinxext.opengraph",
)


class RenderError(RuntimeError):
    """Jupyter Book stopped."""


class Renderer:
    """A process that has imported Jupyter Book, or is about to; leaving the context ends it.

    Parameters
    ----------
    source, target : Path
        What it reads, and the folder under which it writes.
    """

    def __init__(self, source: Path, target: Path):
        self.source, self.target = source, target

    def __enter__(self) -> Renderer:
        """Start the process.

        Returns
        -------
        Renderer
        """
        search = [str(paths.ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        # Not a pipe: it would stay open as long as any process that Jupyter Book has started.
        self.printed = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.build.render"],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(search), "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.PIPE,
            stdout=self.printed,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process if it still waits, and all that it has started."""
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        if self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
        self.printed.close()

    def begin(self, fresh: bool) -> None:
        """Have it build what stands in ``source`` now; a warning is an error.

        Parameters
        ----------
        fresh : bool
            False builds upon the last run.
        """
        options = ["--path-output", str(self.target), "-W", "--keep-going", "-q"]
        order = ["build", str(self.source), *options, *["--all"] * fresh]
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it has failed, and `end` says why
            self.process.stdin.write("\n".join(order))
            self.process.stdin.close()

    def end(self) -> Path:
        """Wait for what was begun.

        Returns
        -------
        Path
            Folder of the new site.

        Raises
        ------
        RenderError
            With what Jupyter Book printed.
        """
        self.process.wait()
        self.printed.seek(0)
        printed = self.printed.read()
        if self.process.returncode:
            # What it has read would not be read, and so not be warned of, a second time.
            shutil.rmtree(self.target / "_build" / ".doctrees", ignore_errors=True)
            raise RenderError(f"Jupyter Book stopped (a warning counts as an error):\n{printed}")
        built = self.target / "_build" / "html"
        if not (built / "index.html").exists():
            raise RenderError("Jupyter Book ended without an error and without a site")
        return built


def main() -> int:
    """Import, wait for the arguments of Jupyter Book, one a line, and run it.

    Returns
    -------
    int
        Exit code: 0 too if nothing was asked.
    """
    for name in LIBRARIES:
        importlib.import_module(name)
    arguments = sys.stdin.read().splitlines()
    if arguments:
        from jupyter_book.cli.main import main as build

        build(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
