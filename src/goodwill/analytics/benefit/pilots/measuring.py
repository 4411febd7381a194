"""A pilot measured by every method that its panel allows, side by side, and the verdict.

Which one is recommended follows from the panel's shape and from the checks, before the
effect is looked at: the method with the best grade, and of these the one that assumes least.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from goodwill.analytics.benefit.pilots.criteria import (
    Criterion,
    Verdict,
    judge,
    more_periods,
    more_units,
    shortened,
)
from goodwill.analytics.benefit.pilots.did import did
from goodwill.analytics.benefit.pilots.estimate import Estimate, Method
from goodwill.analytics.benefit.pilots.grading import Graded, graded
from goodwill.analytics.benefit.pilots.panel import Block, Panel
from goodwill.analytics.benefit.pilots.sdid import sdid
from goodwill.analytics.benefit.pilots.staggered import staggered
from goodwill.analytics.benefit.pilots.synthetic import synthetic
from goodwill.analytics.errors import AnalyticsError
from goodwill.language import Sentence

METHODS: Mapping[Method, Callable[[Panel], Estimate]] = {
    Method.STAGGERED: staggered,
    Method.SDID: sdid,
    Method.DEMEANED_SYNTHETIC: synthetic,
    Method.DID: did,
    Method.SYNTHETIC: lambda panel: synthetic(panel, demeaned=False),
}
"""In the order of recommendation; staggered stands for all where starts differ."""


@dataclass(frozen=True, eq=False)
class Attempt:
    """One method: its estimate with a grade, or the refusal in its place."""

    method: Method
    estimate: Estimate | None = None
    graded: Graded | None = None
    refusal: AnalyticsError | None = None


@dataclass(frozen=True, eq=False)
class PilotResult:
    """What a pilot brought, as far as it can be told.

    Parameters
    ----------
    attempts
        Every method in the order of recommendation.
    recommended
        The one to go by; None where all refused.
    why
        Why it is that one.
    verdict
        Against the criterion; None without one, or without an estimate.
    sentence
        The finding in one sentence, whether or not there is a criterion.
    """

    panel: Panel
    attempts: tuple[Attempt, ...]
    recommended: Attempt | None
    why: Sentence
    verdict: Verdict | None
    sentence: Sentence

    @property
    def treated_periods(self) -> int:
        """Units × periods in which the pilot ran: the effect times it is the whole."""
        length = len(self.panel.periods)
        return sum(length - start for start in self.panel.starts if start is not None)


def measure(panel: Panel, criterion: Criterion | None = None) -> PilotResult:
    """All methods that the panel allows, the recommended one, and the verdict.

    A method that refuses has its refusal kept in its place; nothing is raised for it.
    """
    attempts = tuple(_attempt(method, panel) for method in _methods(panel))
    best = _recommended(attempts)
    if best is None or best.estimate is None or best.graded is None:
        nothing = Sentence("We cannot tell: no method can be used on these units and periods.")
        return PilotResult(panel, attempts, None, nothing, None, nothing)
    verdict = None if criterion is None else _judged(panel, best.estimate, best.graded, criterion)
    found = _finding(panel, best.estimate, best.graded)
    return PilotResult(panel, attempts, best, _WHY[best.method], verdict, found)


def _methods(panel: Panel) -> tuple[Method, ...]:
    if panel.is_staggered:
        return tuple(METHODS)
    return tuple(method for method in METHODS if method is not Method.STAGGERED)


def _attempt(method: Method, panel: Panel) -> Attempt:
    try:
        estimate = METHODS[method](panel)
    except AnalyticsError as refusal:
        return Attempt(method, refusal=refusal)
    return Attempt(method, estimate, graded(method, estimate.checks))


def _recommended(attempts: tuple[Attempt, ...]) -> Attempt | None:
    done = [attempt for attempt in attempts if attempt.graded is not None]
    return min(done, key=_grade, default=None)


def _grade(attempt: Attempt) -> str:
    assert attempt.graded is not None
    return attempt.graded.grade.value


def _judged(panel: Panel, estimate: Estimate, graded: Graded, criterion: Criterion) -> Verdict:
    starts = [start for start in panel.starts if start is not None]
    ran = len(panel.periods) - max(starts)
    return judge(estimate.effect, graded.grade, criterion, ran=ran, block=_block(panel))


def _block(panel: Panel) -> Block | None:
    return None if panel.is_staggered else panel.block(before=1, controls=1)


def _finding(panel: Panel, estimate: Estimate, graded: Graded) -> Sentence:
    effect = estimate.effect
    words = {
        "value": shortened(effect.value),
        "low": shortened(effect.low),
        "high": shortened(effect.high),
        "grade": str(graded.grade.value),
    }
    if not effect.is_sure:
        block = _block(panel)
        periods = None if block is None else more_periods(effect, block, abs(effect.value))
        return _unsure(words, more_units(effect, abs(effect.value)), periods)
    if effect.value > 0:
        return Sentence(
            "Per unit and period the pilot brought {value} more than would have come anyway "
            "({low} to {high}; evidence of grade {grade}).",
            **words,
        )
    return Sentence(
        "Per unit and period the pilot brought less than would have come anyway: {value} "
        "({low} to {high}; evidence of grade {grade}).",
        **words,
    )


def _unsure(words: dict[str, Any], units: int | None, periods: int | None) -> Sentence:
    """What it would take to tell an effect as large as the one found from none."""
    if units is not None and periods is not None:
        return Sentence(
            "We cannot tell yet: per unit and period the pilot brought between {low} and {high} "
            "(evidence of grade {grade}). If it is near {value}, it takes about {units} more "
            "units with the pilot (and others without it in proportion), or {periods} more "
            "periods, to know.",
            units=units,
            periods=periods,
            **words,
        )
    if units is not None:
        return Sentence(
            "We cannot tell yet: per unit and period the pilot brought between {low} and {high} "
            "(evidence of grade {grade}). If it is near {value}, it takes about {units} more "
            "units with the pilot (and others without it in proportion) to know.",
            units=units,
            **words,
        )
    return Sentence(
        "We cannot tell: per unit and period the pilot brought between {low} and {high} "
        "(evidence of grade {grade}). If there is an effect, it is too small for such a pilot.",
        **words,
    )


_WHY = {
    Method.STAGGERED: Sentence(
        "The pilot started at different times, so each start is compared with units where it "
        "did not run yet."
    ),
    Method.SDID: Sentence(
        "There are periods and units enough to weigh both, so that units with and without the "
        "pilot run in parallel before it."
    ),
    Method.DEMEANED_SYNTHETIC: Sentence(
        "A mixture of units without the pilot moved as those with it did before, and better "
        "than by weighing periods too."
    ),
    Method.DID: Sentence(
        "Units with and without the pilot moved alike before it; no weighing stood its checks, "
        "or there is too little to weigh."
    ),
    Method.SYNTHETIC: Sentence(
        "A mixture of units without the pilot was like those with it in level and movement, "
        "and no other method stood its checks."
    ),
}
