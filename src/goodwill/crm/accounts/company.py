"""The company this installation belongs to."""

from __future__ import annotations

from django.conf import settings

from goodwill.crm.accounts.models import Company


def company() -> Company:
    """The company as its first administrator introduced it; before that, as it is configured."""
    return Company.objects.order_by("pk").first() or _configured()


def _configured() -> Company:
    told = settings.CONFIGURATION
    return Company(
        name=told.company, currency=told.currency, zone=told.time_zone, language=told.language
    )
