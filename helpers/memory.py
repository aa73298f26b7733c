"""Remember results while the data stand unchanged, and hand out nothing that a caller could spoil.

A reader edits a value in ``data/`` and runs a cell again: the next call computes afresh, in the
same kernel. Results that depend on no data are remembered by the same rule, for the sake of one.
"""

from __future__ import annotations

import copy
import functools
import inspect
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from helpers import paths

Call = TypeVar("Call", bound=Callable[..., Any])
LIMIT = 256  # results of one function; the oldest go first
_SAFE = (str, bytes, int, float, complex, bool, type(None), np.ndarray, np.generic)


def _stamps(folder: str) -> Iterator[tuple[str, int, int]]:
    """Path, size and time of change of every file below a folder."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir():
                yield from _stamps(entry.path)
            else:
                status = entry.stat()
                yield entry.path, status.st_size, status.st_mtime_ns


def fingerprint(folder: Path | None = None) -> tuple[tuple[str, int, int], ...]:
    """What has to change before a remembered result is computed again.

    Parameters
    ----------
    folder : Path, optional
        The data folder; ``helpers.paths.DATA`` by default, looked up at every call.

    Returns
    -------
    tuple of (str, int, int)
        Path, bytes and time of change in nanoseconds of each file, in the order of their names.

    Examples
    --------
    >>> fingerprint() == fingerprint()
    True
    """
    return tuple(_stamps(str(folder or paths.DATA)))


def frozen(value: Any) -> Any:
    """Make an array read-only, also inside a tuple; return the same object.

    Examples
    --------
    >>> frozen(np.zeros(2)).flags.writeable
    False
    """
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, tuple):
        for part in value:
            frozen(part)
    return value


def _handed_out(value: Any) -> Any:
    """The value itself where nobody can change it, else a copy."""
    if isinstance(value, _SAFE):
        return value
    if isinstance(value, pd.DataFrame | pd.Series):
        return value.copy(deep=False)  # pandas copies what is written to
    if type(value) is tuple:
        return tuple(_handed_out(part) for part in value)
    return copy.deepcopy(value)


def remembered(function: Call) -> Call:
    """Compute once per set of arguments, and again when a file in ``data/`` has changed.

    Arrays come out read-only, everything else that can be changed comes out as a copy.

    Parameters
    ----------
    function : callable
        Its arguments must be hashable; what it returns depends on them and on ``data/`` only.

    Returns
    -------
    callable
        The same function, with ``forget()`` to drop what it remembers.

    Examples
    --------
    >>> calls = []
    >>> @remembered
    ... def squares(n):
    ...     calls.append(n)
    ...     return {"squares": [k * k for k in range(n)]}
    >>> squares(3)["squares"].append("spoilt")
    >>> squares(n=3), calls
    ({'squares': [0, 1, 4]}, [3])
    """
    results: dict[tuple, Any] = {}
    lock = threading.RLock()
    seen: list[tuple] = []
    signature = inspect.signature(function)

    @functools.wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        bound = signature.bind(*arguments, **named)
        bound.apply_defaults()  # f(1) and f(k=1) are one question
        key = (bound.args, tuple(bound.kwargs.items()))
        with lock:
            now = fingerprint()
            if seen != [now]:
                results.clear()
                seen[:] = [now]
            if key not in results:
                while len(results) >= LIMIT:
                    results.pop(next(iter(results)))
                results[key] = frozen(function(*arguments, **named))
            return _handed_out(results[key])

    call.forget = results.clear  # type: ignore[attr-defined]
    return call  # type: ignore[return-value]


class kept(functools.cached_property):
    """A property computed once per object; an array comes out read-only.

    Examples
    --------
    >>> class Sample:
    ...     @kept
    ...     def draws(self):
    ...         return np.zeros(3)
    >>> Sample().draws.flags.writeable
    False
    """

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        """Compute at the first access, hand out the same read-only value later."""
        return frozen(super().__get__(instance, owner)) if instance is not None else self
