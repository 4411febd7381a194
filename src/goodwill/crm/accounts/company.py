"""The company this installation belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db.models import QuerySet

from goodwill.crm.accounts.models import Company
from goodwill.crm.accounts.reading import kept


def company() -> Company:
    """The company as its first administrator introduced it; before that, as it is configured."""
    known = _known.get()
    if known is None:
        return _read()
    if not known:
        known.append(_read())
    return known[0]


@contextmanager
def asked_once() -> Iterator[None]:
    """Inside, the database is asked for the company at most once: a page shows many amounts."""
    token = _known.set([])
    try:
        yield
    finally:
        _known.reset(token)


def _read() -> Company:
    return next(iter(_introduced()), None) or _configured()


@kept
def _introduced() -> QuerySet[Company]:
    return Company.objects.order_by("pk")[:1]


def _configured() -> Company:
    told = settings.CONFIGURATION
    return Company(
        name=told.company, currency=told.currency, zone=told.time_zone, language=told.language
    )


_known: ContextVar[list[Company] | None] = ContextVar("company", default=None)
