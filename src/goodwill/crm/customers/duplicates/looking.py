"""Looks through what was written for customers that are there already."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from goodwill.crm.customers.duplicates import keeping, weighing
from goodwill.crm.customers.duplicates.blocking import LARGEST
from goodwill.crm.customers.duplicates.comparing import compare
from goodwill.crm.customers.duplicates.facts import Facts
from goodwill.crm.customers.duplicates.keys import keys_of, name_key
from goodwill.crm.customers.duplicates.learning import weights_now
from goodwill.crm.customers.duplicates.models import MatchKey, Profile, Suspicion
from goodwill.crm.customers.duplicates.weighing import Weights
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.merging.models import Merged

AT_ONCE = 200
SUSPECTED = 0.5
"""From this score on two customers are shown to somebody who decides."""


@dataclass(frozen=True)
class Likeness:
    """How far two customers agree, and how likely that makes them one."""

    one: Facts
    other: Facts
    levels: Mapping[str, str]
    namesakes: int
    score: float


def look() -> int:
    """Follow what was written, compare what is new with the rest; how many were compared."""
    keeping.catch_up()
    heed_merges()
    looked = 0
    while ids := list(
        Profile.objects.filter(looked_at=None).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ):
        look_at(ids)
        looked += len(ids)
    return looked


def heed_merges() -> None:
    """Whoever merged two elsewhere said that they are one; whoever took it apart asks anew."""
    undecided = [Suspicion.State.OPEN, Suspicion.State.LATER]
    ended = Suspicion.objects.filter(state__in=undecided).exclude(
        one__deleted_at=None, other__deleted_at=None
    )
    by_away = {pk: each for each in ended for pk in (each.one_id, each.other_id)}
    away = Merged.objects.filter(kind=Customer.kind, record_id__in=[*by_away])
    for row in away.select_related("merge"):
        suspicion = by_away[row.record_id]
        if row.into_id in (suspicion.one_id, suspicion.other_id):
            suspicion.state, suspicion.batch = Suspicion.State.SAME, row.merge.batch
            suspicion.decided_at, suspicion.decided_by_id = row.merge.at, row.merge.by_id
            suspicion.save()
    Suspicion.objects.filter(
        state=Suspicion.State.SAME, one__deleted_at=None, other__deleted_at=None
    ).update(state=Suspicion.State.OPEN, decided_at=None, decided_by=None, batch=None)


def look_at(ids: Iterable[int]) -> None:
    """Compare these customers with all that share a key with them, and keep what is suspected."""
    mine, weights = keeping.profiles(ids), weights_now()
    met = meetings(mine.values())
    others = keeping.profiles({pk for found in met.values() for pk in found} - mine.keys())
    known = mine | others
    pairs = {(min(a, b), max(a, b)) for a, found in met.items() for b in found if b in known}
    namesakes = counted(known[pk] for pair in pairs for pk in pair)
    likely = [
        likeness
        for a, b in sorted(pairs)
        if (likeness := liken(known[a], known[b], namesakes, weights)).score >= SUSPECTED
    ]
    with transaction.atomic():
        _keep(set(mine), likely)
        Profile.objects.filter(pk__in=mine).update(looked_at=timezone.now())


def liken(one: Facts, other: Facts, namesakes: Mapping[int, int], weights: Weights) -> Likeness:
    """Compare and weigh two customers; `namesakes` counts those that have a key of a name."""
    levels = compare(one, other)
    key = name_key(one)
    others = max(0, namesakes.get(key, 0) - 2) if key is not None else 0
    told = weighing.features(levels, is_person=one.is_person, namesakes=others)
    return Likeness(one, other, levels, others, weighing.weigh(told, weights).score)


def meetings(customers: Iterable[Facts]) -> dict[int, set[int]]:
    """Whom each customer shares a telling key with."""
    keys: dict[int, list[int]] = defaultdict(list)
    for facts in customers:
        for key in keys_of(facts):
            keys[key].append(facts.pk)
    found: dict[int, set[int]] = defaultdict(set)
    for key, members in members_of(keys).items():
        for pk in keys[key]:
            found[pk] |= members - {pk}
    return found


def members_of(keys: Iterable[int]) -> dict[int, set[int]]:
    """The customers of each of these keys that is not everybody's."""
    wanted, found = list(keys), defaultdict[int, set[int]](set)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        sizes = MatchKey.objects.filter(key__in=some).values("key").annotate(n=Count("pk"))
        telling = [one["key"] for one in sizes if one["n"] <= LARGEST]
        rows = MatchKey.objects.filter(key__in=telling).values_list("key", "customer_id")
        for key, customer in rows:
            found[key].add(customer)
    return found


def counted(customers: Iterable[Facts]) -> Counter[int]:
    """How many customers have the names of these, by the key of the name."""
    wanted = list({key for facts in customers if (key := name_key(facts)) is not None})
    found: Counter[int] = Counter()
    for start in range(0, len(wanted), AT_ONCE):
        rows = MatchKey.objects.filter(key__in=wanted[start : start + AT_ONCE]).values("key")
        found.update({one["key"]: one["n"] for one in rows.annotate(n=Count("pk"))})
    return found


def _keep(looked_at: set[int], likely: list[Likeness]) -> None:
    """Note what is suspected now; what nobody decided and is not suspected any more goes."""
    undecided = Suspicion.objects.filter(state__in=[Suspicion.State.OPEN, Suspicion.State.LATER])
    about = undecided.filter(Q(one__in=looked_at) | Q(other__in=looked_at))
    still = {(one.one.pk, one.other.pk) for one in likely}
    gone = [pk for pk, a, b in about.values_list("pk", "one_id", "other_id") if (a, b) not in still]
    Suspicion.objects.filter(pk__in=gone).delete()
    decided = _decided({pk for pair in still for pk in pair})
    Suspicion.objects.bulk_create(
        [
            Suspicion(
                one_id=one.one.pk,
                other_id=one.other.pk,
                score=one.score,
                levels=one.levels,
                namesakes=one.namesakes,
                is_person=one.one.is_person,
            )
            for one in likely
            if (one.one.pk, one.other.pk) not in decided
        ],
        update_conflicts=True,
        update_fields=["score", "levels", "namesakes"],
        unique_fields=["one", "other"],
        batch_size=AT_ONCE,
    )


def _decided(ids: set[int]) -> set[tuple[int, int]]:
    """Pairs among these that somebody decided, also of what became part of them since."""
    parts = Merged.objects.filter(kind=Customer.kind, into_id__in=ids)
    into = dict(parts.values_list("record_id", "into_id"))
    mine = ids | into.keys()
    rows = Suspicion.objects.decided().filter(one__in=mine, other__in=mine)
    ends = (
        (into.get(one, one), into.get(other, other))
        for one, other in rows.values_list("one_id", "other_id")
    )
    return {(min(pair), max(pair)) for pair in ends}
