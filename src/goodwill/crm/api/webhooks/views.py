"""The pages of webhooks: the list, one with its log, one delivery; and what is done there."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from goodwill.crm.accounts.asking import then
from goodwill.crm.accounts.errors import Refused
from goodwill.crm.api.webhooks import delivering, keeping, showing
from goodwill.crm.api.webhooks.forms import WebhookForm, filled
from goodwill.crm.api.webhooks.models import Delivery, Webhook
from goodwill.crm.records.asking import me, must
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

ABILITY = "api.use"


@require_GET
def webhooks(request: HttpRequest) -> HttpResponse:
    """Who is told of what, and how it stands."""
    must(request, ABILITY)
    return render(request, "api/webhooks.html", {"webhooks": showing.webhooks(me(request))})


@require_http_methods(["GET", "POST"])
@never_cache
def new_webhook(request: HttpRequest) -> HttpResponse:
    """Makes a webhook and shows its secret, this once."""
    must(request, ABILITY)
    form = WebhookForm(me(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _secret(request, keeping.make(form.wanted, me(request)))
        except Refused as refusal:
            form.add_error("address", say(refusal.sentence))
    status = 422 if form.errors else 200
    shown = {"form": form, "webhook": None}
    return render(request, "api/new_webhook.html", shown, status=status)


@require_GET
def webhook(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One webhook: how it stands, and what was sent."""
    one, state = _found(request, public_id), request.GET.get("state", "")
    log = showing.log(one, state, request.GET.get("after", ""), me(request))
    shown = {"webhook": one, "log": log, "state": state}
    if request.headers.get("HX-Request") and request.GET.get("after"):
        return render(request, "api/_deliveries.html", shown)
    shown |= {"its": showing.shown(one), "states": showing.STATES}
    return render(request, "api/webhook.html", shown)


@require_http_methods(["GET", "POST"])
def edit_webhook(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Another address, or other events."""
    one = _found(request, public_id)
    form = WebhookForm(one.owner, request.POST or None, initial=filled(one))
    if request.method == "POST" and form.is_valid():
        try:
            keeping.change(one, form.wanted, me(request))
            return then(request, Sentence("{name} is saved.", name=one.name), "webhook", public_id)
        except Refused as refusal:
            form.add_error("address", say(refusal.sentence))
    status = 422 if form.errors else 200
    return render(request, "api/new_webhook.html", {"form": form, "webhook": one}, status=status)


@require_POST
def test_webhook(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Sends a message that only tries the way, here and now."""
    one = _found(request, public_id)
    sent = delivering.try_out(one)
    return redirect("delivery", public_id, sent.public_id)


@require_POST
@never_cache
def renew_secret(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A new secret, shown this once; the old one goes on for a day."""
    return _secret(request, keeping.renew_secret(_found(request, public_id), me(request)))


@require_POST
def stop_webhook(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Sends nothing any more until it is started again."""
    one = _found(request, public_id)
    keeping.stop(one, by=me(request))
    return then(request, Sentence("{name} is stopped.", name=one.name), "webhook", public_id)


@require_POST
def start_webhook(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Sends again: from now on, or also what was missed."""
    one = _found(request, public_id)
    keeping.start(one, me(request), with_missed=bool(request.POST.get("missed")))
    return then(request, Sentence("{name} is started.", name=one.name), "webhook", public_id)


@require_POST
def remove_webhook(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Forgets it with its log."""
    one = _found(request, public_id)
    keeping.remove(one, me(request))
    return then(request, Sentence("{name} is removed.", name=one.name), "webhooks")


@require_POST
def send_all_again(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Puts all that was given up into the queue again."""
    put = keeping.send_again(_found(request, public_id))
    words = Sentence("{n} message is sent again.", "{n} messages are sent again.", n=put)
    return then(request, words, "webhook", public_id)


@require_GET
def delivery(request: HttpRequest, public_id: uuid.UUID, delivery_id: uuid.UUID) -> HttpResponse:
    """One message: what it says, and how each try went."""
    one = _delivery(request, public_id, delivery_id)
    shown = {
        "webhook": one.webhook,
        "row": showing.row(one, me(request)),
        "tries": showing.tries(one),
        "body": showing.body(one, me(request)),
    }
    return render(request, "api/delivery.html", shown)


@require_POST
def send_again(request: HttpRequest, public_id: uuid.UUID, delivery_id: uuid.UUID) -> HttpResponse:
    """Puts one message into the queue again, under the same id."""
    one = _delivery(request, public_id, delivery_id)
    keeping.send_again(one.webhook, one.public_id)
    words = Sentence("The message is sent again within a minute.")
    return then(request, words, "delivery", public_id, delivery_id)


def _secret(request: HttpRequest, made: keeping.Made) -> HttpResponse:
    return render(request, "api/webhook_made.html", {"made": made})


def _found(request: HttpRequest, public_id: uuid.UUID) -> Webhook:
    must(request, ABILITY)
    mine = Webhook.objects.seen_by(me(request)).select_related("owner__role")
    one: Webhook | None = mine.filter(public_id=public_id).first()
    if one is None:
        raise Http404
    return one


def _delivery(request: HttpRequest, public_id: uuid.UUID, delivery_id: uuid.UUID) -> Delivery:
    webhook = _found(request, public_id)
    sent = webhook.deliveries.select_related("webhook", "line__by")
    one: Delivery | None = sent.filter(public_id=delivery_id).first()
    if one is None:
        raise Http404
    return one
