"""From e-commerce to GDP: channels, the arithmetic of turnover and value added, causes drawn, problems against remedies.

The paper's chapters 2, 5 and 6 hold no equation. What can be counted in them is counted here; what can only be judged is
written down as a table with a reason for every cell.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import pandas as pd
from matplotlib.patches import FancyArrowPatch, Rectangle

from helpers import claims, data, published
from helpers.exhibits import INK, PALETTE, Figure, Table, draw, figure, styled
from helpers.prose import count, fixed, listed, percent

DATASET = "modern"  # the newest vintage of GDP, with the official turnover
BREAK = 2014  # first year of the statistics bureau's own survey of turnover
SPAN = (2005, 2018)  # years of growth inside the paper's sample
SAVINGS = (
    0.01,
    0.02,
    0.05,
    0.10,
)  # resources saved per yuan traded online; chosen to span small and large, not measured
UNSURE = ("unverified", "fitted")


# Turnover against GDP.


def turnover_ratio() -> pd.DataFrame:
    """E-commerce transactions and online retail beside GDP at current prices.

    Returns
    -------
    DataFrame
        Index year; ``turnover``, ``gdp`` and ``retail`` in 100 million yuan, ``ratio`` and ``retail_ratio`` as shares of
        GDP, ``sure`` whether the turnover was read in a source or derived from one. Retail is the median of the values seen.

    Examples
    --------
    >>> shares = turnover_ratio()
    >>> bool((shares["retail_ratio"] < shares["ratio"]).all())
    True
    """
    tidy = data.load(DATASET, form="tidy")
    wide = (
        data.load(DATASET)[["ecommerce", "gdp"]].dropna().rename(columns={"ecommerce": "turnover"})
    )
    status = tidy[tidy["series"] == "ecommerce"].set_index("year")["status"]
    seen = data.observations().query("series == 'online_retail' and status == 'seen'")
    wide["retail"] = seen.assign(year=seen["year"].astype(int)).groupby("year")["value"].median()
    wide["ratio"], wide["retail_ratio"] = (
        wide["turnover"] / wide["gdp"],
        wide["retail"] / wide["gdp"],
    )
    wide["sure"] = ~status.reindex(wide.index).isin(UNSURE)
    return wide


@styled
def turnover_figure() -> Figure:
    """Turnover and online retail as shares of GDP, with the change of survey in 2014.

    >>> turnover_figure().name
    'fig-turnover-ratio'
    """
    shares = turnover_ratio()
    drawing, axes = draw(7, 3.9)
    # Two pieces, so that no line is drawn across the change of survey.
    for piece in (shares.loc[: BREAK - 1], shares.loc[BREAK:]):
        axes.plot(piece.index, 100 * piece["ratio"], "-", marker="", color=PALETTE[0])
        axes.plot(piece.index, 100 * piece["retail_ratio"], "--", marker="", color=PALETTE[1])
    sure, unsure = shares[shares["sure"]], shares[~shares["sure"]]
    axes.plot(sure.index, 100 * sure["ratio"], "o", color=PALETTE[0], ls="none")
    axes.plot(unsure.index, 100 * unsure["ratio"], "o", color=PALETTE[0], ls="none", mfc="none")
    axes.plot(shares.index, 100 * shares["retail_ratio"], "s", color=PALETTE[1], ls="none", ms=4)
    axes.axvline(BREAK - 0.5, color=INK, lw=0.8, ls=":")
    top = 100 * shares["ratio"].max()
    axes.annotate(
        "new survey",
        (BREAK - 0.5, top),
        xytext=(-6, 0),
        textcoords="offset points",
        ha="right",
        va="center",
    )
    middle = 2020
    axes.annotate(
        "all e-commerce turnover",
        (middle, 100 * shares.loc[middle, "ratio"]),
        xytext=(0, -32),
        textcoords="offset points",
        ha="center",
        color=PALETTE[0],
    )
    axes.annotate(
        "online retail only",
        (middle, 100 * shares.loc[middle, "retail_ratio"]),
        xytext=(0, -30),
        textcoords="offset points",
        ha="center",
        color=PALETTE[1],
    )
    axes.set_ylim(0, top + 4)
    axes.set_xlim(shares.index[0] - 0.6, shares.index[-1] + 0.6)
    axes.set_xticks(range(shares.index[0], shares.index[-1] + 1, 3))
    axes.set_ylabel("percent of GDP")
    first, last = shares.index[0], shares.index[-1]
    alt = (
        f"Line chart of shares of GDP. All e-commerce turnover rises from {percent(shares.loc[first, 'ratio'])} in {first} to {percent(shares.loc[BREAK - 1, 'ratio'])} in {BREAK - 1} on the older estimates, "
        f"and from {percent(shares.loc[BREAK, 'ratio'])} in {BREAK} to {percent(shares.loc[last, 'ratio'])} in {last} on the new survey. Online retail alone rises from {percent(shares.loc[first, 'retail_ratio'], 1)} to {percent(shares.loc[last, 'retail_ratio'])}. "
        f"The turnover of {listed(str(year) for year in unsure.index)} is drawn hollow, its source not seen."
    )
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
        alt=alt,
        caption="E-commerce turnover and online retail as shares of GDP, current prices",
        name="fig-turnover-ratio",
        behind=behind,
    )


@dataclass(frozen=True)
class Firm:
    """One firm of a supply chain: what it pays the firm before it, and what it sells for, in yuan."""

    name: str
    buys: float
    sells: float

    @property
    def value_added(self) -> float:
        """Sales less what was bought in."""
        return self.sells - self.buys


# An invented shirt: round numbers, so that a class can check the sums by heart.
SHIRT = (
    Firm("Cotton farm", 0, 20),
    Firm("Weaving mill", 20, 45),
    Firm("Garment maker", 45, 80),
    Firm("Shop", 80, 100),
)


def chain(online: int, firms=SHIRT) -> dict[str, float]:
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
        ``turnover``, sum of the sales made online; ``value_added``, sum over all firms; both in yuan.

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
    for before, after in zip(firms, firms[1:]):
        if before.sells != after.buys:
            raise ValueError(
                f"{before.name} sells for {before.sells:g}, but {after.name} buys for {after.buys:g}"
            )
    return {
        "turnover": sum(firm.sells for firm in firms[len(firms) - online :]),
        "value_added": sum(firm.value_added for firm in firms),
    }


def chain_table(firms=SHIRT) -> Table:
    """The chain, firm by firm: sales, purchases and value added.

    >>> chain_table().frame.loc["Sum", "Adds"]
    '100'
    """
    rows = [
        [fixed(firm.buys, 0), fixed(firm.sells, 0), fixed(firm.value_added, 0)] for firm in firms
    ]
    rows.append(
        [
            fixed(sum(getattr(firm, part) for firm in firms), 0)
            for part in ("buys", "sells", "value_added")
        ]
    )
    frame = pd.DataFrame(
        rows,
        columns=["Buys for", "Sells for", "Adds"],
        index=pd.Index([*(firm.name for firm in firms), "Sum"], name="Firm"),
    )
    return Table(
        frame,
        caption="An invented shirt, from field to shop, in yuan",
        name="tab-chain",
        note="Value added is sales less purchases from the firm before; its sum is the price that the consumer pays.",
    )


def online_table(firms=SHIRT) -> Table:
    """What happens to turnover, and to value added, as one sale after the other moves online.

    >>> list(online_table().frame["Value added"].unique())
    ['100']
    """
    steps = [chain(online, firms) for online in range(len(firms) + 1)]
    frame = pd.DataFrame(
        {
            "E-commerce turnover": [fixed(step["turnover"], 0) for step in steps],
            "Value added": [fixed(step["value_added"], 0) for step in steps],
            "Turnover, % of value added": [
                percent(step["turnover"] / step["value_added"]) for step in steps
            ],
        },
        index=pd.Index(
            ["none", *(count(number) for number in range(1, len(steps)))], name="Sales online"
        ),
    )
    return Table(
        frame,
        caption="The same shirt, with more of its sales online, in yuan",
        name="tab-online",
        note="Nothing else changes: the same cotton, the same work, the same price.",
    )


def literal_contribution(year: int = 2018) -> dict[str, float]:
    """What Table 2 would say if its coefficient of turnover were an effect.

    Returns
    -------
    dict
        ``coefficient`` as printed (yuan of GDP per yuan of turnover), ``amount`` in 100 million yuan and ``share`` of the
        paper's GDP of that year.

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
    """Growth of real GDP over the year before, as a share, index year; vintage after the fourth economic census.

    >>> round(float(real_growth(2018, 2018).iloc[0]), 3)
    0.067
    """
    rows = data.observations().query("series == 'real_gdp_growth' and vintage == 'post-4th census'")
    growth = (
        rows.assign(year=rows["year"].astype(int)).set_index("year")["value"].sort_index() / 100
    )
    return growth.loc[first:last]


def savings(rates=SAVINGS, year: int = SPAN[1]) -> pd.DataFrame:
    """How much real growth a cost saving on every yuan traded online could explain at most.

    A saving of s yuan per yuan traded frees s × turnover / GDP of a year's output, once. All of the year's turnover is
    taken as having moved online since the first year of the sample, which makes this an upper bound for each rate.

    Parameters
    ----------
    rates : sequence of float
        Resources saved per yuan of turnover.
    year : int
        Year whose turnover is taken.

    Returns
    -------
    DataFrame
        Index rate; ``level`` gain as a share of GDP, ``yearly`` gain, ``share`` of average real growth.

    Examples
    --------
    >>> table = savings()
    >>> bool(np.isclose(table.loc[0.10, "level"], 10 * table.loc[0.01, "level"]))
    True
    """
    growth = real_growth()
    level = pd.Series(rates, index=rates) * turnover_ratio().loc[year, "ratio"]
    yearly = level / len(growth)
    return pd.DataFrame(
        {"level": level, "yearly": yearly, "share": yearly / growth.mean()}
    ).rename_axis("rate")


def savings_table() -> Table:
    """`savings`, formatted.

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
        note=f"The rates are assumptions; real GDP grew by {percent(real_growth().mean(), 1)} a year on average.",
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
    """A way from e-commerce to GDP: where it enters, what it predicts, and whether the paper's data could show it."""

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
QUESTION, COMMON, REVERSE, OTHER = "the arrow in question", "common cause", "reverse arrow", "other"


@dataclass(frozen=True)
class Arrow:
    """One assumed cause and effect, with its reason."""

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


def _descendants(node: str, arrows) -> set[str]:
    found, waiting = set(), [node]
    while waiting:
        here = waiting.pop()
        for arrow in arrows:
            if arrow.cause == here and arrow.effect not in found:
                found.add(arrow.effect)
                waiting.append(arrow.effect)
    return found


def _is_open(path: tuple[str, ...], given: set[str], arrows) -> bool:
    """Whether a path carries association when ``given`` are held fixed (d-separation)."""
    pairs = {(arrow.cause, arrow.effect) for arrow in arrows}
    for before, node, after in zip(path, path[1:], path[2:]):
        meeting = (before, node) in pairs and (after, node) in pairs
        if meeting and not ({node} | _descendants(node, arrows)) & given:
            return False
        if not meeting and node in given:
            return False
    return True


def backdoors(
    cause: str = "ecommerce", effect: str = "gdp", given=(), arrows=ARROWS
) -> list[tuple[str, ...]]:
    """Paths that join cause and effect through an arrow into the cause, and stay open when some variables are held fixed.

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

    Examples
    --------
    >>> fork = [Arrow("season", "ice", COMMON, ""), Arrow("season", "drownings", COMMON, "")]
    >>> backdoors("ice", "drownings", arrows=fork), backdoors("ice", "drownings", ["season"], fork)
    ([('ice', 'season', 'drownings')], [])
    """
    arrows = [arrow for arrow in arrows if arrow.kind != REVERSE]
    names = {name for arrow in arrows for name in (arrow.cause, arrow.effect)}
    unknown = {cause, effect, *given} - names
    if unknown:
        raise ValueError(
            f"no arrow mentions {', '.join(sorted(unknown))}; there are {', '.join(sorted(names))}"
        )
    circle = sorted(name for name in names if name in _descendants(name, arrows))
    if circle:
        raise ValueError(f"the arrows run in a circle through {', '.join(circle)}")
    found, waiting = [], [(cause, arrow.cause) for arrow in arrows if arrow.effect == cause]
    while waiting:
        path = waiting.pop()
        if path[-1] == effect:
            found.append(path)
            continue
        ends = {arrow.effect for arrow in arrows if arrow.cause == path[-1]} | {
            arrow.cause for arrow in arrows if arrow.effect == path[-1]
        }
        waiting += [(*path, name) for name in ends - set(path)]
    return sorted(
        (path for path in found if _is_open(path, set(given), arrows)),
        key=lambda path: (len(path), path),
    )


def spoken(node: str) -> str:
    """The label of a node inside a sentence.

    >>> spoken("networks"), spoken("users")
    ('roads and networks', 'Internet users')
    """
    label = NODES[node][0].replace("\n", " ").partition(" (")[0]
    return label if label.startswith(("Internet", "GDP")) else label[0].lower() + label[1:]


@styled
def causes_figure() -> Figure:
    """The assumed causes: the arrow in question, common causes, reverse arrows.

    >>> causes_figure().name
    'fig-causes'
    """
    drawing, axes = draw(7.4, 5.2)
    width, height = 1.85, 0.95
    boxes = {}
    for name, (label, x, y) in NODES.items():
        seen = name in MEASURED
        boxes[name] = Rectangle(
            (x - width / 2, y - height / 2),
            width,
            height,
            fill=False,
            ec=INK,
            lw=1.6 if seen else 0.9,
            ls="-" if seen else "--",
            zorder=3,
        )
        axes.add_patch(boxes[name])
        axes.text(x, y, label, ha="center", va="center", fontsize=9, zorder=4)
    styles = {
        QUESTION: (PALETTE[0], "-", 3.0),
        COMMON: (PALETTE[1], "--", 1.3),
        REVERSE: (PALETTE[3], ":", 2.0),
        OTHER: (INK, "-", 0.9),
    }
    bends = {("gdp", "ecommerce"): -0.5, ("gdp", "users"): 0.42, ("users", "gdp"): 0.36}
    for arrow in ARROWS:
        colour, line, thick = styles[arrow.kind]
        bend = bends.get((arrow.cause, arrow.effect), 0.0)
        ends = [NODES[name][1:] for name in (arrow.cause, arrow.effect)]
        axes.add_patch(
            FancyArrowPatch(
                *ends,
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
        )
    axes.text(7.4, 2.98, "?", ha="center", va="bottom", fontsize=14, color=PALETTE[0], zorder=5)
    axes.set_xlim(-0.05, 10.35)
    axes.set_ylim(-0.35, 6.0)
    axes.axis("off")
    said = {
        kind: listed(
            f"{spoken(arrow.cause)} to {spoken(arrow.effect)}"
            for arrow in ARROWS
            if arrow.kind == kind
        )
        for kind in styles
    }
    alt = (
        f"Diagram of {fixed(len(NODES), 0)} boxes and {fixed(len(ARROWS), 0)} arrows. Solid boxes are the paper's variables: {listed(spoken(name) for name in MEASURED)}; dashed boxes are not in its data: {listed(spoken(name) for name in NODES if name not in MEASURED)}. "
        f"A thick arrow with a question mark leads from {said[QUESTION]}. Dashed arrows of common causes: {said[COMMON]}. Dotted reverse arrows: {said[REVERSE]}. Thin arrows: {said[OTHER]}."
    )
    behind = pd.DataFrame(
        {
            "To": [spoken(arrow.effect) for arrow in ARROWS],
            "Kind": [arrow.kind for arrow in ARROWS],
            "Reason": [arrow.reason for arrow in ARROWS],
        },
        index=pd.Index([spoken(arrow.cause) for arrow in ARROWS], name="From"),
    )
    return figure(
        drawing,
        alt=alt,
        caption="What may cause what: thick, the question; dashed, common causes; dotted, reverse arrows; dashed boxes are not in the paper's data",
        name="fig-causes",
        behind=behind,
    )


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
        "Funds for networks and software, and support for small firms; yet section 5.3 complains that money goes to hardware, and this asks for more of it.",
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


def matrix() -> pd.DataFrame:
    """How far each countermeasure answers each problem: rows sections 6.1 to 6.6, columns 5.1 to 5.5.

    >>> matrix().loc["6.6", "5.5"]
    'answers'
    """
    return pd.DataFrame(
        {
            problem: {remedy: MATRIX[remedy, problem][0] for remedy in COUNTERMEASURES}
            for problem in PROBLEMS
        }
    )


def without_remedy() -> list[str]:
    """Problems of section 5 that no countermeasure answers.

    >>> without_remedy()
    []
    """
    found = matrix()
    return [problem for problem in found.columns if not (found[problem] == ANSWERS).any()]


def without_problem() -> list[str]:
    """Countermeasures of section 6 that answer no problem of their own.

    >>> without_problem()
    ['6.5']
    """
    found = matrix()
    return [remedy for remedy in found.index if not (found.loc[remedy] == ANSWERS).any()]


def matrix_table() -> Table:
    """The matrix in words.

    >>> matrix_table().frame.shape
    (6, 5)
    """
    frame = matrix()
    marks = frame.replace({ANSWERS: "verdict-supported", PARTLY: "", NOTHING: ""})
    rows = pd.Index(
        [f"{section} {name}" for section, name in COUNTERMEASURES.items()], name="Countermeasure"
    )
    columns = [f"{section} {name}" for section, name in PROBLEMS.items()]
    return Table(
        frame.set_axis(rows).set_axis(columns, axis=1),
        caption="Which countermeasure answers which problem",
        name="tab-matrix",
        marks=marks,
        note="Our reading of sections 5 and 6; the reason for each entry follows below.",
    )


def reasons_table() -> Table:
    """The reason for each entry of the matrix that is not empty.

    >>> bool((reasons_table().frame["How far"] != "—").all())
    True
    """
    cells = [
        (remedy, problem, *cell) for (remedy, problem), cell in MATRIX.items() if cell[0] != NOTHING
    ]
    frame = pd.DataFrame(
        [[f"{problem} {PROBLEMS[problem]}", how, why] for _, problem, how, why in cells],
        columns=["Problem", "How far", "Why"],
        index=pd.Index(
            [f"{remedy} {COUNTERMEASURES[remedy]}" for remedy, *_ in cells], name="Countermeasure"
        ),
    )
    return Table(
        frame,
        caption="Why a countermeasure answers a problem, in full or in part",
        name="tab-reasons",
    )


@dataclass(frozen=True)
class Elsewhere:
    """A problem that the paper names outside section 5, and the countermeasure that takes it up, if any."""

    problem: str
    where: str
    claim: str  # row of the ledger that holds it
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


def _spread(series: str, factor: float, year: int) -> float:
    """Highest provincial value per head over the lowest."""
    rows = data.provinces()
    wide = rows[rows["year"] == year].pivot(index="province", columns="series", values="value")
    heads = factor * wide[series] / wide["population_yearend"]
    return float(heads.max() / heads.min())


def indicators(first: int = 2015, last: int = 2024) -> pd.DataFrame:
    """What our data measure about the five problems, in two years.

    Returns
    -------
    DataFrame
        Index the problem's section; ``indicator``, and ``first`` and ``last`` as text, empty where nothing is measured.

    Examples
    --------
    >>> int(indicators()["indicator"].str.startswith("nothing").sum())
    2
    """
    national = data.load(DATASET)
    share = national["shoppers"] / national["users"]
    people = data.observations().query("series == 'population' and status == 'seen'")
    people = people.assign(year=people["year"].astype(int)).groupby("year")["value"].last()
    reach = national["users"] / people
    rows = [
        (
            "5.1",
            "Share of Internet users who shop online, whatever they fear",
            percent(share[first]),
            percent(share[last]),
        ),
        ("5.2", "nothing in our data", "", ""),
        ("5.3", "Share of the population online", percent(reach[first]), percent(reach[last])),
        (
            "5.3",
            "Broadband per head, highest province to lowest",
            f"{fixed(_spread('broadband_users', 1, first), 1)} to 1",
            f"{fixed(_spread('broadband_users', 1, last), 1)} to 1",
        ),
        (
            "5.3",
            "Firms' e-commerce sales per head, highest to lowest",
            f"{fixed(_spread('ecommerce_sales', 1, first), 0)} to 1",
            f"{fixed(_spread('ecommerce_sales', 1, last), 0)} to 1",
        ),
        ("5.4", "nothing in our data", "", ""),
        (
            "5.5",
            "Online shoppers, all of whom need some way to pay",
            f"{fixed(national.loc[first, 'shoppers'] / 100, 0)} million",
            f"{fixed(national.loc[last, 'shoppers'] / 100, 0)} million",
        ),
    ]
    return pd.DataFrame(rows, columns=["problem", "indicator", "first", "last"]).set_index(
        "problem"
    )


def indicators_table(first: int = 2015, last: int = 2024) -> Table:
    """`indicators`, formatted.

    >>> indicators_table().name
    'tab-indicators'
    """
    rows = indicators(first, last)
    frame = rows.set_axis(["Indicator", str(first), str(last)], axis=1)
    frame.index = pd.Index(
        [f"{section} {PROBLEMS[section]}" for section in rows.index], name="Problem"
    )
    return Table(
        frame,
        caption="What our data measure about the five problems",
        name="tab-indicators",
        note="Provincial sales are booked where the firm sits, which widens the gap between a capital and a rural province.",
    )


@dataclass(frozen=True)
class Development:
    """Something done about a problem after the paper's data end, with the page where it was read."""

    remedy: str
    year: int
    what: str
    title: str
    url: str


@functools.lru_cache(maxsize=1)
def developments() -> tuple[Development, ...]:
    """What has been done since, from ``data/developments.csv``.

    >>> {event.remedy for event in developments()} == set(COUNTERMEASURES)
    True
    """
    rows = data.read("developments")
    return tuple(
        Development(*row)
        for row in rows[["countermeasure", "year", "event", "source", "url"]].itertuples(
            index=False
        )
    )


def developments_table() -> Table:
    """What has been done since, one line each.

    >>> bool((developments_table().frame["Year"].astype(int) > 2019).all())
    True
    """
    frame = pd.DataFrame(
        [[str(event.year), event.what, event.title] for event in developments()],
        columns=["Year", "What", "Read in"],
        index=pd.Index(
            [f"{event.remedy} {COUNTERMEASURES[event.remedy]}" for event in developments()],
            name="Countermeasure",
        ),
    )
    return Table(
        frame,
        caption="What has been done since the paper's data end",
        name="tab-developments",
        note="Only what was read in the source named; none of it is claimed to follow from the paper.",
    )


def chapter_verdicts(chapter: str) -> dict[str, int]:
    """How many claims of a chapter have each verdict, those that occur only.

    >>> sum(chapter_verdicts("5").values()) == int((claims.ledger()["chapter"] == "5").sum())
    True
    """
    row = claims.counts("chapter").loc[chapter]
    return {verdict: int(number) for verdict, number in row.items() if number}


def said_verdicts(chapter: str) -> str:
    """`chapter_verdicts` as part of a sentence.

    >>> "not checkable" in said_verdicts("6")
    True
    """
    return listed(
        f"{count(number)} {verdict}" for verdict, number in chapter_verdicts(chapter).items()
    )
