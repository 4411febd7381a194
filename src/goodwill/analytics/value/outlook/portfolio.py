"""What all customers together will bring, with what is not known about it.

The interval of a total holds three kinds of not knowing: the parameters (draws from their
posterior), each customer's own spend, and chance in what customers do (process noise). The
last shrinks with the number of customers, the first does not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np
from scipy import special

from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value import gammagamma
from goodwill.analytics.value.family import at, drawn
from goodwill.analytics.value.outlook.lifetime import Outlook
from goodwill.analytics.value.outlook.scores import LEVEL, YEAR, alike, per_day
from goodwill.analytics.value.triples import KEYS
from goodwill.language import Sentence

DRAWS = 128
SEED = 19_871_001
ONES = np.ones(DRAWS)


@dataclass(frozen=True)
class Total:
    """An expected total with its 90 % interval, in minor units or in purchases."""

    value: float
    low: float
    high: float
    level: float = LEVEL


@dataclass(frozen=True)
class Portfolio:
    """The customer base as a whole.

    Parameters
    ----------
    customers
        Who ever bought.
    active
        How many of them are expected to be customers still.
    purchases
        Expected in the next 365 days.
    year
        Their value, minor units.
    equity
        Residual value of all customers, minor units (customer equity without those to come).
    newcomer
        Lifetime value of a customer of whom nothing is known but the first purchase, that
        purchase included, minor units; None where the mean spend of such is infinite.
    """

    customers: int
    active: Total
    purchases: Total
    year: Total
    equity: Total
    newcomer: Total | None


@dataclass(frozen=True)
class Worth:
    """Per distinct history: what a purchase of its customers is worth, summed over them.

    `value` sums the value of a purchase, `squares` the square of its margin before the cost to
    serve, `unsure` that square times the variance of the log of the customer's own mean.
    """

    value: Floats
    squares: Floats
    unsure: Floats


def portfolio(outlook: Outlook) -> Portfolio:
    """Totals of the base; what the engine sends back is one row per distinct history."""
    worth = worth_of(outlook)
    seen, model, scores = outlook.histories, outlook.model, outlook.scores
    spent = spend_factors(outlook)
    discount = per_day(outlook.annual)
    family = outlook.family

    def purchases(which: Any, *at: Floats) -> Floats:
        return family.expected_purchases(which, YEAR, *at)

    def discounted(which: Any, *at: Floats) -> Floats:
        return family.discounted_purchases(which, discount, *at)

    def total(
        parts: Floats, quantity: Quantity, weight: Floats, noise: float, factors: Floats = ONES
    ) -> Total:
        ratios = ratios_of(outlook, quantity, weight)
        return with_chance(float(parts @ weight), ratios * factors, noise)

    p, expected, future = scores.p_alive, scores.expected_purchases, scores.discounted_purchases
    variance = family.variance_of_purchases(model, YEAR, seen.x, seen.t_x, seen.T)
    horizon = 1 / discount if discount > 0 else 10.0 * YEAR
    far = family.expected_purchases(model, horizon, seen.x, seen.t_x, seen.T)
    chance = family.variance_of_purchases(model, horizon, seen.x, seen.t_x, seen.T)
    relative = np.divide(chance, far**2, out=np.zeros_like(far), where=far > 0)
    weight, money = seen.weight, worth.value
    return Portfolio(
        customers=round(seen.customers),
        active=_among(
            seen.customers, total(p, family.probability_alive, weight, float(p * (1 - p) @ weight))
        ),
        purchases=total(expected, purchases, weight, float(variance @ weight)),
        year=total(expected, purchases, money, noise_of(expected, variance, worth, outlook), spent),
        equity=total(
            future, discounted, money, noise_of(future, relative * future**2, worth, outlook), spent
        ),
        newcomer=_newcomer(outlook, discount),
    )


def _among(customers: float, total: Total) -> Total:
    """There are neither fewer than none nor more than all."""
    return replace(total, low=max(0.0, total.low), high=min(customers, total.high))


Quantity = Callable[..., Floats]


def _newcomer(outlook: Outlook, discount: float) -> Total | None:
    """What a purchase of an unknown customer leaves × (1 + discounted repeat purchases)."""
    try:
        spend = gammagamma.expected_spend_of_new(outlook.spend)
        repeats = outlook.family.discounted_purchases_of_new(outlook.model, discount)
    except Undefined:
        return None
    left = outlook.margin
    serving = left.serving.common if left.serving else 0.0
    models, spends = drawn(outlook.model, DRAWS), drawn(outlook.spend, DRAWS)
    draws = [
        (1 + outlook.family.discounted_purchases_of_new(model, discount))
        * (_finite_mean(mean) * left.of_new - serving)
        for model, mean in zip(models, spends, strict=False)
    ]
    value = (spend * left.of_new - serving) * (1 + repeats)
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Total(value, float(min(low, high, value)), float(max(low, high, value)))


def _finite_mean(spend: gammagamma.Gammagamma) -> float:
    """A draw may have an infinite mean where the estimate has none: a very large one then."""
    return float(spend.p * spend.gamma / max(spend.q - 1, 1e-3))


def worth_of(outlook: Outlook) -> Worth:
    """Summed by the engine over the customers of each distinct history, in their order."""
    earned = nw.col("spend_minor").cast(nw.Float64) * nw.col("margin_rate")
    shape = outlook.spend.p * nw.col("purchase_days") + outlook.spend.q
    staged = (
        outlook.customers.filter(~nw.col("p_alive").is_null())
        .with_columns(earned=earned, shape=shape)
        .with_columns(
            value=nw.col("earned") - nw.col("serving_minor"), square=nw.col("earned") ** 2
        )
        .with_columns(unsure=nw.col("square") * (1 / nw.col("shape") + 0.5 / nw.col("shape") ** 2))
    )
    sums = staged.group_by(*KEYS).agg(
        nw.col("value").sum(), nw.col("square").sum(), nw.col("unsure").sum()
    )
    found = sums.sort(*KEYS).collect("pyarrow")
    arrays = [found[name].to_numpy().astype(np.float64) for name in ("value", "square", "unsure")]
    return Worth(*arrays)


def noise_of(purchases: Floats, variance: Floats, worth: Worth, outlook: Outlook) -> float:
    """Variance of the total for chance: how often, how much each time, whose mean."""
    often = variance @ worth.squares
    each_time = (purchases @ worth.squares) / outlook.spend.p
    whose = purchases**2 @ worth.unsure
    return float(often + each_time + whose)


def ratios_of(outlook: Outlook, quantity: Quantity, weight: Floats) -> Floats:
    """Total under each draw of the parameters ÷ total at the estimate, shape (draws,).

    Where the posterior is Laplace's, the total is log-normal with the variance that the
    estimate's points give; elsewhere it is computed at each draw. Beyond twenty thousand
    histories, alike ones move alike.
    """
    chosen, group = alike(outlook.histories)
    seen = outlook.histories
    few = (seen.x[chosen], seen.t_x[chosen], seen.T[chosen])
    still = quantity(outlook.model, *few)
    everywhere = (
        quantity(outlook.model, seen.x, seen.t_x, seen.T) if len(chosen) < len(seen) else still
    )
    mass = np.bincount(group, weights=everywhere * weight, minlength=len(chosen))
    total = mass.sum()
    if outlook.model.estimate is None or total == 0:
        return ONES
    share = np.divide(mass, still, out=np.zeros_like(mass), where=still > 0) / total
    estimate = outlook.model.estimate
    if not estimate.is_laplace:
        return np.array([quantity(which, *few) @ share for which in drawn(outlook.model, DRAWS)])
    moved = np.array(
        [quantity(at(outlook.model, theta), *few) @ share for theta in estimate.points]
    )
    return _spread_like(moved)


def _spread_like(moved: Floats) -> Floats:
    """Draws in no order around 1, log-normal where all that was seen is positive."""
    z = np.random.default_rng(SEED).permutation(special.ndtri((np.arange(DRAWS) + 0.5) / DRAWS))
    if (moved > 0).all():
        return np.asarray(np.exp(np.sqrt(np.mean(np.log(moved) ** 2)) * z))
    return np.asarray(1 + np.sqrt(np.mean((moved - 1) ** 2)) * z)


def spend_factors(outlook: Outlook) -> Floats:
    """Mean expected spend under each draw ÷ at the estimate, over a sample of customers."""
    if outlook.spend.estimate is None:
        return ONES
    sample = (
        outlook.customers.filter(~nw.col("p_alive").is_null())
        .sort("customer_id")
        .select("purchase_days", "gross_minor")
        .head(SAMPLE)
        .collect("pyarrow")
    )
    counts = sample["purchase_days"].to_numpy().astype(np.float64)
    means = sample["gross_minor"].to_numpy().astype(np.float64) / counts
    if not len(counts):
        raise TooFew(Sentence("customers with a purchase"), 0, 1)
    still = gammagamma.expected_spend(outlook.spend, counts, means).mean()
    moved = [_mean_spend(which, counts, means) for which in drawn(outlook.spend, DRAWS)]
    return np.asarray(np.array(moved) / still)


SAMPLE = 5_000


def _mean_spend(which: gammagamma.Gammagamma, counts: Floats, means: Floats) -> float:
    shape = which.p * counts + which.q
    finite = np.maximum(shape - 1, 1e-6)
    return float((which.p * (which.gamma + counts * means) / finite).mean())


def with_chance(value: float, ratios: Floats, noise: float) -> Total:
    """A total, and the 5 % and 95 % quantiles of its draws with chance laid over them.

    Every total meets the same chances, so that totals that hold one another agree.

    Parameters
    ----------
    ratios
        The total under each draw of the parameters ÷ `value`, shape (draws,).
    noise
        Variance of the total for chance.
    """
    chances = np.random.default_rng(SEED).standard_normal(len(ratios))
    draws = value * ratios + np.sqrt(noise) * chances
    half = (1 - LEVEL) / 2
    low, high = np.quantile(draws, [half, 1 - half])
    return Total(value, float(min(low, value)), float(max(high, value)))
