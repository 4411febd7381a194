"""Are there enough buyers to say what a campaign brought in money?

A mean of money rests on those who bought. In a hold-out of one in a hundred, a campaign of
fifty thousand may have five buyers to compare with; then no formula helps, and the honest
answer is how many more members or weeks it takes.

Which interval may be shown was found by simulation on resampled and generated spend
(`benchmarks/false_alarms.py`): see `Interval`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from math import ceil

from goodwill.analytics.errors import TooFew
from goodwill.language import Sentence

FEWEST_BUYERS_WELCH = 100
"""Per arm. With 100 buyers in each of two even arms, Welch's 95 % intervals of log-normal
amounts (σ 1.5) held the truth at least 94 % of the time whatever the effect; with 30, 93 %."""

EVEN_ENOUGH = 2 / 3
"""Smaller arm ÷ larger arm from which Welch's interval held (a split of 40 : 60) at least 93 %
of the time. With a hold-out of 10 % and 100 buyers in it, it held 88 %: errors of skewness
cancel only between arms of about the same size."""

FEWEST_BUYERS_PER_ARM = 20
"""For the skewed interval. With 20, 95–97 % on average and 92 % at worst over effects,
populations and hold-outs. With 5, the worst was 92.5 % as well, but the interval is then so
wide and so lopsided that it can show hardly any effect."""

FEWEST_BUYERS_TOGETHER = 200
"""For the skewed interval, which learns from all buyers how much amounts vary."""


class Interval(StrEnum):
    """The interval of money that may be shown."""

    WELCH = "welch"
    """`means.difference`: 100 buyers in every arm, and arms of about the same size."""

    SKEWED = "skewed"
    """`heavytails.skewed_difference`: 20 buyers in every arm and 200 together."""


class TooFewBuyers(TooFew):
    """Not enough buyers in an arm; says how many more members, or weeks, it takes.

    Parameters
    ----------
    arm
        The arm, or None if there are too few in all arms together.
    more_members
        Members that would have to be added over all arms in the same shares, at the rate of
        buyers so far; None if nobody bought yet.
    more_weeks
        Weeks until there are enough, if buyers come as they did; None if that is unknown.
    """

    def __init__(
        self, arm: str | None, have: int, needed: int, members: int, days_so_far: int | None
    ) -> None:
        missing = needed - have
        self.arm, self.have, self.needed = arm, have, needed
        self.more_members = ceil(missing * members / have) if have else None
        knows_weeks = have > 0 and bool(days_so_far)
        self.more_weeks = ceil(missing * (days_so_far or 0) / have / 7) if knows_weeks else None
        super(TooFew, self).__init__(_sentence(self))


def enough_buyers(
    buyers: Mapping[str, int],
    members: Mapping[str, int],
    days_so_far: int | None = None,
    *,
    per_arm: int = FEWEST_BUYERS_WELCH,
    together: int = 0,
) -> None:
    """Refuse to compare money between arms where too few have bought.

    Parameters
    ----------
    buyers, members
        Arm → members who bought, and members.
    days_so_far
        Days since the campaign began, to say how many weeks are missing.
    per_arm, together
        Buyers needed in every arm, and in all of them.

    Raises
    ------
    TooFewBuyers
        The arm that is farthest from what is needed, or all arms together.
    """
    everybody = sum(members.values())
    fewest = min(members, key=lambda arm: buyers.get(arm, 0))
    have = buyers.get(fewest, 0)
    all_buyers = sum(buyers.get(arm, 0) for arm in members)
    # Those who miss most decide: if the arm gets its share, so do all together, or the reverse.
    if have < per_arm and have * together <= all_buyers * per_arm:
        raise TooFewBuyers(fewest, have, per_arm, everybody, days_so_far)
    if all_buyers < together:
        raise TooFewBuyers(None, all_buyers, together, everybody, days_so_far)


def trusted_interval(
    buyers: Mapping[str, int], members: Mapping[str, int], days_so_far: int | None = None
) -> Interval:
    """Which interval of money holds for these arms; compare two arms at a time.

    Raises
    ------
    TooFewBuyers
        None holds. Says what is missing for the skewed interval, which needs the least.
    """
    sizes = sorted(members.values())
    fewest = min(buyers.get(arm, 0) for arm in members)
    if fewest >= FEWEST_BUYERS_WELCH and sizes[0] >= EVEN_ENOUGH * sizes[-1]:
        return Interval.WELCH
    enough_buyers(
        buyers,
        members,
        days_so_far,
        per_arm=FEWEST_BUYERS_PER_ARM,
        together=FEWEST_BUYERS_TOGETHER,
    )
    return Interval.SKEWED


def _sentence(few: TooFewBuyers) -> Sentence:
    told: dict[str, object] = {
        "arm": few.arm,
        "have": few.have,
        "needed": few.needed,
        "members": few.more_members,
        "n": few.more_weeks,
    }
    if few.arm is None:
        return _sentence_for_all(few, told)
    if few.more_members is None:
        return Sentence(
            "We cannot tell yet what it brought in money: nobody in {arm} has bought, and at "
            "least {needed} buyers are needed.",
            **told,
        )
    if few.more_weeks is None:
        return Sentence(
            "We cannot tell yet what it brought in money: {arm} has {have} of the {needed} "
            "buyers needed. At this rate it takes about {members} more customers.",
            **told,
        )
    return Sentence(
        "We cannot tell yet what it brought in money: {arm} has {have} of the {needed} buyers "
        "needed. At this rate it takes about {members} more customers or {n} more week.",
        "We cannot tell yet what it brought in money: {arm} has {have} of the {needed} buyers "
        "needed. At this rate it takes about {members} more customers or {n} more weeks.",
        **told,
    )


def _sentence_for_all(few: TooFewBuyers, told: dict[str, object]) -> Sentence:
    if few.more_members is None:
        return Sentence(
            "We cannot tell yet what it brought in money: nobody has bought, and at least "
            "{needed} buyers are needed.",
            **told,
        )
    if few.more_weeks is None:
        return Sentence(
            "We cannot tell yet what it brought in money: the arms together have {have} of the "
            "{needed} buyers needed. At this rate it takes about {members} more customers.",
            **told,
        )
    return Sentence(
        "We cannot tell yet what it brought in money: the arms together have {have} of the "
        "{needed} buyers needed. At this rate it takes about {members} more customers or {n} "
        "more week.",
        "We cannot tell yet what it brought in money: the arms together have {have} of the "
        "{needed} buyers needed. At this rate it takes about {members} more customers or {n} "
        "more weeks.",
        **told,
    )
