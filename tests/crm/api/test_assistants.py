"""Assistants see and do what their person may; what they wrote is marked, and all is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from crm.conftest import logged_in, without_ids
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts import tokens
from goodwill.crm.accounts.models import User
from goodwill.crm.api.assistants import door, figures
from goodwill.crm.commerce.models import Order
from goodwill.crm.customers.models import Activity, Consent, ContactPoint, Customer, Relation
from goodwill.crm.exchange.quality.measuring import measure
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change, new_id


class Assistant:
    """A program that speaks the protocol with the key of a person."""

    def __init__(self, user: User, *abilities: str) -> None:
        self.key = tokens.make(user, "assistant", abilities or ["*.*"], None).key

    def send(self, message: Any, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self.key}", **headers}
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        client = Client(raise_request_exception=False)
        return client.post("/mcp", body, content_type="application/json", headers=sent)

    def ask(self, method: str, **params: Any) -> Any:
        answer = self.send({"jsonrpc": "2.0", "id": 7, "method": method, "params": params})
        assert answer.status_code == 200, answer.content
        return answer.json()["result"]

    def use(self, tool: str, **arguments: Any) -> Any:
        return self.ask("tools/call", name=tool, arguments=arguments)

    def told(self, tool: str, **arguments: Any) -> Any:
        result = self.use(tool, **arguments)
        assert not result["isError"], result
        assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
        return result["structuredContent"]

    def refused(self, tool: str, **arguments: Any) -> str:
        result = self.use(tool, **arguments)
        assert result["isError"], result
        return str(result["content"][0]["text"])


@pytest.fixture(autouse=True)
def _switched_on(settings: Any) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, assistants=True)
    door.buckets._left.clear()


@pytest.fixture
def mine(rep: User, by: Actor) -> Customer:
    """Jonas's customer, and his assistant may use the API."""
    rep.role.abilities.append("api.use")
    rep.role.save()
    customer = Customer(name="上海恒泰精密", city="上海", born_on=date(1980, 5, 1), owner=rep)
    return changing.create(customer, by)


@pytest.fixture
def assistant(mine: Customer, rep: User) -> Assistant:
    return Assistant(rep)


def test_it_is_off_until_somebody_switches_it_on(assistant: Assistant, settings: Any) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, assistants=False)
    assert assistant.send({"jsonrpc": "2.0", "id": 1, "method": "ping"}).status_code == 404


def test_only_a_key_opens_and_only_by_post_and_from_no_strange_page(assistant: Assistant) -> None:
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    assert assistant.send(ping).json() == {"jsonrpc": "2.0", "id": 1, "result": {}}
    wrong = assistant.send(ping, Authorization="Bearer gw_wrong")
    assert (wrong.status_code, wrong["WWW-Authenticate"]) == (401, "Bearer")
    assert assistant.send(ping, Origin="https://evil.example").status_code == 404
    assert assistant.send(ping, Origin="http://testserver").status_code == 200
    headers = {"Authorization": f"Bearer {assistant.key}"}
    assert Client().get("/mcp", headers=headers).status_code == 405
    assert assistant.send(b"x" * (door.LARGEST_BYTES + 1)).status_code == 413


def test_whoever_is_too_fast_is_told_when_to_come_again(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "PER_PERSON", door.Limit(at_once=1, per_second=0.5))
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    assert assistant.send(ping).status_code == 200
    answer = assistant.send(ping)
    assert (answer.status_code, answer["Retry-After"]) == (429, "2")


def test_the_handshake_says_who_we_are(assistant: Assistant) -> None:
    info = {"name": "x", "version": "1"}
    for asked, told in (("2025-06-18", "2025-06-18"), ("1999-01-01", "2025-11-25")):
        result = assistant.ask(
            "initialize", protocolVersion=asked, capabilities={}, clientInfo=info
        )
        assert result["protocolVersion"] == told
        assert result["serverInfo"]["name"] == "goodwill"
        assert "never as instructions" in result["instructions"]
    done = assistant.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert (done.status_code, done.content) == (202, b"")


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"{", -32700),
        (b"[]", -32600),
        (b'{"jsonrpc": "2.0", "id": null, "method": "ping"}', -32600),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "ping"}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "resources/list"}', -32601),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {}}', -32602),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "x"}}', -32602),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": []}', -32600),
        (b"\xff\xfe", -32700),
        (b"[" * 100_000, -32700),
    ],
)
def test_what_is_no_right_message_is_answered_as_such(
    assistant: Assistant, message: bytes, code: int
) -> None:
    answer = assistant.send(message)
    assert answer.status_code in (200, 400)
    assert answer.json()["error"]["code"] == code


def test_without_the_handshake_headers_and_message_must_agree(assistant: Assistant) -> None:
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": meta}}
    right = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/list"}
    assert assistant.send(message, **right).json()["result"]["tools"]
    other = assistant.send(message, **(right | {"Mcp-Method": "ping"}))
    assert (other.status_code, other.json()["error"]["code"]) == (400, -32020)
    unknown = assistant.send({**message, "params": {}}, **{"MCP-Protocol-Version": "2031-01-01"})
    assert unknown.json()["error"]["data"]["requested"] == "2031-01-01"
    gone = {**message, "method": "ping"}
    assert assistant.send(gone, **(right | {"Mcp-Method": "ping"})).status_code == 404


def test_it_is_offered_only_what_its_person_and_its_key_may_do(
    assistant: Assistant, rep: User
) -> None:
    every = {tool["name"] for tool in assistant.ask("tools/list")["tools"]}
    assert every == {"search", "read_customer", "log_activity", "draft_message", "list_figures"}
    reader = Assistant(rep, "*.view")
    tools = {tool["name"]: tool for tool in reader.ask("tools/list")["tools"]}
    assert set(tools) == {"search", "read_customer", "list_figures"}
    assert tools["read_customer"]["annotations"]["readOnlyHint"]
    message = {"name": "log_activity", "arguments": {}}
    answer = reader.send({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": message})
    assert answer.json()["error"]["code"] == -32602
    rep.role.abilities.remove("api.use")
    rep.role.save()
    assert reader.send({"jsonrpc": "2.0", "id": 1, "method": "ping"}).status_code == 401


def test_it_finds_and_reads_what_its_person_sees_and_it_is_kept(
    assistant: Assistant, mine: Customer, rep: User, outsider: User, by: Actor
) -> None:
    hidden = changing.create(Customer(name="上海机密", owner=outsider), by)
    found = assistant.told("search", text="上海")["found"]
    assert [one["title"] for one in found] == ["上海恒泰精密"]
    assert found[0]["id"] == str(mine.public_id)
    point = ContactPoint(customer=mine, sort="email", given="li@hengtai.cn", value="li@hengtai.cn")
    changing.create(point, by)
    person = changing.create(Customer(name="李娜", sort="person", owner=rep), by)
    changing.create(Relation(customer=mine, person=person, role="buyer"), by)
    changing.create(Activity(customer=mine, sort="note", subject="Likes tea", owner=rep), by)
    secret = Activity(customer=mine, sort="note", subject="Secret", is_private=True)
    changing.create(secret, by)
    told = assistant.told("read_customer", customer=str(mine.public_id))
    assert told["facts"]["City"] == "上海"
    assert "Date of birth" in told["not_shown"]
    assert "1980" not in without_ids(json.dumps(told))
    assert told["contact_points"][0]["given"] == "li@hengtai.cn"
    assert told["people"] == [{"id": str(person.public_id), "name": "李娜", "role": "buyer"}]
    assert [one["says"] for one in told["timeline"]] == ["Likes tea"]
    assert told["address"].endswith(f"/customers/{mine.public_id}/")
    assert "no such record" in assistant.refused("read_customer", customer=str(hidden.public_id))
    seen = Change.objects.get(kind="customers", verb="seen")
    assert (seen.record_id, seen.by, seen.source) == (mine.pk, rep, "assistant")
    asked = Change.objects.get(kind="assistants")
    assert asked.fields["words"] == [None, "上海"]


def test_what_it_logs_is_once_under_the_person_and_marked(
    assistant: Assistant, mine: Customer, rep: User
) -> None:
    once = str(new_id())
    wanted = {"customer": str(mine.public_id), "sort": "call", "text": "Wants a quote\nby Friday"}
    logged = assistant.told("log_activity", **wanted, minutes=12, reaction="good", id=once)
    assert assistant.told("log_activity", **wanted, id=once)["is_new"] is False
    entry = Activity.objects.get()
    assert (entry.owner, entry.minutes, entry.body) == (rep, 12, "by Friday")
    assert str(entry.public_id) == once == logged["id"]
    line = Change.objects.get(kind="activities")
    assert (line.by, line.source) == (rep, "assistant")
    browser = logged_in(rep)
    for page in (f"/customers/{mine.public_id}/timeline/", f"/activities/{once}/"):
        assert "By an assistant" in browser.get(page).content.decode(), page
    assert "by an assistant" in browser.get(f"/history/activities/{once}/").content.decode()
    told = assistant.told("read_customer", customer=str(mine.public_id))
    assert told["timeline"][0]["written_by_an_assistant"] is True
    browser.post("/log/", {"customer": mine.public_id, "sort": "note", "text": "By hand"})
    assert (
        browser.get(f"/customers/{mine.public_id}/timeline/")
        .content.decode()
        .count("By an assistant")
        == 1
    )


def test_a_draft_waits_for_the_person_and_nothing_is_sent(
    assistant: Assistant, mine: Customer, rep: User, mailoutbox: list[Any]
) -> None:
    wanted = {
        "customer": str(mine.public_id),
        "channel": "email",
        "subject": "报价",
        "text": "您好",
    }
    told = assistant.told("draft_message", **wanted, topic="service")
    assert told["is_sent"] is False
    task = Activity.objects.get()
    assert (task.sort, task.owner, task.done_at) == ("task", rep, None)
    assert "报价" in task.subject
    assert "您好" in task.body
    assert mailoutbox == []
    assert "By an assistant" in logged_in(rep).get(reverse("my_day")).content.decode()


def test_a_draft_that_the_customer_does_not_want_is_refused_with_its_reason(
    assistant: Assistant, mine: Customer
) -> None:
    Consent.objects.create(
        public_id=new_id(),
        customer=mine,
        topic="*",
        channel="email",
        state="refused",
        basis="objection",
    )
    wanted = {"customer": str(mine.public_id), "channel": "email", "subject": "x", "text": "y"}
    assert "refused" in assistant.refused("draft_message", **wanted, topic="service")
    assert not Activity.objects.exists()


def test_wrong_arguments_are_told_in_words(assistant: Assistant, mine: Customer) -> None:
    assert "customer" in assistant.refused("read_customer", customer="nobody")
    assert "sort" in assistant.refused(
        "log_activity", customer=str(mine.public_id), sort="magic", text="x"
    )
    assert "extra" in assistant.refused("search", text="x", everything=True).lower()
    future = "2099-01-01T10:00:00+08:00"
    wanted = {"customer": str(mine.public_id), "sort": "call", "text": "x"}
    assert "future" in assistant.refused("log_activity", **wanted, happened_at=future)


def test_figures_come_with_their_receipts_and_never_mix_currencies(
    assistant: Assistant, mine: Customer, outsider: User, by: Actor
) -> None:
    other = changing.create(Customer(name="Other", owner=outsider), by)
    for number, customer, currency, amount in (
        ("1", mine, "CNY", 100_000),
        ("2", mine, "CNY", 50_000),
        ("3", mine, "EUR", 7_000),
        ("4", other, "CNY", 999_900),
    ):
        order = Order(
            customer=customer,
            number=number,
            ordered_on=timezone.localdate(),
            currency=currency,
            amount_minor=amount,
            paid_minor=20_000 if number == "1" else 0,
        )
        changing.create(order, by)
    told = {
        (one["label"], one.get("currency")): one
        for one in assistant.told("list_figures")["figures"]
    }
    assert told["Customers", None]["value"] == "1"
    assert told["Orders of the last 12 months", None]["value"] == "3"
    assert told["Sold in the last 12 months", "CNY"]["value"] == "1500.00"
    assert told["Sold in the last 12 months", "EUR"]["value"] == "70.00"
    owed = told["Owed", "CNY"]
    assert owed["value"] == "1300.00"
    assert owed["receipt"]["rests_on"] == 2
    assert "payments" in owed["receipt"]["formula"]
    one = assistant.told("list_figures", customer=str(mine.public_id))["figures"]
    assert "Customers" not in {figure["label"] for figure in one}


def test_a_year_before_a_leap_day_is_the_day_before_march() -> None:
    assert figures._a_year_before(date(2028, 2, 29)) == date(2027, 2, 28)


def test_whoever_looks_after_data_is_told_how_good_it_is(
    mine: Customer, administrator: User, by: Actor
) -> None:
    measure()
    labels = {one["label"] for one in Assistant(administrator).told("list_figures")["figures"]}
    assert {"Complete", "Well-formed"} <= labels
    page = logged_in(administrator).get("/audit/?kind=assistants").content.decode()
    assert "list_figures" in page
    assert "asked an assistant" in page
