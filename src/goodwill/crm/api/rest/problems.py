"""What went wrong, told to programs: problem details of RFC 9457, in the caller's language."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from ninja.errors import AuthenticationError, HttpError, ValidationError

from goodwill.analytics.errors import GoodwillError
from goodwill.crm.accounts.errors import TooFast
from goodwill.crm.records.errors import (
    Clashing,
    NotAllowed,
    OutOfReach,
    Refused,
)
from goodwill.crm.records.merging.errors import MergedAway
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
SPACE = "urn:goodwill:problem:"


@dataclass(frozen=True)
class Problem:
    """A sort of problem: its word, its status, and what it is in general."""

    word: str
    status: int
    title: Sentence


UNREADABLE = Problem("unreadable", 400, Sentence("The request cannot be read."))
NO_KEY = Problem("no-key", 401, Sentence("A key is needed."))
NOT_ALLOWED = Problem("not-allowed", 403, Sentence("The key or the role does not allow this."))
MISSING = Problem("missing", 404, Sentence("There is nothing here."))
NO_METHOD = Problem("no-method", 405, Sentence("This cannot be done at this address."))
CLASHING = Problem("clashing", 409, Sentence("Somebody else has changed this meanwhile."))
TAKEN = Problem("taken", 409, Sentence("Something like this is there already."))
OUTDATED = Problem("outdated", 412, Sentence("The record is not what you looked at any more."))
TOO_LARGE = Problem("too-large", 413, Sentence("The request is too large."))
NOT_JSON = Problem("not-json", 415, Sentence("The content must be JSON."))
REFUSED = Problem("refused", 422, Sentence("This cannot be done."))
INVALID = Problem("invalid", 422, Sentence("Some of what was sent does not fit."))
OTHER_REQUEST = Problem(
    "other-request", 422, Sentence("The idempotency key was used for another request.")
)
TOO_FAST = Problem("too-fast", 429, Sentence("Too many requests."))
BROKEN = Problem("broken", 500, Sentence("Something went wrong on our side."))

ALL = (
    UNREADABLE,
    NO_KEY,
    NOT_ALLOWED,
    MISSING,
    NO_METHOD,
    CLASHING,
    TAKEN,
    OUTDATED,
    TOO_LARGE,
    NOT_JSON,
    REFUSED,
    INVALID,
    OTHER_REQUEST,
    TOO_FAST,
    BROKEN,
)


@dataclass(frozen=True)
class Wrong:
    """One field and what is wrong with it."""

    field: str
    sentence: Sentence | str


class Invalid(Refused):
    """Some of what was sent does not fit; says which field and why."""

    def __init__(self, wrong: Iterable[Wrong]) -> None:
        self.wrong = tuple(wrong)
        super().__init__(Sentence("Some of what was sent does not fit. Nothing was changed."))


class Unreadable(Refused):
    """What was sent is not what this address reads."""


class Outdated(Clashing):
    """The record has another version than the caller insists on."""


def told(
    problem: Problem,
    detail: Sentence | str = "",
    *,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """The answer that tells of a problem."""
    content = {
        "type": f"{SPACE}{problem.word}",
        "title": say(problem.title),
        "status": problem.status,
        "detail": _words(detail) or say(problem.title),
        **more,
    }
    return JsonResponse(
        content,
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers=dict(headers or {}),
        json_dumps_params={"ensure_ascii": False},
    )


def of(request: HttpRequest, trouble: Exception) -> HttpResponse:
    """The answer to whatever a view has raised."""
    for sort, answer in ANSWERS:
        if isinstance(trouble, sort):
            return answer(trouble)  # type: ignore[no-any-return]
    log.error("The API broke at %s", request.path, exc_info=trouble)
    return told(BROKEN, Sentence("Nothing that was saved before is lost. Please try again later."))


def content(response: HttpResponse) -> dict[str, Any]:
    """A problem as part of an answer."""
    read: dict[str, Any] = json.loads(response.content)
    return read


def no_key() -> HttpResponse:
    """No key, or one that opens nothing: nobody can tell which."""
    words = Sentence(
        "Send a key as “Authorization: Bearer …”. People make keys under “Me”; "
        "their role must allow the use of the API."
    )
    return told(NO_KEY, words, headers={"WWW-Authenticate": 'Bearer realm="Goodwill"'})


def too_fast(seconds: int) -> HttpResponse:
    return told(TOO_FAST, TooFast(seconds).sentence, headers={"Retry-After": str(seconds)})


def missing() -> HttpResponse:
    return told(MISSING, Sentence("There is no such address. See /api/v1/docs."))


def _invalid(trouble: Invalid) -> HttpResponse:
    errors = [{"field": one.field, "detail": _words(one.sentence)} for one in trouble.wrong]
    return told(INVALID, trouble.sentence, errors=errors)


def _unfit(trouble: ValidationError) -> HttpResponse:
    """What pydantic says of the parts of a request, in its words."""
    errors = [
        {"field": ".".join(_place(one["loc"])), "detail": str(one["msg"])} for one in trouble.errors
    ]
    words = Sentence("Some of what was sent does not fit. Nothing was changed.")
    return told(INVALID, words, errors=errors)


def _place(where: Iterable[Any]) -> list[str]:
    steps = [str(step) for step in where]
    return steps[2:] if steps[:1] == ["body"] and len(steps) > 2 else steps[1:] or steps


def _clashing(trouble: Clashing) -> HttpResponse:
    clashes = [
        {"field": one.field, "was": one.was, "now": one.now, "wanted": one.wanted}
        for one in trouble.clashes
    ]
    problem = OUTDATED if isinstance(trouble, Outdated) else CLASHING
    return told(problem, trouble.sentence, version=trouble.version, clashes=clashes)


def _merged(trouble: MergedAway) -> HttpResponse:
    now = {"kind": trouble.survivor.kind, "id": str(trouble.survivor.public_id)}
    return told(MISSING, trouble.sentence, now=now)


def _refused(trouble: GoodwillError) -> HttpResponse:
    field = getattr(trouble, "field", "")
    if not field:
        return told(REFUSED, trouble.sentence)
    return told(
        REFUSED, trouble.sentence, errors=[{"field": field, "detail": say(trouble.sentence)}]
    )


def _http(trouble: HttpError) -> HttpResponse:
    """What ninja itself refuses: a body that is no JSON."""
    problem = next((one for one in ALL if one.status == trouble.status_code), UNREADABLE)
    cause = trouble.__cause__
    detail = cause.sentence if isinstance(cause, Refused) else HTTPStatus(problem.status).phrase
    return told(problem, detail)


def _words(told_: Sentence | str) -> str:
    return say(told_) if isinstance(told_, Sentence) else told_


def _unkeepable(trouble: Exception) -> HttpResponse:
    return told(REFUSED, Sentence("A number or a text is larger than can be kept."))


ANSWERS: tuple[tuple[type[Exception], Any], ...] = (
    (AuthenticationError, lambda trouble: no_key()),
    (Invalid, _invalid),
    (ValidationError, _unfit),
    (Unreadable, lambda trouble: told(UNREADABLE, trouble.sentence)),
    (Clashing, _clashing),
    (MergedAway, _merged),
    (OutOfReach, lambda trouble: told(MISSING, trouble.sentence)),
    (NotAllowed, lambda trouble: told(NOT_ALLOWED, trouble.sentence)),
    (Refused, _refused),
    (GoodwillError, _refused),
    (RequestDataTooBig, lambda trouble: told(TOO_LARGE)),
    (HttpError, _http),
    (ObjectDoesNotExist, lambda trouble: told(MISSING, OutOfReach().sentence)),
    (SuspiciousOperation, lambda trouble: told(UNREADABLE)),
    (MultiPartParserError, lambda trouble: told(UNREADABLE)),
    (Http404, lambda trouble: missing()),
    (IntegrityError, lambda trouble: told(TAKEN)),
    (DataError, _unkeepable),
    (OverflowError, _unkeepable),
)
