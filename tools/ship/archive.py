"""What travels: two editions from one source, each in an archive that proves itself.

The *student's* is the public one, without answers, solutions and tests.
Every ``make book`` lays it into the site: ``downloads/ecommerce-gdp.zip`` holds book, helpers,
data, notebooks and lock, with digests in place of answers.
``make pdf`` lays the PDF beside it.

``make zip`` writes into ``_build/release``: ``ecommerce-gdp-<version>.zip``, the site with all
that, to open by double click; and ``ecommerce-gdp-<version>-teacher.zip``, the whole project.

Each archive holds one folder and, in it, ``SHA256SUMS``, which ``sha256sum --check`` reads.
The same files give the same bytes: names are sorted, and every entry bears the time of the release
(``SOURCE_DATE_EPOCH``, else that of the last commit).
"""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import re
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import nbformat

from helpers import exercises, paths
from tools.ship import launch, release

SITE = paths.SITE
FOLDER = paths.BUILD / "release"
NAME = "ecommerce-gdp"
DOWNLOADS = "downloads"  # within the site
SUMS = "SHA256SUMS"
README = Path(__file__).with_name("student_readme.md")
# What belongs to the project, where git does not say.
PARTS = (
    ".binder",
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
#: What the student's edition lacks: answers as functions, and what tests give away.
TEACHERS = re.compile(
    r"helpers/exercises/(?!__init__\.py|answers\.py|sealed\.json)|tests/|golden/|conftest\.py|CONTRIBUTING\.md"
)
SEALED = exercises.SEALED.relative_to(paths.ROOT).as_posix()
PDF_PLACE = '<p id="pdf"></p>'  # on the page "Re-execute", until there is a PDF
PDF_LINK = '<p id="pdf"><a href="../downloads/{name}">The whole book as a PDF</a></p>'
EARLIEST = 315532800  # 1 January 1980, before which a zip file knows no time
SKIPPED = {"__pycache__", ".ipynb_checkpoints", ".pytest_cache", ".hypothesis"}


class ArchiveError(RuntimeError):
    """The archive could not be made."""


def project(root: Path = paths.ROOT) -> list[str]:
    """Files of the project: those that git tracks, else those under `PARTS`.

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
        parts = [root / part for part in PARTS]
        found = [
            one
            for part in parts
            for one in ([part] if part.is_file() else part.rglob("*"))
            if one.is_file() and not SKIPPED & set(one.parts)
        ]
        files = [one.relative_to(root).as_posix() for one in found]
    kept = [one for one in files if not one.startswith(NOT_NEEDED) and (root / one).is_file()]
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


def teacher(root: Path = paths.ROOT) -> dict[str, bytes]:
    """The whole project.

    Parameters
    ----------
    root : Path
        The project.

    Returns
    -------
    dict of str to bytes
        Contents by name.
    """
    return {one: (root / one).read_bytes() for one in project(root)}


def student(
    root: Path = paths.ROOT, sealed: Mapping[str, Mapping] | None = None
) -> dict[str, bytes]:
    """The public edition: what re-execution needs, with digests in place of answers.

    Parameters
    ----------
    root : Path
        The project.
    sealed : mapping, optional
        From `helpers.exercises.sealed`; computed by default, which takes ten seconds.

    Returns
    -------
    dict of str to bytes
        Contents by name.
    """
    names = (one for one in project(root) if not TEACHERS.match(one))
    files = {one: public(root / one) for one in names if not launch.SOLUTION.search(one)}
    if SEALED not in files:
        digests = exercises.sealed() if sealed is None else sealed
        files[SEALED] = (json.dumps(digests, ensure_ascii=False, indent=1) + "\n").encode()
    return files | {"README.md": README.read_bytes()}


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


def packed(files: Mapping[str, bytes], folder: str, seconds: int) -> bytes:
    """A zip file whose bytes depend on nothing but what it holds.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by name; a list of their checksums is added.
    folder : str
        The one folder at the top.
    seconds : int
        Time of every entry, since 1970; earlier than 1980 counts as 1980 (`EARLIEST`).

    Returns
    -------
    bytes
    """
    when = datetime.datetime.fromtimestamp(max(seconds, EARLIEST), tz=datetime.UTC)
    moment = (when.year, when.month, when.day, when.hour, when.minute, when.second)
    whole = {**files, SUMS: sums(files).encode()}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for one in sorted(whole):
            entry = zipfile.ZipInfo(f"{folder}/{one}", moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (0o100755 if one.endswith("postBuild") else 0o100644) << 16
            archive.writestr(entry, whole[one], compresslevel=9)
    return content.getvalue()


def _put(path: Path, content: bytes) -> None:
    """Write a file; it appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    try:
        new.write_bytes(content)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def offer(content: bytes, name: str, site: Path = SITE) -> Path:
    """Lay a file beside the pages, for download, and list its checksum.

    Parameters
    ----------
    content : bytes
        Of the file.
    name : str
        Of the file.
    site : Path
        Root of the built site.

    Returns
    -------
    Path
    """
    folder = site / DOWNLOADS
    _put(folder / name, content)
    offered = sorted([*folder.glob("*.zip"), *folder.glob("*.pdf")])
    _put(folder / SUMS, sums({path.name: path.read_bytes() for path in offered}).encode())
    return folder / name


def offer_pdf(pdf: Path, site: Path = SITE) -> Path:
    """Lay the printed book beside the pages, and have the page "Re-execute" link it.

    Parameters
    ----------
    pdf : Path
        Printed from this site.
    site : Path
        Root of the built site.

    Returns
    -------
    Path
        The copy.
    """
    page = site / "book" / "reproduce.html"
    text = page.read_text(encoding="utf-8")
    _put(page, text.replace(PDF_PLACE, PDF_LINK.format(name=pdf.name)).encode())
    return offer(pdf.read_bytes(), pdf.name, site)


def make(site: Path = SITE, root: Path = paths.ROOT, target: Path = FOLDER) -> list[Path]:
    """Pack both editions; after any error previous ones stand untouched.

    Parameters
    ----------
    site : Path
        The built site.
    root : Path
        The project.
    target : Path
        Folder for the archives and, beside them, their checksums.

    Returns
    -------
    list of Path
        The public archive, then the teacher's, unless this is the student's edition.

    Raises
    ------
    ArchiveError
        If there is no finished site.
    ValueError
        If ``SOURCE_DATE_EPOCH`` is not a whole number.
    """
    if not (site / "index.html").is_file() or not (site / DOWNLOADS / launch.ARCHIVE).is_file():
        raise ArchiveError("there is no finished site in _build/html: run make book first")
    seconds, version = release.timestamp(root), release.version(root)
    pages = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }
    contents = {}
    editions = {"": pages} | ({} if (root / SEALED).exists() else {"-teacher": teacher(root)})
    for name, files in editions.items():
        folder = f"{NAME}-{version}{name}"
        contents[f"{folder}.zip"] = packed(files, folder, seconds)
    for name, content in contents.items():
        _put(target / name, content)
        _put(target / f"{name}.sha256", sums({name: content}).encode())
    return [target / name for name in contents]


def main() -> int:
    """Pack both editions and say what is in them.

    Returns
    -------
    int
        Exit code: 1 if no archive could be made.
    """
    try:
        made = make()
    except (ArchiveError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if not list((SITE / DOWNLOADS).glob("*.pdf")):
        print("without the PDF, which is not there: run make pdf first to have it in")
    for archive in made:
        print(f"packed {archive.stat().st_size / 1e6:.1f} MB: {archive.relative_to(paths.ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
