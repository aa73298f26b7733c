"""The README tells the truth, and no file names a machine or the host of a registry."""

import importlib
import importlib.util
import re
import subprocess

import pytest

from helpers import paths

README = (paths.ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (paths.ROOT / "Makefile").read_text(encoding="utf-8")
# Spelled in parts, so that this file does not find itself.
FORBIDDEN = {
    "a path of one machine": r"(?<![A-Za-z<.])/(?:work|farm|home|root|tmp)/[A-Za-z0-9_.-]+",
    "the host of a package registry": "files\\.python"
    + "hosted|pypi"
    + "\\.org|registry\\.npm"
    + "js|deb\\.deb"
    + "ian",
    "an unfinished mark": r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
}


def tracked():
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=paths.ROOT,
        text=True,
        capture_output=True,
        check=True,
    )
    for name in done.stdout.splitlines():
        path = paths.ROOT / name
        if path.suffix in {
            ".py",
            ".md",
            ".yml",
            ".yaml",
            ".toml",
            ".ipynb",
            ".css",
            ".js",
            ".cff",
            ".csv",
            ".json",
            ".bib",
            ".in",
            ".cfg",
        } or name in ("Makefile", "requirements.txt", ".ci/run"):
            yield path


def test_readme_fits_a_page():
    assert len(README.splitlines()) <= 70


@pytest.mark.parametrize(
    "target",
    re.findall(r"(?:^|`)make ([a-z]+)", README, flags=re.M) + re.findall(r"`([a-z]+)` \(", README),
)
def test_every_target_in_the_readme_exists(target):
    assert re.search(rf"^{target}:", MAKEFILE, flags=re.M)


def test_commands_without_make_exist():
    """What a reader types on Windows, where no test of ours can run it."""
    block = README[README.index("```bat") :]
    modules = re.findall(r"-m (tools\.[\w.]+|pytest)", block)
    assert modules and all(importlib.util.find_spec(name) for name in modules)
    [(script, option)] = re.findall(r"py -3\.11 (tools[\\\w]+\.py) (--\w+)", block)
    assert option in (paths.ROOT / script.replace("\\", "/")).read_text(encoding="utf-8")


def test_help_lists_every_target():
    done = subprocess.run(
        ["make", "-s"], cwd=paths.ROOT, text=True, capture_output=True, check=True
    )
    listed = {line.split()[0] for line in done.stdout.splitlines() if line.strip()}
    named = set(re.search(r"^\.PHONY: (.+)$", MAKEFILE, flags=re.M)[1].split())
    assert listed == named


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`helpers\.([\w.]+\.\w+)`", README))))
def test_every_function_in_the_readme_exists(name):
    module, function = name.rsplit(".", 1)
    assert callable(getattr(importlib.import_module(f"helpers.{module}"), function))


def test_every_file_in_the_readme_exists():
    for name in re.findall(
        r"`((?:data|notebooks|helpers|book|tools|tests)/[\w./-]*)`", README
    ) + re.findall(r"\]\((\w[\w./-]*)\)", README):
        assert (paths.ROOT / name).exists(), name


def test_jupyter_book_stays_below_two():
    assert "jupyter-book>=1.0.4.post1,<2" in (paths.ROOT / "requirements.in").read_text(
        encoding="utf-8"
    )
    lock = (paths.ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert re.search(r"^jupyter-book==1\.", lock, flags=re.M)
    pins = re.findall(
        r"^[a-z0-9._-]+==[^\n]*(?:\n {4}--hash=sha256:[0-9a-f]{64}[^\n]*)+", lock, flags=re.M
    )
    assert len(pins) == len(re.findall(r"^[a-z0-9._-]+==", lock, flags=re.M))


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what):
    for path in tracked():
        found = re.search(FORBIDDEN[what], path.read_text(encoding="utf-8"))
        assert not found, f"{path.relative_to(paths.ROOT)}: {found[0]}"
