"""My day, and the calendar other programs read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from goodwill.crm.customers.my_day import blocks, carrying, feeding
from goodwill.crm.customers.my_day.models import Feed
from goodwill.crm.customers.timeline import offering
from goodwill.crm.records.asking import me
from goodwill.crm.ui.opening import open_to_all


@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    """What to do today, for whom, and why."""
    shown = {
        "built": blocks.built(me(request)),
        "today": timezone.localdate(),
        "later": offering.LATER_CHOICES,
        "may_change": me(request).may("activities.change"),
        "with_customer": True,
    }
    page = "_my_day.html" if request.headers.get("HX-Request") else "my_day.html"
    return render(request, f"customers/my_day/{page}", shown)


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The pages a device keeps for when there is no connection."""
    carried = carrying.carried(me(request))
    return JsonResponse({"version": carried.version, "addresses": carried.addresses})


@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """The secret address of the person's calendar, and how to use it."""
    feed = Feed.objects.filter(person=me(request)).first()
    return render(request, "customers/my_day/calendar_feed.html", {"feed": feed})


@require_POST
def new_calendar_feed(request: HttpRequest) -> HttpResponse:
    """A new secret address; the old one ends."""
    feeding.renew(me(request))
    return redirect("calendar_feed")


@open_to_all
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Tasks and meetings as iCalendar, for whoever has the secret address."""
    feed = Feed.objects.select_related("person__role").filter(token=token).first()
    if feed is None or not feed.person.is_active:
        raise Http404
    return HttpResponse(feeding.calendar(feed.person), content_type="text/calendar; charset=utf-8")
