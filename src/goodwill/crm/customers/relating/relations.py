"""Beginning, changing and ending relations between customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from goodwill.crm.customers import naming
from goodwill.crm.customers.errors import BadRelation
from goodwill.crm.customers.models import Customer, Relation
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.language import Sentence


@dataclass(frozen=True)
class Tie:
    """What the person is to the customer, since when, and whether it is the one to turn to."""

    role: str
    since: date | None = None
    is_main: bool = False


def relate(customer: Customer, person: Customer, tie: Tie, actor: Actor) -> Relation:
    """Say what a person (or an organisation) is to a customer.

    Raises
    ------
    BadRelation
        If it is one and the same, or this is known already.
    """
    if customer.pk == person.pk:
        raise BadRelation(Sentence("Nobody is related to themselves."))
    if not tie.role.strip():
        raise BadRelation(
            Sentence(
                "Say what {person} is to {customer}.", person=person.name, customer=customer.name
            )
        )
    with transaction.atomic():
        if _current(customer).filter(person=person, role=tie.role).exists():
            raise BadRelation(Sentence("This is known already."))
        relation = Relation(customer=customer, person=person, role=tie.role, since=tie.since)
        changing.create(relation, actor)
        if tie.is_main:
            make_main(relation, actor)
    return relation


def relate_new(customer: Customer, name: str, tie: Tie, actor: Actor) -> Relation:
    """The same for a person nobody knows yet: made in the customer's country, owner and team."""
    named = naming.split(name)
    if not (named.family or named.given):
        raise BadRelation(Sentence("Write the person's name."))
    person = Customer(
        sort=Customer.Sort.PERSON,
        is_customer=False,
        name=" ".join(name.split()),
        family_name=named.family,
        given_name=named.given,
        country=customer.country,
        owner=customer.owner,
        team=customer.team,
    )
    with transaction.atomic():
        changing.create(person, actor)
        return relate(customer, person, tie, actor)


def make_main(relation: Relation, actor: Actor) -> None:
    """Turn to this person first."""
    with transaction.atomic():
        for other in _current(relation.customer).filter(is_main=True).exclude(pk=relation.pk):
            changing.change(other, {"is_main": False}, actor)
        changing.change(relation, {"is_main": True}, actor)


def end(relation: Relation, on: date, actor: Actor) -> None:
    """The relation held until that day; it stays on record.

    Raises
    ------
    BadRelation
        If it would end before it began.
    """
    if relation.since and on < relation.since:
        raise BadRelation(Sentence("It would end before it began."))
    changing.change(relation, {"until": on, "is_main": False}, actor)


def resume(relation: Relation, actor: Actor) -> None:
    """The relation holds on after all."""
    changing.change(relation, {"until": None}, actor)


def is_over(relation: Relation, on: date | None = None) -> bool:
    return relation.until is not None and relation.until < (on or timezone.localdate())


def _current(customer: Customer) -> QuerySet[Relation]:
    today = timezone.localdate()
    held: QuerySet[Relation] = customer.relations.present()
    return held.filter(Q(until=None) | Q(until__gte=today))
