"""What people say of two customers that may be one: the same, different, or later."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from goodwill.crm.customers.duplicates.models import Suspicion, SuspicionSet
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import merging
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import OnlyShown, Refused
from goodwill.crm.records.merging.following import survivor_of
from goodwill.crm.records.merging.models import Merge
from goodwill.language import Sentence

State = Suspicion.State

SURE = 0.98
"""From this score on pairs may be merged all at once."""
AT_ONCE = 200


@dataclass(frozen=True)
class Kept:
    """Which of two stays, and why."""

    survivor: Customer
    away: Customer
    because: Sentence


def same(
    suspicion: Suspicion,
    actor: Actor,
    *,
    survivor: Customer | None = None,
    chosen: Mapping[str, int] | None = None,
) -> Merge:
    """They are one: merge them into the one that was chosen, else the one that is known better.

    `chosen` maps fields to the primary key of the customer whose value shall stand.

    Raises
    ------
    OnlyShown
        If the person may see one of them, but not change it.
    Refused
        If they cannot become one.
    """
    with transaction.atomic():
        both = (suspicion.one, suspicion.other)
        kept = survivor or proposed([both])[0].survivor
        away = [one for one in both if one.pk != kept.pk]
        _must_be_changeable(both, actor)
        done = merging.merge(kept, away, chosen or {}, actor)
        _decide(suspicion, State.SAME, actor)
    return done


def different(suspicion: Suspicion, actor: Actor) -> None:
    """They are two, and nobody shall be asked again."""
    _decide(suspicion, State.DIFFERENT, actor)


def later(suspicion: Suspicion, actor: Actor) -> None:
    """Somebody shall look at it another time."""
    _decide(suspicion, State.LATER, actor)


def all_sure(within: SuspicionSet, actor: Actor) -> tuple[int, int]:
    """Merge all pairs that are sure, as many as go at once: how many did, how many could not.

    Where one of a pair became part of another a moment ago, the rest of it is followed there.
    """
    done = failed = 0
    for suspicion in within.waiting().filter(score__gte=SURE).likeliest_first()[:AT_ONCE]:
        one, other = survivor_of(suspicion.one), survivor_of(suspicion.other)
        if one.pk == other.pk:
            _decide(suspicion, State.SAME, actor)
            continue
        try:
            with transaction.atomic():
                kept = proposed([(one, other)])[0]
                _must_be_changeable((one, other), actor)
                merging.merge(kept.survivor, [kept.away], {}, actor)
                _decide(suspicion, State.SAME, actor)
            done += 1
        except Refused:
            failed += 1
    return done, failed


def take_back(batch: uuid.UUID, actor: Actor) -> int:
    """Nobody said anything: what was merged is taken apart, and the pairs wait again."""
    with transaction.atomic():
        for one in Merge.objects.standing().filter(batch=batch).order_by("-pk"):
            merging.unmerge(one, actor)
        reopened: int = Suspicion.objects.filter(batch=batch).update(
            state=State.OPEN, decided_at=None, decided_by=None, batch=None
        )
    return reopened


def proposed(pairs: Sequence[tuple[Customer, Customer]]) -> list[Kept]:
    """Which of each two to keep: the one that more hangs on, else the one known longer."""
    weight = _weights({one.pk for pair in pairs for one in pair})
    return [_proposed(one, other, weight) for one, other in pairs]


def _proposed(one: Customer, other: Customer, weight: dict[int, int]) -> Kept:
    if weight[one.pk] != weight[other.pk]:
        more, less = sorted((one, other), key=lambda each: -weight[each.pk])
        return Kept(more, less, Sentence("More is known of it."))
    older, newer = sorted((one, other), key=lambda each: (each.created_at, each.pk))
    return Kept(older, newer, Sentence("It was there first."))


def _weights(ids: Iterable[int]) -> dict[int, int]:
    """How much hangs on each customer."""
    counted = Customer.objects.filter(pk__in=list(ids))
    rows = counted.annotate(
        said=Count("activities", filter=Q(activities__deleted_at=None), distinct=True),
        reached=Count("contact_points", filter=Q(contact_points__deleted_at=None), distinct=True),
    )
    return {one.pk: 2 * one.said + one.reached + 3 * bool(one.number) for one in rows}


def _must_be_changeable(customers: Iterable[Customer], actor: Actor) -> None:
    if actor.user is None:
        return
    ids = [one.pk for one in customers]
    may = Customer.objects.present().changeable(actor.user.reach).filter(pk__in=ids)
    if may.count() < len(ids):
        raise OnlyShown


def _decide(suspicion: Suspicion, state: Suspicion.State, actor: Actor) -> None:
    suspicion.state, suspicion.batch = state, actor.batch
    suspicion.decided_at, suspicion.decided_by = timezone.now(), actor.user
    suspicion.save(update_fields=["state", "batch", "decided_at", "decided_by"])
