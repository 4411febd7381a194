"""What the rooms tell about their records, once: lists, forms, history, search and API read it.

An app describes its records in its own `kinds.py` and enters them when Django starts.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from goodwill.crm.accounts import hiding
from goodwill.language import Sayable, Sentence

if TYPE_CHECKING:
    from goodwill.crm.records.models import Record


class Sort(StrEnum):
    """What a field holds, which decides how it is shown, asked for, filtered and sorted."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    QUANTITY = "quantity"
    MONEY = "money"
    SHARE = "share"
    """From 0 to 1; people read and say percent."""
    MINUTES = "minutes"
    DAY = "day"
    MOMENT = "moment"
    YES = "yes"
    CHOICE = "choice"
    LINK = "link"
    LINKS = "links"
    EMAIL = "email"
    PHONE = "phone"
    COUNTRY = "country"
    WEB = "web"


@dataclass(frozen=True)
class Field:
    """One field of a kind of record, built in or a company's own (`custom.<name>`).

    A name such as `score.value_class` is that of a field beside the record, on a row that belongs
    to it alone (`extend`). `to` is the kind that a link leads to; `choices` names each allowed
    value. `is_indexed` says that lists of a million records may be sorted by it. `only_if` names
    another field and the values of it with which this one is asked for. Who sees none of the
    fields that `hidden_with` names (`products.unit_cost_minor`) does not see this one either.
    """

    name: str
    label: Sayable
    sort: Sort = Sort.TEXT
    choices: Mapping[str, Sayable] = field(default_factory=dict)
    to: str = ""
    is_editable: bool = True
    is_required: bool = False
    is_indexed: bool = False
    is_sensitive: bool = False
    help: Sayable | None = None
    only_if: tuple[str, tuple[str, ...]] | None = None
    hidden_with: tuple[str, ...] = ()

    @cached_property
    def is_own(self) -> bool:
        return self.name.startswith("custom.")

    @cached_property
    def beside(self) -> str:
        """The name of the row beside the record that holds the field; empty for most."""
        return "" if self.is_own else self.name.rpartition(".")[0]


@dataclass(frozen=True)
class Words:
    """What search knows a record by: its names, then what else it may be found with.

    `page_id` is whose page it leads to, where that is not its own: a telephone's customer.
    """

    title: str
    subtitle: str = ""
    others: tuple[str, ...] = ()
    page_id: uuid.UUID | None = None


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of record: its word, what people call it, its fields and where its page is.

    `word` is the same in addresses, abilities, history, templates and the API.
    """

    word: str
    model: type[Record]
    one: Sentence
    many: Sentence
    icon: str
    fields: tuple[Field, ...]
    columns: tuple[str, ...]
    order: str
    """The field that lists are sorted by unless told otherwise; `-` for descending."""
    words: Callable[[Any], Words] | None = None
    """What search shall know; None for kinds that are found through others."""
    words_from: tuple[str, ...] = ()
    """The columns that `words` reads, `customer__name` for a link's: many records are fetched
    with these alone to be entered. None where all columns are fetched."""
    page: str = ""
    """The name of the address of one record's page; takes its public id."""
    new: str = ""
    """The name of the address where one is made, where that is not the usual form."""
    teaching: Sentence | None = None
    """What an empty list says: what this is for."""
    shape: str = "list"
    """How its list is shown unless somebody says otherwise."""

    def field(self, name: str) -> Field:
        """The field of that name, own fields included.

        Raises
        ------
        KeyError
            If there is none.
        """
        found = {one.name: one for one in self.all_fields()}
        return found[name]

    def all_fields(self) -> tuple[Field, ...]:
        """Built-in fields, those beside the record, then the company's own."""
        return (*self.fields, *self.beside(), *self.own_fields())

    def own_fields(self) -> Iterable[Field]:
        """The fields that the company added."""
        return _OWN_FIELDS(self.word)

    def beside(self) -> tuple[Field, ...]:
        """What higher rooms hold of each record: shown and asked for alike, never changed."""
        return tuple(_BESIDE.get(self.word, {}).values())


def enter(*kinds: Kind) -> None:
    """Make kinds known; each model learns the word it is known by."""
    for kind in kinds:
        _KINDS[kind.word] = kind


def extend(word: str, *fields: Field) -> None:
    """Give a kind fields that stand on a row beside each record.

    `Field("score.value_class", …)` is the field `value_class` of the model whose one-to-one link
    to the record has the related name `score`. Lists show, filter, sort, group and export it, and
    the API tells it, as they do with the kind's own; a record without such a row has nothing
    there. None of them can be changed.
    """
    for one in fields:
        _BESIDE.setdefault(word, {})[one.name] = replace(one, is_editable=False)
        for other in one.hidden_with:
            hiding.hide_with(other, f"{word}.{one.name}")


def kind_of(word: str | Record | type[Record]) -> Kind:
    """The kind of a record, or the one with that word."""
    return _KINDS[word if isinstance(word, str) else word.kind]


def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order the rooms entered them."""
    return tuple(_KINDS.values())


def ask_own_fields(of: Callable[[str], Iterable[Field]]) -> None:
    """Who knows a kind's own fields: set once by the part that keeps them."""
    global _OWN_FIELDS  # noqa: PLW0603
    _OWN_FIELDS = of


_KINDS: dict[str, Kind] = {}
_BESIDE: dict[str, dict[str, Field]] = {}


def _no_own_fields(word: str) -> Iterable[Field]:
    return ()


_OWN_FIELDS: Callable[[str], Iterable[Field]] = _no_own_fields
