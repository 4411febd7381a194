"""The chance of learning anything: how often a campaign so large gives an answer.

Power says how often an effect of one size is seen. Nobody knows the size beforehand, so it
is averaged over what the planner believes: assurance.

References
----------
O'Hagan, Stevens & Campbell (2005), Pharmaceutical Statistics 4(3), 187-201,
doi:10.1002/pst.175: assurance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from goodwill.analytics.campaigns.foretelling.outcomes import Outcome, Sizes, Spending
from goodwill.analytics.campaigns.foretelling.power import (
    FEWEST_BUYERS,
    Test,
    least_effect,
    members_for_buyers,
    members_for_normality,
    members_needed,
    power,
)
from goodwill.analytics.campaigns.foretelling.premises import Premises
from goodwill.analytics.errors import AnalyticsError, TooFew, Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

CURVE_POINTS = 41
MONEY = ("revenue_minor", "margin_minor")


@dataclass(frozen=True)
class Chance:
    """What a campaign of this size can show of one metric, for one arm against the hold-out.

    Parameters
    ----------
    arm
        The variant with the fewest members; None for all who are treated together.
    least_lift
        The smallest relative lift that is seen with the wanted power (MDE).
    power
        How often the lift in the middle of the belief is seen.
    assurance
        How often an effect is seen, over all that is believed.
    needed
        Members of the two arms with whom the target lift is seen with the wanted power.
    target
        That lift: the least that would matter, or the middle of the belief.
    curve
        Lifts and how often each is seen, shape (points, 2).
    normal_from
        Members per arm from which the mean of a skewed amount is as good as normal.
    """

    metric: str
    arm: str | None
    sizes: Sizes
    least_lift: float | AnalyticsError
    power: float
    assurance: float
    needed: Sizes | AnalyticsError
    target: float
    curve: Floats
    normal_from: int | None


@dataclass(frozen=True)
class Verdict:
    """How often the campaign will be shown to pay, shown not to, and neither."""

    shown_to_pay: float
    shown_not_to: float

    @property
    def open(self) -> float:
        return 1 - self.shown_to_pay - self.shown_not_to


def chances(found: Premises) -> dict[tuple[str, str | None], Chance | AnalyticsError]:
    """For every primary metric: all who are treated, and the smallest of several variants."""
    arms: list[str | None] = [None]
    variants = found.arms.variants
    if len(variants) > 1:
        arms.append(min(variants, key=lambda name: variants[name]))
    return {
        (metric, arm): _or_refusal(found, metric, arm)
        for metric in found.plan.decide.primary
        for arm in arms
    }


def test_of(found: Premises, *, variants: bool) -> Test:
    """The plan's level and power, shared among all primary comparisons."""
    each = len(found.arms.variants) if variants else 1
    decide = found.plan.decide
    return Test(decide.level, decide.power, each * len(decide.primary))


def sizes_of(found: Premises, arm: str | None, holdout: float | None = None) -> Sizes:
    """The hold-out and the members of one variant, or of all together."""
    sizes = found.sizes_at(found.arms.holdout if holdout is None else holdout)
    share = 1.0 if arm is None else found.arms.variants[arm]
    return Sizes(sizes.control, sizes.treated * share)


def target_lift(found: Premises) -> float:
    """The least lift that would matter if the plan says one, else the middle of the belief.

    Raises
    ------
    Undefined
        The plan says none and believes that the campaign does nothing.
    """
    lift = found.plan.decide.minimum_effect or found.belief.middle
    if lift == 0:
        raise Undefined(
            Sentence("A lift of nought cannot be looked for: give decide.minimum_effect.")
        )
    return lift


def refuse_few_buyers(found: Premises, metric: str, sizes: Sizes) -> None:
    """Sums of money are not compared where the hold-out is expected to have few buyers.

    Raises
    ------
    TooFew
        Fewer than 100 are expected; says how many members the hold-out would need.
    """
    needed = members_for_buyers(found.baseline)
    if metric not in MONEY or sizes.control >= needed:
        return
    what = Sentence(
        "members of the hold-out, so that {buyers} of them are expected to buy",
        buyers=FEWEST_BUYERS,
    )
    raise TooFew(what, int(sizes.control), needed)


def verdict(found: Premises) -> Verdict:
    """How often the interval of the margin per member leaves out what contacting one costs.

    Raises
    ------
    TooFew, Undefined
        The margin will not be compared, or nobody knows what an order brings.
    """
    refuse_few_buyers(found, "margin_minor", found.sizes)
    outcome = found.outcome("margin_minor")
    assert isinstance(outcome, Spending)
    lifts = found.belief.points()
    net = found.net_per_contact(lifts) - found.fixed / found.sizes.treated
    error = outcome.error(found.effect("margin_minor", lifts), found.sizes)
    reach = float(stats.norm.isf(test_of(found, variants=False).alpha / 2))
    above = np.asarray(stats.norm.sf(reach - net / error))
    below = np.asarray(stats.norm.sf(reach + net / error))
    return Verdict(float(above.mean()), float(below.mean()))


def _or_refusal(found: Premises, metric: str, arm: str | None) -> Chance | AnalyticsError:
    try:
        return _chance(found, metric, arm)
    except AnalyticsError as refusal:
        return refusal


def _chance(found: Premises, metric: str, arm: str | None) -> Chance:
    sizes, test = sizes_of(found, arm), test_of(found, variants=arm is not None)
    refuse_few_buyers(found, metric, sizes)
    outcome = found.outcome(metric)
    of_belief = power(outcome, found.effect(metric, found.belief.points()), sizes, test)
    middle = found.effect(metric, np.array([found.belief.middle]))
    amount = found.facts.per_buyer.get(metric)
    skewness = amount.skewness if amount else None
    target = target_lift(found)
    at_target = found.effect(metric, np.array([target]))
    return Chance(
        metric=metric,
        arm=arm,
        sizes=sizes,
        least_lift=_least_lift(found, metric, outcome, sizes, test),
        power=float(power(outcome, middle, sizes, test)[0]),
        assurance=float(of_belief.mean()),
        needed=_needed(outcome, float(at_target[0]), sizes, test),
        target=target,
        curve=_curve(found, metric, outcome, sizes, test),
        normal_from=None if skewness is None else members_for_normality(skewness),
    )


def _least_lift(
    found: Premises, metric: str, outcome: Outcome, sizes: Sizes, test: Test
) -> float | AnalyticsError:
    unit = float(found.effect(metric, np.array([1e-3]))[0]) / 1e-3
    try:
        return least_effect(outcome, sizes, test) / unit
    except AnalyticsError as refusal:
        return refusal


def _needed(outcome: Outcome, effect: float, sizes: Sizes, test: Test) -> Sizes | AnalyticsError:
    """Of the two arms compared, in the shares planned."""
    try:
        return members_needed(outcome, effect, sizes.control / sizes.both, test)
    except AnalyticsError as refusal:
        return refusal


def _curve(found: Premises, metric: str, outcome: Outcome, sizes: Sizes, test: Test) -> Floats:
    """From no lift to beyond the belief."""
    most = max(2 * found.belief.middle, 1.5 * found.belief.high, 0.02)
    lifts = np.linspace(0.0, float(found.possible(np.array([most]))[0]), CURVE_POINTS)
    return np.column_stack([lifts, power(outcome, found.effect(metric, lifts), sizes, test)])
