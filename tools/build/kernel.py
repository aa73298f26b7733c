"""Kernels that start at once: each is forked from a parent that has imported the libraries already.

The kernelspec ``book`` runs this file with ``-f CONNECTION_FILE``.

A notebook of this book spends most of its time importing pandas, statsmodels and matplotlib.
Here a parent without threads imports them once and forks a kernel for each notebook, with the
working folder, environment and output of the process that asks. That process stays as a proxy: it
hands on an interrupt, and when it ends, however it ends, its kernel ends too.
Where processes cannot fork, or ``BOOK_COLD_KERNELS`` is set, the same command runs an ordinary
kernel.
"""

from __future__ import annotations

import array
import contextlib
import hashlib
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SPEC = "book"  # name of the kernelspec
ADDRESS = "BOOK_KERNEL_PARENT"  # environment: socket of a parent that is running
COLD = "BOOK_COLD_KERNELS"  # environment: run ordinary kernels
IDLE = 60.0  # seconds without a request after which a parent of its own accord ends
STARTING = 60.0  # seconds in which a parent must have imported everything
LONGEST = 1 << 20  # bytes of a request; an environment is far shorter
# Libraries of the notebooks, and the kernel itself; none of them starts a thread.
LIBRARIES = (
    "numpy",
    "pandas",
    "scipy.stats",
    "scipy.optimize",
    "statsmodels.api",
    "statsmodels.formula.api",
    "statsmodels.stats.diagnostic",
    "statsmodels.stats.outliers_influence",
    "statsmodels.tsa.stattools",
    "matplotlib.figure",
    "matplotlib.style",
    "joblib",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "matplotlib_inline.backend_inline",
)
COMMAND = (sys.executable, "-P", str(Path(__file__).resolve()))  # needs nothing of the project
ONE_THREAD = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}


class ParentError(RuntimeError):
    """No parent could be started, or it has threads and must not fork."""


def can_fork() -> bool:
    """Whether kernels can be forked here.

    Returns
    -------
    bool
        False on Windows, and on a Mac, whose libraries do not survive a fork.
    """
    return hasattr(os, "fork") and sys.platform != "darwin" and not os.environ.get(COLD)


def spec(folder: Path) -> Path:
    """Write the kernelspec.

    Parameters
    ----------
    folder : Path
        What goes into ``JUPYTER_PATH``.

    Returns
    -------
    Path
        The same folder.
    """
    target = folder / "kernels" / SPEC
    target.mkdir(parents=True, exist_ok=True)
    command = [*COMMAND, "-f", "{connection_file}"]
    described = {"argv": command, "display_name": "The book", "language": "python"}
    (target / "kernel.json").write_text(json.dumps(described, indent=1), encoding="utf-8")
    return folder


def _address() -> str:
    """Socket of the parent that all kernels of this environment share."""
    if given := os.environ.get(ADDRESS):
        return given
    packages = Path(next(path for path in sys.path if path.endswith("site-packages")))
    key = f"{sys.executable} {packages.stat().st_mtime_ns} {os.getuid()}"
    folder = Path(tempfile.gettempdir()) / f"book-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise ParentError(f"{folder} belongs to someone else")
    return str(folder / "parent")


# -- the process that asks ----------------------------------------------------------------------


def _connected(address: str) -> socket.socket | None:
    """A connection to a parent, if there is one."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.connect(address)
    except (FileNotFoundError, ConnectionRefusedError):
        connection.close()
        return None
    return connection


def _start(address: str, idle: float) -> subprocess.Popen:
    """Start a parent and wait until it listens."""
    command = [*COMMAND, "--parent", address, str(idle)]
    environment = os.environ | ONE_THREAD
    started = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
    )
    ends = time.monotonic() + STARTING
    while time.monotonic() < ends and started.poll() is None:
        if connection := _connected(address):
            connection.close()
            return started
        time.sleep(0.02)
    started.kill()
    raise ParentError("the parent of the kernels did not start")


@contextlib.contextmanager
def parent() -> Iterator[None]:
    """A parent of one's own, for as long as a build takes, to which all kernels turn.

    Yields
    ------
    None
        At once where kernels cannot be forked.
    """
    if not can_fork() or ADDRESS in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="k") as folder:
        os.environ[ADDRESS] = str(Path(folder) / "parent")
        running = _start(os.environ[ADDRESS], float("inf"))
        try:
            yield
        finally:
            running.terminate()
            running.wait()
            del os.environ[ADDRESS]


def _ask(arguments: list[str]) -> int:
    """Have a kernel forked, stay as its proxy, and return how it ended."""
    address = _address()
    connection = _connected(address)
    if connection is None:
        _start(address, IDLE)
        connection = _connected(address)
    if connection is None:
        raise ParentError("the parent of the kernels ended at once")
    request = {"arguments": arguments, "folder": os.getcwd(), "environment": dict(os.environ)}
    message = json.dumps(request).encode()
    connection.sendall(len(message).to_bytes(4, "big"))
    socket.send_fds(connection, [message[:1]], [0, 1, 2])
    connection.sendall(message[1:])
    kernel = int.from_bytes(_exactly(connection, 4), "big")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: os.kill(kernel, number))
    while connection.recv(1):
        pass
    return 0


def _exactly(connection: socket.socket, count: int) -> bytes:
    """So many bytes, or an error."""
    found = b""
    while len(found) < count:
        piece = connection.recv(count - len(found))
        if not piece:
            raise ParentError("the connection ended early")
        found += piece
    return found


# -- the parent ---------------------------------------------------------------------------------


class _Kernel:
    """What pandas asks for while it is imported, to find out whether it is in a terminal."""

    kernel = True


def _import_libraries() -> None:
    """Import what notebooks use, as if in a kernel, and refuse to go on with threads."""
    import builtins

    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    builtins.get_ipython = _Kernel  # type: ignore[attr-defined]
    for name in LIBRARIES:
        importlib.import_module(name)
    del builtins.get_ipython  # type: ignore[attr-defined]
    tasks = Path("/proc/self/task")
    if tasks.exists() and len(list(tasks.iterdir())) > 1:
        raise ParentError("an import has started a thread: a fork could hang")


def serve(address: str, idle: float) -> None:
    """Fork a kernel for every request.

    Parameters
    ----------
    address : str
        Path of the socket.
    idle : float
        Seconds without a request after which to end.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # a kernel that has ended leaves nothing behind
    _import_libraries()
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(address)
    listening.bind(address)
    listening.listen(64)
    listening.settimeout(None if idle == float("inf") else idle)
    while True:
        try:
            connection, _ = listening.accept()
        except TimeoutError:
            os.unlink(address)
            return
        connection.settimeout(None)
        with connection:
            _answer(connection, listening)


def _answer(connection: socket.socket, listening: socket.socket) -> None:
    """Read one request, and fork."""
    try:
        length = int.from_bytes(_exactly(connection, 4), "big")
    except ParentError:
        return  # only asked whether someone listens
    if length > LONGEST:
        return
    first, descriptors, _, _ = socket.recv_fds(connection, 1, 3)
    request = json.loads(first + _exactly(connection, length - 1))
    kernel = os.fork()
    if kernel == 0:
        listening.close()
        _become(request, connection, descriptors)
    connection.sendall(kernel.to_bytes(4, "big"))
    for descriptor in array.array("i", descriptors):
        os.close(descriptor)


def _become(request: dict, connection: socket.socket, descriptors: list[int]) -> None:
    """Turn the forked process into the kernel that was asked for; does not return."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        for number, descriptor in enumerate(descriptors):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.chdir(request["folder"])
        environment = request["environment"] | {"MPLBACKEND": os.environ["MPLBACKEND"]}
        os.environ.clear()
        os.environ.update(environment)
        launcher = importlib.util.find_spec("ipykernel_launcher")
        sys.argv = [str(launcher and launcher.origin), *request["arguments"]]
        _search_first(environment.get("PYTHONPATH", ""))
        _follow(connection)
        from ipykernel.kernelapp import IPKernelApp

        # A cold kernel reads this from JPY_PARENT_PID when it is imported.
        ends_with = f"--IPKernelApp.parent_handle={os.getppid()}"
        IPKernelApp.launch_instance(argv=[*request["arguments"], ends_with])
        status = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _search_first(path: str) -> None:
    """Search for modules in ``PYTHONPATH`` first, as a process does that starts with it."""
    given = [entry for entry in path.split(os.pathsep) if entry]
    sys.path[:] = [*given, *(entry for entry in sys.path if entry not in given)]


def _follow(connection: socket.socket) -> None:
    """End this process when the one that asked for it has ended."""
    import threading

    def watch() -> None:
        with contextlib.suppress(OSError):
            while connection.recv(1):
                pass
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def main() -> int:
    """Run the command: a kernel, a parent of kernels, or the kernelspec for ``JUPYTER_PATH``.

    Returns
    -------
    int
        Exit code.
    """
    if sys.argv[1:2] == ["--parent"]:
        serve(sys.argv[2], float(sys.argv[3]))
        return 0
    if sys.argv[1:2] == ["--spec"]:
        spec(Path(sys.argv[2]))
        return 0
    if can_fork():
        try:
            return _ask(sys.argv[1:])
        except (ParentError, OSError) as error:
            print(f"no forked kernel: {error}; an ordinary one starts", file=sys.stderr)
    command = [sys.executable, "-m", "ipykernel_launcher", *sys.argv[1:]]
    return subprocess.call(command) if os.name == "nt" else os.execv(sys.executable, command)


if __name__ == "__main__":
    sys.exit(main())
