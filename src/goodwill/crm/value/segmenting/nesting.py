"""Segments within segments: who is in them, that none is part of itself, and which follow."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from goodwill.crm.accounts.reach import Reach, widest
from goodwill.crm.records.errors import Refused
from goodwill.crm.records.lists.conditions import Condition, NotUnderstood
from goodwill.crm.value.segmenting import conditions, matching
from goodwill.crm.value.segmenting.columns import People
from goodwill.crm.value.segmenting.conditions import Group
from goodwill.crm.value.segmenting.models import Segment, SegmentMember
from goodwill.crm.value.segmenting.questions import SEGMENTS
from goodwill.language import Sentence

Flags = NDArray[np.bool_]


class PartOfItself(Refused):
    """A segment would be part of itself, by itself or by way of others."""

    def __init__(self, inner: str, outer: str) -> None:
        super().__init__(
            Sentence(
                "“{inner}” asks for “{outer}” already, so “{outer}” cannot ask for “{inner}”: "
                "nobody could say who is in them.",
                inner=inner,
                outer=outer,
            )
        )


class Gone(Refused):
    """A segment asks for one that is not there any more."""

    def __init__(self) -> None:
        super().__init__(
            Sentence("A segment that these conditions ask for is gone. Take it out of them.")
        )


@dataclass
class Nest:
    """The segments that were asked for so far, each worked out once."""

    people: People
    _held: dict[int, Flags] = field(default_factory=dict)
    _asking: list[Segment] = field(default_factory=list)

    def matching(self, one: Condition) -> Flags:
        """Who is in a segment, in one of several, or in none of them.

        Raises
        ------
        Gone
            If one of them is in the bin.
        PartOfItself
            If one of them asks for itself.
        """
        found = np.zeros(len(self.people), dtype=bool)
        for segment in _segments(_ids(one)):
            found |= self.members(segment)
        return ~found if one.operator.word in ("is_not", "none_of") else found

    def members(self, segment: Segment, group: Group | None = None) -> Flags:
        """Who is in a segment; nobody, as long as nothing is said of its members."""
        if any(segment.pk == one.pk for one in self._asking):
            raise PartOfItself(self._asking[-1].name, segment.name)
        if segment.pk not in self._held:
            self._asking.append(segment)
            self._held[segment.pk] = self._members(segment, group)
            self._asking.pop()
        return self._held[segment.pk]

    def _members(self, segment: Segment, group: Group | None) -> Flags:
        if segment.is_static and segment.counted_at is not None:
            found = np.zeros(len(self.people), dtype=bool)
            found[self.people.places(ids_in(segment))] = True
            return found
        asked = conditions.read(widest(0), segment.conditions) if group is None else group
        if not asked:
            return np.zeros(len(self.people), dtype=bool)
        return matching.matching(self.people, asked, self)


def ids_in(segment: Segment) -> NDArray[np.int64]:
    """The primary keys of the customers who are in a segment."""
    held = SegmentMember.objects.filter(segment=segment)
    return np.array(list(held.values_list("customer_id", flat=True)), np.int64)


def must_be_possible(group: Group, reach: Reach, segment: Segment | None = None) -> None:
    """Refuse conditions that ask for a segment that the person does not see, or for themselves.

    Raises
    ------
    NotUnderstood
        If one is not there, or not shown to the person; what `segment` asked for before is left.
    PartOfItself
        If `segment` would be part of itself.
    """
    wanted = set(_asked(group.json()))
    if not wanted:
        return
    seen = Segment.objects.present().within(reach).filter(public_id__in=wanted)
    known = set(seen.values_list("public_id", flat=True))
    known |= set(_asked(segment.conditions)) if segment else set()
    if wanted - known:
        raise NotUnderstood(
            Sentence("These conditions ask for a segment that is gone, or that you do not see.")
        )
    if segment is not None:
        for inner in Segment.objects.filter(public_id__in=wanted).order_by("pk"):
            if inner.pk == segment.pk or segment.public_id in _below({inner.public_id}):
                raise PartOfItself(inner.name, segment.name)


def following(segments: Iterable[Segment]) -> list[Segment]:
    """The dynamic segments that ask for any of these, by themselves or by way of others."""
    changed = {one.public_id for one in segments}
    held = list(Segment.objects.present().dynamic().filter(asks__contains=f" {SEGMENTS} "))
    found: dict[int, Segment] = {}
    while True:
        new = [one for one in held if one.pk not in found and changed & set(_asked(one.conditions))]
        if not new:
            return list(found.values())
        found |= {one.pk: one for one in new}
        changed |= {one.public_id for one in new}


def _below(public_ids: set[uuid.UUID]) -> set[uuid.UUID]:
    """The segments that some ask for, and those that these ask for, and so on."""
    found: set[uuid.UUID] = set()
    while public_ids:
        told = Segment.objects.filter(public_id__in=public_ids).values_list("conditions", flat=True)
        public_ids = {one for conditions in told for one in _asked(conditions)} - found
        found |= public_ids
    return found


def _segments(public_ids: list[uuid.UUID]) -> list[Segment]:
    found = list(Segment.objects.present().filter(public_id__in=public_ids).order_by("pk"))
    if len(found) < len(set(public_ids)):
        raise Gone
    return found


def _ids(one: Condition) -> list[uuid.UUID]:
    held = one.value if isinstance(one.value, list) else [one.value]
    return [uuid.UUID(str(each)) for each in held]


def _asked(told: Any) -> Iterator[uuid.UUID]:
    """The segments that conditions ask for, as they stand in their JSON."""
    if isinstance(told, list):
        for one in told:
            yield from _asked(one)
    elif isinstance(told, Mapping) and told.get("field") == SEGMENTS:
        values = [value for name, value in told.items() if name != "field"]
        for value in values:
            for one in value if isinstance(value, list) else [value]:
                yield uuid.UUID(str(one))
    elif isinstance(told, Mapping):
        yield from _asked(list(told.values()))
