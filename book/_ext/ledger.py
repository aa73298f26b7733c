"""Roles that bring the ledger of claims into the prose.

``{claim}`c3-04` `` shows the verdict of a claim, linked to its row on the claims page;
``{claim}`c3-02, c3-03, c3-04` `` gathers several, each verdict once with its number.
``{quoted}`c3-04` `` shows the words or the figure at issue, as the paper prints them.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

PAGE = "notebooks/claims"
CLAIMS = "claims.json"  # the builder lays it beside the pages: tools/build/book.py
Roles = tuple[list[nodes.Node], list[nodes.system_message]]


@functools.cache
def _rows(source: Path) -> dict[str, dict]:
    """The ledger by id: as the builder wrote it, else computed, which takes seconds."""
    if (source / CLAIMS).exists():
        rows = json.loads((source / CLAIMS).read_text(encoding="utf-8"))
    else:
        from helpers.claims import ledger

        rows = ledger.to_json()
    return {row["id"]: row for row in rows}


class _LedgerRole(SphinxRole):
    """A role whose text is the id of a claim."""

    shown: Callable[[list[dict]], Roles]  # of rows of the ledger; each role has its own

    def error(self, words: str) -> nodes.system_message:
        """A message that stands in the page and in the log of the build."""
        return self.inliner.reporter.error(words, line=self.lineno)

    def run(self) -> Roles:
        """The nodes that the role becomes."""
        rows = _rows(Path(self.env.srcdir))
        self.env.note_dependency(str(Path(self.env.srcdir) / CLAIMS))
        names = self.text.split(", ")
        if unknown := [name for name in names if name not in rows]:
            return [], [self.error(f"no claim {unknown[0]!r} in data/paper/claims.csv")]
        return self.shown([rows[name] for name in names])


class ClaimRole(_LedgerRole):
    """Verdict badges of claims, equal verdicts together."""

    def shown(self, rows: list[dict]) -> Roles:
        """Links to the claims' rows, which `_resolve` completes.

        Parameters
        ----------
        rows : list of dict
            Of the ledger.

        Returns
        -------
        nodes, messages : list
        """
        together: dict[str, list[str]] = {}
        for row in rows:
            together.setdefault(row["verdict"], []).append(row["id"])
        badges: list[nodes.Node] = []
        for verdict, claims in together.items():
            badges += (
                [nodes.Text(" "), self._badge(verdict, claims)]
                if badges
                else [self._badge(verdict, claims)]
            )
        return badges, []

    def _badge(self, verdict: str, claims: list[str]) -> nodes.reference:
        """One verdict, linked to the first of the claims that have it."""
        words = f"{verdict} ({len(claims)})" if len(claims) > 1 else verdict
        label = nodes.inline("", words, classes=["verdict", f"verdict-{verdict.replace(' ', '-')}"])
        said = f" ({'claims' if claims[1:] else 'claim'} {', '.join(claims)})"
        label += nodes.inline("", said, classes=["visually-hidden"])
        reference = nodes.reference("", "", label, internal=True, refuri="", classes=["claim"])
        reference["ledger"] = claims[0]
        return reference


class QuotedRole(_LedgerRole):
    """The words or the figure at issue, as printed."""

    def shown(self, rows: list[dict]) -> Roles:
        """The quotation, or an error if the claim has none.

        Parameters
        ----------
        rows : list of dict
            One row of the ledger.

        Returns
        -------
        nodes, messages : list
        """
        if len(rows) != 1 or not rows[0]["quoted"]:
            return [], [self.error(f"claim {self.text!r} has nothing quoted")]
        return [nodes.inline("", rows[0]["quoted"], classes=["quoted"])], []


def _resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give each badge the address of its row."""
    for reference in doctree.findall(nodes.reference):
        if "ledger" in reference:
            reference["refuri"] = (
                f"{app.builder.get_relative_uri(docname, PAGE)}#{reference['ledger']}"
            )


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx.

    Parameters
    ----------
    app : Sphinx
        The builder of the book.

    Returns
    -------
    dict of str to bool
        That pages may be read and written in parallel.
    """
    app.add_role("claim", ClaimRole())
    app.add_role("quoted", QuotedRole())
    app.connect("doctree-resolved", _resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
