"""Files on their way in, for programs: taken, looked at, mapped, tried out, and brought in."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import UploadedFile
from ninja.params.functions import File, Query
from pydantic import Field, StrictStr

from goodwill.analytics.errors import InputError
from goodwill.crm.api.rest.importing import ImportTried, tried
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer
from goodwill.crm.api.rest.shaping import Given, Shape
from goodwill.crm.api.rest.telling import plain
from goodwill.crm.exchange.importing import (
    making,
    matching,
    preparing,
    remembering,
    running,
    telling,
    templating,
    trying,
    uploading,
)
from goodwill.crm.exchange.importing.errors import PlanRefused
from goodwill.crm.exchange.importing.plan import Mode
from goodwill.crm.exchange.importing.targets import Target, shapes, targets
from goodwill.crm.exchange.importing.uploading import Upload
from goodwill.crm.exchange.importing.views.asking import found_upload
from goodwill.crm.exchange.importing.views.files import SHOWN, XLSX
from goodwill.crm.records.asking import me, must
from goodwill.crm.ui.speaking import show
from goodwill.language import Sentence

ABILITY = "data.import"
MAKES_FIELDS = "settings.manage"
ROWS_SHOWN = 12
MOST = 2_000
FILE: Any = File(..., description="CSV, TSV, XLSX, XLS, ODS, Parquet or vCard; at most 2 GB")
KIND: Any = Query(..., max_length=40, description="The kind that a row is")
FORM: Any = Query("csv")
Word = Annotated[StrictStr, Field(max_length=240)]
Short = Annotated[StrictStr, Field(max_length=60)]
Words = Annotated[list[Word], Field(max_length=MOST)]


class ReadingGiven(Given):
    """How it is to be read; an empty text means: as it shows."""

    encoding: str
    delimiter: str
    sheet: str
    dates: str
    decimal: str
    currency: str
    time_zone: str


class ReadingWanted(Shape):
    """How it is to be read; what is left out stays, an empty text means: as it shows."""

    encoding: Short | None = None
    delimiter: Annotated[StrictStr, Field(max_length=1)] | None = None
    sheet: Word | None = None
    dates: Literal["", "ymd", "dmy", "mdy"] | None = None
    decimal: Literal["", ".", ","] | None = None
    currency: Annotated[StrictStr, Field(pattern="^([A-Z]{3})?$")] | None = None
    time_zone: Short | None = None


class WayGiven(Given):
    """One way in which rows may find the records that are there."""

    keys: str
    says: str
    is_usual: bool


class ImportFileGiven(Given):
    """A file on its way in: how its table begins, and how its rows shall become records."""

    id: uuid.UUID
    name: str
    size: int
    at: datetime
    format: str
    sheets: list[str]
    headings: list[str]
    rows: list[list[str]] = Field(description="The first ones")
    notes: list[str] = Field(description="What was noticed while reading")
    reading: ReadingGiven
    kind: str = Field(description="What a row is; empty where nobody can tell")
    columns: dict[str, str] = Field(description="Heading → target; empty for what is left out")
    because: dict[str, str] = Field(description="Heading → why it is taken for that")
    match: list[str] = Field(description="By what rows find the records that are there")
    ways: list[WayGiven] = Field(description="What `match` may hold with these columns")
    mode: Mode
    source: str = Field(description="What the system is called that the ids are from")
    makes: list[str] = Field(description="Links whose missing records are made")
    makeable: list[str] = Field(description="What `makes` may hold with these columns")
    instead: dict[str, dict[str, str]] = Field(
        description="Heading → cell → what is read instead of it"
    )
    missing: list[str] = Field(description="Targets without which nothing can be made")
    trial: uuid.UUID | None = Field(description="The import that was tried out by this plan")


class ImportFiles(Given):
    """The person's own, the latest first."""

    items: list[ImportFileGiven]


class ImportFilePlan(Shape):
    """What shall be otherwise; what is left out stays."""

    reading: ReadingWanted | None = None
    kind: Annotated[StrictStr, Field(min_length=1, max_length=40)] | None = None
    columns: dict[Word, Word] | None = Field(
        None, description="Heading → target, empty to leave it out; headings not named stay"
    )
    match: Words | None = None
    mode: Mode | None = None
    source: Short | None = None
    makes: Words | None = None
    instead: dict[Word, dict[Word, Word]] | None = None


class ImportFieldsWanted(Shape):
    """Columns that fit none of the fields there are."""

    columns: Annotated[list[Word], Field(min_length=1, max_length=MOST)] = Field(
        description="Their headings"
    )


class ImportTargetGiven(Given):
    """Something that a column may become."""

    name: str
    label: str
    sort: str
    is_required: bool
    is_many: bool = Field(description="Whether several columns may fill it")
    to: str = Field(description="The kind that a link leads to")
    choices: dict[str, str]


class ImportTargets(Given):
    """All that columns may become."""

    items: list[ImportTargetGiven]


def enter(offer: Offer) -> None:
    """From the file to the import."""
    for add in (
        _take,
        _list,
        _read,
        _plan,
        _fields,
        _discard,
        _try,
        _start,
        _targets,
        _template,
    ):
        add(offer)


def _take(offer: Offer) -> None:
    @offer(
        "POST /imports/files",
        "upload_import_file",
        "Take a file in, to be brought in as records",
        gives={201: ImportFileGiven},
    )
    def view(request: HttpRequest, file: UploadedFile = FILE) -> HttpResponse:
        """As multipart/form-data. Nothing is brought in yet: a plan is proposed."""
        must(request, ABILITY)
        taken = uploading.take(file, me(request))
        try:
            preparing.prepare(taken, me(request).reach)
        except InputError:
            uploading.discard(taken)
            raise
        response = _told(request, taken, 201)
        response.headers["Location"] = reverse("rest", args=[f"imports/files/{taken.public_id}"])
        return response


def _list(offer: Offer) -> None:
    @offer(
        "GET /imports/files",
        "list_import_files",
        "Files that were not brought in yet",
        gives={200: ImportFiles},
    )
    def view(request: HttpRequest) -> HttpResponse:
        """They wait for a week."""
        must(request, ABILITY)
        held = Upload.objects.filter(by=me(request)).order_by("-at", "-pk")[:SHOWN]
        return answer({"items": [_file(request, one) for one in held]})


def _read(offer: Offer) -> None:
    @offer(
        "GET /imports/files/{uuid:id}",
        "read_import_file",
        "One file on its way in",
        gives={200: ImportFileGiven},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Its table, and the plan as it stands."""
        return _told(request, found_upload(request, id))


def _plan(offer: Offer) -> None:
    @offer(
        "PATCH /imports/files/{uuid:id}",
        "plan_import",
        "Say how a file is read and how its rows become records",
        gives={200: ImportFileGiven},
        takes=ImportFilePlan,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """First how it is read, then what a row is, then its columns, then the rest."""
        upload = found_upload(request, id)
        reach = me(request).reach
        if sent.reading is not None:
            told = sent.reading.model_dump(exclude_none=True)
            preparing.prepare(upload, reach, replace(upload.reading, **told))
        if sent.kind is not None and sent.kind != upload.shape:
            _must_be_one_of("kind", sent.kind, (one.word for one in shapes(reach)))
            preparing.propose(upload, reach, sent.kind)
        if sent.columns is not None:
            _map(request, upload, sent.columns)
        _settle(request, upload, sent)
        return _told(request, upload)


def _fields(offer: Offer) -> None:
    @offer(
        "POST /imports/files/{uuid:id}/fields",
        "make_import_fields",
        "Make own fields of columns that fit none",
        gives={200: ImportFileGiven},
        takes=ImportFieldsWanted,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """The cells say what a field holds; one of that name is taken. All or none are made."""
        must(request, ABILITY)
        must(request, MAKES_FIELDS)
        upload = found_upload(request, id)
        if not upload.shape:
            raise PlanRefused(_NO_KIND)
        unknown = [one for one in sent.columns if one not in upload.headings]
        if unknown:
            raise Invalid([Wrong("columns", _NO_COLUMN)])
        making.make(upload, me(request).reach, sent.columns)
        return _told(request, upload)


def _discard(offer: Offer) -> None:
    @offer(
        "DELETE /imports/files/{uuid:id}",
        "discard_import_file",
        "Give up a file that was not brought in",
        gives={204: None},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Nothing was changed."""
        uploading.discard(found_upload(request, id))
        return HttpResponse(status=204)


def _try(offer: Offer) -> None:
    @offer(
        "POST /imports/files/{uuid:id}/try",
        "try_import",
        "What bringing a file in would do",
        gives={200: ImportTried},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """A dry run: nothing is written. Of a large file `effect` comes later: read the import."""
        upload = _ready(request, id)
        uploading.change_plan(upload)
        return tried(request, trying.try_out(upload))


def _start(offer: Offer) -> None:
    @offer(
        "POST /imports/files/{uuid:id}/start",
        "start_import",
        "Bring a file in",
        gives={201: ImportTried},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """In the background, by the plan as it stands; it is remembered for the next of its kind.

        Read the import to see how far it is.
        """
        upload = _ready(request, id)
        import_ = trying.trial_of(upload)
        remembering.remember(preparing.plan_of(upload), upload.headings, upload.name, me(request))
        running.begin(import_)
        uploading.discard(upload)
        response = tried(request, import_, 201)
        response.headers["Location"] = reverse("rest", args=[f"imports/{import_.public_id}"])
        return response


def _targets(offer: Offer) -> None:
    @offer(
        "GET /imports/targets",
        "list_import_targets",
        "What the columns of a table may become",
        gives={200: ImportTargets},
    )
    def view(request: HttpRequest, kind: str = KIND) -> HttpResponse:
        """The company's own fields too; hidden ones not."""
        must(request, ABILITY)
        reach = me(request).reach
        _must_be_one_of("kind", kind, (one.word for one in shapes(reach)))
        return answer({"items": [_target(one) for one in targets(kind, reach)]})


def _template(offer: Offer) -> None:
    @offer(
        "GET /imports/template",
        "take_import_template",
        "An empty table to fill in",
        gives={200: None},
        files=("text/csv", XLSX),
    )
    def view(
        request: HttpRequest, kind: str = KIND, form: Literal["csv", "xlsx"] = FORM
    ) -> HttpResponse:
        """With a row of hints."""
        must(request, ABILITY)
        reach = me(request).reach
        _must_be_one_of("kind", kind, (one.word for one in shapes(reach)))
        if form == "csv":
            held: bytes | str = templating.csv_of(kind, reach)
        else:
            held = templating.xlsx_of(kind, reach)
        media_type = "text/csv; charset=utf-8" if form == "csv" else XLSX
        headers = {"Content-Disposition": f'attachment; filename="{kind}.{form}"'}
        return HttpResponse(held, content_type=media_type, headers=headers)


def _ready(request: HttpRequest, public_id: uuid.UUID) -> Upload:
    """A file of which all is said that an import needs.

    Raises
    ------
    PlanRefused
        If something is missing; says what.
    """
    upload = found_upload(request, public_id)
    if not upload.shape:
        raise PlanRefused(_NO_KIND)
    if missing := preparing.missing(upload, me(request).reach):
        raise PlanRefused(Sentence("A column is still missing: {field}.", field=missing[0].label))
    if unsaid := preparing.unsaid(upload):
        raise PlanRefused(unsaid)
    return upload


def _map(request: HttpRequest, upload: Upload, columns: Mapping[str, str]) -> None:
    if not upload.shape:
        raise PlanRefused(_NO_KIND)
    names = {one.name for one in targets(upload.shape, me(request).reach)} | {""}
    wrong = [
        Wrong(f"columns.{heading}", _NO_COLUMN if heading not in upload.headings else _NO_TARGET)
        for heading, name in columns.items()
        if heading not in upload.headings or name not in names
    ]
    if wrong:
        raise Invalid(wrong)
    before = upload.plan.get("columns", {})
    whole = {heading: before.get(heading, "") for heading in upload.headings} | dict(columns)
    preparing.put_columns(upload, me(request).reach, whole)


def _settle(request: HttpRequest, upload: Upload, sent: ImportFilePlan) -> None:
    """How records are found, what is made along the way, and what is read as something else."""
    told: dict[str, Any] = {}
    columns = upload.plan.get("columns", {})
    wanted = targets(upload.shape, me(request).reach) if upload.shape else ()
    if sent.match is not None:
        ways = [way.keys for way in matching.ways(upload.shape, columns, wanted)] if wanted else []
        for n, keys in enumerate(sent.match):
            _must_be_one_of(f"match.{n}", keys, ways)
        told["match"] = [keys for keys in ways if keys in sent.match]
    if sent.makes is not None:
        makeable = [one.name for one in matching.makeable(columns, wanted)]
        for n, name in enumerate(sent.makes):
            _must_be_one_of(f"makes.{n}", name, makeable)
        told["makes"] = [name for name in makeable if name in sent.makes]
    if sent.mode is not None:
        told["mode"] = str(sent.mode)
    if sent.source is not None:
        told["source"] = sent.source.strip()
    if sent.instead is not None:
        told["instead"] = sent.instead
    if told:
        uploading.change_plan(upload, **told)


def _must_be_one_of(field: str, word: str, known: Iterable[str]) -> None:
    if word not in set(known):
        raise Invalid([Wrong(field, Sentence("This is none of those that there are here."))])


def _told(request: HttpRequest, upload: Upload, status: int = 200) -> HttpResponse:
    return answer(_file(request, upload), status)


def _file(request: HttpRequest, upload: Upload) -> dict[str, Any]:
    plan, sample, reach = upload.plan, upload.sample, me(request).reach
    columns = plan.get("columns", {})
    wanted = targets(upload.shape, reach) if upload.shape else ()
    ways = matching.ways(upload.shape, columns, wanted) if upload.shape else []
    trial = upload.trial
    return {
        "id": upload.public_id,
        "name": upload.name,
        "size": upload.size,
        "at": plain(upload.at),
        "format": sample.get("format", ""),
        "sheets": list(sample.get("sheets", ())),
        "headings": list(upload.headings),
        "rows": [list(row) for row in upload.rows[:ROWS_SHOWN]],
        "notes": [show(telling.said(note)) for note in sample.get("notes", ())],
        "reading": vars(upload.reading),
        "kind": upload.shape,
        "columns": columns,
        "because": {name: show(telling.said(told)) for name, told in upload.reasons.items()},
        "match": list(plan.get("match", ())),
        "ways": [
            {"keys": one.keys, "says": show(one.says), "is_usual": one.is_usual} for one in ways
        ],
        "mode": plan.get("mode", str(Mode.BOTH)),
        "source": plan.get("source", ""),
        "makes": list(plan.get("makes", ())),
        "makeable": [one.name for one in matching.makeable(columns, wanted)],
        "instead": plan.get("instead", {}),
        "missing": [one.name for one in preparing.missing(upload, reach)] if upload.shape else [],
        "trial": trial.public_id if trial else None,
    }


def _target(one: Target) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": show(one.label),
        "sort": one.sort.value,
        "is_required": one.is_required,
        "is_many": one.is_many,
        "to": one.to,
        "choices": {value: show(words) for value, words in one.choices.items()},
    }


_NO_KIND = Sentence("Say what kind of record a row is.")
_NO_COLUMN = Sentence("The table has no such column.")
_NO_TARGET = Sentence("There is no such field, or you may not fill it.")
