"""Ratio metrics, such as revenue per order: a ratio of the arm's sums, not a mean of ratios.

Members are what was drawn, so the members' spread of both sums, and how they move
together, decides how sure the ratio is.

References
----------
Deng, Knoblich & Lu (2018), Applying the delta method in metric analytics, KDD,
doi:10.1145/3219819.3219919.
"""

from __future__ import annotations

from math import sqrt

from scipy import stats

from goodwill.analytics.benefit.incrementality.effects.means import (
    Mean,
    contrast,
    mean,
    refuse_few,
    value,
    variance,
)
from goodwill.analytics.benefit.incrementality.effects.relative import quotient
from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.effects import LEVEL, Effect
from goodwill.analytics.numerics.moments import Moments
from goodwill.language import Sentence


def difference(
    treated: Moments, control: Moments, column: str, per: str, level: float = LEVEL
) -> Effect:
    """Σ column ÷ Σ per in the treated arm less the same in the control.

    Parameters
    ----------
    treated, control
        One cell each.

    Raises
    ------
    TooFew
        An arm has fewer than two members.
    Undefined
        The sum below the line is not clearly above nought in an arm, or an arm's members
        have no spread.
    """
    refuse_few(treated, control)
    method = Sentence(
        "Difference of two ratios of sums, {column} ÷ {per}, with a t interval by the delta "
        "method over members.",
        column=column,
        per=per,
    )
    return contrast(ratio(treated, column, per), ratio(control, column, per), method, level=level)


def lift(treated: Moments, control: Moments, column: str, per: str, level: float = LEVEL) -> Effect:
    """By which part of the control's ratio of sums the treated arm's is above it.

    Raises
    ------
    TooFew, Undefined
        As `difference`; and if the control's ratio is not clearly above nought.
    """
    refuse_few(treated, control)
    method = Sentence(
        "Difference of two ratios of sums, {column} ÷ {per}, ÷ that of the control, with a t "
        "interval by the delta method over members.",
        column=column,
        per=per,
    )
    arms = ratio(treated, column, per), ratio(control, column, per)
    return quotient(*arms, method, level=level)


def ratio(cell: Moments, column: str, per: str) -> Mean:
    """Σ column ÷ Σ per of one cell, as a mean that is linearised around itself."""
    below = divisor(cell, per)
    found = value(cell, column) / below.value
    spread = variance(cell, {column: 1 / below.value, per: -found / below.value})
    return Mean(found, spread, below.n)


def divisor(cell: Moments, per: str) -> Mean:
    """The mean of what is divided by; a ratio around nought has no mean and no variance."""
    below = mean(cell, per)
    if below.value <= float(stats.norm.ppf(0.975)) * sqrt(below.squared_error):
        raise Undefined(
            Sentence(
                "We cannot tell: {per} is not clearly above nought in both arms, so nothing "
                "can be divided by it.",
                per=per,
            )
        )
    return below
