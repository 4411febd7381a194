"""What is one number divided by another that is not known exactly.

Such an interval is the set of all quotients that the data do not rule out. It is bounded
only where what is divided by is surely not nought; otherwise no two numbers can tell it, and
none are told.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence


@dataclass(frozen=True)
class Quotient:
    """A quotient with its interval, or why it cannot be told.

    Without `value` there is a `reason`; never are there ends without a value.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: Sentence | None = None


def over_effect(amount: float, below: Effect, *, none: Sentence, unsure: Sentence) -> Quotient:
    """A known amount, not negative, divided by an effect: its interval turned upside down.

    Parameters
    ----------
    none
        What is said where the effect is surely nought or less.
    unsure
        What is said where it may be either.
    """
    if below.high <= 0:
        return Quotient(None, reason=none)
    if below.low <= 0:
        return Quotient(None, reason=unsure)
    return Quotient(amount / below.value, amount / below.high, amount / below.low)


def fieller(
    above: float,
    below: float,
    *,
    variance_above: float,
    variance_below: float,
    covariance: float,
    reach: float,
    unsure: Sentence,
) -> Quotient:
    """The quotient of two estimates that vary together.

    The interval holds each ρ for which above − ρ · below is within `reach` standard errors
    of nought: the ρ between the roots of
    ρ² (below² − t² v_bb) − 2 ρ (above · below − t² v_ab) + above² − t² v_aa.

    Parameters
    ----------
    reach
        The quantile t of Student or the normal distribution.
    unsure
        What is said where `below` is not surely other than nought: the interval is unbounded.

    References
    ----------
    Fieller (1954), JRSS B 16(2), 175-185, doi:10.1111/j.2517-6161.1954.tb00159.x
    """
    t2 = reach**2
    a = below**2 - t2 * variance_below
    if a <= 0:
        return Quotient(None, reason=unsure)
    b = above * below - t2 * covariance
    c = above**2 - t2 * variance_above
    half = sqrt(max(b * b - a * c, 0.0))
    return Quotient(above / below, (b - half) / a, (b + half) / a)
