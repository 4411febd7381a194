"""What an ordering of members brings, in numbers that people use: per 1,000 members."""

from __future__ import annotations

from typing import Any

from goodwill.analytics.campaigns.uplift.choosing import UpliftChoice
from goodwill.analytics.campaigns.uplift.policies import (
    POLICY_VALUE,
    SHARE_TO_TREAT,
    SLEEPING_DOGS,
)
from goodwill.analytics.figure import Definition, Figure, Unit, major
from goodwill.analytics.numerics.effects import LEVEL
from goodwill.analytics.value.advising.judging import Interval
from goodwill.language import Sentence

THOUSAND = 1000

RANKING = Definition(
    "uplift_ranking",
    1,
    Sentence("Brought by contacting in this order, per 1,000 members"),
    Sentence(
        "What contacting the members that a ranking puts first brings, averaged over all shares "
        "contacted from none to all, per 1,000 members of the audience (AUUC)."
    ),
    Sentence("1,000 × ∫ φ × (mean contacted − mean of the hold-out, among the best φ) dφ"),
    Unit.NUMBER,
)
RANKING_GAIN = Definition(
    "uplift_ranking_gain",
    1,
    Sentence("More than by another order, per 1,000 members"),
    Sentence(
        "By how much a ranking brings more than another, averaged over all shares contacted, per "
        "1,000 members of the audience."
    ),
    Sentence("AUUC of the one − AUUC of the other, × 1,000"),
    Unit.NUMBER,
)
RANKING_MONEY = Definition(
    "uplift_ranking_money",
    1,
    RANKING.label,
    RANKING.meaning,
    RANKING.formula,
    Unit.MONEY,
)
RANKING_GAIN_MONEY = Definition(
    "uplift_ranking_gain_money",
    1,
    RANKING_GAIN.label,
    RANKING_GAIN.meaning,
    RANKING_GAIN.formula,
    Unit.MONEY,
)
DEFINITIONS = (RANKING, RANKING_GAIN, RANKING_MONEY, RANKING_GAIN_MONEY)


def ranking_figure(
    found: Interval, choice: UpliftChoice, currency: str | None, *, is_gain: bool, **told: Any
) -> Figure:
    """An AUUC, or a difference of two, per 1,000 members.

    Parameters
    ----------
    found
        Per member: of the outcome, or in minor units of `currency` if that is given.
    """
    ends = [THOUSAND * x for x in (found.value, found.low, found.high)]
    told |= {"n": choice.members, "level": LEVEL, "method": choice.method}
    if currency is None:
        definition = RANKING_GAIN if is_gain else RANKING
        return Figure(definition, ends[0], low=ends[1], high=ends[2], **told)
    value, low, high = (major(round(end), currency) for end in ends)
    definition = RANKING_GAIN_MONEY if is_gain else RANKING_MONEY
    return Figure(definition, value, low=low, high=high, currency=currency, **told)


def share_figures(choice: UpliftChoice, **told: Any) -> tuple[Figure, Figure]:
    """The share worth contacting, and the share better left alone."""
    told |= {"n": choice.members, "level": LEVEL, "method": choice.method}
    pairs = (
        (SHARE_TO_TREAT, choice.policy.best_share),
        (SLEEPING_DOGS, choice.policy.sleeping_share),
    )
    one, other = (
        Figure(definition, found.value, low=found.low, high=found.high, **told)
        for definition, found in pairs
    )
    return one, other


def profit_figure(found: Interval, choice: UpliftChoice, currency: str, **told: Any) -> Figure:
    """Minor units per member, of the whole audience."""
    value, low, high = (
        major(round(x * choice.of), currency) for x in (found.value, found.low, found.high)
    )
    told |= {"n": choice.members, "level": LEVEL, "method": choice.method, "currency": currency}
    return Figure(POLICY_VALUE, value, low=low, high=high, **told)
