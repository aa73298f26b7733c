"""What the tests in a real browser share: pages without a network, and what goes wrong on them."""

from __future__ import annotations

import contextlib
import functools
import http.server
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tools import contents

DESKTOP, PHONE = (1280, 900), (360, 740)  # CSS pixels
MODES = ("light", "dark")
AXE = next(Path(axe_playwright_python.__file__).parent.glob("axe.min.js"))
FOREIGN = re.compile(r"^(?!file:|data:|blob:|about:|https?://127\.0\.0\.1[:/])")
# What Sphinx and the build add to the pages of the table of contents.
GENERATED = ("404.html", "genindex.html", "index.html", "search.html")
# The rules of axe that look at colours; all others find the same in every colour mode.
OF_COLOURS = ("color-contrast", "link-in-text-block")
COLOURS = {"runOnly": list(OF_COLOURS)}
ALL_BUT_COLOURS = {"rules": {name: {"enabled": False} for name in OF_COLOURS}}
WHOLE = "() => document"
SHOWN = "() => [...document.body.querySelectorAll('*')].map(element => element.checkVisibility())"


def finished(folder: Path) -> Path:
    """The folder, if a site stands there; without one the test fails in one sentence."""
    if not (folder / "index.html").exists():
        pytest.fail("no built site: run make book first", pytrace=False)
    return folder


def chapters() -> list[str]:
    """Addresses of the pages that the table of contents names, relative to the site."""
    return [f"{page.name}.html" for page in contents.pages()]


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on a free local port; yields its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@dataclass
class Watched:
    """A page and everything that went wrong on it."""

    page: Page
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.route(FOREIGN, self._refuse)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("requestfailed", lambda request: self.errors.append(f"failed: {request.url}"))
        self.page.on("response", self._response)

    def _refuse(self, route) -> None:
        self.foreign.append(route.request.url)
        route.abort()

    def _console(self, message) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _response(self, response) -> None:
        if response.status >= 400:
            self.errors.append(f"{response.status}: {response.url}")


@contextlib.contextmanager
def visited(context: BrowserContext) -> Iterator[Watched]:
    """A new page of an open context, which can reach this machine only; yields `Watched`."""
    page = context.new_page()
    try:
        yield Watched(page)
    finally:
        page.close()


@contextlib.contextmanager
def watched(
    browser: Browser, size: tuple[int, int] = DESKTOP, mode: str = "light", **options
) -> Iterator[Watched]:
    """A page for a reader who has chosen a colour mode earlier; yields `Watched`."""
    with contextlib.closing(
        browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=mode, **options
        )
    ) as context:
        context.add_init_script(
            f"try {{ localStorage.setItem('mode', '{mode}');"
            f" localStorage.setItem('theme', '{mode}') }} catch (e) {{}}"
        )
        with visited(context) as seen:
            yield seen


def switch(page: Page, mode: str) -> None:
    """Let the system change its colour mode, and wait until the page has followed."""
    page.emulate_media(color_scheme=mode)
    page.wait_for_function("mode => document.documentElement.dataset.theme === mode", arg=mode)
    page.evaluate(
        "() => Promise.allSettled(document.getAnimations()"
        ".filter(one => one instanceof CSSTransition).map(one => one.finished))"
    )


# One element for each look of text: its size, weight, colour, and all the colours behind it.
# Text of one look has one contrast, and a page of tables has thousands of such elements.
LOOKS = """() => {
    const behind = new Map();
    const backgrounds = node => {
        if (!node) return '';
        if (!behind.has(node)) {
            const { backgroundColor, backgroundImage, opacity } = getComputedStyle(node);
            behind.set(node, [backgroundColor, backgroundImage, opacity].join()
                .replace('rgba(0, 0, 0, 0),none,1', '') + backgrounds(node.parentElement));
        }
        return behind.get(node);
    };
    const looks = new Map();
    for (const element of document.body.querySelectorAll('*')) {
        const text = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (!text && !element.matches('input, select, textarea, button')) continue;
        if (!element.checkVisibility()) continue;
        const style = getComputedStyle(element);
        const look = [
            element.localName, style.color, style.fontSize, style.fontWeight, style.textShadow,
            style.position, getComputedStyle(element.parentElement).color, backgrounds(element),
        ].join('|');
        if (!looks.has(look)) looks.set(look, element);
    }
    return [...looks.values()];
}"""


def violations(page: Page, options: dict | None = None, where: str = WHOLE) -> list[str]:
    """What axe-core finds on a page, one line each: rule, impact, first element.

    Parameters
    ----------
    page : Page
        An open page.
    options : dict, optional
        Of ``axe.run``; by default it looks for everything it knows.
    where : str, optional
        JavaScript function that returns what to look at.
    """
    page.evaluate("() => document.fonts.ready.then(() => true)")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        f"options => axe.run(({where})(), options).then(result => result.violations)",
        {"resultTypes": ["violations"], "elementRef": False, "preload": False} | (options or {}),
    )
    return [
        f"{rule['id']} ({rule['impact']}, {len(rule['nodes'])}): "
        f"{rule['nodes'][0]['html'][:160]} {rule['nodes'][0]['target']}"
        for rule in found
    ]


def violations_by_mode(page: Page, every: bool = True) -> dict[str, list[str]]:
    """`violations` in light and dark, in one visit.

    Rules other than those about colours are asked once, as long as both modes show the same
    elements.

    Parameters
    ----------
    page : Page
        An open page.
    every : bool
        Compare the colours of every element in the light mode, not of one of each of the `LOOKS`.
    """
    found, shown = {}, []
    for mode in MODES:
        switch(page, mode)
        shown.append(page.evaluate(SHOWN))
        first = len(shown) == 1 or shown[0] != shown[1]
        if first and every:
            found[mode] = violations(page)
        else:
            found[mode] = violations(page, COLOURS, LOOKS)
            found[mode] += violations(page, ALL_BUT_COLOURS) if first else []
    return found


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
