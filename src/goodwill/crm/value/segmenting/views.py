"""The pages of segments: the list, one segment, the builder, how several overlap."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.accounts.reading import kept
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.asking import actor, found, me, must
from goodwill.crm.records.editing.answering import gone_to, tell_later
from goodwill.crm.records.errors import Refused
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.records.lists.conditions import NotUnderstood
from goodwill.crm.ui import speaking
from goodwill.crm.ui.toasting import toast
from goodwill.crm.value.segmenting import (
    building,
    conditions,
    counting,
    drawing,
    keeping,
    nesting,
    overlapping,
    questions,
    saying,
    showing,
)
from goodwill.crm.value.segmenting.building import Block
from goodwill.crm.value.segmenting.kinds import AUDIENCES
from goodwill.crm.value.segmenting.models import Segment, SegmentMember
from goodwill.language import Sentence
from goodwill.report.drawing import drawings

MOST = 200
NEWEST = 12
reading_and_writing = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def segments(request: HttpRequest) -> HttpResponse:
    """All segments that the person sees."""
    must(request, "segments.view")
    must(request, "customers.view")
    text = request.GET.get("q", "").strip()[:100]
    seen = Segment.objects.present().within(me(request).reach).select_related("owner")
    named = seen.filter(name__icontains=text) if text else seen
    held = named.order_by("name", "pk")[: MOST + 1]
    told = {
        "kind": kind_of("segments"),
        "text": text,
        "lines": showing.lines(held[:MOST], me(request).reach, speaking.current()),
        "is_cut": len(held) > MOST,
        "known": drawing.current(),
        "audiences": AUDIENCES,
        "may_create": me(request).may("segments.create"),
        "most": overlapping.MOST,
    }
    return render(request, "value/segments/segments.html", told)


@require_safe
def segment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One segment: what its members have in common, how many, how that went, who they are."""
    must(request, "customers.view")
    one = found(request, Segment, public_id)
    reach = me(request).reach
    group = showing.asked(one, reach)
    told = {
        "segment": one,
        "kind": kind_of("segments"),
        "sentence": showing.says(one, group),
        "is_empty": not group,
        "chips": [],
        "listing": showing.in_list((one, True)),
        "newest": showing.newest(one, reach, NEWEST),
        "lately": showing.lately(one) if reach.is_everything else None,
        "days": len(showing.course(one)) if reach.is_everything else 0,
        "lately_days": showing.LATELY_DAYS,
        "audiences": AUDIENCES,
        "may_change": keeping.may_change(one, reach),
        "may_create": me(request).may("segments.create"),
        "others": _others(request, one),
        **_counted(request, one),
    }
    return render(request, "value/segments/segment.html", told)


@require_safe
def segment_course(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """How many there were, day by day: for whoever sees all customers."""
    one = found(request, Segment, public_id)
    days = showing.course(one) if me(request).reach.is_everything else []
    told: dict[str, object] = {"segment": one, "days": days, "drawn": None}
    if len(days) > 1:
        drawn = drawings(showing.chart(days), speaking.current(), f"course-{one.pk}")
        told["drawn"] = {size: Markup(svg) for size, svg in drawn.items()}  # noqa: S704 (ours)
    return render(request, "value/segments/_course.html", told)


@require_safe
def segments_of_customer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The segments that a customer is in, of those the person sees."""
    must(request, "segments.view")
    customer = found(request, Customer, public_id)
    told = {"members": _memberships(me(request).reach, customer.pk)}
    return render(request, "value/segments/_of_customer.html", told)


@kept
def _memberships(reach: Reach, customer: int) -> QuerySet[Any]:
    seen = Segment.objects.present().within(reach)
    held = SegmentMember.objects.filter(customer=customer, segment__in=seen)
    return held.select_related("segment").order_by("segment__name", "pk")


@reading_and_writing
def segment_new(request: HttpRequest) -> HttpResponse:
    """A new segment: say what its members have in common, and see how many there are."""
    must(request, "segments.create")
    must(request, "customers.view")
    reach = me(request).reach
    if request.method != "POST":
        return _build(request, None, _begun(request))
    try:
        group = building.put_together(reach, request.POST)
        values = _values(request)
        made = keeping.make(values, group, actor(request), is_static="is_static" in request.POST)
    except Refused as refusal:
        block = building.told(reach, request.POST)
        return _build(request, None, block, refusal.sentence)
    return gone_to(request, reverse("segment", args=[made.public_id]))


@reading_and_writing
def segment_conditions(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change what the members have in common."""
    one = found(request, Segment, public_id, "change")
    reach = me(request).reach
    if request.method != "POST":
        group = conditions.read(reach, one.conditions)
        return _build(request, one, building.blocks(reach, group) if group else _begun(request))
    by = actor(request)
    try:
        group = building.put_together(reach, request.POST)
        seen = request.POST.get("version", "")
        changed = keeping.change_conditions(
            one, group, by, seen=int(seen) if seen.isdecimal() else None
        )
    except Refused as refusal:
        return _build(request, one, building.told(reach, request.POST), refusal.sentence)
    if changed:
        tell_later(request, Sentence("Saved."), undo=by.batch)
    return gone_to(request, reverse("segment", args=[one.public_id]))


@require_POST
def segment_count(request: HttpRequest) -> HttpResponse:
    """How many fit what the builder says, while it is put together."""
    must(request, "segments.view")
    must(request, "customers.view")
    reach = me(request).reach
    told: dict[str, object] = {"counted": None, "sentence": None, "trouble": None}
    try:
        group = building.put_together(reach, request.POST)
        nesting.must_be_possible(group, reach)
        told["sentence"] = saying.sentence(group)
        told["counted"] = counting.count(keeping.people(), reach, group)
    except Refused as refusal:
        told["trouble"] = refusal.sentence
    return render(request, "value/segments/_count.html", told)


@require_safe
def segment_line(request: HttpRequest) -> HttpResponse:
    """One row of the builder, new or after its field or question was changed."""
    must(request, "segments.view")
    place = request.GET.get("place", "")
    row = building.line_told(me(request).reach, request.GET, place)
    return render(request, "value/segments/_line.html", {**_offered(request), "part": row})


@require_safe
def segment_group(request: HttpRequest) -> HttpResponse:
    """A new group for the builder, with a first row."""
    must(request, "segments.view")
    place = request.GET.get("place", "")
    place = place if building.PLACE.fullmatch(place) else building.ROOT
    row = building.line(me(request).reach, f"{place}-0", building.FIRST)
    block = Block(place, "any", (row,))
    return render(request, "value/segments/_block.html", {**_offered(request), "block": block})


@require_POST
def segment_copy(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A static segment of those who are in this one now."""
    must(request, "segments.create")
    one = found(request, Segment, public_id)
    name = speaking.say(showing.called_of_today(one))[:120]
    made = keeping.snapshot(one, name, actor(request))
    tell_later(request, Sentence("Kept as it is today."))
    return gone_to(request, reverse("segment", args=[made.public_id]))


@require_safe
def segments_overlap(request: HttpRequest) -> HttpResponse:
    """How two to four segments overlap: numbers, a picture, and ways to the customers."""
    must(request, "segments.view")
    must(request, "customers.view")
    reach = me(request).reach
    seen = Segment.objects.present().within(reach)
    wanted = [_id(one) for one in request.GET.getlist("of")]
    chosen = {one.public_id: one for one in seen.filter(public_id__in=[w for w in wanted if w])}
    ordered = [chosen[one] for one in dict.fromkeys(wanted) if one in chosen]
    told: dict[str, object] = {
        "options": seen.order_by("name", "pk")[:MOST],
        "chosen": set(chosen),
        "overlap": None,
        "trouble": None,
        "most": overlapping.MOST,
        "list_of": showing.in_list,
        "zip_of": zip,
    }
    try:
        if wanted:
            told["overlap"] = overlapping.overlap(keeping.people(), reach, ordered)
    except Refused as refusal:
        told["trouble"] = refusal.sentence
    return render(request, "value/segments/overlap.html", told)


@require_POST
def segments_refresh(request: HttpRequest) -> HttpResponse:
    """Let the worker bring all segments up to date."""
    must(request, "segments.view")
    keeping.ask_for()
    words = Sentence("The worker brings the segments up to date. Work on meanwhile.")
    if request.headers.get("HX-Request"):
        return toast(HttpResponse(status=204), words)
    tell_later(request, words)
    return HttpResponseRedirect(reverse("segments"))


def _build(
    request: HttpRequest,
    one: Segment | None,
    block: Block,
    trouble: Sentence | None = None,
) -> HttpResponse:
    told = {
        **_offered(request),
        "segment": one,
        "block": block,
        "trouble": trouble,
        "given": request.POST,
        "audiences": AUDIENCES,
        "may_share": me(request).may("views.share"),
    }
    status = 422 if trouble else 200
    return render(request, "value/segments/builder.html", told, status=status)


def _begun(request: HttpRequest) -> Block:
    """What the builder begins with: conditions from elsewhere, or the usual one."""
    reach, given = me(request).reach, request.GET.get("where", "")
    try:
        group = conditions.read(reach, given)
    except NotUnderstood:
        group = conditions.Group()
    return building.blocks(reach, group) if group else building.usual(reach)


def _offered(request: HttpRequest) -> dict[str, object]:
    reach = me(request).reach
    return {"groups": questions.groups(reach), "things": building.things(reach)}


def _values(request: HttpRequest) -> dict[str, str]:
    name = request.POST.get("name", "").strip()[:120]
    if not name:
        raise Refused(Sentence("Give the segment a name."))
    audience = request.POST.get("audience", "")
    may_share = me(request).may("views.share")
    return {
        "name": name,
        "purpose": request.POST.get("purpose", "").strip()[:400],
        "audience": audience if may_share and audience in AUDIENCES else Segment.Audience.ME.value,
    }


def _counted(request: HttpRequest, one: Segment) -> dict[str, object]:
    """How many members the person sees, as of when; what is wrong where that cannot be told."""
    try:
        known = keeping.people()
        one.refresh_from_db()
        counted = counting.told(known, me(request).reach, keeping.fitting(one, known))
    except Refused as refusal:
        return {"counted": None, "share": None, "trouble": refusal.sentence}
    return {"counted": counted, "share": showing.share(counted), "trouble": None}


def _others(request: HttpRequest, one: Segment) -> list[Segment]:
    seen = Segment.objects.present().within(me(request).reach).exclude(pk=one.pk)
    return list(seen.order_by("name", "pk")[:20])


def _id(told: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(told)
    except ValueError:
        return None
