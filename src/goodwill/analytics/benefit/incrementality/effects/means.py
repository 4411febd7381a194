"""The difference in means between two arms, and what every comparison is made of.

An arm's estimate is a `Mean`: a value, and the variance of what one member adds to it. A
ratio of sums and an adjusted mean are means as well once they are linearised, so that all
comparisons end in the same `contrast`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np

from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.numerics.effects import LEVEL, Effect, student
from goodwill.analytics.numerics.moments import Moments
from goodwill.language import Sentence

FEWEST = 2
"""Members of an arm: with one alone nothing is known of how members differ."""

DIGITS = 8 * float(np.finfo(np.float64).eps)
"""Spread in parts of the mean below which values differ by rounding only."""

WELCH = Sentence(
    "Difference of the two means, with Welch's t interval: each arm has its own variance, "
    "degrees of freedom after Satterthwaite."
)


@dataclass(frozen=True)
class Mean:
    """One arm's estimate.

    Parameters
    ----------
    value
        The estimate, such as the mean per member.
    variance
        Variance of what one member adds: the squared standard error is variance / n.
    n
        Members, or clusters where clusters were drawn.
    """

    value: float
    variance: float
    n: int

    @property
    def squared_error(self) -> float:
        return self.variance / self.n


def difference(treated: Moments, control: Moments, column: str, level: float = LEVEL) -> Effect:
    """Mean per member of `column` in the treated arm less that of the control.

    Parameters
    ----------
    treated, control
        One cell each.

    Raises
    ------
    TooFew
        An arm has fewer than two members.
    Undefined
        All members of an arm have the same value.

    References
    ----------
    Welch (1947), Biometrika 34(1/2), 28-35, doi:10.1093/biomet/34.1-2.28; Satterthwaite
    (1946), Biometrics Bulletin 2(6), 110-114, doi:10.2307/3002019.
    """
    refuse_few(treated, control)
    return contrast(mean(treated, column), mean(control, column), WELCH, level=level)


def contrast(
    treated: Mean,
    control: Mean,
    method: Sentence,
    *,
    df: float | None = None,
    level: float = LEVEL,
) -> Effect:
    """The effect whose value is the difference of two independent estimates.

    Raises
    ------
    Undefined
        An arm has no variance: what chance alone would do cannot be told.
    """
    refuse_constant(treated, control)
    return student(
        treated.value - control.value,
        sqrt(treated.squared_error + control.squared_error),
        treated=treated.value,
        control=control.value,
        n_treated=treated.n,
        n_control=control.n,
        method=method,
        df=satterthwaite(treated, control) if df is None else df,
        level=level,
    )


def satterthwaite(*parts: Mean) -> float:
    """Degrees of freedom of the sum of the parts' squared errors (Satterthwaite 1946)."""
    total = sum(part.squared_error for part in parts)
    spread = sum(part.squared_error**2 / (part.n - 1) for part in parts)
    return total**2 / spread if spread > 0 else inf


def mean(cell: Moments, column: str) -> Mean:
    """The mean of a column in one cell of two or more members."""
    return Mean(value(cell, column), variance(cell, {column: 1.0}), size(cell))


def value(cell: Moments, column: str) -> float:
    """The mean per member of a column in one cell."""
    return float(cell.mean[0, cell.columns.index(column)])


def variance(cell: Moments, weights: Mapping[str, float]) -> float:
    """Variance over the members of one cell of Σ weight × column.

    With the derivatives of a function of the means as weights it is what a member adds to
    the function's variance (the delta method).
    """
    at = cell.at(*weights)
    weight = np.array(list(weights.values()))
    spread = cell.comoment[0][np.ix_(at, at)]
    return max(float(weight @ spread @ weight), 0.0) / (size(cell) - 1)


def size(cell: Moments) -> int:
    """Members of a cell; none where there is no such cell."""
    return int(cell.n.sum())


def refuse_few(treated: Moments, control: Moments, fewest: int = FEWEST) -> None:
    """Raise `TooFew` if either arm has fewer members than `fewest`."""
    if size(treated) < fewest:
        raise TooFew(Sentence("members of the treated arm"), size(treated), fewest)
    if size(control) < fewest:
        raise TooFew(Sentence("members of the control arm"), size(control), fewest)


def refuse_constant(treated: Mean, control: Mean) -> None:
    """Raise `Undefined` if all members of an arm are alike."""
    if _is_constant(treated):
        raise Undefined(
            Sentence(
                "We cannot tell: all {n} members of the treated arm have the same value, so "
                "what chance alone would do is not known.",
                n=treated.n,
            )
        )
    if _is_constant(control):
        raise Undefined(
            Sentence(
                "We cannot tell: all {n} members of the control arm have the same value, so "
                "what chance alone would do is not known.",
                n=control.n,
            )
        )


def _is_constant(arm: Mean) -> bool:
    return arm.variance <= (DIGITS * arm.value) ** 2
