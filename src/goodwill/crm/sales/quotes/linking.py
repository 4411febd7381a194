"""Links behind which customers see their quote: signed, ending with it, withdrawn by a new one."""

from __future__ import annotations

import secrets
import uuid
from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from goodwill.crm.sales.quotes.models import Quote

STILL_SEEN = timedelta(days=30)
"""How long after its last day a quote can still be looked at."""


def new_key() -> str:
    return secrets.token_urlsafe(24)


def address(quote: Quote) -> str:
    """The whole address of the page on which the customer answers."""
    return settings.CONFIGURATION.address.rstrip("/") + reverse("offered", args=[token(quote)])


def token(quote: Quote) -> str:
    """What stands in the link; nobody makes one without the installation's secret."""
    return _SIGNER.sign_object([quote.public_id.hex, quote.link_key])


def behind(token: str, today: date | None = None) -> Quote | None:
    """The quote of a link; None if the link is no longer good, or never was."""
    try:
        hexadecimal, key = _SIGNER.unsign_object(token)
        public_id = uuid.UUID(hexadecimal)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    quote: Quote | None = (
        Quote.objects.present().select_related("customer", "owner", "order")
        .filter(public_id=public_id)
        .first()
    )  # fmt: skip
    if quote is None or not quote.link_key or not constant_time_compare(quote.link_key, key):
        return None
    last = quote.valid_until + STILL_SEEN
    return quote if (today or timezone.localdate()) <= last else None


_SIGNER = signing.Signer(salt="goodwill.quotes.link")
"""Without the time: a quote's link is the same however often it is shown."""
