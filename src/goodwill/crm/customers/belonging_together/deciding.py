"""Making what was suggested true, or letting it be."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from goodwill.crm.customers import naming
from goodwill.crm.customers.belonging_together.finding import MEMBER
from goodwill.crm.customers.belonging_together.models import Suggestion
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.relating.relations import Tie, relate
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import OnlyShown


def accept(suggestion: Suggestion, actor: Actor) -> None:
    """Make a household of them, or parts of the first.

    Raises
    ------
    OnlyShown
        If the person may see one of them, but not change it.
    Refused
        If it cannot be: something would belong to itself.
    """
    customers = [one.customer for one in suggestion.members.select_related("customer")]
    with transaction.atomic():
        _must_be_changeable(customers, actor)
        if suggestion.sort == Suggestion.Sort.HOUSEHOLD:
            _house(customers, actor)
        else:
            head, *parts = customers
            for part in parts:
                changing.change(part, {"parent": head}, actor)
        _decide(suggestion, Suggestion.State.ACCEPTED, actor)


def dismiss(suggestion: Suggestion, actor: Actor) -> None:
    """They do not belong together; it is not suggested again."""
    _decide(suggestion, Suggestion.State.DISMISSED, actor)


def household_name(customer: Customer) -> str:
    """What the household of a person is called: 王家, Whitlock."""
    family = customer.family_name or naming.split(customer.name).family
    return family if family.isascii() else f"{family}家"


def _house(customers: list[Customer], actor: Actor) -> None:
    first = customers[0]
    household = Customer(
        sort=Customer.Sort.HOUSEHOLD,
        name=household_name(first),
        is_customer=False,
        country=first.country,
        region=first.region,
        city=first.city,
        owner=first.owner,
        team=first.team,
    )
    changing.create(household, actor)
    for person in customers:
        relate(household, person, Tie(MEMBER), actor)


def _must_be_changeable(customers: list[Customer], actor: Actor) -> None:
    if actor.user is None:
        return
    may = Customer.objects.present().changeable(actor.user.reach)
    if may.filter(pk__in=[one.pk for one in customers]).count() < len(customers):
        raise OnlyShown


def _decide(suggestion: Suggestion, state: Suggestion.State, actor: Actor) -> None:
    suggestion.state = state
    suggestion.decided_at, suggestion.decided_by = timezone.now(), actor.user
    suggestion.save(update_fields=["state", "decided_at", "decided_by"])
