"""Parts that stand in a page at once: what is in them, and what happens where they fail."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path
from django.views.decorators.http import require_safe

from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.ui.within import put_in

ONE, OTHER = uuid.uuid4(), uuid.uuid4()


@require_safe
def told(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    asked = (request.method, request.path, request.GET.get("n"), request.headers.get("HX-Request"))
    return HttpResponse(f"{public_id} {asked}")


def refused(request: HttpRequest) -> HttpResponse:
    raise OutOfReach


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def missing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Secret", status=404)


urlpatterns = [
    path("told/<uuid:public_id>/", told),
    path("refused/", refused),
    path("broken/", broken),
    path("missing/", missing),
]


@pytest.fixture
def around(settings) -> Iterator[dict[str, HttpRequest]]:
    """The context of a page that was sent as a form and swapped in."""
    settings.ROOT_URLCONF = __name__
    asked = RequestFactory().post("/page/?n=7", headers={"HX-Request": "true", "HX-Target": "list"})
    assert asked.GET["n"] == "7"
    assert asked.headers["HX-Target"] == "list"
    return {"request": asked}


def test_a_part_is_what_its_address_answers(around) -> None:
    asked = ("GET", f"/told/{ONE}/", "1", "true")
    assert put_in(around, f"/told/{ONE}/?n=1") == f"{ONE} {asked}"
    assert put_in(around, f"/told/{OTHER}/").startswith(str(OTHER))


def test_the_page_around_asks_for_what_it_asked_for(around) -> None:
    put_in(around, f"/told/{ONE}/?n=1")
    request = around["request"]
    assert (request.method, request.path, request.GET["n"]) == ("POST", "/page/", "7")
    assert request.headers["HX-Target"] == "list"


@pytest.mark.parametrize("address", ["/refused/", "/broken/", "/missing/", "/nowhere/"])
def test_a_part_that_refuses_or_fails_is_left_empty(around, address: str) -> None:
    assert put_in(around, address) == ""


def test_a_mistake_is_told_to_who_runs_it_a_refusal_is_not(around, caplog) -> None:
    put_in(around, "/refused/")
    assert not caplog.records
    put_in(around, "/broken/")
    assert "ZeroDivisionError" in caplog.text
