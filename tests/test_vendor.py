"""Files of other projects are those that the manifest names, unchanged and licensed."""

import hashlib
import json

import pytest

from tools import vendor

MANIFEST = json.loads(vendor.MANIFEST.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", MANIFEST)
def test_vendored_files_are_those_of_the_manifest(name):
    folder = vendor.FOLDER / name
    found = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}
    assert found == MANIFEST[name]["sha256"]
    assert "LICENSE" in found


def test_the_style_sheet_of_the_formulas_fits_what_draws_them():
    from sphinxcontrib import katex

    assert MANIFEST["katex"]["version"] == katex.katex_version


def test_an_archive_with_another_hash_is_refused():
    with pytest.raises(vendor.VendorError, match="the archive has sha512-"):
        vendor.check("katex", b"another archive", MANIFEST["katex"]["integrity"])
