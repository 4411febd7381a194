"""On which devices somebody is logged in: in as many queries for a hundred of them as for one."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from goodwill.crm.accounts.models import User


def devices(person: User) -> list[UserSession]:
    """Those that are still let in, the last seen first; what is said of others is forgotten."""
    noted = list(UserSession.objects.filter(user=person).order_by("-last_seen_at", "-pk"))
    open_ = _open(person, [one.session_key for one in noted])
    ended = [one.pk for one in noted if one.session_key not in open_]
    if ended:
        UserSession.objects.filter(pk__in=ended).delete()
    return [one for one in noted if one.session_key in open_]


def end_all(person: User) -> int:
    """Log the person out everywhere; how many devices were let in."""
    there = devices(person)
    Session.objects.filter(session_key__in=[one.session_key for one in there]).delete()
    UserSession.objects.filter(pk__in=[one.pk for one in there]).delete()
    return len(there)


def _open(person: User, keys: list[str]) -> set[str]:
    """Which of these sessions are the person's and were begun with the password of today."""
    hashes = [person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()]
    found = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    open_: set[str] = set()
    for session in found:
        told = session.get_decoded()
        is_valid = any(constant_time_compare(told.get(HASH_SESSION_KEY, ""), one) for one in hashes)
        if is_valid and told.get(SESSION_KEY) == str(person.pk):
            open_.add(session.session_key)
    return open_
