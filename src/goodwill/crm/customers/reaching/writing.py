"""Contact points as people give them, brought into the form machines need."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat

from goodwill.crm.customers.errors import BadContactPoint
from goodwill.crm.customers.reaching import addresses
from goodwill.language import Sentence

LONGEST = 400


@dataclass(frozen=True)
class Written:
    """A contact point as it was given and as it is kept."""

    given: str
    value: str
    country: str = ""
    region: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


def written(sort: str, given: str, country: str, parts: Mapping[str, str] | None = None) -> Written:
    """What is kept of a contact point of this sort; `country` is where it is dialled or sent from.

    Addresses come in `parts`, or as one line of `given`.

    Raises
    ------
    BadContactPoint
        If nobody could be reached by it; says what is wrong.
    """
    given = " ".join(unicodedata.normalize("NFKC", given).split())
    if sort == "address":
        return _address(given, country, parts or {})
    if not given:
        raise BadContactPoint(Sentence("Please write a number, an address or a name."))
    if len(given) > LONGEST:
        raise BadContactPoint(Sentence("This is too long to be true."))
    return _READERS[sort](given, country)


def shown(sort: str, value: str, parts: Mapping[str, str], home: str) -> str:
    """The value as people read it: numbers in groups, at home without the country's code."""
    if sort not in _DIALLED:
        return value
    try:
        number = phonenumbers.parse(value)
    except NumberParseException:
        return value
    is_home = phonenumbers.region_code_for_number(number) == home
    how = PhoneNumberFormat.NATIONAL if is_home else PhoneNumberFormat.INTERNATIONAL
    extension = f" × {parts['extension']}" if parts.get("extension") else ""
    return f"{phonenumbers.format_number(number, how)}{extension}"


def link(sort: str, value: str, parts: Mapping[str, str]) -> str:
    """The address that calls, writes to or opens the contact point; nothing where none does."""
    if sort == "phone":
        extension = f";ext={parts['extension']}" if parts.get("extension") else ""
        return f"tel:{value}{extension}"
    if sort == "email":
        return f"mailto:{value}"
    if sort == "whatsapp":
        return f"https://wa.me/{value.removeprefix('+')}"
    return value if sort == "web" else ""


def _phone(given: str, country: str) -> Written:
    try:
        number = phonenumbers.parse(given, country or None)
    except NumberParseException as trouble:
        raise BadContactPoint(Sentence("{given} is no telephone number.", given=given)) from trouble
    if not phonenumbers.is_possible_number(number):
        raise BadContactPoint(
            Sentence("{given} has too few or too many digits for its country.", given=given)
        )
    extension = number.extension or ""
    number.extension = None
    return Written(
        given,
        phonenumbers.format_number(number, PhoneNumberFormat.E164),
        country=phonenumbers.region_code_for_number(number) or "",
        parts={"extension": extension} if extension else {},
    )


def _email(given: str, country: str) -> Written:
    address = given.removeprefix("mailto:").strip("<>").lower()
    if not _USUAL_ADDRESS.fullmatch(address):
        try:
            validate_email(address)
        except ValidationError as trouble:
            no_address = Sentence("{given} is no e-mail address.", given=given)
            raise BadContactPoint(no_address) from trouble
    return Written(given, address)


def _account(given: str, country: str) -> Written:
    if not _ACCOUNT.fullmatch(given):
        raise BadContactPoint(
            Sentence("{given} is no WeChat account: letters, digits, - and _ only.", given=given)
        )
    return Written(given, given.lower())


def _web(given: str, country: str) -> Written:
    address = given if "://" in given else f"https://{given}"
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    address = f"{scheme.lower()}://{host.lower()}{slash}{path}".rstrip("/")
    try:
        URLValidator(["http", "https"])(address)
    except ValidationError as trouble:
        raise BadContactPoint(Sentence("{given} is no web address.", given=given)) from trouble
    return Written(given, address)


def _address(given: str, country: str, parts: Mapping[str, str]) -> Written:
    kept = {name: " ".join(text.split()) for name, text in parts.items() if text.strip()}
    if not kept:
        kept = {"street_address": given} if given else {}
    if not kept:
        raise BadContactPoint(Sentence("Please write at least the street or the place."))
    line = addresses.one_line(kept, country)
    region = addresses.region_code(country, kept.get("country_area", ""))
    return Written((given or line)[:LONGEST], line[:LONGEST], country, region, kept)


_READERS: Mapping[str, Callable[[str, str], Written]] = {
    "phone": _phone,
    "fax": _phone,
    "whatsapp": _phone,
    "email": _email,
    "wechat": _account,
    "web": _web,
}
_USUAL_ADDRESS = re.compile(
    r"(?=.{3,254}$)[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)
"""No other address is in need of Django's closer look, which takes ten times as long."""
_DIALLED = {"phone", "fax", "whatsapp"}
_ACCOUNT = re.compile(r"[A-Za-z0-9_\-]{3,40}|[A-Za-z][A-Za-z0-9_\-]{1,39}")
