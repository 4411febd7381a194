"""Makes and changes segments, and keeps who is in them up to date."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from goodwill.crm.accounts.reach import Reach, widest
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing, inserting
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import OnlyShown, Refused
from goodwill.crm.records.models import Change, Record
from goodwill.crm.value.scoring.models import Valuation
from goodwill.crm.value.segmenting import conditions, drawing, matching, nesting
from goodwill.crm.value.segmenting.columns import Ints, People
from goodwill.crm.value.segmenting.conditions import Group
from goodwill.crm.value.segmenting.models import Segment, SegmentDay, SegmentMember
from goodwill.crm.value.segmenting.nesting import Nest
from goodwill.language import Sentence
from goodwill.warehouse.together import BeingWritten

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=800)
"""So long the counts of days are kept."""


class NotKnownYet(Refused):
    """Nothing has been drawn yet, and it would take too long to do it while somebody waits."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "What is known of your customers is being put together for the first time. "
                "Please come back in a few minutes."
            )
        )


def people() -> People:
    """What is known of all customers, drawn now where it never was and there are few.

    Raises
    ------
    NotKnownYet
        If it is still to be drawn, and there are many.
    """
    known = drawing.current()
    if known is None and not _are_few():
        ask_for()
        raise NotKnownYet
    if known is None or (_is_small(known) and drawing.is_due(known)):
        try:
            known = bring_up_to_date()
        except BeingWritten:
            known = drawing.current()
    if known is None:
        raise NotKnownYet
    return known


def make(values: Mapping[str, Any], group: Group, by: Actor, *, is_static: bool = False) -> Segment:
    """A new segment; of a static one the members are those whom the conditions fit now."""
    segment = Segment(**values, conditions=group.json(), is_static=is_static)
    if "owner" not in values:
        segment.owner = by.user
    if "team" not in values and segment.owner is not None:
        segment.team = segment.owner.team
    nesting.must_be_possible(group, _reach(by))
    with transaction.atomic():
        changing.create(segment, by)
        recount(segment, people(), group)
    return segment


def snapshot(segment: Segment, name: str, by: Actor) -> Segment:
    """A static segment of those who are in this one now.

    Raises
    ------
    NotUnderstood
        If the segment asks for something that is hidden from the person.
    """
    group, known = conditions.read(_reach(by), segment.conditions), people()
    now = known.pk[fitting(segment, known, group)]
    with transaction.atomic():
        made = _static({"name": name, "purpose": segment.purpose}, group, by)
        _put(made, now)
    return made


def make_of(name: str, customers: Iterable[Customer], by: Actor) -> Segment:
    """A static segment of these customers."""
    with transaction.atomic():
        made = _static({"name": name}, Group(), by)
        _put(made, _keys(customers))
    return made


def put_in(segment: Segment, customers: Iterable[Customer], by: Actor) -> int:
    """Put customers into a static segment; how many were not in it.

    Raises
    ------
    OnlyShown
        If it is somebody else's.
    FollowsConditions
        If its members follow from conditions.
    """
    with transaction.atomic():
        return _put(_held(segment, by), _keys(customers))


def take_out(segment: Segment, customers: Iterable[Customer], by: Actor) -> int:
    """Take customers out of a static segment; how many were in it.

    Raises
    ------
    OnlyShown
        If it is somebody else's.
    FollowsConditions
        If its members follow from conditions.
    """
    with transaction.atomic():
        held = _held(segment, by)
        asked = _keys(customers)
        left = np.intersect1d(asked, nesting.ids_in(held))
        _leave(held, left)
        _count_static(held, joined=0, left=len(left))
    return len(left)


class FollowsConditions(Refused):
    """Who is in a dynamic segment follows from its conditions."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "Who is in this segment follows from its conditions. Change those, or keep it as "
                "it is today and change that."
            )
        )


def change(
    segment: Record, values: Mapping[str, Any], by: Actor, seen: int | None = None
) -> Change | None:
    """Change fields of a segment.

    Raises
    ------
    OnlyShown
        If it is somebody else's.
    Clashing
        If someone changed the same fields since version `seen`.
    """
    assert isinstance(segment, Segment)
    _must_be_ones_own(segment, by)
    return changing.change(segment, values, by, seen=seen)


def change_conditions(
    segment: Segment, group: Group, by: Actor, seen: int | None = None
) -> Change | None:
    """Change what the members have in common; who does not fit any more goes at once.

    Raises
    ------
    OnlyShown
        If it is somebody else's.
    StaysAsItIs
        If the segment is static.
    NotUnderstood, PartOfItself
        If they ask for a segment that the person does not see, or for the segment itself.
    """
    _must_be_ones_own(segment, by)
    if segment.is_static:
        raise StaysAsItIs
    nesting.must_be_possible(group, _reach(by), segment)
    with transaction.atomic():
        line = changing.change(segment, {"conditions": group.json()}, by, seen=seen)
        if line is not None:
            known = people()
            recount(segment, known, group)
            _recount_following([segment], known)
    return line


class StaysAsItIs(Refused):
    """A static segment keeps the members it was made with."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "This segment keeps the members it was made with. Make another one from its "
                "conditions."
            )
        )


def fitting(segment: Segment, known: People, group: Group | None = None) -> matching.Flags:
    """Who is in a segment, as of what is known: a static one asks who was put in.

    Nobody is, as long as nothing is said that the members have in common.
    """
    return Nest(known).members(segment, group)


def recount(segment: Segment, known: People, group: Group | None = None) -> None:
    """Bring the members up to what is known: all of them at once, for whoever reads meanwhile."""
    if segment.is_static and segment.counted_at is not None:
        return
    now = known.pk[fitting(segment, known, group)]
    with transaction.atomic():
        locked = Segment.objects.select_for_update().get(pk=segment.pk)
        before = nesting.ids_in(locked)
        joined, left = np.setdiff1d(now, before), np.setdiff1d(before, now)
        _leave(segment, left)
        _join(segment, joined)
        _note_day(segment, len(now), len(joined), len(left), is_first=locked.counted_at is None)
        segment.size, segment.counted_at = len(now), known.as_of
        Segment.objects.filter(pk=segment.pk).update(size=len(now), counted_at=known.as_of)


def bring_up_to_date() -> People:
    """Draw what is known anew, and count every segment.

    Raises
    ------
    BeingWritten
        If somebody is at it.
    """
    known = drawing.draw()
    for segment in Segment.objects.present().dynamic().order_by("pk"):
        try:
            recount(segment, known)
        except Refused as refusal:
            log.warning("Segment %s keeps its members: %s", segment.pk, refusal)
    SegmentDay.objects.filter(day__lt=timezone.localdate() - KEPT_FOR).delete()
    return known


def regularly() -> None:
    """Bring all up to date where it is worth while; nothing where somebody is at it."""
    known = drawing.current()
    if not drawing.is_due(known):
        _count_changed(known)
        return
    try:
        bring_up_to_date()
    except BeingWritten:
        log.info("What is known of customers is being drawn already.")


def _count_changed(known: People | None) -> None:
    """Count segments whose conditions were changed past this module, as by taking a change back."""
    stale = Q(counted_at=None) | Q(changed_at__gt=F("counted_at"))
    if known is None:
        return
    changed = list(Segment.objects.present().dynamic().filter(stale))
    for segment in changed:
        recount(segment, known)
    _recount_following(changed, known)


def _recount_following(segments: list[Segment], known: People) -> None:
    """Those that ask for these follow them; one that cannot keeps its members."""
    for one in nesting.following(segments):
        try:
            recount(one, known)
        except Refused as refusal:
            log.warning("Segment %s keeps its members: %s", one.pk, refusal)


def ask_for(*, forgetting: bool = False) -> None:
    """Let the worker bring all up to date, and keep nothing of before where somebody is erased."""
    run_asked.enqueue(forgetting)


@task()
def run_asked(forgetting: bool = False) -> None:
    """Bring all up to date because somebody asked; safe to run again."""
    try:
        bring_up_to_date()
    except BeingWritten:
        log.info("What is known of customers is being drawn already.")
    if forgetting:
        drawing.forget_those_before()


def after_valuation(valuation: Valuation) -> None:
    """Scores are part of what is known: segments follow them at once."""
    transaction.on_commit(ask_for)


def forget(customer: Customer) -> None:
    """Who is erased is in no segment any more, nor in what is known of all."""
    SegmentMember.objects.filter(customer=customer).delete()
    if drawing.current() is not None:
        transaction.on_commit(lambda: ask_for(forgetting=True))


def known_of(customer: Customer, reach: Reach) -> Iterator[dict[str, Any]]:
    """The segments that a person is in, for the person to have."""
    held = SegmentMember.objects.filter(segment__deleted_at=None, customer=customer)
    for one in held.select_related("segment").order_by("segment__name", "pk"):
        yield {"segment": one.segment.name, "since": one.since}


def may_change(segment: Segment, reach: Reach) -> bool:
    """Whether the person may change this segment."""
    mine = Segment.objects.changeable(reach).filter(pk=segment.pk)
    return reach.may("segments.change") and mine.exists()


def _static(values: Mapping[str, Any], group: Group, by: Actor) -> Segment:
    """A static segment without members yet."""
    facts = {"owner": by.user, "team": by.user.team if by.user else None}
    segment = Segment(**values, **facts, conditions=group.json(), is_static=True)
    segment.counted_at = timezone.now()
    changing.create(segment, by)
    return segment


def _reach(by: Actor) -> Reach:
    return by.user.reach if by.user else widest(0)


def _held(segment: Segment, by: Actor) -> Segment:
    """The static segment, which nobody else changes meanwhile."""
    _must_be_ones_own(segment, by)
    held: Segment = Segment.objects.select_for_update().get(pk=segment.pk)
    if not held.is_static:
        raise FollowsConditions
    return held


def _put(segment: Segment, asked: Ints) -> int:
    joined = np.setdiff1d(asked, nesting.ids_in(segment))
    _join(segment, joined)
    _count_static(segment, joined=len(joined), left=0)
    return len(joined)


def _count_static(segment: Segment, *, joined: int, left: int) -> None:
    size = SegmentMember.objects.filter(segment=segment).count()
    is_first = not SegmentDay.objects.filter(segment=segment).exists()
    _note_day(segment, size, joined, left, is_first=is_first)
    segment.size, segment.counted_at = size, timezone.now()
    Segment.objects.filter(pk=segment.pk).update(size=size, counted_at=segment.counted_at)
    known = drawing.current()
    if known is not None:
        _recount_following([segment], known)


def _keys(customers: Iterable[Customer]) -> Ints:
    return np.unique(np.array([one.pk for one in customers], np.int64))


def _must_be_ones_own(segment: Segment, by: Actor) -> None:
    if by.user is not None and not may_change(segment, by.user.reach):
        raise OnlyShown


def _is_small(known: People) -> bool:
    return len(known) <= drawing.SMALL


def _are_few() -> bool:
    few = Customer.objects.present().order_by().values("pk")[: drawing.SMALL + 1]
    return few.count() <= drawing.SMALL


def _leave(segment: Segment, left: Ints) -> None:
    table = connection.ops.quote_name(SegmentMember._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"DELETE FROM {table} WHERE segment_id = %s AND customer_id = %s",
            [(segment.pk, pk) for pk in left.tolist()],
        )


def _join(segment: Segment, joined: Ints) -> None:
    today = timezone.localdate()
    names = ("segment_id", "customer_id", "since")
    since: Any = today if connection.vendor == "postgresql" else today.isoformat()
    rows = ((segment.pk, pk, since) for pk in joined.tolist())
    inserting.insert(SegmentMember, names, rows)


def _note_day(segment: Segment, size: int, joined: int, left: int, *, is_first: bool) -> None:
    """The day's count; those with whom a segment begins did not join it."""
    day, _ = SegmentDay.objects.select_for_update().get_or_create(
        segment=segment, day=timezone.localdate(), defaults={"size": size}
    )
    day.size = size
    if not is_first:
        day.joined, day.left = day.joined + joined, day.left + left
    day.save()
