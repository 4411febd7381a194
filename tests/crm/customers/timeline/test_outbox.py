"""What was logged without a connection arrives once, and every answer is a sentence."""

from __future__ import annotations

import uuid

from django.urls import reverse

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor

from ...conftest import logged_in

JSON = {"Accept": "application/json"}


def entry(customer: Customer, **more: object) -> dict[str, object]:
    return {
        "customer": str(customer.public_id),
        "public_id": str(uuid.uuid4()),
        "sort": "visit",
        "text": "地下室，没有信号",
        "happened_at": "2026-03-03T10:15:00+08:00",
        **more,
    }


def test_the_second_answer_equals_the_first(hengtai: Customer, rep: User) -> None:
    browser, sent = logged_in(rep), entry(hengtai, latitude="31.2", longitude="121.4")
    first = browser.post(reverse("log"), sent, headers=JSON)
    second = browser.post(reverse("log"), sent, headers=JSON)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert first.json()["public_id"] == sent["public_id"]
    kept = Activity.objects.get()
    assert kept.happened_at.isoformat() == "2026-03-03T02:15:00+00:00"
    assert kept.place == {"latitude": 31.2, "longitude": 121.4}


def test_a_customer_deleted_meanwhile_is_told_in_words(
    hengtai: Customer, rep: User, by: Actor
) -> None:
    changing.delete(hengtai, by)
    answer = logged_in(rep).post(reverse("log"), entry(hengtai), headers=JSON)
    assert answer.status_code == 404
    assert answer.json() == {"said": "There is no such record, or you may not see it."}


def test_what_cannot_be_meant_is_told_in_the_readers_words(hengtai: Customer, rep: User) -> None:
    sent = entry(hengtai, happened_at="yesterday", minutes="-3")
    answer = logged_in(rep).post(reverse("log"), sent, headers=JSON)
    assert answer.status_code == 422
    assert "This is no date and time." in answer.json()["said"]
    assert set(answer.json()["errors"]) == {"happened_at", "minutes"}


def test_an_id_that_is_taken_is_refused_in_words(
    hengtai: Customer, rep: User, manager: User
) -> None:
    sent = entry(hengtai)
    logged_in(rep).post(reverse("log"), sent, headers=JSON)
    answer = logged_in(manager).post(reverse("log"), sent, headers=JSON)
    assert answer.status_code == 422
    assert "Another entry already has this id" in answer.json()["said"]


def test_without_a_customer_there_is_nothing_to_log_for(rep: User) -> None:
    answer = logged_in(rep).post(reverse("log"), {"text": "hello"}, headers=JSON)
    assert answer.status_code == 404


def test_who_may_not_log_is_told_so(hengtai: Customer, rep: User) -> None:
    rep.role.abilities = ["*.view"]
    rep.role.save()
    answer = logged_in(rep).post(reverse("log"), entry(hengtai), headers=JSON)
    assert answer.status_code == 403
    assert "said" in answer.json()


def test_the_outbox_of_the_shell_gets_short_answers_and_refusals_it_can_show(
    hengtai: Customer, rep: User
) -> None:
    headers = {"HX-Request": "true", "X-Outbox": "1"}
    browser, sent = logged_in(rep), entry(hengtai)
    assert browser.post(reverse("log"), sent, headers=headers).json()["said"].startswith("Logged")
    refused = browser.post(reverse("log"), entry(hengtai, minutes="-3"), headers=headers)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
