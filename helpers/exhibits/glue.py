"""Hand a page's numbers to its sentences where no expression asks for them yet."""

from __future__ import annotations

GLUED = "application/papermill.record/"  # what MyST-NB puts before the type of a hidden value


def publish(**values: str) -> None:
    """Hand formatted strings to the pages, which write ``{glue:text}`key` ``.

    Parameters
    ----------
    **values : str
        Already formatted, by `helpers.words`; anything but text is refused, so that no number
        reaches a sentence unformatted.

    Raises
    ------
    TypeError
        If a value is not a string.
    """
    for key, value in values.items():
        if not isinstance(value, str):
            raise TypeError(f"{key} is {type(value).__name__}; format it first, with helpers.words")
        _glue(key, {"text/plain": repr(value)}, GLUED)


def _glue(key: str, shown: dict[str, str], prefix: str) -> None:
    """What ``myst_nb.glue`` does, whose import costs every kernel two seconds."""
    from IPython.display import display

    display(
        {prefix + kind: value for kind, value in shown.items()},
        raw=True,
        metadata={"scrapbook": {"name": key, "mime_prefix": prefix}},
    )
