"""A pipeline, a customer and an opportunity of the rep's."""

from __future__ import annotations

from typing import Any

import pytest

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.opportunities import opening
from goodwill.crm.sales.opportunities.models import Opportunity, Pipeline, Stage

STAGES = (
    ("Enquiry", "open", 10),
    ("Proposal", "open", 40),
    ("Negotiation", "open", 70),
    ("Won", "won", 100),
    ("Lost", "lost", 0),
)


@pytest.fixture
def pipeline(by: Actor) -> Pipeline:
    made = changing.create(Pipeline(word="direct", name="Direct sales", is_usual=True), by)
    for place, (name, sort, chance) in enumerate(STAGES):
        changing.create(Stage(pipeline=made, name=name, place=place, sort=sort, chance=chance), by)
    return made


@pytest.fixture
def stages(pipeline: Pipeline) -> dict[str, Stage]:
    return {one.name: one for one in pipeline.stages.all()}


@pytest.fixture
def selling(rep: User) -> User:
    """Jonas may open and change opportunities, too."""
    rep.role.abilities = [*rep.role.abilities, "opportunities.create", "opportunities.change"]
    rep.role.save()
    return rep


@pytest.fixture
def customer(selling: User, by: Actor) -> Customer:
    return changing.create(Customer(name="上海远山重工", owner=selling, team=selling.team), by)


@pytest.fixture
def deal(customer: Customer, pipeline: Pipeline, selling: User) -> Opportunity:
    values: dict[str, Any] = {"name": "Three presses", "customer": customer}
    return opening.open_({**values, "amount_minor": 5_000_000}, Actor(selling))
