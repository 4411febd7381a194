"""Values of own fields as they are kept: plain JSON of the right sort, or a refusal."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.dateparse import parse_date, parse_datetime

from goodwill.crm.records.errors import BadOwnValue
from goodwill.crm.records.kinds import Sort
from goodwill.crm.records.own_fields.knowing import Labels, own_field
from goodwill.crm.records.own_fields.models import OwnField
from goodwill.language import Sayable, Sentence

LONGEST_TEXT = 400
LONGEST_LONG = 20_000
MOST_DIGITS = 15
"""As many as a JSON number keeps exactly."""
EMPTY: tuple[object, ...] = (None, "", [], {})


def kept(kind: str, name: str, value: Any) -> Any:
    """The value as `Record.custom` keeps it; None for nothing.

    Names that no own field bears are kept as they come: imports may bring what nobody named.

    Raises
    ------
    BadOwnValue
        If the field cannot hold the value; says what it may hold.
    """
    if value in EMPTY:
        return None
    row = own_field(kind, name)
    return value if row is None else _READERS[Sort(row.sort)](value, row)


def _text(value: Any, row: OwnField) -> str:
    return _line(value, row, LONGEST_TEXT, " ".join)


def _long(value: Any, row: OwnField) -> str:
    return _line(value, row, LONGEST_LONG, None)


def _line(value: Any, row: OwnField, longest: int, joined: Callable[..., str] | None) -> str:
    text = unicodedata.normalize("NFC", str(value)).strip()
    if joined is not None:
        text = joined(text.split())
    if len(text) > longest:
        raise _bad(row, Sentence("at most {n} characters", n=longest))
    return text


def _number(value: Any, row: OwnField) -> int | float:
    try:
        number = Decimal(str(value))
    except InvalidOperation as trouble:
        raise _bad(row, Sentence("a number")) from trouble
    if not number.is_finite() or len(number.normalize().as_tuple().digits) > MOST_DIGITS:
        raise _bad(row, Sentence("a number of at most {n} digits", n=MOST_DIGITS))
    if abs(number) >= Decimal(10) ** MOST_DIGITS:
        raise _bad(row, Sentence("a number of at most {n} digits", n=MOST_DIGITS))
    return int(number) if number == number.to_integral_value() else float(number)


def _day(value: Any, row: OwnField) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    try:
        found = parse_date(str(value))
    except ValueError:
        found = None
    if found is None:
        raise _bad(row, Sentence("a day, such as 2026-03-01"))
    return found.isoformat()


def _moment(value: Any, row: OwnField) -> str:
    try:
        found = value if isinstance(value, datetime) else parse_datetime(str(value))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise _bad(row, Sentence("a moment, such as 2026-03-01T14:30+08:00"))
    return found.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _yes(value: Any, row: OwnField) -> bool:
    if not isinstance(value, bool):
        raise _bad(row, Sentence("yes or no"))
    return value


def _choice(value: Any, row: OwnField) -> str:
    if value not in {word for word, _ in row.choices}:
        raise _bad(row, Sentence("one of its choices"))
    return str(value)


def _email(value: Any, row: OwnField) -> str:
    address = str(value).strip().lower()
    try:
        validate_email(address)
    except ValidationError as trouble:
        raise _bad(row, Sentence("an e-mail address")) from trouble
    return address


def _phone(value: Any, row: OwnField) -> str:
    try:
        number = phonenumbers.parse(str(value), settings.CONFIGURATION.region)
    except phonenumbers.NumberParseException as trouble:
        raise _bad(row, Sentence("a telephone number")) from trouble
    if not phonenumbers.is_possible_number(number):
        raise _bad(row, Sentence("a telephone number"))
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _web(value: Any, row: OwnField) -> str:
    address = str(value).strip()
    address = address if "://" in address else f"https://{address}"
    try:
        URLValidator(["http", "https"])(address)
    except ValidationError as trouble:
        raise _bad(row, Sentence("a web address")) from trouble
    return address


def _country(value: Any, row: OwnField) -> str:
    code = str(value).upper()
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise _bad(row, Sentence("a country's two letters"))
    return code


def _bad(row: OwnField, what: Sayable) -> BadOwnValue:
    return BadOwnValue(f"custom.{row.name}", Labels(row.labels, row.name), what)


_READERS: Mapping[Sort, Callable[[Any, OwnField], Any]] = {
    Sort.TEXT: _text,
    Sort.LONG: _long,
    Sort.NUMBER: _number,
    Sort.DAY: _day,
    Sort.MOMENT: _moment,
    Sort.YES: _yes,
    Sort.CHOICE: _choice,
    Sort.EMAIL: _email,
    Sort.PHONE: _phone,
    Sort.WEB: _web,
    Sort.COUNTRY: _country,
}
SORTS = tuple(_READERS)
"""The sorts that an own field may be of."""
