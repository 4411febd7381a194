"""Records side by side, the choice which values stand, and the way back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from goodwill.crm.accounts.models import User
from goodwill.crm.records import auditing, merging
from goodwill.crm.records.asking import actor, found, me, must
from goodwill.crm.records.changing import told
from goodwill.crm.records.editing.answering import gone_to, list_of, page_of
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.records.finding import find
from goodwill.crm.records.kinds import Kind
from goodwill.crm.records.lists import bulk
from goodwill.crm.records.lists.asking import asked as asked_list
from goodwill.crm.records.merging import (
    allowing,
    choosing,
    comparing,
    keyboard,
    proposing,
    recounting,
)
from goodwill.crm.records.merging.errors import CannotMerge, CannotUnmerge
from goodwill.crm.records.merging.following import DAYS
from goodwill.crm.records.merging.merging import MOST
from goodwill.crm.records.merging.unmerging import refuse_unless_possible
from goodwill.crm.records.models import Record
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

FOUND = 8
LOOKED_THROUGH = 60


def side_by_side(
    request: HttpRequest, kind: str, public_id: uuid.UUID, others: str
) -> HttpResponse:
    """Two to five records side by side; what was chosen becomes one."""
    of = allowing.mergeable(kind)
    records = allowing.asked(request, of, [public_id, *_ids(others)])
    if request.method == "POST":
        return _merge(request, of, records)
    return _show(request, of, records)


@require_safe
def merge_with(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """A dialog that looks for the record that is the same as this one."""
    of = allowing.mergeable(kind)
    record = found(request, of.model, public_id)
    must(request, allowing.ability(kind))
    text = request.GET.get("q", "").strip()
    shown = {"kind": of, "record": record, "text": text}
    shown["found"] = _candidates(of, record, text, me(request)) if text else []
    page = "_candidates.html" if request.headers.get("HX-Target") == "candidates" else "_with.html"
    return render(request, f"records/merging/{page}", shown)


@require_POST
def list_merge(request: HttpRequest, word: str) -> HttpResponse:
    """The records selected in a list, side by side."""
    of = allowing.mergeable(word)
    must(request, allowing.ability(word))
    carried = QueryDict(request.POST.get("list", ""))
    one = asked_list(request, word, "view", {name: carried[name] for name in carried})
    is_all = request.POST.get("all") == "1"
    selection = bulk.selected(request.POST.getlist("selected"), is_all)
    rows = bulk.chosen(one.kind, one.reach, one.wanted, selection)
    ids = list(rows.order_by("pk").values_list("public_id", flat=True)[: MOST + 1])
    if len(ids) < 2:
        raise CannotMerge(Sentence("Select at least two records that are the same."))
    if len(ids) > MOST:
        raise CannotMerge(Sentence("Up to {n} records can become one at a time.", n=MOST))
    return gone_to(request, address_of(of.word, ids))


@require_safe
def merge_told(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What one merge did, until when it can be taken back, and what would stay."""
    merge, survivor = allowing.merge_of(request, public_id)
    of = allowing.mergeable(merge.kind)
    refusal = ""
    try:
        refuse_unless_possible(merge)
    except CannotUnmerge as trouble:
        refusal = say(trouble.sentence)
    shown = {
        "kind": of,
        "merge": merge,
        "survivor": survivor,
        "page": page_of(of, survivor),
        "its": recounting.recount(merge, survivor, me(request)),
        "refusal": refusal,
        "record": survivor,
        "may_undo": False,
        "may_unmerge": allowing.may_merge(me(request), of),
        "days": DAYS,
    }
    return render(request, "records/merging/merge.html", shown)


@require_POST
def unmerge(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Make them several again."""
    merge, survivor = allowing.merge_of(request, public_id)
    of = allowing.mergeable(merge.kind)
    must(request, allowing.ability(of.word))
    if survivor.deleted_at is None:
        found(request, of.model, survivor.public_id)
    done = merging.unmerge(merge, actor(request))
    messages.success(request, say(Sentence("They are separate again.")))
    for stayed in done.stayed:
        messages.info(request, say(stayed))
    return gone_to(request, page_of(of, survivor))


def address_of(kind: str, ids: list[uuid.UUID]) -> str:
    """The address at which these records stand side by side."""
    first, *others = ids
    return reverse("merge", args=[kind, first, "/".join(str(one) for one in others) + "/"])


def _show(request: HttpRequest, of: Kind, records: list[Record], trouble: str = "") -> HttpResponse:
    reach = me(request).reach
    hanging = proposing.hanging_on(records, reach)
    proposal = proposing.propose(records, hanging)
    wanted = _survivor(request.GET or request.POST, records) or proposal.survivor
    ordered = [wanted, *(one for one in records if one.pk != wanted.pk)]
    chosen = _chosen(request.POST, records)
    differing, same = comparing.compared(ordered, reach, chosen)
    _note_sensitive(request, of, records)
    shown = {
        "kind": of,
        "records": ordered,
        "survivor": wanted,
        "proposal": proposal,
        "hanging": hanging,
        "differing": differing,
        "same": same,
        "trouble": trouble,
        "days": DAYS,
        "is_mixed": len({told(one, "sort") for one in records}) > 1 if _is_sorted(of) else False,
        "back": page_of(of, wanted) if of.page else list_of(of),
        "page_keys": (keyboard.KEYS,),
    }
    return render(
        request, "records/merging/side_by_side.html", shown, status=422 if trouble else 200
    )


def _merge(request: HttpRequest, of: Kind, records: list[Record]) -> HttpResponse:
    survivor = _survivor(request.POST, records)
    if survivor is None:
        return _show(request, of, records, say("Choose which of them is kept."))
    others = [one for one in records if one.pk != survivor.pk]
    by = actor(request)
    try:
        done = merging.merge(
            survivor, others, _chosen(request.POST, records), by, seen=_seen(request.POST, records)
        )
    except CannotMerge as trouble:
        return _show(request, of, records, say(trouble.sentence))
    merged = Sentence(
        "{n} record became part of {name}.",
        "{n} records became part of {name}.",
        n=len(others),
        name=str(survivor),
    )
    messages.success(request, say(merged), extra_tags=reverse("unmerge", args=[done.public_id]))
    return HttpResponseRedirect(page_of(of, survivor))


def _ids(text: str) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(one) for one in text.strip("/").split("/")]
    except ValueError:
        raise OutOfReach from None


def _survivor(sent: QueryDict, records: list[Record]) -> Record | None:
    named = sent.get("survivor", "")
    return next((one for one in records if str(one.public_id) == named), None)


def _chosen(sent: QueryDict, records: list[Record]) -> dict[str, int]:
    """The record whose value was chosen, for each field of each row."""
    by_id = {str(one.public_id): one.pk for one in records}
    chosen: dict[str, int] = {}
    for group in choosing.together(records):
        whose = by_id.get(sent.get(f"choose-{group[0]}", ""))
        if whose is not None:
            chosen |= dict.fromkeys(group, whose)
    return chosen


def _seen(sent: QueryDict, records: list[Record]) -> dict[int, int]:
    told_versions = {one.pk: sent.get(f"seen-{one.public_id}", "") for one in records}
    return {
        pk: int(text) for pk, text in told_versions.items() if text.isdecimal() and len(text) < 10
    }


def _candidates(of: Kind, record: Record, text: str, person: User) -> list[dict[str, Any]]:
    seen = of.model.objects.present().within(person.reach).exclude(pk=record.pk)
    if of.words is not None:
        fitting = [
            one.public_id
            for one in find(text, person.reach, limit=LOOKED_THROUGH)
            if one.kind.word == of.word
        ]
        rows = {one.public_id: one for one in seen.filter(public_id__in=fitting)}
        ranked = [rows[one] for one in fitting if one in rows][:FOUND]
    else:
        ranked = list(seen.filter(name__icontains=text).order_by("name")[:FOUND])
    return [
        {
            "name": str(one),
            "more": of.words(one).subtitle if of.words else "",
            "address": address_of(of.word, [record.public_id, one.public_id]),
        }
        for one in ranked
    ]


def _is_sorted(of: Kind) -> bool:
    return any(field.name == "sort" for field in of.fields)


def _note_sensitive(request: HttpRequest, of: Kind, records: list[Record]) -> None:
    """The page shows what stands in sensitive fields: keep that it was seen."""
    person = me(request)
    sensitive = [one.name for one in of.all_fields() if one.is_sensitive]
    for record in records:
        shown = {
            name
            for name in sensitive
            if person.reach.sees(of.word, name) and choosing.value_of(record, name) is not None
        }
        filled = {name for name in shown if choosing.value_of(record, name) not in choosing.EMPTY}
        if filled:
            auditing.note_seen(record, filled, person)
