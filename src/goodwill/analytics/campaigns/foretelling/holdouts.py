"""How many to leave alone: as few as show the effect, or as many as knowing is worth.

Each member left alone is a contact that is not made. If contacts are expected to pay, that
costs what they would have brought; what it buys is knowing, and knowing is worth something
as far as later contacts depend on it.

References
----------
Raiffa & Schlaifer (1961), Applied Statistical Decision Theory, chapter 5: the expected
value of sample information under a normal belief. Feit & Berman (2019), Marketing Science
38(6), doi:10.1287/mksc.2019.1194: the size of a test that serves profit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import stats

from goodwill.analytics.campaigns.foretelling.chances import (
    MONEY,
    sizes_of,
    target_lift,
    test_of,
)
from goodwill.analytics.campaigns.foretelling.outcomes import Outcome, Share, Sizes, Spending
from goodwill.analytics.campaigns.foretelling.power import (
    Test,
    members_for_buyers,
    members_needed,
    power,
)
from goodwill.analytics.campaigns.foretelling.premises import Premises
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.language import Sentence

STEP = 0.001
SHARES = np.round(np.arange(STEP, 0.5 + STEP / 2, STEP), 3)
"""Shares that are tried, in per mille; beyond a half nothing is learnt that less would not show."""

LARGEST_CONTROL_GROUP = 0.2


@dataclass(frozen=True)
class Holdout:
    """A share to leave alone, and what that costs.

    Parameters
    ----------
    cost
        Margin less cost that contacting those members would have brought, in minor units;
        negative where contacts are expected to lose money. The bounds are those of the belief.
    """

    share: float
    members: int
    cost: float
    cost_low: float
    cost_high: float


@dataclass(frozen=True)
class Trade:
    """The share at which knowing is worth most more than it costs, for later contacts.

    Parameters
    ----------
    worth
        What later contacts are expected to bring more because one knows, in minor units.
    gain
        `worth` less the margin forgone.
    """

    holdout: Holdout
    later_contacts: int
    worth: float
    gain: float


def holdout_at(found: Premises, share: float, members: int | None = None) -> Holdout:
    """A share with its cost in forgone margin; of the audience, or of so many customers.

    Raises
    ------
    Undefined
        What an order brings is not known.
    """
    left = round((found.facts.members if members is None else members) * share)
    each = found.net_per_contact(found.belief.points())
    low, high = sorted(found.net_per_contact(found.belief.at([0.05, 0.95])).tolist())
    return Holdout(share, left, float(each.mean()) * left, low * left, high * left)


def smallest_share(found: Premises) -> float:
    """The smallest share held out with which every primary comparison has the wanted power.

    Where money is compared, it also has 100 expected buyers.

    Raises
    ------
    TooFew
        Half of the audience is not enough; says how many members would be.
    Undefined
        A metric's spread is not known, or no lift is looked for.
    """
    comparisons = list(_comparisons(found))
    for share in SHARES:
        if all(_is_enough(found, float(share), each) for each in comparisons):
            return float(share)
    raise TooFew(
        Sentence(
            "members of the audience, even if half of them were left alone, to see a lift of "
            "{percent} % in every primary measure and every variant",
            percent=round(100 * target_lift(found), 1),
        ),
        found.facts.members,
        _audience_needed(found, comparisons),
    )


def best_trade(found: Premises) -> Trade:
    """The share at which the worth of knowing exceeds the margin forgone by most.

    Raises
    ------
    Undefined
        As of `trades`.
    """
    return max(trades(found), key=lambda each: each.gain)


def trades(found: Premises) -> tuple[Trade, ...]:
    """What every share of `SHARES` costs, and what knowing is then worth.

    The result decides about `decide.later_contacts`: they are made if contacts are then
    expected to pay. The first primary metric tells how exactly that will be known.

    Raises
    ------
    Undefined
        The plan does not say how many contacts depend on it, or margin is not known.
    """
    later = found.plan.decide.later_contacts
    if not later:
        raise Undefined(
            Sentence(
                "What knowing is worth depends on the contacts that are decided by it: give "
                "decide.later_contacts."
            )
        )
    each = found.net_per_contact(found.belief.points())
    mean, spread = float(each.mean()), float(each.std())
    tried = []
    for share in SHARES.tolist():
        worth = worth_of_knowing(mean, spread, _error_per_contact(found, share)) * later
        gain = worth - mean * share * found.facts.members
        tried.append(Trade(holdout_at(found, share), later, worth, gain))
    return tuple(tried)


def worth_of_knowing(mean: float, spread: float, error: float) -> float:
    """What one contact brings more on average if it is only made where it is then thought to pay.

    Parameters
    ----------
    mean, spread
        The belief of what a contact brings, taken for normal.
    error
        The standard error with which the campaign will tell it; infinite tells nothing.
    """
    shift = spread**2 / float(np.hypot(spread, error))
    if shift == 0:
        return 0.0
    z = mean / shift
    informed = shift * float(stats.norm.pdf(z)) + mean * float(stats.norm.cdf(z))
    return max(informed - max(mean, 0.0), 0.0)


def control_group_share(found: Premises) -> float:
    """The smallest share of all customers that shows the target lift of all campaigns together.

    Customers are taken to buy as the audience does, in as many days.

    Raises
    ------
    Undefined
        The number of the company's customers is not known, or no lift is looked for.
    TooFew
        A fifth of them is not enough.
    """
    n = found.facts.customers
    if n is None:
        raise Undefined(Sentence("How many customers the company has is not known."))
    outcome = Share(found.baseline, found.facts.correlation)
    effect = found.effect("buyers", np.array([target_lift(found)]))
    decide = found.plan.decide
    test = Test(decide.level, decide.power)
    for share in SHARES[SHARES <= LARGEST_CONTROL_GROUP]:
        sizes = Sizes(round(n * share), n - round(n * share))
        if sizes.control >= 2 and power(outcome, effect, sizes, test)[0] >= test.power:
            return float(share)
    needed = members_needed(outcome, float(effect[0]), LARGEST_CONTROL_GROUP, test)
    raise TooFew(Sentence("customers for a control group of a fifth"), n, int(needed.both))


@dataclass(frozen=True)
class _Comparison:
    metric: str
    arm: str | None
    outcome: Outcome
    effect: float
    test: Test


def _comparisons(found: Premises) -> Iterator[_Comparison]:
    """Every primary metric, of the smallest variant where there are several."""
    variants, lift = found.arms.variants, target_lift(found)
    arm = min(variants, key=lambda name: variants[name]) if len(variants) > 1 else None
    for metric in found.plan.decide.primary:
        effect = float(found.effect(metric, np.array([lift]))[0])
        test = test_of(found, variants=arm is not None)
        yield _Comparison(metric, arm, found.outcome(metric), effect, test)


def _is_enough(found: Premises, share: float, one: _Comparison) -> bool:
    sizes = sizes_of(found, one.arm, share)
    if min(sizes.control, sizes.treated) < 2:
        return False
    has_buyers = one.metric not in MONEY or sizes.control >= members_for_buyers(found.baseline)
    seen = power(one.outcome, one.effect, sizes, one.test)[0]
    return has_buyers and bool(seen >= one.test.power)


def _audience_needed(found: Premises, comparisons: list[_Comparison]) -> int:
    """Members with whom holding out half of them would be enough for every comparison."""
    least = 0
    for one in comparisons:
        treated = 1.0 if one.arm is None else found.arms.variants[one.arm]
        needed = members_needed(one.outcome, one.effect, 1 / (1 + treated), one.test)
        buyers = members_for_buyers(found.baseline) if one.metric in MONEY else 0
        least = max(least, 2 * int(needed.control), 2 * buyers)
    return least


def _error_per_contact(found: Premises, share: float) -> float:
    """The standard error of what contacting one member brings, as the first metric tells it."""
    metric, sizes = found.plan.decide.primary[0], found.sizes_at(share)
    if sizes.control < 1:
        return np.inf
    middle = np.array([found.belief.middle])
    outcome = found.outcome(metric)
    effect = found.effect(metric, middle)
    if isinstance(outcome, Spending):
        unit = found.buyer_margin.mean / outcome.mean
        return float(outcome.error(effect, sizes)[0]) * unit
    as_orders = Spending(found.baseline, 1.0, 0.0, found.facts.correlation)
    return float(as_orders.error(effect, sizes)[0]) * found.buyer_margin.mean
