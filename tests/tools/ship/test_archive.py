"""The release archive opens by double click, proves itself by checksums, and is the same twice."""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
import zipfile

import nbformat
import pytest
from bs4 import BeautifulSoup

from helpers import exercises, paths
from tools.build import book
from tools.build.execute import execute
from tools.keep import browser
from tools.ship import archive, launch, release

LOADED = """document.fonts.ready.then(() => [...document.fonts].some(
    font => font.family.includes("KaTeX") && font.status === "loaded"
))"""


@pytest.fixture(scope="session")
def made(site, tmp_path_factory):
    return archive.make(target=tmp_path_factory.mktemp("release"))


def opened(packed, folder):
    """The one folder of an archive, unpacked."""
    with zipfile.ZipFile(packed) as file:
        file.extractall(folder)
    [top] = folder.iterdir()
    return top


@pytest.fixture(scope="session")
def public(made, tmp_path_factory):
    return opened(made[0], tmp_path_factory.mktemp("public"))


@pytest.fixture(scope="session")
def teachers(made, tmp_path_factory):
    return opened(made[1], tmp_path_factory.mktemp("teacher"))


@pytest.fixture(scope="session")
def students(site, tmp_path_factory):
    packed = site / archive.DOWNLOADS / launch.ARCHIVE
    return opened(packed, tmp_path_factory.mktemp("student"))


@pytest.fixture(scope="session")
def running(students, tmp_path_factory):
    """A copy of the student's edition whose code may run, and leave compiled modules."""
    return shutil.copytree(students, tmp_path_factory.mktemp("running") / "ecommerce-gdp")


EDITIONS = pytest.mark.parametrize("edition", ["public", "teachers", "students"])


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_one_folder_named_after_version_and_edition(made, public, teachers, students):
    assert [path.stem for path in made] == [public.name, teachers.name]
    assert public.name == f"ecommerce-gdp-{release.version()}"
    assert teachers.name == f"{public.name}-teacher"
    assert f"{students.name}.zip" == launch.ARCHIVE


@EDITIONS
def test_every_file_inside_has_its_checksum(site, edition, request):
    files = contents(request.getfixturevalue(edition))
    assert files.pop(archive.SUMS).decode() == archive.sums(files)


def test_every_archive_has_its_checksum_beside_it(made, site):
    for path in made:
        said = path.with_name(path.name + ".sha256").read_text(encoding="utf-8")
        assert said == f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
    folder = site / archive.DOWNLOADS
    digest = hashlib.sha256((folder / launch.ARCHIVE).read_bytes()).hexdigest()
    assert f"{digest}  {launch.ARCHIVE}\n" in (folder / archive.SUMS).read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this machine")
def test_the_usual_tool_reads_the_checksums(public):
    command = ["sha256sum", "--quiet", "--check", archive.SUMS]
    assert subprocess.run(command, cwd=public).returncode == 0


def test_two_builds_give_the_same_bytes(made, tmp_path):
    again = archive.make(target=tmp_path)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in made]


def test_the_time_of_the_release_is_that_of_every_entry():
    content = archive.packed({"b": b"1", "a": b"2"}, "top", 1700000000)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(2023, 11, 14, 22, 13, 20)}
        assert file.namelist() == ["top/SHA256SUMS", "top/a", "top/b"]


def test_the_teachers_edition_is_the_project(teachers):
    files = contents(teachers)
    assert set(files) == {*archive.project(), archive.SUMS}
    for name in ("helpers/exercises/results.py", "tests/exercises/test_answers.py"):
        assert files[name] == (paths.ROOT / name).read_bytes()


def test_the_students_edition_holds_what_re_execution_needs(students):
    for name in (
        "helpers/methods/ols.py",
        "data/datapackage.json",
        "notebooks/results.ipynb",
        "requirements.txt",
        "pyproject.toml",
        "Makefile",
        "LICENSE",
        "_config.yml",
        "tools/build/book.py",
    ):
        assert (students / name).read_bytes() == (paths.ROOT / name).read_bytes(), name
    assert "student's edition" in (students / "README.md").read_text(encoding="utf-8")


def test_no_answer_is_in_the_students_edition(students):
    interface = {"__init__.py", "answers.py", "sealed.json"}
    assert {path.name for path in (students / "helpers" / "exercises").iterdir()} == interface
    assert not [name for name in ("tests", "golden") if (students / name).exists()]
    asked = exercises.questions()
    digests = json.loads((students / archive.SEALED).read_text(encoding="utf-8"))
    assert set(digests) == set(asked)


def test_the_students_edition_packs_itself_again_with_its_digests(students, monkeypatch):
    """It has no functions to seal anew."""
    monkeypatch.setattr(exercises, "sealed", lambda: pytest.fail("functions were asked"))
    files = contents(students)
    files.pop(archive.SUMS)
    again = archive.student(students)
    assert {name for name in again if not name.startswith(".")} >= {
        name for name in files if not name.startswith(".")
    }
    assert again[archive.SEALED] == files[archive.SEALED] != b"{}\n"


@pytest.mark.slow
def test_the_digests_of_the_students_edition_are_those_of_today(students):
    stored = json.loads((students / archive.SEALED).read_text(encoding="utf-8"))
    assert stored == json.loads(json.dumps(exercises.sealed()))


ASK = """
from helpers import exercises
print(exercises.check("results-1", 40946))
print(exercises.check("results-1", 4.0946)[:16])
print(exercises.questions())
"""


def test_exercises_of_the_students_edition_check_themselves(site, running):
    done = subprocess.run(
        [sys.executable, "-P", "-c", ASK],
        cwd=running,
        env=os.environ | {"PYTHONPATH": str(running)},
        text=True,
        capture_output=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["Right.", "Not yet. That is", "{}"]


def said_by_exercises(notebook):
    """What cells that ask or check an exercise show."""
    cells = [cell for cell in notebook.cells if re.search(r"exercises\.(check|box)", cell.source)]
    return [output.get("data") for cell in cells for output in cell.get("outputs", [])]


@pytest.mark.parametrize(
    "name",
    [
        name if name == "results" else pytest.param(name, marks=pytest.mark.slow)
        for name in sorted(path.stem for path in book.notebook_files())
    ],
)
def test_notebooks_of_the_students_edition_ask_as_those_of_the_project(site, running, name):
    stored = nbformat.read(paths.NOTEBOOKS / f"{name}.ipynb", as_version=4)
    again = execute(running / "notebooks" / f"{name}.ipynb", running).notebook
    assert said_by_exercises(again) == said_by_exercises(stored)
    assert name != "results" or len(said_by_exercises(again)) == 3


@EDITIONS
def test_no_build_product_or_hidden_state_is_in_it(site, edition, request):
    names = contents(request.getfixturevalue(edition))
    assert not [name for name in names if re.search(r"__pycache__|(^|/)\.git/|^_build", name)]


def test_without_git_the_list_is_the_same_for_what_matters(tmp_path):
    """An unpacked archive can be packed again."""
    root = tmp_path / "plain"
    for name in archive.project():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(paths.ROOT / name, root / name)
    (root / "helpers" / "__pycache__").mkdir()
    (root / "helpers" / "__pycache__" / "x.pyc").write_bytes(b"")
    assert release.git("ls-files", root=root) is None
    listed = {name for name in archive.project() if not name.startswith(".")}
    assert listed == {name for name in archive.project(root) if not name.startswith(".")}


def test_solutions_stay_out(tmp_path):
    root = tmp_path / "plain"
    (root / "notebooks").mkdir(parents=True)
    (root / "notebooks" / "solutions.ipynb").write_text("{}", encoding="utf-8")
    cells = [
        nbformat.v4.new_code_cell("1"),
        nbformat.v4.new_code_cell("43394", metadata={"tags": ["solution"]}),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), root / "notebooks" / "a.ipynb")
    assert set(archive.student(root, {})) == {"notebooks/a.ipynb", archive.SEALED, "README.md"}
    assert b"43394" not in archive.public(root / "notebooks" / "a.ipynb")
    kept = paths.NOTEBOOKS / "data.ipynb"
    assert archive.public(kept) == kept.read_bytes()


def test_a_pdf_is_linked_once_it_is_there(site, tmp_path):
    copy = tmp_path / "site"
    (copy / "book").mkdir(parents=True)
    shutil.copy2(site / "book" / "reproduce.html", copy / "book")
    assert not visible(copy).select('a[href$=".pdf"]')
    pdf = tmp_path / "ecommerce-gdp.pdf"
    pdf.write_bytes(b"%PDF")
    offered = archive.offer_pdf(pdf, copy)
    [link] = visible(copy).select('a[href$=".pdf"]')
    assert (copy / "book" / link["href"]).resolve() == offered.resolve()
    assert pdf.name in (offered.parent / archive.SUMS).read_text(encoding="utf-8")


def visible(site):
    text = (site / "book" / "reproduce.html").read_text(encoding="utf-8")
    return BeautifulSoup(text, "html.parser").select_one("main")


@pytest.mark.parametrize("name", ["reproduce", "teach"])
def test_the_pages_that_promise_it_lead_to_it(site, name):
    page = site / "book" / f"{name}.html"
    parsed = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    [link] = parsed.select(f'main a[href$="{launch.ARCHIVE}"]')
    assert (page.parent / link["href"]).resolve() == site / archive.DOWNLOADS / launch.ARCHIVE


def test_without_a_site_one_error_names_what_to_run(tmp_path, monkeypatch, capsys):
    make = archive.make
    monkeypatch.setattr(archive, "make", lambda: make(tmp_path))
    assert archive.main() == 1
    said = "error: there is no finished site in _build/html: run make book first\n"
    assert capsys.readouterr().err == said


def test_a_bad_date_is_named(site, monkeypatch, capsys):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert archive.main() == 1
    assert "SOURCE_DATE_EPOCH is 'yesterday'" in capsys.readouterr().err


def test_an_error_while_packing_leaves_the_previous_archive(site, tmp_path, monkeypatch):
    previous = tmp_path / f"ecommerce-gdp-{release.version()}.zip"
    previous.write_bytes(b"previous")
    monkeypatch.setattr(archive, "teacher", lambda root: {"b": None})
    with pytest.raises(TypeError):
        archive.make(target=tmp_path)
    assert previous.read_bytes() == b"previous" and list(tmp_path.iterdir()) == [previous]


def test_it_opens_from_a_folder_with_the_network_blocked(public):
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
        page.goto((public / "index.html").as_uri())
        page.wait_for_url("**/book/index.html")
        assert page.locator("h1").first.inner_text().startswith("Can this paper tell")
        page.goto((public / "notebooks/results.html").as_uri())
        assert page.locator(".katex-display .katex-html").first.bounding_box()["height"] > 10
        assert page.evaluate(LOADED)
        page.goto((public / "search.html").as_uri() + "?q=collinearity")
        page.locator("#search-results li a").first.wait_for(timeout=20000)
        assert "ollinearity" in page.locator("#search-results").inner_text()
    assert said == []
    assert requests and all(
        url.startswith("file://") or url.startswith("data:") for url in requests
    )
