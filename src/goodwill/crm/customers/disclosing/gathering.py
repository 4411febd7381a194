"""All that is known about one customer, kind by kind, in words that people understand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.disclosing import rooms
from goodwill.crm.customers.models import Consent, Customer, Relation
from goodwill.crm.records import known_as
from goodwill.crm.records.attaching.models import Attachment
from goodwill.crm.records.changing import told
from goodwill.crm.records.kinds import Field, Kind, kind_of, kinds
from goodwill.crm.records.models import Change, Record
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

OURS = frozenset({"cost_minor", "unit_cost_minor", "owner", "team"})
"""What is known about the company, not about the person."""


@dataclass(frozen=True)
class Known:
    """One heading and what is known under it: each thing as names and values."""

    word: str
    heading: str
    things: tuple[dict[str, Any], ...]


def all_known(customer: Customer, reach: Reach) -> Iterator[Known]:
    """Everything that tells of the customer and that whoever hands it out may see."""
    yield Known("customer", say("The person"), (_thing(customer, kind_of("customers"), reach),))
    for kind in kinds():
        if kind.model.reach_through != "customer" or kind.model is Relation:
            continue
        held = _of(kind, customer).order_by("pk")
        things = tuple(_thing(one, kind, reach) for one in held.iterator(chunk_size=500))
        if things:
            yield Known(kind.word, say(kind.many), things)
    for word, heading, known in rooms.all_tell(customer, reach):
        if known:
            yield Known(word, say(heading), known)
    yield from _besides(customer)


def files_of(customer: Customer) -> Iterator[Attachment]:
    """The files kept with the customer and with what happened with them."""
    yield from Attachment.objects.of(customer).present()
    for kind in kinds():
        if kind.model.reach_through == "customer":
            ids = _of(kind, customer).values("pk")
            yield from Attachment.objects.filter(kind=kind.word, record_id__in=ids).present()


def _of(kind: Kind, customer: Customer) -> QuerySet[Any]:
    records: QuerySet[Any] = kind.model._default_manager.all()
    return records.filter(customer=customer)


def _besides(customer: Customer) -> Iterator[Known]:
    found = {
        "relations": (say("Relations"), [_relation(one, customer) for one in _relations(customer)]),
        "consents": (say("Consent"), [_consent(one) for one in _consents(customer)]),
        "external_ids": (
            say("Names in other systems"),
            [{one.source: one.value} for one in known_as.ids_of(customer)],
        ),
        "history": (say("Changes of the record"), [_line(one) for one in _lines(customer)]),
    }
    for word, (heading, things) in found.items():
        if things:
            yield Known(word, heading, tuple(things))


def _thing(record: Record, kind: Kind, reach: Reach) -> dict[str, Any]:
    """A record as its kind describes it, without what is empty, hidden or ours."""
    found: dict[str, Any] = {}
    for field in kind.all_fields():
        if field.name in OURS or not reach.sees(kind.word, field.name):
            continue
        value = _value(record, field)
        if value not in (None, "", [], {}):
            found[say(Sentence("{label}", label=field.label))] = value
    return found


def _value(record: Record, field: Field) -> Any:
    if field.name.startswith("custom."):
        return record.custom.get(field.name.removeprefix("custom."))
    if field.beside:
        return _named(field, told(record, field.name))
    found = record._meta.get_field(field.name)
    if found.many_to_many:
        return [str(one) for one in getattr(record, field.name).all()]
    if found.is_relation:
        linked = getattr(record, field.name)
        return str(linked) if linked is not None else None
    return _named(field, told(record, field.name))


def _named(field: Field, value: Any) -> Any:
    if field.choices and value in field.choices:
        return say(Sentence("{choice}", choice=field.choices[value]))
    return value


def _relations(customer: Customer) -> list[Relation]:
    own = Relation.objects.filter(customer=customer) | Relation.objects.filter(person=customer)
    return list(own.select_related("customer", "person").order_by("pk"))


def _relation(relation: Relation, customer: Customer) -> dict[str, Any]:
    is_theirs = relation.person_id == customer.pk
    return {
        say("With"): str(relation.customer if is_theirs else relation.person),
        say("Role"): relation.role,
        say("Since"): relation.since.isoformat() if relation.since else None,
        say("Until"): relation.until.isoformat() if relation.until else None,
    }


def _consents(customer: Customer) -> list[Consent]:
    return list(Consent.objects.filter(customer=customer).order_by("pk"))


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        say("State"): consent.state,
        say("Topic"): consent.topic,
        say("Channel"): consent.channel,
        say("Lawful basis"): consent.basis,
        say("How we know"): consent.proof,
        say("Said on"): consent.stated_at.isoformat(),
        say("Until"): consent.until.isoformat() if consent.until else None,
    }


def _lines(customer: Customer) -> list[Change]:
    return list(Change.objects.filter(kind="customers", record_id=customer.pk).order_by("pk"))


def _line(line: Change) -> dict[str, Any]:
    return {say("When"): line.at.isoformat(), say("What"): line.verb, **line.fields}
