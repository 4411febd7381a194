"""What is to be decided today: each room enters the questions it can put."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Sum
from django.utils import timezone

from goodwill.analytics.figure import major, shown
from goodwill.analytics.figure.kinds import Unit
from goodwill.crm.ui import speaking
from goodwill.crm.ui.addresses import address_if_any
from goodwill.crm.value.management.reading import Seen
from goodwill.crm.value.scoring.kinds import COST
from goodwill.crm.value.seeing import scores_within
from goodwill.crm.value.worklists.models import CareAction
from goodwill.language import Sentence

STALE_AFTER = timedelta(days=8)
HEAVY = 0.1
"""From this share of the whole on a single customer is a risk to be decided on."""


@dataclass(frozen=True)
class Decision:
    """Something to be decided: what it is about, and where it is done."""

    says: Sentence
    do: Sentence
    address: str
    weighs: int = 0
    """In minor units: the weightier stands first."""


Asks = Callable[[Seen], Decision | None]


def enter(word: str, asks: Asks) -> None:
    """Add a question to the management page; None where there is nothing to decide."""
    _ASKS[word] = asks


def decisions(seen: Seen) -> list[Decision]:
    """What there is to decide, the weightiest first; a constant number of queries for each."""
    found = [one for one in (asks(seen) for asks in _ASKS.values()) if one is not None]
    return sorted(found, key=lambda one: -one.weighs)


def _amount(seen: Seen, minor: int) -> str:
    amount = major(minor, seen.currency)
    return shown(amount, Unit.MONEY, speaking.current(), currency=seen.currency, whole=True)


def leaving(seen: Seen) -> Decision | None:
    """Customers of the most valuable class who may be leaving, and nobody has taken them on."""
    taken = CareAction.objects.present().filter(
        customer=OuterRef("customer"), outcome=CareAction.Outcome.OPEN
    )
    some = scores_within(seen.reach).filter(value_class="A").exclude(churn_reason="")
    told = some.filter(~Exists(taken)).aggregate(n=Count("pk"), minor=Sum(seen.worth.at_risk))
    if not told["n"]:
        return None
    return Decision(
        Sentence(
            "{n} customer of class A may be leaving, and nobody has taken it on: {amount} at risk.",
            "{n} customers of class A may be leaving, and nobody has taken them on: {amount} at "
            "risk.",
            n=told["n"],
            amount=_amount(seen, told["minor"] or 0),
        ),
        Sentence("Decide who keeps them"),
        address_if_any("worklist", "lost"),
        told["minor"] or 0,
    )


def costing(seen: Seen) -> Decision | None:
    """Customers who cost more than they bring; for those only who see costs."""
    if not seen.reach.sees(*COST.split(".", 1)):
        return None
    some = scores_within(seen.reach).filter(profit_minor__lt=0)
    told = some.aggregate(n=Count("pk"), minor=Sum("profit_minor"))
    if not told["n"]:
        return None
    return Decision(
        Sentence(
            "{n} customer costs more than it brings: {amount} so far.",
            "{n} customers cost more than they bring: {amount} so far.",
            n=told["n"],
            amount=_amount(seen, -(told["minor"] or 0)),
        ),
        Sentence("Decide on prices and service"),
        address_if_any("worklist", "negative"),
        -(told["minor"] or 0),
    )


def heavy(seen: Seen) -> Decision | None:
    """A single customer who brings a large part of all."""
    total, best = seen.whale.total_minor, next(iter(seen.whale.points[1:]), None)
    column = seen.worth.so_far
    first = scores_within(seen.reach).exclude(**{column: None}).order_by(f"-{column}")
    score = first.select_related("customer").first()
    if score is None or best is None or total <= 0 or not seen.is_whole:
        return None
    minor = getattr(score, column)
    if minor < HEAVY * total:
        return None
    share = shown(minor / total, Unit.SHARE, speaking.current())
    return Decision(
        Sentence(
            "{customer} alone brings {share} of all there is.",
            customer=score.customer.name,
            share=share,
        ),
        Sentence("Plan the account"),
        address_if_any("account_plan_of", score.customer.public_id)
        or address_if_any("customer", score.customer.public_id),
        minor,
    )


def falling(seen: Seen) -> Decision | None:
    """Customer equity that is less than at the valuation before."""
    change = next((one for one in seen.figures if one.definition.id == "VA05_change"), None)
    if change is None or change.value is None or change.value >= 0:
        return None
    lost = shown(-change.value, Unit.MONEY, speaking.current(), currency=seen.currency, whole=True)
    return Decision(
        Sentence("Customer equity has fallen by {amount} since the last valuation.", amount=lost),
        Sentence("See through whom"),
        address_if_any("value_report"),
        int(-change.value * 100),
    )


def stale(seen: Seen) -> Decision | None:
    """A valuation that is too old to decide on."""
    ended = seen.valuation.ended_at
    if ended is None or timezone.now() - ended < STALE_AFTER:
        return None
    return Decision(
        Sentence("The last valuation is {days} days old.", days=(timezone.now() - ended).days),
        Sentence("Value again"),
        address_if_any("valuations"),
    )


_ASKS: dict[str, Asks] = {
    "leaving": leaving,
    "costing": costing,
    "heavy": heavy,
    "falling": falling,
    "stale": stale,
}
