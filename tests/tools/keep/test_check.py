"""`make check` fails on each planted fault, in one clear sentence."""

import shutil

import pytest

from helpers import paths
from tools.keep import check

STEPS = {step.name: step for step in (check.UNIT, *check.LINTERS)}


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """A small tree with the project's rules, and a function that plants a file and runs a step."""
    shutil.copy(paths.ROOT / "pyproject.toml", tmp_path)
    for name in ("helpers", "tools", "book/_static"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "__init__.py").write_text('"""A package."""\n', encoding="utf-8")
    shutil.copy(paths.ROOT / ".oxfmtrc.json", tmp_path)
    monkeypatch.setattr(check.paths, "ROOT", tmp_path)

    def run(step, name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        outcome = check.run(STEPS[step])
        assert outcome.faults, outcome.printed
        return check.sentence(outcome)

    return run


def test_a_long_line(planted):
    said = planted("lint", "helpers/a.py", f'"""Doc."""\n\nX = "{"x" * 110}"\n')
    assert said.startswith("lint: helpers/a.py:3:101: E501") and "116 > 100" in said


def test_an_unformatted_file(planted):
    said = planted("format", "helpers/a.py", '"""Doc."""\nx  =  1\n')
    assert said == "format: helpers/a.py:2:1; make format puts files into form"


def test_a_type_error(planted):
    text = '"""Doc."""\n\n\ndef one() -> int:\n    """One."""\n    return "one"\n'
    said = planted("types", "helpers/a.py", text)
    assert said.startswith("types: helpers/a.py:6: error: Incompatible return value type")


LAYER = "helpers/{}/__init__.py"
BACKWARD = "from helpers.exercises import a\n\nprint(a)\n"


def test_a_backward_import(planted, tmp_path):
    """An estimator that imports from a page fails, and the sentence names both."""
    for room in ("forensics", "data", "methods", "recovery", "claims", "exhibits", "exercises"):
        (tmp_path / "helpers" / room).mkdir()
        (tmp_path / LAYER.format(room)).write_text('"""A room."""\n', encoding="utf-8")
    for name in ("memory", "start", "vocabulary", "words", "paths", "exercises/a"):
        (tmp_path / "helpers" / f"{name}.py").write_text('"""A module."""\n', encoding="utf-8")
    said = planted("layers", "helpers/methods/ols.py", BACKWARD)
    assert said.startswith("layers: helpers.methods.ols -> helpers.exercises.a (l.1)")
    assert said.endswith("move the function, or hand its result over")


def test_an_unformatted_script(planted):
    said = planted("javascript", "book/_static/a.js", "let  x = 1\n")
    assert said == "javascript: book/_static/a.js; make format puts files into form"


def test_a_failing_test_is_named(tmp_path):
    lines = "FAILED tests/test_a.py::test_b - assert 1 == 2\n1 failed in 0.01s"
    told = [line for line in lines.splitlines() if check.UNIT.telling(line)]
    said = check.sentence(check.Outcome(check.UNIT, tuple(told), lines, 0.0))
    assert said.startswith("tests: FAILED tests/test_a.py::test_b - assert 1 == 2; ")


def test_what_the_house_says_comes_before_what_follows_from_it(monkeypatch):
    lines = "FAILED tests/a.py::b - follows\nFAILED tests/test_house.py::c - no module\n1 failed"
    step = check.Step("tests", (check.PYTHON, "-c", f"print({lines!r}); exit(1)"), "", bool)
    outcome = check.run(step)
    assert outcome.faults[0] == "FAILED tests/test_house.py::c - no module"


def test_a_clean_tree_has_no_fault(planted, tmp_path):
    assert not check.run(STEPS["format"]).faults
    assert not check.run(STEPS["lint"]).faults


def test_check_runs_what_needs_no_site():
    assert check.TESTS == "unit and not slow"
