"""What the page *Theory* shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle
from matplotlib.path import Path

from helpers.exhibits.base import (
    COLUMN,
    INK,
    PALETTE,
    Figure,
    Table,
    column,
    draw_column,
    figure,
)
from helpers.methods.theory import COMMON, OTHER, QUESTION, REVERSE, Arrow
from helpers.words import count, fixed, listed, percent

BREAK = 2014  # first year of the statistics bureau's own survey of turnover
FLAT = 2016  # from here on turnover and GDP grow at the same pace
LABELLED = 2020  # year at which the lines of the figure are named
TURNOVER_ALT = (
    "Line chart of shares of GDP. All e-commerce turnover rises from {lowest} in {first} to "
    "{older} in {before} on the older estimates, and from {newer} in {changed} to {highest} "
    "in {last} on the new survey. Online retail alone rises from {retail_first} to {retail_last}. "
    "The turnover of {unsure} is drawn hollow, its source not seen."
)
CAUSES_ALT = (
    "Diagram of {boxes} boxes and {arrows} arrows. Solid boxes are the paper's variables: "
    "{measured}; dashed boxes are not in its data: {unmeasured}. "
    "A thick arrow with a question mark leads from {question}. "
    "Dashed arrows of common causes: {common}. Dotted reverse arrows: {reverse}. "
    "Thin arrows: {other}."
)
CAUSES_CAPTION = (
    "What may cause what, from the year before to this year: thick, the question; dashed, what "
    "moves both ends; dotted, GDP moving e-commerce. Dashed boxes are not in the paper's data"
)
TURNOVER_CAPTION = (
    "Turnover is a large sum beside GDP, since {flat} a steady one; hollow: source not seen"
)


def _draw_shares(axes: Axes, shares: pd.DataFrame) -> None:
    """Both shares in per cent, in two pieces, as no line is drawn across the change of survey."""
    for piece in (shares.loc[: BREAK - 1], shares.loc[BREAK:]):
        axes.plot(piece.index, 100 * piece["ratio"], "-", marker="", color=PALETTE[0])
        axes.plot(piece.index, 100 * piece["retail_ratio"], "--", marker="", color=PALETTE[1])
    sure, unsure = shares[shares["sure"]], shares[~shares["sure"]]
    axes.plot(sure.index, 100 * sure["ratio"], "o", color=PALETTE[0], ls="none")
    axes.plot(unsure.index, 100 * unsure["ratio"], "o", color=PALETTE[0], ls="none", mfc="none")
    axes.axvline(BREAK - 0.5, color=INK, lw=1.2, ls=":")


def _label_shares(axes: Axes, shares: pd.DataFrame) -> None:
    """Names of the lines and of the break, where nothing else is drawn."""
    top = 100 * shares["ratio"].max()
    axes.text(BREAK - 0.8, top, "new survey", ha="right", va="center")
    for words, name, below, colour in (
        ("all turnover", "ratio", -6, PALETTE[0]),
        ("online retail only", "retail_ratio", -6.5, PALETTE[1]),
    ):
        height = 100 * shares.loc[LABELLED, name] + below
        axes.text(LABELLED, height, words, ha="center", va="center", color=colour)


def _shares_in_words(shares: pd.DataFrame) -> str:
    first, last = shares.index[0], shares.index[-1]
    turnover, retail = shares["ratio"], shares["retail_ratio"]
    unsure = shares.index[~shares["sure"]]
    return TURNOVER_ALT.format(
        first=first,
        lowest=percent(turnover[first]),
        before=BREAK - 1,
        older=percent(turnover[BREAK - 1]),
        changed=BREAK,
        newer=percent(turnover[BREAK]),
        last=last,
        highest=percent(turnover[last]),
        retail_first=percent(retail[first], 1),
        retail_last=percent(retail[last]),
        unsure=listed(str(year) for year in unsure),
    )


@column
def turnover_figure(shares: pd.DataFrame) -> Figure:
    """Turnover and online retail as shares of GDP, with the change of survey in 2014.

    Parameters
    ----------
    shares : DataFrame
        From `helpers.methods.theory.turnover_ratio`.

    Returns
    -------
    Figure
        Years whose turnover was not read in a source are hollow.

    Examples
    --------
    >>> from helpers.methods.theory import turnover_ratio
    >>> turnover_figure(turnover_ratio()).name
    'fig-turnover-ratio'
    """
    first, last = shares.index[0], shares.index[-1]
    drawing, axes = draw_column(height=310)
    _draw_shares(axes, shares)
    _label_shares(axes, shares)
    axes.set_ylim(0, 100 * shares["ratio"].max() + 4)
    axes.set_xlim(first - 0.6, last + 0.6)
    axes.set_xticks(range(first, last + 1, 4))
    axes.set_title("% of GDP")
    behind = pd.DataFrame(
        {
            "Turnover": [fixed(value, 0) for value in shares["turnover"]],
            "GDP": [fixed(value, 0) for value in shares["gdp"]],
            "Turnover, % of GDP": [percent(value, 1) for value in shares["ratio"]],
            "Online retail, % of GDP": [percent(value, 1) for value in shares["retail_ratio"]],
            "Turnover read": ["yes" if sure else "source not seen" for sure in shares["sure"]],
        },
        index=pd.Index([str(year) for year in shares.index], name="Year (100 million yuan)"),
    )
    return figure(
        drawing,
        alt=_shares_in_words(shares),
        caption=TURNOVER_CAPTION.format(flat=FLAT),
        name="fig-turnover-ratio",
        behind=behind,
    )


def online_table(steps: Sequence[Mapping[str, float]]) -> Table:
    """What happens to turnover, and to value added, as one sale after the other moves online.

    Parameters
    ----------
    steps : sequence of mapping
        From `helpers.methods.theory.value_chain`, with no sale online, with one, and so on.

    Returns
    -------
    Table
        One row per number of sales online, in yuan.

    Examples
    --------
    >>> from helpers.methods.theory import value_chain
    >>> list(online_table([value_chain(0), value_chain(1)]).frame["Value added"].unique())
    ['100']
    """
    shares = [step["turnover"] / step["value_added"] for step in steps]
    online = ["none", *(count(number) for number in range(1, len(steps)))]
    frame = pd.DataFrame(
        {
            "Turnover": [fixed(step["turnover"], 0) for step in steps],
            "Value added": [fixed(step["value_added"], 0) for step in steps],
            "Ratio": [percent(share) for share in shares],
        },
        index=pd.Index(online, name="Sales online"),
    )
    return Table(
        frame,
        caption="More sales online, more turnover, the same value added (yuan)",
        name="tab-online",
        note="Nothing else changes: the same cotton, the same work, the same price.",
    )


def channel_table(channels: pd.DataFrame) -> Table:
    """The channels with what each predicts.

    Parameters
    ----------
    channels : DataFrame
        From `helpers.methods.theory.channels`.

    Returns
    -------
    Table
        One row per channel.

    Examples
    --------
    >>> from helpers.methods.theory import channels
    >>> channel_table(channels()).frame.shape
    (5, 3)
    """
    titles = ["Enters GDP through", "What data would show", "Visible in the paper's data?"]
    return Table(
        channels.set_axis(titles, axis=1).rename_axis("Channel"),
        caption="Five channels from e-commerce to GDP, each with its prediction",
        name="tab-channels",
    )


WIDTH, HEIGHT = 124, 58  # of a box, in units of the column
COMMON_BOX = ("common", "Roads, cities, schools,\npolicy, prices", 262)  # name, words, width
QUESTION_MARK = (362, 246)
STYLES = {  # colour, line and width of each kind of arrow
    QUESTION: (PALETTE[0], "-", 5.0),
    COMMON: (PALETTE[1], "--", 2.0),
    REVERSE: (PALETTE[3], ":", 3.0),
    OTHER: (INK, "-", 1.3),
}
ROUTES = {  # corners of the arrows that pass other boxes
    ("earlier", "gdp"): [(26, 545), (12, 545), (12, 50), (178, 50)],
    ("common", "gdp"): [(461, 545), (473, 545), (473, 50), (310, 50)],
    ("users", "gdp"): [(88, 320), (195, 83)],
    ("ecommerce", "gdp"): [(380, 320), (262, 83)],
}


def spoken_label(label: str) -> str:
    r"""The label of a box inside a sentence.

    Parameters
    ----------
    label : str
        From `nodes`.

    Returns
    -------
    str
        In lower case, except for proper names, without the symbol.

    Examples
    --------
    >>> spoken_label("Roads and\nnetworks"), spoken_label("Internet\nusers (X3)")
    ('roads and networks', 'Internet users')
    """
    label = label.replace("\n", " ").partition(" (")[0]
    return label if label.startswith(("Internet", "GDP")) else label[0].lower() + label[1:]


def _draw_boxes(axes: Axes, nodes: pd.DataFrame) -> dict[str, Rectangle]:
    """The boxes, solid where the paper has data; causes of the same kind share one."""
    name, words, wide = COMMON_BOX
    places = nodes.sort_values("measured").drop_duplicates("box", keep="last").set_index("box")
    boxes = {}
    for box in places.itertuples():
        width = wide if box.Index == name else WIDTH
        boxes[box.Index] = Rectangle(
            (box.x - width / 2, box.y - HEIGHT / 2),
            width,
            HEIGHT,
            fill=False,
            ec=INK,
            lw=2.2 if box.measured else 1.2,
            ls="-" if box.measured else "--",
            zorder=3,
        )
        axes.add_patch(boxes[box.Index])
        label = words if box.Index == name else box.label
        axes.text(box.x, box.y, label, ha="center", va="center", zorder=4)
    return boxes


def _draw_arrows(
    axes: Axes, nodes: pd.DataFrame, arrows: Iterable[Arrow], boxes: dict[str, Rectangle]
) -> None:
    """One arrow between two boxes, however many variables stand in each."""
    inside = nodes["box"]
    drawn = {(inside[arrow.cause], inside[arrow.effect]): arrow.kind for arrow in arrows}
    for (cause, effect), kind in drawn.items():
        if cause == effect:
            continue
        colour, line, thick = STYLES[kind]
        between: dict[str, Any] = {
            "posA": boxes[cause].get_center(),
            "posB": boxes[effect].get_center(),
            "patchA": boxes[cause],
            "patchB": boxes[effect],
            "shrinkA": 1,
            "shrinkB": 3,
        }
        if (cause, effect) in ROUTES:
            between = {"path": Path(ROUTES[cause, effect])}
        patch = FancyArrowPatch(
            **between,
            arrowstyle="-|>",
            mutation_scale=20,
            color=colour,
            ls=line,
            lw=thick,
            zorder=2,
        )
        axes.add_patch(patch)


def _causes_in_words(nodes: pd.DataFrame, said: pd.Series, behind: pd.DataFrame) -> str:
    """Boxes and arrows in words, by kind."""
    pairs = pd.Series(behind.index, dtype=object) + " to " + behind["To"].to_numpy()
    kinds = {kind: listed(pairs[(behind["Kind"] == kind).to_numpy()]) for kind in STYLES}
    return CAUSES_ALT.format(
        boxes=fixed(len(nodes), 0),
        arrows=fixed(len(behind), 0),
        measured=listed(said[nodes["measured"]]),
        unmeasured=listed(said[~nodes["measured"]]),
        question=kinds[QUESTION],
        common=kinds[COMMON],
        reverse=kinds[REVERSE],
        other=kinds[OTHER],
    )


@column
def causes_figure(nodes: pd.DataFrame, arrows: Sequence[Arrow]) -> Figure:
    """The assumed causes: the arrow in question, common causes, reverse arrows.

    Parameters
    ----------
    nodes : DataFrame
        From `helpers.methods.theory.nodes`.
    arrows : sequence of Arrow
        From `helpers.methods.theory.arrows`.

    Returns
    -------
    Figure
        Time runs downwards; boxes of the paper's variables are solid.

    Examples
    --------
    >>> from helpers.methods import theory
    >>> causes_figure(theory.nodes(), theory.arrows()).name
    'fig-causes'
    """
    drawing, axes = draw_column(height=600)
    _draw_arrows(axes, nodes, arrows, _draw_boxes(axes, nodes))
    x, y = QUESTION_MARK
    axes.text(x, y, "?", fontsize=26, color=PALETTE[0], zorder=5)
    axes.set_xlim(0, COLUMN)
    axes.set_ylim(0, 600)
    axes.axis("off")
    said = nodes["label"].map(spoken_label)
    behind = pd.DataFrame(
        {
            "To": [said[arrow.effect] for arrow in arrows],
            "Kind": [arrow.kind for arrow in arrows],
            "Reason": [arrow.reason for arrow in arrows],
        },
        index=pd.Index([said[arrow.cause] for arrow in arrows], name="From"),
    )
    alt = _causes_in_words(nodes, said, behind)
    return figure(drawing, alt=alt, caption=CAUSES_CAPTION, name="fig-causes", behind=behind)
