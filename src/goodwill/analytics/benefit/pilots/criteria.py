"""What a pilot must show to pass, fixed before it starts, and the verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from scipy import stats

from goodwill.analytics.benefit.pilots.grading import is_at_least
from goodwill.analytics.benefit.pilots.panel import Block
from goodwill.analytics.figure import Grade
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence

Span = dict[str, Any]

MOST_TIMES = 100
"""If it took so many times what there is, the truth is too near to the criterion to tell."""


class Outcome(StrEnum):
    """Of a pilot against its criterion."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    NOT_YET = "not yet"


@dataclass(frozen=True)
class Criterion:
    """When a pilot counts as a success.

    Parameters
    ----------
    metric
        What is measured, in words.
    minimum
        The smallest effect per unit and period that is worth it, in the direction of
        `better` and the unit of the outcome; not below nought.
    better
        +1 if more is better, −1 if less is.
    periods
        After how many periods of the pilot it is judged; not before. None: at any time,
        decided once.
    grade
        The weakest evidence that is accepted.
    """

    metric: str
    minimum: float
    better: int = 1
    periods: int | None = None
    grade: Grade = Grade.DIFFERENCE_IN_DIFFERENCES


@dataclass(frozen=True)
class Verdict:
    """Pass, fail or not yet, in one sentence; what more it would take where that can be told.

    `more_units` are treated ones, with controls in proportion; `more_periods` are of the
    pilot. None where not asked, or where no such number would do.
    """

    outcome: Outcome
    sentence: Sentence
    more_units: int | None = None
    more_periods: int | None = None


def judge(
    effect: Effect, grade: Grade, criterion: Criterion, *, ran: int, block: Block | None = None
) -> Verdict:
    """The verdict on a pilot that ran for `ran` periods.

    It passes if the whole interval is beyond the minimum, fails if the whole interval is
    short of it; otherwise it cannot be told yet. `block` tells what longer time would do.
    """
    early = _too_early(criterion, ran) or _too_weak(criterion, grade)
    if early:
        return Verdict(Outcome.NOT_YET, early)
    span = _span(effect, criterion)
    low, high = sorted((effect.low * criterion.better, effect.high * criterion.better))
    if low > criterion.minimum:
        return Verdict(Outcome.PASS, _passed(span))
    if high < criterion.minimum:
        return Verdict(Outcome.FAIL, _failed(span))
    return _undecided(effect, criterion, block, span)


def more_units(effect: Effect, away: float) -> int | None:
    """Treated units to add, with controls in proportion, until the half-width is `away`."""
    if away <= 0:
        return None

    def half_width(times: float) -> float:
        quantile = stats.t.ppf(0.5 + effect.level / 2, effect.df * times)
        return float(quantile * effect.se / math.sqrt(times))

    if half_width(MOST_TIMES) > away:
        return None
    few, enough = effect.n_treated, effect.n_treated * MOST_TIMES
    while enough - few > 1:
        middle = (few + enough) // 2
        if half_width(middle / effect.n_treated) > away:
            few = middle
        else:
            enough = middle
    return enough - effect.n_treated


def more_periods(effect: Effect, block: Block, away: float) -> int | None:
    """Further periods of the pilot until the half-width is `away`; None if none would do.

    A unit's change varies by what stays with it and by what comes and goes each period:
    V = p + σ²(1/T₀ + 1/T₁). Only the last part shrinks as the pilot runs on.
    """
    if len(block.treated) + len(block.controls) < 3:
        return None
    passing, lasting = _variances(block)
    now = lasting + passing * (1 / block.start + 1 / block.after)
    reach = (effect.high - effect.low) / 2
    if away <= 0 or now == 0 or reach == 0:
        return None
    left = now * (away / reach) ** 2 - lasting - passing / block.start
    if left <= 0 or passing / left > MOST_TIMES * block.after:
        return None
    return max(1, math.ceil(passing / left) - block.after)


def _variances(block: Block) -> tuple[float, float]:
    """σ² of what comes and goes, and p of what stays with a unit's change."""
    groups = [rows for rows in (block.treated, block.controls) if len(rows) > 1]
    halves = (slice(0, block.start), slice(block.start, None))
    degrees = sum(len(rows) - 1 for rows in groups)
    squares = sum(_left_over(rows[:, half]) for rows in groups for half in halves)
    free = degrees * (block.start + block.after - 2)
    passing = squares / free if free else 0.0
    changes = [rows[:, halves[1]].mean(axis=1) - rows[:, halves[0]].mean(axis=1) for rows in groups]
    whole = sum(float(((c - c.mean()) ** 2).sum()) for c in changes) / degrees
    return passing, max(0.0, whole - passing * (1 / block.start + 1 / block.after))


def _left_over(rows: Floats) -> float:
    """Squares about the means of units and of periods."""
    both = rows - rows.mean(axis=1, keepdims=True) - rows.mean(axis=0) + rows.mean()
    return float(np.square(both).sum())


def _too_early(criterion: Criterion, ran: int) -> Sentence | None:
    if criterion.periods is None or ran >= criterion.periods:
        return None
    return Sentence(
        "Not yet: it was agreed to judge after {agreed} periods, and {ran} have run.",
        agreed=criterion.periods,
        ran=ran,
    )


def _too_weak(criterion: Criterion, grade: Grade) -> Sentence | None:
    if is_at_least(grade, criterion.grade):
        return None
    return Sentence(
        "Not yet: the evidence is of grade {grade}, and {wanted} was agreed. More of the same "
        "does not help; draw by lot who goes first, or find units that move alike.",
        grade=str(grade.value),
        wanted=str(criterion.grade.value),
    )


def _undecided(effect: Effect, criterion: Criterion, block: Block | None, span: Span) -> Verdict:
    away = abs(effect.value * criterion.better - criterion.minimum)
    units = more_units(effect, away)
    periods = None if block is None else more_periods(effect, block, away)
    return Verdict(Outcome.NOT_YET, _needs(span, units, periods), units, periods)


def _span(effect: Effect, criterion: Criterion) -> Span:
    low, high = sorted((effect.low * criterion.better, effect.high * criterion.better))
    return {
        "metric": criterion.metric,
        "minimum": criterion.minimum,
        "low": shortened(low),
        "high": shortened(high),
    }


def _passed(span: Span) -> Sentence:
    return Sentence(
        "Pass: {metric} is {low} to {high} better per unit and period; at least {minimum} "
        "was agreed.",
        **span,
    )


def _failed(span: Span) -> Sentence:
    return Sentence(
        "Fail: {metric} is {low} to {high} better per unit and period; at least {minimum} "
        "was agreed.",
        **span,
    )


def _needs(span: Span, units: int | None, periods: int | None) -> Sentence:
    """What more it would take, as far as that can be told."""
    if units is not None and periods is not None:
        return Sentence(
            "Not yet: {metric} is {low} to {high} better per unit and period, and {minimum} was "
            "agreed. It takes about {units} more units with the pilot (and others without it in "
            "proportion), or {periods} more periods.",
            units=units,
            periods=periods,
            **span,
        )
    if units is not None:
        return Sentence(
            "Not yet: {metric} is {low} to {high} better per unit and period, and {minimum} was "
            "agreed. It takes about {units} more units with the pilot (and others without it in "
            "proportion); time alone does not tell.",
            units=units,
            **span,
        )
    if periods is not None:
        return Sentence(
            "Not yet: {metric} is {low} to {high} better per unit and period, and {minimum} was "
            "agreed. It takes about {periods} more periods.",
            periods=periods,
            **span,
        )
    return Sentence(
        "Not yet: {metric} is {low} to {high} better per unit and period, and {minimum} was "
        "agreed. The truth is too near to that for any number of units to tell.",
        **span,
    )


def shortened(value: float) -> float:
    """Four digits, as they stand in a sentence."""
    return float(f"{value:.4g}")
