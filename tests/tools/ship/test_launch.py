"""Notebooks for download run alone, read well anywhere and hold no solutions.

Buttons that lead to a repository appear only when there is one.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

from helpers import data, paths, start, words
from helpers.methods import ols
from tools.build import book, finish
from tools.build.execute import Executed, execute
from tools.ship import archive, launch

NAMES = [path.stem for path in book.notebook_files()]


@pytest.fixture(scope="session")
def downloads(site):
    folder = site / launch.FOLDER
    assert folder.is_dir(), "no notebooks for download: run make book first"
    return {path.stem: nbformat.read(path, as_version=4) for path in folder.glob("*.ipynb")}


def prose_of(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def plain(name="page", values=None, shown=None):
    return launch.Plain(name, values or {}, shown or {})


def test_every_notebook_of_the_contents_can_be_downloaded(downloads):
    assert sorted(downloads) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_that_only_the_builder_understands(name, downloads):
    text = re.sub(r"```.*?```", "", prose_of(downloads[name]), flags=re.S)
    found = re.findall(
        r"\{[\w:.-]+\}`|`{3}\{|:{3,}|^\(.*\)=$|\]\([^)]*\.md[)#]|\bhtml\b.*\]\(\.\.",
        text,
        flags=re.M,
    )
    assert not found


@pytest.mark.parametrize("name", NAMES)
def test_code_is_that_of_the_book_and_has_no_outputs(name, downloads):
    original = nbformat.read(paths.NOTEBOOKS / f"{name}.ipynb", as_version=4)
    code = [cell for cell in downloads[name].cells if cell.cell_type == "code"]
    assert "setup" in code[0].metadata["tags"]
    assert [cell.source for cell in code[1:]] == [
        cell.source
        for cell in original.cells
        if cell.cell_type == "code" and not launch.is_solution(cell)
    ]
    assert not any(cell.outputs for cell in code)


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_to_notebooks_of_the_same_folder(name, downloads):
    links = re.findall(r"\]\(([^):#]+\.ipynb)\)", prose_of(downloads[name]))
    assert all(link.removesuffix(".ipynb") in downloads for link in links)


def test_sentences_hold_the_values_of_the_book(downloads):
    result = ols.ols(data.load("paper"), "table4")
    assert (
        f"one more Internet user would add {words.fixed(1e4 * result.params['users'], 0)} yuan"
        in prose_of(downloads["results"])
    )


def test_every_page_with_a_notebook_links_to_it(site):
    for name in NAMES:
        page = BeautifulSoup(
            (site / "notebooks" / f"{name}.html").read_text(encoding="utf-8"), "html.parser"
        )
        [link] = [
            link
            for link in page.select("a[href]")
            if link["href"].endswith(f"downloads/notebooks/{name}.ipynb")
        ]
        assert link.get_text(strip=True) == "Notebook" and "notebook" in link["title"]
        assert (site / "notebooks" / link["href"]).resolve().exists()
    assert "downloads/notebooks" not in (site / "book" / "index.html").read_text(encoding="utf-8")


ROLES = {
    "{glue:text}`n`": "65",
    "{glue:text}`../notebooks/other.ipynb::n:s`": "7",
    "{claim}`c3-09`": r"[*misleading*](claims.ipynb)",
    "{claim}`c3-04, c3-06, c3-05`": (
        "[*contradicted (2)*](claims.ipynb) [*supported*](claims.ipynb)"
    ),
    "{term}`back door <Back door>`": "back door",
    "{exhibit}`fig-here`": "Figure 4.1 (“Here”)",
    "{exhibit}`tab-there`": "[Table 7.2](other.ipynb) (“There”)",
    "{cite:t}`grangernewbold1974`": "Granger and Newbold (1974)",
    "{cite:p}`grangernewbold1974`": "(Granger and Newbold, 1974)",
    "[the data](../notebooks/data.ipynb#values)": "[the data](data.ipynb)",
    "the [introduction](../book/introduction.md)": "the introduction",
    "`code`, not a role": "`code`, not a role",
}


@pytest.mark.parametrize("text", ROLES)
def test_roles_become_plain_markdown(text):
    reader = plain(
        values={"page": {"n": "65"}, "other": {"n": "7"}},
        shown={
            "fig-here": ("page", "Figure 4.1", "Here"),
            "tab-there": ("other", "Table 7.2", "There"),
        },
    )
    said = reader.markdown(text)
    assert said == ROLES[text] or (
        text.startswith("{claim}") and re.fullmatch(r"\[\*[a-z ]+\*\]\(claims\.ipynb\)", said)
    )


DIRECTIVES = {
    "```{admonition} On this page\n:class: on-this-page\n- **Time** 5 minutes\n```": (
        "> **On this page**\n>\n> - **Time** 5 minutes"
    ),
    "```{exercise}\n:label: audit-1\nWhich one?\n```": (
        "> **Exercise** (`audit-1`)\n>\n> Which one?"
    ),
    ":::{table} Units\n| a |\n|---|\n| b |\n:::": "**Units**\n\n| a |\n|---|\n| b |",
    "````{note}\n```python\nx = 1\n```\n````": "> **Note**\n>\n> ```python\n> x = 1\n> ```",
    "```python\nf'{x}`'\n```": "```python\nf'{x}`'\n```",
    "```{math}\nx^2\n```": "$$\nx^2\n$$",
    "(label)=\n# Title": "# Title",
}


@pytest.mark.parametrize("text", DIRECTIVES)
def test_directives_become_plain_markdown(text):
    assert plain().markdown(text) == DIRECTIVES[text]


@pytest.mark.parametrize(
    "text, said",
    [
        ("{nowhere}`x`", "role {nowhere}"),
        ("```{nowhere}\n```", "directive {nowhere}"),
        ("{glue:text}`x`", "no value 'x'"),
        ("{claim}`c99`", "no claim 'c99'"),
        ("{exhibit}`fig-x`", "no exhibit 'fig-x'"),
        ("{cite:p}`nobody1900`", "no work 'nobody1900'"),
        ("```{note}\nopen", "does not end"),
    ],
)
def test_what_has_no_plain_form_stops_the_build_with_its_page(text, said):
    with pytest.raises(launch.LaunchError, match=re.escape(said)) as caught:
        plain("errors").markdown(text)
    assert str(caught.value).startswith("errors.ipynb: ")


@pytest.mark.slow
def test_solutions_stay_out():
    cells = [
        nbformat.v4.new_markdown_cell(
            "# T\n\n```{exercise}\n:label: a-1\nHow many?\n```\n\n"
            "```{solution} a-1\nForty-two.\n```\n\n"
            "```{solution-start} a-1\n```\n\n```{solution-end}\n```"
        ),
        nbformat.v4.new_code_cell("secret = 42", metadata={"tags": ["solution"]}),
        nbformat.v4.new_code_cell("also = 42", metadata={"tags": ["solution-hidden"]}),
        nbformat.v4.new_code_cell("shown = 1"),
    ]
    one = Executed(Path("a.ipynb"), nbformat.v4.new_notebook(cells=cells), 0.0)
    text = json.dumps(launch.convert(one, {}, {}, launch.setup_cell()))
    assert "How many?" in text and "shown = 1" in text
    assert "Forty-two" not in text and "= 42" not in text


def test_no_answer_of_an_exercise_is_written_into_a_notebook(downloads):
    from helpers import exercises

    for notebook in downloads.values():
        for cell in notebook.cells:
            for name in re.findall(r"exercises\.(?:check|box)\(\"([\w-]+)\"", cell.source):
                assert re.search(rf'exercises\.(check|box)\("{name}"\)', cell.source), name
                assert name in exercises.questions()


def run_setup(folder, address="", then=""):
    """Run the first cell in a folder, in a process of its own; return what it said."""
    source = launch.setup_cell().source.replace('ADDRESS = ""', f"ADDRESS = {address!r}")
    source = f"{then}\n{source}\nfrom helpers import paths as found\nprint('HOME', found.ROOT)\n"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-I", "-c", source],
        cwd=folder,
        text=True,
        capture_output=True,
        env=environment,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr.strip()


LEAST = ("helpers/__init__.py", "helpers/paths.py", "helpers/start.py", "requirements.txt")


def small(folder):
    """A project with the least that the first cell looks for."""
    for name in (*LEAST, "requirements.in"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(paths.ROOT / name, folder / name)
    return folder


def packed(folder):
    """The same as an archive."""
    files = {name: (paths.ROOT / name).read_bytes() for name in (*LEAST, "requirements.in")}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / launch.ARCHIVE).write_bytes(archive.packed(files, archive.NAME, 0))
    return folder / launch.ARCHIVE


@pytest.mark.parametrize(
    "where, home", [(".", "."), ("notebooks", "."), ("downloads/notebooks", "ecommerce-gdp")]
)
def test_the_first_cell_finds_code_and_data_around_it(where, home, tmp_path):
    small(tmp_path / home)
    (tmp_path / where).mkdir(parents=True, exist_ok=True)
    code, said, error = run_setup(tmp_path / where)
    assert (code, error) == (0, "") and f"HOME {(tmp_path / home).resolve()}" in said


@pytest.mark.parametrize("where", [".", "downloads"])
def test_the_first_cell_unpacks_the_archive_beside_it_or_above(where, tmp_path):
    packed(tmp_path / where)
    lesson = tmp_path / where / "notebooks" if where == "downloads" else tmp_path
    lesson.mkdir(exist_ok=True)
    for _ in range(2):  # unpacked once, found again
        code, said, error = run_setup(lesson)
        assert (code, error) == (0, "") and f"HOME {lesson / 'ecommerce-gdp'}" in said


def test_the_first_cell_fetches_the_archive_of_a_book_that_is_online(tmp_path):
    there = packed(tmp_path / "site").as_uri()
    (tmp_path / "colab").mkdir()
    code, said, error = run_setup(tmp_path / "colab", there)
    assert (code, error) == (0, "") and f"HOME {tmp_path / 'colab/ecommerce-gdp'}" in said


def test_the_first_cell_says_in_one_sentence_what_is_missing(tmp_path):
    code, said, error = run_setup(tmp_path)
    assert code == 1 and said == ""
    assert error == "Put ecommerce-gdp.zip beside this notebook, and run this cell again."


def test_the_first_cell_is_short_enough_to_be_read():
    lines = launch.setup_cell().source.splitlines()
    assert len(lines) <= 28 and max(map(len, lines)) <= 90


def test_the_first_cell_names_a_missing_package(tmp_path):
    small(tmp_path)
    hidden = "import sys; sys.modules['statsmodels'] = None"
    code, _, error = run_setup(tmp_path, then=hidden)
    assert code == 1 and "\n" not in error
    assert error.startswith("Missing or too old: statsmodels. Install them with: ")


def test_nothing_is_installed_beside_an_archive_that_the_reader_has(tmp_path):
    packed(tmp_path)
    hidden = "import subprocess, sys; sys.modules['statsmodels'] = subprocess.run = None"
    code, _, error = run_setup(tmp_path, "https://example.org/nowhere.zip", then=hidden)
    assert code == 1 and error.startswith("Missing or too old: statsmodels.")


def test_the_first_cell_asks_for_what_helpers_and_pages_import():
    helpers = (paths.ROOT / "helpers").rglob("*.py")
    codes = [path.read_text(encoding="utf-8") for path in helpers]
    for path in paths.NOTEBOOKS.glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        codes += [cell.source for cell in cells if cell.cell_type == "code"]
    imported = set()
    for code in codes:
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.split(".")[0])
    present = {"helpers", "IPython", *sys.stdlib_module_names}  # a notebook runs in IPython
    assert set(start.packages()) == imported - present
    assert start.packages()["pandas"][0] == "3"


def test_a_package_too_old_is_named(tmp_path):
    small(tmp_path)
    wanted = (tmp_path / "requirements.in").read_text(encoding="utf-8")
    newer = wanted.replace("statsmodels>=0.15,<0.16", "statsmodels>=9.9")
    assert newer != wanted
    (tmp_path / "requirements.in").write_text(newer, encoding="utf-8")
    assert list(start.lacking(tmp_path)) == ["statsmodels"]
    with pytest.raises(SystemExit, match="Missing or too old: statsmodels"):
        start.ready(root=tmp_path)


def test_from_the_site_alone_to_a_notebook_with_a_changed_datum(site, tmp_path):
    """A folder with the archive and one notebook of the site, as the page says."""
    shutil.copytree(site / launch.FOLDER, tmp_path / "notebooks")
    shutil.copy2(site / "downloads" / launch.ARCHIVE, tmp_path)
    home, path = tmp_path / "notebooks" / "ecommerce-gdp", tmp_path / "notebooks/results.ipynb"
    (tmp_path / "nothing").mkdir()
    before = shown(execute(path, tmp_path / "nothing").notebook)
    assert str(home) in before and "exhibit-table" in before
    table = home / "data" / "paper_wide.csv"
    changed = table.read_text(encoding="utf-8").replace(",45730.0,", ",55730.0,")
    assert changed != table.read_text(encoding="utf-8")
    table.write_text(changed, encoding="utf-8")
    assert shown(execute(path, tmp_path / "nothing").notebook) != before


def shown(notebook):
    """Everything that a notebook shows."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return "".join(
        output.get("text", "") + output.get("data", {}).get("text/html", "") for output in outputs
    )


# Repository: buttons on and off, with warnings as errors.


@pytest.fixture
def tiny(tmp_path):
    """Build a book of a page and a notebook with this project's buttons; return the notebook's."""

    def build(url):
        root = tmp_path / ("with" if url else "without")
        (root / "notebooks").mkdir(parents=True)
        (root / "book" / "_ext").mkdir(parents=True)
        shutil.copy2(paths.BOOK / "_ext" / "repository.py", root / "book" / "_ext")
        config = yaml.safe_load((paths.ROOT / "_config.yml").read_text(encoding="utf-8"))
        mine = {name: config[name] for name in ("repository", "launch_buttons")} | {
            "title": "T",
            "author": "A",
            "only_build_toc_files": True,
            "execute": {"execute_notebooks": "off"},
        }
        mine["repository"]["url"] = url
        mine["sphinx"] = {
            "recursive_update": True,
            "local_extensions": {"repository": "book/_ext"},
            "config": {"html_theme_options": {"use_download_button": False}},
        }
        (root / "_config.yml").write_text(yaml.safe_dump(mine), encoding="utf-8")
        (root / "_toc.yml").write_text(
            "format: jb-book\nroot: book/index\nchapters:\n  - file: notebooks/one\n",
            encoding="utf-8",
        )
        (root / "book" / "index.md").write_text("# First\n", encoding="utf-8")
        cells = [nbformat.v4.new_markdown_cell("# One"), nbformat.v4.new_code_cell("1 + 1")]
        nbformat.write(
            nbformat.v4.new_notebook(
                cells=cells, metadata={"kernelspec": launch.notebooks.KERNELSPEC}
            ),
            root / "notebooks" / "one.ipynb",
        )
        command = [
            sys.executable,
            "-c",
            "from jupyter_book.cli.main import main; main()",
            "build",
            str(root),
            "-W",
            "--keep-going",
            "-q",
        ]
        done = subprocess.run(command, text=True, capture_output=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return (root / "_build" / "html" / "notebooks" / "one.html").read_text(encoding="utf-8")

    return build


@pytest.mark.slow
def test_without_a_repository_no_button_leads_anywhere(tiny):
    page = tiny("")
    assert not re.search(
        r"github\.com|/edit/|issues/new|mybinder|colab\.research|launch-buttons|source-buttons",
        page,
    )
    assert 'href="../downloads/notebooks/one.ipynb"' in page


@pytest.mark.slow
def test_with_a_repository_every_button_leads_to_it(tiny):
    page = tiny("https://github.com/someone/book/")
    for address in (
        "https://github.com/someone/book/edit/main/notebooks/one.ipynb",
        "https://github.com/someone/book/issues/new",
        "https://colab.research.google.com/github/someone/book/blob/launch/notebooks/one.ipynb",
        "https://mybinder.org/v2/gh/someone/book/launch?urlpath=lab/tree/notebooks/one.ipynb",
    ):
        assert address in page, address
    assert "user-redirect" not in page  # no hub is configured


@pytest.mark.slow
def test_only_the_sites_own_notebooks_are_downloaded(tiny):
    page = finish.clean(tiny("https://github.com/someone/book"))
    assert re.search(r'href="\.\./downloads/notebooks/one\.ipynb" download', page)
    assert page.count(" download\n") == 1 and re.search(
        r'colab\.research[^"]*one\.ipynb" target="_blank"', page
    )
    assert "fab fa-" not in page


@pytest.mark.parametrize(
    "config, there",
    [
        ("repository:\n  url: https://github.com/a/b/\n", "https://github.com/a/b/raw/launch/"),
        ("html:\n  baseurl: https://b.org/c/\n", "https://b.org/c/downloads/"),
        ("repository:\n  url: ''\n", None),
    ],
)
def test_the_first_cell_knows_where_the_book_is_online(tmp_path, config, there):
    (tmp_path / "_config.yml").write_text(config, encoding="utf-8")
    wanted = there + launch.ARCHIVE if there else ""
    assert f'ADDRESS = "{wanted}"' in launch.setup_cell(tmp_path).source


def test_the_workflow_pushes_what_the_buttons_open():
    workflow = yaml.safe_load(
        (paths.ROOT / ".github" / "workflows" / "pages.yml").read_text(encoding="utf-8")
    )
    job = workflow["jobs"]["launch"]
    assert job["permissions"] == {"contents": "write"} and workflow["permissions"] == {
        "contents": "read"
    }
    script = "\n".join(step.get("run", "") for step in job["steps"])
    assert f"HEAD:refs/heads/{paths.BRANCH}" in script and "notebooks" in script
    uses = [
        step["uses"] for one in workflow["jobs"].values() for step in one["steps"] if "uses" in step
    ]
    assert all(re.search(r"@[0-9a-f]{40}$", use) for use in uses)
    uploaded = [
        step["with"]["path"]
        for step in workflow["jobs"]["build"]["steps"]
        if "upload-artifact@" in step.get("uses", "") and "with" in step
    ]
    assert f"_build/html/{archive.DOWNLOADS}" in uploaded
    assert launch.ARCHIVE in script


# Binder


def test_binder_installs_the_lock_itself():
    folder = paths.ROOT / ".binder"
    assert (folder / "requirements.txt").read_text(encoding="utf-8").split() == [
        "-r",
        "../requirements.txt",
    ]
    assert (folder / "../requirements.txt").resolve() == paths.ROOT / "requirements.txt"


def test_binder_uses_a_python_that_the_project_allows():
    version = re.fullmatch(
        r"python-(\d+)\.(\d+)\n",
        (paths.ROOT / ".binder" / "runtime.txt").read_text(encoding="utf-8"),
    )
    bounds = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "requires-python"
    ]
    low, high = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", bounds).groups()
    assert version[1] == "3" and int(low) <= int(version[2]) < int(high)


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")
def test_binder_can_run_its_last_step():
    script = paths.ROOT / ".binder" / "postBuild"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", script]).returncode == 0
    assert "--no-deps" in script.read_text(encoding="utf-8")
