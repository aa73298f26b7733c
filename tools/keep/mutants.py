"""Is `make check` fast by testing nothing? Plant faults in the numerical modules and count.

    python -m tools.keep.mutants [--sample 100] [--seed 15]

Cosmic Ray plants one fault at a time (an operator, a comparison, a number, a branch) in a copy of
the project; the unit tests of that module, as `make check` runs them, should fail.
"""

from __future__ import annotations

import argparse
import queue
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import parso  # noqa: F401 - before cosmic_ray, which otherwise imports it half
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.ast.ast_query import ASTQuery
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator, operator_names

from helpers import paths
from tools.keep.check import TESTS

CAUGHT = 0.6  # share of the sample that make check has to catch
SAMPLE, SEED = 100, 15
WORKERS = 2
SECONDS = 300  # for the tests of one mutant; a fault may make a loop endless
COPIED = ("helpers", "tests", "data", "tools", "golden", "conftest.py", "pyproject.toml")
# Estimators and kernels, each with the test file of its name.
MODULES = (
    "forensics/intervals",
    "methods/coefficients",
    "methods/collinearity",
    "methods/errors",
    "methods/errors_tests",
    "methods/identification",
    "methods/influence",
    "methods/long_run",
    "methods/measurement_error",
    "methods/out_of_sample",
    "methods/panel",
    "methods/selection",
    "methods/simulation",
    "methods/specification_curve",
    "methods/spurious",
    "recovery/moments",
    "recovery/searches",
)
# Bits of floats are an error at once: such faults would flatter the tests.
CRASHING = ("_BitAnd", "_BitOr", "_BitXor", "_LShift", "_RShift")


@dataclass(frozen=True)
class Mutant:
    """One planted fault: module, operator of Cosmic Ray, which occurrence, where."""

    module: str
    operator: str
    occurrence: int
    line: int

    def __str__(self) -> str:
        """Place and kind of the fault."""
        return f"helpers/{self.module}.py:{self.line} {self.operator.partition('/')[2]}"


def operators() -> Iterator[tuple[str, Operator]]:
    """The operators of Cosmic Ray that need no arguments and plant no plain crash.

    Yields
    ------
    (str, Operator)
        Name and instance.
    """
    for name in operator_names():
        kind = get_operator(name)
        if not kind.arguments() and not name.endswith(CRASHING):
            yield name, kind()


def faults(module: str, root: Path = paths.ROOT) -> Iterator[Mutant]:
    """Every fault that can be planted in a module, in the parts that compute.

    Parameters
    ----------
    module : str
        Name of a module of ``helpers``.
    root : Path
        Tree of the project.

    Yields
    ------
    Mutant
        In the order of the operators and lines.
    """
    nodes = list(ast_nodes(get_ast((root / "helpers" / f"{module}.py").read_text("utf-8"))))
    for name, operator in operators():
        places = [(node, start) for node in nodes for start, _ in operator.mutation_positions(node)]
        for occurrence, (node, (line, _)) in enumerate(places):
            definition = ASTQuery(node).get_definition_name() or ""
            if definition:
                yield Mutant(module, name, occurrence, line)


def sample(size: int = SAMPLE, seed: int = SEED, root: Path = paths.ROOT) -> list[Mutant]:
    """A seeded sample of faults, one at most a line.

    Parameters
    ----------
    size : int
        How many.
    seed : int
        Of the draw.
    root : Path
        Tree of the project.

    Returns
    -------
    list of Mutant
        In the order of the draw.
    """
    every = [fault for module in MODULES for fault in faults(module, root)]
    random.Random(seed).shuffle(every)
    chosen: dict[tuple[str, int], Mutant] = {}
    for fault in every:
        chosen.setdefault((fault.module, fault.line), fault)
        if len(chosen) == size:
            break
    return list(chosen.values())


def copy_of_the_tree(folder: Path) -> Path:
    """Copy what the unit tests need.

    Parameters
    ----------
    folder : Path
        Where to.

    Returns
    -------
    Path
        The same folder.
    """
    for name in COPIED:
        source = paths.ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "print")
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy2(source, folder / name)
    return folder


def caught(mutant: Mutant, root: Path) -> bool:
    """Plant a fault in a copy of the tree and see whether a unit test of its module fails.

    Parameters
    ----------
    mutant : Mutant
        The fault.
    root : Path
        The copy; as before afterwards.

    Returns
    -------
    bool
        True if a test failed or did not end.
    """
    path = root / "helpers" / f"{mutant.module}.py"
    original = path.read_text("utf-8")
    operator = get_operator(mutant.operator)()
    path.write_text(mutate_code(original, operator, mutant.occurrence), "utf-8")
    room, _, name = mutant.module.partition("/")
    tests = [str(path.relative_to(root)), f"tests/{room}/test_{name}.py"]
    options = ["-x", "-q", "-n", "0", "--no-header", "-m", TESTS, "-p", "no:cacheprovider"]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *tests],
            cwd=root,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_text(original, "utf-8")
    return done.returncode != 0


def hunt(mutants: list[Mutant], workers: int = WORKERS) -> list[bool]:
    """Test each mutant, each worker in a copy of the tree of its own.

    Parameters
    ----------
    mutants : list of Mutant
        What to plant.
    workers : int
        How many at a time.

    Returns
    -------
    list of bool
        True for each that was caught, in the order of ``mutants``.
    """
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(workers) as pool:
        free: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for number in range(workers):
            free.put(copy_of_the_tree(Path(folder) / str(number)))

        def one(mutant: Mutant) -> bool:
            root = free.get()
            try:
                found = caught(mutant, root)
            finally:
                free.put(root)
            print(f"{'caught  ' if found else 'SURVIVED'}  {mutant}", flush=True)
            return found

        return list(pool.map(one, mutants))


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : list of str, optional
        The command line by default.

    Returns
    -------
    int
        Exit code: 1 if fewer are caught than `CAUGHT`.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.keep.mutants", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--sample", type=int, default=SAMPLE, help="how many faults")
    parser.add_argument("--seed", type=int, default=SEED, help="of the draw")
    options = parser.parse_args(arguments)
    found = hunt(sample(options.sample, options.seed))
    share = sum(found) / len(found)
    print(f"{sum(found)} of {len(found)} planted faults are caught, {CAUGHT:.0%} are wanted")
    return int(share < CAUGHT)


if __name__ == "__main__":
    sys.exit(main())
