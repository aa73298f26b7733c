"""How often the audit finds a planted fault in other people's tables, and what excuses it."""

from __future__ import annotations

import math
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from helpers import data, forensics
from helpers.data.simulated import stored
from helpers.forensics import reports
from helpers.memory import remembered
from helpers.methods import ols
from helpers.recovery import moments
from helpers.recovery.audit import Case
from helpers.words import percent

#: Level of the stars in an example: between the one-sided and the two-sided p of a coefficient of
#: Table 3.
STAR_LEVEL = 0.10
#: What a ratio of two numbers carried in single precision may be off by: a few parts in ten million
#: each.
SINGLE = 1.5e-6


def lower_bound(hits: int, trials: int, level: float = 0.95) -> float:
    """Exact one-sided lower confidence limit of a share.

    Parameters
    ----------
    hits, trials : int
        Counts.
    level : float
        Confidence level.

    Returns
    -------
    float
        Between 0 and 1.

    References
    ----------
    Clopper, C. J. and Pearson, E. S. (1934), Biometrika 26, 404-413.

    Examples
    --------
    >>> round(lower_bound(6, 6), 3)
    0.607
    """
    return float(stats.beta.ppf(1 - level, hits, trials - hits + 1)) if hits else 0.0


def _seven(value: float) -> str:
    """Seven significant digits, as software prints a number of at least one; six decimals below.

    >>> _seven(1234.5678), _seven(0.5), _seven(-10.0)
    ('1234.568', '0.500000', '-10.00000')
    """
    return f"{value:.6f}" if abs(value) < 1 else f"{value:#.7g}"


def _output(
    frame: pd.DataFrame, names: tuple[str, ...], constant: bool = True, **options: Any
) -> dict[str, Any]:
    """A regression of GDP as software would print it, in the input format of the tool."""
    import statsmodels.api as sm

    x = frame[list(names)]
    fit = sm.OLS(frame["gdp"], sm.add_constant(x) if constant else x).fit(**options)
    rows = [
        {
            "name": "C" if name == "const" else name,
            "b": _seven(fit.params[name]),
            "se": _seven(fit.bse[name]),
            "t": _seven(fit.tvalues[name]),
            "p": f"{fit.pvalues[name]:.4f}",
        }
        for name in fit.params.index
    ]
    # The F of a table is the classical one even beside robust standard errors in much software;
    # what is printed here is fit's own.
    fitted = {
        "r2": f"{fit.rsquared:.6f}",
        "adj_r2": f"{fit.rsquared_adj:.6f}",
        "f": _seven(float(np.squeeze(fit.fvalue))),
        "ser": _seven(math.sqrt(fit.scale)),
        "ssr": _seven(fit.ssr),
    }
    return {"id": "example", "n": str(int(fit.nobs)), "rows": rows, "stats": fitted}


def _changed(entry: dict[str, Any], place: int, **fields: str) -> dict[str, Any]:
    """An entry with other strings in one row."""
    rows = [dict(row) for row in entry["rows"]]
    rows[place].update(fields)
    return {**entry, "rows": rows}


def _one_sided_p(row: Mapping[str, str]) -> float:
    """One-sided p of a row of Table 3."""
    return float(stats.t.sf(abs(float(row["t"])), moments.degrees_of_freedom(3)))


def _starred(row: Mapping[str, str]) -> dict[str, str]:
    """A row without its p, starred by a one-sided test."""
    stars = "*" * (_one_sided_p(row) < STAR_LEVEL)
    return {**{field: string for field, string in row.items() if field != "p"}, "stars": stars}


def _wrong_sizes(table4: dict[str, Any]) -> dict[str, Case]:
    """Table 4 with a sample size that is not its own."""
    larger = {**table4, "n": str(moments.N + 2)}
    smaller = {**table4, "n": str(moments.N - 2)}
    return {
        "n two too large": (
            [larger],
            "rows lost to lags or gaps are common; the printed n may count them",
        ),
        "n two too small": ([smaller], "no regression uses more rows than there are"),
    }


def _other_errors(frame: pd.DataFrame) -> dict[str, Case]:
    """GDP on users with robust standard errors and the classical F."""
    classical = _output(frame, ("users",))
    robust = {**_output(frame, ("users",), cov_type="HC1", use_t=True), "stats": classical["stats"]}
    return {
        "Robust standard errors, said": (
            [{**robust, "note": "robust standard errors"}],
            "F need not be the square of a robust t",
        ),
        "Robust standard errors, not said": ([robust], "the same, and the reader should be told"),
    }


def _other_tests(table3: dict[str, Any]) -> dict[str, Case]:
    """Table 3 judged by a one-sided test: shoppers are significant at the 10% level so only."""
    legend = f"* significant at the {percent(STAR_LEVEL)} level"
    starred = {**table3, "rows": [_starred(row) for row in table3["rows"]], "note": legend}
    halved = [{**row, "p": f"{_one_sided_p(row):.4f}"} for row in table3["rows"]]
    return {
        "Stars from a one-sided test": ([starred], "stars follow a legend, not an identity"),
        "One-sided p": ([{**table3, "rows": halved}], "half the usual p, a choice and no slip"),
    }


def _other_samples(frame: pd.DataFrame, table4: dict[str, Any]) -> dict[str, Case]:
    """Table 4 nested in a Table 3 of fewer years."""
    nesting = {"nested_in": "larger", "dropped": "ecommerce"}
    smaller = {**table4, "id": "smaller", "stats": {**table4["stats"], **nesting}}
    larger = {**_output(frame.iloc[:-2], ols.SPECIFICATIONS["table3"]), "id": "larger"}
    return {
        "Nested model on other rows": (
            [larger, smaller],
            "SSR can only rise when a regressor goes, but only on the same rows",
        )
    }


def _other_digits(frame: pd.DataFrame, table4: dict[str, Any]) -> dict[str, Case]:
    """Table 4 with other digits: single precision, no constant, cut, exchanged, or none."""
    rows = table4["rows"]
    single = f"{float(rows[0]['t']) * (1 + SINGLE):#.7g}"
    through_zero = _output(frame, ols.SPECIFICATIONS["table4"], constant=False)
    cut = [{**row, "t": f"{math.trunc(float(row['t']) * 100) / 100:.2f}"} for row in rows]
    bare = [{"name": row["name"], "b": row["b"]} for row in rows]
    return {
        "Computed in single precision": (
            [_changed(table4, 0, t=single)],
            "old software carries seven digits; the last one is not certain",
        ),
        "No constant, and no word about it": (
            [through_zero],
            "R² and F then refer to zero, not to the mean",
        ),
        "t cut to two decimals": (
            [{**table4, "rows": cut}],
            "cutting is no error of arithmetic",
        ),
        "Two digits exchanged in a t": (
            [_changed(table4, 1, t=_exchanged(rows[1]["t"]))],
            "no rounding and no convention does that",
        ),
        "Coefficients only": ([{"id": "bare", "rows": bare}], "nothing to hold them against"),
    }


def design_cases() -> dict[str, Case]:
    """Tables printed in ways that a careless audit would call wrong, and two that are.

    All are regressions on the recovered data, computed here; only what the key names is out of the
    ordinary.

    Returns
    -------
    dict
        By name: entries (the last one is judged) and the reason.
    """
    frame = data.load("paper")
    table3, table4 = (_output(frame, ols.SPECIFICATIONS[name]) for name in ("table3", "table4"))
    return {
        "As software prints it": ([table4], "every relation holds within rounding"),
        **_wrong_sizes(table4),
        **_other_errors(frame),
        **_other_tests(table3),
        **_other_samples(frame, table4),
        **_other_digits(frame, table4),
    }


def _exchanged(string: str) -> str:
    """The first two different neighbouring decimals exchanged.

    >>> _exchanged("8.243454")
    '8.423454'
    """
    start = string.index(".") + 1
    place = next(i for i in range(start, len(string) - 1) if string[i] != string[i + 1])
    return string[:place] + string[place + 1] + string[place] + string[place + 2 :]


@remembered
def planted_outcomes() -> pd.DataFrame:
    """The stored planted errors, as ``python -m tools.keep.planted`` wrote them.

    Returns
    -------
    DataFrame
        As `helpers.forensics.planted_errors`, one row per error.

    Examples
    --------
    >>> sorted(planted_outcomes()["outcome"].unique())
    ['alone', 'caught', 'explained', 'slack']
    """
    return data.read_file("planted_errors").reset_index(drop=True)


def by_digit() -> pd.DataFrame:
    """Share of planted errors caught by how many significant digits follow the changed one.

    Returns
    -------
    DataFrame
        Index ``after`` (0: the last digit); columns: one share per step planted, and ``planted``
        (count). Cells whose last digit is not significant are left out.
    """
    planted = planted_outcomes()
    planted = planted[planted["digit"] >= 0]
    last = planted.groupby(["table", "row", "cell"])["digit"].transform("max")
    after = (last - planted["digit"]).rename("after")
    hits = planted.assign(hit=planted["outcome"] == "caught")
    found = hits.pivot_table(index=after, columns="step", values="hit", aggfunc="mean")
    return found.assign(planted=planted.groupby(after).size())


def drawn_errors(count: int = 60, seed: int = 37) -> pd.DataFrame:
    """A random sample of the stored errors, planted again now.

    Parameters
    ----------
    count : int
        Size of the sample.
    seed : int
        Of the draw.

    Returns
    -------
    DataFrame
        Columns as stored; the fresh answers have the suffix ``_now``.

    Examples
    --------
    >>> drawn = drawn_errors(5)
    >>> (drawn["outcome"] == drawn["outcome_now"]).all()
    np.True_
    """
    keys = ["table", "row", "cell", "digit", "step", "string"]
    drawn = planted_outcomes().sample(count, random_state=seed)
    fresh = forensics.planted_errors(errors=drawn[keys])
    return drawn.join(fresh[["verdict", "convention", "outcome"]].add_suffix("_now"))


def design_verdicts() -> dict[str, tuple[Any, str]]:
    """What the audit says of unusual tables made from the recovered data.

    Returns
    -------
    dict of (Audit, str)
        By kind of table: the audit, and why it should say so.
    """
    return {
        name: (
            forensics.audit_all([forensics.printed_table(entry) for entry in entries])[-1],
            reason,
        )
        for name, (entries, reason) in design_cases().items()
    }


def reported(text: str, name: str, *options: str) -> str:
    """What the command says of a file.

    Parameters
    ----------
    text : str
        The file.
    name : str
        Its name, which says its format.
    *options : {"--brief", "--json"}
        Of the command.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        For another option.
    """
    if not set(options) <= {"--brief", "--json"}:
        raise ValueError(f"the options are --brief and --json, not {' '.join(options)}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text + "\n", encoding="utf-8")
        tables = forensics.read_tables(path)
    return reports.report(
        forensics.audit_all(tables),
        every_check="--brief" not in options,
        as_json="--json" in options,
    ).rstrip()


@stored()
def honest_verdicts(each: int = 100, seed: int = 20_000) -> dict[str, dict[str, int]]:
    """Verdicts on honest tables of every kind of model.

    Parameters
    ----------
    each : int
        Tables of each kind.
    seed : int
        Of the first.

    Returns
    -------
    dict of dict of int
        By kind: tables by verdict; a ``misprint`` is a false accusation.
    """
    from helpers.forensics.honest import honest_tables

    counted: dict[str, Counter[str]] = {}
    for kind, entry in honest_tables(each, seed):
        found = forensics.judge(forensics.printed_table(entry))[0]
        counted.setdefault(kind, Counter())[found] += 1
    return {kind: dict(verdicts) for kind, verdicts in counted.items()}


@stored()
def cells_read() -> dict[str, dict[str, float]]:
    """How much is read of the texts that programs printed.

    Returns
    -------
    dict of dict of float
        By format: texts, cells, read, wrong, faultless (texts) and share (of cells read).
    """
    from helpers.forensics.coverage import coverage, coverage_by_format

    found = coverage_by_format(coverage()).astype(float)
    return {str(form): row.to_dict() for form, row in found.iterrows()}
