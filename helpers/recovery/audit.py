"""An audit of the paper's four tables: ratios, single misfits, what the audit can detect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from scipy import stats

from helpers import forensics
from helpers.data import published
from helpers.data.simulated import stored
from helpers.forensics import intervals
from helpers.forensics.intervals import Interval
from helpers.recovery import moments
from helpers.vocabulary import LABELS

#: A cell of more weight than this helps to hold the minimax misfit up; the weights add up to one.
#: In the paper's tables the least that counts is 7e-4, and those that do not are below 1e-11.
HELD_UP = 1e-6
#: A p below half a unit of its last printed decimal, and with how many decimals a larger one is
#: shown.
LEAST_P, P_DECIMALS = 5e-5, 5
#: Columns of a coefficient row: in the paper's tables, and in the input of the audit.
ROW_FIELDS = {"coefficient": "b", "standard_error": "se", "t": "t", "p": "p"}


def paper_tables(with_n: bool = False) -> list[forensics.PrintedTable]:
    """Tables 2 to 4 of the paper as the audit reads them.

    Parameters
    ----------
    with_n : bool
        Give the sample size too, which the tables do not print.

    Returns
    -------
    list of helpers.forensics.PrintedTable
        In the order of the paper.

    Examples
    --------
    >>> [audit.verdict for audit in forensics.audit_all(paper_tables())]
    ['consistent', 'consistent', 'misprint']
    """
    return [forensics.printed_table(table_entry(number, with_n)) for number in moments.TABLES]


def table_entry(number: int, with_n: bool = False) -> dict[str, Any]:
    """One of the paper's tables in the input format of the audit.

    Parameters
    ----------
    number : int
        2 to 4.
    with_n : bool
        Give the sample size too, which the tables do not print.

    Returns
    -------
    dict
        What `helpers.forensics.printed_table` takes.
    """
    frame = published.table_cells(number)
    rows = []
    for name in frame.index.drop("model"):
        fields = {short: frame.loc[name, long] for long, short in ROW_FIELDS.items()}
        rows.append({"name": "C" if name == "constant" else LABELS[name], **fields})
    model = frame.loc["model"]
    size = {"n": str(moments.N)} if with_n else {}
    fit = {"r2": model["r2"], "adj_r2": model["adjusted_r2"], "f": model["f"]}
    return {"id": f"Table {number}", **size, "rows": rows, "stats": fit}


def _half_unit(string: str, column: str) -> float:
    """Half a unit of the last printed digit."""
    return 10.0 ** -published.places(string, column) / 2


def p_interval(t: Interval, df: int) -> Interval:
    """Two-sided p of |t|.

    Parameters
    ----------
    t : Interval
        A printed t, with its rounding.
    df : int
        Degrees of freedom.

    Returns
    -------
    Interval
    """
    size = abs(t)
    return Interval(2 * float(stats.t.sf(size.hi, df)), 2 * float(stats.t.sf(size.lo, df)))


def _ratio(strings: Mapping[str, str], row: str, df: int) -> dict[str, Any]:
    """Ratio b / se and the p of t beside the printed t and p, for one coefficient row."""
    b, se, t = (
        intervals.printed(strings[f"{row}.{column}"])
        for column in ("coefficient", "standard_error", "t")
    )
    ratio, p = b / se, p_interval(t, df)
    centre, half = float(strings[f"{row}.t"]), _half_unit(strings[f"{row}.t"], "t")
    shown, reach = float(strings[f"{row}.p"]), _half_unit(strings[f"{row}.p"], "p")
    return {
        "low": ratio.lo,
        "high": ratio.hi,
        "t": said_verdict(ratio.intersects(t)),
        "p_low": p.lo,
        "p_high": p.hi,
        "p": said_verdict(p.intersects(Interval(shown - reach, shown + reach))),
        "from": (ratio.lo - centre) / half,
        "to": (ratio.hi - centre) / half,
    }


def ratios(strings: Mapping[str, str] | None = None) -> pd.DataFrame:
    """T = b / se and p from t for the twelve printed coefficients.

    Parameters
    ----------
    strings : mapping, optional
        Printed strings by cell; by default those of the paper.

    Returns
    -------
    DataFrame
        Index: id of the t cell; columns low, high (of b / se), t (verdict), p_low, p_high,
        p (verdict), and from, to: the ends of b / se counted from the printed t in half-units of
        its last digit.

    Examples
    --------
    >>> found = ratios()
    >>> found.index[found["t"] != "consistent"].tolist()
    ['t4.constant.t']
    >>> (found["p"] == "consistent").all()
    np.True_
    """
    strings = published.strings() if strings is None else strings
    rows = {}
    for number in moments.TABLES:
        df = moments.degrees_of_freedom(number)
        for name in ("constant", *moments.regressors(number)):
            rows[f"t{number}.{name}.t"] = _ratio(strings, f"t{number}.{name}", df)
    return pd.DataFrame.from_dict(rows, orient="index")


def said_verdict(fits: bool) -> str:
    """Word for a check that numbers pass or fail.

    Parameters
    ----------
    fits : bool
        Whether the printed numbers agree.

    Returns
    -------
    str
        ``consistent`` or ``contradiction``, as `helpers.recovery.moments` calls them.
    """
    return moments.CONSISTENT if fits else moments.CONTRADICTION


@stored(*published.FILES)
def misfits_without_each() -> dict[str, float]:
    """Worst misfits with one cell left out, in the order of the paper; see `without_each`.

    Returns
    -------
    dict of float
        By cell, in half-units of the last digit.
    """
    whole = moments.feasibility(())
    residual, jacobian = moments.scaled(moments.PRIMARY)
    weight = moments.minimax_weights(residual(whole.theta), jacobian(whole.theta))
    found = pd.Series(whole.misfit, index=list(moments.PRIMARY))
    for cell in found.index[weight > HELD_UP]:
        found[cell] = moments.feasibility((cell,)).misfit
    return found.to_dict()


def without_each() -> pd.Series:
    """The smallest worst misfit when one cell is left out, for every cell that informs (49).

    At the minimax point of all cells only those with a weight
    (`helpers.recovery.moments.minimax_weights`) hold the misfit up. Leaving out any other cell
    changes neither that point nor its optimality, so the programme is solved again only for those
    that hold it up.

    Returns
    -------
    Series
        Index: cell, the smallest misfit first; in half-units of the last digit.

    Examples
    --------
    >>> found = without_each()
    >>> len(found), found.index[found <= 1].tolist()
    (49, ['t4.constant.standard_error'])
    """
    found = pd.Series(misfits_without_each())
    # Equal misfits differ in the sixth digit by where the search stops: they keep the order of the
    # paper.
    return found.loc[found.round(3).sort_values(kind="stable").index]


def culprit() -> str:
    """The one cell without which all others fit one data set.

    Returns
    -------
    str
        Its id.

    Raises
    ------
    ValueError
        If there is no such cell, or more than one.

    Examples
    --------
    >>> culprit()
    't4.constant.standard_error'
    """
    found = without_each()
    cells = found.index[found <= 1].tolist()
    if len(cells) != 1:
        raise ValueError(f"{len(cells)} cells could be the culprit: {', '.join(cells)}")
    return cells[0]


@stored(*published.FILES)
def detections(step: int = 5) -> dict[str, int]:
    """Errors planted in the paper's Tables 2 and 3, which are consistent, by what is said of them.

    Parameters
    ----------
    step : int
        What is added to a digit.

    Returns
    -------
    dict of int
        By outcome of `helpers.forensics.planted_errors`: what the audit of one table would say.
    """
    planted = forensics.planted_errors(paper_tables(with_n=True)[:2], (step,))
    return {
        str(outcome): int(count) for outcome, count in planted["outcome"].value_counts().items()
    }


#: A table to be judged last among the entries of its case, and why it is or is not wrong.
Case = tuple[list[dict[str, Any]], str]


def means() -> dict[str, float]:
    """Means of users and shoppers, for the task on the GDP vintage.

    Returns
    -------
    dict
        ``users`` (recovered) and ``shoppers`` (implied by Table 4), in 10,000 persons.

    Examples
    --------
    >>> {name: round(value) for name, value in means().items()}
    {'users': 47040, 'shoppers': 24013}
    """
    from helpers.recovery import searches

    return {
        "users": float(searches.recovered_series("users").mean()),
        "shoppers": float(searches.invert_table4()[1].value),
    }


def _contradictions(verdicts: Iterable[str]) -> int:
    """Number of verdicts other than consistent."""
    return sum(verdict != moments.CONSISTENT for verdict in verdicts)


def check_counts() -> dict[str, tuple[int, int]]:
    """Cells or relations that each check looks at, and how many of them contradict.

    Returns
    -------
    dict of (int, int)
        By check.
    """
    found, tables = ratios(), moments.TABLES
    sizes = moments.sample_sizes().loc[moments.N, [f"table{number}" for number in tables]]
    fits = [moments.r2_from_f(number).verdict for number in tables]
    nested = [moments.nested_t(dropped).verdict for dropped in ("domains", "ecommerce")]
    omitted = [finding.verdict for finding in moments.omitted_variable()]
    implied = [moments.implied_by_correlations("r2", number).verdict for number in tables]
    infeasible = moments.feasibility(()).verdict != "feasible"
    return {
        "t = b / se": (len(found), _contradictions(found["t"])),
        "p from t": (len(found), _contradictions(found["p"])),
        # One F pins both R² and the adjusted one.
        "R² and adjusted R² from F": (2 * len(fits), 2 * _contradictions(fits)),
        f"n = {moments.N}": (len(tables), int((sizes > 0).sum())),
        "t from two F": (len(nested), _contradictions(nested)),
        "omitted variable": (len(omitted), _contradictions(omitted)),
        "R² from Table 1": (len(tables), _contradictions(implied)),
        "all tables at once": (1, int(infeasible)),
    }


def p_by_size(series: str, number: int, sizes: Iterable[int]) -> list[dict[str, Any]]:
    """Two-sided p of a printed t for several sample sizes, beside the printed p.

    Parameters
    ----------
    series : str
        A regressor.
    number : int
        2 to 4.
    sizes : iterable of int
        Years.

    Returns
    -------
    list of dict
        n, df, low and high of p, printed, fits.
    """
    t, printed_p = (
        moments.cell(f"t{number}.{series}.t"),
        published.strings()[f"t{number}.{series}.p"],
    )
    rows = []
    for n in sizes:
        df = moments.degrees_of_freedom(number, n)
        p = p_interval(t, df)
        fits = p.intersects(intervals.printed(printed_p))
        rows.append(
            {"n": n, "df": df, "low": p.lo, "high": p.hi, "printed": printed_p, "fits": fits}
        )
    return rows
