"""A release that opens by double click: ``python -m tools.archive`` packs the site, the PDF and what re-execution needs.

``_build/release/ecommerce-gdp-<version>.zip`` holds one folder: the site (open ``index.html``), the PDF if it is up to date,
``replication`` with code, data and notebooks, and ``SHA256SUMS``. The same files give the same bytes: names are sorted, and every entry
bears the time of the release (``SOURCE_DATE_EPOCH``, else that of the last commit).
"""

from __future__ import annotations

import datetime
import hashlib
import re
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import nbformat

from helpers import paths
from tools import launch, release

SITE = paths.BUILD / "html"
PDF = paths.BUILD / "ecommerce-gdp.pdf"
FOLDER = paths.BUILD / "release"
SUMS = "SHA256SUMS"
# What re-execution needs, where git does not say which files belong to the project.
PARTS = (
    "book",
    "data",
    "helpers",
    "notebooks",
    "tests",
    "tools",
    "CITATION.cff",
    "LICENSE",
    "LICENSES.md",
    "Makefile",
    "README.md",
    "_config.yml",
    "_toc.yml",
    "conftest.py",
    "pyproject.toml",
    "requirements.in",
    "requirements.txt",
)
NOT_NEEDED = (".github/", ".ci/", "bench/")
SKIPPED = {"__pycache__", ".ipynb_checkpoints", ".pytest_cache", ".hypothesis"}


class ArchiveError(RuntimeError):
    """The archive could not be made, or does not hold what it should."""


def name(root: Path = paths.ROOT) -> str:
    """Name of the archive and of the folder in it, without suffix.

    >>> name().startswith("ecommerce-gdp-")
    True
    """
    return f"ecommerce-gdp-{release.version(root)}"


def project(root: Path = paths.ROOT) -> list[str]:
    """Files that re-execution needs, relative to the project: those that git tracks, else those under `PARTS`.

    Files with solutions are not among them.

    Examples
    --------
    >>> files = project()
    >>> "helpers/models.py" in files and "requirements.txt" in files and not any(name.startswith(".github") for name in files)
    True
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
    """A file as it is, a notebook without cells that hold solutions."""
    if path.suffix == ".ipynb":
        notebook = nbformat.read(path, as_version=4)
        if any(launch.is_solution(cell) for cell in notebook.cells):
            notebook.cells = [cell for cell in notebook.cells if not launch.is_solution(cell)]
            return (nbformat.writes(notebook, indent=1, ensure_ascii=False) + "\n").encode()
    return path.read_bytes()


def collect(site: Path = SITE, pdf: Path = PDF, root: Path = paths.ROOT) -> dict[str, bytes]:
    """Contents of the archive by name within its folder, without the list of checksums.

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
    """Whether the site was built after the PDF was printed."""
    return pdf.stat().st_mtime < max(path.stat().st_mtime for path in (site, site / "index.html"))


def sums(files: Mapping[str, bytes]) -> str:
    """Checksums in the form that ``sha256sum --check`` reads.

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
        Time of every entry, since 1970; earlier than 1980 counts as 1980, before which a zip file knows no time.
    """
    moment = datetime.datetime.fromtimestamp(max(seconds, 315532800), tz=datetime.UTC).timetuple()[
        :6
    ]
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


def verify(folder: Path) -> list[str]:
    """Compare an unpacked archive with its checksums.

    Returns
    -------
    list of str
        One sentence for each file that is changed, missing or not on the list; empty if all is well.

    Raises
    ------
    ArchiveError
        If the list is missing or cannot be read.
    """
    listing = folder / SUMS
    if not listing.is_file():
        raise ArchiveError(f"{folder.name} holds no {SUMS}")
    expected = {}
    for line in listing.read_text(encoding="utf-8").splitlines():
        match = re.fullmatch(r"([0-9a-f]{64})  (.+)", line)
        if (
            not match
            or PurePosixPath(match[2]).is_absolute()
            or ".." in PurePosixPath(match[2]).parts
        ):
            raise ArchiveError(f"{SUMS} holds a line that is no checksum: {line!r}")
        expected[match[2]] = match[1]
    present = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    } - {SUMS}
    wrong = [f"{one} is missing" for one in sorted(expected.keys() - present)]
    wrong += [f"{one} is not on the list" for one in sorted(present - expected.keys())]
    wrong += [
        f"{one} is changed"
        for one in sorted(present & expected.keys())
        if hashlib.sha256((folder / one).read_bytes()).hexdigest() != expected[one]
    ]
    return wrong


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

    Raises
    ------
    ArchiveError, ValueError
    """
    seconds = release.timestamp(root)
    files = collect(site, pdf, root)
    files[SUMS] = sums(files).encode()
    archive = target / f"{name(root)}.zip"
    pack(files, name(root), archive, seconds)
    beside = archive.with_name(archive.name + ".sha256")
    new = beside.with_name(beside.name + ".new")
    new.write_text(
        f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n", encoding="utf-8"
    )
    new.replace(beside)
    return archive


def main() -> int:
    try:
        archive = make()
    except (ArchiveError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if not PDF.is_file() or stale(PDF, SITE):
        print(
            f"without the PDF, which is {'older than the site' if PDF.is_file() else 'not there'}: run make pdf first to have it in"
        )
    print(f"packed {archive.stat().st_size / 1e6:.1f} MB: {archive.relative_to(paths.ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
