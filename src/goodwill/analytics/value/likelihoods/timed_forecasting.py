"""What is still to come, given that a customer is alive: Pareto/NBD with covariates over time.

Who is alive at T buys at the rate λ ~ Gamma(r + x, α + Λ(T)) and leaves at the rate
μ ~ Gamma(s, β + M(T)), independently. So he is still there at τ with the probability
S(τ) = ((β + M(T)) / (β + M(τ)))^s, and everything below is ∫ S(τ) … dΛ(τ), period by period.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.value.likelihoods.timed_mixture import NEGLIGIBLE, RULES, Mixture, Turns
from goodwill.language import Sentence

PANELS = 8


@dataclass(frozen=True)
class Ahead:
    """By piece of the time ahead, for a customer alive now with λ = 1.

    Parameters
    ----------
    history, slot
        Whose piece it is, and where.
    purchases
        ∫ e^(−discount (τ − T)) S dΛ.
    pairs
        2 ∫ (Λ(τ) − Λ(T)) S dΛ: with λ², the mean of n(n − 1).
    """

    history: Integers
    slot: Integers
    purchases: Floats
    pairs: Floats

    def by_history(self, size: int) -> Floats:
        """`purchases` summed, shape (size,)."""
        return np.asarray(np.bincount(self.history, self.purchases, size), dtype=np.float64)


def ahead(mixed: Mixture, discount: float = 0.0) -> Ahead:
    """The pieces of `mixed.block.ahead`."""
    cut, end = mixed.block.ahead, mixed.block.end
    bought = mixed.purchase.at(end.slot, end.offset)
    left = mixed.dropout.at(end.slot, end.offset)
    passed = mixed.purchase.at(cut.slot, cut.offset) - bought[cut.history]
    now = mixed.scale_of_leaving[cut.history]
    B = now + mixed.dropout.at(cut.slot, cut.offset) - left[cut.history]
    pace, by_B = mixed.purchase.pace[cut.slot], mixed.dropout.pace[cut.slot] / B
    length = np.minimum(cut.length, NEGLIGIBLE / discount if discount else np.inf)
    nodes = _nodes(mixed.rates.s, np.log1p(by_B * length), discount * length)
    edges = mixed.block.widths.cumsum() - mixed.block.widths
    since = edges[cut.slot % len(edges)] + cut.offset
    since -= (edges[end.slot % len(edges)] + end.offset)[cut.history]
    purchases, pairs = np.zeros((2, len(length)))
    for n in np.unique(nodes):
        rows = np.flatnonzero(nodes == n)
        turns = Turns.of(n, by_B[rows], np.zeros(len(rows)), length[rows])
        staying = -mixed.rates.s * (np.log(B / now)[rows, None] + turns.led)
        weights = np.exp(turns.logs + staying) * pace[rows, None]
        worth = np.exp(-discount * (since[rows, None] + turns.days))
        purchases[rows] = (weights * worth).sum(axis=1)
        further = passed[rows, None] + pace[rows, None] * turns.days
        pairs[rows] = 2 * (weights * further).sum(axis=1)
    return Ahead(cut.history, cut.slot, purchases, pairs)


def for_ever(
    mixed: Mixture, since: Floats, buying: float, leaving: float, discount: float
) -> Floats:
    """∫ e^(−discount (τ − T)) S dΛ from the end of the periods on, at constant paces.

    Parameters
    ----------
    since
        Days from each history's T to the end of the last period.
    buying, leaving
        The paces from then on.

    Raises
    ------
    Undefined
        Nothing is discounted, and customers leave so slowly (s ≤ 1) that the sum is infinite.
    """
    block, s = mixed.block, mixed.rates.s
    track = block.end.slot // len(block.widths)
    last = track * len(block.widths) + len(block.widths) - 1
    offset = np.full(len(last), block.widths[-1])
    B = mixed.scale_of_leaving + mixed.dropout.at(last, offset)
    B -= mixed.dropout.at(block.end.slot, block.end.offset)
    staying = np.exp(-s * np.log(B / mixed.scale_of_leaving) - discount * since)
    return np.asarray(staying * buying * B / leaving * _tail(s, discount * B / leaving))


def _tail(s: float, worth: Floats) -> Floats:
    """∫ e^(−worth·v) (1 + v)^(−s) dv over (0, ∞), in y = log(1 + v)."""
    if not worth.all():
        if s <= 1:
            raise Undefined(
                Sentence(
                    "Without a discount rate the expected purchases have no limit: "
                    "customers leave too slowly (s is {s}). Give a discount above zero.",
                    s=round(s, 3),
                )
            )
        return np.full_like(worth, 1 / (s - 1))
    nodes, weights = RULES[64]
    ends = np.log1p(NEGLIGIBLE / worth)
    panels = (np.arange(PANELS)[:, None] + (nodes + 1) / 2).ravel() / PANELS
    y = ends[:, None] * panels
    total = np.exp((1 - s) * y - worth[:, None] * np.expm1(y)) @ np.tile(weights / 2, PANELS)
    return np.asarray(total * ends / PANELS)


def _nodes(s: float, width: Floats, worth: Floats) -> Integers:
    """How many nodes each piece needs: the integrand is entire and of this growth."""
    growth = (s + 2) * width + worth
    return np.where(growth <= 0.2, 4, np.where(growth <= 6, 16, 64))
