"""One sentence for a campaign: it paid, it cost more than it brought, or we cannot tell yet.

"Cannot tell yet" says what it would take: so many more members, or so many more weeks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from scipy import stats

from goodwill.analytics.figure import Figure
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence

POWER = 0.8
"""How often a campaign that does what it should is to be found out, as planned by default."""
FARTHEST = 100
"""Beyond so many times the members there are, a number says no more than "far more"."""
WEEK = 7


class Answer(StrEnum):
    """What the data say of a campaign."""

    PAID = "paid"
    BROUGHT = "brought"
    LOST = "lost"
    HARMED = "harmed"
    OPEN = "open"
    NOT_TRUSTED = "not_trusted"


@dataclass(frozen=True)
class Needed:
    """What would settle it: so many more members, or so many more days of the same ones."""

    members: int
    days: int | None = None

    @property
    def sentence(self) -> Sentence:
        """`3,400 more customers or 5 more weeks`."""
        if self.days is None:
            return Sentence("{n} more customer", "{n} more customers", n=self.members)
        weeks = ceil(self.days / WEEK)
        return Sentence(
            "{members} or {weeks}",
            members=Needed(self.members).sentence,
            weeks=Sentence("{n} more week", "{n} more weeks", n=weeks),
        )


@dataclass(frozen=True)
class Verdict:
    """The answer, its sentence, and what is needed where it is open."""

    answer: Answer
    sentence: Sentence
    needed: Needed | None = None


def needed(
    effect: Effect, smallest: float, *, days: int | None = None, power: float = POWER
) -> Needed | None:
    """How much more it takes to find an effect of `smallest` with the power wanted.

    The standard error falls with the square root of the members. Days count like members:
    as long as the campaign goes on working, effect and variance grow alike with time.

    Parameters
    ----------
    smallest
        The effect per member that must not be missed: that of the plan, or that at which
        the campaign pays.
    days
        How long the members have been watched; without it no days are told.

    Returns
    -------
    Needed or None
        None where what there is suffices, or where even `FARTHEST` times as much would not.
    """
    if smallest == 0 or effect.se == 0:
        return None
    z = stats.norm.ppf(0.5 + effect.level / 2) + stats.norm.ppf(power)
    times = float(z * effect.se / smallest) ** 2
    if not 1 < times <= FARTHEST:
        return None
    members = effect.n_treated + effect.n_control
    more_days = None if days is None else ceil(days * (times - 1))
    return Needed(_rounded(members * (times - 1)), more_days)


def verdict(
    margin: Effect,
    profit: Figure,
    *,
    cost_per_member: float | None,
    smallest: float | None = None,
    days: int | None = None,
    moved: Figure | None = None,
) -> Verdict:
    """What a campaign that may be trusted brought beyond its cost, in one sentence.

    Parameters
    ----------
    margin
        The effect on margin (or revenue) per treated member, in minor units.
    profit
        Incremental margin less cost, with its interval; without a value where no cost is known.
    cost_per_member
        Cost per treated member in minor units, where known.
    smallest
        The effect per member that was planned for. Else it is what the members cost, or what
        they seem to have brought if that is more: smaller effects would not be missed.
    moved
        How many more members bought, with its interval, where that is known.
    """
    if margin.high < 0:
        return Verdict(
            Answer.HARMED,
            Sentence("It did harm: those who were contacted brought less than those left alone."),
        )
    lacking = needed(margin, smallest or max(cost_per_member or 0, margin.value), days=days)
    if cost_per_member is None:
        return _without_profit(margin, profit, lacking, moved)
    if profit.low is not None and profit.low > 0:
        return Verdict(
            Answer.PAID,
            Sentence("It paid: it brought {profit} more than it cost.", profit=profit),
        )
    if profit.high is not None and profit.high < 0:
        return Verdict(
            Answer.LOST,
            Sentence("It cost more than it brought: {profit} in all.", profit=profit),
        )
    if margin.low > 0:
        return Verdict(
            Answer.BROUGHT,
            _and_needs(
                Sentence("It worked; whether it brought more than it cost cannot be told yet"),
                lacking,
            ),
            lacking,
        )
    return _open(lacking, moved)


def not_trusted(reason: Sentence) -> Verdict:
    """Where a check failed, no effect is told: it would look exactly like a right one."""
    return Verdict(
        Answer.NOT_TRUSTED, Sentence("This result is not to be trusted: {reason}", reason=reason)
    )


def _without_profit(
    margin: Effect, profit: Figure, lacking: Needed | None, moved: Figure | None
) -> Verdict:
    """Cost or margin is not known: the profit says which."""
    if margin.low <= 0:
        return _open(lacking, moved)
    if profit.reason is None:
        said = Sentence("It worked; whether it paid cannot be told.")
    else:
        said = Sentence("It worked; whether it paid cannot be told. {reason}", reason=profit.reason)
    return Verdict(Answer.BROUGHT, said)


def _open(lacking: Needed | None, moved: Figure | None) -> Verdict:
    """Buyers are counted sooner than money: that some came is said, if it is sure."""
    if moved is not None and moved.low is not None and moved.low > 0:
        said = Sentence(
            "It brought {buyers} more buyers; whether they brought more than it cost cannot be "
            "told yet",
            buyers=moved,
        )
        return Verdict(Answer.BROUGHT, _and_needs(said, lacking), lacking)
    said = Sentence("We cannot tell yet whether it brought anything")
    return Verdict(Answer.OPEN, _and_needs(said, lacking), lacking)


def _and_needs(said: Sentence, lacking: Needed | None) -> Sentence:
    if lacking is None:
        return Sentence("{said}.", said=said)
    return Sentence("{said}: that needs {needed}.", said=said, needed=lacking.sentence)


def _rounded(number: float) -> int:
    """To two digits, upwards: 3,400, not 3,381."""
    step = int(10 ** max(0, len(str(ceil(number))) - 2))
    return ceil(number / step) * step
