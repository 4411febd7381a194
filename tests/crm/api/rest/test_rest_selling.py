"""What sales does on its pages, programs do: leads, opportunities, quotes, suggestions."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from crm.api.rest.conftest import Program, program

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.leads.models import Lead, LeadPool
from goodwill.crm.sales.opportunities.models import Opportunity, Pipeline, Stage
from goodwill.crm.value.suggesting import suggestions
from goodwill.crm.value.suggesting.suggestions import Asked, Found, Place, Suggestion
from goodwill.language import Sentence

Told = dict[str, Any]
STAGES: tuple[tuple[str, str, list[str]], ...] = (
    ("初步接触", "open", []),
    ("报价", "open", ["next_step"]),
    ("赢单", "won", []),
    ("丢单", "lost", []),
)
CALL = Suggestion(
    "call", Sentence("Call them"), Sentence("They wait."), "phone", Place.WINNING, minor=1
)


@pytest.fixture(autouse=True)
def pipeline(by: Actor) -> Told:
    """Two open stages; the second wants to know the next step."""
    made = changing.create(Pipeline(word="direct", name="销售", is_usual=True), by)
    for place, (name, sort, needs) in enumerate(STAGES):
        stage = Stage(pipeline=made, name=name, place=place, sort=sort, chance=10, needs=needs)
        changing.create(stage, by)
    return {one.name: str(one.public_id) for one in made.stages.all()}


@pytest.fixture(autouse=True)
def keys(manager: User, rep: User) -> None:
    """They may have programs, too."""
    for one in (manager, rep):
        one.role.abilities = [*one.role.abilities, "api.use"]
        one.role.save()


@pytest.fixture
def customer(ask: Program) -> Told:
    told: Told = ask("POST", "customers", {"name": "上海远山", "country": "CN"}).json()
    return told


def test_a_lead_is_taken_from_its_pool_and_becomes_a_customer_once(
    ask: Program, by: Actor, administrator: User, manager: User
) -> None:
    pool = LeadPool.objects.create(name="公海")
    lead = changing.create(
        Lead(name="恒泰包装", company="恒泰包装", interest="压机", pool=pool), by
    )
    Lead.objects.filter(pk=lead.pk).update(owner=None)
    where = f"leads/{lead.public_id}"
    [told] = ask("GET", "lead-pools").json()["items"]
    assert (told["name"], told["free"]) == ("公海", 1)
    [lying] = ask("GET", f"lead-pools/{told['id']}/leads").json()["items"]
    assert "email" not in lying
    taken = ask("POST", f"{where}/claim").json()
    assert (taken["owner"], taken["status"]) == (str(administrator.public_id), "working")
    late = program(manager)("POST", f"{where}/claim")
    assert (late.status_code, late.headers["Content-Type"]) == (422, "application/problem+json")
    assert ask("POST", f"{where}/note", {"sort": "call", "text": "要报价"}).status_code == 200
    gone = [ask("POST", f"{where}/convert", {}, Idempotency_Key="x").json() for _ in range(2)]
    assert gone[0] == gone[1] == ask("POST", f"{where}/convert", {}).json()
    assert Customer.objects.present().get().name == "恒泰包装"
    assert Opportunity.objects.present().get().name == "压机"
    assert ask("POST", f"{where}/take-back").json()["status"] == "working"
    assert not Customer.objects.present().exists()
    assert ask("POST", f"{where}/hand", {"person": str(manager.public_id)}).status_code == 204
    assert ask("POST", f"{where}/accept").status_code == 422  # it is Mei's now
    assert ask("POST", f"{where}/give-up", {"because": "无"}).status_code == 422
    assert (
        ask("POST", f"{where}/give-up", {"because": "no need"}).json()["status"] == "disqualified"
    )
    assert ask("POST", f"{where}/take-up").json()["status"] == "working"
    assert program(manager)("POST", f"{where}/give-back").status_code == 204
    assert Lead.objects.get().owner is None


def test_an_opportunity_is_moved_lost_opened_again_and_won(
    ask: Program, customer: Told, pipeline: Told
) -> None:
    made = ask("POST", "opportunities", {"name": "远山压机", "customer": customer["id"]}).json()
    where = f"opportunities/{made['id']}"
    product = ask("POST", "products", {"number": "P", "name": "压机", "currency": "CNY"}).json()
    line = {"product": product["id"], "quantity_thousandths": 2_000, "unit_price_minor": 900}
    assert ask("POST", f"{where}/lines", line).json()["items"][0]["amount_minor"] == 1_800
    ask("PATCH", f"{where}/lines/1", {"quantity_thousandths": 1_000})
    refused = ask("POST", f"{where}/move", {"stage": pipeline["报价"]})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:goodwill:problem:refused")
    values = {"next_step": "寄样品"}
    moved = ask("POST", f"{where}/move", {"stage": pipeline["报价"], "values": values}).json()
    assert (moved["stage"], moved["next_step"]) == (pipeline["报价"], "寄样品")
    lost = ask("POST", f"{where}/lose", {"reason": "price", "lost_to": "远东"}).json()
    assert (lost["status"], lost["lost_to"]) == ("lost", "远东")
    assert ask("POST", f"{where}/win").status_code == 422  # it is closed
    assert ask("POST", f"{where}/reopen").json()["stage"] == pipeline["报价"]
    won = ask("POST", f"{where}/win").json()
    assert (won["status"], won["amount_minor"]) == ("won", 900)
    steps = ask("GET", f"{where}/steps").json()["items"]
    assert [one["to_stage"] for one in steps] == [
        pipeline[name] for name in ("初步接触", "报价", "丢单", "报价", "赢单")
    ]
    assert all(one["left_at"] == next_["entered_at"] for one, next_ in pairwise(steps))
    assert ask("DELETE", f"{where}/lines/1").status_code == 422  # it is closed


def test_a_quote_goes_from_its_lines_to_its_order(
    ask: Program, customer: Told, manager: User, administrator: User
) -> None:
    manager.role.abilities = ["*.view", "*.create", "*.change", "api.use"]
    manager.role.scope = "all"
    manager.role.save()
    mei = program(manager)
    product = ask("POST", "products", {"number": "P", "name": "压机", "currency": "CNY"}).json()
    facts = {"customer": customer["id"], "language": "zh-Hans", "name": "两台压机"}
    where = f"quotes/{mei('POST', 'quotes', facts).json()['id']}"
    assert mei("POST", f"{where}/send", {}).status_code == 422  # nothing is offered yet
    line = {"product": product["id"], "quantity_thousandths": 2_000, "unit_price_minor": 1_000}
    mei("POST", f"{where}/lines", line)
    cheaper = mei("PATCH", f"{where}/lines/1", {"discount_thousandths": 25_000}).json()
    assert cheaper["items"][0]["amount_minor"] == 1_500
    assert mei("POST", f"{where}/send", {}).status_code == 422  # more than one gives alone
    assert mei("POST", f"{where}/ask-approval", {"because": "老客户"}).json()["status"] == "waiting"
    assert mei("POST", f"{where}/approve", {}).status_code == 403
    assert ask("POST", f"{where}/approve", {"answer": "可以"}).json()["status"] == "approved"
    [asked] = ask("GET", f"{where}/approvals").json()["items"]
    assert (asked["is_granted"], asked["because"], asked["answer"]) == (True, "老客户", "可以")
    assert mei("POST", f"{where}/send", {"to": "x"}).status_code == 422  # no address
    sent = mei("POST", f"{where}/send", {}).json()
    assert (sent["status"], "/offers/" in sent["link"] or sent["link"].startswith("http")) == (
        "sent",
        True,
    )
    newer = mei("POST", f"{where}/revise")
    assert (newer.status_code, newer.json()["revision"]) == (201, 2)
    again = f"quotes/{newer.json()['id']}"
    assert newer.headers["Location"].endswith(again)
    mei("PATCH", f"{again}/lines/1", {"discount_thousandths": 0})
    renewed = (mei("POST", f"{again}/send", {}), mei("POST", f"{again}/renew-link"))
    assert renewed[0].json()["link"] != renewed[1].json()["link"]
    assert mei("POST", f"{again}/decline", {"reason": "nonsense"}).status_code == 422
    said = {"name": "陈梅", "text": "电话"}
    orders = [mei("POST", f"{again}/accept", said).json() for _ in range(2)]
    assert orders[0] == orders[1]
    assert ask("GET", f"orders/{orders[0]['id']}").json()["amount_minor"] == 2_000
    [answered] = ask("GET", f"{again}/answers").json()["items"]
    assert (answered["sort"], answered["name"]) == ("accepted", "陈梅")
    assert mei("POST", f"{again}/withdraw").status_code == 422


def test_a_suggestion_is_taken_up_or_let_be(
    ask: Program, customer: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def finder(asked: Asked) -> Found:
        return {one.pk: [CALL] for one in asked.customers}

    monkeypatch.setattr(suggestions, "_FINDERS", {"call": finder})
    where = f"customers/{customer['id']}/suggestions"
    [told] = ask("GET", where).json()["items"]
    assert (told["suggestion"], told["ways"], told["expected"]) == ("call", ["task"], None)
    bad = ask("POST", f"{where}/accept", {"suggestion": "call", "way": "opportunity"})
    assert bad.status_code == 422
    made = ask("POST", f"{where}/accept", {"suggestion": "call"})
    assert (made.status_code, made.json()["kind"]) == (201, "activities")
    assert ask("GET", where).json()["items"] == []
    other = ask("POST", "customers", {"name": "恒泰"}).json()["id"]
    let_be = {"suggestion": "call", "reason": "not_wanted"}
    assert ask("POST", f"customers/{other}/suggestions/dismiss", let_be).status_code == 204
    assert ask("POST", f"customers/{other}/suggestions/dismiss", let_be).status_code == 422


def test_who_may_not_sell_is_refused_by_program_too(
    ask: Program, customer: Told, rep: User, pipeline: Told
) -> None:
    made = ask("POST", "opportunities", {"name": "x", "customer": customer["id"]}).json()
    jonas = program(rep)
    assert jonas("POST", f"opportunities/{made['id']}/win").status_code == 404
    narrow = program(rep, "customers.*")
    assert narrow("GET", "lead-pools").status_code == 403
