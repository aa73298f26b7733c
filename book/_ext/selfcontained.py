"""Keep the built site to itself: no request to another host, and markup that a screen reader can follow."""

from __future__ import annotations

import re
from pathlib import Path

# Theme files that no page loads once the scripts below are gone.
UNUSED = ("*.map", "*.ttf", "fontawesome.js", "fontawesome.js.LICENSE.txt", "sphinx-thebe.*", "thebelab*")


def _rewrite(text: str) -> str:
    """One page without what would fetch from another host."""
    text = re.sub(r'<script type="text/x-thebe-config">.*?</script>\s*', "", text, flags=re.S)
    text = re.sub(r"<script>kernelName = [^<]*</script>\s*", "", text)
    text = re.sub(r"<script[^>]*>[^<]*(?:THEBE_JS_URL|thebe_selector)[^<]*</script>\s*", "", text)
    text = re.sub(r'<script[^>]*src="[^"]*(?:fontawesome|sphinx-thebe)[^"]*"[^>]*></script>\s*', "", text)
    text = re.sub(r'<link[^>]*href="[^"]*(?:sphinx-thebe|fontawesome\.js)[^"]*"[^>]*/?>\s*', "", text)
    # What the theme and the extensions leave nameless, misnamed or repeated for a screen reader.
    text = text.replace('<div id="pst-primary-sidebar" class=', '<div id="pst-primary-sidebar" role="complementary" aria-label="Book" class=')
    text = text.replace('<summary><span class="toctree-toggle"', '<summary aria-label="Show or hide the pages of this chapter"><span class="toctree-toggle"')
    text = text.replace('<div role="list" class="citation-list">', '<div class="citation-list">').replace(' role="doc-biblioentry"', "")
    text = text.replace(' id="exercise-content"', "").replace(' id="solution-content"', "")
    text = re.sub(r'<th class="head', '<th scope="col" class="head', text)
    return text


def _finish(app, exception):
    if exception is not None or app.builder.name != "html":
        return
    out = Path(app.outdir)
    static = out / "_static"
    for pattern in UNUSED:
        for path in static.rglob(pattern):
            path.unlink()
    for page in out.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        cleaned = _rewrite(text)
        if cleaned != text:
            page.write_text(cleaned, encoding="utf-8")


def setup(app):
    app.add_css_file("book.css")
    for script in sorted((Path(__file__).parent.parent / "_static").glob("*.js")):
        app.add_js_file(script.name, defer="defer")
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
