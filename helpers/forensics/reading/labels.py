"""Names of statistics, of columns and of what brackets hold, in the languages of printed tables."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .numbers import tidy

__all__ = ["ANOVA", "bracketed", "column_field", "column_of", "fold", "level", "other", "statistic"]

#: Names of statistics by field. Written folded: lower case, no accents, no punctuation.
STATISTICS = {
    "n": """observations|number of observations|number of obs|no of observations|no observations
        |num obs|obs|n|nobs|n obs|sample size|included observations|number of observations used
        |observations used|no obs|valid n|n observations|total observations|number obs
        |num observations|nb obs|total panel balanced observations|balanced observations
        |total panel unbalanced observations|unbalanced observations
        |样本量|样本数|观测值|观测数|观察值|样本容量|观测值数|样本数量|样本个数|观测值个数|观测量|样本
        |observaciones|numero de observaciones|n de observaciones|tamano muestral|no de observaciones
        |no observaciones|nombre d observations|nombre dobservations|taille de l echantillon
        |nb d observations|nombre d obs|beobachtungen|anzahl der beobachtungen|anzahl beobachtungen
        |stichprobenumfang|anzahl beob|stichprobengrosse|osservazioni|numero di osservazioni
        |numero osservazioni|n osservazioni|n di osservazioni|num oss|oss|observacoes
        |numero de observacoes|n de observacoes|no de observacoes|num obs|so quan sat|quan sat
        |co mau|so mau|jumlah observasi|observasi|jumlah pengamatan|jumlah sampel|jml observasi
        |n obs|s 1""",
    "df": """df residuals|df residual|residual df|df resid|residual degrees of freedom
        |degrees of freedom|error df|df error|resid df|自由度|grados de libertad|freiheitsgrade
        |degres de liberte|gradi di liberta|graus de liberdade|bac tu do|derajat kebebasan|d f|df
        |residuos gl|gl""",
    "r": "multiple r|r|coefficiente di correlazione multiplo|coeficiente de correlacion multiple",
    "r2": """r squared|r2|r 2|r sq|rsquared|r square|multiple r squared|rsq
        |coefficient of determination|r squared uncentered|unadjusted r squared|r2 uncentered
        |uncentered r squared|r2 coefficient of determination|centered r squared|centered r2
        |r carre|r cuadrado|r quadrado|r quadrat|r quadro|r kuadrat|bestimmtheitsmass
        |bestimmtheitsmass r2|拟合优度|可决系数|决定系数|判定系数|r方|r平方|拟合优度r2|可决系数r2|决定系数r2
        |r binh phuong|he so xac dinh|he so xac dinh r2|koefisien determinasi|koefisien determinasi r2
        |coefficient de determination|coefficient de determination r2|coeficiente de determinacion
        |coeficiente de determinacion r2|coeficiente de determinacao|coeficiente de determinacao r2
        |coefficiente di determinazione|r al cuadrado|r cuadrada|r cuadrado multiple|r quadrato
        |multiples r2|r ao quadrado|coeficiente de determinacion r 2|r au carre|bestimmtheitsmaß""",
    "adj_r2": """adjusted r squared|adj r squared|adj r2|adjusted r2|adjusted r square|adj r sq
        |r2 adjusted|r2 adj|r squared adjusted|r squared adj|adjusted r 2|adj r 2|r bar squared
        |rbar2|adj r square|rsquared adj|r2 a|adj rsquared|adjusted rsquared|adjr2|r adjusted
        |adj centered r squared|ajusted r squared|r sq adj|a r2|adjusted centered r squared
        |adj r squared uncentered|r2bar|adj rsq|
        |调整r2|调整后r2|调整的r2|调整后的r2|修正r2|修正的r2|调整r方|调整后r方|调整后的r方|调整r平方|修正后r2
        |修正的可决系数|调整的可决系数|校正r2|adj拟合优度|调整后拟合优度|修正拟合优度
        |r2 ajustado|r cuadrado ajustado|r cuadrado corregida|r cuadrada ajustada|r2 corregido
        |r cuadrado corregido|r2 ajuste|r carre ajuste|r au carre ajuste|r deux ajuste
        |r2 korrigiert|korrigiertes r2|adjustiertes r2|korrigiertes r quadrat|adj bestimmtheitsmass
        |angepasstes r2|r quadrat korrigiert|korrigiertes bestimmtheitsmass|adjustiertes r quadrat
        |r2 corretto|r quadro corretto|r2 aggiustato|r quadrato corretto|r2 adattato
        |r quadrado ajustado|r2 hieu chinh|r binh phuong hieu chinh|r2 dieu chinh
        |he so xac dinh hieu chinh|r binh phuong dieu chinh|r2 disesuaikan|r kuadrat disesuaikan
        |r squared disesuaikan|r2 yang disesuaikan|r2 adj ajustado|r quadrat adj|ajuste r2""",
    "f": """f statistic|f stat|f|f value|f ratio|f test|f statistics|model f|fstat|fstatistic
        |overall f|f stat model|f statistic of the model|f test model
        |f统计量|f值|f检验|f检验值|f统计值|estadistico f|f estadistico|statistique f|f statistik
        |f hitung|uji f|statistica f|estatistica f|thong ke f|f wert|kiem dinh f|valor f|valeur f
        |f statistik wert|gia tri f|test f|prueba f|estadistica f|nilai f""",
    "p_f": """prob f statistic|prob f|p value f|f p value|significance f|p value f statistic|p f
        |valor p f|p wert f|pr f|prob f stat|f prob|p value of f|prob value f|f significance|sig f
        |f test p value|f pvalue|p f statistic|p value model|p value f stat|prob f stat|f stat p value|p value of f statistic|sig f change|model p value
        |f显著性|f检验p值|valor critico de f|probabilite f|significativita f|f de significacao
        |f krit|valeur critique de f|signifikanz f|p valor f|prob f estadistico|f 显著性
        |prob f statistique|p wert des f tests|f检验的p值|prob f统计量""",
    "dw": """durbin watson|durbin watson stat|dw|d w|durbin watson statistic|dw stat|dw statistic
        |d w stat|durbin watson d|dw值|dw统计量|dw检验|德宾沃森|durbin watson统计量|durbin watson值
        |estadistico durbin watson|statistique de durbin watson|estatistica durbin watson
        |statistik durbin watson|durbin watson statistik|durbin watson d statistic""",
    "ser": """residual std error|residual standard error|root mse|s e of regression
        |se of regression|std error of regression|standard error of regression|std error of estimate
        |std error of the estimate|standard error of the estimate|standard error of the regression
        |see|s e e|s e|ser|standard error|standard error of estimate|sigma hat|sigma|residual se
        |residual std err|std err of regression|s e r|std error of the regression
        |standardfehler der regression|error estandar de la regresion|e s della regressione
        |errore standard della regressione|erro padrao da regressao|回归标准误|回归标准误差|估计标准误
        |估计标准误差|回归标准差|error tipico|error estandar|errore standard|erro padrao|standardfehler
        |erreur type|erreur type de la regression|e t de la regression|d t de la regresion
        |e p da regressao|error tip de la estimacion|sai so chuan cua hoi quy|标准误差
        |standardfehler des schatzers|ecart type de la regression|residual standard deviation""",
    "ssr": """sum squared resid|sum squared residual|sum of sq resid|sum of squares resid|residual sum of squares|rss|ssr|sum of squared residuals|sse
        |sum squared residuals|sum sq resid|error sum of squares|residual ss|ss resid
        |sum squared errors|残差平方和|somme des carres des residus|suma de cuadrados de los residuos
        |suma de cuadrados residual|somma quadr residui|somma dei quadrati dei residui
        |soma dos residuos quadrados|soma de quadrados dos residuos|residuenquadratsumme
        |summe d quad residuen|summe der quadrierten residuen|suma de cuad residuos
        |somme carres residus|soma residuos quad|tong binh phuong phan du|jumlah kuadrat residual""",
    "ess": "explained sum of squares|ess|model ss|regression sum of squares|回归平方和|解释平方和",
    "tss": "total sum of squares|tss|sst|total ss|总平方和|总离差平方和",
    "msr": "regression mean square|mean square regression|msr|model mean square",
    "mse": "residual mean square|mean square error|mean squared error|mse|error mean square",
    "mean_dep": """mean dependent var|mean of dependent variable|mean dep var|dependent mean
        |mean dependent variable|mean of dep var|dependent variable mean|mean of dependent var
        |dep var mean|mean dv|mean of y|mean y|control mean|mean depvar|mean dep variable
        |media de la vble dep|media var dipendente|mittel d abh var|因变量均值|被解释变量均值
        |media var dependente|moy var dep|mean outcome|mean of outcome|moyenne var dep
        |media variable dependiente""",
    "sd_dep": """s d dependent var|sd dependent var|sd of dependent variable|s d dep var|sd dep var
        |s d of dependent variable|std dev dependent var|sd dependent variable|dependent variable sd
        |d t de la vble dep|sqm var dipendente|stdabw d abh var|因变量标准差|被解释变量标准差
        |d p var dependente|e t var dep|sd dv""",
    "loglik": """log likelihood|log likelihood function|loglik|log likelihood value|logl|log lik|log l|llf|log likelihood ll
        |log pseudolikelihood|pseudo log likelihood|logvraisemblance|log vraisemblance
        |log verosimiglianza|log verosimilitud|logverosimilitud|log verossimilhanca
        |log likelihood wert|对数似然值|对数似然|对数似然函数值|ll|logaritmo verosimilitud
        |max log likelihood|log likelihood statistik""",
    "aic": """aic|akaike info criterion|akaike inf crit|akaike information criterion|akaike criterion
        |akaike|akaike aic|a i c|aic值|criterio de akaike|criterio di akaike|criterio akaike
        |akaike kriterium|critere d akaike|赤池信息准则|akaike information""",
    "sc": """bic|schwarz criterion|bayesian inf crit|bayesian information criterion|sbc|sc|sic
        |schwarz|schwarz bayesian criterion|schwarz information criterion|schwarz bic|sbic
        |criterio de schwarz|criterio di schwarz|schwarz kriterium|critere de schwarz
        |bayes information criterion|bic值""",
    "hq": """hannan quinn|hannan quinn criter|hannan quinn criterion|hqic|hqc|hq|hq criterion
        |crit de hannan quinn|crit di hannan quinn|criterio de hannan quinn""",
}

#: Heads of columns by field.
COLUMNS = {
    "b": """coef|coefficient|coefficients|estimate|estimates|est|coeff|coeffs|coefs|b|parameter
        |parameter estimate|param|unstandardized b|unstandardized coefficients b|estimated coefficient
        |regression coefficient|b unstandardized|unstandardized beta|hat beta|effect|coef est
        |unstandardized coefficients|系数|回归系数|估计值|系数估计值|参数估计值|参数估计|估计系数|非标准化系数
        |非标准化系数b|coeficiente|coeficientes|coef estimado|koeffizient|koeffizienten|schatzer
        |schatzwert|regressionskoeffizient|coefficiente|coefficienti|stima|estimador|estimativa
        |estimacion|estimation|he so|he so hoi quy|uoc luong|koefisien|koef|koefisien regresi
        |odds ratio|or|haz ratio|hazard ratio|irr|exp b|posterior mean""",
    "se": """std err|std error|standard error|se|s e|robust std err|std errors|standard errors
        |std error robust|robust se|error|st error|st err|stderr|stdr error|std|standard err
        |robust standard error|robust std error|clustered se|coef std err|se coef|std err robust
        |标准误|标准差|标准误差|稳健标准误|标准误se|估计标准误|标准错误
        |error estandar|error std|desv tipica|err est|error tipico|erreur type|ecart type|erreur std
        |err type|erreur standard|err std|standardfehler|std fehler|std error b|errore std
        |errore standard|erro padrao|err padrao|erro pad|sai so chuan|do lech chuan|standar error
        |std kesalahan|galat baku|standard fehler|desv est|desviacion tipica|desv standard|se b
        |kesalahan standar|stdfehler|error tip|bootstrap std err|hac std err|posterior sd""",
    "t": """t|z|t value|t stat|t statistic|t ratio|t values|t statistics|z value|z stat|z statistic
        |t test|tstat|tvalue|zstat|z ratio|t score|robust t|z score|t stats|t for h0 parameter 0
        |t值|t统计量|t检验|t统计值|z值|z统计量|t检验值|valor t|estadistico t|t estadistico
        |t wert|z wert|rapporto t|razao t|gia tri t|t hitung|valeur t|t de student|statistique t
        |statistica t|estatistica t|stat t|t statistik|thong ke t|estadistico z|nilai t|t quotient
        |t de student valor|uji t|estad t|quotient t|kiem dinh t|t quan sat|cociente t
        |estadisticos t""",
    "p": """p|p value|prob|sig|pr t|p t|p z|pr z|p values|pvalue|pval|p val|significance|prob t
        |signif|sig 2 tailed|approx pr t|prob value|two tailed p|probability|sig level|signif t
        |p t robust|prob t robust
        |p值|显著性|概率|p概率值|显著性水平|显著性p值|valor p|p valor|probabilidad|prob t estadistico
        |p wert|signifikanz|irrtumswahrscheinlichkeit|significativite|valeur p|probabilite
        |p critique|significativita|p value t|valore di significativita|valore p|signifikansi
        |nilai p|muc y nghia|gia tri p|xac suat|probabilitas|significancia|signif p|probabilita
        |sig t""",
    "ci_low": """0 025|2 5 %|2 5%|lower 95%|95% ci lower|ci lower|conf low|lower bound|lower ci
        |lower|lower 95|95% lower|lower 95% cl|2 5 % ci|ci low|lower limit|llci|low|ll|ci 2 5%
        |lower 95 0%|95% cl lower|95% confidence lower|inferior 95%|untere 95%|ci_low|2 5
        |limite inferieure pour seuil de confiance 95%|95% conf low|lower ci 95%|下限|0 025 q
        |inferiore 95%|limite inferior|untergrenze|limite inferieure""",
    "ci_high": """0 975|97 5 %|97 5%|upper 95%|95% ci upper|ci upper|conf high|upper bound|upper ci
        |upper|upper 95|95% upper|upper 95% cl|97 5 % ci|ci high|upper limit|ulci|high|ul|ci 97 5%
        |upper 95 0%|95% cl upper|95% confidence upper|superior 95%|obere 95%|97 5|0 975 q
        |limite superieure pour seuil de confiance 95%|95% conf high|上限|superiore 95%
        |limite superior|obergrenze|limite superieure""",
    "ci": """95% ci|95% conf interval|conf interval|95% confidence interval|ci 95%|ci|95% c i
        |confidence interval|95% confidence interval for b|conf int|conf int 95%|95% confidence limits
        |95%置信区间|置信区间|95% ic|ic 95%|ic95%|ci95|95% kl|95% konfidenzintervall|ci 95""",
    "beta": """beta|standardized coefficients beta|standardized beta|std beta|standardized coefficient
        |standardized coefficients|standardised beta|std coef|stand beta|标准化系数|标准化系数beta
        |coeficientes estandarizados|standardisierte koeffizienten|standardized estimate|std est
        |coefficienti standardizzati|coefficients standardises|标准化回归系数|he so chuan hoa
        |coeficientes tipificados""",
    "tolerance": "tolerance|容差|toleranz|tolerancia|tolleranza|容忍度|toleransi|do chap nhan",
    "vif": "vif|variance inflation|variance inflation factor|方差膨胀因子|vif值|centered vif",
    "": """df|d f|dof|stars|signif|level|uncentered vif|partial r2|zero order|partial|part|gl|ddl
        |num df|den df|自由度|degrees of freedom|wald|wald chi square|chi square|label|nobs""",
    "name": """variable|variables|term|parameter name|regressor|predictor|predictors|变量|解释变量
        |变量名|自变量|variavel|variabel|bien|bien so|variabile|regressors|parameters|model|effect name
        |explanatory variable|independent variable|independent variables|variable name|名称|模型
        |variables explicatives|covariate|modelo|modele|modell|模型变量""",
}

#: Statistics that have no field but are recognised, so that they are no regressors.
OTHERS = re.compile(
    r"within r2|r2 within|r squared within|r2 between|r2 overall|r squared between|pseudo r|"
    r"overall r|r squared overall|^within$|^between$|^overall$|number of groups|groups|clusters|"
    r"countries$|firms$|individuals$|hansen|sargan|kleibergen|cragg|anderson|wald|chi2|"
    r"chi squared?|^lr |lm test|likelihood ratio|sigma u|sigma e|^rho$|instruments|jarque|breusch|"
    r"white test|arellano|^ar ?[12]|heteroskedasticity|^rmse|first stage|hausman|durbin h|omnibus|"
    r"kurtosis|skew|cond(ition)? no|cond number|prob |prob$|scale$|deviance|iterations|"
    r"f statistic robust|weak|mcfadden|nagelkerke|cox snell|log lik|r2 of|r2 mcf|num fact|fixed eff|"
    r"^ar 1|theta$|corr u|df model|model df|df total|mean vif|tau2|icc|marginal r|conditional r|"
    r"^sd |std dev|^std dev|var:|^q |f of|f test that|elapsed|entities|time periods|avg obs|min obs|"
    r"max obs|obs per group|partial r|endog|p value|^pr |p valor|n groups|组数|企业数|个体数|省份数|"
    r"s e type|std errors?$|panels|years$|lambda$|ramsey|reset|coeff var|breusch|bp |hoechst|"
    r"g s |number of (firms|countries|id|groups|units|clusters|instruments|states|individuals|banks)",
)

ANOVA = {
    "model": "ess", "regression": "ess", "explained": "ess", "回归": "ess", "regresion": "ess",
    "regressao": "ess", "regressione": "ess", "residual": "ssr", "residuals": "ssr",
    "error": "ssr", "residuo": "ssr", "residuos": "ssr", "残差": "ssr", "residuen": "ssr",
    "total": "tss", "corrected total": "tss", "总计": "tss", "gesamt": "tss", "totale": "tss",
    "uncorrected total": "tss", "residus": "ssr", "residui": "ssr", "regresi": "ess",
    "hoi quy": "ess", "phan du": "ssr", "tong": "tss", "合计": "tss", "residuals error": "ssr",
}  # fmt: skip

_MARKS = re.compile(r"[^\w%>]+", re.UNICODE)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """A label without case, accents and punctuation.

    Parameters
    ----------
    text : str
        As printed.

    Returns
    -------
    str
        Words set apart by one space.

    Examples
    --------
    >>> fold("Adj. R²:"), fold("Pr(>|t|)"), fold("Hệ số"), fold("[0.025")
    ('adj r2', 'pr t', 'he so', '0 025')
    """
    plain = unicodedata.normalize(
        "NFKD", tidy(text).casefold().replace("đ", "d").replace("ß", "ss")
    )
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"\b([rn])\s*\^\s*\{?2\}?", r"\g<1>2", plain.replace("_", " "))
    plain = re.sub(r"[>]", " ", _MARKS.sub(" ", plain)).strip()
    plain = re.sub(r"\br 2\b(?! \d)", "r2", re.sub(r"\bn o\b", "no", plain))
    return re.sub(r"\s+", " ", plain)


def _index(table: dict[str, str]) -> dict[str, str]:
    """Field by folded label."""
    return {
        fold(label): field
        for field, labels in table.items()
        for label in labels.split("|")
        if label.strip() or field == "-"
    }


_STATISTIC = _index(STATISTICS)
_COLUMN = _index(COLUMNS)
_FIRST = frozenset(label.split(" ")[0] for label in _COLUMN)


def _looked_up(label: str, index: dict[str, str]) -> str | None:
    """Field of a label, as it stands, or without what stands in its brackets."""
    if len(label) > 90:
        return None
    for form in (label, re.sub(r"\s*[(\[].*?[)\]]?\s*$", "", label), label.split(":")[0]):
        found = index.get(fold(form))
        if found is not None and form.strip():
            return found
    return None


@lru_cache(maxsize=16384)
def statistic(label: str) -> str | None:
    """Field of a statistic.

    Parameters
    ----------
    label : str
        As printed.

    Returns
    -------
    str or None
        None if it is no statistic that a table has a field for.

    Examples
    --------
    >>> statistic("Adj. R²"), statistic("Nombre d'observations"), statistic("样本量"), statistic("x")
    ('adj_r2', 'n', 'n', None)
    """
    folded = fold(label)
    if re.search(r"within|between|overall|pseudo|robust\)|mcfadden|first.stage", label.casefold()):
        return None
    found = _looked_up(label, _STATISTIC)
    return None if found is None and other(folded) else found


@lru_cache(maxsize=16384)
def other(label: str) -> bool:
    """Whether a label names a statistic that has no field.

    Parameters
    ----------
    label : str
        As printed.

    Returns
    -------
    bool
        True for "Number of groups", "Hansen J" and their like.
    """
    folded = fold(label)
    return folded not in _STATISTIC and OTHERS.search(folded) is not None


@lru_cache(maxsize=16384)
def column_field(label: str) -> str | None:
    """Field of a column.

    Parameters
    ----------
    label : str
        Head of the column.

    Returns
    -------
    str or None
        ``b``, ``se``, ``t``, ``p``, ``ci_low``, ``ci_high``, ``ci`` (both ends in one cell),
        ``beta``, ``tolerance``, ``vif``, ``name``, or empty for one that is known and has no field;
        None if it is not known.

    Examples
    --------
    >>> column_field("Std. Err."), column_field("P>|t|"), column_field("系数"), column_field("(1)")
    ('se', 'p', 'b', None)
    """
    return _looked_up(label, _COLUMN) if not re.fullmatch(r"\W*\d+\W*", label) else None


def column_of(words: tuple[str, ...]) -> str | None:
    """Field of a column by folded words: `column` for a line of text, where each phrase is tried.

    Parameters
    ----------
    words : tuple of str
        Each as `fold` gives it.

    Returns
    -------
    str or None
        As in `column`.
    """
    if words[0].split(" ")[0] not in _FIRST:
        return None
    return _COLUMN.get(" ".join(word for word in words if word))


# -- what brackets hold ---------------------------------------------------------------------------

_HELD = {
    "se": r"(?:standard|std\.?|st\.?|robust|clustered)[\s-]*(?:errors?|err\.?|devs?)|\bs\.?e\.?s?\b|"
    r"标准误|标准差|errores?\s+(?:est[aá]ndar|t[ií]picos?)|erreurs?[\s-]+(?:types?|standards?)|"
    r"[eé]carts?[\s-]+types?|standardfehler|errori?\s+standard|erros?[\s-]+padr[aã]o|"
    r"sai số chuẩn|độ lệch chuẩn|galat baku|standar(?:d)?\s+error|std\.?\s+error|kesalahan standar|"
    r"deviation",
    "t": r"\bt[\s-]*(?:stat\w*|ratios?|values?|tests?|w[eE]rte?|hitung)|\|?\bt\|?[\s-]*stat|t值|t\s*统计|"
    r"\bz[\s-]*(?:stat\w*|ratios?|values?|scores?)|(?:estad[ií]sticos?|valor(?:es)?|statisti(?:que|c)s?|"
    r"statistica|estat[ií]sticas?|rapporti|raz[oõ]es|giá trị|thống kê|nilai|valeurs?)\s+(?:de\s+)?t\b|"
    r"t\s*de\s*student|z值|\bt\s+(?:stud|in)|statistik\s+t\b|t检验",
    "p": r"\bp[\s-]*(?:values?|vals?|wer?te?|val\b)|p值|(?:valor(?:es)?|valeurs?|valori?|giá trị|nilai)"
    r"\s*(?:de\s+)?-?p\b|\bp-?valor(?:es)?|probabilit|significance levels? in|显著性水平在",
    "ci": r"(?:confidence|conf\.?)\s*(?:intervals?|bands?|int\.?)|\bcis?\b|置信区间|"
    r"intervalos?\s+de\s+confian|intervalles?\s+de\s+confiance|konfidenzintervall|"
    r"intervalli?\s+di\s+confidenza|khoảng tin cậy|credible intervals?",
}
_BRACKETS = {
    "(": r"parenthes[ei]s|\bparens?\b|round brackets|括号|括弧|圆括号|par[eé]ntesis|parenth[eè]ses?|klammern?|"
    r"parentesi|par[eê]nteses|ngoặc đơn|trong ngoặc|dalam (?:tanda )?kurung|小括号|parentheses",
    "[": r"(?:square|box)?\s*brackets|中括号|方括号|corchetes|crochets|eckigen?\s+klammern|quadre|colchetes|"
    r"ngoặc vuông|kurung siku|square parenthes[ei]s",
    "{": r"(?:curly\s+)?braces|curly brackets|大括号|花括号|llaves",
}

_ABBREVIATED = re.compile(
    r"\b(std|st|err|errs|stats?|coeff?|dev|resp|robust|s\.?e|vs|i\.?e|e\.?g|est|c\.?i|cf|no|tab|fig)\.",
    re.IGNORECASE,
)


def bracketed(words: str) -> dict[str, str]:
    """What the notes say that brackets hold.

    Parameters
    ----------
    words : str
        All words around a table.

    Returns
    -------
    dict
        ``se``, ``t``, ``p`` or ``ci`` by opening bracket; a bracket that notes contradict each
        other about is absent.

    Examples
    --------
    >>> bracketed("Robust standard errors in parentheses; p-values in square brackets.")
    {'(': 'se', '[': 'p'}
    >>> bracketed("括号内为t值"), bracketed("t statistics in brackets")
    ({'(': 't'}, {'[': 't', '(': 't'})
    """
    said: dict[str, set[str]] = {}
    for bracket, content in re.findall(r"([(\[{])\s*([^()\[\]{}\d*]{1,30}?)\s*[)\]}]", tidy(words)):
        # The form itself may be shown: "Coefficient (Std. Error)".
        kind = column_field(content)
        if kind in ("se", "t", "p", "ci") and not re.fullmatch(r"[tzp]", content.strip()):
            said.setdefault(bracket, set()).add(kind)
    spoken = _ABBREVIATED.sub(r"\1", tidy(words))
    for sentence in re.split(r"[.。;；\n!](?!\d)\s*|,(?=\s*(?:and\s+)?[a-z-]+\s+in\b)", spoken):
        named = _quantities(sentence)
        for start, bracket in _named_brackets(sentence):
            near = _nearest(named, start, bracket, sentence)
            if near:
                said.setdefault(bracket, set()).add(near)
    found = {bracket: next(iter(held)) for bracket, held in said.items() if len(held) == 1}
    # "In brackets" may be any kind of bracket, if no other is spoken of.
    if "[" in found and "(" not in said and "square" not in words.casefold():
        found.setdefault("(", found["["])
    return found


def _quantities(sentence: str) -> list[tuple[int, str]]:
    """Where a sentence speaks of standard errors, t, p or intervals."""
    found = [
        (match.start(), kind)
        for kind, form in _HELD.items()
        for match in re.finditer(form, sentence, re.IGNORECASE)
    ]
    return sorted(found)


def _named_brackets(sentence: str) -> list[tuple[int, str]]:
    """Where a sentence speaks of brackets; a square bracket is no round one."""
    places: dict[int, str] = {}
    for bracket in ("[", "{", "("):
        for match in re.finditer(_BRACKETS[bracket], sentence, re.IGNORECASE):
            if not any(abs(match.end() - end) <= 1 for end in places):
                places.setdefault(match.end(), bracket)
    return sorted(places.items())


def _nearest(named: list[tuple[int, str]], end: int, bracket: str, sentence: str) -> str | None:
    """The quantity that belongs to a bracket: the last one before it, else the next after it."""
    before = [kind for place, kind in named if place < end]
    after = [kind for place, kind in named if place >= end]
    text = sentence[:end].casefold()
    # "Parentheses contain t values", "Values in parentheses are standard errors", "括号内为t值".
    if (
        after
        and re.search(r"(?:values?|numbers?|figures?|in|内|中)\s*\W*\w*\W*$", text)
        and not before
    ):
        return after[0]
    if before:
        return before[-1]
    return after[0] if after else None


def level(words: str) -> float | None:
    """Level of the confidence intervals that notes speak of.

    Parameters
    ----------
    words : str
        All words around a table.

    Returns
    -------
    float or None
        In per cent.

    Examples
    --------
    >>> level("90% confidence intervals in brackets")
    90.0
    """
    match = re.search(
        r"(\d\d(?:\.\d)?)\s*(?:%|percent|per cent)\s*-?\s*(?:conf|c\.?i\.?\b|kl\b|ki\b|ic\b|置信|highest)",
        tidy(words),
        re.IGNORECASE,
    )
    return float(match.group(1)) if match else None
