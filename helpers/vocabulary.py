"""What things are called, once: series, units, regions, statuses."""

from __future__ import annotations

SERIES = ("gdp", "ecommerce", "domains", "users", "shoppers")
YEARS = range(2004, 2019)
LABELS = {
    "constant": "Constant",
    "gdp": "GDP",
    "ecommerce": "E-commerce",
    "domains": "Domain names",
    "users": "Internet users",
    "shoppers": "Online shoppers",
}
# One unit of GDP, 100 million yuan, over one unit of users, 10,000 persons.
YUAN_PER_PERSON = 100_000_000 / 10_000
TRILLION = 10_000  # 100 million yuan in a trillion yuan
MILLION = 100  # 10,000 persons or names in a million
SCALE = {
    "gdp": (TRILLION, "trillion yuan"),
    "ecommerce": (TRILLION, "trillion yuan"),
    "domains": (MILLION, "million names"),
    "users": (MILLION, "million persons"),
    "shoppers": (MILLION, "million persons"),
}
STATUS_MEANING = {
    "seen": "read in a public source",
    "derived": "arithmetic on printed figures",
    "rounded": "a published value as the authors evidently typed it",
    "paper": "quoted in the paper's own text",
    "unverified": "believed published, source not seen",
    "fitted": "pinned only by the paper's tables",
}
# Statuses of values whose source was not seen.
UNSURE = ("fitted", "unverified")
# The four regions of the National Bureau of Statistics; every other province belongs to the west.
REGIONS = {
    "east": (
        "Beijing",
        "Tianjin",
        "Hebei",
        "Shanghai",
        "Jiangsu",
        "Zhejiang",
        "Fujian",
        "Shandong",
        "Guangdong",
        "Hainan",
    ),
    "centre": ("Shanxi", "Anhui", "Jiangxi", "Henan", "Hubei", "Hunan"),
    "northeast": ("Liaoning", "Jilin", "Heilongjiang"),
}


def spoken(name: str) -> str:
    """A series' label inside a sentence.

    Parameters
    ----------
    name : str
        A series of the book.

    Returns
    -------
    str
        In lower case, but for proper names.

    Examples
    --------
    >>> spoken("domains"), spoken("users")
    ('domain names', 'Internet users')
    """
    label = LABELS[name]
    return label if label.startswith("Internet") else label.lower()


def region(province: str) -> str:
    """The statistics bureau's region of a province.

    Parameters
    ----------
    province : str
        English name, as in ``data/provinces.csv``.

    Returns
    -------
    str
        One of `REGIONS`; every province not named elsewhere belongs to the west.

    Examples
    --------
    >>> region("Zhejiang"), region("Henan"), region("Jilin"), region("Sichuan")
    ('east', 'centre', 'northeast', 'west')
    """
    return next((name for name, members in REGIONS.items() if province in members), "west")
