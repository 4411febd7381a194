"""Only a key opens the API; what is sent twice happens once; what is too fast waits."""

from __future__ import annotations

import pytest
from crm.api.rest.conftest import Program, program
from crm.conftest import logged_in
from django.test import Client
from django.utils import timezone

from goodwill.crm.accounts.limiting import Limit
from goodwill.crm.accounts.models import User
from goodwill.crm.api.rest import door, records, repeating
from goodwill.crm.api.rest.models import Answer
from goodwill.crm.customers.models import Customer


def test_a_session_opens_nothing_here(administrator: User) -> None:
    answer = logged_in(administrator).get("/api/v1/customers")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="Goodwill"')
    assert answer["Content-Type"] == "application/problem+json"


def test_a_key_needs_no_token_against_forgery(administrator: User) -> None:
    ask = program(administrator)
    ask.client = Client(enforce_csrf_checks=True)
    assert ask("POST", "customers", {"name": "x"}).status_code == 201


def test_a_key_does_no_more_than_it_was_made_for(administrator: User) -> None:
    ask = program(administrator, "customers.view")
    assert ask("GET", "customers").status_code == 200
    refused = ask("POST", "customers", {"name": "x"})
    assert (refused.status_code, refused.json()["type"]) == (
        403,
        "urn:goodwill:problem:not-allowed",
    )
    assert ask("GET", "me").json()["abilities"] == ["customers.view"]


def test_who_asks_too_fast_is_told_when_to_come_back(
    ask: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "PER_PERSON", Limit(at_once=2, per_second=0.5))
    first = ask("GET", "me")
    assert (first["RateLimit"], first["RateLimit-Policy"]) == ('"default";r=1', '"default";q=2;w=4')
    ask("GET", "me")
    answer = ask("GET", "me")
    assert (answer.status_code, answer["Retry-After"]) == (429, "2")


def test_nobody_tries_keys_one_after_the_other(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "PER_ADDRESS", Limit(at_once=2, per_second=0.1))
    nobody = Program("gw_no-such-key", Client())
    assert [nobody("GET", "me").status_code for _ in range(3)] == [401, 401, 429]


def test_what_is_sent_twice_with_a_key_happens_once(ask: Program) -> None:
    sent = [ask("POST", "customers", {"name": "上海"}, Idempotency_Key="a") for _ in range(2)]
    assert sent[0].json() == sent[1].json()
    assert (sent[1]["ETag"], sent[1]["Idempotency-Replayed"]) == ('"1"', "true")
    assert Customer.objects.count() == 1
    other = ask("POST", "customers", {"name": "杭州"}, Idempotency_Key="a")
    assert (other.status_code, other.json()["type"]) == (422, "urn:goodwill:problem:other-request")
    Answer.objects.update(at=timezone.now() - repeating.KEPT_FOR)
    assert repeating.purge() == 1
    assert ask("POST", "customers", {"name": "杭州"}, Idempotency_Key="a").status_code == 201


def test_what_was_refused_may_be_sent_again_mended(ask: Program) -> None:
    assert ask("POST", "customers", {"nam": "x"}, Idempotency_Key="a").status_code == 422
    assert ask("POST", "customers", {"name": "x"}, Idempotency_Key="a").status_code == 201


def test_what_breaks_is_told_and_leaves_nothing(
    ask: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(records, "shown", broken)
    answer = ask("POST", "customers", {"name": "x"}, Idempotency_Key="a")
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:goodwill:problem:broken")
    assert not Customer.objects.exists()
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("GET", "nothing", None, 404),
        ("GET", "customers/x", None, 404),
        ("GET", "customers/", None, 404),
        ("PUT", "customers", {}, 405),
        ("TRACE", "customers", None, 405),
        ("POST", "customers", b"{", 400),
        ("POST", "customers", b'{"name": NaN}', 400),
        ("POST", "customers", b'{"name": "\\u0000"}', 400),
        ("POST", "customers", b'{"name": "\\ud800"}', 400),
        ("POST", "customers", b"[" * 100_000, 400),
        ("GET", "customers?q=%00", None, 400),
        ("GET", "find?q=%00", None, 400),
        ("POST", "customers", b"", 422),
    ],
)
def test_everything_else_is_a_problem_too(
    ask: Program, method: str, path: str, content: object, status: int
) -> None:
    answer = ask(method, path, content)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer["Content-Type"] == "application/problem+json"


def test_what_is_too_large_is_refused_as_such(ask: Program, settings: object) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100  # type: ignore[attr-defined]
    assert ask("POST", "customers", {"name": "x" * 200}).status_code == 413


def test_problems_are_told_in_the_language_that_is_asked_for(ask: Program) -> None:
    answer = ask("GET", "customers/00000000-0000-0000-0000-000000000000", Accept_Language="zh-CN")
    assert answer["Content-Language"] == "zh-Hans"
    kinds = ask("GET", "kinds", Accept_Language="zh-CN").json()["items"]
    assert next(one["many"] for one in kinds if one["word"] == "customers") == "客户"
    csv = ask("GET", "customers/export?fields=name", Accept_Language="zh-CN")
    assert "名称" in b"".join(csv).decode()
