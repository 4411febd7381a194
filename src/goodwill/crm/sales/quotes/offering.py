"""The page behind a link, on which customers read an offer and answer it; no login."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from goodwill.crm.accounts.middleware import DJANGO_TAGS
from goodwill.crm.records.errors import OutOfReach, Refused
from goodwill.crm.sales.quotes import answering, linking, printing
from goodwill.crm.sales.quotes.answering import Said
from goodwill.crm.sales.quotes.errors import BadQuote
from goodwill.crm.sales.quotes.forms import AnswerForm
from goodwill.crm.sales.quotes.kinds import REASONS
from goodwill.crm.sales.quotes.models import Answer, Quote
from goodwill.crm.sales.quotes.views import paper
from goodwill.crm.ui import speaking
from goodwill.crm.ui.opening import open_to_all
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence


@open_to_all
@never_cache
@require_safe
def offered(request: HttpRequest, token: str) -> HttpResponse:
    """The offer as the customer reads it."""
    one = _behind(token)
    with _in_its_language(request, one):
        return _page(request, one, token)


@open_to_all
@never_cache
@require_safe
def offered_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The offer on paper."""
    return paper(_behind(token))


@open_to_all
@never_cache
@require_POST
def accept_offer(request: HttpRequest, token: str) -> HttpResponse:
    """Yes: from now on there is an order. Sent twice, there is still one."""

    def act(one: Quote, said: Said, form: AnswerForm) -> None:
        if not form.cleaned_data["may"]:
            raise BadQuote(Sentence("Confirm that you may accept this for {customer}.",
                                    customer=one.customer.name))  # fmt: skip
        answering.accept(one, said)

    return _answered(request, token, act, "accept")


@open_to_all
@never_cache
@require_POST
def decline_offer(request: HttpRequest, token: str) -> HttpResponse:
    """No, with a reason where the customer gives one."""
    return _answered(request, token, lambda one, said, _: answering.decline(one, said), "decline")


@open_to_all
@never_cache
@require_POST
def ask_about_offer(request: HttpRequest, token: str) -> HttpResponse:
    """A question to whoever made the offer."""
    return _answered(request, token, lambda one, said, _: answering.ask(one, said), "ask")


Act = Callable[[Quote, Said, AnswerForm], None]


def _answered(request: HttpRequest, token: str, act: Act, word: str) -> HttpResponse:
    one = _behind(token)
    form = AnswerForm(request.POST)
    with _in_its_language(request, one):
        if not form.is_valid():
            return _page(request, one, token, word, say("This is too long."))
        try:
            act(one, _said(request, form), form)
        except Refused as refusal:
            one.refresh_from_db()
            return _page(request, one, token, word, say(refusal.sentence))
    return HttpResponseRedirect(reverse("offered", args=[token]) + "#answered")


def _behind(token: str) -> Quote:
    """The quote of the link.

    Raises
    ------
    OutOfReach
        If the link is no longer good; whoever guesses learns nothing.
    """
    one = linking.behind(token)
    if one is None:
        raise OutOfReach
    return one


@contextmanager
def _in_its_language(request: HttpRequest, one: Quote) -> Iterator[None]:
    """The language of the offer, unless the reader has chosen one here."""
    chosen = request.COOKIES.get("language", "") or one.language
    with speaking.to(chosen) as language, translation.override(DJANGO_TAGS[language.tag]):
        yield


def _said(request: HttpRequest, form: AnswerForm) -> Said:
    told = form.cleaned_data
    return Said(
        name=told["name"],
        address=get_adapter().get_client_ip(request),
        device=request.headers.get("User-Agent", ""),
        text=told["text"],
        reason=told["reason"],
    )


def _page(
    request: HttpRequest, one: Quote, token: str, word: str = "", wrong: str = ""
) -> HttpResponse:
    lines = list(one.lines.select_related("product").order_by("position"))
    is_valid = one.valid_until >= timezone.localdate()
    shown = {
        "quote": one,
        "token": token,
        "lines": lines,
        "sums": printing.sums_of(one, lines),
        "has_discounts": any(line.discount_thousandths for line in lines),
        "has_taxes": any(line.tax_thousandths is not None for line in lines),
        "is_open": one.status == Quote.Status.SENT and is_valid,
        "is_valid": is_valid,
        "may_be_declined": one.status in (Quote.Status.SENT, Quote.Status.EXPIRED),
        "reasons": REASONS,
        "accepted": one.answers.filter(sort=Answer.Sort.ACCEPTED).first(),
        "asked": one.answers.filter(sort=Answer.Sort.ASKED).order_by("at"),
        "word": word,
        "wrong": wrong,
        "typed": request.POST if wrong else {},
    }
    return render(request, "sales/quotes/offered.html", shown, status=422 if wrong else 200)
