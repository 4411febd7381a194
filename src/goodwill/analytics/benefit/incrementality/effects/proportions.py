"""The difference of two shares: of members who did it, treated less control (MK02).

References
----------
Newcombe (1998), Statistics in Medicine 17(8), 873-890,
doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I: the hybrid score
interval (method 10), made of the two Wilson intervals, holds at small counts.
Katz, Baptista, Azen & Pike (1978), Biometrics 34(3), 469-474, doi:10.2307/2530610: the
interval of a risk ratio on the scale of its logarithm.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, hypot, inf, log, sqrt

from scipy import stats

from goodwill.analytics.benefit.incrementality.effects.means import refuse_few, size, value
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import wilson
from goodwill.analytics.numerics.effects import LEVEL, Effect
from goodwill.analytics.numerics.moments import Moments
from goodwill.language import Sentence

SMALLEST_EXPECTED = 5
"""Of the four expected cells; below it Fisher's exact test decides (MK02)."""

Z_TEST = Sentence(
    "Difference of two shares, with Newcombe's hybrid score interval; p-value of the "
    "two-proportion z-test with the pooled share."
)
FISHER = Sentence(
    "Difference of two shares, with Newcombe's hybrid score interval; p-value of Fisher's "
    "exact test, because fewer than 5 are expected in a cell."
)
RISK_RATIO = Sentence(
    "Share of the treated ÷ share of the control, less one, with Katz's interval on the "
    "scale of the logarithm; p-value of the difference of the two shares."
)


@dataclass(frozen=True)
class Counts:
    """How many of each arm did it."""

    treated: int
    n_treated: int
    control: int
    n_control: int

    @property
    def shares(self) -> tuple[float, float]:
        return self.treated / self.n_treated, self.control / self.n_control

    @property
    def pooled(self) -> float:
        return (self.treated + self.control) / (self.n_treated + self.n_control)

    @property
    def smallest_expected(self) -> float:
        """The smallest of the four cells that the pooled share would give."""
        return min(self.pooled, 1 - self.pooled) * min(self.n_treated, self.n_control)

    @property
    def is_small(self) -> bool:
        return self.smallest_expected < SMALLEST_EXPECTED


def difference(treated: Moments, control: Moments, column: str, level: float = LEVEL) -> Effect:
    """Share of the treated members with 1 in `column` less that of the control.

    Parameters
    ----------
    treated, control
        One cell each.

    Raises
    ------
    TooFew
        An arm has fewer than two members.
    Undefined
        A value is neither 0 nor 1.
    """
    return of_counts(counts(treated, control, column), level)


def lift(treated: Moments, control: Moments, column: str, level: float = LEVEL) -> Effect:
    """By which part of the control's share the treated arm's is above it; see `ratio_of_counts`."""
    return ratio_of_counts(counts(treated, control, column), level)


def of_counts(found: Counts, level: float = LEVEL) -> Effect:
    """The difference of two shares with its test; `se` is Wald's, from each arm's own share."""
    treated, control = found.shares
    spread = (treated * (1 - treated), control * (1 - control))
    low, high = newcombe(found, level)
    return Effect(
        value=treated - control,
        se=sqrt(spread[0] / found.n_treated + spread[1] / found.n_control),
        low=low,
        high=high,
        p=p_value(found),
        treated=treated,
        control=control,
        n_treated=found.n_treated,
        n_control=found.n_control,
        method=FISHER if found.is_small else Z_TEST,
        level=level,
        df=inf,
    )


def ratio_of_counts(found: Counts, level: float = LEVEL) -> Effect:
    """Risk ratio less one; the interval is not symmetric, and never goes below −1.

    Raises
    ------
    Undefined
        Nobody did it in one of the arms.
    """
    if not found.control or not found.treated:
        raise Undefined(
            Sentence(
                "There is no relative effect: {treated} of the treated and {control} of the "
                "control did it, and a ratio needs somebody in each.",
                treated=found.treated,
                control=found.control,
            )
        )
    treated, control = found.shares
    times = treated / control
    error = sqrt((1 - treated) / found.treated + (1 - control) / found.control)
    reach = float(stats.norm.ppf(0.5 + level / 2)) * error
    return replace(
        of_counts(found, level),
        value=times - 1,
        se=times * error,
        low=exp(log(times) - reach) - 1,
        high=exp(log(times) + reach) - 1,
        method=RISK_RATIO,
    )


def newcombe(found: Counts, level: float = LEVEL) -> tuple[float, float]:
    """Newcombe's hybrid score interval of the difference of two shares (his method 10)."""
    z = float(stats.norm.ppf(0.5 + level / 2))
    treated, control = found.shares
    low_t, high_t = wilson(found.treated, found.n_treated, z)
    low_c, high_c = wilson(found.control, found.n_control, z)
    value = treated - control
    return (
        max(value - hypot(treated - low_t, high_c - control), -1.0),
        min(value + hypot(high_t - treated, control - low_c), 1.0),
    )


def p_value(found: Counts) -> float:
    """Two-sided p-value of equal shares: Fisher's where a cell is small, else the z-test's."""
    if found.is_small:
        missed = [found.n_treated - found.treated, found.n_control - found.control]
        table = [[found.treated, found.control], missed]
        return min(float(stats.fisher_exact(table).pvalue), 1.0)
    treated, control = found.shares
    spread = found.pooled * (1 - found.pooled) * (1 / found.n_treated + 1 / found.n_control)
    return float(2 * stats.norm.sf(abs(treated - control) / sqrt(spread)))


def counts(treated: Moments, control: Moments, column: str) -> Counts:
    """How many have 1 in a column that holds 0 and 1 only."""
    refuse_few(treated, control)
    return Counts(_count(treated, column), size(treated), _count(control, column), size(control))


def _count(cell: Moments, column: str) -> int:
    share, n = value(cell, column), size(cell)
    at = cell.columns.index(column)
    spread = float(cell.comoment[0, at, at])
    if not 0 <= share <= 1 or abs(spread - n * share * (1 - share)) > 1e-6 * n:
        raise Undefined(
            Sentence("{column} has values other than 0 and 1: it is no share.", column=column)
        )
    return round(n * share)
