"""What a division is worth: how sure, against the present one, and where one unit should move.

Intervals come from curves drawn anew, one option independent of another, at which the
division is evaluated; it is not solved again for each draw. A division chosen by estimated
curves tends to flatter itself: it favours the options of which the estimate is too high.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from goodwill.analytics.campaigns.budget.budget import Budget, Bundles, Option
from goodwill.analytics.campaigns.budget.parting import Division, part
from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

DRAWS = 2_000
LEVEL = 0.95
FACTORS = (0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)
ROUNDS = 60
CENT = 1e-9


@dataclass(frozen=True)
class Estimate:
    """An amount in minor units with its 95 % interval; none where a curve has none."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Gain:
    """What a division brings more than another, each less its own spend.

    `probability` is how likely it is that it brings more at all; None without an interval.
    """

    gain: Estimate
    probability: float | None


@dataclass(frozen=True)
class Move:
    """One unit of money (a yuan, a euro) taken from some options and given to others.

    Options move together where a policy binds them. `loses` and `brings` are margin in
    units of money; the move is worth it where `brings` is more.
    """

    take_from: tuple[str, ...]
    loses: float
    add_to: tuple[str, ...]
    brings: float


@dataclass(frozen=True)
class Point:
    """One point of how the answer changes with the budget; minor units."""

    total: float
    spent: float
    margin: float
    last_unit: float


def drawn_margins(budget: Budget, spends: Floats, *, draws: int = DRAWS, seed: int = 0) -> Floats:
    """Margins of divisions under curves that could as well be true, shape (…, options, draws).

    Parameters
    ----------
    spends
        Spend per option, shape (…, options); every division meets the same curves.
    """
    seeds = np.random.SeedSequence(seed).spawn(len(budget.options))
    found = np.empty((*spends.shape, draws))
    for place, (option, own) in enumerate(zip(budget.options, seeds, strict=True)):
        curve = option.response.drawn(np.random.default_rng(own), draws)
        for at in np.ndindex(spends.shape[:-1]):
            found[(*at, place)] = curve.margin(spends[(*at, place)])
    return found


def estimates(division: Division, *, draws: int = DRAWS, seed: int = 0) -> tuple[Estimate, ...]:
    """The expected margin of each option with its interval."""
    budget = division.budget
    drawn = drawn_margins(budget, division.spend, draws=draws, seed=seed)
    known = [option.response.has_interval for option in budget.options]
    rows = zip(division.margin, drawn, known, strict=True)
    return tuple(_estimate(float(margin), row, is_known) for margin, row, is_known in rows)


def expected(division: Division, *, draws: int = DRAWS, seed: int = 0) -> Estimate:
    """The expected margin of all options together, before the spend is taken off."""
    budget = division.budget
    drawn = drawn_margins(budget, division.spend, draws=draws, seed=seed).sum(axis=0)
    return _estimate(float(division.margin.sum()), drawn, _is_known(budget, division.spend))


def gain(
    division: Division, present: Floats | None = None, *, draws: int = DRAWS, seed: int = 0
) -> Gain:
    """What the division brings more than the present one, after each has paid its spend.

    Raises
    ------
    Undefined
        Nobody said what is spent at present on each option.
    """
    budget = division.budget
    present = budget.now if present is None else present
    if present is None:
        raise Undefined(
            Sentence("What is spent at present is not known of every option: nothing to compare.")
        )
    spends = np.array([division.spend, present])
    new, old = drawn_margins(budget, spends, draws=draws, seed=seed)
    saved = float(present.sum() - division.spend.sum())
    difference = (new - old).sum(axis=0) + saved
    margins = Bundles(budget).stack.margin(spends.T)
    value = float((margins[:, 0] - margins[:, 1]).sum()) + saved
    changed = np.abs(division.spend - present)
    is_known = _is_known(budget, changed)
    chance = float((difference > 0).mean()) if is_known else None
    return Gain(_estimate(value, difference, is_known), chance)


def move(budget: Budget, spend: Floats) -> Move | None:
    """Where to take one unit of money away and where to add it; None where none can move.

    The move keeps every limit. At the best division it brings no more than it loses.
    """
    bundles, unit = Bundles(budget), budget.unit
    now = bundles.sums(spend)
    less = spend - unit * bundles.share
    loses = bundles.sums(_margin(bundles, spend) - _margin(bundles, less)) / unit
    brings = bundles.sums(_margin(bundles, spend + unit * bundles.share) - _margin(bundles, spend))
    slack = CENT * budget.total
    may_give = now - unit >= bundles.low - slack
    may_take = now + unit <= _ends(bundles) + slack
    allowed = may_give[:, None] & may_take[None, :] & ~np.eye(bundles.count, dtype=bool)
    for use, limit in zip(bundles.use, bundles.limits, strict=True):
        after = use @ now + unit * (use[None, :] - use[:, None])
        allowed &= after <= max(limit, float(use @ now)) * (1 + CENT)
    if not allowed.any():
        return None
    worth = np.where(allowed, brings[None, :] / unit - loses[:, None], -np.inf)
    take, add = (int(place) for place in np.unravel_index(worth.argmax(), worth.shape))
    return Move(
        bundles.names(take), float(loses[take]), bundles.names(add), float(brings[add] / unit)
    )


def frontier(budget: Budget, factors: Sequence[float] = FACTORS) -> tuple[Point, ...]:
    """The best margin at other budgets, as multiples of this one.

    A budget below the least that must be spent is left out.
    """
    least = float(Bundles(budget).low.sum())
    totals = [budget.total * factor for factor in factors]
    parts = [part(budget.of(total)) for total in totals if total >= least]
    return tuple(Point(d.budget.total, d.spent, float(d.margin.sum()), d.last_unit) for d in parts)


def cheapest(budget: Budget, margin: float) -> Division:
    """The least money that brings a margin, such as that of the present division.

    Newton's method on the best margin as a function of the budget, whose slope is what the
    last unit brings; since that function is concave it comes from above and never passes.

    Raises
    ------
    Undefined
        Even the whole budget cannot bring so much.
    """
    all_of_it = replace(budget, spend_all=True)
    found = part(all_of_it)
    if found.margin.sum() < margin * (1 - CENT):
        raise Undefined(
            Sentence("No division of the budget brings as much margin as the present one.")
        )
    low, high = float(Bundles(all_of_it).low.sum()), budget.total
    for _ in range(ROUNDS):
        over = float(found.margin.sum()) - margin
        if abs(over) <= CENT * abs(margin) or high - low <= CENT * budget.total:
            break
        low, high = (low, found.budget.total) if over > 0 else (found.budget.total, high)
        step = found.budget.total - over / found.last_unit if found.last_unit > 0 else low
        inside = low < step < high
        found = part(all_of_it.of(step if inside else (low + high) / 2))
    return found


def cautious(budget: Budget, *, draws: int = DRAWS, seed: int = 0) -> Budget:
    """The same with every curve at the low end of its interval: parted, it is a robust division.

    Each curve is lowered as a whole, by as much as its interval reaches down where it was
    measured; a curve without an interval stays as it is.
    """
    return replace(
        budget, options=tuple(_lowered(option, draws, seed) for option in budget.options)
    )


def _lowered(option: Option, draws: int, seed: int) -> Option:
    response = option.response
    if not response.has_interval:
        return option
    at = np.array(1.0 if response.measured is None else response.measured.spend.mean())
    drawn = response.drawn(np.random.default_rng(seed), draws).margin(at)
    middle = float(response.curve.margin(at))
    low = max(float(np.quantile(drawn, (1 - LEVEL) / 2)) / middle, 0.0) if middle > 0 else 0.0
    lowered = replace(response, curve=response.curve.scaled(low))
    return replace(option, response=lowered)


def _margin(bundles: Bundles, spend: Floats) -> Floats:
    return bundles.stack.margin(np.maximum(spend, 0.0)[:, None])[:, 0]


def _ends(bundles: Bundles) -> Floats:
    """The most of each bundle by its options alone: what others spend is moved from them."""
    limits = np.array([option.limit for option in bundles.budget.options])
    found = np.full(bundles.count, np.inf)
    np.minimum.at(found, bundles.of, limits / bundles.share)
    return found


def _is_known(budget: Budget, spend: Floats) -> bool:
    pairs = zip(budget.options, spend, strict=True)
    return all(option.response.has_interval for option, at in pairs if at > 0)


def _estimate(value: float, drawn: Floats, is_known: bool) -> Estimate:
    if not is_known:
        return Estimate(value)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return Estimate(value, float(low), float(high))
