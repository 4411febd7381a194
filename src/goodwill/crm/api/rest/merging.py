"""Several records made one, and several again, for programs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from pydantic import Field, StrictStr

from goodwill.crm.accounts.models import User
from goodwill.crm.api.rest import shaping
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer, by, found, said
from goodwill.crm.api.rest.shaping import Given, Id, Shape
from goodwill.crm.api.rest.telling import Teller, plain
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.records.kinds import Kind, kind_of
from goodwill.crm.records.merging import allowing, recounting
from goodwill.crm.records.merging.merging import merge
from goodwill.crm.records.merging.models import Merge
from goodwill.crm.records.merging.unmerging import unmerge
from goodwill.crm.records.models import Record
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

MOST = 10
OF_CUSTOMERS = "customers.merge"


class MergeNew(Shape):
    """Which records become part of this one, and whose values stand."""

    others: Annotated[list[Id], Field(min_length=1, max_length=MOST)]
    chosen: dict[StrictStr, Id] = Field(
        default_factory=dict,
        description="By field, the id of the record whose value shall stand",
    )


class Unmerged(Given):
    """The records are several again."""

    kind: str
    id: uuid.UUID = Field(description="Of the one they had become")
    stayed: list[str] = Field(description="What stays with it because it is newer than the merge")


class MergedAwayGiven(Given):
    """A record that became part of another."""

    id: uuid.UUID
    title: str


class MergeGiven(Given):
    """Records that became one."""

    id: uuid.UUID
    kind: str
    survivor: uuid.UUID
    away: list[MergedAwayGiven]
    moved: dict[str, int] = Field(description="By kind, how many point at the survivor since")
    aside: dict[str, int] = Field(description="By kind, how many it had already, now in the bin")
    at: datetime
    by: uuid.UUID | None
    until: datetime = Field(description="Until then it can be taken back")
    undone_at: datetime | None
    undone_by: uuid.UUID | None
    stays: list[str] = Field(description="What would stay with the survivor, being newer")


def enter(offer: Offer, kind: Kind) -> None:
    """Merging records of one kind."""
    given = shaping.given(kind.word)
    merged = shaping.made(
        f"{kind.model.__name__}Merged",
        Given,
        "What they became.",
        {
            "merge": (uuid.UUID, Field(description="To take it back: /api/v1/merges/{merge}/undo")),
            "record": (given, ...),
        },
    )

    @offer(
        f"POST /{kind.word}/{{uuid:id}}/merge",
        f"merge_{kind.word}",
        f"Make one of several: {said(kind, many=True)}",
        gives={201: merged},
        takes=MergeNew,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """All that points at the others points at this one afterwards; they go to the bin."""
        must(request, needed(kind))
        with transaction.atomic():
            survivor = found(request, kind, id, "change")
            others = [found(request, kind, one, "change") for one in dict.fromkeys(sent.others)]
            chosen = _chosen(sent.chosen, (survivor, *others))
            standing = merge(survivor, others, chosen, by(request))
            survivor = kind.model._default_manager.get(pk=survivor.pk)
        told = Teller(kind, me(request)).tell(survivor)
        return answer({"merge": standing.public_id, "record": told}, 201)


def enter_undo(offer: Offer) -> None:
    """What one merge did, and the way back."""
    _read(offer)
    _unmerge(offer)


def _read(offer: Offer) -> None:
    @offer(
        "GET /merges/{uuid:id}",
        "read_merge",
        "What one merge did",
        gives={200: MergeGiven},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Who became part of what, what went along, and until when it can be taken back."""
        merge, survivor = allowing.merge_of(request, id)
        return answer(_told(merge, survivor, me(request)))


def _unmerge(offer: Offer) -> None:
    @offer(
        "POST /merges/{uuid:id}/undo",
        "unmerge",
        "Make several again of what was merged",
        gives={200: Unmerged},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Exactly as before, but for what was changed since."""
        standing = Merge.objects.filter(public_id=id).first()
        if standing is None:
            raise OutOfReach
        kind = kind_of(standing.kind)
        held = kind.model._default_manager.filter(pk=standing.survivor_id).first()
        if held is None:
            raise OutOfReach
        must(request, needed(kind))
        found(request, kind, held.public_id, "change")
        done = unmerge(standing, by(request))
        stayed = [say(one) for one in done.stayed]
        return answer({"kind": kind.word, "id": held.public_id, "stayed": stayed})


def needed(kind: Kind) -> str:
    """The ability that merging takes."""
    return OF_CUSTOMERS if kind.word == "customers" else f"{kind.word}.delete"


def _told(merge: Merge, survivor: Record, person: User) -> dict[str, Any]:
    its = recounting.recount(merge, survivor, person)
    return {
        "id": merge.public_id,
        "kind": merge.kind,
        "survivor": survivor.public_id,
        "away": [{"id": one.public_id, "title": one.title} for one in merge.merged.order_by("pk")],
        "moved": {kind.word: n for kind, n in its.moved},
        "aside": {kind.word: n for kind, n in its.aside},
        "at": plain(merge.at),
        "by": merge.by.public_id if merge.by else None,
        "until": plain(its.until),
        "undone_at": plain(merge.undone_at),
        "undone_by": merge.undone_by.public_id if merge.undone_by else None,
        "stays": [say(one) for one in its.since],
    }


def _chosen(chosen: dict[str, uuid.UUID], records: Iterable[Record]) -> dict[str, int]:
    by_id = {one.public_id: one.pk for one in records}
    if wrong := [name for name, one in chosen.items() if one not in by_id]:
        words = Sentence("This is none of the records that are merged.")
        raise Invalid(Wrong(f"chosen.{name}", words) for name in wrong)
    return {name: by_id[one] for name, one in chosen.items()}
