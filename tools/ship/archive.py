"""A release that opens by double click: site, PDF and what re-execution needs in one zip file.

``python -m tools.ship.archive`` writes ``_build/release/ecommerce-gdp-<version>.zip``. It holds one
folder: the site (open ``index.html``), the PDF if it is up to date, ``replication`` with code, data
and notebooks, and ``SHA256SUMS``, which ``sha256sum --check`` reads. The same files give the same
bytes: names are sorted, and every entry bears the time of the release (``SOURCE_DATE_EPOCH``, else
that of the last commit).
"""

from __future__ import annotations

import datetime
import hashlib
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import nbformat

from helpers import paths
from tools.ship import launch, release

SITE = paths.SITE
PDF = paths.BUILD / "ecommerce-gdp.pdf"
FOLDER = paths.BUILD / "release"
SUMS = "SHA256SUMS"
# What re-execution needs, where git does not say which files belong to the project.
PARTS = (
    "book",
    "data",
    "golden",
    "helpers",
    "notebooks",
    "tests",
    "tools",
    "CITATION.cff",
    "CONTRIBUTING.md",
    "LICENSE",
    "LICENSES.md",
    "Makefile",
    "README.md",
    "_config.yml",
    "_toc.yml",
    "conftest.py",
    "pyproject.toml",
    "requirements-dev.in",
    "requirements-dev.txt",
    "requirements.in",
    "requirements.txt",
)
NOT_NEEDED = (".github/", ".ci/", "bench/")
EARLIEST = 315532800  # 1 January 1980, before which a zip file knows no time
SKIPPED = {"__pycache__", ".ipynb_checkpoints", ".pytest_cache", ".hypothesis"}


class ArchiveError(RuntimeError):
    """The archive could not be made, or does not hold what it should."""


def name(root: Path = paths.ROOT) -> str:
    """Name of the archive and of the folder in it, without suffix.

    Parameters
    ----------
    root : Path
        The project.

    Returns
    -------
    str

    Examples
    --------
    >>> name().startswith("ecommerce-gdp-")
    True
    """
    return f"ecommerce-gdp-{release.version(root)}"


def project(root: Path = paths.ROOT) -> list[str]:
    """Files that re-execution needs: those that git tracks, else those under `PARTS`.

    Files with solutions are not among them.

    Parameters
    ----------
    root : Path
        The project.

    Returns
    -------
    list of str
        Sorted, relative to the project.

    Examples
    --------
    >>> files = project()
    >>> "helpers/methods/ols.py" in files, "requirements.txt" in files
    (True, True)
    >>> any(name.startswith(".github") for name in files)
    False
    """
    listed = release.git("ls-files", "-z", root=root)
    if listed is not None:
        files = [entry for entry in listed.split("\0") if entry]
    else:
        files = []
        for part in PARTS:
            path = root / part
            found = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
            files += [
                one.relative_to(root).as_posix() for one in found if not SKIPPED & set(one.parts)
            ]
    kept = [
        one
        for one in files
        if not one.startswith(NOT_NEEDED)
        and not launch.SOLUTION.search(one)
        and (root / one).is_file()
    ]
    return sorted(kept)


def public(path: Path) -> bytes:
    """A file as it is, a notebook without cells that hold solutions.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    bytes
    """
    if path.suffix == ".ipynb":
        notebook = nbformat.read(path, as_version=4)
        if any(launch.is_solution(cell) for cell in notebook.cells):
            notebook.cells = [cell for cell in notebook.cells if not launch.is_solution(cell)]
            return (nbformat.writes(notebook, indent=1, ensure_ascii=False) + "\n").encode()
    return path.read_bytes()


def collect(site: Path = SITE, pdf: Path = PDF, root: Path = paths.ROOT) -> dict[str, bytes]:
    """Contents of the archive by name within its folder, without the list of checksums.

    Parameters
    ----------
    site : Path
        The built site.
    pdf : Path
        The printed book; left out if it is missing or older than the site.
    root : Path
        The project.

    Returns
    -------
    dict of str to bytes

    Raises
    ------
    ArchiveError
        If there is no finished site.
    """
    if not (site / "index.html").is_file() or not (site / "book" / "index.html").is_file():
        raise ArchiveError("there is no finished site in _build/html: run make book first")
    found = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }
    if pdf.is_file() and not stale(pdf, site):
        found[pdf.name] = pdf.read_bytes()
    for one in project(root):
        found[f"replication/{one}"] = public(root / one)
    return found


def stale(pdf: Path, site: Path) -> bool:
    """Whether the site was built after the PDF was printed.

    Parameters
    ----------
    pdf, site : Path
        Both exist.

    Returns
    -------
    bool
    """
    return pdf.stat().st_mtime < max(path.stat().st_mtime for path in (site, site / "index.html"))


def sums(files: Mapping[str, bytes]) -> str:
    """Checksums in the form that ``sha256sum --check`` reads.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by name.

    Returns
    -------
    str
        One line for each file, sorted by name.

    Examples
    --------
    >>> sums({"a": b""})[:12]
    'e3b0c44298fc'
    """
    return "".join(f"{hashlib.sha256(files[one]).hexdigest()}  {one}\n" for one in sorted(files))


def pack(files: Mapping[str, bytes], folder: str, target: Path, seconds: int) -> None:
    """Write a zip file whose bytes depend on nothing but what it holds.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by name.
    folder : str
        The one folder at the top.
    target : Path
        The file; it appears whole or not at all.
    seconds : int
        Time of every entry, since 1970; earlier than 1980 counts as 1980 (`EARLIEST`).
    """
    when = datetime.datetime.fromtimestamp(max(seconds, EARLIEST), tz=datetime.UTC)
    moment = (when.year, when.month, when.day, when.hour, when.minute, when.second)
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(target.name + ".new")
    try:
        with zipfile.ZipFile(new, "w") as archive:
            for one in sorted(files):
                entry = zipfile.ZipInfo(f"{folder}/{one}", moment)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 3
                entry.external_attr = 0o100644 << 16
                archive.writestr(entry, files[one], compresslevel=9)
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)


def make(
    site: Path = SITE, pdf: Path = PDF, root: Path = paths.ROOT, target: Path = FOLDER
) -> Path:
    """Pack a release; after any error a previous one stands untouched.

    Parameters
    ----------
    site, pdf : Path
        What to pack; the PDF is left out if it is missing or older than the site.
    root : Path
        The project.
    target : Path
        Folder for the archive and, beside it, its checksum.

    Returns
    -------
    Path
        The archive.

    Raises
    ------
    ArchiveError
        If there is no finished site.
    ValueError
        If ``SOURCE_DATE_EPOCH`` is not a whole number.
    """
    seconds = release.timestamp(root)
    files = collect(site, pdf, root)
    files[SUMS] = sums(files).encode()
    archive = target / f"{name(root)}.zip"
    pack(files, name(root), archive, seconds)
    beside = archive.with_name(archive.name + ".sha256")
    new = beside.with_name(beside.name + ".new")
    new.write_text(sums({archive.name: archive.read_bytes()}), encoding="utf-8")
    new.replace(beside)
    return archive


def main() -> int:
    """Pack a release and say what is in it.

    Returns
    -------
    int
        Exit code: 1 if no archive could be made.
    """
    try:
        archive = make()
    except (ArchiveError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if not PDF.is_file() or stale(PDF, SITE):
        state = "older than the site" if PDF.is_file() else "not there"
        print(f"without the PDF, which is {state}: run make pdf first to have it in")
    print(f"packed {archive.stat().st_size / 1e6:.1f} MB: {archive.relative_to(paths.ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
