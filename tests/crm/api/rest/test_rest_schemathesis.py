"""Whatever programs send, they get an answer that the description tells of, and never a 5xx."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
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
from goodwill.crm.accounts.models import Role, User
from goodwill.crm.api.rest import door
from goodwill.crm.api.rest.describing import described
from goodwill.crm.api.webhooks import keeping as webhooks
from goodwill.crm.api.webhooks.models import Webhook
from goodwill.crm.commerce import ordering
from goodwill.crm.commerce.models import Contract, PriceList, Product, ProductFamily
from goodwill.crm.commerce.pricing import set_price
from goodwill.crm.customers.duplicates import looking
from goodwill.crm.customers.duplicates.models import Suspicion
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.customers.reaching import points
from goodwill.crm.customers.relating.relations import Tie, relate
from goodwill.crm.exchange.connecting import setting_up
from goodwill.crm.exchange.connecting.models import Connection
from goodwill.crm.exchange.importing import preparing, running, uploading
from goodwill.crm.exchange.importing.plan import Plan
from goodwill.crm.records import changing, known_as, merging, secrets
from goodwill.crm.records.attaching import keeping
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.kinds import kinds
from goodwill.crm.records.models import Change, SavedView
from goodwill.crm.sales.leads.models import Lead
from goodwill.crm.sales.opportunities import closing, opening
from goodwill.crm.sales.opportunities import lines as deal_lines
from goodwill.crm.sales.opportunities import setting_up as setting_up_sales
from goodwill.crm.sales.opportunities.setting_up import NewStage
from goodwill.crm.sales.quotes import quoting, sending
from goodwill.crm.sales.targets.models import Target
from goodwill.crm.sales.territories.models import Territory
from goodwill.crm.sales.visits.models import Visit
from goodwill.crm.site.wsgi import application
from goodwill.crm.value.key_customers.models import AccountPlan
from goodwill.crm.value.segmenting import keeping as segmenting
from goodwill.crm.value.segmenting.models import Segment
from goodwill.crm.value.worklists.models import CareAction

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]
KINDS = [kind.word for kind in kinds()]
OF_NO_KIND = (
    "everything",
    "imports",
    "connections",
    "duplicates",
    "webhooks",
    "people",
    "roles",
    "teams",
)
EXAMPLES = int(os.environ.get("GOODWILL_EXAMPLES", "50"))


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

    def __init__(self, me: User, by: Actor, tmp_path: Path) -> None:
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
        self.records |= _of_sales_and_value(customer, product, by)
        self.records |= _from_elsewhere(me, by, tmp_path)
        self.batches = list(Change.objects.values_list("batch", flat=True))
        self.roles = [me.role.word, Role.objects.create(word="clerk", name="Clerk").word]
        known_as.remember(customer, "erp", "4711")

    def an_id(self, word: str, chance: random.Random) -> str:
        return str(chance.choice(self.records[word]).public_id)


def _of_sales_and_value(customer: Customer, product: Product, by: Actor) -> dict[str, list[Any]]:
    """What is hoped for, offered, planned and worth the care, some of it closed."""
    assert by.user is not None
    of, day = {"customer": customer, "owner": by.user}, date(2026, 3, 2)
    sorts = ("open", "won", "lost")
    pipeline = setting_up_sales.make("Direct", [NewStage(one, one, 0) for one in sorts], by)
    deals = [
        opening.open_({"name": name, "pipeline": pipeline, **of}, by) for name in ("商机", "Done")
    ]
    closing.win(deals[1], by)
    offers = [quoting.draft({"name": "报价", **of}, by) for _ in range(3)]
    for deal in deals[:1]:
        deal_lines.add(deal, ordering.Wanted(product, 2000, 5000), by)
    for quote in offers[:2]:
        quoting.add(quote, quoting.Wanted(product, 2000, 5000), by)
    sending.send(offers[1], by.user, by)
    segment = changing.create(Segment(name="East", owner=by.user), by)
    care = CareAction(**of, worklist="lost", what="关怀", begun_on=day)
    target = Target(owner=by.user, period_on=day, amount_minor=100, currency="CNY")
    east = Territory(name="East", owner=by.user, rules={"city": ["上海"]})
    return {
        "leads": [changing.create(Lead(name=name, owner=by.user), by) for name in ("线索", "Li")],
        "pipelines": [pipeline],
        "stages": list(pipeline.stages.all()),
        "opportunities": deals,
        "quotes": offers,
        "visits": [changing.create(Visit(**of, planned_on=day, purpose="拜访"), by)],
        "account_plans": [changing.create(AccountPlan(**of, name="计划"), by)],
        "care_actions": [changing.create(care, by)],
        "segments": [segment, segmenting.make_of("Fixed", [customer], by)],
        "targets": [changing.create(target, by)],
        "territories": [changing.create(east, by)],
    }


def _from_elsewhere(me: User, by: Actor, folder: Path) -> dict[str, list[Any]]:
    """What comes in and goes out: files, feeds, webhooks; and what may be there twice."""
    several = [
        changing.create(Customer(name="上海恒泰精密", city=city, owner=me), by)
        for city in ("上海", "苏州", "昆山")
    ]
    for one in several:
        points.add(one, "phone", "+86 21 6433 1234", by)
    looking.look()
    merge = merging.merge(several[1], [several[2]], {}, by)
    columns = {"No": "customers.number", "Name": "customers.name"}
    plan = Plan("customers", columns, ("customers.number",))
    file = folder / "people.csv"
    file.write_text("No,Name\nK-1,恒泰\nK-2,\n")
    imports = [running.start(file, plan, me) for _ in range(3)]
    for one in imports[1:]:
        running.begin(one)
    running.run(imports[1].pk)
    upload = uploading.take(SimpleUploadedFile("people.csv", file.read_bytes()), me)
    preparing.prepare(upload, me.reach)
    feed = folder / "feeds" / "erp"
    feed.mkdir(parents=True)
    (feed / "people.csv").write_text("id,name\nK-1,恒泰\n")
    connection = Connection(sort="folder", name="ERP", by=me)
    where = {"folder": "erp", "pattern": "*.csv", "holds": "changes"}
    setting_up.place(connection, where, {}, me)
    setting_up.test(connection)
    mapped = {"id": "external_id", "name": "customers.name"}
    setting_up.map_columns(connection, "customers", mapped, me)
    connection.runs.create(state="done", rows=1, created=1)
    webhook = Webhook.objects.create(
        name="Warehouse", owner=me, address="https://example.invalid/", secret=locked("x")
    )
    line = Change.objects.filter(kind="customers").latest("pk")
    sent = webhook.deliveries.create(line=line, event="customers.created", state="given_up")
    sent.all_tries.create(status=500, answer="no")
    other = User.objects.create_user("lena@example.com", name="Lena", role=me.role)
    return {
        "imports": imports,
        "files": [upload],
        "connections": [connection],
        "duplicates": list(Suspicion.objects.waiting()),
        "merges": [merge],
        "webhooks": [webhook],
        "deliveries": [sent],
        "people": [me, other],
    }


def locked(secret: str) -> str:
    return secrets.locked(secret, webhooks.PURPOSE)


LEADS = {
    "survivor": "customers",
    "part_of": "teams",
    "customer": "customers",
    "person": "customers",
    "parent": "customers",
    "others": "customers",
    "customers": "customers",
    "pipeline": "pipelines",
    "stage": "stages",
    "opportunity": "opportunities",
    "lead": "leads",
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
        path = case.operation.path
        inner = "views" if "/views/" in path else "files" if "/files/" in path else word
        if inner in world.records:
            where["id"] = world.an_id(inner, chance)
    if "delivery" in where and chance.randrange(TENTHS):
        where["delivery"] = world.an_id("deliveries", chance)
    if "word" in where and chance.randrange(TENTHS):
        where["word"] = chance.choice(world.roles)
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
        for name in {"like", "role"} & case.body.keys() if word in ("people", "roles") else ():
            case.body[name] = chance.choice(world.roles)


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
def world(
    administrator: User, by: Actor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> World:
    monkeypatch.setattr(door, "PER_PERSON", Limit(10**9, 10**9))
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path)
    return World(administrator, by, tmp_path)


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


def test_every_operation_is_listed_under_a_word_that_is_tried() -> None:
    assert set(operations().values()) == {*KINDS, *OF_NO_KIND}


def test_operations_answer_as_they_are_described(schema: Any, world: World) -> None:
    for name in one_of_each():
        tried(schema, world, name, 1)


@pytest.mark.proof
@pytest.mark.parametrize("kind", [*KINDS, *OF_NO_KIND])
def test_every_operation_answers_as_it_is_described(schema: Any, world: World, kind: str) -> None:
    for name, of in operations().items():
        if of == kind:
            tried(schema, world, name, EXAMPLES)
