"""Forensics: what the printed numbers of a regression table say about each other.

A printed string is an interval of half a unit in its last digit; the identities of least squares
(t = b / se, p from t, adjusted R2 and F from R2, SSR, sd, log likelihood, AIC and SC, ...)
connect the intervals. Two that should meet and do not are a contradiction; it is then either
explained by a *named convention* or a *misprint*.

Verdicts, per table and per cell
    ``consistent``
        every relation holds within the rounding of the printed digits.
    ``ambiguous``
        another convention, named, explains what does not hold: one-sided p, normal instead of t,
        digits cut instead of rounded, an older AIC formula, robust standard errors, fewer rows than
        the printed n ...
    ``misprint``
        neither rounding nor a known convention explains it; the smallest correction that would is
        given, and the other possible culprits.
    ``not checkable``
        no relation uses the cell (or: nothing in the table can be checked).

Command
    ``python -m helpers.forensics FILE... [--json] [--jobs N] [--summary FILE]``; a FILE may be a
    folder, or ``-`` for what is piped in. `read` says which formats are understood: LaTeX, HTML,
    Markdown, pasted cells, the output of programs, and the two formats below.
    Exit code 0 when the files could be read, whatever the verdicts; with ``--strict`` 1 if a
    misprint was found; 2 for bad input or bad usage.

JSON format
    One table, a list of tables or ``{"tables": [...]}``; numbers are strings as printed (a bare
    JSON number keeps its digits). Missing fields may be left out or ``null``. ::

        {"id": "table 4", "n": "15", "df": null, "decimal_mark": ".", "has_constant": true,
         "rows_complete": true, "k_slopes": 2,
         "rows": [{"name": "C", "b": "125157.7", "se": "11275.3", "t": "11.0999", "p": "0",
                   "stars": "***"}, ...],
         "stats": {"r2": "0.9966", "adj_r2": "0.9960", "f": "1751.165"},
         "note": "robust standard errors; * p < 0.1"}

    Rows: ``name``, ``b``, ``se``, ``t``, ``p``, ``stars``, ``ci_low``, ``ci_high`` (95 %),
    ``beta``, ``tolerance``, ``vif``.
    Statistics: ``n``, ``df``, ``r``, ``r2``, ``adj_r2``, ``f``, ``p_f``, ``dw``, ``ser``, ``ssr``,
    ``ess``, ``tss``, ``msr``, ``mse``, ``mean_dep``, ``sd_dep``, ``loglik``, ``aic``, ``sc``,
    ``hq``, and ``nested_in``, ``dropped`` (id of the larger model, regressor left out of it).
    ``rows_complete: false`` says that some rows are not shown; ``k_slopes`` then counts all slopes.
    ``verdict``, ``findings`` and ``df_inferred`` belong to answer keys and are never read.

CSV format
    A header that starts with ``table,name`` and names the row fields, one line per coefficient, and
    a line ``@field`` per statistic or setting. The separator may be a comma, a semicolon (for
    decimal commas) or a tab. ::

        table,name,b,se,t,p
        4,C,125157.7,11275.3,11.0999,0
        4,X3,4.3394,0.5264,8.2435,0
        4,X4,6.6277,0.6712,9.8743,0
        4,@n,15
        4,@r2,0.9966

Examples
--------
>>> table4 = printed_table({"id": "4", "n": "15",
...     "rows": [{"name": "C", "b": "125157.7", "se": "11275.3", "t": "11.0999", "p": "0"},
...              {"name": "X3", "b": "4.3394", "se": "0.5264", "t": "8.2435", "p": "0"},
...              {"name": "X4", "b": "6.6277", "se": "0.6712", "t": "9.8743", "p": "0"}],
...     "stats": {"r2": "0.9966", "adj_r2": "0.9960", "f": "1751.165"}})
>>> result = audit(table4)
>>> result.verdict, [f.cell for f in result.findings if f.verdict == "misprint"]
('misprint', ['se of C'])
"""

from .audits import Audit, CellVerdict, CheckReport, audit, audit_all, judge, verdict
from .benchmarks import catch_rates, planted_errors, plantings, score
from .reading import read
from .reports import text
from .tables import PrintedTable, TableError, printed_table, read_tables

__all__ = [
    "Audit",
    "CellVerdict",
    "CheckReport",
    "PrintedTable",
    "TableError",
    "audit",
    "audit_all",
    "catch_rates",
    "judge",
    "planted_errors",
    "plantings",
    "printed_table",
    "read",
    "read_tables",
    "score",
    "text",
    "verdict",
]
