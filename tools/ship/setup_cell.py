# @title Set up: run this cell first
"""Find the book's code and data: beside this notebook, in a release archive, or in the repository.

Numbers inside sentences are those of the published run; tables and figures are computed when their
cells run.
"""

import importlib.metadata
import importlib.util
import pathlib
import subprocess
import sys
import zipfile

REPOSITORY, BRANCH = "", ""
# Module: package, oldest version that will do, version of the book.
PACKAGES: dict[str, list[str]] = {}
NOT_FOUND = (
    "Put this notebook beside the release archive of the book (ecommerce-gdp-….zip), "
    "packed or unpacked, and run this cell again."
)


def _holding(place):
    found = [
        folder
        for folder in (place, place / "replication")
        if (folder / "helpers" / "paths.py").exists() and (folder / "data").is_dir()
    ]
    return found[0] if found else None


def _unpacked(place):
    for archive in sorted(place.glob("ecommerce-gdp-*.zip"), reverse=True):
        if not _holding(place / archive.stem):
            zipfile.ZipFile(archive).extractall(place)
        return _holding(place / archive.stem)
    return None


def _cloned(place):
    if not REPOSITORY:
        return None
    clone = ["git", "clone", "--quiet", "--depth", "1", "--branch", BRANCH, REPOSITORY, str(place)]
    return _holding(place) if subprocess.run(clone).returncode == 0 else None


def _old(package, oldest):
    def parts(version):
        return [int(part) for part in version.split(".")[:2] if part.isdigit()]

    return bool(oldest) and parts(importlib.metadata.version(package)) < parts(oldest)


def _lacking():
    return {
        package: pin
        for module, (package, oldest, pin) in PACKAGES.items()
        if importlib.util.find_spec(module) is None or _old(package, oldest)
    }


def _install(wanted):
    install = [sys.executable, "-m", "pip", "install", "--quiet"]
    # At the book's versions if they fit this Python and what is installed, else at any.
    pinned = [f"{package}=={pin}" for package, pin in wanted.items()]
    if subprocess.run([*install, *pinned]).returncode:
        subprocess.run([*install, *wanted])
    importlib.invalidate_caches()


def _start(here):
    if sys.version_info < (3, 11):  # noqa: UP036 - the reader's Python, not that of the book
        raise SystemExit(f"The book needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    around = (_holding(place) for place in (here, *here.parents))
    home = next(filter(None, around), None) or _unpacked(here)
    online = home is None and bool(REPOSITORY)
    home = home or _holding(here / "ecommerce-gdp") or _cloned(here / "ecommerce-gdp")
    if home is None:
        raise SystemExit(NOT_FOUND)
    if online and (wanted := _lacking()):
        _install(wanted)
    if missing := _lacking():
        command = f"{sys.executable} -m pip install -r {home / 'requirements.txt'}"
        names = ", ".join(missing)
        raise SystemExit(f"Missing or too old: {names}. Install them with: {command}")
    sys.path.insert(0, str(home))
    return home


print("Using the code and data in", _start(pathlib.Path.cwd()))
