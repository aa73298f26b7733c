"""Record what statistical programs print, as fixtures of the tests of reading.

    python -m tools.keep.fixtures

Writes texts and their truth to ``tests/forensics/fixtures``: outputs of statsmodels, linearmodels,
pyfixest and, where they are installed, of R, gretl and the Python stargazer, on the project's data.
The truth of a text is computed from the fitted model and never from the text. Texts of programs
that are not installed stay as they were recorded.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import io
import json
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyfixest as pf
import statsmodels.api as sm
import statsmodels.formula.api as smf
from linearmodels.iv import IV2SLS
from linearmodels.panel import PanelOLS, RandomEffects, compare
from statsmodels.iolib.summary2 import summary_col

from helpers import paths

from .documented import esttab, eviews, excel, modelsummary, sas, spss, stata

FOLDER = paths.ROOT / "tests" / "forensics" / "fixtures"

ROW = ("b", "se", "t", "p", "ci_low", "ci_high")
SUMMARY = ("n", "df", "r2", "adj_r2", "f", "p_f", "loglik", "aic", "sc", "dw")

#: Series of the panel, in logarithms, by their names in the texts.
SERIES = {
    "lgdp": "gdp_nominal_post5thcensus",
    "lusers": "broadband_users",
    "lmobile": "mobile_internet_users",
}

Truth = dict[str, Any]


def panel() -> pd.DataFrame:
    """The provinces with logarithms of three series, a row a province and year.

    Returns
    -------
    DataFrame
        ``province``, ``year``, ``lgdp``, ``lusers``, ``lmobile``, ``big``; complete rows alone.
    """
    long = pd.read_csv(paths.DATA / "provinces.csv")
    wide = long.pivot_table(index=["province", "year"], columns="series", values="value")
    frame = pd.DataFrame({name: np.log(wide[series]) for name, series in SERIES.items()}).dropna()
    frame["big"] = (frame.lgdp > frame.lgdp.median()).astype(int)
    return frame.reset_index()


def truth(result: Any, rows: Sequence[str] = ROW, stats: Iterable[str] = SUMMARY) -> Truth:
    """What a text about a statsmodels result says in full precision.

    Parameters
    ----------
    result : results of statsmodels
        The fitted model.
    rows, stats : sequence of str
        Fields that the text prints.

    Returns
    -------
    dict
        ``rows``: name and fields of each; ``stats``: by field.
    """
    interval = result.conf_int()
    columns = {
        "b": result.params, "se": result.bse, "t": result.tvalues, "p": result.pvalues,
        "ci_low": interval[0], "ci_high": interval[1],
    }  # fmt: skip
    named = [
        {"name": name, **{field: float(columns[field][name]) for field in rows}}
        for name in result.params.index
    ]
    return {"rows": named, "stats": {field: float(_statistic(result, field)) for field in stats}}


def _statistic(result: Any, field: str) -> float:
    names = {
        "n": "nobs", "df": "df_resid", "r2": "rsquared", "adj_r2": "rsquared_adj", "f": "fvalue",
        "p_f": "f_pvalue", "loglik": "llf", "aic": "aic", "sc": "bic", "ssr": "ssr",
    }  # fmt: skip
    if field == "dw":
        return float(sm.stats.durbin_watson(result.wresid))
    if field == "ser":
        return float(np.sqrt(result.scale))
    return float(getattr(result, names[field]))


def fits() -> dict[str, Any]:
    """Models of statsmodels by name.

    Returns
    -------
    dict
        Fitted results: plain, robust, clustered, HAC, weighted, without constant.
    """
    d, w = pd.read_csv(paths.DATA / "paper_wide.csv"), panel()
    plain = smf.ols("gdp ~ users + shoppers", d)
    wide = smf.ols("lgdp ~ lusers + lmobile", w)
    codes = w.province.astype("category").cat.codes
    return {
        "ols": plain.fit(),
        "three": smf.ols("gdp ~ users + shoppers + domains", d).fit(),
        "hc1": plain.fit(cov_type="HC1"),
        "hac": plain.fit(cov_type="HAC", cov_kwds={"maxlags": 2}),
        "cluster": wide.fit(cov_type="cluster", cov_kwds={"groups": codes}),
        "panel": wide.fit(),
        "wls": smf.wls("gdp ~ users", d, weights=d.year - 2003).fit(),
        "origin": smf.ols("gdp ~ users - 1", d).fit(),
    }


Fixture = tuple[str, str, list[Truth]]


def of_statsmodels() -> Iterable[Fixture]:
    """Texts of statsmodels.

    Yields
    ------
    tuple
        File name, text and truth of each model in it.
    """
    known = fits()
    for name, fit in known.items():
        yield f"statsmodels-{name}.txt", fit.summary().as_text(), [truth(fit)]
    fit = known["ols"]
    yield "statsmodels-ols.tex", fit.summary().as_latex(), [truth(fit)]
    yield "statsmodels-three.html", known["three"].summary().as_html(), [truth(known["three"])]
    yield "statsmodels-panel.csv", known["panel"].summary().as_csv(), [truth(known["panel"])]
    for suffix, text in (("txt", "as_text"), ("tex", "as_latex"), ("html", "as_html")):
        yield f"statsmodels-summary2.{suffix}", getattr(fit.summary2(), text)(), [truth(fit)]
        short = [truth(known[m], ("b", "se"), ("r2", "adj_r2")) for m in ("ols", "three")]
        both = summary_col([fit, known["three"]], stars=True, model_names=["A", "B"])
        yield f"statsmodels-columns.{suffix}", getattr(both, text)(), short
    two = "\n\n".join(known[m].summary().as_text() for m in ("panel", "hc1"))
    yield "statsmodels-both.txt", two, [truth(known["panel"]), truth(known["hc1"])]
    logit = smf.logit("big ~ lusers", panel()).fit(disp=0)
    sizes = {"n": float(logit.nobs), "df": float(logit.df_resid), "loglik": float(logit.llf)}
    yield (
        "statsmodels-logit.txt",
        logit.summary().as_text(),
        [{**truth(logit, ROW, ()), "stats": sizes}],
    )


def _of_panel(result: Any, rows: Sequence[str] = ROW, stats: Sequence[str] = ()) -> Truth:
    """Truth of a text about a linearmodels result."""
    interval = result.conf_int()
    columns = {
        "b": result.params, "se": result.std_errors, "t": result.tstats, "p": result.pvalues,
        "ci_low": interval["lower"], "ci_high": interval["upper"],
    }  # fmt: skip
    known = {"n": result.nobs, "r2": result.rsquared}
    if "f" in stats:
        known |= {"f": result.f_statistic.stat, "p_f": result.f_statistic.pval}
    known |= {"loglik": result.loglik} if "loglik" in stats else {}
    known |= {"adj_r2": result.rsquared_adj} if "adj_r2" in stats else {}
    named = [
        {"name": n, **{field: float(columns[field][n]) for field in rows}}
        for n in result.params.index
    ]
    return {"rows": named, "stats": {field: float(known[field]) for field in stats}}


def of_linearmodels() -> Iterable[Fixture]:
    """Texts of linearmodels, as `of_statsmodels`.

    Yields
    ------
    tuple
        File name, text and truth of each model in it.
    """
    w = panel().set_index(["province", "year"])
    x = sm.add_constant(w[["lusers", "lmobile"]])
    within = PanelOLS(w.lgdp, x, entity_effects=True).fit(cov_type="clustered", cluster_entity=True)
    random = RandomEffects(w.lgdp, x).fit()
    d = sm.add_constant(pd.read_csv(paths.DATA / "paper_wide.csv"))
    iv = IV2SLS(d.gdp, d[["const"]], d[["users"]], d[["domains"]]).fit(cov_type="unadjusted")
    stats = ("n", "r2", "f", "p_f", "loglik")
    yield "linearmodels-within.txt", str(within.summary), [_of_panel(within, ROW, stats)]
    yield "linearmodels-random.txt", str(random.summary), [_of_panel(random, ROW, stats)]
    yield (
        "linearmodels-iv.txt",
        str(iv.summary),
        [_of_panel(iv, ROW, ("n", "r2", "adj_r2", "f", "p_f"))],
    )
    yield "linearmodels-within.html", within.summary.as_html(), [_of_panel(within, ROW, stats)]
    both = compare({"within": within, "random": random}, stars=True)
    short = [_of_panel(m, ("b", "t"), ("n", "r2", "f", "p_f")) for m in (within, random)]
    yield "linearmodels-compare.txt", str(both.summary), short
    errors = compare({"within": within, "random": random}, precision="std_errors")
    short = [_of_panel(m, ("b", "se"), ("n", "r2", "f", "p_f")) for m in (within, random)]
    yield "linearmodels-compare.tex", errors.summary.as_latex(), short


def _of_fixest(fit: Any, rows: Sequence[str], stats: Sequence[str]) -> Truth:
    """Truth of a text about a pyfixest result."""
    frame = fit.tidy()
    names = {
        "b": "Estimate", "se": "Std. Error", "t": "t value", "p": "Pr(>|t|)",
        "ci_low": "2.5%", "ci_high": "97.5%",
    }  # fmt: skip
    named = [
        {"name": name, **{field: float(row[names[field]]) for field in rows}}
        for name, row in frame.iterrows()
    ]
    known = {"n": float(fit._N), "r2": float(fit._r2)}
    return {"rows": named, "stats": {field: known[field] for field in stats}}


def of_pyfixest() -> Iterable[Fixture]:
    """Texts of pyfixest, as `of_statsmodels`.

    Yields
    ------
    tuple
        File name, text and truth of each model in it.
    """
    w = panel()
    plain = pf.feols("lgdp ~ lusers + lmobile", w)
    within = pf.feols("lgdp ~ lusers + lmobile | province", w, vcov={"CRV1": "province"})
    for name, fit in (("ols", plain), ("within", within)):
        caught = io.StringIO()
        with contextlib.redirect_stdout(caught):
            fit.summary(digits=5)
        yield f"pyfixest-{name}.txt", caught.getvalue(), [_of_fixest(fit, ROW, ("n", "r2"))]
    short = [_of_fixest(fit, ("b", "se"), ("n", "r2")) for fit in (plain, within)]
    yield "pyfixest-etable.tex", str(pf.etable([plain, within], type="tex")), short
    caught = io.StringIO()
    with contextlib.redirect_stdout(caught):
        shown = pf.etable([plain, within], type="md")
    yield "pyfixest-etable.md", str(shown) if shown else caught.getvalue(), short


def _of_r(folder: Path) -> dict[str, list[Truth]]:
    """Truth of the texts of R and gretl, from the same models fitted here."""
    known = fits()
    rows, stats = ("b", "se", "t", "p"), ("ser", "df", "r2", "adj_r2", "f", "p_f")
    d, w = pd.read_csv(paths.DATA / "paper_wide.csv"), panel()
    hc2 = smf.ols("gdp ~ users + shoppers", d).fit(cov_type="HC2", use_t=True)
    hc1 = smf.ols("gdp ~ users + shoppers", d).fit(cov_type="HC1", use_t=True)
    # gretl's robust errors of a time series, as its text says: HAC, bandwidth 1.
    hac = smf.ols("gdp ~ users + shoppers", d).fit(
        cov_type="HAC", cov_kwds={"maxlags": 1}, use_t=True
    )
    c = sm.add_constant(d)
    iv = IV2SLS(c.gdp, c[["const"]], c[["users"]], c[["domains"]]).fit(
        cov_type="unadjusted", debiased=True
    )
    wi = w.set_index(["province", "year"])
    within = PanelOLS(wi.lgdp, wi[["lusers", "lmobile"]], entity_effects=True).fit()
    glm = smf.glm("big ~ lusers", w, family=sm.families.Binomial()).fit()
    instrument = _of_panel(iv, rows, ("r2", "adj_r2"))
    instrument["stats"] |= {"ser": float(np.sqrt(iv.s2)), "df": float(iv.df_resid)}
    inside = _of_panel(within, rows, ("r2", "f", "p_f"))
    full = [*SUMMARY, "ser", "ssr"]
    gretl = {
        name: truth(fit, rows, [s for s in full if s != "df"])
        for name, fit in (("ols", known["ols"]), ("origin", known["origin"]))
    }
    robust = truth(hac, rows, [s for s in full if s != "df"])
    for one, fit in (
        (gretl["ols"], known["ols"]),
        (robust, hac),
        (gretl["origin"], known["origin"]),
    ):
        one["stats"] |= {"mean_dep": float(d.gdp.mean()), "sd_dep": float(d.gdp.std())}
        k = len(fit.params)
        one["stats"]["hq"] = float(-2 * fit.llf + 2 * k * np.log(np.log(fit.nobs)))
    del gretl["origin"]["stats"]["adj_r2"]
    return {
        "r-lm.txt": [truth(known["ols"], rows, stats)],
        "r-lm-three.txt": [truth(known["three"], rows, stats)],
        "r-lm-comma.txt": [truth(known["three"], rows, stats)],
        "r-lm-origin.txt": [truth(known["origin"], rows, stats)],
        "r-lm-weights.txt": [truth(known["wls"], rows, stats)],
        "r-coeftest-hc1.txt": [truth(hc1, rows, ())],
        "r-estimatr.txt": [truth(hc2, ROW, ("r2", "adj_r2", "f", "p_f"))],
        "r-ivreg.txt": [instrument],
        "r-plm-within.txt": [inside],
        "r-glm.txt": [{**truth(glm, rows, ()), "stats": {"aic": float(glm.aic)}}],
        "r-xtable.tex": [truth(known["ols"], rows, ())],
        "r-xtable.html": [truth(known["three"], rows, ())],
        "gretl-ols.txt": [gretl["ols"]],
        "gretl-robust.txt": [robust],
        "gretl-origin.txt": [gretl["origin"]],
    }


def _run_programs(folder: Path) -> dict[str, str]:
    """Let R and gretl write their texts into a folder; versions of what ran."""
    panel().to_csv(folder / "panel.csv", index=False)
    versions: dict[str, str] = {}
    if shutil.which("Rscript"):
        command = ["Rscript", str(FOLDER / "record.R"), str(paths.DATA), str(folder)]
        subprocess.run(command, check=True)
        versions |= dict(
            line.split() for line in (folder / "versions.txt").read_text().splitlines()
        )
    if shutil.which("gretlcli"):
        script = (FOLDER / "record.inp").read_text(encoding="utf-8")
        script = script.replace("@DATA", str(paths.DATA)).replace("@OUT", str(folder))
        (folder / "record.inp").write_text(script, encoding="utf-8")
        subprocess.run(
            ["gretlcli", "-b", str(folder / "record.inp")], check=True, stdout=subprocess.DEVNULL
        )
        said = subprocess.run(["gretlcli", "--version"], check=True, capture_output=True, text=True)
        versions["gretl"] = next(word for word in said.stdout.split() if word[:1].isdigit())
    return versions


def of_programs(versions: dict[str, str]) -> Iterable[Fixture]:
    """Texts of R and gretl, as `of_statsmodels`; nothing where they are not installed.

    Parameters
    ----------
    versions : dict
        Versions of what ran are added to it.

    Yields
    ------
    tuple
        File name, text and truth of each model in it.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        versions |= _run_programs(folder)
        for file, models in _of_r(folder).items():
            if (folder / file).is_file():
                yield file, (folder / file).read_text(encoding="utf-8"), models


def of_stargazer() -> Iterable[Fixture]:
    """Texts of the Python stargazer, if it is installed, as `of_statsmodels`.

    Yields
    ------
    tuple
        File name, text and truth of each model in it.
    """
    try:
        from stargazer.stargazer import Stargazer
    except ImportError:
        return
    known = [fits()[name] for name in ("ols", "three")]
    shown = Stargazer(known)
    stats = ("n", "r2", "adj_r2", "ser", "df", "f")
    models = [truth(fit, ("b", "se"), stats) for fit in known]
    for model in models:
        # It sorts its rows by name.
        model["rows"].sort(key=lambda row: row["name"])
    yield "stargazer.tex", shown.render_latex(), models
    yield "stargazer.html", shown.render_html(), models


def of_documentation() -> Iterable[Fixture]:
    """Texts in the forms of programs that cannot run here, as `of_statsmodels`.

    Yields
    ------
    tuple
        File name, text and truth of each model in it.
    """
    known = fits()
    w = panel()
    groups = w.province.nunique()
    codes = w.province.astype("category").cat.codes
    wide = smf.ols("lgdp ~ lusers + lmobile", w)
    clustered = wide.fit(cov_type="cluster", cov_kwds={"groups": codes}, use_t=True)
    robust = wide.fit(cov_type="HC1", use_t=True)
    two, three, plain = known["ols"], known["three"], known["panel"]
    fit = ("n", "f", "p_f", "r2", "ser")
    squares = {"ess": plain.ess, "ssr": plain.ssr, "tss": plain.centered_tss, "df": plain.df_resid}
    squares |= {"msr": plain.mse_model, "mse": plain.mse_resid}

    def last(model: Truth, **more: float) -> list[Truth]:
        # Stata prints the constant at the end.
        return [{"rows": [*model["rows"][1:], model["rows"][0]], "stats": model["stats"] | more}]

    yield (
        "documented-stata.txt",
        stata(plain, "lgdp"),
        last(truth(plain, ROW, (*fit, "adj_r2")), **squares),
    )
    yield (
        "documented-stata-cluster.txt",
        stata(clustered, "lgdp", groups),
        last(truth(clustered, ROW, fit)),
    )
    yield "documented-stata-robust.txt", stata(robust, "lgdp", 0), last(truth(robust, ROW, fit))
    y = two.model.endog
    more = {"mean_dep": y.mean(), "sd_dep": y.std(ddof=1), "aic": two.aic / 15, "sc": two.bic / 15}
    stats: tuple[str, ...] = ("n", "r2", "adj_r2", "ser", "ssr", "loglik", "f", "p_f", "dw")
    model = truth(two, ROW[:4], stats)
    model["stats"] |= {key: float(value) for key, value in more.items()}
    yield "documented-eviews.txt", eviews(two, "gdp").expandtabs(24), [model]
    yield "documented-eviews.tsv", eviews(two, "gdp"), [model]
    stats = ("n", "r2", "adj_r2", "ser", "f", "p_f")
    squares = {
        "ess": three.ess, "ssr": three.ssr, "tss": three.centered_tss, "df": three.df_resid,
        "msr": three.mse_model, "mse": three.mse_resid,
    }  # fmt: skip
    squares = {key: float(value) for key, value in squares.items()}
    model = truth(three, ROW[:4], stats)
    model["stats"] |= squares | {"mean_dep": float(three.model.endog.mean())}
    yield "documented-sas.txt", sas(three, "gdp"), [model]
    model = truth(three, ROW[:4], [s for s in stats if s != "n"])
    model["stats"] |= squares | {"r": float(np.sqrt(three.rsquared))}
    yield "documented-spss.tsv", spss(three, "gdp"), [model]
    model = truth(three, ROW, stats)
    model["stats"] |= squares | {"r": float(np.sqrt(three.rsquared))}
    yield "documented-excel.tsv", excel(three), [model]
    stats = ("n", "r2", "adj_r2")
    for name, field in (("se", "se"), ("t", "t")):
        short = [last(truth(m, ("b", field), stats))[0] for m in (two, three)]
        yield f"documented-esttab-{name}.tex", esttab([two, three], name == "se"), short
    short = [truth(m, ("b", "se"), (*stats, "loglik", "f")) for m in (two, three)]
    yield "documented-modelsummary.md", modelsummary([two, three]), short


def write(name: str, text: str, models: Sequence[Mapping[str, Any]], folder: Path = FOLDER) -> None:
    """Write a text and its truth.

    Parameters
    ----------
    name : str
        File name of the text.
    text : str
        As a program printed it.
    models : sequence of mapping
        Truth of each model in it.
    folder : Path
        Where to.
    """
    (folder / name).write_text(text.rstrip() + "\n", encoding="utf-8")
    content = json.dumps(list(models), ensure_ascii=False, indent=1)
    (folder / f"{name}.truth.json").write_text(content + "\n", encoding="utf-8")


def main() -> int:
    """Run the command.

    Returns
    -------
    int
        Exit code 0.
    """
    warnings.simplefilter("ignore")
    kept = FOLDER / "versions.json"
    versions = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    here = ["statsmodels", "linearmodels", "pyfixest", "stargazer"]
    for name in here:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions[name] = importlib.metadata.version(name)
    sources = [
        of_statsmodels(),
        of_linearmodels(),
        of_pyfixest(),
        of_stargazer(),
        of_programs(versions),
    ]
    for source in sources:
        for name, text, models in source:
            write(name, text, models)
    kept.write_text(json.dumps(dict(sorted(versions.items())), indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
