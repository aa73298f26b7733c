"""Chromium, driven by Playwright: for the tests of the built site and for the PDF.

python -m tools.keep.browser         finds a browser, or installs one where this machine allows it
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from playwright.sync_api import Browser, Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEBIAN = "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"
# A browser that looks for updates and spell-checkers would make requests of its own.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowser(RuntimeError):
    """No Chromium was found on this machine."""


def executable() -> str:
    """Path of a Chromium or Chrome: that of the system, else the one Playwright downloaded.

    Returns
    -------
    str

    Raises
    ------
    NoBrowser
        With what to do about it.
    """
    for name in NAMES:
        if found := shutil.which(name):
            return found
    with sync_playwright() as driver:
        if os.path.exists(driver.chromium.executable_path):
            return driver.chromium.executable_path
    raise NoBrowser(
        "no Chromium found; install Debian's chromium, "
        "or run: python -m playwright install chromium"
    )


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser; it ends with the block.

    Yields
    ------
    playwright.sync_api.Browser

    Raises
    ------
    NoBrowser
        If there is none on this machine.
    """
    path = executable()
    with sync_playwright() as driver:
        browser: Browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


def install() -> None:
    """Try what a machine may allow: Debian's package as root, then Playwright's own build."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        attempts.insert(0, ["sh", "-c", DEBIAN])
    for command in attempts:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if done.returncode == 0:
            return


def main() -> int:
    """Find a browser, or try to install one.

    Returns
    -------
    int
        Exit code 0 in any case: without a browser its tests are skipped, and say so.
    """
    for attempt in (None, install):
        if attempt:
            attempt()
        with contextlib.suppress(NoBrowser, Error):
            print(f"browser: {executable()}")
            return 0
    print("NO BROWSER: tests of the built site in a real browser will be skipped", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
