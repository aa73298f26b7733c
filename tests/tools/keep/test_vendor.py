"""Files of other projects are those that the manifest names, unchanged and licensed."""

import hashlib
import json

import pytest
from fontTools.ttLib import TTFont

from helpers import paths
from tools.keep import vendor

MANIFEST = json.loads(vendor.MANIFEST.read_text(encoding="utf-8"))
EVERY = [
    (folder, name, entry)
    for folder in (vendor.FOLDER, vendor.FONTS)
    for name, entry in json.loads((folder / "versions.json").read_text(encoding="utf-8")).items()
]


@pytest.mark.parametrize("folder, name, entry", EVERY, ids=[name for _, name, _ in EVERY])
def test_vendored_files_are_those_of_the_manifest(folder, name, entry):
    folder = folder / name
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert found == entry["sha256"]
    assert "LICENSE" in found


def test_the_style_sheet_of_the_formulas_fits_what_draws_them():
    from sphinxcontrib import katex

    assert MANIFEST["katex"]["version"] == katex.katex_version


def test_an_archive_with_another_hash_is_refused():
    with pytest.raises(vendor.VendorError, match="the archive has sha512-"):
        vendor.check("katex", b"another archive", MANIFEST["katex"]["integrity"])


def test_the_fonts_of_the_pdf_have_every_chinese_character_of_the_book():
    font = next(vendor.FONTS.rglob("noto-sans-sc-*.woff2"))
    with TTFont(font) as loaded:
        known = set(loaded.getBestCmap())
    pages = [*paths.BOOK.rglob("*.md"), *paths.NOTEBOOKS.glob("*.ipynb")]  # with their outputs
    used = {
        sign
        for page in pages
        for sign in page.read_text(encoding="utf-8")
        if "\u4e00" <= sign <= "\u9fff"
    }
    assert used and not [sign for sign in used if ord(sign) not in known]
