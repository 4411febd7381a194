"""A signed ticket in each form that was shown: good for one sending, not too soon, nor for ever.

The page need not keep anything in the visitor's browser: no cookie, no script.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from goodwill.crm.sales.leads.models import LeadForm

SOONEST = timedelta(seconds=3)
"""Nobody fills a form in less."""
LATEST = timedelta(hours=12)


@dataclass(frozen=True)
class Ticket:
    """What a ticket says: its own name, and whether it is too early or no ticket at all."""

    nonce: str
    is_good: bool
    is_early: bool = False


def issued(form: LeadForm) -> str:
    """A new ticket for one sending of this form."""
    return _signer().sign(f"{form.public_id.hex}.{get_random_string(24)}")


def read(form: LeadForm, ticket: str) -> Ticket:
    """What was sent along."""
    try:
        told = _signer().unsign(ticket, max_age=LATEST)
    except BadSignature:
        return Ticket("", is_good=False)
    of, _, nonce = told.partition(".")
    if of != form.public_id.hex:
        return Ticket("", is_good=False)
    try:
        _signer().unsign(ticket, max_age=SOONEST)
    except BadSignature:
        return Ticket(nonce, is_good=True)
    return Ticket(nonce, is_good=True, is_early=True)


def origin_of(request: HttpRequest) -> str:
    """Where it came from, as a keyed hash that is another one tomorrow: to count, not to know."""
    from allauth.account.adapter import get_adapter

    address = get_adapter().get_client_ip(request) or ""
    today = timezone.localdate().isoformat()
    return salted_hmac("goodwill.lead-form", f"{today} {address}", algorithm="sha256").hexdigest()


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="goodwill.lead-form")
