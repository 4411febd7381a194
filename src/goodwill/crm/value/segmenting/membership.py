"""Lists of customers ask who is in a segment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Q

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.kinds import Field, Sort
from goodwill.crm.records.lists.belonging import Sets
from goodwill.crm.value.segmenting.models import Segment, SegmentMember
from goodwill.language import Sentence

MOST_OPTIONS = 300


def _options(reach: Reach) -> list[tuple[str, str]]:
    seen = Segment.objects.present().within(reach).order_by("name", "pk")[:MOST_OPTIONS]
    return [(str(public_id), name) for public_id, name in seen.values_list("public_id", "name")]


def _members(reach: Reach, public_ids: list[UUID]) -> Q:
    asked = Segment.objects.present().within(reach).filter(public_id__in=public_ids)
    ids = list(asked.values_list("pk", flat=True))
    inside = SegmentMember.objects.filter(segment_id__in=ids)
    return Q(pk__in=inside.values("customer_id"))


def _called(public_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    found = Segment.objects.filter(public_id__in=list(public_ids))
    return dict(found.values_list("public_id", "name"))


SEGMENTS_OF_CUSTOMERS = Sets(
    Field("segments", Sentence("Customer segment"), Sort.LINKS, is_editable=False),
    _options,
    _members,
    _called,
)
