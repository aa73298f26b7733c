"""The ledger: every checkable claim of the paper's text, with its verdict."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import overload

import pandas as pd

from helpers import data, paths
from helpers.claims.sentences import (
    CANNOT_TEST,
    CHECKS,
    NONE,
    NOT_FOUND,
    OPEN,
    REPRODUCED,
    SEARCHED,
    SOURCE,
    VERDICT_ORDER,
    Claim,
    Finding,
    Material,
)
from helpers.memory import remembered

SECTIONS = {
    "abstract": "Abstract and keywords",
    "1.1": "Research background and significance",
    "1.2": "Literature review",
    "1.3": "Research ideas and methods",
    "2.1": "Definition of e-commerce",
    "2.2": "Characteristics",
    "2.2.1": "Functional",
    "2.2.2": "Low operating cost",
    "2.2.3": "Coverage",
    "2.2.4": "Flexible and convenient",
    "2.2.5": "Efficient operations",
    "2.3": "Functions",
    "2.3.1": "Advertising",
    "2.3.2": "Consultation and negotiation",
    "2.3.3": "Online ordering",
    "2.3.4": "Online payment",
    "2.3.5": "Electronic accounts",
    "2.3.6": "Service delivery",
    "2.3.7": "Consultation",
    "2.3.8": "Transaction management",
    "3": "Current situation in China",
    "4.1": "Model",
    "4.2": "Data sources and processing",
    "4.3": "Empirical results and analysis",
    "5": "Problems",
    "5.1": "Security management",
    "5.2": "Integrity mechanisms",
    "5.3": "Level of information",
    "5.4": "Talents",
    "5.5": "Financial electronicization",
    "6": "Countermeasures",
    "6.1": "Network security",
    "6.2": "Social integrity",
    "6.3": "Information infrastructure",
    "6.4": "Training professionals",
    "6.5": "External environment",
    "6.6": "Payment and settlement",
}
SEARCH_WORDS = ("[Ll]ooked for", "reference list is missing")  # one of them says what was searched
THE_PAPER = "The paper"  # how the source of a claim that the paper's own text decides begins
COLUMNS = [
    "section",
    "chapter",
    "claim",
    "quoted",
    "kind",
    "check",
    "source",
    "url",
    "verdict",
    "evidence",
    "repeats",
    "stored",
    "line",
]


def _where(folder: Path, row: int, column: str) -> str:
    return f"{folder.name}/paper/claims.csv, row {row}, column {column}"


def judged(claim: Claim, material: Material | None = None) -> Finding:
    """Verdict and evidence of one claim, by its check.

    Parameters
    ----------
    claim : Claim
        A row of the ledger.
    material : Material, optional
        What the checks read; the data folder by default.

    Returns
    -------
    Finding
        Computed for a function; for ``source`` the row's own verdict with its source; for ``none``
        and ``not_found`` that it is open, with the reason.

    Raises
    ------
    ValueError
        If no such check exists, or it cannot use the row's arguments or figures.

    Examples
    --------
    >>> check = "correlation_in_text:ecommerce"
    >>> row = Claim("c4-3-01", "4.3", "r of GDP", "0.945", "statistical", check, "", "", "")
    >>> judged(row).verdict
    'reproduced'
    """
    if claim.check in (NONE, SEARCHED):
        return Finding(CANNOT_TEST if claim.check == NONE else NOT_FOUND, claim.source)
    if claim.check == SOURCE:
        return Finding(claim.verdict, claim.source)
    if claim.name not in CHECKS:
        raise ValueError(
            f"no check is called {claim.name!r}; "
            f"valid: {NONE}, {SEARCHED}, {SOURCE}, {', '.join(CHECKS)}"
        )
    try:
        return CHECKS[claim.name](claim, Material() if material is None else material)
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"{claim.name} cannot use the arguments {claim.arguments} "
            f"and the figures {claim.figures}: {error}"
        ) from error


def _judged(folder: Path, material: Material) -> pd.DataFrame:
    """Read the ledger of a folder, and judge every row."""
    rows = []
    frame = data.read_file("claims", folder)
    for line, record in zip(frame.index, frame.to_dict("records"), strict=True):
        claim = Claim(**record)
        try:
            found = judged(claim, material)
        except ValueError as error:
            raise data.DataError(f"{_where(folder, line, 'check')}: {error}") from None
        rows.append(
            {
                **vars(claim),
                "chapter": claim.section.partition(".")[0],
                "stored": claim.verdict,
                "verdict": found.verdict,
                "evidence": found.evidence,
                "line": line,
            }
        )
    return pd.DataFrame(rows).set_index("id")[COLUMNS]


@remembered
def _book_ledger() -> pd.DataFrame:
    return _judged(paths.DATA, Material())


def ledger(folder: Path = paths.DATA, material: Material | None = None) -> pd.DataFrame:
    """Every claim with its verdict, computed from the data, and the evidence.

    Parameters
    ----------
    folder : Path
        Folder that holds ``datapackage.json`` and ``paper/claims.csv``.
    material : Material, optional
        What the checks read; the data folder by default.

    Returns
    -------
    DataFrame
        Index id; columns section, chapter, claim, quoted, kind, check, source, url, verdict,
        evidence, stored (the verdict that the file holds) and line.

    Raises
    ------
    data.DataError
        On a fault in the file, with file, row and column.

    Examples
    --------
    >>> ledger().loc["c4-1-02", "verdict"]
    'misprint'
    """
    if folder == paths.DATA and material is None:
        return _book_ledger()
    return _judged(folder, Material() if material is None else material)


def _row_faults(folder: Path, claim: str, row: pd.Series) -> list[str]:
    """What is wrong with one row of the ledger."""
    found = []
    at = functools.partial(_where, folder, row["line"])
    section, verdict = row["section"], row["verdict"]
    if row["stored"] != verdict:
        found.append(
            f"{at('verdict')}: {claim} is stored as {row['stored']!r}, "
            f"its check {row['check']!r} gives {verdict!r}: {row['evidence']}"
        )
    named = row["url"].startswith("http") or row["source"].startswith(THE_PAPER)
    if row["check"] == SOURCE and not named:
        found.append(
            f"{at('source')}: {claim} is judged by a source, but gives neither an address "
            "nor a place in the paper"
        )
    if row["check"] == SOURCE and verdict in (REPRODUCED, *OPEN):
        found.append(
            f"{at('verdict')}: {claim} is judged by a source, which cannot make it {verdict!r}"
        )
    if section not in SECTIONS:
        found.append(f"{at('section')}: the paper has no section {section!r}")
    prefix = "c" + ("a" if section == "abstract" else section.replace(".", "-"))
    if claim.rpartition("-")[0] != prefix:
        found.append(
            f"{at('id')}: {claim} does not fit section {section}, whose ids begin with {prefix}-"
        )
    if row["check"] == SEARCHED and not re.search("|".join(SEARCH_WORDS), row["source"]):
        found.append(f"{at('source')}: {claim} was not found, but it is not said what was searched")
    return found


def faults(folder: Path = paths.DATA, material: Material | None = None) -> list[str]:
    """What is wrong with the ledger: empty when every verdict follows from its check.

    Looks for stored verdicts that differ from the computed ones, a ``source`` that names none, an
    id that does not fit its section, a section of the paper without a row, and a check that no row
    uses.

    Parameters
    ----------
    folder, material
        As for `ledger`.

    Returns
    -------
    list of str
        One sentence per fault.

    Raises
    ------
    data.DataError
        On a file that cannot be read as a ledger at all: a missing or unknown verdict, an unknown
        check.

    Examples
    --------
    >>> faults()
    []
    """
    frame = ledger(folder, material)
    found = [fault for claim, row in frame.iterrows() for fault in _row_faults(folder, claim, row)]
    filled, used = set(frame["section"]), {check.partition(":")[0] for check in frame["check"]}
    known = set(frame.index)
    found += [
        f"paper/claims.csv: {claim} repeats {first}, which is no row that counts itself"
        for claim, first in frame["repeats"].items()
        if first and (first not in known or frame.loc[first, "repeats"])
    ]
    found += [
        f"paper/claims.csv: section {section} has no row"
        for section in SECTIONS
        if section not in filled
    ]
    found += [
        f"paper/claims.csv: no row uses the check {name}" for name in CHECKS if name not in used
    ]
    return found


@overload
def verdict_counts(by: None = None) -> dict[str, int]: ...


@overload
def verdict_counts(by: str) -> pd.DataFrame: ...


def verdict_counts(by: str | None = None) -> dict[str, int] | pd.DataFrame:
    """How many claims have each verdict.

    Parameters
    ----------
    by : str, optional
        A column of `ledger`, such as chapter, section or kind.

    Returns
    -------
    dict or DataFrame
        Verdicts in their order with their counts; with ``by``, one row per value of that column,
        in order of appearance.

    Raises
    ------
    ValueError
        If the ledger has no such column.

    Examples
    --------
    >>> sum(verdict_counts().values()) == len(ledger())
    True
    >>> list(verdict_counts("kind").columns) == list(VERDICT_ORDER)
    True
    """
    frame = ledger()
    if by is None:
        return {verdict: int((frame["verdict"] == verdict).sum()) for verdict in VERDICT_ORDER}
    if by not in frame.columns:
        raise ValueError(f"unknown column {by!r}; valid: {', '.join(frame.columns)}")
    table = pd.crosstab(frame[by], frame["verdict"])
    table = table.reindex(
        index=frame[by].drop_duplicates(), columns=list(VERDICT_ORDER), fill_value=0
    )
    return table.rename_axis(columns=None)


def to_json() -> list[dict[str, str]]:
    """The ledger as plain dictionaries, for ``claims.json``.

    Returns
    -------
    list of dict
        One per claim, all values text.

    Examples
    --------
    >>> sorted(to_json()[0])[:5]
    ['check', 'claim', 'evidence', 'id', 'kind']
    >>> sorted(to_json()[0])[5:]
    ['quoted', 'repeats', 'section', 'source', 'url', 'verdict']
    """
    return ledger().drop(columns=["chapter", "stored", "line"]).reset_index().to_dict("records")


#: What a reader would not count as a claim, in the order in which a row is sorted out.
NOT_CLAIMS = {
    "repeats": "say again what another row says",
    "printed": "repeat a number of the tables",
    "reference": "name a work that the missing list of references would resolve",
    "untestable": "define, advise, announce or judge without a measure",
}


def weight() -> pd.Series:
    """What each row counts as, for a reader who counts claims.

    Returns
    -------
    Series of str
        By id: a key of `NOT_CLAIMS`, or "claim".

    Examples
    --------
    >>> weight()["c4-3-01"], weight()["c5-4-01"]
    ('printed', 'claim')
    """
    rows = ledger()
    work = rows["quoted"].str.fullmatch(r"\[\d\]|[A-Z]\w+ [A-Z]\w+ \(20\d\d\)")
    sorted_out = {
        "repeats": rows["repeats"] != "",
        "printed": rows["verdict"] == REPRODUCED,
        "reference": work,
        "untestable": rows["verdict"] == CANNOT_TEST,
    }
    counted = pd.Series("claim", index=rows.index)
    for name in reversed(NOT_CLAIMS):
        counted[sorted_out[name]] = name
    return counted


def claim_counts() -> dict[str, int]:
    """Verdicts on what a reader would count as claims.

    Returns
    -------
    dict of str to int
        By verdict, in their order.
    """
    rows = ledger()[weight() == "claim"]
    return {verdict: int((rows["verdict"] == verdict).sum()) for verdict in VERDICT_ORDER}
