"""Pages for what went wrong say what is safe and what to do, and stand even in trouble."""

from __future__ import annotations

import pytest
from crm.conftest import logged_in
from django.test import Client

from goodwill.crm.accounts.models import User
from goodwill.crm.ui import failing

pytestmark = pytest.mark.django_db


def test_no_such_page_for_someone_and_for_anyone(parts, administrator: User) -> None:
    for browser in (logged_in(administrator), Client()):
        answer = browser.get("/no/such/page/")
        assert answer.status_code == 404
        assert "There is nothing here" in answer.text


def test_a_form_from_elsewhere_is_told_what_to_do(parts, administrator: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(administrator)
    answer = browser.post("/look/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "Please send it once more" in answer.text
    assert User.objects.get(pk=administrator.pk).theme == "system"


def test_a_part_of_a_page_gets_only_the_words(parts, administrator: User) -> None:
    answer = logged_in(administrator).get("/no/such/part/", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert "<html" not in answer.text
    assert "data-refusal" in answer.text


def test_a_mistake_of_ours_has_a_page(parts, administrator: User) -> None:
    browser = logged_in(administrator)
    browser.raise_request_exception = False
    answer = browser.get("/breaks/")
    assert answer.status_code == 500
    assert "everything saved before is safe" in answer.text


def test_the_page_of_a_mistake_stands_without_its_templates(
    rf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_page(*_: object, **__: object) -> None:
        raise OSError("no database")

    monkeypatch.setattr(failing, "render", no_page)
    answer = failing.broken(rf.get("/"))
    assert answer.status_code == 500
    assert "Nothing that was saved before is lost" in answer.text
