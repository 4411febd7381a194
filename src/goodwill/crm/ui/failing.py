"""Pages for what went wrong: what happened, what is safe, what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form did not come from our own page, or the login ended meanwhile."""
    return render(request, "ui/forged.html", status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page, or nothing that this person may see."""
    return render(request, "ui/missing.html", status=404)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The person's role does not allow it."""
    return render(request, "ui/refused.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Our mistake."""
    return render(request, "ui/broken.html", status=500)
