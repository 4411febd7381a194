"""Pages for what went wrong: what happened, what is safe, what to do."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goodwill.crm.ui.speaking import say

logger = logging.getLogger(__name__)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form did not come from our own page, or the login ended meanwhile."""
    return _answer(request, "forged", 403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page, or nothing that this person may see."""
    return _answer(request, "missing", 404)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The person's role does not allow it."""
    return _answer(request, "refused", 403)


def broken(request: HttpRequest) -> HttpResponse:
    """Our mistake; the page must stand even where the database does not."""
    try:
        return _answer(request, "broken", 500)
    except Exception:
        logger.exception("The page that tells of a mistake could not be made either")
        words = say("Something went wrong on our side. Nothing that was saved before is lost.")
        return HttpResponse(words, status=500, content_type="text/plain; charset=utf-8")


def _answer(request: HttpRequest, word: str, status: int) -> HttpResponse:
    """A page; for a part of a page only the words, which appear as a message."""
    is_part = bool(request.headers.get("HX-Request"))
    page = f"ui/_{word}.html" if is_part else f"ui/{word}.html"
    return render(request, page, {"status": status}, status=status)
