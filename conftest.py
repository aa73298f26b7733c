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
    "helpers.audit_pages.without_each",
    "helpers.audit_pages.without_each_figure",
    "helpers.audit_pages.without_each_table",
    "helpers.verdict.conclusions",
    "helpers.verdict.statements",
    "helpers.audit_pages.culprit",
    "helpers.audit_pages.feasibility_table",
    "helpers.certainty.pinned",
    "helpers.channels.causes_figure",
    "helpers.channels.halves",
    "helpers.channels.indicators",
    "helpers.coefficients.added_variable",
    "helpers.cointegration.drift_p_values",
    "helpers.cointegration.other_tests",
    "helpers.cointegration.search_rates",
    "helpers.collinearity.path_figure",
    "helpers.collinearity.trace_figure",
    "helpers.figures.levels_and_growth",
    "helpers.figures.series",
    "helpers.figures.vintages",
    "helpers.forensics.benchmarks.score",
    "helpers.influence.windows_figure",
    "helpers.lab.reach",
    "helpers.moments.feasibility_table",
    "helpers.moments.sharpened",
    "helpers.multiverse.fit",
    "helpers.multiverse.power",
    "helpers.recovery_pages.breaking",
    "helpers.recovery_pages.breaking_figure",
    "helpers.recovery_pages.by_series",
    "helpers.recovery_pages.fingerprints",
    "helpers.recovery_pages.switch_years",
    "helpers.recovery_pages.verifications",
    "helpers.recovery_pages.vintage_misfits",
    "helpers.recovery_pages.vintages",
    "helpers.sensitivity.by_series",
    "helpers.situation.gaps",
    "helpers.situation.per_head",
    "helpers.situation.provinces",
    "helpers.unitroots.power_figure",
    "helpers.unitroots.power_table",
    "tools.site_files.card",
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
