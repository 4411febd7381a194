"""A small cast: who works in the company that the tests of the rooms take place in."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browsing import PATIENCE, chromium
from django.test import Client

from goodwill.crm.accounts.models import Role, Team, User
from goodwill.crm.accounts.reading import Prepared
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.own_fields import knowing

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASSWORD = "correct horse battery staple"
FIXTURES = {"db", "transactional_db", "live_server"}
NAMES = {"connection", "installed"}
"""By what a test meets the database: what it asks for, or what its module works with."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what meets it: the rest would say again what it says on SQLite."""
    if os.environ.get("GOODWILL_TEST_DATABASE") != "postgresql":
        return
    here = Path(__file__).parent
    left = {item for item in items if item.path.is_relative_to(here) and not _meets_it(item)}
    config.hook.pytest_deselected(items=list(left))
    items[:] = [item for item in items if item not in left]


def _meets_it(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") or FIXTURES & set(item.fixturenames):
        return True
    return bool(NAMES & vars(item.module).keys())


@pytest.fixture(autouse=True)
def no_own_fields() -> None:
    """None is ever taken away but by the end of a test: what the one before knew is gone."""
    knowing.forget()


@pytest.fixture(autouse=True)
def kept_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every query whose text is kept is compared with what it would be if it were made anew."""
    filled = Prepared.filled

    def compared(prepared: Prepared, given: Sequence[Any]) -> tuple[Any, ...]:
        values = filled(prepared, given)
        query = prepared.build(*given, **prepared.asked)
        text, anew = query.query.get_compiler(query.db).as_sql()
        assert text == prepared.text
        assert sorted(map(repr, values)) == sorted(map(repr, anew))
        return values

    monkeypatch.setattr(Prepared, "filled", compared)


@pytest.fixture
def teams(db: None) -> dict[str, Team]:
    """East is a region with two teams; West stands beside it."""
    company = Team.objects.create(name="Company")
    east = Team.objects.create(name="East", parent=company, is_region=True)
    west = Team.objects.create(name="West", parent=company, is_region=True)
    shanghai = Team.objects.create(name="Shanghai", parent=east)
    hangzhou = Team.objects.create(name="Hangzhou", parent=east)
    return {
        "company": company,
        "east": east,
        "west": west,
        "shanghai": shanghai,
        "hangzhou": hangzhou,
    }


@pytest.fixture
def administrator(teams: dict[str, Team]) -> User:
    """王芳 runs the installation and may do everything."""
    role = Role.objects.create(
        word="administrator", name="Administrator", scope="all", abilities=["*.*"]
    )
    return User.objects.create_user(
        "fang@example.com", PASSWORD, name="王芳", role=role, team=teams["company"]
    )


@pytest.fixture
def rep(teams: dict[str, Team]) -> User:
    """Jonas sells in Shanghai: sees his own customers, and no costs."""
    role = Role.objects.create(
        word="sales_rep",
        name="Sales rep",
        scope="own",
        abilities=["*.view", "customers.*", "activities.*", "contact_points.*", "orders.create"],
        hidden_fields=["orders.cost_minor", "products.unit_cost_minor"],
    )
    return User.objects.create_user(
        "jonas@example.com", PASSWORD, name="Jonas Lindqvist", role=role, team=teams["shanghai"]
    )


@pytest.fixture
def manager(teams: dict[str, Team]) -> User:
    """Mei leads Shanghai: sees her team's customers."""
    role = Role.objects.create(
        word="sales_manager",
        name="Sales manager",
        scope="team",
        abilities=["*.view", "*.create", "*.change", "*.delete", "*.export", "*.share"],
    )
    return User.objects.create_user(
        "mei@example.com", PASSWORD, name="陈梅", role=role, team=teams["shanghai"]
    )


@pytest.fixture
def outsider(teams: dict[str, Team], rep: User) -> User:
    """Vera sells in the West: nothing of the East is within her reach."""
    return User.objects.create_user(
        "vera@example.com", PASSWORD, name="Vera Novak", role=rep.role, team=teams["west"]
    )


@pytest.fixture
def by(administrator: User) -> Actor:
    """The administrator as the one who changes things."""
    return Actor(administrator)


def without_ids(page: str) -> str:
    """What was drawn by lot left out: ids and tokens may hold any few letters or digits."""
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\w{32,}", "", page)


def logged_in(user: User) -> Client:
    """A browser in which the person has logged in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def window(live_server: Any) -> Iterator[Callable[..., Page]]:
    """`window(user, "/customers/", width=390)` opens a page as someone who has logged in.

    What the page writes to the console stands in its `troubles`. Ask for
    `service_workers="allow"` where a test is about reading offline.
    """
    contexts = []

    def opened(
        user: User | None, address: str, width: int = 1280, height: int = 800, **more: Any
    ) -> Page:
        more = {"service_workers": "block", **more}
        context = chromium().new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        if user:
            session = logged_in(user).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.troubles = []
        page.on("console", lambda told: page.troubles.append(f"{told.type}: {told.text}"))
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.goto(live_server.url + address)
        return page

    yield opened
    for context in contexts:
        context.close()
