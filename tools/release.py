"""What a release is called and when it was made: asked by the PDF and by the archive."""

from __future__ import annotations

import datetime
import os
import subprocess
import tomllib
from pathlib import Path

from helpers import paths


def version(root: Path = paths.ROOT) -> str:
    """The version in ``pyproject.toml``."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]


def git(*arguments: str, root: Path = paths.ROOT) -> str | None:
    """What git prints, without the last line break; None where there is no git or no repository of its own.

    A folder inside another project's repository does not count.
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
    """The commit in short, marked when files differ from it; empty without git."""
    name = git("rev-parse", "--short", "HEAD", root=root)
    if not name:
        return ""
    return (
        f"{name} with changes"
        if git("status", "--porcelain", "--untracked-files=no", root=root)
        else name
    )


def timestamp(root: Path = paths.ROOT) -> int:
    """Seconds since 1970 of this release: ``SOURCE_DATE_EPOCH`` if set, else the last commit, else 1 January 1980.

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
    """The time of `timestamp`, in UTC."""
    return datetime.datetime.fromtimestamp(timestamp(root), tz=datetime.UTC)
