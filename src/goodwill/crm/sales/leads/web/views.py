"""The form on somebody's site, and the pages on which forms are set up."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from goodwill.crm.accounts.middleware import DJANGO_TAGS
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.sales.leads.models import LeadForm, Submission
from goodwill.crm.sales.leads.web import receiving, tickets
from goodwill.crm.sales.leads.web.forms import ASKED, TRAP, SetUpForm, VisitorForm
from goodwill.crm.ui import speaking
from goodwill.crm.ui.opening import open_to_all
from goodwill.crm.ui.speaking import say
from goodwill.language import nearest

MANAGE = "sales.manage"


@open_to_all
@csrf_exempt  # within a frame no cookie comes along; the ticket stands for it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def web_form(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A form as visitors of a site see it; a site may also send its own form here.

    Without a ticket, as from a site's own form, it is shown once more to be confirmed.
    """
    one = _open(public_id)
    with _spoken(one):
        if request.method != "POST":
            return _framed(_shown(request, one, VisitorForm(one)), one)
        form = VisitorForm(one, request.POST)
        ticket = tickets.read(one, request.POST.get("ticket", ""))
        if not form.is_valid():
            return _framed(_shown(request, one, form, status=422), one)
        if not ticket.is_good or ticket.is_early:
            return _framed(_shown(request, one, form, is_asked_again=True), one)
        sent = receiving.Sent(
            ticket.nonce, tickets.origin_of(request), bool(request.POST.get(TRAP))
        )
        verdict = receiving.receive(one, dict(form.cleaned_data), sent)
        if verdict == Submission.Verdict.TOO_MANY:
            return _framed(_shown(request, one, form, status=429), one)
    return _framed(HttpResponseRedirect(reverse("web_form_thanks", args=[one.public_id])), one)


@open_to_all
@require_safe
def web_form_thanks(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What is said once it was sent."""
    one = _open(public_id)
    with _spoken(one):
        shown = {"form_of": one, "tag": nearest(one.language)}
        return _framed(render(request, "sales/leads/web_form_thanks.html", shown), one)


@require_safe
def lead_forms(request: HttpRequest) -> HttpResponse:
    """All forms, and how many leads came through each."""
    must(request, MANAGE)
    from django.db.models import Count, Max

    forms = LeadForm.objects.annotate(n=Count("leads"), last=Max("leads__received_at"))
    shown = {"forms": forms.order_by("-is_open", "name")}
    return render(request, "sales/leads/forms.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def new_lead_form(request: HttpRequest) -> HttpResponse:
    """Set up a new form."""
    return _set_up(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def lead_form(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One form: what it asks for, where it may stand, and the lines that put it into a site."""
    must(request, MANAGE)
    one = LeadForm.objects.filter(public_id=public_id).first()
    if one is None:
        raise OutOfReach
    return _set_up(request, one)


def _set_up(request: HttpRequest, one: LeadForm | None) -> HttpResponse:
    must(request, MANAGE)
    form = SetUpForm(request.POST if request.method == "POST" else None, of=one)
    if request.method == "POST" and form.is_valid():
        kept = one or LeadForm(by=me(request))
        for name, value in form.cleaned_data.items():
            setattr(kept, name, value)
        kept.save()
        return HttpResponseRedirect(reverse("lead_form", args=[kept.public_id]))
    status = 422 if request.method == "POST" else 200
    shown = {"form": form, "one": one, "embed": _embed(request, one) if one else ""}
    shown["plain"] = _plain(request, one) if one else ""
    return render(request, "sales/leads/form.html", shown, status=status)


def _open(public_id: uuid.UUID) -> LeadForm:
    found = LeadForm.objects.filter(public_id=public_id, is_open=True).first()
    if found is None:
        raise Http404
    return found


def _shown(
    request: HttpRequest,
    one: LeadForm,
    form: VisitorForm,
    *,
    status: int = 200,
    is_asked_again: bool = False,
) -> HttpResponse:
    shown = {
        "form_of": one,
        "form": form,
        "ticket": tickets.issued(one),
        "trap": TRAP,
        "tag": nearest(one.language),
        "is_asked_again": is_asked_again,
        "is_too_many": status == 429,
    }
    return render(request, "sales/leads/web_form.html", shown, status=status)


def _framed(response: HttpResponse, one: LeadForm) -> HttpResponse:
    """Only the form's own sites may show it in a frame."""
    if one.sites:
        response._csp_replace = {"frame-ancestors": ["'self'", *one.sites]}  # type: ignore[attr-defined]
        response.xframe_options_exempt = True
    response.headers["Content-Language"] = nearest(one.language)
    return response


@contextmanager
def _spoken(one: LeadForm) -> Iterator[None]:
    """Everything inside is said in the form's language."""
    tag = nearest(one.language)
    with speaking.to(tag), translation.override(DJANGO_TAGS[tag]):
        yield


def _address(request: HttpRequest, one: LeadForm) -> str:
    return request.build_absolute_uri(reverse("web_form", args=[one.public_id]))


def _embed(request: HttpRequest, one: LeadForm) -> str:
    """The line that shows the form in a page of the site."""
    return (
        f'<iframe src="{_address(request, one)}" title="{_text(one.title or one.name)}" '
        'loading="lazy" width="100%" height="640" style="border:0"></iframe>'
    )


def _plain(request: HttpRequest, one: LeadForm) -> str:
    """A form of the site's own that is sent to us and confirmed on our page."""
    with _spoken(one):
        inputs = [
            f'  <label>{_text(say(ASKED[name][0]))} <input name="{name}"></label>'
            for name in one.fields
            if name in ASKED
        ]
    return "\n".join([f'<form method="post" action="{_address(request, one)}">', *inputs,
                      '  <button>OK</button>', "</form>"])  # fmt: skip


def _text(words: str) -> str:
    from django.utils.html import escape

    return str(escape(words))
