"""Values of conditions: from JSON to what the database compares, refused where they do not fit."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from babel.numbers import get_currency_precision

from goodwill.crm.accounts.company import company
from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.records.lists import belonging, fields
from goodwill.crm.records.lists.operators import Takes

LONGEST = 200
MOST_VALUES = 50
MOST_DAYS = 36_500


def understood(kind: Kind, field: Field, takes: Takes, value: Any) -> Any:
    """The value as the database compares it.

    Raises
    ------
    ValueError, TypeError, ArithmeticError
        If it does not fit the field.
    """
    if takes is Takes.NOTHING:
        return None
    if takes is Takes.DAYS:
        return _days(value)
    if takes is Takes.ONE:
        return one(kind, field, value)
    if not isinstance(value, list) or not 0 < len(value) <= MOST_VALUES:
        raise ValueError(value)
    if takes is Takes.TWO and len(value) != 2:
        raise ValueError(value)
    return [one(kind, field, each) for each in value]


def one(kind: Kind, field: Field, value: Any) -> Any:
    """One value of a field."""
    if field.sort in fields.COUNTS:
        return number(field, value)
    if field.sort in fields.TIMES:
        return date.fromisoformat(value)
    if field.sort in (Sort.LINK, Sort.LINKS):
        return _identity(kind, field, value)
    return _text(field, value)


def number(field: Field, value: Any) -> Decimal | int:
    """A number as it is kept: money in minor units, quantities in thousandths, shares of 1.

    Shares are asked for in percent.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise TypeError(value)
    found = Decimal(str(value).replace(",", "").strip())
    if not found.is_finite() or abs(found) >= Decimal(10) ** 15:
        raise ValueError(value)
    if field.sort is Sort.SHARE:
        return found / 100
    places = {Sort.MONEY: money_digits(), Sort.QUANTITY: 3}.get(field.sort)
    if places is None or field.is_own:
        return found
    return int(found.scaleb(places).to_integral_value(ROUND_HALF_EVEN))


def money_digits() -> int:
    """Decimals of the company's currency, in which amounts are asked for."""
    return int(get_currency_precision(company().currency))


def _days(value: Any) -> int:
    found = int(value)
    if isinstance(value, bool) or not 0 <= found <= MOST_DAYS:
        raise ValueError(value)
    return found


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST or "\x00" in value:
        raise ValueError(value)
    if field.choices and value not in field.choices:
        raise ValueError(value)
    return value


def _identity(kind: Kind, field: Field, value: Any) -> Any:
    if field.name in belonging.known(kind.word):
        return uuid.UUID(str(value))
    target = fields.leads_to(kind, field)
    if target is None:
        return _text(field, value)
    if fields.key(target) == "public_id":
        return uuid.UUID(str(value))
    return int(value)
