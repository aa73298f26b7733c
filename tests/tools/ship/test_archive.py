"""The release archive opens by double click, proves itself by checksums, and is the same twice."""

import hashlib
import os
import shutil
import subprocess
import warnings
import zipfile

import nbformat
import pytest

from helpers import paths
from tools.keep import browser
from tools.ship import archive, release

LOADED = """document.fonts.ready.then(() => [...document.fonts].some(
    font => font.family.includes("KaTeX") && font.status === "loaded"
))"""


@pytest.fixture(scope="session")
def packed(site, tmp_path_factory):
    return archive.make(target=tmp_path_factory.mktemp("release"))


@pytest.fixture(scope="session")
def unpacked(packed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(packed) as opened:
        opened.extractall(folder)
    [top] = folder.iterdir()
    return top


def test_one_folder_named_after_the_version(packed, unpacked):
    assert packed.name == f"ecommerce-gdp-{release.version()}.zip"
    assert unpacked.name == packed.stem


def test_every_file_inside_has_its_checksum_and_so_has_the_archive_beside_it(packed, unpacked):
    files = {
        path.relative_to(unpacked).as_posix(): path.read_bytes()
        for path in unpacked.rglob("*")
        if path.is_file() and path.name != archive.SUMS
    }
    assert (unpacked / archive.SUMS).read_text(encoding="utf-8") == archive.sums(files)
    beside = packed.with_name(packed.name + ".sha256").read_text(encoding="utf-8")
    assert beside == f"{hashlib.sha256(packed.read_bytes()).hexdigest()}  {packed.name}\n"


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this machine")
def test_the_usual_tool_reads_the_checksums(unpacked):
    assert (
        subprocess.run(["sha256sum", "--quiet", "--check", archive.SUMS], cwd=unpacked).returncode
        == 0
    )


def test_two_builds_give_the_same_bytes(packed, tmp_path):
    assert archive.make(target=tmp_path).read_bytes() == packed.read_bytes()


def test_the_time_of_the_release_is_that_of_every_entry(site, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    with zipfile.ZipFile(archive.make(target=tmp_path)) as opened:
        assert {entry.date_time for entry in opened.infolist()} == {(2023, 11, 14, 22, 13, 20)}
        assert [entry.filename for entry in opened.infolist()] == sorted(
            entry.filename for entry in opened.infolist()
        )


def test_it_holds_what_re_execution_needs(unpacked):
    home = unpacked / "replication"
    for name in (
        "helpers/methods/ols.py",
        "data/datapackage.json",
        "notebooks/regressions.ipynb",
        "requirements.txt",
        "pyproject.toml",
        "Makefile",
        "README.md",
        "LICENSE",
        "LICENSES.md",
        "_config.yml",
        "tools/build/book.py",
    ):
        assert (home / name).read_bytes() == (paths.ROOT / name).read_bytes(), name
    assert (unpacked / "index.html").exists() and (
        unpacked / "downloads/notebooks/regressions.ipynb"
    ).exists()


def test_no_build_product_or_hidden_state_is_in_it(unpacked):
    names = [path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*")]
    assert not [
        name
        for name in names
        if "__pycache__" in name or "/.git/" in name or name.startswith("replication/_build")
    ]


def test_without_git_the_list_is_the_same_for_what_matters(tmp_path):
    """An unpacked archive can be packed again."""
    root = tmp_path / "plain"
    for name in archive.project():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(paths.ROOT / name, root / name)
    (root / "helpers" / "__pycache__").mkdir()
    (root / "helpers" / "__pycache__" / "x.pyc").write_bytes(b"")
    assert release.git("ls-files", root=root) is None
    assert {name for name in archive.project() if not name.startswith(".")} == set(
        archive.project(root)
    )


def test_solutions_stay_out(tmp_path):
    root = tmp_path / "plain"
    (root / "notebooks").mkdir(parents=True)
    (root / "notebooks" / "solutions.ipynb").write_text("{}", encoding="utf-8")
    cells = [
        nbformat.v4.new_code_cell("1"),
        nbformat.v4.new_code_cell("43394", metadata={"tags": ["solution"]}),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), root / "notebooks" / "a.ipynb")
    assert archive.project(root) == ["notebooks/a.ipynb"]
    assert b"43394" not in archive.public(root / "notebooks" / "a.ipynb")
    assert (
        archive.public(paths.NOTEBOOKS / "data.ipynb")
        == (paths.NOTEBOOKS / "data.ipynb").read_bytes()
    )


def test_a_stale_pdf_is_left_out(site, tmp_path):
    pdf = tmp_path / "ecommerce-gdp.pdf"
    pdf.write_bytes(b"%PDF")
    assert pdf.name in archive.collect(pdf=pdf)
    os.utime(pdf, (1, 1))
    assert pdf.name not in archive.collect(pdf=pdf)


def test_without_a_site_one_error_names_what_to_run(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(archive, "make", lambda: archive.collect(tmp_path))
    assert archive.main() == 1
    assert (
        capsys.readouterr().err
        == "error: there is no finished site in _build/html: run make book first\n"
    )


def test_a_bad_date_is_named(monkeypatch, capsys):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert archive.main() == 1
    assert "SOURCE_DATE_EPOCH is 'yesterday'" in capsys.readouterr().err


def test_an_error_while_packing_leaves_the_previous_archive(tmp_path, monkeypatch):
    target = tmp_path / "a.zip"
    target.write_bytes(b"previous")
    with pytest.raises(TypeError):
        archive.pack({"a": b"1", "b": None}, "a", target, 0)
    assert target.read_bytes() == b"previous" and list(tmp_path.iterdir()) == [target]


def test_it_opens_from_a_folder_with_the_network_blocked(unpacked):
    """Landing page, a page of formulas and the search: no request to anywhere, no error said."""
    try:
        browser.executable()
    except browser.NoBrowser as error:
        warnings.warn(f"ARCHIVE NOT OPENED: {error}", stacklevel=1)
        pytest.skip(f"ARCHIVE NOT OPENED: {error}")
    requests, said = [], []
    with browser.chromium() as chromium:
        page = chromium.new_context(offline=True).new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on(
            "console",
            lambda message: (
                said.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto((unpacked / "index.html").as_uri())
        page.wait_for_url("**/book/index.html")
        assert page.locator("h1").first.inner_text().startswith("Can this paper tell")
        page.goto((unpacked / "notebooks/regressions.html").as_uri())
        assert page.locator(".katex-display .katex-html").first.bounding_box()["height"] > 10
        assert page.evaluate(LOADED)
        page.goto((unpacked / "search.html").as_uri() + "?q=collinearity")
        page.locator("#search-results li a").first.wait_for(timeout=20000)
        assert "ollinearity" in page.locator("#search-results").inner_text()
    assert said == []
    assert requests and all(
        url.startswith("file://") or url.startswith("data:") for url in requests
    )
