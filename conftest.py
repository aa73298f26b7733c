"""For every test, in every worker and kernel: importable code, one thread, one marker.

The checkout is on the path of every process, linear algebra runs in one thread, and each test gets
the marker that says what it needs, so that nobody has to write it by hand.
"""

import os
import sys
from pathlib import Path

import pytest

# An optional check of internationalised addresses, for which jsonschema, imported with nbformat,
# builds a grammar for three seconds; no notebook has such an address.
sys.modules.setdefault("rfc3987_syntax", None)

ROOT = str(Path(__file__).parent)
os.environ["PYTHONPATH"] = os.pathsep.join(
    part for part in (ROOT, os.environ.get("PYTHONPATH", "")) if part
)
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    # Workers already fill the cores; set before numpy is imported.
    os.environ.setdefault(name, "1")

KINDS = ("browser", "notebook", "site", "unit")  # in the order in which they are started
BROWSER = {"browser", "printed"}  # fixtures that start Chromium
# Examples in docstrings that compute or draw for long; a docstring cannot carry a marker.
SLOW_EXAMPLES = {
    "helpers.recovery.audit.without_each",
    "helpers.exhibits.audit.without_each_figure",
    "helpers.exhibits.verdict.conclusions_table",
    "helpers.claims.conclusions.statements",
    "helpers.recovery.audit.culprit",
    "helpers.exhibits.audit.feasibility_table",
    "helpers.exhibits.how_sure.pinned_table",
    "helpers.exhibits.theory.causes_figure",
    "helpers.methods.theory.halves",
    "helpers.methods.problems.indicators",
    "helpers.exhibits.coefficients.added_variable",
    "helpers.exhibits.collinearity.trace_figure",
    "helpers.exhibits.data.series_figure",
    "helpers.exhibits.data.vintages_figure",
    "helpers.forensics.benchmarks.score",
    "helpers.methods.lab.reach",
    "helpers.recovery.moments.feasibility_by_cell",
    "helpers.recovery.moments.sharpened",
    "helpers.methods.specification_curve.fit_all",
    "helpers.methods.specification_curve.curve_power",
    "helpers.exhibits.recovery.breaking_figure",
    "helpers.exhibits.recovery.fingerprints_figure",
    "helpers.exhibits.recovery.vintages_figure",
    "helpers.recovery.sensitivity.by_series",
    "helpers.methods.situation.per_head",
    "helpers.exhibits.situation.provinces_figure",
}


def kind(item: pytest.Item) -> str:
    """What a test needs before it can run.

    Parameters
    ----------
    item : pytest.Item
        A test function, a doctest or a cell of a notebook.

    Returns
    -------
    str
        ``browser`` (Chromium, mostly with the built site), ``notebook`` (a Python of its own),
        ``site`` (the built site) or ``unit`` (nothing).
    """
    fixtures = set(getattr(item, "fixturenames", ()))
    if item.path.suffix == ".ipynb" or "another_python" in fixtures:
        return "notebook"
    if fixtures & BROWSER:
        return "browser"
    return "site" if "site" in fixtures else "unit"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test by its `kind`; start the files that take longest first.

    ``slow`` is written by hand, unless it is an example or needs the printed book.

    A file is never torn apart (its fixtures are made once), so that a long one at the end would
    leave the other core idle.
    """
    files: dict[Path, int] = {}
    for item in items:
        of_item = kind(item)
        item.add_marker(of_item)
        if "printed" in getattr(item, "fixturenames", ()) or item.name in SLOW_EXAMPLES:
            item.add_marker("slow")
        files[item.path] = min(files.get(item.path, len(KINDS)), KINDS.index(of_item))
    items.sort(key=lambda item: files[item.path])
