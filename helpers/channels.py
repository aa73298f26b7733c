"""From e-commerce to GDP: channels, turnover against value added, causes, problems and remedies.

The paper's chapters 2, 5 and 6 hold no equation. What can be counted in them is counted here; what
can only be judged is written down as a table with a reason for every cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle

from helpers import claims, data, published
from helpers.exhibits import INK, PALETTE, Figure, Table, draw, figure, styled
from helpers.prose import count, fixed, listed, percent

DATASET = "modern"  # the newest vintage of GDP, with the official turnover
BREAK = 2014  # first year of the statistics bureau's own survey of turnover
SPAN = (2005, 2018)  # years of growth inside the paper's sample
# Resources saved per yuan traded online; chosen to span small and large, not measured.
SAVINGS = (0.01, 0.02, 0.05, 0.10)
UNSURE = ("unverified", "fitted")
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
SHOP_ONLINE = "Share of Internet users who shop online, whatever they fear"
NOT_MEASURED = "nothing in our data"
INDICATORS_NOTE = (
    "Provincial sales are booked where the firm sits, "
    "which widens the gap between a capital and a rural province."
)
DEVELOPMENTS_NOTE = (
    "Only what was read in the source named; none of it is claimed to follow from the paper."
)


# Turnover against GDP.


def turnover_ratio() -> pd.DataFrame:
    """E-commerce transactions and online retail beside GDP at current prices.

    Returns
    -------
    DataFrame
        Index year; ``turnover``, ``gdp`` and ``retail`` in 100 million yuan, ``ratio`` and
        ``retail_ratio`` as shares of GDP, ``sure`` whether the turnover was read in a source or
        derived from one. Retail is the median of the values seen.

    Examples
    --------
    >>> shares = turnover_ratio()
    >>> bool((shares["retail_ratio"] < shares["ratio"]).all())
    True
    """
    tidy = data.load(DATASET, form="tidy")
    status = tidy[tidy["series"] == "ecommerce"].set_index("year")["status"]
    seen = data.observations().query("series == 'online_retail' and status == 'seen'")
    retail = seen.assign(year=seen["year"].astype(int)).groupby("year")["value"].median()
    wide = data.load(DATASET)[["ecommerce", "gdp"]].dropna()
    wide = wide.rename(columns={"ecommerce": "turnover"})
    wide["retail"] = retail
    wide["ratio"] = wide["turnover"] / wide["gdp"]
    wide["retail_ratio"] = wide["retail"] / wide["gdp"]
    wide["sure"] = ~status.reindex(wide.index).isin(UNSURE)
    return wide


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
def turnover_figure() -> Figure:
    """Turnover and online retail as shares of GDP, with the change of survey in 2014.

    Returns
    -------
    Figure
        Years whose turnover was not read in a source are hollow.

    Examples
    --------
    >>> turnover_figure().name
    'fig-turnover-ratio'
    """
    shares = turnover_ratio()
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


@dataclass(frozen=True)
class Firm:
    """One firm of a supply chain.

    Parameters
    ----------
    name : str
        What it is.
    buys : float
        What it pays the firm before it, in yuan.
    sells : float
        What it sells for, in yuan.
    """

    name: str
    buys: float
    sells: float

    @property
    def value_added(self) -> float:
        """Sales less what was bought in, in yuan."""
        return self.sells - self.buys


# An invented shirt: round numbers, so that a class can check the sums by heart.
SHIRT = (
    Firm("Cotton farm", 0, 20),
    Firm("Weaving mill", 20, 45),
    Firm("Garment maker", 45, 80),
    Firm("Shop", 80, 100),
)


def chain(online: int, firms: Sequence[Firm] = SHIRT) -> dict[str, float]:
    """Turnover and value added of a supply chain whose last sales are made online.

    Parameters
    ----------
    online : int
        How many sales, counted from the consumer backwards, take place online.
    firms : sequence of Firm
        In the order of production.

    Returns
    -------
    dict
        ``turnover``, sum of the sales made online; ``value_added``, sum over all firms; both in
        yuan.

    Raises
    ------
    ValueError
        If the chain has fewer sales, or a firm pays another price than the one before it takes.

    Examples
    --------
    >>> chain(1), chain(4)
    ({'turnover': 100, 'value_added': 100}, {'turnover': 245, 'value_added': 100})
    """
    if not 0 <= online <= len(firms):
        raise ValueError(f"the chain has {len(firms)} sales; {online} of them cannot be online")
    for before, after in pairwise(firms):
        if before.sells != after.buys:
            raise ValueError(
                f"{before.name} sells for {before.sells:g}, "
                f"but {after.name} buys for {after.buys:g}"
            )
    return {
        "turnover": sum(firm.sells for firm in firms[len(firms) - online :]),
        "value_added": sum(firm.value_added for firm in firms),
    }


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


def online_table(firms: Sequence[Firm] = SHIRT) -> Table:
    """What happens to turnover, and to value added, as one sale after the other moves online.

    Parameters
    ----------
    firms : sequence of Firm
        In the order of production.

    Returns
    -------
    Table
        One row per number of sales online, in yuan.

    Examples
    --------
    >>> list(online_table().frame["Value added"].unique())
    ['100']
    """
    steps = [chain(online, firms) for online in range(len(firms) + 1)]
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


def literal_contribution(year: int = 2018) -> dict[str, float]:
    """What Table 2 would say if its coefficient of turnover were an effect.

    Parameters
    ----------
    year : int
        Year of the turnover.

    Returns
    -------
    dict
        ``coefficient`` as printed (yuan of GDP per yuan of turnover), ``amount`` in 100 million
        yuan and ``share`` of the paper's GDP of that year.

    Examples
    --------
    >>> round(literal_contribution()["coefficient"], 4)
    0.4843
    """
    frame = data.load("paper")
    coefficient = float(published.table(2).loc["ecommerce", "coefficient"])
    amount = coefficient * frame.loc[year, "ecommerce"]
    return {
        "coefficient": coefficient,
        "amount": float(amount),
        "share": float(amount / frame.loc[year, "gdp"]),
    }


# Growth accounting.


def real_growth(first: int = SPAN[0], last: int = SPAN[1]) -> pd.Series:
    """Growth of real GDP over the year before; vintage after the fourth economic census.

    Parameters
    ----------
    first, last : int
        Years, both included.

    Returns
    -------
    Series
        Index year, growth as a share.

    Examples
    --------
    >>> round(float(real_growth(2018, 2018).iloc[0]), 3)
    0.067
    """
    rows = data.observations().query("series == 'real_gdp_growth' and vintage == 'post-4th census'")
    yearly = rows.assign(year=rows["year"].astype(int)).set_index("year")["value"].sort_index()
    return yearly.loc[first:last] / 100


def savings(rates: Sequence[float] = SAVINGS, year: int = SPAN[1]) -> pd.DataFrame:
    """How much real growth a cost saving on every yuan traded online could explain at most.

    A saving of s yuan per yuan traded frees s × turnover / GDP of a year's output, once. All of the
    year's turnover is taken as having moved online since the first year of the sample, which makes
    this an upper bound for each rate.

    Parameters
    ----------
    rates : sequence of float
        Resources saved per yuan of turnover.
    year : int
        Year whose turnover is taken.

    Returns
    -------
    DataFrame
        Index rate; ``level`` gain as a share of GDP, ``yearly`` gain, ``share`` of average real
        growth.

    Examples
    --------
    >>> table = savings()
    >>> round(float(table.loc[0.10, "level"] / table.loc[0.01, "level"]), 6)
    10.0
    """
    growth = real_growth()
    level = pd.Series(rates, index=rates) * turnover_ratio().loc[year, "ratio"]
    yearly = level / len(growth)
    frame = pd.DataFrame({"level": level, "yearly": yearly, "share": yearly / growth.mean()})
    return frame.rename_axis("rate")


def savings_table() -> Table:
    """`savings`, formatted.

    Returns
    -------
    Table
        One row per rate.

    Examples
    --------
    >>> savings_table().frame.shape
    (4, 3)
    """
    rows = savings()
    frame = pd.DataFrame(
        {
            "Once, % of GDP": [percent(value, 1) for value in rows["level"]],
            "Per year, points": [fixed(100 * value) for value in rows["yearly"]],
            "Share of real growth": [percent(value, 1) for value in rows["share"]],
        },
        index=pd.Index([percent(rate) for rate in rows.index], name="Saved per yuan"),
    )
    return Table(
        frame,
        caption=f"What a saving on each yuan traded online could add, {SPAN[0]} to {SPAN[1]}",
        name="tab-savings",
        note=SAVINGS_NOTE.format(growth=percent(real_growth().mean(), 1)),
    )


def halves() -> pd.DataFrame:
    """Average real growth and average turnover ratio in the two halves of the sample.

    Returns
    -------
    DataFrame
        Index the years of each half as text; ``growth`` and ``ratio`` as shares.

    Examples
    --------
    >>> halves().index.tolist()
    ['2005–2011', '2012–2018']
    """
    middle = (SPAN[0] + SPAN[1]) // 2
    ratio = turnover_ratio()["ratio"]
    spans = ((SPAN[0], middle), (middle + 1, SPAN[1]))
    rows = {
        f"{first}–{last}": {
            "growth": real_growth(first, last).mean(),
            "ratio": ratio.loc[first:last].mean(),
        }
        for first, last in spans
    }
    return pd.DataFrame(rows).T


# Channels.


@dataclass(frozen=True)
class Channel:
    """A way from e-commerce to GDP.

    Parameters
    ----------
    name : str
        What it is called.
    enters : str
        Where it enters GDP.
    predicts : str
        What data would show.
    visible : str
        Whether the paper's data could show it.
    """

    name: str
    enters: str
    predicts: str
    visible: str


CHANNELS = (
    Channel(
        "Spending",
        "C, I, G or NX",
        "Consumption rises faster where online sales do, and not at the cost of other spending.",
        "No: no component of GDP is in the data.",
    ),
    Channel(
        "Search and transaction costs",
        "Prices, and A",
        "Prices fall and differ less from place to place; remote buyers gain most.",
        "No: neither prices nor places are in the data.",
    ),
    Channel(
        "Productivity",
        "A",
        "Output per worker rises with labour and capital accounted for, after a delay.",
        "No: neither labour nor capital is in the data.",
    ),
    Channel(
        "Reallocation",
        "Shops against screens",
        "Offline retail loses sales and jobs; the net gain is smaller than the turnover.",
        "No: only the online side is counted.",
    ),
    Channel(
        "Network effects",
        "A, more than in proportion",
        "The effect per user grows with the number of users, or starts above a threshold.",
        "Hardly: a straight line is fitted, to one country.",
    ),
)


def channel_table() -> Table:
    """The channels with what each predicts.

    Returns
    -------
    Table
        One row per channel.

    Examples
    --------
    >>> channel_table().frame.shape
    (5, 3)
    """
    frame = pd.DataFrame(
        [[channel.enters, channel.predicts, channel.visible] for channel in CHANNELS],
        columns=["Enters GDP through", "What data would show", "Visible in the paper's data?"],
        index=pd.Index([channel.name for channel in CHANNELS], name="Channel"),
    )
    return Table(
        frame,
        caption="Five channels from e-commerce to GDP, each with its prediction",
        name="tab-channels",
    )


# Causes, drawn.

MEASURED = ("users", "shoppers", "ecommerce", "domains", "gdp")
NODES = {
    # name: (label, x, y)
    "networks": ("Roads and\nnetworks", 1.0, 5.3),
    "cities": ("Cities and\nschooling", 3.5, 5.3),
    "policy": ("Reform and\npolicy", 6.0, 5.3),
    "prices": ("Price\nlevel", 8.7, 5.3),
    "users": ("Internet\nusers (X3)", 1.0, 2.9),
    "shoppers": ("Online\nshoppers (X4)", 3.5, 2.9),
    "ecommerce": ("E-commerce\nturnover (X1)", 6.0, 2.9),
    "gdp": ("GDP\n(Y)", 9.3, 2.9),
    "rules": ("Registration\nrules", 1.0, 0.5),
    "domains": ("Domain\nnames (X2)", 4.2, 0.5),
    "offline": ("Offline\nretail", 7.5, 0.5),
}
BOX = (1.85, 0.95)  # width and height
QUESTION_MARK = (7.4, 2.98)
QUESTION, COMMON, REVERSE, OTHER = "the arrow in question", "common cause", "reverse arrow", "other"
STYLES = {  # colour, line and width of each kind of arrow
    QUESTION: (PALETTE[0], "-", 3.0),
    COMMON: (PALETTE[1], "--", 1.3),
    REVERSE: (PALETTE[3], ":", 2.0),
    OTHER: (INK, "-", 0.9),
}
BENDS = {("gdp", "ecommerce"): -0.5, ("gdp", "users"): 0.42, ("users", "gdp"): 0.36}


@dataclass(frozen=True)
class Arrow:
    """One assumed cause and effect.

    Parameters
    ----------
    cause, effect : str
        Names of nodes.
    kind : str
        `QUESTION`, `COMMON`, `REVERSE` or `OTHER`.
    reason : str
        One sentence.
    """

    cause: str
    effect: str
    kind: str
    reason: str


ARROWS = (
    Arrow("ecommerce", "gdp", QUESTION, "What the paper wants to know."),
    Arrow("gdp", "ecommerce", REVERSE, "Richer people buy more, online as elsewhere."),
    Arrow("gdp", "users", REVERSE, "Income pays for phones and connections."),
    Arrow("networks", "users", COMMON, "Cables bring people online."),
    Arrow("networks", "ecommerce", COMMON, "Parcels need roads."),
    Arrow(
        "networks",
        "gdp",
        COMMON,
        "Roads and cables are investment, and raise output without any online sale.",
    ),
    Arrow("cities", "users", COMMON, "Townspeople and the schooled go online first."),
    Arrow("cities", "shoppers", COMMON, "They also buy online first."),
    Arrow("cities", "gdp", COMMON, "Towns and schooling raise output."),
    Arrow("policy", "ecommerce", COMMON, "The State promotes e-commerce."),
    Arrow("policy", "gdp", COMMON, "It promotes growth at the same time, by other means."),
    Arrow("prices", "ecommerce", COMMON, "Turnover is counted at current prices."),
    Arrow("prices", "gdp", COMMON, "So is the paper's GDP."),
    Arrow("users", "shoppers", OTHER, "Who shops online is an Internet user."),
    Arrow("shoppers", "ecommerce", OTHER, "Shoppers make part of the turnover."),
    Arrow("users", "gdp", OTHER, "The Internet may raise output without shopping."),
    Arrow("ecommerce", "offline", OTHER, "What is bought on the screen is not bought in the shop."),
    Arrow("offline", "gdp", OTHER, "Shops are part of output."),
    Arrow("ecommerce", "domains", OTHER, "Sellers register names."),
    Arrow("rules", "domains", OTHER, "Stricter rules cut the count."),
)


def _descendants(node: str, arrows: Iterable[Arrow]) -> set[str]:
    """All effects of a node, direct or through others."""
    effects: dict[str, set[str]] = {}
    for arrow in arrows:
        effects.setdefault(arrow.cause, set()).add(arrow.effect)
    found: set[str] = set()
    waiting = [node]
    while waiting:
        new = effects.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _is_open(path: tuple[str, ...], given: set[str], arrows: list[Arrow]) -> bool:
    """Whether a path carries association when ``given`` are held fixed (d-separation).

    References
    ----------
    Pearl, J. (2009). Causality, 2nd edition. Cambridge University Press, definition 1.2.3.
    """
    pairs = {(arrow.cause, arrow.effect) for arrow in arrows}
    for before, node, after in zip(path, path[1:], path[2:], strict=False):
        collider = (before, node) in pairs and (after, node) in pairs
        if collider and not ({node} | _descendants(node, arrows)) & given:
            return False
        if not collider and node in given:
            return False
    return True


def _paths_into(cause: str, effect: str, arrows: list[Arrow]) -> list[tuple[str, ...]]:
    """All paths without repetition that leave the cause against an arrow and end at the effect."""
    neighbours: dict[str, set[str]] = {}
    for arrow in arrows:
        neighbours.setdefault(arrow.cause, set()).add(arrow.effect)
        neighbours.setdefault(arrow.effect, set()).add(arrow.cause)
    found: list[tuple[str, ...]] = []
    waiting: list[tuple[str, ...]] = [
        (cause, arrow.cause) for arrow in arrows if arrow.effect == cause
    ]
    while waiting:
        path = waiting.pop()
        if path[-1] == effect:
            found.append(path)
        else:
            waiting += [(*path, name) for name in neighbours[path[-1]] - set(path)]
    return found


def backdoors(
    cause: str = "ecommerce",
    effect: str = "gdp",
    given: Iterable[str] = (),
    arrows: Iterable[Arrow] = ARROWS,
) -> list[tuple[str, ...]]:
    """Open paths between cause and effect that begin with an arrow into the cause.

    Reverse arrows are left out, for they make a circle; no variable held fixed can close them.

    Parameters
    ----------
    cause, effect : str
        Names of nodes.
    given : sequence of str
        Variables held fixed.
    arrows : sequence of Arrow
        The assumed causes.

    Returns
    -------
    list of tuple of str
        Each path as names of nodes, from cause to effect, shortest first.

    Raises
    ------
    ValueError
        On a name that no arrow mentions, or a circle of arrows.

    References
    ----------
    Pearl, J. (2009). Causality, 2nd edition. Cambridge University Press, section 3.3.1.

    Examples
    --------
    >>> fork = [Arrow("season", "ice", COMMON, ""), Arrow("season", "drownings", COMMON, "")]
    >>> backdoors("ice", "drownings", arrows=fork)
    [('ice', 'season', 'drownings')]
    >>> backdoors("ice", "drownings", ["season"], fork)
    []
    """
    arrows, given = [arrow for arrow in arrows if arrow.kind != REVERSE], set(given)
    names = {name for arrow in arrows for name in (arrow.cause, arrow.effect)}
    unknown = {cause, effect, *given} - names
    if unknown:
        raise ValueError(
            f"no arrow mentions {', '.join(sorted(unknown))}; there are {', '.join(sorted(names))}"
        )
    circle = sorted(name for name in names if name in _descendants(name, arrows))
    if circle:
        raise ValueError(f"the arrows run in a circle through {', '.join(circle)}")
    found = [path for path in _paths_into(cause, effect, arrows) if _is_open(path, given, arrows)]
    return sorted(found, key=lambda path: (len(path), path))


def spoken(node: str) -> str:
    """The label of a node inside a sentence.

    Parameters
    ----------
    node : str
        A key of `NODES`.

    Returns
    -------
    str
        In lower case, except for proper names.

    Examples
    --------
    >>> spoken("networks"), spoken("users")
    ('roads and networks', 'Internet users')
    """
    label = NODES[node][0].replace("\n", " ").partition(" (")[0]
    return label if label.startswith(("Internet", "GDP")) else label[0].lower() + label[1:]


def _draw_boxes(axes: Axes) -> dict[str, Rectangle]:
    """One box per node, solid where the paper has data."""
    width, height = BOX
    boxes = {}
    for name, (label, x, y) in NODES.items():
        measured = name in MEASURED
        boxes[name] = Rectangle(
            (x - width / 2, y - height / 2),
            width,
            height,
            fill=False,
            ec=INK,
            lw=1.6 if measured else 0.9,
            ls="-" if measured else "--",
            zorder=3,
        )
        axes.add_patch(boxes[name])
        axes.text(x, y, label, ha="center", va="center", fontsize=9, zorder=4)
    return boxes


def _draw_arrows(axes: Axes, boxes: dict[str, Rectangle]) -> None:
    for arrow in ARROWS:
        colour, line, thick = STYLES[arrow.kind]
        bend = BENDS.get((arrow.cause, arrow.effect), 0.0)
        start, end = (NODES[name][1:] for name in (arrow.cause, arrow.effect))
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


def _arrows_in_words(kind: str) -> str:
    return listed(
        f"{spoken(arrow.cause)} to {spoken(arrow.effect)}" for arrow in ARROWS if arrow.kind == kind
    )


@styled
def causes_figure() -> Figure:
    """The assumed causes: the arrow in question, common causes, reverse arrows.

    Returns
    -------
    Figure
        Boxes of the paper's variables are solid.

    Examples
    --------
    >>> causes_figure().name
    'fig-causes'
    """
    drawing, axes = draw(7.4, 5.2)
    _draw_arrows(axes, _draw_boxes(axes))
    x, y = QUESTION_MARK
    axes.text(x, y, "?", ha="center", va="bottom", fontsize=14, color=PALETTE[0], zorder=5)
    axes.set_xlim(-0.05, 10.35)
    axes.set_ylim(-0.35, 6.0)
    axes.axis("off")
    alt = CAUSES_ALT.format(
        boxes=fixed(len(NODES), 0),
        arrows=fixed(len(ARROWS), 0),
        measured=listed(spoken(name) for name in MEASURED),
        unmeasured=listed(spoken(name) for name in NODES if name not in MEASURED),
        question=_arrows_in_words(QUESTION),
        common=_arrows_in_words(COMMON),
        reverse=_arrows_in_words(REVERSE),
        other=_arrows_in_words(OTHER),
    )
    behind = pd.DataFrame(
        {
            "To": [spoken(arrow.effect) for arrow in ARROWS],
            "Kind": [arrow.kind for arrow in ARROWS],
            "Reason": [arrow.reason for arrow in ARROWS],
        },
        index=pd.Index([spoken(arrow.cause) for arrow in ARROWS], name="From"),
    )
    return figure(drawing, alt=alt, caption=CAUSES_CAPTION, name="fig-causes", behind=behind)


# Problems and countermeasures.

PROBLEMS = {
    "5.1": "Security",
    "5.2": "Integrity",
    "5.3": "Information",
    "5.4": "Talents",
    "5.5": "Payment",
}
COUNTERMEASURES = {
    "6.1": "Network security",
    "6.2": "Social integrity",
    "6.3": "Infrastructure",
    "6.4": "Training",
    "6.5": "External environment",
    "6.6": "Payment and settlement",
}
ANSWERS, PARTLY, NOTHING = "answers", "in part", "—"
MATRIX = {
    # (countermeasure, problem): (how far, reason)
    ("6.1", "5.1"): (ANSWERS, "A network security system is the very thing said to be missing."),
    ("6.1", "5.2"): (
        PARTLY,
        "Fraud online is dishonesty too; of the firms' own conduct it says nothing.",
    ),
    ("6.1", "5.3"): (NOTHING, "Firms' technology and innovation are not its subject."),
    ("6.1", "5.4"): (NOTHING, "It names no training."),
    ("6.1", "5.5"): (PARTLY, "It asks for a network payment system in passing."),
    ("6.2", "5.1"): (NOTHING, "It is about honest staff and laws, not about servers and hackers."),
    ("6.2", "5.2"): (ANSWERS, "Laws, supervision and teaching against dishonesty."),
    ("6.2", "5.3"): (NOTHING, "Technology is not its subject."),
    ("6.2", "5.4"): (NOTHING, "It teaches staff honesty, not skills."),
    ("6.2", "5.5"): (NOTHING, "Means of payment are not its subject."),
    ("6.3", "5.1"): (NOTHING, "Faster networks are not safer ones."),
    ("6.3", "5.2"): (NOTHING, "Conduct is not its subject."),
    ("6.3", "5.3"): (
        ANSWERS,
        "Funds for networks and software, and support for small firms; yet section 5.3 complains "
        "that money goes to hardware, and this asks for more of it.",
    ),
    ("6.3", "5.4"): (NOTHING, "People are not its subject."),
    ("6.3", "5.5"): (NOTHING, "It names no bank and no payment."),
    ("6.4", "5.1"): (NOTHING, "Security skills are not named."),
    ("6.4", "5.2"): (NOTHING, "Skills are taught, not honesty."),
    ("6.4", "5.3"): (
        PARTLY,
        "Managers are to learn the technology that section 5.3 says they neglect.",
    ),
    ("6.4", "5.4"): (
        ANSWERS,
        "Courses, training plans and recruitment for the people said to be lacking.",
    ),
    ("6.4", "5.5"): (NOTHING, "Finance is not its subject."),
    ("6.5", "5.1"): (PARTLY, "Rules of safety supervision, and contact with the police."),
    ("6.5", "5.2"): (PARTLY, "Rules on integrity, and late payments reported to the police."),
    ("6.5", "5.3"): (PARTLY, "Section 5.3 counts a poor external environment among its causes."),
    ("6.5", "5.4"): (NOTHING, "It names no training."),
    ("6.5", "5.5"): (NOTHING, "Payment systems are left to the next section."),
    ("6.6", "5.1"): (PARTLY, "Insecure payment is part of insecure trade."),
    ("6.6", "5.2"): (NOTHING, "Late payment is treated in 6.5, not here."),
    ("6.6", "5.3"): (NOTHING, "Firms' own technology is not its subject."),
    ("6.6", "5.4"): (NOTHING, "It names no training."),
    ("6.6", "5.5"): (
        ANSWERS,
        "One standard of online payment, for payment said not to be uniform.",
    ),
}


def matrix(cells: Mapping[tuple[str, str], tuple[str, str]] = MATRIX) -> pd.DataFrame:
    """How far each countermeasure answers each problem.

    Parameters
    ----------
    cells : mapping
        From countermeasure and problem to how far, and the reason.

    Returns
    -------
    DataFrame
        Rows sections 6.1 to 6.6, columns 5.1 to 5.5; `ANSWERS`, `PARTLY` or `NOTHING`.

    Examples
    --------
    >>> matrix().loc["6.6", "5.5"]
    'answers'
    """
    return pd.DataFrame(
        {
            problem: {remedy: cells[remedy, problem][0] for remedy in COUNTERMEASURES}
            for problem in PROBLEMS
        }
    )


def without_remedy(found: pd.DataFrame | None = None) -> list[str]:
    """Problems of section 5 that no countermeasure answers.

    Parameters
    ----------
    found : DataFrame, optional
        From `matrix`.

    Returns
    -------
    list of str
        Their sections.

    Examples
    --------
    >>> without_remedy()
    []
    """
    found = matrix() if found is None else found
    return [problem for problem in found.columns if not (found[problem] == ANSWERS).any()]


def without_problem(found: pd.DataFrame | None = None) -> list[str]:
    """Countermeasures of section 6 that answer no problem of their own.

    Parameters
    ----------
    found : DataFrame, optional
        From `matrix`.

    Returns
    -------
    list of str
        Their sections.

    Examples
    --------
    >>> without_problem()
    ['6.5']
    """
    found = matrix() if found is None else found
    return [remedy for remedy in found.index if not (found.loc[remedy] == ANSWERS).any()]


def matrix_table() -> Table:
    """The matrix in words.

    Returns
    -------
    Table
        Countermeasures by problems.

    Examples
    --------
    >>> matrix_table().frame.shape
    (6, 5)
    """
    frame = matrix()
    marks = frame.replace({ANSWERS: "verdict-supported", PARTLY: "", NOTHING: ""})
    rows = [f"{section} {name}" for section, name in COUNTERMEASURES.items()]
    columns = [f"{section} {name}" for section, name in PROBLEMS.items()]
    named = frame.set_axis(pd.Index(rows, name="Countermeasure")).set_axis(columns, axis=1)
    return Table(
        named,
        caption="Which countermeasure answers which problem",
        name="tab-matrix",
        marks=marks,
        note="Our reading of sections 5 and 6; the reason for each entry follows below.",
    )


def reasons_table() -> Table:
    """The reason for each entry of the matrix that is not empty.

    Returns
    -------
    Table
        One row per pair of countermeasure and problem.

    Examples
    --------
    >>> bool((reasons_table().frame["How far"] != "—").all())
    True
    """
    cells = [
        (remedy, problem, how, why)
        for (remedy, problem), (how, why) in MATRIX.items()
        if how != NOTHING
    ]
    remedies = [f"{remedy} {COUNTERMEASURES[remedy]}" for remedy, *_ in cells]
    frame = pd.DataFrame(
        [[f"{problem} {PROBLEMS[problem]}", how, why] for _, problem, how, why in cells],
        columns=["Problem", "How far", "Why"],
        index=pd.Index(remedies, name="Countermeasure"),
    )
    return Table(
        frame,
        caption="Why a countermeasure answers a problem, in full or in part",
        name="tab-reasons",
    )


@dataclass(frozen=True)
class Elsewhere:
    """A problem that the paper names outside section 5.

    Parameters
    ----------
    problem : str
        What it is.
    where : str
        Where the paper names it.
    claim : str
        Id of the row of the ledger that holds it.
    remedy : str
        The countermeasure that takes it up; empty if none does.
    reason : str
        One sentence.
    """

    problem: str
    where: str
    claim: str
    remedy: str
    reason: str


ELSEWHERE = (
    Elsewhere(
        "Imperfect theory of e-commerce",
        "abstract",
        "ca-09",
        "",
        "Section 5 does not return to it, and no countermeasure mentions theory.",
    ),
    Elsewhere(
        "East ahead of centre and west",
        "section 3",
        "c3-21",
        "",
        "Section 6.3 compares China with other countries, not its provinces with each other.",
    ),
    Elsewhere(
        "High cost of logistics", "section 3", "c3-24", "", "No countermeasure mentions transport."
    ),
    Elsewhere("Imperfect laws", "section 3", "c3-23", "sections 6.2 and 6.5", "Both ask for laws."),
    Elsewhere(
        "Leaks of private data",
        "section 3",
        "c3-22",
        "section 6.1",
        "Taken up again as problem 5.1.",
    ),
    Elsewhere(
        "Old ways of management",
        "section 3",
        "c3-25",
        "section 6.4",
        "Leaders are to learn; organisation is not mentioned.",
    ),
)


def elsewhere_table() -> Table:
    """Problems named outside section 5.

    Returns
    -------
    Table
        One row per problem.

    Examples
    --------
    >>> elsewhere_table().frame.loc["High cost of logistics", "Remedy"]
    'none'
    """
    frame = pd.DataFrame(
        [[row.where, row.remedy or "none", row.reason] for row in ELSEWHERE],
        columns=["Named in", "Remedy", "Why"],
        index=pd.Index([row.problem for row in ELSEWHERE], name="Problem"),
    )
    return Table(
        frame,
        caption="Problems that the paper names outside its section on problems",
        name="tab-elsewhere",
    )


# What can be measured, and what has happened since.


def _spread(series: str, year: int) -> float:
    """Highest provincial value per head over the lowest."""
    rows = data.provinces()
    wide = rows[rows["year"] == year].pivot(index="province", columns="series", values="value")
    heads = wide[series] / wide["population_yearend"]
    return float(heads.max() / heads.min())


def indicators(first: int = 2015, last: int = 2024) -> pd.DataFrame:
    """What our data measure about the five problems, in two years.

    Parameters
    ----------
    first, last : int
        The two years; 2015 to 2024 have provincial values.

    Returns
    -------
    DataFrame
        Index the problem's section; ``indicator``, and ``first`` and ``last`` as text, empty where
        nothing is measured.

    Examples
    --------
    >>> int(indicators()["indicator"].str.startswith("nothing").sum())
    2
    """
    years = (first, last)
    national = data.load(DATASET)
    share = national["shoppers"] / national["users"]
    people = data.observations().query("series == 'population' and status == 'seen'")
    people = people.assign(year=people["year"].astype(int)).groupby("year")["value"].last()
    reach = national["users"] / people
    broadband, sales = (
        [f"{fixed(_spread(series, year), decimals)} to 1" for year in years]
        for series, decimals in (("broadband_users", 1), ("ecommerce_sales", 0))
    )
    shoppers = [f"{fixed(national.loc[year, 'shoppers'] / 100, 0)} million" for year in years]
    rows = [
        ("5.1", SHOP_ONLINE, *(percent(share[year]) for year in years)),
        ("5.2", NOT_MEASURED, "", ""),
        ("5.3", "Share of the population online", *(percent(reach[year]) for year in years)),
        ("5.3", "Broadband per head, highest province to lowest", *broadband),
        ("5.3", "Firms' e-commerce sales per head, highest to lowest", *sales),
        ("5.4", NOT_MEASURED, "", ""),
        ("5.5", "Online shoppers, all of whom need some way to pay", *shoppers),
    ]
    frame = pd.DataFrame(rows, columns=["problem", "indicator", "first", "last"])
    return frame.set_index("problem")


def indicators_table(first: int = 2015, last: int = 2024) -> Table:
    """`indicators`, formatted.

    Parameters
    ----------
    first, last : int
        As for `indicators`.

    Returns
    -------
    Table
        One row per indicator.

    Examples
    --------
    >>> indicators_table().name
    'tab-indicators'
    """
    rows = indicators(first, last)
    frame = rows.set_axis(["Indicator", str(first), str(last)], axis=1)
    problems = [f"{section} {PROBLEMS[section]}" for section in rows.index]
    frame.index = pd.Index(problems, name="Problem")
    return Table(
        frame,
        caption="What our data measure about the five problems",
        name="tab-indicators",
        note=INDICATORS_NOTE,
    )


@dataclass(frozen=True)
class Development:
    """Something done about a problem after the paper's data end.

    Parameters
    ----------
    remedy : str
        Section of the countermeasure.
    year : int
        When.
    what : str
        What was done.
    title, url : str
        The page where it was read.
    """

    remedy: str
    year: int
    what: str
    title: str
    url: str


def developments() -> tuple[Development, ...]:
    """What has been done since, from ``data/developments.csv``.

    Returns
    -------
    tuple of Development
        In the order of the file.

    Examples
    --------
    >>> {event.remedy for event in developments()} == set(COUNTERMEASURES)
    True
    """
    rows = data.read("developments")[["countermeasure", "year", "event", "source", "url"]]
    return tuple(Development(*row) for row in rows.itertuples(index=False))


def developments_table() -> Table:
    """What has been done since, one line each.

    Returns
    -------
    Table
        One row per event.

    Examples
    --------
    >>> bool((developments_table().frame["Year"].astype(int) > 2019).all())
    True
    """
    events = developments()
    remedies = [f"{event.remedy} {COUNTERMEASURES[event.remedy]}" for event in events]
    frame = pd.DataFrame(
        [[str(event.year), event.what, event.title] for event in events],
        columns=["Year", "What", "Read in"],
        index=pd.Index(remedies, name="Countermeasure"),
    )
    return Table(
        frame,
        caption="What has been done since the paper's data end",
        name="tab-developments",
        note=DEVELOPMENTS_NOTE,
    )


def chapter_verdicts(chapter: str) -> dict[str, int]:
    """How many claims of a chapter have each verdict, those that occur only.

    Parameters
    ----------
    chapter : str
        ``abstract`` or ``1`` to ``6``.

    Returns
    -------
    dict
        From verdict to number of claims.

    Examples
    --------
    >>> sum(chapter_verdicts("5").values()) == int((claims.ledger()["chapter"] == "5").sum())
    True
    """
    row = claims.counts("chapter").loc[chapter]
    return {verdict: int(number) for verdict, number in row.items() if number}


def said_verdicts(chapter: str) -> str:
    """`chapter_verdicts` as part of a sentence.

    Parameters
    ----------
    chapter : str
        As for `chapter_verdicts`.

    Returns
    -------
    str
        Such as "two supported and one misleading".

    Examples
    --------
    >>> "not checkable" in said_verdicts("6")
    True
    """
    found = chapter_verdicts(chapter)
    return listed(f"{count(number)} {verdict}" for verdict, number in found.items())
