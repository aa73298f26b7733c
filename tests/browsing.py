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

from helpers import paths
from tools.build import contents

DESKTOP, PHONE = (1280, 900), (360, 740)  # CSS pixels
SMALLEST = 11  # CSS pixels, of type on a phone
MODES = ("light", "dark")
AXE = next(Path(axe_playwright_python.__file__).parent.glob("axe.min.js"))
FOREIGN = re.compile(r"^(?!file:|data:|blob:|about:|https?://127\.0\.0\.1[:/])")
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'"
)
# What Sphinx and the build add to the pages of the table of contents.
GENERATED = ("404.html", "genindex.html", "index.html", "search.html")
# The rules of axe that look at colours, with what each looks at; all others find the same in every
# colour mode.
OF_COLOURS = {"color-contrast": "*", "link-in-text-block": "a[href], [role=link]"}
COLOURS = {"runOnly": list(OF_COLOURS)}
SHOWN = "() => [...document.body.querySelectorAll('*')].map(element => element.checkVisibility())"


def finished(folder: Path) -> Path:
    """The folder, if a site stands there; without one the test fails in one sentence."""
    if not (folder / "index.html").exists():
        pytest.fail("no built site: run make book first", pytrace=False)
    return folder


def chapters() -> list[str]:
    """Addresses of the pages that the table of contents names, relative to the site."""
    return [f"{page.name}.html" for page in contents.pages()]


def alone(folder: Path, script: str, body: str) -> str:
    """Write a page with one script under a strict policy, its files beside it; give its address."""
    for name in (script, "book.css"):
        (folder / name).write_bytes((paths.BOOK / "_static" / name).read_bytes())
    page = folder / "page.html"
    page.write_text(
        '<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f'<title>Alone</title><meta http-equiv="Content-Security-Policy" content="{STRICT}">'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="book.css">'
        f'<script src="{script}" defer></script></head>'
        f'<body><main class="bd-content"><h1>Alone</h1>{body}</main></body></html>',
        encoding="utf-8",
    )
    return page.as_uri()


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


# One transition may start another, on an element within.
SETTLE = """() => {
    for (let round = 0; round < 20; round++) {
        const moving = document.getAnimations().filter(one => one instanceof CSSTransition);
        if (!moving.length) return;
        moving.forEach(one => one.finish());
    }
}"""


def switch(page: Page, mode: str) -> None:
    """Let the system change its colour mode, and bring the page there at once."""
    page.emulate_media(color_scheme=mode)
    page.wait_for_function("mode => document.documentElement.dataset.theme === mode", arg=mode)
    page.evaluate(SETTLE)


# Marks one element for each look of text: its size, weight, colour, and all the colours behind it.
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
    const looks = new Set();
    for (const element of document.body.querySelectorAll('*')) {
        element.removeAttribute('data-look');
        const text = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (!text && !element.matches('input, select, textarea, button')) continue;
        if (!element.checkVisibility()) continue;
        const style = getComputedStyle(element);
        const look = [
            element.localName, style.color, style.fontSize, style.fontWeight, style.textShadow,
            style.position, getComputedStyle(element.parentElement).color, backgrounds(element),
        ].join('|');
        if (looks.has(look)) continue;
        looks.add(look);
        element.setAttribute('data-look', '');
    }
}"""


def _of_looks(selector: str) -> str:
    """The selector, for elements that `LOOKS` has marked."""
    return ", ".join(f"{part}[data-look]" for part in selector.split(", "))


def violations(page: Page, options: dict | None = None, every: bool = True) -> list[str]:
    """What axe-core finds on a page, one line each: rule, impact, first element.

    Parameters
    ----------
    page : Page
        An open page.
    options : dict, optional
        Of ``axe.run``; by default it looks for everything it knows.
    every : bool
        Compare the colours of every element, not of one of each of the `LOOKS`.
    """
    page.evaluate("() => document.fonts.ready.then(() => true)")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    if not every:
        page.evaluate(LOOKS)
    rules = [
        {"id": name, "selector": selector if every else _of_looks(selector)}
        for name, selector in OF_COLOURS.items()
    ]
    found = page.evaluate(
        """([rules, options]) => {
            axe.configure({ rules });
            return axe.run(document, options).then(result => result.violations);
        }""",
        [
            rules,
            {"resultTypes": ["violations"], "elementRef": False, "preload": False}
            | (options or {}),
        ],
    )
    return [
        f"{rule['id']} ({rule['impact']}, {len(rule['nodes'])}): "
        f"{rule['nodes'][0]['html'][:160]} {rule['nodes'][0]['target']}"
        for rule in found
    ]


def violations_alone(page: Page) -> dict[str, list[str]]:
    """`violations` of a page of `alone` on the site's light and dark backgrounds."""
    found = {}
    for mode, background, ink in (("light", "#fff", "#222832"), ("dark", "#121212", "#ced6dd")):
        page.evaluate(
            """([mode, background, ink]) => {
                document.documentElement.dataset.theme = mode;
                Object.assign(document.body.style, { background, color: ink });
            }""",
            [mode, background, ink],
        )
        found[mode] = violations(page)
    return found


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
        first = len(shown) == 1
        same = first or shown[0] == shown[1]
        found[mode] = violations(page, None if first or not same else COLOURS, first and every)
    return found


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    # Not window.innerWidth: a phone zooms out until what is too wide fits.
    return page.evaluate(
        "() => { const { scrollWidth, clientWidth } = document.documentElement;"
        " return scrollWidth - clientWidth }"
    )


# What a reader of an article misses without scrolling sideways, or cannot read for its size. What
# stands in a box of a pixel is for screen readers alone.
MISSED = r"""smallest => {
    const found = { figure: [], formula: [], other: [] };
    const width = document.documentElement.clientWidth;
    const say = (element, what) => {
        const kind = element.closest('.katex, div.math') ? 'formula'
            : element.closest('svg, .figure-box') ? 'figure' : 'other';
        const kinds = element.getAttribute('class'), near = element.closest('[id]');
        found[kind].push(`${element.localName}${kinds ? '.' + kinds.replaceAll(' ', '.') : ''}`
            + (near ? ` in #${near.id}` : '') + ` ${what}`);
    };
    const size = element => {
        const drawn = element.ownerSVGElement && element.getScreenCTM?.();
        return parseFloat(getComputedStyle(element).fontSize)
            * (drawn ? Math.hypot(drawn.a, drawn.b) : 1);
    };
    const named = cell => {
        const label = getComputedStyle(cell, '::before').content.match(/^"(.*?):? ?"( |$)/)?.[1];
        const heads = cell.closest('table').tHead.rows[0].cells;
        const head = heads[cell.cellIndex].textContent.replaceAll('\u00ad', '');
        if (label ? !head.startsWith(label) : cell.localName === 'td' && cell.textContent && head)
            say(cell, `is labelled "${label ?? ''}": ${head}`);
    };
    const look = element => {
        if (!element.checkVisibility({ visibilityProperty: true })) return;
        const text = [...element.childNodes]
            .filter(node => node.nodeType === 3).map(node => node.data).join('');
        if (element instanceof HTMLElement || element.localName === 'svg') {
            const { clientWidth, scrollWidth } = element;
            const { left, right } = element.getBoundingClientRect();
            const open = getComputedStyle(element).overflowX === 'visible';
            if (!open && clientWidth === 1) return;
            if (!open && scrollWidth > clientWidth + 2) say(element, 'scrolls sideways');
            if (left < -1 || right > width + 1) say(element, 'lies outside the window');
        }
        if (element.matches('tbody td, tbody th') && getComputedStyle(element.parentElement).display
            !== 'table-row') named(element);
        const pixels = size(element);
        if (/[^\s\u200b]/.test(text) && pixels && pixels < smallest - 0.01)
            say(element, `has type of ${pixels.toFixed(1)} pixels: ${text.trim().slice(0, 30)}`);
        [...element.children].forEach(look);
    };
    const article = document.querySelector('article') ?? document.querySelector('main');
    article.querySelectorAll('details').forEach(box => { box.open = true });
    look(article);
    return found;
}"""


def missed(page: Page) -> dict[str, list[str]]:
    """What of an article scrolls sideways, lies outside the window or has type below `SMALLEST`.

    Everything that is folded is opened first. The keys are figure, formula and other.
    """
    return page.evaluate(MISSED, SMALLEST)
