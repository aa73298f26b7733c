"""The retold chapters: every claim of the paper stands on its page, and each term once."""

import re

import pytest

from helpers import paths
from helpers.claims import ledger

CHAPTERS = {
    "abstract": "book/introduction.md",
    "1": "book/introduction.md",
    "2": "notebooks/theory.ipynb",
    "3": "notebooks/situation.ipynb",
    "5": "notebooks/problems.ipynb",
    "6": "notebooks/countermeasures.ipynb",
}


def badges(text: str) -> set[str]:
    """Claims whose verdict a page shows, alone or gathered."""
    roles = re.findall(r"\{claim\}`([\w, -]+)`", text)
    return {claim for role in roles for claim in role.split(", ")}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_claim_of_a_retold_chapter_stands_there_with_its_verdict(chapter):
    text = (paths.ROOT / CHAPTERS[chapter]).read_text(encoding="utf-8")
    shown = badges(text)
    frame = ledger.ledger()
    assert set(frame.index[frame["chapter"] == chapter]) <= shown
    assert shown <= set(frame.index)


def test_every_claim_on_the_model_stands_on_its_page():
    text = (paths.BOOK / "model.md").read_text(encoding="utf-8")
    frame = ledger.ledger()
    assert set(frame.index[frame["section"].isin(["4.1", "4.2"])]) <= badges(text)


def test_quoted_words_exist():
    frame = ledger.ledger()
    for page in [*paths.BOOK.glob("*.md"), *(paths.ROOT / name for name in CHAPTERS.values())]:
        for claim in re.findall(r"\{quoted\}`([\w-]+)`", page.read_text(encoding="utf-8")):
            assert frame.loc[claim, "quoted"], f"{page.name}: {claim}"


def test_the_glossary_has_each_term_once_in_both_languages():
    text = (paths.BOOK / "glossary.md").read_text(encoding="utf-8")
    body = text.split("```{glossary}\n")[1].split("\n```")[0]
    entries = re.findall(r"^(\S.*)\n  (.+)$", body, flags=re.M)
    names = [name.casefold() for name, _ in entries]
    assert len(names) >= 60 and len(set(names)) == len(names) and names == sorted(names)
    assert all(re.search(r"[\u4e00-\u9fff]", meaning) for _, meaning in entries)
