"""For every test, in every worker and kernel: the checkout is importable, and linear algebra runs in one thread."""

import os
from pathlib import Path

ROOT = str(Path(__file__).parent)
os.environ["PYTHONPATH"] = os.pathsep.join(
    part for part in (ROOT, os.environ.get("PYTHONPATH", "")) if part
)
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    # Workers already fill the cores; set before numpy is imported.
    os.environ.setdefault(name, "1")
