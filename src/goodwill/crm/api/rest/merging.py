"""Several records made one, and several again, for programs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from pydantic import Field, StrictStr

from goodwill.crm.api.rest import shaping
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer, by, found, said
from goodwill.crm.api.rest.shaping import Given, Id, Shape
from goodwill.crm.api.rest.telling import Teller
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.records.kinds import Kind, kind_of
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


def _chosen(chosen: dict[str, uuid.UUID], records: Iterable[Record]) -> dict[str, int]:
    by_id = {one.public_id: one.pk for one in records}
    if wrong := [name for name, one in chosen.items() if one not in by_id]:
        words = Sentence("This is none of the records that are merged.")
        raise Invalid(Wrong(f"chosen.{name}", words) for name in wrong)
    return {name: by_id[one] for name, one in chosen.items()}
