"""Results of pure steps of a draft, kept under a digest of everything they were made from.

A step whose inputs, code and lock are those of an earlier run is not done again.
`make book` forgets everything first: a fresh build depends on no earlier one.
"""

from __future__ import annotations

import functools
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from helpers import paths

FOLDER = paths.BUILD / "memo"


def digest(*parts: str | bytes) -> str:
    """One digest of several texts; where one ends and the next begins counts.

    Parameters
    ----------
    *parts : str or bytes
        What to digest.

    Returns
    -------
    str

    Examples
    --------
    >>> digest("ab", "c") == digest("a", "bc"), digest("a") == digest(b"a")
    (False, True)
    """
    whole = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        whole.update(len(content).to_bytes(8, "big") + content)
    return whole.hexdigest()


def of_files(*folders: Path, root: Path = paths.ROOT) -> str:
    """Digest of every file below some folders, with its place, and of the lock.

    Parameters
    ----------
    *folders : Path
        Folders or files below ``root``; compiled modules in them do not count.
    root : Path
        The project.

    Returns
    -------
    str
    """
    files = [
        file
        for folder in folders
        for file in ([folder] if folder.is_file() else sorted(folder.rglob("*")))
        if file.is_file() and "__pycache__" not in file.parts
    ]
    named = [(file.relative_to(root).as_posix(), file.read_bytes()) for file in files]
    lock = (root / "requirements.txt").read_bytes()
    return digest(lock, *(part for pair in named for part in pair))


@functools.cache
def code() -> str:
    """Digest of the builder and the lock.

    Returns
    -------
    str
    """
    return of_files(paths.ROOT / "tools")


def kept(step: str, parts: tuple[str | bytes, ...], make: Callable[[], bytes]) -> bytes:
    """What a step makes, taken from an earlier run if nothing has changed since.

    Parameters
    ----------
    step : str
        Name of the step: words and hyphens.
    parts : tuple of str or bytes
        Everything that the result depends on, the code of ``tools`` apart.
    make : callable
        Does the step.

    Returns
    -------
    bytes
    """
    path = FOLDER / step / digest(code(), *parts)
    if path.exists():
        return path.read_bytes()
    content = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(content)
    new.replace(path)
    return content


def forget() -> None:
    """Drop every kept result."""
    shutil.rmtree(FOLDER, ignore_errors=True)
