"""Measure builds, a page and a simulation against their plain alternatives: ``make bench``.

Writes ``bench/bench.csv`` and ``bench/bench.md``. Builds are timed in copies of the project, the
plain Jupyter Book build between ours, so that a machine that slows down shifts both. Every ratio is
the plain alternative divided by ours. Growth is measured on books of synthetic notebooks.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import numpy as np
import pandas as pd
import statsmodels.api as sm
from playwright.sync_api import ViewportSize
from statsmodels.stats.stattools import durbin_watson

from helpers import paths
from helpers.methods import simulation
from tools.keep import browser
from tools.keep.notebooks import KERNELSPEC
from tools.ship import archive

FOLDER = paths.ROOT / "bench"
PAGE = "notebooks/results.html"  # a typical page: tables, figures, formulas
PHONE: ViewportSize = {"width": 390, "height": 844}
PACKED = {".woff2", ".woff", ".png", ".jpg"}  # compressed already
YEARS, REGRESSORS = 15, 4  # of the paper
BUILD = ("-m", "tools.build.book")
PAGES = (10, 50, 200)  # of synthetic books
PLAIN_UP_TO = 50  # pages
SYNTHETIC = """import numpy as np
import pandas as pd
import statsmodels.api as sm

rng = np.random.default_rng({seed})
frame = pd.DataFrame(rng.standard_normal((15, 3)), columns=["y", "x", "z"])
sm.OLS(frame["y"], sm.add_constant(frame[["x", "z"]])).fit().params"""
LOOP = 200  # fits per timing of the loop
TIMES = 5  # the fastest of so many timings: other work on the machine can only slow one down
NOTE = "statsmodels.OLS on arrays, n = {years}, {regressors} regressors, one core"


@dataclass(frozen=True)
class Round:
    """Seconds of one round of builds.

    Attributes
    ----------
    book : float
        ``make book`` after set-up, from nothing.
    plain : float
        ``jupyter-book build --all``, which executes one notebook after the other.
    prose, notebook : float
        ``make draft`` after an edit of a page of prose, and of a notebook.
    parts : tuple of float
        Of ``make book``: executing, Jupyter Book, finishing; empty if not known.
    """

    book: float
    plain: float
    prose: float
    notebook: float
    parts: tuple[float, ...] = ()


def copy_tree(target: Path, source: Path = paths.ROOT) -> Path:
    """Copy the project to where its files may be edited.

    Parameters
    ----------
    target : Path
        Root of the copy.
    source : Path
        The project, or a copy.

    Returns
    -------
    Path
        The same.
    """
    for name in archive.project(source):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source / name, target / name)
    return target


def timed(command: Sequence[str], root: Path) -> float:
    """Seconds that a command takes.

    Parameters
    ----------
    command, root
        As for `said`.

    Returns
    -------
    float
    """
    return said(command, root)[0]


def said(command: Sequence[str], root: Path) -> tuple[float, str]:
    """Seconds that a command takes, and what it prints.

    Parameters
    ----------
    command : sequence of str
        Arguments of this Python.
    root : Path
        Where it runs, and what it imports first.

    Returns
    -------
    (float, str)

    Raises
    ------
    RuntimeError
        If it fails, with the end of what it said.
    """
    environment = os.environ | {"PYTHONPATH": str(root)}
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *command], cwd=root, env=environment, text=True, capture_output=True
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        printed = done.stdout[-2000:] + done.stderr[-2000:]
        raise RuntimeError(f"{' '.join(command)} failed:\n{printed}")
    return seconds, done.stdout


def plain_build(root: Path) -> float:
    """Seconds of a plain sequential ``jupyter-book build --all`` that executes every notebook.

    Parameters
    ----------
    root : Path
        A copy of the project.

    Returns
    -------
    float
    """
    config = root / "_config.yml"
    text = config.read_text(encoding="utf-8")
    executing = text.replace('execute_notebooks: "off"', "execute_notebooks: force\n  timeout: 600")
    config.write_text(executing, encoding="utf-8")
    shutil.rmtree(root / "_build", ignore_errors=True)
    main = "from jupyter_book.cli.main import main; main()"
    try:
        return timed(["-c", main, "build", str(root), "--all", "-q"], root)
    finally:
        config.write_text(text, encoding="utf-8")


def edit_prose(root: Path, number: int) -> None:
    """Add a sentence to the first page.

    Parameters
    ----------
    root : Path
        A copy of the project.
    number : int
        Of the round; every edit differs.
    """
    page = root / "book" / "index.md"
    sentence = f"\nAn edit for the benchmark, round {'i' * (number + 1)}.\n"
    page.write_text(page.read_text(encoding="utf-8") + sentence, encoding="utf-8")


def edit_notebook(root: Path, number: int) -> None:
    """Add a cell to a notebook.

    Parameters
    ----------
    root : Path
        A copy of the project.
    number : int
        Of the round; every edit differs.
    """
    path = root / "notebooks" / "trend.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1:-1] = [nbformat.v4.new_code_cell(f"1 + {number}")]
    nbformat.write(notebook, path)


def one_round(root: Path, plain: Path, number: int) -> Round:
    """Time every build once.

    Parameters
    ----------
    root, plain : Path
        Copies of the project, for our builds and for the plain one.
    number : int
        Of the round.

    Returns
    -------
    Round
    """
    draft = ["-m", "tools.build.book", "--draft"]
    shutil.rmtree(root / "_build", ignore_errors=True)
    book, printed = said(BUILD, root)
    baseline = plain_build(plain)
    timed(draft, root)
    edit_prose(root, number)
    prose = timed(draft, root)
    edit_notebook(root, number)
    return Round(book, baseline, prose, timed(draft, root), spent(printed))


def spent(printed: str) -> tuple[float, ...]:
    """Seconds of each part of a build, from its last line.

    Parameters
    ----------
    printed : str
        What the build printed.

    Returns
    -------
    tuple of float
        Executing, Jupyter Book, finishing.

    Examples
    --------
    >>> spent("built 44 pages in 10 s (6.0 executing, 3.0 in Jupyter Book, 1.0 finishing); open x")
    (6.0, 3.0, 1.0)
    """
    found = re.search(r"\(([\d.]+) executing, ([\d.]+) in Jupyter Book, ([\d.]+) fin", printed)
    return tuple(map(float, found.groups())) if found else ()


def synthetic(root: Path, count: int) -> None:
    """Make a copy of the project a book of so many notebooks, each with a regression and a frame.

    Parameters
    ----------
    root : Path
        A copy of the project; its pages are deleted.
    count : int
        Notebooks.
    """
    for page in [*(root / "book").glob("*.md"), *(root / "notebooks").glob("*.ipynb")]:
        page.unlink()
    (root / "book" / "index.md").write_text("# Synthetic\n\nPages to measure.\n", "utf-8")
    toc = "format: jb-book\nroot: book/index\nchapters:\n"
    for number in range(count):
        cells = [
            nbformat.v4.new_markdown_cell(f"# Page {number}\n\nA sentence about $y = {number}$."),
            nbformat.v4.new_code_cell(SYNTHETIC.format(seed=number)),
            nbformat.v4.new_code_cell("frame.describe()"),
        ]
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})
        nbformat.write(notebook, root / "notebooks" / f"page-{number}.ipynb")
        toc += f"  - file: notebooks/page-{number}\n"
    (root / "_toc.yml").write_text(toc, encoding="utf-8")


def growth(folder: Path, source: Path) -> list[tuple[str, float, str, str]]:
    """Builds of books of synthetic pages; the plain build only of those where it is bearable.

    Parameters
    ----------
    folder : Path
        Where copies of the project may lie.
    source : Path
        A copy that nobody edits meanwhile.

    Returns
    -------
    list of (measure, value, unit, note)
    """
    rows = []
    for count in PAGES:
        root = copy_tree(folder / f"pages-{count}", source)
        synthetic(root, count)
        seconds, printed = said(BUILD, root)
        note = "{} executing, {} in Jupyter Book, {} finishing".format(*spent(printed))
        rows.append((f"make book, {count} synthetic pages", seconds, "s", note))
        if count <= PLAIN_UP_TO:
            ratio = plain_build(root) / seconds
            rows.append((f"plain build / make book, {count} synthetic pages", ratio, "ratio", ""))
    return rows


def compressed(content: bytes, suffix: str) -> int:
    """Bytes of a file as a server would send it.

    Parameters
    ----------
    content : bytes
        Of the file.
    suffix : str
        Of its name; fonts and pictures are compressed already.

    Returns
    -------
    int

    Examples
    --------
    >>> compressed(b"a" * 1000, ".css") < 100, compressed(b"a" * 1000, ".woff2")
    (True, 1000)
    """
    return len(content) if suffix in PACKED else len(gzip.compress(content, 6))


def page_weight(site: Path, name: str = PAGE) -> float:
    """Kilobytes that a reader loads to see one page for the first time, compressed.

    Parameters
    ----------
    site : Path
        Root of a built site.
    name : str
        The page.

    Returns
    -------
    float

    Raises
    ------
    browser.NoBrowser
        If there is none on this machine.
    """
    asked: set[str] = set()
    with browser.chromium() as chromium:
        page = chromium.new_page(viewport=PHONE)
        page.on("request", lambda request: asked.add(urlsplit(request.url).path))
        page.goto((site / name).resolve().as_uri(), wait_until="load")
        page.evaluate("document.fonts.ready.then(() => true)")
    files = [path for path in map(Path, map(unquote, asked)) if path.is_file()]
    return sum(compressed(path.read_bytes(), path.suffix) for path in files) / 1024


def fastest(task: Callable[[], object], times: int = TIMES) -> float:
    """Seconds of processor time of the fastest of several runs, after one that does not count.

    Parameters
    ----------
    task : callable
        What to time.
    times : int
        How often.

    Returns
    -------
    float

    Examples
    --------
    >>> fastest(lambda: None, times=2) < 1
    True
    """
    task()
    seconds = []
    for _ in range(times):
        started = time.process_time()
        task()
        seconds.append(time.process_time() - started)
    return min(seconds)


def fit_one(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """One regression by statsmodels, with the statistics that `simulation.batched_ols` gives.

    Parameters
    ----------
    y : ndarray, shape (n,)
        Dependent variable.
    x : ndarray, shape (k, n)
        Regressors, without the constant.

    Returns
    -------
    ndarray, shape (k + 1,)
        Coefficients, that of the constant first.
    """
    fit = sm.OLS(y, np.column_stack([np.ones(len(y)), x.T])).fit()
    # Computed only when asked for.
    _ = fit.bse, fit.tvalues, fit.rsquared, fit.rsquared_adj, fit.fvalue, fit.ssr
    durbin_watson(fit.resid)
    return fit.params


def speed_of_fits(loop: int = LOOP, times: int = TIMES) -> float:
    """Time of a fit in a loop over statsmodels divided by that of a batched one.

    Parameters
    ----------
    loop : int
        Fits per timing of the loop.
    times : int
        Timings of each.

    Returns
    -------
    float
    """
    rng = np.random.default_rng(REGRESSORS)
    walks = simulation.random_walks(rng, REGRESSORS + 1, YEARS, simulation.CHUNK)
    y, x = walks[0], walks[1:]
    one = fastest(lambda: [fit_one(y[:, r], x[:, :, r]) for r in range(loop)], times) / loop
    batched = fastest(lambda: simulation.batched_ols(y, x), times) / simulation.CHUNK
    return one / batched


def table(
    rounds: Sequence[Round],
    kilobytes: float,
    fits: float,
    date: str,
    grown: Sequence[tuple[str, float, str, str]] = (),
) -> pd.DataFrame:
    """All figures.

    Parameters
    ----------
    rounds : sequence of Round
        From `one_round`.
    kilobytes : float
        From `page_weight`.
    fits : float
        From `speed_of_fits`.
    date : str
        Of the measurement.
    grown : sequence of (measure, value, unit, note)
        From `growth`.

    Returns
    -------
    DataFrame
        Columns measure, value, unit, note, date.
    """
    rows: list[tuple[str, float, str, str]] = []

    def build(measure: str, seconds: list[float]) -> None:
        note = "1 round"
        if len(seconds) > 1:
            note = f"{min(seconds):.1f} to {max(seconds):.1f} in {len(seconds)} rounds"
        rows.append((measure, statistics.median(seconds), "s", note))

    def ratio(measure: str, seconds: list[float]) -> None:
        times = [one.plain / ours for one, ours in zip(rounds, seconds, strict=True)]
        rows.append((f"plain build / {measure}", statistics.median(times), "ratio", ""))

    build("plain build: jupyter-book build --all, sequential", [one.plain for one in rounds])
    for measure, seconds in {
        "make book": [one.book for one in rounds],
        "make draft after a prose edit": [one.prose for one in rounds],
        "make draft after a notebook edit": [one.notebook for one in rounds],
    }.items():
        build(measure, seconds)
        ratio(measure, seconds)
    for part, name in enumerate(("executing", "Jupyter Book", "finishing")):
        if all(one.parts for one in rounds):
            build(f"make book: {name}", [one.parts[part] for one in rounds])
    rows += grown
    rows.append((f"weight of {PAGE}", kilobytes, "KB", "compressed, all it loads, empty cache"))
    note = NOTE.format(years=YEARS, regressors=REGRESSORS)
    rows.append(("statsmodels loop / simulation.batched_ols, per fit", fits, "ratio", note))
    frame = pd.DataFrame(rows, columns=["measure", "value", "unit", "note"])
    return frame.assign(value=[f"{value:.3g}" for value in frame["value"]], date=date)


def machine() -> str:
    """The machine in one line, without names.

    Returns
    -------
    str
    """
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        found = re.search(r"model name\s*: (.+)", cpuinfo.read_text(encoding="utf-8"))
        model = found[1] if found else model
    python = f"Python {platform.python_version()}, jupyter-book {version('jupyter-book')}"
    return f"{os.cpu_count()} cores, {model}, {platform.system()}, {python}"


def write(frame: pd.DataFrame, about: str, folder: Path = FOLDER) -> None:
    """Store the figures as CSV and as Markdown.

    Parameters
    ----------
    frame : DataFrame
        From `table`.
    about : str
        From `machine`.
    folder : Path
        Where to store them.
    """
    folder.mkdir(exist_ok=True)
    frame.to_csv(folder / "bench.csv", index=False, lineterminator="\n")
    lines = [
        "# Benchmark",
        "",
        f"Machine: {about}. Renewed by `make bench`.",
        "",
        "| measure | value | unit | note | date |",
        "|---|---:|---|---|---|",
        *("| " + " | ".join(row) + " |" for row in frame.itertuples(index=False)),
    ]
    (folder / "bench.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Measure and store everything.

    Parameters
    ----------
    arguments : list of str, optional
        Those of the command line by default.

    Returns
    -------
    int
        Exit code: 1 if there is no browser to weigh a page with.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tools.keep.bench", description="Measure builds, a page and a simulation."
    )
    parser.add_argument("--rounds", type=int, default=3, help="rounds of builds (default 3)")
    wanted = parser.parse_args(arguments).rounds
    try:
        browser.executable()
    except browser.NoBrowser as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    fits = speed_of_fits()
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        root, plain = copy_tree(Path(folder) / "tree"), copy_tree(Path(folder) / "plain")
        rounds = []
        for number in range(wanted):
            rounds.append(one_round(root, plain, number))
            print(f"round {number + 1} of {wanted}: {rounds[-1]}", flush=True)
        kilobytes = page_weight(root / "_build" / "html")
        grown = growth(Path(folder), plain)
    frame = table(rounds, kilobytes, fits, datetime.date.today().isoformat(), grown)
    write(frame, machine())
    print(frame.to_string(index=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
