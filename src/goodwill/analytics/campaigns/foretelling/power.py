"""How many members it takes to see an effect, and how small an effect so many can show.

The test of a share is the two-sided test of two proportions, with the pooled variance for
the threshold and the separate variances for the chance to pass it; that of a mean is
Student's t test, whose chance to pass is that of the noncentral t. With several
comparisons each is held to a stricter level, (1 − level) ÷ comparisons: Holm's procedure,
by which they are judged in the end, sees each of them at least as often.

References
----------
Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, 3rd ed.,
chapter 4. Cohen (1988), Statistical Power Analysis, 2nd ed., chapter 2. Deng, Xu, Kohavi &
Walker (2013), WSDM, doi:10.1145/2433396.2433413: what a covariate takes off the variance.
Kohavi, Deng, Longbotham & Xu (2014), KDD, doi:10.1145/2623330.2623341, rule 7: 355 times
the squared skewness. Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, inf

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from goodwill.analytics.campaigns.foretelling.outcomes import Outcome, Share, Sizes
from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

FEWEST_BUYERS = 100
"""Buyers that a hold-out should be expected to have before sums of money are compared."""

PER_SQUARED_SKEWNESS = 355
MOST_MEMBERS = 1e12


@dataclass(frozen=True)
class Test:
    """How sure one wants to be: of not seeing what is not there, and of seeing what is.

    `comparisons` counts variants × primary metrics, each held to a stricter level.
    """

    __test__ = False  # not one of pytest's

    level: float = 0.95
    power: float = 0.8
    comparisons: int = 1

    @property
    def alpha(self) -> float:
        return (1 - self.level) / self.comparisons


def power(outcome: Outcome, effect: ArrayLike, sizes: Sizes, test: Test = Test()) -> Floats:
    """The chance that the comparison leaves out nought, for each effect, shape (effects,).

    Parameters
    ----------
    effect
        Treated minus control, in the outcome's unit: a share in points, a mean in its unit.

    Raises
    ------
    Undefined
        An arm has fewer than two members.
    """
    _refuse_empty(sizes)
    effects = np.atleast_1d(np.asarray(effect, dtype=np.float64))
    return np.clip(outcome.passes(effects, sizes, test.alpha), 0.0, 1.0)


def members_needed(
    outcome: Outcome,
    effect: float,
    control_share: float,
    test: Test = Test(),
) -> Sizes:
    """The fewest members of both arms with which the effect is seen with `test.power`.

    Parameters
    ----------
    control_share
        The control's share of the two arms compared.

    Raises
    ------
    Undefined
        The effect is nought, or larger than there can be: no number of members is enough.
    """
    n = _solved_members(outcome, effect, control_share, test)
    return Sizes(ceil(n * control_share), ceil(n * (1 - control_share)))


def least_effect(outcome: Outcome, sizes: Sizes, test: Test = Test()) -> float:
    """The smallest effect, upwards, that is seen with `test.power`: the MDE.

    Raises
    ------
    Undefined
        Even the largest effect there can be would not be seen so often.
    """

    def lacking(effect: float) -> float:
        return float(power(outcome, effect, sizes, test)[0]) - test.power

    most = outcome.most if outcome.most < inf else _first_enough(lacking)
    if lacking(most) < 0:
        raise Undefined(
            Sentence(
                "With {control} members left alone and {treated} treated, even the largest "
                "possible effect would not be seen often enough.",
                control=round(sizes.control),
                treated=round(sizes.treated),
            )
        )
    return float(optimize.brentq(lacking, 0.0, most, xtol=1e-14, rtol=1e-13))


def members_for_normality(skewness: float) -> int:
    """Members per arm from which the mean of a skewed amount is as good as normal."""
    return ceil(PER_SQUARED_SKEWNESS * skewness**2)


def members_for_buyers(baseline: float, fewest: int = FEWEST_BUYERS) -> int:
    """Members of the hold-out with which so many buyers are expected in it."""
    return ceil(fewest / baseline - 1e-9)


def _solved_members(outcome: Outcome, effect: float, control_share: float, test: Test) -> float:
    """The size of both arms as a real number, before it is rounded up."""
    if effect == 0 or (isinstance(outcome, Share) and not _is_possible(outcome, effect)):
        raise Undefined(
            Sentence("No number of members is enough to show an effect of {effect}.", effect=effect)
        )

    def lacking(log_n: float) -> float:
        n = np.exp(log_n)
        sizes = Sizes(n * control_share, n * (1 - control_share))
        return float(outcome.passes(np.array([effect]), sizes, test.alpha)[0]) - test.power

    fewest = np.log(2.0 / min(control_share, 1 - control_share))
    if lacking(fewest) >= 0:
        return float(np.exp(fewest))
    if lacking(np.log(MOST_MEMBERS)) < 0:
        raise Undefined(
            Sentence("An effect of {effect} is too small for any campaign to show.", effect=effect)
        )
    return float(np.exp(optimize.brentq(lacking, fewest, np.log(MOST_MEMBERS), xtol=1e-13)))


def _first_enough(lacking: Callable[[float], float]) -> float:
    most = 1e-6
    while lacking(most) < 0:
        most *= 4
    return most


def _is_possible(outcome: Share, effect: float) -> bool:
    return 0 <= outcome.baseline + effect <= 1


def _refuse_empty(sizes: Sizes) -> None:
    if min(sizes.control, sizes.treated) < 2:
        raise Undefined(Sentence("Each arm needs two members at least to be compared."))
