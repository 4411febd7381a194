"""The rooms in the order of the loop, as everyone finds them in the rail."""

from __future__ import annotations

from django.http import HttpRequest

from goodwill.crm.accounts.models import User
from goodwill.crm.ui.rooms import Room
from goodwill.language import Sentence

ROOMS: tuple[Room, ...] = (
    Room("my_day", Sentence("My day"), "sun", "my_day"),
    Room("customers", Sentence("Customers"), "building-office", "customers", "customers.view"),
    Room("orders", Sentence("Orders"), "shopping-bag", "orders", "orders.view"),
    Room("products", Sentence("Products"), "cube", "products", "products.view"),
    Room("contracts", Sentence("Contracts"), "document-check", "contracts", "contracts.view"),
)


def around(request: HttpRequest) -> dict[str, object]:
    """What every page shows around its own content."""
    me = request.user if isinstance(request.user, User) else None
    rooms = [room for room in ROOMS if me and (not room.ability or me.may(room.ability))]
    return {"rooms": rooms, "me": me}
