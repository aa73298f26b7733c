"""What a release is called and when it was made: asked by the PDF and by the archive."""

from __future__ import annotations

import datetime
import os
import subprocess
import tomllib
from pathlib import Path

from helpers import paths


def version(root: Path = paths.ROOT) -> str:
    """The version in ``pyproject.toml``.

    Parameters
    ----------
    root : Path
        The project.

    Returns
    -------
    str
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["version"]


def git(*arguments: str, root: Path = paths.ROOT) -> str | None:
    """What git prints, where the project has a repository of its own.

    A folder inside another project's repository does not count.

    Parameters
    ----------
    *arguments : str
        Command and options of git.
    root : Path
        The project.

    Returns
    -------
    str or None
        Without the last line break; None without git or repository, or if the command fails.
    """
    command = ["git", "-C", str(root)]
    try:
        top = subprocess.run(
            [*command, "rev-parse", "--show-toplevel"], text=True, capture_output=True
        )
        if top.returncode or Path(top.stdout.strip()).resolve() != root.resolve():
            return None
        done = subprocess.run([*command, *arguments], text=True, capture_output=True)
    except OSError:
        return None
    return done.stdout.rstrip("\n") if done.returncode == 0 else None


def commit(root: Path = paths.ROOT) -> str:
    """The commit in short, marked when files differ from it.

    Parameters
    ----------
    root : Path
        The project.

    Returns
    -------
    str
        Empty without git.
    """
    name = git("rev-parse", "--short", "HEAD", root=root)
    if not name:
        return ""
    changed = git("status", "--porcelain", "--untracked-files=no", root=root)
    return f"{name} with changes" if changed else name


def timestamp(root: Path = paths.ROOT) -> int:
    """Time of this release: ``SOURCE_DATE_EPOCH`` if set, else that of the last commit.

    Parameters
    ----------
    root : Path
        The project.

    Returns
    -------
    int
        Seconds since 1970; without git those of 1 January 1980.

    Raises
    ------
    ValueError
        If the variable is set to something else than a whole number.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is not None:
        if not given.isdigit():
            raise ValueError(
                f"SOURCE_DATE_EPOCH is {given!r}; it must be seconds since 1970, a whole number"
            )
        return int(given)
    return int(git("log", "-1", "--format=%ct", root=root) or 315532800)


def day(root: Path = paths.ROOT) -> datetime.datetime:
    """The time of `timestamp`, in UTC.

    Parameters
    ----------
    root : Path
        The project.

    Returns
    -------
    datetime.datetime
    """
    return datetime.datetime.fromtimestamp(timestamp(root), tz=datetime.UTC)
