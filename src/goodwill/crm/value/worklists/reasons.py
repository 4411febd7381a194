"""Why a customer stands on a list, in words."""

from __future__ import annotations

from goodwill.analytics.value.outlook.worklists import why_at_risk
from goodwill.crm.ui.showing import money
from goodwill.crm.value.scoring.models import Score
from goodwill.crm.value.seeing import REVENUE, Worth
from goodwill.crm.value.worklists.models import CareAction
from goodwill.language import Sentence


def why(score: Score, worklist: str, worth: Worth = REVENUE) -> Sentence | None:
    """The reason from the customer's own numbers; None where they say nothing."""
    if worklist == CareAction.Worklist.LOST:
        return at_risk(score)
    if worklist == CareAction.Worklist.KEEP:
        return worth_keeping(score, worth)
    return None


def at_risk(score: Score) -> Sentence | None:
    """How long they have been silent beside how often they buy."""
    if score.last_order_on is None or score.p_alive is None or not score.purchase_days:
        return None
    return why_at_risk(
        {
            "purchase_days": score.purchase_days,
            "median_gap_days": score.median_gap_days if score.purchase_days > 1 else None,
            "days_since_last": (score.as_of - score.last_order_on).days,
            "p_alive": score.p_alive,
        }
    )


def worth_keeping(score: Score, worth: Worth) -> Sentence | None:
    """What they have brought and what is expected of them."""
    so_far, expected = worth.of(score, "so_far"), worth.of(score, "expected")
    if so_far is None or expected is None or score.p_alive is None:
        return None
    currency = score.valuation.currency
    told = {
        "value": money(so_far, currency),
        "residual": money(expected, currency),
        "percent": round(score.p_alive * 100),
    }
    if worth is REVENUE:
        return Sentence(
            "Has bought for {value} so far and is expected to buy for {residual} in the next "
            "365 days; still a customer with a chance of {percent} %.",
            **told,
        )
    return Sentence(
        "Has brought {value} so far and is expected to bring {residual} more; still a customer "
        "with a chance of {percent} %.",
        **told,
    )
