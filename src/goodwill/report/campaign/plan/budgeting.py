"""A budget divided, with what the division is worth and how it changes with the total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from goodwill.analytics.campaigns.budget.budget import Budget, Bundles
from goodwill.analytics.campaigns.budget.figures import (
    of_capacities,
    of_gain,
    of_options,
    of_saving,
    of_the_whole,
)
from goodwill.analytics.campaigns.budget.parting import Division, part
from goodwill.analytics.campaigns.budget.reading import budget_from
from goodwill.analytics.campaigns.budget.weighing import (
    Move,
    Point,
    cautious,
    cheapest,
    estimates,
    expected,
    frontier,
    gain,
    move,
)
from goodwill.analytics.campaigns.plans import Plan
from goodwill.analytics.errors import AnalyticsError, InputError
from goodwill.analytics.figure import NO_CURRENCY, Figure
from goodwill.analytics.numerics.arrays import Floats

FACTORS = (0.1, 0.25, 0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5)
"""Budgets that the planned one is held against, as multiples of it."""


@dataclass(frozen=True)
class Divided:
    """The best division, beside the present one and a cautious one.

    Parameters
    ----------
    slopes
        What one more unit of money would bring on each option at the best division.
    gain
        The gain over the present division and how likely it is one; or why neither is told.
    moved
        Where to take the first unit of money away from the present division, and where to
        add it; None where nothing is known of the present or no move is allowed.
    """

    budget: Budget
    division: Division
    whole: tuple[Figure, ...]
    options: tuple[tuple[Figure, Figure], ...]
    slopes: Floats
    gain: tuple[Figure, Figure] | AnalyticsError
    saving: Figure | AnalyticsError | None
    moved: Move | None
    prices: tuple[Figure, ...]
    frontier: tuple[Point, ...]
    cautious: Division | None


def budget_of(plan: Plan, file: str) -> Budget | None:
    """The budget that the plan describes, if it describes one; raises `SettingRefused`."""
    if plan.budget is None:
        return None
    plain = _plain(plan.budget)
    return budget_from(plain, file, plan.currency or NO_CURRENCY)


def divide(budget: Budget, as_of: date) -> Divided | AnalyticsError | InputError:
    """Everything the report says of a budget; a refusal where limits cannot be met."""
    try:
        division = part(budget)
    except (AnalyticsError, InputError) as refusal:
        return refusal
    slopes = Bundles(budget).stack.slope(division.spend[:, None])[:, 0]
    return Divided(
        budget=budget,
        division=division,
        whole=of_the_whole(division, expected(division), as_of),
        options=of_options(division, estimates(division), as_of),
        slopes=np.asarray(slopes),
        gain=_gain(division, as_of),
        saving=_saving(budget, as_of),
        moved=None if budget.now is None else move(budget, budget.now),
        prices=of_capacities(division, as_of),
        frontier=frontier(budget, FACTORS),
        cautious=_cautious(budget),
    )


def _gain(division: Division, as_of: date) -> tuple[Figure, Figure] | AnalyticsError:
    try:
        return of_gain(division, gain(division), as_of)
    except AnalyticsError as refusal:
        return refusal


def _saving(budget: Budget, as_of: date) -> Figure | AnalyticsError | None:
    if budget.now is None:
        return None
    present = float(budget.now.sum())
    margin = float(Bundles(budget).stack.margin(budget.now[:, None]).sum())
    try:
        return of_saving(cheapest(budget, margin), present, as_of)
    except AnalyticsError as refusal:
        return refusal


def _cautious(budget: Budget) -> Division | None:
    """None where no curve has an interval: then nothing could be more cautious."""
    if not any(option.response.has_interval for option in budget.options):
        return None
    try:
        return part(cautious(budget))
    except AnalyticsError:
        return None


def _plain(value: Any) -> Any:
    """Exact decimals as the floats that curves are computed in."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
