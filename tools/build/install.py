"""Set up the environment that `make` uses: standard library only, so that any Python can run it.

    python tools/build/install.py          what reading, re-executing and building needs
    python tools/build/install.py --dev    tests, linters and browsers too

uv, pinned by the lock, installs everything else in seconds; without it pip does, in minutes.
Both accept only files whose hashes stand in the lock.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ((3, 11), (3, 13))
LOCK = "requirements.txt"
LOCK_DEV = "requirements-dev.txt"
EDITABLE = ("--no-deps", "--no-build-isolation", "-e", ".")  # helpers, as they stand in the tree


class InstallError(RuntimeError):
    """The environment could not be set up; the message says why and what to do."""


def pinned(package: str, lock: str) -> str:
    r"""The lines of one package in a lock: its version and the hashes of its files.

    Parameters
    ----------
    package : str
        Name of the package, as the lock spells it.
    lock : str
        Text of a lock file.

    Returns
    -------
    str
        A requirements file for this package alone.

    Raises
    ------
    InstallError
        If the lock does not name the package.

    Examples
    --------
    >>> lock = "tqdm==4.1\n    --hash=sha256:aa\nuv==0.1 \\\n    --hash=sha256:bb\n    # via x\n"
    >>> print(pinned("uv", lock))
    uv==0.1 \
        --hash=sha256:bb
    """
    lines = re.search(rf"^{re.escape(package)}==.*\n(?:[ \t]+--hash.*\n)*", lock, flags=re.M)
    if lines is None:
        raise InstallError(f"{LOCK} does not pin {package}; run make lock")
    return lines[0].rstrip().rstrip("\\").rstrip()


def check_version(version: tuple[int, int] = sys.version_info[:2]) -> None:
    """Stop under a Python for which the lock holds no packages.

    Parameters
    ----------
    version : (int, int)
        Major and minor version.

    Raises
    ------
    InstallError
        If the version is too old or too new.

    Examples
    --------
    >>> check_version((3, 12))
    """
    if not VERSIONS[0] <= version <= VERSIONS[1]:
        found = ".".join(map(str, version))
        raise InstallError(
            f"Python 3.11 to 3.13 is needed, {found} found; try make PYTHON=python3.12"
        )


def interpreter(folder: Path) -> Path:
    """The Python of an environment, on this operating system.

    Parameters
    ----------
    folder : Path
        The environment.

    Returns
    -------
    Path
        It need not exist yet.
    """
    windows = os.name == "nt"
    return folder / ("Scripts" if windows else "bin") / ("python.exe" if windows else "python")


def run(*command: str | Path) -> bool:
    """Run a command in the project and say whether it succeeded.

    Parameters
    ----------
    *command : str or Path
        The program and its arguments.

    Returns
    -------
    bool
        True if it ended with exit code 0.
    """
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode == 0


def with_uv(python: Path, locks: list[str]) -> bool:
    """Bring the pinned uv into the environment and let it install the locks.

    Parameters
    ----------
    python : Path
        Interpreter of the environment.
    locks : list of str
        Lock files, from the root of the project.

    Returns
    -------
    bool
        False if uv could not be had; then nothing but pip was changed.

    Raises
    ------
    InstallError
        If uv was there and could not install the locks.
    """
    uv = python.with_name("uv.exe" if os.name == "nt" else "uv")
    first = python.parent.parent / "uv.txt"
    first.write_text(pinned("uv", (ROOT / LOCK).read_text(encoding="utf-8")) + "\n", "utf-8")
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    if not run(*pip, "--require-hashes", "--only-binary", ":all:", "-r", first) or not uv.exists():
        return False
    target = ("--python", python)
    synced = run(uv, "pip", "sync", *target, "--require-hashes", *locks)
    if not synced or not run(uv, "pip", "install", "--quiet", *target, *EDITABLE):
        raise InstallError("uv could not install the lock; its message stands above")
    return True


def with_pip(python: Path, locks: list[str]) -> None:
    """Install the locks with pip.

    Parameters
    ----------
    python : Path
        Interpreter of the environment.
    locks : list of str
        Lock files, from the root of the project.

    Raises
    ------
    InstallError
        If pip fails.
    """
    files = [part for lock in locks for part in ("-r", lock)]
    pip = (python, "-m", "pip", "install", "--disable-pip-version-check")
    if not run(*pip, "--require-hashes", *files) or not run(*pip, "--quiet", *EDITABLE):
        raise InstallError("pip could not install the lock; its message stands above")


def install(folder: Path, dev: bool = False) -> None:
    """Make the environment if there is none, and bring it to what the locks say.

    Parameters
    ----------
    folder : Path
        The environment.
    dev : bool
        Also what tests, linters and browsers need.

    Raises
    ------
    InstallError
        On a wrong Python, or if a package cannot be had.
    """
    started = time.monotonic()
    check_version()
    python = interpreter(folder)
    if not python.exists():
        print(f"making the environment {folder.name}", flush=True)
        venv.create(folder, with_pip=True)
    locks = [LOCK, LOCK_DEV] if dev else [LOCK]
    if not with_uv(python, locks):
        print("uv cannot be had here: pip installs the lock, which takes minutes", flush=True)
        with_pip(python, locks)
    print(f"environment ready in {time.monotonic() - started:.0f} s", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : list of str, optional
        The command line by default.

    Returns
    -------
    int
        Exit code: 1 with one line on what is wrong.
    """
    parser = argparse.ArgumentParser(description="Set up the environment of the book.")
    parser.add_argument("--dev", action="store_true", help="tests, linters and browsers too")
    parser.add_argument("--venv", type=Path, default=Path(".venv"), help="folder; .venv by default")
    options = parser.parse_args(arguments)
    try:
        install((ROOT / options.venv).resolve(), options.dev)
    except InstallError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
