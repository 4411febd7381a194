"""Logins in the database, as Django keeps them; each request reads one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from goodwill.crm.accounts.reading import kept


class SessionStore(db.SessionStore):
    """Django's, which reads what it keeps by a query whose text is worked out once."""

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key
        found = next(iter(_current(key, timezone.now())), None) if key else None
        if found is None:
            self._session_key = None
        return found


@kept
def _current(key: str, now: datetime) -> QuerySet[Any]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
