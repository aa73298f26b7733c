"""The card of a link preview: the question, the answer and the data in one picture."""

from __future__ import annotations

import io

import matplotlib.style
from matplotlib.figure import Figure

from helpers import data
from helpers.claims import conclusions, ledger, reproduction
from helpers.exhibits import base
from helpers.methods import ols

QUESTION = "Can this paper tell?"


@matplotlib.style.context(base.STYLE)
def card(question: str) -> Figure:
    """The question, the answer, two counts and the data in levels and in growth, 1200 × 630 pixels.

    Parameters
    ----------
    question : str
        The question of the book.

    Returns
    -------
    Figure

    Examples
    --------
    >>> card("Does it?").texts[0].get_text()
    'Does it?'
    """
    frame = data.load("paper")[["ecommerce", "gdp"]]
    counted, said = reproduction.cell_counts(reproduction.scorecard()), ledger.verdict_counts()
    answer, _ = conclusions.answer()
    drawing = Figure(figsize=(12, 6.3), dpi=100, facecolor="white")
    drawing.text(0.05, 0.86, question, fontsize=34, weight="bold", color=base.INK)
    drawing.text(0.05, 0.72, answer, fontsize=30, color=base.PALETTE[1])
    lines = (
        f"{counted[reproduction.REPRODUCED]} of {sum(counted.values())} printed numbers reproduced",
        f"{said['supported'] + said['reproduced']} of {sum(said.values())} claims hold",
        "An executable replication",
    )
    for place, line in enumerate(lines):
        drawing.text(0.05, 0.48 - 0.11 * place, line, fontsize=21, color=base.INK)
    for left, shown, title in ((0.56, frame, "levels"), (0.79, ols.log_growth(frame), "growth")):
        axes = drawing.add_axes((left, 0.14, 0.18, 0.42))
        axes.plot(shown["ecommerce"], shown["gdp"], "o", color=base.PALETTE[0], ms=7)
        axes.set(xticks=[], yticks=[], title=f"{title}: r = {shown.corr().iloc[0, 1]:.2f}")
        axes.title.set(fontsize=19, ha="left", x=0)
        axes.margins(0.12)
    return drawing


@matplotlib.style.context(base.STYLE)
def png() -> bytes:
    """The card of this book as a file.

    Returns
    -------
    bytes
        PNG.
    """
    content = io.BytesIO()
    card(QUESTION).savefig(content, metadata={"Software": None})
    return content.getvalue()
