"""What the card of a visit shows: who, where, how to reach them, what is at risk, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from goodwill.analytics.figure import Figure
from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity, ContactPoint, Customer
from goodwill.crm.customers.my_day.reasons import CONTACTS
from goodwill.crm.records.attaching.models import Attachment
from goodwill.crm.sales.visits import whom
from goodwill.crm.sales.visits.models import Visit
from goodwill.crm.sales.visits.places import Place, places_of


@dataclass(frozen=True)
class Card:
    """One visit as one person sees it."""

    visit: Visit
    place: Place
    phone: str
    last_contact: object
    figure: Figure | None
    word: str
    memos: Sequence[Attachment]

    @property
    def customer(self) -> Customer:
        return self.visit.customer

    @property
    def is_made(self) -> bool:
        return self.visit.status == Visit.Status.MADE

    @property
    def is_planned(self) -> bool:
        return self.visit.status == Visit.Status.PLANNED


def cards(visits: Sequence[Visit], person: User) -> list[Card]:
    """The cards, in a number of queries that does not grow."""
    customers = [visit.customer for visit in visits]
    ids = [one.pk for one in customers]
    places = places_of(customers)
    phones = _phones(ids) if person.may("contact_points.view") else {}
    last = _last_contacts(ids)
    memos = _memos([visit.entry_id for visit in visits if visit.entry_id])
    word = whom.shown_risk(person.reach)
    return [
        Card(
            visit,
            places[visit.customer_id],
            phones.get(visit.customer_id, ""),
            last.get(visit.customer_id),
            whom.figure_of(visit.customer, person.reach, word),
            word,
            memos.get(visit.entry_id or 0, []),
        )
        for visit in visits
    ]


def _phones(ids: list[int]) -> dict[int, str]:
    points = ContactPoint.objects.present().filter(
        customer_id__in=ids, sort="phone", invalid_since=None
    )
    return dict(points.order_by("is_primary", "-pk").values_list("customer_id", "value"))


def _last_contacts(ids: list[int]) -> dict[int, object]:
    met = Activity.objects.present().filter(customer_id__in=ids, sort__in=CONTACTS)
    return dict(
        met.values("customer_id").annotate(at=Max("happened_at")).values_list("customer_id", "at")
    )


def _memos(ids: list[int]) -> dict[int, list[Attachment]]:
    held: dict[int, list[Attachment]] = {}
    files = Attachment.objects.present().filter(kind=Activity.kind, record_id__in=ids)
    for file in files.order_by("at", "pk"):
        held.setdefault(file.record_id, []).append(file)
    return held
