"""How much of a gain in one place is a loss in another: later, or of other products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, sqrt

from scipy import stats

from goodwill.analytics.benefit.incrementality.earning.quotients import Quotient, fieller
from goodwill.analytics.benefit.incrementality.effects.means import (
    WELCH,
    Mean,
    contrast,
    refuse_few,
    size,
    value,
    variance,
)
from goodwill.analytics.numerics.effects import LEVEL, Effect, student
from goodwill.analytics.numerics.moments import Moments
from goodwill.language import Sentence


def together(
    treated: Moments, control: Moments, columns: Sequence[str], level: float = LEVEL
) -> Effect:
    """The effect on the sum of columns, which vary together within a member.

    Raises
    ------
    TooFew, Undefined
        As `means.difference`.
    """
    refuse_few(treated, control)
    weights = dict.fromkeys(columns, 1.0)
    return contrast(_mean(treated, weights), _mean(control, weights), WELCH, level=level)


def offset(
    treated: Moments,
    control: Moments,
    *,
    gained: Sequence[str],
    lost: Sequence[str],
    unsure: Sentence,
    none: Sentence,
    level: float = LEVEL,
) -> Quotient:
    """−(effect on `lost`) ÷ (effect on `gained`), after Fieller.

    1 is a gain that is lost again to the last cent; below 0 the one gain brought another.

    Parameters
    ----------
    unsure
        What is said where it is not certain that anything was gained.
    none
        What is said where it is certain that nothing was.

    Raises
    ------
    TooFew, Undefined
        As `means.difference`.
    """
    gain = together(treated, control, gained, level)
    loss = together(treated, control, lost, level)
    if gain.high <= 0:
        return Quotient(None, reason=none)
    reach = float(stats.t.ppf(0.5 + level / 2, gain.df))
    return fieller(
        -loss.value,
        gain.value,
        variance_above=loss.se**2,
        variance_below=gain.se**2,
        covariance=-covariance(treated, control, gained, lost),
        reach=reach,
        unsure=unsure,
    )


def covariance(
    treated: Moments, control: Moments, one: Sequence[str], other: Sequence[str]
) -> float:
    """Covariance of the effects on two sums of different columns."""
    return sum(_covariance(cell, one, other) / size(cell) for cell in (treated, control))


def effects_added(effects: Sequence[Effect], method: Sentence) -> Effect:
    """The sum of effects that are independent of each other, of one level.

    The squared errors add; degrees of freedom are Satterthwaite's.
    """
    squared = sum(each.se**2 for each in effects)
    below = sum(each.se**4 / each.df for each in effects)
    df = squared**2 / below if below > 0 else inf
    return student(
        sum(each.value for each in effects),
        sqrt(squared),
        treated=sum(each.treated for each in effects),
        control=sum(each.control for each in effects),
        n_treated=sum(each.n_treated for each in effects),
        n_control=sum(each.n_control for each in effects),
        method=method,
        df=df,
        level=effects[0].level,
    )


def _mean(cell: Moments, weights: Mapping[str, float]) -> Mean:
    total = sum(weight * value(cell, name) for name, weight in weights.items())
    return Mean(total, variance(cell, weights), size(cell))


def _covariance(cell: Moments, one: Sequence[str], other: Sequence[str]) -> float:
    places = cell.at(*one), cell.at(*other)
    found = sum(cell.comoment[0][i, j] for i in places[0] for j in places[1])
    return float(found) / (size(cell) - 1)
