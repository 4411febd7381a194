"""A place in a list, signed: it survives new and deleted records and cannot be made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.signing import BadSignature, dumps, loads

from goodwill.crm.records.lists.sorting import Order

SALT = "goodwill.lists"


@dataclass(frozen=True)
class Cursor:
    """The sort key of one record, beyond which a page begins."""

    value: Any
    id: int
    is_empty: bool


def write(order: Order, value: Any, identity: int) -> str:
    """The cursor as it stands in an address."""
    is_empty = order.has_empty and value in (None, "")
    return dumps([order.asked, is_empty, _plain(value), identity], salt=SALT)


def read(order: Order, text: str) -> Cursor | None:
    """The cursor, if it was written for this order and nobody changed it."""
    try:
        asked, is_empty, told, identity = loads(text, salt=SALT)
    except (BadSignature, ValueError, TypeError):
        return None
    if asked != order.asked:
        return None
    return Cursor(None if told is None else order.holds.to_python(told), identity, is_empty)


def _plain(value: Any) -> Any:
    """As JSON holds it, and the field reads it again."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
