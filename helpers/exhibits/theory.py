"""What the page *Theory* shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle

from helpers.exhibits.base import INK, PALETTE, Figure, Table, draw, figure, styled
from helpers.methods.theory import COMMON, OTHER, QUESTION, REVERSE, SHIRT, SPAN, Arrow, Firm
from helpers.words import count, fixed, listed, percent

BREAK = 2014  # first year of the statistics bureau's own survey of turnover
LABELLED = 2020  # year at which the lines of the figure are named
TURNOVER_ALT = (
    "Line chart of shares of GDP. All e-commerce turnover rises from {lowest} in {first} to "
    "{older} in {before} on the older estimates, and from {newer} in {changed} to {highest} "
    "in {last} on the new survey. Online retail alone rises from {retail_first} to {retail_last}. "
    "The turnover of {unsure} is drawn hollow, its source not seen."
)
CHAIN_NOTE = (
    "Value added is sales less purchases from the firm before; "
    "its sum is the price that the consumer pays."
)
SAVINGS_NOTE = "The rates are assumptions; real GDP grew by {growth} a year on average."
CAUSES_ALT = (
    "Diagram of {boxes} boxes and {arrows} arrows. Solid boxes are the paper's variables: "
    "{measured}; dashed boxes are not in its data: {unmeasured}. "
    "A thick arrow with a question mark leads from {question}. "
    "Dashed arrows of common causes: {common}. Dotted reverse arrows: {reverse}. "
    "Thin arrows: {other}."
)
CAUSES_CAPTION = (
    "What may cause what: thick, the question; dashed, common causes; dotted, reverse arrows; "
    "dashed boxes are not in the paper's data"
)


def _draw_shares(axes: Axes, shares: pd.DataFrame) -> None:
    """Both shares in per cent, in two pieces, as no line is drawn across the change of survey."""
    for piece in (shares.loc[: BREAK - 1], shares.loc[BREAK:]):
        axes.plot(piece.index, 100 * piece["ratio"], "-", marker="", color=PALETTE[0])
        axes.plot(piece.index, 100 * piece["retail_ratio"], "--", marker="", color=PALETTE[1])
    sure, unsure = shares[shares["sure"]], shares[~shares["sure"]]
    axes.plot(sure.index, 100 * sure["ratio"], "o", color=PALETTE[0], ls="none")
    axes.plot(unsure.index, 100 * unsure["ratio"], "o", color=PALETTE[0], ls="none", mfc="none")
    axes.plot(shares.index, 100 * shares["retail_ratio"], "s", color=PALETTE[1], ls="none", ms=4)
    axes.axvline(BREAK - 0.5, color=INK, lw=0.8, ls=":")


def _label_shares(axes: Axes, shares: pd.DataFrame) -> None:
    """Names of the lines and of the break, where nothing else is drawn."""
    axes.annotate(
        "new survey",
        (BREAK - 0.5, 100 * shares["ratio"].max()),
        xytext=(-6, 0),
        textcoords="offset points",
        ha="right",
        va="center",
    )
    lines = (
        ("all e-commerce turnover", "ratio", -32, PALETTE[0]),
        ("online retail only", "retail_ratio", -30, PALETTE[1]),
    )
    for words, column, below, colour in lines:
        axes.annotate(
            words,
            (LABELLED, 100 * shares.loc[LABELLED, column]),
            xytext=(0, below),
            textcoords="offset points",
            ha="center",
            color=colour,
        )


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


@styled
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
    drawing, axes = draw(7, 3.9)
    _draw_shares(axes, shares)
    _label_shares(axes, shares)
    axes.set_ylim(0, 100 * shares["ratio"].max() + 4)
    axes.set_xlim(first - 0.6, last + 0.6)
    axes.set_xticks(range(first, last + 1, 3))
    axes.set_ylabel("percent of GDP")
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
        caption="E-commerce turnover and online retail as shares of GDP, current prices",
        name="fig-turnover-ratio",
        behind=behind,
    )


def chain_table(firms: Sequence[Firm] = SHIRT) -> Table:
    """The chain, firm by firm: sales, purchases and value added.

    Parameters
    ----------
    firms : sequence of Firm
        In the order of production.

    Returns
    -------
    Table
        One row per firm and one for the sum, in yuan.

    Examples
    --------
    >>> chain_table().frame.loc["Sum", "Adds"]
    '100'
    """
    amounts = pd.DataFrame(
        [(firm.buys, firm.sells, firm.value_added) for firm in firms],
        columns=["Buys for", "Sells for", "Adds"],
        index=pd.Index([firm.name for firm in firms], name="Firm"),
    )
    amounts.loc["Sum"] = amounts.sum()
    return Table(
        amounts.map(lambda value: fixed(value, 0)),
        caption="An invented shirt, from field to shop, in yuan",
        name="tab-chain",
        note=CHAIN_NOTE,
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
            "E-commerce turnover": [fixed(step["turnover"], 0) for step in steps],
            "Value added": [fixed(step["value_added"], 0) for step in steps],
            "Turnover, % of value added": [percent(share) for share in shares],
        },
        index=pd.Index(online, name="Sales online"),
    )
    return Table(
        frame,
        caption="The same shirt, with more of its sales online, in yuan",
        name="tab-online",
        note="Nothing else changes: the same cotton, the same work, the same price.",
    )


def savings_table(savings: pd.DataFrame, growth: pd.Series) -> Table:
    """What savings on each yuan traded online could add.

    Parameters
    ----------
    savings : DataFrame
        From `helpers.methods.theory.savings`.
    growth : Series
        Growth of real GDP by year, a share.

    Returns
    -------
    Table
        One row per rate.

    Examples
    --------
    >>> from helpers.methods.theory import real_growth, savings
    >>> savings_table(savings(), real_growth()).frame.shape
    (4, 3)
    """
    frame = pd.DataFrame(
        {
            "Once, % of GDP": [percent(value, 1) for value in savings["level"]],
            "Per year, points": [fixed(100 * value) for value in savings["yearly"]],
            "Share of real growth": [percent(value, 1) for value in savings["share"]],
        },
        index=pd.Index([percent(rate) for rate in savings.index], name="Saved per yuan"),
    )
    return Table(
        frame,
        caption=f"What a saving on each yuan traded online could add, {SPAN[0]} to {SPAN[1]}",
        name="tab-savings",
        note=SAVINGS_NOTE.format(growth=percent(growth.mean(), 1)),
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


BOX = (1.85, 0.95)  # width and height
QUESTION_MARK = (7.4, 2.98)
STYLES = {  # colour, line and width of each kind of arrow
    QUESTION: (PALETTE[0], "-", 3.0),
    COMMON: (PALETTE[1], "--", 1.3),
    REVERSE: (PALETTE[3], ":", 2.0),
    OTHER: (INK, "-", 0.9),
}
BENDS = {("gdp", "ecommerce"): -0.5, ("gdp", "users"): 0.42, ("users", "gdp"): 0.36}


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
    """One box per node, solid where the paper has data."""
    width, height = BOX
    boxes = {}
    for node in nodes.itertuples():
        boxes[node.Index] = Rectangle(
            (node.x - width / 2, node.y - height / 2),
            width,
            height,
            fill=False,
            ec=INK,
            lw=1.6 if node.measured else 0.9,
            ls="-" if node.measured else "--",
            zorder=3,
        )
        axes.add_patch(boxes[node.Index])
        axes.text(node.x, node.y, node.label, ha="center", va="center", fontsize=9, zorder=4)
    return boxes


def _draw_arrows(
    axes: Axes, nodes: pd.DataFrame, arrows: Iterable[Arrow], boxes: dict[str, Rectangle]
) -> None:
    for arrow in arrows:
        colour, line, thick = STYLES[arrow.kind]
        bend = BENDS.get((arrow.cause, arrow.effect), 0.0)
        start, end = (tuple(nodes.loc[name, ["x", "y"]]) for name in (arrow.cause, arrow.effect))
        patch = FancyArrowPatch(
            start,
            end,
            patchA=boxes[arrow.cause],
            patchB=boxes[arrow.effect],
            shrinkA=1,
            shrinkB=2,
            connectionstyle=f"arc3,rad={bend}",
            arrowstyle="-|>",
            mutation_scale=12,
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


@styled
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
        Boxes of the paper's variables are solid.

    Examples
    --------
    >>> from helpers.methods import theory
    >>> causes_figure(theory.nodes(), theory.arrows()).name
    'fig-causes'
    """
    drawing, axes = draw(7.4, 5.2)
    _draw_arrows(axes, nodes, arrows, _draw_boxes(axes, nodes))
    x, y = QUESTION_MARK
    axes.text(x, y, "?", ha="center", va="bottom", fontsize=14, color=PALETTE[0], zorder=5)
    axes.set_xlim(-0.05, 10.35)
    axes.set_ylim(-0.35, 6.0)
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
