"""What the page *Claims* shows: every row of the ledger with its verdict, counts, meanings."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd
from IPython.display import Markdown

from helpers.claims import sentences
from helpers.exhibits.base import Table, verdict_marks
from helpers.words import count, listed

CHAPTERS = {
    "abstract": "Abstract",
    "1": "1 Introduction",
    "2": "2 Theory",
    "3": "3 Situation",
    "4": "4 Empirical study",
    "5": "5 Problems",
    "6": "6 Countermeasures",
}
GROUPS = {
    "Holds": (sentences.REPRODUCED, sentences.SUPPORTED),
    "In part or a slip": (sentences.MISLEADING, sentences.MISPRINT),
    "Does not hold": (sentences.CONTRADICTED, sentences.NOT_SUPPORTED),
    "Open": sentences.OPEN,
}
SCORECARD_NOTE = (
    "The middle of an id is the section: c4-1-02 is the second claim of section 4.1. "
    "{computed} verdicts are computed from the data, {sourced} rest on a source that the row "
    "names, {unchecked} rows cannot be tested, and for {searched} nothing was found."
)


def _said(row: pd.Series) -> str:
    """The claim, with the quoted words."""
    return row["claim"] + (f" “{row['quoted']}”" if row["quoted"] else "")


def _site(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", url).partition("/")[0]


def _evidence(row: pd.Series) -> str:
    """The evidence, with the site of its source.

    A whole address would make the column too wide for a phone.
    """
    return row["evidence"] + (f" ({_site(row['url'])})" if row["url"] else "")


def _frame(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the ledger as a reader sees them."""
    return pd.DataFrame(
        {
            "Verdict": rows["verdict"].to_list(),
            "What the paper says": [_said(row) for _, row in rows.iterrows()],
            "Why": [_evidence(row) for _, row in rows.iterrows()],
            "Chapter": [CHAPTERS[chapter] for chapter in rows["chapter"]],
            "Kind": rows["kind"].to_list(),
        },
        index=pd.Index(rows.index, name="Claim"),
    )


def claims_table(rows: pd.DataFrame) -> Table:
    """Every claim with its verdict; the row of a claim carries its id, so that badges land on it.

    Parameters
    ----------
    rows : DataFrame
        From `helpers.claims.ledger.ledger`.

    Returns
    -------
    Table
        Verdict, paraphrase with the quoted words, evidence, chapter, kind; filters by chapter, kind
        and verdict.

    Examples
    --------
    >>> from helpers.claims import ledger
    >>> claims_table(ledger.ledger()).frame.loc["c4-1-02", "Verdict"]
    'misprint'
    """
    frame = _frame(rows)
    return Table(
        frame,
        caption="Every checkable claim of the paper's text, and whether it holds",
        name="tab-claims",
        marks=verdict_marks(frame, "Verdict"),
        filters=("Chapter", "Kind", "Verdict"),
        links={claim: claim for claim in frame.index},
        note=_scorecard_note(rows),
    )


def _scorecard_note(rows: pd.DataFrame) -> str:
    sourced, unchecked, searched = (
        int((rows["check"] == kind).sum())
        for kind in (sentences.SOURCE, sentences.NONE, sentences.SEARCHED)
    )
    computed = len(rows) - sourced - unchecked - searched
    return SCORECARD_NOTE.format(
        computed=count(computed).capitalize(),
        sourced=count(sourced),
        unchecked=count(unchecked),
        searched=count(searched),
    )


def _grouped(counts: pd.DataFrame) -> pd.DataFrame:
    """Numbers of claims in the groups of verdicts."""
    return pd.DataFrame({name: counts[list(group)].sum(axis=1) for name, group in GROUPS.items()})


def by_chapter_table(counts: pd.DataFrame) -> Table:
    """Claims by chapter, in groups of verdicts.

    Parameters
    ----------
    counts : DataFrame
        From `helpers.claims.ledger.verdict_counts`, by chapter.

    Returns
    -------
    Table
        ``Holds``: reproduced or supported; ``In part or a slip``: misleading or misprint; ``Does
        not hold``: contradicted or not supported; ``Open``: cannot be tested, or not found.

    Examples
    --------
    >>> from helpers.claims import ledger
    >>> list(by_chapter_table(ledger.verdict_counts("chapter")).frame.columns)
    ['Holds', 'In part or a slip', 'Does not hold', 'Open', 'All']
    """
    frame = _grouped(counts).rename(index=CHAPTERS)
    frame.loc["All chapters"] = frame.sum()
    frame["All"] = frame.sum(axis=1)
    return Table(
        frame.astype(str).rename_axis("Chapter"),
        caption="Claims by chapter and what became of them",
        name="tab-claims-by-chapter",
    )


def by_kind_table(counts: pd.DataFrame) -> Table:
    """Claims by kind, in the same groups as `by_chapter_table`.

    Parameters
    ----------
    counts : DataFrame
        From `helpers.claims.ledger.verdict_counts`, by kind.

    Returns
    -------
    Table
        One row per kind.

    Examples
    --------
    >>> from helpers.claims import ledger
    >>> by_kind_table(ledger.verdict_counts("kind")).frame.loc["date", "All"]
    '11'
    """
    frame = _grouped(counts)
    frame["All"] = frame.sum(axis=1)
    return Table(
        frame.astype(str).rename_axis("Kind"),
        caption="Claims by kind and what became of them",
        name="tab-claims-by-kind",
    )


def meanings_table(counts: Mapping[str, int]) -> Table:
    """Every verdict: how many claims have it, and what it means.

    Parameters
    ----------
    counts : mapping of str to int
        From `helpers.claims.ledger.verdict_counts`.

    Returns
    -------
    Table
        One row per verdict.

    Examples
    --------
    >>> from helpers.claims import ledger
    >>> meanings_table(ledger.verdict_counts()).frame.index[0]
    'reproduced'
    """
    frame = pd.DataFrame(
        {
            "Claims": [str(counts[verdict]) for verdict in sentences.VERDICT_ORDER],
            "Meaning": [sentences.MEANINGS[verdict] for verdict in sentences.VERDICT_ORDER],
        },
        index=pd.Index(sentences.VERDICT_ORDER, name="Verdict"),
    )
    groups = "; ".join(f"{name.lower()}: {listed(group)}" for name, group in GROUPS.items())
    return Table(
        frame,
        caption="What the verdicts mean, and how many claims have each",
        name="tab-verdict-meanings",
        note=f"In the counts below, {groups}.",
    )


def sources(rows: pd.DataFrame) -> Markdown:
    """Addresses of the sources that rows of the ledger name, each with the claims that rest on it.

    Parameters
    ----------
    rows : DataFrame
        From `helpers.claims.ledger.ledger`.

    Returns
    -------
    IPython.display.Markdown
        A list, by site.

    Examples
    --------
    >>> from helpers.claims import ledger
    >>> "english.scio.gov.cn" in sources(ledger.ledger()).data
    True
    """
    found = rows[rows["url"].str.startswith("http")].reset_index().groupby("url")["id"].agg(list)
    lines = []
    for url in sorted(found.index, key=_site):
        links = ", ".join(f'<a href="#{claim}">{claim}</a>' for claim in found[url])
        lines.append(f"- [{_site(url)}]({url}): {links}")
    return Markdown("\n".join(lines))
