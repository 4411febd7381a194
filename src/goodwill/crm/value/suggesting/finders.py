"""What the scores, contracts and promises suggest."""

from __future__ import annotations

from datetime import timedelta

from goodwill.analytics.value.outlook.worklists import GONE, WATCHED
from goodwill.crm.commerce.models import Contract
from goodwill.crm.value.policies import checking
from goodwill.crm.value.seeing import worth_for
from goodwill.crm.value.suggesting.suggestions import Asked, Found, Place, Suggestion
from goodwill.crm.value.worklists.reasons import at_risk as why_at_risk
from goodwill.language import Sentence

ENDS_WITHIN_DAYS = 90
DUE_WITHIN_DAYS = 7


def at_risk(asked: Asked) -> Found:
    """Somebody may be leaving: find out why while there is time."""
    worth = worth_for(asked.reach)
    found = {}
    for key, score in asked.scores.items():
        stake, reason = worth.of(score, "at_risk"), why_at_risk(score)
        if score.p_alive is None or not GONE <= score.p_alive < WATCHED or not stake or not reason:
            continue
        does = Sentence("Call and find out whether they are still with us")
        found[key] = [Suggestion("at_risk", does, reason, "lifebuoy", Place.LOSING, stake)]
    return found


def ending_contracts(asked: Asked) -> Found:
    """A contract ends soon and goes on only if somebody acts."""
    if not asked.reach.may("contracts.view"):
        return {}
    ending = Contract.objects.present().within(asked.reach)
    ending = ending.ending_within(asked.today, ENDS_WITHIN_DAYS).filter(customer__in=asked.ids)
    found: dict[int, list[Suggestion]] = {}
    for contract in ending.order_by("ends_on", "pk"):
        because = Sentence(
            "{contract} ends on {day}.", contract=contract.name, day=contract.ends_on
        )
        found.setdefault(contract.customer_id, []).append(
            Suggestion(
                f"contract:{contract.public_id}",
                Sentence("Talk about going on with {contract}", contract=contract.name),
                because,
                "document-check",
                Place.LOSING,
                contract.amount_minor,
            )
        )
    return found


def due_orders(asked: Asked) -> Found:
    """They order regularly, and the day has come."""
    upto = asked.today + timedelta(days=DUE_WITHIN_DAYS)
    found = {}
    for key, score in asked.scores.items():
        day, gap = score.next_order_on, score.median_gap_days
        if day is None or gap is None or score.purchase_days < 3 or day > upto:
            continue
        if score.p_alive is None or score.p_alive < WATCHED or asked.today > day + timedelta(gap):
            continue
        because = Sentence(
            "Usually buys every {n} day; the next order is expected on {day}.",
            "Usually buys every {n} days; the next order is expected on {day}.",
            n=max(1, round(gap)),
            day=day,
        )
        stake = round((score.revenue_minor or 0) / max(score.orders, 1))
        does = Sentence("Ask for the next order")
        found[key] = [Suggestion("due", does, because, "shopping-bag", Place.WINNING, stake)]
    return found


def promised_visits(asked: Asked) -> Found:
    """Their class is promised visits, and there were too few."""
    late = checking.visits_missing(list(asked.scores.values()), asked.today)
    return {
        key: [
            Suggestion(
                "promised_visit",
                Sentence("Visit them"),
                Sentence(
                    "Class {value_class} is promised {promised} visits a year; there were {made} "
                    "in the last 365 days.",
                    value_class=missing.value_class,
                    promised=missing.promised,
                    made=missing.made,
                ),
                "map-pin",
                Place.PROMISED,
                missing.promised - missing.made,
            )
        ]
        for key, missing in late.items()
    }
