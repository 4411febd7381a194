"""The figures of anomalies, budgets and forecasts, each with its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from goodwill.analytics.benefit.costing.watching.budgets import Standing
from goodwill.analytics.benefit.costing.watching.flags import Cut, Flag
from goodwill.analytics.benefit.costing.watching.variances import Split
from goodwill.analytics.benefit.costing.watching.yearend import LEVEL, Method, YearEnd
from goodwill.analytics.benefit.costing.yearmonths import said
from goodwill.analytics.figure import Definition, Figure, Unit, major, money, ratio
from goodwill.language import Sentence

ANOMALY_SCORE = Definition(
    "CO07",
    1,
    Sentence("Cost anomaly score"),
    Sentence(
        "How far a month's cost lies from the usual, season taken out; above 3.5 either way it "
        "is flagged. Where the work is known, the cost of one unit of it is judged."
    ),
    Sentence("0.6745 × (cost − median) ÷ median absolute deviation"),
    Unit.NUMBER,
)
ANOMALY_COUNT = Definition(
    "cost_flags",
    1,
    Sentence("Flagged costs"),
    Sentence("Places and months of which the cost looks wrong by at least one rule."),
    Sentence("distinct flags"),
    Unit.NUMBER,
)
BUDGET_VARIANCE = Definition(
    "CO08",
    1,
    Sentence("Difference from budget"),
    Sentence("How much more was spent than planned, in the months that have a plan."),
    Sentence("actual − plan = volume + efficiency + rate + not split"),
    Unit.MONEY,
)
VOLUME = Definition(
    "cost_volume",
    1,
    Sentence("Of the difference: volume"),
    Sentence("More or less work than planned."),
    Sentence("planned rate × planned minutes × (actual − planned quantity)"),
    Unit.MONEY,
)
EFFICIENCY = Definition(
    "cost_efficiency",
    1,
    Sentence("Of the difference: efficiency"),
    Sentence("Each piece of work took longer or shorter than planned."),
    Sentence("planned rate × (actual − planned minutes) × actual quantity"),
    Unit.MONEY,
)
RATE = Definition(
    "cost_rate",
    1,
    Sentence("Of the difference: rate"),
    Sentence("A minute, or a piece where no minutes are known, was dearer or cheaper."),
    Sentence("(actual − planned rate) × actual minutes × actual quantity"),
    Unit.MONEY,
)
UNSPLIT = Definition(
    "cost_unsplit",
    1,
    Sentence("Of the difference: not split"),
    Sentence("No quantity is known on one of the two sides, or there was a cost without work."),
    Sentence("difference − volume − efficiency − rate"),
    Unit.MONEY,
)
BUDGET_USED = Definition(
    "budget_used",
    1,
    Sentence("Budget used"),
    Sentence("How much of the plan of these months was spent."),
    Sentence("actual ÷ plan, in the months that have a plan"),
    Unit.SHARE,
)
UNPLANNED = Definition(
    "cost_unplanned",
    1,
    Sentence("Cost without a plan"),
    Sentence("What was spent in months for which nothing was planned."),
    Sentence("Σ actual of months without a plan"),
    Unit.MONEY,
)
YEAR_END = Definition(
    "cost_year_end",
    1,
    Sentence("Expected cost of the year"),
    Sentence("What was spent in the year so far, and what its other months are expected to cost."),
    Sentence("Σ months that are over + Σ months foretold"),
    Unit.MONEY,
)

DEFINITIONS = (
    *(ANOMALY_SCORE, ANOMALY_COUNT, BUDGET_VARIANCE, VOLUME, EFFICIENCY, RATE, UNSPLIT),
    *(BUDGET_USED, UNPLANNED, YEAR_END),
)


@dataclass(frozen=True)
class Told:
    """In which currency and as of when figures are told."""

    currency: str
    as_of: date


def score_figure(flag: Flag, told: Told) -> Figure:
    """CO07 of a flagged month; n/a where the rule has no score or the usual never varied."""
    reason = None if flag.z is not None else NO_SCORE
    cut = dict(flag.where) | {"period": said(flag.period)}
    return Figure(
        ANOMALY_SCORE,
        flag.z,
        as_of=told.as_of,
        n=1,
        reason=reason,
        method=flag.remark or SEASON_OUT,
        cut=cut,
    )


def count_figure(flags: Sequence[Flag], judged: int, told: Told) -> Figure:
    """How many were flagged; n is the months of all parts that were judged."""
    return Figure(ANOMALY_COUNT, len(flags), as_of=told.as_of, n=judged)


def split_figures(split: Split, told: Told, *, cut: Cut = (), n: int = 1) -> tuple[Figure, ...]:
    """The difference and its four parts, which sum to it exactly."""
    amounts = (
        (BUDGET_VARIANCE, split.total_minor),
        (VOLUME, split.volume_minor),
        (EFFICIENCY, split.efficiency_minor),
        (RATE, split.rate_minor),
        (UNSPLIT, split.unsplit_minor),
    )
    return tuple(
        money(definition, minor, told.currency, as_of=told.as_of, n=n, cut=dict(cut))
        for definition, minor in amounts
    )


def standing_figures(standing: Standing, told: Told) -> tuple[Figure, ...]:
    """Budget used, the difference with its parts, and the cost without a plan."""
    shared: dict[str, Any] = {"as_of": told.as_of, "n": 1, "cut": dict(standing.cut)}
    planned = standing.actual_minor - standing.unplanned_minor
    used = ratio(
        BUDGET_USED,
        major(planned, told.currency),
        major(standing.plan_minor, told.currency),
        currency=told.currency,
        **shared,
    )
    unplanned = money(UNPLANNED, standing.unplanned_minor, told.currency, **shared)
    return (used, *split_figures(standing.split, told, cut=standing.cut), unplanned)


def year_end_figure(found: YearEnd, told: Told) -> Figure:
    """The year's cost with its interval; without one when the year is over."""
    interval: dict[str, Any] = {}
    if found.method is not None:
        interval = {
            "low": major(found.low_minor, told.currency),
            "high": major(found.high_minor, told.currency),
            "level": LEVEL,
            "method": _how(found, found.method),
        }
    return money(
        YEAR_END,
        found.expected_minor,
        told.currency,
        as_of=told.as_of,
        n=12 - found.months_left,
        cut=dict(found.cut),
        **interval,
    )


def _how(found: YearEnd, method: Method) -> Sentence:
    if not found.tested:
        return Sentence(
            "Foretold by {method}, which was least wrong in the past. The history is too short "
            "to try its interval on the past.",
            method=method.label,
        )
    return Sentence(
        "Foretold by {method}, which was least wrong in the past. Tried on the past, such an "
        "interval held {held} times out of {tested}.",
        method=method.label,
        held=found.held,
        tested=found.tested,
    )


NO_SCORE = Sentence(
    "There is no score: another rule flagged it, or the cost had never varied before."
)
SEASON_OUT = Sentence("Each month was first divided by the median of its own calendar month.")
