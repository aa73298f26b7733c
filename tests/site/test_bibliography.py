"""Every citation has an entry; the bibliography marks exactly those that were not fully seen."""

import re

import nbformat
import pytest

from helpers import paths

ENTRY = re.compile(r"@\w+\{(\w+),(.*?)verified=\{(\w+)\}", re.S)
CITED = re.compile(r"\{cite:[a-z]+\}`([^`]+)`")
LINKED = re.compile(r"bibliography\.md#(\w+)\)")  # how a notebook cites
PAGE = paths.BOOK / "bibliography.md"


def entries():
    return {
        key: verified
        for key, _, verified in ENTRY.findall(
            (paths.BOOK / "references.bib").read_text(encoding="utf-8")
        )
    }


def keys(text):
    quoted = {key.strip() for group in CITED.findall(text) for key in group.split(",")}
    return quoted | set(LINKED.findall(text))


def cited():
    texts = [path.read_text(encoding="utf-8") for path in paths.BOOK.glob("*.md") if path != PAGE]
    for path in paths.NOTEBOOKS.glob("*.ipynb"):
        texts += [
            cell.source
            for cell in nbformat.read(path, as_version=4).cells
            if cell.cell_type == "markdown"
        ]
    return set().union(*(keys(text) for text in texts))


def test_every_entry_says_how_it_was_verified():
    count = len(
        re.findall(r"^@", (paths.BOOK / "references.bib").read_text(encoding="utf-8"), flags=re.M)
    )
    assert len(entries()) == count
    assert set(entries().values()) <= {"source", "partial", "memory"}


def test_every_citation_has_an_entry():
    assert cited() <= set(entries())


@pytest.mark.parametrize(
    "kind, words",
    [("memory", "from memory, looked for and not found"), ("partial", "seen in part")],
)
def test_the_page_marks_exactly_what_was_not_fully_seen(kind, words):
    [line] = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if words in line]
    assert keys(line) == {key for key in cited() if entries()[key] == kind}
