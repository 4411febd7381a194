"""One entry of the timeline: opened, mended, done, postponed, handed on, followed up."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity
from goodwill.crm.customers.timeline import mentioning, offering, planning, recording
from goodwill.crm.customers.timeline.errors import CannotSeeIt, NoMoment
from goodwill.crm.customers.timeline.forms import EntryForm, MomentField, people_of
from goodwill.crm.customers.timeline.planning import Later
from goodwill.crm.customers.timeline.reading import Line
from goodwill.crm.customers.timeline.seeing import who_see
from goodwill.crm.records import changing
from goodwill.crm.records.asking import actor, found, me, must
from goodwill.crm.records.models import Change
from goodwill.crm.ui import toasting
from goodwill.language import Sentence


@require_safe
def activity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One entry, opened in its place or on a page of its own; `closed` shuts it again."""
    entry = found(request, Activity, public_id)
    return _shown(request, entry, is_open=not request.GET.get("closed"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_activity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Mend what an entry says; what others mended meanwhile stays."""
    entry = found(request, Activity, public_id, "change")
    people = people_of(entry.customer, me(request).reach)
    if request.method != "POST":
        form = EntryForm(initial=_initial(entry), people=people)
        return _editing(request, entry, form)
    form = EntryForm(request.POST, people=people)
    if not form.is_valid():
        return _editing(request, entry, form, status=422)
    seen = int(request.POST.get("seen") or entry.version)
    line = recording.rewrite(entry, _values(entry, form.cleaned_data), actor(request), seen=seen)
    return _told(request, entry, line, Sentence("Saved."))


@require_POST
def finish_activity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The task is done."""
    task = found(request, Activity, public_id, "change")
    return _told(request, task, planning.finish(task, actor(request)), Sentence("Done."))


@require_POST
def reopen_activity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The task is to be done after all."""
    task = found(request, Activity, public_id, "change")
    line = planning.reopen(task, actor(request))
    return _told(request, task, line, Sentence("Open again."))


@require_POST
def postpone_activity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The task is due later: in one tap, or on a chosen day."""
    task = found(request, Activity, public_id, "change")
    until = _until(request)
    line = planning.postpone(task, until, actor(request))
    return _told(
        request, task, line, Sentence("Postponed to {day}.", day=timezone.localdate(until))
    )


@require_POST
def assign_activity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Someone else does the task."""
    task = found(request, Activity, public_id, "change")
    email = request.POST.get("owner", "")
    owner = who_see(task.customer).filter(email=email).first()
    if owner is None:
        raise CannotSeeIt(email, task.customer.name)
    line = planning.assign(task, owner, actor(request))
    return _told(request, task, line, Sentence("{name} does it now.", name=owner.name))


@require_POST
def follow_up_activity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Come back to it, in one tap."""
    entry = found(request, Activity, public_id)
    must(request, "activities.create")
    must(request, "activities.create")
    later = request.POST.get("later", "")
    when = Later(later) if later in set(Later) else Later.IN_3_DAYS
    task = planning.follow_up(entry, when, actor(request))
    words = Sentence("Planned for {day}.", day=timezone.localdate(task.due_at))
    response = _shown(request, entry, is_open=True)
    toasting.trigger(response, "logged", "")
    return toasting.toast(response, words, undo=offering.undo_address(task))


@require_POST
def delete_activity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put the entry into the bin."""
    entry = found(request, Activity, public_id, "delete")
    line = changing.delete(entry, actor(request))
    if not request.headers.get("HX-Request"):
        return redirect("timeline", entry.customer.public_id)
    undo = offering.undo_address(entry, line)
    return toasting.toast(HttpResponse(), Sentence("Deleted."), undo=undo)


def _until(request: HttpRequest) -> datetime:
    later = request.POST.get("later", "")
    if later in set(Later):
        return planning.due(Later(later), me(request))
    try:
        return cast(datetime, MomentField().clean(request.POST.get("until")))
    except ValidationError as trouble:
        raise NoMoment from trouble


def _initial(entry: Activity) -> dict[str, Any]:
    names = ("minutes", "channel", "is_inbound", "reaction", "is_private", "happened_at", "due_at")
    told = {name: getattr(entry, name) for name in names}
    person = entry.person.public_id if entry.person else None
    return {**told, "text": recording.text_of(entry), "person": person}


def _values(entry: Activity, told: dict[str, Any]) -> dict[str, Any]:
    """What changes: a task has no moment at which it happened, and only a task is due."""
    unfit = {"happened_at"} if entry.sort == Activity.Sort.TASK else {"due_at"}
    values = {name: value for name, value in told.items() if name not in unfit}
    if not values.get("happened_at"):
        values.pop("happened_at", None)
    if "due_at" in values:
        values["remind_at"] = values["due_at"]
    return values


def _editing(
    request: HttpRequest, entry: Activity, form: EntryForm, status: int = 200
) -> HttpResponse:
    shown = {"line": Line(entry, me(request)), **offering.box(entry.customer, me(request))}
    page = "_edit_entry.html" if request.headers.get("HX-Request") else "edit_entry.html"
    return render(request, f"customers/timeline/{page}", {**shown, "form": form}, status=status)


def _told(
    request: HttpRequest, entry: Activity, line: Change | None, words: Sentence
) -> HttpResponse:
    response = _shown(request, entry)
    if line is None:
        return response
    return toasting.toast(response, words, undo=offering.undo_address(entry, line))


def _shown(request: HttpRequest, entry: Activity, *, is_open: bool = False) -> HttpResponse:
    if request.method == "POST" and not request.headers.get("HX-Request"):
        return redirect("activity", entry.public_id)
    shown = {
        "line": Line(entry, me(request)),
        "is_open": is_open,
        "later": offering.LATER_CHOICES,
        "colleagues": _colleagues(entry, me(request)) if is_open else [],
        "with_customer": bool(request.GET.get("with_customer")),
        "may_change": me(request).may("activities.change"),
    }
    page = "_entry.html" if request.headers.get("HX-Request") else "activity.html"
    return render(request, f"customers/timeline/{page}", shown)


def _colleagues(entry: Activity, person: User) -> list[User]:
    """Whom a task may be handed to."""
    if entry.sort != Activity.Sort.TASK:
        return []
    return [one for one, _ in mentioning.offered("", entry.customer, person)]
