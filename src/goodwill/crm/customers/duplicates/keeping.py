"""Keeps profiles and keys in step with the records they are made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from goodwill.crm.accounts.reading import kept
from goodwill.crm.customers.duplicates.facts import Facts, from_json
from goodwill.crm.customers.duplicates.gathering import facts_of
from goodwill.crm.customers.duplicates.keys import keys_of
from goodwill.crm.customers.duplicates.models import MatchKey, Profile, Watch
from goodwill.crm.customers.models import ContactPoint, Customer, Relation
from goodwill.crm.records.models import Change, Record

AT_ONCE = 200
OVERLAP = timedelta(minutes=10)
"""Lines of history are read again for so long: a transaction may end after a later one."""
PROFILES = "profiles"


def heed(record: Record) -> None:
    """A record was written: bring the profiles of the customers it tells of up to date."""
    refresh(_TOLD_OF[record.kind](record))


def catch_up() -> int:
    """Follow all that was written past `heed`, many records at once for example; how many."""
    since = Watch.objects.filter(name=PROFILES).values_list("at", flat=True).first()
    began = timezone.now()
    refreshed = _follow(since - OVERLAP) if since else 0
    refreshed += _begin()
    Watch.objects.update_or_create(name=PROFILES, defaults={"at": began})
    return refreshed


def refresh(ids: Iterable[int]) -> int:
    """Make the profiles of these customers anew; how many say something else now.

    What takes long is done before a transaction begins: on SQLite nobody else can write in it.
    What was changed meanwhile is followed by the next `catch_up`.
    """
    wanted, changed = sorted(set(ids)), 0
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        now = {facts.pk: facts for facts in facts_of(some)}
        with transaction.atomic(savepoint=False):
            changed += _refresh(some, now)
    return changed


def profiles(ids: Iterable[int]) -> dict[int, Facts]:
    """The facts of these customers as they were kept."""
    wanted, found = list(ids), dict[int, Facts]()
    for start in range(0, len(wanted), AT_ONCE):
        some = Profile.objects.filter(pk__in=wanted[start : start + AT_ONCE])
        found.update({pk: from_json(pk, told) for pk, told in some.values_list("pk", "facts")})
    return found


def _refresh(ids: list[int], now: dict[int, Facts]) -> int:
    stood: dict[int, Any] = dict(_kept(ids))
    gone = [pk for pk in stood if pk not in now]
    moved = [facts for pk, facts in now.items() if stood.get(pk) != facts.as_json()]
    if not gone and not moved:
        return 0
    if stood:  # where there was no profile there are no keys
        MatchKey.objects.filter(customer__in=[*gone, *(facts.pk for facts in moved)]).delete()
        Profile.objects.filter(pk__in=gone).delete()
    told = [Profile(customer_id=facts.pk, facts=facts.as_json()) for facts in moved]
    Profile.objects.bulk_create(
        told,
        update_conflicts=True,
        update_fields=["facts", "looked_at"],
        unique_fields=["customer"],
    )
    keys = (MatchKey(key=key, customer_id=facts.pk) for facts in moved for key in keys_of(facts))
    MatchKey.objects.bulk_create(keys, batch_size=AT_ONCE)
    return len(gone) + len(moved)


@kept
def _kept(ids: list[int]) -> QuerySet[Any]:
    return Profile.objects.filter(pk__in=ids).values_list("pk", "facts")


def _begin() -> int:
    """Profiles of customers that have none: those brought in, and all at first."""
    with_none = Customer.objects.present().exclude(
        Exists(Profile.objects.filter(customer=OuterRef("pk")))
    )
    made, last = 0, 0
    while ids := list(
        with_none.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ):
        made += refresh(ids)
        last = ids[-1]
    return made


def _follow(since: Any) -> int:
    touched: dict[str, set[int]] = defaultdict(set)
    lines = Change.objects.filter(kind__in=[*_TOLD_OF], at__gte=since)
    for kind, record_id in lines.values_list("kind", "record_id").iterator():
        touched[kind].add(record_id)
    customers = set(touched.pop(Customer.kind, ()))
    for kind, ids in touched.items():
        customers |= _customers_of(kind, sorted(ids))
    return refresh(customers)


def _customers_of(kind: str, ids: list[int]) -> set[int]:
    model, name = (
        (ContactPoint, "customer_id") if kind == ContactPoint.kind else (Relation, "person_id")
    )
    found: set[int] = set()
    for start in range(0, len(ids), AT_ONCE):
        rows = model.objects.filter(pk__in=ids[start : start + AT_ONCE])
        found |= set(rows.values_list(name, flat=True))
    return found


_TOLD_OF: Mapping[str, Callable[[Any], list[int]]] = {
    Customer.kind: lambda customer: [customer.pk],
    ContactPoint.kind: lambda point: [point.customer_id],
    Relation.kind: lambda relation: [relation.person_id],
}
KINDS = tuple(_TOLD_OF)
"""The kinds of record that profiles are made from."""
