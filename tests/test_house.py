"""The house is in order: short functions, documented ones, no state that a caller cannot see."""

import ast
import functools
import json
import re
import statistics
import subprocess
import sys

import pytest
from numpydoc.validate import validate

from helpers import paths

LONGEST = 60  # lines of a function, its docstring apart
MEDIAN = 8
DOCUMENTED = 0.95  # share of public functions; a doctest of one line may say it all
# Codes of numpydoc: no docstring, a parameter left out or invented, nothing on what comes back.
MISSING = {"GL08", "PR01", "PR02", "RT01", "YD01"}
FOLDERS = ("helpers", "tools", "book/_ext")
# forensics stands alone and may not import helpers.memory; what it remembers cannot be changed.
OWN_CACHES = ("helpers/memory.py", "helpers/forensics/")


@functools.cache
def modules():
    """Every module of the project with its syntax tree, by its path."""
    files = [path for folder in FOLDERS for path in sorted((paths.ROOT / folder).rglob("*.py"))]
    return {
        path.relative_to(paths.ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in files
    }


def functions():
    """(module, function) of every function of the project."""
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield name, node


def length(function):
    """Lines of a function from its head to its end, the docstring apart."""
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    return lines - (function.body[0].end_lineno - function.body[0].lineno + 1)


def public(tree):
    """(name, node) of public functions and methods of public classes at the top of a module."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name, node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
                    yield f"{node.name}.{method.name}", method


def test_no_function_is_long_and_most_are_short():
    lengths = {f"{name}: {function.name}": length(function) for name, function in functions()}
    long = {name: lines for name, lines in lengths.items() if lines > LONGEST}
    assert not long, f"split these by meaning: {long}"
    assert statistics.median(lengths.values()) <= MEDIAN


@pytest.mark.parametrize("folder", ["helpers", "tools"])
def test_public_functions_say_what_they_take_and_give(folder):
    named = [
        (name.removesuffix(".py").removesuffix("/__init__").replace("/", "."), *found)
        for name, tree in modules().items()
        if name.startswith(f"{folder}/") and not name.endswith("__main__.py")
        for found in public(tree)
    ]
    poor = [
        f"{module}.{name}"
        for module, name, node in named
        if node.returns is None
        or MISSING & {code for code, _ in validate(f"{module}.{name}")["errors"]}
    ]
    assert len(poor) <= (1 - DOCUMENTED) * len(named), (
        f"{len(poor)} of {len(named)} public functions lack a section or a return type: "
        + ", ".join(poor)
    )


def caches(tree):
    """Lines on which functools remembers something."""
    for node in ast.walk(tree):
        name = getattr(node, "attr", getattr(node, "id", ""))
        if name in ("lru_cache", "cache", "cached_property") and isinstance(
            node, (ast.Attribute, ast.Name)
        ):
            yield node.lineno


def test_only_helpers_memory_remembers_results():
    """A cache of functools would serve yesterday's data and let a caller spoil what it holds."""
    found = [
        f"{name}:{line} (stale cache: use helpers.memory.remembered)"
        for name, tree in modules().items()
        if name.startswith("helpers/") and not name.startswith(OWN_CACHES)
        for line in caches(tree)
    ]
    assert not found, "; ".join(found)


IMPORT_ALL = """
import importlib, json, pkgutil, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
import matplotlib
style = dict(matplotlib.rcParams)
import helpers
for module in pkgutil.walk_packages(helpers.__path__, "helpers."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
changed = [name for name, value in style.items() if matplotlib.rcParams[name] != value]
print(json.dumps([[name for name in opened if name.startswith(sys.argv[1] + "/data/")],
                  changed]))
"""


@pytest.mark.slow
def test_importing_the_helpers_reads_no_data_and_changes_no_style():
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, str(paths.ROOT)],
        cwd=paths.ROOT,
        text=True,
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == [[], []]


LOWER = ("data", "forensics", "methods", "recovery", "claims")
EXHIBITS = sorted(path.stem for path in (paths.ROOT / "helpers/exhibits").glob("[a-z]*.py"))


def computing(tree: ast.Module) -> dict[str, str]:
    """Functions of the layers below that a module imports by name, and modules of these layers."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("helpers"):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole.split(".")[1] in LOWER:
                    found[alias.asname or alias.name] = whole
    return found


def calls(node: ast.AST, imported: dict[str, str]):
    """Names of what is called from below; a class, written with a capital, is no estimate."""
    for call in ast.walk(node):
        if not isinstance(call, ast.Call):
            continue
        called = ast.unparse(call.func)
        first, _, last = called.partition(".")
        if first in imported and not first[:1].isupper() and not last[:1].isupper():
            yield called


@pytest.mark.parametrize("name", EXHIBITS)
def test_an_exhibit_estimates_nothing_and_takes_what_it_shows(name):
    tree = modules()[f"helpers/exhibits/{name}.py"]
    imported = computing(tree)
    found = [
        f"{function.name} calls {called}"
        for function in tree.body
        if isinstance(function, (ast.FunctionDef, ast.ClassDef))
        for called in calls(function, imported)
    ]
    remedy = "let the notebook compute it and hand it over"
    assert not found, f"helpers/exhibits/{name}.py: {'; '.join(found)}; {remedy}"


PAGES = sorted(path.stem for path in paths.NOTEBOOKS.glob("*.ipynb"))
SHARED = {"base", "glue"}  # exhibits modules that belong to no page


@pytest.mark.parametrize("page", PAGES)
def test_a_page_its_exhibits_its_exercises_and_its_tests_share_a_name(page):
    name = page.replace("-", "_")
    asked = set(re.findall(r'exercises\.(?:box|check)\(\\"([a-z-]+)-\d', notebook(page)))
    wanted = [f"helpers/exhibits/{name}.py", f"tests/exhibits/test_{name}.py"]
    wanted += [f"helpers/exercises/{name}.py"] if asked else []
    missing = [path for path in wanted if not (paths.ROOT / path).exists()]
    assert not missing, f"notebooks/{page}.ipynb has no {', '.join(missing)}"
    assert asked <= {page}, f"notebooks/{page}.ipynb asks exercises of {', '.join(asked - {page})}"


def test_no_module_of_exhibits_or_exercises_is_without_its_page():
    names = {page.replace("-", "_") for page in PAGES}
    shared = {"exhibits": SHARED, "exercises": {"answers"}}
    lost = [
        f"helpers/{room}/{path.name}"
        for room, known in shared.items()
        for path in (paths.ROOT / "helpers" / room).glob("[a-z]*.py")
        if path.stem not in names | known
    ]
    assert not lost, f"no page of this name: {', '.join(sorted(lost))}"


def notebook(page: str) -> str:
    """A notebook's source as it stands in its file."""
    return (paths.NOTEBOOKS / f"{page}.ipynb").read_text(encoding="utf-8")


def test_no_public_name_has_two_meanings():
    """Exhibits and exercises belong to a page, and pages may name theirs alike; all else is one."""
    places: dict[str, set[str]] = {}
    for name, tree in modules().items():
        if not name.startswith("helpers/") or name.endswith("__main__.py"):
            continue
        for function in tree.body:
            if isinstance(function, (ast.FunctionDef, ast.ClassDef)) and function.name[0] != "_":
                places.setdefault(function.name, set()).add(name)
    pages = ("helpers/exhibits/", "helpers/exercises/")
    twice = {
        name: found
        for name, found in places.items()
        if len(found) > 1 and not all(place.startswith(pages) for place in found)
    }
    said = [f"{name} in {' and '.join(sorted(found))}" for name, found in sorted(twice.items())]
    assert not twice, f"two meanings: {'; '.join(said)}; rename one"
