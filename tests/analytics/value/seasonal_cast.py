"""Customers simulated under covariates over time, and the likelihood by mpmath."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pyarrow as pa

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.value.paretonbd_dynamic import ParetonbdDynamic
from goodwill.analytics.value.timed_histories import Histories, arrays
from goodwill.analytics.value.timeline import Timeline


def paces(model: ParetonbdDynamic, known: Timeline) -> tuple[Floats, Floats]:
    """Of buying and of leaving, shape (tracks, periods)."""
    return tuple(  # type: ignore[return-value]
        np.exp(known.columns(tuple(each)) @ np.array(list(each.values()), float))
        for each in (model.purchase_effects, model.dropout_effects)
    )


class Company:
    """Customers whose moments of buying and leaving are drawn exactly on their clocks."""

    def __init__(
        self,
        model: ParetonbdDynamic,
        known: Timeline,
        customers: int,
        seed: int,
        first_days: int,
        rates: tuple[Floats, Floats] | None = None,
    ) -> None:
        rng = np.random.default_rng(seed)
        self.known, self.track = known, np.arange(customers) % len(known.values)
        self.first = known.edges[0] + 1 + rng.integers(0, first_days, customers)
        self.rate = rng.gamma(model.r, 1 / model.alpha, customers)
        leaving = rng.gamma(model.s, 1 / model.beta, customers)
        clocks = [
            np.concatenate([np.zeros((len(pace), 1)), np.cumsum(pace * known.widths, 1)], 1)
            for pace in paces(model, known)
        ]
        bought, left = clocks
        life = rng.exponential(size=customers) / leaving
        moments: list[Floats] = []
        owners = []
        self.dead = np.empty(customers)
        for track in range(len(known.values)):
            own = np.flatnonzero(self.track == track)
            started = np.interp(self.first[own], known.edges, left[track])
            self.dead[own] = np.interp(started + life[own], left[track], known.edges, right=np.inf)
            begin = np.interp(self.first[own], known.edges, bought[track])
            end = np.interp(self.dead[own], known.edges, bought[track])
            n = rng.poisson(self.rate[own] * (end - begin))
            who = np.repeat(np.arange(len(own)), n)
            at = begin[who] + rng.random(len(who)) * (end - begin)[who]
            moments.append(np.interp(at, bought[track], known.edges))
            owners.append(own[who])
        self.moment, self.owner = np.concatenate(moments), np.concatenate(owners)

    def seen(self, as_of: float) -> Histories:
        """With moments as they were, not rounded to days."""
        past = self.moment <= as_of
        size = len(self.first)
        last = self.first.astype(float)
        np.maximum.at(last, self.owner[past], self.moment[past])
        repeats = np.bincount(self.owner[past], minlength=size)
        covariates = self.known.values[
            self.track[self.owner[past]], self.known.period_of(self.moment[past])
        ]
        return arrays(
            self.known, repeats, self.first, last, as_of, track=self.track, sums=covariates.sum(0)
        )

    def bought(self, after: float, until: float) -> Floats:
        ahead = (self.moment > after) & (self.moment <= until)
        return np.bincount(self.owner[ahead], minlength=len(self.first)).astype(float)

    def table(self) -> pa.Table:
        """Rows of purchase days, as companies have them."""
        names = np.array([f"c{number:06}" for number in range(len(self.first))])
        who = np.concatenate([np.arange(len(self.first)), self.owner])
        days = np.concatenate([self.first, np.ceil(self.moment)]).astype(int)
        return pa.table({"customer_id": names[who], "day": days})


def exactly(model: ParetonbdDynamic, seen: Histories, row: int) -> tuple[Any, Any]:
    """Log likelihood without γ·Σz, and P(alive), of one history by mpmath."""
    known, track = seen.timeline, seen.track[row]
    first, last, now = (
        mpmath.mpf(float(each[row])) for each in (seen.first_day, seen.last_day, seen.as_of_day)
    )
    r, alpha, s, beta, x = map(
        mpmath.mpf, (model.r, model.alpha, model.s, model.beta, float(seen.repeats[row]))
    )
    edges = [mpmath.mpf(edge) for edge in known.edges]
    buying, leaving = (
        [
            mpmath.exp(
                sum(
                    mpmath.mpf(effect) * mpmath.mpf(known.values[track, k, known.names.index(name)])
                    for name, effect in effects.items()
                )
            )
            for k in range(len(edges) - 1)
        ]
        for effects in (model.purchase_effects, model.dropout_effects)
    )

    def passed(pace: list[Any], moment: Any) -> Any:
        spans = zip(edges[:-1], edges[1:], pace, strict=True)
        return sum(each * max(min(high, moment) - max(low, first), 0) for low, high, each in spans)

    def staying(tau: Any) -> Any:
        return (1 + passed(buying, tau) / alpha) ** (-r - x) * (
            1 + passed(leaving, tau) / beta
        ) ** (-s)

    def density(tau: Any, k: int) -> Any:
        """Relative to its beginning: quadrature has an absolute tolerance."""
        return s * leaving[k] / (beta + passed(leaving, tau)) * staying(tau) / scale

    scale = staying(last)
    alive = staying(now) / scale
    dead = mpmath.mpf(0)
    for k in range(len(edges) - 1):
        low, high = max(edges[k], last), min(edges[k + 1], now)
        if low < high:
            steps = [low + (high - low) * mpmath.mpf(10) ** -n for n in (4, 2, 0)]
            dead += mpmath.quad(lambda tau, k=k: density(tau, k), [low, *steps])
    shape = mpmath.loggamma(r + x) - mpmath.loggamma(r) - x * mpmath.log(alpha)
    return shape + mpmath.log((alive + dead) * scale), alive / (alive + dead)
