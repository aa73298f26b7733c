"""Know in about a minute whether everything still holds that needs no built site.

    python -m tools.keep.check

Runs formatter, linters, type checker and unit tests, two at a time, and says in one sentence each
what failed and what to do.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from helpers import paths

BIN = Path(sys.executable).parent
WIDE = os.environ | {"COLUMNS": "240"}  # pytest cuts its sentences to the width of the terminal
TESTS = "unit and not slow"


@dataclass(frozen=True)
class Step:
    """One thing to check.

    Parameters
    ----------
    name : str
        What is checked, as the first word of the sentence on a failure.
    command : tuple of str
        Program, from the environment, and arguments.
    remedy : str
        What to do when it fails.
    telling : callable
        True for the lines of its output that name a fault.
    """

    name: str
    command: tuple[str, ...]
    remedy: str
    telling: Callable[[str], bool]


@dataclass(frozen=True)
class Outcome:
    """What a step found: the faults, everything it printed, and the seconds it took."""

    step: Step
    faults: tuple[str, ...]
    printed: str
    seconds: float


PYTHON = Path(sys.executable).name
LINTERS = (
    Step(
        "format",
        ("ruff", "format", "--check", "."),
        "make format puts files into form",
        lambda line: line.strip().startswith("--> "),
    ),
    Step(
        "lint",
        ("ruff", "check", "--output-format", "concise", "."),
        "make format mends some of it, the rest is by hand",
        lambda line: line.count(":") >= 3,
    ),
    Step(
        "javascript",
        ("oxfmt", "--list-different", "book/_static", "tools/print"),
        "make format puts files into form",
        lambda line: line.startswith("book/"),
    ),
    Step(
        "numbers in prose",
        (PYTHON, "-m", "tools.keep.lint"),
        "compute the number where the sentence needs it",
        lambda line: "is typed" in line,
    ),
    Step(
        "layers",
        ("lint-imports", "--no-cache"),
        "no import may run back from data to page: move the function, or hand its result over",
        lambda line: " -> " in line and "(l." in line,
    ),
    Step("types", ("mypy",), "mypy alone says more", lambda line: ": error:" in line),
)
UNIT = Step(
    "tests",
    (PYTHON, "-m", "pytest", "-q", "-m", TESTS, "--tb=short"),
    "pytest with the name of the test says more",
    lambda line: line.startswith(("FAILED ", "ERROR ")),
)


def run(step: Step) -> Outcome:
    """Run one step.

    Parameters
    ----------
    step : Step
        What to run.

    Returns
    -------
    Outcome
        Without faults if the command ended well.
    """
    started = time.monotonic()
    command = [str(BIN / step.command[0]), *step.command[1:]]
    done = subprocess.run(
        command, cwd=paths.ROOT, env=WIDE, text=True, capture_output=True, check=False
    )
    printed = done.stdout + done.stderr
    faults = tuple(line.strip(" ->") for line in printed.splitlines() if step.telling(line))
    # A page without its module breaks other tests, too: what the house says comes first.
    faults = tuple(sorted(faults, key=lambda fault: "tests/test_house.py" not in fault))
    if done.returncode and not faults:
        faults = tuple(printed.strip().splitlines()[-1:]) or ("no message",)
    seconds = time.monotonic() - started
    return Outcome(step, faults if done.returncode else (), printed, seconds)


def sentence(outcome: Outcome) -> str:
    """What failed, as one sentence: the first fault, how many more, and what to do.

    Parameters
    ----------
    outcome : Outcome
        Of a step that found faults.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> step = Step("types", ("mypy",), "mypy alone says more", bool)
    >>> sentence(Outcome(step, ("a.py:3: error: no", "b.py:1: error: no"), "", 0.5))
    'types: a.py:3: error: no, and 1 more; mypy alone says more'
    """
    first, *others = outcome.faults
    more = f", and {len(others)} more" if others else ""
    return f"{outcome.step.name}: {first}{more}; {outcome.step.remedy}"


def main() -> int:
    """Run all steps, the linters beside the tests.

    Returns
    -------
    int
        Exit code: 1 if a step found faults.
    """
    started = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(run, (UNIT, *LINTERS)))
    failed = [outcome for outcome in outcomes if outcome.faults]
    for outcome in failed:
        print(outcome.printed, file=sys.stderr)
    times = ", ".join(f"{outcome.step.name} {outcome.seconds:.0f}" for outcome in outcomes)
    print(f"checked in {time.monotonic() - started:.0f} s ({times})")
    for outcome in failed:
        print(f"check failed: {sentence(outcome)}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
