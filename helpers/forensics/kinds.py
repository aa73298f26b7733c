"""Which kind of model a table prints, and which identities a table of that kind must obey.

The kind is read from the words that stand around the numbers. Where no word tells, a table is read
as ordinary least squares, as most printed tables are; a word that speaks of anything else takes
identities away, and never adds one, so that a wrong reading of words can only make the audit say
less.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

__all__ = ["CLASSICAL", "GROUPS", "Kind", "kind_of"]

#: Groups of identities, as `helpers.forensics.relations` names them.
GROUPS = frozenset(
    {
        "ratio",  # t, b and se of one row
        "sign",  # of t and b
        "p",  # p from t
        "interval",  # limits from b and se
        "centre",  # b in the middle of its interval
        "vif",
        "adjusted",  # adjusted R2 from R2
        "tie",  # F from R2
        "p of F",
        "sums",  # sums of squares
        "spread",  # of the dependent variable
        "slopes",  # t against R2 and F
        "criteria",  # likelihood and information criteria
        "size",  # n, df and the number of coefficients
        "range",  # R2 between 0 and 1, and the like
        "order",  # adjusted R2 not above R2
        "stars",
    }
)
FIT = frozenset({"tie", "p of F", "adjusted", "sums", "spread", "slopes", "criteria"})


@dataclass(frozen=True)
class _Rule:
    """Words that tell a kind, and what its tables need not obey."""

    name: str
    words: re.Pattern[str]
    silent: frozenset[str] = frozenset()
    any_df: bool = False


def _rule(name: str, words: str, silent: Iterable[str] = (), any_df: bool = False) -> _Rule:
    found = frozenset(silent)
    if found - GROUPS:
        raise ValueError(f"{name}: unknown groups {sorted(found - GROUPS)}")
    return _Rule(name, re.compile(words, re.IGNORECASE), found, any_df)


#: In this order a table is named; all that fit take identities away.
RULES = (
    _rule(
        "Bayesian",
        r"bayes|posterior|credible|\bMCMC\b|\br-?hat\b|\bhpdi?\b|\bhdi\b|\bstan_|\bbrms?\b",
        GROUPS - {"range"},
    ),
    _rule(
        "odds ratios",
        r"odds[ -]ratio|hazard[ -]ratio|incidence[ -]rate ratio|relative risk|\birr\b|exp\(b",
        FIT | {"ratio", "sign", "interval", "centre", "size", "range", "order", "stars"},
        any_df=True,
    ),
    _rule(
        "maximum likelihood",
        r"logit|logistic|probit|poisson|negative binomial|tobit|censored|truncated reg|frontier"
        r"|maximum likelihood|\bmle\b|heckman|weibull|\bcox\b|survival|hazard|pseudo.?r"
        r"|\blr chi|wald chi|wald χ|generali[sz]ed linear|\bglm\b|multinomial|beta regression"
        r"|mixed.?(effects|linear)|random intercept|\blmer\b|\breml\b|arima|arma\b|garch|sarimax"
        r"|state.space|\bvecm?\b|\bvar\b.*lag|deviance|dispersion parameter",
        FIT | {"size", "range", "order"},
        any_df=True,
    ),
    _rule(
        "instrumental variables",
        r"instrument|\b2sls\b|\btsls\b|two.?stage|three.?stage|\b3sls\b|\biv\b|\biv-|ivreg|\bgmm\b"
        r"|\bliml\b|endogenous regressor|arellano|blundell",
        (FIT - {"adjusted"}) | {"range"},
        any_df=True,
    ),
    _rule(
        "fixed effects",
        r"fixed.?effects?|\bfe\b|within\b|absorb|\bareg\b|reghdfe|xtreg|panelols|entity|two.?way"
        r"|\bplm\b|\bfelm\b|feols|fixest|\blsdv\b|individual effects|time effects|year effects"
        r"|number of (groups|entities|obs\. of cross)|panel (data|ols|least|reg|model)|first.?diff"
        r"|cross.?sections? included|fama.?macbeth|between estim|betweenols|固定效应",
        FIT | {"size", "order"},
        any_df=True,
    ),
    _rule(
        "random effects",
        r"random.?effects?|swamy|\bre gls\b|随机效应",
        FIT | {"size", "range", "order"},
        any_df=True,
    ),
    _rule(
        "generalised least squares",
        r"\bf?gls\b|generali[sz]ed least squares|\bglsar\b|prais|cochrane|hildreth|\bpcse\b"
        r"|autocorrelated errors|ar\(1\) (error|disturb)",
        FIT | {"range", "order"},
        any_df=True,
    ),
    _rule(
        "quantile or robust regression",
        r"quantile|median regression|\blad\b|least absolute|m-estim|\brlm\b|huber(?!.white)"
        r"|bisquare|ridge regression|\blasso\b|elastic net|bootstrap|jackknife",
        FIT | {"order", "range"},
        any_df=True,
    ),
    _rule(
        "weighted least squares",
        r"weighted least squares|\bwls\b|\bweights?\b|sum of wgt|[apfi]weight",
        {"sums", "spread", "criteria", "slopes"},
    ),
    _rule(
        "clustered errors",
        r"cluster|driscoll|groupwise",
        {"tie", "slopes", "p of F"},
        any_df=True,
    ),
    _rule(
        "HAC errors",
        r"\bhac\b|newey|bartlett|kernel|bandwidth",
        {"tie", "slopes", "p of F"},
        any_df=True,
    ),
    _rule(
        "robust errors",
        r"(?<!non)(?<!non-)robust|white(?:'s)? |huber.white|sandwich|eicker|\bhc[0-4]m?\b"
        r"|heterosk?[ce]",
        {"tie", "slopes", "p of F"},
    ),
    _rule("z statistics", r"p\s*>\s*\|\s*z\s*\||\bz[ -]?(stat|value|ratio)|\|z\|", any_df=True),
)
OLS = re.compile(
    r"\bols\b|ordinary least|least squares|\blm\(|linear regression|\bregress\b|最小二乘|"
    r"\bmco\b|moindres carr|mínimos c|minimi quadrati|kleinste quadrate|method: least",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Kind:
    """The kind of model of a table.

    Attributes
    ----------
    name : str
        ``classical``, ``unknown``, or one of the names of `RULES`, several joined by commas.
    words : tuple of str
        The words it was taken from, in the order of the names.
    silent : frozenset of str
        Groups of identities that a table of this kind need not obey.
    reading : dict
        Fields of ``Reading`` that the kind sets.
    """

    name: str
    words: tuple[str, ...] = ()
    silent: frozenset[str] = frozenset()
    reading: dict[str, Any] = field(default_factory=dict)


CLASSICAL = Kind("classical")
#: Where nothing is known and nothing assumed, only what holds for every kind may accuse.
UNKNOWN = Kind("unknown", (), FIT | {"size", "order", "range", "interval"}, {"any_df": True})


@lru_cache(maxsize=4096)
def kind_of(note: str, assumed: bool = True) -> Kind:
    """The kind of model that the words around a table tell.

    Parameters
    ----------
    note : str
        Title, notes, heads of columns, labels and whatever else is no number.
    assumed : bool
        Whether a table of which no word tells is judged as ordinary least squares.

    Returns
    -------
    Kind
        ``unknown`` if no word tells.

    Examples
    --------
    >>> kind_of("Method: Least Squares").name, kind_of("").name
    ('classical', 'unknown')
    >>> found = kind_of("HDFE Linear regression, absorbing 1 HDFE group; clustered on firm")
    >>> found.name, found.words
    ('fixed effects, clustered errors', ('absorb', 'cluster'))
    """
    found = [(rule, match) for rule in RULES if (match := rule.words.search(note))]
    if not found:
        plain = OLS.search(note)
        if plain:
            return Kind("classical", (plain.group(0),))
        return Kind("unknown") if assumed else UNKNOWN
    silent = frozenset().union(*(rule.silent for rule, _ in found))
    reading: dict[str, Any] = {}
    if any(rule.any_df for rule, _ in found):
        reading["any_df"] = True
    if {"tie", "slopes"} <= silent:
        reading["robust"] = True
    return Kind(
        ", ".join(rule.name for rule, _ in found),
        tuple(match.group(0) for _, match in found),
        silent,
        reading,
    )
