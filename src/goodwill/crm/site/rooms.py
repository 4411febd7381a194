"""The rooms in the order of the loop, as everyone finds them in the rail."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject

from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.cards import ABILITIES as DATA_ABILITIES
from goodwill.crm.records.kinds import kinds
from goodwill.crm.sales.cards import ABILITIES as SALES_ABILITIES
from goodwill.crm.site import demonstration
from goodwill.crm.ui.addresses import address_if_any
from goodwill.crm.ui.rooms import Making, Room
from goodwill.crm.value.cards import ABILITIES as VALUE_ABILITIES
from goodwill.language import Sentence

ROOMS: tuple[Room, ...] = (
    Room("my_day", Sentence("My day"), "sun", "my_day", key="d"),
    Room("customers", Sentence("Customers"), "building-office", "customers", "customers.view", "c"),
    Room("activities", Sentence("Timeline"), "clock", "activities", "activities.view", "t"),
    Room("value", Sentence("Value"), "scale", "value", key="v", either=VALUE_ABILITIES),
    Room("sales", Sentence("Sales"), "funnel", "sales", key="s", either=SALES_ABILITIES),
    Room("orders", Sentence("Orders"), "shopping-bag", "orders", "orders.view", "o"),
    Room("products", Sentence("Products"), "cube", "products", "products.view", "p"),
    Room("contracts", Sentence("Contracts"), "document-check", "contracts", "contracts.view", "k"),
    Room("data", Sentence("Data"), "circle-stack", "data", key="a", either=DATA_ABILITIES),
)
LOGGING = Sentence("Log a call, visit or note")
LETTERS = {"customers": "c", "orders": "o", "products": "p", "contracts": "k", "tasks": "t"}
"""What leads to a new one after `n`."""


def around(request: HttpRequest) -> dict[str, object]:
    """What every page shows around its own content; parts of pages never ask for most of it."""
    me = request.user if isinstance(request.user, User) else None
    return {
        "company": SimpleLazyObject(lambda: company().name),
        "rooms": SimpleLazyObject(lambda: [room for room in ROOMS if me and _is_open(room, me)]),
        "me": me,
        "makings": SimpleLazyObject(lambda: list(_makings(me)) if me else []),
        "demo": _demo(),
        # Django's own is drawn by lot again wherever a page names it.
        "csrf_token": SimpleLazyObject(lambda: get_token(request)),
    }


def _demo() -> dict[str, str] | None:
    """As whom one may look around, where the installation is a demonstration."""
    if not settings.CONFIGURATION.demo:
        return None
    return {"email": demonstration.address_of("sales_rep"), "password": demonstration.PASSWORD}


def _is_open(room: Room, me: User) -> bool:
    may = not room.ability or me.may(room.ability)
    may_one = not room.either or any(me.may(ability) for ability in room.either)
    return bool(address_if_any(room.address)) and may and may_one


def _makings(me: User) -> Iterator[Making]:
    """What this person can make from anywhere; to log something comes first."""
    log = address_if_any("log")
    if log and me.may("activities.create"):
        yield Making(LOGGING, "pencil-square", log, "l", is_dialog=True)
    for kind in kinds():
        address = address_if_any("new", kind.word) if kind.page and not kind.new else ""
        if address and me.may(f"{kind.word}.create"):
            name = Sentence("New {thing}", thing=kind.one)
            yield Making(name, kind.icon, address, LETTERS.get(kind.word, ""), is_dialog=True)
