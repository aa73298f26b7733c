"""Seeded regressions printed as software prints them: honest tables, without any fault to find."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from typing import Any

import numpy as np
import statsmodels.api as sm
from scipy.stats import norm

CONVENTIONS = (
    "one-sided p",
    "normal p",
    "absolute t",
    "older criteria",
    "rows lost",
    "sd over n",
    "ser over n",
    "per cent",
)
STYLES = ("eviews", "stata", "r", "spss", "typed", "comma", "cut", "robust")


def sig(x: float, digits: int) -> str:
    """As many significant digits, trailing zeros kept, never scientific for ordinary sizes."""
    if x == 0:
        return "0." + "0" * (digits - 1)
    exponent = int(f"{x:.{digits - 1}e}".split("e")[1])
    if exponent >= digits + 6 or exponent < -5:
        return f"{x:.{digits - 1}e}"
    return f"{x:.{max(0, digits - 1 - exponent)}f}"


def fixed(x: float, digits: int, rounding: str = ROUND_HALF_EVEN) -> str:
    """A fixed number of decimals."""
    return str(Decimal(repr(float(x))).quantize(Decimal(1).scaleb(-digits), rounding=rounding))


def sample(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, bool]:
    """Random y, X (with the constant first if there is one) and whether there is a constant."""
    k = int(rng.integers(1, 6))
    constant = bool(rng.random() > 0.15)
    n = int(rng.integers(k + 3, 40)) if rng.random() < 0.7 else int(rng.integers(40, 400))
    x = rng.normal(size=(n, k)) @ rng.normal(size=(k, k)) * 10.0 ** rng.integers(-2, 4)
    x = x + rng.normal() * 10.0 ** rng.integers(0, 3)
    noise = 10.0 ** rng.uniform(-2, 1)
    beta = rng.normal(size=k) * (rng.random(k) > 0.25)
    fit = x @ beta
    y = fit + rng.normal(size=n) * noise * (fit.std() + 1) + rng.normal() * 5 * constant
    return (
        y * 10.0 ** rng.integers(-1, 4),
        sm.add_constant(x, has_constant="add") if constant else x,
        constant,
    )


@dataclass(frozen=True)
class Printer:
    """How a style prints a number; some choices are drawn."""

    style: str
    digits: int
    rng: np.random.Generator

    def number(self, v: float) -> str:
        if self.style == "eviews":
            return sig(v, 7) if abs(v) >= 1 else f"{v:.6f}"
        if self.style in ("stata", "robust"):
            return sig(v, 7)
        if self.style == "r":
            return sig(v, 5)
        if self.style == "spss":
            return f"{v:.3f}".replace("-0.", "-.").removeprefix("0") if abs(v) < 1 else f"{v:.3f}"
        if self.style == "cut":
            return fixed(v, self.digits, ROUND_DOWN)
        return fixed(v, self.digits)

    def probability(self, v: float) -> str:
        if self.style == "eviews":
            return f"{v:.4f}"
        if self.style in ("stata", "robust", "spss"):
            return f"{v:.3f}" if v >= 0.0005 or self.style != "spss" else ".000"
        if self.style == "r":
            return "< 2e-16" if v < np.finfo(float).eps else sig(v, 3)
        if self.style == "cut":
            return fixed(v, 4, ROUND_DOWN)
        return "0" if v < 0.00005 and self.rng.random() < 0.5 else fixed(v, 4)


def _estimated(seed: int, style: str | None, rng: np.random.Generator) -> Any:
    """Least squares on a random sample, in a style, and whether it has a constant."""
    style = style or STYLES[seed % len(STYLES)]
    y, x, constant = sample(rng)
    if style == "eviews":
        constant = True
        if not np.allclose(x[:, 0], 1):
            x = sm.add_constant(x, has_constant="add")
    options = {"cov_type": "HC1", "use_t": True} if style == "robust" else {}
    return sm.OLS(y, x).fit(**options), style, constant


def _rows(fit: Any, constant: bool, printer: Printer, convention: str | None) -> list[dict]:
    """Coefficient rows as printed."""
    p_values, t_values = fit.pvalues, fit.tvalues
    if convention == "one-sided p":
        p_values = p_values / 2
    if convention == "normal p":
        p_values = 2 * norm.sf(abs(t_values))
    if convention == "absolute t":
        t_values = abs(t_values)
    slopes = [f"x{i}" for i in range(1, fit.model.exog.shape[1] - constant + 1)]
    interval = fit.conf_int()
    rows = []
    for i, name in enumerate(["C", *slopes] if constant else slopes):
        row = {
            "name": name,
            "b": printer.number(fit.params[i]),
            "se": printer.number(fit.bse[i]),
            "t": printer.number(t_values[i]),
            "p": printer.probability(p_values[i]),
        }
        if printer.style == "stata":
            row["t"] = f"{t_values[i]:.2f}"
            row["ci_low"], row["ci_high"] = (printer.number(end) for end in interval[i])
        rows.append(row)
    return rows


def _statistics(fit: Any, constant: bool, style: str) -> dict[str, float]:
    """Statistics below the table, as a style computes them."""
    y = fit.model.endog
    tss = fit.centered_tss if constant else fit.uncentered_tss
    per = int(fit.nobs) if style == "eviews" else 1
    stats = {
        "r2": fit.rsquared,
        "adj_r2": fit.rsquared_adj,
        "f": float(np.squeeze(fit.fvalue)),
        "ser": np.sqrt(fit.mse_resid),
        "ssr": fit.ssr,
        "loglik": fit.llf,
        "mean_dep": y.mean(),
        "sd_dep": y.std(ddof=1),
        "dw": sm.stats.durbin_watson(fit.resid),
        "aic": fit.aic / per,
        "sc": fit.bic / per,
    }
    if style in ("spss", "typed", "comma", "cut"):
        ess = tss - fit.ssr
        k = fit.model.exog.shape[1] - constant
        stats |= {"ess": ess, "tss": tss, "mse": fit.mse_resid, "msr": ess / k}
    return stats


def _by_convention(fit: Any, convention: str | None) -> dict[str, float]:
    """Statistics that another convention computes differently."""
    n, parameters = int(fit.nobs), fit.model.exog.shape[1]
    if convention == "older criteria":
        log_rss = np.log(fit.ssr / n)
        return {
            "aic": log_rss + 2 * parameters / n,
            "sc": log_rss + np.log(n) * parameters / n,
        }
    if convention == "sd over n":
        return {"sd_dep": fit.model.endog.std()}
    if convention == "ser over n":
        return {"ser": np.sqrt(fit.ssr / n)}
    if convention == "per cent":
        return {"r2": 100 * fit.rsquared, "adj_r2": 100 * fit.rsquared_adj}
    return {}


def _shown(fit: Any, stats: dict[str, float], printer: Printer) -> dict[str, str]:
    """Statistics as printed."""
    shown = {key: printer.number(float(v)) for key, v in stats.items() if np.isfinite(v)}
    shown["p_f"] = printer.probability(float(fit.f_pvalue))
    if printer.style in ("r", "stata"):
        shown["r2"], shown["adj_r2"] = f"{fit.rsquared:.4f}", f"{fit.rsquared_adj:.4f}"
    if printer.style == "r":
        shown["ser"] = f"{float(f'{np.sqrt(fit.mse_resid):.3e}'):g}"
    return shown


def _with_commas(entry: dict) -> dict:
    """The same table with decimal commas."""
    rows = [
        {key: v.replace(".", ",") if key != "name" and v else v for key, v in row.items()}
        for row in entry["rows"]
    ]
    stats = {key: v.replace(".", ",") if v else v for key, v in entry["stats"].items()}
    return {**entry, "rows": rows, "stats": stats, "decimal_mark": ","}


def typeset(seed: int, style: str | None = None, convention: str | None = None) -> tuple[dict, str]:
    """One honest table in the input format, and its style.

    Printed by another convention if one is named.
    """
    rng = np.random.default_rng(seed)
    fit, style, constant = _estimated(seed, style, rng)
    n, k = int(fit.nobs), fit.model.exog.shape[1] - constant
    printer = Printer(style, int(rng.integers(2, 8)), rng)
    rows = _rows(fit, constant, printer, convention)
    stats = _statistics(fit, constant, style) | _by_convention(fit, convention)
    shown = _shown(fit, stats, printer)
    # Tables leave cells out; half of them leave out many.
    hide = rng.choice([0.0, 0.15, 0.5])
    for row in rows:
        for key in ("b", "se", "t", "p"):
            if rng.random() < hide * 0.5:
                row[key] = None
    shown = {key: (None if rng.random() < hide else v) for key, v in shown.items()}
    known = rng.integers(0, 4)
    lost = convention == "rows lost"
    entry = {
        "id": f"{style}-{seed}",
        "rows": rows,
        "stats": shown,
        "has_constant": constant,
        "rows_complete": True,
        "k_slopes": k,
        "n": str(n + 2 * lost) if known in (0, 1) else None,
        "df": str(n - k - constant) if known in (0, 2) and not lost else None,
        "decimal_mark": ".",
        "note": "robust standard errors" if style == "robust" and seed % 2 else "",
    }
    return (_with_commas(entry) if style == "comma" else entry), style
