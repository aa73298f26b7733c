"""The typed tables written out as people would paste them: LaTeX, cells set apart by tabs, text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HEADS = {"b": "Coefficient", "se": "Std. Error", "t": "t-Statistic", "p": "Prob."}
STATISTICS = {
    "n": "Observations", "df": "Residual df", "r2": "R-squared", "adj_r2": "Adjusted R-squared",
    "f": "F-statistic", "p_f": "Prob(F-statistic)", "dw": "Durbin-Watson stat",
    "ser": "S.E. of regression", "ssr": "Sum squared resid", "ess": "Explained sum of squares",
    "tss": "Total sum of squares", "mean_dep": "Mean dependent var", "sd_dep": "S.D. dependent var",
    "msr": "Regression mean square", "mse": "Residual mean square",
    "loglik": "Log likelihood", "aic": "Akaike info criterion", "sc": "Schwarz criterion",
}  # fmt: skip


def grid(entry: Mapping[str, Any]) -> tuple[list[list[str]], list[str]]:
    """Cells of a typed table, heads first, and its notes."""
    fields = [field for field in HEADS if any(row.get(field) for row in entry["rows"])]
    rows = [["Variable", *[HEADS[field] for field in fields]]] if fields else []
    for row in entry["rows"]:
        cells = [str(row.get(field) or "") for field in fields]
        cells[0] += row.get("stars") or ""
        rows.append([row["name"], *cells])
    stats = {"n": entry.get("n"), "df": entry.get("df"), **entry["stats"]}
    for field, label in STATISTICS.items():
        if stats.get(field) is not None:
            rows.append([label, str(stats[field]), *[""] * (len(fields) - 1)])
    notes = [str(entry.get("note") or ""), f"Dependent Variable: {entry.get('dependent')}"]
    # A typed entry is least squares by its format; a text has to say so.
    notes.append("Method: Least Squares")
    if entry.get("rows_complete") is False:
        notes.append("Other regressors are not shown.")
    return rows, [note for note in notes if note]


def as_latex(entry: Mapping[str, Any]) -> str:
    """A float with booktabs."""
    rows, notes = grid(entry)
    signs = str.maketrans({"_": r"\_", "%": r"\%", "&": r"\&", "#": r"\#"})
    body = [" & ".join(cell.translate(signs) for cell in row) + r" \\" for row in rows]
    body.insert(1, r"\midrule")
    return "\n".join(
        [
            r"\begin{table}\centering",
            rf"\begin{{tabular}}{{l{'r' * (len(rows[0]) - 1)}}}",
            r"\toprule",
            *body,
            r"\bottomrule",
            r"\end{tabular}",
            *[note.translate(signs) + r" \\" for note in notes],
            r"\end{table}",
        ]
    )


def as_tabs(entry: Mapping[str, Any]) -> str:
    """Cells as a spreadsheet copies them."""
    rows, notes = grid(entry)
    return "\n".join([*["\t".join(row) for row in rows], *notes])


def as_text(entry: Mapping[str, Any]) -> str:
    """Columns of equal width, as a program prints them."""
    rows, notes = grid(entry)
    first = max(len(row[0]) for row in rows) + 2
    lines = [row[0].ljust(first) + "".join(cell.rjust(16) for cell in row[1:]) for row in rows]
    return "\n".join([*notes[::-1], "", *lines[:1], "-" * len(lines[0]), *lines[1:]])


FORMS = {"latex": as_latex, "tabs": as_tabs, "text": as_text}
