"""Measure the build against a plain Jupyter Book build of the same tree, then pages, kernels and searches, into bench/.

Every figure is the median of several runs in this one call; the baseline runs between ours, so that a drifting
machine shifts both. Ratios are baseline divided by ours.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import nbformat

from helpers import paths
from tools import bench_kernels, bench_recovery, book
from tools.execute import execute

BENCH = paths.ROOT / "bench"
PARTS = (
    "book",
    "data",
    "helpers",
    "notebooks",
    "tools",
    "CITATION.cff",
    "requirements.in",
    "_config.yml",
    "_toc.yml",
    "requirements.txt",
    "pyproject.toml",
    "Makefile",
)


def copy_tree(target: Path) -> Path:
    """A copy of the project in which files may be edited."""
    for name in PARTS:
        source = paths.ROOT / name
        if source.is_dir():
            shutil.copytree(
                source,
                target / name,
                ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"),
            )
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    return target


def timed(command: list[str], root: Path) -> tuple[float, float]:
    """Seconds, and the largest resident memory of any one process started, in MB."""
    environment = os.environ | {"PYTHONPATH": str(root)}
    started = time.perf_counter()
    done = subprocess.run(command, cwd=root, env=environment, text=True, capture_output=True)
    seconds = time.perf_counter() - started
    if done.returncode:
        raise RuntimeError(
            f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (
        1024 * 1024 if sys.platform == "darwin" else 1024
    )
    return seconds, peak


def ours(root: Path, draft: bool = False) -> tuple[float, float]:
    return timed([sys.executable, "-m", "tools.book", *(["--draft"] if draft else [])], root)


def baseline(root: Path) -> tuple[float, float]:
    """A plain sequential ``jupyter-book build --all`` that executes every notebook."""
    config = root / "_config.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace('execute_notebooks: "off"', "execute_notebooks: force\n  timeout: 600"),
        encoding="utf-8",
    )
    shutil.rmtree(root / "_build", ignore_errors=True)
    try:
        return timed(
            [
                sys.executable,
                "-c",
                "from jupyter_book.cli.main import main; main()",
                "build",
                str(root),
                "--all",
                "-q",
            ],
            root,
        )
    finally:
        config.write_text(text, encoding="utf-8")


def edit_prose(root: Path, stamp: int) -> None:
    page = root / "book" / "index.md"
    page.write_text(
        page.read_text(encoding="utf-8")
        + f"\nAn edit for the benchmark, round {'i' * (stamp + 1)}.\n",
        encoding="utf-8",
    )


def edit_notebook(root: Path, stamp: int) -> None:
    path = root / "notebooks" / "correlation.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1:-1] = [nbformat.v4.new_code_cell(f"1 + {stamp}")]
    nbformat.write(notebook, path)


def machine() -> str:
    """The machine in one line, without names."""
    model = platform.processor() or platform.machine()
    try:
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
        model = found[1] if found else model
    except OSError:
        pass
    return f"{os.cpu_count()} cores, {model}, {platform.system()}, Python {platform.python_version()}, jupyter-book {version('jupyter-book')}"


def measure(rounds: int) -> list[dict]:
    """All figures, as rows of measure, value, unit, note."""
    rows: list[dict] = []
    add = lambda measure, value, unit, note="": rows.append(
        {
            "measure": measure,
            "value": f"{value:.3g}" if isinstance(value, float) else value,
            "unit": unit,
            "note": note,
        }
    )
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        root = copy_tree(Path(folder) / "tree")
        plain = copy_tree(Path(folder) / "plain")
        cold, slow, prose, cell, peaks, plain_peaks = [], [], [], [], [], []
        for number in range(rounds):
            shutil.rmtree(root / "_build", ignore_errors=True)
            seconds, peak = ours(root)
            cold.append(seconds), peaks.append(peak)
            seconds, peak = baseline(plain)
            slow.append(seconds), plain_peaks.append(peak)
            ours(root, draft=True)
            edit_prose(root, number)
            prose.append(ours(root, draft=True)[0])
            edit_notebook(root, number)
            cell.append(ours(root, draft=True)[0])
            print(
                f"round {number + 1} of {rounds}: book {cold[-1]:.1f} s, baseline {slow[-1]:.1f} s, prose edit {prose[-1]:.1f} s, notebook edit {cell[-1]:.1f} s",
                flush=True,
            )
        spread = lambda values: f"{min(values):.1f} to {max(values):.1f} in {len(values)} rounds"
        add("make book after set-up, cold", statistics.median(cold), "s", spread(cold))
        add(
            "baseline: jupyter-book build --all, sequential",
            statistics.median(slow),
            "s",
            spread(slow),
        )
        add(
            "baseline / make book",
            statistics.median(b / a for a, b in zip(cold, slow)),
            "ratio",
            "median of the rounds",
        )
        add("make draft after one prose edit", statistics.median(prose), "s", spread(prose))
        add("baseline / prose edit", statistics.median(b / a for a, b in zip(prose, slow)), "ratio")
        add("make draft after one notebook edit", statistics.median(cell), "s", spread(cell))
        add(
            "baseline / notebook edit",
            statistics.median(b / a for a, b in zip(cell, slow)),
            "ratio",
        )
        add(
            "largest process of all builds",
            max(peaks + plain_peaks),
            "MB",
            "resident memory, kernels included",
        )
        site = root / "_build" / "html"
        add(
            "site on disk",
            sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) / 1024,
            "KB",
        )
        for path in book.notebook_files(root):
            add(
                f"execute {path.name}",
                execute(path, root).seconds,
                "s",
                "alone, kernel start included",
            )
    return rows


def write(rows: list[dict], folder: Path = BENCH) -> None:
    """Store the table as CSV and Markdown."""
    folder.mkdir(exist_ok=True)
    with (folder / "build.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["measure", "value", "unit", "note"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    lines = [
        "# Build benchmark",
        "",
        f"Machine: {machine()}. Renewed by `make bench`.",
        "",
        "| measure | value | unit | note |",
        "|---|---:|---|---|",
    ]
    lines += [
        f"| {row['measure']} | {row['value']} | {row['unit']} | {row['note']} |" for row in rows
    ]
    (folder / "build.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.bench", description="Measure the build into bench/."
    )
    parser.add_argument(
        "--rounds", type=int, default=3, help="rounds of build and baseline (default 3)"
    )
    write(measure(parser.parse_args(arguments).rounds))
    print(f"wrote {BENCH.relative_to(paths.ROOT)}/build.md")
    # In a process of its own: it measures the built site, and builds on what this module offers.
    subprocess.run([sys.executable, "-m", "tools.bench_pages"], check=True)
    bench_kernels.main()
    bench_recovery.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
