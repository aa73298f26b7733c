"""What the tests in a real browser share: pages with the network blocked, and what goes wrong on them."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, Page

DESKTOP, PHONE = (1280, 900), (360, 740)  # CSS pixels
AXE = next(Path(axe_playwright_python.__file__).parent.glob("axe.min.js"))


@contextlib.contextmanager
def served(folder: Path):
    """The folder on a free local port; yields its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@dataclass
class Watched:
    """A page and everything that went wrong on it."""

    page: Page
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


def _local(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("file", "data", "blob", "about") or parts.hostname == "127.0.0.1"


@contextlib.contextmanager
def watched(browser: Browser, size: tuple[int, int] = DESKTOP, mode: str = "light", **options):
    """A page that can reach this machine only, in a colour mode; yields `Watched`."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=mode, **options
    )
    context.add_init_script(
        f"try {{ localStorage.setItem('mode', '{mode}'); localStorage.setItem('theme', '{mode}') }} catch (e) {{}}"
    )
    page = context.new_page()
    seen = Watched(page)

    def route(request):
        if _local(request.request.url):
            request.continue_()
        else:
            seen.foreign.append(request.request.url)
            request.abort()

    context.route("**/*", route)
    page.on(
        "console",
        lambda message: seen.errors.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("requestfailed", lambda request: seen.errors.append(f"failed: {request.url}"))
    page.on(
        "response",
        lambda response: (
            seen.errors.append(f"{response.status}: {response.url}")
            if response.status >= 400
            else None
        ),
    )
    try:
        yield seen
    finally:
        context.close()


def violations(page: Page) -> list[str]:
    """What axe-core finds on a page, one line each: rule, impact, first element."""
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "() => axe.run(document, {resultTypes: ['violations'], elementRef: false}).then(r => r.violations)"
    )
    return [
        f"{rule['id']} ({rule['impact']}, {len(rule['nodes'])}): {rule['nodes'][0]['html'][:160]} {rule['nodes'][0]['target']}"
        for rule in found
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
