"""What the pages do, programs do: from the first line to the return, from the call to the task."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from crm.api.rest.conftest import Program
from django.core.files.uploadedfile import SimpleUploadedFile

from goodwill.crm.customers.models import Activity
from goodwill.crm.customers.timeline import reading
from goodwill.crm.records.models import Change

Told = dict[str, Any]


@pytest.fixture
def customer(ask: Program) -> Told:
    told: Told = ask("POST", "customers", {"name": "上海远山", "country": "CN"}).json()
    return told


def test_an_order_goes_from_draft_to_paid_and_partly_back(ask: Program, customer: Told) -> None:
    product = ask("POST", "products", {"number": "P-1", "name": "Press", "currency": "CNY"}).json()
    listed = ask("POST", "price_lists", {"name": "2026", "valid_from": "2026-01-01"}).json()
    price = {"product": product["id"], "amount_minor": 2_500}
    assert ask("PUT", f"price_lists/{listed['id']}/prices", price).json()["amount_minor"] == 2_500
    facts = {"customer": customer["id"], "ordered_on": "2026-03-02"}
    order = ask("POST", "orders", facts).json()
    where = f"orders/{order['id']}"
    assert ask("POST", f"{where}/confirm").status_code == 422  # nothing is in it yet
    line = {"product": product["id"], "quantity_thousandths": 3_000}
    assert ask("POST", f"{where}/lines", line).json()["items"][0]["amount_minor"] == 7_500
    ask("PATCH", f"{where}/lines/1", {"quantity_thousandths": 2_000})
    agreed = ask("POST", f"{where}/confirm").json()
    assert (agreed["status"], agreed["amount_minor"]) == ("confirmed", 5_000)
    assert ask("PATCH", f"{where}/lines/1", {"quantity_thousandths": 1}).status_code == 422
    assert ask("POST", f"{where}/pay", {"amount_minor": 5_000}).json()["payment"] == "paid"
    back = {"on": "2026-03-09", "lines": [{"position": 1, "quantity_thousandths": 500}]}
    returned = ask("POST", f"{where}/take-back", back).json()
    assert (returned["sort"], returned["amount_minor"]) == ("return", -1_250)
    lines = ask("GET", f"orders/{returned['id']}/lines").json()["items"]
    assert [(one["returns_position"], one["quantity_thousandths"]) for one in lines] == [(1, -500)]
    assert ask("POST", f"{where}/deliver").json()["status"] == "delivered"


def test_a_contract_runs_on_and_ends(ask: Program, customer: Told) -> None:
    facts = {"customer": customer["id"], "name": "合同", "starts_on": "2026-01-01"}
    more = {"ends_on": "2026-12-31", "renews_every_months": 12}
    contract = ask("POST", "contracts", {**facts, **more}).json()
    where = f"contracts/{contract['id']}"
    assert ask("POST", f"{where}/renew").json()["ends_on"] == "2027-12-31"
    assert ask("POST", f"{where}/end", {"on": "2027-03-31"}).json()["cancelled_on"] == "2027-03-31"


def test_what_is_logged_twice_is_there_once_and_followed_up(ask: Program, customer: Told) -> None:
    where = f"customers/{customer['id']}"
    sent = {"id": str(uuid.uuid4()), "sort": "call", "text": "Called\nLikes tea", "minutes": 5}
    answers = [ask("POST", f"{where}/log", sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 200]
    entry = answers[0].json()
    assert (entry["subject"], entry["body"], entry["channel"]) == ("Called", "Likes tea", "phone")
    task = ask("POST", f"activities/{entry['id']}/follow-up", {"later": "tomorrow"}).json()
    planned = ask("GET", f"{where}/planned").json()["items"]
    assert [(one["entry"]["id"], one["said"]) for one in planned] == [
        (task["id"], "Call again: Called")
    ]
    assert ask("POST", f"activities/{task['id']}/finish").json()["done_at"]
    told = ask("GET", f"{where}/timeline?sort=call").json()
    assert [one["entry"]["id"] for one in told["items"]] == [entry["id"]]
    assert ask("POST", f"activities/{entry['id']}/finish").status_code == 422  # no task


def test_a_timeline_turns_by_cursor(
    ask: Program, customer: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", 3)
    where = f"customers/{customer['id']}"
    for place in range(4):
        ask("POST", f"{where}/log", {"text": f"{place}"})
    first = ask("GET", f"{where}/timeline").json()
    second = ask("GET", f"{where}/timeline?after={first['next']}").json()
    assert len(first["items"]) + len(second["items"]) == Activity.objects.count() == 4
    assert second["next"] is None
    assert ask("GET", f"{where}/timeline?after=x").status_code == 422


def test_contact_points_are_kept_as_machines_need_them(ask: Program, customer: Told) -> None:
    facts = {"customer": customer["id"], "sort": "phone"}
    one = ask("POST", "contact_points", {**facts, "given": "021 5555 0123"}).json()
    assert (one["value"], one["is_primary"]) == ("+862155550123", True)
    two = ask("POST", "contact_points", {**facts, "given": "021 5555 0124"}).json()
    assert ask("POST", f"contact_points/{two['id']}/prefer").json()["is_primary"]
    assert not ask("GET", f"contact_points/{one['id']}").json()["is_primary"]
    ask("POST", f"contact_points/{two['id']}/verify")
    changed = ask("PATCH", f"contact_points/{two['id']}", {"given": "021 5555 0125"}).json()
    assert (changed["value"], changed["verified_at"]) == ("+862155550125", None)
    assert ask("POST", "contact_points", {**facts, "given": "x"}).status_code == 422
    ask("DELETE", f"contact_points/{two['id']}")
    assert ask("GET", f"contact_points/{one['id']}").json()["is_primary"]


def test_consents_are_stated_and_asked_for(ask: Program, customer: Told) -> None:
    where = f"customers/{customer['id']}"
    asked = f"{where}/may-contact?topic=news&channel=email"
    assert not ask("GET", asked).json()["is_allowed"]
    said = {"state": "given", "topic": "news", "channel": "email", "proof": "Signed form"}
    assert ask("POST", f"{where}/consents", said).status_code == 201
    assert ask("GET", asked).json()["is_allowed"]
    told = ask("GET", f"{where}/consents").json()
    assert [one["topic"] for one in told["items"]] == ["news"]
    assert ask("POST", f"{where}/consents", {**said, "proof": ""}).status_code == 422


def test_history_is_told_and_taken_back(ask: Program, customer: Told) -> None:
    where = f"customers/{customer['id']}"
    ask("PATCH", where, {"city": "上海", "owner": None})
    line = ask("GET", f"{where}/history").json()["items"][0]
    assert (line["verb"], line["source"]) == ("changed", "api")
    assert {one["field"]: (one["before"], one["after"]) for one in line["fields"]} == {
        "city": ("", "上海"),
        "owner": (customer["owner"], None),
    }
    back = ask("POST", f"{where}/history/{line['version']}/undo").json()
    assert (back["city"], back["owner"]) == ("", customer["owner"])
    batch = str(Change.objects.latest("pk").batch)
    assert ask("POST", f"undo/{batch}").json()["items"][0]["id"] == customer["id"]
    assert ask("GET", where).json()["city"] == "上海"


def test_addresses_with_line_breaks_are_answered_as_others_are(ask: Program) -> None:
    answer = ask("PUT", "customers/by-external-id/e%0Ap/%14", {"name": "x"})
    assert answer.status_code < 500
    assert answer["Content-Type"].partition(";")[0].endswith("json")


def test_what_another_system_calls_it_makes_it_once(ask: Program) -> None:
    where = "customers/by-external-id/erp/A/1"
    made = ask("PUT", where, {"name": "上海远山"})
    assert made.status_code == 201
    again = ask("PUT", where, {"name": "上海远山", "city": "上海"})
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])
    items = [
        {"external_id": "A/1", "values": {"city": "上海"}},
        {"external_id": "2", "values": {"name": "杭州"}},
        {"external_id": "3", "values": {"city": "北京"}},
    ]
    told = ask("PUT", "customers/by-external-id/erp", {"items": items}).json()["items"]
    assert [one["done"] for one in told] == ["unchanged", "created", "refused"]
    assert told[2]["problem"]["errors"][0]["field"] == "name"
    ask("DELETE", f"customers/{made.json()['id']}")
    assert ask("PUT", where, {}).json()["deleted_at"] is None
    known = ask("GET", f"customers/{made.json()['id']}/external-ids").json()["items"]
    assert [(one["source"], one["value"]) for one in known] == [("erp", "A/1")]


def test_many_are_changed_alike_and_taken_back(ask: Program) -> None:
    ids = [ask("POST", "customers", {"name": f"{n}"}).json()["id"] for n in range(3)]
    done = ask("POST", "customers/change-many", {"ids": ids[:2], "values": {"city": "上海"}}).json()
    assert done["records"] == 2
    where = {"all": [{"field": "city", "is": "上海"}]}
    gone = ask("POST", "customers/delete-many", {"where": where, "all": True}).json()
    assert [one["id"] for one in ask("GET", "customers").json()["items"]] == ids[2:]
    ask("POST", f"undo/{gone['batch']}")
    ask("POST", f"undo/{done['batch']}")
    assert {one["city"] for one in ask("GET", "customers").json()["items"]} == {""}


def test_two_become_one_and_two_again(ask: Program, customer: Told) -> None:
    other = ask("POST", "customers", {"name": "远山上海", "segment": "A"}).json()
    merged = ask("POST", f"customers/{customer['id']}/merge", {"others": [other["id"]]}).json()
    assert merged["record"]["segment"] == "A"
    gone = ask("GET", f"customers/{other['id']}")
    assert gone.status_code == 404
    assert gone.json()["now"] == {"kind": "customers", "id": customer["id"]}
    assert ask("POST", f"merges/{merged['merge']}/undo").json()["stayed"] == []
    assert ask("GET", f"customers/{other['id']}").status_code == 200


def test_files_come_and_go(ask: Program, customer: Told) -> None:
    told = ask.client.post(
        f"/api/v1/customers/{customer['id']}/attachments",
        {"file": SimpleUploadedFile("notes.txt", "上海".encode(), "text/plain")},
        headers={"Authorization": f"Bearer {ask.key}"},
    ).json()
    assert b"".join(ask("GET", f"attachments/{told['id']}")) == "上海".encode()
    ask("DELETE", f"attachments/{told['id']}")
    assert ask("GET", f"attachments/{told['id']}").status_code == 404
    assert ask("POST", f"attachments/{told['id']}/restore").json()["name"] == "notes.txt"
    files = ask("GET", f"customers/{customer['id']}/attachments").json()["items"]
    assert [one["name"] for one in files] == ["notes.txt"]


def test_views_of_the_pages_are_lists_of_the_api(ask: Program) -> None:
    for city in ("上海", "杭州"):
        ask("POST", "customers", {"name": city, "city": city})
    where = {"all": [{"field": "city", "is": "上海"}]}
    view = ask("POST", "customers/views", {"name": "Shanghai", "where": where}).json()
    listed = ask("GET", f"customers?view={view['id']}").json()["items"]
    assert [one["name"] for one in listed] == ["上海"]
    assert ask("DELETE", f"customers/views/{view['id']}").status_code == 204
    assert ask("GET", f"customers?view={view['id']}").status_code == 404
