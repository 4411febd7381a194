"""Opened, moved, won, lost, opened again: and each step stands in the table of steps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.records import changing, undoing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.opportunities import (
    amending,
    closing,
    forgetting,
    moving,
    opening,
    taking_part,
)
from goodwill.crm.sales.opportunities.errors import (
    IsClosed,
    NoPipeline,
    NoReason,
    NotClosed,
    NotReady,
    NotThisPipeline,
)
from goodwill.crm.sales.opportunities.models import Opportunity, Pipeline, Stage


def told(deal: Opportunity) -> list[tuple[str, str, bool]]:
    """From, to, and whether it has been left."""
    steps = deal.steps.select_related("from_stage", "to_stage").order_by("entered_at", "pk")
    return [
        (str(one.from_stage or ""), one.to_stage.name, one.left_at is not None) for one in steps
    ]


def test_a_new_one_begins_in_the_first_stage_of_the_usual_pipeline(deal: Opportunity) -> None:
    assert deal.stage.name == "Enquiry"
    assert (deal.status, deal.likely, deal.currency) == ("open", 10, "CNY")
    assert deal.owner is not None
    assert deal.team == deal.owner.team
    assert told(deal) == [("", "Enquiry", False)]


def test_without_a_pipeline_it_says_so(by: Actor) -> None:
    with pytest.raises(NoPipeline):
        opening.open_({"name": "Too early"}, by)


def test_each_move_is_a_step_and_steps_leave_no_gap(
    deal: Opportunity, stages: dict[str, Stage], by: Actor
) -> None:
    moving.move(deal, stages["Proposal"], by, more={"amount_minor": 6_000_000})
    moving.move(deal, stages["Negotiation"], by)
    assert told(deal) == [
        ("", "Enquiry", True),
        ("Enquiry", "Proposal", True),
        ("Proposal", "Negotiation", False),
    ]
    steps = list(deal.steps.order_by("entered_at"))
    assert [one.left_at for one in steps[:-1]] == [one.entered_at for one in steps[1:]]
    assert [one.amount_minor for one in steps] == [5_000_000, 6_000_000, 6_000_000]
    assert [one.chance for one in steps] == [10, 40, 70]
    assert moving.move(deal, stages["Negotiation"], by) is None


def test_a_move_taken_back_never_happened(
    deal: Opportunity, stages: dict[str, Stage], by: Actor
) -> None:
    moved = moving.move(deal, stages["Proposal"], by)
    assert moved is not None
    changing.undo(moved, by)
    deal.refresh_from_db()
    assert told(deal) == [("", "Enquiry", False)]
    assert deal.stage == stages["Enquiry"]


def test_taking_back_is_taken_back(
    deal: Opportunity, stages: dict[str, Stage], by: Actor, administrator: object
) -> None:
    moved = moving.move(deal, stages["Proposal"], by)
    assert moved is not None
    again = Actor(by.user)
    changing.undo(moved, again)
    undoing_many.undo_batch(again.batch, Actor(by.user))
    deal.refresh_from_db()
    assert told(deal) == [("", "Enquiry", True), ("Enquiry", "Proposal", False)]


def test_going_back_is_a_step_like_any_other(
    deal: Opportunity, stages: dict[str, Stage], by: Actor
) -> None:
    moving.move(deal, stages["Proposal"], by)
    moving.move(deal, stages["Enquiry"], by)
    assert told(deal)[-1] == ("Proposal", "Enquiry", False)
    assert len(told(deal)) == 3


def test_a_stage_that_needs_more_says_what(
    deal: Opportunity, stages: dict[str, Stage], by: Actor
) -> None:
    changing.change(stages["Proposal"], {"needs": ["expected_close_on", "lines"]}, by)
    stages["Proposal"].refresh_from_db()
    with pytest.raises(NotReady) as refusal:
        moving.move(deal, stages["Proposal"], by)
    assert refusal.value.fields == ("expected_close_on", "lines")
    assert "Expected close and Products" in str(refusal.value.sentence)
    changing.change(stages["Proposal"], {"needs": ["expected_close_on"]}, by)
    stages["Proposal"].refresh_from_db()
    moving.move(deal, stages["Proposal"], by, more={"expected_close_on": timezone.localdate()})
    assert deal.stage == stages["Proposal"]


def test_won_and_lost_end_it_and_the_customer_is_told_of(
    deal: Opportunity, stages: dict[str, Stage], by: Actor
) -> None:
    closing.win(deal, by, amount_minor=4_500_000)
    assert (deal.status, deal.closed_on, deal.likely) == ("won", timezone.localdate(), 100)
    assert Activity.objects.filter(customer=deal.customer, about_id=deal.public_id).exists()
    with pytest.raises(IsClosed):
        moving.move(deal, stages["Proposal"], by)
    closing.reopen(deal, by)
    assert (deal.stage.name, deal.status, deal.closed_on) == ("Enquiry", "open", None)
    with pytest.raises(NotClosed):
        closing.reopen(deal, by)
    with pytest.raises(NoReason):
        moving.move(deal, stages["Lost"], by)
    closing.lose(deal, "price", by, lost_to="Komatsu")
    assert (deal.status, deal.lost_reason, deal.lost_to) == ("lost", "price", "Komatsu")
    assert [to for _, to, _ in told(deal)] == ["Enquiry", "Won", "Enquiry", "Lost"]


def test_it_moves_within_its_pipeline_unless_begun_in_the_wrong_one(
    deal: Opportunity, by: Actor
) -> None:
    other = changing.create(Pipeline(word="partners", name="Partners"), by)
    stage = changing.create(Stage(pipeline=other, name="Call", sort="open"), by)
    with pytest.raises(NotThisPipeline):
        moving.move(deal, stage, by)
    moving.into(deal, stage, by)
    assert deal.pipeline == other
    assert told(deal)[-1] == ("Enquiry", "Call", False)


def test_another_stage_in_a_form_moves_it(
    deal: Opportunity, stages: dict[str, Stage], by: Actor
) -> None:
    amending.change(deal, {"name": "Four presses", "stage": stages["Proposal"]}, by, deal.version)
    deal.refresh_from_db()
    assert (deal.name, deal.stage.name) == ("Four presses", "Proposal")
    assert len(told(deal)) == 2


def test_the_first_day_promised_stays_when_the_close_moves_away(
    deal: Opportunity, by: Actor
) -> None:
    first = timezone.localdate() + timedelta(days=10)
    changing.change(deal, {"expected_close_on": first}, by)
    changing.change(deal, {"expected_close_on": first + timedelta(days=20)}, by)
    deal.refresh_from_db()
    assert (deal.promised_close_on, deal.slipped_days) == (first, 20)


def test_an_erased_person_leaves_sums_and_no_words(
    deal: Opportunity, customer: Customer, by: Actor, administrator: User
) -> None:
    person = changing.create(Customer(name="王伟", sort="person"), by)
    own = {"name": "Desk for 王伟", "customer": person, "amount_minor": 9_000}
    mine = opening.open_({**own, "notes": "likes oak"}, by)
    taking_part.put(deal, person, "decider", "for", by)
    changing.change(deal, {"person": person}, by)
    assert [one["name"] for one in forgetting.known(person, administrator.reach)] == [
        "Desk for 王伟",
        "Three presses",
    ]
    forgetting.forget(person)
    mine.refresh_from_db()
    deal.refresh_from_db()
    assert (mine.name, mine.notes, mine.amount_minor) == ("—", "", 9_000)
    assert (deal.name, deal.person) == ("Three presses", None)
    assert not deal.stakeholders.exists()
