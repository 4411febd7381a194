"""From how it was compared and what was checked to a grade of evidence, with the reasons.

A is drawn by lot; B compares with units without it that went the same way before; C with
members alike before; D says before and after only, or that B or C did not stand its check.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goodwill.analytics.benefit.pilots.estimate import Check, Checked, Method
from goodwill.analytics.figure import Grade
from goodwill.language import Sentence

BEST = {
    Method.DID: Grade.DIFFERENCE_IN_DIFFERENCES,
    Method.DEMEANED_SYNTHETIC: Grade.DIFFERENCE_IN_DIFFERENCES,
    Method.SYNTHETIC: Grade.DIFFERENCE_IN_DIFFERENCES,
    Method.SDID: Grade.DIFFERENCE_IN_DIFFERENCES,
    Method.STAGGERED: Grade.DIFFERENCE_IN_DIFFERENCES,
    Method.MATCHED: Grade.MATCHED_CONTROL,
    Method.INDEXED: Grade.INDEXED_BEFORE_AFTER,
}
MUST_BE_TRIED = {Checked.PLACEBO}
"""Of a panel, what could not be tried is not passed; other checks may be impossible."""


@dataclass(frozen=True)
class Graded:
    """A grade and why it is no better."""

    grade: Grade
    reasons: tuple[Sentence, ...]


def graded(method: Method, checks: Sequence[Check]) -> Graded:
    """The grade of an estimate of this method after these checks."""
    best = BEST[method]
    against = tuple(check.sentence for check in checks if _counts_against(method, check))
    if against:
        return Graded(Grade.INDEXED_BEFORE_AFTER, against)
    return Graded(best, (_REASONS[best],))


def is_at_least(grade: Grade, wanted: Grade) -> bool:
    """Whether a grade is as good as wanted: A is better than B."""
    return grade.value <= wanted.value


def _counts_against(method: Method, check: Check) -> bool:
    if check.passed is None:
        return check.what in MUST_BE_TRIED and method is not Method.MATCHED
    return not check.passed


_REASONS = {
    Grade.DIFFERENCE_IN_DIFFERENCES: Sentence(
        "It is compared with units without the pilot over the same time, and where nothing "
        "was done nothing was found. Nobody was drawn by lot, so it is not grade A."
    ),
    Grade.MATCHED_CONTROL: Sentence(
        "It is compared with members who were alike before. What was not recorded may still "
        "set them apart, so it is not grade B."
    ),
    Grade.INDEXED_BEFORE_AFTER: Sentence(
        "Before and after are compared, with nobody who went without."
    ),
}
