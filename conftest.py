"""Makes the checkout importable for every test, in every worker, and for the kernels that nbval starts."""

import os
from pathlib import Path

ROOT = str(Path(__file__).parent)
os.environ["PYTHONPATH"] = os.pathsep.join(part for part in (ROOT, os.environ.get("PYTHONPATH", "")) if part)
