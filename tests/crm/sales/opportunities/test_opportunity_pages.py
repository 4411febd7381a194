"""The board, the page, the dialogs, what was won and lost: as people see and use them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from crm.conftest import logged_in
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goodwill.crm.accounts import tokens
from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Product
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.opportunities import (
    closing,
    moving,
    opening,
    setting_up,
    standing_still,
    taking_part,
)
from goodwill.crm.sales.opportunities.errors import BadPipeline
from goodwill.crm.sales.opportunities.models import (
    Opportunity,
    Pipeline,
    Stage,
    StageChange,
    Stakeholder,
)

BOARD = "/opportunities/"


def seen(user: User, address: str) -> str:
    answer = logged_in(user).get(address)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def page(deal: Opportunity) -> str:
    return f"/opportunities/{deal.public_id}/"


def test_the_board_says_what_each_stage_amounts_to(
    deal: Opportunity, stages: dict[str, Stage], selling: User, by: Actor
) -> None:
    other = opening.open_({"name": "Spare parts", "amount_minor": 1_000_000}, Actor(selling))
    moving.move(other, stages["Proposal"], by)
    board = seen(selling, BOARD)
    assert "CN¥50,000" in board
    assert "likely CN¥5,000" in board
    assert "likely CN¥4,000" in board
    assert board.index("Enquiry") < board.index("Proposal") < board.index("Won")


@pytest.mark.parametrize(
    ("sort", "order"),
    [("", ["C", "A", "B"]), ("name", ["A", "B", "C"]), ("-name", ["C", "B", "A"])],
)
def test_deals_closed_lately_stand_the_latest_first_unless_the_list_says_how(
    deal: Opportunity, selling: User, sort: str, order: list[str]
) -> None:
    today, by = timezone.localdate(), Actor(selling)
    for name, days in (("A", 2), ("B", 9), ("C", 0), ("Long ago", 90)):
        one = opening.open_({"name": f"Closed {name}", "customer": deal.customer}, by)
        closing.win(one, by)
        Opportunity.objects.filter(pk=one.pk).update(closed_on=today - timedelta(days=days))
    board = seen(selling, f"{BOARD}?sort={sort}" if sort else BOARD)
    assert "Long ago" not in board
    places = [board.index(f">Closed {name}<") for name in order]
    assert places == sorted(places)


def test_the_board_asks_as_often_for_many_deals_as_for_few(
    deal: Opportunity, selling: User, by: Actor
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            seen(selling, BOARD)
        return len(queries)

    few = asked()
    for n in range(8):
        opening.open_({"name": f"Deal {n}", "customer": deal.customer}, Actor(selling))
    assert asked() <= few + 1


def test_a_card_moves_and_is_taken_back(
    deal: Opportunity, stages: dict[str, Stage], selling: User
) -> None:
    browser = logged_in(selling)
    to = {"field": "stage", "value": str(stages["Proposal"].public_id)}
    answer = browser.post(f"/lists/opportunities/move/{deal.public_id}/", to)
    assert answer.status_code == 204
    assert "/undo/" in answer["HX-Trigger"]
    deal.refresh_from_db()
    assert deal.stage == stages["Proposal"]


def test_a_card_that_goes_to_lost_is_asked_about_first(
    deal: Opportunity, stages: dict[str, Stage], selling: User
) -> None:
    browser = logged_in(selling)
    to = {"field": "stage", "value": str(stages["Lost"].public_id)}
    answer = browser.post(f"/lists/opportunities/move/{deal.public_id}/", to)
    where = f"{page(deal)}needs/{stages['Lost'].public_id}/"
    assert where in answer["HX-Trigger"]
    assert "Why was it lost?" in browser.get(where).content.decode()
    browser.post(f"{page(deal)}lose/", {"reason": "price", "lost_to": "Komatsu"})
    deal.refresh_from_db()
    assert (deal.status, deal.lost_reason, deal.lost_to) == ("lost", "price", "Komatsu")


def test_what_a_stage_needs_is_asked_for_where_it_is_missing(
    deal: Opportunity, stages: dict[str, Stage], selling: User, by: Actor
) -> None:
    changing.change(stages["Proposal"], {"needs": ["expected_close_on"]}, by)
    browser = logged_in(selling)
    answer = browser.post(f"{page(deal)}enter/{stages['Proposal'].public_id}/")
    assert answer["Location"].endswith(f"?ask={stages['Proposal'].public_id}")
    asks = f"{page(deal)}needs/{stages['Proposal'].public_id}/"
    assert 'type="date"' in browser.get(asks).content.decode()
    assert browser.post(asks, {"expected_close_on": ""}).status_code == 200
    browser.post(asks, {"expected_close_on": "2030-01-05"})
    deal.refresh_from_db()
    assert (deal.stage, str(deal.expected_close_on)) == (stages["Proposal"], "2030-01-05")


def test_the_page_tells_how_far_it_came_and_that_it_stands_still(
    deal: Opportunity, stages: dict[str, Stage], selling: User, by: Actor
) -> None:
    long_ago = timezone.now() - timedelta(days=40)
    moving.move(deal, stages["Proposal"], by, at=long_ago)
    Stage.objects.filter(pk=stages["Proposal"].pk).update(expected_days=20)
    told = seen(selling, page(deal))
    assert "In “Proposal” for 40 days, where 20 were expected." in told
    assert "上海远山重工" in told
    found = Opportunity.objects.present()
    assert list(standing_still.stuck(found)) == [deal]


def test_a_close_that_moves_away_is_told(deal: Opportunity, selling: User, by: Actor) -> None:
    first = timezone.localdate() + timedelta(days=5)
    changing.change(deal, {"expected_close_on": first}, by)
    changing.change(deal, {"expected_close_on": first + timedelta(days=30)}, by)
    assert "has moved away by 30 days" in seen(selling, page(deal))
    assert list(standing_still.slipping(Opportunity.objects.present())) == [deal]


def test_four_of_five_that_were_won_say_what_is_long(
    deal: Opportunity, stages: dict[str, Stage], by: Actor
) -> None:
    now = timezone.now()
    for days in range(1, 11):
        one = opening.open_({"name": f"Won after {days}"}, by)
        began = now - timedelta(days=days)
        Opportunity.objects.filter(pk=one.pk).update(stage_since=began)
        StageChange.objects.filter(opportunity=one).update(entered_at=began)
        one.refresh_from_db()
        closing.win(one, by, at=now)
    assert standing_still.learn()[stages["Enquiry"].pk] == 9


def test_products_add_up_to_the_amount(deal: Opportunity, selling: User, by: Actor) -> None:
    press = changing.create(Product(number="P1", name="Press", currency="CNY"), by)
    browser = logged_in(selling)
    line = {"product": str(press.public_id), "quantity": "2", "unit_price": "1,000"}
    told = browser.post(f"{page(deal)}products/", line).content.decode()
    assert "CN¥2,000.00" in told
    deal.refresh_from_db()
    assert (deal.amount_minor, deal.product) == (200_000, press)
    browser.post(f"{page(deal)}products/1/", {**line, "quantity": "3"})
    deal.refresh_from_db()
    assert deal.amount_minor == 300_000
    answer = browser.post(
        f"/opportunities/{deal.public_id}/edit/amount_minor/", {"amount_minor": "1"}
    )
    assert answer.status_code in (200, 404, 422)
    browser.post(f"{page(deal)}products/1/remove/")
    assert not deal.lines.exists()


def test_who_has_a_say_stands_there_once(deal: Opportunity, selling: User, by: Actor) -> None:
    person = changing.create(Customer(name="王伟", sort="person", owner=selling), by)
    taking_part.put(deal, person, "user", "neutral", by)
    told = logged_in(selling).post(
        f"{page(deal)}stakeholders/",
        {"person": str(person.public_id), "role": "decider", "stance": "for"},
    )
    assert "王伟" in told.content.decode()
    part = Stakeholder.objects.get()
    assert (part.role, part.stance) == ("decider", "for")
    logged_in(selling).post(f"{page(deal)}stakeholders/{part.pk}/remove/")
    assert not Stakeholder.objects.exists()


def test_won_and_lost_says_what_rests_on_what(
    deal: Opportunity, selling: User, administrator: User, by: Actor
) -> None:
    closing.win(deal, by)
    other = opening.open_({"name": "Other", "owner": administrator, "team": None}, by)
    closing.lose(other, "price", by, lost_to="Komatsu")
    told = seen(administrator, "/opportunities/won-and-lost/")
    assert "50.0%" in told
    assert "CN¥50,000.00" in told
    of_his_own = seen(selling, "/opportunities/won-and-lost/?by=lost_to")
    assert "100.0%" in of_his_own
    assert "Komatsu" not in of_his_own
    assert "Of the opportunities that you may see." in of_his_own
    receipt = seen(administrator, "/opportunities/won-and-lost/win_rate/?period=all")
    assert "won ÷ (won + lost)" in receipt
    assert "/opportunities/?" in receipt


def test_an_amount_that_is_hidden_is_hidden_everywhere(deal: Opportunity, selling: User) -> None:
    hidden = [*selling.role.hidden_fields, "opportunities.amount_minor"]
    selling.role.hidden_fields = hidden
    selling.role.save()
    for address in (BOARD, page(deal), "/opportunities/won-and-lost/"):
        assert "50,000" not in seen(selling, address), address
    answer = logged_in(selling).get("/opportunities/won-and-lost/won_value/")
    assert answer.status_code == 404


def test_a_customer_shows_what_may_be_sold_to_them(
    deal: Opportunity, selling: User, outsider: User
) -> None:
    told = seen(selling, f"/customers/{deal.customer.public_id}/opportunities/")
    assert "Three presses" in told
    assert logged_in(outsider).get(page(deal)).status_code == 404


def test_my_day_names_deals_whose_step_is_due(deal: Opportunity, selling: User, by: Actor) -> None:
    step = {"next_step": "Call 王伟", "next_step_on": timezone.localdate()}
    changing.change(deal, step, by)
    assert "Call 王伟: due" in seen(selling, "/")


def test_pipelines_are_set_up_and_keep_what_is_in_them(
    deal: Opportunity, stages: dict[str, Stage], administrator: User, by: Actor
) -> None:
    browser = logged_in(administrator)
    browser.post("/pipelines/", {"name": "Partners"})
    partners = Pipeline.objects.get(name="Partners")
    assert [one.sort for one in partners.stages.all()] == ["open"] * 3 + ["won", "lost"]
    browser.post(f"/pipelines/{partners.public_id}/stages/", {"name": "Trial", "chance": "60"})
    names = [one.name for one in partners.stages.order_by("place")]
    assert names == ["Enquiry", "Proposal", "Negotiation", "Trial", "Won", "Lost"]
    trial = partners.stages.get(name="Trial")
    browser.post(f"/stages/{trial.public_id}/up/")
    assert [one.name for one in partners.stages.order_by("place")][2] == "Trial"
    form = {"name": "Trial run", "chance": "65", "needs": ["lines"], "criteria": "Agreed"}
    browser.post(f"/stages/{trial.public_id}/", form)
    trial.refresh_from_db()
    assert (trial.name, trial.chance, trial.needs) == ("Trial run", 65, ["lines"])
    with pytest.raises(BadPipeline):
        setting_up.remove_stage(stages["Enquiry"], by)
    with pytest.raises(BadPipeline):
        changing.delete(stages["Won"], by)
    with pytest.raises(BadPipeline):
        setting_up.remove(Pipeline.objects.get(word="direct"), by)
    browser.post(f"/stages/{trial.public_id}/remove/")
    assert not partners.stages.present().filter(name="Trial run").exists()
    browser.post(f"/pipelines/{partners.public_id}/usual/")
    assert opening.usual_pipeline() == partners


def test_the_new_form_offers_open_stages_and_the_first_is_taken(
    pipeline: Pipeline, customer: Customer, selling: User
) -> None:
    browser = logged_in(selling)
    form = browser.get("/new/opportunities/").content.decode()
    assert "Negotiation" in form
    told: dict[str, Any] = {"name": "New line", "customer": str(customer.public_id)}
    answer = browser.post("/new/opportunities/", {**told, "opened_on": "2026-11-01"})
    assert answer.status_code in (204, 302), answer.content.decode()[:2000]
    made = Opportunity.objects.get(name="New line")
    assert (made.stage.name, made.owner, made.steps.count()) == ("Enquiry", selling, 1)


def test_stages_and_amounts_are_not_changed_in_bulk(
    deal: Opportunity, stages: dict[str, Stage], selling: User
) -> None:
    browser = logged_in(selling)
    told = {"field": "stage", "value": str(stages["Won"].public_id), "all": "1"}
    assert browser.post("/lists/opportunities/change/", told).status_code == 403
    told = {"field": "source", "value": "Fair", "all": "1"}
    assert browser.post("/lists/opportunities/change/", told).status_code == 204
    deal.refresh_from_db()
    assert (deal.source, deal.stage) == ("Fair", stages["Enquiry"])


def test_the_api_moves_a_deal_as_the_board_does(
    deal: Opportunity, stages: dict[str, Stage], administrator: User
) -> None:
    key = tokens.make(administrator, "sync", ["*.*"], None).key
    browser = Client(headers={"Authorization": f"Bearer {key}"})
    address = f"/api/v1/opportunities/{deal.public_id}"
    sent = {"stage": str(stages["Proposal"].public_id)}
    answer = browser.patch(address, sent, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert deal.steps.count() == 2
    lost = {"stage": str(stages["Lost"].public_id)}
    refused = browser.patch(address, lost, content_type="application/json")
    assert refused.status_code == 422
    assert "Say why it was lost" in refused.content.decode()
