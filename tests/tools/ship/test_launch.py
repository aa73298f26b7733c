"""Notebooks for download run alone, read well anywhere and hold no solutions.

Buttons that lead to a repository appear only when there is one.
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

from helpers import data, paths, words
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
        in prose_of(downloads["regressions"])
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
        plain("residuals").markdown(text)
    assert str(caught.value).startswith("residuals.ipynb: ")


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


def run_setup(folder, **changes):
    """Run the first cell in a folder, in a process of its own; return what it said."""
    source = launch.setup_cell().source
    for old, new in changes.items():
        source = re.sub(rf"^{old}.*$", lambda _, new=new: new, source, flags=re.M)
    source += "\nfrom helpers import paths as found\nprint('HOME', found.ROOT)\n"
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


def small(folder):
    """A project with the least that the first cell looks for."""
    (folder / "helpers").mkdir(parents=True)
    (folder / "helpers" / "__init__.py").touch()
    shutil.copy2(paths.ROOT / "helpers" / "paths.py", folder / "helpers")
    (folder / "data").mkdir()
    (folder / "data" / "x.csv").write_text("1\n", encoding="utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    "where, home", [(".", "."), ("notebooks", "."), ("downloads/notebooks", "replication")]
)
def test_the_first_cell_finds_code_and_data_around_it(where, home, tmp_path):
    small(tmp_path / home)
    (tmp_path / where).mkdir(parents=True, exist_ok=True)
    code, said, error = run_setup(tmp_path / where)
    assert (code, error) == (0, "") and f"HOME {(tmp_path / home).resolve()}" in said


@pytest.mark.slow
def test_the_first_cell_unpacks_the_archive_beside_it(tmp_path):
    small(tmp_path / "made" / "replication")
    files = {
        path.relative_to(tmp_path / "made").as_posix(): path.read_bytes()
        for path in (tmp_path / "made").rglob("*")
        if path.is_file()
    }
    (tmp_path / "lesson").mkdir()
    archive.pack(files, "ecommerce-gdp-0.1.0", tmp_path / "lesson" / "ecommerce-gdp-0.1.0.zip", 0)
    for _ in range(2):  # unpacked once, found again
        code, said, error = run_setup(tmp_path / "lesson")
        assert (code, error) == (
            0,
            "",
        ) and f"HOME {tmp_path / 'lesson/ecommerce-gdp-0.1.0/replication'}" in said


@pytest.mark.slow
def test_the_first_cell_clones_the_repository(tmp_path):
    origin = small(tmp_path / "origin")
    for command in (
        ["init", "-q", "-b", "launch"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", *command], cwd=origin, check=True)
    (tmp_path / "colab").mkdir()
    code, said, error = run_setup(
        tmp_path / "colab", REPOSITORY=f'REPOSITORY, BRANCH = "{origin.as_uri()}", "launch"'
    )
    assert (code, error) == (0, "") and f"HOME {tmp_path / 'colab/ecommerce-gdp'}" in said


@pytest.mark.slow
def test_the_first_cell_says_in_one_sentence_what_is_missing(tmp_path):
    code, said, error = run_setup(tmp_path)
    assert code == 1 and said == ""
    assert error == (
        "Put this notebook beside the release archive of the book (ecommerce-gdp-….zip), "
        "packed or unpacked, and run this cell again."
    )


@pytest.mark.slow
def test_the_first_cell_names_a_missing_package(tmp_path):
    small(tmp_path)
    source = "def _lacking():\n    return {'statsmodels': '0.15.0'}\ndef never():"
    code, _, error = run_setup(tmp_path, **{r"def _lacking\(\):": source})
    assert (
        code == 1
        and error.startswith("Missing or too old: statsmodels. Install them with: ")
        and "\n" not in error
    )


@pytest.mark.slow
def test_the_first_cell_asks_only_for_what_the_helpers_import():
    wanted = launch.packages()
    assert {"numpy", "pandas", "statsmodels", "matplotlib"} <= set(
        wanted
    ) and "jupyter-book" not in [entry[0] for entry in wanted.values()]
    assert all(importlib.util.find_spec(module) for module in wanted)
    assert wanted["pandas"][1] == "3"


def test_a_notebook_runs_beside_the_archive(site, tmp_path):
    """Nothing but the notebook and the archive: the whole notebook runs."""
    shutil.copy2(site / launch.FOLDER / "correlation.ipynb", tmp_path)
    made = archive.make(target=tmp_path)
    assert zipfile.is_zipfile(made)
    (tmp_path / "nothing").mkdir()
    done = execute(tmp_path / "correlation.ipynb", tmp_path / "nothing")
    shown = [
        output
        for cell in done.notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    assert str(tmp_path / "ecommerce-gdp-") in shown[0]["text"]
    assert any("exhibit-table" in output.get("data", {}).get("text/html", "") for output in shown)


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


@pytest.mark.slow
def test_with_a_repository_the_first_cell_knows_it(tmp_path):
    for name in ("requirements.txt", "requirements.in"):
        shutil.copy2(paths.ROOT / name, tmp_path / name)
    (tmp_path / "helpers").mkdir()
    (tmp_path / "_config.yml").write_text(
        "repository:\n  url: https://github.com/someone/book/\n", encoding="utf-8"
    )
    assert (
        "REPOSITORY, BRANCH = 'https://github.com/someone/book', 'launch'"
        in launch.setup_cell(tmp_path).source
    )
    (tmp_path / "_config.yml").write_text("repository:\n  url: ''\n", encoding="utf-8")
    assert "REPOSITORY, BRANCH = '', ''" in launch.setup_cell(tmp_path).source


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
    assert f"_build/html/{launch.FOLDER.as_posix()}" in uploaded


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
