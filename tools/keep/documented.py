"""Texts in the forms of programs that cannot run here, written from their documentation.

The numbers are those of statsmodels; only the form is another program's. `tools.keep.fixtures`
writes them beside the recorded texts, with ``documented-`` before their names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import statsmodels.api as sm

__all__ = ["esttab", "eviews", "excel", "modelsummary", "sas", "spss", "stata"]

RULE = "-" * 78


def _name(name: str, constant: str) -> str:
    return constant if name == "Intercept" else name


def _bare(text: str) -> str:
    """A number without the zero before its point."""
    sign = "-" if text.startswith("-") else ""
    rest = text.removeprefix("-")
    return sign + (rest[1:] if rest.startswith("0.") else rest)


def _seven(value: float) -> str:
    return _bare(f"{value:.7g}")


def stata(fit: Any, depvar: str, clusters: int | None = None) -> str:
    """``regress``: with the table of squares, or robust (0 clusters), or clustered.

    Parameters
    ----------
    fit : results of statsmodels
        The fitted model.
    depvar : str
        Name of the dependent variable.
    clusters : int, optional
        Number of clusters.

    Returns
    -------
    str
        In the form of Stata 17.
    """
    n, k, df = int(fit.nobs), int(fit.df_model), int(fit.df_resid)
    right = [
        f"Number of obs   = {n:>9,}",
        f"F({k}, {clusters - 1 if clusters else df})        = {fit.fvalue:>9.2f}",
        f"Prob > F        = {fit.f_pvalue:>9.4f}",
        f"R-squared       = {fit.rsquared:>9.4f}",
        f"Adj R-squared   = {fit.rsquared_adj:>9.4f}",
        f"Root MSE        = {_seven(np.sqrt(fit.scale)):>9}",
    ]
    if clusters is None:
        total = fit.centered_tss
        left = [
            "      Source |       SS           df       MS      ",
            "-------------+----------------------------------   ",
            f"       Model | {fit.ess:>11.7g} {k:>9} {fit.mse_model:>11.7g}   ",
            f"    Residual | {fit.ssr:>11.7g} {df:>9} {fit.mse_resid:>11.7g}   ",
            "-------------+----------------------------------   ",
            f"       Total | {total:>11.7g} {n - 1:>9} {total / (n - 1):>11.7g}   ",
        ]
        head = [a + b for a, b in zip(left, right, strict=True)]
    else:
        del right[4]
        head = [f"{'' if i else 'Linear regression':<48}{b}" for i, b in enumerate(right)]
    if clusters:
        head += ["", f"(Std. err. adjusted for {clusters} clusters in id)".rjust(78)]
    interval = fit.conf_int()
    rows = [
        f"{_name(x, '_cons'):>12} | {_seven(fit.params[x]):>10} {_seven(fit.bse[x]):>10}"
        f" {fit.tvalues[x]:>8.2f} {fit.pvalues[x]:>7.3f}"
        f" {_seven(interval[0][x]):>12} {_seven(interval[1][x]):>11}"
        for x in [*fit.params.index[1:], fit.params.index[0]]
    ]
    robust = ["             |               Robust"] if clusters is not None else []
    names = f"{depvar:>12} | Coefficient  std. err.      t    P>|t|     [95% conf. interval]"
    return "\n".join([*head, "", RULE, *robust, names, f"{'-' * 13}+{'-' * 64}", *rows, RULE])


def eviews(fit: Any, depvar: str) -> str:
    """An equation of EViews.

    Parameters
    ----------
    fit : results of statsmodels
        The fitted model.
    depvar : str
        Name of the dependent variable.

    Returns
    -------
    str
        Cells set apart by tabs, as EViews copies them.
    """
    n, y = int(fit.nobs), fit.model.endog
    rows = [
        f"{_name(x, 'C').upper()}\t{fit.params[x]:.6f}\t{fit.bse[x]:.6f}"
        f"\t{fit.tvalues[x]:.6f}\t{fit.pvalues[x]:.4f}"
        for x in fit.params.index
    ]
    watson = sm.stats.durbin_watson(fit.resid)
    pairs = [
        ("R-squared", fit.rsquared, "Mean dependent var", y.mean()),
        ("Adjusted R-squared", fit.rsquared_adj, "S.D. dependent var", y.std(ddof=1)),
        ("S.E. of regression", np.sqrt(fit.scale), "Akaike info criterion", fit.aic / n),
        ("Sum squared resid", fit.ssr, "Schwarz criterion", fit.bic / n),
        ("Log likelihood", fit.llf, "F-statistic", fit.fvalue),
        ("Durbin-Watson stat", watson, "Prob(F-statistic)", fit.f_pvalue),
    ]
    return "\n".join(
        [
            f"Dependent Variable: {depvar.upper()}",
            "Method: Least Squares",
            "Date: 03/04/21   Time: 10:20",
            "Sample: 2004 2018",
            f"Included observations: {n}",
            "",
            "Variable\tCoefficient\tStd. Error\tt-Statistic\tProb.  ",
            "",
            *rows,
            "",
            *[f"{a}\t{first:.6f}\t    {b}\t{second:.6f}" for a, first, b, second in pairs],
        ]
    )


def _small(p: float) -> str:
    return "<.0001" if p < 1e-4 else f"{p:.4f}"


def sas(fit: Any, depvar: str) -> str:
    """``PROC REG``.

    Parameters
    ----------
    fit : results of statsmodels
        The fitted model.
    depvar : str
        Name of the dependent variable.

    Returns
    -------
    str
        In the form of the listing.
    """
    n, k, df = int(fit.nobs), int(fit.df_model), int(fit.df_resid)
    s, mean = np.sqrt(fit.scale), fit.model.endog.mean()
    model = f"{k:>10}{fit.ess:>15.6g}{fit.mse_model:>15.6g}{fit.fvalue:>11.2f}"
    lines = [
        "The REG Procedure".rjust(50),
        f"Dependent Variable: {depvar}".rjust(50),
        "",
        f"Number of Observations Read{n:>12}",
        f"Number of Observations Used{n:>12}",
        "",
        "Analysis of Variance".rjust(50),
        "",
        "Sum of           Mean".rjust(48),
        "Source                   DF        Squares         Square    F Value    Pr > F",
        "",
        f"Model            {model}{_small(fit.f_pvalue):>10}",
        f"Error            {df:>10}{fit.ssr:>15.6g}{fit.mse_resid:>15.6g}",
        f"Corrected Total  {n - 1:>10}{fit.centered_tss:>15.6g}",
        "",
        f"Root MSE        {s:>16.5f}    R-Square{fit.rsquared:>11.4f}",
        f"Dependent Mean  {mean:>16.5f}    Adj R-Sq{fit.rsquared_adj:>11.4f}",
        f"Coeff Var       {100 * s / mean:>16.5f}",
        "",
        "Parameter Estimates".rjust(50),
        "",
        "                          Parameter       Standard",
        "Variable        DF       Estimate          Error    t Value    Pr > |t|",
        "",
    ]
    for x in fit.params.index:
        shown = f"{fit.params[x]:>15.5f}{fit.bse[x]:>15.5f}{fit.tvalues[x]:>11.2f}"
        lines.append(f"{x:<12}{1:>6}{shown}{_small(fit.pvalues[x]):>12}")
    return "\n".join(lines)


def spss(fit: Any, depvar: str) -> str:
    """Tables of ``REGRESSION``, pasted from the viewer.

    Parameters
    ----------
    fit : results of statsmodels
        The fitted model.
    depvar : str
        Name of the dependent variable.

    Returns
    -------
    str
        Cells set apart by tabs; no zero before the point.
    """
    k, df = int(fit.df_model), int(fit.df_resid)
    spread = fit.model.exog.std(axis=0) / fit.model.endog.std()
    rows = []
    for i, x in enumerate(fit.params.index):
        b, rest = fit.params[x], (fit.tvalues[x], fit.pvalues[x])
        beta = "" if x == "Intercept" else _bare(f"{b * spread[i]:.3f}")
        shown = [_bare(f"{v:.3f}") for v in (b, fit.bse[x])]
        after = [_bare(f"{v:.3f}") for v in rest]
        first = "" if i else "1"
        rows.append("\t".join([first, _name(x, "(Constant)"), *shown, beta, *after]))
    r = [_bare(f"{v:.3f}") for v in (np.sqrt(fit.rsquared), fit.rsquared, fit.rsquared_adj)]
    end = f"a. Dependent Variable: {depvar}"
    of_f = f"{fit.fvalue:.3f}\t{_bare(f'{fit.f_pvalue:.3f}')}b"
    return "\n".join(
        [
            "Model Summary",
            "Model\tR\tR Square\tAdjusted R Square\tStd. Error of the Estimate",
            f"1\t{r[0]}a\t{r[1]}\t{r[2]}\t{np.sqrt(fit.scale):.5f}",
            "a. Predictors: (Constant)",
            "",
            "ANOVAa",
            "Model\t\tSum of Squares\tdf\tMean Square\tF\tSig.",
            f"1\tRegression\t{fit.ess:.3f}\t{k}\t{fit.mse_model:.3f}\t{of_f}",
            f"\tResidual\t{fit.ssr:.3f}\t{df}\t{fit.mse_resid:.3f}",
            f"\tTotal\t{fit.centered_tss:.3f}\t{df + k}",
            end,
            "",
            "Coefficientsa",
            "Model\t\tUnstandardized Coefficients\t\tStandardized Coefficients\tt\tSig.",
            "\t\tB\tStd. Error\tBeta\t\t",
            *rows,
            end,
        ]
    )


def excel(fit: Any) -> str:
    """The regression of Excel's analysis tools, pasted.

    Parameters
    ----------
    fit : results of statsmodels
        The fitted model.

    Returns
    -------
    str
        Cells set apart by tabs; the intervals stand there twice.
    """
    k, df = int(fit.df_model), int(fit.df_resid)
    ends = fit.conf_int()
    rows = []
    for x in fit.params.index:
        values = [fit.params[x], fit.bse[x], fit.tvalues[x], fit.pvalues[x]]
        values += [ends[0][x], ends[1][x]] * 2
        rows.append("\t".join([x, *[f"{value:.10G}" for value in values]]))
    model = f"{fit.ess:.10G}\t{fit.mse_model:.10G}\t{fit.fvalue:.7f}\t{fit.f_pvalue:.5E}"
    return "\n".join(
        [
            "SUMMARY OUTPUT",
            "",
            "Regression Statistics",
            f"Multiple R\t{np.sqrt(fit.rsquared):.9f}",
            f"R Square\t{fit.rsquared:.9f}",
            f"Adjusted R Square\t{fit.rsquared_adj:.9f}",
            f"Standard Error\t{np.sqrt(fit.scale):.6f}",
            f"Observations\t{int(fit.nobs)}",
            "",
            "ANOVA",
            "\tdf\tSS\tMS\tF\tSignificance F",
            f"Regression\t{k}\t{model}",
            f"Residual\t{df}\t{fit.ssr:.10G}\t{fit.mse_resid:.10G}",
            f"Total\t{df + k}\t{fit.centered_tss:.10G}",
            "",
            "\tCoefficients\tStandard Error\tt Stat\tP-value"
            "\tLower 95%\tUpper 95%\tLower 95.0%\tUpper 95.0%",
            *rows,
        ]
    )


def _stars(p: float) -> str:
    return "*" * sum(p < level for level in (0.05, 0.01, 0.001))


def _rows(fits: Sequence[Any]) -> list[str]:
    return list(dict.fromkeys(x for fit in fits for x in fit.params.index))


def esttab(fits: Sequence[Any], errors: bool) -> str:
    """LaTeX of ``esttab``.

    Parameters
    ----------
    fits : sequence of results of statsmodels
        A model a column.
    errors : bool
        Standard errors below the coefficients; else t statistics, as by default.

    Returns
    -------
    str
        A tabular with its own macro for stars.
    """
    first, *others = _rows(fits)
    lines: list[str] = []
    for x in [*others, first]:
        top, below = [_name(x, r"\_cons")], [""]
        for fit in fits:
            known = x in fit.params.index
            stars = _stars(fit.pvalues[x]) if known else ""
            mark = rf"\sym{{{stars}}}" if stars else ""
            top.append(f"{fit.params[x]:.3f}{mark}" if known else "")
            held = f"({fit.bse[x]:.3f})" if errors and known else ""
            below.append(held or (f"({fit.tvalues[x]:.2f})" if known else ""))
        lines += [" & ".join(top) + r"\\", " & ".join(below) + r"\\", "[1em]"]
    n = len(fits)
    note = rf"\multicolumn{{{n + 1}}}{{l}}{{\footnotesize "
    held = "Standard errors" if errors else r"\textit{t} statistics"
    heads = [rf"\multicolumn{{1}}{{c}}{{({i})}}" for i in range(1, n + 1)]
    squared = [f"{fit.rsquared:.3f}" for fit in fits]
    adjusted = [f"{fit.rsquared_adj:.3f}" for fit in fits]
    return "\n".join(
        [
            "{",
            r"\def\sym#1{\ifmmode^{#1}\else\(^{#1}\)\fi}",
            rf"\begin{{tabular}}{{l*{{{n}}}{{c}}}}",
            r"\hline\hline",
            " & ".join(["", *heads]) + r"\\",
            r"\hline",
            *lines[:-1],
            r"\hline",
            " & ".join([r"\(N\)", *[f"{int(fit.nobs)}" for fit in fits]]) + r"\\",
            " & ".join([r"\(R^{2}\)", *squared]) + r"\\",
            " & ".join([r"adj. \(R^{2}\)", *adjusted]) + r"\\",
            r"\hline\hline",
            note + rf"{held} in parentheses}}\\",
            note + r"\sym{*} \(p<0.05\), \sym{**} \(p<0.01\), \sym{***} \(p<0.001\)}\\",
            r"\end{tabular}",
            "}",
        ]
    )


def modelsummary(fits: Sequence[Any]) -> str:
    """Markdown of ``modelsummary`` with stars.

    Parameters
    ----------
    fits : sequence of results of statsmodels
        A model a column.

    Returns
    -------
    str
        A pipe table and its legend.
    """
    lines = [["", *[f"({i})" for i in range(1, len(fits) + 1)]]]
    for x in _rows(fits):
        top, below = [_name(x, "(Intercept)")], [""]
        for fit in fits:
            known = x in fit.params.index
            top.append(f"{fit.params[x]:.3f}{_stars(fit.pvalues[x])}" if known else "")
            below.append(f"({fit.bse[x]:.3f})" if known else "")
        lines += [top, below]
    statistics = {
        "Num.Obs.": [f"{int(m.nobs)}" for m in fits],
        "R2": [f"{m.rsquared:.3f}" for m in fits],
        "R2 Adj.": [f"{m.rsquared_adj:.3f}" for m in fits],
        "Log.Lik.": [f"{m.llf:.3f}" for m in fits],
        "F": [f"{m.fvalue:.3f}" for m in fits],
        "RMSE": [f"{np.sqrt(m.ssr / m.nobs):.2f}" for m in fits],
    }
    lines += [[label, *values] for label, values in statistics.items()]
    rows = ["| " + " | ".join(cells) + " |" for cells in lines]
    rows.insert(1, "|" + "---|" * len(lines[0]))
    return "\n".join([*rows, "", r"\* p < 0.05, \*\* p < 0.01, \*\*\* p < 0.001"])
