"""Numbers in sentences: ``{eval}`fixed(fit.rsquared, 4)` `` becomes what the kernel says it is.

In a notebook an expression is evaluated right after the cells above it, as JupyterLab with MyST
does, and its result is stored where JupyterLab looks for it: in the cell's metadata, under
``user_expressions``.
A page of prose has no kernel: it names the notebook whose last state it asks,
``{eval}`results: fixed(fit.rsquared, 4)` ``, and shows an exhibit of a notebook with
```` ```{shown} fig-name ````.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from helpers import paths

# Passed over, so that no tick within them opens a role: blocks of code (which name a language, as
# the fence that closes a directive does not), other roles, spans of code.
_ROLE = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\s{`~][^\n]*\n.*?^(?P=fence)[ ]*$"
    r"|\{eval\}(?P<ticks>`+)(?P<expression>.+?)(?<!`)(?P=ticks)(?!`)"
    r"|\{[\w:.-]+\}(?P<role>`+).+?(?<!`)(?P=role)(?!`)"
    r"|(?<!`)(?P<span>`{1,2})(?!`).+?(?<!`)(?P=span)(?!`)",
    re.S | re.M,
)
_SHOWN = re.compile(r"^```\{shown\}[ ]+(?P<name>(?:fig|tab)-[\w-]+)[ ]*\n```[ ]*$", re.M)
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|$~^#@])")
# JupyterLab knows no citations: a notebook links the bibliography, and the site cites.
_WORK = re.compile(r"\[[^\]]+\]\(\.\./book/bibliography\.md#(?P<key>[\w-]+)\)")
METADATA = "user_expressions"  # of a Markdown cell; the name is jupyterlab-myst's
PUBLISHED = "published"  # of a notebook: what pages of prose ask of it
FILE = paths.BUILD / "published.json"


class ExpressionError(ValueError):
    """An expression in a sentence cannot be evaluated; the message names page and expression."""


def found(text: str) -> list[str]:
    r"""Expressions of a Markdown text.

    Parameters
    ----------
    text : str
        MyST Markdown.

    Returns
    -------
    list of str
        Each once, in reading order.

    Examples
    --------
    >>> found("R² is {eval}`fixed(fit.rsquared, 2)`, not `{eval}` alone.")
    ['fixed(fit.rsquared, 2)']
    >>> found("{cite:t}`yule1926` found {eval}`r`, and `code` is no role: `{eval}`")
    ['r']
    >>> found("```{route}\n```\n{eval}`r`\n```{note}\n{eval}`t`\n```\n```python\n{eval}`n`\n```")
    ['r', 't']
    """
    roles = (match["expression"] for match in _ROLE.finditer(text))
    return list(dict.fromkeys(role.strip() for role in roles if role))


def replaced(text: str, value: Callable[[str], str]) -> str:
    """A Markdown text with something else in the place of each expression.

    Parameters
    ----------
    text : str
        MyST Markdown.
    value : callable
        What to write for an expression.

    Returns
    -------
    str

    Examples
    --------
    >>> replaced("t is {eval}`t`.", {"t": "8.2"}.get)
    't is 8.2.'
    """

    def one(match: re.Match[str]) -> str:
        return value(match["expression"].strip()) if match["expression"] else match[0]

    return _ROLE.sub(one, text)


def escaped(value: str) -> str:
    r"""A value as Markdown that shows just these signs.

    Parameters
    ----------
    value : str
        What the reader shall see.

    Returns
    -------
    str

    Examples
    --------
    >>> print(escaped("< 0.001"), escaped("a|b*c"))
    \< 0.001 a\|b\*c
    """
    return _SPECIAL.sub(r"\\\1", value)


def entry(expression: str, result: Mapping) -> dict:
    """What jupyterlab-myst stores for one expression.

    Parameters
    ----------
    expression : str
        As it stands in the sentence.
    result : mapping
        What the kernel answered: ``status``, and ``data`` or the error.

    Returns
    -------
    dict

    Raises
    ------
    ExpressionError
        If the kernel could not evaluate it, or it is no text.
    """
    if result["status"] != "ok":
        reason = f"{result.get('ename', 'Error')}: {result.get('evalue', '')}"
        raise ExpressionError(f"{{eval}}`{expression}` fails: {reason}")
    text = result["data"].get("text/plain", "")
    if text[:1] not in ("'", '"'):
        raise ExpressionError(f"{{eval}}`{expression}` is no text but {text[:60]}; format it")
    kept = {"status": "ok", "data": {"text/plain": text}, "metadata": {}}
    return {"expression": expression, "result": kept}


def value(stored: Mapping) -> str:
    """The text that a stored entry shows.

    Parameters
    ----------
    stored : mapping
        From `entry`.

    Returns
    -------
    str

    Examples
    --------
    >>> value(entry("t", {"status": "ok", "data": {"text/plain": "'8.2'"}}))
    '8.2'
    """
    return str(ast.literal_eval(stored["result"]["data"]["text/plain"]))


def values(metadata: Mapping) -> dict[str, str]:
    """Texts that a Markdown cell, or a notebook for pages of prose, has stored.

    Parameters
    ----------
    metadata : mapping
        Of the cell or the notebook.

    Returns
    -------
    dict of str to str
        By expression.
    """
    stored = [*metadata.get(METADATA, []), *metadata.get(PUBLISHED, [])]
    return {one["expression"]: value(one) for one in stored}


def asked(root: Path = paths.ROOT) -> dict[str, list[str]]:
    """What pages of prose ask of notebooks.

    Parameters
    ----------
    root : Path
        Tree that holds ``book``.

    Returns
    -------
    dict of str to list of str
        Expressions by name of the notebook.

    Raises
    ------
    ExpressionError
        If an expression does not say which notebook it asks.
    """
    wanted: dict[str, list[str]] = {}
    for page in sorted((root / "book").glob("*.md")):
        for expression in found(page.read_text(encoding="utf-8")):
            notebook, question = _parts(expression, page.name)
            wanted.setdefault(notebook, []).append(question)
    return {name: list(dict.fromkeys(questions)) for name, questions in wanted.items()}


def _parts(expression: str, page: str) -> tuple[str, str]:
    """Notebook and expression of a role on a page of prose."""
    parts = re.fullmatch(r"([a-z-]+):\s*(.+)", expression, re.S)
    if not parts:
        raise ExpressionError(
            f"{page}: {{eval}}`{expression}` asks no notebook; write {{eval}}`notebook: …`"
        )
    return parts[1], parts[2]


def filled(text: str, known: Mapping[str, str]) -> str:
    r"""A Markdown cell with the values of its expressions, and with citations.

    Parameters
    ----------
    text : str
        MyST Markdown.
    known : mapping of str to str
        From `values`.

    Returns
    -------
    str
        As Markdown: what has a meaning there is escaped; a link to a work in the bibliography is a
        citation.

    Examples
    --------
    >>> print(filled("p {eval}`p`: [Yule (1926)](../book/bibliography.md#yule1926)", {"p": "<1"}))
    p \<1: {cite:t}`yule1926`
    """
    text = _WORK.sub(r"{cite:t}`\g<key>`", text)
    return replaced(text, lambda expression: escaped(known[expression]))


def prose(
    text: str, page: str, published: Mapping[str, Mapping[str, str]], outputs: Iterable[str]
) -> str:
    """A page of prose with the values and exhibits that it takes from notebooks.

    Parameters
    ----------
    text : str
        MyST Markdown.
    page : str
        Its file's name, for messages.
    published : mapping
        Texts by notebook and expression.
    outputs : iterable of str
        HTML of everything that notebooks show.

    Returns
    -------
    str

    Raises
    ------
    ExpressionError
        If a notebook that the page asks does not exist, or no notebook shows an exhibit.
    """

    def one(expression: str) -> str:
        notebook, question = _parts(expression, page)
        if notebook not in published:
            raise ExpressionError(f"{page}: {{eval}}`{expression}`: no notebook {notebook}")
        return escaped(published[notebook][question])

    def exhibit(match: re.Match[str]) -> str:
        mark = f'class="exhibit" id="{match["name"]}"'
        shown = next((output for output in outputs if mark in output), None)
        if shown is None:
            raise ExpressionError(f"{page}: no notebook shows {match['name']}")
        return f"`````{{raw}} html\n{shown}\n`````"

    return _SHOWN.sub(exhibit, replaced(text, one))
