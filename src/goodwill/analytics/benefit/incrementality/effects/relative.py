"""Relative lift: by which part of the control's mean the treated arm is above it."""

from __future__ import annotations

from math import sqrt

from scipy import stats

from goodwill.analytics.benefit.incrementality.effects.means import (
    Mean,
    mean,
    refuse_constant,
    refuse_few,
    satterthwaite,
)
from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.effects import LEVEL, Effect, student
from goodwill.analytics.numerics.moments import Moments
from goodwill.language import Sentence

DELTA = Sentence(
    "Difference of the two means ÷ mean of the control, with a t interval by the delta method: "
    "the control's mean is not known exactly either."
)


def lift(treated: Moments, control: Moments, column: str, level: float = LEVEL) -> Effect:
    """(treated − control) ÷ control of the means per member of `column`; 0.1 is 10 % more.

    Parameters
    ----------
    treated, control
        One cell each.

    Raises
    ------
    TooFew
        An arm has fewer than two members.
    Undefined
        All members of an arm have the same value, or the control's mean is not clearly
        above nought, so that a relative effect means nothing.

    References
    ----------
    Deng, Knoblich & Lu (2018), Applying the delta method in metric analytics, KDD,
    doi:10.1145/3219819.3219919.
    """
    refuse_few(treated, control)
    return quotient(mean(treated, column), mean(control, column), DELTA, level=level)


def quotient(
    treated: Mean,
    control: Mean,
    method: Sentence,
    *,
    df: float | None = None,
    level: float = LEVEL,
) -> Effect:
    """The relative effect of two independent estimates, by the delta method.

    `treated` and `control` of the effect are the two estimates themselves.
    """
    refuse_constant(treated, control)
    refuse_near_nought(control, level)
    times = treated.value / control.value
    error = sqrt(treated.squared_error + times**2 * control.squared_error) / control.value
    return student(
        (treated.value - control.value) / control.value,
        error,
        treated=treated.value,
        control=control.value,
        n_treated=treated.n,
        n_control=control.n,
        method=method,
        df=satterthwaite(treated, control) if df is None else df,
        level=level,
    )


def refuse_near_nought(control: Mean, level: float = LEVEL) -> None:
    """Raise `Undefined` unless the whole interval of the control's mean is above nought."""
    reach = float(stats.t.ppf(0.5 + level / 2, control.n - 1)) * sqrt(control.squared_error)
    if control.value <= reach:
        raise near_nought(control.value, reach)


def near_nought(mean: float, reach: float) -> Undefined:
    """Why a mean of the control cannot be divided by; `reach` is half its interval."""
    return Undefined(
        Sentence(
            "There is no relative effect: the control arm has {mean} per member, give or take "
            "{reach}, which is not clearly above nought. The difference itself stands.",
            mean=_shown(mean),
            reach=_shown(reach),
        )
    )


def _shown(value: float) -> float:
    return float(f"{value:.3g}")
