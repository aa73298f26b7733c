"""The regression lab: what ``book/_static/lab.js`` finds on the page."""

from __future__ import annotations

import dataclasses
import html
import json
from dataclasses import dataclass

from helpers.exhibits.base import Table

WITHOUT_SCRIPT = (
    "The lab runs in the built site, in a browser with JavaScript. Here is what it starts from."
)
PAGE = (
    '<div class="lab" id="lab"><div class="lab-fallback"><p>{sentence}</p>{table}</div>'
    '<script type="application/json">{payload}</script></div>'
)


@dataclass(frozen=True)
class Lab:
    """The lab on a page of the built site; anywhere else a sentence and the paper's Table 4.

    Parameters
    ----------
    page : dict
        From `helpers.claims.lab.lab_data`.
    still : Table
        What stands there before the script runs.

    Examples
    --------
    >>> import pandas as pd
    >>> print(Lab({}, Table(pd.DataFrame(), caption="Table 4", name="tab-a")))
    The lab runs in the built site, in a browser with JavaScript. Here is what it starts from.
    """

    page: dict
    still: Table

    def __repr__(self) -> str:
        return WITHOUT_SCRIPT

    def _repr_html_(self) -> str:
        text = json.dumps(self.page, ensure_ascii=False, separators=(",", ":"))
        still = dataclasses.replace(self.still, name="tab-lab-start")
        return PAGE.format(
            sentence=html.escape(repr(self)),
            table=still._repr_html_(),
            payload=text.replace("</", "<\\/"),
        )
