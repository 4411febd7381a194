"""Whatever programs send, they get an answer that the description tells of, and never a 5xx."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
import schemathesis
from crm.api.rest.conftest import program
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi import checks

from goodwill.crm.accounts.limiting import Limit
from goodwill.crm.accounts.models import User
from goodwill.crm.api.rest import door
from goodwill.crm.api.rest.describing import described
from goodwill.crm.commerce import ordering
from goodwill.crm.commerce.models import Contract, PriceList, Product, ProductFamily
from goodwill.crm.commerce.pricing import set_price
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.customers.reaching import points
from goodwill.crm.customers.relating.relations import Tie, relate
from goodwill.crm.records import changing, known_as
from goodwill.crm.records.attaching import keeping
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.kinds import kinds
from goodwill.crm.records.models import Change, SavedView
from goodwill.crm.site.wsgi import application

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]
KINDS = [kind.word for kind in kinds()]
OF_NO_KIND = "everything"


def operations() -> dict[str, str]:
    """Every operation, and the kind it is listed under."""
    found = (one for path in described()["paths"].values() for one in path.values())
    return {one["operationId"]: one["tags"][0] for one in found}


def one_of_each() -> Iterator[str]:
    """Every operation, but those that all kinds have for one kind only, each in its turn."""
    known = operations()
    turns: dict[str, int] = {}
    for name, kind in sorted(known.items()):
        turn = turns.setdefault(name.replace(kind, "{}"), len(turns))
        mine = [one for one in (name.replace(kind, other) for other in KINDS) if one in known]
        if not mine or mine[turn % len(mine)] == name:
            yield name


TENTHS = 10


class World:
    """Records of every kind, so that ids that are sent are often those of something."""

    def __init__(self, me: User, by: Actor) -> None:
        whose = {"owner": me, "team": me.team}
        self.me = me
        customer = changing.create(Customer(name="上海远山", number="C-1", **whose), by)
        person = changing.create(Customer(name="王芳", sort="person", **whose), by)
        gone = changing.create(Customer(name="Gone", **whose), by)
        changing.delete(gone, by)
        family = changing.create(ProductFamily(name="Presses"), by)
        product = changing.create(Product(number="P-1", name="Press", family=family), by)
        listed = PriceList(name="2026", currency="CNY", valid_from=date(2026, 1, 1))
        changing.create(listed, by)
        facts = {"customer": customer, "ordered_on": date(2026, 3, 2)}
        drafted, agreed = ordering.draft(facts, by), ordering.draft(facts, by)
        for order in (drafted, agreed):
            ordering.add(order, ordering.Wanted(product, 2000, 5000), by)
        ordering.confirm(agreed, by)
        contract = Contract(
            customer=customer,
            number="K-1",
            name="合同",
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31),
            renews_every_months=12,
            currency="CNY",
        )
        task = Activity(customer=customer, sort="task", subject="Call", owner=me)
        upload = SimpleUploadedFile("notes.txt", b"text", "text/plain")
        self.records = {
            "customers": [customer, person, gone],
            "contact_points": [points.add(customer, "email", "a@example.com", by)],
            "relations": [relate(customer, person, Tie("buyer"), by)],
            "activities": [changing.create(task, by), *Activity.objects.exclude(pk=task.pk)],
            "products": [product],
            "product_families": [family],
            "price_lists": [listed],
            "prices": [set_price(listed, product, 1000, 4000, by)],
            "orders": [drafted, agreed],
            "contracts": [changing.create(contract, by)],
            "attachments": [keeping.attach(customer, upload, me)],
            "people": [me],
            "teams": [me.team],
            "views": [SavedView.objects.create(kind="customers", name="Mine", owner=me)],
            "notices": [
                Notice.objects.create(
                    person=me, key="x", told={"text": "Hello", "plural": "", "values": {}}
                )
            ],
        }
        self.batches = list(Change.objects.values_list("batch", flat=True))
        known_as.remember(customer, "erp", "4711")

    def an_id(self, word: str, chance: random.Random) -> str:
        return str(chance.choice(self.records[word]).public_id)


LEADS = {
    "customer": "customers",
    "person": "customers",
    "parent": "customers",
    "others": "customers",
    "product": "products",
    "family": "product_families",
    "price_list": "price_lists",
    "owner": "people",
    "team": "teams",
    "view": "views",
    "ids": "customers",
}


def made_likely(case: Any, world: World, chance: random.Random) -> None:
    """Put ids of what is there in place of most that are made up."""
    word = case.operation.path.removeprefix("/api/v1/").partition("/")[0]
    where: dict[str, Any] = dict(case.path_parameters or {})
    if "id" in where and chance.randrange(TENTHS):
        inner = "views" if "/views/" in case.operation.path else word
        if inner in world.records:
            where["id"] = world.an_id(inner, chance)
    if "batch" in where and world.batches and chance.randrange(TENTHS):
        where["batch"] = str(chance.choice(world.batches))
    if "source" in where and chance.randrange(2):
        where |= {"source": "erp"} | ({"value": "4711"} if "value" in where else {})
    if "position" in where and chance.randrange(TENTHS):
        where["position"] = 1
    if where:
        case.path_parameters = where
    if isinstance(case.body, Mapping) and chance.randrange(TENTHS):
        case.body = likely(dict(case.body), world, chance)


def likely(body: Any, world: World, chance: random.Random) -> Any:
    if isinstance(body, dict):
        return {name: led(name, value, world, chance) for name, value in body.items()}
    return [likely(one, world, chance) for one in body] if isinstance(body, list) else body


def led(name: str, value: Any, world: World, chance: random.Random) -> Any:
    if name in LEADS and isinstance(value, str):
        return world.an_id(LEADS[name], chance)
    if name in LEADS and isinstance(value, list):
        return [world.an_id(LEADS[name], chance) for _ in value]
    return likely(value, world, chance)


@pytest.fixture
def world(administrator: User, by: Actor, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(door, "PER_PERSON", Limit(10**9, 10**9))
    return World(administrator, by)


@pytest.fixture
def schema(world: World) -> Iterator[Any]:
    """The description; requests leave the connection of the test open, as the client's do."""
    load_all_checks()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def tried(schema: Any, world: World, name: str, examples: int) -> None:
    """Send so many requests to an operation: fitting and unfitting ones."""
    operation = schema.find_operation_by_id(name)
    key = program(world.me).key
    cases = operation.as_strategy(GenerationMode.POSITIVE)
    if operation.body or operation.query or operation.headers:
        cases |= operation.as_strategy(GenerationMode.NEGATIVE)

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, seed=st.integers(0, 2**32))
    def sent(case: Any, seed: int) -> None:
        made_likely(case, world, random.Random(seed))
        with transaction.atomic():
            answer = case.call(headers={"Authorization": f"Bearer {key}"})
            transaction.set_rollback(True)
        case.validate_response(answer, checks=CHECKS)

    sent()


def test_operations_answer_as_they_are_described(schema: Any, world: World) -> None:
    for name in one_of_each():
        tried(schema, world, name, 1)


@pytest.mark.proof
@pytest.mark.parametrize("kind", [*KINDS, OF_NO_KIND])
def test_every_operation_answers_as_it_is_described(schema: Any, world: World, kind: str) -> None:
    for name, of in operations().items():
        if of == kind:
            tried(schema, world, name, 50)
