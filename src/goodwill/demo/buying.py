"""Buying and dying: when each customer orders, and when each is lost and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goodwill.demo.columns import NEVER, Flags, Floats, Ints
from goodwill.demo.company import (
    DAYS_PER_YEAR,
    GROUPS,
    HORIZON_DAYS,
    REGULAR_STEPS,
    Company,
)
from goodwill.demo.people import KINDS, People

REASONS = ("service", "price", "competitor", "no longer needed", "closed or moved")
SATISFACTION_FROM_LIFE = 0.7
"""Correlation of satisfaction with how long a customer is bound to stay."""


@dataclass(frozen=True)
class Lives:
    """The true parameters of one block's customers, shape (customers,); rates per year.

    `death` is the (fractional) day of loss, infinite for those who never bought; it may
    lie beyond the as-of date. `satisfaction` is standard normal. `reason` is a place in
    `REASONS`, `NEVER` for those not lost by the as-of date.
    """

    rate: Floats
    death_rate: Floats
    regular: Flags
    death: Floats
    satisfaction: Floats
    reason: Ints

    def alive_at(self, day: int) -> Flags:
        return self.death >= day


@dataclass(frozen=True)
class Orders:
    """Orders sorted by day, shape (orders,); `campaign` is what caused it, or `NEVER`."""

    customer: Ints
    day: Ints
    campaign: Ints

    def __len__(self) -> int:
        return len(self.day)


def lives(company: Company, block: int, who: People) -> Lives:
    """λ ~ Gamma(r, mean), μ ~ Gamma(s, mean), death after Exp(μ) from the first purchase."""
    rng = company.generator(block, "lives")
    n = len(who)
    rate = _gamma(rng, who, [g.orders_a_year for g in GROUPS], [g.order_shape for g in GROUPS])
    shape = np.array([g.death_shape for g in GROUPS])
    mean = np.array([g.deaths_a_year for g in GROUPS])
    death_rate = _gamma(rng, who, list(mean), list(shape))
    staying = -_normal_score(death_rate / mean[who.group], shape[who.group])
    noise = np.sqrt(1 - SATISFACTION_FROM_LIFE**2) * rng.standard_normal(n)
    satisfaction = SATISFACTION_FROM_LIFE * staying + noise
    lifetime = rng.exponential(size=n) * DAYS_PER_YEAR / np.maximum(death_rate, 1e-9)
    death = np.where(who.bought, who.first_moment + lifetime, np.inf)
    reasons = _reasons(rng, satisfaction)
    return Lives(
        rate=rate,
        death_rate=death_rate,
        regular=rng.random(n) < np.array([g.regular for g in GROUPS])[who.group],
        death=death,
        satisfaction=satisfaction,
        reason=np.where(death < company.end_day, reasons, NEVER),
    )


def orders(company: Company, block: int, who: People, life: Lives) -> Orders:
    """First purchases and what follows while the customer lives, without campaigns.

    A regular buyer's orders are every fourth point of a process four times as fast.
    """
    rng = company.generator(block, "orders")
    customer, day = [np.flatnonzero(who.bought)], [who.first[who.bought]]
    steps = np.where(life.regular, REGULAR_STEPS, 1)
    for place, name in enumerate(KINDS):
        chosen = np.flatnonzero(who.bought & (who.kind == place))
        clock = company.clocks[name]
        begin = clock.at(who.first_moment[chosen])
        span = clock.at(np.minimum(life.death[chosen], company.end_day)) - begin
        points = rng.poisson(steps[chosen] * life.rate[chosen] / DAYS_PER_YEAR * span)
        owner = np.repeat(np.arange(len(chosen)), points)
        place_in_span = np.sort(owner + rng.random(len(owner))) - owner
        rank = np.arange(len(owner)) - np.repeat(np.cumsum(points) - points, points) + 1
        kept = rank % steps[chosen][owner] == 0
        owner, place_in_span = owner[kept], place_in_span[kept]
        moment = clock.moment(begin[owner] + place_in_span * span[owner])
        customer.append(chosen[owner])
        day.append(np.floor(moment).astype(np.int64))
    return in_order(np.concatenate(customer), np.concatenate(day))


def in_order(customer: Ints, day: Ints, campaign: Ints | None = None) -> Orders:
    """Sorted by day; of one day, by customer."""
    causes = np.full(len(day), NEVER) if campaign is None else campaign
    by_day = np.lexsort((causes, customer, day))
    return Orders(customer[by_day], day[by_day], causes[by_day])


def expected_orders(company: Company, who: People, life: Lives) -> Floats:
    """Orders expected in the 365 days after the as-of date, no campaign running.

    λ ∫ season(t) e^{-μt} dt for those who live, 0 for those who are lost, NaN for those
    who never bought. Exact for Poisson buyers; for regular ones to within half an order,
    because it does not use the time since the last one.
    """
    ahead = np.arange(HORIZON_DAYS)
    expected = np.full(len(who), np.nan)
    for place, name in enumerate(KINDS):
        elapsed = company.clocks[name].at(company.end_day + np.arange(HORIZON_DAYS + 1))
        chosen = who.bought & (who.kind == place)
        mu = life.death_rate[chosen] / DAYS_PER_YEAR
        survival = np.exp(-np.outer(mu, ahead + 0.5))
        expected[chosen] = life.rate[chosen] / DAYS_PER_YEAR * (survival @ np.diff(elapsed))
    return np.where(who.bought & ~life.alive_at(company.end_day), 0.0, expected)


def _gamma(
    rng: np.random.Generator, who: People, means: list[float], shapes: list[float]
) -> Floats:
    shape, mean = np.array(shapes)[who.group], np.array(means)[who.group]
    return np.asarray(rng.gamma(shape, mean / shape))


def _normal_score(ratio: Floats, shape: Floats) -> Floats:
    """Gamma to standard normal (Wilson & Hilferty 1931); `ratio` is to the mean."""
    spread = 1 / (9 * shape)
    return np.asarray((np.cbrt(ratio) - (1 - spread)) / np.sqrt(spread))


def _reasons(rng: np.random.Generator, satisfaction: Floats) -> Ints:
    """Why a customer would leave: the less satisfied, the oftener for service."""
    service = 1 / (1 + np.exp(0.9 + 1.1 * satisfaction))
    rest = np.searchsorted(np.cumsum([0.34, 0.30, 0.24]), rng.random(len(satisfaction))) + 1
    return np.where(rng.random(len(satisfaction)) < service, 0, rest)
