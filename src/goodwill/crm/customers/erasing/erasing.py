"""What erasing takes away, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from goodwill.crm.customers.erasing.blackening import blackened, names_of
from goodwill.crm.customers.erasing.models import Tombstone
from goodwill.crm.customers.erasing.rooms import all_forget
from goodwill.crm.customers.errors import CannotErase
from goodwill.crm.customers.models import Activity, Consent, ContactPoint, Customer, Relation
from goodwill.crm.records import auditing, finding, known_as, sealing
from goodwill.crm.records.attaching import keeping
from goodwill.crm.records.attaching.models import Attachment
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.merging import forgetting as merged
from goodwill.crm.records.models import Change, Entry, Record, Share
from goodwill.language import Sentence

NOBODY = "—"
"""What stands where a name stood."""

EMPTIED: dict[str, Any] = {
    "name": NOBODY,
    "number": "",
    "family_name": "",
    "given_name": "",
    "legal_name": "",
    "title": "",
    "parent": None,
    "region": "",
    "city": "",
    "language": "",
    "credit_rating": "",
    "preferred_channel": "",
    "do_not_contact": True,
    "born_on": None,
    "anniversary_on": None,
    "notes": "",
    "custom": {},
}


@dataclass(frozen=True)
class Erasure:
    """How much there is to go, and whether orders or contracts keep an empty record in place."""

    contact_points: int
    relations: int
    consents: int
    activities: int
    mentions: int
    files: int
    lines: int
    is_kept_in_place: bool

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What goes and what stays, as the person who decides reads it."""
        stays = Sentence("The record itself goes into the bin, empty, and is gone after 30 days.")
        if self.is_kept_in_place:
            stays = Sentence(
                "Orders and contracts keep their amounts; an empty record without a name stays "
                "with them."
            )
        counted = (
            Sentence("{n} contact point goes.", "{n} contact points go.", n=self.contact_points),
            Sentence("{n} relation goes.", "{n} relations go.", n=self.relations),
            Sentence("{n} file goes.", "{n} files go.", n=self.files),
            Sentence(
                "{n} entry of the timeline loses its words and keeps time, sort and duration.",
                "{n} entries of the timeline lose their words and keep time, sort and duration.",
                n=self.activities,
            ),
            Sentence(
                "The name is blacked out in {n} entry at others.",
                "The name is blacked out in {n} entries at others.",
                n=self.mentions,
            ),
            Sentence(
                "{n} statement on consent loses its proof.",
                "{n} statements on consent lose their proof.",
                n=self.consents,
            ),
            Sentence(
                "{n} line of history loses its content.",
                "{n} lines of history lose their content.",
                n=self.lines,
            ),
        )
        return (
            Sentence("Name, dates, notes, tags, own fields and external ids go."),
            *(sentence for sentence in counted if sentence.values["n"]),
            stays,
            Sentence("Backups made before still hold it until they are replaced."),
        )


def preview(customer: Customer) -> Erasure:
    """What erasing would take away."""
    own = Q(kind="customers", record_id=customer.pk)
    for kind, ids in _ids(customer).items():
        own |= Q(kind=kind, record_id__in=ids)
    return Erasure(
        contact_points=ContactPoint.objects.filter(customer=customer).count(),
        relations=_relations(customer).count(),
        consents=Consent.objects.filter(customer=customer).count(),
        activities=customer.activities.count(),
        mentions=len(_naming_elsewhere(customer)),
        files=Attachment.objects.filter(own).count(),
        lines=Change.objects.filter(own).count(),
        is_kept_in_place=_is_kept_in_place(customer),
    )


def erase(customer: Customer, actor: Actor, reason: str) -> Tombstone:
    """Forget a person for good; nothing brings it back.

    Raises
    ------
    CannotErase
        If it is no person or household, or nobody says why.
    """
    if customer.sort not in (Customer.Sort.PERSON, Customer.Sort.HOUSEHOLD):
        raise CannotErase(Sentence("Only people and households are erased; delete this instead."))
    if not reason.strip():
        raise CannotErase(Sentence("Say why: who asked for it, and when."))
    with transaction.atomic():
        found = preview(customer)
        _erase_everywhere(customer, actor)
        gone = {
            "contact_points": found.contact_points,
            "relations": found.relations,
            "activities": found.activities,
            "files": found.files,
            "lines": found.lines,
        }
        return Tombstone.objects.create(
            public_id=customer.public_id,
            customer_id=customer.pk,
            reason=reason.strip()[:400],
            gone=gone,
            by=actor.user,
        )


def _erase_everywhere(customer: Customer, actor: Actor) -> None:
    all_forget(customer)
    elsewhere = _naming_elsewhere(customer)
    is_kept_in_place = _is_kept_in_place(customer)
    _blacken(elsewhere, names_of(customer), actor)
    _empty_activities(customer, actor)
    _remove(ContactPoint.objects.filter(customer=customer), actor)
    _remove(_relations(customer), actor)
    Consent.objects.filter(customer=customer).update(proof="")
    for part in Customer.objects.filter(pk__in=merged.forget(customer)):
        _empty(part, actor)
    if not is_kept_in_place:
        customer.deleted_at = timezone.now()
    _empty(customer, actor)


def _empty(customer: Customer, actor: Actor) -> None:
    """Take what is personal out of the record itself."""
    _forget_traces(customer, actor)
    customer.tags.clear()
    for name, value in EMPTIED.items():
        setattr(customer, name, value)
    customer.changed_at, customer.changed_by = timezone.now(), actor.user
    customer.version += 1
    customer.save()
    finding.enter(customer)


def _blacken(activities: Iterable[Activity], names: list[str], actor: Actor) -> None:
    """Bar the name in entries at others; they lose their history, which held it, too."""
    for activity in activities:
        activity.subject = blackened(activity.subject, names)[:240]
        activity.body = blackened(activity.body, names)
        activity.person = None
        activity.save()
        _forget_history(activity, actor)
        finding.enter(activity)


def _empty_activities(customer: Customer, actor: Actor) -> None:
    for activity in customer.activities.iterator(chunk_size=500):
        activity.subject, activity.body, activity.place = NOBODY, "", {}
        activity.person, activity.custom = None, {}
        activity.save()
        _forget_traces(activity, actor)
        finding.enter(activity)


def _remove(records: QuerySet[Any], actor: Actor) -> None:
    """Take records away for good, with all that hangs on them."""
    for record in records:
        _forget_traces(record, actor)
        record.delete()


def _forget_traces(record: Record, actor: Actor) -> None:
    """Files, external ids, shares, search entry and the contents of history."""
    keeping.destroy_all_of(record)
    known_as.forget(record)
    Share.objects.filter(kind=record.kind, record_id=record.pk).delete()
    Entry.objects.filter(kind=record.kind, record_id=record.pk).delete()
    _forget_history(record, actor)


def _forget_history(record: Record, actor: Actor) -> None:
    sealing.empty_lines(record.kind, record.pk)
    auditing.note(record, sealing.ERASED, {}, actor.user, actor.source)


def _ids(customer: Customer) -> dict[str, list[int]]:
    """The records that are the person's own, by kind."""
    return {
        "contact_points": list(
            ContactPoint.objects.filter(customer=customer).values_list("pk", flat=True)
        ),
        "relations": list(_relations(customer).values_list("pk", flat=True)),
        "activities": list(customer.activities.values_list("pk", flat=True)),
    }


def _relations(customer: Customer) -> QuerySet[Relation]:
    held: QuerySet[Relation] = Relation.objects.filter(Q(customer=customer) | Q(person=customer))
    return held


def _naming_elsewhere(customer: Customer) -> list[Activity]:
    """Entries at others that were with the person, or at their organisations and name them."""
    ties = Relation.objects.filter(person=customer).values("customer_id")
    named = Q()
    for name in names_of(customer):
        named |= Q(subject__icontains=name) | Q(body__icontains=name)
    elsewhere = Q(person=customer)
    if named:
        elsewhere |= Q(customer_id__in=ties) & named
    return list(Activity.objects.filter(elsewhere).exclude(customer=customer))


def _is_kept_in_place(customer: Customer) -> bool:
    """Whether accounts need the record: orders, contracts and whatever else must not lose it."""
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: customer}).exists()
        for relation in customer._meta.related_objects
        if getattr(relation, "on_delete", None) is models.PROTECT
    )
