"""What is sent twice with the same idempotency key happens once and is answered alike."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.api.rest import problems
from goodwill.crm.api.rest.models import Answer
from goodwill.crm.api.rest.reading_json import is_keepable
from goodwill.language import Sentence

HEADER = "Idempotency-Key"
REPEATED = "Idempotency-Replayed"
KEPT_FOR = timedelta(hours=24)
LONGEST = 255
KEPT_HEADERS = ("Content-Type", "ETag", "Location", "Content-Language")
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})

View = Callable[[], HttpResponse]


def once(request: HttpRequest, me: User, view: View) -> HttpResponse:
    """The view's answer; where the key was sent before, the answer of then.

    What a request did and its answer are kept together or not at all. Refusals are not kept, so
    that what is mended may be sent again under the same key.
    """
    key = request.headers.get(HEADER, "")
    if request.method not in UNSAFE or not key:
        return view()
    if len(key) > LONGEST or not is_keepable(key) or not key.isprintable():
        return problems.told(problems.UNREADABLE, _BAD_KEY)
    digest = _digest(request)
    known = _known(me, key)
    if known is not None:
        return _again(known, digest)
    try:
        return _first(Answer(user=me, key=key, digest=digest), view)
    except _Meanwhile:
        known = _known(me, key)
        return _again(known, digest) if known else view()


def kept_without(response: HttpResponse, repeated: HttpResponse) -> HttpResponse:
    """The first answer, which tells a secret; what is sent twice is answered with `repeated`."""
    response.repeated = repeated  # type: ignore[attr-defined]
    return response


def purge() -> int:
    """Forget answers older than a day; how many."""
    gone, _ = Answer.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
    return gone


class _Meanwhile(Exception):
    """The same key arrived over another connection in this very moment."""


def _first(answer: Answer, view: View) -> HttpResponse:
    with transaction.atomic():
        Answer.objects.filter(
            user=answer.user, key=answer.key, at__lt=timezone.now() - KEPT_FOR
        ).delete()
        try:
            with transaction.atomic():
                answer.save()
        except IntegrityError:
            raise _Meanwhile from None
        response = view()
        if response.status_code >= 400 or response.streaming:
            transaction.set_rollback(True)
            return response
        answer.status = response.status_code
        answer.headers = {
            name: response.headers[name] for name in KEPT_HEADERS if name in response.headers
        }
        answer.content = getattr(response, "repeated", response).content.decode()
        answer.save()
    return response


def _known(me: User, key: str) -> Answer | None:
    since = timezone.now() - KEPT_FOR
    return Answer.objects.filter(user=me, key=key, at__gte=since).first()


def _again(known: Answer, digest: str) -> HttpResponse:
    if known.digest != digest:
        return problems.told(problems.OTHER_REQUEST, _OTHER)
    headers = {**known.headers, REPEATED: "true"}
    return HttpResponse(known.content, status=known.status, headers=headers)


def _digest(request: HttpRequest) -> str:
    """Of all that makes the request what it is; files are told apart by their size."""
    told = hashlib.sha256()
    parts = [request.method or "", request.get_full_path(), request.headers.get("If-Match", "")]
    told.update("\n".join(parts).encode())
    is_file = (request.content_type or "").startswith("multipart/")
    told.update(request.headers.get("Content-Length", "").encode() if is_file else request.body)
    return told.hexdigest()


_BAD_KEY = Sentence("An idempotency key has at most {n} signs that can be printed.", n=LONGEST)
_OTHER = Sentence("Take a new idempotency key for a new request.")
