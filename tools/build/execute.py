"""Execute notebooks afresh and in parallel, each in a kernel of its own."""

from __future__ import annotations

import ast
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from helpers import paths
from tools.build import expressions, kernel

CELL_TIMEOUT = 600  # seconds; the slowest cell of the book takes well under a minute


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


class Client(NotebookClient):
    """Executes cells, and evaluates the expressions of sentences between them."""

    async def ask(self, questions: dict[str, str]) -> dict[str, dict]:
        """What the running kernel says of expressions.

        Parameters
        ----------
        questions : dict of str to str
            Expressions, each under a name.

        Returns
        -------
        dict of str to dict
            By name: ``status``, and ``data`` or the error.

        Raises
        ------
        DeadKernelError
            If the kernel is gone or does not answer.
        """
        if self.kc is None:
            raise DeadKernelError("the kernel is gone")
        asked = self.kc.execute("", silent=True, user_expressions=questions)
        reply = await self.async_wait_for_reply(asked)
        if reply is None:
            raise DeadKernelError("the kernel did not answer")
        return reply["content"]["user_expressions"]

    async def entries(self, wanted: Sequence[str]) -> list[dict]:
        """Results of expressions as they are stored.

        Parameters
        ----------
        wanted : sequence of str
            Expressions.

        Returns
        -------
        list of dict
            From `tools.build.expressions.entry`.

        Raises
        ------
        ExpressionError
            If one of them fails or is no text.
        """
        if not wanted:
            return []
        results = await self.ask({str(place): one for place, one in enumerate(wanted)})
        return [expressions.entry(one, results[str(place)]) for place, one in enumerate(wanted)]

    async def async_execute_cell(
        self, cell: nbformat.NotebookNode, cell_index: int, *arguments: Any, **named: Any
    ) -> nbformat.NotebookNode:
        """Execute a cell of code; evaluate the expressions of a cell of Markdown.

        Parameters
        ----------
        cell : NotebookNode
            Of the notebook.
        cell_index : int
            Its place.
        *arguments, **named
            As for ``NotebookClient``.

        Returns
        -------
        NotebookNode
            The cell.

        Raises
        ------
        ExpressionError
            With the place of the cell, if an expression fails.
        """
        if cell.cell_type == "markdown":
            try:
                stored = await self.entries(expressions.found(cell.source))
            except expressions.ExpressionError as error:
                raise expressions.ExpressionError(f"cell {cell_index + 1}: {error}") from None
            if stored:
                cell.metadata[expressions.METADATA] = nbformat.from_dict(stored)
            return cell
        return await super().async_execute_cell(cell, cell_index, *arguments, **named)


def execute(path: Path, root: Path = paths.ROOT, wanted: Sequence[str] = ()) -> Executed:
    """Execute one notebook in a fresh kernel.

    Parameters
    ----------
    path : Path
        The notebook; the file is read, not written.
    root : Path
        Tree whose ``helpers`` the kernel imports.
    wanted : sequence of str
        Expressions that pages of prose ask of the notebook's last state; the page's registered
        ``key`` number is always asked.

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
    wanted = [*wanted, *filter(None, [notebook.metadata.get("key")])]
    resources = {"metadata": {"path": str(path.parent)}}
    try:
        with tempfile.TemporaryDirectory(prefix="k") as sockets:
            specs = KernelSpecManager(kernel_dirs=[str(kernel.spec(Path(sockets)) / "kernels")])
            manager = AsyncKernelManager(kernel_name=kernel.SPEC, kernel_spec_manager=specs)
            if os.name == "posix":
                # Parallel kernels over TCP can pick the same free port; sockets in a private folder
                # cannot collide.
                manager.transport, manager.ip = "ipc", str(Path(sockets) / "s")
            client = Client(
                notebook,
                km=manager,
                timeout=CELL_TIMEOUT,
                record_timing=False,
                coalesce_streams=True,  # on a slow machine one text arrives in several parts
                resources=resources,
            )
            environment = os.environ | {"PYTHONPATH": str(root)} | kernel.ONE_THREAD
            files = asyncio.run(_run(client, manager, environment, wanted))
    except CellExecutionError as error:
        raise ExecutionError(f"{path.name}: a cell failed\n{error}") from error
    except (DeadKernelError, TimeoutError, expressions.ExpressionError) as error:
        raise ExecutionError(f"{path.name}: {error}") from error
    return Executed(path, notebook, time.perf_counter() - started, _below(files, root))


def _bare(path: Path) -> nbformat.NotebookNode:
    """A notebook without outputs."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata.pop("execution", None)
        cell.metadata.pop(expressions.METADATA, None)
    notebook.metadata.pop(expressions.PUBLISHED, None)
    return notebook


def _below(files: list[str], root: Path) -> tuple[str, ...]:
    """Those files that are modules of ``helpers``, from the root of the project."""
    inside = [Path(file) for file in files if Path(file).is_relative_to(root / "helpers")]
    return tuple(sorted({file.relative_to(root).as_posix() for file in inside}))


async def _run(
    client: Client,
    manager: AsyncKernelManager,
    environment: dict[str, str],
    wanted: Sequence[str],
) -> list[str]:
    """Execute, and ask for the imported files; end the kernel at once whatever happens."""
    try:
        await client.async_execute(env=environment)
        if published := await client.entries(wanted):
            client.nb.metadata[expressions.PUBLISHED] = nbformat.from_dict(published)
        answer = await client.ask({"files": IMPORTED})
        return ast.literal_eval(answer["files"]["data"]["text/plain"]).split("|")
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
    if not paths:
        return []
    workers = workers or max(1, os.cpu_count() or 1)
    say = progress or (lambda line: print(line, file=sys.stderr, flush=True))
    done: dict[Path, Executed] = {}
    asked = expressions.asked(root)
    with kernel.parent(), ThreadPoolExecutor(workers) as pool:
        waiting = {
            pool.submit(execute, path, root, asked.get(path.stem, ())): path for path in paths
        }
        try:
            for future in as_completed(waiting):
                result = future.result()
                done[result.path] = result
                say(f"  [{len(done)}/{len(paths)}] {result.path.name}  {result.seconds:.1f} s")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [done[path] for path in paths]
