"""One unit of effect belongs to one benefit: what other benefits count already is taken off.

Satisfied customers stay and buy more, so satisfaction has no money of its own beside retention
or cross-selling. Other benefits that claim the same effect are put in one overlap group, and
all but one of them say which share another one counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from goodwill.analytics.benefit.returns.checks import NOUGHT, ONE
from goodwill.analytics.benefit.returns.register import Benefit, Link
from goodwill.analytics.errors import SettingRefused
from goodwill.language import Sentence


@dataclass(frozen=True)
class Overlap:
    """The share of a benefit that others count already, and why."""

    share: Decimal
    why: Sentence


def overlaps(benefits: Sequence[Benefit]) -> Mapping[str, Overlap]:
    """The overlap of each financial benefit, by its id; the order of the entries is irrelevant.

    Raises
    ------
    SettingRefused
        Two benefits of a group do not say what the other counts, or an overlap is stated
        without a group.
    """
    financial = sorted((each for each in benefits if each.is_financial), key=lambda each: each.id)
    found = {benefit.id: _overlap(benefit, financial) for benefit in financial}
    _refuse_silent_pairs(financial, found)
    return found


def _overlap(benefit: Benefit, all_financial: Sequence[Benefit]) -> Overlap:
    if _is_carried(benefit, all_financial):
        return Overlap(ONE, CARRIED)
    if benefit.overlap is None:
        return Overlap(NOUGHT, COUNTED)
    if benefit.overlap_group is None and benefit.overlap > 0:
        raise SettingRefused(
            Sentence(
                "The benefit {benefit} overlaps, but is in no overlap group: name the group of "
                "benefits that claim the same effect.",
                benefit=benefit.id,
            )
        )
    return Overlap(benefit.overlap, STATED)


def _is_carried(benefit: Benefit, others: Sequence[Benefit]) -> bool:
    """Whether a benefit of satisfaction has its money in retention or cross-selling."""
    if benefit.link is not Link.SATISFACTION:
        return False
    return any(
        other.link in {Link.RETENTION, Link.CROSS_SELL} and _may_be_one(benefit, other)
        for other in others
    )


def _may_be_one(one: Benefit, other: Benefit) -> bool:
    groups = {one.overlap_group, other.overlap_group}
    return None in groups or len(groups) == 1


def _refuse_silent_pairs(benefits: Sequence[Benefit], found: Mapping[str, Overlap]) -> None:
    first: dict[str, str] = {}
    for benefit in benefits:
        group = benefit.overlap_group
        if group is None or found[benefit.id].why != COUNTED:
            continue
        if group in first:
            raise SettingRefused(
                Sentence(
                    "In the overlap group {group} both {one} and {other} leave `overlap` out: "
                    "enter for one of them which share of it the other counts already, or 0.",
                    group=group,
                    one=first[group],
                    other=benefit.id,
                )
            )
        first[group] = benefit.id


CARRIED = Sentence(
    "Satisfaction has no money of its own: its effect is counted in retention and cross-selling."
)
COUNTED = Sentence("No other benefit counts it.")
STATED = Sentence("A stated share that another benefit of its group counts already.")
