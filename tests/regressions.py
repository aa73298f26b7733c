"""Seeded regressions printed as software prints them: honest tables on which the audit must never find fault."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

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
    x = rng.normal(size=(n, k)) @ rng.normal(size=(k, k)) * 10.0 ** rng.integers(
        -2, 4
    ) + rng.normal() * 10.0 ** rng.integers(0, 3)
    noise = 10.0 ** rng.uniform(-2, 1)
    beta = rng.normal(size=k) * (rng.random(k) > 0.25)
    fit = x @ beta
    y = fit + rng.normal(size=n) * noise * (fit.std() + 1) + rng.normal() * 5 * constant
    return (
        y * 10.0 ** rng.integers(-1, 4),
        sm.add_constant(x, has_constant="add") if constant else x,
        constant,
    )


def printed_table(
    seed: int, style: str | None = None, convention: str | None = None
) -> tuple[dict, str]:
    """One honest table in the input format, and its style; printed by another convention if one is named."""
    rng = np.random.default_rng(seed)
    style = style or STYLES[seed % len(STYLES)]
    y, x, constant = sample(rng)
    if style == "eviews":
        constant = True
        if not np.allclose(x[:, 0], 1):
            x = sm.add_constant(x, has_constant="add")
    fit = sm.OLS(y, x).fit()
    if style == "robust":
        fit = sm.OLS(y, x).fit(cov_type="HC1", use_t=True)
    n, k = int(fit.nobs), x.shape[1] - constant
    digits = int(rng.integers(2, 8))

    def number(v: float) -> str:
        if style == "eviews":
            return sig(v, 7) if abs(v) >= 1 else f"{v:.6f}"
        if style in ("stata", "robust"):
            return sig(v, 7)
        if style == "r":
            return sig(v, 5)
        if style == "spss":
            return f"{v:.3f}".replace("-0.", "-.").removeprefix("0") if abs(v) < 1 else f"{v:.3f}"
        if style == "cut":
            return fixed(v, digits, ROUND_DOWN)
        return fixed(v, digits)

    def probability(v: float) -> str:
        if style == "eviews":
            return f"{v:.4f}"
        if style in ("stata", "robust", "spss"):
            return f"{v:.3f}" if v >= 0.0005 or style != "spss" else ".000"
        if style == "r":
            return "< 2e-16" if v < np.finfo(float).eps else sig(v, 3)
        if style == "cut":
            return fixed(v, 4, ROUND_DOWN)
        return "0" if v < 0.00005 and rng.random() < 0.5 else fixed(v, 4)

    names = (["C"] if constant else []) + [f"x{i}" for i in range(1, k + 1)]
    interval = fit.conf_int()
    p_values, t_values = fit.pvalues, fit.tvalues
    if convention == "one-sided p":
        p_values = p_values / 2
    if convention == "normal p":
        p_values = 2 * norm.sf(abs(t_values))
    if convention == "absolute t":
        t_values = abs(t_values)
    rows = []
    for i, name in enumerate(names):
        row = {
            "name": name,
            "b": number(fit.params[i]),
            "se": number(fit.bse[i]),
            "t": number(t_values[i]),
            "p": probability(p_values[i]),
        }
        if style == "stata":
            row |= {
                "t": f"{t_values[i]:.2f}",
                "ci_low": number(interval[i][0]),
                "ci_high": number(interval[i][1]),
            }
        rows.append(row)
    tss = fit.centered_tss if constant else fit.uncentered_tss
    stats = {
        "r2": fit.rsquared, "adj_r2": fit.rsquared_adj, "f": float(np.squeeze(fit.fvalue)), "ser": np.sqrt(fit.mse_resid), "ssr": fit.ssr,
        "loglik": fit.llf, "mean_dep": y.mean(), "sd_dep": y.std(ddof=1), "dw": sm.stats.durbin_watson(fit.resid),
    }  # fmt: skip
    per = n if style == "eviews" else 1
    stats |= {"aic": fit.aic / per, "sc": fit.bic / per}
    if style in ("spss", "typed", "comma", "cut"):
        stats |= {
            "ess": tss - fit.ssr,
            "tss": tss,
            "mse": fit.mse_resid,
            "msr": (tss - fit.ssr) / k,
        }
    if convention == "older criteria":
        stats |= {
            "aic": np.log(fit.ssr / n) + 2 * x.shape[1] / n,
            "sc": np.log(fit.ssr / n) + np.log(n) * x.shape[1] / n,
        }
    if convention == "sd over n":
        stats["sd_dep"] = y.std()
    if convention == "ser over n":
        stats["ser"] = np.sqrt(fit.ssr / n)
    if convention == "per cent":
        stats |= {"r2": 100 * fit.rsquared, "adj_r2": 100 * fit.rsquared_adj}
    shown = {key: number(float(v)) for key, v in stats.items() if np.isfinite(v)}
    shown["p_f"] = probability(float(fit.f_pvalue))
    if style in ("r", "stata"):
        shown["r2"], shown["adj_r2"] = f"{fit.rsquared:.4f}", f"{fit.rsquared_adj:.4f}"
    if style == "r":
        shown["ser"] = f"{float(f'{np.sqrt(fit.mse_resid):.3e}'):g}"
    # Tables leave cells out; half of them leave out many.
    hide = rng.choice([0.0, 0.15, 0.5])
    for row in rows:
        for key in ("b", "se", "t", "p"):
            if rng.random() < hide * 0.5:
                row[key] = None
    stats_shown = {key: (None if rng.random() < hide else v) for key, v in shown.items()}
    known = rng.integers(0, 4)
    entry = {
        "id": f"{style}-{seed}", "rows": rows, "stats": stats_shown, "has_constant": constant, "rows_complete": True, "k_slopes": k,
        "n": str(n + 2 * (convention == "rows lost")) if known in (0, 1) else None, "df": str(n - k - constant) if known in (0, 2) and convention != "rows lost" else None, "decimal_mark": ".",
        "note": "robust standard errors" if style == "robust" and seed % 2 else "",
    }  # fmt: skip
    if style == "comma":
        swap = str.maketrans({".": ","})
        for row in rows:
            row.update({key: v.translate(swap) for key, v in row.items() if key != "name" and v})
        entry["stats"] = {key: v.translate(swap) if v else v for key, v in stats_shown.items()}
        entry["decimal_mark"] = ","
    return entry, style
