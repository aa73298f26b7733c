"""Selection as a random procedure."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from helpers import data
from helpers.memory import remembered
from helpers.methods import ols, simulation

REGRESSORS = ols.REGRESSORS
WORLDS = {
    "noise": "independent noise",
    "walks": "random walks without drift",
    "drifts": "random walks with the sample's drifts",
}
HIGH_R2 = 0.99  # what a reader takes for an excellent fit
CRITERIA = ("aic", "aicc", "bic")
MOST_REGRESSORS = 12  # all subsets are worked out
Runs = dict[str, dict[str, np.ndarray]]  # results of a simulation by world or description


def drifts(frame: pd.DataFrame | None = None) -> pd.Series:
    """Mean over standard deviation of the yearly changes of each series.

    This is its drift in units of its own noise. Regression statistics with a constant do not change
    when a series is shifted or scaled, so that this ratio is all that a random walk needs to
    resemble a series of the sample.

    Parameters
    ----------
    frame : DataFrame, optional
        The sample; the paper's data by default.

    Returns
    -------
    Series
        Indexed by series, GDP first; without unit.

    Examples
    --------
    >>> bool((drifts() > 0).all()), list(drifts().index)
    (True, ['gdp', 'ecommerce', 'domains', 'users', 'shoppers'])
    """
    changes = (data.load("paper") if frame is None else frame)[list(data.SERIES)].diff().dropna()
    return changes.mean() / changes.std(ddof=1)


def worlds(
    rng: np.random.Generator,
    world: str,
    size: int,
    n: int = 15,
    k: int = 4,
    rho: float | Sequence[float] = 0.0,
) -> np.ndarray:
    """Draw k + 1 unrelated series: the dependent one first.

    Parameters
    ----------
    rng : Generator
        Source of the draws.
    world : str
        ``noise``, ``walks`` or ``drifts``; the last takes its drifts from the paper's data and
        needs k = 4.
    size, n, k : int
        Replications, years, regressors.
    rho : float or sequence of float
        Autocorrelation of the increments of walks, one value or one per series.

    Returns
    -------
    ndarray, shape (k + 1, n, size)

    Raises
    ------
    ValueError
        For an unknown world, or ``drifts`` with other than four regressors.

    Examples
    --------
    >>> worlds(np.random.default_rng(1), "drifts", 100).shape
    (5, 15, 100)
    """
    if world == "noise":
        return simulation.autoregressions(rng, k + 1, n, size)
    if world == "walks":
        return simulation.random_walks(rng, k + 1, n, size, rho=rho)
    if world == "drifts":
        if k != len(REGRESSORS):
            raise ValueError(f"the sample has drifts for {len(REGRESSORS)} regressors, not {k}")
        return simulation.random_walks(rng, k + 1, n, size, drift=_drifts(), rho=rho)
    raise ValueError(f"unknown world {world!r}; valid: {', '.join(WORLDS)}")


@remembered
def _drifts() -> tuple[float, ...]:
    """The drifts of the paper's series, worked out once while the data stand."""
    return tuple(drifts())


def members(mask: int, names: Sequence[str] = REGRESSORS) -> list[str]:
    """The regressors of a model given as a bit mask, the first regressor in the lowest bit.

    Parameters
    ----------
    mask : int
        The model.
    names : sequence of str
        All regressors.

    Returns
    -------
    list of str
        Those in the model, in the order of ``names``.

    Examples
    --------
    >>> members(0b1100)
    ['users', 'shoppers']
    """
    return [name for j, name in enumerate(names) if mask >> j & 1]


def mask(chosen: Sequence[str], names: Sequence[str] = REGRESSORS) -> int:
    """The bit mask of a model.

    Parameters
    ----------
    chosen : sequence of str
        The regressors of the model.
    names : sequence of str
        All regressors, the first in the lowest bit.

    Returns
    -------
    int

    Examples
    --------
    >>> mask(["users", "shoppers"])
    12
    """
    return sum(1 << list(names).index(name) for name in chosen)


def eliminate(ssr: np.ndarray, n: int, alpha: float = 0.05) -> np.ndarray:
    """Backward elimination from the sums of squared residuals of all models.

    Parameters
    ----------
    ssr : ndarray, shape (2**k, replications)
        From `helpers.methods.simulation.subset_sums`.
    n : int
        Observations.
    alpha : float
        As for `batched_elimination`.

    Returns
    -------
    ndarray of int, shape (replications,)
        The model that is left, as a bit mask.

    Notes
    -----
    The regressor whose removal raises the sum of squares least is the one with the smallest t: its
    t² is the relative rise times the degrees of freedom. Among linearly dependent regressors one
    leaves first.
    """
    k, size = len(ssr).bit_length() - 1, ssr.shape[1]
    reached = np.zeros(ssr.shape, dtype=bool)
    reached[-1] = True
    left = np.zeros(size, dtype=np.int16)
    # A smaller model has a smaller number, so that every model is reached before it is looked at.
    for code in range(len(ssr) - 1, 0, -1):
        df = n - 1 - code.bit_count()
        smaller = [code ^ 1 << j for j in range(k) if code >> j & 1]
        least = functools.reduce(np.fmin, (ssr[model] for model in smaller))
        stops = least > (1 + simulation.critical_t(df, alpha) ** 2 / df) * ssr[code]
        left += np.int16(code) * (reached[code] & stops)
        goes = reached[code] & ~stops
        for model in smaller[:-1]:
            here = goes & (ssr[model] == least)
            reached[model] |= here
            goes ^= here
        reached[smaller[-1]] |= goes
    return left


def weakest_t(ssr: np.ndarray, n: int, chosen: np.ndarray) -> np.ndarray:
    """Smallest absolute t of each replication's chosen model.

    Parameters
    ----------
    ssr, n
        As for `eliminate`.
    chosen : ndarray of int, shape (replications,)
        Models as bit masks.

    Returns
    -------
    ndarray, shape (replications,)
        0 where fewer than two regressors are left.
    """
    # Places in a flat array overflow the short integers of `eliminate`.
    chosen = np.asarray(chosen, dtype=np.intp)
    place, flat = np.arange(chosen.size), ssr.ravel()
    least = np.full(chosen.size, np.inf)
    for j in range(len(ssr).bit_length() - 1):
        without = flat.take((chosen & ~(1 << j)) * chosen.size + place)
        np.fmin(least, np.where(chosen >> j & 1, without, np.inf), out=least)
    left = np.bitwise_count(chosen)
    rise = least / flat.take(chosen * chosen.size + place) - 1
    return np.where(left > 1, np.sqrt((n - 1 - left) * np.maximum(rise, 0)), 0)


def batched_elimination(y: np.ndarray, x: np.ndarray, alpha: float = 0.05) -> np.ndarray:
    """Backward elimination in every replication at once.

    Parameters
    ----------
    y : ndarray, shape (n, replications)
        Dependent variable.
    x : ndarray, shape (k, n, replications) or k arrays (n,)
        Regressors without the constant, k at most 12.
    alpha : float
        The regressor with the largest p-value leaves while that is at least alpha.

    Returns
    -------
    ndarray of int, shape (replications,)
        The model that is left, as a bit mask (`members` reads it).

    Raises
    ------
    ValueError
        With more than twelve regressors, since all subsets are worked out.

    Notes
    -----
    The same procedure as `helpers.methods.ols.backward_elimination`, which goes through
    statsmodels.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x = rng.standard_normal((4, 15, 50))
    >>> left = batched_elimination(5 * x[0] + rng.standard_normal((15, 50)), x)
    >>> bool(np.all(left & 1))
    True
    """
    if len(x) > MOST_REGRESSORS:
        raise ValueError(
            f"{len(x)} regressors have {2 ** len(x)} subsets; at most {MOST_REGRESSORS} regressors"
        )
    return eliminate(simulation.subset_sums(y, x), len(y), alpha)


def criterion(ssr: np.ndarray, n: int, kind: str = "aicc") -> np.ndarray:
    """Information criterion of every model.

    Parameters
    ----------
    ssr : ndarray, shape (2**k, ...)
        Sums of squared residuals by bit mask, as from `helpers.methods.simulation.subset_sums`.
    n : int
        Observations.
    kind : str
        ``aic``, ``aicc`` or ``bic``. The variance counts as a parameter in AICc, where its number
        matters; in the others it would add the same constant to every model.

    Returns
    -------
    ndarray, like ssr

    Raises
    ------
    ValueError
        For an unknown criterion.
    """
    size = np.array([code.bit_count() + 1 for code in range(len(ssr))]).reshape(
        -1, *[1] * (np.ndim(ssr) - 1)
    )
    return n * np.log(ssr) + _penalty(size, n, kind)


def _penalty(size: np.ndarray, n: int, kind: str) -> np.ndarray:
    """What a criterion adds to n log(SSR); size: number of coefficients, the constant included."""
    if kind == "aic":
        return 2 * size
    if kind == "bic":
        return np.log(n) * size
    if kind == "aicc":
        k = size + 1
        return 2 * k + 2 * k * (k + 1) / (n - k - 1)
    raise ValueError(f"unknown criterion {kind!r}; valid: {', '.join(CRITERIA)}")


def _sizes(ssr: np.ndarray, n: int) -> dict[str, np.ndarray]:
    """Number of regressors in the best model by each criterion."""
    k = len(ssr).bit_length() - 1
    by_size: list[list[np.ndarray]] = [[] for _ in range(k + 1)]
    for code, values in enumerate(ssr):
        by_size[code.bit_count()].append(values)
    # Among models of one size all criteria agree.
    least = np.array([functools.reduce(np.fmin, same) for same in by_size])
    coefficients = np.arange(1, k + 2)[:, None]
    # SSR exp(penalty / n) orders models as n log(SSR) + penalty does, without their logarithms.
    return {
        kind: (least * np.exp(_penalty(coefficients, n, kind) / n)).argmin(axis=0)
        for kind in CRITERIA
    }


def _survivors(
    rng: np.random.Generator, size: int, world: str, alpha: float, rho: float, n: int, k: int
) -> dict[str, np.ndarray]:
    """One chunk of `survivors`."""
    series = worlds(rng, world, size, n, k, rho)
    ssr = simulation.subset_sums(series[0], series[1:])
    return {
        "elimination": np.bitwise_count(eliminate(ssr, n, alpha)),
        "r2": 1 - ssr[-1] / ssr[0],
    } | _sizes(ssr, n)


def survivors(
    world: str,
    replications: int = 60_000,
    seed: int = 20,
    *,
    alpha: float = 0.05,
    rho: float = 0.0,
    n: int = 15,
    k: int = 4,
    n_jobs: int = -1,
) -> dict[str, np.ndarray]:
    """How many of k unrelated regressors a procedure keeps.

    Parameters
    ----------
    world : str
        ``noise``, ``walks`` or ``drifts``.
    replications, seed, n_jobs : int
        As for `helpers.methods.simulation.simulate`.
    alpha : float
        Level of the elimination.
    rho : float
        Autocorrelation of the increments of walks.
    n, k : int
        Years and regressors.

    Returns
    -------
    dict of ndarray
        Numbers of survivors under ``elimination``, ``aic``, ``aicc``, ``bic``, and the full model's
        ``r2``.

    Examples
    --------
    >>> kept = survivors("noise", 5_000, seed=1)["elimination"]
    >>> bool(0.15 < (kept > 0).mean() < 0.25)
    True
    """
    return simulation.simulate(
        functools.partial(_survivors, world=world, alpha=alpha, rho=rho, n=n, k=k),
        replications,
        seed,
        n_jobs=n_jobs,
    )


BAR_DISTANCE, BAR_WIDTH = 0.27, 0.25


def _design(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """GDP (n) and the four regressors (4 × n)."""
    return frame["gdp"].to_numpy(), frame[list(REGRESSORS)].to_numpy().T


def subset_values(frame: pd.DataFrame) -> pd.DataFrame:
    """All sixteen models of the sample: R², AIC, AICc and BIC, best AICc first.

    Parameters
    ----------
    frame : DataFrame
        The sample.

    Returns
    -------
    DataFrame
        Index: the regressors, joined by commas; columns r2, aic, aicc, bic. The criteria take the
        smallest value as zero.

    Examples
    --------
    >>> len(subset_values(data.load("paper")))
    16
    """
    y, x = _design(frame)
    ssr = simulation.subset_sums(y, x)[:, 0]
    names = [", ".join(members(code)) or "constant only" for code in range(len(ssr))]
    values = pd.DataFrame(
        {"r2": 1 - ssr / ssr[0], **{kind: criterion(ssr, len(y), kind) for kind in CRITERIA}},
        index=names,
    )
    values[list(CRITERIA)] -= values[list(CRITERIA)].min()
    return values.sort_values("aicc")


def _directions(x: np.ndarray) -> np.ndarray:
    """Unit vectors l, one for each regressor in each model that holds it, with t = l'y / s.

    Shape (pairs, k), in coordinates of an orthonormal basis of the centred regressors, which is all
    that matters.
    """
    _, r = np.linalg.qr((x - x.mean(axis=1, keepdims=True)).T)
    vectors = []
    for code in range(1, 2 ** len(x)):
        columns = [j for j in range(len(x)) if code >> j & 1]
        rows = np.linalg.pinv(r[:, columns])
        vectors.extend(rows / np.linalg.norm(rows, axis=1, keepdims=True))
    return np.array(vectors)


def _largest_t(
    rng: np.random.Generator, size: int, directions: np.ndarray, df: int
) -> dict[str, np.ndarray]:
    """Largest |t| over all pairs of a regressor and a model, if nothing matters."""
    z = rng.standard_normal((directions.shape[1], size))
    s = np.sqrt(rng.chisquare(df, size) / df)
    return {"t": np.abs(directions @ z).max(axis=0) / s}


def posi_constant(
    x: np.ndarray,
    level: float = 0.95,
    replications: int = 100_000,
    seed: int = 23,
    n_jobs: int = -1,
) -> float:
    """Post-selection constant: the |t| that no regressor in any submodel exceeds by chance.

    It does so with the given probability if no regressor matters. Intervals ``b ± constant × se``,
    with the error variance of the full model, hold for whatever model was chosen, however it was
    chosen from these regressors.

    Parameters
    ----------
    x : ndarray, shape (k, n)
        Regressors without the constant.
    level : float
        Simultaneous coverage.
    replications, seed, n_jobs : int
        As for `helpers.methods.simulation.simulate`.

    Returns
    -------
    float
        Between Student's and Scheffé's critical value.

    Notes
    -----
    Source: Berk, Brown, Buja, Zhang and Zhao (2013). Assumes independent normal errors with equal
    variance.

    Examples
    --------
    >>> one = posi_constant(np.arange(15.0)[None], replications=50_000)
    >>> bool(abs(one - simulation.critical_t(13)) < 0.03)
    True
    """
    df = x.shape[1] - x.shape[0] - 1
    run = simulation.simulate(
        functools.partial(_largest_t, directions=_directions(x), df=df),
        replications,
        seed,
        n_jobs=n_jobs,
    )
    return float(np.quantile(run["t"], level))


def posi_intervals(frame: pd.DataFrame, constant: float) -> pd.DataFrame:
    """95% intervals of the final model: as usually printed, and good for any selection.

    Parameters
    ----------
    frame : DataFrame
        The sample.
    constant : float
        From `posi_constant`.

    Returns
    -------
    DataFrame
        Index users, shoppers; columns b, lower, upper (Student, the final model's variance),
        posi_lower, posi_upper (the full model's variance).
    """
    final, full = ols.ols(frame, "table4"), ols.ols(frame, "table2")
    names = list(ols.SPECIFICATIONS["table4"])
    b, usual = final.params[names], simulation.critical_t(int(final.df_resid)) * final.bse[names]
    wide = constant * final.bse[names] * np.sqrt(full.mse_resid / final.mse_resid)
    return pd.DataFrame(
        {
            "b": b,
            "lower": b - usual,
            "upper": b + usual,
            "posi_lower": b - wide,
            "posi_upper": b + wide,
        }
    )


def _repeat(
    rng: np.random.Generator,
    size: int,
    x: np.ndarray,
    mean: np.ndarray,
    sd: float,
    constant: float,
    alpha: float,
    rho: float,
) -> dict[str, np.ndarray]:
    """One chunk of `repeat`: the model chosen, and whether all its intervals cover."""
    y = mean[:, None] + sd * simulation.autoregressions(rng, 1, len(mean), size, rho)[0]
    ssr = simulation.subset_sums(y, x)
    chosen = eliminate(ssr, len(y), alpha)
    usual, wide = np.ones(size, dtype=bool), np.ones(size, dtype=bool)
    for code in np.unique(chosen[chosen > 0]):
        at, columns = np.flatnonzero(chosen == code), [j for j in range(len(x)) if code >> j & 1]
        part = simulation.batched_ols(y[:, at], x[columns])
        target = simulation.batched_ols(mean, x[columns]).b
        off = np.abs(part.b - target)[1:]
        usual[at] = (off <= simulation.critical_t(part.df, alpha) * part.se[1:]).all(axis=0)
        variance = ssr[-1, at] / (len(y) - len(x) - 1) / (part.ssr / part.df)
        wide[at] = (off <= constant * part.se[1:] * np.sqrt(variance)).all(axis=0)
    return {"chosen": chosen, "usual": usual, "wide": wide}


def repeat(
    frame: pd.DataFrame,
    truth: dict[str, float],
    constant: float = np.inf,
    replications: int = 20_000,
    seed: int = 24,
    *,
    alpha: float = 0.05,
    rho: float = 0.0,
    n_jobs: int = -1,
) -> dict[str, np.ndarray]:
    """Run backward elimination on new samples whose true coefficients are known.

    The regressors are the sample's, the errors normal with the full model's standard error,
    independent unless ``rho`` is given.

    Parameters
    ----------
    frame : DataFrame
        The sample.
    truth : dict
        True coefficients by regressor; missing ones are zero.
    constant : float
        From `posi_constant`, for the wide intervals.
    replications, seed, n_jobs : int
        As for `helpers.methods.simulation.simulate`.
    alpha : float
        Level of the elimination and of the usual intervals.
    rho : float
        Autocorrelation of the errors.

    Returns
    -------
    dict of ndarray, shape (replications,)
        ``chosen`` (bit mask), ``usual`` and ``wide``: do all intervals of the chosen model cover
        their targets, the coefficients that this model would have without noise? True when nothing
        is chosen.

    Examples
    --------
    >>> frame = data.load("paper")
    >>> run = repeat(frame, {}, replications=2_000, seed=1)
    >>> bool((run["usual"] == (run["chosen"] == 0)).all())
    True
    """
    _, x = _design(frame)
    mean = np.zeros(x.shape[1])
    for name, values in zip(REGRESSORS, x, strict=True):
        mean = mean + truth.get(name, 0.0) * values
    sd = float(np.sqrt(ols.ols(frame, "table2").mse_resid))
    run = functools.partial(_repeat, x=x, mean=mean, sd=sd, constant=constant, alpha=alpha, rho=rho)
    return simulation.simulate(run, replications, seed, n_jobs=n_jobs)


def full_model(frame: pd.DataFrame) -> dict[str, float]:
    """The slopes of the model with all four regressors, as a truth for `repeat`.

    Parameters
    ----------
    frame : DataFrame
        The sample.

    Returns
    -------
    dict of float
        By regressor, in the units of the data.
    """
    return ols.ols(frame, "table2").params.drop("constant").to_dict()


def selection_power(
    frame: pd.DataFrame,
    name: str,
    multiples: Sequence[float],
    replications: int = 10_000,
    seed: int = 25,
    n_jobs: int = -1,
) -> pd.Series:
    """How often elimination keeps a regressor, by its true coefficient.

    The other regressors have the full model's estimates.

    Parameters
    ----------
    frame : DataFrame
        The sample.
    name : str
        The regressor.
    multiples : sequence of float
        True coefficients, as multiples of the full model's estimate.
    replications, seed, n_jobs : int
        As for `helpers.methods.simulation.simulate`.

    Returns
    -------
    Series
        Index: the true coefficient; values: share of samples in which it is kept.
    """
    truth = full_model(frame)
    kept = {}
    for multiple in multiples:
        run = repeat(
            frame,
            truth | {name: multiple * truth[name]},
            replications=replications,
            seed=seed,
            n_jobs=n_jobs,
        )
        kept[multiple * truth[name]] = float(np.mean(run["chosen"] >> REGRESSORS.index(name) & 1))
    return pd.Series(kept, name="kept").rename_axis("coefficient")


def coefficient_for(curve: pd.Series, power: float) -> float:
    """The true coefficient at which a curve from `selection_power` reaches a value, interpolated.

    Parameters
    ----------
    curve : Series
        From `selection_power`.
    power : float
        Between 0 and 1.

    Returns
    -------
    float
        In the units of the curve's index.

    Examples
    --------
    >>> round(coefficient_for(pd.Series([0.2, 0.6, 1.0], index=[0.0, 1.0, 2.0]), 0.8), 6)
    1.5
    """
    return float(np.interp(power, curve, curve.index))


def left_out(frame: pd.DataFrame, years: int) -> Counter[tuple[str, ...]]:
    """What backward elimination ends with when it does not see some years.

    Parameters
    ----------
    frame : DataFrame
        The sample, indexed by year.
    years : int
        How many are left out; every set of so many is.

    Returns
    -------
    Counter
        Samples by the variables that survive.

    Examples
    --------
    >>> left_out(data.load("paper"), 0)
    Counter({('users', 'shoppers'): 1})
    """
    return Counter(
        tuple(ols.backward_elimination(frame.drop(list(gone)))[-1].regressors)
        for gone in combinations(frame.index, years)
    )
