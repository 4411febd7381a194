"""On my day: deals that need me today, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.my_day.blocks import Block
from goodwill.crm.sales.opportunities import standing_still
from goodwill.crm.sales.opportunities.models import Opportunity
from goodwill.language import Sentence

MOST = 6
PLACE = 35


@dataclass(frozen=True)
class Needy:
    """A deal that needs somebody, and why."""

    opportunity: Opportunity
    because: Sentence


def needy(person: User, today: date) -> list[Needy] | None:
    """The person's own deals with a step that is due, those that stand still, those that slip."""
    own = Opportunity.objects.present().filter(owner=person)
    found: dict[int, Needy] = {}
    due = own.open().filter(next_step_on__lte=today).order_by("next_step_on", "pk")
    for one in due.select_related("stage")[:MOST]:
        words = Sentence("{step}: due {day}", step=one.next_step or "—", day=one.next_step_on)
        found[one.pk] = Needy(one, words)
    ill = standing_still.slipping(own, today).order_by("expected_close_on", "pk")
    for one in ill.select_related("stage")[:MOST]:
        why = standing_still.why_slipping(one, today)
        if why and one.pk not in found:
            found[one.pk] = Needy(one, why)
    stuck = standing_still.stuck(own).order_by("stage_since", "pk")
    for one in stuck.select_related("stage")[:MOST]:
        why = standing_still.why_stuck(one)
        if why and one.pk not in found:
            found[one.pk] = Needy(one, why)
    if not found and not own.filter(Q(status=Opportunity.Status.OPEN)).exists():
        return None
    return list(found.values())[:MOST]


BLOCK = Block(
    "deals",
    Sentence("Deals that need you"),
    "funnel",
    PLACE,
    needy,
    "sales/opportunities/_deals.html",
    "opportunities.change",
)
