"""What people write for numbers, amounts and times, brought into the form that is kept."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from babel.numbers import (
    NumberFormatError,
    format_decimal,
    get_currency_precision,
    parse_decimal,
)

from goodwill.crm.records.errors import Refused
from goodwill.crm.ui.speaking import current
from goodwill.language import Sentence


class Unreadable(Refused):
    """What was written is not what the field holds; the sentence says what it may look like."""


def number(text: str) -> Decimal:
    """A number in the reader's way of writing, full-width digits included.

    Raises
    ------
    Unreadable
        If it is none.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace(" ", "").replace("−", "-")
    try:
        read = parse_decimal(plain, locale=current().locale, strict=True)
    except NumberFormatError:
        read = _as_machines_write(plain)
    if not read.is_finite():
        raise _no_number(text)
    return read


def _as_machines_write(plain: str) -> Decimal:
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise _no_number(plain) from None


def _no_number(text: str) -> Unreadable:
    return Unreadable(Sentence("“{text}” is not a number. Write it like 1,234.50.", text=text))


def too_large() -> Unreadable:
    return Unreadable(Sentence("This number is larger than can be kept."))


def not_whole() -> Unreadable:
    return Unreadable(Sentence("Write a whole number here."))


def too_fine() -> Unreadable:
    return Unreadable(Sentence("Quantities have at most three decimal places."))


def no_phone_number(text: str) -> Unreadable:
    return Unreadable(
        Sentence(
            "“{text}” is not a telephone number. Write it with its country, like +86 21 5555 0123.",
            text=text,
        )
    )


def minor(amount: Decimal, currency: str) -> int:
    """An amount in the smallest unit of its currency.

    Raises
    ------
    Unreadable
        If it is finer than the currency.
    """
    places = get_currency_precision(currency)
    units = amount.scaleb(places)
    if units != units.to_integral_value():
        raise Unreadable(
            Sentence(
                "{currency} has {n} decimal place; this has more.",
                "{currency} has {n} decimal places; this has more.",
                n=places,
                currency=currency,
            )
        )
    return int(units)


def written_amount(units: int, currency: str) -> str:
    """Minor units as a person would write the amount into a form."""
    places = get_currency_precision(currency)
    pattern = "#,##0." + "0" * places if places else "#,##0"
    amount = Decimal(units).scaleb(-places)
    return str(format_decimal(amount, format=pattern, locale=current().locale))


def written_number(value: Decimal | float) -> str:
    """A number as a person would write it into a form, nothing rounded away."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return str(
        format_decimal(
            exact, format="#,##0.####", locale=current().locale, decimal_quantization=False
        )
    )


def minutes(text: str) -> int:
    """Time spent: `90`, `1:30` or `1 h 30`.

    Raises
    ------
    Unreadable
        If it is none of these.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    read = _HOURS.fullmatch(plain)
    if read:
        return int(read["hours"]) * 60 + int(read["minutes"] or 0)
    read = _MINUTES.fullmatch(plain)
    if read:
        return int(read["minutes"])
    raise Unreadable(
        Sentence("“{text}” is no time span. Write minutes, or hours like 1:30.", text=text)
    )


def written_minutes(value: int) -> str:
    """Minutes as a person would write them into a form: hours once there is one."""
    hours, rest = divmod(value, 60)
    return f"{hours}:{rest:02}" if hours else str(rest)


_HOURS = re.compile(
    r"(?P<hours>\d{1,4})\s*(?:[:：]|h|小时|小時)\s*(?P<minutes>[0-5]?\d)?\s*(?:m|min|分|分钟|分鐘)?"
)
_MINUTES = re.compile(r"(?P<minutes>\d{1,6})\s*(?:m|min|分|分钟|分鐘)?")
