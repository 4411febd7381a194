"""CUPED: the difference between arms, less what the members' own past explains of it.

Members differ in ways that were known before anybody was drawn. θ is how much of that
carries into the metric; what it explains is taken off both arms alike, so that chance has
less to hide behind. θ is computed from the treated and the control pooled as one sample
and taken as known in the standard error, which is right in large samples.

References
----------
Deng, Xu, Kohavi & Walker (2013), Improving the sensitivity of online controlled experiments
by utilizing pre-experiment data, WSDM, doi:10.1145/2433396.2433413.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from goodwill.analytics.benefit.incrementality.effects.means import (
    DIGITS,
    Mean,
    contrast,
    mean,
    refuse_constant,
    refuse_few,
    satterthwaite,
    size,
    value,
    variance,
)
from goodwill.analytics.benefit.incrementality.effects.ratios import divisor, ratio
from goodwill.analytics.benefit.incrementality.effects.relative import refuse_near_nought
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.effects import LEVEL, Effect, student
from goodwill.analytics.numerics.moments import Moments
from goodwill.language import Sentence

ALIKE = 1e-9
"""Share of a covariate's variance, beside those before it, below which it says nothing new."""

PER_COVARIATE = 10
"""Members of both arms together for each covariate; with fewer, θ fits chance."""


@dataclass(frozen=True)
class Adjustment:
    """What is taken off for what was known before.

    Parameters
    ----------
    theta
        θ of each covariate that is used.
    dropped
        Covariates that are the same for everybody or follow from those before them.
    centre
        The covariates' means over both arms.
    removed
        Share of the variance of the difference that went, 0 to 1; below 0 if it grew.
    """

    theta: Mapping[str, float]
    dropped: tuple[str, ...]
    centre: Mapping[str, float]
    removed: float = 0.0


def adjusted(
    treated: Moments,
    control: Moments,
    column: str,
    covariates: Sequence[str],
    *,
    per: str | None = None,
    df: float | None = None,
    level: float = LEVEL,
) -> Effect:
    """The difference in means (of ratios, with `per`), adjusted for `covariates`.

    Parameters
    ----------
    treated, control
        One cell each, with the covariates among the columns.
    per
        The column below the line of a ratio metric.
    df
        Degrees of freedom where they are known; else after Satterthwaite.

    Raises
    ------
    TooFew
        An arm has fewer than two members, or both fewer than ten for each covariate.
    Undefined
        No covariate differs between members, or there is nothing to compare (see
        `means.difference` and `ratios.difference`).
    """
    found = adjustment(treated, control, column, covariates, per=per)
    arms = _adjusted(treated, found, column, per), _adjusted(control, found, column, per)
    return contrast(*arms, _method(found), df=df, level=level)


def lift(
    treated: Moments,
    control: Moments,
    column: str,
    covariates: Sequence[str],
    *,
    per: str | None = None,
    level: float = LEVEL,
) -> Effect:
    """The adjusted difference ÷ the control's mean (or ratio) as it is, by the delta method.

    Raises
    ------
    TooFew, Undefined
        As `adjusted`; and if the control's mean is not clearly above nought.
    """
    found = adjustment(treated, control, column, covariates, per=per)
    base = _plain(control, column, per)
    refuse_near_nought(base, level)
    arms = _adjusted(treated, found, column, per), _adjusted(control, found, column, per)
    refuse_constant(*arms)
    part = (arms[0].value - arms[1].value) / base.value
    below = _minus(_gradient(control, column, per, 1 + part), found.theta)
    return student(
        part,
        sqrt(arms[0].squared_error + variance(control, below) / base.n) / base.value,
        treated=base.value * (1 + part),
        control=base.value,
        n_treated=arms[0].n,
        n_control=arms[1].n,
        method=Sentence("{adjusted} Divided by the control.", adjusted=_method(found)),
        df=satterthwaite(*arms),
        level=level,
    )


def adjustment(
    treated: Moments,
    control: Moments,
    column: str,
    covariates: Sequence[str],
    *,
    per: str | None = None,
) -> Adjustment:
    """θ of the pooled sample and what it takes off; raises as `adjusted` does."""
    refuse_few(treated, control)
    pooled = treated.beside(control).merged()
    names = list(dict.fromkeys(covariates))
    kept = distinct(pooled, names)
    if not kept:
        raise Undefined(
            Sentence("There is nothing to adjust by: no covariate differs between members.")
        )
    if size(pooled) < PER_COVARIATE * len(kept):
        raise TooFew(
            Sentence(
                "members to adjust for {n} covariate",
                "members to adjust for {n} covariates",
                n=len(kept),
            ),
            size(pooled),
            PER_COVARIATE * len(kept),
        )
    theta = _theta(pooled, _gradient(pooled, column, per), kept)
    centre = {name: value(pooled, name) for name in kept}
    found = Adjustment(theta, tuple(name for name in names if name not in kept), centre)
    arms = (treated, control)
    before = sum(_plain(arm, column, per).squared_error for arm in arms)
    after = sum(_adjusted(arm, found, column, per).squared_error for arm in arms)
    return replace(found, removed=1 - after / before if before > 0 else 0.0)


def distinct(cell: Moments, names: Sequence[str]) -> list[str]:
    """The columns that vary and do not follow linearly from those before them."""
    at = cell.at(*names)
    spread = cell.comoment[0][np.ix_(at, at)]
    size_of = np.sqrt(np.maximum(np.diag(spread), 0.0))
    level = np.abs(cell.mean[0][at]) * np.sqrt(float(size(cell)))
    kept: list[int] = []
    for place in range(len(names)):
        if size_of[place] <= DIGITS * level[place]:
            continue
        likeness = spread[np.ix_([*kept, place], [*kept, place])]
        scale = size_of[[*kept, place]]
        if _unexplained(likeness / np.outer(scale, scale)) > ALIKE:
            kept.append(place)
    return [names[place] for place in kept]


def _unexplained(correlation: Floats) -> float:
    """Share of the last variable's variance that those before it do not explain."""
    with_others = correlation[:-1, -1]
    if not with_others.size:
        return 1.0
    return float(1 - with_others @ np.linalg.solve(correlation[:-1, :-1], with_others))


def _theta(pooled: Moments, gradient: Mapping[str, float], kept: list[str]) -> dict[str, float]:
    at = pooled.at(*kept)
    spread = pooled.comoment[0][np.ix_(at, at)]
    weight = np.array(list(gradient.values()))
    along = pooled.comoment[0][np.ix_(at, pooled.at(*gradient))] @ weight
    scale = np.sqrt(np.diag(spread))
    solved = np.linalg.solve(spread / np.outer(scale, scale), along / scale) / scale
    return dict(zip(kept, solved.tolist(), strict=True))


def _plain(cell: Moments, column: str, per: str | None) -> Mean:
    return mean(cell, column) if per is None else ratio(cell, column, per)


def _adjusted(cell: Moments, found: Adjustment, column: str, per: str | None) -> Mean:
    plain = _plain(cell, column, per)
    shift = sum(
        theta * (value(cell, name) - found.centre[name]) for name, theta in found.theta.items()
    )
    weights = _minus(_gradient(cell, column, per), found.theta)
    return Mean(plain.value - shift, variance(cell, weights), plain.n)


def _gradient(cell: Moments, column: str, per: str | None, times: float = 1.0) -> dict[str, float]:
    """Derivatives of the plain estimate by the means of the columns, times a factor."""
    if per is None:
        return {column: times}
    below = divisor(cell, per).value
    return {column: times / below, per: -times * value(cell, column) / below**2}


def _minus(weights: Mapping[str, float], theta: Mapping[str, float]) -> dict[str, float]:
    names = dict.fromkeys([*weights, *theta])
    return {name: weights.get(name, 0.0) - theta.get(name, 0.0) for name in names}


def _method(found: Adjustment) -> Sentence:
    told = {"covariates": ", ".join(found.theta), "percent": round(100 * found.removed, 1)}
    if found.dropped:
        return Sentence(
            "Difference adjusted for {covariates} (CUPED, θ from both arms pooled), with a t "
            "interval from each arm's own variance; it removed {percent} % of the variance. "
            "Left out, because they say nothing new: {dropped}.",
            dropped=", ".join(found.dropped),
            **told,
        )
    return Sentence(
        "Difference adjusted for {covariates} (CUPED, θ from both arms pooled), with a t "
        "interval from each arm's own variance; it removed {percent} % of the variance.",
        **told,
    )
