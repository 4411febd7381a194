"""The timeline of a customer, and the box that logs into it."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.my_day import viewing
from goodwill.crm.customers.timeline import mentioning, offering, reading, recording, timing
from goodwill.crm.customers.timeline.forms import LogForm, people_of
from goodwill.crm.customers.timeline.reading import Wanted
from goodwill.crm.records.asking import actor, found, me, must
from goodwill.crm.records.errors import NotAllowed, OutOfReach, Refused
from goodwill.crm.ui import toasting
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence


@require_safe
def timeline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Everything that happened with one customer; the next page of it where `after` is given."""
    customer = found(request, Customer, public_id)
    must(request, "activities.view")
    viewing.note(me(request), customer)
    if request.GET.get("after"):
        return render(request, "customers/timeline/_days.html", _page(request, customer))
    page = "_timeline.html" if request.headers.get("HX-Request") else "timeline.html"
    return render(request, f"customers/timeline/{page}", _whole(request, customer))


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest) -> HttpResponseBase:
    """The box that logs, and what it sends; programs and the outbox are answered in JSON."""
    if request.method != "POST":
        return _asking(request)
    if not _wants_json(request):
        return _logged(request)
    try:
        return _logged(request)
    except Refused as refusal:
        status = next(code for sort, code in _STATUS if isinstance(refusal, sort))
        return JsonResponse({"said": say(refusal.sentence)}, status=status)


@require_safe
def log_customers(request: HttpRequest) -> HttpResponse:
    """Customers to log for: those that fit what is typed, or those seen last."""
    must(request, "activities.create")
    shown = {"customers": offering.customers(me(request), request.GET.get("begun", ""))}
    return render(request, "customers/timeline/_log_customers.html", shown)


@require_safe
def mentionable(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Colleagues whom one may mean by what is typed after the @."""
    customer = found(request, Customer, public_id)
    must(request, "activities.create")
    offered = mentioning.offered(request.GET.get("begun", "")[:80], customer, me(request))
    return render(request, "customers/timeline/_mentionable.html", {"offered": offered})


@require_POST
def timer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Start the clock for a customer, or stop the one that runs for them."""
    customer = found(request, Customer, public_id)
    must(request, "activities.create")
    if request.POST.get("stop"):
        timing.stop(me(request))
    else:
        timing.start(me(request), customer)
    shown = {"customer": customer, "clock": offering.clock(me(request))}
    return render(request, "customers/timeline/_timer.html", shown)


def _page(request: HttpRequest, customer: Customer) -> dict[str, object]:
    wanted = Wanted.asked(request.GET)
    page = reading.page(customer, me(request), wanted, request.GET.get("after", ""))
    asked = request.GET.copy()
    asked.pop("after", None)
    return {"customer": customer, "wanted": wanted, "page": page, "asked": asked.urlencode()}


def _whole(request: HttpRequest, customer: Customer) -> dict[str, object]:
    shown = _page(request, customer)
    is_whole = Wanted.asked(request.GET) == Wanted()
    return {
        **shown,
        **offering.box(customer, me(request)),
        "is_alone": False,
        "planned": reading.planned(customer, me(request)) if is_whole else [],
        "choices": reading.choices(customer, me(request)),
    }


def _asking(request: HttpRequest) -> HttpResponse:
    """The box by itself: a dialog, or a page where there is no script."""
    must(request, "activities.create")
    begun = request.GET.get("customer", "")
    seen = offering.customers(me(request), "")
    chosen = found(request, Customer, _id(begun)) if begun else next(iter(seen), None)
    customers = [*filter(None, [chosen]), *(one for one in seen if one != chosen)]
    shown: dict[str, object] = {"customers": customers, "customer": chosen, "is_alone": True}
    form = LogForm(initial={"sort": request.GET.get("sort", "")})
    shown |= offering.box(chosen, me(request), form=form)
    page = "_log_dialog.html" if request.headers.get("HX-Request") else "log.html"
    return render(request, f"customers/timeline/{page}", shown)


def _logged(request: HttpRequest) -> HttpResponseBase:
    must(request, "activities.create")
    customer = found(request, Customer, _id(request.POST.get("customer", "")))
    form = LogForm(request.POST, people=people_of(customer, me(request).reach))
    if not form.is_valid():
        return _mend(request, customer, form)
    logged = recording.log(customer, form.entry(), actor(request))
    return _answer(request, customer, logged.entry, 201 if logged.is_new else 200)


def _answer(
    request: HttpRequest, customer: Customer, entry: Activity, status: int
) -> HttpResponseBase:
    """The same answer, whether it arrived for the first time or again."""
    words = Sentence("Logged for {customer}.", customer=customer.name)
    if _wants_json(request) or "X-Outbox" in request.headers:
        where = reverse("activity", args=[entry.public_id])
        told = {"public_id": entry.public_id, "said": say(words), "address": where}
        return JsonResponse(told, status=status)
    if not request.headers.get("HX-Request"):
        return redirect("timeline", customer.public_id)
    if request.POST.get("is_alone"):
        response = HttpResponse(status=204)
        toasting.trigger(toasting.close(response), "logged", "")
    else:
        response = render(request, "customers/timeline/_timeline.html", _whole(request, customer))
    return toasting.toast(response, words, undo=offering.undo_address(entry))


def _mend(request: HttpRequest, customer: Customer, form: LogForm) -> HttpResponse:
    """What is wrong with it, beside what was filled in."""
    wrong = [str(error) for errors in form.errors.values() for error in errors]
    if _wants_json(request):
        return JsonResponse({"said": " ".join(wrong), "errors": form.errors}, status=422)
    shown = {"customer": customer, "wrong": wrong, "is_alone": request.POST.get("is_alone")}
    shown |= offering.box(customer, me(request), form=form)
    page = "_wrong.html" if request.headers.get("HX-Request") else "log.html"
    return render(request, f"customers/timeline/{page}", shown, status=422)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _id(told: str) -> uuid.UUID:
    try:
        return uuid.UUID(told)
    except ValueError as trouble:
        raise OutOfReach from trouble


_STATUS = ((OutOfReach, 404), (NotAllowed, 403), (Refused, 422))
