# @title Set up: run this cell first
# Finds the book's code and data: beside this notebook, in a release archive beside it, or in the book's repository.
# Numbers inside sentences are those of the published run; tables and figures are computed when their cells run.
import importlib.metadata
import importlib.util
import pathlib
import subprocess
import sys
import zipfile

REPOSITORY, BRANCH = "", ""
PACKAGES = {}  # module: [package, oldest version that will do, version of the book]


def holding(place):
    found = [
        folder
        for folder in (place, place / "replication")
        if (folder / "helpers" / "paths.py").exists() and (folder / "data").is_dir()
    ]
    return found[0] if found else None


def unpacked(place):
    for archive in sorted(place.glob("ecommerce-gdp-*.zip"), reverse=True):
        if not holding(place / archive.stem):
            zipfile.ZipFile(archive).extractall(place)
        return holding(place / archive.stem)


def cloned(place):
    if (
        REPOSITORY
        and subprocess.run(
            ["git", "clone", "--quiet", "--depth", "1", "--branch", BRANCH, REPOSITORY, str(place)]
        ).returncode
        == 0
    ):
        return holding(place)


def lacking():
    def old(package, oldest):
        parts = lambda version: [int(part) for part in version.split(".")[:2] if part.isdigit()]
        return bool(oldest) and parts(importlib.metadata.version(package)) < parts(oldest)

    return {
        package: pin
        for module, (package, oldest, pin) in PACKAGES.items()
        if importlib.util.find_spec(module) is None or old(package, oldest)
    }


def start(here=pathlib.Path.cwd()):
    if sys.version_info < (3, 11):
        raise SystemExit(f"The book needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    home = next(
        (found for place in (here, *here.parents) if (found := holding(place))), None
    ) or unpacked(here)
    online = home is None and bool(REPOSITORY)
    home = home or holding(here / "ecommerce-gdp") or cloned(here / "ecommerce-gdp")
    if home is None:
        raise SystemExit(
            "Put this notebook beside the release archive of the book (ecommerce-gdp-….zip), packed or unpacked, and run this cell again."
        )
    if online and (wanted := lacking()):
        install = [sys.executable, "-m", "pip", "install", "--quiet"]
        # At the book's versions if they fit this Python and what is installed, else at any.
        if subprocess.run(
            [*install, *(f"{package}=={pin}" for package, pin in wanted.items())]
        ).returncode:
            subprocess.run([*install, *wanted])
        importlib.invalidate_caches()
    if missing := lacking():
        raise SystemExit(
            f"Missing or too old: {', '.join(missing)}. Install them with: {sys.executable} -m pip install -r {home / 'requirements.txt'}"
        )
    sys.path.insert(0, str(home))
    return home


print("Using the code and data in", start())
