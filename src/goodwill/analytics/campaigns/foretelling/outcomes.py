"""What members are compared by, and how often a test of it sees an effect."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from scipy import stats

from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

NORMAL_FROM = 100_000
"""Degrees of freedom from which Student's t is taken for normal: they differ by 1e-5."""

BEYOND_DOUBT = 8.0
"""Standard errors from which nobody sees the opposite effect (less than once in 1e15)."""


@dataclass(frozen=True)
class Share:
    """An outcome that a member has or has not, such as buying.

    `baseline` is its share without the campaign. `correlation` is that between the outcome
    and what was known before, which takes its square off the variance (CUPED).
    """

    baseline: float
    correlation: float = 0.0

    def __post_init__(self) -> None:
        _refuse_share(self.baseline)
        _refuse_correlation(self.correlation)

    @property
    def most(self) -> float:
        """The largest effect there can be: everybody buys."""
        return 1 - self.baseline

    def passes(self, effect: Floats, sizes: Sizes, alpha: float) -> Floats:
        """The chance that the test sees an effect, shape of `effect`."""
        control, treated = self.baseline, np.clip(self.baseline + effect, 0, 1)
        pooled = (sizes.control * control + sizes.treated * treated) / sizes.both
        left = 1 - self.correlation**2
        null = np.sqrt(left * pooled * (1 - pooled) * (1 / sizes.control + 1 / sizes.treated))
        spread = control * (1 - control) / sizes.control + treated * (1 - treated) / sizes.treated
        reach, away = stats.norm.isf(alpha / 2) * null, np.sqrt(left * spread)
        seen: Floats = stats.norm.sf((reach - effect) / away)
        seen += stats.norm.cdf((-reach - effect) / away)
        return seen


@dataclass(frozen=True)
class Mean:
    """An outcome that is a number per member, such as margin: its spread without the campaign.

    `sd_treated` is the spread with it, the same if left out; Welch's degrees of freedom
    are taken where they differ.
    """

    sd: float
    sd_treated: float | None = None
    correlation: float = 0.0

    def __post_init__(self) -> None:
        if not (self.sd > 0 and (self.sd_treated is None or self.sd_treated > 0)):
            raise Undefined(Sentence("Where all members are alike there is nothing to compare."))
        _refuse_correlation(self.correlation)

    @property
    def most(self) -> float:
        return inf

    def passes(self, effect: Floats, sizes: Sizes, alpha: float) -> Floats:
        """The chance that the test sees an effect, shape of `effect`."""
        left = 1 - self.correlation**2
        of_control = left * self.sd**2 / sizes.control
        of_treated = left * (self.sd_treated or self.sd) ** 2 / sizes.treated
        df = sizes.both - 2
        if self.sd_treated not in (None, self.sd):
            df = (of_control + of_treated) ** 2 / (
                of_control**2 / (sizes.control - 1) + of_treated**2 / (sizes.treated - 1)
            )
        away = np.asarray(effect) / np.sqrt(of_control + of_treated)
        return _beyond(away, df, alpha)


@dataclass(frozen=True)
class Spending:
    """An amount per member of which most members have none: margin, revenue, orders.

    Parameters
    ----------
    baseline
        The share of members who buy without the campaign.
    mean, sd
        Of the amounts of those who buy. An effect is taken for more buyers, each of whom
        spends like the others; so the spread of the treated grows with it.
    """

    baseline: float
    mean: float
    sd: float
    correlation: float = 0.0

    def __post_init__(self) -> None:
        _refuse_share(self.baseline)
        _refuse_correlation(self.correlation)
        if not (self.mean > 0 and self.sd >= 0):
            raise Undefined(
                Sentence("Where buyers bring nothing on average, more of them bring nothing more.")
            )

    @property
    def per_member(self) -> float:
        return self.baseline * self.mean

    @property
    def most(self) -> float:
        return (1 - self.baseline) * self.mean

    def error(self, effect: Floats, sizes: Sizes) -> Floats:
        """The standard error of the difference of the arms' means, shape of `effect`."""
        treated = np.clip(self.baseline + effect / self.mean, 0, 1)
        spread = (
            self._variance(np.asarray(self.baseline)) / sizes.control
            + self._variance(treated) / sizes.treated
        )
        return np.asarray(np.sqrt((1 - self.correlation**2) * spread))

    def passes(self, effect: Floats, sizes: Sizes, alpha: float) -> Floats:
        """The chance that the test sees an effect, shape of `effect`."""
        return _beyond(effect / self.error(effect, sizes), sizes.both - 2, alpha)

    def _variance(self, buyers: Floats) -> Floats:
        second = buyers * (self.sd**2 + self.mean**2)
        return np.asarray(second - (buyers * self.mean) ** 2)


Outcome = Share | Mean | Spending


@dataclass(frozen=True)
class Sizes:
    """Members of the two arms compared; need not be whole while a number is looked for."""

    control: float
    treated: float

    @property
    def both(self) -> float:
        return self.control + self.treated


def _beyond(away: Floats, df: float, alpha: float) -> Floats:
    """How often Student's t, shifted by `away`, is beyond either of its critical values."""
    if df > NORMAL_FROM:
        reach = stats.norm.isf(alpha / 2)
        return np.asarray(stats.norm.sf(reach - away) + stats.norm.cdf(-reach - away))
    reach, far = stats.t.isf(alpha / 2, df), np.abs(away)
    seen: Floats = stats.nct.sf(reach, df, far)
    near = far < BEYOND_DOUBT
    seen[near] += stats.nct.cdf(-reach, df, far[near])
    return seen


def _refuse_share(baseline: float) -> None:
    if not 0 < baseline < 1:
        raise Undefined(
            Sentence(
                "A share of {baseline} leaves nothing to compare: it must lie between 0 and 1.",
                baseline=baseline,
            )
        )


def _refuse_correlation(correlation: float) -> None:
    if not -1 < correlation < 1:
        raise Undefined(
            Sentence("A correlation lies between -1 and 1, not {found}.", found=correlation)
        )
