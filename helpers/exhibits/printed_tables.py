"""What the page *Printed tables* shows."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.exhibits.audit import KINDS, marked
from helpers.exhibits.base import PALETTE, Figure, Table, by_rows, column, draw_column, figure
from helpers.words import count, fixed, listed, percent

#: What may become of a planted error, with colour and hatching of its bar.
OUTCOMES = ("caught", "explained", "slack", "alone")
OUTCOME_COLOURS = (PALETTE[0], PALETTE[1], PALETTE[2], PALETTE[5])
OUTCOME_HATCHES = ("", "//", "..", "xx")
#: Kinds of cell with fewer planted errors than this are shown together.
FEW = 100
LISTING = (
    '<figure class="exhibit"><pre tabindex="0" style="white-space: pre-wrap">{text}</pre>'
    "<figcaption>{caption}</figcaption></figure>"
)


@dataclass(frozen=True)
class Listing:
    """A text shown as it is, with a caption.

    Attributes
    ----------
    text, caption : str
        Neither is HTML.

    Examples
    --------
    >>> Listing("a < b", "One line")
    a < b
    """

    text: str
    caption: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return LISTING.format(text=html.escape(self.text), caption=html.escape(self.caption))


def confusion_table(comparison: pd.DataFrame) -> Table:
    """Verdicts of the key (rows) against those of the tool (columns).

    Parameters
    ----------
    comparison : DataFrame
        The first that `helpers.forensics.score` returns.

    Returns
    -------
    Table
        Counts of tables.
    """
    words = ["consistent", "ambiguous", "misprint"]
    counts = pd.crosstab(comparison["key"], comparison["tool"])
    frame = counts.reindex(index=words, columns=words, fill_value=0).map(str)
    frame = frame.rename(index="key: {}".format, columns="tool: {}".format)
    return Table(
        frame.rename_axis(None),
        caption="Tables by verdict of the key and verdict of the tool",
        name="tab-printed-confusion",
    )


JSON_EXAMPLE = '{{"id": "{id}", "n": null,\n  "rows": [\n{rows}],\n  "stats": {stats}}}'


def _as_json(entry: dict[str, Any]) -> str:
    rows = ",\n".join("    " + json.dumps(row, ensure_ascii=False) for row in entry["rows"])
    return JSON_EXAMPLE.format(id=entry["id"], rows=rows, stats=json.dumps(entry["stats"]))


def _as_csv(entry: dict[str, Any]) -> str:
    lines = ["table,name,b,se,t,p"]
    lines += [",".join([entry["id"], *row.values()]) for row in entry["rows"]]
    lines += [f"{entry['id']},@{key},{value}" for key, value in entry["stats"].items()]
    return "\n".join(lines)


#: Input formats of the tool.
FORMATS = {"csv": _as_csv, "json": _as_json}


def example(entry: dict[str, Any], number: int = 4, form: str = "csv") -> Listing:
    """One of the paper's tables in an input format of the tool, ready to be saved.

    Parameters
    ----------
    entry : dict
        From `helpers.recovery.audit.table_entry`.
    number : int
        Of the table.
    form : {"csv", "json"}
        Format of the file.

    Returns
    -------
    Listing
        Its caption is a file name.

    Raises
    ------
    ValueError
        For another format.

    Examples
    --------
    >>> from helpers.recovery import audit
    >>> print(str(example(audit.table_entry(4), 4, "csv")).splitlines()[1])
    Table 4,C,125157.7,11275.3,11.0999,0
    """
    if form not in FORMATS:
        raise ValueError(f"the formats are csv and json, not {form!r}")
    return Listing(FORMATS[form](entry), f"table{number}.{form}")


def command(listing: Listing, report: str, *options: str) -> Listing:
    """What ``python -m helpers.forensics`` prints for a listing saved under its name.

    Parameters
    ----------
    listing : Listing
        The file.
    report : str
        From `helpers.recovery.printed_tables.reported`.
    *options : {"--brief", "--json"}
        Of the command.

    Returns
    -------
    Listing
        The report; its caption is the command.
    """
    line = " ".join(["python -m helpers.forensics", listing.caption, *options])
    return Listing(report, line)


DESIGN_CAPTION = (
    "Unusual tables made from regressions on the recovered data, and what the tool says of them"
)


def design_table(verdicts: Mapping[str, tuple[Any, str]]) -> Table:
    """How the tool judges honest tables that look odd, and two that are wrong.

    Parameters
    ----------
    verdicts : mapping of (Audit, str)
        From `helpers.recovery.printed_tables.design_verdicts`.

    Returns
    -------
    Table
        One row per case.
    """
    rows = {}
    for name, (result, reason) in verdicts.items():
        rows[name] = {
            "Verdict": result.verdict,
            "Named convention": "; ".join(result.conventions) or "–",
            "Why": reason,
        }
    frame = by_rows(rows)
    return Table(
        frame,
        caption=DESIGN_CAPTION,
        name="tab-printed-design",
        marks=marked(frame, "Verdict"),
    )


def _kind(field: str) -> str:
    """Kind of cell in words."""
    return KINDS.get(field, field.capitalize())


def grouped(planted: pd.DataFrame) -> pd.DataFrame:
    """Planted errors with the kinds of cell that have few of them put together."""
    sizes = planted["cell"].value_counts()
    few = set(sizes.index[sizes < FEW])
    return planted.assign(cell=planted["cell"].map(lambda kind: "other" if kind in few else kind))


def _shares(rates: pd.DataFrame) -> pd.DataFrame:
    """Counts and shares of outcomes by kind of cell, as they are shown."""
    shown = {"Planted": rates["planted"].map(lambda count: fixed(count, 0))}
    shown |= {word.capitalize(): rates[word].map(percent) for word in OUTCOMES}
    return pd.DataFrame(shown).set_axis([_kind(field) for field in rates.index])


RATES_NOTE = (
    "Caught: called a misprint. Explained: a named convention would print the same. "
    "Slack: within the rounding of the other cells. Alone: no relation uses the cell."
)


def rates_table(planted: pd.DataFrame, rates: pd.DataFrame) -> Table:
    """Share of planted errors by kind of cell and outcome.

    Parameters
    ----------
    planted : DataFrame
        From `helpers.recovery.printed_tables.planted_outcomes`.
    rates : DataFrame
        `helpers.forensics.catch_rates` of them.

    Returns
    -------
    Table
        One row per kind of cell, and one for all.
    """
    total: dict[str, float] = {"planted": len(planted)}
    total |= {word: (planted["outcome"] == word).mean() for word in OUTCOMES}
    rates = pd.concat([rates, pd.DataFrame([total], index=["all"])])
    return Table(
        _shares(rates),
        caption="Planted errors by kind of cell: share of each outcome",
        name="tab-printed-rates",
        note=RATES_NOTE,
    )


RATES_ALT = (
    "Stacked bars by kind of cell. The share caught runs from {least} ({worst}) to {most} "
    "({best}); the rest is explained by a convention, hidden in rounding, or stands alone."
)
RATES_CAPTION = (
    "What becomes of a planted error, by kind of cell "
    "(kinds with fewer than {few} planted errors together)"
)


def _draw_rates(axes: Axes, rates: pd.DataFrame) -> None:
    """A bar per kind of cell, filled up to one by the outcomes."""
    at, left = np.arange(len(rates)), np.zeros(len(rates))
    for word, colour, hatch in zip(OUTCOMES, OUTCOME_COLOURS, OUTCOME_HATCHES, strict=True):
        share = rates[word].to_numpy()
        axes.barh(
            at, share, left=left, color=colour, alpha=0.75, hatch=hatch, label=word, height=0.75
        )
        left = left + share
    axes.set_yticks(at, [_kind(field) for field in rates.index])
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.5, 1], ["0", "50%", "100%"])
    axes.legend(ncols=2, loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0.2)


@column
def rates_figure(rates: pd.DataFrame) -> Figure:
    """Outcomes by kind of cell, as bars that fill up to one.

    Parameters
    ----------
    rates : DataFrame
        `helpers.forensics.catch_rates` of `grouped` errors.

    Returns
    -------
    Figure
        Kinds with few planted errors together.
    """
    rates = rates.sort_values("caught")
    drawing, axes = draw_column(height=110 + 27 * len(rates))
    _draw_rates(axes, rates)
    best, worst = rates.index[-1], rates.index[0]
    return figure(
        drawing,
        alt=RATES_ALT.format(
            least=percent(rates["caught"].iloc[0]),
            worst=KINDS.get(worst, worst),
            most=percent(rates["caught"].iloc[-1]),
            best=KINDS.get(best, best),
        ),
        caption=RATES_CAPTION.format(few=FEW),
        name="fig-printed-rates",
        behind=_shares(rates),
    )


DIGITS_CAPTION = (
    "Share of planted errors caught, by place of the changed digit and by how much it changes"
)
STEP_SAID = "changed by {step}: {last} in the last digit, {least} to {most} before it"
#: Line and marker of each step, and on which side of its line the label stands.
STEP_STYLES = (("o-", -1), ("s--", 1))


def _draw_digits(axes: Axes, found: pd.DataFrame, steps: Sequence[int]) -> None:
    """A labelled line per step over the place of the digit."""
    for step, (style, side) in zip(steps, STEP_STYLES, strict=True):
        axes.plot(found.index, found[step], style)
        axes.annotate(
            f"changed by {count(step)}",
            (found.index[1], found[step].iloc[1]),
            xytext=(8, 26 if side > 0 else -18),
            textcoords="offset points",
            va="center",
        )
    places = ["last" if after == 0 else f"−{after}" for after in found.index]
    axes.set_xticks(found.index, places)
    axes.set_ylim(0, 1.1)
    axes.set_yticks([0, 0.5, 1], ["0", "50%", "100%"])
    axes.set_title("Share of planted errors caught")
    axes.set_xlabel("place of the changed digit")


def _step_said(step: int, shares: pd.Series) -> str:
    """Shares caught of one step, in words."""
    return STEP_SAID.format(
        step=step,
        last=percent(shares.iloc[0]),
        least=percent(shares.iloc[1:].min()),
        most=percent(shares.iloc[1:].max()),
    )


@column
def digits_figure(found: pd.DataFrame) -> Figure:
    """Share caught by place of the changed digit, counted from the last.

    Parameters
    ----------
    found : DataFrame
        From `helpers.recovery.printed_tables.by_digit`.

    Returns
    -------
    Figure
        A line per step planted.

    Examples
    --------
    >>> from helpers.recovery import printed_tables
    >>> digits_figure(printed_tables.by_digit()).name
    'fig-printed-digits'
    """
    found = found[found["planted"] >= FEW]
    steps = [name for name in found.columns if name != "planted"]
    drawing, axes = draw_column(height=290)
    _draw_digits(axes, found, steps)
    shown = {f"+{step}": found[step].map(percent) for step in steps}
    shown |= {"Planted": found["planted"].map(lambda count: fixed(count, 0))}
    places = ["last" if after == 0 else f"{after} before the last" for after in found.index]
    said = "; ".join(_step_said(step, found[step]) for step in steps)
    return figure(
        drawing,
        alt=f"Share of planted errors caught by place of the digit. {said}.",
        caption=DIGITS_CAPTION,
        name="fig-printed-digits",
        behind=pd.DataFrame(shown).set_axis(places),
    )


def _mostly_in(explained: pd.DataFrame, convention: str) -> str:
    """The three kinds of cell whose errors a convention explains most often."""
    named = explained["convention"].str.contains(convention, regex=False)
    kinds = explained.loc[named, "cell"].value_counts().index[:3]
    return listed(KINDS[kind] for kind in kinds)


def excuses_table(planted: pd.DataFrame) -> Table:
    """The conventions that explain planted errors, and how often.

    Parameters
    ----------
    planted : DataFrame
        From `helpers.recovery.printed_tables.planted_outcomes`.

    Returns
    -------
    Table
        One row per convention.
    """
    explained = planted[planted["outcome"] == "explained"]
    counts = explained["convention"].str.split("; ").explode().value_counts()
    shares = counts / len(planted)
    frame = pd.DataFrame(
        {
            "Errors": counts.map(lambda count: fixed(count, 0)),
            "Share of all planted": shares.map(lambda share: percent(share, 1)),
            "Mostly in": [_mostly_in(explained, name) for name in counts.index],
        }
    )
    return Table(
        frame.rename_axis(None),
        caption="Conventions that would print the same as a planted error",
        name="tab-printed-excuses",
    )
