"""Costly results, kept in ``data/simulated.csv`` under a digest of the data they came from.

A kept result is handed out only while its inputs are what they were: a reader who changes a datum
gets a fresh computation. ``python -m tools.keep.simulate`` writes the file; the tests compute a
sample of it again.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import json
from collections.abc import Callable
from typing import Any, TypeVar

from helpers import paths
from helpers.data.files import describe, read_file
from helpers.memory import remembered

Call = TypeVar("Call", bound=Callable[..., Any])
RESOURCE = "simulated"


def digest(resources: tuple[str, ...]) -> str:
    """SHA-256 over some files of the data package, in their order.

    Parameters
    ----------
    resources : tuple of str
        Names, as in `helpers.data.resources`.

    Returns
    -------
    str
        64 hexadecimal digits; those of nothing for a result that depends on no data.

    Examples
    --------
    >>> digest(())[:8], digest(("paper_dataset",)) == digest(("paper_dataset",))
    ('e3b0c442', True)
    """
    whole = hashlib.sha256()
    for name in resources:
        whole.update((paths.DATA / describe(name)["path"]).read_bytes())
    return whole.hexdigest()


@remembered
def _rows() -> dict[tuple[str, str], tuple[str, str]]:
    """Digest of the inputs and the result, by function and arguments."""
    rows = read_file(RESOURCE).itertuples(index=False)
    return {(row.function, row.arguments): (row.inputs, row.result) for row in rows}


def call_key(function: Callable[..., Any], *arguments: Any, **named: Any) -> tuple[str, str]:
    """Under which names the result of a call is kept.

    Parameters
    ----------
    function : callable
        The function.
    *arguments, **named
        Of the call; defaults are filled in.

    Returns
    -------
    (str, str)
        Full name of the function, and its arguments as JSON.

    Examples
    --------
    >>> call_key(digest, ["paper_dataset"])
    ('helpers.data.simulated.digest', '[["paper_dataset"]]')
    """
    bound = inspect.signature(function).bind(*arguments, **named)
    bound.apply_defaults()
    return f"{function.__module__}.{function.__qualname__}", json.dumps(list(bound.args))


def _found(function: str, arguments: str, resources: tuple[str, ...]) -> Any:
    """The kept result, or None where there is none or its inputs have changed."""
    inputs, result = _rows().get((function, arguments), ("", ""))
    return json.loads(result) if inputs and inputs == digest(resources) else None


def stored(*resources: str) -> Callable[[Call], Call]:
    """Hand out the kept result of a call with these arguments, or compute it.

    Parameters
    ----------
    *resources : str
        The files of the data package that the result depends on.

    Returns
    -------
    callable
        Decorator of a function of texts and numbers, by position, that returns what JSON can hold.
        The undecorated function is its ``__wrapped__``, its files are its ``resources``.

    Examples
    --------
    >>> @stored()
    ... def double(number):
    ...     return 2 * number
    >>> double(4), double.resources
    (8, ())
    """

    def decorate(function: Call) -> Call:
        @functools.wraps(function)
        def call(*arguments: Any, **named: Any) -> Any:
            found = _found(*call_key(function, *arguments, **named), resources)
            return function(*arguments, **named) if found is None else found

        call.resources = resources  # type: ignore[attr-defined]
        return call  # type: ignore[return-value]

    return decorate
