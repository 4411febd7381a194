"""Makes a lead a customer with a contact and an opportunity, once, and back again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from goodwill.crm.customers.consenting import stating
from goodwill.crm.customers.consenting.topics import ANY
from goodwill.crm.customers.errors import BadContactPoint, BadRelation
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.reaching import points
from goodwill.crm.customers.relating import relations
from goodwill.crm.customers.relating.relations import Tie
from goodwill.crm.customers.timeline import telling
from goodwill.crm.records import changing, undoing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import saving
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.sales.leads.errors import NotThisLead
from goodwill.crm.sales.leads.kinds import SOURCES
from goodwill.crm.sales.leads.models import Conversion, Lead
from goodwill.language import Sentence

CARRIED = ("country", "region", "city", "language", "category")
"""What a customer takes over from the lead, where nothing stands yet."""
ROLE = "buyer"


@dataclass(frozen=True)
class Wanted:
    """What is to become of a lead.

    `customer` is one that is there already; None is whom the lead names, else a new one, which
    `is_new` makes in any case. `opportunity` holds the fields of the opportunity to be opened;
    None opens none.
    """

    customer: Customer | None = None
    opportunity: Mapping[str, Any] | None = field(default_factory=dict)
    is_new: bool = False


def convert(lead: Lead, wanted: Wanted, by: Actor) -> Conversion:
    """Customer, contact and opportunity of a lead, in one action that can be taken back.

    Asked again, it answers with what stands: nothing is made twice.

    Raises
    ------
    NotThisLead
        If it was given up.
    """
    with transaction.atomic():
        locked = Lead.objects.select_for_update().get(pk=lead.pk)
        standing = _standing(locked)
        if standing is not None:
            return standing
        if not locked.is_open:
            raise NotThisLead(Sentence("This lead was given up. Take it up again first."))
        named = None if wanted.is_new else locked.customer
        customer = wanted.customer or named or _new_customer(locked, by)
        person = _contact(locked, customer, by)
        _reach(locked, person or customer, by)
        _consent(locked, person or customer, by)
        _retell(locked, customer, by)
        opened = _opportunity(locked, customer, person, wanted, by)
        values = {
            "status": Lead.Status.CONVERTED.value,
            "customer": customer,
            "person": person,
            "converted_at": timezone.now(),
        }
        lead.refresh_from_db()
        changing.change(lead, values, by)
        return Conversion.objects.create(
            lead=lead,
            batch=by.batch,
            customer=customer,
            person=person,
            opportunity_id=opened.public_id if opened is not None else None,
            by=by.user,
        )


def take_back(lead: Lead, by: Actor) -> None:
    """The lead is one again: what was made of it goes into the bin.

    Raises
    ------
    NotThisLead
        If it was not converted.
    CannotUndo
        If what was made was changed since.
    """
    with transaction.atomic():
        standing = _standing(lead)
        if standing is None:
            raise NotThisLead(Sentence("This lead was not converted."))
        undoing_many.undo_batch(standing.batch, by)
        standing.undone_at = timezone.now()
        standing.save(update_fields=["undone_at"])
        lead.refresh_from_db()


def conversion_of(lead: Lead) -> Conversion | None:
    """What stands of it."""
    return _standing(lead)


def _standing(lead: Lead) -> Conversion | None:
    """The conversion that stands; one that was undone from elsewhere is closed here."""
    found: Conversion | None = lead.conversions.filter(undone_at=None).first()
    if found is not None and lead.status != Lead.Status.CONVERTED:
        found.undone_at = timezone.now()
        found.save(update_fields=["undone_at"])
        return None
    return found


def _new_customer(lead: Lead, by: Actor) -> Customer:
    is_company = bool(lead.company) or not lead.person_name
    sort = Customer.Sort.ORGANISATION if is_company else Customer.Sort.PERSON
    values = {
        "sort": sort.value,
        "name": lead.company or lead.person_name or lead.name,
        **{name: getattr(lead, name) for name in CARRIED},
        "origin": str(SOURCES.get(lead.source, lead.source)),
        "stage": "prospect",
        "known_on": timezone.localdate(lead.received_at),
        "owner": lead.owner or by.user,
        "team": lead.team or (by.user.team if by.user else None),
    }
    made = saving.create(kind_of("customers"), values, by)
    assert isinstance(made, Customer)
    return made


def _contact(lead: Lead, customer: Customer, by: Actor) -> Customer | None:
    """The person to speak to at an organisation: one of that name who is there, or a new one."""
    if customer.sort == Customer.Sort.PERSON or not lead.person_name:
        return None
    known = customer.relations.filter(until=None, person__name=lead.person_name).first()
    if known is not None:
        person: Customer = known.person
        return person
    try:
        made = relations.relate_new(customer, lead.person_name, Tie(ROLE, is_main=True), by)
    except BadRelation:
        return None
    if lead.title:
        changing.change(made.person, {"title": lead.title}, by)
    return made.person


def _reach(lead: Lead, whom: Customer, by: Actor) -> None:
    """Telephone, mailbox and site; what cannot be one stays with the lead alone."""
    for sort, given in (("phone", lead.phone), ("email", lead.email), ("web", lead.web)):
        if not given:
            continue
        try:
            points.add(whom, sort, given, by)
        except BadContactPoint:
            continue


def _consent(lead: Lead, whom: Customer, by: Actor) -> None:
    """What they agreed to on the form holds for who they became."""
    if not (lead.may_contact and lead.consent):
        return
    for channel in _channels(lead):
        proof = str(lead.consent.get("text", "")) or str(lead.consent.get("form", ""))
        said = stating.Said(
            "given",
            topic=lead.consent.get("topic") or ANY,
            channel=channel,
            proof=proof[:400] or lead.source,
            stated_at=lead.received_at,
        )
        stating.state(whom, said, by)


def _channels(lead: Lead) -> Iterator[str]:
    if lead.email:
        yield "email"
    if lead.phone:
        yield "phone"


def _retell(lead: Lead, customer: Customer, by: Actor) -> None:
    """What happened with the lead happened with the customer."""
    source = SOURCES.get(lead.source, lead.source)
    sentence = Sentence("Came in as a lead: {source}", source=source)
    telling.tell(
        customer, "system", sentence, actor=by, about=lead, at=lead.received_at, body=lead.message
    )
    for entry in lead.entries.order_by("at", "pk"):
        about = Sentence("About the lead {name}", name=lead.name)
        actor = Actor(entry.by or by.user, by.source, by.batch)
        telling.tell(customer, entry.sort, about, actor=actor, at=entry.at, body=entry.body)


def _opportunity(
    lead: Lead, customer: Customer, person: Customer | None, wanted: Wanted, by: Actor
) -> Any:
    if wanted.opportunity is None:
        return None
    from goodwill.crm.sales.opportunities import opening

    values = {
        "name": lead.interest or lead.name,
        "customer": customer,
        "person": person,
        "lead": lead,
        "source": lead.source,
        "owner": lead.owner or by.user,
        "team": lead.team,
        **wanted.opportunity,
    }
    return opening.open_(values, by)
