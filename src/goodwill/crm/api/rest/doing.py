"""What is done with many records at once, for programs: changed, deleted, taken away."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja.params.functions import Query
from pydantic import Field, JsonValue, StrictBool

from goodwill.crm.api.rest import shaping, taking
from goodwill.crm.api.rest.listing import Asked, wanted_of
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer, by, said
from goodwill.crm.api.rest.shaping import Given, Id, Shape
from goodwill.crm.records import changing_many
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.kinds import Kind
from goodwill.crm.records.lists import bulk, exporting, wanting
from goodwill.crm.records.lists.bulk import Selection
from goodwill.crm.records.lists.doing import FILES
from goodwill.crm.records.models import SavedView
from goodwill.language import Sentence

CSV = "text/csv"
WANTED: Any = Query(...)
FORM: Any = Query("csv")
Form = Literal[("csv", *FILES)]  # type: ignore[valid-type]


class RecordsChosen(Shape):
    """Which records: by id, or all that conditions find."""

    ids: Annotated[list[Id], Field(max_length=bulk.MOST)] = Field(default_factory=list)
    where: dict[str, JsonValue] = Field(
        default_factory=dict, description="Conditions as lists take them"
    )
    all: StrictBool = Field(False, description="All that the conditions find; else only `ids`")


class DoneToMany(Given):
    """How many, and what takes it back."""

    records: int
    batch: uuid.UUID = Field(description="To take it back: /api/v1/undo/{batch}")


def enter(offer: Offer, kind: Kind) -> None:
    """What is done with many of one kind."""
    _change(offer, kind)
    _delete(offer, kind)
    _export(offer, kind)


def _change(offer: Offer, kind: Kind) -> None:
    takes = shaping.made(
        f"{kind.model.__name__}ChangeMany",
        RecordsChosen,
        "Which records, and what shall stand.",
        {"values": (shaping.change(kind.word), ...)},
    )

    @offer(
        f"POST /{kind.word}/change-many",
        f"change_many_{kind.word}",
        f"Change many alike: {said(kind, many=True)}",
        gives={200: DoneToMany},
        takes=takes,
    )
    def view(request: HttpRequest, sent: Any) -> HttpResponse:
        """At most 10,000 at once; how many differed before."""
        must(request, f"{kind.word}.view")
        must(request, f"{kind.word}.change")
        actor, reach = by(request), me(request).reach
        with transaction.atomic():
            records = _chosen(request, kind, sent)
            values = taking.values(kind, reach, sent.values)
            editable = bulk.editable(kind, reach)
            if wrong := [name for name in values if name not in editable]:
                raise Invalid(Wrong(f"values.{name}", _NOT_AT_ONCE) for name in wrong)
            count = changing_many.change_many(records, values, actor)
        return answer({"records": count, "batch": actor.batch})


def _delete(offer: Offer, kind: Kind) -> None:
    @offer(
        f"POST /{kind.word}/delete-many",
        f"delete_many_{kind.word}",
        f"Delete many: {said(kind, many=True)}",
        gives={200: DoneToMany},
        takes=RecordsChosen,
    )
    def view(request: HttpRequest, sent: Any) -> HttpResponse:
        """Into the bin; at most 2,000 at once."""
        must(request, f"{kind.word}.view")
        must(request, f"{kind.word}.delete")
        actor = by(request)
        with transaction.atomic():
            count = bulk.delete(_chosen(request, kind, sent), actor)
        return answer({"records": count, "batch": actor.batch})


def _export(offer: Offer, kind: Kind) -> None:
    @offer(
        f"GET /{kind.word}/export",
        f"export_{kind.word}",
        f"Take a list away as a file: {said(kind, many=True)}",
        gives={200: None},
        files=(CSV, *(media_type for _, media_type in FILES.values())),
    )
    def view(
        request: HttpRequest,
        asked: Asked = WANTED,
        form: Form = FORM,
    ) -> HttpResponseBase:
        """The whole list in its order, as people read it; that it was taken is kept."""
        must(request, f"{kind.word}.view")
        must(request, f"{kind.word}.export")
        person = me(request)
        wanted = wanted_of(kind, person, asked)
        if asked.fields:
            columns = {
                "columns": asked.fields,
                **{k: v for k, v in wanted.told().items() if k != "columns"},
            }
            wanted = wanting.wanted(kind, person.reach, columns, None)
        exporting.note(kind, person.reach, wanted, person, form)
        name = f"{kind.word}-{timezone.localdate():%Y-%m-%d}.{form}"
        if form in FILES:
            written, media_type = FILES[form]
            book = written(kind, person.reach, wanted)
            return FileResponse(book, as_attachment=True, filename=name, content_type=media_type)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        lines = exporting.csv_lines(kind, person.reach, wanted)
        return StreamingHttpResponse(lines, content_type=f"{CSV}; charset=utf-8", headers=headers)


def _chosen(request: HttpRequest, kind: Kind, sent: Any) -> Any:
    reach = me(request).reach
    view = SavedView(conditions=sent.where)
    wanted = wanting.wanted(kind, reach, {}, view)
    return bulk.chosen(kind, reach, wanted, Selection(tuple(sent.ids), sent.all))


_NOT_AT_ONCE = Sentence("This cannot be changed for many records at once.")
