"""Who seems to belong together: the same address and family, the same domain and brand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction

from goodwill.crm.customers.belonging_together.models import Member, Suggestion
from goodwill.crm.customers.duplicates import keeping
from goodwill.crm.customers.duplicates.facts import Facts, from_json
from goodwill.crm.customers.duplicates.keys import number
from goodwill.crm.customers.duplicates.models import Profile, Suspicion
from goodwill.crm.customers.models import Customer, Relation

LARGEST = 12
"""More than these at one address are a block of flats, at one domain a provider."""
MEMBER = "household_member"
GROUPS = ("集团", "group", "holding", "控股")


@dataclass(frozen=True)
class Together:
    """Customers that seem to belong together, the head first."""

    sort: str
    key: int
    members: tuple[int, ...]


def look() -> int:
    """Suggest what is not known yet; what is known by now or holds no longer goes. How many wait.

    What was dismissed stays dismissed. What was accepted and taken back is suggested again.
    """
    keeping.catch_up()
    found = {one.key: one for one in _found()}
    with transaction.atomic():
        Suggestion.objects.waiting().exclude(key__in=[*found]).delete()
        stood = {one.key: one for one in Suggestion.objects.filter(key__in=[*found])}
        for key, one in found.items():
            _keep(stood.get(key), one)
    waiting: int = Suggestion.objects.waiting().count()
    return waiting


def _keep(stood: Suggestion | None, one: Together) -> None:
    if stood is not None and stood.state == Suggestion.State.DISMISSED:
        return
    if stood is None:
        stood = Suggestion.objects.create(sort=one.sort, key=one.key)
    elif stood.state == Suggestion.State.ACCEPTED:
        stood.state, stood.decided_at, stood.decided_by = Suggestion.State.OPEN, None, None
        stood.save()
    stood.members.all().delete()
    Member.objects.bulk_create(
        Member(suggestion=stood, customer_id=pk, place=place)
        for place, pk in enumerate(one.members)
    )


def _found() -> Iterator[Together]:
    homes: dict[str, list[int]] = defaultdict(list)
    firms: dict[str, list[Facts]] = defaultdict(list)
    for facts in _profiles():
        for key in _homes(facts):
            homes[key].append(facts.pk)
        for key in _groups(facts):
            firms[key].append(facts)
    yield from _households(homes)
    yield from _parts(firms)


def _profiles() -> Iterator[Facts]:
    rows = Profile.objects.filter(customer__is_customer=True).values_list("pk", "facts")
    for pk, told in rows.iterator():
        yield from_json(pk, told)


def _homes(facts: Facts) -> Iterator[str]:
    family = facts.names[0].words[0] if facts.is_person and facts.names[0].words else ""
    if family:
        yield from (f"home {line} {family}" for line in facts.addresses)


def _groups(facts: Facts) -> Iterator[str]:
    name = facts.names[0]
    if not facts.is_person and name.words:
        yield from (f"group {domain} {name.words[0]}" for domain in facts.domains)


def _households(homes: Mapping[str, list[int]]) -> Iterator[Together]:
    groups = {key: pks for key, pks in homes.items() if 1 < len(pks) <= LARGEST}
    housed = set(
        Relation.objects.present()
        .filter(role=MEMBER, person__in={pk for pks in groups.values() for pk in pks})
        .values_list("person_id", flat=True)
    )
    twice = _suspected(pk for pks in groups.values() for pk in pks)
    for key, pks in groups.items():
        members = [pk for pk in pks if pk not in housed]
        if len(members) > 1 and not _may_be_one(members, twice):
            yield Together(Suggestion.Sort.HOUSEHOLD, number(key), tuple(sorted(members)))


def _parts(firms: Mapping[str, list[Facts]]) -> Iterator[Together]:
    groups = {key: found for key, found in firms.items() if 1 < len(found) <= LARGEST}
    twice = _suspected(one.pk for found in groups.values() for one in found)
    for key, found in groups.items():
        head, *parts = sorted(found, key=_is_less_of_a_head)
        loose = sorted(one.pk for one in parts if one.parent is None)
        if loose and head.parent not in loose and not _may_be_one([head.pk, *loose], twice):
            yield Together(Suggestion.Sort.GROUP, number(key), (head.pk, *loose))


def _is_less_of_a_head(facts: Facts) -> tuple[bool, bool, bool, int, int]:
    """Groups come first, then who has no number in the name and no parent, then short names."""
    name = facts.names[0]
    is_group = facts.sort == Customer.Sort.GROUP or any(one in name.form for one in GROUPS)
    return (
        not is_group,
        bool(name.numerals),
        facts.parent is not None,
        len(name.core),
        facts.pk,
    )


def _suspected(ids: Iterable[int]) -> set[tuple[int, int]]:
    """Pairs of these that somebody should look at first: they may be one."""
    wanted = list(ids)
    undecided = [Suspicion.State.OPEN, Suspicion.State.LATER]
    found = Suspicion.objects.filter(state__in=undecided, one__in=wanted, other__in=wanted)
    return set(found.values_list("one_id", "other_id"))


def _may_be_one(ids: list[int], twice: set[tuple[int, int]]) -> bool:
    return any((a, b) in twice for a in ids for b in ids)
