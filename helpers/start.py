"""Tell a notebook that runs alone whether the packages of the book are here.

Only Python's own library is imported, so that this runs where nothing is installed yet.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

from helpers import paths

OLDEST_PYTHON = (3, 11)
SCIENCE = "# science"  # heading in requirements.in; what follows it helpers and pages import


def packages(root: Path = paths.ROOT) -> dict[str, tuple[str, str]]:
    """Packages that the helpers and the pages import.

    Parameters
    ----------
    root : Path
        Folder with ``requirements.in`` and ``requirements.txt``.

    Returns
    -------
    dict of str to (str, str)
        By name, which is that of the module too: the oldest version that will do, empty if any
        does, and the version of the book.

    Examples
    --------
    >>> packages()["pandas"][0]
    '3'
    """
    _, _, wanted = (root / "requirements.in").read_text(encoding="utf-8").partition(SCIENCE)
    lock = (root / "requirements.txt").read_text(encoding="utf-8")
    pins = dict(re.findall(r"(?m)^([a-z0-9._-]+)==([^\s;\\]+)", lock))
    named = re.findall(r"(?m)^([a-z][\w-]*)(?:>=([\d.]+))?", wanted)
    return {name: (oldest, pins[name]) for name, oldest in named}


def _numbers(version: str) -> list[int]:
    """The first two numbers of a version."""
    return [int(part) for part in re.findall(r"\d+", version)[:2]]


def lacking(root: Path = paths.ROOT) -> dict[str, str]:
    """Packages that are missing or too old.

    Parameters
    ----------
    root : Path
        As for `packages`.

    Returns
    -------
    dict of str to str
        By name, the version of the book.

    Examples
    --------
    >>> lacking()
    {}
    """
    return {
        name: pin
        for name, (oldest, pin) in packages(root).items()
        if importlib.util.find_spec(name) is None
        or _numbers(importlib.metadata.version(name)) < _numbers(oldest)
    }


def _install(wanted: dict[str, str]) -> None:
    """Install at the book's versions if they fit this Python and what is here, else at any."""
    install = [sys.executable, "-m", "pip", "install", "--quiet"]
    if subprocess.run([*install, *(f"{name}=={pin}" for name, pin in wanted.items())]).returncode:
        subprocess.run([*install, *wanted])
    importlib.invalidate_caches()


def ready(install: bool = False, root: Path = paths.ROOT) -> None:
    """Say where code and data are, or in one sentence what is missing.

    Parameters
    ----------
    install : bool
        Install what is missing: on a machine of one's own only when asked.
    root : Path
        As for `packages`.

    Raises
    ------
    SystemExit
        If Python or a package is missing or too old.
    """
    if sys.version_info < OLDEST_PYTHON:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        raise SystemExit(f"The book needs Python {oldest} or newer, not {sys.version.split()[0]}.")
    if install and (wanted := lacking(root)):
        _install(wanted)
    if missing := lacking(root):
        command = f"{sys.executable} -m pip install -r {root / 'requirements.txt'}"
        names = ", ".join(missing)
        raise SystemExit(f"Missing or too old: {names}. Install them with: {command}")
    print("Using the code and data in", root)
