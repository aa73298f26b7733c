"""Roles that bring the ledger of claims into the prose.

``{claim}`c3-04` `` shows the verdict of a claim, linked to its row on the claims page.
``{quoted}`c3-04` `` shows the words or the figure at issue, as the paper prints them.
"""

from __future__ import annotations

import functools

from docutils import nodes
from sphinx.util.docutils import SphinxRole

PAGE = "notebooks/claims"


@functools.lru_cache(maxsize=1)
def _ledger():
    from helpers import claims

    return claims.ledger()


class _LedgerRole(SphinxRole):
    def row(self):
        try:
            return _ledger().loc[self.text]
        except KeyError:
            message = self.inliner.reporter.error(
                f"no claim {self.text!r} in data/paper/claims.csv", line=self.lineno
            )
            return message


class ClaimRole(_LedgerRole):
    """Verdict badge of one claim."""

    def run(self):
        row = self.row()
        if isinstance(row, nodes.system_message):
            return [], [row]
        verdict = row["verdict"]
        label = nodes.inline(
            "", verdict, classes=["verdict", f"verdict-{verdict.replace(' ', '-')}"]
        )
        label += nodes.inline("", f" (claim {self.text})", classes=["visually-hidden"])
        reference = nodes.reference("", "", label, internal=True, refuri="", classes=["claim"])
        reference["ledger"] = self.text
        return [reference], []


class QuotedRole(_LedgerRole):
    """The words or the figure at issue, as printed."""

    def run(self):
        row = self.row()
        if isinstance(row, nodes.system_message):
            return [], [row]
        if not row["quoted"]:
            return [], [
                self.inliner.reporter.error(
                    f"claim {self.text!r} has nothing quoted", line=self.lineno
                )
            ]
        return [nodes.inline("", row["quoted"], classes=["quoted"])], []


def _resolve(app, doctree, docname):
    for reference in doctree.findall(nodes.reference):
        if "ledger" in reference:
            reference["refuri"] = (
                f"{app.builder.get_relative_uri(docname, PAGE)}#{reference['ledger']}"
            )


def setup(app):
    app.add_role("claim", ClaimRole())
    app.add_role("quoted", QuotedRole())
    app.connect("doctree-resolved", _resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
