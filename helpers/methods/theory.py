"""From e-commerce to GDP: turnover against value added, savings, paths of a causal graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from helpers import data
from helpers.data import published
from helpers.vocabulary import UNSURE

DATASET = "modern"  # the newest vintage of GDP, with the official turnover
SPAN = (2005, 2018)  # years of growth inside the paper's sample
# Resources saved per yuan traded online; chosen to span small and large, not measured.
SAVINGS = (0.01, 0.02, 0.05, 0.10)


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


def value_chain(online: int, firms: Sequence[Firm] = SHIRT) -> dict[str, float]:
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
    >>> value_chain(1), value_chain(4)
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
    coefficient = float(published.table_cells(2).loc["ecommerce", "coefficient"])
    amount = coefficient * frame.loc[year, "ecommerce"]
    return {
        "coefficient": coefficient,
        "amount": float(amount),
        "share": float(amount / frame.loc[year, "gdp"]),
    }


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


QUESTION, COMMON, REVERSE, OTHER = "the arrow in question", "common cause", "reverse arrow", "other"


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


def nodes() -> pd.DataFrame:
    r"""Variables of the causal diagram, from ``data/content/nodes.csv``.

    Returns
    -------
    DataFrame
        Index the short name; label, with a line break, place x and y, whether it is measured, and
        the box of the drawing in which it stands.

    Examples
    --------
    >>> nodes().loc["users", "label"]
    'Internet\nusers (X3)'
    """
    frame = data.read_file("nodes").set_index("node")
    label = frame["label"].str.replace(" / ", "\n")
    return frame.assign(label=label, measured=frame["measured"] == "yes")


def arrows() -> tuple[Arrow, ...]:
    """What is assumed to cause what, from ``data/content/arrows.csv``.

    Returns
    -------
    tuple of Arrow
        In the order of the file.

    Examples
    --------
    >>> arrows()[0].kind
    'the arrow in question'
    """
    return tuple(Arrow(*row) for row in data.read_file("arrows").itertuples(index=False))


def channels() -> pd.DataFrame:
    """Ways from e-commerce to GDP, from ``data/content/channels.csv``.

    Returns
    -------
    DataFrame
        Index the channel; where it enters GDP, what data would show, whether the paper's can.
    """
    return data.read_file("channels").set_index("channel")


def _descendants(node: str, drawn: Iterable[Arrow]) -> set[str]:
    """All effects of a node, direct or through others."""
    effects: dict[str, set[str]] = {}
    for arrow in drawn:
        effects.setdefault(arrow.cause, set()).add(arrow.effect)
    found: set[str] = set()
    waiting = [node]
    while waiting:
        new = effects.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _is_open(path: tuple[str, ...], given: set[str], drawn: list[Arrow]) -> bool:
    """Whether a path carries association when ``given`` are held fixed (d-separation).

    References
    ----------
    Pearl, J. (2009). Causality, 2nd edition. Cambridge University Press, definition 1.2.3.
    """
    pairs = {(arrow.cause, arrow.effect) for arrow in drawn}
    for before, node, after in zip(path, path[1:], path[2:], strict=False):
        collider = (before, node) in pairs and (after, node) in pairs
        if collider and not ({node} | _descendants(node, drawn)) & given:
            return False
        if not collider and node in given:
            return False
    return True


def _paths_into(cause: str, effect: str, drawn: list[Arrow]) -> list[tuple[str, ...]]:
    """All paths without repetition that leave the cause against an arrow and end at the effect."""
    neighbours: dict[str, set[str]] = {}
    for arrow in drawn:
        neighbours.setdefault(arrow.cause, set()).add(arrow.effect)
        neighbours.setdefault(arrow.effect, set()).add(arrow.cause)
    found: list[tuple[str, ...]] = []
    waiting: list[tuple[str, ...]] = [
        (cause, arrow.cause) for arrow in drawn if arrow.effect == cause
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
    assumed: Iterable[Arrow] | None = None,
) -> list[tuple[str, ...]]:
    """Open paths between cause and effect that begin with an arrow into the cause.

    GDP of the year before is a variable of its own, so that a reverse arrow makes no circle.

    Parameters
    ----------
    cause, effect : str
        Names of nodes.
    given : sequence of str
        Variables held fixed.
    assumed : sequence of Arrow, optional
        What causes what; `arrows` by default.

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
    >>> backdoors("ice", "drownings", assumed=fork)
    [('ice', 'season', 'drownings')]
    >>> backdoors("ice", "drownings", ["season"], fork)
    []
    """
    assumed = arrows() if assumed is None else assumed
    drawn, given = list(assumed), set(given)
    names = {name for arrow in drawn for name in (arrow.cause, arrow.effect)}
    unknown = {cause, effect, *given} - names
    if unknown:
        raise ValueError(
            f"no arrow mentions {', '.join(sorted(unknown))}; there are {', '.join(sorted(names))}"
        )
    circle = sorted(name for name in names if name in _descendants(name, drawn))
    if circle:
        raise ValueError(f"the arrows run in a circle through {', '.join(circle)}")
    found = [path for path in _paths_into(cause, effect, drawn) if _is_open(path, given, drawn)]
    return sorted(found, key=lambda path: (len(path), path))
