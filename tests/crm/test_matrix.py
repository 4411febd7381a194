"""Every address × every role × one's own record, a colleague's, one out of reach, nobody."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from crm.conftest import PASSWORD
from crm.routes import CLOSED, OF_ALLAUTH_OPEN, OF_ALLAUTH_OWN, ROUTES, Route
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from goodwill.crm.accounts import limiting, tokens
from goodwill.crm.accounts.beginning import roles
from goodwill.crm.accounts.models import Team, User
from goodwill.crm.accounts.presets import PRESETS
from goodwill.crm.accounts.reach import Scope
from goodwill.crm.commerce.models import Contract, Order, PriceList, Product
from goodwill.crm.customers.models import Activity, ContactPoint, Customer, Relation
from goodwill.crm.records import changing, sharing
from goodwill.crm.records.attaching import keeping as attaching
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.leads.models import Lead
from goodwill.crm.sales.opportunities import opening, setting_up
from goodwill.crm.sales.opportunities.models import Pipeline
from goodwill.crm.sales.opportunities.setting_up import NewStage
from goodwill.crm.sales.quotes.models import Quote
from goodwill.crm.sales.visits.models import Visit
from goodwill.crm.value.key_customers.models import AccountPlan
from goodwill.crm.value.segmenting.models import Segment
from goodwill.crm.value.worklists.models import CareAction

SECRET = "机密远山重工"
ROLES = list(PRESETS)
if connection.vendor == "postgresql":
    # Python says who may do what, the same on both; a scope makes queries of its own.
    ROLES = list({PRESETS[word].scope: word for word in reversed(ROLES)}.values())
SCOPED = [word for word in ROLES if PRESETS[word].scope is not Scope.ALL]
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PLACES = ("own", "team", "outside")
COMMON = {"products", "price_lists", "people", "teams"}
"""What everybody sees alike whose role includes it: no reach narrows it."""


@dataclass
class World:
    """One person of a role, and records of each kind at each distance from them."""

    me: User
    records: dict[tuple[str, str], Any] = field(default_factory=dict)

    def public_id(self, kind: str, place: str) -> str:
        return str(self.records[kind, place].public_id)

    def places(self, route: Route) -> tuple[str, ...]:
        """The distances worth trying: who sees all sees the farthest like the nearest."""
        if not route.about:
            return PLACES[:1]
        is_everything = self.me.role.scope == Scope.ALL
        return PLACES[2:] if is_everything and route.about != "tokens" else PLACES

    def is_within(self, kind: str, place: str) -> bool:
        """What the scope of the role says, counted by hand."""
        if kind in COMMON:
            return True
        if kind == "tokens":
            return place == "own"
        scope = Scope(self.me.role.scope)
        return scope is Scope.ALL or place == "own" or (place == "team" and scope is not Scope.OWN)


@pytest.fixture
def world(request: pytest.FixtureRequest, teams: dict[str, Team]) -> World:
    """Somebody with the role, in Shanghai; a colleague there; somebody in the West."""
    word = request.param
    role = roles(needs_second_factor=False)[word]
    admin = roles()["administrator"]
    facts = {"role": role, "team": teams["shanghai"]}
    me = User.objects.create_user("me@example.com", PASSWORD, name="陆", **facts)
    other = User.objects.create_user("other@example.com", PASSWORD, name="Other", role=admin)
    world = World(me)
    whose = {
        "own": {"owner": me},
        "team": {"owner": other, "team": teams["shanghai"]},
        "outside": {"owner": other, "team": teams["west"]},
    }
    for place in PLACES:
        world.records.update(_records(place, whose[place], Actor(other)))
        world.records["people", place] = other
        world.records["teams", place] = teams["hangzhou"]
        bearer = me if place == "own" else other
        world.records["tokens", place] = tokens.make(bearer, "x", ["*.view"], 30).token
    return world


def _records(place: str, whose: dict[str, Any], by: Actor) -> dict[tuple[str, str], Any]:
    name = SECRET if place == "outside" else f"{place} 客户"
    customer = changing.create(Customer(name=name, **whose), by)
    person = changing.create(Customer(name=f"{name} 人", sort="person", **whose), by)
    of = {"customer": customer}
    order = Order(**of, number=f"O-{place}", ordered_on=date(2026, 3, 2), currency="CNY")
    contract = Contract(
        **of, number=f"K-{place}", name=f"{name} 合同", starts_on=date(2026, 1, 1), currency="CNY"
    )
    listed = PriceList(name=f"List {place}", currency="CNY", valid_from=date(2026, 1, 1))
    task = Activity(**of, sort="task", subject=f"{name} 任务", owner=by.user)
    made = {
        "customers": customer,
        "contact_points": changing.create(
            ContactPoint(**of, sort="email", given="a@example.com", value="a@example.com"), by
        ),
        "relations": changing.create(Relation(**of, person=person, role="buyer"), by),
        "activities": changing.create(task, by),
        "orders": changing.create(order, by),
        "contracts": changing.create(contract, by),
        "leads": changing.create(Lead(name=f"{name} 线索", **whose), by),
        "products": changing.create(Product(number=f"P-{place}", name="Press"), by),
        "price_lists": changing.create(listed, by),
        "segments": changing.create(Segment(name=f"{name} 群", **whose), by),
        "account_plans": changing.create(AccountPlan(**of, name=f"{name} 计划"), by),
        "care_actions": changing.create(
            CareAction(**of, worklist="lost", what=f"{name} 关怀", begun_on=date(2026, 3, 2)), by
        ),
    }
    quote = Quote(**of, number=f"Q-{place}", name=f"{name} 报价", currency="CNY", owner=by.user)
    made["quotes"] = changing.create(quote, by)
    visit = Visit(**of, planned_on=date(2026, 3, 2), purpose=f"{name} 拜访", owner=by.user)
    made["visits"] = changing.create(visit, by)
    deal = {"name": f"{name} 商机", **of, **whose}
    made["opportunities"] = opening.open_({**deal, "pipeline": _pipeline(by)}, by)
    upload = SimpleUploadedFile("picture.png", PICTURE, "image/png")
    made["attachments"] = attaching.attach(customer, upload, by.user)
    return {(kind, place): record for kind, record in made.items()}


def _pipeline(by: Actor) -> Pipeline:
    there = Pipeline.objects.first()
    if there is not None:
        return there
    stages = [NewStage(sort, sort, 0) for sort in ("open", "won", "lost")]
    return setting_up.make("Direct", stages, by)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """One person opens every address within a minute here."""
    monkeypatch.setattr(limiting, "PER_PERSON", limiting.Limit(at_once=10**6, per_second=1))


@pytest.fixture
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Views do all they do, but no page is put together: that is looked at elsewhere."""
    monkeypatch.setattr(
        "django.template.backends.jinja2.Template.render", lambda self, *_, **__: ""
    )


def walked(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str | None, str]]:
    """The name and the pattern of every address."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from walked(one.url_patterns, prefix + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield one.name, prefix + str(one.pattern)


def test_every_address_is_known_here() -> None:
    known = {*ROUTES, *CLOSED, *OF_ALLAUTH_OPEN, *OF_ALLAUTH_OWN}
    strange = {
        name or pattern
        for name, pattern in walked(get_resolver().url_patterns)
        if name not in known
    }
    assert not strange, (
        f"tests/crm/routes.py does not say who may open {sorted(strange)}: "
        "add a line to ROUTES with the abilities they need and the kind of record they name."
    )


def test_nothing_is_told_of_an_address_that_is_gone() -> None:
    there = {name for name, _ in walked(get_resolver().url_patterns)}
    gone = {*ROUTES, *CLOSED, *OF_ALLAUTH_OPEN, *OF_ALLAUTH_OWN} - there
    assert not gone, f"tests/crm/routes.py tells of {sorted(map(str, gone))}, which are no more."


def address(name: str, route: Route, world: World, place: str) -> str:
    named = dict(route.fill)
    if route.about:
        named["public_id"] = world.public_id(route.about, place)
    return reverse(name, kwargs=named)


def answered(browser: Client, name: str, route: Route, world: World, place: str) -> int:
    """The status of the answer; whatever it did is taken back."""
    where = address(name, route, world, place)
    with transaction.atomic():
        if route.how == "post":
            answer = browser.post(where, dict(route.told))
        else:
            answer = browser.get(where)
        transaction.set_rollback(True)
    return answer.status_code


def is_allowed(me: User, route: Route) -> bool:
    one_of = not route.either or any(me.may(ability) for ability in route.either)
    return one_of and all(me.may(ability) for ability in route.needs)


def expected(route: Route, world: World, place: str) -> set[int]:
    """The answers that are right; anything that is neither refused nor missing is an answer."""
    missing = {404}
    refused = {403} | (missing if route.may_miss else set())
    may = is_allowed(world.me, route)
    is_within = not route.about or world.is_within(route.about, place)
    if is_within and may:
        return ANSWERS | (missing if route.may_miss else set())
    if is_within:
        return refused
    return missing if may else missing | refused


ANSWERS = {200, 204, 302, 303, 400, 409, 422}


@pytest.mark.usefixtures("unrendered")
@pytest.mark.parametrize("world", ROLES, indirect=True)
def test_every_role_opens_what_it_may_and_nothing_else(world: World) -> None:
    browser = Client()
    browser.force_login(world.me)
    wrong = []
    for name, route in ROUTES.items():
        for place in world.places(route):
            status = answered(browser, name, route, world, place)
            if not route.is_open and status not in expected(route, world, place):
                right = sorted(expected(route, world, place))
                wrong.append(f"{name} ({place}): {status} instead of {right}")
            if route.is_open and status >= 500 and name not in ("health",):
                wrong.append(f"{name}: {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.usefixtures("unrendered")
@pytest.mark.parametrize("world", ["administrator"], indirect=True)
def test_nobody_opens_anything_without_a_login(world: World) -> None:
    wrong = []
    for name, route in ROUTES.items():
        if route.is_open:
            continue
        status = answered(Client(), name, route, world, "own")
        if status != 302:
            wrong.append(f"{name}: {status}")
    for name in sorted(OF_ALLAUTH_OWN):
        where = reverse(
            name, args=[1] if name in ("mfa_remove_webauthn", "mfa_edit_webauthn") else []
        )
        answer = Client().get(where)
        if answer.status_code != 302 or "/account/login/" not in answer["Location"]:
            wrong.append(f"{name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.usefixtures("unrendered")
@pytest.mark.parametrize("world", ["administrator"], indirect=True)
def test_until_the_second_factor_is_set_up_only_its_pages_open(world: World) -> None:
    role = world.me.role
    role.needs_second_factor = True
    role.save()
    browser = Client()
    browser.force_login(world.me)
    wrong = []
    for name, route in ROUTES.items():
        if not route.is_open:
            where = address(name, route, world, "own")
            answer = browser.post(where) if route.how == "post" else browser.get(where)
            if answer.status_code != 302 or answer["Location"] != reverse("mfa_index"):
                wrong.append(f"{name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("world", SCOPED, indirect=True)
def test_no_page_tells_of_a_record_out_of_reach(world: World) -> None:
    """Lists, counts, search, choices, my day, what is carried offline, exports."""
    browser = Client()
    browser.force_login(world.me)
    told = []
    for name, route in ROUTES.items():
        if route.about or route.how == "post" or route.is_open:
            continue
        if not is_allowed(world.me, route):
            continue
        for asked in ("", f"?q={SECRET}"):
            answer = browser.get(address(name, route, world, "own") + asked)
            body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
            text = body.decode("utf-8", "replace").replace(f'value="{SECRET}"', "")
            if str(world.records["customers", "outside"].public_id) in text or (
                SECRET in text and not asked
            ):
                told.append(f"{name}{asked}")
    assert not told, f"These tell of a record out of reach: {told}"


@pytest.mark.parametrize("world", SCOPED[:2], indirect=True)
def test_lists_show_what_is_in_reach_and_what_is_common(world: World) -> None:
    browser = Client()
    browser.force_login(world.me)
    for name, shown in {"customers": "own 客户", "products": "P-team"}.items():
        assert shown in browser.get(reverse(name)).content.decode(), name


@pytest.mark.parametrize("world", ["sales_manager"], indirect=True)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_export_holds_a_record_out_of_reach(world: World, form: str) -> None:
    browser = Client()
    browser.force_login(world.me)
    answer = browser.post(reverse("list_export", args=["customers"]), {"form": form})
    assert answer.status_code == 200
    file = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(file)) as book:
            file = b"".join(book.read(name) for name in book.namelist())
    text = file.decode("utf-8", "replace")
    assert "own 客户" in text
    assert "team 客户" in text
    assert SECRET not in text


@pytest.mark.parametrize("world", ["sales_rep"], indirect=True)
def test_what_is_shared_is_seen_and_changed_only_if_so_shared(world: World) -> None:
    browser = Client()
    browser.force_login(world.me)
    record = world.records["customers", "outside"]
    other = record.owner
    seen, changed = (
        reverse("customer", args=[record.public_id]),
        reverse("edit", args=["customers", record.public_id]),
    )
    assert browser.get(seen).status_code == 404
    sharing.share(record, world.me.team, other)
    assert browser.get(seen).status_code == 200
    assert browser.get(changed).status_code == 403
    shown = sharing.share(record, world.me, other, may_change=True)
    assert browser.get(changed).status_code == 200
    sharing.unshare(shown, record, other)
    assert browser.get(changed).status_code == 403
