"""What is compared about a customer: plain values, gathered once and kept beside the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any

from goodwill.crm.customers import naming
from goodwill.crm.customers.duplicates import names
from goodwill.crm.customers.duplicates.names import Name

Texts = tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """One customer as others are compared with it.

    Phones are E.164, e-mails and accounts in small letters, addresses and domains as `kept`
    makes them. `employers` holds the primary keys of those a person is something to, `parent`
    that of what it belongs to.
    """

    pk: int = 0
    sort: str = "organisation"
    name: str = ""
    legal_name: str = ""
    city: str = ""
    country: str = ""
    born_on: str = ""
    phones: Texts = ()
    emails: Texts = ()
    accounts: Texts = ()
    domains: Texts = ()
    addresses: Texts = ()
    employers: tuple[int, ...] = ()
    parent: int | None = None

    @property
    def is_person(self) -> bool:
        return self.sort == "person"

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The name, and the legal one where it says something else."""
        if self.is_person:
            return (names.person(self.name),)
        told = (
            names.organisation(name, self.city) for name in (self.name, self.legal_name) if name
        )
        return tuple(dict.fromkeys(told)) or (names.NOTHING,)

    @cached_property
    def place(self) -> str:
        """How the city sounds: 上海, 上海市 and Shanghai are one."""
        return names.sound_of_place(self.city)

    def as_json(self) -> dict[str, Any]:
        """Only what is known."""
        told = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value
        }
        told.pop("pk", None)
        return told


def from_json(pk: int, told: Mapping[str, Any]) -> Facts:
    """Facts as they were kept."""
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in told.items()
        if name in _NAMES
    }
    return Facts(pk=pk, **known)


def address(line: str) -> str:
    """An address in one spelling: no blanks, marks or ranks; `Main St.` is `mainstreet`."""
    words = naming.plain(naming.simplified(line).replace(".", " ")).split()
    return "".join(_STREETS.get(word, word) for word in words).translate(_RANKS)


def mailbox(value: str) -> str:
    """An e-mail address without what its owner may add behind a plus sign."""
    local, at, domain = value.partition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


_NAMES = [one.name for one in fields(Facts) if one.name != "pk"]
_STREETS = {"st": "street", "str": "strasse", "rd": "road", "ave": "avenue", "blvd": "boulevard",
            "dr": "drive", "ln": "lane", "no": "", "nr": "", "apt": "", "floor": "f", "fl": "f",
            "rm": "room"}  # fmt: skip
_RANKS = str.maketrans("", "", "省市区县号栋幢室层楼座弄")
