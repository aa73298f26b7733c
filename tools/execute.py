"""Execute notebooks afresh and in parallel, each in a kernel of its own."""

from __future__ import annotations

import ast
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from helpers import paths

CELL_TIMEOUT = 600  # seconds; the slowest cell of the book takes well under a minute


# Kernels already fill the cores; a linear-algebra library that starts threads in each of them makes
# all of them wait.
ONE_THREAD = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}


class ExecutionError(RuntimeError):
    """A cell of a notebook failed; the message holds the notebook, the cell and the traceback."""


# Asked of the kernel after the last cell: which files of the project the notebook imported.
IMPORTED = (
    "'|'.join(str(getattr(module, '__file__', None))"
    " for module in list(__import__('sys').modules.values()))"
)


@dataclass(frozen=True)
class Executed:
    """One executed notebook.

    Parameters
    ----------
    path : Path
        Where it came from.
    notebook : NotebookNode
        With outputs.
    seconds : float
        How long it took; 0 if it was not executed.
    imported : tuple of str
        Files of the project that it imported, from the root of the tree.
    """

    path: Path
    notebook: nbformat.NotebookNode
    seconds: float
    imported: tuple[str, ...] = ()


def execute(path: Path, root: Path = paths.ROOT) -> Executed:
    """Execute one notebook in a fresh kernel.

    Parameters
    ----------
    path : Path
        The notebook; the file is read, not written.
    root : Path
        Tree whose ``helpers`` the kernel imports.

    Returns
    -------
    Executed
        With outputs, and with the files that it imported.

    Raises
    ------
    ExecutionError
        If a cell raises, the kernel dies or the time runs out.
    """
    started = time.perf_counter()
    notebook = _bare(path)
    resources = {"metadata": {"path": str(path.parent)}}
    try:
        with tempfile.TemporaryDirectory(prefix="k") as sockets:
            manager = AsyncKernelManager(kernel_name="python3")
            if os.name == "posix":
                # Parallel kernels over TCP can pick the same free port; sockets in a private folder
                # cannot collide.
                manager.transport, manager.ip = "ipc", str(Path(sockets) / "s")
            client = NotebookClient(
                notebook, km=manager, timeout=CELL_TIMEOUT, record_timing=False, resources=resources
            )
            environment = os.environ | {"PYTHONPATH": str(root)} | ONE_THREAD
            files = asyncio.run(_run(client, manager, environment))
    except CellExecutionError as error:
        raise ExecutionError(f"{path.name}: a cell failed\n{error}") from error
    except (DeadKernelError, TimeoutError) as error:
        raise ExecutionError(f"{path.name}: {error}") from error
    return Executed(path, notebook, time.perf_counter() - started, _below(files, root))


def _bare(path: Path) -> nbformat.NotebookNode:
    """A notebook without outputs."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata.pop("execution", None)
    return notebook


def _below(files: list[str], root: Path) -> tuple[str, ...]:
    """Those files that belong to the project (its environment does not), from its root."""
    inside = [Path(file) for file in files if Path(file).is_relative_to(root)]
    names = {
        file.relative_to(root).as_posix() for file in inside if "site-packages" not in file.parts
    }
    return tuple(sorted(names))


async def _evaluate(client: NotebookClient, expression: str) -> str:
    """The string that an expression has in the running kernel."""
    if client.kc is None:
        raise DeadKernelError("the kernel is gone")
    asked = client.kc.execute("", silent=True, user_expressions={"value": expression})
    reply = await client.async_wait_for_reply(asked)
    if reply is None:
        raise DeadKernelError("the kernel did not answer")
    return ast.literal_eval(reply["content"]["user_expressions"]["value"]["data"]["text/plain"])


async def _run(
    client: NotebookClient, manager: AsyncKernelManager, environment: dict[str, str]
) -> list[str]:
    """Execute, and ask for the imported files; end the kernel at once whatever happens."""
    try:
        await client.async_execute(env=environment)
        return (await _evaluate(client, IMPORTED)).split("|")
    finally:
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)


def execute_all(
    paths: list[Path],
    workers: int | None = None,
    root: Path = paths.ROOT,
    progress: Callable[[str], None] | None = None,
) -> list[Executed]:
    """Execute notebooks on all cores; stop at the first failure.

    Parameters
    ----------
    paths : list of Path
        Notebooks.
    workers : int, optional
        Kernels at a time; the number of cores by default.
    root : Path
        As for `execute`.
    progress : callable, optional
        Called with one line of text per finished notebook.

    Returns
    -------
    list of Executed
        In the order of ``paths``.
    """
    workers = workers or max(1, os.cpu_count() or 1)
    say = progress or (lambda line: print(line, file=sys.stderr, flush=True))
    done: dict[Path, Executed] = {}
    with ThreadPoolExecutor(workers) as pool:
        waiting = {pool.submit(execute, path, root): path for path in paths}
        try:
            for future in as_completed(waiting):
                result = future.result()
                done[result.path] = result
                say(f"  [{len(done)}/{len(paths)}] {result.path.name}  {result.seconds:.1f} s")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [done[path] for path in paths]
