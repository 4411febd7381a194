"""What campaigns changed, several of them together: shares of buyers, and margin.

Each campaign is compared with its own hold-out, and the differences are put together by
members treated; pooling the arms would compare members of different campaigns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from scipy import stats

from goodwill.analytics.benefit.incrementality.effects.means import WELCH, Mean, contrast
from goodwill.analytics.benefit.incrementality.effects.proportions import Counts, of_counts
from goodwill.analytics.benefit.indicators.frames.campaign_trials import Arm, Trial
from goodwill.analytics.errors import AnalyticsError, TooFew, Undefined
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence

FEWEST = 2
"""Members of an arm."""

Z95 = 1.959963984540054

NO_HOLDOUT = Sentence(
    "Method: none. Nobody was left alone to compare with, so nobody can say what would have "
    "happened anyway."
)
NO_MARGIN = Sentence("The cost of goods is not known, so neither is the margin.")
TOGETHER = Sentence(
    "Each campaign is compared with its own hold-out; the differences are put together by "
    "members treated."
)


@dataclass(frozen=True)
class Change:
    """An effect of one or more campaigns; `method` says how it was found."""

    value: float
    low: float
    high: float
    p: float
    treated: float
    control: float
    n: int
    method: Sentence


def compared(trials: Sequence[Trial]) -> list[Trial]:
    """Those of them that have somebody in both arms."""
    return [
        trial
        for trial in trials
        if trial.control is not None and trial.control.members and trial.treated.members
    ]


def share_change(trials: Sequence[Trial]) -> Change:
    """The share of the treated who bought, less that of the hold-outs (MK02).

    Raises
    ------
    Undefined
        No campaign has a hold-out.
    """
    found = [(of_counts(_counts(trial)), trial.treated.members) for trial in compared(trials)]
    if not found:
        raise Undefined(NO_HOLDOUT)
    n = sum(members for _, members in found)
    return _together([(effect, members / n) for effect, members in found])


def margin_change(trials: Sequence[Trial]) -> Change:
    """What all treated together brought more than without the campaign, in minor units.

    Raises
    ------
    Undefined
        No campaign has a hold-out, margins are not known, or all members of an arm are alike.
    TooFew
        An arm has fewer than two members.
    """
    found = compared(trials)
    if not found:
        raise Undefined(NO_HOLDOUT)
    effects = [
        contrast(_mean(trial.treated), _mean(_control(trial)), WELCH).times(trial.treated.members)
        for trial in found
    ]
    return _together([(effect, 1.0) for effect in effects])


def margin_or_reason(trials: Sequence[Trial]) -> Change | Sentence:
    """The change of margin, or why it cannot be told."""
    try:
        return margin_change(trials)
    except AnalyticsError as refusal:
        return refusal.sentence


def _counts(trial: Trial) -> Counts:
    control = _control(trial)
    return Counts(trial.treated.buyers, trial.treated.members, control.buyers, control.members)


def _control(trial: Trial) -> Arm:
    assert trial.control is not None
    return trial.control


def _mean(arm: Arm) -> Mean:
    """Margin per member; who bought nothing brought nothing."""
    if arm.members < FEWEST:
        raise TooFew(Sentence("members of each arm"), arm.members, FEWEST)
    if arm.margin_minor is None and arm.buyers:
        raise Undefined(NO_MARGIN)
    n, total = arm.members, float(arm.margin_minor or 0)
    variance = max(arm.margin_squares - total * total / n, 0.0) / (n - 1)
    return Mean(total / n, variance, n)


def _together(parts: Sequence[tuple[Effect, float]]) -> Change:
    if len(parts) == 1:
        effect, weight = parts[0]
        one = effect.times(weight)
        return Change(
            one.value, one.low, one.high, one.p, one.treated, one.control, _n(one), one.method
        )
    value = sum(effect.value * weight for effect, weight in parts)
    error = sqrt(sum((effect.se * weight) ** 2 for effect, weight in parts))
    p = float(2 * stats.norm.sf(abs(value) / error)) if error > 0 else float(value == 0)
    return Change(
        value,
        value - Z95 * error,
        value + Z95 * error,
        p,
        sum(effect.treated * weight for effect, weight in parts),
        sum(effect.control * weight for effect, weight in parts),
        sum(_n(effect) for effect, _ in parts),
        TOGETHER,
    )


def _n(effect: Effect) -> int:
    return effect.n_treated + effect.n_control
