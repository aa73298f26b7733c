"""Measure what a reader's browser loads and waits for, against the default Jupyter Book output of the same content.

    python -m tools.bench_pages     writes bench/pages.csv and bench/pages.md; needs the book built by `make book`

The default site is built here, from the same executed notebooks, with Jupyter Book's own options. Both sites are opened
in turn in one headless Chromium, with other hosts out of reach: what the default asks of them is counted, not weighed.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import yaml

from helpers import paths
from tools import book
from tools.bench import machine
from tools.browser import chromium

BENCH = paths.ROOT / "bench"
ROUNDS = 5
SLOWER = 4  # the processor of a phone, as a multiple of this one's time
TIMED = (
    "book/index.html",
    "notebooks/theory.html",
    "notebooks/regressions.html",
    "notebooks/panel.html",
    "notebooks/scorecard.html",
    "book/glossary.html",
)
# Targets of the project, in KB and ms.
PLAIN_KB, MATHS_KB, PAINT_MS = 150, 350, 500
LOCAL = ("ledger", "numbering", "pages")  # extensions without which the content does not parse

WAITS = """() => new Promise(done => {
  const seen = {paint: 0, largest: 0, blocking: 0};
  new PerformanceObserver(list => list.getEntries().forEach(e => { if (e.name === 'first-contentful-paint') seen.paint = e.startTime })).observe({type: 'paint', buffered: true});
  new PerformanceObserver(list => list.getEntries().forEach(e => { seen.largest = e.startTime })).observe({type: 'largest-contentful-paint', buffered: true});
  new PerformanceObserver(list => list.getEntries().forEach(e => { seen.blocking += Math.max(0, e.duration - 50) })).observe({type: 'longtask', buffered: true});
  setTimeout(() => done(seen), 1200);
})"""


def default_site(folder: Path) -> Path:
    """Build the staged book with Jupyter Book's defaults; return the site.

    Raises
    ------
    RuntimeError
        If Jupyter Book fails.
    """
    source = Path(shutil.copytree(book.STAGE, folder / "source"))
    config = yaml.safe_load((source / "_config.yml").read_text(encoding="utf-8"))
    sphinx = config["sphinx"]
    plain = {
        "title": config["title"],
        "only_build_toc_files": True,
        "execute": config["execute"],
        "parse": config["parse"],
        "bibtex_bibfiles": config["bibtex_bibfiles"],
        "sphinx": {
            "extra_extensions": [
                name for name in sphinx["extra_extensions"] if name.startswith("sphinx_")
            ],
            "local_extensions": {name: sphinx["local_extensions"][name] for name in LOCAL},
            "config": {
                "suppress_warnings": sphinx["config"]["suppress_warnings"],
                "nb_render_markdown_format": sphinx["config"]["nb_render_markdown_format"],
            },
        },
    }
    (source / "_config.yml").write_text(yaml.safe_dump(plain), encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        "from jupyter_book.cli.main import main; main()",
        "build",
        str(source),
        "--path-output",
        str(folder),
        "--all",
        "-q",
    ]
    done = subprocess.run(command, text=True, capture_output=True, cwd=paths.ROOT)
    site = folder / "_build" / "html"
    if done.returncode or not (site / "index.html").exists():
        raise RuntimeError(
            f"the default book could not be built:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
    return site


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


def serve(site: Path) -> str:
    """Serve a folder from a free local port for the rest of the process; return its address."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


@functools.cache
def compressed(path: Path) -> int:
    """Bytes of a file as a server would send it; fonts and pictures are compressed already."""
    content = path.read_bytes()
    return (
        len(content)
        if path.suffix in (".woff2", ".woff", ".png", ".jpg")
        else len(gzip.compress(content, 6))
    )


def load(browser, address: str, site: Path, name: str, slower: int = 1) -> dict[str, float]:
    """Open one page with an empty cache; what it requests and how long the reader waits (ms)."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    page = context.new_page()
    asked: list[str] = []
    foreign: list[str] = []

    def route(request):
        url = request.request.url
        if urlsplit(url).hostname in ("127.0.0.1", None):
            asked.append(url)
            request.continue_()
        else:
            foreign.append(url)
            request.abort()

    context.route("**/*", route)
    if slower > 1:
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(address + name, wait_until="load")
    waits = page.evaluate(WAITS)
    context.close()
    files = [
        site / unquote(urlsplit(url).path.lstrip("/"))
        if url.startswith("http")
        else Path(unquote(urlsplit(url).path))
        for url in asked
    ]
    return waits | {
        "kb": sum(compressed(file) for file in files if file.is_file()) / 1024,
        "requests": len(asked) + len(foreign),
        "foreign": len(foreign),
    }


def measure(site: Path, default: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Weight of every page, and waits on some, for both sites.

    Returns
    -------
    weight : DataFrame
        Index page; columns kb, requests, foreign of ours and of the default, and whether the page holds formulas.
    waits : DataFrame
        Index page; medians of `ROUNDS` loads in turn: first paint from the folder, largest paint and blocking time on a slow processor.
    """
    addresses = {"ours": (serve(site), site), "default": (serve(default), default)}
    names = sorted(
        path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        if path.parent != site and (default / path.relative_to(site)).exists()
    )
    weight, waits = {}, {}
    with chromium() as browser:
        for name in names:
            row = {"maths": 'class="katex' in (site / name).read_text(encoding="utf-8")}
            for which, (address, folder) in addresses.items():
                row |= {
                    f"{key} {which}": value
                    for key, value in load(browser, address, folder, name).items()
                    if key in ("kb", "requests", "foreign")
                }
            weight[name] = row
        for name in TIMED:
            runs = []
            for _ in range(ROUNDS):
                run = {}
                for which, (address, folder) in addresses.items():
                    slow = load(browser, address, folder, name, SLOWER)
                    run |= {
                        f"paint {which}": load(browser, folder.as_uri() + "/", folder, name)[
                            "paint"
                        ],
                        f"largest {which}": slow["largest"],
                        f"blocking {which}": slow["blocking"],
                    }
                runs.append(run)
            waits[name] = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    return pd.DataFrame(weight).T.infer_objects(), pd.DataFrame(waits).T


def report(weight: pd.DataFrame, waits: pd.DataFrame, about: str) -> str:
    """bench/pages.md: both tables, and which targets are met."""
    maths = weight["maths"].astype(bool)
    lines = [
        "# Pages",
        "",
        f"Machine: {about}. Written by `python -m tools.bench_pages`; *default* is Jupyter Book's own output of the same content, built and opened in the same run.",
        "",
    ]
    for label, chosen, limit in (
        ("without formulas", ~maths, PLAIN_KB),
        ("with formulas", maths, MATHS_KB),
    ):
        kb = weight.loc[chosen, "kb ours"].astype(float)
        over = kb[kb > limit]
        lines.append(
            f"- Pages {label} within {limit} KB compressed, all they load included: **{'met' if over.empty else 'not met'}** ({len(kb) - len(over)} of {len(kb)}; heaviest {kb.max():.0f} KB, {kb.idxmax()})"
        )
    slowest = waits["paint ours"].max()
    lines += [
        f"- First paint from the folder within {PAINT_MS} ms: **{'met' if slowest <= PAINT_MS else 'not met'}** (slowest {slowest:.0f} ms, {waits['paint ours'].idxmax()})",
        f"- Requests to other hosts: {int(weight['foreign ours'].sum())} (default: {int(weight['foreign default'].sum())}, not weighed because they could not be answered here)",
        "",
        "## Weight (KB compressed) and requests, empty cache",
        "",
        "| page | KB | default | ratio | requests | default |",
        "|---|---:|---:|---:|---:|---:|",
        *(
            f"| {name} | {row['kb ours']:.0f} | {row['kb default']:.0f} | {row['kb default'] / row['kb ours']:.1f} | {row['requests ours']} | {row['requests default']} |"
            for name, row in weight.iterrows()
        ),
        "",
        f"## Waits in ms, median of {ROUNDS} loads in turn",
        "",
        f"First paint: from the folder. Largest paint and blocking time (tasks over 50 ms): served, processor slowed {SLOWER} times.",
        "",
        "| page | first paint | default | largest paint | default | blocking | default |",
        "|---|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {name} | "
            + " | ".join(
                f"{row[f'{key} {which}']:.0f}"
                for key in ("paint", "largest", "blocking")
                for which in ("ours", "default")
            )
            + " |"
            for name, row in waits.iterrows()
        ),
        "",
    ]
    return "\n".join(lines)


def main() -> int:
    """Build the default site, measure both, write the tables."""
    with tempfile.TemporaryDirectory(prefix="pages") as folder:
        weight, waits = measure(book.SITE, default_site(Path(folder)))
    BENCH.mkdir(exist_ok=True)
    weight.join(waits).rename_axis("page").to_csv(
        BENCH / "pages.csv", float_format="%.1f", lineterminator="\n"
    )
    text = report(weight, waits, machine())
    (BENCH / "pages.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
